#include <algorithm>
#include <numeric>
#include <set>

#include <hebb/replay/expansion.hpp>
#include <hebb/replay/replay.hpp>

namespace hebb::checker {
namespace {

using Kind = SplitProof::Kind;

/// Expands nodes of a statement without whole lines in the coordinates u of the one orthant (see SplitProof).
class ConeExpansion : public Expansion {
 public:
  ConeExpansion(const Statement& s, bool joint) : Expansion(s, count(s, joint)) {
    int next = joint && has_range(s) ? 1 : 0;
    const auto u = [&](int k) { return Polynomial::variable(field_.variables(), k); };
    for (const Factor& factor : s.domain) {
      std::vector<Quotient> t;
      if (const auto* range = std::get_if<Range>(&factor)) {
        const int v = joint ? 0 : next++, k = next++;
        if (range->lower && range->upper)
          t = {field_.ratio(u(v), u(v) + u(k)), field_.ratio(u(k), u(v) + u(k))};
        else
          t = {field_.ratio(u(k), u(v))};
      } else {
        const int n = size(factor);
        Polynomial sum;
        for (int k = 0; k < n; ++k) sum = sum + u(next + k);
        for (int k = 0; k < n; ++k) t.push_back(field_.ratio(u(next + k), sum));
        next += n;
      }
      coordinates_.push_back(std::move(t));
    }
  }

 private:
  static bool has_range(const Statement& s) {
    return std::ranges::any_of(s.domain, [](const Factor& f) { return std::holds_alternative<Range>(f); });
  }
  static int size(const Factor& factor) {
    if (const auto* simplex = std::get_if<Simplex>(&factor)) return static_cast<int>(simplex->coordinates.size());
    return static_cast<int>(std::get<LeaderChamber>(factor).coordinates.size()) + 1;
  }
  static int count(const Statement& s, bool joint) {
    int n = joint && has_range(s) ? 1 : 0;
    for (const Factor& factor : s.domain) n += !std::holds_alternative<Range>(factor) ? size(factor) : joint ? 1 : 2;
    return n;
  }
};

/// A polynomial that is >= 0 where the node is, wherever the divisors of the node do not vanish, and conversely.
Polynomial numerator_of(ConeExpansion& x, int node) {
  const Quotient value = x.node(node);
  Polynomial result = value.numerator;
  for (const auto& [k, n] : value.powers) {
    if (n % 2 == 0) continue;
    const Polynomial& divisor = x.field().factors()[k];
    const std::optional<int> sign = common_sign(divisor);
    result = result * (sign ? Polynomial::constant(x.field().variables(), *sign) : divisor);
  }
  return result;
}

/// What is to be shown: goal >= 0 wherever u >= 0, assumption >= 0 (= 0 for an equation).
struct Task {
  struct Assumption {
    int number;
    Relation relation;
    Polynomial form;
  };
  Polynomial goal;
  std::vector<Assumption> assumptions;
};

/// u_i + a u_j for u_i and b u_j for u_j.
Polynomial cut(const Polynomial& p, int i, int j, const Int& a, const Int& b) {
  Polynomial result;
  for (const auto& [exponents, coefficient] : p.terms()) {
    const int m = static_cast<unsigned char>(exponents[i]), n = static_cast<unsigned char>(exponents[j]);
    if (m + n > 255) throw Rejection("the degree of an expanded term exceeds 255");
    Int factor = coefficient * pow(b, static_cast<unsigned>(n));
    Polynomial::Exponents e = exponents;
    WorkScope::spend(product_cost(factor, factor));
    for (int k = 0; k <= m; ++k) {  // binomial(m, k) u_i^(m-k) (a u_j)^k (b u_j)^n
      e[i] = static_cast<char>(m - k);
      e[j] = static_cast<char>(n + k);
      WorkScope::spend(product_cost(factor, a));
      result.add(e, factor);
      factor = factor * a * (m - k) / (k + 1);  // binomials stay whole
    }
  }
  return result;
}

/// Exponent k of the result is exponent list[k] of p.
Polynomial permuted(const Polynomial& p, const std::vector<int>& list) {
  Polynomial result;
  for (const auto& [exponents, coefficient] : p.terms()) {
    Polynomial::Exponents e = exponents;
    for (std::size_t k = 0; k < list.size(); ++k) e[k] = exponents[list[k]];
    result.add(e, coefficient);
  }
  return result;
}

Polynomial without(const Polynomial& p, const std::set<int>& coordinates) {
  Polynomial result;
  for (const auto& [exponents, coefficient] : p.terms()) {
    if (std::ranges::none_of(coordinates, [&e = exponents](int k) { return e[k] != 0; }))
      result.add(exponents, coefficient);
  }
  return result;
}

/// p = c q with a constant c > 0.
bool is_positive_multiple(const Polynomial& p, const Polynomial& q) {
  if (p.terms().size() != q.terms().size()) return false;
  if (p.terms().empty()) return true;
  const Int &a = p.terms().begin()->second, &b = q.terms().begin()->second;
  return (a > 0) == (b > 0) && std::ranges::equal(p.terms(), q.terms(), [&](const auto& x, const auto& y) {
           return x.first == y.first && x.second * b == y.second * a;
         });
}

/// R with p = c q^2 R, c > 0, for a form p in two coordinates and q by powers of the second one.
Polynomial without_square(const Polynomial& p, const std::vector<Rational>& numbers) {
  std::vector<Fraction> q, square, rest;
  for (const Rational& c : numbers) q.push_back(exact(c));
  if (q.empty() || q.back() == 0) throw Rejection("the root of a square has no leading coefficient");
  const auto degree = [](const Polynomial::Exponents& e) {
    return static_cast<unsigned char>(e[0]) + static_cast<unsigned char>(e[1]);
  };
  const std::size_t n = p.terms().empty() ? 0 : degree(p.terms().begin()->first);
  rest.assign(n + 1, 0);
  for (const auto& [e, coefficient] : p.terms()) {
    if (e.size() != 2 || degree(e) != static_cast<int>(n))
      throw Rejection("a square is split off what is no form in two coordinates");
    rest[static_cast<unsigned char>(e[1])] = coefficient;
  }
  if (rest.size() < 2 * q.size() - 1) throw Rejection("the goal is no multiple of the square");
  square.assign(2 * q.size() - 1, 0);
  for (std::size_t k = 0; k < q.size(); ++k) {
    for (std::size_t m = 0; m < q.size(); ++m) {
      WorkScope::spend(1 + long_cost(square[k + m]));
      square[k + m] += q[k] * q[m];
    }
  }
  std::vector<Fraction> quotient(rest.size() - square.size() + 1);
  for (std::size_t k = quotient.size(); k-- > 0;) {
    quotient[k] = rest[k + square.size() - 1] / square.back();
    for (std::size_t m = 0; m < square.size(); ++m) {
      WorkScope::spend(1 + long_cost(rest[k + m]));
      rest[k + m] -= quotient[k] * square[m];
    }
  }
  if (std::ranges::any_of(rest, [](const Fraction& c) { return c != 0; }))
    throw Rejection("the goal is no multiple of the square");
  Int common = 1;
  for (const Fraction& c : quotient) common = lcm(common, denominator(c));
  Polynomial result;
  for (std::size_t k = 0; k < quotient.size(); ++k) {
    const Fraction scaled = quotient[k] * common;
    result.add({static_cast<char>(quotient.size() - 1 - k), static_cast<char>(k)}, numerator(scaled));
  }
  return result;
}

class SplitReplay {
 public:
  explicit SplitReplay(const SplitProof& proof) : nodes_(proof.nodes), complete_(nodes_.size(), false) {
    for (const auto& node : nodes_) {
      if (node.kind == Kind::same) referred_.insert(node.i);
    }
  }
  std::size_t next() const { return next_; }
  std::size_t work() const { return work_; }

  /// `size`: the number of coordinates.
  void visit(Task task, int size, int depth = 0) {
    if (next_ >= nodes_.size()) throw Rejection("the proof ends before the domain is covered");
    StopScope::look();
    if (depth > 2000) throw Rejection("the proof is nested too deeply");
    const std::size_t here = next_++;
    const SplitProof::Node& node = nodes_[here];
    work_ += task.goal.terms().size();
    if (referred_.contains(static_cast<int>(here))) tasks_.emplace(here, task);
    const auto each = [](Task t, const auto& change) {
      t.goal = change(t.goal);
      for (auto& g : t.assumptions) g.form = change(g.form);
      return t;
    };
    switch (node.kind) {
      case Kind::leaf:
        for (const auto& [exponents, coefficient] : task.goal.terms()) {
          if (coefficient < 0) throw Rejection("the goal has a negative coefficient on a leaf");
        }
        break;
      case Kind::cut: {
        if (node.i < 0 || node.j < 0 || node.i >= size || node.j >= size || node.i == node.j)
          throw Rejection("a cut names an edge that does not exist");
        if (node.numbers.size() != 2 || node.numbers[0] <= 0 || node.numbers[1] <= 0 ||
            denominator(node.numbers[0]) != 1 || denominator(node.numbers[1]) != 1)
          throw Rejection("the weights of a cut are not two positive integers");
        const Int a = numerator(exact(node.numbers[0])), b = numerator(exact(node.numbers[1]));
        visit(each(task, [&](const Polynomial& p) { return cut(p, node.i, node.j, a, b); }), size, depth + 1);
        visit(each(task, [&](const Polynomial& p) { return cut(p, node.j, node.i, b, a); }), size, depth + 1);
        break;
      }
      case Kind::order:
        check_symmetry(task, node.list, size);
        for (std::size_t k = 0; k + 1 < node.list.size(); ++k)
          task = each(task, [&](const Polynomial& p) { return cut(p, node.list[k], node.list[k + 1], 1, 1); });
        visit(std::move(task), size, depth + 1);
        break;
      case Kind::square:
        if (size != 2) throw Rejection("a square is split off what is no form in two coordinates");
        task.goal = without_square(task.goal, node.numbers);
        visit(std::move(task), size, depth + 1);
        break;
      case Kind::face: {
        const std::set<int> zero = vanishing(task, node.i);
        visit(each(task, [&](const Polynomial& p) { return without(p, zero); }), size, depth + 1);
        break;
      }
      default:
        check_same(task, node, size);
    }
    complete_[here] = true;
  }

 private:
  static void check_permutation(const std::vector<int>& list, int size) {
    std::vector<int> sorted = list, all(size);
    std::ranges::sort(sorted);
    std::iota(all.begin(), all.end(), 0);
    if (sorted != all) throw Rejection("a list of coordinates is no permutation");
  }

  /// The exchange of the first two and the cycle generate all permutations of the list.
  static void check_symmetry(const Task& task, const std::vector<int>& list, int size) {
    const std::set<int> distinct(list.begin(), list.end());
    if (list.size() < 2 || distinct.size() != list.size() || *distinct.begin() < 0 || *distinct.rbegin() >= size)
      throw Rejection("an ordering does not list different coordinates");
    std::vector<int> exchange(size), cycle(size);
    std::iota(exchange.begin(), exchange.end(), 0);
    cycle = exchange;
    std::swap(exchange[list[0]], exchange[list[1]]);
    for (std::size_t k = 0; k < list.size(); ++k) cycle[list[k]] = list[(k + 1) % list.size()];
    for (const auto& generator : {exchange, cycle}) {
      if (permuted(task.goal, generator) != task.goal)
        throw Rejection("the goal changes when the coordinates that are ordered are exchanged");
      for (const auto& g : task.assumptions) {
        if (!holds(task, {g.number, g.relation, permuted(g.form, generator)}))
          throw Rejection("the assumptions change when the coordinates that are ordered are exchanged");
      }
    }
  }

  /// Is this among the assumptions of the task?
  static bool holds(const Task& task, const Task::Assumption& wanted) {
    return std::ranges::any_of(task.assumptions, [&](const Task::Assumption& g) {
      return g.relation == wanted.relation && is_positive_multiple(g.form, wanted.form);
    });
  }

  /// The coordinates that are zero wherever the assumption holds.
  static std::set<int> vanishing(const Task& task, int number) {
    const auto g = std::ranges::find(task.assumptions, number, &Task::Assumption::number);
    if (g == task.assumptions.end()) throw Rejection("a face names an assumption that is not used");
    const std::optional<int> sign = common_sign(g->form);
    if (!sign || (*sign > 0 && g->relation != Relation::zero))
      throw Rejection("an assumption does not confine a cell to a face");
    std::set<int> zero;
    for (const auto& [exponents, coefficient] : g->form.terms()) {
      const auto first = exponents.find_first_not_of('\0');
      if (first != Polynomial::Exponents::npos && exponents.find_last_not_of('\0') == first)
        zero.insert(static_cast<int>(first));
    }
    return zero;
  }

  void check_same(const Task& task, const SplitProof::Node& node, int size) const {
    if (node.i < 0 || static_cast<std::size_t>(node.i) >= next_ || !complete_[node.i])
      throw Rejection("a node is said to be the same as one that is not complete");
    check_permutation(node.list, size);
    const Task& other = tasks_.at(node.i);
    if (!is_positive_multiple(permuted(other.goal, node.list), task.goal))
      throw Rejection("a node is not the same as the one it names");
    for (const auto& g : other.assumptions) {
      if (!holds(task, {g.number, g.relation, permuted(g.form, node.list)}))
        throw Rejection("a node has not the assumptions of the one it names");
    }
  }

  const std::vector<SplitProof::Node>& nodes_;
  std::vector<bool> complete_;
  std::set<int> referred_;
  std::map<std::size_t, Task> tasks_;
  std::size_t next_ = 0, work_ = 0;
};

/// The ranges without bounds, in their order.
std::vector<std::size_t> whole_lines(const Statement& s) {
  std::vector<std::size_t> result;
  for (std::size_t f = 0; f < s.domain.size(); ++f) {
    const auto* range = std::get_if<Range>(&s.domain[f]);
    if (range && !range->lower && !range->upper) result.push_back(f);
  }
  return result;
}

/// The statement on one of the 2^m parts of a domain with m whole lines.
Statement part(const Statement& s, const std::vector<std::size_t>& lines, std::size_t number) {
  Statement result = s;
  if (lines.empty()) return result;
  const int zero = static_cast<int>(s.expression.code.size());
  result.expression.code.push_back({Operation::constant, static_cast<int>(s.expression.constants.size())});
  result.expression.constants.emplace_back(0);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    auto& range = std::get<Range>(result.domain[lines[k]]);
    (number >> k & 1 ? range.upper : range.lower) = zero;
  }
  return result;
}

/// Whether every point of the domain has coordinates.
bool covers_all(const Statement& s, bool joint) {
  return !joint || s.domain.size() < 2 || std::ranges::none_of(s.domain, [](const Factor& factor) {
    const auto* range = std::get_if<Range>(&factor);
    return range && range->lower && range->upper && !range->upper_open;
  });
}

}  // namespace

std::size_t replay(const Statement& s, int goal, const SplitProof& proof) {
  if (s.goals[goal].relation != Relation::nonnegative) throw Rejection("an identity needs another kind of proof");
  const std::vector<int>& used = proof.assumptions;
  if (!std::ranges::is_sorted(used, std::ranges::less_equal{}) ||
      (!used.empty() && (used.front() < 0 || used.back() >= static_cast<int>(s.assumptions.size()))))
    throw Rejection("an assumption is used that does not exist");
  if (!used.empty() && !covers_all(s, proof.joint))
    throw Rejection("an assumption is used where a part of the domain has no coordinates");
  const std::vector<std::size_t> lines = whole_lines(s);
  if (lines.size() > 12) throw Rejection("the domain has more than 12 whole lines");
  SplitReplay tree(proof);
  std::size_t defined = 0;
  for (std::size_t number = 0; number < std::size_t{1} << lines.size(); ++number) {
    const Statement here = part(s, lines, number);
    ConeExpansion x(here, proof.joint);
    Task task;
    task.goal = numerator_of(x, here.goals[goal].node);
    if (x.has_divisor()) defined = replay_defined(here, goal, proof.defined, defined);
    for (const int k : used)
      task.assumptions.push_back({k, here.assumptions[k].relation, numerator_of(x, here.assumptions[k].node)});
    tree.visit(std::move(task), x.field().variables());
  }
  if (tree.next() != proof.nodes.size() || defined != proof.defined.size())
    throw Rejection("the proof has nodes left over");
  return tree.work();
}

}  // namespace hebb::checker
