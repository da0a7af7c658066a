#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

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

MonteCarloTally join_shares(MonteCarloTally tally, const std::vector<MonteCarloTally>& shares, bool interrupted) {
  for (const MonteCarloTally& share : shares) {
    const bool follows = tally.done.empty() ? share.done.empty() || share.done.front().first == 0
                                            : !share.done.empty() && share.done.front().first == tally.done.back().last;
    if (!interrupted || follows) tally = merge(tally, share);
  }
  return tally;
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

void MonteCarlo::require_resumable(const MonteCarloTally& tally) const {
  merge(empty(), tally);
  require(tally.done.empty() || tally.done.back().last <= options_.paths, [&] {
    return "Monte Carlo: the checkpoint has path " + std::to_string(tally.done.back().last) + ", beyond the " +
           std::to_string(options_.paths) + " that are asked for; it cannot be cut";
  });
}

MonteCarloTally MonteCarlo::tally_of(const PathRange& range, const std::atomic<bool>* stop) const {
  MonteCarloTally part = empty();
  const std::vector<std::uint64_t>& steps = part.report_steps;
  const auto count = [&](std::vector<std::uint64_t>& by, std::uint32_t at) {  // here: by the bin of the step
    if (at == 0 || at > steps.back()) return;
    ++by[static_cast<std::size_t>(std::lower_bound(steps.begin(), steps.end(), at) - steps.begin())];
  };
  for (const PathOutcome& path : simulator_.outcomes(range.first, range.last, stop)) {
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
  return part;
}

/// The paths of a range, cell by cell; a range may begin or end within a cell. The cells are never listed: their number
/// must not cost memory.
MonteCarloTally MonteCarlo::run_range(const PathRange& paths, const std::atomic<bool>* stop) const {
  const int threads = options_.threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(options_.threads);
  const std::uint64_t first = paths.first / options_.cell, end = (paths.last + options_.cell - 1) / options_.cell;
  std::atomic<std::uint64_t> next{first};  // they begin in order, and are added up in order
  std::mutex mutex;
  MonteCarloTally out = empty();
  std::map<std::uint64_t, MonteCarloTally> waiting;
  std::uint64_t added = first;
  const auto work = [&](std::size_t) {
    try {
      for (std::uint64_t mine; !is_stopped(stop) && (mine = next.fetch_add(1)) < end;) {
        const PathRange whole = cell(mine);
        MonteCarloTally part = tally_of({std::max(whole.first, paths.first), std::min(whole.last, paths.last)}, stop);
        const std::scoped_lock lock(mutex);
        waiting.emplace(mine, std::move(part));
        for (; !waiting.empty() && waiting.begin()->first == added; ++added)
          add_to(out, waiting.extract(waiting.begin()).mapped());
      }
    } catch (const Stopped&) {  // its range is missing, so that nothing after it is added
    }
  };
  tbb::task_arena(threads).execute(
      [&] { tbb::parallel_for(std::size_t{0}, static_cast<std::size_t>(threads), work, tbb::simple_partitioner()); });
  return out;
}

MonteCarloTally MonteCarlo::run_cells(std::uint64_t first, std::uint64_t last, const std::atomic<bool>* stop) const {
  require(first <= last && last <= cells(), [&] {
    return "Monte Carlo: cells " + std::to_string(first) + " to " + std::to_string(last) + " of " +
           std::to_string(cells());
  });
  return run_range({first * options_.cell, std::min(last * options_.cell, options_.paths)}, stop);
}

MonteCarloTally MonteCarlo::run(MonteCarloTally resume, const std::function<void(const MonteCarloTally&)>& progress,
                                const std::atomic<bool>* stop) const {
  require_resumable(resume);
  MonteCarloTally done = merge(empty(), resume);
  std::vector<PathRange> left;  // what is missing; a run of fewer paths may have ended within a cell
  std::uint64_t from = 0;
  for (const PathRange& known : resume.done) {
    if (from < known.first) left.push_back({from, known.first});
    from = known.last;
  }
  if (from < options_.paths) left.push_back({from, options_.paths});
  // Rounds of about half a second, so that progress can be shown.
  std::uint64_t round = 8;
  for (PathRange range : left) {
    while (range.first < range.last && !is_stopped(stop)) {
      const auto begin = std::chrono::steady_clock::now();
      const std::uint64_t to = std::min(range.last, (range.first / options_.cell + round) * options_.cell);
      add_to(done, run_range({range.first, to}, stop));
      range.first = to;
      if (progress) progress(done);
      if (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(300)) round *= 2;
    }
  }
  return done;
}

}  // namespace hebb
