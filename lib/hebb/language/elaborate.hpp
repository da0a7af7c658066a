#pragma once

#include <memory>

#include <hebb/language/rules.hpp>
#include <hebb/language/syntax.hpp>
#include <hebb/theorems/claim.hpp>

namespace hebb::language {

/// A claim as written with the definitions that stand before it.
struct ClaimSource {
  std::vector<Declaration> definitions;
  ClaimSyntax claim;
};

/// The claim with everything looked up. Throws ClaimTextError as parse_claims does.
Claim elaborate(const std::shared_ptr<const ClaimSource>& source);

/// A rule as written with the definitions that stand before it.
struct RuleSource {
  std::vector<Declaration> definitions;
  RuleSyntax rule;
};

/// The rule with everything looked up. Throws ClaimTextError as parse_rules does.
Rule elaborate(const std::shared_ptr<const RuleSource>& source);

}  // namespace hebb::language
