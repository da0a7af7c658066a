#include <hebb/flows/geometry/fisher_metric.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace flow_of_intensities_rows {

const std::string group = "Gradient flow";

// Time-inhomogeneous input.

Claim fitness() {
  Claim c = identity(group, "F.fitness", "the flow of time-dependent intensities", "[DGS25] section 2, open question 3",
                     "p = lambda.w/(lambda . w) with dw_i/dt = p_i w_i obeys dp_i/dt = factor p_i (f_i - p.f), f = "
                     "d/dt log lambda + p");
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
  Claim c = identity(group, "F.fitness.ratio", "the log-ratios see the difference in fitness only", "[DGS25] section 2",
                     "p_j V_1 - p_1 V_j = factor p_1 p_j (f_1 - f_j), j >= 2, for V_i = p_i (f_i - p.f): d/dt "
                     "log(p_1/p_j) = f_1 - f_j");
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
  Claim c =
      bound(row(group, "A5.priming", "a primed leader survives a switch of the intensities", "[DGS25] Lemma A.5",
                "p_1 >= ratio (mu_i lambda_1/(mu_1 lambda_i)) p_i under lambda implies p_1 >= p_i under mu, ratio = 1",
                Scope::every_dimension),
            "ratio", 1, -1, Source::paper);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto rate = [&](const std::string& name) { return b.at_least(name, 0, Bound::open); };
    const Vec<Symbol> before{rate("lambda_1"), rate("lambda_i")}, after{rate("mu_1"), rate("mu_i")};
    const Symbol other = b.at_least("p_i", 0), rest = b.at_least("rest", 0, Bound::open);
    const Symbol leader =
        b.at_least("p_1", Symbol(k.at("ratio")) * surviving_ratio(before[0], before[1], after[0], after[1]) * other);
    // Weights are kept by the switch; `rest` is what the other components add to mu . w.
    const Vec<Symbol> w{leader / before[0], other / before[1], rest}, mu{after[0], after[1], Symbol(1)};
    const Vec<Symbol> p = probabilities(mu, w);
    b.claim_at_least("p_1 under mu", p[0], p[1]);
    return b.build();
  };
  return c;
}

}  // namespace flow_of_intensities_rows

std::vector<Claim> flow_of_intensities() {
  using namespace flow_of_intensities_rows;  // NOLINT(google-build-using-namespace)
  return {fitness(), fitness_ratio(), priming()};
}

}  // namespace hebb::claims
