#pragma once

#include <filesystem>
#include <string>

#include <hebb/verify/result.hpp>

#include "shared/command.hpp"

namespace hebb::cli {

/// The files that a command which proves claims writes beside its table: --json, --certificates and --report.
struct LedgerFiles {
  std::string json, certificates, report;

  void add_to(Command& command);

  /// Where the certificates go: below the report unless it is said; "" when there are none.
  std::filesystem::path certificates_folder() const;
  /// Makes the folders, and fails before a long run when a result could not be written after it. Returns whether there
  /// is a table. Throws PreconditionError, naming the option and the reason.
  bool require_places() const;
  /// Writes the JSON text and the report; `claims_of` is the file of claims, "" for those of the ledger. One file that
  /// cannot be written does not cost the others. Returns what went wrong.
  std::string write(const LedgerResult& result, const std::string& json_text, const std::string& claims_of = "") const;
};

}  // namespace hebb::cli
