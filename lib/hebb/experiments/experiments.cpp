#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include <hebb/calculus/rates.hpp>
#include <hebb/experiments/count_paths.hpp>
#include <hebb/experiments/experiments.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/chain/chain_path.hpp>

namespace hebb::experiments {
namespace {

// The vector code wants many paths at once.
constexpr std::uint64_t batch = 256;

/// The value at the fraction `at` of a sorted sample.
double quantile_of(const std::vector<double>& sorted, double at) {
  if (sorted.empty()) return 0;
  const double position = at * static_cast<double>(sorted.size() - 1);
  const auto k = static_cast<std::size_t>(position);
  const double next = sorted[std::min(k + 1, sorted.size() - 1)];
  return sorted[k] + (position - static_cast<double>(k)) * (next - sorted[k]);
}

std::uint64_t steps_for(double horizon, const Rational& rate) {
  require(horizon > 0 && horizon <= 1e9,
          [&] { return "experiment: horizon " + std::to_string(horizon) + ", expected > 0"; });
  return std::max<std::uint64_t>(100, static_cast<std::uint64_t>(std::ceil(horizon / to_double(rate))));
}

/// count steps within 1..last, evenly spaced, the last one last.
std::vector<std::uint64_t> even_steps(std::uint64_t last, std::uint64_t count) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t k = 1; k <= count; ++k) {
    const auto step = static_cast<std::uint64_t>(
        std::llround(static_cast<double>(last) * static_cast<double>(k) / static_cast<double>(count)));
    if (step >= 1 && (out.empty() || step > out.back())) out.push_back(step);
  }
  return out;
}

/// The steps to an accuracy, as they are kept: the number of lost paths, then, rising, each step with the number of
/// paths that got there at it.
struct StepsToAccuracy {
  std::uint64_t lost = 0;
  std::map<std::uint64_t, std::uint64_t> reached;

  static bool is_sound(const PathCounts& row) {
    if (row.counts.size() % 2 == 0) return false;
    std::uint64_t rest = row.paths;
    const auto takes = [&](std::uint64_t n) { return n <= rest && (rest -= n, true); };
    if (!takes(row.counts[0])) return false;
    for (std::size_t i = 1; i < row.counts.size(); i += 2) {
      if (row.counts[i] == 0 || (i > 1 && row.counts[i] <= row.counts[i - 2]) || !takes(row.counts[i + 1]))
        return false;
    }
    return true;
  }
  explicit StepsToAccuracy(const PathCounts& row) : lost(row.counts[0]) {
    for (std::size_t i = 1; i < row.counts.size(); i += 2) reached[row.counts[i]] = row.counts[i + 1];
  }
  std::vector<std::uint64_t> counts() const {
    std::vector<std::uint64_t> out{lost};
    for (const auto& [step, count] : reached) out.insert(out.end(), {step, count});
    return out;
  }
  /// Sorted.
  std::vector<double> sample() const {
    std::vector<double> out;
    for (const auto& [step, count] : reached) out.insert(out.end(), count, static_cast<double>(step));
    return out;
  }
};

}  // namespace

// Long: the paths are kept, then read row by row; both halves know the layout of a record.
ConvergenceExperiment convergence(const ConvergenceOptions& options, CountedRows* work) {
  CountedRows fresh;
  CountedRows& counted = work ? *work : fresh;
  require(options.paths >= 2, "convergence: at least two paths are needed");
  require(options.samples >= 1, "convergence: no steps to record");
  require(options.epsilon > 0 && options.epsilon < 1,
          [&] { return "convergence: epsilon " + to_string(options.epsilon); });
  const Rational delta = initial_gap(options.start);
  ConvergenceExperiment out{.options = options,
                            .gap = delta,
                            .bound = rate_bound_sharp(delta, noise_bound(options.noise)),
                            .a = {},
                            .contraction = {},
                            .rows = {},
                            .theta = {}};
  out.a = options.a ? *options.a : out.bound;
  out.contraction = convergence_rate(Rational(options.start.size()), delta);
  const ChainSimulator simulator(
      {{.start = options.start, .a = out.a, .noise = options.noise, .event = LossEvent::below_gap(delta / 2)},
       options.steps},
      options.seed);
  const std::vector<std::uint64_t> recorded = even_steps(options.steps, options.samples);
  // Kept of each path: the step at which it is lost, or 0, then the distances, bit by bit.
  const std::size_t width = 1 + recorded.size();
  PathCounts& known = known_row(counted, 0, {}, options.paths,
                                [&](const PathCounts& row) { return row.counts.size() == row.paths * width; });
  const auto simulate = [&](std::uint64_t number, std::uint64_t) {
    std::vector<std::uint64_t> record{0};
    ChainPath path(simulator, number);
    for (const std::uint64_t until : recorded) {
      while (path.step() < until) {
        if (path.step() % 1024 == 0) throw_if_stopped(counted.stop);
        path.advance();
        if (record[0] == 0 && path.is_lost(1, simulator.constants().gap)) record[0] = path.step();
      }
      record.push_back(std::bit_cast<std::uint64_t>(2 * path.distance()));
    }
    return record;
  };
  extend_row(counted, known, options.paths, options.threads, 1, simulate,
             [&](const std::vector<std::uint64_t>& record) {
               known.counts.insert(known.counts.end(), record.begin(), record.end());
             });
  out.paths = known.paths;
  if (out.paths < 2) return out;
  const auto lost_at = [&](std::size_t path) { return known.counts[path * width]; };

  const double n = static_cast<double>(out.paths), exponent = to_double(out.a * out.contraction);
  const double first = 2 * to_double(1 - options.start[0]), epsilon = to_double(options.epsilon);
  out.mean_below_envelope = true;
  out.least_within = out.paths;
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    ConvergenceRow row{.steps = recorded[i],
                       .envelope = first * std::exp(-exponent * static_cast<double>(recorded[i]))};
    std::vector<double> distances;
    double squares = 0;
    for (std::size_t k = 0; k < out.paths; ++k) {
      const double distance = std::bit_cast<double>(known.counts[k * width + 1 + i]);
      const double on_theta = lost_at(k) == 0 || lost_at(k) > row.steps ? distance : 0;
      distances.push_back(distance);
      row.mean += on_theta / n;
      squares += on_theta * on_theta / n;
      row.below += distance <= row.envelope;
      row.within += distance <= row.envelope / epsilon;
    }
    row.standard_error = std::sqrt(std::max(0.0, squares - row.mean * row.mean) / (n - 1));
    std::sort(distances.begin(), distances.end());
    row.least = distances.front();
    row.median = quantile_of(distances, 0.5);
    row.largest = distances.back();
    out.mean_below_envelope = out.mean_below_envelope && row.mean <= row.envelope;
    out.least_within = std::min(out.least_within, row.within);
    out.rows.push_back(row);
  }
  for (std::size_t k = 0; k < out.paths; ++k) out.on_theta += lost_at(k) == 0;
  out.theta = interval_of(out.on_theta, out.paths, options.paths, options.alpha);
  return out;
}

StressExperiment learning_rate_stress(const StressOptions& options, CountedRows* work) {
  CountedRows fresh;
  CountedRows& counted = work ? *work : fresh;
  const Rational delta = initial_gap(options.start);
  StressExperiment out{.options = options,
                       .gap = delta,
                       .bound = rate_bound_sharp(delta, noise_bound(options.noise)),
                       .rows = {},
                       .critical_rate = {}};
  std::vector<Rational> rates = options.a;
  if (rates.empty()) {
    for (Rational power = 1; power * out.bound * noise_bound(options.noise) < 1; power *= 2) {
      for (const Rational& a : {Rational(power * out.bound), Rational(power * out.bound * 3 / 2)}) {
        if (a * noise_bound(options.noise) < 1) rates.push_back(a);
      }
    }
  }
  require(std::is_sorted(rates.begin(), rates.end()), "learning-rate stress: the rates must rise");
  for (const Rational& rate : rates) {
    const ChainProblem problem{{.start = options.start,
                                .a = rate,
                                .noise = options.noise,
                                .event = options.event ? *options.event : LossEvent::below_gap(delta / 2)},
                               steps_for(options.horizon, rate),
                               options.accuracy,
                               true,
                               true};
    StressRow row{.a = rate, .rate_over_bound = to_double(rate / out.bound), .steps = problem.steps, .interval = {}};
    const ChainSimulator simulator(problem, options.seed);
    enum Count : std::size_t { lost, reached, undecided, width };
    const PathCounts& known =
        count_paths(counted, out.rows.size(), width, options.paths, options.threads, batch,
                    [&](std::uint64_t first, std::uint64_t last, std::uint64_t* counts) {
                      for (const PathOutcome& path : simulator.outcomes(first, last, counted.stop)) {
                        ++counts[path.lost_at != 0 ? lost : path.accurate_at != 0 ? reached : undecided];
                      }
                    });
    if (known.paths == 0) return out;
    row.paths = known.paths;
    row.lost = known.counts[lost];
    row.reached = known.counts[reached];
    row.undecided = known.counts[undecided];
    row.success = static_cast<double>(row.reached) / static_cast<double>(row.paths);
    row.interval = interval_of(row.reached, row.paths, options.paths, options.alpha);
    if (!out.critical_rate && !out.rows.empty() && row.success < 0.5 && out.rows.back().success >= 0.5) {
      const StressRow& before = out.rows.back();
      const double t = (before.success - 0.5) / (before.success - row.success);
      out.critical_rate = to_double(before.a) * std::pow(to_double(row.a / before.a), t);
    }
    out.rows.push_back(row);
    if (row.paths < options.paths) return out;
  }
  return out;
}

NoiseExperiment noise_scaling(const NoiseOptions& options, CountedRows* work) {
  CountedRows fresh;
  CountedRows& counted = work ? *work : fresh;
  const Rational delta = initial_gap(options.start);
  NoiseExperiment out{.options = options, .gap = delta, .rows = {}};
  for (const Rational& q : options.q) {
    const Rational rate = options.rate_over_bound * rate_bound_sharp(delta, q);
    const ChainProblem problem{
        {.start = options.start, .a = rate, .noise = options.law(q), .event = LossEvent::below_gap(delta / 2)},
        steps_for(options.horizon, rate),
        options.accuracy,
        true,
        true};
    NoiseRow row{.q = q, .a = rate};
    const ChainSimulator simulator(problem, options.seed);
    PathCounts& known = known_row(counted, out.rows.size(), {0}, options.paths, StepsToAccuracy::is_sound);
    StepsToAccuracy kept(known);
    const auto simulate = [&](std::uint64_t first, std::uint64_t last) {
      return simulator.outcomes(first, last, counted.stop);
    };
    extend_row(counted, known, options.paths, options.threads, batch, simulate,
               [&](const std::vector<PathOutcome>& paths) {
                 for (const PathOutcome& path : paths) {
                   kept.lost += path.lost_at != 0;
                   if (path.lost_at == 0 && path.accurate_at != 0) ++kept.reached[path.accurate_at];
                 }
                 known.counts = kept.counts();
               });
    if (known.paths == 0) return out;
    row.paths = known.paths;
    row.lost = kept.lost;
    const std::vector<double> steps = kept.sample();
    row.reached = steps.size();
    row.lower_quartile = quantile_of(steps, 0.25);
    row.median = quantile_of(steps, 0.5);
    row.upper_quartile = quantile_of(steps, 0.75);
    row.scaled_median = to_double(rate) * row.median;
    out.rows.push_back(row);
    if (row.paths < options.paths) return out;
  }
  // Least squares of log median on log 1/a.
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const NoiseRow& row : out.rows) {
    if (row.reached == 0) continue;
    const double u = -std::log(to_double(row.a)), v = std::log(row.median);
    n += 1, x += u, y += v, xx += u * u, xy += u * v;
  }
  const double spread = n * xx - x * x;
  if (n >= 2 && spread > 0) out.exponent = (n * xy - x * y) / spread;
  return out;
}

EscapeExperiment escape(const EscapeOptions& options, const std::optional<MonteCarloTally>& resume,
                        const std::function<void(const MonteCarloTally&)>& progress, const std::atomic<bool>* stop) {
  EscapeExperiment out{.options = options, .tally = {}, .rows = {}};
  MonteCarloOptions& run_options = out.options.monte_carlo;
  if (run_options.report_steps.empty()) run_options.report_steps = even_steps(options.problem.steps, 60);
  const MonteCarlo run(options.problem, run_options);
  out.tally = run.run(resume ? *resume : run.empty(), progress, stop);
  if (out.tally.paths > 0) out.rows = loss_estimates(out.tally, options.alpha);
  return out;
}

}  // namespace hebb::experiments
