#include <algorithm>
#include <string>

#include <hebb/calculus/correlated.hpp>
#include <hebb/flows/integrator/correlated_basin.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

using Corner = std::array<int, 3>;

Vec<Rational> point_of(const Corner& corner, int n) {
  Vec<Rational> p;
  for (const int x : corner) p.push_back(Rational(x) / n);
  return p;
}

/// Whether b_0 (1-t)^2 + 2 b_1 t(1-t) + b_2 t^2 > 0 for all t in [0, 1]. Exact: it is 0 somewhere inside exactly when
/// b_1 <= -sqrt(b_0 b_2), for positive ends.
bool is_positive_on_unit_interval(const Rational& b0, const Rational& b1, const Rational& b2) {
  return b0 > 0 && b2 > 0 && (b1 >= 0 || b1 * b1 < b0 * b2);
}

/// The largest r <= 1 for which (Gamma p)_k > (Gamma p)_j, j != k, on { 1 - p_k < r }, whose closure has the corners
/// e_k and (1-r) e_k + r e_l.
Rational radius_of(const Correlation& gamma, std::size_t k) {
  Rational radius = 1;
  for (std::size_t j = 0; j < 3; ++j) {
    if (j == k) continue;
    const Rational at_vertex = 1 - gamma(k, j);  // (Gamma p)_k - (Gamma p)_j at e_k
    if (at_vertex == 0) return 0;
    for (std::size_t l = 0; l < 3; ++l) {
      if (l == k) continue;
      const Rational at_other = gamma(k, l) - gamma(j, l);  // at e_l: linear in between
      if (at_other < at_vertex) radius = std::min(radius, Rational(at_vertex / (at_vertex - at_other)));
    }
  }
  return radius;
}

}  // namespace

std::size_t CorrelatedBasin::index(int i, int j, bool up) const {
  // Row i has the cells between p_1 = i/n and (i+1)/n: n - i that point up to e_1 and n - i - 1 that point down.
  const auto before = static_cast<std::size_t>(i) * static_cast<std::size_t>(2 * n_ - i);
  return before + static_cast<std::size_t>(2 * j + (up ? 0 : 1));
}

CorrelatedBasin::CorrelatedBasin(const Correlation& gamma, int n, StopFlag stop) : gamma_(gamma), n_(n) {
  require(gamma.dimension() == 3,
          [&] { return "basin: Gamma has " + std::to_string(gamma.dimension()) + " rows, expected 3"; });
  require(n >= 2 && n <= 1000, [&] { return "basin: " + std::to_string(n) + " cells a side, expected 2 to 1000"; });
  for (int i = 0; i < n; ++i) {
    for (int j = 0; i + j < n; ++j) {
      const int k = n - 1 - i - j;
      cells_.push_back({{{{i + 1, j, k}, {i, j + 1, k}, {i, j, k + 1}}}});
      if (k > 0) cells_.push_back({{{{i, j + 1, k}, {i + 1, j, k}, {i + 1, j + 1, k - 1}}}});
    }
  }
  crossings_.resize(cells_.size());
  may_rest_.resize(cells_.size());
  decide_crossings(stop);
  decide_rests(stop);
  for (std::size_t k = 0; k < 3; ++k) {
    radius_[k] = radius_of(gamma, k);
    label_vertex(k, stop);
  }
}

void CorrelatedBasin::decide_crossings(StopFlag stop) {
  for (int i = 0; i < n_; ++i) {
    for (int j = 0; i + j < n_; ++j) {
      throw_if_stopped(stop);
      const std::size_t up = index(i, j, true);
      // Every edge inside is a side of one upward cell, the one on which coordinate c is least.
      for (std::size_t c = 0; c < 3; ++c) {
        const Cell& cell = cells_[up];
        const Corner &a = cell.corners[(c + 1) % 3],
                     &b = cell.corners[(c + 2) % 3];  // both with coordinate c at its least
        const int level = a[c];
        if (level == 0) continue;  // a side of the simplex, which the flow keeps
        const Vec<Rational> pa = point_of(a, n_), pb = point_of(b, n_), ga = drive(gamma_.rows(), pa),
                            gb = drive(gamma_.rows(), pb);
        const Rational qa = dot(pa, ga), qb = dot(pb, gb), qab = dot(pa, gb);
        const Rational b0 = ga[c] - qa, b1 = (ga[c] + gb[c]) / 2 - qab, b2 = gb[c] - qb;  // f_c along the edge
        const bool rises = is_positive_on_unit_interval(b0, b1, b2),
                   falls = is_positive_on_unit_interval(-b0, -b1, -b2);
        // The neighbour has coordinate c below the level: the cell that points down, one row further in direction c.
        Corner base = {i, j, n_ - 1 - i - j};
        --base[c];
        const std::size_t down = index(base[0], base[1], false);
        crossings_[up][c] = {static_cast<long>(down), !rises};
        const auto& corners = cells_[down].corners;
        for (std::size_t e = 0; e < 3; ++e) {
          if (corners[e] != a && corners[e] != b) crossings_[down][e] = {static_cast<long>(up), !falls};
        }
      }
    }
  }
}

void CorrelatedBasin::decide_rests(StopFlag stop) {
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    throw_if_stopped(stop);
    std::array<Vec<Rational>, 3> p, g;
    for (std::size_t c = 0; c < 3; ++c) {
      p[c] = point_of(cells_[cell].corners[c], n_);
      g[c] = drive(gamma_.rows(), p[c]);
    }
    bool rests = true;  // at a rest point all drives of positive components agree
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        bool positive = true, above = true, below = true;
        for (std::size_t c = 0; c < 3; ++c) {
          positive = positive && p[c][i] > 0 && p[c][j] > 0;
          above = above && g[c][i] > g[c][j];
          below = below && g[c][i] < g[c][j];
        }
        if (positive && (above || below)) rests = false;
      }
    }
    may_rest_[cell] = rests;
  }
}

/// The cells from which no possible path of cells leads to one that may rest outside the neighbourhood of e_k.
void CorrelatedBasin::label_vertex(std::size_t k, StopFlag stop) {
  const auto is_inside = [&](const Cell& cell) {
    return std::ranges::all_of(cell.corners,
                               [&](const Corner& corner) { return Rational(n_ - corner[k]) / n_ < radius_[k]; });
  };
  std::vector<std::vector<std::size_t>> into(cells_.size());  // from where the flow may come
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    throw_if_stopped(stop);
    if (is_inside(cells_[cell])) continue;  // every point tends to e_k whatever the crossings say
    for (const Crossing& crossing : crossings_[cell]) {
      if (crossing.neighbour >= 0 && crossing.possible)
        into[static_cast<std::size_t>(crossing.neighbour)].push_back(cell);
    }
  }
  std::vector<bool> bad(cells_.size(), false);
  std::vector<std::size_t> todo;
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if (!may_rest_[cell] || is_inside(cells_[cell])) continue;
    bad[cell] = true;
    todo.push_back(cell);
  }
  while (!todo.empty()) {
    const std::size_t cell = todo.back();
    todo.pop_back();
    for (const std::size_t from : into[cell]) {
      if (bad[from]) continue;
      bad[from] = true;
      todo.push_back(from);
    }
  }
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if (!bad[cell]) cells_[cell].label = static_cast<Label>(k + 1);
  }
}

Rational CorrelatedBasin::share(Label label) const {
  return Rational(std::ranges::count(cells_, label, &Cell::label)) / (Rational(n_) * n_);
}

CorrelatedBasin::Label CorrelatedBasin::label_at(const Vec<Rational>& p) const {
  require(p.size() == 3,
          [&] { return "basin: a point with " + std::to_string(p.size()) + " coordinates, expected 3"; });
  for (const Cell& cell : cells_) {
    if (cell.label == Label::unknown) continue;
    bool inside = true;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto [least, largest] = std::minmax({cell.corners[0][i], cell.corners[1][i], cell.corners[2][i]});
      inside = inside && p[i] * n_ >= least && p[i] * n_ <= largest;
    }
    if (inside) return cell.label;
  }
  return Label::unknown;
}

}  // namespace hebb
