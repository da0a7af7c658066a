#include <gtest/gtest.h>

#include <hebb/model/step_schedule.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"

namespace hebb {
namespace step_schedule_test {

TEST(StepSchedule, HoldsAndInterpolates) {
  const StepSchedule steps({{10, {1, 4}}, {20, {2, 1}}}),
      smooth({{10, {1, 4}}, {20, {4, 1}}}, StepSchedule::Between::geometric);
  EXPECT_EQ(steps.rates(1), (Vec<double>{1, 4}));
  EXPECT_EQ(steps.rates(19), (Vec<double>{1, 4}));
  EXPECT_EQ(steps.rates(20), (Vec<double>{2, 1}));
  EXPECT_DOUBLE_EQ(smooth.rates(15)[0], 2);
  EXPECT_DOUBLE_EQ(smooth.rates(15)[1], 2);
  for (std::uint64_t k = 1; k <= 30; ++k) {
    EXPECT_EQ(steps.changes_at(k), steps.rates(k) != steps.rates(k - 1)) << k;
    EXPECT_EQ(smooth.changes_at(k), smooth.rates(k) != smooth.rates(k - 1)) << k;
  }
  const StepSchedule alternating = StepSchedule::alternating({1, 2}, {2, 1}, 5, 20);
  for (std::uint64_t k = 1; k <= 20; ++k) EXPECT_EQ(alternating.rates(k)[0], (k - 1) / 5 % 2 == 0 ? 1 : 2) << k;
}

TEST(StepSchedule, NamesWhatIsWrong) {
  EXPECT_REFUSED(StepSchedule({}), PreconditionError, "schedule: no rates");
  EXPECT_REFUSED(StepSchedule({{3, {1, 2}}, {3, {2, 1}}}), PreconditionError,
                 "schedule: step 3 after step 3, expected rising steps");
  EXPECT_REFUSED(StepSchedule({{3, {1, 2}}, {4, {2}}}), PreconditionError, "schedule: 1 rates at step 4, expected 2");
  EXPECT_REFUSED(StepSchedule({{3, {1, 0}}}), PreconditionError, "schedule: rate 0 at step 3, expected above 0");
  EXPECT_REFUSED(StepSchedule::alternating({1, 2}, {2, 1}, 0, 20), PreconditionError,
                 "schedule: a switch interval of 0 steps");
}

}  // namespace step_schedule_test
}  // namespace hebb
