#include <cmath>

#include <gtest/gtest.h>

#include <hebb/language/rules.hpp>
#include <hebb/model/update.hpp>
#include <hebb/rule_runs/rule_simulation.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

namespace hebb {
namespace rule_simulation_test {

using namespace literals;  // NOLINT(google-build-using-namespace)

const std::string paper = "rule paper noise Q = 2 next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))";
const std::string exponential =
    "rule exponentiated noise Q = 2 next p[i] = p[i]*exp(a*y[i]) / sum(j in 1..d: p[j]*exp(a*y[j]))";

RuleProblem problem(const std::string& text, const Rational& a = 1_q / 100, AnyNoise noise = UniformNoise(2),
                    Vec<Rational> start = {2_q / 5, 7_q / 20, 1_q / 4}) {
  return {parse_rules(text).at(0).record(static_cast<int>(start.size()), {}), std::move(start), a, std::move(noise)};
}

RecordingOptions options() {
  RecordingOptions how;
  how.steps = 2000;
  how.every = 100;
  how.paths = 50;
  how.seed = 7;
  how.threads = 1;
  return how;
}

double largest_difference(const RuleRecording& x, const RuleRecording& y) {
  double largest = 0;
  for (std::size_t n = 0; n < x.paths.size(); ++n) {
    for (std::size_t k = 0; k < x.steps.size(); ++k) {
      for (std::size_t i = 0; i < x.paths[n].points[k].size(); ++i)
        largest = std::max(largest, std::abs(x.paths[n].points[k][i] - y.paths.at(n).points.at(k)[i]));
    }
  }
  return largest;
}

TEST(RulePaths, ThePapersRuleHasThePathsOfTheBuiltInChain) {
  for (const std::string& text :
       {paper, std::string("rule w noise Q = 2 intensities l[i] = i next w[i] = w[i]*(1 + a*y[i])")}) {
    const RuleProblem chain = problem(text);
    const RuleRecording rule = record_rule_paths(chain, options());
    const Recording own = record_paths({chain.start, chain.a, chain.noise, {}, InputLaw::one_hot, {}}, options());
    EXPECT_TRUE(rule.built_in);
    ASSERT_EQ(rule.steps, own.steps);
    ASSERT_EQ(rule.paths.size(), own.paths.size());
    for (std::size_t n = 0; n < own.paths.size(); ++n)
      EXPECT_EQ(static_cast<RecordedPath>(rule.paths[n]), own.paths[n]);
  }
}

/// Other spellings are proved to be the same step and have the same paths; what agrees with it only at some points, or
/// has no value somewhere, is compiled.
TEST(RulePaths, ThePapersRuleIsRecognisedHoweverItIsSpelled) {
  const auto is_papers = [](const std::string& body) {
    return is_papers_rule(parse_rules("rule r noise Q = 2 " + body).at(0).record(3, {}));
  };
  const std::string mean = "let m = sum(j in 1..d: p[j]*y[j]) ", total = "let t = sum(j in 1..d: w[j]) ";
  for (const std::string& same :
       {mean + "next p[i] = (p[i] + a*p[i]*y[i])/(1 + a*m)",
        std::string("let g(i) = 1 + y[i]*a next p[i] = p[i]*g(i)/sum(j in 1..d: p[j]*g(j))"),
        mean + "next p[i] = p[i] + a*p[i]*(y[i] - m)/(1 + a*m)", std::string("next w[i] = w[i] + a*w[i]*y[i]"),
        std::string("next w[i] = w[i]*(1 - a/20) + a*w[i]*y[i] + a*w[i]/20")})
    EXPECT_TRUE(is_papers(same)) << same;
  // The numbers 3/17 and w_1 + ... = 1 are those of the point that is looked at before anything is proved.
  for (const std::string& other :
       {mean + "next p[i] = p[i]*(1 + a*y[i])/(1 + a*m) + (a - 3/17)*p[1]*p[2]*p[d]*(2 - i)/1000",
        mean + "next p[i] = p[i]*(1 + a*y[i])*(y[1] - y[2])/((1 + a*m)*(y[1] - y[2]))",
        mean + "next p[i] = p[i]*(1 + a*y[i])*(1/2 - a)/((1 + a*m)*(1/2 - a))",
        mean + "next p[i] = p[i]*(1 + a*y[i])/(1 + a*m) trigger p[i]",
        total + "next w[i] = w[i]*(1 + a*y[i] + a*(1 - t))", total + "next w[i] = w[i]*(1 + a*y[i])*t/t",
        std::string("next w[i] = w[i]*(1 + a*y[i]) + (a - 3/17)*w[1]*w[2]*i/1000")})
    EXPECT_FALSE(is_papers(other)) << other;
  const RuleProblem chain = problem(paper),
                    spelled = problem(
                        "rule r noise Q = 2 let g(i) = 1 + y[i]*a next p[i] = p[i]*g(i)/sum(j in 1..d: p[j]*g(j))");
  const RuleRecording one = record_rule_paths(chain, options()), two = record_rule_paths(spelled, options());
  EXPECT_TRUE(two.built_in);
  EXPECT_EQ(largest_difference(one, two), 0);
}

TEST(RulePaths, CompiledItDiffersByRoundingOnlyUnderEveryLaw) {
  const std::vector<AnyNoise> laws{UniformNoise(2), TwoPointNoise(2), TruncatedGaussianNoise(2, 1_q / 2),
                                   DiscreteNoise(2, {{-1_q, 1_q / 4}, {0_q, 1_q / 2}, {1_q, 1_q / 4}})};
  for (const AnyNoise& noise : laws) {
    const RuleProblem chain = problem(paper, 1_q / 50, noise);
    const RuleRecording own = record_rule_paths(chain, options());
    const RuleRecording code = record_rule_paths(chain, options(), nullptr, RuleEngine::code);
    EXPECT_FALSE(code.built_in);
    EXPECT_GT(code.operations, 10);
    ASSERT_EQ(code.paths.size(), own.paths.size());
    EXPECT_LT(largest_difference(own, code), 1e-11) << noise_name(noise);
    EXPECT_GT(largest_difference(own, record_rule_paths(problem(exponential, 1_q / 50, noise), options())), 1e-3);
    for (std::size_t n = 0; n < own.paths.size(); ++n) EXPECT_EQ(code.paths[n].diagnosis, own.paths[n].diagnosis);
  }
}

TEST(RulePaths, AreAFunctionOfSeedAndNumberAlone) {
  RecordingOptions how = options();
  const RuleRecording first = record_rule_paths(problem(exponential), how);
  how.threads = 2;
  how.paths = 70;
  const RuleRecording again = record_rule_paths(problem(exponential), how);
  EXPECT_EQ(largest_difference(first, again), 0);
  how.seed = 8;
  EXPECT_GT(largest_difference(first, record_rule_paths(problem(exponential), how)), 1e-3);
}

/// Another rule from the same words, step by step in the recorded code over double.
TEST(RulePaths, TheCompiledCodeIsTheRecordedRule) {
  const std::string text =
      "rule odd noise Q = 2 constant g = 1/3\n"
      "trigger p[i]^2/sum(j in 1..d: p[j]^2)\n"
      "next p[i] = max(p[i]*exp(a*y[i]*sqrt(1 + g*cos(p[i]))), 0)/sum(j in 1..d: max(p[j]*exp(a*y[j]*sqrt(1 + "
      "g*cos(p[j]))), 0))";
  const RuleProblem odd = problem(text, 1_q / 20, TwoPointNoise(2));
  RecordingOptions how = options();
  how.steps = 40;
  how.every = 1;
  const RuleRecording code = record_rule_paths(odd, how);
  int seen = 0;
  for (const RuleRecordedPath& path : code.paths) {
    for (std::size_t k = 0; k + 1 < path.points.size(); ++k) {
      const Vec<double>& p = path.points[k];
      bool found = false;  // the next point is that of one of the 3 triggers and 8 patterns of the noise
      for (int j = 0; j < 3 && !found; ++j) {
        for (int pattern = 0; pattern < 8 && !found; ++pattern) {
          Vec<double> y{(pattern & 1) ? 1.0 : -1.0, (pattern & 2) ? 1.0 : -1.0, (pattern & 4) ? 1.0 : -1.0};
          y[static_cast<std::size_t>(j)] += 1;
          const Vec<double> next = odd.rule.apply(p, y, 0.05, 2.0);
          double difference = 0;
          for (std::size_t i = 0; i < 3; ++i)
            difference = std::max(difference, std::abs(next[i] - path.points[k + 1][i]));
          found = difference < 1e-15;
        }
      }
      EXPECT_TRUE(found);
      ++seen;
    }
  }
  EXPECT_EQ(seen, 50 * 40);
}

TEST(RulePaths, TheTriggerHasItsLaw) {
  // p stays where it is, and the sum of the inputs is counted in a constant drift of p_1: here by the trigger alone.
  const std::string text =
      "rule t noise Q = 2 trigger p[i]^2/sum(j in 1..d: p[j]^2)\n"
      "next p[i] = p[i]*exp(a*y[i])/sum(j in 1..d: p[j]*exp(a*y[j]))";
  RuleProblem chain = problem(text, 1_q / 4, DiscreteNoise(2, {{0_q, 1_q}}), {3_q / 5, 2_q / 5});
  RecordingOptions how = options();
  how.steps = how.every = 1;
  how.paths = 20000;
  int first = 0;
  for (const RuleRecordedPath& path : record_rule_paths(chain, how).paths) first += path.points[1][0] > 0.6;
  EXPECT_NEAR(first / 20000.0, 9.0 / 13, 0.015);  // four standard deviations
}

TEST(RulePaths, LeavingTheSimplexIsNoticed) {
  // p_i (1 + a (y_i - b)): the sum drifts by a (p.y - b); b = 0 leaves at the first step.
  const RuleRecording sum = record_rule_paths(problem("rule s noise Q = 2 next p[i] = p[i]*(1 + a*y[i])"), options());
  for (const RuleRecordedPath& path : sum.paths) {
    ASSERT_EQ(path.left_at, 1U);
    EXPECT_EQ(path.points[1], path.points[20]) << "a path that has left stays";
  }
  // Oja-like: p_i + a p_i (y_i - p.y) keeps the sum, and becomes negative only for large a Q.
  const std::string oja = "rule o noise Q = 4 next p[i] = p[i] + a*p[i]*(y[i] - sum(j in 1..d: p[j]*y[j]))";
  const auto left = [&](const Rational& a) {
    std::uint64_t n = 0;
    for (const RuleRecordedPath& path : record_rule_paths(problem(oja, a, TwoPointNoise(4)), options()).paths) {
      n += path.left_at.has_value();
      if (path.left_at) {
        double lowest = 0;
        for (const double x : path.points.back()) lowest = std::min(lowest, x);
        EXPECT_LT(lowest, -simplex_tolerance);
      }
    }
    return n;
  };
  EXPECT_EQ(left(1_q / 10), 0U);
  EXPECT_GT(left(24_q / 100), 10U);
  // Not a number: log of a negative one.
  const RuleRecording nan =
      record_rule_paths(problem("rule n noise Q = 2 next p[i] = p[i]*log(1/2 + 40*a*y[i])", 1_q / 20), options());
  for (const RuleRecordedPath& path : nan.paths) EXPECT_TRUE(path.left_at);
}

TEST(RuleLosses, AreThoseOfTheBuiltInChain) {
  RuleProblem chain = problem(paper, 1_q / 20, UniformNoise(2), {1_q / 2, 3_q / 10, 1_q / 5});
  RuleLossOptions how{.event = LossEvent::below_gap(1_q / 10), .steps = 500, .paths = 5000, .seed = 3};
  how.threads = 2;
  const RuleLosses rule = count_rule_losses(chain, how);
  ChainProblem own{{chain.start, chain.a, chain.noise, how.event}};
  own.steps = how.steps;
  MonteCarloOptions monte_carlo{.paths = how.paths, .seed = how.seed};
  const MonteCarloTally tally = MonteCarlo(own, monte_carlo).run();
  EXPECT_EQ(rule.paths, 5000U);
  EXPECT_EQ(rule.left, 0U);
  EXPECT_GT(rule.lost, 500U);
  EXPECT_LT(rule.lost, 4500U);
  EXPECT_EQ(rule.lost, tally.lost_by.at(0));
  for (const InstructionSet set : all_instruction_sets) {
    if (!is_supported(set)) continue;
    how.instruction_set = set;
    EXPECT_EQ(count_rule_losses(chain, how).lost, rule.lost) << to_string(set);
  }
}

/// The losses by parts of the horizon are those of shorter runs.
TEST(RuleLosses, HaveTheirSteps) {
  const RuleProblem chain = problem(paper, 1_q / 20, UniformNoise(2), {1_q / 2, 3_q / 10, 1_q / 5});
  RuleLossOptions how{.event = LossEvent::below_gap(1_q / 10), .steps = 16 * 20, .paths = 2000, .seed = 3};
  const RuleLosses all = count_rule_losses(chain, how);
  std::uint64_t so_far = 0;
  for (std::size_t part = 0; part < loss_parts; ++part) {
    so_far += all.in_part[part];
    how.steps = 20 * (part + 1);
    const RuleLosses some = count_rule_losses(chain, how);
    EXPECT_EQ(some.lost + some.left, so_far) << part;
  }
  EXPECT_GT(all.in_part[1], 0U);
}

TEST(RuleLosses, APathThatLeavesTheSimplexIsCountedApart) {
  const std::string oja = "rule o noise Q = 4 next p[i] = p[i] + a*p[i]*(y[i] - sum(j in 1..d: p[j]*y[j]))";
  const RuleProblem chain = problem(oja, 24_q / 100, TwoPointNoise(4), {9_q / 10, 1_q / 20, 1_q / 20});
  const RuleLosses losses = count_rule_losses(chain, {.event = {}, .steps = 100, .paths = 1000});
  EXPECT_GT(losses.left, 0U);
  ASSERT_TRUE(losses.first_left && losses.left_at);
  EXPECT_LE(losses.lost + losses.left, losses.paths);
}

TEST(RuleProblem, IsChecked) {
  const auto message = [](const RuleProblem& p) -> std::string {
    try {
      require_valid(p);
    } catch (const PreconditionError& e) {
      return e.what();
    }
    return "";
  };
  RuleProblem p = problem(paper);
  EXPECT_EQ(message(p), "");
  p.a = 1_q / 2;
  EXPECT_NE(message(p).find("learning rate 1/2 outside"), std::string::npos);
  p = problem(paper);
  p.noise = UniformNoise(3);
  EXPECT_NE(message(p).find("its Q is 2, that of the noise 3"), std::string::npos);
  p = problem(paper);
  p.start = {1_q / 2, 1_q / 2};
  EXPECT_NE(message(p).find("has 2 components"), std::string::npos);
  p = problem(paper);
  p.noise = EveryNoise(2);
  EXPECT_NE(message(p).find("one law"), std::string::npos);
  const auto with_trigger = [&](const std::string& trigger) {
    return message(problem("rule t noise Q = 2 trigger " + trigger + paper.substr(paper.find(" next"))));
  };
  EXPECT_EQ(with_trigger("p[i]^2/sum(j in 1..d: p[j]^2)"), "");
  EXPECT_EQ(with_trigger("exp(p[i])/sum(j in 1..d: exp(p[j]))"), "");
  EXPECT_NE(with_trigger("p[i]/2").find("no probability law at"), std::string::npos);
  EXPECT_NE(with_trigger("p[i]/2").find("the sum is 1/2"), std::string::npos);
  EXPECT_NE(with_trigger("7*p[i] - 6/d").find("one probability is -"), std::string::npos);
  EXPECT_NE(with_trigger("exp(p[i])").find("no probability law at"), std::string::npos);
}

}  // namespace rule_simulation_test
}  // namespace hebb
