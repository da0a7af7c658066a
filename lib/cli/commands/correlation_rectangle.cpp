#include "commands/correlation_rectangle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/chain_options.hpp"
#include "shared/interrupt.hpp"

namespace hebb::cli {

void LeaderRectangle::find(const Correlation& gamma, const std::optional<SimplexPoint<Rational>>& p0,
                           const Rational& q) {
  if (alpha.empty()) return;
  require(p0.has_value(), "--alpha: needs --p0");
  a = parse_learning_rate(alpha, q);
  const AnyNoise noise = law == "every" ? AnyNoise(EveryNoise(q)) : parse_simulated_law(law, q);
  try {
    found = rectangle_barrier(gamma, *p0, *a, barrier_law(noise), interrupt_flag());
    if (!found) reason = "no rectangle of ratios proves a bound below 1";
  } catch (const PreconditionError& e) {
    reason = e.what();
  }
}

void LeaderRectangle::print() const {
  if (!a) return;
  if (!found) {
    fmt::print("\nThat the first component is overtaken at a = {}: {}\n", to_string(*a), reason);
    return;
  }
  std::vector<std::string> limits, pieces;
  // A larger limit claims less.
  for (const Rational& x : found->barrier.limits) limits.push_back(UpperBound(x).text(4));
  for (const auto& own : found->barrier.pieces)
    pieces.push_back(fmt::format("{} to {}", own.front().exponent, own.back().exponent));
  fmt::print("\nP(p_u > x_u p_1 for some u at some time) <= {:.8} at a = {}, {}: x = ({}), exponents {}\n",
             UpperBound(found->probability), to_string(*a), noise_text(law), fmt::join(limits, ", "),
             fmt::join(pieces, "; "));
}

Json LeaderRectangle::json() const {
  if (!a) return nullptr;
  Json out{{"rigorous", found.has_value()},
           {"limits", nullptr},
           {"pieces", nullptr},
           {"probability", nullptr},
           {"reason", reason.empty() ? Json(nullptr) : Json(reason)}};
  if (!found) return out;
  out["limits"] = exact_json(found->barrier.limits);
  out["pieces"] = Json::array();
  for (const auto& own : found->barrier.pieces) {
    Json list = Json::array();
    for (const BarrierPiece& piece : own)
      list.push_back({{"exponent", piece.exponent}, {"ratio", exact_json(piece.ratio)}});
    out["pieces"].push_back(std::move(list));
  }
  out["probability"] = enclosure_json({"0", decimal_ends(found->probability).upper}, 0, found->probability.upper());
  return out;
}

}  // namespace hebb::cli
