#pragma once

#include <cstddef>
#include <string>

namespace hebb::cli {

/// While it lives, a command that has run for two seconds shows on a terminal, on one line of standard error, how long
/// it has been at work on what, and, where something is counted, how much is done and about how long the rest takes.
/// The line is wiped away before anything else is written to the terminal. Without a terminal nothing is shown. One at
/// a time, made by main.
class Patience {
 public:
  /// `what` the program is doing: the words of the command.
  explicit Patience(std::string what);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;
};

/// What the program is at now, for that line: "R2.sharp, d = 3". `done` of `total` parts are finished; total = 0: not
/// counted.
void show_work(const std::string& what, std::size_t done = 0, std::size_t total = 0);

/// Wipes the line away until the next half second.
void wipe_progress() noexcept;

/// The line, without what moves the cursor: "[####    ] 3/12 R2.sharp, 14 s, about 42 s left".
std::string progress_line(const std::string& what, std::size_t done, std::size_t total, double seconds,
                          double seconds_of_parts, bool stopping);

}  // namespace hebb::cli
