#include <chrono>
#include <cstdio>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/splits/split_prover.hpp>

#include "refused.hpp"

namespace hebb {
namespace split_prover_test {

using Bound = StatementBuilder::Bound;

Symbol q(int numerator, int denominator = 1) { return Symbol(Rational(numerator, denominator)); }

template <class Declare>
Statement stated(const Declare& declare) {
  StatementBuilder b;
  declare(b);
  return b.build();
}

/// Proves the one goal, lets the checker replay it, and prints what it took.
SplitOutcome proved(const std::string& name, const Statement& s, const SplitOptions& options = {}) {
  const auto begin = std::chrono::steady_clock::now();
  SplitOutcome outcome = prove_by_splits(s, 0, options);
  const auto middle = std::chrono::steady_clock::now();
  EXPECT_TRUE(outcome.proof) << name << ": " << outcome.reason;
  std::string replayed = "not replayed";
  if (outcome.proof) {
    try {
      checker::replay(s, 0, *outcome.proof);
      replayed = "accepted";
    } catch (const checker::Rejection& e) {
      replayed = e.what();
    }
    EXPECT_EQ(replayed, "accepted") << name;
  }
  const auto end = std::chrono::steady_clock::now();
  const auto milliseconds = [](auto d) { return std::chrono::duration<double, std::milli>(d).count(); };
  std::printf("%-24s %6zu nodes %9.1f ms, replay %9.1f ms%s\n", name.c_str(),
              outcome.proof ? outcome.proof->nodes.size() : 0, milliseconds(middle - begin), milliseconds(end - middle),
              outcome.proof ? "" : (" " + outcome.reason).c_str());
  return outcome;
}

Symbol sum(const Vec<Symbol>& x) {
  Symbol s(0);
  for (const Symbol& t : x) s = s + t;
  return s;
}
Symbol sum_of_powers(const Vec<Symbol>& x, int n) {
  Symbol s(0);
  for (const Symbol& t : x) s = s + pow(t, n);
  return s;
}

/// sum p^3 >= (sum p^2)^2.
Statement variance(int d, const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto p = b.simplex("p", d);
    b.claim_nonnegative("goal", sum_of_powers(p, 3) - square(sum_of_powers(p, 2)) - shift);
  });
}
Statement motzkin(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto x = b.simplex("x", 3);
    b.claim_nonnegative("goal",
                        square(x[0]) * x[1] + x[0] * square(x[1]) + pow(x[2], 3) - 3 * x[0] * x[1] * x[2] - shift);
  });
}
Statement imo1983(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto x = b.simplex("x", 3);
    b.claim_nonnegative("goal", square(x[1] + x[2]) * (x[2] + x[0]) * (x[1] - x[0]) +
                                    square(x[2] + x[0]) * (x[0] + x[1]) * (x[2] - x[1]) +
                                    square(x[0] + x[1]) * (x[1] + x[2]) * (x[0] - x[2]) - shift);
  });
}
Statement imo1984(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto x = b.simplex("x", 3);
    b.claim_nonnegative("goal", q(7, 27) - (x[1] * x[2] + x[2] * x[0] + x[0] * x[1] - 2 * x[0] * x[1] * x[2]) - shift);
  });
}
Statement collision(int d, const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto p = b.simplex("p", d);
    b.claim_nonnegative("goal", sum_of_powers(p, 2) - q(1, d) - shift);
  });
}
Statement leader(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto p = b.simplex("p", 4);
    for (int k = 1; k < 4; ++k) b.assume_nonnegative("first", p[0] - p[k]);
    b.claim_nonnegative("goal", p[0] - sum_of_powers(p, 2) - shift);
  });
}
Statement nesbitt(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.between("x", q(0), q(1), Bound::open, Bound::open);
    const Symbol y = b.between("y", q(0), 1 - x, Bound::open, Bound::open), z = 1 - x - y;
    b.claim_nonnegative("goal", x / (y + z) + y / (z + x) + z / (x + y) - q(3, 2) - shift);
  });
}
Statement nesbitt_positive() {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.at_least("x", q(0), Bound::open), y = b.at_least("y", q(0), Bound::open),
                 z = b.at_least("z", q(0), Bound::open);
    b.claim_nonnegative("goal", x / (y + z) + y / (z + x) + z / (x + y) - q(3, 2));
  });
}
Statement apmo2004(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& s) {
    const Symbol a = s.between("a", q(-10), q(10)), b = s.between("b", q(-10), q(10)),
                 c = s.between("c", q(-10), q(10));
    s.claim_nonnegative("goal",
                        (square(a) + 2) * (square(b) + 2) * (square(c) + 2) - 9 * (a * b + b * c + c * a) - shift);
  });
}
Statement rosenbrock(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.between("x", q(-2), q(2)), y = b.between("y", q(-2), q(2));
    b.claim_nonnegative("goal", 100 * square(y - square(x)) + square(1 - x) - shift);
  });
}
Statement trid4(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    Vec<Symbol> x;
    for (int k = 1; k <= 4; ++k) x.push_back(b.between("x" + std::to_string(k), q(-16), q(16)));
    Symbol f = q(16) - shift;
    for (int k = 0; k < 4; ++k) f = f + square(x[k] - 1);
    for (int k = 0; k < 3; ++k) f = f - x[k] * x[k + 1];
    b.claim_nonnegative("goal", f);
  });
}
template <class Term>
Statement on_range(const Symbol& lower, const Symbol& upper, const Term& term) {
  return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", term(b.between("x", lower, upper))); });
}
Statement chebyshev3(const Symbol& shift = Symbol(0)) {
  return on_range(q(-1), q(1), [&](const Symbol& x) { return 1 - square(4 * pow(x, 3) - 3 * x) - shift; });
}
Statement chebyshev10(const Symbol& shift = Symbol(0)) {
  return on_range(q(-1), q(1), [&](const Symbol& x) {
    return 1 - (512 * pow(x, 10) - 1280 * pow(x, 8) + 1120 * pow(x, 6) - 400 * pow(x, 4) + 50 * square(x) - 1) - shift;
  });
}
Statement poly1(const Symbol& shift = Symbol(0)) {
  return on_range(q(-1), q(2), [&](const Symbol& x) { return pow(x, 3) + square(x) - x + 1 - q(22, 27) - shift; });
}
Statement cubic(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.at_least("x", q(-1));
    b.claim_nonnegative("goal", 1 + pow(x, 3) - x - shift);
  });
}
Statement unbounded(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const Symbol x = b.at_least("x", q(1));
    b.claim_nonnegative("goal", square(x) - x - shift);
  });
}
Statement means(int n, const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    Vec<Symbol> x;
    Symbol product(1);
    for (int k = 1; k <= n; ++k) {
      x.push_back(b.at_least("x" + std::to_string(k), q(0)));
      product = product * x.back();
    }
    b.claim_nonnegative("goal", pow(sum(x) / n, n) - product - shift);
  });
}
Statement hong5(const Symbol& shift = Symbol(0)) {
  return stated([&](StatementBuilder& b) {
    const auto x = b.reals("x", 5);
    Symbol product(1);
    for (const Symbol& t : x) product = product * t;
    b.claim_nonnegative("goal", 1 + pow(sum_of_powers(x, 2), 5) - product - shift);
  });
}

TEST(Splits, ProveWhatTouchesZero) {
  for (int d = 2; d <= 8; ++d) proved("variance " + std::to_string(d), variance(d));
  proved("Motzkin", motzkin());
  proved("IMO 1983", imo1983());
  proved("IMO 1984", imo1984());
  proved("collision 6", collision(6));
  proved("leader", leader());
  proved("Nesbitt", nesbitt());
  proved("Nesbitt, positive", nesbitt_positive());
  proved("APMO 2004", apmo2004());
  proved("trid 4", trid4());
  proved("means 5", means(5));
}

TEST(Splits, DecideOneVariable) {
  proved("Chebyshev 3", chebyshev3());
  proved("Chebyshev 10", chebyshev10());
  proved("cubic polynomial", poly1());
  proved("cubic, half-line", cubic());
  proved("half-line", unbounded());
}

TEST(Splits, ProveOnWholeLines) { proved("five reals", hong5()); }

/// A claim that is false by 1e-9 is proved by no tree, and the replay of the tree of the true one rejects it.
TEST(Splits, ProveNothingThatIsFalseBySmallAmounts) {
  const Symbol little(Rational(1, 1000000000));
  const auto refused = [](const std::string& name, const Statement& is_true, const Statement& is_false) {
    SplitOptions options;
    options.max_cells = 600;
    EXPECT_FALSE(prove_by_splits(is_false, 0, options).proof) << name;
    const SplitOutcome outcome = prove_by_splits(is_true, 0);
    ASSERT_TRUE(outcome.proof) << name;
    const bool has_square = std::ranges::any_of(
        outcome.proof->nodes, [](const SplitProof::Node& node) { return node.kind == SplitProof::Kind::square; });
    EXPECT_REFUSED(
        checker::replay(is_false, 0, *outcome.proof), checker::Rejection,
        has_square ? "the goal is no multiple of the square" : "the goal has a negative coefficient on a leaf")
        << name;
  };
  for (int d = 2; d <= 8; ++d) refused("variance " + std::to_string(d), variance(d), variance(d, little));
  refused("Motzkin", motzkin(), motzkin(little));
  refused("IMO 1983", imo1983(), imo1983(little));
  refused("IMO 1984", imo1984(), imo1984(little));
  refused("collision 6", collision(6), collision(6, little));
  refused("leader", leader(), leader(little));
  refused("Nesbitt", nesbitt(), nesbitt(little));
  refused("APMO 2004", apmo2004(), apmo2004(little));
  refused("trid 4", trid4(), trid4(little));
  refused("means 5", means(5), means(5, little));
  refused("Chebyshev 3", chebyshev3(), chebyshev3(little));
  refused("Chebyshev 10", chebyshev10(), chebyshev10(little));
  refused("cubic polynomial", poly1(), poly1(little));
  refused("half-line", unbounded(), unbounded(little));
}

TEST(Splits, SayWhyThereIsNoProof) {
  const auto reason = [](const Statement& s, const SplitOptions& options = {}) {
    return prove_by_splits(s, 0, options).reason;
  };
  EXPECT_EQ(reason(on_range(q(0), q(1), [](const Symbol& x) { return x - q(1, 2); })),
            "the goal is negative at a vertex of a cell");
  EXPECT_EQ(reason(on_range(q(0), q(1), [](const Symbol& x) { return exp(x); })),
            "a formula with exp, log, sqrt, sin, cos, atan or abs was evaluated in a scalar that has none");
  EXPECT_EQ(reason(on_range(q(0), q(1), [](const Symbol& x) { return 1 / x; })).substr(0, 24),
            "a denominator may vanish");
  EXPECT_EQ(reason(stated([](StatementBuilder& b) {
              const Symbol x = b.real("x");
              b.claim_equal("goal", x, x);
            })),
            "splits prove no identities");
  SplitOptions small;
  small.max_cells = 3;
  EXPECT_EQ(reason(trid4(), small), "the budget of cells is spent");
  small = {};
  small.max_work = 1000;
  EXPECT_EQ(reason(trid4(), small), "the work is spent");
  small = {};
  small.max_bytes = 1000;
  EXPECT_EQ(reason(trid4(), small), "the memory for coefficients is spent");
  EXPECT_EQ(reason(stated([](StatementBuilder& b) { b.claim_nonnegative("goal", sum(b.simplex("x", 17)) - 1); })),
            "a cone has more than 16 coordinates");
}

/// The same tree every time: budgets are counted.
TEST(Splits, AreReproducible) {
  EXPECT_EQ(*prove_by_splits(apmo2004(), 0).proof, *prove_by_splits(apmo2004(), 0).proof);
}

/// Every field of every node changed: whatever becomes of the proof, it proves no claim that is false by 1e-9.
TEST(Splits, NoChangedProofProvesWhatIsFalse) {
  const Symbol little(Rational(1, 1000000000));
  int tried = 0;
  const auto refused = [&](const Statement& is_true, const Statement& is_false) {
    const SplitProof proof = *prove_by_splits(is_true, 0).proof;
    const auto check = [&](const SplitProof& changed) {
      ++tried;
      EXPECT_THROW(checker::replay(is_false, 0, changed), checker::Rejection);  // each change for its own reason
    };
    SplitProof other = proof;
    other.joint = !proof.joint;
    check(other);
    other = proof;
    other.assumptions.clear();
    check(other);
    for (std::size_t k = 0; k < proof.nodes.size(); ++k) {
      const auto changed = [&](const auto& change) {
        SplitProof p = proof;
        change(p.nodes[k]);
        check(p);
      };
      for (int kind = 0; kind < 6; ++kind) {
        changed([&](SplitProof::Node& n) { n = {static_cast<SplitProof::Kind>(kind), 0, 1, {0, 1}, {1, 1}}; });
        changed([&](SplitProof::Node& n) { n.kind = static_cast<SplitProof::Kind>(kind); });
      }
      changed([](SplitProof::Node& n) { std::swap(n.i, n.j); });
      changed([](SplitProof::Node& n) { ++n.i; });
      changed([](SplitProof::Node& n) { ++n.j; });
      changed([](SplitProof::Node& n) { n.list.push_back(0); });
      changed([](SplitProof::Node& n) { std::ranges::reverse(n.list); });
      changed([](SplitProof::Node& n) { n.numbers.clear(); });
      for (const int by : {2, -1, 0}) {
        changed([&](SplitProof::Node& n) {
          if (!n.numbers.empty()) n.numbers[0] *= by;
        });
      }
      SplitProof p = proof;
      p.nodes.erase(p.nodes.begin() + static_cast<std::ptrdiff_t>(k));
      check(p);
      p = proof;
      p.nodes.insert(p.nodes.begin() + static_cast<std::ptrdiff_t>(k), SplitProof::Node{});
      check(p);
    }
  };
  refused(variance(3), variance(3, little));
  refused(motzkin(), motzkin(little));
  refused(imo1983(), imo1983(little));
  refused(leader(), leader(little));
  refused(nesbitt(), nesbitt(little));
  refused(chebyshev10(), chebyshev10(little));
  EXPECT_GT(tried, 1000);
}

TEST(Splits, AreAmongTheMethodsForAStatement) {
  for (const Statement& s : {variance(3), imo1983(), chebyshev10(), nesbitt_positive()}) {
    const Decision decision = prove(s);
    EXPECT_EQ(decision.verdict, Verdict::proved) << decision.reason;
    EXPECT_EQ(decision.method, "splits");
  }
}

}  // namespace split_prover_test
}  // namespace hebb
