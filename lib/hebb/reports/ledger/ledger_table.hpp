#pragma once

#include <string>

#include <hebb/drawing/markup.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// The controls that narrow the table down (hidden until the page's script runs) and the table of all claims: one line
/// for each id with everything else in a part that opens without a script. Anchors: "claim-ID".
/// `certificates` as in ReportOptions. `own`: the claims of somebody's file, open, without groups and expectations.
void write_ledger(Markup& page, const LedgerResult& result, const std::string& certificates, bool own = false);

}  // namespace hebb
