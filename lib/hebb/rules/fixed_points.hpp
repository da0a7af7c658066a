#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/verdict.hpp>
#include <hebb/rules/rule.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// Where the mean increment vanishes, and what it does near by, along the simplex.
struct FixedPoint {
  Vec<Interval> p;                     // encloses exactly one zero, certified (Krawczyk's test)
  std::optional<Vec<Rational>> exact;  // the zero itself where it is a short fraction (checked over Rational)
  /// By the enclosed eigenvalues along the simplex: stable, all negative; unstable, all positive; saddle, of both
  /// signs; undecided when one may be zero.
  enum class Stability { stable, saddle, unstable, undecided };
  Stability stability = Stability::undecided;  // of the zero
  std::vector<int> support;                    // the inputs i (from 1) with p_i > 0
};
std::string to_string(FixedPoint::Stability stability);  // "stable" and so on

/// The fixed points of the flow of a rule, and whether these are all.
struct FixedPoints {
  std::vector<FixedPoint> points;  // of the closed simplex, faces first
  bool complete = false;           // no other zero exists on the simplex: every box without one was excluded
  std::string note;                // why not complete
};

/// The mean increment M(p) = sum_j t_j(p) D(p, e_j) of a rule, recorded in p1, ..., pd, Q.
RecordedFunction mean_increment(const RecordedRule& rule);

/// Whether a field, recorded in p1, ..., pd, Q, is along the simplex: sum_i F_i(p) = 0 where sum p = 1. Only then is it
/// a flow there, and has fixed points that are stable or not.
Verdict is_along_the_simplex(const RecordedFunction& field, const Rational& q, StopFlag stop = nullptr);

/// The zeros of the mean increment (with `follows_drift`, of the drift of the rule, which the caller knows to be the
/// same) on the simplex of dimension d = 2 or 3, by subdivision with Krawczyk's test in the coordinates p_1, ...,
/// p_(d-1). Stability: all eigenvalues of the derivative in these coordinates have negative (stable), positive
/// (unstable) or both kinds of real parts (saddle), certified by the signs of trace and determinant over enclosures.
/// None, and a note, where the mean increment is not proved to be along the simplex. Throws PreconditionError for
/// another d, and for a rule of every Q whose mean depends on Q.
FixedPoints fixed_points(const RecordedRule& rule, StopFlag stop = nullptr, bool follows_drift = false);

}  // namespace hebb
