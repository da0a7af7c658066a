#include <algorithm>

#include <fmt/format.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/simplex_picture.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct Options {
  ChainOptions chain;
  std::string alpha, steps = "2000", runs = "10", seed = "1", every, gamma, schedule, between = "hold",
                     input = "one-hot", accuracy = "0.01", weight_limit, csv, svg, confidence = "0.95";
  unsigned threads = 0;
  bool json = false;
};

struct Simulation {
  InputProblem problem;
  Rational alpha;  // 1 - confidence
  RecordingOptions how;
  Recording recording;
  bool has_table = true;

  std::uint64_t count(PathClass c) const {
    return static_cast<std::uint64_t>(std::count_if(recording.paths.begin(), recording.paths.end(),
                                                    [&](const RecordedPath& p) { return p.diagnosis.kind == c; }));
  }
};

Simulation read(const Options& options) {
  const Rational q = parse_noise_bound(options.chain.q);
  Simulation s{{parse_point("--p0", options.chain.p0).coordinates(),
                parse_number("--alpha", options.alpha),
                parse_simulated_law(options.chain.law, q),
                {},
                InputLaw::one_hot,
                {}},
               {},
               {},
               {}};
  const std::size_t d = s.problem.start.size();
  require(d <= max_chain_dimension,
          [&] { return fmt::format("--p0: {} coordinates, at most {} are possible", d, max_chain_dimension); });
  require_simulated_rate("--alpha", s.problem.rate, q);
  require(options.input == "one-hot" || options.input == "bernoulli",
          "--input " + options.input + ": must be one-hot or bernoulli");
  if (options.input == "bernoulli") s.problem.input = InputLaw::bernoulli;
  if (!options.gamma.empty())
    s.problem.correlation = Correlation(read_correlation(options.gamma, d));
  else if (s.problem.input == InputLaw::bernoulli)
    s.problem.correlation = Correlation::identity(d);
  require(options.between == "hold" || options.between == "geometric",
          "--between " + options.between + ": must be hold or geometric");
  if (!options.schedule.empty())
    s.problem.schedule =
        read_step_schedule(options.schedule, d,
                           options.between == "hold" ? StepSchedule::Between::hold : StepSchedule::Between::geometric);
  else
    require(options.between == "hold", "--between geometric needs --schedule FILE");
  require(!s.problem.schedule || options.weight_limit.empty(),
          "--weight-limit: the weights are not followed with --schedule");
  require(!s.problem.correlation || options.weight_limit.empty(),
          "--weight-limit: the weights are not followed with --gamma or --input bernoulli");
  s.alpha = parse_alpha(options.confidence);
  RecordingOptions& how = s.how;
  how.steps = parse_count("--steps", options.steps, 1, most_steps);
  how.paths = parse_count("--runs", options.runs, 1, most_paths);
  how.seed = parse_count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max());
  how.threads = options.threads;
  how.every = options.every.empty() ? std::max<std::uint64_t>(1, how.steps / 200)
                                    : parse_count("--every", options.every, 1, most_steps);
  how.rules.accuracy = parse_between("--accuracy", options.accuracy, 0, Rational(1) / 2).convert_to<double>();
  if (!options.weight_limit.empty()) {
    const Rational limit = parse_number("--weight-limit", options.weight_limit);
    require(limit > 0, "--weight-limit " + options.weight_limit + ": must be positive");
    how.rules.weight_limit = limit.convert_to<double>();
  }
  const std::uint64_t numbers = how.paths * (how.steps / how.every + 1) * s.problem.start.size();
  require(numbers <= 50'000'000, [&] {
    return fmt::format("--runs, --steps and --every: {} numbers would be recorded, at most 50000000; raise --every",
                       numbers);
  });
  s.has_table =
      !require_outputs({{"--json", options.json ? "-" : ""}, {"--csv", options.csv}}, {{"--svg", options.svg}});
  return s;
}

std::string to_csv(const Recording& recording) {
  std::string csv = "run,step";
  for (std::size_t i = 0; i < recording.paths.front().points.front().size(); ++i) csv += fmt::format(",p_{}", i + 1);
  csv += "\n";
  for (const RecordedPath& path : recording.paths) {
    for (std::size_t k = 0; k < recording.steps.size(); ++k) {
      csv += fmt::format("{},{}", path.number, recording.steps[k]);
      for (const double p : path.points[k]) csv += fmt::format(",{}", p);
      csv += "\n";
    }
  }
  return csv;
}

/// Thin when there are many; the colour is that of the winner, grey-blue series 5 without one.
Picture on_the_simplex(const Simulation& s) {
  SimplexPicture picture{"simulate-abstract", "Paths of the chain", "", {}, {}, {}};
  picture.description = fmt::format("{} with learning rate {} from {}, coloured by the component that wins. Estimated.",
                                    counted(s.recording.paths.size(), "path"), to_string(s.problem.rate),
                                    show_point(SimplexPoint<Rational>(s.problem.start)));
  for (int winner = 0; winner < 4; ++winner) {
    bool named = false;
    for (const RecordedPath& path : s.recording.paths) {
      if (static_cast<int>(path.diagnosis.winner.value_or(3)) != winner) continue;
      SimplexPath line;
      if (!named) line.name = winner < 3 ? fmt::format("component {} wins", winner + 1) : "no convergence yet";
      named = true;
      for (const Vec<double>& p : path.points) line.points.push_back({p[0], p[1], p[2]});
      line.thin = s.recording.paths.size() > 6;
      line.colour = winner < 3 ? winner : 5;
      picture.paths.push_back(std::move(line));
    }
  }
  return simplex_picture(picture);
}

Picture over_time(const Simulation& s) {
  LinePlot plot{"simulate-abstract", "Paths of the chain", "", "step k", "probability",
                Scale::linear,       Scale::linear,        {}};
  plot.description = fmt::format("{} with learning rate {}. Estimated.", counted(s.recording.paths.size(), "path"),
                                 to_string(s.problem.rate));
  const std::vector<double> steps(s.recording.steps.begin(), s.recording.steps.end());
  const std::size_t d = s.problem.start.size(), n = s.recording.paths.size();
  if (n == 1) {
    for (std::size_t i = 0; i < d; ++i) {
      Series line{fmt::format("p_{}", i + 1), steps, {}, {}};
      for (const Vec<double>& p : s.recording.paths[0].points) line.lower.push_back(p[i]);
      plot.series.push_back(std::move(line));
    }
    return line_plot(plot);
  }
  const std::size_t leader = index_of_largest(s.problem.start);
  Series mean{fmt::format("mean of p_{}", leader + 1), steps, std::vector<double>(steps.size()), {}};
  for (const RecordedPath& path : s.recording.paths) {
    Series line{
        plot.series.empty() ? fmt::format("p_{} of each run", leader + 1) : "", steps, {}, {}, Series::Style::sample};
    for (std::size_t k = 0; k < steps.size(); ++k) {
      line.lower.push_back(path.points[k][leader]);
      mean.lower[k] += path.points[k][leader] / static_cast<double>(n);
    }
    plot.series.push_back(std::move(line));
  }
  plot.series.push_back(std::move(mean));
  return line_plot(plot);
}

Json to_json(const Simulation& s, const Options& options) {
  Json out{{"hebb", HEBB_VERSION}, {"simulation", "abstract"}, {"rigorous", false}};
  out["options"] = {{"p0", exact_list(s.problem.start)},
                    {"alpha", to_string(s.problem.rate)},
                    {"q", to_string(s.problem.noise.q())},
                    {"law", options.chain.law},
                    {"gamma", options.gamma.empty() ? Json(nullptr) : Json(options.gamma)},
                    {"schedule", options.schedule.empty() ? Json(nullptr) : Json(options.schedule)},
                    {"between", options.between},
                    {"input", options.input},
                    {"steps", s.how.steps},
                    {"runs", s.how.paths},
                    {"every", s.how.every},
                    {"seed", s.how.seed},
                    {"accuracy", s.how.rules.accuracy},
                    {"confidence", to_string(Rational(1 - s.alpha))}};
  out["complete"] = s.recording.paths.size() == s.how.paths;
  out["classes"] = Json::object();
  for (const PathClass c : all_path_classes) {
    if (!s.recording.paths.empty())
      out["classes"][std::string(name(c))] = share(s.count(c), s.recording.paths.size(), s.alpha);
  }
  out["runs"] = Json::array();
  for (const RecordedPath& p : s.recording.paths) {
    out["runs"].push_back({{"run", p.number},
                           {"class", name(p.diagnosis.kind)},
                           {"winner", p.diagnosis.winner ? Json(*p.diagnosis.winner + 1) : Json(nullptr)},
                           {"since", p.diagnosis.since},
                           {"plateau", p.diagnosis.is_plateau},
                           {"final", p.points.back()}});
  }
  return out;
}

void print_table(const Simulation& s) {
  const std::uint64_t n = s.recording.paths.size();
  fmt::print("{} from {}, a = {}, {}, seed {}\n\n", counted(n, "path"),
             show_point(SimplexPoint<Rational>(s.problem.start)), to_string(s.problem.rate),
             counted(s.how.steps, "step"), s.how.seed);
  if (n == 0) return;
  fmt::print("{:<28} {:>8} {:>8}   interval at confidence {}\n", "the path", "count", "share", percent(s.alpha));
  for (const PathClass c : all_path_classes) {
    const ConfidenceInterval interval = clopper_pearson(s.count(c), n, s.alpha);
    fmt::print("{:<28} {:>8} {:>8.4f}   {}\n", name(c), s.count(c),
               static_cast<double>(s.count(c)) / static_cast<double>(n), to_text(interval, 5));
  }
  const auto still = std::count_if(s.recording.paths.begin(), s.recording.paths.end(),
                                   [](const RecordedPath& p) { return p.diagnosis.is_plateau; });
  if (s.count(PathClass::no_convergence) > 0)
    fmt::print("\nof the paths without convergence {} are on a plateau, the others still move\n", still);
}

int run(const Options& options) {
  Simulation s = read(options);
  s.recording = record_paths(s.problem, s.how, interrupt_flag());
  if (options.json)
    fmt::print("{}\n", to_json(s, options).dump(2));
  else if (s.has_table)
    print_table(s);
  if (!s.recording.paths.empty()) {
    if (!options.csv.empty()) write_output(options.csv, to_csv(s.recording));
    if (!options.svg.empty()) {
      write_file_atomically(options.svg, standalone(s.problem.start.size() == 3 ? on_the_simplex(s) : over_time(s)));
      tell("{}\n", options.svg);
    }
  }
  if (s.recording.paths.size() == s.how.paths) return success;
  tell("hebb: interrupted after {} of {}\n", s.recording.paths.size(), counted(s.how.paths, "path"));
  return undecided;
}

}  // namespace

void add_simulate_abstract(Command parent, int& exit_code) {
  Command command =
      parent.add_subcommand("abstract", "Paths of the chain p' = p (1 + a Y)/(1 + a p.Y) and what becomes of them");
  auto options = std::make_shared<Options>();
  add_start(command, options->chain)
      .required()
      .description("Initial point, exact: 0.25,0.4,0.35; its largest component is the leader");
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1").required();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain);
  command.add_option("--steps", options->steps, "Steps of each path").shows_default();
  command.add_option("--runs", options->runs, "Number of paths").shows_default();
  command.add_option("--seed", options->seed, "Seed").shows_default();
  add_threads_option(command, options->threads);
  command.add_option("--every", options->every,
                     "Steps between recorded points (default: a two-hundredth of the steps)");
  command.add_option("--gamma", options->gamma, "Correlation matrix: a file of d rows");
  command.add_option(
      "--schedule", options->schedule,
      "Rates over the steps: a file of rows k, lambda_1, ..., lambda_d; p0 holds under the rates of step 1");
  command
      .add_option("--between", options->between,
                  "Rates between two rows: hold (piecewise constant) or geometric (log lambda is linear)")
      .shows_default();
  command
      .add_option(
          "--input", options->input,
          "one-hot: a trigger and its correlated inputs, S = C B; bernoulli: independent S_i with mean (Gamma p)_i")
      .shows_default();
  command.add_option("--accuracy", options->accuracy, "At a vertex when 1 - p is at most this").shows_default();
  command.add_option(
      "--weight-limit", options->weight_limit,
      "A weight above this is an explosion, with w(0) = p(0) (default: a number that a double cannot hold)");
  command.add_option("--confidence", options->confidence, "Confidence level of the intervals").shows_default();
  command.add_option("--csv", options->csv,
                     "Write the recorded points to this file; -: to standard output, instead of the table");
  command.add_flag("--json", options->json, "Write JSON to standard output, instead of the table");
  command.add_option("--svg", options->svg,
                     "Write a picture to this file: the simplex for d = 3, else the paths over time");
  command.footer(
      "Examples:\n"
      "  hebb simulate abstract --p0 0.3,0.3,0.4 --alpha 0.01 --runs 100 --svg paths.svg\n"
      "  hebb simulate abstract --p0 0.6,0.4 --alpha 0.05 --law two-point --steps 1000 --csv paths.csv");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
