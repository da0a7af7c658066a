#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <hebb/calculus/rates.hpp>
#include <hebb/reports/atomic_file.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/stochastic/experiments.hpp>
#include <unistd.h>

#include "commands.hpp"
#include "experiment_reports.hpp"
#include "inputs.hpp"

namespace hebb::cli {
namespace {

std::atomic<bool> interrupted = false;

/// As typed; numbers are exact, so that "1e6" is a number of paths too.
struct Options {
  std::string p0 = "0.5,0.25,0.25", q = "2", law = "uniform", rate, event = "theta";
  std::string steps, paths, seed = "1", threads = "0", confidence = "0.95";
  std::string samples = "200", epsilon = "0.1", accuracy = "0.01", horizon = "200", rate_over_bound = "1";
  std::string json, svg, resume;
};

Rational number(const char* option, const std::string& text) {
  try {
    return parse_rational(text);
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("{}: {}", option, e.what()));
  }
}

std::vector<Rational> number_list(const char* option, const std::string& text) {
  std::vector<Rational> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    out.push_back(number(option, text.substr(from, comma - from)));
    from = comma + 1;
  }
  return out;
}

std::uint64_t count(const char* option, const std::string& text, std::uint64_t least, std::uint64_t most) {
  const Rational x = number(option, text);
  require(denominator(x) == 1 && x >= least && x <= most, [&] { return fmt::format("{} {}: must be a whole number from {} to {}", option, text, least, most); });
  return x.convert_to<std::uint64_t>();
}

/// In (least, most).
Rational between(const char* option, const std::string& text, const Rational& least, const Rational& most) {
  const Rational x = number(option, text);
  require(x > least && x < most, [&] { return fmt::format("{} {}: must be above {} and below {}", option, text, to_string(least), to_string(most)); });
  return x;
}

WordNoise parse_law(const std::string& text, const Rational& q) {
  if (text == "uniform") return UniformNoise(q);
  if (text == "two-point") return TwoPointNoise(q);
  const std::string gaussian = "gaussian:";
  require(text.rfind(gaussian, 0) == 0, [&] { return fmt::format("--law {}: must be uniform, two-point or gaussian:TAU", text); });
  const Rational tau = number("--law", text.substr(gaussian.size()));
  require(tau > 0 && q - 1 <= 100 * tau, [&] { return fmt::format("--law {}: TAU must be at least (Q - 1)/100 = {}", text, to_string(Rational((q - 1) / 100))); });
  return TruncatedGaussianNoise(q, tau);
}

/// What all experiments read the same way.
struct Chain {
  Vec<Rational> start;
  Rational q, gap, alpha;
  std::uint64_t seed = 0;
  unsigned threads = 0;

  explicit Chain(const Options& options) : start(parse_point("--p0", options.p0).coordinates()) {
    require(start.size() <= max_chain_dimension, [&] { return fmt::format("--p0: {} coordinates, at most {} are possible", start.size(), max_chain_dimension); });
    for (std::size_t u = 1; u < start.size(); ++u) {
      require(start[0] > start[u], [&] {
        return fmt::format("--p0 {}: the first coordinate must be the largest, but coordinate {} is not below it", options.p0, u + 1);
      });
    }
    require(start[0] < 1, [&] { return fmt::format("--p0 {}: the first coordinate must be below 1", options.p0); });
    gap = experiments::initial_gap(start);
    alpha = 1 - between("--confidence", options.confidence, 0, 1);
    seed = count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max());
    threads = static_cast<unsigned>(count("--threads", options.threads, 0, 1024));
  }
};

Rational parse_q(const std::string& text) {
  const Rational q = number("--q", text);
  require(q > 1, [&] { return fmt::format("--q {}: the noise bound must be above 1", text); });
  return q;
}

void require_rate(const char* option, const Rational& a, const Rational& q) {
  require(a * (Integer(1) << 40) >= 1 && a * q < 1, [&] {
    return fmt::format("{} {}: must be at least 2^-40 and below 1/Q = {}", option, to_string(a), to_string(Rational(1 / q)));
  });
}

LossEvent parse_event(const std::string& text, const Chain& chain) {
  const auto value = [&](const std::string& prefix) { return number("--event", text.substr(prefix.size())); };
  if (text == "theta") return LossEvent::below_gap(chain.gap / 2);
  if (text.rfind("gap:", 0) == 0) {
    const Rational gap = value("gap:");
    require(gap >= 0 && gap < chain.gap, [&] { return fmt::format("--event {}: must be at least 0 and below the gap {} of the start", text, to_string(chain.gap)); });
    return LossEvent::below_gap(gap);
  }
  if (text.rfind("ratio:", 0) == 0) {
    const Rational ratio = value("ratio:"), second = chain.start[0] - chain.gap;
    require(ratio >= 1 && chain.start[0] >= ratio * second, [&] {
      return second == 0 ? fmt::format("--event {}: the ratio must be at least 1", text)
                         : fmt::format("--event {}: the ratio must be at least 1 and at most {}, that of the start", text, to_string(Rational(chain.start[0] / second)));
    });
    return LossEvent::below_ratio(ratio);
  }
  throw PreconditionError(fmt::format("--event {}: must be theta, gap:G or ratio:RHO", text));
}

/// Of the steps and the time in the model that a run may take.
Rational parse_accuracy(const std::string& text, const Chain& chain) { return between("--accuracy", text, 0, 1 - chain.start[0]); }
Rational parse_horizon(const std::string& text) { return between("--horizon", text, 0, 1'000'000); }
constexpr std::uint64_t most_steps = 1'000'000'000, most_paths = 10'000'000;

/// Fails before the simulation when a result could not be written after it.
void require_writable(const char* option, const std::string& file) {
  if (file.empty() || file == "-") return;
  const std::filesystem::path directory = std::filesystem::absolute(file).parent_path();
  require(access(directory.c_str(), W_OK) == 0, [&] { return fmt::format("{} {}: cannot write there: {}", option, file, std::strerror(errno)); });
  require(!std::filesystem::is_directory(file), [&] { return fmt::format("{} {}: this is a directory, not a file", option, file); });
}

/// The options of every experiment, exact.
Json options_json(const Options& options, const Chain& chain) {
  return {{"p0", exact_list(chain.start)}, {"law", options.law}, {"seed", chain.seed}, {"threads", chain.threads}, {"confidence", to_string(Rational(1 - chain.alpha))}};
}

/// Runs an experiment and writes what is asked for.
template <class Run>
auto report(const char* name, const Options& options, const Json& recorded, const Run& run) {
  for (const auto& [option, file] : {std::pair{"--json", options.json}, {"--svg", options.svg}}) require_writable(option, file);
  const auto clock = std::chrono::steady_clock::now();
  const auto experiment = run();
  Json out{{"hebb", HEBB_VERSION}, {"experiment", name}, {"rigorous", false}, {"options", recorded}};
  out.update(results_json(experiment));
  out["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  if (options.json == "-") {
    fmt::print("{}\n", out.dump(2));
  } else {
    print_table(experiment);
    if (!options.json.empty()) write_file_atomically(options.json, out.dump(2) + "\n");
  }
  if (!options.svg.empty()) {
    if (const std::optional<LinePlot> plot = plot_of(experiment)) {
      write_file_atomically(options.svg, standalone(line_plot(*plot)));
      fmt::print(stderr, "{}\n", options.svg);
    } else {
      fmt::print(stderr, "hebb: nothing to draw: no picture\n");
    }
  }
  return experiment;
}

int run_convergence(const Options& options) {
  const Chain chain(options);
  const Rational q = parse_q(options.q);
  experiments::ConvergenceOptions how{.start = chain.start, .noise = parse_law(options.law, q), .rate = {}};
  if (!options.rate.empty()) {
    how.rate = number("--alpha", options.rate);
    require_rate("--alpha", *how.rate, q);
  }
  how.steps = count("--steps", options.steps, 1, most_steps);
  how.paths = count("--paths", options.paths, 2, most_paths);
  how.samples = count("--samples", options.samples, 1, 100'000);
  require(how.paths * how.samples <= 100'000'000, [&] {
    return fmt::format("--paths {} with --samples {}: the product, the distances to be kept, must be at most 100000000", options.paths, options.samples);
  });
  how.epsilon = between("--epsilon", options.epsilon, 0, 1);
  how.seed = chain.seed;
  how.alpha = chain.alpha;
  how.threads = chain.threads;
  Json recorded = options_json(options, chain);
  recorded.update(Json{{"q", to_string(q)}, {"alpha", how.rate ? Json(to_string(*how.rate)) : Json(nullptr)}, {"steps", how.steps}, {"paths", how.paths},
                       {"samples", how.samples}, {"epsilon", to_string(how.epsilon)}});
  report("convergence", options, recorded, [&] { return experiments::convergence(how); });
  return success;
}

int run_stress(const Options& options) {
  const Chain chain(options);
  const Rational q = parse_q(options.q);
  experiments::StressOptions how{.start = chain.start, .noise = parse_law(options.law, q), .rates = {}, .event = {}};
  if (!options.rate.empty()) how.rates = number_list("--alpha", options.rate);
  for (std::size_t k = 0; k < how.rates.size(); ++k) {
    require_rate("--alpha", how.rates[k], q);
    require(k == 0 || how.rates[k - 1] < how.rates[k], [&] { return fmt::format("--alpha {}: the learning rates must rise", options.rate); });
  }
  how.event = parse_event(options.event, chain);
  how.accuracy = parse_accuracy(options.accuracy, chain);
  const Rational horizon = parse_horizon(options.horizon);
  how.horizon = horizon.convert_to<double>();
  how.paths = count("--paths", options.paths, 1, most_paths);
  how.seed = chain.seed;
  how.alpha = chain.alpha;
  how.threads = chain.threads;
  Json recorded = options_json(options, chain);
  recorded.update(Json{{"q", to_string(q)}, {"alpha", how.rates.empty() ? Json(nullptr) : exact_list(how.rates)}, {"event", options.event},
                       {"accuracy", to_string(how.accuracy)}, {"horizon", to_string(horizon)}, {"paths", how.paths}});
  report("stress", options, recorded, [&] { return experiments::learning_rate_stress(how); });
  return success;
}

int run_noise(const Options& options) {
  const Chain chain(options);
  experiments::NoiseOptions how{.start = chain.start, .q = number_list("--q", options.q), .law = {}};
  how.rate_over_bound = number("--rate-over-bound", options.rate_over_bound);
  require(how.rate_over_bound > 0, [&] { return fmt::format("--rate-over-bound {}: must be positive", options.rate_over_bound); });
  for (const Rational& q : how.q) {
    parse_q(to_string(q));
    parse_law(options.law, q);
    require_rate("--rate-over-bound: the learning rate", how.rate_over_bound * rate_bound_sharp(chain.gap, q), q);
  }
  how.law = [&](const Rational& q) { return parse_law(options.law, q); };
  how.accuracy = parse_accuracy(options.accuracy, chain);
  const Rational horizon = parse_horizon(options.horizon);
  how.horizon = horizon.convert_to<double>();
  how.paths = count("--paths", options.paths, 1, most_paths);
  how.seed = chain.seed;
  how.threads = chain.threads;
  Json recorded = options_json(options, chain);
  recorded.erase("confidence");  // no interval is computed here
  recorded.update(Json{{"q", exact_list(how.q)}, {"rate_over_bound", to_string(how.rate_over_bound)}, {"accuracy", to_string(how.accuracy)},
                       {"horizon", to_string(horizon)}, {"paths", how.paths}});
  report("noise", options, recorded, [&] { return experiments::noise_scaling(how); });
  return success;
}

// A run can be extended to more paths when the first ones fill whole cells.
constexpr std::uint64_t cell_paths = 2000;

std::optional<MonteCarloTally> read_checkpoint(const std::string& file) {
  if (file.empty() || !std::filesystem::exists(file)) return std::nullopt;
  std::ifstream in(file);
  require(bool(in), [&] { return fmt::format("--resume {}: cannot read it: {}", file, std::strerror(errno)); });
  try {
    return tally_from_json({std::istreambuf_iterator<char>(in), {}});
  } catch (const CheckpointError& e) {
    throw PreconditionError(fmt::format("--resume {}: {}", file, e.what()));
  }
}

int run_escape(const Options& options) {
  const Chain chain(options);
  const Rational q = parse_q(options.q), rate = number("--alpha", options.rate);
  require_rate("--alpha", rate, q);
  experiments::EscapeOptions how{.problem = {.start = chain.start, .rate = rate, .noise = parse_law(options.law, q), .event = parse_event(options.event, chain)},
                                 .monte_carlo = {},
                                 .alpha = chain.alpha};
  how.problem.steps = count("--steps", options.steps, 1, most_steps);
  require_valid(how.problem);
  how.monte_carlo.paths = count("--paths", options.paths, 1, std::uint64_t{1} << 53);
  how.monte_carlo.seed = chain.seed;
  how.monte_carlo.threads = chain.threads;
  how.monte_carlo.cell = cell_paths;
  require_writable("--resume", options.resume);
  const std::optional<MonteCarloTally> resume = read_checkpoint(options.resume);

  std::signal(SIGINT, [](int) { interrupted = true; });
  const bool bar = shows_progress();
  auto saved = std::chrono::steady_clock::now();
  const auto progress = [&](const MonteCarloTally& now) {
    if (bar) draw_progress(now.paths, how.monte_carlo.paths, "paths");
    if (options.resume.empty() || std::chrono::steady_clock::now() - saved < std::chrono::seconds(5)) return;
    write_file_atomically(options.resume, to_json(now));
    saved = std::chrono::steady_clock::now();
  };
  Json recorded = options_json(options, chain);
  recorded.update(Json{{"q", to_string(q)}, {"alpha", to_string(rate)}, {"event", options.event}, {"steps", how.problem.steps}, {"paths", how.monte_carlo.paths},
                       {"resume", options.resume.empty() ? Json(nullptr) : Json(options.resume)}});
  const auto experiment = report("escape", options, recorded, [&] {
    try {
      auto out = experiments::escape(how, resume, progress, &interrupted);
      if (bar) draw_progress(1, 1, "");
      if (!options.resume.empty()) write_file_atomically(options.resume, to_json(out.tally));
      return out;
    } catch (const PreconditionError& e) {
      if (!resume) throw;
      throw PreconditionError(fmt::format("--resume {}: {} (the checkpoint is of: {}; seed {}; {} paths)", options.resume, e.what(), resume->problem, resume->seed,
                                          resume->paths));
    }
  });
  if (experiment.tally.paths == how.monte_carlo.paths) return success;
  fmt::print(stderr, "hebb: interrupted after {} of {} paths; the confidence sequence is valid for them{}\n", experiment.tally.paths, how.monte_carlo.paths,
             options.resume.empty() ? "" : ", the same command goes on");
  return undecided;
}

using Shared = std::shared_ptr<Options>;

CLI::App* add_one(CLI::App& parent, const char* name, const char* what, const Shared& options, int (*run)(const Options&), int& exit_code) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->add_option("--p0", options->p0, "Initial point, exact, the leader first")->capture_default_str();
  command->add_option("--law", options->law, "Noise: uniform, two-point, gaussian:TAU (truncated to [-(Q-1), Q-1])")->capture_default_str();
  command->add_option("--paths", options->paths, "Number of paths")->capture_default_str();
  command->add_option("--seed", options->seed, "Seed")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads, 0: all cores; the numbers do not depend on it")->capture_default_str();
  command->add_option("--json", options->json, "Write JSON to this file; -: to standard output, instead of the table");
  command->add_option("--svg", options->svg, "Write a plot to this file");
  command->callback([options, run, &exit_code] { exit_code = run(*options); });
  return command;
}
void add_confidence(CLI::App& command, const Shared& options) {
  command.add_option("--confidence", options->confidence, "Confidence level of the intervals")->capture_default_str();
}
void add_bound(CLI::App& command, const Shared& options) {
  command.add_option("--q", options->q, "Noise bound Q: |Z_i| <= Q - 1")->capture_default_str();
}
void add_accuracy(CLI::App& command, const Shared& options) {
  command.add_option("--accuracy", options->accuracy, "Reached when 1 - p_1 is below this")->capture_default_str();
  command.add_option("--horizon", options->horizon, "A path has HORIZON / a steps, but at least 100")->capture_default_str();
}
void add_event(CLI::App& command, const Shared& options) {
  command.add_option("--event", options->event, "What must stay: theta (the gap Delta/2), gap:G, ratio:RHO (p_1 >= RHO p_u)")->capture_default_str();
}

}  // namespace

void add_experiment(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("experiment", "Simulate: convergence, learning-rate stress, noise scaling, loss of the leader");
  command->require_subcommand(1);

  auto options = std::make_shared<Options>();
  options->steps = "10000";
  options->paths = "100";
  CLI::App* one = add_one(*command, "convergence", "Paths against the envelope 2 (1 - p_1(0)) exp(-a r k) of the theorem", options, run_convergence, exit_code);
  add_bound(*one, options);
  one->add_option("--alpha", options->rate, "Learning rate a, exact; a Q < 1 (default: the bound Delta/(Q(8Q + Delta)))");
  one->add_option("--steps", options->steps, "Steps of each path")->capture_default_str();
  one->add_option("--samples", options->samples, "Steps to be recorded, evenly spaced")->capture_default_str();
  one->add_option("--epsilon", options->epsilon, "Count the paths below envelope / EPSILON")->capture_default_str();
  add_confidence(*one, options);
  one->footer(
      "Examples:\n"
      "  hebb experiment convergence\n"
      "  hebb experiment convergence --p0 0.6,0.4 --alpha 1/100 --paths 1000 --json out.json --svg out.svg");

  options = std::make_shared<Options>();
  options->paths = "10000";
  one = add_one(*command, "stress", "Learning rates beyond the bound: where does success become less likely than failure?", options, run_stress, exit_code);
  add_bound(*one, options);
  one->add_option("--alpha", options->rate, "Learning rates, rising, exact: 0.05,0.1,1/5 (default: the bound times 1, 3/2, 2, 3, 4, 6, ... below 1/Q)");
  add_event(*one, options);
  add_accuracy(*one, options);
  add_confidence(*one, options);
  one->footer(
      "Examples:\n"
      "  hebb experiment stress --svg stress.svg\n"
      "  hebb experiment stress --law two-point --alpha 0.05,0.1,0.2,0.4 --paths 1e5");

  options = std::make_shared<Options>();
  options->paths = "2000";
  options->q = "3/2,2,3,4,6,8";
  one = add_one(*command, "noise", "The noise bound Q raised: the steps to an accuracy grow like 1/a", options, run_noise, exit_code);
  one->add_option("--q", options->q, "Noise bounds Q")->capture_default_str();
  one->add_option("--rate-over-bound", options->rate_over_bound, "Learning rate over the bound Delta/(Q(8Q + Delta))")->capture_default_str();
  add_accuracy(*one, options);
  one->footer(
      "Examples:\n"
      "  hebb experiment noise --svg noise.svg\n"
      "  hebb experiment noise --q 2,4,8,16 --law gaussian:1/2 --accuracy 1e-3");

  options = std::make_shared<Options>();
  options->p0 = "0.6,0.4";
  options->rate = "0.01";
  options->steps = "1000";
  options->paths = "1000000";
  one = add_one(*command, "escape", "P(the leader is lost by step k) against k", options, run_escape, exit_code);
  add_bound(*one, options);
  one->add_option("--alpha", options->rate, "Learning rate a, exact; a Q < 1")->capture_default_str();
  one->add_option("--steps", options->steps, "Steps of each path")->capture_default_str();
  add_event(*one, options);
  add_confidence(*one, options);
  one->add_option("--resume", options->resume, "Checkpoint: continued when the file exists, written every few seconds and at the end");
  one->footer(
      "Ctrl-C keeps what is done (exit code 3); with --resume the same command goes on, and --paths can be raised\n"
      "when it was a multiple of 2000.\n"
      "Examples:\n"
      "  hebb experiment escape --svg escape.svg\n"
      "  hebb experiment escape --p0 0.5,0.25,0.25 --alpha 0.02 --event ratio:1.2 --paths 1e7 --resume run.json");
}

}  // namespace hebb::cli
