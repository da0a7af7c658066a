#include "figure/figure.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/scalar/error.hpp>

#include "commands/commands.hpp"

namespace hebb::cli {

void prepare_directory(const std::string& directory) { require_directory("--out", directory); }

void write_data(const std::string& directory, const std::string& name, const std::string& csv) {
  const std::filesystem::path file = std::filesystem::path(directory) / name;
  write_file_atomically(file, csv);
  tell("{}\n", file.string());
}

void write_figure(const std::string& directory, const Picture& picture) {
  write_data(directory, picture.name + ".svg", standalone(picture));
}

void add_figure(Command app, int& exit_code) {
  Command command = app.add_subcommand("figure", "The figures of the paper: SVG, and the data as CSV");
  command.require_subcommand();
  add_figure_landscape(command, exit_code);
  add_figure_outputs(command, exit_code);
  add_figure_correlated(command, exit_code);
  command.footer(
      "Examples:\n"
      "  hebb figure 2 --out figures\n"
      "  hebb figure 5 --out figures\n"
      "hebb figure NUMBER --help lists the options.");
}

}  // namespace hebb::cli
