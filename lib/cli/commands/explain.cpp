#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/established.hpp>
#include <hebb/text/number_json.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/verify/run.hpp>

#include "commands/commands.hpp"

namespace hebb::cli {
namespace {

ClaimResult result_of(const Claim& claim, int d) {
  RunOptions run;
  run.ids = {claim.id};
  run.d_min = run.d_max = d;
  run.tightness = false;
  for (ClaimResult& row : verify(run).claims) {
    if (row.id == claim.id) return std::move(row);
  }
  throw std::logic_error(claim.id + " has no row");
}

Json explanation_json(const Claim& claim, int d) {
  Json out = json_document("explain", {{"id", claim.id}, {"d", d}});
  out["title"] = claim.title;
  out["source"] = claim.source;
  out["text"] = claim.text;
  out["constants"] = Json::array();
  for (const Constant& c : claim.constants) {
    out["constants"].push_back(
        {{"name", c.name},
         {"printed", exact_json(c.value)},
         {"source", to_string(c.source)},
         {"stronger", c.stronger == 0 ? Json(nullptr) : Json(c.stronger > 0 ? "larger" : "smaller")}});
  }
  out["rests_on"] = claim.rests_on;
  out["expected"] = to_string(claim.expected);
  out["remark"] = claim.remark;
  out["statement"] = claim.state ? Json(to_text(state(claim, d))) : Json(nullptr);
  const ClaimResult row = result_of(claim, d);
  out["verdict"] = to_string(row.verdict);
  out["method"] = row.method;
  out["work"] = row.work;
  out["witness"] = Json::object();
  for (const auto& [name, value] : row.witness) out["witness"][name] = exact_json(value);
  out["established"] = established_lines({&row});
  out["seconds"] = row.seconds;
  return out;
}

void print_explanation(const Claim& claim, int d) {
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
  const ClaimResult row = result_of(claim, d);
  {
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
}

/// What a word means that stands for several claims.
void print_meant(const std::string& word, const std::vector<const Claim*>& claims) {
  fmt::print("{} means {} claims; 'hebb explain {}' says all of one, 'hebb verify' decides them:\n", printable(word),
             claims.size(), claims.front()->id);
  for (const Claim* claim : claims) {
    fmt::print("\n{}  {}\n{}\n\n  {}\n  expected verdict: {}\n", claim->id, claim->title, claim->source, claim->text,
               to_string(claim->expected));
  }
}

}  // namespace

void add_explain(Command app, int&) {
  Command command =
      app.add_subcommand("explain", "Statement, origin, domain and constants of a claim, and how it is decided");
  struct Options {
    std::string id;
    std::string dimension = "3", json;
  };
  auto options = std::make_shared<Options>();
  command
      .add_option("ID", options->id,
                  "Claim, as listed by 'hebb list'; R2 means R2.paper, R2.sharp, ...; or a place such as 'Theorem 2.2'")
      .required();
  command.add_option("--d", options->dimension, "Dimension in which the recorded statement is shown").shows_default();
  add_json(command, options->json);
  command.footer("Examples:\n  hebb explain R2.sharp --d 2\n  hebb explain R2\n  hebb explain 'Theorem 2.2'");
  command.callback([options] {
    const Claim* exact = find_claim(options->id);
    const std::vector<const Claim*> claims = exact ? std::vector{exact} : claims_meant(options->id);
    const int d = parse_dimensions(options->dimension).first;
    require(claims.size() == 1 || options->json.empty(), [&] {
      return fmt::format("--json explains one claim; '{}' means {}", options->id,
                         fmt::join(claims | std::views::transform([](const Claim* c) { return c->id; }), ", "));
    });
    const bool table = !require_outputs({{"--json", options->json}});
    if (claims.size() > 1) return print_meant(options->id, claims);
    if (!options->json.empty()) write_json(options->json, explanation_json(*claims.front(), d));
    if (table) print_explanation(*claims.front(), d);
  });
}

}  // namespace hebb::cli
