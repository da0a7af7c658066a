#pragma once

#include <optional>

#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/model/any_noise.hpp>
#include <hebb/scalar/real_interval.hpp>

// The exact exponents of the convergence to a vertex.      Derivations: docs/theory/true-rate.md.

namespace hebb {

/// E[f(1 + a(c+Z))] for Z uniform on [-(Q-1), Q-1], by an antiderivative F of f.
template <Scalar S, class Function, class Antiderivative>
S mean_of_factor(const UniformNoise& law, const S& a, int c, const Function&, const Antiderivative& antiderivative) {
  const auto [low, high, width] = factor_range(like(a, law.q()), a, c);
  return (antiderivative(high) - antiderivative(low)) / width;
}

/// The same for a law with finitely many values: the sum.
template <class Law, Scalar S, class Function, class Antiderivative>
requires requires(const Law law) { law.atoms(); }
S mean_of_factor(const Law& law, const S& a, int c, const Function& f, const Antiderivative&) {
  S total = like(a, Rational(0));
  for (const NoiseAtom& atom : law.atoms()) {
    total = total + like(a, atom.probability) * f(S(1 + a * (c + like(a, atom.value))));
  }
  return total;
}

/// E[X^e] and its derivative by e, E[X^e log X], of X = 1 + a(c+Z), e != -1.
template <class S>
struct PowerMean {
  S value, slope;  // at e, and the derivative by e there
};
/// The mean of X^e and its derivative, for a law of the model.
template <ElementaryScalar S, class Law>
PowerMean<S> power_mean(const Law& law, const S& a, int c, const S& e) {
  const auto power = [](const S& x, const S& exponent) { return exp(exponent * log(x)); };
  const S next = e + 1;
  return {mean_of_factor(
              law, a, c, [&](const S& x) { return power(x, e); }, [&](const S& x) { return power(x, next) / next; }),
          mean_of_factor(
              law, a, c, [&](const S& x) { return power(x, e) * log(x); },
              [&](const S& x) { return power(x, next) * (log(x) / next - 1 / square(next)); })};
}

/// m(t) = A_0(t) D_1(t) = E[(1+aZ)^t] E[(1+a(1+Z))^-t] and m'(t), 0 <= t < 1: log-convex, m(0) = 1, m'(0) = -ell.
template <ElementaryScalar S, class Law>
PowerMean<S> ratio_mean(const Law& law, const S& a, const S& t) {
  const PowerMean<S> rise = power_mean(law, a, 0, t), fall = power_mean(law, a, 1, S(-t));
  return {rise.value * fall.value, rise.slope * fall.value - rise.value * fall.slope};
}

/// ell = E log(1 + a(1+Z)) - E log(1 + aZ): on the event p -> e_1 almost surely log(1 - p_1(k))/k -> -ell.
template <ElementaryScalar S, class Law>
S almost_sure_exponent(const Law& law, const S& a) {
  const auto f = [](const S& x) { return log(x); };
  const auto antiderivative = [](const S& x) { return x * (log(x) - 1); };
  return mean_of_factor(law, a, 1, f, antiderivative) - mean_of_factor(law, a, 0, f, antiderivative);
}

/// Var log(1 + a(1+Z)) + Var log(1 + aZ): of log r_u per step, in the central limit theorem for log r_u(k).
template <ElementaryScalar S, class Law>
S exponent_variance(const Law& law, const S& a) {
  const auto variance = [&](int c) {
    const S mean = mean_of_factor(
        law, a, c, [](const S& x) { return log(x); }, [](const S& x) { return x * (log(x) - 1); });
    const S square_mean = mean_of_factor(
        law, a, c, [](const S& x) { return square(log(x)); },
        [](const S& x) { return x * (square(log(x)) - 2 * log(x) + 2); });
    return square_mean - square(mean);
  };
  return variance(1) + variance(0);
}

/// m'(1) = E[X log X], X = (1+aZ)/(1+a(1+Z')): at most 0 if and only if D_1(1) is the exponent on the good event.
template <ElementaryScalar S, class Law>
S slope_at_one(const Law& law, const S& a) {
  const S rise = mean_of_factor(
      law, a, 0, [](const S& x) { return x * log(x); }, [](const S& x) { return square(x) * (2 * log(x) - 1) / 4; });
  const S fall = mean_of_factor(
      law, a, 1, [](const S& x) { return log(x) / x; }, [](const S& x) { return square(log(x)) / 2; });
  return rise * power_moment(law, a, 1, -1) - fall;
}

/// The exponents of a law and a learning rate, enclosed.
struct RateExponents {
  RealInterval mean;         // D_1(1): E[r_u(k)] >= D_1(1)^k r_u(0), whatever happens
  RealInterval good_event;   // m_* = min over [0, 1] of m: the exponent of E[(1-p_1(k)) 1_Theta_x] for x -> 0
  RealInterval slope;        // m'(1): good_event = mean when it is at most 0
  RealInterval almost_sure;  // ell
  RealInterval variance;     // of the central limit theorem
};
/// Nothing for a law without closed forms here (truncated Gaussian, every law, a quantile function).
/// Throws PreconditionError unless 0 < a < 1/Q.
std::optional<RateExponents> rate_exponents(const AnyNoise& noise, const Rational& a);

}  // namespace hebb
