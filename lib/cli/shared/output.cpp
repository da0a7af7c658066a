#include "shared/output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <unistd.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/sha256.hpp>
#include <hebb/process/program.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/text/printable.hpp>

#include "shared/echo.hpp"
#include "shared/patience.hpp"
#include "shared/tell.hpp"

namespace hebb::cli {

void tell_text(std::string_view text) noexcept {
  wipe_progress();
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

namespace {

constexpr const char* converter = "rsvg-convert";

/// "pdf", "png", or "" for SVG.
std::string converted_format(const std::string& file) {
  const std::string ending = std::filesystem::path(file).extension().string();
  return ending == ".pdf" || ending == ".png" ? ending.substr(1) : "";
}

void require_converter(const std::string& file) {
  require(converted_format(file).empty() || is_in_path(converter), [&] {
    return fmt::format(
        "--svg {}: needs the program {} (Debian's librsvg2-bin); without it, give a file that ends in .svg", file,
        converter);
  });
}

}  // namespace

void write_picture(const std::string& file, const Picture& picture) {
  const std::string format = converted_format(file);
  if (format.empty()) return write_file_atomically(file, standalone(picture));
  require_converter(file);
  // In a folder of its own, so that nobody else reads or writes there.
  std::string folder = (std::filesystem::temp_directory_path() / "hebb-XXXXXX").string();
  require(mkdtemp(folder.data()) != nullptr, [&] { return fmt::format("{}: {}", folder, std::strerror(errno)); });
  const std::string drawing = folder + "/picture.svg", made = folder + "/picture." + format;
  std::string words, content;
  int code = 0;
  try {
    write_file_atomically(drawing, standalone(picture));
    code =
        run_program({converter, "--format", format, "--zoom", format == "png" ? "2" : "1", "--output", made, drawing},
                    StopFlag{}, [&](const std::string& line) { words += line; });
    std::ifstream in(made, std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(in), {});
  } catch (...) {
    std::filesystem::remove_all(folder);
    throw;
  }
  std::filesystem::remove_all(folder);
  require(code == 0 && !content.empty(),
          [&] { return fmt::format("{} made no {}: {}", converter, format, printable(words)); });
  write_file_atomically(file, content);
}

bool require_outputs(const std::vector<Output>& streams, const std::vector<Output>& files) {
  const Output* standard = nullptr;
  for (const Output& stream : streams) {
    if (stream.file != "-") continue;
    require(standard == nullptr, [&] {
      return fmt::format("{} and {}: only one of them can go to standard output", standard->option, stream.option);
    });
    standard = &stream;
  }
  const auto require_file = [](const Output& output) {
    if (output.file.empty()) return;
    const std::string reason = why_not_writable(output.file);
    require(reason.empty(),
            [&] { return fmt::format("{} {}: cannot write there: {}", output.option, output.file, reason); });
  };
  for (const Output& stream : streams) {
    if (stream.file != "-") require_file(stream);
  }
  for (const Output& output : files) {
    require(output.file != "-", [&] { return fmt::format("{} -: give a file", output.option); });
    if (output.option == "--svg") require_converter(output.file);
    require_file(output);
  }
  return standard != nullptr;
}

void require_directory(const std::string& option, const std::string& directory) {
  if (directory.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  require(std::filesystem::is_directory(directory),
          [&] { return fmt::format("{} {}: cannot make this directory: {}", option, directory, error.message()); });
  require(access(directory.c_str(), W_OK | X_OK) == 0,
          [&] { return fmt::format("{} {}: cannot write there: {}", option, directory, std::strerror(errno)); });
}

Option add_json(Command command, std::string& file) {
  return command.add_option("--json", file, "Write JSON to this file; -: to standard output, and nothing else there");
}
Option add_csv(Command command, std::string& file, const std::string& what) {
  return command.add_option("--csv", file, what + " to this file; -: to standard output, and nothing else there");
}
Option add_svg(Command command, std::string& file, const std::string& what) {
  return command.add_option("--svg", file, what + "; .pdf and .png by the ending");
}

Json json_document(const std::string& command, Json options) {
  return {{"hebb", HEBB_VERSION}, {"command", command}, {"options", std::move(options)}};
}
void write_json(const std::string& file, const Json& document) {
  if (!file.empty()) write_output(file, valid_json(document).dump(2) + "\n");
}

void tell_places(const std::filesystem::path& report, const std::filesystem::path& certificates, bool table) {
  std::string places;
  if (!report.empty()) places += fmt::format("report: {}\n", printable((report / "index.html").string()));
  std::error_code none;
  if (!certificates.empty() && !std::filesystem::is_empty(certificates, none))
    places += fmt::format("certificates: {0} (replay them with 'hebb check {0}')\n", printable(certificates.string()));
  if (table)
    fmt::print("{}", places);
  else
    tell("{}", places);
}

void write_output(const std::string& file, std::string_view text) {
  if (file == "-")
    fmt::print("{}", text);
  else
    write_file_atomically(file, text);
}

namespace {

constexpr std::string_view end_of_object = "}\n";

std::string digest_field(const std::string& text) { return ",\"digest\":\"sha256:" + sha256(text) + "\"}\n"; }

}  // namespace

std::optional<std::string> CheckpointFile::read() const {
  if (file_.empty() || !std::filesystem::exists(file_)) return std::nullopt;
  std::ifstream in(file_, std::ios::binary);
  require(bool(in), [&] { return fmt::format("--resume {}: cannot read it: {}", file_, std::strerror(errno)); });
  std::string text(std::istreambuf_iterator<char>(in), {});
  const std::size_t length = digest_field("").size(), start = text.size() < length ? 0 : text.size() - length;
  const std::string field = text.substr(start);
  require(field.starts_with(digest_field("").substr(0, field.find(':'))), [&] {
    return fmt::format(
        "--resume {}: it does not end with a digest: it was cut off or changed, or is of an earlier version of hebb; "
        "remove it to begin anew",
        file_);
  });
  text.replace(start, length, end_of_object);
  require(field == digest_field(text),
          [&] { return fmt::format("--resume {}: its digest is not that of its text: it was changed", file_); });
  return text;
}

void CheckpointFile::save_when_due(const std::function<std::string()>& text) {
  const auto start = Clock::now();
  if (file_.empty() || start - saved_ < interval_) return;
  save(text());
  saved_ = Clock::now();
  interval_ = std::max<Clock::duration>(std::chrono::seconds(1), 10 * (saved_ - start));
}

void CheckpointFile::save(const std::string& text) {
  if (file_.empty()) return;
  failed_ = false;
  try {
    write_file_atomically(file_, text.substr(0, text.size() - end_of_object.size()) + digest_field(text));
  } catch (const std::runtime_error& e) {
    failed_ = true;
    if (!told_) tell("hebb: --resume: {}; the run goes on without\n", printable(e.what()));
    told_ = true;
  }
}

}  // namespace hebb::cli
