#pragma once

#include <cstddef>

#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/scalar/rational.hpp>

/// Every operation of packed intervals as a kernel over arrays, for the tests.
namespace hebb::test {

enum class PackedOperation {
  add,
  subtract,
  multiply,
  divide,
  negate,
  abs,
  square,
  cube,
  fourth,
  fifth,
  seventh,
  tenth,
  inverse_cube,
  sqrt,
  exp,
  log,
  min,
  max,
  hull,
  intersect,
  midpoint,
  widths,
  magnitudes,
  formula,
  // for operands >= 0
  nonnegative_add,
  nonnegative_subtract,
  nonnegative_multiply,
  nonnegative_times_any,
  any_times_nonnegative,
  nonnegative_square,
  nonnegative_sqrt
};

enum class PackedMask { positive, negative, nonnegative, nonpositive, less, less_equal, disjoint, subset, selected };

struct Ends {
  const double* lower;
  const double* upper;
};

/// [lower[k], upper[k]] = x[k] op y[k] for k < n, a multiple of 8.
template <class Isa>
void packed_evaluate(PackedOperation operation, Ends x, Ends y, double* lower, double* upper, std::size_t n);
/// The same in PackedInterval<Portable> outside a batch, lane by lane.
void packed_evaluate_alone(PackedOperation operation, Ends x, Ends y, double* lower, double* upper, std::size_t n);
/// One mask for each eight lanes.
template <class Isa>
void packed_decide(PackedMask mask, Ends x, Ends y, unsigned* masks, std::size_t n);
/// The constant q in 8 lanes.
template <class Isa>
void packed_constant(const Rational& q, double* lower, double* upper);

}  // namespace hebb::test
