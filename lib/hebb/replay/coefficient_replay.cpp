#include <algorithm>
#include <functional>
#include <optional>

#include <hebb/replay/exact.hpp>
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

/// Expands nodes of the statement on a cell, in the barycentric variables u of the cell.
class Expansion {
 public:
  Expansion(const Statement& s, const Cell& cell)
      : statement_(s), field_(count(cell)), owner_(s.expression.variables.size(), -1) {
    int next = 0;
    for (std::size_t f = 0; f < cell.size(); ++f) {
      first_.push_back(next);
      next += static_cast<int>(cell[f].vertices.size());
      for (const int variable : variables_of(s.domain[f])) owner_.at(variable) = static_cast<int>(f);
      coordinates_.push_back(coordinates(cell[f], first_.back()));
    }
  }

  const Quotient& node(int k) {
    if (const auto found = nodes_.find(k); found != nodes_.end()) return found->second;
    const Instruction& i = statement_.expression.code.at(k);
    Quotient value;
    switch (i.operation) {
      case Operation::variable:
        value = variable(i.a);
        break;
      case Operation::constant:
        value = field_.constant(exact(statement_.expression.constants.at(i.a)));
        break;
      case Operation::add:
        value = field_.add(node(i.a), node(i.b));
        break;
      case Operation::subtract:
        value = field_.add(node(i.a), field_.negate(node(i.b)));
        break;
      case Operation::multiply:
        value = field_.multiply(node(i.a), node(i.b));
        break;
      case Operation::divide:
        value = field_.divide(node(i.a), node(i.b));
        break;
      case Operation::negate:
        value = field_.negate(node(i.a));
        break;
      case Operation::power:
        value = node(i.a);
        for (int n = 1; n < i.b; ++n) value = field_.multiply(value, node(i.a));
        break;
      default:
        throw Rejection("a formula with exp, log, sqrt, sin, cos, atan or abs cannot be expanded");
    }
    return nodes_.emplace(k, std::move(value)).first->second;
  }

  const QuotientField& field() const { return field_; }
  int first(std::size_t factor) const { return first_[factor]; }
  const Polynomial& weight(std::size_t factor) const { return weights_[factor]; }

 private:
  static int count(const Cell& cell) {
    int n = 0;
    for (const Part& part : cell) n += static_cast<int>(part.vertices.size());
    return n;
  }
  static std::vector<int> variables_of(const Factor& factor) {
    if (const auto* range = std::get_if<Range>(&factor)) return {range->variable};
    if (const auto* simplex = std::get_if<Simplex>(&factor)) return simplex->coordinates;
    auto result = std::get<LeaderChamber>(factor).coordinates;
    result.push_back(std::get<LeaderChamber>(factor).gap);
    return result;
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

  Quotient variable(int k) {
    const int f = owner_.at(k);
    if (f < 0) throw Rejection("a variable belongs to no factor of the domain");
    const Factor& factor = statement_.domain[f];
    const std::vector<Quotient>& t = coordinates_[f];
    if (const auto* range = std::get_if<Range>(&factor)) {
      if (range->lower && range->upper) {  // lower + t_1 (upper - lower), with t_0 + t_1 = 1
        return field_.add(field_.multiply(node(*range->lower), t[0]), field_.multiply(node(*range->upper), t[1]));
      }
      if (range->lower) return field_.add(node(*range->lower), t[0]);
      if (range->upper) return field_.add(node(*range->upper), field_.negate(t[0]));
      return t[0];
    }
    if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      return t[std::find(simplex->coordinates.begin(), simplex->coordinates.end(), k) - simplex->coordinates.begin()];
    }
    const auto& chamber = std::get<LeaderChamber>(factor);
    if (k == chamber.gap) return t[0];
    const int i = static_cast<int>(std::find(chamber.coordinates.begin(), chamber.coordinates.end(), k) -
                                   chamber.coordinates.begin());
    Quotient p = i == 0 ? t[0] : field_.constant(0);  // p_i = sum_{k >= i} z_k / k, and the leader has the gap besides
    for (std::size_t j = i + 1; j < t.size(); ++j) {
      p = field_.add(p, field_.divide(t[j], field_.constant(Fraction(static_cast<int>(j)))));
    }
    return p;
  }

  const Statement& statement_;
  QuotientField field_;
  std::vector<int> first_, owner_;
  std::vector<std::vector<Quotient>> coordinates_;
  std::vector<Polynomial> weights_;
  std::map<int, Quotient> nodes_;
};

/// For a polynomial whose coefficients have one sign: is there, at every point of the domain in the cell, a term that
/// does not vanish? It suffices to look at the smallest sets of vertices that carry a point of the domain.
bool never_zero(const Statement& s, const Cell& cell, const Expansion& x, const Polynomial& p) {
  const std::function<bool(std::size_t, const std::vector<const std::string*>&)> rest =
      [&](std::size_t f, const std::vector<const std::string*>& terms) -> bool {
    if (terms.empty()) return false;
    if (f == cell.size()) return true;
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

/// +1 or -1 when all coefficients have that sign.
std::optional<int> common_sign(const Polynomial& p) {
  bool positive = false, negative = false;
  for (const auto& [exponents, coefficient] : p.terms()) (coefficient > 0 ? positive : negative) = true;
  if (positive == negative) return std::nullopt;
  return positive ? 1 : -1;
}

void check_leaf(const Statement& s, int goal, const Cell& cell, const std::vector<int>& raise, std::size_t& work) {
  Expansion x(s, cell);
  const Quotient value = x.node(s.goals[goal].node);
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
  TreeReplay(const Statement& s, int goal, const CoefficientProof& proof) : statement_(s), goal_(goal), proof_(proof) {}
  std::size_t run() {
    visit(whole_domain(statement_), 0);
    if (next_ != proof_.nodes.size()) throw Rejection("the proof has nodes left over");
    return work_;
  }

 private:
  void visit(Cell cell, int depth) {
    if (next_ >= proof_.nodes.size()) throw Rejection("the proof ends before the domain is covered");
    StopScope::look();
    if (depth > 2000) throw Rejection("the proof is nested too deeply");
    const CoefficientProof::Node& node = proof_.nodes[next_++];
    if (node.group < 0) return check_leaf(statement_, goal_, cell, node.raise, work_);
    if (static_cast<std::size_t>(node.group) >= cell.size())
      throw Rejection("a branch names a factor that does not exist");
    for (const bool left : {true, false}) {
      Cell half = cell;
      cut(half[node.group], node, left);
      visit(std::move(half), depth + 1);
    }
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
  const CoefficientProof& proof_;
  std::size_t next_ = 0, work_ = 0;
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
  return TreeReplay(s, goal, proof).run();
}

std::size_t replay(const Statement& s, int goal, const IdentityProof&) {
  if (s.goals[goal].relation != Relation::zero) throw Rejection("an inequality needs another kind of proof");
  Expansion x(s, whole_domain(s));
  if (!x.node(s.goals[goal].node).numerator.terms().empty()) {
    throw Rejection("the goal '" + s.goals[goal].label + "' does not expand to zero");
  }
  return 1;
}

}  // namespace hebb::checker
