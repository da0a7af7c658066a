#include <hebb/calculus/critical_points.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace loss_rows {

const std::string group = "Loss";

Claim identity(const std::string& id, const std::string& title, const std::string& source, const std::string& text) {
  return claims::identity(group, id, title, source, text);
}

/// d/dx_i of a component-wise formula, by evaluating it on first-order jets in direction i.
template <class Formula>
auto derivative(const Vec<Symbol>& x, int i, Formula formula) {
  Vec<Jet<Symbol>> line;
  for (int j = 0; j < static_cast<int>(x.size()); ++j) {
    line.push_back(j == i ? Jet<Symbol>::variable(x[j], 1) : Jet<Symbol>::constant(x[j]));
  }
  return formula(line);
}

Claim gradient_identity() {
  Claim c = identity("L.gradient", "the gradient of the loss", "[DGS25] eq. (8)-(9)",
                     "dL/dp_i = -factor p_i (p_i - s) on R^d, the left side by automatic differentiation");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d);
    const Vec<Symbol> g = gradient(p);
    for (int i = 0; i < d; ++i) {
      const auto jet = derivative(p, i, [](const Vec<Jet<Symbol>>& x) { return loss(x); });
      b.claim_equal(index("dL/dp", i + 1), jet.coefficient(1), Symbol(k.at("factor")) * g[i]);
    }
    return b.build();
  };
  return c;
}

Claim hessian_identity() {
  Claim c = identity("L.hessian", "the Hessian of the loss", "[DGS25] Lemma 2.1",
                     "Hess L = factor (-2 diag(p) + s I + 2 p p^T) on R^d, the left side by automatic differentiation");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d);
    const Mat<Symbol> h = hessian(p);
    for (int j = 0; j < d; ++j) {
      const auto jets = derivative(p, j, [](const Vec<Jet<Symbol>>& x) { return gradient(x); });
      for (int i = 0; i <= j; ++i) {
        b.claim_equal("(" + std::to_string(i + 1) + "," + std::to_string(j + 1) + ")", jets[i].coefficient(1),
                      Symbol(k.at("factor")) * h[i][j]);
      }
    }
    return b.build();
  };
  return c;
}

Claim tangent() {
  Claim c = identity("L.tangent", "the gradient is tangent to the simplex", "[DGS25] section 2",
                     "p_1 (p_1 - factor s) + ... + p_d (p_d - factor s) = 0 on the simplex");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol s = Symbol(k.at("factor")) * sum_of_squares(p);
    Symbol total = 0;
    for (const Symbol& x : p) total = total + x * (x - s);
    b.claim_equal("1 . grad L", total, 0);
    return b.build();
  };
  return c;
}

/// scale/n as a term that does not fold away, so that what is recorded is the formula and not its value.
Symbol reciprocal(StatementBuilder& b, int n, const Rational& scale = 1) {
  const Symbol value{Rational(scale / n)};
  return b.between(index("x", n), value, value);
}

Vec<Symbol> on_support(int d, int n, const Symbol& x) {
  Vec<Symbol> p(d, Symbol(0));
  std::fill(p.begin(), p.begin() + n, x);
  return p;
}

Claim critical() {
  Claim c = identity("L2.1.critical", "the uniform points are critical", "[DGS25] Lemma 2.1",
                     "grad L = 0 at p*_S = (factor/n) sum_{j in S} e_j, S = {1..n}, for n = 1..d");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    for (int n = 1; n <= d; ++n) {
      const Vec<Symbol> g = gradient(on_support(d, n, reciprocal(b, n, k.at("factor"))));
      for (int i = 0; i < std::min(d, n + 1); ++i)
        b.claim_equal("n = " + std::to_string(n) + index(", i = ", i + 1), g[i], 0);
    }
    return b.build();
  };
  return c;
}

Claim converse() {
  Claim c = identity(
      "L2.1.converse", "there are no other critical points with a leader", "[DGS25] Lemma 2.1",
      "p_1 p_j (p_1 - p_j) = p_1 dL/dp_j - factor p_j dL/dp_1, j >= 2: where grad L = 0 all non-zero "
      "components agree with a non-zero p_1; and at x 1_S, S = {1..n}, dL/dp_1 = -x^2 (1 - n x): then x = 1/n");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d);
    const Symbol x = b.real("x");
    const Vec<Symbol> g = gradient(p);
    for (int j = 1; j < d; ++j) {
      b.claim_equal(index("(1,", j + 1) + ")", p[0] * p[j] * (p[0] - p[j]),
                    p[0] * g[j] - Symbol(k.at("factor")) * p[j] * g[0]);
    }
    for (int n = 1; n <= d; ++n)
      b.claim_equal(index("n = ", n), gradient(on_support(d, n, x))[0], -(x * x * (1 - n * x)));
    return b.build();
  };
  return c;
}

Claim eigenvalues() {
  Claim c = identity(
      "L2.1.eigenvalues", "the Hessian at the critical points", "[DGS25] Lemma 2.1, Remark A.1",
      "Hess L(p*_S) v = factor lambda v for S = {1..n}, n = 1..d: lambda = -1/n for n - 1 vectors v inside of S with "
      "sum 0, +1/n for v = 1_S and for v = e_j, j outside of S");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    for (int n = 1; n <= d; ++n) {
      const Symbol x = reciprocal(b, n);
      const Vec<Symbol> p = on_support(d, n, x);
      std::vector<std::size_t> support(n);
      for (int j = 0; j < n; ++j) support[j] = j;
      const auto pairs = hessian_eigenpairs<Rational>(d, support);
      for (std::size_t m = 0; m < pairs.size(); ++m) {
        const Vec<Symbol> v = like(Symbol(), pairs[m].vector), image = hessian_times(p, v);
        const Symbol lambda = Symbol(k.at("factor")) * (pairs[m].value > 0 ? x : -x);
        Symbol error = 0;
        for (int i = 0; i < d; ++i) error = error + square(image[i] - lambda * v[i]);
        b.claim_equal("n = " + std::to_string(n) + index(", pair ", static_cast<int>(m) + 1), error, 0);
      }
    }
    return b.build();
  };
  return c;
}

Claim values() {
  Claim c = identity("L2.1.values", "the loss at the critical points", "[DGS25] Lemma 2.1",
                     "L(p*_S) = -factor/(12 n^2), S = {1..n}, n = 1..d");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    for (int n = 1; n <= d; ++n) {
      const Symbol x = reciprocal(b, n);
      b.claim_equal(index("n = ", n), loss(on_support(d, n, x)), -Symbol(k.at("factor")) * x * x / 12);
    }
    return b.build();
  };
  return c;
}

Claim minimum_on_simplex() {
  Claim c = bound(row(group, "L2.1.minimum", "the vertices are global minima on the simplex", "[DGS25] Lemma 2.1",
                      "L(p) >= -minimum on the simplex, minimum = 1/12"),
                  "minimum", Rational(1, 12), -1, Source::paper);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    b.claim_nonnegative("L(p) + minimum", loss(b.simplex("p", d)) + Symbol(k.at("minimum")));
    return b.build();
  };
  return c;
}

Claim minimum_everywhere() {
  Claim c =
      bound(row(group, "L2.1.minimum.everywhere", "and on all of R^d", "[DGS25] Lemma 2.1",
                "with r = |p|: p_i^3 <= r p_i^2, so L(p) >= r^4/4 - r^3/3 >= -minimum for every r >= 0, minimum = 1/12",
                Scope::every_dimension),
            "minimum", Rational(1, 12), -1, Source::paper);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol r = b.at_least("r", 0), x = b.between("x", -r, r);
    b.claim_nonnegative("r x^2 - x^3", r * square(x) - pow(x, 3));
    b.claim_nonnegative("r^4/4 - r^3/3 + minimum", pow(r, 4) / 4 - pow(r, 3) / 3 + Symbol(k.at("minimum")));
    return b.build();
  };
  return c;
}

Claim barycentre() {
  Claim c = bound(row(group, "A.1", "the barycentre is the maximum on the simplex",
                      "[DGS25] Remark A.1, sharpened to a global statement",
                      "L(p) <= -factor/(12 d^2) on the simplex (the value at the barycentre: L2.1.values)"),
                  "factor", 1, +1, Source::ours);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    b.claim_nonnegative("-factor/(12 d^2) - L(p)", -Symbol(Rational(k.at("factor") / (12 * d * d))) - loss(p));
    return b.build();
  };
  return c;
}

Claim origin() {
  Claim c = row("Findings", "L2.1.wording", "the wording of Lemma 2.1 leaves out the origin", "[DGS25] Lemma 2.1",
                "every p in R^d with grad L(p) = 0 has s = sum p_i^2 >= 1/d (as all p*_S with |S| >= 1 have)");
  c.expected = Verdict::refuted;
  c.remark =
      "finding: p = 0 is a critical point of L on R^d too (S empty, Hessian zero); the lemma is right on the simplex";
  c.state = [](int d, const Constants&) {
    StatementBuilder b;
    Vec<Symbol> p;
    for (int i = 1; i <= d; ++i) p.push_back(b.between(index("p", i), -1, 1));
    const Vec<Symbol> g = gradient(p);
    for (int i = 0; i < d; ++i) b.assume_zero(index("dL/dp", i + 1) + " = 0", g[i]);
    b.claim_at_least("s - 1/d", sum_of_squares(p), Symbol(Rational(1, d)));
    return b.build();
  };
  return c;
}

}  // namespace loss_rows

std::vector<Claim> loss() {
  using namespace loss_rows;  // NOLINT(google-build-using-namespace)

  return {gradient_identity(),  hessian_identity(),   tangent(),    critical(), converse(), eigenvalues(), values(),
          minimum_on_simplex(), minimum_everywhere(), barycentre(), origin()};
}

}  // namespace hebb::claims
