#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/simulation/outputs/outputs_batch.hpp>
#include <hebb/simulation/outputs/outputs_simulation.hpp>

namespace hebb {
namespace {

/// Samples 0, every, 2 every, ..., and the last step.
std::vector<std::uint64_t> sample_steps(std::uint64_t last, std::uint64_t every) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t k = 0; k < last; k += every) out.push_back(k);
  out.push_back(last);
  return out;
}

/// The weights of eight runs and what is observed on them.
class Group {
 public:
  Group(const OutputsProblem& problem, const std::vector<WordNoise>& noise, const OutputsOptions& options,
        std::uint64_t first, const std::vector<std::uint64_t>& samples, StopFlag stop)
      : problem_(problem),
        options_(options),
        samples_(samples),
        stop_(stop),
        d_(problem.intensities.size()),
        m_(problem.a.size()) {
    weights_.resize(m_ * d_ * lane_count);
    exponent_.resize(m_ * lane_count);
    state_ = {weights_.data(), exponent_.data(), {}, {}, {}};
    paths_.resize(m_ * lane_count);
    runs_.resize(lane_count);
    for (std::size_t lane = 0; lane < lane_count; ++lane) state_.number[lane] = runs_[lane].number = first + lane;
    for (std::size_t j = 0; j < m_; ++j) set_start(j);
    constants_.inputs = static_cast<int>(d_);
    const philox::RoundKeys keys = philox::round_keys(options.seed);
    std::copy(keys.begin(), keys.end(), constants_.keys);
    for (std::size_t i = 0; i < d_; ++i) constants_.intensity[i] = to_double(problem.intensities[i]);
    scratch_.resize(outputs::scratch_size(static_cast<int>(d_), static_cast<int>(m_)));
    if (problem.algorithm == OutputsAlgorithm::joint) {
      use_outputs(0, m_, noise);
      follow(0);
    } else {
      for (std::size_t j = 0; j < m_; ++j) {
        if (j > 0) set_start_without_winners(j);
        use_outputs(j, 1, noise);
        follow(j * problem.steps);
      }
    }
    finish();
  }

  std::vector<OutputsRun> runs() && { return std::move(runs_); }

 private:
  double& weight(std::size_t j, std::size_t i, std::size_t lane) { return weights_[(j * d_ + i) * lane_count + lane]; }

  void set_start(std::size_t j) {
    for (std::size_t i = 0; i < d_; ++i) {
      for (std::size_t lane = 0; lane < lane_count; ++lane) weight(j, i, lane) = to_double(problem_.weights[i]);
    }
  }
  void set_start_without_winners(std::size_t j) {
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      std::vector<std::size_t> winners;
      for (std::size_t l = 0; l < j; ++l) winners.push_back(winner(row(l, lane)));
      const Vec<double> start = orthogonal_start(row(j, lane), winners);
      for (std::size_t i = 0; i < d_; ++i) weight(j, i, lane) = start[i];
    }
  }
  Vec<double> row(std::size_t j, std::size_t lane) {
    Vec<double> w(d_);
    for (std::size_t i = 0; i < d_; ++i) w[i] = weight(j, i, lane);
    return w;
  }

  void use_outputs(std::size_t first, std::size_t count, const std::vector<WordNoise>& noise) {
    constants_.outputs = static_cast<int>(count);
    constants_.stream = outputs::first_stream + static_cast<std::uint32_t>(first);
    for (std::size_t j = 0; j < count; ++j) {
      constants_.rate[j] = to_double(problem_.a[first + j]);
      constants_.noise[j] = noise[first + j].tables();
    }
    state_.weights = weights_.data() + first * d_ * lane_count;
    state_.exponent = exponent_.data() + first * lane_count;
    std::fill(std::begin(state_.step), std::end(state_.step), 0);
  }

  /// problem.steps steps of the outputs in use; step 0 of them is `begin` on the clock of the samples. The samples of
  /// later stages begin with their first step.
  void follow(std::uint64_t begin) {
    const std::uint64_t end = begin + problem_.steps;
    if (begin == 0) observe();
    for (std::uint64_t now = begin; now < end;) {
      throw_if_stopped(stop_);
      const std::uint64_t next_sample = *std::upper_bound(samples_.begin(), samples_.end(), now);
      const std::uint64_t to = std::min({end, next_sample, now + outputs::block_steps});
      dispatch(options_.instruction_set, [&]<class Isa>(Isa) {
        outputs::advance<Isa>(constants_, state_, static_cast<int>(to - now), scratch_.data());
      });
      now = to;
      if (now == next_sample) observe();
    }
  }

  void observe() {
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      OutputRows<double> p(m_);
      for (std::size_t j = 0; j < m_; ++j) {
        Vec<double> w = row(j, lane);
        const double scale = static_cast<double>(exponent_[j * lane_count + lane]);
        // 2^1025 overflows to infinity: a weight that a double cannot hold
        const double largest =
            std::ldexp(*std::max_element(w.begin(), w.end()), static_cast<int>(std::clamp(scale, -3000.0, 3000.0)));
        double total = 0;
        for (std::size_t i = 0; i < d_; ++i) total += w[i] *= constants_.intensity[i];
        for (double& x : w) x = total > 0 ? x / total : 0;  // p = 0: no weights are left
        Trajectory& path = paths_[j * lane_count + lane];
        path.points.push_back(w);
        path.largest_weights.push_back(largest);
        p[j] = std::move(w);
      }
      runs_[lane].errors.push_back(misalignment(p));
    }
  }

  void finish() {
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
      OutputsRun& run = runs_[lane];
      run.clipped = static_cast<std::uint64_t>(state_.clipped[lane]);
      for (std::size_t j = 0; j < m_; ++j) {
        Trajectory& path = paths_[j * lane_count + lane];
        path.steps = samples_;
        DiagnosisRules rules = options_.rules;
        if (options_.own_leader) rules.leader = j;
        run.outputs.push_back(diagnose(path, rules));
        run.final.push_back(path.points.back());
        if (options_.record_paths) run.path.push_back(std::move(path.points));
      }
    }
  }

  const OutputsProblem& problem_;
  const OutputsOptions& options_;
  const std::vector<std::uint64_t>& samples_;
  StopFlag stop_;
  std::size_t d_, m_;
  std::vector<double> weights_, scratch_;
  std::vector<std::int64_t> exponent_;
  outputs::Constants constants_;
  outputs::State state_;
  std::vector<Trajectory> paths_;  // of output j in lane
  std::vector<OutputsRun> runs_;
};

}  // namespace

void require_valid(const OutputsProblem& problem) {
  const std::size_t d = problem.intensities.size(), m = problem.a.size();
  require(d >= 2 && d <= max_chain_dimension, [&] {
    return "outputs: " + std::to_string(d) + " inputs, expected 2 to " + std::to_string(max_chain_dimension);
  });
  for (std::size_t i = 0; i < d; ++i) {
    const Rational& x = problem.intensities[i];
    require(x > 0, [&] { return "outputs: intensity " + to_string(x) + ", expected > 0"; });
    require(i == 0 || x <= problem.intensities[i - 1], [&] {
      return "outputs: the intensities must fall, but " + to_string(x) + " follows " +
             to_string(problem.intensities[i - 1]);
    });
  }
  require(m >= 1 && m <= d, [&] {
    return "outputs: " + std::to_string(m) + " learning rates (one for each output), expected 1 to " +
           std::to_string(d);
  });
  require(problem.weights.size() == d, [&] {
    return "outputs: " + std::to_string(problem.weights.size()) + " weights for " + std::to_string(d) + " inputs";
  });
  std::size_t positive = 0;
  for (const Rational& w : problem.weights) {
    require(w >= 0, [&] { return "outputs: weight " + to_string(w) + ", expected >= 0"; });
    positive += w > 0;
  }
  require(positive >= m, [&] {
    return "outputs: " + std::to_string(positive) + " positive weights for " + std::to_string(m) + " outputs";
  });
  for (const Rational& a : problem.a) {
    require(a * (Integer(1) << 40) >= 1 && a * noise_bound(problem.noise) < 1, [&] {
      return "outputs: learning rate " + to_string(a) +
             " outside [2^-40, 1/Q), Q = " + to_string(noise_bound(problem.noise));
    });
  }
  const std::uint64_t blocks = static_cast<std::uint64_t>(philox::blocks_per_step(static_cast<int>(d)));
  require(problem.steps >= 1 && problem.steps < (std::uint64_t{1} << 32) / blocks - 16, [&] {
    return "outputs: " + std::to_string(problem.steps) + " steps, expected 1 to about 2^32 / " + std::to_string(blocks);
  });
}

std::string describe(const OutputsProblem& problem) {
  std::string out = "outputs: " + std::string(name(problem.algorithm));
  const auto list = [&](const char* what, const Vec<Rational>& values) {
    out += std::string(" ") + what + "=";
    for (const Rational& x : values) out += to_string(x) + ",";
  };
  list("intensities", problem.intensities);
  list("weights", problem.weights);
  list("rates", problem.a);
  return out + " noise=" + WordNoise(problem.noise).name() + " Q=" + to_string(noise_bound(problem.noise)) +
         " steps=" + std::to_string(problem.steps);
}

std::vector<double> mean_error(const OutputsTally& tally) {
  if (tally.runs.empty()) return {};
  std::vector<double> mean(tally.samples.size());
  for (const OutputsRun& run : tally.runs) {
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += run.errors[k];
  }
  for (double& x : mean) x /= static_cast<double>(tally.runs.size());
  return mean;
}

OutputsSimulation::OutputsSimulation(OutputsProblem problem, OutputsOptions options)
    : problem_(std::move(problem)), options_(std::move(options)) {
  require_valid(problem_);
  require(options_.runs >= 1 && options_.runs <= std::uint64_t{1} << 53, "outputs: no runs, or more than 2^53");
  require(options_.every >= 1, "outputs: samples must be at least one step apart");
  if (!is_supported(options_.instruction_set)) packed::reject_instruction_set(options_.instruction_set);
  for (const Rational& a : problem_.a) noise_.push_back(WordNoise(problem_.noise).scaled_by(to_double(a)));
  const std::uint64_t stages = problem_.algorithm == OutputsAlgorithm::joint ? 1 : problem_.a.size();
  samples_ = sample_steps(problem_.steps * stages, options_.every);
}

OutputsTally OutputsSimulation::empty() const { return {describe(problem_), options_.seed, samples_, {}}; }

std::vector<OutputsRun> OutputsSimulation::group(std::uint64_t k, const std::atomic<bool>* stop) const {
  std::vector<OutputsRun> runs = Group(problem_, noise_, options_, k * lane_count, samples_, stop).runs();
  if (options_.runs - k * lane_count < lane_count) runs.resize(options_.runs - k * lane_count);
  return runs;
}

OutputsTally OutputsSimulation::run(OutputsTally resume, const std::function<void(const OutputsTally&)>& progress,
                                    const std::atomic<bool>* stop) const {
  require(resume.problem == describe(problem_) && resume.seed == options_.seed && resume.samples == samples_,
          "outputs: the checkpoint belongs to another problem, seed or samples");
  const auto by_number = [](const OutputsRun& x, const OutputsRun& y) { return x.number < y.number; };
  require(resume.runs.empty() || resume.runs.back().number < options_.runs,
          "outputs: the checkpoint has runs that are not asked for");
  // A group is computed as a whole; of one that was cut short by a smaller number of runs, the missing ones are kept.
  std::vector<std::uint64_t> left;
  for (std::uint64_t k = 0, at = 0; k * lane_count < options_.runs; ++k) {
    const std::uint64_t end = std::min((k + 1) * lane_count, options_.runs);
    const std::uint64_t before = at;
    while (at < resume.runs.size() && resume.runs[at].number < end) ++at;
    if (at - before < end - k * lane_count) left.push_back(k);
  }
  const int threads = options_.threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(options_.threads);
  tbb::task_arena arena(threads);
  // Rounds of about half a second, so that progress can be shown.
  std::size_t from = 0, round = static_cast<std::size_t>(threads);
  while (from < left.size() && !is_stopped(stop)) {
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t to = std::min(left.size(), from + round);
    std::vector<std::vector<OutputsRun>> parts(to - from);
    arena.execute([&] {
      tbb::parallel_for(from, to, [&](std::size_t k) {
        try {
          parts[k - from] = group(left[k], stop);
        } catch (const Stopped&) {  // the other groups stay
        }
      });
    });
    std::vector<std::uint64_t> known;
    for (const OutputsRun& run : resume.runs) known.push_back(run.number);
    for (std::vector<OutputsRun>& part : parts) {
      for (OutputsRun& run : part) {
        if (!std::binary_search(known.begin(), known.end(), run.number)) resume.runs.push_back(std::move(run));
      }
    }
    const auto middle = resume.runs.begin() + static_cast<std::ptrdiff_t>(known.size());
    std::inplace_merge(resume.runs.begin(), middle, resume.runs.end(), by_number);
    from = to;
    if (progress) progress(resume);
    if (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(300)) round *= 2;
  }
  return resume;
}

}  // namespace hebb
