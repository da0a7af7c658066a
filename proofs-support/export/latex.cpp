#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/export/latex.hpp>
#include <hebb/export/names.hpp>

namespace hebb::exports {
namespace {

constexpr std::array greek{"alpha", "beta",  "gamma", "delta", "epsilon", "zeta",  "eta", "theta", "kappa", "lambda",
                           "mu",    "nu",    "xi",    "pi",    "rho",     "sigma", "tau", "phi",   "chi",   "psi",
                           "omega", "Gamma", "Delta", "Theta", "Lambda",  "Sigma", "Phi", "Psi",   "Omega"};

/// Text with the characters that TeX treats specially escaped.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("#$%&_{}").find(c) != std::string_view::npos) out += '\\';
    if (c == '^' || c == '~')
      out += std::string("\\") + c + "{}";
    else if (c == '\\')
      out += "\\textbackslash{}";
    else if (static_cast<unsigned char>(c) >= 128)
      out += '?';
    else
      out += c;
  }
  return out;
}

/// "p1" and "p_1" become p_{1}, "lambda_i" \lambda_{i}, "sigma2" \sigma^{2}; anything that is not a word becomes text.
std::string symbol(const std::string& name) {
  if (name == "sigma2") return "\\sigma^{2}";
  std::string base = name, index;
  if (const std::size_t cut = name.find('_'); cut != std::string::npos) {
    base = name.substr(0, cut);
    index = name.substr(cut + 1);
  } else {
    const std::size_t digits = name.find_last_not_of("0123456789") + 1;
    base = name.substr(0, digits);
    index = name.substr(digits);
  }
  const auto is_word = [](const std::string& s) {
    return std::ranges::all_of(s, [](unsigned char c) { return std::isalnum(c) != 0; });
  };
  if (base.empty() || !is_word(base) || !is_word(index)) return fmt::format("\\text{{[{}]}}", escaped(name));
  if (std::ranges::find(greek, base) != greek.end())
    base = fmt::format("\\{}", base);
  else if (base == "eps")
    base = "\\varepsilon";
  else if (base.size() > 1)
    base = fmt::format("\\mathrm{{{}}}", base);
  return index.empty() ? base : base + "_{" + index + "}";
}

class Formulas {
 public:
  explicit Formulas(const Statement& s) : e_(s.expression) {
    for (const std::string& v : e_.variables) names_.push_back(symbol(v));
    std::vector<int> uses(e_.code.size(), 0), outputs;
    for (const Condition& c : s.assumptions) outputs.push_back(c.node);
    for (const Condition& c : s.goals) outputs.push_back(c.node);
    std::vector<bool> counted(e_.code.size(), false);
    std::size_t total = 0;
    for (const int output : outputs) {
      total += written_out(e_, output, 100'000);
      for (const int k : nodes_below(e_, output, [](const Instruction& i) {
             return i.operation != Operation::variable && i.operation != Operation::constant;
           })) {
        if (counted[k]) continue;
        counted[k] = true;
        ++uses[e_.code[k].a];
        if (has_two_operands(e_.code[k].operation)) ++uses[e_.code[k].b];
      }
    }
    if (total <= 60) return;
    for (std::size_t k = 0; k < e_.code.size(); ++k) {
      const int node = static_cast<int>(k);
      if (uses[k] > 1 && written_out(e_, node, 100) >= 5)
        abbreviations_.emplace(node, fmt::format("u_{{{}}}", abbreviations_.size() + 1));
    }
  }

  const std::string& name(int variable) const { return names_[variable]; }
  const std::vector<std::string>& names() const { return names_; }
  const std::map<int, std::string>& abbreviations() const { return abbreviations_; }

  std::string operator()(int node) const { return infix(node, 0, false); }
  std::string definition(int node) const { return infix(node, 0, true); }

 private:
  // 1: a sum, 2: a product, 3: a power, 4: closed
  // Long: one rule for each operation.
  std::string infix(int node, int at_least, bool spelled_out) const {
    if (const auto short_name = abbreviations_.find(node); short_name != abbreviations_.end() && !spelled_out)
      return short_name->second;
    const Instruction& i = e_.code.at(node);
    const auto operand = [&](int k, int level) { return infix(k, level, false); };
    std::string text;
    int level = 4;
    switch (i.operation) {
      case Operation::variable:
        text = names_[i.a];
        level = text.find('^') == std::string::npos ? 4 : 3;
        break;
      case Operation::constant: {
        const Rational& q = e_.constants[i.a];
        const Rational magnitude = q < 0 ? Rational(-q) : q;
        text = denominator(magnitude) == 1
                   ? numerator(magnitude).str()
                   : fmt::format("\\frac{{{}}}{{{}}}", numerator(magnitude).str(), denominator(magnitude).str());
        if (q < 0) {
          text = fmt::format("-{}", text);
          level = 1;
        } else if (denominator(q) != 1) {
          level = 3;
        }
        break;
      }
      case Operation::add:
        text = operand(i.a, 1) + " + " + operand(i.b, 1);
        level = 1;
        break;
      case Operation::subtract:
        text = operand(i.a, 1) + " - " + operand(i.b, 2);
        level = 1;
        break;
      case Operation::multiply: {
        const bool digits = e_.code[i.b].operation == Operation::constant;
        text = operand(i.a, 2) + (digits ? " \\cdot " : " \\, ") + operand(i.b, 2);
        level = 2;
        break;
      }
      case Operation::divide:
        text = fmt::format("\\frac{{{}}}{{{}}}", operand(i.a, 0), operand(i.b, 0));
        level = 3;
        break;
      case Operation::negate:
        text = fmt::format("-{}", operand(i.a, 2));
        level = 1;
        break;
      case Operation::power:
        text = fmt::format("{}^{{{}}}", operand(i.a, 4), i.b);
        level = 3;
        break;
      case Operation::exp:
        text = fmt::format("e^{{{}}}", operand(i.a, 0));
        level = 3;
        break;
      case Operation::log:
        text = fmt::format("\\log\\left({}\\right)", operand(i.a, 0));
        break;
      case Operation::sqrt:
        text = fmt::format("\\sqrt{{{}}}", operand(i.a, 0));
        break;
      case Operation::sin:
        text = fmt::format("\\sin\\left({}\\right)", operand(i.a, 0));
        break;
      case Operation::cos:
        text = fmt::format("\\cos\\left({}\\right)", operand(i.a, 0));
        break;
      case Operation::atan:
        text = fmt::format("\\arctan\\left({}\\right)", operand(i.a, 0));
        break;
      case Operation::abs:
        text = fmt::format("\\left|{}\\right|", operand(i.a, 0));
        break;
    }
    return level < at_least ? fmt::format("\\left({}\\right)", text) : text;
  }

  const Expression& e_;
  std::vector<std::string> names_;
  std::map<int, std::string> abbreviations_;
};

/// Breaks a long sum before a sign that stands outside of all brackets and braces, about every `width` characters, and
/// a very long product between factors.
std::string broken(const std::string& formula, std::size_t width = 110) {
  std::string out;
  int depth = 0;
  std::size_t column = 0;
  for (std::size_t k = 0; k < formula.size(); ++k) {
    const std::string_view rest = std::string_view(formula).substr(k);
    if (formula[k] == '{' || rest.starts_with("\\left(")) ++depth;
    if (formula[k] == '}' || rest.starts_with("\\right)")) --depth;
    if (depth == 0 && column > width && (rest.starts_with(" + ") || rest.starts_with(" - "))) {
      out += " \\\\\n  &\\quad{}";
      column = 0;
    } else if (depth == 0 && column > 3 * width && rest.starts_with(" \\, ")) {
      out += " \\\\\n  &\\quad\\cdot{}";
      column = 0;
    }
    out += formula[k];
    ++column;
  }
  return out;
}

std::string factor(const Formulas& f, const Factor& domain) {
  const auto listed = [&](const std::vector<int>& coordinates, const char* separator) {
    std::vector<std::string> names;
    for (const int k : coordinates) names.push_back(f.name(k));
    return fmt::format("{}", fmt::join(names, separator));
  };
  if (const auto* range = std::get_if<Range>(&domain)) {
    const std::string& x = f.name(range->variable);
    if (!range->lower && !range->upper) return fmt::format("&{} \\in \\mathbb{{R}}", x);
    if (!range->lower) return fmt::format("&{} {} {}", x, range->upper_open ? "<" : "\\le", f(*range->upper));
    if (!range->upper) return fmt::format("&{} {} {}", x, range->lower_open ? ">" : "\\ge", f(*range->lower));
    return fmt::format("&{} {} {} {} {}", f(*range->lower), range->lower_open ? "<" : "\\le", x,
                       range->upper_open ? "<" : "\\le", f(*range->upper));
  }
  if (const auto* simplex = std::get_if<Simplex>(&domain)) {
    return fmt::format("&{} {} 0, \\quad {} = 1", listed(simplex->coordinates, ", "), simplex->open ? ">" : "\\ge",
                       listed(simplex->coordinates, " + "));
  }
  const auto& [p, gap] = std::get<LeaderChamber>(domain);
  const std::vector<int> others(p.begin() + 1, p.end());
  return fmt::format("&{} \\ge {} + {}, \\quad {} \\ge 0, \\quad {} > 0, \\quad {} = 1", f.name(p[0]), f.name(p[1]),
                     f.name(gap), listed(others, " \\ge "), f.name(gap), listed(p, " + "));
}

std::string relation(const Formulas& f, const Condition& c) {
  return fmt::format("&{} {}", broken(f(c.node)), c.relation == Relation::zero ? "= 0" : "\\ge 0");
}

std::string display(const std::vector<std::string>& lines) {
  return fmt::format("\\begin{{align*}}\n  {}\n\\end{{align*}}\n", fmt::join(lines, " \\\\\n  "));
}

}  // namespace

std::string to_latex(const Claim& claim, const Statement& s, int d) {
  const Formulas f(s);
  std::vector<std::string> given, names, claimed;
  for (const Factor& domain : s.domain) given.push_back(factor(f, domain));
  for (const Condition& c : s.assumptions) given.push_back(relation(f, c));
  for (const auto& [node, name] : f.abbreviations()) names.push_back(name + " &= " + broken(f.definition(node)));
  for (const Condition& c : s.goals) claimed.push_back(relation(f, c));
  std::string text =
      "\\documentclass{article}\n\\usepackage[a4paper,landscape,margin=15mm]{geometry}"
      "\n\\usepackage{amsmath,amssymb,amsthm}\n\\newtheorem*{claim}{Claim}"
      "\n\\allowdisplaybreaks\n\\begin{document}\n";
  text += fmt::format("\\begin{{claim}}[{}{}{}]\n", escaped(claim.id),
                      claim.scope == Scope::per_dimension ? fmt::format(", $d = {}$", d) : "",
                      claim.title == claim.id ? "" : ": " + escaped(claim.title));
  if (!given.empty()) text += "Let\n" + display(given);
  if (!names.empty()) text += "Write\n" + display(names);
  return text + (given.empty() && names.empty() ? "" : "Then\n") + display(claimed) + "\\end{claim}\n\\end{document}\n";
}

}  // namespace hebb::exports
