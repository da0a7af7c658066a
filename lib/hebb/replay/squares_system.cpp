#include <algorithm>
#include <functional>
#include <set>

#include <hebb/replay/expansion.hpp>
#include <hebb/replay/squares_system.hpp>
#include <hebb/replay/wide_interval.hpp>

namespace hebb::checker {
namespace {

/// Adds the nodes that node k needs, and k.
void reach(const Expression& e, int k, std::set<int>& reached) {
  const std::vector<int> used = used_by(e, k);
  reached.insert(used.begin(), used.end());
}

bool is_root(const Expression& e, int k) {
  return e.code[k].operation == Operation::sqrt || e.code[k].operation == Operation::abs;
}

/// Nodes in the variables of the statement and one further variable for each root.
class RootExpansion : public Expansion {
 public:
  RootExpansion(const Statement& s, const std::vector<int>& roots)
      : Expansion(s, static_cast<int>(s.expression.variables.size() + roots.size())),
        first_(static_cast<int>(s.expression.variables.size())),
        roots_(roots) {}
  Polynomial x(int k) const { return Polynomial::variable(field().variables(), k); }
  Polynomial r(std::size_t k) const { return x(first_ + static_cast<int>(k)); }
  Polynomial number(int n) const { return Polynomial::constant(field().variables(), n); }
  Polynomial sign_of(int k) { return signed_numerator(field(), node(k)); }

 protected:
  Quotient variable(int k) override { return {x(k), {}}; }
  Quotient function(int k) override {
    const auto place = std::ranges::find(roots_, k);
    if (place == roots_.end()) return Expansion::function(k);
    return {r(static_cast<std::size_t>(place - roots_.begin())), {}};
  }

 private:
  int first_;
  const std::vector<int>& roots_;
};

class Builder {
 public:
  Builder(const Statement& s, int goal, const std::vector<int>& assumptions) : s_(s), e_(s.expression) {
    system_.variables = static_cast<int>(e_.variables.size());
    std::set<int> bounds;
    for (const Factor& factor : s.domain) {
      const auto* range = std::get_if<Range>(&factor);
      if (range && range->lower) reach(e_, *range->lower, bounds);
      if (range && range->upper) reach(e_, *range->upper, bounds);
    }
    if (std::ranges::any_of(bounds, [&](int k) { return is_root(e_, k); }))
      throw Rejection("a bound of the domain is no polynomial");
    for (const int k : assumptions) reach(e_, s.assumptions.at(k).node, assumed_);
    reach(e_, s.goals.at(goal).node, needed_);
    for (int k = 0; k < static_cast<int>(e_.code.size()); ++k) {
      if (is_root(e_, k) && (assumed_.contains(k) || needed_.contains(k))) system_.roots.push_back(k);
    }
  }

  SquaresSystem run(int goal, const std::vector<int>& assumptions) {
    RootExpansion x(s_, system_.roots);
    for (const Factor& factor : s_.domain) add(x, factor);
    for (const int k : assumptions) {
      const Condition& c = s_.assumptions[k];
      if (c.relation == Relation::zero)
        equation(x.node(c.node).numerator);
      else
        at_least_zero(x.sign_of(c.node), false);
    }
    root_of_.assign(system_.conditions.size(), -1);
    for (std::size_t k = 0; k < system_.roots.size(); ++k) add_root(x, k);
    for (const int k : needed_) {  // in the order of the code
      const Instruction& i = e_.code[k];
      if (i.operation == Operation::sqrt) add_target(SquaresSystem::About::root, x.sign_of(i.a), k);
      if (i.operation == Operation::divide && !x.node(i.b).numerator.is_constant())
        add_target(SquaresSystem::About::divisor, x.sign_of(i.b), k);
    }
    add_target(SquaresSystem::About::goal, x.sign_of(s_.goals[goal].node), static_cast<int>(e_.code.size()));
    return std::move(system_);
  }

 private:
  void at_least_zero(Polynomial form, bool strict) {
    system_.conditions.push_back({std::move(form), Relation::nonnegative, strict});
  }
  void equation(Polynomial form) { system_.conditions.push_back({std::move(form), Relation::zero, false}); }

  void add(RootExpansion& x, const Factor& factor) {
    const Polynomial minus = x.number(-1);
    if (const auto* range = std::get_if<Range>(&factor)) {
      const auto difference = [&](int bound, int sign) {  // sign (x - bound)
        const Quotient value = x.field().add({x.x(range->variable), {}}, x.field().negate(x.node(bound)));
        for (const auto& [k, n] : value.powers) {
          if (!x.field().factors()[k].is_constant()) throw Rejection("a bound of the domain is no polynomial");
        }
        return signed_numerator(x.field(), value) * x.number(sign);
      };
      if (range->lower) at_least_zero(difference(*range->lower, 1), range->lower_open);
      if (range->upper) at_least_zero(difference(*range->upper, -1), range->upper_open);
      return;
    }
    const auto* simplex = std::get_if<Simplex>(&factor);
    const auto* chamber = std::get_if<LeaderChamber>(&factor);
    const std::vector<int>& p = simplex ? simplex->coordinates : chamber->coordinates;
    Polynomial rest = x.number(1);
    for (const int k : p) rest = rest + minus * x.x(k);
    if (simplex) {
      for (const int k : p) at_least_zero(x.x(k), simplex->open);
    } else {
      at_least_zero(x.x(chamber->gap), true);
      at_least_zero(x.x(p[0]) + minus * x.x(p[1]) + minus * x.x(chamber->gap), false);
      for (std::size_t k = 1; k + 1 < p.size(); ++k) at_least_zero(x.x(p[k]) + minus * x.x(p[k + 1]), false);
      at_least_zero(x.x(p.back()), false);
    }
    equation(std::move(rest));
  }

  void add_root(RootExpansion& x, std::size_t k) {
    const Instruction& i = e_.code[system_.roots[k]];
    Quotient value = x.node(i.a);
    const Quotient r{x.r(k), {}};
    at_least_zero(r.numerator, false);
    if (i.operation == Operation::abs) {
      at_least_zero(signed_numerator(x.field(), x.field().add(r, x.field().negate(value))), false);
      at_least_zero(signed_numerator(x.field(), x.field().add(r, value)), false);
      value = x.field().multiply(value, value);
    }
    equation(x.field().add(x.field().multiply(r, r), x.field().negate(value)).numerator);
    root_of_.resize(system_.conditions.size(), static_cast<int>(k));
  }

  /// What is said before the node `before` may be used, and what the assumptions say.
  void add_target(SquaresSystem::About about, Polynomial form, int before) {
    std::vector<bool> usable;
    for (const int root : root_of_)
      usable.push_back(root < 0 || system_.roots[root] < before || assumed_.contains(system_.roots[root]));
    system_.targets.push_back({about, std::move(form), std::move(usable)});
  }

  const Statement& s_;
  const Expression& e_;
  std::set<int> assumed_, needed_;
  std::vector<int> root_of_;  // of each condition; -1: none
  SquaresSystem system_;
};

}  // namespace

SquaresSystem squares_system(const Statement& s, int goal, const std::vector<int>& used) {
  if (s.goals.at(goal).relation != Relation::nonnegative) throw Rejection("an identity needs another kind of proof");
  if (!std::ranges::is_sorted(used, std::ranges::less_equal{}) ||
      (!used.empty() && (used.front() < 0 || used.back() >= static_cast<int>(s.assumptions.size()))))
    throw Rejection("an assumption is used that does not exist");
  return Builder(s, goal, used).run(goal, used);
}

}  // namespace hebb::checker
