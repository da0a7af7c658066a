#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb {

/// The correlation matrix Gamma of the inputs: symmetric, 1 on the diagonal, entries in [0, 1].
/// The input is Y = S + Z, S = C B, with C symmetric, C_ii = 1 and independent C_ij ~ Bernoulli(Gamma_ij) above the
/// diagonal: S_i is 0 or 1, so that |Y_i| <= Q, and E[Y | p] = Gamma p.      Source: [DGS25] section 5.
class Correlation {
 public:
  using Rows = std::vector<Vec<Rational>>;  // row by row

  /// Throws PreconditionError, naming the entry, unless the rows are such a matrix, d >= 1.
  explicit Correlation(Rows rows);
  /// Gamma = I: uncorrelated inputs.
  static Correlation identity(std::size_t d);

  /// @{
  /// The dimension d, the rows, and the entry of row i and column j.
  std::size_t dimension() const { return rows_.size(); }
  const Rows& rows() const { return rows_; }
  const Rational& operator()(std::size_t i, std::size_t j) const { return rows_[i][j]; }
  /// @}
  bool is_identity() const;  // uncorrelated inputs
  /// The largest entry off the diagonal, 0 for d = 1.
  Rational largest_off_diagonal() const;
  /// Gamma with the components renamed: entry (i, j) of the result is entry (order[i], order[j]).
  Correlation permuted(const std::vector<std::size_t>& order) const;
  /// I + s (Gamma - I), 0 <= s <= 1: the same pattern, weaker.
  Correlation scaled(const Rational& s) const;
  friend bool operator==(const Correlation&, const Correlation&) = default;

 private:
  Rows rows_;
};

/// Which law of S the simulation draws. Both have E[S | p] = Gamma p and S in {0, 1}^d.
///   one_hot    S = C B with a one-hot trigger B: the model of the theorems
///   bernoulli  independent S_i ~ Bernoulli((Gamma p)_i): the authors' published script
enum class InputLaw { one_hot, bernoulli };

/// The joint law of S = C B given p, by definition: f(probability, S) for every matrix C and every trigger, d
/// 2^(d(d-1)/2) terms.      Throws PreconditionError when the lengths differ, and for d > 4.
template <class F>
void for_each_correlated_input(const Correlation& gamma, const Vec<Rational>& p, const F& f) {
  const std::size_t d = gamma.dimension(), pairs = d * (d - 1) / 2;
  require_same_length(d, p.size(), "for_each_correlated_input");
  require(d <= 4, "for_each_correlated_input: more than 4 components");
  for (std::size_t pattern = 0; pattern < (std::size_t{1} << pairs); ++pattern) {
    Correlation::Rows c(d, Vec<Rational>(d, Rational(1)));
    Rational weight = 1;
    std::size_t bit = 0;
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = i + 1; j < d; ++j, ++bit) {
        const bool one = (pattern >> bit) & 1U;
        c[i][j] = c[j][i] = one ? 1 : 0;
        weight *= one ? gamma(i, j) : Rational(1 - gamma(i, j));
      }
    }
    for (std::size_t trigger = 0; trigger < d; ++trigger) {
      Vec<Rational> s;
      for (std::size_t i = 0; i < d; ++i) s.push_back(c[i][trigger]);
      f(Rational(weight * p[trigger]), s);
    }
  }
}

}  // namespace hebb
