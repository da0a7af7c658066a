#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/verify/boxes/box_judge.hpp>
#include <hebb/verify/boxes/box_tree.hpp>
#include <hebb/verify/boxes/box_witness.hpp>
#include <hebb/verify/boxes/branch_and_bound.hpp>

namespace hebb {
namespace {

using Clock = std::chrono::steady_clock;

/// Boxes that wait, the next one last: depth first, so that there are never many.
struct Waiting {
  std::vector<double> ends;  // rows of BoxRows
  std::vector<int> node;

  std::size_t size() const { return node.size(); }
  void push(const double* row, std::size_t length, int tree_node) {
    ends.insert(ends.end(), row, row + length);
    node.push_back(tree_node);
  }
  /// Moves the last `count` boxes to `taken`.
  void take(std::size_t count, std::size_t length, Waiting& taken) {
    const auto move_tail = [](auto& from, auto& to, std::size_t n) {
      to.assign(from.end() - static_cast<std::ptrdiff_t>(n), from.end());
      from.resize(from.size() - n);
    };
    move_tail(ends, taken.ends, count * length);
    move_tail(node, taken.node, count);
  }
};

/// What one thread made of one box: depth first, up to a number of boxes. What it leaves to be done goes back to the
/// search, with the numbers of its holes in the part for nodes.
struct Branch {
  ProofPart part;
  Waiting waiting, stuck;
  std::vector<double> candidates;  // rows on which the goal may be refuted, in the order of their discovery
  std::size_t boxes = 0;           // evaluated
};

/// Grows branches, one after the other; one of them per thread, so that its memory is used again.
class Grower {
 public:
  explicit Grower(const BoxJudge& judge)
      : judge_(judge), workspace_(judge.workspace()), length_(2 * static_cast<std::size_t>(judge.variables())) {}

  /// Stops after `quota` boxes, after some candidates for a witness, and when `expired` says so.
  template <class Expired>
  Branch grow(const double* row, std::size_t quota, const Expired& expired) {
    branch_ = {};
    tree_.clear();
    branch_.waiting.push(row, length_, BoxTree::root);
    while (branch_.waiting.size() > 0 && branch_.boxes < quota &&
           branch_.candidates.size() < enough_candidates * length_ && !expired()) {
      const std::size_t count = std::min({batch_size, branch_.waiting.size(), quota - branch_.boxes});
      branch_.waiting.take(count, length_, taken_);
      decisions_.resize(count);
      judge_.judge({taken_.ends.data(), static_cast<int>(count)}, decisions_.data(), workspace_);
      for (std::size_t k = 0; k < count; ++k)
        carry_out(decisions_[k], taken_.ends.data() + k * length_, taken_.node[k]);
      branch_.boxes += count;
    }
    branch_.part = tree_.part();
    for (int& node : branch_.waiting.node) node = tree_.hole(node);
    return std::move(branch_);
  }

 private:
  static constexpr std::size_t batch_size = 128, enough_candidates = 16;

  void carry_out(const BoxDecision& d, double* row, int node) {
    using Kind = BoxDecision::Kind;
    BoxTree& tree = tree_;
    Waiting& waiting = branch_.waiting;
    if (d.refutes) branch_.candidates.insert(branch_.candidates.end(), row, row + length_);
    switch (d.kind) {
      case Kind::natural:
        tree.set_leaf(node, BoxProof::Kind::natural);
        break;
      case Kind::mean_value:
        tree.set_leaf(node, BoxProof::Kind::mean_value);
        break;
      case Kind::taylor:
        tree.set_leaf(node, BoxProof::Kind::taylor);
        break;
      case Kind::multipliers:
        tree.set_leaf(tree.multiply(node, d.multipliers), BoxProof::Kind::taylor);
        break;
      case Kind::infeasible:
        tree.set_leaf(node, BoxProof::Kind::infeasible, d.variable);
        break;
      case Kind::faces:
        for (int i = 0; i < judge_.variables(); ++i) {
          if (has(d.lower_faces | d.upper_faces, i)) judge_.move_to_face(row, i, has(d.lower_faces, i));
        }
        waiting.push(row, length_, tree.move_to_faces(node, d.lower_faces, d.upper_faces));
        break;
      case Kind::split: {
        const int left = tree.split(node, d.variable, d.at);
        const double lower = std::exchange(row[2 * d.variable], d.at);
        waiting.push(row, length_, left + 1);
        row[2 * d.variable] = lower;
        row[2 * d.variable + 1] = d.at;
        waiting.push(row, length_, left);
        break;
      }
      case Kind::stuck:
        branch_.stuck.push(row, length_, node);
        break;
    }
  }

  const BoxJudge& judge_;
  const TapeWorkspace workspace_;
  const std::size_t length_;
  BoxTree tree_;
  Branch branch_;
  Waiting taken_;
  std::vector<BoxDecision> decisions_;
};

/// Rounds: below each of the last waiting boxes a branch grows, in parallel, up to its part of the proof in final form;
/// then the parts are put in their holes, in their order: all that is left to one thread. So the tree, the count and
/// the first witness are the same for any number of threads.
class BoxSearch {
 public:
  BoxSearch(const BoxProblem& problem, int goal, const BranchAndBoundOptions& options)
      : problem_(problem),
        goal_(goal),
        options_(options),
        judge_(problem, goal, options.tolerance, options.taylor),
        length_(2 * static_cast<std::size_t>(judge_.variables())),
        arena_(arena_size(options.threads)),
        growers_([this] { return Grower(judge_); }) {}

  BranchAndBoundOutcome run(const std::function<void(const BranchAndBoundProgress&)>& progress) {
    const Clock::time_point start = Clock::now();
    Clock::time_point reported = start;
    const auto expired = [&] {
      return is_stopped(options_.stop) || Clock::now() - start > std::chrono::duration<double>(options_.seconds);
    };
    waiting_.push(judge_.root().data(), length_, 0);
    while (waiting_.size() > 0) {
      throw_if_stopped(options_.stop);
      if (stuck_.size() > options_.max_stuck) return undecided("too many boxes are too small to be split");
      if (outcome_.boxes >= options_.max_boxes) return undecided("the budget is spent");
      const Clock::time_point now = Clock::now();
      if (now - start > std::chrono::duration<double>(options_.seconds)) return undecided("the time budget is spent");
      if (progress && now - reported > std::chrono::milliseconds(100)) {
        progress({outcome_.boxes, waiting_.size()});
        reported = now;
      }
      grow_round(expired);
      if (outcome_.witness) {
        outcome_.verdict = Truth::refuted;
        return std::move(outcome_);
      }
    }
    if (stuck_.size() > 0) return undecided("boxes are left that are too small to be split");
    outcome_.verdict = Truth::proved;
    outcome_.proof = parts_.join();
    return std::move(outcome_);
  }

 private:
  /// At most so many branches, and so many boxes of each, a round; few where there are too few branches to share out.
  static constexpr std::size_t round_size = 128, branch_size = 1024, first_size = 256;

  static int arena_size(unsigned threads) {
    const int cores = tbb::info::default_concurrency();
    return threads == 0 ? cores : std::min(static_cast<int>(threads), cores);
  }

  template <class Expired>
  void grow_round(const Expired& expired) {
    const std::size_t left = options_.max_boxes - outcome_.boxes;
    const std::size_t count = std::min({round_size, waiting_.size(), left});
    waiting_.take(count, length_, taken_);
    std::vector<Branch> branches(count);
    const std::size_t quota = std::min(count < round_size / 4 ? first_size : branch_size, left / count);
    const auto grow = [&](std::size_t k) {
      branches[k] = growers_.local().grow(taken_.ends.data() + k * length_, quota, expired);
    };
    arena_.execute([&] { tbb::parallel_for(std::size_t{0}, count, grow, tbb::simple_partitioner()); });
    for (std::size_t k = 0; k < count; ++k) collect(taken_.node[k], branches[k]);
  }

  void collect(int hole, Branch& branch) {
    const int first_hole = parts_.fill(hole, std::move(branch.part));
    for (std::size_t k = 0; k < branch.waiting.size(); ++k) {
      waiting_.push(branch.waiting.ends.data() + k * length_, length_, first_hole + branch.waiting.node[k]);
    }
    for (std::size_t k = 0; k < branch.stuck.size(); ++k) {
      stuck_.push(branch.stuck.ends.data() + k * length_, length_, 0);
    }
    outcome_.boxes += branch.boxes;
    for (std::size_t k = 0; k < branch.candidates.size(); k += length_) test(branch.candidates.data() + k);
  }

  void test(const double* row) {
    if (outcome_.witness || tested_ >= options_.max_witnesses) return;
    ++tested_;
    std::vector<Rational> lower, upper;
    for (std::size_t i = 0; i < length_; i += 2) {
      lower.emplace_back(row[i]);
      upper.emplace_back(row[i + 1]);
    }
    outcome_.witness = find_witness_in_box(problem_, goal_, lower, upper);
  }

  BranchAndBoundOutcome undecided(const std::string& reason) {
    const double* hardest = hardest_box();
    Remainder& left = outcome_.left;
    left.boxes = waiting_.size() + stuck_.size();
    left.goal = judge_.enclose_goal(hardest);
    outcome_.reason = fmt::format("{} after {} boxes; {} left, the smallest", reason, outcome_.boxes, left.boxes);
    for (std::size_t i = 0; i < length_ / 2; ++i) {
      left.hardest.emplace_back(problem_.expression.variables[i], Interval(hardest[2 * i], hardest[2 * i + 1]));
      outcome_.reason += fmt::format("{} {} in {}", i > 0 ? "," : "", problem_.expression.variables[i],
                                     outward_text(LowerBound(hardest[2 * i]), UpperBound(hardest[2 * i + 1]), 6));
    }
    outcome_.reason += ", with the goal in " + outward_text(LowerBound(left.goal), UpperBound(left.goal), 3);
    return std::move(outcome_);
  }

  /// See Remainder; among the hundred smallest.
  const double* hardest_box() const {
    std::vector<std::pair<double, const double*>> boxes;  // by their widths
    for (const Waiting* list : {&stuck_, &waiting_}) {
      for (std::size_t k = 0; k < list->size(); ++k) {
        const double* row = list->ends.data() + k * length_;
        boxes.emplace_back(judge_.relative_width(row), row);
      }
    }
    const auto some = boxes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(100, boxes.size()));
    const auto narrower = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(boxes.begin(), boxes.end(), narrower);
    const auto negative =
        std::find_if(boxes.begin(), some, [&](const auto& b) { return judge_.enclose_goal(b.second).lower() < 0; });
    return (negative == some ? boxes.front() : *negative).second;
  }

  const BoxProblem& problem_;
  const int goal_;
  const BranchAndBoundOptions options_;
  const BoxJudge judge_;
  const std::size_t length_;  // of a row
  tbb::task_arena arena_;
  tbb::enumerable_thread_specific<Grower> growers_;
  ProofParts parts_;
  Waiting waiting_, taken_, stuck_;
  std::size_t tested_ = 0;
  BranchAndBoundOutcome outcome_;
};

}  // namespace

BranchAndBoundOutcome branch_and_bound(const BoxProblem& problem, int goal, const BranchAndBoundOptions& options,
                                       const std::function<void(const BranchAndBoundProgress&)>& progress) {
  require(goal >= 0 && static_cast<std::size_t>(goal) < problem.goals.size(), [&] {
    return fmt::format("branch and bound was given goal {} of a statement that has {}", goal, problem.goals.size());
  });
  require(
      problem.statement.goals[goal].relation == Relation::nonnegative,
      "branch and bound was given the identity '" + problem.statement.goals[goal].label + "'; it decides inequalities");
  return BoxSearch(problem, goal, options).run(progress);
}

}  // namespace hebb
