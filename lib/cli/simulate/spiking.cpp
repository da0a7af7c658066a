#include <chrono>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/noise_law.hpp>
#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>

#include "commands/commands.hpp"
#include "shared/numbers.hpp"
#include "shared/patience.hpp"
#include "simulate/spiking_options.hpp"
#include "simulate/spiking_picture.hpp"
#include "simulate/spiking_reports.hpp"

namespace hebb::cli {
namespace {

using namespace hebb::spiking;

/// The runs.
Runs simulate_and_keep(const SpikingOptions& options, const Model& model, const RunOptions& how, Observer* observer,
                       CheckpointFile& checkpoint) {
  const std::optional<Runs> resume = read_spiking_checkpoint(options, how.end);
  const auto progress = [&](const Runs& now) {
    if (shows_progress()) {
      const double done = totals(now, how.end).done / (how.end * how.runs);
      show_work("per mille of the time", static_cast<std::size_t>(1000 * done), 1000);
    }
    checkpoint.save_when_due([&] { return to_json(now); });
  };
  Runs runs;
  try {
    runs = simulate(model, how, resume ? &*resume : nullptr, progress, interrupt_flag(), observer);
  } catch (const PreconditionError& e) {
    if (!resume) throw;
    throw PreconditionError(
        fmt::format("--resume {}: {} (it is of: {}; seed {})", options.resume, e.what(), resume->model, resume->seed));
  }
  if (!checkpoint.file().empty()) checkpoint.save(to_json(runs));
  return runs;
}

int run(const SpikingOptions& options) {
  const Model model = read_model(options);
  const RunOptions how = read_runs(options, model);
  SpikingQuestion asked{how.end, read_spiking_bound(options), parse_alpha(options.confidence)};
  const double window = read_window(options);
  spiking::Recorder recorder(read_records(options));
  const bool table = !require_outputs({{"--json", options.json}, {"--csv", options.csv}, {"--write-law", options.law}},
                                      {{"--svg", options.svg}, {"--resume", options.resume}});
  PictureRecorder picture(model, options.svg.empty() ? 0 : window);
  NoiseLawRecorder law;
  Observers observers({&recorder, &picture, &law});
  const bool observes = !options.csv.empty() || !options.svg.empty() || !options.law.empty();
  const auto start = std::chrono::steady_clock::now();
  CheckpointFile checkpoint(options.resume);
  const Runs runs = simulate_and_keep(options, model, how, observes ? &observers : nullptr, checkpoint);
  asked.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  if (!options.json.empty()) write_json(options.json, results_json(model, runs, asked, options_json(options)));
  if (table) print_table(model, runs, asked);
  if (!options.csv.empty()) {
    write_output(options.csv, records_csv(recorder));
    if (recorder.is_full()) tell("hebb: the records are full; {} holds the first part\n", options.csv);
  }
  if (!options.law.empty()) {
    const LawFile file = law_file(law, asked.alpha);
    write_output(options.law, file.text);
    tell("{}{}\n", file.summary, options.law == "-" ? "" : options.law);
  }
  if (!options.svg.empty()) {
    write_picture(options.svg, picture.picture(how.observed, how.seed));
    tell("{}\n", options.svg);
  }
  if (interrupted()) tell("hebb: interrupted; what is shown is what was simulated{}\n", checkpoint.how_to_go_on());
  return checkpoint.failed() ? bad_input : interrupted() ? undecided : success;
}

void add_options(Command command, SpikingOptions& options) {
  command.add_option("--rates", options.rates, "Rates of the Poisson inputs: 5,10,20");
  command.add_option(
      "--schedule", options.schedule,
      "Piecewise constant rates from a file: rows of a time (the first is 0) and the rates from then on");
  command.add_option("--modulation", options.modulation,
                     "DEPTH,PERIOD[,SHIFT]: input j has rate lambda_j (1 + DEPTH sin(2 pi (t/PERIOD + (j-1) SHIFT)))");
  command
      .add_option(
          "--shared", options.parents,
          "RATE:c1,c2,...: a further process whose spikes are copied into input j with probability cj; may be repeated")
      .one_value_each();
  command
      .add_option("--weights", options.weights,
                  "Weights of an output neuron, 0.3,0.2,0.1 or one number for all; repeat it for several outputs")
      .required()
      .one_value_each();
  command.add_option("--threshold", options.threshold, "Threshold S of the potential").shows_default();
  command.add_option("--tau", options.tau, "Time constant of membrane and STDP window").shows_default();
  command.add_option("--alpha", options.alpha, "Learning rate a; 0 freezes the weights").shows_default();
  command
      .add_option("--rule", options.rule,
                  "delayed: weights change at postsynaptic spikes; immediate: depression at each input spike")
      .shows_default();
  command.add_option("--inhibitory", options.inhibitory, "Inputs whose spikes lower the potential: 3,4");
  command.add_flag("--learn-inhibition", options.learn_inhibition, "The rule acts on inhibitory weights too");
  command
      .add_option("--second-weights", options.second_weights,
                  "Weights of a neuron of a second layer, whose inputs are the outputs; may be repeated")
      .one_value_each();
  command.add_option("--second-threshold", options.second_threshold, "Threshold of the second layer").shows_default();
  command.add_flag("--keep-going", options.keep_going, "Do not stop when a weight is above the threshold");
  command.add_option("--time", options.time, "Time to simulate").shows_default();
  command.add_option("--runs", options.runs, "Independent runs, in parallel").shows_default();
  command.add_option("--seed", options.seed, "Seed").shows_default();
  add_threads_option(command, options.threads);
  command.add_option("--confidence", options.confidence, "Confidence level of the intervals, of all of them together")
      .shows_default();
  command.add_option("--q", options.q, "Noise bound Q of the abstract chain, for the bound on the step of an exit")
      .shows_default();
  command.add_option("--record", options.record, "What --csv holds: raster,potential,weights (default: all)");
  command.add_option("--record-run", options.record_run, "The run that --csv, --svg and --write-law are about, from 0")
      .shows_default();
  add_csv(command, options.csv, "Write the records");
  add_json(command, options.json);
  add_svg(command, options.svg, "Write a picture of the recorded run to this file: raster, potential, weights");
  command.add_option("--write-law", options.law,
                     "Write the empirical law of the non-trigger contribution of the recorded run, made symmetric, "
                     "for --law file:FILE of hebb escape");
  command.add_option("--window", options.window, "Time that raster and potential of the picture show, from 0 on")
      .shows_default();
  command.add_option(
      "--resume", options.resume,
      "Checkpoint: continued when the file exists, written every second and at the end; --time and --runs may be "
      "larger then; a recorded run is replayed from its start, so that its records are whole");
}

}  // namespace

void add_simulate_spiking(Command parent, int& exit_code) {
  Command command =
      parent.add_subcommand("spiking", "The spiking network: event driven, exact in time, with pair-based STDP");
  auto options = std::make_shared<SpikingOptions>();
  add_options(command, *options);
  command.footer(
      "predicted: the mean of lambda_j w_j/(lambda.w), the trigger probability of the abstract chain. noise: mean of "
      "the\n"
      "non-trigger contribution to a step, which the abstract chain takes to be 0, with its standard error.\n"
      "Ctrl-C keeps what is done (exit code 3); with --resume the same command goes on.\n"
      "Examples:\n"
      "  hebb simulate spiking --rates 5,10,20 --weights 0.3 --alpha 0.001 --svg spikes.svg\n"
      "  hebb simulate spiking --rates 10,10,10,10 --weights 0.4 --alpha 0 --time 1e5     triggers with frozen "
      "weights\n"
      "  hebb simulate spiking --rates 5,5,20 --shared 10:1,1,0 --weights 0.3 --runs 20   correlated inputs\n"
      "  hebb simulate spiking --rates 10,20 --weights 0.3,0.2 --weights 0.1,0.4 --second-weights 0.6");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
