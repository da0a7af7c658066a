#include "commands/winner_answer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <hebb/exits/winner.hpp>

#include "shared/inputs.hpp"
#include "shared/interrupt.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

WinnerRow row(const RealInterval& lower, const RealInterval& upper) {
  return {{decimal_ends(lower).lower, decimal_ends(upper).upper}, lower.lower(), upper.upper()};
}

/// The switches of a schedule, of two components: p(0) is under the first rates.
std::vector<RateSwitch> read_switches(const std::string& file) {
  const StepSchedule schedule = read_step_schedule(file, 2, StepSchedule::Between::hold);
  std::vector<RateSwitch> switches;
  std::uint64_t done = 0;
  for (std::size_t k = 1; k < schedule.knots().size(); ++k) {
    const StepSchedule::Knot &before = schedule.knots()[k - 1], &now = schedule.knots()[k];
    const std::uint64_t until = std::max<std::uint64_t>(now.step, 1) - 1;  // steps made under the rates before
    require(until <= 10'000'000,
            [&] { return fmt::format("--schedule {}: a switch after {} steps, at most 1e7", file, until); });
    switches.push_back(
        {static_cast<int>(until - done), now.rates[0] * before.rates[1] / (now.rates[1] * before.rates[0])});
    done = until;
  }
  return switches;
}

/// The expected steps to accuracy of a component that leads alone.
void find_expected_steps(WinnerAnswer& answer, const SimplexPoint<Rational>& p, const Rational& a,
                         const AnyNoise& noise, const Rational& accuracy) {
  if (std::holds_alternative<QuantileNoise>(noise)) return;
  Vec<Rational> order = p.coordinates();
  const auto most = std::ranges::max_element(order);
  if (std::ranges::count(order, *most) > 1) return;
  answer.leader = static_cast<std::size_t>(most - order.begin()) + 1;
  std::iter_swap(order.begin(), most);
  try {
    answer.expected = expected_steps(SimplexPoint<Rational>(order), a, barrier_law(noise), accuracy, interrupt_flag());
  } catch (const Stopped&) {  // said at the end
  }
}

/// An enclosure of more than this width is one on a lattice that is too coarse for the noise.
constexpr double wide = 1e-2;

/// The bounds by barriers where they are closer; without a schedule, as they know none.
void improve_by_barriers(WinnerAnswer& answer, const SimplexPoint<Rational>& p, const Rational& a,
                         const AnyNoise& noise, bool is_constant) {
  answer.is_coarse = true;
  answer.note += "; the lattice is too coarse for this noise, more --cells make it closer";
  if (!is_constant) return;
  try {
    const std::vector<WinningProbability> other = winning_probabilities(p, a, barrier_law(noise), interrupt_flag());
    for (std::size_t i = 0; i < p.size(); ++i) {
      WinnerRow& mine = answer.rows[i];
      const WinnerRow theirs = row(other[i].lower, other[i].upper);
      if (theirs.lower > mine.lower) mine.lower = theirs.lower, mine.text.lower = theirs.text.lower;
      if (theirs.upper < mine.upper) mine.upper = theirs.upper, mine.text.upper = theirs.text.upper;
    }
  } catch (const Stopped&) {  // said at the end
  }
}

}  // namespace

WinnerAnswer find_winner(const SimplexPoint<Rational>& p, const Rational& a, const AnyNoise& noise,
                         const Rational& accuracy, const WinnerArguments& options) {
  WinnerAnswer answer;
  if (!options.cap.empty()) {
    answer.method = "capped";
    answer.phases = capped_phases(options.cap, options.schedule, p.size(), a, noise);
    return answer;
  }
  std::vector<std::size_t> positive;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] > 0) positive.push_back(i);
  }
  if (positive.size() >= 2 && options.schedule.empty())
    answer.block = convergence_block(noise, static_cast<int>(positive.size()), a);
  if (options.schedule.empty()) find_expected_steps(answer, p, a, noise, accuracy);
  const auto* uniform = std::get_if<UniformNoise>(&noise);
  require(options.schedule.empty() || (p.size() == 2 && positive.size() == 2 && uniform),
          "--schedule: for two components, both positive, and uniform noise");
  if (positive.size() == 2 && uniform) {
    ExitOptions how;
    how.cells_per_jump = options.cells;
    how.threads = options.threads == 1 ? 1 : 2;
    how.stop = interrupt_flag();
    std::optional<ExitEnclosure> found;
    try {
      found = options.schedule.empty()
                  ? enclose_second_wins(p[positive[0]], a, *uniform, how)
                  : enclose_second_wins(p[positive[0]], a, *uniform, read_switches(options.schedule), how);
    } catch (const PreconditionError& e) {
      if (!options.schedule.empty()) throw;  // the barriers know no schedule
      answer.note = e.what();
    } catch (const Stopped&) {  // said at the end
    }
    if (found) {
      const Interval lose(found->lower, found->upper), win = Interval(1) - lose;
      answer.method = "enclosure";
      answer.note = found->steps > 0 ? fmt::format("{} steps on {} cells", found->steps, found->cells)
                                     : fmt::format("solved on {} cells", found->cells);
      answer.rows.assign(p.size(), WinnerRow{{"0", "0"}, 0, 0});
      answer.rows[positive[0]] = {decimal_ends(win), std::max(0.0, win.lower()), win.upper()};
      answer.rows[positive[1]] = {decimal_ends(lose), lose.lower(), lose.upper()};
      if (lose.upper() - lose.lower() > wide) improve_by_barriers(answer, p, a, noise, options.schedule.empty());
      return answer;
    }
  }
  answer.method = "barrier";
  if (positive.size() == 1) {
    answer.rows.assign(p.size(), WinnerRow{{"0", "0"}, 0, 0});
    answer.rows[positive[0]] = {{"1", "1"}, 1, 1};
    return answer;
  }
  try {
    throw_if_stopped(interrupt_flag());
    for (const WinningProbability& w : winning_probabilities(p, a, barrier_law(noise), interrupt_flag()))
      answer.rows.push_back(row(w.lower, w.upper));
  } catch (const Stopped&) {
    for (const Rational& share : p.coordinates())
      answer.rows.push_back(share > 0 ? WinnerRow{{"0", "1"}, 0, 1} : WinnerRow{{"0", "0"}, 0, 0});
  }
  return answer;
}

}  // namespace hebb::cli
