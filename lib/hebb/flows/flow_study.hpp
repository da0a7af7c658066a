#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <hebb/flows/integrator/rate_schedule.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/simplex/point.hpp>

// Where a flow is at a time, by the way that fits: the closed form, or the validated integrator, in double or with more
// bits; enclosed, as text and in double.

namespace hebb {

/// An enclosure as text, rounded outward, and in double for pictures.
struct Enclosed {
  DecimalEnds text;
  double lower = 0, upper = 0;  // the same as doubles, rounded outward
};

/// Where the flow is at one time.
struct FlowState {
  Rational t;               // the time
  std::size_t leader = 0;   // largest coordinate; by the middles of the enclosures
  std::vector<Enclosed> p;  // nothing after a failure
  Enclosed distance;        // 1 - p_leader
  int steps = 0;            // of the integrator
  std::string failure;      // why the integrator stopped before t; empty when it did not
};

/// The first time at which 1 - p_leader <= delta.
struct FlowHit {
  std::optional<Enclosed> time;
  std::string reason;  // why there is no enclosure of the time; empty otherwise
  bool never = false;  // it is proved that the flow never gets there
};

/// The flow that is asked for: from where, under which input, by which method.
struct FlowQuestion {
  SimplexPoint<Rational> start;                             // p(0)
  Rational radius = 0;                                      // all initial points with |p_i - start_i| <= radius
  std::optional<std::vector<std::vector<Rational>>> gamma;  // correlated inputs; no closed form
  std::optional<RateSchedule> schedule;                     // driven by rates; no closed form
  bool integrate = false;                                   // not by the closed form even where there is one
  long precision = 53;                                      // bits of the end points; 53: double
  StopFlag stop = nullptr;                                  // ends what takes long with Stopped
};

/// One flow, studied with the accuracy asked for: in closed form where there is one, else by validated integration.
class FlowStudy {
 public:
  /// Components that are not 0, and bits, that the validated integrator takes.
  static constexpr std::size_t most_integrated = 200;
  static constexpr long most_integrated_bits = 900;  // of the integrator's precision
  /// Times of this size are the last for which a step is many last places of a double: beyond, steps shrink to nothing.
  static constexpr double latest_integrated = 1e15;

  /// Throws PreconditionError unless radius >= 0, gamma and schedule are not both there, and the integrator can do it.
  explicit FlowStudy(FlowQuestion question);

  /// @{
  /// From where, and whether the closed form is used.
  const SimplexPoint<Rational>& start() const { return question_.start; }
  bool is_closed_form() const { return !question_.gamma && !question_.schedule && !question_.integrate; }
  /// @}

  /// The integrator gives up after about half a minute. Throws PreconditionError where it is needed and t is beyond
  /// +-latest_integrated.
  FlowState at(const Rational& t) const;
  /// 0 < delta < 1. Throws PreconditionError unless there is a closed form.
  FlowHit time_to(const Rational& delta) const;

  /// The field and its potential, in double, where neither depends on the time; at a point of as many coordinates.
  bool has_autonomous_field() const { return !question_.schedule; }
  Vec<double> field(const Vec<double>& p) const;  // the right side of the differential equation at p
  double potential(const Vec<double>& p) const;   // the loss L, or correlated_potential

 private:
  template <EnclosureScalar E>
  FlowState at(const Rational& t, const E& as) const;
  template <EnclosureScalar E>
  FlowState integrated(const Rational& t, const E& as) const;
  template <EnclosureScalar E>
  FlowHit time_to(const Rational& delta, const E& as) const;
  int most_steps() const;

  FlowQuestion question_;
};

}  // namespace hebb
