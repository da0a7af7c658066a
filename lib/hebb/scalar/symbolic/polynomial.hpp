#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <hebb/scalar/checked_int.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/symbolic/expansion_budget.hpp>
#include <hebb/scalar/traits.hpp>

namespace hebb {

/// The variables of a polynomial, in groups. A homogeneous group stands for the coordinates t of a simplex: a
/// polynomial on it is stored as a form, by powers of sum t (which is 1 on the simplex). A free group has one
/// variable and keeps its powers as they are.
struct PolynomialRing {
  struct Group {
    int first;         // index of its first variable
    int size;          // number of variables
    bool homogeneous;  // a free group has size 1
  };
  std::vector<Group> groups;
  int variables = 0;
};

/// The exponent of one variable exceeded what a monomial can hold.
struct DegreeOverflow : std::overflow_error {
  DegreeOverflow() : std::overflow_error("a polynomial has degree above 15 in one group of variables") {}
};

/// Exponents of up to 16 W variables, four bits each.
template <int W>
struct Monomial {
  std::array<std::uint64_t, W> words{};
  int exponent(int variable) const { return static_cast<int>(words[variable / 16] >> (4 * (variable % 16))) & 15; }
  void add(int variable, int power) {
    words[variable / 16] += static_cast<std::uint64_t>(power) << (4 * (variable % 16));
  }
  friend Monomial operator*(Monomial x, const Monomial& y) {
    for (int k = 0; k < W; ++k) x.words[k] += y.words[k];
    return x;
  }
  friend auto operator<=>(const Monomial&, const Monomial&) = default;
};

/// Sparse multi-homogeneous polynomial: scale * sum of integer coefficient * monomial, scale > 0 rational.
/// C is CheckedInt or Integer. Terms are sorted by monomial and have non-zero coefficients; every term has, in each
/// homogeneous group g, the total degree degree[g]; in a free group degree[g] is an upper bound.
/// Sums raise both operands to common degrees; products add the degrees. Values are exact.
/// Throws DegreeOverflow when a group reaches degree 16, IntegerOverflow for C = CheckedInt, ExpansionLimit beyond the
/// ExpansionBudget of the thread.
template <int W, class C>
class Polynomial {
 public:
  struct Term {
    Monomial<W> monomial;
    C coefficient;
  };
  using Terms = std::vector<Term, BudgetedAllocator<Term>>;

  Polynomial(int value = 0) : Polynomial(Rational(value)) {}  // NOLINT(google-explicit-constructor)
  explicit Polynomial(const Rational& value) {
    if (value == 0) return;
    scale_ = abs(value);
    terms_.push_back({{}, C(value > 0 ? 1 : -1)});
  }
  /// The coordinate `variable` of the ring.
  Polynomial(std::shared_ptr<const PolynomialRing> ring, int variable)
      : ring_(std::move(ring)), degree_(ring_->groups.size()) {
    require(ring_->variables <= 16 * W, "the ring has too many variables for this monomial size");
    terms_.push_back({{}, C(1)});
    terms_[0].monomial.add(variable, 1);
    for (std::size_t g = 0; g < degree_.size(); ++g) {
      const auto& group = ring_->groups[g];
      if (variable >= group.first && variable < group.first + group.size) degree_[g] = 1;
    }
  }

  const Terms& terms() const { return terms_; }
  const Rational& scale() const { return scale_; }
  const PolynomialRing* ring() const { return ring_.get(); }
  int degree(std::size_t group) const { return group < degree_.size() ? degree_[group] : 0; }
  bool is_zero() const { return terms_.empty(); }
  bool is_constant() const {
    return terms_.empty() || std::ranges::all_of(degree_, [](int n) { return n == 0; });
  }
  /// The value of a constant polynomial.
  Rational constant() const {
    require(is_constant(), "the polynomial is not a constant");
    return terms_.empty() ? Rational(0) : Rational(scale_ * Rational(to_integer(terms_[0].coefficient)));
  }

  friend Polynomial operator+(Polynomial x, Polynomial y) {
    if (x.is_zero()) return y;
    if (y.is_zero()) return x;
    join(x, y);
    const Rational common = gcd(x.scale_, y.scale_);
    x.rescale(common);
    y.rescale(common);
    ExpansionBudget::count(x.terms_.size() + y.terms_.size());
    Terms sum;
    sum.reserve(x.terms_.size() + y.terms_.size());
    auto i = x.terms_.begin(), j = y.terms_.begin();
    while (i != x.terms_.end() && j != y.terms_.end()) {
      if (const auto order = i->monomial <=> j->monomial; order < 0) {
        sum.push_back(std::move(*i++));
      } else if (order > 0) {
        sum.push_back(std::move(*j++));
      } else {
        i->coefficient += j->coefficient;
        if (sign(i->coefficient) != 0) sum.push_back(std::move(*i));
        ++i, ++j;
      }
    }
    std::move(i, x.terms_.end(), std::back_inserter(sum));
    std::move(j, y.terms_.end(), std::back_inserter(sum));
    x.terms_ = std::move(sum);
    return x;
  }
  friend Polynomial operator-(Polynomial x) {
    for (Term& t : x.terms_) t.coefficient = -t.coefficient;
    return x;
  }
  friend Polynomial operator-(const Polynomial& x, Polynomial y) { return x + -std::move(y); }
  friend Polynomial operator*(const Polynomial& x, const Polynomial& y) {
    if (x.is_zero() || y.is_zero()) return {};
    Polynomial product;
    product.ring_ = x.ring_ ? x.ring_ : y.ring_;
    product.scale_ = x.scale_ * y.scale_;
    product.degree_ = x.degree_.size() >= y.degree_.size() ? x.degree_ : y.degree_;
    const auto& other = x.degree_.size() >= y.degree_.size() ? y.degree_ : x.degree_;
    for (std::size_t g = 0; g < other.size(); ++g) product.degree_[g] += other[g];
    product.check_degrees();
    Accumulator sum;
    for (const Term& a : x.terms_) {
      ExpansionBudget::count(y.terms_.size());
      for (const Term& b : y.terms_) sum.add(a.monomial * b.monomial, a.coefficient * b.coefficient);
    }
    product.terms_ = std::move(sum).sorted();
    return product;
  }
  /// Division by a non-zero constant; everything else is the affair of RationalFunction.
  friend Polynomial operator/(const Polynomial& x, const Polynomial& y) {
    const Rational divisor = y.constant();
    require(divisor != 0, "a polynomial is divided by zero");
    return x * Polynomial(Rational(1 / divisor));
  }
  friend bool operator==(const Polynomial& x, const Polynomial& y) { return (x - y).is_zero(); }

  /// x * (sum of the coordinates of the group)^power for a homogeneous group: the same function on the simplex.
  Polynomial raised(std::size_t group, int power) const {
    if (power == 0 || is_zero()) return *this;
    return *this * power_of_sum(ring_, group, power);
  }

  /// The form in the coordinates of a half of the simplex of `group`, cut at the midpoint of its vertices i and j;
  /// left keeps vertex i, right keeps vertex j; the midpoint takes the place of the other one.
  Polynomial halved(std::size_t group, int i, int j, bool left) const {
    if (is_zero() || degree(group) == 0) return *this;
    const auto& g = ring_->groups[group];
    const int kept = g.first + (left ? i : j), moved = g.first + (left ? j : i);
    // t_kept = t_kept + t_mid/2, t_moved = t_mid/2; everything times 2^degree to stay in the integers.
    return expanded([&](const Term& t, Accumulator& out) {
      const int a = t.monomial.exponent(kept), b = t.monomial.exponent(moved);
      C factor = t.coefficient * power_of_two(degree_[group] - a - b);
      Monomial<W> rest = t.monomial;
      rest.add(kept, -a);
      for (int k = 0; k <= a; ++k) {  // (2 kept + mid)^a mid^b
        Monomial<W> m = rest;
        m.add(kept, k);
        m.add(moved, a - k);
        out.add(m, factor * C(binomial(a, k)) * power_of_two(k));
      }
    });
  }

  /// Substitutes t = shift + t for the variable of a free group.
  Polynomial shifted(std::size_t group, const Rational& shift) const {
    if (is_zero() || degree(group) == 0) return *this;
    const int variable = ring_->groups[group].first;
    std::vector<Polynomial> parts(degree_[group] + 1);
    for (int k = 0; k <= degree_[group]; ++k) parts[k] = coefficient_of(variable, k, group);
    const Polynomial t = Polynomial(ring_, variable) + Polynomial(shift);
    Polynomial sum = parts.back();
    for (int k = degree_[group] - 1; k >= 0; --k) sum = sum * t + parts[k];
    return sum;
  }

  /// Moves to another ring with the same variables in which the free `group` has become the homogeneous group of
  /// [0, width], t = width u_1/(u_0 + u_1); the variable keeps its index and means u_1, `partner` is u_0.
  Polynomial closed(std::shared_ptr<const PolynomialRing> ring, std::size_t group, const Rational& width,
                    int partner) const {
    Polynomial result;
    if (is_zero()) return result;
    if (is_constant()) return *this;
    const int variable = ring_->groups[group].first, n = degree_[group];
    for (int k = 0; k <= n; ++k) {
      Polynomial part = coefficient_of(variable, k, group);
      if (part.is_zero()) continue;
      part.ring_ = ring;
      Polynomial u0(ring, partner), u1(ring, variable);
      Polynomial factor(integer_power(width, k));
      for (int m = 0; m < k; ++m) factor = factor * u1;
      for (int m = k; m < n; ++m) factor = factor * (u0 + u1);
      result = result + part * factor;
    }
    return result;
  }

  void set_ring(std::shared_ptr<const PolynomialRing> ring) {
    if (ring_) ring_ = std::move(ring);
  }

 private:
  /// Sums coefficients by monomial: a hash table with linear probing over a growing list of terms.
  class Accumulator {
   public:
    void add(const Monomial<W>& monomial, const C& coefficient) {
      if (2 * terms_.size() >= slots_.size()) grow();
      std::uint32_t& slot = slots_[find(monomial)];
      if (slot == 0) {
        terms_.push_back({monomial, coefficient});
        slot = static_cast<std::uint32_t>(terms_.size());
      } else {
        terms_[slot - 1].coefficient += coefficient;
      }
    }
    Terms sorted() && {
      std::erase_if(terms_, [](const Term& t) { return sign(t.coefficient) == 0; });
      std::ranges::sort(terms_, {}, &Term::monomial);
      return std::move(terms_);
    }

   private:
    std::size_t find(const Monomial<W>& monomial) const {
      std::uint64_t hash = 0;
      for (const std::uint64_t word : monomial.words) hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
      const std::size_t mask = slots_.size() - 1;
      for (std::size_t k = (hash >> 32) & mask;; k = (k + 1) & mask) {
        if (slots_[k] == 0 || terms_[slots_[k] - 1].monomial == monomial) return k;
      }
    }
    void grow() {
      slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), 0);
      for (std::size_t t = 0; t < terms_.size(); ++t)
        slots_[find(terms_[t].monomial)] = static_cast<std::uint32_t>(t + 1);
    }
    Terms terms_;
    std::vector<std::uint32_t, BudgetedAllocator<std::uint32_t>> slots_;  // 1 + index of the term, 0 when free
  };

  static Rational gcd(const Rational& x, const Rational& y) {
    const Integer n =
        boost::multiprecision::gcd(Integer(numerator(x) * denominator(y)), Integer(numerator(y) * denominator(x)));
    return Rational(n, Integer(denominator(x) * denominator(y)));
  }
  static Rational integer_power(const Rational& x, int n) {
    Rational result = 1;
    for (int k = 0; k < n; ++k) result *= x;
    return result;
  }
  static int binomial(int n, int k) {  // n <= 15
    int result = 1;
    for (int m = 0; m < k; ++m) result = result * (n - m) / (m + 1);
    return result;
  }
  static C power_of_two(int n) { return C(1 << n); }

  static Polynomial power_of_sum(const std::shared_ptr<const PolynomialRing>& ring, std::size_t group, int power) {
    Polynomial sum, result(1);
    for (int k = 0; k < ring->groups[group].size; ++k) sum = sum + Polynomial(ring, ring->groups[group].first + k);
    for (int k = 0; k < power; ++k) result = result * sum;
    return result;
  }

  void check_degrees() const {
    if (std::ranges::any_of(degree_, [](int n) { return n > 15; })) throw DegreeOverflow();
  }

  /// Brings two non-zero operands to common degrees in all homogeneous groups.
  static void join(Polynomial& x, Polynomial& y) {
    if (!x.ring_) x.adopt(y);
    if (!y.ring_) y.adopt(x);
    for (std::size_t g = 0; g < x.degree_.size(); ++g) {
      const int target = std::max(x.degree_[g], y.degree_[g]);
      if (x.ring_->groups[g].homogeneous) {
        if (x.degree_[g] < target) x = x.raised(g, target - x.degree_[g]);
        if (y.degree_[g] < target) y = y.raised(g, target - y.degree_[g]);
      } else {
        x.degree_[g] = y.degree_[g] = target;
      }
    }
  }
  void adopt(const Polynomial& other) {
    ring_ = other.ring_;
    degree_.assign(other.degree_.size(), 0);
  }
  void rescale(const Rational& scale) {
    const Rational ratio = scale_ / scale;  // an integer
    scale_ = scale;
    if (ratio == 1) return;
    const C factor{Integer(numerator(ratio))};
    for (Term& t : terms_) t.coefficient *= factor;
  }

  template <class Expand>
  Polynomial expanded(Expand expand) const {
    Polynomial result;
    result.ring_ = ring_;
    result.scale_ = scale_;
    result.degree_ = degree_;
    Accumulator sum;
    for (const Term& t : terms_) {
      ExpansionBudget::count(8);
      expand(t, sum);
    }
    result.terms_ = std::move(sum).sorted();
    return result;
  }
  /// The cofactor of variable^k for the variable of a free group.
  Polynomial coefficient_of(int variable, int k, std::size_t group) const {
    Polynomial result;
    result.ring_ = ring_;
    result.scale_ = scale_;
    result.degree_ = degree_;
    result.degree_[group] = 0;
    for (const Term& t : terms_) {
      if (t.monomial.exponent(variable) != k) continue;
      result.terms_.push_back(t);
      result.terms_.back().monomial.add(variable, -k);
    }
    return result;
  }
  std::shared_ptr<const PolynomialRing> ring_;  // empty for constants
  std::vector<int> degree_;
  Terms terms_;
  Rational scale_ = 1;
};

template <int W, class C>
struct scalar_traits<Polynomial<W, C>> {
  static constexpr Meaning meaning = Meaning::exact;
  static Polynomial<W, C> constant(const Rational& q, const Polynomial<W, C>&) { return Polynomial<W, C>(q); }
};

}  // namespace hebb
