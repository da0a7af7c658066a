#pragma once

#include <hebb/escape/escape.hpp>
#include <hebb/text/json.hpp>

#include "commands/escape_convergence.hpp"
#include "commands/escape_triggers.hpp"
#include "shared/chain_options.hpp"

namespace hebb::cli {

/// What was asked of `hebb escape`, as it was given: with it the result can be had again.
struct EscapeEcho {
  const ChainOptions& chain;
  const TriggerOptions& triggers;
  const Vec<Rational>& weights;
  const Vec<Rational>& ratios;
  const std::string& relative;
};

/// docs/reference/schemas/escape.schema.json
Json report_json(const EscapeRequest& request, const EscapeReport& report, const EscapeEcho& asked,
                 const Convergence& convergence);

}  // namespace hebb::cli
