#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/flows/geometry/mirror_descent.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/simplex/chamber.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace mirror_descent_rows {

const std::string group = "Natural gradient, mirror descent";

/// Rational bounds of e(u) = 2 (exp(u) - 1 - u)/u^2 (F.exp): 1 + u/3 <= e(u), and e(u) <= 3/(3 - u), here times c.
template <class T>
T exponential_lower(const T& u) {
  return 1 + u / 3;
}
template <class T>
T times_exponential_upper(const T& c, const T& u) {
  return c * 3 / (3 - u);
}

/// v_1, ..., v_d with the sum 0.
Vec<Symbol> declare_tangent(StatementBuilder& b, int d) {
  Vec<Symbol> v = b.reals("v", d - 1);
  v.push_back(-sum(v));
  return v;
}

Claim metric() {
  Claim c = identity(group, "F.metric", "the Riemannian gradient of the Fisher metric", "[DGS25] section 4",
                     "<p .* (g - (p.g) 1), v>_p = factor g.v for every g and every v with 1.v = 0: it represents g");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d), g = b.reals("g", d), v = declare_tangent(b, d);
    b.claim_equal("<grad, v>", fisher_inner(p, riemannian_gradient(p, g), v), Symbol(k.at("factor")) * dot(g, v));
    b.claim_equal("1 . grad", sum(riemannian_gradient(p, g)), 0);
    return b.build();
  };
  return c;
}

Claim projection() {
  Claim c = identity(group, "F.projection", "the orthogonal projection of the Fisher metric", "ours",
                     "P x = x - factor (1.x) p sums to 0, P P = P, and <x - P x, v>_p = 0 for every v with 1.v = 0");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d), x = b.reals("x", d), v = declare_tangent(b, d);
    Vec<Symbol> projected = fisher_projection(p, x), rest;
    for (int i = 0; i < d; ++i) {
      rest.push_back(Symbol(k.at("factor")) * (x[i] - projected[i]));
      projected[i] = x[i] - rest[i];
    }
    b.claim_equal("1 . P x", sum(projected), 0);
    b.claim_equal("<x - P x, v>", fisher_inner(p, rest, v), 0);
    const Vec<Symbol> twice = fisher_projection(p, projected);
    for (int i = 0; i < d; ++i) b.claim_equal(index("P P x = P x, i = ", i + 1), twice[i], projected[i]);
    return b.build();
  };
  return c;
}

Claim natural() {
  Claim c = identity(group, "F.gradient", "grad L is a natural gradient", "[DGS25] section 4",
                     "the Riemannian gradient of -|p|^2/2, with its Euclidean gradient by automatic differentiation, "
                     "is factor grad L on R^d");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), g = gradient(p);
    const Vec<Symbol> grad = natural_gradient([](const Vec<Jet<Symbol>>& x) { return shahshahani_potential(x); }, p);
    for (int i = 0; i < d; ++i) b.claim_equal(index("i = ", i + 1), grad[i], Symbol(k.at("factor")) * g[i]);
    return b.build();
  };
  return c;
}

Claim sign_of_potential() {
  Claim c = row(group, "A.sign", "the sign of the potential", "[DGS25] appendix",
                "the Riemannian gradient of +|p|^2/2, as printed, is grad L on the simplex");
  c.group = "Findings";
  c.expected = Verdict::refuted;
  c.remark =
      "finding: the potential is -|p|^2/2 (F.gradient); with the printed sign the flow would run to the barycentre";
  c.state = [](int d, const Constants&) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d), g = gradient(p);
    const Vec<Symbol> grad = natural_gradient([](const Vec<Jet<Symbol>>& x) { return -shahshahani_potential(x); }, p);
    for (int i = 0; i < d; ++i) b.claim_equal(index("i = ", i + 1), grad[i], g[i]);
    return b.build();
  };
  return c;
}

Claim lyapunov() {
  Claim c = identity(
      group, "F.lyapunov", "the loss falls along the flow", "[DGS25] section 2",
      "dL/dt = -factor |grad L|^2 <= 0 along dp/dt = -grad L on R^d, the left side by automatic differentiation");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), g = gradient(p);
    const Symbol slope = derivative_along([](const Vec<Jet<Symbol>>& x) { return loss(x); }, p, replicator(p));
    b.claim_equal("dL/dt", slope, -(Symbol(k.at("factor")) * dot(g, g)));
    return b.build();
  };
  return c;
}

Claim fisher_lyapunov() {
  Claim c =
      identity(group, "F.lyapunov.fisher", "so does the potential, by the squared Fisher norm", "[DGS25] section 4",
               "d/dt (-|p|^2/2) = -factor <grad L, grad L>_p = -(variance of p_i under p) on the simplex");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d), g = gradient(p);
    const Symbol slope =
        derivative_along([](const Vec<Jet<Symbol>>& x) { return shahshahani_potential(x); }, p, replicator(p));
    b.claim_equal("d/dt", slope, -(Symbol(k.at("factor")) * fisher_inner(p, g, g)));
    b.claim_equal("the variance", slope, -fisher_cometric(p, p, p));
    return b.build();
  };
  return c;
}

// Mirror descent.

Claim mirror_kkt() {
  Claim c = identity(group, "F.mirror", "the entropic mirror step is critical", "[DGS25] section 4",
                     "q_i = p_i exp(-a g_i)/sum_j p_j exp(-a g_j) satisfies (q_1/p_1) exp(a g_1) = factor (q_i/p_i) "
                     "exp(a g_i) and sum q = 1: "
                     "a g_i + log(q_i/p_i) is one multiplier");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    Vec<Symbol> e, g;  // e_i = exp(-a g_i) > 0
    for (int i = 1; i <= d; ++i) {
      e.push_back(b.at_least(index("e", i), 0, Bound::open));
      g.push_back(-log(e.back()));
    }
    const Vec<Symbol> q = mirror_step(NegativeEntropy{}, p, g, Symbol(1));
    b.claim_equal("sum q", sum(q), 1);
    for (int i = 1; i < d; ++i) {
      b.claim_equal(index("i = ", i + 1), q[0] / p[0] / e[0], Symbol(k.at("factor")) * (q[i] / p[i] / e[i]));
    }
    return b.build();
  };
  return c;
}

Claim three_points() {
  Claim c = identity(
      group, "F.mirror.three", "the three-point identity of every mirror map", "ours",
      "grad h(q*) = grad h(p) - a g + mu 1 implies factor a g.(q - q*) + D(q,p) - D(q*,p) - D(q,q*) = 0 for all q "
      "with 1.q = 1.q*; values and gradients of h are free variables");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> q = b.simplex("q", d), best = b.simplex("r", d), p = b.reals("p", d), dual = b.reals("y", d),
                      g = b.reals("g", d);
    const Symbol a = b.real("a"), mu = b.real("mu"), at_q = b.real("h_q"), at_best = b.real("h_r"),
                 at_p = b.real("h_p");
    Vec<Symbol> dual_best;
    for (int i = 0; i < d; ++i) dual_best.push_back(dual[i] - a * g[i] + mu);
    b.claim_equal("residual",
                  Symbol(k.at("factor")) * a * (dot(g, q) - dot(g, best)) + bregman_divergence(at_q, at_p, dual, q, p) -
                      bregman_divergence(at_best, at_p, dual, best, p),
                  bregman_divergence(at_q, at_best, dual_best, q, best));
    return b.build();
  };
  return c;
}

Claim gibbs() {
  Claim c = row(group, "F.gibbs", "log x <= x - 1, so KL >= 0", "generic (Gibbs)",
                "h - log(1 + h) vanishes at 0 and its derivative has the sign of h on (-1, 1] and is >= 0 on [0, "
                "infinity), factor = 1 in "
                "front of log: KL(q||p) >= sum q - sum p = 0, exp x >= 1 + x",
                Scope::every_dimension);
  c.constants = {unit_factor()};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    using J = Jet<Symbol>;
    const Symbol up = b.at_least("x", 0), down = b.between("y", 0, 1, Bound::closed, Bound::open),
                 factor{k.at("factor")};
    const auto difference = [](const auto& h, const auto& f) { return h - f * log(1 + h); };
    const auto slope = [&](const Symbol& h) {
      return difference(J::variable(h, 1), J::constant(factor)).coefficient(1);
    };
    b.claim_equal("at h = 0", difference(Symbol(0), factor), 0);
    b.claim_nonnegative("the derivative at h = x >= 0", slope(up));
    b.claim_nonnegative("minus the derivative at h = -y, 0 <= y < 1", -slope(-down));
    return b.build();
  };
  return c;
}

Claim exponential_bounds() {
  Claim c = row(
      group, "F.exp", "rational bounds of the exponential function", "ours",
      "e^u = 1 + u + (u^2/2) e with 1 + u/3 <= e <= upper 3/(3-u) for -3/2 <= u < 3, upper = 1: the derivative of the "
      "difference of the logarithms has the sign of u",
      Scope::every_dimension);
  c.constants = {{"upper", 1, Source::ours, -1}};
  c.false_twin = FalseTwin{{"upper", Rational(99, 100)}};
  c.tighten = "upper";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    using J = Jet<Symbol>;
    const Symbol up = b.at_least("u", 0), below_three = b.between("v", 0, 3, Bound::closed, Bound::open);
    const Symbol down = b.between("w", 0, Symbol(Rational(3, 2)));
    const Symbol upper{k.at("upper")};
    const auto below = [](const auto& x) { return x - log(1 + x + x * x / 2 * exponential_lower(x)); };
    const auto above = [](const auto& x, const auto& f) {
      return log(1 + x + times_exponential_upper(x * x / 2 * f, x)) - x;
    };
    const auto slope_below = [&](const Symbol& x) { return below(J::variable(x, 1)).coefficient(1); };
    const auto slope_above = [&](const Symbol& x) {
      return above(J::variable(x, 1), J::constant(upper)).coefficient(1);
    };
    b.claim_equal("u - log(lower bound) at 0", below(Symbol(0)), 0);
    b.claim_nonnegative("its derivative at u >= 0", slope_below(up));
    b.claim_nonnegative("minus its derivative at u = -w", -slope_below(-down));
    b.claim_equal("log(upper bound) - u at 0", above(Symbol(0), upper), 0);
    b.claim_nonnegative("its derivative at 0 <= v < 3", slope_above(below_three));
    b.claim_nonnegative("minus its derivative at -w", -slope_above(-down));
    return b.build();
  };
  return c;
}

Claim lumping() {
  Claim c = row(
      group, "F.lump", "the other components act through their mean", "ours",
      "1/d <= s <= 1, factor s^2 <= sum p_i^3 <= s, s^3 <= sum p_i^4 on the simplex; so for the others of a component "
      "x, scaled by 1 - x: "
      "s = x^2 + (1-x) w, (1-x)/(d-1) <= w <= 1-x, (1-x) w^2 <= sum' p_j^3 <= (1-x)^2 w, (1-x) w^3 <= sum' p_j^4");
  c.constants = {{"factor", 1, Source::ours, +1}};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  c.tighten = "factor";
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    Vec<Symbol> z{Symbol(0)};
    for (const Symbol& x : b.simplex("z", d)) z.push_back(x);
    const Vec<Symbol> p = chamber_point(z).p;
    const Symbol s = sum_of_squares(p), cubes = sum_of_cubes(p);
    b.claim_at_least("s <= 1", 1, s);
    b.claim_at_least("s >= 1/d", s, Symbol(Rational(1, d)));
    b.claim_at_least("sum p^3 <= s", s, cubes);
    b.claim_at_least("sum p^3", cubes, Symbol(k.at("factor")) * s * s);
    Symbol fourth = 0;
    for (const Symbol& x : p) fourth = fourth + pow(x, 4);
    b.claim_at_least("sum p^4", fourth, pow(s, 3));
    return b.build();
  };
  return c;
}

/// One component of both steps over p_i, in lumped variables: x = p_i, w the mean of the others, a the rate,
/// e(u) = 2 (exp(u) - 1 - u)/u^2 at u = a x, and m = sum_j p_j^3 e(a p_j).
struct Steps {
  Symbol mirror, hebb, a;
};
Steps declare_steps(StatementBuilder& b, const Symbol& least_share, const Rational& a_max) {
  const Symbol x = b.between("x", 0, 1), w = b.between("w", least_share * (1 - x), 1 - x);
  const Symbol a = b.between("a", 0, Symbol(a_max), Bound::open);
  const Symbol e = b.between("e", exponential_lower(a * x), times_exponential_upper(Symbol(1), a * x));
  const Symbol cubes = pow(x, 3) + (1 - x) * w * w, fourth = pow(x, 4) + (1 - x) * pow(w, 3);
  const Symbol m =
      b.between("m", cubes + a / 3 * fourth,
                times_exponential_upper(pow(x, 3), a * x) + times_exponential_upper(square(1 - x) * w, a * (1 - x)));
  const Symbol s = lumped_mean(x, x, w);
  return {(1 + a * x + a * a * x * x / 2 * e) / (1 + a * s + a * a / 2 * m), (1 + a * x) / (1 + a * s), a};
}

Claim hebb_and_mirror() {
  Claim c = row(group, "F.hebb", "the Hebbian step is the mirror step to second order",
                "[DGS25] section 4, with a constant of ours",
                "|mirror_i - hebb_i| <= C a^2 p_i for 0 < a <= a_max, C = 1/2, a_max = 1, in every dimension; mirror_i "
                "= p_i e^(a p_i)/sum_j p_j e^(a p_j), "
                "hebb_i = p_i (1 + a p_i)/(1 + a s)",
                Scope::every_dimension);
  c.constants = {{"C", Rational(1, 2), Source::ours, -1}, {"a_max", 1, Source::ours, +1}};
  c.false_twin = FalseTwin{{"C", Rational(49, 100)}};
  c.tighten = "C";
  c.rests_on = {"F.exp", "F.lump"};
  c.remark = "1/2 is the best constant for every d and a_max: the limit p_i -> 0, p_j -> 1, a -> 0";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto [mirror, hebb, a] = declare_steps(b, 0, k.at("a_max"));
    const Symbol limit = Symbol(k.at("C")) * a * a;
    b.claim_at_least("mirror - hebb >= -C a^2", mirror - hebb + limit, 0);
    b.claim_at_least("mirror - hebb <= C a^2", hebb - mirror + limit, 0);
    return b.build();
  };
  return c;
}

Claim hebb_below_mirror() {
  Claim c = row(group, "F.hebb.upper", "the mirror step exceeds the Hebbian step by much less", "ours",
                "mirror_i - hebb_i <= C a^2 p_i for 0 < a <= a_max, C = 2/27, a_max = 1");
  c.constants = {{"C", Rational(2, 27), Source::ours, -1}, {"a_max", 1, Source::ours, +1}};
  c.false_twin = FalseTwin{{"C", Rational(1, 40)}};
  c.tighten = "C";
  c.rests_on = {"F.exp", "F.lump"};
  c.tighten_to = 1;  // a double root inside the domain makes it dear: `hebb tighten` does it
  c.remark = "the best constant is 1/16 for d = 2 and increases to 2/27: the limit a -> 0, p_i = 2/3";
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [mirror, hebb, a] = declare_steps(b, Symbol(Rational(1, d - 1)), k.at("a_max"));
    b.claim_at_least("mirror - hebb <= C a^2", hebb - mirror + Symbol(k.at("C")) * a * a, 0);
    return b.build();
  };
  return c;
}

/// Bounds of y^2 e(h y) for |y| <= 1: by the chord of y^2 3/(3 - h y), and y^2 (1 + h y/3), both convex in y.
Symbol chord(const Symbol& y, const Symbol& h) {
  return times_exponential_upper((1 + y) / 2, h) + (1 - y) / 2 * 3 / (3 + h);  // the second at u = -h
}
template <class T>
T convex_lower(const T& y, const T& h) {
  return y * y * exponential_lower(h * y);
}

Claim noisy_lumping() {
  Claim c = row(group, "F.lump.noisy", "the noise enters through its mean", "ours",
                "y^2 3/(3 - h y) <= factor (its chord from y = -1 to 1) and g(y) = y^2 (1 + h y/3) exceeds its tangent "
                "at b by (y-b)^2 (1 + h (y+2b)/3) >= 0, |y|, |b| <= 1, 0 <= h <= 1: "
                "sum p_j y_j^2 e(h y_j) lies between g(b) and the chord at b = sum p_j y_j",
                Scope::every_dimension);
  c.constants = {{"factor", 1, Source::ours, -1}};
  c.false_twin = scaled_twin("factor", 1, Rational(99, 100));
  c.tighten = "factor";
  c.rests_on = {"F.exp"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol h = b.between("h", 0, 1), y = b.between("y", -1, 1), mean = b.between("b", -1, 1);
    b.claim_at_least("chord", Symbol(k.at("factor")) * chord(y, h), times_exponential_upper(y * y, h * y));
    const Jet<Symbol> at = Jet<Symbol>::variable(mean, 1), g = convex_lower(at, Jet<Symbol>::constant(h));
    const Symbol curvature = 1 + h * (y + 2 * mean) / 3;
    b.claim_equal("g(y) - tangent", convex_lower(y, h) - g.value() - g.coefficient(1) * (y - mean),
                  square(y - mean) * curvature);
    b.claim_nonnegative("curvature", curvature);
    return b.build();
  };
  return c;
}

Claim noisy_hebb_and_mirror() {
  Claim c = row(group, "F.hebb.noisy", "the noisy Hebbian step is the noisy mirror step to second order", "ours",
                "|mirror_i - hebb_i| <= C (aQ)^2 p_i for |Y_j| <= Q, 0 < aQ <= h_max, C = 1, h_max = 1/4; mirror_i = "
                "p_i e^(a Y_i)/sum_j p_j e^(a Y_j), "
                "hebb_i = p_i (1 + a Y_i)/(1 + ab)",
                Scope::every_dimension);
  c.constants = {{"C", 1, Source::ours, -1}, {"h_max", Rational(1, 4), Source::ours, +1}};
  c.false_twin = FalseTwin{{"C", Rational(1, 2)}};
  c.tighten = "C";
  c.rests_on = {"F.exp", "F.lump.noisy"};
  c.remark =
      "the enclosure of C is for the lumped variables; for the steps themselves C is at least 1/2 (h -> 0) and 0.80 at "
      "h_max = 1/4";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol h = b.between("h", 0, Symbol(k.at("h_max")), Bound::open);  // aQ
    const Symbol y = b.between("y", -1, 1), mean = b.between("b", -1, 1);    // Y_i/Q, b/Q
    const Symbol u = h * y, e = b.between("e", exponential_lower(u), times_exponential_upper(Symbol(1), u));
    const Symbol m = b.between("m", convex_lower(mean, h), chord(mean, h));
    const Symbol mirror = (1 + u + u * u / 2 * e) / (1 + h * mean + h * h / 2 * m), hebb = (1 + u) / (1 + h * mean);
    const Symbol limit = Symbol(k.at("C")) * h * h;
    b.claim_at_least("mirror - hebb >= -C h^2", mirror - hebb + limit, 0);
    b.claim_at_least("mirror - hebb <= C h^2", hebb - mirror + limit, 0);
    return b.build();
  };
  return c;
}

}  // namespace mirror_descent_rows

std::vector<Claim> mirror_descent() {
  using namespace mirror_descent_rows;  // NOLINT(google-build-using-namespace)

  return {metric(),
          projection(),
          natural(),
          lyapunov(),
          fisher_lyapunov(),
          mirror_kkt(),
          three_points(),
          gibbs(),
          exponential_bounds(),
          lumping(),
          noisy_lumping(),
          hebb_and_mirror(),
          hebb_below_mirror(),
          noisy_hebb_and_mirror(),
          sign_of_potential()};
}

}  // namespace hebb::claims
