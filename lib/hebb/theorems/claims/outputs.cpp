#include <hebb/barriers/barrier.hpp>
#include <hebb/model/update.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace outputs_rows {

const std::string group = "Several outputs and priming";

Claim row(const std::string& id, const std::string& title, const std::string& source, const std::string& text,
          Scope scope = Scope::every_dimension) {
  return claims::row(group, id, title, source, text, scope);
}

/// Two weights of a neuron under the rates lambda_1, lambda_u in [kappa, 1] (lambda_max = 1 is no loss), what the other
/// components add to lambda . w, and 1 - p_1 <= delta in the form delta lambda_1 w_1 >= (1-delta)(lambda_u w_u + rest).
struct Neuron {
  Symbol kappa, delta, w1, wu;
  Vec<Symbol> p;
};
template <class Limit>
Neuron declare_neuron(StatementBuilder& b, Limit limit) {
  const Symbol kappa = b.between("kappa", 0, 1, Bound::open);
  const Symbol first = b.between("lambda_1", kappa, 1), other = b.between("lambda_u", kappa, 1);
  const Symbol delta = b.between("delta", 0, limit(kappa), Bound::open, Bound::open);
  const Symbol wu = b.at_least("w_u", 0), rest = b.at_least("rest", 0, Bound::open);
  const Symbol w1 = b.at_least("w_1", (1 - delta) * (other * wu + rest) / (delta * first));
  return {kappa, delta, w1, wu, probabilities(Vec<Symbol>{first, other, Symbol(1)}, Vec<Symbol>{w1, wu, rest})};
}

Claim weights_from_probabilities() {
  Claim c = bound(
      row("A9", "probabilities near a vertex mean small weights", "[DGS25] Lemma A.9",
          "1 - p_1 <= delta implies w_u <= factor w_1 delta/(kappa (1-delta)), kappa = lambda_min/lambda_max, u >= 2"),
      "factor", 1, -1, Source::paper);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Neuron n = declare_neuron(b, [](const Symbol&) { return Symbol(1); });
    b.claim_at_least("1 - p_1 <= delta", n.p[0], 1 - n.delta);
    b.claim_at_least("w_1", Symbol(k.at("factor")) * n.w1 * n.delta / (n.kappa * (1 - n.delta)), n.wu);
    return b.build();
  };
  return c;
}

Claim largest_weight() {
  Claim c = bound(row("A8.delta", "the accuracy that identifies the winner", "[DGS25] Theorem A.8",
                      "delta < share kappa/(1+kappa) and 1 - p_1 <= delta imply w_1 >= w_u for all u >= 2, share = 1"),
                  "share", 1, +1, Source::paper);
  c.rests_on = {"A9"};
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Neuron n =
        declare_neuron(b, [&](const Symbol& kappa) { return Symbol(k.at("share")) * kappa / (1 + kappa); });
    b.claim_at_least("w_1", n.w1, n.wu);
    return b.build();
  };
  return c;
}

Claim printed_slip() {
  Claim c = row("A8.slip", "the condition as printed in the proof", "[DGS25] proof of Theorem A.8",
                "delta < kappa/(1-kappa), kappa <= 1/2, and 1 - p_1 <= delta imply w_1 >= w_u for all u >= 2");
  c.group = "Findings";
  c.expected = Verdict::refuted;
  c.remark =
      "finding: the proof prints kappa/(1-kappa) in one place; the kappa/(1+kappa) of the statement is right "
      "(A8.delta)";
  c.state = [](int, const Constants&) {
    StatementBuilder b;
    const Symbol kappa = b.between("kappa", 0, Symbol(Rational(1, 2)), Bound::open);
    const Symbol first = b.between("lambda_1", kappa, 1), other = b.between("lambda_u", kappa, 1);
    const Symbol delta = b.between("delta", 0, kappa / (1 - kappa), Bound::open, Bound::open);
    const Symbol wu = b.at_least("w_u", 0), rest = b.at_least("rest", 0);
    const Symbol w1 = b.at_least("w_1", (1 - delta) * (other * wu + rest) / (delta * first));
    b.claim_at_least("w_1", w1, wu);
    return b.build();
  };
  return c;
}

Claim orthogonal() {
  Claim c = row("A8.orthogonal", "a neuron orthogonal to the winners", "[DGS25] Algorithm 2",
                "w - factor sum_(i <= n) (w . e_i) e_i is 0 on the winners 1..n and w elsewhere, for n = 1 and d - 1: "
                "with d - 1 winners one component is left",
                Scope::per_dimension);
  c.constants = {unit_factor()};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> w = b.reals("w", d);
    for (const int winners : {1, d - 1}) {
      Vec<Symbol> out = w;
      for (int n = 0; n < winners; ++n) {
        const Vec<Symbol> e = unit_vector<Symbol>(d, n);
        const Symbol share = Symbol(k.at("factor")) * dot(w, e);
        for (int i = 0; i < d; ++i) out[i] = out[i] - share * e[i];
      }
      for (int i = 0; i < d; ++i)
        b.claim_equal(index("n = ", winners) + index(", i = ", i + 1), out[i], i < winners ? Symbol(0) : w[i]);
    }
    return b.build();
  };
  return c;
}

Claim union_form() {
  Claim c = bound(row("A8.union", "the probability of a perfect alignment", "ours",
                      "(1 - eps)^(d-1) (1 - eps) >= 1 - share d eps when (1 - eps)^(d-1) >= 1 - (d-1) eps, share = 1: "
                      "(1 - eps)^d >= 1 - d eps"),
                  "share", 1, -1, Source::ours);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol d = b.at_least("d", 2), eps = b.between("eps", 0, 1, Bound::open, Bound::open),
                 extra = b.at_least("e", 0);
    const Symbol power = 1 - (d - 1) * eps + extra;
    b.claim_at_least("(1-eps)^d", power * (1 - eps), 1 - Symbol(k.at("share")) * d * eps);
    return b.build();
  };
  return c;
}

// Priming: Lemma A.5 with the distance that T3 speaks of, and the gap that is left after the switch.

Claim primed_distance() {
  Claim c = bound(row("A5.distance", "the distance that primes", "[DGS25] Lemma A.5",
                      "1 - p_1 <= share/(1 + R) implies p_1 >= R p_i, i >= 2, share = 1: T3 with delta = 2/(1 + R) "
                      "gives the number of steps"),
                  "share", 1, +1, Source::ours);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol ratio = b.at_least("R", 0, Bound::open), m = b.between("m", 0, Symbol(k.at("share")) / (1 + ratio));
    const Symbol other = b.between("p_i", 0, m);
    b.claim_at_least("p_1", 1 - m, ratio * other);
    return b.build();
  };
  return c;
}

Claim primed_gap() {
  Claim c = bound(row("A5.gap", "the gap after the switch", "ours",
                      "p_1 >= rho p_i for all i >= 2 implies p_1 - p_i >= factor (rho - 1)/(rho + d - 1), rho > 1",
                      Scope::per_dimension),
                  "factor", 1, +1, Source::ours);
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol rho = b.at_least("rho", 1, Bound::open);
    const Symbol scale = b.at_least("s", 1);
    Vec<Symbol> share;
    for (int i = 2; i <= d; ++i) share.push_back(b.between(index("x", i), 0, 1));
    // p_1 : p_i = rho s : x_i, s >= 1, x_i <= 1.
    const Symbol total = rho * scale + sum(share);
    for (int i = 0; i + 1 < d; ++i) {
      b.claim_at_least(index("i = ", i + 2), (rho * scale - share[i]) / total,
                       Symbol(k.at("factor")) * gap_of_ratio(d, rho));
    }
    return b.build();
  };
  return c;
}

}  // namespace outputs_rows

std::vector<Claim> outputs() {
  using namespace outputs_rows;  // NOLINT(google-build-using-namespace)

  const std::string chain_rule = "conditional probabilities multiply along the outputs";
  return {
      primed_distance(),
      primed_gap(),
      lemma(row("A5", "priming", "[DGS25] Lemma A.5",
                "after K steps under lambda, K from T3 with delta = 2/(1 + rho R), R = max_i mu_i lambda_1/(mu_1 "
                "lambda_i), the first input leads under mu "
                "by (rho-1)/(rho+d-1) with probability at least 1 - eps"),
            {"T3", "A5.distance", "A5.priming", "A5.gap"}, "the steps before the switch are T3"),
      weights_from_probabilities(),
      largest_weight(),
      printed_slip(),
      orthogonal(),
      union_form(),
      lemma(row("A8", "all outputs find their inputs", "[DGS25] Theorem A.8",
                "P(P* = I) >= (1 - eps)^d for delta < kappa/(1+kappa) and K steps by T3 for each output"),
            {"A9", "A8.delta", "A8.orthogonal", "T3"}, chain_rule),
      lemma(row("A8.sharp", "the last output needs no luck", "ours",
                "P(P* = I) >= (1 - eps)^(d-1) >= 1 - (d-1) eps: the last output starts in its vertex (A8.orthogonal)"),
            {"A8", "A8.orthogonal", "A8.union"}, chain_rule),
      lemma(row("O.step", "one step of Algorithm 1 near the wanted end", "ours",
                "Omega_j <= x for all j implies Omega_j' <= sum_(i != j) omega_ji X_ji + a_j C_j sum_(l < j) Omega_l', "
                "X_ji = (1 + a_j Y_ji 1{i > j})/(1 + a_j Y_jj), omega_ji = w_ji/w_jj, Omega_j = sum_(i != j) omega_ji"),
            {}, "induction over the outputs; absolute values cover the clip"),
      lemma(row("O.local", "outputs that are aligned stay aligned", "ours",
                "P(some Omega_j > x ever) <= (V/x)^g, V = sum K_j Omega_j, where the growth of every "
                "row is at most 1; on "
                "the rest P(k) -> I almost surely if one growth is below 1"),
            {"O.step", "B.vertex"},
            "Jensen's inequality over the rows, and optional stopping of a non-negative supermartingale"),
      lemma(
          row("O.misaligned", "no learning rate aligns with probability 1", "ours",
              "P(P(k) -> I) < 1 for Algorithm 1, d >= 2, every 0 < a < 1/Q, positive weights and independent noise of "
              "one law with P(Z_i >= 0 >= Z_j for all j != i) > 0: from some step on input 2 leads output 1 for ever, "
              "with positive probability"),
          {"B.escape"}, "K triggers of input 2, then its barrier")};
}

}  // namespace hebb::claims
