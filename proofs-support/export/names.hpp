#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <hebb/certificate/statement.hpp>

namespace hebb::exports {

/// The variables of an expression as identifiers [A-Za-z][A-Za-z0-9_]*, all different and none in `reserved`: other
/// characters become '_', a clash gets an underscore more.
std::vector<std::string> identifiers(const std::vector<std::string>& variables,
                                     const std::vector<std::string>& reserved);

/// The number of operations that node k has when it is written out as one term, shared nodes repeated; counts stop at
/// `limit`.
std::size_t written_out(const Expression& e, int node, std::size_t limit);

/// The nodes on which node k depends and that satisfy the predicate, in the order of the code.
template <class Predicate>
std::vector<int> nodes_below(const Expression& e, int node, Predicate wanted) {
  std::vector<bool> used(e.code.size(), false);
  used[node] = true;
  for (int k = node; k >= 0; --k) {
    const Instruction& i = e.code[k];
    if (!used[k] || i.operation == Operation::variable || i.operation == Operation::constant) continue;
    used[i.a] = true;
    if (has_two_operands(i.operation)) used[i.b] = true;
  }
  std::vector<int> found;
  for (int k = 0; k <= node; ++k) {
    if (used[k] && wanted(e.code[k])) found.push_back(k);
  }
  return found;
}

}  // namespace hebb::exports
