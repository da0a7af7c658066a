#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <hebb/experiments/mean_square.hpp>
#include <hebb/flows/comparison.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/commands.hpp"
#include "commands/compare_noisy.hpp"
#include "commands/compare_pictures.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

struct CompareArguments {
  std::string p0, alpha, q = "2", confidence = "0.99", svg, csv;
  std::size_t steps = 1000, rows = 10, paths = 0;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  std::string json;
};

/// The noisy paths against the flow: the estimate and its proved bound.
struct Noisy {
  MeanSquareEstimate estimate;
  Interval bound;  // C(T) a
};

Json echo(const CompareArguments& options, const SimplexPoint<Rational>& p0, const Rational& a, const Rational& q,
          const Rational& alpha) {
  return {{"p0", exact_json(p0.coordinates())},
          {"alpha", exact_json(a)},
          {"q", exact_json(q)},
          {"steps", options.steps},
          {"rows", options.rows},
          {"runs", options.paths},
          {"seed", options.seed},
          {"confidence", exact_json(Rational(1 - alpha))}};
}

Json bound_json(const std::optional<Interval>& bound) { return bound ? enclosure_json(*bound) : Json(nullptr); }

Json to_json(const Comparison& c, const Json& options, const std::optional<Noisy>& noisy,
             const std::optional<NoisyDistance>& all_steps) {
  Json out = json_document("compare", options);
  out["leader"] = c.leader + 1;
  out["precision"] = c.precision;
  out["rigorous"] = true;
  out["complete"] = !interrupted();
  out["rows"] = Json::array();
  for (const ComparisonRow& row : c.rows) {
    Json entry{{"step", row.step},
               {"time", exact_json(row.time)},
               {"flow", {{"p", enclosure_json(row.flow.p)}, {"distance", enclosure_json(row.flow.rest)}}}};
    for (const Dynamics& d : all_dynamics) {
      entry[d.key] = {{"p", enclosure_json((row.*d.point).p)},
                      {"distance", enclosure_json((row.*d.point).rest)},
                      {"to_flow",
                       {{"sup", enclosure_json((row.*d.to_flow).sup)},
                        {"l1", enclosure_json((row.*d.to_flow).one)},
                        {"l2", enclosure_json((row.*d.to_flow).two)}}},
                      {"a_priori_l2", enclosure_json(row.*d.bound)},
                      {"uniform_l2", bound_json(row.*d.uniform)}};
    }
    entry["mirror_to_hebbian"] = enclosure_json(row.mirror_to_hebbian.sup);
    entry["hebbian_to_euler"] = enclosure_json(row.hebbian_to_euler.sup);
    out["rows"].push_back(std::move(entry));
  }
  for (const Dynamics& d : all_dynamics) out["constants"][d.key] = bound_json(c.*d.constant);
  out["noisy"] = nullptr;
  if (noisy) {
    const MeanSquareEstimate& e = noisy->estimate;
    out["noisy"] = {{"mean_square", e.mean},
                    {"lower", e.lower},
                    {"upper", e.upper},
                    {"confidence", exact_json(Rational(1 - e.alpha))},
                    {"runs", e.paths},
                    {"rigorous", false},
                    {"bound", enclosure_json(noisy->bound)}};
  }
  out["noisy_all_steps"] = noisy_json(all_steps, c.a);
  return out;
}

std::string to_csv(const Comparison& c) {
  std::string out = "step,time";
  for (const Dynamics& d : all_dynamics)
    out += fmt::format(",{0}_l2_lower,{0}_l2_upper,{0}_a_priori,{0}_uniform", d.key);
  out += ",flow_distance_lower,flow_distance_upper\n";
  for (const ComparisonRow& row : c.rows) {
    out += fmt::format("{},{}", row.step, to_string(row.time));
    for (const Dynamics& d : all_dynamics) {
      const auto ends = decimal_ends((row.*d.to_flow).two);
      out += fmt::format(",{},{},{},{}", ends.lower, ends.upper, decimal_ends(row.*d.bound).upper,
                         row.*d.uniform ? decimal_ends(*(row.*d.uniform)).upper : "");
    }
    const auto ends = decimal_ends(row.flow.rest);
    out += fmt::format(",{},{}\n", ends.lower, ends.upper);
  }
  return out;
}

void print_table(const Comparison& c) {
  fmt::print("Distance to the flow at t = a k, Euclidean norm: enclosed, upper end | bound that holds for every k\n");
  fmt::print("{:>8} {:>10}", "k", "1-p_lead");
  for (const Dynamics& d : all_dynamics) fmt::print("   {:>23}", d.name);
  fmt::print("\n");
  for (const ComparisonRow& row : c.rows) {
    fmt::print("{:>8} {:>10.3e}", row.step, UpperBound(row.flow.rest));
    for (const Dynamics& d : all_dynamics)
      fmt::print("   {:>10.4e} | {:>10}", UpperBound((row.*d.to_flow).two),
                 row.*d.uniform ? UpperBound(*(row.*d.uniform)).text(4, 'e') : "-");
    fmt::print("\n");
  }
  for (const Dynamics& d : all_dynamics) {
    if (c.*d.constant)
      fmt::print("all k: |{} - flow| <= {:.4} a\n", d.name, UpperBound(*(c.*d.constant)));
    else
      fmt::print("all k: no bound for the {} at this learning rate\n", d.name);
  }
}

/// About so many of the rows, the last one among them.
Comparison thinned(const Comparison& comparison, std::size_t rows) {
  Comparison shown = comparison;
  const std::size_t keep = std::max<std::size_t>(1, (comparison.rows.size() - 1) / rows);
  shown.rows.clear();
  for (std::size_t k = 0; k < comparison.rows.size(); ++k) {
    if (k % keep == 0 || k + 1 == comparison.rows.size()) shown.rows.push_back(comparison.rows[k]);
  }
  return shown;
}

int run(const CompareArguments& options) {
  const SimplexPoint<Rational> p0 = parse_point("--p0", options.p0);
  const Rational q = parse_noise_bound(options.q), a = parse_learning_rate(options.alpha, q);
  const Rational alpha = parse_alpha(options.confidence);
  require(options.paths != 1, "--runs 1: an interval needs at least two paths");
  const bool table = !require_outputs({{"--json", options.json}, {"--csv", options.csv}}, {{"--svg", options.svg}});
  const auto clock = std::chrono::steady_clock::now();
  ComparisonOptions how;
  how.stop = interrupt_flag();
  // The pictures need points between the rows of the table.
  const std::size_t rows =
      options.svg.empty() && options.csv.empty() ? options.rows : std::max<std::size_t>(options.rows, 200);
  how.stride = std::max<std::size_t>(1, options.steps / rows);
  const Comparison comparison = compare_mean_dynamics(p0, a, options.steps, how);
  if (!comparison.reason.empty()) tell("hebb: the enclosures are wider than wanted: {}\n", comparison.reason);
  std::optional<Noisy> noisy;
  const std::optional<NoisyDistance> all_steps = noisy_for_all_steps(p0, a, q);
  if (options.paths > 0) {
    const UniformNoise law(q);
    const unsigned threads = options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    try {
      noisy = Noisy{
          estimate_mean_square(p0, law, a, options.steps, options.paths, options.seed, alpha, threads, how.stop),
          mean_square_constant(a * static_cast<long>(options.steps), a, q, law.variance(Rational(0))) * Interval(a)};
    } catch (const Stopped&) {  // the mean dynamics are complete
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  if (!options.json.empty()) {
    Json out = to_json(comparison, echo(options, p0, a, q, alpha), noisy, all_steps);
    out["seconds"] = seconds;
    write_json(options.json, out);
  }
  if (table) {
    print_table(thinned(comparison, options.rows));
    fmt::print("one step: |mirror_i - hebbian_i| <= {} a^2 p_i\n", to_string(mirror_hebb_constant(a)));
    if (noisy) {
      const MeanSquareEstimate& e = noisy->estimate;
      fmt::print(
          "noisy paths: E max_k |p(k) - p(a k)|^2 estimated {:.4g}, in {} at confidence {} ({} paths, "
          "uniform noise); proved <= {:.4}{}\n",
          e.mean, outward_text(LowerBound(e.lower), UpperBound(e.upper), 4), options.confidence, e.paths,
          UpperBound(noisy->bound), noisy->bound.upper() >= 2 ? ", which says nothing: no square exceeds 2" : "");
    }
    print_noisy(all_steps, a);
    fmt::print("{} bits, {:.3g} s\n", comparison.precision, seconds);
  }
  if (!options.csv.empty()) write_output(options.csv, to_csv(comparison));
  if (!options.svg.empty()) write_compare_pictures(comparison, p0, options.svg);
  if (interrupted()) {
    tell("hebb: interrupted; {}what is shown is complete\n",
         options.paths > 0 && !noisy ? "the noisy paths are missing, " : "");
    return undecided;
  }
  return success;
}

}  // namespace

void add_compare(Command app, int& exit_code) {
  Command command = app.add_subcommand(
      "compare", "How far gradient step, mean Hebbian step and mirror descent are from the flow, enclosed");
  auto options = std::make_shared<CompareArguments>();
  command.add_option("--p0", options->p0, "Initial point, exact: 0.4,0.35,1/4").required();
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1").required();
  command.add_count("--steps", options->steps, 1, 1'000'000, "Number of steps");
  command.add_count("--rows", options->rows, 1, 1'000'000, "Rows of the table");
  command.add_option("--q", options->q, "Noise bound Q").shows_default();
  command.add_count("--runs", options->paths, 0, 10'000'000, "Also simulate this many noisy paths (uniform noise)");
  command.add_count("--seed", options->seed, 0, any_word, "Seed of the paths");
  command.add_option("--confidence", options->confidence, "Confidence level of the interval for them").shows_default();
  add_threads_option(command, options->threads);
  add_json(command, options->json);
  add_csv(command, options->csv, "Write the rows");
  add_svg(command, options->svg, "Write a plot to this file, and for d = 3 FILE-simplex.svg");
  command.footer(
      "Examples:\n"
      "  hebb compare --p0 0.4,0.35,0.25 --alpha 0.01 --steps 2000\n"
      "  hebb compare --p0 0.4,0.35,0.25 --alpha 0.01 --steps 500 --runs 1000 --svg compare.svg");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
