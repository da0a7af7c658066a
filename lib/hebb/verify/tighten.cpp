#include <algorithm>

#include <hebb/verify/run.hpp>
#include <hebb/verify/tighten.hpp>

namespace hebb {
namespace {

/// The verdict on a claim that is composed of its premises, with its printed constants.
Verdict composed_verdict(const Claim& claim, int d, StopFlag stop) {
  RunOptions run;
  run.ids = {claim.id};
  run.d_min = run.d_max = d;
  run.tightness = false;
  for (const ClaimResult& row : verify(run, {}, stop).claims) {
    if (row.id == claim.id) return row.verdict;
  }
  return Verdict::undecided;
}

}  // namespace

Tightness tighten_step_rate(bool leader, int d, const TightenOptions& options) {
  const Claim& rate = *find_claim(leader ? "R1.multiple.d" : "R2.multiple.d");
  const Claim& step = *find_claim(leader ? "R1.sharp" : "R2.sharp");
  Tightness result = tighten(rate, d, "rate", options);
  result.printed = 1;
  result.slack = result.proved;
  result.refuted.reset();
  const auto fails = [&](const Rational& t) {
    return refute(step, d, {{"rate", t}}, options.prove).verdict == Verdict::refuted;
  };
  Rational low = result.proved.value_or(1), high = low * Rational(11, 10);
  if (fails(high)) {
    while (high - low > options.relative * low / 10) {
      const Rational middle = (low + high) / 2;
      (fails(middle) ? high : low) = middle;
    }
    result.refuted = high;
  }
  result.note = leader ? "of Delta/(Q(8Q+Delta)): R1.exact with R1.multiple.d; a point against R1.sharp"
                       : "of Delta/(Q(8Q+Delta)): R2.V with R2.multiple.d; a point against R2.sharp; from d = 3 on the "
                         "number of components that share the lead is a real number on the proved side";
  return result;
}

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
  // With other than the printed constants no composition holds; the points that the claim suspects may refute it.
  const bool composed = claim.composed_from && d >= *claim.composed_from && claim.suspects;
  int steps = 0;
  const auto verdict = [&](const Rational& t) {
    ++steps;
    try {
      throw_if_stopped(options.prove.stop);
      if (composed && t == 1) return composed_verdict(claim, d, options.prove.stop);
      if (composed) return refute(claim, d, {{name, value(t)}}, options.prove).verdict;
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
