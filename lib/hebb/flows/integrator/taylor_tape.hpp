#pragma once

#include <cstddef>
#include <vector>

#include <hebb/flows/integrator/recorded_map.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Taylor coefficients in time of the solution of y' = f(t, y) and of its derivative with respect to the initial value,
/// by automatic differentiation on the recorded code of f: every node holds the coefficients of its value along the
/// solution, and of its n partial derivatives.
///
/// Law.  With (t, y) anywhere in the given enclosures, value(k) contains y^(k)(t)/k! of the solution through (t, y),
/// and slope(l, k) the derivative of that number by y_l.
/// Cost of an expansion to order p: O(p^2) operations per product, quotient, exp, log, sqrt, times n + 1 with slopes.
/// Nothing is allocated (by Interval) after construction.      Source: Moore 1966; Griewank & Walther 2008, ch. 13.
template <EnclosureScalar E>
class TaylorTape {
 public:
  /// `with_slopes`: the derivatives are wanted too. `as` lends its precision.
  /// Throws PreconditionError when max_order < 0, or for a map with sin, cos, atan or abs.
  TaylorTape(const RecordedMap& map, int max_order, bool with_slopes, const E& as);

  int dimension() const { return dimension_; }
  int outputs() const { return static_cast<int>(outputs_.size()); }

  /// Coefficients 0..order of y and 0..slope_order of its slopes (-1: none) for the solution through (t, y); those of
  /// the outputs too, which for order > 0 must be at least n, the first n being f. A map that is no vector field is
  /// expanded to order 0. False when the map is not known to be smooth on (t, y): a divisor that may be zero, log or
  /// sqrt of what may not be positive; then the coefficients mean nothing.
  /// Throws PreconditionError for orders above max_order or a y of the wrong length.
  [[nodiscard]] bool expand(const E& t, const Vec<E>& y, int order, int slope_order);

  const E& solution(int j, int k) const { return value(1 + j, k); }
  const E& solution_slope(int j, int l, int k) const { return slope(1 + j, l, k); }
  const E& output(int o, int k) const { return value(outputs_[o], k); }
  const E& output_slope(int o, int l, int k) const { return slope(outputs_[o], l, k); }

 private:
  enum class Kind : unsigned char { given, add, subtract, negate, multiply, square, divide, exp, log, sqrt };
  struct Step {
    Kind kind;
    int a, b;
    int degree;   // of the node as a polynomial in time, where it is known to be one; else `unlimited`
    bool varies;  // depends on y
    int helper;   // series k c_k that exp and log need
  };
  static constexpr int unlimited = 1 << 30;

  int append(Kind kind, int a, int b);
  bool smooth(const Step& s) const;
  void extend(int node, int k);
  void extend_slopes(int node, int k);
  E convolve(const E* a, int a_degree, const E* b, int b_degree, int k, int first) const;

  std::size_t at(int node, int k) const { return static_cast<std::size_t>(node) * stride_ + k; }
  std::size_t at(int node, int l, int k) const {
    return (static_cast<std::size_t>(node) * dimension_ + l) * stride_ + k;
  }
  const E& value(int node, int k) const { return values_[at(node, k)]; }
  const E& slope(int node, int l, int k) const { return slopes_[at(node, l, k)]; }

  int dimension_;
  std::size_t stride_;
  std::vector<Step> steps_;  // node 0 is t, 1..n is y
  std::vector<int> outputs_;
  Vec<E> values_, slopes_, helpers_;
};

extern template class TaylorTape<Interval>;
extern template class TaylorTape<RealInterval>;

}  // namespace hebb
