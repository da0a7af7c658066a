#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <hebb/drawing/markup.hpp>
#include <hebb/drawing/utf8.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

/// Elements that never have content: "<br/>" means the same in XML and in HTML only for these.
bool is_void(std::string_view tag) {
  constexpr std::array<std::string_view, 10> names = {"br",   "input",  "meta",    "link", "line",
                                                      "rect", "circle", "polygon", "path", "use"};
  return std::ranges::find(names, tag) != names.end();
}

bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        const bool control = (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F;
        out += control ? std::string("\xEF\xBF\xBD") : std::string(1, c);
      }
    }
  }
  return out;
}

std::string escape_url(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += is_unreserved(byte) ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

void Markup::start(std::string_view tag, const Attributes& attributes) {
  out_ += fmt::format("<{}", tag);
  for (const auto& [name, value] : attributes) out_ += fmt::format(" {}=\"{}\"", name, escape_markup(value));
}

Markup& Markup::open(std::string_view tag, const Attributes& attributes) {
  start(tag, attributes);
  out_ += '>';
  open_.emplace_back(tag);
  return *this;
}

Markup& Markup::close() {
  require(!open_.empty(), "no element is open");
  out_ += fmt::format("</{}>", open_.back());
  open_.pop_back();
  return *this;
}

Markup& Markup::text(std::string_view content) { return raw(escape_markup(content)); }

Markup& Markup::element(std::string_view tag, const Attributes& attributes, std::string_view content) {
  start(tag, attributes);
  out_ += is_void(tag) ? "/>" : fmt::format(">{}</{}>", escape_markup(content), tag);
  return *this;
}

Markup& Markup::raw(std::string_view markup) {
  out_ += markup;
  return *this;
}

const std::string& Markup::str() const {
  require(open_.empty(), open_.empty() ? "" : "the element " + open_.back() + " is still open");
  return out_;
}

}  // namespace hebb
