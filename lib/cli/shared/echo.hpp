#pragma once

#include <string>
#include <vector>

#include <hebb/text/json.hpp>
#include <hebb/theorems/claim.hpp>

// Options as JSON says them.

namespace hebb::cli {

/// Texts as given; bytes that are not UTF-8 become U+FFFD.
Json given_texts(const std::vector<std::string>& texts);
/// null for "", which is an option that was not given.
Json given_text(const std::string& text);
/// Those of --set: {NAME: {"exact", "value"}}.
Json given_settings(const Constants& settings);

/// The value with every text in it, names of fields too, as given_text writes it: what JSON can hold.
Json valid_json(const Json& json);

}  // namespace hebb::cli
