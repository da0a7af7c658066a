#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include <hebb/verify/result.hpp>
#include <hebb/verify/selection.hpp>
#include <hebb/verify/tighten.hpp>

namespace hebb {

/// Which claims, in which dimensions, and how much is tried.
struct RunOptions {
  const std::vector<Claim>* claims = nullptr;  // the ledger; or claims of a user, which must outlive the run
  std::vector<std::string> ids;  // as claims_meant takes them; empty: all. Premises of compositions are verified, too.
  int d_min = 2, d_max = 8;      // dimensions
  Constants replaced;            // applies to every selected claim that has a constant of that name
  ProveOptions prove;            // for each statement
  bool tightness = true;         // not for replaced constants, nor for compositions
  TightenOptions tighten;        // for each constant
  unsigned threads = 0;          // 0: all cores
  std::optional<std::filesystem::path> certificates;  // written as they come
};

/// Called after each finished row, from one thread at a time.
using RowDone = std::function<void(const ClaimResult& row, std::size_t done, std::size_t total)>;

/// Verifies claims: of the ledger or of options.claims, the rows of the ledger for all requested dimensions, in the
/// order of the ledger and independent of the number of threads (the times apart). When `stop` becomes true no other
/// row begins; those that had begun and are cut are undecided, with the remark "interrupted". Throws PreconditionError
/// for an unknown id (naming the nearest one), an unknown constant, or dimensions outside 2..64; CertificateError when
/// the certificate directory cannot be written.
LedgerResult verify(const RunOptions& options, const RowDone& done = {}, const std::atomic<bool>* stop = nullptr);

}  // namespace hebb
