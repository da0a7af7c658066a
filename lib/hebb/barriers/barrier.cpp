#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/barriers/barrier.hpp>

namespace hebb {
namespace {

using Moments = RatioMoments<RealInterval>;

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

/// The largest short decimal below x: the exponent of the barrier multiplies what is lost, so it sets the digits.
Rational short_below(const Rational& x, int exponent) {
  Integer scale = 10000;
  for (int e = exponent; e > 0; e /= 10) scale *= 10;
  const Rational scaled = x * Rational(scale);
  Integer floor = numerator(scaled) / denominator(scaled);
  if (Rational(floor) > scaled) floor -= 1;  // the division truncates towards zero
  return Rational(floor, scale);
}

/// The largest index in [low, high] for which `holds`, which is true up to some index; low - 1 when there is none.
template <class Holds>
int last_index(int low, int high, const Holds& holds) {
  int good = low - 1, bad = high + 1;
  while (bad - good > 1) {
    const int middle = good + (bad - good) / 2;
    (holds(middle) ? good : bad) = middle;
  }
  return good;
}

/// ratio_growth at its worst point.
RealInterval worst_growth(const Moments& m, int d, const Rational& ratio, const Rational& others) {
  const RealInterval x = real(ratio), leader = least_leader(d, x, real(others));
  return ratio_growth(m, leader, RealInterval(x * leader));
}

/// Searches the exponents for one start.
class Search {
 public:
  Search(const SimplexPoint<Rational>& p, Rational a, const BarrierLaw& law, const BarrierOptions& options)
      : start_(p), a_(std::move(a)), law_(law), options_(options), d_(static_cast<int>(p.size())) {
    for (std::size_t u = 1; u < p.size(); ++u) largest_start_ = std::max(largest_start_, Rational(p[u] / p[0]));
  }

  std::optional<BarrierBound> run() {
    // Exponents above the last one whose common ratio exceeds the start prove nothing as first pieces.
    const int last = last_exponent([&](int g) { return common_ratio(g) > largest_start_; });
    if (last < 1) return std::nullopt;
    int first = 1, step = std::max(1, last / 16);
    double best = 0;
    const auto consider = [&](int g) {
      const double value = log_bound(build(g));
      if (value < best) {
        best = value;
        first = g;
      }
    };
    for (int g = 1; g <= last; g += step) consider(g);
    if (best == 0) consider(last);
    for (; step > 1;) {  // refine around the best
      step = (step + 1) / 2;
      const int centre = first;
      for (const int g : {centre - step, centre + step}) {
        if (g >= 1 && g <= last) consider(g);
      }
      if (step == 1) break;
    }
    if (best == 0) return std::nullopt;
    const Barrier barrier = build(first);
    if (!certainly(certify(barrier, law_))) return std::nullopt;
    RealInterval value = barrier_value(barrier, start_, real(0));
    if (!certainly(less(value, RealInterval(1)))) return std::nullopt;
    return BarrierBound{barrier, std::move(value)};
  }

 private:
  template <class Holds>
  int last_exponent(const Holds& holds) const {
    int high = 1;
    while (high < (1 << 28) && holds(high)) high *= 2;
    return last_index(1, high, holds);
  }
  /// The ratio up to which exponent g may serve alone, not beyond the limit of the event.
  Rational common_ratio(int g) const {
    throw_if_stopped(options_.stop);
    const RealInterval x = largest_common_ratio(law_.moments(a_, g), d_);
    return x.is_bounded() ? std::min(short_below(x.exact_lower(), g), options_.ratio_limit) : Rational(0);
  }
  Rational ratio(int g, const Rational& others) const {
    throw_if_stopped(options_.stop);
    const RealInterval x = largest_ratio(law_.moments(a_, g), d_, real(others));
    return x.is_bounded() ? std::min(short_below(x.exact_lower(), g), others) : Rational(0);
  }

  /// The pieces from exponent `first` on, equally spaced up to the last exponent that the start can use.
  Barrier build(int first) const {
    Barrier b{d_, a_, law_.q, law_.name, {}};
    const Rational others = std::min(common_ratio(first), Rational(999999, 1000000));
    if (others <= 0) return b;
    b.pieces.push_back({first, others});
    if (options_.max_pieces == 1) return b;
    const int last = last_exponent([&](int g) { return g <= first || ratio(g, others) > largest_start_; });
    const int count = std::min(options_.max_pieces, last - first + 1);
    for (int j = 1; j < count; ++j) {
      const int g = first + static_cast<int>(static_cast<long long>(j) * (last - first) / (count - 1));
      const Rational x = std::min(ratio(g, others), b.pieces.back().ratio);
      if (x > 0) b.pieces.push_back({g, x});
    }
    return b;
  }

  /// log V(p(0)) in floating point: what the search minimises; 0 when nothing is proved.
  double log_bound(const Barrier& b) const {
    if (b.pieces.empty()) return 0;
    std::vector<double> terms;
    for (std::size_t u = 1; u < start_.size(); ++u) {
      if (start_[u] == 0) continue;
      const Rational x = start_[u] / start_[0];
      const double log_x = std::log(x.convert_to<double>());
      double sum = 0;  // log barrier_function in double: it only steers the search, what it finds is certified
      int previous = 0;
      for (const BarrierPiece& piece : b.pieces) {
        if (piece.ratio <= x) break;
        sum += (piece.exponent - previous) * (log_x - std::log(piece.ratio.convert_to<double>()));
        previous = piece.exponent;
      }
      terms.push_back(sum);
    }
    if (terms.empty()) return -std::numeric_limits<double>::infinity();
    const double largest = *std::max_element(terms.begin(), terms.end());
    double sum = 0;
    for (const double t : terms) sum += std::exp(t - largest);
    return std::min(0.0, largest + std::log(sum));
  }

  const SimplexPoint<Rational>& start_;
  const Rational a_;
  const BarrierLaw& law_;
  const BarrierOptions& options_;
  const int d_;
  Rational largest_start_ = 0;
};

}  // namespace

void require_barrier(const Barrier& b) {
  require(b.d >= 2, [&] { return fmt::format("a barrier needs d >= 2, not {}", b.d); });
  require_noise_bound(b.q);
  require(0 < b.a && b.a * b.q < 1,
          [&] { return fmt::format("a barrier needs 0 < a < 1/Q, not a = {}", to_string(b.a)); });
  require(!b.pieces.empty(), "a barrier without pieces");
  for (std::size_t j = 0; j < b.pieces.size(); ++j) {
    const BarrierPiece& piece = b.pieces[j];
    require(piece.exponent >= 1 && 0 < piece.ratio && piece.ratio < 1, [&] {
      return fmt::format("a piece of a barrier has exponent {} and ratio {}", piece.exponent, to_string(piece.ratio));
    });
    require(j == 0 || (b.pieces[j - 1].exponent <= piece.exponent && b.pieces[j - 1].ratio >= piece.ratio),
            "the pieces of a barrier are not in order");
  }
}

BarrierLaw every_centred_law(const Rational& q) {
  BarrierLaw law = barrier_law(TwoPointNoise(q));
  law.name = EveryNoise(q).name();
  return law;
}

BarrierLaw barrier_law(const AnyNoise& noise) {
  return std::visit(
      []<class Law>(const Law& law) -> BarrierLaw {
        if constexpr (std::is_same_v<Law, EveryNoise>)
          return every_centred_law(law.q());
        else if constexpr (std::is_same_v<Law, QuantileNoise>)
          throw PreconditionError("a barrier cannot be proved for the noise '" + law.name() + "'");
        else
          return barrier_law(law);
      },
      noise);
}

Truth certify(const Barrier& barrier, const BarrierLaw& law) {
  require_barrier(barrier);
  require(barrier.q == law.q, [&] {
    return fmt::format("a barrier for Q = {} cannot be certified with Q = {}", to_string(barrier.q), to_string(law.q));
  });
  Truth all = Truth::proved;
  for (const BarrierPiece& piece : barrier.pieces) {
    const Moments m = law.moments(barrier.a, piece.exponent);
    all = all && less_equal(worst_growth(m, barrier.d, piece.ratio, barrier.pieces.front().ratio), RealInterval(1));
  }
  return all;
}

std::optional<BarrierBound> escape_barrier(const SimplexPoint<Rational>& p, const Rational& a, const BarrierLaw& law,
                                           const BarrierOptions& options) {
  require(p.size() >= 2, "a barrier needs d >= 2");
  for (std::size_t u = 1; u < p.size(); ++u) {
    require(p[0] > p[u], [&] { return "the first component of " + show(p.coordinates()) + " does not lead"; });
  }
  require(0 < a && a * law.q < 1,
          [&] { return fmt::format("learning rate {} outside (0, 1/Q), Q = {}", to_string(a), to_string(law.q)); });
  require(0 < options.ratio_limit && options.ratio_limit <= 1,
          [&] { return "ratio limit " + to_string(options.ratio_limit) + " outside (0, 1]"; });
  require(options.max_pieces >= 1, "a barrier needs at least one piece");
  return Search(p, a, law, options).run();
}

std::optional<StepCount> steps_to_accuracy(const Barrier& barrier, const BarrierLaw& law,
                                           const SimplexPoint<Rational>& p, const Rational& accuracy,
                                           const Rational& probability) {
  require_barrier(barrier);
  require(accuracy > 0 && probability > 0, "steps_to_accuracy needs accuracy > 0 and probability > 0");
  require(static_cast<int>(p.size()) == barrier.d && p[0] > 0, "steps_to_accuracy: the start does not fit the barrier");
  const Rational& others = barrier.pieces.front().ratio;
  std::optional<StepCount> best;
  for (int g = 1; g <= barrier.pieces.front().exponent; g = g < 8 ? g + 1 : g + g / 4) {
    const RealInterval q = worst_growth(law.moments(barrier.a, g), barrier.d, others, others);
    if (!certainly(less(q, RealInterval(1)))) continue;
    RealInterval start = real(0);
    for (std::size_t u = 1; u < p.size(); ++u) start = start + pow(real(p[u] / p[0]), g);
    if (!certainly(is_positive(start))) return StepCount{0, {g, q}};  // already at the vertex
    // probability >= q^k start (d-1)^(g-1) (2/accuracy)^g
    const RealInterval needed =
        pow(real(2 / accuracy), g) * pow(real(barrier.d - 1), g - 1) * start / real(probability);
    const RealInterval k = max(RealInterval(0), log(needed) / -log(q));
    const double steps = std::ceil(k.upper());
    if (!best || steps < best->steps) best = StepCount{steps, {g, q}};
  }
  return best;
}

}  // namespace hebb
