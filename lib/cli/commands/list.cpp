#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/verify/selection.hpp>

#include "commands/commands.hpp"
#include "shared/echo.hpp"

namespace hebb::cli {
namespace {

constexpr std::array<std::string_view, 4> verdicts{"proved", "refuted", "undecided", "estimated"};

struct ListArguments {
  std::vector<std::string> words;
  std::string group, verdict, json;
};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The claims of the ledger that the options leave, in its order. Throws PreconditionError when there are none.
std::vector<const Claim*> chosen(const ListArguments& options) {
  std::vector<const Claim*> claims;
  for (const Claim& claim : ledger()) claims.push_back(&claim);
  if (!options.words.empty()) {
    std::set<const Claim*> meant;
    for (const std::string& word : options.words) {
      for (const Claim* claim : claims_meant(word)) meant.insert(claim);
    }
    std::erase_if(claims, [&](const Claim* claim) { return !meant.contains(claim); });
  }
  if (!options.group.empty()) {
    std::vector<std::string> groups;
    for (const Claim& claim : ledger()) {
      if (std::ranges::find(groups, claim.group) == groups.end()) groups.push_back(claim.group);
    }
    const std::string wanted = lower_case(options.group);
    const bool known = std::ranges::any_of(groups, [&](const auto& g) { return lower_case(g).starts_with(wanted); });
    require(known, fmt::format("--group {}: must begin one of: {}", options.group, fmt::join(groups, ", ")));
    std::erase_if(claims, [&](const Claim* claim) { return !lower_case(claim->group).starts_with(wanted); });
  }
  if (!options.verdict.empty()) {
    require(std::ranges::count(verdicts, options.verdict) == 1,
            fmt::format("--verdict {}: must be one of {}", options.verdict, fmt::join(verdicts, ", ")));
    std::erase_if(claims, [&](const Claim* claim) { return to_string(claim->expected) != options.verdict; });
  }
  return claims;
}

Json ledger_json(const ListArguments& options, const std::vector<const Claim*>& claims) {
  Json out = json_document("list", {{"ids", given_texts(options.words)},
                                    {"group", given_text(options.group)},
                                    {"verdict", given_text(options.verdict)}});
  out["claims"] = Json::array();
  for (const Claim* claim : claims) {
    out["claims"].push_back({{"id", claim->id},
                             {"group", claim->group},
                             {"title", claim->title},
                             {"source", claim->source},
                             {"expected", std::string(to_string(claim->expected))}});
  }
  return out;
}

void print_claims(const std::vector<const Claim*>& claims) {
  std::string group;
  for (const Claim* claim : claims) {
    if (claim->group != group) fmt::print("{}{}\n", group.empty() ? "" : "\n", group = claim->group);
    fmt::print("  {:<24} {:<54} {}\n", claim->id, claim->title, claim->source);
  }
}

}  // namespace

void add_list(Command app, int&) {
  Command command = app.add_subcommand("list", "All claims of the ledger, one line each");
  auto options = std::make_shared<ListArguments>();
  command.add_option("IDS", options->words,
                     "Claims (default: all); R2 means R2.paper, R2.sharp, ...; or a place such as 'Theorem 2.2'");
  command.add_option("--group", options->group, "Only those under this heading, or the beginning of one");
  command.add_option("--verdict", options->verdict, "Only those with this expected verdict");
  add_json(command, options->json);
  command.footer(
      "Examples:\n"
      "  hebb list\n"
      "  hebb list 'Theorem 2.2'\n"
      "  hebb list --group gap\n"
      "  hebb list --verdict refuted --json -");
  command.callback([options] {
    const std::vector<const Claim*> claims = chosen(*options);
    if (!require_outputs({{"--json", options->json}})) print_claims(claims);
    if (!options->json.empty()) write_json(options->json, ledger_json(*options, claims));
  });
}

}  // namespace hebb::cli
