#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hebb {

/// The text with &, <, > and both quotes as character references, control characters (other than blank, tab and
/// newline) and bytes that are not UTF-8 as U+FFFD: safe as content and as an attribute of XML and HTML.
std::string escape_markup(std::string_view text);

/// The text as one segment of a relative URL: everything except letters, digits and -._~ percent-encoded.
std::string escape_url(std::string_view text);

struct Attribute {
  std::string_view name;
  std::string value;  // unescaped
};
using Attributes = std::vector<Attribute>;

/// Writes elements that are well-formed XML and, for HTML and SVG names, mean the same to an HTML parser.
class Markup {
 public:
  Markup& open(std::string_view tag, const Attributes& attributes = {});
  /// Ends the element that was opened last. Throws PreconditionError when none is open.
  Markup& close();
  Markup& text(std::string_view content);
  /// A whole element with text content.
  Markup& element(std::string_view tag, const Attributes& attributes, std::string_view content = {});
  Markup& element(std::string_view tag, std::string_view content) { return element(tag, {}, content); }
  /// Markup that is already well-formed.
  Markup& raw(std::string_view markup);
  /// A line break in the source, which keeps the files readable.
  Markup& line() { return raw("\n"); }
  /// Everything written. Throws PreconditionError while an element is open.
  const std::string& str() const;

 private:
  void start(std::string_view tag, const Attributes& attributes);
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace hebb
