#pragma once

#include <algorithm>

#include <hebb/exits/kernel/arithmetic.hpp>
#include <hebb/exits/plane/grid.hpp>

namespace hebb {

/// Constants of the error bounds of one step: docs, section 5.2. b = half the variation of the densities.
struct ExitErrorRates {
  double gradient;                                       // |dF| / oscillation of V
  double curvature, curvature_rest;                      // |d^2 F| / oscillation of V less an affine function, of V
  double fourth, fourth_rest;                            // |d^4 F| / |d^2 F| a step before, oscillation of V
  double transport, transport_second, transport_fourth;  // |T V - T' V| / oscillation less affine, |d^2 F|, |d^4 F|
  double smoothing_second, smoothing_fourth;             // |M F - S F| / |d^2 F|, |d^4 F|

  explicit ExitErrorRates(const ExitPlaneGrid& grid) {
    using exit_arithmetic::inflate;
    const LatticeNoise &idle = grid.idle, &triggered = grid.triggered;
    const double b = std::max(idle.density, triggered.density), h2 = grid.h * grid.h;
    gradient = (b + 0.5) * inflate;
    curvature = 4 * b * b * inflate;
    curvature_rest = (b + 0.2) * inflate;
    fourth = (8 * b * b + 4 * b + 1.2) * inflate;
    fourth_rest = (b + 0.4) * inflate;
    transport =
        2 * (triggered.transport * idle.variation + idle.transport * (idle.variation + triggered.variation)) * inflate;
    transport_second = (triggered.second + 2 * idle.second) * inflate;
    transport_fourth = (triggered.fourth + 2 * idle.fourth) * inflate;
    smoothing_second = 3 * (7.0 / 192) * h2 * inflate;
    smoothing_fourth = 3 * (17.0 / 5760) * h2 * h2 * inflate;
  }
};

}  // namespace hebb
