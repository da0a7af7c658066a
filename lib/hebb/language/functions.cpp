#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include <hebb/language/functions.hpp>

namespace hebb::language {
namespace {

Symbol checked_log(const Symbol& x) {
  require(!x.is_constant() || x.constant() > 0,
          [&] { return fmt::format("log({}): the logarithm needs a positive number", to_string(x.constant())); });
  return log(x);
}

Symbol checked_sqrt(const Symbol& x) {
  require(!x.is_constant() || x.constant() >= 0,
          [&] { return fmt::format("sqrt({}): the root needs a number >= 0", to_string(x.constant())); });
  return sqrt(x);
}

Symbol general_power(const Symbol& x, const Symbol& r) {
  require(!x.is_constant() || x.constant() > 0, "pow(x, r): the base must be positive");
  return exp(r * checked_log(x));
}

/// 2 atan(x/(1 + sqrt(1 - x^2))), which is defined at -1 and 1 as well.
Symbol arc_sine(const Symbol& x) { return Symbol(2) * atan(x / (Symbol(1) + checked_sqrt(Symbol(1) - square(x)))); }

Symbol half(const Symbol& x) { return x / Symbol(2); }

struct Function {
  std::size_t arity;
  Symbol (*apply)(const std::vector<Symbol>&);
};

const std::map<std::string, Function>& functions() {
  using X = const std::vector<Symbol>&;
  static const std::map<std::string, Function> table{
      {"abs", {1, [](X x) { return abs(x[0]); }}},
      {"acos", {1, [](X x) { return Symbol(2) * atan(Symbol(1)) - arc_sine(x[0]); }}},
      {"asin", {1, [](X x) { return arc_sine(x[0]); }}},
      {"atan", {1, [](X x) { return atan(x[0]); }}},
      {"cos", {1, [](X x) { return cos(x[0]); }}},
      {"cosh", {1, [](X x) { return half(exp(x[0]) + exp(-x[0])); }}},
      {"exp", {1, [](X x) { return exp(x[0]); }}},
      {"expm1", {1, [](X x) { return exp(x[0]) - Symbol(1); }}},
      {"log", {1, [](X x) { return checked_log(x[0]); }}},
      {"log1p", {1, [](X x) { return checked_log(Symbol(1) + x[0]); }}},
      {"max", {2, [](X x) { return half(x[0] + x[1] + abs(x[0] - x[1])); }}},
      {"min", {2, [](X x) { return half(x[0] + x[1] - abs(x[0] - x[1])); }}},
      {"pow", {2, [](X x) { return general_power(x[0], x[1]); }}},
      {"sin", {1, [](X x) { return sin(x[0]); }}},
      {"sinh", {1, [](X x) { return half(exp(x[0]) - exp(-x[0])); }}},
      {"sqrt", {1, [](X x) { return checked_sqrt(x[0]); }}},
      {"tan", {1, [](X x) { return sin(x[0]) / cos(x[0]); }}},
      {"tanh", {1, [](X x) { return (exp(x[0]) - exp(-x[0])) / (exp(x[0]) + exp(-x[0])); }}},
  };
  return table;
}

}  // namespace

bool is_function(const std::string& name) { return functions().contains(name); }

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& entry : functions()) names.push_back(entry.first);
  return names;
}

std::string_view function_name(Operation operation) {
  switch (operation) {
    case Operation::exp:
      return "exp";
    case Operation::log:
      return "log";
    case Operation::sqrt:
      return "sqrt";
    case Operation::sin:
      return "sin";
    case Operation::cos:
      return "cos";
    case Operation::atan:
      return "atan";
    case Operation::abs:
      return "abs";
    default:
      throw PreconditionError("the operation is no function of one operand");
  }
}

bool is_claim_name(const std::string& name) {
  static const std::set<std::string> words{
      "claim", "for", "variable", "point", "constant", "let",     "assume",  "prove",    "in",     "include",
      "inf",   "sum", "product",  "open",  "ordered",  "simplex", "chamber", "smallest", "largest"};
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto rest = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '\''; };
  return !name.empty() && letter(name[0]) && std::ranges::all_of(name, rest) && !words.contains(name) &&
         !is_function(name);
}

std::size_t arity(const std::string& name) { return functions().at(name).arity; }

Symbol apply_function(const std::string& name, const std::vector<Symbol>& x) { return functions().at(name).apply(x); }

}  // namespace hebb::language
