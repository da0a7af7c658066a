#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/chamber.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/vector.hpp>

// Samples depend on the generator's output only, not on the standard library's distributions: the same on every
// platform. All coordinates are multiples of 2^-53 before scaling, so Rational and double samples agree exactly.

namespace hebb {

/// 64 random bits.
template <std::uniform_random_bit_generator G>
std::uint64_t random_bits(G& generator) {
  constexpr std::uint64_t range = static_cast<std::uint64_t>(G::max() - G::min());
  if constexpr (range == std::numeric_limits<std::uint64_t>::max()) {
    return static_cast<std::uint64_t>(generator() - G::min());
  } else if constexpr (range == std::numeric_limits<std::uint32_t>::max()) {
    const auto high = static_cast<std::uint64_t>(generator() - G::min());
    return (high << 32) | static_cast<std::uint64_t>(generator() - G::min());
  } else {  // one bit a call: slow, but right for any range
    std::uint64_t bits = 0;
    constexpr std::uint64_t half = range / 2 + range % 2;  // values below half and above range - half count
    for (int k = 0; k < 64;) {
      const auto value = static_cast<std::uint64_t>(generator() - G::min());
      if (value >= half && value <= range - half) continue;
      bits = (bits << 1) | (value < half ? 0u : 1u);
      ++k;
    }
    return bits;
  }
}

/// Uniform on {0, ..., 2^53 - 1}.
template <std::uniform_random_bit_generator G>
std::uint64_t random_53_bits(G& generator) {
  return random_bits(generator) >> 11;
}

/// Uniform on [0, 1): a multiple of 2^-53.
template <std::uniform_random_bit_generator G>
double random_unit(G& generator) {
  return static_cast<double>(random_53_bits(generator)) * 0x1p-53;
}

/// Uniform on {0, ..., n - 1}, n >= 1. Throws PreconditionError for n = 0.
template <std::uniform_random_bit_generator G>
std::size_t random_index(std::size_t n, G& generator) {
  require(n >= 1, "random_index: no index to choose from");
  const std::uint64_t excess = (std::numeric_limits<std::uint64_t>::max() % n + 1) % n;
  for (;;) {
    const std::uint64_t bits = random_bits(generator);
    if (bits <= std::numeric_limits<std::uint64_t>::max() - excess) return static_cast<std::size_t>(bits % n);
  }
}

/// k 2^-53, exactly in every scalar.      k <= 2^53.
template <ComparableScalar S>
S dyadic(std::uint64_t k) {
  if constexpr (ExactScalar<S>) {
    return S(Rational(k) / Rational(std::uint64_t{1} << 53));
  } else {
    return S(static_cast<double>(k) * 0x1p-53);
  }
}

/// Uniform on the simplex of R^d (spacings of d - 1 uniform variables): its exact sum is 1 also for double.
/// Throws PreconditionError for d = 0.
template <ComparableScalar S, std::uniform_random_bit_generator G>
SimplexPoint<S> sample_simplex(std::size_t d, G& generator) {
  require(d >= 1, "sample_simplex: dimension 0");
  std::vector<std::uint64_t> cuts{0, std::uint64_t{1} << 53};
  for (std::size_t i = 1; i < d; ++i) cuts.push_back(random_53_bits(generator));
  std::sort(cuts.begin(), cuts.end());
  Vec<S> p;
  p.reserve(d);
  for (std::size_t i = 0; i < d; ++i) p.push_back(dyadic<S>(cuts[i + 1] - cuts[i]));
  return SimplexPoint<S>::unchecked(std::move(p));
}

/// Uniform on a uniformly chosen face with n vertices: n random coordinates share the mass, the others are 0.
/// n = 1 is a vertex.      Throws PreconditionError unless 1 <= n <= d.
template <ComparableScalar S, std::uniform_random_bit_generator G>
SimplexPoint<S> sample_face(std::size_t d, std::size_t n, G& generator) {
  require(1 <= n && n <= d,
          [&] { return "sample_face: " + std::to_string(n) + " vertices in dimension " + std::to_string(d); });
  std::vector<std::size_t> order(d);
  for (std::size_t i = 0; i < d; ++i) order[i] = i;
  for (std::size_t i = 0; i < n; ++i) std::swap(order[i], order[i + random_index(d - i, generator)]);
  const SimplexPoint<S> on_face = sample_simplex<S>(n, generator);
  Vec<S> p(d, S(0));
  for (std::size_t i = 0; i < n; ++i) p[order[i]] = on_face[i];
  return SimplexPoint<S>::unchecked(std::move(p));
}

/// A uniformly chosen vertex of the simplex of R^d.
template <ComparableScalar S, std::uniform_random_bit_generator G>
SimplexPoint<S> sample_vertex(std::size_t d, G& generator) {
  return SimplexPoint<S>::vertex(d, random_index(d, generator));
}

/// Uniform on the ordered chamber with its gap variable (chamber.hpp).      Throws PreconditionError unless d >= 2.
template <ComparableScalar S, std::uniform_random_bit_generator G>
ChamberPoint<S> sample_chamber(std::size_t d, G& generator) {
  require(d >= 2, [&] { return "sample_chamber: dimension " + std::to_string(d) + ", expected at least 2"; });
  return chamber_point(sample_simplex<S>(d + 1, generator).coordinates());
}

/// Uniform on {p_1 >= p_2 + gap, p_2 >= ... >= p_d >= 0}.      Throws PreconditionError unless d >= 2, 0 <= gap <= 1.
template <ComparableScalar S, std::uniform_random_bit_generator G>
SimplexPoint<S> sample_chamber_with_gap(std::size_t d, const S& gap, G& generator) {
  require(d >= 2, [&] { return "sample_chamber_with_gap: dimension " + std::to_string(d) + ", expected at least 2"; });
  require(gap >= 0 && gap <= 1, [&] { return "sample_chamber_with_gap: gap " + show(gap) + " outside [0, 1]"; });
  Vec<S> z{gap};
  for (const S& t : sample_simplex<S>(d, generator).coordinates()) z.push_back((1 - gap) * t);
  return SimplexPoint<S>::unchecked(chamber_point(z).p);
}

}  // namespace hebb
