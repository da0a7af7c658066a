#pragma once

#include <cstddef>
#include <vector>

#include <hebb/scalar/symbolic/expression.hpp>

namespace hebb::checker {

/// Value, gradient and Hessian (row by row) of a formula, enclosed over a box.
template <class T>
struct SecondOrder {
  T value;
  std::vector<T> gradient, hessian;
};

/// The node of an expression over the box x by forward differentiation, in any interval arithmetic T with + - * /,
/// power(T, int), exp, log, sqrt, sin, cos, atan, abs, abs_slope, abs_curvature (the derivatives of abs: [-1, 1] and
/// unknown where the operand may be zero) and construction from int. The formulas are shared with the prover, the
/// arithmetic is not: each brings its own T.
// Long: one rule for each operation.
template <class T>
SecondOrder<T> second_order(const Expression& e, const std::vector<T>& x, int node) {
  const std::size_t n = x.size();
  std::vector<SecondOrder<T>> nodes;
  const auto each = [n](auto&& f) {  // f(i, j, place in the Hessian)
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) f(i, j, i * n + j);
    }
  };
  /// phi(u) from phi(u), phi'(u), phi''(u).
  const auto chain = [&](const SecondOrder<T>& u, const T& value, const T& first, const T& second) {
    SecondOrder<T> r{value, u.gradient, u.hessian};
    for (T& g : r.gradient) g = first * g;
    each([&](std::size_t i, std::size_t j, std::size_t k) {
      r.hessian[k] = second * (u.gradient[i] * u.gradient[j]) + first * u.hessian[k];
    });
    return r;
  };
  const auto product = [&](const SecondOrder<T>& u, const SecondOrder<T>& v) {
    SecondOrder<T> r{u.value * v.value, u.gradient, u.hessian};
    for (std::size_t i = 0; i < n; ++i) r.gradient[i] = u.gradient[i] * v.value + u.value * v.gradient[i];
    each([&](std::size_t i, std::size_t j, std::size_t k) {
      r.hessian[k] = u.hessian[k] * v.value + u.value * v.hessian[k] + u.gradient[i] * v.gradient[j] +
                     u.gradient[j] * v.gradient[i];
    });
    return r;
  };
  const auto sum = [&](const SecondOrder<T>& u, const SecondOrder<T>& v, bool minus) {
    SecondOrder<T> r{minus ? u.value - v.value : u.value + v.value, u.gradient, u.hessian};
    for (std::size_t i = 0; i < n; ++i)
      r.gradient[i] = minus ? u.gradient[i] - v.gradient[i] : u.gradient[i] + v.gradient[i];
    for (std::size_t k = 0; k < n * n; ++k)
      r.hessian[k] = minus ? u.hessian[k] - v.hessian[k] : u.hessian[k] + v.hessian[k];
    return r;
  };
  for (int k = 0; k <= node; ++k) {
    const Instruction& i = e.code[k];
    SecondOrder<T> r{T(0), std::vector<T>(n, T(0)), std::vector<T>(n * n, T(0))};
    switch (i.operation) {
      case Operation::variable:
        r.value = x[i.a];
        r.gradient[i.a] = T(1);
        break;
      case Operation::constant:
        r.value = T(e.constants[i.a]);
        break;
      case Operation::add:
        r = sum(nodes[i.a], nodes[i.b], false);
        break;
      case Operation::subtract:
        r = sum(nodes[i.a], nodes[i.b], true);
        break;
      case Operation::multiply:
        r = product(nodes[i.a], nodes[i.b]);
        break;
      case Operation::divide: {
        const T& v = nodes[i.b].value;
        r = product(nodes[i.a], chain(nodes[i.b], T(1) / v, T(-1) / power(v, 2), T(2) / power(v, 3)));
        break;
      }
      case Operation::negate:
        r = chain(nodes[i.a], -nodes[i.a].value, T(-1), T(0));
        break;
      case Operation::power: {
        const T& u = nodes[i.a].value;
        r = chain(nodes[i.a], power(u, i.b), T(i.b) * (i.b == 2 ? u : power(u, i.b - 1)),
                  T(i.b * (i.b - 1)) * (i.b == 2   ? T(1)
                                        : i.b == 3 ? u
                                                   : power(u, i.b - 2)));
        break;
      }
      case Operation::exp: {
        const T value = exp(nodes[i.a].value);
        r = chain(nodes[i.a], value, value, value);
        break;
      }
      case Operation::log: {
        const T& u = nodes[i.a].value;
        r = chain(nodes[i.a], log(u), T(1) / u, T(-1) / power(u, 2));
        break;
      }
      case Operation::sqrt: {
        const T& u = nodes[i.a].value;
        const T root = sqrt(u);
        r = chain(nodes[i.a], root, T(1) / (T(2) * root), T(-1) / (T(4) * u * root));
        break;
      }
      case Operation::sin: {
        const T& u = nodes[i.a].value;
        const T value = sin(u);
        r = chain(nodes[i.a], value, cos(u), -value);
        break;
      }
      case Operation::cos: {
        const T& u = nodes[i.a].value;
        const T value = cos(u);
        r = chain(nodes[i.a], value, -sin(u), -value);
        break;
      }
      case Operation::atan: {
        const T& u = nodes[i.a].value;
        const T slope = T(1) / (T(1) + power(u, 2));
        r = chain(nodes[i.a], atan(u), slope, T(-2) * u * power(slope, 2));
        break;
      }
      case Operation::abs: {
        const T& u = nodes[i.a].value;
        r = chain(nodes[i.a], abs(u), abs_slope(u), abs_curvature(u));
        break;
      }
    }
    nodes.push_back(std::move(r));
  }
  return nodes[node];
}

/// The second-order Taylor form about the midpoint m: f(m) + sum_i f_i(m) d_i + (1/2) sum_ij f_ij(X) d_i d_j, d = X -
/// m.
template <class T>
T taylor_form(const Expression& e, const std::vector<T>& box, const std::vector<T>& midpoint, int node) {
  const SecondOrder<T> at = second_order(e, midpoint, node), over = second_order(e, box, node);
  const std::size_t n = box.size();
  std::vector<T> d;
  for (std::size_t i = 0; i < n; ++i) d.push_back(box[i] - midpoint[i]);
  T form = at.value, quadratic = T(0);
  for (std::size_t i = 0; i < n; ++i) {
    form = form + at.gradient[i] * d[i];
    quadratic = quadratic + over.hessian[i * n + i] * power(d[i], 2);
    for (std::size_t j = 0; j < i; ++j) quadratic = quadratic + T(2) * over.hessian[i * n + j] * (d[i] * d[j]);
  }
  return form + quadratic / T(2);
}

}  // namespace hebb::checker
