#include "rules/junit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <hebb/drawing/markup.hpp>

namespace hebb::cli {

std::string to_junit(const std::vector<TestedFile>& tested) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const TestedFile& file : tested) {
    const auto failures = std::ranges::count_if(file.test.laws, [](const auto& law) { return !law.passed; });
    out += fmt::format("  <testsuite name=\"{}\" file=\"{}\" tests=\"{}\" failures=\"{}\">\n", escape_markup(file.rule),
                       escape_markup(file.file), file.test.laws.size(), failures);
    for (const testing::LawResult& law : file.test.laws) {
      out +=
          fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escape_markup(file.rule), escape_markup(law.law));
      if (law.passed) {
        out += "/>\n";
        continue;
      }
      out += fmt::format(">\n      <failure message=\"false after {} cases, seed {}\">{}</failure>\n    </testcase>\n",
                         law.cases, law.seed, escape_markup(law.counterexample));
    }
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace hebb::cli
