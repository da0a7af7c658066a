#pragma once

#include <limits>
#include <optional>
#include <string>

#include <hebb/flows/integrator/doubleton.hpp>
#include <hebb/flows/integrator/recorded_map.hpp>
#include <hebb/flows/integrator/taylor_tape.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// Defaults in brackets. Only cost and width depend on these, never whether an enclosure is right.
struct IntegratorOptions {
  /// Order p of the Taylor polynomials; [0]: 20 up to 60 bits, else a third of the precision.
  int order = 0;
  /// Largest remainder of a step, relative to max(1, |y_i|); [0]: 2^-precision.
  double tolerance = 0;
  /// The remainder may also be this part of the width of the set.
  double share_of_width = 0x1p-24;
  /// Steps shorter than this, relative to max(1, |t|), are not tried.
  double min_step = 0x1p-40;
  double max_step = std::numeric_limits<double>::infinity();  // the longest step
  int max_steps = 100'000;                                    // then the integrator gives up
  StopFlag stop = nullptr;                                    // ends it, as a failure with the reason `stopped`
};

/// Why an integration stopped short: what was known last, and the step that could not be validated.
template <EnclosureScalar E>
struct IntegrationFailure {
  /// Why a step was not validated.
  enum class Reason {
    not_smooth,      // the field is not known to be smooth on the box (a divisor that may vanish, log of zero, ...)
    no_enclosure,    // no step of at least min_step has a proved rough enclosure: blow-up, or too wide a box
    too_many_steps,  // max_steps are done
    stopped,         // from outside
  };
  Reason reason;  // why
  Vec<E> box;     // encloses the solution at `time`
  E time;         // up to where the solution is known
  double step;    // the last one that was tried; 0 when none was
};
/// One line for people: the reason, the time and the step.
template <EnclosureScalar E>
std::string to_string(const IntegrationFailure<E>& failure);

/// One validated step, with everything that an enclosure of the solution inside the step needs. For x(t0) in the set
/// X = m + C r0 + B r, and any output o of the map (the n components of y first) as a function of time,
///   o(t0 + s) in sum_i s^i o_i(m) + sum_i s^i D o_i(X) (x - m) + s^(p+1) o_(p+1)(rough enclosure).
template <EnclosureScalar E>
class TaylorStep {
 public:
  const E& start() const { return start_; }           // t0
  const E& duration() const { return duration_; }     // h: the formula holds for s between 0 and h
  int dimension() const { return set_.dimension(); }  // of the state

  /// The state at t0 + s, for all s in the given enclosure, which must lie between 0 and duration().
  Vec<E> state(const E& s) const;
  /// Output o (o >= n: the functions recorded beside the field) and its time derivative there.
  E output(int o, const E& s) const;
  /// The time derivative of output o there.
  E output_rate(int o, const E& s) const;

 private:
  template <EnclosureScalar>
  friend class Integrator;
  TaylorStep(int outputs, int order, const Doubleton<E>& set);
  E polynomial(const E* coefficients, const E& s) const;
  E polynomial_rate(const E* coefficients, const E& s) const;
  void expand(int o, const E& s, E& value, Vec<E>& slopes) const;
  E natural(int o, const E& s) const;

  const E* center_series(int o) const { return &center_[static_cast<std::size_t>(o) * (order_ + 1)]; }
  const E* slope_series(int o, int l) const {
    return &slopes_[(static_cast<std::size_t>(o) * dimension() + l) * (order_ + 1)];
  }

  int order_;
  E start_, duration_;
  Doubleton<E> set_;        // at t0
  Vec<E> center_, slopes_;  // coefficients at m, and of the derivatives on X
  Vec<E> remainder_;        // coefficients p + 1 on the rough enclosure
};

/// Validated solution of y' = f(t, y) from a set of initial values, step by step:
///   1. rough enclosure: a box that contains all solutions during the step, proved by the Taylor polynomial on the set
///      with the remainder over the box itself (Nedialkov's high-order enclosure, Moore-Corliss-Rihm);
///   2. Taylor polynomial at the center, with Lagrange's remainder over the rough enclosure;
///   3. mean value form with the derivative of the polynomial on the set, in a Doubleton.
/// The step size follows the last coefficients and the tolerance; a step counts only when 1. is proved, otherwise a
/// shorter one is tried, and the last outcome is a value.
/// E: Interval, or RealInterval of any precision up to 900 bits.
/// Theory: docs/theory/validated-integration.md. Sources: Lohner 1987; Nedialkov, Jackson & Corliss 1999.
template <EnclosureScalar E>
class Integrator {
 public:
  using Failure = IntegrationFailure<E>;  // see IntegrationFailure

  /// field: its first n outputs are f. The set is the one of the states at t0. Throws PreconditionError for a field of
  /// another dimension or with fewer than n outputs, and for options out of range.
  Integrator(const RecordedMap& field, const E& t0, Doubleton<E> set, const IntegratorOptions& options = {});

  /// One step from time() towards `end`, later or earlier. Nothing when it was validated.
  [[nodiscard]] std::optional<Failure> step(const E& end);
  /// Steps until `end`. After a failure the state is that of failure.time.
  [[nodiscard]] std::optional<Failure> integrate_to(const E& end);

  /// @{
  /// Where it is: the time, the set that encloses all solutions there as a doubleton, and its hull; steps taken;
  /// number of outputs.
  const E& time() const { return time_; }
  const Doubleton<E>& set() const { return set_; }
  Vec<E> state() const;
  int steps() const { return steps_; }
  int outputs() const { return on_set_.outputs(); }
  /// @}
  /// The state is known at `end`. (Two times with the same enclosure may differ, unless it is a point.)
  bool is_at(const E& end) const { return identical(time_, end) && (end.is_point() || arrived_); }
  /// The last validated step. Throws PreconditionError before the first one.
  const TaylorStep<E>& last_step() const;

 private:
  std::optional<Failure> advance(const E& end);
  Failure failure(typename Failure::Reason reason, double step) const;
  double predicted_step() const;

  int n_, order_;
  IntegratorOptions options_;
  E time_;
  Doubleton<E> set_;
  TaylorTape<E> on_set_, on_center_, on_rough_;
  TaylorStep<E> last_;
  int steps_ = 0;
  bool arrived_ = false;  // time_ is the end that the last step was asked to reach
  double safety_ = 0.75;
  Vec<E> box_, polynomial_, margin_, image_;
  Mat<E> jacobian_;
};

// @cond internal
/// The outcome of prove_rough_enclosure: whether it is proved, and the largest |remainder| in units of its margin (a
/// number for the choice of the step only).
struct RoughEnclosure {
  bool proved;
  double share;
};
/// Tries to prove: every solution that starts at a time in t, with a value whose Taylor polynomial of order p stays in
/// `polynomial` during the step, exists during the step and stays in polynomial + margin. The proof: with `span` the
/// hull of 0 and the step, span^(p+1) y_(p+1)(t + span, polynomial + margin) lies in the interior of `margin`. When
/// proved, solution(j, p + 1) of the tape are the coefficients of the remainder.
template <EnclosureScalar E>
RoughEnclosure prove_rough_enclosure(TaylorTape<E>& tape, const E& t, const E& span, int p, const Vec<E>& polynomial,
                                     const Vec<E>& margin);
// @endcond

extern template class TaylorStep<Interval>;
extern template class TaylorStep<RealInterval>;
extern template class Integrator<Interval>;
extern template class Integrator<RealInterval>;

}  // namespace hebb
