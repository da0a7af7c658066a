#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/language/source_text.hpp>
#include <hebb/theorems/claim.hpp>

// The language of claims: docs/reference/claim-language.md has its grammar and what each form means.

namespace hebb {

/// The text of an included file, by the name after `include` and the name of the including text; what it throws is
/// reported at the place of the include.
using IncludedText = std::function<std::string(const std::string& file, const std::string& included_from)>;

/// Reads claims from a text; `name` is what messages call it. Each is a Claim as the ledger has them: state() records
/// the terms over Symbol, as templates do, for any dimension of `for d = ...` (only_dimensions) and any values of its
/// constants; it throws ClaimTextError where the text means nothing for them (an index beyond the point, a division by
/// 0, an empty range). parse_claims itself tries the first and the last dimension, so that a text it accepts means
/// something. Throws ClaimTextError: one message with file, line, column, the line and a caret.
std::vector<Claim> parse_claims(std::string_view text, const std::string& name = "claims",
                                const IncludedText& included = {});

/// The text of `file` beside the file that includes it, for parse_claims. Throws ClaimTextError.
std::string included_file(const std::string& file, const std::string& included_from);

/// The same from a file; `include "other.claim"` is looked for beside the file that includes it. Throws ClaimTextError
/// also for what cannot be read.
std::vector<Claim> read_claims(const std::filesystem::path& file);

/// A statement in the language, from "claim NAME" on: parse_claims(claim_text(...)) has one claim whose statement is
/// the same recorded expression. `constants`, where given, become comments: in a statement they are numbers already.
/// Throws PreconditionError for a statement that the language cannot say (a variable whose name is a word of it).
std::string claim_text(const Statement& statement, const std::string& name, const Constants& constants = {});

}  // namespace hebb
