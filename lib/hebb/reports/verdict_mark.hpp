#pragma once

#include <string_view>

#include <hebb/certificate/verdict.hpp>

namespace hebb {

/// One letter-like mark for each verdict, so that colour is never the only carrier.
inline std::string_view verdict_mark(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved:
      return "\xE2\x9C\x93";  // check mark
    case Verdict::refuted:
      return "\xE2\x9C\x97";  // ballot x
    case Verdict::undecided:
      return "?";
    default:
      return "\xE2\x89\x88";  // almost equal
  }
}

}  // namespace hebb
