#include <gtest/gtest.h>

#include <hebb/scalar/symbolic/symbol.hpp>

#include "refused.hpp"

namespace hebb {
namespace symbol_test {

const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");

/// The term as text: what is left of it after the simplifications.
std::string text(const Symbol& term) {
  Recorder recorder({"x", "y"});
  const int node = recorder.record(term);
  return to_infix(recorder.expression(), node);
}

TEST(Symbol, NeutralConstantsDisappear) {
  EXPECT_EQ(text(x + 0), "x");
  EXPECT_EQ(text(0 + log(x)), "log(x)");
  EXPECT_EQ(text(x - 0), "x");
  EXPECT_EQ(text(0 - x), "-x");
  EXPECT_EQ(text(-(-x)), "x");
  EXPECT_EQ(text(1 * (y / x)), "y/x");
  EXPECT_EQ(text((y / x) / 1), "y/x");
  EXPECT_EQ(text(Symbol(2) * 3 - Symbol(Rational(1, 2))), "11/2");
}

TEST(Symbol, AFactorZeroSwallowsOnlyTermsThatAreDefinedEverywhere) {
  EXPECT_EQ(text(0 * (x * exp(y) - square(x / 3))), "0");
  EXPECT_EQ(text((x - y) * 0), "0");
  EXPECT_EQ(text(pow(x + y, 0)), "1");
  for (const Symbol& partial : {1 / x, log(x), sqrt(x), y + exp(1 / x), -square(y / (x - 1)), (1 / x) / 3}) {
    EXPECT_FALSE(partial.is_total()) << text(partial);
    EXPECT_FALSE((0 * partial).is_constant()) << text(partial);
    EXPECT_FALSE((partial * 0).is_constant()) << text(partial);
    EXPECT_FALSE((0 / (1 + square(partial))).is_constant()) << text(partial);
    EXPECT_FALSE(pow(partial, 0).is_constant()) << text(partial);
    EXPECT_FALSE((1 + 0 * partial).is_total()) << text(partial);
  }
  EXPECT_EQ(text(0 / x), "0/x");
}

TEST(Symbol, ALogarithmIsUndoneOnRequest) {
  EXPECT_EQ(text(exp(log(x))), "exp(log(x))");
  EXPECT_EQ(text(without_logarithms(exp(log(x)) / (y + exp(-(-log(1 - x)))))), "x/(y + 1 - x)");
  EXPECT_EQ(text(without_logarithms(exp(log(exp(log(x)))))), "x");
  EXPECT_EQ(text(without_logarithms(sqrt(pow(log(x), 3)) * exp(2 * log(y)))), "sqrt(log(x)^3)*exp(2*log(y))");
}

TEST(Symbol, DividingByTheConstantZeroIsAnError) {
  EXPECT_REFUSED(x / 0, PreconditionError, "a term is divided by the constant 0");
  EXPECT_REFUSED(Symbol(0) / (x * 0), PreconditionError, "a term is divided by the constant 0");
}

}  // namespace symbol_test
}  // namespace hebb
