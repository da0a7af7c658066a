#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/barriers/rectangle_barrier.hpp>
#include <hebb/model/leader_problem.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

RealInterval positive_part(const RealInterval& x) { return max(real(0), x); }

/// The excess of the growth of u over the trigger j.
RealInterval excess(const RatioMoments<RealInterval>& m, const Correlation& gamma, std::size_t u, std::size_t j) {
  return correlated_growth(m, real(gamma(u, j)), real(gamma(0, j))) - 1;
}

/// 1 - G_1^u - sum_{v != 1, u} x_v (G_v^u - 1)_+: what is left for y (G_u^u - 1)_+.
RealInterval room(const RatioMoments<RealInterval>& m, const Correlation& gamma, const Vec<Rational>& limits,
                  std::size_t u) {
  RealInterval left = -excess(m, gamma, u, 0);
  for (std::size_t v = 1; v < gamma.dimension(); ++v) {
    if (v != u) left = left - real(limits[v - 1]) * positive_part(excess(m, gamma, u, v));
  }
  return left;
}

/// A short fraction below x, x at most 1.
Rational short_below(double x) {
  constexpr int scale = 1'000'000;
  return Rational(static_cast<long>(std::floor(std::clamp(x, -1.0, 1.0) * scale)), scale);
}

/// Searches a rectangle; all exponents are there from the beginning.
class Search {
 public:
  Search(const Correlation& gamma, const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
         StopFlag stop)
      : gamma_(gamma), law_(law), a_(a), stop_(stop), d_(gamma.dimension()) {
    for (std::size_t u = 1; u < d_; ++u) ratios_.push_back(Rational(p[u] / p[0]).convert_to<double>());
    const double most = 60 / a.convert_to<double>();
    for (int g = 1; g < most && exponents_.size() < 400; g += std::max(1, g / 40)) {
      throw_if_stopped(stop);
      const RatioMoments<RealInterval> m = law.moments(a, g);
      exponents_.push_back(g);
      enclosed_.push_back(m);
      excess_.emplace_back();
      for (std::size_t u = 1; u < d_; ++u) {
        excess_.back().emplace_back();
        for (std::size_t j = 0; j < d_; ++j) excess_.back().back().push_back(excess(m, gamma, u, j).upper());
      }
    }
  }

  std::optional<RectangleBarrier> run() {
    std::vector<double> best;
    double least = 0;
    const auto consider = [&](std::vector<double> x) {
      for (std::size_t u = 0; u < x.size(); ++u) x[u] = std::clamp(x[u], ratios_[u] * 1.000001, 1.0);
      const double value = log_bound(x);
      if (!(value < least)) return false;
      least = value;
      best = std::move(x);
      return true;
    };
    const double largest = *std::ranges::max_element(ratios_);
    for (int k = 1; k < 40; ++k) {  // in proportion to the ratios, and common limits
      std::vector<double> own, common(ratios_.size(), std::pow(largest, 1 - k / 40.0));
      for (const double r : ratios_) own.push_back(std::pow(r, 1 - k / 40.0));
      consider(own);
      consider(common);
    }
    if (best.empty()) return std::nullopt;
    for (double step = 0.2; step > 0.002; step /= 2) {
      for (bool better = true; better;) {
        throw_if_stopped(stop_);
        better = false;
        for (std::size_t u = 0; u < ratios_.size(); ++u) {
          for (const double factor : {1 + step, 1 / (1 + step)}) {
            std::vector<double> x = best;
            x[u] *= factor;
            better = consider(x) || better;
          }
        }
      }
    }
    return build(best);
  }

 private:
  /// The ratio up to which exponent k may serve for u.
  double admissible(std::size_t k, std::size_t u, const std::vector<double>& x) const {
    const std::vector<double>& e = excess_[k][u];
    double left = -e[0];
    for (std::size_t v = 0; v < x.size(); ++v) {
      if (v != u) left -= x[v] * std::max(0.0, e[v + 1]);
    }
    if (left <= 0) return 0;
    return e[u + 1] > 0 ? std::min(1.0, left / e[u + 1]) : 1;
  }

  /// log psi_u at the start; 0 when the first piece does not reach the limit.
  double log_psi(std::size_t u, const std::vector<double>& x) const {
    double sum = 0, last = x[u];
    int previous = 0;
    for (std::size_t k = 0; k < exponents_.size(); ++k) {
      const double y = std::min(admissible(k, u, x), last);
      if (previous == 0 && y < x[u]) return 0;
      if (k + 1 < exponents_.size() && admissible(k + 1, u, x) >= x[u]) continue;  // a larger one serves as well
      if (y <= ratios_[u]) break;
      sum += (exponents_[k] - previous) * std::log(ratios_[u] / y);
      previous = exponents_[k];
      last = y;
    }
    return sum;
  }

  double log_bound(const std::vector<double>& x) const {
    double total = 0;
    std::vector<double> logs;
    for (std::size_t u = 0; u < x.size(); ++u) logs.push_back(log_psi(u, x));
    const double largest = *std::ranges::max_element(logs);
    if (largest >= 0) return 0;
    for (const double t : logs) total += std::exp(t - largest);
    return largest + std::log(total);
  }

  std::optional<RectangleBarrier> build(const std::vector<double>& x) const {
    RectangleBarrier barrier{gamma_, a_, law_.q, {}, {}};
    for (const double limit : x) barrier.limits.push_back(short_below(limit));
    for (std::size_t u = 1; u < d_; ++u) {
      std::vector<BarrierPiece> pieces;
      const Rational limit = barrier.limits[u - 1];
      for (std::size_t k = 0; k < exponents_.size(); ++k) {
        const RealInterval left = room(enclosed_[k], gamma_, barrier.limits, u),
                           own = excess(enclosed_[k], gamma_, u, u);
        if (!certainly(is_positive(left))) break;
        const Rational y = certainly(is_positive(own)) ? short_below(RealInterval(left / own).lower()) : Rational(1);
        if (y >= limit) {
          pieces = {{exponents_[k], limit}};
          continue;
        }
        if (pieces.empty() || y.convert_to<double>() <= ratios_[u - 1]) break;
        pieces.push_back({exponents_[k], std::min(y, pieces.back().ratio)});
      }
      if (pieces.empty()) return std::nullopt;
      barrier.pieces.push_back(std::move(pieces));
    }
    return barrier;
  }

  const Correlation& gamma_;
  const BarrierLaw& law_;
  const Rational a_;
  StopFlag stop_;
  std::size_t d_;
  std::vector<double> ratios_;
  std::vector<int> exponents_;
  std::vector<RatioMoments<RealInterval>> enclosed_;
  std::vector<std::vector<std::vector<double>>> excess_;  // exponent, u, trigger
};

void require_pieces(const RectangleBarrier& b) {
  const std::size_t others = b.gamma.dimension() - 1;
  require(b.gamma.dimension() >= 2 && b.limits.size() == others && b.pieces.size() == others,
          "a rectangle barrier needs a limit and pieces for each component but the first");
  require(0 < b.a && b.a * b.q < 1,
          [&] { return fmt::format("a rectangle barrier needs 0 < a < 1/Q, not a = {}", to_string(b.a)); });
  for (std::size_t u = 0; u < others; ++u) {
    require(b.limits[u] > 0 && b.limits[u] <= 1,
            [&] { return "ratio limit " + to_string(b.limits[u]) + " outside (0, 1]"; });
    require(!b.pieces[u].empty() && b.pieces[u].front().ratio == b.limits[u],
            "the first piece of a rectangle barrier reaches its limit");
    for (std::size_t j = 0; j < b.pieces[u].size(); ++j) {
      const BarrierPiece& piece = b.pieces[u][j];
      require(piece.exponent >= 1 && piece.ratio > 0, "a piece of a rectangle barrier is out of range");
      require(j == 0 || (b.pieces[u][j - 1].exponent < piece.exponent && b.pieces[u][j - 1].ratio >= piece.ratio),
              "the pieces of a rectangle barrier are not in order");
    }
  }
}

}  // namespace

Truth certify(const RectangleBarrier& barrier, const BarrierLaw& law) {
  require_pieces(barrier);
  require(barrier.q == law.q, [&] {
    return fmt::format("a barrier for Q = {} cannot be certified with Q = {}", to_string(barrier.q), to_string(law.q));
  });
  Truth all = Truth::proved;
  for (std::size_t u = 1; u < barrier.gamma.dimension(); ++u) {
    for (const BarrierPiece& piece : barrier.pieces[u - 1]) {
      const RatioMoments<RealInterval> m = law.moments(barrier.a, piece.exponent);
      const RealInterval own = positive_part(excess(m, barrier.gamma, u, u));
      all = all && less_equal(real(piece.ratio) * own, room(m, barrier.gamma, barrier.limits, u));
    }
  }
  return all;
}

RealInterval barrier_value(const RectangleBarrier& barrier, const SimplexPoint<Rational>& p) {
  require_pieces(barrier);
  require(p.size() == barrier.gamma.dimension() && p[0] > 0,
          [&] { return "a rectangle barrier was asked for its value at " + show(p.coordinates()); });
  RealInterval value = real(0);
  for (std::size_t u = 1; u < p.size(); ++u) {
    const Rational ratio = p[u] / p[0];
    value = value + multiply_by_psi(real(1), barrier.pieces[u - 1], ratio,
                                    [&](const Rational& end) { return real(ratio / end); });
  }
  return value;
}

std::optional<RectangleBound> rectangle_barrier(const Correlation& gamma, const SimplexPoint<Rational>& p,
                                                const Rational& a, const BarrierLaw& law, StopFlag stop) {
  require_same_length(p.size(), gamma.dimension(), "rectangle_barrier");
  initial_gap(p.coordinates());  // the first component leads
  require(0 < a && a * law.q < 1,
          [&] { return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(law.q)); });
  Vec<Rational> kept;
  Correlation::Rows rows;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] == 0) continue;
    kept.push_back(p[i]);
    rows.emplace_back();
    for (std::size_t j = 0; j < p.size(); ++j) {
      if (p[j] > 0) rows.back().push_back(gamma(i, j));
    }
  }
  require(kept.size() >= 2, "rectangle_barrier: the start is at a vertex");
  const Correlation own(rows);
  const SimplexPoint<Rational> start(kept);
  std::optional<RectangleBarrier> found = Search(own, start, a, law, stop).run();
  if (!found || !certainly(certify(*found, law))) return std::nullopt;
  RealInterval value = barrier_value(*found, start);
  if (!certainly(less(value, real(1)))) return std::nullopt;
  return RectangleBound{std::move(*found), std::move(value)};
}

}  // namespace hebb
