#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <hebb/text/json.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// A text that is not the JSON of `verify` or `prove`. The message says where and what is missing.
struct ReportFormatError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a run was asked, as its JSON says it.
struct LedgerRun {
  std::string command = "verify";  // or "prove"
  Json options = Json::object();   // what determines the result
  bool complete = true;            // false: interrupted
};

/// The JSON of `verify` and `prove`:
///   {"hebb": VERSION, "command", "options": {...}, "complete",
///    "claims": [{"id", "title", "source", "group", "text", "dimension", "verdict", "expected", "method",
///                "constants": {NAME: VALUE}, "printed": {NAME: VALUE} or null,
///                "tightness": {"constant", "printed", "proved", "refuted", "slack", "note"} or null,
///                "witness": {NAME: VALUE} or null, "seconds", "work", "certificate", "rests_on": [ID],
///                "established": {"dimensions", "checker", "theorem": [{"name", "file", "covers"}]}, "remark"}],
///    "summary": {"proved", "refuted", "undecided", "estimated", "unexpected", "other_constants", "seconds",
///                "claims": {"proved", "refuted", "undecided", "estimated"}}}
/// VALUE, and every other rational number: {"exact", "value"}, see number_json.hpp. "dimension" is null for a claim
/// that does not depend on d; "certificate" is a file name, or null; an unknown side of a tightness is null. Seconds
/// are rounded to microseconds. "established": "dimensions" is "3", "every" or null: where the checker accepted a
/// certificate; "checker" is "accepted" or null: the word of the checker that is verified in Coq; "theorem": the Coq
/// theorems about the claim, "covers" as in CoqTheorem. May be absent. "printed": the printed values of those constants
/// that are others in this run, null when there are none; then nothing is expected and "expected" is null. The summary
/// counts rows, and claims once under "claims". Bytes that are not UTF-8 become U+FFFD. The recorded statement is not
/// part of it: it is in the certificate.
std::string to_json(const LedgerResult& result, const LedgerRun& run = {});

/// Reads to_json back, except for the statements. Throws ReportFormatError.
LedgerResult ledger_result_from_json(std::string_view text);

}  // namespace hebb
