#pragma once

#include <hebb/theorems/claim.hpp>
#include <string>

#include "command.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "tell.hpp"

// The program hebb: one file per command. Each add_* declares its options on the application and the action that runs
// them; the action stores the exit code.

namespace hebb::cli {

/// 0 as expected; 1 a claim is refuted (or a certificate rejected); 2 bad input; 3 undecided.
enum ExitCode { success = 0, refuted = 1, bad_input = 2, undecided = 3 };

void add_list(Command app, int& exit_code);
void add_verify(Command app, int& exit_code);
void add_check(Command app, int& exit_code);
void add_explain(Command app, int& exit_code);
void add_tighten(Command app, int& exit_code);
void add_flow(Command app, int& exit_code);
void add_compare(Command app, int& exit_code);
void add_escape(Command app, int& exit_code);
void add_rate(Command app, int& exit_code);
void add_experiment(Command app, int& exit_code);
/// hebb simulate: dispatches to the commands below, each in its own simulate_*.cpp.
void add_simulate(Command app, int& exit_code);
void add_simulate_spiking(Command simulate, int& exit_code);
void add_export(Command app, int& exit_code);
void add_correlation(Command app, int& exit_code);
void add_simulate_abstract(Command parent, int& exit_code);
void add_simulate_outputs(Command parent, int& exit_code);
/// hebb figure: each figure in its own figure_*.cpp.
void add_figure(Command app, int& exit_code);

/// "4", "2..8". Throws PreconditionError otherwise.
struct DimensionRange {
  int first, last;
};
DimensionRange parse_dimensions(const std::string& text);

/// "NAME=RATIONAL" pairs. Throws PreconditionError, naming the text.
Constants parse_settings(const std::vector<std::string>& settings);

/// Adds --threads N, 0 for all cores, at most 1024; `threads` must outlive the parsing.
void add_threads_option(Command command, unsigned& threads);

/// The claim of that id; throws PreconditionError that names the nearest one.
const Claim& claim_or_throw(const std::string& id);

/// True when standard error is a terminal on which a progress bar may be drawn.
bool shows_progress();
/// Draws "[####    ] done/total what" over the current line of standard error; done = total clears it.
void draw_progress(std::size_t done, std::size_t total, const std::string& what);
/// Columns of the terminal, at least 20; 120 when there is none.
std::size_t terminal_width();
bool colours_output();

/// "1 path", "3 paths", "2 switches".
std::string counted(std::uint64_t n, const std::string& noun);

/// "out.svg" and "-simplex" make "out-simplex.svg".
std::string with_suffix(const std::string& file, const std::string& suffix);

}  // namespace hebb::cli
