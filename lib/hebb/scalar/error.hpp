#pragma once

#include <concepts>
#include <stdexcept>
#include <string>

namespace hebb {

/// A caller broke the contract of a function. The message holds the offending value and what would be right.
struct PreconditionError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Throws PreconditionError(message) unless `holds`. Active in Release builds too. In code that runs often, give the
/// message as a literal or as a function that returns it: it is then made only when it is needed.
inline void require(bool holds, const std::string& message) {
  if (!holds) throw PreconditionError(message);
}
inline void require(bool holds, const char* message) {
  if (!holds) throw PreconditionError(message);
}
template <std::invocable Message>
void require(bool holds, const Message& message) {
  if (!holds) [[unlikely]]
    throw PreconditionError(message());
}

}  // namespace hebb
