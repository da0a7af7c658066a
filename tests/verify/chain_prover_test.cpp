#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/chains/chain_prover.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>

namespace hebb {
namespace chain_prover_test {

using Bound = StatementBuilder::Bound;
constexpr auto open = Bound::open, closed = Bound::closed;

Symbol q(long n, long d = 1) { return Symbol(Rational(n, d)); }

template <class Declare>
Statement stated(const Declare& declare) {
  StatementBuilder b;
  declare(b);
  return b.build();
}

/// The proof, when the checker accepts it, also after a way through JSON; why not otherwise.
std::string verdict(const Statement& s, const ChainOptions& options = {}) {
  const ChainOutcome outcome = prove_by_chains(s, 0, options);
  if (!outcome.proof) return outcome.reason;
  Certificate c{"X", {}, {}, s, std::vector<Proof>{*outcome.proof}};
  const Certificate again = certificate_from_json(to_json(c));
  EXPECT_EQ(again, c);
  try {
    checker::replay(s, 0, std::get<ChainProof>(std::get<std::vector<Proof>>(again.evidence)[0]));
    return "proved";
  } catch (const checker::Rejection& e) {
    return std::string("rejected: ") + e.what();
  }
}

/// A true claim that is wrong as soon as its constant is moved by slack < 0.
struct Target {
  std::string name;
  std::function<Statement(const Symbol& slack)> state;
};

const Symbol tiny = Symbol(Rational(1, 1'000'000'000));

const std::vector<Target>& targets() {
  static const std::vector<Target> list = {
      {"bernstein",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol u = b.at_least("u", 0);
           b.claim_at_least("goal", (1 + u) * log(1 + u) - u, square(u) / (2 + 2 * u / 3 + e * u));
         });
       }},
      {"bernstein_box",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol u = b.between("u", 0, 10);
           b.claim_at_least("goal", (1 + u) * log(1 + u) - u, square(u) / (2 + 2 * u / 3 + e * u));
         });
       }},
      {"log_lower16",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.at_least("x", 0);
           b.claim_at_least("goal", log(1 + x) + e * x, 2 * x / (2 + x));
         });
       }},
      {"exp_upper3",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.between("x", 0, q(179, 100));
           b.claim_at_least("goal", 1 + x + square(x) + e * x, exp(x));
         });
       }},
      {"log_pade_sqrt",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.at_least("x", 0);
           b.claim_at_least("goal", x / sqrt(1 + x) + e * x, log(1 + x));
         });
       }},
      {"cosh",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.between("x", -3, 3);
           b.claim_at_least("goal", exp((q(1, 2) + e) * square(x)), (exp(x) + exp(-x)) / 2);
         });
       }},
      {"pinsker_half",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.between("q", 0, 1, open, open);
           b.claim_at_least("goal", log(1 / (2 * x)) / 2 + log(1 / (2 * (1 - x))) / 2, (2 - e) * square(q(1, 2) - x));
         });
       }},
      {"exp9",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.between("x", 0, 20, open, closed);
           b.claim_at_least("goal", q(1, 12) + e, (1 - exp(-2 * x)) / (2 * x * square(1 - exp(-x))) - 1 / square(x));
         });
       }},
      {"entropy_loglog",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol p = b.between("p", 0, 1, open, open);
           b.claim_at_least("goal", log(p) * log(1 - p) / log(q(2)) + e, -p * log(p) - (1 - p) * log(1 - p));
         });
       }},
      {"entropy_gini3",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol p1 = b.between("p1", 0, 1, open, open), p2 = b.between("p2", 0, 1 - p1, open, open);
           const Symbol p3 = 1 - p1 - p2;
           b.claim_at_least("goal", -p1 * log(p1) - p2 * log(p2) - p3 * log(p3) + e,
                            1 - square(p1) - square(p2) - square(p3));
         });
       }},
      {"hellinger_kl",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol p = b.between("p", 0, 1, open, open), r = b.between("q", 0, 1, open, open);
           b.claim_at_least("goal", p * log(p / r) + (1 - p) * log((1 - p) / (1 - r)) + e,
                            square(sqrt(p) - sqrt(r)) + square(sqrt(1 - p) - sqrt(1 - r)));
         });
       }},
      {"maxent3",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol p1 = b.between("p1", 0, 1, open, open), p2 = b.between("p2", 0, 1 - p1, open, open);
           const Symbol p3 = 1 - p1 - p2;
           b.claim_nonnegative("goal", log(q(3)) + e + p1 * log(p1) + p2 * log(p2) + p3 * log(p3));
         });
       }},
      {"logsum2",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol a1 = b.at_least("a1", 0, open), a2 = b.at_least("a2", 0, open), b1 = b.at_least("b1", 0, open),
                        b2 = b.at_least("b2", 0, open);
           b.claim_at_least("goal", a1 * log(a1 / b1) + a2 * log(a2 / b2) + e, (a1 + a2) * log((a1 + a2) / (b1 + b2)));
         });
       }},
      {"fenchel",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.at_least("x", 0, open), y = b.real("y");
           b.claim_at_least("goal", x * log(x) + exp(y - 1) + e, x * y);
         });
       }},
      {"logmean_a",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol y = b.at_least("y", 0, open), x = b.at_least("x", y);
           b.claim_at_least("goal", log(x / y) / 2 + e, (x - y) / (x + y));
         });
       }},
      {"bretagnolle_huber",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol p = b.between("p", 0, 1, open, open), r = b.between("q", 0, 1, open, open);
           b.claim_at_least("goal", p * log(p / r) + (1 - p) * log((1 - p) / (1 - r)) + e, -log(1 - square(p - r)));
         });
       }},
      {"three",
       [](const Symbol& e) {
         return stated([&](StatementBuilder& b) {
           const Symbol x = b.at_least("x", 0, open), a = b.at_least("a", 0, open), c = b.at_least("b", 0, open);
           b.claim_at_least("goal", c / a + e, log(1 + x / a) * log(1 + c / x));
         });
       }},
  };
  return list;
}

class ChainTarget : public testing::TestWithParam<std::size_t> {};

TEST_P(ChainTarget, IsProvedAndNotWithLessThanItsConstant) {
  const Target& target = targets()[GetParam()];
  EXPECT_EQ(verdict(target.state(0)), "proved");
  EXPECT_NE(verdict(target.state(-tiny)), "proved");
}

INSTANTIATE_TEST_SUITE_P(Corpus, ChainTarget, testing::Range<std::size_t>(0, targets().size()),
                         [](const auto& info) { return targets()[info.param].name; });

/// The false relatives of the targets, and some that touch zero at a single point outside of them.
TEST(ChainProver, ProvesNothingFalse) {
  const auto on = [](const Symbol& lower, const Symbol& upper, const auto& goal) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.between("x", lower, upper))); });
  };
  const std::vector<Statement> wrong = {
      on(0, 10, [](const Symbol& u) { return (1 + u) * log(1 + u) - u - square(u) / (2 + q(3, 5) * u); }),
      on(-3, 3, [](const Symbol& x) { return exp(q(49, 100) * square(x)) - (exp(x) + exp(-x)) / 2; }),
      on(0, q(9, 5), [](const Symbol& x) { return 1 + x + square(x) - exp(x); }),
      on(-1, 1, [](const Symbol& x) { return x - sqrt(square(x)); }),
      on(-1, 1, [](const Symbol& x) { return exp(x) - 1 - x - square(x) / 2; }),
      on(q(1, 2), 2, [](const Symbol& x) { return square(log(x)) - tiny; }),
      on(0, 1, [](const Symbol& x) { return square(3 * x - 1) - tiny; }),
      stated([](StatementBuilder& b) {
        const Symbol p1 = b.between("p1", 0, 1, open, open), p2 = b.between("p2", 0, 1 - p1, open, open);
        const Symbol p3 = 1 - p1 - p2;
        b.claim_nonnegative("goal", q(1098, 1000) + p1 * log(p1) + p2 * log(p2) + p3 * log(p3));
      }),
  };
  for (std::size_t k = 0; k < wrong.size(); ++k) {
    EXPECT_EQ(verdict(wrong[k]), "no chain of derivatives was found") << k;
  }
}

TEST(ChainProver, ProvesContactsAndLimits) {
  const auto on = [](const Symbol& lower, const Symbol& upper, const auto& goal, Bound bound = closed) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.between("x", lower, upper, bound))); });
  };
  EXPECT_EQ(verdict(on(q(1, 2), 2, [](const Symbol& x) { return square(log(x)); })), "proved");
  EXPECT_EQ(verdict(on(0, 1, [](const Symbol& x) { return exp(x) * square(3 * x - 1); })), "proved");
  EXPECT_EQ(verdict(on(
                0, 1, [](const Symbol& x) { return x - x * log(x); }, open)),
            "proved");
  EXPECT_EQ(verdict(on(
                0, 3, [](const Symbol& x) { return x * log(x) + exp(q(-1)); }, open)),
            "proved");  // at 1/e
}

TEST(ChainProver, ExpandsIdentities) {
  const auto identity = [](const Symbol& left, const Symbol& right) {
    return stated([&](StatementBuilder& b) {
      b.at_least("x", 0, open);
      b.between("y", 0, 1, open);
      b.claim_equal("goal", left, right);
    });
  };
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
  EXPECT_EQ(verdict(identity(log(square(x) * y / 6), 2 * log(x) + log(y) - log(q(2)) - log(q(3)))), "proved");
  EXPECT_EQ(verdict(identity(exp(x + y / 2) * exp(x - y), exp(2 * x) * exp(-y / 2))), "proved");
  EXPECT_EQ(verdict(identity(sqrt(x * y) * sqrt(x / y), x)), "proved");
  EXPECT_EQ(verdict(identity(log(x * y), log(x) - log(y))), "no chain of derivatives was found");
  EXPECT_EQ(verdict(identity(sqrt(square(x - y)), x - y)), "no chain of derivatives was found");  // not for x < y
}

/// The goal before it is expanded: each with a relative that is wrong by a billionth.
TEST(ChainProver, TriesTheGoalOnPartsOfItsDomain) {
  const auto on = [](const Symbol& lower, const Symbol& upper, const auto& goal) {
    return verdict(
        stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", goal(b.between("x", lower, upper))); }));
  };
  const std::string none = "no chain of derivatives was found";
  for (const bool wrong : {false, true}) {
    const Symbol e = wrong ? tiny : Symbol(0);
    const std::string expected = wrong ? none : "proved";
    EXPECT_EQ(on(-2, 2, [&](const Symbol& x) { return exp(abs(x)) - 1 - abs(exp(x) - 1) - e; }), expected);
    EXPECT_EQ(on(0, 4, [&](const Symbol& x) { return exp(sqrt(x)) - 1 - sqrt(x) - e; }), expected);
  }
  const auto given = [](const Symbol& slack) {
    return verdict(stated([&](StatementBuilder& b) {
      const Symbol a = b.at_least("a", 0, open), c = b.at_least("c", 0, open);
      b.assume_zero("sum", a + c - 2);
      b.claim_nonnegative("goal", -log(a) - log(c) - slack);
    }));
  };
  EXPECT_EQ(given(0), "proved");
  EXPECT_EQ(given(tiny), none);
  const auto damped = [](const Symbol& margin) {
    return verdict(stated([&](StatementBuilder& b) {
      const Symbol x = b.at_least("x", 0);
      b.claim_nonnegative("goal", margin - exp(-x) * cos(3 * x));
    }));
  };
  EXPECT_EQ(damped(q(101, 100)), "proved");
  EXPECT_NE(damped(q(99, 100)), "proved");
}

/// In other variables, or less multiples of assumptions: each with a relative that is wrong by a billionth.
TEST(ChainProver, PutsOtherVariablesAndMultiples) {
  const std::string none = "no chain of derivatives was found";
  for (const bool wrong : {false, true}) {
    const Symbol e = wrong ? tiny : Symbol(0);
    const std::string expected = wrong ? none : "proved";
    const auto stated_as = [&](const auto& build) { return verdict(stated(build)); };
    EXPECT_EQ(stated_as([&](StatementBuilder& b) {
                const Symbol x = b.at_least("x", 0, open);
                b.claim_nonnegative("goal", (x + q(1, 2)) * log(1 + 1 / x) - 1 - e);
              }),
              expected);
    EXPECT_EQ(stated_as([&](StatementBuilder& b) {
                const Symbol x = b.at_least("x", 0, open), y = b.at_least("y", 0, open);
                b.assume_zero("product", x * y - 1);
                b.claim_nonnegative("goal", log(x) + log(y) - e);
              }),
              expected);
    EXPECT_EQ(stated_as([&](StatementBuilder& b) {
                const Symbol x = b.at_least("x", 0, open);
                b.assume_nonnegative("above", log(x) - 2);
                b.claim_nonnegative("goal", log(square(x)) - 4 - e);
              }),
              expected);
    EXPECT_EQ(stated_as([&](StatementBuilder& b) {
                const Symbol x = b.between("x", -1, 1, open, open);
                b.claim_nonnegative("goal", -log(1 - abs(x)) - abs(x) - e);
              }),
              expected);
    EXPECT_EQ(stated_as([&](StatementBuilder& b) {
                const Symbol x = b.real("x");
                b.claim_nonnegative("goal", 1 - cos(x) - e);
              }),
              expected);
  }
}

TEST(ChainProver, LeavesAlgebraicPremisesToOthers) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.at_least("x", 0);
    b.claim_nonnegative("goal", sqrt(1 + x) * (square(x) + 1));
  });
  ChainOptions options;
  options.max_cells = 0;
  const ChainOutcome alone = prove_by_chains(s, 0, options);
  ASSERT_TRUE(alone.proof);
  EXPECT_TRUE(alone.proof->premises.empty());
  int asked = 0;
  options.algebraic = [&](const Statement& premise) {
    ++asked;
    EXPECT_EQ(premise.goals.size(), 1U);
    return prove_by_coefficients(premise, 0).proof;
  };
  const ChainOutcome outcome = prove_by_chains(s, 0, options);
  ASSERT_TRUE(outcome.proof);
  EXPECT_EQ(static_cast<int>(outcome.proof->premises.size()), asked);
  EXPECT_GT(asked, 0);
  EXPECT_EQ(verdict(s, options), "proved");
}

TEST(ChainProver, SaysWhatItCannotDo) {
  const Statement modulus = stated([](StatementBuilder& b) {
    const Symbol x = b.between("x", 0, 1);
    b.claim_nonnegative("goal", exp(x) + abs(x) - 2);
  });
  EXPECT_EQ(verdict(modulus), "no chain of derivatives was found");
  const Statement chamber = stated([](StatementBuilder& b) {
    const auto [p, gap] = b.leader_chamber("p", 2, "c");
    b.claim_nonnegative("goal", p[0]);
  });
  EXPECT_EQ(verdict(chamber), "chains need a domain of ranges and simplices");
  ChainOptions few;
  few.max_claims = 2;
  EXPECT_EQ(verdict(targets()[0].state(0), few), "the budget of claims is spent");
  const std::atomic<bool> stop = true;
  ChainOptions stopped;
  stopped.stop = &stop;
  EXPECT_THROW(prove_by_chains(targets()[0].state(0), 0, stopped), Stopped);
}

}  // namespace chain_prover_test
}  // namespace hebb
