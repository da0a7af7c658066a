#pragma once

#include <optional>
#include <string>

#include <hebb/certificate/statement.hpp>

namespace hebb::exports {

/// The statement (or its goal number `goal`, from 0) as a script of Gappa: domain and assumptions as hypotheses, goals
/// "node >= 0". Base variables as in BoxProof: a range [l, u] is l + t (u - l) with t in [0, 1], on simplex and chamber
/// p_1 = 1 - p_2 - ... - p_d; `cells` is the number of pieces into which Gappa may cut each base variable.
/// Gappa proves a statement in which the margin is positive on every cell; with a zero of the goal in the domain it
/// mostly cannot. What it proves, it proves for the closure of the domain.
/// Throws PreconditionError for identities, for exp, log, sin, cos, atan and for variables without any bound.
std::string to_gappa(const Statement& statement, std::optional<int> goal = {}, int cells = 8);

/// The rounding error of one coordinate of the update p_i' = p_i (1 + a y_i)/(1 + a <p, y>) in binary64, in the order
/// of the operations of probability_update, for binary64 inputs p_j in [2^-200, 1], |y_j| <= 4, a in [2^-30, 1/32]: the
/// result has a relative error of at most (20 + d) 2^-55 against the exact formula. d >= 2 coordinates; throws
/// PreconditionError otherwise.
std::string update_rounding_gappa(int d);

}  // namespace hebb::exports
