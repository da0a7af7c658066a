#include "commands.hpp"

namespace hebb::cli {

void add_simulate(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("simulate", "Sample paths of the models, as tables, CSV, JSON and pictures");
  command->require_subcommand(1);
  add_simulate_spiking(*command, exit_code);
  add_simulate_abstract(*command, exit_code);
  add_simulate_outputs(*command, exit_code);
}

}  // namespace hebb::cli
