#pragma once

#include <map>
#include <optional>
#include <vector>

#include <hebb/scalar/rational.hpp>

namespace hebb::squares {

/// Linear equations over the rationals: for each row, the sum over all columns c of columns[c][row] q_c is right[row].
class ExactSystem {
 public:
  using Column = std::vector<std::pair<int, Rational>>;  // row, value
  ExactSystem(std::vector<Column> columns, std::vector<Rational> right);

  /// A solution near `q`: some columns, one for each independent row, take up what is missing. Nothing where the
  /// equations have none.
  std::optional<std::vector<Rational>> solution_near(std::vector<Rational> q) const;

 private:
  std::vector<Column> columns_;
  std::vector<Rational> right_;
  std::vector<std::pair<int, int>> pivots_;  // (row, column): no later row has an entry in the column of an earlier one
  std::vector<int> rest_rows_, rest_columns_;  // a regular system for the rows that no such order reaches
};

}  // namespace hebb::squares
