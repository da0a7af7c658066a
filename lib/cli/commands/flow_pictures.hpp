#pragma once

#include <string>

#include <hebb/flows/flow_study.hpp>

namespace hebb::cli {

/// Draws the flow from 0 to `end` into `file`, and for three components on the simplex into a second one beside it.
/// Throws Stopped.
void write_flow_pictures(const FlowStudy& problem, const std::string& file, const Rational& end);

}  // namespace hebb::cli
