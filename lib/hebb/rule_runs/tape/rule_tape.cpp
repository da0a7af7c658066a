#include <algorithm>
#include <cmath>

#include <hebb/rule_runs/tape/rule_tape.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

using rule_tape::Code;
using rule_tape::Op;

Op op_of(Operation operation) {
  switch (operation) {
    case Operation::add:
      return Op::add;
    case Operation::subtract:
      return Op::subtract;
    case Operation::multiply:
      return Op::multiply;
    case Operation::divide:
      return Op::divide;
    case Operation::negate:
      return Op::negate;
    case Operation::power:
      return Op::power;
    case Operation::exp:
      return Op::exp;
    case Operation::log:
      return Op::log;
    case Operation::sqrt:
      return Op::sqrt;
    case Operation::sin:
      return Op::sin;
    case Operation::cos:
      return Op::cos;
    case Operation::atan:
      return Op::atan;
    default:
      return Op::abs;
  }
}

bool is_leaf(Operation operation) { return operation == Operation::variable || operation == Operation::constant; }

}  // namespace

RuleTape::Row RuleTape::constant(double value) {
  initial_.push_back(value);
  return {rows_++, true};
}

RuleTape::RuleTape(const RecordedRule& rule, double a, double q)
    : dimension_(rule.dimension), rows_(2 * rule.dimension), initial_(2 * static_cast<std::size_t>(rule.dimension)) {
  std::vector<Row> variables;
  for (int i = 0; i < 2 * dimension_; ++i) variables.push_back({i, false});
  const Row bound = constant(rule.noise_bound ? rule.noise_bound->convert_to<double>() : q);
  std::vector<Row> state(variables.begin(), variables.begin() + dimension_);
  state.push_back(bound);
  for (const Row& row : compile(rule.trigger, state, trigger_)) weights_.push_back(row.index);
  variables.push_back(constant(a));
  variables.push_back(bound);
  for (const Row& row : compile(rule.step, variables, step_)) next_.push_back(row.index);
}

std::vector<RuleTape::Row> RuleTape::compile(const RecordedFunction& f, const std::vector<Row>& variables,
                                             std::vector<Code>& code) {
  const Expression& e = f.expression;
  std::vector<bool> used(e.code.size(), false);
  for (const int node : f.outputs) used[static_cast<std::size_t>(node)] = true;
  for (std::size_t k = used.size(); k-- > 0;) {
    const Instruction& i = e.code[k];
    if (!used[k] || is_leaf(i.operation)) continue;
    used[static_cast<std::size_t>(i.a)] = true;
    if (has_two_operands(i.operation)) used[static_cast<std::size_t>(i.b)] = true;
  }
  std::vector<Row> row(e.code.size(), {0, true});
  std::vector<double> values(e.code.size(), 0.0);  // of the constant ones
  for (std::size_t k = 0; k < used.size(); ++k) {
    if (!used[k]) continue;
    const Instruction& i = e.code[k];
    const auto a = static_cast<std::size_t>(i.a), b = static_cast<std::size_t>(i.b);
    if (i.operation == Operation::variable) {
      row[k] = variables[a];
      if (row[k].constant) values[k] = initial_[static_cast<std::size_t>(row[k].index)];
    } else if (i.operation == Operation::constant ||
               (row[a].constant && (!has_two_operands(i.operation) || row[b].constant))) {
      values[k] = apply(e, i, values, Vec<double>{}, 0.0);
      require(std::isfinite(values[k]), [&] { return "the rule has no value: " + to_infix(e, static_cast<int>(k)); });
      row[k] = constant(values[k]);
    } else {
      initial_.push_back(0);
      row[k] = {rows_++, false};
      const int second = i.operation == Operation::power ? i.b : has_two_operands(i.operation) ? row[b].index : 0;
      code.push_back({op_of(i.operation), row[k].index, row[a].index, second});
    }
  }
  std::vector<Row> outputs;
  for (const int node : f.outputs) outputs.push_back(row[static_cast<std::size_t>(node)]);
  return outputs;
}

void RuleTape::fill(rule_tape::Constants& c) const {
  c.dimension = dimension_;
  c.trigger = trigger_.data();
  c.trigger_size = static_cast<int>(trigger_.size());
  c.step = step_.data();
  c.step_size = static_cast<int>(step_.size());
  c.weights = weights_.data();
  c.next = next_.data();
}

std::vector<double> RuleTape::rows(const std::vector<double>& p) const {
  std::vector<double> out;
  out.reserve(initial_.size() * rule_tape::width);
  for (std::size_t k = 0; k < initial_.size(); ++k)
    out.insert(out.end(), rule_tape::width, k < p.size() ? p[k] : initial_[k]);
  return out;
}

}  // namespace hebb
