#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <hebb/scalar/rational.hpp>

namespace hebb {

/// The values of the variables of R1 and R2: p1, ..., pd, c, Q, a, Y1, ..., Yd.
using PointOfStep = std::map<std::string, Rational>;

/// Where R1 fails first, for every a above largest_contraction_rate: p = ((1+c)/2, (1-c)/2, 0, ...), Y_1 = -Q and
/// t = -<p, Y>/Q next to 1/(1 + sqrt(1 - aQ)).
PointOfStep worst_point_of_contraction(int d, const Rational& c, const Rational& q, const Rational& a);

/// Where R2 fails, u = 2, for every a above gap_rate_of_shared_lead(m, c, q): m components share the lead, Y_1 = -Q,
/// and Y_2 and the others such that t is next to the best.      2 <= m <= d.
PointOfStep worst_point_of_gap(int d, int m, const Rational& c, const Rational& q, const Rational& a);

/// Where R2 fails, u = 2, for every a above gap_rate_at_vertex: p = (1-e, e, 0, ...), e small, Y = (-Q, Q, 0, ...).
PointOfStep worst_point_at_vertex(int d, const Rational& c, const Rational& q, const Rational& a);

/// A condition a <= bound(d, Delta, Q).
using RateCondition = std::function<Rational(int d, const Rational& delta, const Rational& q)>;

/// The points above, for the c and Q of a grid at which the bound exceeds the largest rate of R1 (or an upper bound of
/// that of R2) by the largest factor; empty when it does nowhere on the grid. The grid contains c = 1/2 and Q next
/// to 1.
std::vector<PointOfStep> worst_points(bool leader, int d, const RateCondition& bound);

}  // namespace hebb
