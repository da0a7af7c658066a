#include <algorithm>
#include <cctype>

#include <hebb/scalar/error.hpp>
#include <hebb/text/nearest.hpp>
#include <hebb/verify/selection.hpp>

namespace hebb {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// What follows the word in the id, without the dot; nullopt when the id is of another family.
std::optional<std::string_view> variant_of(std::string_view id, std::string_view word) {
  if (!id.starts_with(word)) return std::nullopt;
  const std::string_view rest = id.substr(word.size());
  if (rest.empty()) return rest;
  if (rest[0] == '.') return rest.substr(1);
  // "G" means G1, G2, ...
  return word.size() == 1 && is_digit(rest[0]) ? std::optional(rest) : std::nullopt;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Whether the place stands in the source, and no longer one that begins with it: Lemma A.2, not Lemma A.21.
bool has_place(const std::string& source, const std::string& place) {
  for (std::size_t at = source.find(place); at != std::string::npos; at = source.find(place, at + 1)) {
    const std::size_t end = at + place.size();
    if (end == source.size() || std::isalnum(static_cast<unsigned char>(source[end])) == 0) return true;
  }
  return false;
}

template <class Accepts>
std::vector<const Claim*> those(const std::vector<Claim>& claims, const Accepts& accepts) {
  std::vector<const Claim*> result;
  for (const Claim& claim : claims) {
    if (accepts(claim)) result.push_back(&claim);
  }
  return result;
}

}  // namespace

std::vector<const Claim*> claims_meant(std::string_view word, const std::vector<Claim>& claims) {
  const bool is_name = !word.empty() && word.find(' ') == std::string_view::npos;
  // A digit after the dot is a number of the paper: T2.4.rate is a variant of T2.4. Of L2 there is no claim, so L2
  // means all of L2.1.
  for (const bool with_numbers : {false, true}) {
    auto found = those(claims, [&](const Claim& claim) {
      const auto variant = is_name ? variant_of(claim.id, word) : std::nullopt;
      const bool numbered = variant && !variant->empty() && is_digit(variant->front()) && word.size() > 1;
      return variant && (with_numbers || !numbered);
    });
    if (!found.empty()) return found;
  }
  if (!is_name && !word.empty()) {
    const std::string place = lower_case(word);
    auto found = those(claims, [&](const Claim& claim) { return has_place(lower_case(claim.source), place); });
    if (!found.empty()) return found;
  }
  throw PreconditionError(unknown_claim_message(std::string(word), claims));
}

std::string unknown_claim_message(const std::string& id, const std::vector<Claim>& claims) {
  std::vector<std::string> known;
  for (const Claim& claim : claims) known.push_back(claim.id);
  const std::string near = nearest_name(id, known);
  return "there is no claim '" + id + "'" + (near.empty() ? "" : "; did you mean " + near + "?") +
         (&claims == &ledger() ? near.empty() ? "; ('hebb list' shows all)" : " ('hebb list' shows all)" : "");
}

}  // namespace hebb
