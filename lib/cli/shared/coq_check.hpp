#pragma once

#include <cstddef>
#include <string>

namespace hebb::cli {

/// `hebb check --coq`: the certificates of a directory through the checker that is verified in Coq.
struct CoqCheckOptions {
  std::string directory;
  std::string checker;     // build folder that holds checker/Checker.vo; empty: where the build puts it
  std::string record;      // file for the digests of the accepted certificates; empty: none
  std::string keep;        // folder for the Coq files; empty: a temporary one
  unsigned jobs = 1;       // coqc processes at the same time
  std::size_t batch = 40;  // certificates in a Coq file
  bool quiet = false;
};

/// Prints a line per certificate and the axioms; the exit code of the program.
int check_with_coq(const CoqCheckOptions& options);

}  // namespace hebb::cli
