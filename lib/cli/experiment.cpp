#include "commands.hpp"
#include "experiment_command.hpp"

namespace hebb::cli {

void add_experiment(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("experiment", "Simulate: convergence, learning-rate stress, noise scaling, loss of the leader");
  command->require_subcommand(1);
  add_convergence_experiment(*command, exit_code);
  add_stress_experiment(*command, exit_code);
  add_noise_experiment(*command, exit_code);
  add_escape_experiment(*command, exit_code);
}

}  // namespace hebb::cli
