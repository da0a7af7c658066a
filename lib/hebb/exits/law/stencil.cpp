#include <algorithm>
#include <cmath>

#include <hebb/exits/law/stencil.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

constexpr long precision = 320;         // cancellation in third differences of A_3 costs 4 log2(1/spacing) bits
constexpr double knot_margin = 0x1p-8;  // of a cell

struct LatticePosition {
  int cell;
  RealInterval theta;
};

/// x = (cell + theta) spacing with theta well inside (0, 1), or x = 0.
std::optional<LatticePosition> locate(const RealInterval& x, double spacing) {
  const RealInterval scaled = x / RealInterval(spacing, spacing, precision);
  if (scaled.is_point() && scaled.contains(0.0)) return LatticePosition{0, scaled};
  const double cell = std::floor(scaled.lower());
  if (scaled.lower() < cell + knot_margin || scaled.upper() > cell + 1 - knot_margin) return std::nullopt;
  return LatticePosition{static_cast<int>(cell), scaled - like(scaled, Rational(cell))};
}

double nearest(const RealInterval& x) { return x.midpoint().convert_to<double>(); }

LawStencil::Knot make_knot(LatticePosition at, const Rational& weight, bool mirrored) {
  const bool on_node = at.theta.is_point() && at.theta.contains(0.0);
  if (mirrored && !on_node) at = {-at.cell - 1, 1 - at.theta};
  const RealInterval& t = at.theta;
  return {at.cell,
          nearest(t),
          nearest(square(1 - t)),
          nearest(2 * t * (1 - t)),
          nearest(square(t)),
          Rational(abs(weight)).convert_to<double>(),
          weight > 0};
}

/// The masses of (1-t)^2, 2t(1-t) and t^2 in one cell.
struct CellMass {
  RealInterval left, middle, right;
};

}  // namespace

std::optional<LawStencil> make_stencil(const LogRatioLaw& law, double spacing, bool mirrored) {
  const RealInterval h(spacing, spacing, precision);
  const LogRatioIntegrals<RealInterval> integrals(law, h);
  LawStencil stencil;
  int first = 0, last = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::optional<LatticePosition> at = locate(integrals.knot(i), spacing);
    if (!at) return std::nullopt;
    if (i == 0) first = at->cell;
    if (i == 3) last = at->cell;
    stencil.knots[i] = make_knot(*at, law.kinks[i].weight, mirrored);
  }
  // By parts, with A_1' = f, A_2' = A_1, A_3' = A_2 at both ends of the cell.
  std::vector<CellMass> cells;
  std::array<RealInterval, 4> before = integrals(h * like(h, Rational(first)));
  for (int k = first; k <= last; ++k) {
    const std::array<RealInterval, 4> after = integrals(h * like(h, Rational(k + 1)));
    const RealInterval third = 2 * (after[3] - before[3]) / square(h);
    cells.push_back({third - before[1] - 2 * before[2] / h, 2 * (before[2] + after[2]) / h - 2 * third,
                     after[1] - 2 * after[2] / h + third});
    before = after;
  }
  if (mirrored) {
    std::reverse(cells.begin(), cells.end());
    for (CellMass& cell : cells) std::swap(cell.left, cell.right);
    first = -last - 1;
  }
  stencil.first = first;
  const auto append = [&](std::vector<double>& down, std::vector<double>& up, const RealInterval& mass) {
    // The a-priori error bounds of the iteration count one unit in the last place for a weight.
    require(mass.upper() <= 0 || (mass.lower() > 0 && mass.upper() - mass.lower() <= 0x1p-51 * mass.upper()),
            "exit stencil: a weight is not tight");
    down.push_back(std::max(mass.lower(), 0.0));
    up.push_back(std::max(mass.upper(), 0.0));
  };
  const RealInterval zero = like(h, Rational(0));
  for (std::size_t k = 0; k <= cells.size(); ++k) {
    const RealInterval& left = k < cells.size() ? cells[k].left : zero;
    const RealInterval& right = k > 0 ? cells[k - 1].right : zero;
    append(stencil.lower.node, stencil.upper.node, left + right);
    append(stencil.lower.right, stencil.upper.right, right);
    if (k < cells.size()) append(stencil.lower.middle, stencil.upper.middle, cells[k].middle);
  }
  return stencil;
}

}  // namespace hebb
