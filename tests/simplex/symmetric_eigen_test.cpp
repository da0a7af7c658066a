#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <hebb/simplex/symmetric_eigen.hpp>

#include "refused.hpp"

namespace hebb {
namespace symmetric_eigen_test {

TEST(SymmetricEigen, KnownEigenvaluesInIncreasingOrder) {
  const SymmetricEigen equal = symmetric_eigen({{1, 0.25, 0.25}, {0.25, 1, 0.25}, {0.25, 0.25, 1}});
  ASSERT_EQ(equal.values.size(), 3U);
  EXPECT_NEAR(equal.values[0], 0.75, 1e-14);
  EXPECT_NEAR(equal.values[2], 1.5, 1e-14);
  for (const double entry : equal.vectors[2]) EXPECT_NEAR(std::abs(entry), 1 / std::sqrt(3), 1e-14);
  EXPECT_TRUE(symmetric_eigen({}).values.empty());
}

TEST(SymmetricEigen, VectorsAreOrthonormalAndBelongToTheirValues) {
  const Mat<double> m{{1, 0.2, 0.5}, {0.2, 1, 0.75}, {0.5, 0.75, 1}};
  const SymmetricEigen e = symmetric_eigen(m);
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 3; ++i) {
      double image = 0, product = 0;
      for (std::size_t j = 0; j < 3; ++j) {
        image += m[i][j] * e.vectors[k][j];
        product += e.vectors[k][j] * e.vectors[i][j];
      }
      EXPECT_NEAR(image, e.values[k] * e.vectors[k][i], 1e-14);
      EXPECT_NEAR(product, i == k ? 1 : 0, 1e-14);
    }
  }
}

TEST(SymmetricEigen, EntriesThatAreNotFiniteAreRefused) {
  EXPECT_REFUSED(symmetric_eigen({{std::numeric_limits<double>::quiet_NaN()}}), std::invalid_argument, "not finite");
}

}  // namespace symmetric_eigen_test
}  // namespace hebb
