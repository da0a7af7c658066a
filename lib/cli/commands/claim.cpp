#include <fmt/format.h>

#include <hebb/language/claims.hpp>

#include "commands/commands.hpp"

namespace hebb::cli {

void add_claim(Command app, int&) {
  Command command = app.add_subcommand("claim", "Print a claim of the ledger in the language of 'hebb prove'");
  struct Options {
    std::string id;
    int d = 3;
    std::vector<std::string> settings;
    bool as_text = false;
  };
  auto options = std::make_shared<Options>();
  command.add_option("ID", options->id, "Claim, as listed by 'hebb list'").required();
  command.add_count("--d", options->d, 2, 64, "Dimension");
  command.add_option("--set", options->settings, "NAME=RATIONAL: replace a constant of the claim").one_value_each();
  command.add_flag("--as-text", options->as_text, "In the language of claims (the default)");
  command.footer("Example:\n  hebb claim G2 --d 3 --as-text > g2.claim && hebb prove g2.claim");
  command.callback([options] {
    const Claim& claim = claim_or_throw(options->id);
    require(bool(claim.state), claim.id + " has no numeric statement: nothing of it can be said in the language");
    const Constants replaced = parse_settings(options->settings);
    Constants constants = claim.printed_constants();
    for (const auto& [name, value] : replaced) constants[name] = value;
    fmt::print("# {}: {}\n# {}\n", claim.id, claim.title, claim.source);
    // A ledger's name belongs to its row: what is edited needs another.
    fmt::print("{}", claim_text(state(claim, options->d, replaced), "my-" + claim.id, constants));
  });
}

}  // namespace hebb::cli
