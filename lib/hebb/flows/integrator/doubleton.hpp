#pragma once

#include <optional>

#include <hebb/calculus/loss.hpp>
#include <hebb/flows/integrator/enclosure_tools.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// A set of states {center + C r0 + B r : r0 in the parameter box, r in the error box} of R^n, in Lohner's form: C and
/// B are matrices of points, r0 are the k parameters of the initial set, which keep their identity for all time, and r
/// collects all errors in the basis B, nearly orthonormal and turned at every step so that boxes do not wrap.
///
/// Source: Lohner 1987; Nedialkov & Jackson 1999; Mrozek & Zgliczynski 2000 (doubleton).
template <EnclosureScalar E>
class Doubleton {
 public:
  /// The box itself: its widths are the parameters. Throws PreconditionError unless the box is bounded and not empty.
  explicit Doubleton(const Vec<E>& box);
  /// The image of the parameters q in the box r0 under a map with the value `image` at q = 0 and the derivative
  /// `jacobian` (n x k) over the convex hull of r0 and 0: center + C r0 plus what C cannot say.
  /// With `balanced`, only parameters with sum q_i = 0 count, exactly: {q in r0 : sum q_i = 0} (see range).
  /// Throws PreconditionError when the lengths differ.
  Doubleton(const Vec<E>& image, const Mat<E>& jacobian, Vec<E> r0, bool balanced);

  /// @{
  /// The number of coordinates, and m and r0 of the representation above.
  int dimension() const { return static_cast<int>(center_.size()); }
  const Vec<E>& center() const { return center_; }
  const Vec<E>& parameters() const { return r0_; }
  /// @}

  /// A box around the center and every state, the smallest one up to rounding.
  void enclose(Vec<E>& box) const;
  /// Replaces the set by an enclosure of its image under a map with value in `image` at the center and derivative in
  /// `jacobian` (n x n) between the center and any state (the mean value form).
  void advance(const Vec<E>& image, const Mat<E>& jacobian);
  /// Encloses <row, x - center> over all states x; the row is a vector of n intervals.
  E displacement(const Vec<E>& row) const;

 private:
  /// Encloses <row, r0>. Balanced parameters allow <row - lambda 1, r0> for every lambda, and the median of the row,
  /// weighted by the widths of r0, is the lambda with the smallest range (the dual of a linear program).
  E range(const Vec<E>& row) const;
  void turn(const Mat<E>& image_of_basis);

  Vec<E> center_;
  Mat<E> c_;  // n x k
  Vec<E> r0_;
  bool balanced_ = false;
  Mat<E> b_;  // n x n
  Vec<E> r_;
  Mat<E> jc_, jb_, inverse_;  // scratch
  Vec<E> error_;
  mutable Vec<E> row_;
};

/// An enclosure of the inverse of every matrix in b (n x n), given an approximate inverse y: with |I - y b| <= e < 1 in
/// the row sum norm, b^-1 = (I - (I - y b))^-1 y differs from y in column j by at most e/(1-e) max_i |y_ij|.
/// Nothing when e is not proved to be less than 1; then b may be singular.
template <EnclosureScalar E>
std::optional<Mat<E>> enclose_inverse(const Mat<E>& b, const Mat<E>& y);

extern template class Doubleton<Interval>;
extern template class Doubleton<RealInterval>;
extern template std::optional<Mat<Interval>> enclose_inverse(const Mat<Interval>&, const Mat<Interval>&);
extern template std::optional<Mat<RealInterval>> enclose_inverse(const Mat<RealInterval>&, const Mat<RealInterval>&);

}  // namespace hebb
