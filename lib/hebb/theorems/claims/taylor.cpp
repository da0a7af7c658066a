#include <hebb/calculus/taylor.hpp>
#include <hebb/laws/laws.hpp>
#include <hebb/model/update.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace taylor_rows {

const std::string group = "Taylor decomposition";

Claim decomposition() {
  Claim c =
      claims::identity(group, "A2.identity", "gradient step + noise + remainder, exactly", "[DGS25] Lemma A.2",
                       "p_i' = p_i - a dL/dp_i + a xi_i + factor theta_i with theta_i = -a^2 b (Y_i - b) p_i/(1 + ab)");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), y = b.reals("Y", d);
    const Symbol a = b.real("a");
    const Vec<Symbol> next = probability_update(p, y, a), g = gradient(p), noise = xi(p, y), rest = theta(p, y, a);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("i = ", i + 1), next[i], p[i] - a * g[i] + a * noise[i] + Symbol(k.at("factor")) * rest[i]);
    }
    return b.build();
  };
  return c;
}

Claim centred() {
  Claim c = claims::identity(
      group, "A2.centred", "the noise is centred", "[DGS25] section 2",
      "sum_j p_j xi_i(p, e_j + z) = factor p_i (z_i - p.z), which is linear in z: E[xi_i | p] = 0 for centred Z");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    laws::martingale(b, PaperRule{}, d, k.at("factor"));
    return b.build();
  };
  return c;
}

Claim lumping() {
  Claim c =
      row(group, "A2.lump", "the other components act through one mean", "ours",
          "theta_1 = factor theta(p_1, Y_1, v, a) with v = sum_{j>=2} p_j Y_j/(1 - p_1), and v <= Q when all Y_j <= Q "
          "(Q >= 0; so v >= -Q when all Y_j >= -Q, by Y -> -Y): the remainder has four variables whatever d is");
  c.constants = {unit_factor()};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol q = b.at_least("Q", 0), a = b.at_least("a", 0, Bound::open);
    Vec<Symbol> y;
    for (int i = 1; i <= d; ++i) y.push_back(b.at_most(index("Y", i), q));
    Symbol others = 0;
    for (int j = 1; j < d; ++j) others = others + p[j] * y[j];
    b.claim_equal("theta_1", theta(p, y, a)[0],
                  Symbol(k.at("factor")) * theta_lumped(p[0], y[0], others / (1 - p[0]), a));
    b.claim_nonnegative("(1 - p_1) Q - sum_{j>=2} p_j Y_j", (1 - p[0]) * q - others);
    return b.build();
  };
  return c;
}

/// |remainder| <= bound for one component in the lumped variables; covers every d by A2.lump.
template <class Remainder, class BoundFormula>
Claim remainder_claim(const std::string& id, const std::string& title, const std::string& source,
                      const std::string& text, const Rational& factor, Remainder remainder, BoundFormula bound) {
  Claim c = row(group, id, title, source, text, Scope::every_dimension);
  c.constants = {{"factor", factor, id == "A2.paper" ? Source::paper : Source::ours, -1}};
  c.false_twin = scaled_twin("factor", factor, Rational(99, 100));
  c.tighten = "factor";
  c.rests_on = {"A2.lump"};
  c.state = [=](int, const Constants& k) {
    StatementBuilder b;
    const Symbol x = b.between("p_i", 0, 1);
    const auto [q, a] = declare_step(b);
    const Symbol y = b.between("Y_i", -q, q), v = b.between("v", -q, q);
    const Symbol rest = remainder(x, y, v, a), limit = Symbol(Rational(k.at("factor") / factor)) * bound(x, a, q);
    b.claim_at_least("theta_i >= -bound", rest, -limit);
    b.claim_at_least("theta_i <= bound", limit, rest);
    return b.build();
  };
  return c;
}

const auto lumped = [](const Symbol& x, const Symbol& y, const Symbol& v, const Symbol& a) {
  return theta_lumped(x, y, v, a);
};

Claim one_hot() {
  Claim c =
      remainder_claim("A2.onehot", "the remainder of one-hot input", "ours",
                      "|theta_i| <= factor a^2 Q (2Q-1) p_i (1-p_i)/(1 + aQ) for Y_j in [-(Q-1), Q], a <= 1/(2Q^2)", 1,
                      lumped, remainder_bound_one_hot<Symbol>);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol x = b.between("p_i", 0, 1), q = b.at_least("Q", 1, Bound::open);
    const Symbol a = b.between("a", 0, one_hot_rate_limit(q), Bound::open);
    const Symbol y = b.between("Y_i", 1 - q, q), v = b.between("v", 1 - q, q);
    const Symbol rest = theta_lumped(x, y, v, a), limit = Symbol(k.at("factor")) * remainder_bound_one_hot(x, a, q);
    b.claim_at_least("theta_i >= -bound", rest, -limit);
    b.claim_at_least("theta_i <= bound", limit, rest);
    return b.build();
  };
  return c;
}

Claim order_identity() {
  Claim c = claims::identity(
      group, "A2.order", "the decomposition to every order 1..6", "[DGS25] Lemma A.2, extended",
      "(1+ux)/(1+vx) = 1 + sum_{0<k<m} (u-v)(-v)^(k-1) x^k + factor (u-v)(-v)^(m-1) x^m/(1+vx), m = 1..6",
      Scope::every_dimension);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol u = b.real("u"), v = b.real("v"), x = b.real("x");
    for (int m = 1; m <= 6; ++m) {
      const auto expansion = expand_ratio(u, v, x, m);
      Symbol total = Symbol(k.at("factor")) * expansion.remainder, power = 1;
      for (const Symbol& coefficient : expansion.coefficient) {
        total = total + coefficient * power;
        power = power * x;
      }
      b.claim_equal(index("m = ", m), (1 + u * x) / (1 + v * x), total);
    }
    return b.build();
  };
  return c;
}

Claim order_bound(int m) {
  const auto remainder = [m](const Symbol& x, const Symbol& y, const Symbol& v, const Symbol& a) {
    return x * expand_ratio(y, lumped_mean(x, y, v), a, m).remainder;
  };
  const auto bound = [m](const Symbol& x, const Symbol& a, const Symbol& q) {
    return remainder_bound_of_order(x, a, q, m);
  };
  Claim c = remainder_claim(index("A2.order", m), "the remainder of order " + std::to_string(m), "ours",
                            "|p_i (Y_i - b)(-b)^" + std::to_string(m - 1) + " a^" + std::to_string(m) +
                                "/(1 + ab)| <= factor (aQ)^" + std::to_string(m) + " p_i (1-p_i)/(1 - aQ)",
                            2, remainder, bound);
  return c;
}

}  // namespace taylor_rows

std::vector<Claim> taylor() {
  using namespace taylor_rows;  // NOLINT(google-build-using-namespace)

  return {decomposition(),
          centred(),
          lumping(),
          remainder_claim("A2.paper", "the remainder, Lagrange form", "[DGS25] Lemma A.2",
                          "|theta_i| <= factor a^2 Q^2 p_i (1-p_i)/(1 - aQ)^3", 2, lumped,
                          remainder_bound_lagrange<Symbol>),
          remainder_claim("A2.sharp", "the remainder, exact form", "ours",
                          "|theta_i| <= factor a^2 Q^2 p_i (1-p_i)/(1 - aQ)", 2, lumped, remainder_bound<Symbol>),
          one_hot(),
          order_identity(),
          order_bound(3),
          order_bound(4)};
}

}  // namespace hebb::claims
