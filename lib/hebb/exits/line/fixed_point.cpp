#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <hebb/exits/line/fixed_point.hpp>

namespace hebb {
namespace {

using Function = ExitIteration::Function;

/// h^2 W''/2 on the cells, from the nodes: half the mean of the second differences at both ends, which are extrapolated
/// at the ends of the lattice. In a linear form: the coefficients of v_{j-1}, ..., v_{j+2}, or from v_0 on.
struct Bow {
  int first;
  double weight[4];
};
Bow bow_of(int j, int cells) {
  if (j == 0) return {0, {0.75, -1.75, 1.25, -0.25}};
  if (j + 2 > cells) return {j - 1, {0, 0, 0, 0}};
  return {j - 1, {0.25, -0.25, -0.25, 0.25}};
}

/// b_j - (v_j + v_{j+1})/2 = -h^2 W''/4.
double bow_at(const std::vector<double>& v, int j, int cells) {
  const Bow bow = bow_of(j, cells);
  double sum = 0;
  for (int k = 0; k < 4; ++k) {
    if (bow.weight[k] != 0) sum += bow.weight[k] * v[static_cast<std::size_t>(bow.first + k)];
  }
  return -sum;
}
std::vector<double> middles(const std::vector<double>& v, int cells) {
  std::vector<double> b;
  for (int j = 0; j < cells; ++j) {
    const auto i = static_cast<std::size_t>(j);
    b.push_back((v[i] + v[i + 1]) / 2 + bow_at(v, j, cells));
  }
  return b;
}

/// Whether `image` lies on the inner side of `bound`: then `bound` is one.
bool leads_back(Side side, const Function& bound, const Function& image) {
  const auto inside = [&](double x, double y) { return side == Side::upper ? y <= x : y >= x; };
  if (!inside(bound.beyond, image.beyond)) return false;
  for (std::size_t j = 0; j < bound.value.size(); ++j) {
    if (!inside(bound.value[j], image.value[j])) return false;
  }
  for (std::size_t j = 0; j < bound.middle.size(); ++j) {
    if (!inside(bound.middle[j], image.middle[j])) return false;
  }
  return true;
}

}  // namespace

// I - K on the nodes, W = 1 below the first one and 0 beyond the last: a band matrix, factored without pivots. In
// floating point; nothing rests on it.

FixedPointSolver::FixedPointSolver(const ExitChain& chain)
    : chain_(chain), nodes_(chain.cells + 1), band_(chain.reach + 4), width_(static_cast<std::size_t>(2 * band_ + 1)) {
  if (static_cast<double>(nodes_) * static_cast<double>(width_) > most_numbers) return;
  entry_.assign(index(nodes_) * width_, 0);
  outside_.assign(index(nodes_), 0);
  for (int j = 0; j < nodes_; ++j) {
    at(j, j) += 1;
    const double p = chain.trigger.p[index(j)];
    add_law(j, chain.up, p);
    add_law(j, chain.down, 1 - p);
  }
  factor();
}

void FixedPointSolver::factor() {
  for (int k = 0; k < nodes_; ++k) {
    if (k % 256 == 0) throw_if_stopped(chain_.stop);
    const double pivot = at(k, k);
    const int last = std::min(nodes_ - 1, k + band_);
    for (int i = k + 1; i <= last; ++i) {
      const double multiple = at(i, k) / pivot;
      if (multiple == 0) continue;
      double* to = &at(i, k);
      const double* from = &at(k, k);
      for (int c = 1; c <= last - k; ++c) to[c] -= multiple * from[c];
      at(i, k) = multiple;
    }
  }
}

std::vector<double> FixedPointSolver::solved(std::vector<double> x) const {
  for (int i = 0; i < nodes_; ++i) {
    for (int k = std::max(0, i - band_); k < i; ++k) x[index(i)] -= at(i, k) * x[index(k)];
  }
  for (int i = nodes_ - 1; i >= 0; --i) {
    for (int k = i + 1; k <= std::min(nodes_ - 1, i + band_); ++k) x[index(i)] -= at(i, k) * x[index(k)];
    x[index(i)] /= at(i, i);
  }
  return x;
}

void FixedPointSolver::add_node(int j, int target, double mass) {
  if (target < 0)
    outside_[index(j)] += mass;
  else if (target < nodes_)
    at(j, target) -= mass;
}

void FixedPointSolver::add_law(int j, const LawStencil& law, double probability) {
  const LawStencil::Weights& w = law.upper;
  for (int k = 0; k < law.taps(); ++k) {
    const int target = j + law.first + k;
    // node[k] holds what belongs to both sides; at the boundary the left side, right[k], is outside.
    const double left = target == 0 ? w.right[index(k)] : 0;
    add_node(j, target, probability * (w.node[index(k)] - left));
    outside_[index(j)] += probability * left;
  }
  for (int k = 0; k + 1 < law.taps(); ++k) {
    const int cell = j + law.first + k;
    const double mass = probability * w.middle[index(k)];
    if (cell < 0) {
      outside_[index(j)] += mass;
    } else if (cell < chain_.cells) {
      add_node(j, cell, mass / 2);
      add_node(j, cell + 1, mass / 2);
      const Bow bow = bow_of(cell, chain_.cells);
      for (int n = 0; n < 4; ++n) {
        if (bow.weight[n] != 0) add_node(j, bow.first + n, -mass * bow.weight[n]);
      }
    }
  }
}

bool FixedPointSolver::solve(Side side, ExitIteration& iteration, const std::function<void()>& step) const {
  if (entry_.empty()) return false;
  const int cells = chain_.cells;
  const auto nodes = index(nodes_);
  const bool upper = side == Side::upper;
  Function now{solved(outside_), {}, 0};
  now.middle = middles(now.value, cells);
  const auto settle = [&](Function& f) {  // a function that an iteration can start at
    for (double& v : f.value) v = upper ? std::max(v, 1e-290) : std::clamp(v, 0.0, 1.0);
    for (double& b : f.middle) b = upper ? std::max(b, 1e-290) : std::max(b, 0.0);
    if (!upper) {  // nothing from the first node on that is 0
      const auto end = std::ranges::find(f.value, 0.0);
      std::fill(end, f.value.end(), 0.0);
      for (auto j = static_cast<std::size_t>(end - f.value.begin()); j < f.middle.size(); ++j) f.middle[j] = 0;
      f.beyond = 0;
    }
  };
  const auto image_of = [&](const Function& f) {
    iteration.start_at(f);
    step();
    return iteration.function();
  };
  // Towards the fixed point of the step: v + (I - K)^-1 (step(v) - v).
  double change = std::numeric_limits<double>::infinity();
  for (int k = 0; k < 12 && change > 1e-13; ++k) {
    settle(now);
    const Function next = image_of(now);
    std::vector<double> residual(nodes);
    change = 0;
    for (std::size_t j = 0; j < nodes; ++j) {
      residual[j] = next.value[j] - now.value[j];
      change = std::max(change, std::fabs(residual[j]));
    }
    for (std::size_t j = 0; j < now.middle.size(); ++j)
      change = std::max(change, std::fabs(next.middle[j] - now.middle[j]));
    if (!std::isfinite(change)) return false;
    const std::vector<double> correction = solved(residual);
    std::vector<double> rest(nodes);
    for (std::size_t j = 0; j < nodes; ++j) {
      now.value[j] += correction[j];
      rest[j] = correction[j] - residual[j];
    }
    const std::vector<double> added = middles(rest, cells);
    for (std::size_t j = 0; j < added.size(); ++j) now.middle[j] = next.middle[j] + added[j];
    now.beyond = next.beyond;
  }
  // The shape of a small move: the expected number of steps until the end, by which a step falls short by one.
  const std::vector<double> time = solved(std::vector<double>(nodes, 1.0)), between = middles(time, cells);
  for (double size = 1e-14; size < 1e-9; size *= 8) {
    Function bound = now;
    const double move = upper ? size : -size;
    for (std::size_t j = 0; j < nodes; ++j) bound.value[j] += move * (time[j] + 1);
    for (std::size_t j = 0; j < bound.middle.size(); ++j) bound.middle[j] += move * (between[j] + 1);
    bound.beyond = upper ? now.beyond * 1.5 + size : 0;
    settle(bound);
    const Function image = image_of(bound);
    if (leads_back(side, bound, image)) return true;  // the iteration is at the image, a bound as well
  }
  return false;
}

}  // namespace hebb
