#include <algorithm>

#include <Eigen/QR>

// FLINT's macros are not meant to meet other headers.
#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>

#include <hebb/verify/squares/exact_system.hpp>

namespace hebb::squares {
namespace {

/// A matrix of FLINT that frees itself.
class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t columns) {
    fmpq_mat_init(matrix_, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  ~Matrix() { fmpq_mat_clear(matrix_); }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  void set(std::size_t i, std::size_t j, const Rational& q) {
    fmpq_set_mpq(fmpq_mat_entry(matrix_, static_cast<slong>(i), static_cast<slong>(j)), q.backend().data());
  }
  Rational get(std::size_t i, std::size_t j) const {
    Rational q;
    fmpq_get_mpq(q.backend().data(), fmpq_mat_entry(matrix_, static_cast<slong>(i), static_cast<slong>(j)));
    return q;
  }
  fmpq_mat_struct* data() { return matrix_; }

 private:
  fmpq_mat_t matrix_;
};

}  // namespace

ExactSystem::ExactSystem(std::vector<Column> columns, std::vector<Rational> right)
    : columns_(std::move(columns)), right_(std::move(right)) {
  // Backwards: a column that meets only one row that has no place yet gives that row its place.
  std::vector<std::vector<int>> meets(right_.size());
  std::vector<std::size_t> open(columns_.size());
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    open[c] = columns_[c].size();
    for (const auto& [row, value] : columns_[c]) meets[row].push_back(static_cast<int>(c));
  }
  std::vector<bool> placed(right_.size(), false);
  std::vector<int> todo;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (open[c] == 1) todo.push_back(static_cast<int>(c));
  }
  while (!todo.empty()) {
    const int c = todo.back();
    todo.pop_back();
    const auto row = std::ranges::find_if(columns_[c], [&](const auto& entry) { return !placed[entry.first]; });
    if (row == columns_[c].end()) continue;
    placed[row->first] = true;
    pivots_.emplace_back(row->first, c);
    for (const int other : meets[row->first]) {
      if (--open[other] == 1) todo.push_back(other);
    }
  }
  std::ranges::reverse(pivots_);
  std::vector<int> rows, place(right_.size(), -1);
  for (std::size_t r = 0; r < right_.size(); ++r) {
    if (placed[r]) continue;
    place[r] = static_cast<int>(rows.size());
    rows.push_back(static_cast<int>(r));
  }
  if (rows.empty()) return;
  std::vector<int> candidates;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (open[c] > 0) candidates.push_back(static_cast<int>(c));
  }
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(static_cast<int>(rows.size()), static_cast<int>(candidates.size()));
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    for (const auto& [row, value] : columns_[candidates[c]]) {
      if (place[row] >= 0) a(place[row], static_cast<int>(c)) = value.convert_to<double>();
    }
  }
  for (int r = 0; r < a.rows(); ++r) {
    const double size = a.row(r).norm();
    if (size > 0) a.row(r) /= size;
  }
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> choice(a);
  choice.setThreshold(1e-9);
  const auto rank = choice.rank();
  Eigen::MatrixXd chosen(a.rows(), rank);
  for (int k = 0; k < rank; ++k) {
    const int c = choice.colsPermutation().indices()(k);
    rest_columns_.push_back(candidates[c]);
    chosen.col(k) = a.col(c);
  }
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> independent(chosen.transpose());
  for (int k = 0; k < rank; ++k) rest_rows_.push_back(rows[independent.colsPermutation().indices()(k)]);
}

std::optional<std::vector<Rational>> ExactSystem::solution_near(std::vector<Rational> q) const {
  std::vector<Rational> missing = right_;
  const auto add = [&](int c, const Rational& amount) {
    for (const auto& [row, value] : columns_[c]) missing[row] -= value * amount;
  };
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (q[c] != 0) add(static_cast<int>(c), q[c]);
  }
  if (!rest_rows_.empty()) {
    const std::size_t n = rest_rows_.size();
    Matrix a(n, n), b(n, 1), x(n, 1);
    std::map<int, std::size_t> place;
    for (std::size_t k = 0; k < n; ++k) place[rest_rows_[k]] = k;
    for (std::size_t k = 0; k < n; ++k) {
      b.set(k, 0, missing[rest_rows_[k]]);
      for (const auto& [row, value] : columns_[rest_columns_[k]]) {
        if (const auto found = place.find(row); found != place.end()) a.set(found->second, k, value);
      }
    }
    if (fmpq_mat_solve(x.data(), a.data(), b.data()) == 0) return std::nullopt;
    for (std::size_t k = 0; k < n; ++k) {
      const Rational amount = x.get(k, 0);
      q[rest_columns_[k]] += amount;
      add(rest_columns_[k], amount);
    }
  }
  for (const auto& [row, c] : pivots_) {
    if (missing[row] == 0) continue;
    const auto entry = std::ranges::find(columns_[c], row, [](const auto& e) { return e.first; });
    const Rational amount = missing[row] / entry->second;
    q[c] += amount;
    add(c, amount);
  }
  if (std::ranges::any_of(missing, [](const Rational& m) { return m != 0; })) return std::nullopt;
  return q;
}

}  // namespace hebb::squares
