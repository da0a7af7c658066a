#include <functional>
#include <optional>

#include "chain_forgery.hpp"

// Forged proofs against the rules that put other variables, other bounds or another goal in the place of those of the
// statement.

namespace hebb {
namespace chain_substitution_test {

using namespace chain_forgery;  // NOLINT(google-build-using-namespace)

const Symbol z = Symbol::variable("z");
const std::string wrong_place = "a node of the chain stands in the wrong place",
                  not_there = "a node of the chain names a variable that is not there",
                  depends = "another range depends on a variable that is substituted";

Node multiple(int assumption, int term) { return {Link::multiple, assumption, term, {}}; }
Node invert(int variable) { return {Link::invert, variable, 0, {}}; }
Node unit(int assumption, std::vector<int> factors) { return {Link::unit, 0, assumption, std::move(factors)}; }
Node scale(int variable, std::vector<int> scaled) { return {Link::scale, variable, 0, std::move(scaled)}; }
Node surd(int rule, int term, std::vector<int> powers) { return {Link::surd, rule, term, std::move(powers)}; }
Node turn(int variable, int end, std::vector<int> other) { return {Link::turn, variable, end, std::move(other)}; }
Node modulus(int sign, int term) { return {Link::modulus, sign, term, {}}; }
const Node circle{Link::circle, 0, 0, {}};

// ---- the goal less multiples of assumptions ----

enum class Given { inequality, equation };
Statement given(Given how, const Symbol& assumed, const Symbol& goal, bool is_equation = false) {
  return stated([&](StatementBuilder& b) {
    b.at_least("x", 0);
    b.at_least("y", 0);
    if (how == Given::equation)
      b.assume_zero("given", assumed);
    else
      b.assume_nonnegative("given", assumed);
    if (is_equation)
      b.claim_equal("goal", goal, 0);
    else
      b.claim_nonnegative("goal", goal);
  });
}

TEST(ChainSubstitution, AGoalIsAtLeastWhatItIsLessAMultiple) {
  const auto by = [](const Statement& s, const Symbol& factor) {
    return verdict(s, {factor}, {multiple(0, 0), constant});
  };
  EXPECT_EQ(by(given(Given::inequality, y - x, y - x), 1), accepted);
  EXPECT_EQ(by(given(Given::inequality, y - x, 2 * y - 2 * x + q(1, 2)), 2), accepted);
  EXPECT_EQ(by(given(Given::inequality, y - x, (y - x) / 3), q(1, 3)), accepted);
  EXPECT_EQ(by(given(Given::inequality, y - x, 1), 0), accepted);
  EXPECT_EQ(by(given(Given::inequality, y - x, y - x - q(1, 1'000'000)), 1), not_nonnegative);
  const std::string no_number = "a multiple of an inequality is not by a number >= 0";
  EXPECT_EQ(by(given(Given::inequality, y - x, x - y + 1), -1), no_number);
  EXPECT_EQ(by(given(Given::inequality, y - x, x * (y - x) + 1), x), no_number);
  for (const int k : {-1, 1}) {
    EXPECT_EQ(verdict(given(Given::inequality, y - x, y - x), {q(1)}, {multiple(k, 0), constant}),
              "a multiple names an assumption that does not exist");
  }
  EXPECT_EQ(verdict(given(Given::inequality, y - x, y - x), {q(1)}, {multiple(0, 0)}),
            "the chain ends before its last claim is proved");
  EXPECT_EQ(verdict(given(Given::inequality, y - x, y - x), {q(1)}, {multiple(0, 7), constant}),
            "a node of the chain names a term that does not exist");
  EXPECT_EQ(verdict(given(Given::inequality, y - x, y - x), {q(1)}, {divide({}), multiple(0, 0), constant}),
            wrong_place);
}

TEST(ChainSubstitution, AnEquationGivesAnyMultiple) {
  const auto by = [](const Statement& s, const Symbol& factor, const std::vector<Node>& nodes) {
    std::vector<Node> all{multiple(0, 0)};
    all.insert(all.end(), nodes.begin(), nodes.end());
    return verdict(s, {factor, x}, all, {leaf});
  };
  EXPECT_EQ(verdict(given(Given::equation, y - x, x - y), {q(-1)}, {multiple(0, 0), zero}), accepted);
  EXPECT_EQ(verdict(given(Given::equation, y - x, x - y - q(1, 1'000'000)), {q(-1)}, {multiple(0, 0), zero}), no_zero);
  EXPECT_EQ(verdict(given(Given::equation, y - x, x * x - x * y), {-x}, {multiple(0, 0), zero}), accepted);
  // a factor that is undefined at x = 0
  EXPECT_EQ(by(given(Given::equation, y - x, y - x), 1 / x, {zero}), no_denominator);
  EXPECT_EQ(by(given(Given::equation, y - x, y - x), 1 / x, {base(1), algebraic, zero}), may_vanish);
  EXPECT_EQ(verdict(given(Given::equation, y - x, x * x - x * y, true), {-x}, {multiple(0, 0), zero}), accepted);
  EXPECT_EQ(verdict(given(Given::inequality, y - x, x * x - x * y, true), {q(1)}, {multiple(0, 0), zero}),
            "an equation is less a multiple of an inequality");
}

// ---- 1/x ----

Statement range(const std::optional<Symbol>& lower, const std::optional<Symbol>& upper, Bound at_lower, Bound at_upper,
                const Symbol& goal) {
  return stated([&](StatementBuilder& b) {
    if (lower && upper)
      b.between("x", *lower, *upper, at_lower, at_upper);
    else if (lower)
      b.at_least("x", *lower, at_lower);
    else if (upper)
      b.at_most("x", *upper, at_upper);
    else
      b.real("x");
    b.claim_nonnegative("goal", goal);
  });
}

TEST(ChainSubstitution, ARangeIsInverted) {
  const std::vector<Node> nodes{invert(0), base(0), algebraic, algebraic};
  const auto on = [&](const Statement& s) { return verdict(s, {x}, nodes, {leaf, leaf}); };
  EXPECT_EQ(on(range(Symbol(0), {}, open, open, 1 / x)), accepted);
  EXPECT_EQ(on(range(Symbol(0), {}, open, open, 1 / x - q(1, 1'000'000))), negative_leaf);
  for (const int sign : {1, -1}) {  // 1/4 <= 1/x <= 1/2
    const Symbol end = sign > 0 ? q(1, 4) : q(1, 2), little = q(1, 1'000'000);
    EXPECT_EQ(on(range(Symbol(2), Symbol(4), closed, closed, sign * (1 / x - end))), accepted);
    EXPECT_EQ(on(range(Symbol(2), Symbol(4), closed, closed, sign * (1 / x - end) - little)), negative_leaf);
  }
  EXPECT_EQ(on(range(Symbol(2), {}, closed, open, q(1, 2) - 1 / x)), accepted);
  EXPECT_EQ(on(range(Symbol(2), {}, closed, open, q(1, 3) - 1 / x)), negative_leaf);
}

TEST(ChainSubstitution, AnInvertedRangeKeepsItsOpenEnds) {
  const auto positive = [](const Statement& s, const Symbol& b) {
    return verdict(s, {x, b}, {invert(0), base(0), algebraic, base(1), algebraic, zero}, {leaf, leaf});
  };
  const auto goal = [](const Symbol& t) { return log(t) - log(t); };
  EXPECT_EQ(positive(range(Symbol(2), Symbol(4), open, closed, goal(q(1, 2) - 1 / x)), q(1, 2) - x), accepted);
  EXPECT_EQ(positive(range(Symbol(2), Symbol(4), closed, open, goal(q(1, 2) - 1 / x)), q(1, 2) - x), may_vanish);
  EXPECT_EQ(positive(range(Symbol(2), Symbol(4), closed, open, goal(1 / x - q(1, 4))), x - q(1, 4)), accepted);
  EXPECT_EQ(positive(range(Symbol(2), Symbol(4), open, closed, goal(1 / x - q(1, 4))), x - q(1, 4)), may_vanish);
}

TEST(ChainSubstitution, WhatIsInvertedIsPositive) {
  const auto on = [&](const Statement& s) { return verdict(s, {x}, {invert(0), zero}); };
  const std::string not_above = "an inverted range is not above 0",
                    no_numbers = "an inverted range has ends that are no numbers";
  EXPECT_EQ(on(range(Symbol(0), Symbol(1), closed, closed, x - x)), not_above);
  EXPECT_EQ(on(range(Symbol(0), {}, closed, closed, x - x)), not_above);
  EXPECT_EQ(on(range(Symbol(-1), Symbol(1), open, open, x - x)), not_above);
  EXPECT_EQ(on(range({}, Symbol(1), open, open, x - x)), no_numbers);
  EXPECT_EQ(on(range({}, {}, open, open, x - x)), no_numbers);
  EXPECT_EQ(on(range(exp(Symbol(1)), {}, closed, open, x - x)), no_numbers);
  EXPECT_EQ(on(range(Symbol(1), exp(Symbol(1)), closed, open, x - x)), no_numbers);
  EXPECT_EQ(on(range(Symbol(0), Symbol(0), open, closed, x - x)), "an inverted range ends at 0");
  EXPECT_EQ(verdict(range(Symbol(1), {}, closed, open, x - x), {}, {invert(1), zero}), not_there);
}

TEST(ChainSubstitution, NothingElseDependsOnWhatIsSubstituted) {
  const Statement below = stated([](StatementBuilder& b) {
    b.between("x", 1, 2);
    b.between("y", x, 3);
    b.claim_nonnegative("goal", y - x);
  });
  EXPECT_EQ(verdict(below, {x}, {invert(0), zero}), depends);
  const Statement gone = stated([](StatementBuilder& b) {
    b.between("x", 1, 2);
    b.between("y", 0, 3);
    b.assume_zero("given", y - x);
    b.claim_nonnegative("goal", y - 1);
  });
  EXPECT_EQ(verdict(gone, {x}, {Node{Link::eliminate, 1, 0, {}}, invert(0), zero}),
            "a variable that is gone depends on one that is substituted");
  const Statement other = stated([](StatementBuilder& b) {
    b.between("x", 1, 2);
    b.between("y", 0, 3);
    b.assume_zero("given", y - 1);
    b.claim_nonnegative("goal", y - 1);
  });
  EXPECT_EQ(verdict(other, {x}, {Node{Link::eliminate, 1, 0, {}}, invert(0), zero}), accepted);
}

// ---- x_1 ... x_n = 1 ----

Statement product(const Symbol& equation, const Symbol& goal, const Symbol& least = 0, bool is_equation = true) {
  return stated([&](StatementBuilder& b) {
    for (const std::string name : {"x", "y", "z"}) b.at_least(name, least);
    if (is_equation)
      b.assume_zero("given", equation);
    else
      b.assume_nonnegative("given", equation);
    b.claim_nonnegative("goal", goal);
  });
}

TEST(ChainSubstitution, AUnitProductHasQuotientsForFactors) {
  const std::vector<Node> nodes{unit(0, {0, 1, 2}), base(0), algebraic, base(1), algebraic, zero};
  const auto on = [&](const Statement& s) { return verdict(s, {x, y}, nodes, {leaf, leaf}); };
  EXPECT_EQ(on(product(x * y * z - 1, x * y * z - 1)), accepted);
  EXPECT_EQ(on(product(1 - z * x * y, x * y * z - 1)), accepted);
  EXPECT_EQ(on(product(x * y * z - 1, x * y * z - 1 - q(1, 1'000'000))), no_zero);
  EXPECT_EQ(on(product(x * y * z - 1, x * y - 1)), no_zero);
  EXPECT_EQ(verdict(product(x * y * z - 1, y - 1), {}, {unit(0, {0, 1, 2}), algebraic}, {leaf}), negative_leaf);
  const std::string other = "a unit product is not that of the equation";
  EXPECT_EQ(on(product(x * y * z - 2, x * y * z - 1)), other);
  EXPECT_EQ(on(product(x * y * z + 1, x * y * z - 1)), other);
  EXPECT_EQ(on(product(x * y * square(z) - 1, x * y * z - 1)), other);
  EXPECT_EQ(on(product(x * y - 1, x * y * z - 1)), other);
  EXPECT_EQ(on(product(x * y * z - 1, x * y * z - 1, -1)), "a factor of a unit product is not certainly >= 0");
  EXPECT_EQ(on(product(x * y * z - 1, x * y * z - 1, 0, false)), "a unit product needs an equation");
}

TEST(ChainSubstitution, AUnitProductNamesItsFactorsOnce) {
  const Statement s = product(x * y * z - 1, x * y * z - 1), pair = product(x * y - 1, x * y - 1);
  const std::string few = "a unit product has less than two variables";
  EXPECT_EQ(verdict(pair, {x}, {unit(0, {0, 1}), base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_EQ(verdict(product(x - 1, x - 1), {x}, {unit(0, {0}), zero}), few);
  EXPECT_EQ(verdict(product(square(x) - 1, x - 1), {x}, {unit(0, {0, 0}), zero}), few);
  EXPECT_EQ(verdict(s, {x}, {unit(0, {}), zero}), few);
  EXPECT_EQ(verdict(s, {x}, {unit(0, {0, 1, 3}), zero}), not_there);
  for (const int k : {-1, 1})
    EXPECT_EQ(verdict(s, {x}, {unit(k, {0, 1, 2}), zero}), "a unit product names an assumption that does not exist");
  const Statement two = stated([](StatementBuilder& b) {
    for (const std::string name : {"x", "y", "z"}) b.at_least(name, 0);
    b.assume_zero("given", z - x);
    b.assume_zero("product", x * y - 1);
    b.claim_nonnegative("goal", x);
  });
  EXPECT_EQ(verdict(two, {x}, {Node{Link::eliminate, 2, 0, {}}, unit(1, {0, 1}), zero}),
            "a unit product comes after an elimination");
  const Statement below = stated([](StatementBuilder& b) {
    b.at_least("x", 0);
    b.at_least("y", 0);
    b.at_least("z", y);
    b.assume_zero("product", x * y - 1);
    b.claim_nonnegative("goal", z - y);
  });
  EXPECT_EQ(verdict(below, {x}, {unit(0, {0, 1}), zero}), depends);
  EXPECT_EQ(verdict(pair, {x}, {unit(0, {0, 1}), base(0), algebraic, split(1, 0), zero}, {leaf}),
            not_there);  // y is gone
}

// ---- v x for x ----

TEST(ChainSubstitution, AConeIsScaled) {
  const auto on = [](const std::function<void(StatementBuilder&)>& ranges, const Symbol& goal,
                     std::vector<int> scaled) {
    const Statement s = stated([&](StatementBuilder& b) {
      ranges(b);
      b.claim_nonnegative("goal", goal);
    });
    return verdict(s, {y}, {scale(1, std::move(scaled)), base(0), algebraic, algebraic}, {leaf, leaf});
  };
  const auto positive = [](StatementBuilder& b) { b.at_least("y", 0, open); };
  const auto both = [&](Bound bound) {
    return [=](StatementBuilder& b) {
      b.at_least("x", 0, bound);
      positive(b);
    };
  };
  EXPECT_EQ(on(both(open), x / y, {0}), accepted);
  EXPECT_EQ(on(both(closed), x / y, {0}), accepted);
  EXPECT_EQ(on(both(open), x / y - q(1, 1'000'000), {0}), negative_leaf);
  const std::string no_cone = "a range that is scaled is no cone", not_positive_scale = "a scale is not positive";
  const auto named = [&](auto&& declare) {
    return [&](StatementBuilder& b) {
      declare(b);
      positive(b);
    };
  };
  EXPECT_EQ(on(named([](StatementBuilder& b) { b.at_least("x", 1); }), x / y, {0}), no_cone);
  EXPECT_EQ(on(named([](StatementBuilder& b) { b.at_least("x", exp(Symbol(0))); }), x / y, {0}), no_cone);
  EXPECT_EQ(on(named([](StatementBuilder& b) { b.between("x", 0, 1); }), x / y, {0}), no_cone);
  EXPECT_EQ(on(named([](StatementBuilder& b) { b.at_most("x", 0); }), -x / y, {0}), no_cone);
  EXPECT_EQ(on(both(open), x / y, {0, 1}), "a scale scales itself");
  EXPECT_EQ(on(both(open), x / y, {2}), not_there);
  for (const auto& [least, bound] : {std::pair(Symbol(0), closed), {Symbol(-1), open}, {exp(Symbol(1)), closed}}) {
    EXPECT_EQ(on(
                  [least = least, bound = bound](StatementBuilder& b) {
                    b.at_least("x", 0);
                    b.at_least("y", least, bound);
                  },
                  x / y, {0}),
              not_positive_scale);
  }
  EXPECT_EQ(on([](StatementBuilder& b) { b.at_least("x", 0), b.real("y"); }, x, {0}), not_positive_scale);
  EXPECT_EQ(on(
                [](StatementBuilder& b) {
                  b.at_least("x", 0);
                  b.at_least("y", 1);
                  b.at_least("z", x);
                },
                x / y, {0}),
            depends);
}

// ---- supporting lines of roots ----

const std::string no_touch = "a supporting line touches at a place that is not certainly > 0";

TEST(ChainSubstitution, ARootLiesBelowItsTangentsAndAboveTwoCurves) {
  const auto by = [](int rule, const Symbol& goal) {
    return verdict(on_half_line(goal, open), {x, 1 + x, q(1)},
                   {base(0), algebraic, base(1), algebraic, surd(rule, 2, {1}), constant, zero}, {leaf, leaf});
  };
  const Symbol little = q(1, 1'000'000), below = sqrt(x) - 2 * x / (1 + x), cubic = sqrt(x) - (3 * x - square(x)) / 2,
               above = (1 + x) / 2 - sqrt(x);
  EXPECT_EQ(by(1, below), accepted);
  EXPECT_EQ(by(2, cubic), accepted);
  EXPECT_EQ(by(-1, above), accepted);
  EXPECT_EQ(by(1, below - little), no_zero);
  EXPECT_EQ(by(2, cubic - little), no_zero);
  EXPECT_EQ(by(-1, above - little), no_zero);
  // the other side
  EXPECT_EQ(by(1, -below), not_nonnegative);
  EXPECT_EQ(by(2, -cubic), not_nonnegative);
  EXPECT_EQ(by(-1, -above), not_nonnegative);
  for (const int rule : {0, 3, -2, -3})
    EXPECT_EQ(by(rule, below), "a supporting line has a rule that is not 1, 2 or -1");
}

TEST(ChainSubstitution, ASupportingLineTouchesWhereItSays) {
  const auto at = [](const Symbol& m, const Symbol& goal, std::vector<int> powers = {1}) {
    return verdict(on_half_line(goal, open), {x, m},
                   {base(0), algebraic, surd(-1, 1, std::move(powers)), constant, zero}, {leaf});
  };
  EXPECT_EQ(at(2, (4 + x) / 4 - sqrt(x)), accepted);
  EXPECT_EQ(at(2, (1 + x) / 2 - sqrt(x)), no_zero);
  EXPECT_EQ(at(x, (1 + x) / 2 - sqrt(x)), accepted);
  EXPECT_EQ(at(-1, sqrt(x) + (1 + x) / 2), no_touch);
  EXPECT_EQ(at(0, sqrt(x)), no_touch);
  EXPECT_EQ(at(x - 2, sqrt(x)), no_touch);
  EXPECT_EQ(at(1 + x, sqrt(x)), no_touch);  // positive, but not by its form
  for (const std::vector<int>& powers : {std::vector<int>{}, {2}})
    EXPECT_EQ(at(1, (1 + x) / 2 - sqrt(x), powers), "a supporting line is one of no root");
  EXPECT_EQ(at(1, (1 + x) / 2 - sqrt(x), {1, 1}), no_generator);
  EXPECT_EQ(at(1, (1 + x) / 2 - sqrt(x), {1001}), "a power of a generator is out of range");
  EXPECT_EQ(verdict(on_half_line(sin(x), open), {x, q(1)}, {angle(0), surd(-1, 1, {1}), constant, zero}),
            "a product names a generator that has no sign");
}

TEST(ChainSubstitution, OnlyTermsWithJustTheseRootsAreBounded) {
  const auto with_two = [](const Symbol& goal, std::vector<Node> end) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.at_least("x", 0, open);
      b.at_least("y", 0, open);
      b.claim_nonnegative("goal", goal);
    });
    std::vector<Node> nodes{base(0), algebraic, base(1), algebraic};
    nodes.insert(nodes.end(), end.begin(), end.end());
    return verdict(s, {x, y, q(1)}, nodes, {leaf, leaf});
  };
  const Symbol product = sqrt(x) * sqrt(y);
  EXPECT_EQ(with_two((1 + x * y) / 2 - product, {surd(-1, 2, {1, 1}), constant, zero}), accepted);
  EXPECT_EQ(with_two((1 + x * y) / 2 - product, {surd(-1, 2, {1}), zero, zero}), no_zero);      // nothing is bounded
  EXPECT_EQ(with_two((x + y) / 2 - product, {surd(-1, 1, {1, 1}), constant, zero}), accepted);  // m = y
}

// ---- the circle ----

const Proof both_sides =
    SplitProof{true, {}, {forgery::leaf(), forgery::leaf()}, {SplitProof::Node{}, SplitProof::Node{}}};

TEST(ChainSubstitution, SineAndCosineLieOnACircle) {
  const auto on = [](const Symbol& goal) { return verdict(on_line(goal), {x}, {angle(0), circle}, {both_sides}); };
  EXPECT_EQ(on(1 - cos(x)), accepted);
  EXPECT_EQ(on(1 + cos(x)), accepted);
  EXPECT_NE(on(1 - q(1, 1'000'000) - cos(x)), accepted);
  EXPECT_NE(on(1 - q(1, 1'000'000) + cos(x)), accepted);
  EXPECT_NE(on(sin(x)), accepted);
  EXPECT_EQ(on(5 + 2 * square(sin(x)) * cos(x)), accepted);
  EXPECT_EQ(verdict(on_line(1 - cos(x)), {x}, {angle(0), circle}), "the chain has too few premises");
  // the other variables keep their ranges
  const auto times = [](const Symbol& factor) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.at_least("x", 0);
      b.real("y");
      b.claim_nonnegative("goal", factor * (1 - cos(y)));
    });
    return verdict(s, {y}, {angle(0), circle}, {both_sides});
  };
  EXPECT_EQ(times(x), accepted);
  EXPECT_NE(times(x - 1), accepted);
}

TEST(ChainSubstitution, ACircleWithoutAPointProvesNoStrictClaim) {
  // 1 + cos x is 2/(1 + t^2) > 0 at all points but the one that is left out
  const Symbol b = 1 + cos(x);
  EXPECT_EQ(verdict(on_line(log(b) - log(b)), {x, b}, {angle(0), base(1), circle, zero}, {both_sides}),
            "a circle is without one of its points");
}

// ---- ranges in the other order ----

/// (y - x)^2 on both sides of y = x, each in the other order.
std::vector<Node> in_other_order() {
  return {split(1, 0),     algebraic, algebraic, turn(1, 1, {0}), up(0), zero, algebraic,
          turn(1, 0, {0}), down(0),   zero,      algebraic};
}
std::string on_square(const Symbol& goal, const std::vector<Node>& nodes, const Symbol& phi = x) {
  const Statement s = stated([&](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", 0, 1);
    b.claim_nonnegative("goal", goal);
  });
  return verdict(s, {phi}, nodes, {leaf, leaf, leaf, leaf});
}

TEST(ChainSubstitution, RangesAreTurned) {
  EXPECT_EQ(on_square(square(y - x), in_other_order()), accepted);
  EXPECT_EQ(on_square(square(y - x) - q(1, 1'000'000), in_other_order()), no_zero);
  std::vector<Node> not_turned = in_other_order();
  not_turned.erase(not_turned.begin() + 3);
  EXPECT_EQ(on_square(square(y - x), not_turned), "another range depends on the variable of a chain");
  // y = 1 - x falls: x lies above 1 - y where y does above 1 - x
  std::vector<Node> falling = in_other_order();
  falling[4] = down(0);
  falling[8] = up(0);
  EXPECT_EQ(on_square(square(x + y - 1), falling, 1 - x), accepted);
  EXPECT_EQ(on_square(square(x + y - 1), in_other_order(), 1 - x), no_zero);
}

TEST(ChainSubstitution, ATurnNamesAnEndAndAVariable) {
  const auto with = [](const Node& n) {
    std::vector<Node> nodes = in_other_order();
    nodes[3] = n;
    return on_square(square(y - x), nodes);
  };
  EXPECT_EQ(with(turn(1, 2, {0})), "a range is turned at no end");
  EXPECT_EQ(with(turn(1, -1, {0})), "a range is turned at no end");
  EXPECT_EQ(with(turn(1, 1, {})), "a range is turned for no variable");
  EXPECT_EQ(with(turn(1, 1, {0, 0})), "a range is turned for no variable");
  EXPECT_EQ(with(turn(1, 0, {0})), "an equation does not have its variable");  // y >= 0 on the left
  EXPECT_EQ(with(turn(2, 1, {0})), not_there);
  EXPECT_EQ(with(turn(1, 1, {2})), not_there);
  const Statement half = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.at_least("y", x);
    b.claim_nonnegative("goal", y - x);
  });
  EXPECT_EQ(verdict(half, {}, {turn(1, 1, {0}), algebraic}, {leaf}),
            "a range is turned at an end that it does not have");
  EXPECT_EQ(verdict(half, {}, {turn(1, 0, {0}), algebraic}, {leaf}), accepted);
  // x >= y, and nothing bounds y from above where nothing bounds x
  const Statement under = stated([](StatementBuilder& b) {
    b.at_least("x", 0);
    b.between("y", -2, x);
    b.claim_nonnegative("goal", x - y);
  });
  EXPECT_EQ(verdict(under, {}, {turn(1, 1, {0}), algebraic}, {leaf}), accepted);
  const Statement strip = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", x, 1 + x);
    b.claim_nonnegative("goal", y - x);
  });
  EXPECT_EQ(verdict(strip, {}, {turn(1, 0, {0}), turn(0, 1, {1}), algebraic}, {leaf}),
            "a turned end depends on its own variable");
}

TEST(ChainSubstitution, ATurnedRangeIsOpenWhereItWas) {
  const auto above = [](Bound at_x, Bound at_y, const Symbol& positive_one) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", 0, 1, at_x, at_x);
      b.between("y", x, 2, at_y, closed);
      b.claim_nonnegative("goal", y - x);
    });
    return verdict(s, {positive_one}, {turn(1, 0, {0}), base(0), algebraic, algebraic}, {leaf, leaf});
  };
  EXPECT_EQ(above(closed, open, y - x), accepted);
  EXPECT_EQ(above(open, closed, y - x), may_vanish);
  EXPECT_EQ(above(open, closed, y), accepted);  // y >= x > 0
  EXPECT_EQ(above(closed, open, y), accepted);  // y > x >= 0
  EXPECT_EQ(above(closed, closed, y), may_vanish);
  const auto below = [](Bound at_x, Bound at_y, const Symbol& positive_one) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", 0, 1, at_x, at_x);
      b.between("y", -2, x, closed, at_y);
      b.claim_nonnegative("goal", x - y);
    });
    return verdict(s, {positive_one}, {turn(1, 1, {0}), base(0), algebraic, algebraic}, {leaf, leaf});
  };
  EXPECT_EQ(below(closed, open, x - y), accepted);
  EXPECT_EQ(below(open, closed, x - y), may_vanish);
  EXPECT_EQ(below(open, closed, 1 - y), accepted);
  EXPECT_EQ(below(closed, closed, 1 - y), may_vanish);
  // of the other range the end counts at which the distance is largest
  const auto one_end = [](Bound at_lower, Bound at_upper, bool is_below) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", 0, 1, at_lower, at_upper);
      if (is_below)
        b.between("y", -2, x);
      else
        b.between("y", x, 2);
      b.claim_nonnegative("goal", is_below ? x - y : y - x);
    });
    return verdict(s, {is_below ? 1 - y : y}, {turn(1, is_below ? 1 : 0, {0}), base(0), algebraic, algebraic},
                   {leaf, leaf});
  };
  EXPECT_EQ(one_end(closed, open, true), accepted);
  EXPECT_EQ(one_end(open, closed, true), may_vanish);
  EXPECT_EQ(one_end(open, closed, false), accepted);
  EXPECT_EQ(one_end(closed, open, false), may_vanish);
}

/// What was positive over the old ranges need not be so over the new ones, which may be larger.
TEST(ChainSubstitution, ATurnForgetsWhatWasPositive) {
  const auto s = [](const Symbol& goal) {
    return stated([&](StatementBuilder& b) {
      b.between("x", 0, 1);
      b.between("y", 1 + x, 3);
      b.claim_nonnegative("goal", goal);
    });
  };
  // x <= y - 1, with 2 in place of 1 as the end of x at y = 3: 3/2 - x is not positive there
  const Symbol b = q(3, 2) - x, goal = log(b) - log(b);
  EXPECT_EQ(verdict(s(goal), {b}, {base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_EQ(verdict(s(b), {b}, {base(0), algebraic, turn(1, 0, {0}), divide({2}), constant}, {leaf}), no_generator);
  EXPECT_EQ(verdict(s(b), {b}, {base(0), algebraic, turn(1, 0, {0}), algebraic}, {leaf, leaf}), negative_leaf);
}

// ---- moduli by their signs ----

TEST(ChainSubstitution, AModulusHasASign) {
  const auto on = [](int from, int to, const Symbol& goal, const std::vector<Node>& nodes, const Symbol& argument = x) {
    return verdict(between(from, to, goal), {argument}, nodes, {leaf, leaf});
  };
  const std::vector<Node> plus{modulus(1, 0), algebraic, zero}, minus{modulus(-1, 0), algebraic, zero};
  const auto alone = [](const Symbol& goal, int from, int to, const std::vector<Node>& nodes) {
    return verdict(between(from, to, goal), {x}, nodes, {leaf});
  };
  EXPECT_EQ(alone(abs(x) - x, 0, 1, plus), accepted);
  EXPECT_EQ(alone(abs(x) + x, -1, 0, minus), accepted);
  EXPECT_EQ(alone(abs(x) + x, 0, 1, minus), negative_leaf);
  EXPECT_EQ(alone(abs(x) - x, -1, 0, plus), negative_leaf);
  EXPECT_EQ(alone(abs(x) - x - q(1, 1'000'000), 0, 1, plus), no_zero);
  EXPECT_EQ(alone(abs(x) + x, 0, 1, plus), no_zero);
  const std::string absent = "a modulus is not in the goal";
  EXPECT_EQ(on(2, 3, abs(x - 1), plus, x - 2), absent);
  EXPECT_EQ(on(2, 3, abs(x - 1), plus, x), absent);
  EXPECT_EQ(on(0, 1, abs(square(x)), plus, pow(x, 3)), absent);
  EXPECT_EQ(on(0, 1, abs(x + 1), plus, x * 1 - q(-1, 2)), absent);
  EXPECT_EQ(on(0, 1, x - x, plus), absent);
  for (const int sign : {0, 2, -2})
    EXPECT_EQ(on(0, 1, abs(x) - x, {modulus(sign, 0), algebraic, zero}), "a modulus has a sign that is not 1 or -1");
  EXPECT_EQ(on(0, 1, abs(x) - x, {divide({}), modulus(1, 0), zero}),
            "the argument of a modulus is not a product of bases");
  EXPECT_EQ(on(0, 1, x, {divide({}), modulus(1, 0), zero}), wrong_place);
  EXPECT_EQ(on(0, 1, x, {up(0), modulus(1, 0), zero, zero}), "a modulus is taken off a claim that is no goal");
  const Statement two = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", -1, 0);
    b.claim_nonnegative("goal", abs(y) - y);
  });
  EXPECT_EQ(verdict(two, {x}, plus, {leaf}), absent);
  EXPECT_EQ(verdict(between(0, 1, abs(x * x + 1) - x * x - 1), {x * x + 1}, plus, {leaf}), accepted);
  const Statement both = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", -1, 0);
    b.claim_nonnegative("goal", abs(x) + abs(y) - x + y);
  });
  EXPECT_EQ(verdict(both, {x, y}, {modulus(1, 0), algebraic, modulus(-1, 1), algebraic, zero}, {leaf, leaf}), accepted);
}

// ---- depth ----

/// Each of these rules goes one step down: with as many steps as fit behind it, and with one more.
TEST(ChainSubstitution, EveryRuleIsOneStepDeep) {
  struct Case {
    Statement statement;
    std::vector<Symbol> terms;
    std::vector<Node> head;  // the rule with what leads to it, `deep` steps down
    int deep;
    std::vector<Node> first;  // its first child, put behind the steps; then the others
    std::vector<Node> rest;
    std::vector<Proof> premises;
  };
  const Symbol root = sqrt(x), below = root - 2 * x / (1 + x);
  const std::vector<Node> bases{base(0), algebraic, base(1), algebraic};
  std::vector<Node> to_surd = bases, to_end = bases;
  to_surd.push_back(surd(1, 2, {1}));
  to_end.insert(to_end.end(), {surd(1, 2, {1}), constant});
  const std::vector<Symbol> terms{x, 1 + x, q(1)};
  const Statement lines = on_half_line(below, open), turned = stated([](StatementBuilder&b) {
                                                       b.at_least("x", 0);
                                                       b.at_least("y", x);
                                                       b.claim_nonnegative("goal", y - x);
                                                     });
  const std::vector<Case> cases{{lines, terms, to_surd, 3, {constant}, {zero}, {leaf, leaf}},
                                {lines, terms, to_end, 3, {zero}, {}, {leaf, leaf}},
                                {turned, {}, {turn(1, 0, {0})}, 1, {algebraic}, {}, {leaf}},
                                {between(0, 1, abs(x) - x), {x}, {modulus(1, 0)}, 1, {algebraic}, {zero}, {leaf}},
                                {between(0, 1, abs(x) - x), {x}, {modulus(1, 0), algebraic}, 1, {zero}, {}, {leaf}}};
  for (const Case& c : cases) {
    const auto with = [&](int steps) {
      std::vector<Node> nodes = c.head;
      nodes.insert(nodes.end(), static_cast<std::size_t>(steps), divide({}));
      nodes.insert(nodes.end(), c.first.begin(), c.first.end());
      nodes.insert(nodes.end(), c.rest.begin(), c.rest.end());
      return verdict(c.statement, c.terms, nodes, c.premises);
    };
    EXPECT_EQ(with(300 - c.deep), accepted) << &c - cases.data();
    EXPECT_EQ(with(301 - c.deep), "the chain is too deep") << &c - cases.data();
  }
}

}  // namespace chain_substitution_test
}  // namespace hebb
