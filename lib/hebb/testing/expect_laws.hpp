#pragma once

#include <sstream>
#include <string>

#include <hebb/testing/laws.hpp>

/// Tests of update rules against the laws of a learning rule.
namespace hebb::testing {

/// The laws that failed, with their counterexamples; empty when all held. For any framework that compares texts:
/// CHECK(failed_laws(rule) == "") in Catch2.
template <UpdateRule R>
std::string failed_laws(const R& rule, const LawOptions& options = {}) {
  std::ostringstream out;
  for (const LawResult& result : check_all_laws(rule, options)) {
    if (!result.passed) out << result;
  }
  return out.str();
}

}  // namespace hebb::testing

/// For GoogleTest, which has to be included before it is used.
#define EXPECT_LAWS_HOLD(rule) EXPECT_EQ(::hebb::testing::failed_laws(rule), "")
