#include <algorithm>
#include <cmath>

#include <hebb/calculus/largest_rates.hpp>
#include <hebb/theorems/worst_points.hpp>

namespace hebb {
namespace {

PointOfStep point(const std::vector<Rational>& p, const std::vector<Rational>& y, const Rational& c, const Rational& q,
                  const Rational& a) {
  PointOfStep x{{"c", c}, {"Q", q}, {"a", a}};
  for (std::size_t i = 0; i < p.size(); ++i) {
    x["p" + std::to_string(i + 1)] = p[i];
    x["Y" + std::to_string(i + 1)] = y[i] * q;
  }
  return x;
}

/// 1/(1 + sqrt(1 - aQ)), nearly: where t(1-t)/(1 - aQ t) is largest.
Rational best_time(const Rational& a, const Rational& q) {
  const double aq = Rational(a * q).convert_to<double>();
  return Rational(std::round(0x1p30 / (1 + std::sqrt(std::max(0.0, 1 - aq)))) * 0x1p-30);
}

}  // namespace

PointOfStep worst_point_of_contraction(int d, const Rational& c, const Rational& q, const Rational& a) {
  std::vector<Rational> p(d, Rational(0)), y(d, Rational(-1));
  p[0] = (1 + c) / 2;
  p[1] = 1 - p[0];
  y[1] = (p[0] - std::max(best_time(a, q), c)) / p[1];
  return point(p, y, c, q, a);
}

PointOfStep worst_point_of_gap(int d, int m, const Rational& c, const Rational& q, const Rational& a) {
  require(2 <= m && m <= d, "worst_point_of_gap: m outside 2..d");
  const Rational share = (1 - c) / m;
  std::vector<Rational> p(d, Rational(0)), y(d, Rational(-1));
  p[0] = share + c;
  for (int i = 1; i < m; ++i) p[i] = share;
  y[1] = (1 - share - std::max(best_time(a, q), switch_of_shares(Rational(m), c))) / share;  // the others: Y = -Q
  return point(p, y, c, q, a);
}

PointOfStep worst_point_at_vertex(int d, const Rational& c, const Rational& q, const Rational& a) {
  std::vector<Rational> p(d, Rational(0)), y(d, Rational(0));
  // It fails where aQ (2Q + g) > 1, g = 1 - 2e.
  const Rational excess = a > 0 ? Rational(2 * q + 1 - 1 / (a * q)) : Rational(0);
  p[1] = std::min({Rational(1, 1'000'000), Rational((1 - c) / 2), excess > 0 ? Rational(excess / 4) : Rational(1)});
  p[0] = 1 - p[1];
  y[0] = -1;
  y[1] = 1;
  return point(p, y, c, q, a);
}

std::vector<PointOfStep> worst_points(bool leader, int d, const RateCondition& bound) {
  struct Suspect {
    Rational excess, c, q;
    int m;  // that share the lead; 1 for the vertex
  };
  std::vector<Suspect> suspects;
  std::vector<Rational> gaps{Rational(1, 1000), Rational(1, 100)};
  for (int k = 1; k <= 25; ++k) gaps.emplace_back(k, 50);
  for (const char* text : {"1.000001", "1.01", "1.1", "1.5", "2", "5", "100"}) {
    const Rational q = parse_rational(text);
    for (const Rational& c : gaps) {
      const Rational allowed = bound(d, Rational(2 * c), q);
      if (!(allowed > 0 && allowed * q < 1)) continue;
      const auto consider = [&](const Rational& largest, int m) {
        if (allowed > largest) suspects.push_back({allowed / largest, c, q, m});
      };
      if (leader) {
        consider(largest_contraction_rate(Rational(d), Rational(2 * c), q), 2);
        continue;
      }
      consider(gap_rate_at_vertex(q), 1);
      for (int m = 2; m <= d; ++m) consider(gap_rate_of_shared_lead(m, c, q), m);
    }
  }
  std::ranges::stable_sort(suspects, std::ranges::greater{}, &Suspect::excess);
  std::vector<PointOfStep> points;
  for (const Suspect& s : suspects) {
    if (points.size() == 3) break;
    const Rational a = bound(d, Rational(2 * s.c), s.q);
    points.push_back(leader     ? worst_point_of_contraction(d, s.c, s.q, a)
                     : s.m == 1 ? worst_point_at_vertex(d, s.c, s.q, a)
                                : worst_point_of_gap(d, s.m, s.c, s.q, a));
  }
  return points;
}

}  // namespace hebb
