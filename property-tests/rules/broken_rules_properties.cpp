// Rules that are subtly wrong, each with the law that must catch it whatever the seed, and rules that are right, which
// no law may accuse. HEBB_LAW_SEEDS: of so many seeds (by hand; the suite runs a few).
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include <hebb/rules/file_rule.hpp>
#include <hebb/testing/laws.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace broken_rules_properties {

int seeds(int by_default) {
  const char* wanted = std::getenv("HEBB_LAW_SEEDS");
  return wanted ? std::atoi(wanted) : by_default;
}

/// "mean" is <p, y>, "norm(g)" divides g by its sum over the inputs.
std::string rule_text(const std::string& body) {
  return "rule r noise Q = 2 let mean = sum(j in 1..d: p[j]*y[j]) let plain = sum(j in 1..d: y[j])/d " + body;
}

/// p_i g(i) / sum_j p_j g(j).
std::string normalised_text(const std::string& factor) {
  return "let g(i) = " + factor + " next p[i] = p[i]*g(i)/sum(j in 1..d: p[j]*g(j))";
}

struct Broken {
  const char* slip;
  const char* law;
  std::string body;
};

const std::vector<Broken>& broken_rules() {
  static const std::vector<Broken> rules{
      {"the step of first order, not normalised again", "simplex invariance", "next p[i] = p[i]*(1 + a*(y[i] - mean))"},
      {"not normalised", "simplex invariance", "next p[i] = p[i]*(1 + a*y[i])"},
      {"normalised by the plain mean of y", "simplex invariance", "next p[i] = p[i]*(1 + a*y[i])/(1 + a*plain)"},
      {"a normaliser that is wrong at fourth order", "simplex invariance",
       "next p[i] = p[i]*(1 + a*y[i])/(1 + a*mean + a^4)"},
      {"Oja's decay in place of the normaliser", "simplex invariance", "next p[i] = p[i] + a*mean*(y[i] - mean*p[i])"},
      {"twice the input", "simplex invariance", normalised_text("1 + 2*a*y[i]")},
      {"a learning rate that grows with itself", "simplex invariance", normalised_text("1 + a/(1 - a)*y[i]")},
      {"a little mass leaks to every input", "support", "next p[i] = (1 - a^3)*p[i]*(1 + a*y[i])/(1 + a*mean) + a^3/d"},
      {"a mutation of a millionth", "support",
       "next p[i] = (1 - a^2/1000000)*p[i]*(1 + a*y[i])/(1 + a*mean) + a^2/1000000/d"},
      {"weights below a threshold are cut off", "support",
       "let g(i) = max(p[i]*(1 + a*y[i]) - a^2/1000, 0) next p[i] = g(i)/sum(j in 1..d: g(j))"},
      {"diffusion between neighbours", "support",
       "let g(i) = p[i]*(1 + a*y[i])/(1 + a*mean) next p[i] = (1 - a^2)*g(i) + a^2*sum(j in 1..d: g(j)*abs(i - j))/"
       "sum(j in 1..d: sum(k in 1..d: g(j)*abs(k - j)))"},
      {"later inputs are favoured at third order", "permutation equivariance",
       normalised_text("1 + a*y[i] + a^3*i/10")},
      {"inputs of different gain at second order", "permutation equivariance",
       normalised_text("1 + a*y[i] + a^2*y[i]*(i - 1)/100")},
      {"the first input drives all at second order", "permutation equivariance",
       normalised_text("1 + a*y[i] + a^2*y[1]*p[i]/50")},
      {"the inputs are numbered from the other end", "permutation equivariance",
       "next p[i] = p[d + 1 - i]*(1 + a*y[d + 1 - i])/(1 + a*mean)"},
      {"the learning rate is 1 % too large", "gradient identity", normalised_text("1 + a*101/100*y[i]")},
      {"the wrong sign", "gradient identity", normalised_text("1 - a*y[i]")},
      {"the own probability is subtracted", "gradient identity", normalised_text("1 + a*(y[i] - p[i])/2")},
      {"the response is weighted by p", "gradient identity", normalised_text("1 + a*y[i]*p[i]")},
      {"one in a hundred of the input leaks to the others", "gradient identity",
       normalised_text("1 + a*(99/100*y[i] + plain/100*p[i])")},
      {"a decay of 1/1000", "gradient identity", normalised_text("1 + a*y[i] - a*p[i]/1000")},
      {"a floor that the normaliser forgets at a = 0", "gradient identity",
       "let g(i) = max(p[i]*(1 + a*y[i]), 1/1000) next p[i] = g(i)/sum(j in 1..d: g(j))"},
      {"a rectified input", "centred noise", normalised_text("1 + a*max(y[i], 0)")},
      {"the size of the input", "centred noise", normalised_text("1 + a*abs(y[i])")},
      {"the input is clipped at 3/2", "centred noise", normalised_text("1 + a*min(y[i], 3/2)")},
      {"a quadratic response that is right on 0 and 1", "centred noise",
       normalised_text("1 + a*(y[i] + y[i]^2)/4 + a*y[i]/2")},
      {"a cubic response that is right on 0 and 1", "martingale", normalised_text("1 + a*y[i] - a*(y[i]^3 - y[i])/12")},
      {"a saturating response", "martingale", normalised_text("1 + a*2*y[i]/(1 + y[i]^2)")},
      {"a second-order term three times too large", "remainder bound", normalised_text("1 + a*y[i] + 3*a^2*y[i]^2")},
      {"a step of (1 + a) a", "remainder bound", normalised_text("1 + (a + a^2)*y[i]")},
      {"a curvature that pushes the leader back", "learning-rate bound", normalised_text("1 + a*y[i] - 12*a^2*y[i]^2")},
      {"a claimed learning rate without Q", "learning-rate bound", normalised_text("1 + a*y[i]") + " rate Delta"},
      {"a claimed learning rate a quarter above the largest", "learning-rate bound",
       normalised_text("1 + a*y[i]") + " rate 5/2*Delta/(Q*(8*Q + Delta))"},
      {"a factor that turns down where a y > 31/32", "simplex invariance",
       normalised_text("1 + a*y[i] - 80*max(0, a*y[i] - 31/32)")},
      {"a claimed learning rate a twentieth above the largest", "learning-rate bound",
       normalised_text("1 + a*y[i]") + " rate 21/10*Delta/(Q*(8*Q + Delta))"},
      {"a claimed learning rate for every dimension that is one for two inputs", "learning-rate bound",
       normalised_text("1 + a*y[i]") + " rate d^2/4*Delta/(Q*(8*Q + Delta))"},
      {"a claimed learning rate that holds where the first input leads", "learning-rate bound",
       "let h(i) = 1 - (i - 1)/(2*d) " + normalised_text("1 + a*h(i)*y[i]") +
           " drift p[i]*(h(i)*p[i] - sum(j in 1..d: h(j)*p[j]^2)) rate Delta/(20*Q^2)"},
      {"a pole where a y = 1/2", "simplex invariance", normalised_text("1/(1 - 2*a*y[i])")},
      {"intensities that are not divided out", "permutation equivariance",
       normalised_text("(1 + a^2*i/50)*(1 + a*y[i])")},
      {"a trigger that sums to a little less than 1", "gradient identity",
       "let s = sum(j in 1..d: p[j]^2) + 1/1000000 " + normalised_text("1 + a*y[i]") +
           " trigger p[i]^2/s drift p[i]*(p[i]^2/s - sum(j in 1..d: p[j]^3)/s)"},
      {"a claimed learning rate that forgets a square", "learning-rate bound",
       normalised_text("1 + a*y[i]") + " rate min(1/(2*Q), 4*Delta/Q)"},
  };
  return rules;
}

FileRule<Rational> rational_rule(const std::string& body) {
  return {parse_rules(rule_text(body)).at(0), {}, static_cast<int>(LawOptions{}.max_dimension)};
}

LawResult check(const FileRule<Rational>& rule, const std::string& law, std::uint64_t seed) {
  LawOptions by_default;
  by_default.seed = seed;
  for (const auto& named : all_laws(rule)) {
    if (named.name == law) return named.check(rule, by_default);
  }
  throw PreconditionError("no such law: " + law);
}

TEST(BrokenRules, AreCaughtByTheirLawWhateverTheSeed) {
  EXPECT_GE(broken_rules().size(), 25U);
  const int most = seeds(3);
  for (const Broken& broken : broken_rules()) {
    const FileRule<Rational> rule = rational_rule(broken.body);
    int missed = 0, latest = 0;
    for (int seed = 1; seed <= most; ++seed) {
      const LawResult result = check(rule, broken.law, static_cast<std::uint64_t>(seed));
      missed += result.passed;
      latest = std::max(latest, result.cases);
      EXPECT_NE(result.passed, result.has_counterexample) << broken.slip << result;
    }
    std::cout << broken.law << ": " << broken.slip << ": caught after at most " << latest << " cases, missed " << missed
              << " of " << most << '\n';
    EXPECT_EQ(missed, 0) << broken.slip;
  }
}

TEST(BrokenRules, ACounterexampleIsReplayed) {
  const FileRule<Rational> rule = rational_rule(broken_rules()[0].body);
  LawOptions options;
  const LawResult first = check_simplex_invariance(rule, options);
  ASSERT_FALSE(first.passed);
  options.reproduce = first.reproduce;
  const LawResult again = check_simplex_invariance(rule, options);
  EXPECT_EQ(again.cases, 0);
  EXPECT_EQ(again.counterexample, first.counterexample);
  // The repaired rule passes the same case, and no other is drawn.
  const LawResult repaired = check_simplex_invariance(rational_rule(normalised_text("1 + a*y[i]")), options);
  EXPECT_TRUE(repaired.passed) << repaired;
  EXPECT_EQ(repaired.cases, 1);
  options.reproduce = "no such text";
  EXPECT_THROW(check_simplex_invariance(rule, options), std::invalid_argument);
}

struct Correct {
  const char* name;
  std::string body;
};

const std::vector<Correct>& correct_rules() {
  static const std::vector<Correct> rules{
      {"paper", "next p[i] = p[i]*(1 + a*y[i])/(1 + a*mean)"},
      {"weights", "intensities l[i] = i^2 next w[i] = w[i]*(1 + a*y[i])"},
      {"unreached_cap", normalised_text("min(1 + a*y[i], 2)")},
      {"correlated", "let c(i) = 3/4*p[i] + 1/4*sum(j in 1..d: p[j]^2) " +
                         normalised_text("1 + a*(3/4*y[i] + 1/4*mean)") +
                         " drift p[i]*(c(i) - sum(j in 1..d: p[j]*c(j)))"},
      {"double_zero", normalised_text("(1 + a*y[i]/2)^2")},
      {"own_trigger", "let s = sum(j in 1..d: p[j]^2) " + normalised_text("1 + a*y[i]") +
                          " trigger p[i]^2/s drift p[i]*(p[i]^2/s - sum(j in 1..d: p[j]^3)/s)"},
  };
  return rules;
}

/// Of each rule by itself, so that the long runs of many seeds go side by side.
class CorrectRules : public ::testing::TestWithParam<Correct> {};

TEST_P(CorrectRules, NeverFail) {
  const int most = seeds(1);
  const FileRule<Rational> rule = rational_rule(GetParam().body);
  for (int seed = 1; seed <= most; ++seed) {
    LawOptions options;
    options.seed = static_cast<std::uint64_t>(seed);
    options.cases = seeds(0) > 0 ? 200 : 5000;
    for (const LawResult& result : check_all_laws(rule, options)) EXPECT_TRUE(result.passed) << result;
  }
}
INSTANTIATE_TEST_SUITE_P(Each, CorrectRules, ::testing::ValuesIn(correct_rules()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(EnclosedRules, OfFunctionsNeverFail) {
  const Rule text =
      parse_rules("rule e noise Q = 2 next p[i] = p[i]*exp(a*y[i]) / sum(j in 1..d: p[j]*exp(a*y[j]))").at(0);
  const FileRule<RealInterval> rule(text, {}, 6);
  LawOptions options;
  options.max_dimension = 6;
  const int most = seeds(1);
  for (int seed = 1; seed <= most; ++seed) {
    options.seed = static_cast<std::uint64_t>(seed);
    options.cases = seeds(0) > 0 ? 20 : 500;
    for (const LawResult& result : check_all_laws(rule, options)) EXPECT_TRUE(result.passed) << result;
  }
  EXPECT_NE(blind_spot<FileRule<RealInterval>>(), "");
  // And its false twins are caught.
  const Rule wrong =
      parse_rules("rule e noise Q = 2 next p[i] = p[i]*exp(a*y[i]) / (1 + a*sum(j in 1..d: p[j]*y[j]))").at(0);
  EXPECT_FALSE(check_simplex_invariance(FileRule<RealInterval>(wrong, {}, 6), options).passed);
}

}  // namespace broken_rules_properties
}  // namespace hebb::testing
