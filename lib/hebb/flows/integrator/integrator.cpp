#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/flows/integrator/integrator.hpp>

namespace hebb {

using namespace detail;
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// x with eight significant bits, towards zero: grid points that are few bits long, and no dependence on the last bits
/// of the C library's pow.
double few_bits(double x) {
  int exponent = 0;
  const double m = std::frexp(x, &exponent);
  return std::ldexp(std::floor(m * 256) / 256, exponent);
}

template <class E>
bool are_bounded(const Vec<E>& x) {
  return std::all_of(x.begin(), x.end(), [](const E& e) { return e.is_bounded(); });
}

int chosen_order(const IntegratorOptions& options, long precision) {
  require(options.order >= 0, "Integrator: a negative order");
  return options.order != 0 ? options.order : std::max(20, static_cast<int>(precision / 3));
}

}  // namespace

template <EnclosureScalar E>
std::string to_string(const IntegrationFailure<E>& failure) {
  using Reason = typename IntegrationFailure<E>::Reason;
  const char* why = failure.reason == Reason::not_smooth       ? "the field may not be smooth on the box"
                    : failure.reason == Reason::too_many_steps ? "the limit on the number of steps is reached"
                    : failure.reason == Reason::stopped        ? "interrupted"
                                                               : "no enclosure of the solution could be proved";
  std::string box;
  for (const E& x : failure.box) box += (box.empty() ? "" : ", ") + to_string(x);
  return fmt::format("integration stopped at t = {} in ({}), step {}: {}", to_string(failure.time), box, failure.step,
                     why);
}
template std::string to_string(const IntegrationFailure<Interval>&);
template std::string to_string(const IntegrationFailure<RealInterval>&);

// TaylorStep

template <EnclosureScalar E>
TaylorStep<E>::TaylorStep(int outputs, int order, const Doubleton<E>& set)
    : order_(order), set_(set), remainder_(outputs, E(0)) {
  center_.assign(static_cast<std::size_t>(outputs) * (order + 1), E(0));
  slopes_.assign(center_.size() * set.dimension(), E(0));
}

template <EnclosureScalar E>
E TaylorStep<E>::polynomial(const E* c, const E& s) const {
  E sum = c[order_];
  for (int k = order_ - 1; k >= 0; --k) sum = sum * s + c[k];
  return sum;
}

template <EnclosureScalar E>
E TaylorStep<E>::polynomial_rate(const E* c, const E& s) const {
  E sum = E(order_) * c[order_];
  for (int k = order_ - 1; k >= 1; --k) sum = sum * s + E(k) * c[k];
  return sum;
}

template <EnclosureScalar E>
void TaylorStep<E>::expand(int o, const E& s, E& value, Vec<E>& slopes) const {
  value = polynomial(center_series(o), s) + pow(s, order_ + 1) * remainder_[o];
  for (int l = 0; l < dimension(); ++l) slopes[l] = polynomial(slope_series(o, l), s);
}

template <EnclosureScalar E>
E TaylorStep<E>::natural(int o, const E& s) const {
  E value;
  Vec<E> slopes(dimension());
  expand(o, s, value, slopes);
  return value + set_.displacement(slopes);
}

template <EnclosureScalar E>
E TaylorStep<E>::output(int o, const E& s) const {
  const E value = natural(o, s);
  if (s.is_point()) return value;
  const E middle = center_of(s);  // mean value form in time
  return intersect(value, natural(o, middle) + output_rate(o, s) * (s - middle)).value_or(value);
}

template <EnclosureScalar E>
E TaylorStep<E>::output_rate(int o, const E& s) const {
  Vec<E> slopes(dimension());
  for (int l = 0; l < dimension(); ++l) slopes[l] = polynomial_rate(slope_series(o, l), s);
  return polynomial_rate(center_series(o), s) + pow(s, order_) * (E(order_ + 1) * remainder_[o]) +
         set_.displacement(slopes);
}

template <EnclosureScalar E>
Vec<E> TaylorStep<E>::state(const E& s) const {
  Vec<E> y;
  for (int j = 0; j < dimension(); ++j) y.push_back(output(j, s));
  return y;
}

// Integrator

template <EnclosureScalar E>
RoughEnclosure prove_rough_enclosure(TaylorTape<E>& tape, const E& t, const E& span, int p, const Vec<E>& polynomial,
                                     const Vec<E>& margin) {
  Vec<E> candidate(margin.size());
  for (std::size_t j = 0; j < margin.size(); ++j) candidate[j] = polynomial[j] + margin[j];
  if (!are_bounded(candidate) || !tape.expand(t + span, candidate, p + 1, -1)) return {false, infinity};
  const E power = pow(span, p + 1);
  RoughEnclosure out{true, 0};
  for (std::size_t j = 0; j < margin.size(); ++j) {
    const E remainder = power * tape.solution(static_cast<int>(j), p + 1);
    out.proved = out.proved && interior(remainder, margin[j]);
    out.share = std::max(out.share, remainder.magnitude() / margin[j].magnitude());
  }
  return out;
}
template RoughEnclosure prove_rough_enclosure(TaylorTape<Interval>&, const Interval&, const Interval&, int,
                                              const Vec<Interval>&, const Vec<Interval>&);
template RoughEnclosure prove_rough_enclosure(TaylorTape<RealInterval>&, const RealInterval&, const RealInterval&, int,
                                              const Vec<RealInterval>&, const Vec<RealInterval>&);

template <EnclosureScalar E>
Integrator<E>::Integrator(const RecordedMap& field, const E& t0, Doubleton<E> set, const IntegratorOptions& options)
    : n_(field.dimension()),
      order_(chosen_order(options, bits_of(t0))),
      options_(options),
      time_(t0),
      set_(std::move(set)),
      on_set_(field, order_ + 1, true, t0),
      on_center_(field, order_, false, t0),
      on_rough_(field, order_ + 1, false, t0),
      last_(static_cast<int>(field.outputs.size()), order_, set_),
      box_(n_),
      polynomial_(n_),
      margin_(n_),
      image_(n_),
      jacobian_(n_, Vec<E>(n_)) {
  require(set_.dimension() == n_ && static_cast<int>(field.outputs.size()) >= n_,
          "Integrator: the field and the set have different dimensions");
  require(bits_of(t0) <= 900, "Integrator: more than 900 bits");  // tolerances are doubles
  if (options_.tolerance == 0) options_.tolerance = std::ldexp(1.0, -static_cast<int>(bits_of(t0)));
  require(options_.tolerance > 0 && options_.share_of_width >= 0 && options_.min_step > 0 && options_.max_step > 0,
          "Integrator: tolerances and step limits must be positive");
}

template <EnclosureScalar E>
Vec<E> Integrator<E>::state() const {
  Vec<E> y;
  set_.enclose(y);
  return y;
}

template <EnclosureScalar E>
const TaylorStep<E>& Integrator<E>::last_step() const {
  require(steps_ > 0, "Integrator: no step is done yet");
  return last_;
}

template <EnclosureScalar E>
auto Integrator<E>::failure(typename Failure::Reason reason, double step) const -> Failure {
  return {reason, state(), time_, step};
}

/// The step at which the terms p and p + 1 on the set are as large as the margins, times the experience so far.
template <EnclosureScalar E>
double Integrator<E>::predicted_step() const {
  double h = infinity;
  for (const int k : {order_, order_ + 1}) {
    for (int j = 0; j < n_; ++j) {
      const double size = on_set_.solution(j, k).magnitude();
      if (size > 0) h = std::min(h, std::pow(margin_[j].magnitude() / size, 1.0 / k));
    }
  }
  return safety_ * h;
}

template <EnclosureScalar E>
std::optional<IntegrationFailure<E>> Integrator<E>::step(const E& end) {
  const StopScope scope(options_.stop);
  try {
    return advance(end);
  } catch (const Stopped&) {  // by a tape, before anything has changed
    return failure(Failure::Reason::stopped, 0);
  }
}

// Long: one step, in the order of its proof; its parts share the tapes.
template <EnclosureScalar E>
std::optional<IntegrationFailure<E>> Integrator<E>::advance(const E& end) {
  using Reason = typename Failure::Reason;
  const E remaining = end - time_;
  const double distance = remaining.magnitude(), direction = approximate(remaining) < 0 ? -1 : 1;
  if (steps_ >= options_.max_steps) return failure(Reason::too_many_steps, 0);
  if (is_stopped(options_.stop)) return failure(Reason::stopped, 0);
  set_.enclose(box_);
  if (!are_bounded(box_) || !on_set_.expand(time_, box_, order_ + 1, order_)) return failure(Reason::not_smooth, 0);
  for (int j = 0; j < n_; ++j) {
    const double size = std::max(1.0, box_[j].magnitude());
    margin_[j] = symmetric_at(options_.tolerance * size + options_.share_of_width * box_[j].width(), time_);
  }
  const double shortest = options_.min_step * std::max(1.0, time_.magnitude());
  const double limit = std::min(options_.max_step, distance);
  double h = predicted_step();
  const bool free = h < limit;  // the length is chosen by the error
  if (!free) h = limit;
  E span, duration;
  for (int trial = 0;; ++trial) {
    if (h < distance) {
      h = few_bits(h);
      duration = point_at(direction * h, time_);
    } else {
      duration = remaining;
    }
    if (!(h >= std::min(shortest, distance))) return failure(Reason::no_enclosure, h);
    span = hull(E(0), duration);
    for (int j = 0; j < n_; ++j) {  // the range of the polynomial over set and step
      E& sum = polynomial_[j];
      sum = on_set_.solution(j, order_);
      for (int k = order_ - 1; k >= 0; --k) sum = sum * span + on_set_.solution(j, k);
    }
    const auto [proved, share] = prove_rough_enclosure(on_rough_, time_, span, order_, polynomial_, margin_);
    double factor = std::isfinite(share) && share > 0 ? 0.95 * std::pow(share, -1.0 / (order_ + 1)) : 0.5;
    if (proved) {
      if (free && trial == 0) safety_ *= std::clamp(factor, 0.5, 1.25);
      break;
    }
    factor = std::clamp(factor, 0.25, 0.9);
    if (free) safety_ *= factor;
    h *= factor;
  }
  if (!on_center_.expand(time_, set_.center(), order_, -1)) return failure(Reason::not_smooth, h);
  last_.start_ = time_;
  last_.duration_ = duration;
  last_.set_ = set_;
  const int outputs = on_set_.outputs();
  for (int o = 0; o < outputs; ++o) {
    const bool is_state = o < n_;
    last_.remainder_[o] = is_state ? on_rough_.solution(o, order_ + 1) : on_rough_.output(o, order_ + 1);
    for (int k = 0; k <= order_; ++k) {
      last_.center_[o * (order_ + 1) + k] = is_state ? on_center_.solution(o, k) : on_center_.output(o, k);
      for (int l = 0; l < n_; ++l) {
        last_.slopes_[(static_cast<std::size_t>(o) * n_ + l) * (order_ + 1) + k] =
            is_state ? on_set_.solution_slope(o, l, k) : on_set_.output_slope(o, l, k);
      }
    }
  }
  for (int j = 0; j < n_; ++j) last_.expand(j, duration, image_[j], jacobian_[j]);
  set_.advance(image_, jacobian_);
  arrived_ = identical(duration, remaining);
  time_ = arrived_ ? end : time_ + duration;
  ++steps_;
  return std::nullopt;
}

template <EnclosureScalar E>
std::optional<IntegrationFailure<E>> Integrator<E>::integrate_to(const E& end) {
  while (!is_at(end)) {
    if (auto failed = step(end)) return failed;
  }
  return std::nullopt;
}

template class TaylorStep<Interval>;
template class TaylorStep<RealInterval>;
template class Integrator<Interval>;
template class Integrator<RealInterval>;

}  // namespace hebb
