#include <algorithm>
#include <set>

#include <hebb/replay/replay.hpp>
#include <hebb/replay/squares_system.hpp>

namespace hebb::checker {
namespace {

using About = SquaresSystem::About;
using Term = SquaresProof::Term;

class SquaresReplay {
 public:
  SquaresReplay(const SquaresSystem& system, const SquaresProof& proof)
      : system_(system), variables_(system.variables + static_cast<int>(system.roots.size())) {
    for (const auto& monomials : proof.polynomials) {
      Polynomial& p = polynomials_.emplace_back();
      for (const auto& m : monomials) {
        if (static_cast<int>(m.exponents.size()) != variables_)
          throw Rejection("a polynomial has not one exponent for each variable");
        Polynomial::Exponents e;
        for (const int power : m.exponents) {
          if (power < 0 || power > 255) throw Rejection("an exponent of a polynomial is out of range");
          e += static_cast<char>(power);
        }
        p.add(e, Int(m.coefficient.str()));
      }
    }
  }

  void check(const SquaresSystem::Target& target, const SquaresProof::Part& part) {
    target_ = &target;
    if (part.sign != 1 && (part.sign != -1 || target.about != About::divisor))
      throw Rejection("the sign of a part is neither 1 nor, for a divisor, -1");
    const Polynomial p = target.form * Polynomial::constant(variables_, part.sign);
    Int common = 1;  // of the denominators of the weights
    for (const auto* terms : {&part.multiplier, &part.squares, &part.equations}) {
      for (const Term& t : *terms) {
        WorkScope::spend(long_cost(Fraction(common)));
        common = lcm(common, Int(denominator(t.weight).str()));
      }
    }
    Polynomial rest = Polynomial::constant(variables_, part.multiplier.empty() ? common : Int(0));
    for (const Term& t : part.multiplier) rest = rest + square(t, common);
    rest = rest * p;
    for (const Term& t : part.squares) rest = rest + square(t, -common);
    for (const Term& t : part.equations) rest = rest + equation(t, -common);
    if (!rest.terms().empty()) throw Rejection("the two sides of an identity differ");
    const auto positive = [&](const Term& t) { return is_positive(t); };
    if (target.about == About::divisor) {
      if (std::ranges::none_of(part.squares, positive)) throw Rejection("a divisor may vanish");
    } else if (!part.multiplier.empty() && std::ranges::none_of(part.multiplier, positive) &&
               std::ranges::none_of(part.squares, [&](const Term& t) { return has_square_of(t, p); }) &&
               !vanishes_harmlessly(part.multiplier, p)) {
      throw Rejection("a multiplier may vanish");
    }
  }
  std::size_t work() const { return work_; }

 private:
  Polynomial scaled(const Term& t, const Int& common) const {
    WorkScope::spend(long_cost(Fraction(common)));
    const Fraction weight = exact(t.weight) * Fraction(common);
    return Polynomial::constant(variables_, numerator(weight));
  }
  const SquaresSystem::Condition& condition(int k) const {
    if (k < 0 || k >= static_cast<int>(system_.conditions.size()))
      throw Rejection("a term names a condition that does not exist");
    if (!target_->usable[k]) throw Rejection("a term uses a root before it is known to be defined");
    return system_.conditions[k];
  }
  const Polynomial& polynomial(const Term& t) const {
    if (t.polynomial < 0 || t.polynomial >= static_cast<int>(polynomials_.size()))
      throw Rejection("a term names a polynomial that does not exist");
    return polynomials_[t.polynomial];
  }

  Polynomial square(const Term& t, const Int& common) {
    if (t.weight <= 0) throw Rejection("the weight of a square is not positive");
    Polynomial result = scaled(t, common) * polynomial(t) * polynomial(t);
    for (const int k : t.conditions) {
      if (condition(k).relation != Relation::nonnegative) throw Rejection("a square is multiplied by an equation");
      result = result * condition(k).form;
    }
    work_ += result.terms().size();
    return result;
  }
  Polynomial equation(const Term& t, const Int& common) {
    Polynomial result = scaled(t, common) * polynomial(t);
    bool vanishes = false;
    for (const int k : t.conditions) {
      vanishes = vanishes || condition(k).relation == Relation::zero;
      result = result * condition(k).form;
    }
    if (!vanishes) throw Rejection("a term that should vanish has no equation");
    work_ += result.terms().size();
    return result;
  }

  bool is_positive(const Term& t) const {
    return polynomial(t).is_constant() && !polynomial(t).terms().empty() &&
           std::ranges::all_of(t.conditions, [&](int k) { return condition(k).strict; });
  }

  /// Whether the term is positive where p < 0: (multiplier) p = ... cannot hold there.
  bool has_square_of(const Term& t, const Polynomial& p) const {
    const Polynomial& q = polynomial(t);
    if (q.terms().size() != p.terms().size() || p.terms().empty()) return false;
    const Int &a = p.terms().begin()->second, &b = q.terms().begin()->second;
    return std::ranges::equal(
               p.terms(), q.terms(),
               [&](const auto& x, const auto& y) { return x.first == y.first && x.second * b == y.second * a; }) &&
           std::ranges::all_of(t.conditions, [&](int k) { return condition(k).strict; });
  }

  /// Whether the multiplier vanishes only where certain variables do, and there p is a constant >= 0.
  bool vanishes_harmlessly(const std::vector<Term>& multiplier, const Polynomial& p) const {
    std::set<int> zero;
    for (const Term& t : multiplier) {
      if (!t.conditions.empty() || polynomial(t).terms().size() != 1) continue;
      const Polynomial::Exponents& e = polynomial(t).terms().begin()->first;
      const std::size_t k = e.find_first_not_of('\0');
      if (k != Polynomial::Exponents::npos && e.find_first_not_of('\0', k + 1) == Polynomial::Exponents::npos)
        zero.insert(static_cast<int>(k));
    }
    return !zero.empty() && std::ranges::all_of(p.terms(), [&](const auto& term) {
      const Polynomial::Exponents& e = term.first;
      if (std::ranges::any_of(zero, [&](int k) { return e[k] != 0; })) return true;
      return e.find_first_not_of('\0') == Polynomial::Exponents::npos && term.second > 0;
    });
  }

  const SquaresSystem& system_;
  int variables_;
  std::vector<Polynomial> polynomials_;
  const SquaresSystem::Target* target_ = nullptr;
  std::size_t work_ = 0;
};

}  // namespace

std::size_t replay(const Statement& s, int goal, const SquaresProof& proof) {
  const SquaresSystem system = squares_system(s, goal, proof.assumptions);
  if (proof.parts.size() != system.targets.size()) throw Rejection("it has not one part for each root and divisor");
  SquaresReplay parts(system, proof);
  for (std::size_t k = 0; k < proof.parts.size(); ++k) parts.check(system.targets[k], proof.parts[k]);
  return parts.work();
}

}  // namespace hebb::checker
