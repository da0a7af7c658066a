#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/experiments/input_experiments.hpp>

#include "commands/commands.hpp"
#include "experiment/rate_change.hpp"
#include "experiment/switching_proved.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

using experiments::SwitchingExperiment;
using experiments::SwitchingRow;

struct SwitchingExperimentArguments : RateChangeOptions {
  std::string intervals = "1,10,30,100,300,1000,3000", switches = "6", cap;
};
using Proved = std::vector<std::optional<ProvedSwitches>>;

void print_switching(const SwitchingExperiment& e) {
  fmt::print("rates in turn, favourites {} and {}; a = {}, {} a path, {}, seed {}\n\n", e.favourite_first + 1,
             e.favourite_second + 1, brief(e.options.a), counted(e.options.switches, "switch"),
             counted(e.options.paths, "path"), e.options.seed);
  fmt::print("{:>9} {:>9} {:>9} {:>11} {:>20} {:>8}  {}\n", "steps", "at once", "followed", "all of them", "interval",
             "locked", "diagnosis");
  for (const SwitchingRow& row : e.rows) {
    const auto n = static_cast<double>(row.paths);
    fmt::print("{:>9} {:>9.4f} {:>9.4f} {:>11.4f} {:>20} {:>8.4f}  {}\n", row.interval,
               static_cast<double>(row.mirrored) / static_cast<double>(row.switches), row.share,
               static_cast<double>(row.followed_all) / n, to_text(row.all, 4), static_cast<double>(row.locked) / n,
               row.diagnosis);
  }
  fmt::print(
      "\nestimates; steps: between two switches; at once, followed: share of the switches after which the favourite of "
      "the new rates leads right away, and at the end of the interval;\n"
      "all of them: share of paths, with its Clopper-Pearson interval, {}; locked: paths whose leader survives every "
      "further switch (A5.priming)\n",
      percent(e.options.alpha));
}

Json results_json(const SwitchingExperiment& e, const Proved& proved) {
  Json rows = Json::array();
  for (std::size_t k = 0; k < e.rows.size(); ++k) {
    const SwitchingRow& row = e.rows[k];
    rows.push_back({{"interval", row.interval},
                    {"switches", row.switches},
                    {"at_once", row.mirrored},
                    {"followed", row.followed},
                    {"share", bare_estimate(row.share)},
                    {"followed_all", share(row.followed_all, row.paths, e.options.paths, e.options.alpha)},
                    {"locked", share(row.locked, row.paths, e.options.paths, e.options.alpha)},
                    {"diagnosis", row.diagnosis},
                    {"certified", proved_json(proved[k])}});
  }
  return {{"favourites", {e.favourite_first + 1, e.favourite_second + 1}}, {"rows", rows}};
}

std::optional<LinePlot> plot_of(const SwitchingExperiment& e, const Proved& proved) {
  if (e.rows.empty()) return std::nullopt;
  Series followed{"switches followed", {}, {}, {}}, once{"followed at once", {}, {}, {}},
      all{"paths that follow all", {}, {}, {}}, locked{"paths locked at the end", {}, {}, {}};
  for (Series* s : {&followed, &once, &all, &locked}) s->marked = true;
  for (const SwitchingRow& row : e.rows) {
    const auto x = static_cast<double>(row.interval), n = static_cast<double>(row.paths);
    for (Series* s : {&followed, &once, &all, &locked}) s->x.push_back(x);
    followed.lower.push_back(row.share);
    once.lower.push_back(static_cast<double>(row.mirrored) / static_cast<double>(row.switches));
    all.lower.push_back(row.all.lower);
    all.upper.push_back(row.all.upper);
    locked.lower.push_back(static_cast<double>(row.locked) / n);
  }
  std::vector<Series> series{followed, once, all, locked};
  add_proved(series, e, proved, 0, 2, 3);
  return LinePlot{
      .name = "switching",
      .title = "Does the winner follow the switch?",
      .description = fmt::format("Shares of switches and of paths against the number of steps between two "
                                 "switches of the rates; {}, a = {}, {}, seed {}. Estimated; dashed: proved.",
                                 counted(e.options.paths, "path"), brief(e.options.a),
                                 noise_with_bound(e.options.noise), e.options.seed),
      .x_label = "steps between two switches",
      .y_label = "share",
      .x_scale = Scale::logarithmic,
      .series = std::move(series)};
}

int run(const SwitchingExperimentArguments& options) {
  experiments::SwitchingOptions how;
  const Rational q = read_rate_change(options, how);
  how.switches = parse_count("--switches", options.switches, 1, 10'000);
  how.intervals = parse_rising_counts("--intervals", options.intervals, 1, 10'000'000);
  std::optional<Rational> cap;
  if (!options.cap.empty()) {
    cap = parse_number("--cap", options.cap);
    require(*cap > 1, [&] { return "--cap " + options.cap + ": must be above 1"; });
  }
  Json recorded = recorded_rate_change(options, how, q, {{"intervals", how.intervals}, {"switches", how.switches}});
  KeptCounts counts(options, "switching", recorded, how.paths, {WordNoise(how.noise).name()});
  recorded["cap"] = exact_json(cap);  // the counts do not depend on it
  const int code = report("switching", options, recorded, [&]() -> Findings {
    const auto kept = std::make_shared<const SwitchingExperiment>(experiments::switching(how, &counts.work()));
    counts.save();
    const auto proved = std::make_shared<const Proved>(prove_switches(*kept, cap));
    const auto plot = plot_of(*kept, *proved);
    return Findings{[kept, proved, cap] {
                      print_switching(*kept);
                      print_proved(*kept, *proved, cap);
                    },
                    results_json(*kept, *proved), plot ? std::optional(line_plot(*plot)) : std::nullopt};
  });
  return counts.exit_code(code);
}

}  // namespace

void add_switching_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<SwitchingExperimentArguments>();
  Command command = add_experiment_command(
      parent, "switching", "Piecewise-constant rates: does the winner follow the switch?", options, run, exit_code);
  add_rate_change(command, *options, "Mean firing rates at first", "Rates after a switch; the two take turns");
  command.add_option("--intervals", options->intervals, "Steps between two switches, rising").shows_default();
  command.add_option("--switches", options->switches, "Switches a path").shows_default();
  command.add_option("--cap", options->cap,
                     "Also what is proved for the rule with bounded forgetting, w_i <- max(w_i, max w/C) after each "
                     "step, which is not simulated");
  command.footer(
      "Diagnosis: instant (the favourite leads at once: too short to learn), learned, locked (the first winner stays), "
      "mixed.\n"
      "Examples:\n"
      "  hebb experiment switching --svg switching.svg\n"
      "  hebb experiment switching --rates 3,2 --then 2,3 --intervals 10,100,1000 --alpha 0.005\n"
      "  hebb experiment switching --rates 10,1,1 --then 1,10,1 --cap 3 --intervals 100,400,600,1000");
}

}  // namespace hebb::cli
