#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <hebb/verify/splits/contacts.hpp>

namespace hebb::splits {
namespace {

using RealPoint = std::vector<double>;

/// The form at u = exp(z), divided by the sum of the moduli of its terms there, with its derivatives in z.
struct ValueAt {
  double value = 0;
  RealPoint gradient;
  std::vector<RealPoint> hessian;
};

class Evaluator {
 public:
  Evaluator(const Form<Integer>& f, int n) : n_(n) {
    for (const auto& t : f.terms()) {
      Term term{std::log(abs(t.coefficient).template convert_to<double>()), sign(t.coefficient), {}};
      for (int k = 0; k < n; ++k) term.exponents.push_back(t.exponents[k]);
      terms_.push_back(std::move(term));
    }
  }
  ValueAt operator()(const RealPoint& z) const {
    std::vector<double> logarithms;
    for (const Term& t : terms_) {
      double sum = t.logarithm;
      for (int k = 0; k < n_; ++k) sum += t.exponents[k] * z[k];
      logarithms.push_back(sum);
    }
    const double largest = *std::ranges::max_element(logarithms);
    double total = 0;
    ValueAt v{0, RealPoint(n_), std::vector<RealPoint>(n_, RealPoint(n_))};
    for (std::size_t m = 0; m < terms_.size(); ++m) {
      const double size = std::exp(logarithms[m] - largest), signed_size = terms_[m].sign * size;
      const auto& e = terms_[m].exponents;
      total += size;
      v.value += signed_size;
      for (int i = 0; i < n_; ++i) {
        v.gradient[i] += signed_size * e[i];
        for (int j = 0; j <= i; ++j) v.hessian[i][j] += signed_size * e[i] * e[j];
      }
    }
    v.value /= total;
    for (int i = 0; i < n_; ++i) {
      v.gradient[i] /= total;
      for (int j = 0; j <= i; ++j) v.hessian[j][i] = v.hessian[i][j] /= total;
    }
    return v;
  }

 private:
  struct Term {
    double logarithm;
    int sign;
    std::vector<int> exponents;
  };
  int n_;
  std::vector<Term> terms_;
};

/// x with (a + damping 1) x = b, by elimination; z_0 is held fixed.
std::optional<RealPoint> solve(std::vector<RealPoint> a, RealPoint b, double damping) {
  const std::size_t n = b.size();
  for (std::size_t k = 1; k < n; ++k) a[k][k] += damping;
  for (std::size_t k = 1; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t r = k + 1; r < n; ++r) {
      if (std::abs(a[r][k]) > std::abs(a[pivot][k])) pivot = r;
    }
    if (std::abs(a[pivot][k]) < 1e-300) return std::nullopt;
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t r = k + 1; r < n; ++r) {
      const double factor = a[r][k] / a[k][k];
      for (std::size_t c = k; c < n; ++c) a[r][c] -= factor * a[k][c];
      b[r] -= factor * b[k];
    }
  }
  RealPoint x(n);
  for (std::size_t k = n; k-- > 1;) {
    x[k] = b[k];
    for (std::size_t c = k + 1; c < n; ++c) x[k] -= a[k][c] * x[c];
    x[k] /= a[k][k];
  }
  return x;
}

/// A point near `z` at which the value vanishes up to rounding, if Newton's method with damping finds one.
std::optional<RealPoint> descend(const Evaluator& f, RealPoint z) {
  ValueAt here = f(z);
  double damping = 1e-2;
  for (int step = 0; step < 80; ++step) {
    const auto move = solve(here.hessian, here.gradient, damping);
    bool better = false;
    if (move && std::ranges::all_of(*move, [](double d) { return std::abs(d) < 3; })) {
      RealPoint next = z;
      for (std::size_t k = 0; k < z.size(); ++k) next[k] -= (*move)[k];
      ValueAt there = f(next);
      better = there.value < here.value;
      if (better) {
        z = std::move(next);
        here = std::move(there);
      }
    }
    damping = better ? damping / 4 : std::max(4 * damping, 1e-12);
    if (damping > 1e6) break;
  }
  if (std::abs(here.value) > 1e-9) return std::nullopt;
  for (int step = 0; step < 3; ++step) {  // no value is left to compare, but the gradient is still exact
    const auto move = solve(here.hessian, here.gradient, 0);
    if (!move || std::ranges::any_of(*move, [](double d) { return std::abs(d) > 1e-3; })) break;
    for (std::size_t k = 0; k < z.size(); ++k) z[k] -= (*move)[k];
    here = f(z);
  }
  return z;
}

/// The rational of least denominator among the convergents of x > 0 that is within 1e-6 x.
std::optional<Rational> rounded(double x) {
  Integer p0 = 1, q0 = 0, p1 = static_cast<long>(std::floor(x)), q1 = 1;
  double rest = x - std::floor(x);
  for (int k = 0; k < 12; ++k) {
    const Rational found(p1, q1);
    if (p1 != 0 && std::abs(found.convert_to<double>() - x) < 1e-6 * x) return found;
    if (rest < 1e-12 || q1 > 100000) return std::nullopt;
    const double inverse = 1 / rest;
    const auto whole = static_cast<long>(std::floor(inverse));
    rest = inverse - std::floor(inverse);
    const Integer p2 = whole * p1 + p0, q2 = whole * q1 + q0;
    p0 = std::exchange(p1, p2);
    q0 = std::exchange(q1, q2);
  }
  return std::nullopt;
}

Integer value_at(const Form<Integer>& f, const std::vector<Integer>& u) {
  Integer sum = 0;
  for (const auto& t : f.terms()) {
    Integer term = t.coefficient;
    for (std::size_t k = 0; k < u.size(); ++k)
      term *= pow(u[k], static_cast<unsigned>(t.exponents[static_cast<int>(k)]));
    sum += term;
  }
  return sum;
}

}  // namespace

std::vector<std::vector<Integer>> contacts(const Form<Integer>& f, int n) {
  constexpr int starts = 24;
  constexpr std::size_t most = 8;
  const Evaluator evaluate(f, n);
  std::vector<std::vector<Integer>> found;
  std::uint64_t state = 1;
  for (int start = 0; start < starts && found.size() < most; ++start) {
    RealPoint z(n);
    for (int k = 1; k < n && start > 0; ++k) {  // a linear congruential generator: the same starts everywhere
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      z[k] = (static_cast<double>(state >> 40) / static_cast<double>(1 << 24) - 0.5) * 5;
    }
    const auto end = descend(evaluate, z);
    if (!end) continue;
    std::vector<Rational> ratios{1};
    for (int k = 1; k < n; ++k) {
      const double ratio = std::exp((*end)[k] - (*end)[0]);
      const auto q = ratio > 1e-6 && ratio < 1e6 ? rounded(ratio) : std::nullopt;
      if (!q) break;
      ratios.push_back(*q);
    }
    if (static_cast<int>(ratios.size()) < n) continue;
    Integer common = 1;
    for (const Rational& q : ratios) common = lcm(common, Integer(denominator(q)));
    std::vector<Integer> u;
    for (const Rational& q : ratios) u.emplace_back(numerator(q) * Integer(common / denominator(q)));
    if (std::ranges::find(found, u) == found.end() && value_at(f, u) == 0) found.push_back(std::move(u));
  }
  return found;
}

}  // namespace hebb::splits
