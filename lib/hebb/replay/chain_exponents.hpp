#pragma once

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <hebb/replay/exact.hpp>

// Exponents of the terms of a ChainRingOf: by symbol, no zero at the end.

namespace hebb::checker::chain_detail {

using Exponents = std::vector<int>;

constexpr int max_exponent = 100'000;  // so that a hostile certificate cannot make an exponent overflow

inline void trim(Exponents& e) {
  while (!e.empty() && e.back() == 0) e.pop_back();
}
inline int at(const Exponents& e, int k) { return k < static_cast<int>(e.size()) ? e[k] : 0; }
inline void set(Exponents& e, int k, int value) {
  if (k >= static_cast<int>(e.size())) e.resize(k + 1, 0);
  e[k] = value;
}
inline Exponents sum(const Exponents& x, const Exponents& y) {
  Exponents result(std::max(x.size(), y.size()), 0);
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = at(x, static_cast<int>(k)) + at(y, static_cast<int>(k));
    if (std::abs(result[k]) > max_exponent) throw Rejection("an exponent of the chain is out of range");
  }
  trim(result);
  return result;
}
inline Exponents single(int symbol, int power) {
  Exponents e;
  set(e, symbol, power);
  return e;
}
template <class Terms>
bool is_constant(const Terms& terms) {
  return terms.empty() || (terms.size() == 1 && terms.begin()->first.empty());
}

}  // namespace hebb::checker::chain_detail
