#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hebb/barriers/capped_rule.hpp>
#include <hebb/text/json.hpp>

namespace hebb::cli {

/// Rates that stay for some steps, under the rule with a cap.
struct Phase {
  std::uint64_t from, steps;
  std::size_t favourite;
  Rational lead;                     // least lambda_v/(C lambda_j)
  std::optional<CappedPhase> bound;  // of P(the favourite does not have the largest weight at its end)
};

/// The phases of the schedule but the last, which does not end. Throws PreconditionError with the option.
std::vector<Phase> capped_phases(const std::string& cap_text, const std::string& file, std::size_t d, const Rational& a,
                                 const AnyNoise& noise);
Json phases_json(const std::vector<Phase>& phases);
void print_phases(const std::vector<Phase>& phases, const std::string& cap, const std::string& law, const Rational& a,
                  const Rational& q);

}  // namespace hebb::cli
