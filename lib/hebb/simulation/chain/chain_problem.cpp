#include <algorithm>

#include <hebb/random/philox.hpp>
#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/chain/chain_problem.hpp>

namespace hebb {

void require_valid(const ChainProblem& problem) {
  const Vec<Rational>& p = problem.start;
  require(p.size() >= 2 && p.size() <= max_chain_dimension, [&] {
    return "chain: dimension " + std::to_string(p.size()) + ", expected 2 to " + std::to_string(max_chain_dimension);
  });
  Rational total = 0;
  for (const Rational& x : p) {
    require(x >= 0, [&] { return "chain: starting coordinate " + to_string(x) + ", expected >= 0"; });
    total += x;
  }
  require(total == 1, [&] { return "chain: the starting point sums to " + to_string(total) + ", not 1"; });
  const Rational &ratio = problem.event.ratio, &gap = problem.event.gap;
  require(ratio > 0 && gap >= 0, [&] {
    return "chain: event with ratio " + to_string(ratio) + " and gap " + to_string(gap) +
           ", expected ratio > 0, gap >= 0";
  });
  const Rational level = ratio * *std::max_element(p.begin() + 1, p.end()) + gap;
  require(p[0] >= level, [&] {
    return "chain: the leader is lost from the start, p_1 = " + to_string(p[0]) + " < " + to_string(level);
  });
  const Rational &a = problem.a, &q = noise_bound(problem.noise);
  require(is_one_law(problem.noise), "chain: the noise is not one law");
  require(a * (Integer(1) << 40) >= 1 && a * q < 1,
          [&] { return "chain: learning rate " + to_string(a) + " outside [2^-40, 1/Q), Q = " + to_string(q); });
  for (const Rational& x : {problem.accuracy, problem.absorption}) {
    require(x >= 0 && x < 1, [&] { return "chain: accuracy or absorption " + to_string(x) + " outside [0, 1)"; });
  }
  const std::uint64_t blocks = static_cast<std::uint64_t>(philox::blocks_per_step(static_cast<int>(p.size())));
  require(problem.steps >= 1 && problem.steps < (std::uint64_t{1} << 32) / blocks - 16, [&] {
    return "chain: " + std::to_string(problem.steps) + " steps, expected 1 to about 2^32 / " + std::to_string(blocks);
  });
}

std::string describe(const ChainProblem& problem) {
  std::string out = "start=";
  for (const Rational& x : problem.start) out += to_string(x) + ",";
  const auto field = [&](const char* name, const Rational& x) { out += std::string(" ") + name + "=" + to_string(x); };
  field("rate", problem.a);
  out += " noise=" + WordNoise(problem.noise).name();
  field("Q", noise_bound(problem.noise));
  field("ratio", problem.event.ratio);
  field("gap", problem.event.gap);
  field("steps", problem.steps);
  field("accuracy", problem.accuracy);
  field("absorption", problem.absorption);
  return out + (problem.stop_at_loss ? " stop-at-loss" : "") + (problem.stop_at_accuracy ? " stop-at-accuracy" : "");
}

}  // namespace hebb
