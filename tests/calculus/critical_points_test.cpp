#include <numeric>

#include <gtest/gtest.h>

#include <hebb/calculus/critical_points.hpp>
#include <hebb/calculus/inertia.hpp>

#include "agrees_with.hpp"
#include "refused.hpp"

namespace hebb {
namespace critical_points_test {

using namespace literals;

/// All non-empty subsets of {0, ..., d-1}.
std::vector<std::vector<std::size_t>> supports(std::size_t d) {
  std::vector<std::vector<std::size_t>> out;
  for (std::size_t mask = 1; mask < (std::size_t{1} << d); ++mask) {
    out.emplace_back();
    for (std::size_t j = 0; j < d; ++j) {
      if (mask >> j & 1) out.back().push_back(j);
    }
  }
  return out;
}

TEST(CriticalPoints, TheGradientVanishesAndTheEigenpairsAreExact) {
  for (std::size_t d = 1; d <= 6; ++d) {
    for (const auto& support : supports(d)) {
      const auto p = critical_point<Rational>(d, support);
      EXPECT_EQ(gradient(p), Vec<Rational>(d, Rational(0)));
      const auto pairs = hessian_eigenpairs<Rational>(d, support);
      ASSERT_EQ(pairs.size(), d);
      std::size_t negative = 0;
      for (std::size_t k = 0; k < d; ++k) {
        const auto hv = hessian_times(p, pairs[k].vector);
        for (std::size_t i = 0; i < d; ++i) EXPECT_EQ(hv[i], pairs[k].value * pairs[k].vector[i]);
        for (std::size_t l = 0; l < k; ++l) EXPECT_EQ(dot(pairs[k].vector, pairs[l].vector), 0);
        EXPECT_GT(dot(pairs[k].vector, pairs[k].vector), 0);
        negative += pairs[k].value < 0;
      }
      EXPECT_EQ(negative, support.size() - 1);
      // along the simplex: d - 1 tangent eigenvectors
      const auto tangent = tangent_hessian_eigenpairs<Rational>(d, support);
      ASSERT_EQ(tangent.size(), d - 1);
      for (std::size_t k = 0; k < tangent.size(); ++k) {
        EXPECT_EQ(sum(tangent[k].vector), 0);
        const auto hv = hessian_times(p, tangent[k].vector);
        for (std::size_t i = 0; i < d; ++i) EXPECT_EQ(hv[i], tangent[k].value * tangent[k].vector[i]);
        for (std::size_t l = 0; l < k; ++l) EXPECT_EQ(dot(tangent[k].vector, tangent[l].vector), 0);
      }
    }
  }
}

// On a grid of the simplex (all points with denominator 12) the gradient vanishes at the p*_S only.
TEST(CriticalPoints, ThereAreNoOthersOnAGrid) {
  int found = 0, points = 0;
  for (int i = 0; i <= 12; ++i) {
    for (int j = 0; i + j <= 12; ++j) {
      const Vec<Rational> p{Rational(i, 12), Rational(j, 12), Rational(12 - i - j, 12)};
      ++points;
      found += gradient(p) == Vec<Rational>(3, Rational(0));
    }
  }
  EXPECT_EQ(points, 91);
  EXPECT_EQ(found, 7);  // the non-empty subsets of three indices
}

TEST(CriticalPoints, TheOriginIsOneToo) {
  const auto origin = critical_point<Rational>(3, {});
  EXPECT_EQ(gradient(origin), Vec<Rational>(3, Rational(0)));
  EXPECT_EQ(hessian(origin), Mat<Rational>(3, Vec<Rational>(3, Rational(0))));
  EXPECT_REFUSED(hessian_eigenpairs<Rational>(3, {}), PreconditionError,
                 "hessian_eigenpairs: an empty support, where the Hessian is 0");
}

TEST(CriticalPoints, SupportsAreChecked) {
  EXPECT_REFUSED(critical_point<double>(3, {3}), PreconditionError, "critical_point: index 3 in dimension 3");
  EXPECT_REFUSED(critical_point<double>(3, {1, 1}), PreconditionError, "critical_point: index 1 is repeated");
  EXPECT_REFUSED(hessian_eigenpairs<double>(3, {0, 5}), PreconditionError, "critical_point: index 5 in dimension 3");
}

template <class S>
class InertiaIn : public ::testing::Test {};
using Rigorous = ::testing::Types<Rational, Interval, RealInterval>;
TYPED_TEST_SUITE(InertiaIn, Rigorous);

TYPED_TEST(InertiaIn, SignsAreCertifiedAtEveryCriticalPoint) {
  const TypeParam as = test::model<TypeParam>();
  for (std::size_t d = 2; d <= 8; ++d) {
    for (std::size_t n = 1; n <= d; ++n) {
      std::vector<std::size_t> support(n);
      std::iota(support.begin(), support.end(), d - n);
      const auto p = critical_point(d, support, as);
      const Inertia full = hessian_inertia(p, support);
      EXPECT_EQ(full.certified, Truth::proved);
      EXPECT_EQ(full.positive, d - n + 1);
      EXPECT_EQ(full.negative, n - 1);
      const Inertia tangent = tangent_hessian_inertia(p, support);
      EXPECT_EQ(tangent.certified, Truth::proved);
      EXPECT_EQ(tangent.positive, d - n);
      EXPECT_EQ(tangent.negative, n - 1);
    }
  }
}

TEST(Inertia, HoldsOnABoxAroundTheCriticalPointAndNotOnTooLargeAOne) {
  const std::vector<std::size_t> support{0, 1, 2};
  const auto box = [&](double radius) {
    Vec<Interval> p = critical_point<Interval>(4, support);
    for (Interval& x : p) x = x + Interval(-radius, radius);
    return p;
  };
  const Inertia small = hessian_inertia(box(1.0 / 128), support);
  EXPECT_EQ(small.certified, Truth::proved);
  EXPECT_EQ(small.negative, 2u);
  EXPECT_EQ(hessian_inertia(box(0.5), support).certified, Truth::unknown);
}

TEST(Inertia, IsNotFooledByADependentBasis) {
  const Mat<Rational> identity{{1, 0}, {0, 1}};
  EXPECT_EQ(certified_inertia(identity, {{1, 1}, {1, 1}}).certified, Truth::unknown);
  EXPECT_EQ(certified_inertia(identity, {{1, 1}, {1, -1}}).positive, 2u);
  EXPECT_EQ(certified_inertia(Mat<Rational>{{0, 1}, {1, 0}}, {{1, 1}, {1, -1}}).negative, 1u);
  EXPECT_EQ(certified_inertia(Mat<Rational>{{0, 1}, {1, 0}}, identity).certified, Truth::unknown);
  EXPECT_EQ(certified_inertia(Mat<Rational>{{1, 0}, {0, 0}}, identity).certified, Truth::unknown);  // singular
  EXPECT_REFUSED(certified_inertia(identity, {}), PreconditionError,
                 "certified_inertia: 0 basis vectors in dimension 2");
  EXPECT_REFUSED(certified_inertia(identity, {{1, 0}, {0, 1}, {1, 1}}), PreconditionError,
                 "certified_inertia: 3 basis vectors in dimension 2");
}

}  // namespace critical_points_test
}  // namespace hebb
