#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/rule_runs/rule_barrier.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/statistics/confidence.hpp>
#include <hebb/text/number_json.hpp>

#include "rules/rule_problem.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct RuleEscapeArguments {
  ChainOptions chain;
  std::string alpha, confidence = "0.99", json, certificates, svg;
  std::uint64_t steps = 1000, runs = 100'000, seed = 1;
  int cells = 8;
  double budget = 20;
  unsigned threads = 0;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// One row of the table: lower <= P(the event is lost by the step) <= upper.
struct BarrierRow {
  std::string method;
  std::optional<std::uint64_t> steps = {};  // nothing: ever
  std::optional<Interval> probability = {};
  bool proved = false;
  std::string note = {};
  double seconds = 0;
};

Json row_json(const BarrierRow& row) {
  return Json{{"method", row.method},
              {"steps", row.steps ? Json(*row.steps) : Json("ever")},
              {"probability", row.probability ? enclosure_json(*row.probability) : Json(nullptr)},
              {"rigorous", row.proved},
              {"seconds", row.seconds},
              {"note", row.note}};
}

void print(const std::string& rule, const BarrierRow& row) {
  fmt::print("{:<18} {:<12} {:>9}  {:>15}  {:>15}  {:<9} {:>9.3g}  {}\n", rule, row.method,
             row.steps ? std::to_string(*row.steps) : "ever",
             row.probability ? LowerBound(*row.probability).text(8) : "-",
             row.probability ? UpperBound(*row.probability).text(8) : "-",
             !row.probability ? ""
             : row.proved     ? "proved"
                              : "estimated",
             row.seconds, row.note);
  std::fflush(stdout);  // the next row may take minutes
}

BarrierRow by_barrier(const Rule& rule, const RuleProblem& problem, const Chain& chain,
                      const RuleEscapeArguments& options) {
  const auto clock = std::chrono::steady_clock::now();
  RuleBarrierOptions how;
  how.seconds = options.budget;
  how.cells = options.cells;
  how.stop = interrupt_flag();
  const RuleBarrierProof proof = find_rule_barrier(problem, chain.event, rule.name, how);
  BarrierRow row{"barrier"};
  if (proof.barrier) {
    row.proved = true;
    row.probability = hull(Interval(0), Interval(proof.barrier->bound));
    row.note = fmt::format("sum_u (p_u/({} p_1))^{}; mean over the noise {}", to_string(proof.barrier->ratio),
                           proof.barrier->exponent, proof.law);
    if (!options.certificates.empty()) {
      for (const Certificate& certificate : proof.certificates)
        tell("certificate: {}\n", write_certificate(certificate, options.certificates).string());
    }
  } else {
    row.note = "does not apply: " + proof.reason;
  }
  row.seconds = seconds_since(clock);
  return row;
}

/// What the picture shows of one rule.
struct Drawn {
  std::string rule;
  std::optional<double> bound = {};  // ever
  Series estimates = {};             // by step, an interval at each
};

BarrierRow by_paths(const RuleProblem& problem, const Chain& chain, const RuleEscapeArguments& options,
                    const Rational& alpha, Series& by_step) {
  const auto clock = std::chrono::steady_clock::now();
  RuleLossOptions how{.event = chain.event, .steps = options.steps, .paths = options.runs, .seed = options.seed};
  how.threads = options.threads;
  const RuleLosses losses = count_rule_losses(problem, how, interrupt_flag());
  BarrierRow row{"monte-carlo", options.steps};
  if (losses.paths == 0) throw Stopped();
  std::uint64_t so_far = 0;
  for (std::size_t part = 0; part < loss_parts; ++part) {
    so_far += losses.in_part[part];
    if (so_far == 0 || losses.paths != options.runs) continue;
    const ConfidenceInterval there = clopper_pearson(so_far, losses.paths, alpha);
    by_step.x.push_back(static_cast<double>(options.steps) * static_cast<double>(part + 1) / loss_parts);
    by_step.lower.push_back(there.lower);
    by_step.upper.push_back(there.upper);
  }
  // A run that was cut short has a number of paths that was not fixed beforehand.
  const std::uint64_t events = losses.lost + losses.left;
  const ConfidenceInterval interval = losses.paths == options.runs ? clopper_pearson(events, losses.paths, alpha)
                                                                   : confidence_sequence(events, losses.paths, alpha);
  row.probability = Interval(interval.lower, interval.upper);
  row.seconds = seconds_since(clock);
  row.note = fmt::format("{} of {}, {:.3g} steps/s", losses.lost, counted(losses.paths, "path"),
                         static_cast<double>(losses.path_steps) / row.seconds);
  if (losses.left > 0)
    row.note += fmt::format("; {} left the simplex, path {} first (in step {}), and count as lost", losses.left,
                            *losses.first_left, *losses.left_at);
  return row;
}

void draw(const std::vector<Drawn>& all, const RuleEscapeArguments& options) {
  LinePlot plot{"rule-escape",
                "Probability of losing the leader by step k",
                "Proved bounds for all times, dashed, and estimates by steps with an interval for each.",
                "step k",
                "probability",
                Scale::linear,
                Scale::logarithmic,
                {}};
  for (const Drawn& rule : all) {
    if (!rule.estimates.x.empty()) plot.series.push_back(rule.estimates);
    if (!rule.bound) continue;
    plot.series.push_back({rule.rule + ", barrier (ever)",
                           {0, static_cast<double>(options.steps)},
                           {*rule.bound, *rule.bound},
                           {},
                           Series::Style::dashed});
  }
  if (plot.series.empty()) return tell("no path lost its leader and no bound is proved: no picture\n");
  write_picture(options.svg, line_plot(plot));
  tell("{}\n", options.svg);
}

// Long: one rule after the other, each with its bounds and its estimate.
int run(const RuleFiles& files, RuleEscapeArguments options) {
  const std::vector<Rule> rules = files.rules();
  const Rational alpha = parse_alpha(options.confidence);
  const bool quiet = require_outputs({{"--json", options.json}}, {{"--svg", options.svg}});
  std::vector<Drawn> pictures;
  require_directory("--certificates", options.certificates);
  const std::size_t d = parse_point("--p0", options.chain.p0).size();
  Json all = Json::array();
  bool cut = false;
  std::optional<Rational> headed;  // the Q of the last heading
  for (const Rule& rule : rules) {
    RecordedRule recorded = rule.record(static_cast<int>(d), files.constants(rule));
    options.chain.q = to_string(noise_bound_of(recorded));
    const Chain chain = read_chain(options.chain);
    const RuleProblem problem{std::move(recorded), chain.start.coordinates(),
                              parse_learning_rate(options.alpha, chain.q()), chain.noise};
    require_simulated_rate("--alpha", problem.a, chain.q());
    if (!quiet && headed != chain.q()) {
      fmt::print("{}", headed ? "\n" : "");
      headed = chain.q();
      fmt::print("P(not: {} for all u and all steps), {}, Q = {}, a = {}\n\n", chain.event_text,
                 noise_text(options.chain.law), to_string(chain.q()), to_string(problem.a));
      fmt::print("{:<18} {:<12} {:>9}  {:>15}  {:>15}  {:<9} {:>9}\n", "rule", "method", "by step", "lower", "upper",
                 "", "seconds");
    }
    if (const std::string title = files.title(rule); !quiet && title != rule.name) fmt::print("{}\n", title);
    Json bounds = Json::array();
    try {
      const auto show = [&](const BarrierRow& row) {
        if (!quiet) print(rule.name, row);
        bounds.push_back(row_json(row));
      };
      Drawn& drawn = pictures.emplace_back(Drawn{rule.name});
      drawn.estimates = {fmt::format("{}, Monte Carlo, {} confidence", rule.name, options.confidence),
                         {},
                         {},
                         {},
                         Series::Style::points};
      const BarrierRow barrier = by_barrier(rule, problem, chain, options);
      show(barrier);
      if (barrier.probability) drawn.bound = barrier.probability->upper();
      if (is_one_law(problem.noise)) show(by_paths(problem, chain, options, alpha, drawn.estimates));
    } catch (const Stopped&) {
      cut = true;
    }
    all.push_back(Json{{"rule", rule.name}, {"q", exact_json(chain.q())}, {"bounds", bounds}});
    if (cut || interrupted()) break;
  }
  Json given = given_options(files, {options.chain.p0, options.alpha, options.chain.law});
  given.update(Json{{"event", options.chain.event},
                    {"steps", options.steps},
                    {"runs", options.runs},
                    {"seed", options.seed},
                    {"confidence", exact_json(Rational(1 - alpha))},
                    {"cells", options.cells},
                    {"budget", options.budget}});
  Json document = json_document("rule escape", given);
  document["complete"] = !cut && !interrupted();
  document["rules"] = all;
  write_json(options.json, document);
  if (!options.svg.empty() && !pictures.empty()) draw(pictures, options);
  if (cut || interrupted()) {
    tell("hebb: interrupted; what is shown holds, the rest is missing\n");
    return undecided;
  }
  return success;
}

}  // namespace

void add_rule_escape(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code) {
  Command command = rule.add_subcommand("escape", "How likely the rule loses its leader: a proved bound, an estimate");
  auto options = std::make_shared<RuleEscapeArguments>();
  add_start(command, options->chain).required();
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1").required();
  add_law(command, options->chain)
      .description(
          "Noise: uniform, two-point, gaussian:TAU (truncated), file:FILE (rows of a value and its probability), every "
          "(any law with independent centred components, no paths); Q is the rule's");
  add_event(command, options->chain);
  command.add_count("--steps", options->steps, 1, 100'000'000, "Horizon of the paths");
  command.add_count("--runs", options->runs, 1, most_chain_paths, "Paths of the estimate");
  command.add_count("--seed", options->seed, 0, any_word, "Seed of the estimate");
  command.add_option("--confidence", options->confidence, "Confidence level of the estimate").shows_default();
  command.add_count("--cells", options->cells, 1, 64,
                    "Cells in which the barrier replaces uniform noise by their ends");
  command.add_seconds("--budget", options->budget, "Seconds for each goal of the barrier's proof");
  add_threads_option(command, options->threads);
  command.add_option("--certificates", options->certificates,
                     "Write the certificates of the barrier to this directory");
  add_json(command, options->json);
  add_svg(command, options->svg, "Write a plot of the bounds and estimates of all rules to this file");
  command.footer(
      "Several rules give one table and one plot.\n"
      "Example:\n  hebb rule mine.rule escape --p0 0.6,0.25,0.15 --alpha 0.01 --law two-point --certificates out");
  command.callback([files, options, &exit_code] { files->handled = true, exit_code = run(*files, *options); });
}

}  // namespace hebb::cli
