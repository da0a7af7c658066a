#include "forgery.hpp"

// Proofs by squares: every condition of their replay has a forged proof that only this condition stops.

namespace hebb {
namespace squares_proof_test {

using namespace forgery;
using Term = SquaresProof::Term;
using Part = SquaresProof::Part;
using Monomials = std::vector<SquaresProof::Monomial>;

const std::string differs = "the two sides of an identity differ", may_vanish = "a divisor may vanish",
                  multiplier_may_vanish = "a multiplier may vanish", weight = "the weight of a square is not positive",
                  no_condition = "a term names a condition that does not exist",
                  no_polynomial = "a term names a polynomial that does not exist",
                  by_equation = "a square is multiplied by an equation",
                  no_equation = "a term that should vanish has no equation",
                  too_early = "a term uses a root before it is known to be defined",
                  parts_missing = "it has not one part for each root and divisor",
                  no_assumption = "an assumption is used that does not exist",
                  wrong_sign = "the sign of a part is neither 1 nor, for a divisor, -1",
                  no_bound = "a bound of the domain is no polynomial",
                  exponents = "a polynomial has not one exponent for each variable",
                  out_of_range = "an exponent of a polynomial is out of range", accepted = "accepted";

std::string verdict(const Statement& s, const SquaresProof& proof) {
  return reason_of([&] { checker::replay(s, 0, proof); });
}
std::string verdict(const Statement& s, std::vector<Monomials> polynomials, std::vector<Part> parts,
                    std::vector<int> assumptions = {}) {
  return verdict(s, SquaresProof{std::move(assumptions), std::move(polynomials), std::move(parts)});
}

// Polynomials in one variable, in one variable and a root, in two variables.
const Monomials one{{1, {0}}}, x{{1, {1}}}, x_minus_1{{1, {1}}, {-1, {0}}};
const Monomials one_2{{1, {0, 0}}}, x_2{{1, {1, 0}}}, y_2{{1, {0, 1}}}, xy{{1, {1, 1}}},
    x_plus_y{{1, {1, 0}}, {1, {0, 1}}};

template <class Goal>
Statement on_line(const Goal& goal) {
  return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.real("x"))); });
}
template <class Goal>
Statement between(int lower, int upper, Bound bound, const Goal& goal) {
  return stated([&](StatementBuilder& b) {
    b.claim_nonnegative("goal", goal(b.between("x", q(lower), q(upper), bound, bound)));
  });
}
/// -1 >= 0 where an equation holds, which is false.
template <class Equation>
Statement false_where(const Equation& equation, const Symbol& goal = q(-1)) {
  return stated([&](StatementBuilder& b) {
    const Symbol a = b.real("x"), c = b.real("y");
    b.assume_zero("equation", equation(a, c));
    b.claim_nonnegative("goal", goal);
  });
}

TEST(SquaresForgery, TheIdentityHolds) {
  const Statement s = on_line([](const auto& t) { return t * t - 2 * t + 1; });
  EXPECT_EQ(verdict(s, {x_minus_1}, {{1, {}, {{1, {}, 0}}, {}}}), accepted);
  EXPECT_EQ(verdict(s, {x_minus_1}, {{1, {}, {{Rational(999999999, 1000000000), {}, 0}}, {}}}), differs);
  EXPECT_EQ(verdict(s, {x}, {{1, {}, {{1, {}, 0}}, {}}}), differs);
  EXPECT_EQ(verdict(s, {}, {Part{}}), differs);
  const Statement less = on_line([](const auto& t) { return t * t - 2 * t + q(999999999, 1000000000); });
  EXPECT_EQ(verdict(less, {x_minus_1}, {{1, {}, {{1, {}, 0}}, {}}}), differs);
  const Statement zero = on_line([](const auto& t) { return 0 * t; });
  EXPECT_EQ(verdict(zero, {}, {Part{}}), accepted);
  // Weights with denominators, and half of what is needed.
  const Statement square = on_line([](const auto& t) { return t * t; });
  const Statement seven = on_line([](const auto& t) { return 7 * t * t; });
  EXPECT_EQ(verdict(square, {x}, {{1, {}, {{Rational(1, 2), {}, 0}}, {}}}), differs);
  EXPECT_EQ(
      verdict(seven, {x}, {{1, {}, {{Rational(13, 2), {}, 0}, {Rational(1, 3), {}, 0}, {Rational(1, 6), {}, 0}}, {}}}),
      accepted);
}

/// Terms of the squares and of the equations that were added.
TEST(SquaresForgery, WorkIsCounted) {
  const Statement s = on_line([](const auto& t) { return t * t - 2 * t + 1; });
  EXPECT_EQ(checker::replay(s, 0, SquaresProof{{}, {x_minus_1}, {{1, {}, {{1, {}, 0}}, {}}}}), 3U);
  const Statement on = stated([](StatementBuilder& b) {
    const Symbol t = b.real("x");
    b.assume_zero("on", t - 1);
    b.claim_nonnegative("goal", t * t - 1);
  });
  const Monomials x_plus_1{{1, {1}}, {1, {0}}};
  EXPECT_EQ(checker::replay(on, 0, SquaresProof{{0}, {x_plus_1}, {{1, {}, {}, {{1, {0}, 0}}}}}), 2U);
}

TEST(SquaresForgery, PolynomialsFitTheVariables) {
  const Statement s = on_line([](const auto& t) { return t * t; });
  EXPECT_EQ(verdict(s, {x}, {{1, {}, {{1, {}, 0}}, {}}}), accepted);
  EXPECT_EQ(verdict(s, {x_2}, {{1, {}, {{1, {}, 0}}, {}}}), exponents);
  EXPECT_EQ(verdict(s, {{{1, {}}}}, {{1, {}, {{1, {}, 0}}, {}}}), exponents);
  EXPECT_EQ(verdict(s, {{{1, {-1}}}}, {{1, {}, {{1, {}, 0}}, {}}}), out_of_range);
  EXPECT_EQ(verdict(s, {x, {{1, {255}}}}, {{1, {}, {{1, {}, 0}}, {}}}), accepted);
  EXPECT_EQ(verdict(s, {x, {{1, {256}}}}, {{1, {}, {{1, {}, 0}}, {}}}), out_of_range);
  EXPECT_EQ(verdict(s, {{{1, {257}}}}, {{1, {}, {{1, {}, 0}}, {}}}), out_of_range);
  EXPECT_EQ(verdict(s, {x}, {{1, {}, {{1, {}, 1}}, {}}}), no_polynomial);
  EXPECT_EQ(verdict(s, {x}, {{1, {}, {{1, {}, -1}}, {}}}), no_polynomial);
}

TEST(SquaresForgery, WeightsArePositive) {
  const Statement s = on_line([](const auto& t) { return -t * t; });
  EXPECT_EQ(verdict(s, {x}, {{1, {}, {{-1, {}, 0}}, {}}}), weight);
  EXPECT_EQ(verdict(s, {x, one}, {{1, {{-1, {}, 1}}, {{1, {}, 0}}, {}}}), weight);
  const Statement zero = on_line([](const auto& t) { return 0 * t; });
  EXPECT_EQ(verdict(zero, {x}, {{1, {}, {{0, {}, 0}}, {}}}), weight);
}

/// The conditions of every factor, in their numbers: each is proved by itself, and what is false by none.
TEST(SquaresForgery, ConditionsHoldOnTheDomain) {
  const auto by = [](const Statement& s, int condition, std::size_t n) {
    return verdict(s, {{{1, std::vector<int>(n, 0)}}}, {{1, {}, {{1, {condition}, 0}}, {}}});
  };
  const auto range = [](const auto& declare, const auto& goal) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(declare(b))); });
  };
  const auto bounded = [](StatementBuilder& b) { return b.between("x", q(-2), q(3)); };
  EXPECT_EQ(by(range(bounded, [](const auto& t) { return t + 2; }), 0, 1), accepted);
  EXPECT_EQ(by(range(bounded, [](const auto& t) { return 3 - t; }), 1, 1), accepted);
  EXPECT_EQ(by(range(bounded, [](const auto& t) { return t + 1; }), 0, 1), differs);
  EXPECT_EQ(by(range(bounded, [](const auto& t) { return 2 - t; }), 1, 1), differs);
  EXPECT_EQ(by(range(bounded, [](const auto& t) { return 3 - t; }), 2, 1), no_condition);
  EXPECT_EQ(by(range(bounded, [](const auto& t) { return 3 - t; }), -1, 1), no_condition);
  const auto half = [](StatementBuilder& b) { return b.at_most("x", q(1, 2)); };
  EXPECT_EQ(by(range(half, [](const auto& t) { return 1 - 2 * t; }), 0, 1), differs);  // 2 (1/2 - x), without the 2
  EXPECT_EQ(by(range(half, [](const auto& t) { return q(1, 2) - t; }), 0, 1), accepted);
  const auto on_simplex = [](const auto& goal) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.simplex("p", 3))); });
  };
  for (int k = 0; k < 3; ++k) {
    EXPECT_EQ(by(on_simplex([k](const auto& p) { return p[k]; }), k, 3), accepted);
    EXPECT_EQ(by(on_simplex([k](const auto& p) { return -p[k]; }), k, 3), differs);
  }
  EXPECT_EQ(by(on_simplex([](const auto& p) { return 1 - p[0] - p[1] - p[2]; }), 3, 3), by_equation);
  EXPECT_EQ(verdict(on_simplex([](const auto& p) { return p[0] + p[1] + p[2] - 1; }), {{{1, {0, 0, 0}}}},
                    {{1, {}, {}, {{-1, {3}, 0}}}}),
            accepted);
  const auto chamber = [](const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const auto [p, gap] = b.leader_chamber("p", 3, "c");
      b.claim_nonnegative("goal", goal(p, gap));
    });
  };
  EXPECT_EQ(by(chamber([](const auto&, const auto& c) { return c; }), 0, 4), accepted);
  EXPECT_EQ(by(chamber([](const auto& p, const auto& c) { return p[0] - p[1] - c; }), 1, 4), accepted);
  EXPECT_EQ(by(chamber([](const auto& p, const auto&) { return p[1] - p[2]; }), 2, 4), accepted);
  EXPECT_EQ(by(chamber([](const auto& p, const auto&) { return p[2]; }), 3, 4), accepted);
  EXPECT_EQ(by(chamber([](const auto& p, const auto&) { return p[2] - p[1]; }), 2, 4), differs);
  EXPECT_EQ(by(chamber([](const auto& p, const auto&) { return p[2]; }), 5, 4), no_condition);
}

/// Which conditions are strict, so that a divisor that one of them keeps from zero is none that vanishes.
TEST(SquaresForgery, StrictConditionsAreThoseOfOpenEnds) {
  const auto by = [](const Statement& s, int condition, std::size_t n) {
    return verdict(s, {{{1, std::vector<int>(n, 0)}}}, {{1, {}, {{1, {condition}, 0}}, {}}, Part{}});
  };
  for (const bool lower_open : {false, true}) {
    const auto range = [&](const auto& goal) {
      return stated([&](StatementBuilder& b) {
        b.claim_nonnegative("goal", goal(b.between("x", q(0), q(1), lower_open ? Bound::open : Bound::closed,
                                                   lower_open ? Bound::closed : Bound::open)));
      });
    };
    EXPECT_EQ(by(range([](const auto& t) { return 0 / t; }), 0, 1), lower_open ? accepted : may_vanish);
    EXPECT_EQ(by(range([](const auto& t) { return 0 / (1 - t); }), 1, 1), lower_open ? may_vanish : accepted);
  }
  const auto chamber = [](const auto& divisor) {
    return stated([&](StatementBuilder& b) {
      const auto [p, gap] = b.leader_chamber("p", 3, "c");
      b.claim_nonnegative("goal", 0 / divisor(p, gap));
    });
  };
  EXPECT_EQ(by(chamber([](const auto&, const auto& c) { return c; }), 0, 4), accepted);
  EXPECT_EQ(by(chamber([](const auto& p, const auto& c) { return p[0] - p[1] - c; }), 1, 4), may_vanish);
  EXPECT_EQ(by(chamber([](const auto& p, const auto&) { return p[1] - p[2]; }), 2, 4), may_vanish);
  EXPECT_EQ(by(chamber([](const auto& p, const auto&) { return p[2]; }), 3, 4), may_vanish);
  const auto modulus = [](int sign) { return on_line([sign](const auto& t) { return 0 / (abs(t) + sign * t); }); };
  for (const int condition : {0, 1, 2}) {
    const int sign = condition == 0 ? 0 : condition == 1 ? -1 : 1;
    EXPECT_EQ(by(modulus(sign), condition, 2), may_vanish);
  }
}

/// y^2 >= y, false at 1/2, where sqrt(y)^2 = y; and a power whose exponent is no node.
TEST(SquaresForgery, EveryRootIsAVariableOfItsOwn) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol a = b.at_least("x", q(0)), c = b.at_least("y", q(0));
    b.claim_nonnegative("goal", 0 * (sqrt(a) + sqrt(c)) + c * c - c);
  });
  const std::vector<Monomials> list{{{1, {0, 0, 0, 0}}}};
  const auto argument = [](int condition) { return Part{1, {}, {{1, {condition}, 0}}, {}}; };
  EXPECT_EQ(verdict(s, list, {argument(0), argument(1), {1, {}, {}, {{1, {5}, 0}}}}), differs);
  const Statement difference = stated([](StatementBuilder& b) {
    const Symbol a = b.at_least("x", q(0)), c = b.at_least("y", q(0));
    b.claim_nonnegative("goal", sqrt(a) * 0 + sqrt(c) * sqrt(c) - c);
  });
  EXPECT_EQ(verdict(difference, list, {argument(0), argument(1), {1, {}, {}, {{1, {5}, 0}}}}), accepted);
  const Monomials fourth{{1, {4}}};
  EXPECT_EQ(verdict(on_line([](const auto& t) { return pow(t, 8); }), {fourth}, {{1, {}, {{1, {}, 0}}, {}}}), accepted);
}

TEST(SquaresForgery, BoundsArePolynomials) {
  const auto with = [](const auto& bound) {
    return stated([&](StatementBuilder& b) {
      const Symbol a = b.between("x", q(1), q(2));
      b.claim_nonnegative("goal", b.at_least("y", bound(a)) * 0);
    });
  };
  EXPECT_EQ(verdict(with([](const auto& t) { return t * t / 3; }), {}, {Part{}}), accepted);
  EXPECT_EQ(verdict(with([](const auto& t) { return 1 / t; }), {}, {Part{}}), no_bound);
  EXPECT_EQ(verdict(with([](const auto& t) { return sqrt(t); }), {}, {Part{}}), no_bound);
  const Statement below = stated([](StatementBuilder& b) {
    const Symbol a = b.between("x", q(1), q(2));
    b.claim_nonnegative("goal", b.at_most("y", sqrt(a)) * 0);
  });
  EXPECT_EQ(verdict(below, {}, {Part{}}), no_bound);
}

TEST(SquaresForgery, EquationsAreEquations) {
  const Statement s = false_where([](const auto& a, const auto&) { return a; });
  EXPECT_EQ(verdict(s, {one_2}, {{1, {}, {}, {{-1, {}, 0}}}}, {0}), no_equation);
  const Statement above = stated([](StatementBuilder& b) {
    const Symbol t = b.real("x");
    b.assume_nonnegative("above", t);
    b.claim_nonnegative("goal", -t);
  });
  EXPECT_EQ(verdict(above, {one}, {{1, {}, {}, {{-1, {0}, 0}}}}, {0}), no_equation);
  const Statement on = stated([](StatementBuilder& b) {
    const Symbol t = b.real("x");
    b.assume_zero("on", t - 1);
    b.claim_nonnegative("goal", t * t - 1);
  });
  const Monomials x_plus_1{{1, {1}}, {1, {0}}};
  EXPECT_EQ(verdict(on, {x_plus_1}, {{1, {}, {}, {{1, {0}, 0}}}}, {0}), accepted);
  EXPECT_EQ(verdict(on, {x_plus_1}, {{1, {}, {}, {{1, {0}, 0}}}}), no_condition);  // it is not used
  EXPECT_EQ(verdict(on, {x_plus_1}, {{1, {}, {}, {{1, {0}, 0}}}}, {1}), no_assumption);
  EXPECT_EQ(verdict(on, {x_plus_1}, {{1, {}, {}, {{1, {0}, 0}}}}, {-1}), no_assumption);
  EXPECT_EQ(verdict(on, {x_plus_1}, {{1, {}, {}, {{1, {0}, 0}}}}, {0, 0}), no_assumption);
}

TEST(SquaresForgery, AMultiplierIsPositive) {
  // -1 >= 0 where 0 >= x^2: (-x^2) (-1) = x^2.
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol t = b.real("x");
    b.assume_nonnegative("inside", -t * t);
    b.claim_nonnegative("goal", q(-1));
  });
  EXPECT_EQ(verdict(s, {one, x}, {{1, {{1, {0}, 0}}, {{1, {}, 1}}, {}}}, {0}), multiplier_may_vanish);
  const Monomials x_squared{{1, {2}}};
  EXPECT_EQ(verdict(s, {one, x, x_squared}, {{1, {{1, {0}, 1}}, {{1, {}, 2}}, {}}}, {0}), multiplier_may_vanish);
  EXPECT_EQ(verdict(s, {one, x, {}}, {{1, {{1, {0}, 0}, {1, {}, 2}}, {{1, {}, 1}}, {}}}, {0}), multiplier_may_vanish);
  // -1 >= 0 where x = 0, x + y = 0, x y = 0: the square of the left-hand side, times -1, vanishes.
  const auto squared = [](const Statement& f, const Monomials& p, const Monomials& cofactor) {
    return verdict(f, {p, cofactor}, {{1, {{1, {}, 0}}, {}, {{-1, {0}, 1}}}}, {0});
  };
  EXPECT_EQ(squared(false_where([](const auto& a, const auto&) { return a; }), x_2, x_2), multiplier_may_vanish);
  EXPECT_EQ(squared(false_where([](const auto& a, const auto& c) { return a + c; }), x_plus_y, x_plus_y),
            multiplier_may_vanish);
  EXPECT_EQ(squared(false_where([](const auto& a, const auto& c) { return a * c; }), xy, xy), multiplier_may_vanish);
  // y >= 0 where x = 0: x^2 y = x (x y).
  const Statement y = stated([](StatementBuilder& b) {
    b.assume_zero("on", b.real("x"));
    b.claim_nonnegative("goal", b.real("y"));
  });
  EXPECT_EQ(verdict(y, {x_2, xy}, {{1, {{1, {}, 0}}, {}, {{1, {0}, 1}}}}, {0}), multiplier_may_vanish);
  // x^2 + y^2 >= 0, multiplied by itself; and by x^2 + y^4, which also vanishes only with x and y.
  const Statement plane = stated([](StatementBuilder& b) {
    const Symbol a = b.real("x"), c = b.real("y");
    b.claim_nonnegative("goal", a * a + c * c);
  });
  const Monomials square_x{{1, {2, 0}}}, square_y{{1, {0, 2}}}, x_y_squared{{1, {1, 2}}}, y_cubed{{1, {0, 3}}};
  EXPECT_EQ(verdict(plane, {x_2, y_2, square_x, xy, square_y},
                    {{1, {{1, {}, 0}, {1, {}, 1}}, {{1, {}, 2}, {2, {}, 3}, {1, {}, 4}}, {}}}),
            accepted);
  EXPECT_EQ(verdict(plane, {x_2, square_y, square_x, xy, x_y_squared, y_cubed},
                    {{1, {{1, {}, 0}, {1, {}, 1}}, {{1, {}, 2}, {1, {}, 3}, {1, {}, 4}, {1, {}, 5}}, {}}}),
            accepted);
  EXPECT_EQ(verdict(plane, {x_2, square_x, xy}, {{1, {{1, {}, 0}}, {{1, {}, 1}, {1, {}, 2}}, {}}}),
            multiplier_may_vanish);  // y^2 is left where x = 0
  // x^2 + 1 >= 0, multiplied by x^2, where it is 1.
  EXPECT_EQ(verdict(on_line([](const auto& t) { return t * t + 1; }), {x, {{1, {2}}}},
                    {{1, {{1, {}, 0}}, {{1, {}, 1}, {1, {}, 0}}, {}}}),
            accepted);
  // -x >= 0 where y = 0: (x y)^2 (-x) = y (-x^3 y), and x y vanishes where y does.
  const Statement minus_x = stated([](StatementBuilder& b) {
    const Symbol a = b.real("x");
    b.assume_zero("on", b.real("y"));
    b.claim_nonnegative("goal", -a);
  });
  const Monomials x_cubed_y{{1, {3, 1}}};
  EXPECT_EQ(verdict(minus_x, {xy, x_cubed_y}, {{1, {{1, {}, 0}}, {}, {{-1, {0}, 1}}}}, {0}), multiplier_may_vanish);
}

TEST(SquaresForgery, DivisorsDoNotVanish) {
  const auto quotient = [](const Symbol& t) { return 0 * t + 0 / t; };
  const std::vector<Part> closed{{1, {}, {{1, {0}, 0}}, {}}, Part{}};
  EXPECT_EQ(verdict(between(0, 1, Bound::open, quotient), {one}, closed), accepted);
  EXPECT_EQ(verdict(between(0, 1, Bound::closed, quotient), {one}, closed), may_vanish);
  EXPECT_EQ(verdict(between(0, 1, Bound::open, quotient), {one}, {Part{}}), parts_missing);
  EXPECT_EQ(verdict(between(0, 1, Bound::open, quotient), {one}, {closed[0], Part{}, Part{}}), parts_missing);
  // A square that is no constant, or zero, keeps nothing away from zero.
  const auto by_square = [](const Symbol& t) { return 0 / (t * t); };
  EXPECT_EQ(verdict(on_line(by_square), {x}, {{1, {}, {{1, {}, 0}}, {}}, Part{}}), may_vanish);
  EXPECT_EQ(verdict(on_line(by_square), {x, {}}, {{1, {}, {{1, {}, 0}, {1, {}, 1}}, {}}, Part{}}), may_vanish);
  EXPECT_EQ(verdict(on_line([](const auto& t) { return 0 / (t * t + 1); }), {x, one},
                    {{1, {}, {{1, {}, 0}, {1, {}, 1}}, {}}, Part{}}),
            accepted);
  // Of both signs.
  const auto below = [](const Symbol& t) { return 0 / (t - 2); };
  EXPECT_EQ(verdict(between(0, 1, Bound::closed, below), {one}, {{-1, {}, {{1, {1}, 0}, {1, {}, 0}}, {}}, Part{}}),
            accepted);
  EXPECT_EQ(verdict(between(0, 1, Bound::closed, below), {one}, {{1, {}, {{1, {1}, 0}, {1, {}, 0}}, {}}, Part{}}),
            differs);
  EXPECT_EQ(
      verdict(between(0, 1, Bound::closed, below), {one}, {{-1, {}, {{1, {1}, 0}, {1, {}, 0}}, {}}, {-1, {}, {}, {}}}),
      wrong_sign);
  EXPECT_EQ(verdict(between(0, 1, Bound::closed, below), {one}, {{0, {}, {}, {}}, Part{}}), wrong_sign);
  // The sign of a goal with a divisor below zero: 1/(x - 2) has that of x - 2.
  const auto inverse = [](const Symbol& t) { return 1 / (t - 2); };
  const Part defined{-1, {}, {{1, {1}, 0}, {1, {}, 0}}, {}};
  EXPECT_EQ(verdict(between(0, 1, Bound::closed, inverse), {one}, {defined, {1, {}, {{1, {}, 0}}, {}}}), differs);
}

TEST(SquaresForgery, RootsAreDefinedBeforeTheyAreUsed) {
  // sqrt(x) >= 0 on the line, where r^2 = x would give x >= 0.
  const Monomials r = y_2;
  const std::vector<Part> circular{{1, {}, {{1, {}, 0}}, {{-1, {1}, 1}}}, {1, {}, {{1, {0}, 1}}, {}}};
  EXPECT_EQ(verdict(on_line([](const auto& t) { return sqrt(t); }), {r, one_2}, circular), too_early);
  // Where an assumption has the root, it is defined.
  const Statement assumed = stated([](StatementBuilder& b) {
    const Symbol root = sqrt(b.real("x"));
    b.assume_nonnegative("defined", 1 - root);
    b.claim_nonnegative("goal", root);
  });
  const std::vector<Part> later{{1, {}, {{1, {}, 0}}, {{-1, {2}, 1}}}, {1, {}, {{1, {1}, 1}}, {}}};
  EXPECT_EQ(verdict(assumed, {r, one_2}, later, {0}), accepted);
  EXPECT_EQ(verdict(assumed, {r, one_2}, circular), too_early);  // it is not used
  // Above zero.
  const auto half_line = stated([](StatementBuilder& b) { b.claim_nonnegative("goal", sqrt(b.at_least("x", q(0)))); });
  const Part argument{1, {}, {{1, {0}, 0}}, {}};
  EXPECT_EQ(verdict(half_line, {one_2}, {argument, {1, {}, {{1, {1}, 0}}, {}}}), accepted);
  EXPECT_EQ(verdict(half_line, {one_2}, {{1, {}, {{1, {1}, 0}}, {}}}), parts_missing);
  EXPECT_EQ(verdict(half_line, {one_2}, {argument, {1, {}, {{1, {2}, 0}}, {}}}), by_equation);
}

TEST(SquaresForgery, RootsAreWhatTheyAre) {
  const auto verdict_of = [](const Statement& s, int condition) {
    return verdict(s, {one_2}, {{1, {}, {{1, {condition}, 0}}, {}}});
  };
  const auto modulus = [](int sign) { return on_line([sign](const auto& t) { return abs(t) + sign * t; }); };
  EXPECT_EQ(verdict_of(modulus(0), 0), accepted);
  EXPECT_EQ(verdict_of(modulus(-1), 1), accepted);
  EXPECT_EQ(verdict_of(modulus(1), 2), accepted);
  EXPECT_EQ(verdict_of(modulus(1), 1), differs);
  EXPECT_EQ(verdict_of(on_line([](const auto& t) { return abs(t) - 2 * t; }), 1), differs);
  EXPECT_EQ(verdict_of(modulus(1), 3), by_equation);
  const auto by_equation_of = [](const Statement& s, int condition) {
    return verdict(s, {one_2}, {{1, {}, {}, {{1, {condition}, 0}}}});
  };
  EXPECT_EQ(by_equation_of(on_line([](const auto& t) { return abs(t) * abs(t) - t * t; }), 3), accepted);
  EXPECT_EQ(by_equation_of(on_line([](const auto& t) { return abs(t) * abs(t) - t * t; }), 2), no_equation);
  EXPECT_EQ(by_equation_of(on_line([](const auto& t) { return abs(t) * abs(t) + t * t; }), 3), differs);
}

TEST(SquaresForgery, ASquareOfTheGoalReplacesAPositiveMultiplier) {
  // r - x >= 0 for r = sqrt(2 x^2): 2 r (r - x) = (r - x)^2 + x^2 + (r^2 - 2 x^2).
  const Statement s = on_line([](const auto& t) { return sqrt(2 * t * t) - t; });
  const Monomials r_minus_x{{1, {0, 1}}, {-1, {1, 0}}}, one_of_two{{1, {0, 0}}};
  const std::vector<Monomials> list{one_of_two, x_2, r_minus_x};
  const Part argument{1, {}, {{2, {}, 1}}, {}};
  EXPECT_EQ(verdict(s, list, {argument, {1, {{2, {0}, 0}}, {{1, {}, 2}, {1, {}, 1}}, {{1, {1}, 0}}}}), accepted);
  // 2 r - 3 x >= 0 for r = sqrt(3 x^2): 4 r (2 r - 3 x) = (2 r - 3 x)^2 + 3 x^2 + 4 (r^2 - 3 x^2), the square as a
  // quarter of that of twice its base.
  const Statement scaled = on_line([](const auto& t) { return 2 * sqrt(3 * t * t) - 3 * t; });
  const Monomials twice{{4, {0, 1}}, {-6, {1, 0}}};
  EXPECT_EQ(
      verdict(scaled, {one_of_two, x_2, twice},
              {{1, {}, {{3, {}, 1}}, {}}, {1, {{4, {0}, 0}}, {{Rational(1, 4), {}, 2}, {3, {}, 1}}, {{4, {1}, 0}}}}),
      accepted);
  // -1 >= 0 where 0 >= x^2: (-x^2) (-1) = (-x^2) (-1)^2 + 2 x^2.
  const Statement nowhere = stated([](StatementBuilder& b) {
    const Symbol t = b.real("x");
    b.assume_nonnegative("inside", -t * t);
    b.claim_nonnegative("goal", q(-1));
  });
  EXPECT_EQ(verdict(nowhere, {one, x}, {{1, {{1, {0}, 0}}, {{1, {0}, 0}, {2, {}, 1}}, {}}}, {0}),
            multiplier_may_vanish);
  const auto at = [](int place) {  // x - 1 >= 0 where x is that
    return stated([&](StatementBuilder& b) {
      const Symbol t = b.real("x");
      b.assume_zero("on", t - place);
      b.claim_nonnegative("goal", t - 1);
    });
  };
  // At -1: (x + 1)^2 (x - 1) = (x + 1)^2 + (x + 1) (x^2 - x - 2), the square of something with other coefficients.
  const Monomials x_plus_1{{1, {1}}, {1, {0}}}, cofactor{{1, {2}}, {-1, {1}}, {-2, {0}}};
  EXPECT_EQ(verdict(at(-1), {x_plus_1, cofactor}, {{1, {{1, {}, 0}}, {{1, {}, 0}}, {{1, {0}, 1}}}}, {0}),
            multiplier_may_vanish);
  const Statement at_zero = at(0);
  // x^2 (x - 1) = 0 = x (x^2 - x): nothing but the multiplier is there.
  const Monomials rest{{1, {2}}, {-1, {1}}};
  EXPECT_EQ(verdict(at_zero, {x, rest}, {{1, {{1, {}, 0}}, {}, {{1, {0}, 1}}}}, {0}), multiplier_may_vanish);
  // ... and with x^2 (x - 1) = x^2 + x (x^2 - 2 x) there is the square of x, whose one term is not the goal's two.
  const Monomials less{{1, {2}}, {-2, {1}}};
  EXPECT_EQ(verdict(at_zero, {x, less}, {{1, {{1, {}, 0}}, {{1, {}, 0}}, {{1, {0}, 1}}}}, {0}), multiplier_may_vanish);
  // The square of x (x + 1), which has two terms in other places.
  const Monomials x_x_plus_1{{1, {2}}, {1, {1}}}, square_less{{-1, {3}}, {-1, {2}}, {-2, {1}}};
  EXPECT_EQ(verdict(at_zero, {x, x_x_plus_1, square_less}, {{1, {{1, {}, 0}}, {{1, {}, 1}}, {{1, {0}, 2}}}}, {0}),
            multiplier_may_vanish);
}

/// False claims: -x >= 0 where x y = 0 (at (1, 0)), sqrt(x) >= 1 where x = 0.
TEST(SquaresForgery, AMultiplierVanishesWithItsConditions) {
  const Statement product = stated([](StatementBuilder& b) {
    const Symbol a = b.between("x", 0, 1), c = b.between("y", 0, 1);
    b.assume_zero("equation", a * c);
    b.claim_nonnegative("goal", -a);
  });
  // y x^2 (-x) = -(x y) x^2, and y x^2 vanishes where y does, too
  const Monomials x_squared{{1, {2, 0}}};
  EXPECT_EQ(verdict(product, {x_2, x_squared}, {{1, {{1, {2}, 0}}, {}, {{-1, {4}, 1}}}}, {0}), multiplier_may_vanish);
  const Statement root = stated([](StatementBuilder& b) {
    const Symbol a = b.between("x", 0, 1);
    b.assume_zero("equation", a);
    b.claim_nonnegative("goal", sqrt(a) - 1);
  });
  // r^2 (r - 1) = (r^2 - x) (r - 1) + x (r - 1), and r is 0
  const Monomials r_minus_1{{1, {0, 1}}, {-1, {0, 0}}};
  const Part argument{1, {}, {{1, {0}, 0}}, {}};
  EXPECT_EQ(verdict(root, {one_2, r_minus_1}, {argument, {1, {{1, {3, 3}, 0}}, {}, {{1, {4}, 1}, {1, {2}, 1}}}}, {0}),
            multiplier_may_vanish);
}

TEST(SquaresForgery, OtherGoalsNeedOtherProofs) {
  const Statement identity = stated([](StatementBuilder& b) {
    const Symbol t = b.real("x");
    b.claim_equal("goal", t, 2 * t);
  });
  EXPECT_EQ(verdict(identity, {}, {Part{}}), "an identity needs another kind of proof");
  EXPECT_EQ(verdict(on_line([](const auto& t) { return exp(t); }), {}, {Part{}}),
            "a formula with exp, log, sqrt, sin, cos, atan or abs cannot be expanded");
}

}  // namespace squares_proof_test
}  // namespace hebb
