#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/export/gappa.hpp>
#include <hebb/export/smt.hpp>
#include <hebb/theorems/claim.hpp>

namespace hebb {
namespace provers_test {

constexpr int seconds = 20;

bool installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

struct Answer {
  int code;
  std::string first_line;
};

/// Runs `command FILE` on the text. The time limit is the command's own.
Answer ask(const std::string& command, const std::string& text) {
  std::string name = (std::filesystem::temp_directory_path() / "hebb-prover-XXXXXX").string();
  const int file = mkstemp(name.data());
  EXPECT_GE(file, 0);
  std::ofstream(name) << text;
  FILE* pipe = popen((command + " " + name + " 2>&1").c_str(), "r");
  std::string line;
  for (int c = std::fgetc(pipe); c != EOF && c != '\n'; c = std::fgetc(pipe)) line += static_cast<char>(c);
  while (std::fgetc(pipe) != EOF) continue;
  const int status = pclose(pipe);
  std::filesystem::remove(name);
  ::close(file);
  return {status, line};
}

struct Case {
  const char* claim;
  int d;
};

Constants twin(const Claim& claim) { return claim.false_twin.value_or(Constants{}); }

struct Solver {
  const char* program;
  std::string command;
};
const Solver z3{"z3", "z3 -smt2 -T:" + std::to_string(seconds)};
const Solver cvc5{"cvc5", "cvc5 --lang=smt2 --tlimit=" + std::to_string(1000 * seconds)};

void expect_confirmed(const Solver& solver, std::initializer_list<Case> cases) {
  for (const auto& [id, d] : cases) {
    EXPECT_EQ(ask(solver.command, exports::to_smt2(state(*find_claim(id), d))).first_line, "unsat")
        << id << " d = " << d;
  }
}

/// A twin is false: `unsat` would be a wrong export or a wrong solver.
void expect_twins_rejected(const Solver& solver, std::initializer_list<Case> cases) {
  int refuted = 0;
  for (const auto& [id, d] : cases) {
    const Claim& claim = *find_claim(id);
    ASSERT_TRUE(claim.false_twin) << id;
    const std::string answer = ask(solver.command, exports::to_smt2(state(claim, d, twin(claim)))).first_line;
    EXPECT_NE(answer, "unsat") << id << " d = " << d;
    EXPECT_TRUE(answer == "sat" || answer == "unknown" || answer == "timeout" ||
                answer.find("interrupted") != std::string::npos)
        << answer;
    refuted += answer == "sat" ? 1 : 0;
  }
  EXPECT_GT(refuted, 0);
}

/// Without the negated goal the constraints must be satisfiable, or `unsat` would mean nothing.
void expect_domain_not_empty(const Solver& solver, std::initializer_list<Case> cases) {
  for (const auto& [id, d] : cases) {
    std::string text = exports::to_smt2(state(*find_claim(id), d));
    const std::size_t check = text.rfind("(check-sat)"), goal = text.rfind("(assert ", check);
    text.erase(goal, check - goal);
    EXPECT_EQ(ask(solver.command, text).first_line, "sat") << id << " d = " << d;
  }
}

#define SKIP_WITHOUT(program) \
  if (!installed(program)) GTEST_SKIP() << program << " is not installed: ./bootstrap.sh proofs installs it"

const std::initializer_list<Case> for_z3{{"U.simplex", 2},
                                         {"U.simplex", 3},
                                         {"U.ratio", 2},
                                         {"L.gradient", 3},
                                         {"L2.1.minimum", 3},
                                         {"A.1", 3},
                                         {"A2.identity", 2},
                                         {"A2.identity", 3},
                                         {"A2.lump", 3},
                                         {"V.exact", 3},
                                         {"V.sharp.leader", 2},
                                         {"G1", 2},
                                         {"G1", 3},
                                         {"G2", 2},
                                         {"G2", 3},
                                         {"G3", 2},
                                         {"G4", 2}};
const std::initializer_list<Case> for_cvc5{{"G1", 2}, {"G1", 3}, {"G2", 2}, {"G2", 3}};

TEST(Z3, ConfirmsTheClaims) {
  SKIP_WITHOUT("z3");
  expect_confirmed(z3, for_z3);
}

TEST(Z3, RejectsEveryFalseTwin) {
  SKIP_WITHOUT("z3");
  expect_twins_rejected(z3, for_z3);
}

TEST(Z3, TheDomainsAreNotEmpty) {
  SKIP_WITHOUT("z3");
  expect_domain_not_empty(z3, {{"G1", 3}, {"G2", 3}, {"A.1", 3}});
}

TEST(Z3, RefutesWhatTheLedgerRefutes) {
  SKIP_WITHOUT("z3");
  EXPECT_EQ(ask(z3.command, exports::to_smt2(state(*find_claim("L2.1.wording"), 2))).first_line, "sat");
}

/// 1/x^2 >= 0 has no meaning at x = 0, and a claim must have one in its whole domain.
TEST(Z3, AnUndefinedPointCountsAgainstAnInequality) {
  SKIP_WITHOUT("z3");
  for (const bool with_zero : {true, false}) {
    StatementBuilder b;
    const Symbol x = b.between("x", Symbol(0), Symbol(1),
                               with_zero ? StatementBuilder::Bound::closed : StatementBuilder::Bound::open);
    b.claim_nonnegative("1/x^2", Symbol(1) / square(x));
    EXPECT_EQ(ask(z3.command, exports::to_smt2(b.build())).first_line, with_zero ? "sat" : "unsat");
  }
}

/// An identity is claimed where it has a meaning, and nowhere else.
TEST(Z3, AnIdentityHoldsWhereItIsDefined) {
  SKIP_WITHOUT("z3");
  for (const int right : {1, 2}) {
    StatementBuilder b;
    const Symbol x = b.real("x"), y = b.real("y");
    b.claim_equal("x y / (x y)", x * y / (x * y), Symbol(right));
    EXPECT_EQ(ask(z3.command, exports::to_smt2(b.build())).first_line, right == 1 ? "unsat" : "sat");
  }
}

TEST(Z3, RootsAreThePositiveOnes) {
  SKIP_WITHOUT("z3");
  for (const bool negative : {false, true}) {
    StatementBuilder b;
    const Symbol x = b.between("x", Symbol(negative ? -1 : 0), Symbol(1));
    b.claim_nonnegative("sqrt x - x", sqrt(x) - x);
    EXPECT_EQ(ask(z3.command, exports::to_smt2(b.build())).first_line, negative ? "sat" : "unsat");
  }
}

TEST(Cvc5, ConfirmsTheClaims) {
  SKIP_WITHOUT("cvc5");
  expect_confirmed(cvc5, for_cvc5);
}

TEST(Cvc5, RejectsEveryFalseTwin) {
  SKIP_WITHOUT("cvc5");
  expect_twins_rejected(cvc5, for_cvc5);
}

const std::string gappa = "timeout " + std::to_string(seconds) + " gappa";

TEST(Gappa, BoundsTheRoundingErrorOfTheUpdate) {
  SKIP_WITHOUT("gappa");
  for (const int d : {2, 3, 8}) EXPECT_EQ(ask(gappa, exports::update_rounding_gappa(d)).code, 0) << d;
}

/// Four roundings follow each other in a coordinate, so an error of a quarter of a rounding cannot be provable.
TEST(Gappa, DoesNotProveASmallerError) {
  SKIP_WITHOUT("gappa");
  std::string text = exports::update_rounding_gappa(3);
  const std::size_t bound = text.find("23b-55");
  ASSERT_NE(bound, std::string::npos);
  EXPECT_NE(ask(gappa, text.replace(bound, 6, "1b-55")).code, 0);
}

/// sum p_i^2 >= bound on the simplex, whose minimum is 1/d; a chamber with its gap; a range that is no decimal; a
/// quotient. The rows of the ledger are tight somewhere in their domain, and Gappa needs a margin.
Statement with_margin(int which, bool wrong) {
  StatementBuilder b;
  if (which == 0) {
    const Vec<Symbol> p = b.simplex("p", 3);
    b.claim_at_least("s", square(p[0]) + square(p[1]) + square(p[2]), Symbol(wrong ? Rational(2, 5) : Rational(1, 4)));
  } else if (which == 1) {
    const auto [p, c] = b.leader_chamber("p", 3, "c");
    b.claim_at_least("p_1", p[0], Symbol(wrong ? Rational(1, 2) : Rational(3, 10)));
  } else if (which == 2) {
    const Symbol x = b.between("x", Symbol(Rational(1, 3)), Symbol(Rational(2, 3)));
    b.claim_at_least("x (1 - x)", x * (1 - x), Symbol(wrong ? Rational(9, 40) : Rational(1, 5)));
  } else {
    const Symbol a = b.between("a", Symbol(0), Symbol(Rational(1, 2))), x = b.between("x", Symbol(-1), Symbol(1));
    b.claim_at_least("1/(1 + a x)", Symbol(1) / (1 + a * x), Symbol(wrong ? Rational(7, 10) : Rational(3, 5)));
  }
  return b.build();
}

TEST(Gappa, ProvesWhatHasAMargin) {
  SKIP_WITHOUT("gappa");
  for (int which = 0; which < 4; ++which)
    EXPECT_EQ(ask(gappa, exports::to_gappa(with_margin(which, false))).code, 0) << which;
}

TEST(Gappa, RejectsTheFalseTwins) {
  SKIP_WITHOUT("gappa");
  for (int which = 0; which < 4; ++which)
    EXPECT_NE(ask(gappa, exports::to_gappa(with_margin(which, true))).code, 0) << which;
}

/// Most rows are tight somewhere in their domain; these are not.
const std::initializer_list<Case> for_gappa{
    {"G3.margin", 2}, {"G3.margin", 3}, {"B.power.every", 2}, {"B.power.every", 3}};

TEST(Gappa, ConfirmsTheClaimsWithAMargin) {
  SKIP_WITHOUT("gappa");
  for (const auto& [id, d] : for_gappa)
    EXPECT_EQ(ask(gappa, exports::to_gappa(state(*find_claim(id), d))).code, 0) << id << " d = " << d;
}

TEST(Gappa, RejectsTheTwinsOfTheClaims) {
  SKIP_WITHOUT("gappa");
  for (const auto& [id, d] : for_gappa) {
    const Claim& claim = *find_claim(id);
    ASSERT_TRUE(claim.false_twin) << id;
    EXPECT_NE(ask(gappa, exports::to_gappa(state(claim, d, twin(claim)))).code, 0) << id << " d = " << d;
  }
}

}  // namespace provers_test
}  // namespace hebb
