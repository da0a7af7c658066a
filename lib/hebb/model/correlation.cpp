#include <algorithm>

#include <hebb/model/correlation.hpp>

namespace hebb {
namespace {

std::string entry(std::size_t i, std::size_t j) {
  return "Gamma(" + std::to_string(i + 1) + "," + std::to_string(j + 1) + ")";
}

}  // namespace

Correlation::Correlation(Rows rows) : rows_(std::move(rows)) {
  const std::size_t d = rows_.size();
  require(d >= 1, "Gamma has no rows");
  for (std::size_t i = 0; i < d; ++i) {
    require(rows_[i].size() == d, [&] {
      return "row " + std::to_string(i + 1) + " of Gamma has " + std::to_string(rows_[i].size()) +
             " entries, expected " + std::to_string(d);
    });
  }
  for (std::size_t i = 0; i < d; ++i) {
    require(rows_[i][i] == 1,
            [&] { return entry(i, i) + " = " + to_string(rows_[i][i]) + ": the diagonal must be 1"; });
    for (std::size_t j = 0; j < i; ++j) {
      require(rows_[i][j] == rows_[j][i], [&] {
        return entry(i, j) + " = " + to_string(rows_[i][j]) + ", but " + entry(j, i) + " = " + to_string(rows_[j][i]) +
               ": it must be symmetric";
      });
      require(rows_[i][j] >= 0 && rows_[i][j] <= 1,
              [&] { return entry(i, j) + " = " + to_string(rows_[i][j]) + ": a probability is in [0, 1]"; });
    }
  }
}

Correlation Correlation::identity(std::size_t d) {
  Rows rows;
  for (std::size_t i = 0; i < d; ++i) rows.push_back(unit_vector<Rational>(d, i));
  return Correlation(std::move(rows));
}

bool Correlation::is_identity() const { return largest_off_diagonal() == 0; }

Rational Correlation::largest_off_diagonal() const {
  Rational largest = 0;
  for (std::size_t i = 0; i < dimension(); ++i) {
    for (std::size_t j = 0; j < i; ++j) largest = std::max(largest, rows_[i][j]);
  }
  return largest;
}

Correlation Correlation::permuted(const std::vector<std::size_t>& order) const {
  require_same_length(order.size(), dimension(), "Correlation::permuted");
  Rows rows = rows_;
  for (std::size_t i = 0; i < dimension(); ++i) {
    for (std::size_t j = 0; j < dimension(); ++j) rows[i][j] = rows_.at(order[i]).at(order[j]);
  }
  return Correlation(std::move(rows));
}

Correlation Correlation::scaled(const Rational& s) const {
  require(s >= 0 && s <= 1, [&] { return "Correlation::scaled: factor " + to_string(s) + " outside [0, 1]"; });
  Rows rows = rows_;
  for (std::size_t i = 0; i < dimension(); ++i) {
    for (std::size_t j = 0; j < dimension(); ++j) {
      if (i != j) rows[i][j] *= s;
    }
  }
  return Correlation(std::move(rows));
}

}  // namespace hebb
