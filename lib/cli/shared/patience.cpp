#include "shared/patience.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <hebb/text/printable.hpp>

#include "shared/interrupt.hpp"
#include "shared/tell.hpp"

namespace hebb::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct Line {
  std::mutex mutex;
  std::condition_variable ended;
  std::thread thread;
  std::string what;
  std::size_t done = 0, total = 0;
  Clock::time_point start, start_of_parts;
  bool drawn = false, over = false;
};
// Nothing of it exists where there is no terminal.
std::unique_ptr<Line> line;

/// Past everything that is buffered: the line may be drawn while another thread is about to write a table.
void write_to_terminal(const std::string& text) noexcept {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

void wipe(Line& l) noexcept {
  if (std::exchange(l.drawn, false)) write_to_terminal("\r\033[K");
}

double seconds_since(Clock::time_point then) { return std::chrono::duration<double>(Clock::now() - then).count(); }

std::size_t columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

void draw(Line& l) {
  std::string text =
      progress_line(l.what, l.done, l.total, seconds_since(l.start), seconds_since(l.start_of_parts), interrupted());
  text.resize(std::min(text.size(), columns() - 1));
  write_to_terminal("\r\033[K" + text);
  l.drawn = true;
}

void keep_drawing() {
  std::unique_lock lock(line->mutex);
  while (!line->ended.wait_for(lock, std::chrono::milliseconds(500), [] { return line->over; })) {
    if (seconds_since(line->start) >= 2) draw(*line);
  }
}

/// A table that is written to the same terminal comes after the line, which has to go first.
ssize_t write_after_wiping(void*, const char* data, std::size_t size) {
  wipe_progress();
  return write(STDOUT_FILENO, data, size);
}

std::string time_text(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

std::string progress_line(const std::string& what, std::size_t done, std::size_t total, double seconds,
                          double seconds_of_parts, bool stopping) {
  std::string text;
  if (total > 0) {
    constexpr std::size_t width = 30;
    const std::size_t filled = width * std::min(done, total) / total;
    text = fmt::format("[{:#<{}}{:<{}}] {}/{} ", "", filled, "", width - filled, done, total);
  }
  text += fmt::format("{}, {}", printable(what, 40), time_text(seconds));
  if (stopping) return text + ", stopping";
  // A guess from less than a twentieth of a second says nothing.
  if (total > 0 && done > 0 && done < total && seconds_of_parts > 0.05)
    text += fmt::format(", about {} left",
                        time_text(seconds_of_parts / static_cast<double>(done) * static_cast<double>(total - done)));
  return text;
}

Patience::Patience(std::string what) {
  if (isatty(STDERR_FILENO) == 0) return;
  line = std::make_unique<Line>();
  line->what = std::move(what);
  line->start = line->start_of_parts = Clock::now();
  if (isatty(STDOUT_FILENO) != 0) {
    cookie_io_functions_t functions{};
    functions.write = write_after_wiping;
    if (FILE* wiping = fopencookie(nullptr, "w", functions)) {
      setvbuf(wiping, nullptr, _IOLBF, BUFSIZ);
      stdout = wiping;
    }
  }
  line->thread = std::thread(keep_drawing);
}

Patience::~Patience() {
  if (!line) return;
  {
    const std::lock_guard lock(line->mutex);
    line->over = true;
  }
  line->ended.notify_all();
  line->thread.join();
  std::fflush(stdout);
  wipe_progress();
}

void show_work(const std::string& what, std::size_t done, std::size_t total) {
  if (!line) return;
  const std::lock_guard lock(line->mutex);
  if (total > 0 && (line->total != total || done < line->done)) line->start_of_parts = Clock::now();
  line->what = what;
  line->done = done;
  line->total = total;
}

void wipe_progress() noexcept {
  if (!line) return;
  const std::lock_guard lock(line->mutex);
  wipe(*line);
}

}  // namespace hebb::cli
