#pragma once

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>

// Numbers that are shown to people as bounds. Whoever prints one says on which side of it the truth lies, and the
// decimal that comes out is on the safe side: with a <= x proved, a is rounded down, so that "decimal <= x" is so too.

namespace hebb {

/// A bound as a decimal, rounded exactly in direction D: LowerBound down, UpperBound up.
/// Made of an exact number, of a double (taken exactly; infinite ones are allowed), or of the end of an enclosure that
/// lies in that direction. Throws PreconditionError for NaN.
///
/// fmt: "{:[<|^|>][width][.N][style]}", to the right by default, N = 6 by default, no minus zero, "0" when the bound
/// is zero exactly. The styles are those of printf:
///   (none), g   N significant digits, without trailing zeros; 12345 to four digits is 1.234e+04 or 1.235e+04
///   e           N digits after the point, and an exponent
///   f           N digits after the point
template <Direction D>
class Bound {
 public:
  explicit Bound(const Rational& value) : value_(value) {}  // the number
  explicit Bound(double value);  // the same number; also +-inf. Throws PreconditionError for NaN
  /// The end of an enclosure that lies in that direction.
  template <class E>
  requires(scalar_traits<E>::meaning == Meaning::enclosure)  // not EnclosureScalar, which asks whether E is copyable
      explicit Bound(const E& x)
      : Bound(D == Direction::down ? x.lower() : x.upper()) {}

  /// style: 'g', 'e' or 'f'.
  std::string text(int digits, char style = 'g') const;
  /// The number exactly, "8/3", when that takes at most `longest` characters; else `digits` significant digits.
  std::string brief(std::size_t longest, int digits) const;

 private:
  Rational value_;
  double infinity_ = 0;  // unless the bound is finite
};
extern template class Bound<Direction::down>;
extern template class Bound<Direction::up>;

using LowerBound = Bound<Direction::down>;  // printed towards -inf
using UpperBound = Bound<Direction::up>;    // printed towards +inf

/// "[lower, upper]", rounded outward.
std::string outward_text(const LowerBound& lower, const UpperBound& upper, int digits, char style = 'g');

/// The decimal that q is exactly, "0.9999994"; "n/d" when there is none. For what must not be rounded either way.
std::string to_exact_decimal(const Rational& q);

// @cond internal
/// At least so wide, with blanks on the right (align '<'), on both sides ('^') or on the left.
std::string padded(std::string text, char align, std::size_t width);
// @endcond

}  // namespace hebb

// @cond internal
template <hebb::Direction D>
struct fmt::formatter<hebb::Bound<D>> {
  constexpr auto parse(fmt::format_parse_context& context) {
    auto it = context.begin();
    const auto end = context.end();
    const auto number = [&](int& n) {
      const auto first = it;
      for (n = 0; it != end && '0' <= *it && *it <= '9' && it - first < 4; ++it) n = 10 * n + (*it - '0');
      return it != first;
    };
    if (it != end && (*it == '<' || *it == '^' || *it == '>')) align_ = *it++;
    number(width_);
    if (it != end && *it == '.' && !number((++it, digits_))) throw fmt::format_error("no digits after the point");
    if (it != end && (*it == 'g' || *it == 'e' || *it == 'f')) style_ = *it++;
    if (it != end && *it != '}') throw fmt::format_error("not the format of a bound");
    return it;
  }
  template <class Context>
  auto format(const hebb::Bound<D>& bound, Context& context) const {
    // Not by fmt::format_to, which would compile all of fmt into everything that shows a bound.
    const std::string text = hebb::padded(bound.text(digits_, style_), align_, static_cast<std::size_t>(width_));
    return std::copy(text.begin(), text.end(), context.out());
  }

 private:
  char align_ = '>', style_ = 'g';
  int width_ = 0, digits_ = 6;
};
// @endcond
