#pragma once

#include <string>

#include <hebb/coq/coq_check.hpp>

namespace hebb::cli {

/// `hebb check --coq`: prints a line per certificate, unless quiet, and the axioms; the exit code of the program.
/// record: file for the digests of the accepted certificates; json: file for the result, or "-"; empty: none.
int show_coq_check(CoqCheckOptions options, const std::string& record, const std::string& json, bool quiet);

}  // namespace hebb::cli
