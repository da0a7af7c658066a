#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/squares/exact_system.hpp>
#include <hebb/verify/squares/ideal.hpp>
#include <hebb/verify/squares/semidefinite.hpp>
#include <hebb/verify/squares/squares_prover.hpp>
#include <hebb/verify/variety_search.hpp>

namespace hebb {
namespace squares_prover_test {

using Bound = StatementBuilder::Bound;
using squares::Form;

Symbol q(int numerator, int denominator = 1) { return Symbol(Rational(numerator, denominator)); }

template <class Declare>
Statement stated(const Declare& declare) {
  StatementBuilder b;
  declare(b);
  return b.build();
}

/// "proved" when the checker accepts what the prover found, else why not.
std::string verdict(const Statement& s, const SquaresOptions& options = {}) {
  const SquaresOutcome outcome = prove_by_squares(s, 0, options);
  if (!outcome.proof) return outcome.reason;
  try {
    checker::replay(s, 0, *outcome.proof);
    return "proved";
  } catch (const checker::Rejection& e) {
    return std::string("the checker says: ") + e.what();
  }
}

Statement motzkin(const Rational& constant) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.real("x"), y = b.real("y");
    b.claim_nonnegative("goal", pow(x, 4) * y * y + x * x * pow(y, 4) + 1 - Symbol(constant) * x * x * y * y);
  });
}

TEST(Squares, WithAMultiplierWhereThereAreNone) {
  EXPECT_EQ(verdict(motzkin(3)), "proved");
  EXPECT_NE(verdict(motzkin(Rational(3'000'000'001, 1'000'000'000))), "proved");
}

Statement vasile(const Rational& left) {
  return stated([&](StatementBuilder& b) {
    const Symbol a = b.real("a"), c = b.real("b"), d = b.real("c");
    const Symbol s = a * a + c * c + d * d;
    b.claim_nonnegative("goal", Symbol(left) * s * s - 3 * (pow(a, 3) * c + pow(c, 3) * d + pow(d, 3) * a));
  });
}

TEST(Squares, TouchAtIrrationalPoints) {
  EXPECT_EQ(verdict(vasile(1)), "proved");
  EXPECT_NE(verdict(vasile(Rational(999'999'999, 1'000'000'000))), "proved");
}

Statement on_sphere(const Rational& bound) {
  return stated([&](StatementBuilder& b) {
    const auto x = b.reals("x", 4);
    Symbol norm(0), cubes(0);
    for (const Symbol& t : x) {
      norm = norm + t * t;
      cubes = cubes + pow(t, 3);
    }
    b.assume_zero("sphere", norm - 9);
    b.claim_nonnegative("goal", Symbol(bound) - cubes);
  });
}

TEST(Squares, OnVarieties) {
  EXPECT_EQ(verdict(on_sphere(27)), "proved");
  EXPECT_NE(verdict(on_sphere(Rational(26'999'999'999, 1'000'000'000))), "proved");
  const auto witness = find_witness_on_variety(on_sphere(Rational(2699, 100)), 0);
  ASSERT_TRUE(witness);
  EXPECT_NO_THROW(checker::replay(on_sphere(Rational(2699, 100)), *witness));
  EXPECT_FALSE(find_witness_on_variety(on_sphere(27), 0, {.samples = 300, .refinements = 300}));
}

TEST(Squares, RootsAndModuli) {
  const auto roots = [](const Rational& less) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.at_least("x", q(0)), y = b.at_least("y", q(0));
      b.claim_nonnegative("goal", sqrt(2 * (x + y)) - sqrt(x) - sqrt(y) - Symbol(less));
    });
  };
  EXPECT_EQ(verdict(roots(0)), "proved");
  EXPECT_NE(verdict(roots(Rational(1, 1'000'000'000))), "proved");
  EXPECT_EQ(verdict(stated([](StatementBuilder& b) {
              const Symbol x = b.real("x"), y = b.real("y");
              b.claim_nonnegative("goal", abs(x) + abs(y) - abs(x + y));
            })),
            "proved");
  EXPECT_EQ(verdict(stated([](StatementBuilder& b) {  // undefined below 0
              b.claim_nonnegative("goal", sqrt(b.real("x")));
            })),
            "a coefficient cannot be reached");
}

TEST(Squares, RationalFunctions) {
  const auto inverse = [](Bound bound) {
    return stated([&](StatementBuilder& b) {
      const Symbol x = b.at_least("x", q(0), bound);
      b.claim_nonnegative("goal", x + 1 / x - 2);
    });
  };
  EXPECT_EQ(verdict(inverse(Bound::open)), "proved");
  const std::string undefined = verdict(inverse(Bound::closed));
  EXPECT_EQ(undefined.substr(0, 24), "a denominator may vanish") << undefined;
}

TEST(Squares, SaysWhatItCannotTake) {
  EXPECT_EQ(verdict(stated([](StatementBuilder& b) { b.claim_nonnegative("goal", exp(b.real("x"))); })),
            "a formula with exp, log, sqrt, sin, cos, atan or abs cannot be expanded");
  EXPECT_EQ(verdict(stated([](StatementBuilder& b) { b.claim_nonnegative("goal", b.reals("x", 17)[16]); })),
            "squares take at most 16 variables and roots");
  SquaresOptions small;
  small.max_work = 10;
  EXPECT_EQ(verdict(motzkin(3), small), "the work is spent");
  small = {};
  small.max_rows = 3;
  EXPECT_EQ(verdict(vasile(1), small), "an identity has too many coefficients");
  small = {};
  small.max_block = 2;
  EXPECT_EQ(verdict(vasile(1), small), "a block of squares is too large");
}

TEST(Squares, ContradictionsAreSaid) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.real("x"), y = b.real("y");
    b.assume_zero("circle", x * x + y * y - 1);
    b.assume_zero("line", x + y - 3);
    b.claim_nonnegative("goal", x - 5);
  });
  const Decision decision = prove(s);
  EXPECT_EQ(decision.verdict, Verdict::undecided);
  EXPECT_EQ(decision.flaw, Flaw::empty_domain);
}

TEST(Ideal, ReducesAndSaysBy) {
  const Form x = Form::coordinate(0), y = Form::coordinate(1), z = Form::coordinate(2), r = Form::coordinate(3);
  const std::vector<Form> equations{x * x + y * y - Form(1), r * r - x, x + y + z - Form(2)};
  const squares::Ideal ideal(equations, 4, 3);
  const Form f = x * x * x * z + r * r * r * r * y + z * z;
  const Form reduced = ideal.reduced(f);
  for (const auto& t : reduced.terms()) EXPECT_TRUE(ideal.is_normal(t.exponents));
  const auto cofactors = ideal.cofactors(f - reduced);
  ASSERT_TRUE(cofactors);
  Form sum;
  for (std::size_t k = 0; k < equations.size(); ++k) sum = sum + (*cofactors)[k] * equations[k];
  EXPECT_EQ(sum, f - reduced);
  EXPECT_FALSE(ideal.cofactors(f - reduced + Form(1)));
}

TEST(ExactSystem, TakesUpWhatIsMissing) {
  using squares::ExactSystem;
  const std::vector<ExactSystem::Column> columns{{{0, 1}}, {{0, 2}, {1, 1}}, {{1, 3}, {2, 1}}, {{1, 1}, {2, 2}}};
  const ExactSystem system(columns, {1, Rational(1, 3), 5});
  const auto q_near = system.solution_near({Rational(1, 2), 0, 0, 0});
  ASSERT_TRUE(q_near);
  std::vector<Rational> sums(3);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (const auto& [row, value] : columns[c]) sums[static_cast<std::size_t>(row)] += value * (*q_near)[c];
  }
  EXPECT_EQ(sums, (std::vector<Rational>{1, Rational(1, 3), 5}));
  EXPECT_FALSE(ExactSystem({{{0, 1}, {1, 1}}}, {1, 2}).solution_near({0}));
  EXPECT_TRUE(ExactSystem({{{0, 1}, {1, 1}}}, {2, 2}).solution_near({0}));
}

TEST(Semidefinite, TheLeastEigenvalueIsAsLargeAsItCanBe) {
  ASSERT_TRUE(squares::has_semidefinite_solver()) << "csdp is not installed";
  // X with X_00 = 1, X_11 = 1 and X_01 = 1/2 has the eigenvalues 1/2 and 3/2.
  const auto solution =
      squares::solve({{2}, {{0, 0, 0, 0, 1}, {1, 0, 1, 1, 1}, {2, 0, 0, 1, 1}}, {1, 1, 0.5}}, 5, nullptr);
  ASSERT_TRUE(solution);
  EXPECT_NEAR(solution->lambda, 0.5, 1e-6);
  EXPECT_NEAR(solution->blocks[0][0][1], 0.5, 1e-6);
}

}  // namespace squares_prover_test
}  // namespace hebb
