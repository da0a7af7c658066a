#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// The part of the simplex inside a box with rational corners: {p : lower_i <= p_i <= upper_i, sum p_i = 1}.
/// It is never empty, and its bounds are tight: every lower_i and upper_i is attained by a point of the set.
class SimplexBox {
 public:
  /// The whole simplex of R^d, d >= 1. Throws PreconditionError for d = 0.
  explicit SimplexBox(std::size_t d) : lower_(d, Rational(0)), upper_(d, Rational(1)) {
    require(d >= 1, "SimplexBox: dimension 0");
    if (d == 1) lower_ = upper_;
  }
  /// The set with these bounds, tightened; nothing when it is empty.
  /// Throws PreconditionError when the lengths differ or are 0.
  static std::optional<SimplexBox> within(Vec<Rational> lower, Vec<Rational> upper) {
    require_same_length(lower.size(), upper.size(), "SimplexBox");
    for (std::size_t i = 0; i < lower.size(); ++i) {
      lower[i] = max(lower[i], Rational(0));
      upper[i] = min(upper[i], Rational(1));
      if (lower[i] > upper[i]) return std::nullopt;
    }
    const Rational least = sum(lower), most = sum(upper);
    if (least > 1 || most < 1) return std::nullopt;
    SimplexBox box(lower.size());
    for (std::size_t i = 0; i < lower.size(); ++i) {
      box.lower_[i] = max(lower[i], Rational(1 - (most - upper[i])));
      box.upper_[i] = min(upper[i], Rational(1 - (least - lower[i])));
    }
    return box;
  }

  /// @{
  /// The dimension d and the bounds, tight.
  std::size_t size() const { return lower_.size(); }
  const Vec<Rational>& lower() const { return lower_; }
  const Vec<Rational>& upper() const { return upper_; }
  /// @}
  Rational width(std::size_t i) const { return upper_[i] - lower_[i]; }  // of coordinate i
  /// Whether p is in the box.
  bool contains(const SimplexPoint<Rational>& p) const {
    require_same_length(p.size(), size(), "SimplexBox::contains");
    for (std::size_t i = 0; i < size(); ++i) {
      if (p[i] < lower_[i] || upper_[i] < p[i]) return false;
    }
    return true;
  }
  /// The widest coordinate; the first of equally wide ones.
  std::size_t widest() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < size(); ++i) {
      if (width(i) > width(best)) best = i;
    }
    return best;
  }
  /// The two halves at the middle of coordinate i, which cover the set and meet in p_i = middle; both are non-empty.
  std::pair<SimplexBox, SimplexBox> bisect(std::size_t i) const {
    require(i < size(),
            [&] { return "SimplexBox::bisect: coordinate " + std::to_string(i) + " of " + std::to_string(size()); });
    const Rational middle = (lower_[i] + upper_[i]) / 2;
    Vec<Rational> lower = lower_, upper = upper_;
    lower[i] = upper[i] = middle;
    return {*within(lower_, std::move(upper)), *within(std::move(lower), upper_)};
  }
  /// The coordinates as enclosures of the kind and precision of `as`.
  template <EnclosureScalar S>
  Vec<S> enclosure(const S& as) const {
    Vec<S> out;
    for (std::size_t i = 0; i < size(); ++i) out.push_back(hull(like(as, lower_[i]), like(as, upper_[i])));
    return out;
  }
  friend bool operator==(const SimplexBox&, const SimplexBox&) = default;

 private:
  Vec<Rational> lower_, upper_;
};

}  // namespace hebb
