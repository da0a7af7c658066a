#include <cstdio>

#include <fmt/format.h>

#include <hebb/reports/claims_table.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>
#include <hebb/verify/tighten.hpp>

#include "commands/commands.hpp"
#include "shared/numbers.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

Json row_json(const Claim& claim, int d, const Tightness& t) {
  return {{"dimension", claim.scope == Scope::per_dimension ? Json(d) : Json(nullptr)},
          {"printed", exact_json(t.printed)},
          {"stronger", larger_is_stronger(t) ? "larger" : "smaller"},
          {"proved", exact_json(t.proved)},
          {"refuted", exact_json(t.refuted)},
          {"slack", exact_json(t.slack)},
          {"rigorous", t.proved || t.refuted},
          {"note", t.note}};
}

/// R1 and R2 themselves: the largest rate by its closed form.
bool is_step(const std::string& id) { return id == "R1" || id == "R2"; }

/// The constant that was asked for, or the claim's own choice.
std::string constant_of(const std::string& id, const Claim& claim, std::string constant) {
  require(!is_step(id) || constant.empty() || constant == "rate",
          [&] { return "the constant of " + id + " is its rate, not '" + constant + "'"; });
  if (!constant.empty()) return constant;
  for (const Constant& c : claim.constants) {
    if (c.name == claim.tighten.value_or("") || (constant.empty() && c.stronger != 0)) constant = c.name;
  }
  require(!constant.empty(), claim.id + " has no constant that can be tightened");
  return constant;
}

}  // namespace

void add_tighten(Command app, int& exit_code) {
  Command command =
      app.add_subcommand("tighten", "Enclose the best value of a constant: proved up (or down) to, refuted from");
  struct Options {
    std::string id, constant, dimension = "2..3", relative = "1/1000", json;
  };
  auto options = std::make_shared<Options>();
  command
      .add_option("ID", options->id,
                  "Claim, as listed by 'hebb list'; R1 or R2: the largest learning rate by its closed form")
      .required();
  command.add_option("--constant", options->constant, "Name of the constant (default: the claim's own choice)");
  command.add_option("--d", options->dimension, "Dimension or range of dimensions").shows_default();
  command.add_option("--relative", options->relative, "Relative distance of the two sides at which to stop")
      .shows_default();
  add_json(command, options->json);
  command.footer("Examples:\n  hebb tighten A2.sharp\n  hebb tighten R1 --d 2..30");
  command.callback([options, &exit_code] {
    const bool step = is_step(options->id);
    const Claim& claim = claim_or_throw(step ? options->id + ".sharp" : options->id);
    const std::string constant = constant_of(options->id, claim, options->constant);
    const DimensionRange range = parse_dimensions(options->dimension);
    TightenOptions tightening;
    tightening.relative = parse_between("--relative", options->relative, 0, 1);
    tightening.prove.stop = interrupt_flag();
    const bool table = !require_outputs({{"--json", options->json}});
    Json out = json_document("tighten", {{"id", claim.id},
                                         {"constant", constant},
                                         {"d", options->dimension},
                                         {"relative", exact_json(tightening.relative)}});
    out["rows"] = Json::array();
    for (int d = range.first; d <= range.last && !interrupted(); ++d) {
      show_work(fmt::format("{}, d = {}", options->id, d), static_cast<std::size_t>(d - range.first),
                claim.scope == Scope::every_dimension ? 0 : static_cast<std::size_t>(range.last - range.first + 1));
      const Tightness t =
          step ? tighten_step_rate(options->id == "R1", d, tightening) : tighten(claim, d, constant, tightening);
      if (table)
        fmt::print("{}{}  {} = {}: {}, slack {}{}\n", options->id,
                   claim.scope == Scope::per_dimension ? fmt::format(" d={}", d) : std::string(), constant,
                   to_string(t.printed), both_sides_text(t), t.slack ? LowerBound(*t.slack).text(6) : "unknown",
                   interrupted() ? "; interrupted" : "");
      std::fflush(stdout);
      out["rows"].push_back(row_json(claim, d, t));
      if (!t.proved) exit_code = t.refuted ? refuted : undecided;
      if (claim.scope == Scope::every_dimension) break;
    }
    out["complete"] = !interrupted();
    if (!options->json.empty()) write_json(options->json, out);
    if (interrupted()) {
      tell("hebb: interrupted; both sides of what is shown are proved\n");
      exit_code = undecided;
    }
  });
}

}  // namespace hebb::cli
