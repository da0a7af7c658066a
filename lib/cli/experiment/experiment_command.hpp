#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <hebb/drawing/picture.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/chain_options.hpp"
#include "shared/output.hpp"

// What the commands `hebb experiment NAME` share. Each experiment has a file of its own with a function that adds its
// command; experiment.cpp lists them.

namespace hebb::cli {

/// As typed; numbers are exact, so that "1e6" is a number of paths too.
struct ExperimentOptions {
  ChainOptions chain{.p0 = "0.5,0.25,0.25"};
  std::string paths, seed = "1", confidence = "0.99", json, svg, resume;
  unsigned threads = 0;

  std::uint64_t seed_number() const;
  /// 1 - confidence.
  Rational alpha() const;
};
/// How far a path is followed: --accuracy, --horizon.
struct AccuracyOptions {
  std::string accuracy = "0.01", horizon = "200";

  /// Between 0 and what the start has.
  Rational accuracy_below(const Rational& start) const;
  Rational time() const;
};
constexpr std::uint64_t most_steps = 1'000'000'000, most_paths = 10'000'000;

/// The chain behind --p0 --q --law --event, as it can be simulated: at most max_chain_dimension components, p_1 < 1.
Chain read_simulated_chain(const ChainOptions& options);

/// The options of every experiment on the chain, exact.
Json options_json(const ExperimentOptions& options, const Chain& chain);

/// The counts of an experiment that --resume FILE keeps: read from the file if there is one, saved as they come and at
/// the end. Interrupted by Ctrl-C an experiment ends and shows and keeps what is done.
class KeptCounts {
 public:
  /// recorded: the options; the counts of other ones are rejected, except for --runs, --threads and --confidence.
  /// laws: the names of the noise laws, which say what is in their files.
  KeptCounts(const ExperimentOptions& options, const std::string& name, const Json& recorded, std::uint64_t paths,
             const std::vector<std::string>& laws);
  experiments::CountedRows& work() { return work_; }
  /// At the end of the run.
  void save() { file_.save(text()); }
  /// After report(): says where it was interrupted.
  int exit_code(int code) const;

 private:
  std::string text() const;
  CheckpointFile file_;
  Json experiment_;
  std::uint64_t paths_;
  experiments::CountedRows work_;
};
void add_resume(Command command, ExperimentOptions& options);

/// What an experiment found: a table for people, the results without the options, a picture where there is one.
struct Findings {
  std::function<void()> print_table;
  Json results;
  std::optional<Picture> picture;
};
/// Runs an experiment and writes what is asked for; a file that could not be written is an error before the run. The
/// exit code.
int report(const std::string& name, const ExperimentOptions& options, const Json& recorded,
           const std::function<Findings()>& run);

/// The command with --runs, --seed, --threads, --json, --svg. Options: ExperimentOptions or derived from it.
template <class Options>
Command add_experiment_command(Command parent, const std::string& name, const std::string& what,
                               const std::shared_ptr<Options>& options, int (*run)(const Options&), int& exit_code) {
  Command command = parent.add_subcommand(name, what);
  command.add_option("--runs", options->paths, "Number of paths").shows_default();
  command.add_option("--seed", options->seed, "Seed").shows_default();
  add_threads_option(command, options->threads);
  add_json(command, options->json);
  add_svg(command, options->svg, "Write a plot to this file");
  command.callback([options, run, &exit_code] { exit_code = run(*options); });
  return command;
}
void add_confidence(Command command, ExperimentOptions& options);
void add_accuracy(Command command, AccuracyOptions& options);

void add_convergence_experiment(Command parent, int& exit_code);
void add_stress_experiment(Command parent, int& exit_code);
void add_noise_experiment(Command parent, int& exit_code);
void add_escape_experiment(Command parent, int& exit_code);
void add_correlation_experiment(Command parent, int& exit_code);
void add_switching_experiment(Command parent, int& exit_code);
void add_priming_experiment(Command parent, int& exit_code);
void add_outputs_experiment(Command parent, int& exit_code);

}  // namespace hebb::cli
