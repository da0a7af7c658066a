#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include <hebb/language/claims.hpp>

namespace hebb {

/// Reads any bytes as claims, for fuzzing. They are refused by a ClaimTextError of at most three lines, or say
/// something: then every statement printed as text is read back as the same recorded statement. Everything else that
/// is thrown, and std::logic_error where the round trip fails, is a fault. Returns whether they say something.
inline bool read_as_claims(std::string_view text) {
  const auto nothing_included = [](const std::string&, const std::string&) -> std::string {
    throw ClaimTextError("cannot read it");
  };
  std::vector<Claim> claims;
  try {
    claims = parse_claims(text, "text", nothing_included);
  } catch (const ClaimTextError& e) {
    const std::string message = e.what();
    if (message.empty() || message.size() > 4000 || std::count(message.begin(), message.end(), '\n') > 2)
      throw std::logic_error("a message of another form: " + message);
    return false;
  }
  for (const Claim& claim : claims) {
    const Statement statement = claim.state(claim.only_dimensions.empty() ? 0 : claim.only_dimensions.front(), {});
    std::string printed;
    try {
      printed = claim_text(statement, "again");
    } catch (const PreconditionError&) {
      continue;  // a name that the language reserves
    }
    const auto again = parse_claims(printed);
    if (again.size() != 1 || again[0].state(0, {}) != statement)
      throw std::logic_error("printed and read again it says something else:\n" + printed);
  }
  return true;
}

}  // namespace hebb
