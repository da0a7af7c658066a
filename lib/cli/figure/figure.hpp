#pragma once

#include <string>

#include <hebb/drawing/picture.hpp>

#include "shared/command.hpp"

// hebb figure N: the paper's figures, as SVG and the data as CSV.

namespace hebb::cli {

/// A directory that exists afterwards. Throws PreconditionError when it cannot be made or written to.
void prepare_directory(const std::string& directory);
/// DIR/NAME.svg, and says so on standard error.
void write_figure(const std::string& directory, const Picture& picture);
/// DIR/NAME, and says so.
void write_data(const std::string& directory, const std::string& name, const std::string& csv);

void add_figure_landscape(Command parent, int& exit_code);
void add_figure_correlated(Command parent, int& exit_code);
void add_figure_outputs(Command parent, int& exit_code);

}  // namespace hebb::cli
