#pragma once

#include <string>

#include <hebb/drawing/markup.hpp>
#include <hebb/reports/folding.hpp>

namespace hebb {

/// What the ledger line of a claim leaves out: statement, source, remark, relations, the exact numbers for each
/// dimension, witnesses, certificates and the recorded formula. `certificates` as in ReportOptions. `own`: a claim of
/// somebody's file, whose statement is typeset.
void write_claim_details(Markup& page, const FoldedRows& rows, const std::string& certificates, bool own = false);

/// The path of a certificate as a relative URL.
std::string certificate_url(const std::string& certificates, const std::string& file);

}  // namespace hebb
