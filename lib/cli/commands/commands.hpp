#pragma once

#include "shared/common.hpp"

// The program hebb: one file per command. Each add_* declares its options on the application and the action that runs
// them; the action stores the exit code.

namespace hebb::cli {

void add_list(Command app, int& exit_code);
void add_verify(Command app, int& exit_code);
void add_prove(Command app, int& exit_code);
void add_claim(Command app, int& exit_code);
void add_check(Command app, int& exit_code);
void add_explain(Command app, int& exit_code);
void add_tighten(Command app, int& exit_code);
/// hebb rule: dispatches to its subcommands, see rule.hpp.
void add_rule(Command app, int& exit_code);
void add_flow(Command app, int& exit_code);
void add_compare(Command app, int& exit_code);
void add_escape(Command app, int& exit_code);
void add_rate(Command app, int& exit_code);
void add_experiment(Command app, int& exit_code);
/// hebb simulate: dispatches to the commands below, each in its own file of simulate/.
void add_simulate(Command app, int& exit_code);
void add_simulate_spiking(Command simulate, int& exit_code);
void add_export(Command app, int& exit_code);
void add_correlation(Command app, int& exit_code);
void add_simulate_abstract(Command parent, int& exit_code);
void add_simulate_outputs(Command parent, int& exit_code);
/// hebb figure: each figure in its own figure_*.cpp.
void add_figure(Command app, int& exit_code);

}  // namespace hebb::cli
