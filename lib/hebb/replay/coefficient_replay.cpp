#include <algorithm>
#include <functional>
#include <optional>

#include <hebb/replay/expansion.hpp>
#include <hebb/replay/replay.hpp>

namespace hebb::checker {
namespace {

/// The part of one factor's parameter set that a cell covers: the convex hull of `vertices`, or, for a half-line, all
/// t >= vertices[0][0]. See CoefficientProof for the coordinates.
struct Part {
  bool unbounded = false;  // half-line or whole line
  std::vector<std::vector<Fraction>> vertices;
  Fraction step = 1;
};

using Cell = std::vector<Part>;

Cell whole_domain(const Statement& s) {
  Cell cell;
  for (const Factor& factor : s.domain) {
    Part part;
    std::size_t n = 0;
    if (const auto* range = std::get_if<Range>(&factor)) {
      part.unbounded = !(range->lower && range->upper);
      n = part.unbounded ? 1 : 2;
    } else if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      n = simplex->coordinates.size();
    } else {
      n = std::get<LeaderChamber>(factor).coordinates.size() + 1;
    }
    if (n == 0) throw Rejection("a factor of the domain is empty");
    part.vertices.assign(n, std::vector<Fraction>(n, 0));
    const Fraction one = 1;
    for (std::size_t k = 0; k < n && !part.unbounded; ++k) part.vertices[k][k] = one;
    cell.push_back(std::move(part));
  }
  return cell;
}

/// True when the vertex itself is cut away by an open bound.
bool is_excluded(const Factor& factor, const Part& part, std::size_t vertex) {
  const auto& v = part.vertices[vertex];
  if (const auto* range = std::get_if<Range>(&factor)) {
    if (part.unbounded) return v[0] == 0 && (range->lower ? range->lower_open : range->upper_open);
    if (range->lower && range->upper) return (range->lower_open && v[1] == 0) || (range->upper_open && v[0] == 0);
    return v[0] == 0 && (range->lower ? range->lower_open : range->upper_open);  // a bounded piece of a half-line
  }
  return std::holds_alternative<LeaderChamber>(factor) && v[0] == 0;
}

/// The sets of vertices that carry a point of the interior of a simplex, each with every smaller one in the list:
/// together they reach every coordinate. Empty when there are too many to list.
std::vector<std::vector<bool>> carriers_of_interior(const Part& part) {
  constexpr std::size_t most = 4096;
  const std::size_t n = part.vertices.size();
  std::vector<std::vector<bool>> found;
  const std::function<bool(std::vector<bool>)> extend = [&](std::vector<bool> chosen) {
    std::size_t missing = 0;  // the first coordinate that no chosen vertex has
    const auto reached = [&](std::size_t j) {
      for (std::size_t k = 0; k < n; ++k) {
        if (chosen[k] && part.vertices[k][j] > 0) return true;
      }
      return false;
    };
    while (missing < n && reached(missing)) ++missing;
    if (missing == n) {
      found.push_back(std::move(chosen));
      return found.size() <= most;
    }
    for (std::size_t k = 0; k < n; ++k) {
      if (chosen[k] || part.vertices[k][missing] == 0) continue;
      auto more = chosen;
      more[k] = true;
      if (!extend(std::move(more))) return false;
    }
    return true;
  };
  return extend(std::vector<bool>(n, false)) ? found : std::vector<std::vector<bool>>{};
}

/// Expands nodes of the statement on a cell, in the barycentric variables u of the cell.
class CellExpansion : public Expansion {
 public:
  CellExpansion(const Statement& s, const Cell& cell) : Expansion(s, count(cell)) {
    int next = 0;
    for (const Part& part : cell) {
      first_.push_back(next);
      next += static_cast<int>(part.vertices.size());
      coordinates_.push_back(coordinates(part, first_.back()));
    }
  }

  int first(std::size_t factor) const { return first_[factor]; }
  const Polynomial& weight(std::size_t factor) const { return weights_[factor]; }

 private:
  static int count(const Cell& cell) {
    int n = 0;
    for (const Part& part : cell) n += static_cast<int>(part.vertices.size());
    return n;
  }

  /// t_j = sum_k u_k vertices[k][j] / sum_k u_k; on a half-line t = start + u.
  std::vector<Quotient> coordinates(const Part& part, int first) {
    const int n = field_.variables();
    Polynomial weight = Polynomial::constant(n, 0);
    for (std::size_t k = 0; k < part.vertices.size(); ++k)
      weight = weight + Polynomial::variable(n, first + static_cast<int>(k));
    std::vector<Quotient> result;
    for (std::size_t j = 0; j < part.vertices[0].size(); ++j) {
      Quotient t = field_.constant(part.unbounded ? part.vertices[0][0] : Fraction(0));
      if (part.unbounded) {
        t = field_.add(t, {Polynomial::variable(n, first), {}});
      } else {
        Int common = 1;
        for (const auto& v : part.vertices) common = lcm(common, denominator(v[j]));
        Polynomial sum = Polynomial::constant(n, 0);
        for (std::size_t k = 0; k < part.vertices.size(); ++k) {
          const Fraction scaled = part.vertices[k][j] * common;
          sum = sum + Polynomial::constant(n, numerator(scaled)) * Polynomial::variable(n, first + static_cast<int>(k));
        }
        t = field_.divide(field_.ratio(std::move(sum), weight), field_.constant(Fraction(common)));
      }
      result.push_back(std::move(t));
    }
    weights_.push_back(std::move(weight));
    return result;
  }

  std::vector<int> first_;
  std::vector<Polynomial> weights_;
};

/// For a polynomial whose coefficients have one sign: is there, at every point of the domain in the cell, a term that
/// does not vanish? It suffices to look at the smallest sets of vertices that carry a point of the domain.
bool never_zero(const Statement& s, const Cell& cell, const CellExpansion& x, const Polynomial& p) {
  const std::function<bool(std::size_t, const std::vector<const std::string*>&)> rest =
      [&](std::size_t f, const std::vector<const std::string*>& terms) -> bool {
    if (terms.empty()) return false;
    if (f == cell.size()) return true;
    WorkScope::spend(1 + terms.size() / 8);
    const std::size_t n = cell[f].vertices.size();
    const auto supported = [&](const std::vector<bool>& allowed) {
      std::vector<const std::string*> kept;
      for (const std::string* e : terms) {
        bool inside = true;
        for (std::size_t k = 0; k < n; ++k) inside = inside && (allowed[k] || (*e)[x.first(f) + k] == 0);
        if (inside) kept.push_back(e);
      }
      return rest(f + 1, kept);
    };
    if (cell[f].unbounded) return supported({is_excluded(s.domain[f], cell[f], 0)});  // u = 0, or any u > 0
    if (const auto* simplex = std::get_if<Simplex>(&s.domain[f]); simplex && simplex->open) {
      const auto carriers = carriers_of_interior(cell[f]);
      if (!carriers.empty()) return std::all_of(carriers.begin(), carriers.end(), supported);
    }
    bool some_vertex = false, all = true;
    for (std::size_t k = 0; k < n && all; ++k) {
      if (is_excluded(s.domain[f], cell[f], k)) continue;
      some_vertex = true;
      std::vector<bool> allowed(n, false);
      allowed[k] = true;
      all = supported(allowed);
    }
    return some_vertex ? all : supported(std::vector<bool>(n, true));
  };
  std::vector<const std::string*> terms;
  for (const auto& [exponents, coefficient] : p.terms()) terms.push_back(&exponents);
  return rest(0, terms);
}

/// The sign of the product of the divisors of `value`. Throws Rejection unless every divisor met so far has one sign
/// beyond doubt and vanishes nowhere on the domain in the cell.
int sign_of_divisors(const Statement& s, const Cell& cell, const CellExpansion& x, const Quotient& value) {
  int orientation = 1;
  for (std::size_t k = 0; k < x.field().factors().size(); ++k) {
    const Polynomial& factor = x.field().factors()[k];
    const std::optional<int> sign = common_sign(factor);
    if (!sign) throw Rejection("a denominator has coefficients of both signs on a cell");
    if (!factor.is_constant() && !never_zero(s, cell, x, factor))
      throw Rejection("a denominator may vanish on the domain");
    const auto found = value.powers.find(static_cast<int>(k));
    if (found != value.powers.end() && found->second % 2 == 1) orientation *= *sign;
  }
  return orientation;
}

void check_leaf(const Statement& s, int goal, const Cell& cell, const std::vector<int>& raise, std::size_t& work) {
  CellExpansion x(s, cell);
  const Quotient value = x.node(s.goals[goal].node);
  const int orientation = sign_of_divisors(s, cell, x, value);
  Polynomial numerator = value.numerator;
  if (!raise.empty() && raise.size() != cell.size())
    throw Rejection("a leaf has the wrong number of degree elevations");
  for (std::size_t f = 0; f < raise.size(); ++f) {
    if (raise[f] < 0 || raise[f] > 64 || (raise[f] > 0 && cell[f].unbounded))
      throw Rejection("a degree elevation is out of range");
    for (int n = 0; n < raise[f]; ++n) numerator = numerator * x.weight(f);
  }
  work += numerator.terms().size();
  for (const auto& [exponents, coefficient] : numerator.terms()) {
    if (orientation * coefficient < 0)
      throw Rejection("the goal '" + s.goals[goal].label + "' has a negative coefficient on a leaf");
  }
}

class TreeReplay {
 public:
  /// `divisors_only`: the leaves say nothing about the sign of the goal, only that it is defined.
  TreeReplay(const Statement& s, int goal, const std::vector<CoefficientProof::Node>& nodes, std::size_t first = 0,
             bool divisors_only = false)
      : statement_(s), goal_(goal), nodes_(nodes), next_(first), divisors_only_(divisors_only) {}
  std::size_t run() {
    visit(whole_domain(statement_), 0);
    if (!divisors_only_ && next_ != nodes_.size()) throw Rejection("the proof has nodes left over");
    return work_;
  }
  std::size_t next() const { return next_; }

 private:
  void visit(Cell cell, int depth) {
    if (next_ >= nodes_.size()) throw Rejection("the proof ends before the domain is covered");
    StopScope::look();
    if (depth > 2000) throw Rejection("the proof is nested too deeply");
    const CoefficientProof::Node& node = nodes_[next_++];
    if (node.group < 0 && divisors_only_) return check_defined(cell, node.raise);
    if (node.group < 0) return check_leaf(statement_, goal_, cell, node.raise, work_);
    if (static_cast<std::size_t>(node.group) >= cell.size())
      throw Rejection("a branch names a factor that does not exist");
    for (const bool left : {true, false}) {
      Cell half = cell;
      cut(half[node.group], node, left);
      visit(std::move(half), depth + 1);
    }
  }

  void check_defined(const Cell& cell, const std::vector<int>& raise) {
    if (!raise.empty()) throw Rejection("a leaf has the wrong number of degree elevations");
    CellExpansion x(statement_, cell);
    sign_of_divisors(statement_, cell, x, x.node(statement_.goals[goal_].node));
    ++work_;
  }

  void cut(Part& part, const CoefficientProof::Node& node, bool left) const {
    if (part.unbounded) {
      const auto* range = std::get_if<Range>(&statement_.domain[node.group]);
      if (!range || (!range->lower && !range->upper)) throw Rejection("a whole line cannot be cut");
      const Fraction start = part.vertices[0][0], end = start + part.step;
      if (left) {
        part.unbounded = false;
        part.vertices = {{start}, {end}};
      } else {
        part.vertices = {{end}};
        part.step *= 2;
      }
      return;
    }
    const int n = static_cast<int>(part.vertices.size());
    if (node.i < 0 || node.j < 0 || node.i >= n || node.j >= n || node.i == node.j)
      throw Rejection("a branch names an edge that does not exist");
    std::vector<Fraction>& moved = part.vertices[left ? node.j : node.i];
    const std::vector<Fraction> other = part.vertices[left ? node.i : node.j];
    for (std::size_t k = 0; k < moved.size(); ++k) moved[k] = (moved[k] + other[k]) / 2;
  }

  const Statement& statement_;
  int goal_;
  const std::vector<CoefficientProof::Node>& nodes_;
  std::size_t next_, work_ = 0;
  bool divisors_only_;
};

bool has_whole_line(const Statement& s) {
  return std::any_of(s.domain.begin(), s.domain.end(), [](const Factor& factor) {
    const auto* range = std::get_if<Range>(&factor);
    return range && !range->lower && !range->upper;
  });
}

}  // namespace

std::size_t replay(const Statement& s, int goal, const CoefficientProof& proof) {
  if (s.goals[goal].relation != Relation::nonnegative) throw Rejection("an identity needs another kind of proof");
  if (has_whole_line(s)) throw Rejection("coefficients prove no inequality on a whole line");
  return TreeReplay(s, goal, proof.nodes).run();
}

std::size_t replay_defined(const Statement& s, int goal, const std::vector<CoefficientProof::Node>& nodes,
                           std::size_t first) {
  TreeReplay tree(s, goal, nodes, first, true);
  tree.run();
  return tree.next();
}

std::size_t replay(const Statement& s, int goal, const IdentityProof&) {
  if (s.goals[goal].relation != Relation::zero) throw Rejection("an inequality needs another kind of proof");
  CellExpansion x(s, whole_domain(s));
  if (!x.node(s.goals[goal].node).numerator.terms().empty()) {
    throw Rejection("the goal '" + s.goals[goal].label + "' does not expand to zero");
  }
  return 1;
}

}  // namespace hebb::checker
