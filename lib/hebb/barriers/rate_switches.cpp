#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include <hebb/barriers/rate_switches.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/elementary.hpp>

namespace hebb {
namespace {

constexpr std::uint64_t most_steps = std::uint64_t{1} << 30;

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

/// p under the rates.
Vec<Rational> under(const Vec<Rational>& rates, const Vec<Rational>& weights) {
  require(weights.size() >= 2, "switches: at least two inputs are needed");
  require_same_length(weights.size(), rates.size(), "switches");
  for (const Vec<Rational>* list : {&rates, &weights}) {
    for (const Rational& x : *list) {
      require(x > 0, [&] { return "switches: rate or weight " + to_string(x) + ", expected above 0"; });
    }
  }
  return probabilities(rates, weights);
}

std::size_t only_favourite(const Vec<Rational>& p) {
  const std::size_t best = index_of_largest(p);
  require(std::ranges::count(p, p[best]) == 1, "switches: two inputs share the lead");
  return best;
}

/// f_k(r) = min(1, min_j c_j(k) r^g_j), k = T, T - 1, ..., 0: a function of one ratio under the first rates that the
/// chain does not raise in the mean as long as all ratios are below x. Logarithms of the c_j are kept.
class BroughtBack {
 public:
  /// f_T = psi(factor r), factor >= 1.
  BroughtBack(const Barrier& barrier, const BarrierLaw& law, const Rational& factor)
      : d_(barrier.d), a_(barrier.a), x_(real(barrier.pieces.front().ratio)), log_x_(log(x_)) {
    RealInterval log_c = real(0);
    int before = 0;
    for (const BarrierPiece& piece : barrier.pieces) {
      if (piece.exponent == before) continue;  // the same power again
      log_c = log_c - (piece.exponent - before) * log(real(piece.ratio));
      const RatioMoments<RealInterval> m = law.moments(barrier.a, piece.exponent);
      pieces_.push_back({piece.exponent, piece.exponent - before, m, log_c + piece.exponent * log(real(factor))});
      before = piece.exponent;
    }
  }

  /// Through all steps, in blocks that get longer as f comes to rest.
  void through(std::uint64_t steps, StopFlag stop) {
    const auto shortest = static_cast<std::uint64_t>(std::ceil(0.02 / a_.convert_to<double>()));
    for (std::uint64_t done = 0; done < steps;) {
      throw_if_stopped(stop);
      const std::uint64_t block = std::min({steps - done, std::max(shortest, done / 16), most_steps});
      back(static_cast<int>(block));
      done += block;
    }
  }

  RealInterval value(const Rational& ratio) const {
    RealInterval least = real(1);
    for (const Piece& piece : pieces_) least = min(least, exp(piece.log_c + piece.exponent * log(real(ratio))));
    return least;
  }

 private:
  struct Piece {
    int exponent, more;  // g_j, g_j - g_(j-1)
    RatioMoments<RealInterval> moments;
    RealInterval log_c;
  };
  /// log of the largest growth of the power where the ratio is at most e^end and no ratio above x.
  template <class S>
  S log_growth(const RatioMoments<S>& moments, const S& end, const S& x, const S& log_x) const {
    using std::exp, std::log, std::min;
    const S ratio = exp(min(end, log_x)), leader = least_leader(d_, ratio, x);
    return log(ratio_growth(moments, leader, S(ratio * leader)));
  }
  RealInterval moved(const Piece& piece, const RealInterval& end, int block) const {
    return piece.log_c + block * log_growth(piece.moments, end, x_, log_x_);
  }
  /// Where the piece ends, as a logarithm, if its c is c and that of the piece before `before`.
  static RealInterval end_of(const Piece& piece, const RealInterval& before, const RealInterval& c) {
    return (before - c) / piece.more;
  }
  /// One block: c_j moves geometrically from its value at the end to the one at the beginning, and so does the ratio
  /// (c_(j-1)/c_j)^(1/more) up to which the piece can be the smallest: it is largest at one of the two.
  void back(int block) {
    RealInterval before_end = real(0), before_start = real(0);  // of the piece before: log c at both
    for (Piece& piece : pieces_) {
      const RealInterval end = end_of(piece, before_end, piece.log_c);
      RealInterval limit = max(end, real(Rational(guess(piece, end.upper(), before_start.upper(), block))));
      RealInterval now = moved(piece, limit, block);
      if (!certainly(less_equal(end_of(piece, before_start, now), limit))) {
        // A larger limit makes c larger and so the ratio at the beginning smaller: one correction is enough.
        limit = max(end, end_of(piece, before_start, moved(piece, end, block)));
        now = moved(piece, limit, block);
      }
      before_end = piece.log_c;
      piece.log_c = max(now, RealInterval(-piece.exponent * log_x_));  // f = 1 from x on
      before_start = piece.log_c;
    }
  }
  /// The least limit that is not below the end at the beginning of the block, by bisection in floating point.
  double guess(const Piece& piece, double end, double before_start, int block) const {
    const RatioMoments<RealInterval>& m = piece.moments;
    const RatioMoments<double> moments{m.a0.upper(), m.a1.upper(), m.d0.upper(), m.d1.upper()};
    const double x = x_.upper(), log_x = log_x_.upper(), c = piece.log_c.upper();
    const auto start = [&](double limit) {
      return (before_start - c - block * log_growth(moments, limit, x, log_x)) / piece.more;
    };
    double low = end, high = std::max(end, start(end));
    for (int k = 0; k < 12; ++k) {
      const double middle = (low + high) / 2;
      (start(middle) <= middle ? high : low) = middle;
    }
    return high + 1e-12;
  }

  int d_;
  Rational a_;
  RealInterval x_, log_x_;
  std::vector<Piece> pieces_;
};

}  // namespace

std::optional<RealInterval> lead_lost_bound(const BarrierLaw& law, const RateSwitches& switches, StopFlag stop) {
  Vec<Rational> p = under(switches.first, switches.weights);
  under(switches.second, switches.weights);
  require(switches.interval >= 1, "switches: no step between two of them");
  const std::size_t v = only_favourite(p);
  Vec<Rational> factor;  // by which mu favours the others more than lambda does, at least 1
  for (std::size_t u = 0; u < p.size(); ++u)
    factor.push_back(std::max(
        Rational(1), surviving_ratio(switches.first[v], switches.first[u], switches.second[v], switches.second[u])));
  std::swap(p[0], p[v]);
  std::swap(factor[0], factor[v]);
  std::optional<RealInterval> best;
  BarrierOptions how;
  how.stop = stop;
  // Any barrier serves; those made for starts that are closer have smaller exponents, which soon after p(0) prove more.
  for (const Rational& closer : {Rational(0), Rational(1, 4), Rational(1, 2)}) {
    Vec<Rational> start = p;
    Rational total = 0;
    for (Rational& x : start) total += x += closer * (p[0] - x);
    for (Rational& x : start) x /= total;
    const auto escape = escape_barrier(SimplexPoint<Rational>(start), switches.a, law, how);
    if (!escape) continue;
    std::map<Rational, BroughtBack> functions;
    RealInterval sum = real(0);
    for (std::size_t u = 1; u < p.size(); ++u) {
      auto known = functions.find(factor[u]);
      if (known == functions.end()) {
        known = functions.emplace(factor[u], BroughtBack(escape->barrier, law, factor[u])).first;
        known->second.through(switches.interval, stop);
      }
      sum = sum + known->second.value(p[u] / p[0]);
    }
    if (certainly(less(sum, real(1))) && (!best || sum.upper() < best->upper())) best = sum;
  }
  return best;
}

RealInterval favourite_behind_bound(const BarrierLaw& law, const Vec<Rational>& weights, const Vec<Rational>& rates,
                                    const Rational& a, std::uint64_t steps) {
  const Vec<Rational> p = under(rates, weights);
  const std::size_t v = only_favourite(p);
  require(0 < a && a * law.q < 1,
          [&] { return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(law.q)); });
  if (steps > most_steps) return real(1);
  const int k = static_cast<int>(steps);
  const RealInterval farthest = pow(real(Rational((1 + a * law.q) / (1 - a * (law.q - 1)))), k);
  RealInterval sum = real(0);
  for (std::size_t j = 0; j < p.size(); ++j) {
    if (j == v) continue;
    const RealInterval ratio = real(Rational(p[j] / p[v]));
    if (certainly(less(ratio * farthest, real(1)))) continue;
    RealInterval least = real(1);
    int worse = 0;  // log-convex in g: once it rises it goes on
    double best = 1;
    for (int g = 1; g < (1 << 20) && worse < 3; g += std::max(1, g / 8)) {
      const RatioMoments<RealInterval> m = law.moments(a, g);
      const RealInterval value = pow(ratio, g) * pow(RealInterval(m.a1 * m.d0), k);
      if (!value.is_bounded()) break;
      worse = value.upper() < best ? 0 : worse + 1;
      best = value.upper();
      least = min(least, value);
    }
    sum = sum + least;
  }
  return min(sum, real(1));
}

FollowingBounds following_bounds(const BarrierLaw& law, const RateSwitches& switches, std::uint64_t count,
                                 StopFlag stop) {
  require(count >= 1, "switches: there is none");
  const RealInterval one = real(1), zero = real(0);
  RealInterval missed = zero;        // sum over the switches of P(not followed)
  bool hopeless[] = {false, false};  // the bounds rise with the steps
  for (std::uint64_t n = 1; n <= count; ++n) {
    RealInterval here = one;
    if (!hopeless[n % 2]) {
      here = favourite_behind_bound(law, switches.weights, n % 2 == 1 ? switches.second : switches.first, switches.a,
                                    (n + 1) * switches.interval - 1);
      hopeless[n % 2] = !certainly(less(here, one));
    }
    missed = missed + here;
  }
  const std::size_t v = index_of_largest(under(switches.first, switches.weights));
  FollowingBounds out{.lost = v == index_of_largest(under(switches.second, switches.weights))
                                  ? std::nullopt
                                  : lead_lost_bound(law, switches, stop),
                      .share_lower = max(zero, one - missed / real(Rational(count))),
                      .share_upper = one,
                      .all_lower = max(zero, one - missed),
                      .all_upper = one,
                      .locked_lower = zero};
  if (out.lost) {
    const RealInterval kept = one - *out.lost;
    out.share_lower = max(out.share_lower, kept * real(Rational(count / 2) / Rational(count)));
    out.share_upper = one - kept * real(Rational(count - count / 2) / Rational(count));
    out.all_upper = *out.lost;
    out.locked_lower = kept;
  }
  return out;
}

CappedSwitches capped_switches(const BarrierLaw& law, const RateSwitches& switches, const Rational& cap,
                               std::uint64_t count) {
  const auto phase = [&](const Vec<Rational>& rates) -> std::optional<CappedPhase> {
    const std::size_t v = index_of_largest(rates);
    std::optional<Rational> lead;
    for (std::size_t j = 0; j < rates.size(); ++j) {
      if (j == v) continue;
      const Rational here = rates[v] / (cap * rates[j]);
      if (!lead || here < *lead) lead = here;
    }
    if (!lead || *lead <= 1) return std::nullopt;
    return capped_phase(law, static_cast<int>(rates.size()), switches.a, cap, *lead, switches.interval);
  };
  CappedSwitches out{phase(switches.first), phase(switches.second), std::nullopt, std::nullopt};
  if (!out.first || !out.second) return out;
  out.phase = max(out.first->failure, out.second->failure);
  const RealInterval sum =
      real(Rational(count - count / 2)) * out.second->failure + real(Rational(count / 2)) * out.first->failure;
  if (certainly(less(sum, real(1)))) out.all = sum;
  return out;
}

}  // namespace hebb
