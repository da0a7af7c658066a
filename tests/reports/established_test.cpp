#include <gtest/gtest.h>

#include <hebb/reports/established.hpp>
#include <hebb/reports/json.hpp>

namespace hebb {
namespace established_test {

ClaimResult row(std::optional<int> d, bool checked) {
  ClaimResult r;
  r.id = "G9";
  r.dimension = d;
  r.verdict = Verdict::proved;
  r.established = {d ? std::to_string(*d) : "every", checked, {{"Hebb.Gap.nine", "Gap.v", "all d"}}};
  return r;
}

TEST(Established, OneLineForEachLevelThatIsReached) {
  const ClaimResult two = row(2, true), three = row(3, false), four = row(4, true);
  EXPECT_EQ(
      established_lines({&two, &three, &four}),
      (std::vector<std::string>{"numerically certified for d = 2..4", "accepted by the verified checker for d = 2, 4",
                                "Coq theorem for every d: Hebb.Gap.nine (Gap.v)"}));
  EXPECT_EQ(established_lines({&three}).size(), 2U);
  ClaimResult nothing;
  EXPECT_TRUE(established_lines({&nothing}).empty());
}

TEST(Established, ManyTheoremsAreListed) {
  ClaimResult r = row({}, false);
  r.established.theorems.push_back({"Hebb.Gap.ten", "Gap.v", "all d, together"});
  EXPECT_EQ(established_lines({&r}),
            (std::vector<std::string>{"numerically certified for every d",
                                      "Coq theorems for every d: Hebb.Gap.nine (Gap.v), Hebb.Gap.ten (Gap.v)"}));
}

/// An example at d = 3, or one law, is no theorem for every d and is not called so.
TEST(Established, LessThanTheClaimIsNotListedAsATheoremForEveryD) {
  ClaimResult r = row({}, false);
  r.established.theorems = {{"Hebb.Examples.example", "Examples.v", "an instance: d = 3"},
                            {"Hebb.Gap.nine", "Gap.v", "all d"},
                            {"Hebb.Gap.half", "Gap.v", "a part, every d: the first half"}};
  EXPECT_EQ(
      established_lines({&r}),
      (std::vector<std::string>{"numerically certified for every d", "Coq theorem for every d: Hebb.Gap.nine (Gap.v)",
                                "Coq theorem about an instance: d = 3: Hebb.Examples.example (Examples.v)",
                                "Coq theorem about a part, every d: the first half: Hebb.Gap.half (Gap.v)"}));
  r.established.theorems.erase(r.established.theorems.begin() + 1);
  for (const std::string& line : established_lines({&r}))
    EXPECT_FALSE(line.starts_with("Coq theorem for every d")) << line;
}

TEST(Established, JsonReadsItBack) {
  LedgerResult result;
  result.claims = {row(2, true), row({}, false), ClaimResult{}};
  const LedgerResult again = ledger_result_from_json(to_json(result));
  ASSERT_EQ(again.claims.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(again.claims[k].established, result.claims[k].established) << k;
}

/// A report of an older version has no such field.
TEST(Established, JsonWithoutItIsReadToo) {
  LedgerResult result;
  result.claims = {row(2, true)};
  std::string text = to_json(result);
  const std::size_t start = text.find("\"established\""), end = text.find("\"remark\"");
  ASSERT_LT(start, end);
  text.erase(start, end - start);
  EXPECT_EQ(ledger_result_from_json(text).claims.at(0).established, Established{});
}

}  // namespace established_test
}  // namespace hebb
