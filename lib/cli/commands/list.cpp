#include <fmt/format.h>

#include "commands/commands.hpp"

namespace hebb::cli {
namespace {

Json ledger_json() {
  Json out = json_document("list", Json::object());
  out["claims"] = Json::array();
  for (const Claim& claim : ledger()) {
    out["claims"].push_back({{"id", claim.id},
                             {"group", claim.group},
                             {"title", claim.title},
                             {"source", claim.source},
                             {"expected", std::string(to_string(claim.expected))}});
  }
  return out;
}

void print_ledger() {
  std::string group;
  for (const Claim& claim : ledger()) {
    if (claim.group != group) fmt::print("{}{}\n", group.empty() ? "" : "\n", group = claim.group);
    fmt::print("  {:<24} {:<54} {}\n", claim.id, claim.title, claim.source);
  }
}

}  // namespace

void add_list(Command app, int&) {
  Command command = app.add_subcommand("list", "All claims of the ledger, one line each");
  auto json = std::make_shared<std::string>();
  add_json(command, *json);
  command.callback([json] {
    if (!require_outputs({{"--json", *json}})) print_ledger();
    if (!json->empty()) write_json(*json, ledger_json());
  });
}

}  // namespace hebb::cli
