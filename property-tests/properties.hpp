#pragma once

#include <functional>
#include <iostream>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <hebb/testing/run_law.hpp>

// What all property tests share: a property is drawn by run_law, what it drew is printed with the seed, and a test
// fails when the property does, or when it holds only because almost every case was discarded.

namespace hebb::testing {

/// So many cases, from a seed of the run.
inline LawOptions cases(int count) {
  LawOptions out;
  out.cases = count;
  return out;
}

/// Holds in every case, and at most as many were discarded (RC_PRE).
inline void expect_holds(const LawResult& result) {
  std::cout << result;
  EXPECT_TRUE(result.passed) << result;
  EXPECT_LE(result.discarded, result.cases) << result;
}

/// Is false in some case: the twin of a property, with a constant too strong. One that cannot be drawn is not false.
inline void expect_fails(const LawResult& result) {
  EXPECT_FALSE(result.passed) << result.law << " holds and should not: " << result;
  EXPECT_TRUE(result.has_counterexample) << result;
}

namespace detail {
/// A property says what went wrong, or asserts with RC_ASSERT.
template <class Property>
std::function<std::string()> as_law(Property property) {
  return [property = std::move(property)]() -> std::string {
    if constexpr (std::is_void_v<decltype(property())>) {
      property();
      return {};
    } else {
      return property();
    }
  };
}
}  // namespace detail

template <class Property>
void expect_holds(const std::string& law, Property property, int count = 1000) {
  expect_holds(run_law(law, cases(count), detail::as_law(std::move(property))));
}
template <class Property>
void expect_fails(const std::string& law, Property property, int count = 3000) {
  expect_fails(run_law(law, cases(count), detail::as_law(std::move(property))));
}

}  // namespace hebb::testing
