#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"

namespace hebb::cli {

void add_experiment(Command app, int& exit_code) {
  Command command = app.add_subcommand("experiment",
                                       "Simulate: convergence, learning-rate stress, noise scaling, loss of the "
                                       "leader, correlated and switching inputs, several outputs");
  command.require_subcommand();
  add_convergence_experiment(command, exit_code);
  add_stress_experiment(command, exit_code);
  add_noise_experiment(command, exit_code);
  add_escape_experiment(command, exit_code);
  add_correlation_experiment(command, exit_code);
  add_switching_experiment(command, exit_code);
  add_priming_experiment(command, exit_code);
  add_outputs_experiment(command, exit_code);
  command.footer(
      "Examples:\n"
      "  hebb experiment correlation --svg correlation.svg\n"
      "  hebb experiment outputs --algorithm joint --json outputs.json\n"
      "hebb experiment NAME --help lists the options and more examples.");
}

}  // namespace hebb::cli
