#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <hebb/model/outputs.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/simulation/chain/chain_problem.hpp>
#include <hebb/simulation/paths/diagnosis.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

namespace hebb {

/// How the outputs learn: joint, all at the same time, or sequential, one after the other
/// (docs/theory/several-outputs.md).
enum class OutputsAlgorithm { joint, sequential };
/// "joint", "sequential".
constexpr std::string_view name(OutputsAlgorithm a) { return a == OutputsAlgorithm::joint ? "joint" : "sequential"; }

/// Several outputs on common inputs. Output j is to find input j.
struct OutputsProblem {
  Vec<Rational> intensities;         // lambda, 1/time, of d inputs in falling order
  Vec<Rational> weights;             // w_j(0), the same for every output; their scale matters for weight_limit only
  Vec<Rational> a;                   // learning rates a_j, one for each output: m <= d of them
  AnyNoise noise = UniformNoise(2);  // the law of the Z_i
  OutputsAlgorithm algorithm = OutputsAlgorithm::joint;  // joint, or one after the other
  std::uint64_t steps = 40'000;  // joint: of all outputs; sequential: of each, so that a run has m steps in all
};
/// Throws PreconditionError, naming the value, unless: 2 <= d <= max_chain_dimension; lambda positive and falling
/// (equal ones allowed); weights of length d, >= 0, at least m positive ones; 1 <= m <= d; 2^-40 <= a_j and a_j Q < 1;
/// steps >= 1 and steps blocks_per_step(d) < 2^32.
void require_valid(const OutputsProblem& problem);
/// The problem as text, exact: equal texts mean the same runs for the same seed.
std::string describe(const OutputsProblem& problem);

/// How many runs, and what is recorded of them.
struct OutputsOptions {
  std::uint64_t runs = 100, seed = 1;  // of all runs together
  std::uint64_t every = 100;           // steps between samples; the first sample is step 0, the last one the end
  DiagnosisRules rules{};              // of the paths of the outputs
  bool own_leader = true;              // the leader of output j is input j; false: that of the rules, for every output
  bool record_paths = false;           // keep p of all outputs at all samples
  unsigned threads = 0;                // 0: all cores
  InstructionSet instruction_set = best_instruction_set();  // results do not depend on it
};

/// One run.
struct OutputsRun {
  std::uint64_t number = 0;                    // from 0
  std::vector<double> errors;                  // ||P - I||_F^2 / 2 at each sample
  std::vector<Vec<double>> final;              // p_j at the end
  std::vector<PathDiagnosis> outputs;          // of the path of each output
  std::uint64_t clipped = 0;                   // negative weights set to 0
  std::vector<std::vector<Vec<double>>> path;  // path[j][sample] = p_j, when recorded
  friend bool operator==(const OutputsRun&, const OutputsRun&) = default;
};

/// The runs that are done, by rising number. Equal for equal problems and seeds.
struct OutputsTally {
  std::string problem;                 // describe(problem)
  std::uint64_t seed = 0;              // of all runs
  std::vector<std::uint64_t> samples;  // steps
  std::vector<OutputsRun> runs;        // by rising number
  friend bool operator==(const OutputsTally&, const OutputsTally&) = default;
};
/// JSON, format version 1, without recorded paths; doubles are written so that they read back unchanged.
std::string to_json(const OutputsTally& tally);
/// The inverse. Throws CheckpointError for any other text.
OutputsTally outputs_tally_from_json(const std::string& text);

/// Mean of the errors over the runs, at each sample; empty without runs.
std::vector<double> mean_error(const OutputsTally& tally);

/// Runs of a problem. Run k of a seed is always the same run: its words depend on (seed, k, output, step) alone, in the
/// streams outputs::first_stream + j, so neither threads nor instruction sets nor the number of runs change it.
class OutputsSimulation {
 public:
  /// Throws PreconditionError as require_valid does, and unless runs and every are positive.
  OutputsSimulation(OutputsProblem problem, OutputsOptions options);

  OutputsTally empty() const;  // a tally without runs: where a run begins
  /// All runs that `resume` does not have, added to it, in groups of eight: progress is called after some groups, from
  /// the calling thread; when *stop becomes true no other group begins, and those that have begun are given up.
  /// Throws PreconditionError when resume belongs to another problem, seed or samples.
  OutputsTally run(OutputsTally resume, const std::function<void(const OutputsTally&)>& progress = {},
                   const std::atomic<bool>* stop = nullptr) const;
  OutputsTally run() const { return run(empty()); }  // all runs, from the first

 private:
  std::vector<OutputsRun> group(std::uint64_t k, const std::atomic<bool>* stop) const;

  OutputsProblem problem_;
  OutputsOptions options_;
  std::vector<WordNoise> noise_;  // of a_j Z
  std::vector<std::uint64_t> samples_;
};

}  // namespace hebb
