#pragma once

#include <map>
#include <optional>
#include <vector>

#include <hebb/verify/splits/form.hpp>

namespace hebb::squares {

using Form = splits::Form<Rational>;
using splits::Exponents;

/// Whether the monomial is divided by the other.
bool divides(const Exponents& divisor, const Exponents& monomial);
/// Form with one term.
Form term(const Exponents& exponents, const Rational& coefficient);
/// The form with forms in place of its variables.
Form substitute(const Form& f, const std::vector<Form>& variables);

/// A form that is c (x - at), c > 0 when `lower`, else c < 0.
struct Bound {
  int variable;
  Rational at;
  bool lower;
};
std::optional<Bound> bound_of(const Form& f);

/// Equations as rules that replace a monomial: a variable that occurs alone, the square of a root, else the first
/// monomial of the highest degree. What is reduced equals what it was wherever the equations hold.
class Ideal {
 public:
  /// equations = 0 in so many variables; those from `first_root` on are roots.
  Ideal(std::vector<Form> equations, int variables, int first_root);

  struct Rule {
    Exponents lead;
    Form tail;                   // lead = tail
    std::vector<Form> cofactor;  // lead - tail = sum_k cofactor_k equations_k
  };
  /// None changes a monomial in the tail of another.
  const std::vector<Rule>& rules() const { return rules_; }
  /// Whether a monomial has no other form.
  bool is_normal(const Exponents& monomial) const;
  /// Throws ExpansionLimit when the rules go round in circles.
  Form reduced(const Form& f) const;
  /// Forms h_k with f = sum_k h_k equations_k; nothing when the rules do not reduce f to 0.
  std::optional<std::vector<Form>> cofactors(const Form& f) const;

 private:
  const Rule* rule_for(const Exponents& monomial) const;
  /// The reduced form of f, and what was subtracted as multiples of the rules.
  Form reduce(const Form& f, std::vector<Form>* cofactor) const;
  void add(Form f, std::vector<Form> cofactor);
  Exponents lead_of(const Form& f) const;

  std::size_t count_;
  int variables_, first_root_, added_ = 0;
  std::vector<Rule> rules_;
};

}  // namespace hebb::squares
