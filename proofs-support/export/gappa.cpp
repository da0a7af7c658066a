#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/export/gappa.hpp>
#include <hebb/export/names.hpp>

namespace hebb::exports {
namespace {

std::string gappa_number(const Rational& q) {
  const std::string n = numerator(q).str(), text = denominator(q) == 1 ? n : n + " / " + denominator(q).str();
  return denominator(q) == 1 && q >= 0 ? text : fmt::format("({})", text);
}

class Gappa {
 public:
  Gappa(const Statement& s, int cells) : s_(s), e_(s.expression), cells_(cells) {
    names_ = identifiers(e_.variables, {"in", "not", "sqrt", "float", "fixed", "int", "rnd", "hint"});
    declared_.resize(e_.code.size(), false);
  }

  std::string text(std::optional<int> goal) {
    for (std::size_t k = 0; k < s_.goals.size(); ++k) {
      const bool asked = !goal || static_cast<std::size_t>(*goal) == k;
      require(!asked || s_.goals[k].relation == Relation::nonnegative,
              "Gappa bounds expressions; it cannot prove identities");
    }
    for (const Factor& f : s_.domain) domain(f);
    for (const Condition& c : s_.assumptions) {
      define(c.node);
      hypotheses_.push_back(node(c.node) + (c.relation == Relation::zero ? " in [0,0]" : " >= 0"));
    }
    std::vector<std::string> goals;
    for (std::size_t k = 0; k < s_.goals.size(); ++k) {
      if (goal && static_cast<std::size_t>(*goal) != k) continue;
      define(s_.goals[k].node);
      goals.push_back(node(s_.goals[k].node));
    }
    std::string text = definitions_;
    std::vector<std::string> claims;
    for (const std::string& g : goals) claims.push_back(g + " >= 0");
    text += fmt::format("{{ {}\n  -> {} }}\n", fmt::join(hypotheses_, "\n  /\\ "), fmt::join(claims, " /\\ "));
    std::vector<std::string> cuts;
    for (const std::string& x : base_) cuts.push_back(fmt::format("{} in {}", x, cells_));
    if (!cuts.empty()) {
      for (const std::string& g : goals) text += fmt::format("{} $ {};\n", g, fmt::join(cuts, ", "));
    }
    return text;
  }

 private:
  std::string node(int k) const {
    const Instruction& i = e_.code[k];
    if (i.operation == Operation::variable) return names_[i.a];
    if (i.operation == Operation::constant) return gappa_number(e_.constants[i.a]);
    return fmt::format("node{}_", k);
  }

  void define(int last) {
    for (const int k : nodes_below(e_, last, [](const Instruction&) { return true; })) {
      if (declared_[k]) continue;
      declared_[k] = true;
      const Instruction& i = e_.code[k];
      const auto binary = [&](const char* sign) { return fmt::format("{} {} {}", node(i.a), sign, node(i.b)); };
      std::string body;
      switch (i.operation) {
        case Operation::variable:
        case Operation::constant:
          continue;
        case Operation::add:
          body = binary("+");
          break;
        case Operation::subtract:
          body = binary("-");
          break;
        case Operation::multiply:
          body = binary("*");
          break;
        case Operation::divide:
          body = binary("/");
          break;
        case Operation::negate:
          body = fmt::format("-{}", node(i.a));
          break;
        case Operation::power: {
          body = node(i.a);
          for (int n = 1; n < i.b; ++n) body += " * " + node(i.a);
          break;
        }
        case Operation::sqrt:
          body = fmt::format("sqrt({})", node(i.a));
          break;
        case Operation::abs:
          body = fmt::format("|{}|", node(i.a));
          break;
        case Operation::exp:
        case Operation::log:
          throw PreconditionError("the statement needs exp or log, which Gappa does not have");
        default:
          throw PreconditionError("the statement needs sin, cos or atan, which Gappa does not have");
      }
      definitions_ += fmt::format("{} = {};\n", node(k), body);
    }
  }

  void unit(const std::string& x) {
    hypotheses_.push_back(x + " in [0,1]");
    base_.push_back(x);
  }

  void domain(const Factor& f) {
    if (const auto* range = std::get_if<Range>(&f)) {
      const std::string& x = names_[range->variable];
      require(range->lower || range->upper,
              "the variable " + e_.variables[range->variable] + " has no bounds, and Gappa needs some");
      if (range->lower) define(*range->lower);
      if (range->upper) define(*range->upper);
      if (range->lower && range->upper) {
        const std::string t = x + "_t_", low = node(*range->lower), high = node(*range->upper);
        if (low == "0" && high == "1") return unit(x);
        definitions_ += fmt::format("{} = {} + {} * ({} - {});\n", x, low, t, high, low);
        return unit(t);
      }
      const std::string t = x + "_t_";
      definitions_ += range->lower ? fmt::format("{} = {} + {};\n", x, node(*range->lower), t)
                                   : fmt::format("{} = {} - {};\n", x, node(*range->upper), t);
      hypotheses_.push_back(t + " >= 0");
      return;
    }
    const auto* chamber = std::get_if<LeaderChamber>(&f);
    const std::vector<int>& p = chamber ? chamber->coordinates : std::get<Simplex>(f).coordinates;
    std::vector<std::string> others;
    for (std::size_t k = 1; k < p.size(); ++k) {
      unit(names_[p[k]]);
      others.push_back(names_[p[k]]);
    }
    definitions_ += fmt::format("{} = 1 - ({});\n", names_[p[0]], fmt::join(others, " + "));
    hypotheses_.push_back(names_[p[0]] + " in [0,1]");
    if (!chamber) return;
    unit(names_[chamber->gap]);
    hypotheses_.push_back(fmt::format("{} - {} - {} >= 0", names_[p[0]], names_[p[1]], names_[chamber->gap]));
    for (std::size_t k = 1; k + 1 < p.size(); ++k)
      hypotheses_.push_back(fmt::format("{} - {} >= 0", names_[p[k]], names_[p[k + 1]]));
  }

  const Statement& s_;
  const Expression& e_;
  int cells_;
  std::vector<std::string> names_, hypotheses_, base_;
  std::vector<bool> declared_;
  std::string definitions_;
};

}  // namespace

std::string to_gappa(const Statement& statement, std::optional<int> goal, int cells) {
  require(!goal || (*goal >= 0 && static_cast<std::size_t>(*goal) < statement.goals.size()),
          fmt::format("the statement has {} goals", statement.goals.size()));
  require(cells >= 1 && cells <= 4096, fmt::format("the number of cells must be from 1 to 4096, not {}", cells));
  return Gappa(statement, cells).text(goal);
}

std::string update_rounding_gappa(int d) {
  require(d >= 2 && d <= 64, fmt::format("the dimension must be from 2 to 64, not {}", d));
  std::string text =
      "# One coordinate of p_i' = p_i (1 + a y_i)/(1 + a <p, y>) in binary64 against the exact formula.\n@rnd = "
      "float<ieee_64,ne>;\na = rnd(a_);\n";
  std::string mean, hypotheses = "a in [1b-30, 1b-5]";
  for (int k = 1; k <= d; ++k) {
    text += fmt::format("y{0} = rnd(y{0}_); p{0} = rnd(p{0}_);\n", k);
    mean = k == 1 ? "p1 * y1" : fmt::format("({}) + p{} * y{}", mean, k, k);
    hypotheses += fmt::format("\n  /\\ y{0} in [-4, 4] /\\ p{0} in [1b-200, 1]", k);
  }
  text += fmt::format("b rnd= {0};\nB = {0};\n", mean);  // rnd= rounds each operation on the right
  text += "num rnd= p1 * (1 + a * y1);\nNum = p1 * (1 + a * y1);\nden rnd= 1 + a * b;\nDen = 1 + a * B;\n";
  text += "new rnd= num / den;\nNew = Num / Den;\n";
  return text +
         fmt::format(
             "# |<p, y>| <= 4 because p is on the simplex\n{{ {}\n  /\\ B in [-4, 4]\n  -> |new -/ New| <= {}b-55 }}\n",
             hypotheses, 20 + d);
}

}  // namespace hebb::exports
