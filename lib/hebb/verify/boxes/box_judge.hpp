#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <hebb/verify/boxes/box_problem.hpp>
#include <hebb/verify/tape/tape.hpp>

namespace hebb {

/// A set of variables or constraints, bit k for number k. Constraints beyond the 64th are not used, which is sound.
using BitSet = std::uint64_t;
inline constexpr int bit_set_size = 64;
constexpr bool has(BitSet set, int k) { return (set >> k & 1) != 0; }
constexpr BitSet bit(int k) { return BitSet{1} << k; }

/// A non-negative multiple of a constraint, which is taken off the goal.
struct BoxMultiplier {
  int constraint;
  double factor;
};

/// What to do with one box. It depends on the box only, so that the tree is the same however the boxes are grouped and
/// distributed.
struct BoxDecision {
  enum class Kind : std::uint8_t {
    natural,
    mean_value,   // proved, by that form
    taylor,       // proved, by the second-order form
    multipliers,  // proved, by that form of the goal less multiples of constraints
    infeasible,   // constraint `variable` fails everywhere
    faces,        // move to lower_faces and upper_faces
    split,        // `variable` at `at`
    stuck,        // too small to be split
  };
  Kind kind = Kind::stuck;
  bool refutes = false;  // beside faces, split and stuck: at the midpoint the goal is < 0 and no constraint surely is
  int variable = 0;
  double at = 0;
  BitSet lower_faces = 0, upper_faces = 0;
  std::vector<BoxMultiplier> multipliers;
};

/// Boxes as rows of 2n doubles: lower and upper end of each variable, rounded outward where the root's are.
struct BoxRows {
  const double* ends;
  int count;
};

/// Judges boxes of one problem and goal. Immutable after construction; one workspace per thread. Keeps a reference to
/// the problem.
class BoxJudge {
 public:
  /// A box is stuck when its sides are all below `tolerance` times those of the root.
  /// Throws PreconditionError for more than 64 base variables.
  BoxJudge(const BoxProblem& problem, int goal, double tolerance, bool taylor = false);

  TapeWorkspace workspace() const { return TapeWorkspace(tape_); }
  /// One decision per row: infeasibility, the natural form, the mean-value form, monotonicity, contraction by a
  /// constraint, the Taylor form (where it may pay), bisection, whichever comes first.
  void judge(const BoxRows& rows, BoxDecision* decisions, const TapeWorkspace& workspace) const;

  int variables() const { return tape_.variables(); }
  /// The row of the root box.
  std::vector<double> root() const;
  /// Changes a row into that of its face.
  void move_to_face(double* row, int variable, bool lower) const;
  /// The largest side, relative to the root's.
  double relative_width(const double* row) const;
  /// The natural form of the goal on one box.
  Interval enclose_goal(const double* row) const;

 private:
  /// lower <= exact end <= lower_inner, upper_inner <= exact end <= upper, each pair as tight as doubles are.
  struct Side {
    double lower, lower_inner, upper_inner, upper;
    double width() const { return upper - lower; }
  };
  void load(const double* row, int lane, const TapeWorkspace& w) const;
  bool judge_natural(int lane, const TapeWorkspace& w, BoxDecision& d) const;
  void judge_slopes(const double* row, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  bool midpoint_refutes(int lane, const TapeWorkspace& w) const;
  bool take_faces(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  bool taylor_proves(const double* row, int lane, const TapeWorkspace& w) const;
  bool multipliers_prove(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  std::optional<std::vector<Interval>> exact_box(const double* row) const;
  bool contract(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  void bisect(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;

  const BoxProblem& problem_;
  int goal_;  // number of the goal
  Tape tape_;
  std::vector<Side> sides_;          // of the root
  std::vector<Interval> slopes_;     // of constraint k in variable i over the root: k n + i
  std::vector<BitSet> lower_keeps_;  // per variable: constraints that the move to the lower face cannot break
  std::vector<BitSet> upper_keeps_;
  double tolerance_;
  bool taylor_;
};

}  // namespace hebb
