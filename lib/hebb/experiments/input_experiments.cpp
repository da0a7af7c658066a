#include <algorithm>
#include <cmath>
#include <utility>

#include <hebb/calculus/correlated.hpp>
#include <hebb/experiments/count_paths.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simplex/symmetric_eigen.hpp>

namespace hebb::experiments {
namespace {

/// The counts of a row; f(path, counts) adds to the `width` counts of one path.
template <class F>
const PathCounts& count_each(CountedRows& work, std::size_t row, std::size_t width, std::uint64_t paths,
                             unsigned threads, const F& f) {
  return count_paths(work, row, width, paths, threads, 1,
                     [&](std::uint64_t path, std::uint64_t, std::uint64_t* counts) { f(path, counts); });
}

/// Counts of winners: of each component, and of undecided paths.
void add_winner(const InputPath& path, double accuracy, std::uint64_t* counts) {
  const std::size_t leader = path.leader();
  ++counts[path.distance_to(leader) < accuracy ? leader : static_cast<std::size_t>(path.probabilities().size())];
}
Winners winners_of(const PathCounts& known, std::size_t d) {
  return {known.paths, {known.counts.begin(), known.counts.begin() + static_cast<std::ptrdiff_t>(d)}, known.counts[d]};
}
const PathCounts& count_winners(CountedRows& work, std::size_t row, const InputSimulator& simulator,
                                std::uint64_t steps, double accuracy, std::uint64_t paths, unsigned threads) {
  return count_each(work, row, static_cast<std::size_t>(simulator.dimension()) + 1, paths, threads,
                    [&](std::uint64_t k, std::uint64_t* counts) {
                      InputPath path(simulator, k);
                      path.advance_to(steps, work.stop);
                      add_winner(path, accuracy, counts);
                    });
}

/// p under the rates.
Vec<Rational> start_of(const Vec<Rational>& rates, const Vec<Rational>& weights) {
  require(rates.size() >= 2, "experiment: at least two inputs are needed");
  for (const Rational& w : weights) {
    require(w > 0, [&] { return "experiment: weight " + to_string(w) + ", expected above 0"; });
  }
  return probabilities(rates, weights);
}

std::size_t favourite(const Vec<Rational>& p) {
  const std::size_t best = index_of_largest(p);
  require(std::ranges::count(p, p[best]) == 1, "experiment: two inputs share the lead");
  return best;
}

/// Whether every switch between the two rates leaves component i in front of all others (A5.priming).
bool is_locked(const InputPath& path, std::size_t i, const Vec<double>& now, const Vec<double>& other) {
  for (std::size_t j = 0; j < now.size(); ++j) {
    const double ratio = std::max(1.0, surviving_ratio(now[i], now[j], other[i], other[j]));
    if (j != i && !(path.weights()[i] > ratio * path.weights()[j])) return false;
  }
  return true;
}

Vec<double> doubles(const Vec<Rational>& x) {
  Vec<double> out;
  for (const Rational& q : x) out.push_back(to_double(q));
  return out;
}

/// Where a falling sequence crosses 1/2, by linear interpolation.
std::optional<double> crossing(const std::vector<CorrelationRow>& rows, double (*at)(const CorrelationRow&)) {
  for (std::size_t k = 1; k < rows.size(); ++k) {
    const CorrelationRow &before = rows[k - 1], &row = rows[k];
    if (before.right < 0.5 || row.right >= 0.5) continue;
    const double t = (before.right - 0.5) / (before.right - row.right);
    return at(before) + t * (at(row) - at(before));
  }
  return std::nullopt;
}

}  // namespace

Winners winners(const InputSimulator& simulator, std::uint64_t steps, double accuracy, std::uint64_t paths,
                unsigned threads) {
  CountedRows work;
  return winners_of(count_winners(work, 0, simulator, steps, accuracy, paths, threads),
                    static_cast<std::size_t>(simulator.dimension()));
}

CorrelationExperiment correlation(const CorrelationOptions& options, CountedRows* work) {
  CountedRows fresh;
  CountedRows& counted = work ? *work : fresh;
  CorrelationExperiment out{.options = options, .rows = {}, .critical_strength = {}, .critical_eigenvalue_gap = {}};
  std::vector<Rational> strengths = options.strengths;
  if (strengths.empty()) {
    for (int k = 0; k <= 10; ++k) strengths.push_back(Rational(k) / 10);
  }
  for (const Rational& s : strengths) {
    const Correlation gamma = options.gamma.scaled(s);
    CorrelationRow row{.strength = s,
                       .nu = gamma.largest_off_diagonal(),
                       .delta_p = leader_gap(options.start),
                       .delta_g = {},
                       .winners = {},
                       .interval = {}};
    Mat<double> matrix;
    for (const Vec<Rational>& line : gamma.rows()) {
      matrix.push_back(doubles(line));
    }
    row.delta_g = leader_gap(drive(gamma.rows(), options.start));
    const std::vector<double> eigenvalues = symmetric_eigen(matrix).values;
    row.first = eigenvalues.back();
    row.second = eigenvalues[eigenvalues.size() - 2];
    const InputSimulator simulator({.start = options.start,
                                    .a = options.a,
                                    .noise = options.noise,
                                    .correlation = gamma,
                                    .input = options.input,
                                    .schedule = {}},
                                   options.seed);
    const PathCounts& known = count_winners(counted, out.rows.size(), simulator, options.steps,
                                            to_double(options.accuracy), options.paths, options.threads);
    if (known.paths == 0) return out;
    row.winners = winners_of(known, options.start.size());
    row.right = static_cast<double>(row.winners.won[0]) / static_cast<double>(known.paths);
    row.interval = interval_of(row.winners.won[0], known.paths, options.paths, options.alpha);
    out.rows.push_back(std::move(row));
    if (known.paths < options.paths) return out;
  }
  out.critical_strength = crossing(out.rows, [](const CorrelationRow& r) { return to_double(r.strength); });
  out.critical_eigenvalue_gap = crossing(out.rows, [](const CorrelationRow& r) { return r.first - r.second; });
  return out;
}

std::string diagnose(const SwitchingRow& row) {
  const auto part = [](std::uint64_t x, std::uint64_t of) { return static_cast<double>(x) / static_cast<double>(of); };
  if (part(row.mirrored, row.switches) > 0.95) return "instant";
  if (part(row.followed, row.switches) > 0.95) return "learned";
  if (part(row.locked, row.paths) > 0.95) return "locked";
  return "mixed";
}

SwitchingExperiment switching(const SwitchingOptions& options, CountedRows* work) {
  CountedRows fresh;
  CountedRows& counted = work ? *work : fresh;
  require(options.switches >= 1, "switching: no switch");
  const Vec<Rational> start = start_of(options.first, options.weights);
  SwitchingExperiment out{.options = options,
                          .favourite_first = favourite(start),
                          .favourite_second = favourite(start_of(options.second, options.weights)),
                          .rows = {}};
  require(out.favourite_first != out.favourite_second, "switching: both rates favour the same input");
  const Vec<double> first = doubles(options.first), second = doubles(options.second);
  for (const std::uint64_t interval : options.intervals) {
    const std::uint64_t steps = (options.switches + 1) * interval;
    const InputSimulator simulator(
        {.start = start,
         .a = options.a,
         .noise = options.noise,
         .correlation = {},
         .schedule = StepSchedule::alternating(options.first, options.second, interval, steps)},
        options.seed);
    enum Count : std::size_t { mirrored, followed, followed_all, locked, width };
    const PathCounts& known = count_each(
        counted, out.rows.size(), width, options.paths, options.threads, [&](std::uint64_t k, std::uint64_t* counts) {
          InputPath path(simulator, k);
          for (std::uint64_t n = 1; n <= options.switches; ++n) {
            const std::size_t wanted = n % 2 == 1 ? out.favourite_second : out.favourite_first;
            path.advance_to(n * interval,
                            counted.stop);  // p is then under the rates of the next step, those after the switch
            counts[mirrored] += path.leader() == wanted;
            path.advance_to((n + 1) * interval - 1, counted.stop);  // one step before the next switch shows
            counts[followed] += path.leader() == wanted;
          }
          const bool on_second = options.switches % 2 == 1;
          counts[followed_all] = counts[followed] == options.switches;
          counts[locked] = is_locked(path, path.leader(), on_second ? second : first, on_second ? first : second);
        });
    if (known.paths == 0) return out;
    SwitchingRow row{.interval = interval,
                     .paths = known.paths,
                     .switches = known.paths * options.switches,
                     .all = {},
                     .diagnosis = {}};
    row.mirrored = known.counts[mirrored];
    row.followed = known.counts[followed];
    row.followed_all = known.counts[followed_all];
    row.locked = known.counts[locked];
    row.share = static_cast<double>(row.followed) / static_cast<double>(row.switches);
    row.all = interval_of(row.followed_all, row.paths, options.paths, options.alpha);
    row.diagnosis = diagnose(row);
    out.rows.push_back(std::move(row));
    if (known.paths < options.paths) return out;
  }
  return out;
}

PrimingExperiment priming(const PrimingOptions& options, CountedRows* work) {
  CountedRows fresh;
  CountedRows& counted = work ? *work : fresh;
  const Vec<Rational> start = start_of(options.first, options.weights);
  require(favourite(start) == 0, "priming: the first input must lead under the first rates");
  PrimingExperiment out{.options = options, .rows = {}};
  for (const std::uint64_t primed : options.primed) {
    std::vector<StepSchedule::Knot> knots{{0, options.first}};
    knots.push_back({primed + 1, options.second});
    // Primed for 0 steps the chain starts under mu.
    const InputSimulator simulator({.start = primed == 0 ? start_of(options.second, options.weights) : start,
                                    .a = options.a,
                                    .noise = options.noise,
                                    .correlation = {},
                                    .schedule = StepSchedule(std::move(knots))},
                                   options.seed);
    const std::size_t leads = start.size() + 1;  // after the counts of winners
    const double accuracy = to_double(options.accuracy);
    const PathCounts& known = count_each(counted, out.rows.size(), leads + 1, options.paths, options.threads,
                                         [&](std::uint64_t k, std::uint64_t* counts) {
                                           InputPath path(simulator, k);
                                           path.advance_to(primed, counted.stop);
                                           counts[leads] = path.leader() == 0;
                                           path.advance_to(primed + options.steps, counted.stop);
                                           add_winner(path, accuracy, counts);
                                         });
    if (known.paths == 0) return out;
    PrimingRow row{.primed = primed, .winners = winners_of(known, start.size()), .interval = {}};
    row.leads = known.counts[leads];
    row.share = static_cast<double>(row.winners.won[0]) / static_cast<double>(known.paths);
    row.interval = interval_of(row.winners.won[0], known.paths, options.paths, options.alpha);
    out.rows.push_back(std::move(row));
    if (known.paths < options.paths) return out;
  }
  return out;
}

}  // namespace hebb::experiments
