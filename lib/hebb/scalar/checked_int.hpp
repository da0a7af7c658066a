#pragma once

#include <stdexcept>

#include <hebb/scalar/rational.hpp>

namespace hebb {

/// An operation on CheckedInt left the range of 128 bits; repeat the computation with Integer.
struct IntegerOverflow : std::overflow_error {
  IntegerOverflow() : std::overflow_error("a coefficient does not fit into 128 bits") {}
};

__extension__ using WideInt = __int128;  // GCC and Clang; not ISO C++
__extension__ using WideUnsigned = unsigned __int128;

/// 128-bit integers that throw IntegerOverflow rather than wrap: the fast coefficients of Polynomial.
class CheckedInt {
 public:
  constexpr CheckedInt(int value = 0) : value_(value) {}  // NOLINT(google-explicit-constructor)
  explicit CheckedInt(const Integer& value) {
    if (msb_of(value) > 126) throw IntegerOverflow();
    const Integer magnitude = abs(value);
    const Integer low_part = magnitude & Integer(~0ULL), high_part = magnitude >> 64;
    value_ = static_cast<WideInt>((static_cast<WideUnsigned>(high_part.convert_to<unsigned long long>()) << 64) |
                                  low_part.convert_to<unsigned long long>());
    if (value < 0) value_ = -value_;
  }
  CheckedInt& operator+=(CheckedInt other) {
    if (__builtin_add_overflow(value_, other.value_, &value_)) throw IntegerOverflow();
    return *this;
  }
  CheckedInt& operator*=(CheckedInt other) {
    if (__builtin_mul_overflow(value_, other.value_, &value_)) throw IntegerOverflow();
    return *this;
  }
  friend CheckedInt operator*(CheckedInt x, CheckedInt y) { return x *= y; }
  friend CheckedInt operator-(CheckedInt x) { return x *= CheckedInt(-1); }
  friend bool operator==(CheckedInt, CheckedInt) = default;
  friend int sign(CheckedInt x) { return (x.value_ > 0) - (x.value_ < 0); }
  friend double to_double(CheckedInt x) { return static_cast<double>(x.value_); }
  friend Integer to_integer(CheckedInt x) {
    const bool negative = x.value_ < 0;
    const WideUnsigned m = negative ? -static_cast<WideUnsigned>(x.value_) : static_cast<WideUnsigned>(x.value_);
    const Integer magnitude =
        (Integer(static_cast<unsigned long long>(m >> 64)) << 64) + Integer(static_cast<unsigned long long>(m));
    return negative ? Integer(-magnitude) : magnitude;
  }

 private:
  static long msb_of(const Integer& value) { return value == 0 ? -1 : static_cast<long>(msb(abs(value))); }
  WideInt value_;
};

inline int sign(const Integer& x) { return x.sign(); }
inline const Integer& to_integer(const Integer& x) { return x; }

}  // namespace hebb
