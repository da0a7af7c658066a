#pragma once

#include <array>
#include <vector>

#include <hebb/model/noise.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Law of xi = log X - log Y for independent X uniform on [x_low, x_low + w] and Y uniform on [y_low, y_low + w]:
/// density
///   f(t) = sum_i weight_i sinh(max(t - log ratio_i, 0)),
///   ratio  = x_low/(y_low+w), (x_low+w)/(y_low+w), x_low/y_low, (x_low+w)/y_low   (the first least, the last largest),
///   weight = (x_low (y_low+w), -(x_low+w)(y_low+w), -x_low y_low, (x_low+w) y_low) / w^2,
/// zero outside [log ratio_0, log ratio_3]. So f'' = f + sum_i weight_i delta(t - log ratio_i).
/// Derivation: docs/theory/exit-probabilities.md.
struct LogRatioLaw {
  struct Kink {
    Rational ratio, weight;
  };
  std::array<Kink, 4> kinks;
  Rational x_low, y_low, width;

  /// Throws PreconditionError unless x_low, y_low, width > 0.
  LogRatioLaw(const Rational& x_low, const Rational& y_low, const Rational& width);

  /// The change of log(p_1 / p_u) for uniform noise when component 1 is triggered, log(1+a(1+Z)) - log(1+a Z~): F_1.
  static LogRatioLaw triggered(const Rational& q, const Rational& a);
  /// The change when neither is triggered, log(1+a Z) - log(1+a Z~): F_0.
  static LogRatioLaw idle(const Rational& q, const Rational& a);
};

/// f and its repeated integrals from the left over a scalar (double, Interval, RealInterval): A_0 = f, A_1 = the
/// distribution function, A_{m+1}' = A_m.
template <Scalar S>
class LogRatioIntegrals {
 public:
  /// In the precision of `as`.
  LogRatioIntegrals(const LogRatioLaw& law, const S& as) {
    for (const LogRatioLaw::Kink& kink : law.kinks) {
      log_ratio_.push_back(log(like(as, kink.ratio)));
      weight_.push_back(like(as, kink.weight));
    }
  }
  const S& knot(std::size_t i) const { return log_ratio_[i]; }
  const S& weight(std::size_t i) const { return weight_[i]; }

  /// A_0(t), ..., A_3(t).
  std::array<S, 4> operator()(const S& t) const {
    std::array<S, 4> total{S(0), S(0), S(0), S(0)};
    for (std::size_t i = 0; i < log_ratio_.size(); ++i) {
      const S x = max(t - log_ratio_[i], S(0)), e = exp(x), cosh = (e + 1 / e) / S(2), sinh = (e - 1 / e) / S(2);
      total[0] = total[0] + weight_[i] * sinh;
      total[1] = total[1] + weight_[i] * (cosh - 1);
      total[2] = total[2] + weight_[i] * (sinh - x);
      total[3] = total[3] + weight_[i] * (cosh - 1 - x * x / S(2));
    }
    return total;
  }

 private:
  std::vector<S> log_ratio_, weight_;
};

/// A discrete law of exp(xi): ratio > 0 with its probability, sorted by ratio, no ratio twice.
struct RatioAtom {
  Rational ratio, probability;
};
/// The law of X / Y, X = shift + a Z, Y = 1 + a Z~, for independent Z, Z~ of the table: shift = 1 + a gives
/// F_1, shift = 1 gives F_0.
std::vector<RatioAtom> ratio_atoms(const NoiseTable& noise, const Rational& a, const Rational& shift);

/// E[exp(g xi)] for g != +-1, an enclosure in the precision of g.
RealInterval exponential_moment(const LogRatioLaw& law, const RealInterval& g);
RealInterval exponential_moment(const std::vector<RatioAtom>& law, const RealInterval& g);

}  // namespace hebb
