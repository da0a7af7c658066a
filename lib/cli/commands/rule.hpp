#pragma once

#include <memory>
#include <string>
#include <vector>

#include <hebb/rules/rule.hpp>
#include <hebb/text/json.hpp>

#include "commands/commands.hpp"

// hebb rule FILE...: prints rules; its subcommands, each in its own rule_*.cpp, do something with them.

namespace hebb::cli {

/// What stands before the subcommand.
struct RuleFiles {
  std::vector<std::string> files, settings;
  bool handled = false;  // a subcommand ran

  /// The rules of all files in their order. Throws ClaimTextError; PreconditionError for a constant that none has, and
  /// when there is none.
  std::vector<Rule> rules() const;
  /// Those of the constants that are set which this rule has.
  Constants constants(const Rule& rule) const;
  /// The name, and the constants that are not those of the text: what is said of the rule is said of these.
  std::string title(const Rule& rule) const;
  /// The files and what was set, as JSON says options.
  Json options() const;
};

void add_rule_test(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code);
void add_rule_prove(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code);
void add_rule_simulate(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code);
void add_rule_compare(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code);
void add_rule_escape(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code);

}  // namespace hebb::cli
