#pragma once

#include <string_view>

namespace hebb {

/// Three-valued verdict of a rigorous test. `unknown` is a value like the others: a test that could not decide
/// says so. There is no conversion to bool; ask `certainly(t)` or `possibly(t)`.
enum class Truth { refuted, unknown, proved };

constexpr bool certainly(Truth t) { return t == Truth::proved; }
constexpr bool possibly(Truth t) { return t != Truth::refuted; }

/// Kleene's strong three-valued logic.
constexpr Truth operator&&(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth operator||(Truth a, Truth b) { return a < b ? b : a; }
constexpr Truth operator!(Truth a) {
  return a == Truth::proved ? Truth::refuted : a == Truth::refuted ? Truth::proved : Truth::unknown;
}

constexpr std::string_view to_string(Truth t) {
  return t == Truth::proved ? "proved" : t == Truth::refuted ? "refuted" : "unknown";
}

}  // namespace hebb
