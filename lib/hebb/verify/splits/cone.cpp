#include <functional>
#include <set>

#include <hebb/scalar/symbolic/rational_function.hpp>
#include <hebb/verify/coefficients/parametrisation.hpp>
#include <hebb/verify/splits/cone.hpp>

namespace hebb::splits {
namespace {

using P = Form<Rational>;
using Value = RationalFunction<P>;

const Range* range_of(const Factor& factor) { return std::get_if<Range>(&factor); }
bool is_whole_line(const Factor& factor) {
  const Range* range = range_of(factor);
  return range && !range->lower && !range->upper;
}

class Expander {
 public:
  Expander(const Statement& s, bool joint)
      : statement_(s),
        origins_(origins(s)),
        table_(std::make_shared<Denominators<P>>()),
        nodes_(s.expression, [this](int k) { return variable(k); }) {
    const bool shared = joint && std::ranges::any_of(s.domain, [](const Factor& f) { return range_of(f) != nullptr; });
    int next = shared ? 1 : 0;
    for (const Factor& factor : s.domain) {
      Vec<Value> t;
      if (const Range* range = range_of(factor)) {
        const P v = P::coordinate(shared ? 0 : next++), u = P::coordinate(next++);
        if (range->lower && range->upper)
          t = {ratio(v, v + u), ratio(u, v + u)};
        else
          t = {ratio(u, v)};
      } else {
        const int n = coordinate_count(factor);
        P sum;
        for (int k = 0; k < n; ++k) sum = sum + P::coordinate(next + k);
        for (int k = 0; k < n; ++k) t.push_back(ratio(P::coordinate(next + k), sum));
        next += n;
      }
      coordinates_.push_back(std::move(t));
    }
    count_ = next;
  }

  int count() const { return count_; }

  P form_of(int node) {
    const Value value = nodes_(node);
    P result = value.numerator();
    for (const auto& [k, power] : value.denominator()) {
      if (power % 2 == 0) continue;
      const P& divisor = (*table_)[k];
      const int sign = divisor.common_sign();
      result = result * (sign != 0 ? P(sign) : divisor);
    }
    return result;
  }

  bool has_divisor(int node) {
    if (!seen_.insert(node).second) return false;
    const Instruction& i = statement_.expression.code[node];
    if (i.operation == Operation::constant) return false;
    if (i.operation == Operation::variable) {
      const Range* range = range_of(statement_.domain[origins_[i.a].factor]);
      return range && ((range->lower && has_divisor(*range->lower)) || (range->upper && has_divisor(*range->upper)));
    }
    if (i.operation == Operation::divide && !nodes_(i.b).numerator().is_constant()) return true;
    return has_divisor(i.a) || (has_two_operands(i.operation) && has_divisor(i.b));
  }

 private:
  Value ratio(const P& x, const P& y) { return Value(x, table_) / Value(y, table_); }
  Value variable(int k) {
    const auto [f, entry] = origins_[k];
    const auto bound = [this](int node) { return nodes_(node); };
    return from_coordinates<Value>(statement_.domain[f], entry, coordinates_[f], bound);
  }

  const Statement& statement_;
  std::vector<Origin> origins_;
  std::shared_ptr<Denominators<P>> table_;
  Vec<Vec<Value>> coordinates_;
  int count_ = 0;
  LazyEvaluation<Value, std::function<Value(int)>> nodes_;
  std::set<int> seen_;
};

}  // namespace

std::vector<Statement> without_whole_lines(const Statement& s) {
  std::vector<Statement> parts{s};
  if (std::ranges::none_of(s.domain, is_whole_line)) return parts;
  const int zero = static_cast<int>(s.expression.code.size());
  parts[0].expression.code.push_back({Operation::constant, static_cast<int>(s.expression.constants.size())});
  parts[0].expression.constants.emplace_back(0);
  for (std::size_t f = 0; f < s.domain.size(); ++f) {
    if (!is_whole_line(s.domain[f])) continue;
    require(parts.size() < 4096, "the domain has more than 12 whole lines");
    const std::size_t n = parts.size();
    for (std::size_t k = 0; k < n; ++k) {
      parts.push_back(parts[k]);
      std::get<Range>(parts[k].domain[f]).lower = zero;
      std::get<Range>(parts.back().domain[f]).upper = zero;
    }
  }
  return parts;
}

bool covers_all(const Statement& s, bool joint) {
  return !joint || s.domain.size() < 2 || std::ranges::none_of(s.domain, [](const Factor& factor) {
    const Range* range = range_of(factor);
    return range && range->lower && range->upper && !range->upper_open;
  });
}

Cone expand_on_cone(const Statement& s, int goal, bool joint, bool with_assumptions) {
  Expander x(s, joint);
  Cone cone;
  cone.coordinates = x.count();
  cone.task.goal = x.form_of(s.goals[goal].node);
  cone.has_divisor = x.has_divisor(s.goals[goal].node);
  for (int k = 0; with_assumptions && k < static_cast<int>(s.assumptions.size()); ++k) {
    try {
      cone.task.assumptions.push_back({k, s.assumptions[k].relation, x.form_of(s.assumptions[k].node)});
    } catch (const PreconditionError&) {
      continue;  // exp, log or sqrt
    }
  }
  return cone;
}

}  // namespace hebb::splits
