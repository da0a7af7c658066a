#pragma once

#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include <hebb/certificate/proof.hpp>
#include <hebb/verify/splits/cone.hpp>

namespace hebb::splits {

/// How the edge to cut is chosen. `pour`: for each negative term and each pair of its coordinates, what its positive
/// neighbours along that edge can pour into it. `weight`: the edge whose negative terms weigh most.
enum class EdgeRule { pour, weight };

struct SearchLimits {
  EdgeRule rule = EdgeRule::pour;
  bool narrowed = true;  // see Search::narrowed
  std::size_t max_cells = 0;
  int max_depth = 0;
};

enum class SearchEnd {
  proved,
  negative,  // the goal is negative at a vertex of a cell
  spent      // the budget of cells or the depth
};

/// Depth-first search for the tree below one cell; C is CheckedInt or Integer.
template <class C>
class Search {
  using F = Form<C>;
  using Kind = SplitProof::Kind;

 public:
  using Point = std::vector<Integer>;
  Search(int coordinates, const SearchLimits& limits, StopFlag stop)
      : coordinates_(coordinates), limits_(limits), stop_(stop) {}

  /// Appends the nodes of the tree to `nodes` when the end is `proved`.
  /// `contacts`: points of the cell where the goal is zero, in its coordinates; cuts are aimed at them.
  SearchEnd run(const Task<C>& task, const std::vector<Point>& contacts, std::vector<SplitProof::Node>& nodes) {
    const SearchEnd end = visit(task, contacts, 0);
    if (end == SearchEnd::proved) nodes.insert(nodes.end(), nodes_.begin(), nodes_.end());
    return end;
  }
  std::size_t cells() const { return nodes_.size(); }

 private:
  struct Cut {
    int i, j;
    C a, b;
  };

  SearchEnd visit(Task<C> task, std::vector<Point> contacts, int depth) {
    throw_if_stopped(stop_);
    if (nodes_.size() >= limits_.max_cells || depth > limits_.max_depth) return SearchEnd::spent;
    if (task.goal.common_sign() >= 0 && is_non_negative(task.goal)) {
      nodes_.push_back({});
      return SearchEnd::proved;
    }
    for (const auto& g : task.assumptions) {
      const int sign = g.form.common_sign();
      if (sign < 0 || (sign > 0 && g.relation == Relation::zero)) {
        const std::vector<int> zero = vanishing(g.form);
        if (zero.empty()) continue;
        nodes_.push_back({Kind::face, g.number, 0, {}, {}});
        const auto on_face = [&](const Exponents& e) {
          return std::ranges::all_of(zero, [&](int k) { return e[k] == 0; });
        };
        return visit(task.changed([&](const F& f) { return f.kept(on_face); }), {}, depth + 1);
      }
    }
    std::optional<Cut> cut = along_plane(task);
    if (!cut) {
      if (is_negative_at_vertex(task)) return SearchEnd::negative;
      cut = at_contact(contacts);
    }
    if (!cut) {
      cut = coordinates_ == 2  ? balanced_cut(task.goal)
            : limits_.narrowed ? mediant(narrowed(task.goal))
                               : mediant(task.goal);
      if (!cut) return task.assumptions.empty() ? SearchEnd::negative : SearchEnd::spent;
    }
    const auto [i, j, a, b] = *cut;
    nodes_.push_back({Kind::cut, i, j, {}, {Rational(to_integer(a)), Rational(to_integer(b))}});
    Task<C> right = task.changed([&](const F& f) { return f.cut(j, i, b, a); });
    task = task.changed([&](const F& f) { return f.cut(i, j, a, b); });
    std::vector<Point> on_right = moved(contacts, j, i, to_integer(b), to_integer(a));
    contacts = moved(contacts, i, j, to_integer(a), to_integer(b));
    const SearchEnd end = visit(std::move(task), std::move(contacts), depth + 1);
    return end == SearchEnd::proved ? visit(std::move(right), std::move(on_right), depth + 1) : end;
  }

  /// The points in the coordinates of the cell with a v_i + b v_j in place of v_j; those outside of it are left out.
  static std::vector<Point> moved(const std::vector<Point>& points, int i, int j, const Integer& a, const Integer& b) {
    std::vector<Point> result;
    for (Point z : points) {
      const Integer rest = b * z[i] - a * z[j], same = z[j];
      if (rest < 0) continue;
      for (Integer& x : z) x *= b;
      z[i] = rest;
      z[j] = same;
      Integer divisor = 0;
      for (const Integer& x : z) divisor = gcd(divisor, x);
      for (Integer& x : z) x /= divisor;
      result.push_back(std::move(z));
    }
    return result;
  }

  /// A cut after which the first contact that is no vertex yet lies on a face of both cells.
  std::optional<Cut> at_contact(const std::vector<Point>& contacts) const {
    for (const Point& z : contacts) {
      std::optional<Cut> best;
      Integer least;
      for (int i = 0; i < coordinates_; ++i) {
        for (int j = i + 1; j < coordinates_; ++j) {
          if (z[i] == 0 || z[j] == 0) continue;
          const Integer common = gcd(z[i], z[j]), a = z[i] / common, b = z[j] / common;
          if (best && a + b >= least) continue;
          least = a + b;
          best = Cut{i, j, C(a), C(b)};
        }
      }
      if (best) return best;
    }
    return std::nullopt;
  }

  static bool is_non_negative(const F& f) { return f.is_zero() || f.common_sign() > 0; }

  /// The coordinate of a term that has only one, else -1.
  int alone(const Exponents& e) const {
    int found = -1;
    for (int k = 0; k < coordinates_; ++k) {
      if (e[k] == 0) continue;
      if (found >= 0) return -1;
      found = k;
    }
    return found;
  }

  std::vector<int> vanishing(const F& f) const {
    std::vector<int> zero;
    for (const auto& t : f.terms()) {
      if (const int k = alone(t.exponents); k >= 0) zero.push_back(k);
    }
    return zero;
  }

  /// A term of one coordinate has a negative coefficient, at a vertex where the assumptions hold: there is no proof.
  bool is_negative_at_vertex(const Task<C>& task) const {
    if (!task.assumptions.empty()) return false;
    if (coordinates_ == 2) {  // near a vertex the term of lowest degree in the other coordinate decides
      return sign(task.goal.terms().front().coefficient) < 0 || sign(task.goal.terms().back().coefficient) < 0;
    }
    return std::ranges::any_of(task.goal.terms(), [&](const auto& t) {
      return sign(t.coefficient) < 0 && (alone(t.exponents) >= 0 || t.exponents == Exponents{});
    });
  }

  /// A cut that makes a linear assumption zero at the new vertex.
  std::optional<Cut> along_plane(const Task<C>& task) const {
    for (const auto& g : task.assumptions) {
      const typename F::Term *above = nullptr, *below = nullptr;
      bool linear = true;
      for (const auto& t : g.form.terms()) {
        linear = linear && t.exponents.degree() == 1;
        (sign(t.coefficient) > 0 ? above : below) = &t;
      }
      if (!linear || !above || !below) continue;
      const Integer up = to_integer(above->coefficient), down = -to_integer(below->coefficient), common = gcd(up, down);
      return Cut{alone(above->exponents), alone(below->exponents), C(Integer(down / common)), C(Integer(up / common))};
    }
    return std::nullopt;
  }

  /// For two coordinates: t = u_1/u_0 at the power of two nearest to the geometric mean of the moduli of the roots.
  std::optional<Cut> balanced_cut(const F& f) const {
    const auto &first = f.terms().front(), &last = f.terms().back();
    int distance = 0;
    for (int k = 0; k < coordinates_; ++k)
      distance = std::max(distance, std::abs(first.exponents[k] - last.exponents[k]));
    if (distance == 0) return std::nullopt;
    const auto logarithm = [](const C& c) {
      const Integer n = abs(Integer(to_integer(c)));
      const auto bits = static_cast<int>(msb(n));
      const Integer leading = bits > 60 ? Integer(n >> (bits - 60)) : n;
      return std::log2(leading.template convert_to<double>()) + std::max(0, bits - 60);
    };
    const double rise = (logarithm(first.coefficient) - logarithm(last.coefficient)) / distance;
    // exponents are sorted by u_1 first, so that `first` has the higher power of u_0
    const int shift = static_cast<int>(std::lround(std::clamp(rise, -100.0, 100.0)));
    const Integer one = 1;
    return Cut{0, 1, C(Integer(one << std::max(0, -shift))), C(Integer(one << std::max(0, shift)))};
  }

  static bool has_negative(const F& f) {
    return std::ranges::any_of(f.terms(), [](const auto& t) { return sign(t.coefficient) < 0; });
  }

  /// A part of a form with a negative coefficient that only cuts of its own edges can remove, as small as possible. The
  /// form on a face stays what it is in one of the cells when other edges are cut; so does, for a vertex, the cofactor
  /// of the highest power of its coordinate, which decides near the vertex.
  F narrowed(F f) const {
    for (;;) {
      const std::uint32_t all = union_of_supports(f);
      std::uint32_t face = all;
      for (const auto& t : f.terms()) {
        const std::uint32_t support = support_of(t.exponents);
        if (sign(t.coefficient) < 0 && std::popcount(support) < std::popcount(face)) face = support;
      }
      if (face != all) {
        f = f.kept([&](const Exponents& e) { return (support_of(e) & ~face) == 0; });
        continue;
      }
      bool found = false;
      for (int i = 0; i < coordinates_ && !found; ++i) {
        int top = 0;
        for (const auto& t : f.terms()) top = std::max(top, t.exponents[i]);
        if (top == 0) continue;
        F link = f.kept([&](const Exponents& e) { return e[i] == top; });
        if (link.terms().size() == f.terms().size() || !has_negative(link)) continue;
        link = link.divided(i, top);
        if (std::popcount(union_of_supports(link)) < 2) continue;
        f = std::move(link);
        found = true;
      }
      if (!found) return f;
    }
  }
  std::uint32_t support_of(const Exponents& e) const {
    std::uint32_t support = 0;
    for (int k = 0; k < coordinates_; ++k) support |= e[k] != 0 ? 1U << k : 0U;
    return support;
  }
  std::uint32_t union_of_supports(const F& f) const {
    std::uint32_t support = 0;
    for (const auto& t : f.terms()) support |= support_of(t.exponents);
    return support;
  }

  std::optional<Cut> mediant(const F& f) const {
    std::map<std::pair<int, int>, double> scores;
    for (const auto& t : f.terms()) {
      if (sign(t.coefficient) >= 0) continue;
      const double need = -to_double(t.coefficient);
      std::vector<int> support;
      for (int k = 0; k < coordinates_; ++k) {
        if (t.exponents[k] != 0) support.push_back(k);
      }
      const double size = static_cast<double>(support.size());
      for (std::size_t x = 0; x < support.size(); ++x) {
        for (std::size_t y = x + 1; y < support.size(); ++y) {
          const int i = support[x], j = support[y];
          double& score = scores[{i, j}];
          if (limits_.rule == EdgeRule::weight) {
            score += need / (size * size * size) * std::min(t.exponents[i], t.exponents[j]);
            continue;
          }
          const auto neighbour = [&](int more, int less) {
            Exponents e = t.exponents;
            e.add(more, 1);
            e.add(less, -1);
            const auto* found = f.find(e);
            return found && sign(found->coefficient) > 0 ? to_double(found->coefficient) * (t.exponents[more] + 1)
                                                         : 0.0;
          };
          score += std::min(need, neighbour(i, j) + neighbour(j, i)) + 1e-9 * need;
        }
      }
    }
    std::optional<Cut> best;
    double best_score = -1;
    for (const auto& [edge, score] : scores) {
      if (score < best_score) continue;
      best = Cut{edge.first, edge.second, C(1), C(1)};
      best_score = score;
    }
    return best;
  }

  const int coordinates_;
  const SearchLimits limits_;
  const StopFlag stop_;
  std::vector<SplitProof::Node> nodes_;
};

}  // namespace hebb::splits
