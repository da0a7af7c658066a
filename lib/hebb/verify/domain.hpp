#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/statement.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/stop.hpp>

// What can be wrong with a statement before its goals are looked at.

namespace hebb {

/// An exact point of the domain that satisfies all assumptions, one value per variable; nothing where the search finds
/// none, which proves nothing.
std::optional<std::vector<Rational>> find_point(const Statement& statement, int samples = 500, StopFlag stop = nullptr);

/// Whether a checked proof shows that no point of the domain satisfies all assumptions (one assumption alone by
/// coefficients, all by splits, by squares or by boxes, at most `max_boxes`).
bool is_certainly_empty(const Statement& statement, std::size_t max_boxes = 20'000, StopFlag stop = nullptr);

/// "p[2] + p[3] = 0 at p = (1, 0, 0)": an exact point of the domain at which a goal is undefined, and why (a divisor is
/// 0, the argument of a logarithm is not positive, that of a root negative). Empty where none is found.
std::string find_undefined(const Statement& statement, StopFlag stop = nullptr);

/// A point of the domain (short rational numbers) at which the goal is 0, or encloses 0 within 1e-60 where it has
/// functions: where an inequality that resists is tight. Nothing where the search finds none.
std::optional<std::vector<Rational>> find_contact(const Statement& statement, int goal, StopFlag stop = nullptr);

/// "p = (1/2, 1/2, 0), x = 3": the values of the variables; the coordinates of a point together. With decimals,
/// "x = 1/3 (0.333333)", when asked for.
std::string point_text(const Statement& statement, const std::vector<Rational>& values, bool decimals = false);

/// A node in infix notation in which the coordinates p1, p2, ... of a point are p[1], p[2], ..., as in claims.
std::string node_text(const Statement& statement, int node);

}  // namespace hebb
