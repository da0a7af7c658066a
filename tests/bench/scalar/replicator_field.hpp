#pragma once

#include <hebb/scalar/elementary.hpp>

/// The field F_i = p_i (p_i - sum_j p_j^2) on many boxes, in several arithmetics; each is compiled in its own file, so
/// that no call is optimised with knowledge of its data.
namespace bench {

using hebb::square;

inline constexpr int box_count = 512;

/// One formula for all; calculus/loss.hpp has it for vectors, but their allocation would be all that is measured.
template <int D, class In, class Out>
[[gnu::always_inline]] inline void replicator_field(const In (&p)[D], Out (&f)[D]) {
  auto s = square(p[0]);
  for (int j = 1; j < D; ++j) s = s + square(p[j]);
  for (int i = 0; i < D; ++i) f[i] = p[i] * (p[i] - s);
}

/// All boxes once. p and f: D doubles a box; for the intervals 2 D, the lower end before the upper one; for the packed
/// ones 16 D for each eight boxes: per coordinate 8 lower ends, then 8 upper ends.
template <int D>
void field_double(const double* p, double* f);
template <int D>
void field_interval(const double* p, double* f);
template <int D>
void field_boost(const double* p, double* f);
template <int D>
void field_boost_unprotected(const double* p, double* f);
template <class Isa, int D>
void field_packed(const double* p, double* f);
template <class Isa, int D>
void field_packed_nonnegative(const double* p, double* f);

}  // namespace bench
