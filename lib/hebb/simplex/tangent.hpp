#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// A direction along the simplex: v in R^d with sum v_i = 0 (for double up to sum_tolerance times sum |v_i|).
/// Sums, differences and multiples of tangent vectors are tangent vectors.
template <ComparableScalar S>
class TangentVector {
 public:
  /// Throws PreconditionError, with the sum, when v is not tangent or is empty (NaN included).
  explicit TangentVector(Vec<S> v) : v_(std::move(v)) {
    const S total = sum(v_);
    S size(0);
    for (const S& x : v_) size = size + abs(x);
    require(abs(total) <= sum_tolerance<S>() * size,
            [&] { return "TangentVector: the coordinates sum to " + show(total) + ", not 0"; });
  }
  /// The Euclidean projection v - (mean of v) 1. Throws PreconditionError when v is empty.
  static TangentVector projection(Vec<S> v) {
    const S mean = sum(v) / static_cast<int>(v.size());
    for (S& x : v) x = x - mean;
    return TangentVector(Unchecked{}, std::move(v));
  }
  /// q - p.      Throws PreconditionError when the dimensions differ.
  static TangentVector between(const SimplexPoint<S>& p, const SimplexPoint<S>& q) {
    require_same_length(p.size(), q.size(), "TangentVector::between");
    Vec<S> v = q.coordinates();
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = v[i] - p[i];
    return TangentVector(Unchecked{}, std::move(v));
  }

  std::size_t size() const { return v_.size(); }
  const S& operator[](std::size_t i) const { return v_[i]; }
  const Vec<S>& coordinates() const& { return v_; }
  Vec<S> coordinates() && { return std::move(v_); }  // so that a loop over a temporary's coordinates is safe

  /// Throws PreconditionError when the dimensions differ.
  friend TangentVector operator+(TangentVector x, const TangentVector& y) {
    require_same_length(x.size(), y.size(), "TangentVector");
    for (std::size_t i = 0; i < x.size(); ++i) x.v_[i] = x.v_[i] + y[i];
    return x;
  }
  friend TangentVector operator*(const S& t, TangentVector x) {
    for (S& c : x.v_) c = t * c;
    return x;
  }
  friend TangentVector operator-(TangentVector x, const TangentVector& y) { return std::move(x) + S(-1) * y; }
  friend bool operator==(const TangentVector&, const TangentVector&) = default;

  /// p + v. Throws PreconditionError when that leaves the simplex or the dimensions differ.
  friend SimplexPoint<S> operator+(const SimplexPoint<S>& p, const TangentVector& v) {
    require_same_length(p.size(), v.size(), "SimplexPoint + TangentVector");
    Vec<S> q = p.coordinates();
    for (std::size_t i = 0; i < q.size(); ++i) q[i] = q[i] + v[i];
    return SimplexPoint<S>(std::move(q));
  }

 private:
  struct Unchecked {};
  TangentVector(Unchecked, Vec<S> v) : v_(std::move(v)) {}

  Vec<S> v_;
};

}  // namespace hebb
