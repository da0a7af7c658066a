#pragma once

#include <vector>

#include <hebb/scalar/rational.hpp>

namespace hebb::splits {

/// q and r with f = c q^2 r, c > 0, where r has no square factor: polynomials of one variable by powers, without
/// leading zeros; q has positive integer leading coefficient and no common divisor. f is not zero.
struct SquarePart {
  std::vector<Rational> root, rest;
};
SquarePart square_part(const std::vector<Rational>& f);

}  // namespace hebb::splits
