#include "chain_forgery.hpp"

// Short certificates that would keep the checker busy for hours, or exhaust its stack: each is turned down soon, for
// the work that only one place of the checker counts.

namespace hebb {
namespace work_test {

using forgery::accepted, forgery::Boxes, forgery::Cells, forgery::reason_of, forgery::stated;
using Code = std::vector<Instruction>;

const std::string too_long = "it would take too long to check";

/// The code "0, 1, x, 3" for x in [0, 1], what follows it, and the last node as a goal >= 0.
Statement raw(const Code& more) {
  Statement s;
  s.expression.variables = {"x"};
  s.expression.constants = {0, 1, 3};
  s.expression.code = {
      {Operation::constant, 0}, {Operation::constant, 1}, {Operation::variable, 0}, {Operation::constant, 2}};
  s.expression.code.insert(s.expression.code.end(), more.begin(), more.end());
  s.domain = {Range{0, 0, 1}};
  s.goals = {{"goal", Relation::nonnegative, static_cast<int>(s.expression.code.size()) - 1}};
  return s;
}
/// The number or variable `node` to the power 10000, to the power 10000, ...
Code tower(int node, int height) {
  Code code{{Operation::power, node, 10'000}};
  for (int k = 1; k < height; ++k) code.push_back({Operation::power, 3 + k, 10'000});
  return code;
}
template <class... Arguments>
std::string within(std::uint64_t units, const Arguments&... arguments) {
  const checker::WorkScope work(units);
  return reason_of([&] { checker::replay(arguments...); });
}
constexpr std::uint64_t some = 1'000'000;  // units: a fraction of a second

TEST(Work, PowersOfPowersAreNotWorkedOut) {
  const Statement numbers = raw(tower(3, 4));
  const CoefficientProof cells{{forgery::leaf()}};
  SplitProof splits;
  splits.nodes.resize(1);
  SquaresProof squares;
  squares.parts.resize(1);
  EXPECT_EQ(within(some, numbers, 0, cells), too_long);
  EXPECT_EQ(within(some, numbers, 0, splits), too_long);
  EXPECT_EQ(within(some, numbers, 0, squares), too_long);
  EXPECT_EQ(within(some, numbers, Witness{0, {0}}), too_long);
  EXPECT_EQ(within(some, numbers, 0, BoxProof{{forgery::natural}}), "a constant of the statement is too long");
  // 2^5000 squared nine times
  Code squared{{Operation::add, 1, 1}, {Operation::power, 4, 5'000}};
  for (int k = 0; k < 9; ++k) squared.push_back({Operation::multiply, 5 + k, 5 + k});
  EXPECT_EQ(within(some, raw(squared), 0, BoxProof{{forgery::natural}}), "a constant of the statement is too long");
  squared.resize(4);
  EXPECT_EQ(within(some, raw(squared), 0, BoxProof{{forgery::natural}}), accepted);
  // 3 + x
  Code values{{Operation::add, 2, 3}};
  for (int k = 0; k < 4; ++k) values.push_back({Operation::power, 4 + k, 10'000});
  EXPECT_EQ(within(some, raw(values), 0, BoxProof{{forgery::natural}}), too_long);
  ChainProof chain;
  chain.terms.variables = {"x"};
  chain.nodes = {chain_forgery::constant};
  EXPECT_EQ(within(some, numbers, 0, chain), "the expansions of the chain take too long");
}

TEST(Work, ACheckHasALimit) {
  Certificate c;
  c.claim = "mine";
  c.statement = raw({{Operation::power, 3, 5}, {Operation::exp, 4}});  // exp(243)
  c.evidence = Witness{0, {0}};
  EXPECT_EQ(check(c, [](const Premise&) { return nullptr; }).reason, "the witness does not violate the goal 'goal'");
  c.statement.expression.code.push_back({Operation::power, 5, 10'000});
  c.statement.expression.code.push_back({Operation::power, 6, 10'000});
  EXPECT_EQ(check(c, [](const Premise&) { return nullptr; }).reason, too_long);
}

/// A function of a point takes some milliseconds, however small the numbers are: what it costs is what was measured.
TEST(Work, EveryFunctionOfAPointCounts) {
  const std::string no_witness = "the witness does not violate the goal 'goal'";
  for (const auto& [f, cost] : {std::pair(Operation::exp, 400'000U),
                                {Operation::log, 300'000U},
                                {Operation::sqrt, 10'000U},
                                {Operation::sin, 150'000U},
                                {Operation::cos, 150'000U},
                                {Operation::atan, 400'000U}}) {
    const std::string in_range = f == Operation::cos ? accepted : no_witness;  // cos 3 < 0
    EXPECT_EQ(within(cost - 1, raw({{f, 3}}), Witness{0, {0}}), too_long) << static_cast<int>(f);
    EXPECT_EQ(within(cost, raw({{f, 3}}), Witness{0, {0}}), in_range) << static_cast<int>(f);
    // of an interval twice, and what is known costs nothing
    EXPECT_EQ(within(3 * cost - 1, raw({{f, 3}, {f, 4}}), Witness{0, {0}}), too_long) << static_cast<int>(f);
    EXPECT_NE(within(3 * cost + 1'000, raw({{f, 3}, {f, 4}}), Witness{0, {0}}), too_long) << static_cast<int>(f);
    EXPECT_NE(within(1'000, raw({{f, f == Operation::log || f == Operation::sqrt ? 1 : 0}}), Witness{0, {0}}),
              too_long);
  }
}

TEST(Work, ExpansionsOfManyVariablesCount) {
  const auto sum_to = [](int variables, int power) {
    return stated([&](StatementBuilder& b) {
      Symbol sum = 0;
      for (int k = 0; k < variables; ++k) sum = sum + b.at_least(std::string("x").append(std::to_string(k)), 0);
      b.claim_nonnegative("goal", pow(sum, power));
    });
  };
  const CoefficientProof cells{{forgery::leaf()}};
  EXPECT_EQ(within(some, sum_to(16, 16), 0, cells), too_long);
  EXPECT_EQ(within(some, sum_to(4, 4), 0, cells), accepted);
  // with 16 variables a product looks at 16 exponents
  EXPECT_EQ(within(60, sum_to(16, 2), 0, cells), too_long);
}

/// One divisor and 40 ranges that do not occur in it: 2^40 vertices.
TEST(Work, VerticesOfTheDomainCount) {
  const Statement s = stated([&](StatementBuilder& b) {
    for (int k = 0; k < 40; ++k) b.between(std::string("x").append(std::to_string(k)), 0, 1);
    b.claim_nonnegative("goal", 1 / (1 + Symbol::variable("x0")));
  });
  EXPECT_EQ(within(some, s, 0, CoefficientProof{{forgery::leaf()}}), too_long);
}

TEST(Work, CutsAndSquaresWithLongNumbersCount) {
  const Statement s = stated([](StatementBuilder& b) {
    const Symbol x = b.at_least("x", 0);
    b.claim_nonnegative("goal", pow(x, 200) + 1);
  });
  const Rational large(Integer("1" + std::string(400, '0')));
  SplitProof cut;
  cut.nodes.resize(3);
  cut.nodes[0] = {SplitProof::Kind::cut, 0, 1, {}, {large, large}};
  EXPECT_EQ(within(50'000, s, 0, cut), too_long);
  EXPECT_EQ(within(50'000'000, s, 0, cut), accepted);
  SplitProof square;
  square.nodes.resize(2);
  square.nodes[0] = {SplitProof::Kind::square, 0, 0, {}, std::vector<Rational>(100'000, 1 / large)};
  EXPECT_EQ(within(some, s, 0, square), "the goal is no multiple of the square");
  square.nodes[0].numbers.clear();
  for (int k = 0; k < 100; ++k) square.nodes[0].numbers.push_back(Rational(1, numerator(large) + k));
  EXPECT_EQ(within(some, s, 0, square), too_long);
  SquaresProof squares;
  squares.parts.resize(1);
  squares.polynomials = {{{1, {0}}}};
  for (int k = 0; k < 100; ++k) squares.parts[0].squares.push_back({Rational(1, numerator(large) + k), {}, 0});
  EXPECT_EQ(within(some, s, 0, squares), too_long);
  squares.parts[0].squares.resize(1);
  EXPECT_EQ(within(some, s, 0, squares), "the two sides of an identity differ");
}

TEST(Work, EveryBoxCounts) {
  Code long_code;
  for (int k = 0; k < 4'000; ++k) long_code.push_back({Operation::negate, 2});
  const Statement s = raw(long_code);
  EXPECT_EQ(within(900, s, 0, BoxProof{{forgery::lower_face(0), forgery::natural}}),
            "the goal is not monotone where the proof says so");
  EXPECT_EQ(within(5, raw({{Operation::power, 2, 2}}), 0, BoxProof{{forgery::natural}}), accepted);
  const Statement many = stated([](StatementBuilder& b) {
    Symbol sum = 0;
    for (int k = 0; k < 400; ++k) sum = sum + b.between(std::string("x").append(std::to_string(k)), 0, 1);
    b.claim_nonnegative("goal", sum);
  });
  EXPECT_EQ(within(some, many, 0, BoxProof{{forgery::taylor}}), "a box has too many variables for a Taylor form");
  EXPECT_EQ(within(100, many, 0, BoxProof{{forgery::natural}}), too_long);
  EXPECT_EQ(within(some, many, 0, BoxProof{{forgery::natural}}), accepted);
  const Statement few = stated([](StatementBuilder& b) {
    Symbol sum = 0;
    for (int k = 0; k < 10; ++k) sum = sum + b.between(std::string("x").append(std::to_string(k)), 0, 1);
    b.claim_nonnegative("goal", sum);
  });
  EXPECT_EQ(within(100, few, 0, BoxProof{{forgery::natural}}), accepted);
  EXPECT_EQ(within(100, few, 0, BoxProof{{forgery::taylor}}), too_long);
  EXPECT_EQ(within(some, few, 0, BoxProof{{forgery::taylor}}), accepted);
}

/// Angles q_0 = 2, q_k = sin q_(k-1) cos q_(k-1): whoever goes through the arguments does it 2^k times.
TEST(Work, ArgumentsWithinArgumentsCount) {
  std::vector<Symbol> terms{2};
  std::vector<chain_forgery::Node> nodes{chain_forgery::angle(0)};
  for (int k = 1; k < 60; ++k) {
    terms.push_back(sin(terms.back()) * cos(terms.back()));
    nodes.push_back(chain_forgery::angle(k));
  }
  const Symbol goal = sin(terms.back());
  const Statement s = chain_forgery::between(0, 1, goal);
  auto by_value = nodes, by_slope = nodes;
  by_value.push_back(chain_forgery::constant);
  EXPECT_EQ(within(some, s, 0, chain_forgery::chain(s, terms, by_value)), too_long);
  by_slope.push_back(chain_forgery::up(0));
  by_slope.push_back(chain_forgery::limit);
  EXPECT_EQ(within(some, s, 0, chain_forgery::chain(s, terms, by_slope)), too_long);
}

/// Each substitution writes the goal anew.
TEST(Work, TheGoalsOfAChainAreNotTooLong) {
  Code code;
  for (int k = 0; k < 20'000; ++k) code.push_back({Operation::negate, k == 0 ? 2 : 3 + k});
  Statement s = raw(code);
  s.domain = {Range{0, 1, 3}};
  ChainProof chain;
  chain.terms.variables = {"x"};
  chain.nodes.assign(60, {ChainProof::Kind::invert, 0, 0, {}});
  chain.nodes.push_back(chain_forgery::zero);
  EXPECT_EQ(reason_of([&] { checker::replay(s, 0, chain); }), "the goals of a chain are too long");
}

/// Code that is as deep as it is long.
TEST(Work, DeepCodeFitsTheStack) {
  Code code;
  for (int k = 0; k < 25'000; ++k) code.push_back({Operation::negate, k == 0 ? 2 : 3 + k});
  const Statement s = raw(code);
  EXPECT_EQ(forgery::verdict(s, Cells{forgery::leaf()}), accepted);
  EXPECT_EQ(forgery::verdict(s, Boxes{forgery::natural}), accepted);
  SquaresProof squares;
  squares.parts.resize(1);
  EXPECT_EQ(reason_of([&] { checker::replay(s, 0, squares); }), "the two sides of an identity differ");
}

}  // namespace work_test
}  // namespace hebb
