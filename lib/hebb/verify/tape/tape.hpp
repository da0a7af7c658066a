#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/scalar/symbolic/expression.hpp>
#include <hebb/verify/tape/tape_code.hpp>

// What branch and bound computes: the contract with the checker, which replays it exactly
// ---------------------------------------------------------------------------------------
// All forms are evaluated on one graph, the expression of a BoxProblem, in which equal subterms are one node.
//
// Natural form.  v_k is the operation of node k on the intervals of its operands; x*x is a product of two operands,
// x^n the range of the power. `everything` (no information) is the value of a quotient whose denominator contains
// zero, of log unless its operand is > 0, of sqrt unless its operand is >= 0, and of exp, log, sqrt, a power, a
// product or a quotient of `everything`, as of sin, cos, atan and abs. So nothing here holds on half of a domain, and
// the checker needs no half-lines.
//
// Gradient.  Reverse mode over the same nodes, from the goal down to node 0: adjoint a_goal = 1, then for each node k
//   add a -> a_k, b -> a_k                subtract a -> a_k, b -> -a_k          negate a -> -a_k
//   multiply a -> a_k v_b, b -> a_k v_a   divide a -> a_k / v_b, b -> -((a_k v_k) / v_b)
//   power a -> a_k (n v_a^(n-1))          exp a -> a_k v_k     log a -> a_k / v_a     sqrt a -> a_k / (2 v_k)
//   sin a -> a_k cos v_a                  cos a -> -(a_k sin v_a)               atan a -> a_k / (1 + v_a^2)
//   abs a -> a_k s, s = 1 where v_a >= 0, -1 where v_a <= 0, else [-1, 1]
// where every contribution is added to what its target has already. Sums of exact intervals do not depend on their
// order, so an exact replay may visit the nodes in any order in which a node follows all its users.
//
// Mean-value form.  v_goal(m) + sum_i a_i (x_i - m_i), m the exact midpoint of the box, enclosed in an interval here
// when it is not a double.
//
// Why the forms hold with abs.  On a segment x(t) every node is absolutely continuous where it is defined, for abs is
// Lipschitz; at almost every t all nodes have derivatives, and |u|' = s u' with some s in the interval above (where u =
// 0 and |u| has a derivative, both u' and |u|' are 0). So f(x) - f(m) is the integral of a gradient that the intervals
// contain. The second-order form takes |u| for u or -u, and is `everything` where u may change its sign.
//
// Law.  Each operation here rounds outward what the replay does exactly, on operands that contain the replay's; the
// intervals here contain the replay's intervals. Hence a leaf that is accepted here is accepted there.

namespace hebb {

/// The straight-line code of one goal and the constraints, ready for evaluation on many boxes at once.
/// A register is a node of the expression that matters; the variables are the registers 0, 1, ....
class Tape {
 public:
  /// `box` must contain all boxes that the tape will be evaluated on: products with an operand that is >= 0 on it take
  /// a shorter way (to the same end points).
  Tape(const Expression& expression, int goal, std::span<const int> constraints, const Vec<Interval>& box);

  int variables() const { return variables_; }
  int registers() const { return registers_; }
  int goal() const { return goal_; }                                    // its register
  const std::vector<int>& constraints() const { return constraints_; }  // their registers
  struct Constant {
    int target;
    Interval value;
  };
  const std::vector<Constant>& constants() const { return constants_; }
  TapeCode code() const;

 private:
  void mark_products(const Vec<Interval>& box);
  void plan_reverse();

  int variables_, registers_, goal_ = 0;
  std::vector<int> constraints_;
  std::vector<TapeStep> steps_;
  std::vector<TapeStep> reverse_;  // what depends on a variable and the goal on it, last step first
  std::vector<Constant> constants_;
};

/// Registers for tape_lanes boxes, aligned and allocated once per thread. The caller writes the variables of `box`,
/// rounded outward, and those of `inner`: the largest value that the exact lower end may have, and the smallest one
/// that the exact upper end may have (the same as in `box` when the ends are exact).
class TapeWorkspace {
 public:
  explicit TapeWorkspace(const Tape& tape);
  TapeWorkspace(const TapeWorkspace&) = delete;
  TapeWorkspace& operator=(const TapeWorkspace&) = delete;

  /// The natural forms of all registers on the first `lanes` boxes (and on the others of their packs of eight).
  void enclose(int lanes) const { enclose(best_instruction_set(), lanes); }
  void enclose(InstructionSet set, int lanes) const;
  /// After enclose: `adjoint` of the variables is the gradient of the goal, `midpoint` has the natural forms of all
  /// registers at the midpoint, `form` register 0 is the mean-value form of the goal.
  void enclose_slopes(int lanes) const { enclose_slopes(best_instruction_set(), lanes); }
  void enclose_slopes(InstructionSet set, int lanes) const;

  TapeRegisters box, inner, midpoint, adjoint, form;

 private:
  TapeCode code_;
  std::vector<double> ends_;
};

}  // namespace hebb
