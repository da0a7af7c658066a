#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <hebb/scalar/real_interval.hpp>
#include <hebb/text/number_json.hpp>

namespace hebb {
namespace number_json_test {

using namespace literals;

TEST(NumberJson, AnExactNumberIsThereExactlyAndAsADouble) {
  EXPECT_EQ(exact_json(Rational(1) / 500).dump(), R"({"exact":"1/500","value":0.002})");
  EXPECT_EQ(exact_json(-3_q).dump(), R"({"exact":"-3","value":-3.0})");
  EXPECT_EQ(exact_json(std::optional<Rational>()).dump(), "null");
  EXPECT_EQ(exact_json(std::vector<Rational>{1_q, 0.5_q}).dump(),
            R"([{"exact":"1","value":1.0},{"exact":"1/2","value":0.5}])");
}

TEST(NumberJson, TheValueIsTheNearestDouble) {
  // Cutting instead of rounding gives the one below.
  const double nearest = JsonFields(exact_json(Rational(2) / 3)).real("value", 0, 1),
               below = std::nextafter(nearest, 0);
  EXPECT_GT(Rational(nearest), Rational(2) / 3 - (Rational(nearest) - Rational(below)) / 2);
  EXPECT_EQ(nearest, 2.0 / 3);
  EXPECT_EQ(JsonFields(exact_json(Rational(3602879701896397) / 36028797018963968_q)).real("value", 0, 1), 0.1);
}

TEST(NumberJson, WhatNoDoubleHoldsKeepsAValueThatIsANumber) {
  const Rational huge = Rational(Integer(1) << 2000);
  const Json json = exact_json(huge);
  EXPECT_EQ(parse_rational(JsonFields(json).text("exact")), huge);
  EXPECT_EQ(JsonFields(json).real("value", 0, std::numeric_limits<double>::max()), std::numeric_limits<double>::max());
  EXPECT_EQ(JsonFields(exact_json(1 / huge)).real("value", 0, 1), 0);
}

/// Text and doubles both enclose.
template <class E>
void expect_encloses(const E& x, const Rational& inside, double width) {
  const Json json = enclosure_json(x);
  JsonFields fields(json);
  constexpr double most = std::numeric_limits<double>::max();
  EXPECT_LE(parse_rational(fields.text("lower")), inside);
  EXPECT_GE(parse_rational(fields.text("upper")), inside);
  EXPECT_LE(Rational(fields.real("lower_value", -most, most)), inside);
  EXPECT_GE(Rational(fields.real("upper_value", -most, most)), inside);
  EXPECT_LE(fields.real("upper_value", -most, most) - fields.real("lower_value", -most, most), width);
  fields.finish();
}

TEST(NumberJson, AnEnclosureEnclosesAsTextAndAsDoubles) {
  expect_encloses(Interval(Rational(1) / 3), Rational(1) / 3, 1e-16);
  expect_encloses(RealInterval(Rational(1) / 3, 200), Rational(1) / 3, 1e-16);
  expect_encloses(RealInterval(Rational(-2) / 7, 30), Rational(-2) / 7, 1e-9);
}

TEST(NumberJson, AnInfiniteEndIsNoDouble) {
  const Json json = enclosure_json({"0", "inf"}, 0, std::numeric_limits<double>::infinity());
  EXPECT_NE(json.dump().find(R"("upper_value":null)"), std::string::npos);
}

TEST(NumberJson, ThereIsNoMinusZero) {
  EXPECT_EQ(enclosure_json({"0", "0"}, -0.0, -0.0).dump(),
            R"({"lower":"0","upper":"0","lower_value":0.0,"upper_value":0.0})");
}

}  // namespace number_json_test
}  // namespace hebb
