#include <memory>

#include <hebb/replay/box_domain.hpp>
#include <hebb/replay/box_values.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/replay/short_interval.hpp>
#include <hebb/scalar/second_order.hpp>

namespace hebb::checker {
namespace {

using Kind = BoxProof::Kind;

constexpr std::size_t max_multipliers = 64;  // at one box, so that a hostile proof cannot make its goal ever longer

constexpr std::size_t max_second_order = 5'000'000;  // second derivatives of all nodes, which are held at one time

/// A box with what is known on it, in one interval arithmetic.
template <class T>
class BoxView {
 public:
  BoxView(const Expression& e, int goal, const std::vector<RationalInterval>& sides)
      : expression_(e), goal_(goal), box_(sides.begin(), sides.end()), sides_(sides), values_(values(e, box_)) {}

  const T& value(int node) const { return values_[node]; }
  T slope(int node, int variable) const { return gradient(expression_, values_, node)[variable]; }

  T mean_value_form() const {
    const std::vector<T> middle = midpoint();
    T form = values(expression_, middle)[goal_];
    const auto slopes = gradient(expression_, values_, goal_);
    for (std::size_t k = 0; k < box_.size(); ++k) form = form + slopes[k] * (box_[k] - middle[k]);
    return form;
  }
  T taylor() const { return taylor_form(expression_, box_, midpoint(), goal_); }

 private:
  std::vector<T> midpoint() const {
    std::vector<T> middle;
    for (const RationalInterval& side : sides_) middle.emplace_back(RationalInterval((side.lower + side.upper) / 2));
    return middle;
  }

  const Expression& expression_;
  int goal_;
  std::vector<T> box_;
  const std::vector<RationalInterval>& sides_;
  std::vector<T> values_;
};

class BoxReplay {
 public:
  BoxReplay(const Statement& s, int goal, const BoxProof& proof) : base_(reduce(s, goal)), proof_(proof) {}

  std::size_t run() {
    // Depth first with an explicit stack: proofs may be deep.
    std::vector<State> stack{{base_.box, std::vector<bool>(base_.constraints.size(), true),
                              std::make_shared<const Expression>(base_.expression), base_.goal}};
    std::size_t next = 0;
    while (!stack.empty()) {
      StopScope::look();
      if (next >= proof_.nodes.size()) throw Rejection("the proof ends before the domain is covered");
      State state = std::move(stack.back());
      stack.pop_back();
      visit(std::move(state), proof_.nodes[next++], stack);
    }
    if (next != proof_.nodes.size()) throw Rejection("the proof has nodes left over");
    return next;
  }

 private:
  struct State {
    std::vector<RationalInterval> box;
    std::vector<bool> usable;                      // constraints that the faces taken so far have kept intact
    std::shared_ptr<const Expression> expression;  // with the goals that multipliers have made
    int goal;
  };

  void visit(State state, const BoxProof::Node& node, std::vector<State>& stack) const {
    const bool names_variable =
        node.kind == Kind::split || node.kind == Kind::lower_face || node.kind == Kind::upper_face;
    if (names_variable && (node.variable < 0 || static_cast<std::size_t>(node.variable) >= state.box.size())) {
      throw Rejection("a node names a variable that does not exist");
    }
    if (node.kind == Kind::split) return split(std::move(state), node, stack);
    if (node.kind == Kind::infeasible || node.kind == Kind::multiplier) {
      if (node.variable < 0 || static_cast<std::size_t>(node.variable) >= base_.constraints.size())
        throw Rejection("a leaf names a constraint that does not exist");
      if (!state.usable[node.variable]) throw Rejection("a leaf uses a constraint that a face has broken");
    }
    if (node.kind == Kind::multiplier) return multiply(std::move(state), node, stack);
    const std::size_t size = state.expression->code.size(), slopes = state.box.size() * state.box.size();
    if (node.kind == Kind::taylor && size * slopes > max_second_order)
      throw Rejection("a box has too many variables for a Taylor form");
    WorkScope::spend((node.kind == Kind::taylor ? size * (1 + slopes) : size) / 4);
    // First with 62 bits; what these do not show is tried with as many as are needed.
    std::vector<bool> usable = state.usable;
    if (!refusal(BoxView<ShortInterval>(*state.expression, state.goal, state.box), node, state.goal, usable).empty() ||
        usable != state.usable) {
      usable = state.usable;
      const std::string reason =
          refusal(BoxView<RationalInterval>(*state.expression, state.goal, state.box), node, state.goal, usable);
      if (!reason.empty()) throw Rejection(reason);
    }
    if (!names_variable) return;
    RationalInterval& side = state.box[node.variable];
    side = node.kind == Kind::lower_face ? RationalInterval(side.lower) : RationalInterval(side.upper);
    state.usable = std::move(usable);
    stack.push_back(std::move(state));
  }

  static void split(State state, const BoxProof::Node& node, std::vector<State>& stack) {
    const Fraction at = exact(node.at.value());
    const RationalInterval side = state.box[node.variable];
    if (at < side.lower || at > side.upper) throw Rejection("a split lies outside its box");
    State right = state;
    right.box[node.variable] = {at, side.upper};
    state.box[node.variable] = {side.lower, at};
    stack.push_back(std::move(right));
    stack.push_back(std::move(state));
  }

  /// Where the constraint h holds, and only there something is claimed, goal - c h >= 0 says more than goal >= 0.
  void multiply(State state, const BoxProof::Node& node, std::vector<State>& stack) const {
    const Rational factor = node.at.value();
    if (factor < 0) throw Rejection("a multiplier is negative");
    if (state.expression->code.size() >= base_.expression.code.size() + 3 * max_multipliers)
      throw Rejection("a box has too many multipliers");
    auto next = std::make_shared<Expression>(*state.expression);
    const auto emit = [&](Operation operation, int a, int b) {
      next->code.push_back({operation, a, b});
      return static_cast<int>(next->code.size()) - 1;
    };
    next->constants.push_back(factor);
    const int constant = emit(Operation::constant, static_cast<int>(next->constants.size()) - 1, 0);
    const int product = emit(Operation::multiply, constant, base_.constraints[node.variable]);
    state.goal = emit(Operation::subtract, state.goal, product);
    state.expression = std::move(next);
    stack.push_back(std::move(state));
  }

  /// Why a node does not hold as far as this arithmetic can tell, or nothing; `usable` are the constraints that the
  /// move to a face keeps.
  template <class T>
  std::string refusal(const BoxView<T>& view, const BoxProof::Node& node, int goal, std::vector<bool>& usable) const {
    switch (node.kind) {
      case Kind::natural:
        return view.value(goal).is_nonnegative() ? "" : "the goal is not certainly >= 0 on a box";
      case Kind::infeasible:
        return view.value(base_.constraints[node.variable]).is_negative()
                   ? ""
                   : "a constraint is not certainly violated on a box";
      default:
        break;
    }
    // A slope of zero hides that the node behind it is undefined.
    if (view.value(goal).everything) return "the goal is not certainly defined on a box";
    if (node.kind == Kind::mean_value)
      return view.mean_value_form().is_nonnegative() ? ""
                                                     : "the mean-value form of the goal is not certainly >= 0 on a box";
    if (node.kind == Kind::taylor)
      return view.taylor().is_nonnegative() ? "" : "the Taylor form of the goal is not certainly >= 0 on a box";
    const bool lower = node.kind == Kind::lower_face;
    const T slope = view.slope(goal, node.variable);
    if (!(lower ? slope.is_nonnegative() : slope.is_nonpositive()))
      return "the goal is not monotone where the proof says so";
    for (std::size_t k = 0; k < base_.constraints.size(); ++k) {
      const T h = view.slope(base_.constraints[k], node.variable);
      usable[k] = usable[k] && (lower ? h.is_nonpositive() : h.is_nonnegative());
    }
    return {};
  }

  BaseProblem base_;
  const BoxProof& proof_;
};

}  // namespace

std::size_t replay(const Statement& s, int goal, const BoxProof& proof) {
  if (s.goals[goal].relation != Relation::nonnegative) throw Rejection("an identity needs another kind of proof");
  return BoxReplay(s, goal, proof).run();
}

}  // namespace hebb::checker
