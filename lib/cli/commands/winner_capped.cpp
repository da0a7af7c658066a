#include "commands/winner_capped.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {

std::vector<Phase> capped_phases(const std::string& cap_text, const std::string& file, std::size_t d, const Rational& a,
                                 const AnyNoise& noise) {
  const Rational cap = parse_number("--cap", cap_text);
  require(cap > 1, [&] { return "--cap " + cap_text + ": must be above 1"; });
  require(!file.empty(), "--cap: needs the rates, --schedule FILE");
  const StepSchedule schedule = read_step_schedule(file, d, StepSchedule::Between::hold);
  std::vector<Phase> phases;
  for (std::size_t k = 0; k + 1 < schedule.knots().size(); ++k) {
    const Vec<Rational>& rates = schedule.knots()[k].rates;
    // Before the first knot its rates hold; the first step is 1.
    const std::uint64_t from = k == 0 ? 1 : std::max<std::uint64_t>(schedule.knots()[k].step, 1);
    const std::uint64_t end = std::max(schedule.knots()[k + 1].step, from);
    require(end <= 1'000'000'000, "--schedule " + file + ": a switch after more than 1e9 steps");
    Phase phase{from, end - from, index_of_largest(rates), 0, std::nullopt};
    for (std::size_t j = 0; j < d; ++j) {
      if (j == phase.favourite) continue;
      const Rational lead = rates[phase.favourite] / (cap * rates[j]);
      if (phase.lead == 0 || lead < phase.lead) phase.lead = lead;
    }
    if (phase.lead > 1)
      phase.bound = capped_phase(barrier_law(noise), static_cast<int>(d), a, cap, phase.lead, phase.steps);
    phases.push_back(std::move(phase));
  }
  return phases;
}

Json phases_json(const std::vector<Phase>& phases) {
  Json out = Json::array();
  for (const Phase& phase : phases) {
    out.push_back({{"from", phase.from},
                   {"steps", phase.steps},
                   {"favourite", phase.favourite + 1},
                   {"lead", exact_json(phase.lead)},
                   {"exponent", phase.bound ? Json(phase.bound->exponent) : Json(nullptr)},
                   {"failure", phase.bound ? enclosure_json(phase.bound->failure) : Json(nullptr)}});
  }
  return out;
}

void print_phases(const std::vector<Phase>& phases, const std::string& cap, const std::string& law, const Rational& a,
                  const Rational& q) {
  fmt::print(
      "rule with a cap: after each step w_i <- max(w_i, max w/C), C = {}; {}, Q = {}, a = {}\n"
      "P(some weight is above that of the favourite when the rates change), whatever was learned before\n\n",
      cap, noise_text(law), to_string(q), to_string(a));
  fmt::print("{:>9}  {:>9}  {:>9}  {:>12}\n", "from", "steps", "favourite", "at most");
  for (const Phase& phase : phases) {
    fmt::print("{:>9}  {:>9}  {:>9}  {:>12}{}\n", phase.from, phase.steps, phase.favourite + 1,
               phase.bound ? UpperBound(phase.bound->failure).text(4) : "-",
               phase.lead > 1 ? "" : "  no favourite: its rate has to be above C times the others");
  }
}

}  // namespace hebb::cli
