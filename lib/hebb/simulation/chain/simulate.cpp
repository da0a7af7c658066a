#include <algorithm>
#include <string>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/chain/simulate.hpp>

namespace hebb {
namespace {

const ChainProblem& checked(const ChainProblem& problem) {
  require_valid(problem);
  return problem;
}

}  // namespace

ChainSimulator::ChainSimulator(const ChainProblem& problem, std::uint64_t seed, InstructionSet set)
    : seed_(seed), set_(set), noise_(WordNoise(checked(problem).noise).scaled_by(to_double(problem.a))) {
  if (!is_supported(set)) packed::reject_instruction_set(set);
  for (const Rational& x : problem.start) start_.push_back(to_double(x));
  constants_.dimension = static_cast<int>(start_.size());
  constants_.blocks = philox::blocks_per_step(constants_.dimension);
  constants_.a = to_double(problem.a);
  constants_.ratio = to_double(problem.event.ratio);
  constants_.gap = to_double(problem.event.gap);
  constants_.accuracy = to_double(problem.accuracy);
  constants_.absorption = to_double(problem.absorption);
  constants_.stop_at_loss = problem.stop_at_loss;
  constants_.stop_at_accuracy = problem.stop_at_accuracy;
  constants_.steps = static_cast<std::uint32_t>(problem.steps);
  const philox::RoundKeys keys = philox::round_keys(seed);
  std::copy(keys.begin(), keys.end(), constants_.keys);
  constants_.noise = noise_.tables();
}

std::vector<PathOutcome> ChainSimulator::outcomes(std::uint64_t first, std::uint64_t last, StopFlag stop) const {
  require(first <= last, [&] { return "paths " + std::to_string(first) + " to " + std::to_string(last); });
  std::vector<PathOutcome> out(last - first);
  run({.first_path = first, .count = last - first, .start = start_.data(), .outcome = out.data(), .stop = stop},
      philox::Stream::chain, 0, constants_.gap);
  return out;
}

void ChainSimulator::run(const chain::Batch& batch, philox::Stream stream, std::uint32_t offset, double gap) const {
  chain::Constants c = constants_;
  c.stream = static_cast<std::uint32_t>(stream) + offset;
  c.gap = gap;
  std::vector<double> scratch(chain::scratch_size(c.dimension));
  dispatch(set_, [&]<class Isa>(Isa) { chain::run<Isa>(c, batch, scratch.data()); });
  throw_if_stopped(batch.stop);
}

}  // namespace hebb
