#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <hebb/scalar/checked_int.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/symbolic/expansion_budget.hpp>

namespace hebb::splits {

/// Exponents of up to 16 coordinates, one byte each.
struct Exponents {
  static constexpr int coordinates = 16;
  std::array<std::uint64_t, 2> words{};
  int operator[](int k) const { return static_cast<int>(words[k / 8] >> (8 * (k % 8))) & 255; }
  void add(int k, int power) { words[k / 8] += static_cast<std::uint64_t>(power) << (8 * (k % 8)); }
  int degree() const {
    int sum = 0;
    for (int k = 0; k < coordinates; ++k) sum += (*this)[k];
    return sum;
  }
  friend Exponents operator*(Exponents x, const Exponents& y) {
    for (std::size_t k = 0; k < x.words.size(); ++k) x.words[k] += y.words[k];
    return x;
  }
  friend auto operator<=>(const Exponents&, const Exponents&) = default;
};

/// Sparse polynomial in the coordinates of a cone: terms sorted by exponents, no coefficient zero. Values are exact;
/// C = CheckedInt throws IntegerOverflow. Draws on the ExpansionBudget of the thread; throws ExpansionLimit above
/// degree 255.
template <class C>
class Form {
 public:
  struct Term {
    Exponents exponents;
    C coefficient;
    friend bool operator==(const Term&, const Term&) = default;
  };
  using Terms = std::vector<Term, BudgetedAllocator<Term>>;

  Form(int value = 0) : Form(C(value)) {}  // NOLINT(google-explicit-constructor)
  explicit Form(const C& value) {
    if (value != C(0)) terms_.push_back({{}, value});
  }
  explicit Form(Terms terms) : terms_(std::move(terms)) { collect(); }
  static Form coordinate(int k) {
    require(k < Exponents::coordinates, "a cone has more than 16 coordinates");
    Form x(1);
    x.terms_[0].exponents.add(k, 1);
    return x;
  }

  const Terms& terms() const { return terms_; }
  bool is_zero() const { return terms_.empty(); }
  bool is_constant() const { return terms_.empty() || (terms_.size() == 1 && terms_[0].exponents == Exponents{}); }
  /// The coefficient of a monomial.
  const Term* find(const Exponents& exponents) const {
    const auto place = std::ranges::lower_bound(terms_, exponents, {}, &Term::exponents);
    return place != terms_.end() && place->exponents == exponents ? &*place : nullptr;
  }

  friend Form operator+(const Form& x, const Form& y) {
    Terms terms = x.terms_;
    terms.insert(terms.end(), y.terms_.begin(), y.terms_.end());
    return Form(std::move(terms));
  }
  friend Form operator-(Form x) {
    for (Term& t : x.terms_) t.coefficient = -t.coefficient;
    return x;
  }
  friend Form operator-(const Form& x, Form y) { return x + -std::move(y); }
  friend Form operator*(const Form& x, const Form& y) {
    const auto degree = [](const Form& f) {
      int n = 0;
      for (const Term& t : f.terms_) n = std::max(n, t.exponents.degree());
      return n;
    };
    if (degree(x) + degree(y) > 255) throw ExpansionLimit("a form has a degree above 255");
    Form product;
    Terms row;
    for (const Term& a : x.terms_) {
      for (const Term& b : y.terms_) row.push_back({a.exponents * b.exponents, a.coefficient * b.coefficient});
      if (row.size() > 4 * product.terms_.size() + 1000) product = std::move(product).plus(row);
    }
    return std::move(product).plus(row);
  }
  /// Division by a non-zero constant.
  friend Form operator/(Form x, const Form& y) {
    require(y.is_constant() && !y.is_zero(), "a form is divided by what is no constant");
    for (Term& t : x.terms_) t.coefficient = t.coefficient / y.terms_[0].coefficient;
    return x;
  }
  friend bool operator==(const Form&, const Form&) = default;

  /// +1 or -1 when all coefficients have that sign and there are any, else 0.
  int common_sign() const {
    bool positive = false, negative = false;
    for (const Term& t : terms_) (sign(t.coefficient) > 0 ? positive : negative) = true;
    return positive == negative ? 0 : positive ? 1 : -1;
  }

  /// u_i + a u_j for u_i and b u_j for u_j.
  Form cut(int i, int j, const C& a, const C& b) const {
    Terms terms;
    terms.reserve(2 * terms_.size());
    for (const Term& t : terms_) {
      const int m = t.exponents[i], n = t.exponents[j];
      C factor = t.coefficient;
      for (int k = 0; k < n; ++k) factor *= b;
      const std::vector<C>& row = binomials(m);
      Exponents e = t.exponents;
      for (int k = 0; k <= m; ++k) {  // binomial(m, k) u_i^(m-k) (a u_j)^k (b u_j)^n
        terms.push_back({e, factor * row[k]});
        if (k == m) break;
        factor *= a;
        e.add(i, -1);
        e.add(j, 1);
      }
    }
    return Form(std::move(terms));
  }
  /// Exponent k of the result is exponent list[k] of this form.
  Form permuted(const std::vector<int>& list) const {
    Terms terms = terms_;
    for (Term& t : terms) {
      Exponents e;
      for (std::size_t k = 0; k < list.size(); ++k) e.add(static_cast<int>(k), t.exponents[list[k]]);
      t.exponents = e;
    }
    return Form(std::move(terms));
  }
  /// The terms whose exponents have the property.
  template <class Property>
  Form kept(const Property& property) const {
    Form result;
    for (const Term& t : terms_) {
      if (property(t.exponents)) result.terms_.push_back(t);
    }
    return result;
  }
  /// Divided by u_k^power, which divides every term.
  Form divided(int k, int power) const {
    Form result = *this;
    for (Term& t : result.terms_) t.exponents.add(k, -power);
    return result;
  }

 private:
  Form plus(Terms& row) && {
    terms_.insert(terms_.end(), row.begin(), row.end());
    row.clear();
    collect();
    return std::move(*this);
  }
  /// Sorts and sums up.
  void collect() {
    ExpansionBudget::count(terms_.size());
    std::ranges::sort(terms_, {}, &Term::exponents);
    std::size_t kept = 0;
    for (std::size_t k = 0; k < terms_.size();) {
      Term sum = std::move(terms_[k++]);
      for (; k < terms_.size() && terms_[k].exponents == sum.exponents; ++k) sum.coefficient += terms_[k].coefficient;
      if (sum.coefficient != C(0)) terms_[kept++] = std::move(sum);
    }
    terms_.resize(kept);
  }
  static const std::vector<C>& binomials(int n) {
    static thread_local std::vector<std::vector<C>> rows{{C(1)}};
    while (static_cast<int>(rows.size()) <= n) {
      const std::vector<C>& last = rows.back();
      std::vector<C> row{C(1)};
      for (std::size_t k = 1; k < last.size(); ++k) {
        C sum = last[k - 1];
        sum += last[k];
        row.push_back(sum);
      }
      row.push_back(C(1));
      rows.push_back(std::move(row));
    }
    return rows[n];
  }
  Terms terms_;
};

}  // namespace hebb::splits
