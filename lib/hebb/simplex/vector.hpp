#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// Throws PreconditionError, naming both lengths, unless they agree and are positive.
inline void require_same_length(std::size_t a, std::size_t b, const char* what) {
  if (a != b || a == 0) {
    throw PreconditionError(std::string(what) + ": lengths " + std::to_string(a) + " and " + std::to_string(b) +
                            ", expected equal and positive");
  }
}

/// sum_i x_i, added from the left.      Throws PreconditionError when x is empty.
template <Scalar S>
S sum(const Vec<S>& x) {
  require(!x.empty(), "sum: an empty vector");
  S total = x[0];
  for (std::size_t i = 1; i < x.size(); ++i) total = total + x[i];
  return total;
}

/// <x, y> = sum_i x_i y_i, added from the left.      Throws PreconditionError when the lengths differ or are 0.
template <Scalar S>
S dot(const Vec<S>& x, const Vec<S>& y) {
  require_same_length(x.size(), y.size(), "dot");
  S total = x[0] * y[0];
  for (std::size_t i = 1; i < x.size(); ++i) total = total + x[i] * y[i];
  return total;
}

/// argmax_i x_i, from 0; the first of equal ones.      Throws PreconditionError when x is empty.
template <class S>
std::size_t index_of_largest(const Vec<S>& x) {
  require(!x.empty(), "index_of_largest: an empty vector");
  return static_cast<std::size_t>(std::max_element(x.begin(), x.end()) - x.begin());
}

/// x_1 - max_{u >= 2} x_u, negative where the first component does not lead. Of p it is Delta, of Gamma p Delta_G.
/// Throws PreconditionError unless d >= 2.
template <class S>
S leader_gap(const Vec<S>& x) {
  require(x.size() >= 2, "leader_gap: a leader needs at least two components");
  return x[0] - *std::max_element(x.begin() + 1, x.end());
}

/// The i-th unit vector of R^d (i from 0).      Throws PreconditionError unless i < d.
template <Scalar S>
Vec<S> unit_vector(std::size_t d, std::size_t i) {
  require(i < d, [&] { return "unit_vector: index " + std::to_string(i) + " in dimension " + std::to_string(d); });
  Vec<S> e(d, S(0));
  e[i] = S(1);
  return e;
}

/// x with its coordinates converted to the scalar kind of `as`: exact, enclosing or nearest, as like() does.
template <Scalar S>
Vec<S> like(const S& as, const Vec<Rational>& x) {
  Vec<S> out;
  out.reserve(x.size());
  for (const Rational& q : x) out.push_back(like(as, q));
  return out;
}

}  // namespace hebb
