#pragma once

#include <optional>

#include <hebb/exits/line/rounding.hpp>
#include <hebb/scalar/rational.hpp>

namespace hebb {

/// The bounds for exit "ever" that the upper side starts from, with a middle node m and a proved exponent g of e^-(g u)
/// at and above u_m: P(exit ever) <= e^-(g (u - u_m)) beyond m; and at and beyond the last node N it is at most e^-(g
/// (u_N - u_m)) times the greatest value between u_m less one jump and u_m.
struct EverBarrier {
  int middle = 0;
  double ratio = 1, from_middle = 1;  // e^-(g h), e^-(g (u_N - u_m))
};
/// On the lattice log(boundary) + j spacing, j = 0..cells.
EverBarrier make_ever_barrier(const IncrementLaw& triggered, const std::optional<IncrementLaw>& idle,
                              const Rational& boundary, double spacing, int cells, const Rational& least_activity);

}  // namespace hebb
