#pragma once

#include <hebb/replay/exact.hpp>
#include <hebb/verify/squares/ideal.hpp>

namespace hebb::squares {

/// A polynomial of the checker in those of the provers.
inline Form form_of(const checker::Polynomial& p) {
  Form::Terms terms;
  for (const auto& [exponents, coefficient] : p.terms()) {
    Exponents e;
    for (std::size_t k = 0; k < exponents.size(); ++k)
      e.add(static_cast<int>(k), static_cast<unsigned char>(exponents[k]));
    terms.push_back({e, Rational(Integer(coefficient.str()))});
  }
  return Form(std::move(terms));
}

}  // namespace hebb::squares
