#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hebb {

/// The name among `known` that `name` may be a slip of: the one with the fewest inserted, removed and replaced
/// characters and exchanges of two neighbours, at most a third of the name, or one. Empty when none is that near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace hebb
