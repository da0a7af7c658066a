#pragma once

#include <hebb/theorems/claims/families.hpp>

// The shapes that most claims have: an identity, a bound with one constant, a generic lemma.

namespace hebb::claims {

Claim row(const std::string& group, const std::string& id, const std::string& title, const std::string& source,
          const std::string& text, Scope scope = Scope::per_dimension);

/// An identity with a constant "factor" = 1 in front of one side.
Claim identity(const std::string& group, const std::string& id, const std::string& title, const std::string& source,
               const std::string& text, Scope scope = Scope::per_dimension);

/// A bound with one constant whose best value is its printed one or is enclosed.
Claim bound(Claim c, const std::string& constant, const Rational& value, int stronger, Source origin = Source::ours);

/// A fact that no numerics decides but Coq theorems cover, with the arithmetic of the rows that it rests on. `by` names
/// the lemmas of probability or analysis.
Claim lemma(Claim c, std::vector<std::string> rests_on, const std::string& by);

/// E[(m + a xi_i)^2 | p] by its definition, for all i: the sum over the trigger B, and uncorrelated Z_j of this
/// variance, in which xi is affine, so that E over Z of xi(e_j + Z)^2 is xi(e_j)^2 + sigma^2 sum_k (slope in Y_k)^2.
Vec<Symbol> second_moments_by_definition(const Vec<Symbol>& p, const Symbol& variance, const Symbol& m,
                                         const Symbol& a);

/// A point with p_1 >= ... >= p_d >= 0 and sum 1.
Vec<Symbol> ordered_point(StatementBuilder& b, int d);

}  // namespace hebb::claims
