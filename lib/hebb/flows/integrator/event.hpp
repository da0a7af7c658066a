#pragma once

#include <optional>

#include <hebb/flows/integrator/integrator.hpp>
#include <hebb/scalar/truth.hpp>

namespace hebb {

/// The outcome of first_crossing, for all solutions that start in the set.
template <EnclosureScalar E>
struct Crossing {
  enum class Status {
    crossed,    // g is not zero before `time`, has its first zero in `time`, and the other sign at the end of it
    absent,     // g is not zero from the start to the end, which is `time`
    undecided,  // g is not zero outside `time`, where it may touch zero, start there, or cross for some solutions only
    failed,     // the integration stopped in `time` (see `failure`); g is not zero before it
  };
  Status status;
  /// [first time that is not excluded, time that decides]; the other way round backwards.
  E time;
  /// crossed: g' has one sign on `time`, so there is no second zero in it.
  Truth transversal = Truth::unknown;
  /// crossed: encloses the state at every instant up to the end of `time` at which g may be zero.
  Vec<E> state;
  std::optional<IntegrationFailure<E>> failure;
};

/// The first zero of g(t, y(t)) from the integrator's present time to `end`, where g is output `o` of the integrator's
/// map (o >= n: recorded beside the field). Proved by signs alone: g has its sign of the start on all of the time
/// before, and the other sign at the end of the enclosure. The enclosure is as narrow as the set allows, down to
/// `resolution` (relative to max(1, |t|); 0: four units of the last place).
/// The integrator is left at the end of the step that decided.
/// Throws PreconditionError unless o is an output beside the field.
template <EnclosureScalar E>
Crossing<E> first_crossing(Integrator<E>& integrator, int o, const E& end, double resolution = 0);

extern template Crossing<Interval> first_crossing(Integrator<Interval>&, int, const Interval&, double);
extern template Crossing<RealInterval> first_crossing(Integrator<RealInterval>&, int, const RealInterval&, double);

}  // namespace hebb
