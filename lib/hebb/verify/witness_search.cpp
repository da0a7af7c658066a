#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/verify/point_evaluation.hpp>
#include <hebb/verify/variety_search.hpp>
#include <hebb/verify/witness_search.hpp>

namespace hebb {
namespace {

using Coordinates = Vec<Vec<double>>;

enum class Shape { simplex, half_line, line };

constexpr double max_exact_degree = 2'000;          // beyond it the exact value at a point takes seconds
constexpr std::uint64_t witness_work = 40'000'000;  // units of the checker's WorkScope, for one candidate

/// How many factors an exact value may have at most, for a formula that is written out.
double degree_of(const Expression& e) {
  double most = 0;
  std::vector<double> degrees;
  for (const Instruction& i : e.code) {
    double degree = 1;
    if (i.operation != Operation::variable && i.operation != Operation::constant) {
      degree = degrees[i.a] * (i.operation == Operation::power ? i.b : 1);
      if (has_two_operands(i.operation)) {
        const bool is_sum = i.operation == Operation::add || i.operation == Operation::subtract;
        degree = is_sum ? std::max(degree, degrees[i.b]) : degree + degrees[i.b];
      }
    }
    degrees.push_back(degree);
    most = std::max(most, degree);
  }
  return most;
}

class WitnessSearch {
 public:
  WitnessSearch(const Statement& statement, int goal, const WitnessOptions& options)
      : statement_(statement),
        goal_(goal),
        options_(options),
        schedule_(statement),
        random_(options.seed),
        is_short_(degree_of(statement.expression) <= max_exact_degree) {
    for (const Factor& factor : statement.domain) {
      const auto* range = std::get_if<Range>(&factor);
      shapes_.push_back(!range || (range->lower && range->upper) ? Shape::simplex
                        : range->lower || range->upper           ? Shape::half_line
                                                                 : Shape::line);
      sizes_.push_back(coordinate_count(factor));
    }
  }

  std::optional<Witness> run(const std::optional<std::vector<std::vector<Rational>>>& hint) {
    if (hint) {
      Coordinates start;
      for (const auto& group : *hint) {
        start.emplace_back();
        for (const Rational& q : group) start.back().push_back(q.convert_to<double>());
      }
      for (const double inward : {0.0, 1e-6, 1e-3, 1e-2, 1e-1}) {
        if (auto found = consider(mixed(start, inward))) return found;
      }
    }
    for (const double t : {0.5, 0.0, 1.0}) {
      if (auto found = consider(uniform(t))) return found;
    }
    for (int k = 0; k < options_.samples; ++k) {
      if (auto found = consider(sample())) return found;
    }
    double scale = 0.3;
    for (int k = 0; k < options_.refinements && !best_.empty(); ++k) {
      const double before = best_value_;
      if (auto found = consider(perturbed(best_, scale))) return found;
      scale = best_value_ < before ? std::min(0.5, scale * 1.3) : std::max(1e-9, scale * 0.98);
    }
    return std::nullopt;
  }

  std::vector<double> lowest() {
    looks_for_witness_ = false;
    run(std::nullopt);
    if (best_.empty()) return {};
    schedule_.run(best_, variables_, nodes_);
    return variables_;
  }

 private:
  double unit() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  /// The centre of everything, drawn towards the first (t = 0) or last (t = 1) vertex.
  Coordinates uniform(double t) const {
    Coordinates x;
    for (std::size_t f = 0; f < shapes_.size(); ++f) {
      Vec<double> g(sizes_[f], 0);
      if (shapes_[f] == Shape::simplex) {
        if (t == 0.5)
          std::ranges::fill(g, 1.0 / sizes_[f]);
        else
          g[t == 0 ? 0 : sizes_[f] - 1] = 1;
      } else {
        g[0] = shapes_[f] == Shape::line ? 2 * t - 1 : t;
      }
      x.push_back(std::move(g));
    }
    return x;
  }

  Coordinates mixed(const Coordinates& x, double inward) const {
    Coordinates result = x, centre = uniform(0.5);
    for (std::size_t f = 0; f < x.size(); ++f) {
      for (std::size_t k = 0; k < x[f].size(); ++k) result[f][k] += inward * (centre[f][k] - x[f][k]);
    }
    return result;
  }

  double small_number() { return std::pow(10.0, -6 * unit()); }

  Coordinates sample() {
    Coordinates x;
    for (std::size_t f = 0; f < shapes_.size(); ++f) {
      Vec<double> g(sizes_[f], 0);
      if (shapes_[f] == Shape::line) {
        g[0] = pick(2) ? pick(7) - 3 : 4 * unit() - 2;
      } else if (shapes_[f] == Shape::half_line) {
        const double choices[] = {0, 1, unit(), small_number(), 1 / small_number()};
        g[0] = choices[pick(5)];
      } else {
        switch (pick(4)) {
          case 0:
            g[pick(sizes_[f])] = 1;
            break;   // a vertex
          case 1: {  // close to a vertex, on an edge
            const double t = small_number();
            g[pick(sizes_[f])] += 1 - t;
            g[pick(sizes_[f])] += t;
            break;
          }
          case 2: {  // inside, with weights of all sizes
            for (double& t : g) t = std::pow(unit(), 3) * (pick(3) ? 1 : 0);
            g[pick(sizes_[f])] += 0.1 + unit();
            break;
          }
          default:
            for (double& t : g) t = -std::log(1e-300 + unit());  // inside, uniform
        }
        const auto* simplex = std::get_if<Simplex>(&statement_.domain[f]);
        if (simplex && simplex->open) {
          for (double& t : g) t += small_number() / sizes_[f];
        }
        const double total = sum(g);
        for (double& t : g) t /= total;
      }
      x.push_back(std::move(g));
    }
    return x;
  }

  Coordinates perturbed(const Coordinates& x, double scale) {
    Coordinates y = x;
    const int changes = 1 + pick(3);
    for (int c = 0; c < changes; ++c) {
      const int f = pick(static_cast<int>(y.size()));
      Vec<double>& g = y[f];
      if (shapes_[f] == Shape::line) {
        g[0] += scale * (2 * unit() - 1);
      } else if (shapes_[f] == Shape::half_line) {
        g[0] *= std::exp(3 * scale * (2 * unit() - 1));
        if (pick(8) == 0) g[0] = pick(2) ? 0 : g[0] + scale * unit();
      } else {
        const int from = pick(sizes_[f]), to = pick(sizes_[f]);
        const double moved = pick(4) == 0 ? g[from] : g[from] * scale * unit();
        g[from] -= moved;
        g[to] += moved;
      }
    }
    return y;
  }

  static double sum(const Vec<double>& g) {
    double total = 0;
    for (const double t : g) total += t;
    return total;
  }

  /// Whether the point lies on the boundary of an open simplex.
  bool is_excluded(const Coordinates& x) const {
    for (std::size_t f = 0; f < x.size(); ++f) {
      const auto* simplex = std::get_if<Simplex>(&statement_.domain[f]);
      if (simplex && simplex->open && std::ranges::any_of(x[f], [](double t) { return !(t > 0); })) return true;
    }
    return false;
  }

  std::optional<Witness> consider(const Coordinates& x) {
    throw_if_stopped(options_.stop);
    if (is_excluded(x)) return std::nullopt;
    schedule_.run(x, variables_, nodes_);
    for (const Condition& c : statement_.assumptions) {
      const double a = nodes_[c.node];
      if (!(c.relation == Relation::zero ? std::abs(a) < 1e-9 : a > -1e-9)) return std::nullopt;
    }
    const double value = relative_value();
    if (std::isnan(value) && !looks_for_witness_) return std::nullopt;
    if (std::isnan(value)) return ++overflows_ <= 20 ? exact_witness(x) : std::nullopt;
    if (value < best_value_) {
      best_value_ = value;
      best_ = x;
    }
    if (!looks_for_witness_) return std::nullopt;
    // Far above the rounding errors first; close to them only now and then, for the check is exact and slow.
    if (value >= 0 || (value > -1e-13 && ++doubtful_ % 50 != 1)) return std::nullopt;
    if (++attempts_ > 200) return std::nullopt;
    return exact_witness(x);
  }

  /// The witness near x, if exact arithmetic finds the goal violated there: also where a constant such as 1e309 is
  /// beyond the range of double, in which case the value says nothing.
  std::optional<Witness> exact_witness(const Coordinates& x) {
    for (const int digits : {1, 2, 3, 6, 0}) {
      Witness witness{goal_, exact_values(x, digits)};
      if (!may_violate(witness.values)) continue;
      try {
        const checker::WorkScope work(witness_work);
        checker::replay(statement_, witness);
        return witness;
      } catch (const std::exception&) {
        // not a witness in exact arithmetic: try the next one
      }
    }
    return std::nullopt;
  }

  /// Exactly, or with exp, log and sqrt in 256 bits, and much faster than the checker, whose word it is all the same:
  /// most candidates are rounding errors, of the goal or of an assumption.
  bool may_violate(const Vec<Rational>& variables) const {
    const auto exact = [&](int k) { return variables[k]; };
    const auto enclosed = [&](int k) { return RealInterval(variables[k], 256); };
    LazyEvaluation<Rational, decltype(exact)> value(statement_.expression, exact);
    LazyEvaluation<RealInterval, decltype(enclosed)> enclosure(statement_.expression, enclosed,
                                                               RealInterval(Rational(0), 256));
    // -1: certainly below 0, 1: certainly above, 0: neither.
    const auto sign = [&](int node) {
      try {
        if (is_short_) {
          const Rational& x = value(node);
          return x < 0 ? -1 : x > 0 ? 1 : 0;
        }
      } catch (const std::exception&) {
        // a formula that Rational cannot evaluate
      }
      const RealInterval& x = enclosure(node);
      return x.upper() < 0 ? -1 : x.lower() > 0 ? 1 : 0;
    };
    try {
      for (const Condition& c : statement_.assumptions) {
        const int s = sign(c.node);
        if (s < 0 || (s > 0 && c.relation == Relation::zero)) return false;
      }
      const Condition& goal = statement_.goals[goal_];
      const int s = sign(goal.node);
      return s < 0 || (s > 0 && goal.relation == Relation::zero);
    } catch (const PreconditionError&) {
      return false;  // undefined there
    }
  }

  /// The goal over the size of its two sides: what a constant is wrong by, wherever in the domain. An equation is
  /// violated on either side.
  double relative_value() const {
    const Condition& goal = statement_.goals[goal_];
    const Instruction& top = statement_.expression.code[goal.node];
    double value = nodes_[goal.node];
    if (goal.relation == Relation::zero) value = -std::abs(value);
    double size = 1;
    if (top.operation == Operation::add || top.operation == Operation::subtract)
      size = std::abs(nodes_[top.a]) + std::abs(nodes_[top.b]);
    if (!std::isfinite(value) || !std::isfinite(size)) return std::numeric_limits<double>::quiet_NaN();
    return size > 1e-280 ? value / size : value;
  }

  /// The variables as exact numbers; `digits` significant digits of each coordinate, 0 for all of them.
  std::vector<Rational> exact_values(const Coordinates& x, int digits) {
    Vec<Vec<Rational>> exact;
    for (std::size_t f = 0; f < x.size(); ++f) {
      Vec<Rational> g;
      Rational total = 0;
      for (const double t : x[f]) {
        g.push_back(rounded(t, digits));
        total += g.back();
      }
      if (shapes_[f] == Shape::simplex && total != 0) {
        for (Rational& q : g) q /= total;
      }
      exact.push_back(std::move(g));
    }
    Vec<Rational> variables, nodes;
    try {
      schedule_.run(exact, variables, nodes, true);
    } catch (const std::exception&) {
      variables.assign(statement_.expression.variables.size(), 0);
    }
    return variables;
  }

  static Rational rounded(double t, int digits) {
    if (t == 0 || digits == 0) return Rational(t);
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(t)))) + 1 - digits;
    const Rational unit = exponent >= 0 ? pow10(exponent) : Rational(1 / pow10(-exponent));
    return Rational(std::round(t / std::pow(10.0, exponent))) * unit;
  }
  static Rational pow10(int n) { return Rational(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(n))); }

  const Statement& statement_;
  int goal_;
  const WitnessOptions options_;
  PointSchedule schedule_;
  std::mt19937_64 random_;
  bool is_short_;  // exact values are
  std::vector<Shape> shapes_;
  std::vector<int> sizes_;
  Vec<double> variables_, nodes_;
  bool looks_for_witness_ = true;
  Coordinates best_;
  double best_value_ = std::numeric_limits<double>::infinity();
  int doubtful_ = 0, attempts_ = 0, overflows_ = 0;
};

}  // namespace

std::vector<double> lowest_point(const Statement& statement, int goal, const WitnessOptions& options) {
  if (statement.domain.empty()) return {};
  return WitnessSearch(statement, goal, options).lowest();
}

std::optional<Witness> find_witness(const Statement& statement, int goal, const WitnessOptions& options,
                                    const std::optional<std::vector<std::vector<Rational>>>& hint) {
  if (statement.domain.empty()) {
    const Witness witness{goal, {}};
    try {
      checker::replay(statement, witness);
      return witness;
    } catch (const checker::Rejection&) {
      return std::nullopt;
    }
  }
  if (auto found = find_witness_on_variety(statement, goal, options)) return found;
  return WitnessSearch(statement, goal, options).run(hint);
}

}  // namespace hebb
