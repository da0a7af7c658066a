#include <hebb/calculus/loss.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/flows/geometry/fisher_metric.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace flow_invariants_rows {

const std::string group = "Gradient flow";

// Invariance, ratios, gaps.

Claim plane() {
  Claim c = identity(
      group, "F.simplex", "the flow keeps the plane of the simplex", "[DGS25] section 2",
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
  Claim c = bound(
      row(group, "F.support", "the flow keeps the faces and leaves none at a positive time", "[DGS25] section 2",
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
  Claim c = identity(group, "F.ratio", "the log-ratios see the difference only", "[DGS25] section 2",
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

Claim gap_growth() {
  Claim c = bound(row(group, "F.gap", "the gaps of the leader grow", "[DGS25] Lemma A.6(b), sharpened",
                      "F_1 - F_u = (p_1-p_u)(p_1+p_u-s) >= factor (p_1-p_u)(p_u + Delta (1-p_1)), u >= 2, on { p_1 >= "
                      "p_i + Delta }"),
                  "factor", 1, +1);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, gap] = b.leader_chamber("p", d, "c");
    const Vec<Symbol> field = replicator(p);
    for (int u = 1; u < d; ++u) {
      const Symbol drift = gap_drift(p, u);
      b.claim_equal(index("F_1 - F_u, u = ", u + 1), field[0] - field[u], drift);
      b.claim_at_least(index("u = ", u + 1), drift, Symbol(k.at("factor")) * (p[0] - p[u]) * (p[u] + gap * (1 - p[0])));
    }
    return b.build();
  };
  return c;
}

// Lemma A.6(a): sums of convex functions grow.

Claim convex_identity() {
  Claim c = identity(group, "A6.identity", "the drift of a sum of functions", "[DGS25] Lemma A.6(a)",
                     "sum_i y_i F_i = factor sum_{i<j} p_i p_j (p_i - p_j)(y_i - y_j) on the simplex for all reals "
                     "y_i: y_i = phi'(p_i)");
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
  Claim c = bound(
      row(group, "A6.majorisation", "the flow climbs in the majorisation order", "ours, behind [DGS25] Lemma A.6(a)",
          "F_1 + ... + F_k >= factor (p_k - p_{k+1}) P_k (1 - P_k), P_k = p_1 + ... + p_k, k < d, for p_1 >= ... >= "
          "p_d"),
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
  Claim c = bound(
      row(group, "A6.convex", "sums of convex functions grow, of concave ones fall", "[DGS25] Lemma A.6(a), sharpened",
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
  Claim c = bound(row(group, "A6.power", "the q-norms grow, q = 2, 3, 4", "[DGS25] Lemma A.6(a)",
                      "sum p_i^(q+1) >= factor s sum p_i^q on the simplex, q = 2, 3, 4: d/dt sum p_i^q = q (sum "
                      "p_i^(q+1) - s sum p_i^q)"),
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
  Claim c = bound(
      row(group, "A6.entropy", "the entropy falls", "[DGS25] Lemma A.6(a), sharpened",
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
  Claim c =
      bound(row(group, "A6.exp", "sums of exponentials grow", "[DGS25] Lemma A.6(a)",
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
  Claim c = bound(
      row(group, "A6.root", "sums of square roots fall", "[DGS25] Lemma A.6(a), concave",
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
  Claim c = identity(group, "F.closed", "one ratio in closed form", "ours",
                     "r(tau) = r e/(1 - r + r e), e = e^-tau, has r(0) = r and dr/dtau = -factor r (1 - r); "
                     "d/dtau(-log(1 - r + r e)) = r(tau)",
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
  Claim c = identity(group, "F.internal", "the ratios carry the flow", "ours",
                     "p_1 = 1/(1 + sum r), p_i = r_i p_1, dr_i/dtau = -r_i (1 - r_i), dtau = p_1 dt give dp_i/dt = "
                     "factor p_i (p_i - s)");
  c.rests_on = {"F.closed"};
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    Vec<Symbol> r;
    for (int i = 2; i <= d; ++i) r.push_back(b.at_least(index("r", i), 0));
    Vec<Jet<Symbol>> moving;
    for (const Symbol& x : r) moving.push_back(Jet<Symbol>::from_coefficients({x, -(x * (1 - x))}));
    const Vec<Symbol> p = point_from_ratios(r), field = replicator(p);
    const Vec<Jet<Symbol>> path = point_from_ratios(moving);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("dp/dt, i = ", i + 1), p[0] * path[i].coefficient(1), Symbol(k.at("factor")) * field[i]);
    }
    return b.build();
  };
  return c;
}

Claim two_components() {
  Claim c = identity(group, "F.closed.two", "the closed form of the paper for d = 2", "[DGS25] section 2",
                     "q = p_1 - p_2 obeys dq/dt = q (1 - q^2)/2, and G = q^2 (C e + 1) - 1, e = e^-t, obeys dG/dt = "
                     "-factor q^2 G: G stays 0, "
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
  Claim c = identity(group, "F.odds", "the odds of the others decay exponentially in the internal time", "ours",
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

Claim odds_of_a_step() {
  Claim c = identity(group, "F.odds.step", "a mean step divides the odds", "ours",
                     "x_i = p_i/(p_1 - p_i): x_i' (1 + factor a p_1/(1 + a p_i)) = x_i for the mean Hebbian step, "
                     "x_i' (1 + factor a p_1/(1 + a (p_i - s))) = x_i for p' = p + a p .* (p - s)");
  c.rests_on = {"F.odds"};
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d), x = leader_odds(p), field = replicator(p);
    const Symbol a = b.between("a", 0, 1), s = dot(p, p), factor = Symbol(k.at("factor"));
    Vec<Symbol> euler;
    for (int i = 0; i < d; ++i) euler.push_back(p[i] + a * field[i]);
    const Vec<Symbol> hebbian = leader_odds(probability_update(p, p, a)), gradient = leader_odds(euler);
    for (int i = 0; i + 1 < d; ++i) {
      const Symbol own = p[i + 1];
      b.claim_equal(index("Hebbian, i = ", i + 2), hebbian[i] * (1 + factor * a * p[0] / (1 + a * own)), x[i]);
      b.claim_equal(index("Euler, i = ", i + 2), gradient[i] * (1 + factor * a * p[0] / (1 + a * (own - s))), x[i]);
    }
    return b.build();
  };
  return c;
}

}  // namespace flow_invariants_rows

std::vector<Claim> flow_invariants() {
  using namespace flow_invariants_rows;  // NOLINT(google-build-using-namespace)
  return {plane(),  support(),       ratio(),       gap_growth(), convex_identity(), majorisation(),  monotone(),
          powers(), entropy(),       exponential(), root(),       closed_form(),     internal_time(), two_components(),
          odds(),   odds_of_a_step()};
}

}  // namespace hebb::claims
