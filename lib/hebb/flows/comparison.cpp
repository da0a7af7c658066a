
#include <array>
#include <limits>
#include <optional>

#include <hebb/calculus/moments.hpp>
#include <hebb/flows/comparison.hpp>
#include <hebb/flows/enclosed_point.hpp>
#include <hebb/flows/uniform_distance.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {
namespace {

void require_rate(const Rational& a) {
  require(a > 0 && a <= 1, [&] { return "learning rate a = " + to_string(a) + " outside (0, 1]"; });
}

/// The ratios to the leader that move; a tied coordinate keeps the ratio 1, a zero the ratio 0.
struct Ratios {
  std::vector<RealInterval> moving;
  std::size_t tied;  // coordinates with ratio 1, the leader among them
};

/// One mean step in ratios. With L = p_leader = 1/(tied + sum r):
///   hebbian   r' = r (1 + a r L) / (1 + a L)
///   euler     r' = r (1 + a (r L - s)) / (1 + a (L - s))
///   mirror    r' = r exp(-a L (1 - r))
void advance(MeanStep step, Ratios& ratios, const RealInterval& a) {
  const auto tied = RealInterval(static_cast<int>(ratios.tied));
  RealInterval total = tied, squares = tied;
  for (const RealInterval& r : ratios.moving) total += r;
  const RealInterval lead = 1 / total, al = a * lead;
  RealInterval base = like(a, Rational(1));
  if (step == MeanStep::euler) {
    for (const RealInterval& r : ratios.moving) squares += square(r);
    base -= al * lead * squares;  // 1 - a s
  }
  for (RealInterval& r : ratios.moving)
    r = step == MeanStep::mirror ? r * exp(-(al * (1 - r))) : r * (base + al * r) / (base + al);
}

/// In the order of the start.
EnclosedPoint point_at(const LeaderCoordinates<Rational>& start, const Ratios& ratios, const RealInterval& as) {
  RealInterval others = like(as, Rational(static_cast<int>(ratios.tied) - 1));
  for (const RealInterval& r : ratios.moving) others += r;
  const RealInterval lead = 1 / (1 + others);
  EnclosedPoint out{{}, others / (1 + others)};
  auto next = ratios.moving.begin();
  for (std::size_t i = 0; i < start.ratio.size(); ++i) {
    if (start.ratio[i] == 0)
      out.p.push_back(like(as, Rational(0)));
    else
      out.p.push_back(start.gap[i] == 0 ? lead : *next++ * lead);
  }
  return out;
}

/// The rows with this precision; stops at the first row that is too wide if `strict`.
std::optional<std::vector<ComparisonRow>> rows(const SimplexPoint<Rational>& start, const Rational& rate,
                                               std::size_t steps, const ComparisonOptions& options,
                                               const UniformDistance& uniform, long precision, bool strict,
                                               bool& wide) {
  const RealInterval as(Rational(0), precision), a = like(as, rate);
  const LeaderCoordinates<Rational> exact = leader_coordinates(start, Rational(0));
  const ReplicatorFlow<RealInterval> flow(start, as);
  Ratios first{{}, 0};
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (exact.gap[i] == 0)
      ++first.tied;
    else if (exact.ratio[i] > 0)
      first.moving.push_back(like(as, exact.ratio[i]));
  }
  const std::array<MeanStep, 3> methods{MeanStep::euler, MeanStep::hebbian, MeanStep::mirror};
  std::array<Ratios, 3> now{first, first, first};
  std::vector<ComparisonRow> out;
  for (std::size_t k = 0;; ++k) {
    throw_if_stopped(options.stop);
    if (k % options.stride == 0 || k == steps) {
      const EnclosedPoint euler = point_at(exact, now[0], as), hebbian = point_at(exact, now[1], as),
                          mirror = point_at(exact, now[2], as);
      ComparisonRow row;
      row.step = k;
      row.time = rate * Rational(k);
      const ReplicatorState<RealInterval> state = flow.at(row.time);
      const EnclosedPoint continuous{state.p, state.rest};
      for (const EnclosedPoint* point : {&euler, &hebbian, &mirror, &continuous}) {
        if (!is_narrow(*point, options.tolerance)) wide = true;
      }
      if (wide && strict) return std::nullopt;
      row.euler = rounded(euler);
      row.hebbian = rounded(hebbian);
      row.mirror = rounded(mirror);
      row.flow = rounded(continuous);
      const bool is_start = k == 0 || first.moving.empty();  // all four are in one point, and 0 is exact
      const auto distances = [&](const EnclosedPoint& x, const EnclosedPoint& y) {
        return is_start ? Norms{Interval(0), Interval(0), Interval(0)} : norms(x, y, exact.leader);
      };
      row.euler_to_flow = distances(euler, continuous);
      row.hebbian_to_flow = distances(hebbian, continuous);
      row.mirror_to_flow = distances(mirror, continuous);
      row.mirror_to_hebbian = distances(mirror, hebbian);
      row.hebbian_to_euler = distances(hebbian, euler);
      row.euler_bound = a_priori_bound(MeanStep::euler, rate, k);
      row.hebbian_bound = a_priori_bound(MeanStep::hebbian, rate, k);
      row.mirror_bound = a_priori_bound(MeanStep::mirror, rate, k);
      const auto for_all = [&](MeanStep step) {
        const auto bound = uniform.bound(step, state.contraction);
        return bound && k == 0 ? std::optional(Interval(0)) : bound;
      };
      row.euler_uniform = for_all(MeanStep::euler);
      row.hebbian_uniform = for_all(MeanStep::hebbian);
      row.mirror_uniform = for_all(MeanStep::mirror);
      out.push_back(std::move(row));
    }
    if (k == steps) return out;
    for (std::size_t m = 0; m < methods.size(); ++m) advance(methods[m], now[m], a);
  }
}

}  // namespace

Rational replicator_growth_bound() { return Rational(5, 8); }
Rational replicator_lipschitz_bound() { return 1; }
Interval flow_second_derivative_bound() { return sqrt(Interval(2)) * Interval(Rational(5, 54)); }

Rational mirror_hebb_constant(const Rational& a_max) {
  require_rate(a_max);
  return Rational(1, 2);
}

Interval one_step_constant(MeanStep step, const Rational& a) {
  require_rate(a);
  Interval kappa = flow_second_derivative_bound() / 2;
  if (step == MeanStep::euler) return kappa;
  kappa += sqrt(Interval(2)) * Interval(Rational(256, 3125));
  return step == MeanStep::hebbian ? kappa : kappa + Interval(mirror_hebb_constant(a));
}

Interval a_priori_bound(MeanStep step, const Rational& a, std::size_t k) {
  require(k <= static_cast<std::size_t>(std::numeric_limits<int>::max()), "a_priori_bound: too many steps");
  const Rational mu = replicator_growth_bound();
  const RealInterval growth = pow(RealInterval(Rational(1 + mu * a), 128), static_cast<int>(k)) - 1;
  return one_step_constant(step, a) * Interval(Rational(a / mu)) * growth.to_interval();
}

Comparison compare_mean_dynamics(const SimplexPoint<Rational>& start, const Rational& a, std::size_t steps,
                                 const ComparisonOptions& options) {
  require_rate(a);
  require(options.stride >= 1, "compare_mean_dynamics: stride 0");
  require(options.first_precision >= 53 && options.first_precision <= options.last_precision &&
              options.last_precision <= RealInterval::max_precision,
          "compare_mean_dynamics: needs 53 <= first precision <= last precision");
  Comparison out;
  out.leader = index_of_largest(start.coordinates());
  out.a = a;
  const UniformDistance uniform(start, a);
  out.euler_constant = uniform.constant(MeanStep::euler);
  out.hebbian_constant = uniform.constant(MeanStep::hebbian);
  out.mirror_constant = uniform.constant(MeanStep::mirror);
  for (long precision = options.first_precision;; precision = std::min(2 * precision, options.last_precision)) {
    const bool last = precision == options.last_precision;
    bool wide = false;
    auto found = rows(start, a, steps, options, uniform, precision, !last, wide);
    if (!found) continue;
    out.precision = precision;
    out.rows = std::move(*found);
    if (wide) out.reason = "wider than the tolerance at " + std::to_string(precision) + " bits, the last precision";
    return out;
  }
}

Interval mean_square_constant(const Rational& horizon, const Rational& a_max, const Rational& q,
                              const Rational& sigma2) {
  require(horizon >= 0, [&] { return "mean_square_constant: horizon " + to_string(horizon) + " is negative"; });
  require_noise_bound(q);
  require(a_max > 0 && a_max * q < 1,
          [&] { return "mean_square_constant: a = " + to_string(a_max) + " outside (0, 1/Q), Q = " + to_string(q); });
  require(sigma2 >= 0 && sigma2 <= (q - 1) * (q - 1),
          [&] { return "mean_square_constant: sigma^2 = " + to_string(sigma2) + " outside [0, (Q-1)^2]"; });
  const Interval t(horizon), v(Rational(Rational(4, 27) * sharp_moment_factor(sigma2)));
  const Interval rho =
      flow_second_derivative_bound() / 2 + Interval(Rational(4 * q * q / (3 * (1 - a_max * q)))) / sqrt(Interval(3));
  return exp(2 * t) * square(2 * sqrt(t * v) + t * rho * sqrt(Interval(a_max)));
}

}  // namespace hebb
