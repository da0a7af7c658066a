#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>

#include <hebb/language/source_text.hpp>
#include <hebb/scalar/self_check.hpp>
#include <hebb/text/printable.hpp>

#include "commands/commands.hpp"
#include "commands/winner.hpp"
#include "shared/patience.hpp"

namespace {

/// A closed standard stream must not become the first file that is opened: what is printed would go into it. Opened for
/// reading, so that output there fails as before.
void keep_standard_streams() {
  for (const int stream : {0, 1, 2}) {
    if (fcntl(stream, F_GETFD) == -1 && open("/dev/null", O_RDONLY) < 0) return;
  }
}

using AddCommand = void (*)(hebb::cli::Command, int&);
/// By name, in the order in which --help lists them.
constexpr std::array<std::pair<std::string_view, AddCommand>, 18> commands{{
    {"list", hebb::cli::add_list},
    {"verify", hebb::cli::add_verify},
    {"prove", hebb::cli::add_prove},
    {"claim", hebb::cli::add_claim},
    {"check", hebb::cli::add_check},
    {"explain", hebb::cli::add_explain},
    {"tighten", hebb::cli::add_tighten},
    {"rule", hebb::cli::add_rule},
    {"flow", hebb::cli::add_flow},
    {"compare", hebb::cli::add_compare},
    {"escape", hebb::cli::add_escape},
    {"rate", hebb::cli::add_rate},
    {"winner", hebb::cli::add_winner},
    {"experiment", hebb::cli::add_experiment},
    {"simulate", hebb::cli::add_simulate},
    {"export", hebb::cli::add_export},
    {"correlation", hebb::cli::add_correlation},
    {"figure", hebb::cli::add_figure},
}};

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
    // A command's options take as long to declare as it takes to prove a small claim: only those of the one that is
    // meant.
    const std::string_view first = argc > 1 ? argv[1] : "";
    const bool known = std::ranges::any_of(commands, [&](const auto& command) { return command.first == first; });
    for (const auto& [name, add] : commands) {
      if (!known || name == first) add(app, exit_code);
    }
    {
      const bool named = argc > 2 && argv[2][0] != '-';
      const Patience patience(std::string(first) + (named ? fmt::format(" {}", argv[2]) : ""));
      line.run(argc, argv);
    }
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
  } catch (const std::system_error& e) {
    if (std::ferror(stdout))  // fmt speaks of a file
      tell("hebb: cannot write to standard output: {}\n", e.code().message());
    else
      tell("hebb: {}\n", hebb::with_short_numbers(hebb::printable(e.what())));
    return bad_input;
  } catch (const std::exception& e) {
    tell("hebb: {}\n", hebb::with_short_numbers(hebb::printable(e.what())));
    return bad_input;
  }
  return exit_code;
}
