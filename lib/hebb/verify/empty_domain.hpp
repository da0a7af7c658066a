#pragma once

#include <optional>
#include <string>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// The name of a variable whose range seems to be empty: its upper end is below its lower end (with an open end: not
/// above it) at every one of some points inside the domain of the others, as "0 <= a <= rate Delta" for rate = -1. A
/// hint, from doubles: no verdict rests on it.
std::optional<std::string> empty_range(const Statement& statement);

}  // namespace hebb
