#pragma once

#include <vector>

#include <hebb/simplex/vector.hpp>

namespace hebb {

/// m v_k = values[k] v_k with orthonormal v_k, values in increasing order.
struct SymmetricEigen {
  std::vector<double> values;
  Mat<double> vectors;  // vectors[k] is v_k
};

/// Of a symmetric matrix (its lower triangle is read), to double accuracy and without an error bound: an estimate, not
/// a certificate. Eigen's SelfAdjointEigenSolver. Throws std::invalid_argument when an entry is not finite.
SymmetricEigen symmetric_eigen(const Mat<double>& m);

}  // namespace hebb
