#include "rules/regressions.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include <hebb/text/json.hpp>
#include <hebb/text/printable.hpp>

#include "shared/output.hpp"

namespace hebb::cli {

std::vector<Regression> read_regressions(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return {};
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::vector<Regression> out;
  try {
    const Json root = parse_json(text);
    JsonFields fields(root);
    for (const Json& entry : fields.list("counterexamples")) {
      JsonFields one(entry);
      Regression& r = out.emplace_back();
      r.rule = one.text("rule");
      r.law = one.text("law");
      r.reproduce = one.text("reproduce");
      r.counterexample = one.text("counterexample");
      require(
          std::ranges::all_of(r.reproduce, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }) &&
              r.reproduce.size() >= 72 && r.reproduce.size() % 2 == 0,
          "'reproduce' is not the text of a counterexample");
      one.finish();
    }
    fields.finish();
  } catch (const std::exception& e) {
    throw PreconditionError(fmt::format("{} is not a file of counterexamples: {}", printable(file), e.what()));
  }
  return out;
}

std::vector<Regression> with_found(std::vector<Regression> known, const std::string& rule, const RuleTest& test) {
  for (const testing::LawResult& law : test.laws) {
    if (!law.has_counterexample) continue;
    std::erase_if(known, [&](const Regression& r) { return r.rule == rule && r.law == law.law; });
    known.push_back({rule, law.law, law.reproduce, law.counterexample});
  }
  return known;
}

void write_regressions(const std::string& file, const std::vector<Regression>& regressions) {
  Json all = Json::array();
  for (const Regression& r : regressions) {
    all.push_back(
        Json{{"rule", r.rule}, {"law", r.law}, {"reproduce", r.reproduce}, {"counterexample", r.counterexample}});
  }
  write_output(file, Json{{"counterexamples", all}}.dump(2) + "\n");
}

}  // namespace hebb::cli
