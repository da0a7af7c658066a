#include <algorithm>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/flow_study.hpp>
#include <hebb/flows/integrator/integrate_flow.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

template <EnclosureScalar E>
Enclosed enclosed(const E& x) {
  return {decimal_ends(x), x.lower(), x.upper()};
}

template <EnclosureScalar E>
FlowState read(const Rational& t, std::size_t leader, const Vec<E>& p, const E& distance) {
  FlowState state{t, leader, {}, enclosed(distance), 0, ""};
  for (const E& x : p) state.p.push_back(enclosed(x));
  return state;
}

template <EnclosureScalar E>
FlowEnclosure<E> run(const FlowQuestion& question, const SimplexBox& box, const Rational& t, const FlowOptions& options,
                     const E& as) {
  if (question.schedule) return integrate_flow(box, Rational(0), t, *question.schedule, options, as);
  if (question.gamma) return integrate_flow(box, Rational(0), t, CorrelatedFitness{*question.gamma}, options, as);
  return integrate_flow(
      box, Rational(0), t, [](const auto&, const auto& p) { return p; }, options, as);
}

}  // namespace

FlowStudy::FlowStudy(FlowQuestion question) : question_(std::move(question)) {
  const std::size_t positive = question_.start.support().size();
  require(question_.radius >= 0, [&] { return "flow: radius " + to_string(question_.radius) + ", expected >= 0"; });
  require(!question_.gamma || !question_.schedule, "flow: correlation and rates cannot be combined");
  require(is_closed_form() || question_.precision <= most_integrated_bits, [&] {
    return "flow: the validated integrator works with at most " + std::to_string(most_integrated_bits) + " bits, not " +
           std::to_string(question_.precision);
  });
  require(is_closed_form() || positive <= most_integrated, [&] {
    return "flow: the validated integrator takes at most " + std::to_string(most_integrated) + " components, not " +
           std::to_string(positive);
  });
}

FlowState FlowStudy::at(const Rational& t) const {
  require(is_closed_form() || abs(t) <= Rational(latest_integrated),
          [&] { return "flow: the validated integrator goes to times of 1e15, not to " + to_string(t); });
  if (question_.precision == 53) return at(t, Interval(0));
  return at(t, RealInterval(Rational(0), question_.precision));
}

FlowHit FlowStudy::time_to(const Rational& delta) const {
  require(is_closed_form(), "flow: the time to an accuracy needs the closed form");
  if (question_.precision == 53) return time_to(delta, Interval(0));
  return time_to(delta, RealInterval(Rational(0), question_.precision));
}

Vec<double> FlowStudy::field(const Vec<double>& p) const {
  return question_.gamma ? driven_field(p, drive(*question_.gamma, p)) : replicator(p);
}
double FlowStudy::potential(const Vec<double>& p) const {
  return question_.gamma ? correlated_potential(*question_.gamma, p) : loss(p);
}

template <EnclosureScalar E>
FlowState FlowStudy::at(const Rational& t, const E& as) const {
  if (!is_closed_form()) return integrated(t, as);
  const SimplexPoint<Rational>& start = question_.start;
  const auto state = question_.radius == 0 ? ReplicatorFlow<E>(start, as).at(t)
                                           : ReplicatorBoxFlow<E>(box_around(start, question_.radius), as).at(t);
  return read(t, state.leader, state.p, state.rest);
}

/// Steps that take about half a minute. A step takes 0.3 ms for two or three components in double, grows like the
/// square of their number, and in higher precision with the order of the Taylor polynomials and the cost of a
/// product.
int FlowStudy::most_steps() const {
  const double n = static_cast<double>(question_.start.support().size()),
               bits = static_cast<double>(question_.precision);
  const double order = std::max(1.0, bits / 60), product = bits == 53 ? 1 : 20 * std::max(1.0, bits / 500);
  return static_cast<int>(std::clamp(30 / ((3e-4 + 2.2e-5 * n * n) * order * order * product), 20.0, 100'000.0));
}

template <EnclosureScalar E>
FlowState FlowStudy::integrated(const Rational& t, const E& as) const {
  const SimplexBox box = box_around(question_.start, question_.radius);
  FlowOptions options;
  options.integrator.stop = question_.stop;
  options.integrator.max_steps = most_steps();
  FlowEnclosure<E> out = run(question_, box, t, options, as);
  // The distance is sharp for the component that wins; the first guess is the one that leads at the start.
  const auto middle = [](const E& x) { return x.lower() / 2 + x.upper() / 2; };
  const std::size_t winner =
      std::max_element(out.p.begin(), out.p.end(), [&](const E& a, const E& b) { return middle(a) < middle(b); }) -
      out.p.begin();
  if (!out.failure && winner != out.lead && box.lower()[winner] > 0) {
    options.lead = winner;
    out = run(question_, box, t, options, as);
  }
  FlowState state = read(t, out.lead, out.p, out.distance);
  state.steps = out.steps;
  if (out.failure) {
    state.failure = to_string(*out.failure);
    if (out.failure->reason == IntegrationFailure<E>::Reason::too_many_steps)
      state.failure += fmt::format(" ({} steps, half a minute): ask for earlier times", options.integrator.max_steps);
  }
  return state;
}

template <EnclosureScalar E>
FlowHit FlowStudy::time_to(const Rational& delta, const E& as) const {
  const HittingTime<E> hit =
      question_.radius == 0
          ? ReplicatorFlow<E>(question_.start, as).time_to_accuracy(delta)
          : ReplicatorBoxFlow<E>(box_around(question_.start, question_.radius), as).time_to_accuracy(delta);
  if (!hit.time) return {std::nullopt, hit.reason, hit.never};
  return {enclosed(*hit.time), "", false};
}

}  // namespace hebb
