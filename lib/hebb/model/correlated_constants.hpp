#pragma once

#include <optional>

#include <hebb/calculus/correlated.hpp>
#include <hebb/model/correlation.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// What Theorem A.13 says about a matrix, a start and a noise bound, exact. "printed" is the theorem with c*, "sharp"
/// the rows C.gap.sharp, A12.sharp of the ledger. docs/theory/correlated-inputs.md.
struct CorrelatedConstants {
  Rational nu;                // the largest entry off the diagonal
  Rational delta_p, delta_g;  // p_1 - max p_i and (Gamma p)_1 - max (Gamma p)_i, i >= 2
  /// The gaps of the drive grow at least at this times (1 - p_1) while half of both gaps is kept. Only where it is
  /// positive does the theorem apply.
  Rational printed, sharp;
  /// The largest nu for which that rate is not negative: b/(1 + b) and b, b = Delta_p Delta_G/4.
  Rational largest_nu_printed, largest_nu_sharp;
  /// The largest admissible learning rate; nothing where the rate above is not positive.
  std::optional<Rational> learning_rate_printed, learning_rate_sharp;
};

/// The constants without a matrix: any Gamma with these gaps and entries off the diagonal up to nu.
/// Throws PreconditionError unless 0 < Delta_p, Delta_G <= 1, 0 <= nu <= 1, Q > 1.
inline CorrelatedConstants correlated_constants(const Rational& nu, const Rational& delta_p, const Rational& delta_g,
                                                const Rational& q) {
  require(nu >= 0 && nu <= 1, [&] { return "correlated_constants: nu = " + to_string(nu) + " outside [0, 1]"; });
  require(delta_p > 0 && delta_p <= 1,
          [&] { return "the gap of p is " + to_string(delta_p) + ", expected in (0, 1]: component 1 must lead"; });
  require(delta_g > 0 && delta_g <= 1, [&] {
    return "the gap of Gamma p is " + to_string(delta_g) + ", expected in (0, 1]: component 1 must lead there too";
  });
  require(q > 1, [&] { return "noise bound Q = " + to_string(q) + ", expected Q > 1"; });
  const Rational b = gap_product(delta_p, delta_g);
  CorrelatedConstants out{.nu = nu,
                          .delta_p = delta_p,
                          .delta_g = delta_g,
                          .printed = drive_gap_rate(nu, delta_p, delta_g),
                          .sharp = drive_gap_rate_sharp(nu, delta_p, delta_g),
                          .largest_nu_printed = largest_nu(b),
                          .largest_nu_sharp = b,
                          .learning_rate_printed = {},
                          .learning_rate_sharp = {}};
  if (out.printed > 0) out.learning_rate_printed = rate_bound_correlated(out.printed, Rational(2 + nu), q);
  if (out.sharp > 0) out.learning_rate_sharp = rate_bound_correlated(out.sharp, Rational(1), q);
  return out;
}

/// The gaps at p.      Throws as above, and when the lengths differ or d = 1.
inline CorrelatedConstants correlated_constants(const Correlation& gamma, const Vec<Rational>& p, const Rational& q) {
  require(p.size() >= 2, "correlated_constants: at least two components are needed");
  const Vec<Rational> g = drive(gamma.rows(), p);
  return correlated_constants(gamma.largest_off_diagonal(), leader_gap(p), leader_gap(g), q);
}

}  // namespace hebb
