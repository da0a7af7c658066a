#include "forgery.hpp"

// For every condition of a box proof a forged proof that only this condition stops, beside the nearest good one.

namespace hebb {
namespace box_proof_test {

using namespace forgery;

/// x in [lower, upper], goal term(x) >= 0.
template <class Term>
Statement on_range(const Rational& lower, const Rational& upper, const Term& term) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.between("x", Symbol(lower), Symbol(upper));
    b.claim_nonnegative("goal", term(x));
  });
}
const auto itself = [](const Symbol& x) { return x; };
const auto negated = [](const Symbol& x) { return -x; };

TEST(BoxProofForgery, AFaceNeedsAMonotoneGoal) {
  EXPECT_EQ(verdict(on_range(-1, 1, itself), Boxes{upper_face(0), natural}), not_monotone);
  EXPECT_EQ(verdict(on_range(-1, 1, negated), Boxes{lower_face(0), natural}), not_monotone);
  const auto hill = [](const Symbol& x) { return 1 - square(x); };  // neither on [-2, 2]
  EXPECT_EQ(verdict(on_range(-2, 2, hill), Boxes{lower_face(0), natural}), not_monotone);
  EXPECT_EQ(verdict(on_range(-2, 2, hill), Boxes{upper_face(0), natural}), not_monotone);
  EXPECT_EQ(verdict(on_range(0, 1, itself), Boxes{lower_face(0), natural}), accepted);
  EXPECT_EQ(verdict(on_range(-1, 0, negated), Boxes{upper_face(0), natural}), accepted);
  const auto constant = [](const Symbol&) { return q(1); };  // a slope of zero is of both signs
  EXPECT_EQ(verdict(on_range(0, 1, constant), Boxes{lower_face(0), natural}), accepted);
  EXPECT_EQ(verdict(on_range(0, 1, constant), Boxes{upper_face(0), natural}), accepted);
}

/// The slope of u x in x is u: with zero at one end of it only, the derivative is there.
TEST(BoxProofForgery, ASlopeThatReachesZeroIsNotZero) {
  const auto product = [](int lower, int upper) {
    return stated([&](StatementBuilder& b) {
      const Symbol u = b.between("u", q(lower), q(upper)), x = b.between("x", 0, 1);
      b.claim_nonnegative("u x", u * x);
    });
  };
  EXPECT_EQ(verdict(product(-1, 0), Boxes{lower_face(1), natural}), not_monotone);  // -1 at u = -1, x = 1
  EXPECT_EQ(verdict(product(0, 1), Boxes{upper_face(1), natural}), not_monotone);
  EXPECT_EQ(verdict(product(0, 1), Boxes{lower_face(1), natural}), accepted);
}

TEST(BoxProofForgery, AFaceLeadsToItsOwnEndOfTheBox) {
  EXPECT_EQ(verdict(on_range(-1, 1, itself), Boxes{lower_face(0), natural}), not_nonnegative);
  EXPECT_EQ(verdict(on_range(-1, 1, negated), Boxes{upper_face(0), natural}), not_nonnegative);
  // Only on the face itself is the natural extension good enough: x - x/2 - 1/2 on [1, 3].
  const auto half = [](const Symbol& x) { return x - x * q(1, 2) - q(1, 2); };
  EXPECT_EQ(verdict(on_range(1, 3, half), Boxes{lower_face(0), natural}), accepted);
  EXPECT_EQ(verdict(on_range(1, 3, half), Boxes{natural}), not_nonnegative);
  const auto mirrored = [](const Symbol& x) { return x * q(1, 2) - x - q(1, 2); };
  EXPECT_EQ(verdict(on_range(-3, -1, mirrored), Boxes{upper_face(0), natural}), accepted);
}

TEST(BoxProofForgery, AFaceNeedsAGoalThatIsDefined) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(0), q(0));
    b.claim_nonnegative("1 + y/x", 1 + y * (1 / x));
  });
  EXPECT_EQ(verdict(s, Boxes{upper_face(0), natural}), undefined_box);
  EXPECT_EQ(verdict(s, Boxes{mean_value}), undefined_box);
  EXPECT_EQ(verdict(s, Boxes{taylor}), undefined_box);
  EXPECT_EQ(verdict(s, Boxes{natural}), not_nonnegative);
}

/// x >= 1 does not follow from x >= 1/2: the face x = 0 contradicts an assumption that only the points right of it
/// keep.
TEST(BoxProofForgery, AConstraintThatAFaceBreaksIsOfNoUseBelowIt) {
  const Statement rising = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.between("y", q(0), q(1));
    b.assume_nonnegative("x - 1/2", x - q(1, 2));
    b.claim_nonnegative("x - 1", x - 1);
  });
  EXPECT_EQ(verdict(rising, Boxes{lower_face(0), infeasible(0)}), broken);
  EXPECT_EQ(verdict(rising, Boxes{lower_face(0), lower_face(1), infeasible(0)}), broken);  // it stays broken
  const Statement falling = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.assume_nonnegative("1/2 - x", q(1, 2) - x);
    b.claim_nonnegative("-x", -x);
  });
  EXPECT_EQ(verdict(falling, Boxes{upper_face(0), infeasible(0)}), broken);
  const Statement undefined = stated([](StatementBuilder& b) {  // a slope that is unknown breaks the constraint
    const Symbol x = b.between("x", q(0), q(1));
    b.assume_nonnegative("sqrt x - 2", sqrt(x) - 2);
    b.claim_nonnegative("-x", -x);
  });
  EXPECT_EQ(verdict(undefined, Boxes{upper_face(0), infeasible(0)}), broken);
}

TEST(BoxProofForgery, AConstraintThatAFaceKeepsMayBeUsed) {
  const Statement lower = stated([](StatementBuilder& b) {  // y >= x + 1 with y <= 1/2
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(0), q(1, 2));
    b.assume_nonnegative("y - x - 1", y - x - 1);
    b.assume_nonnegative("x - 2", x - 2);
    b.claim_nonnegative("x - 5", x - 5);
  });
  EXPECT_EQ(verdict(lower, Boxes{lower_face(0), infeasible(0)}), accepted);
  EXPECT_EQ(verdict(lower, Boxes{lower_face(0), infeasible(1)}), broken);
  EXPECT_EQ(verdict(lower, Boxes{lower_face(1), infeasible(1)}), accepted);  // it does not depend on y
  const Statement upper = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(0), q(1, 2));
    b.assume_nonnegative("x + y - 2", x + y - 2);
    b.claim_nonnegative("-x - 5", -x - 5);
  });
  EXPECT_EQ(verdict(upper, Boxes{upper_face(0), infeasible(0)}), accepted);
}

TEST(BoxProofForgery, AnInfeasibleLeafNeedsAConstraintThatIsViolated) {
  const auto assuming = [](const Rational& lower, const Rational& upper) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", Symbol(lower), Symbol(upper));
      b.assume_nonnegative("x", x);
      b.claim_nonnegative("-1", q(-1));
    });
  };
  EXPECT_EQ(verdict(assuming(-2, -1), Boxes{infeasible(0)}), accepted);
  EXPECT_EQ(verdict(assuming(-2, 1), Boxes{infeasible(0)}), not_violated);
  EXPECT_EQ(verdict(assuming(-2, 0), Boxes{infeasible(0)}), not_violated);  // x = 0 is a point of the domain
  EXPECT_EQ(verdict(assuming(-2, -1), Boxes{infeasible(-1)}), no_constraint);
  EXPECT_EQ(verdict(assuming(-2, -1), Boxes{infeasible(1)}), no_constraint);
  EXPECT_EQ(verdict(assuming(-2, -1), Boxes{natural}), not_nonnegative);
  const Statement none = on_range(-2, -1, itself);
  EXPECT_EQ(verdict(none, Boxes{infeasible(0)}), no_constraint);
  const Statement undefined = stated([](StatementBuilder& b) {  // unknown is not violated
    const Symbol x = b.between("x", q(0), q(1));
    b.assume_nonnegative("log x - 1", log(x) - 1);
    b.claim_nonnegative("-1", q(-1));
  });
  EXPECT_EQ(verdict(undefined, Boxes{infeasible(0)}), not_violated);
}

TEST(BoxProofForgery, AnEquationIsTwoConstraints) {
  const auto equal = [](int lower, int upper) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(lower), q(upper));
      b.assume_zero("x", x);
      b.claim_nonnegative("-1", q(-1));
    });
  };
  EXPECT_EQ(verdict(equal(1, 2), Boxes{infeasible(0)}), not_violated);
  EXPECT_EQ(verdict(equal(1, 2), Boxes{infeasible(1)}), accepted);
  EXPECT_EQ(verdict(equal(-2, -1), Boxes{infeasible(0)}), accepted);
  EXPECT_EQ(verdict(equal(-2, -1), Boxes{infeasible(1)}), not_violated);
  EXPECT_EQ(verdict(equal(1, 2), Boxes{infeasible(2)}), no_constraint);
}

/// 2 (x + y) - 2 >= 0 where x + y >= 1: twice the assumption. Nothing is left of it, and the mean-value form shows
/// that.
TEST(BoxProofForgery, AMultiplierIsNotNegativeAndNamesAConstraintThatHolds) {
  const auto multiplier = [](int constraint, const Rational& factor) {
    return BoxProof::Node{Kind::multiplier, constraint, SplitPoint(factor)};
  };
  const auto claim = [](const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(0), q(1));
      b.assume_nonnegative("x + y - 1", x + y - 1);
      b.claim_nonnegative("goal", goal(x, y));
    });
  };
  const Statement twice = claim([](const Symbol& x, const Symbol& y) { return 2 * (x + y) - 2; });
  const std::string form = "the mean-value form of the goal is not certainly >= 0 on a box";
  EXPECT_EQ(verdict(twice, Boxes{multiplier(0, 2), mean_value}), accepted);
  EXPECT_EQ(verdict(twice, Boxes{multiplier(0, 1), multiplier(0, 1), mean_value}), accepted);
  EXPECT_EQ(verdict(twice, Boxes{multiplier(0, 2), taylor}), accepted);
  EXPECT_EQ(verdict(twice, Boxes{multiplier(0, 2), split(0, Rational(1, 3)), mean_value, mean_value}), accepted);
  EXPECT_EQ(verdict(twice, Boxes{multiplier(0, 1), mean_value}), form);
  EXPECT_EQ(verdict(twice, Boxes{mean_value}), form);
  const Statement opposite = claim([](const Symbol& x, const Symbol& y) { return 1 - x - y; });
  EXPECT_EQ(verdict(opposite, Boxes{multiplier(0, -1), mean_value}), "a multiplier is negative");
  for (const int k : {-1, 1}) EXPECT_EQ(verdict(twice, Boxes{multiplier(k, 2), mean_value}), no_constraint);
  Boxes many(62, multiplier(0, 0));
  many.insert(many.end(), {multiplier(0, 1), multiplier(0, 1), mean_value});
  EXPECT_EQ(verdict(twice, many), accepted);
  many.insert(many.begin(), multiplier(0, 0));
  EXPECT_EQ(verdict(twice, many), "a box has too many multipliers");
  const Statement rising = stated([](StatementBuilder& b) {  // x >= 1 does not follow from x >= 1/2
    const Symbol x = b.between("x", q(0), q(1));
    b.assume_nonnegative("x - 1/2", x - q(1, 2));
    b.claim_nonnegative("x - 1", x - 1);
  });
  EXPECT_EQ(verdict(rising, Boxes{lower_face(0), multiplier(0, 2), natural}), broken);
  const Statement undefined = stated([](StatementBuilder& b) {  // what is not defined is not positive
    const Symbol x = b.between("x", q(0), q(1));
    b.assume_nonnegative("log x", log(x));
    b.claim_nonnegative("1", q(1));
  });
  EXPECT_EQ(verdict(undefined, Boxes{multiplier(0, 1), natural}), not_nonnegative);
}

/// y >= (x - 1/3)^2 falls with x from 1/3 on, which 62 bits of 1/3 do not show: it holds on the lower face, and there
/// x + y - 1/3 is y - (x - 1/3)^2.
TEST(BoxProofForgery, AFaceKeepsAConstraintThatIsMonotoneExactly) {
  const auto claim = [](const Rational& from) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", Symbol(from), q(1)), y = b.between("y", q(-1), q(1));
      b.assume_nonnegative("below", y - square(x - q(1, 3)));
      b.claim_nonnegative("goal", x + y - q(1, 3));
    });
  };
  const Boxes proof{lower_face(0), {Kind::multiplier, 0, SplitPoint(Rational(1))}, mean_value};
  EXPECT_EQ(verdict(claim(Rational(1, 3)), proof), accepted);
  EXPECT_EQ(verdict(claim(Rational(33, 100)), proof), broken);
}

TEST(BoxProofForgery, ASplitLiesInItsBox) {
  const std::string outside = "a split lies outside its box";
  EXPECT_EQ(verdict(on_range(0, 1, itself), Boxes{split(0, 2), natural, natural}), outside);
  EXPECT_EQ(verdict(on_range(0, 1, itself), Boxes{split(0, -1), natural, natural}), outside);
  EXPECT_EQ(verdict(on_range(0, 1, itself), Boxes{split(0, 0), natural, natural}), accepted);
  EXPECT_EQ(verdict(on_range(0, 1, itself), Boxes{split(0, 1), natural, natural}), accepted);
}

TEST(BoxProofForgery, BothHalvesOfASplitAreCoveredLeftBeforeRight) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(-1), q(1));
    b.assume_nonnegative("x - 1/10", x - q(1, 10));
    b.claim_nonnegative("x", x);
  });
  EXPECT_EQ(verdict(s, Boxes{split(0, 0), infeasible(0), natural}), accepted);
  EXPECT_EQ(verdict(s, Boxes{split(0, 0), natural, infeasible(0)}), not_nonnegative);
  EXPECT_EQ(verdict(s, Boxes{split(0, 0), infeasible(0)}), ends_early);
  EXPECT_EQ(verdict(s, Boxes{split(0, 0)}), ends_early);
  EXPECT_EQ(verdict(s, Boxes{}), ends_early);
  EXPECT_EQ(verdict(s, Boxes{split(0, 0), infeasible(0), natural, natural}), left_over);
  EXPECT_EQ(verdict(s, Boxes{split(0, Rational(1, 10)), infeasible(0), natural}), not_violated);  // ends at the split
  EXPECT_EQ(verdict(s, Boxes{split(0, Rational(-1, 10)), infeasible(0), natural}), not_nonnegative);  // starts there
  EXPECT_EQ(verdict(on_range(-1, 1, itself), Boxes{split(0, 0), natural, natural}), not_nonnegative);
  EXPECT_EQ(verdict(on_range(-1, 1, negated), Boxes{split(0, 0), natural, natural}), not_nonnegative);
  const Statement two = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(-1), q(1));
    b.assume_nonnegative("y - 1/10", y - q(1, 10));
    b.claim_nonnegative("x + y", x + y);
  });
  EXPECT_EQ(verdict(two, Boxes{split(1, 0), infeasible(0), natural}), accepted);
  EXPECT_EQ(verdict(two, Boxes{split(0, 0), infeasible(0), natural}), not_violated);
}

TEST(BoxProofForgery, ANodeNamesAVariableThatExists) {
  const std::string none = "a node names a variable that does not exist";
  const Statement s = on_range(0, 1, itself);
  for (const int variable : {-1, 1}) {
    EXPECT_EQ(verdict(s, Boxes{split(variable, 0), natural, natural}), none);
    EXPECT_EQ(verdict(s, Boxes{lower_face(variable), natural}), none);
    EXPECT_EQ(verdict(s, Boxes{upper_face(variable), natural}), none);
    EXPECT_EQ(verdict(s, Boxes{{Kind::natural, variable, {}}}), accepted);  // it means nothing in a leaf
  }
}

TEST(BoxProofForgery, RangesAreBoundedAndNotEmpty) {
  const std::string unbounded = "boxes prove nothing on an unbounded range";
  for (const int kind : {0, 1, 2}) {
    const Statement s = stated([&](StatementBuilder& b) {
      kind == 0 ? b.at_least("x", q(0)) : kind == 1 ? b.at_most("x", q(0)) : b.real("x");
      b.claim_nonnegative("1", q(1));
    });
    EXPECT_EQ(verdict(s, Boxes{natural}), unbounded);
  }
  EXPECT_EQ(verdict(on_range(1, 0, itself), Boxes{natural}), "a range is empty");
  EXPECT_EQ(verdict(on_range(1, 1, itself), Boxes{natural}), accepted);
}

TEST(BoxProofForgery, TheBoxIsTheRange) {
  const auto above = [](const Symbol& x) { return x - 1; };
  const auto below = [](const Symbol& x) { return 3 - x; };
  EXPECT_EQ(verdict(on_range(1, 3, above), Boxes{natural}), accepted);
  EXPECT_EQ(verdict(on_range(1, 3, below), Boxes{natural}), accepted);
  EXPECT_EQ(verdict(on_range(Rational(99, 100), 3, above), Boxes{natural}), not_nonnegative);
  EXPECT_EQ(verdict(on_range(1, Rational(301, 100), below), Boxes{natural}), not_nonnegative);
}

/// Bounds that are terms: y in [x, 2] is x + t (2 - x).
TEST(BoxProofForgery, ARangeBetweenTermsIsSubstituted) {
  const auto range = [](const auto& goal) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", x, q(2));
      b.claim_nonnegative("goal", goal(x, y));
    });
  };
  const auto from = [](const Rational& c) {
    return [=](const Symbol& x, const Symbol& y) { return y - x - Symbol(c); };
  };
  const auto to = [](const Rational& c) { return [=](const Symbol&, const Symbol& y) { return 2 - y - Symbol(c); }; };
  EXPECT_EQ(verdict(range(from(0)), Boxes{lower_face(1), mean_value}), accepted);
  EXPECT_EQ(verdict(range(from(Rational(1, 100))), Boxes{lower_face(1), mean_value}), mean_value_fails);
  EXPECT_EQ(verdict(range(to(0)), Boxes{upper_face(1), mean_value}), accepted);
  EXPECT_EQ(verdict(range(to(Rational(1, 100))), Boxes{upper_face(1), mean_value}), mean_value_fails);
  EXPECT_EQ(verdict(range(from(0)), Boxes{upper_face(1), mean_value}), not_monotone);

  const Statement mixed = stated([](StatementBuilder& b) {  // one bound a number, the other a term
    const Symbol x = b.between("x", 1, 2), y = b.between("y", 0, x), z = b.between("z", -x, 0);
    b.claim_nonnegative("x - y", x - y);
    b.claim_nonnegative("x + z", x + z);
  });
  EXPECT_EQ(verdict(mixed, Boxes{upper_face(1), mean_value}, 0), accepted);
  EXPECT_EQ(verdict(mixed, Boxes{lower_face(2), mean_value}, 1), accepted);
  EXPECT_EQ(verdict(mixed, Boxes{lower_face(1), mean_value}, 0), not_monotone);

  Statement turned = range(from(0));
  std::swap(turned.domain[0], turned.domain[1]);
  EXPECT_EQ(verdict(turned, Boxes{lower_face(0), mean_value}), "a bound uses a variable that is declared after it");
}

/// Every operation of the statement reaches the box: the goal f(x) - f(c) at x = c is zero, natural and exact.
TEST(BoxProofForgery, EveryOperationIsSubstituted) {
  const std::vector<std::pair<Symbol (*)(const Symbol&, const Symbol&), Rational>> operations{
      {[](const Symbol& x, const Symbol& y) { return x + y; }, 5},
      {[](const Symbol& x, const Symbol& y) { return x - y; }, 1},
      {[](const Symbol& x, const Symbol& y) { return x * y; }, 6},
      {[](const Symbol& x, const Symbol& y) { return x / y; }, Rational(3, 2)},
      {[](const Symbol& x, const Symbol& y) { return -(x * y); }, -6},
      {[](const Symbol& x, const Symbol&) { return pow(x, 3); }, 27},
      {[](const Symbol& x, const Symbol& y) { return exp(x - y - 1); }, 1},
      {[](const Symbol& x, const Symbol& y) { return log(x - y); }, 0},
      {[](const Symbol& x, const Symbol& y) { return sqrt(x - y); }, 1},
  };
  for (std::size_t k = 0; k < operations.size(); ++k) {
    const auto& f = operations[k].first;
    const Rational& value = operations[k].second;
    const Statement s = stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(3), q(3)), y = b.between("y", q(2), q(2));
      b.claim_nonnegative("f - value", f(x, y) - Symbol(value));
      b.claim_nonnegative("value - f", Symbol(value) - f(x, y));
      b.claim_nonnegative("f - value - 1/1000", f(x, y) - Symbol(Rational(value + Rational(1, 1000))));
    });
    EXPECT_EQ(verdict(s, Boxes{natural}, 0), accepted) << k;
    EXPECT_EQ(verdict(s, Boxes{natural}, 1), accepted) << k;
    EXPECT_EQ(verdict(s, Boxes{natural}, 2), not_nonnegative) << k;
  }
}

/// Constraints come from the factors in their order, then from the assumptions. That a first leaf holds shows in the
/// reason for the second.
TEST(BoxProofForgery, TheSimplexConstrainsItsLeader) {
  const Statement s = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.assume_nonnegative("p_1 - 3/4", p[0] - q(3, 4));
    b.claim_nonnegative("p_1 + p_2 + p_3 - 2", p[0] + p[1] + p[2] - 2);
  });
  const Rational half(1, 2);
  // p_2 in [1/2, 1], p_3 in [3/4, 1]: p_1 < 0
  EXPECT_EQ(verdict(s, Boxes{split(0, half), natural, natural}), not_nonnegative);
  EXPECT_EQ(verdict(s, Boxes{split(0, half), infeasible(0), natural}), not_violated);
  EXPECT_EQ(verdict(s, Boxes{split(0, 0), split(1, 0), infeasible(1), natural, natural}), not_violated);
  const Statement t = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 2);
    b.assume_nonnegative("p_2 - p_1 - 2", p[1] - p[0] - 2);
    b.claim_nonnegative("-1", q(-1));
  });
  EXPECT_EQ(verdict(t, Boxes{infeasible(0)}), not_violated);
  EXPECT_EQ(verdict(t, Boxes{infeasible(1)}), accepted);
  EXPECT_EQ(verdict(t, Boxes{infeasible(2)}), no_constraint);
  const Statement followed = stated([](StatementBuilder& b) {  // by another factor
    const auto p = b.simplex("p", 2);
    const Symbol x = b.between("x", q(0), q(1));
    b.claim_nonnegative("p_1 + x", p[0] + x);
  });
  EXPECT_EQ(verdict(followed, Boxes{natural}), accepted);
  const Statement only = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 2);
    b.claim_nonnegative("p_1", p[0]);
    b.claim_nonnegative("1 - p_1", 1 - p[0]);
    b.claim_nonnegative("p_2", p[1]);
    b.claim_nonnegative("1 - p_2", 1 - p[1]);
    b.claim_nonnegative("p_1 - 1/100", p[0] - q(1, 100));
    b.claim_nonnegative("99/100 - p_2", q(99, 100) - p[1]);
  });
  for (int goal = 0; goal < 4; ++goal) EXPECT_EQ(verdict(only, Boxes{natural}, goal), accepted) << goal;
  for (int goal = 4; goal < 6; ++goal) EXPECT_EQ(verdict(only, Boxes{natural}, goal), not_nonnegative) << goal;
}

TEST(BoxProofForgery, TheChamberConstrainsGapAndOrder) {
  const Statement s = stated([](StatementBuilder& b) {
    const auto [p, c] = b.leader_chamber("p", 3, "c");
    b.claim_nonnegative("-1", q(-1));
  });
  const Rational half(1, 2), quarter(1, 4);
  // Base variables p_2, p_3, c. A leaf that holds lets the replay go on to the next, which fails in its own way.
  const auto first = [&](const BoxProof::Node& leaf) {  // on p_2 in [0, 1/4], p_3 in [0, 1/2]
    return verdict(s, Boxes{split(0, quarter), split(1, half), leaf});
  };
  EXPECT_EQ(first(infeasible(0)), not_violated);
  EXPECT_EQ(first(infeasible(1)), not_violated);
  EXPECT_EQ(first(infeasible(2)), no_constraint);
  const Statement order = stated([](StatementBuilder& b) {  // p_3 >= 1/2 by an assumption, so p_2 >= p_3 fails
    const auto [p, c] = b.leader_chamber("p", 3, "c");
    b.assume_nonnegative("p_3 - 1/2", p[2] - q(1, 2));
    b.claim_nonnegative("-1", q(-1));
  });
  EXPECT_EQ(verdict(order, Boxes{split(1, quarter), infeasible(2), split(0, Rational(1, 8)), infeasible(1), natural}),
            not_nonnegative);
  EXPECT_EQ(verdict(order, Boxes{split(1, quarter), infeasible(2), split(0, Rational(1, 8)), infeasible(0), natural}),
            not_violated);
}

/// d = 2, c >= 1/4 assumed: p_2 > 3/8 is impossible, p_2 = 3/8 is not.
TEST(BoxProofForgery, TheGapConstraintHasItsExactPlace) {
  const auto gap = [](const Rational& least) {
    return stated([&](StatementBuilder& b) {
      const auto [p, c] = b.leader_chamber("p", 2, "c");
      b.assume_nonnegative("p_2 - least", p[1] - Symbol(least));
      b.assume_nonnegative("c - 1/4", c - q(1, 4));
      b.claim_nonnegative("-1", q(-1));
    });
  };
  const auto proof = [](const Rational& p, const Rational& c) {
    return Boxes{split(0, p), infeasible(1), split(1, c), infeasible(2), infeasible(0)};
  };
  const Rational p(3, 8), c(6, 25);  // at p_2 >= 3/8 and c >= 6/25: 1 - 2 p_2 - c <= 1/100
  EXPECT_EQ(verdict(gap(Rational(39, 100)), proof(p, c)), not_violated);
  EXPECT_EQ(verdict(gap(Rational(39, 100)), proof(Rational(381, 1000), c)), accepted);
  EXPECT_EQ(verdict(gap(Rational(39, 100)), proof(Rational(38, 100), c)), not_violated);  // = 0 there
}

TEST(BoxProofForgery, AnIdentityNeedsAnotherKindOfProof) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.claim_equal("x = 2 x", x, 2 * x);
  });
  EXPECT_EQ(verdict(s, Boxes{natural}), "an identity needs another kind of proof");
}

TEST(BoxProofForgery, TheReplayCountsItsNodes) {
  const Statement s = on_range(0, 1, itself);
  EXPECT_EQ(checker::replay(s, 0, BoxProof{{natural}}), 1U);
  EXPECT_EQ(checker::replay(s, 0, BoxProof{{split(0, 1), natural, natural}}), 3U);
}

}  // namespace box_proof_test
}  // namespace hebb
