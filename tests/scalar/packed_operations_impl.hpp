#pragma once

#include <hebb/scalar/packed/packed.hpp>

#include "packed_operations.hpp"

namespace hebb::test {

/// A formula as the library writes them: any scalar.
template <Scalar S>
[[gnu::always_inline]] inline S sample_formula(const S& x, const S& y) {
  return (1 - x) * (x + 2) / (1 + y * y) - 3 * square(x - y);
}

template <class Isa>
PackedInterval<Isa> packed_apply(PackedOperation operation, const PackedInterval<Isa>& x,
                                 const PackedInterval<Isa>& y) {
  using P = PackedInterval<Isa>;
  using N = PackedNonNegative<Isa>;
  using Op = PackedOperation;
  switch (operation) {
    case Op::add:
      return x + y;
    case Op::subtract:
      return x - y;
    case Op::multiply:
      return x * y;
    case Op::divide:
      return x / y;
    case Op::negate:
      return -x;
    case Op::abs:
      return abs(x);
    case Op::square:
      return square(x);
    case Op::cube:
      return pow(x, 3);
    case Op::fourth:
      return pow(x, 4);
    case Op::fifth:
      return pow(x, 5);
    case Op::seventh:
      return pow(x, 7);
    case Op::tenth:
      return pow(x, 10);
    case Op::inverse_cube:
      return pow(x, -3);
    case Op::sqrt:
      return sqrt(x);
    case Op::exp:
      return exp(x);
    case Op::log:
      return log(x);
    case Op::min:
      return min(x, y);
    case Op::max:
      return max(x, y);
    case Op::hull:
      return hull(x, y);
    case Op::intersect:
      return intersect(x, y);
    case Op::midpoint:
      return midpoint(x);
    case Op::widths:
      return P::unchecked(widths(x), widths(x));
    case Op::magnitudes:
      return P::unchecked(magnitudes(x), magnitudes(x));
    case Op::formula:
      return sample_formula(x, y);
    case Op::nonnegative_add:
      return N(x) + N(y);
    case Op::nonnegative_subtract:
      return N(x) - N(y);
    case Op::nonnegative_multiply:
      return N(x) * N(y);
    case Op::nonnegative_times_any:
      return N(x) * y;
    case Op::any_times_nonnegative:
      return y * N(x);
    case Op::nonnegative_square:
      return square(N(x));
    case Op::nonnegative_sqrt:
      return sqrt(N(x));
  }
  return x;
}

template <class Isa>
void packed_evaluate(PackedOperation operation, Ends x, Ends y, double* lower, double* upper, std::size_t n) {
  run_batch<Isa>([=]<class I>(I) {
    for (std::size_t k = 0; k < n; k += lane_count) {
      packed_apply(operation, PackedInterval<I>::load(x.lower + k, x.upper + k),
                   PackedInterval<I>::load(y.lower + k, y.upper + k))
          .store(lower + k, upper + k);
    }
  });
}

template <class Isa>
void packed_decide(PackedMask mask, Ends xs, Ends ys, unsigned* masks, std::size_t n) {
  run_batch<Isa>([=]<class I>(I) {
    for (std::size_t k = 0; k < n; k += lane_count) {
      const auto x = PackedInterval<I>::load(xs.lower + k, xs.upper + k);
      const auto y = PackedInterval<I>::load(ys.lower + k, ys.upper + k);
      unsigned& m = masks[k / lane_count];
      switch (mask) {
        case PackedMask::positive:
          m = certainly_positive(x);
          break;
        case PackedMask::negative:
          m = certainly_negative(x);
          break;
        case PackedMask::nonnegative:
          m = certainly_nonnegative(x);
          break;
        case PackedMask::nonpositive:
          m = certainly_nonpositive(x);
          break;
        case PackedMask::less:
          m = certainly_less(x, y);
          break;
        case PackedMask::less_equal:
          m = certainly_less_equal(x, y);
          break;
        case PackedMask::disjoint:
          m = disjoint(x, y);
          break;
        case PackedMask::subset:
          m = subset(x, y);
          break;
        case PackedMask::selected: {
          const auto wanted = static_cast<unsigned>(k / lane_count * 37 % 256);
          const auto s = select(wanted, PackedInterval<I>(1), PackedInterval<I>(-1));
          m = certainly_positive(s) == wanted ? certainly_negative(s) ^ wanted : 0;
          break;
        }
      }
    }
  });
}

template <class Isa>
void packed_constant(const Rational& q, double* lower, double* upper) {
  run_batch<Isa>([&]<class I>(I) { like(PackedInterval<I>(), q).store(lower, upper); });
}

}  // namespace hebb::test
