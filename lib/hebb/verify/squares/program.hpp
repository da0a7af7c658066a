#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/verify/squares/ideal.hpp>
#include <hebb/verify/squares/squares_prover.hpp>

namespace hebb::squares {

/// The squares that one product of conditions may multiply: factor * (sum of squares of combinations of the basis).
struct Block {
  Form factor;
  std::vector<int> conditions;   // whose product the factor is
  bool multiplies_goal = false;  // the factor is -goal times that product
  std::vector<Form> basis;
};

/// weight * factor of the block * polynomial^2.
struct Square {
  std::size_t block;
  Rational weight;
  Form polynomial;
};

struct ProgramOutcome {
  std::optional<std::vector<Square>> squares;
  std::string reason;
  std::size_t programs = 0, rows = 0;
};

/// Squares whose sum is `goal` up to the ideal, by semidefinite programs, rounding and facial reduction.
ProgramOutcome find_squares(const Form& goal, std::vector<Block> blocks, const Ideal& ideal,
                            const SquaresOptions& options);

}  // namespace hebb::squares
