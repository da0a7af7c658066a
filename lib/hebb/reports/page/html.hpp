#pragma once

#include <filesystem>
#include <string>

#include <hebb/verify/result.hpp>

namespace hebb {

struct ReportOptions {
  /// Where the certificates are, relative to the report directory, with "/" between the segments; "" for no links.
  std::string certificates = "certificates";
  /// Not the ledger: the claims of somebody's file, of this name. Nothing is expected of them, each is shown in full,
  /// and its statement is typeset.
  std::string claims_of{};
};

/// Writes DIRECTORY/index.html, one self-contained page (no network, no other file needed to read it) that is
/// well-formed XHTML and valid HTML, and its pictures once more as files: slack.svg, dependencies.svg and
/// margin-ID.svg. The same result gives the same bytes. Creates the directory; each file appears complete or not at
/// all, the page last. Throws std::runtime_error that names the file which cannot be written.
void write_report(const LedgerResult& result, const std::filesystem::path& directory,
                  const ReportOptions& options = {});

}  // namespace hebb
