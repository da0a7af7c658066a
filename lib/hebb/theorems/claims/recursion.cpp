#include <algorithm>

#include <hebb/calculus/rates.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/one_step.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace recursion_rows {

const std::string& group = one_step_group;

/// Delta <= 1 makes the quadratic condition the narrower one: the claim follows from R1.paper.
Claim summary_of_r1() {
  Claim c = one_step(true, "summary", "circulating summary of Theorem 2.2", Source::summary,
                     "Delta^2/(16Q^2), Delta <= 1", rate_bound_quadratic<Symbol>);
  c.composed_from = 2;
  c.premises = c.rests_on = {"R1.paper", "R.rate"};
  return c;
}

/// One-hot input: Y_i in [-(Q-1), Q], the remainder of A2.onehot instead of A2.sharp.
Claim one_hot_step(bool leader) {
  Claim c = one_step(leader, "onehot", "ours", Source::ours,
                     "Delta/(Q(8Q-4-Delta)), Delta <= 1, for Y_i in [-(Q-1), Q]", rate_bound_one_hot<Symbol>, true);
  for (std::vector<std::string>* list : {&c.premises, &c.rests_on}) {
    std::ranges::replace(*list, "A2.sharp", "A2.onehot");
    std::ranges::replace(*list, "R.rate", "R.rate.onehot");
  }
  return c;
}

Claim one_hot_rate_condition() {
  Claim c = bound(row(group, "R.rate.onehot", "what the learning rate must do for one-hot input", "ours",
                      "a <= Delta/(Q(8Q-4-Delta)), Delta <= 1 imply aQ(2Q-1)/(1+aQ) <= factor Delta, a <= 1/(2Q^2), "
                      "and allow more than R.rate",
                      Scope::every_dimension),
                  "factor", Rational(1, 4), -1, Source::ours);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), q = b.at_least("Q", 1, Bound::open);
    const Symbol a = b.between("a", 0, rate_bound_one_hot(delta, q), Bound::open);
    b.claim_nonnegative("factor Delta - aQ(2Q-1)/(1+aQ)",
                        Symbol(k.at("factor")) * delta - remainder_coefficient_one_hot(a, q));
    b.claim_at_least("1/(2Q^2)", one_hot_rate_limit(q), a);
    b.claim_at_least("one-hot >= sharp", rate_bound_one_hot(delta, q), rate_bound_sharp(delta, q));
    return b.build();
  };
  return c;
}

Claim polynomial_drift() {
  Claim c = row(
      group, "R2.poly", "the drift of the gap beats the remainders", "ours (drift part of Lemma A.4)",
      "(p_1 - p_u)(p_1 + p_u - s) >= factor (Delta/4)(p_1 (1-p_1) + p_u (1-p_u)), u >= 2, on { p_1 >= p_i + Delta/2 }");
  c.constants = {{"factor", 1, Source::ours, +1}};
  c.false_twin = FalseTwin{{"factor", Rational(203, 100)}};
  c.tighten = "factor";
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    for (int u = 1; u < d; ++u) {
      b.claim_at_least(index("u = ", u + 1), gap_drift(p, u),
                       Symbol(k.at("factor")) * half_gap / 2 * (p[0] * (1 - p[0]) + p[u] * (1 - p[u])));
    }
    return b.build();
  };
  return c;
}

Claim rate_condition() {
  Claim c = row(group, "R.rate", "what the learning rate must do", "ours",
                "a <= Delta/(Q(8Q+Delta)) implies 2aQ^2/(1-aQ) <= factor Delta; and Delta^2/(16Q^2) <= Delta/(16Q^2) "
                "<= Delta/(Q(8Q+Delta))",
                Scope::every_dimension);
  c.constants = {{"factor", Rational(1, 4), Source::reconstructed, -1}};
  c.false_twin = scaled_twin("factor", Rational(1, 4), Rational(99, 100));
  c.tighten = "factor";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), q = b.at_least("Q", 1, Bound::open);
    const Symbol a = b.between("a", 0, rate_bound_sharp(delta, q), Bound::open);
    b.claim_nonnegative("factor Delta - 2aQ^2/(1-aQ)",
                        Symbol(k.at("factor")) * delta - remainder_coefficient(a, q, Symbol(1)));
    b.claim_at_least("linear >= quadratic", rate_bound_linear(delta, q), rate_bound_quadratic(delta, q));
    b.claim_at_least("sharp >= linear", rate_bound_sharp(delta, q), rate_bound_linear(delta, q));
    return b.build();
  };
  return c;
}

Claim linear_rate() {
  Claim c =
      bound(row(group, "R2.linear", "the learning rate may be linear in Delta", "ours, against [DGS25] Lemma A.4",
                "Delta/(Q(8Q+Delta)) >= factor Delta/Q^2, factor = 1/9: R2 needs no Delta^2", Scope::every_dimension),
            "factor", Rational(1, 9), +1, Source::ours);
  c.remark =
      "the sharper condition exceeds the printed Delta^2/(16Q^2) by the factor 16Q/(Delta(8Q+Delta)) >= 16/(9 Delta)";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), q = b.at_least("Q", 1, Bound::open);
    b.claim_at_least("sharp", rate_bound_sharp(delta, q), Symbol(k.at("factor")) * delta / (q * q));
    return b.build();
  };
  return c;
}

Claim combine_r1() {
  Claim c = row(group, "R1.combine", "R1 from its lemmas", "ours",
                "F >= 2R, F >= (Delta/2)K, |theta| <= a m (Delta/4) K, 0 <= m <= bound imply aF + theta >= aR "
                "(F = p_1(p_1-s) by G3 and G2, R = r(1-p_1), K = p_1(1-p_1), m by R.rate, theta by A2.sharp)",
                Scope::every_dimension);
  c.constants = {{"bound", 1, Source::ours, +1}};
  c.false_twin = FalseTwin{{"bound", Rational(101, 100)}};
  c.tighten = "bound";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol a = b.at_least("a", 0, Bound::open), delta = b.between("Delta", 0, 1, Bound::open);
    const Symbol rate_part = b.at_least("R", 0), spread = b.at_least("K", 0), extra = b.at_least("e", 0);
    const Symbol m = b.between("m", 0, Symbol(k.at("bound"))), sign = b.between("t", -1, 1);
    // F is at least the mean of its two lower bounds.
    const Symbol drift = (2 * rate_part + delta / 2 * spread) / 2 + extra;
    b.claim_nonnegative("aF + theta - aR", a * drift + sign * a * m * (delta / 4) * spread - a * rate_part);
    return b.build();
  };
  return c;
}

Claim combine_r2() {
  Claim c = row(
      group, "R2.combine", "R2 from its lemmas", "ours",
      "D >= (Delta/4)(K_1 + K_u), |theta_i| <= a m (Delta/4) K_i, 0 <= m <= bound imply aD + theta_1 - theta_u >= 0 "
      "(D the drift by R2.poly, K_i = p_i(1-p_i), m by R.rate, theta by A2.sharp)",
      Scope::every_dimension);
  c.constants = {{"bound", 1, Source::ours, +1}};
  c.false_twin = FalseTwin{{"bound", Rational(101, 100)}};
  c.tighten = "bound";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol a = b.at_least("a", 0, Bound::open), delta = b.between("Delta", 0, 1, Bound::open);
    const Symbol first = b.at_least("K_1", 0), other = b.at_least("K_u", 0), extra = b.at_least("e", 0);
    const Symbol m = b.between("m", 0, Symbol(k.at("bound"))), s = b.between("t_1", -1, 1), t = b.between("t_u", -1, 1);
    const Symbol drift = delta / 4 * (first + other) + extra;
    b.claim_nonnegative("aD + theta_1 - theta_u", a * drift + a * m * (delta / 4) * (s * first - t * other));
    return b.build();
  };
  return c;
}

Claim induction() {
  Claim c = bound(row(group, "R3", "small martingales keep the gap", "[DGS25] Lemma A.4",
                      "p_1 - p_u >= Delta + M_1 - M_u (R2, summed) and |M_i| <= share Delta imply p_1 - p_u >= "
                      "Delta/2, share = 1/4",
                      Scope::every_dimension),
                  "share", Rational(1, 4), +1, Source::paper);
  c.rests_on = {"R2.sharp"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), limit = Symbol(k.at("share")) * delta;
    const Symbol first = b.between("M_1", -limit, limit), other = b.between("M_u", -limit, limit),
                 extra = b.at_least("e", 0);
    b.claim_at_least("gap at k+1", delta + first - other + extra, delta / 2);
    return b.build();
  };
  return c;
}

}  // namespace recursion_rows

std::vector<Claim> recursion() {
  using namespace recursion_rows;  // NOLINT(google-build-using-namespace)

  const auto linear = []<class S>(const S& delta, const S& q) { return rate_bound_linear(delta, q); };
  const auto quadratic = []<class S>(const S& delta, const S& q) { return rate_bound_quadratic(delta, q); };
  const auto sharp = []<class S>(const S& delta, const S& q) { return rate_bound_sharp(delta, q); };
  const auto step = [](bool leader, const std::string& variant, const std::string& source, Source origin,
                       const std::string& condition, auto rate) {
    return with_worst_points(one_step(leader, variant, source, origin, condition, rate), leader,
                             [=](int, const Rational& delta, const Rational& q) { return rate(delta, q); });
  };
  return {polynomial_drift(),
          rate_condition(),
          one_hot_rate_condition(),
          combine_r1(),
          combine_r2(),
          step(true, "paper", "[DGS25] Proposition A.3", Source::reconstructed, "Delta/(16Q^2)", linear),
          summary_of_r1(),
          step(true, "sharp", "ours", Source::ours, "Delta/(Q(8Q+Delta))", sharp),
          step(false, "paper", "[DGS25] Lemma A.4", Source::reconstructed, "Delta^2/(16Q^2)", quadratic),
          step(false, "sharp", "ours", Source::ours, "Delta/(Q(8Q+Delta))", sharp),
          one_hot_step(true),
          one_hot_step(false),
          linear_rate(),
          induction()};
}

}  // namespace hebb::claims
