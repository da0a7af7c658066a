#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace gap_rows {

const std::string group = "Gap lemmas";

Claim gap_claim(const std::string& id, const std::string& title, const std::string& source, const std::string& text) {
  Claim c = bound(row(group, id, title, source, text), "factor", 1, +1, Source::paper);
  return c;
}

Claim g1() {
  Claim c = gap_claim("G1", "the leader is not small", "[DGS25] Lemma A.3",
                      "p_1 >= factor (1 + (d-1) Delta/2)/d on { p_1 >= p_i + Delta/2 }");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    b.claim_at_least("p_1", p[0], Symbol(k.at("factor")) * least_leader_of_gap(Symbol(d), half_gap));
    return b.build();
  };
  return c;
}

Claim g2() {
  Claim c = gap_claim("G2", "the drift dominates the distance", "[DGS25] Lemma A.3",
                      "p_1 - s >= factor (Delta/2)(1 - p_1) on { p_1 >= p_i + Delta/2 }");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    b.claim_at_least("p_1 - s", p[0] - sum_of_squares(p), Symbol(k.at("factor")) * half_gap * (1 - p[0]));
    return b.build();
  };
  return c;
}

Symbol g3_margin(const Vec<Symbol>& p, const Symbol& half_gap, const Rational& factor) {
  const Symbol rate = convergence_rate(Symbol(static_cast<int>(p.size())), 2 * half_gap);
  return replicator(p)[0] - 2 * Symbol(factor) * rate * (1 - p[0]);
}

Claim g3() {
  Claim c = gap_claim("G3", "the drift of the leader", "[DGS25] Proposition A.3",
                      "p_1 (p_1 - s) >= factor (Delta/(2d))(1 + (d-1) Delta/2)(1 - p_1) on { p_1 >= p_i + Delta/2 }");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    b.claim_nonnegative("p_1 (p_1 - s)", g3_margin(p, half_gap, k.at("factor")));
    return b.build();
  };
  return c;
}

Claim g3_margin_claim() {
  Claim c = gap_claim(
      "G3.margin", "the drift of the leader, with a margin", "[DGS25] Proposition A.3, weakened",
      "G3 with a margin: p_1 (p_1 - s) + margin >= (Delta/(2d))(1 + (d-1) Delta/2)(1 - p_1) on { p_1 >= p_i + "
      "Delta/2 }, d = 2, 3; a second opinion on G3 by boxes");
  c.constants = {{"margin", Rational(1, 20), Source::ours, -1}};
  c.false_twin = FalseTwin{{"margin", Rational(-1, 1000)}};
  c.tighten.reset();
  c.only_dimensions = {2, 3};
  c.method = Claim::Method::boxes;
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const auto [p, half_gap] = b.leader_chamber("p", d, "c");
    b.claim_nonnegative("p_1 (p_1 - s) + margin", g3_margin(p, half_gap, 1) + Symbol(k.at("margin")));
    return b.build();
  };
  return c;
}

Claim g4() {
  Claim c = row(group, "G4", "the rate is at least of order Delta^2", "[DGS25] proof of Theorem 2.2 (uses d-1 >= d/2)",
                "(Delta/(4d))(1 + (d-1) Delta/2) >= factor Delta^2 for d >= 2, 0 < Delta <= 1", Scope::every_dimension);
  c.constants = {{"factor", Rational(1, 16), Source::paper, +1}};
  c.false_twin = FalseTwin{{"factor", Rational(1, 7)}};
  c.tighten = "factor";
  c.remark = "the best factor for all d is 1/8 (d to infinity, Delta = 1): the printed 1/16 gives away a factor 2";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol d = b.at_least("d", 2), delta = b.between("Delta", 0, 1, Bound::open);
    b.claim_at_least("r", convergence_rate(d, delta), Symbol(k.at("factor")) * delta * delta);
    return b.build();
  };
  return c;
}

}  // namespace gap_rows

std::vector<Claim> gap() {
  using namespace gap_rows;  // NOLINT(google-build-using-namespace)
  return {g1(), g2(), g3(), g3_margin_claim(), g4()};
}

}  // namespace hebb::claims
