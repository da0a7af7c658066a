#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/drawing/picture.hpp>
#include <hebb/text/json.hpp>

#include "shared/command.hpp"

// What commands write besides their table. The options mean the same in all of them: --json FILE and --csv FILE, where
// "-" is standard output and nothing else is written there then, --svg FILE, and --out DIR for what is many files.

namespace hebb::cli {

/// An option that names a file, and the file; "" when it was not given.
struct Output {
  std::string option, file;
};

/// Fails before a long run when a result could not be written after it. `streams` may be "-", standard output; a flag
/// that puts something there is one, with "-". Returns whether one of them is: then there is no table. Throws
/// PreconditionError, naming the option and the reason, also when two are.
bool require_outputs(const std::vector<Output>& streams, const std::vector<Output>& files = {});

/// The same for a directory, which is made.
void require_directory(const std::string& option, const std::string& directory);

Option add_json(Command command, std::string& file);
/// what: "Write the rows".
Option add_csv(Command command, std::string& file, const std::string& what);
/// what: "Write a plot". By the ending of the file it is SVG, PDF or PNG.
Option add_svg(Command command, std::string& file, const std::string& what);

/// How every JSON document begins: the version, the command, and the options that determine the result.
Json json_document(const std::string& command, Json options);
/// Nothing for "".
void write_json(const std::string& file, const Json& document);

/// Where the report and the certificates are, "" when there are none: below the table, or on standard error.
void tell_places(const std::filesystem::path& report, const std::filesystem::path& certificates, bool table);

/// Writes the picture, whole or not at all: SVG, or for the endings .pdf and .png what the program rsvg-convert makes
/// of it. Throws PreconditionError when that is not installed, or fails.
void write_picture(const std::string& file, const Picture& picture);

/// Writes the file, whole or not at all; standard output for "-".
void write_output(const std::string& file, std::string_view text);

/// The file of --resume that a long run writes again and again; "": none. The last object of its text, which ends with
/// "}\n", gets a field "digest": the SHA-256 of the text without that field. A changed digit would be a checkpoint of
/// other paths, and nothing else could tell. When it cannot be written that costs the
/// checkpoint and not the run: one line on standard error says so, and it is tried again.
class CheckpointFile {
 public:
  explicit CheckpointFile(std::string file) : file_(std::move(file)) {}
  const std::string& file() const { return file_; }
  /// What it held before, without its digest; nothing when there is no such file. Throws PreconditionError when it
  /// cannot be read, or when the digest at its end is missing or not that of its text.
  std::optional<std::string> read() const;
  /// Between paths: writes what `text` gives unless it did a second ago, or took more than a tenth of the time.
  void save_when_due(const std::function<std::string()>& text);
  /// At the end of the run.
  void save(const std::string& text);
  /// Whether the last attempt did: the exit code is not that of success then.
  bool failed() const { return failed_; }
  /// What a message about an interruption ends with.
  const char* how_to_go_on() const { return file_.empty() || failed_ ? "" : "; the same command goes on"; }

 private:
  using Clock = std::chrono::steady_clock;
  std::string file_;
  bool failed_ = false, told_ = false;
  Clock::time_point saved_ = Clock::now();
  Clock::duration interval_ = std::chrono::seconds(1);
};

}  // namespace hebb::cli
