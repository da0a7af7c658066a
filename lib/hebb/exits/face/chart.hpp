#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include <hebb/exits/problem.hpp>

namespace hebb {

/// In the direction of r functions are polynomials through the lines -face_half..face_half around one.
inline constexpr int face_half = 3, face_points = 2 * face_half + 1;
/// The greatest sum of the sizes of their Lagrange polynomials between the outermost lines is 4.55.
inline constexpr double face_lebesgue = 4.6;

/// Coordinates in which the exits through the nearest opponent, component 2, are a half plane: the unnormalised weights
/// are (1, (nu_0 - nu_1 r) e^-y, r) for y real and r = p_3/p_1, and p_1 - p_2 < g (p_1 < rho p_2) is y < 0.
///   gap event:   nu_0 = (1-g)/(1+g), nu_1 = g/(1+g);      ratio event: nu_0 = 1/rho, nu_1 = 0.
/// The lattice: nodes y_j = j h, j < nodes, with the middles of their cells, on the lines r_k = k spacing, k < lines.
/// The strip of line k is |r - r_k| <= spacing/2; the domain is made of the strips 0..last with y < y_(nodes-1).
/// Derivation: docs/theory/exit-probabilities.md, section 5.3.
struct FaceChart {
  double nu0 = 1, nu1 = 0, gap = 0;
  /// 1 + a (B + Z), B = 0, 1, is uniform on [low[B], high[B]], of length width.
  double low[2]{}, high[2]{}, width = 0;
  double h = 0, spacing = 0;
  int nodes = 0, lines = 0, last = 0;
  double start = 0;  // r at the start

  /// Opponents 2 and 3 of a problem with three positive components, p_2 >= p_3, `cells` cells across the noise; nodes
  /// is left 0.
  FaceChart(const ExitProblem& problem, int cells);
  /// The same with cells that are `factor` times as long.
  FaceChart coarsened(int factor) const;

  double line(int k) const { return k * spacing; }
  /// (X_1, X_3) -> X~ = X_1 + shear (X_1 - X_3) is the growth of nu_0 - nu_1 r on the line; its derivative in r.
  double shear(double r) const { return nu1 * r / (nu0 - nu1 * r); }
  double shear_slope(double r) const { return nu0 * nu1 / ((nu0 - nu1 * r) * (nu0 - nu1 * r)); }
  /// The probabilities of the triggers.
  std::array<double, 3> probabilities(double y, double r) const;
  /// The line in the middle of those whose polynomial is the value on the strip of line k.
  int centre(int k) const { return std::clamp(k, face_half, lines - 1 - face_half); }
  /// The least and the greatest r of the strips of line k and of the lines of its polynomial, at least 0.
  std::array<double, 2> range(int k) const;
  /// The line of the strip of r.
  int strip(double r) const { return static_cast<int>(r / spacing + 0.5); }
  /// The last strip that the chain gets to from the domain in a step.
  int beyond() const { return last + 2 + static_cast<int>((last + 1) * greatest_turn()); }
  /// max |X_3/X_1 - 1|, max |X_1 - X_3| / X~ up to the last line, the greatest density of log X.
  double greatest_turn() const;
  double greatest_shift() const;
  /// The panels over X_3.
  static constexpr int panels = 8;
  double density() const { return high[1] / width; }
};

/// The Lagrange polynomials of the points -face_half..face_half, at t.
std::array<double, face_points> line_weights(double t);

}  // namespace hebb
