#pragma once

#include <hebb/scalar/rational.hpp>

/// What packed intervals share between the instruction sets; compiled once, without special instructions. All
/// compute in round-to-nearest, whatever the mode of the kernel that calls them.
namespace hebb::packed {

/// The tightest enclosure of q.
void enclose(const Rational& q, double& lower, double& upper);

/// Replaces 8 intervals by their images under the scalar function of Interval, with its domain and its exceptions.
enum class ElementaryFunction { exp, log };
void apply(ElementaryFunction function, double* lower, double* upper);

/// Throws PreconditionError that names the lane and its interval.
[[noreturn]] void reject_lane(int lane, double lower, double upper);

}  // namespace hebb::packed
