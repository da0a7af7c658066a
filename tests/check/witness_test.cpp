#include "forgery.hpp"

// For every condition on a witness one that only this condition turns down.

namespace hebb {
namespace witness_test {

using namespace forgery;

const std::string not_violating = "the witness does not violate the goal 'goal'";
std::string outside(const std::string& name) { return "the witness lies outside the range of " + name; }

template <class Declare>
std::string at(std::vector<Rational> values, const Declare& declare, int goal = 0) {
  return verdict(stated(declare), Witness{goal, std::move(values)});
}

TEST(WitnessForgery, AWitnessFitsTheStatement) {
  const auto two = [](StatementBuilder& b) {
    b.real("x"), b.real("y");
    b.claim_nonnegative("goal", q(-1));
  };
  EXPECT_EQ(at({0, 0}, two), accepted);
  EXPECT_EQ(at({0}, two), "the witness has the wrong number of values");
  EXPECT_EQ(at({0, 0, 0}, two), "the witness has the wrong number of values");
  EXPECT_EQ(at({0, 0}, two, 1), "the witness names a goal that does not exist");
  EXPECT_EQ(at({0, 0}, two, -1), "the witness names a goal that does not exist");
}

TEST(WitnessForgery, AWitnessLiesInTheRange) {
  for (const Bound bound : {Bound::closed, Bound::open}) {
    const auto range = [&](StatementBuilder& b) {
      b.between("x", q(1), q(2), bound, bound);
      b.claim_nonnegative("goal", q(-1));
    };
    const std::string edge = bound == Bound::closed ? accepted : outside("x");
    EXPECT_EQ(at({Rational(3, 2)}, range), accepted);
    EXPECT_EQ(at({1}, range), edge);
    EXPECT_EQ(at({2}, range), edge);
    EXPECT_EQ(at({Rational(99, 100)}, range), outside("x"));
    EXPECT_EQ(at({Rational(201, 100)}, range), outside("x"));
    const auto one_sided = [&](StatementBuilder& b) {
      b.at_least("x", q(1), bound), b.at_most("y", q(2), bound);
      b.claim_nonnegative("goal", q(-1));
    };
    EXPECT_EQ(at({100, -100}, one_sided), accepted);
    EXPECT_EQ(at({1, -100}, one_sided), bound == Bound::closed ? accepted : outside("x"));
    EXPECT_EQ(at({100, 2}, one_sided), bound == Bound::closed ? accepted : outside("y"));
    EXPECT_EQ(at({0, -100}, one_sided), outside("x"));
    EXPECT_EQ(at({100, 3}, one_sided), outside("y"));
  }
  const auto terms = [](StatementBuilder& b) {  // x <= y <= 2 x
    const Symbol x = b.between("x", q(0), q(10));
    b.between("y", x, 2 * x);
    b.claim_nonnegative("goal", q(-1));
  };
  EXPECT_EQ(at({2, 2}, terms), accepted);
  EXPECT_EQ(at({2, 4}, terms), accepted);
  EXPECT_EQ(at({2, 1}, terms), outside("y"));
  EXPECT_EQ(at({2, 5}, terms), outside("y"));
  const auto undefined = [](StatementBuilder& b) {  // a bound without a value keeps nothing in
    const Symbol x = b.between("x", q(0), q(1));
    b.at_least("y", 1 / x);
    b.claim_nonnegative("goal", q(-1));
  };
  EXPECT_EQ(at({0, 5}, undefined), outside("y"));
  EXPECT_EQ(at({1, 5}, undefined), accepted);
}

TEST(WitnessForgery, AWitnessLiesOnTheSimplex) {
  const auto simplex = [](StatementBuilder& b) {
    b.simplex("p", 3);
    b.claim_nonnegative("goal", q(-1));
  };
  const Rational half(1, 2), quarter(1, 4);
  EXPECT_EQ(at({half, quarter, quarter}, simplex), accepted);
  EXPECT_EQ(at({quarter, half, quarter}, simplex), accepted);  // in any order
  EXPECT_EQ(at({1, 0, 0}, simplex), accepted);
  EXPECT_EQ(at({half, quarter, Rational(26, 100)}, simplex), "the witness lies off the simplex");
  EXPECT_EQ(at({half, quarter, Rational(24, 100)}, simplex), "the witness lies off the simplex");
  EXPECT_EQ(at({Rational(-1, 4), 1, quarter}, simplex), outside("p1"));
  EXPECT_EQ(at({quarter, 1, Rational(-1, 4)}, simplex), outside("p3"));
}

/// Whatever kind of factor comes before, the next one is looked at as well.
TEST(WitnessForgery, AWitnessLiesInEveryFactor) {
  const auto factors = [](StatementBuilder& b) {
    b.simplex("p", 2), b.leader_chamber("q", 2, "c"), b.between("x", q(0), q(1)), b.between("y", q(0), q(1));
    b.claim_nonnegative("goal", q(-1));
  };
  const Rational half(1, 2), most(3, 4), least(1, 4);
  EXPECT_EQ(at({half, half, most, least, half, 0, 1}, factors), accepted);
  EXPECT_EQ(at({half, half, half, half, half, 0, 1}, factors), outside("c"));
  EXPECT_EQ(at({half, half, most, least, half, 2, 1}, factors), outside("x"));
  EXPECT_EQ(at({half, half, most, least, half, 0, 2}, factors), outside("y"));
}

TEST(WitnessForgery, AWitnessLiesInTheChamber) {
  const auto chamber = [](StatementBuilder& b) {
    b.leader_chamber("p", 4, "c");
    b.claim_nonnegative("goal", q(-1));
  };
  const auto tenths = [](int a, int b, int c, int d, const Rational& gap) {
    return std::vector<Rational>{Rational(a, 10), Rational(b, 10), Rational(c, 10), Rational(d, 10), gap};
  };
  const Rational gap(2, 10);
  EXPECT_EQ(at(tenths(5, 3, 1, 1, gap), chamber), accepted);
  EXPECT_EQ(at(tenths(5, 3, 1, 1, Rational(21, 100)), chamber), outside("c"));  // more than p_1 - p_2
  EXPECT_EQ(at(tenths(5, 3, 1, 1, 0), chamber), outside("c"));
  EXPECT_EQ(at(tenths(5, 3, 1, 1, Rational(-1, 10)), chamber), outside("c"));
  EXPECT_EQ(at(tenths(5, 1, 3, 1, gap), chamber), outside("p2"));  // not in decreasing order
  EXPECT_EQ(at(tenths(5, 2, 1, 2, gap), chamber), outside("p3"));
  EXPECT_EQ(at(tenths(5, 2, 2, 1, gap), chamber), accepted);
  EXPECT_EQ(at(tenths(5, 3, 3, -1, gap), chamber), outside("p4"));
  EXPECT_EQ(at(tenths(5, 3, 1, 0, gap), chamber), "the witness lies off the simplex");
}

TEST(WitnessForgery, AWitnessFulfilsTheAssumptions) {
  const auto assuming = [](bool equation) {
    return [=](StatementBuilder& b) {
      const Symbol x = b.real("x");
      equation ? b.assume_zero("x - 1", x - 1) : b.assume_nonnegative("x - 1", x - 1);
      b.claim_nonnegative("goal", q(-1));
    };
  };
  const std::string breaks = "the witness breaks the assumption 'x - 1'";
  EXPECT_EQ(at({1}, assuming(true)), accepted);
  EXPECT_EQ(at({2}, assuming(true)), breaks);
  EXPECT_EQ(at({0}, assuming(true)), breaks);
  EXPECT_EQ(at({1}, assuming(false)), accepted);
  EXPECT_EQ(at({2}, assuming(false)), accepted);
  EXPECT_EQ(at({0}, assuming(false)), breaks);
  const auto second = [](StatementBuilder& b) {
    const Symbol x = b.real("x");
    b.assume_nonnegative("x", x);
    b.assume_nonnegative("x - 1", x - 1);
    b.claim_nonnegative("goal", q(-1));
  };
  EXPECT_EQ(at({0}, second), breaks);
}

TEST(WitnessForgery, AWitnessViolatesItsGoal) {
  const auto goals = [](StatementBuilder& b) {
    const Symbol x = b.real("x");
    b.claim_nonnegative("goal", x);
    b.claim_equal("goal", x, q(0));
    b.claim_nonnegative("goal", 1 / x);
    b.claim_equal("goal", 1 / x, q(0));
  };
  EXPECT_EQ(at({-1}, goals, 0), accepted);
  EXPECT_EQ(at({0}, goals, 0), not_violating);
  EXPECT_EQ(at({1}, goals, 0), not_violating);
  EXPECT_EQ(at({-1}, goals, 1), accepted);
  EXPECT_EQ(at({0}, goals, 1), not_violating);
  EXPECT_EQ(at({1}, goals, 1), accepted);
  EXPECT_EQ(at({0}, goals, 2), not_violating);  // undefined there
  EXPECT_EQ(at({0}, goals, 3), not_violating);
}

/// Every operation has its value: f - value = 0 is not violated in either direction, and a little off it is.
TEST(WitnessForgery, EveryOperationIsEvaluated) {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");  // 3, 2
  const std::vector<std::pair<Symbol, Rational>> terms{
      {x + y, 5},          {x - y, 1},           {x * y, 6},      {x / y, Rational(3, 2)}, {-(x * y), -6},
      {pow(y, 5), 32},     {exp(x - y - 1), 1},  {log(x - y), 0}, {sqrt(x - y), 1},        {sin(x - y - 1), 0},
      {cos(x - y - 1), 1}, {atan(x - y - 1), 0}, {abs(y - x), 1}};
  for (const auto& pair : terms) {
    const Symbol& term = pair.first;
    const Rational &value = pair.second, little(1, 1000);
    const auto near = [&](StatementBuilder& b) {
      b.real("x"), b.real("y");
      b.claim_equal("goal", term, Symbol(value));
      b.claim_nonnegative("goal", term - Symbol(Rational(value + little)));
      b.claim_nonnegative("goal", Symbol(Rational(value - little)) - term);
    };
    EXPECT_EQ(at({3, 2}, near, 0), not_violating);
    EXPECT_EQ(at({3, 2}, near, 1), accepted);
    EXPECT_EQ(at({3, 2}, near, 2), accepted);
  }
}

}  // namespace witness_test
}  // namespace hebb
