#include <filesystem>

#include <fmt/format.h>

#include <hebb/export/coq.hpp>
#include <hebb/export/gappa.hpp>
#include <hebb/export/latex.hpp>
#include <hebb/export/smt.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/verify/prove.hpp>

#include "commands/commands.hpp"
#include "shared/claim_files.hpp"

namespace hebb::cli {
namespace {

struct ExportArguments {
  std::string subject, out;
  std::vector<std::string> settings;
  int d = 3;
  std::optional<int> goal;
  double budget = 30;
  std::size_t longest = 400;
  int cells = 8;
};

void write(const std::string& text, const std::string& file) {
  if (file.empty()) {
    fmt::print("{}", text);
    return;
  }
  write_output(file, text);
}

/// Claims are files, too: a certificate is the one that ends in .json.
bool is_certificate_file(const std::string& subject) {
  return std::filesystem::is_regular_file(subject) && std::filesystem::path(subject).extension() == ".json";
}

/// A recorded statement and where it comes from.
struct Recorded {
  std::string claim;
  std::optional<int> dimension;
  Constants constants;
  Statement statement;

  /// The first line of a file for a prover: what it is about, and which constants are not the printed ones.
  std::string heading(const std::string& comment) const {
    const std::string d = dimension ? fmt::format(", d = {}", *dimension) : "";
    std::string with;
    const Claim* ledger = find_claim(claim);
    const Constants printed = ledger ? ledger->printed_constants() : Constants{};
    for (const auto& [name, value] : constants) {
      const auto found = printed.find(name);
      const bool same = found != printed.end() && found->second == value;
      with += fmt::format(", {} = {}{}", printable(name), value.str(),
                          same || found == printed.end() ? "" : " (printed " + found->second.str() + ")");
    }
    return comment + " " + printable(claim) + d + with + "\n";
  }
};

/// A certificate, when the subject is a file, and else a claim with the constants of --set.
Recorded recorded(const ExportArguments& o) {
  if (is_certificate_file(o.subject)) {
    require(o.settings.empty(), "--set is for claims; a certificate has its constants");
    Certificate c = read_certificate(o.subject);
    return {c.claim, c.dimension, c.constants, std::move(c.statement)};
  }
  const std::optional<ClaimOfFile> own = claim_of_file(o.subject, o.d);
  const Claim& claim = own ? own->claim : claim_or_throw(o.subject);
  const Constants chosen = parse_settings(o.settings);
  Statement statement = state(claim, o.d, chosen);
  Constants constants = claim.printed_constants();
  for (const auto& [name, value] : chosen) constants[name] = value;
  return {claim.id, claim.scope == Scope::per_dimension ? std::optional(o.d) : std::nullopt, constants,
          std::move(statement)};
}

/// --goal counts from 1, as `hebb explain` lists them.
std::optional<int> goal_of(const ExportArguments& o) { return o.goal ? std::optional(*o.goal - 1) : std::nullopt; }

Certificate certificate_of(const ExportArguments& o) {
  require_outputs({{"--output", o.out}});
  if (is_certificate_file(o.subject)) {
    require(o.settings.empty(), "--set is for claims; a certificate has its constants");
    return read_certificate(o.subject);
  }
  const std::optional<ClaimOfFile> own = claim_of_file(o.subject, o.d);
  const Claim& claim = own ? own->claim : claim_or_throw(o.subject);
  require(bool(claim.state), claim.id + " has no numeric statement");
  ProveOptions prove;
  prove.seconds = o.budget;
  prove.stop = interrupt_flag();
  Decision decision = decide(claim, o.d, parse_settings(o.settings), prove);
  require(decision.certificate.has_value(),
          fmt::format("{} is undecided for d = {}: {}", claim.id, o.d, decision.reason));
  return *decision.certificate;
}

std::shared_ptr<ExportArguments> add_format(Command command, const std::string& name, const std::string& help,
                                            const std::string& subject) {
  auto options = std::make_shared<ExportArguments>();
  Command format = command.add_subcommand(name, help);
  format.add_option("ID", options->subject, subject).required();
  format.add_count("--d", options->d, 2, 64, "Dimension");
  format.add_option("--set", options->settings, "NAME=RATIONAL: replace a constant of the claim").one_value_each();
  format.add_option("-o,--output", options->out, "Write to this file (default: standard output)");
  return options;
}

}  // namespace

void add_export(Command app, int&) {
  Command command = app.add_subcommand("export", "Write a claim for Coq, SMT solvers, Gappa or LaTeX");
  command.require_subcommand();
  const std::string id =
      "Claim, as listed by 'hebb list'; a file of claims, FILE or FILE:NAME; or a certificate, *.json";
  const auto get = [&](const std::string& name) { return command.subcommand(name); };

  const auto coq = add_format(command, "coq", "A theorem about real numbers and its proof by the verified checker",
                              "Certificate, *.json; or a claim, as for the other formats, which is proved first");
  get("coq").add_seconds("--budget", coq->budget, "Seconds for each goal of a claim");
  get("coq").add_count("--longest", coq->longest, 1, 1'000'000, "Longer formulas stay straight-line code (operations)");
  get("coq").footer("Example:\n  hebb export coq G3 --d 3 -o G3.v");
  get("coq").callback([coq] { write(exports::to_coq(certificate_of(*coq), coq->longest), coq->out); });

  const auto smt =
      add_format(command, "smt2", "The negation of a claim in SMT-LIB 2: the answer `unsat` proves it", id);
  get("smt2").add_count("--goal", smt->goal, 1, 1'000'000, "Only this goal, from 1");
  get("smt2").footer("Example:\n  hebb export smt2 G2 --d 2 -o G2.smt2 && z3 G2.smt2       unsat: proved");
  get("smt2").callback([smt] {
    const Recorded r = recorded(*smt);
    write(r.heading(";") + exports::to_smt2(r.statement, goal_of(*smt)), smt->out);
  });

  const auto gappa =
      add_format(command, "gappa", "A script of Gappa", id + "; or 'update': the rounding error of one step");
  get("gappa").add_count("--goal", gappa->goal, 1, 1'000'000, "Only this goal, from 1");
  get("gappa").add_count("--cells", gappa->cells, 1, 4096, "Pieces of each variable");
  get("gappa").footer("Example:\n  hebb export gappa update --d 3 | gappa");
  get("gappa").callback([gappa] {
    if (gappa->subject == "update") return write(exports::update_rounding_gappa(gappa->d), gappa->out);
    const Recorded r = recorded(*gappa);
    write(r.heading("#") + exports::to_gappa(r.statement, goal_of(*gappa), gappa->cells), gappa->out);
  });

  const auto latex = add_format(command, "latex", "The statement as a LaTeX document", id);
  get("latex").footer("Example:\n  hebb export latex R2.sharp --d 3 -o R2.tex");
  get("latex").callback([latex] {
    const Recorded r = recorded(*latex);
    const auto own = is_certificate_file(latex->subject) ? std::nullopt : claim_of_file(latex->subject, latex->d);
    Claim unnamed;  // of a certificate that is not of the ledger
    unnamed.id = unnamed.title = printable(r.claim);
    const Claim* row = find_claim(r.claim);
    write(r.heading("%") + exports::to_latex(own   ? own->claim
                                             : row ? *row
                                                   : unnamed,
                                             r.statement, r.dimension.value_or(latex->d)),
          latex->out);
  });
  command.footer(
      "Examples:\n"
      "  hebb export coq G3 --d 3 -o G3.v\n"
      "  hebb export smt2 G2 --d 2 -o G2.smt2 && z3 G2.smt2       unsat: proved\n"
      "  hebb export gappa update --d 3 | gappa\n"
      "  hebb verify G2 --d 3 --certificates out && hebb export smt2 out/G2.d3.json\n"
      "  hebb export latex R2.sharp --d 3 -o R2.tex");
}

}  // namespace hebb::cli
