#pragma once

#include <concepts>
#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// Scalars whose values can be compared, so that an invariant can be checked at run time: double and Rational.
template <class S>
concept ComparableScalar = Scalar<S> && std::totally_ordered<S> && !EnclosureScalar<S>;

/// How far the sum of the coordinates of a SimplexPoint (or TangentVector, per unit of size) may be off: 0 for an
/// exact scalar, 2^-40 for double.
template <ComparableScalar S>
S sum_tolerance() {
  if constexpr (ExactScalar<S>) {
    return S(0);
  } else {
    return S(0x1p-40);
  }
}

/// A value in an error message: exact for Rational, 17 digits for double.
template <ComparableScalar S>
std::string show(const S& x) {
  std::ostringstream out;
  out.precision(17);
  out << x;
  return out.str();
}

/// "(x_1, ..., x_d)".
template <ComparableScalar S>
std::string show(const Vec<S>& x) {
  std::string out = "(";
  for (std::size_t i = 0; i < x.size(); ++i) out += (i == 0 ? "" : ", ") + show(x[i]);
  return out + ")";
}

/// A point of the probability simplex {p in R^d : p_i >= 0, sum p_i = 1}, d >= 1. The invariant holds for the life of
/// the object (up to sum_tolerance): there is no mutable access.
template <ComparableScalar S>
class SimplexPoint {
 public:
  /// Throws PreconditionError, with the offending coordinate or sum, when p is not on the simplex (NaN included).
  explicit SimplexPoint(Vec<S> p) : p_(std::move(p)) {
    require(!p_.empty(), "SimplexPoint: no coordinates");
    check_nonnegative();
    const S total = sum(p_);
    require(abs(S(total - 1)) <= sum_tolerance<S>(),
            [&] { return "SimplexPoint: the coordinates sum to " + show(total) + ", not 1"; });
  }
  /// weights / sum(weights). Throws PreconditionError unless weights >= 0 with a positive (for double: finite) sum.
  static SimplexPoint normalised(Vec<S> weights) {
    SimplexPoint out(Unchecked{}, std::move(weights));
    require(!out.p_.empty(), "SimplexPoint: no weights");
    out.check_nonnegative();
    const S total = sum(out.p_);
    require(total > 0 && total - total == 0, [&] { return "SimplexPoint: weights that sum to " + show(total); });
    for (S& x : out.p_) x = x / total;
    return out;
  }
  /// For p that is on the simplex by construction; nothing is checked.
  static SimplexPoint unchecked(Vec<S> p) { return SimplexPoint(Unchecked{}, std::move(p)); }
  /// e_i, i from 0. Throws PreconditionError unless i < d.
  static SimplexPoint vertex(std::size_t d, std::size_t i) { return unchecked(unit_vector<S>(d, i)); }
  /// (1/d, ..., 1/d). Throws PreconditionError for d = 0.
  static SimplexPoint barycentre(std::size_t d) { return normalised(Vec<S>(d, S(1))); }

  std::size_t size() const { return p_.size(); }              // d
  const S& operator[](std::size_t i) const { return p_[i]; }  // p_i, i from 0
  const Vec<S>& coordinates() const& { return p_; }           // (p_1, ..., p_d)
  Vec<S> coordinates() && { return std::move(p_); }           // so that a loop over a temporary's coordinates is safe
  /// The indices of the positive coordinates, in order.
  std::vector<std::size_t> support() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < p_.size(); ++i) {
      if (p_[i] > 0) out.push_back(i);
    }
    return out;
  }
  friend bool operator==(const SimplexPoint&, const SimplexPoint&) = default;

 private:
  struct Unchecked {};
  SimplexPoint(Unchecked, Vec<S> p) : p_(std::move(p)) {}
  void check_nonnegative() const {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      require(p_[i] >= 0, [&] { return "SimplexPoint: coordinate " + std::to_string(i) + " is " + show(p_[i]); });
    }
  }

  Vec<S> p_;
};

}  // namespace hebb
