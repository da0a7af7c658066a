#include <hebb/calculus/moments.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace moments_rows {

const std::string group = "Second moments";

Symbol others_second_moment(const Vec<Symbol>& p, const Symbol& variance) {
  Symbol total = 0;
  for (std::size_t u = 1; u < p.size(); ++u) total = total + xi_second_moment(p, u, variance);
  return total;
}

Claim exact() {
  Claim c = claims::identity(group, "V.exact", "the second moment of the noise, exactly",
                             "[DGS25] proof of Lemma A.4, sharpened",
                             "E[xi_i^2 | p] by its definition (sum over B, uncorrelated Z_j of variance sigma^2) = "
                             "factor times the closed form");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol variance = b.at_least("sigma2", 0);
    const Vec<Symbol> moment = second_moments_by_definition(p, variance, 0, 1);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("i = ", i + 1), moment[i], Symbol(k.at("factor")) * xi_second_moment(p, i, variance));
    }
    return b.build();
  };
  return c;
}

Claim crude(bool leader) {
  Claim c = row(
      group, leader ? "V.crude.leader" : "V.crude.others",
      leader ? "crude second moment of the leader" : "crude second moments of the others", "[DGS25] proof of Lemma A.4",
      std::string(leader ? "E[xi_1^2]" : "sum_{u>=2} E[xi_u^2]") +
          " <= (slope Q^2 + constant)(1 - p_1) for uncorrelated Z_j of variance sigma^2 <= (Q-1)^2, slope = 8, "
          "constant = 2");
  c.constants = {{"slope", 8, Source::reconstructed, -1}, {"constant", 2, Source::reconstructed, -1}};
  c.false_twin = FalseTwin{{"slope", 0}, {"constant", Rational(1, 100)}};
  c.tighten = "slope";
  c.tighten_to = 3;
  c.remark = "with the constant 2 kept the best slope is 8/27: the printed 8 gives away a factor 27";
  c.state = [leader](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol q = b.at_least("Q", 1, Bound::open), variance = b.between("sigma2", 0, square(q - 1));
    const Symbol bound = (Symbol(k.at("slope")) * q * q + Symbol(k.at("constant"))) * (1 - p[0]);
    b.claim_at_least("bound - moment", bound,
                     leader ? xi_second_moment(p, 0, variance) : others_second_moment(p, variance));
    return b.build();
  };
  return c;
}

Claim sharp(bool leader) {
  Claim c = bound(
      row(group, leader ? "V.sharp.leader" : "V.sharp.others",
          leader ? "sharp second moment of the leader" : "sharp second moments of the others", "ours",
          leader ? "E[xi_1^2] <= factor (1 + 2 sigma^2) p_1^2 (1-p_1)^2 for uncorrelated Z_j of variance sigma^2"
                 : "sum_{u>=2} E[xi_u^2] <= factor (1 + 2 sigma^2)(1-p_1)^2 for uncorrelated Z_j of variance sigma^2"),
      "factor", 1, -1, Source::ours);
  c.state = [leader](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol variance = b.at_least("sigma2", 0);
    const Symbol bound = Symbol(k.at("factor")) * (leader ? xi_second_moment_sharp_bound(p[0], variance)
                                                          : xi_second_moments_of_others_sharp_bound(p[0], variance));
    b.claim_at_least("bound - moment", bound,
                     leader ? xi_second_moment(p, 0, variance) : others_second_moment(p, variance));
    return b.build();
  };
  return c;
}

}  // namespace moments_rows

std::vector<Claim> moments() {
  using namespace moments_rows;  // NOLINT(google-build-using-namespace)
  return {exact(), crude(true), crude(false), sharp(true), sharp(false)};
}

}  // namespace hebb::claims
