#pragma once

#include <string>

#include <hebb/escape/escape.hpp>
#include <hebb/simplex/point.hpp>

#include "shared/chain_options.hpp"

namespace hebb::cli {

/// How much more often than by the learning rule an input may trigger.
struct TriggerOptions {
  std::string ratio, schedule;
};
void add_trigger_options(Command command, TriggerOptions& options);

/// L_2, ..., L_d; nothing: the trigger law is the one of the learning rule. Throws PreconditionError with the option.
Vec<Rational> read_trigger_ratios(const TriggerOptions& options, std::size_t d);
/// With the start of the chain that bounds weights w with P(trigger u) <= L_u (w_u/w_1) P(trigger 1): p ~ (w_1, L_u
/// w_u). Without ratios the chain itself. Throws PreconditionError, with the option, when component 1 does not lead.
ChainOptions scaled_chain(ChainOptions chain, const TriggerOptions& options, const SimplexPoint<Rational>& weights,
                          const Vec<Rational>& ratios);
/// The methods that hold for any trigger law. Throws PreconditionError for others, and for a picture.
void restrict_to_barriers(EscapeRequest& request, const std::string& svg);
/// What the bounds are about; nothing without ratios.
void print_triggers(const Vec<Rational>& ratios, const SimplexPoint<Rational>& start);

}  // namespace hebb::cli
