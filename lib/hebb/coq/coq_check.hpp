#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <hebb/certificate/certificate.hpp>
#include <hebb/scalar/stop.hpp>

// The certificates of a folder through the checker that is verified in Coq (proofs-support/coq/checker).

namespace hebb {

/// One file of the folder.
struct CoqCheckedFile {
  std::string file;
  std::optional<Certificate> certificate;
  enum class Outcome {
    pending,   // not checked: the run was cut
    accepted,  // coqc accepts the lemma
    rejected,
    rests,  // a composition: it falls with its premises, whose own certificates are checked
  } outcome = Outcome::pending;
  std::string reason;
};

struct CoqCheckOptions {
  std::filesystem::path directory;
  std::filesystem::path checker;  // build folder that holds checker/Checker.vo; empty: where the build puts it
  std::filesystem::path keep;     // folder for the Coq files; empty: a temporary one
  unsigned jobs = 1;              // coqc processes at the same time
  std::size_t batch = 40;         // certificates in a Coq file
  bool is_recorded = false;       // the report is for coq_record, so the checker must not be older than its sources
  StopFlag stop = nullptr;        // what was settled stays
  /// Sees each file that coqc has settled, and how many of how many are; never two at a time.
  std::function<void(const CoqCheckedFile& file, std::size_t done, std::size_t total)> settled;
};

struct CoqCheckReport {
  std::vector<CoqCheckedFile> files;  // in the order of their names
  std::set<std::string> axioms;       // that the lemmas rest on, all of them allowed
  std::size_t coq_files = 0;
  bool interrupted = false;
  std::string checker_digest;  // of its sources, when the report is recorded

  std::size_t count(CoqCheckedFile::Outcome outcome) const;
};

/// Throws CertificateError when there is nothing to read, PreconditionError when coqc or the compiled checker is
/// missing, cannot be loaded or rests on an axiom that is not allowed.
CoqCheckReport check_with_coq(const CoqCheckOptions& options);

/// The digests of the accepted certificates, as lib/cmake/HebbCoqTables.cmake reads them.
std::string coq_record(const CoqCheckReport& report);

}  // namespace hebb
