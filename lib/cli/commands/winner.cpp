#include "commands/winner.hpp"

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/winner_answer.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"
#include "shared/true_rate.hpp"

namespace hebb::cli {
namespace {

Json answer_json(const WinnerArguments& options, const SimplexPoint<Rational>& p, const Rational& a, const Rational& q,
                 const Rational& accuracy, const WinnerAnswer& answer) {
  Json out = json_document("winner", {{"p0", exact_json(p.coordinates())},
                                      {"alpha", exact_json(a)},
                                      {"q", exact_json(q)},
                                      {"law", options.chain.law},
                                      {"schedule", options.schedule.empty() ? Json(nullptr) : Json(options.schedule)},
                                      {"cap", options.cap.empty() ? Json(nullptr) : Json(options.cap)},
                                      {"accuracy", exact_json(accuracy)},
                                      {"cells", options.cells}});
  out["complete"] = !interrupted();
  out["method"] = answer.method;
  out["winners"] = Json::array();
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    const WinnerRow& r = answer.rows[i];
    out["winners"].push_back(
        {{"component", i + 1}, {"probability", enclosure_json(r.text, r.lower, r.upper)}, {"rigorous", true}});
  }
  out["block"] = nullptr;
  if (answer.block) {
    out["block"] = {
        {"steps", answer.block->steps},
        {"ratio", exact_json(answer.block->ratio)},
        {"log_probability", enclosure_json(decimal_ends(answer.block->log_delta), answer.block->log_delta.lower(),
                                           answer.block->log_delta.upper())}};
  }
  out["expected_steps"] = expected_steps_json(answer.expected, answer.leader);
  out["phases"] = phases_json(answer.phases);
  out["note"] = answer.note;
  return out;
}

void print(const WinnerArguments& options, const Rational& a, const Rational& q, const WinnerAnswer& answer) {
  if (answer.method == "capped") {
    print_phases(answer.phases, options.cap, options.chain.law, a, q);
    return;
  }
  fmt::print("P(p(k) -> e_i), {}, Q = {}, a = {}; with probability 1 some component wins\n\n",
             noise_text(options.chain.law), to_string(q), to_string(a));
  fmt::print("{:>9}  {:>15}  {:>15}\n", "component", "lower", "upper");
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    fmt::print("{:>9}  {:>15}  {:>15}\n", i + 1, LowerBound(answer.rows[i].lower).text(8),
               UpperBound(answer.rows[i].upper).text(8));
  }
  if (answer.method == "barrier" && !answer.note.empty()) fmt::print("\nby barriers: {}\n", answer.note);
  if (answer.is_coarse) fmt::print("\n{}\n", answer.note);
  if (answer.expected) fmt::print("\n{}\n", expected_steps_text(*answer.expected, answer.leader, options.accuracy));
  if (answer.block) {
    fmt::print(
        "\nfrom every state a block of {:.0f} steps brings all ratios to one component below (1 + a)^-{:.0f}, to stay "
        "below "
        "{} of it,\nwith probability at least 10^{:.4}\n",
        answer.block->steps, answer.block->steps, UpperBound(answer.block->ratio).text(4),
        LowerBound(answer.block->log_delta / log(like(answer.block->log_delta, Rational(10)))));
  }
}

int run(const WinnerArguments& options) {
  const SimplexPoint<Rational> start = parse_point("--p0", options.chain.p0);
  require(start.size() >= 2, "--p0 " + options.chain.p0 + ": at least two components are needed");
  const Rational q = parse_noise_bound(options.chain.q), a = parse_learning_rate(options.alpha, q);
  const AnyNoise noise =
      options.chain.law == "every" ? AnyNoise(EveryNoise(q)) : parse_simulated_law(options.chain.law, q);
  const Rational accuracy = parse_between("--accuracy", options.accuracy, 0, 2);
  const bool table = !require_outputs({{"--json", options.json}});
  const WinnerAnswer answer = find_winner(start, a, noise, accuracy, options);
  if (table) print(options, a, q, answer);
  if (!options.json.empty()) write_json(options.json, answer_json(options, start, a, q, accuracy, answer));
  if (interrupted()) {
    tell("hebb: interrupted; the bounds that are shown hold, and more time makes them closer\n");
    return undecided;
  }
  return success;
}

}  // namespace

void add_winner(Command app, int& exit_code) {
  Command command = app.add_subcommand("winner", "Which component wins: bounds of P(p(k) -> e_i) for every i");
  auto options = std::make_shared<WinnerArguments>();
  command.add_option("--p0", options->chain.p0, "Initial point, exact, in any order: 0.5,0.25,0.25").required();
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1").required();
  add_noise_bound(command, options->chain);
  add_law(command, options->chain)
      .description(
          "Noise: uniform, two-point, gaussian:TAU (truncated), file:FILE (rows of a value and its probability), every "
          "(any law with independent centred components)");
  command.add_count("--cells", options->cells, 4, 65536,
                    "Accuracy for two components and uniform noise: lattice cells per jump");
  command
      .add_option("--accuracy", options->accuracy,
                  "The expected steps are those until |p(k) - e_i|_1 <= accuracy, i the leader")
      .shows_default();
  command.add_option("--schedule", options->schedule,
                     "Mean firing rates that change, two components and uniform noise: FILE with rows k, lambda_1, "
                     "lambda_2, the rates from step k on; --p0 is under the first ones");
  command.add_option("--cap", options->cap,
                     "The rule with bounded forgetting, w_i <- max(w_i, max w/C) after each step, any number of "
                     "components: does the winner follow the switches of --schedule?");
  add_threads_option(command, options->threads);
  add_json(command, options->json);
  command.footer(
      "Examples:\n"
      "  hebb winner --p0 0.52,0.48 --alpha 0.01\n"
      "  hebb winner --p0 0.3,0.3,0.22,0.18 --alpha 0.02 --law two-point");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
