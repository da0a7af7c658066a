#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hebb {

/// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

/// Columns that a terminal needs: one per code point, none for combining marks, two for East Asian wide characters.
std::size_t display_width(std::string_view text);

/// The text as it is set in pictures: digits and the letters i, j, k, u after a single letter and an
/// underscore are lowered (p_1, p_u), relations, double bars and minus signs between blanks are those of mathematics.
/// Longer names (of rules, of files) stay as they are.
std::string typeset(std::string_view text);

/// The text cut or padded with blanks to exactly `width` columns; a cut ends in "...". Whole code points only.
std::string fit(std::string_view text, std::size_t width, bool right_aligned = false);

}  // namespace hebb
