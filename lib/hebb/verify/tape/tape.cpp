#include <algorithm>
#include <cfloat>
#include <cstddef>

#include <hebb/scalar/packed/packed_lanes.hpp>
#include <hebb/scalar/packed/rounding_mode.hpp>
#include <hebb/verify/tape/tape.hpp>

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

void fill(TapeRegisters registers, int r, const Interval& value) {
  std::fill_n(registers.lower(r), tape_lanes, value.lower());
  std::fill_n(registers.upper(r), tape_lanes, value.upper());
}

TapeSteps steps_of(const std::vector<TapeStep>& steps) { return {steps.data(), static_cast<int>(steps.size())}; }

constexpr int packs_of(int lanes) { return (lanes + lane_count - 1) / lane_count; }

}  // namespace

Tape::Tape(const Expression& e, int goal_node, std::span<const int> constraint_nodes, const Vec<Interval>& box)
    : variables_(static_cast<int>(e.variables.size())), registers_(variables_) {
  std::vector<int> outputs(constraint_nodes.begin(), constraint_nodes.end());
  outputs.push_back(goal_node);
  const std::vector<bool> needed = cone(e, outputs);
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
    place[k] = registers_++;
    if (i.operation == Operation::constant) {
      constants_.push_back({place[k], Interval(e.constants[i.a])});
      continue;
    }
    TapeStep step{i.operation};
    step.target = place[k];
    step.a = place[i.a];
    step.differentiate_a = varies[i.a];
    step.b = i.b;
    if (has_two_operands(i.operation)) {
      step.b = place[i.b];
      step.differentiate_b = varies[i.b];
    }
    varies[k] = step.differentiate_a || step.differentiate_b;
    steps_.push_back(step);
  }
  goal_ = place[goal_node];
  for (const int k : constraint_nodes) constraints_.push_back(place[k]);
  mark_products(box);
  plan_reverse();
}

void Tape::mark_products(const Vec<Interval>& box) {
  TapeWorkspace w(*this);
  for (int k = 0; k < variables_; ++k) fill(w.box, k, box[k]);
  w.enclose(1);
  std::vector<bool> may_be_undefined(registers_);  // what is bounded on the root box is so on every box in it
  for (int r = 0; r < registers_; ++r) {
    may_be_undefined[r] = !(*w.box.lower(r) >= -DBL_MAX && *w.box.upper(r) <= DBL_MAX);
  }
  for (TapeStep& s : steps_) {
    s.may_be_undefined = may_be_undefined[s.a] || (has_two_operands(s.operation) && may_be_undefined[s.b]);
    if (s.may_be_undefined) may_be_undefined[s.target] = true;
    if (s.operation != Operation::multiply || s.may_be_undefined) continue;
    s.nonnegative_a = *w.box.lower(s.a) >= 0;
    s.nonnegative_b = *w.box.lower(s.b) >= 0;
  }
}

void Tape::plan_reverse() {
  std::vector<bool> reached(registers_, false);
  reached[goal_] = true;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    TapeStep r = *step;
    if (!reached[r.target] || !(r.differentiate_a || r.differentiate_b)) continue;
    if (r.differentiate_a) {
      r.first_a = !reached[r.a];
      reached[r.a] = true;
    }
    if (r.differentiate_b) {
      r.first_b = !reached[r.b];
      reached[r.b] = true;
    }
    reverse_.push_back(r);
  }
}

TapeCode Tape::code() const { return {variables_, goal_, steps_of(steps_), steps_of(reverse_)}; }

TapeWorkspace::TapeWorkspace(const Tape& tape)
    : code_(tape.code()), ends_(2 * tape_lanes * (4 * static_cast<std::size_t>(tape.registers()) + 1) + 8, 0.0) {
  const std::size_t size = 2 * tape_lanes * static_cast<std::size_t>(tape.registers());
  const auto misaligned = reinterpret_cast<std::uintptr_t>(ends_.data()) % 64 / sizeof(double);
  double* next = ends_.data() + (8 - misaligned) % 8;
  for (TapeRegisters* r : {&box, &inner, &midpoint, &adjoint, &form}) {
    r->ends = next;
    next += size;
  }
  for (const Tape::Constant& c : tape.constants()) {
    fill(box, c.target, c.value);
    fill(midpoint, c.target, c.value);
  }
}

void TapeWorkspace::enclose(InstructionSet set, int lanes) const {
  dispatch(set, [&]<class Isa>(Isa) { run_tape<Isa>(code_, box, packs_of(lanes)); });
}

void TapeWorkspace::enclose_slopes(InstructionSet set, int lanes) const {
  dispatch(set,
           [&]<class Isa>(Isa) { run_tape_slopes<Isa>(code_, box, inner, midpoint, adjoint, form, packs_of(lanes)); });
}

void run_elementary(Operation operation, const double* lower, const double* upper, double* result_lower,
                    double* result_upper) {
  packed::rounding_to_nearest([=] {
    for (int l = 0; l < lane_count; ++l) {
      const bool bounded = lower[l] >= -DBL_MAX && upper[l] <= DBL_MAX;
      const bool defined = (operation != Operation::log && operation != Operation::sqrt) || lower[l] > 0 ||
                           (operation == Operation::sqrt && lower[l] == 0);
      Interval y = Interval::entire();
      if (bounded && defined) {
        const Interval x(lower[l], upper[l]);
        y = operation == Operation::exp    ? exp(x)
            : operation == Operation::log  ? log(x)
            : operation == Operation::sin  ? sin(x)
            : operation == Operation::cos  ? cos(x)
            : operation == Operation::atan ? atan(x)
                                           : sqrt(x);
        if (!y.is_bounded()) y = Interval::entire();
      }
      result_lower[l] = y.lower();
      result_upper[l] = y.upper();
    }
  });
}

}  // namespace hebb
