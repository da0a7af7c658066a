#pragma once

#include <functional>
#include <string>
#include <vector>

#include <hebb/rules/rule.hpp>
#include <hebb/testing/run_law.hpp>

namespace hebb::cli {

/// The laws of a rule of a text on drawn cases (testing/laws.hpp), exactly where it is algebraic, else over enclosures.
struct RuleTest {
  std::string blind_spot;  // what the test cannot see; empty where it is exact
  std::vector<testing::LawResult> laws;
  std::vector<bool> replayed;  // whether the result is that of the counterexample of an earlier run
};

/// Only these laws, all when empty. known(law): the counterexample of an earlier run (LawResult::reproduce), tried
/// before new cases are drawn; empty where there is none. Throws PreconditionError for an unknown law.
RuleTest test_rule(const Rule& rule, const Constants& constants, const testing::LawOptions& options,
                   const std::vector<std::string>& laws,
                   const std::function<std::string(const std::string& law)>& known);

}  // namespace hebb::cli
