// Natural gradient and mirror descent at random points; the comparison with the Hebbian step on the steps themselves,
// not on the lumped variables of the ledger, over RealInterval.
#include <functional>

#include <gtest/gtest.h>

#include <hebb/flows/geometry/mirror_descent.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/testing/generators.hpp>

#include "properties.hpp"

namespace hebb::testing {
namespace mirror_descent_properties {

using namespace literals;

const RealInterval model(0_q, 400);

Vec<Rational> draw_covector(std::size_t d, const std::string& name) {
  return *rc::gen::container<std::vector<Rational>>(d, signed_unit()).as(name);
}

TEST(NaturalGradientProperties, TheMetricIdentitiesHoldExactly) {
  expect_holds("metric", []() -> std::string {
    const std::size_t d = *dimension(8).as("d");
    const Vec<Rational> p = *interior_point(d).as("p"), g = draw_covector(d, "g"), x = draw_covector(d, "x");
    Vec<Rational> v = draw_covector(d, "v");
    v[0] -= sum(v);
    const Vec<Rational> grad = riemannian_gradient(p, g), projected = fisher_projection(p, x);
    if (sum(grad) != 0 || fisher_inner(p, grad, v) != dot(g, v)) return "gradient";
    if (fisher_inner(p, grad, grad) != fisher_cometric(p, g, g)) return "cometric";
    Vec<Rational> rest = x;
    for (std::size_t i = 0; i < d; ++i) rest[i] -= projected[i];
    if (sum(projected) != 0 || fisher_inner(p, rest, v) != 0) return "projection";
    // Steepest: no tangent vector of the same length has a larger slope (Cauchy-Schwarz in this metric).
    if (square(dot(g, v)) > fisher_inner(p, v, v) * fisher_cometric(p, g, g)) return "not the steepest direction";
    return "";
  });
}

template <class Map>
void expect_minimiser(const std::string& name, const Map& map) {
  expect_holds(name, [&map]() -> std::string {
    const std::size_t d = *dimension(5).as("d");
    const Vec<RealInterval> p = like(model, *interior_point(d).as("p")), q = like(model, *interior_point(d).as("q")),
                            g = like(model, draw_covector(d, "g"));
    const RealInterval a = like(model, *learning_rate_up_to(4_q).as("a"));
    const Vec<RealInterval> best = mirror_step(map, p, g, a);
    if (!possibly(is_zero(sum(best) - 1))) return "the step leaves the simplex";
    for (const RealInterval& residual : kkt_residual(map, best, p, g, a)) {
      if (!possibly(is_zero(residual)) || residual.width() > 1e-50) return "KKT " + to_string(residual);
    }
    const RealInterval defect = three_point_residual(map, q, best, p, g, a);
    if (!possibly(is_zero(defect)) || defect.width() > 1e-50) return "three points " + to_string(defect);
    const RealInterval gain = mirror_objective(map, q, p, g, a) - mirror_objective(map, best, p, g, a);
    return possibly(is_nonnegative(gain)) ? "" : "a better point, by " + to_string(gain);
  });
}

TEST(MirrorDescentProperties, TheStepIsTheMinimiser) {
  expect_minimiser("entropy", NegativeEntropy{});
  expect_minimiser("log barrier", SeparableMirrorMap<LogBarrierKernel>{});
  expect_minimiser("square root", SeparableMirrorMap<SquareRootKernel>{});
}

TEST(MirrorDescentProperties, TheHebbianStepIsTheMirrorStepWithItsImpliedGradient) {
  expect_holds("implied gradient", []() -> std::string {
    const std::size_t d = *dimension(6).as("d");
    const Vec<Rational> p = *simplex_point(d).as("p"), y = draw_covector(d, "y");
    const Rational a = *learning_rate_below(1_q).as("a");
    RC_TAG(place_of(p));
    const Vec<Rational> hebb = probability_update(p, y, a);
    const RealInterval rate = like(model, a);
    const Vec<RealInterval> step =
        mirror_step(NegativeEntropy{}, like(model, p), implied_gradient(like(model, y), rate), rate);
    for (std::size_t i = 0; i < d; ++i) {
      if (!step[i].contains(hebb[i])) return "component " + std::to_string(i);
    }
    return "";
  });
}

/// -lower a^2 p_i <= mirror_i - hebb_i <= upper a^2 p_i with y for p in the exponent (y = p: the mean step).
std::function<std::string()> comparison(const Rational& lower, const Rational& upper, const Rational& a_max,
                                        bool noisy) {
  return [=]() -> std::string {
    const std::size_t d = *dimension(8).as("d");
    const Vec<Rational> p = *simplex_point(d).as("p"), y = noisy ? draw_covector(d, "y") : p;
    const Rational a = *learning_rate_up_to(a_max).as("a");
    RC_TAG(place_of(p));
    const Vec<Rational> hebb = probability_update(p, y, a);
    const Vec<RealInterval> mirror =
        noisy_mirror_step(NegativeEntropy{}, like(model, p), like(model, y), like(model, a));
    for (std::size_t i = 0; i < d; ++i) {
      const RealInterval difference = mirror[i] - like(model, hebb[i]);
      const Rational unit = a * a * p[i];
      if (!possibly(less_equal(like(model, Rational(-lower * unit)), difference)))
        return "below: " + to_string(difference);
      if (!possibly(less_equal(difference, like(model, Rational(upper * unit)))))
        return "above: " + to_string(difference);
    }
    return "";
  };
}

TEST(MirrorDescentProperties, TheMeanStepsAgreeToSecondOrderWithTheCertifiedConstants) {
  expect_holds("C = 1/2 below, 2/27 above", comparison(1 / 2_q, 2 / 27_q, 1, false), 1000);
  expect_fails("C = 0.49 below", comparison(0.49_q, 1, 1, false));
  expect_fails("C = 0.06 above", comparison(1, 0.06_q, 1, false));
}

TEST(MirrorDescentProperties, TheNoisyStepsAgreeToSecondOrderWithTheCertifiedConstant) {
  expect_holds("C = 1, aQ <= 1/4", comparison(1, 1, 1 / 4_q, true), 1000);
  expect_fails("C = 1/4", comparison(1 / 4_q, 1 / 4_q, 1 / 4_q, true));
}

}  // namespace mirror_descent_properties
}  // namespace hebb::testing
