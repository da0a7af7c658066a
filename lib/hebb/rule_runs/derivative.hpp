#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb {

/// d x / d v of terms x for one variable v, in closed form; shared subterms are differentiated once.
/// Throws PreconditionError for abs, max and min of what depends on v.
class Derivative {
 public:
  explicit Derivative(std::string variable) : variable_(std::move(variable)) {}
  Symbol operator()(const Symbol& x) { return of(x).value_or(Symbol(0)); }

 private:
  using Slope = std::optional<Symbol>;  // nothing: x does not depend on v
  Slope of(const Symbol& x);
  Slope slope(const Symbol& x);

  std::string variable_;
  std::unordered_map<const Symbol::Node*, Slope> done_;
  std::vector<Symbol> kept_;  // so that the addresses stay theirs
};

}  // namespace hebb
