#include <algorithm>
#include <cmath>
#include <map>

#include <hebb/exits/kernel/arithmetic.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/exits/line/rounding.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

using namespace exit_arithmetic;

namespace {

constexpr long precision = 192;

}  // namespace

ExitRounding::Masses ExitRounding::masses(const IncrementLaw& law, bool mirrored) const {
  const RealInterval h(spacing_, spacing_, precision);
  const auto bound = [&](const RealInterval& mass) {
    return side_ == Side::upper ? mass.upper() : std::max(0.0, mass.lower());
  };
  std::map<int, RealInterval> cells;
  if (const auto* density = std::get_if<LogRatioLaw>(&law)) {
    const LogRatioIntegrals<RealInterval> integrals(*density, h);
    const int first = static_cast<int>(std::floor((integrals.knot(0) / h).lower()));
    const int last = static_cast<int>(std::floor((integrals.knot(3) / h).upper()));
    RealInterval before = like(h, Rational(0));
    for (int k = first; k <= last; ++k) {
      const RealInterval after = integrals(h * like(h, Rational(k + 1)))[1];
      cells.emplace(mirrored ? -k - 1 : k, after - before);
      before = after;
    }
  } else {
    for (const RatioAtom& atom : std::get<std::vector<RatioAtom>>(law)) {
      const RealInterval at = log(like(h, mirrored ? Rational(1 / atom.ratio) : atom.ratio)) / h;
      // An atom that may lie on either side of a node goes to the cell that is right for the side.
      const int k = static_cast<int>(std::floor(side_ == Side::upper ? at.lower() : at.upper()));
      const auto [entry, fresh] = cells.emplace(k, like(h, atom.probability));
      if (!fresh) entry->second = entry->second + like(h, atom.probability);
    }
  }
  Masses result;
  result.first = cells.begin()->first;
  result.mass.assign(static_cast<std::size_t>(cells.rbegin()->first - result.first + 1), 0.0);
  for (const auto& [k, mass] : cells) result.mass[static_cast<std::size_t>(k - result.first)] = bound(mass);
  return result;
}

ExitRounding::ExitRounding(const IncrementLaw& law, const Rational& boundary_ratio, double spacing, int cells,
                           Side side, StopFlag stop)
    : side_(side), spacing_(spacing), nodes_(cells + 1), trigger_(boundary_ratio, spacing, cells, stop) {
  require(boundary_ratio >= 1 && spacing > 0 && cells >= 1, "exit rounding: a lattice out of range");
  up_ = masses(law, false);
  down_ = masses(law, true);
  for (const Masses* m : {&up_, &down_}) {
    reach_ = std::max({reach_, -m->first + 1, m->first + static_cast<int>(m->mass.size()) + 1});
  }
  const std::size_t taps = std::max(up_.mass.size(), down_.mass.size());
  require(taps < 1'000'000, "exit rounding: the spacing is too small");
  node_error_ = relative_error(static_cast<int>(taps) + 16);
  padded_nodes_ = (nodes_ + correlation_block - 1) / correlation_block * correlation_block;
  node_.assign(static_cast<std::size_t>(nodes_), 0.0);
  cell_.assign(static_cast<std::size_t>(padded_nodes_ + 2 * reach_), 0.0);
  up_image_.assign(static_cast<std::size_t>(padded_nodes_), 0.0);
  down_image_ = up_image_;
  start_at_good_set();
}

void ExitRounding::start_at_good_set() {
  std::fill(node_.begin(), node_.end(), 0.0);
  fill_cells();
}

void ExitRounding::start_at_exponential(double ratio, int first) {
  require(side_ == Side::upper && ratio >= 0 && ratio <= 1 && first >= 0 && first < nodes_,
          "exit rounding: the start must be an upper bound");
  for (int j = 0; j < nodes_; ++j) {
    const std::size_t i = static_cast<std::size_t>(j);
    node_[i] = j <= first ? 1 : std::max(tiny, mul_up(node_[i - 1], ratio));
  }
  fill_cells();
}

void ExitRounding::fill_cells() {
  const bool upper = side_ == Side::upper;
  std::fill(cell_.begin(), cell_.begin() + reach_, 1.0);
  const auto first = cell_.begin() + reach_;
  const auto end = std::copy(node_.begin() + (upper ? 0 : 1), node_.end(), first);
  std::fill(end, cell_.end(), upper ? node_.back() : 0.0);
}

void ExitRounding::step(double cap) {
  const double* cells = cell_.data() + reach_;
  const auto apply = [&](const Masses& m, std::vector<double>& image) {
    std::fill(image.begin(), image.end(), 0.0);
    correlate(m.mass.data(), static_cast<int>(m.mass.size()), cells + m.first, 1, image.data(), padded_nodes_);
  };
  apply(up_, up_image_);
  apply(down_, down_image_);
  for (std::size_t j = 0; j < node_.size(); ++j) {
    node_[j] =
        side_ == Side::upper
            ? stored_up(trigger_.p_upper[j] * up_image_[j] + trigger_.r_upper[j] * down_image_[j], node_error_)
            : stored_down(trigger_.p_lower[j] * up_image_[j] + trigger_.r_lower[j] * down_image_[j], node_error_);
  }
  if (side_ == Side::upper) {
    for (double& bound : node_) bound = std::min(bound, 1.0);
    node_.back() = std::min(node_.back(), cap);
  }
  fill_cells();
}

double ExitRounding::bound_at(const Interval& offset) const {
  require(offset.lower() >= 0, "exit rounding: a point below the boundary");
  const Interval position = offset / Interval(spacing_);
  const double last = nodes_ - 1;
  if (side_ == Side::upper) return node(static_cast<int>(std::min(last, std::floor(position.lower()))));
  return position.upper() > last ? 0 : node(static_cast<int>(std::ceil(position.upper())));
}

}  // namespace hebb
