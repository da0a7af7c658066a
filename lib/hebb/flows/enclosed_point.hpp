#pragma once

#include <hebb/flows/comparison.hpp>
#include <hebb/scalar/real_interval.hpp>

// What the comparisons of the discrete dynamics with a flow share.

namespace hebb {

/// The coordinates of a point of the simplex and 1 - p_leader, each with its own relative accuracy.
struct EnclosedPoint {
  Vec<RealInterval> p;
  RealInterval rest;
};

/// Whether every coordinate is exact or has a relative width within the tolerance, in the exponent range of MPFR: it
/// may be far below the doubles.
bool is_narrow(const EnclosedPoint& x, double tolerance);

/// Of x - y; the leader's coordinate from 1 - p_leader, which keeps its relative accuracy.
Norms norms(const EnclosedPoint& x, const EnclosedPoint& y, std::size_t leader);

/// Outward, to doubles.
ComparedPoint rounded(const EnclosedPoint& x);

}  // namespace hebb
