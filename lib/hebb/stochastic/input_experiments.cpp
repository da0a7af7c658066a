#include <hebb/stochastic/input_experiments.hpp>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <hebb/model/update.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/stochastic/symmetric_eigenvalues.hpp>
#include <utility>

namespace hebb::experiments {
namespace {

double to_double(const Rational& x) { return x.convert_to<double>(); }

template <class F>
void for_each_path(unsigned threads, std::uint64_t count, const F& f) {
  tbb::task_arena(threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(threads)).execute([&] {
    tbb::parallel_for(std::uint64_t{0}, count, f);
  });
}

Winners count_winners(const std::vector<int>& winner, std::size_t d) {
  Winners out{.paths = winner.size(), .won = std::vector<std::uint64_t>(d, 0)};
  for (const int i : winner) ++(i < 0 ? out.undecided : out.won[static_cast<std::size_t>(i)]);
  return out;
}

int winner_of(const InputPath& path, double accuracy) {
  const std::size_t leader = path.leader();
  return path.distance_to(leader) < accuracy ? static_cast<int>(leader) : -1;
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
  const auto best = std::ranges::max_element(p);
  require(std::ranges::count(p, *best) == 1, "experiment: two inputs share the lead");
  return static_cast<std::size_t>(best - p.begin());
}

/// Whether every switch between the two rates leaves component i in front of all others (A5.priming).
bool is_locked(const InputPath& path, std::size_t i, const Vec<double>& now, const Vec<double>& other) {
  for (std::size_t j = 0; j < now.size(); ++j) {
    const double ratio = std::max(1.0, other[j] * now[i] / (other[i] * now[j]));
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

Winners winners(const InputSimulator& simulator, std::uint64_t steps, double accuracy, std::uint64_t paths, unsigned threads) {
  std::vector<int> winner(paths);
  for_each_path(threads, paths, [&](std::uint64_t k) {
    InputPath path(simulator, k);
    path.advance_to(steps);
    winner[k] = winner_of(path, accuracy);
  });
  return count_winners(winner, static_cast<std::size_t>(simulator.dimension()));
}

CorrelationExperiment correlation(const CorrelationOptions& options) {
  CorrelationExperiment out{.options = options, .rows = {}, .critical_strength = {}, .critical_eigenvalue_gap = {}};
  std::vector<Rational> strengths = options.strengths;
  if (strengths.empty()) {
    for (int k = 0; k <= 10; ++k) strengths.push_back(Rational(k) / 10);
  }
  const auto gap = [](const Vec<Rational>& x) { return Rational(x[0] - *std::max_element(x.begin() + 1, x.end())); };
  for (const Rational& s : strengths) {
    const Correlation gamma = options.gamma.scaled(s);
    CorrelationRow row{.strength = s, .nu = gamma.largest_off_diagonal(), .delta_p = gap(options.start), .delta_g = {}, .winners = {}, .interval = {}};
    Vec<Rational> drive;
    std::vector<std::vector<double>> matrix;
    for (const Vec<Rational>& line : gamma.rows()) {
      drive.push_back(dot(line, options.start));
      matrix.push_back(doubles(line));
    }
    row.delta_g = gap(drive);
    const std::vector<double> eigenvalues = symmetric_eigenvalues(matrix);
    row.first = eigenvalues[0];
    row.second = eigenvalues[1];
    const InputSimulator simulator({.start = options.start, .rate = options.rate, .noise = options.noise, .correlation = gamma, .input = options.input, .schedule = {}}, options.seed);
    row.winners = winners(simulator, options.steps, to_double(options.accuracy), options.paths, options.threads);
    row.right = static_cast<double>(row.winners.won[0]) / static_cast<double>(options.paths);
    row.interval = clopper_pearson(row.winners.won[0], options.paths, options.alpha);
    out.rows.push_back(std::move(row));
  }
  out.critical_strength = crossing(out.rows, [](const CorrelationRow& r) { return to_double(r.strength); });
  out.critical_eigenvalue_gap = crossing(out.rows, [](const CorrelationRow& r) { return r.first - r.second; });
  return out;
}

std::string diagnose(const SwitchingRow& row, std::uint64_t paths) {
  const auto part = [](std::uint64_t x, std::uint64_t of) { return static_cast<double>(x) / static_cast<double>(of); };
  if (part(row.mirrored, row.switches) > 0.95) return "instant";
  if (part(row.followed, row.switches) > 0.95) return "learned";
  if (part(row.locked, paths) > 0.95) return "locked";
  return "mixed";
}

SwitchingExperiment switching(const SwitchingOptions& options) {
  require(options.switches >= 1, "switching: no switch");
  const Vec<Rational> start = start_of(options.first, options.weights);
  SwitchingExperiment out{.options = options, .favourite_first = favourite(start), .favourite_second = favourite(start_of(options.second, options.weights)), .rows = {}};
  require(out.favourite_first != out.favourite_second, "switching: both rates favour the same input");
  const Vec<double> first = doubles(options.first), second = doubles(options.second);
  for (const std::uint64_t interval : options.intervals) {
    const std::uint64_t steps = (options.switches + 1) * interval;
    const InputSimulator simulator({.start = start, .rate = options.rate, .noise = options.noise, .correlation = {}, .schedule = StepSchedule::alternating(options.first, options.second, interval, steps)},
                                   options.seed);
    struct Record {
      std::uint64_t mirrored = 0, followed = 0;
      bool locked = false;
    };
    std::vector<Record> records(options.paths);
    for_each_path(options.threads, options.paths, [&](std::uint64_t k) {
      InputPath path(simulator, k);
      Record& record = records[k];
      for (std::uint64_t n = 1; n <= options.switches; ++n) {
        const std::size_t wanted = n % 2 == 1 ? out.favourite_second : out.favourite_first;
        path.advance_to(n * interval);  // p is then under the rates of the next step, those after the switch
        record.mirrored += path.leader() == wanted;
        path.advance_to((n + 1) * interval - 1);  // one step before the next switch shows
        record.followed += path.leader() == wanted;
      }
      const bool on_second = options.switches % 2 == 1;
      record.locked = is_locked(path, path.leader(), on_second ? second : first, on_second ? first : second);
    });
    SwitchingRow row{.interval = interval, .switches = options.paths * options.switches, .all = {}, .diagnosis = {}};
    for (const Record& record : records) {
      row.mirrored += record.mirrored;
      row.followed += record.followed;
      row.followed_all += record.followed == options.switches;
      row.locked += record.locked;
    }
    row.share = static_cast<double>(row.followed) / static_cast<double>(row.switches);
    row.all = clopper_pearson(row.followed_all, options.paths, options.alpha);
    row.diagnosis = diagnose(row, options.paths);
    out.rows.push_back(std::move(row));
  }
  return out;
}

PrimingExperiment priming(const PrimingOptions& options) {
  const Vec<Rational> start = start_of(options.first, options.weights);
  require(favourite(start) == 0, "priming: the first input must lead under the first rates");
  PrimingExperiment out{.options = options, .rows = {}};
  for (const std::uint64_t primed : options.primed) {
    std::vector<StepSchedule::Knot> knots{{0, options.first}};
    knots.push_back({primed + 1, options.second});
    // Primed for 0 steps the chain starts under mu.
    const InputSimulator simulator({.start = primed == 0 ? start_of(options.second, options.weights) : start, .rate = options.rate, .noise = options.noise, .correlation = {}, .schedule = StepSchedule(std::move(knots))},
                                   options.seed);
    std::vector<int> winner(options.paths);
    std::vector<char> leads(options.paths);
    for_each_path(options.threads, options.paths, [&](std::uint64_t k) {
      InputPath path(simulator, k);
      path.advance_to(primed);
      leads[k] = path.leader() == 0;
      path.advance_to(primed + options.steps);
      winner[k] = winner_of(path, to_double(options.accuracy));
    });
    PrimingRow row{.primed = primed, .winners = count_winners(winner, start.size()), .interval = {}};
    row.leads = static_cast<std::uint64_t>(std::ranges::count(leads, 1));
    row.share = static_cast<double>(row.winners.won[0]) / static_cast<double>(options.paths);
    row.interval = clopper_pearson(row.winners.won[0], options.paths, options.alpha);
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace hebb::experiments
