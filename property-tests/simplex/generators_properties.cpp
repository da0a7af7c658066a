// The generators themselves: what they draw is valid, varied, and shrinks to something small.

#include <gtest/gtest.h>

#include <hebb/simplex/point.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace generators_properties {

using namespace literals;

TEST(Generators, SimplexPointsAreOnTheSimplexAndOfAllKinds) {
  const LawResult result = run_law("simplex points", cases(2000), [] {
    const std::size_t d = *dimension(8);
    const SimplexPoint<Rational> p(*simplex_point(d));  // throws unless it is on the simplex
    RC_TAG(place_of(p.coordinates()));
    return std::string(p.size() == d && d >= 2 && d <= 8 ? "" : "wrong dimension");
  });
  expect_holds(result);
  for (const char* kind : {"vertex", "face", "near a face", "interior"}) {
    EXPECT_GT(result.classification.count(kind) ? result.classification.at(kind) : 0, 40) << kind;
  }
}

TEST(Generators, ChamberPointsKeepTheirGap) {
  const LawResult result = run_law("chamber points", cases(2000), [] {
    const std::size_t d = *dimension(8);
    const ChamberPoint<Rational> drawn = *chamber_point_with_gap(d);
    for (const Rational& z : chamber_coordinates(drawn.p, drawn.c)) {
      if (z < 0) return std::string("outside the chamber");
    }
    RC_TAG(drawn.p[0] - drawn.p[1] == drawn.c ? std::string("at the gap") : std::string("above the gap"));
    return std::string(0 < drawn.c && drawn.c <= 1 / 2_q && sum(drawn.p) == 1 ? "" : "a bad gap");
  });
  expect_holds(result);
  EXPECT_GT(result.classification.at("at the gap"), 100);
  EXPECT_GT(result.classification.at("above the gap"), 100);
}

TEST(Generators, NoiseAndRatesRespectTheirBounds) {
  const LawResult result = run_law("noise and rates", cases(2000), [] {
    const Rational q = 1 + *learning_rate_up_to(5_q);
    const Vec<Rational> noise = *noise_vector(3, q);
    bool extreme = false;
    for (const Rational& z : noise) {
      if (z < 1 - q || z > q - 1) return std::string("noise outside [-(Q-1), Q-1]");
      extreme = extreme || z == q - 1 || z == 1 - q;
    }
    RC_TAG(extreme ? std::string("a component at the end") : std::string("inside"));
    const Rational a = *learning_rate_below(1 / q);
    return std::string(0 < a && a * q < 1 ? "" : "a rate outside (0, 1/Q)");
  });
  expect_holds(result);
  EXPECT_GT(result.classification.at("a component at the end"), 300);
}

TEST(Generators, BitPatternsCoverTheDoubles) {
  const LawResult result = run_law("bit patterns", cases(2000), [] {
    const double x = *bit_pattern_double();
    const double size = std::fabs(x);
    RC_TAG(std::string(size == 0 ? "zero" : size < 0x1p-1022 ? "subnormal" : size >= 0x1p1022 ? "huge" : "normal"));
    RC_TAG(std::string(std::signbit(x) ? "negative" : "positive"));
    return std::string(std::isfinite(x) ? "" : "not finite");
  });
  expect_holds(result);
  for (const char* kind : {"zero", "subnormal", "huge", "normal", "negative", "positive"}) {
    EXPECT_GT(result.classification.count(kind) ? result.classification.at(kind) : 0, 40) << kind;
  }
}

// A false law "no interior point": the counterexample is the simplest interior point there is.
TEST(Generators, ShrinkToSimpleValues) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    LawOptions fixed;
    fixed.seed = seed;
    const LawResult result = run_law("no interior point", fixed, [] {
      const std::size_t d = *dimension(8).as("d");
      const Vec<Rational> p = *simplex_point(d).as("p");
      for (const Rational& x : p) {
        if (x == 0) return std::string();
      }
      return std::string("interior");
    });
    ASSERT_FALSE(result.passed);
    EXPECT_EQ(result.counterexample, "d = 2\np = [1/2, 1/2]\ninterior") << "seed " << seed;
  }
}

}  // namespace generators_properties
}  // namespace hebb::testing
