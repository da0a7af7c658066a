#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/escape/escape.hpp>
#include <hebb/text/number_json.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/theorems/barrier_claim.hpp>
#include <hebb/verify/prove.hpp>

#include "commands/commands.hpp"
#include "commands/escape_convergence.hpp"
#include "commands/escape_json.hpp"
#include "commands/escape_paths.hpp"
#include "commands/escape_pictures.hpp"
#include "commands/escape_rates.hpp"
#include "commands/escape_triggers.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

struct EscapeArguments {
  ChainOptions chain;
  std::string alpha, steps = "1000", confidence = "0.99", relative, svg, certificates, resume;
  std::string epsilon = "1/100", accuracy = "1/100";
  TriggerOptions triggers;
  std::vector<std::string> methods;
  std::uint64_t paths = 1'000'000, seed = 1;
  int cells = 128, plane_cells = 12;
  unsigned threads = 0;
  std::string json, csv;
};

EscapeMethod parse_method(const std::string& text) {
  const auto found = std::ranges::find(all_escape_methods, text, [](EscapeMethod method) { return to_string(method); });
  require(found != all_escape_methods.end(), [&] {
    std::vector<std::string_view> names;
    for (const EscapeMethod method : all_escape_methods) names.push_back(to_string(method));
    return fmt::format("--methods {}: there are {}", text, fmt::join(names, ", "));
  });
  return *found;
}

EscapeRequest read_request(const EscapeArguments& options, const Chain& chain) {
  EscapeRequest request;
  request.problem = chain.with_rate(parse_learning_rate(options.alpha, chain.q()));
  request.alpha = parse_alpha(options.confidence);
  if (options.steps != "ever") request.steps = static_cast<int>(parse_count("--steps", options.steps, 1, 100'000'000));
  request.cells = options.cells;
  request.plane_cells = options.plane_cells;
  if (!options.relative.empty())
    request.relative = parse_between("--relative", options.relative, 0, 1).convert_to<double>();
  request.paths = options.paths;
  request.seed = options.seed;
  request.threads = options.threads;
  request.stop = interrupt_flag();
  return request;
}

/// Writes the certificate of the barrier, which the checker of verify has seen.
void certify(const EscapeReport& report, const Chain& chain, const std::string& directory) {
  if (!report.barrier) {
    tell("no barrier was proved: no certificate\n");
    return;
  }
  const BarrierClaim claim = barrier_claim(report.barrier->barrier, chain.start);
  ProveOptions how;
  how.stop = interrupt_flag();
  const Decision decision = decide(*find_claim(claim.id), report.barrier->barrier.d, claim.constants, how);
  require(decision.certificate.has_value() && decision.verdict == Verdict::proved,
          "the barrier could not be certified: " + decision.reason);
  tell("certificate: {}\n", write_certificate(*decision.certificate, directory).string());
}

std::string horizon_text(const EscapeBound& b) { return b.steps ? std::to_string(*b.steps) : "ever"; }

void print_head(const EscapeArguments& options, const Chain& chain, const Rational& a, const Vec<Rational>& ratios) {
  print_triggers(ratios, chain.start);
  fmt::print("P(not: {} for all u and all steps), {}, Q = {}, a = {}\n\n", chain.event_text,
             noise_text(options.chain.law), to_string(chain.q()), with_short_numbers(to_string(a)));
  fmt::print("{:<18} {:>9}  {:>15}  {:>15}  {:<9} {:>9}  {}\n", "method", "by step", "lower", "upper", "", "seconds",
             "");
}

void print_row(const EscapeBound& b) {
  fmt::print("{:<18} {:>9}  {:>15}  {:>15}  {:<9} {:>9.3g}  {}\n", to_string(b.method), horizon_text(b),
             b.applies() ? LowerBound(b.lower).text(8) : "-", b.applies() ? UpperBound(b.upper).text(8) : "-",
             !b.applies() ? ""
             : b.rigorous ? "proved"
                          : "estimated",
             b.seconds, b.note);
  std::fflush(stdout);  // the next row may take minutes
}

/// What came after the rows, and the exit code.
int finish(const EscapeArguments& options, const Chain& chain, const EscapeRequest& request, const EscapeReport& report,
           const CheckpointFile& checkpoint) {
  using Outcome = EscapeBound::Outcome;
  std::vector<std::string> failures;
  for (const EscapeBound& b : report.bounds) {
    if (b.outcome == Outcome::failed) failures.push_back(fmt::format("{}: {}", to_string(b.method), b.note));
  }
  for (const std::string& failure : failures) tell("hebb: {}\n", failure);
  try {
    if (!interrupted() && !options.certificates.empty()) certify(report, chain, options.certificates);
    if (!interrupted() && !options.svg.empty()) write_escape_pictures(options.svg, options.confidence, request, report);
  } catch (const Stopped&) {  // said below
  }
  if (interrupted()) {
    tell("hebb: interrupted; what is shown holds, the other methods are missing\n");
    return undecided;
  }
  const bool none = !report.bounds.empty() && std::ranges::all_of(report.bounds, [](const EscapeBound& b) {
    return b.outcome == Outcome::cannot_run;
  });
  if (none && failures.empty()) tell("hebb: no method can run: {}\n", report.bounds.front().note);
  return none || !failures.empty() || checkpoint.failed() ? bad_input : success;
}

/// Several rates, or rows as CSV.
int run_table(const EscapeArguments& options) {
  require(options.json.empty() && options.svg.empty() && options.resume.empty() && options.certificates.empty(),
          "--alpha with several rates, and --csv, give a table: without --json, --svg, --resume and --certificates");
  require(options.triggers.ratio.empty() && options.triggers.schedule.empty(),
          "--alpha with several rates, and --csv, give a table of the rule's own trigger law: without --trigger-ratio "
          "and --schedule");
  const Chain chain = read_chain(options.chain);
  EscapeArguments one = options;
  one.alpha = options.alpha.substr(0, options.alpha.find(','));
  EscapeRequest request = read_request(one, chain);
  for (const std::string& method : options.methods) request.methods.push_back(parse_method(method));
  return run_over_rates(chain, std::move(request), options.alpha, options.csv);
}

int run(const EscapeArguments& options) {
  if (options.alpha.find(',') != std::string::npos || !options.csv.empty()) return run_table(options);
  const Ranks ranks;
  const SimplexPoint<Rational> weights = parse_point("--p0", options.chain.p0);
  const Vec<Rational> ratios = read_trigger_ratios(options.triggers, weights.size());
  const Chain chain = read_chain(scaled_chain(options.chain, options.triggers, weights, ratios));
  EscapeRequest request = read_request(options, chain);
  require(options.resume.empty() || ranks.size() == 1, "--resume is for a single process, not for mpirun");
  const bool table =
      !require_outputs({{"--json", options.json}}, {{"--svg", options.svg}, {"--resume", options.resume}});
  require_directory("--certificates", options.certificates);
  for (const std::string& method : options.methods) request.methods.push_back(parse_method(method));
  if (!ratios.empty()) restrict_to_barriers(request, options.svg);
  Convergence convergence(options.epsilon, options.accuracy, wants(request, EscapeMethod::barrier_pieces));
  EscapePaths own(options.resume, read_escape_checkpoint(options.resume, request), options.paths);
  const bool shared = ranks.size() > 1;
  request.errors_are_final = shared;  // the others wait for the paths of this one: mpirun ends them all
  request.run_paths = [&](const MonteCarlo& paths) { return shared ? run_escape_share(paths, ranks) : own.run(paths); };
  if (!ranks.is_root()) {  // only the paths are shared
    if (wants(request, EscapeMethod::monte_carlo)) {
      request.methods = {EscapeMethod::monte_carlo};
      escape_report(request);
    }
    return success;
  }
  if (table) {
    request.done = [&, headed = false](const EscapeBound& b) mutable {
      if (!headed) print_head(options, chain, request.problem.a, ratios);
      headed = true;
      print_row(b);
    };
  }
  const EscapeReport report = escape_report(request);
  convergence.find(request.problem);
  if (table) convergence.print();
  if (!options.json.empty())
    write_json(
        options.json,
        report_json(request, report, {options.chain, options.triggers, weights.coordinates(), ratios, options.relative},
                    convergence));
  std::fflush(stdout);
  return finish(options, chain, request, report, own.checkpoint());
}

}  // namespace

void add_escape(Command app, int& exit_code) {
  Command command =
      app.add_subcommand("escape", "How likely is it that the leader is lost: rigorous bounds and estimates");
  auto options = std::make_shared<EscapeArguments>();
  add_chain_options(command, options->chain);
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1. Several: 0.005,0.01,0.02").required();
  command.add_option("--steps", options->steps, "Horizon: a number of steps, or ever").shows_default();
  command
      .add_option("--methods", options->methods,
                  "martingale-paper, martingale-sharp, barrier-power, barrier-pieces, enclosure, plane, monte-carlo, "
                  "splitting (default: all)")
      .separated_by(',');
  add_trigger_options(command, options->triggers);
  command.add_count("--cells", options->cells, 4, 65536, "Accuracy of the enclosure: lattice cells per jump");
  command.add_count("--plane-cells", options->plane_cells, 4, 256,
                    "Accuracy of the method plane (three components): lattice cells across the noise; the time grows "
                    "like the square when one opponent is far behind, like the cube when both are near");
  command.add_option(
      "--relative", options->relative,
      "Chooses the cells of the method plane for this width over lower bound, above 0, when one opponent "
      "is far behind");
  command.add_count("--runs", options->paths, 1, most_chain_paths, "Paths of the Monte Carlo estimate");
  command.add_count("--seed", options->seed, 0, any_word, "Seed of the estimates");
  command.add_option("--confidence", options->confidence, "Confidence level of the estimates").shows_default();
  command.add_option("--epsilon", options->epsilon, "Also the steps after which success has probability 1 - epsilon")
      .shows_default();
  command.add_option("--accuracy", options->accuracy, "Success is |p(k) - e_1|_1 <= accuracy").shows_default();
  add_threads_option(command, options->threads);
  command.add_option("--resume", options->resume,
                     "Checkpoint of the Monte Carlo run: continued when it exists, written as it goes");
  command.add_option("--certificates", options->certificates,
                     "Write the certificate of the barrier bound to this directory");
  add_json(command, options->json);
  add_csv(command, options->csv, "Write the rows of one rate or several");
  add_svg(command, options->svg, "Write a plot against k to this file, and one against a to FILE-alpha.svg");
  command.footer(
      "Examples:\n"
      "  hebb escape --p0 0.6,0.4 --alpha 0.01\n"
      "  hebb escape --p0 0.6,0.4 --alpha 0.005,0.01,0.02 --methods barrier-pieces,enclosure --csv rates.csv\n"
      "  hebb escape --p0 0.5,0.25,0.25 --alpha 0.01 --steps ever --methods barrier-power,barrier-pieces\n"
      "  hebb escape --p0 0.6,0.4 --alpha 0.01 --event gap:0.1 --svg escape.svg\n"
      "  hebb escape --p0 0.75,0.25 --alpha 0.005 --steps ever --trigger-ratio 1.5   whatever triggers, within the "
      "ratio\n"
      "  hebb escape --p0 0.5,0.3,0.2 --alpha 0.01 --event gap:0.1 --methods plane,monte-carlo --relative 1e-3\n"
      "  mpirun -n 4 hebb escape --p0 0.6,0.4 --alpha 0.01 --methods monte-carlo --runs 100000000   the same numbers");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
