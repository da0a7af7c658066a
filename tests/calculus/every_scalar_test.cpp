// The formulas of model and calculus, evaluated in the scalars that the other tests do not cover: recorded as Symbol
// and replayed, expanded as Jet<Interval>, and on eight boxes at once as PackedInterval.
#include <random>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/moments.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/update.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/scalar/packed/packed.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>

#include "agrees_with.hpp"

namespace hebb {
namespace every_scalar_test {

/// All formulas of a step, one after the other.
template <Scalar S>
Vec<S> all_formulas(const Vec<S>& p, const Vec<S>& y, const S& a) {
  Vec<S> out;
  const auto append = [&out](const Vec<S>& values) { out.insert(out.end(), values.begin(), values.end()); };
  append(probability_update(p, y, a));
  append(weight_update(p, y, a));
  append(gradient(p));
  append(replicator(p));
  append(hessian(p)[0]);
  append(hessian_times(p, y));
  append(xi(p, y));
  append(theta(p, y, a));
  append(expand_step(p, y, a, 4).remainder);
  append({loss(p), xi_second_moment(p, 0, a), xi_covariance(p, 0, 1, a), theta_lumped(p[0], y[0], y[1], a),
          remainder_bound(p[0], a, y[0]), remainder_bound_lagrange(p[0], a, y[0]),
          remainder_bound_one_hot(p[0], a, y[0]), ratio_derivative(y[0], y[1], a, 3)});
  return out;
}

TEST(EveryScalar, ARecordedFormulaReplaysToTheExactValue) {
  std::mt19937_64 g(1);
  for (std::size_t d = 2; d <= 5; ++d) {
    std::vector<std::string> names;
    Vec<Symbol> p, y;
    for (std::size_t i = 0; i < d; ++i) p.push_back(Symbol::variable(names.emplace_back("p" + std::to_string(i))));
    for (std::size_t i = 0; i < d; ++i) y.push_back(Symbol::variable(names.emplace_back("y" + std::to_string(i))));
    const Symbol a = Symbol::variable(names.emplace_back("a"));
    Recorder recorder(names);
    std::vector<int> nodes;
    for (const Symbol& term : all_formulas(p, y, a)) nodes.push_back(recorder.record(term));

    const auto step = test::random_step(d, g);
    Vec<Rational> values = step.p;
    values.insert(values.end(), step.y.begin(), step.y.end());
    values.push_back(step.a);
    const Vec<Rational> replayed = evaluate(recorder.expression(), values);
    const Vec<Rational> direct = all_formulas(step.p, step.y, step.a);
    ASSERT_EQ(direct.size(), nodes.size());
    for (std::size_t k = 0; k < direct.size(); ++k)
      EXPECT_EQ(replayed[static_cast<std::size_t>(nodes[k])], direct[k]) << k;
  }
}

TEST(EveryScalar, AJetOfIntervalsEnclosesTheExactJet) {
  std::mt19937_64 g(2);
  const auto step = test::random_step(4, g);
  const int order = 4;
  const auto jets = [&](const auto& as) {
    using S = std::decay_t<decltype(as)>;
    const auto a = Jet<S>::variable(like(as, Rational(step.a / 2)), order);
    Vec<Jet<S>> p, y;
    for (const Rational& x : step.p) p.push_back(Jet<S>::constant(like(as, x)));
    for (const Rational& x : step.y) y.push_back(Jet<S>::constant(like(as, x)));
    return all_formulas(p, y, a);
  };
  const auto exact = jets(Rational(0));
  const auto enclosed = jets(Interval(0));
  for (std::size_t k = 0; k < exact.size(); ++k) {
    if (exact[k].is_constant()) continue;
    for (int i = 0; i <= order; ++i) EXPECT_TRUE(enclosed[k].coefficient(i).contains(exact[k].coefficient(i))) << k;
  }
}

TEST(EveryScalar, EveryLaneOfAPackedIntervalEnclosesTheExactValue) {
  using Packed = PackedInterval<Portable>;
  std::mt19937_64 g(3);
  const auto step = test::random_step(5, g);
  const auto computed =
      all_formulas(like(Packed(0), step.p), like(Packed(0), step.y), like(Packed(0), Rational(step.a / 2)));
  const auto exact = all_formulas(step.p, step.y, Rational(step.a / 2));
  for (std::size_t k = 0; k < exact.size(); ++k) {
    for (int lane = 0; lane < 8; ++lane) {
      EXPECT_TRUE(test::agrees(Interval(computed[k].lower(lane), computed[k].upper(lane)), exact[k])) << k;
    }
  }
}

}  // namespace every_scalar_test
}  // namespace hebb
