#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

namespace hebb {

/// The eigenvalues of a symmetric matrix, largest first, to double accuracy (no error bound), by cyclic Jacobi
/// rotations.
inline std::vector<double> symmetric_eigenvalues(std::vector<std::vector<double>> m) {
  const std::size_t d = m.size();
  for (int sweep = 0; sweep < 50; ++sweep) {
    double off = 0;
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < i; ++j) off = std::max(off, std::fabs(m[i][j]));
    }
    if (off < 1e-15) break;
    for (std::size_t p = 0; p < d; ++p) {
      for (std::size_t q = p + 1; q < d; ++q) {
        const double angle = 0.5 * std::atan2(2 * m[p][q], m[q][q] - m[p][p]);
        const double c = std::cos(angle), s = std::sin(angle);
        for (std::size_t k = 0; k < d; ++k) {  // columns, then rows
          const double x = m[k][p], y = m[k][q];
          m[k][p] = c * x - s * y;
          m[k][q] = s * x + c * y;
        }
        for (std::size_t k = 0; k < d; ++k) {
          const double x = m[p][k], y = m[q][k];
          m[p][k] = c * x - s * y;
          m[q][k] = s * x + c * y;
        }
      }
    }
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < d; ++i) values.push_back(m[i][i]);
  std::ranges::sort(values, std::greater{});
  return values;
}

}  // namespace hebb
