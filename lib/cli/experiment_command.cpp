#include "experiment_command.hpp"

#include <fmt/format.h>

#include <chrono>
#include <hebb/reports/atomic_file.hpp>
#include <hebb/scalar/error.hpp>

#include "experiment_reports.hpp"
#include "inputs.hpp"

namespace hebb::cli {

std::uint64_t ExperimentOptions::seed_number() const { return parse_count("--seed", seed, 0, std::numeric_limits<std::uint64_t>::max()); }
unsigned ExperimentOptions::thread_count() const { return static_cast<unsigned>(parse_count("--threads", threads, 0, 1024)); }
Rational ExperimentOptions::alpha() const { return 1 - parse_between("--confidence", confidence, 0, 1); }

Rational AccuracyOptions::accuracy_below(const Rational& start) const { return parse_between("--accuracy", accuracy, 0, start); }
Rational AccuracyOptions::time() const { return parse_between("--horizon", horizon, 0, 1'000'000); }

Chain read_simulated_chain(const ChainOptions& options) {
  parse_simulated_law(options.law, parse_noise_bound(options.q));
  Chain chain = read_chain(options);
  require(chain.dimension() <= max_chain_dimension, [&] { return fmt::format("--p0: {} coordinates, at most {} are possible", chain.dimension(), max_chain_dimension); });
  require(chain.start[0] < 1, [&] { return fmt::format("--p0 {}: the first coordinate must be below 1", options.p0); });
  return chain;
}

Json options_json(const ExperimentOptions& options, const Chain& chain) {
  return {{"p0", exact_list(chain.start.coordinates())},
          {"law", options.chain.law},
          {"seed", options.seed_number()},
          {"threads", options.thread_count()},
          {"confidence", to_string(Rational(1 - options.alpha()))}};
}

void report(const std::string& name, const ExperimentOptions& options, const Json& recorded, const std::function<Findings()>& run) {
  for (const auto& [option, file] : {std::pair{"--json", options.json}, {"--svg", options.svg}}) require_writable(option, file);
  const auto clock = std::chrono::steady_clock::now();
  const Findings findings = run();
  Json out{{"hebb", HEBB_VERSION}, {"experiment", name}, {"rigorous", false}, {"options", recorded}};
  out.update(findings.results);
  out["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  if (options.json == "-") {
    fmt::print("{}\n", out.dump(2));
  } else {
    findings.print_table();
    if (!options.json.empty()) write_file_atomically(options.json, out.dump(2) + "\n");
  }
  if (options.svg.empty()) return;
  if (findings.picture) {
    write_file_atomically(options.svg, standalone(*findings.picture));
    fmt::print(stderr, "{}\n", options.svg);
  } else {
    fmt::print(stderr, "hebb: nothing to draw: no picture\n");
  }
}

void add_confidence(CLI::App& command, ExperimentOptions& options) {
  command.add_option("--confidence", options.confidence, "Confidence level of the intervals")->capture_default_str();
}
void add_accuracy(CLI::App& command, AccuracyOptions& options) {
  command.add_option("--accuracy", options.accuracy, "Reached when 1 - p_1 is below this")->capture_default_str();
  command.add_option("--horizon", options.horizon, "A path has HORIZON / a steps, but at least 100")->capture_default_str();
}

}  // namespace hebb::cli
