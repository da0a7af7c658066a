#pragma once

#include <hebb/laws/laws.hpp>
#include <hebb/theorems/claims/shapes.hpp>
#include <hebb/theorems/worst_points.hpp>

namespace hebb::claims {

inline const std::string one_step_group = "One step on the good event";
inline const std::string learning_rate_group = "Learning rates";

/// R1 or R2 on the chamber with the noise as variables, for 0 < a <= rate * bound(Delta, Q).
template <class RateBound>
Claim one_step(bool leader, const std::string& variant, const std::string& source, Source origin,
               const std::string& condition, RateBound bound, bool one_hot = false) {
  Claim c =
      row(one_step_group, std::string(leader ? "R1." : "R2.") + variant,
          leader ? "the distance to the vertex contracts" : "the gaps grow up to noise", source,
          std::string(leader ? "1 - p_1' <= (1 - a r)(1 - p_1) - a xi_1"
                             : "p_1' - p_u' >= p_1 - p_u + a (xi_1 - xi_u), u >= 2,") +
              " for 0 < a <= rate " + condition + (one_hot ? "" : ", |Y_i| <= Q") + ", on { p_1 >= p_i + Delta/2 }");
  c.constants = {{"rate", 1, origin, +1}};
  c.false_twin = FalseTwin{{"rate", 100}};
  c.tighten = "rate";
  c.composed_from = 4;
  c.premises = leader
                   ? std::vector<std::string>{"A2.identity", "A2.lump", "A2.sharp", "G2", "G3", "R.rate", "R1.combine"}
                   : std::vector<std::string>{"A2.identity", "A2.lump", "A2.sharp", "R2.poly", "R.rate", "R2.combine"};
  c.rests_on = c.premises;
  c.state = [=](int d, const Constants& k) {
    StatementBuilder b;
    laws::drift_inequality(b, PaperRule{}, d, leader, k.at("rate"), bound, one_hot);
    return b.build();
  };
  return c;
}

/// The points at which a too large rate fails, for a claim that is about a <= rate * bound and all |Y_i| <= Q.
inline Claim with_worst_points(Claim claim, bool leader, const RateCondition& bound) {
  claim.suspects = [=](int d, const Constants& k) {
    const Rational rate = k.at("rate");
    return worst_points(leader, d, [&](int dimension, const Rational& delta, const Rational& q) {
      return Rational(rate * bound(dimension, delta, q));
    });
  };
  return claim;
}

}  // namespace hebb::claims
