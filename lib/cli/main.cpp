#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <hebb/certificate/certificate.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/self_check.hpp>
#include <string>

#include "commands.hpp"

namespace {

/// The command of that name; nullptr.
const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

/// What is wrong with the names of the commands, "" when nothing is.
std::string wrong_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return "";
  const CLI::App* command = find_command(app, argv[1]);
  if (!command) return fmt::format("there is no command '{}'; 'hebb --help' lists them", argv[1]);
  const auto names = command->get_subcommands(nullptr);
  if (names.empty() || (argc > 2 && (argv[2][0] == '-' || find_command(*command, argv[2])))) return "";
  std::string list;
  for (const CLI::App* name : names) list += (list.empty() ? "" : ", ") + name->get_name();
  return argc > 2 ? fmt::format("there is no '{} {}'; {} has {}", argv[1], argv[2], argv[1], list)
                  : fmt::format("{} needs one of {}", argv[1], list);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hebb::cli;
  CLI::App app{
      "hebb verifies the constants of \"Spike-timing-dependent Hebbian learning as noisy gradient descent\"\n"
      "rigorously: exact and interval proofs with certificates that a second program re-checks."};
  app.set_version_flag("--version", "hebb " HEBB_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  hebb verify                                   the whole ledger, d = 2..8\n"
      "  hebb verify R2.sharp --d 3 --set rate=2       a constant of your own\n"
      "  hebb verify --certificates out && hebb check out\n"
      "  hebb explain G3\n"
      "Exit codes: 0 as expected, 1 refuted or rejected, 2 bad input, 3 undecided.");
  int exit_code = success;
  add_list(app, exit_code);
  add_verify(app, exit_code);
  add_check(app, exit_code);
  add_explain(app, exit_code);
  add_tighten(app, exit_code);
  add_flow(app, exit_code);
  add_compare(app, exit_code);
  add_escape(app, exit_code);
  add_rate(app, exit_code);
  add_experiment(app, exit_code);
  add_simulate(app, exit_code);
  add_export(app, exit_code);
  add_correlation(app, exit_code);
  add_figure(app, exit_code);
  try {
    if (const auto reason = hebb::self_check()) {
      fmt::print(stderr, "hebb: this machine cannot certify anything: {}\n", *reason);
      return bad_input;
    }
    if (const std::string wrong = wrong_command(app, argc, argv); !wrong.empty()) {
      fmt::print(stderr, "hebb: {}\n", wrong);
      return bad_input;
    }
    app.parse(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
      fmt::print(stderr, "hebb: cannot write to standard output: {}\n", std::strerror(errno));
      return bad_input;
    }
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help, --version
    fmt::print(stderr, "hebb: {} (see 'hebb --help')\n", e.what());
    return bad_input;
  } catch (const std::exception& e) {
    fmt::print(stderr, "hebb: {}\n", e.what());
    return bad_input;
  }
  return exit_code;
}
