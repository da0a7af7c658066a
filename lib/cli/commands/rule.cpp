#include "commands/rule.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include <hebb/rules/describe.hpp>
#include <hebb/text/printable.hpp>

#include "shared/claim_files.hpp"
#include "shared/echo.hpp"

namespace hebb::cli {

Constants RuleFiles::constants(const Rule& rule) const {
  Constants out;
  for (const auto& [name, value] : parse_settings(settings)) {
    const bool has = name == "Q" || std::ranges::any_of(rule.constants, [&constant = name](const Constant& c) {
                       return c.name == constant;
                     });
    if (has) out[name] = value;
  }
  return out;
}

std::string RuleFiles::title(const Rule& rule) const {
  std::string others;
  for (const auto& [name, value] : constants(rule)) {
    const auto written = std::ranges::find(rule.constants, name, &Constant::name);
    if (written != rule.constants.end() && written->value == value) continue;
    others += fmt::format("{} {} = {}{}", others.empty() ? " with" : ",", name, to_string(value),
                          written == rule.constants.end() ? "" : ", printed " + to_string(written->value));
  }
  return rule.name + others;
}

Json RuleFiles::options() const {
  return Json{{"files", given_texts(files)}, {"set", given_settings(parse_settings(settings))}};
}

std::vector<Rule> RuleFiles::rules() const {
  std::vector<Rule> all;
  for (const std::string& file : files) {
    for (Rule& rule : file == "-" ? parse_rules(standard_input(), "standard input", included_file) : read_rules(file))
      all.push_back(std::move(rule));
  }
  for (std::size_t k = 1; k < all.size(); ++k) {  // files, certificates and counterexamples bear the name
    for (std::size_t j = 0; j < k; ++j) {
      require(all[j].name != all[k].name, [&] {
        return fmt::format("the rule {} is in {} and in {}: rename one", all[k].name, printable(all[j].source),
                           printable(all[k].source));
      });
    }
  }
  for (const auto& [name, value] : parse_settings(settings)) {
    const bool any = name == "Q" || std::ranges::any_of(all, [&](const Rule& rule) {
                       return std::ranges::find(rule.constants, name, &Constant::name) != rule.constants.end();
                     });
    require(any, fmt::format("--set {}: no rule has a constant of that name", name));
  }
  return all;
}

namespace {

struct RuleArguments {
  std::string json;
};

void run_rule(const RuleFiles& files, const RuleArguments& options) {
  const bool only_json = require_outputs({{"--json", options.json}});
  Json all = Json::array();
  for (const Rule& rule : files.rules()) {
    const RuleDescription description = describe(rule, files.constants(rule), interrupt_flag());
    if (!only_json) fmt::print("{}", to_text(description));
    all.push_back(to_json(description));
  }
  Json document = json_document("rule", files.options());
  document["rules"] = all;
  write_json(options.json, document);
}

}  // namespace

void add_rule(Command app, int& exit_code) {
  Command command = app.add_subcommand("rule", "A learning rule of your own, from a text file: print, test, prove it");
  auto files = std::make_shared<RuleFiles>();
  auto options = std::make_shared<RuleArguments>();
  command.add_option("FILE", files->files, "Rules, see docs/reference/rule-language.md; - is standard input")
      .required();
  command.add_option("--set", files->settings, "NAME=RATIONAL: replace a constant of the rules, or Q").one_value_each();
  add_json(command, options->json);
  add_rule_test(command, files, exit_code);
  add_rule_prove(command, files, exit_code);
  add_rule_simulate(command, files, exit_code);
  add_rule_compare(command, files, exit_code);
  add_rule_escape(command, files, exit_code);
  command.footer(
      "Without a subcommand the rule is printed as understood: its step, its exact derivative at a = 0, and its fixed\n"
      "points on the faces with certified stability for d = 2 and 3.\n"
      "Examples:\n"
      "  hebb rule mine.rule\n"
      "  hebb rule mine.rule test --junit laws.xml\n"
      "  hebb rule mine.rule prove --d 2..4 --certificates out && hebb check out");
  command.callback([files, options, &exit_code] {
    if (files->handled) return;
    run_rule(*files, *options);
    exit_code = interrupted() ? undecided : success;
  });
}

}  // namespace hebb::cli
