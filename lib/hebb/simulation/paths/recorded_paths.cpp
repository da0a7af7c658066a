#include <algorithm>
#include <optional>
#include <utility>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/outputs/outputs_simulation.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>

namespace hebb {
namespace {

/// One output on inputs of equal intensity is the chain.
Recording record_as_one_output(const InputProblem& problem, const RecordingOptions& options,
                               const DiagnosisRules& rules, const std::atomic<bool>* stop) {
  OutputsOptions how{.runs = options.paths, .seed = options.seed, .every = options.every, .rules = rules};
  how.own_leader = false;
  how.record_paths = true;
  how.threads = options.threads;
  const OutputsSimulation simulation({.intensities = Vec<Rational>(problem.start.size(), 1),
                                      .weights = problem.start,
                                      .a = {problem.a},
                                      .noise = problem.noise,
                                      .steps = options.steps},
                                     how);
  OutputsTally tally = simulation.run(simulation.empty(), {}, stop);
  Recording out{tally.samples, {}};
  for (OutputsRun& run : tally.runs) out.paths.push_back({run.number, std::move(run.path[0]), run.outputs[0]});
  return out;
}

Recording record_one_by_one(const InputProblem& problem, const RecordingOptions& options, const DiagnosisRules& rules,
                            const std::atomic<bool>* stop) {
  require(options.steps >= 1 && options.every >= 1 && options.paths >= 1, "recording: no steps, samples or paths");
  Recording out;
  for (std::uint64_t k = 0; k < options.steps; k += options.every) out.steps.push_back(k);
  out.steps.push_back(options.steps);
  const InputSimulator simulator(problem, options.seed);
  std::vector<std::optional<RecordedPath>> paths(options.paths);
  const int threads = options.threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(options.threads);
  try {
    tbb::task_arena(threads).execute([&] {
      tbb::parallel_for(std::size_t{0}, paths.size(), [&](std::size_t number) {
        throw_if_stopped(stop);
        InputPath path(simulator, number);
        Trajectory trajectory{out.steps, {}, {}};
        for (const std::uint64_t step : out.steps) {
          path.advance_to(step, stop);
          trajectory.points.push_back(path.probabilities());
        }
        const PathDiagnosis diagnosis = diagnose(trajectory, rules);
        paths[number] = RecordedPath{number, std::move(trajectory.points), diagnosis};
      });
    });
  } catch (const Stopped&) {  // the paths that are done stay
  }
  for (std::optional<RecordedPath>& path : paths) {
    if (path) out.paths.push_back(std::move(*path));
  }
  return out;
}

}  // namespace

Recording record_paths(const InputProblem& problem, const RecordingOptions& options, const std::atomic<bool>* stop) {
  require_valid(problem);
  const Vec<Rational>& p = problem.start;
  DiagnosisRules rules = options.rules;
  rules.leader = index_of_largest(p);
  if (problem.correlation) {
    for (const Vec<Rational>& row : problem.correlation->rows()) rules.gamma.push_back(like(1.0, row));
  }
  return problem.correlation || problem.schedule ? record_one_by_one(problem, options, rules, stop)
                                                 : record_as_one_output(problem, options, rules, stop);
}

}  // namespace hebb
