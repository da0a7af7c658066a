#include "xml.hpp"

#include <stdexcept>
#include <vector>

namespace hebb {
namespace {

class Reader {
 public:
  Reader(std::string_view rest, XmlReading& reading) : rest_(rest), reading_(reading) {}

  void document() {
    if (take("<?xml")) skip_to("?>");
    blanks();
    if (take("<!DOCTYPE")) skip_to(">");
    blanks();
    bool rooted = false;
    while (!rest_.empty()) {
      if (open_.empty() && rooted) {
        blanks();
        if (!rest_.empty()) fail("content after the root element");
        break;
      }
      if (take("<![CDATA[")) {
        skip_to("]]>");
      } else if (take("</")) {
        const std::string tag = name();
        if (open_.empty() || open_.back() != tag) fail("</" + tag + "> closes nothing");
        open_.pop_back();
        expect(">");
      } else if (take("<")) {
        rooted = true;
        start_tag();
      } else {
        if (open_.empty()) fail("text outside the root element");
        reading_.text += character();
      }
    }
    if (!open_.empty()) fail("<" + open_.back() + "> is not closed");
    if (!rooted) fail("no root element");
  }

 private:
  [[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + " before: " + std::string(rest_.substr(0, 60)));
  }
  bool take(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }
  void expect(std::string_view start) {
    if (!take(start)) fail("missing " + std::string(start));
  }
  bool blanks() {
    const std::size_t n = std::min(rest_.find_first_not_of(" \t\n"), rest_.size());
    rest_.remove_prefix(n);
    return n > 0;
  }
  void skip_to(std::string_view end) {
    const std::size_t at = rest_.find(end);
    if (at == std::string_view::npos) fail("missing " + std::string(end));
    rest_.remove_prefix(at + end.size());
  }
  std::string name() {
    const auto is_name = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == ':';
    };
    std::size_t n = 0;
    while (n < rest_.size() && is_name(rest_[n])) ++n;
    if (n == 0) fail("missing name");
    const std::string found(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return found;
  }
  std::string character() {
    if (rest_.empty()) fail("unexpected end");
    for (const auto& [reference, c] : {std::pair("&amp;", "&"), std::pair("&lt;", "<"), std::pair("&gt;", ">"),
                                       std::pair("&quot;", "\""), std::pair("&#39;", "'")}) {
      if (take(reference)) return c;
    }
    const char c = rest_.front();
    if (c == '&' || c == '<') fail("unescaped character");
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') fail("control character");
    if (rest_.starts_with("]]>")) fail("]]> in text");
    rest_.remove_prefix(1);
    return {c};
  }
  void start_tag() {
    const std::string tag = name();
    std::set<std::string> seen;
    while (true) {
      const bool separated = blanks();
      if (take("/>")) return;
      if (take(">")) break;
      if (!separated) fail("attributes of <" + tag + "> run together");
      const std::string attribute = name();
      if (!seen.insert(attribute).second) fail("attribute " + attribute + " twice");
      expect("=\"");
      std::string value;
      while (!take("\"")) value += character();
      if (attribute == "id" && !reading_.ids.insert(value).second) fail("id " + value + " twice");
      if (attribute == "href" || attribute == "src") reading_.references.insert(value);
    }
    open_.push_back(tag);
  }

  std::string_view rest_;
  XmlReading& reading_;
  std::vector<std::string> open_;
};

}  // namespace

XmlReading read_xml(std::string_view document) {
  XmlReading reading;
  try {
    Reader(document, reading).document();
  } catch (const std::runtime_error& e) {
    reading.error = e.what();
  }
  return reading;
}

}  // namespace hebb
