#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/testing/generators.hpp>

// A statement that draws its variables and evaluates its goals: what laws (hebb/laws/laws.hpp) do with the builder is
// to be true at every drawn point. The points are where rules break: vertices, faces, ties, coordinates that are tiny
// beside the largest, all noise on one side, inputs at the ends of their range, a learning rate just below its limit.

namespace hebb::testing {

/// Whether a drawn fact holds: exactly over Rational, up to a tolerance over double, for certain over an enclosure.
/// `unknown` is an enclosure that cannot tell.
inline Truth nonnegative_up_to(const Rational& x, const Rational& tolerance) {
  return decide(x >= -tolerance, x < -tolerance);
}
inline Truth nonnegative_up_to(double x, double tolerance) { return decide(x >= -tolerance, !(x >= -tolerance)); }
inline Truth nonnegative_up_to(const RealInterval& x, const RealInterval&) { return is_nonnegative(x); }
inline Truth equal_up_to(const Rational& x, const Rational& y, const Rational& tolerance) {
  const bool close = abs(Rational(x - y)) <= tolerance;
  return decide(close, !close);
}
inline Truth equal_up_to(double x, double y, double tolerance) {
  const bool close = std::abs(x - y) <= tolerance;
  return decide(close, !close);
}
inline Truth equal_up_to(const RealInterval& x, const RealInterval& y, const RealInterval&) { return equal(x, y); }

/// A number in the scalar of the point, and for people.
template <Scalar S>
S drawn(const Rational& q) {
  if constexpr (std::same_as<S, RealInterval>) {
    return RealInterval(q, 192);
  } else {
    return like(S(0), q);
  }
}
template <Scalar S>
Vec<S> drawn(const Vec<Rational>& x) {
  Vec<S> out;
  for (const Rational& q : x) out.push_back(drawn<S>(q));
  return out;
}
inline Rational middle(const Rational& x) { return x; }
inline Rational middle(double x) { return Rational(x); }
inline Rational middle(const RealInterval& x) { return x.midpoint(); }
template <Scalar S>
std::string shown(const S& x) {
  if constexpr (std::same_as<S, Rational>) return to_string(x);
  return to_decimal(middle(x), 12);
}

/// The builder. Every variable is drawn as a rational number, printed under its name and shrunk; `noise_bound`, where
/// it is known, limits the variables that a law declares as any real number.
template <Scalar S>
class DrawnStatement {
 public:
  using Scalar = S;
  using Bound = StatementBuilder::Bound;

  /// With the tolerance of the goals (of no meaning for an enclosure); one case in `extremes` is at the corners.
  DrawnStatement(Rational noise_bound, S tolerance, int extremes = 4)
      : q_(std::move(noise_bound)), tolerance_(std::move(tolerance)) {
    const auto is_extreme = [extremes](int k) { return k % extremes == extremes - 1; };
    extreme_ = *rc::gen::map(rc::gen::inRange(0, 400), is_extreme).as("extreme");
  }

  Vec<S> simplex(const std::string& name, int d, Bound = Bound::closed) {
    const auto n = static_cast<std::size_t>(d);
    p_ = extreme_ ? *corner_point(n).as(name) : *tied_or_any_point(n).as(name);
    RC_TAG(place_of(p_));
    return testing::drawn<S>(p_);
  }
  std::pair<Vec<S>, S> leader_chamber(const std::string& name, int d, const std::string& gap) {
    const auto n = static_cast<std::size_t>(d);
    const auto gap_and_point =
        rc::gen::map(extreme_ ? chamber_corner(n) : chamber_point_with_gap(n),
                     [](const ChamberPoint<Rational>& point) { return std::pair(Rational(2 * point.c), point.p); });
    const auto [delta, p] = *gap_and_point.as("(Delta, " + name + "), " + gap + " = Delta/2");
    p_ = p;
    RC_TAG(place_of(p_));
    if (p[0] - p[1] == delta / 2) RC_TAG("at the gap exactly");
    return {testing::drawn<S>(p), testing::drawn<S>(Rational(delta / 2))};
  }
  /// The state has its k-th largest component in place order[k], for the inputs that are drawn next.
  void reorder(const std::vector<std::size_t>& order) {
    const Vec<Rational> by_rank = p_;
    for (std::size_t k = 0; k < order.size(); ++k) p_[order[k]] = by_rank[k];
  }
  /// Any vector: a point of the simplex where it is the state p, else inputs as large as the noise bound allows.
  Vec<S> reals(const std::string& name, int d) {
    if (name == "p") return simplex(name, d);
    return testing::drawn<S>(draw_inputs(name, static_cast<std::size_t>(d), q_));
  }
  /// Any number: of the learning rate a below 1/Q, else in (0, 1].
  S real(const std::string& name) {
    if (name == "a") return between("a", S(0), testing::drawn<S>(Rational(1 / q_)), Bound::open, Bound::open);
    return testing::drawn<S>(*learning_rate_up_to(1).as(name));
  }
  S between(const std::string& name, const S& lower, const S& upper, Bound lower_bound = Bound::closed,
            Bound upper_bound = Bound::closed) {
    const Rational low = middle(lower), high = middle(upper);
    RC_PRE(low < high);
    const Rational part = *part_of_range(lower_bound, upper_bound).as(name + ", as a part of its range");
    const Rational x = low + part * (high - low);
    values_ += name + " = " + to_string(x) + "\n";
    return testing::drawn<S>(x);
  }
  S at_least(const std::string& name, const S& lower, Bound bound = Bound::closed) {
    const auto step = rc::gen::elementOf(std::vector<Rational>{1, Rational(1, 100), Rational(1, 2), 3, 20});
    const Rational x = middle(lower) + (bound == Bound::open ? *step.as(name + ", above its bound")
                                                             : Rational(*rc::gen::inRange(0, 5).as(name)));
    if (name == "Q") q_ = x;
    return testing::drawn<S>(x);
  }
  /// d inputs with |y_i| <= Q: those of the model, one trigger and bounded noise, and the corners of the cube.
  Vec<S> inputs(const std::string& name, int d, const S& q) {
    return testing::drawn<S>(draw_inputs(name, static_cast<std::size_t>(d), middle(q)));
  }

  void assume_nonnegative(const std::string&, const S& x) { RC_PRE(possibly(nonnegative_up_to(x, S(0)))); }
  void claim_nonnegative(const std::string& label, const S& x) {
    judge(nonnegative_up_to(x, tolerance_), label, [&] { return "by " + shown(S(-x)); });
  }
  void claim_at_least(const std::string& label, const S& large, const S& small) {
    judge(nonnegative_up_to(S(large - small), tolerance_), label,
          [&] { return shown(small) + " <= " + shown(large) + " does not hold"; });
  }
  void claim_positive(const std::string& label, const S& x, const S& lower) {
    const std::string component = label.substr(0, label.find(' '));
    if (!certainly(is_above_zero(lower))) return claim_nonnegative(component + " >= 0", x);
    judge(is_above_zero(x), component + " > 0", [&] { return "a component that is positive becomes " + shown(x); });
  }
  void claim_equal(const std::string& label, const S& x, const S& y) {
    judge(equal_up_to(x, y, tolerance_), label, [&] { return shown(x) + " and " + shown(y); });
  }

  /// What went wrong, empty when nothing did; with the values that were computed from what was drawn.
  std::string failure() const { return failure_.empty() ? failure_ : values_ + failure_; }
  void fail(std::string what) {
    if (failure_.empty()) failure_ = std::move(what);
  }
  const Vec<Rational>& point() const { return p_; }

 private:
  static Truth is_above_zero(const S& x) {
    if constexpr (EnclosureScalar<S>) {
      return is_positive(x);
    } else {
      return decide(x > 0, !(x > 0));
    }
  }

  template <class Text>
  void judge(Truth truth, const std::string& label, const Text& text) {
    if (truth == Truth::unknown) RC_TAG("enclosed, not decided");
    if (truth == Truth::refuted) fail(label + " is false: " + text());
  }

  /// Simplex points, one in five with ties: all weights 0 or 1.
  static rc::Gen<Vec<Rational>> tied_or_any_point(std::size_t d) {
    const auto tied = rc::gen::map(
        rc::gen::container<std::vector<std::int64_t>>(d, rc::gen::inRange<std::int64_t>(0, 2)), normalised);
    return rc::gen::weightedOneOf<Vec<Rational>>({{4, simplex_point(d)}, {1, tied}});
  }

  /// 0 and 1 where the bounds are closed; close to both; plain fractions. Shrinks to plain ones.
  rc::Gen<Rational> part_of_range(Bound lower, Bound upper) const {
    const auto plain = rc::gen::map(rc::gen::inRange(1, 8), [](int k) { return Rational(k, 8); });
    const auto near_upper = learning_rate_near(1);
    const auto near_lower =
        rc::gen::map(rc::gen::inRange(1, 31), [](int k) { return Rational(1, std::int64_t{1} << k); });
    const auto at_upper = upper == Bound::closed ? rc::gen::just(Rational(1)) : near_upper;
    const auto at_lower = lower == Bound::closed ? rc::gen::just(Rational(0)) : near_lower;
    if (extreme_) return rc::gen::weightedOneOf<Rational>({{1, plain}, {6, near_upper}, {3, at_upper}, {1, at_lower}});
    return rc::gen::weightedOneOf<Rational>(
        {{4, plain}, {2, near_upper}, {1, at_upper}, {1, near_lower}, {1, at_lower}});
  }

  Vec<Rational> draw_inputs(const std::string& name, std::size_t d, const Rational& q) {
    if (p_.size() != d) p_.assign(d, Rational(1, static_cast<int>(d)));
    std::vector<std::size_t> possible;
    for (std::size_t i = 0; i < d; ++i) {
      if (p_[i] > 0) possible.push_back(i);
    }
    const std::size_t largest = index_of_largest(p_);
    const auto triggered = [=](const rc::Gen<Vec<Rational>>& noise, const rc::Gen<std::size_t>& trigger) {
      return rc::gen::map(rc::gen::pair(trigger, noise), [](std::pair<std::size_t, Vec<Rational>> both) {
        both.second[both.first] += 1;
        return std::move(both.second);
      });
    };
    const auto any_trigger = rc::gen::elementOf(possible);
    const auto at_largest = rc::gen::just(largest);
    const auto one_sided = rc::gen::map(rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange<std::size_t>(0, d)),
                                        [d, q](const std::pair<bool, std::size_t>& at) {
                                          Vec<Rational> y(d, at.first ? Rational(-q) : q);
                                          y[at.second] = -y[at.second];
                                          return y;
                                        });
    const auto cube =
        rc::gen::map(rc::gen::container<std::vector<Rational>>(d, signed_unit()), [q](std::vector<Rational> y) {
          for (Rational& x : y) x *= q;
          return y;
        });
    if (extreme_) {
      return *rc::gen::weightedOneOf<Vec<Rational>>({{3, triggered(corner_noise(d, q), at_largest)},
                                                     {3, one_sided},
                                                     {1, triggered(corner_noise(d, q), any_trigger)}})
                  .as(name);
    }
    return *rc::gen::weightedOneOf<Vec<Rational>>({{3, triggered(noise_vector(d, q), any_trigger)},
                                                   {1, triggered(corner_noise(d, q), any_trigger)},
                                                   {1, one_sided},
                                                   {1, cube}})
                .as(name);
  }

  Rational q_;
  S tolerance_;
  bool extreme_ = false;
  Vec<Rational> p_;
  std::string values_, failure_;
};

}  // namespace hebb::testing
