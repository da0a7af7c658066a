#include "experiment/switching_proved.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/commands.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

using experiments::SwitchingExperiment;
using Proved = std::vector<std::optional<ProvedSwitches>>;

/// "-" where nothing is proved: [0, 1].
std::string range_text(const RealInterval& lower, const RealInterval& upper) {
  if (lower.lower() <= 0 && upper.upper() >= 1) return "-";
  return outward_text(LowerBound(lower), UpperBound(upper), 4);
}
std::string lower_text(const RealInterval& x) { return x.lower() > 0 ? LowerBound(x).text(4) : "-"; }
std::string upper_text(const std::optional<RealInterval>& x) { return x ? UpperBound(*x).text(4) : "-"; }

Json range_json(const RealInterval& lower, const RealInterval& upper) {
  return enclosure_json({decimal_ends(lower).lower, decimal_ends(upper).upper}, lower.lower(), upper.upper());
}
Json phase_json(const std::optional<CappedPhase>& phase) {
  if (!phase) return nullptr;
  return {{"exponent", phase->exponent}, {"failure", enclosure_json(phase->failure)}};
}
Json optional_json(const std::optional<RealInterval>& x) { return x ? enclosure_json(*x) : Json(nullptr); }

/// The curve, unless nothing is proved anywhere on it. Where nothing is it has a gap.
template <class Value>
void add_curve(std::vector<Series>& series, const std::string& name, int colour, const SwitchingExperiment& e,
               const Proved& proved, const Value& value) {
  Series curve{name, {}, {}, {}, Series::Style::dashed};
  curve.marked = true;
  curve.colour = colour;
  bool any = false;
  for (std::size_t k = 0; k < e.rows.size(); ++k) {
    const double y = proved[k] ? value(*proved[k]) : std::numeric_limits<double>::quiet_NaN();
    curve.x.push_back(static_cast<double>(e.rows[k].interval));
    curve.lower.push_back(y);
    any = any || std::isfinite(y);
  }
  if (any) series.push_back(std::move(curve));
}
double above_zero(const RealInterval& x) {
  return x.lower() > 0 ? x.lower() : std::numeric_limits<double>::quiet_NaN();
}
double below_one(const RealInterval& x) { return x.upper() < 1 ? x.upper() : std::numeric_limits<double>::quiet_NaN(); }

}  // namespace

Proved prove_switches(const SwitchingExperiment& e, const std::optional<Rational>& cap) {
  const BarrierLaw law = barrier_law(e.options.noise);
  Proved out;
  for (const experiments::SwitchingRow& row : e.rows) {
    const RateSwitches switches{e.options.weights, e.options.first, e.options.second, e.options.a, row.interval};
    try {
      ProvedSwitches here{following_bounds(law, switches, e.options.switches, interrupt_flag()), std::nullopt};
      if (cap) here.capped = capped_switches(law, switches, *cap, e.options.switches);
      out.push_back(std::move(here));
    } catch (const Stopped&) {
      out.push_back(std::nullopt);
    }
  }
  return out;
}

void print_proved(const SwitchingExperiment& e, const Proved& proved, const std::optional<Rational>& cap) {
  fmt::print("\n{:>9} {:>20} {:>20} {:>10}{}\n", "steps", "followed", "all of them", "locked",
             cap ? fmt::format(" {:>12} {:>12}", "a phase", "any phase") : "");
  for (std::size_t k = 0; k < e.rows.size(); ++k) {
    if (!proved[k]) continue;
    const FollowingBounds& b = proved[k]->plain;
    fmt::print("{:>9} {:>20} {:>20} {:>10}", e.rows[k].interval, range_text(b.share_lower, b.share_upper),
               range_text(b.all_lower, b.all_upper), lower_text(b.locked_lower));
    if (proved[k]->capped)
      fmt::print(" {:>12} {:>12}", upper_text(proved[k]->capped->phase), upper_text(proved[k]->capped->all));
    fmt::print("\n");
  }
  fmt::print(
      "\nproved; followed: the expected share, enclosed; all of them: the probability; locked: the probability at "
      "least; -: nothing is proved\n");
  if (cap)
    fmt::print(
        "another rule, not that of the counts: after each step w_i <- max(w_i, max w/C), C = {}; a phase: the "
        "favourite has not the largest weight at the end of a phase, with at most this probability, whatever was "
        "learned before; any phase: of {} after a switch\n",
        brief(*cap), e.options.switches);
}

Json proved_json(const std::optional<ProvedSwitches>& proved) {
  if (!proved) return nullptr;
  const FollowingBounds& b = proved->plain;
  Json out{{"rigorous", true},
           {"lead_lost", optional_json(b.lost)},
           {"followed", range_json(b.share_lower, b.share_upper)},
           {"followed_all", range_json(b.all_lower, b.all_upper)},
           {"locked", range_json(b.locked_lower, RealInterval(Rational(1), BarrierLaw::precision))},
           {"capped", nullptr}};
  if (proved->capped) {
    const CappedSwitches& c = *proved->capped;
    out["capped"] = {{"first", phase_json(c.first)},
                     {"second", phase_json(c.second)},
                     {"phase", optional_json(c.phase)},
                     {"all", optional_json(c.all)}};
  }
  return out;
}

void add_proved(std::vector<Series>& series, const SwitchingExperiment& e, const Proved& proved, int followed, int all,
                int locked) {
  const std::size_t before = series.size();
  add_curve(series, "followed: proved bounds", followed, e, proved,
            [](const ProvedSwitches& p) { return above_zero(p.plain.share_lower); });
  add_curve(series, series.size() > before ? "" : "followed: proved bounds", followed, e, proved,
            [](const ProvedSwitches& p) { return below_one(p.plain.share_upper); });
  add_curve(series, "follow all: proved, at least", all, e, proved,
            [](const ProvedSwitches& p) { return above_zero(p.plain.all_lower); });
  add_curve(series, "follow all: proved, at most", all, e, proved,
            [](const ProvedSwitches& p) { return below_one(p.plain.all_upper); });
  add_curve(series, "locked: proved, at least", locked, e, proved,
            [](const ProvedSwitches& p) { return above_zero(p.plain.locked_lower); });
  add_curve(series, "with the cap, follow all: proved, at least", -1, e, proved, [](const ProvedSwitches& p) {
    return p.capped && p.capped->all
               ? above_zero(RealInterval(RealInterval(Rational(1), BarrierLaw::precision) - *p.capped->all))
               : std::numeric_limits<double>::quiet_NaN();
  });
}

}  // namespace hebb::cli
