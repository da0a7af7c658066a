#include <algorithm>
#include <cmath>

#include <hebb/exits/kernel/arithmetic.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/exits/line/iteration.hpp>
#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

using namespace exit_arithmetic;

namespace {

struct Range {
  double least, greatest;
};

}  // namespace

ExitIteration::ExitIteration(const ExitChain& chain, Side side) : chain_(chain), side_(side), nodes_(chain.cells + 1) {
  int taps = 0;
  for (const LawStencil* law : {&chain.up, &chain.down}) {
    images_.push_back({law, {}, {}, {}, {}});
    taps = std::max(taps, law->taps());
  }
  if (chain.idle) {
    images_.push_back({&*chain.idle, {}, {}, {}, {}});
    taps = std::max(taps, chain.idle->taps());
  }
  // 2 taps products and sums, the correction at the boundary, the combination of three laws; weights within one ulp.
  node_error_ = relative_error(2 * taps + 32);
  require(node_error_ < 0x1p-20 && chain.spacing < 0.5, "exit iteration: a spacing out of range");
  padded_nodes_ = (nodes_ + correlation_block - 1) / correlation_block * correlation_block;
  pad_ = chain.reach + 8;
  const std::size_t size = static_cast<std::size_t>(padded_nodes_ + 2 * pad_);
  for (std::vector<double>* x : {&value_, &middle_, &cell_bend_, &node_bend_}) x->assign(size, 0.0);
  for (std::vector<double>* x : {&value_, &middle_}) std::fill(x->begin(), x->begin() + pad_, 1.0);
  for (Image& image : images_) {
    for (std::vector<double>* x : {&image.value, &image.plus, &image.minus, &image.bend}) {
      x->assign(static_cast<std::size_t>(padded_nodes_), 0.0);
    }
  }
  next_.assign(static_cast<std::size_t>(nodes_), 0.0);
  curvature_.assign(static_cast<std::size_t>(nodes_), 0.0);
}

void ExitIteration::start_at_good_set() {
  std::fill(value_.begin() + pad_, value_.end(), 0.0);
  std::fill(middle_.begin() + pad_, middle_.end(), 0.0);
}

void ExitIteration::start_at_exponential(double ratio, int first) {
  require(side_ == Side::upper && ratio >= 0 && ratio <= 1 && first >= 0 && first < nodes_,
          "exit iteration: the start must be an upper bound");
  double* v = at(value_);
  double* b = at(middle_);
  for (int j = 0; j < nodes_; ++j) v[j] = j <= first ? 1 : std::max(tiny, mul_up(v[j - 1], ratio));
  for (int j = 0; j + 1 < nodes_; ++j) b[j] = add_up(v[j], v[j + 1]) / 2;
  close_upper(nodes_ - 1, v[nodes_ - 1]);
}

void ExitIteration::start_at(const Function& function) {
  const auto valid = [](double x) { return x >= 0 && std::isfinite(x); };
  require(static_cast<int>(function.value.size()) == nodes_ && static_cast<int>(function.middle.size()) == nodes_ - 1 &&
              std::ranges::all_of(function.value, valid) && std::ranges::all_of(function.middle, valid) &&
              valid(function.beyond) && (side_ == Side::upper || function.beyond == 0),
          "exit iteration: no function to start at");
  close_upper(0, function.beyond);
  std::ranges::copy(function.value, value_.begin() + pad_);
  std::ranges::copy(function.middle, middle_.begin() + pad_);
}

ExitIteration::Function ExitIteration::function() const {
  const double* v = at(value_);
  const double* b = at(middle_);
  return {{v, v + nodes_}, {b, b + nodes_ - 1}, v[nodes_]};
}

void ExitIteration::shift(const Interval& cells) {
  require(side_ == Side::upper && std::isfinite(cells.lower()) && std::fabs(cells.lower()) < 1e9,
          "exit iteration: a shift of an upper bound was expected");
  // Down to m + theta, theta in [0, 1 - 1e-6] and 0 or not small: the quotient by theta (1 - theta) below stays sharp.
  const auto m = static_cast<int>(std::floor(cells.lower()));
  double theta = std::min(sub_down(cells.lower(), m), 1 - 1e-6);
  if (theta < 1e-6) theta = 0;
  const Function old = function();
  const int n = nodes_ - 1;
  // Continuous at the boundary, where W is 1 on the left and v_0 on the right: an upper bound as well.
  const auto value = [&](int i) {
    return i < 0    ? 1.0
           : i == 0 ? std::max(1.0, old.value[0])
           : i <= n ? old.value[static_cast<std::size_t>(i)]
                    : old.beyond;
  };
  const auto bow = [&](int i) { return i < 0 ? 1.0 : i < n ? old.middle[static_cast<std::size_t>(i)] : old.beyond; };
  const Interval t(theta), rest = 1 - t;
  const auto v = [&](int i) { return Interval(value(i)); };
  const auto b = [&](int i) { return Interval(bow(i)); };
  Function next;
  for (int j = m; j <= n + m; ++j) {
    const Interval here = v(j) * square(rest) + 2 * b(j) * (t * rest) + v(j + 1) * square(t);
    next.value.push_back(std::max(tiny, here.upper()));
  }
  double beyond = n + m < 0 ? 1 : old.beyond;
  for (int i = std::max(0, n + m); i <= n; ++i) beyond = std::max({beyond, value(i), bow(i)});
  next.beyond = std::max(tiny, beyond);
  next.value.back() = std::max(next.value.back(), next.beyond);
  // W(. + shift) has a kink on each cell, at 1 - theta. A quadratic q is above it if it is so at the ends and at the
  // kink, with q' at least its slope at the left end, and at most that at the right one.
  const auto half_slope = [&](int i) { return (b(i) - v(i)) * rest + (v(i + 1) - b(i)) * t; };
  for (int j = 0; j < n; ++j) {
    const Interval left(next.value[static_cast<std::size_t>(j)]), right(next.value[static_cast<std::size_t>(j) + 1]);
    double middle = bow(j + m);
    if (theta > 0) {
      const Interval kink = (v(j + m + 1) - left * square(t) - right * square(rest)) / (2 * t * rest);
      middle = std::max({(left + half_slope(j + m)).upper(), (right - half_slope(j + m + 1)).upper(), kink.upper()});
    }
    next.middle.push_back(std::max(tiny, middle));
  }
  start_at(next);
}

/// The constant continuation from node n on.
void ExitIteration::close_upper(int n, double value) {
  std::fill(value_.begin() + pad_ + n, value_.end(), value);
  std::fill(middle_.begin() + pad_ + n, middle_.end(), value);
}

/// 1 - v_0, rounded to the side. An upper bound with v_0 > 1 rises to v_0 on the cell before the boundary instead.
double ExitIteration::boundary_jump() const {
  const double v0 = at(value_)[0];
  return side_ == Side::upper ? std::max(0.0, sub_up(1, v0)) : sub_down(1, v0);
}

void ExitIteration::apply(Image& image) const {
  throw_if_stopped(chain_.stop);
  const LawStencil& law = *image.law;
  const LawStencil::Weights& w = law.weights(side_);
  const double* v = at(value_);
  const double* b = at(middle_);
  const double* cell_bend = at(cell_bend_);
  const double* node_bend = at(node_bend_);
  const double jump = boundary_jump();
  std::fill(image.value.begin(), image.value.end(), 0.0);
  correlate(w.node.data(), law.taps(), v + law.first, 1, image.value.data(), padded_nodes_);
  correlate(w.middle.data(), law.taps() - 1, b + law.first, 1, image.value.data(), padded_nodes_);
  for (int k = 0; k < law.taps(); ++k) {
    const int i = -(law.first + k);
    if (0 <= i && i < nodes_) image.value[i] += w.right[k] * jump;
  }
  for (std::vector<double>* x : {&image.plus, &image.minus, &image.bend}) std::fill(x->begin(), x->end(), 0.0);
  double* bend = image.bend.data();
  for (const LawStencil::Knot& knot : law.knots) {
    double* sum = knot.positive ? image.plus.data() : image.minus.data();
    const double start = knot.weight * knot.start, centre = knot.weight * knot.middle, end = knot.weight * knot.end;
    const double *v_c = v + knot.cell, *b_c = b + knot.cell, *q_c = cell_bend + knot.cell, *r_c = node_bend + knot.cell;
    for (int j = 0; j < nodes_; ++j) sum[j] += start * v_c[j] + centre * b_c[j] + end * v_c[j + 1];
    if (knot.cell < 0) sum[-knot.cell - 1] += end * jump;
    const double half = knot.weight / 2, before = half * (1 - knot.theta), after = half * knot.theta;
    for (int j = 0; j < nodes_; ++j) bend[j] += before * q_c[j] + half * r_c[j + 1] + after * q_c[j + 1];
  }
}

/// cell_bend = |v_j - 2 b_j + v_{j+1}| and node_bend = |2 v_j - b_{j-1} - b_j|, or at node 0, where W jumps from 1 to
/// v_0 <= 1, 2 (1 - v_0) + |b_0 - v_0|; rounded up.
void ExitIteration::update_bends() {
  const double* v = at(value_);
  const double* b = at(middle_);
  double* cell_bend = at(cell_bend_);
  double* node_bend = at(node_bend_);
  for (int j = 0; j < nodes_; ++j) {
    const double ends = v[j] + v[j + 1];
    cell_bend[j] = std::fabs(ends - 2 * b[j]) + 8 * ulp * (ends + 2 * b[j]);
  }
  for (int j = 1; j < nodes_; ++j) {
    const double both = b[j - 1] + b[j];
    node_bend[j] = std::fabs(2 * v[j] - both) + 8 * ulp * (2 * v[j] + both);
  }
  cell_bend[-1] = std::max(0.0, sub_up(v[0], 1));
  node_bend[0] = v[0] > 1 ? std::fabs(2 * v[0] - (1 + b[0])) + 8 * ulp * (2 * v[0] + 1 + b[0])
                          : add_up(2 * sub_up(1, v[0]), std::fabs(b[0] - v[0]) + 8 * ulp * (v[0] + b[0]));
}

/// next_[j]: a bound of K W(u_j), j = 0..cells.
void ExitIteration::update_nodes() {
  const ExitChain& c = chain_;
  const bool upper = side_ == Side::upper;
  const double* p = (upper ? c.trigger.p_upper : c.trigger.p_lower).data();
  const double* r = (upper ? c.trigger.r_upper : c.trigger.r_lower).data();
  for (int j = 0; j < nodes_; ++j) {
    double x = p[j] * images_[0].value[j] + r[j] * images_[1].value[j];
    if (c.idle) {
      const double q = c.activity[j], rest = upper ? sub_up(1, q) : sub_down(1, q);
      const double lazy = q * x + rest * images_[2].value[j];
      x = upper ? std::max(x, lazy) : std::min(x, lazy);
    }
    next_[j] = upper ? stored_up(x, node_error_) : stored_down(x, node_error_);
  }
}

/// curvature_[j]: a lower (Side::upper) or upper (Side::lower) bound of (K W)'' on cell j. In nearest arithmetic with
/// the allowance `error` for all roundings.
void ExitIteration::update_curvatures() {
  const ExitChain& c = chain_;
  const std::vector<double>&p = c.trigger.p, &p_slope = c.trigger.slope, &p_curvature = c.trigger.curvature;
  const double h = c.spacing, widen = 1 + 0x1p-40;
  const double error_rate = node_error_ + 0x1p-44;
  const bool lower = side_ == Side::lower;
  const auto nodal = [](const Image& t, int j) { return t.value[j] + (t.plus[j] - t.minus[j]); };
  const auto size = [](const Image& t, int j) { return t.value[j] + t.plus[j] + t.minus[j]; };
  const auto sup = [&](const Image& t, int j, double a, double b) {
    return (std::max(std::fabs(a), std::fabs(b)) + t.bend[j]) * (1 + h * h) * widen;
  };
  const Image &up = images_[0], &down = images_[1];
  for (int j = 0; j + 1 < nodes_; ++j) {
    const double up0 = nodal(up, j), up1 = nodal(up, j + 1), down0 = nodal(down, j), down1 = nodal(down, j + 1);
    const double sizes = size(up, j) + size(up, j + 1) + size(down, j) + size(down, j + 1);
    const double values = up.value[j] + down.value[j] + up.value[j + 1] + down.value[j + 1];
    const double sup_up = sup(up, j, up0, up1) + error_rate * sizes;
    const double sup_down = sup(down, j, down0, down1) + error_rate * sizes;
    const double deviation = std::max(up.bend[j] + h * h / 8 * sup_up, down.bend[j] + h * h / 8 * sup_down);
    const double e0 = p[j] * up0 + (1 - p[j]) * down0, e1 = p[j + 1] * up1 + (1 - p[j + 1]) * down1;
    const double b0 = up0 - down0, b1 = up1 - down1;
    const double g0 = up.value[j] - down.value[j], g1 = up.value[j + 1] - down.value[j + 1];
    const double slope = (g1 - g0) / h, sup_g = sup_up + sup_down;
    const double centre = 2 * p_slope[j] * slope + p_curvature[j] * g0;
    double slack = h / 16 * std::fabs(b1 - b0) + h * h / 80 * std::max(std::fabs(b0), std::fabs(b1)) + deviation;
    slack += h * std::fabs(slope) / 5 + h / 4 * sup_g;
    slack += h / 8 * std::fabs(g0) + h / 10 * (std::fabs(slope) + h / 2 * sup_g);
    const double error = error_rate * (sizes + values / h) + underflow / h;
    slack = slack * widen + error;
    Range range{std::min(e0, e1) + centre - slack, std::max(e0, e1) + centre + slack};
    if (c.idle) {
      const Image& idle = images_[2];
      const double i0 = nodal(idle, j), i1 = nodal(idle, j + 1), idle_sizes = size(idle, j) + size(idle, j + 1);
      const double idle_slack = (idle.bend[j] + h * h / 8 * (sup(idle, j, i0, i1) + error_rate * idle_sizes)) * widen +
                                error_rate * idle_sizes;
      const double q = c.activity[j], all = error_rate * (sizes + idle_sizes);
      const double lazy_least = q * range.least + (1 - q) * (std::min(i0, i1) - idle_slack) - all;
      const double lazy_greatest = q * range.greatest + (1 - q) * (std::max(i0, i1) + idle_slack) + all;
      range = {std::min(range.least, lazy_least), std::max(range.greatest, lazy_greatest)};
    }
    curvature_[j] = lower ? range.greatest : range.least;
  }
}

/// b_j of the quadratic with the ends v_j, v_{j+1} and the second derivative curvature_[j], rounded towards the side.
double ExitIteration::middle(int j) const {
  const double* v = at(value_);
  const double h = chain_.spacing, ends = v[j] + v[j + 1], bow = curvature_[j] * (h * h) / 4;
  const double error = 8 * ulp * (ends + std::fabs(bow)) + underflow;
  return side_ == Side::upper ? ends / 2 - bow + error : ends / 2 - bow - error;
}

/// Beyond the last node W is constant, or, when that is less than v_n, falls to the constant within one cell: to be
/// lost, the chain must first fall into the `reach` cells below the last but one, so the greatest value there is a
/// bound.
void ExitIteration::finish_upper(double cap) {
  const int n = nodes_ - 1;
  double* v = at(value_);
  double* b = at(middle_);
  std::copy(next_.begin(), next_.end(), v);
  for (int j = 0; j + 1 < n; ++j) b[j] = std::max(tiny, middle(j));
  const double beyond = std::max(tiny, std::min(cap, greatest(n - 2 - chain_.reach, n - 2)));
  close_upper(n, beyond);
  v[n] = std::max(next_[n], beyond);
  b[n - 1] = std::max(tiny, middle(n - 1));
  if (!(greatest(0, n - 1) <= 2)) {  // a lattice too coarse to say anything: back to a bound of every probability
    std::fill(v, v + n, 1.0);
    std::fill(b, b + n, 1.0);
    close_upper(n, 1);
  }
}

/// Beyond the last node: 0. A negative b_j would spoil the sums of non-negative terms: such a cell, and everything to
/// its right, is given up; it happens where W falls by its own size within a cell, at the front of the first steps.
void ExitIteration::finish_lower() {
  double* v = at(value_);
  double* b = at(middle_);
  std::copy(next_.begin(), next_.end(), v);
  int end = static_cast<int>(std::find(next_.begin(), next_.end() - 1, 0.0) - next_.begin());
  v[end] = 0;
  for (int j = 0; j < end;) {
    const double x = middle(j);
    if (x >= 0) {
      b[j++] = x < tiny ? 0 : x;
    } else {
      end = j;
      v[end] = 0;
      if (j > 0) --j;
    }
  }
  std::fill(value_.begin() + pad_ + end, value_.end(), 0.0);
  std::fill(middle_.begin() + pad_ + end, middle_.end(), 0.0);
}

void ExitIteration::step(double cap) {
  update_bends();
  for (Image& image : images_) apply(image);
  update_nodes();
  update_curvatures();
  side_ == Side::upper ? finish_upper(cap) : finish_lower();
}

double ExitIteration::greatest(int first_cell, int last_cell) const {
  const double* v = at(value_);
  const double* b = at(middle_);
  return std::max(*std::max_element(v + first_cell, v + last_cell + 2),
                  *std::max_element(b + first_cell, b + last_cell + 1));
}

double ExitIteration::bound_at(const Interval& offset) const {
  require(offset.lower() >= 0, "exit iteration: a point below the boundary");
  const bool upper = side_ == Side::upper;
  const Interval h(chain_.spacing), position = offset / h;
  const double* v = at(value_);
  const double* b = at(middle_);
  const int last = nodes_ - 1;
  double bound = upper ? 0 : 1;
  for (double k = std::floor(position.lower()); k <= position.upper(); ++k) {
    if (k >= last) {
      bound = upper ? std::max(bound, v[last]) : 0;
      break;
    }
    const int j = static_cast<int>(k);
    const Interval t = min(max(position - Interval(k), Interval(0)), Interval(1)), s = 1 - t;
    const Interval w = Interval(v[j]) * square(s) + 2 * Interval(b[j]) * (s * t) + Interval(v[j + 1]) * square(t);
    bound = upper ? std::max(bound, std::min(1.0, w.upper())) : std::min(bound, std::max(0.0, w.lower()));
  }
  return bound;
}

}  // namespace hebb
