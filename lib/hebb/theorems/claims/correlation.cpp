#include <algorithm>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/flows/geometry/fisher_metric.hpp>
#include <hebb/model/update.hpp>
#include <hebb/theorems/claims/correlation.hpp>
#include <hebb/theorems/claims/families.hpp>

namespace hebb::claims {
namespace correlation_rows {

Claim identity(const std::string& id, const std::string& title, const std::string& source, const std::string& text) {
  return claims::identity(correlated_group, id, title, source, text);
}

/// A symmetric matrix of unit diagonal; `entry` declares the variable above the diagonal.
template <class Entry>
Mat<Symbol> correlation_matrix(int d, Entry entry) {
  Mat<Symbol> gamma(d, Vec<Symbol>(d, Symbol(1)));
  for (int i = 0; i < d; ++i) {
    for (int j = i + 1; j < d; ++j) gamma[i][j] = gamma[j][i] = entry(index(index("G", i + 1) + "_", j + 1));
  }
  return gamma;
}
Mat<Symbol> any_matrix(StatementBuilder& b, int d) {
  return correlation_matrix(d, [&](const std::string& name) { return b.real(name); });
}

/// The same matrix for jets.
Mat<Jet<Symbol>> constant_jets(const Mat<Symbol>& gamma) {
  Mat<Jet<Symbol>> out;
  for (const Vec<Symbol>& line : gamma) {
    out.emplace_back();
    for (const Symbol& entry : line) out.back().push_back(Jet<Symbol>::constant(entry));
  }
  return out;
}

/// A drive with g_1 = g_j + h + e_j for j >= 2: every drive whose leading gap is at least h = Delta_G/2.
struct Drive {
  Symbol half_gap;
  Vec<Symbol> g;
};
Drive leading_drive(StatementBuilder& b, int d) {
  const Symbol h = b.at_least("h", 0), first = b.at_least("g1", 0);
  Vec<Symbol> g{first};
  for (int j = 2; j <= d; ++j) g.push_back(first - h - b.at_least(index("e", j), 0));
  return {h, std::move(g)};
}

// The mean of the input and the decomposition of a step.

Claim mean_input() {
  Claim c = identity("C.mean", "the mean of correlated input", "[DGS25] Theorem A.13",
                     "E[Y_i | p] = sum_j P(B = e_j) E[C_ij] = factor (Gamma p)_i for Y = C B + Z, C_ij ~ "
                     "Bernoulli(Gamma_ij), C_ii = 1");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Mat<Symbol> gamma = any_matrix(b, d);
    const Vec<Symbol> g = drive(gamma, p);
    for (int i = 0; i < d; ++i) {
      Symbol mean = 0;  // over the trigger j, and C_ij in {0, 1}
      for (int j = 0; j < d; ++j) {
        for (const int entry : {0, 1}) {
          const Symbol probability = i == j ? Symbol(entry) : entry == 1 ? gamma[i][j] : 1 - gamma[i][j];
          mean = mean + p[j] * probability * entry;
        }
      }
      b.claim_equal(index("i = ", i + 1), mean, Symbol(k.at("factor")) * g[i]);
    }
    return b.build();
  };
  return c;
}

Claim decomposition() {
  Claim c = identity("C.identity", "the step as drift, noise and remainder", "[DGS25] Theorem A.13",
                     "p' = p + factor a p .* f + a xi + theta, f = Gamma p - (p^T Gamma p) 1, xi_i = p_i ((Y_i - b) - "
                     "f_i), theta as in A2.identity");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d), y = b.reals("Y", d);
    const Symbol a = b.real("a");
    const Vec<Symbol> g = drive(any_matrix(b, d), p);
    const Vec<Symbol> next = probability_update(p, y, a), field = driven_field(p, g), noise = driven_xi(p, y, g);
    const Vec<Symbol> rest = theta(p, y, a);
    for (const int i : {0, d - 1}) {  // every i up to a permutation
      b.claim_equal(index("i = ", i + 1), next[i],
                    p[i] + Symbol(k.at("factor")) * a * field[i] + a * noise[i] + rest[i]);
    }
    return b.build();
  };
  return c;
}

Claim centred() {
  Claim c = identity("C.centred", "the gradient noise is centred", "[DGS25] Theorem A.13",
                     "E[xi_i | p] = 0 when E[Y | p] = factor Gamma p: xi is affine in Y");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Vec<Symbol> g = drive(any_matrix(b, d), p);
    const Vec<Symbol> at_zero = driven_xi(p, Vec<Symbol>(d, Symbol(0)), g);
    Vec<Symbol> mean = at_zero;
    for (int j = 0; j < d; ++j) {
      const Vec<Symbol> at_unit = driven_xi(p, unit_vector<Symbol>(d, j), g);
      for (int i = 0; i < d; ++i) mean[i] = mean[i] + Symbol(k.at("factor")) * g[j] * (at_unit[i] - at_zero[i]);
    }
    for (int i = 0; i < d; ++i) b.claim_equal(index("i = ", i + 1), mean[i], 0);
    return b.build();
  };
  return c;
}

Claim natural_gradient_claim() {
  Claim c = identity("C.gradient", "the mean field is a natural gradient", "[DGS25] section 5",
                     "minus the Riemannian gradient of -p^T Gamma p/2, its Euclidean gradient by automatic "
                     "differentiation, is factor p .* f on R^d");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.reals("p", d);
    const Mat<Symbol> gamma = any_matrix(b, d);
    const auto potential = [&](const Vec<Jet<Symbol>>& x) { return correlated_potential(constant_jets(gamma), x); };
    const Vec<Symbol> gradient = natural_gradient(potential, p), field = driven_field(p, drive(gamma, p));
    for (int i = 0; i < d; ++i) b.claim_equal(index("i = ", i + 1), -gradient[i], Symbol(k.at("factor")) * field[i]);
    return b.build();
  };
  return c;
}

Claim lyapunov() {
  Claim c = identity("C.lyapunov", "the potential falls by the variance of the fitness", "ours",
                     "d/dt(-p^T Gamma p/2) = -factor sum_i p_i f_i^2 <= 0 along dp/dt = p .* f on the simplex");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Vec<Symbol> g = drive(any_matrix(b, d), p), f = centred_fitness(p, g);
    // The gradient of the potential is -g, by C.gradient.
    const Vec<Symbol> field = driven_field(p, g);
    b.claim_equal("slope", -dot(g, field), -(Symbol(k.at("factor")) * dot(field, f)));
    return b.build();
  };
  return c;
}

// Drifts on the good event: p_1 >= p_i + Delta_p/2 and g_1 >= g_i + Delta_G/2.

Claim leader() {
  Claim c =
      bound(correlated_row("C.leader", "the fitness of the leader", "[DGS25] Theorem A.13",
                           "f_1 >= factor (Delta_G/2)(1 - p_1) for every drive with g_1 >= g_i + Delta_G/2, g_1 >= 0"),
            "factor", 1, +1, Source::paper);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const auto [h, g] = leading_drive(b, d);
    b.claim_at_least("f_1", centred_fitness(p, g)[0], Symbol(k.at("factor")) * h * (1 - p[0]));
    return b.build();
  };
  return c;
}

Claim leader_drift() {
  Claim c = bound(correlated_row("C.drift", "the drift of the leader", "[DGS25] Theorem A.13",
                                 "p_1 f_1 >= factor (Delta_G/(2d))(1 + (d-1) Delta_p/2)(1 - p_1) on the good event"),
                  "factor", 1, +1, Source::paper);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    const auto [h, g] = leading_drive(b, d);
    const Symbol rate = correlated_convergence_rate(Symbol(d), 2 * half_gap, 2 * h);
    b.claim_at_least("p_1 f_1", driven_field(p, g)[0], 2 * Symbol(k.at("factor")) * rate * (1 - p[0]));
    return b.build();
  };
  return c;
}

Claim p_gap() {
  Claim c = bound(
      correlated_row(
          "C.pgap", "the gaps of p grow", "[DGS25] Theorem A.13",
          "p_1 f_1 - p_u f_u >= factor ((Delta_p Delta_G/4)(1 - p_1) + p_u Delta_G/2), u >= 2, on the good event"),
      "factor", 1, +1, Source::paper);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    const auto [h, g] = leading_drive(b, d);
    const Vec<Symbol> field = driven_field(p, g);
    for (int u = 1; u < d; ++u) {
      b.claim_at_least(index("u = ", u + 1), field[0] - field[u],
                       Symbol(k.at("factor")) * (half_gap * h * (1 - p[0]) + p[u] * h));
    }
    return b.build();
  };
  return c;
}

Claim rows_of_gamma() {
  Claim c = identity("C.row", "the difference of two rows of Gamma", "[DGS25] Theorem A.13",
                     "sum_j (Gamma_1j - Gamma_uj) x_j = factor (1 - Gamma_1u)(x_1 - x_u) + sum_{j != 1,u} (Gamma_1j - "
                     "Gamma_uj) x_j for every x in R^d");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> x = b.reals("x", d);
    const Mat<Symbol> gamma = any_matrix(b, d);
    const Vec<Symbol> g = drive(gamma, x);
    for (int u = 1; u < d; ++u) {
      Symbol rest = 0;
      for (int j = 1; j < d; ++j) {
        if (j != u) rest = rest + (gamma[0][j] - gamma[u][j]) * x[j];
      }
      b.claim_equal(index("u = ", u + 1), g[0] - g[u],
                    Symbol(k.at("factor")) * (1 - gamma[0][u]) * (x[0] - x[u]) + rest);
    }
    return b.build();
  };
  return c;
}

/// 0 <= Gamma_1j, Gamma_uj <= nu.
struct Entries {
  Symbol nu, first, other;
};
Entries declare_entries(StatementBuilder& b, const Symbol& largest) {
  const Symbol nu = b.between("nu", 0, largest);
  return {nu, b.between("G1j", 0, nu), b.between("Guj", 0, nu)};
}

Claim rest() {
  Claim c = bound(
      correlated_row(
          "C.rest", "what another component costs the gap of the drive", "[DGS25] Theorem A.13",
          "(Gamma_1j - Gamma_uj) f_j >= -factor nu for f_j = g_j - p.g, g_j and p.g in [0, 1], entries in [0, nu]",
          Scope::every_dimension),
      "factor", 1, -1, Source::reconstructed);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto [nu, first, other] = declare_entries(b, 1);
    const Symbol g = b.between("g_j", 0, 1), mean = b.between("mean", 0, 1);
    b.claim_nonnegative("cost", (first - other) * (g - mean) + Symbol(k.at("factor")) * nu);
    return b.build();
  };
  return c;
}

Claim sharp_rest() {
  Claim c = bound(correlated_row("C.rest.sharp", "what another component costs at most", "ours",
                                 "(Gamma_1j - Gamma_uj) f_j >= -factor nu (1 - nu), nu <= 1/2: from f_j >= -((1 - "
                                 "Gamma_1j)(p_1 - p_j) + nu (1 - p_1 - p_j)) "
                                 "and f_j <= (1 - p_1)(p_1 + nu (1 - p_1))",
                                 Scope::every_dimension),
                  "factor", 1, -1, Source::ours);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto [nu, first, other] = declare_entries(b, Symbol(Rational(1, 2)));
    const Vec<Symbol> z = b.simplex("z", 3);  // p_1 - p_j, 2 p_j, 1 - p_1 - p_j
    const Symbol x = z[0] + z[1] / 2, cost = Symbol(k.at("factor")) * nu * (1 - nu);
    b.claim_at_least("f_j < 0", cost, first * ((1 - first) * z[0] + nu * z[2]));
    b.claim_at_least("f_j > 0", cost, other * (1 - x) * (x + nu * (1 - x)));
    return b.build();
  };
  return c;
}

Claim combine_gap(bool sharp) {
  Claim c = bound(correlated_row(sharp ? "C.combine.sharp" : "C.combine", "the gap of the drive from its lemmas",
                                 sharp ? "ours" : "[DGS25] Theorem A.13",
                                 sharp ? "(1 - G_1u) D - nu (1-nu)(1 - p_1 - p_u) >= (1-nu)(Delta_p Delta_G/4 - cost "
                                         "nu)(1 - p_1), D by C.pgap, the rest by C.rest.sharp"
                                       : "(1 - G_1u) D - nu (1 - p_1 - p_u) >= ((1-nu) Delta_p Delta_G/4 - cost nu)(1 "
                                         "- p_1), D by C.pgap, the rest by C.rest",
                                 Scope::every_dimension),
                  "cost", 1, -1, sharp ? Source::ours : Source::paper);
  c.state = [sharp](int, const Constants& k) {
    StatementBuilder b;
    const CorrelatedPair q = declare_correlated_pair(b);
    const Symbol nu = b.between("nu", 0, 1), entry = b.between("G", 0, nu), t = b.between("t", -1, 1),
                 cost{k.at("cost")};
    const Symbol others = t * nu * q.rest * (sharp ? 1 - nu : Symbol(1));
    const Symbol rate = sharp ? (1 - nu) * (q.c * q.h - cost * nu) : (1 - nu) * q.c * q.h - cost * nu;
    b.claim_at_least("drift", (1 - entry) * q.drift + others, rate * (1 - q.first));
    return b.build();
  };
  return c;
}

Claim drive_gap(bool sharp) {
  Claim c = correlated_row(
      sharp ? "C.gap.sharp" : "C.gap", "the gaps of Gamma p grow", sharp ? "ours" : "[DGS25] Theorem A.13",
      sharp ? "d/dt ((Gamma p)_1 - (Gamma p)_u) >= (1-nu)(Delta_p Delta_G/4 - cost nu)(1 - p_1), nu <= 1/2, on the "
              "good event"
            : "d/dt ((Gamma p)_1 - (Gamma p)_u) >= ((1-nu) Delta_p Delta_G/4 - cost nu)(1 - p_1) on the good event");
  c.constants = {{"cost", 1, sharp ? Source::ours : Source::paper, -1}};
  c.false_twin = FalseTwin{{"cost", -1}};  // for d = 2 the cost 0 is true
  c.composed_from = 3;                     // for d = 2 there is no third component
  c.premises = {"C.pgap", "C.row", sharp ? "C.rest.sharp" : "C.rest", sharp ? "C.combine.sharp" : "C.combine"};
  if (sharp) c.premises.insert(c.premises.begin(), "C.leader");  // f_1 >= 0, which C.rest.sharp uses
  c.rests_on = c.premises;
  c.remark = sharp ? "finding: exceeds c* by nu^2, so that it is positive for nu < Delta_p Delta_G/4" : "";
  c.state = [sharp](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    const Symbol nu = b.between("nu", 0, sharp ? Symbol(Rational(1, 2)) : Symbol(1));
    const Mat<Symbol> gamma = correlation_matrix(d, [&](const std::string& name) { return b.between(name, 0, nu); });
    const Vec<Symbol> g = drive(gamma, p);
    const Symbol h = b.between("h", 0, g[0] - g[1], Bound::open), cost{k.at("cost")};
    for (int u = 2; u < d; ++u) b.assume_nonnegative(index("gap of the drive, u = ", u + 1), g[0] - g[u] - h);
    b.assume_nonnegative("Delta_p <= 1", 1 - 2 * half_gap);
    const Symbol rate = sharp ? (1 - nu) * (half_gap * h - cost * nu) : (1 - nu) * half_gap * h - cost * nu;
    const Vec<Symbol> slope = drive(gamma, driven_field(p, g));
    for (int u = 1; u < d; ++u) b.claim_at_least(index("u = ", u + 1), slope[0] - slope[u], rate * (1 - p[0]));
    return b.build();
  };
  return c;
}

// Stability of the vertices.

Claim stability() {
  Claim c = identity("C.stability", "the linearisation at a vertex", "ours",
                     "the derivative of the mean field at e_1 along e_j - e_1 is factor (Gamma_1j - 1)(e_j - e_1): e_1 "
                     "attracts when all Gamma_1j < 1");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Mat<Symbol> gamma = any_matrix(b, d);
    for (int j = 1; j < d; ++j) {
      Vec<Symbol> vertex = unit_vector<Symbol>(d, 0), direction(d, Symbol(0));
      direction[0] = -1;
      direction[j] = 1;
      for (int i = 0; i < d; ++i) {
        const auto component = [&](const Vec<Jet<Symbol>>& x) {
          return driven_field(x, drive(constant_jets(gamma), x))[i];
        };
        b.claim_equal(index("j = ", j + 1) + index(", i = ", i + 1), derivative_along(component, vertex, direction),
                      Symbol(k.at("factor")) * (gamma[0][j] - 1) * direction[i]);
      }
    }
    return b.build();
  };
  return c;
}

Claim edge() {
  Claim c = identity("C.edge", "the mean field on an edge", "ours",
                     "on the edge from e_1 to e_j the field of component j is factor p_1 p_j (p_j - p_1)(1 - "
                     "Gamma_1j): for Gamma_1j = 1 the edge is at rest, "
                     "so e_1 attracts only if all Gamma_1j < 1");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> q = b.simplex("q", 2);
    const Mat<Symbol> gamma = any_matrix(b, d);
    for (int j = 1; j < d; ++j) {
      Vec<Symbol> p(d, Symbol(0));
      p[0] = q[0];
      p[j] = q[1];
      b.claim_equal(index("j = ", j + 1), driven_field(p, drive(gamma, p))[j],
                    Symbol(k.at("factor")) * q[0] * q[1] * (q[1] - q[0]) * (1 - gamma[0][j]));
    }
    return b.build();
  };
  return c;
}

}  // namespace correlation_rows

std::vector<Claim> correlation() {
  using namespace correlation_rows;  // NOLINT(google-build-using-namespace)

  std::vector<Claim> out{mean_input(),      decomposition(),  centred(),      natural_gradient_claim(),
                         lyapunov(),        leader(),         leader_drift(), p_gap(),
                         rows_of_gamma(),   rest(),           sharp_rest(),   combine_gap(false),
                         combine_gap(true), drive_gap(false), drive_gap(true)};
  for (Claim& c : correlated_constants()) out.push_back(std::move(c));
  out.push_back(stability());
  out.push_back(edge());
  out.push_back(lemma(
      correlated_row("A13", "convergence with correlated inputs", "[DGS25] Theorem A.13",
                     "on the event that the martingales stay within A12.induction both half gaps are kept for ever and "
                     "E[(1 - p_1(k)) 1_Theta] <= (1 - p_1(0)) (1 - a r)^k"),
      {"C.mean", "C.centred", "A11", "A12", "A12.induction", "C.rate"},
      "induction over the steps, and the tower property of conditional expectations"));
  return out;
}

}  // namespace hebb::claims
