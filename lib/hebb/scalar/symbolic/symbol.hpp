#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include <hebb/scalar/symbolic/expression.hpp>

namespace hebb {

/// A term: the scalar in which a formula records itself. Evaluating a template over Symbol yields the expression that
/// all other scalars compute, so that nothing is transcribed. Terms are immutable and may be shared between threads.
///
/// Only these simplifications are made, each of which keeps the value and the points at which the term is defined:
/// constants are folded (by functions where the value is rational for a known reason: exp 0, log 1, sqrt 0, sqrt 1, sin
/// 0, cos 0, atan 0, and abs), x+0, x-0, 0-x, 1x, x/1, -(-x), and, where x is total (no division by a term, no root and
/// no logarithm in it), 0x = 0 and x^0 = 1. So a statement that multiplies 1/x by 0 still asks for x != 0.
class Symbol {
 public:
  /// The integer as a term.
  Symbol(int value = 0);  // NOLINT(google-explicit-constructor): small integers convert implicitly in every scalar
  explicit Symbol(const Rational& value);    // the number as a term
  static Symbol variable(std::string name);  // a free variable of that name

  bool is_constant() const;  // a number, after the simplifications above
  /// Whether the term is visibly defined for all real values of its variables.
  bool is_total() const;
  /// The value of a constant. Throws PreconditionError for any other term.
  const Rational& constant() const;

  /// @{
  /// The recorded operation, simplified as said above.
  friend Symbol operator+(const Symbol& x, const Symbol& y);
  friend Symbol operator-(const Symbol& x, const Symbol& y);
  friend Symbol operator*(const Symbol& x, const Symbol& y);
  /// @}
  /// Throws PreconditionError for the constant divisor 0.
  friend Symbol operator/(const Symbol& x, const Symbol& y);
  /// @{
  /// The recorded operation; x^n for every integer n.
  friend Symbol operator-(const Symbol& x);
  friend Symbol pow(const Symbol& x, int n);
  /// @}
  /// @{
  /// The recorded function of a term.
  friend Symbol square(const Symbol& x) { return pow(x, 2); }
  friend Symbol exp(const Symbol& x);
  friend Symbol log(const Symbol& x);
  friend Symbol sqrt(const Symbol& x);
  friend Symbol sin(const Symbol& x);
  friend Symbol cos(const Symbol& x);
  friend Symbol atan(const Symbol& x);
  friend Symbol abs(const Symbol& x);
  /// @}
  /// x with t for exp(log t): the same value wherever x is defined, but defined also where t <= 0.
  friend Symbol without_logarithms(const Symbol& x);

  struct Node;
  const Node* node() const { return node_.get(); }  // the root, for those who traverse it; it lives as long as the term

 private:
  explicit Symbol(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  friend struct Node;
  static Symbol make(Operation operation, const Symbol& a, const Symbol* b = nullptr, int exponent = 0);
  std::shared_ptr<const Node> node_;
};

/// One operation of a term. Immutable.
struct Symbol::Node {
  Operation operation;           // what is done
  std::string name;              // of a variable
  Rational value;                // of a constant
  int exponent = 0;              // of a power
  std::vector<Symbol> operands;  // the terms that it is done with
  bool total = true;             // see Symbol::is_total
};

template <>
struct scalar_traits<Symbol> {
  static constexpr Meaning meaning = Meaning::exact;
  static Symbol constant(const Rational& q, const Symbol&) { return Symbol(q); }
};
static_assert(Scalar<Symbol>);

/// Turns terms into straight-line code in which equal subterms are computed once.
class Recorder {
 public:
  /// The variables come first, in this order, whether or not a term uses them.
  explicit Recorder(std::vector<std::string> variables);
  /// Adds a term and returns its node. Throws PreconditionError for a variable that was not announced.
  int record(const Symbol& term);
  const Expression& expression() const { return expression_; }  // the code so far

 private:
  int emit(const Instruction& instruction);
  Expression expression_;
  std::vector<std::pair<Symbol, int>> visited_;  // keeps the terms alive while their addresses serve as keys
  struct Index;
  std::shared_ptr<Index> index_;
};

}  // namespace hebb
