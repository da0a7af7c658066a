#include <cmath>
#include <stdexcept>

#include <Eigen/Eigenvalues>

#include <hebb/simplex/symmetric_eigen.hpp>

namespace hebb {

SymmetricEigen symmetric_eigen(const Mat<double>& m) {
  const auto n = static_cast<Eigen::Index>(m.size());
  if (n == 0) return {};  // the solver wants a matrix
  Eigen::MatrixXd lower(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      const double entry = m[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      if (!std::isfinite(entry)) throw std::invalid_argument("eigenvalues: an entry of the matrix is not finite");
      lower(i, j) = lower(j, i) = entry;
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(lower);
  SymmetricEigen result;
  for (Eigen::Index k = 0; k < n; ++k) {
    result.values.push_back(solver.eigenvalues()(k));
    Vec<double>& vector = result.vectors.emplace_back();
    for (Eigen::Index i = 0; i < n; ++i) vector.push_back(solver.eigenvectors()(i, k));
  }
  return result;
}

}  // namespace hebb
