#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <hebb/barriers/true_rate.hpp>
#include <hebb/barriers/winner.hpp>
#include <hebb/model/any_noise.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/winner_capped.hpp"
#include "shared/chain_options.hpp"

namespace hebb::cli {

struct WinnerArguments {
  ChainOptions chain;
  std::string alpha, json, schedule, cap, accuracy = "1/100";
  int cells = 128;
  unsigned threads = 0;
};

/// Bounds of P(p(k) -> e_i).
struct WinnerRow {
  DecimalEnds text;
  double lower, upper;
};

/// What is found: one row a component, and what is said beside them.
struct WinnerAnswer {
  std::vector<WinnerRow> rows;
  std::string method, note;
  std::optional<ConvergenceBlock> block;
  std::optional<ExpectedSteps> expected;
  std::size_t leader = 0;  // from 1 on, whose steps they are
  std::vector<Phase> phases;
  bool is_coarse = false;  // the lattice of the enclosure
};

/// Two components and uniform noise: enclosed; else bounds by barriers. Interrupted, what holds. Throws
/// PreconditionError with the option.
WinnerAnswer find_winner(const SimplexPoint<Rational>& p, const Rational& a, const AnyNoise& noise,
                         const Rational& accuracy, const WinnerArguments& options);

}  // namespace hebb::cli
