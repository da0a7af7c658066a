#include "commands/rule.hpp"

#include <algorithm>
#include <random>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/text/json.hpp>
#include <hebb/text/printable.hpp>

#include "rules/junit.hpp"
#include "rules/regressions.hpp"
#include "shared/echo.hpp"

namespace hebb::cli {
namespace {

struct RuleTestArguments {
  std::string json, junit, regressions;
  std::vector<std::string> laws;
  std::optional<std::uint64_t> seed;
  int cases = 5000, max_dimension = 8;
};

void print(const TestedFile& tested, const std::string& title) {
  fmt::print("{}\n", title);
  for (std::size_t k = 0; k < tested.test.laws.size(); ++k) {
    std::ostringstream text;
    text << tested.test.laws[k];
    fmt::print("  {}{}", tested.test.replayed[k] ? "(again) " : "", text.str());
  }
  if (!tested.test.blind_spot.empty()) fmt::print("  note: {}\n", tested.test.blind_spot);
}

Json to_json(const TestedFile& tested) {
  Json laws = Json::array();
  for (std::size_t k = 0; k < tested.test.laws.size(); ++k) {
    const testing::LawResult& law = tested.test.laws[k];
    Json kinds = Json::object();
    for (const auto& [kind, count] : law.classification) kinds[kind] = count;
    const Json counterexample = law.passed ? Json() : valid_json(law.counterexample);
    laws.push_back(Json{{"law", law.law},
                        {"held", law.passed},
                        {"cases", law.cases},
                        {"discarded", law.discarded},
                        {"seed", law.seed},
                        {"replayed", bool(tested.test.replayed[k])},
                        {"kinds", kinds},
                        {"counterexample", counterexample},
                        {"reproduce", law.has_counterexample ? Json(law.reproduce) : Json()}});
  }
  return Json{
      {"rule", tested.rule}, {"file", given_text(tested.file)}, {"blind_spot", tested.test.blind_spot}, {"laws", laws}};
}

/// Several rules side by side: a line for each law.
void print_table(const std::vector<TestedFile>& all) {
  std::vector<std::string> laws;
  for (const TestedFile& tested : all) {
    for (const testing::LawResult& law : tested.test.laws) {
      if (std::ranges::find(laws, law.law) == laws.end()) laws.push_back(law.law);
    }
  }
  std::string head = fmt::format("{:<26}", "");
  for (const TestedFile& tested : all) head += fmt::format(" {:>12.12}", tested.rule);
  fmt::print("\n{}\n", head);
  for (const std::string& law : laws) {
    std::string line = fmt::format("{:<26}", law);
    for (const TestedFile& tested : all) {
      const auto found = std::ranges::find(tested.test.laws, law, &testing::LawResult::law);
      line += fmt::format(" {:>12}", found == tested.test.laws.end() ? "-" : found->passed ? "held" : "FAILED");
    }
    fmt::print("{}\n", line);
  }
}

int run(const RuleFiles& files, const RuleTestArguments& options) {
  const std::vector<Rule> rules = files.rules();
  const bool quiet = require_outputs({{"--json", options.json}}, {{"--junit", options.junit}});
  std::vector<Regression> known =
      options.regressions.empty() ? std::vector<Regression>{} : read_regressions(options.regressions);
  testing::LawOptions law_options;
  law_options.seed = options.seed.value_or(std::random_device{}());
  law_options.cases = options.cases;
  law_options.stop = interrupt_flag();
  law_options.max_dimension = static_cast<std::size_t>(options.max_dimension);
  std::vector<TestedFile> all;
  bool failed = false;
  for (const Rule& rule : rules) {
    if (interrupted()) break;
    const auto counterexample = [&](const std::string& law) {
      const auto found =
          std::ranges::find_if(known, [&](const Regression& r) { return r.rule == rule.name && r.law == law; });
      return found == known.end() ? std::string() : found->reproduce;
    };
    TestedFile& tested = all.emplace_back();
    tested.rule = rule.name;
    tested.file = rule.source;
    tested.test = test_rule(rule, files.constants(rule), law_options, options.laws, counterexample);
    known = with_found(std::move(known), rule.name, tested.test);
    for (const testing::LawResult& law : tested.test.laws) failed = failed || !law.passed;
    if (!quiet) print(tested, files.title(rule));
  }
  if (!quiet && all.size() > 1) print_table(all);
  if (!quiet)
    fmt::print("the same again: --seed {}; a proof in place of a test: hebb rule {} prove\n", law_options.seed,
               printable(fmt::format("{}", fmt::join(files.files, " "))));
  if (!options.junit.empty()) write_output(options.junit, to_junit(all));
  if (!options.regressions.empty()) write_regressions(options.regressions, known);
  Json json = Json::array();
  for (const TestedFile& tested : all) json.push_back(to_json(tested));
  Json given = files.options();
  given.update(Json{{"law", given_texts(options.laws)},
                    {"cases", options.cases},
                    {"max_d", options.max_dimension},
                    {"seed", law_options.seed}});
  Json document = json_document("rule test", given);
  document["complete"] = !interrupted();
  document["rules"] = json;
  write_json(options.json, document);
  if (interrupted()) {
    tell_text("hebb: interrupted; the laws that are shown were tested\n");
    return undecided;
  }
  return failed ? refuted : success;
}

}  // namespace

void add_rule_test(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code) {
  Command command =
      rule.add_subcommand("test", "The laws on random cases: held (a test, not a proof), or a counterexample");
  auto options = std::make_shared<RuleTestArguments>();
  command.add_option("--law", options->laws, "Only this law, by its name").one_value_each();
  command.add_count("--cases", options->cases, 1, 10'000'000, "Cases for each law");
  command.add_count("--max-d", options->max_dimension, 2, 16, "Dimensions from 2 to this");
  command.add_count("--seed", options->seed, 0, any_word, "Draw the same cases again (default: a new seed)");
  command.add_option("--regressions", options->regressions,
                     "File of counterexamples: tried first, and extended by what is found");
  add_json(command, options->json);
  command.add_option("--junit", options->junit, "Write JUnit XML to this file");
  command.footer(
      "Example:\n  hebb rule mine.rule test --regressions mine.json --junit laws.xml\n"
      "Exit codes: 0 every law held in all cases, 1 one failed, 2 bad input, 3 interrupted.");
  command.callback([files, options, &exit_code] {
    files->handled = true;
    exit_code = run(*files, *options);
  });
}

}  // namespace hebb::cli
