#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/export/coq.hpp>
#include <hebb/export/names.hpp>
#include <hebb/replay/squares_system.hpp>
#include <hebb/text/printable.hpp>

namespace hebb::exports {
namespace {

/// What Coq does not take as a name.
std::vector<std::string> keywords() {
  return {"as",         "at",        "by",     "cofix", "do",   "else",    "end",        "exists",     "exists2",
          "fix",        "for",       "forall", "fun",   "if",   "in",      "let",        "match",      "of",
          "return",     "then",      "using",  "where", "with", "Axiom",   "CoFixpoint", "Definition", "Fixpoint",
          "Hypothesis", "Parameter", "Prop",   "SProp", "Set",  "Theorem", "Type",       "Variable"};
}

std::string integer(const Integer& n) { return n < 0 ? fmt::format("({})", n.str()) : n.str(); }

std::string fraction(const Rational& q) { return integer(numerator(q)) + " " + denominator(q).str(); }

std::string naturals(const std::vector<int>& list) { return fmt::format("[{}]%nat", fmt::join(list, "; ")); }

std::string instruction(const Expression& e, const Instruction& i) {
  switch (i.operation) {
    case Operation::variable:
      return fmt::format("Var {}", i.a);
    case Operation::constant:
      return "Num " + fraction(e.constants[i.a]);
    case Operation::add:
      return fmt::format("Add {} {}", i.a, i.b);
    case Operation::subtract:
      return fmt::format("Sub {} {}", i.a, i.b);
    case Operation::multiply:
      return fmt::format("Mul {} {}", i.a, i.b);
    case Operation::divide:
      return fmt::format("Div {} {}", i.a, i.b);
    case Operation::negate:
      return fmt::format("Neg {}", i.a);
    case Operation::power:
      return fmt::format("Pow {} {}", i.a, i.b);
    case Operation::exp:
      return fmt::format("Exp {}", i.a);
    case Operation::log:
      return fmt::format("Log {}", i.a);
    case Operation::sqrt:
      return fmt::format("Sqrt {}", i.a);
    case Operation::abs:
      return fmt::format("Abs {}", i.a);
    case Operation::sin:
      return fmt::format("Sin {}", i.a);
    case Operation::cos:
      return fmt::format("Cos {}", i.a);
    case Operation::atan:
      return fmt::format("Atan {}", i.a);
  }
  throw PreconditionError("the statement has a function that the checker in Coq does not know");
}

std::string bound(const std::optional<int>& node, bool open) {
  return node ? fmt::format("({} {})", open ? "Open" : "Closed", *node) : std::string("Unbounded");
}

std::string factor(const Factor& f) {
  if (const auto* range = std::get_if<Range>(&f)) {
    return fmt::format("Range {} {} {}", range->variable, bound(range->lower, range->lower_open),
                       bound(range->upper, range->upper_open));
  }
  if (const auto* simplex = std::get_if<Simplex>(&f)) {
    require(!simplex->open,
            "the verified checker knows closed simplices only: state the claim on the closed one, or with ranges");
    return "Simplex " + naturals(simplex->coordinates);
  }
  const auto& chamber = std::get<LeaderChamber>(f);
  return fmt::format("LeaderChamber {} {}", naturals(chamber.coordinates), chamber.gap);
}

std::string condition(const Condition& c) {
  return fmt::format("({}, {}%nat)", c.relation == Relation::zero ? "Zero" : "Nonnegative", c.node);
}

template <class List, class Text>
std::string listed(const List& list, Text text) {
  std::vector<std::string> items;
  for (const auto& item : list) items.push_back(text(item));
  return fmt::format("[{}]", fmt::join(items, "; "));
}

/// The depth-first list of nodes as a nested term; from `next` on, for several trees in one list.
class CoefficientTree {
 public:
  explicit CoefficientTree(const std::vector<CoefficientProof::Node>& nodes) : nodes_(nodes) {}
  bool is_done() const { return next_ >= nodes_.size(); }
  std::string term() {
    const auto& node = nodes_.at(next_++);
    if (node.group < 0) return "(Leaf " + naturals(node.raise) + ")";
    const std::string left = term();  // before the right one: the order of the list
    return fmt::format("(Halve {} {} {} {} {})", node.group, node.i, node.j, left, term());
  }

 private:
  const std::vector<CoefficientProof::Node>& nodes_;
  std::size_t next_ = 0;
};

class BoxTree {
 public:
  explicit BoxTree(const BoxProof& proof) : proof_(proof) {}
  std::string term() {
    const auto& node = proof_.nodes.at(next_++);
    switch (node.kind) {
      case BoxProof::Kind::split: {
        const std::string left = term();
        return fmt::format("(Split {} {} {} {})", node.variable, fraction(node.at.value()), left, term());
      }
      case BoxProof::Kind::lower_face:
        return fmt::format("(LowerFace {} {})", node.variable, term());
      case BoxProof::Kind::upper_face:
        return fmt::format("(UpperFace {} {})", node.variable, term());
      case BoxProof::Kind::natural:
        return "Natural";
      case BoxProof::Kind::mean_value:
        return "MeanValue";
      case BoxProof::Kind::infeasible:
        return fmt::format("(Infeasible {})", node.variable);
      case BoxProof::Kind::multiplier:
        return fmt::format("(Multiplier {} {} {})", node.variable, fraction(node.at.value()), term());
      default:
        return "Taylor";
    }
  }

 private:
  const BoxProof& proof_;
  std::size_t next_ = 0;
};

std::string integers(std::vector<Rational> numbers) {
  Integer common = 1;
  for (const Rational& q : numbers) common = lcm(common, denominator(q));
  std::vector<std::string> items;
  for (const Rational& q : numbers) items.push_back(integer(numerator(Rational(q * common))));
  return fmt::format("[{}]%Z", fmt::join(items, "; "));
}

/// The trees of a proof by splits. Assumptions are named by their places among those that are used, nodes that others
/// are the same as by their places among these, in the order in which they are complete.
class SplitTree {
 public:
  explicit SplitTree(const SplitProof& proof) : proof_(proof) {
    for (const auto& node : proof.nodes) {
      if (node.kind == SplitProof::Kind::same) places_.emplace(node.i, -1);
    }
  }
  bool is_done() const { return next_ >= proof_.nodes.size(); }
  std::string term() {
    const int here = static_cast<int>(next_);
    const std::string text = node(proof_.nodes.at(next_++));
    const auto place = places_.find(here);
    if (place == places_.end()) return text;
    place->second = named_++;
    return fmt::format("(Named {})", text);
  }

 private:
  std::string node(const SplitProof::Node& n) {
    switch (n.kind) {
      case SplitProof::Kind::leaf:
        return "Positive";
      case SplitProof::Kind::cut: {
        require(n.numbers.size() == 2 && denominator(n.numbers[0]) == 1 && denominator(n.numbers[1]) == 1 &&
                    n.numbers[0] > 0 && n.numbers[1] > 0,
                "the weights of a cut are not two positive integers");
        const std::string left = term();  // before the right one: the order of the list
        return fmt::format("(Cut {} {} {} {} {} {})", n.i, n.j, n.numbers[0].str(), n.numbers[1].str(), left, term());
      }
      case SplitProof::Kind::order:
        return fmt::format("(Order {} {})", naturals(n.list), term());
      case SplitProof::Kind::square:
        return fmt::format("(Square {} {})", integers(n.numbers), term());
      case SplitProof::Kind::face: {
        const auto used = std::ranges::find(proof_.assumptions, n.i);
        require(used != proof_.assumptions.end(), "a face names an assumption that is not used");
        return fmt::format("(Face {} {})", used - proof_.assumptions.begin(), term());
      }
      default: {
        const auto place = places_.find(n.i);
        require(place != places_.end() && place->second >= 0,
                "a node is said to be the same as one that is not complete");
        return fmt::format("(Same {} {})", place->second, naturals(n.list));
      }
    }
  }

  const SplitProof& proof_;
  std::map<int, int> places_;  // -1: not complete
  std::size_t next_ = 0;
  int named_ = 0;
};

std::string splits(const SplitProof& p) {
  CoefficientTree defined(p.defined);
  SplitTree tree(p);
  std::vector<std::string> parts;
  while (!tree.is_done()) {
    // the divisors of a part come before its tree
    const std::string divisors = p.defined.empty() ? "None" : fmt::format("(Some {})", defined.term());
    parts.push_back(fmt::format("({}, {})", divisors, tree.term()));
  }
  require(p.defined.empty() || defined.is_done(), "the proof has nodes left over");
  return fmt::format("Splits {} {} [{}]", p.joint, naturals(p.assumptions), fmt::join(parts, "; "));
}

/// In hexadecimal where it is long: Coq needs quadratic time for decimal digits.
std::string long_integer(const Integer& n) {
  if (abs(n) < Integer(1) << 62) return integer(n);
  const std::string digits = "0x" + Integer(abs(n)).str(0, std::ios_base::hex);
  return n < 0 ? fmt::format("(-{})", digits) : digits;
}

template <class Terms>
std::string monomials(const Terms& terms) {  // pairs of exponents and a coefficient
  std::vector<std::string> items;
  for (const auto& [exponents, coefficient] : terms) {
    items.push_back(fmt::format("({}%Z, {})", long_integer(Integer(coefficient.str())),
                                naturals({exponents.begin(), exponents.end()})));
  }
  return fmt::format("[{}]", fmt::join(items, "; "));
}

std::string squares(const Statement& s, int goal, const SquaresProof& p) {
  checker::SquaresSystem system;
  try {
    system = checker::squares_system(s, goal, p.assumptions);
  } catch (const checker::Rejection& rejection) {
    throw PreconditionError(rejection.what());
  }
  require(p.parts.size() == system.targets.size(), "the proof has not one part for each root and divisor");
  std::vector<std::string> conditions, polynomials, parts;
  for (const auto& condition : system.conditions) conditions.push_back(monomials(condition.form.terms()));
  for (const auto& polynomial : p.polynomials) {
    std::vector<std::pair<std::vector<int>, Integer>> terms;
    for (const auto& monomial : polynomial) terms.emplace_back(monomial.exponents, monomial.coefficient);
    polynomials.push_back(monomials(terms));
  }
  for (std::size_t k = 0; k < p.parts.size(); ++k) {
    const SquaresProof::Part& part = p.parts[k];
    Integer common = 1;
    for (const auto* terms : {&part.multiplier, &part.squares, &part.equations}) {
      for (const auto& t : *terms) common = lcm(common, denominator(t.weight));
    }
    const auto term = [&](const SquaresProof::Term& t) {
      return fmt::format("SquareTerm {} {} {}", long_integer(numerator(Rational(t.weight * common))),
                         naturals(t.conditions), t.polynomial);
    };
    // no multiplier is the number 1, which stands behind the polynomials
    const std::string multiplier =
        part.multiplier.empty() ? fmt::format("[SquareTerm {} [] {}]", long_integer(common), p.polynomials.size())
                                : listed(part.multiplier, term);
    parts.push_back(fmt::format("SquaresPart {} {} {} {} {}", monomials(system.targets[k].form.terms()), part.sign < 0,
                                multiplier, listed(part.squares, term), listed(part.equations, term)));
  }
  polynomials.push_back("[(1%Z, [])]");
  return fmt::format("Squares {} {}\n  [{}]\n  [{}]\n  [{}]", naturals(p.assumptions), naturals(system.roots),
                     fmt::join(conditions, "; "), fmt::join(polynomials, "; "), fmt::join(parts, "; "));
}

std::string plain_proof(const Proof& p) {
  if (const auto* coefficients = std::get_if<CoefficientProof>(&p))
    return "Coefficients " + CoefficientTree(coefficients->nodes).term();
  if (const auto* boxes = std::get_if<BoxProof>(&p)) return "Boxes " + BoxTree(*boxes).term();
  if (const auto* tree = std::get_if<SplitProof>(&p)) return splits(*tree);
  require(!std::holds_alternative<SquaresProof>(p), "the checker in Coq knows no squares within a chain");
  require(!std::holds_alternative<ChainProof>(p), "the checker in Coq knows no chain within a chain");
  return "Identity";
}

/// The tree of a derivative chain. Terms are nodes of the code behind that of the statement.
class ChainTree {
 public:
  ChainTree(const Statement& s, const ChainProof& proof)
      : proof_(proof), nodes_of_statement_(static_cast<int>(s.expression.code.size())) {
    for (const Factor& factor : s.domain) {
      const auto* range = std::get_if<Range>(&factor);
      require(range != nullptr, "a chain needs a domain of ranges");
      ends_[range->variable] = {range->lower.has_value(), range->upper.has_value()};
    }
  }
  std::string term() {
    std::string text = claim(ends_);
    require(next_ == proof_.nodes.size() && next_premise_ == proof_.premises.size(), "the chain has nodes left over");
    return text;
  }

 private:
  using Ends = std::map<int, std::pair<bool, bool>>;  // by variable: whether its range has a lower, an upper end
  using Kind = ChainProof::Kind;

  // Long: one rule for each kind of node.
  std::string claim(const Ends& ends) {
    require(next_ < proof_.nodes.size(), "the chain ends before its last claim is proved");
    const ChainProof::Node& n = proof_.nodes[next_++];
    Ends others = ends;
    others.erase(n.variable);
    switch (n.kind) {
      case Kind::exponent:
        return fmt::format("(NewExponent {} {})", nodes_of_statement_ + n.term, claim(ends));
      case Kind::base: {
        const std::string above_zero = claim(ends);
        return fmt::format("(NewBase {} {} {})", nodes_of_statement_ + n.term, above_zero, claim(ends));
      }
      case Kind::angle:
        return fmt::format("(NewAngle {} {})", nodes_of_statement_ + n.term, claim(ends));
      case Kind::arc:
        return fmt::format("(NewArc {} {})", nodes_of_statement_ + n.term, claim(ends));
      case Kind::divide:
        return fmt::format("(Divide {} {})", powers(n), claim(ends));
      case Kind::split: {
        const auto found = ends.find(n.variable);
        require(found != ends.end(), "a node of the chain names a variable that is not there");
        const auto [lower, upper] = found->second;
        const std::string low = lower ? claim(others) : "Skip", high = upper ? claim(others) : "Skip";
        if (!lower && !upper) claim(others);  // that the term is defined: nothing rests on it in Coq
        Ends below = ends, above = ends;
        below[n.variable].second = above[n.variable].first = true;
        const std::string first = claim(below);
        return fmt::format("(SplitAt {} {} {} {} {} {})", n.variable, nodes_of_statement_ + n.term, low, high, first,
                           claim(above));
      }
      case Kind::up:
      case Kind::down: {
        const std::string at_end = claim(others);
        return fmt::format("({} {} {} {})", n.kind == Kind::up ? "Up" : "Down", n.variable, at_end, claim(ends));
      }
      case Kind::tangent: {
        const std::string sign = claim(ends);
        return fmt::format("(Tangent {} {} ({})%Z {} {})", n.variable, powers(n), n.term, sign, claim(ends));
      }
      case Kind::radical: {
        const std::string sign = claim(ends);
        return fmt::format("(Radical {} {} {} {})", n.variable, n.term == 1, sign, claim(ends));
      }
      case Kind::zero:
        return "Vanishes";
      case Kind::constant:
        return "(Written (Boxes Natural))";
      case Kind::algebraic:
      case Kind::whole:
        require(next_premise_ < proof_.premises.size(), "the chain has too few premises");
        return fmt::format("({} ({}))", n.kind == Kind::whole ? "Written" : "Premise",
                           plain_proof(proof_.premises[next_premise_++]));
      case Kind::limit:
        throw PreconditionError("the checker in Coq knows no limits at the end of a range");
      case Kind::chord:
        throw PreconditionError("the checker in Coq knows no chords");
      case Kind::wide:
        throw PreconditionError("the checker in Coq knows no premises over the domain of the statement");
      case Kind::eliminate:
      case Kind::narrow:
      case Kind::interior:
      case Kind::part:
      case Kind::tail:
        throw PreconditionError("the checker in Coq knows no interiors, parts, tails and eliminations");
      case Kind::surd:
      case Kind::circle:
      case Kind::turn:
      case Kind::modulus:
      case Kind::multiple:
      case Kind::invert:
      case Kind::unit:
      case Kind::scale:
        throw PreconditionError("the checker in Coq knows no substitutions, multiples, moduli and bounds of roots");
      default:
        throw PreconditionError("the checker in Coq knows no assumptions in chains");
    }
  }

  static std::string powers(const ChainProof::Node& n) { return fmt::format("[{}]%Z", fmt::join(n.powers, "; ")); }

  const ChainProof& proof_;
  int nodes_of_statement_;
  Ends ends_;
  std::size_t next_ = 0, next_premise_ = 0;
};

std::string chain(const Statement& s, const ChainProof& p) {
  const int before = static_cast<int>(s.expression.code.size());
  std::vector<std::string> code;
  for (Instruction i : p.terms.code) {
    if (i.operation != Operation::constant && i.operation != Operation::variable) {
      i.a += before;
      if (has_two_operands(i.operation)) i.b += before;
    }
    code.push_back(instruction(p.terms, i));
  }
  return fmt::format("Chain [{}]%nat {}", fmt::join(code, "; "), ChainTree(s, p).term());
}

std::string proof(const Statement& s, int goal, const Proof& p) {
  if (const auto* tree = std::get_if<ChainProof>(&p)) return chain(s, *tree);
  if (const auto* weighted = std::get_if<SquaresProof>(&p)) return "Plain (" + squares(s, goal, *weighted) + ")";
  return "Plain (" + plain_proof(p) + ")";
}

/// Real arithmetic in Coq's notation. The term is the one that `value` of Syntax.v computes, x / 1 read as x.
class Notation {
 public:
  Notation(const Expression& e, std::vector<std::string> names) : e_(e), names_(std::move(names)) {}

  std::string operator()(int node) const { return infix(node, 0); }
  const std::string& name(int variable) const { return names_.at(variable); }
  const std::vector<std::string>& names() const { return names_; }

 private:
  // 1: a sum, 2: a product, 3: a power, 4: closed
  // Long: one rule for each operation.
  std::string infix(int node, int at_least) const {
    const Instruction& i = e_.code.at(node);
    std::string text;
    int level = 4;
    const auto binary = [&](const char* sign, int own) {
      level = own;
      return infix(i.a, own) + sign + infix(i.b, own + 1);
    };
    switch (i.operation) {
      case Operation::variable:
        return names_.at(i.a);
      case Operation::constant: {
        const Rational& q = e_.constants.at(i.a);
        text = integer(numerator(q));
        if (denominator(q) != 1) {
          text += " / " + denominator(q).str();
          level = 2;
        }
        break;
      }
      case Operation::add:
        text = binary(" + ", 1);
        break;
      case Operation::subtract:
        text = binary(" - ", 1);
        break;
      case Operation::multiply:
        text = binary(" * ", 2);
        break;
      case Operation::divide:
        text = binary(" / ", 2);
        break;
      case Operation::negate:
        text = fmt::format("(- {})", infix(i.a, 4));
        break;
      case Operation::power:
        text = infix(i.a, 4) + " ^ " + std::to_string(i.b);
        level = 3;
        break;
      case Operation::exp:
        text = fmt::format("exp {}", infix(i.a, 4));
        level = 3;
        break;
      case Operation::log:
        text = fmt::format("ln {}", infix(i.a, 4));
        level = 3;
        break;
      case Operation::sqrt:
        text = fmt::format("sqrt {}", infix(i.a, 4));
        level = 3;
        break;
      case Operation::abs:
        text = fmt::format("Rabs {}", infix(i.a, 4));
        level = 3;
        break;
      case Operation::sin:
        text = fmt::format("sin {}", infix(i.a, 4));
        level = 3;
        break;
      case Operation::cos:
        text = fmt::format("cos {}", infix(i.a, 4));
        level = 3;
        break;
      case Operation::atan:
        text = fmt::format("atan {}", infix(i.a, 4));
        level = 3;
        break;
    }
    return level < at_least ? fmt::format("({})", text) : text;
  }

  const Expression& e_;
  std::vector<std::string> names_;
};

/// A name or label inside of a comment: it can neither end nor nest it, nor open a string, nor end the line.
std::string commented(const std::string& original) {
  std::string text = printable(original);
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (text[k] == '"') text[k] = '\'';
    if (text[k] == '*' && ((k > 0 && text[k - 1] == '(') || (k + 1 < text.size() && text[k + 1] == ')'))) text[k] = 'x';
  }
  return text;
}

std::string relation(const Notation& n, const Condition& c) {
  return c.relation == Relation::zero ? n(c.node) + " = 0" : fmt::format("0 <= {}", n(c.node));
}

std::vector<std::string> premises(const Notation& n, const Factor& f) {
  std::vector<std::string> list;
  const auto sum = [&](const std::vector<int>& coordinates) {
    std::vector<std::string> names;
    for (const int k : coordinates) names.push_back(n.name(k));
    return fmt::format("{} = 1", fmt::join(names, " + "));
  };
  if (const auto* range = std::get_if<Range>(&f)) {
    const std::string& x = n.name(range->variable);
    if (range->lower) list.push_back(n(*range->lower) + (range->lower_open ? " < " : " <= ") + x);
    if (range->upper) list.push_back(x + (range->upper_open ? " < " : " <= ") + n(*range->upper));
  } else if (const auto* simplex = std::get_if<Simplex>(&f)) {
    for (const int k : simplex->coordinates) list.push_back("0 <= " + n.name(k));
    list.push_back(sum(simplex->coordinates));
  } else {
    const auto& [p, gap] = std::get<LeaderChamber>(f);
    list.push_back("0 < " + n.name(gap));
    list.push_back(fmt::format("{} + {} <= {}", n.name(p[1]), n.name(gap), n.name(p[0])));
    for (std::size_t k = 2; k < p.size(); ++k) list.push_back(n.name(p[k]) + " <= " + n.name(p[k - 1]));
    list.push_back("0 <= " + n.name(p.back()));
    list.push_back(sum(p));
  }
  return list;
}

/// What makes a formula meaningful: an identity is claimed only there, and an assumption holds only there.
std::vector<std::string> definedness(const Notation& n, const Expression& e, int node) {
  std::vector<std::string> list;
  const auto add = [&](std::string text) {
    if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
  };
  for (const int k : nodes_below(e, node, [](const Instruction&) { return true; })) {
    const Instruction& i = e.code[k];
    if (i.operation == Operation::divide && e.code[i.b].operation != Operation::constant) add(n(i.b) + " <> 0");
    if (i.operation == Operation::log) add("0 < " + n(i.a));
    if (i.operation == Operation::sqrt) add("0 <= " + n(i.a));
  }
  return list;
}

/// Whether all formulas of the readable theorem about this goal are short when written out.
bool is_short(const Statement& s, const Condition& goal, std::size_t longest) {
  std::vector<int> nodes{goal.node};
  for (const Condition& c : s.assumptions) nodes.push_back(c.node);
  for (const Factor& f : s.domain) {
    if (const auto* range = std::get_if<Range>(&f)) {
      for (const auto& b : {range->lower, range->upper}) {
        if (b) nodes.push_back(*b);
      }
    }
  }
  const auto add_divisors = [&](int node) {  // they become premises
    for (const int k :
         nodes_below(s.expression, node, [](const Instruction& i) { return i.operation == Operation::divide; })) {
      nodes.push_back(s.expression.code[k].b);
    }
  };
  if (goal.relation == Relation::zero) add_divisors(goal.node);
  for (const Condition& c : s.assumptions) add_divisors(c.node);
  std::size_t total = 0;
  for (const int k : nodes) total += written_out(s.expression, k, longest + 1);
  return total <= longest;
}

std::string readable(const Certificate& c, std::size_t k, std::size_t longest) {
  const Statement& s = c.statement;
  const Condition& goal = s.goals[k];
  std::vector<std::string> reserved = keywords();
  reserved.insert(reserved.end(), {"R", "Z", "N", "Q", "S", "O", "I", "d_", "e_", "ln", "exp", "sqrt", "sin", "cos",
                                   "atan", "Rabs", "pi", "PI"});
  const Notation n(s.expression, identifiers(s.expression.variables, reserved));
  const std::string name = coq_name(c);
  const std::string variables = fmt::format("{}", fmt::join(n.names(), " "));
  const std::string point = fmt::format("[{}]", fmt::join(n.names(), "; "));
  std::string text =
      fmt::format("\n(* {} *)\nTheorem {}_{} : forall {} : R,\n", commented(goal.label), name, k + 1, variables);
  if (!is_short(s, goal, longest)) {
    return text +
           fmt::format(
               "  true_at {0}_statement {1} {2}.\nProof.\n  intros {3}. apply ({0} {1} eq_refl). cbv; tauto.\nQed.\n",
               name, point, condition(goal), variables);
  }
  std::vector<std::string> lines;
  for (const Factor& f : s.domain) std::ranges::move(premises(n, f), std::back_inserter(lines));
  for (const Condition& a : s.assumptions) {
    std::ranges::move(definedness(n, s.expression, a.node), std::back_inserter(lines));
    lines.push_back(relation(n, a));
  }
  if (goal.relation == Relation::zero)
    std::ranges::move(definedness(n, s.expression, goal.node), std::back_inserter(lines));
  lines.push_back(relation(n, goal));
  return text + fmt::format("  ({})%R.\nProof.\n  intros {}. readable {}_statement {} {} {}.\nQed.\n",
                            fmt::join(lines, " ->\n   "), variables, name, name, point, condition(goal));
}

}  // namespace

std::string coq_name(const Certificate& certificate) {
  std::string name = identifiers({certificate.claim}, keywords()).front();
  if (certificate.dimension) name += fmt::format("_d{}", *certificate.dimension);
  return name;
}

std::string coq_statement(const Statement& s) {
  const auto code = [&](const Instruction& i) { return instruction(s.expression, i); };
  return fmt::format("Statement {}\n  {}%nat\n  {}\n  {}\n  {}", s.expression.variables.size(),
                     listed(s.expression.code, code), listed(s.domain, factor), listed(s.assumptions, condition),
                     listed(s.goals, condition));
}

std::string coq_preamble() {
  return "From Coq Require Import Reals List ZArith Lra.\n"
         "From HebbChecker Require Import Syntax Evidence Checker WholeChecker Readable.\n"
         "Import ListNotations.\n";
}

std::string coq_lemma(const Certificate& c) {
  require(!std::holds_alternative<Composition>(c.evidence),
          c.claim + " follows from its premises by an argument in prose; there is nothing for the checker to compute");
  const std::string name = coq_name(c);
  std::string text = fmt::format("Definition {}_statement : statement := {}.\n", name, coq_statement(c.statement));
  if (const auto* witness = std::get_if<Witness>(&c.evidence)) {
    const auto value = [](const Rational& q) {
      return fmt::format("({}%Z, {}%positive)", integer(numerator(q)), denominator(q).str());
    };
    text += fmt::format("Definition {}_witness : witness := Witness {} {}.\n", name, witness->goal,
                        listed(witness->values, value));
    const bool is_rational = std::ranges::all_of(c.statement.expression.code,
                                                 [](const Instruction& i) { return i.operation < Operation::exp; });
    return text + fmt::format(
                      "Lemma {0} : refuted {0}_statement.\nProof. apply ({1} {0}_statement {0}_witness). "
                      "vm_cast_no_check (eq_refl true). Qed.\n",
                      name, is_rational ? "witness_sound" : "enclosed_witness_sound");
  }
  const auto& proofs = std::get<std::vector<Proof>>(c.evidence);
  text += fmt::format("Definition {}_evidence : evidence := {}.\n", name,
                      listed(proofs, [&, goal = 0](const Proof& p) mutable { return proof(c.statement, goal++, p); }));
  const bool has_boxes =
      std::ranges::any_of(proofs, [](const Proof& p) {  // a chain may have constants that need intervals
        return std::holds_alternative<BoxProof>(p) || std::holds_alternative<ChainProof>(p);
      });
  return text + fmt::format(
                    "Lemma {0} : proved {0}_statement.\nProof. apply ({1} {0}_statement {0}_evidence). "
                    "vm_cast_no_check (eq_refl true). Qed.\n",
                    name, has_boxes ? "check_boxed_sound" : "check_sound");
}

std::string to_coq(const Certificate& c, std::size_t longest) {
  std::vector<std::string> constants;
  for (const auto& [constant, value] : c.constants) constants.push_back(constant + " = " + value.str());
  const std::string with = constants.empty() ? "" : fmt::format(", with {}", fmt::join(constants, ", "));
  std::string text = fmt::format("(** {}{}{}: {}. Written by `hebb export coq`. *)\n{}\n{}", commented(c.claim),
                                 c.dimension ? fmt::format(" for d = {}", *c.dimension) : "", commented(with),
                                 to_string(c.verdict()), coq_preamble(), coq_lemma(c));
  if (c.verdict() == Verdict::proved) {
    for (std::size_t k = 0; k < c.statement.goals.size(); ++k) text += readable(c, k, longest);
  }
  return text + fmt::format("\nPrint Assumptions {}.\n", coq_name(c));
}

}  // namespace hebb::exports
