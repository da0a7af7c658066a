#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/chamber.hpp>
#include <hebb/simplex/vector.hpp>

// RapidCheck generators for the objects of the theory. Everything is drawn as small integers and mapped to exact
// rationals, so that a counterexample shrinks to one that can be read: few coordinates, small weights, the largest
// rate. Use to_scalar to go to another scalar. RapidCheck is a dependency of the users of these headers only.

namespace hebb::testing {

/// The coordinates of a rational vector in the scalar S.
template <Scalar S>
Vec<S> to_scalar(const Vec<Rational>& x) {
  return like(S(0), x);
}

/// Weights w / sum w; e_1 when all weights are 0.
inline Vec<Rational> normalised(const std::vector<std::int64_t>& weights) {
  Rational total = 0;
  for (const std::int64_t w : weights) total += w;
  Vec<Rational> p;
  for (const std::int64_t w : weights) p.push_back(total == 0 ? Rational(p.empty() ? 1 : 0) : Rational(w) / total);
  return p;
}

/// A weight: 0 (one draw in four when `zeros`), a small integer, or a power of two up to 2^40. Shrinks to 0 or 1.
inline rc::Gen<std::int64_t> weight(bool zeros) {
  const auto small = rc::gen::inRange<std::int64_t>(1, 10);
  const auto steep = rc::gen::map(rc::gen::inRange(0, 41), [](int k) { return std::int64_t{1} << k; });
  if (!zeros) return rc::gen::weightedOneOf<std::int64_t>({{3, small}, {1, steep}});
  return rc::gen::weightedOneOf<std::int64_t>({{1, rc::gen::just<std::int64_t>(0)}, {2, small}, {1, steep}});
}

/// d - 2 is drawn in [0, max_d - 2]; shrinks to d = 2.
inline rc::Gen<std::size_t> dimension(std::size_t max_d) {
  return rc::gen::map(rc::gen::inRange<int>(0, static_cast<int>(max_d) - 1),
                      [](int k) { return static_cast<std::size_t>(k) + 2; });
}

/// A point of the open simplex of R^d; some are within 2^-40 of a face.
inline rc::Gen<Vec<Rational>> interior_point(std::size_t d) {
  return rc::gen::map(rc::gen::container<std::vector<std::int64_t>>(d, weight(false)), normalised);
}

/// A point of the simplex of R^d with some coordinates 0 (or none, or all but one): faces and vertices.
inline rc::Gen<Vec<Rational>> face_point(std::size_t d) {
  return rc::gen::map(rc::gen::container<std::vector<std::int64_t>>(d, weight(true)), normalised);
}

/// A vertex e_i of the simplex of R^d. Shrinks to e_1.
inline rc::Gen<Vec<Rational>> vertex(std::size_t d) {
  return rc::gen::map(rc::gen::inRange<std::size_t>(0, d), [d](std::size_t i) { return unit_vector<Rational>(d, i); });
}

/// A point of the simplex of R^d: interior, on a face, or a vertex.
inline rc::Gen<Vec<Rational>> simplex_point(std::size_t d) {
  return rc::gen::weightedOneOf<Vec<Rational>>({{4, interior_point(d)}, {4, face_point(d)}, {1, vertex(d)}});
}

/// A point of the simplex of R^d with weights 0 or 2^k, k <= 40: vertices, faces and coordinates that are tiny beside
/// the largest one, where a rule leaves the simplex if it ever does.
inline rc::Gen<Vec<Rational>> corner_point(std::size_t d) {
  const auto steep = rc::gen::map(rc::gen::inRange(0, 41), [](int k) { return std::int64_t{1} << k; });
  const auto any = rc::gen::weightedOneOf<std::int64_t>({{1, rc::gen::just<std::int64_t>(0)}, {6, steep}});
  return rc::gen::map(rc::gen::container<std::vector<std::int64_t>>(d, any), normalised);
}

/// A point of the ordered chamber of R^d, d >= 2, with its gap: p_1 >= p_2 + c, p_2 >= ... >= p_d >= 0, 0 < c <= 1/2,
/// so that Delta = 2 c is a gap of the theory, in (0, 1]. Faces of the chamber (equal or vanishing coordinates, p_1 at
/// the gap exactly) are drawn often.
inline rc::Gen<ChamberPoint<Rational>> chamber_point_with_gap(std::size_t d, const rc::Gen<std::int64_t>& some,
                                                              const rc::Gen<std::int64_t>& positive) {
  const auto rest = rc::gen::container<std::vector<std::int64_t>>(d, some);
  return rc::gen::map(rc::gen::pair(positive, rest), [](const auto& drawn) {
    std::vector<std::int64_t> z{drawn.first};
    z.insert(z.end(), drawn.second.begin(), drawn.second.end());
    ChamberPoint<Rational> out = chamber_point(normalised(z));
    if (2 * out.c > 1) out.c = Rational(1, 2);
    return out;
  });
}
inline rc::Gen<ChamberPoint<Rational>> chamber_point_with_gap(std::size_t d) {
  return chamber_point_with_gap(d, weight(true), weight(false));
}

/// One of its vertices, a middle of some of them, or a point as near to one as a factor of 8: where a rate is tight.
inline rc::Gen<ChamberPoint<Rational>> chamber_corner(std::size_t d) {
  return chamber_point_with_gap(d, rc::gen::elementOf(std::vector<std::int64_t>{0, 0, 0, 1, 1, 8}),
                                rc::gen::elementOf(std::vector<std::int64_t>{1, 1, 8}));
}

/// A number in [-1, 1]: often 0 or an end, else a multiple of 1/4 or of 10^-6. Shrinks to 0, positive first.
inline rc::Gen<Rational> signed_unit() {
  const auto coarse = rc::gen::map(rc::gen::inRange(0, 5), [](int k) { return Rational(k, 4); });
  const auto fine = rc::gen::map(rc::gen::inRange(0, 1000001), [](int k) { return Rational(k, 1000000); });
  const auto size = rc::gen::weightedOneOf<Rational>({{3, coarse}, {1, rc::gen::just(Rational(1))}, {1, fine}});
  return rc::gen::map(rc::gen::pair(size, rc::gen::arbitrary<bool>()),
                      [](const auto& drawn) { return Rational(drawn.second ? -drawn.first : drawn.first); });
}

/// d components of Z in [-(Q-1), Q-1]; the ends are drawn often.
inline rc::Gen<Vec<Rational>> noise_vector(std::size_t d, const Rational& q) {
  return rc::gen::map(rc::gen::container<std::vector<Rational>>(d, signed_unit()), [q](std::vector<Rational> z) {
    for (Rational& x : z) x *= q - 1;
    return z;
  });
}

/// Every component of Z at an end of its range, +-(Q-1).
inline rc::Gen<Vec<Rational>> corner_noise(std::size_t d, const Rational& q) {
  return rc::gen::map(rc::gen::container<std::vector<bool>>(d, rc::gen::arbitrary<bool>()),
                      [q](const std::vector<bool>& negative) {
                        Vec<Rational> z;
                        for (const bool minus : negative) z.push_back(minus ? 1 - q : q - 1);
                        return z;
                      });
}

/// A learning rate in (0, largest]: largest / k. Shrinks to the largest one.
inline rc::Gen<Rational> learning_rate_up_to(const Rational& largest) {
  const auto power = rc::gen::map(rc::gen::inRange(0, 31), [](int k) { return std::int64_t{1} << k; });
  const auto divisor = rc::gen::weightedOneOf<std::int64_t>({{3, rc::gen::inRange<std::int64_t>(1, 9)}, {1, power}});
  return rc::gen::map(divisor, [largest](std::int64_t k) { return Rational(largest / k); });
}

/// A learning rate in (0, limit): limit j/(j+1) / k, so values close to the limit are drawn too.
inline rc::Gen<Rational> learning_rate_below(const Rational& limit) {
  return rc::gen::mapcat(rc::gen::inRange(1, 65),
                         [limit](int j) { return learning_rate_up_to(Rational(limit * j / (j + 1))); });
}

/// A learning rate just below the limit: limit (1 - 2^-m), 1 <= m <= 20.
inline rc::Gen<Rational> learning_rate_near(const Rational& limit) {
  return rc::gen::map(rc::gen::inRange(1, 21), [limit](int m) {
    const std::int64_t parts = std::int64_t{1} << m;
    return Rational(limit * (parts - 1) / parts);
  });
}

/// A finite double by its bit pattern: any bits, subnormals, huge values, neighbours of powers of two, +-0, small
/// integers.
inline rc::Gen<double> bit_pattern_double() {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63, fraction = (std::uint64_t{1} << 52) - 1;
  const auto bits = rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
  const auto any = rc::gen::map(bits, [](std::uint64_t b) {
    const double x = std::bit_cast<double>(b);
    return std::isfinite(x) ? x : std::bit_cast<double>(b & (sign | fraction));
  });
  const auto subnormal =
      rc::gen::map(bits, [](std::uint64_t b) { return std::bit_cast<double>(b & (sign | fraction)); });
  const auto huge = rc::gen::map(bits, [](std::uint64_t b) {
    return std::bit_cast<double>((b & (sign | fraction)) | (std::uint64_t{0x7fe} << 52));
  });
  const auto near_power = rc::gen::map(rc::gen::pair(rc::gen::inRange(-1074, 1024), rc::gen::inRange(0, 3)),
                                       [](const std::pair<int, int>& drawn) {
                                         const double x = std::ldexp(1.0, drawn.first);
                                         if (drawn.second == 0) return x;
                                         return std::nextafter(x, drawn.second == 1 ? 0.0 : 2 * std::fmin(x, 0x1p1022));
                                       });
  const auto plain = rc::gen::elementOf(std::vector<double>{0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, 0.1, -10.0});
  return rc::gen::weightedOneOf<double>({{3, any}, {2, subnormal}, {2, huge}, {2, near_power}, {2, plain}});
}

/// What kind of point p is, for RC_TAG and reports: "vertex", "face", "near a face" (a coordinate in (0, 2^-10)) or
/// "interior".
inline std::string place_of(const Vec<Rational>& p) {
  std::size_t zeros = 0;
  bool near = false;
  for (const Rational& x : p) {
    if (x == 0) ++zeros;
    near = near || (0 < x && x < Rational(1, 1024));
  }
  return zeros + 1 == p.size() ? "vertex" : zeros > 0 ? "face" : near ? "near a face" : "interior";
}

}  // namespace hebb::testing
