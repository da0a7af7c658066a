#include "forgery.hpp"

// For every condition of a proof by coefficients a forged proof that only this condition stops, beside the nearest good
// one.

namespace hebb {
namespace coefficient_proof_test {

using namespace forgery;

template <class Term>
Statement on_range(const Rational& lower, const Rational& upper, const Term& term, Bound lower_bound = Bound::closed,
                   Bound upper_bound = Bound::closed) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.between("x", Symbol(lower), Symbol(upper), lower_bound, upper_bound);
    b.claim_nonnegative("goal", term(x));
  });
}
template <class Term>
Statement on_half_line(const Term& term, Bound bound = Bound::closed, const Rational& from = 0) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.at_least("x", Symbol(from), bound);
    b.claim_nonnegative("goal", term(x));
  });
}
template <class Term>
Statement in_chamber(int d, const Term& term) {
  return stated([&](StatementBuilder& b) {
    const auto [p, c] = b.leader_chamber("p", d, "c");
    b.claim_nonnegative("goal", term(p, c));
  });
}
const std::string below_zero = negative("goal"), bad_raise = "a degree elevation is out of range",
                  no_edge = "a branch names an edge that does not exist";

TEST(CoefficientForgery, ANegativeCoefficientIsNoProof) {
  const auto itself = [](const Symbol& x) { return x; };
  EXPECT_EQ(verdict(on_range(0, 1, itself), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(on_range(-1, 1, itself), Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(on_range(-2, -1, itself), Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(on_range(0, 1, [](const Symbol& x) { return x - x; }), Cells{leaf()}), accepted);
}

TEST(CoefficientForgery, EveryKindOfGoalHasItsKindOfProof) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1));
    b.claim_equal("x = 2 x", x, 2 * x);
    b.claim_nonnegative("-x", -x);
    b.claim_equal("2 x = x + x", 2 * x, x + x);
  });
  EXPECT_EQ(verdict(s, Cells{leaf()}, 0), "an identity needs another kind of proof");
  EXPECT_EQ(verdict(s, IdentityProof{}, 1), "an inequality needs another kind of proof");
  EXPECT_EQ(verdict(s, IdentityProof{}, 0), "the goal 'x = 2 x' does not expand to zero");
  EXPECT_EQ(verdict(s, IdentityProof{}, 2), accepted);
  EXPECT_EQ(checker::replay(s, 2, IdentityProof{}), 1U);
}

/// Each operation expands to what it means: two ways to write a function agree, and a third does not.
TEST(CoefficientForgery, EveryOperationIsExpanded) {
  using Sides = std::pair<Symbol, Symbol>;
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
  const std::vector<Sides> equal{
      {(x + y) * (x - y), x * x - y * y},
      {pow(x + 1, 3), x * x * x + 3 * (x * x) + 3 * x + 1},
      {x / (y + 1) + y / (x + 1), (x * (x + 1) + y * (y + 1)) / ((x + 1) * (y + 1))},
      {(x / (y + 1)) / (y / (x + 2)), (x * (x + 2)) / (y * (y + 1))},
      {(x / pow(y + 1, 2)) / (y / (y + 1)), x / (y * (y + 1))},
      {(x / (y + 1)) / (y / pow(y + 1, 3)), x * pow(y + 1, 2) / y},
      {(x / (y + 1) / (y + 1)) / (y / (y + 1)), x / (y * (y + 1))},  // one of two equal divisors is cancelled
      {(x / (y + 1)) / (y / (y + 1) / (y + 1)), x * (y + 1) / y},
      {(x / (y + 1) / (y + 1)) / y, x / (y * pow(y + 1, 2))},
      {x - x / (y + 1), (x * y) / (y + 1)},
      {-(x - y) * q(2, 3), q(2, 3) * y - x / 3 - x / 3},
      {q(5, 7) * x + q(2, 7) * x, x},
      {1 / (x + 1) + 1 / pow(x + 1, 2), (x + 2) / pow(x + 1, 2)},
  };
  for (const auto& sides : equal) {
    const Symbol &left = sides.first, &right = sides.second;
    const Statement s = stated([&](StatementBuilder& b) {
      b.real("x"), b.real("y");
      b.claim_equal("equal", left, right);
      b.claim_equal("unequal", left, right + q(1, 1000));
      b.claim_equal("scaled", left, right * q(1001, 1000));
    });
    EXPECT_EQ(verdict(s, IdentityProof{}, 0), accepted) << to_text(s);
    EXPECT_EQ(verdict(s, IdentityProof{}, 1), "the goal 'unequal' does not expand to zero") << to_text(s);
    EXPECT_EQ(verdict(s, IdentityProof{}, 2), "the goal 'scaled' does not expand to zero") << to_text(s);
  }
  for (const Symbol& term : {exp(x), log(x + 1), sqrt(x)}) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", q(0), q(1));
      b.claim_nonnegative("goal", term);
    });
    EXPECT_EQ(verdict(s, Cells{leaf()}), "a formula with exp, log, sqrt, sin, cos, atan or abs cannot be expanded");
  }
}

TEST(CoefficientForgery, TheWholeLineHasIdentitiesOnly) {
  const std::string none = "coefficients prove no inequality on a whole line";
  const Statement s = stated([](StatementBuilder& b) {
    b.between("y", q(0), q(1));
    const Symbol x = b.real("x");
    b.claim_nonnegative("x", x);
  });
  EXPECT_EQ(verdict(s, Cells{leaf()}), none);
  EXPECT_EQ(verdict(s, Cells{halve(1), leaf(), leaf()}), none);
}

TEST(CoefficientForgery, FactorsAndVariablesBelongTogether) {
  Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", q(0), q(1));
    b.claim_nonnegative("goal", x + y);
  });
  EXPECT_EQ(verdict(s, Cells{leaf()}), accepted);
  s.domain.pop_back();
  EXPECT_EQ(verdict(s, Cells{leaf()}), "a variable belongs to no factor of the domain");
  s.domain.emplace_back(Simplex{});
  EXPECT_EQ(verdict(s, Cells{leaf()}), "a factor of the domain is empty");
}

/// x = lower + t (upper - lower), lower + t, upper - t: each bound is attained and none is passed.
TEST(CoefficientForgery, RangesHaveTheirBounds) {
  const auto above = [](const Symbol& x) { return x - 2; };
  const auto below = [](const Symbol& x) { return 5 - x; };
  const Rational little(1, 100);
  EXPECT_EQ(verdict(on_range(2, 5, above), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(on_range(2, 5, below), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(on_range(2 - little, 5, above), Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(on_range(2, 5 + little, below), Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(on_half_line(above, Bound::closed, 2), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(on_half_line(above, Bound::closed, 2 - little), Cells{leaf()}), below_zero);
  EXPECT_EQ(verdict(on_half_line(below, Bound::closed, 2), Cells{leaf()}), below_zero);
  for (const Rational& upper : {Rational(5), Rational(5 + little)}) {
    const Statement s = stated([&](StatementBuilder& b) {
      const Symbol x = b.at_most("x", Symbol(upper));
      b.claim_nonnegative("goal", below(x));
      b.claim_nonnegative("goal", above(x));
    });
    EXPECT_EQ(verdict(s, Cells{leaf()}, 0), upper == 5 ? accepted : below_zero);
    EXPECT_EQ(verdict(s, Cells{leaf()}, 1), below_zero);
  }
  const Statement terms = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1)), y = b.between("y", x, 2 + x);
    b.claim_nonnegative("y - x", y - x);
    b.claim_nonnegative("2 + x - y", 2 + x - y);
    b.claim_nonnegative("y - x - 1/100", y - x - q(1, 100));
    b.claim_nonnegative("199/100 + x - y", q(199, 100) + x - y);
  });
  EXPECT_EQ(verdict(terms, Cells{leaf()}, 0), accepted);
  EXPECT_EQ(verdict(terms, Cells{leaf()}, 1), accepted);
  EXPECT_EQ(verdict(terms, Cells{leaf()}, 2), negative("y - x - 1/100"));
  EXPECT_EQ(verdict(terms, Cells{leaf()}, 3), negative("199/100 + x - y"));
}

TEST(CoefficientForgery, SimplexAndChamberAreWhatTheySay) {
  const auto chamber = [](const auto& term) { return verdict(in_chamber(3, term), Cells{leaf()}); };
  using Point = Vec<Symbol>;
  EXPECT_EQ(chamber([](const Point& p, const Symbol& c) { return p[0] - p[1] - c; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return p[1] - p[2]; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return p[2]; }), accepted);
  EXPECT_EQ(chamber([](const Point&, const Symbol& c) { return c; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return 1 - p[0] - p[1] - p[2]; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return p[0] + p[1] + p[2] - 1; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol& c) { return p[0] - p[1] - c * q(101, 100); }), below_zero);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return q(99, 100) * p[1] - p[2]; }), below_zero);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return p[2] - p[1]; }), below_zero);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return q(49, 100) - p[1]; }), below_zero);  // p_2 <= 1/2
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return q(1, 2) - p[1]; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return q(1, 3) - p[2]; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return q(33, 100) - p[2]; }), below_zero);
  EXPECT_EQ(chamber([](const Point&, const Symbol& c) { return q(99, 100) - c; }), below_zero);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return q(99, 100) - p[0]; }), below_zero);
  const Statement s = stated([](StatementBuilder& b) {
    const auto p = b.simplex("p", 3);
    b.claim_nonnegative("goal", 1 - p[0] - p[1] - p[2]);
    b.claim_nonnegative("goal", p[0] + p[1] + p[2] - 1);
    for (int k = 0; k < 3; ++k) b.claim_nonnegative("goal", p[k]);
    for (int k = 0; k < 3; ++k) b.claim_nonnegative("goal", p[k] - q(1, 100));
    for (int k = 0; k < 3; ++k) b.claim_nonnegative("goal", p[k] - p[(k + 1) % 3]);
  });
  for (int goal = 0; goal < 5; ++goal) EXPECT_EQ(verdict(s, Cells{leaf()}, goal), accepted) << goal;
  for (int goal = 5; goal < 11; ++goal) EXPECT_EQ(verdict(s, Cells{leaf()}, goal), below_zero) << goal;
}

TEST(CoefficientForgery, ADenominatorHasOneSign) {
  const auto over = [](const Rational& c) { return [=](const Symbol& x) { return 1 / (x - Symbol(c)); }; };
  EXPECT_EQ(verdict(on_range(0, 1, over(Rational(1, 2))), Cells{leaf()}), both_signs);
  EXPECT_EQ(verdict(on_range(0, 1, over(-1)), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(on_range(0, 1, over(2)), Cells{leaf()}), below_zero);
  for (const int n : {1, 2, 3, 4}) {  // (1/(x - 2))^n has the sign (-1)^n
    const auto power = [n](const Symbol& x) { return pow(1 / (x - 2), n); };
    const auto minus = [n](const Symbol& x) { return -pow(1 / (x - 2), n); };
    EXPECT_EQ(verdict(on_range(0, 1, power), Cells{leaf()}), n % 2 ? below_zero : accepted) << n;
    EXPECT_EQ(verdict(on_range(0, 1, minus), Cells{leaf()}), n % 2 ? accepted : below_zero) << n;
  }
  const auto two = [](const Symbol& x) { return 1 / (x - 2) / (x - 3); };
  EXPECT_EQ(verdict(on_range(0, 1, two), Cells{leaf()}), accepted);
  const auto none = [](const Symbol& x) { return 1 / (x - x); };
  EXPECT_EQ(verdict(on_range(0, 1, none), Cells{leaf()}), "a denominator vanishes identically");
}

TEST(CoefficientForgery, ADenominatorDoesNotVanishOnTheDomain) {
  const auto at_zero = [](const Symbol& x) { return 1 / x; };
  const auto at_one = [](const Symbol& x) { return 1 / (1 - x); };
  const auto at_both = [](const Symbol& x) { return 1 / (x * (1 - x)); };
  constexpr Bound open = Bound::open, closed = Bound::closed;
  const Cells whole{leaf()}, halved{halve(0), leaf(), leaf()};
  for (const Cells& proof : {whole, halved}) {
    for (const Bound lower : {open, closed}) {
      for (const Bound upper : {open, closed}) {
        EXPECT_EQ(verdict(on_range(0, 1, at_zero, lower, upper), proof), lower == open ? accepted : may_vanish);
        EXPECT_EQ(verdict(on_range(0, 1, at_one, lower, upper), proof), upper == open ? accepted : may_vanish);
        EXPECT_EQ(verdict(on_range(0, 1, at_both, lower, upper), proof),
                  lower == open && upper == open ? accepted : may_vanish);
      }
    }
    EXPECT_EQ(verdict(on_half_line(at_zero, open), proof), accepted);
    EXPECT_EQ(verdict(on_half_line(at_zero, closed), proof), may_vanish);
    for (const Bound bound : {open, closed}) {
      const Statement s = stated([&](StatementBuilder& b) {
        const Symbol x = b.at_most("x", q(0), bound);
        b.claim_nonnegative("goal", -1 / x);
      });
      EXPECT_EQ(verdict(s, proof), bound == open ? accepted : may_vanish);
    }
  }
  // The pieces of (0, infinity) are closed where they meet.
  const Cells cut{halve(0), leaf(), leaf()};
  EXPECT_EQ(verdict(on_half_line([](const Symbol& x) { return 1 / square(1 - x); }, open), cut), may_vanish);
  EXPECT_EQ(verdict(on_half_line([](const Symbol& x) { return 1 / square(x - 1); }, closed, 1), whole), may_vanish);
}

TEST(CoefficientForgery, ADenominatorOfSeveralVariablesDoesNotVanish) {
  const auto square_of = [](Bound lower, const auto& term) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.between("x", q(0), q(1), lower), y = b.between("y", q(0), q(1));
      b.claim_nonnegative("goal", 1 / term(x, y));
    });
  };
  const auto sum = [](const Symbol& x, const Symbol& y) { return x + y; };
  const auto far = [](const Symbol& x, const Symbol& y) { return 1 + x + y; };
  const auto product = [](const Symbol& x, const Symbol& y) { return x * y; };
  EXPECT_EQ(verdict(square_of(Bound::closed, sum), Cells{leaf()}), may_vanish);
  EXPECT_EQ(verdict(square_of(Bound::open, sum), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(square_of(Bound::closed, far), Cells{leaf()}), accepted);
  EXPECT_EQ(verdict(square_of(Bound::open, product), Cells{leaf()}), may_vanish);
  const auto beside_an_open_one = [](Bound bound) {  // no vertex of the first factor is in the domain
    return stated([&](StatementBuilder& b) {
      b.between("x", q(0), q(1), Bound::open, Bound::open);
      const Symbol y = b.between("y", q(0), q(1), bound);
      b.claim_nonnegative("goal", 1 / y);
    });
  };
  EXPECT_EQ(verdict(beside_an_open_one(Bound::closed), Cells{leaf()}), may_vanish);
  EXPECT_EQ(verdict(beside_an_open_one(Bound::open), Cells{leaf()}), accepted);
  using Point = Vec<Symbol>;
  const auto chamber = [](const auto& term) { return verdict(in_chamber(2, term), Cells{leaf()}); };
  EXPECT_EQ(chamber([](const Point&, const Symbol& c) { return 1 / c; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return 1 / p[0]; }), accepted);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return 1 / p[1]; }), may_vanish);
  EXPECT_EQ(chamber([](const Point& p, const Symbol& c) { return 1 / (p[0] - p[1] - c); }), may_vanish);
  EXPECT_EQ(chamber([](const Point& p, const Symbol&) { return 1 / (p[0] - p[1]); }), accepted);
  for (const int vanishing : {0, 1, 2}) {
    const Statement s = stated([&](StatementBuilder& b) {
      const auto p = b.simplex("p", 3);
      b.claim_nonnegative("goal", 1 / (1 - p[vanishing]));
      b.claim_nonnegative("goal", 1 / (2 - p[vanishing]));
    });
    EXPECT_EQ(verdict(s, Cells{leaf()}, 0), may_vanish);
    EXPECT_EQ(verdict(s, Cells{leaf()}, 1), accepted);
  }
}

}  // namespace coefficient_proof_test
}  // namespace hebb
