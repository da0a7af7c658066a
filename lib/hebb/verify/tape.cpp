#include <hebb/verify/tape.hpp>

#include <algorithm>

namespace hebb {
namespace {

/// The nodes that `outputs` need.
std::vector<bool> cone(const Expression& e, std::span<const int> outputs) {
  std::vector<bool> needed(e.code.size(), false);
  for (const int k : outputs) needed[k] = true;
  for (std::size_t k = e.code.size(); k-- > 0;) {
    const Instruction& i = e.code[k];
    if (!needed[k] || i.operation == Operation::variable || i.operation == Operation::constant) continue;
    needed[i.a] = true;
    if (has_two_operands(i.operation)) needed[i.b] = true;
  }
  return needed;
}

}  // namespace

Tape::Tape(const Expression& e, int goal_node, std::span<const int> constraint_nodes)
    : variables(static_cast<int>(e.variables.size())), registers(variables) {
  std::vector<int> outputs(constraint_nodes.begin(), constraint_nodes.end());
  outputs.push_back(goal_node);
  const std::vector<bool> needed = cone(e, outputs), in_goal = cone(e, {{goal_node}});
  std::vector<int> place(e.code.size(), -1);
  std::vector<bool> varies(e.code.size(), false);
  for (std::size_t k = 0; k < e.code.size(); ++k) {
    if (!needed[k]) continue;
    const Instruction& i = e.code[k];
    if (i.operation == Operation::variable) {
      place[k] = i.a;
      varies[k] = true;
      continue;
    }
    place[k] = registers++;
    if (i.operation == Operation::constant) {
      constants.push_back({place[k], Interval(e.constants[i.a])});
      continue;
    }
    Step step{i.operation};
    step.target = place[k];
    step.a = place[i.a];
    step.differentiate_a = varies[i.a];
    step.b = i.b;
    if (has_two_operands(i.operation)) {
      step.b = place[i.b];
      step.differentiate_b = varies[i.b];
    }
    varies[k] = step.differentiate_a || step.differentiate_b;
    all.push_back(step);
    if (in_goal[k]) goal_only.push_back(step);
  }
  goal = place[goal_node];
  for (const int k : constraint_nodes) constraints.push_back(place[k]);

  std::vector<bool> reached(registers, false);
  reached[goal] = true;
  for (auto step = goal_only.rbegin(); step != goal_only.rend(); ++step) {
    if (!reached[step->target]) continue;
    Step r = *step;
    if (r.differentiate_a) {
      r.first_a = !reached[r.a];
      reached[r.a] = true;
    }
    if (r.differentiate_b) {
      r.first_b = !reached[r.b];
      reached[r.b] = true;
    }
    if (r.differentiate_a || r.differentiate_b) reverse.push_back(r);
  }
}

void LaneRegisters::fill(int r, const Interval& value) {
  std::fill_n(lower(r), tape_lanes, value.lower());
  std::fill_n(upper(r), tape_lanes, value.upper());
}

TapeWorkspace::TapeWorkspace(const Tape& tape)
    : box(tape.registers), midpoint(tape.registers), adjoint(tape.registers), inner(tape.variables), form(1) {
  for (const Tape::Constant& c : tape.constants) {
    box.fill(c.target, c.value);
    midpoint.fill(c.target, c.value);
  }
  for (int k = 0; k < tape.variables; ++k) {
    box.fill(k, 0);
    inner.fill(k, 0);
    adjoint.fill(k, 0);
  }
}

}  // namespace hebb
