#include "commands.hpp"

#include <chrono>

#include <fmt/format.h>
#include <hebb/check/checker.hpp>

namespace hebb::cli {

void add_check(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("check", "Replay the certificates of a directory in exact rational arithmetic");
  struct Options {
    std::string directory;
    unsigned threads = 0;
    bool quiet = false;
  };
  auto options = std::make_shared<Options>();
  command->add_option("DIR", options->directory, "Directory of certificates, as written by verify --certificates")->required();
  command->add_option("--threads", options->threads, "Threads (default: all cores)");
  command->add_flag("--quiet", options->quiet, "Only the rejected ones and the summary");
  command->footer("Example:\n  hebb check report/certificates");
  command->callback([options, &exit_code] {
    const auto start = std::chrono::steady_clock::now();
    std::size_t rejected = 0, work = 0;
    const auto files = check_directory(options->directory, options->threads);
    for (const CheckedFile& file : files) {
      work += file.outcome.work;
      if (!file.outcome.accepted) {
        ++rejected;
        fmt::print("rejected  {}: {}\n", file.file, file.outcome.reason);
      } else if (!options->quiet) {
        fmt::print("accepted  {}\n", file.file);
      }
    }
    fmt::print("{} accepted, {} rejected; {} coefficients and boxes in {:.1f} s\n", files.size() - rejected, rejected, work,
               std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (rejected > 0) exit_code = refuted;
  });
}

}  // namespace hebb::cli
