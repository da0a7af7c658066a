#pragma once

#include <string>
#include <vector>

#include "rules/rule_laws.hpp"

namespace hebb::cli {

/// A rule with what its test found.
struct TestedFile {
  std::string rule, file;
  RuleTest test;
};

/// JUnit XML, as continuous integration reads it: a testsuite for each rule, a testcase for each law, the shrunk
/// counterexample in the failure.
std::string to_junit(const std::vector<TestedFile>& tested);

}  // namespace hebb::cli
