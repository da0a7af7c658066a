#pragma once

#include <algorithm>
#include <string>

#include <hebb/drawing/picture.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>
#include <hebb/text/json.hpp>

#include "shared/chain_options.hpp"

// What `hebb simulate abstract` is asked and shows.

namespace hebb::cli {

/// As typed.
struct AbstractOptions {
  ChainOptions chain;
  std::string alpha, steps = "2000", runs = "10", seed = "1", every, gamma, schedule, between = "hold",
                     input = "one-hot", accuracy = "0.01", weight_limit, csv, json, svg, confidence = "0.99";
  unsigned threads = 0;
};

struct AbstractSimulation {
  InputProblem problem;
  Rational alpha;  // 1 - confidence
  RecordingOptions how;
  Recording recording;
  bool has_table = true;

  std::uint64_t count(PathClass c) const {
    return static_cast<std::uint64_t>(std::count_if(recording.paths.begin(), recording.paths.end(),
                                                    [&](const RecordedPath& p) { return p.diagnosis.kind == c; }));
  }
};

std::string to_csv(const Recording& recording);
Json to_json(const AbstractSimulation& s, const AbstractOptions& options);
void print_table(const AbstractSimulation& s);
/// The simplex for three components, else the paths over time.
Picture picture_of(const AbstractSimulation& s);

}  // namespace hebb::cli
