#pragma once

#include <string>

#include <hebb/escape/escape.hpp>

namespace hebb::cli {

/// Draws the report of `hebb escape` against the step into `file`, and bounds against the learning rate into a second
/// one beside it. `confidence` as typed. Throws Stopped.
void write_escape_pictures(const std::string& file, const std::string& confidence, const EscapeRequest& request,
                           const EscapeReport& report);

}  // namespace hebb::cli
