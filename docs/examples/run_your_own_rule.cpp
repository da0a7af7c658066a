// A rule of your own, as a template over the scalar: its laws proved, its mean step beside the flow.
#include <iostream>

#include <hebb/rule_runs.hpp>
#include <hebb/rules.hpp>

int main() {
  using namespace hebb;
  // Inputs that are clamped to [-1, 1] before they are learned from.
  const auto clamped = [](const auto& p, auto y, const auto& a) {
    for (auto& x : y) x = (abs(x + 1) - abs(x - 1)) / 2;
    return probability_update(p, y, a);
  };
  const Rational noise_bound = 2, a(1, 50);
  const Vec<Rational> start{Rational(7, 10), Rational(3, 10)};

  int proved = 0;
  for (const LawTheorem& law : prove_laws(clamped, 2, noise_bound, "clamped")) {
    std::cout << law.law << ": " << to_string(law.verdict) << '\n';
    proved += law.verdict == Verdict::proved;
  }

  const RuleComparison rows = compare(clamped, start, a, noise_bound, 100, {.stride = 50});
  for (const RuleComparisonRow& row : rows.rows)
    std::cout << "k = " << row.step << ": " << row.mean_to_flow.two.upper() << '\n';
  return proved == 6 && rows.rows.size() == 3 ? 0 : 1;
}
