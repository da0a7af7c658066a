#pragma once

#include <vector>

#include <hebb/scalar/symbolic/expression.hpp>

// Values and slopes of a formula over a box, in an interval arithmetic T: RationalInterval or ShortInterval.

namespace hebb::checker {

/// The natural extension of every node over the box x.
template <class T>
std::vector<T> values(const Expression& e, const std::vector<T>& x) {
  std::vector<T> v;
  v.reserve(e.code.size());
  for (const Instruction& i : e.code) {
    switch (i.operation) {
      case Operation::variable:
        v.push_back(x[i.a]);
        break;
      case Operation::constant:
        v.emplace_back(e.constants[i.a]);
        break;
      case Operation::add:
        v.push_back(v[i.a] + v[i.b]);
        break;
      case Operation::subtract:
        v.push_back(v[i.a] - v[i.b]);
        break;
      case Operation::multiply:
        v.push_back(product_of_values(v[i.a], v[i.b]));
        break;
      case Operation::divide:
        v.push_back(v[i.a] / v[i.b]);
        break;
      case Operation::negate:
        v.push_back(-v[i.a]);
        break;
      case Operation::power:
        v.push_back(power(v[i.a], i.b));
        break;
      case Operation::exp:
        v.push_back(exp(v[i.a]));
        break;
      case Operation::log:
        v.push_back(log(v[i.a]));
        break;
      case Operation::sqrt:
        v.push_back(sqrt(v[i.a]));
        break;
      case Operation::sin:
        v.push_back(sin(v[i.a]));
        break;
      case Operation::cos:
        v.push_back(cos(v[i.a]));
        break;
      case Operation::atan:
        v.push_back(atan(v[i.a]));
        break;
      case Operation::abs:
        v.push_back(abs(v[i.a]));
        break;
    }
  }
  return v;
}

/// Enclosures of the partial derivatives of one node over the box: the chain rule from the last node to the first.
template <class T>
std::vector<T> gradient(const Expression& e, const std::vector<T>& v, int node) {
  std::vector<T> adjoint(e.code.size(), T(0)), result(e.variables.size(), T(0));
  adjoint[node] = T(1);
  for (int k = node; k >= 0; --k) {
    const T a = adjoint[k];
    if (a.is_zero()) continue;
    const Instruction& i = e.code[k];
    const auto add = [&](int target, const T& term) { adjoint[target] = adjoint[target] + term; };
    switch (i.operation) {
      case Operation::variable:
        result[i.a] = result[i.a] + a;
        break;
      case Operation::constant:
        break;
      case Operation::add:
        add(i.a, a), add(i.b, a);
        break;
      case Operation::subtract:
        add(i.a, a), add(i.b, -a);
        break;
      case Operation::multiply: {
        const T x = v[i.a], y = v[i.b];
        add(i.a, a * y), add(i.b, a * x);
        break;
      }
      case Operation::divide:
        add(i.a, a / v[i.b]), add(i.b, -(a * v[k] / v[i.b]));
        break;
      case Operation::negate:
        add(i.a, -a);
        break;
      case Operation::power:
        add(i.a, a * (T(i.b) * power(v[i.a], i.b - 1)));  // i.b >= 2
        break;
      case Operation::exp:
        add(i.a, a * v[k]);
        break;
      case Operation::log:
        add(i.a, a / v[i.a]);
        break;
      case Operation::sqrt:
        add(i.a, a / (T(2) * v[k]));
        break;
      case Operation::sin:
        add(i.a, a * cos(v[i.a]));
        break;
      case Operation::cos:
        add(i.a, -(a * sin(v[i.a])));
        break;
      case Operation::atan:
        add(i.a, a / (T(1) + power(v[i.a], 2)));
        break;
      case Operation::abs:
        add(i.a, a * abs_slope(v[i.a]));
        break;
    }
  }
  return result;
}

}  // namespace hebb::checker
