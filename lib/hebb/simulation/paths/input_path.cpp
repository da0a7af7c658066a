#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <hebb/random/philox.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/chain/chain_batch.hpp>
#include <hebb/simulation/chain/chain_problem.hpp>
#include <hebb/simulation/paths/input_path.hpp>

namespace hebb {
namespace {

/// The entries of C: a stream beside those of philox::Stream.
constexpr std::uint32_t correlation_stream = 0x6000'0000;

InputProblem checked_inputs(InputProblem problem) {
  require_valid(problem);
  return problem;
}

}  // namespace

void require_valid(const InputProblem& problem) {
  const std::size_t d = problem.start.size();
  // As for the chain, but the largest component need not be the first.
  ChainProblem chain{{problem.start, problem.a, problem.noise, {}}};
  if (d >= 2) std::iter_swap(chain.start.begin(), std::ranges::max_element(chain.start));
  require_valid(chain);
  require(!problem.correlation || problem.correlation->dimension() == d, [&] {
    return "chain: Gamma has " + std::to_string(problem.correlation->dimension()) + " rows, the start " +
           std::to_string(d) + " components";
  });
  require(!problem.schedule || problem.schedule->dimension() == d, [&] {
    return "chain: the schedule has " + std::to_string(problem.schedule->dimension()) + " rates, the start " +
           std::to_string(d) + " components";
  });
}

InputSimulator::InputSimulator(InputProblem problem, std::uint64_t seed)
    : problem_(checked_inputs(std::move(problem))),
      seed_(seed),
      noise_(WordNoise(problem_.noise).scaled_by(problem_.a.convert_to<double>())),
      a_(problem_.a.convert_to<double>()) {
  for (const Rational& x : problem_.start) start_.push_back(x.convert_to<double>());
  const bool one_hot = problem_.input == InputLaw::one_hot;
  if (one_hot && (!problem_.correlation || problem_.correlation->is_identity())) return;
  const Correlation gamma = problem_.correlation ? *problem_.correlation : Correlation::identity(start_.size());
  for (const Vec<Rational>& row : gamma.rows()) {
    for (const Rational& entry : row) gamma_.push_back(entry.convert_to<double>());
  }
}

InputPath::InputPath(const InputSimulator& simulator, std::uint64_t number)
    : simulator_(&simulator),
      number_(number),
      weights_(simulator.start_),
      partial_(weights_.size()),
      factors_(weights_.size()),
      input_(weights_.size()) {
  if (simulator.problem_.schedule) rates_ = simulator.problem_.schedule->rates(1);
  sum_up();
}

void InputPath::sum_up() {
  double rest = partial_[1] = weights_[1];
  for (std::size_t u = 2; u < weights_.size(); ++u) partial_[u] = rest = rest + weights_[u];
  total_ = rest + weights_[0];
}

template <class F>
void InputPath::for_each_word(std::uint32_t stream, int count, const F& f) const {
  const auto blocks = static_cast<std::uint32_t>((count + 3) / 4);
  const std::uint64_t first = step_ * blocks;
  require(first + blocks < (std::uint64_t{1} << 32), "chain: more steps than random numbers");
  for (int i = 0; i < count;) {
    const auto words = philox::block(simulator_->seed_,
                                     {static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(i / 4), stream,
                                      static_cast<std::uint32_t>(number_), static_cast<std::uint32_t>(number_ >> 32)});
    for (std::size_t q = 0; q < 4 && i < count; ++q, ++i) f(i, words[q]);
  }
}

void InputPath::advance() {
  const std::size_t d = weights_.size();
  const InputSimulator& s = *simulator_;
  double unit = 0;
  for_each_word(static_cast<std::uint32_t>(philox::Stream::chain), static_cast<int>(d) + 1,
                [&](int i, std::uint32_t word) {
                  if (i == 0)
                    unit = philox::unit(word);
                  else
                    factors_[static_cast<std::size_t>(i - 1)] = 1 + s.noise_(word);
                });
  const double mark = unit * total_;
  const auto chosen = std::find_if(partial_.begin() + 1, partial_.end(), [&](double x) { return mark < x; });
  const std::size_t trigger = chosen == partial_.end() ? 0 : static_cast<std::size_t>(chosen - partial_.begin());
  if (s.gamma_.empty()) {
    factors_[trigger] += s.a_;
  } else {
    // The probability that S_i = 1; the Bernoulli law has `drive` of calculus/correlated.hpp, of weights whose sum is
    // kept (InputPath.TheMeanInputIsGammaP).
    for (std::size_t i = 0; i < d; ++i) {
      const double* row = s.gamma_.data() + i * d;
      input_[i] = row[trigger];
      if (s.problem_.input == InputLaw::bernoulli) {
        double drive = 0;
        for (std::size_t j = 0; j < d; ++j) drive += row[j] * weights_[j];
        input_[i] = drive / total_;
      }
    }
    for_each_word(correlation_stream, static_cast<int>(d), [&](int k, std::uint32_t word) {
      const auto i = static_cast<std::size_t>(k);
      if (philox::unit(word) < input_[i]) factors_[i] += s.a_;
    });
  }
  for (std::size_t i = 0; i < d; ++i) weights_[i] *= factors_[i];
  sum_up();
  ++step_;
  switch_rates();
  if (step_ % chain::block_steps == 0) {
    const double scale = std::ldexp(1.0, -std::ilogb(total_));
    for (double& w : weights_) w *= scale;
    sum_up();
  }
}

void InputPath::switch_rates() {
  const auto& schedule = simulator_->problem_.schedule;
  if (!schedule || !schedule->changes_at(step_ + 1)) return;
  const Vec<double> next = schedule->rates(step_ + 1);
  for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] *= next[i] / rates_[i];
  rates_ = next;
  sum_up();
}

Vec<double> InputPath::probabilities() const {
  Vec<double> p = weights_;
  for (double& x : p) x /= total_;
  return p;
}

std::size_t InputPath::leader() const { return index_of_largest(weights_); }

double InputPath::distance_to(std::size_t i) const {
  double others = 0;
  for (std::size_t j = 0; j < weights_.size(); ++j) {
    if (j != i) others += weights_[j];
  }
  return others / total_;
}

}  // namespace hebb
