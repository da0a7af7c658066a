#include <hebb/verify/box_prover.hpp>

#include <algorithm>
#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <hebb/verify/box_judge.hpp>
#include <hebb/verify/box_problem.hpp>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace hebb {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = BoxProof::Kind;

/// The nodes in the order in which they are decided; a split has its children at `child` and `child + 1`.
class ProofTree {
 public:
  int add() {
    nodes_.emplace_back();
    return static_cast<int>(nodes_.size()) - 1;
  }
  void close(int node, Kind kind, int variable) { nodes_[node] = {kind, variable, 0, -1}; }
  /// The node of the face.
  int move(int node, Kind kind, int variable) {
    const int child = add();
    nodes_[node] = {kind, variable, 0, child};
    return child;
  }
  /// The node of the left part; the one of the right part follows it.
  int split(int node, int variable, double at) {
    const int child = add();
    add();
    nodes_[node] = {Kind::split, variable, at, child};
    return child;
  }
  BoxProof depth_first() const {
    BoxProof proof;
    proof.nodes.reserve(nodes_.size());
    std::vector<int> stack{0};
    while (!stack.empty()) {
      const Node& node = nodes_[stack.back()];
      stack.pop_back();
      proof.nodes.push_back({node.kind, node.variable, node.kind == Kind::split ? Rational(node.at) : Rational()});
      if (node.kind == Kind::split) stack.push_back(node.child + 1);
      if (node.child >= 0) stack.push_back(node.child);
    }
    return proof;
  }

 private:
  struct Node {
    Kind kind;
    int variable;
    double at;
    int child;
  };
  std::vector<Node> nodes_;
};

/// Boxes that wait for their judgement, last in, first out.
struct Stack {
  std::vector<double> ends;  // rows
  std::vector<BitSet> usable;
  std::vector<int> node;

  void push(const double* row, int length, BitSet constraints, int proof_node) {
    ends.insert(ends.end(), row, row + length);
    usable.push_back(constraints);
    node.push_back(proof_node);
  }
  /// Moves the last `count` boxes to `batch`.
  void pop(std::size_t count, std::size_t length, Stack& batch) {
    const std::size_t left = node.size() - count;
    batch.ends.assign(ends.begin() + static_cast<std::ptrdiff_t>(left * length), ends.end());
    batch.usable.assign(usable.begin() + static_cast<std::ptrdiff_t>(left), usable.end());
    batch.node.assign(node.begin() + static_cast<std::ptrdiff_t>(left), node.end());
    ends.resize(left * length);
    usable.resize(left);
    node.resize(left);
  }
};

/// Branch and bound in rounds: the top of the stack is judged, in parallel, then its boxes are replaced by what remains
/// of them.
class Search {
 public:
  Search(const BoxProblem& problem, int goal, const BoxOptions& options)
      : judge_(problem, goal), length_(2 * judge_.variables()), options_(options), arena_(static_cast<int>(std::max(options.threads, 1U))),
        workspaces_([this] { return std::make_unique<TapeWorkspace>(judge_.workspace()); }) {}

  BoxOutcome run() {
    const Clock::time_point start = Clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
    BoxOutcome outcome;
    stack_.push(judge_.root().data(), length_, judge_.all_constraints(), tree_.add());
    while (!stack_.node.empty()) {
      if (outcome.boxes >= options_.max_boxes || seconds() > options_.seconds) {
        outcome.reason = fmt::format("the budget is spent after {} boxes; {} are left", outcome.boxes, stack_.node.size());
        return outcome;
      }
      const std::size_t count = std::min({stack_.node.size(), round_size(), options_.max_boxes - outcome.boxes});
      stack_.pop(count, length_, batch_);
      judge(count);
      outcome.boxes += count;
      for (std::size_t k = 0; k < count; ++k) {
        if (!replace(batch_.ends.data() + k * length_, batch_.node[k], decisions_[k], outcome.reason)) return outcome;
      }
    }
    outcome.proof = tree_.depth_first();
    return outcome;
  }

 private:
  static constexpr std::size_t boxes_per_task = 8 * tape_lanes;
  /// Enough tasks for all threads, few enough boxes to stay close to depth first.
  std::size_t round_size() const { return boxes_per_task * (options_.threads > 1 ? 4 * options_.threads : 1); }

  void judge(std::size_t count) {
    decisions_.resize(count);
    const auto range = [&](std::size_t first, std::size_t last) {
      judge_.judge({batch_.ends.data() + first * length_, batch_.usable.data() + first, static_cast<int>(last - first)},
                   decisions_.data() + first, *workspaces_.local());
    };
    if (options_.threads <= 1 || count <= boxes_per_task) return range(0, count);
    arena_.execute([&] {
      tbb::parallel_for(std::size_t{0}, (count + boxes_per_task - 1) / boxes_per_task, [&](std::size_t task) {
        range(task * boxes_per_task, std::min(count, (task + 1) * boxes_per_task));
      });
    });
  }

  /// Writes the node of a judged box and pushes its parts; false, with a reason, when that cannot lead to a proof.
  bool replace(double* row, int node, const BoxDecision& d, std::string& reason) {
    switch (d.kind) {
      case BoxDecision::Kind::natural: tree_.close(node, Kind::natural, 0); return true;
      case BoxDecision::Kind::mean_value: tree_.close(node, Kind::mean_value, 0); return true;
      case BoxDecision::Kind::infeasible: tree_.close(node, Kind::infeasible, d.variable); return true;
      case BoxDecision::Kind::faces:
        for (int i = 0; i < judge_.variables(); ++i) {
          if (has(d.lower_faces, i)) {
            node = tree_.move(node, Kind::lower_face, i);
            row[2 * i + 1] = row[2 * i];
          } else if (has(d.upper_faces, i)) {
            node = tree_.move(node, Kind::upper_face, i);
            row[2 * i] = row[2 * i + 1];
          }
        }
        stack_.push(row, length_, d.usable, node);
        return true;
      case BoxDecision::Kind::split: {
        const int left = tree_.split(node, d.variable, d.at);
        double &lower = row[2 * d.variable], &upper = row[2 * d.variable + 1];
        const double end = upper;
        upper = d.at;
        stack_.push(row, length_, d.usable, left);
        lower = d.at;
        upper = end;
        stack_.push(row, length_, d.usable, left + 1);
        return true;
      }
      case BoxDecision::Kind::refuted: reason = "the goal is negative at " + midpoint(row); return false;
      case BoxDecision::Kind::stuck: break;
    }
    reason = "a box cannot be cut further, at " + midpoint(row);
    return false;
  }

  std::string midpoint(const double* row) const {
    std::string text;
    for (int i = 0; i < judge_.variables(); ++i) {
      text += fmt::format("{}{:.6g}", i == 0 ? "(" : ", ", row[2 * i] / 2 + row[2 * i + 1] / 2);
    }
    return text + ") in the base variables";
  }

  BoxJudge judge_;
  int length_;  // of a row
  BoxOptions options_;
  tbb::task_arena arena_;
  tbb::enumerable_thread_specific<std::unique_ptr<TapeWorkspace>> workspaces_;
  ProofTree tree_;
  Stack stack_, batch_;
  std::vector<BoxDecision> decisions_;
};

}  // namespace

BoxOutcome prove_by_boxes(const Statement& statement, int goal, const BoxOptions& options) {
  BoxOutcome outcome;
  if (statement.goals[goal].relation != Relation::nonnegative) {
    outcome.reason = "boxes prove inequalities only";
    return outcome;
  }
  const auto problem = reduce_to_boxes(statement);
  if (!problem) {
    outcome.reason = "the domain is unbounded";
    return outcome;
  }
  return Search(*problem, goal, options).run();
}

}  // namespace hebb
