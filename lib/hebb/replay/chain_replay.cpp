#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include <hebb/replay/chain_exponents.hpp>
#include <hebb/replay/chain_ring.hpp>
#include <hebb/replay/ranges.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/replay/wide_interval.hpp>

namespace hebb::checker {
namespace {

using Kind = ChainProof::Kind;
using Ring = ChainRing;
using Element = ChainElement;

constexpr int max_depth = 300;  // of the tree of claims, so that a hostile one cannot exhaust stack and memory

constexpr std::size_t max_code = 1'000'000;  // nodes: each substitution may write the goal anew

constexpr std::size_t max_eliminations = 12;  // a term may have all later ones in it, and these the same

/// The range of one variable; the ends are nodes of the joined code.
struct Fibre {
  std::optional<int> lower, upper;
  bool lower_open = false, upper_open = false;
};

/// The variables that are left, with their ranges. An end of a range depends on earlier variables only.
using Domain = std::map<int, Fibre>;  // by the variable's place in the product

/// One claim: value >= 0, > 0 or = 0 on the domain. All bases of the ring are positive there. Until the first
/// node that is no generator the value is only known as a rule that expands it over the ring. While it is that of the
/// goal itself, perhaps on a part of the domain, `goal` is the node.
enum class Sign { nonnegative, positive, zero };
struct Claim {
  Domain domain;
  Sign sign;
  std::function<Element(const Ring&)> expand;
  Ring ring;
  std::optional<Element> value;
  std::optional<int> goal = {};
};

/// The terms of the proof behind the code of the statement, as one piece of code.
Expression joined(const Statement& s, const ChainProof& proof) {
  if (proof.terms.variables != s.expression.variables) throw Rejection("the terms of the chain have other variables");
  Expression all = s.expression;
  const int nodes = static_cast<int>(all.code.size()), constants = static_cast<int>(all.constants.size());
  all.constants.insert(all.constants.end(), proof.terms.constants.begin(), proof.terms.constants.end());
  for (Instruction i : proof.terms.code) {
    if (i.operation == Operation::constant) {
      i.a += constants;
    } else if (i.operation != Operation::variable) {
      i.a += nodes;
      if (has_two_operands(i.operation)) i.b += nodes;
    }
    all.code.push_back(i);
  }
  return all;
}

/// The code of a premise, written from elements and from nodes of other code.
class Writer {
 public:
  explicit Writer(const Expression& source) : source_(source) {}
  int emit(Operation operation, int a = 0, int b = 0) {
    expression.code.push_back({operation, a, b});
    return static_cast<int>(expression.code.size()) - 1;
  }
  int constant(const Fraction& q) {
    expression.constants.push_back(parse_rational(q.str()));
    return emit(Operation::constant, static_cast<int>(expression.constants.size()) - 1);
  }
  int variable(const std::string& name) {
    expression.variables.push_back(name);
    return emit(Operation::variable, static_cast<int>(expression.variables.size()) - 1);
  }
  /// A node of the source; `variables` are the nodes of its variables here.
  int copy(int node, const std::map<int, int>& variables) {
    for (const int k : used_by(source_, node)) {
      if (copies_.contains(k)) continue;
      const Instruction& i = source_.code[k];
      if (i.operation == Operation::variable) {
        const auto found = variables.find(i.a);
        if (found == variables.end()) throw Rejection("an end of a range depends on a variable that is gone");
        copies_[k] = found->second;
      } else if (i.operation == Operation::constant) {
        copies_[k] = constant(exact(source_.constants[i.a]));
      } else {
        copies_[k] = emit(i.operation, copies_.at(i.a), has_two_operands(i.operation) ? copies_.at(i.b) : i.b);
      }
    }
    return copies_.at(node);
  }
  Expression expression;

 private:
  const Expression& source_;
  std::map<int, int> copies_;
};

class ChainReplay {
 public:
  ChainReplay(const Statement& s, const ChainProof& proof)
      : statement_(in_ranges(s)), proof_(proof), code_(joined(statement_, proof)) {
    int place = 0;
    for (const Factor& factor : statement_.domain) {
      const auto& range = std::get<Range>(factor);
      variables_.push_back(range.variable);
      whole_[place++] = {range.lower, range.upper, range.lower_open, range.upper_open};
    }
  }

  std::size_t run(int goal) {
    const Sign sign = statement_.goals[goal].relation == Relation::zero ? Sign::zero : Sign::nonnegative;
    int node = less_multiples(statement_.goals[goal].node, sign);
    whole_ = bounded();
    whole_ = eliminated();  // narrowed ranges may be larger, so these are the ones that `wide` speaks of
    node = substituted(node);
    const auto value = [this, node](const Ring& ring) { return evaluate(ring, node); };
    visit({whole_, sign, value, empty_ring(), {}, replaced_.empty() ? std::optional(node) : std::nullopt}, 0);
    if (next_ != proof_.nodes.size()) throw Rejection("the chain has nodes left over");
    if (next_premise_ != proof_.premises.size()) throw Rejection("the chain has premises left over");
    return work_ + next_;
  }

 private:
  Ring empty_ring() const { return {static_cast<int>(code_.variables.size()), shared_}; }

  /// The domain after the bounds at the start of the proof: an assumption "x - t >= 0" or "t - x >= 0" makes t an end
  /// of the range of x, in place of the one that it had. All points of the domain that fulfil it are still there. (The
  /// new domain may be larger, so it is the one that the leaf `wide` speaks of.)
  Domain bounded() {
    Domain domain = whole_;
    for (; next_ < proof_.nodes.size() && proof_.nodes[next_].kind == Kind::bound; ++next_) {
      const ChainProof::Node& node = proof_.nodes[next_];
      if (node.term < 0 || node.term >= static_cast<int>(statement_.assumptions.size()))
        throw Rejection("a bound names an assumption that does not exist");
      Fibre& fibre = domain.at(place_of(domain, node.variable));
      const Instruction& i = code_.code[statement_.assumptions[node.term].node];
      const auto is_it = [&](int k) {
        return code_.code[k].operation == Operation::variable && code_.code[k].a == node.variable;
      };
      if (i.operation != Operation::subtract || is_it(i.a) == is_it(i.b))
        throw Rejection("a bound is no difference between its variable and an end");
      const bool lower = is_it(i.a);
      const int end = lower ? i.b : i.a;
      if (depends(end, node.variable)) throw Rejection("a bound depends on its own variable");
      (lower ? fibre.lower : fibre.upper) = end;
      (lower ? fibre.lower_open : fibre.upper_open) = false;
    }
    return domain;
  }

  /// The domain after the eliminations at the start of the proof. An assumption "A x + B = 0", A a number and B without
  /// x, puts -B/A in the place of x wherever this occurs. No B has a variable that is gone, so that of the first may
  /// have those of the later ones. What x must satisfy, -B/A - lower >= 0 or upper + B/A >= 0, may be solved for
  /// another variable and take the place of an end of its range.
  Domain eliminated() {
    Domain domain = whole_;
    std::map<int, Fibre> gone;
    for (; next_ < proof_.nodes.size(); ++next_) {
      const ChainProof::Node& node = proof_.nodes[next_];
      if (node.kind == Kind::eliminate) {
        if (node.term < 0 || node.term >= static_cast<int>(statement_.assumptions.size()))
          throw Rejection("an elimination names an assumption that does not exist");
        const Condition& assumption = statement_.assumptions[node.term];
        if (assumption.relation != Relation::zero) throw Rejection("an elimination needs an equation");
        const int place = place_of(domain, node.variable);
        gone[node.variable] = domain.at(place);
        domain = without(domain, place);
        const int value = solved(assumption.node, node.variable).second;
        for (const auto& [variable, term] : replaced_) {
          if (depends(value, variable)) throw Rejection("an elimination depends on a variable that is gone");
        }
        replaced_.emplace(node.variable, value);
        if (replaced_.size() > max_eliminations) throw Rejection("a chain eliminates too many variables");
      } else if (node.kind == Kind::narrow) {
        const auto found = gone.find(node.term);
        if (found == gone.end()) throw Rejection("a range is narrowed by a variable that is not gone");
        const bool by_lower = node.powers.empty();
        const std::optional<int> end = by_lower ? found->second.lower : found->second.upper;
        if (!end) throw Rejection("a range is narrowed by an end that does not exist");
        const int value = replaced_.at(node.term);
        const int distance = by_lower ? emit(Operation::subtract, value, *end) : emit(Operation::subtract, *end, value);
        const auto [slope, solution] = solved(distance, node.variable);
        Fibre& fibre = domain.at(place_of(domain, node.variable));
        (slope > 0 ? fibre.lower : fibre.upper) = solution;
        (slope > 0 ? fibre.lower_open : fibre.upper_open) =
            by_lower ? found->second.lower_open : found->second.upper_open;
      } else {
        break;
      }
    }
    return domain;
  }

  /// The goal less multiples of assumptions, which are >= 0 (or 0) wherever the assumptions hold: the goal is at least
  /// that. It is part of the new one, so it is shown to be defined with it.
  int less_multiples(int goal, Sign sign) {
    for (; next_ < proof_.nodes.size() && proof_.nodes[next_].kind == Kind::multiple; ++next_) {
      const ChainProof::Node& node = proof_.nodes[next_];
      if (node.variable < 0 || node.variable >= static_cast<int>(statement_.assumptions.size()))
        throw Rejection("a multiple names an assumption that does not exist");
      const Condition& assumption = statement_.assumptions[node.variable];
      const int factor = term(node.term);
      if (assumption.relation != Relation::zero) {
        if (sign == Sign::zero) throw Rejection("an equation is less a multiple of an inequality");
        const Instruction& i = code_.code[factor];
        if (i.operation != Operation::constant || exact(code_.constants[i.a]) < 0)
          throw Rejection("a multiple of an inequality is not by a number >= 0");
      }
      goal = emit(Operation::subtract, goal, emit(Operation::multiply, factor, assumption.node));
    }
    return goal;
  }

  /// The goal after the substitutions at the start of the proof, each of which reaches every point of the domain; the
  /// ranges become those of the new variables, which bear the names of the old ones.
  int substituted(int goal) {
    for (; next_ < proof_.nodes.size(); ++next_) {
      const ChainProof::Node& node = proof_.nodes[next_];
      std::map<int, int> instead;  // by variable
      if (node.kind == Kind::invert) {
        Fibre& fibre = whole_.at(place_of(whole_, node.variable));
        const std::optional<Fraction> lower = number_at(fibre.lower), upper = number_at(fibre.upper);
        if (!lower || (fibre.upper && !upper)) throw Rejection("an inverted range has ends that are no numbers");
        if (*lower < 0 || (*lower == 0 && !fibre.lower_open)) throw Rejection("an inverted range is not above 0");
        if (upper && *upper <= 0) throw Rejection("an inverted range ends at 0");
        const Fibre inverse{emit(upper ? Fraction(1 / *upper) : Fraction(0)),
                            *lower == 0 ? std::nullopt : std::optional(emit(Fraction(1 / *lower))),
                            upper ? fibre.upper_open : true, fibre.lower_open};
        fibre = inverse;
        instead[node.variable] = emit(Operation::divide, emit(Fraction(1)), emit(Operation::variable, node.variable));
      } else if (node.kind == Kind::unit) {
        instead = unit_product(node);
      } else if (node.kind == Kind::scale) {
        const Fibre& by = whole_.at(place_of(whole_, node.variable));
        const std::optional<Fraction> least = number_at(by.lower);
        if (!least || *least < 0 || (*least == 0 && !by.lower_open)) throw Rejection("a scale is not positive");
        const int scale = emit(Operation::variable, node.variable);
        for (const int v : node.powers) {
          if (v == node.variable) throw Rejection("a scale scales itself");
          const Fibre& fibre = whole_.at(place_of(whole_, v));
          if (fibre.upper || (fibre.lower && number_at(fibre.lower) != Fraction(0)))
            throw Rejection("a range that is scaled is no cone");
          instead[v] = emit(Operation::multiply, emit(Operation::variable, v), scale);
        }
      } else {
        break;
      }
      for (const auto& [variable, instance] : instead) {
        for (const auto& [place, fibre] : whole_) {
          if (depends(fibre, variable)) throw Rejection("another range depends on a variable that is substituted");
        }
        for (const auto& [gone, value] : replaced_) {
          if (depends(value, variable)) throw Rejection("a variable that is gone depends on one that is substituted");
        }
      }
      goal = rewritten(goal, [&](int k) -> std::optional<int> {
        const Instruction& i = code_.code[k];
        const auto found = i.operation == Operation::variable ? instead.find(i.a) : instead.end();
        return found == instead.end() ? std::nullopt : std::optional(found->second);
      });
    }
    return goal;
  }

  /// x_1 ... x_n = 1 and x_i > 0 (none is 0 when the product is 1): t_n = 1/x_n, the product of the others, and
  /// t_i = x_i t_(i+1) below give x_1 = t_1/t_2, ..., x_(n-1) = t_(n-1), x_n = 1/t_1 with t_1 = x_1 ... x_(n-1).
  std::map<int, int> unit_product(const ChainProof::Node& node) {
    if (node.term < 0 || node.term >= static_cast<int>(statement_.assumptions.size()))
      throw Rejection("a unit product names an assumption that does not exist");
    const Condition& assumption = statement_.assumptions[node.term];
    if (assumption.relation != Relation::zero) throw Rejection("a unit product needs an equation");
    const std::set<int> distinct(node.powers.begin(), node.powers.end());
    if (distinct.size() != node.powers.size() || distinct.size() < 2)
      throw Rejection("a unit product has less than two variables");
    if (!replaced_.empty()) throw Rejection("a unit product comes after an elimination");
    const Ring ring = empty_ring();
    Element product = ring.constant(1);
    for (const int v : node.powers) {
      Fibre& fibre = whole_.at(place_of(whole_, v));
      const std::optional<Fraction> lower = number_at(fibre.lower);
      if (!lower || *lower < 0) throw Rejection("a factor of a unit product is not certainly >= 0");
      product = ring.multiply(product, ring.variable(v));
    }
    const Element one = ring.add(product, ring.constant(-1)), equation = evaluate(ring, assumption.node);
    if (equation.numerator != one.numerator && equation.numerator != ring.negate(one).numerator)
      throw Rejection("a unit product is not that of the equation");
    std::map<int, int> instead;
    const std::size_t n = node.powers.size();
    const auto t = [&](std::size_t k) { return emit(Operation::variable, node.powers[k]); };
    for (std::size_t k = 0; k < n; ++k) {
      instead[node.powers[k]] = k + 2 < n   ? emit(Operation::divide, t(k), t(k + 1))
                                : k + 1 < n ? t(k)
                                            : emit(Operation::divide, emit(Fraction(1)), t(0));
    }
    for (const int v : node.powers) whole_.at(place_of(whole_, v)) = {emit(Fraction(0)), {}, true, false};
    whole_.erase(place_of(whole_, node.powers.back()));
    return instead;
  }

  std::optional<Fraction> number_at(const std::optional<int>& node) const {
    if (!node || code_.code[*node].operation != Operation::constant) return std::nullopt;
    return exact(code_.constants[code_.code[*node].a]);
  }

  /// A node with others in the place of some of those that it rests on.
  int rewritten(int node, const std::function<std::optional<int>(int)>& instead) {
    std::map<int, int> copies;
    for (const int k : used_by(code_, node)) {
      const Instruction i = code_.code[k];  // a copy: the code grows
      if (const std::optional<int> other = instead(k)) {
        copies[k] = *other;
      } else if (i.operation == Operation::variable || i.operation == Operation::constant) {
        copies[k] = k;
      } else {
        const int a = copies.at(i.a), b = has_two_operands(i.operation) ? copies.at(i.b) : i.b;
        copies[k] = a == i.a && b == i.b ? k : emit(i.operation, a, b);
      }
    }
    return copies.at(node);
  }

  int emit(Operation operation, int a, int b = 0) {
    if (code_.code.size() > max_code) throw Rejection("the goals of a chain are too long");
    code_.code.push_back({operation, a, b});
    return static_cast<int>(code_.code.size()) - 1;
  }
  int emit(const Fraction& q) {
    code_.constants.push_back(parse_rational(q.str()));
    return emit(Operation::constant, static_cast<int>(code_.constants.size()) - 1);
  }

  /// A and the node of -B/A, which is added to the code, for a node A x + B: sums and multiples by numbers of x and of
  /// nodes without x.
  std::pair<Fraction, int> solved(int node, int variable) {
    struct Line {
      Fraction slope;
      int rest;
    };
    std::map<int, Line> lines;
    const std::vector<int> used = used_by(code_, node);
    for (const int k : used) {
      const Instruction i = code_.code[k];  // a copy: the code grows
      const auto is_number = [&](int n) { return code_.code[n].operation == Operation::constant; };
      const auto number = [&](int n) { return exact(code_.constants[code_.code[n].a]); };
      if (i.operation == Operation::variable && i.a == variable) {
        lines[k] = {1, emit(Fraction(0))};
      } else if (i.operation == Operation::variable || i.operation == Operation::constant) {
        lines[k] = {0, k};
      } else {
        const Line x = lines.at(i.a), y = has_two_operands(i.operation) ? lines.at(i.b) : Line{0, i.b};
        Fraction slope = 0;
        if (i.operation == Operation::add) {
          slope = x.slope + y.slope;
        } else if (i.operation == Operation::subtract) {
          slope = x.slope - y.slope;
        } else if (i.operation == Operation::negate) {
          slope = -x.slope;
        } else if (i.operation == Operation::multiply && is_number(i.b)) {
          slope = x.slope * number(i.b);
        } else if (i.operation == Operation::multiply && is_number(i.a)) {
          slope = y.slope * number(i.a);
        } else if (i.operation == Operation::divide && is_number(i.b) && number(i.b) != 0) {
          slope = x.slope / number(i.b);
        } else if (x.rest != i.a || y.rest != i.b) {
          throw Rejection("an equation is not linear in its variable");
        }
        const bool same = x.rest == i.a && y.rest == i.b;
        lines[k] = {slope, same ? k : emit(i.operation, x.rest, y.rest)};
      }
    }
    const Line line = lines.at(node);
    if (line.slope == 0) throw Rejection("an equation does not have its variable");
    return {line.slope, emit(Operation::multiply, emit(Fraction(-1 / line.slope)), line.rest)};
  }

  Element evaluate(const Ring& ring, int node) const {
    std::map<int, Element> known;
    for (const int k : used_by(code_, node)) {
      const Instruction& i = code_.code[k];
      Element x;
      switch (i.operation) {
        case Operation::variable: {
          const auto found = replaced_.find(i.a);
          x = found == replaced_.end() ? ring.variable(i.a) : evaluate(ring, found->second);
          break;
        }
        case Operation::constant:
          x = ring.constant(exact(code_.constants[i.a]));
          break;
        case Operation::add:
          x = ring.add(known.at(i.a), known.at(i.b));
          break;
        case Operation::subtract:
          x = ring.add(known.at(i.a), ring.negate(known.at(i.b)));
          break;
        case Operation::multiply:
          x = ring.multiply(known.at(i.a), known.at(i.b));
          break;
        case Operation::divide:
          x = ring.multiply(known.at(i.a), ring.inverse(known.at(i.b)));
          break;
        case Operation::negate:
          x = ring.negate(known.at(i.a));
          break;
        case Operation::power:
          x = known.at(i.a);
          for (int n = 1; n < i.b; ++n) x = ring.multiply(x, known.at(i.a));
          break;
        case Operation::exp:
          x = ring.exp(known.at(i.a));
          break;
        case Operation::log:
          x = ring.log(known.at(i.a));
          break;
        case Operation::sqrt:
          x = ring.sqrt(known.at(i.a));
          break;
        case Operation::sin:
          x = ring.sin(known.at(i.a));
          break;
        case Operation::cos:
          x = ring.cos(known.at(i.a));
          break;
        case Operation::atan:
          x = ring.atan(known.at(i.a));
          break;
        case Operation::abs:
          x = ring.modulus(known.at(i.a));
          break;
      }
      known.emplace(k, std::move(x));
    }
    return known.at(node);
  }

  /// x with the node `phi` in the place of a variable, over another ring.
  Element substitute(const Ring& from, const Element& x, int variable, int phi, const Ring& to) const {
    std::map<int, Element> images;
    std::function<Element(int)> image;
    std::function<Element(const Element&)> element;
    const std::function<Element(const ChainTerms&)> terms = [&](const ChainTerms& t) {
      Element sum = to.constant(0);
      for (const auto& [exponents, coefficient] : t) {
        Element product = to.constant(coefficient);
        for (std::size_t s = 0; s < exponents.size(); ++s) {
          if (exponents[s] == 0) continue;
          const int symbol = static_cast<int>(s);
          if (!images.contains(symbol)) images.emplace(symbol, image(symbol));
          const Element factor = exponents[s] > 0 ? images.at(symbol) : to.inverse(images.at(symbol));
          for (int n = 0; n < std::abs(exponents[s]); ++n) product = to.multiply(product, factor);
        }
        sum = to.add(sum, product);
      }
      return sum;
    };
    image = [&](int symbol) {
      const Ring::Symbol& s = from.symbols()[symbol];
      if (s.kind == Ring::SymbolKind::variable) return symbol == variable ? evaluate(to, phi) : to.variable(symbol);
      return function_of(to, s.kind, element(from.generators()[s.generator].argument()));
    };
    element = [&](const Element& y) {
      Element result = terms(y.numerator);
      for (std::size_t g = 0; g < y.powers.size(); ++g) {
        if (y.powers[g] == 0) continue;
        const Element inverse = to.inverse(terms(from.generators()[g].terms));
        for (int n = 0; n < y.powers[g]; ++n) result = to.multiply(result, inverse);
      }
      return result;
    };
    return element(x);
  }

  static Element function_of(const Ring& ring, Ring::SymbolKind kind, const Element& x) {
    switch (kind) {
      case Ring::SymbolKind::exponential:
        return ring.exp(x);
      case Ring::SymbolKind::logarithm:
        return ring.log(x);
      case Ring::SymbolKind::root:
        return ring.sqrt(x);
      case Ring::SymbolKind::sine:
        return ring.sin(x);
      case Ring::SymbolKind::cosine:
        return ring.cos(x);
      default:
        return ring.atan(x);
    }
  }

  int place_of(const Domain& domain, int variable) const {
    for (const auto& [place, fibre] : domain) {
      if (variables_[place] == variable) return place;
    }
    throw Rejection("a node of the chain names a variable that is not there");
  }

  /// Also through the terms in the place of variables that are eliminated.
  bool depends(int node, int variable) const {
    const std::vector<int> used = used_by(code_, node);
    return std::any_of(used.begin(), used.end(), [&](int k) {
      if (code_.code[k].operation != Operation::variable) return false;
      const auto found = replaced_.find(code_.code[k].a);
      return code_.code[k].a == variable || (found != replaced_.end() && depends(found->second, variable));
    });
  }

  /// The domain without one variable, on which no other range may depend.
  Domain without(const Domain& domain, int place) const {
    const int variable = variables_[place];
    Domain rest = domain;
    rest.erase(place);
    for (const auto& [other, fibre] : rest) {
      for (const Fibre& f : {fibre, whole_.at(other)}) {
        if (depends(f, variable)) throw Rejection("another range depends on the variable of a chain");
      }
    }
    return rest;
  }

  bool depends(const Fibre& f, int variable) const {
    return (f.lower && depends(*f.lower, variable)) || (f.upper && depends(*f.upper, variable));
  }

  /// Whether an indeterminate occurs other than in a function.
  static bool stands_in(const ChainTerms& terms, int symbol) {
    return std::any_of(terms.begin(), terms.end(), [symbol](const auto& term) {
      return symbol < static_cast<int>(term.first.size()) && term.first[symbol] != 0;
    });
  }

  /// The ranges of the variables on which the value depends (on a circle: that it has), and of those on which these
  /// ranges depend, and so on, each behind those on which it depends; otherwise in their order. (A split may have put a
  /// variable below a later one.)
  std::vector<std::pair<int, Fibre>> needed(const Claim& claim, Kind kind) const {
    const Domain& domain = kind == Kind::wide ? whole_ : claim.domain;
    std::vector<int> left;
    for (const auto& [place, fibre] : claim.domain) {
      const int variable = variables_[place];
      if (kind == Kind::circle ? stands_in(claim.value->numerator, variable)
                               : claim.ring.numerator_depends(*claim.value, variable))
        left.push_back(place);
    }
    for (std::size_t k = 0; k < left.size(); ++k) {  // grows while it is looked through
      for (const auto& [other, fibre] : claim.domain) {
        if (depends(domain.at(left[k]), variables_[other]) && std::find(left.begin(), left.end(), other) == left.end())
          left.push_back(other);
      }
    }
    return in_order(domain, std::move(left));
  }

  /// These ranges, each behind those on which it depends; otherwise in the order of the places.
  std::vector<std::pair<int, Fibre>> in_order(const Domain& domain, std::vector<int> left) const {
    std::vector<std::pair<int, Fibre>> done;
    std::sort(left.begin(), left.end());
    while (!left.empty()) {
      const auto next = std::find_if(left.begin(), left.end(), [&](int place) {
        return std::none_of(left.begin(), left.end(),
                            [&](int other) { return depends(domain.at(place), variables_[other]); });
      });
      if (next == left.end()) throw Rejection("the ranges of a chain depend on each other");
      done.emplace_back(*next, domain.at(*next));
      left.erase(next);
    }
    return done;
  }

  Claim fresh(Domain domain, Sign sign, std::function<Element(const Ring&)> expand) const {
    return {std::move(domain), sign, std::move(expand), empty_ring(), {}};
  }

  int term(int index) const {
    if (index < 0 || index >= static_cast<int>(proof_.terms.code.size()))
      throw Rejection("a node of the chain names a term that does not exist");
    return static_cast<int>(statement_.expression.code.size()) + index;
  }

  void visit(Claim claim, int depth) {
    StopScope::look();
    if (depth > max_depth) throw Rejection("the chain is too deep");
    if (next_ >= proof_.nodes.size()) throw Rejection("the chain ends before its last claim is proved");
    const ChainProof::Node& node = proof_.nodes[next_++];
    if (node.kind == Kind::exponent) {
      claim.ring.add_exponent(evaluate(claim.ring, term(node.term)));
      return visit(std::move(claim), depth + 1);
    }
    if (node.kind == Kind::angle) {
      claim.ring.add_angle(evaluate(claim.ring, term(node.term)));
      return visit(std::move(claim), depth + 1);
    }
    if (node.kind == Kind::arc) {
      claim.ring.add_arc(evaluate(claim.ring, term(node.term)));
      return visit(std::move(claim), depth + 1);
    }
    if (node.kind == Kind::base) {
      const Element base = evaluate(claim.ring, term(node.term));
      visit({claim.domain, Sign::positive, {}, claim.ring, base}, depth + 1);
      claim.ring.add_base(base);
      return visit(std::move(claim), depth + 1);
    }
    if (!claim.value) {
      if (node.kind == Kind::split) return split(claim, node, depth);
      if (node.kind == Kind::interior) return interior(std::move(claim), depth);
      if (node.kind == Kind::part) return part(claim);
      if (node.kind == Kind::tail) return tail(claim);
      if (node.kind == Kind::modulus) return modulus(std::move(claim), node, depth);
      claim.value = claim.expand(claim.ring);
      claim.goal = {};
    }
    rule(std::move(claim), node, depth);
  }

  void rule(Claim claim, const ChainProof::Node& node, int depth) {
    const Ring& ring = claim.ring;
    const Element& value = *claim.value;
    if (claim.sign == Sign::zero && node.kind != Kind::zero && node.kind != Kind::split && node.kind != Kind::up &&
        node.kind != Kind::down)
      throw Rejection("an identity is proved by expansion and derivatives only");
    switch (node.kind) {
      case Kind::divide: {
        std::vector<int> powers = powers_of(node);
        for (int& n : powers) n = -n;
        Element quotient = ring.multiply(value, ring.product(powers));
        return visit({claim.domain, claim.sign, {}, ring, std::move(quotient)}, depth + 1);
      }
      case Kind::split:
        return split(claim, node, depth);
      case Kind::up:
        return monotone(claim, node.variable, true, depth);
      case Kind::down:
        return monotone(claim, node.variable, false, depth);
      case Kind::chord: {
        const int place = place_of(claim.domain, node.variable);
        end(claim, place, true, claim.sign, depth);
        end(claim, place, false, claim.sign, depth);
        const Element second = ring.derivative(ring.derivative(value, node.variable), node.variable);
        return visit({opened(claim.domain, place), Sign::nonnegative, {}, ring, ring.negate(second)}, depth + 1);
      }
      case Kind::tangent:
        return tangent(claim, node, depth);
      case Kind::radical:
        return radical(claim, node, depth);
      case Kind::surd:
        return surd(claim, node, depth);
      case Kind::turn:
        return turn(claim, node, depth);
      case Kind::zero:
        if (claim.sign == Sign::positive) throw Rejection("zero is not positive");
        if (!value.numerator.empty()) throw Rejection("an element of the chain does not expand to zero");
        return;
      case Kind::constant: {
        if (ring.has_variables(value)) throw Rejection("a constant has variables");
        const RationalInterval x = ring.numerator_value(value);
        const bool strict = claim.sign == Sign::positive;
        if (x.everything || x.lower < 0 || (strict && x.lower == 0))
          throw Rejection("a constant of the chain is not certainly " + std::string(strict ? "> 0" : ">= 0"));
        return;
      }
      case Kind::algebraic:
      case Kind::wide:
      case Kind::whole:
      case Kind::circle:
        return premise(claim, node.kind);
      default:
        throw Rejection("a node of the chain stands in the wrong place");
    }
  }

  /// The powers of a node, small enough that what is done with them does not overflow.
  static std::vector<int> powers_of(const ChainProof::Node& node) {
    for (const int n : node.powers) {
      if (n < -Ring::max_power || n > Ring::max_power) throw Rejection("a power of a generator is out of range");
    }
    return node.powers;
  }

  static Domain opened(Domain domain, int place) {
    domain.at(place).lower_open = domain.at(place).upper_open = true;
    return domain;
  }

  /// The claim at one end of a variable: there the value is >= 0 (> 0).
  void end(const Claim& claim, int place, bool lower, Sign sign, int depth) {
    const Fibre& fibre = claim.domain.at(place);
    const std::optional<int> at = lower ? fibre.lower : fibre.upper;
    if (!at) throw Rejection("a chain starts at an end that a range does not have");
    const int variable = variables_[place];
    if (next_ < proof_.nodes.size() && proof_.nodes[next_].kind == Kind::limit) {
      ++next_;
      return limit(claim, *at, variable, sign);
    }
    Domain rest = without(claim.domain, place);
    if (depends(*at, variable)) throw Rejection("an end of a range depends on its own variable");
    const Ring ring = claim.ring;
    const Element value = *claim.value;
    visit(fresh(std::move(rest), sign,
                [this, ring, value, variable, phi = *at](const Ring& to) {
                  return substitute(ring, value, variable, phi, to);
                }),
          depth + 1);
  }

  void limit(const Claim& claim, int end, int variable, Sign sign) const {
    if (sign == Sign::zero) throw Rejection("an identity has no limits");
    if (claim.domain.size() != 1) throw Rejection("a limit has other variables");
    const Element at = evaluate(empty_ring(), end);
    if (at.numerator.size() > 1 || (at.numerator.size() == 1 && !at.numerator.begin()->first.empty()))
      throw Rejection("a limit is taken at an end that is no number");
    const RationalInterval x =
        claim.ring.limit(*claim.value, variable, at.numerator.empty() ? Fraction(0) : at.numerator.begin()->second);
    const bool strict = sign == Sign::positive;
    if (x.everything || x.lower < 0 || (strict && x.lower == 0))
      throw Rejection("a limit of the chain is not certainly " + std::string(strict ? "> 0" : ">= 0"));
  }

  void monotone(const Claim& claim, int variable, bool up, int depth) {
    const int place = place_of(claim.domain, variable);
    const Fibre& fibre = claim.domain.at(place);
    // Strictly inside a range whose end is left out it is enough that the slope is positive.
    const bool strict_slope = claim.sign == Sign::positive && (up ? fibre.lower_open : fibre.upper_open);
    end(claim, place, up, strict_slope ? Sign::nonnegative : claim.sign, depth);
    Element slope = claim.ring.derivative(*claim.value, variable);
    if (!up) slope = claim.ring.negate(std::move(slope));
    visit({opened(claim.domain, place),
           claim.sign == Sign::zero ? Sign::zero
           : strict_slope           ? Sign::positive
                                    : Sign::nonnegative,
           {},
           claim.ring,
           std::move(slope)},
          depth + 1);
  }

  void split(const Claim& claim, const ChainProof::Node& node, int depth) {
    const int place = place_of(claim.domain, node.variable), phi = term(node.term);
    if (depends(phi, node.variable)) throw Rejection("a split depends on its own variable");
    const Fibre fibre = claim.domain.at(place);
    const Domain rest = without(claim.domain, place);
    const auto distance = [this](int large, int small) {
      return [this, large, small](const Ring& ring) {
        return ring.add(evaluate(ring, large), ring.negate(evaluate(ring, small)));
      };
    };
    const auto distance_sign = [](bool open) { return open ? Sign::positive : Sign::nonnegative; };
    if (fibre.lower) visit(fresh(rest, distance_sign(fibre.lower_open), distance(phi, *fibre.lower)), depth + 1);
    if (fibre.upper) visit(fresh(rest, distance_sign(fibre.upper_open), distance(*fibre.upper, phi)), depth + 1);
    if (!fibre.lower && !fibre.upper) visit(fresh(rest, Sign::nonnegative, distance(phi, phi)), depth + 1);
    for (const bool left : {true, false}) {
      Claim part = claim;
      Fibre& f = part.domain.at(place);
      (left ? f.upper : f.lower) = phi;
      (left ? f.upper_open : f.lower_open) = false;
      visit(std::move(part), depth + 1);
    }
  }

  /// A superset of the values of a variable, and that the ends of its range are continuous.
  WideInterval range_of(const Fibre& fibre, const std::map<int, WideInterval>& ranges) const {
    WideInterval x;
    for (const bool lower : {true, false}) {
      const std::optional<int>& end = lower ? fibre.lower : fibre.upper;
      if (!end) continue;
      const WideValues values = wide_values(code_, *end, ranges);
      if (!values.doubtful.empty()) throw Rejection("an end of a range may be undefined");
      const WideInterval& found = values.of.at(*end);
      (lower ? x.lower : x.upper) = lower ? found.lower : found.upper;
    }
    return x;
  }
  std::vector<std::pair<int, Fibre>> in_order(const Domain& domain) const {
    std::vector<int> places;
    for (const auto& [place, fibre] : domain) places.push_back(place);
    return in_order(domain, std::move(places));
  }
  std::map<int, WideInterval> ranges_of(const Domain& domain) const {
    std::map<int, WideInterval> ranges;
    for (const auto& [place, fibre] : in_order(domain)) ranges[variables_[place]] = range_of(fibre, ranges);
    return ranges;
  }

  /// Strictly inside all ranges: every point of the domain is a limit of such points, and the goal is continuous.
  void interior(Claim claim, int depth) {
    if (!claim.goal) throw Rejection("the interior is taken for a claim that is no goal");
    const std::map<int, WideInterval> ranges = ranges_of(claim.domain);
    Domain inside;
    for (const auto& [place, fibre] : in_order(claim.domain)) {
      if (fibre.lower && fibre.upper) {
        visit(fresh(inside, Sign::positive,
                    [this, lower = *fibre.lower, upper = *fibre.upper](const Ring& ring) {
                      return ring.add(evaluate(ring, upper), ring.negate(evaluate(ring, lower)));
                    }),
              depth + 1);
      }
      inside.emplace(place, fibre);
      inside = opened(std::move(inside), place);
    }
    for (const int k : wide_values(code_, *claim.goal, ranges).doubtful) {
      const Instruction& i = code_.code[k];
      const int operand = i.operation == Operation::divide ? i.b : i.a;
      visit(fresh(claim.domain, i.operation == Operation::sqrt ? Sign::nonnegative : Sign::positive,
                  [this, operand](const Ring& ring) { return evaluate(ring, operand); }),
            depth + 1);
    }
    claim.domain = std::move(inside);
    visit(std::move(claim), depth + 1);
  }

  /// The goal itself on what is left of the domain, by whatever kind of proof.
  void part(const Claim& claim) {
    if (!claim.goal || claim.sign != Sign::nonnegative) throw Rejection("a part is taken of a claim that is no goal");
    if (next_premise_ >= proof_.premises.size()) throw Rejection("the chain has too few premises");
    Writer writer(code_);
    Statement s;
    std::map<int, int> places;
    for (const auto& [place, fibre] : in_order(claim.domain)) write_range(writer, s, place, fibre, places);
    s.goals.push_back({"part", Relation::nonnegative, writer.copy(*claim.goal, places)});
    s.expression = std::move(writer.expression);
    work_ += std::visit([&](const auto& p) { return replay(s, 0, p); }, proof_.premises[next_premise_++]);
  }

  void tail(const Claim& claim) const {
    if (!claim.goal || claim.sign != Sign::nonnegative) throw Rejection("a tail is taken of a claim that is no goal");
    const WideValues values = wide_values(code_, *claim.goal, ranges_of(claim.domain));
    if (!values.doubtful.empty()) throw Rejection("a term may be undefined on a tail");
    if (!values.of.at(*claim.goal).is_nonnegative()) throw Rejection("the goal on a tail is not certainly >= 0");
  }

  /// A + B sqrt b >= 0 because A >= 0 and A^2 >= B^2 b, or because B >= 0 and B^2 b >= A^2.
  void radical(const Claim& claim, const ChainProof::Node& node, int depth) {
    const Ring& ring = claim.ring;
    if (node.variable < 0 || node.variable >= static_cast<int>(ring.generators().size()) ||
        !ring.generators()[node.variable].is_base())
      throw Rejection("a root names a base that does not exist");
    if (node.term != 1 && node.term != 2) throw Rejection("a root has a rule that is not 1 or 2");
    const int root = ring.generators()[node.variable].symbol + 1;
    Element rest, factor;
    for (const auto& [exponents, coefficient] : claim.value->numerator) {
      if (root < static_cast<int>(exponents.size()) && exponents[root] != 0) {
        factor.numerator.emplace(chain_detail::sum(exponents, chain_detail::single(root, -1)), coefficient);
      } else {
        rest.numerator.emplace(exponents, coefficient);
      }
    }
    const Element first = ring.multiply(rest, rest),
                  second = ring.multiply(ring.multiply(factor, factor), {ring.generators()[node.variable].terms, {}});
    const bool rest_leads = node.term == 1;
    visit({claim.domain, Sign::nonnegative, {}, ring, rest_leads ? rest : factor}, depth + 1);
    visit({claim.domain,
           claim.sign,
           {},
           ring,
           rest_leads ? ring.add(first, ring.negate(second)) : ring.add(second, ring.negate(first))},
          depth + 1);
  }

  void tangent(const Claim& claim, const ChainProof::Node& node, int depth) {
    const Ring& ring = claim.ring;
    const int k = std::abs(node.term);
    if (k != 1 && k != 2) throw Rejection("a tangent has an order that is not 1 or 2");
    const bool positive = node.term > 0;
    if (node.powers.size() > ring.generators().size())
      throw Rejection("a product names a generator that does not exist");
    std::vector<int> powers = powers_of(node);
    if (node.variable < 0 || node.variable >= static_cast<int>(node.powers.size()) || node.powers[node.variable] == 0)
      throw Rejection("a tangent names a base that is not in its argument");
    for (std::size_t g = 0; g < node.powers.size(); ++g) {
      if (node.powers[g] != 0 && !ring.generators()[g].is_base())
        throw Rejection("the argument of a tangent is not a product of bases");
    }
    const Element c =
        ring.scaled(ring.coefficient_of_log(*claim.value, node.variable), 1 / Fraction(node.powers[node.variable]));
    visit({claim.domain, Sign::nonnegative, {}, ring, positive ? c : ring.negate(c)}, depth + 1);
    // u^(-1/k) or u^(1/k), in halves
    for (int& n : powers) n *= (positive ? -1 : 1) * (k == 1 ? 2 : 1);
    const Element root = ring.product(powers), one = ring.constant(1);
    const Element bound = positive ? ring.add(one, ring.negate(root)) : ring.add(root, ring.negate(one));
    Element rest = ring.add(*claim.value, ring.negate(ring.multiply(c, ring.logarithm(node.powers))));
    rest = ring.add(rest, ring.multiply(c, ring.scaled(bound, k)));
    visit({claim.domain, claim.sign, {}, ring, std::move(rest)}, depth + 1);
  }

  /// Roots bounded by supporting lines, w = sqrt u > 0 and m > 0: w (u + m^2) - 2 u m = w (w - m)^2,
  /// 2 m^3 w - 3 m^2 u + u^2 = w (w - m)^2 (w + 2 m), and u + m^2 - 2 m w = (w - m)^2, all >= 0.
  void surd(const Claim& claim, const ChainProof::Node& node, int depth) {
    const Ring& ring = claim.ring;
    if (node.variable != 1 && node.variable != 2 && node.variable != -1)
      throw Rejection("a supporting line has a rule that is not 1, 2 or -1");
    const Element w = ring.product(powers_of(node)), u = ring.multiply(w, w), m = evaluate(ring, term(node.term));
    const auto factors = ring.factor(m);
    if (!factors || !factors->is_product() || factors->constant() <= 0)
      throw Rejection("a supporting line touches at a place that is not certainly > 0");
    const auto roots_of = [&](const std::vector<int>& exponents) {
      std::set<std::size_t> roots;
      for (std::size_t s = 0; s < exponents.size(); ++s) {
        if (exponents[s] != 0 && ring.symbols()[s].kind == Ring::SymbolKind::root) roots.insert(s);
      }
      return roots;
    };
    if (w.numerator.size() != 1 || roots_of(w.numerator.begin()->first).empty())
      throw Rejection("a supporting line is one of no root");
    const auto roots = roots_of(w.numerator.begin()->first);
    Element rest{{}, claim.value->powers}, part{{}, claim.value->powers};
    for (const auto& [exponents, coefficient] : claim.value->numerator)
      (roots_of(exponents) == roots ? part : rest).numerator.emplace(exponents, coefficient);
    const Element c = ring.multiply(part, ring.inverse(w));
    const Element square = ring.multiply(m, m), sum = ring.add(u, square);
    Element bound;
    if (node.variable == 1) {
      bound = ring.multiply(ring.scaled(ring.multiply(u, m), 2), ring.inverse(sum));
    } else if (node.variable == 2) {
      const Element above = ring.add(ring.scaled(ring.multiply(square, u), 3), ring.negate(ring.multiply(u, u)));
      bound = ring.multiply(above, ring.inverse(ring.scaled(ring.multiply(square, m), 2)));
    } else {
      bound = ring.multiply(sum, ring.inverse(ring.scaled(m, 2)));
    }
    visit({claim.domain, Sign::nonnegative, {}, ring, node.variable > 0 ? c : ring.negate(c)}, depth + 1);
    visit({claim.domain, claim.sign, {}, ring, ring.add(rest, ring.multiply(c, bound))}, depth + 1);
  }

  /// The end of one range, d = v - end(w) or end(w) - v, is >= 0 (> 0) on the domain: that bounds w, and at the w where
  /// d is largest it bounds v. All points of the domain are in the new one, over which the claim begins anew.
  void turn(const Claim& claim, const ChainProof::Node& node, int depth) {
    if (node.powers.size() != 1) throw Rejection("a range is turned for no variable");
    if (node.term != 0 && node.term != 1) throw Rejection("a range is turned at no end");
    const int place = place_of(claim.domain, node.variable), other = node.powers[0];
    const Fibre old = claim.domain.at(place), of_other = claim.domain.at(place_of(claim.domain, other));
    const bool is_lower = node.term == 0;
    const std::optional<int> end = is_lower ? old.lower : old.upper;
    if (!end) throw Rejection("a range is turned at an end that it does not have");
    const int v = emit(Operation::variable, node.variable);
    const int distance = is_lower ? emit(Operation::subtract, v, *end) : emit(Operation::subtract, *end, v);
    const auto [slope, solution] = solved(distance, other);
    const bool is_open = is_lower ? old.lower_open : old.upper_open;
    Claim turned = claim;
    Fibre& f = turned.domain.at(place);
    Fibre& g = turned.domain.at(place_of(claim.domain, other));
    (slope > 0 ? g.lower : g.upper) = solution;
    (slope > 0 ? g.lower_open : g.upper_open) = is_open;
    const std::optional<int> at = slope > 0 ? of_other.upper : of_other.lower;
    const bool at_open = slope > 0 ? of_other.upper_open : of_other.lower_open;
    std::optional<int>& bound = is_lower ? f.lower : f.upper;
    bound = std::nullopt;
    if (at) {
      bound = rewritten(*end, [&](int k) {
        const Instruction& i = code_.code[k];
        return i.operation == Operation::variable && i.a == other ? at : std::nullopt;
      });
      if (depends(*bound, node.variable)) throw Rejection("a turned end depends on its own variable");
    }
    (is_lower ? f.lower_open : f.upper_open) = is_open || at_open;
    const Ring ring = claim.ring;
    const Element value = *claim.value;
    visit(fresh(std::move(turned.domain), claim.sign,
                [this, ring, value](const Ring& to) { return substitute(ring, value, -1, 0, to); }),
          depth + 1);
  }

  /// |t| is t or -t where that is >= 0.
  void modulus(Claim claim, const ChainProof::Node& node, int depth) {
    if (!claim.goal) throw Rejection("a modulus is taken off a claim that is no goal");
    if (node.variable != 1 && node.variable != -1) throw Rejection("a modulus has a sign that is not 1 or -1");
    const int argument = term(node.term), signed_one = node.variable > 0 ? argument : emit(Operation::negate, argument);
    visit(fresh(claim.domain, Sign::nonnegative,
                [this, signed_one](const Ring& ring) { return evaluate(ring, signed_one); }),
          depth + 1);
    const std::map<int, int> forms = forms_of({argument, *claim.goal});
    const int goal = rewritten(*claim.goal, [&](int k) -> std::optional<int> {
      const Instruction& i = code_.code[k];
      const bool is_it = i.operation == Operation::abs && forms.at(i.a) == forms.at(argument);
      return is_it ? std::optional(signed_one) : std::nullopt;
    });
    if (goal == *claim.goal) throw Rejection("a modulus is not in the goal");
    claim.goal = goal;
    claim.expand = [this, goal](const Ring& ring) { return evaluate(ring, goal); };
    visit(std::move(claim), depth + 1);
  }

  /// Equal numbers only for nodes that are written alike.
  std::map<int, int> forms_of(const std::vector<int>& nodes) const {
    std::set<int> all;
    for (const int node : nodes) {
      for (const int k : used_by(code_, node)) all.insert(k);
    }
    std::map<int, int> forms;
    std::map<std::tuple<Operation, int, int, std::string>, int> known;
    for (const int k : all) {  // operands first
      const Instruction& i = code_.code[k];
      const bool is_leaf = i.operation == Operation::variable || i.operation == Operation::constant;
      const std::tuple key(i.operation,
                           i.operation == Operation::constant ? 0
                           : is_leaf                          ? i.a
                                                              : forms.at(i.a),
                           is_leaf                         ? 0
                           : has_two_operands(i.operation) ? forms.at(i.b)
                                                           : i.b,
                           i.operation == Operation::constant ? exact(code_.constants[i.a]).str() : std::string());
      forms[k] = known.emplace(key, static_cast<int>(known.size())).first->second;
    }
    return forms;
  }

  /// The statement of a leaf, and its proof by whatever kind of proof.
  void premise(const Claim& claim, Kind kind) {
    if (next_premise_ >= proof_.premises.size()) throw Rejection("the chain has too few premises");
    const Statement s = premise_statement(claim, kind);
    work_ += std::visit([&](const auto& p) { return replay(s, 0, p); }, proof_.premises[next_premise_++]);
  }

  bool is_rational(int node) const {
    const std::vector<int> used = used_by(code_, node);
    return std::all_of(used.begin(), used.end(), [&](int k) { return code_.code[k].operation <= Operation::power; });
  }

  /// With `supersets` of the values of the earlier variables, an end that is no rational function is replaced by a
  /// number outside it, or left out where it may be undefined or infinite: the range grows.
  void write_range(Writer& writer, Statement& s, int place, const Fibre& fibre, std::map<int, int>& places,
                   std::map<int, WideInterval>* supersets = nullptr) const {
    Range range{static_cast<int>(writer.expression.variables.size()), {}, {}, fibre.lower_open, fibre.upper_open};
    WideInterval superset;
    for (const bool lower : {true, false}) {
      const std::optional<int>& end = lower ? fibre.lower : fibre.upper;
      if (!end) continue;
      std::optional<int>& written = lower ? range.lower : range.upper;
      if (supersets) {
        const WideValues values = wide_values(code_, *end, *supersets);
        if (values.doubtful.empty()) {
          const WideInterval& found = values.of.at(*end);
          (lower ? superset.lower : superset.upper) = lower ? found.lower : found.upper;
        }
        if (!is_rational(*end)) {
          const std::optional<Fraction> number = rounded_end(superset, lower);
          if (number) written = writer.constant(*number);
          continue;
        }
      }
      written = writer.copy(*end, places);
    }
    if (supersets) (*supersets)[variables_[place]] = superset;
    places[variables_[place]] = writer.variable(code_.variables[variables_[place]]);
    s.domain.emplace_back(range);
  }

  Statement premise_statement(const Claim& claim, Kind kind) const {
    const Ring& ring = claim.ring;
    Writer writer(code_);
    Statement s;
    std::map<int, int> places;  // of the indeterminates in the new code
    const auto ranges = needed(claim, kind);
    const bool rounds =
        kind != Kind::whole && std::any_of(ranges.begin(), ranges.end(), [this](const auto& part) {
          const Fibre& fibre = part.second;
          return (fibre.lower && !is_rational(*fibre.lower)) || (fibre.upper && !is_rational(*fibre.upper));
        });
    std::map<int, WideInterval> supersets;
    for (const auto& [place, fibre] : ranges)
      write_range(writer, s, place, fibre, places, rounds ? &supersets : nullptr);
    if (kind != Kind::whole) {
      std::set<int> used;
      for (const auto& [exponents, coefficient] : claim.value->numerator) {
        for (std::size_t k = 0; k < exponents.size(); ++k) {
          if (exponents[k] != 0) used.insert(static_cast<int>(k));
        }
      }
      for (const int symbol : used) {
        const auto symbol_kind = ring.symbols()[symbol].kind;
        if (symbol_kind == Ring::SymbolKind::variable || places.contains(symbol)) continue;
        if (symbol_kind == Ring::SymbolKind::logarithm) throw Rejection("an algebraic premise contains a logarithm");
        if (symbol_kind == Ring::SymbolKind::arctangent) throw Rejection("an algebraic premise contains an arctangent");
        const bool turns = symbol_kind == Ring::SymbolKind::sine || symbol_kind == Ring::SymbolKind::cosine;
        if (turns && kind == Kind::circle) {
          on_circle(writer, s, ring.generators()[ring.symbols()[symbol].generator].symbol, places);
          continue;
        }
        Range range{static_cast<int>(writer.expression.variables.size()), {}, {}, !turns, false};
        range.lower = writer.constant(turns ? -1 : 0);
        if (turns) range.upper = writer.constant(1);
        places[symbol] = writer.variable("generator " + std::to_string(symbol));
        s.domain.emplace_back(range);
      }
    }
    if (kind == Kind::circle && claim.sign == Sign::positive) throw Rejection("a circle is without one of its points");
    int node = write(writer, ring, claim.value->numerator, places);
    if (claim.sign == Sign::positive) node = writer.emit(Operation::divide, writer.constant(1), node);
    s.goals.push_back({"premise", Relation::nonnegative, node});
    s.expression = std::move(writer.expression);
    return s;
  }

  /// (sin, cos) of an angle, all but (0, -1), which is a limit of the others: the numerator is continuous in them.
  static void on_circle(Writer& writer, Statement& s, int sine, std::map<int, int>& places) {
    const Range range{static_cast<int>(writer.expression.variables.size()), {}, {}, false, false};
    const int t = writer.variable("generator " + std::to_string(sine)), one = writer.constant(1);
    s.domain.emplace_back(range);
    const int square = writer.emit(Operation::multiply, t, t), norm = writer.emit(Operation::add, one, square);
    places[sine] = writer.emit(Operation::divide, writer.emit(Operation::multiply, writer.constant(2), t), norm);
    places[sine + 1] = writer.emit(Operation::divide, writer.emit(Operation::subtract, one, square), norm);
  }

  int write(Writer& writer, const Ring& ring, const ChainTerms& terms, std::map<int, int>& places) const {
    int sum = -1;
    for (const auto& [exponents, coefficient] : terms) {
      int product = writer.constant(coefficient), divisor = -1;
      for (std::size_t k = 0; k < exponents.size(); ++k) {
        if (exponents[k] == 0) continue;
        const int symbol = static_cast<int>(k), n = std::abs(exponents[k]);
        if (!places.contains(symbol)) {
          const Ring::Symbol& info = ring.symbols()[symbol];
          if (info.kind == Ring::SymbolKind::variable) throw Rejection("a premise depends on a variable that is gone");
          const Ring::Generator& generator = ring.generators()[info.generator];
          int inner = write(writer, ring, generator.terms, places);
          for (std::size_t g = 0; g < generator.powers.size(); ++g) {
            for (int m = 0; m < generator.powers[g]; ++m)
              inner = writer.emit(Operation::divide, inner, write(writer, ring, ring.generators()[g].terms, places));
          }
          places[symbol] = writer.emit(operation_of(info.kind), inner);
        }
        if (n > max_recorded_power) throw Rejection("a premise has too high a power");
        const int factor = n == 1 ? places[symbol] : writer.emit(Operation::power, places[symbol], n);
        if (exponents[k] > 0) {
          product = writer.emit(Operation::multiply, product, factor);
        } else {
          divisor = divisor < 0 ? factor : writer.emit(Operation::multiply, divisor, factor);
        }
      }
      if (divisor >= 0) product = writer.emit(Operation::divide, product, divisor);
      sum = sum < 0 ? product : writer.emit(Operation::add, sum, product);
    }
    return sum < 0 ? writer.constant(0) : sum;
  }

  static Operation operation_of(Ring::SymbolKind kind) {
    switch (kind) {
      case Ring::SymbolKind::exponential:
        return Operation::exp;
      case Ring::SymbolKind::logarithm:
        return Operation::log;
      case Ring::SymbolKind::root:
        return Operation::sqrt;
      case Ring::SymbolKind::sine:
        return Operation::sin;
      case Ring::SymbolKind::cosine:
        return Operation::cos;
      default:
        return Operation::atan;
    }
  }

  const Statement statement_;
  const ChainProof& proof_;
  Expression code_;
  std::vector<int> variables_;  // by place
  Domain whole_;
  std::map<int, int> replaced_;  // variables that an equation has eliminated: the term in their place
  std::shared_ptr<Ring::Shared> shared_ = std::make_shared<Ring::Shared>();
  std::size_t next_ = 0, next_premise_ = 0, work_ = 0;
};

}  // namespace

std::size_t replay(const Statement& s, int goal, const ChainProof& proof) { return ChainReplay(s, proof).run(goal); }

}  // namespace hebb::checker
