#include "simulate/spiking_triggers.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/barriers/barrier.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/interrupt.hpp"

namespace hebb::cli {

using namespace hebb::spiking;

std::optional<MeasuredTriggers> measured_triggers(const Model& model, const OutputStatistics& output, std::size_t layer,
                                                  double q) {
  const std::vector<InputStatistics>& in = output.inputs;
  if (layer > 0 || in.size() < 2 || output.steps == 0 || !model.inputs.is_constant()) return std::nullopt;
  if (!std::ranges::all_of(model.inputs.sources(), [](const Inputs::Source& s) { return s.is_simple(); }))
    return std::nullopt;
  if (std::ranges::any_of(model.layers[0].signs, [](double s) { return s < 0; })) return std::nullopt;
  Vec<double> drive, rates;  // lambda_j w_j at the start
  model.inputs.rates_at(0, rates);
  for (std::size_t j = 0; j < in.size(); ++j) drive.push_back(rates[j] * in[j].initial_weight);
  const auto most = std::ranges::max_element(drive);
  if (*most <= 0 || std::ranges::count(drive, *most) > 1) return std::nullopt;
  const auto leader = static_cast<std::size_t>(most - drive.begin());
  if (!(in[leader].frequency.lower > 0)) return std::nullopt;
  MeasuredTriggers found{leader, {}, std::nullopt};
  for (std::size_t u = 0; u < in.size(); ++u) {
    const double share = in[u].predicted / in[leader].predicted;
    found.ratios.push_back(u == leader ? 1 : in[u].frequency.upper / in[leader].frequency.lower / share);
    if (!std::isfinite(found.ratios.back())) return std::nullopt;  // an input without a rate
  }
  if (model.learning_rate == 0) return found;
  // p_u/p_1 stands for L_u lambda_u w_u/(lambda_1 w_1).
  Vec<Rational> scaled{Rational(*most)};
  for (std::size_t u = 0; u < in.size(); ++u) {
    if (u != leader) scaled.push_back(Rational(found.ratios[u]) * Rational(drive[u]));
  }
  const Rational total = sum(scaled), a(model.learning_rate), bound(q);
  for (Rational& x : scaled) x /= total;
  const bool leads = std::all_of(scaled.begin() + 1, scaled.end(), [&](const Rational& x) { return x < scaled[0]; });
  if (!leads || !(bound > 1) || a * bound >= 1) return found;
  BarrierOptions how;
  how.stop = interrupt_flag();
  try {
    if (const auto barrier = escape_barrier(SimplexPoint<Rational>(scaled), a, every_centred_law(bound), how))
      found.escape = barrier->probability;
  } catch (const Stopped&) {  // said at the end
  }
  return found;
}

Json measured_triggers_json(const std::optional<MeasuredTriggers>& found) {
  if (!found) return nullptr;
  return {
      {"leader", found->leader + 1},
      {"ratios", found->ratios},
      {"escape", found->escape ? enclosure_json({"0", decimal_ends(*found->escape).upper}, 0, found->escape->upper())
                               : Json(nullptr)}};
}

std::string measured_triggers_text(const MeasuredTriggers& found, double learning_rate, double q) {
  std::string list;
  for (std::size_t u = 0; u < found.ratios.size(); ++u) {
    if (u != found.leader) list += fmt::format("{}{}", list.empty() ? "" : ", ", UpperBound(found.ratios[u]).text(4));
  }
  const std::size_t leader = found.leader + 1;
  std::string text = fmt::format(
      "measured: P(trigger u)/P(trigger {}) over (lambda_u w_u)/(lambda_{} w_{}) is at most {} (upper limits, the "
      "other "
      "inputs in order)",
      leader, leader, leader, list);
  if (found.escape)
    text += fmt::format(
        "\nstatistical, no proof about the network: under every trigger law with these ratios at all weights, a = "
        "{}, "
        "any\nnoise of independent centred components with Q = {}, P(L_u lambda_u w_u > lambda_{} w_{} for some u, "
        "ever) <= {:.4}",
        learning_rate, q, leader, leader, UpperBound(*found.escape));
  return text;
}

}  // namespace hebb::cli
