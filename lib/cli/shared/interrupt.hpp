#pragma once

#include <hebb/scalar/stop.hpp>

// SIGINT and SIGTERM, for all commands. The first one asks the computation to end: what is done is shown and written,
// and the exit code is 3. A second one, of either kind, has its default action and ends the program at once.

namespace hebb::cli {

/// Called once, by main.
void install_interrupt_handlers();

/// Handed to the library in the options of whatever may take long.
StopFlag interrupt_flag();
inline bool interrupted() { return is_stopped(interrupt_flag()); }

}  // namespace hebb::cli
