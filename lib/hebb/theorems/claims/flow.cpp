#include <hebb/theorems/claims/families.hpp>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/fisher_metric.hpp>
#include <hebb/flows/leader_odds.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/simplex/chamber.hpp>
#include <hebb/calculus/rates.hpp>

namespace hebb::claims {
namespace {

const std::string group = "Gradient flow";

Claim row(const std::string& id, const std::string& title, const std::string& source, const std::string& text,
          Scope scope = Scope::per_dimension) {
  Claim c;
  c.id = id;
  c.group = group;
  c.title = title;
  c.source = source;
  c.text = text;
  c.scope = scope;
  return c;
}

/// An identity with a constant "factor" = 1 in front of one side.
Claim identity(const std::string& id, const std::string& title, const std::string& source, const std::string& text,
               Scope scope = Scope::per_dimension) {
  Claim c = row(id, title, source, text, scope);
  c.constants = {unit_factor()};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  return c;
}

/// A bound with one constant whose best value is its printed one or is enclosed.
Claim bound(Claim c, const std::string& constant, const Rational& value, int stronger, Source origin = Source::ours) {
  c.constants = {{constant, value, origin, stronger}};
  c.false_twin = scaled_twin(constant, value, stronger > 0 ? Rational(101, 100) : Rational(99, 100));
  c.tighten = constant;
  return c;
}

Claim lemma(Claim c, std::vector<std::string> rests_on, const std::string& remark) {
  c.scope = Scope::every_dimension;
  c.rests_on = std::move(rests_on);
  c.expected = Verdict::undecided;
  c.remark = remark;
  return c;
}

/// A point with p_1 >= ... >= p_d >= 0 and sum 1.
Vec<Symbol> ordered_point(StatementBuilder& b, int d) {
  Vec<Symbol> z{Symbol(0)};
  for (const Symbol& x : b.simplex("z", d)) z.push_back(x);
  return chamber_point(z).p;
}

// Invariance, ratios, gaps.

Claim plane() {
  Claim c = identity("F.simplex", "the flow keeps the plane of the simplex", "[DGS25] section 2",
                     "sum_i p_i (p_i - s) = factor s (1 - sum_i p_i) on R^d: sum p - 1 obeys a linear equation, so it stays 0");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d);
    b.claim_equal("1 . F", sum(replicator(p)), Symbol(k.at("factor")) * sum_of_squares(p) * (1 - sum(p)));
    return b.build();
  };
  return c;
}

Claim support() {
  Claim c = bound(row("F.support", "the flow keeps the faces and leaves none at a positive time", "[DGS25] section 2",
                      "p_1 (p_1 - s) >= -rate p_1 (1 - p_1) on the simplex, rate = 1: p_i(0) e^-t <= p_i(t), zeros stay zero"),
                  "rate", 1, -1);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    b.claim_at_least("F_1", replicator(p)[0], -(Symbol(k.at("rate")) * p[0] * (1 - p[0])));
    return b.build();
  };
  return c;
}

Claim ratio() {
  Claim c = identity("F.ratio", "the log-ratios see the difference only", "[DGS25] section 2",
                     "p_j F_i - p_i F_j = factor p_i p_j (p_i - p_j): d/dt log(p_i/p_j) = p_i - p_j");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), field = replicator(p);
    for (int i = 0; i < d; ++i) {
      for (int j = i + 1; j < d; ++j) {
        b.claim_equal(index("(", i + 1) + index(",", j + 1) + ")", p[j] * field[i] - p[i] * field[j],
                      Symbol(k.at("factor")) * p[i] * p[j] * (p[i] - p[j]));
      }
    }
    return b.build();
  };
  return c;
}

Claim gap_drift() {
  Claim c = bound(row("F.gap", "the gaps of the leader grow", "[DGS25] Lemma A.6(b), sharpened",
                      "F_1 - F_u = (p_1-p_u)(p_1+p_u-s) >= factor (p_1-p_u)(p_u + Delta (1-p_1)), u >= 2, on { p_1 >= p_i + Delta }"),
                  "factor", 1, +1);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, gap] = b.leader_chamber("p", d, "c");
    const Vec<Symbol> field = replicator(p);
    const Symbol s = sum_of_squares(p);
    for (int u = 1; u < d; ++u) {
      const Symbol drift = (p[0] - p[u]) * (p[0] + p[u] - s);
      b.claim_equal(index("F_1 - F_u, u = ", u + 1), field[0] - field[u], drift);
      b.claim_at_least(index("u = ", u + 1), drift, Symbol(k.at("factor")) * (p[0] - p[u]) * (p[u] + gap * (1 - p[0])));
    }
    return b.build();
  };
  return c;
}

// Lemma A.6(a): sums of convex functions grow.

Claim convex_identity() {
  Claim c = identity("A6.identity", "the drift of a sum of functions", "[DGS25] Lemma A.6(a)",
                     "sum_i y_i F_i = factor sum_{i<j} p_i p_j (p_i - p_j)(y_i - y_j) on the simplex for all reals y_i: y_i = phi'(p_i)");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d), y = b.reals("y", d);
    Symbol pairs = 0;
    for (int i = 0; i < d; ++i) {
      for (int j = i + 1; j < d; ++j) pairs = pairs + p[i] * p[j] * (p[i] - p[j]) * (y[i] - y[j]);
    }
    b.claim_equal("y . F", dot(y, replicator(p)), Symbol(k.at("factor")) * pairs);
    return b.build();
  };
  return c;
}

Claim majorisation() {
  Claim c = bound(row("A6.majorisation", "the flow climbs in the majorisation order", "ours, behind [DGS25] Lemma A.6(a)",
                      "F_1 + ... + F_k >= factor (p_k - p_{k+1}) P_k (1 - P_k), P_k = p_1 + ... + p_k, k < d, for p_1 >= ... >= p_d"),
                  "factor", 1, +1);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = ordered_point(b, d), field = replicator(p);
    Symbol drift = 0, mass = 0;
    for (int n = 1; n < d; ++n) {
      drift = drift + field[n - 1];
      mass = mass + p[n - 1];
      b.claim_at_least(index("k = ", n), drift, Symbol(k.at("factor")) * (p[n - 1] - p[n]) * mass * (1 - mass));
    }
    return b.build();
  };
  return c;
}

Claim monotone() {
  Claim c = bound(row("A6.convex", "sums of convex functions grow, of concave ones fall", "[DGS25] Lemma A.6(a), sharpened",
                      "sum_i y_i F_i >= factor sum_k (y_k - y_{k+1})(p_k - p_{k+1}) P_k (1 - P_k) for p_1 >= ... >= p_d and any "
                      "y_1 >= ... >= y_d = 0: phi'(p_i) - phi'(p_d) for every convex phi"),
                  "factor", 1, +1);
  c.rests_on = {"A6.identity", "A6.majorisation"};
  c.tighten_to = 5;
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = ordered_point(b, d), field = replicator(p);
    Vec<Symbol> steps;
    for (int n = 1; n < d; ++n) steps.push_back(b.at_least(index("m", n), 0));
    Symbol drift = 0, lower = 0, partial = 0, mass = 0;
    for (int n = 0; n + 1 < d; ++n) {
      Symbol y = 0;
      for (int j = n; j + 1 < d; ++j) y = y + steps[j];
      drift = drift + y * field[n];
      mass = mass + p[n];
      lower = lower + steps[n] * (p[n] - p[n + 1]) * mass * (1 - mass);
    }
    b.claim_at_least("y . F", drift, Symbol(k.at("factor")) * lower);
    return b.build();
  };
  return c;
}

Claim powers() {
  Claim c = bound(row("A6.power", "the q-norms grow", "[DGS25] Lemma A.6(a)",
                      "sum p_i^(q+1) >= factor s sum p_i^q on the simplex, q = 2, 3, 4: d/dt sum p_i^q = q (sum p_i^(q+1) - s sum p_i^q)"),
                  "factor", 1, +1, Source::paper);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = ordered_point(b, d);
    const auto moment = [&](int q) {
      Symbol total = 0;
      for (const Symbol& x : p) total = total + pow(x, q);
      return total;
    };
    for (int q = 2; q <= 4; ++q) {
      b.claim_at_least(index("q = ", q), moment(q + 1), Symbol(k.at("factor")) * sum_of_squares(p) * moment(q));
    }
    return b.build();
  };
  return c;
}

Claim entropy() {
  Claim c = bound(row("A6.entropy", "the entropy falls", "[DGS25] Lemma A.6(a), sharpened",
                      "log x - log y >= factor 2 (x-y)/(x+y) for x >= y > 0 (u = 1 - y/x; the derivative in u of the difference): "
                      "d/dt sum p_i log p_i >= sum_{i<j} 2 p_i p_j (p_i-p_j)^2/(p_i+p_j)",
                      Scope::every_dimension),
                  "factor", 1, +1);
  c.rests_on = {"A6.identity"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol u = b.between("u", 0, 1, Bound::closed, Bound::open), factor{k.at("factor")};
    const auto difference = [](const auto& v, const auto& f) { return -log(1 - v) - f * 2 * v / (2 - v); };
    using J = Jet<Symbol>;
    b.claim_equal("the difference at u = 0", difference(Symbol(0), factor), 0);
    b.claim_nonnegative("its derivative", difference(J::variable(u, 1), J::constant(factor)).coefficient(1));
    return b.build();
  };
  return c;
}

Claim exponential() {
  Claim c = bound(row("A6.exp", "sums of exponentials grow", "[DGS25] Lemma A.6(a)",
                      "e^h - 1 >= factor h on [0, 1]: e^x - e^y = e^y (e^(x-y) - 1) >= factor (x - y) for 0 <= y <= x <= 1",
                      Scope::every_dimension),
                  "factor", 1, +1);
  c.method = Claim::Method::boxes;
  c.rests_on = {"A6.identity"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol h = b.between("h", 0, 1);
    b.claim_at_least("e^h - 1", exp(h) - 1, Symbol(k.at("factor")) * h);
    return b.build();
  };
  return c;
}

Claim root() {
  Claim c = bound(row("A6.root", "sums of square roots fall", "[DGS25] Lemma A.6(a), concave",
                      "1/sqrt(y) - 1/sqrt(x) >= factor (sqrt(x) - sqrt(y)) for 0 < y <= x <= 1 (x = u^2, y = v^2): phi' decreases",
                      Scope::every_dimension),
                  "factor", 1, +1);
  c.rests_on = {"A6.identity"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol u = b.between("u", 0, 1, Bound::open), v = b.between("v", 0, u, Bound::open);
    b.claim_at_least("1/v - 1/u", 1 / v - 1 / u, Symbol(k.at("factor")) * (u - v));
    return b.build();
  };
  return c;
}

// The closed form.

Claim closed_form() {
  Claim c = identity("F.closed", "one ratio in closed form", "ours",
                     "r(tau) = r e/(1 - r + r e), e = e^-tau, has r(0) = r and dr/dtau = -factor r (1 - r); d/dtau(-log(1 - r + r e)) = r(tau)",
                     Scope::every_dimension);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol r = b.between("r", 0, 1, Bound::closed, Bound::open), e = b.between("e", 0, 1), factor{k.at("factor")};
    const auto start = Jet<Symbol>::constant(r), decay = Jet<Symbol>::from_coefficients({e, -e});
    const Symbol now = ratio_at(r, e);
    b.claim_equal("r(0)", ratio_at(r, Symbol(1)), factor * r);
    b.claim_equal("dr/dtau", ratio_at(start, decay).coefficient(1), -(factor * now * (1 - now)));
    b.claim_equal("dt/dtau - 1", (-log(ratio_normaliser(start, decay))).coefficient(1), factor * now);
    return b.build();
  };
  return c;
}

Claim internal_time() {
  Claim c = identity("F.internal", "the ratios carry the flow", "ours",
                     "p_1 = 1/(1 + sum r), p_i = r_i p_1, dr_i/dtau = -r_i (1 - r_i), dtau = p_1 dt give dp_i/dt = factor p_i (p_i - s)");
  c.rests_on = {"F.closed"};
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    Vec<Symbol> r;
    for (int i = 2; i <= d; ++i) r.push_back(b.at_least(index("r", i), 0));
    Vec<Jet<Symbol>> moving;
    for (const Symbol& x : r) moving.push_back(Jet<Symbol>::from_coefficients({x, -(x * (1 - x))}));
    const Vec<Symbol> p = from_leader_ratios(r), field = replicator(p);
    const Vec<Jet<Symbol>> path = from_leader_ratios(moving);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("dp/dt, i = ", i + 1), p[0] * path[i].coefficient(1), Symbol(k.at("factor")) * field[i]);
    }
    return b.build();
  };
  return c;
}

Claim two_components() {
  Claim c = identity("F.closed.two", "the closed form of the paper for d = 2", "[DGS25] section 2",
                     "q = p_1 - p_2 obeys dq/dt = q (1 - q^2)/2, and G = q^2 (C e + 1) - 1, e = e^-t, obeys dG/dt = -factor q^2 G: G stays 0, "
                     "p_1 = (1 + 1/sqrt(C e^-t + 1))/2; G(0) = 0 is C = 1/q(0)^2 - 1",
                     Scope::every_dimension);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol q = b.between("q", 0, 1, Bound::open), e = b.between("e", 0, 1), constant = b.at_least("C", 0);
    const Vec<Symbol> field = replicator(Vec<Symbol>{(1 + q) / 2, (1 - q) / 2});
    const Symbol speed = q * (1 - q * q) / 2, factor{k.at("factor")};
    const auto defect = [](const auto& x, const auto& y, const auto& z) { return x * x * (z * y + 1) - 1; };
    using J = Jet<Symbol>;
    const J g = defect(J::from_coefficients({q, speed}), J::from_coefficients({e, -e}), J::constant(constant));
    b.claim_equal("dq/dt", field[0] - field[1], factor * speed);
    b.claim_equal("dG/dt", g.coefficient(1), -(factor * q * q * g.value()));
    b.claim_equal("G(0)", defect(q, Symbol(1), factor / (q * q) - 1), 0);
    return b.build();
  };
  return c;
}

Claim odds() {
  Claim c = identity("F.odds", "the odds of the others decay exponentially in the internal time", "ours",
                     "x_i = p_i/(p_1 - p_i) obeys dx_i/dt = -factor p_1 x_i: x_i(tau) = x_i(0) e^-tau");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), x = leader_odds(p), field = replicator(p);
    for (int i = 0; i + 1 < d; ++i) {
      const Symbol slope = derivative_along([i](const Vec<Jet<Symbol>>& y) { return leader_odds(y)[i]; }, p, field);
      b.claim_equal(index("i = ", i + 2), slope, -(Symbol(k.at("factor")) * p[0] * x[i]));
    }
    return b.build();
  };
  return c;
}

/// x_2, ..., x_d >= 0.
Vec<Symbol> declare_odds(StatementBuilder& b, int d) {
  Vec<Symbol> x;
  for (int i = 2; i <= d; ++i) x.push_back(b.at_least(index("x", i), 0));
  return x;
}

Claim eigenfunction() {
  Claim c = identity("F.eigen", "a function that decays exactly like e^-t", "ours",
                     "Phi = (sum_i x_i) prod_j (1 + x_j), x_i = p_i/(p_1 - p_i), obeys dPhi/dt = -factor Phi along dx_i/dt = -p_1 x_i");
  c.rests_on = {"F.odds"};
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> x = declare_odds(b, d);
    const Symbol leader = 1 - distance_from_odds(x);
    Vec<Jet<Symbol>> moving;
    for (const Symbol& y : x) moving.push_back(Jet<Symbol>::from_coefficients({y, -(leader * y)}));
    const Jet<Symbol> phi = decay_function(moving);
    b.claim_equal("dPhi/dt", phi.coefficient(1), -(Symbol(k.at("factor")) * phi.value()));
    return b.build();
  };
  return c;
}

// Theorem 2.4 and its sharp form.

Claim rate_of_paper() {
  Claim c = bound(row("T2.4.rate", "the drift of the leader", "[DGS25] Theorem 2.4",
                      "p_1 (p_1 - s) >= factor (Delta/d)(1 + (d-1) Delta)(1 - p_1) on { p_1 >= p_i + Delta }"),
                  "factor", 1, +1, Source::paper);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, gap] = b.leader_chamber("p", d, "c");
    b.claim_at_least("F_1", replicator(p)[0], Symbol(k.at("factor")) * flow_rate(Symbol(d), gap) * (1 - p[0]));
    return b.build();
  };
  return c;
}

Claim rate_against_true_rate() {
  Claim c = bound(row("T2.4.exponent", "the exponent of the theorem is below the true rate 1", "[DGS25] Theorem 2.4",
                      "multiple (Delta/d)(1 + (d-1) Delta) <= 1 for 0 < Delta <= 1", Scope::every_dimension),
                  "multiple", 1, +1);
  c.remark = "finding: the true rate is 1 for every gap (T2.4.sharp); the printed one is between Delta^2 and Delta";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol d = b.at_least("d", 2), delta = b.between("Delta", 0, 1, Bound::open);
    b.claim_at_least("1", 1, Symbol(k.at("multiple")) * flow_rate(d, delta));
    return b.build();
  };
  return c;
}

Claim slowest() {
  Claim c = bound(row("T2.4.lower", "no trajectory is faster than e^-t", "ours",
                      "p_1 (p_1 - s) <= rate p_1^2 (1 - p_1) <= rate (1 - p_1) on the simplex, rate = 1: (1 - p_1(t)) e^t never falls"),
                  "rate", 1, -1);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol limit = Symbol(k.at("rate")) * p[0] * p[0] * (1 - p[0]);
    b.claim_at_least("F_1", limit, replicator(p)[0]);
    b.claim_at_least("1 - p_1", Symbol(k.at("rate")) * (1 - p[0]), limit);
    return b.build();
  };
  return c;
}

Claim distance_bound() {
  Claim c = bound(row("T2.4.bound", "the decaying function dominates the distance", "ours",
                      "1 - p_1 <= factor (sum_i x_i) prod_j (1 + x_j), x_i = p_i/(p_1 - p_i), with equality in the limit at the vertex"),
                  "factor", 1, -1);
  c.tighten_to = 6;
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> x = declare_odds(b, d);
    b.claim_at_least("Phi", Symbol(k.at("factor")) * decay_function(x), distance_from_odds(x));
    return b.build();
  };
  return c;
}

Claim time_bounds() {
  Claim c = bound(row("F.time", "time and internal time", "ours",
                      "factor (1 - r) <= 1 - r + r e <= 1 for 0 <= r < 1, 0 <= e <= 1: tau <= t <= tau + sum_i log(p_1(0)/(p_1(0) - p_i(0)))",
                      Scope::every_dimension),
                  "factor", 1, +1);
  c.rests_on = {"F.closed"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol r = b.between("r", 0, 1, Bound::closed, Bound::open), e = b.between("e", 0, 1);
    b.claim_at_least("D <= 1", 1, ratio_normaliser(r, e));
    b.claim_at_least("D", ratio_normaliser(r, e), Symbol(k.at("factor")) * (1 - r));
    return b.build();
  };
  return c;
}

Claim odds_by_gap() {
  Claim c = bound(row("T2.4.odds", "the odds in terms of the gap", "ours",
                      "x_i = p_i/(p_1 - p_i) <= factor p_i/Delta on { p_1 >= p_i + Delta }, so sum_i x_i <= factor (1 - p_1)/Delta"),
                  "factor", 1, -1);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, gap] = b.leader_chamber("p", d, "c");
    const Vec<Symbol> x = leader_odds(p);
    for (int i = 1; i < d; ++i) b.claim_at_least(index("i = ", i + 1), Symbol(k.at("factor")) * p[i] / gap, x[i - 1]);
    return b.build();
  };
  return c;
}

// Time-inhomogeneous input.

Claim fitness() {
  Claim c = identity("F.fitness", "the flow of time-dependent intensities", "[DGS25] section 2, open question 3",
                     "p = lambda.w/(lambda . w) with dw_i/dt = p_i w_i obeys dp_i/dt = factor p_i (f_i - p.f), f = d/dt log lambda + p");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    Vec<Symbol> lambda, w;
    for (int i = 1; i <= d; ++i) lambda.push_back(b.at_least(index("lambda", i), 0, Bound::open));
    for (int i = 1; i <= d; ++i) w.push_back(b.at_least(index("w", i), 0, Bound::open));
    const Vec<Symbol> growth = b.reals("l", d), p = probabilities(lambda, w);
    Vec<Jet<Symbol>> moving_lambda, moving_w;
    Vec<Symbol> cost;  // minus the fitness: the flow is the natural gradient flow of a loss with this gradient
    for (int i = 0; i < d; ++i) {
      moving_lambda.push_back(Jet<Symbol>::from_coefficients({lambda[i], lambda[i] * growth[i]}));
      moving_w.push_back(Jet<Symbol>::from_coefficients({w[i], w[i] * p[i]}));
      cost.push_back(-(growth[i] + p[i]));
    }
    const Vec<Jet<Symbol>> path = probabilities(moving_lambda, moving_w);
    const Vec<Symbol> slope = riemannian_gradient(p, cost);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("i = ", i + 1), path[i].coefficient(1), -(Symbol(k.at("factor")) * slope[i]));
    }
    return b.build();
  };
  return c;
}

Claim fitness_ratio() {
  Claim c = identity("F.fitness.ratio", "the log-ratios see the difference in fitness only", "[DGS25] section 2",
                     "p_j V_i - p_i V_j = factor p_i p_j (f_i - f_j) for V_i = p_i (f_i - p.f): d/dt log(p_i/p_j) = f_i - f_j");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), f = b.reals("f", d), field = riemannian_gradient(p, f);
    for (int j = 1; j < d; ++j) {
      b.claim_equal(index("(1,", j + 1) + ")", p[j] * field[0] - p[0] * field[j],
                    Symbol(k.at("factor")) * p[0] * p[j] * (f[0] - f[j]));
    }
    return b.build();
  };
  return c;
}

Claim priming() {
  Claim c = bound(row("A5.priming", "a primed leader survives a switch of the intensities", "[DGS25] Lemma A.5",
                      "p_1 >= ratio (mu_i lambda_1/(mu_1 lambda_i)) p_i under lambda implies p_1 >= p_i under mu, ratio = 1",
                      Scope::every_dimension),
                  "ratio", 1, -1, Source::paper);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto rate = [&](const std::string& name) { return b.at_least(name, 0, Bound::open); };
    const Vec<Symbol> before{rate("lambda_1"), rate("lambda_i")}, after{rate("mu_1"), rate("mu_i")};
    const Symbol other = b.at_least("p_i", 0), rest = b.at_least("rest", 0, Bound::open);
    const Symbol leader = b.at_least("p_1", Symbol(k.at("ratio")) * (after[1] * before[0] / (after[0] * before[1])) * other);
    // Weights are kept by the switch; `rest` is what the other components add to mu . w.
    const Vec<Symbol> w{leader / before[0], other / before[1], rest}, mu{after[0], after[1], Symbol(1)};
    const Vec<Symbol> p = probabilities(mu, w);
    b.claim_at_least("p_1 under mu", p[0], p[1]);
    return b.build();
  };
  return c;
}

}  // namespace

std::vector<Claim> flow() {
  const std::string generic = "generic fact of analysis: no numerics can decide it; its arithmetic is in the rows that it rests on";
  return {plane(),
          support(),
          ratio(),
          gap_drift(),
          convex_identity(),
          majorisation(),
          monotone(),
          powers(),
          entropy(),
          exponential(),
          root(),
          closed_form(),
          internal_time(),
          two_components(),
          odds(),
          eigenfunction(),
          time_bounds(),
          rate_of_paper(),
          rate_against_true_rate(),
          slowest(),
          distance_bound(),
          odds_by_gap(),
          fitness(),
          fitness_ratio(),
          priming(),
          lemma(row("F.gronwall", "differential inequalities integrate", "generic (Gronwall)",
                    "y' <= -r y on [0, T] implies y(t) <= y(0) e^(-r t); y' = -r y implies equality"),
                {}, generic),
          lemma(row("T2.4", "exponential convergence of the flow", "[DGS25] Theorem 2.4",
                    "|p(t) - e_1|_1 <= 2 (1 - p_1(0)) exp(-(Delta/d)(1 + (d-1) Delta) t)"),
                {"F.simplex", "F.support", "F.gap", "T2.4.rate", "F.gronwall"}, generic),
          lemma(row("T2.4.sharp", "the flow converges at the rate 1 exactly", "ours",
                    "(1 - p_1(0)) e^-t <= 1 - p_1(t) <= Phi(p(0)) e^-t, Phi = sum_i p_i/(p_1-p_i) prod_j p_1/(p_1-p_j), and "
                    "(1 - p_1(t)) e^t increases to Phi(p(0))"),
                {"F.simplex", "F.odds", "F.eigen", "T2.4.lower", "T2.4.bound", "F.gronwall"}, generic),
          lemma(row("T2.4.gap", "the rate 1 with a constant in Delta alone", "ours",
                    "1 - p_1(t) <= (m/Delta) exp(m/Delta - t), m = 1 - p_1(0)"),
                {"T2.4.sharp", "T2.4.odds", "F.gibbs"}, generic)};
}

}  // namespace hebb::claims
