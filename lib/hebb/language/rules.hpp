#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/language/claims.hpp>
#include <hebb/laws/recorded_rule.hpp>

// The language of rules: docs/reference/rule-language.md. It is that of claims, read by the same grammar.

namespace hebb {

/// A learning rule of a text.
struct Rule {
  std::string name, title;          // as in the text
  std::string source;               // what messages call the text
  std::string text;                 // as written, from `rule` on
  std::vector<Constant> constants;  // as written; Q among them where it is a number
  /// The rule in dimension d >= 2, with some constants replaced. Throws ClaimTextError where the text means nothing
  /// there (an index beyond the point, a division by 0) and PreconditionError for a constant outside its range.
  std::function<RecordedRule(int d, const Constants& replaced)> record;
};

/// Reads rules from a text, as parse_claims reads claims, with the same messages. Each is tried in the dimensions 2 and
/// 3, so that a rule that is accepted means something. A claim in the text is refused.
std::vector<Rule> parse_rules(std::string_view text, const std::string& name = "rules",
                              const IncludedText& included = {});

/// The same from a file.
std::vector<Rule> read_rules(const std::filesystem::path& file);

}  // namespace hebb
