#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/exits/line/iteration.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

constexpr long precision = 192;

struct Stencils {
  LawStencil up, down;
  std::optional<LawStencil> idle;
};

std::optional<Stencils> make_stencils(const Rational& q, const Rational& a, double spacing, bool lazy) {
  const LogRatioLaw triggered = LogRatioLaw::triggered(q, a);
  const std::optional<LawStencil> up = make_stencil(triggered, spacing, false);
  if (!up) return std::nullopt;
  Stencils stencils{*up, *make_stencil(triggered, spacing, true), std::nullopt};
  if (lazy) {
    stencils.idle = make_stencil(LogRatioLaw::idle(q, a), spacing, false);
    if (!stencils.idle) return std::nullopt;
  }
  return stencils;
}

std::vector<double> activity_table(const ActivityBound& bound, const Rational& boundary_ratio, double spacing,
                                   int cells, StopFlag stop) {
  const RealInterval h(spacing, spacing, precision), factor = exp(-h);
  RealInterval right = like(h, Rational(1 / boundary_ratio)) * factor;
  std::vector<double> table;
  for (int j = 0; j <= cells; ++j, right = right * factor) {
    if (j % 1024 == 0) throw_if_stopped(stop);
    const RealInterval least = like(h, bound.scale) * (1 + right) / (like(h, bound.offset) + right);
    table.push_back(std::min(1.0, least.lower()));
  }
  return table;
}

}  // namespace

TriggerTable::TriggerTable(const Rational& boundary_ratio, double spacing, int cells, StopFlag stop) {
  const RealInterval h(spacing, spacing, precision), factor = exp(-h);
  RealInterval y = like(h, Rational(1 / boundary_ratio));
  const auto nearest = [](const RealInterval& x) { return (x.lower() + x.upper()) / 2; };
  for (int j = 0; j <= cells; ++j, y = y * factor) {
    if (j % 1024 == 0) throw_if_stopped(stop);
    const RealInterval exact_p = 1 / (1 + y), r = y / (1 + y), exact_slope = exact_p * r;
    p_lower.push_back(exact_p.lower());
    p_upper.push_back(exact_p.upper());
    r_lower.push_back(r.lower());
    r_upper.push_back(r.upper());
    p.push_back(nearest(exact_p));
    slope.push_back(nearest(exact_slope));
    curvature.push_back(nearest(exact_slope * (r - exact_p)));
  }
}

ExitChain make_exit_chain(const Rational& q, const Rational& a, const Rational& boundary_ratio, double spacing,
                          double length, const std::optional<ActivityBound>& activity, StopFlag stop) {
  require(boundary_ratio > 0, "exit chain: the boundary ratio is not positive");
  require(boundary_ratio >= 1 || !activity, "exit chain: the boundary ratio is below 1");
  require(spacing > 0 && length > spacing, [&] {
    return fmt::format("the lattice of the enclosure has the spacing {:.4g} for a line of length {:.4g}", spacing,
                       length);
  });
  require(length / spacing < 1e7, [&] {
    return fmt::format("the enclosure would need a lattice of {:.3g} points at this learning rate, at most 1e7 fit",
                       length / spacing);
  });
  std::optional<Stencils> stencils;
  for (int attempt = 0; attempt < 100 && !stencils; ++attempt) {
    throw_if_stopped(stop);
    stencils = make_stencils(q, a, spacing, activity.has_value());
    if (!stencils) spacing *= 1 - 0x1p-10;
  }
  require(stencils.has_value(), [&] { return fmt::format("exit chain: no lattice near spacing {}", spacing); });
  ExitChain chain;
  chain.stop = stop;
  chain.spacing = spacing;
  chain.up = stencils->up;
  chain.down = stencils->down;
  chain.idle = stencils->idle;
  for (const LawStencil& law : {chain.up, chain.down}) {
    chain.reach = std::max({chain.reach, -law.first + 1, law.first + law.taps() + 1});
  }
  if (chain.idle) chain.reach = std::max(chain.reach, -chain.idle->first + 1);
  chain.cells = std::max(static_cast<int>(std::ceil(length / spacing)), 3 * chain.reach);
  chain.trigger = TriggerTable(boundary_ratio, spacing, chain.cells, stop);
  if (activity) chain.activity = activity_table(*activity, boundary_ratio, spacing, chain.cells, stop);
  return chain;
}

}  // namespace hebb
