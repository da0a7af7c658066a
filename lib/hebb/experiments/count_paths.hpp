#pragma once

#include <algorithm>
#include <chrono>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/experiments/counted_rows.hpp>
#include <hebb/scalar/error.hpp>

/// How the experiments go through their paths: in chunks of a fraction of a second, so that each can be kept.
namespace hebb::experiments {

/// The row of `work`; one that is not there yet begins with `none` on no path.
/// Throws PreconditionError unless is_sound(row) and it has at most `paths` paths.
template <class Check>
PathCounts& known_row(CountedRows& work, std::size_t row, std::vector<std::uint64_t> none, std::uint64_t paths,
                      const Check& is_sound) {
  if (work.rows.size() <= row) work.rows.resize(row + 1, {0, std::move(none)});
  PathCounts& known = work.rows[row];
  require(is_sound(known) && known.paths <= paths, "experiment: the known counts are of other rows or more paths");
  return known;
}

/// Goes on with a row of `work` up to `paths` paths unless stopped. simulate(first, last): the paths first, ..., last -
/// 1, at most `block` of them, in parallel; add(result) enters what it returns into the row, in the order of the paths.
/// Of the paths under way when it is stopped nothing is entered: simulate throws Stopped.
template <class Simulate, class Add>
void extend_row(CountedRows& work, PathCounts& known, std::uint64_t paths, unsigned threads, std::uint64_t block,
                const Simulate& simulate, const Add& add) {
  const auto cores = static_cast<unsigned>(tbb::info::default_concurrency());
  tbb::task_arena arena(static_cast<int>(threads == 0 ? cores : threads));
  const std::uint64_t workers = threads == 0 ? cores : std::min(threads, cores);
  for (std::uint64_t each = std::min<std::uint64_t>(block, 8); known.paths < paths && !is_stopped(work.stop);) {
    const auto start = std::chrono::steady_clock::now();
    const std::uint64_t size = std::min(each, block), first = known.paths,
                        last = std::min(paths, first + workers * each);
    std::vector<decltype(simulate(first, last))> results((last - first + size - 1) / size);
    try {
      arena.execute([&] {
        tbb::parallel_for(std::size_t{0}, results.size(), [&](std::size_t k) {
          const std::uint64_t from = first + k * size;
          results[k] = simulate(from, std::min(from + size, last));
        });
      });
    } catch (const Stopped&) {
      return;
    }
    for (const auto& result : results) add(result);
    known.paths = last;
    if (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(200)) each *= 2;
    if (work.progress) work.progress(work.rows);
  }
}

/// The sums over paths of `width` counts: count(first, last, counts) adds those of the paths first, ..., last - 1.
template <class Count>
const PathCounts& count_paths(CountedRows& work, std::size_t row, std::size_t width, std::uint64_t paths,
                              unsigned threads, std::uint64_t block, const Count& count) {
  PathCounts& known = known_row(work, row, std::vector<std::uint64_t>(width, 0), paths,
                                [&](const PathCounts& r) { return r.counts.size() == width; });
  extend_row(
      work, known, paths, threads, block,
      [&](std::uint64_t first, std::uint64_t last) {
        std::vector<std::uint64_t> counts(width, 0);
        count(first, last, counts.data());
        return counts;
      },
      [&](const std::vector<std::uint64_t>& counts) {
        for (std::size_t i = 0; i < width; ++i) known.counts[i] += counts[i];
      });
  return known;
}

}  // namespace hebb::experiments
