// The validated integrator on random flows dp_i/dt = p_i ((Gamma p)_i - <p, Gamma p>).
#include <gtest/gtest.h>

#include <hebb/flows/integrator/integrate_flow.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb {
namespace integrator_properties {

using namespace testing;

SimplexBox point(const Vec<Rational>& p) { return *SimplexBox::within(p, p); }

/// Symmetric, with ones on the diagonal and entries in [0, 1] off it.
CorrelatedFitness correlations(std::size_t d) {
  CorrelatedFitness out{Mat<Rational>(d, Vec<Rational>(d, Rational(1)))};
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      out.gamma[i][j] = out.gamma[j][i] = Rational(*rc::gen::inRange(0, 11), 10);
    }
  }
  return out;
}

FlowEnclosure<Interval> flow(const SimplexBox& p0, const Rational& from, const Rational& to,
                             const CorrelatedFitness& g) {
  auto out = integrate_flow(p0, from, to, g, {}, Interval());
  RC_ASSERT(!out.failure);
  return out;
}

void assert_overlap(const Vec<Interval>& x, const Vec<Interval>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) RC_ASSERT(intersect(x[i], y[i]).has_value());
}

TEST(IntegrateFlow, HighPrecisionLiesInside) {
  expect_holds(
      "HighPrecisionLiesInside",
      [] {
        const std::size_t d = *dimension(4);
        const auto p0 = *interior_point(d);
        const auto g = correlations(d);
        const Rational t(*rc::gen::inRange(-4, 9), 4);
        const auto coarse = flow(point(p0), 0, t, g);
        const auto fine = integrate_flow(point(p0), Rational(0), t, g, {}, RealInterval(Rational(0), 100));
        RC_ASSERT(!fine.failure);
        for (std::size_t i = 0; i < d; ++i) {
          RC_ASSERT(subset(fine.p[i], RealInterval(coarse.p[i], 100)));
          RC_ASSERT(coarse.p[i].width() <= 1e-11 * coarse.p[i].magnitude());
        }
      },
      100);
}

TEST(IntegrateFlow, CommutesWithPermutationsAndDoesNotDependOnTheLeader) {
  expect_holds(
      "CommutesWithPermutationsAndDoesNotDependOnTheLeader",
      [] {
        const std::size_t d = *dimension(5);
        const auto p0 = *interior_point(d);
        const auto g = correlations(d);
        const auto here = flow(point(p0), 0, 2, g);
        Vec<Rational> reversed(p0.rbegin(), p0.rend());
        CorrelatedFitness h{Mat<Rational>(g.gamma.rbegin(), g.gamma.rend())};
        for (auto& row : h.gamma) row = Vec<Rational>(row.rbegin(), row.rend());
        auto there = flow(point(reversed), 0, 2, h);
        assert_overlap(here.p, Vec<Interval>(there.p.rbegin(), there.p.rend()));
        FlowOptions options;
        options.lead = *rc::gen::inRange<std::size_t>(0, d);
        const auto other = integrate_flow(point(p0), Rational(0), Rational(2), g, options, Interval());
        RC_ASSERT(!other.failure);
        assert_overlap(here.p, other.p);
      },
      100);
}

// The enclosure of a box contains the flow of its points; the pieces of the box cover them too.
TEST(IntegrateFlow, BoxesContainTheirPoints) {
  expect_holds(
      "BoxesContainTheirPoints",
      [] {
        const std::size_t d = *dimension(4);
        const auto p0 = *interior_point(d);
        const auto g = correlations(d);
        Vec<Rational> lower, upper;
        for (const Rational& x : p0) {
          const Rational r = x * Rational(*rc::gen::inRange(0, 4), 400);
          lower.push_back(x - r);
          upper.push_back(x + r);
        }
        const auto box = SimplexBox::within(lower, upper);
        RC_ASSERT(box.has_value());
        const auto all = flow(*box, 0, 1, g), one = flow(point(p0), 0, 1, g);
        for (std::size_t i = 0; i < d; ++i) RC_ASSERT(subset(one.p[i], all.p[i]));
        FlowOptions options;
        options.pieces = 3;
        const auto cut = integrate_flow(*box, Rational(0), Rational(1), g, options, Interval());
        RC_ASSERT(!cut.failure);
        assert_overlap(one.p, cut.p);
      },
      100);
}

}  // namespace integrator_properties
}  // namespace hebb
