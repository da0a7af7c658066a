#include <fmt/format.h>

#include <cmath>
#include <hebb/reports/line_plot.hpp>
#include <hebb/stochastic/input_experiments.hpp>
#include <hebb/theorems/priming.hpp>

#include "commands.hpp"
#include "experiment_command.hpp"
#include "experiment_reports.hpp"
#include "inputs.hpp"

namespace hebb::cli {
namespace {

using experiments::PrimingExperiment;
using experiments::PrimingRow;

struct Options : ExperimentOptions {
  std::string first = "10,7.5,5", second = "5,7.5,10", weights, primed = "0,50,100,200,400,800,1600", steps = "10000", accuracy = "0.05", alpha_text = "0.01", margin = "2",
              epsilon = "0.1";
};

/// What is proved about the number of steps.
struct Certified {
  PrimedSwitch change;
  RealInterval flow_time;
  std::optional<PrimingSteps> steps;
};

void print_table(const PrimingExperiment& e, const Certified& c, const Rational& margin, const Rational& epsilon) {
  fmt::print("a = {}, {} steps after the switch, {} paths, seed {}\n", brief(e.options.rate), e.options.steps, e.options.paths, e.options.seed);
  fmt::print("proved: with p_1/p_i >= {} R_i at the switch, R = max R_i = {}, input 1 leads after it by at least {}\n", brief(margin), brief(Rational(c.change.largest / margin)), brief(c.change.gap_after));
  const ShortEnds time = short_ends(c.flow_time.lower(), c.flow_time.upper());
  fmt::print("        the gradient flow is there at the time [{}, {}], about {:.0f} steps\n", time.lower, time.upper, std::ceil(c.flow_time.upper() / e.options.rate.convert_to<double>()));
  if (c.steps) fmt::print("        K* = {:.0f}: after K* steps the chain is there with probability at least {}\n\n", c.steps->steps, brief(Rational(1 - epsilon)));
  else fmt::print("        K*: no barrier proves that input 1 keeps the lead with probability {}: a smaller learning rate or a larger --epsilon may\n\n", brief(Rational(1 - epsilon)));
  fmt::print("{:>8} {:>10} {:>10} {:>20} {:>8} {:>10}\n", "K", "leads", "wins", "interval", "loses", "undecided");
  for (const PrimingRow& row : e.rows) {
    fmt::print("{:>8} {:>10.4f} {:>10.4f} {:>20} {:>8} {:>10}\n", row.primed, static_cast<double>(row.leads) / static_cast<double>(row.winners.paths), row.share,
               fmt::format("[{:.4f}, {:.4f}]", row.interval.lower, row.interval.upper), row.winners.paths - row.winners.won[0] - row.winners.undecided, row.winners.undecided);
  }
  fmt::print("\nestimates; leads: input 1 leads right after the switch; wins: 1 - p_1 < {} at the end, Clopper-Pearson interval, {}\n", brief(e.options.accuracy), percent(e.options.alpha));
}

Json results_json(const PrimingExperiment& e, const Certified& c) {
  Json rows = Json::array();
  for (const PrimingRow& row : e.rows) {
    rows.push_back({{"primed", row.primed}, {"leads", share(row.leads, row.winners.paths, e.options.alpha)}, {"won", row.winners.won}, {"undecided", row.winners.undecided},
                    {"wins", share(row.winners.won[0], row.winners.paths, row.interval, e.options.alpha)}});
  }
  const DecimalEnds time = decimal_ends(c.flow_time);
  return {{"certified", {{"rigorous", true}, {"ratios", exact_list(c.change.needed)}, {"accuracy", to_string(c.change.accuracy)}, {"gap_after", to_string(c.change.gap_after)},
                         {"flow_time", {time.lower, time.upper}}, {"steps", c.steps ? Json(c.steps->steps) : Json(nullptr)},
                         {"escape_upper", c.steps ? Json(decimal_ends(c.steps->escape).upper) : Json(nullptr)}}},
          {"rows", rows}};
}

Picture picture_of(const PrimingExperiment& e) {
  Series wins{"input 1 wins", {}, {}, {}}, leads{"input 1 leads after the switch", {}, {}, {}, Series::Style::dashed};
  for (const PrimingRow& row : e.rows) {
    const auto x = static_cast<double>(row.primed);
    wins.x.push_back(x);
    wins.lower.push_back(row.interval.lower);
    wins.upper.push_back(row.interval.upper);
    leads.x.push_back(x);
    leads.lower.push_back(static_cast<double>(row.leads) / static_cast<double>(row.winners.paths));
  }
  return line_plot({.name = "priming", .title = "How long must the leader be primed?", .description = "The share of paths that the primed input wins after the switch, against the steps before it.",
                    .x_label = "steps K before the switch", .y_label = "share of paths", .series = {wins, leads}});
}

int run(const Options& options) {
  experiments::PrimingOptions how;
  how.first = parse_numbers("--rates", options.first);
  require(how.first.size() >= 2, [&] { return fmt::format("--rates {}: needs at least two rates", options.first); });
  how.first = parse_positive("--rates", options.first, how.first.size());
  how.second = parse_positive("--then", options.second, how.first.size());
  how.weights = options.weights.empty() ? Vec<Rational>(how.first.size(), Rational(1)) : parse_positive("--weights", options.weights, how.first.size());
  how.primed.clear();
  for (const Rational& x : parse_numbers("--primed", options.primed)) {
    how.primed.push_back(parse_count("--primed", to_string(x), 0, 100'000'000));
    require(how.primed.size() < 2 || how.primed[how.primed.size() - 2] < how.primed.back(), [&] { return fmt::format("--primed {}: must rise", options.primed); });
  }
  how.steps = parse_count("--steps", options.steps, 1, 100'000'000);
  how.accuracy = parse_between("--accuracy", options.accuracy, 0, 1);
  const Rational q = parse_noise_bound(options.chain.q);
  how.noise = parse_simulated_law(options.chain.law, q);
  how.rate = parse_number("--alpha", options.alpha_text);
  require_simulated_rate("--alpha", how.rate, q);
  how.paths = parse_count("--paths", options.paths, 1, most_paths);
  how.seed = options.seed_number();
  how.alpha = options.alpha();
  how.threads = options.thread_count();
  const Rational margin = parse_number("--margin", options.margin), epsilon = parse_between("--epsilon", options.epsilon, 0, 1);
  require(margin > 1, [&] { return fmt::format("--margin {}: must be above 1", options.margin); });
  const PrimedSwitch change = primed_switch(how.first, how.second, how.weights, margin);
  ChainOptions law = options.chain;
  law.p0.clear();
  for (const Rational& x : change.start.coordinates()) law.p0 += (law.p0.empty() ? "" : ",") + to_string(x);
  const BarrierLaw barrier = read_chain(law).barrier_law();
  const Json recorded{{"rates", exact_list(how.first)}, {"then", exact_list(how.second)}, {"weights", exact_list(how.weights)}, {"primed", how.primed}, {"steps", how.steps},
                      {"accuracy", to_string(how.accuracy)}, {"margin", to_string(margin)}, {"epsilon", to_string(epsilon)}, {"q", to_string(q)}, {"law", options.chain.law},
                      {"alpha", to_string(how.rate)}, {"paths", how.paths}, {"seed", how.seed}, {"threads", how.threads}, {"confidence", to_string(Rational(1 - how.alpha))}};
  report("priming", options, recorded, [&] {
    const auto kept = std::make_shared<const PrimingExperiment>(experiments::priming(how));
    const auto certified = std::make_shared<const Certified>(Certified{change, priming_time(change), priming_steps(change, how.rate, barrier, epsilon)});
    return Findings{[kept, certified, margin, epsilon] { print_table(*kept, *certified, margin, epsilon); }, results_json(*kept, *certified), picture_of(*kept)};
  });
  return success;
}

}  // namespace

void add_priming_experiment(CLI::App& parent, int& exit_code) {
  auto options = std::make_shared<Options>();
  options->paths = "1000";
  CLI::App* command = add_experiment_command(parent, "priming", "K steps under one set of rates, then another: who wins? With a certified K*", options, run, exit_code);
  command->add_option("--rates", options->first, "Mean firing rates before the switch; input 1 leads")->capture_default_str();
  command->add_option("--then", options->second, "Rates after the switch")->capture_default_str();
  command->add_option("--weights", options->weights, "Weights at the start (default: all 1)");
  command->add_option("--primed", options->primed, "Steps K before the switch, rising")->capture_default_str();
  command->add_option("--steps", options->steps, "Steps after the switch")->capture_default_str();
  command->add_option("--accuracy", options->accuracy, "Input i has won when 1 - p_i is below this")->capture_default_str();
  command->add_option("--margin", options->margin, "The ratios at the switch exceed what is needed by this factor")->capture_default_str();
  command->add_option("--epsilon", options->epsilon, "K* holds with probability at least 1 - epsilon")->capture_default_str();
  command->add_option("--alpha", options->alpha_text, "Learning rate, exact")->capture_default_str();
  add_noise_bound(*command, options->chain);
  add_law(*command, options->chain);
  add_confidence(*command, *options);
  command->footer(
      "Examples:\n"
      "  hebb experiment priming --svg priming.svg\n"
      "  hebb experiment priming --rates 3,2 --then 2,3 --alpha 0.001 --primed 0,1000,4000");
}

}  // namespace hebb::cli
