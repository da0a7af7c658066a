#include <algorithm>

#include <hebb/exits/problem.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

void require_valid(const ExitProblem& problem) {
  require(problem.start.size() >= 2, "exit problem: the start needs at least two components");
  Rational total = 0;
  for (const Rational& p : problem.start) {
    require(p >= 0, [&] { return "exit problem: component " + to_string(p) + " of the start is negative"; });
    total += p;
  }
  require(total == 1, [&] { return "exit problem: the start sums to " + to_string(total) + ", not 1"; });
  require(problem.start[0] > 0, "exit problem: the leader, component 1, is 0");
  const Rational q = noise_bound(problem.noise);
  require(problem.a > 0 && problem.a * q < 1, [&] {
    return "exit problem: learning rate " + to_string(problem.a) + ", expected 0 < a < 1/Q, Q = " + to_string(q);
  });
  const auto& [ratio, gap] = problem.event;
  require(gap >= 0 && gap < 1, [&] { return "exit problem: gap " + to_string(gap) + ", expected 0 <= gap < 1"; });
  require(ratio >= 1, [&] { return "exit problem: ratio " + to_string(ratio) + ", expected at least 1"; });
  require(gap == 0 || ratio == 1, "exit problem: an event that is neither a gap nor a ratio");
  require(!std::holds_alternative<EveryNoise>(problem.noise) &&
              !std::holds_alternative<TruncatedGaussianNoise>(problem.noise),
          [&] {
            return "exit problem: noise '" + noise_name(problem.noise) + "', expected uniform, two-point or discrete";
          });
  require(!problem.steps || *problem.steps >= 0, "exit problem: negative number of steps");
}

bool starts_outside(const ExitProblem& problem) {
  const Vec<Rational>& p = problem.start;
  return std::any_of(p.begin() + 1, p.end(),
                     [&](const Rational& p_u) { return p[0] < problem.event.ratio * p_u + problem.event.gap; });
}

Rational weakest_ratio(const LossEvent& event, int d) { return 1 / ratio_limit(event, d); }

Rational certain_ratio(const LossEvent& event) { return weakest_ratio(event, 2); }

}  // namespace hebb
