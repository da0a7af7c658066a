#include <limits>

#include "chain_forgery.hpp"

// For every condition of a chain a forged proof that only this condition stops, beside the nearest good one.

namespace hebb {
namespace chain_proof_test {

using namespace chain_forgery;  // NOLINT(google-build-using-namespace)

/// log(1 + x) >= 2 x/(2 + x) for x >= 0: the derivative of the difference is x^2/((1 + x) (2 + x)^2).
const Statement pade = on_half_line(log(1 + x) - 2 * x / (2 + x));
const std::vector<Symbol> pade_terms{1 + x, 2 + x};
const std::vector<Node> pade_nodes{base(0), algebraic, base(1), algebraic, up(0), zero, algebraic};
const std::vector<Proof> pade_premises{leaf, leaf, leaf};

TEST(ChainForgery, AGoodChainIsAcceptedAndEveryPieceOfItIsNeeded) {
  EXPECT_EQ(verdict(pade, pade_terms, pade_nodes, pade_premises), accepted);
  std::vector<Node> longer = pade_nodes, shorter = pade_nodes;
  longer.push_back(zero);
  shorter.pop_back();
  EXPECT_EQ(verdict(pade, pade_terms, longer, pade_premises), "the chain has nodes left over");
  EXPECT_EQ(verdict(pade, pade_terms, shorter, {leaf, leaf}), "the chain ends before its last claim is proved");
  EXPECT_EQ(verdict(pade, pade_terms, pade_nodes, {leaf, leaf}), "the chain has too few premises");
  EXPECT_EQ(verdict(pade, pade_terms, pade_nodes, {leaf, leaf, leaf, leaf}), "the chain has premises left over");
  // 2 x/(2 + x) - log(1 + x) falls
  const Statement wrong = on_half_line(2 * x / (2 + x) - log(1 + x));
  EXPECT_EQ(verdict(wrong, pade_terms, pade_nodes, pade_premises), negative_leaf);
  // and with 2 + 1e-9 for 2 the derivative is negative at first
  const Statement sharper = on_half_line(log(1 + x) - (2 + Symbol(Rational(1, 1'000'000'000))) * x / (2 + x));
  EXPECT_EQ(verdict(sharper, pade_terms, pade_nodes, pade_premises), negative_leaf);
}

TEST(ChainForgery, TheTermsHaveTheVariablesOfTheStatement) {
  ChainProof proof = chain(pade, pade_terms, pade_nodes, pade_premises);
  proof.terms.variables = {"y"};
  EXPECT_EQ(verdict(pade, proof), "the terms of the chain have other variables");
}

TEST(ChainForgery, TheDomainIsAProductOfRangesAndSimplices) {
  const Statement s = stated([](StatementBuilder& b) {
    b.leader_chamber("p", 2, "c");
    b.claim_nonnegative("goal", -1);
  });
  EXPECT_EQ(verdict(s, {}, {constant}), "a chain needs a domain of ranges and simplices");
}

TEST(ChainForgery, TheLastCoordinateOfASimplexIsWhatIsLeft) {
  const auto last = [](const Symbol& margin) {
    return stated([&](StatementBuilder& b) { b.claim_nonnegative("goal", b.simplex("p", 3)[2] - margin); });
  };
  const std::vector<Node> falling{down(1), zero, constant};  // along the second coordinate, up to 1 minus the first
  EXPECT_EQ(verdict(last(0), {}, falling), accepted);
  EXPECT_EQ(verdict(last(q(1, 1'000'000)), {}, {down(1), constant, constant}), not_nonnegative);
  EXPECT_EQ(verdict(last(0), {}, {down(0), zero, constant}), "another range depends on the variable of a chain");
  EXPECT_EQ(verdict(last(0), {}, {down(2), zero, constant}), "a node of the chain names a variable that is not there");
  // positive in the open simplex, where log p_2 is defined; 0 at a vertex of the closed one
  const auto logarithm = [](Bound bound) {
    return stated([&](StatementBuilder& b) {
      const Symbol p = b.simplex("p", 2, bound)[1];
      b.claim_nonnegative("goal", log(p) - log(p));
    });
  };
  const Symbol rest = 1 - Symbol::variable("p1");
  const std::vector<Node> defined{base(0), down(0), zero, constant, zero};
  EXPECT_EQ(verdict(logarithm(Bound::open), {rest}, defined), accepted);
  EXPECT_EQ(verdict(logarithm(closed), {rest}, defined), "zero is not positive");
}

TEST(ChainForgery, AChainIsNotDeeperThanTheStack) {
  std::vector<Node> nodes(400, divide({}));
  nodes.push_back(zero);
  EXPECT_EQ(verdict(on_line(0), {}, nodes), "the chain is too deep");
  EXPECT_EQ(verdict(on_line(0), {}, {divide({}), zero}), accepted);
}

/// A node of every kind at the last depth at which it may have children, and each child one deeper.
TEST(ChainForgery, EveryChildIsOneDeeper) {
  struct Case {
    Statement statement;
    std::vector<Symbol> terms;
    std::vector<Node> head;  // one deep
    Node node;
    std::vector<Node> children;
    std::vector<Proof> premises;
  };
  const std::vector<Case> cases{
      {on_line(0), {x}, {}, exponent(0), {zero}, {}},
      {on_line(0), {q(2)}, {}, base(0), {constant, zero}, {}},
      {on_line(0), {}, {}, divide({}), {zero}, {}},
      {on_line(0), {q(0)}, {}, split(0, 0), {zero, zero, zero}, {}},
      {between(0, 2, 0), {q(1)}, {}, split(0, 0), {constant, constant, zero, zero}, {}},
      {between(0, 1, 0), {}, {}, up(0), {zero, zero}, {}},
      {between(0, 1, 0), {}, {}, down(0), {zero, zero}, {}},
      {between(0, 1, 0), {}, {}, chord(0), {zero, zero, zero}, {}},
      {on_half_line(log(x) - 1 + 1 / x, open), {x}, {base(0), algebraic}, tangent(0, 1, {1}), {constant, zero}, {leaf}},
  };
  for (const Case& c : cases) {
    std::vector<Node> nodes = c.head;
    nodes.insert(nodes.end(), c.head.empty() ? 299 : 298, divide({}));
    nodes.push_back(c.node);
    const std::size_t first = nodes.size();
    nodes.insert(nodes.end(), c.children.begin(), c.children.end());
    EXPECT_EQ(verdict(c.statement, c.terms, nodes, c.premises), accepted);
    for (std::size_t k = 0; k < c.children.size(); ++k) {
      std::vector<Node> deeper = nodes;
      deeper.insert(deeper.begin() + static_cast<std::ptrdiff_t>(first + k), divide({}));
      EXPECT_EQ(verdict(c.statement, c.terms, deeper, c.premises), "the chain is too deep") << k;
    }
  }
}

TEST(ChainForgery, TheWorkIsThatOfTheNodesAndPremises) {
  EXPECT_EQ(checker::replay(on_line(0), 0, chain(on_line(0), {}, {divide({}), zero})), 2U);
  EXPECT_EQ(checker::replay(on_half_line(x), 0, chain(on_half_line(x), {}, {algebraic}, {leaf})), 2U);
}

/// Terms of a hostile certificate may be as deep as they are long.
TEST(ChainForgery, DeepTermsAreNoDanger) {
  ChainProof proof;
  proof.terms.variables = {"x"};
  proof.terms.code = {{Operation::variable, 0}};
  for (int k = 0; k < 300'000; ++k) proof.terms.code.push_back({Operation::negate, k});
  proof.nodes = {base(300'000), algebraic, algebraic};
  proof.premises = {leaf, leaf};
  EXPECT_EQ(verdict(on_half_line(x, open), proof), accepted);
}

TEST(ChainForgery, NodesNameWhatThereIs) {
  const std::string gone = "a node of the chain names a variable that is not there";
  EXPECT_EQ(verdict(on_half_line(x), {}, {up(1), zero, constant}), gone);
  EXPECT_EQ(verdict(on_half_line(x), {}, {up(0), up(0), zero, constant, constant}), gone);  // x = 0 by then
  EXPECT_EQ(verdict(on_half_line(x), {}, {up(0), zero, constant}), accepted);
  const std::string no_term = "a node of the chain names a term that does not exist";
  EXPECT_EQ(verdict(on_half_line(x), {x}, {base(7), algebraic, constant}, {leaf}), no_term);
  EXPECT_EQ(verdict(on_half_line(x), {x}, {base(1), algebraic, constant}, {leaf}), no_term);
  EXPECT_EQ(verdict(on_half_line(x), {x}, {exponent(-1), constant}), no_term);
  EXPECT_EQ(verdict(on_half_line(x), {x}, {split(0, 7), constant}), no_term);
}

TEST(ChainForgery, AVariableOnWhichARangeDependsStays) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol first = b.between("x", 0, 1);
    b.between("y", first, 1);
    b.claim_nonnegative("goal", x - y + q(1, 2));  // rises in x; wrong at (0, 1)
  });
  EXPECT_EQ(verdict(s, {}, {up(0), constant, constant}), "another range depends on the variable of a chain");
  EXPECT_EQ(verdict(s, {q(1, 2)}, {split(0, 0), constant}), "another range depends on the variable of a chain");
  const Statement good = stated([](StatementBuilder& b) {
    const Symbol first = b.between("x", 0, 1);
    b.between("y", first, 1);
    b.claim_nonnegative("goal", y - x);
  });
  EXPECT_EQ(verdict(good, {}, {up(1), zero, constant}), accepted);
}

/// The exponent of a power is no node, neither in the statement nor behind it in the terms of the proof.
TEST(ChainForgery, APowerHasAnExponent) {
  const Statement s = on_half_line(log(1 + pow(x, 3)));
  const std::vector<Node> nodes{base(0), algebraic, up(0), zero, algebraic};
  EXPECT_EQ(verdict(s, {1 + pow(x, 3)}, nodes, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(s, {1 + pow(x, 2)}, nodes, {leaf, leaf}), no_log);
  const Statement unused = stated([](StatementBuilder& b) {
    b.at_least("x", 0);
    b.assume_nonnegative("not used", cos(sin(x)));  // node 2
    b.claim_nonnegative("goal", pow(x, 2));
  });
  EXPECT_EQ(verdict(unused, {}, {algebraic}, {leaf}), accepted);
}

TEST(ChainForgery, AnExponentIsOneTermWithAPositiveCoefficient) {
  const Statement s = on_half_line(exp(x) - 1);
  EXPECT_EQ(verdict(s, {x}, {exponent(0), up(0), zero, divide({1}), constant}), accepted);
  EXPECT_EQ(verdict(s, {x + 1}, {exponent(0), zero}), "an exponent is not a single term");
  EXPECT_EQ(verdict(s, {Symbol(0)}, {exponent(0), zero}), "an exponent is not a single term");
  EXPECT_EQ(verdict(s, {1 + x, x / (1 + x)}, {base(0), algebraic, exponent(1), zero}, {leaf}),
            "an exponent is not a single term");
  EXPECT_EQ(verdict(s, {-x}, {exponent(0), zero}), "an exponent has a coefficient that is not positive");
}

TEST(ChainForgery, ABaseIsAPolynomial) {
  const Statement s = on_half_line(log(x) - log(x), open);
  EXPECT_EQ(verdict(s, {x}, {base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_EQ(verdict(s, {x, 1 / x}, {base(0), algebraic, base(1), divide({-2}), constant, zero}, {leaf}),
            "a base is not a polynomial");
  EXPECT_EQ(verdict(s, {x, 1 + sqrt(x)}, {base(0), algebraic, base(1), algebraic, zero}, {leaf, leaf}), accepted);
}

TEST(ChainForgery, AConstantBaseIsAnIntegerAboveOne) {
  const std::string not_integer = "a constant base is not an integer above 1";
  const Statement s = on_line(log(q(4)) - 2 * log(q(2)));
  EXPECT_EQ(verdict(s, {q(2)}, {base(0), constant, zero}), accepted);
  for (const Symbol& c : {q(1), q(1, 2), q(3, 2)}) EXPECT_EQ(verdict(s, {c}, {base(0), constant, zero}), not_integer);
  EXPECT_EQ(verdict(s, {q(-2)}, {base(0), constant, zero}), not_positive);
}

/// sqrt(x^2) is x only where x is positive.
TEST(ChainForgery, ABaseIsPositive) {
  const auto modulus = [](const Symbol& lower, Bound bound) { return between(lower, 1, x - sqrt(square(x)), bound); };
  EXPECT_EQ(verdict(modulus(-1, closed), {x}, {base(0), algebraic, zero}, {leaf}), both_signs);
  EXPECT_EQ(verdict(modulus(-1, closed), {x}, {base(0), up(0), constant, constant, zero}), not_positive);
  EXPECT_EQ(verdict(modulus(0, closed), {x}, {base(0), algebraic, zero}, {leaf}), may_vanish);
  EXPECT_EQ(verdict(modulus(0, open), {x}, {base(0), algebraic, zero}, {leaf}), accepted);
}

TEST(ChainForgery, AProductNamesGeneratorsThatExist) {
  const Statement s = on_half_line(x);
  EXPECT_EQ(verdict(s, {}, {divide({1}), algebraic}, {leaf}), no_generator);
  EXPECT_EQ(verdict(s, {1 + x}, {base(0), algebraic, divide({2002}), algebraic}, {leaf, leaf}),
            "a power of a generator is out of range");
  EXPECT_EQ(verdict(s, {1 + x}, {base(0), algebraic, divide({2}), algebraic}, {leaf, leaf}), accepted);
}

/// Powers are doubled: 2147483647 would become 2 on the way, and log x >= 0 for x <= 1 a theorem, because
/// log(x^2147483647) were bounded by 1 - x.
TEST(ChainForgery, PowersDoNotOverflow) {
  constexpr int highest = std::numeric_limits<int>::max(), lowest = std::numeric_limits<int>::min();
  const std::string out_of_range = "a power of a generator is out of range";
  const Statement s = between(0, 1, log(x), open), mirrored = between(0, 1, -log(x), open);
  for (const int n : {highest, lowest, highest / 2 + 2, lowest / 2 - 1, 1001, -1001}) {
    for (const int k : {1, 2}) {
      EXPECT_EQ(verdict(s, {x}, {base(0), algebraic, tangent(0, k, {n}), constant, algebraic}, {leaf, leaf}),
                out_of_range);
      EXPECT_EQ(verdict(mirrored, {x}, {base(0), algebraic, tangent(0, -k, {n}), constant, algebraic}, {leaf, leaf}),
                out_of_range);
    }
    EXPECT_EQ(verdict(on_half_line(x), {x}, {exponent(0), divide({n}), zero}), out_of_range);
  }
  const Statement nothing = on_half_line(exp(x) - exp(x));
  for (const int n : {1000, -1000}) EXPECT_EQ(verdict(nothing, {x}, {exponent(0), divide({n}), zero}), accepted);
  EXPECT_EQ(verdict(s, {x}, {base(0), algebraic, tangent(0, 1, {100}), constant, algebraic}, {leaf, leaf}),
            negative_leaf);
  EXPECT_EQ(verdict(mirrored, {x}, {base(0), algebraic, tangent(0, -1, {1}), constant, algebraic}, {leaf, leaf}),
            accepted);
}

/// A certificate may be short and its expansions long: (1 + x + ... + x^7)^500 has 3,501 coefficients of 1,500 bits.
TEST(ChainForgery, ExpansionsHaveABudget) {
  Symbol sum = 1;
  for (int k = 1; k < 8; ++k) sum = sum + pow(x, k);
  const Statement s = on_half_line(sum);
  EXPECT_EQ(verdict(s, {sum}, {base(0), algebraic, divide({-1000}), algebraic}, {leaf, leaf}),
            "the expansions of the chain take too long");
  EXPECT_NE(verdict(s, {sum}, {base(0), algebraic, divide({-20}), algebraic}, {leaf, leaf}),
            "the expansions of the chain take too long");
}

TEST(ChainForgery, FunctionsNeedTheirGenerators) {
  EXPECT_EQ(verdict(on_half_line(1 / (1 + x)), {}, {algebraic}, {leaf}), no_denominator);
  EXPECT_EQ(verdict(on_half_line(x / (x - x + Symbol(1) * (x - x))), {}, {zero}), no_denominator);  // x/0
  EXPECT_EQ(verdict(on_half_line(log(1 + x)), {}, {zero}), no_log);
  EXPECT_EQ(verdict(on_half_line(log(2 + 2 * x)), {1 + x}, {base(0), algebraic, zero}, {leaf}), no_log);  // log 2
  EXPECT_EQ(verdict(on_half_line(log(-1 - x)), {1 + x}, {base(0), algebraic, zero}, {leaf}), no_log);
  EXPECT_EQ(verdict(on_half_line(sqrt(1 + x)), {}, {zero}), no_root);
  EXPECT_EQ(verdict(on_half_line(sqrt(-1 - x)), {1 + x}, {base(0), algebraic, zero}, {leaf}), no_root);
  EXPECT_EQ(verdict(on_half_line(sqrt(sqrt(1 + x))), {1 + x}, {base(0), algebraic, zero}, {leaf}), no_root);
  EXPECT_EQ(verdict(on_half_line(exp(x)), {}, {zero}), no_exponent);
  EXPECT_EQ(verdict(on_half_line(exp(x / 2)), {x}, {exponent(0), zero}), no_exponent);
  EXPECT_EQ(verdict(on_half_line(exp(x / (1 + x))), {1 + x, x}, {base(0), algebraic, exponent(1), zero}, {leaf}),
            "an exponential has an argument with a denominator");
}

/// |b| = b, |-b| = b for a base b, and nothing else.
TEST(ChainForgery, AModulusIsThatOfAProductOfBases) {
  const std::string no_modulus = "the argument of a modulus is not a product of bases";
  const std::vector<Node> nodes{base(0), algebraic, zero};
  EXPECT_EQ(verdict(on_half_line(abs(x) - x, open), {x}, nodes, {leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(abs(-2 * x) - 2 * x, open), {x}, nodes, {leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(abs(-2 * x) + 2 * x, open), {x}, nodes, {leaf}), no_zero);
  EXPECT_EQ(verdict(on_half_line(abs(x / 2) - x / 2, open), {x}, nodes, {leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(abs(x / 2) + x / 2, open), {x}, nodes, {leaf}), no_zero);
  EXPECT_EQ(verdict(on_half_line(abs(x - x)), {}, {zero}), accepted);
  EXPECT_EQ(verdict(on_half_line(abs(x) - x), {x}, nodes, {leaf}), may_vanish);
  EXPECT_EQ(verdict(on_half_line(abs(x) - x), {}, {zero}), no_modulus);
  EXPECT_EQ(verdict(on_half_line(abs(1 - x) - 1 + x, open), {x}, nodes, {leaf}), no_modulus);
}

TEST(ChainForgery, SinesHaveTheirTheoremsAndTheirSlopes) {
  EXPECT_EQ(verdict(on_half_line(x - sin(x)), {x}, {angle(0), up(0), zero, algebraic}, {leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(q(999, 1000) * x - sin(x)), {x}, {angle(0), up(0), zero, algebraic}, {leaf}),
            negative_leaf);
  // the slope of cos x - 1 + x^2/2 is x - sin x; that of 1 + x^2/2 - cos x is x + sin x
  const std::vector<Node> twice{angle(0), up(0), zero, up(0), zero, algebraic};
  EXPECT_EQ(verdict(on_half_line(cos(x) - 1 + square(x) / 2), {x}, twice, {leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(cos(x) - 1 + square(x) / 2 - square(x) / 1000), {x}, twice, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_half_line(cos(2 * x) - 1 + 2 * square(x)), {x}, {angle(0), up(0), zero, up(0), zero, algebraic},
                    {leaf}),
            accepted);
  const auto same = [](const Symbol& left, const Symbol& right) {
    return verdict(identity(left, right), {x}, {angle(0), zero});
  };
  EXPECT_EQ(same(square(sin(x)) + square(cos(x)), 1), accepted);
  EXPECT_EQ(same(square(cos(x)) - square(sin(x)), 1), no_zero);
  EXPECT_EQ(same(sin(2 * x), 2 * sin(x) * cos(x)), accepted);
  EXPECT_EQ(same(sin(2 * x), sin(x) * cos(x)), no_zero);
  EXPECT_EQ(same(cos(2 * x), 1 - 2 * square(sin(x))), accepted);
  EXPECT_EQ(same(cos(2 * x), 1 + 2 * square(sin(x))), no_zero);
  EXPECT_EQ(same(sin(-x), -sin(x)), accepted);
  EXPECT_EQ(same(sin(-x), sin(x)), no_zero);
  EXPECT_EQ(same(cos(-3 * x), 4 * pow(cos(x), 3) - 3 * cos(x)), accepted);
  EXPECT_EQ(same(sin(3 * x), 3 * sin(x) - 4 * pow(sin(x), 3)), accepted);
}

TEST(ChainForgery, AnAngleIsOneTermWithAPositiveCoefficient) {
  const Statement s = on_half_line(1 - sin(x));
  EXPECT_EQ(verdict(s, {x}, {angle(0), algebraic}, {leaf}), accepted);
  EXPECT_EQ(verdict(s, {x + 1}, {angle(0), zero}), "an angle is not a single term");
  EXPECT_EQ(verdict(s, {1 + x, x / (1 + x)}, {base(0), algebraic, angle(1), zero}, {leaf}),
            "an angle is not a single term");
  EXPECT_EQ(verdict(s, {-x}, {angle(0), zero}), "an angle has a coefficient that is not positive");
  const std::string no_angle = "the argument of a sine or cosine is not a sum of angles";
  EXPECT_EQ(verdict(s, {}, {zero}), no_angle);
  EXPECT_EQ(verdict(s, {2 * x}, {angle(0), zero}), no_angle);
  EXPECT_EQ(verdict(on_half_line(cos(x / (1 + x))), {1 + x, x}, {base(0), algebraic, angle(1), zero}, {leaf}),
            "a sine or cosine has an argument with a denominator");
  EXPECT_EQ(verdict(s, {x}, {angle(0), divide({1}), algebraic}, {leaf}),
            "a product names a generator that has no sign");
  EXPECT_EQ(verdict(between(0, 1, 1 + sin(x) / 2), {x}, {angle(0), up(0), limit, algebraic}, {leaf}), negative_leaf);
}

/// In a premise a sine is a number in [-1, 1], of which nothing else is known.
TEST(ChainForgery, SinesLieBetweenMinusOneAndOne) {
  for (const Symbol& turn : {sin(x), cos(x), -sin(x), -cos(x)}) {
    EXPECT_EQ(verdict(on_half_line(1 - turn), {x}, {angle(0), algebraic}, {leaf}), accepted);
    EXPECT_EQ(verdict(on_half_line(q(999, 1000) - turn), {x}, {angle(0), algebraic}, {leaf}), negative_leaf);
  }
  EXPECT_EQ(verdict(between(0, 1, sin(x)), {x}, {angle(0), whole}, {box}), accepted);
  EXPECT_EQ(verdict(between(q(-1, 10), 1, sin(x)), {x}, {angle(0), whole}, {box}), forgery::not_nonnegative);
}

TEST(ChainForgery, AnArcHasASlope) {
  const std::vector<Symbol> terms{1 + square(x), x};
  const std::vector<Node> nodes{base(0), algebraic, arc(1), up(0), zero, algebraic};
  EXPECT_EQ(verdict(on_half_line(x - atan(x)), terms, nodes, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(q(999, 1000) * x - atan(x)), terms, nodes, {leaf, leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_half_line(x + atan(-x)), terms, nodes, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(x - atan(2 * x)), terms, nodes, {leaf, leaf}),
            "the argument of an arctangent is not that of an arc");
  EXPECT_EQ(verdict(on_half_line(x - atan(x)), terms, {arc(1), up(0), zero, algebraic}, {leaf}), no_denominator);
  EXPECT_EQ(verdict(on_half_line(x - atan(x)), terms, {base(0), algebraic, arc(1), algebraic}, {leaf, leaf}),
            "an algebraic premise contains an arctangent");
  EXPECT_EQ(verdict(on_line(4 * atan(Symbol(1)) - 3), {q(1)}, {arc(0), constant}), accepted);
  EXPECT_EQ(verdict(on_line(4 * atan(Symbol(1)) - q(22, 7)), {q(1)}, {arc(0), constant}), not_nonnegative);
  // 8 atan(1/(1 + sqrt 2)) = pi
  const Symbol root = sqrt(Symbol(2)), eighth = atan(1 / (1 + root));
  const std::vector<Symbol> bases{q(2), 1 + root, 4 + 2 * root, 1 / (1 + root)};
  const std::vector<Node> of_eighth{base(0), algebraic, base(1), algebraic, base(2), algebraic, arc(3), constant};
  EXPECT_EQ(verdict(on_line(8 * eighth - 3), bases, of_eighth, {leaf, leaf, leaf}), accepted);
  EXPECT_EQ(verdict(on_line(8 * eighth - q(22, 7)), bases, of_eighth, {leaf, leaf, leaf}), not_nonnegative);
  const auto same = [&](const Symbol& left, const Symbol& right) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.at_least("x", 0);
      b.claim_equal("goal", left, right);
    });
    return verdict(s, terms, {base(0), algebraic, arc(1), zero}, {leaf});
  };
  EXPECT_EQ(same(sin(x), x / sqrt(1 + square(x))), "the argument of a sine or cosine is not a sum of angles");
  EXPECT_EQ(same(sin(2 * atan(x)), 2 * x / (1 + square(x))), accepted);
  EXPECT_EQ(same(sin(2 * atan(x)), x / (1 + square(x))), no_zero);
  EXPECT_EQ(same(cos(2 * atan(x)), (1 - square(x)) / (1 + square(x))), accepted);
  EXPECT_EQ(same(sin(atan(x)), x / sqrt(1 + square(x))), accepted);
  EXPECT_EQ(same(cos(atan(x)), -1 / sqrt(1 + square(x))), no_zero);
  EXPECT_EQ(same(cos(-atan(x)), 1 / sqrt(1 + square(x))), accepted);
}

/// y in [0, 3] with the assumption, x in [-1, 1].
Statement assuming(const Symbol& assumption, const Symbol& goal) {
  return stated([&](StatementBuilder& b) {
    b.between("x", -1, 1);
    b.between("y", 0, 3);
    b.assume_nonnegative("assumption", assumption);
    b.claim_nonnegative("goal", goal);
  });
}

TEST(ChainForgery, ABoundIsAnAssumptionAboutOneEnd) {
  const Statement above = assuming(y - exp(x), y - exp(x)), below = assuming(exp(x) - y, exp(x) - y);
  const auto chain_with = [](const Node& first, Node way) {
    return std::vector<Node>{first, exponent(0), std::move(way), exponent(0), zero, constant};
  };
  EXPECT_EQ(verdict(above, {x}, chain_with(bound(1, 0), up(1))), accepted);
  EXPECT_EQ(verdict(below, {x}, chain_with(bound(1, 0), down(1))), accepted);
  EXPECT_EQ(verdict(below, {x}, chain_with(bound(1, 0), up(1))), no_zero);  // its lower end is 0 as before
  EXPECT_EQ(verdict(assuming(y - exp(x), y - exp(x) - q(1, 1'000'000)), {x}, chain_with(bound(1, 0), up(1))), no_zero);
  EXPECT_EQ(verdict(above, {x}, {exponent(0), up(1), exponent(0), zero, constant}), no_zero);
  for (const int k : {-1, 1})
    EXPECT_EQ(verdict(above, {x}, chain_with(bound(1, k), up(1))), "a bound names an assumption that does not exist");
  const std::string no_difference = "a bound is no difference between its variable and an end";
  EXPECT_EQ(verdict(above, {x}, chain_with(bound(0, 0), up(1))), no_difference);
  EXPECT_EQ(verdict(assuming(y + exp(x), y - exp(x)), {x}, chain_with(bound(1, 0), up(1))), no_difference);
  EXPECT_EQ(verdict(assuming(y - exp(y), y - exp(x)), {x}, chain_with(bound(1, 0), up(1))),
            "a bound depends on its own variable");
  EXPECT_EQ(verdict(above, {x}, chain_with(bound(2, 0), up(1))),
            "a node of the chain names a variable that is not there");
  // the end belongs to the range: log(y - 1) is not defined everywhere
  EXPECT_EQ(
      verdict(assuming(y - 1, log(y - 1) - log(y - 1)), {y - 1}, {bound(1, 0), base(0), up(1), zero, constant, zero}),
      "zero is not positive");
  // y^2 - 1/4 grows on [0, 3], and is positive at the end -5; between the two it would have to grow, too
  EXPECT_EQ(verdict(assuming(y - q(-5), square(y) - q(1, 4)), {}, {bound(1, 0), up(1), constant, wide}, {leaf}),
            negative_leaf);
  EXPECT_EQ(verdict(above, {x}, {exponent(0), bound(1, 0), up(1), exponent(0), zero, constant}),
            "a node of the chain stands in the wrong place");
}

TEST(ChainForgery, AnIdentityIsExpanded) {
  const auto equal = [](const Symbol& lower, const Symbol& left, const Symbol& right) {
    return stated([&](StatementBuilder& b) {
      b.between("x", lower, 1, open);
      b.claim_equal("goal", left, right);
    });
  };
  EXPECT_EQ(verdict(equal(0, log(square(x)), 2 * log(x)), {x}, {base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_EQ(verdict(equal(0, sqrt(square(x)), x), {x}, {base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_EQ(verdict(equal(0, exp(2 * x) * exp(-x), exp(x)), {x}, {exponent(0), zero}), accepted);
  EXPECT_EQ(verdict(equal(0, exp(2 * log(x)), square(x)), {x}, {base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_EQ(verdict(equal(0, log(square(x)), log(x)), {x}, {base(0), algebraic, zero}, {leaf}), no_zero);
  EXPECT_EQ(verdict(equal(-1, sqrt(square(x)), x), {x}, {base(0), algebraic, zero}, {leaf}), both_signs);
  const std::string only = "an identity is proved by expansion and derivatives only";
  EXPECT_EQ(verdict(equal(0, x, 0), {}, {up(0), zero, zero}), no_zero);  // its slope is 1
  EXPECT_EQ(verdict(equal(0, x, 0), {}, {algebraic}, {leaf}), only);
  EXPECT_EQ(verdict(equal(0, Symbol(1), 0), {}, {constant}), only);
}

TEST(ChainForgery, AChainStartsAtAnEndOfARange) {
  EXPECT_EQ(verdict(on_half_line(-x), {}, {down(0), zero, constant}), no_end);
  EXPECT_EQ(verdict(on_half_line(-x), {}, {chord(0), zero, zero, zero}), no_end);
  EXPECT_EQ(verdict(on_line(x), {}, {up(0), zero, constant}), no_end);
  EXPECT_EQ(verdict(between(0, 1, x), {}, {up(0)}), "the chain ends before its last claim is proved");
  // a hostile statement: x >= x
  Statement s = on_half_line(x - 1);
  auto& range = std::get<Range>(s.domain[0]);
  for (std::size_t k = 0; k < s.expression.code.size(); ++k) {
    if (s.expression.code[k].operation == Operation::variable) range.lower = static_cast<int>(k);
  }
  EXPECT_EQ(verdict(s, {}, {up(0), algebraic, constant}, {leaf}), "an end of a range depends on its own variable");
}

TEST(ChainForgery, UpNeedsItsLowerEndAndItsSlope) {
  EXPECT_EQ(verdict(between(0, 1, x), {}, {up(0), zero, constant}), accepted);
  EXPECT_EQ(verdict(between(0, 1, x - q(1, 2)), {}, {up(0), zero, constant}), no_zero);
  EXPECT_EQ(verdict(between(0, 1, x - q(1, 2)), {}, {up(0), constant, constant}), not_nonnegative);
  EXPECT_EQ(verdict(between(0, 1, q(1, 2) - x), {}, {up(0), constant, constant}), not_nonnegative);
  EXPECT_EQ(verdict(between(0, 1, 1 - x), {}, {down(0), zero, constant}), accepted);
  EXPECT_EQ(verdict(between(0, 1, q(1, 2) - x), {}, {down(0), constant, constant}), not_nonnegative);
  EXPECT_EQ(verdict(between(0, 1, x - q(1, 2)), {}, {down(0), constant, constant}), not_nonnegative);
}

/// A base has to be positive, also at an end that belongs to the range.
TEST(ChainForgery, UpIsStrictWhereTheClaimIs) {
  const auto positive = [](Bound bound, Node at_end) {
    return verdict(between(0, 1, log(x) - log(x), bound), {x}, {base(0), up(0), std::move(at_end), constant, zero});
  };
  EXPECT_EQ(positive(open, zero), accepted);
  EXPECT_EQ(positive(closed, zero), zero_not_positive);
  EXPECT_EQ(positive(closed, limit), "a limit of the chain is not certainly > 0");
  // x y > 0 for x > 0, y >= 0 is wrong: the slope y is not positive
  const auto product = [](Bound bound) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", 0, 1, open);
      b.between("y", 0, 1, bound);
      b.claim_nonnegative("goal", log(x * y) - log(x * y));
    });
    return verdict(s, {x * y}, {base(0), up(0), zero, algebraic, zero}, {leaf});
  };
  EXPECT_EQ(product(closed), may_vanish);
  EXPECT_EQ(product(open), accepted);
  // 1 - x > 0 from its upper end down, which belongs to the range or not
  const auto mirrored = [](Bound bound) {
    return verdict(between(0, 1, log(1 - x) - log(1 - x), closed, bound), {1 - x},
                   {base(0), down(0), zero, constant, zero});
  };
  EXPECT_EQ(mirrored(open), accepted);
  EXPECT_EQ(mirrored(closed), zero_not_positive);
}

/// The slope need not be positive at the other end, nor at this one.
TEST(ChainForgery, TheSlopeCountsStrictlyBetweenTheEnds) {
  const auto positive = [](const Symbol& b, const Node& direction, Bound lower, Bound upper) {
    return verdict(between(0, 1, log(b) - log(b), lower, upper), {b}, {base(0), direction, zero, algebraic, zero},
                   {leaf});
  };
  EXPECT_EQ(positive(x * (2 - x), up(0), open, closed), accepted);      // slope 2 - 2 x
  EXPECT_EQ(positive(1 - square(x), down(0), closed, open), accepted);  // slope -2 x
  EXPECT_EQ(positive(x * (2 - x), up(0), closed, closed), zero_not_positive);
  EXPECT_EQ(positive(1 - square(x), down(0), closed, closed), zero_not_positive);
}

/// -log(1 + x)/x rises from -1, but its numerator from 0.
TEST(ChainForgery, AnEndKeepsTheDenominators) {
  const std::vector<Node> rest{zero, divide({-4}), up(0), zero, algebraic};
  const auto from = [&](const Symbol& goal, Node at_end) {
    std::vector<Node> nodes{base(0), algebraic, base(1), algebraic, up(0), std::move(at_end)};
    nodes.insert(nodes.end(), rest.begin() + 1, rest.end());
    return verdict(between(0, 1, goal, open), {x, 1 + x}, nodes, {leaf, leaf, leaf});
  };
  EXPECT_EQ(from(-log(1 + x) / x, zero), no_denominator);
  EXPECT_EQ(from(1 - log(1 + x) / x, zero), no_denominator);
  EXPECT_EQ(from(-log(1 + x) / x, limit), no_limit);
  // a base that vanishes at the end and is in no denominator
  EXPECT_EQ(verdict(between(0, 1, 1 - 1 / (1 + x), open), {x, 1 + x},
                    {base(0), algebraic, base(1), algebraic, up(0), zero, divide({0, -4}), constant}, {leaf, leaf}),
            accepted);
  // y/(1 + y) is left at x = 0, and its slope is 1/(1 + y)^2
  const Statement plane = stated([](StatementBuilder& b) {
    b.at_least("x", 0);
    b.at_least("y", 0);
    b.claim_nonnegative("goal", x + y / (1 + y));
  });
  EXPECT_EQ(verdict(plane, {1 + y},
                    {base(0), algebraic, up(0), base(0), algebraic, up(1), zero, divide({-4}), constant, constant},
                    {leaf, leaf}),
            accepted);
}

TEST(ChainForgery, AChordIsConcaveAndNeedsBothEnds) {
  EXPECT_EQ(verdict(between(0, 1, x * (1 - x)), {}, {chord(0), zero, zero, constant}), accepted);
  EXPECT_EQ(verdict(between(-1, 1, square(x) - q(1, 2)), {}, {chord(0), constant, constant, constant}),
            not_nonnegative);
  EXPECT_EQ(verdict(between(0, 2, x * (1 - x)), {}, {chord(0), zero, zero, constant}), no_zero);
  EXPECT_EQ(verdict(between(-1, 1, x * (1 - x)), {}, {chord(0), zero, zero, constant}), no_zero);
}

TEST(ChainForgery, ASplitLiesInItsRange) {
  const std::vector<Node> valley{split(0, 0), constant, constant, down(0), zero, algebraic, up(0), zero, algebraic};
  const Statement s = between(0, 2, square(x - 1));
  EXPECT_EQ(verdict(s, {q(1)}, valley, {leaf, leaf}), accepted);
  EXPECT_EQ(verdict(s, {q(3)}, valley, {leaf, leaf}), not_nonnegative);
  EXPECT_EQ(verdict(s, {q(-1)}, valley, {leaf, leaf}), not_nonnegative);
  EXPECT_EQ(verdict(s, {x}, valley, {leaf, leaf}), "a split depends on its own variable");
  // the end itself only where it belongs to the range
  const std::vector<Node> at_end{split(0, 0), zero, constant, constant, constant};
  EXPECT_EQ(verdict(between(0, 1, 1), {q(0)}, at_end), accepted);
  EXPECT_EQ(verdict(between(0, 1, 1, open), {q(0)}, at_end), zero_not_positive);
  const std::vector<Node> at_upper_end{split(0, 0), constant, zero, constant, constant};
  EXPECT_EQ(verdict(between(0, 1, 1), {q(1)}, at_upper_end), accepted);
  EXPECT_EQ(verdict(between(0, 1, 1, closed, open), {q(1)}, at_upper_end), zero_not_positive);
  // a whole line: the split is defined
  EXPECT_EQ(verdict(on_line(1), {q(0)}, {split(0, 0), zero, constant, constant}), accepted);
  // a range with one end
  const auto one_end = [](bool lower, const Symbol& at) {
    const Statement s = stated([&](StatementBuilder& b) {
      lower ? b.at_least("x", 0) : b.at_most("x", 0);
      b.claim_nonnegative("goal", 1);
    });
    return verdict(s, {at}, {split(0, 0), constant, constant, constant});
  };
  EXPECT_EQ(one_end(true, q(1)), accepted);
  EXPECT_EQ(one_end(true, q(-1)), not_nonnegative);
  EXPECT_EQ(one_end(false, q(-1)), accepted);
  EXPECT_EQ(one_end(false, q(1)), not_nonnegative);
  const Statement plane = stated([](StatementBuilder& b) {
    b.real("x");
    b.real("y");
    b.claim_nonnegative("goal", 1);
  });
  EXPECT_EQ(verdict(plane, {1 / y}, {split(0, 0), zero, constant, constant}), no_denominator);
}

/// Left of 1 the function falls, right of it it rises; each part has its own side of the split.
TEST(ChainForgery, ThePartsOfASplitAreItsSides) {
  const Statement s = between(0, 2, square(x - 1));
  EXPECT_EQ(verdict(s, {q(1)}, {split(0, 0), constant, constant, up(0), constant, algebraic, up(0), zero, algebraic},
                    {leaf, leaf}),
            negative_leaf);
  EXPECT_EQ(
      verdict(s, {q(1)}, {split(0, 0), constant, constant, down(0), zero, algebraic, down(0), constant, algebraic},
              {leaf, leaf}),
      negative_leaf);
}

/// The point of a split belongs to its parts, and the ends of the range stay what they are.
TEST(ChainForgery, ASplitKeepsItsPoint) {
  const auto positive = [](const Symbol& b) {
    return verdict(between(0, 2, log(b) - log(b), open, open), {b, q(1)},
                   {base(0), split(0, 1), constant, constant, algebraic, algebraic, zero}, {leaf, leaf});
  };
  EXPECT_EQ(positive(square(x - 1)), may_vanish);
  EXPECT_EQ(positive(x), accepted);
  EXPECT_EQ(positive(2 - x), accepted);
  EXPECT_EQ(verdict(between(0, 1, 1, open), {q(0)}, {split(0, 0), algebraic, constant, constant, constant}, {leaf}),
            "a denominator vanishes identically");
}

TEST(ChainForgery, ATangentHasAnOrderAnArgumentAndASign) {
  // log x <= x - 1 and log x >= 1 - 1/x
  const Statement above = on_half_line(x - 1 - log(x), open), below = on_half_line(log(x) - 1 + 1 / x, open);
  const auto with = [](const Statement& s, const Node& node, const Node& sign = constant) {
    return verdict(s, {x}, {base(0), algebraic, node, sign, zero}, {leaf});
  };
  EXPECT_EQ(with(above, tangent(0, -1, {1})), accepted);
  EXPECT_EQ(with(below, tangent(0, 1, {1})), accepted);
  EXPECT_EQ(with(below, tangent(0, -1, {-1})), accepted);  // -log(1/x)
  EXPECT_EQ(with(above, tangent(0, 1, {1})), not_nonnegative);
  EXPECT_EQ(with(below, tangent(0, -1, {1})), not_nonnegative);
  EXPECT_EQ(with(above, tangent(0, -2, {1})), no_zero);  // x - 1 - 2 sqrt x + 2 is (sqrt x - 1)^2
  // log x <= 2 (sqrt x - 1) and log x >= 2 (1 - 1/sqrt x)
  const Statement near_above = on_half_line(2 * sqrt(x) - 2 - log(x), open),
                  near_below = on_half_line(log(x) - 2 + 2 / sqrt(x), open);
  EXPECT_EQ(with(near_above, tangent(0, -2, {1})), accepted);
  EXPECT_EQ(with(near_below, tangent(0, 2, {1})), accepted);
  EXPECT_EQ(with(near_above, tangent(0, -1, {1})), no_zero);
  EXPECT_EQ(with(near_below, tangent(0, 1, {1})), no_zero);
  for (const int order : {0, 3, -3}) {
    EXPECT_EQ(with(above, tangent(0, order, {1})), "a tangent has an order that is not 1 or 2");
  }
  const std::string not_in = "a tangent names a base that is not in its argument";
  EXPECT_EQ(with(above, tangent(0, -1, {})), not_in);
  EXPECT_EQ(with(above, tangent(0, -1, {0})), not_in);
  EXPECT_EQ(with(above, tangent(1, -1, {1})), not_in);
  EXPECT_EQ(with(above, tangent(-1, -1, {1})), not_in);
  EXPECT_EQ(with(above, tangent(0, -1, {1, 1})), no_generator);
  EXPECT_EQ(verdict(above, {x, x}, {base(0), algebraic, exponent(1), tangent(0, -1, {1, 1}), constant, zero}, {leaf}),
            "the argument of a tangent is not a product of bases");
  // with the coefficient of another logarithm the remainder keeps both: log x >= ... is not what it proves
  const Statement wrong = on_half_line(x - 1 - 2 * log(x), open);
  EXPECT_EQ(with(wrong, tangent(0, -1, {1})), no_zero);
}

TEST(ChainForgery, AConstantHasNoVariablesAndItsSign) {
  const std::string variables = "a constant has variables";
  EXPECT_EQ(verdict(on_half_line(x - 1), {}, {constant}), variables);
  EXPECT_EQ(verdict(on_half_line(exp(x) - 2), {x}, {exponent(0), constant}), variables);
  EXPECT_EQ(verdict(on_half_line(log(1 + x)), {1 + x}, {base(0), algebraic, constant}, {leaf}), variables);
  EXPECT_EQ(verdict(on_half_line(1 / (1 + x)), {1 + x}, {base(0), algebraic, constant}, {leaf}), variables);
  EXPECT_EQ(verdict(on_line(-1), {}, {constant}), not_nonnegative);
  // 1000 log 2 = 693.147...
  EXPECT_EQ(verdict(on_line(1000 * log(q(2)) - 693), {q(2)}, {base(0), constant, constant}), accepted);
  EXPECT_EQ(verdict(on_line(1000 * log(q(2)) - 694), {q(2)}, {base(0), constant, constant}), not_nonnegative);
  EXPECT_EQ(verdict(on_line(exp(q(1)) - q(271, 100)), {q(1)}, {exponent(0), constant}), accepted);
  EXPECT_EQ(verdict(on_line(exp(q(1)) - q(272, 100)), {q(1)}, {exponent(0), constant}), not_nonnegative);
  EXPECT_EQ(verdict(on_line(q(272, 100) * exp(q(-1)) - 1), {q(1)}, {exponent(0), constant}), accepted);
  EXPECT_EQ(verdict(on_line(sqrt(q(2)) - q(142, 100)), {q(2)}, {base(0), constant, constant}), not_nonnegative);
  EXPECT_EQ(verdict(on_line(0), {}, {constant}), accepted);
  // log 4 - 2 log 2 - 10^-100: intervals know about 70 digits
  const Symbol little = pow(q(1, 10), 100);
  EXPECT_EQ(verdict(on_line(log(q(4)) - 2 * log(q(2)) - little), {q(4), q(2)},
                    {base(0), constant, base(1), constant, constant}),
            not_nonnegative);
  // exp(10^6 log log 2) > 0, as small as 10^-159000
  const Symbol exponent_of = 1'000'000 * log(log(q(2)));
  EXPECT_EQ(verdict(on_line(0), {q(2), log(q(2)), exponent_of, exp(exponent_of)},
                    {base(0), constant, base(1), constant, exponent(2), base(3), constant, zero}),
            not_positive);
}

TEST(ChainForgery, AnAlgebraicPremiseIsProved) {
  EXPECT_EQ(verdict(on_half_line(log(1 + x)), {1 + x}, {base(0), algebraic, algebraic}, {leaf, leaf}),
            "an algebraic premise contains a logarithm");
  EXPECT_EQ(verdict(on_half_line(x - 1), {}, {algebraic}, {leaf}), negative_leaf);
  // an exponential is a positive number there and nothing more
  EXPECT_EQ(verdict(on_half_line(exp(x) + x), {x}, {exponent(0), algebraic}, {leaf}), accepted);
  EXPECT_EQ(verdict(on_half_line(exp(x) - 1), {x}, {exponent(0), algebraic}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_half_line(exp(-x) - 1), {x}, {exponent(0), algebraic}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_half_line(exp(-x) - exp(x)), {x}, {exponent(0), algebraic}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_half_line(exp(-x) + x), {x}, {exponent(0), algebraic}, {leaf}), accepted);
  const Statement two = stated([](StatementBuilder& b) {
    b.at_least("x", 0);
    b.at_most("y", 0);
    b.claim_nonnegative("goal", exp(-x) - exp(-x - y));  // 1/e - 1/(e f)
  });
  EXPECT_EQ(verdict(two, {x, y}, {exponent(0), exponent(1), algebraic}, {leaf}), negative_leaf);
  // powers: x - x^2
  EXPECT_EQ(verdict(between(0, 2, x - square(x)), {}, {algebraic}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(between(0, 2, square(x) - x), {}, {algebraic}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_half_line(pow(x, 3) + x), {}, {algebraic}, {leaf}), accepted);
  // ranges with one end and with none
  const Statement below_zero = stated([](StatementBuilder& b) {
    b.at_most("x", 0);
    b.claim_nonnegative("goal", -x);
  });
  EXPECT_EQ(verdict(below_zero, {}, {algebraic}, {leaf}), accepted);
  EXPECT_EQ(verdict(on_line(square(x)), {}, {algebraic}, {SplitProof{true, {}, {}, {{}, {}}}}), accepted);
  // what is > 0 is not only nowhere zero
  EXPECT_EQ(verdict(on_half_line(0), {-1 - x}, {base(0), algebraic, zero}, {leaf}), negative_leaf);
  EXPECT_EQ(verdict(on_line(0), {x - x}, {base(0), algebraic, zero}, {leaf}), "a denominator vanishes identically");
  // all terms count: log 2 - 1
  EXPECT_EQ(verdict(on_line(log(q(2)) - 1), {q(2)}, {base(0), constant, whole}, {box}),
            "the goal is not certainly >= 0 on a box");
  EXPECT_EQ(verdict(on_line(log(q(2)) - q(1, 2)), {q(2)}, {base(0), constant, whole}, {box}), accepted);
  // the range between the splits, and that of the statement
  const Statement s = between(0, 3, x);
  EXPECT_EQ(verdict(between(1, 3, x - 1), {q(2)}, {split(0, 0), constant, constant, wide, wide}, {leaf, leaf}),
            accepted);
  EXPECT_EQ(verdict(s, {q(2)}, {split(0, 0), constant, constant, algebraic, algebraic}, {leaf, leaf}), accepted);
  const Statement shifted = between(0, 3, square(x) - 2 * x + q(3, 4));  // negative between 1/2 and 3/2
  EXPECT_EQ(verdict(shifted, {q(2)}, {split(0, 0), constant, constant, algebraic, algebraic}, {leaf, leaf}),
            negative_leaf);
  const Statement beyond = between(0, 3, x - 2 + 0 * x);
  EXPECT_EQ(verdict(beyond, {q(2)}, {split(0, 0), constant, constant, wide, wide}, {leaf, leaf}), negative_leaf);
  // boxes and chains are proofs of premises, too
  EXPECT_EQ(verdict(between(0, 1, x), {}, {algebraic}, {box}), accepted);
  EXPECT_EQ(verdict(between(0, 1, x - q(1, 2)), {}, {algebraic}, {box}), "the goal is not certainly >= 0 on a box");
  EXPECT_EQ(verdict(between(0, 1, log(2 + x)), {2 + x}, {base(0), algebraic, whole}, {leaf, box}), accepted);
  EXPECT_EQ(verdict(between(0, 1, log(2 + x) - 1), {2 + x}, {base(0), algebraic, whole}, {leaf, box}),
            "the goal is not certainly >= 0 on a box");
  const Statement line = on_half_line(x);
  EXPECT_EQ(verdict(line, {}, {algebraic}, {chain(line, {}, {up(0), zero, constant})}), accepted);
}

TEST(ChainForgery, TheRangesOfAPremiseDependOnNothingThatIsGone) {
  Statement s = stated([](StatementBuilder& b) {
    b.real("y");
    b.at_least("x", y);
    b.claim_nonnegative("goal", x);
  });
  s.domain.erase(s.domain.begin());  // a hostile statement: y has no range
  EXPECT_EQ(verdict(s, {}, {algebraic}, {leaf}), "an end of a range depends on a variable that is gone");
  EXPECT_EQ(verdict(s, {}, {up(1), limit, constant}), "a limit is taken at an end that is no number");
  Statement other = s;
  other.goals[0].node = *std::get<Range>(other.domain[0]).lower;  // y >= 0
  EXPECT_EQ(verdict(other, {}, {algebraic}, {leaf}), "a premise depends on a variable that is gone");
  Statement circle = stated([](StatementBuilder& b) {
    const Symbol first = b.between("x", 0, 1);
    b.at_least("y", first);
    b.claim_nonnegative("goal", x + y);
  });
  auto& range = std::get<Range>(circle.domain[0]);
  for (std::size_t k = 0; k < circle.expression.code.size(); ++k) {
    const Instruction& i = circle.expression.code[k];
    if (i.operation == Operation::variable && i.a == 1) range.upper = static_cast<int>(k);
  }
  Statement sum = stated([](StatementBuilder& b) {
    b.real("y");
    b.at_least("x", y + 1);
    b.claim_nonnegative("goal", x);
  });
  sum.domain.erase(sum.domain.begin());
  EXPECT_EQ(verdict(sum, {}, {up(1), limit, constant}), "a limit is taken at an end that is no number");
  EXPECT_EQ(verdict(circle, {}, {algebraic}, {leaf}), "the ranges of a chain depend on each other");
}

TEST(ChainForgery, APremiseHasTheRangesThatItsVariablesDependOn) {
  const Symbol lower = (pow(x, 3) - x) / (1 + x) + -x * q(1, 2), upper = 2 * x + 3 + square(x);
  const auto dependent = [&](const Symbol& goal) {
    const Statement s = stated([&](StatementBuilder& b) {
      b.between("x", 0, 1);
      b.between("y", lower, upper);
      b.claim_nonnegative("goal", goal);
    });
    return verdict(s, {1 + x}, {base(0), algebraic, algebraic}, {leaf, leaf});
  };
  const Symbol above = y - (square(x) - x - x * q(1, 2)), below = upper - y;  // (x^3 - x)/(1 + x) = x^2 - x
  EXPECT_EQ(dependent(above), accepted);
  EXPECT_EQ(dependent(above - q(1, 1000)), negative_leaf);
  EXPECT_EQ(dependent(above - x * q(1, 1000)), negative_leaf);
  EXPECT_EQ(dependent(below - x * q(1, 1000)), negative_leaf);
  EXPECT_EQ(dependent(below), accepted);
  EXPECT_EQ(dependent(below - q(1, 1000)), negative_leaf);
  // x <= y <= z: the goal depends on z alone
  const Symbol z = Symbol::variable("z");
  const Statement tower = stated([&](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", x, 1);
    b.between("z", y, 1);
    b.claim_nonnegative("goal", z);
  });
  EXPECT_EQ(verdict(tower, {}, {algebraic}, {leaf}), accepted);
  // the ranges come in the order of the domain: the one that is halved is that of y
  const Statement valley = stated([&](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", 0, 1);
    b.between("z", x, 1);
    b.claim_nonnegative("goal", square(y - q(1, 2)) + z);
  });
  const auto halved = [](int group) {
    return CoefficientProof{{forgery::halve(group), forgery::leaf(), forgery::leaf()}};
  };
  EXPECT_EQ(verdict(valley, {}, {algebraic}, {halved(1)}), accepted);
  EXPECT_EQ(verdict(valley, {}, {algebraic}, {halved(0)}), negative_leaf);
}

TEST(ChainForgery, AnAlgebraicPremiseHasNumbersForEndsWithFunctions) {
  const auto above = [](const Symbol& low, const Symbol& high, const Symbol& end, const Symbol& goal, Node leaf_kind) {
    return verdict(stated([&](StatementBuilder& b) {
                     b.between("x", low, high);
                     b.at_least("y", end);
                     b.claim_nonnegative("goal", goal);
                   }),
                   {}, {leaf_kind}, {leaf_kind.kind == Link::whole ? box : leaf});
  };
  const auto below = [](const Symbol& low, const Symbol& high, const Symbol& end, const Symbol& goal) {
    return verdict(stated([&](StatementBuilder& b) {
                     b.between("x", low, high);
                     b.at_most("y", end);
                     b.claim_nonnegative("goal", goal);
                   }),
                   {}, {algebraic}, {leaf});
  };
  // multiples of 1/64 outside the values: exp(-1) = 23.5/64, exp(1) = 173.97/64
  for (const Node& kind : {algebraic, wide}) {
    EXPECT_EQ(above(-1, 1, exp(x), y - q(23, 64), kind), accepted);
    EXPECT_EQ(above(-1, 1, exp(x), y - q(36, 100), kind), negative_leaf);
    EXPECT_EQ(above(-1, 1, exp(x), y - q(24, 64), kind), negative_leaf);
    EXPECT_EQ(above(0, 1, -exp(x), y + q(174, 64), kind), accepted);
    EXPECT_EQ(above(0, 1, -exp(x), y + q(173, 64), kind), negative_leaf);
    EXPECT_EQ(above(0, 1, exp(x), y - 1, kind), accepted);  // a multiple itself
  }
  EXPECT_EQ(below(-1, 1, exp(x), q(174, 64) - y), accepted);
  EXPECT_EQ(below(-1, 1, exp(x), q(173, 64) - y), negative_leaf);
  EXPECT_EQ(below(0, 1, -exp(x), -y - 1), accepted);
  EXPECT_EQ(below(-1, 0, -exp(x), -y - q(23, 64)), accepted);
  EXPECT_EQ(below(-1, 0, -exp(x), -y - q(24, 64)), negative_leaf);
  // ends that are rational functions stay what they are
  EXPECT_EQ(above(-1, 1, square(x) / 3, y - square(x) / 3, algebraic), accepted);
  // an end that may be undefined or infinite is left out
  EXPECT_NE(above(-1, 1, sqrt(x), y, algebraic), accepted);
  EXPECT_EQ(above(0, 1, sqrt(x), y, algebraic), accepted);
  const auto on_a_half_line = [](bool lower, Bound at, const Symbol& goal, std::vector<Symbol> terms,
                                 std::vector<Node> nodes, std::vector<Proof> premises) {
    return verdict(stated([&](StatementBuilder& b) {
                     if (lower) {
                       b.at_most("x", 0);
                       b.at_least("y", exp(x), at);
                     } else {
                       b.at_least("x", 0);
                       b.at_most("y", exp(x), at);
                     }
                     b.claim_nonnegative("goal", goal);
                   }),
                   terms, std::move(nodes), std::move(premises));
  };
  EXPECT_EQ(on_a_half_line(true, closed, y, {}, {algebraic}, {leaf}), accepted);
  EXPECT_EQ(on_a_half_line(true, closed, y - q(1, 64), {}, {algebraic}, {leaf}), negative_leaf);
  EXPECT_NE(on_a_half_line(false, closed, 1'000'000 - y, {}, {algebraic}, {leaf}), accepted);
  // an end that is left out stays so, and one that is not, too
  EXPECT_EQ(on_a_half_line(true, open, 0, {y}, {base(0), algebraic, zero}, {leaf}), accepted);
  EXPECT_NE(on_a_half_line(true, closed, 0, {y}, {base(0), algebraic, zero}, {leaf}), accepted);
  // through the ranges on which an end depends
  const Symbol z = Symbol::variable("z");
  const auto tower = [&](const Symbol& goal) {
    return verdict(stated([&](StatementBuilder& b) {
                     b.between("x", -1, 1);
                     b.at_least("y", exp(x));
                     b.at_least("z", sqrt(y));
                     b.claim_nonnegative("goal", goal);
                   }),
                   {}, {algebraic}, {leaf});
  };
  EXPECT_EQ(tower(z - q(38, 64)), accepted);
  EXPECT_EQ(tower(z - q(39, 64)), negative_leaf);
}

TEST(ChainForgery, AnExpansionIsBounded) {
  const Symbol high = pow(x, 10'000);
  EXPECT_EQ(verdict(on_half_line(pow(high, 11)), {}, {algebraic}, {leaf}), "an exponent of the chain is out of range");
  Symbol long_product = 1 + x;  // all powers up to 8191
  for (int k = 1; k < 13; ++k) long_product = long_product * (1 + pow(x, 1 << k));
  EXPECT_EQ(verdict(on_half_line(long_product), {}, {algebraic}, {leaf}),
            "an expansion of the chain has too many terms");
  EXPECT_EQ(verdict(on_half_line(high * x), {}, {algebraic}, {leaf}), "a premise has too high a power");
  EXPECT_EQ(verdict(on_half_line(high), {}, {algebraic}, {leaf}), "the degree of an expanded term exceeds 255");
  EXPECT_EQ(verdict(on_half_line(exp(2000 * x)), {x}, {exponent(0), algebraic}, {leaf}), no_exponent);
}

TEST(ChainForgery, ALimitStandsInPlaceOfAnEnd) {
  const std::string wrong_place = "a node of the chain stands in the wrong place";
  // x - x log x rises on (0, 1), where its derivative is -log x
  const Statement s = between(0, 1, x - x * log(x), open);
  const std::vector<Node> nodes{base(0), algebraic, up(0), limit, down(0), zero, divide({-2}), constant};
  EXPECT_EQ(verdict(s, {x}, nodes, {leaf}), accepted);
  EXPECT_EQ(verdict(s, {x}, {base(0), algebraic, limit}, {leaf}), wrong_place);
  const auto at_zero = [](const Symbol& goal) {
    return verdict(between(0, 1, goal, open), {x, 1 + x},
                   {base(0), algebraic, base(1), algebraic, up(0), limit, constant}, {leaf, leaf});
  };
  const std::string slope = "a constant has variables";  // the limit was accepted
  EXPECT_EQ(at_zero(x * log(x)), slope);
  EXPECT_EQ(at_zero(sqrt(x) * log(x) * log(x)), slope);
  EXPECT_EQ(at_zero(log(x) * log(1 + x)), slope);
  EXPECT_EQ(at_zero(q(1, 100) + log(1 + x) + x * log(x)), slope);
  EXPECT_EQ(at_zero(x * log(x) - q(1, 100) * (1 + square(x))), "a limit of the chain is not certainly >= 0");
  EXPECT_EQ(at_zero(log(x)), no_limit);
  EXPECT_EQ(at_zero(-1 / x), no_limit);
  EXPECT_EQ(at_zero(-1 / sqrt(x)), no_limit);
  EXPECT_EQ(at_zero(-log(1 + x) / x), no_limit);
  EXPECT_EQ(at_zero(x * log(x) / x), no_limit);
  EXPECT_EQ(at_zero(sqrt(x) * log(x) / sqrt(x)), no_limit);
  EXPECT_EQ(
      verdict(between(0, 1, x * log(x) + x * log(1 + log(1 + x)), open), {x, 1 + x, 1 + log(1 + x)},
              {base(0), algebraic, base(1), algebraic, base(2), up(0), constant, algebraic, up(0), limit, constant},
              {leaf, leaf, leaf}),
      "a constant has variables");  // the limit was accepted
  const Statement plane = stated([](StatementBuilder& b) {
    b.between("x", 0, 1, open);
    b.between("y", 0, 1);
    b.claim_nonnegative("goal", x * log(x) - y * square(x));
  });
  EXPECT_EQ(verdict(plane, {x}, {base(0), algebraic, up(0), limit, constant}, {leaf}), "a limit has other variables");
  const Statement beside = stated([](StatementBuilder& b) {
    b.between("x", 0, 1, open);
    b.between("y", 0, 1);
    b.claim_nonnegative("goal", x * log(x));
  });
  EXPECT_EQ(verdict(beside, {x}, {base(0), algebraic, up(0), limit, constant}, {leaf}), "a limit has other variables");
  // log 4 - 2 log 2 - 10^-100 at x = 0
  const Symbol little = pow(q(1, 10), 100);
  EXPECT_EQ(verdict(between(0, 1, log(4 + x) - 2 * log(2 + x) - little), {4 + x, 2 + x},
                    {base(0), algebraic, base(1), algebraic, up(0), limit, constant}, {leaf, leaf}),
            "a limit of the chain is not certainly >= 0");
  // exp(-10^6) > 0
  EXPECT_EQ(
      verdict(between(-1, 0, 0), {1'000'000 * x, exp(1'000'000 * x)}, {exponent(0), base(1), up(0), limit, constant}),
      "a limit of the chain is not certainly > 0");
  // at an upper end
  const Statement mirrored = between(0, 1, 1 - x - (1 - x) * log(1 - x), closed, open);
  EXPECT_EQ(
      verdict(mirrored, {1 - x}, {base(0), algebraic, down(0), limit, up(0), zero, divide({-2}), constant}, {leaf}),
      accepted);
}

/// Limits at one end of a range whose other end is 2; the next claim, about the slope, tells that one was accepted.
class Limits {
 public:
  explicit Limits(std::vector<Symbol> bases) : bases_(std::move(bases)) {}
  std::string operator()(const Symbol& goal, int at = 0) const {
    std::vector<Node> nodes;
    std::vector<Symbol> terms = bases_;
    for (std::size_t k = 0; k < bases_.size(); ++k) {
      nodes.push_back(base(static_cast<int>(k)));
      nodes.push_back(algebraic);
    }
    nodes.push_back(exponent(static_cast<int>(terms.size())));
    terms.push_back(x);
    nodes.insert(nodes.end(), {up(0), limit, constant});
    return verdict(between(at, 2, goal, open), terms, nodes, std::vector<Proof>(bases_.size(), leaf));
  }

 private:
  std::vector<Symbol> bases_;
};
const std::string slope = "a constant has variables", below_limit = "a limit of the chain is not certainly >= 0";

TEST(ChainForgery, ALimitHasTheValuesOfItsFunctions) {
  const Limits of({2 + x, q(1, 2) + x, 1 + x});
  EXPECT_EQ(of(log(2 + x) - q(69, 100)), slope);
  EXPECT_EQ(of(log(2 + x) - q(70, 100)), below_limit);
  EXPECT_EQ(of(sqrt(2 + x) - q(141, 100)), slope);
  EXPECT_EQ(of(sqrt(2 + x) - q(142, 100)), below_limit);
  EXPECT_EQ(of(log(q(1, 2) + x) + x), below_limit);
  EXPECT_EQ(of(x - sqrt(1 + x)), below_limit);
  EXPECT_EQ(of(exp(x) - q(271, 100), 1), slope);
  EXPECT_EQ(of(exp(x) - q(272, 100), 1), below_limit);
  EXPECT_EQ(of(exp(2 * x) - q(738, 100), 1), slope);
  EXPECT_EQ(of(exp(2 * x) - q(739, 100), 1), below_limit);
  EXPECT_EQ(of(exp(-x) - q(36, 100), 1), slope);
  EXPECT_EQ(of(exp(-x) - q(37, 100), 1), below_limit);
  EXPECT_EQ(of(exp(-2 * x) - q(13, 100), 1), slope);
  EXPECT_EQ(of(exp(-2 * x) - q(14, 100), 1), below_limit);
  // beside a base that vanishes and occurs nowhere
  EXPECT_EQ(Limits({x, 1 + x})(1 / (1 + x) - q(1, 2)), slope);
}

TEST(ChainForgery, ALimitCountsTheZerosOfItsBases) {
  const Limits of({square(x), x, 1 + x});
  EXPECT_EQ(of(-x * sqrt(x) / square(x)), no_limit);                           // 3/2 - 2
  EXPECT_EQ(of(-sqrt(square(x)) * sqrt(x) / x), slope);                        // 1 + 1/2 - 1
  EXPECT_EQ(of(-log(1 + x) * log(1 + x) / x), slope);                          // 2 - 1
  EXPECT_EQ(of(-log(1 + x) * sqrt(x) / x), slope);                             // 1 + 1/2 - 1
  EXPECT_EQ(of(-log(1 + x) / x), no_limit);                                    // 1 - 1
  EXPECT_EQ(Limits({x, 1 + x})(-sqrt(x) * log(1 + x) / square(x)), no_limit);  // 1/2 + 1 - 2
  const Limits at_one({square(x - 1), x - 1, (x - 1) * (x + 1)});
  EXPECT_EQ(at_one(-(x - 1) * sqrt(x - 1) / square(x - 1), 1), no_limit);
  EXPECT_EQ(Limits({(x - 1) * (x + 1)})(-x * square(x - 1) / ((x - 1) * (x + 1)), 1), slope);  // 2 - 1
}

TEST(ChainForgery, ALimitKnowsItsVariable) {
  const auto nested = [](const Symbol& goal) {
    return verdict(between(0, 2, goal, open), {1 + x, 1 + log(1 + x)},
                   {base(0), algebraic, base(1), up(0), constant, algebraic, up(0), limit, constant}, {leaf, leaf});
  };
  EXPECT_EQ(nested(log(1 + log(1 + x)) - x), slope);
  EXPECT_EQ(nested(log(1 + log(1 + x)) - q(1, 1000)), below_limit);
  EXPECT_EQ(nested(sqrt(1 + log(1 + x)) - q(1001, 1000)), below_limit);
  EXPECT_EQ(nested(1 / (1 + log(1 + x)) - q(999, 1000)), slope);
  EXPECT_EQ(nested(1 / (1 + log(1 + x)) - q(1001, 1000)), below_limit);
  // a base that goes to 0
  const auto vanishing = [](const Symbol& goal) {
    return verdict(between(0, 2, goal, open), {1 + x, log(1 + x)},
                   {base(0), algebraic, base(1), up(0), zero, divide({-2}), constant, up(0), limit, constant}, {leaf});
  };
  EXPECT_EQ(vanishing(square(x)), slope);
  for (const Symbol& goal : {-log(log(1 + x)), -1 / log(1 + x), x / log(1 + x), sqrt(log(1 + x)) - 1})
    EXPECT_EQ(vanishing(goal), "a base in a limit is not certainly > 0");
  const auto of_root = [](const Symbol& goal) {
    return verdict(between(0, 2, goal, open), {x, sqrt(x), sqrt(x)},
                   {base(0), algebraic, exponent(1), angle(2), up(0), limit, constant}, {leaf});
  };
  EXPECT_EQ(of_root(exp(sqrt(x)) - 1), slope);
  EXPECT_EQ(of_root(exp(sqrt(x)) - q(1001, 1000)), below_limit);
  EXPECT_EQ(of_root(exp(-sqrt(x)) - q(1001, 1000)), below_limit);
  EXPECT_EQ(of_root(cos(sqrt(x)) - q(999, 1000)), slope);
  EXPECT_EQ(of_root(cos(sqrt(x)) - q(1001, 1000)), below_limit);
  EXPECT_EQ(of_root(sin(sqrt(x)) - q(1, 1000)), below_limit);
  EXPECT_EQ(of_root(sin(sqrt(x)) / x), no_limit);
  // the second of two variables, when the first is gone
  const Statement plane = stated([](StatementBuilder& b) {
    b.between("x", 0, 1);
    b.between("y", 0, 1, open);
    b.claim_nonnegative("goal", x + y * log(y) + y);
  });
  EXPECT_EQ(verdict(plane, {y}, {base(0), algebraic, up(0), base(0), algebraic, up(1), limit, constant}, {leaf, leaf}),
            slope);
  Statement hostile = stated([](StatementBuilder& b) {
    b.between("x", 0, 1, open);
    b.real("y");
    b.claim_nonnegative("goal", x * log(x) - y);
  });
  hostile.domain.pop_back();  // y has no range
  EXPECT_EQ(verdict(hostile, {x}, {base(0), algebraic, up(0), limit, constant}, {leaf}), "a limit has other variables");
}

}  // namespace chain_proof_test
}  // namespace hebb
