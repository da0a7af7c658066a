#include <map>
#include <optional>

#include <hebb/replay/box_domain.hpp>
#include <hebb/replay/wide_interval.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb::checker {
namespace {

constexpr std::size_t longest_constant = 100'000;  // bits

/// Terms of the statement after substitution of its variables.
class Substitution {
 public:
  explicit Substitution(const Statement& s) : statement_(s), nodes_(s.expression.code.size()) {}
  void set(int variable, const Symbol& term) { terms_.emplace(variable, term); }
  Symbol operator()(int node) {
    // Not by recursion: code may be as deep as it is long.
    for (const int k : used_by(statement_.expression, node)) {
      if (!nodes_[k]) nodes_[k] = written(k);
    }
    return *nodes_[node];
  }

 private:
  Symbol written(int node) {
    const Instruction& i = statement_.expression.code[node];
    const auto a = [&] { return *nodes_[i.a]; };
    const auto b = [&] { return *nodes_[i.b]; };
    Symbol term;
    switch (i.operation) {
      case Operation::variable: {
        const auto found = terms_.find(i.a);
        if (found == terms_.end()) throw Rejection("a bound uses a variable that is declared after it");
        term = found->second;
        break;
      }
      case Operation::constant:
        term = Symbol(statement_.expression.constants[i.a]);
        break;
      case Operation::add:
        term = a() + b();
        break;
      case Operation::subtract:
        term = a() - b();
        break;
      case Operation::multiply:
        term = a() * b();
        break;
      case Operation::divide:
        term = a() / b();
        break;
      case Operation::negate:
        term = -a();
        break;
      case Operation::power:
        if (a().is_constant()) require_short(a().constant(), i.b);
        term = pow(a(), i.b);
        break;
      case Operation::exp:
        term = exp(a());
        break;
      case Operation::log:
        term = log(a());
        break;
      case Operation::sqrt:
        term = sqrt(a());
        break;
      case Operation::sin:
        term = sin(a());
        break;
      case Operation::cos:
        term = cos(a());
        break;
      case Operation::atan:
        term = atan(a());
        break;
      case Operation::abs:
        term = abs(a());
        break;
    }
    if (term.is_constant()) require_short(term.constant(), 1);
    return term;
  }

  /// Constants are worked out at once, with nothing that rounds them.
  static void require_short(const Rational& q, int power) {
    const auto bits = [](const Integer& n) { return n == 0 ? 0 : msb(abs(n)); };
    if ((bits(numerator(q)) + bits(denominator(q))) * static_cast<std::size_t>(power) > longest_constant)
      throw Rejection("a constant of the statement is too long");
  }

  const Statement& statement_;
  std::map<int, Symbol> terms_;
  std::vector<std::optional<Symbol>> nodes_;
};

}  // namespace

BaseProblem reduce(const Statement& s, int goal) {
  BaseProblem base;
  Substitution term(s);
  std::vector<std::string> names;
  std::vector<Symbol> constraints;
  const auto fresh = [&](const Fraction& lower, const Fraction& upper) {
    names.push_back(std::string("x").append(std::to_string(names.size())));
    base.box.emplace_back(lower, upper);
    return Symbol::variable(names.back());
  };
  for (const Factor& factor : s.domain) {
    if (const auto* range = std::get_if<Range>(&factor)) {
      if (!range->lower || !range->upper) throw Rejection("boxes prove nothing on an unbounded range");
      const Symbol lower = term(*range->lower), upper = term(*range->upper);
      if (lower.is_constant() && upper.is_constant()) {
        if (lower.constant() > upper.constant()) throw Rejection("a range is empty");
        term.set(range->variable, fresh(exact(lower.constant()), exact(upper.constant())));
      } else {
        const Symbol t = fresh(0, 1);
        term.set(range->variable, lower + t * (upper - lower));
      }
      continue;
    }
    const auto* simplex = std::get_if<Simplex>(&factor);
    const auto* chamber = std::get_if<LeaderChamber>(&factor);
    const std::vector<int>& p = simplex ? simplex->coordinates : chamber->coordinates;
    std::vector<Symbol> x(p.size());
    Symbol leader = 1;
    for (std::size_t k = 1; k < p.size(); ++k) {
      x[k] = fresh(0, 1);
      leader = leader - x[k];
      term.set(p[k], x[k]);
    }
    term.set(p[0], leader);
    if (simplex) {
      constraints.push_back(leader);
      continue;
    }
    const Symbol gap = fresh(0, 1);
    term.set(chamber->gap, gap);
    constraints.push_back(leader - x[1] - gap);
    for (std::size_t k = 1; k + 1 < p.size(); ++k) constraints.push_back(x[k] - x[k + 1]);
  }
  Recorder recorder(names);
  for (const Symbol& c : constraints) base.constraints.push_back(recorder.record(c));
  for (const Condition& c : s.assumptions) {
    const Symbol h = term(c.node);
    base.constraints.push_back(recorder.record(h));
    if (c.relation == Relation::zero) base.constraints.push_back(recorder.record(-h));
  }
  base.goal = recorder.record(term(s.goals[goal].node));
  base.expression = recorder.expression();
  return base;
}

}  // namespace hebb::checker
