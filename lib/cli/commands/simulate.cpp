#include "commands/commands.hpp"

namespace hebb::cli {

void add_simulate(Command app, int& exit_code) {
  Command command = app.add_subcommand("simulate", "Sample paths of the models, as tables, CSV, JSON and pictures");
  command.require_subcommand();
  add_simulate_spiking(command, exit_code);
  add_simulate_abstract(command, exit_code);
  add_simulate_outputs(command, exit_code);
  command.footer(
      "Examples:\n"
      "  hebb simulate spiking --rates 5,10,20 --weights 0.3 --svg spikes.svg\n"
      "  hebb simulate abstract --p0 0.3,0.3,0.4 --alpha 0.01 --runs 100 --svg paths.svg\n"
      "  hebb simulate outputs --svg outputs.svg\n"
      "hebb simulate NAME --help lists the options and more examples.");
}

}  // namespace hebb::cli
