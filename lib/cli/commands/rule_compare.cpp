#include <chrono>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/rule_compare_picture.hpp"
#include "rules/rule_problem.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct RuleCompareArguments {
  RuleRunOptions problem;
  std::string confidence = "0.99", json, csv, svg;
  std::size_t steps = 1000, rows = 10, runs = 0;
  std::uint64_t seed = 1;
  unsigned threads = 0;
};

Json to_json(const ComparedPoint& point) {
  return {{"p", enclosure_json(point.p)}, {"distance", enclosure_json(point.rest)}};
}
Json to_json(const std::optional<Interval>& bound) { return bound ? enclosure_json(*bound) : Json(nullptr); }

std::string drift_text(const RuleComparison& c) {
  std::string text = c.is_stated ? "stated" : "derived at a = 0";
  if (c.is_papers_drift) text += ", proved to be the paper's p_i (p_i - sum p_j^2)";
  if (c.is_stated && c.stated_is_derived == Verdict::proved) text += ", proved to be the derivative at a = 0";
  if (c.is_stated && c.stated_is_derived == Verdict::refuted) text += ", which is not the derivative at a = 0";
  return text;
}

Json to_json(const Compared& x) {
  const RuleComparison& c = x.comparison;
  Json rows = Json::array();
  for (const RuleComparisonRow& row : c.rows) {
    Json entry{{"step", row.step}, {"time", exact_json(row.time)}, {"flow", to_json(row.flow)}};
    for (const Discrete& d : discrete_dynamics) {
      entry[d.key] = to_json(row.*d.point);
      entry[d.key]["to_flow"] = {{"sup", enclosure_json((row.*d.to_flow).sup)},
                                 {"l1", enclosure_json((row.*d.to_flow).one)},
                                 {"l2", enclosure_json((row.*d.to_flow).two)}};
      entry[d.key]["a_priori_l2"] = to_json(row.*d.bound);
    }
    entry["mean_to_euler"] = enclosure_json(row.mean_to_euler.sup);
    rows.push_back(std::move(entry));
  }
  Json noisy = nullptr;
  if (x.noisy) {
    const MeanEstimate& e = x.noisy->estimate;
    noisy = {{"mean_square", e.mean},  {"lower", e.lower},
             {"upper", e.upper},       {"confidence", exact_json(Rational(1 - e.alpha))},
             {"runs", x.noisy->paths}, {"left_the_simplex", x.noisy->left},
             {"rigorous", false},      {"bound", to_json(x.noisy->bound)}};
  }
  return {{"rule", x.rule.name},      {"q", exact_json(noise_bound(x.problem.noise))},
          {"leader", c.leader + 1},   {"drift", drift_text(c)},
          {"precision", c.precision}, {"flow_precision", c.flow_precision},
          {"no_flow", c.flow_reason}, {"no_bounds", c.bound_reason},
          {"rows", std::move(rows)},  {"noisy", std::move(noisy)}};
}

std::string comparison_csv(const RuleComparison& c) {
  std::string out = "step,time";
  for (const Discrete& d : discrete_dynamics) out += fmt::format(",{0}_l2_lower,{0}_l2_upper,{0}_a_priori", d.key);
  out += ",flow_distance_lower,flow_distance_upper\n";
  for (const RuleComparisonRow& row : c.rows) {
    out += fmt::format("{},{}", row.step, to_string(row.time));
    for (const Discrete& d : discrete_dynamics) {
      const auto ends = decimal_ends((row.*d.to_flow).two);
      out += fmt::format(",{},{},{}", ends.lower, ends.upper,
                         row.*d.bound ? decimal_ends(*(row.*d.bound)).upper : std::string());
    }
    const auto ends = decimal_ends(row.flow.rest);
    out += fmt::format(",{},{}\n", ends.lower, ends.upper);
  }
  return out;
}

void print(const Compared& x, const std::string& title, const RuleCompareArguments& options) {
  const RuleComparison& c = x.comparison;
  fmt::print("{}: drift {}, a = {}, Q = {}\n", title, drift_text(c), to_string(x.problem.a),
             to_string(noise_bound(x.problem.noise)));
  if (c.is_affine != Verdict::proved)
    fmt::print("with noise the mean is another: the derivative at a = 0 is not {}affine in each input\n",
               c.is_affine == Verdict::refuted ? "" : "proved ");
  if (c.leaves_the_simplex) return fmt::print("there is no flow: {}\n", c.flow_reason);
  fmt::print("Distance to the flow at t = a k, Euclidean norm: a posteriori (enclosed, upper end) | a priori bound\n");
  fmt::print("{:>8} {:>10}", "k", "1-p_lead");
  for (const Discrete& d : discrete_dynamics) fmt::print("   {:>23}", d.name);
  fmt::print("\n");
  const std::size_t keep = std::max<std::size_t>(1, c.rows.empty() ? 1 : (c.rows.size() - 1) / options.rows);
  for (std::size_t k = 0; k < c.rows.size(); ++k) {
    if (k % keep != 0 && k + 1 != c.rows.size()) continue;
    const RuleComparisonRow& row = c.rows[k];
    fmt::print("{:>8} {:>10.3e}", row.step, UpperBound(row.flow.rest));
    for (const Discrete& d : discrete_dynamics) {
      fmt::print("   {:>10.4e} | {:>10}", UpperBound((row.*d.to_flow).two),
                 row.*d.bound ? fmt::format("{:.4e}", UpperBound(*(row.*d.bound))) : "-");
    }
    fmt::print("\n");
  }
  if (!c.flow_reason.empty()) fmt::print("the flow does not apply: {}\n", c.flow_reason);
  if (!c.bound_reason.empty()) fmt::print("no a priori bounds: {}\n", c.bound_reason);
  if (!x.noisy_reason.empty()) fmt::print("noisy paths: {}\n", x.noisy_reason);
  if (x.noisy) {
    const MeanEstimate& e = x.noisy->estimate;
    fmt::print(
        "noisy paths: E max_k |p(k) - p(a k)|^2 estimated {:.4g}, in {} at confidence {} ({} paths, {} noise){}{}\n",
        e.mean, outward_text(LowerBound(e.lower), UpperBound(e.upper), 4), options.confidence, x.noisy->paths,
        options.problem.law, x.noisy->bound ? fmt::format("; proved <= {:.4}", UpperBound(*x.noisy->bound)) : "",
        x.noisy->left > 0 ? fmt::format("; {} left the simplex and are not in it", x.noisy->left) : "");
  }
}

/// Several rules side by side, at the last step that each has.
void print_table(const std::vector<Compared>& all) {
  std::string text = fmt::format("\n{:<20} {:>8}", "upper ends", "k");
  for (const Discrete& d : discrete_dynamics) text += fmt::format("  {:>12} {:>12}", d.name, "a priori");
  text += fmt::format("  {:>24}", "E max_k |p(k)-p(ak)|^2");
  for (const Compared& x : all) {
    text += fmt::format("\n{:<20.20}", x.rule.name);
    const auto upper = [](const Interval& value) { return fmt::format("{:.4e}", UpperBound(value)); };
    if (x.comparison.rows.empty()) {
      text += fmt::format(" {:>8}", "-");
      for (std::size_t k = 0; k < std::size(discrete_dynamics); ++k) text += fmt::format("  {:>12} {:>12}", "-", "-");
    } else {
      const RuleComparisonRow& last = x.comparison.rows.back();
      text += fmt::format(" {:>8}", last.step);
      for (const Discrete& d : discrete_dynamics)
        text +=
            fmt::format("  {:>12} {:>12}", upper((last.*d.to_flow).two), last.*d.bound ? upper(*(last.*d.bound)) : "-");
    }
    text += fmt::format(
        "  {:>24}",
        x.noisy ? outward_text(LowerBound(x.noisy->estimate.lower), UpperBound(x.noisy->estimate.upper), 4) : "-");
  }
  fmt::print("{}\n", text);
}

int run(const RuleFiles& files, const RuleCompareArguments& options) {
  const std::vector<Rule> rules = files.rules();
  const Rational alpha = parse_alpha(options.confidence);
  require(options.runs != 1, "--runs 1: an interval needs at least two paths");
  const bool quiet = require_outputs({{"--json", options.json}, {"--csv", options.csv}}, {{"--svg", options.svg}});
  require(options.csv != "-" || rules.size() == 1, "--csv -: one rule only; give a file");
  ComparisonOptions how;
  how.stop = interrupt_flag();
  // The pictures need points between the rows of the table.
  const std::size_t rows =
      options.svg.empty() && options.csv.empty() ? options.rows : std::max<std::size_t>(options.rows, 100);
  how.stride = std::max<std::size_t>(1, options.steps / rows);
  std::vector<Compared> all;
  Json list = Json::array();
  for (const Rule& rule : rules) {
    const auto clock = std::chrono::steady_clock::now();
    Compared x{rule, rule_problem(rule, files, options.problem), {}, {}, {}};
    x.comparison = compare(x.problem, options.steps, how);
    if (!x.comparison.reason.empty())
      tell("hebb: {}: the enclosures are wider than wanted: {}\n", rule.name, x.comparison.reason);
    if (options.runs > 0 && !x.comparison.leaves_the_simplex) {
      try {
        x.noisy = estimate_rule_mean_square(x.problem, options.steps, options.runs, options.seed, alpha,
                                            options.threads, how.stop);
      } catch (const PreconditionError& e) {
        x.noisy_reason = e.what();
      }
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
    Json entry = to_json(x);
    entry["seconds"] = seconds;
    list.push_back(std::move(entry));
    if (!quiet) {
      if (!all.empty()) fmt::print("\n");
      print(x, files.title(rule), options);
      fmt::print("{} bits, {:.3g} s\n", std::max(x.comparison.precision, x.comparison.flow_precision), seconds);
    }
    if (!options.csv.empty()) write_output(file_of(options.csv, rule, rules.size()), comparison_csv(x.comparison));
    all.push_back(std::move(x));
  }
  if (!quiet && all.size() > 1) print_table(all);
  Json given = given_options(files, options.problem);
  given.update(Json{{"steps", options.steps},
                    {"rows", options.rows},
                    {"runs", options.runs},
                    {"seed", options.seed},
                    {"confidence", exact_json(Rational(1 - alpha))}});
  Json document = json_document("rule compare", given);
  document["rules"] = list;
  write_json(options.json, document);
  if (!options.svg.empty()) draw_comparisons(all, options.svg);
  return success;
}

}  // namespace

void add_rule_compare(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code) {
  Command command = rule.add_subcommand("compare", "How far the rule's mean step is from the flow of its own drift");
  auto options = std::make_shared<RuleCompareArguments>();
  add_rule_run_options(command, options->problem);
  command.add_count("--steps", options->steps, 1, 1'000'000, "Number of steps");
  command.add_count("--rows", options->rows, 1, 1'000'000, "Rows of the table");
  command.add_count("--runs", options->runs, 0, 10'000'000, "Also simulate this many noisy paths");
  command.add_count("--seed", options->seed, 0, any_word, "Seed of the paths");
  command.add_option("--confidence", options->confidence, "Confidence level of the interval for them").shows_default();
  add_threads_option(command, options->threads);
  add_json(command, options->json);
  add_csv(command, options->csv, "Write the rows");
  add_svg(command, options->svg, "Write a plot of all rules to this file");
  command.footer(
      "Several rules give a table for each, one side by side, and one plot.\n"
      "Example:\n  hebb rule mine.rule compare --p0 0.4,0.35,0.25 --alpha 0.01 --steps 2000 --runs 1000");
  command.callback([files, options, &exit_code] {
    files->handled = true;
    exit_code = run(*files, *options);
  });
}

}  // namespace hebb::cli
