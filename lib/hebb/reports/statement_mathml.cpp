#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/drawing/markup.hpp>
#include <hebb/reports/statement_mathml.hpp>

namespace hebb {
namespace {

/// How tightly a term binds: what is looser than its place asks for stands in brackets.
enum class Binding { sum, product, power, atom };

struct Term {
  std::string text;
  Binding binding = Binding::atom;
};

struct TooLong : std::runtime_error {
  TooLong() : std::runtime_error("the formula is too long for a page") {}
};

std::string element(const char* name, const std::string& content) {
  return fmt::format("<{0}>{1}</{0}>", name, content);
}
std::string row(const std::string& content) { return element("mrow", content); }
std::string sign(const char* text) { return element("mo", text); }
const std::string at_least = sign("\xE2\x89\xA5"), at_most = sign("\xE2\x89\xA4"), comma = sign(","),
                  minus = sign("\xE2\x88\x92"), nothing = "";

std::string bracketed(const std::string& text) { return row(sign("(") + text + sign(")")); }

/// p3 as p with index 3; other names as they are.
std::string name_of(const std::string& name) {
  std::size_t digits = name.size();
  while (digits > 0 && std::isdigit(static_cast<unsigned char>(name[digits - 1])) != 0) --digits;
  if (digits == 0 || digits == name.size()) return element("mi", escape_markup(name));
  return element("msub", element("mi", escape_markup(name.substr(0, digits))) + element("mn", name.substr(digits)));
}

Term number(const Rational& q) {
  const Rational size = q < 0 ? Rational(-q) : q;
  const std::string whole = element("mn", numerator(size).str());
  const std::string text =
      denominator(size) == 1 ? whole : element("mfrac", whole + element("mn", denominator(size).str()));
  if (q < 0) return {row(minus + text), Binding::sum};
  return {text, denominator(size) == 1 ? Binding::atom : Binding::product};
}

class Formula {
 public:
  Formula(const Statement& s, std::size_t most) : statement_(s), most_(most), terms_(s.expression.code.size()) {}

  std::string variable(int k) const { return name_of(statement_.expression.variables[static_cast<std::size_t>(k)]); }
  std::string text(int node) { return term(node).text; }

  /// "node >= 0", or "a >= b" where the node is a - b.
  std::string condition(const Condition& c) {
    const Instruction& i = statement_.expression.code[static_cast<std::size_t>(c.node)];
    const std::string relation = c.relation == Relation::zero ? sign("=") : at_least;
    if (i.operation != Operation::subtract) return text(c.node) + relation + element("mn", "0");
    return text(i.a) + relation + text(i.b);
  }

 private:
  const Term& term(int node) {
    // Operands come first: no recursion, whatever the depth.
    for (; done_ <= static_cast<std::size_t>(node); ++done_) {
      terms_[done_] = made(statement_.expression.code[done_]);
      total_ += terms_[done_].text.size();
      if (total_ > 20 * most_) throw TooLong();
    }
    return terms_[static_cast<std::size_t>(node)];
  }

  const Term& operand(int node) const { return terms_[static_cast<std::size_t>(node)]; }
  std::string inside(int node, Binding place) const {
    return operand(node).binding < place ? bracketed(operand(node).text) : operand(node).text;
  }
  std::string function(const char* name, int node) const {
    return row(element("mi", name) + sign("\xE2\x81\xA1") + bracketed(operand(node).text));
  }

  Term made(const Instruction& i) const {
    switch (i.operation) {
      case Operation::variable:
        return {variable(i.a), Binding::atom};
      case Operation::constant:
        return number(statement_.expression.constants[static_cast<std::size_t>(i.a)]);
      case Operation::add:
        return {row(operand(i.a).text + sign("+") + inside(i.b, Binding::sum)), Binding::sum};
      case Operation::subtract:
        return {row(operand(i.a).text + minus + inside(i.b, Binding::product)), Binding::sum};
      case Operation::multiply:
        return {row(inside(i.a, Binding::product) + sign("\xC2\xB7") + inside(i.b, Binding::product)),
                Binding::product};
      case Operation::divide:
        return {element("mfrac", row(operand(i.a).text) + row(operand(i.b).text)), Binding::product};
      case Operation::negate:
        return {row(minus + inside(i.a, Binding::product)), Binding::sum};
      case Operation::power:
        return {element("msup", inside(i.a, Binding::atom) + element("mn", std::to_string(i.b))), Binding::power};
      case Operation::exp:
        return {element("msup", element("mi", "e") + row(operand(i.a).text)), Binding::power};
      case Operation::log:
        return {function("log", i.a), Binding::power};
      case Operation::sqrt:
        return {element("msqrt", operand(i.a).text), Binding::atom};
      case Operation::sin:
        return {function("sin", i.a), Binding::power};
      case Operation::cos:
        return {function("cos", i.a), Binding::power};
      case Operation::atan:
        return {function("arctan", i.a), Binding::power};
      default:
        return {row(sign("|") + operand(i.a).text + sign("|")), Binding::atom};
    }
  }

  const Statement& statement_;
  std::size_t most_, done_ = 0, total_ = 0;
  std::vector<Term> terms_;
};

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
  if (parts.size() > 5) return parts[0] + between + parts[1] + between + sign("\xE2\x80\xA6") + between + parts.back();
  return fmt::format("{}", fmt::join(parts, between));
}

std::string domain_of(Formula& f, const Factor& factor) {
  const auto names = [&](const std::vector<int>& variables) {
    std::vector<std::string> result;
    for (const int v : variables) result.push_back(f.variable(v));
    return result;
  };
  const std::string zero = element("mn", "0"), less = sign("&lt;");
  if (const auto* range = std::get_if<Range>(&factor)) {
    const std::string lower = range->lower ? f.text(*range->lower) + (range->lower_open ? less : at_most) : nothing;
    const std::string upper = range->upper ? (range->upper_open ? less : at_most) + f.text(*range->upper) : nothing;
    const bool real = !range->lower && !range->upper;
    return lower + f.variable(range->variable) + (real ? sign("\xE2\x88\x88") + element("mi", "\xE2\x84\x9D") : upper);
  }
  if (const auto* simplex = std::get_if<Simplex>(&factor)) {
    const auto p = names(simplex->coordinates);
    return joined(p, comma) + (simplex->open ? sign("&gt;") : at_least) + zero + comma + joined(p, sign("+")) +
           sign("=") + element("mn", "1");
  }
  const auto& chamber = std::get<LeaderChamber>(factor);
  const auto p = names(chamber.coordinates);
  return p[0] + at_least + p[1] + sign("+") + f.variable(chamber.gap) + comma +
         joined({p.begin() + 1, p.end()}, at_least) + at_least + zero + comma + joined(p, sign("+")) + sign("=") +
         element("mn", "1") + comma + f.variable(chamber.gap) + sign("&gt;") + zero;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> statement_mathml(const Statement& statement, std::size_t most) {
  std::vector<std::pair<std::string, std::string>> lines;
  std::size_t total = 0;
  const auto add = [&](const char* word, const std::string& formula) {
    total += formula.size();
    if (total > most) throw TooLong();
    lines.emplace_back(
        word, R"(<math xmlns="http://www.w3.org/1998/Math/MathML" displaystyle="true">)" + row(formula) + "</math>");
  };
  try {
    Formula f(statement, most);
    for (const Factor& factor : statement.domain) add("for all", domain_of(f, factor));
    for (const Condition& c : statement.assumptions) add("such that", f.condition(c));
    for (const Condition& c : statement.goals) add("holds", f.condition(c));
  } catch (const TooLong&) {
    return {};
  }
  return lines;
}

}  // namespace hebb
