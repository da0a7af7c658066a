#include <algorithm>

#include <hebb/replay/rational_interval.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/scalar/second_order.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb::checker {
namespace {

/// The statement in the base variables of BoxProof: every variable is a term in them.
struct BaseProblem {
  Expression expression;
  std::vector<RationalInterval> box;
  std::vector<int> constraints;  // nodes that are >= 0 on the domain
  int goal = 0;                  // its node
};

/// Terms of the statement after substitution of its variables.
class Substitution {
 public:
  explicit Substitution(const Statement& s) : statement_(s), nodes_(s.expression.code.size()) {}
  void set(int variable, const Symbol& term) { terms_.emplace(variable, term); }
  Symbol operator()(int node) {
    if (nodes_[node]) return *nodes_[node];
    const Instruction& i = statement_.expression.code[node];
    const auto a = [&] { return (*this)(i.a); };
    const auto b = [&] { return (*this)(i.b); };
    Symbol term;
    switch (i.operation) {
      case Operation::variable: {
        const auto found = terms_.find(i.a);
        if (found == terms_.end()) throw Rejection("a bound uses a variable that is declared after it");
        term = found->second;
        break;
      }
      case Operation::constant:
        term = Symbol(statement_.expression.constants[i.a]);
        break;
      case Operation::add:
        term = a() + b();
        break;
      case Operation::subtract:
        term = a() - b();
        break;
      case Operation::multiply:
        term = a() * b();
        break;
      case Operation::divide:
        term = a() / b();
        break;
      case Operation::negate:
        term = -a();
        break;
      case Operation::power:
        term = pow(a(), i.b);
        break;
      case Operation::exp:
        term = exp(a());
        break;
      case Operation::log:
        term = log(a());
        break;
      case Operation::sqrt:
        term = sqrt(a());
        break;
      case Operation::sin:
        term = sin(a());
        break;
      case Operation::cos:
        term = cos(a());
        break;
      case Operation::atan:
        term = atan(a());
        break;
      case Operation::abs:
        term = abs(a());
        break;
    }
    nodes_[node] = term;
    return term;
  }

 private:
  const Statement& statement_;
  std::map<int, Symbol> terms_;
  std::vector<std::optional<Symbol>> nodes_;
};

BaseProblem reduce(const Statement& s, int goal) {
  BaseProblem base;
  Substitution term(s);
  std::vector<std::string> names;
  std::vector<Symbol> constraints;
  const auto fresh = [&](const Fraction& lower, const Fraction& upper) {
    names.push_back(std::string("x").append(std::to_string(names.size())));
    base.box.emplace_back(lower, upper);
    return Symbol::variable(names.back());
  };
  for (const Factor& factor : s.domain) {
    if (const auto* range = std::get_if<Range>(&factor)) {
      if (!range->lower || !range->upper) throw Rejection("boxes prove nothing on an unbounded range");
      const Symbol lower = term(*range->lower), upper = term(*range->upper);
      if (lower.is_constant() && upper.is_constant()) {
        if (lower.constant() > upper.constant()) throw Rejection("a range is empty");
        term.set(range->variable, fresh(exact(lower.constant()), exact(upper.constant())));
      } else {
        const Symbol t = fresh(0, 1);
        term.set(range->variable, lower + t * (upper - lower));
      }
      continue;
    }
    const auto* simplex = std::get_if<Simplex>(&factor);
    const auto* chamber = std::get_if<LeaderChamber>(&factor);
    const std::vector<int>& p = simplex ? simplex->coordinates : chamber->coordinates;
    std::vector<Symbol> x(p.size());
    Symbol leader = 1;
    for (std::size_t k = 1; k < p.size(); ++k) {
      x[k] = fresh(0, 1);
      leader = leader - x[k];
      term.set(p[k], x[k]);
    }
    term.set(p[0], leader);
    if (simplex) {
      constraints.push_back(leader);
      continue;
    }
    const Symbol gap = fresh(0, 1);
    term.set(chamber->gap, gap);
    constraints.push_back(leader - x[1] - gap);
    for (std::size_t k = 1; k + 1 < p.size(); ++k) constraints.push_back(x[k] - x[k + 1]);
  }
  Recorder recorder(names);
  for (const Symbol& c : constraints) base.constraints.push_back(recorder.record(c));
  for (const Condition& c : s.assumptions) {
    const Symbol h = term(c.node);
    base.constraints.push_back(recorder.record(h));
    if (c.relation == Relation::zero) base.constraints.push_back(recorder.record(-h));
  }
  base.goal = recorder.record(term(s.goals[goal].node));
  base.expression = recorder.expression();
  return base;
}

using Box = std::vector<RationalInterval>;

std::vector<RationalInterval> values(const Expression& e, const Box& x) {
  std::vector<RationalInterval> v;
  v.reserve(e.code.size());
  for (const Instruction& i : e.code) {
    switch (i.operation) {
      case Operation::variable:
        v.push_back(x[i.a]);
        break;
      case Operation::constant:
        v.emplace_back(exact(e.constants[i.a]));
        break;
      case Operation::add:
        v.push_back(v[i.a] + v[i.b]);
        break;
      case Operation::subtract:
        v.push_back(v[i.a] - v[i.b]);
        break;
      case Operation::multiply:
        v.push_back(product_of_values(v[i.a], v[i.b]));
        break;
      case Operation::divide:
        v.push_back(v[i.a] / v[i.b]);
        break;
      case Operation::negate:
        v.push_back(-v[i.a]);
        break;
      case Operation::power:
        v.push_back(power(v[i.a], i.b));
        break;
      case Operation::exp:
        v.push_back(exp(v[i.a]));
        break;
      case Operation::log:
        v.push_back(log(v[i.a]));
        break;
      case Operation::sqrt:
        v.push_back(sqrt(v[i.a]));
        break;
      case Operation::sin:
        v.push_back(sin(v[i.a]));
        break;
      case Operation::cos:
        v.push_back(cos(v[i.a]));
        break;
      case Operation::atan:
        v.push_back(atan(v[i.a]));
        break;
      case Operation::abs:
        v.push_back(abs(v[i.a]));
        break;
    }
  }
  return v;
}

/// Enclosures of the partial derivatives of one node over the box: the chain rule from the last node to the first.
std::vector<RationalInterval> gradient(const Expression& e, const std::vector<RationalInterval>& v, int node) {
  std::vector<RationalInterval> adjoint(e.code.size(), Fraction(0)), result(e.variables.size(), Fraction(0));
  adjoint[node] = Fraction(1);
  for (int k = node; k >= 0; --k) {
    const RationalInterval a = adjoint[k];
    if (!a.everything && a.lower == 0 && a.upper == 0) continue;
    const Instruction& i = e.code[k];
    const auto add = [&](int target, const RationalInterval& term) { adjoint[target] = adjoint[target] + term; };
    switch (i.operation) {
      case Operation::variable:
        result[i.a] = result[i.a] + a;
        break;
      case Operation::constant:
        break;
      case Operation::add:
        add(i.a, a), add(i.b, a);
        break;
      case Operation::subtract:
        add(i.a, a), add(i.b, -a);
        break;
      case Operation::multiply: {
        const RationalInterval x = v[i.a], y = v[i.b];
        add(i.a, a * y), add(i.b, a * x);
        break;
      }
      case Operation::divide:
        add(i.a, a / v[i.b]), add(i.b, -(a * v[k] / v[i.b]));
        break;
      case Operation::negate:
        add(i.a, -a);
        break;
      case Operation::power:
        add(i.a, a * (RationalInterval(Fraction(i.b)) * power(v[i.a], i.b - 1)));  // i.b >= 2
        break;
      case Operation::exp:
        add(i.a, a * v[k]);
        break;
      case Operation::log:
        add(i.a, a / v[i.a]);
        break;
      case Operation::sqrt:
        add(i.a, a / (RationalInterval(Fraction(2)) * v[k]));
        break;
      case Operation::sin:
        add(i.a, a * cos(v[i.a]));
        break;
      case Operation::cos:
        add(i.a, -(a * sin(v[i.a])));
        break;
      case Operation::atan:
        add(i.a, a / (RationalInterval(1) + power(v[i.a], 2)));
        break;
      case Operation::abs:
        add(i.a, a * abs_slope(v[i.a]));
        break;
    }
  }
  return result;
}

class BoxReplay {
 public:
  BoxReplay(const Statement& s, int goal, const BoxProof& proof)
      : base_(reduce(s, goal)), goal_(base_.goal), proof_(proof) {}

  std::size_t run() {
    // Depth first with an explicit stack: proofs may be deep.
    std::vector<State> stack{{base_.box, std::vector<bool>(base_.constraints.size(), true)}};
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
    Box box;
    std::vector<bool> usable;  // constraints that the faces taken so far have kept intact
  };

  // Long: one case for each kind of node.
  void visit(State state, const BoxProof::Node& node, std::vector<State>& stack) const {
    using Kind = BoxProof::Kind;
    const bool names_variable =
        node.kind == Kind::split || node.kind == Kind::lower_face || node.kind == Kind::upper_face;
    if (names_variable && (node.variable < 0 || static_cast<std::size_t>(node.variable) >= state.box.size())) {
      throw Rejection("a node names a variable that does not exist");
    }
    const auto v = node.kind == Kind::split ? std::vector<RationalInterval>() : values(base_.expression, state.box);
    switch (node.kind) {
      case Kind::split: {
        const Fraction at = exact(node.at.value());
        const RationalInterval side = state.box[node.variable];
        if (at < side.lower || at > side.upper) throw Rejection("a split lies outside its box");
        State right = state;
        right.box[node.variable] = {at, side.upper};
        state.box[node.variable] = {side.lower, at};
        stack.push_back(std::move(right));
        stack.push_back(std::move(state));
        return;
      }
      case Kind::lower_face:
      case Kind::upper_face: {
        require_defined(v);
        const bool lower = node.kind == Kind::lower_face;
        const RationalInterval slope = gradient(base_.expression, v, goal_)[node.variable];
        if (!(lower ? slope.is_nonnegative() : slope.is_nonpositive()))
          throw Rejection("the goal is not monotone where the proof says so");
        for (std::size_t k = 0; k < base_.constraints.size(); ++k) {
          const RationalInterval h = gradient(base_.expression, v, base_.constraints[k])[node.variable];
          state.usable[k] = state.usable[k] && (lower ? h.is_nonpositive() : h.is_nonnegative());
        }
        RationalInterval& side = state.box[node.variable];
        side = lower ? RationalInterval(side.lower) : RationalInterval(side.upper);
        stack.push_back(std::move(state));
        return;
      }
      case Kind::natural:
        if (!v[goal_].is_nonnegative()) throw Rejection("the goal is not certainly >= 0 on a box");
        return;
      case Kind::mean_value: {
        require_defined(v);
        Box middle;
        for (const RationalInterval& side : state.box) middle.emplace_back((side.lower + side.upper) / 2);
        RationalInterval form = values(base_.expression, middle)[goal_];
        const auto slopes = gradient(base_.expression, v, goal_);
        for (std::size_t k = 0; k < state.box.size(); ++k) form = form + slopes[k] * (state.box[k] - middle[k]);
        if (!form.is_nonnegative()) throw Rejection("the mean-value form of the goal is not certainly >= 0 on a box");
        return;
      }
      case Kind::taylor: {
        require_defined(v);
        Box middle;
        for (const RationalInterval& side : state.box) middle.emplace_back((side.lower + side.upper) / 2);
        if (!taylor_form(base_.expression, state.box, middle, goal_).is_nonnegative()) {
          throw Rejection("the Taylor form of the goal is not certainly >= 0 on a box");
        }
        return;
      }
      case Kind::infeasible:
        if (node.variable < 0 || static_cast<std::size_t>(node.variable) >= base_.constraints.size())
          throw Rejection("a leaf names a constraint that does not exist");
        if (!state.usable[node.variable]) throw Rejection("a leaf uses a constraint that a face has broken");
        if (!v[base_.constraints[node.variable]].is_negative())
          throw Rejection("a constraint is not certainly violated on a box");
        return;
    }
  }

  /// A slope of zero hides that the node behind it is undefined.
  void require_defined(const std::vector<RationalInterval>& v) const {
    if (v[goal_].everything) throw Rejection("the goal is not certainly defined on a box");
  }

  BaseProblem base_;
  int goal_;
  const BoxProof& proof_;
};

}  // namespace

std::size_t replay(const Statement& s, int goal, const BoxProof& proof) {
  if (s.goals[goal].relation != Relation::nonnegative) throw Rejection("an identity needs another kind of proof");
  return BoxReplay(s, goal, proof).run();
}

}  // namespace hebb::checker
