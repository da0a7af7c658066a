#include <algorithm>

#include <hebb/exits/problem.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

Rational noise_bound(const ExitNoise& noise) {
  return std::visit([](const auto& law) -> Rational { return law.q(); }, noise);
}

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
  require(problem.alpha > 0 && problem.alpha * q < 1, [&] {
    return "exit problem: learning rate " + to_string(problem.alpha) +
           ", expected 0 < alpha < 1/Q, Q = " + to_string(q);
  });
  if (const auto* event = std::get_if<GapEvent>(&problem.event)) {
    require(event->gap >= 0 && event->gap < 1,
            [&] { return "exit problem: gap " + to_string(event->gap) + ", expected 0 <= gap < 1"; });
  } else {
    const Rational& ratio = std::get<RatioEvent>(problem.event).ratio;
    require(ratio >= 1, [&] { return "exit problem: ratio " + to_string(ratio) + ", expected at least 1"; });
  }
  require(!problem.steps || *problem.steps >= 0, "exit problem: negative number of steps");
}

bool starts_outside(const ExitProblem& problem) {
  const Vec<Rational>& p = problem.start;
  return std::any_of(p.begin() + 1, p.end(), [&](const Rational& p_u) {
    if (const auto* event = std::get_if<GapEvent>(&problem.event)) return p[0] - p_u < event->gap;
    return p[0] < std::get<RatioEvent>(problem.event).ratio * p_u;
  });
}

Rational weakest_ratio(const ExitEvent& event, int d) {
  if (const auto* gap_event = std::get_if<GapEvent>(&event)) {
    return (1 + (d - 1) * gap_event->gap) / (1 - gap_event->gap);
  }
  return std::get<RatioEvent>(event).ratio;
}

Rational certain_ratio(const ExitEvent& event) { return weakest_ratio(event, 2); }

}  // namespace hebb
