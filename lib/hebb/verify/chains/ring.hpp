#pragma once

#include <boost/multiprecision/mpfr.hpp>

#include <hebb/replay/chain_ring.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

extern template class hebb::checker::ChainRingOf<hebb::Rational>;

namespace hebb::chains {

/// To look at signs before anything is proved; no verdict rests on it.
using Real =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<50>, boost::multiprecision::et_off>;

using Terms = checker::ChainTermsOf<Rational>;
using Element = checker::ChainElementOf<Rational>;

/// The ring of the checker, with GMP's numbers, and what a search has to see of its elements. Expansions are given up
/// at half the length that the checker allows.
class Ring : public checker::ChainRingOf<Rational> {
 public:
  explicit Ring(int variables) : ChainRingOf(variables, std::make_shared<Shared>(), 2'000) {}

  /// The numerator at a point, and the sum of the magnitudes of its terms.
  std::pair<Real, Real> numerator_at(const Terms& x, const std::vector<Real>& point) const;
  /// As a term, with `names` for the variables.
  hebb::Symbol term(const Element& x, const std::vector<hebb::Symbol>& names) const;
  hebb::Symbol term(const Terms& x, const std::vector<hebb::Symbol>& names) const;
};

}  // namespace hebb::chains
