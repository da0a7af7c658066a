#pragma once

#include <string>
#include <vector>

#include "rules/rule_laws.hpp"

namespace hebb::cli {

/// A counterexample that a test once found.
struct Regression {
  std::string rule, law, reproduce, counterexample;
};

/// The file of them, JSON. An absent file has none; throws PreconditionError, naming the file, for another text.
std::vector<Regression> read_regressions(const std::string& file);
/// The known ones with those that this test found in place of older ones of the same rule and law.
std::vector<Regression> with_found(std::vector<Regression> known, const std::string& rule, const RuleTest& test);
void write_regressions(const std::string& file, const std::vector<Regression>& regressions);

}  // namespace hebb::cli
