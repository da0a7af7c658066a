#pragma once

#include <optional>
#include <vector>

#include <hebb/barriers/rate_switches.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/text/json.hpp>

// What is proved beside the counts of `hebb experiment switching`.

namespace hebb::cli {

/// Of one interval.
struct ProvedSwitches {
  FollowingBounds plain;
  std::optional<CappedSwitches> capped;  // when there is a cap
};

/// One for each row of the experiment; nothing where Ctrl-C came first.
std::vector<std::optional<ProvedSwitches>> prove_switches(const experiments::SwitchingExperiment& experiment,
                                                          const std::optional<Rational>& cap);
void print_proved(const experiments::SwitchingExperiment& experiment,
                  const std::vector<std::optional<ProvedSwitches>>& proved, const std::optional<Rational>& cap);
/// "certified" of a row.
Json proved_json(const std::optional<ProvedSwitches>& proved);
/// Dashed, in the colours of the series with these numbers, which count the same.
void add_proved(std::vector<Series>& series, const experiments::SwitchingExperiment& experiment,
                const std::vector<std::optional<ProvedSwitches>>& proved, int followed, int all, int locked);

}  // namespace hebb::cli
