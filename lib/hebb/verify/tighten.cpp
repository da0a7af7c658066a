#include <algorithm>

#include <hebb/verify/tighten.hpp>

namespace hebb {

// Long: one bisection, whose cases differ in what is kept.
Tightness tighten(const Claim& claim, int d, const std::string& name, const TightenOptions& options) {
  const auto found = std::ranges::find(claim.constants, name, &Constant::name);
  require(found != claim.constants.end(), claim.id + " has no constant '" + name + "'");
  const Rational printed = found->value;
  const std::optional<Rational> last = found->stronger > 0 ? found->most : found->least;   // the strongest value
  const std::optional<Rational> first = found->stronger > 0 ? found->least : found->most;  // the weakest
  require(found->stronger != 0 && (printed != 0 || last),
          "the constant '" + name + "' of " + claim.id + " has no direction to move in");
  // t > 1 is a stronger claim whatever the direction; from 0 on it moves towards the end of the range.
  const bool multiply = (found->stronger > 0) == (printed > 0);
  const auto value = [&](const Rational& t) {
    Rational x = printed == 0 ? Rational(*last * (1 - 1 / t))
                 : multiply   ? Rational(printed * t)
                              : Rational(printed / t);
    if (last && (found->stronger > 0 ? x > *last : x < *last)) x = *last;
    if (first && (found->stronger > 0 ? x < *first : x > *first)) x = *first;
    return x;
  };
  const auto is_last = [&](const Rational& t) { return last && value(t) == *last; };
  int steps = 0;
  const auto verdict = [&](const Rational& t) {
    ++steps;
    try {
      throw_if_stopped(options.prove.stop);
      return decide(claim, d, {{name, value(t)}}, options.prove).verdict;
    } catch (const Stopped&) {
      return Verdict::undecided;  // moves neither side: each stands on certificates of its own
    }
  };

  std::optional<Rational> proved, refuted;
  const auto note = [&](const Rational& t, Verdict v) {
    if (v == Verdict::proved && (!proved || t > *proved)) proved = t;
    if (v == Verdict::refuted && (!refuted || t < *refuted)) refuted = t;
  };
  note(1, verdict(1));
  if (proved) {
    for (Rational t = 1 + options.relative; !refuted && t < 5000 && !(proved && is_last(*proved));
         t = t < Rational(11, 10) ? Rational(11, 10)
             : t < 2              ? Rational(2)
                                  : Rational(2 * t)) {
      note(t, verdict(t));
    }
  } else {
    for (Rational t{1, 2}; !proved && t > Rational(1, 5000); t /= 2) note(t, verdict(t));
  }
  // Bisection; an undecided middle splits the search into one for each side.
  if (proved && refuted) {
    Rational low = *proved, high = *refuted;
    std::optional<Rational> unknown;
    while (high - low > options.relative * low && steps < options.max_steps) {
      const Rational middle = (low + high) / 2;
      const Verdict v = verdict(middle);
      note(middle, v);
      if (v == Verdict::undecided) {
        unknown = middle;
        break;
      }
      (v == Verdict::proved ? low : high) = middle;
    }
    if (unknown) {
      for (Rational from = *proved, to = *unknown; to - from > options.relative * from && steps < options.max_steps;) {
        const Rational middle = (from + to) / 2;
        const Verdict v = verdict(middle);
        note(middle, v);
        (v == Verdict::proved ? from : to) = middle;
      }
      for (Rational from = *unknown, to = *refuted;
           to - from > options.relative * from && steps < 2 * options.max_steps;) {
        const Rational middle = (from + to) / 2;
        const Verdict v = verdict(middle);
        note(middle, v);
        (v == Verdict::refuted ? to : from) = middle;
      }
    }
  }

  Tightness result;
  result.constant = name;
  result.printed = printed;
  result.stronger = found->stronger > 0 ? 1 : -1;
  if (proved) {
    result.proved = value(*proved);
    result.slack = *proved;
  }
  if (refuted) result.refuted = value(*refuted);
  if (proved && !refuted && is_last(*proved)) result.note = "proved to the end of its range";
  return result;
}

}  // namespace hebb
