#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <hebb/barriers/outputs_barrier.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

void require_rates(const Vec<Rational>& a, const Rational& q) {
  require(!a.empty(), "outputs: no learning rates");
  for (const Rational& x : a)
    require(x > 0 && x * q < 1, [&] { return "learning rate " + to_string(x) + " outside (0, 1/Q)"; });
}

void require_rule(const OutputsRule& rule, const Rational& q) {
  require_rates(rule.a, q);
  require(rule.a.size() <= rule.intensities.size(), "outputs: more outputs than inputs");
  for (const Rational& x : rule.intensities)
    require(x > 0, [&] { return "outputs: an intensity " + to_string(x) + ", expected above 0"; });
}

/// Upward, to 30 bits after the point: the recursion for xb would otherwise grow.
Rational rounded_up(const Rational& x) {
  const Rational unit(1, 1 << 30), scaled = x / unit;
  const Rational whole(Rational(boost::multiprecision::numerator(scaled) / boost::multiprecision::denominator(scaled)));
  return (whole + 1) * unit;
}

/// C_j for this xb; nothing when 1 - aQ - a e S is not positive.
std::optional<Rational> lemma_constant(const Rational& a, const Rational& q, const Rational& x, const Rational& reach,
                                       std::size_t outputs) {
  const Rational first = q * (1 + 3 * reach + 2 * reach * reach), e = q * (2 * reach + reach * reach),
                 s = reach * Rational(outputs - 1), rest = 1 - a * q - a * e * s;
  if (rest <= 0) return std::nullopt;
  return Rational((first + (x * (1 + a * q) + a * first * s) * e / rest) / (1 - a * q));
}

/// Kt_l/K_l for all rows, and p_l.
struct Row {
  RealInterval growth, own;
};
std::vector<Row> rows_of(const Rational& x, const Vec<Rational>& weight, const OutputsRule& rule,
                         const OutputsLemma& lemma) {
  const std::size_t m = rule.a.size();
  Vec<Rational> kt = weight;
  for (std::size_t l = m; l-- > 0;) {
    for (std::size_t j = l + 1; j < m; ++j) kt[l] += rule.a[j] * lemma.c[j] * kt[j];
  }
  const Rational most = *std::ranges::max_element(rule.intensities);
  std::vector<Row> rows;
  for (std::size_t l = 0; l < m; ++l)
    rows.push_back({real(kt[l] / weight[l]), real(1 / (1 + most / rule.intensities[l] * x))});
  return rows;
}

/// The largest left-hand side of the condition over the rows.
RealInterval condition(const std::vector<Row>& rows, const OutputsRule& rule, const BarrierLaw& law, int g) {
  RealInterval largest = real(0);
  for (std::size_t l = 0; l < rows.size(); ++l) {
    const RatioMoments<RealInterval> m = law.moments(rule.a[l], g);
    const RealInterval bracket = rows[l].own * max(real(1), m.a0) * m.d1 + (1 - rows[l].own) * m.a1 * m.d0;
    largest = max(largest, pow(rows[l].growth, g) * bracket);
  }
  return largest;
}

Truth certify_rows(const std::vector<Row>& rows, const OutputsRule& rule, const BarrierLaw& law, int g) {
  const Truth holds = less_equal(condition(rows, rule, law, g), real(1));
  // Convergence needs a strict inequality at one exponent: in the middle there is most room.
  return holds && less(condition(rows, rule, law, std::max(1, g / 2)), real(1));
}

}  // namespace

std::optional<OutputsLemma> outputs_lemma(const Vec<Rational>& a, const Rational& q, const Rational& x) {
  require_rates(a, q);
  require(x > 0, [&] { return "outputs: x = " + to_string(x) + ", expected above 0"; });
  const Rational fastest = *std::ranges::max_element(a);
  const Rational least = x * (1 + fastest * q) / (1 - fastest * q);
  OutputsLemma out{rounded_up(least), {}};
  for (int step = 0; step < 200; ++step) {
    out.c.clear();
    Rational needed = least;
    for (const Rational& rate : a) {
      const auto c = lemma_constant(rate, q, x, out.reach, a.size());
      if (!c) return std::nullopt;
      out.c.push_back(*c);
      needed = max(needed, Rational(least + rate * *c * Rational(a.size() - 1) * out.reach));
    }
    if (needed <= out.reach) return out;
    if (needed > 8) return std::nullopt;
    out.reach = rounded_up(needed * Rational(1001, 1000));
  }
  return std::nullopt;
}

Truth certify(const OutputsBarrier& barrier, const OutputsRule& rule, const BarrierLaw& law) {
  require_rule(rule, law.q);
  require(barrier.x > 0 && barrier.exponent >= 1, "outputs: a malformed barrier");
  require(barrier.weight.size() == rule.a.size(), "outputs: a barrier for another number of outputs");
  for (const Rational& k : barrier.weight) require(k >= 1, "outputs: a weight of a barrier below 1");
  const auto lemma = outputs_lemma(rule.a, law.q, barrier.x);
  if (!lemma) return Truth::unknown;
  const auto rows = rows_of(barrier.x, barrier.weight, rule, *lemma);
  return certify_rows(rows, rule, law, barrier.exponent);
}

std::vector<OutputsBarrier> outputs_barriers(const OutputsRule& rule, const BarrierLaw& given) {
  require_rule(rule, given.q);
  const std::size_t m = rule.a.size();
  BarrierLaw law = given;  // with its moments kept: the grid asks for the same ones again
  law.moments = [&given, known = std::make_shared<std::map<std::pair<Rational, int>, RatioMoments<RealInterval>>>()](
                    const Rational& a, int g) {
    const auto found = known->find({a, g});
    return found != known->end() ? found->second : known->emplace(std::pair(a, g), given.moments(a, g)).first->second;
  };
  std::vector<OutputsBarrier> out;
  for (const Rational& x : {Rational(1, 20), Rational(1, 10), Rational(3, 20), Rational(1, 5), Rational(3, 10)}) {
    const auto lemma = outputs_lemma(rule.a, law.q, x);
    if (!lemma) continue;
    for (const Rational& q : {Rational(3, 2), Rational(2), Rational(3), Rational(5), Rational(8), Rational(12),
                              Rational(20), Rational(40)}) {
      if (m == 1 && q != 2) continue;
      Vec<Rational> weight(m, Rational(1));
      for (std::size_t j = m - 1; j-- > 0;) weight[j] = weight[j + 1] * q;
      const auto rows = rows_of(x, weight, rule, *lemma);
      const auto holds = [&](int g) { return certify_rows(rows, rule, law, g) == Truth::proved; };
      int good = 0, step = 1;
      while (step <= (1 << 20) && holds(step)) {
        good = step;
        step *= 2;
      }
      if (good == 0) continue;
      for (int add = good / 2; add > 0; add /= 2) {
        if (holds(good + add)) good += add;
      }
      out.push_back({x, good, std::move(weight)});
    }
  }
  return out;
}

double misalignment_bound(const std::vector<OutputsBarrier>& barriers, const OutputsRule& rule,
                          const OutputRows<double>& p) {
  require_same_length(p.size(), rule.a.size(), "misalignment_bound: outputs");
  Vec<RealInterval> omega;
  for (std::size_t j = 0; j < p.size(); ++j) {
    require_same_length(p[j].size(), rule.intensities.size(), "misalignment_bound: inputs");
    if (!(p[j][j] > 0)) return 1;
    RealInterval total = real(0);
    for (std::size_t i = 0; i < p[j].size(); ++i) {
      if (i == j) continue;
      total = total + real(Rational(p[j][i]) * rule.intensities[j] / rule.intensities[i]);
    }
    omega.push_back(total / real(Rational(p[j][j])));
  }
  double least = 1;
  for (const OutputsBarrier& barrier : barriers) {
    RealInterval v = real(0);
    for (std::size_t j = 0; j < omega.size(); ++j) v = v + real(barrier.weight[j]) * omega[j];
    if (!certainly(less(v, real(barrier.x)))) continue;
    least = std::min(least, pow(v / real(barrier.x), barrier.exponent).upper());
  }
  return least;
}

}  // namespace hebb
