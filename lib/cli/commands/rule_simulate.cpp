#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <hebb/text/number_json.hpp>

#include "experiment/experiment_reports.hpp"
#include "rules/rule_problem.hpp"
#include "shared/inputs.hpp"
#include "simulate/abstract_reports.hpp"

namespace hebb::cli {
namespace {

struct RuleSimulateArguments {
  RuleRunOptions problem;
  std::string every, accuracy = "0.01", confidence = "0.99", json, csv, svg;
  std::uint64_t steps = 2000, runs = 10, seed = 1;
  unsigned threads = 0;
};

/// The runs of one rule.
struct Runs {
  const Rule& rule;
  RuleProblem problem;
  RuleRecording recording;
  double seconds = 0;

  std::uint64_t paths() const { return recording.paths.size(); }
  std::uint64_t count(PathClass c) const {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        recording.paths, [&](const RuleRecordedPath& p) { return !p.left_at && p.diagnosis.kind == c; }));
  }
  std::uint64_t left() const {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(recording.paths, [](const RuleRecordedPath& p) { return p.left_at.has_value(); }));
  }
  /// As `hebb simulate abstract` shows them; `all`: with the paths that left the simplex.
  AbstractSimulation shown(bool all) const {
    AbstractSimulation s{{problem.start, problem.a, problem.noise, {}, InputLaw::one_hot, {}}, {}, {}, {}};
    s.recording.steps = recording.steps;
    for (const RuleRecordedPath& path : recording.paths) {
      if (all || !path.left_at) s.recording.paths.push_back(path);
    }
    return s;
  }
};

Json runs_json(const Runs& runs, std::uint64_t asked, const Rational& alpha) {
  Json classes = Json::object();
  for (const PathClass c : all_path_classes) {
    if (runs.paths() > 0) classes[std::string(name(c))] = share(runs.count(c), runs.paths(), asked, alpha);
  }
  if (runs.paths() > 0) classes["left the simplex"] = share(runs.left(), runs.paths(), asked, alpha);
  Json list = Json::array();
  for (const RuleRecordedPath& p : runs.recording.paths) {
    list.push_back({{"run", p.number},
                    {"class", p.left_at ? "left the simplex" : std::string(name(p.diagnosis.kind))},
                    {"left_at", p.left_at ? Json(*p.left_at) : Json(nullptr)},
                    {"winner", p.diagnosis.winner ? Json(*p.diagnosis.winner + 1) : Json(nullptr)},
                    {"since", p.diagnosis.since},
                    {"plateau", p.diagnosis.is_plateau},
                    {"final", p.points.back()}});
  }
  return Json{{"rule", runs.rule.name},
              {"q", exact_json(noise_bound(runs.problem.noise))},
              {"engine", runs.recording.built_in ? "built-in" : "code"},
              {"operations", runs.recording.operations},
              {"seconds", runs.seconds},
              {"classes", std::move(classes)},
              {"runs", std::move(list)}};
}

void print(const Runs& runs, const std::string& title, const RuleSimulateArguments& options, const Rational& alpha) {
  const std::uint64_t n = runs.paths();
  fmt::print("{}: {} from {}, a = {}, Q = {}, {}, seed {}\n", title, counted(n, "path"),
             show_point(SimplexPoint<Rational>(runs.problem.start)), to_string(runs.problem.a),
             to_string(noise_bound(runs.problem.noise)), counted(options.steps, "step"), options.seed);
  fmt::print("{}\n\n", runs.recording.built_in
                           ? "the rule is the paper's: paths of the built-in chain"
                           : fmt::format("compiled: {} in a step", counted(runs.recording.operations, "operation")));
  if (n == 0) return;
  fmt::print("{:<28} {:>8} {:>8}   interval at confidence {}\n", "the path", "count", "share", percent(alpha));
  const auto row = [&](std::string_view what, std::uint64_t count) {
    fmt::print("{:<28} {:>8} {:>8.4f}   {}\n", what, count, static_cast<double>(count) / static_cast<double>(n),
               to_text(clopper_pearson(count, n, alpha), 5));
  };
  for (const PathClass c : all_path_classes) row(name(c), runs.count(c));
  row("left the simplex", runs.left());
  const auto first = std::ranges::find_if(runs.recording.paths, [](const auto& p) { return p.left_at.has_value(); });
  if (first == runs.recording.paths.end()) return;
  std::string point;
  for (const double x : first->points.back()) point += fmt::format("{}{:.9g}", point.empty() ? "" : ", ", x);
  fmt::print("\nthe rule does not keep the simplex: path {} left it in step {}, to ({})\n", first->number,
             *first->left_at, point);
}

/// Several rules side by side: a line for each, with the shares of what became of its paths.
struct Shares {
  std::string rule;
  std::vector<double> shares;  // of all_path_classes, then of the paths that left the simplex
};
Shares shares_of(const Runs& runs) {
  Shares out{runs.rule.name, {}};
  const double n = std::max<double>(1, static_cast<double>(runs.paths()));
  for (const PathClass c : all_path_classes) out.shares.push_back(static_cast<double>(runs.count(c)) / n);
  out.shares.push_back(static_cast<double>(runs.left()) / n);
  return out;
}
void print_table(const std::vector<Shares>& all) {
  std::vector<std::string> heads;
  for (const PathClass c : all_path_classes) heads.emplace_back(name(c));
  heads.emplace_back("left the simplex");
  const auto width = [&](std::size_t k) { return std::max<std::size_t>(heads[k].size(), 6); };
  std::string text = fmt::format("\n{:<20}", "share of the paths");
  for (std::size_t k = 0; k < heads.size(); ++k) text += fmt::format("  {:>{}}", heads[k], width(k));
  for (const Shares& rule : all) {
    text += fmt::format("\n{:<20.20}", rule.rule);
    for (std::size_t k = 0; k < heads.size(); ++k) text += fmt::format("  {:>{}.4f}", rule.shares[k], width(k));
  }
  fmt::print("{}\n", text);
}

RecordingOptions recording_options(const RuleSimulateArguments& options) {
  RecordingOptions how;
  how.steps = options.steps;
  how.paths = options.runs;
  how.seed = options.seed;
  how.threads = options.threads;
  how.every = options.every.empty() ? std::max<std::uint64_t>(1, how.steps / 200)
                                    : parse_count("--every", options.every, 1, 4'000'000'000);
  how.rules.accuracy = parse_between("--accuracy", options.accuracy, 0, Rational(1) / 2).convert_to<double>();
  return how;
}

Runs simulate(const Rule& rule, const RuleFiles& files, const RuleSimulateArguments& options,
              const RecordingOptions& how) {
  Runs runs{rule, rule_problem(rule, files, options.problem), {}};
  const std::uint64_t numbers = how.paths * (how.steps / how.every + 1) * runs.problem.start.size();
  require(numbers <= 50'000'000, [&] {
    return fmt::format("--runs, --steps and --every: {} numbers would be recorded, at most 50000000; raise --every",
                       numbers);
  });
  const auto clock = std::chrono::steady_clock::now();
  runs.recording = record_rule_paths(runs.problem, how, interrupt_flag());
  runs.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  return runs;
}

void write_files(const Runs& runs, const RuleSimulateArguments& options, std::size_t rules) {
  if (runs.paths() == 0) return;
  if (!options.csv.empty()) write_output(file_of(options.csv, runs.rule, rules), to_csv(runs.shown(true).recording));
  if (options.svg.empty()) return;
  const AbstractSimulation shown = runs.shown(false);
  const std::string svg = file_of(options.svg, runs.rule, rules);
  if (shown.recording.paths.empty()) {
    tell("{}: not written, every path left the simplex\n", svg);
    return;
  }
  write_picture(svg, picture_of(shown));
  tell("{}\n", svg);
}

int run(const RuleFiles& files, const RuleSimulateArguments& options) {
  const std::vector<Rule> rules = files.rules();
  const Rational alpha = parse_alpha(options.confidence);
  const bool quiet = require_outputs({{"--json", options.json}, {"--csv", options.csv}}, {{"--svg", options.svg}});
  require(options.csv != "-" || rules.size() == 1, "--csv -: one rule only; give a file");
  const RecordingOptions how = recording_options(options);
  Json all = Json::array();
  bool left = false, complete = true;
  std::size_t done = 0;
  std::vector<Shares> table;
  for (const Rule& rule : rules) {
    const Runs runs = simulate(rule, files, options, how);
    if (!quiet) {
      if (done > 0) fmt::print("\n");
      print(runs, files.title(rule), options, alpha);
    }
    ++done;
    table.push_back(shares_of(runs));
    all.push_back(runs_json(runs, how.paths, alpha));
    left = left || runs.left() > 0;
    complete = complete && runs.paths() == how.paths;
    write_files(runs, options, rules.size());
    if (interrupted()) break;
  }
  if (!quiet && table.size() > 1) print_table(table);
  complete = complete && done == rules.size();
  Json given = given_options(files, options.problem);
  given.update(Json{{"steps", how.steps},
                    {"runs", how.paths},
                    {"every", how.every},
                    {"seed", how.seed},
                    {"accuracy", exact_json(parse_number("--accuracy", options.accuracy))},
                    {"confidence", exact_json(Rational(1 - alpha))}});
  Json document = json_document("rule simulate", given);
  document["rigorous"] = false;
  document["complete"] = complete;
  document["rules"] = all;
  write_json(options.json, document);
  if (!complete) {
    tell("hebb: interrupted; what is shown is of the paths that were finished\n");
    return undecided;
  }
  return left ? refuted : success;
}

}  // namespace

void add_rule_simulate(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code) {
  Command command = rule.add_subcommand("simulate", "Noisy paths of the rule and what becomes of them");
  auto options = std::make_shared<RuleSimulateArguments>();
  add_rule_run_options(command, options->problem);
  command.add_count("--steps", options->steps, 1, 4'000'000'000, "Steps of each path");
  command.add_count("--runs", options->runs, 1, 10'000'000, "Number of paths");
  command.add_count("--seed", options->seed, 0, any_word, "Seed: path k is from the same words for every rule");
  add_threads_option(command, options->threads);
  command.add_option("--every", options->every,
                     "Steps between recorded points (default: a two-hundredth of the steps)");
  command.add_option("--accuracy", options->accuracy, "At a vertex when 1 - p is at most this").shows_default();
  command.add_option("--confidence", options->confidence, "Confidence level of the intervals").shows_default();
  add_csv(command, options->csv, "Write the recorded points");
  add_json(command, options->json);
  add_svg(command, options->svg, "Write a picture to this file: the simplex for d = 3, else the paths over time");
  command.footer(
      "Several rules end in a table side by side, and give files for each, FILE-NAME.\n"
      "Example:\n  hebb rule mine.rule simulate --p0 0.3,0.3,0.4 --alpha 0.01 --runs 100 --svg paths.svg\n"
      "Exit codes: 0, 1 a path left the simplex, 2 bad input, 3 interrupted.");
  command.callback([files, options, &exit_code] {
    files->handled = true;
    exit_code = run(*files, *options);
  });
}

}  // namespace hebb::cli
