#pragma once

#include <cstddef>
#include <utility>

#include <hebb/model/noise.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// E[f(y)] for y = center + Z, Z with independent components of the discrete law `noise`: the sum over all |noise|^d
/// patterns, exact for Rational.      f(y)  a vector; its length is the same for all y.
/// noise  need not be centred here.      The result has the precision of center.
/// Throws PreconditionError when center or noise is empty.
template <Scalar S, class F>
Vec<S> expectation_over_noise(const Vec<S>& center, const NoiseTable& noise, const F& f) {
  require(!center.empty() && !noise.empty(), "expectation_over_noise: nothing to sum over");
  const std::size_t d = center.size();
  std::vector<std::size_t> pattern(d, 0);
  Vec<S> total;
  for (;;) {
    Vec<S> y = center;
    S weight(1);
    for (std::size_t i = 0; i < d; ++i) {
      const NoiseAtom& atom = noise[pattern[i]];
      y[i] = y[i] + like(y[i], atom.value);
      weight = weight * like(y[i], atom.probability);
    }
    const Vec<S> value = f(y);
    if (total.empty()) total.assign(value.size(), S(0));
    for (std::size_t i = 0; i < value.size(); ++i) total[i] = total[i] + weight * value[i];
    std::size_t k = 0;  // the next pattern, as an odometer
    while (k < d && ++pattern[k] == noise.size()) pattern[k++] = 0;
    if (k == d) return total;
  }
}

/// sum_j p_j f(j): the mean over the trigger B = e_j, j from 0.      f(j)  a vector; its length is the same for all j.
/// Triggers with p_j = 0 are summed too, with weight 0.      Throws PreconditionError when p is empty.
template <Scalar S, class F>
Vec<S> mean_over_triggers(const Vec<S>& p, const F& f) {
  Vec<S> total;
  for (std::size_t j = 0; j < p.size(); ++j) {
    const Vec<S> given_j = f(j);
    if (total.empty()) total.assign(given_j.size(), S(0));
    for (std::size_t i = 0; i < given_j.size(); ++i) total[i] = total[i] + p[j] * given_j[i];
  }
  require(!total.empty(), "mean_over_triggers: p is empty");
  return total;
}

/// E[f(B + Z)] given p: the sum over the d triggers B and all noise patterns, by definition.
/// Triggers with p_j = 0 are summed too, with weight 0.      Throws PreconditionError when p or noise is empty.
template <Scalar S, class F>
Vec<S> expectation(const Vec<S>& p, const NoiseTable& noise, const F& f) {
  return mean_over_triggers(p, [&](std::size_t j) {
    return expectation_over_noise(like(p[j], unit_vector<Rational>(p.size(), j)), noise, f);  // in the precision of p
  });
}

}  // namespace hebb
