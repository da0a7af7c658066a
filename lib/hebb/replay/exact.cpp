#include <algorithm>

#include <hebb/replay/exact.hpp>

namespace hebb::checker {

Polynomial Polynomial::constant(int variables, const Int& value) {
  Polynomial p;
  if (value != 0) p.terms_.emplace(Exponents(variables, '\0'), value);
  return p;
}

Polynomial Polynomial::variable(int variables, int k) {
  Exponents e(variables, '\0');
  e.at(k) = 1;
  Polynomial p;
  p.terms_.emplace(std::move(e), 1);
  return p;
}

bool Polynomial::is_constant() const {
  return terms_.empty() || (terms_.size() == 1 && terms_.begin()->first.find_first_not_of('\0') == Exponents::npos);
}

void Polynomial::add(const Exponents& exponents, const Int& coefficient) {
  if (coefficient == 0) return;
  const auto [place, is_new] = terms_.emplace(exponents, coefficient);
  if (!is_new && (place->second += coefficient) == 0) terms_.erase(place);
}

Polynomial operator+(const Polynomial& x, const Polynomial& y) {
  WorkScope::spend((x.terms_.size() + y.terms_.size()) / 2);
  Polynomial sum = x;
  for (const auto& [exponents, coefficient] : y.terms_) sum.add(exponents, coefficient);
  return sum;
}

Polynomial operator*(const Polynomial& x, const Polynomial& y) {
  Polynomial product;
  for (const auto& [e, a] : x.terms_) {
    StopScope::look();
    for (const auto& [f, b] : y.terms_) {
      WorkScope::spend(product_cost(a, b) + f.size() / 8);
      Polynomial::Exponents exponents = e;
      for (std::size_t k = 0; k < f.size(); ++k) {
        const int power = static_cast<unsigned char>(e[k]) + static_cast<unsigned char>(f[k]);
        if (power > 255) throw Rejection("the degree of an expanded term exceeds 255");
        exponents[k] = static_cast<char>(power);
      }
      product.terms_[std::move(exponents)] += a * b;
    }
  }
  std::erase_if(product.terms_, [](const auto& term) { return term.second == 0; });
  return product;
}

std::optional<int> common_sign(const Polynomial& p) {
  bool positive = false, negative = false;
  for (const auto& [exponents, coefficient] : p.terms()) (coefficient > 0 ? positive : negative) = true;
  if (positive == negative) return std::nullopt;
  return positive ? 1 : -1;
}

int QuotientField::index(const Polynomial& factor) {
  const auto found = std::find(factors_.begin(), factors_.end(), factor);
  if (found != factors_.end()) return static_cast<int>(found - factors_.begin());
  factors_.push_back(factor);
  return static_cast<int>(factors_.size()) - 1;
}

Polynomial QuotientField::power(int factor, int n) const {
  Polynomial result = Polynomial::constant(variables_, 1);
  for (int k = 0; k < n; ++k) result = result * factors_[factor];
  return result;
}

Quotient QuotientField::constant(const Fraction& q) {
  return ratio(Polynomial::constant(variables_, numerator(q)), Polynomial::constant(variables_, denominator(q)));
}

Quotient QuotientField::ratio(Polynomial numerator, const Polynomial& denominator) {
  if (denominator.terms().empty()) throw Rejection("a denominator vanishes identically");
  if (denominator == Polynomial::constant(variables_, 1)) return {std::move(numerator), {}};
  return {std::move(numerator), {{index(denominator), 1}}};
}

Quotient QuotientField::add(const Quotient& x, const Quotient& y) const {
  Quotient sum;
  sum.powers = x.powers;
  for (const auto& [k, n] : y.powers) sum.powers[k] = std::max(sum.powers[k], n);
  const auto raised = [&](const Quotient& q) {
    Polynomial p = q.numerator;
    for (const auto& [k, n] : sum.powers) {
      const auto found = q.powers.find(k);
      const int missing = n - (found == q.powers.end() ? 0 : found->second);
      if (missing > 0) p = p * power(k, missing);
    }
    return p;
  };
  sum.numerator = raised(x) + raised(y);
  return sum;
}

Quotient QuotientField::multiply(const Quotient& x, const Quotient& y) const {
  Quotient product{x.numerator * y.numerator, x.powers};
  for (const auto& [k, n] : y.powers) product.powers[k] += n;
  return product;
}

Quotient QuotientField::divide(const Quotient& x, const Quotient& y) {
  Quotient result = x;
  for (const auto& [k, n] : y.powers) {  // x / (1/f^n) = x f^n
    const int own = result.powers.contains(k) ? result.powers[k] : 0, common = std::min(own, n);
    if (common > 0 && (result.powers[k] -= common) == 0) result.powers.erase(k);
    if (n > common) result.numerator = result.numerator * power(k, n - common);
  }
  const Quotient inverse = ratio(Polynomial::constant(variables_, 1), y.numerator);
  return multiply(result, inverse);
}

Quotient QuotientField::negate(const Quotient& x) const {
  return {x.numerator * Polynomial::constant(variables_, -1), x.powers};
}

}  // namespace hebb::checker
