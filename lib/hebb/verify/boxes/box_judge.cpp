#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>

#include <hebb/scalar/second_order.hpp>
#include <hebb/verify/boxes/box_arithmetic.hpp>
#include <hebb/verify/boxes/box_judge.hpp>

namespace hebb {

namespace {

/// The multiple of 2^k nearest to x, k such that 2^k <= slack: a number of few bits close to x.
double round_to_few_bits(double x, double slack) {
  if (!(slack > 1e-290)) return x;
  const double unit = std::ldexp(1.0, std::ilogb(slack));
  const double scaled = x / unit;
  return std::fabs(scaled) < 0x1p52 ? std::nearbyint(scaled) * unit : x;
}

double width(const double* row, int i) { return row[2 * i + 1] - row[2 * i]; }

bool is_inside(double at, const double* row, int i) { return row[2 * i] < at && at < row[2 * i + 1]; }

std::span<const int> used_constraints(const BoxProblem& problem) {
  return std::span(problem.constraints).first(std::min<std::size_t>(problem.constraints.size(), bit_set_size));
}

Vec<Interval> outer_box(const BoxProblem& problem) {
  Vec<Interval> box;
  for (std::size_t i = 0; i < problem.lower.size(); ++i) {
    box.push_back(hull(Interval(problem.lower[i]), Interval(problem.upper[i])));
  }
  return box;
}

}  // namespace

BoxJudge::BoxJudge(const BoxProblem& problem, int goal, double tolerance, bool taylor)
    : problem_(problem),
      goal_(goal),
      tape_(problem.expression, problem.goals.at(goal), used_constraints(problem), outer_box(problem)),
      tolerance_(tolerance),
      taylor_(taylor) {
  const int n = variables();
  require(n <= bit_set_size,
          [&] { return "branch and bound was given " + std::to_string(n) + " variables; at most 64 are supported"; });
  for (int i = 0; i < n; ++i) {
    const Interval lower(problem.lower[i]), upper(problem.upper[i]);
    sides_.push_back({lower.lower(), lower.upper(), upper.lower(), upper.upper()});
  }
  const std::vector<double> box = root();
  lower_keeps_.assign(n, 0);
  upper_keeps_.assign(n, 0);
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    const Tape constraint(problem.expression, problem.constraints[k], {}, outer_box(problem));
    const TapeWorkspace w(constraint);
    load(box.data(), 0, w);
    w.enclose(1);
    w.enclose_slopes(1);
    for (int i = 0; i < n; ++i) {
      const Interval slope(*w.adjoint.lower(i), *w.adjoint.upper(i));
      if (slope.upper() <= 0) lower_keeps_[i] |= bit(k);
      if (slope.lower() >= 0) upper_keeps_[i] |= bit(k);
      slopes_.push_back(slope);
    }
  }
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
  double &low = row[2 * i], &high = row[2 * i + 1];
  const Side& s = sides_[i];
  if (lower) {
    high = low == s.lower ? s.lower_inner : low;
  } else {
    low = high == s.upper ? s.upper_inner : high;
  }
}

void BoxJudge::load(const double* row, int lane, const TapeWorkspace& w) const {
  for (int i = 0; i < variables(); ++i) {
    const Side& s = sides_[i];
    const double low = row[2 * i], high = row[2 * i + 1];
    w.box.lower(i)[lane] = low;
    w.box.upper(i)[lane] = high;
    // A face at an inexact end is the interval of its outer and its inner value.
    const bool at_lower = low == s.lower, at_upper = high == s.upper;
    w.inner.lower(i)[lane] = at_lower ? s.lower_inner : at_upper && low == s.upper_inner ? high : low;
    w.inner.upper(i)[lane] = at_upper ? s.upper_inner : at_lower && high == s.lower_inner ? low : high;
  }
}

void BoxJudge::judge(const BoxRows& rows, BoxDecision* decisions, const TapeWorkspace& w) const {
  const std::ptrdiff_t length = std::ptrdiff_t{2} * variables();
  for (int first = 0; first < rows.count; first += tape_lanes) {
    const int lanes = std::min(tape_lanes, rows.count - first);
    for (int l = 0; l < lanes; ++l) load(rows.ends + length * (first + l), l, w);
    w.enclose(lanes);
    BitSet open = 0;
    for (int l = 0; l < lanes; ++l) {
      BoxDecision& d = decisions[first + l];
      d = {};
      if (!judge_natural(l, w, d)) open |= bit(l);
    }
    if (open == 0) continue;
    w.enclose_slopes(lanes);
    for (int l = 0; l < lanes; ++l) {
      if (has(open, l)) judge_slopes(rows.ends + length * (first + l), l, w, decisions[first + l]);
    }
  }
}

/// Whether the natural forms decide the box.
bool BoxJudge::judge_natural(int lane, const TapeWorkspace& w, BoxDecision& d) const {
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    if (!(w.box.upper(tape_.constraints()[k])[lane] < 0)) continue;
    d.kind = BoxDecision::Kind::infeasible;
    d.variable = k;
    return true;
  }
  if (!(w.box.lower(tape_.goal())[lane] >= 0)) return false;
  d.kind = BoxDecision::Kind::natural;
  return true;
}

void BoxJudge::judge_slopes(const double* row, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  // Where the goal is not certainly defined, a slope of zero says nothing: only smaller boxes help.
  const int goal = tape_.goal();
  const bool defined = w.box.lower(goal)[lane] >= -DBL_MAX && w.box.upper(goal)[lane] <= DBL_MAX;
  if (defined && w.form.lower(0)[lane] >= 0) {
    d.kind = BoxDecision::Kind::mean_value;
    return;
  }
  d.refutes = midpoint_refutes(lane, w);
  BitSet active = 0;  // constraints that do not hold on the whole box
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    if (!(w.box.lower(tape_.constraints()[k])[lane] >= 0)) active |= bit(k);
  }
  if (defined && take_faces(row, active, lane, w, d)) return;
  if (relative_width(row) < tolerance_ || contract(row, active, lane, w, d)) return;
  if (defined && taylor_ && taylor_proves(row, lane, w)) {
    d.kind = BoxDecision::Kind::taylor;
    return;
  }
  if (taylor_ && active != 0 && multipliers_prove(row, active, lane, w, d)) return;
  bisect(row, active, lane, w, d);
}

bool BoxJudge::midpoint_refutes(int lane, const TapeWorkspace& w) const {
  return w.midpoint.upper(tape_.goal())[lane] < 0 &&
         std::ranges::all_of(tape_.constraints(), [&](int k) { return w.midpoint.upper(k)[lane] >= 0; });
}

/// A move to a face is taken when it loses nothing: the move breaks no active constraint. The others hold on the whole
/// box, so that none of its parts will ever use them as infeasible; hence every constraint stays usable below a face.
bool BoxJudge::take_faces(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  for (int i = 0; i < variables(); ++i) {
    const Side& s = sides_[i];
    const double low = row[2 * i], high = row[2 * i + 1];
    const bool is_face =
        low == high || (low == s.lower && high == s.lower_inner) || (low == s.upper_inner && high == s.upper);
    if (is_face) continue;
    if (w.adjoint.lower(i)[lane] >= 0 && (active & ~lower_keeps_[i]) == 0) {
      d.lower_faces |= bit(i);
    } else if (w.adjoint.upper(i)[lane] <= 0 && (active & ~upper_keeps_[i]) == 0) {
      d.upper_faces |= bit(i);
    }
  }
  if ((d.lower_faces | d.upper_faces) == 0) return false;
  d.kind = BoxDecision::Kind::faces;
  return true;
}

/// The second-order form costs as much as some hundred boxes, and pays next to interior minima, where the gradient
/// straddles zero: it is tried on small boxes on which the mean-value form fails by little. Boxes at ends that are not
/// doubles are left to the other forms.
bool BoxJudge::taylor_proves(const double* row, int lane, const TapeWorkspace& w) const {
  const double middle = w.midpoint.lower(tape_.goal())[lane], bound = w.form.lower(0)[lane];
  if (!(middle > 0) || !(bound > -middle) || relative_width(row) > 1.0 / 16) return false;
  const auto box = exact_box(row);
  if (!box) return false;
  const Interval form = checker::taylor_form(problem_.expression, *box, middle_of(*box), problem_.goals[goal_]);
  return form.is_bounded() && form.lower() >= 0;
}

/// The box, unless one of its ends is an end of the domain that is no double.
std::optional<std::vector<Interval>> BoxJudge::exact_box(const double* row) const {
  std::vector<Interval> box;
  for (int i = 0; i < variables(); ++i) {
    const Side& s = sides_[i];
    const double low = row[2 * i], high = row[2 * i + 1];
    if ((s.lower != s.lower_inner && low == s.lower) || (s.upper != s.upper_inner && high == s.upper))
      return std::nullopt;
    box.emplace_back(low, high);
  }
  return box;
}

/// Cuts away the part of the box where a constraint certainly fails, if that is a good part of it. In plain floating
/// point: that the part is infeasible is proved when it is judged. Sides that are thin already are left alone: where a
/// box only touches the feasible set, cuts towards the touching face would never end.
bool BoxJudge::contract(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  constexpr double worthwhile = 0.2, thin = 1.0 / 64, margin = 1.0 / 64;
  const double widest = relative_width(row);
  double best = worthwhile;
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    const double upper = w.box.upper(tape_.constraints()[k])[lane];
    if (!has(active, k) || !(upper < HUGE_VAL)) continue;
    for (int i = 0; i < variables(); ++i) {
      const Interval& slope = slopes_[k * variables() + i];
      const double steepness = std::max(slope.lower(), -slope.upper());
      if (!(steepness > 0) || !(width(row, i) > thin * widest * sides_[i].width())) continue;
      const double kept = upper / steepness, cut = width(row, i) - kept;
      if (!(cut > best * width(row, i))) continue;
      const double distance = kept + margin * cut;
      const double at =
          round_to_few_bits(slope.upper() < 0 ? row[2 * i] + distance : row[2 * i + 1] - distance, margin * cut);
      if (!is_inside(at, row, i)) continue;
      best = cut / width(row, i);
      d.kind = BoxDecision::Kind::split;
      d.variable = i;
      d.at = at;
    }
  }
  return best > worthwhile;
}

/// Halves the variable with the largest smear: its share in the variation of the goal, and of the constraints that are
/// not settled yet. Thin sides count less, so that none is starved by others whose share stays while they shrink.
void BoxJudge::bisect(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  constexpr double weight_of_constraints = 0.25, thin = 0.25;
  const int n = variables();
  double score[bit_set_size], total = 0;
  for (int i = 0; i < n; ++i) {
    score[i] = width(row, i) == 0 ? 0 : width(row, i) * std::max(-w.adjoint.lower(i)[lane], w.adjoint.upper(i)[lane]);
    total += score[i];
  }
  const bool known = total > 0 && total < HUGE_VAL;
  for (int i = 0; i < n; ++i)
    score[i] = known ? score[i] / total : width(row, i) == 0 ? 0 : width(row, i) / sides_[i].width();
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    if (!has(active, k)) continue;
    double share[bit_set_size], sum = 0;
    for (int i = 0; i < n; ++i) {
      share[i] = width(row, i) == 0 ? 0 : width(row, i) * slopes_[k * n + i].magnitude();
      sum += share[i];
    }
    if (!(sum > 0 && sum < HUGE_VAL)) continue;
    for (int i = 0; i < n; ++i) score[i] += weight_of_constraints * share[i] / sum;
  }
  const double widest = relative_width(row);
  double most = 0;
  for (int i = 0; i < n; ++i) {
    if (width(row, i) == 0) continue;
    score[i] *= std::min(1.0, width(row, i) / (thin * widest * sides_[i].width()));
    const double middle = round_to_few_bits(row[2 * i] / 2 + row[2 * i + 1] / 2, width(row, i) / 8);
    if (!(score[i] > most) || !is_inside(middle, row, i)) continue;
    most = score[i];
    d.kind = BoxDecision::Kind::split;
    d.variable = i;
    d.at = middle;
  }
}

double BoxJudge::relative_width(const double* row) const {
  double widest = 0;
  for (int i = 0; i < variables(); ++i) {
    if (width(row, i) > 0) widest = std::max(widest, width(row, i) / sides_[i].width());
  }
  return widest;
}

Interval BoxJudge::enclose_goal(const double* row) const {
  const TapeWorkspace w(tape_);
  load(row, 0, w);
  w.enclose(1);
  return Interval(*w.box.lower(tape_.goal()), *w.box.upper(tape_.goal()));
}

}  // namespace hebb
