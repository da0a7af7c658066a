#include "experiment/experiment_command.hpp"

#include <chrono>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {

std::uint64_t ExperimentOptions::seed_number() const {
  return parse_count("--seed", seed, 0, std::numeric_limits<std::uint64_t>::max());
}
Rational ExperimentOptions::alpha() const { return parse_alpha(confidence); }

Rational AccuracyOptions::accuracy_below(const Rational& start) const {
  return parse_between("--accuracy", accuracy, 0, start);
}
Rational AccuracyOptions::time() const { return parse_between("--horizon", horizon, 0, 1'000'000); }

Chain read_simulated_chain(const ChainOptions& options) {
  parse_simulated_law(options.law, parse_noise_bound(options.q));
  Chain chain = read_chain(options);
  require(chain.dimension() <= max_chain_dimension, [&] {
    return fmt::format("--p0: {} coordinates, at most {} are possible", chain.dimension(), max_chain_dimension);
  });
  require(chain.start[0] < 1, [&] { return fmt::format("--p0 {}: the first coordinate must be below 1", options.p0); });
  return chain;
}

Json options_json(const ExperimentOptions& options, const Chain& chain) {
  return {{"p0", exact_json(chain.start.coordinates())},
          {"law", options.chain.law},
          {"seed", options.seed_number()},
          {"threads", options.threads},
          {"confidence", exact_json(Rational(1 - options.alpha()))}};
}

namespace {

constexpr const char* checkpoint_format = "hebb experiment checkpoint 1";

}  // namespace

KeptCounts::KeptCounts(const ExperimentOptions& options, const std::string& name, const Json& recorded,
                       std::uint64_t paths, const std::vector<std::string>& laws)
    : file_(options.resume), experiment_(exact_alone(recorded)), paths_(paths) {
  for (const char* free : {"runs", "threads", "confidence"}) experiment_.erase(free);
  experiment_["experiment"] = name;
  experiment_["laws"] = laws;
  require_outputs({}, {{"--resume", options.resume}});
  work_.stop = interrupt_flag();
  work_.progress = [this, name, paths](const std::vector<experiments::PathCounts>& rows) {
    if (!rows.empty()) show_work(fmt::format("{}, row {}", name, rows.size()), rows.back().paths, paths);
    file_.save_when_due([this] { return text(); });
  };
  const std::optional<std::string> text = file_.read();
  if (!text) return;
  try {
    const Json document = parse_json(*text);
    JsonFields known(document);
    require(known.text("format") == checkpoint_format,
            [&] { return fmt::format("--resume {}: not a checkpoint of this version", options.resume); });
    require(known.at("options") == experiment_, [&] {
      return fmt::format("--resume {}: the checkpoint is of other options: {}", options.resume,
                         known.at("options").dump());
    });
    for (const Json& entry : known.list("rows")) {
      JsonFields row(entry);
      work_.rows.push_back({row.count("paths"), row.counts("counts")});
      row.finish();
    }
    known.finish();
  } catch (const JsonError& e) {
    throw PreconditionError(fmt::format("--resume {}: not a checkpoint: {}", options.resume, e.what()));
  }
  for (const experiments::PathCounts& row : work_.rows) {
    require(row.paths <= paths, [&] {
      return fmt::format("--runs {}: {} has {} already; a checkpoint cannot be cut", paths, options.resume, row.paths);
    });
  }
}

std::string KeptCounts::text() const {
  Json out{{"format", checkpoint_format}, {"options", experiment_}, {"rows", Json::array()}};
  for (const experiments::PathCounts& row : work_.rows)
    out["rows"].push_back({{"paths", row.paths}, {"counts", row.counts}});
  return out.dump() + "\n";
}

int KeptCounts::exit_code(int code) const {
  if (interrupted()) {
    const std::uint64_t done = work_.rows.empty() ? 0 : work_.rows.back().paths;
    tell("hebb: interrupted in row {}, after {} of {} paths{}\n", std::max<std::size_t>(1, work_.rows.size()), done,
         paths_, file_.how_to_go_on());
  }
  return file_.failed() ? bad_input : code == success && interrupted() ? undecided : code;
}

void add_resume(Command command, ExperimentOptions& options) {
  command.add_option(
      "--resume", options.resume,
      "Checkpoint: continued when the file exists, written every second and at the end; --runs may be larger then");
}

int report(const std::string& name, const ExperimentOptions& options, const Json& recorded,
           const std::function<Findings()>& run) {
  const bool table = !require_outputs({{"--json", options.json}}, {{"--svg", options.svg}});
  const auto clock = std::chrono::steady_clock::now();
  const Findings findings = run();
  Json out = json_document("experiment " + name, recorded);
  out["rigorous"] = false;
  out["complete"] = !interrupted();
  out.update(findings.results);
  out["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  if (table) {
    findings.print_table();
    if (interrupted())
      fmt::print(
          "\ninterrupted: these are the paths that were done; where some are missing the interval is a confidence "
          "sequence\n");
  }
  write_json(options.json, out);
  if (options.svg.empty()) return success;
  if (findings.picture) {
    write_picture(options.svg, *findings.picture);
    tell("{}\n", options.svg);
  } else {
    tell("hebb: nothing to draw: no picture\n");
  }
  return success;
}

void add_confidence(Command command, ExperimentOptions& options) {
  command.add_option("--confidence", options.confidence, "Confidence level of the intervals").shows_default();
}
void add_accuracy(Command command, AccuracyOptions& options) {
  command.add_option("--accuracy", options.accuracy, "Reached when 1 - p_1 is below this").shows_default();
  command.add_option("--horizon", options.horizon, "A path has HORIZON / a steps, but at least 100").shows_default();
}

}  // namespace hebb::cli
