#pragma once

#include <stdexcept>
#include <string>

namespace hebb {

/// A caller broke the contract of a function. The message holds the offending value and what would be right.
struct PreconditionError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Throws PreconditionError(message) unless `holds`. Active in Release builds too.
inline void require(bool holds, const std::string& message) {
  if (!holds) throw PreconditionError(message);
}

}  // namespace hebb
