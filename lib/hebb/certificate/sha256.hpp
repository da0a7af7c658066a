#pragma once

#include <string>

namespace hebb {

/// SHA-256 of the bytes, 64 hexadecimal digits.
std::string sha256(const std::string& text);

}  // namespace hebb
