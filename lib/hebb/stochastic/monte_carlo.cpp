#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <hebb/scalar/error.hpp>
#include <hebb/stochastic/monte_carlo.hpp>
#include <utility>

namespace hebb {
namespace {

/// Adds a range to disjoint rising ranges. Throws PreconditionError when they meet.
void insert(std::vector<PathRange>& ranges, PathRange range) {
  if (range.first == range.last) return;
  auto after = std::find_if(ranges.begin(), ranges.end(), [&](const PathRange& r) { return r.first >= range.first; });
  const bool meets = (after != ranges.end() && after->first < range.last) ||
                     (after != ranges.begin() && std::prev(after)->last > range.first);
  require(!meets, [&] {
    return "Monte Carlo: paths " + std::to_string(range.first) + " to " + std::to_string(range.last) +
           " are counted twice";
  });
  if (after != ranges.end() && after->first == range.last) {
    range.last = after->last;
    after = ranges.erase(after);
  }
  if (after != ranges.begin() && std::prev(after)->last == range.first) {
    std::prev(after)->last = range.last;
  } else {
    ranges.insert(after, range);
  }
}

void add(std::vector<std::uint64_t>& sum, const std::vector<std::uint64_t>& terms) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += terms[i];
}

void add_to(MonteCarloTally& sum, const MonteCarloTally& term) {
  for (const PathRange& range : term.done) insert(sum.done, range);
  sum.paths += term.paths;
  sum.path_steps += term.path_steps;
  sum.absorbed += term.absorbed;
  add(sum.lost_by, term.lost_by);
  add(sum.accurate_by, term.accurate_by);
}

std::vector<EscapeEstimate> estimates(const MonteCarloTally& tally, const std::vector<std::uint64_t>& counts,
                                      const Rational& alpha) {
  require(tally.paths > 0, "Monte Carlo: no paths to estimate from");
  std::vector<EscapeEstimate> out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.push_back({tally.report_steps[i], counts[i], tally.paths,
                   static_cast<double>(counts[i]) / static_cast<double>(tally.paths),
                   clopper_pearson(counts[i], tally.paths, alpha), confidence_sequence(counts[i], tally.paths, alpha)});
  }
  return out;
}

}  // namespace

MonteCarloTally merge(const MonteCarloTally& a, const MonteCarloTally& b) {
  require(a.problem == b.problem && a.seed == b.seed && a.report_steps == b.report_steps,
          "Monte Carlo: the parts belong to different problems, seeds or report steps");
  MonteCarloTally out = a;
  add_to(out, b);
  return out;
}

std::vector<EscapeEstimate> loss_estimates(const MonteCarloTally& tally, const Rational& alpha) {
  return estimates(tally, tally.lost_by, alpha);
}
std::vector<EscapeEstimate> accuracy_estimates(const MonteCarloTally& tally, const Rational& alpha) {
  return estimates(tally, tally.accurate_by, alpha);
}

MonteCarlo::MonteCarlo(const ChainProblem& problem, MonteCarloOptions options)
    : options_(std::move(options)),
      description_(describe(problem)),
      steps_(problem.steps),
      simulator_(problem, options_.seed, options_.instruction_set) {
  require(options_.paths >= 1 && options_.paths <= std::uint64_t{1} << 53,
          [&] { return "Monte Carlo: " + std::to_string(options_.paths) + " paths, expected 1 to 2^53"; });
  require(options_.cell >= 1 && options_.cell <= 1u << 24,
          [&] { return "Monte Carlo: cells of " + std::to_string(options_.cell) + " paths, expected 1 to 2^24"; });
  std::vector<std::uint64_t>& steps = options_.report_steps;
  if (steps.empty()) steps = {steps_};
  require(
      steps.front() >= 1 && steps.back() <= steps_ && std::is_sorted(steps.begin(), steps.end(), std::less_equal<>()),
      [&] { return "Monte Carlo: the steps to report must rise within 1 to " + std::to_string(steps_); });
}

MonteCarloTally MonteCarlo::empty() const {
  MonteCarloTally tally{.problem = description_, .seed = options_.seed, .report_steps = options_.report_steps};
  tally.lost_by.resize(tally.report_steps.size());
  tally.accurate_by = tally.lost_by;
  return tally;
}

PathRange MonteCarlo::cell(std::uint64_t k) const {
  return {k * options_.cell, std::min((k + 1) * options_.cell, options_.paths)};
}

void MonteCarlo::add_cell(std::uint64_t k, MonteCarloTally& tally) const {
  const PathRange range = cell(k);
  const std::vector<std::uint64_t>& steps = tally.report_steps;
  const auto count = [&](std::vector<std::uint64_t>& by, std::uint32_t at) {  // here: by the bin of the step
    if (at == 0 || at > steps.back()) return;
    ++by[static_cast<std::size_t>(std::lower_bound(steps.begin(), steps.end(), at) - steps.begin())];
  };
  MonteCarloTally part = empty();
  for (const PathOutcome& path : simulator_.outcomes(range.first, range.last)) {
    count(part.lost_by, path.lost_at);
    count(part.accurate_by, path.accurate_at);
    part.path_steps += path.steps;
    part.absorbed += path.absorbed;
  }
  for (std::vector<std::uint64_t>* by : {&part.lost_by, &part.accurate_by}) {
    for (std::size_t i = 1; i < by->size(); ++i) (*by)[i] += (*by)[i - 1];
  }
  part.paths = range.last - range.first;
  part.done = {range};
  add_to(tally, part);
}

MonteCarloTally MonteCarlo::run_range(PathRange cells, const std::atomic<bool>* stop) const {
  const int threads = options_.threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(options_.threads);
  std::vector<MonteCarloTally> parts(static_cast<std::size_t>(threads), empty());
  std::atomic<std::uint64_t> next{cells.first};  // cells begin in order
  const auto work = [&](std::size_t worker) {
    while (!(stop && stop->load(std::memory_order_relaxed))) {
      const std::uint64_t mine = next.fetch_add(1);
      if (mine >= cells.last) return;
      add_cell(mine, parts[worker]);
    }
  };
  tbb::task_arena(threads).execute(
      [&] { tbb::parallel_for(std::size_t{0}, parts.size(), work, tbb::simple_partitioner()); });
  MonteCarloTally out = empty();
  for (const MonteCarloTally& part : parts) add_to(out, part);
  return out;
}

MonteCarloTally MonteCarlo::run_cells(std::uint64_t first, std::uint64_t last, const std::atomic<bool>* stop) const {
  require(first <= last && last <= cells(), [&] {
    return "Monte Carlo: cells " + std::to_string(first) + " to " + std::to_string(last) + " of " +
           std::to_string(cells());
  });
  return run_range({first, last}, stop);
}

std::vector<PathRange> MonteCarlo::cells_of(const MonteCarloTally& tally) const {
  std::vector<PathRange> out;
  for (const PathRange& range : tally.done) {
    const bool whole = range.first % options_.cell == 0 && range.last <= options_.paths &&
                       (range.last % options_.cell == 0 || range.last == options_.paths);
    require(whole, "Monte Carlo: the checkpoint has parts of cells or paths that are not asked for");
    out.push_back({range.first / options_.cell, (range.last + options_.cell - 1) / options_.cell});
  }
  return out;
}

MonteCarloTally MonteCarlo::run(MonteCarloTally resume, const std::function<void(const MonteCarloTally&)>& progress,
                                const std::atomic<bool>* stop) const {
  MonteCarloTally done = merge(empty(), resume);
  std::vector<PathRange> left;  // cells, as ranges: their number must not cost memory
  std::uint64_t from = 0;
  for (const PathRange& known : cells_of(done)) {
    if (from < known.first) left.push_back({from, known.first});
    from = known.last;
  }
  if (from < cells()) left.push_back({from, cells()});
  // Rounds of about half a second, so that progress can be shown.
  std::uint64_t round = 8;
  for (PathRange range : left) {
    while (range.first < range.last && !(stop && *stop)) {
      const auto begin = std::chrono::steady_clock::now();
      const std::uint64_t to = range.first + std::min(range.last - range.first, round);
      add_to(done, run_range({range.first, to}, stop));
      range.first = to;
      if (progress) progress(done);
      if (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(300)) round *= 2;
    }
  }
  return done;
}

}  // namespace hebb
