#pragma once

#include <string>

#include <hebb/escape/escape.hpp>

#include "shared/chain_options.hpp"

namespace hebb::cli {

/// `hebb escape` for several learning rates, "0.005,0.01,0.02": one table, and its rows as CSV where `csv` is a file.
/// The request has everything but the rate. The exit code.
int run_over_rates(const Chain& chain, EscapeRequest request, const std::string& rates, const std::string& csv);

}  // namespace hebb::cli
