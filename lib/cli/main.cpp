#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <hebb/scalar/self_check.hpp>
#include <hebb/text/printable.hpp>
#include <string>

#include "commands.hpp"

int main(int argc, char** argv) {
  using namespace hebb::cli;
  int exit_code = success;
  try {
    if (const auto reason = hebb::self_check()) {
      fmt::print(stderr, "hebb: this machine cannot certify anything: {}\n", *reason);
      return bad_input;
    }
    CommandLine line(
        "hebb verifies the constants of \"Spike-timing-dependent Hebbian learning as noisy gradient descent\"\n"
        "rigorously: exact and interval proofs with certificates that a second program re-checks.",
        "hebb " HEBB_VERSION);
    Command app = line.root();
    app.require_subcommand();
    app.footer(
        "Examples:\n"
        "  hebb verify                                   the whole ledger, d = 2..8\n"
        "  hebb verify R2.sharp --d 3 --set rate=2       a constant of your own\n"
        "  hebb verify --certificates out && hebb check out\n"
        "  hebb explain G3\n"
        "Exit codes: 0 as expected, 1 refuted or rejected, 2 bad input, 3 undecided.");
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
    line.run(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
      fmt::print(stderr, "hebb: cannot write to standard output: {}\n", std::strerror(errno));
      return bad_input;
    }
  } catch (const std::exception& e) {
    fmt::print(stderr, "hebb: {}\n", hebb::printable(e.what()));
    return bad_input;
  }
  return exit_code;
}
