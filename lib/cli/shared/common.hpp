#pragma once

#include <string>

#include <hebb/theorems/claim.hpp>

#include "shared/command.hpp"
#include "shared/interrupt.hpp"
#include "shared/output.hpp"
#include "shared/tell.hpp"

// What all commands share.

namespace hebb::cli {

/// 0 as expected; 1 a claim is refuted (or a certificate rejected); 2 bad input; 3 undecided.
enum ExitCode { success = 0, refuted = 1, bad_input = 2, undecided = 3 };

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

/// True when standard error is a terminal, on which progress is drawn (patience.hpp).
bool shows_progress();
/// Columns of the terminal, at least 20; 120 when there is none.
std::size_t terminal_width();
bool colours_output();

/// "1 path", "3 paths", "2 switches".
std::string counted(std::uint64_t n, const std::string& noun);

/// "out.svg" and "-simplex" make "out-simplex.svg".
std::string with_suffix(const std::string& file, const std::string& suffix);

}  // namespace hebb::cli
