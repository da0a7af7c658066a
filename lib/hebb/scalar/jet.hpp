#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Truncated Taylor series f(x0 + t) = a_0 + a_1 t + ... + a_m t^m + O(t^(m+1)) over a scalar S; a_k = f^(k)(x0) / k!.
/// Law: with a_k read with the meaning of S (approximation, enclosure, exact), so are the results; a jet of an
/// enclosure encloses the coefficients, not the remainder of the series. Jet<Jet<S>> holds mixed derivatives.
///
/// A constant (an int, or Jet::constant) has no order of its own: it is exact to every order. Two jets that are not
/// constants must have the same order; otherwise PreconditionError.
/// Cost: + and - take m + 1 operations of S, the others O(m^2).
template <Scalar S>
class Jet {
 public:
  Jet() : Jet(0) {}  // the constant 0
  template <std::same_as<int> I>
  /// The constant n; the only implicit conversion.
  Jet(I n) : Jet(constant(S(n))) {}  // NOLINT(google-explicit-constructor)

  static Jet constant(S value) { return Jet({std::move(value)}, true); }  // exact to every order
  /// x0 + t, to order m >= 0.
  static Jet variable(S x0, int m) {
    require(m >= 0, [&] { return fmt::format("order {} of a jet: must not be negative", m); });
    std::vector<S> a(static_cast<std::size_t>(m) + 1, like(x0, Rational(0)));
    if (m > 0) a[1] = like(x0, Rational(1));
    a[0] = std::move(x0);
    return Jet(std::move(a), false);
  }
  /// The jet with the given coefficients a_0, ..., a_m; at least one.
  static Jet from_coefficients(std::vector<S> a) {
    require(!a.empty(), "a jet needs at least one coefficient");
    return Jet(std::move(a), false);
  }

  bool is_constant() const { return constant_; }  // see above
  /// m. Of a constant: 0.
  int order() const { return static_cast<int>(a_.size()) - 1; }
  const S& value() const { return a_[0]; }  // a_0
  /// a_k; zero for a constant and k > 0. Throws PreconditionError when k is negative or above the order.
  S coefficient(int k) const {
    require(k >= 0 && (constant_ || k <= order()),
            [&] { return fmt::format("coefficient {} of a jet of order {}", k, order()); });
    return k <= order() ? a_[static_cast<std::size_t>(k)] : S(0);
  }
  /// f^(k)(x0) = k! a_k.
  S derivative(int k) const {
    S d = coefficient(k);
    for (int i = 2; i <= k; ++i) d = d * S(i);
    return d;
  }

  /// @{
  /// Coefficient by coefficient.
  friend Jet operator-(const Jet& x) {
    Jet r = x;
    for (S& c : r.a_) c = -c;
    return r;
  }
  friend Jet operator+(const Jet& x, const Jet& y) {
    return x.recur(y, [&](int k, const std::vector<S>&) { return sum(x.at(k), y.at(k)); });
  }
  /// @}
  friend Jet operator-(const Jet& x, const Jet& y) { return x + (-y); }  // coefficient by coefficient
  /// c_k = sum_i a_i b_(k-i).
  friend Jet operator*(const Jet& x, const Jet& y) {
    return x.recur(y, [&](int k, const std::vector<S>&) { return convolve(x.a_, y.a_, k, 0, k); });
  }
  /// c_k = (a_k - sum_(i>=1) b_i c_(k-i)) / b_0.
  friend Jet operator/(const Jet& x, const Jet& y) {
    return x.recur(y, [&](int k, const std::vector<S>& c) {
      const S rest = convolve(y.a_, c, k, 1, k);
      return (x.at(k) == nullptr ? -rest : *x.at(k) - rest) / y.a_[0];
    });
  }
  /// @{
  /// x = x op y.
  Jet& operator+=(const Jet& y) { return *this = *this + y; }
  Jet& operator-=(const Jet& y) { return *this = *this - y; }
  Jet& operator*=(const Jet& y) { return *this = *this * y; }
  Jet& operator/=(const Jet& y) { return *this = *this / y; }
  /// @}

  /// c_k = 2 sum_(i<k/2) a_i a_(k-i) + [k even] a_(k/2)^2.
  friend Jet square(const Jet& x) {
    return x.recur(x, [&](int k, const std::vector<S>&) {
      const S twice = S(2) * convolve(x.a_, x.a_, k, 0, (k - 1) / 2 - (k == 0 ? 1 : 0));
      return k % 2 == 1 ? twice : twice + square(x.a_[static_cast<std::size_t>(k / 2)]);
    });
  }
  /// By squaring; x^0 = 1, x^-n = 1 / x^n.
  friend Jet pow(const Jet& x, int n) {
    if (n < 0) return 1 / (n < -1 ? pow(x, -(n + 1)) * x : x);
    if (n == 0) return Jet(1);
    if (n == 1) return x;
    const Jet half = square(pow(x, n / 2));
    return n % 2 == 0 ? half : half * x;
  }
  friend Jet pow(const Jet&, double) = delete;
  /// c_0 = exp a_0, c_k = (1/k) sum_(i=1..k) i a_i c_(k-i): from c' = a' c.
  friend Jet exp(const Jet& x) {
    return x.recur(x, [&](int k, const std::vector<S>& c) {
      if (k == 0) return exp(x.a_[0]);
      return weighted(x.a_, c, k, k) / S(k);
    });
  }
  /// c_0 = log a_0, c_k = (a_k - (1/k) sum_(i=1..k-1) i c_i a_(k-i)) / a_0: from c' a = a'.
  friend Jet log(const Jet& x) {
    return x.recur(x, [&](int k, const std::vector<S>& c) {
      if (k == 0) return log(x.a_[0]);
      return (x.a_[static_cast<std::size_t>(k)] - weighted(c, x.a_, k, k - 1) / S(k)) / x.a_[0];
    });
  }
  /// c_0 = sqrt a_0, c_k = (a_k - sum_(i=1..k-1) c_i c_(k-i)) / (2 c_0): from c^2 = a.
  friend Jet sqrt(const Jet& x) {
    return x.recur(x, [&](int k, const std::vector<S>& c) {
      if (k == 0) return sqrt(x.a_[0]);
      return (x.a_[static_cast<std::size_t>(k)] - convolve(c, c, k, 1, k - 1)) / (S(2) * c[0]);
    });
  }

 private:
  Jet(std::vector<S> a, bool constant) : a_(std::move(a)), constant_(constant) {}

  const S* at(int k) const { return k <= order() ? &a_[static_cast<std::size_t>(k)] : nullptr; }

  static S sum(const S* a, const S* b) { return a == nullptr ? *b : b == nullptr ? *a : *a + *b; }

  /// sum_(i=first..last) a_i b_(k-i), over the coefficients that exist.
  static S convolve(const std::vector<S>& a, const std::vector<S>& b, int k, int first, int last) {
    first = std::max(first, k - static_cast<int>(b.size()) + 1);
    last = std::min(last, static_cast<int>(a.size()) - 1);
    if (first > last) return S(0);
    const auto term = [&](int i) { return a[static_cast<std::size_t>(i)] * b[static_cast<std::size_t>(k - i)]; };
    S total = term(first);
    for (int i = first + 1; i <= last; ++i) total = total + term(i);
    return total;
  }
  /// sum_(i=1..last) i a_i b_(k-i).
  static S weighted(const std::vector<S>& a, const std::vector<S>& b, int k, int last) {
    S total = S(0);
    for (int i = 1; i <= last; ++i)
      total = total + S(i) * (a[static_cast<std::size_t>(i)] * b[static_cast<std::size_t>(k - i)]);
    return total;
  }

  /// The jet with c_k = next(k, {c_0, ..., c_(k-1)}), to the common order of x = *this and y.
  template <class Next>
  Jet recur(const Jet& y, const Next& next) const {
    require(constant_ || y.constant_ || order() == y.order(), "jets of different orders cannot be combined");
    const int m = std::max(order(), y.order());
    std::vector<S> c;
    c.reserve(static_cast<std::size_t>(m) + 1);
    for (int k = 0; k <= m; ++k) c.push_back(next(k, std::as_const(c)));
    return Jet(std::move(c), constant_ && y.constant_);
  }

  std::vector<S> a_;
  bool constant_;
};

template <Scalar S>
struct scalar_traits<Jet<S>> {
  static constexpr Meaning meaning = scalar_traits<S>::meaning;
  static Jet<S> constant(const Rational& q, const Jet<S>& like) {
    return Jet<S>::constant(scalar_traits<S>::constant(q, like.value()));
  }
};
static_assert(Scalar<Jet<double>> && Scalar<Jet<Jet<Rational>>>);

}  // namespace hebb
