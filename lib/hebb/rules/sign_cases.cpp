#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include <hebb/replay/rational_interval.hpp>
#include <hebb/rules/sign_cases.hpp>
#include <hebb/rules/statement_copy.hpp>
#include <hebb/verify/domain.hpp>

namespace hebb {
namespace {

using checker::RationalInterval;

constexpr std::size_t max_cuts = 60;  // of one part: beyond them signs are assumed

/// The variables of a statement between numbers, and terms in them.
class Enclosures {
 public:
  Enclosures(const Statement& s, const StatementCopy& terms) {
    const auto set = [&](int variable, RationalInterval x) {
      known_.insert_or_assign(s.expression.variables[static_cast<std::size_t>(variable)], std::move(x));
    };
    const auto half = [](int k) { return checker::Fraction(k, 2); };
    for (const Factor& factor : s.domain) {
      if (const auto* simplex = std::get_if<Simplex>(&factor)) {
        for (const int k : simplex->coordinates) set(k, {half(0), half(2)});
      } else if (const auto* chamber = std::get_if<LeaderChamber>(&factor)) {
        for (const int k : chamber->coordinates) set(k, {half(0), half(k == chamber->coordinates[0] ? 2 : 1)});
        set(chamber->gap, {half(0), half(2)});
      } else {
        const auto& range = std::get<Range>(factor);
        RationalInterval x = RationalInterval::unknown();
        if (range.lower && range.upper) {
          const RationalInterval low = of(terms[*range.lower]), high = of(terms[*range.upper]);
          if (!low.everything && !high.everything && low.lower <= high.upper) x = {low.lower, high.upper};
        }
        set(range.variable, std::move(x));
      }
    }
  }

  RationalInterval of(const Symbol& x) {
    if (const auto found = done_.find(x.node()); found != done_.end()) return found->second;
    RationalInterval result = value(x);
    kept_.push_back(x);
    done_.emplace(x.node(), result);
    return result;
  }

 private:
  RationalInterval value(const Symbol& x) {
    const Symbol::Node& node = *x.node();
    if (node.operation == Operation::variable) {
      const auto found = known_.find(node.name);
      return found == known_.end() ? RationalInterval::unknown() : found->second;
    }
    if (node.operation == Operation::constant) return RationalInterval(node.value);
    const RationalInterval u = of(node.operands[0]);
    const RationalInterval v = node.operands.size() > 1 ? of(node.operands[1]) : u;
    switch (node.operation) {
      case Operation::add:
        return u + v;
      case Operation::subtract:
        return u - v;
      case Operation::multiply:
        return checker::product_of_values(u, v);
      case Operation::divide:
        return u / v;
      case Operation::negate:
        return -u;
      case Operation::power:
        return checker::power(u, node.exponent);
      case Operation::exp:
        return checker::exp(u);
      case Operation::log:
        return checker::log(u);
      case Operation::sqrt:
        return checker::sqrt(u);
      case Operation::abs:
        return checker::abs(u);
      default:
        return RationalInterval::unknown();
    }
  }

  std::map<std::string, RationalInterval> known_;
  std::unordered_map<const Symbol::Node*, RationalInterval> done_;
  std::vector<Symbol> kept_;  // so that the addresses stay theirs
};

/// constant + slope v.
struct Affine {
  Symbol constant, slope;
};

/// A term as an affine one in v, where it is visibly so.
std::optional<Affine> affine_in(const Symbol& x, const std::string& v) {
  const Symbol::Node& node = *x.node();
  if (node.operation == Operation::variable) return node.name == v ? Affine{0, 1} : Affine{x, 0};
  if (node.operation == Operation::constant) return Affine{x, 0};
  const auto is_free = [](const Affine& t) { return t.slope.is_constant() && t.slope.constant() == 0; };
  const auto left = affine_in(node.operands[0], v);
  if (!left) return std::nullopt;
  std::optional<Affine> right;
  if (node.operands.size() > 1) {
    right = affine_in(node.operands[1], v);
    if (!right) return std::nullopt;
  }
  switch (node.operation) {
    case Operation::add:
      return Affine{left->constant + right->constant, left->slope + right->slope};
    case Operation::subtract:
      return Affine{left->constant - right->constant, left->slope - right->slope};
    case Operation::negate:
      return Affine{-left->constant, -left->slope};
    case Operation::multiply:
      if (is_free(*right)) return Affine{left->constant * right->constant, left->slope * right->constant};
      if (is_free(*left)) return Affine{left->constant * right->constant, left->constant * right->slope};
      return std::nullopt;
    case Operation::divide:
      if (is_free(*right)) return Affine{left->constant / right->constant, left->slope / right->constant};
      return std::nullopt;
    default:
      if (is_free(*left) && (!right || is_free(*right))) return Affine{x, 0};
      return std::nullopt;
  }
}

void variables_of(const Symbol& x, std::vector<std::string>& out) {
  const Symbol::Node& node = *x.node();
  if (node.operation == Operation::variable && std::ranges::find(out, node.name) == out.end()) out.push_back(node.name);
  for (const Symbol& operand : node.operands) variables_of(operand, out);
}

/// One split of a part into two at a value of a variable; without a variable the argument has one sign throughout.
struct Cut {
  std::string variable;
  Symbol at;
  int sign = 0;  // of the argument, above the cut or throughout; 0 where the cut only prepares another one
};

class Splitter {
 public:
  Splitter(std::size_t most, const IsProved& is_proved) : most_(most), is_proved_(is_proved) {}

  bool split(const Statement& s, const std::vector<SignCase::Piece>& where) {
    const int node = first_abs(s);
    if (node < 0) {
      cases.push_back({s, where});
      return cases.size() <= most_;
    }
    const StatementCopy terms(s);
    Enclosures enclosures(s, terms);
    const int operand = s.expression.code[static_cast<std::size_t>(node)].a;
    const Symbol& u = terms[operand];
    const RationalInterval range = enclosures.of(u);
    if (range.is_nonnegative()) return split(signed_copy(s, node, 1, {}, nullptr), where);
    if (range.is_nonpositive()) return split(signed_copy(s, node, -1, {}, nullptr), where);
    const auto with = [&](SignCase::Piece piece) {
      std::vector<SignCase::Piece> more = where;
      more.push_back(std::move(piece));
      return more;
    };
    const auto cut = where.size() < max_cuts ? find_cut(s, terms, u, enclosures) : std::nullopt;
    if (cut && cut->variable.empty()) return split(signed_copy(s, node, cut->sign, {}, nullptr), where);
    if (cut) {
      const std::string at = text_of(s, cut->at), &name = cut->variable;
      return split(signed_copy(s, node, -cut->sign, {{name, {std::nullopt, cut->at}}}, nullptr),
                   with({name + " <= " + at, name, cut->at})) &&
             split(signed_copy(s, node, cut->sign, {{name, {cut->at, std::nullopt}}}, nullptr),
                   with({name + " >= " + at, name, cut->at}));
    }
    const std::string text = node_text(s, operand);
    const Symbol minus = -u;
    if (is_proved_) {  // the domain, or the signs before, may leave one
      if (is_proved_(sign_statement(s, text + " >= 0", u))) return split(signed_copy(s, node, 1, {}, nullptr), where);
      if (is_proved_(sign_statement(s, text + " <= 0", minus)))
        return split(signed_copy(s, node, -1, {}, nullptr), where);
    }
    return split(signed_copy(s, node, 1, {}, &u), with({text + " >= 0", "", {}})) &&
           split(signed_copy(s, node, -1, {}, &minus), with({text + " <= 0", "", {}}));
  }

  std::vector<SignCase> cases;

 private:
  static int first_abs(const Statement& s) {
    const std::vector<Instruction>& code = s.expression.code;
    const auto found = std::ranges::find(code, Operation::abs, &Instruction::operation);
    return found == code.end() ? -1 : static_cast<int>(found - code.begin());
  }

  static std::string text_of(const Statement& s, const Symbol& x) {
    Recorder recorder(s.expression.variables);
    Statement one;
    const int node = recorder.record(x);
    one.expression = recorder.expression();
    one.domain = s.domain;
    return node_text(one, node);
  }

  /// The statement with sign times its argument for that abs (as it is where the sign is 0), on a part of its domain.
  static Statement signed_copy(const Statement& s, int node, int sign,
                               const std::map<std::string, StatementCopy::Ends>& changes, const Symbol* assumption) {
    const StatementCopy copy(s, [&](int k, const Instruction&, const Symbol& operand) -> std::optional<Symbol> {
      if (k != node || sign == 0) return std::nullopt;
      return sign > 0 ? operand : -operand;
    });
    StatementBuilder b;
    copy.declare(b, changes);
    copy.assume(b);
    if (assumption) b.assume_nonnegative("sign", *assumption);
    copy.claim(b);
    return b.build();
  }

  /// That a term is not negative on the domain of a statement.
  static Statement sign_statement(const Statement& s, const std::string& label, const Symbol& term) {
    const StatementCopy copy(s);
    StatementBuilder b;
    copy.declare(b);
    copy.assume(b);
    b.claim_nonnegative(label, term);
    return b.build();
  }

  /// Where to cut a range so that u has one sign on each side, or so that this can be done next.
  static std::optional<Cut> find_cut(const Statement& s, const StatementCopy& terms, const Symbol& u,
                                     Enclosures& enclosures) {
    std::vector<std::string> names;
    variables_of(u, names);
    for (auto factor = s.domain.rbegin(); factor != s.domain.rend(); ++factor) {
      const auto* range = std::get_if<Range>(&*factor);
      if (!range || !range->lower || !range->upper) continue;
      const std::string& name = s.expression.variables[static_cast<std::size_t>(range->variable)];
      if (std::ranges::find(names, name) == names.end()) continue;
      const auto form = affine_in(u, name);
      if (!form) continue;
      const RationalInterval slope = enclosures.of(form->slope);
      if (!slope.is_nonnegative() && !slope.is_nonpositive()) continue;
      const bool rises = slope.is_nonnegative();
      const Symbol first = form->constant + form->slope * terms[*range->lower],
                   last = form->constant + form->slope * terms[*range->upper];
      const Symbol &least = rises ? first : last, &greatest = rises ? last : first;
      const RationalInterval low = enclosures.of(least), high = enclosures.of(greatest);
      if (low.is_nonnegative()) return Cut{{}, {}, 1};
      if (high.is_nonpositive()) return Cut{{}, {}, -1};
      const bool strict = !slope.everything && (slope.lower > 0 || slope.upper < 0);
      if (strict && low.is_nonpositive() && high.is_nonnegative()) {
        const Symbol zero = -form->constant / form->slope;
        if (is_declared_before(s, zero, range->variable)) return Cut{name, zero, rises ? 1 : -1};
        continue;
      }
      for (const Symbol* x : {&least, &greatest}) {
        if (auto cut = parameter_cut(s, terms, *x, enclosures)) return cut;
      }
    }
    return std::nullopt;
  }

  static bool is_declared_before(const Statement& s, const Symbol& x, int variable) {
    std::vector<std::string> names;
    variables_of(x, names);
    const std::vector<std::string>& all = s.expression.variables;  // in the order of the factors
    return std::ranges::all_of(
        names, [&](const std::string& name) { return std::ranges::find(all, name) - all.begin() < variable; });
  }

  /// Where a term in one variable between numbers changes its sign inside of them.
  static std::optional<Cut> parameter_cut(const Statement& s, const StatementCopy& terms, const Symbol& x,
                                          Enclosures& enclosures) {
    const RationalInterval value = enclosures.of(x);
    if (value.is_nonnegative() || value.is_nonpositive()) return std::nullopt;
    std::vector<std::string> names;
    variables_of(x, names);
    if (names.size() != 1) return std::nullopt;
    const auto form = affine_in(x, names[0]);
    if (!form || !form->constant.is_constant() || !form->slope.is_constant() || form->slope.constant() == 0)
      return std::nullopt;
    const Rational root = -form->constant.constant() / form->slope.constant();
    for (const Factor& factor : s.domain) {
      const auto* range = std::get_if<Range>(&factor);
      if (!range || s.expression.variables[static_cast<std::size_t>(range->variable)] != names[0]) continue;
      if (!range->lower || !range->upper) return std::nullopt;
      const Symbol &low = terms[*range->lower], &high = terms[*range->upper];
      if (low.is_constant() && high.is_constant() && low.constant() < root && root < high.constant())
        return Cut{names[0], Symbol(root), 0};
    }
    return std::nullopt;
  }

  std::size_t most_;
  const IsProved& is_proved_;
};

}  // namespace

std::optional<std::vector<SignCase>> sign_cases(const Statement& statement, std::size_t most,
                                                const IsProved& is_proved) {
  if (std::ranges::find(statement.expression.code, Operation::abs, &Instruction::operation) ==
      statement.expression.code.end())
    return std::nullopt;
  Splitter splitter(most, is_proved);
  if (!splitter.split(statement, {})) return std::nullopt;
  return std::move(splitter.cases);
}

}  // namespace hebb
