#pragma once

#include <string>
#include <vector>

#include <hebb/drawing/picture.hpp>
#include <hebb/simulation/outputs/outputs_simulation.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/command.hpp"
#include "shared/output.hpp"

// What the commands about several outputs share: options as typed, runs with progress and checkpoint, reports.

namespace hebb::cli {

/// As typed; numbers are exact.
struct OutputsInput {
  std::string rates = "10,7.5,5", weights, q = "2", law = "uniform", steps = "40000", runs = "100", every, seed = "1";
  unsigned threads = 0;
  std::string accuracy = "0.01", weight_limit, resume;
};
void add_outputs_options(Command command, OutputsInput& input);

/// The problem and the way to run it. Throws PreconditionError with the offending text.
OutputsProblem read_outputs_problem(const OutputsInput& input, Vec<Rational> rates, OutputsAlgorithm algorithm);
OutputsOptions read_outputs_options(const OutputsInput& input, const OutputsProblem& problem);
OutputsAlgorithm parse_algorithm(const std::string& text);

/// A problem with the runs of it.
struct OutputsResult {
  std::string label;  // "joint, base rate 1/1000"
  OutputsProblem problem;
  OutputsOptions options;
  OutputsTally tally;  // fewer runs than asked for after Ctrl-C

  bool is_complete() const { return tally.runs.size() == options.runs; }
};
/// Fills the tallies, one after the other. The checkpoint of all of them is continued when the file exists, and written
/// as they come and at the end. Ctrl-C keeps what is done. Throws PreconditionError when the file is of
/// other problems.
void run_outputs(std::vector<OutputsResult>& results, CheckpointFile& checkpoint);
/// A line on standard error about results that are not complete, and the exit code.
int report_interruption(const std::vector<OutputsResult>& results, const CheckpointFile& checkpoint);

void print_outputs_table(const std::vector<OutputsResult>& results, const Rational& alpha);
/// The options that all commands about several outputs have.
Json outputs_options_json(const OutputsInput& input, const OutputsProblem& problem, const OutputsOptions& how,
                          const Rational& alpha);
Json outputs_json(const OutputsResult& result, const Rational& alpha);
/// Error of every run and mean, one panel for each result that has runs; nothing without any.
std::optional<Picture> outputs_picture(const std::string& name, const std::vector<OutputsResult>& results);
/// "step,mean,run_0,run_1,...".
std::string outputs_csv(const OutputsTally& tally);

}  // namespace hebb::cli
