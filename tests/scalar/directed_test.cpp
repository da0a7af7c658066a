#include <cmath>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {
namespace directed_test {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();

TEST(Directed, WorstCasesFromTheDataFile) {
  std::ifstream file(HEBB_TEST_DATA "/directed_worst_cases.txt");
  ASSERT_TRUE(file) << "missing " HEBB_TEST_DATA "/directed_worst_cases.txt";
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::string operation, text[4];
    fields >> operation >> text[0] >> text[1] >> text[2] >> text[3];
    double v[4];
    for (int i = 0; i < 4; ++i) v[i] = std::strtod(text[i].c_str(), nullptr);
    double down = nan, up = nan;
    if (operation == "+") {
      down = add_down(v[0], v[1]);
      up = add_up(v[0], v[1]);
      EXPECT_EQ(sub_down(v[0], -v[1]), down) << line;
      EXPECT_EQ(sub_up(v[0], -v[1]), up) << line;
    } else if (operation == "*") {
      down = mul_down(v[0], v[1]);
      up = mul_up(v[0], v[1]);
    } else if (operation == "/") {
      down = div_down(v[0], v[1]);
      up = div_up(v[0], v[1]);
    } else if (operation == "sqrt") {
      down = sqrt_down(v[0]);
      up = sqrt_up(v[0]);
    } else {
      const Interval y = operation == "exp" ? exp(Interval(v[0])) : log(Interval(v[0]));
      down = y.lower();
      up = y.upper();
    }
    EXPECT_EQ(down, v[2]) << line;
    EXPECT_EQ(up, v[3]) << line;
    ++cases;
  }
  EXPECT_GE(cases, 40);
}

TEST(Directed, SpecialOperands) {
  EXPECT_EQ(add_down(inf, 1), inf);
  EXPECT_EQ(add_up(-inf, 1), -inf);
  EXPECT_TRUE(std::isnan(add_down(inf, -inf)));
  EXPECT_TRUE(std::isnan(add_up(nan, 1)));
  EXPECT_EQ(mul_down(inf, -2), -inf);
  EXPECT_TRUE(std::isnan(mul_up(0, inf)));
  EXPECT_EQ(mul_down(0, 5), 0);
  EXPECT_EQ(div_down(1, inf), 0);
  EXPECT_EQ(div_up(1, 0), inf);
  EXPECT_TRUE(std::isnan(div_up(0, 0)));
  EXPECT_TRUE(std::isnan(div_up(inf, inf)));
  EXPECT_EQ(sqrt_down(0), 0);
  EXPECT_EQ(sqrt_up(inf), inf);
  EXPECT_TRUE(std::isnan(sqrt_down(-1)));
}

TEST(Directed, OverflowFollowsTheDirection) {
  EXPECT_EQ(mul_down(largest, 2), largest);
  EXPECT_EQ(mul_up(largest, 2), inf);
  EXPECT_EQ(mul_down(-largest, 2), -inf);
  EXPECT_EQ(mul_up(-largest, 2), -largest);
  EXPECT_EQ(div_down(largest, 0x1p-1074), largest);
  EXPECT_EQ(div_up(-largest, 0x1p-1074), -largest);
  EXPECT_EQ(sub_down(largest, -largest), largest);
}

TEST(Directed, Neighbours) {
  EXPECT_EQ(next_up(0), 0x1p-1074);
  EXPECT_EQ(next_down(0), -0x1p-1074);
  EXPECT_EQ(next_up(largest), inf);
  EXPECT_EQ(next_down(inf), largest);
  EXPECT_EQ(next_up(inf), inf);
}

// Sterbenz: x - y is exact for y/2 <= x <= 2y, so both directions agree; and x (1/x) straddles 1.
TEST(Directed, ExactResultsAreNotWidened) {
  for (int i = 1; i <= 200; ++i) {
    const double x = std::exp(i * 0.3 - 30), y = x * 1.37;
    EXPECT_EQ(sub_down(x, y), sub_up(x, y));
    EXPECT_EQ(mul_down(x, 0.25), mul_up(x, 0.25));
    EXPECT_LE(mul_down(x, div_down(1, x)), 1);
    EXPECT_GE(mul_up(x, div_up(1, x)), 1);
    EXPECT_EQ(sqrt_down(double(i) * i), i);
    EXPECT_EQ(sqrt_up(double(i) * i), i);
  }
}

}  // namespace directed_test
}  // namespace hebb
