#include <hebb/verify/box_judge.hpp>

#include <algorithm>
#include <cmath>

namespace hebb {
namespace {

/// The multiple of 2^k nearest to x, k such that 2^k <= slack: a number of few bits close to x.
double round_to_few_bits(double x, double slack) {
  if (!(slack > 1e-290)) return x;
  const double unit = std::ldexp(1.0, std::ilogb(slack));
  const double scaled = x / unit;
  return std::fabs(scaled) < 0x1p52 ? std::nearbyint(scaled) * unit : x;
}

double magnitude(double lower, double upper) { return std::max(-lower, upper); }

template <class S>
void run_points(const std::vector<Tape::Step>& steps, std::vector<S>& v) {
  for (const Tape::Step& s : steps) {
    switch (s.operation) {
      case Operation::add: v[s.target] = v[s.a] + v[s.b]; break;
      case Operation::subtract: v[s.target] = v[s.a] - v[s.b]; break;
      case Operation::multiply: v[s.target] = v[s.a] * v[s.b]; break;
      case Operation::divide: v[s.target] = v[s.a] / v[s.b]; break;
      case Operation::negate: v[s.target] = -v[s.a]; break;
      case Operation::power: v[s.target] = std::pow(v[s.a], s.b); break;
      case Operation::exp: v[s.target] = std::exp(v[s.a]); break;
      case Operation::log: v[s.target] = std::log(v[s.a]); break;
      default: v[s.target] = std::sqrt(v[s.a]);
    }
  }
}

}  // namespace

BoxJudge::Workspace::Workspace(const BoxJudge& judge) : tape(judge.tape_), point(judge.tape_.registers, 0.0) {
  for (const Tape::Constant& c : judge.tape_.constants) point[c.target] = c.value.midpoint();
}

BoxJudge::BoxJudge(const BoxProblem& problem, int goal, double tolerance)
    : tape_(problem.expression, problem.goals.at(goal),
            std::span(problem.constraints).first(std::min<std::size_t>(problem.constraints.size(), bit_set_size))),
      kernel_(tape_kernel()), tolerance_(tolerance) {
  const int n = tape_.variables;
  require(n <= bit_set_size, "branch and bound was given " + std::to_string(n) + " variables; at most 64 are supported");
  for (int i = 0; i < n; ++i) {
    const Interval lower(problem.lower[i]), upper(problem.upper[i]);
    sides_.push_back({lower.lower(), lower.upper(), upper.lower(), upper.upper()});
  }
  const std::vector<double> box = root();
  lower_keeps_.assign(n, 0);
  upper_keeps_.assign(n, 0);
  for (int k = 0; k < static_cast<int>(tape_.constraints.size()); ++k) {
    const Tape constraint(problem.expression, problem.constraints[k], {});
    TapeWorkspace w(constraint);
    load(box.data(), 0, w);
    scalar_tape_kernel().enclose_slopes(constraint, w, 1);
    for (int i = 0; i < n; ++i) {
      const Interval slope(*w.adjoint.lower(i), *w.adjoint.upper(i));
      if (slope.upper() <= 0) lower_keeps_[i] |= bit(k);
      if (slope.lower() >= 0) upper_keeps_[i] |= bit(k);
      slopes_.push_back(slope);
    }
  }
}

BitSet BoxJudge::all_constraints() const {
  const auto count = static_cast<int>(tape_.constraints.size());
  return count == bit_set_size ? ~BitSet{0} : bit(count) - 1;
}

std::vector<double> BoxJudge::root() const {
  std::vector<double> row;
  for (const Side& s : sides_) {
    row.push_back(s.lower);
    row.push_back(s.upper);
  }
  return row;
}

void BoxJudge::move_to_face(double* row, int i, bool lower) const {
  double &lo = row[2 * i], &hi = row[2 * i + 1];
  const Side& s = sides_[i];
  if (lower) {
    hi = lo == s.lower ? s.lower_inner : lo;
  } else {
    lo = hi == s.upper ? s.upper_inner : hi;
  }
}

void BoxJudge::load(const double* row, int lane, TapeWorkspace& w) const {
  for (int i = 0; i < variables(); ++i) {
    const Side& s = sides_[i];
    const double lo = row[2 * i], hi = row[2 * i + 1];
    w.box.lower(i)[lane] = lo;
    w.box.upper(i)[lane] = hi;
    // The exact end lies between the outer and the inner one; a face at an inexact end is [outer, inner].
    const bool at_lower = lo == s.lower, at_upper = hi == s.upper;
    w.inner.lower(i)[lane] = at_lower ? s.lower_inner : at_upper && lo == s.upper_inner ? hi : lo;
    w.inner.upper(i)[lane] = at_upper ? s.upper_inner : at_lower && hi == s.lower_inner ? lo : hi;
  }
}

void BoxJudge::judge(const BoxRows& rows, BoxDecision* decisions, Workspace& w) const {
  w.open.clear();
  w.satisfied.clear();
  w.constraint_upper.clear();
  judge_natural(rows, decisions, w);
  judge_slopes(rows, decisions, w);
}

void BoxJudge::judge_natural(const BoxRows& rows, BoxDecision* decisions, Workspace& w) const {
  const auto constraints = static_cast<int>(tape_.constraints.size());
  for (int first = 0; first < rows.count; first += tape_lanes) {
    const int lanes = std::min(tape_lanes, rows.count - first);
    for (int l = 0; l < lanes; ++l) load(rows.ends + 2 * variables() * (first + l), l, w.tape);
    kernel_.enclose(tape_, w.tape, lanes);
    for (int l = 0; l < lanes; ++l) {
      BoxDecision& d = decisions[first + l];
      d = {};
      d.usable = rows.usable[first + l];
      BitSet satisfied = 0;
      int violated = -1;
      for (int k = 0; k < constraints; ++k) {
        if (w.tape.box.lower(tape_.constraints[k])[l] >= 0) satisfied |= bit(k);
        if (violated < 0 && w.tape.box.upper(tape_.constraints[k])[l] < 0 && has(d.usable, k)) violated = k;
      }
      if (violated >= 0) {
        d.kind = BoxDecision::Kind::infeasible;
        d.variable = violated;
      } else if (w.tape.box.lower(tape_.goal)[l] >= 0) {
        d.kind = BoxDecision::Kind::natural;
      } else {
        w.open.push_back(first + l);
        w.satisfied.push_back(satisfied);
        for (int k = 0; k < constraints; ++k) w.constraint_upper.push_back(w.tape.box.upper(tape_.constraints[k])[l]);
      }
    }
  }
}

void BoxJudge::judge_slopes(const BoxRows& rows, BoxDecision* decisions, Workspace& w) const {
  const std::size_t constraints = tape_.constraints.size();
  for (std::size_t first = 0; first < w.open.size(); first += tape_lanes) {
    const int lanes = static_cast<int>(std::min<std::size_t>(tape_lanes, w.open.size() - first));
    for (int l = 0; l < lanes; ++l) load(rows.ends + 2 * variables() * w.open[first + l], l, w.tape);
    kernel_.enclose_slopes(tape_, w.tape, lanes);
    for (int l = 0; l < lanes; ++l) {
      const int row = w.open[first + l];
      const double* box = rows.ends + 2 * variables() * row;
      BoxDecision& d = decisions[row];
      if (w.tape.form.lower(0)[l] >= 0) {
        d.kind = BoxDecision::Kind::mean_value;
        continue;
      }
      const BitSet satisfied = w.satisfied[first + l], active = d.usable & ~satisfied;
      d.refutes = w.tape.midpoint.upper(tape_.goal)[l] < 0 && midpoint_may_be_feasible(box, w.point);
      if (take_faces(box, d.usable, satisfied, l, w.tape, d)) continue;
      if (contract(box, active, w.constraint_upper.data() + (first + l) * constraints, d)) continue;
      bisect(box, active, l, w.tape, d);
    }
  }
}

/// A move to a face is taken when it loses nothing: every usable constraint stays usable or holds on the whole box.
bool BoxJudge::take_faces(const double* row, BitSet usable, BitSet satisfied, int lane, const TapeWorkspace& w,
                          BoxDecision& d) const {
  for (int i = 0; i < variables(); ++i) {
    if (row[2 * i + 1] <= std::nextafter(row[2 * i], HUGE_VAL)) continue;  // a face already
    const double low = w.adjoint.lower(i)[lane], high = w.adjoint.upper(i)[lane];
    if (low >= 0 && (usable & ~lower_keeps_[i] & ~satisfied) == 0) {
      d.lower_faces |= bit(i);
      usable &= lower_keeps_[i];
    } else if (high <= 0 && (usable & ~upper_keeps_[i] & ~satisfied) == 0) {
      d.upper_faces |= bit(i);
      usable &= upper_keeps_[i];
    }
  }
  if ((d.lower_faces | d.upper_faces) == 0) return false;
  d.kind = BoxDecision::Kind::faces;
  d.usable = usable;
  return true;
}

/// Cuts away the part of the box where a constraint certainly fails, if that is a good part of it.
bool BoxJudge::contract(const double* row, BitSet active, const double* upper, BoxDecision& d) const {
  constexpr double worthwhile = 0.3;
  double best = worthwhile;
  for (int k = 0; k < static_cast<int>(tape_.constraints.size()); ++k) {
    if (!has(active, k) || !(upper[k] < HUGE_VAL)) continue;
    for (int i = 0; i < variables(); ++i) {
      const Interval& slope = slopes_[k * variables() + i];
      const double steepness = std::max(slope.lower(), -slope.upper());
      const double width = row[2 * i + 1] - row[2 * i];
      if (!(steepness > 0) || !(width > 0)) continue;
      const double kept = upper[k] / steepness, cut = width - kept;
      if (!(cut > best * width)) continue;
      const double distance = kept + cut / 16;
      const double at = round_to_few_bits(slope.upper() < 0 ? row[2 * i] + distance : row[2 * i + 1] - distance, cut / 16);
      if (!is_inside(i, at, row)) continue;
      best = cut / width;
      d.kind = BoxDecision::Kind::split;
      d.variable = i;
      d.at = at;
    }
  }
  return best > worthwhile;
}

/// Halves the variable with the largest smear: its share in the variation of the goal, and of the constraints that are
/// not settled yet.
void BoxJudge::bisect(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  constexpr double weight_of_constraints = 0.25;
  const int n = variables();
  double score[bit_set_size] = {}, total = 0;
  for (int i = 0; i < n; ++i) {
    const double width = row[2 * i + 1] - row[2 * i];
    score[i] = width > 0 ? width * magnitude(w.adjoint.lower(i)[lane], w.adjoint.upper(i)[lane]) : 0;
    total += score[i];
  }
  if (total > 0 && total < HUGE_VAL) {
    for (int i = 0; i < n; ++i) score[i] /= total;
    for (int k = 0; k < static_cast<int>(tape_.constraints.size()); ++k) {
      if (!has(active, k)) continue;
      double share[bit_set_size], sum = 0;
      for (int i = 0; i < n; ++i) {
        const Interval& slope = slopes_[k * n + i];
        share[i] = (row[2 * i + 1] - row[2 * i]) * magnitude(slope.lower(), slope.upper());
        sum += share[i];
      }
      if (!(sum > 0 && sum < HUGE_VAL)) continue;
      for (int i = 0; i < n; ++i) score[i] += weight_of_constraints * share[i] / sum;
    }
  } else {
    for (int i = 0; i < n; ++i) {
      const double root_width = sides_[i].upper - sides_[i].lower;
      score[i] = root_width > 0 ? (row[2 * i + 1] - row[2 * i]) / root_width : 0;
    }
  }
  int variable = -1;
  double at = 0;
  for (int i = 0; i < n; ++i) {
    if (!(score[i] > (variable < 0 ? 0 : score[variable]))) continue;
    const double lo = row[2 * i], hi = row[2 * i + 1];
    const double middle = round_to_few_bits(lo / 2 + hi / 2, (hi - lo) / 8);
    if (!is_inside(i, middle, row)) continue;
    variable = i;
    at = middle;
  }
  if (variable < 0 || relative_width(row) < tolerance_) return;
  d.kind = BoxDecision::Kind::split;
  d.variable = variable;
  d.at = at;
}

/// Whether `at` is certainly strictly between the exact ends of the side.
bool BoxJudge::is_inside(int i, double at, const double* row) const {
  const Side& s = sides_[i];
  return at > row[2 * i] && at < row[2 * i + 1] && at > s.lower_inner && at < s.upper_inner;
}

double BoxJudge::relative_width(const double* row) const {
  double widest = 0;
  for (int i = 0; i < variables(); ++i) {
    const double root_width = sides_[i].upper - sides_[i].lower;
    if (root_width > 0) widest = std::max(widest, (row[2 * i + 1] - row[2 * i]) / root_width);
  }
  return widest;
}

/// In plain floating point: only a filter before the exact test.
bool BoxJudge::midpoint_may_be_feasible(const double* row, std::vector<double>& values) const {
  constexpr double rounding = 1e-13;
  for (int i = 0; i < variables(); ++i) values[i] = row[2 * i] / 2 + row[2 * i + 1] / 2;
  run_points(tape_.all, values);
  return std::ranges::all_of(tape_.constraints, [&](int k) { return values[k] > -rounding; });
}

Interval BoxJudge::enclose_goal(const double* row) const {
  TapeWorkspace w(tape_);
  load(row, 0, w);
  scalar_tape_kernel().enclose(tape_, w, 1);
  return Interval(*w.box.lower(tape_.goal), *w.box.upper(tape_.goal));
}

}  // namespace hebb
