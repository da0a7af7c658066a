#include <fmt/format.h>

#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/commands.hpp"
#include "shared/chain_options.hpp"
#include "shared/numbers.hpp"
#include "shared/true_rate.hpp"

namespace hebb::cli {
namespace {

struct RateArguments {
  ChainOptions chain;
  std::string epsilon = "1/100", accuracy = "1/100";
  bool exponents = false;
  std::string json;
};

struct RateRow {
  RateMethod method;
  std::optional<CertifiedRate> rate;
  std::optional<double> steps;  // rounded up
  std::optional<TrueRateSteps> true_rate;
  std::string note;
};

/// The exit code, and a line about an interruption.
int end() {
  if (!interrupted()) return success;
  tell("hebb: interrupted; the rates that are shown are proved\n");
  return undecided;
}

std::vector<RateRow> find_rates(const Chain& chain, const Rational& eps, const Rational& accuracy) {
  const BarrierLaw law = barrier_law(chain.noise);
  std::vector<RateRow> rows;
  for (const RateMethod method : {RateMethod::martingale_paper, RateMethod::martingale_sharp, RateMethod::power_barrier,
                                  RateMethod::piecewise_barrier}) {
    RateRow row{method, std::nullopt, std::nullopt, std::nullopt, ""};
    const bool martingale = method == RateMethod::martingale_paper || method == RateMethod::martingale_sharp;
    if (martingale && !chain.is_about_theta()) {
      row.note = "about the event theta only";
    } else {
      RateOptions how;
      how.ratio_limit = ratio_limit(chain.event, chain.dimension());
      how.stop = interrupt_flag();
      try {
        row.rate = largest_learning_rate(chain.start, eps, law, method, how);
        if (row.rate) {
          row.steps = steps_to_accuracy(*row.rate, chain.start, law, eps, accuracy);
          if (!martingale)  // whose rates are far below those at which it matters
            row.true_rate = true_rate_steps(chain.start, row.rate->a, law, eps, accuracy, interrupt_flag());
        } else {
          row.note = "no learning rate of at least 1e-12 is certified";
        }
      } catch (const Stopped&) {
        row.note = "interrupted";
      }
    }
    rows.push_back(std::move(row));
    if (interrupted()) break;
  }
  return rows;
}

Json rates_json(const RateArguments& options, const Chain& chain, const Rational& eps, const Rational& accuracy,
                const std::vector<RateRow>& rows) {
  Json out = json_document("rate", {{"p0", exact_json(chain.start.coordinates())},
                                    {"q", exact_json(chain.q())},
                                    {"law", options.chain.law},
                                    {"event", options.chain.event},
                                    {"epsilon", exact_json(eps)},
                                    {"accuracy", exact_json(accuracy)},
                                    {"exponents", options.exponents}});
  out["complete"] = !interrupted();
  out["rates"] = Json::array();
  for (const RateRow& row : rows) {
    Json entry{{"method", std::string(to_string(row.method))},
               {"alpha", nullptr},
               {"escape", nullptr},
               {"steps", row.steps ? Json(*row.steps) : Json(nullptr)},
               {"true_rate", true_rate_json(row.true_rate)},
               {"exponents", row.rate && options.exponents ? exponents_json(rate_exponents(chain.noise, row.rate->a))
                                                           : Json(nullptr)},
               {"rigorous", row.rate.has_value()},
               {"note", row.note}};
    if (row.rate) {
      entry["alpha"] = exact_json(row.rate->a);
      entry["escape"] = enclosure_json({"0", decimal_ends(row.rate->escape).upper}, 0, row.rate->escape.upper());
    }
    out["rates"].push_back(std::move(entry));
  }
  return out;
}

void print_rates(const RateArguments& options, const Chain& chain, const Rational& eps,
                 const std::vector<RateRow>& rows) {
  fmt::print(
      "Largest certified learning rate for P(|p - e_1|_1 <= {} in the end) >= 1 - {}: P(not: {} for all u and all "
      "steps) <= {}, {}, Q = {}\n\n",
      options.accuracy, options.epsilon, chain.event_text, to_string(Rational(eps / 2)), noise_text(options.chain.law),
      to_string(chain.q()));
  fmt::print("{:<18} {:>12}  {:>15}  {:>14}  {:>14}  {:>10}\n", "method", "alpha", "P(lost) <=", "steps",
             "at true rate", "vs. paper");
  const RateRow& paper = rows.front();
  for (const RateRow& row : rows) {
    if (!row.rate) {
      fmt::print("{:<18} {}\n", to_string(row.method), row.note);
      continue;
    }
    const std::string factor =
        paper.rate ? fmt::format("{:.3g}", Rational(row.rate->a / paper.rate->a).convert_to<double>()) : "";
    fmt::print("{:<18} {:>12.5}  {:>15.8}  {:>14}  {:>14}  {:>10}\n", to_string(row.method), LowerBound(row.rate->a),
               UpperBound(row.rate->escape), row.steps ? show_steps(*row.steps) : "unknown",
               row.true_rate ? show_steps(row.true_rate->steps) : "", factor);
  }
}

int run(const RateArguments& options) {
  const Chain chain = read_chain(options.chain);
  const Rational eps = parse_between("--epsilon", options.epsilon, 0, 1),
                 accuracy = parse_between("--accuracy", options.accuracy, 0, 2);
  const bool table = !require_outputs({{"--json", options.json}});
  const std::vector<RateRow> rows = find_rates(chain, eps, accuracy);
  if (table) print_rates(options, chain, eps, rows);
  if (table && options.exponents) {
    fmt::print("\n");
    for (const RateRow& row : rows) {
      if (row.rate) fmt::print("{}\n", exponents_text(rate_exponents(chain.noise, row.rate->a), row.rate->a));
    }
  }
  if (!options.json.empty()) write_json(options.json, rates_json(options, chain, eps, accuracy, rows));
  return end();
}

}  // namespace

void add_rate(Command app, int& exit_code) {
  Command command = app.add_subcommand("rate", "The largest learning rate with a certified probability of success");
  auto options = std::make_shared<RateArguments>();
  add_chain_options(command, options->chain);
  command.add_option("--epsilon", options->epsilon, "Success has probability at least 1 - epsilon").shows_default();
  command
      .add_option("--accuracy", options->accuracy,
                  "Success is |p(k) - e_1|_1 <= accuracy after the steps that are printed")
      .shows_default();
  command.add_flag("--exponents", options->exponents,
                   "Also the exact exponents of the convergence, in the mean and almost surely");
  add_json(command, options->json);
  command.footer(
      "Examples:\n"
      "  hebb rate --p0 0.5,0.25,0.25 --epsilon 0.01\n"
      "  hebb rate --p0 0.6,0.4 --epsilon 0.05 --law every --event ratio:1");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
