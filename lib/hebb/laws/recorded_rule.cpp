#include <optional>

#include <fmt/format.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/laws/recorded_rule.hpp>
#include <hebb/scalar/jet.hpp>

namespace hebb {

// First derivatives of the functions that Jet does not know, for evaluate() to find. Of |u| where u is not 0, or
// vanishes with its slope as it is written.
namespace {
Jet<Symbol> chain(const Jet<Symbol>& x, const Symbol& value, const Symbol& slope) {
  if (x.is_constant()) return Jet<Symbol>::constant(value);
  return Jet<Symbol>::from_coefficients({value, slope * x.coefficient(1)});
}
/// r where x = u r as it is written, with few factors.
std::optional<Symbol> cofactor(const Symbol& x, const Symbol& u, int depth = 8) {
  if (depth == 0) return std::nullopt;
  const Symbol::Node &n = *x.node(), &factor = *u.node();
  if (&n == &factor || (n.operation == Operation::variable && factor.operation == n.operation && n.name == factor.name))
    return Symbol(1);
  if (n.operation == Operation::negate) {
    const auto r = cofactor(n.operands[0], u, depth - 1);
    return r ? std::optional(-*r) : std::nullopt;
  }
  if (n.operation != Operation::multiply && n.operation != Operation::divide) return std::nullopt;
  if (const auto r = cofactor(n.operands[0], u, depth - 1))
    return n.operation == Operation::multiply ? *r * n.operands[1] : *r / n.operands[1];
  if (n.operation == Operation::divide) return std::nullopt;
  const auto r = cofactor(n.operands[1], u, depth - 1);
  return r ? std::optional(n.operands[0] * *r) : std::nullopt;
}
}  // namespace
Jet<Symbol> abs(const Jet<Symbol>& x) {
  const Symbol& u = x.value();
  if (x.is_constant()) return Jet<Symbol>::constant(abs(u));
  const Symbol& slope = x.coefficient(1);
  if (slope.is_constant() && slope.constant() == 0) return chain(x, abs(u), Symbol(0));
  require(!u.is_constant() || u.constant() != 0, "the rule has no derivative at a = 0: abs, max or min turns there");
  if (u.is_constant()) return chain(x, abs(u), Symbol(u.constant() > 0 ? 1 : -1));
  // |u (1 + r a)|, as of a probability times a factor: a derivative where u is 0, too.
  if (const auto r = cofactor(slope, u)) return Jet<Symbol>::from_coefficients({abs(u), abs(u) * *r});
  return chain(x, abs(u), abs(u) / u);
}
Jet<Symbol> sin(const Jet<Symbol>& x) { return chain(x, sin(x.value()), cos(x.value())); }
Jet<Symbol> cos(const Jet<Symbol>& x) { return chain(x, cos(x.value()), -sin(x.value())); }
Jet<Symbol> atan(const Jet<Symbol>& x) { return chain(x, atan(x.value()), 1 / (1 + square(x.value()))); }

namespace {

/// The nodes that the outputs use.
std::vector<bool> used_nodes(const RecordedFunction& f) {
  std::vector<bool> used(f.expression.code.size(), false);
  for (const int node : f.outputs) used[static_cast<std::size_t>(node)] = true;
  for (std::size_t k = used.size(); k-- > 0;) {  // every node follows its operands
    if (!used[k]) continue;
    const Instruction& i = f.expression.code[k];
    if (i.operation == Operation::variable || i.operation == Operation::constant) continue;
    used[static_cast<std::size_t>(i.a)] = true;
    if (has_two_operands(i.operation)) used[static_cast<std::size_t>(i.b)] = true;
  }
  return used;
}

bool is_algebraic_operation(Operation operation) {
  switch (operation) {
    case Operation::exp:
    case Operation::log:
    case Operation::sqrt:
    case Operation::sin:
    case Operation::cos:
    case Operation::atan:
      return false;
    default:
      return true;
  }
}

}  // namespace

bool RecordedFunction::is_algebraic() const {
  const std::vector<bool> used = used_nodes(*this);
  for (std::size_t k = 0; k < used.size(); ++k) {
    if (used[k] && !is_algebraic_operation(expression.code[k].operation)) return false;
  }
  return true;
}

bool RecordedFunction::depends_on(const std::string& variable) const {
  const std::vector<bool> used = used_nodes(*this);
  for (std::size_t k = 0; k < used.size(); ++k) {
    const Instruction& i = expression.code[k];
    if (used[k] && i.operation == Operation::variable &&
        expression.variables[static_cast<std::size_t>(i.a)] == variable)
      return true;
  }
  return false;
}

bool RecordedRule::is_algebraic() const {
  return step.is_algebraic() && increment.is_algebraic() && trigger.is_algebraic() && drift.is_algebraic() &&
         (!rate || rate->is_algebraic());
}

RecordedFunction record_function(std::vector<std::string> variables, const Vec<Symbol>& terms) {
  Recorder recorder(std::move(variables));
  RecordedFunction out;
  for (const Symbol& term : terms) out.outputs.push_back(recorder.record(term));
  out.expression = recorder.expression();
  return out;
}

Vec<Symbol> variable_vector(const std::string& name, int d) {
  Vec<Symbol> x;
  for (int k = 1; k <= d; ++k) x.push_back(Symbol::variable(fmt::format("{}{}", name, k)));
  return x;
}

std::vector<std::string> step_variables(int d) {
  std::vector<std::string> names;
  for (int k = 1; k <= d; ++k) names.push_back(fmt::format("p{}", k));
  for (int k = 1; k <= d; ++k) names.push_back(fmt::format("Y{}", k));
  names.insert(names.end(), {"a", "Q"});
  return names;
}

std::vector<std::string> state_variables(int d) {
  std::vector<std::string> names;
  for (int k = 1; k <= d; ++k) names.push_back(fmt::format("p{}", k));
  names.emplace_back("Q");
  return names;
}

void record_step(RecordedRule& rule, const Vec<Symbol>& next) {
  const auto d = static_cast<std::size_t>(rule.dimension);
  require(next.size() == d, [&] { return fmt::format("the rule returns {} components, not {}", next.size(), d); });
  rule.step = record_function(step_variables(rule.dimension), next);
  Vec<Jet<Symbol>> at;
  for (const std::string& name : rule.step.expression.variables) {
    at.push_back(name == "a" ? Jet<Symbol>::variable(Symbol(0), 1) : Jet<Symbol>::constant(Symbol::variable(name)));
  }
  Vec<Symbol> value, slope;
  for (const Jet<Symbol>& x : rule.step(at)) {
    value.push_back(x.value());
    slope.push_back(x.coefficient(1));
  }
  rule.at_rest = record_function(step_variables(rule.dimension), value);
  rule.increment = record_function(step_variables(rule.dimension), slope);
}

void record_defaults(RecordedRule& rule) {
  const Vec<Symbol> p = variable_vector("p", rule.dimension);
  rule.trigger = record_function(state_variables(rule.dimension), p);
  rule.drift = record_function(state_variables(rule.dimension), replicator(p));
}

}  // namespace hebb
