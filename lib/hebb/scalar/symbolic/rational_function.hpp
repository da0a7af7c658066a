#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <hebb/scalar/symbolic/polynomial.hpp>

namespace hebb {

/// The denominators met while a formula is expanded, also those that cancel; none vanishes identically.
template <class P>
using Denominators = std::vector<P>;

/// Quotient numerator / product of powers of known denominators. Denominators are kept factored and shared through a
/// table, so that sums meet on the least common multiple and no greatest common divisor is ever computed.
template <class P>
class RationalFunction {
 public:
  RationalFunction(int value = 0) : numerator_(value) {}  // NOLINT(google-explicit-constructor)
  explicit RationalFunction(P numerator, std::shared_ptr<Denominators<P>> table = nullptr)
      : numerator_(std::move(numerator)), table_(std::move(table)) {}

  const P& numerator() const { return numerator_; }
  /// Pairs (index in the table, power >= 1).
  const std::map<int, int>& denominator() const { return powers_; }

  friend RationalFunction operator+(const RationalFunction& x, const RationalFunction& y) {
    if (x.numerator_.is_zero()) return y;
    if (y.numerator_.is_zero()) return x;
    RationalFunction sum;
    sum.table_ = x.table_ ? x.table_ : y.table_;
    sum.powers_ = x.powers_;
    for (const auto& [k, n] : y.powers_) sum.powers_[k] = std::max(sum.powers_[k], n);
    sum.numerator_ = x.numerator_ * sum.excess(x.powers_) + y.numerator_ * sum.excess(y.powers_);
    if (sum.numerator_.is_zero()) sum.powers_.clear();
    return sum;
  }
  friend RationalFunction operator-(RationalFunction x) {
    x.numerator_ = -x.numerator_;
    return x;
  }
  friend RationalFunction operator-(const RationalFunction& x, const RationalFunction& y) { return x + -y; }
  friend RationalFunction operator*(const RationalFunction& x, const RationalFunction& y) {
    RationalFunction product;
    product.table_ = x.table_ ? x.table_ : y.table_;
    product.numerator_ = x.numerator_ * y.numerator_;
    if (product.numerator_.is_zero()) return product;
    product.powers_ = x.powers_;
    for (const auto& [k, n] : y.powers_) product.powers_[k] += n;
    return product;
  }
  /// Throws PreconditionError when y vanishes identically.
  friend RationalFunction operator/(const RationalFunction& x, const RationalFunction& y) {
    require(!y.numerator_.is_zero(), "division by an expression that is identically zero");
    RationalFunction result = x;
    if (!result.table_) result.table_ = y.table_;
    P up(1);  // the denominator of y, as far as it does not cancel against that of x
    for (const auto& [k, n] : y.powers_) {
      int rest = n;
      if (const auto found = result.powers_.find(k); found != result.powers_.end()) {
        const int cancelled = std::min(found->second, n);
        rest -= cancelled;
        if ((found->second -= cancelled) == 0) result.powers_.erase(found);
      }
      for (int m = 0; m < rest; ++m) up = up * (*result.table_)[k];
    }
    result.numerator_ = result.numerator_ * up;
    if (y.numerator_.is_constant()) {
      result.numerator_ = result.numerator_ / y.numerator_;
    } else {
      require(result.table_ != nullptr, "a quotient of polynomials needs a table of denominators");
      const int divisor = index(*result.table_, y.numerator_);
      if (!result.numerator_.is_zero()) ++result.powers_[divisor];
    }
    return result;
  }

 private:
  static int index(Denominators<P>& table, const P& divisor) {
    for (std::size_t k = 0; k < table.size(); ++k) {
      if (table[k] == divisor) return static_cast<int>(k);
    }
    table.push_back(divisor);
    return static_cast<int>(table.size()) - 1;
  }
  P excess(const std::map<int, int>& powers) const {
    P factor(1);
    for (const auto& [k, n] : powers_) {
      const auto found = powers.find(k);
      for (int m = found == powers.end() ? 0 : found->second; m < n; ++m) factor = factor * (*table_)[k];
    }
    return factor;
  }

  P numerator_;
  std::map<int, int> powers_;
  std::shared_ptr<Denominators<P>> table_;
};

template <class P>
struct scalar_traits<RationalFunction<P>> {
  static constexpr Meaning meaning = Meaning::exact;
  static RationalFunction<P> constant(const Rational& q, const RationalFunction<P>&) {
    return RationalFunction<P>(P(q));
  }
};

}  // namespace hebb
