#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/model/update.hpp>
#include <hebb/simplex/point.hpp>

// Several output neurons that share d inputs. Output j = 1..m, m <= d, has weights w_j in R^d, w_j >= 0, and the
// spike-triggering probabilities p_j = lambda .* w_j / (lambda . w_j). Wanted: output j ends at input j, where the
// inputs are in falling order of lambda. Derivations, and what of the printed pseudo-code is repaired:
// docs/theory/several-outputs.md.

namespace hebb {

/// One row for each output.
template <Scalar S>
using OutputRows = std::vector<Vec<S>>;

/// x - sum_i (x . w_i / ||w_i||^2) w_i over the first `count` rows w_i. It is orthogonal to all of them where they are
/// orthogonal to each other (for count = 1 always); the sum is not Gram-Schmidt.
/// Throws PreconditionError when one of the rows is 0, when count exceeds their number, or the lengths differ.
template <Scalar S>
Vec<S> without_rows(const Vec<S>& x, const OutputRows<S>& w, std::size_t count) {
  require(count <= w.size(),
          [&] { return "without_rows: " + std::to_string(count) + " of " + std::to_string(w.size()); });
  Vec<S> out = x;
  for (std::size_t i = 0; i < count; ++i) {
    const S norm = dot(w[i], w[i]);
    if constexpr (ComparableScalar<S>) {
      require(norm > 0, [&] { return "without_rows: output " + std::to_string(i + 1) + " has no weights left"; });
    }
    const S c = dot(x, w[i]) / norm;
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = out[k] - c * w[i][k];
  }
  return out;
}

/// The policy for negative weights: they are set to 0. Returns how many there were.
template <ComparableScalar S>
int clip_at_zero(Vec<S>& w) {
  int clipped = 0;
  for (S& x : w) {
    if (!(x < 0)) continue;
    x = S(0);
    ++clipped;
  }
  return clipped;
}

/// Algorithm 1, one step of all outputs: for j = 1..m, in this order,
///   D_j = a_j w_j .* y_j,   w_j <- (w_j + D_j - sum_{i<j} (D_j . w_i / ||w_i||^2) w_i)^+,
/// with the w_i, i < j, as this step has left them. y_j = B_j + Z_j, with B_j drawn by p_j before the step.
/// Laws: commutes with permutations of the inputs; m = 1 is weight_update; the scale of each row cancels in the others.
/// Returns how many weights were clipped. Throws PreconditionError for m > d, lengths that differ, or an earlier output
/// without positive weights.      Source: [DGS25] Algorithm 1, repaired.
template <ComparableScalar S>
int joint_step(OutputRows<S>& w, const OutputRows<S>& y, const Vec<S>& a) {
  require_same_length(w.size(), y.size(), "joint_step: outputs");
  require_same_length(w.size(), a.size(), "joint_step: learning rates");
  require(w.size() <= w[0].size(), [&] {
    return "joint_step: " + std::to_string(w.size()) + " outputs, but " + std::to_string(w[0].size()) + " inputs";
  });
  int clipped = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    Vec<S> next = weight_update(w[j], y[j], a[j]);
    Vec<S> change(next.size());
    for (std::size_t k = 0; k < next.size(); ++k) change[k] = w[j][k] * (a[j] * y[j][k]);
    const Vec<S> kept = without_rows(change, w, j);
    for (std::size_t k = 0; k < next.size(); ++k) next[k] = next[k] - (change[k] - kept[k]);
    clipped += clip_at_zero(next);
    w[j] = std::move(next);
  }
  return clipped;
}

/// argmax_k w_k, the first one, from 0.      Throws PreconditionError when w is empty.
template <ComparableScalar S>
std::size_t winner(const Vec<S>& w) {
  return index_of_largest(w);
}

/// P w = (w . e_k) e_k, k = winner(w).
template <ComparableScalar S>
Vec<S> projected_winner(const Vec<S>& w) {
  const std::size_t k = winner(w);
  Vec<S> out(w.size(), S(0));
  out[k] = w[k];
  return out;
}

/// Algorithm 2, the start of the next output: w(0) orthogonalised against the projected winners P w_i(K) of the outputs
/// before it. They are multiples of unit vectors, so this sets their components to 0, exactly, and is never negative.
/// Throws PreconditionError when nothing is left, for a winner out of range, or when an input has won twice.
/// Source: [DGS25] Algorithm 2, repaired.
template <ComparableScalar S>
Vec<S> orthogonal_start(Vec<S> w, const std::vector<std::size_t>& winners) {
  for (std::size_t i = 0; i < winners.size(); ++i) {
    require(winners[i] < w.size(), [&] { return "orthogonal_start: winner " + std::to_string(winners[i] + 1); });
    require(std::find(winners.begin(), winners.begin() + static_cast<std::ptrdiff_t>(i), winners[i]) ==
                winners.begin() + static_cast<std::ptrdiff_t>(i),
            [&] { return "orthogonal_start: input " + std::to_string(winners[i] + 1) + " has won twice"; });
    w[winners[i]] = S(0);
  }
  require(std::any_of(w.begin(), w.end(), [](const S& x) { return x > 0; }), "orthogonal_start: no weights are left");
  return w;
}

/// ||P - I||_F^2 / 2 = sum_j ||p_j - e_j||^2 / 2 for the rows p_j of P. At vertices: the number of outputs j that ended
/// at another input than j.      Throws PreconditionError for more rows than coordinates, or lengths that differ.
template <Scalar S>
S misalignment(const OutputRows<S>& p) {
  require(!p.empty() && p.size() <= p[0].size(), "misalignment: as many outputs as inputs at most, and at least one");
  S total = S(0);
  for (std::size_t j = 0; j < p.size(); ++j) {
    require_same_length(p[j].size(), p[0].size(), "misalignment");
    for (std::size_t k = 0; k < p[j].size(); ++k) {
      const S x = k == j ? p[j][k] - 1 : p[j][k];
      total = total + x * x;
    }
  }
  return total / 2;
}

/// Where the outputs ended.
enum class Alignment {
  aligned,      // output j at input j
  wrong_order,  // at different inputs, but not these
  duplicates,   // two outputs at the same input
  unconverged   // an output is not within the accuracy of a vertex
};
/// "aligned" and so on.
constexpr std::string_view name(Alignment a) {
  return a == Alignment::aligned       ? "aligned"
         : a == Alignment::wrong_order ? "wrong order"
         : a == Alignment::duplicates  ? "duplicates"
                                       : "unconverged";
}

/// An output has converged when max_k p_jk >= 1 - accuracy. Duplicates among the converged ones are reported before
/// outputs that have not converged.
template <ComparableScalar S>
Alignment alignment(const OutputRows<S>& p, const S& accuracy) {
  std::vector<bool> taken(p.empty() ? 0 : p[0].size());
  bool converged = true, ordered = true;
  for (std::size_t j = 0; j < p.size(); ++j) {
    const std::size_t k = winner(p[j]);
    if (!(p[j][k] >= 1 - accuracy)) {
      converged = false;
      continue;
    }
    if (taken.at(k)) return Alignment::duplicates;
    taken[k] = true;
    ordered = ordered && k == j;
  }
  return !converged ? Alignment::unconverged : ordered ? Alignment::aligned : Alignment::wrong_order;
}

}  // namespace hebb
