#pragma once

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/rules/file_rule.hpp>
#include <hebb/testing/laws.hpp>

#include "rules/rule_laws.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {

/// test_rule for a rule that is evaluated over Exact: the dearest template of the program, instantiated once for each
/// scalar in a file of its own.
template <class Exact>
RuleTest test_as(const FileRule<Exact>& rule, const testing::LawOptions& options, const std::vector<std::string>& laws,
                 const std::function<std::string(const std::string&)>& known) {
  const auto all = testing::all_laws(rule);
  for (const std::string& law : laws) {
    std::vector<std::string> names;
    for (const auto& named : all) names.emplace_back(named.name);
    require(std::ranges::find(names, law) != names.end(),
            [&] { return fmt::format("--law {}: the laws of {} are: {}", law, rule.name(), fmt::join(names, ", ")); });
  }
  RuleTest out;
  out.blind_spot = testing::blind_spot<FileRule<Exact>>();
  for (const auto& named : all) {
    if (!laws.empty() && std::ranges::find(laws, named.name) == laws.end()) continue;
    show_work(named.name);
    testing::LawOptions own = options;
    own.reproduce = known(named.name);
    testing::LawResult result;
    bool replayed = false;
    try {
      if (!own.reproduce.empty()) {
        result = named.check(rule, own);
        replayed = result.has_counterexample;
      }
      if (!replayed) result = named.check(rule, options);
    } catch (const Stopped&) {
      break;  // what was tested before holds
    }
    out.laws.push_back(std::move(result));
    out.replayed.push_back(replayed);
  }
  return out;
}

}  // namespace hebb::cli
