#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// The largest power that a certificate may hold, so that a hostile one cannot keep a checker busy for ever.
inline constexpr int max_recorded_power = 10'000;

/// What an instruction does: takes a variable or a constant, or operates on earlier nodes: add, subtract, multiply,
/// divide, negate, power, exp, log, sqrt, sin, cos, atan, abs.
enum class Operation : std::uint8_t {
  variable,
  constant,
  add,
  subtract,
  multiply,
  divide,
  negate,
  power,
  exp,
  log,
  sqrt,
  sin,
  cos,
  atan,
  abs
};

/// One node of a recorded expression. `a` and `b` are indices of earlier nodes, except that
///   variable: a is an index into Expression::variables     constant: a is an index into Expression::constants
///   power:    the value is (node a)^b with an integer b >= 2
/// Operations with one operand leave b = 0.
struct Instruction {
  Operation operation;  // what is done
  int a = 0;            // see above
  int b = 0;
  friend bool operator==(const Instruction&, const Instruction&) = default;
};

/// Whether a and b are both nodes.
constexpr bool has_two_operands(Operation operation) {
  return operation == Operation::add || operation == Operation::subtract || operation == Operation::multiply ||
         operation == Operation::divide;
}

/// A recorded formula as plain data: straight-line code in which every node follows its operands and no node is
/// written twice. The result of node k is a function of the variables; any node can serve as an output.
struct Expression {
  std::vector<std::string> variables;  // their names
  std::vector<Rational> constants;     // exact
  std::vector<Instruction> code;       // the nodes
  friend bool operator==(const Expression&, const Expression&) = default;
};

/// The value x^n for n >= 1 in any scalar; enclosures bring their own tight pow.
template <Scalar S>
S integer_power(const S& x, int n) {
  if constexpr (EnclosureScalar<S>) {
    return pow(x, n);
  } else {
    S result = x;
    for (int k = 1; k < n; ++k) result = result * x;
    return result;
  }
}

/// Scalars in which exp, log and sqrt exist; in the others (Rational, polynomials) a formula that needs them throws.
template <class S>
concept ElementaryScalar = Scalar<S> &&(std::is_floating_point_v<S> || requires(const S x) {
  exp(x);
  log(x);
  sqrt(x);
});

/// Scalars in which sin, cos and atan exist too.
template <class S>
concept CircularScalar = ElementaryScalar<S> &&(std::is_floating_point_v<S> || requires(const S x) {
  sin(x);
  cos(x);
  atan(x);
});

/// One operation of the code in the scalar S. `like_this` only lends its precision to constants.
template <Scalar S>
S apply(const Expression& e, const Instruction& i, const Vec<S>& nodes, const Vec<S>& variables, const S& like_this) {
  using std::abs, std::exp, std::log, std::sqrt, std::sin, std::cos, std::atan;
  switch (i.operation) {
    case Operation::variable:
      return variables[i.a];
    case Operation::constant:
      return like(like_this, e.constants[i.a]);
    case Operation::add:
      return nodes[i.a] + nodes[i.b];
    case Operation::subtract:
      return nodes[i.a] - nodes[i.b];
    case Operation::multiply:
      return nodes[i.a] * nodes[i.b];
    case Operation::divide:
      return nodes[i.a] / nodes[i.b];
    case Operation::negate:
      return -nodes[i.a];
    case Operation::power:
      return integer_power(nodes[i.a], i.b);
    default:
      break;
  }
  if constexpr (requires(const S x) { abs(x); }) {
    if (i.operation == Operation::abs) return abs(nodes[i.a]);
  }
  if constexpr (ElementaryScalar<S>) {
    switch (i.operation) {
      case Operation::exp:
        return exp(nodes[i.a]);
      case Operation::log:
        return log(nodes[i.a]);
      case Operation::sqrt:
        return sqrt(nodes[i.a]);
      default:
        break;
    }
  }
  if constexpr (CircularScalar<S>) {
    switch (i.operation) {
      case Operation::sin:
        return sin(nodes[i.a]);
      case Operation::cos:
        return cos(nodes[i.a]);
      case Operation::atan:
        return atan(nodes[i.a]);
      default:
        break;
    }
  }
  throw PreconditionError(
      "a formula with exp, log, sqrt, sin, cos, atan or abs was evaluated in a scalar that has none");
}

/// The values of all nodes at the given variables (one value per entry of e.variables).
/// Throws PreconditionError when the count is wrong; division by zero is the scalar's own affair.
template <Scalar S>
Vec<S> evaluate(const Expression& e, const Vec<S>& variables) {
  require(variables.size() == e.variables.size(), "an expression of " + std::to_string(e.variables.size()) +
                                                      " variables was given " + std::to_string(variables.size()));
  Vec<S> nodes;
  nodes.reserve(e.code.size());
  const S reference = variables.empty() ? S(0) : variables.front();
  for (const Instruction& i : e.code) nodes.push_back(apply(e, i, nodes, variables, reference));
  return nodes;
}

/// The values of single nodes, computed on demand and once each. `variable(k)` supplies the value of variable k when a
/// node first needs it and may itself ask for nodes (a bound of its range, say).
template <Scalar S, class Variable>
class LazyEvaluation {
 public:
  /// The expression must outlive it. Constants are read as in `reference`: with its precision.
  LazyEvaluation(const Expression& e, Variable variable, S reference = S(0))
      : expression_(e),
        variable_(std::move(variable)),
        reference_(std::move(reference)),
        nodes_(e.code.size()),
        variables_(e.variables.size()),
        known_(e.code.size(), false) {}

  /// The value of a node.
  const S& operator()(int node) {
    if (!known_[node]) {
      const Instruction& i = expression_.code[node];
      if (i.operation == Operation::variable) {
        variables_[i.a] = variable_(i.a);
      } else if (i.operation != Operation::constant) {
        (*this)(i.a);
        if (has_two_operands(i.operation)) (*this)(i.b);
      }
      nodes_[node] = apply(expression_, i, nodes_, variables_, reference_);
      known_[node] = true;
    }
    return nodes_[node];
  }

 private:
  const Expression& expression_;
  Variable variable_;
  S reference_;
  Vec<S> nodes_, variables_;
  std::vector<bool> known_;
};

/// Node k in infix notation, with parentheses only where they are needed.
std::string to_infix(const Expression& e, int node);

}  // namespace hebb
