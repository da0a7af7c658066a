#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <hebb/flows/integrator/rate_schedule.hpp>
#include <hebb/model/correlation.hpp>
#include <hebb/model/step_schedule.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/rational_table.hpp>
#include <hebb/simplex/point.hpp>

#include "shared/numbers.hpp"

// Points, matrices and tables as users write them. Everything throws PreconditionError with the offending text, file
// and line, and what would be right.

namespace hebb::cli {

/// "0.4,0.35,1/4": a point of the simplex. `option` names it in messages.
SimplexPoint<Rational> parse_point(const std::string& option, const std::string& text);

/// A table of rationals from a file, as parse_rational_table reads it; messages name the file and the line.
std::vector<TableRow> read_table(const std::filesystem::path& file);

/// The correlation matrix Gamma, symmetric with unit diagonal and entries in [0, 1], from a file or from its rows,
/// "1,0.1;0.1,1"; d x d, or of any dimension. `option` names it in messages.
Correlation parse_correlation(const std::string& option, const std::string& text, std::size_t d);
Correlation parse_correlation(const std::string& option, const std::string& text);

/// "10,7.5,5": d positive numbers.
Vec<Rational> parse_positive(const std::string& option, const std::string& text, std::size_t d);

/// Rates over time: rows "time, lambda_1, ..., lambda_d".
RateSchedule read_schedule(const std::filesystem::path& file, std::size_t d);

/// Rates over the steps of the chain: rows "k, lambda_1, ..., lambda_d", the rates from step k on (hold) or at step k.
StepSchedule read_step_schedule(const std::filesystem::path& file, std::size_t d, StepSchedule::Between between);

/// "(2/5, 7/20, 1/4)".
std::string show_point(const SimplexPoint<Rational>& p);

}  // namespace hebb::cli
