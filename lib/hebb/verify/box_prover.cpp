#include <hebb/verify/box_prover.hpp>

#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <hebb/scalar/interval.hpp>
#include <hebb/verify/box_problem.hpp>

namespace hebb {
namespace {

using Clock = std::chrono::steady_clock;
using Box = Vec<Interval>;

/// Depth-first branch and bound on one goal. Every node of the proof is written as it is decided.
class Search {
 public:
  Search(const BoxProblem& problem, int goal, const BoxOptions& options)
      : problem_(problem), goal_(problem.goals[goal]), options_(options), start_(Clock::now()) {}

  BoxOutcome run() {
    BoxOutcome outcome;
    BoxProof proof;
    std::vector<Open> stack{{problem_.box}};
    while (!stack.empty()) {
      if (outcome.boxes >= options_.max_boxes || std::chrono::duration<double>(Clock::now() - start_).count() > options_.seconds) {
        outcome.reason = fmt::format("the budget is spent after {} boxes; {} are left, the next one of width {:.2g}", outcome.boxes,
                                     stack.size(), widest(stack.back().box).second);
        return outcome;
      }
      Open open = std::move(stack.back());
      stack.pop_back();
      ++outcome.boxes;
      const Vec<Interval> v = evaluate(problem_.expression, open.box);
      if (v[goal_].lower() >= 0) {
        proof.nodes.push_back({BoxProof::Kind::natural, 0, 0});
        continue;
      }
      if (const int k = violated(v); k >= 0) {
        proof.nodes.push_back({BoxProof::Kind::infeasible, k, 0});
        continue;
      }
      const Vec<Interval> slope = gradient(problem_.expression, v, goal_);
      if (mean_value_bound(open.box, slope) >= 0) {
        proof.nodes.push_back({BoxProof::Kind::mean_value, 0, 0});
        continue;
      }
      if (const int face = monotone(open, v, slope); face >= 0) {
        const bool lower = slope[face].lower() >= 0;
        proof.nodes.push_back({lower ? BoxProof::Kind::lower_face : BoxProof::Kind::upper_face, face, 0});
        open.box[face] = Interval(lower ? open.box[face].lower() : open.box[face].upper());
        stack.push_back(std::move(open));
        continue;
      }
      const int axis = branching_axis(open.box, slope);
      const double at = axis < 0 ? 0 : open.box[axis].midpoint();
      if (axis < 0 || at <= open.box[axis].lower() || at >= open.box[axis].upper()) {
        outcome.reason = fmt::format("a box cannot be cut further; the goal lies in [{:.3g}, {:.3g}] there", v[goal_].lower(), v[goal_].upper());
        return outcome;
      }
      if (v[goal_].upper() < 0 && problem_.constraints.empty()) {
        outcome.reason = "the goal is negative on a box";
        return outcome;
      }
      proof.nodes.push_back({BoxProof::Kind::split, axis, Rational(at)});
      Open right = open;
      right.box[axis] = Interval(at, open.box[axis].upper());
      open.box[axis] = Interval(open.box[axis].lower(), at);
      stack.push_back(std::move(right));
      stack.push_back(std::move(open));
    }
    outcome.proof = std::move(proof);
    return outcome;
  }

 private:
  struct Open {
    Box box;
  };

  int violated(const Vec<Interval>& v) const {
    for (std::size_t k = 0; k < problem_.constraints.size(); ++k) {
      if (v[problem_.constraints[k]].upper() < 0) return static_cast<int>(k);
    }
    return -1;
  }

  double mean_value_bound(const Box& box, const Vec<Interval>& slope) const {
    Box middle;
    for (const Interval& side : box) middle.emplace_back(side.midpoint());
    Interval form = evaluate(problem_.expression, middle)[goal_];
    for (std::size_t k = 0; k < box.size(); ++k) {
      // The checker's midpoint is exact; ours may be off by half an ulp, so enclose it.
      const Interval centre = (Interval(box[k].lower()) + Interval(box[k].upper())) / 2;
      if (!centre.is_point()) return -std::numeric_limits<double>::infinity();
      form = form + slope[k] * (box[k] - centre);
    }
    return form.lower();
  }

  /// A variable in which the goal is monotone on the box and whose face keeps every constraint; -1 if there is none. A
  /// face that breaks a constraint would have to be proved without it, which is rarely possible.
  int monotone(const Open& open, const Vec<Interval>& v, const Vec<Interval>& slope) const {
    for (std::size_t x = 0; x < open.box.size(); ++x) {
      const bool lower = slope[x].lower() >= 0;
      if (open.box[x].is_point() || !(lower || slope[x].upper() <= 0)) continue;
      bool keeps_all = true;
      for (const int constraint : problem_.constraints) {
        const Interval h = gradient(problem_.expression, v, constraint)[x];
        keeps_all = keeps_all && (lower ? h.upper() <= 0 : h.lower() >= 0);
      }
      if (keeps_all) return static_cast<int>(x);
    }
    return -1;
  }

  /// The side along which the goal varies most.
  static int branching_axis(const Box& box, const Vec<Interval>& slope) {
    int best = -1;
    double most = -1;
    for (std::size_t k = 0; k < box.size(); ++k) {
      if (box[k].is_point()) continue;
      const double smear = std::min(slope[k].magnitude(), 1e300) * box[k].width() + 1e-12 * box[k].width();
      if (smear > most) {
        most = smear;
        best = static_cast<int>(k);
      }
    }
    return best;
  }

  static std::pair<int, double> widest(const Box& box) {
    std::pair<int, double> best{-1, 0};
    for (std::size_t k = 0; k < box.size(); ++k) {
      if (box[k].width() > best.second) best = {static_cast<int>(k), box[k].width()};
    }
    return best;
  }

  const BoxProblem& problem_;
  int goal_;
  const BoxOptions options_;
  Clock::time_point start_;
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
