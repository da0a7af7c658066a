#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/claims_table.hpp>
#include <hebb/rules/best_constants.hpp>
#include <hebb/rules/prove_laws.hpp>
#include <hebb/text/json.hpp>
#include <hebb/text/number_json.hpp>
#include <hebb/text/printable.hpp>

#include "commands/rule.hpp"
#include "shared/echo.hpp"

namespace hebb::cli {
namespace {

struct RuleProveArguments {
  std::string dimensions = "2..4", json, certificates;
  std::vector<std::string> laws;
  double budget = 5;
  unsigned threads = 0;
  bool tighten = false;
};

std::string witness_text(const ClaimResult& row) {
  std::string text;
  for (const auto& [name, value] : row.witness)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, to_string(value));
  return text;
}

void print(const LawTheorem& law) {
  fmt::print("  {:<9} d = {}  {}{}\n", law.claimed ? to_string(law.verdict) : std::string_view("-"), law.dimension,
             law.law, law.note.empty() ? "" : ": " + printable(law.note.substr(0, law.note.find('\n')), 160));
  for (const ClaimResult& row : law.rows) {
    if (row.verdict == Verdict::refuted) fmt::print("            {} is false at {}\n", row.id, witness_text(row));
  }
}

void print(const BestConstants& best, int d) {
  const auto rate = [&](const std::optional<BestConstant>& r, const char* which) {
    if (r)
      fmt::print("  d = {}: {} at this many times the claimed rate: {}\n", d, which, both_sides_text(r->tightness));
  };
  rate(best.r1, "R1");
  rate(best.r2, "R2");
  fmt::print("  d = {}: C of |p' - p - a D| <= C (aQ)^2 p (1-p), aQ <= 1/2: {}\n", d,
             both_sides_text(best.remainder.tightness));
}

Json to_json(const ClaimResult& row) {
  Json witness = Json::object();
  for (const auto& [name, value] : row.witness) witness[name] = exact_json(value);
  return Json{{"id", row.id},
              {"verdict", std::string(to_string(row.verdict))},
              {"method", row.method},
              {"witness", row.witness.empty() ? Json() : witness},
              {"certificate", given_text(row.certificate)},
              {"remark", valid_json(row.remark)},
              {"seconds", row.seconds}};
}

Json to_json(const LawTheorem& law) {
  Json rows = Json::array();
  for (const ClaimResult& row : law.rows) rows.push_back(to_json(row));
  return Json{{"law", law.law},
              {"claimed", law.claimed},
              {"verdict", std::string(to_string(law.verdict))},
              {"note", valid_json(law.note)},
              {"statements", rows}};
}

Json to_json(const BestConstant& c) {
  return Json{{"proved", exact_json(c.tightness.proved)}, {"refuted", exact_json(c.tightness.refuted)}};
}
Json to_json(const std::optional<BestConstant>& c) { return c ? to_json(*c) : Json(nullptr); }

/// The certificates of both sides; each side has a file of its own, for a certificate bears only the claim's name.
void write_certificates(const BestConstants& best, const std::string& directory) {
  const auto write = [&](const std::optional<BestConstant>& c) {
    if (!c) return;
    for (Certificate certificate : c->certificates) {
      if (certificate.verdict() == Verdict::refuted) certificate.claim += ".false";
      write_certificate(certificate, directory);
    }
  };
  write(best.r1);
  write(best.r2);
  write(best.remainder);
}

struct Outcome {
  Json dimensions = Json::array();
  bool refuted = false, undecided = false;
};

/// What was decided of one rule: verdict by law and dimension.
struct Decided {
  std::string rule;
  std::map<std::string, std::map<Verdict, std::vector<int>>> laws;
};

/// Several rules side by side: a line for each law, "proved" or in which dimensions what.
void print_table(const std::vector<Decided>& all) {
  std::string text = fmt::format("\n{:<26}", "");
  for (const Decided& rule : all) text += fmt::format(" {:>16.16}", rule.rule);
  for (const std::string& law : law_names()) {
    std::string line = fmt::format("\n{:<26}", law);
    bool any = false;
    for (const Decided& rule : all) {
      const auto found = rule.laws.find(law);
      std::string cell;
      if (found != rule.laws.end()) {
        for (const auto& [verdict, dimensions] : found->second) {
          cell += fmt::format("{}{}", cell.empty() ? "" : ", ", to_string(verdict));
          if (found->second.size() > 1) cell += fmt::format(" d={}", fmt::join(dimensions, ","));
        }
      }
      any = any || !cell.empty();
      line += fmt::format(" {:>16}", cell.empty() ? "-" : cell);
    }
    if (any) text += line;
  }
  fmt::print("{}\n", text);
}

/// One rule in one dimension.
void prove_in(const Rule& rule, const Constants& constants, int d, const RuleProveArguments& options, bool quiet,
              Outcome& outcome, Decided& decided) {
  const RecordedRule recorded = rule.record(d, constants);
  ProveLawsOptions prove;
  prove.laws = options.laws;
  prove.prove.seconds = options.budget;
  prove.prove.stop = interrupt_flag();
  prove.threads = options.threads;
  if (!options.certificates.empty()) prove.certificates = options.certificates;
  Json laws = Json::array();
  prove_laws(recorded, rule.name, prove, [&](const LawTheorem& law) {
    if (!quiet) print(law);
    laws.push_back(to_json(law));
    if (law.claimed) decided.laws[law.law][law.verdict].push_back(d);
    outcome.refuted = outcome.refuted || law.verdict == Verdict::refuted;
    outcome.undecided = outcome.undecided || (law.verdict == Verdict::undecided && law.claimed);
  });
  Json entry{{"dimension", d}, {"laws", laws}, {"rate_factor", nullptr}, {"remainder_constant", nullptr}};
  if (options.tighten && !interrupted()) {
    BestConstantsOptions how;
    how.seconds = std::min(options.budget, how.seconds);
    how.stop = interrupt_flag();
    const BestConstants best = best_constants(recorded, rule.name, how);
    if (!quiet) print(best, d);
    if (!options.certificates.empty()) write_certificates(best, options.certificates);
    entry.update(Json{{"rate_factor", Json{{"R1", to_json(best.r1)}, {"R2", to_json(best.r2)}}},
                      {"remainder_constant", to_json(best.remainder)}});
  }
  outcome.dimensions.push_back(entry);
}

int run(const RuleFiles& files, const RuleProveArguments& options) {
  const std::vector<Rule> rules = files.rules();
  const DimensionRange range = parse_dimensions(options.dimensions);
  require_directory("--certificates", options.certificates);
  const bool quiet = require_outputs({{"--json", options.json}});
  Json all = Json::array();
  bool any_refuted = false, any_undecided = false;
  std::vector<Decided> table;
  for (const Rule& rule : rules) {
    if (!quiet) fmt::print("{}\n", files.title(rule));
    Outcome outcome;
    Decided& decided = table.emplace_back(Decided{rule.name, {}});
    for (int d = range.first; d <= range.last && !interrupted(); ++d)
      prove_in(rule, files.constants(rule), d, options, quiet, outcome, decided);
    any_refuted = any_refuted || outcome.refuted;
    any_undecided = any_undecided || outcome.undecided;
    all.push_back(Json{{"rule", rule.name}, {"dimensions", outcome.dimensions}});
  }
  if (!quiet && table.size() > 1) print_table(table);
  Json given = files.options();
  given.update(Json{{"d", options.dimensions},
                    {"law", given_texts(options.laws)},
                    {"budget", options.budget},
                    {"tighten", options.tighten}});
  Json document = json_document("rule prove", given);
  document["complete"] = !interrupted();
  document["rules"] = all;
  write_json(options.json, document);
  if (!quiet) tell_places({}, options.certificates, true);
  if (interrupted()) {
    tell("hebb: interrupted; the laws that are shown were decided\n");
    return undecided;
  }
  return any_refuted ? refuted : any_undecided ? undecided : success;
}

}  // namespace

void add_rule_prove(Command rule, std::shared_ptr<RuleFiles> files, int& exit_code) {
  Command command = rule.add_subcommand("prove", "The laws as theorems: proved with certificates, or refuted");
  auto options = std::make_shared<RuleProveArguments>();
  command.add_option("--d", options->dimensions, "Dimension or range of dimensions").shows_default();
  command.add_option("--law", options->laws, "Only this law, by its name").one_value_each();
  command.add_seconds("--budget", options->budget, "Seconds for each goal");
  command.add_flag("--tighten", options->tighten,
                   "Also enclose the largest rate for R1 and R2, and the best constant of the remainder");
  add_threads_option(command, options->threads);
  add_json(command, options->json);
  command.add_option("--certificates", options->certificates, "Write certificates to this directory, as they come");
  command.footer(
      "Several rules end in a table side by side.\n"
      "Example:\n  hebb rule mine.rule prove --d 2..4 --certificates out && hebb check out\n"
      "Exit codes: 0 all proved, 1 one refuted, 2 bad input, 3 undecided.");
  command.callback([files, options, &exit_code] {
    files->handled = true;
    exit_code = run(*files, *options);
  });
}

}  // namespace hebb::cli
