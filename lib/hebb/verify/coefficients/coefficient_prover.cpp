#include <algorithm>

#include <hebb/scalar/checked_int.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/symbolic/polynomial.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>
#include <hebb/verify/coefficients/parametrisation.hpp>
#include <hebb/verify/coefficients/prove.hpp>

namespace hebb {
namespace {

using coefficients::Clock;

template <int W>
CoefficientOutcome prove_with(const Statement& statement, int goal, const CoefficientOptions& options,
                              Clock::time_point deadline) {
  try {
    return coefficients::prove<W, CheckedInt>(statement, goal, options, deadline);
  } catch (const IntegerOverflow&) {
    return coefficients::prove<W, Integer>(statement, goal, options, deadline);
  }
}

}  // namespace

CoefficientOutcome prove_by_coefficients(const Statement& statement, int goal, const CoefficientOptions& options) {
  int variables = 0;
  for (const Factor& factor : statement.domain) variables += std::max(2, coordinate_count(factor));
  const std::chrono::duration<double> seconds(std::min(options.seconds, 1e9));
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(seconds);
  CoefficientOutcome outcome;
  try {
    if (variables <= 16) return prove_with<1>(statement, goal, options, deadline);
    if (variables <= 32) return prove_with<2>(statement, goal, options, deadline);
    if (variables <= 16 * 12) return prove_with<12>(statement, goal, options, deadline);
    outcome.reason = "more than 192 coordinates";
  } catch (const DegreeOverflow& e) {
    outcome.reason = e.what();
  } catch (const PreconditionError& e) {
    outcome.reason = e.what();
  }
  return outcome;
}

}  // namespace hebb
