// Check a learning rule of your own against the laws that the convergence theorem rests on.
// The paper's rule must pass all of them; a rule with a subtle slip must be caught, with a counterexample.
#include <cstddef>
#include <iostream>

#include <hebb/laws.hpp>

int main() {
  using namespace hebb;
  const Rational noise_bound = 2;

  // The slip: the normaliser uses the plain mean of y instead of the mean under p.
  const testing::FunctionRule mine("normalised by the plain mean of y", noise_bound,
                                   [](const auto& p, const auto& y, const auto& a) {
                                     auto next = weight_update(p, y, a);
                                     const auto mean = sum(y) / static_cast<int>(y.size());
                                     for (auto& x : next) x = x / (1 + a * mean);
                                     return next;
                                   });

  const auto report = [](const auto& rule) {
    std::cout << rule.name() << '\n';
    const auto results = testing::check_all_laws(rule);
    for (const auto& result : results) std::cout << "  " << result;
    return testing::all_passed(results);
  };
  const bool paper_passes = report(testing::HebbianRule(noise_bound));
  const bool slip_passes = report(mine);
  return paper_passes && !slip_passes ? 0 : 1;
}
