#include <algorithm>

#include <hebb/flows/closed_form/leader_coordinates.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/theorems/priming.hpp>

namespace hebb {

PrimedSwitch primed_switch(const Vec<Rational>& lambda, const Vec<Rational>& mu, const Vec<Rational>& weights,
                           const Rational& rho) {
  const std::size_t d = lambda.size();
  require(d >= 2, "priming: at least two inputs are needed");
  require_same_length(d, mu.size(), "priming");
  require_same_length(d, weights.size(), "priming");
  for (const Vec<Rational>* list : {&lambda, &mu, &weights}) {
    for (const Rational& x : *list) {
      require(x > 0, [&] { return "priming: rate or weight " + to_string(x) + ", expected above 0"; });
    }
  }
  require(rho > 1, [&] { return "priming: margin " + to_string(rho) + ", expected above 1"; });
  PrimedSwitch out{.start = SimplexPoint<Rational>(probabilities(lambda, weights)),
                   .start_after = SimplexPoint<Rational>(probabilities(mu, weights)),
                   .needed = {Rational(1)},
                   .largest = 1,
                   .accuracy = {},
                   .gap_after = gap_of_ratio(static_cast<int>(d), rho)};
  for (std::size_t i = 1; i < d; ++i) {
    require(out.start[0] > out.start[i],
            [&] { return "priming: input " + std::to_string(i + 1) + " is not behind input 1 under the first rates"; });
    out.needed.push_back(rho * surviving_ratio(lambda[0], lambda[i], mu[0], mu[i]));
    out.largest = std::max(out.largest, out.needed.back());
  }
  out.accuracy = 2 / (1 + out.largest);
  return out;
}

RealInterval priming_time(const PrimedSwitch& change, long precision) {
  Rational e = 1;  // exp(-tau) for which every ratio r_i(tau) = p_i/p_1 is at most 1/needed_i
  for (std::size_t i = 1; i < change.start.size(); ++i) {
    const Rational r = change.start[i] / change.start[0], limit = 1 / change.needed[i];
    if (r > limit) e = std::min(e, Rational(limit * (1 - r) / (r * (1 - limit))));
  }
  const LeaderCoordinates<Rational> start = leader_coordinates(change.start, Rational(0));
  return time_from_ratios(start.ratio, start.gap, start.leader, e,
                          [&](const Rational& x) { return log(RealInterval(x, precision)); });
}

std::optional<PrimingSteps> priming_steps(const PrimedSwitch& change, const Rational& a, const BarrierLaw& law,
                                          const Rational& epsilon) {
  require(epsilon > 0 && epsilon < 1, [&] { return "priming: epsilon " + to_string(epsilon) + " outside (0, 1)"; });
  const auto escape = escape_barrier(change.start, a, law);
  if (!escape) return std::nullopt;
  const Rational left = epsilon - escape->probability.exact_upper();
  if (left <= 0) return std::nullopt;
  const auto count = steps_to_accuracy(escape->barrier, law, change.start, change.accuracy, left);
  if (!count) return std::nullopt;
  return PrimingSteps{count->steps, escape->probability};
}

}  // namespace hebb
