#pragma once

#include <optional>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// What is used of exp(u) where u is in [-1, 1].
enum class ExpBounds {
  none,        // nothing: for identities
  constant,    // 1/3 <= exp(u) <= 3
  polynomial,  // T(u) <= exp(u) <= T(u) + u^4/16 with T(u) = 1 + u + u^2/2 + u^3/6
};

/// A statement without exp that implies the given one: every exp(u) becomes a variable e1, e2, ..., of which only the
/// bounds are known, and |u| <= 1 becomes a goal before the others. It is stronger than the given one, so a refutation
/// of it means nothing. It rests on exp_bounds. Nothing where the statement has no exp, another function, or exp in a
/// range or an assumption.
std::optional<Statement> without_exp(const Statement& statement, ExpBounds bounds);

/// The bounds themselves, for u in [-1, 1].
Statement exp_bounds(ExpBounds bounds);

}  // namespace hebb
