#include <cfenv>

#include <bit_patterns.hpp>
#include <gtest/gtest.h>

#include <hebb/scalar/directed.hpp>

// directed.hpp against the processor: the same operation with the rounding mode switched, kept from the optimiser by
// volatile. Values must be equal, NaN for NaN; the sign of zero is left open.

namespace hebb::test {
namespace {

template <class F>
[[gnu::noinline]] double in_mode(int mode, F f, double a, double b) {
  volatile double x = a, y = b;
  std::fesetround(mode);
  volatile double r = f(x, y);
  std::fesetround(FE_TONEAREST);
  return r;
}

double any_with_specials(BitPatterns& g) {
  const double inf = std::numeric_limits<double>::infinity();
  switch (g.below(64)) {
    case 0:
      return inf;
    case 1:
      return -inf;
    case 2:
      return std::numeric_limits<double>::quiet_NaN();
    default:
      return g.any();
  }
}

template <class Processor, class Down, class Up>
void check(Processor processor, Down down, Up up, bool close_exponents = false) {
  BitPatterns g(7);
  const long count = fuzz_count(1'000'000);
  for (long i = 0; i < count; ++i) {
    const double a = any_with_specials(g);
    double b = any_with_specials(g);
    if (close_exponents && g.below(2) == 0) b = a * (g.unit() - 2) * (g.below(2) == 0 ? 0.5 : 0x1p-30);
    const double low = in_mode(FE_DOWNWARD, processor, a, b), high = in_mode(FE_UPWARD, processor, a, b);
    const double l = down(a, b), h = up(a, b);
    if ((l != low && !(std::isnan(l) && std::isnan(low))) || (h != high && !(std::isnan(h) && std::isnan(high))))
      FAIL() << std::hexfloat << a << ", " << b << ": [" << l << ", " << h << "] instead of [" << low << ", " << high
             << "]";
  }
}

TEST(Directed, SumsEqualTheProcessors) {
  check([](double a, double b) { return a + b; }, [](double a, double b) { return add_down(a, b); },
        [](double a, double b) { return add_up(a, b); }, true);
  check([](double a, double b) { return a - b; }, [](double a, double b) { return sub_down(a, b); },
        [](double a, double b) { return sub_up(a, b); });
}
TEST(Directed, ProductsEqualTheProcessors) {
  check([](double a, double b) { return a * b; }, [](double a, double b) { return mul_down(a, b); },
        [](double a, double b) { return mul_up(a, b); });
}
TEST(Directed, QuotientsEqualTheProcessors) {
  check([](double a, double b) { return a / b; }, [](double a, double b) { return div_down(a, b); },
        [](double a, double b) { return div_up(a, b); }, true);
}
TEST(Directed, RootsEqualTheProcessors) {
  check([](double a, double) { return std::sqrt(a); }, [](double a, double) { return sqrt_down(a); },
        [](double a, double) { return sqrt_up(a); });
}

}  // namespace
}  // namespace hebb::test
