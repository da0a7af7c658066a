#include <algorithm>
#include <cmath>
#include <string>

#include <hebb/calculus/correlated.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/diagnosis.hpp>

namespace hebb {
namespace {

void require_valid(const Trajectory& path, const DiagnosisRules& rules) {
  require(!path.points.empty(), "diagnose: an empty trajectory");
  require(path.steps.size() == path.points.size() &&
              (path.largest_weights.empty() || path.largest_weights.size() == path.points.size()),
          "diagnose: steps, points and weights of different number");
  require(std::is_sorted(path.steps.begin(), path.steps.end(), std::less_equal<>()), "diagnose: the steps must rise");
  const std::size_t d = path.points.front().size();
  const auto is_point = [&](const Vec<double>& p) {
    return p.size() == d && std::all_of(p.begin(), p.end(), [](double x) { return x >= 0 && x <= 1; });
  };
  require(rules.leader < d && std::all_of(path.points.begin(), path.points.end(), is_point), [&] {
    return "diagnose: points of different lengths or outside [0, 1], or leader " + std::to_string(rules.leader + 1) +
           " of " + std::to_string(d);
  });
  const auto is_share = [](double x) { return x > 0 && x < 1; };
  require(is_share(2 * rules.accuracy) && is_share(rules.window) && is_share(rules.plateau),
          "diagnose: accuracy outside (0, 1/2), or window or plateau outside (0, 1)");
  const auto is_row = [&](const Vec<double>& row) { return row.size() == d; };
  require(
      rules.gamma.empty() || (rules.gamma.size() == d && std::all_of(rules.gamma.begin(), rules.gamma.end(), is_row)),
      "diagnose: Gamma must be d x d");
}

/// The leader is ahead at the start, but the drift p_i ((Gamma p)_i - p . Gamma p) favours i: (Gamma p)_i is the
/// largest, or one of several that are.
bool is_favoured(const Vec<double>& p, std::size_t i, const DiagnosisRules& rules) {
  if (rules.gamma.empty()) return false;
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (k != rules.leader && p[k] >= p[rules.leader]) return false;
  }
  const Vec<double> g = drive(rules.gamma, p);
  return g[i] == g[index_of_largest(g)] && g[i] > g[rules.leader];
}

}  // namespace

std::string_view name(PathClass c) {
  switch (c) {
    case PathClass::weight_explosion:
      return "weight explosion";
    case PathClass::leader:
      return "leader";
    case PathClass::correlation_winner:
      return "correlation-induced winner";
    case PathClass::wrong_winner:
      return "wrong winner";
    default:
      return "no convergence";
  }
}

PathDiagnosis diagnose(const Trajectory& path, const DiagnosisRules& rules) {
  require_valid(path, rules);
  for (std::size_t k = 0; k < path.largest_weights.size(); ++k) {
    const double w = path.largest_weights[k];
    if (!std::isfinite(w) || w > rules.weight_limit) return {PathClass::weight_explosion, {}, path.steps[k], false};
  }
  const std::size_t n = path.points.size();
  const std::size_t window =
      std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(rules.window * static_cast<double>(n))));
  const std::size_t i = index_of_largest(path.points.back());
  std::size_t since = n;  // the path is at the vertex i from here on
  while (since > 0 && path.points[since - 1][i] >= 1 - rules.accuracy) --since;
  if (n - since >= window) {
    const PathClass kind = i == rules.leader                            ? PathClass::leader
                           : is_favoured(path.points.front(), i, rules) ? PathClass::correlation_winner
                                                                        : PathClass::wrong_winner;
    return {kind, i, path.steps[since], false};
  }
  double moved = 0;
  for (std::size_t k = n - window; k < n; ++k) {
    for (std::size_t l = 0; l < path.points[k].size(); ++l) {
      moved = std::max(moved, std::fabs(path.points[k][l] - path.points[n - 1][l]));
    }
  }
  return {PathClass::no_convergence, {}, path.steps.back(), moved <= rules.plateau};
}

}  // namespace hebb
