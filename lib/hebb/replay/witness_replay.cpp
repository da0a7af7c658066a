#include <hebb/replay/rational_interval.hpp>
#include <hebb/replay/replay.hpp>

namespace hebb::checker {
namespace {

/// Values of nodes at a point: exact, except that exp, log, sqrt, sin, cos and atan are enclosed; `everything` where a
/// node is undefined.
class PointValues {
 public:
  PointValues(const Expression& e, const std::vector<Rational>& values) {
    std::vector<Fraction> x;
    for (const Rational& q : values) x.push_back(exact(q));
    for (const Instruction& i : e.code) {
      switch (i.operation) {
        case Operation::variable:
          nodes_.emplace_back(x.at(i.a));
          break;
        case Operation::constant:
          nodes_.emplace_back(exact(e.constants.at(i.a)));
          break;
        case Operation::add:
          nodes_.push_back(nodes_[i.a] + nodes_[i.b]);
          break;
        case Operation::subtract:
          nodes_.push_back(nodes_[i.a] - nodes_[i.b]);
          break;
        case Operation::multiply:
          nodes_.push_back(product_of_values(nodes_[i.a], nodes_[i.b]));
          break;
        case Operation::divide:
          nodes_.push_back(nodes_[i.a] / nodes_[i.b]);
          break;
        case Operation::negate:
          nodes_.push_back(-nodes_[i.a]);
          break;
        case Operation::power:
          nodes_.push_back(power(nodes_[i.a], i.b));
          break;
        case Operation::exp:
          nodes_.push_back(exp(nodes_[i.a]));
          break;
        case Operation::log:
          nodes_.push_back(log(nodes_[i.a]));
          break;
        case Operation::sqrt:
          nodes_.push_back(sqrt(nodes_[i.a]));
          break;
        case Operation::sin:
          nodes_.push_back(sin(nodes_[i.a]));
          break;
        case Operation::cos:
          nodes_.push_back(cos(nodes_[i.a]));
          break;
        case Operation::atan:
          nodes_.push_back(atan(nodes_[i.a]));
          break;
        case Operation::abs:
          nodes_.push_back(abs(nodes_[i.a]));
          break;
      }
    }
  }
  const RationalInterval& operator[](int node) const { return nodes_.at(node); }

 private:
  std::vector<RationalInterval> nodes_;
};

bool certainly_positive(const RationalInterval& x) { return (-x).is_negative(); }
bool certainly_zero(const RationalInterval& x) { return x.is_nonnegative() && x.is_nonpositive(); }

/// x >= bound, or x > bound when it is open.
void require_above(const RationalInterval& difference, bool open, const std::string& what) {
  if (!(open ? certainly_positive(difference) : difference.is_nonnegative()))
    throw Rejection("the witness lies outside the range of " + what);
}

}  // namespace

void replay(const Statement& s, const Witness& witness) {
  if (witness.values.size() != s.expression.variables.size())
    throw Rejection("the witness has the wrong number of values");
  if (witness.goal < 0 || static_cast<std::size_t>(witness.goal) >= s.goals.size())
    throw Rejection("the witness names a goal that does not exist");
  const PointValues value(s.expression, witness.values);
  const auto x = [&](int variable) { return RationalInterval(exact(witness.values.at(variable))); };
  for (const Factor& factor : s.domain) {
    if (const auto* range = std::get_if<Range>(&factor)) {
      const std::string& name = s.expression.variables[range->variable];
      if (range->lower) require_above(x(range->variable) - value[*range->lower], range->lower_open, name);
      if (range->upper) require_above(value[*range->upper] - x(range->variable), range->upper_open, name);
      continue;
    }
    const auto* simplex = std::get_if<Simplex>(&factor);
    const auto* chamber = std::get_if<LeaderChamber>(&factor);
    const std::vector<int>& p = simplex ? simplex->coordinates : chamber->coordinates;
    RationalInterval total{Fraction(0)};
    for (const int k : p) {
      require_above(x(k), simplex && simplex->open, s.expression.variables[k]);
      total = total + x(k);
    }
    if (!certainly_zero(total - RationalInterval(1))) throw Rejection("the witness lies off the simplex");
    if (!chamber) continue;
    require_above(x(chamber->gap), true, s.expression.variables[chamber->gap]);
    require_above(x(p[0]) - x(p[1]) - x(chamber->gap), false, s.expression.variables[chamber->gap]);
    for (std::size_t k = 1; k + 1 < p.size(); ++k)
      require_above(x(p[k]) - x(p[k + 1]), false, s.expression.variables[p[k]]);
  }
  for (const Condition& c : s.assumptions) {
    if (!(c.relation == Relation::zero ? certainly_zero(value[c.node]) : value[c.node].is_nonnegative())) {
      throw Rejection("the witness breaks the assumption '" + c.label + "'");
    }
  }
  const Condition& goal = s.goals[witness.goal];
  const RationalInterval& g = value[goal.node];
  const bool violated = g.is_negative() || (goal.relation == Relation::zero && certainly_positive(g));
  if (!violated) throw Rejection("the witness does not violate the goal '" + goal.label + "'");
}

}  // namespace hebb::checker
