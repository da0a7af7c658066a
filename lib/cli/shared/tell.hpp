#pragma once

#include <string_view>

#include <fmt/format.h>

namespace hebb::cli {

/// Writes to standard error. When that fails nobody is left to be told: it is ignored.
void tell_text(std::string_view text) noexcept;
template <class... T>
void tell(fmt::format_string<T...> text, T&&... values) {
  tell_text(fmt::format(text, std::forward<T>(values)...));
}

}  // namespace hebb::cli
