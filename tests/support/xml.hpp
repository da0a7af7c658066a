#pragma once

#include <set>
#include <string>
#include <string_view>

namespace hebb {

/// What a strict reading of an XML document finds; `error` is empty for a well-formed one.
struct XmlReading {
  std::string error;
  std::set<std::string> ids;         // values of id attributes; an id that occurs twice is an error
  std::set<std::string> references;  // href and src
  std::string text;                  // character data, references resolved
};

XmlReading read_xml(std::string_view document);

}  // namespace hebb
