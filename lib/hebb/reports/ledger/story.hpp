#pragma once

#include <string>

#include <hebb/drawing/markup.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// What the ledger says of the paper, for somebody who reads nothing else: its theorem in words with its verdict, the
/// claims that it rests on, group after group, then what is sharper than printed, what is false and what is open, and
/// the symbols. A part that says nothing about this result is left out: so the theorem, where T3 was not verified.
void write_story(Markup& page, const LedgerResult& result);

/// The section "Symbols".
void write_legend_of_symbols(Markup& page);

}  // namespace hebb
