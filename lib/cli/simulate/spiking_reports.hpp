#pragma once

#include <string>

#include <hebb/simulation/spiking/noise_law.hpp>
#include <hebb/simulation/spiking/recorder.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/text/number_json.hpp>

// What `hebb simulate spiking` shows.

namespace hebb::cli {

struct SpikingQuestion {
  double end = 0, q = 2;  // time of a run; noise bound of the abstract chain
  Rational alpha;         // 1 - confidence, of all intervals together
  double seconds = 0;     // that the runs took
};

void print_table(const spiking::Model& model, const spiking::Runs& runs, const SpikingQuestion& asked);
/// options: those of the command, as JSON says them.
Json results_json(const spiking::Model& model, const spiking::Runs& runs, const SpikingQuestion& asked,
                  const Json& options);

/// "time,record,layer,neuron,input,value": every event in the order of its kind; neurons and inputs count from 1.
std::string records_csv(const spiking::Recorder& recorder);

/// The symmetrised empirical law as a file for --law of the commands about the chain, and what the symmetry hides.
struct LawFile {
  std::string text, summary;
};
LawFile law_file(const spiking::NoiseLawRecorder& law, const Rational& alpha);

}  // namespace hebb::cli
