#include "chain_options.hpp"

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/stochastic/barrier_rate.hpp>

#include "inputs.hpp"

namespace hebb::cli {
namespace {

/// "gap:1/10" with the prefix "gap:": 1/10.
std::optional<Rational> value_after(const std::string& text, const std::string& prefix) {
  if (text.rfind(prefix, 0) != 0) return std::nullopt;
  return parse_rational(text.substr(prefix.size()));
}

Law parse_law(const std::string& text, const Rational& q) {
  if (text == "uniform") return UniformNoise(q);
  if (text == "two-point") return TwoPointNoise(q);
  if (text == "every") return EveryLaw{q};
  if (const auto tau = value_after(text, "gaussian:")) return TruncatedGaussianNoise(q, *tau);
  throw PreconditionError("--law " + text + ": must be uniform, two-point, gaussian:TAU or every");
}

Event parse_event(const std::string& text, const Rational& gap) {
  if (text == "theta") return {"p_1 - p_u >= Delta/2 = " + to_string(Rational(gap / 2)), GapEvent{gap / 2}, true};
  if (const auto g = value_after(text, "gap:")) {
    require(*g >= 0 && *g < gap, [&] { return fmt::format("--event {}: must be at least 0 and below the gap {} of the start", text, to_string(gap)); });
    return {"p_1 - p_u >= " + to_string(*g), GapEvent{*g}, *g == gap / 2};
  }
  if (const auto rho = value_after(text, "ratio:")) {
    require(*rho >= 1, "--event " + text + ": the ratio must be at least 1");
    return {"p_1 >= " + to_string(*rho) + " p_u", RatioEvent{*rho}, false};
  }
  throw PreconditionError("--event " + text + ": must be theta, gap:G or ratio:RHO");
}

}  // namespace

void add_chain_options(CLI::App& command, ChainOptions& options) {
  command.add_option("--p0", options.p0, "Initial point, exact, the leader first: 0.5,0.25,0.25")->required();
  command.add_option("--q", options.q, "Noise bound Q: |Z_i| <= Q - 1")->capture_default_str();
  command.add_option("--law", options.law, "Noise: uniform, two-point, gaussian:TAU (truncated), every (any centred law)")->capture_default_str();
  command.add_option("--event", options.event, "What must stay: theta (the gap Delta/2), gap:G, ratio:RHO (p_1 >= RHO p_u)")->capture_default_str();
}

Chain read_chain(const ChainOptions& options) {
  SimplexPoint<Rational> start = parse_point("--p0", options.p0);
  const Rational q = parse_rational(options.q);
  require(q > 1, "--q " + options.q + ": the noise bound must be above 1");
  for (std::size_t u = 1; u < start.size(); ++u) {
    require(start[0] > start[u], [&] {
      return fmt::format("--p0 {}: the first coordinate must be the largest, but coordinate {} is not below it", options.p0, u + 1);
    });
  }
  const Rational gap = leader_gap(start);
  Chain chain{std::move(start), q, gap, parse_law(options.law, q), parse_event(options.event, gap)};
  if (const auto* ratio = std::get_if<RatioEvent>(&chain.event.exit)) {
    for (std::size_t u = 1; u < chain.start.size(); ++u) {
      require(chain.start[0] >= ratio->ratio * chain.start[u], "--event " + options.event + ": the start does not fulfil it");
    }
  }
  return chain;
}

BarrierLaw Chain::barrier_law() const {
  return std::visit(
      [](const auto& noise) {
        if constexpr (std::is_same_v<std::decay_t<decltype(noise)>, EveryLaw>) return every_centred_law(noise.q);
        else return hebb::barrier_law(noise);
      },
      law);
}

std::optional<WordNoise> Chain::word_noise() const {
  return std::visit(
      [](const auto& noise) -> std::optional<WordNoise> {
        if constexpr (std::is_same_v<std::decay_t<decltype(noise)>, EveryLaw>) return std::nullopt;
        else return WordNoise(noise);
      },
      law);
}

std::optional<ExitNoise> Chain::exit_noise() const {
  if (const auto* uniform = std::get_if<UniformNoise>(&law)) return *uniform;
  if (const auto* two_point = std::get_if<TwoPointNoise>(&law); two_point && start.support().size() == 2) return *two_point;
  return std::nullopt;
}

Rational Chain::ratio_limit() const {
  if (const auto* ratio = std::get_if<RatioEvent>(&event.exit)) return 1 / ratio->ratio;
  return ratio_limit_of_gap(dimension(), std::get<GapEvent>(event.exit).gap);
}

Rational parse_learning_rate(const std::string& text, const Rational& q) {
  const Rational a = parse_rational(text);
  require(a > 0 && a * q < 1, [&] { return fmt::format("--alpha {}: must be positive and below 1/Q = {}", text, to_string(Rational(1 / q))); });
  return a;
}

ShortEnds short_ends(double lower, double upper) {
  constexpr long bits = 24;
  const auto [low, high] = decimal_ends(RealInterval(lower, upper, bits));
  return {low, high};
}

}  // namespace hebb::cli
