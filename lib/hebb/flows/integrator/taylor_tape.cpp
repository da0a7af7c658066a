#include <algorithm>
#include <map>

#include <hebb/flows/integrator/taylor_tape.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

// Long: one case for each operation.
template <EnclosureScalar E>
TaylorTape<E>::TaylorTape(const RecordedMap& map, int max_order, bool with_slopes, const E& as)
    : dimension_(map.dimension()), stride_(static_cast<std::size_t>(max_order) + 1) {
  require(max_order >= 0, "TaylorTape: a negative order");
  const Expression& e = map.expression;
  for (int v = 0; v <= dimension_; ++v) {
    steps_.push_back({Kind::given, 0, 0, v == 0 ? 1 : unlimited, v > 0, -1});
  }
  std::vector<int> node_of;  // of a node of the expression
  std::map<int, E> constants;
  const auto power = [&](auto&& self, int a, int n) -> int {  // by squaring
    if (n == 1) return a;
    const int half = append(Kind::square, self(self, a, n / 2), 0);
    return n % 2 == 0 ? half : append(Kind::multiply, half, a);
  };
  for (const Instruction& i : e.code) {
    const auto binary = [&](Kind kind) { return append(kind, node_of[i.a], node_of[i.b]); };
    const auto unary = [&](Kind kind) { return append(kind, node_of[i.a], 0); };
    int node = 0;
    switch (i.operation) {
      case Operation::variable:
        node = i.a;
        break;
      case Operation::constant:
        node = static_cast<int>(steps_.size());
        steps_.push_back({Kind::given, 0, 0, 0, false, -1});
        constants.emplace(node, like(as, e.constants[i.a]));
        break;
      case Operation::add:
        node = binary(Kind::add);
        break;
      case Operation::subtract:
        node = binary(Kind::subtract);
        break;
      case Operation::negate:
        node = unary(Kind::negate);
        break;
      case Operation::multiply:
        node = i.a == i.b ? unary(Kind::square) : binary(Kind::multiply);
        break;
      case Operation::divide:
        node = binary(Kind::divide);
        break;
      case Operation::power:
        node = power(power, node_of[i.a], i.b);
        break;
      case Operation::exp:
        node = unary(Kind::exp);
        break;
      case Operation::log:
        node = unary(Kind::log);
        break;
      case Operation::sqrt:
        node = unary(Kind::sqrt);
        break;
      case Operation::sin:
      case Operation::cos:
      case Operation::atan:
      case Operation::abs:
        throw PreconditionError("TaylorTape: no Taylor coefficients of sin, cos, atan or abs");
    }
    node_of.push_back(node);
  }
  for (const int o : map.outputs) outputs_.push_back(node_of[o]);
  const E zero = like(as, Rational(0));
  values_.assign(steps_.size() * stride_, zero);
  if (with_slopes) slopes_.assign(steps_.size() * stride_ * dimension_, zero);
  int helpers = 0;
  for (Step& s : steps_) {
    if (s.kind == Kind::exp || s.kind == Kind::log) s.helper = helpers++;
  }
  helpers_.assign(helpers * stride_, zero);
  for (const auto& [node, constant] : constants) values_[at(node, 0)] = constant;
}

template <EnclosureScalar E>
int TaylorTape<E>::append(Kind kind, int a, int b) {
  const bool binary = kind == Kind::add || kind == Kind::subtract || kind == Kind::multiply || kind == Kind::divide;
  const int da = steps_[a].degree, db = binary ? steps_[b].degree : 0;
  int degree = unlimited;
  if (da < unlimited && db < unlimited) {
    switch (kind) {
      case Kind::add:
      case Kind::subtract:
      case Kind::negate:
        degree = std::max(da, db);
        break;
      case Kind::multiply:
        degree = da + db;
        break;
      case Kind::square:
        degree = 2 * da;
        break;
      case Kind::divide:
        degree = db == 0 ? da : unlimited;
        break;
      default:
        degree = da == 0 ? 0 : unlimited;
    }
  }
  steps_.push_back({kind, a, b, degree, steps_[a].varies || (binary && steps_[b].varies), -1});
  return static_cast<int>(steps_.size()) - 1;
}

template <EnclosureScalar E>
bool TaylorTape<E>::smooth(const Step& s) const {
  switch (s.kind) {
    case Kind::divide:
      return !possibly(is_zero(value(s.b, 0)));
    case Kind::log:
    case Kind::sqrt:
      return certainly(is_positive(value(s.a, 0)));
    default:
      return true;
  }
}

/// sum_(i = first..k) a_i b_(k-i) over the coefficients that are not zero by their degrees.
template <EnclosureScalar E>
E TaylorTape<E>::convolve(const E* a, int a_degree, const E* b, int b_degree, int k, int first) const {
  const int begin = std::max(first, k - b_degree), end = std::min(k, a_degree);
  if (begin > end) return E(0);
  if (begin == end) return a[begin] * b[k - begin];
  // Two sums, because each waits for its last addition: they run at the same time.
  E even = a[begin] * b[k - begin], odd = a[begin + 1] * b[k - begin - 1];
  int i = begin + 2;
  for (; i < end; i += 2) {
    even += a[i] * b[k - i];
    odd += a[i + 1] * b[k - i - 1];
  }
  if (i == end) even += a[i] * b[k - i];
  return even + odd;
}

template <EnclosureScalar E>
void TaylorTape<E>::extend(int node, int k) {
  const Step& s = steps_[node];
  if (s.kind == Kind::given || k > s.degree) return;
  E* const c = &values_[at(node, 0)];
  const E *const a = &values_[at(s.a, 0)], *const b = &values_[at(s.b, 0)];
  const int da = steps_[s.a].degree, db = steps_[s.b].degree;
  // c_i c_(k-i) + ... over 0 < i < k or 0 <= i <= k, each pair once
  const auto square_sum = [k](const E* x, int first, int degree) {
    E total(0);
    for (int i = std::max(first, k - degree); 2 * i < k; ++i) total += x[i] * x[k - i];
    total = total + total;
    return k % 2 == 0 && k / 2 >= first && k / 2 <= degree ? total + square(x[k / 2]) : total;
  };
  switch (s.kind) {
    case Kind::add:
      c[k] = a[k] + b[k];
      break;
    case Kind::subtract:
      c[k] = a[k] - b[k];
      break;
    case Kind::negate:
      c[k] = -a[k];
      break;
    case Kind::multiply:
      c[k] = convolve(a, da, b, db, k, 0);
      break;
    case Kind::square:
      c[k] = square_sum(a, 0, da);
      break;
    case Kind::divide:  // b c = a
      c[k] = (k == 0 ? a[0] : a[k] - convolve(b, db, c, unlimited, k, 1)) / b[0];
      break;
    case Kind::exp: {  // k c_k = sum i a_i c_(k-i)
      E* const h = &helpers_[s.helper * stride_];
      if (k > 0) h[k] = E(k) * a[k];
      c[k] = k == 0 ? exp(a[0]) : convolve(h, da, c, unlimited, k, 1) / E(k);
      break;
    }
    case Kind::log: {  // k a_0 c_k = k a_k - sum_(i=1..k-1) i c_i a_(k-i)
      E* const h = &helpers_[s.helper * stride_];
      if (k == 0) {
        c[0] = log(a[0]);
        break;
      }
      h[k] = E(0);
      h[k] = (E(k) * a[k] - convolve(h, unlimited, a, da, k, 1)) / a[0];
      c[k] = h[k] / E(k);
      break;
    }
    case Kind::sqrt:  // c^2 = a
      c[k] = k == 0 ? sqrt(a[0]) : (a[k] - square_sum(c, 1, unlimited)) / (c[0] + c[0]);
      break;
    case Kind::given:
      break;
  }
}

template <EnclosureScalar E>
void TaylorTape<E>::extend_slopes(int node, int k) {
  const Step& s = steps_[node];
  if (s.kind == Kind::given || !s.varies) return;
  const E *const a = &values_[at(s.a, 0)], *const b = &values_[at(s.b, 0)], *const c = &values_[at(node, 0)];
  const int da = steps_[s.a].degree, db = steps_[s.b].degree;
  const bool a_varies = steps_[s.a].varies, b_varies = steps_[s.b].varies;
  for (int l = 0; l < dimension_; ++l) {
    E* const slope = &slopes_[at(node, l, 0)];
    const E *const sa = &slopes_[at(s.a, l, 0)], *const sb = &slopes_[at(s.b, l, 0)];
    switch (s.kind) {
      case Kind::add:
        slope[k] = sa[k] + sb[k];
        break;
      case Kind::subtract:
        slope[k] = sa[k] - sb[k];
        break;
      case Kind::negate:
        slope[k] = -sa[k];
        break;
      case Kind::multiply:  // da b + a db
        if (a_varies && b_varies)
          slope[k] = convolve(sa, unlimited, b, db, k, 0) + convolve(a, da, sb, unlimited, k, 0);
        else
          slope[k] = a_varies ? convolve(sa, unlimited, b, db, k, 0) : convolve(a, da, sb, unlimited, k, 0);
        break;
      case Kind::square: {
        const E half = convolve(a, da, sa, unlimited, k, 0);
        slope[k] = half + half;
        break;
      }
      case Kind::divide: {  // b dc = da - c db
        E rest = sa[k];
        if (b_varies) rest -= convolve(c, s.degree, sb, unlimited, k, 0);
        slope[k] = (k == 0 ? rest : rest - convolve(b, db, slope, unlimited, k, 1)) / b[0];
        break;
      }
      case Kind::exp:
        slope[k] = convolve(c, s.degree, sa, unlimited, k, 0);
        break;         // dc = c da
      case Kind::log:  // a dc = da
        slope[k] = (k == 0 ? sa[0] : sa[k] - convolve(a, da, slope, unlimited, k, 1)) / a[0];
        break;
      case Kind::sqrt: {  // 2 c dc = da
        const E rest = sa[k] / E(2);
        slope[k] = (k == 0 ? rest : rest - convolve(c, s.degree, slope, unlimited, k, 1)) / c[0];
        break;
      }
      case Kind::given:
        break;
    }
  }
}

template <EnclosureScalar E>
bool TaylorTape<E>::expand(const E& t, const Vec<E>& y, int order, int slope_order) {
  require(static_cast<int>(y.size()) == dimension_, "TaylorTape: a state of the wrong length");
  require(0 <= order && order < static_cast<int>(stride_) && slope_order <= order, "TaylorTape: order out of range");
  require(slope_order < 0 || !slopes_.empty(), "TaylorTape: made without slopes");
  require(order == 0 || outputs() >= dimension_, "TaylorTape: not a vector field");
  const int nodes = static_cast<int>(steps_.size());
  const bool last = order == 0 || outputs() > dimension_;  // outputs at the last order are wanted
  values_[at(0, 0)] = t;
  if (order > 0) values_[at(0, 1)] = like(t, Rational(1));
  for (int k = 0; k <= order; ++k) {
    const bool with_slopes = k <= slope_order;
    for (int j = 0; j < dimension_; ++j) {  // y_k = f_(k-1) / k
      values_[at(1 + j, k)] = k == 0 ? y[j] : value(outputs_[j], k - 1) / E(k);
      for (int l = 0; with_slopes && l < dimension_; ++l) {
        slopes_[at(1 + j, l, k)] = k == 0 ? like(t, Rational(j == l ? 1 : 0)) : slope(outputs_[j], l, k - 1) / E(k);
      }
    }
    if (k == order && !last) break;
    for (int node = dimension_ + 1; node < nodes; ++node) {
      if (node % 64 == 0) StopScope::look();
      if (k == 0 && !smooth(steps_[node])) return false;
      extend(node, k);
      if (k < slope_order || (k == slope_order && last)) extend_slopes(node, k);
    }
  }
  return true;
}

template class TaylorTape<Interval>;
template class TaylorTape<RealInterval>;

}  // namespace hebb
