#pragma once

#include <algorithm>
#include <cstddef>

#include <hebb/calculus/rates.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/scalar/truth.hpp>

// How large the learning rate may be in R1 and R2: the doubled condition, the largest rates, and the points at which
// they are attained.      Derivations: docs/theory/learning-rates.md.
//
// Throughout c = Delta/2 in (0, 1/2], Q >= 1, A = aQ < 1, and t = -<p, Y>/Q in [0, 1] for the worst inputs. With
// v = k/Q and A = 4v/(1+v)^2 one has sqrt(1-A) = (1-v)/(1+v), so that no root is needed.

namespace hebb {

/// Delta/(Q (4Q + Delta)), which is a Q^2/(1 - aQ) <= Delta/4 solved for a: enough for R1 and R2, at least 9/5 of
/// rate_bound_sharp.      0 < Delta <= 1, Q >= 1.
template <Scalar S>
S rate_bound_double(const S& delta, const S& q) {
  return delta / (q * (4 * q + delta));
}

/// 4k/(Q + k)^2: the learning rate at which max_t QA t(1-t)/(1-At) = k.      0 < k <= Q.
template <Scalar S>
S balanced_rate(const S& k, const S& q) {
  return 4 * k / square(q + k);
}

/// k = c (1-c)(d-1+c)/(2d (1+c)): the drift less its rate, (p_1 - s) - r (1-p_1)/p_1, where it is least against R1: at
/// p_1 = (1+c)/2, p_2 = (1-c)/2.
template <Scalar S>
S contraction_slack(const S& d, const S& c) {
  return c * (1 - c) * (d - 1 + c) / (2 * d * (1 + c));
}

/// The largest learning rate of R1, exactly: 4k/(Q + k)^2 with the k of contraction_slack.
template <Scalar S>
S largest_contraction_rate(const S& d, const S& delta, const S& q) {
  return balanced_rate(contraction_slack(d, S(delta / 2)), q);
}

/// 1/(Q (2Q + 1)): the largest learning rate of R2 for p -> e_1.
template <Scalar S>
S gap_rate_at_vertex(const S& q) {
  return 1 / (q * (2 * q + 1));
}

/// c (1-c)/2: the k of balanced_rate for R2, d = 2, whose largest rate is the smaller of balanced_rate and
/// gap_rate_at_vertex.
template <Scalar S>
S gap_slack_of_pair(const S& c) {
  return c * (1 - c) / 2;
}

/// (1-At) c (1-c)(c + share) - QA (1+c) t (1-t), at least 0 for all t in [c, 1] with share = max((1-t)/2, (1-c)/d):
/// with a <= gap_rate_at_vertex this is enough for R2 in dimension d (Q4.2' of the page), and up to the whole number m
/// of components that share the lead it is necessary.
template <Scalar S>
S gap_margin(const S& a, const S& c, const S& q, const S& t, const S& share) {
  const S aq = a * q;
  return (1 - aq * t) * c * (1 - c) * (c + share) - q * aq * (1 + c) * t * (1 - t);
}

/// The t from which on (1-c)/d is the larger share: 1 - 2(1-c)/d.
template <Scalar S>
S switch_of_shares(const S& d, const S& c) {
  return 1 - 2 * (1 - c) / d;
}

/// The learning rate at which R2 fails when m components share the lead, p_1 = (1 + (m-1)c)/m and m-1 others
/// p_u = (1-c)/m, 2 <= m <= d: the smallest a with gap_margin = 0 for share = (1-c)/m at the best
/// t = max((Q + k)/(2Q), 1 - 2(1-c)/m). An upper bound of the largest rate, for every m.
inline Rational gap_rate_of_shared_lead(int m, const Rational& c, const Rational& q) {
  const Rational share = (1 - c) / m, slack = c * (1 - c) * (c + share), k = slack / (1 + c),
                 t = switch_of_shares(Rational(m), c);
  if ((q + k) / (2 * q) >= t) return balanced_rate(k, q);
  return slack / (q * t * (2 * q * share * (1 + c) + slack));
}

/// Whether x2 t^2 + x1 t + x0 >= 0 for all t in [low, high], exactly.
inline bool is_nonnegative_between(const Rational& x2, const Rational& x1, const Rational& x0, const Rational& low,
                                   const Rational& high) {
  const auto at = [&](const Rational& t) { return Rational((x2 * t + x1) * t + x0); };
  if (low > high) return true;
  if (at(low) < 0 || at(high) < 0) return false;
  if (!(x2 > 0)) return true;  // concave: the ends decide
  const bool inside = -x1 > 2 * x2 * low && -x1 < 2 * x2 * high;
  return !inside || 4 * x2 * x0 >= x1 * x1;
}

/// Whether the learning rate a fulfils the conditions of gap_margin and gap_rate_at_vertex: then R2 holds in dimension
/// d for all points with p_1 >= p_u + c and all |Y_i| <= Q. Two quadratic inequalities in t, decided exactly.
inline bool allows_gap_growth(const Rational& a, int d, const Rational& c, const Rational& q) {
  if (!(a > 0) || a > gap_rate_at_vertex(q)) return false;
  const Rational one = 1, aq = a * q, change = std::max(c, switch_of_shares(Rational(d), c));
  // gap_margin as a polynomial in t, from its values at t = 0, 1 and -1: share is (1-t)/2, then (1-c)/d.
  const auto holds = [&](const auto& share, const Rational& low, const Rational& high) {
    const auto margin = [&](const Rational& t) { return gap_margin(a, c, q, t, share(t)); };
    const Rational x0 = margin(0), sum = margin(one), difference = margin(Rational(-1));
    return is_nonnegative_between(Rational((sum + difference) / 2 - x0), Rational((sum - difference) / 2), x0, low,
                                  high);
  };
  return holds([](const Rational& t) { return Rational((1 - t) / 2); }, c, change) &&
         holds([&](const Rational&) { return Rational((1 - c) / d); }, change, one);
}

/// The largest learning rate of R2: it is at least `proved`, and R2 fails just above `fails`.
struct LargestGapRate {
  Rational proved, fails;
};
/// The proved rate by bisection on allows_gap_growth to the given relative accuracy, as a short fraction; `fails` the
/// least of gap_rate_at_vertex and of gap_rate_of_shared_lead, m = 2..d. They are equal up to the accuracy for d = 2;
/// for larger d up to the whole number m (at most 2.7 % seen). Throws PreconditionError unless d >= 2, 0 < Delta <= 1,
/// Q >= 1, 0 < accuracy < 1.
inline LargestGapRate largest_gap_rate(int d, const Rational& delta, const Rational& q,
                                       const Rational& accuracy = Rational(1, 1'000'000)) {
  require(d >= 2, [&] { return "largest_gap_rate: d = " + std::to_string(d) + ", expected at least 2"; });
  require(delta > 0 && delta <= 1, [&] { return "largest_gap_rate: Delta " + to_string(delta) + " outside (0, 1]"; });
  require(q >= 1, [&] { return "largest_gap_rate: Q " + to_string(q) + ", expected at least 1"; });
  require(accuracy > 0 && accuracy < 1,
          [&] { return "largest_gap_rate: accuracy " + to_string(accuracy) + " outside (0, 1)"; });
  const Rational c = delta / 2;
  Rational fails = gap_rate_at_vertex(q);
  for (int m = 2; m <= d; ++m) fails = std::min(fails, gap_rate_of_shared_lead(m, c, q));
  if (allows_gap_growth(fails, d, c, q)) return {fails, fails};
  Rational low = 0, high = 1;  // of `fails`: short fractions
  while (high - low > accuracy * high) {
    const Rational middle = (low + high) / 2;
    (allows_gap_growth(Rational(middle * fails), d, c, q) ? low : high) = middle;
  }
  return {Rational(low * fails), fails};
}

}  // namespace hebb
