#include <cmath>
#include <functional>
#include <limits>

#include <hebb/replay/wide_interval.hpp>

#include "forgery.hpp"

// Values over half-lines and lines: every value at a point is inside, and no end is further out than it has to be.

namespace hebb {
namespace wide_interval_test {

using namespace forgery;
using checker::Fraction;
using checker::WideInterval;
using End = std::optional<Fraction>;

constexpr double huge = 1e6, infinity = std::numeric_limits<double>::infinity();

/// Its ends, or far out where there is none, and points in between.
std::vector<double> points(const WideInterval& x) {
  const double a = x.lower ? x.lower->convert_to<double>() : -huge, b = x.upper ? x.upper->convert_to<double>() : huge;
  std::vector<double> result{a, b, (a + b) / 2};
  for (const double inner : {-1.5, -1.0, -1e-6, 0.0, 1e-6, 0.25, 1.0, 1.5}) {
    if (a <= inner && inner <= b) result.push_back(inner);
  }
  return result;
}

std::vector<WideInterval> all_ranges() {
  const std::vector<End> ends{End(), Fraction(-3), Fraction(-1, 2), Fraction(0), Fraction(1, 3), Fraction(2), End()};
  std::vector<WideInterval> ranges;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    for (std::size_t j = std::max<std::size_t>(i, 1); j < ends.size(); ++j) ranges.push_back({ends[i], ends[j]});
  }
  return ranges;
}

/// Compares the checker's ends with the least and greatest value at the points; `tight`: they are no further out.
void expect_values(const Symbol& f, const std::function<double(double, double)>& at, const WideInterval& x,
                   const WideInterval& y, bool tight = true) {
  Recorder recorder({"x", "y"});
  const int node = recorder.record(f);
  const Expression e = recorder.expression();
  const auto values = checker::wide_values(e, node, {{0, x}, {1, y}});
  const auto text = [](const WideInterval& r) {
    return (r.lower ? r.lower->str() : "-inf") + ", " + (r.upper ? r.upper->str() : "inf");
  };
  const std::string what = to_infix(e, node) + " on [" + text(x) + "], [" + text(y) + "]";
  double least = infinity, greatest = -infinity;
  bool is_defined = true;
  for (const double s : points(x)) {
    for (const double t : points(y)) {
      const double value = at(s, t);
      is_defined = is_defined && !std::isnan(value);
      if (std::isnan(value)) continue;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  }
  EXPECT_EQ(values.doubtful.empty(), is_defined) << what;
  const WideInterval& found = values.of.at(node);
  const double near = 1e-9 * (1 + std::abs(least == infinity ? 0 : least));
  if (found.lower) EXPECT_LE(found.lower->convert_to<double>(), least + near) << what;
  if (found.upper) EXPECT_GE(found.upper->convert_to<double>(), greatest - 1e-9 * (1 + std::abs(greatest))) << what;
  if (!tight || !is_defined) return;
  EXPECT_EQ(found.lower.has_value(), least > -huge / 10) << what;
  EXPECT_EQ(found.upper.has_value(), greatest < huge / 10) << what;
  if (found.lower && least > -huge / 10) EXPECT_GE(found.lower->convert_to<double>(), least - 1e-5) << what;
  if (found.upper && greatest < huge / 10) EXPECT_LE(found.upper->convert_to<double>(), greatest + 1e-5) << what;
}

TEST(WideValues, EncloseTheValuesOfEveryOperation) {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
  const auto quotient = [](double s, double t) { return t == 0 ? std::nan("") : s / t; };
  const auto logarithm = [](double s, double) { return s <= 0 ? std::nan("") : std::log(s); };
  const auto root = [](double s, double) { return s < 0 ? std::nan("") : std::sqrt(s); };
  for (const WideInterval& r : all_ranges()) {
    expect_values(-x, [](double s, double) { return -s; }, r, {});
    expect_values(pow(x, 3), [](double s, double) { return s * s * s; }, r, {});
    expect_values(x * x, [](double s, double) { return s * s; }, r, {});
    expect_values(abs(x), [](double s, double) { return std::abs(s); }, r, {});
    expect_values(exp(x), [](double s, double) { return std::exp(s); }, r, {});
    expect_values(log(x), logarithm, r, {}, r.lower.has_value() && *r.lower > 0 && r.upper);
    expect_values(sqrt(x), root, r, {}, r.upper.has_value());
    expect_values(atan(x), [](double s, double) { return std::atan(s); }, r, {});
    expect_values(
        sin(x), [](double s, double) { return std::sin(s); }, r, {}, false);
    expect_values(
        cos(x), [](double s, double) { return std::cos(s); }, r, {}, false);
    for (const WideInterval& s : all_ranges()) {
      expect_values(
          x + y, [](double a, double b) { return a + b; }, r, s);
      expect_values(
          x - y, [](double a, double b) { return a - b; }, r, s);
      expect_values(
          x * y, [](double a, double b) { return a * b; }, r, s);
      expect_values(x / y, quotient, r, s, s.lower && *s.lower > 0);
    }
  }
}

TEST(WideValues, KnowsBoundsOfTurnsAndExponentials) {
  const Symbol x = Symbol::variable("x");
  const auto of = [](const Symbol& f, const WideInterval& range) {
    Recorder recorder({"x"});
    const int node = recorder.record(f);
    return checker::wide_values(recorder.expression(), node, {{0, range}}).of.at(node);
  };
  const WideInterval half_line{Fraction(0), {}};
  const checker::RationalInterval quarter = checker::atan(checker::RationalInterval(1));  // of a turn
  EXPECT_TRUE(of(atan(x), {}).lower == -2 * quarter.upper && of(atan(x), {}).upper == 2 * quarter.upper);
  EXPECT_TRUE(of(sin(x), half_line).lower == Fraction(-1) && of(sin(x), half_line).upper == Fraction(1));
  EXPECT_TRUE(of(cos(x), {}).lower == Fraction(-1) && of(cos(x), {}).upper == Fraction(1));
  EXPECT_TRUE(of(sin(x), {Fraction(0), Fraction(1)}).lower == Fraction(0));
  EXPECT_LT(*of(sin(x), {Fraction(0), Fraction(1)}).upper, Fraction(9, 10));
  // beyond 200 an exponential is only known to be larger than that of 200, or between 0 and that of -200
  const Fraction far = *of(exp(x), {Fraction(1000), {}}).lower;
  EXPECT_GT(far, Fraction(1) / of(exp(x), {{}, Fraction(-200)}).upper.value() - 1);
  EXPECT_LE(far, *of(exp(x), {Fraction(200), Fraction(200)}).lower);
  EXPECT_FALSE(of(exp(x), {{}, Fraction(200)}).upper || of(exp(x), {{}, Fraction(1000)}).upper);
  EXPECT_TRUE(of(exp(x), {{}, Fraction(199)}).upper);
  EXPECT_EQ(of(exp(x), {Fraction(-200), {}}).lower, Fraction(0));
  EXPECT_GT(*of(exp(x), {Fraction(-199), {}}).lower, 0);
  EXPECT_LE(*of(exp(x), {{}, Fraction(-1000)}).upper, *of(exp(x), {{}, Fraction(-199)}).upper);
  EXPECT_GT(*of(exp(x), {{}, Fraction(-1000)}).upper, 0);
}

/// What is no fraction lies strictly inside; the argument is not the first node.
TEST(WideValues, FunctionsAtAPointHaveTwoEnds) {
  const Symbol x = Symbol::variable("x"), two = x + 1;
  const std::vector<std::pair<Symbol, double>> all{{exp(two), std::exp(2.0)},   {log(two), std::log(2.0)},
                                                   {sqrt(two), std::sqrt(2.0)}, {atan(two), std::atan(2.0)},
                                                   {sin(two), std::sin(2.0)},   {cos(two), std::cos(2.0)}};
  for (const auto& [f, value] : all) {
    Recorder recorder({"x"});
    const int node = recorder.record(f);
    const auto found = checker::wide_values(recorder.expression(), node, {{0, {Fraction(1), Fraction(1)}}}).of.at(node);
    EXPECT_LT(*found.lower, *found.upper);
    EXPECT_LT(*found.upper - *found.lower, Fraction(1, 1'000'000'000));
    EXPECT_NEAR(found.lower->convert_to<double>(), value, 1e-9);
  }
}

TEST(WideValues, RoundsOutward) {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
  const Fraction third = Fraction(1, 3), tiny = Fraction(1) / Fraction(checker::Int(1) << 500);
  Recorder recorder({"x", "y"});
  const int sum = recorder.record(x + y), product = recorder.record(x * y), quotient = recorder.record(1 / x),
            cube = recorder.record(pow(x, 3));
  const Fraction a = third + tiny, b = third * third + tiny;
  const auto check = [&](int node, const Fraction& truth) {
    const auto found = checker::wide_values(recorder.expression(), node, {{0, {a, a}}, {1, {b, b}}}).of.at(node);
    EXPECT_LE(*found.lower, truth);
    EXPECT_GE(*found.upper, truth);
    EXPECT_LT(*found.upper - *found.lower, Fraction(1) / Fraction(checker::Int(1) << 300));
  };
  check(sum, a + b);
  check(product, a * b);
  check(quotient, 1 / a);
  check(cube, a * a * a);
}

}  // namespace wide_interval_test
}  // namespace hebb
