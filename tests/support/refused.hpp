#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace hebb::test {

/// Whether the action throws an `Error` with these words in its message: a wrong reason is no refusal.
template <class Error, class Action>
testing::AssertionResult refused(const Action& action, std::string_view words) {
  try {
    action();
  } catch (const Error& error) {
    const std::string said = error.what();
    if (said.find(words) != said.npos) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "the error is\n  " << said << "\nand not\n  " << words;
  }
  return testing::AssertionFailure() << "nothing was thrown, expected\n  " << words;
}

}  // namespace hebb::test

/// The statement throws an `Error` whose message contains `words`.
#define EXPECT_REFUSED(statement, Error, words) \
  EXPECT_TRUE(::hebb::test::refused<Error>([&] { static_cast<void>(statement); }, words))
