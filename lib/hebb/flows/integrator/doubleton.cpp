#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <hebb/flows/integrator/doubleton.hpp>

namespace hebb {

using namespace detail;
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

template <class E>
Mat<E> zero_matrix(std::size_t rows, std::size_t columns) {
  return Mat<E>(rows, Vec<E>(columns, E(0)));
}

/// An orthonormal basis of R^n, approximately: Householder's Q of the columns of a, which is overwritten. Any a will
/// do.
std::vector<double> orthonormal_basis(std::vector<double>& a, int n) {
  std::vector<double> q(size(n) * size(n), 0.0), v(size(n));
  const auto at = [n](std::vector<double>& m, int i, int j) -> double& { return m[size(i) * size(n) + size(j)]; };
  for (int i = 0; i < n; ++i) at(q, i, i) = 1;
  for (int k = 0; k < n; ++k) {
    double norm2 = 0;
    for (int i = k; i < n; ++i) norm2 += at(a, i, k) * at(a, i, k);
    if (!(norm2 > 0) || !std::isfinite(norm2)) continue;
    for (int i = k; i < n; ++i) v[size(i)] = at(a, i, k);
    v[size(k)] += std::copysign(std::sqrt(norm2), v[size(k)]);
    double v2 = 0;
    for (int i = k; i < n; ++i) v2 += v[size(i)] * v[size(i)];
    for (int j = k; j < n; ++j) {  // a = H a
      double dot = 0;
      for (int i = k; i < n; ++i) dot += v[size(i)] * at(a, i, j);
      for (int i = k; i < n; ++i) at(a, i, j) -= 2 * dot / v2 * v[size(i)];
    }
    for (int i = 0; i < n; ++i) {  // q = q H
      double dot = 0;
      for (int j = k; j < n; ++j) dot += at(q, i, j) * v[size(j)];
      for (int j = k; j < n; ++j) at(q, i, j) -= 2 * dot / v2 * v[size(j)];
    }
  }
  return q;
}

}  // namespace

template <EnclosureScalar E>
std::optional<Mat<E>> enclose_inverse(const Mat<E>& b, const Mat<E>& y) {
  const std::size_t n = b.size();
  E norm(0);
  for (std::size_t i = 0; i < n; ++i) {
    E row(0);
    for (std::size_t j = 0; j < n; ++j) {
      E entry(i == j ? 1 : 0);
      for (std::size_t k = 0; k < n; ++k) entry -= y[i][k] * b[k][j];
      row += abs(entry);
    }
    norm = max(norm, row);
  }
  if (!certainly(less(norm, E(1)))) return std::nullopt;
  const E factor = norm / (1 - norm);
  Mat<E> inverse = y;
  for (std::size_t j = 0; j < n; ++j) {
    E largest(0);
    for (std::size_t i = 0; i < n; ++i) largest = max(largest, abs(y[i][j]));
    const E error = factor * largest;
    for (std::size_t i = 0; i < n; ++i) inverse[i][j] += hull(-error, error);
  }
  return inverse;
}

template <EnclosureScalar E>
Doubleton<E>::Doubleton(const Vec<E>& box) : Doubleton(box, {}, {}, false) {
  std::vector<std::size_t> wide;
  for (std::size_t i = 0; i < box.size(); ++i) {
    if (!box[i].is_point()) wide.push_back(i);
  }
  for (Vec<E>& row : c_) row.assign(wide.size(), E(0));
  jc_ = c_;
  row_.resize(std::max(box.size(), wide.size()));
  for (std::size_t k = 0; k < wide.size(); ++k) {
    const std::size_t i = wide[k];
    c_[i][k] = E(1);
    r0_.push_back(box[i] - center_[i]);
    r_[i] = E(0);
  }
}

template <EnclosureScalar E>
Doubleton<E>::Doubleton(const Vec<E>& image, const Mat<E>& jacobian, Vec<E> r0, bool balanced)
    : r0_(std::move(r0)), balanced_(balanced) {
  const std::size_t n = image.size(), k = r0_.size();
  require(n > 0 && (k == 0 || jacobian.size() == n), "Doubleton: lengths differ");
  c_ = jc_ = zero_matrix<E>(n, k);
  b_ = jb_ = inverse_ = zero_matrix<E>(n, n);
  row_.resize(std::max(n, k));
  for (std::size_t i = 0; i < n; ++i) {
    require(image[i].is_bounded() && (k == 0 || jacobian[i].size() == k), "Doubleton: an unbounded or ragged map");
    center_.push_back(center_of(image[i]));
    E error = image[i] - center_[i];
    for (std::size_t j = 0; j < k; ++j) {
      require(jacobian[i][j].is_bounded(), "Doubleton: an unbounded derivative");
      c_[i][j] = center_of(jacobian[i][j]);
      error += (jacobian[i][j] - c_[i][j]) * r0_[j];
    }
    r_.push_back(error);
    b_[i][i] = E(1);
  }
  error_ = r_;
}

template <EnclosureScalar E>
E Doubleton<E>::range(const Vec<E>& row) const {
  const std::size_t k = r0_.size();
  E lambda(0);
  if (balanced_ && k > 0) {
    double total = 0;
    for (const E& q : r0_) total += q.width();
    double best = 0, below = 0;  // the least entry with half of the weight at or below it, by selection: k is small
    best = -std::numeric_limits<double>::infinity();
    while (2 * below < total) {
      double next = std::numeric_limits<double>::infinity();
      for (std::size_t j = 0; j < k; ++j) {
        const double entry = approximate(row[j]);
        if (entry > best) next = std::min(next, entry);
      }
      if (!std::isfinite(next)) break;
      best = next;
      for (std::size_t j = 0; j < k; ++j) {
        if (approximate(row[j]) == best) below += r0_[j].width();
      }
    }
    if (std::isfinite(best)) lambda = point_at(best, row[0]);
  }
  E sum(0);
  for (std::size_t j = 0; j < k; ++j) sum += (row[j] - lambda) * r0_[j];
  return sum;
}

template <EnclosureScalar E>
E Doubleton<E>::displacement(const Vec<E>& row) const {
  const std::size_t n = center_.size(), k = r0_.size();
  for (std::size_t j = 0; j < k; ++j) {
    row_[j] = row[0] * c_[0][j];
    for (std::size_t i = 1; i < n; ++i) row_[j] += row[i] * c_[i][j];
  }
  E sum = range(row_);
  for (std::size_t j = 0; j < n; ++j) {
    E entry = row[0] * b_[0][j];
    for (std::size_t i = 1; i < n; ++i) entry += row[i] * b_[i][j];
    sum += entry * r_[j];
  }
  return sum;
}

template <EnclosureScalar E>
void Doubleton<E>::enclose(Vec<E>& box) const {
  box.resize(center_.size());
  for (std::size_t i = 0; i < center_.size(); ++i) {
    box[i] = center_[i] + range(c_[i]);
    for (std::size_t j = 0; j < center_.size(); ++j) box[i] += b_[i][j] * r_[j];
    box[i] = hull(box[i], center_[i]);
  }
}

template <EnclosureScalar E>
void Doubleton<E>::advance(const Vec<E>& image, const Mat<E>& jacobian) {
  const std::size_t n = center_.size(), k = r0_.size();
  const auto multiply = [&](const Mat<E>& m, Mat<E>& product, std::size_t columns) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        E entry = jacobian[i][0] * m[0][j];
        for (std::size_t l = 1; l < n; ++l) entry += jacobian[i][l] * m[l][j];
        product[i][j] = entry;
      }
    }
  };
  multiply(c_, jc_, k);
  multiply(b_, jb_, n);
  for (std::size_t i = 0; i < n; ++i) {
    center_[i] = center_of(image[i]);
    error_[i] = image[i] - center_[i];
    for (std::size_t j = 0; j < k; ++j) {
      c_[i][j] = center_of(jc_[i][j]);
      jc_[i][j] -= c_[i][j];
    }
    error_[i] += range(jc_[i]);
  }
  turn(jb_);
}

/// The new basis is Q of the images of the old basis vectors, longest edge first (Lohner): then Q^-1 J B is nearly
/// upper triangular, and the errors of a direction do not leak into the ones that contract more. r becomes (Q^-1 J B) r
/// + Q^-1 error.
template <EnclosureScalar E>
void Doubleton<E>::turn(const Mat<E>& image_of_basis) {
  const int n = dimension();
  std::vector<double> middle(size(n) * size(n)), length(size(n), 0.0), sorted(middle.size());
  std::vector<int> order(size(n));
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) {
      const double x = approximate(image_of_basis[i][j]);
      middle[size(i) * size(n) + size(j)] = x;
      length[size(j)] += x * x;
    }
    length[size(j)] = std::sqrt(length[size(j)]) * r_[j].width();
  }
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return length[size(i)] > length[size(j)]; });
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      sorted[size(i) * size(n) + size(j)] = middle[size(i) * size(n) + size(order[size(j)])];
    }
  }
  const std::vector<double> q = orthonormal_basis(sorted, n);
  Mat<E> transposed = inverse_;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      b_[i][j] = transposed[j][i] = point_at(q[size(i) * size(n) + size(j)], center_[0]);
    }
  }
  std::optional<Mat<E>> inverse = enclose_inverse(b_, transposed);
  if (!inverse) {  // never seen: Q is orthogonal up to rounding
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) b_[i][j] = E(i == j ? 1 : 0);
    }
    inverse = b_;
  }
  inverse_ = std::move(*inverse);
  Vec<E>& next = row_;
  for (int i = 0; i < n; ++i) {
    next[i] = E(0);
    for (int j = 0; j < n; ++j) {
      E entry = inverse_[i][0] * image_of_basis[0][j];
      for (int l = 1; l < n; ++l) entry += inverse_[i][l] * image_of_basis[l][j];
      next[i] += entry * r_[j] + inverse_[i][j] * error_[j];
    }
  }
  for (int i = 0; i < n; ++i) r_[i] = next[i];
}

template std::optional<Mat<Interval>> enclose_inverse(const Mat<Interval>&, const Mat<Interval>&);
template std::optional<Mat<RealInterval>> enclose_inverse(const Mat<RealInterval>&, const Mat<RealInterval>&);
template class Doubleton<Interval>;
template class Doubleton<RealInterval>;

}  // namespace hebb
