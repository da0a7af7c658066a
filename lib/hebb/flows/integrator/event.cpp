#include <algorithm>
#include <cmath>

#include <hebb/flows/integrator/event.hpp>

namespace hebb {

using namespace detail;
namespace {

/// The certain sign of x: -1, 1, or 0 when it is not certain.
template <class E>
int sign_of(const E& x) {
  return certainly(is_positive(x)) ? 1 : certainly(is_negative(x)) ? -1 : 0;
}

/// The search through the steps. Places in a step are distances from its start. A gap is a time on which the sign of g
/// is open: it starts where no interval of the finest length has the sign of the start, and ends at an instant that has
/// one of the two signs.
template <EnclosureScalar E>
class Search {
 public:
  Search(Integrator<E>& integrator, int o, const E& end, double resolution)
      : integrator_(integrator), o_(o), start_(integrator.time()), end_(end), from_(start_), until_(start_) {
    resolution_ = resolution > 0 ? resolution : std::ldexp(4.0, -static_cast<int>(bits_of(end)));
  }

  Crossing<E> run() {
    while (!integrator_.is_at(end_)) {
      if (auto failed = integrator_.step(end_)) {
        return {Status::failed,
                hull(gaps_ > 0 ? from_ : integrator_.time(), integrator_.time()),
                Truth::unknown,
                {},
                std::move(failed)};
      }
      if (auto found = through(integrator_.last_step())) return std::move(*found);
    }
    if (sign_ != 0 && gaps_ == 0) return {Status::absent, hull(start_, end_), Truth::unknown, {}, {}};
    return {Status::undecided, hull(from_, is_open_ ? end_ : until_), Truth::unknown, {}, {}};
  }

 private:
  using Status = typename Crossing<E>::Status;

  std::optional<Crossing<E>> through(const TaylorStep<E>& step) {
    const E duration = step.duration(), length = abs(duration);
    const int sense = approximate(duration) < 0 ? -1 : 1;
    const auto sign_at = [&](const E& s) { return sign_of(step.output(o_, s)); };
    if (sign_ == 0) sign_ = sign_at(E(0));
    if (sign_ == 0) return Crossing<E>{Status::undecided, hull(start_, end_), Truth::unknown, {}, {}};
    E s = like(end_, Rational(0)), gap = s;  // gap: where the present one starts; 0 if in an earlier step
    double width = length.magnitude();
    for (bool is_last = false; !is_last;) {
      E next = center_of(s + point_at(sense * width, s));
      const bool reaches = !certainly(less(abs(next), length));
      if (reaches) next = duration;
      if (!is_open_) {
        // Every gap makes the next one coarser, so that there are few of them where the sign is at the edge of noise.
        const double finest =
            std::ldexp(resolution_ * std::max(1.0, step.start().magnitude() + length.magnitude()), gaps_);
        if (sign_at(hull(s, next)) == sign_) {
          s = next;
          width *= 2;
          is_last = reaches;
        } else if (width > finest) {
          width = std::min(width, (next - s).magnitude()) / 2;
        } else {
          if (gaps_++ == 0) from_ = step.start() + s;
          is_open_ = true;
          gap = s;
        }
        continue;
      }
      const int sign = sign_at(next);
      if (sign == -sign_) {
        for (int k = 0; k < 12; ++k) {  // the new sign at next, not at s
          const E middle = center_of(hull(s, next));
          (sign_at(middle) == -sign_ ? next : s) = middle;
        }
        note(step, hull(gap, next));
        return Crossing<E>{Status::crossed, hull(from_, step.start() + next), transversal_, state_, {}};
      }
      s = next;
      width *= 2;
      is_last = reaches;
      if (sign == sign_) {
        note(step, hull(gap, s));
        until_ = step.start() + s;
        is_open_ = false;
      }
    }
    if (is_open_) note(step, hull(gap, duration));
    return std::nullopt;
  }

  /// Adds the part s of the step to what is known about the gaps.
  void note(const TaylorStep<E>& step, const E& s) {
    const Vec<E> part = step.state(s);
    if (state_.empty()) state_ = part;
    for (std::size_t j = 0; j < part.size(); ++j) state_[j] = hull(state_[j], part[j]);
    const int sense = approximate(step.duration()) < 0 ? -1 : 1;  // of time: g leaves its sign along the search
    const bool falls = gaps_ == 1 && sense * sign_of(step.output_rate(o_, s)) == -sign_;
    transversal_ = transversal_ && (falls ? Truth::proved : Truth::unknown);
  }

  Integrator<E>& integrator_;
  const int o_;
  const E start_, end_;
  double resolution_;
  int sign_ = 0;  // of the start
  int gaps_ = 0;
  bool is_open_ = false;
  E from_, until_;  // the start of the first gap, and the end of the last one that has ended
  Vec<E> state_;    // in the gaps
  Truth transversal_ = Truth::proved;
};

}  // namespace

template <EnclosureScalar E>
Crossing<E> first_crossing(Integrator<E>& integrator, int o, const E& end, double resolution) {
  require(integrator.set().dimension() <= o && o < integrator.outputs(),
          "first_crossing: not an output beside the field");
  return Search<E>(integrator, o, end, resolution).run();
}

template Crossing<Interval> first_crossing(Integrator<Interval>&, int, const Interval&, double);
template Crossing<RealInterval> first_crossing(Integrator<RealInterval>&, int, const RealInterval&, double);

}  // namespace hebb
