#include <cmath>

#include <gtest/gtest.h>

#include <hebb/simulation/outputs/outputs_batch.hpp>
#include <hebb/simulation/outputs/outputs_simulation.hpp>

#include "refused.hpp"

namespace hebb {
namespace outputs_test {

using namespace literals;

OutputsProblem problem(OutputsAlgorithm algorithm, Rational base = 1 / 50_q, std::uint64_t steps = 700) {
  return {.intensities = {10, 7.5_q, 5},
          .weights = {1, 1, 1},
          .a = {base, base * 3 / 4, base / 2},
          .algorithm = algorithm,
          .steps = steps};
}

/// The same run, one output and one step at a time, by the formulas of hebb/model/outputs.hpp.
class Reference {
 public:
  Reference(const OutputsProblem& problem, std::uint64_t seed, std::uint64_t run)
      : problem_(problem), noise_(problem.noise), seed_(seed), run_(run) {
    lambda_ = like(1.0, problem.intensities);
    w_.assign(problem.a.size(), like(1.0, problem.weights));
    for (const Rational& a : problem.a) rates_.push_back(a.convert_to<double>());
  }

  OutputRows<double> final() {
    const std::size_t m = w_.size();
    if (problem_.algorithm == OutputsAlgorithm::joint) {
      for (std::uint32_t k = 0; k < problem_.steps; ++k) {
        OutputRows<double> y;
        for (std::size_t j = 0; j < m; ++j) y.push_back(draw(j, k));
        clipped += joint_step(w_, y, rates_);
      }
    } else {
      std::vector<std::size_t> winners;
      for (std::size_t j = 0; j < m; ++j) {
        w_[j] = orthogonal_start(w_[j], winners);
        for (std::uint32_t k = 0; k < problem_.steps; ++k) w_[j] = weight_update(w_[j], draw(j, k), rates_[j]);
        winners.push_back(winner(w_[j]));
      }
    }
    OutputRows<double> p;
    for (const Vec<double>& w : w_) p.push_back(probabilities(lambda_, w));
    return p;
  }
  int clipped = 0;

 private:
  Vec<double> draw(std::size_t j, std::uint32_t step) const {
    const std::size_t d = lambda_.size();
    const auto blocks = static_cast<std::uint32_t>(philox::blocks_per_step(static_cast<int>(d)));
    std::vector<std::uint32_t> words;
    for (std::uint32_t b = 0; b < blocks; ++b) {
      for (const std::uint32_t word :
           philox::block(seed_, {step * blocks + b, outputs::first_stream + static_cast<std::uint32_t>(j),
                                 static_cast<std::uint32_t>(run_), 0})) {
        words.push_back(word);
      }
    }
    Vec<double> y(d);
    for (std::size_t i = 0; i < d; ++i) y[i] = noise_(words[i + 1]);
    const double mark = philox::unit(words[0]) * dot(lambda_, w_[j]);
    double partial = 0;
    std::size_t i = 0;
    for (; i + 1 < d; ++i) {
      partial += lambda_[i] * w_[j][i];
      if (mark < partial) break;
    }
    y[i] += 1;
    return y;
  }

  const OutputsProblem& problem_;
  WordNoise noise_;
  std::uint64_t seed_, run_;
  Vec<double> lambda_, rates_;
  OutputRows<double> w_;
};

TEST(OutputsSimulation, AgreesWithAReferenceThatIsSlow) {
  std::vector<OutputsProblem> problems;
  for (const OutputsAlgorithm algorithm : {OutputsAlgorithm::joint, OutputsAlgorithm::sequential}) {
    problems.push_back(problem(algorithm));
    problems.push_back(problem(algorithm, 1 / 20_q, 203));
    problems.back().noise = TwoPointNoise(2, 1, 0.5_q);
    problems.push_back({.intensities = {9, 7, 5, 5, 1},
                        .weights = {1, 2, 0, 3, 4},
                        .a = {1 / 30_q, 1 / 40_q},
                        .noise = TruncatedGaussianNoise(3, 0.5_q),
                        .algorithm = algorithm,
                        .steps = 500});
    problems.push_back(
        {.intensities = {2, 1}, .weights = {1, 1}, .a = {1 / 30_q}, .algorithm = algorithm, .steps = 333});
  }
  std::uint64_t clipped = 0;
  for (const OutputsProblem& p : problems) {
    const OutputsTally tally = OutputsSimulation(p, {.runs = 11, .seed = 5, .every = 100, .threads = 1}).run();
    ASSERT_EQ(tally.runs.size(), 11u);
    for (const OutputsRun& run : tally.runs) {
      Reference reference(p, 5, run.number);
      const OutputRows<double> expected = reference.final();
      EXPECT_NEAR(run.errors.back(), misalignment(expected), 1e-9) << describe(p);
      EXPECT_EQ(run.clipped, static_cast<std::uint64_t>(reference.clipped)) << describe(p);
      clipped += run.clipped;
      for (std::size_t j = 0; j < expected.size(); ++j) {
        for (std::size_t i = 0; i < expected[j].size(); ++i)
          EXPECT_NEAR(run.final[j][i], expected[j][i], 1e-9) << describe(p);
      }
    }
  }
  EXPECT_GT(clipped, 0u);
}

TEST(OutputsSimulation, SamplesBeginAtTheStart) {
  const OutputsTally tally =
      OutputsSimulation(problem(OutputsAlgorithm::joint), {.runs = 3, .every = 300, .record_paths = true}).run();
  EXPECT_EQ(tally.samples, (std::vector<std::uint64_t>{0, 300, 600, 700}));
  for (const OutputsRun& run : tally.runs) {
    ASSERT_EQ(run.errors.size(), 4u);
    EXPECT_NEAR(run.errors[0], 84 / 81.0, 1e-14);  // three times (4/9, 1/3, 2/9)
    ASSERT_EQ(run.path.size(), 3u);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(run.path[j].back(), run.final[j]);
  }
}

TEST(OutputsSimulation, EveryInstructionSetAndThreadCountGivesTheSameNumbers) {
  for (const OutputsAlgorithm algorithm : {OutputsAlgorithm::joint, OutputsAlgorithm::sequential}) {
    OutputsOptions how{
        .runs = 21, .every = 7, .record_paths = true, .threads = 1, .instruction_set = InstructionSet::portable};
    const OutputsTally expected = OutputsSimulation(problem(algorithm), how).run();
    for (const InstructionSet set : all_instruction_sets) {
      if (!is_supported(set)) continue;
      how.instruction_set = set;
      for (how.threads = 1; how.threads <= 3; ++how.threads)
        EXPECT_EQ(OutputsSimulation(problem(algorithm), how).run(), expected);
    }
    how.seed = 2;
    EXPECT_NE(OutputsSimulation(problem(algorithm), how).run().runs, expected.runs);
  }
}

TEST(OutputsSimulation, ARunDoesNotDependOnHowManyThereAre) {
  const OutputsTally few = OutputsSimulation(problem(OutputsAlgorithm::joint), {.runs = 3}).run();
  const OutputsTally many = OutputsSimulation(problem(OutputsAlgorithm::joint), {.runs = 17}).run();
  for (std::size_t k = 0; k < few.runs.size(); ++k) EXPECT_EQ(few.runs[k], many.runs[k]);
}

TEST(OutputsSimulation, TheSequentialAlgorithmFindsDifferentInputs) {
  const OutputsTally tally =
      OutputsSimulation(problem(OutputsAlgorithm::sequential, 1 / 10_q, 2000), {.runs = 200}).run();
  int wrong = 0;
  for (const OutputsRun& run : tally.runs) {
    EXPECT_EQ(run.clipped, 0u);
    EXPECT_NE(alignment(run.final, 0.01), Alignment::duplicates);
    for (const PathDiagnosis& d : run.outputs) wrong += d.kind == PathClass::wrong_winner;
  }
  EXPECT_GT(wrong, 0);  // at this rate not always in the right order
}

TEST(OutputsSimulation, DiagnosesExplosionsAndTheUnfinished) {
  OutputsOptions how{.runs = 8, .every = 50};
  how.rules.weight_limit = 1.2;
  for (const OutputsRun& run : OutputsSimulation(problem(OutputsAlgorithm::joint), how).run().runs) {
    EXPECT_EQ(run.outputs[0].kind, PathClass::weight_explosion);
    EXPECT_GT(run.outputs[0].since, 0u);
  }
  how.rules.weight_limit = std::numeric_limits<double>::infinity();
  for (const OutputsRun& run : OutputsSimulation(problem(OutputsAlgorithm::joint, 1 / 10000_q), how).run().runs) {
    for (const PathDiagnosis& d : run.outputs) EXPECT_EQ(d.kind, PathClass::no_convergence);
  }
  // 1/10 of a weight in each step: far beyond what a double holds, but the rows are rescaled.
  for (const OutputsRun& run :
       OutputsSimulation(problem(OutputsAlgorithm::sequential, 1 / 4_q, 20000), how).run().runs) {
    EXPECT_EQ(run.outputs[0].kind, PathClass::weight_explosion);
    EXPECT_NEAR(run.final[0][0] + run.final[0][1] + run.final[0][2], 1, 1e-12);
  }
}

TEST(OutputsSimulation, ResumingEqualsAnUninterruptedRun) {
  const OutputsProblem p = problem(OutputsAlgorithm::joint);
  const OutputsTally whole = OutputsSimulation(p, {.runs = 40, .threads = 2}).run();
  // Stopped from the first call of progress on, the way Ctrl-C does; then continued from the text of the checkpoint.
  std::atomic<bool> stop = false;
  const OutputsSimulation simulation(p, {.runs = 40, .threads = 1});
  const OutputsTally part = simulation.run(
      simulation.empty(), [&](const OutputsTally&) { stop = true; }, &stop);
  ASSERT_LT(part.runs.size(), 40u);
  ASSERT_GT(part.runs.size(), 0u);
  EXPECT_EQ(simulation.run(outputs_tally_from_json(to_json(part))), whole);
  // From fewer runs to more, the last group of eight not full.
  const OutputsTally five = OutputsSimulation(p, {.runs = 5}).run();
  EXPECT_EQ(simulation.run(five), whole);
  EXPECT_EQ(simulation.run(whole), whole);
}

TEST(OutputsSimulation, RejectsACheckpointOfSomethingElse) {
  const OutputsSimulation simulation(problem(OutputsAlgorithm::joint), {.runs = 8});
  OutputsTally other = OutputsSimulation(problem(OutputsAlgorithm::sequential), {.runs = 8}).empty();
  EXPECT_REFUSED(simulation.run(other), PreconditionError,
                 "outputs: the checkpoint belongs to another problem, seed or samples");
  other = simulation.empty();
  other.seed = 2;
  EXPECT_REFUSED(simulation.run(other), PreconditionError,
                 "outputs: the checkpoint belongs to another problem, seed or samples");
  EXPECT_REFUSED(simulation.run(OutputsSimulation(problem(OutputsAlgorithm::joint), {.runs = 9}).run()),
                 PreconditionError, "outputs: the checkpoint has runs that are not asked for");
  const std::string good = to_json(simulation.run());
  EXPECT_EQ(to_json(outputs_tally_from_json(good)), good);
  const auto error_of = [](const std::string& text) -> std::string {
    try {
      outputs_tally_from_json(text);
    } catch (const CheckpointError& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_NE(error_of(good.substr(0, good.size() / 2)).find("syntax error"), std::string::npos);
  EXPECT_NE(error_of(good + good).find("expected end of input"), std::string::npos);
  const std::string whole = "a whole number from 0 to 18446744073709551615 is expected, not ";
  struct Change {
    std::string from, to, error;
  };
  for (const auto& [from, to, error] : {
           Change{"\"seed\":1", "\"seed\":-1", "the field 'seed': " + whole + "-1"},
           Change{"\"seed\":1", "\"seed\":1.0", "the field 'seed': " + whole + "1.0"},
           Change{"\"seed\":1", "\"seed\":2,\"seed\":1", "the name \"seed\" stands twice in one object"},
           Change{"\"problem\":\"", "\"problem\":5,\"x\":\"", "the field 'problem': a text is expected, not 5"},
           Change{"\"number\":1", "\"number\":0", "runs must rise"},
           Change{"\"number\":1", "\"number\":true", "the field 'number': " + whole + "true"},
           Change{"checkpoint 1", "checkpoint 2", "this is not one of several outputs, or not of this version"},
           Change{"\"errors\":[", "\"errors\":[7,",
                  "is expected, not of " + std::to_string(simulation.empty().samples.size() + 1)},
           Change{"\"errors\":[", "\"errors\":{},\"x\":[", "a list is expected, not an object"},
           Change{"\"final\":[[", "\"final\":[[1.5,", "a number from 0 to 1 is expected, not 1.5"},
           Change{"\"final\":[[", "\"final\":[[false,", "a number from 0 to 1 is expected, not false"},
           Change{"\"since\"", "\"until\"", "the field 'since' is missing"},
           Change{"\"plateau\":", "\"plateau\":0,\"x\":", "the field 'plateau': true or false is expected, not 0"},
           Change{"\"winner\":", "\"winner\":99,\"x\":", "is expected, not 99"},
           Change{"\"class\":\"", "\"class\":\"x", "an unknown class of a path"},
           Change{"\"runs\":[", "\"runs\":[{},", "the field 'number' is missing"},
       }) {
    const std::size_t at = good.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    const std::string found = error_of(std::string(good).replace(at, from.size(), to));
    EXPECT_TRUE(found.starts_with("checkpoint: ") && found.ends_with(error)) << to << ": " << found;
  }
}

TEST(OutputsSimulation, RejectsWhatHasNoMeaning) {
  const auto rejects = [](const auto& change, const char* words) {
    OutputsProblem p = problem(OutputsAlgorithm::joint);
    change(p);
    EXPECT_REFUSED(require_valid(p), PreconditionError, words);
  };
  rejects([](OutputsProblem& p) { p.intensities = {5, 7, 10}; }, "the intensities must fall, but 7 follows 5");
  rejects([](OutputsProblem& p) { p.intensities = {5, 5, 0}; }, "intensity 0, expected > 0");
  rejects([](OutputsProblem& p) { p.intensities = {5}; }, "1 inputs, expected 2 to 64");
  rejects([](OutputsProblem& p) { p.weights = {1, 1}; }, "2 weights for 3 inputs");
  rejects([](OutputsProblem& p) { p.weights = {1, 1, -1}; }, "weight -1, expected >= 0");
  rejects([](OutputsProblem& p) { p.weights = {1, 1, 0}; }, "2 positive weights for 3 outputs");
  rejects([](OutputsProblem& p) { p.a = {}; }, "0 learning rates (one for each output), expected 1 to 3");
  rejects([](OutputsProblem& p) { p.a.push_back(1 / 4_q); }, "4 learning rates (one for each output), expected 1 to 3");
  rejects([](OutputsProblem& p) { p.a[1] = 1 / 2_q; }, "learning rate 1/2 outside");
  rejects([](OutputsProblem& p) { p.a[1] = 0; }, "learning rate 0 outside");
  rejects([](OutputsProblem& p) { p.steps = 0; }, "0 steps, expected");
  rejects([](OutputsProblem& p) { p.steps = 1ull << 32; }, "4294967296 steps, expected");
  EXPECT_REFUSED(OutputsSimulation(problem(OutputsAlgorithm::joint), {.runs = 0}), PreconditionError,
                 "outputs: no runs, or more than 2^53");
  EXPECT_REFUSED(OutputsSimulation(problem(OutputsAlgorithm::joint), {.every = 0}), PreconditionError,
                 "outputs: samples must be at least one step apart");
}

}  // namespace outputs_test
}  // namespace hebb
