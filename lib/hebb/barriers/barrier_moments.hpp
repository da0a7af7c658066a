#pragma once

#include <cstddef>
#include <string>

#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/factor_range.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/model/truncated_gaussian_noise.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/symbolic/expression.hpp>
#include <hebb/scalar/traits.hpp>

// The expectations E[(1 + a(c + Z))^n] of one component, c = 1 where the trigger is and 0 elsewhere, n any non-zero
// integer: by the log-ratio identity they are all that E[(p_u'/p_1')^g | p] consists of.
// Derivations: docs/theory/barriers.md.

namespace hebb {

/// x^n for any integer n, in every scalar.
template <Scalar S>
S signed_power(const S& x, int n) {
  return n >= 0 ? pow(x, n) : 1 / pow(x, -n);
}

/// E[(1 + a(c + Z))^n] for Z uniform on [-(Q-1), Q-1]:  (high^(n+1) - low^(n+1)) / (2a(Q-1)(n+1)),
/// low = 1 + a(c - (Q-1)), high = 1 + a(c + Q-1); for n = -1 log(high/low) / (2a(Q-1)).      0 < a < 1/Q.
/// For n = -1 the scalar needs a logarithm: PreconditionError over Rational.
template <Scalar S>
S power_moment(const UniformNoise& law, const S& a, int c, int n) {
  const auto [low, high, width] = factor_range(like(a, law.q()), a, c);
  if (n == -1) {
    if constexpr (ElementaryScalar<S>) {
      return log(high / low) / width;
    } else {
      throw PreconditionError("the reciprocal moment of uniform noise is a logarithm, which this scalar does not have");
    }
  }
  return uniform_moment(low, high, width, n, signed_power<S>);
}

/// The same for a law with finitely many values: the sum.
template <class Law, Scalar S>
requires requires(const Law law) { law.atoms(); }
S power_moment(const Law& law, const S& a, int c, int n) {
  S total = like(a, Rational(0));
  for (const NoiseAtom& atom : law.atoms()) {
    total = total + like(a, atom.probability) * signed_power(S(1 + a * (c + like(a, atom.value))), n);
  }
  return total;
}

/// The same for truncated Gaussian noise, enclosed: the Taylor polynomial of (1 + a(c + z))^n at z = 0, its odd terms
/// dropped, with the remainder term over all |z| <= Q-1. The relative width is at most about 2^-60 (and that of S) as
/// long as |n| a (Q-1)/(1 - a(Q-1)) is below about 20.
template <EnclosureScalar S>
S power_moment(const TruncatedGaussianNoise& law, const S& a, int c, int n);

/// A_c = E[(1 + a(c + Z))^g] and D_c = E[(1 + a(c + Z))^-g], c = 0 and 1.
/// Laws: A_1 > A_0 >= 1/D_0, D_1 < D_0; A_0, D_0 >= 1.
template <class S>
struct RatioMoments {
  S a0, a1, d0, d1;  // A_0, A_1, D_0, D_1
};

/// The four moments of a law.      g >= 1 an integer, 0 < a < 1/Q.
template <Scalar S, class Law>
RatioMoments<S> ratio_moments(const Law& law, const S& a, int g) {
  return {power_moment(law, a, 0, g), power_moment(law, a, 1, g), power_moment(law, a, 0, -g),
          power_moment(law, a, 1, -g)};
}

/// base - p_1 fall + p_u rise: the growth of a power of the ratio as a function of p. base = A_0 D_0, fall = A_0 (D_0 -
/// D_1), rise = D_0 (A_1 - A_0) in ratio_growth.
template <Scalar S>
S growth_of(const S& base, const S& fall, const S& rise, const S& p1, const S& pu) {
  return base - p1 * fall + pu * rise;
}

/// The growth of the g-th power of a ratio in one step, E[(p_u'/p_1')^g | p] = (p_u/p_1)^g ratio_growth:
/// p_1 A_0 D_1 + p_u A_1 D_0 + (1 - p_1 - p_u) A_0 D_0, linear in p and increasing in p_u.
template <Scalar S>
S ratio_growth(const RatioMoments<S>& m, const S& p1, const S& pu) {
  return growth_of(S(m.a0 * m.d0), S(m.a0 * (m.d0 - m.d1)), S(m.d0 * (m.a1 - m.a0)), p1, pu);
}

/// The smallest p_1 on {p_u = ratio p_1, p_v <= others p_1 for the d - 2 other components}: 1/(1 + ratio + (d-2)
/// others).
template <Scalar S>
S least_leader(int d, const S& ratio, const S& others) {
  return 1 / (1 + ratio + (d - 2) * others);
}

/// The largest ratio x with ratio_growth <= 1 on {p_u <= x p_1, p_v <= others p_1}: growth is largest at p_u = x p_1,
/// p_1 = least_leader, and 1 there for  x = (A_0(D_0 - D_1) - (1 + (d-2) others)(A_0 D_0 - 1)) / (A_0 D_0 - 1 + D_0(A_1
/// - A_0)). Negative when there is none.
template <Scalar S>
S largest_ratio(const RatioMoments<S>& m, int d, const S& others) {
  const S excess = m.a0 * m.d0 - 1;
  return (m.a0 * (m.d0 - m.d1) - (1 + (d - 2) * others) * excess) / (excess + m.d0 * (m.a1 - m.a0));
}

/// The same with others = x itself.
template <Scalar S>
S largest_common_ratio(const RatioMoments<S>& m, int d) {
  const S excess = m.a0 * m.d0 - 1;
  return (m.a0 * (m.d0 - m.d1) - excess) / ((d - 1) * excess + m.d0 * (m.a1 - m.a0));
}

/// E[Z^(2k)] for truncated Gaussian noise, k = 0..count-1: (Q-1)^(2k) S_k/S_0 with
/// S_k = sum_{j >= 0} beta^(2j) / ((2k+1)(2k+3)...(2k+2j+1)) = (1 + beta^2 S_{k+1})/(2k+1), beta = (Q-1)/tau: the last
/// one by its series, the others downward; all terms are positive.
template <EnclosureScalar S>
Vec<S> even_moments(const TruncatedGaussianNoise& law, int count, const S& as) {
  const Rational half_width = law.q() - 1, square_of_beta = half_width * half_width / (law.tau() * law.tau());
  const S beta2 = like(as, square_of_beta), width2 = like(as, Rational(half_width * half_width));
  const int terms =
      160 + square_of_beta.convert_to<int>();  // from beta^2 terms on each is below half of the one before
  S term = like(as, Rational(1, 2 * count - 1)), top = term;
  for (int j = 1; j <= terms; ++j) {
    term = term * beta2 / (2 * count + 2 * j - 1);
    top = top + term;
  }
  Vec<S> sums{top + term * hull(like(as, Rational(0)), like(as, Rational(1)))};  // the tail is at most the last term
  for (int k = count - 2; k >= 0; --k) sums.push_back((1 + beta2 * sums.back()) / (2 * k + 1));
  Vec<S> out;
  S power = like(as, Rational(1));
  for (int k = 0; k < count; ++k) {
    out.push_back(power * sums[count - 1 - k] / sums[count - 1]);
    power = power * width2;
  }
  return out;
}

template <EnclosureScalar S>
S power_moment(const TruncatedGaussianNoise& law, const S& a, int c, int n) {
  constexpr int order = 48;  // in z^2
  const S h = like(a, Rational(law.q() - 1)), base = 1 + a * c;
  const Vec<S> even = even_moments(law, order + 1, a);
  S coefficient = signed_power(base, n), total = coefficient;  // binomial(n, 2k) base^(n-2k) a^(2k)
  const auto next = [&](S t, int k) { return t * (n - 2 * k + 2) * (n - 2 * k + 1) / ((2 * k - 1) * (2 * k)); };
  S binomial = like(a, Rational(1));
  for (int k = 1; k < order; ++k) {
    binomial = next(binomial, k);
    coefficient = binomial * signed_power(base, n - 2 * k) * signed_power(a, 2 * k);
    total = total + coefficient * even[k];
  }
  binomial = next(binomial, order);
  const S range = base + a * hull(-h, h);
  return total + binomial * signed_power(range, n - 2 * order) * signed_power(a, 2 * order) * even[order];
}

}  // namespace hebb
