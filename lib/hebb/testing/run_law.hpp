#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <ostream>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <hebb/scalar/stop.hpp>

namespace hebb::testing {

/// How laws are checked. Equal options give equal draws on one platform. Some slips show only at the corners of the
/// model, in one case of hundreds: fewer cases than these miss them.
struct LawOptions {
  std::uint64_t seed = std::random_device{}();  // of the draws
  int cases = 5000;
  std::size_t max_dimension = 8;  // cases are drawn in the dimensions 2 to this
  /// LawResult::reproduce of an earlier failure: that one case is tried instead of new ones.
  std::string reproduce = {};
  StopFlag stop = nullptr;  // ends the drawing of cases: Stopped is thrown
};

/// The outcome of one law.
struct LawResult {
  std::string law;                            // its name
  bool passed = false;                        // held in all cases, and there were some
  int cases = 0;                              // cases that held
  int discarded = 0;                          // cases drawn and not looked at, for RC_PRE
  bool has_counterexample = false;            // not passed, and not because nothing could be drawn
  std::string counterexample;                 // shrunk: the values drawn and what went wrong; empty when passed
  std::map<std::string, int> classification;  // how many of the cases drawn were of each kind
  std::uint64_t seed = 0;                     // LawOptions::seed to draw the same again
  std::string reproduce;                      // the shrunk counterexample, for LawOptions::reproduce; a word of text
};

/// "ok     support: held in 5000 cases (a test, not a proof), seed 7: face 2300, interior 2700", or "FAILED support:
/// held in 12 cases, then not, seed 7: ..." with the counterexample indented below.
inline std::ostream& operator<<(std::ostream& out, const LawResult& result) {
  out << (result.passed ? "ok     " : "FAILED ") << result.law << ": held in " << result.cases
      << (result.cases == 1 ? " case" : " cases") << (result.passed ? " (a test, not a proof)" : ", then not")
      << ", seed " << result.seed;
  if (result.discarded > 0) out << ", " << result.discarded << " discarded";
  const char* separator = ": ";
  for (const auto& [kind, count] : result.classification) out << std::exchange(separator, ", ") << kind << ' ' << count;
  for (std::size_t at = 0; at < result.counterexample.size();) {
    const std::size_t end = std::min(result.counterexample.find('\n', at), result.counterexample.size());
    out << "\n         " << result.counterexample.substr(at, end - at);
    at = end + 1;
  }
  return out << '\n';
}

namespace detail {

/// What RapidCheck needs to draw one case again, as hexadecimal digits.
inline std::string text_of(const rc::detail::Reproduce& reproduce) {
  std::vector<std::uint8_t> bytes;
  rc::detail::serialize(reproduce, std::back_inserter(bytes));
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte / 16];
    text += "0123456789abcdef"[byte % 16];
  }
  return text;
}

/// Throws std::invalid_argument for another text.
inline rc::detail::Reproduce reproduction_of(const std::string& text) {
  const auto digit = [&](char c) -> unsigned {
    const std::size_t at = std::string("0123456789abcdef").find(c);
    if (at == std::string::npos) throw std::invalid_argument("'" + text + "' is not the text of a counterexample");
    return static_cast<unsigned>(at);
  };
  std::vector<std::uint8_t> bytes;
  for (std::size_t k = 0; k + 1 < text.size(); k += 2)
    bytes.push_back(static_cast<std::uint8_t>(16 * digit(text[k]) + digit(text[k + 1])));
  rc::detail::Reproduce reproduce;
  try {
    rc::detail::deserialize(bytes.begin(), bytes.end(), reproduce);
  } catch (const std::exception&) {
    throw std::invalid_argument("'" + text + "' is not the text of a counterexample");
  }
  return reproduce;
}

}  // namespace detail

/// Checks a property that draws its arguments with `*generator.as("name")` and returns what went wrong (empty:
/// nothing). Kinds of drawn cases are counted with RC_TAG. An exception that the property throws is a failure.
/// Throws Stopped, between two cases, once options.stop is set.
inline LawResult run_law(const std::string& law, const LawOptions& options,
                         const std::function<std::string()>& property) {
  struct TagCounter : rc::detail::TestListener {
    std::map<std::string, int> count;
    int discarded = 0;
    StopFlag stop = nullptr;
    void onTestCaseFinished(const rc::detail::CaseDescription& finished) override {
      throw_if_stopped(stop);
      discarded += finished.result.type == rc::detail::CaseResult::Type::Discard;
      for (const std::string& tag : finished.tags) ++count[tag.substr(1, tag.size() - 2)];  // RC_TAG quotes strings
    }
    void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
    void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
  } counter;
  counter.stop = options.stop;
  rc::detail::TestParams params;
  params.seed = options.seed;
  params.maxSuccess = options.cases;
  std::unordered_map<std::string, rc::detail::Reproduce> reproduce;
  if (!options.reproduce.empty()) reproduce = {{law, detail::reproduction_of(options.reproduce)}};
  const rc::detail::TestResult outcome =
      rc::detail::checkTestable(property, rc::detail::TestMetadata{law, law}, params, counter, reproduce);

  LawResult result;
  result.law = law;
  result.seed = options.seed;
  result.classification = std::move(counter.count);
  result.discarded = counter.discarded;
  if (outcome.is<rc::detail::SuccessResult>()) {
    result.passed = true;
    result.cases = outcome.get<rc::detail::SuccessResult>().numSuccess;
  } else if (outcome.is<rc::detail::FailureResult>()) {
    const auto& failure = outcome.get<rc::detail::FailureResult>();
    result.cases = failure.numSuccess;
    result.has_counterexample = true;
    for (const auto& [name, value] : failure.counterExample) result.counterexample += name + " = " + value + '\n';
    result.counterexample += failure.description;
    result.reproduce = detail::text_of(failure.reproduce);
  } else if (outcome.is<rc::detail::GaveUpResult>()) {
    result.counterexample = "gave up: " + outcome.get<rc::detail::GaveUpResult>().description;
  } else if (const std::string& error = outcome.get<rc::detail::Error>().description;
             !options.reproduce.empty() && error == "Reproduced result is not a failure") {
    result.passed = true;  // RapidCheck's word for a case that failed once and holds now
    result.cases = 1;
  } else {
    result.counterexample = "error: " + error;
  }
  return result;
}

}  // namespace hebb::testing
