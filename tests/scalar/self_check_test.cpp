#include <cfenv>
#include <chrono>

#include <gtest/gtest.h>
#include <mpfr.h>

#include <hebb/scalar/self_check.hpp>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace hebb {
namespace self_check_test {

TEST(SelfCheck, AcceptsThisEnvironmentQuickly) {
  EXPECT_EQ(self_check().value_or("sound"), "sound");
  const auto start = std::chrono::steady_clock::now();
  self_check();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  RecordProperty("milliseconds", std::to_string(seconds.count() * 1e3));
  EXPECT_LT(seconds.count(), 1) << "a few milliseconds are expected; this limit only catches a blunder";
}

TEST(SelfCheck, RefusesOtherRoundingModes) {
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    std::fesetround(mode);
    const auto reason = self_check();
    std::fesetround(FE_TONEAREST);
    ASSERT_TRUE(reason) << "mode " << mode;
    EXPECT_NE(reason->find("rounding mode"), std::string::npos) << *reason;
  }
}

#if defined(__SSE2__)
TEST(SelfCheck, RefusesFlushedSubnormals) {
  const unsigned usual = _mm_getcsr();
  constexpr unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040;
  for (const unsigned flag : {flush_to_zero, denormals_are_zero, flush_to_zero | denormals_are_zero}) {
    _mm_setcsr(usual | flag);
    const auto reason = self_check();
    _mm_setcsr(usual);
    ASSERT_TRUE(reason) << "flag " << flag;
    EXPECT_NE(reason->find("subnormal"), std::string::npos) << *reason;
  }
}
#endif

TEST(SelfCheck, RefusesAReducedExponentRangeOfMpfr) {
  const mpfr_exp_t usual = mpfr_get_emin();
  mpfr_set_emin(-1073);
  const auto reason = self_check();
  mpfr_set_emin(usual);
  ASSERT_TRUE(reason);
  EXPECT_NE(reason->find("MPFR"), std::string::npos) << *reason;
}

TEST(SelfCheck, ChangesNoState) {
  const mpfr_exp_t emin = mpfr_get_emin();
  const mpfr_prec_t precision = mpfr_get_default_prec();
  self_check();
  EXPECT_EQ(std::fegetround(), FE_TONEAREST);
  EXPECT_EQ(mpfr_get_emin(), emin);
  EXPECT_EQ(mpfr_get_default_prec(), precision);
}

}  // namespace self_check_test
}  // namespace hebb
