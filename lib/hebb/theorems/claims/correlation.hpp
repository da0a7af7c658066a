#pragma once

#include <hebb/theorems/claims/shapes.hpp>

// What the two files of claims about correlated inputs share.

namespace hebb::claims {

inline const std::string correlated_group = "Correlated inputs";

inline Claim correlated_row(const std::string& id, const std::string& title, const std::string& source,
                            const std::string& text, Scope scope = Scope::per_dimension) {
  return row(correlated_group, id, title, source, text, scope);
}

/// The lumped good event of a pair (1, u): half gaps c and h, p_1, p_u, the rest of the mass, and a drift D of the gap
/// of p that is at least its bound in C.pgap.
struct CorrelatedPair {
  Symbol c, h, first, other, rest, drift;
};
inline CorrelatedPair declare_correlated_pair(StatementBuilder& b) {
  const Symbol c = b.between("c", 0, Symbol(Rational(1, 2)), Bound::open), h = b.between("h", 0, 1, Bound::open);
  const Vec<Symbol> q = b.simplex("q", 3);
  const Symbol extra = b.at_least("e", 0);
  return {c, h, q[0], q[1], q[2], c * h * (1 - q[0]) + q[1] * h + extra};
}

/// The constants, and one step of the chain: C.example to A12.induction.
std::vector<Claim> correlated_constants();

}  // namespace hebb::claims
