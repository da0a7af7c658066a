#include <fmt/format.h>

#include <hebb/laws/laws.hpp>
#include <hebb/model/update.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {

Step declare_step(StatementBuilder& b) {
  const Symbol q = b.at_least("Q", 1, Bound::open);
  return {q, b.between("a", 0, 1 / q, Bound::open, Bound::open)};
}

namespace update_rows {

const std::string group = "Learning rule";

Claim simplex() {
  Claim c = row(group, "U.simplex", "the update keeps the simplex", "[DGS25] section 2",
                "p_i' >= 0 and sum p_i' = 1 for all Y_i >= -Q and 0 < a < bound/Q");
  c.constants = {{"bound", 1, Source::paper, +1}};
  c.false_twin = FalseTwin{{"bound", Rational(101, 100)}};
  c.tighten = "bound";
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    laws::simplex(b, PaperRule{}, d, k.at("bound"), laws::Inputs::bounded_below);
    return b.build();
  };
  return c;
}

Claim support() {
  Claim c =
      bound(row(group, "U.support", "the update keeps the support", "[DGS25] section 2",
                "p_1 (1 + aY_1) >= factor ((1 - aQ)/(1 + aQ)) p_1 (1 + ab) for |Y_1| <= Q, Y_j <= Q and 1 + ab >= 0: "
                "the left side is (1 + ab) p_1'"),
            "factor", 1, +1, Source::ours);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const auto [q, a] = declare_step(b);
    Vec<Symbol> y{b.between("Y1", -q, q)};
    for (int i = 2; i <= d; ++i) y.push_back(b.at_most(index("Y", i), q));
    // Only the upper bound on the other components enters: they can but enlarge the normaliser.
    const Symbol norm = 1 + a * dot(p, y);
    b.assume_nonnegative("1 + ab >= 0", norm);
    b.claim_nonnegative("(1 + ab) p_1' >= factor (1 + ab) (1-aQ)/(1+aQ) p_1",
                        p[0] * (1 + a * y[0]) - Symbol(k.at("factor")) * (1 - a * q) / (1 + a * q) * p[0] * norm);
    return b.build();
  };
  return c;
}

Claim permutation() {
  Claim c = claims::identity(group, "U.permutation", "the update commutes with permutations", "[DGS25] section 2",
                             "update(pi p, pi Y) = factor pi update(p, Y) for every transposition pi of neighbours");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    laws::permutation(b, PaperRule{}, d, k.at("factor"));
    return b.build();
  };
  return c;
}

Claim weights() {
  Claim c = claims::identity(group, "U.weights", "weight route and probability route agree", "[DGS25] eq. (7)",
                             "probabilities(lambda, w.(1 + aY)) = factor update(probabilities(lambda, w), Y)");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    Vec<Symbol> lambda, w, y;
    for (int i = 1; i <= d; ++i) lambda.push_back(b.at_least(index("lambda", i), 0, Bound::open));
    for (int i = 1; i <= d; ++i) w.push_back(b.at_least(index("w", i), 0, Bound::open));
    for (int i = 1; i <= d; ++i) y.push_back(b.real(index("Y", i)));
    const Symbol a = b.real("a");
    const Vec<Symbol> by_weights = probabilities(lambda, weight_update(w, y, a));
    const Vec<Symbol> by_probabilities = probability_update(probabilities(lambda, w), y, a);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("p'", i + 1), by_weights[i], Symbol(k.at("factor")) * by_probabilities[i]);
    }
    return b.build();
  };
  return c;
}

Claim mirror() {
  Claim c = claims::identity(group, "U.mirror", "the update is an exponentiated-gradient step", "[DGS25] section 4",
                             "p' = factor p .* exp(-g) / sum p_j exp(-g_j) with g = -log(1 + aY)");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const auto [q, a] = declare_step(b);
    Vec<Symbol> y, g;
    for (int i = 1; i <= d; ++i) {
      y.push_back(b.at_least(index("Y", i), -q));
      g.push_back(-log(1 + a * y.back()));
    }
    const Vec<Symbol> hebb = probability_update(p, y, a), step = exponentiated_gradient_step(p, g, Symbol(1));
    for (int i = 0; i < d; ++i) b.claim_equal(index("p'", i + 1), hebb[i], Symbol(k.at("factor")) * step[i]);
    return b.build();
  };
  return c;
}

Claim ratio() {
  Claim c = claims::identity(group, "U.ratio", "ratios are free of the normaliser", "[DGS25] section 2",
                             "p_1'/p_u' = factor (p_1/p_u) (1 + aY_1)/(1 + aY_u) for u >= 2");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), y = b.reals("Y", d);
    const Symbol a = b.real("a");
    const Vec<Symbol> next = probability_update(p, y, a);
    for (int u = 1; u < d; ++u) {
      b.claim_equal(index("u = ", u + 1), next[0] / next[u],
                    Symbol(k.at("factor")) * (p[0] / p[u]) * ((1 + a * y[0]) / (1 + a * y[u])));
    }
    return b.build();
  };
  return c;
}

}  // namespace update_rows

std::vector<Claim> update() {
  using namespace update_rows;  // NOLINT(google-build-using-namespace)
  return {simplex(), support(), permutation(), weights(), mirror(), ratio()};
}

}  // namespace hebb::claims
