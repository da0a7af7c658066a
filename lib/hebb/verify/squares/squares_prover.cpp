#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>

#include <hebb/replay/squares_system.hpp>
#include <hebb/verify/squares/program.hpp>
#include <hebb/verify/squares/semidefinite.hpp>
#include <hebb/verify/squares/squares_prover.hpp>
#include <hebb/verify/squares/system_forms.hpp>

namespace hebb {
namespace squares {
namespace {

using checker::SquaresSystem;

int degree_of(const Form& f) {
  int n = 0;
  for (const auto& t : f.terms()) n = std::max(n, t.exponents.degree());
  return n;
}

/// What the goal P is shown by, with squares T of the cone of the conditions, S of the same, and a given N > 0.
enum class Law {
  sum,           // N P = T
  multiplied,    // (1 + S) P = T
  contradiction  // S P = P^2 + T, which is absurd where P < 0
};

/// Which products of conditions multiply squares.
struct Multiplier {
  Form factor;
  std::vector<int> conditions;
};

/// Subspaces of (Z/2)^16 in echelon form: the parities of exponents.
class Parities {
 public:
  void add(std::uint32_t x) {
    x = rest(x);
    if (x != 0) basis_.push_back(x);
    std::ranges::sort(basis_, std::ranges::greater{});
  }
  void add(const Form& f) {
    for (const auto& t : f.terms()) add(of(t.exponents));
  }
  std::uint32_t rest(std::uint32_t x) const {
    for (const std::uint32_t b : basis_) x = std::min(x, x ^ b);
    return x;
  }
  static std::uint32_t of(const Exponents& e) {
    std::uint32_t bits = 0;
    for (int k = 0; k < Exponents::coordinates; ++k) bits |= static_cast<std::uint32_t>(e[k] & 1) << k;
    return bits;
  }

 private:
  std::vector<std::uint32_t> basis_;
};

class Prover {
 public:
  Prover(const Statement& s, int goal, const SquaresOptions& options) : s_(s), goal_(goal), options_(options) {}

  SquaresOutcome run() {
    const ExpansionBudget budget(options_.max_bytes, ExpansionBudget::Clock::time_point::max(), options_.stop,
                                 options_.max_work);
    try {
      prove();
    } catch (const ExpansionLimit& e) {
      outcome_.reason = e.what();
    } catch (const checker::Rejection& e) {
      outcome_.reason = e.what();
    } catch (const PreconditionError& e) {
      outcome_.reason = e.what();
    }
    if (outcome_.proof) outcome_.reason.clear();
    return std::move(outcome_);
  }

 private:
  void prove() {
    require(has_semidefinite_solver(), "the program csdp, which squares need, is not installed");
    SquaresProof proof;
    system_ = checker::squares_system(s_, goal_, {});
    for (int k = 0; k < static_cast<int>(s_.assumptions.size()); ++k) {
      proof.assumptions.push_back(k);
      try {
        system_ = checker::squares_system(s_, goal_, proof.assumptions);
      } catch (const checker::Rejection&) {
        proof.assumptions.pop_back();  // exp or log
      }
    }
    variables_ = system_.variables + static_cast<int>(system_.roots.size());
    require(variables_ <= Exponents::coordinates, "squares take at most 16 variables and roots");
    set_scale();
    for (const auto& target : system_.targets) {
      if (!prove_target(target, proof)) {
        if (target.about == SquaresSystem::About::divisor)
          outcome_.reason = "a denominator may vanish: " + outcome_.reason;
        return;
      }
    }
    outcome_.proof = std::move(proof);
  }

  /// x_k = middle + radius t_k, so that ranges become [-1, 1], or [-1, c] or [c, 1] where they contain 0; those that
  /// are neither long nor short nor far from 0 stay as they are, for short numbers stay short.
  void set_scale() {
    std::vector<std::optional<Rational>> lower(variables_), upper(variables_);
    for (const auto& c : system_.conditions) {
      if (c.relation == Relation::zero) continue;
      const auto bound = bound_of(form_of(c.form));
      if (bound) (bound->lower ? lower : upper)[bound->variable] = bound->at;
    }
    for (int k = 0; k < variables_; ++k) {
      Rational middle = 0, radius = 1;
      if (lower[k] && upper[k] && *lower[k] < *upper[k]) {
        const Rational half = (*upper[k] - *lower[k]) / 2, size = std::max(Rational(-*lower[k]), *upper[k]);
        if (*lower[k] > half || *upper[k] < -half) {
          middle = (*lower[k] + *upper[k]) / 2;
          radius = half;
        } else if (size > 6 || size < Rational(1, 4)) {
          radius = size;
        }
      }
      const Form x = Form::coordinate(k);
      to_scaled_.push_back(Form(middle) + Form(radius) * x);
      from_scaled_.push_back((x - Form(middle)) / Form(radius));
    }
    for (const auto& c : system_.conditions) conditions_.push_back(substitute(form_of(c.form), to_scaled_));
  }

  bool prove_target(const SquaresSystem::Target& target, SquaresProof& proof) {
    std::vector<Form> equations;
    equation_numbers_.clear();
    for (std::size_t k = 0; k < conditions_.size(); ++k) {
      if (system_.conditions[k].relation != Relation::zero || !target.usable[k]) continue;
      equations.push_back(conditions_[k]);
      equation_numbers_.push_back(static_cast<int>(k));
    }
    const Ideal ideal(equations, variables_, system_.variables);
    const Form form = substitute(form_of(target.form), to_scaled_);
    const bool divisor = target.about == SquaresSystem::About::divisor;
    for (const int sign : {1, -1}) {
      if (sign < 0 && !divisor) break;
      const Form p = Form(sign) * form;
      if (auto part = part_for(p, target, ideal, divisor, proof.polynomials)) {
        part->sign = sign;
        proof.parts.push_back(std::move(*part));
        return true;
      }
    }
    return false;
  }

  std::optional<SquaresProof::Part> part_for(const Form& p, const SquaresSystem::Target& target, const Ideal& ideal,
                                             bool strict, std::vector<std::vector<SquaresProof::Monomial>>& list) {
    const Form reduced = ideal.reduced(p);
    if (reduced.is_zero()) {
      if (strict) return std::nullopt;
      return finished(p, Form(1), Law::sum, Form(1), {}, {}, ideal, list);
    }
    Rational size = 0;
    for (const auto& t : reduced.terms()) size = std::max(size, Rational(abs(t.coefficient)));
    const Form unit = reduced / Form(size);
    const int half = (degree_of(unit) + 1) / 2;

    std::vector<Multiplier> singles, strong, pairs;
    collect(target, ideal, strict, singles, strong, pairs);
    int least = half;
    for (const Multiplier& g : strong) least = std::max(least, (degree_of(g.factor) + 1) / 2);
    const auto together = [](std::vector<Multiplier> x, const std::vector<Multiplier>& y) {
      x.insert(x.end(), y.begin(), y.end());
      return x;
    };
    const auto try_with = [&](const std::vector<Multiplier>& multipliers, int degree, Law law = Law::sum,
                              const Form& fixed = Form(1)) -> std::optional<SquaresProof::Part> {
      if (programs_ >= options_.max_programs) return std::nullopt;
      const Form goal = ideal.reduced(law == Law::contradiction ? -unit * unit : unit * fixed);
      std::vector<Block> blocks = blocks_for(goal, law == Law::sum ? Form(0) : unit, multipliers, degree, ideal);
      if (blocks.empty()) return std::nullopt;
      ProgramOutcome found = find_squares(goal, blocks, ideal, options_);
      programs_ += found.programs;
      outcome_.work += found.rows;
      outcome_.reason = found.reason;
      if (!found.squares) return std::nullopt;
      if (strict && std::ranges::none_of(*found.squares, [&](const Square& s) { return is_positive(s, blocks); }))
        return std::nullopt;
      return finished(p, Form(size), law, fixed, *found.squares, blocks, ideal, list);
    };
    if (auto part = try_with({}, half)) return part;
    if (singles.empty()) {
      if (!ideal.rules().empty()) {
        if (auto part = try_with({}, half + 1)) return part;
      }
      if (strict) return std::nullopt;
      Form norm;
      for (int k = 0; k < variables_; ++k) {
        if (occurs(unit, k)) norm = norm + Form::coordinate(k) * Form::coordinate(k);
      }
      if (!is_homogeneous(unit)) norm = norm + Form(1);
      if (auto part = try_with({}, half + 1, Law::sum, norm)) return part;
      return try_with({}, half + 2, Law::sum, norm * norm);
    }
    const std::vector<Multiplier> all = together(together(singles, strong), pairs);
    const int square = std::max(least, degree_of(unit));
    const bool roots = !system_.roots.empty();
    if (auto part = try_with(strong, least)) return part;
    if (roots && !strict) {
      if (auto part = try_with(all, square, Law::contradiction)) return part;
    }
    if (auto part = try_with(all, least)) return part;
    if (auto part = try_with(strong, least + 1)) return part;
    if (auto part = try_with(all, least + 1)) return part;
    if (strict) return std::nullopt;
    if (auto part = try_with(all, least + 1, Law::multiplied)) return part;
    return roots ? std::nullopt : try_with(all, square, Law::contradiction);
  }

  static bool occurs(const Form& f, int k) {
    return std::ranges::any_of(f.terms(), [&](const auto& t) { return t.exponents[k] != 0; });
  }
  static bool is_homogeneous(const Form& f) {
    const int n = f.terms().front().exponents.degree();
    return std::ranges::all_of(f.terms(), [&](const auto& t) { return t.exponents.degree() == n; });
  }

  /// singles: the conditions; strong: those, but of the two bounds of a variable the product; pairs of conditions.
  void collect(const SquaresSystem::Target& target, const Ideal& ideal, bool strict, std::vector<Multiplier>& singles,
               std::vector<Multiplier>& strong, std::vector<Multiplier>& pairs) const {
    std::vector<std::optional<Bound>> bounds;
    for (std::size_t k = 0; k < conditions_.size(); ++k) {
      if (system_.conditions[k].relation == Relation::zero || !target.usable[k]) continue;
      Form g = ideal.reduced(conditions_[k]);
      if (g.is_constant()) continue;
      singles.push_back({std::move(g), {static_cast<int>(k)}});
      bounds.push_back(bound_of(conditions_[k]));
    }
    const std::size_t n = singles.size();
    std::vector<bool> paired(n, false);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = strict ? i : i + 1; j < n && n <= 16; ++j) {
        const Form product = ideal.reduced(singles[i].factor * singles[j].factor);
        if (product.is_constant()) continue;
        Multiplier both{product, {singles[i].conditions[0], singles[j].conditions[0]}};
        const bool range = i != j && bounds[i] && bounds[j] && bounds[i]->variable == bounds[j]->variable &&
                           bounds[i]->lower != bounds[j]->lower;
        if (range) paired[i] = paired[j] = true;
        (range ? strong : pairs).push_back(std::move(both));
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (!paired[i]) strong.push_back(singles[i]);
    }
  }

  /// Blocks of monomials for the multipliers, and for these times -`multiplied` unless that is 0, up to the degree
  /// 2 `degree` in all, one for each class of parities.
  std::vector<Block> blocks_for(const Form& goal, const Form& multiplied, const std::vector<Multiplier>& multipliers,
                                int degree, const Ideal& ideal) const {
    std::vector<Block> factors{{Form(1), {}, false, {}}};
    for (const Multiplier& g : multipliers) factors.push_back({g.factor, g.conditions, false, {}});
    if (!multiplied.is_zero()) {
      const std::size_t n = factors.size();
      for (std::size_t k = 0; k < n; ++k)
        factors.push_back({ideal.reduced(-multiplied * factors[k].factor), factors[k].conditions, true, {}});
    }
    std::erase_if(factors, [&](const Block& b) { return degree_of(b.factor) > 2 * degree; });
    Parities parities;
    parities.add(goal);
    for (const Block& b : factors) parities.add(b.factor);
    std::vector<int> active;
    for (const auto& rule : ideal.rules()) {
      for (const auto& t : rule.tail.terms()) parities.add(Parities::of(rule.lead) ^ Parities::of(t.exponents));
    }
    for (int k = 0; k < variables_; ++k) {
      if (occurs(goal, k) || std::ranges::any_of(factors, [&](const Block& b) { return occurs(b.factor, k); }) ||
          std::ranges::any_of(ideal.rules(), [&](const auto& r) { return r.lead[k] > 1 || occurs(r.tail, k); }))
        active.push_back(k);
    }
    double count = 1;  // of the monomials
    for (int k = 1; k <= degree; ++k) count *= static_cast<double>(active.size() + k) / k;
    if (count > 2000) return {};
    std::vector<Exponents> monomials{{}};
    std::size_t first = 0;
    for (int n = 0; n < degree; ++n) {
      const std::size_t last = monomials.size();
      for (std::size_t m = first; m < last; ++m) {
        int highest = -1;
        for (const int k : active) {
          if (monomials[m][k] != 0) highest = k;
        }
        for (const int k : active) {
          if (k < highest) continue;
          Exponents e = monomials[m];
          e.add(k, 1);
          if (ideal.is_normal(e)) monomials.push_back(e);
        }
      }
      first = last;
    }
    std::ranges::reverse(monomials);  // 1 last: the last square is a multiple of 1 then
    std::vector<Block> blocks;
    for (const Block& b : factors) {
      const int left = 2 * degree - degree_of(b.factor);
      std::map<std::uint32_t, std::vector<Form>> classes;
      for (const Exponents& e : monomials) {
        if (2 * e.degree() <= left) classes[parities.rest(Parities::of(e))].push_back(term(e, 1));
      }
      for (auto& [parity, basis] : classes) blocks.push_back({b.factor, b.conditions, b.multiplies_goal, basis});
    }
    return blocks;
  }

  bool is_positive(const Square& s, const std::vector<Block>& blocks) const {
    const Block& b = blocks[s.block];
    return !b.multiplies_goal && s.polynomial.is_constant() && !s.polynomial.is_zero() &&
           std::ranges::all_of(b.conditions, [&](int k) { return system_.conditions[k].strict; });
  }

  /// The part with what the equations must contribute; nothing when they cannot.
  std::optional<SquaresProof::Part> finished(const Form& p, const Form& size, Law law, const Form& fixed,
                                             const std::vector<Square>& squares, const std::vector<Block>& blocks,
                                             const Ideal& ideal,
                                             std::vector<std::vector<SquaresProof::Monomial>>& list) {
    SquaresProof::Part part;
    Form multiplier = law == Law::contradiction ? Form(0) : fixed, rest;
    if (law == Law::multiplied) part.multiplier.push_back({1, {}, add(Form(1), 1, list).first});
    if (law == Law::contradiction) {
      rest = -p * p / size;
      add_term(part.squares, Rational(1 / coefficient(size)), {}, p, list);
    }
    if (fixed != Form(1)) {
      for (const auto& t : fixed.terms()) {  // of even exponents
        Exponents half;
        for (int k = 0; k < variables_; ++k) half.add(k, t.exponents[k] / 2);
        add_term(part.multiplier, t.coefficient, {}, term(half, 1), list);
      }
    }
    for (const Square& s : squares) {
      const Block& b = blocks[s.block];
      Form value = Form(s.weight) * s.polynomial * s.polynomial;
      for (const int k : b.conditions) value = value * conditions_[k];
      if (b.multiplies_goal)
        multiplier = multiplier + value;
      else
        rest = rest - size * value;
      add_term(b.multiplies_goal ? part.multiplier : part.squares,
               b.multiplies_goal ? s.weight : Rational(s.weight * coefficient(size)), b.conditions, s.polynomial, list);
    }
    rest = rest + multiplier * p;
    const auto cofactors = ideal.cofactors(rest);
    if (!cofactors) return std::nullopt;
    for (std::size_t k = 0; k < cofactors->size(); ++k) {
      if ((*cofactors)[k].is_zero()) continue;
      const auto [polynomial, scale] = add((*cofactors)[k], 1, list);
      part.equations.push_back({scale, {equation_numbers_[k]}, polynomial});
    }
    return part;
  }

  static Rational coefficient(const Form& constant) { return constant.terms()[0].coefficient; }

  void add_term(std::vector<SquaresProof::Term>& terms, const Rational& weight, const std::vector<int>& conditions,
                const Form& polynomial, std::vector<std::vector<SquaresProof::Monomial>>& list) {
    const auto [number, scale] = add(polynomial, 2, list);
    terms.push_back({Rational(weight * scale), conditions, number});
  }

  /// Puts the polynomial, in the variables of the statement and with whole coefficients without a common divisor, into
  /// the list: its number, and the power of the factor that was taken out.
  std::pair<int, Rational> add(const Form& scaled, int power, std::vector<std::vector<SquaresProof::Monomial>>& list) {
    const Form f = substitute(scaled, from_scaled_);
    Integer common = 1, divisor = 0;
    for (const auto& t : f.terms()) common = lcm(common, Integer(denominator(t.coefficient)));
    for (const auto& t : f.terms()) divisor = gcd(divisor, Integer(numerator(Rational(t.coefficient * common))));
    const Rational unit(divisor, common);
    std::vector<SquaresProof::Monomial> monomials;
    for (const auto& t : f.terms()) {
      std::vector<int> exponents;
      for (int k = 0; k < variables_; ++k) exponents.push_back(t.exponents[k]);
      monomials.push_back({Integer(numerator(Rational(t.coefficient / unit))), std::move(exponents)});
    }
    const auto found = std::ranges::find(list, monomials);
    const int number = static_cast<int>(found - list.begin());
    if (found == list.end()) list.push_back(std::move(monomials));
    return {number, power == 1 ? unit : Rational(unit * unit)};
  }

  const Statement& s_;
  const int goal_;
  const SquaresOptions options_;
  SquaresSystem system_;
  int variables_ = 0;
  std::vector<Form> to_scaled_, from_scaled_, conditions_;
  std::vector<int> equation_numbers_;
  std::size_t programs_ = 0;
  SquaresOutcome outcome_;
};

}  // namespace
}  // namespace squares

SquaresOutcome prove_by_squares(const Statement& statement, int goal, const SquaresOptions& options) {
  return squares::Prover(statement, goal, options).run();
}

}  // namespace hebb
