#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <hebb/certificate/proof.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

struct SquaresOptions {
  int max_rows = 400;                            // coefficients compared in one identity
  int max_block = 45;                            // polynomials in one block of squares
  int seconds = 5;                               // of one semidefinite program
  std::size_t max_programs = 12;                 // for one goal
  std::size_t max_work = 20'000'000;             // coefficients computed
  std::size_t max_bytes = std::size_t{1} << 29;  // held in coefficients at one time, see ExpansionBudget
  StopFlag stop = nullptr;                       // ends the search with Stopped
};

struct SquaresOutcome {
  std::optional<SquaresProof> proof;
  std::string reason;    // why there is none
  std::size_t work = 0;  // coefficients compared
};

/// Positivity of polynomials, rational functions and formulas with sqrt and abs by weighted sums of squares (see
/// SquaresProof for the law): equations are solved for a variable or a monomial, the rest is a semidefinite program,
/// whose solution is rounded to rationals and verified exactly; where there is none inside, the kernel of the solution
/// says which polynomials no square can have, and the program without them is solved again.
SquaresOutcome prove_by_squares(const Statement& statement, int goal, const SquaresOptions& options = {});

}  // namespace hebb
