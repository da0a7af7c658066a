#pragma once

#include <optional>
#include <vector>

#include <hebb/barriers/barrier.hpp>
#include <hebb/model/outputs.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/truth.hpp>

// Several outputs that learn at the same time (Algorithm 1), near the wanted end: output j at input j. With
// omega_ji = w_ji/w_jj and Omega_j = sum_{i != j} omega_ji, the probability that some Omega_j ever exceeds x is at most
// (V/x)^g, V = sum_j K_j Omega_j at the start.      Derivation: docs/theory/several-outputs.md.

namespace hebb {

/// The parameters of the algorithm that the bound depends on.
struct OutputsRule {
  Vec<Rational> intensities;  // of d inputs, positive
  Vec<Rational> a;            // learning rates of m <= d outputs
};

/// Lemma: with all Omega_j <= x before a step, Omega_j' <= sum_{i != j} omega_ji X_ji + a_j C_j sum_{l<j} Omega_l' and
/// Omega_j' <= reach, X_ji = (1 + a_j Y_ji 1{i > j})/(1 + a_j Y_jj).
struct OutputsLemma {
  Rational reach;   // xb
  Vec<Rational> c;  // C_j
};
/// xb by iteration, rounded up; nothing when the step is too long for this x: 1 - a Q - a e S <= 0, or no xb below 8.
/// Throws PreconditionError unless 0 < x, and 0 < a_j < 1/Q for all j.
std::optional<OutputsLemma> outputs_lemma(const Vec<Rational>& a, const Rational& q, const Rational& x);

/// The barrier: P(some Omega_j > x ever) <= (V/x)^exponent, and on the rest P(k) -> I almost surely.
struct OutputsBarrier {
  Rational x;
  int exponent;          // g >= 1
  Vec<Rational> weight;  // K_j >= 1
  friend bool operator==(const OutputsBarrier&, const OutputsBarrier&) = default;
};
/// Whether it is one: for every row l, with Kt = (1 - N)^-T K, N_jl = a_j C_j (l < j), Lam_l = max lambda/lambda_l,
///   (Kt_l/K_l)^g ( p max(1, A_0) D_1 + (1 - p) A_1 D_0 ) <= 1 with the moments for a_l at g, p = 1/(1 + Lam_l x),
/// and < 1 for an exponent 1 <= g' <= g.      unknown when the enclosures are too wide or the lemma says nothing.
/// Throws PreconditionError when it is malformed or does not fit the rule.
Truth certify(const OutputsBarrier& barrier, const OutputsRule& rule, const BarrierLaw& law);

/// The certified barriers of a fixed grid of x and K_j = q^(m-j), each with the largest exponent.
/// Throws PreconditionError unless there are 1 <= m <= d outputs, positive intensities, and 0 < a_j < 1/Q.
std::vector<OutputsBarrier> outputs_barriers(const OutputsRule& rule, const BarrierLaw& law);

/// The least of the bounds at the state with these probabilities, rounded up; 1 where none says anything.
/// Throws PreconditionError unless p has one row for each output and fits the rule.
double misalignment_bound(const std::vector<OutputsBarrier>& barriers, const OutputsRule& rule,
                          const OutputRows<double>& p);

}  // namespace hebb
