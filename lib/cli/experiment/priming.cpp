#include <cmath>

#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/theorems/priming.hpp>

#include "commands/commands.hpp"
#include "experiment/rate_change.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

using experiments::PrimingExperiment;
using experiments::PrimingRow;

struct PrimingExperimentArguments : RateChangeOptions {
  std::string primed = "0,50,100,200,400,800,1600", steps = "10000", accuracy = "0.05", margin = "2", epsilon = "0.1";
};

/// What is proved about the number of steps.
struct Certified {
  PrimedSwitch change;
  RealInterval flow_time;
  std::optional<PrimingSteps> steps;
};

void print_priming(const PrimingExperiment& e, const Certified& c, const Rational& margin, const Rational& epsilon) {
  fmt::print("a = {}, {} after the switch, {}, seed {}\n", brief(e.options.a), counted(e.options.steps, "step"),
             counted(e.options.paths, "path"), e.options.seed);
  fmt::print("proved: with p_1/p_i >= {} R_i at the switch, R = max R_i = {}, input 1 leads after it by at least {}\n",
             brief_bound(UpperBound(margin)), brief_bound(UpperBound(Rational(c.change.largest / margin))),
             brief_bound(LowerBound(c.change.gap_after)));
  const std::string time = outward_text(LowerBound(c.flow_time), UpperBound(c.flow_time), 8);
  fmt::print("        the gradient flow is there at the time {}, about {:.0f} steps\n", time,
             0.0 + std::ceil(c.flow_time.upper() / e.options.a.convert_to<double>()));
  if (c.steps)
    fmt::print("        K* = {:.0f}: after K* steps the chain is there with probability at least {}\n\n",
               c.steps->steps, brief_bound(LowerBound(Rational(1 - epsilon))));
  else
    fmt::print(
        "        K*: no barrier proves that input 1 keeps the lead with probability {}: a smaller learning rate or a "
        "larger --epsilon may\n\n",
        brief_bound(LowerBound(Rational(1 - epsilon))));
  fmt::print("{:>8} {:>10} {:>10} {:>20} {:>8} {:>10}\n", "K", "leads", "wins", "interval", "loses", "undecided");
  for (const PrimingRow& row : e.rows) {
    fmt::print("{:>8} {:>10.4f} {:>10.4f} {:>20} {:>8} {:>10}\n", row.primed,
               static_cast<double>(row.leads) / static_cast<double>(row.winners.paths), row.share,
               to_text(row.interval, 4), row.winners.paths - row.winners.won[0] - row.winners.undecided,
               row.winners.undecided);
  }
  fmt::print(
      "\nestimates; leads: input 1 leads right after the switch; wins: 1 - p_1 < {} at the end, Clopper-Pearson "
      "interval, {}\n",
      brief(e.options.accuracy), percent(e.options.alpha));
}

Json results_json(const PrimingExperiment& e, const Certified& c) {
  Json rows = Json::array();
  for (const PrimingRow& row : e.rows) {
    rows.push_back({{"primed", row.primed},
                    {"leads", share(row.leads, row.winners.paths, e.options.paths, e.options.alpha)},
                    {"won", row.winners.won},
                    {"undecided", row.winners.undecided},
                    {"wins", share(row.winners.won[0], row.winners.paths, e.options.paths, e.options.alpha)}});
  }
  return {{"certified",
           {{"rigorous", true},
            {"ratios", exact_json(c.change.needed)},
            {"accuracy", exact_json(c.change.accuracy)},
            {"gap_after", exact_json(c.change.gap_after)},
            {"flow_time", enclosure_json(c.flow_time)},
            {"steps", c.steps ? Json(c.steps->steps) : Json(nullptr)},
            {"escape", c.steps ? enclosure_json({"0", decimal_ends(c.steps->escape).upper}, 0, c.steps->escape.upper())
                               : Json(nullptr)}}},
          {"rows", rows}};
}

std::optional<Picture> picture_of(const PrimingExperiment& e) {
  if (e.rows.empty()) return std::nullopt;
  Series wins{"input 1 wins", {}, {}, {}}, leads{"input 1 leads after the switch", {}, {}, {}, Series::Style::dashed};
  wins.marked = leads.marked = true;
  for (const PrimingRow& row : e.rows) {
    const auto x = static_cast<double>(row.primed);
    wins.x.push_back(x);
    wins.lower.push_back(row.interval.lower);
    wins.upper.push_back(row.interval.upper);
    leads.x.push_back(x);
    leads.lower.push_back(static_cast<double>(row.leads) / static_cast<double>(row.winners.paths));
  }
  return line_plot({.name = "priming",
                    .title = "How long must the leader be primed?",
                    .description = fmt::format("The share of paths that the primed input wins after the switch, "
                                               "against the steps before it; {}, a = {}, {}, seed {}. Estimated.",
                                               counted(e.options.paths, "path"), brief(e.options.a),
                                               noise_with_bound(e.options.noise), e.options.seed),
                    .x_label = "steps K before the switch",
                    .y_label = "share of paths",
                    .series = {wins, leads}});
}

int run(const PrimingExperimentArguments& options) {
  experiments::PrimingOptions how;
  const Rational q = read_rate_change(options, how);
  how.primed = parse_rising_counts("--primed", options.primed, 0, 100'000'000);
  how.steps = parse_count("--steps", options.steps, 1, 100'000'000);
  how.accuracy = parse_between("--accuracy", options.accuracy, 0, 1);
  const Rational margin = parse_number("--margin", options.margin),
                 epsilon = parse_between("--epsilon", options.epsilon, 0, 1);
  require(margin > 1, [&] { return fmt::format("--margin {}: must be above 1", options.margin); });
  const PrimedSwitch change = primed_switch(how.first, how.second, how.weights, margin);
  ChainOptions law = options.chain;
  law.p0.clear();
  for (const Rational& x : change.start.coordinates()) law.p0 += (law.p0.empty() ? "" : ",") + to_string(x);
  const BarrierLaw barrier = barrier_law(read_chain(law).noise);
  const Json recorded = recorded_rate_change(options, how, q,
                                             {{"primed", how.primed},
                                              {"steps", how.steps},
                                              {"accuracy", exact_json(how.accuracy)},
                                              {"margin", exact_json(margin)},
                                              {"epsilon", exact_json(epsilon)}});
  KeptCounts counts(options, "priming", recorded, how.paths, {WordNoise(how.noise).name()});
  const int code = report("priming", options, recorded, [&]() -> Findings {
    const auto kept = std::make_shared<const PrimingExperiment>(experiments::priming(how, &counts.work()));
    counts.save();
    const auto certified = std::make_shared<const Certified>(
        Certified{change, priming_time(change), priming_steps(change, how.a, barrier, epsilon)});
    return Findings{[kept, certified, margin, epsilon] { print_priming(*kept, *certified, margin, epsilon); },
                    results_json(*kept, *certified), picture_of(*kept)};
  });
  return counts.exit_code(code);
}

}  // namespace

void add_priming_experiment(Command parent, int& exit_code) {
  auto options = std::make_shared<PrimingExperimentArguments>();
  options->first = "10,5,4";  // from here a barrier proves a K* at the default learning rate
  options->second = "4,5,10";
  Command command = add_experiment_command(
      parent, "priming", "K steps under one set of rates, then another: who wins? With a certified K*", options, run,
      exit_code);
  add_rate_change(command, *options, "Mean firing rates before the switch; input 1 leads", "Rates after the switch");
  command.add_option("--primed", options->primed, "Steps K before the switch, rising").shows_default();
  command.add_option("--steps", options->steps, "Steps after the switch").shows_default();
  command.add_option("--accuracy", options->accuracy, "Input i has won when 1 - p_i is below this").shows_default();
  command.add_option("--margin", options->margin, "The ratios at the switch exceed what is needed by this factor")
      .shows_default();
  command.add_option("--epsilon", options->epsilon, "K* holds with probability at least 1 - epsilon").shows_default();
  command.footer(
      "Examples:\n"
      "  hebb experiment priming --svg priming.svg\n"
      "  hebb experiment priming --rates 3,2 --then 2,3 --alpha 0.001 --primed 0,1000,4000");
}

}  // namespace hebb::cli
