#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/simulation/outputs/outputs_simulation.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>
#include <hebb/simulation/paths/splitting.hpp>

namespace hebb {
namespace stop_test {

using namespace literals;
using namespace std::chrono_literals;

ExitProblem problem(const Vec<Rational>& start, const Rational& a, std::optional<int> steps) {
  return {{start, a, UniformNoise(2), LossEvent::below_gap(0.1_q)}, steps};
}

/// Sets the flag after a while.
class Alarm {
 public:
  explicit Alarm(std::chrono::milliseconds after)
      : thread_([this, after] {
          std::this_thread::sleep_for(after);
          flag_ = true;
        }) {}
  StopFlag flag() const { return &flag_; }

 private:
  std::atomic<bool> flag_ = false;
  std::jthread thread_;
};

TEST(Stop, AnEnclosureForEverThatIsStoppedIsWiderAndHolds) {
  ExitOptions how;
  how.cells_per_jump = 32;
  const ExitEnclosure whole = enclose_exit(problem({0.6_q, 0.4_q}, 0.02_q, {}), how);
  for (const auto after : {0ms, 3ms, 10ms, 30ms}) {
    const Alarm alarm(after);
    how.stop = alarm.flag();
    how.threads = 1 + after.count() % 2;
    try {
      const ExitEnclosure part = enclose_exit(problem({0.6_q, 0.4_q}, 0.02_q, {}), how);
      EXPECT_LE(part.lower, whole.lower);
      EXPECT_GE(part.upper, whole.upper);
      EXPECT_LE(part.steps, whole.steps);
    } catch (const Stopped&) {  // before the first block of steps
    }
  }
}

TEST(Stop, AnEnclosureForAHorizonThatIsStoppedGivesNothing) {
  const auto start = std::chrono::steady_clock::now();
  for (const Vec<Rational>& p : {Vec<Rational>{0.6_q, 0.4_q}, Vec<Rational>{0.5_q, 0.3_q, 0.2_q}}) {
    const Alarm alarm(30ms);
    ExitOptions how;
    how.stop = alarm.flag();
    EXPECT_THROW(enclose_exit(problem(p, 0.001_q, 100'000'000), how), Stopped);
    if (p.size() == 2) EXPECT_THROW(enclose_exit_by_rounding(problem(p, 0.001_q, 100'000'000), how), Stopped);
    ExitPlaneOptions plane;
    plane.stop = alarm.flag();
    if (p.size() == 3) EXPECT_THROW(enclose_exit_in_plane(problem(p, 0.01_q, 100'000'000), plane), Stopped);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, 20s);
}

TEST(Stop, SearchesAndEstimatesEndWithNothing) {
  const std::atomic<bool> now = true;
  BarrierOptions barrier;
  barrier.stop = &now;
  const SimplexPoint<Rational> start({0.6_q, 0.4_q});
  EXPECT_THROW(escape_barrier(start, 0.01_q, barrier_law(UniformNoise(2)), barrier), Stopped);
  RateOptions rate;
  rate.stop = &now;
  EXPECT_THROW(largest_learning_rate(start, 0.01_q, barrier_law(UniformNoise(2)), RateMethod::power_barrier, rate),
               Stopped);
  const Alarm alarm(30ms);
  SplittingOptions splitting;
  splitting.stop = alarm.flag();
  splitting.threads = 2;
  EXPECT_THROW(
      split({{.start = {0.6_q, 0.4_q}, .a = 0.00001_q, .noise = UniformNoise(2), .event = LossEvent::below_gap(0.1_q)},
             1'000'000'000,
             0,
             true},
            splitting),
      Stopped);
}

TEST(Stop, OfRecordedPathsAndRunsTheFinishedOnesStay) {
  for (const InputLaw input : {InputLaw::one_hot, InputLaw::bernoulli}) {
    const Alarm alarm(30ms);
    InputProblem problem{{0.6_q, 0.4_q}, 0.001_q, UniformNoise(2), {}, input, {}};
    if (input == InputLaw::bernoulli) problem.correlation = Correlation::identity(2);
    const Recording recording =
        record_paths(problem, {.steps = 1'000'000'000, .every = 100'000'000, .paths = 3}, alarm.flag());
    EXPECT_TRUE(recording.paths.empty());
  }
}

}  // namespace stop_test
}  // namespace hebb
