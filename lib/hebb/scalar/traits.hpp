#pragma once

#include <concepts>
#include <vector>

#include <hebb/scalar/rational.hpp>

namespace hebb {

/// What a value of a scalar type says about the real number that it stands for.
///   approximation  a nearby number, without a bound on the error (double): for simulation and pictures only
///   enclosure      a set that certainly contains it (Interval, RealInterval, PackedInterval)
///   exact          the number itself (Rational), or a term that denotes it (Symbol)
enum class Meaning { approximation, enclosure, exact };

/// Every scalar declares its meaning; there is no default on purpose. A specialisation holds
///   static constexpr Meaning meaning;
///   static S constant(const Rational& q, const S& like);   // q in the precision of `like`: exact, an enclosure, or
///                                                          // the nearest value, according to the meaning
template <class S>
struct scalar_traits;

/// A type that the formulas of the library can be evaluated in: a field as far as the formulas are concerned.
/// Small integers convert implicitly (`1 - x`), every other constant enters through like(x, q).
template <class S>
concept Scalar = std::copyable<S> && std::convertible_to<int, S> && requires(const S a, const S b, const Rational q) {
  { scalar_traits<S>::meaning } -> std::convertible_to<Meaning>;
  { scalar_traits<S>::constant(q, a) } -> std::same_as<S>;
  { a + b } -> std::same_as<S>;
  { a - b } -> std::same_as<S>;
  { a* b } -> std::same_as<S>;
  { a / b } -> std::same_as<S>;
  { -a } -> std::same_as<S>;
  { 1 - a } -> std::same_as<S>;
};

/// The scalars that hold the number itself.
template <class S>
concept ExactScalar = Scalar<S> && scalar_traits<S>::meaning == Meaning::exact;
/// The scalars that hold a set that contains the number.
template <class S>
concept EnclosureScalar = Scalar<S> && scalar_traits<S>::meaning == Meaning::enclosure;
/// The scalars whose answers may be used in a proof.
template <class S>
concept RigorousScalar = ExactScalar<S> || EnclosureScalar<S>;

/// The constant q as a scalar of the kind and precision of `x`.
template <Scalar S>
S like(const S& x, const Rational& q) {
  return scalar_traits<S>::constant(q, x);
}

/// A vector of scalars; component i of the formulas has the index i - 1.
template <class S>
using Vec = std::vector<S>;
/// A matrix, by rows.
template <class S>
using Mat = std::vector<Vec<S>>;

template <>
struct scalar_traits<double> {
  static constexpr Meaning meaning = Meaning::approximation;
  static double constant(const Rational& q, double) { return q.convert_to<double>(); }
};

template <>
struct scalar_traits<Rational> {
  static constexpr Meaning meaning = Meaning::exact;
  static Rational constant(const Rational& q, const Rational&) { return q; }
};

static_assert(Scalar<double> && Scalar<Rational>);

}  // namespace hebb
