#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <hebb/flows/integrator/integrate_flow.hpp>

namespace hebb {
namespace {

/// The point of the box on the line from its lower to its upper corner.
Vec<Rational> middle_of(const SimplexBox& box) {
  const Rational low = sum(box.lower()), high = sum(box.upper());
  const Rational share = high == low ? Rational(0) : Rational((1 - low) / (high - low));
  Vec<Rational> c;
  for (std::size_t i = 0; i < box.size(); ++i) c.push_back(box.lower()[i] + share * box.width(i));
  return c;
}

/// Pieces that cover the box: the oldest one is halved at its widest coordinate until there are enough.
std::vector<SimplexBox> cut(const SimplexBox& box, int pieces) {
  std::vector<SimplexBox> out{box};
  while (static_cast<int>(out.size()) < pieces) {
    const auto [lower, upper] = out.front().bisect(out.front().widest());
    out.erase(out.begin());
    out.push_back(lower);
    out.push_back(upper);
  }
  return out;
}

/// Readings of a set: the mean value form and the natural one, intersected. Nothing where a logarithm is not defined on
/// the whole set: enclosures that reach 0, below the range of the numbers or by overestimation.
template <class E>
std::optional<Vec<E>> read(TaylorTape<E>& readings, const E& t, const Doubleton<E>& set) {
  Vec<E> center, slopes, out, box;
  set.enclose(box);
  if (!readings.expand(t, set.center(), 0, -1)) return std::nullopt;
  for (int o = 0; o < readings.outputs(); ++o) center.push_back(readings.output(o, 0));
  if (!readings.expand(t, box, 0, 0)) return std::nullopt;
  for (int o = 0; o < readings.outputs(); ++o) {
    slopes.clear();
    for (int l = 0; l < set.dimension(); ++l) slopes.push_back(readings.output_slope(o, l, 0));
    const E natural = readings.output(o, 0);
    out.push_back(intersect(natural, center[o] + set.displacement(slopes)).value_or(natural));
  }
  return out;
}

/// 1 - p_lead, then p, from the set by natural evaluation; the true ratios are not negative.
template <class E>
std::pair<E, Vec<E>> natural_readings(const RatioChart& chart, const Doubleton<E>& set, const E& zero) {
  Vec<E> box, ratio;
  set.enclose(box);
  E total = zero;
  for (std::size_t j = 0; j < box.size(); ++j) {
    ratio.push_back(chart.coordinates[j].logarithmic ? exp(-box[j]) : max(box[j], zero));
    total = total + ratio.back();
  }
  Vec<E> p(chart.d, zero);
  p[chart.lead] = 1 / (1 + total);
  for (std::size_t j = 0; j < ratio.size(); ++j) p[chart.coordinates[j].component] = ratio[j] / (1 + total);
  return {total / (1 + total), std::move(p)};
}

/// The part of the enclosure in [0, 1]. Whatever the fitness, the flow dp_i/dt = p_i (g_i - <p, g>) keeps p_i >= 0 (p_i
/// times a factor) and sum p_i = 1 (the right-hand sides sum to (1 - sum p_i) <p, g>), so every true value is there.
template <class E>
E within_simplex(const E& x, const E& unit) {
  return intersect(x, unit).value_or(unit);
}

}  // namespace

RatioChart chart_of(const SimplexBox& p0, std::optional<std::size_t> lead) {
  const Vec<Rational> middle = middle_of(p0);
  RatioChart chart{p0.size(), 0, {}};
  chart.lead = lead.value_or(index_of_largest(middle));
  require(chart.lead < p0.size() && p0.lower()[chart.lead] > 0,
          [&] { return fmt::format("chart_of: component {} of the box may be 0", chart.lead); });
  for (std::size_t i = 0; i < p0.size(); ++i) {
    if (i != chart.lead && p0.upper()[i] > 0) chart.coordinates.push_back({i, p0.lower()[i] > 0});
  }
  return chart;
}

template <EnclosureScalar E>
Doubleton<E> initial_set(const RatioChart& chart, const SimplexBox& p0, const E& as) {
  const Vec<Rational> c = middle_of(p0);
  const Vec<E> box = p0.enclosure(as);
  std::vector<std::size_t> parameters;
  Vec<E> r0;
  for (std::size_t i = 0; i < p0.size(); ++i) {
    if (p0.width(i) == 0) continue;
    parameters.push_back(i);
    r0.push_back(hull(like(as, Rational(p0.lower()[i] - c[i])), like(as, Rational(p0.upper()[i] - c[i]))));
  }
  Vec<E> image;
  Mat<E> jacobian;
  const E& p_lead = box[chart.lead];
  for (const auto& [i, logarithmic] : chart.coordinates) {
    const Rational ratio = c[i] / c[chart.lead];
    image.push_back(logarithmic ? log(like(as, Rational(1 / ratio))) : like(as, ratio));
    const E by_lead = logarithmic ? 1 / p_lead : -(box[i] / square(p_lead));
    const E by_own = logarithmic ? -(1 / box[i]) : 1 / p_lead;
    Vec<E> row;
    for (const std::size_t k : parameters) row.push_back(k == chart.lead ? by_lead : k == i ? by_own : E(0));
    jacobian.push_back(row);
  }
  return Doubleton<E>(image, jacobian, r0, true);
}

template <EnclosureScalar E>
FlowEnclosure<E> integrate_flow(const RatioChart& chart, const RecordedMap& field, const SimplexBox& p0,
                                const Rational& t0, const Rational& t, const FlowOptions& options, const E& as) {
  require(options.pieces >= 1, "integrate_flow: at least one piece");
  const E zero = like(as, Rational(0)), one = like(as, Rational(1)), start = like(as, t0), end = like(as, t);
  FlowEnclosure<E> out{chart.lead, Vec<E>(chart.d, zero), zero, 0, {}};
  const int n = static_cast<int>(chart.coordinates.size());
  if (n == 0) {  // a vertex
    out.p[chart.lead] = one;
    return out;
  }
  const RecordedMap map = record_map(n, [&](const Symbol&, const Vec<Symbol>& y) { return chart_readings(chart, y); });
  TaylorTape<E> readings(map, 0, true, as);
  bool some_logarithmic = false;
  for (const auto& c : chart.coordinates) some_logarithmic = some_logarithmic || c.logarithmic;
  bool first = true;
  for (const SimplexBox& piece : cut(p0, options.pieces)) {
    Integrator<E> integrator(field, start, initial_set(chart, piece, as), options.integrator);
    if (t0 != t) out.failure = integrator.integrate_to(end);
    out.steps += integrator.steps();
    if (out.failure) {
      out.distance = hull(zero, one);
      for (std::size_t i = 0; i < chart.d; ++i) out.p[i] = out.distance;
      return out;
    }
    auto [distance, p] = natural_readings(chart, integrator.set(), zero);
    if (const auto read_off = read(readings, end, integrator.set())) {
      distance = some_logarithmic ? exp((*read_off)[0]) : (*read_off)[0];
      p[chart.lead] = exp((*read_off)[1]);
      for (int j = 0; j < n; ++j) {
        const auto& [component, logarithmic] = chart.coordinates[j];
        p[component] = logarithmic ? exp((*read_off)[2 + j]) : max((*read_off)[2 + j], zero);
      }
    }
    const E unit = hull(zero, one);
    distance = within_simplex(distance, unit);
    for (E& x : p) x = within_simplex(x, unit);
    out.distance = first ? distance : hull(out.distance, distance);
    for (std::size_t i = 0; i < chart.d; ++i) out.p[i] = first ? p[i] : hull(out.p[i], p[i]);
    first = false;
  }
  return out;
}

template FlowEnclosure<Interval> integrate_flow(const RatioChart&, const RecordedMap&, const SimplexBox&,
                                                const Rational&, const Rational&, const FlowOptions&, const Interval&);
template FlowEnclosure<RealInterval> integrate_flow(const RatioChart&, const RecordedMap&, const SimplexBox&,
                                                    const Rational&, const Rational&, const FlowOptions&,
                                                    const RealInterval&);
template Doubleton<Interval> initial_set(const RatioChart&, const SimplexBox&, const Interval&);
template Doubleton<RealInterval> initial_set(const RatioChart&, const SimplexBox&, const RealInterval&);

}  // namespace hebb
