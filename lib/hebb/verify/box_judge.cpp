#include <hebb/verify/box_judge.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>

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

}  // namespace

BoxJudge::BoxJudge(const BoxProblem& problem, int goal)
    : tape_(problem.expression, problem.goals.at(goal), used_constraints(problem), problem.box), box_(problem.box) {
  const int n = variables();
  require(n <= bit_set_size, [&] {
    return "branch and bound was given " + std::to_string(n) + " variables; at most 64 are supported";
  });
  lower_keeps_.assign(n, 0);
  upper_keeps_.assign(n, 0);
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    const Tape constraint(problem.expression, problem.constraints[k], {}, problem.box);
    const TapeWorkspace w(constraint);
    for (int i = 0; i < n; ++i) {
      std::fill_n(w.box.lower(i), tape_lanes, box_[i].lower());
      std::fill_n(w.box.upper(i), tape_lanes, box_[i].upper());
    }
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

BitSet BoxJudge::all_constraints() const {
  const auto count = static_cast<int>(tape_.constraints().size());
  return count == bit_set_size ? ~BitSet{0} : bit(count) - 1;
}

std::vector<double> BoxJudge::root() const {
  std::vector<double> row;
  for (const Interval& side : box_) {
    row.push_back(side.lower());
    row.push_back(side.upper());
  }
  return row;
}

void BoxJudge::judge(const BoxRows& rows, BoxDecision* decisions, const TapeWorkspace& w) const {
  const int n = variables();
  for (int first = 0; first < rows.count; first += tape_lanes) {
    const int lanes = std::min(tape_lanes, rows.count - first);
    for (int l = 0; l < lanes; ++l) {
      const double* row = rows.ends + std::ptrdiff_t{2} * n * (first + l);
      for (int i = 0; i < n; ++i) {
        w.box.lower(i)[l] = row[2 * i];
        w.box.upper(i)[l] = row[2 * i + 1];
      }
    }
    w.enclose(lanes);
    BitSet open = 0;
    for (int l = 0; l < lanes; ++l) {
      if (!judge_natural(rows.usable[first + l], l, w, decisions[first + l])) open |= bit(l);
    }
    if (open == 0) continue;
    w.enclose_slopes(lanes);
    for (int l = 0; l < lanes; ++l) {
      if (has(open, l)) judge_slopes(rows.ends + std::ptrdiff_t{2} * n * (first + l), l, w, decisions[first + l]);
    }
  }
}

/// Whether the natural forms decide the box.
bool BoxJudge::judge_natural(BitSet usable, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  d = {};
  d.usable = usable;
  if (w.box.lower(tape_.goal())[lane] >= 0) {
    d.kind = BoxDecision::Kind::natural;
    return true;
  }
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    if (!has(usable, k) || !(w.box.upper(tape_.constraints()[k])[lane] < 0)) continue;
    d.kind = BoxDecision::Kind::infeasible;
    d.variable = k;
    return true;
  }
  return false;
}

void BoxJudge::judge_slopes(const double* row, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  if (w.form.lower(0)[lane] >= 0) {
    d.kind = BoxDecision::Kind::mean_value;
    return;
  }
  if (is_refuted(lane, w)) {
    d.kind = BoxDecision::Kind::refuted;
    return;
  }
  BitSet satisfied = 0;
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    if (w.box.lower(tape_.constraints()[k])[lane] >= 0) satisfied |= bit(k);
  }
  const BitSet active = d.usable & ~satisfied;
  if (take_faces(row, satisfied, lane, w, d) || contract(row, active, lane, w, d)) return;
  bisect(row, active, lane, w, d);
}

bool BoxJudge::is_refuted(int lane, const TapeWorkspace& w) const {
  return w.midpoint.upper(tape_.goal())[lane] < 0 &&
         std::ranges::all_of(tape_.constraints(), [&](int k) { return w.midpoint.lower(k)[lane] >= 0; });
}

/// A move to a face is taken when it loses nothing: every usable constraint stays usable or holds on the whole box.
bool BoxJudge::take_faces(const double* row, BitSet satisfied, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  for (int i = 0; i < variables(); ++i) {
    if (row[2 * i] == row[2 * i + 1]) continue;  // a face already
    if (w.adjoint.lower(i)[lane] >= 0 && (d.usable & ~lower_keeps_[i] & ~satisfied) == 0) {
      d.lower_faces |= bit(i);
      d.usable &= lower_keeps_[i];
    } else if (w.adjoint.upper(i)[lane] <= 0 && (d.usable & ~upper_keeps_[i] & ~satisfied) == 0) {
      d.upper_faces |= bit(i);
      d.usable &= upper_keeps_[i];
    }
  }
  if ((d.lower_faces | d.upper_faces) == 0) return false;
  d.kind = BoxDecision::Kind::faces;
  return true;
}

/// Cuts away the part of the box where a constraint certainly fails, if that is a good part of it. In plain floating
/// point: that the part is infeasible is proved when it is judged.
bool BoxJudge::contract(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  constexpr double worthwhile = 0.3;
  double best = worthwhile;
  for (int k = 0; k < static_cast<int>(tape_.constraints().size()); ++k) {
    const double upper = w.box.upper(tape_.constraints()[k])[lane];
    if (!has(active, k) || !(upper < HUGE_VAL)) continue;
    for (int i = 0; i < variables(); ++i) {
      const Interval& slope = slopes_[k * variables() + i];
      const double steepness = std::max(slope.lower(), -slope.upper());
      if (!(steepness > 0)) continue;
      const double kept = upper / steepness, cut = width(row, i) - kept;
      if (!(cut > best * width(row, i))) continue;
      const double distance = kept + cut / 16;
      const double at =
          round_to_few_bits(slope.upper() < 0 ? row[2 * i] + distance : row[2 * i + 1] - distance, cut / 16);
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
/// not settled yet.
void BoxJudge::bisect(const double* row, BitSet active, int lane, const TapeWorkspace& w, BoxDecision& d) const {
  constexpr double weight_of_constraints = 0.25;
  const int n = variables();
  double score[bit_set_size], total = 0;
  for (int i = 0; i < n; ++i) {
    score[i] = width(row, i) == 0 ? 0 : width(row, i) * std::max(-w.adjoint.lower(i)[lane], w.adjoint.upper(i)[lane]);
    total += score[i];
  }
  if (total > 0 && total < HUGE_VAL) {
    for (int i = 0; i < n; ++i) score[i] /= total;
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
  } else {
    for (int i = 0; i < n; ++i) score[i] = width(row, i) == 0 ? 0 : width(row, i) / box_[i].width();
  }
  double most = 0;
  for (int i = 0; i < n; ++i) {
    const double middle = row[2 * i] / 2 + row[2 * i + 1] / 2;
    if (!(score[i] > most) || !is_inside(middle, row, i)) continue;
    most = score[i];
    d.kind = BoxDecision::Kind::split;
    d.variable = i;
    d.at = middle;
  }
}

}  // namespace hebb
