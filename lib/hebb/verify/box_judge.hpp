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
    natural, mean_value,  // proved
    infeasible,           // constraint `variable` fails everywhere
    faces,                // move to lower_faces and upper_faces, where the constraints `usable` remain
    split,                // `variable` at `at`
    stuck,                // too small to be split
  };
  Kind kind = Kind::stuck;
  bool refutes = false;  // the midpoint violates the goal and, up to rounding, fulfils the constraints
  int variable = 0;
  double at = 0;
  BitSet lower_faces = 0, upper_faces = 0, usable = 0;
};

/// Boxes as rows of 2n doubles: lower and upper end of each variable, rounded outward where the root's are.
struct BoxRows {
  const double* ends;
  const BitSet* usable;  // constraints, per box
  int count;
};

/// Judges boxes of one problem and goal. Immutable after construction; one workspace per thread.
class BoxJudge {
 public:
  /// Boxes whose sides are all below tolerance times the root's are stuck.
  /// Throws PreconditionError for more than 64 base variables.
  BoxJudge(const BoxProblem& problem, int goal, double tolerance);

  /// A workspace for one thread.
  struct Workspace {
    explicit Workspace(const BoxJudge& judge);
    TapeWorkspace tape;
    std::vector<int> open;              // rows that the natural form did not decide
    std::vector<BitSet> satisfied;      // of those: constraints that hold on the whole box
    std::vector<double> constraint_upper;
    std::vector<double> point;
  };

  void judge(const BoxRows& rows, BoxDecision* decisions, Workspace& workspace) const;

  int variables() const { return tape_.variables; }
  BitSet all_constraints() const;
  /// The row of the root box.
  std::vector<double> root() const;
  /// The row of the face of a box.
  void move_to_face(double* row, int variable, bool lower) const;
  /// The natural form of the goal on one box, for reports.
  Interval enclose_goal(const double* row) const;
  /// The largest side, relative to the root's.
  double relative_width(const double* row) const;

 private:
  struct Side {
    double lower, lower_inner, upper_inner, upper;  // lower <= exact end <= lower_inner, same above
  };
  void load(const double* row, int lane, TapeWorkspace& w) const;
  void judge_natural(const BoxRows& rows, BoxDecision* decisions, Workspace& w) const;
  void judge_slopes(const BoxRows& rows, BoxDecision* decisions, Workspace& w) const;
  bool take_faces(const double* row, BitSet usable, BitSet satisfied, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  bool contract(const double* row, BitSet active, const double* upper, BoxDecision& d) const;
  void bisect(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const;
  bool is_inside(int variable, double at, const double* row) const;
  bool midpoint_may_be_feasible(const double* row, std::vector<double>& values) const;

  Tape tape_;
  const TapeKernel& kernel_;
  std::vector<Side> sides_;
  std::vector<Interval> slopes_;     // of constraint k in variable i over the root: k n + i
  std::vector<BitSet> lower_keeps_;  // per variable: constraints that the move to the lower face cannot break
  std::vector<BitSet> upper_keeps_;
  double tolerance_;
};

}  // namespace hebb
