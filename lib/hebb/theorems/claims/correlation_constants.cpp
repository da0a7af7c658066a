#include <array>

#include <hebb/calculus/correlated.hpp>
#include <hebb/theorems/claims/correlation.hpp>

namespace hebb::claims {
namespace correlation_constants_rows {

// The constants.

Claim example() {
  Claim c = correlated_row("C.example", "the example of the paper", "[DGS25] after Theorem A.13",
                           "c* = value for Delta_p = 0.7, Delta_G = 0.64, nu = 0.1, value = 8e-4; and c* = Delta^2/4 "
                           "for nu = 0, Delta_p = Delta_G = Delta",
                           Scope::every_dimension);
  c.constants = {{"value", Rational(1, 1250), Source::paper}};
  c.false_twin = scaled_twin("value", Rational(1, 1250), Rational(101, 100));
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.real("Delta");
    const auto at = [](int nominator, int denominator) { return Symbol(Rational(nominator, denominator)); };
    b.claim_equal("example", drive_gap_rate(at(1, 10), at(7, 10), at(16, 25)), Symbol(k.at("value")));
    b.claim_equal("uncorrelated", drive_gap_rate(Symbol(0), delta, delta), delta * delta / 4);
    return b.build();
  };
  return c;
}

/// Delta_p, Delta_G in (0, 1].
std::array<Symbol, 2> declare_gaps(StatementBuilder& b) {
  const Symbol delta_p = b.between("Delta_p", 0, 1, Bound::open);
  return {delta_p, b.between("Delta_G", 0, 1, Bound::open)};
}

Claim correlation_limit(bool sharp) {
  Claim c = bound(correlated_row(sharp ? "C.nu.sharp" : "C.nu", "the largest correlation of other inputs",
                                 sharp ? "ours" : "[DGS25] Theorem A.13",
                                 sharp ? "(1-nu)(b - nu) >= 0 for nu <= factor b, b = Delta_p Delta_G/4"
                                       : "c* >= 0 for nu <= factor b/(1 + b), b = Delta_p Delta_G/4",
                                 Scope::every_dimension),
                  "factor", 1, +1, sharp ? Source::ours : Source::paper);
  c.state = [sharp](int, const Constants& k) {
    StatementBuilder b;
    const auto [delta_p, delta_g] = declare_gaps(b);
    const Symbol product = gap_product(delta_p, delta_g);
    const Symbol nu = b.between("nu", 0, Symbol(k.at("factor")) * (sharp ? product : largest_nu(product)));
    b.claim_nonnegative("rate",
                        sharp ? drive_gap_rate_sharp(nu, delta_p, delta_g) : drive_gap_rate(nu, delta_p, delta_g));
    return b.build();
  };
  return c;
}

Claim rate(bool sharp) {
  Claim c = bound(
      correlated_row(
          sharp ? "C.rate.sharp" : "C.rate", "the admissible learning rate",
          sharp ? "ours" : "[DGS25] Theorem A.13, its form ours",
          sharp ? "a <= c/(Q(2Q + c)), c = (1-nu)(Delta_p Delta_G/4 - nu), implies 2aQ^2/(1-aQ) "
                  "<= factor c for 0 < c <= 1, nu <= 1/2; and c = c* + nu^2"
                : "a <= c*/(Q(2Q(2+nu) + c*)) implies 2aQ^2 (2+nu)/(1-aQ) <= factor c* for 0 < c* <= 1, nu <= 1/2",
          Scope::every_dimension),
      "factor", 1, -1, sharp ? Source::ours : Source::reconstructed);
  c.state = [sharp](int, const Constants& k) {
    StatementBuilder b;
    const Symbol nu = b.between("nu", 0, Symbol(Rational(1, 2))), value = b.between("c", 0, 1, Bound::open);
    const Symbol q = b.at_least("Q", 1, Bound::open), weight = sharp ? Symbol(1) : 2 + nu;
    const Symbol a = b.between("a", 0, rate_bound_correlated(value, weight, q), Bound::open);
    b.claim_at_least("factor c", Symbol(k.at("factor")) * value, remainder_coefficient(a, q, weight));
    if (sharp) {
      const auto [delta_p, delta_g] = declare_gaps(b);
      b.claim_equal("c = c* + nu^2", drive_gap_rate_sharp(nu, delta_p, delta_g),
                    drive_gap_rate(nu, delta_p, delta_g) + nu * nu);
    }
    return b.build();
  };
  return c;
}

// One step of the chain.

Claim contraction() {
  Claim c = bound(correlated_row("A11", "the distance to the vertex contracts",
                                 "[DGS25] Theorem A.13 (Lemma A.11), its condition ours",
                                 "a p_1 f_1 + theta_1 >= a r (1 - p_1), r = (Delta_G/(4d))(1 + (d-1) Delta_p/2), "
                                 "|theta_1| <= a m (Delta_G/4) p_1 (1-p_1), m <= bound: "
                                 "1 - p_1' <= (1 - a r)(1 - p_1) - a xi_1 for a <= Delta_G/(Q(8Q+Delta_G))",
                                 Scope::every_dimension),
                  "bound", 1, +1, Source::ours);
  c.rests_on = {"C.identity", "C.leader", "C.drift", "A2.lump", "A2.sharp", "R.rate"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol d = b.at_least("d", 2), half(Rational(1, 2));
    const Symbol half_gap = b.between("c", 0, half, Bound::open), h = b.between("h", 0, half, Bound::open);
    const Symbol x = b.between("p_1", least_leader_of_gap(d, half_gap), 1), extra = b.at_least("e", 0);
    const Symbol m = b.between("m", 0, Symbol(k.at("bound"))), t = b.between("t", -1, 1);
    const Symbol drift = x * (h * (1 - x) + extra), remainder = t * m * (h / 2) * (x * (1 - x));
    b.claim_at_least("drift", drift + remainder, correlated_convergence_rate(d, 2 * half_gap, 2 * h) * (1 - x));
    return b.build();
  };
  return c;
}

Claim both_gaps(bool sharp) {
  Claim c =
      bound(correlated_row(sharp ? "A12.sharp" : "A12", "both gaps grow up to noise",
                           sharp ? "ours" : "[DGS25] Theorem A.13 (Lemma A.12), its condition ours",
                           std::string("gap of p: D + theta_1 - theta_u >= 0; gap of Gamma p: (1-G_1u)(D + theta_1 - "
                                       "theta_u) + rest >= 0 per a, |theta_i| <= m p_i (1-p_i), m <= bound ") +
                               (sharp ? "(1-nu)(Delta_p Delta_G/4 - nu)" : "c*/(2+nu)") + ", D by C.pgap, rest by " +
                               (sharp ? "C.rest.sharp" : "C.rest"),
                           Scope::every_dimension),
            "bound", 1, +1, Source::ours);
  if (!sharp) c.false_twin = FalseTwin{{"bound", 3}};
  c.rests_on = {"C.identity",
                "C.pgap",
                "C.row",
                sharp ? "C.rest.sharp" : "C.rest",
                "A2.lump",
                "A2.sharp",
                sharp ? "C.rate.sharp" : "C.rate"};
  c.remark = sharp ? "finding: the learning rate may be (2+nu)(c* + nu^2)/c* times the one of A12" : "";
  c.state = [sharp](int, const Constants& k) {
    StatementBuilder b;
    const CorrelatedPair q = declare_correlated_pair(b);
    const Symbol product = q.c * q.h;
    const Symbol nu = b.between("nu", 0, sharp ? product : largest_nu(product)), entry = b.between("G", 0, nu);
    const Symbol limit =
        sharp ? drive_gap_rate_sharp(nu, 2 * q.c, 2 * q.h) : drive_gap_rate(nu, 2 * q.c, 2 * q.h) / (2 + nu);
    const Symbol m = b.between("m", 0, Symbol(k.at("bound")) * limit);
    const Symbol t1 = b.between("t_1", -1, 1), tu = b.between("t_u", -1, 1);
    const Symbol rest = b.between("t", -1, 1), rest_remainder = b.between("t_r", -1, 1);
    const Symbol gap = q.drift + m * (t1 * q.first * (1 - q.first) - tu * q.other * (1 - q.other));
    const Symbol cost = sharp ? nu * (1 - nu) : nu;
    b.claim_nonnegative("gap of p", gap);
    b.claim_nonnegative("gap of Gamma p", (1 - entry) * gap + (rest * cost + rest_remainder * m * nu) * q.rest);
    return b.build();
  };
  return c;
}

Claim induction() {
  Claim c = bound(correlated_row("A12.induction", "small martingales keep both gaps", "[DGS25] Theorem A.13",
                                 "A12, summed, with |M_i| <= share Delta_p and |(Gamma M)_1 - (Gamma M)_u| <= 2 share "
                                 "Delta_G keeps half of both gaps, share = 1/4",
                                 Scope::every_dimension),
                  "share", Rational(1, 4), +1, Source::paper);
  c.rests_on = {"A12"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto [delta_p, delta_g] = declare_gaps(b);
    const Symbol limit_p = Symbol(k.at("share")) * delta_p, limit_g = 2 * Symbol(k.at("share")) * delta_g;
    const Symbol first = b.between("M_1", -limit_p, limit_p), other = b.between("M_u", -limit_p, limit_p);
    const Symbol driven = b.between("N_u", -limit_g, limit_g), extra = b.at_least("e", 0);
    b.claim_at_least("gap of p", delta_p + first - other + extra, delta_p / 2);
    b.claim_at_least("gap of Gamma p", delta_g + driven + extra, delta_g / 2);
    return b.build();
  };
  return c;
}

}  // namespace correlation_constants_rows

std::vector<Claim> correlated_constants() {
  using namespace correlation_constants_rows;  // NOLINT(google-build-using-namespace)

  return {example(),     correlation_limit(false), correlation_limit(true), rate(false), rate(true),
          contraction(), both_gaps(false),         both_gaps(true),         induction()};
}

}  // namespace hebb::claims
