#include "shared/claim_files.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/language/claims.hpp>
#include <hebb/language/syntax.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb::cli {

std::string standard_input() {
  std::string text(language::max_text_bytes + 1, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  return text;
}

std::vector<Claim> claims_of(const std::string& file) {
  static std::map<std::string, std::vector<Claim>> known;  // a pipe can be read only once, and a command may ask twice
  auto found = known.find(file);
  if (found == known.end()) {
    found = known
                .emplace(file, file == "-" ? parse_claims(standard_input(), "standard input", included_file)
                                           : read_claims(file))
                .first;
  }
  return found->second;
}

std::string equal_claim(const CheckedFile& file, const std::vector<Claim>& given) {
  for (const Claim& claim : given) {
    const bool every = claim.scope == Scope::every_dimension;
    for (const int d : every ? std::vector<int>{0} : claim.only_dimensions) {
      Constants constants = claim.printed_constants();
      for (auto& [name, value] : constants) {
        if (const auto found = file.constants.find(name); found != file.constants.end()) value = found->second;
      }
      if (!file.recorded || state(claim, d, constants) != *file.recorded) continue;
      std::string text = every ? claim.id : fmt::format("{} for d = {}", claim.id, d);
      for (const Constant& c : claim.constants) {  // what is not as in the file stands beside
        if (constants.at(c.name) != c.value)
          text +=
              fmt::format(", with {} = {} in place of {}", c.name, to_string(constants.at(c.name)), to_string(c.value));
      }
      return text;
    }
  }
  return {};
}

std::optional<ClaimOfFile> claim_of_file(const std::string& subject, int d) {
  const std::size_t colon = subject.rfind(':');
  const auto is_file = [](const std::string& name) {  // or a pipe
    return std::filesystem::exists(name) && !std::filesystem::is_directory(name);
  };
  const bool whole = is_file(subject);
  if (!whole && (colon == std::string::npos || !is_file(subject.substr(0, colon)))) return std::nullopt;
  const std::string file = whole ? subject : subject.substr(0, colon), name = whole ? "" : subject.substr(colon + 1);
  const std::vector<Claim> claims = claims_of(file);
  const Claim* found = claims.size() == 1 && name.empty() ? claims.data() : nullptr;
  std::vector<std::string> names;
  for (const Claim& claim : claims) {
    names.push_back(claim.id);
    if (claim.id == name) found = &claim;
  }
  require(found,
          [&] { return fmt::format("{} has the claims {}: write {}:NAME", file, fmt::join(names, ", "), file); });
  if (found->scope == Scope::every_dimension) return ClaimOfFile{*found, std::nullopt};
  require(std::ranges::find(found->only_dimensions, d) != found->only_dimensions.end(), [&] {
    return fmt::format("{} is stated for d = {}..{}, not {}: give --d", found->id, found->only_dimensions.front(),
                       found->only_dimensions.back(), d);
  });
  return ClaimOfFile{*found, d};
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
