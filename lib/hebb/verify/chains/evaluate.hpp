#pragma once

#include <map>
#include <string>
#include <vector>

#include <hebb/verify/chains/scene.hpp>

namespace hebb::chains {

/// The element of a term over the ring; `grow` makes generators where they are missing.
template <class Grow>
Element evaluate_with(const Symbol& term, const std::map<std::string, int>& index, Grow&& grow,
                      std::map<const Symbol::Node*, Element>& known) {
  const Symbol::Node& n = *term.node();
  if (const auto found = known.find(&n); found != known.end()) return found->second;
  std::vector<Element> x;
  for (const Symbol& operand : n.operands) x.push_back(evaluate_with(operand, index, grow, known));
  const Ring& ring = grow.ring();
  Element result;
  switch (n.operation) {
    case Operation::variable:
      result = ring.variable(index.at(n.name));
      break;
    case Operation::constant:
      result = ring.constant(n.value);
      break;
    case Operation::add:
      result = ring.add(x[0], x[1]);
      break;
    case Operation::subtract:
      result = ring.add(x[0], ring.negate(x[1]));
      break;
    case Operation::multiply:
      result = ring.multiply(x[0], x[1]);
      break;
    case Operation::divide:
      grow.product(x[1], false);
      result = grow.ring().multiply(x[0], grow.ring().inverse(x[1]));
      break;
    case Operation::negate:
      result = ring.negate(x[0]);
      break;
    case Operation::power:
      result = x[0];
      for (int k = 1; k < n.exponent; ++k) result = ring.multiply(result, x[0]);
      break;
    case Operation::exp:
      grow.exponents(x[0]);
      result = grow.ring().exp(x[0]);
      break;
    case Operation::log:
      grow.product(x[0], true);
      result = grow.ring().log(x[0]);
      break;
    case Operation::sqrt:
      if (!x[0].numerator.empty()) grow.product(x[0], true);
      result = grow.ring().sqrt(x[0]);
      break;
    case Operation::sin:
    case Operation::cos:
      grow.angles(x[0]);
      result = n.operation == Operation::sin ? grow.ring().sin(x[0]) : grow.ring().cos(x[0]);
      break;
    case Operation::atan:
      grow.arc(x[0]);
      result = grow.ring().atan(x[0]);
      break;
    case Operation::abs:
      if (!x[0].numerator.empty()) grow.product(x[0], false);
      result = grow.ring().modulus(x[0]);
      break;
    default:
      throw Rejection("no form for chains");
  }
  known.emplace(&n, result);
  return result;
}

}  // namespace hebb::chains
