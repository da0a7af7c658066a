#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/symbolic/expression.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb {

/// A map (t, y) -> R^m with y in R^n, recorded as straight-line code: the variables of the expression are t, y1, ...,
/// yn. As a vector field of y' = f(t, y) its first n outputs are f, and further outputs are functions that are to be
/// followed along the solutions (events).
struct RecordedMap {
  Expression expression;
  std::vector<int> outputs;                                                            // nodes of the expression
  int dimension() const { return static_cast<int>(expression.variables.size()) - 1; }  // of the state, without the time
};

/// Records maps f, g, ... given as generic callables `Vec<S> f(const S& t, const Vec<S>& y)`; their outputs are
/// concatenated. n >= 1.      Throws PreconditionError when n < 1.
template <class... Maps>
RecordedMap record_map(int n, const Maps&... maps) {
  require(n >= 1, "record_map: the dimension must be at least 1");
  std::vector<std::string> names{"t"};
  for (int j = 1; j <= n; ++j) names.emplace_back("y").append(std::to_string(j));
  Vec<Symbol> y;
  for (int j = 1; j <= n; ++j) y.push_back(Symbol::variable(names[static_cast<std::size_t>(j)]));
  const Symbol t = Symbol::variable("t");
  Recorder recorder(std::move(names));
  RecordedMap out;
  const auto record = [&](const Vec<Symbol>& terms) {
    for (const Symbol& term : terms) out.outputs.push_back(recorder.record(term));
  };
  (record(maps(t, y)), ...);
  out.expression = recorder.expression();
  return out;
}

}  // namespace hebb
