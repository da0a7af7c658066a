#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hebb {

/// A text that is not a file of claims. what() is, over three lines, "FILE:LINE:COLUMN: message", the line itself and a
/// caret under the column; one line where there is no such place (an empty file). Safe to print.
struct ClaimTextError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace language {

/// A text and what it is called in messages.
struct SourceText {
  std::string name, text;
};

/// A place in a text: it keeps the text alive, so that a message can show the line at any later time.
struct Place {
  std::shared_ptr<const SourceText> source;
  std::size_t offset = 0;
};

/// Throws ClaimTextError: the message with the place, its line and a caret.
[[noreturn]] void fail(const Place& place, std::string_view message);

}  // namespace language
}  // namespace hebb
