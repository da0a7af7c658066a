#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/simplex/vector.hpp>

// A polynomial Psi of the ratios r_u = p_u/p_1 that a step contracts by 1 - a kappa in the mean, as long as all ratios
// are at most x < 1.      Derivations: docs/theory/true-rate.md.
//
// For a multi-index n = (n_2, ..., n_d) and independent, identically distributed components
//   (1 + R) E[r'^n | p] = r^n (M_1(n) + sum_u r_u M_u(n)),   R = sum_u r_u,
//   M_1(n) = D_1(|n|) prod_v A_0(n_v),   M_u(n) = D_0(|n|) A_1(n_u) prod_{v != u} A_0(n_v),
// so that a step maps polynomials to polynomials (over 1 + R). Psi = sum_{1 <= |n| <= N} c_n r^n is symmetric: one
// coefficient for each partition of |n| into at most d - 1 parts.

namespace hebb {

/// The parts, falling, with zeros up to the length d - 1.
using Partition = std::vector<int>;

/// All partitions of `total` into at most `parts` parts, in falling lexicographic order.
inline std::vector<Partition> partitions(int total, int parts) {
  std::vector<Partition> all;
  Partition current;
  const std::function<void(int, int, int)> extend = [&](int rest, int most, int room) {
    if (room == 0) {
      if (rest == 0) all.push_back(current);
      return;
    }
    for (int k = std::min(rest, most); k >= 0 && k * room >= rest; --k) {
      current.push_back(k);
      extend(rest - k, k, room - 1);
      current.pop_back();
    }
  };
  extend(total, total, parts);
  return all;
}

/// The number of multi-indices with these parts: (d-1)!/prod_k (number of parts equal to k)!.
inline Rational arrangements(const Partition& n) {
  Rational count = 1;
  int equal = 0;
  for (std::size_t k = 0; k < n.size(); ++k) {
    equal = k > 0 && n[k] == n[k - 1] ? equal + 1 : 1;
    count *= Rational(static_cast<int>(k) + 1, equal);
  }
  return count;
}

/// A_c(n) = E[(1 + a(c+Z))^n] and D_c(n) = E[(1 + a(c+Z))^-n] for n = 0, 1, ...: ratio_moments(n), and 1 for n = 0.
template <class S>
struct MomentTable {
  std::vector<RatioMoments<S>> of;  // of[n] has the exponent n
  const RatioMoments<S>& operator[](int n) const { return of[static_cast<std::size_t>(n)]; }  // of the exponent n
};

/// The moments up to `last`; `moments(n)` are those of n >= 1, `one` is 1 in the scalar.
template <class S, class Moments>
MomentTable<S> moment_table(int last, const S& one, const Moments& moments) {
  MomentTable<S> table{{{one, one, one, one}}};
  for (int n = 1; n <= last; ++n) table.of.push_back(moments(n));
  return table;
}

/// M_1(n).
template <Scalar S>
S leader_triggers(const MomentTable<S>& m, const Partition& n) {
  int total = 0;
  for (const int part : n) total += part;
  S product = m[total].d1;
  for (const int part : n) {
    if (part > 0) product = product * m[part].a0;
  }
  return product;
}

/// M_u(n), u given by its place in n.
template <Scalar S>
S other_triggers(const MomentTable<S>& m, const Partition& n, std::size_t u) {
  int total = 0;
  for (const int part : n) total += part;
  S product = m[total].d0;
  for (std::size_t v = 0; v < n.size(); ++v) {
    if (v == u)
      product = product * m[n[v]].a1;
    else if (n[v] > 0)
      product = product * m[n[v]].a0;
  }
  return product;
}

/// Psi degree by degree: c_(e_u) = 1, and for |n| >= 2, with lam the contraction,
///   c_n = b_n/(lam - M_1(n)),   b_n = sum_{u : n_u > 0} (M_u(n - e_u) - lam) c_(n - e_u).
template <Scalar S>
class EigenPolynomial {
 public:
  /// Psi of degree 1.      d >= 2; the moments reach as far as the degree that will be asked for and one more.
  EigenPolynomial(int d, MomentTable<S> moments, S contraction)
      : d_(d), moments_(std::move(moments)), contraction_(std::move(contraction)) {
    require(d >= 2, [&] { return "an eigen-polynomial needs d >= 2, not " + std::to_string(d); });
    require(moments_.of.size() >= 3, "an eigen-polynomial needs the moments up to 2");
    Partition first(static_cast<std::size_t>(d - 1), 0);
    first[0] = 1;
    coefficients_.emplace(first, like(contraction_, Rational(1)));
    next();
  }

  /// @{
  /// What it was made of.
  int d() const { return d_; }
  int degree() const { return degree_; }
  const S& contraction() const { return contraction_; }
  /// @}
  /// c_n by partition.
  const std::map<Partition, S>& coefficients() const { return coefficients_; }
  /// lam - M_1(n) for 2 <= |n| <= degree: all have to be positive.
  const std::vector<S>& margins() const { return margins_; }
  /// sum_{|n| = degree + 1} b_n/(d-1).
  const S& excess() const { return excess_; }
  /// The right-hand side less the left-hand side of x^N excess <= lam - D_1(1), the condition of the theorem.
  S slack(const S& x) const { return contraction_ - moments_[1].d1 - pow(x, degree_) * excess_; }

  /// One degree more. Throws PreconditionError beyond the moments.
  void raise() {
    ++degree_;
    for (auto& [n, numerator] : numerators_) {
      margins_.push_back(contraction_ - leader_triggers(moments_, n));
      coefficients_.emplace(n, numerator / margins_.back());
    }
    next();
  }

  /// Psi(r), r of length d - 1.      Throws PreconditionError for another length.
  S value(const Vec<S>& r) const {
    require_same_length(r.size(), static_cast<std::size_t>(d_ - 1), "EigenPolynomial::value");
    Vec<Vec<S>> powers;
    for (const S& x : r) {
      Vec<S> list{like(contraction_, Rational(1))};
      for (int k = 1; k <= degree_; ++k) list.push_back(list.back() * x);
      powers.push_back(std::move(list));
    }
    S total = like(contraction_, Rational(0));
    for (const auto& [n, c] : coefficients_) {
      Partition order(n.rbegin(), n.rend());  // rising: the first of its arrangements
      S symmetric = like(contraction_, Rational(0));
      do {
        S product = powers[0][static_cast<std::size_t>(order[0])];
        for (std::size_t u = 1; u < order.size(); ++u) {
          if (order[u] > 0) product = product * powers[u][static_cast<std::size_t>(order[u])];
        }
        symmetric = symmetric + product;
      } while (std::next_permutation(order.begin(), order.end()));
      total = total + c * symmetric;
    }
    return total;
  }

 private:
  /// The b_n of the next degree, and their sum.
  void next() {
    require(static_cast<std::size_t>(degree_ + 1) < moments_.of.size(), "an eigen-polynomial beyond its moments");
    numerators_.clear();
    excess_ = like(contraction_, Rational(0));
    for (const Partition& n : partitions(degree_ + 1, d_ - 1)) {
      S sum = like(contraction_, Rational(0));
      for (std::size_t u = 0; u < n.size() && n[u] > 0; ++u) {
        Partition below = n;
        --below[u];
        const S rise = other_triggers(moments_, below, u) - contraction_;
        std::ranges::sort(below, std::ranges::greater{});
        sum = sum + rise * coefficients_.at(below);
      }
      excess_ = excess_ + like(contraction_, Rational(arrangements(n) / (d_ - 1))) * sum;
      numerators_.emplace_back(n, sum);
    }
  }

  int d_, degree_ = 1;
  MomentTable<S> moments_;
  S contraction_;
  std::map<Partition, S> coefficients_;
  std::vector<std::pair<Partition, S>> numerators_;
  std::vector<S> margins_;
  S excess_{0};
};

}  // namespace hebb
