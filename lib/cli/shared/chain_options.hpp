#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <hebb/barriers/barrier.hpp>
#include <hebb/exits/problem.hpp>
#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/model/truncated_gaussian_noise.hpp>
#include <hebb/random/word_noise.hpp>
#include <hebb/simulation/chain/chain_problem.hpp>

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

/// Any law with independent centred components in [-(Q-1), Q-1].
struct EveryLaw {
  Rational q;
};
using Law = std::variant<UniformNoise, TwoPointNoise, TruncatedGaussianNoise, DiscreteNoise, EveryLaw>;

/// The value of --law in a sentence: "uniform noise", "every noise with independent centred components".
std::string noise_text(const std::string& law);

/// The good event: the gap to the leader, or the ratio, stays at least this.
struct Event {
  std::string text;  // "p_1 - p_u >= 1/10"
  ExitEvent exit;
  bool is_theta = false;  // the gap Delta/2 of the theorem
};

/// The problem behind the options; the leader is component 1.
struct Chain {
  SimplexPoint<Rational> start;
  Rational q, gap;  // gap: Delta at the start
  Law law;
  Event event;

  int dimension() const { return static_cast<int>(start.size()); }
  BarrierLaw barrier_law() const;
  /// The law of a simulation; nothing for "every".
  std::optional<WordNoise> word_noise() const;
  /// The event of a simulation.
  LossEvent loss_event() const;
  /// The law of the exit enclosures; nothing where they do not know it.
  std::optional<ExitNoise> exit_noise() const;
  /// 1/rho for which p_u <= p_1/rho for all u implies the event.
  Rational ratio_limit() const;
};
/// Throws PreconditionError with the offending text: not on the simplex, the first coordinate does not lead, Q <= 1,
/// unknown law or event, an event that the start does not fulfil.
Chain read_chain(const ChainOptions& options);

/// Q > 1.
Rational parse_noise_bound(const std::string& text);
/// --law for a simulation, which needs one law: not "every". Throws PreconditionError with the text.
WordNoise parse_simulated_law(const std::string& text, const Rational& q);

/// A learning rate, 0 < a < 1/Q.
Rational parse_learning_rate(const std::string& text, const Rational& q);
/// A learning rate of a simulation: 2^-40 <= a < 1/Q. `option` names it in messages.
void require_simulated_rate(const std::string& option, const Rational& a, const Rational& q);

}  // namespace hebb::cli
