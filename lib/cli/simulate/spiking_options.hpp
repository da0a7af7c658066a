#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/text/json.hpp>

// What `hebb simulate spiking` is asked for.

namespace hebb::cli {

/// As typed; numbers are exact.
struct SpikingOptions {
  std::string rates, schedule, modulation, threshold = "1", tau = "0.02", alpha = "0.001", time = "1000",
                                           rule = "delayed";
  std::vector<std::string> weights, second_weights, parents;
  std::string second_threshold = "1", inhibitory, record, window = "2", q = "2";
  std::string csv, json, svg, law, resume;
  std::string seed = "1", runs = "1", record_run = "0", confidence = "0.99";
  unsigned threads = 0;
  bool learn_inhibition = false, keep_going = false;
};

// They throw PreconditionError with the option and the offending text.

spiking::Model read_model(const SpikingOptions& options);
spiking::RunOptions read_runs(const SpikingOptions& options, const spiking::Model& model);
/// --record: raster, potential, weights; all of them when only --csv is given.
spiking::Recorder::Options read_records(const SpikingOptions& options);
/// --resume: what the file holds, if it is there.
std::optional<spiking::Runs> read_spiking_checkpoint(const SpikingOptions& options, double end);
/// --q and --window.
double read_spiking_bound(const SpikingOptions& options);
/// Those that determine the result.
Json options_json(const SpikingOptions& options);
double read_window(const SpikingOptions& options);

}  // namespace hebb::cli
