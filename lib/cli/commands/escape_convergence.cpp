#include "commands/escape_convergence.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "shared/chain_options.hpp"
#include "shared/interrupt.hpp"
#include "shared/numbers.hpp"
#include "shared/true_rate.hpp"

namespace hebb::cli {

Convergence::Convergence(std::string epsilon, std::string accuracy, bool is_wanted)
    : epsilon_text_(std::move(epsilon)),
      accuracy_text_(std::move(accuracy)),
      epsilon_(parse_between("--epsilon", epsilon_text_, 0, 1)),
      accuracy_(parse_between("--accuracy", accuracy_text_, 0, 2)),
      is_wanted_(is_wanted) {}

void Convergence::find(const LeaderProblem& problem) {
  if (!is_wanted_ || interrupted() || std::holds_alternative<QuantileNoise>(problem.noise)) return;
  try {
    found_ = true_rate_steps(SimplexPoint<Rational>(problem.start), problem.a, barrier_law(problem.noise), epsilon_,
                             accuracy_, interrupt_flag());
    is_known_ = true;
  } catch (const Stopped&) {  // said at the end
  }
}

void Convergence::print() const {
  if (is_known_) fmt::print("\n{}\n", true_rate_text(found_, accuracy_text_, epsilon_text_));
}

Json Convergence::json() const { return true_rate_json(found_); }

}  // namespace hebb::cli
