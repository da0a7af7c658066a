#include <cmath>
#include <random>

#include <hebb/replay/chain_ring.hpp>

#include "forgery.hpp"

// The arithmetic of chains against that of doubles, and the normal form of its results. A forged proof sees little of
// it: a factor that is wrong in both an element and its derivative, say, keeps every sign.

namespace hebb {
namespace chain_ring_test {

using checker::ChainElement;
using checker::ChainRing;
using checker::ChainTerms;
using checker::Fraction;
using forgery::reason_of;
using Kind = ChainRing::SymbolKind;

const std::string accepted = "accepted", too_many = "an expansion of the chain has too many terms",
                  out_of_range = "an exponent of the chain is out of range";

ChainElement element(const ChainTerms& terms) { return {terms, {}}; }

/// Variables x, y and the generators exp(x), exp(3 x y), 1 + x, x^2 + y + 2, 2, 1 + exp(x), 3 + log(1 + x), in this
/// order.
class ChainRingArithmetic : public testing::Test {
 protected:
  enum Generator { exp_x, exp_3xy, one_plus_x, quadratic, two, one_plus_exp, three_plus_log };

  ChainRingArithmetic() {
    ring_.add_exponent(x_);
    ring_.add_exponent(ring_.scaled(ring_.multiply(x_, y_), 3));
    ring_.add_base(ring_.add(x_, one_));
    ring_.add_base(ring_.add(ring_.add(ring_.multiply(x_, x_), y_), ring_.constant(2)));
    ring_.add_base(ring_.constant(2));
    ring_.add_base(ring_.add(one_, exponential(exp_x)));
    ring_.add_base(ring_.add(ring_.constant(3), logarithm(one_plus_x)));
  }

  ChainElement symbol(int k) const {
    std::vector<int> e(static_cast<std::size_t>(k) + 1, 0);
    e.back() = 1;
    return element({{e, 1}});
  }
  ChainElement exponential(int generator) const { return symbol(ring_.generators()[generator].symbol); }
  ChainElement logarithm(int generator) const { return exponential(generator); }
  ChainElement root(int generator) const { return symbol(ring_.generators()[generator].symbol + 1); }
  ChainElement base(int generator) const { return element(ring_.generators()[generator].terms); }

  double value(const ChainTerms& terms, double x, double y) const {
    double sum = 0;
    for (const auto& [e, c] : terms) {
      double product = static_cast<double>(c);
      for (std::size_t s = 0; s < e.size(); ++s)
        if (e[s] != 0) product *= std::pow(symbol_value(static_cast<int>(s), x, y), e[s]);
      sum += product;
    }
    return sum;
  }
  double symbol_value(int s, double x, double y) const {
    const ChainRing::Symbol& symbol = ring_.symbols()[static_cast<std::size_t>(s)];
    if (symbol.kind == Kind::variable) return s == 0 ? x : y;
    const double inner = value(ring_.generators()[static_cast<std::size_t>(symbol.generator)].terms, x, y);
    return symbol.kind == Kind::exponential ? std::exp(inner)
           : symbol.kind == Kind::logarithm ? std::log(inner)
                                            : std::sqrt(inner);
  }
  double value(const ChainElement& a, double x, double y) const {
    double result = value(a.numerator, x, y);
    for (std::size_t g = 0; g < a.powers.size(); ++g)
      result /= std::pow(value(ring_.generators()[g].terms, x, y), a.powers[g]);
    return result;
  }
  double value(const ChainElement& a) const { return value(a, 0.37, 0.81); }

  /// No zero coefficients, no zeros at the end, and no root to a power above 1.
  void expect_normal(const ChainElement& a) const {
    for (const auto& [e, c] : a.numerator) {
      EXPECT_NE(c, 0);
      EXPECT_TRUE(e.empty() || e.back() != 0);
      for (std::size_t s = 0; s < e.size(); ++s) {
        if (ring_.symbols()[s].kind == Kind::root) EXPECT_TRUE(e[s] == 0 || e[s] == 1);
        if (ring_.symbols()[s].kind != Kind::exponential) EXPECT_GE(e[s], 0);
      }
    }
    EXPECT_TRUE(a.powers.empty() || a.powers.back() != 0);
    for (const int n : a.powers) EXPECT_GE(n, 0);
  }
  void expect_value(const ChainElement& a, double wanted) const {
    expect_normal(a);
    EXPECT_NEAR(value(a), wanted, 1e-9 * (1 + std::abs(wanted)));
  }
  void expect_same(const ChainElement& a, const ChainElement& b) const {
    EXPECT_EQ(a.numerator, b.numerator);
    EXPECT_EQ(a.powers, b.powers);
  }
  void expect_zero(const ChainElement& a) const { expect_same(a, ChainElement()); }

  /// The product of generators to powers, by numbers.
  double product_value(const std::vector<int>& powers) const {
    double result = 1;
    for (std::size_t g = 0; g < powers.size(); ++g) {
      const double inner = value(ring_.generators()[g].terms, 0.37, 0.81);
      result *= ring_.generators()[g].is_base() ? std::pow(inner, powers[g] / 2.0) : std::exp(inner * powers[g]);
    }
    return result;
  }
  std::vector<int> draw_powers(int most) {
    std::vector<int> powers(ring_.generators().size());
    for (int& n : powers) n = std::uniform_int_distribution(-most, most)(random_);
    return powers;
  }
  /// A sum of products of generators, variables and logarithms.
  ChainElement draw() {
    ChainElement sum = ring_.constant(0);
    for (int k = 0; k < 3; ++k) {
      ChainElement term = ring_.multiply(ring_.product(draw_powers(1)), one_);
      const int numerator = std::uniform_int_distribution(-5, 5)(random_);
      term = ring_.scaled(std::move(term), Fraction(numerator, 3));
      if (numerator % 2 == 0) term = ring_.multiply(term, numerator > 0 ? x_ : logarithm(quadratic));
      if (numerator % 3 == 0) term = ring_.multiply(term, numerator > 0 ? y_ : logarithm(one_plus_x));
      sum = ring_.add(sum, term);
    }
    return sum;
  }

  std::shared_ptr<ChainRing::Shared> shared_ = std::make_shared<ChainRing::Shared>();
  ChainRing ring_{2, shared_};
  ChainElement x_ = ring_.variable(0), y_ = ring_.variable(1), one_ = ring_.constant(1);
  std::mt19937 random_{7};
};

TEST_F(ChainRingArithmetic, SumsAndProductsHaveTheirValues) {
  for (int n = 0; n < 12; ++n) {
    const ChainElement a = draw(), b = draw();
    expect_value(ring_.add(a, b), value(a) + value(b));
    expect_value(ring_.multiply(a, b), value(a) * value(b));
    expect_value(ring_.negate(a), -value(a));
    expect_value(ring_.scaled(a, Fraction(-7, 5)), -1.4 * value(a));
    expect_zero(ring_.scaled(a, 0));
    expect_zero(ring_.add(a, ring_.negate(a)));
    expect_zero(ring_.multiply(a, ring_.constant(0)));
  }
  // denominators of different powers
  const ChainElement once = ring_.inverse(base(quadratic)), twice = ring_.multiply(once, once);
  const double number = 1 / (0.37 * 0.37 + 0.81 + 2);
  expect_value(ring_.add(once, twice), number + number * number);
  expect_value(ring_.add(twice, once), number + number * number);
  expect_value(ring_.add(ring_.multiply(twice, x_), ring_.multiply(ring_.multiply(twice, once), y_)),
               number * number * (0.37 + number * 0.81));
  expect_value(ring_.constant(Fraction(-5, 3)), -5.0 / 3);
  expect_zero(ring_.constant(0));
}

TEST_F(ChainRingArithmetic, ProductsOfGeneratorsHaveTheirValues) {
  for (int n = 0; n < 10; ++n) {
    const std::vector<int> powers = draw_powers(n % 3 + 1);
    const ChainElement a = ring_.product(powers);
    expect_value(a, product_value(powers));
    std::vector<int> opposite = powers, twice = powers;
    for (int& k : opposite) k = -k;
    for (int& k : twice) k *= 2;
    expect_same(ring_.inverse(a), ring_.product(opposite));
    expect_same(ring_.multiply(a, ring_.product(opposite)), one_);
    expect_same(ring_.multiply(a, a), ring_.product(twice));
    expect_value(ring_.inverse(ring_.scaled(a, Fraction(-3, 7))), -7 / (3 * product_value(powers)));
    expect_value(ring_.log(a), std::log(product_value(powers)));
    std::vector<int> whole = powers;  // logarithm() counts whole powers of bases
    for (std::size_t g = 0; g < whole.size(); ++g) whole[g] *= ring_.generators()[g].is_base() ? 2 : 1;
    expect_same(ring_.log(ring_.product(whole)), ring_.logarithm(powers));
    expect_same(ring_.exp(ring_.log(a)), a);
    expect_same(ring_.sqrt(ring_.product(twice)), a);
  }
  EXPECT_EQ(reason_of([&] { ring_.product({1000}); }), accepted);
  for (const int n : {1001, -1001})
    EXPECT_EQ(reason_of([&] { ring_.product({n}); }), "a power of a generator is out of range");
  EXPECT_EQ(reason_of([&] { ring_.product(std::vector<int>(8, 0)); }),
            "a product names a generator that does not exist");
  expect_same(ring_.product({}), one_);
}

/// What is left of a division is a polynomial wherever there is one, exponentials of negative power included.
TEST_F(ChainRingArithmetic, DivisionsThatComeOutLeaveNoDenominator) {
  for (const int g : {one_plus_x, quadratic, one_plus_exp, three_plus_log}) {
    const ChainElement b = base(g), inverse = ring_.inverse(b);
    EXPECT_EQ(inverse.powers, [&] {
      std::vector<int> powers(static_cast<std::size_t>(g) + 1, 0);
      powers.back() = 1;
      return powers;
    }());
    expect_same(ring_.multiply(b, inverse), one_);
    for (int n = 0; n < 10; ++n) {
      std::vector<int> powers = draw_powers(2);
      for (int& k : powers) k = ring_.generators()[static_cast<std::size_t>(&k - powers.data())].is_base() ? k & 1 : k;
      ChainElement a = ring_.add(ring_.product(powers), ring_.multiply(x_, logarithm(quadratic)));
      expect_same(ring_.multiply(ring_.multiply(a, b), inverse), a);
      expect_same(ring_.multiply(ring_.multiply(ring_.multiply(a, b), inverse), ring_.multiply(b, inverse)), a);
    }
  }
  // (1 + exp(-x))/(1 + exp(x)) = exp(-x), and the same with exp(3 x) in front
  const ChainElement reciprocal = ring_.inverse(exponential(exp_x));
  expect_same(ring_.multiply(ring_.add(one_, reciprocal), ring_.inverse(base(one_plus_exp))), reciprocal);
  const ChainElement cube = ring_.product({3});
  expect_same(ring_.multiply(ring_.multiply(cube, base(one_plus_exp)), ring_.inverse(base(one_plus_exp))), cube);
  expect_value(ring_.multiply(ring_.add(ring_.constant(2), reciprocal), ring_.inverse(base(one_plus_exp))),
               (2 + std::exp(-0.37)) / (1 + std::exp(0.37)));
}

/// A base may hold a power of an exponential: (1 + x)/(exp(k x) (1 + x)) = exp(-k x).
TEST_F(ChainRingArithmetic, ABaseMayHoldAPowerOfAnExponential) {
  for (const int k : {1, 2, 3}) {
    ChainRing ring(1, shared_);
    const ChainElement sum = element({{{}, 1}, {{1}, 1}}), exponential = element({{{0, k}, 1}});
    ring.add_exponent(element({{{1}, 1}}));
    ring.add_base(ring.multiply(sum, exponential));
    expect_same(ring.multiply(sum, {{{{}, 1}}, {0, 1}}), element({{{0, -k}, 1}}));
    expect_same(ring.multiply(ring.multiply(sum, ring.product({k - 2})), {{{{}, 1}}, {0, 1}}), ring.product({-2}));
  }
  ChainRing ring(1, shared_);
  ring.add_exponent(element({{{1}, 1}}));
  const ChainElement sum = element({{{1}, 1}, {{0, 1}, 1}});  // x + exp(x)
  ring.add_base(sum);
  expect_same(ring.inverse(sum), {{{{}, 1}}, {0, 1}});
}

TEST_F(ChainRingArithmetic, NumbersAreProductsOfTheirBase) {
  const ChainElement log_two = logarithm(two);
  expect_same(ring_.log(ring_.constant(8)), ring_.scaled(log_two, 3));
  expect_same(ring_.log(ring_.constant(Fraction(1, 8))), ring_.scaled(log_two, -3));
  expect_same(ring_.sqrt(ring_.constant(4)), ring_.constant(2));
  expect_same(ring_.sqrt(ring_.constant(2)), root(two));
  expect_same(ring_.sqrt(ring_.constant(8)), ring_.scaled(root(two), 2));
  expect_same(ring_.multiply(ring_.sqrt(ring_.constant(Fraction(1, 2))), root(two)), one_);
  expect_same(ring_.exp(ring_.scaled(log_two, 3)), ring_.constant(8));
  expect_same(ring_.inverse(ring_.constant(3)), ring_.constant(Fraction(1, 3)));
  for (const Fraction& q : {Fraction(3), Fraction(6), Fraction(2, 3), Fraction(-2), Fraction(-1)}) {
    EXPECT_EQ(reason_of([&] { ring_.log(ring_.constant(q)); }),
              "the argument of a logarithm is not a product of bases");
    EXPECT_EQ(reason_of([&] { ring_.sqrt(ring_.constant(q)); }), "the argument of a root is not a product of bases");
  }
}

TEST_F(ChainRingArithmetic, OtherArgumentsAreRefused) {
  const std::string no_denominator = "a denominator is not a product of bases",
                    no_exponent = "the argument of an exponential is not a sum of exponents";
  // x is an exponent here and no base
  for (const ChainElement& a : {ChainElement(), x_, y_, ring_.multiply(x_, base(one_plus_x)), logarithm(one_plus_x),
                                ring_.add(one_, root(one_plus_x)), ring_.add(exponential(exp_x), base(one_plus_x))}) {
    EXPECT_EQ(reason_of([&] { ring_.inverse(a); }), no_denominator);
    EXPECT_EQ(reason_of([&] { ring_.log(a); }), "the argument of a logarithm is not a product of bases");
    if (!a.numerator.empty())
      EXPECT_EQ(reason_of([&] { ring_.sqrt(a); }), "the argument of a root is not a product of bases");
  }
  expect_zero(ring_.sqrt(ChainElement()));
  EXPECT_EQ(reason_of([&] { ring_.sqrt(root(one_plus_x)); }), "the argument of a root is not a product of bases");
  EXPECT_EQ(reason_of([&] { ring_.sqrt(exponential(exp_x)); }), "the argument of a root is not a product of bases");
  for (const ChainElement& a :
       {one_, y_, ring_.scaled(x_, Fraction(1, 2)), ring_.multiply(x_, y_), root(one_plus_x),
        ring_.scaled(logarithm(one_plus_x), Fraction(1, 4)), ring_.scaled(x_, 1001), ring_.scaled(x_, -1001),
        ring_.scaled(logarithm(one_plus_x), 501), ring_.multiply(x_, logarithm(one_plus_x))})
    EXPECT_EQ(reason_of([&] { ring_.exp(a); }), no_exponent);
  expect_same(ring_.exp(ring_.scaled(x_, 1000)), ring_.product({1000}));
  expect_same(ring_.exp(ring_.scaled(x_, -1000)), ring_.product({-1000}));
  expect_same(ring_.exp(ring_.scaled(logarithm(one_plus_x), Fraction(1, 2))), root(one_plus_x));
  EXPECT_EQ(reason_of([&] { ring_.exp(ring_.inverse(base(one_plus_x))); }),
            "an exponential has an argument with a denominator");
  ChainRing ring = ring_;
  EXPECT_EQ(reason_of([&] { ring.add_base(ChainElement()); }), "a base is zero");
}

TEST_F(ChainRingArithmetic, DerivativesAreSlopes) {
  const double h = 1e-5;
  const auto check = [&](const ChainElement& a) {
    const ChainElement by_x = ring_.derivative(a, 0), by_y = ring_.derivative(a, 1);
    const double slope_x = (value(a, 0.37 + h, 0.81) - value(a, 0.37 - h, 0.81)) / (2 * h),
                 slope_y = (value(a, 0.37, 0.81 + h) - value(a, 0.37, 0.81 - h)) / (2 * h);
    expect_normal(by_x);
    expect_normal(by_y);
    EXPECT_NEAR(value(by_x), slope_x, 1e-6 * (1 + std::abs(slope_x) + std::abs(value(a))));
    EXPECT_NEAR(value(by_y), slope_y, 1e-6 * (1 + std::abs(slope_y) + std::abs(value(a))));
  };
  for (int n = 0; n < 10; ++n) {
    check(draw());
    check(ring_.product(draw_powers(2)));
  }
  check(ring_.multiply(logarithm(quadratic), ring_.multiply(logarithm(quadratic), logarithm(three_plus_log))));
  expect_zero(ring_.derivative(logarithm(two), 0));
  expect_zero(ring_.derivative(root(two), 0));
  expect_zero(ring_.derivative(logarithm(one_plus_x), 1));
  expect_zero(ring_.derivative(ring_.inverse(base(one_plus_x)), 1));
  expect_same(ring_.derivative(logarithm(one_plus_x), 0), ring_.inverse(base(one_plus_x)));
}

TEST_F(ChainRingArithmetic, TheCoefficientOfALogarithmIsWhatMultipliesIt) {
  const ChainElement log = logarithm(quadratic);
  const auto coefficient = [&](const ChainElement& a) { return ring_.coefficient_of_log(a, quadratic); };
  for (int n = 0; n < 20; ++n) {
    const std::vector<int> powers = draw_powers(2);
    const ChainElement c = ring_.product(powers), rest = ring_.multiply(c, logarithm(one_plus_x));
    expect_same(coefficient(ring_.add(ring_.multiply(c, log), rest)), c);
    expect_zero(coefficient(rest));
    expect_zero(coefficient(ring_.multiply(ring_.multiply(c, log), log)));
  }
}

TEST_F(ChainRingArithmetic, VariablesAreFound) {
  const auto depends = [&](const ChainElement& a) {
    return std::pair(ring_.numerator_depends(a, 0), ring_.numerator_depends(a, 1));
  };
  EXPECT_EQ(depends(x_), std::pair(true, false));
  EXPECT_EQ(depends(y_), std::pair(false, true));
  EXPECT_EQ(depends(one_), std::pair(false, false));
  EXPECT_EQ(depends(exponential(exp_x)), std::pair(true, false));
  EXPECT_EQ(depends(exponential(exp_3xy)), std::pair(true, true));
  EXPECT_EQ(depends(root(quadratic)), std::pair(true, true));
  EXPECT_EQ(depends(logarithm(three_plus_log)), std::pair(true, false));
  EXPECT_EQ(depends(logarithm(two)), std::pair(false, false));
  EXPECT_EQ(depends(ring_.add(one_, ring_.multiply(logarithm(two), y_))), std::pair(false, true));
  for (const ChainElement& a : {x_, y_, exponential(exp_x), root(quadratic), ring_.inverse(base(one_plus_x)),
                                ring_.inverse(base(three_plus_log)), ring_.add(one_, y_)})
    EXPECT_TRUE(ring_.has_variables(a));
  for (const ChainElement& a : {ChainElement(), one_, logarithm(two), root(two)}) EXPECT_FALSE(ring_.has_variables(a));
  ChainRing ring = ring_;
  ring.add_base(ring.add(one_, logarithm(two)));
  EXPECT_FALSE(ring.has_variables(ring.inverse(ring.add(one_, logarithm(two)))));
}

TEST_F(ChainRingArithmetic, ConstantsHaveTheirValues) {
  ChainRing ring(0, shared_);
  ring.add_base(ring.constant(2));
  ring.add_base(ring.add(one_, ring.log(ring.constant(2))));                   // 1 + log 2
  ring.add_exponent(ring.scaled(ring.log(ring.constant(2)), Fraction(2, 3)));  // 2^(2/3)
  const double log2 = std::log(2.0), sqrt2 = std::sqrt(2.0), more = 1 + log2, power = std::cbrt(4.0);
  const auto check_in = [&](const ChainRing& in, const ChainElement& a, double wanted) {
    const auto x = in.numerator_value(a);
    ASSERT_FALSE(x.everything);
    EXPECT_NEAR(static_cast<double>(x.lower), wanted, 1e-12 * (1 + std::abs(wanted)));
    EXPECT_NEAR(static_cast<double>(x.upper), wanted, 1e-12 * (1 + std::abs(wanted)));
    EXPECT_LE(x.lower, x.upper);
  };
  const auto check = [&](const ChainElement& a, double wanted) { check_in(ring, a, wanted); };
  check(ring.constant(Fraction(-3, 4)), -0.75);
  check(ChainElement(), 0);
  check(ring.product({1}), sqrt2);
  check(ring.logarithm({2}), 2 * log2);
  check(ring.logarithm({0, 1}), std::log(more));
  check(ring.product({0, 1, 2}), std::sqrt(more) * power * power);
  check(ring.product({1, 0, -1}), sqrt2 / power);
  check(ring.product({1, 0, -3}), sqrt2 / 4);
  const ChainElement square_of_log = ring.multiply(ring.logarithm({1}), ring.logarithm({1}));
  check(square_of_log, log2 * log2);
  check(ring.add(square_of_log, ring.scaled(ring.product({1, 1}), -1)), log2 * log2 - sqrt2 * std::sqrt(more));
  check_in(ring_, logarithm(two), log2);      // in a ring with variables
  ASSERT_EQ(shared_->logarithms.size(), 1U);  // only of numbers: not of 1 + log 2
  EXPECT_EQ(shared_->logarithms.begin()->first, 2);
  for (const auto& [argument, value] : shared_->logarithms)
    EXPECT_NEAR(static_cast<double>(value.lower), std::log(static_cast<double>(argument)), 1e-12);
}

TEST_F(ChainRingArithmetic, ExpansionsAreBounded) {
  const auto powers_of_x = [](int n) {
    ChainTerms terms{{{}, 1}};
    for (int k = 1; k < n; ++k) terms[{k}] = 1;
    return element(terms);
  };
  EXPECT_EQ(reason_of([&] { ring_.add(powers_of_x(3999), y_); }), accepted);
  EXPECT_EQ(reason_of([&] { ring_.add(powers_of_x(4000), y_); }), too_many);
  // (x^n - 1)/(x - 1) has n terms
  ChainRing ring(1, shared_);
  ring.add_base(element({{{}, -1}, {{1}, 1}}));
  const auto divided = [&](int n) {
    return reason_of([&] { ring.multiply(element({{{}, -1}, {{n}, 1}}), {{{{}, 1}}, {1}}); });
  };
  EXPECT_EQ(divided(4000), accepted);
  EXPECT_EQ(divided(4001), too_many);
  const auto power = [&](int n) { return element({{{n}, 1}}); };
  EXPECT_EQ(reason_of([&] { ring_.multiply(power(50'000), power(50'000)); }), accepted);
  EXPECT_EQ(reason_of([&] { ring_.multiply(power(50'000), power(50'001)); }), out_of_range);
}

}  // namespace chain_ring_test
}  // namespace hebb
