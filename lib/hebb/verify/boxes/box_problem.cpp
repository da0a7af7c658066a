#include <functional>
#include <stdexcept>

#include <hebb/scalar/symbolic/symbol.hpp>
#include <hebb/verify/boxes/box_problem.hpp>

namespace hebb {
namespace {

/// The nodes of a statement as terms in the base variables.
class Substitution {
 public:
  explicit Substitution(const Expression& e) : expression_(e), nodes_(e.code.size()), variables_(e.variables.size()) {}

  void set(int variable, const Symbol& term) { variables_[variable] = term; }

  const Symbol& variable(int k) const {
    require(variables_[k].has_value(),
            [&] { return "a bound uses '" + expression_.variables[k] + "', which is declared after it"; });
    return *variables_[k];
  }

  const Symbol& operator()(int node) {
    if (!nodes_[node]) nodes_[node] = compute(expression_.code[node]);
    return *nodes_[node];
  }

 private:
  Symbol compute(const Instruction& i) {
    switch (i.operation) {
      case Operation::variable:
        return variable(i.a);
      case Operation::constant:
        return Symbol(expression_.constants[i.a]);
      case Operation::add:
        return (*this)(i.a) + (*this)(i.b);
      case Operation::subtract:
        return (*this)(i.a) - (*this)(i.b);
      case Operation::multiply:
        return (*this)(i.a) * (*this)(i.b);
      case Operation::divide:
        return (*this)(i.a) / (*this)(i.b);
      case Operation::negate:
        return -(*this)(i.a);
      case Operation::power:
        return pow((*this)(i.a), i.b);
      case Operation::exp:
        return exp((*this)(i.a));
      case Operation::log:
        return log((*this)(i.a));
      case Operation::sqrt:
        return sqrt((*this)(i.a));
      case Operation::sin:
        return sin((*this)(i.a));
      case Operation::cos:
        return cos((*this)(i.a));
      case Operation::atan:
        return atan((*this)(i.a));
      case Operation::abs:
        return abs((*this)(i.a));
    }
    return {};
  }

  const Expression& expression_;
  std::vector<std::optional<Symbol>> nodes_, variables_;
};

class Reducer {
 public:
  explicit Reducer(const Statement& statement) : statement_(statement), term_(statement.expression) {}

  Reduction run() {
    for (const Factor& factor : statement_.domain) {
      if (const auto* range = std::get_if<Range>(&factor)) {
        if (std::string reason = add(*range); !reason.empty()) return {std::nullopt, std::move(reason)};
      } else if (const auto* simplex = std::get_if<Simplex>(&factor)) {
        constraints_.push_back(add_coordinates(simplex->coordinates).front());
      } else {
        add(std::get<LeaderChamber>(factor));
      }
    }
    Recorder recorder(names_);
    for (const Symbol& c : constraints_) problem_.constraints.push_back(recorder.record(c));
    for (const Condition& c : statement_.assumptions) {
      problem_.constraints.push_back(recorder.record(term_(c.node)));
      if (c.relation == Relation::zero) problem_.constraints.push_back(recorder.record(-term_(c.node)));
    }
    for (const Condition& c : statement_.goals) problem_.goals.push_back(recorder.record(term_(c.node)));
    for (std::size_t k = 0; k < statement_.expression.variables.size(); ++k) {
      problem_.values.push_back(recorder.record(term_.variable(static_cast<int>(k))));
    }
    problem_.expression = recorder.expression();
    problem_.statement = statement_;
    return {std::move(problem_), ""};
  }

 private:
  Symbol fresh(const std::string& name, const Rational& lower, const Rational& upper) {
    names_.push_back(name);
    problem_.lower.push_back(lower);
    problem_.upper.push_back(upper);
    return Symbol::variable(name);
  }

  const std::string& name_of(int variable) const { return statement_.expression.variables[variable]; }

  std::string add(const Range& range) {
    const std::string& name = name_of(range.variable);
    if (!range.lower || !range.upper) return "the range of " + name + " is unbounded";
    const Symbol lower = term_(*range.lower), upper = term_(*range.upper);
    if (!lower.is_constant() || !upper.is_constant()) {
      const Symbol t = fresh(name + " (relative)", 0, 1);
      term_.set(range.variable, lower + t * (upper - lower));
      return "";
    }
    if (lower.constant() > upper.constant()) return "the range of " + name + " is empty";
    term_.set(range.variable, fresh(name, lower.constant(), upper.constant()));
    return "";
  }

  /// p_2, ..., p_d are base variables and p_1 = 1 - p_2 - ... - p_d; returns all of them.
  Vec<Symbol> add_coordinates(const std::vector<int>& coordinates) {
    Vec<Symbol> p{Symbol(1)};
    for (std::size_t k = 1; k < coordinates.size(); ++k) {
      p.push_back(fresh(name_of(coordinates[k]), 0, 1));
      p[0] = p[0] - p[k];
    }
    for (std::size_t k = 0; k < coordinates.size(); ++k) term_.set(coordinates[k], p[k]);
    return p;
  }

  void add(const LeaderChamber& chamber) {
    const Vec<Symbol> p = add_coordinates(chamber.coordinates);
    const Symbol gap = fresh(name_of(chamber.gap), 0, 1);
    term_.set(chamber.gap, gap);
    constraints_.push_back(p[0] - p[1] - gap);
    for (std::size_t k = 1; k + 1 < p.size(); ++k) constraints_.push_back(p[k] - p[k + 1]);
  }

  const Statement& statement_;
  BoxProblem problem_;
  Substitution term_;
  std::vector<std::string> names_;
  std::vector<Symbol> constraints_;
};

/// Which nodes are made of + - * /, powers and abs only.
std::vector<bool> rational_nodes(const Expression& e) {
  std::vector<bool> rational;
  for (const Instruction& i : e.code) {
    switch (i.operation) {
      case Operation::variable:
      case Operation::constant:
        rational.push_back(true);
        break;
      case Operation::exp:
      case Operation::log:
      case Operation::sqrt:
      case Operation::sin:
      case Operation::cos:
      case Operation::atan:
        rational.push_back(false);
        break;
      default:
        rational.push_back(rational[i.a] && (!has_two_operands(i.operation) || rational[i.b]));
    }
  }
  return rational;
}

}  // namespace

Reduction reduce(const Statement& statement) { return Reducer(statement).run(); }

std::optional<std::vector<Rational>> lift(const BoxProblem& problem, const std::vector<Rational>& point) {
  const std::vector<bool> rational = rational_nodes(problem.expression);
  const std::function<Rational(int)> coordinate = [&](int k) { return point[k]; };
  LazyEvaluation<Rational, std::function<Rational(int)>> node(problem.expression, coordinate);
  std::vector<Rational> values;
  for (const int k : problem.values) {
    if (!rational[k]) return std::nullopt;
    try {
      values.push_back(node(k));
    } catch (const std::overflow_error&) {  // a division by zero
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace hebb
