#include <gtest/gtest.h>

#include <hebb/rules/describe.hpp>
#include <hebb/rules/fixed_points.hpp>

#include "refused.hpp"

namespace hebb {
namespace fixed_points_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

RecordedRule recorded(const std::string& body, int d) {
  return parse_rules("rule r noise Q = 2 " + body).at(0).record(d, {});
}
const std::string paper = "next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";

std::map<FixedPoint::Stability, int> counts(const FixedPoints& fixed) {
  std::map<FixedPoint::Stability, int> out;
  for (const FixedPoint& point : fixed.points) ++out[point.stability];
  return out;
}

TEST(FixedPoints, OfThePapersRuleAreTheCriticalPointsOfItsLoss) {
  using enum FixedPoint::Stability;
  const FixedPoints two = fixed_points(recorded(paper, 2)), three = fixed_points(recorded(paper, 3));
  EXPECT_TRUE(two.complete) << two.note;
  EXPECT_EQ(counts(two), (std::map<FixedPoint::Stability, int>{{stable, 2}, {unstable, 1}}));
  EXPECT_EQ(two.points.back().exact, (Vec<Rational>{1_q / 2, 1_q / 2}));
  // d = 3: vertices, midpoints of edges, the barycentre.
  EXPECT_TRUE(three.complete) << three.note;
  EXPECT_EQ(counts(three), (std::map<FixedPoint::Stability, int>{{stable, 3}, {saddle, 3}, {unstable, 1}}));
  for (const FixedPoint& point : three.points) {
    ASSERT_TRUE(point.exact);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_TRUE(point.p[i].contains((*point.exact)[i].convert_to<double>()));
      EXPECT_LT(point.p[i].upper() - point.p[i].lower(), 1e-12);
      const bool in = std::ranges::find(point.support, static_cast<int>(i) + 1) != point.support.end();
      EXPECT_EQ((*point.exact)[i], in ? Rational(1, static_cast<int>(point.support.size())) : Rational(0));
    }
  }
}

TEST(FixedPoints, ThatAreNoFractionsAreEnclosed) {
  // M_1 = p_1 p_2 (p_1 - sqrt 2/2)-like: inputs of unequal weight, so the interior zero is where 2 p_1^2 = p_2^2...
  // here p_1 = p_2 sqrt(1/2).
  const FixedPoints fixed = fixed_points(
      recorded("let t(i) = i*p[i]^2 next p[i] = p[i]*(1 + a*(y[i]))/(1 + a*sum(j in 1..d: p[j]*y[j])) "
               "trigger t(i)/sum(j in 1..d: t(j)) drift p[i]*(t(i) - sum(j in 1..d: p[j]*t(j)))/sum(j in 1..d: t(j))",
               2));
  EXPECT_TRUE(fixed.complete) << fixed.note;
  ASSERT_EQ(fixed.points.size(), 3U);
  const FixedPoint& interior = fixed.points.back();
  EXPECT_FALSE(interior.exact);
  EXPECT_TRUE(interior.p[0].contains(std::sqrt(2.0) / (1 + std::sqrt(2.0))));
  EXPECT_EQ(interior.stability, FixedPoint::Stability::unstable);
}

/// Normalised by the plain sum: M_i = p_i^2 - p_i, which is no flow on the simplex. In one coordinate (1, 0) would be
/// stable, in the other unstable.
TEST(FixedPoints, OfAFieldThatLeavesTheSimplexAreNone) {
  const FixedPoints fixed = fixed_points(recorded("next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: y[j]))", 2));
  EXPECT_TRUE(fixed.points.empty());
  EXPECT_FALSE(fixed.complete);
  EXPECT_EQ(fixed.note, "the mean increment leaves the simplex: its sum is not 0");
}

TEST(FixedPoints, WhereEveryPointIsFixedNothingIsClaimed) {
  const FixedPoints fixed = fixed_points(recorded("next p[i] = p[i]", 2));
  EXPECT_FALSE(fixed.complete);
  EXPECT_FALSE(fixed.note.empty());
  EXPECT_REFUSED(fixed_points(recorded(paper, 4)), PreconditionError,
                 "fixed points are looked for in dimension 2 and 3");
}

TEST(Description, SaysWhatWasUnderstood) {
  const Rule rule =
      parse_rules("rule e noise Q = 2 next p[i] = p[i]*exp(a*y[i])/sum(j in 1..d: p[j]*exp(a*y[j]))").at(0);
  const std::string text = to_text(describe(rule, {}));
  for (const char* part : {"|y_i| <= Q = 2, y = e_j + z", "input i with probability p[i]", "p[1]*exp(a*y[1])",
                           "that of the paper's rule, with p' = p at a = 0 (proved for d = 2, 3)",
                           "which is its mean increment (proved for d = 2, 3)", "7 points and no others (certified)",
                           "saddle     (0, 1/2, 1/2)"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
  }
}

/// log(p) has no value on the faces, the flow that the rule is proved to follow has; max and min are written so.
TEST(Description, FindsTheFixedPointsOfTheFlowThatIsFollowed) {
  const auto described = [](const std::string& body) {
    return to_text(describe(parse_rules("rule r noise Q = 2 " + body).at(0), {}));
  };
  const std::string logits = described("let l(i) = log(p[i]) + a*y[i] next p[i] = exp(l(i))/sum(j in 1..d: exp(l(j)))");
  EXPECT_NE(logits.find("7 points and no others (certified)"), std::string::npos) << logits;
  const std::string clamped =
      described("let x(i) = max(-1, min(1, y[i])) next p[i] = p[i]*(1 + a*x(i))/(1 + a*sum(j in 1..d: p[j]*x(j)))");
  EXPECT_NE(clamped.find("p'[1] = p[1]*(1 + a*max(-1, min(1, y[1])))/(1 + a*(p[1]*max(-1, min(1, y[1])) + "
                         "p[2]*max(-1, min(1, y[2]))))"),
            std::string::npos)
      << clamped;
  EXPECT_NE(clamped.find("dp'[1]/da = p[1]*max(-1, min(1, y[1])) - "), std::string::npos) << clamped;
  const std::string any =
      described("next p[i] = p[i]*(1 + a*max(0, y[i]) - a*min(y[i], 0))/(1 + a*sum(j in 1..d: p[j]*abs(y[j])))");
  EXPECT_NE(any.find("p[1]*(1 + a*max(0, y[1]) - a*min(y[1], 0))"), std::string::npos) << any;
}

}  // namespace fixed_points_test
}  // namespace hebb
