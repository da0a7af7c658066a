#pragma once

#include <cstdint>
#include <vector>

#include <hebb/verify/box_problem.hpp>
#include <hebb/verify/tape.hpp>

namespace hebb {

/// A set of variables or constraints, bit k for number k. Constraints beyond the 64th are not used, which is sound.
using BitSet = std::uint64_t;
inline constexpr int bit_set_size = 64;
constexpr bool has(BitSet set, int k) { return (set >> k & 1) != 0; }
constexpr BitSet bit(int k) { return BitSet{1} << k; }

/// What to do with one box. It depends on the box and its usable constraints only, so that the tree is the same
/// however the boxes are grouped and distributed.
struct BoxDecision {
  enum class Kind : std::uint8_t {
    natural,
    mean_value,  // proved, by that form
    infeasible,  // constraint `variable` fails everywhere
    faces,       // move to lower_faces and upper_faces, where the constraints `usable` remain
    split,       // `variable` at `at`
    refuted,     // at the midpoint the goal is < 0 and all constraints are >= 0
    stuck,       // no side has a double inside
  };
  Kind kind = Kind::stuck;
  int variable = 0;
  double at = 0;
  BitSet lower_faces = 0, upper_faces = 0, usable = 0;
};

/// Boxes as rows of 2n doubles: lower and upper end of each variable.
struct BoxRows {
  const double* ends;
  const BitSet* usable;  // constraints, per box
  int count;
};

/// Judges boxes of one problem and goal. Immutable after construction; one workspace per thread.
class BoxJudge {
 public:
  /// Throws PreconditionError for more than 64 base variables.
  BoxJudge(const BoxProblem& problem, int goal);

  TapeWorkspace workspace() const { return TapeWorkspace(tape_); }
  /// One decision per row. The natural form first, then infeasibility, the mean-value form, monotonicity, contraction by
  /// a constraint, bisection.
  void judge(const BoxRows& rows, BoxDecision* decisions, const TapeWorkspace& workspace) const;

  int variables() const { return tape_.variables(); }
  BitSet all_constraints() const;
  /// The row of the root box.
  std::vector<double> root() const;

 private:
  bool judge_natural(BitSet usable, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  void judge_slopes(const double* row, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  bool is_refuted(int lane, const TapeWorkspace& w) const;
  bool take_faces(const double* row, BitSet satisfied, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  bool contract(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  void bisect(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;

  Tape tape_;
  Vec<Interval> box_;
  std::vector<Interval> slopes_;     // of constraint k in variable i over the root: k n + i
  std::vector<BitSet> lower_keeps_;  // per variable: constraints that the move to the lower face cannot break
  std::vector<BitSet> upper_keeps_;
};

}  // namespace hebb
