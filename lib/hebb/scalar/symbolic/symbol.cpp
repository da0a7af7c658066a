#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb {

Symbol::Symbol(int value) : Symbol(Rational(value)) {}
Symbol::Symbol(const Rational& value) : node_(new Node{Operation::constant, {}, value, 0, {}, true}) {}
Symbol Symbol::variable(std::string name) {
  return Symbol(std::shared_ptr<const Node>(new Node{Operation::variable, std::move(name), 0, 0, {}, true}));
}

bool Symbol::is_total() const { return node_->total; }
bool Symbol::is_constant() const { return node_->operation == Operation::constant; }
const Rational& Symbol::constant() const {
  require(is_constant(), "the term is not a constant");
  return node_->value;
}

Symbol Symbol::make(Operation operation, const Symbol& a, const Symbol* b, int exponent) {
  std::vector<Symbol> operands{a};
  if (b) operands.push_back(*b);
  bool total = a.is_total() && (!b || b->is_total());
  if (operation == Operation::log || operation == Operation::sqrt) total = false;
  if (operation == Operation::divide && !b->is_constant()) total = false;  // the constant 0 is no divisor
  return Symbol(std::shared_ptr<const Node>(new Node{operation, {}, 0, exponent, std::move(operands), total}));
}

namespace {
bool is(const Symbol& x, int value) { return x.is_constant() && x.constant() == value; }
}  // namespace

Symbol operator+(const Symbol& x, const Symbol& y) {
  if (x.is_constant() && y.is_constant()) return Symbol(Rational(x.constant() + y.constant()));
  if (is(x, 0)) return y;
  if (is(y, 0)) return x;
  return Symbol::make(Operation::add, x, &y);
}

Symbol operator-(const Symbol& x, const Symbol& y) {
  if (x.is_constant() && y.is_constant()) return Symbol(Rational(x.constant() - y.constant()));
  if (is(y, 0)) return x;
  if (is(x, 0)) return -y;
  return Symbol::make(Operation::subtract, x, &y);
}

Symbol operator*(const Symbol& x, const Symbol& y) {
  if (x.is_constant() && y.is_constant()) return Symbol(Rational(x.constant() * y.constant()));
  if ((is(x, 0) && y.is_total()) || (is(y, 0) && x.is_total())) return Symbol(0);
  if (is(x, 1)) return y;
  if (is(y, 1)) return x;
  return Symbol::make(Operation::multiply, x, &y);
}

Symbol operator/(const Symbol& x, const Symbol& y) {
  require(!is(y, 0), "a term is divided by the constant 0");
  if (x.is_constant() && y.is_constant()) return Symbol(Rational(x.constant() / y.constant()));
  if (is(y, 1)) return x;
  return Symbol::make(Operation::divide, x, &y);
}

Symbol operator-(const Symbol& x) {
  if (x.is_constant()) return Symbol(Rational(-x.constant()));
  if (x.node()->operation == Operation::negate) return x.node()->operands[0];
  return Symbol::make(Operation::negate, x);
}

Symbol pow(const Symbol& x, int n) {
  require(n >= 0, "a term is raised to the negative power " + std::to_string(n));
  if (n == 0) return Symbol(1) + Symbol(0) * x;  // 1, as far as x is defined
  if (n == 1) return x;
  if (x.is_constant()) return Symbol(integer_power(x.constant(), n));
  return Symbol::make(Operation::power, x, nullptr, n);
}

Symbol exp(const Symbol& x) {
  if (is(x, 0)) return Symbol(1);
  return Symbol::make(Operation::exp, x);
}

Symbol log(const Symbol& x) {
  if (is(x, 1)) return Symbol(0);
  return Symbol::make(Operation::log, x);
}

Symbol sqrt(const Symbol& x) {
  if (is(x, 0) || is(x, 1)) return x;
  return Symbol::make(Operation::sqrt, x);
}

Symbol sin(const Symbol& x) {
  if (is(x, 0)) return Symbol(0);
  return Symbol::make(Operation::sin, x);
}

Symbol cos(const Symbol& x) {
  if (is(x, 0)) return Symbol(1);
  return Symbol::make(Operation::cos, x);
}

Symbol atan(const Symbol& x) {
  if (is(x, 0)) return Symbol(0);
  return Symbol::make(Operation::atan, x);
}

Symbol abs(const Symbol& x) {
  if (x.is_constant()) return x.constant() < 0 ? -x : x;
  return Symbol::make(Operation::abs, x);
}

namespace {

Symbol without_logarithms(const Symbol& x, std::unordered_map<const Symbol::Node*, Symbol>& done) {
  if (const auto found = done.find(x.node()); found != done.end()) return found->second;
  const auto operand = [&](std::size_t k) { return without_logarithms(x.node()->operands[k], done); };
  Symbol result = x;
  switch (x.node()->operation) {
    case Operation::variable:
    case Operation::constant:
      break;
    case Operation::add:
      result = operand(0) + operand(1);
      break;
    case Operation::subtract:
      result = operand(0) - operand(1);
      break;
    case Operation::multiply:
      result = operand(0) * operand(1);
      break;
    case Operation::divide:
      result = operand(0) / operand(1);
      break;
    case Operation::negate:
      result = -operand(0);
      break;
    case Operation::power:
      result = pow(operand(0), x.node()->exponent);
      break;
    case Operation::log:
      result = log(operand(0));
      break;
    case Operation::sqrt:
      result = sqrt(operand(0));
      break;
    case Operation::sin:
      result = sin(operand(0));
      break;
    case Operation::cos:
      result = cos(operand(0));
      break;
    case Operation::atan:
      result = atan(operand(0));
      break;
    case Operation::abs:
      result = abs(operand(0));
      break;
    case Operation::exp: {
      const Symbol y = operand(0);
      result = y.node()->operation == Operation::log ? y.node()->operands[0] : exp(y);
      break;
    }
  }
  done.emplace(x.node(), result);
  return result;
}

}  // namespace

Symbol without_logarithms(const Symbol& x) {
  std::unordered_map<const Symbol::Node*, Symbol> done;
  return without_logarithms(x, done);
}

struct Recorder::Index {
  std::map<std::string, int> variables;
  std::map<Rational, int> constants;
  std::map<std::tuple<Operation, int, int>, int> nodes;
  std::unordered_map<const Symbol::Node*, int> visited;
};

Recorder::Recorder(std::vector<std::string> variables) : index_(std::make_shared<Index>()) {
  for (std::size_t k = 0; k < variables.size(); ++k) {
    require(index_->variables.emplace(variables[k], static_cast<int>(k)).second,
            "the variable '" + variables[k] + "' is declared twice");
  }
  expression_.variables = std::move(variables);
}

int Recorder::emit(const Instruction& i) {
  const auto [position, is_new] =
      index_->nodes.emplace(std::tuple(i.operation, i.a, i.b), static_cast<int>(expression_.code.size()));
  if (is_new) expression_.code.push_back(i);
  return position->second;
}

int Recorder::record(const Symbol& term) {
  const Symbol::Node* node = term.node();
  if (const auto found = index_->visited.find(node); found != index_->visited.end()) return found->second;
  Instruction instruction{node->operation};
  switch (node->operation) {
    case Operation::variable: {
      const auto found = index_->variables.find(node->name);
      require(found != index_->variables.end(), "the term uses the undeclared variable '" + node->name + "'");
      instruction.a = found->second;
      break;
    }
    case Operation::constant: {
      const auto [position, is_new] =
          index_->constants.emplace(node->value, static_cast<int>(expression_.constants.size()));
      if (is_new) expression_.constants.push_back(node->value);
      instruction.a = position->second;
      break;
    }
    default:
      instruction.a = record(node->operands[0]);
      if (node->operands.size() > 1) instruction.b = record(node->operands[1]);
      if (node->operation == Operation::power) instruction.b = node->exponent;
  }
  const int result = emit(instruction);
  index_->visited.emplace(node, result);
  visited_.emplace_back(term, result);
  return result;
}

namespace {

int precedence(Operation operation) {
  switch (operation) {
    case Operation::add:
    case Operation::subtract:
      return 1;
    case Operation::negate:
      return 2;
    case Operation::multiply:
    case Operation::divide:
      return 3;
    case Operation::power:
      return 4;
    default:
      return 5;
  }
}

/// x - y, in either form.
std::optional<std::pair<int, int>> difference(const Expression& e, int node) {
  const Instruction& i = e.code.at(node);
  if (i.operation == Operation::subtract) return std::pair(i.a, i.b);
  if (i.operation != Operation::add || e.code.at(i.b).operation != Operation::negate) return std::nullopt;
  return std::pair(i.a, e.code.at(i.b).a);
}

struct Extremum {
  bool max;
  int x, y;  // -1: the number 0
};

/// max(x, y) = (x + y + abs(x - y))/2 and min, which are recorded so, with the number 0 folded.
std::optional<Extremum> extremum(const Expression& e, int node) {
  const Instruction& half = e.code.at(node);
  const auto is_two = [&](int k) {
    return e.code.at(k).operation == Operation::constant && e.constants.at(e.code.at(k).a) == 2;
  };
  if (half.operation != Operation::divide || !is_two(half.b)) return std::nullopt;
  const Instruction& whole = e.code.at(half.a);
  const auto minus = difference(e, half.a);
  if (!minus && whole.operation != Operation::add) return std::nullopt;
  const int sum = minus ? minus->first : whole.a;
  const Instruction& size = e.code.at(minus ? minus->second : whole.b);
  if (size.operation != Operation::abs) return std::nullopt;
  if (size.a == sum) return Extremum{!minus, sum, -1};
  if (e.code.at(size.a).operation == Operation::negate && e.code.at(size.a).a == sum) return Extremum{!minus, -1, sum};
  const auto apart = difference(e, size.a);
  const Instruction& both = e.code.at(sum);
  if (!apart || both.operation != Operation::add || both.a != apart->first || both.b != apart->second)
    return std::nullopt;
  return Extremum{!minus, both.a, both.b};
}

/// Appends the node: code may be deep, and a text of its own for each level would take the square of the time. Long:
/// one case for each operation.
void infix(std::string& text, const Expression& e, int node, int at_least) {
  const Instruction& i = e.code.at(node);
  if (const auto found = extremum(e, node)) {
    const auto operand = [&](int k) { k < 0 ? void(text += '0') : infix(text, e, k, 0); };
    text += found->max ? "max(" : "min(";
    operand(found->x);
    text += ", ";
    operand(found->y);
    text += ')';
    return;
  }
  int level = precedence(i.operation);
  if (i.operation == Operation::constant) {
    const Rational& q = e.constants.at(i.a);
    if (q < 0)
      level = 2;
    else if (denominator(q) != 1)
      level = 3;
  }
  const auto two = [&](int left, const char* sign, int right) {
    infix(text, e, i.a, left);
    text += sign;
    infix(text, e, i.b, right);
  };
  const auto function = [&](const char* name) {
    text += name;
    text += '(';
    infix(text, e, i.a, 0);
    text += ')';
  };
  if (level < at_least) text += '(';
  switch (i.operation) {
    case Operation::variable:
      text += e.variables.at(i.a);
      break;
    case Operation::constant:
      text += to_string(e.constants.at(i.a));
      break;
    case Operation::add:
      if (const auto minus = difference(e, node)) {
        infix(text, e, minus->first, 1);
        text += " - ";
        infix(text, e, minus->second, 2);
      } else {
        two(1, " + ", 1);
      }
      break;
    case Operation::subtract:
      two(1, " - ", 2);
      break;
    case Operation::multiply:
      two(3, "*", 3);
      break;
    case Operation::divide:
      two(3, "/", 4);
      break;
    case Operation::negate:
      text += '-';
      infix(text, e, i.a, 3);
      break;
    case Operation::power:
      infix(text, e, i.a, 5);
      text += '^' + std::to_string(i.b);
      break;
    case Operation::exp:
      function("exp");
      break;
    case Operation::log:
      function("log");
      break;
    case Operation::sqrt:
      function("sqrt");
      break;
    case Operation::sin:
      function("sin");
      break;
    case Operation::cos:
      function("cos");
      break;
    case Operation::atan:
      function("atan");
      break;
    case Operation::abs:
      function("abs");
      break;
  }
  if (level < at_least) text += ')';
}

}  // namespace

std::string to_infix(const Expression& e, int node) {
  std::string text;
  infix(text, e, node, 0);
  return text;
}

}  // namespace hebb
