#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <hebb/model/step_schedule.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

StepSchedule::StepSchedule(std::vector<Knot> knots, Between between) : knots_(std::move(knots)), between_(between) {
  require(!knots_.empty() && !knots_.front().rates.empty(), "schedule: no rates");
  for (std::size_t k = 0; k < knots_.size(); ++k) {
    const Knot& knot = knots_[k];
    require(k == 0 || knots_[k - 1].step < knot.step, [&] {
      return "schedule: step " + std::to_string(knot.step) + " after step " + std::to_string(knots_[k - 1].step) +
             ", expected rising steps";
    });
    require(knot.rates.size() == dimension(), [&] {
      return "schedule: " + std::to_string(knot.rates.size()) + " rates at step " + std::to_string(knot.step) +
             ", expected " + std::to_string(dimension());
    });
    for (const Rational& rate : knot.rates) {
      require(rate > 0, [&] {
        return "schedule: rate " + to_string(rate) + " at step " + std::to_string(knot.step) + ", expected above 0";
      });
    }
  }
}

StepSchedule StepSchedule::alternating(const Vec<Rational>& first, const Vec<Rational>& second, std::uint64_t interval,
                                       std::uint64_t steps) {
  require(interval >= 1, "schedule: a switch interval of 0 steps");
  std::vector<Knot> knots{{0, first}};
  for (std::uint64_t k = 1; k * interval < steps; ++k) knots.push_back({k * interval + 1, k % 2 == 1 ? second : first});
  return StepSchedule(std::move(knots));
}

std::vector<StepSchedule::Knot>::const_iterator StepSchedule::after(std::uint64_t step) const {
  return std::ranges::upper_bound(knots_, step, {}, &Knot::step);
}

Vec<double> StepSchedule::rates(std::uint64_t step) const {
  const auto next = after(step);
  const Knot& before = next == knots_.begin() ? *next : *std::prev(next);
  const bool moving = between_ == Between::geometric && next != knots_.begin() && next != knots_.end();
  Vec<double> out;
  for (std::size_t i = 0; i < dimension(); ++i) {
    double rate = before.rates[i].convert_to<double>();
    if (moving) {
      const double share = static_cast<double>(step - before.step) / static_cast<double>(next->step - before.step);
      rate *= std::pow(Rational(next->rates[i] / before.rates[i]).convert_to<double>(), share);
    }
    out.push_back(rate);
  }
  return out;
}

bool StepSchedule::changes_at(std::uint64_t step) const {
  const auto next = after(step);
  if (next == knots_.begin()) return false;
  if (between_ == Between::hold) return std::prev(next)->step == step && std::prev(next) != knots_.begin();
  return step > knots_.front().step && step <= knots_.back().step;
}

}  // namespace hebb
