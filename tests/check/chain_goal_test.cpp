#include "chain_forgery.hpp"

// Forged proofs against the rules for the goal before it is expanded, for equations, and for roots.

namespace hebb {
namespace chain_goal_test {

using namespace chain_forgery;  // NOLINT(google-build-using-namespace)

const Node interior{Link::interior, 0, 0, {}}, part{Link::part, 0, 0, {}}, tail{Link::tail, 0, 0, {}};
Node eliminate(int variable, int assumption) { return {Link::eliminate, variable, assumption, {}}; }
Node radical(int generator, int rule) { return {Link::radical, generator, rule, {}}; }
const std::string wrong_place = "a node of the chain stands in the wrong place";

// ---- equations by derivatives ----

const Symbol right_angle = 2 * atan(Symbol(1));
const std::vector<Symbol> arcs{x, 1 + square(x), 1 / x, q(1)};

/// atan x + atan 1/x on both sides of 1: its slope is 0, and at 1 it is what is claimed.
std::string both_sides_of_one(const Symbol& left, const Symbol& right, std::vector<Node> nodes) {
  const Statement s = stated([&](StatementBuilder& b) {
    b.at_least("x", 0, open);
    b.claim_equal("goal", left, right);
  });
  return verdict(s, arcs, std::move(nodes), {leaf, leaf});
}
const std::vector<Node> around_one{base(0), algebraic,   base(1),  algebraic, arc(0), arc(2),
                                   arc(3),  split(0, 3), constant, down(0),   arc(3), zero,
                                   zero,    up(0),       arc(3),   zero,      zero};

TEST(ChainGoal, AnEquationHasTheSlopeZeroAndHoldsAtAnEnd) {
  EXPECT_EQ(both_sides_of_one(atan(x) + atan(1 / x), right_angle, around_one), accepted);
  EXPECT_EQ(both_sides_of_one(atan(x) + atan(1 / x), right_angle + q(1, 1'000'000), around_one), no_zero);
  // equal at 1, with another slope; and with this slope, equal nowhere
  EXPECT_EQ(both_sides_of_one(2 * atan(x), right_angle, around_one), no_zero);
  EXPECT_EQ(both_sides_of_one(atan(x) + atan(1 / x), 0, around_one), no_zero);
  std::vector<Node> one_side = around_one;
  one_side.erase(one_side.begin() + 7, one_side.begin() + 13);  // no split: up from the end 0, which is left out
  EXPECT_EQ(both_sides_of_one(atan(x) + atan(1 / x), right_angle, one_side), no_denominator);
}

TEST(ChainGoal, AnEquationHasNoLimitsAndNoSigns) {
  const auto equal = [](const Symbol& left, std::vector<Node> nodes) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", 0, 1, open, open);
      b.claim_equal("goal", left, 0);
    });
    return verdict(s, {x}, std::move(nodes), {leaf});
  };
  EXPECT_EQ(equal(x * log(x), {base(0), algebraic, up(0), limit, zero}), "an identity has no limits");
  const std::string only = "an identity is proved by expansion and derivatives only";
  EXPECT_EQ(equal(x, {chord(0), zero, zero, zero}), only);
  EXPECT_EQ(equal(x, {divide({}), zero}), only);
  EXPECT_EQ(equal(x, {part}), "a part is taken of a claim that is no goal");
  EXPECT_EQ(equal(x, {tail}), "a tail is taken of a claim that is no goal");
}

// ---- splits before the goal is expanded, and the interior ----

TEST(ChainGoal, AModulusIsSplitWhereItsArgumentChangesItsSign) {
  const Statement s = between(-1, 1, abs(x) - x);
  const std::vector<Symbol> terms{Symbol(0), x, -x};
  const std::vector<Node> sides{split(0, 0), constant, constant, interior, constant,  base(2), algebraic,
                                algebraic,   interior, constant, base(1),  algebraic, zero};
  const std::vector<Proof> leaves{leaf, leaf, leaf};
  EXPECT_EQ(verdict(s, terms, sides, leaves), accepted);
  EXPECT_EQ(verdict(between(-1, 1, abs(x) - x - q(1, 1'000'000)), terms, sides, leaves), negative_leaf);
  std::vector<Node> other = sides;
  std::swap(other[5], other[10]);  // x for -x on the left
  EXPECT_EQ(verdict(s, terms, other, leaves), negative_leaf);
  std::vector<Node> closed_right = sides;
  closed_right.erase(closed_right.begin() + 8, closed_right.begin() + 10);  // no interior: x may be 0
  EXPECT_EQ(verdict(s, terms, closed_right, leaves), may_vanish);
}

TEST(ChainGoal, TheInteriorIsThatOfTheGoal) {
  const Statement s = between(0, 1, sqrt(x));
  const std::vector<Node> good{interior, constant, base(0), algebraic, algebraic};
  EXPECT_EQ(verdict(s, {x}, good, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(between(0, 1, sqrt(x) - q(1, 1'000'000)), {x}, good, {leaf, leaf}), negative_leaf);
  EXPECT_EQ(verdict(s, {x}, {base(0), algebraic, algebraic}, {leaf, leaf}), may_vanish);
  EXPECT_EQ(verdict(on_half_line(x), {}, {up(0), interior, zero, constant}),
            "the interior is taken for a claim that is no goal");
  EXPECT_EQ(verdict(on_half_line(x), {}, {divide({}), interior, algebraic}, {leaf}), wrong_place);
  EXPECT_EQ(verdict(on_half_line(x), {}, {divide({}), part}, {leaf}), wrong_place);
  EXPECT_EQ(verdict(on_half_line(x), {}, {divide({}), tail}), wrong_place);
}

TEST(ChainGoal, TheInteriorIsDense) {
  // on [0, 0] nothing is inside, and -1 >= 0 there without a point
  EXPECT_EQ(verdict(between(0, 0, -1), {}, {interior, constant, constant}), not_positive);
  EXPECT_EQ(verdict(between(0, 0, x), {}, {interior, zero, algebraic}, {leaf}), zero_not_positive);
  const auto below = [](const Symbol& upper) {
    return stated([&](StatementBuilder& b) {
      b.between("x", -1, 1);
      b.between("y", 0, upper);
      b.claim_nonnegative("goal", y);
    });
  };
  const std::vector<Node> nodes{interior, constant, algebraic, algebraic};
  EXPECT_EQ(verdict(below(1 + x), {}, nodes, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(below(x), {}, nodes, {leaf, leaf}), both_signs);  // without points for x < 0: y = 0 is lost there
  EXPECT_EQ(verdict(below(sqrt(x)), {}, nodes, {leaf, leaf}), "an end of a range may be undefined");
}

TEST(ChainGoal, TheGoalIsContinuousUpToTheEnds) {
  const auto doubted = [](const Symbol& lower, const Symbol& goal) {
    return verdict(between(lower, 1, goal), {x}, {interior, constant, algebraic, base(0), algebraic, zero},
                   {leaf, leaf, leaf});
  };
  EXPECT_EQ(doubted(q(-1, 2), sqrt(x) - sqrt(x)), negative_leaf);
  EXPECT_EQ(doubted(0, log(x) - log(x)), may_vanish);
  EXPECT_EQ(doubted(0, x / x - 1), may_vanish);
  EXPECT_EQ(doubted(-1, x / x - 1), both_signs);
  // 1 + sqrt(1 - x^2) needs no premise of its own, 1 - x^2 >= 0 is one evaluation
  const Symbol root = sqrt(1 - square(x));
  EXPECT_EQ(
      verdict(between(-1, 1, 1 / (1 + root)), {1 - square(x), 1 + root},
              {interior, constant, base(0), algebraic, base(1), algebraic, divide({0, -2}), constant}, {leaf, leaf}),
      accepted);
}

TEST(ChainGoal, APartIsProvedByAPremise) {
  const Statement s = between(0, 2, 1 + sin(x));
  const std::vector<Node> halves{split(0, 0), constant, constant, part, part};
  EXPECT_EQ(verdict(s, {q(1)}, halves, {box, box}), accepted);
  EXPECT_EQ(verdict(s, {q(1)}, halves, {box}), "the chain has too few premises");
  EXPECT_EQ(verdict(between(0, 2, sin(x) - q(1, 2)), {q(1)}, halves, {box, box}), forgery::not_nonnegative);
  EXPECT_EQ(verdict(between(0, 1, x), {}, {up(0), part, constant}, {box}),
            "a part is taken of a claim that is no goal");
  // the two halves are not exchanged: sin x >= 0 up to 3, not beyond
  EXPECT_EQ(verdict(between(0, 6, sin(x)), {q(3)}, {split(0, 0), constant, constant, part, part}, {box, box}),
            forgery::not_nonnegative);
}

TEST(ChainGoal, ATailIsOneEvaluation) {
  const auto damped = [](long far, const Symbol& margin) {
    return verdict(stated([&](StatementBuilder& b) {
                     b.at_least("x", far);
                     b.claim_nonnegative("goal", margin - 4 * exp(-x) * sin(3 * x));
                   }),
                   {}, {tail});
  };
  const std::string negative = "the goal on a tail is not certainly >= 0";
  EXPECT_EQ(damped(1, q(3, 2)), accepted);  // 4/e = 1.47
  EXPECT_EQ(damped(1, q(147, 100)), negative);
  EXPECT_EQ(damped(0, q(3, 2)), negative);
  EXPECT_EQ(verdict(on_half_line(3 + atan(log(x))), {}, {tail}), "a term may be undefined on a tail");
  EXPECT_EQ(verdict(on_half_line(3 + atan(log(1 + x))), {}, {tail}), accepted);
  EXPECT_EQ(verdict(on_half_line(q(3, 2) - atan(x)), {}, {tail}), negative);  // up to pi/2
  EXPECT_EQ(verdict(on_half_line(q(8, 5) - atan(x)), {}, {tail}), accepted);
  EXPECT_EQ(verdict(between(0, 1, x), {}, {up(0), tail, constant}), "a tail is taken of a claim that is no goal");
}

// ---- equations that give a variable ----

/// y = t(x), z in [0, 3] behind them.
Statement giving(const Symbol& left, const Symbol& right, const Symbol& goal) {
  return stated([&](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", 0, 3);
    b.assume_zero("given", left - right);
    b.assume_nonnegative("at least", y - exp(x));
    b.claim_nonnegative("goal", goal);
  });
}

TEST(ChainGoal, AnEquationGivesAVariable) {
  const Statement s = giving(y, exp(x), y - 1 - x);
  const std::vector<Node> nodes{eliminate(1, 0), exponent(0), up(0), zero, up(0), zero, divide({1}), constant};
  EXPECT_EQ(verdict(s, {x}, nodes), accepted);
  EXPECT_EQ(verdict(giving(exp(x), y, y - 1 - x), {x}, nodes), accepted);
  EXPECT_EQ(verdict(giving(y, exp(x), y - 1 - x - q(1, 1'000'000)), {x}, nodes), no_zero);
  for (const int k : {-1, 2})
    EXPECT_EQ(verdict(s, {x}, {eliminate(1, k), zero}), "an elimination names an assumption that does not exist");
  EXPECT_EQ(verdict(s, {x}, {eliminate(1, 1), zero}), "an elimination needs an equation");
  EXPECT_EQ(verdict(giving(2 * y, exp(x), 2 * y - 1 - x), {x}, nodes), accepted);
  EXPECT_EQ(verdict(giving(3 - y / 2, 3 - exp(x) * 2, y / 4 - 1 - x), {x}, nodes), accepted);
  EXPECT_EQ(verdict(giving(2 * y, exp(x), y - 1 - x), {x}, nodes), no_zero);
  EXPECT_EQ(verdict(giving(-y, exp(x), y - 1 - x), {x}, nodes), no_zero);
  const std::string not_linear = "an equation is not linear in its variable";
  EXPECT_EQ(verdict(s, {x}, {eliminate(0, 0), zero}), not_linear);
  EXPECT_EQ(verdict(giving(y, exp(y), y), {x}, {eliminate(1, 0), zero}), not_linear);
  EXPECT_EQ(verdict(giving(y * x, 1, y), {x}, {eliminate(1, 0), zero}), not_linear);
  EXPECT_EQ(verdict(giving(1 / y, 1, y), {x}, {eliminate(1, 0), zero}), not_linear);
  EXPECT_EQ(verdict(giving(square(y), 1, y), {x}, {eliminate(1, 0), zero}), not_linear);
  EXPECT_EQ(verdict(giving(y - y, exp(x), y), {x}, {eliminate(1, 0), zero}), "an equation does not have its variable");
  EXPECT_EQ(verdict(s, {x}, {eliminate(2, 0), zero}), "a node of the chain names a variable that is not there");
  EXPECT_EQ(verdict(s, {x}, {eliminate(1, 0), eliminate(1, 0), zero}),
            "a node of the chain names a variable that is not there");
  EXPECT_EQ(verdict(s, {x}, {exponent(0), eliminate(1, 0), zero}), wrong_place);
  // the goal is not that of the statement any more
  EXPECT_EQ(verdict(s, {x}, {eliminate(1, 0), tail}), "a tail is taken of a claim that is no goal");
  EXPECT_EQ(verdict(s, {x}, {eliminate(1, 0), part}, {box}), "a part is taken of a claim that is no goal");
  EXPECT_EQ(verdict(s, {x}, {eliminate(1, 0), interior, zero}), "the interior is taken for a claim that is no goal");
}

TEST(ChainGoal, EquationsDoNotGoInACircle) {
  const auto two = [](const Symbol& first, const Symbol& second) {
    return stated([&](StatementBuilder& b) {
      b.between("x", -2, 2);
      b.between("y", -2, 2);
      b.assume_zero("first", y - first);
      b.assume_zero("second", x - second);
      b.claim_nonnegative("goal", 1 - x - y);
    });
  };
  // x = 1/2, then y = x + 1/4 of it
  EXPECT_EQ(verdict(two(x + q(1, 4), q(1, 2)), {}, {eliminate(1, 0), eliminate(0, 1), constant}), not_nonnegative);
  EXPECT_EQ(verdict(two(x - q(1, 4), q(1, 2)), {}, {eliminate(1, 0), eliminate(0, 1), constant}), accepted);
  EXPECT_EQ(verdict(two(x, -y), {}, {eliminate(1, 0), eliminate(0, 1), constant}),
            "an elimination depends on a variable that is gone");
}

TEST(ChainGoal, ARangeNeedsNoVariableThatIsGone) {
  const Statement s = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", x, 1);
    b.assume_zero("given", x - q(1, 2));
    b.claim_nonnegative("goal", y - q(1, 2));
  });
  EXPECT_EQ(verdict(s, {}, {eliminate(0, 0), up(1), zero, constant}),
            "another range depends on the variable of a chain");
  // a term with a variable that is gone stands for its value: here x + 1
  const Statement t = giving(y, 1 + x, y);
  EXPECT_EQ(verdict(t, {y}, {eliminate(1, 0), split(0, 0), zero, zero, algebraic, algebraic}, {leaf, leaf}),
            "a split depends on its own variable");
}

TEST(ChainGoal, EquationsThatGiveVariablesAreFew) {
  const auto line = [](int gone) {  // x0 = x1 = ... and x0 >= 0 at the end
    const Statement s = stated([&](StatementBuilder& b) {
      std::vector<Symbol> v;
      for (int k = 0; k <= gone; ++k) v.push_back(b.at_least("x" + std::to_string(k), 0));
      for (int k = 0; k < gone; ++k) b.assume_zero("equation", v[k] - v[k + 1]);
      b.claim_nonnegative("goal", v[0]);
    });
    std::vector<Node> nodes;
    for (int k = 0; k < gone; ++k) nodes.push_back(eliminate(k, k));
    nodes.push_back(algebraic);
    return verdict(s, {}, nodes, {leaf});
  };
  EXPECT_EQ(line(12), accepted);
  EXPECT_EQ(line(13), "a chain eliminates too many variables");
}

Node narrow(int variable, int gone, bool by_upper = false) {
  return {Link::narrow, variable, gone, by_upper ? std::vector<int>{1} : std::vector<int>()};
}

TEST(ChainGoal, WhatIsGoneNarrowsARange) {
  const auto sum_is_one = [](const Symbol& goal, Bound bound = closed) {
    return stated([&](StatementBuilder& b) {
      b.at_least("x", 0, bound);
      b.at_least("y", 0, bound);
      b.assume_zero("sum", x + 2 * y - 1);
      b.claim_nonnegative("goal", goal);
    });
  };
  const std::vector<Node> nodes{eliminate(1, 0), narrow(0, 1), down(0), zero, constant};
  EXPECT_EQ(verdict(sum_is_one(1 - x), {}, nodes), accepted);
  EXPECT_EQ(verdict(sum_is_one(1 - q(1, 1'000'000) - x), {}, nodes), no_zero);
  EXPECT_EQ(verdict(sum_is_one(1 - x), {}, {eliminate(1, 0), down(0), zero, constant}), no_end);
  EXPECT_EQ(verdict(sum_is_one(1 - x), {}, {eliminate(1, 0), narrow(0, 1, true), zero}),
            "a range is narrowed by an end that does not exist");
  EXPECT_EQ(verdict(sum_is_one(1 - x), {}, {eliminate(1, 0), narrow(0, 0), zero}),
            "a range is narrowed by a variable that is not gone");
  EXPECT_EQ(verdict(sum_is_one(1 - x), {}, {narrow(0, 1), zero}), "a range is narrowed by a variable that is not gone");
  EXPECT_EQ(verdict(sum_is_one(1 - x), {}, {eliminate(1, 0), narrow(1, 1), zero}),
            "an equation does not have its variable");
  // x >= 0 leaves y <= 1/2
  EXPECT_EQ(verdict(sum_is_one(q(1, 2) - y), {}, {eliminate(0, 0), narrow(1, 0), down(1), zero, constant}), accepted);
  EXPECT_EQ(verdict(sum_is_one(q(1, 3) - y), {}, {eliminate(0, 0), narrow(1, 0), down(1), zero, constant}), no_zero);
  // an end that is left out stays so
  const std::vector<Node> defined{eliminate(1, 0), narrow(0, 1), base(0), down(0), zero, constant, zero};
  const Symbol logarithm = log(1 - x) - log(1 - x);
  EXPECT_EQ(verdict(sum_is_one(logarithm, open), {1 - x}, defined), accepted);
  EXPECT_EQ(verdict(sum_is_one(logarithm), {1 - x}, defined), zero_not_positive);
}

/// x^2 >= 2 on [0, 1] is false. Narrowing by y = x + 3 >= -5 lets x begin at -8, where it holds, and the slope is
/// positive from 0 on: `wide` must speak of the range that begins at -8, too.
TEST(ChainGoal, AWideLeafSpeaksOfTheNarrowedRange) {
  const Statement s = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", -5, 5);
    b.assume_zero("given", y - x - 3);
    b.claim_nonnegative("goal", square(x) - 2);
  });
  EXPECT_EQ(verdict(s, {}, {eliminate(1, 0), narrow(0, 1), up(0), constant, wide}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(s, {}, {eliminate(1, 0), narrow(0, 1), up(0), constant, algebraic}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(s, {}, {eliminate(1, 0), up(0), constant, wide}, {leaf}), not_nonnegative);
}

/// y = line, eliminated and its range taken for x in (-9, 9); the goal asks whether `base` is positive then.
TEST(ChainGoal, ANarrowedEndIsOpenAsTheOneThatItComesFrom) {
  const auto positive = [](const Symbol& line, Bound lower, Bound upper, bool by_upper, const Symbol& positive_one) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", -9, 9, open, open);
      b.between("y", 0, 3, lower, upper);
      b.assume_zero("given", y - line);
      b.claim_nonnegative("goal", log(positive_one) - log(positive_one));
    });
    return verdict(s, {positive_one}, {eliminate(1, 0), narrow(0, 1, by_upper), base(0), algebraic, zero}, {leaf});
  };
  EXPECT_EQ(positive(x / 2, closed, open, false, x), may_vanish);
  EXPECT_EQ(positive(x / 2, open, closed, false, x), accepted);
  EXPECT_EQ(positive(x / 2, open, closed, true, 6 - x), may_vanish);
  EXPECT_EQ(positive(x / 2, closed, open, true, 6 - x), accepted);
  EXPECT_EQ(positive(-x / 2, closed, open, false, -x), may_vanish);
  EXPECT_EQ(positive(-x / 2, open, closed, false, -x), accepted);
  EXPECT_EQ(positive(-x / 2, open, closed, true, 6 + x), may_vanish);
  EXPECT_EQ(positive(-x / 2, closed, open, true, 6 + x), accepted);
}

TEST(ChainGoal, ABoundMakesItsEndClosed) {
  const auto positive = [](const Symbol& assumed, const Symbol& positive_one) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", -9, 9, open, open);
      b.assume_nonnegative("given", assumed);
      b.claim_nonnegative("goal", log(positive_one) - log(positive_one));
    });
    return verdict(s, {positive_one}, {bound(0, 0), base(0), algebraic, zero}, {leaf});
  };
  EXPECT_EQ(positive(x - 1, x - 1), may_vanish);
  EXPECT_EQ(positive(x - 1, 9 - x), accepted);  // the other end is still left out
  EXPECT_EQ(positive(1 - x, 1 - x), may_vanish);
  EXPECT_EQ(positive(1 - x, 9 + x), accepted);
}

TEST(ChainGoal, WhatBeginsAChainIsNotAllOfIt) {
  const std::string ends = "the chain ends before its last claim is proved";
  const Statement s = giving(y, exp(x), y - 1 - x);
  EXPECT_EQ(verdict(s, {}, {eliminate(1, 0)}), ends);
  EXPECT_EQ(verdict(s, {}, {bound(1, 1)}), ends);
}

TEST(ChainGoal, AnEquationHasItsVariableTimesANumberOnEitherSide) {
  const std::vector<Node> nodes{eliminate(1, 0), exponent(0), up(0), zero, up(0), zero, divide({1}), constant};
  EXPECT_EQ(verdict(giving(y * 2, exp(x) * 2, y - 1 - x), {x}, nodes), accepted);
  EXPECT_EQ(verdict(giving(y * 2, exp(x), y - 1 - x), {x}, nodes), no_zero);
  // y/0 is undefined, so that the equation holds nowhere and gives nothing
  Statement s = giving(y / 7, exp(x), y - 1 - x);
  for (Rational& number : s.expression.constants) {
    if (number == 7) number = 0;
  }
  EXPECT_EQ(verdict(s, {x}, nodes), "an equation is not linear in its variable");
}

TEST(ChainGoal, TheInteriorOfAHalfLineNeedsNoOtherEnd) {
  const std::vector<Node> nodes{interior, base(0), algebraic, algebraic};
  EXPECT_EQ(verdict(on_half_line(sqrt(x)), {x}, nodes, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(sqrt(x) - q(1, 1'000'000)), {x}, nodes, {leaf, leaf}), negative_leaf);
  const auto to_the_left = [](const Symbol& goal) {
    return stated([&](StatementBuilder& b) {
      b.at_most("x", 0);
      b.claim_nonnegative("goal", goal);
    });
  };
  EXPECT_EQ(verdict(to_the_left(sqrt(-x)), {-x}, nodes, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(to_the_left(sqrt(-x) - q(1, 1'000'000)), {-x}, nodes, {leaf, leaf}), negative_leaf);
}

/// Of a quotient that may be undefined the divisor is asked for, not what it divides.
TEST(ChainGoal, TheInteriorAsksForTheDivisor) {
  const Symbol quotient = (x + 1) / x;
  const std::vector<Node> nodes{interior, constant, algebraic, base(0), algebraic, zero};
  EXPECT_EQ(verdict(between(0, 1, quotient - quotient), {x}, nodes, {leaf, leaf, leaf}), may_vanish);
}

/// An end of a range that depends on another variable counts with its least value below, its greatest above.
TEST(ChainGoal, ATailKnowsTheLeastAndTheGreatestEnd) {
  const auto behind = [](const Symbol& goal) {
    return verdict(stated([&](StatementBuilder& b) {
                     b.between("x", 0, 1);
                     b.between("y", x, x + 1);
                     b.claim_nonnegative("goal", goal);
                   }),
                   {}, {tail});
  };
  const std::string negative = "the goal on a tail is not certainly >= 0";
  EXPECT_EQ(behind(y), accepted);
  EXPECT_EQ(behind(y - q(1, 2)), negative);
  EXPECT_EQ(behind(2 - y), accepted);
  EXPECT_EQ(behind(q(3, 2) - y), negative);
}

TEST(ChainGoal, APartHasThePowersOfTheGoal) {
  EXPECT_EQ(verdict(between(0, q(1, 2), 1 - 32 * pow(x, 5)), {}, {part}, {leaf}), accepted);
  EXPECT_EQ(verdict(between(0, q(1, 2), 1 - 33 * pow(x, 5)), {}, {part}, {leaf}),
            "the goal 'part' has a negative coefficient on a leaf");
}

/// Written out, the argument of an arctangent has its denominator as often as it stands there: atan(1/2) = 0.46...
TEST(ChainGoal, AnArcIsWrittenWithItsDenominator) {
  const Symbol u = x / (1 + x);
  const auto below = [&](const Symbol& margin) {
    return verdict(between(1, 1, margin - atan(u)), {1 + x, 1 + 2 * x + 2 * square(x), u},
                   {base(0), algebraic, base(1), algebraic, arc(2), whole}, {leaf, leaf, box});
  };
  EXPECT_EQ(below(q(47, 100)), accepted);
  EXPECT_EQ(below(q(46, 100)), forgery::not_nonnegative);
  EXPECT_EQ(below(q(3, 10)), forgery::not_nonnegative);  // atan(1/4) = 0.24...
}

// ---- depth ----

/// Every rule goes one step down: with as many angles as fit behind it the chain is accepted, with one more refused.
TEST(ChainGoal, EveryRuleIsOneStepDeep) {
  const auto deep = [](const Statement& s, std::vector<Symbol> terms, std::vector<Node> before, int count, Node filler,
                       const std::vector<Node>& after, const std::vector<Proof>& premises) {
    terms.push_back(x);
    for (int k = 0; k < count; ++k) before.push_back(filler);
    before.insert(before.end(), after.begin(), after.end());
    return verdict(s, terms, before, premises);
  };
  const std::string too_deep = "the chain is too deep";
  const Statement plain = on_half_line(x);
  EXPECT_EQ(deep(plain, {}, {}, 300, angle(0), {algebraic}, {leaf}), accepted);
  EXPECT_EQ(deep(plain, {}, {}, 301, angle(0), {algebraic}, {leaf}), too_deep);
  // in the argument of a doubted root, and in the goal inside
  const Statement root = between(0, 1, sqrt(1 - 2 * x + square(x)) - 1 + x);
  const std::vector<Node> inside{base(0), algebraic, zero};
  const auto under_interior = [&](int count) {
    return deep(root, {1 - x}, {interior, constant}, count, angle(1),
                [&] {
                  std::vector<Node> after{algebraic};
                  after.insert(after.end(), inside.begin(), inside.end());
                  return after;
                }(),
                {CoefficientProof{{forgery::leaf()}}, leaf});
  };
  EXPECT_EQ(under_interior(299), accepted);
  EXPECT_EQ(under_interior(300), too_deep);
  const auto inside_it = [&](int count) {
    return deep(root, {1 - x}, {interior, constant, algebraic}, count, angle(1), inside, {leaf, leaf});
  };
  EXPECT_EQ(inside_it(298), accepted);
  EXPECT_EQ(inside_it(299), too_deep);
  // in both claims of a root
  const Statement squares = on_half_line(2 + x - 2 * sqrt(1 + x));
  const auto under_radical = [&](bool first, int count) {
    std::vector<Node> before{base(0), algebraic, radical(0, 1)}, after{algebraic};
    (first ? after : before).push_back(algebraic);
    return deep(squares, {1 + x}, before, count, divide({}), after, {leaf, leaf, leaf});
  };
  for (const bool first : {true, false}) {
    EXPECT_EQ(under_radical(first, 298), accepted);
    EXPECT_EQ(under_radical(first, 299), too_deep);
  }
  // behind arcs
  const auto behind_arcs = [&](int count) {
    return deep(plain, {1 + square(x)}, {base(0), algebraic}, count, arc(1), {algebraic}, {leaf, leaf});
  };
  EXPECT_EQ(behind_arcs(299), accepted);
  EXPECT_EQ(behind_arcs(300), too_deep);
}

/// What was looked at counts: the nodes, and the coefficients of the premises.
TEST(ChainGoal, ThePremisesAreWork) {
  const Statement s = between(0, 1, x);
  for (const Node& node : {algebraic, part}) EXPECT_EQ(checker::replay(s, 0, chain(s, {}, {node}, {leaf})), 2U);
}

// ---- roots ----

TEST(ChainGoal, ASumWithARootByItsSquares) {
  const std::vector<Symbol> terms{1 + x, x};
  const auto on_squares = [&](const Symbol& goal, int generator, int rule, Node first, Node second,
                              std::vector<Proof> premises = {leaf, leaf, leaf}) {
    return verdict(on_half_line(goal), terms,
                   {base(0), algebraic, radical(generator, rule), std::move(first), std::move(second)},
                   std::move(premises));
  };
  const Symbol root = sqrt(1 + x);
  EXPECT_EQ(on_squares(2 + x - 2 * root, 0, 1, algebraic, algebraic), accepted);
  EXPECT_EQ(on_squares(2 + x - (2 + q(1, 1'000'000)) * root, 0, 1, algebraic, algebraic), negative_leaf);
  EXPECT_EQ(on_squares(-2 - x + root / 2, 0, 1, algebraic, algebraic), negative_leaf);  // the first is negative
  EXPECT_EQ(on_squares(root - 1, 0, 2, constant, algebraic, {leaf, leaf}), accepted);
  EXPECT_EQ(on_squares(root - 1 - q(1, 1'000'000), 0, 2, constant, algebraic, {leaf, leaf}), negative_leaf);
  EXPECT_EQ(on_squares(q(1, 2) - root, 0, 2, constant, algebraic, {leaf, leaf}), not_nonnegative);
  for (const int rule : {0, 3})
    EXPECT_EQ(on_squares(2 + x - 2 * root, 0, rule, algebraic, algebraic), "a root has a rule that is not 1 or 2");
  for (const int generator : {-1, 1})
    EXPECT_EQ(on_squares(2 + x - 2 * root, generator, 1, algebraic, algebraic),
              "a root names a base that does not exist");
  EXPECT_EQ(verdict(on_half_line(exp(x)), {x}, {exponent(0), radical(0, 1), algebraic, algebraic}, {leaf, leaf}),
            "a root names a base that does not exist");
  EXPECT_EQ(on_squares(root - log(1 + x), 0, 2, constant, algebraic, {leaf, leaf}),
            "an algebraic premise contains a logarithm");
  // > 0 asks for it in the squares: 2 + x - 2 sqrt(1 + x) is 0 at 0
  const auto as_base = [&](Bound bound) {
    return verdict(on_half_line(x, bound), {1 + x, 2 + x - 2 * root},
                   {base(0), algebraic, base(1), radical(0, 1), algebraic, algebraic, algebraic},
                   {leaf, leaf, leaf, leaf});
  };
  EXPECT_EQ(as_base(open), accepted);
  EXPECT_EQ(as_base(closed), may_vanish);
}

TEST(ChainGoal, ABaseWithARootDividesByItsConjugate) {
  const auto equal = [](const Symbol& left, const Symbol& right, const std::vector<Symbol>& terms,
                        const Symbol& lower = 0, const Symbol& upper = 2) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", lower, upper, open, open);
      b.claim_equal("goal", left, right);
    });
    return verdict(s, terms, {base(0), algebraic, base(1), algebraic, zero}, {leaf, leaf});
  };
  const Symbol root = sqrt(x), hypotenuse = sqrt(1 + square(x));
  EXPECT_EQ(equal((1 - x) / (1 + root), 1 - root, {x, 1 + root}), accepted);
  EXPECT_EQ(equal((1 - x) / (1 + root), 1 + root, {x, 1 + root}), no_zero);
  EXPECT_EQ(equal((1 - x) / (1 + root), 1 - x, {x, 1 + root}), no_zero);
  // x + 2 sqrt(x) + 1 is divided by 1 + sqrt(x), twice
  EXPECT_EQ(equal(log(x + 2 * root + 1), 2 * log(1 + root), {x, 1 + root}), accepted);
  EXPECT_EQ(equal(log(x + 2 * root + 1), 3 * log(1 + root), {x, 1 + root}), no_zero);
  // a base that divides 1
  const std::vector<Symbol> unit{1 + square(x), x + hypotenuse};
  EXPECT_EQ(equal(log(x + hypotenuse), -log(hypotenuse - x), unit), accepted);
  EXPECT_EQ(equal(log(x + hypotenuse), log(hypotenuse - x), unit), no_zero);
  EXPECT_EQ(equal(1 / (x + hypotenuse), hypotenuse - x, unit), accepted);
  EXPECT_EQ(equal(1 / (x + hypotenuse), hypotenuse + x, unit), no_zero);
  // sqrt(x^2) is -x for x < 0: its conjugate times the base is 0, and decides nothing
  const std::vector<Symbol> divisor_of_zero{square(x), sqrt(square(x)) - x};
  const Symbol ratio = (sqrt(square(x)) + x) / (sqrt(square(x)) - x);
  EXPECT_EQ(equal(ratio, 1, divisor_of_zero, -2, -1), no_zero);
  EXPECT_EQ(equal(ratio, ratio, divisor_of_zero, -2, -1), accepted);
}

}  // namespace chain_goal_test
}  // namespace hebb
