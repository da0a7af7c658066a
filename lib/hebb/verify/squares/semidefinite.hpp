#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb::squares {

/// Symmetric matrices X_k with sum of entry.value * X_block(i, j) = right[row] for each row. Entries have i <= j.
struct SemidefiniteProblem {
  struct Entry {
    int row, block, i, j;
    double value;
  };
  std::vector<int> sizes;
  std::vector<Entry> entries;
  std::vector<double> right;
};

struct SemidefiniteSolution {
  std::vector<Mat<double>> blocks;
  double lambda = 0;  // the least eigenvalue of the blocks, as large as it can be, at most 1
};

/// Whether the program that solves them is there.
bool has_semidefinite_solver();

/// A solution in rounded arithmetic with the largest least eigenvalue, by the program csdp [Borchers 1999] in a process
/// of its own, which is given up after `seconds`; nothing when it finds none. Throws Stopped.
std::optional<SemidefiniteSolution> solve(const SemidefiniteProblem& problem, int seconds, StopFlag stop);

}  // namespace hebb::squares
