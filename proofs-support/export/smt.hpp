#pragma once

#include <optional>
#include <string>

#include <hebb/certificate/statement.hpp>

namespace hebb::exports {

/// The negation of the statement (or of its goal number `goal`, from 0) in SMT-LIB 2, logic QF_NRA: a solver that
/// answers `unsat` has proved it, one that answers `sat` has a counterexample.
///
/// Every node is a define-fun. A quotient q = a/b by a node is a new constant with b = 0 or q b = a, a root s of x one
/// with x < 0 or (s >= 0 and s s = x), so that the solver never meets a division. An inequality is violated where it is
/// undefined (b = 0, x < 0) or false; an identity where it is defined and false.
/// Throws PreconditionError for exp, log, sin, cos and atan, which QF_NRA does not have, and for a goal that does not
/// exist.
std::string to_smt2(const Statement& statement, std::optional<int> goal = {});

}  // namespace hebb::exports
