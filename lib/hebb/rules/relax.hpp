#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// What is used of a function f(u), of exp, sin, cos and atan where u is in [-1, 1], of log and sqrt where u is in
/// [1/2, 3/2]:
///   none        nothing, of any function: for identities
///   constant    1/3 <= exp <= 3, |sin| <= 6/7, 1/2 <= cos <= 1, |atan| <= 4/5, -7/10 <= log <= 1/2,
///               7/10 <= sqrt <= 5/4
///   polynomial  T(u) <= f(u) <= T(u) + c u^4 with the Taylor polynomial T of degree 3 about the middle (sin and atan:
///               |f - T| <= c u^4; log and sqrt: T - c (u - 1)^4 <= f <= T)
enum class FunctionBounds { none, constant, polynomial };

/// A statement without functions, see without_functions, and what it rests on.
struct Relaxed {
  Statement statement;
  /// That every argument u is in its range, where an assumption of the statement has functions: it must not be used for
  /// that. Elsewhere these are goals of `statement`, before the others.
  std::optional<Statement> arguments;
  std::vector<Operation> functions;  // whose function_bounds are used, each once
};

/// A statement without functions that implies the given one: every f(u) becomes a variable e1, e2, ..., of which only
/// the bounds are known. It is stronger than the given one, so a refutation of it means nothing. It rests on
/// function_bounds and, where it is there, on `arguments`. Nothing where the statement has no function, one without
/// bounds (abs, unless none are used), a function of a function, or one in a range.
std::optional<Relaxed> without_functions(const Statement& statement, FunctionBounds bounds);

/// The bounds themselves.      Throws PreconditionError for a function that has none.
Statement function_bounds(Operation function, FunctionBounds bounds);

/// "exp-polynomial" for exp.
std::string bounds_name(Operation function, FunctionBounds bounds);

}  // namespace hebb
