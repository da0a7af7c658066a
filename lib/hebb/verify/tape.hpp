#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <hebb/scalar/expression.hpp>
#include <hebb/scalar/interval.hpp>

// What the branch and bound computes: the contract with the checker, which replays it exactly
// -------------------------------------------------------------------------------------------
// All forms are evaluated on one graph, the expression of a BoxProblem, in which equal subterms are one node.
//
// Natural form.  v_k is the operation of node k on the intervals of its operands; x*x is a product of two operands,
// x^n the range of the power. `everything` (no information) is the value of a quotient whose denominator contains
// zero, of log unless its operand is > 0, of sqrt unless its operand is >= 0, and of exp, log, sqrt, a power or a
// quotient of `everything`. So nothing here holds on half of a domain, and the checker needs no half-lines.
//
// Gradient.  Reverse mode over the same nodes, from the goal down to node 0: adjoint a_goal = 1, then for each node k
//   add a -> a_k, b -> a_k                subtract a -> a_k, b -> -a_k          negate a -> -a_k
//   multiply a -> a_k v_b, b -> a_k v_a   divide a -> a_k / v_b, b -> -((a_k v_k) / v_b)
//   power a -> a_k (n v_a^(n-1))          exp a -> a_k v_k     log a -> a_k / v_a     sqrt a -> a_k / (2 v_k)
// where every contribution is added to what its target has already. Sums of exact intervals do not depend on their
// order, so an exact replay may visit the nodes in any order in which a node follows all its users.
//
// Mean-value form.  v_goal(m) + sum_i a_i (x_i - m_i), m the exact midpoint of the box. Here m is enclosed in an
// interval when it is not a double (an end such as 1/3, or a box a few units wide).
//
// Law.  Each operation here rounds outward what the replay does exactly, on operands that contain the replay's; the
// intervals here contain the replay's intervals. Hence a leaf that is accepted here is accepted there.

namespace hebb {

/// Boxes that one instruction handles: registers hold this many lanes.
inline constexpr int tape_lanes = 32;

/// The straight-line code of one goal and the constraints, ready for evaluation over many boxes at once.
/// A register is a node of the expression that matters; the variables are the registers 0, 1, ....
struct Tape {
  struct Step {
    Operation operation;
    bool differentiate_a = false, differentiate_b = false;  // the operand depends on a variable
    bool first_a = false, first_b = false;                  // reverse: nothing was added to its adjoint before
    int target = 0, a = 0, b = 0;                           // registers; b is the exponent of a power
  };
  Tape(const Expression& expression, int goal, std::span<const int> constraints);

  int variables = 0, registers = 0;
  int goal = 0;                       // register
  std::vector<int> constraints;       // registers
  std::vector<Step> all;              // goal and constraints
  std::vector<Step> goal_only;
  std::vector<Step> reverse;          // of goal_only
  struct Constant {
    int target;
    Interval value;
  };
  std::vector<Constant> constants;
};

/// Registers for tape_lanes boxes: lower ends and upper ends, aligned, allocated once per thread.
class LaneRegisters {
 public:
  explicit LaneRegisters(int count) : ends_(2 * tape_lanes * static_cast<std::size_t>(count) + 8) {
    const auto address = reinterpret_cast<std::uintptr_t>(ends_.data());
    base_ = ends_.data() + ((64 - address % 64) % 64) / sizeof(double);
  }
  LaneRegisters(const LaneRegisters&) = delete;
  LaneRegisters& operator=(const LaneRegisters&) = delete;

  double* lower(int r) { return base_ + 2 * static_cast<std::size_t>(r) * tape_lanes; }
  double* upper(int r) { return lower(r) + tape_lanes; }
  const double* lower(int r) const { return base_ + 2 * static_cast<std::size_t>(r) * tape_lanes; }
  const double* upper(int r) const { return lower(r) + tape_lanes; }
  void fill(int r, const Interval& value);

 private:
  std::vector<double> ends_;
  double* base_;
};

/// What one thread needs to evaluate a tape. The caller fills `box` (one register per variable) and the inner ends.
struct TapeWorkspace {
  explicit TapeWorkspace(const Tape& tape);

  LaneRegisters box;       // after enclose(): the natural forms of all registers
  LaneRegisters midpoint;  // after enclose_slopes(): the forms at the midpoint; the variables are the midpoints
  LaneRegisters adjoint;   // after enclose_slopes(): of the variables, the partial derivatives of the goal
  LaneRegisters inner;     // per variable: the largest lower and the smallest upper end that the box may have in truth
  LaneRegisters form;      // after enclose_slopes(): register 0 is the mean-value form of the goal
};

/// The kernel, compiled once per instruction set. `lanes` limits the work to the first lanes (rounded up to `width`).
struct TapeKernel {
  const char* name;
  int width;  // boxes per instruction
  void (*enclose)(const Tape&, TapeWorkspace&, int lanes);
  void (*enclose_slopes)(const Tape&, TapeWorkspace&, int lanes);
};

/// The fastest kernel that this processor runs. All of them give the same end points.
const TapeKernel& tape_kernel();

/// Over scalar intervals, one box at a time: the reference.
const TapeKernel& scalar_tape_kernel();

}  // namespace hebb
