#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hebb/certificate/statement.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb {

/// Writes a Statement down in terms: declare the variables of the domain, evaluate the formulas of the library on
/// them (S = Symbol), state the goals.
class StatementBuilder {
 public:
  /// Whether an end of a range belongs to it: closed, or does not: open.
  enum class Bound { closed, open };

  /// A variable with lower <= x <= upper; bounds may use variables declared before.
  Symbol between(const std::string& name, const Symbol& lower, const Symbol& upper, Bound lower_bound = Bound::closed,
                 Bound upper_bound = Bound::closed);
  /// A variable in [lower, inf).
  Symbol at_least(const std::string& name, const Symbol& lower, Bound bound = Bound::closed);
  /// A variable in (-inf, upper].
  Symbol at_most(const std::string& name, const Symbol& upper, Bound bound = Bound::closed);
  Symbol real(const std::string& name);  // a variable with any real value
  /// d reals name1, ..., named.
  Vec<Symbol> reals(const std::string& name, int d);
  /// A point of the probability simplex, coordinates name1, ..., named; of its interior when open.
  Vec<Symbol> simplex(const std::string& name, int d, Bound bound = Bound::closed);
  /// A point of the ordered leader chamber and its half gap c = Delta/2 (see LeaderChamber).
  std::pair<Vec<Symbol>, Symbol> leader_chamber(const std::string& name, int d, const std::string& gap);

  /// @{
  /// The goals are asked only where the term is >= 0, or 0. The label names the assumption in reports.
  void assume_nonnegative(std::string label, const Symbol& term);
  void assume_zero(std::string label, const Symbol& term);
  /// @}
  void claim_nonnegative(std::string label, const Symbol& term);  // the goal term >= 0; the label names it
  void claim_at_least(std::string label, const Symbol& large, const Symbol& small) {  // the goal large - small >= 0
    claim_nonnegative(std::move(label), large - small);
  }
  /// x = y wherever both are defined; so t is recorded for exp(log t), which claims no less.
  void claim_equal(std::string label, const Symbol& x, const Symbol& y);

  Statement build() const;  // what has been declared so far, as a Statement

 private:
  struct Draft {
    std::optional<Symbol> lower, upper;
  };
  struct Term {
    std::string label;
    Relation relation;
    Symbol term;
  };
  int declare(const std::string& name);
  Symbol range(const std::string& name, std::optional<Symbol> lower, std::optional<Symbol> upper, Bound lower_bound,
               Bound upper_bound);

  std::vector<std::string> variables_;
  std::vector<Factor> domain_;
  std::vector<Draft> bounds_;  // of the factors, where they are ranges
  std::vector<Term> assumptions_, goals_;
};

}  // namespace hebb
