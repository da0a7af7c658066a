#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/export/names.hpp>
#include <hebb/export/smt.hpp>

namespace hebb::exports {
namespace {

std::string smt_number(const Rational& q) {
  const Rational magnitude = q < 0 ? Rational(-q) : q;
  const std::string n = numerator(magnitude).str() + ".0", d = denominator(magnitude).str() + ".0";
  const std::string text = d == "1.0" ? n : fmt::format("(/ {} {})", n, d);
  return q < 0 ? fmt::format("(- {})", text) : text;
}

class Smt {
 public:
  explicit Smt(const Statement& s) : s_(s), e_(s.expression) {
    names_ = identifiers(e_.variables, {"and", "or",     "not",  "xor",  "let",  "distinct", "exists", "forall",
                                        "par", "assert", "exit", "push", "pop",  "true",     "false",  "as",
                                        "ite", "abs",    "div",  "mod",  "Real", "Int",      "Bool"});
    used_.resize(e_.code.size(), false);
  }

  std::string text(std::optional<int> goal) {
    for (const Factor& f : s_.domain) {
      if (const auto* range = std::get_if<Range>(&f)) {
        if (range->lower) use(*range->lower);
        if (range->upper) use(*range->upper);
      }
    }
    for (const Condition& c : s_.assumptions) use(c.node);
    std::vector<std::string> violations;
    for (std::size_t k = 0; k < s_.goals.size(); ++k) {
      if (goal && static_cast<std::size_t>(*goal) != k) continue;
      use(s_.goals[k].node);
      violations.push_back(violation(s_.goals[k]));
    }
    std::string text = "(set-logic QF_NRA)\n";
    for (const std::string& name : names_) text += fmt::format("(declare-const {} Real)\n", name);
    for (std::size_t k = 0; k < e_.code.size(); ++k) {
      if (used_[k]) text += definition(static_cast<int>(k));
    }
    for (const Factor& f : s_.domain) text += domain(f);
    for (const Condition& c : s_.assumptions) text += fmt::format("(assert {})\n", holds(c));
    text += fmt::format("(assert {})\n(check-sat)\n", any(violations));
    return text;
  }

 private:
  static std::string any(const std::vector<std::string>& list) {
    return list.size() == 1 ? list[0] : fmt::format("(or {})", fmt::join(list, " "));
  }

  std::string node(int k) const {
    const Instruction& i = e_.code[k];
    if (i.operation == Operation::variable) return names_[i.a];
    if (i.operation == Operation::constant) return smt_number(e_.constants[i.a]);
    return fmt::format("n!{}", k);
  }

  bool is_constant(int k) const { return e_.code[k].operation == Operation::constant; }

  void use(int node) {
    for (const int k : nodes_below(e_, node, [](const Instruction&) { return true; })) {
      const Operation o = e_.code[k].operation;
      require(o != Operation::exp && o != Operation::log, "the statement needs exp or log, which QF_NRA does not have");
      require(o != Operation::sin && o != Operation::cos && o != Operation::atan,
              "the statement needs sin, cos or atan, which QF_NRA does not have");
      used_[k] = true;
    }
  }

  std::string definition(int k) const {
    const Instruction& i = e_.code[k];
    const std::string name = node(k);
    const auto define = [&](const std::string& body) {
      return fmt::format("(define-fun {} () Real {})\n", name, body);
    };
    const auto binary = [&](const char* sign) { return define(fmt::format("({} {} {})", sign, node(i.a), node(i.b))); };
    switch (i.operation) {
      case Operation::add:
        return binary("+");
      case Operation::subtract:
        return binary("-");
      case Operation::multiply:
        return binary("*");
      case Operation::negate:
        return define(fmt::format("(- {})", node(i.a)));
      case Operation::power: {
        std::string factors;
        for (int n = 0; n < i.b; ++n) factors.append(" ").append(node(i.a));
        return define(fmt::format("(*{})", factors));
      }
      case Operation::divide:
        if (is_constant(i.b)) return binary("/");
        return fmt::format("(declare-const {0} Real)\n(assert (or (= {2} 0.0) (= (* {0} {2}) {1})))\n", name, node(i.a),
                           node(i.b));
      case Operation::sqrt:
        return fmt::format(
            "(declare-const {0} Real)\n(assert (or (< {1} 0.0) (and (>= {0} 0.0) (= (* {0} {0}) {1}))))\n", name,
            node(i.a));
      case Operation::abs:
        return define(fmt::format("(ite (>= {0} 0.0) {0} (- {0}))", node(i.a)));
      default:
        return {};  // variables and constants have no definition
    }
  }

  std::string domain(const Factor& f) const {
    std::string text;
    const auto assert_that = [&](const std::string& condition) { text += fmt::format("(assert {})\n", condition); };
    const auto ordered = [&](const char* sign, const std::string& x, const std::string& y) {
      assert_that(fmt::format("({} {} {})", sign, x, y));
    };
    const auto sum_is_one = [&](const std::vector<int>& coordinates) {
      std::string sum = "(+";
      for (const int k : coordinates) sum += " " + names_[k];
      ordered("=", sum + ")", "1.0");
    };
    if (const auto* range = std::get_if<Range>(&f)) {
      if (range->lower) ordered(range->lower_open ? "<" : "<=", node(*range->lower), names_[range->variable]);
      if (range->upper) ordered(range->upper_open ? "<" : "<=", names_[range->variable], node(*range->upper));
    } else if (const auto* simplex = std::get_if<Simplex>(&f)) {
      for (const int k : simplex->coordinates) ordered(simplex->open ? "<" : "<=", "0.0", names_[k]);
      sum_is_one(simplex->coordinates);
    } else {
      const auto& [p, gap] = std::get<LeaderChamber>(f);
      ordered("<", "0.0", names_[gap]);
      ordered("<=", fmt::format("(+ {} {})", names_[p[1]], names_[gap]), names_[p[0]]);
      for (std::size_t k = 2; k < p.size(); ++k) ordered("<=", names_[p[k]], names_[p[k - 1]]);
      ordered("<=", "0.0", names_[p.back()]);
      sum_is_one(p);
    }
    return text;
  }

  std::string holds(const Condition& c) const {
    return fmt::format("({} {} 0.0)", c.relation == Relation::zero ? "=" : ">=", node(c.node));
  }

  std::string violation(const Condition& goal) const {
    std::vector<std::string> undefined;
    for (const int k : nodes_below(e_, goal.node, [](const Instruction&) { return true; })) {
      const Instruction& i = e_.code[k];
      if (i.operation == Operation::divide && !is_constant(i.b))
        undefined.push_back(fmt::format("(= {} 0.0)", node(i.b)));
      if (i.operation == Operation::sqrt) undefined.push_back(fmt::format("(< {} 0.0)", node(i.a)));
    }
    const std::string fails = fmt::format("(not {})", holds(goal));
    if (goal.relation == Relation::nonnegative) {
      undefined.push_back(fails);
      return any(undefined);
    }
    return undefined.empty() ? fails : fmt::format("(and (not {}) {})", any(undefined), fails);
  }

  const Statement& s_;
  const Expression& e_;
  std::vector<std::string> names_;
  std::vector<bool> used_;
};

}  // namespace

std::string to_smt2(const Statement& statement, std::optional<int> goal) {
  require(!goal || (*goal >= 0 && static_cast<std::size_t>(*goal) < statement.goals.size()),
          fmt::format("the statement has {} goals", statement.goals.size()));
  return Smt(statement).text(goal);
}

}  // namespace hebb::exports
