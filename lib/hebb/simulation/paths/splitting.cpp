#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <string>

#include <boost/math/distributions/students_t.hpp>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/simulation/chain/chain_path.hpp>
#include <hebb/simulation/paths/splitting.hpp>

namespace hebb {
namespace {

/// States in which paths came to a level: weights, d for each, and the step.
struct Entrances {
  std::vector<double> weights;
  std::vector<std::uint32_t> steps;

  std::size_t size() const { return steps.size(); }
  const double* state(std::size_t k, std::size_t d) const { return &weights[k * d]; }
  void add(const double* w, std::size_t d, std::uint32_t step) {
    weights.insert(weights.end(), w, w + d);
    steps.push_back(step);
  }
};

double level_of(const double* w, std::size_t d, double ratio) {
  double largest = 0, total = w[0];
  for (std::size_t u = 1; u < d; ++u) {
    largest = std::max(largest, w[u]);
    total += w[u];
  }
  return (w[0] - ratio * largest) / total;
}
/// As the chain decides it.
bool is_below(const double* w, std::size_t d, double ratio, double threshold) {
  double largest = 0, rest = 0;
  for (std::size_t u = 1; u < d; ++u) {
    largest = std::max(largest, w[u]);
    rest += w[u];
  }
  return w[0] < ratio * largest + threshold * (rest + w[0]);
}

/// `count` draws, with replacement, from the entrances.
Entrances resample(const Entrances& from, std::uint64_t count, std::size_t d, std::uint64_t seed, std::uint32_t level,
                   std::uint32_t replicate) {
  Entrances out;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto words = philox::block(
        seed,
        {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(philox::Stream::resampling) + level, replicate, 0});
    const auto k = static_cast<std::size_t>(philox::unit(words[0]) * static_cast<double>(from.size()));
    out.add(from.state(k, d), d, from.steps[k]);
  }
  return out;
}

class Splitting {
 public:
  Splitting(const ChainProblem& problem, const SplittingOptions& options)
      : options_(options),
        simulator_(problem, options.seed),
        d_(simulator_.start().size()),
        ratio_(simulator_.constants().ratio),
        gap_(simulator_.constants().gap),
        steps_(simulator_.constants().steps) {
    start_.add(simulator_.start().data(), d_, 0);
  }

  /// Each next level is the quantile of the lowest points of pilot paths that started at the one before.
  std::vector<double> place_levels() const {
    std::vector<double> levels;
    Entrances from = start_;
    for (std::uint32_t stage = 0;; ++stage) {
      require(stage < options_.max_levels, [&] {
        return "splitting: " + std::to_string(options_.max_levels) + " levels do not reach the event; the last was " +
               std::to_string(levels.back());
      });
      from = resample(from, options_.pilot_paths, d_, options_.seed, stage, ~0u);
      std::vector<double> lowest(from.size());
      run_parallel(from.size(), [&](std::size_t i) {
        ChainPath path = pilot_path(from, i, stage);
        lowest[i] = stage == 0 ? 1 : level_of(from.state(i, d_), d_, ratio_);
        while (path.step() < steps_ && lowest[i] >= gap_) {
          look_for_stop(path);
          path.advance();
          lowest[i] = std::min(lowest[i], level_of(path.weights().data(), d_, ratio_));
        }
      });
      std::vector<double> sorted = lowest;
      std::sort(sorted.begin(), sorted.end());
      const double next = sorted[static_cast<std::size_t>(options_.conditional * static_cast<double>(sorted.size()))];
      if (next <= gap_) break;
      levels.push_back(next);
      Entrances to;
      for (std::size_t i = 0; i < from.size(); ++i) {
        if (lowest[i] >= next) continue;
        ChainPath path = pilot_path(from, i, stage);
        while (!path.is_lost(ratio_, next) && path.step() < steps_) {
          look_for_stop(path);
          path.advance();
        }
        if (path.is_lost(ratio_, next)) to.add(path.weights().data(), d_, path.step());
      }
      if (to.size() == 0) break;
      from = to;
    }
    levels.push_back(gap_);
    return levels;
  }

  double replicate(const std::vector<double>& levels, std::uint32_t number, std::uint64_t& path_steps) const {
    double estimate = 1;
    Entrances from = start_;
    for (std::uint32_t stage = 0; stage < levels.size(); ++stage) {
      from = resample(from, options_.effort, d_, options_.seed, stage, number);
      const Entrances to = reach(from, levels[stage], stage, number, path_steps);
      estimate *= static_cast<double>(to.size()) / static_cast<double>(options_.effort);
      if (to.size() == 0) break;
      from = to;
    }
    return estimate;
  }

  template <class F>
  void run_parallel(std::size_t count, const F& f) const {
    const int threads = options_.threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(options_.threads);
    tbb::task_arena(threads).execute([&] { tbb::parallel_for(std::size_t{0}, count, f); });
  }

 private:
  void look_for_stop(const ChainPath& path) const {
    if (path.step() % 1024 == 0) throw_if_stopped(options_.stop);
  }
  ChainPath pilot_path(const Entrances& from, std::size_t i, std::uint32_t stage) const {
    const double* w = from.state(i, d_);
    return ChainPath(simulator_, i, std::vector<double>(w, w + d_), from.steps[i],
                     static_cast<std::uint32_t>(philox::Stream::splitting_pilot) + stage);
  }

  Entrances reach(const Entrances& from, double threshold, std::uint32_t stage, std::uint32_t replicate,
                  std::uint64_t& path_steps) const {
    Entrances to, going;
    for (std::size_t i = 0; i < from.size(); ++i) {  // one step can cross several levels
      const bool there = stage > 0 && is_below(from.state(i, d_), d_, ratio_, threshold);
      (there ? to : going).add(from.state(i, d_), d_, from.steps[i]);
    }
    std::vector<PathOutcome> outcome(going.size());
    std::vector<double> at_loss(going.weights.size());
    simulator_.run({.first_path = std::uint64_t{replicate} << 32,
                    .count = going.size(),
                    .start = going.weights.data(),
                    .start_stride = d_,
                    .start_step = going.steps.data(),
                    .outcome = outcome.data(),
                    .weights_at_loss = at_loss.data(),
                    .stop = options_.stop},
                   philox::Stream::splitting, stage, threshold);
    for (std::size_t i = 0; i < going.size(); ++i) {
      path_steps += outcome[i].steps;
      if (outcome[i].lost_at != 0) to.add(&at_loss[i * d_], d_, outcome[i].lost_at);
    }
    return to;
  }

  SplittingOptions options_;
  ChainSimulator simulator_;
  std::size_t d_;
  double ratio_, gap_;
  std::uint32_t steps_;
  Entrances start_;
};

}  // namespace

SplittingEstimate split(const ChainProblem& problem, const SplittingOptions& options, const Rational& alpha) {
  require_valid(problem);
  require(problem.stop_at_loss && !problem.stop_at_accuracy && problem.accuracy == 0 && problem.absorption == 0,
          "splitting: paths must end at the loss and at nothing else");
  require(options.effort >= 10 && options.pilot_paths >= 10 && options.replicates >= 2,
          "splitting: at least 10 paths per level and 2 replicates are needed");
  require(options.effort < 1u << 31 && options.replicates < 1u << 31, "splitting: too many paths or replicates");
  require(options.conditional > 0 && options.conditional < 1, [&] {
    return "splitting: conditional probability " + std::to_string(options.conditional) + " outside (0, 1)";
  });
  require(options.max_levels >= 1 && options.max_levels <= 100'000, "splitting: max_levels outside 1..100000");
  // Rounded down, the level is at least the one that was asked for; below the doubles there is no quantile.
  const double tail = Interval(Rational(alpha / 2)).lower();
  require(alpha < 1 && tail >= std::numeric_limits<double>::min(),
          [&] { return "splitting: alpha = " + to_string(alpha) + " outside [2^-1021, 1)"; });

  const Splitting splitting(problem, options);
  SplittingEstimate out{.alpha = alpha, .interval = {}, .levels = splitting.place_levels(), .replicates = {}};
  out.replicates.resize(options.replicates);
  std::atomic<std::uint64_t> path_steps = 0;
  splitting.run_parallel(out.replicates.size(), [&](std::size_t r) {
    std::uint64_t steps = 0;
    out.replicates[r] = splitting.replicate(out.levels, static_cast<std::uint32_t>(r), steps);
    path_steps += steps;
  });
  out.path_steps = path_steps;
  const double n = static_cast<double>(options.replicates);
  for (const double x : out.replicates) out.probability += x / n;
  double squares = 0;
  for (const double x : out.replicates) squares += (x - out.probability) * (x - out.probability);
  out.standard_error = std::sqrt(squares / (n - 1) / n);
  const double t = quantile(complement(boost::math::students_t(n - 1), tail));
  out.interval = {std::max(0.0, out.probability - t * out.standard_error),
                  std::min(1.0, out.probability + t * out.standard_error)};
  return out;
}

}  // namespace hebb
