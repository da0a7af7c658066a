#include <algorithm>
#include <numeric>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>
#include <hebb/verify/splits/cone.hpp>
#include <hebb/verify/splits/contacts.hpp>
#include <hebb/verify/splits/search.hpp>
#include <hebb/verify/splits/split_prover.hpp>
#include <hebb/verify/splits/square_part.hpp>

namespace hebb {
namespace splits {
namespace {

using Kind = SplitProof::Kind;
using Ray = std::vector<Integer>;  // of a cone

template <class C>
Form<C> with_coefficients(const Form<Rational>& f) {
  Integer common = 1, divisor = 0;
  for (const auto& t : f.terms()) common = lcm(common, Integer(denominator(t.coefficient)));
  for (const auto& t : f.terms())
    divisor = gcd(divisor, Integer(numerator(t.coefficient) * Integer(common / denominator(t.coefficient))));
  typename Form<C>::Terms terms;
  for (const auto& t : f.terms()) {
    const Integer c = numerator(t.coefficient) * Integer(common / denominator(t.coefficient)) / divisor;
    terms.push_back({t.exponents, C(c)});
  }
  return Form<C>(std::move(terms));
}

template <class C>
Task<C> with_coefficients(const Task<Rational>& task) {
  Task<C> result;
  result.goal = with_coefficients<C>(task.goal);
  for (const auto& g : task.assumptions)
    result.assumptions.push_back({g.number, g.relation, with_coefficients<C>(g.form)});
  return result;
}

/// Does the task stay what it is when its coordinates are permuted?
bool is_invariant(const Task<Integer>& task, const std::vector<int>& list) {
  return task.goal.permuted(list) == task.goal && std::ranges::all_of(task.assumptions, [&](const auto& g) {
           return std::ranges::any_of(task.assumptions, [&](const auto& h) {
             return h.relation == g.relation && h.form == g.form.permuted(list);
           });
         });
}

std::vector<int> identity(int n) {
  std::vector<int> list(n);
  std::iota(list.begin(), list.end(), 0);
  return list;
}

/// Sets of at least two coordinates that may be exchanged at will.
std::vector<std::vector<int>> symmetric_sets(const Task<Integer>& task, int n) {
  std::vector<std::vector<int>> sets;
  for (int k = 0; k < n; ++k) {
    const auto home = std::ranges::find_if(sets, [&](const std::vector<int>& set) {
      std::vector<int> list = identity(n);
      std::swap(list[set[0]], list[k]);
      return is_invariant(task, list);
    });
    if (home == sets.end())
      sets.push_back({k});
    else
      home->push_back(k);
  }
  std::erase_if(sets, [](const auto& set) { return set.size() < 2; });
  return sets;
}

class Prover {
 public:
  Prover(const Statement& statement, int goal, const SplitOptions& options)
      : statement_(statement), goal_(goal), options_(options) {}

  SplitOutcome run() {
    const ExpansionBudget budget(options_.max_bytes, ExpansionBudget::Clock::time_point::max(), options_.stop,
                                 options_.max_work);
    try {
      if (statement_.goals[goal_].relation == Relation::zero) {
        outcome_.reason = "splits prove no identities";
      } else if (!prove(true, false) && !statement_.assumptions.empty()) {
        const std::string without = outcome_.reason;
        if (!prove(covers_all(statement_, true), true) && outcome_.reason.empty()) outcome_.reason = without;
      }
    } catch (const ExpansionLimit& spent) {
      outcome_.reason = spent.what();
    } catch (const PreconditionError& e) {
      outcome_.reason = e.what();
    }
    if (outcome_.proof) outcome_.reason.clear();
    return std::move(outcome_);
  }

 private:
  /// A part of the domain whose tree is complete.
  struct Root {
    int node;
    Task<Integer> task;
  };

  bool prove(bool joint, bool with_assumptions) {
    SplitProof proof;
    proof.joint = joint;
    std::vector<Root> roots;
    for (const Statement& part : without_whole_lines(statement_)) {
      const Cone cone = expand_on_cone(part, goal_, joint, with_assumptions);
      proof.assumptions.clear();
      for (const auto& g : cone.task.assumptions) proof.assumptions.push_back(g.number);
      Task<Integer> task = with_coefficients<Integer>(cone.task);
      const int root = static_cast<int>(proof.nodes.size());
      if (const auto same = find_same(roots, task, cone.coordinates)) {
        proof.nodes.push_back(*same);
      } else if (!prove_part(task, cone.coordinates, proof.nodes)) {
        return false;
      }
      roots.push_back({root, std::move(task)});
      if (cone.has_divisor && !prove_defined(part, proof.defined)) return false;
    }
    outcome_.proof = std::move(proof);
    return true;
  }

  /// Parts that differ by signs are often the same up to the order of the coordinates.
  static std::optional<SplitProof::Node> find_same(const std::vector<Root>& roots, const Task<Integer>& task, int n) {
    const auto coefficients = [](const Form<Integer>& f) {
      std::vector<Integer> list;
      for (const auto& t : f.terms()) list.push_back(t.coefficient);
      std::ranges::sort(list);
      return list;
    };
    const auto sorted = coefficients(task.goal);
    for (const Root& root : roots) {
      if (coefficients(root.task.goal) != sorted) continue;
      std::vector<int> list = identity(n);
      do {
        const auto holds = [&](const auto& g) {
          return std::ranges::any_of(task.assumptions, [&](const auto& h) {
            return h.relation == g.relation && h.form == g.form.permuted(list);
          });
        };
        if (root.task.goal.permuted(list) == task.goal && std::ranges::all_of(root.task.assumptions, holds))
          return SplitProof::Node{Kind::same, root.node, 0, list, {}};
      } while (n <= 6 && std::ranges::next_permutation(list).found);
    }
    return std::nullopt;
  }

  bool prove_part(Task<Integer> task, int n, std::vector<SplitProof::Node>& nodes) {
    if (task.goal.common_sign() >= 0 && (task.goal.is_zero() || task.goal.common_sign() > 0)) {
      nodes.push_back({});
      return true;
    }
    std::vector<Ray> touching;
    if (n > 2 && task.assumptions.empty()) touching = contacts(task.goal, n);
    for (const std::vector<int>& set : symmetric_sets(task, n)) {
      nodes.push_back({Kind::order, 0, 0, set, {}});
      for (std::size_t k = 0; k + 1 < set.size(); ++k)
        task = task.changed([&](const Form<Integer>& f) { return f.cut(set[k], set[k + 1], 1, 1); });
      for (Ray& z : touching) order(z, set);
    }
    if (n == 2 && task.assumptions.empty()) split_square_off(task, nodes);
    const std::size_t small = std::min<std::size_t>(500, options_.max_cells);
    struct Attempt {
      bool aimed;
      EdgeRule rule;
      bool narrowed;
    };
    for (const std::size_t cells : {small, options_.max_cells}) {
      for (const auto& [aimed, rule, narrowed] :
           {Attempt{true, EdgeRule::pour, true}, Attempt{false, EdgeRule::pour, true},
            Attempt{false, EdgeRule::pour, false}, Attempt{false, EdgeRule::weight, true},
            Attempt{false, EdgeRule::weight, false}}) {
        if (aimed && touching.empty()) continue;
        const SearchLimits limits{rule, narrowed, cells, n == 2 ? 1000 : cells == small ? 40 : 120};
        switch (search(task, n, limits, aimed ? touching : std::vector<Ray>{}, nodes)) {
          case SearchEnd::proved:
            return true;
          case SearchEnd::negative:
            outcome_.reason = "the goal is negative at a vertex of a cell";
            return false;
          default:
            outcome_.reason = "the budget of cells is spent";
        }
      }
    }
    return false;
  }

  /// The coordinates of the point when those of the set are ordered as in a node `order`.
  static void order(Ray& z, const std::vector<int>& set) {
    std::vector<Integer> values;
    for (const int k : set) values.push_back(z[k]);
    std::ranges::sort(values, std::ranges::greater{});
    for (std::size_t k = 0; k < set.size(); ++k) z[set[k]] = k + 1 < set.size() ? values[k] - values[k + 1] : values[k];
  }

  SearchEnd search(const Task<Integer>& task, int n, const SearchLimits& limits, const std::vector<Ray>& touching,
                   std::vector<SplitProof::Node>& nodes) {
    try {
      return search_with<CheckedInt>(task, n, limits, touching, nodes);
    } catch (const IntegerOverflow&) {
      return search_with<Integer>(task, n, limits, touching, nodes);
    }
  }
  template <class C>
  SearchEnd search_with(const Task<Integer>& task, int n, const SearchLimits& limits, const std::vector<Ray>& touching,
                        std::vector<SplitProof::Node>& nodes) {
    Search<C> search(n, limits, options_.stop);
    const auto narrow = [](const Form<Integer>& f) {
      typename Form<C>::Terms terms;
      for (const auto& t : f.terms()) terms.push_back({t.exponents, C(t.coefficient)});
      return Form<C>(std::move(terms));
    };
    Task<C> narrowed;
    narrowed.goal = narrow(task.goal);
    for (const auto& g : task.assumptions) narrowed.assumptions.push_back({g.number, g.relation, narrow(g.form)});
    const SearchEnd end = search.run(narrowed, touching, nodes);
    outcome_.work += search.cells();
    return end;
  }

  static void split_square_off(Task<Integer>& task, std::vector<SplitProof::Node>& nodes) {
    std::vector<Rational> f;
    const int degree = task.goal.terms().front().exponents.degree();
    for (const auto& t : task.goal.terms()) {
      f.resize(std::max<std::size_t>(f.size(), t.exponents[1] + 1));
      f[t.exponents[1]] = Rational(t.coefficient);
    }
    const SquarePart part = square_part(f);
    if (part.root.size() < 2) return;
    nodes.push_back({Kind::square, 0, 0, {}, part.root});
    Form<Rational>::Terms terms;
    const int rest = degree - 2 * static_cast<int>(part.root.size() - 1);
    for (int k = 0; k < static_cast<int>(part.rest.size()); ++k) {
      if (part.rest[k] == 0) continue;
      Exponents e;
      e.add(0, rest - k);
      e.add(1, k);
      terms.push_back({e, part.rest[k]});
    }
    task.goal = with_coefficients<Integer>(Form<Rational>(std::move(terms)));
  }

  /// A tree that shows that no divisor vanishes: that of 0 times the goal.
  bool prove_defined(const Statement& part, std::vector<CoefficientProof::Node>& nodes) {
    Statement zero = part;
    Expression& e = zero.expression;
    const int node = static_cast<int>(e.code.size());
    e.code.push_back({Operation::constant, static_cast<int>(e.constants.size())});
    e.constants.emplace_back(0);
    e.code.push_back({Operation::multiply, node, part.goals[goal_].node});
    zero.goals[goal_].node = node + 1;
    const CoefficientOutcome found =
        prove_by_coefficients(zero, goal_, {.max_cells = 400, .seconds = 1e9, .stop = options_.stop});
    outcome_.work += found.coefficients;
    const auto* proof = found.proof ? std::get_if<CoefficientProof>(&*found.proof) : nullptr;
    if (!proof) {
      outcome_.reason = "a denominator may vanish: " + found.reason;
      return false;
    }
    for (CoefficientProof::Node n : proof->nodes) {
      n.raise.clear();
      nodes.push_back(std::move(n));
    }
    return true;
  }

  const Statement& statement_;
  const int goal_;
  const SplitOptions options_;
  SplitOutcome outcome_;
};

}  // namespace
}  // namespace splits

SplitOutcome prove_by_splits(const Statement& statement, int goal, const SplitOptions& options) {
  return splits::Prover(statement, goal, options).run();
}

}  // namespace hebb
