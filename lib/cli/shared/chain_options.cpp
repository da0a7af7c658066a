#include "shared/chain_options.hpp"

#include <fmt/format.h>

#include <hebb/model/two_point_law.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/text/printable.hpp>

#include "shared/inputs.hpp"
#include "shared/noise_file.hpp"

namespace hebb::cli {
namespace {

/// "gap:1/10" with the prefix "gap:": 1/10.
std::optional<Rational> value_after(const std::string& option, const std::string& text, const std::string& prefix) {
  if (text.rfind(prefix, 0) != 0) return std::nullopt;
  return parse_number(option, text.substr(prefix.size()));
}

AnyNoise parse_law(const std::string& text, const Rational& q) {
  if (text == "uniform") return UniformNoise(q);
  if (text == "two-point") return TwoPointNoise(q);
  if (text == "every") return EveryNoise(q);
  if (const auto tau = value_after("--law", text, "gaussian:")) {
    require(*tau > 0 && q - 1 <= 100 * *tau, [&] {
      return fmt::format("--law {}: TAU must be at least (Q - 1)/100 = {}", text, to_string(Rational((q - 1) / 100)));
    });
    return TruncatedGaussianNoise(q, *tau);
  }
  if (text.rfind("file:", 0) == 0) {
    const DiscreteNoise law = read_noise_law(text.substr(5), q);
    if (const auto two_point = as_two_point(law)) return *two_point;
    return law;
  }
  throw PreconditionError("--law " + text + ": must be uniform, two-point, gaussian:TAU, file:FILE or every");
}

/// The event as a loss, and what must stay in words; theta names Delta as well.
std::pair<LossEvent, std::string> parse_event(const std::string& text, const Rational& gap) {
  if (text == "theta") return {LossEvent::below_gap(gap / 2), "p_1 - p_u >= Delta/2 = " + to_string(Rational(gap / 2))};
  if (const auto g = value_after("--event", text, "gap:")) {
    require(*g >= 0 && *g < gap, [&] {
      return fmt::format("--event {}: must be at least 0 and below the gap {} of the start", text, to_string(gap));
    });
    return {LossEvent::below_gap(*g), keeps_text(LossEvent::below_gap(*g))};
  }
  if (const auto rho = value_after("--event", text, "ratio:")) {
    require(*rho >= 1, "--event " + text + ": the ratio must be at least 1");
    return {LossEvent::below_ratio(*rho), keeps_text(LossEvent::below_ratio(*rho))};
  }
  throw PreconditionError("--event " + text + ": must be theta, gap:G or ratio:RHO");
}

}  // namespace

std::string noise_with_bound(const AnyNoise& noise) {
  return fmt::format("{} noise with Q = {}", noise_name(noise), brief(noise_bound(noise)));
}

std::string keeps_text(const LossEvent& event) {
  if (event.ratio != 1) return "p_1 >= " + to_string(event.ratio) + " p_u";
  return "p_1 - p_u >= " + to_string(event.gap);
}

Option add_start(Command command, ChainOptions& options) {
  return command.add_option("--p0", options.p0, "Initial point, exact, the leader first: 0.5,0.25,0.25");
}
Option add_noise_bound(Command command, ChainOptions& options) {
  return command.add_option("--q", options.q, "Noise bound Q: |Z_i| <= Q - 1").shows_default();
}
Option add_law(Command command, ChainOptions& options) {
  return command
      .add_option("--law", options.law,
                  "Noise: uniform, two-point, gaussian:TAU (truncated to [-(Q-1), Q-1]), file:FILE (rows of a value "
                  "and its probability)")
      .shows_default();
}
Option add_event(Command command, ChainOptions& options) {
  return command
      .add_option("--event", options.event,
                  "What must stay: theta (the gap Delta/2), gap:G, ratio:RHO (p_1 >= RHO p_u)")
      .shows_default();
}

void add_chain_options(Command command, ChainOptions& options) {
  add_start(command, options).required();
  add_noise_bound(command, options);
  add_law(command, options)
      .description(
          "Noise: uniform, two-point, gaussian:TAU (truncated), file:FILE (rows of a value and its probability), every "
          "(any law with independent centred components)");
  add_event(command, options);
}

Chain read_chain(const ChainOptions& options) {
  SimplexPoint<Rational> start = parse_point("--p0", options.p0);
  const Rational q = parse_noise_bound(options.q);
  for (std::size_t u = 1; u < start.size(); ++u) {
    require(start[0] > start[u], [&] {
      return fmt::format("--p0 {}: the first coordinate must be the largest, but coordinate {} is not below it",
                         options.p0, u + 1);
    });
  }
  const Rational gap = initial_gap(start.coordinates()), second = start[0] - gap;
  AnyNoise noise = parse_law(options.law, q);
  auto [event, text] = parse_event(options.event, gap);
  require(start[0] >= event.ratio * second + event.gap, [&] {
    return fmt::format("--event {}: the start does not fulfil it, the ratio must be at most {}", options.event,
                       to_string(Rational(start[0] / second)));
  });
  return {std::move(start), std::move(noise), std::move(event), std::move(text)};
}

std::string noise_text(const std::string& law) {
  return law == "every" ? "every noise with independent centred components" : printable(law) + " noise";
}

Rational parse_noise_bound(const std::string& text) {
  Rational q = parse_number("--q", text);
  require(q > 1, "--q " + text + ": the noise bound must be above 1");
  return q;
}

AnyNoise parse_simulated_law(const std::string& text, const Rational& q) {
  AnyNoise noise = parse_law(text, q);
  require(is_one_law(noise), [&] {
    return "--law " + text +
           ": not one law that can be simulated; must be uniform, two-point, gaussian:TAU or file:FILE";
  });
  return noise;
}

Rational parse_learning_rate(const std::string& text, const Rational& q) {
  const Rational a = parse_number("--alpha", text);
  require(a > 0 && a * q < 1, [&] {
    return fmt::format("--alpha {}: must be positive and below 1/Q = {}", text, to_string(Rational(1 / q)));
  });
  return a;
}

void require_simulated_rate(const std::string& option, const Rational& a, const Rational& q) {
  require(a * (Integer(1) << 40) >= 1 && a * q < 1, [&] {
    return fmt::format("{} {}: must be at least 2^-40 and below 1/Q = {}", option, to_string(a),
                       to_string(Rational(1 / q)));
  });
}

}  // namespace hebb::cli
