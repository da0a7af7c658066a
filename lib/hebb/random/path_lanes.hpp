#pragma once

#include <bit>
#include <cstdint>

#include <hebb/scalar/packed/packed_lanes.hpp>

/// Eight paths at once, one per lane: doubles in PathReal<Isa>, 64-bit words in PathWord<Isa>. The layer on which the
/// simulation rests; defined for an instruction set in path_lanes_avx2.hpp and path_lanes_avx512.hpp.
/// Law.  Every operation is rounded to nearest, or exact, and no two are fused: the same numbers on every instruction
/// set. These are not the directed operations of Lanes<Isa>: nothing here proves anything.
namespace hebb {

template <class Isa>
struct PathReal;
template <class Isa>
struct PathWord;

template <>
struct PathReal<Portable> {
  struct Mask {
    std::int64_t m[lane_count];  // 0 or -1, as wide as a lane: selections become bit operations
  };
  double v[lane_count];

  PathReal() : PathReal(0.0) {}
  explicit PathReal(double x) {
    for (double& lane : v) lane = x;
  }
  static PathReal load(const double* p) {
    return map([p](int k) { return p[k]; });
  }
  /// table[index[k]] in lane k.
  static PathReal gather(const double* table, const PathWord<Portable>& index);
  void store(double* p) const {
    for (int k = 0; k < lane_count; ++k) p[k] = v[k];
  }
  friend PathReal operator+(const PathReal& x, const PathReal& y) {
    return map([&](int k) { return x.v[k] + y.v[k]; });
  }
  friend PathReal operator-(const PathReal& x, const PathReal& y) {
    return map([&](int k) { return x.v[k] - y.v[k]; });
  }
  friend PathReal operator*(const PathReal& x, const PathReal& y) {
    return map([&](int k) { return x.v[k] * y.v[k]; });
  }
  friend PathReal operator/(const PathReal& x, const PathReal& y) {
    return map([&](int k) { return x.v[k] / y.v[k]; });
  }
  friend PathReal max(const PathReal& x, const PathReal& y) {
    return map([&](int k) { return x.v[k] > y.v[k] ? x.v[k] : y.v[k]; });
  }
  friend PathReal min(const PathReal& x, const PathReal& y) {
    return map([&](int k) { return x.v[k] < y.v[k] ? x.v[k] : y.v[k]; });
  }
  friend Mask less(const PathReal& x, const PathReal& y) {
    Mask r;
    for (int k = 0; k < lane_count; k += 2) {  // the compiler makes no vector code of comparisons one by one
      typedef double Pair __attribute__((vector_size(16)));
      Pair left, right;
      __builtin_memcpy(&left, x.v + k, sizeof(Pair));
      __builtin_memcpy(&right, y.v + k, sizeof(Pair));
      const auto below = left < right;
      __builtin_memcpy(r.m + k, &below, sizeof(Pair));
    }
    return r;
  }
  static Mask nowhere() { return {}; }
  /// x and not y.
  static Mask except(const Mask& x, const Mask& y) {
    Mask r;
    for (int k = 0; k < lane_count; ++k) r.m[k] = x.m[k] & ~y.m[k];
    return r;
  }
  friend PathReal select(const Mask& m, const PathReal& yes, const PathReal& no) {
    return map([&](int k) {
      const auto chosen =
          (std::bit_cast<std::int64_t>(yes.v[k]) & m.m[k]) | (std::bit_cast<std::int64_t>(no.v[k]) & ~m.m[k]);
      return std::bit_cast<double>(chosen);
    });
  }
  /// x + y where m holds, else x.
  friend PathReal add_where(const Mask& m, const PathReal& x, const PathReal& y) {
    return map([&](int k) { return m.m[k] ? x.v[k] + y.v[k] : x.v[k]; });
  }
  /// x where m holds, else x + y.
  friend PathReal add_unless(const Mask& m, const PathReal& x, const PathReal& y) {
    return map([&](int k) { return m.m[k] ? x.v[k] : x.v[k] + y.v[k]; });
  }
  /// 2^-e for the normal x = m 2^e, 1 <= m < 2.
  friend PathReal reciprocal_power_of_two(const PathReal& x) {
    return map([&](int k) {
      return std::bit_cast<double>((2046ull << 52) - (std::bit_cast<std::uint64_t>(x.v[k]) & (2047ull << 52)));
    });
  }

  template <class F>
  static PathReal map(F f) {
    PathReal r(Uninitialised{});
    for (int k = 0; k < lane_count; ++k) r.v[k] = f(k);
    return r;
  }

 private:
  struct Uninitialised {};
  explicit PathReal(Uninitialised) {}
};

template <>
struct PathWord<Portable> {
  std::uint64_t v[lane_count];

  PathWord() : PathWord(0) {}
  explicit PathWord(std::uint64_t x) {
    for (std::uint64_t& lane : v) lane = x;
  }
  static PathWord load(const std::uint64_t* p) {
    return map([p](int k) { return p[k]; });
  }
  friend PathWord operator+(const PathWord& x, const PathWord& y) {
    return map([&](int k) { return x.v[k] + y.v[k]; });
  }
  friend PathWord operator^(const PathWord& x, const PathWord& y) {
    return map([&](int k) { return x.v[k] ^ y.v[k]; });
  }
  /// The product of the low halves.
  friend PathWord multiply_low(const PathWord& x, const PathWord& y) {
    return map([&](int k) { return (x.v[k] & 0xFFFFFFFF) * (y.v[k] & 0xFFFFFFFF); });
  }
  template <int Bits>
  PathWord shifted_right() const {
    return map([&](int k) { return v[k] >> Bits; });
  }
  /// The low half as a double, exactly.
  PathReal<Portable> low_as_real() const {
    // 2^52 + n has n in its low bits; the difference is exact.
    return PathReal<Portable>::map(
        [&](int k) { return std::bit_cast<double>((v[k] & 0xFFFFFFFF) | (1075ull << 52)) - 0x1p52; });
  }
  static PathWord bits_of(const PathReal<Portable>& x) {
    return map([&](int k) { return std::bit_cast<std::uint64_t>(x.v[k]); });
  }

 private:
  template <class F>
  static PathWord map(F f) {
    PathWord r(Uninitialised{});
    for (int k = 0; k < lane_count; ++k) r.v[k] = f(k);
    return r;
  }
  struct Uninitialised {};
  explicit PathWord(Uninitialised) {}
};

inline PathReal<Portable> PathReal<Portable>::gather(const double* table, const PathWord<Portable>& index) {
  return map([&](int k) { return table[index.v[k]]; });
}

}  // namespace hebb
