#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <utility>

#include <hebb/flows/closed_form/increasing_root.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// A mirror map of the open simplex: a strictly convex h with
///   potential(p)   h(p)
///   dual(p)        grad h(p), modulo multiples of 1
///   primal(theta)  grad h*(theta), h* the conjugate of h on the simplex: the one p > 0, 1.p = 1, with dual(p) = theta
///                  modulo 1. So |grad h| must be infinite at the boundary ("steep"): no projection is ever needed.
template <class M, class S>
concept MirrorMap = Scalar<S> && requires(const M& map, const Vec<S>& x) {
  { map.potential(x) } -> std::same_as<S>;
  { map.dual(x) } -> std::same_as<Vec<S>>;
  { map.primal(x) } -> std::same_as<Vec<S>>;
};

/// h(p) = sum p_i log p_i: its Bregman divergence is KL, its mirror step the exponentiated-gradient step.
struct NegativeEntropy {
  /// sum p_i log p_i.
  template <Scalar S>
  S potential(const Vec<S>& p) const {
    return dot(p, dual(p));
  }
  /// log p_i: the gradient up to a constant, which primal does not see.
  template <Scalar S>
  Vec<S> dual(const Vec<S>& p) const {
    Vec<S> out;
    out.reserve(p.size());
    for (const S& x : p) out.push_back(log(x));
    return out;
  }
  /// exp(theta_i) / sum_j exp(theta_j).
  template <Scalar S>
  Vec<S> primal(const Vec<S>& theta) const {
    return exponentiated_gradient_step(Vec<S>(theta.size(), S(1)), theta, S(-1));
  }
};

/// A convex function of one variable on (0, 1] whose slope increases from -infinity: templates over the scalar (jets
/// included) with
///   value(x) = phi(x),   slope(x) = phi'(x),   inverse_slope(y) = the x with phi'(x) = y, for y <= phi'(1).
template <class K, class S>
concept SteepKernel = Scalar<S> && requires(const K& kernel, const S& x) {
  { kernel.value(x) } -> std::same_as<S>;
  { kernel.slope(x) } -> std::same_as<S>;
  { kernel.inverse_slope(x) } -> std::same_as<S>;
};

/// phi(x) = x log x - x. As a separable map it is NegativeEntropy by another route.
struct EntropyKernel {
  /// phi(x).
  template <Scalar S>
  S value(const S& x) const {
    return x * (log(x) - 1);
  }
  /// phi'(x).
  template <Scalar S>
  S slope(const S& x) const {
    return log(x);
  }
  /// The inverse of phi'.
  template <Scalar S>
  S inverse_slope(const S& y) const {
    return exp(y);
  }
};

/// phi(x) = -log x (Burg entropy): the interior-point barrier.
struct LogBarrierKernel {
  /// phi(x).
  template <Scalar S>
  S value(const S& x) const {
    return -log(x);
  }
  /// phi'(x).
  template <Scalar S>
  S slope(const S& x) const {
    return -1 / x;
  }
  /// The inverse of phi'.
  template <Scalar S>
  S inverse_slope(const S& y) const {
    return -1 / y;
  }
};

/// phi(x) = -2 sqrt(x) (Tsallis entropy of order 1/2): a power map between entropy and barrier.
struct SquareRootKernel {
  /// phi(x).
  template <Scalar S>
  S value(const S& x) const {
    return -(2 * sqrt(x));
  }
  /// phi'(x).
  template <Scalar S>
  S slope(const S& x) const {
    return -1 / sqrt(x);
  }
  /// The inverse of phi'.
  template <Scalar S>
  S inverse_slope(const S& y) const {
    return 1 / square(y);
  }
};

/// h(p) = sum_i phi(p_i) on the simplex. primal() solves sum_i (phi')^-1(theta_i + mu) = 1 for the multiplier mu.
template <class Kernel>
class SeparableMirrorMap {
 public:
  explicit SeparableMirrorMap(Kernel kernel = {}) : kernel_(std::move(kernel)) {}  // the map of this kernel

  /// sum phi(p_i).
  template <Scalar S>
  S potential(const Vec<S>& p) const {
    require(!p.empty(), "SeparableMirrorMap: an empty vector");
    S total = kernel_.value(p[0]);
    for (std::size_t i = 1; i < p.size(); ++i) total = total + kernel_.value(p[i]);
    return total;
  }
  /// phi'(p_i), coordinate by coordinate.
  template <Scalar S>
  Vec<S> dual(const Vec<S>& p) const {
    Vec<S> out;
    out.reserve(p.size());
    for (const S& x : p) out.push_back(kernel_.slope(x));
    return out;
  }
  /// Enclosures: of the point for every member of theta; for thin theta tight. double: the middle of that enclosure.
  /// Throws PreconditionError when theta is empty or unbounded, and when the kernel is seen to break its contract.
  template <Scalar S>
  Vec<S> primal(const Vec<S>& theta) const {
    if constexpr (std::same_as<S, double>) {
      Vec<Interval> boxes;
      for (const double t : theta) boxes.emplace_back(t);
      Vec<double> out;
      for (const Interval& x : primal(boxes)) out.push_back(x.midpoint());
      return out;
    } else {
      const S mu = multiplier(theta);
      const S unit = hull(like(mu, 0), like(mu, 1));
      Vec<S> out;
      out.reserve(theta.size());
      for (const S& t : theta) {
        const auto x = intersect(kernel_.inverse_slope(t + mu), unit);
        // Where the slope is finite on the whole enclosure it must meet what it was solved for.
        require(x && (possibly(is_zero(*x)) || possibly(equal(kernel_.slope(*x), t + mu))),
                "SeparableMirrorMap: the kernel's inverse_slope is not the inverse of its slope");
        out.push_back(*x);
      }
      return out;
    }
  }
  /// The multiplier mu, between the values at which no component exceeds 1/d and at which one component is 1.
  template <EnclosureScalar S>
  S multiplier(const Vec<S>& theta) const {
    require(!theta.empty(), "SeparableMirrorMap: an empty vector");
    const S at_mean = kernel_.slope(like(theta[0], Rational(1, static_cast<int>(theta.size()))));
    const S at_one = kernel_.slope(like(theta[0], Rational(1)));
    S least = at_mean - theta[0], most = at_one - theta[0];
    for (const S& t : theta) {
      least = min(least, at_mean - t);
      most = min(most, at_one - t);
    }
    const S bracket = hull(least, most);
    require(bracket.is_bounded(), "SeparableMirrorMap: an unbounded dual point");
    const auto mu = enclose_increasing_root(
        [&](const auto& x) {
          using T = std::decay_t<decltype(x)>;
          T total = T(-1);
          for (const S& t : theta) total = total + kernel_.inverse_slope(lifted(t, x) + x);
          return total;
        },
        bracket);
    require(mu.has_value(), "SeparableMirrorMap: the kernel's slope is not increasing with the inverse inverse_slope");
    return *mu;
  }

 private:
  template <class S>
  static const S& lifted(const S& t, const S&) {
    return t;
  }
  template <class S>
  static Jet<S> lifted(const S& t, const Jet<S>&) {
    return Jet<S>::constant(t);
  }

  Kernel kernel_;
};

}  // namespace hebb
