#include <algorithm>
#include <functional>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>
#include <hebb/verify/deadline.hpp>
#include <hebb/verify/domain.hpp>
#include <hebb/verify/point_evaluation.hpp>
#include <hebb/verify/splits/split_prover.hpp>
#include <hebb/verify/squares/squares_prover.hpp>
#include <hebb/verify/witness_search.hpp>

namespace hebb {
namespace {

/// The statement with one goal in place of its own: node >= 0, or, negated, -node >= 0.
Statement with_goal(const Statement& s, int node, bool negated = false) {
  Statement result = s;
  if (negated) {
    result.expression.code.push_back({Operation::negate, node, 0});
    node = static_cast<int>(result.expression.code.size()) - 1;
  }
  result.goals = {{"sign", Relation::nonnegative, node}};
  return result;
}

/// The domain and the assumptions with the goal -1 >= 0, which every point violates; without what only the goals need.
Statement with_false_goal(const Statement& s) {
  std::vector<bool> needed(s.expression.code.size(), false);
  for (const Factor& factor : s.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (range && range->lower) needed[static_cast<std::size_t>(*range->lower)] = true;
    if (range && range->upper) needed[static_cast<std::size_t>(*range->upper)] = true;
  }
  for (const Condition& c : s.assumptions) needed[static_cast<std::size_t>(c.node)] = true;
  for (std::size_t k = s.expression.code.size(); k-- > 0;) {
    const Instruction& i = s.expression.code[k];
    if (!needed[k] || i.operation == Operation::variable || i.operation == Operation::constant) continue;
    needed[static_cast<std::size_t>(i.a)] = true;
    if (has_two_operands(i.operation)) needed[static_cast<std::size_t>(i.b)] = true;
  }
  Statement result = s;
  std::vector<int> place(s.expression.code.size(), -1);
  result.expression.code.clear();
  const auto at = [&](int node) { return place[static_cast<std::size_t>(node)]; };
  for (std::size_t k = 0; k < s.expression.code.size(); ++k) {
    if (!needed[k]) continue;
    Instruction i = s.expression.code[k];
    if (i.operation != Operation::variable && i.operation != Operation::constant) {
      i.a = at(i.a);
      if (has_two_operands(i.operation)) i.b = at(i.b);
    }
    place[k] = static_cast<int>(result.expression.code.size());
    result.expression.code.push_back(i);
  }
  for (Factor& factor : result.domain) {
    auto* range = std::get_if<Range>(&factor);
    if (range && range->lower) range->lower = at(*range->lower);
    if (range && range->upper) range->upper = at(*range->upper);
  }
  for (Condition& c : result.assumptions) c.node = at(c.node);
  result.expression.constants.emplace_back(-1);
  result.expression.code.push_back({Operation::constant, static_cast<int>(result.expression.constants.size()) - 1, 0});
  result.goals = {{"false", Relation::nonnegative, static_cast<int>(result.expression.code.size()) - 1}};
  return result;
}

/// Whether the assumptions may hold at a point: quickly, before the checker is asked.
bool may_satisfy(const Statement& s, const std::vector<Rational>& x);

bool is_in_domain(const Statement& with_false_goal, const std::vector<Rational>& values) {
  if (!may_satisfy(with_false_goal, values)) return false;
  try {
    checker::replay(with_false_goal, Witness{0, values});
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

/// The points whose coordinates, factor by factor, are vertices, midpoints of edges and the centre: at most `most`.
void for_each_corner(const Statement& s, std::size_t most, const std::function<bool(const Vec<Rational>&)>& done) {
  std::vector<Vec<Vec<Rational>>> choices;
  for (const Factor& factor : s.domain) {
    Vec<Vec<Rational>>& options = choices.emplace_back();
    const auto n = static_cast<std::size_t>(coordinate_count(factor));
    const auto* range = std::get_if<Range>(&factor);
    if (range && !(range->lower && range->upper)) {
      for (const int t : {0, 1, 2, 3}) options.push_back({Rational(t)});
      if (!range->lower && !range->upper) {
        for (const int t : {-1, -2}) options.push_back({Rational(t)});
      }
      options.push_back({Rational(1, 2)});
      continue;
    }
    const auto mixture = [&](const std::vector<std::size_t>& corners) {
      Vec<Rational> x(n, Rational(0));
      for (const std::size_t k : corners) x[k] += Rational(1, static_cast<int>(corners.size()));
      options.push_back(std::move(x));
    };
    for (std::size_t i = 0; i < n; ++i) mixture({i});
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) mixture({i, j});
    }
    std::vector<std::size_t> all(n);
    for (std::size_t i = 0; i < n; ++i) all[i] = i;
    if (n > 2) mixture(all);
  }
  const PointSchedule schedule(s);
  std::vector<std::size_t> digits(choices.size(), 0);
  for (std::size_t count = 0; count < most; ++count) {
    Vec<Vec<Rational>> x;
    for (std::size_t f = 0; f < choices.size(); ++f) x.push_back(choices[f][digits[f]]);
    Vec<Rational> variables, nodes;
    try {
      schedule.run(x, variables, nodes, true);
      if (done(variables)) return;
    } catch (const std::exception&) {
      // a bound of a range is not rational or not defined there
    }
    std::size_t f = 0;
    while (f < digits.size() && ++digits[f] == choices[f].size()) digits[f++] = 0;
    if (f == digits.size()) return;
  }
}

/// The value of a node at a point, exactly; nothing where it is not rational or not defined.
std::optional<Rational> exact_value(const Statement& s, int node, const std::vector<Rational>& x) {
  try {
    const auto variable = [&](int k) { return x[static_cast<std::size_t>(k)]; };
    return LazyEvaluation<Rational, decltype(variable)>(s.expression, variable)(node);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<RealInterval> enclosed_value(const Statement& s, int node, const std::vector<Rational>& x) {
  try {
    const std::vector<Instruction>& code = s.expression.code;
    std::vector<bool> needed(static_cast<std::size_t>(node) + 1, false);
    needed.back() = true;
    for (std::size_t k = needed.size(); k-- > 0;) {
      const Instruction& i = code[k];
      if (!needed[k] || i.operation == Operation::variable || i.operation == Operation::constant) continue;
      needed[static_cast<std::size_t>(i.a)] = true;
      if (has_two_operands(i.operation)) needed[static_cast<std::size_t>(i.b)] = true;
    }
    Vec<RealInterval> variables, nodes(needed.size());
    for (const Rational& q : x) variables.emplace_back(q, 256);
    const RealInterval reference(Rational(0), 256);  // the constants get its precision, too
    for (std::size_t k = 0; k < needed.size(); ++k) {
      if (needed[k]) nodes[k] = apply(s.expression, code[k], nodes, variables, reference);
    }
    return nodes.back();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

bool may_satisfy(const Statement& s, const std::vector<Rational>& x) {
  for (const Condition& c : s.assumptions) {
    const std::optional<RealInterval> value = enclosed_value(s, c.node, x);
    if (!value || value->upper() < 0 || (c.relation == Relation::zero && value->lower() > 0)) return false;
  }
  return true;
}

/// The nodes that a goal needs, operands first.
std::vector<int> needed_nodes(const Statement& s) {
  std::set<int> seen;
  std::vector<int> todo;
  for (const Condition& goal : s.goals) todo.push_back(goal.node);
  while (!todo.empty()) {
    const int k = todo.back();
    todo.pop_back();
    if (!seen.insert(k).second) continue;
    const Instruction& i = s.expression.code[static_cast<std::size_t>(k)];
    if (i.operation == Operation::variable || i.operation == Operation::constant) continue;
    todo.push_back(i.a);
    if (has_two_operands(i.operation)) todo.push_back(i.b);
  }
  return {seen.begin(), seen.end()};
}

std::string undefined_text(const Statement& s, int node, const char* relation, const std::vector<Rational>& x) {
  return fmt::format("{} {} 0 at {}", node_text(s, node), relation, point_text(s, x));
}

/// A point of the segment between two points of the domain with values of opposite sign where the node is exactly 0.
std::optional<std::vector<Rational>> zero_between(const Statement& s, int node, std::vector<Rational> a,
                                                  std::vector<Rational> b) {
  std::optional<Rational> at_a = exact_value(s, node, a), at_b = exact_value(s, node, b);
  for (int k = 0; k < 60 && at_a && at_b; ++k) {
    if (*at_a == 0) return a;
    if (*at_b == 0) return b;
    if ((*at_a > 0) == (*at_b > 0)) return std::nullopt;
    // Where the node is affine between the points the secant meets its zero; elsewhere the middle comes closer.
    for (const bool secant : {true, false}) {
      const Rational t = secant ? Rational(*at_a / (*at_a - *at_b)) : Rational(1, 2);
      std::vector<Rational> x;
      for (std::size_t j = 0; j < a.size(); ++j) x.push_back(a[j] + t * (b[j] - a[j]));
      const std::optional<Rational> value = exact_value(s, node, x);
      if (!value) return std::nullopt;
      if (*value == 0) return x;
      if (secant) continue;
      ((*value > 0) == (*at_a > 0) ? a : b) = x;
      ((*value > 0) == (*at_a > 0) ? at_a : at_b) = value;
    }
    if (k > 4) break;  // the numbers double in length with each step
  }
  return std::nullopt;
}

std::string find_bad_operand(const Statement& s, const Statement& anywhere, int operand, Operation operation,
                             StopFlag stop) {
  std::string found;
  const bool root = operation == Operation::sqrt, logarithm = operation == Operation::log;
  for_each_corner(s, 3000, [&](const Vec<Rational>& x) {
    throw_if_stopped(stop);
    std::optional<Rational> value = exact_value(s, operand, x);
    bool bad = false;
    if (!value) {  // sin 0, log 1: an enclosure without width is the value
      const auto enclosed = enclosed_value(s, operand, x);
      if (enclosed && enclosed->lower() == 0 && enclosed->upper() == 0) value = Rational(0);
      bad = !value && enclosed && (root || logarithm) && enclosed->upper() < 0;
    }
    if (value) bad = root ? *value < 0 : logarithm ? *value <= 0 : *value == 0;
    if (!bad || !is_in_domain(anywhere, x)) return false;
    found = undefined_text(s, operand, value && *value == 0 ? "=" : "<", x);
    return true;
  });
  if (!found.empty()) return found;
  const WitnessOptions search{.samples = 400, .refinements = 300, .stop = stop};
  const auto negative = find_witness(with_goal(s, operand), 0, search);
  if (negative && (root || logarithm)) return undefined_text(s, operand, "<", negative->values);
  if (!negative || root || logarithm) return {};
  const auto positive = find_witness(with_goal(s, operand, true), 0, search);
  if (!positive) return {};
  if (const auto zero = zero_between(s, operand, negative->values, positive->values)) {
    if (is_in_domain(anywhere, *zero)) return undefined_text(s, operand, "=", *zero);
  }
  return fmt::format("the divisor {} changes its sign, from {} to {}", node_text(s, operand),
                     point_text(s, negative->values), point_text(s, positive->values));
}

/// The fraction with the smallest denominator, at most `most`, within 1e-7 of x (relative to 1 + |x|).
std::optional<Rational> short_fraction(double x, int most = 1000) {
  if (!std::isfinite(x) || std::abs(x) > 1e9) return std::nullopt;
  const double near = 1e-6 * (1 + std::abs(x));
  double rest = x;
  Integer h0 = 1, h1 = Integer(static_cast<long long>(std::floor(x))), k0 = 0, k1 = 1;
  for (int step = 0; step < 12; ++step) {
    const Rational q(h1, k1);
    if (std::abs(q.convert_to<double>() - x) <= near) return q;
    const double fraction = rest - std::floor(rest);
    if (fraction < 1e-12) return std::nullopt;
    rest = 1 / fraction;
    const Integer a(static_cast<long long>(std::floor(rest)));
    const Integer h2 = a * h1 + h0, k2 = a * k1 + k0;
    if (k2 > most) return std::nullopt;
    h0 = h1, h1 = h2, k0 = k1, k1 = k2;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Rational>> find_point(const Statement& statement, int samples, StopFlag stop) {
  const Statement anywhere = with_false_goal(statement);
  std::optional<std::vector<Rational>> found;
  for_each_corner(statement, 2000, [&](const Vec<Rational>& x) {
    throw_if_stopped(stop);
    if (is_in_domain(anywhere, x)) found = x;
    return found.has_value();
  });
  if (found) return found;
  const auto witness = find_witness(anywhere, 0, {.samples = samples, .refinements = 0, .stop = stop});
  return witness ? std::optional(witness->values) : std::nullopt;
}

namespace {

/// Whether one assumption fails by a millionth or more on the whole domain (of the other assumptions nothing is used,
/// so that unbounded domains are no obstacle). Checked.
bool is_contradicted(const Statement& statement, const Condition& assumption, StopFlag stop) {
  for (const bool negative : {true, false}) {  // h < 0 everywhere; of an equation also h > 0
    if (!negative && assumption.relation != Relation::zero) break;
    Statement s = statement;
    s.assumptions.clear();
    Expression& e = s.expression;
    const auto node = [&](const Instruction& i) {
      e.code.push_back(i);
      return static_cast<int>(e.code.size()) - 1;
    };
    e.constants.emplace_back(1, 1'000'000);
    const int margin = node({Operation::constant, static_cast<int>(e.constants.size()) - 1, 0});
    const int sign = negative ? node({Operation::negate, assumption.node, 0}) : assumption.node;
    s.goals = {{"contradiction", Relation::nonnegative, node({Operation::subtract, sign, margin})}};
    const CoefficientOutcome outcome = prove_by_coefficients(s, 0, {.max_cells = 60, .seconds = 1, .stop = stop});
    if (!outcome.proof) continue;
    std::visit([&](const auto& proof) { checker::replay(s, 0, proof); }, *outcome.proof);
    return true;
  }
  return false;
}

/// upper - lower >= 0 for each range with two ends, one of which is a term, as further nodes of the statement.
std::vector<Condition> orders_of_ends(Statement& s) {
  std::vector<Condition> orders;
  std::vector<Instruction>& code = s.expression.code;
  for (const Factor& factor : s.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (!range || !range->lower || !range->upper) continue;
    const auto is_term = [&](int k) { return code[static_cast<std::size_t>(k)].operation != Operation::constant; };
    if (!is_term(*range->lower) && !is_term(*range->upper)) continue;
    code.push_back({Operation::subtract, *range->upper, *range->lower});
    orders.push_back({"the ends of a range", Relation::nonnegative, static_cast<int>(code.size()) - 1});
  }
  return orders;
}

}  // namespace

bool is_certainly_empty(const Statement& statement, std::size_t max_boxes, StopFlag stop) {
  const Statement anywhere = with_false_goal(statement);
  try {
    for (const Condition& assumption : statement.assumptions) {
      if (is_contradicted(statement, assumption, stop)) return true;
    }
    Statement with_orders = statement;  // what is proved on the domain and wrong at each of its points: there are none
    for (const Condition& order : orders_of_ends(with_orders)) {
      if (is_contradicted(with_orders, order, stop)) return true;
    }
    const SplitOutcome splits = prove_by_splits(anywhere, 0, {.max_cells = 1000, .max_work = 1'000'000, .stop = stop});
    if (splits.proof) {
      checker::replay(anywhere, 0, *splits.proof);
      return true;
    }
    SquaresOptions small;
    small.max_rows = 130;
    small.max_block = 22;
    small.max_programs = 4;
    try {
      const Deadline deadline(5, stop);
      const StopScope scope(deadline.flag());
      small.stop = deadline.flag();
      const SquaresOutcome squares = prove_by_squares(anywhere, 0, small);
      if (squares.proof) {
        checker::replay(anywhere, 0, *squares.proof);
        return true;
      }
    } catch (const Stopped&) {
      throw_if_stopped(stop);
    }
    const BoxOutcome boxes = prove_by_boxes(anywhere, 0, {.max_boxes = max_boxes, .seconds = 5, .stop = stop});
    if (boxes.proof) std::visit([&](const auto& proof) { checker::replay(anywhere, 0, proof); }, Proof(*boxes.proof));
    return boxes.proof.has_value();
  } catch (const checker::Rejection&) {
    return false;
  }
}

std::string find_undefined(const Statement& statement, StopFlag stop) {
  const Statement anywhere = with_false_goal(statement);
  for (const int k : needed_nodes(statement)) {
    const Instruction& i = statement.expression.code[static_cast<std::size_t>(k)];
    const bool divides = i.operation == Operation::divide;
    if (!divides && i.operation != Operation::log && i.operation != Operation::sqrt) continue;
    const int operand = divides ? i.b : i.a;
    if (statement.expression.code[static_cast<std::size_t>(operand)].operation == Operation::constant) continue;
    std::string found = find_bad_operand(statement, anywhere, operand, i.operation, stop);
    if (found.empty()) continue;
    if (divides) return found;
    return fmt::format("{}({}): {}", i.operation == Operation::log ? "log" : "sqrt", node_text(statement, operand),
                       found);
  }
  return {};
}

std::optional<std::vector<Rational>> find_contact(const Statement& statement, int goal, StopFlag stop) {
  const Statement anywhere = with_false_goal(statement);
  const int node = statement.goals[static_cast<std::size_t>(goal)].node;
  const auto touches = [&](const std::vector<Rational>& x) {
    if (!is_in_domain(anywhere, x)) return false;
    if (const auto value = exact_value(statement, node, x)) return *value == 0;
    const auto value = enclosed_value(statement, node, x);
    return value && value->lower() > -1e-60 && value->upper() < 1e-60;
  };
  std::optional<std::vector<Rational>> found;
  for_each_corner(statement, 2000, [&](const Vec<Rational>& x) {
    throw_if_stopped(stop);
    if (touches(x)) found = x;
    return found.has_value();
  });
  if (found) return found;
  const std::vector<double> lowest =
      lowest_point(statement, goal, {.samples = 1000, .refinements = 3000, .stop = stop});
  std::vector<Rational> x;
  for (const double value : lowest) {
    const auto q = short_fraction(value);
    if (!q) return std::nullopt;
    x.push_back(*q);
  }
  if (!lowest.empty() && touches(x)) return x;
  return std::nullopt;
}

namespace {

/// The name of the point whose coordinates these are: "p" for p1, p2, p3.
std::string point_name(const Statement& s, const std::vector<int>& coordinates) {
  const std::string& first = s.expression.variables[static_cast<std::size_t>(coordinates[0])];
  return first.ends_with('1') ? first.substr(0, first.size() - 1) : first;
}

const std::vector<int>* coordinates_of(const Factor& factor) {
  if (const auto* simplex = std::get_if<Simplex>(&factor)) return &simplex->coordinates;
  if (const auto* chamber = std::get_if<LeaderChamber>(&factor)) return &chamber->coordinates;
  return nullptr;
}

}  // namespace

std::string point_text(const Statement& s, const std::vector<Rational>& values, bool decimals) {
  std::vector<std::string> parts;
  const auto number = [&](int k) { return to_string(values[static_cast<std::size_t>(k)]); };
  const auto decimal = [&](int k) { return to_decimal(values[static_cast<std::size_t>(k)]); };
  const auto is_whole = [&](int k) { return denominator(values[static_cast<std::size_t>(k)]) == 1; };
  for (const Factor& factor : s.domain) {
    if (const auto* p = coordinates_of(factor)) {
      std::vector<std::string> exact, rounded;
      for (const int k : *p) {
        exact.push_back(number(k));
        rounded.push_back(decimal(k));
      }
      std::string text = fmt::format("{} = ({})", point_name(s, *p), fmt::join(exact, ", "));
      if (decimals && !std::ranges::all_of(*p, is_whole)) text += fmt::format(" ({})", fmt::join(rounded, ", "));
      parts.push_back(std::move(text));
    }
    const auto* range = std::get_if<Range>(&factor);
    const auto* chamber = std::get_if<LeaderChamber>(&factor);
    if (!range && !chamber) continue;
    const int k = range ? range->variable : chamber->gap;
    std::string text = fmt::format("{} = {}", s.expression.variables[static_cast<std::size_t>(k)], number(k));
    if (decimals && !is_whole(k)) text += fmt::format(" ({})", decimal(k));
    parts.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string node_text(const Statement& s, int node) {
  Expression e = s.expression;
  for (const Factor& factor : s.domain) {
    const auto* p = coordinates_of(factor);
    if (!p) continue;
    const std::string name = point_name(s, *p);
    for (std::size_t k = 0; k < p->size(); ++k)
      e.variables[static_cast<std::size_t>((*p)[k])] = fmt::format("{}[{}]", name, k + 1);
  }
  return to_infix(e, node);
}

}  // namespace hebb
