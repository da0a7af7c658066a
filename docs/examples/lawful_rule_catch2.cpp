// A learning rule of your own in the tests of your project, with Catch2 (2 or 3): the laws that fail, with their shrunk
// counterexamples, are the text that CHECK shows. With GoogleTest: lawful_rule_test.cpp.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

#include <hebb/laws.hpp>

namespace {

/// p_i exp-like weights, (1 + a y_i + (a y_i)^2/2) p_i, normalised: over any scalar.
const auto step = [](const auto& p, const auto& y, const auto& a) {
  auto next = p;
  auto total = a - a;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto u = a * y[i];
    next[i] = p[i] * (1 + u + u * u / 2);
    total = total + next[i];
  }
  for (auto& x : next) x = x / total;
  return next;
};

TEST_CASE("my rule has the laws") {
  CHECK(hebb::testing::failed_laws(hebb::testing::FunctionRule("mine", 2, step)) == "");
}

TEST_CASE("a rule that is not normalised has not") {
  const auto broken = [](const auto& p, const auto& y, const auto& a) {
    auto next = p;
    for (std::size_t i = 0; i < p.size(); ++i) next[i] = p[i] * (1 + a * y[i]);
    return next;
  };
  const std::string failed = hebb::testing::failed_laws(hebb::testing::FunctionRule("broken", 2, broken));
  CHECK(failed.find("FAILED simplex invariance") == 0);
}

}  // namespace
