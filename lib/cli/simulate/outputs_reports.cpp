#include <algorithm>

#include <fmt/format.h>

#include <hebb/barriers/outputs_barrier.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/panels.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/directed.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"
#include "simulate/outputs_command.hpp"

namespace hebb::cli {
namespace {

constexpr Alignment all_alignments[] = {Alignment::aligned, Alignment::wrong_order, Alignment::duplicates,
                                        Alignment::unconverged};

Alignment alignment_of(const OutputsRun& run, const OutputsOptions& options) {
  return alignment(run.final, options.rules.accuracy);
}

std::uint64_t count_alignment(const OutputsResult& r, Alignment a) {
  return static_cast<std::uint64_t>(std::count_if(r.tally.runs.begin(), r.tally.runs.end(), [&](const OutputsRun& run) {
    return alignment_of(run, r.options) == a;
  }));
}
std::uint64_t count_class(const OutputsResult& r, std::size_t j, PathClass c) {
  return static_cast<std::uint64_t>(std::count_if(r.tally.runs.begin(), r.tally.runs.end(),
                                                  [&](const OutputsRun& run) { return run.outputs[j].kind == c; }));
}
std::uint64_t clipped(const OutputsResult& r) {
  std::uint64_t sum = 0;
  for (const OutputsRun& run : r.tally.runs) sum += run.clipped;
  return sum;
}
/// Classes that can occur here: nothing is correlated.
std::vector<PathClass> classes() {
  return {PathClass::leader, PathClass::wrong_winner, PathClass::no_convergence, PathClass::weight_explosion};
}

/// Runs that end where P(k) -> I fails with probability at most `failure`, which is proved, and what follows for the
/// probability that Algorithm 1 ends aligned, for the infinite horizon. Of the joint algorithm only.
struct ForEver {
  static constexpr double failure = 1e-6;  // fixed in advance, as the interval needs it
  std::uint64_t runs = 0;
  double lower = 0;
};
std::optional<ForEver> for_ever(const OutputsResult& r, const Rational& alpha) {
  if (r.problem.algorithm != OutputsAlgorithm::joint || r.tally.runs.empty()) return std::nullopt;
  const OutputsRule rule{r.problem.intensities, r.problem.a};
  const std::vector<OutputsBarrier> barriers = outputs_barriers(rule, barrier_law(r.problem.noise));
  ForEver out;
  for (const OutputsRun& run : r.tally.runs) {
    if (misalignment_bound(barriers, rule, run.final) <= ForEver::failure) ++out.runs;
  }
  const std::uint64_t n = r.tally.runs.size();
  const double often = experiments::interval_of(out.runs, n, r.options.runs, alpha).lower;
  out.lower = mul_down(often, sub_down(1, ForEver::failure));
  return out;
}

}  // namespace

void print_outputs_table(const std::vector<OutputsResult>& results, const Rational& alpha) {
  for (const OutputsResult& r : results) {
    const std::uint64_t n = r.tally.runs.size();
    fmt::print("{}: {}, {}, seed {}\n", r.label, counted(n, "run"), counted(r.tally.samples.back(), "step"),
               r.options.seed);
    if (n == 0) {
      fmt::print("  no runs were done\n\n");
      continue;
    }
    fmt::print(
        "  error ||P - I||^2/2: mean {:.4f} at the start, {:.4f} at the end; {:.4g} weights clipped at 0 in each run\n",
        mean_error(r.tally).front(), mean_error(r.tally).back(),
        static_cast<double>(clipped(r)) / static_cast<double>(n));
    for (const Alignment a : all_alignments) {
      const std::uint64_t count = count_alignment(r, a);
      const ConfidenceInterval interval = experiments::interval_of(count, n, r.options.runs, alpha);
      fmt::print("  {:<14} {:>7}   {:.4f}   {} at confidence {}\n", name(a), count,
                 static_cast<double>(count) / static_cast<double>(n), to_text(interval, 4), percent(alpha));
    }
    if (const auto ever = for_ever(r, alpha))
      fmt::print(
          "  P(P(k) -> I) >= {:.4f} at confidence {}: {} of the runs end where it fails with probability at most {}\n",
          LowerBound(ever->lower), percent(alpha), ever->runs, UpperBound(ForEver::failure));
    fmt::print("  {:<8}", "output");
    for (const PathClass c : classes()) fmt::print(" {:>17}", name(c));
    fmt::print("\n");
    for (std::size_t j = 0; j < r.problem.a.size(); ++j) {
      fmt::print("  {:<8}", j + 1);
      for (const PathClass c : classes()) fmt::print(" {:>17}", count_class(r, j, c));
      fmt::print("\n");
    }
    fmt::print("\n");
  }
}

Json outputs_options_json(const OutputsInput& input, const OutputsProblem& problem, const OutputsOptions& how,
                          const Rational& alpha) {
  return {{"rates", exact_json(problem.intensities)},
          {"weights", exact_json(problem.weights)},
          {"q", exact_json(noise_bound(problem.noise))},
          {"law", input.law},
          {"steps", problem.steps},
          {"runs", how.runs},
          {"seed", how.seed},
          {"every", how.every},
          {"accuracy", exact_json(parse_number("--accuracy", input.accuracy))},
          {"weight_limit",
           input.weight_limit.empty() ? Json(nullptr) : exact_json(parse_number("--weight-limit", input.weight_limit))},
          {"confidence", exact_json(Rational(1 - alpha))}};
}

Json outputs_json(const OutputsResult& r, const Rational& alpha) {
  const std::uint64_t n = r.tally.runs.size();
  Json out{{"label", r.label},
           {"algorithm", name(r.problem.algorithm)},
           {"alpha", exact_json(r.problem.a)},
           {"problem", r.tally.problem},
           {"runs", n},
           {"complete", r.is_complete()},
           {"weights_clipped", clipped(r)},
           {"alignment", Json::object()},
           {"for_ever", nullptr},
           {"outputs", Json::array()},
           {"rows", Json::array()},
           {"each_run", Json::array()}};
  if (n == 0) return out;
  for (const Alignment a : all_alignments)
    out["alignment"][std::string(name(a))] = share(count_alignment(r, a), n, r.options.runs, alpha);
  if (const auto ever = for_ever(r, alpha))
    out["for_ever"] = {{"runs", ever->runs},
                       {"failure", ForEver::failure},
                       {"lower", ever->lower},
                       {"confidence", exact_json(Rational(1 - alpha))},
                       {"rigorous", false}};
  for (std::size_t j = 0; j < r.problem.a.size(); ++j) {
    Json counts = Json::object();
    for (const PathClass c : classes()) counts[std::string(name(c))] = count_class(r, j, c);
    out["outputs"].push_back({{"output", j + 1}, {"classes", counts}});
  }
  const std::vector<double> mean = mean_error(r.tally);
  for (std::size_t k = 0; k < mean.size(); ++k) {
    Json error = bare_estimate(mean[k]);
    out["rows"].push_back({{"step", r.tally.samples[k]}, {"mean_error", error}});
  }
  Json runs = Json::array();
  for (const OutputsRun& run : r.tally.runs) {
    Json winners = Json::array();
    for (const PathDiagnosis& d : run.outputs) winners.push_back(d.winner ? Json(*d.winner + 1) : Json(nullptr));
    runs.push_back({{"run", run.number},
                    {"alignment", name(alignment_of(run, r.options))},
                    {"winners", winners},
                    {"final_error", run.errors.back()},
                    {"weights_clipped", run.clipped}});
  }
  out["each_run"] = runs;
  return out;
}

namespace {

std::string listed(const Vec<Rational>& xs) {
  std::string out;
  for (const Rational& x : xs) out += (out.empty() ? "" : ", ") + brief(x);
  return out;
}

/// What all panels share.
std::string parameters_of(const OutputsResult& r) {
  return fmt::format("rates {}, weights {}, {}, seed {}", listed(r.problem.intensities), listed(r.problem.weights),
                     noise_with_bound(r.problem.noise), r.options.seed);
}

}  // namespace

std::optional<Picture> outputs_picture(const std::string& file, const std::vector<OutputsResult>& results) {
  std::vector<Picture> panels;
  for (const OutputsResult& r : results) {
    if (r.tally.runs.empty()) continue;
    const std::vector<double> steps(r.tally.samples.begin(), r.tally.samples.end());
    LinePlot plot{file,          r.label,       "", "step k", "\xE2\x80\x96P(k) \xE2\x88\x92 I\xE2\x80\x96\xC2\xB2 / 2",
                  Scale::linear, Scale::linear, {}};
    plot.tall = false;
    for (const OutputsRun& run : r.tally.runs) {
      plot.series.push_back(
          {&run == &r.tally.runs.front() ? fmt::format("each of {}", counted(r.tally.runs.size(), "run")) : "",
           steps,
           run.errors,
           {},
           Series::Style::sample});
    }
    plot.series.push_back({"mean", steps, mean_error(r.tally), {}});
    for (const double y : {0.0, 2.0})
      plot.series.push_back({"", {0, steps.back()}, {y, y}, {}, Series::Style::sample});  // the same axis in all panels
    panels.push_back(line_plot(plot));
  }
  if (panels.empty()) return std::nullopt;
  return stacked(file, "Misalignment of several outputs",
                 "Half the squared distance of the output matrix P(k) to the identity, for each run and on average: "
                 "the number of misaligned outputs once they have converged; " +
                     parameters_of(results.front()) + ". Estimated.",
                 panels);
}

std::string outputs_csv(const OutputsTally& tally) {
  std::string csv = "step,mean";
  for (const OutputsRun& run : tally.runs) csv += fmt::format(",run_{}", run.number);
  csv += "\n";
  const std::vector<double> mean = mean_error(tally);
  for (std::size_t k = 0; k < mean.size(); ++k) {
    csv += fmt::format("{},{}", tally.samples[k], mean[k]);
    for (const OutputsRun& run : tally.runs) csv += fmt::format(",{}", run.errors[k]);
    csv += "\n";
  }
  return csv;
}

}  // namespace hebb::cli
