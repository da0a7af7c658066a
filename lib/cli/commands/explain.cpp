#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/established.hpp>
#include <hebb/verify/run.hpp>

#include "commands/commands.hpp"

namespace hebb::cli {

void add_explain(Command app, int&) {
  Command command =
      app.add_subcommand("explain", "Statement, origin, domain and constants of a claim, and how it is decided");
  struct Options {
    std::string id;
    std::string dimension = "3";
  };
  auto options = std::make_shared<Options>();
  command.add_option("ID", options->id, "Claim, as listed by 'hebb list'").required();
  command.add_option("--d", options->dimension, "Dimension in which the recorded statement is shown").shows_default();
  command.footer("Example:\n  hebb explain R2.sharp --d 2");
  command.callback([options] {
    const Claim& claim = claim_or_throw(options->id);
    const int d = parse_dimensions(options->dimension).first;
    fmt::print("{}  {}\n{}\n\n  {}\n\n", claim.id, claim.title, claim.source, claim.text);
    for (const Constant& c : claim.constants) {
      fmt::print("  constant {} = {} ({}{})\n", c.name, to_string(c.value), to_string(c.source),
                 c.stronger > 0   ? ", larger is stronger"
                 : c.stronger < 0 ? ", smaller is stronger"
                                  : "");
    }
    if (!claim.rests_on.empty()) fmt::print("  rests on {}\n", fmt::join(claim.rests_on, ", "));
    fmt::print("  expected verdict: {}\n", to_string(claim.expected));
    const bool reason_follows = !claim.state && claim.expected == Verdict::undecided;
    if (!claim.remark.empty() && !reason_follows) fmt::print("  {}\n", claim.remark);
    if (claim.state) {
      fmt::print("\nRecorded statement{}:\n{}",
                 claim.scope == Scope::per_dimension ? fmt::format(" for d = {}", d) : std::string(" (covers every d)"),
                 to_text(state(claim, d)));
    }
    RunOptions run;
    run.ids = {claim.id};
    run.d_min = run.d_max = d;
    run.tightness = false;
    for (const ClaimResult& row : verify(run).claims) {
      if (row.id != claim.id) continue;
      if (claim.state) {
        fmt::print("\nVerdict: {} by {} in {:.3f} s ({} coefficients or boxes){}\n", to_string(row.verdict), row.method,
                   row.seconds, row.work, row.verdict == Verdict::undecided ? ": " + row.remark : "");
      }
      if (!claim.state) {  // no numerics decides it
        fmt::print("\nVerdict: {}{}\n", to_string(row.verdict),
                   row.verdict == Verdict::proved ? " by Coq theorems, for every d" : ": " + row.remark);
      }
      for (const auto& [name, value] : row.witness) fmt::print("  witness {} = {}\n", name, to_string(value));
      for (const std::string& line : established_lines({&row})) fmt::print("  {}\n", line);
    }
    if (claim.composed_from && d >= *claim.composed_from)
      fmt::print("It follows from {}.\n", fmt::join(claim.premises, ", "));
  });
}

}  // namespace hebb::cli
