#pragma once

#include <cstddef>
#include <vector>

#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// The spiking network in formulas, over every scalar with an exponential. Times are in units of the time constant tau,
// which the membrane and both sides of the STDP window share.      Source: [DGS25] section 2.
// The event-driven simulation (hebb/simulation/spiking) is tested against these sums over all spikes.

namespace hebb::spiking {

/// Potential after the spikes `times[k]` of heights `heights[k]` since the last postsynaptic spike:
/// Y_t = sum_k heights[k] exp(-(t - times[k])),      times[k] <= t.
/// heights  the weight w_j at the time of the spike, negative for an inhibitory input.
/// Throws PreconditionError when the lengths differ.
template <Scalar S>
S potential(const S& t, const Vec<S>& times, const Vec<S>& heights) {
  require(times.size() == heights.size(), "potential: as many heights as spikes are needed");
  S y(0);
  for (std::size_t k = 0; k < times.size(); ++k) y = y + heights[k] * exp(times[k] - t);
  return y;
}

/// What one spike at tau contributes to its weight over the postsynaptic interval (from, to], from < tau <= to:
/// exp(-(to - tau)) - exp(-(tau - from)).
/// Laws: in (-1, 1); reflecting tau -> from + to - tau flips the sign; the triggering spike, tau = to, gives
/// 1 - exp(-(to - from)).
template <Scalar S>
S stdp_contribution(const S& from, const S& to, const S& tau) {
  return exp(tau - to) - exp(from - tau);
}

/// Pair-based STDP, delayed to the postsynaptic spike at `to`: w (1 + a sum of the contributions).
template <Scalar S>
S delayed_update(const S& w, const S& a, const S& from, const S& to, const Vec<S>& spikes) {
  S sum(0);
  for (const S& tau : spikes) sum = sum + stdp_contribution(from, to, tau);
  return w * (1 + a * sum);
}

/// Pair-based STDP, immediate: each spike depresses, w <- w (1 - a exp(-(tau - from))), and the postsynaptic spike
/// potentiates, w <- w (1 + a sum exp(-(to - tau))).
/// Law: equal to delayed_update up to terms of order a^2.
template <Scalar S>
S immediate_update(const S& w, const S& a, const S& from, const S& to, const Vec<S>& spikes) {
  S out = w, potentiation(0);
  for (const S& tau : spikes) {
    out = out * (1 - a * exp(from - tau));
    potentiation = potentiation + exp(tau - to);
  }
  return out * (1 + a * potentiation);
}

}  // namespace hebb::spiking
