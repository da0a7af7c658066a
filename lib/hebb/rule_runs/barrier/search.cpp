#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <hebb/flows/closed_form/leader_odds.hpp>
#include <hebb/rule_runs/barrier/noise_mean.hpp>
#include <hebb/rule_runs/barrier/statements.hpp>

// Exponent and ratio of a barrier, in floating point: nothing rests on them.

namespace hebb {
namespace {

/// The smallest n 10^-k >= x with `digits` digits.
Rational rounded_up(double x, int digits) {
  if (!(x > 0)) return 0;
  const int exponent = static_cast<int>(std::floor(std::log10(x))) + 1 - digits;
  const Rational scale = pow(Rational(10), std::abs(exponent));
  const Rational n(static_cast<std::int64_t>(std::ceil(x * std::pow(10.0, -exponent) * (1 + 1e-10))));
  return exponent < 0 ? Rational(n / scale) : Rational(n * scale);
}

/// The growth of the g-th powers over double, largest over a grid of the region.
class GrowthSearch {
 public:
  GrowthSearch(const RuleProblem& problem, const Factors& factors, const DominatingLaw& law, StopFlag stop)
      : problem_(problem), factors_(factors), law_(law), stop_(stop), d_(problem.start.size()) {
    const std::size_t per_side = d_ == 2 ? 9 : d_ == 3 ? 4 : 2;
    std::vector<std::size_t> index(d_ - 1, 0);
    for (;;) {
      Vec<double> r;
      for (const std::size_t k : index) r.push_back(static_cast<double>(k) / static_cast<double>(per_side - 1));
      grid_.push_back(r);
      std::size_t k = 0;
      while (k < index.size() && ++index[k] == per_side) index[k++] = 0;
      if (k == index.size() || grid_.size() >= 64) break;
    }
    if (grid_.back() != Vec<double>(d_ - 1, 1.0)) grid_.push_back(Vec<double>(d_ - 1, 1.0));
  }

  /// A point of the region at which a barrier failed, in parts of its ratio: looked at from now on.
  void look_at(Vec<double> unit) { grid_.push_back(std::move(unit)); }

  double largest_growth(int exponent, double ratio) const {
    double largest = 0;
    for (const Vec<double>& unit : grid_) {
      throw_if_stopped(stop_);
      Vec<double> r = unit;
      for (double& x : r) x *= ratio;
      const Vec<double> p = point_from_ratios(r);
      const double a = problem_.a.convert_to<double>(), q = noise_bound(problem_.noise).convert_to<double>();
      const Vec<double> t = problem_.rule.trigger_at(p, q);
      for (std::size_t u = 1; u < d_; ++u) {
        double mean = 0;
        for (std::size_t j = 0; j < d_; ++j) {
          mean += t[j] * mean_power(law_.atoms, noise_of(factors_, u), d_, j, 0.0, [&](const Vec<Rational>& y) {
                    const Vec<double> f = factors_.factor(problem_.rule.variables(p, like(0.0, y), a, q));
                    return std::pow(f[u] / f[0], exponent);
                  });
        }
        if (!(mean <= largest)) largest = mean;  // not a number counts as too large
        if (std::isnan(mean)) return std::numeric_limits<double>::infinity();
      }
    }
    return largest;
  }

  /// The largest ratio in [least, most] at which the powers do not grow; nothing when there is none.
  std::optional<double> largest_ratio(int exponent, double least, double most) const {
    const auto holds = [&](double x) { return largest_growth(exponent, x) < 1; };
    if (holds(most)) return most;
    if (!holds(least)) return std::nullopt;
    for (int k = 0; k < 12; ++k) {
      const double middle = (least + most) / 2;
      (holds(middle) ? least : most) = middle;
    }
    return least;
  }

 private:
  const RuleProblem& problem_;
  const Factors& factors_;
  const DominatingLaw& law_;
  StopFlag stop_;
  std::size_t d_;
  std::vector<Vec<double>> grid_;
};

double value_at(const Vec<Rational>& start, int exponent, double ratio) {
  double value = 0;
  for (std::size_t u = 1; u < start.size(); ++u)
    value += std::pow(Rational(start[u] / start[0]).convert_to<double>() / ratio, exponent);
  return value;
}

/// The exponent and the ratio with the smallest bound; nothing where none is below 1.
std::optional<RuleBarrier> best_barrier(const GrowthSearch& search, const Vec<Rational>& start, const Rational& first,
                                        const Rational& limit) {
  const double least = first.convert_to<double>(), most = limit.convert_to<double>();
  double best = 1;
  RuleBarrier found;
  for (double g = 1; g < 2000; g = std::max(g + 1, std::floor(g * 1.25))) {
    const auto ratio = search.largest_ratio(static_cast<int>(g), least, most);
    if (!ratio) break;  // larger powers grow still more
    const double value = value_at(start, static_cast<int>(g), *ratio);
    if (value < best) {
      best = value;
      found.exponent = static_cast<int>(g);
      found.ratio = Rational(static_cast<std::int64_t>(*ratio * 1e9), 1'000'000'000);
    } else if (value > 1e3 * best || value > 1.5) {
      break;
    }
  }
  if (best >= 1) return std::nullopt;
  return found;
}

}  // namespace

RuleBarrierProof find_rule_barrier(const RuleProblem& problem, const LossEvent& event, const std::string& name,
                                   const RuleBarrierOptions& options) {
  require_barrier_problem(problem);
  const Vec<Rational>& start = problem.start;
  initial_gap(start);
  const Rational limit = ratio_limit(event, problem.rule.dimension);
  const Rational first = *std::max_element(start.begin() + 1, start.end()) / start[0];
  RuleBarrierProof out;
  if (first >= limit) {
    out.reason = fmt::format("the start is not inside of p_u <= {} p_1, which keeps the event", to_string(limit));
    return out;
  }
  try {
    const Factors factors = factors_of(problem.rule);
    const DominatingLaw law = law_for(problem, factors, options.cells);
    GrowthSearch search(problem, factors, law, options.stop);
    const auto begun = std::chrono::steady_clock::now();
    for (int round = 0; round < 4; ++round) {  // with the points at which the barriers of earlier rounds failed
      const std::optional<RuleBarrier> found = best_barrier(search, start, first, limit);
      if (!found) {
        out.reason = "no power of p_u/p_1 proves a probability below 1: the learning rate is too large for this start";
        return out;
      }
      RuleBarrier slack = *found;
      bool is_refuted = false;
      for (const Rational& share : {Rational(999, 1000), Rational(97, 100), Rational(9, 10)}) {
        // Slack at the edge of the region, for the provers.
        const Rational ratio = first + (std::min(found->ratio, limit) - first) * share;
        slack.ratio = Rational(static_cast<std::int64_t>(ratio.convert_to<double>() * 1e6), 1'000'000);
        if (slack.ratio <= first) break;
        slack.bound = rounded_up(value_at(start, slack.exponent, slack.ratio.convert_to<double>()), 6);
        if (slack.bound >= 1) break;
        out = prove_rule_barrier(problem, slack, factors, law, name, options);
        if (out.barrier) return out;
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begun;
        if (spent.count() > options.seconds) return out;
        if (out.refuted_at.empty()) continue;
        Vec<double> unit;
        for (const Rational& r : out.refuted_at) unit.push_back(Rational(r / slack.ratio).convert_to<double>());
        search.look_at(std::move(unit));
        is_refuted = true;
      }
      if (!is_refuted) break;
    }
    if (out.reason.empty()) out.reason = "no barrier with room for a proof has a bound below 1";
  } catch (const PreconditionError& e) {
    out = {};
    out.reason = e.what();
  }
  return out;
}

}  // namespace hebb
