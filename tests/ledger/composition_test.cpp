#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/largest_rates.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/point_evaluation.hpp>
#include <hebb/verify/run.hpp>

// A composition proves a claim from the proofs of its premises; the prover and the checker look at the names of the
// premises only. What they cannot see is tested here: at random points of the domain of the composition all that the
// argument on the page of the claim puts into a premise lies in the domain of that premise.

namespace hebb {
namespace composition_test {

using Values = std::map<std::string, Rational>;

/// The same statement with the goal -1 >= 0: a witness against it is a point of the domain that fulfils the
/// assumptions.
Statement only_domain(Statement s) {
  s.expression.constants.emplace_back(-1);
  s.expression.code.push_back({Operation::constant, static_cast<int>(s.expression.constants.size()) - 1, 0});
  s.goals = {{"false", Relation::nonnegative, static_cast<int>(s.expression.code.size()) - 1}};
  return s;
}

/// Empty, or why the values are not a point of the domain of s (only_domain was applied).
std::string why_outside(const Statement& s, const Values& values) {
  Witness point{0, {}};
  for (const std::string& name : s.expression.variables) {
    const auto found = values.find(name);
    if (found == values.end()) return "nothing says what " + name + " is";
    point.values.push_back(found->second);
  }
  try {
    checker::replay(s, point);
    return "";
  } catch (const checker::Rejection& e) {
    return e.what();
  }
}

/// Exact points of the domain of s: homogeneous factors and ranges by their coordinates, on faces too.
std::vector<Values> sample(const Statement& s, int count) {
  const PointSchedule schedule(s);
  const Statement domain = only_domain(s);
  std::mt19937 random(7);
  std::uniform_int_distribution<int> digit(0, 6);
  std::vector<Values> points;
  for (int tried = 0; tried < 20 * count && static_cast<int>(points.size()) < count; ++tried) {
    Vec<Vec<Rational>> t;
    for (const Factor& factor : s.domain) {
      const auto* range = std::get_if<Range>(&factor);
      const bool free = range && !(range->lower && range->upper);
      Vec<Rational> group;
      Rational total = 0;
      for (int k = 0; k < coordinate_count(factor); ++k) {
        group.emplace_back(digit(random) * digit(random));
        total += group.back();
      }
      if (!free && total == 0) group[0] = total = 1;
      for (Rational& q : group) q /= free ? Rational(5) : total;
      t.push_back(std::move(group));
    }
    Vec<Rational> x, nodes;
    Values values;
    try {
      schedule.run(t, x, nodes, true);
    } catch (const std::exception&) {
      continue;  // a bound that divides by zero there
    }
    for (std::size_t k = 0; k < x.size(); ++k) values[s.expression.variables[k]] = x[k];
    if (why_outside(domain, values).empty()) points.push_back(std::move(values));
  }
  return points;
}

Rational quotient(const Rational& x, const Rational& y) { return y == 0 ? Rational(0) : Rational(x / y); }

/// What the page of R1 and R2 puts into the premises, for component i of the remainder (and of the gap, in R2): the
/// variables of the claim, p_1 - p_i >= Delta/2 lumped with the others in one mean, and the terms of R*.combine.
/// theta_i is that of the i-th component, so the bound of A2.* is used with p_i, Y_i, v.
Values with_terms(Values x, int d, int i, bool leader, bool one_hot) {
  Vec<Rational> p, y;
  for (int k = 1; k <= d; ++k) {
    p.push_back(x.at("p" + std::to_string(k)));
    y.push_back(x.at("Y" + std::to_string(k)));
  }
  const Rational a = x.at("a"), q = x.at("Q"), delta = 2 * x.at("c"), s = sum_of_squares(p);
  x["Delta"] = delta;
  x["p_i"] = p[i];
  x["Y_i"] = y[i];
  Rational others = 0;
  for (int j = 0; j < d; ++j) others += j == i ? Rational(0) : Rational(p[j] * y[j]);
  x["v"] = p[i] == 1 ? y[i] : Rational(others / (1 - p[i]));  // at a vertex theta_i = 0 whatever v is
  const Vec<Rational> rest = theta(p, y, a);
  const auto spread = [&](int k) { return Rational(p[k] * (1 - p[k])); };
  const Rational c = one_hot ? Rational(a * q * (2 * q - 1) / (1 + a * q)) : Rational(2 * a * q * q / (1 - a * q));
  const Rational m = 4 * c / delta;  // c = m Delta/4
  const auto share = [&](int k) { return quotient(rest[k], a * m * (delta / 4) * spread(k)); };
  x["m"] = m;
  if (leader) {
    x["R"] = convergence_rate(Rational(d), delta) * (1 - p[0]);
    x["K"] = spread(0);
    x["t"] = share(0);
    x["e"] = p[0] * (p[0] - s) - (2 * x["R"] + delta / 2 * x["K"]) / 2;
  } else {
    x["K_1"] = spread(0);
    x["K_u"] = spread(i);
    x["t_1"] = share(0);
    x["t_u"] = share(i);
    x["e"] = (p[0] - p[i]) * (p[0] + p[i] - s) - delta / 4 * (x["K_1"] + x["K_u"]);
  }
  return x;
}

/// The other choice of the variables of A2.lump: Y -> -Y, with the Q that bounds -Y.
Values reflected(Values x, int d, bool one_hot) {
  for (int k = 1; k <= d; ++k) x["Y" + std::to_string(k)] = -x["Y" + std::to_string(k)];
  if (one_hot) x["Q"] -= 1;
  return x;
}

/// A2.lump is about theta_1; for theta_i components 1 and i are exchanged.
Values exchanged(Values x, int i) {
  for (const std::string name : {"p", "Y"}) std::swap(x[name + "1"], x[name + std::to_string(i + 1)]);
  return x;
}

/// What docs/theory/learning-rates.md puts into the premises of R1 and R2 at larger rates, for the pair (1, u): t is
/// that of Y or of -Y, n and the drift are the bounds themselves, and a case that does not apply stands at its nearest
/// end.
Values with_rate_terms(Values x, int d, int u, const std::string& premise) {
  const auto at = [](const std::string& name, int k) { return name + std::to_string(k + 1); };
  const Rational c = x.at("c"), q = x.at("Q"), p1 = x.at("p1"), pu = x.at(at("p", u)), half(1, 2);
  Rational mean = 0, others = 0;
  for (int k = 0; k < d; ++k) {
    const Rational part = x.at(at("p", k)) * x.at(at("Y", k)) / q;
    mean += part;
    if (k != 0 && k != u) others += part;
  }
  const bool reflect = mean > 0;
  const Rational t = abs(mean), g = p1 - pu, rest = 1 - p1 - pu;
  x["Delta"] = 2 * c;
  x["d"] = d;
  if (premise == "R.worst") {
    const Rational sign = reflect ? -1 : 1, y1 = x.at("Y1") / q, yu = x.at(at("Y", u)) / q;
    return {{"p1", p1},        {"p2", pu},        {"p3", rest},
            {"y1", sign * y1}, {"y2", sign * yu}, {"y3", sign * quotient(others, rest)}};
  }
  if (premise == "R1.double.drift") {
    x["x"] = std::min(p1, Rational(3, 4));
    x["X"] = std::max(p1, Rational(3, 4));
    x["z"] = std::max(x["x"], half);
    x["t"] = t;
    x["u"] = std::min(t, Rational(2 * x["z"] - 1));
    x["T"] = std::max(t, Rational(2 * x["X"] - 1));
    x["U"] = std::min(t, Rational(2 * x["X"] - 1));
  }
  if (premise == "R2.double.drift") {
    const Rational lead = 2 * p1 - 1;
    return {{"w1", c},
            {"w2", g - c},
            {"w3", 2 * pu},
            {"w4", rest},
            {"m", t >= lead ? quotient(1 - t, 2 * (1 - p1)) : quotient(t, lead)}};
  }
  if (premise == "R.key") return {{"v", contraction_slack(Rational(d), c) / q}, {"t", t}};
  if (premise == "R1.E1") x["v"] = contraction_slack(Rational(d), c) / q;
  if (premise == "R2.multiple") x["t"] = std::max(t, c);
  if (premise == "R2.V") {
    const Rational n = std::max(d, 3), e = (1 - c) / n;
    return {{"s", std::min(Rational(1), Rational(pu / e))},
            {"w", std::min(Rational(1), Rational(1 / (n * c)))},
            {"c", std::min(c, Rational(1, 3))},
            {"h", 1 / n},
            {"C", std::max(c, Rational(1, 3))}};
  }
  if (premise == "R2.pair") {
    x["h"] = std::clamp(g, c, half);
    x["g"] = std::max(g, half);
    x["t"] = std::max(t, x["g"]);
    x["A"] = x.at("a") * q;
  }
  return x;
}

/// What the page of C.gap puts into its premises, for the pair (1, u) and another component j: the drive with its gaps,
/// the lumped masses, and the rest of the drift as t nu (1 - nu) (1 - p_1 - p_u) or t nu (1 - p_1 - p_u). C.row holds
/// for every x.
Values with_gap_terms(Values x, int d, int u, int j, bool sharp) {
  const auto at = [](const std::string& name, int k) { return name + std::to_string(k + 1); };
  Vec<Rational> p;
  Mat<Rational> gamma(d, Vec<Rational>(d, Rational(1)));
  for (int k = 0; k < d; ++k) {
    p.push_back(x.at(at("p", k)));
    for (int l = k + 1; l < d; ++l) gamma[k][l] = gamma[l][k] = x.at(at(at("G", k) + "_", l));
  }
  const Vec<Rational> g = drive(gamma, p), f = centred_fitness(p, g), field = driven_field(p, g);
  const Rational nu = x.at("nu"), h = x.at("h"), rest_mass = 1 - p[0] - p[u];
  Rational rest = 0;
  for (int k = 1; k < d; ++k) {
    x[at("e", k)] = g[0] - g[k] - h;
    x[at("x", k)] = field[k];
    if (k != u) rest += (gamma[0][k] - gamma[u][k]) * field[k];
  }
  x["x1"] = field[0];
  x["g1"] = g[0];
  x["G1j"] = gamma[0][j];
  x["Guj"] = gamma[u][j];
  x["g_j"] = g[j];
  x["mean"] = dot(p, g);
  x["z1"] = p[0] - p[j];
  x["z2"] = 2 * p[j];
  x["z3"] = 1 - p[0] - p[j];
  x["q1"] = p[0];
  x["q2"] = p[u];
  x["q3"] = rest_mass;
  x["G"] = gamma[0][u];
  x["e"] = field[0] - field[u] - x.at("c") * h * (1 - p[0]) - p[u] * h;
  x["t"] = quotient(rest, nu * (sharp ? Rational(1 - nu) : Rational(1)) * rest_mass);
  // The page bounds f_j by what C.rest.sharp is about.
  EXPECT_GE(f[j], -((1 - gamma[0][j]) * (p[0] - p[j]) + nu * (1 - p[0] - p[j])));
  EXPECT_LE(f[j], (1 - p[0]) * (p[0] + nu * (1 - p[0])));
  return x;
}

TEST(Compositions, ThePointsOfTheDriveLieInTheDomainsOfTheirPremises) {
  int compared = 0;
  for (const std::string id : {"C.gap", "C.gap.sharp"}) {
    const Claim& claim = *find_claim(id);
    for (const int d : {3, 5}) {
      const std::vector<Values> points = sample(state(claim, d), 60);
      ASSERT_GE(points.size(), 30U) << id;
      for (const std::string& premise_id : claim.premises) {
        const Claim& premise = *find_claim(premise_id);
        const Statement domain = only_domain(state(premise, premise.scope == Scope::every_dimension ? 0 : d));
        for (const Values& point : points) {
          for (int u = 1; u < d; ++u) {
            for (int j = 1; j < d; ++j) {
              if (j == u) continue;
              const std::string why = why_outside(domain, with_gap_terms(point, d, u, j, id == "C.gap.sharp"));
              ASSERT_EQ(why, "") << id << " d = " << d << " puts a point into " << premise_id
                                 << " that is not in its domain";
              ++compared;
            }
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 2000);
}

TEST(Compositions, TheirPointsLieInTheDomainsOfTheirPremises) {
  int compared = 0;
  for (const Claim& claim : ledger()) {
    if (!claim.composed_from || claim.id == "C.gap" || claim.id == "C.gap.sharp") continue;  // the test above
    ASSERT_TRUE(claim.id.starts_with("R1.") || claim.id.starts_with("R2."))
        << claim.id << ": say here what it puts into its premises";
    const bool leader = claim.id.starts_with("R1."), one_hot = claim.id.ends_with("onehot");
    const bool larger_rate =
        claim.group == find_claim("R1.double")->group && claim.composed_from == 2 && claim.id != "R1.summary";
    std::vector<int> dimensions{std::max(3, *claim.composed_from), std::max(3, *claim.composed_from) + 2};
    if (!claim.only_dimensions.empty()) dimensions = claim.only_dimensions;
    for (const int d : dimensions) {
      const std::vector<Values> points = sample(state(claim, d), 60);
      ASSERT_GE(points.size(), 30U) << claim.id;
      for (const std::string& id : claim.premises) {
        const Claim& premise = *find_claim(id);
        const Statement domain = only_domain(state(premise, premise.scope == Scope::every_dimension ? 0 : d));
        for (const Values& point : points) {
          for (int i = 0; i < (leader ? 1 : d); ++i) {
            if (!leader && i == 0 && id == "R2.combine") continue;  // about a pair (1, u)
            const Values x =
                larger_rate ? with_rate_terms(point, d, std::max(i, 1), id) : with_terms(point, d, i, leader, one_hot);
            std::vector<Values> used{x};
            if (id == "A2.lump") used = {exchanged(x, i), exchanged(reflected(x, d, one_hot), i)};
            for (const Values& values : used) {
              const std::string why = why_outside(domain, values);
              ASSERT_EQ(why, "") << claim.id << " d = " << d << " i = " << i + 1 << " puts a point into " << id
                                 << " that is not in its domain: " << to_text(domain);
              ++compared;
            }
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 5000);
  RecordProperty("compared", compared);
}

/// The comparison bites: a premise on a smaller domain is noticed.
TEST(Compositions, ASmallerDomainOfAPremiseIsNoticed) {
  const Claim& claim = *find_claim("R1.paper");
  StatementBuilder b;
  const Symbol delta = b.between("Delta", 0, Symbol(Rational(1) / 2), StatementBuilder::Bound::open);
  b.claim_at_least("any", delta, 0);
  const Statement narrow = only_domain(b.build());
  int outside = 0;
  for (const Values& point : sample(state(claim, 4), 60)) {
    outside += !why_outside(narrow, with_terms(point, 4, 0, true, false)).empty();
  }
  EXPECT_GT(outside, 0);
  EXPECT_NE(why_outside(narrow, {}), "");
}

}  // namespace composition_test
}  // namespace hebb
