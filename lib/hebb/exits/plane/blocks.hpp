#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace hebb {

/// One function per block of nodes.
struct Blocks {
  int rows = 0, columns = 0;
  std::vector<double> value;
  Blocks(int r, int c, double x = 0)
      : rows(r), columns(c), value(static_cast<std::size_t>(r) * static_cast<std::size_t>(c), x) {}
  double* row(int i) { return value.data() + static_cast<std::ptrdiff_t>(i) * columns; }
  const double* row(int i) const { return value.data() + static_cast<std::ptrdiff_t>(i) * columns; }
  double& at(int i, int j) { return row(i)[j]; }
  double at(int i, int j) const { return row(i)[j]; }
};

/// The greatest of each block and those at most `radius` away.
inline Blocks greatest_around(const Blocks& x, int radius) {
  Blocks along(x.rows, x.columns), result(x.rows, x.columns);
  for (int i = 0; i < x.rows; ++i) {
    for (int j = 0; j < x.columns; ++j) {
      const double* row = x.row(i);
      along.at(i, j) = *std::max_element(row + std::max(0, j - radius), row + std::min(x.columns, j + radius + 1));
    }
  }
  for (int i = 0; i < x.rows; ++i) {
    for (int k = std::max(0, i - radius); k < std::min(x.rows, i + radius + 1); ++k) {
      for (int j = 0; j < x.columns; ++j) result.at(i, j) = std::max(result.at(i, j), along.at(k, j));
    }
  }
  return result;
}

}  // namespace hebb
