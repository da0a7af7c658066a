#include "commands/winner.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/barriers/winner.hpp>
#include <hebb/exits/winner.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/winner_capped.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"
#include "shared/true_rate.hpp"

namespace hebb::cli {
namespace {

struct WinnerArguments {
  ChainOptions chain;
  std::string alpha, json, schedule, cap, accuracy = "1/100";
  int cells = 128;
  unsigned threads = 0;
};

struct WinnerRow {
  DecimalEnds text;
  double lower, upper;
};

WinnerRow row(const RealInterval& lower, const RealInterval& upper) {
  return {{decimal_ends(lower).lower, decimal_ends(upper).upper}, lower.lower(), upper.upper()};
}

struct Answer {
  std::vector<WinnerRow> rows;
  std::string method, note;
  std::optional<ConvergenceBlock> block;
  std::optional<ExpectedSteps> expected;
  std::size_t leader = 0;  // from 1 on, whose steps they are
  std::vector<Phase> phases;
  bool is_coarse = false;  // the lattice of the enclosure
};

/// The switches of a schedule, of two components: p(0) is under the first rates.
std::vector<RateSwitch> read_switches(const std::string& file) {
  const StepSchedule schedule = read_step_schedule(file, 2, StepSchedule::Between::hold);
  std::vector<RateSwitch> switches;
  std::uint64_t done = 0;
  for (std::size_t k = 1; k < schedule.knots().size(); ++k) {
    const StepSchedule::Knot &before = schedule.knots()[k - 1], &now = schedule.knots()[k];
    const std::uint64_t until = std::max<std::uint64_t>(now.step, 1) - 1;  // steps made under the rates before
    require(until <= 10'000'000,
            [&] { return fmt::format("--schedule {}: a switch after {} steps, at most 1e7", file, until); });
    switches.push_back(
        {static_cast<int>(until - done), now.rates[0] * before.rates[1] / (now.rates[1] * before.rates[0])});
    done = until;
  }
  return switches;
}

/// The expected steps to accuracy of a component that leads alone.
void find_expected_steps(Answer& answer, const SimplexPoint<Rational>& p, const Rational& a, const AnyNoise& noise,
                         const Rational& accuracy) {
  if (std::holds_alternative<QuantileNoise>(noise)) return;
  Vec<Rational> order = p.coordinates();
  const auto most = std::ranges::max_element(order);
  if (std::ranges::count(order, *most) > 1) return;
  answer.leader = static_cast<std::size_t>(most - order.begin()) + 1;
  std::iter_swap(order.begin(), most);
  try {
    answer.expected = expected_steps(SimplexPoint<Rational>(order), a, barrier_law(noise), accuracy, interrupt_flag());
  } catch (const Stopped&) {  // said at the end
  }
}

/// An enclosure of more than this width is one on a lattice that is too coarse for the noise.
constexpr double wide = 1e-2;

/// The bounds by barriers where they are closer; without a schedule, as they know none.
void improve_by_barriers(Answer& answer, const SimplexPoint<Rational>& p, const Rational& a, const AnyNoise& noise,
                         bool is_constant) {
  answer.is_coarse = true;
  answer.note += "; the lattice is too coarse for this noise, more --cells make it closer";
  if (!is_constant) return;
  try {
    const std::vector<WinningProbability> other = winning_probabilities(p, a, barrier_law(noise), interrupt_flag());
    for (std::size_t i = 0; i < p.size(); ++i) {
      WinnerRow& mine = answer.rows[i];
      const WinnerRow theirs = row(other[i].lower, other[i].upper);
      if (theirs.lower > mine.lower) mine.lower = theirs.lower, mine.text.lower = theirs.text.lower;
      if (theirs.upper < mine.upper) mine.upper = theirs.upper, mine.text.upper = theirs.text.upper;
    }
  } catch (const Stopped&) {  // said at the end
  }
}

/// Two components and uniform noise: enclosed; else bounds by barriers.
Answer find(const SimplexPoint<Rational>& p, const Rational& a, const AnyNoise& noise, const Rational& accuracy,
            const WinnerArguments& options) {
  Answer answer;
  if (!options.cap.empty()) {
    answer.method = "capped";
    answer.phases = capped_phases(options.cap, options.schedule, p.size(), a, noise);
    return answer;
  }
  std::vector<std::size_t> positive;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0) positive.push_back(i);
  }
  if (positive.size() >= 2 && options.schedule.empty())
    answer.block = convergence_block(noise, static_cast<int>(positive.size()), a);
  if (options.schedule.empty()) find_expected_steps(answer, p, a, noise, accuracy);
  const auto* uniform = std::get_if<UniformNoise>(&noise);
  require(options.schedule.empty() || (p.size() == 2 && positive.size() == 2 && uniform),
          "--schedule: for two components, both positive, and uniform noise");
  if (positive.size() == 2 && uniform) {
    ExitOptions how;
    how.cells_per_jump = options.cells;
    how.threads = options.threads == 1 ? 1 : 2;
    how.stop = interrupt_flag();
    std::optional<ExitEnclosure> found;
    try {
      found = options.schedule.empty()
                  ? enclose_second_wins(p[positive[0]], a, *uniform, how)
                  : enclose_second_wins(p[positive[0]], a, *uniform, read_switches(options.schedule), how);
    } catch (const PreconditionError& e) {
      if (!options.schedule.empty()) throw;  // the barriers know no schedule
      answer.note = e.what();
    } catch (const Stopped&) {  // said at the end
    }
    if (found) {
      const Interval lose(found->lower, found->upper), win = Interval(1) - lose;
      answer.method = "enclosure";
      answer.note = found->steps > 0 ? fmt::format("{} steps on {} cells", found->steps, found->cells)
                                     : fmt::format("solved on {} cells", found->cells);
      answer.rows.assign(p.size(), WinnerRow{{"0", "0"}, 0, 0});
      answer.rows[positive[0]] = {decimal_ends(win), std::max(0.0, win.lower()), win.upper()};
      answer.rows[positive[1]] = {decimal_ends(lose), lose.lower(), lose.upper()};
      if (lose.upper() - lose.lower() > wide) improve_by_barriers(answer, p, a, noise, options.schedule.empty());
      return answer;
    }
  }
  answer.method = "barrier";
  if (positive.size() == 1) {
    answer.rows.assign(p.size(), WinnerRow{{"0", "0"}, 0, 0});
    answer.rows[positive[0]] = {{"1", "1"}, 1, 1};
    return answer;
  }
  try {
    throw_if_stopped(interrupt_flag());
    for (const WinningProbability& w : winning_probabilities(p, a, barrier_law(noise), interrupt_flag()))
      answer.rows.push_back(row(w.lower, w.upper));
  } catch (const Stopped&) {
    for (const Rational& share : p.coordinates())
      answer.rows.push_back(share > 0 ? WinnerRow{{"0", "1"}, 0, 1} : WinnerRow{{"0", "0"}, 0, 0});
  }
  return answer;
}

Json answer_json(const WinnerArguments& options, const SimplexPoint<Rational>& p, const Rational& a, const Rational& q,
                 const Rational& accuracy, const Answer& answer) {
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

void print(const WinnerArguments& options, const Rational& a, const Rational& q, const Answer& answer) {
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
  const Answer answer = find(start, a, noise, accuracy, options);
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
