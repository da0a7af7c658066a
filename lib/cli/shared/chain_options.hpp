#pragma once

#include <cstdint>
#include <string>

#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/model/leader_problem.hpp>

#include "shared/command.hpp"

// What the commands about the noisy chain share: starting point, noise law and event, as users write them.

namespace hebb::cli {

/// The paths of a Monte Carlo estimate: of more than that no computer sees the end.
constexpr std::uint64_t most_chain_paths = 1'000'000'000'000;

/// --p0, --q, --law, --event.
struct ChainOptions {
  std::string p0, q = "2", law = "uniform", event = "theta";
};
void add_chain_options(Command command, ChainOptions& options);

// The same one by one, for commands that have defaults or need only some of them.
Option add_start(Command command, ChainOptions& options);
Option add_noise_bound(Command command, ChainOptions& options);
Option add_law(Command command, ChainOptions& options);
Option add_event(Command command, ChainOptions& options);

/// The value of --law in a sentence: "uniform noise", "every noise with independent centred components".
std::string noise_text(const std::string& law);

/// "uniform noise with Q = 2".
std::string noise_with_bound(const AnyNoise& noise);

/// What must stay: "p_1 - p_u >= 1/10".
std::string keeps_text(const LossEvent& event);

/// The problem behind the options, without the learning rate; the leader is component 1.
struct Chain {
  SimplexPoint<Rational> start;
  AnyNoise noise;
  LossEvent event;
  std::string event_text;  // what must stay: "p_1 - p_u >= 1/10"

  int dimension() const { return static_cast<int>(start.size()); }
  /// Delta at the start.
  Rational gap() const { return initial_gap(start.coordinates()); }
  const Rational& q() const { return noise_bound(noise); }
  /// The event of the theorem: the gap Delta/2 stays.
  bool is_about_theta() const { return event == LossEvent::below_gap(gap() / 2); }
  LeaderProblem with_rate(const Rational& a) const { return {start.coordinates(), a, noise, event}; }
};
/// Throws PreconditionError with the offending text: not on the simplex, the first coordinate does not lead, Q <= 1,
/// unknown law or event, an event that the start does not fulfil.
Chain read_chain(const ChainOptions& options);

/// Q > 1.
Rational parse_noise_bound(const std::string& text);
/// --law for a simulation, which needs one law: not "every". Throws PreconditionError with the text.
AnyNoise parse_simulated_law(const std::string& text, const Rational& q);

/// A learning rate, 0 < a < 1/Q.
Rational parse_learning_rate(const std::string& text, const Rational& q);
/// A learning rate of a simulation: 2^-40 <= a < 1/Q. `option` names it in messages.
void require_simulated_rate(const std::string& option, const Rational& a, const Rational& q);

}  // namespace hebb::cli
