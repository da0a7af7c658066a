#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace flow_convergence_rows {

const std::string group = "Gradient flow";

/// x_2, ..., x_d >= 0.
Vec<Symbol> declare_odds(StatementBuilder& b, int d) {
  Vec<Symbol> x;
  for (int i = 2; i <= d; ++i) x.push_back(b.at_least(index("x", i), 0));
  return x;
}

Claim eigenfunction() {
  Claim c = identity(group, "F.eigen", "a function that decays exactly like e^-t", "ours",
                     "Phi = (sum_i x_i) prod_j (1 + x_j), x_i = p_i/(p_1 - p_i), obeys dPhi/dt = -factor Phi along "
                     "dx_i/dt = -p_1 x_i");
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
  Claim c = bound(row(group, "T2.4.rate", "the drift of the leader", "[DGS25] Theorem 2.4",
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
  Claim c =
      bound(row(group, "T2.4.exponent", "the exponent of the theorem is below the true rate 1", "[DGS25] Theorem 2.4",
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
  Claim c = bound(row(group, "T2.4.lower", "no trajectory is faster than e^-t", "ours",
                      "p_1 (p_1 - s) <= rate p_1^2 (1 - p_1) <= rate (1 - p_1) on the simplex, rate = 1: (1 - p_1(t)) "
                      "e^t never falls"),
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
  Claim c = bound(row(group, "T2.4.bound", "the decaying function dominates the distance", "ours",
                      "1 - p_1 <= factor (sum_i x_i) prod_j (1 + x_j), x_i = p_i/(p_1 - p_i)"),
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
  Claim c = bound(row(group, "F.time", "time and internal time", "ours",
                      "factor (1 - r) <= 1 - r + r e <= 1 for 0 <= r < 1, 0 <= e <= 1: tau <= t <= tau + sum_i "
                      "log(p_1(0)/(p_1(0) - p_i(0)))",
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
  Claim c = bound(row(group, "T2.4.odds", "the odds in terms of the gap", "ours",
                      "x_i = p_i/(p_1 - p_i) <= factor p_i/Delta on { p_1 >= p_i + Delta }, so sum_i x_i <= factor (1 "
                      "- p_1)/Delta"),
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

}  // namespace flow_convergence_rows

std::vector<Claim> flow_convergence() {
  using namespace flow_convergence_rows;  // NOLINT(google-build-using-namespace)

  const std::string generic = "calculus along the solution";
  return {
      eigenfunction(),
      time_bounds(),
      rate_of_paper(),
      rate_against_true_rate(),
      slowest(),
      distance_bound(),
      odds_by_gap(),
      lemma(row(group, "F.gronwall", "differential inequalities integrate", "generic (Gronwall)",
                "y' <= -r y on [0, T] implies y(t) <= y(0) e^(-r t); y' = -r y implies equality"),
            {}, generic),
      lemma(row(group, "T2.4", "exponential convergence of the flow", "[DGS25] Theorem 2.4",
                "|p(t) - e_1|_1 <= 2 (1 - p_1(0)) exp(-(Delta/d)(1 + (d-1) Delta) t), t >= 0, from a start ahead by "
                "Delta > 0"),
            {"F.simplex", "F.support", "F.gap", "T2.4.rate", "F.gronwall"}, generic),
      lemma(
          row(group, "T2.4.sharp", "the flow converges at the rate 1 exactly", "ours",
              "(1 - p_1(0)) e^-t <= 1 - p_1(t) <= Phi(p(0)) e^-t, Phi = sum_i p_i/(p_1-p_i) prod_j p_1/(p_1-p_j), and "
              "(1 - p_1(t)) e^t increases to Phi(p(0))"),
          {"F.simplex", "F.odds", "F.eigen", "T2.4.lower", "T2.4.bound", "F.gronwall"}, generic),
      lemma(row(group, "T2.4.gap", "the rate 1 with a constant in Delta alone", "ours",
                "1 - p_1(t) <= (m/Delta) exp(m/Delta - t), m = 1 - p_1(0)"),
            {"T2.4.sharp", "T2.4.odds", "F.gibbs"}, generic)};
}

}  // namespace hebb::claims
