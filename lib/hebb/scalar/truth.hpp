#pragma once

#include <string_view>

namespace hebb {

/// Three-valued verdict of a rigorous test: proved, refuted, or unknown. `unknown` is a value like the others: a test
/// that could not decide says so. There is no conversion to bool; ask `certainly(t)` or `possibly(t)`.
enum class Truth { refuted, unknown, proved };

constexpr bool certainly(Truth t) { return t == Truth::proved; }  // proved
constexpr bool possibly(Truth t) { return t != Truth::refuted; }  // proved or unknown

/// Kleene's strong three-valued logic.
/// @{
/// Kleene's strong three-valued logic: the weaker, the stronger, the opposite of what is known.
constexpr Truth operator&&(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth operator||(Truth a, Truth b) { return a < b ? b : a; }
constexpr Truth operator!(Truth a) {
  return a == Truth::proved ? Truth::refuted : a == Truth::refuted ? Truth::proved : Truth::unknown;
}
/// @}

/// "proved", "unknown", "refuted".
constexpr std::string_view to_string(Truth t) {
  return t == Truth::proved ? "proved" : t == Truth::refuted ? "refuted" : "unknown";
}

}  // namespace hebb
