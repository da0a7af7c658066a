#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>

#include <hebb/language/source_text.hpp>
#include <hebb/scalar/self_check.hpp>
#include <hebb/text/printable.hpp>

#include "commands/commands.hpp"
#include "commands/winner.hpp"

namespace {

/// A closed standard stream must not become the first file that is opened: what is printed would go into it. Opened for
/// reading, so that output there fails as before.
void keep_standard_streams() {
  for (const int stream : {0, 1, 2}) {
    if (fcntl(stream, F_GETFD) == -1 && open("/dev/null", O_RDONLY) < 0) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hebb::cli;
  keep_standard_streams();
  install_interrupt_handlers();
  int exit_code = success;
  try {
    if (const auto reason = hebb::self_check()) {
      tell("hebb: this machine cannot certify anything: {}\n", *reason);
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
        "Exit codes: 0 as expected, 1 refuted or rejected, 2 bad input, 3 undecided or interrupted.");
    add_list(app, exit_code);
    add_verify(app, exit_code);
    add_prove(app, exit_code);
    add_claim(app, exit_code);
    add_check(app, exit_code);
    add_explain(app, exit_code);
    add_tighten(app, exit_code);
    add_rule(app, exit_code);
    add_flow(app, exit_code);
    add_compare(app, exit_code);
    add_escape(app, exit_code);
    add_rate(app, exit_code);
    add_winner(app, exit_code);
    add_experiment(app, exit_code);
    add_simulate(app, exit_code);
    add_export(app, exit_code);
    add_correlation(app, exit_code);
    add_figure(app, exit_code);
    line.run(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
      tell("hebb: cannot write to standard output: {}\n", std::strerror(errno));
      return bad_input;
    }
  } catch (const hebb::Stopped&) {
    tell_text("hebb: interrupted\n");
    return undecided;
  } catch (const std::bad_alloc&) {
    tell_text("hebb: there is not enough memory\n");
    return bad_input;
  } catch (const hebb::ClaimTextError& e) {
    tell("{}\n", e.what());  // over three lines, made to be shown
    return bad_input;
  } catch (const std::exception& e) {
    tell("hebb: {}\n", hebb::with_short_numbers(hebb::printable(e.what())));
    return bad_input;
  }
  return exit_code;
}
