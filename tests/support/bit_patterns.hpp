#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace hebb::test {

/// Finite doubles drawn by bit pattern, so that subnormals, huge values, few-bit values and neighbours of powers of two
/// are common. Reproducible from the seed.
class BitPatterns {
 public:
  explicit BitPatterns(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t raw() { return engine_(); }
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }

  /// Any finite double.
  double any() {
    switch (below(8)) {
      case 0:
        return assemble(raw(), below(2047));
      case 1:
        return assemble(raw(), 0);  // subnormal or zero
      case 2:
        return assemble(raw(), 2046 - below(3));  // next to overflow
      case 3:
        return assemble(raw(), 1 + below(60));  // products underflow
      case 4:
        return assemble(raw() & ~((1ull << 50) - 1), below(2047));  // few bits: exact results
      case 5:
        return assemble(raw() | 0x000ffffffffffff8ull, below(2047));  // just below a power of two
      case 6:
        return special();
      default:
        return moderate();
    }
  }
  /// Between 2^-30 and 2^30 in absolute value.
  double moderate() { return assemble(raw(), 993 + below(61)); }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(raw() >> 11) * 0x1p-53; }

  /// A double between a <= b inclusive: an end point, or uniform by bit pattern.
  double between(double a, double b) {
    switch (below(4)) {
      case 0:
        return a;
      case 1:
        return b;
      default:
        break;
    }
    const std::int64_t low = order(a), high = order(b);
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t step = span == ~0ull ? raw() : below(span + 1);
    return unorder(static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step));
  }

 private:
  static double assemble(std::uint64_t bits, std::uint64_t exponent) {
    return std::bit_cast<double>((bits & 0x800fffffffffffffull) | (exponent << 52));
  }
  double special() {
    using Limits = std::numeric_limits<double>;
    const double values[] = {
        0,           1,           2,        3,       0.5,       0.1, Limits::max(), Limits::min(), Limits::denorm_min(),
        1 + 0x1p-52, 1 - 0x1p-53, 0x1p-537, 0x1p511, 0x1p52 + 1};
    const double x = values[below(std::size(values))];
    return below(2) == 0 ? x : -x;
  }
  // Doubles in their order as integers, and back.
  static std::int64_t order(double x) {
    const auto bits = std::bit_cast<std::int64_t>(x);
    return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
  }
  static double unorder(std::int64_t n) {
    return std::bit_cast<double>(n >= 0 ? n : std::numeric_limits<std::int64_t>::min() - n);
  }

  std::mt19937_64 engine_;
};

/// The number of random checks: $HEBB_FUZZ_COUNT, or `standard`.
inline long fuzz_count(long standard) {
  const char* text = std::getenv("HEBB_FUZZ_COUNT");
  return text == nullptr ? standard : std::atol(text);
}

}  // namespace hebb::test
