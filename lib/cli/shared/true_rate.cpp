#include "shared/true_rate.hpp"

#include <limits>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

namespace hebb::cli {

Json true_rate_json(const std::optional<TrueRateSteps>& found) {
  if (!found) return nullptr;
  return {{"steps", found->steps},
          {"ratio_limit", exact_json(found->ratio_limit)},
          {"kappa", exact_json(found->kappa)},
          {"degree", found->degree},
          {"escape", enclosure_json({"0", decimal_ends(found->escape).upper}, 0, found->escape.upper())}};
}

std::string true_rate_text(const std::optional<TrueRateSteps>& found, const std::string& accuracy,
                           const std::string& epsilon) {
  const std::string what = fmt::format("|p - e_1|_1 <= {} with probability at least 1 - {}", accuracy, epsilon);
  if (!found) return "no number of steps to " + what + " is proved at the true rate";
  return fmt::format(
      "after {} steps {}: rate 1 - {} a per step while p_u <= {} p_1 (degree {}), which fails with probability {:.4} "
      "at "
      "most",
      show_steps(found->steps), what, to_exact_decimal(found->kappa), to_exact_decimal(found->ratio_limit),
      found->degree, UpperBound(found->escape));
}

Json expected_steps_json(const std::optional<ExpectedSteps>& found, std::size_t component) {
  if (!found) return nullptr;
  return {{"component", component},
          {"before_loss", enclosure_json({"0", decimal_ends(found->before).upper}, 0, found->before.upper())},
          {"steps",
           enclosure_json({"0", decimal_ends(RealInterval(found->steps, found->steps, 64)).upper}, 0, found->steps)},
          {"ratio_limit", exact_json(found->ratio_limit)},
          {"kappa", exact_json(found->kappa)},
          {"degree", found->degree},
          {"escape", enclosure_json({"0", decimal_ends(found->escape).upper}, 0, found->escape.upper())}};
}

std::string expected_steps_text(const ExpectedSteps& found, std::size_t component, const std::string& accuracy) {
  if (found.steps == 0) return fmt::format("|p - e_{}|_1 <= {} from the start", component, accuracy);
  const std::string limit = to_exact_decimal(found.ratio_limit);  // rounded it would claim more, either way
  return fmt::format(
      "expected steps until |p - e_{0}|_1 <= {1}: at most {2:.6} until then or until some p_u > {3} p_{0}; which never "
      "happens with\nprobability at least {4:.4}, and given that they are at most {5:.6}",
      component, accuracy, UpperBound(found.before), limit,
      LowerBound(RealInterval(like(found.escape, Rational(1))) - found.escape), UpperBound(found.steps));
}

Json exponents_json(const std::optional<RateExponents>& found) {
  if (!found) return nullptr;
  return {{"mean", enclosure_json(found->mean)},
          {"good_event", enclosure_json(found->good_event)},
          {"slope", enclosure_json(found->slope)},
          {"almost_sure", enclosure_json(found->almost_sure)},
          {"variance", enclosure_json(found->variance)}};
}

std::string exponents_text(const std::optional<RateExponents>& found, const Rational& a) {
  const std::string rate = to_exact_decimal(a);
  if (!found) return fmt::format("a = {}: no closed forms of the exponents for this law", rate);
  return fmt::format(
      "a = {}: E r_u(k) >= r_u(0) {:.10}^k; on the good event 1 - p_1 falls like {:.10}^k in the mean{}, and almost "
      "surely "
      "like exp(-{:.10} k) with variance {:.4} k of its logarithm",
      rate, LowerBound(found->mean), UpperBound(found->good_event),
      certainly(less_equal(found->slope, RealInterval(0))) ? "" : ", faster than that", LowerBound(found->almost_sure),
      UpperBound(found->variance));
}

std::string show_steps(double steps) {
  constexpr double exact = 0x1p40;
  if (steps > std::numeric_limits<double>::max()) return "beyond 1e308";
  if (steps < exact) return fmt::format("{:.0f}", steps);
  return UpperBound(steps).text(4);
}

}  // namespace hebb::cli
