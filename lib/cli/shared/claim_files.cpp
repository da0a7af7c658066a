#include "shared/claim_files.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include <hebb/language/claims.hpp>
#include <hebb/language/syntax.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb::cli {

std::vector<Claim> claims_of(const std::string& file) {
  if (file != "-") return read_claims(file);
  std::string text(language::max_text_bytes + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  return parse_claims(text, "standard input", included_file);
}

void require_own_names(const std::vector<Claim>& claims, const RunOptions& run) {
  for (const Claim& claim : claims) {
    if (!find_claim(claim.id)) continue;
    const bool every = claim.scope == Scope::every_dimension;
    for (const int d : every ? std::vector<int>{0} : claim.only_dimensions) {
      Constants constants = claim.printed_constants();
      for (auto& [name, value] : constants) {
        if (const auto found = run.replaced.find(name); found != run.replaced.end()) value = found->second;
      }
      const auto dimension = every ? std::nullopt : std::optional(d);
      const std::string borrowed = borrowed_name(claim.id, dimension, constants, state(claim, d, constants));
      require(borrowed.empty(), borrowed);
    }
  }
}

}  // namespace hebb::cli
