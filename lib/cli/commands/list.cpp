#include <fmt/format.h>

#include "commands/commands.hpp"

namespace hebb::cli {

void add_list(Command app, int&) {
  Command command = app.add_subcommand("list", "All claims of the ledger, one line each");
  command.callback([] {
    std::string group;
    for (const Claim& claim : ledger()) {
      if (claim.group != group) fmt::print("{}{}\n", group.empty() ? "" : "\n", group = claim.group);
      fmt::print("  {:<24} {:<54} {}\n", claim.id, claim.title, claim.source);
    }
  });
}

}  // namespace hebb::cli
