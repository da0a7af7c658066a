#pragma once

#include <vector>

#include <hebb/laws/recorded_rule.hpp>

namespace hebb {

/// p_i' = p_i factor_i / divisor as the rule is written, over p1, ..., Y1, ..., a, Q.
struct Factors {
  RecordedFunction factor;              // f_1, ..., f_d
  RecordedFunction balance;             // sum p_i f_i and the divisor
  bool is_normalised = false;           // the divisor is visibly sum p_i f_i
  std::vector<std::vector<bool>> uses;  // uses[i][k]: f_i depends on Y_(k+1)
};

/// Throws PreconditionError where the rule as written does not show p_i' as p_i times something.
Factors factors_of(const RecordedRule& rule);

/// The components of the noise on which p_u'/p_1' depends.
std::vector<std::size_t> noise_of(const Factors& factors, std::size_t u);

}  // namespace hebb
