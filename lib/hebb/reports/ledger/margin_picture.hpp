#pragma once

#include <optional>
#include <vector>

#include <hebb/drawing/picture.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// A margin map with what a reader needs beside it.
struct MarginPicture {
  Picture picture;           // barycentric triangle, bands of the margin, zero set, legend
  const ClaimResult* claim;  // the row in dimension three
  std::string other_variables;
  double least = 0, largest = 0;  // of the margin on the grid, rounded: not a proof
};

/// The maps of all rows whose statement has a margin (see margin_map), in the order of the ledger. Those that are zero
/// everywhere, up to rounding, are left out: there is nothing to see.
std::vector<MarginPicture> margin_pictures(const LedgerResult& result, bool planes = false);

/// The ends of the colour bands for margins up to `largest` > 0: eight steps of the series 1, 2, 5, 10, increasing.
std::vector<double> margin_levels(double largest);

}  // namespace hebb
