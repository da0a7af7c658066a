#include <algorithm>

#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/theorems/barrier_claim.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace barrier_rows {

const std::string group = "Barrier";

Claim row(const std::string& id, const std::string& title, const std::string& text) {
  return claims::row(group, id, title, "ours", text);
}

/// The constants that name a barrier, checked: they decide what is recorded.
int exponent(const Constants& k, const std::string& name) {
  const Rational& g = k.at(name);
  require(denominator(g) == 1 && 1 <= g && g < max_recorded_power, [&] {
    return name + " = " + to_string(g) + ", expected a whole number from 1 to " +
           std::to_string(max_recorded_power - 1);
  });
  return g.convert_to<int>();
}
Rational positive(const Constants& k, const std::string& name) {
  const Rational& x = k.at(name);
  require(x > 0, [&] { return name + " = " + to_string(x) + ", expected a positive number"; });
  return x;
}

/// The learning rate as a variable with one value, so that the moments stay formulas rather than giant constants.
Symbol declare_learning_rate(StatementBuilder& b, const Constants& k) {
  const Rational &a = k.at("a"), &q = k.at("Q");
  require(q > 1 && 0 < a && a * q < 1,
          [&] { return "a = " + to_string(a) + ", Q = " + to_string(q) + ", expected Q > 1 and 0 < a < 1/Q"; });
  return b.between("a", Symbol(a), Symbol(a));
}

RatioMoments<Symbol> moments(bool uniform, const Symbol& a, const Rational& q, int g) {
  return uniform ? ratio_moments(UniformNoise(q), a, g) : ratio_moments(TwoPointNoise(q), a, g);
}

std::string law_text(bool uniform) {
  return uniform ? "uniform noise" : "every noise with independent centred components in [-(Q-1), Q-1]";
}

/// ratio_growth <= level on {p_u <= x p_1, p_v <= x p_1}, for one exponent.
Claim power(bool uniform) {
  Claim c =
      row(uniform ? "B.power.uniform" : "B.power.every", "a power of the ratio is a supermartingale",
          "E[(p_u'/p_1')^gamma] <= level (p_u/p_1)^gamma where p_v <= ratio p_1 for all v, for " + law_text(uniform));
  c.constants = {{"Q", 2, Source::ours},
                 {"a", Rational(1, 100), Source::ours},
                 {"gamma", uniform ? 10 : 4, Source::ours},
                 {"ratio", Rational(7, 10), Source::ours, +1},
                 {"level", 1, Source::ours, -1}};
  c.false_twin = FalseTwin{{"ratio", Rational(95, 100)}};
  c.tighten = "ratio";
  c.tighten_to = 3;
  c.method = Claim::Method::boxes;
  c.state = [uniform](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol a = declare_learning_rate(b, k), x(positive(k, "ratio"));
    const Symbol p1 = b.between("p_1", least_leader(d, x, x), 1), pu = b.between("p_u", 0, x * p1);
    b.claim_at_least("growth", Symbol(k.at("level")),
                     ratio_growth(moments(uniform, a, k.at("Q"), exponent(k, "gamma")), p1, pu));
    return b.build();
  };
  return c;
}

/// All pieces of a barrier, and its value at the start.
Claim pieces(const std::string& id, bool uniform, const std::vector<BarrierPiece>& printed, const Rational& bound) {
  Claim c = row(
      id, "a barrier with a state-dependent exponent",
      "psi(x) = prod_{j : x < x_j} (x/x_j)^(g_j - g_{j-1}) of x = p_u/p_1 is a supermartingale while sum psi < 1, and "
      "(d-1) psi(start) <= bound, for " +
          law_text(uniform));
  c.constants = {{"Q", 2, Source::ours},
                 {"a", Rational(1, 100), Source::ours},
                 {"start", Rational(1, 2), Source::ours, +1},
                 {"bound", bound, Source::ours, -1}};
  for (int j = 0; j < barrier_claim_pieces; ++j) {
    const BarrierPiece& piece = printed[std::min<std::size_t>(j, printed.size() - 1)];
    c.constants.push_back({index("gamma", j + 1), piece.exponent, Source::ours});
    c.constants.push_back({index("ratio", j + 1), piece.ratio, Source::ours});
  }
  c.false_twin = FalseTwin{{"ratio1", Rational(99, 100)}};
  c.tighten = "bound";
  c.tighten_to = 1;  // by `hebb tighten` only: all pieces are proved anew for each value
  c.method = Claim::Method::boxes;
  c.state = [uniform](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol a = declare_learning_rate(b, k);
    const Symbol s = b.between("s", 0, 1), t = b.between("t", 0, 1);  // the place of p_1 and of p_u in their ranges
    const Rational start = positive(k, "start"), others = positive(k, "ratio1");
    const Symbol x = b.between("x", 0, Symbol(start));
    std::vector<BarrierPiece> stated;
    int previous = 0;
    Rational last = others;
    for (int j = 1; j <= barrier_claim_pieces; ++j) {
      const int g = exponent(k, index("gamma", j));
      const Rational ratio = positive(k, index("ratio", j));
      require(g >= previous && ratio <= last, "the exponents of a barrier increase and its ratios decrease");
      stated.push_back({g, ratio});
      if (j == 1 || g > previous || ratio < last) {
        const Symbol least = least_leader(d, Symbol(ratio), Symbol(others));
        const Symbol p1 = least + s * (1 - least), pu = t * Symbol(ratio) * p1;
        b.claim_at_least(index("piece ", j), 1, ratio_growth(moments(uniform, a, k.at("Q"), g), p1, pu));
      }
      previous = g;
      last = ratio;
    }
    b.claim_at_least(
        "value", Symbol(k.at("bound")),
        multiply_by_psi(Symbol(d - 1), stated, start, [&](const Rational& end) { return x / Symbol(end); }));
    return b.build();
  };
  return c;
}

/// Six digits, rounded down.
BarrierPiece piece(int g, int millionths) { return {g, Rational(millionths, 1000000)}; }

// Found by escape_barrier for p(0) proportional to (2, 1, ..., 1), a = 1/100, Q = 2; for d = 8, so that they serve d
// <= 8.
std::vector<BarrierPiece> uniform_pieces() {
  return {piece(6, 812090),  piece(8, 753530),  piece(10, 696917),
          piece(12, 642186), piece(14, 589286), piece(17, 513259)};
}
std::vector<BarrierPiece> every_pieces() {
  return {piece(2, 843310), piece(3, 768410), piece(4, 695710), piece(5, 625160), piece(6, 556680)};
}

/// The same for d = 3, with all the pieces that there is room for.
Claim example() {
  Claim c = pieces(
      "B.example", true,
      {piece(4, 923830), piece(5, 905570), piece(7, 869930), piece(9, 835460), piece(11, 802110), piece(13, 769847),
       piece(15, 738636), piece(17, 708442), piece(18, 693717), piece(20, 664991), piece(22, 637203), piece(24, 610325),
       piece(26, 584327), piece(28, 559182), piece(30, 534864), piece(32, 511346)},
      Rational(35, 1000000));
  c.title = "an example: how rarely the leader is lost";
  c.text =
      "p(0) = (1/2, 1/4, 1/4), a = 1/100, uniform noise, Q = 2: the barrier of B.pieces.uniform with 16 pieces has a "
      "value of at most 3.5e-5";
  c.only_dimensions = {3};
  c.remark = "the best single power proves 4.2e-3; the bound of T1 exceeds 1";
  return c;
}

/// (1 + a(1+z))(1 + a(1-z)) >= factor: E log(1 + a(1 + Z_1)) >= E log(1 + a Z_2) for Z_1 = +-z, Z_2 = 0.
Claim unequal_noise() {
  Claim c = row("E.unequal", "a vertex attracts whatever the noise of each component",
                "E log(1+a(1+Z_1)) >= E log(1+aZ_2) for Z_1 = +-z, |z| <= Q-1, and Z_2 = 0, 0 < a < 1/Q, that is "
                "(1+a)^2 - a^2 z^2 >= 1");
  c.scope = Scope::every_dimension;
  c.expected = Verdict::refuted;
  c.remark =
      "the noise of all components must have the same law: else a vertex may repel although the mean flow attracts "
      "(Q = 10, a = 0.099, z = 9)";
  c.state = [](int, const Constants&) {
    StatementBuilder b;
    const Symbol q = b.at_least("Q", 1, Bound::open);
    const Symbol a = b.between("a", 0, 1 / q, Bound::open, Bound::open), z = b.between("z", 0, q - 1);
    b.claim_at_least("(1+a)^2 - a^2 z^2", square(1 + a) - square(a * z), 1);
    return b.build();
  };
  return c;
}

/// p in the ratios r_u = p_u/p_1 in [0, x], x = 1/rho < 1.
struct RatioChart {
  Symbol x;
  Vec<Symbol> p;
};
RatioChart declare_ratios(StatementBuilder& b, int d) {
  const Symbol x = b.between("x", 0, 1, Bound::open, Bound::open);
  Vec<Symbol> p{1};
  Symbol total = 1;
  for (int u = 2; u <= d; ++u) {
    p.push_back(b.between(index("r", u), 0, x));
    total = total + p.back();
  }
  for (Symbol& coordinate : p) coordinate = coordinate / total;
  return {x, p};
}

template <class Goal>
Claim on_ratios(const std::string& id, const std::string& title, const std::string& text, Goal goal) {
  Claim c = row(id, title, text + " on Theta_rho = { p_u <= x p_1 for u >= 2 }, x = 1/rho, factor = 1");
  c.constants = {{"factor", 1, Source::ours, +1}};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  c.tighten = "factor";
  c.tighten_to = 4;
  c.state = [goal](int d, const Constants& k) {
    StatementBuilder b;
    const auto [x, p] = declare_ratios(b, d);
    goal(b, Symbol(k.at("factor")), d, x, p);
    return b.build();
  };
  return c;
}

Claim least_component() {
  return on_ratios("B.leader", "the leader is not small", "p_1 >= factor rho/(rho + d - 1) = factor/(1 + (d-1) x)",
                   [](StatementBuilder& b, const Symbol& factor, int d, const Symbol& x, const Vec<Symbol>& p) {
                     b.claim_at_least("p_1", p[0], factor * least_leader(d, x, x));
                   });
}

Claim gap_from_ratio() {
  return on_ratios("B.gap", "a ratio implies a gap", "p_1 - p_u >= factor (rho - 1)/(rho + d - 1)",
                   [](StatementBuilder& b, const Symbol& factor, int d, const Symbol& x, const Vec<Symbol>& p) {
                     // by symmetry u = 2
                     b.claim_at_least("gap", p[0] - p[1], factor * (1 - x) * least_leader(d, x, x));
                   });
}

Claim drift() {
  return on_ratios("B.drift", "the drift of the leader", "p_1 (p_1 - s) >= factor (1 - x) p_1^2 (1 - p_1)",
                   [](StatementBuilder& b, const Symbol& factor, int, const Symbol& x, const Vec<Symbol>& p) {
                     Symbol rest = 0;  // 1 - p_1
                     for (std::size_t u = 1; u < p.size(); ++u) rest = rest + p[u];
                     b.claim_at_least("drift", replicator(p)[0], factor * (1 - x) * p[0] * p[0] * rest);
                   });
}

Claim combine() {
  Claim c =
      row("B.combine", "contraction from its lemmas",
          "F >= (1-x) p_1^2 w, |theta| <= a c p_1 w, c <= share (1-x) m, p_1 >= m imply aF + theta >= a (1-x)(m^2/2) w "
          "(w = 1 - p_1; F by B.drift, m by B.leader, theta by A2.sharp)");
  c.scope = Scope::every_dimension;
  c.constants = {{"share", Rational(1, 2), Source::ours, +1}};
  c.false_twin = scaled_twin("share", Rational(1, 2), Rational(101, 100));
  c.tighten = "share";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol a = b.at_least("a", 0, Bound::open), x = b.between("x", 0, 1), m = b.between("m", 0, 1, Bound::open);
    const Symbol p1 = b.at_least("p_1", m), w = b.at_least("w", 0), extra = b.at_least("e", 0),
                 sign = b.between("t", -1, 1);
    const Symbol drift = (1 - x) * p1 * p1 * w + extra,
                 remainder = sign * a * Symbol(k.at("share")) * (1 - x) * m * p1 * w;
    b.claim_nonnegative("aF + theta - a(1-x)(m^2/2)w", a * drift + remainder - a * (1 - x) * (m * m / 2) * w);
    return b.build();
  };
  return c;
}

Claim worst_vertex() {
  Claim c = row(
      "B.vertex", "growth is largest at one point",
      "growth <= level at p_1 = m, p_u = x m, and A_0 D_0 >= 1, A_1 >= A_0 imply growth <= level, level = 1, wherever "
      "p_1 >= m, p_u <= x p_1");
  c.scope = Scope::every_dimension;
  c.constants = {{"level", 1, Source::ours, -1}};
  c.false_twin = scaled_twin("level", 1, Rational(99, 100));
  c.tighten = "level";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol m = b.between("m", 0, 1, Bound::open), x = b.between("x", 0, 1), excess = b.at_least("A_0 D_0 - 1", 0);
    const Symbol rise = b.at_least("D_0 (A_1 - A_0)", 0), slack = b.at_least("1 - growth at the vertex", 0);
    const Symbol fall = x * rise + (excess + slack) / m;  // A_0 (D_0 - D_1), from the growth at the vertex
    const Symbol p1 = b.at_least("p_1", m), pu = b.between("p_u", 0, x * p1);
    b.claim_at_least("growth", Symbol(k.at("level")), growth_of(1 + excess, fall, rise, p1, pu));
    return b.build();
  };
  return c;
}

/// The chord lies above x^n on [low, high], low > 0: E f(X) is at most its value for the law on the ends.
Claim chord() {
  Claim c = row("B.chord", "two-point noise is the worst",
                "t low^n + (1-t) high^n >= factor (t low + (1-t) high)^n, factor = 1, for n = -4..-1 and 2..5 (the "
                "recorded exponents; z^n is convex for the others <= 0 or >= 1, too)");
  c.scope = Scope::every_dimension;
  c.constants = {{"factor", 1, Source::ours, +1}};
  c.false_twin = scaled_twin("factor", 1, Rational(101, 100));
  c.tighten = "factor";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol low = b.at_least("low", 0, Bound::open), high = b.at_least("high", low), t = b.between("t", 0, 1);
    for (const int n : {-4, -3, -2, -1, 2, 3, 4, 5}) {
      b.claim_at_least("n = " + std::to_string(n), t * signed_power(low, n) + (1 - t) * signed_power(high, n),
                       Symbol(k.at("factor")) * signed_power(t * low + (1 - t) * high, n));
    }
    return b.build();
  };
  return c;
}

}  // namespace barrier_rows

std::vector<Claim> barrier() {
  using namespace barrier_rows;  // NOLINT(google-build-using-namespace)

  return {
      worst_vertex(),
      chord(),
      power(true),
      power(false),
      pieces("B.pieces.uniform", true, uniform_pieces(), Rational(35, 1000)),
      pieces("B.pieces.every", false, every_pieces(), Rational(83, 100)),
      example(),
      unequal_noise(),
      least_component(),
      gap_from_ratio(),
      drift(),
      combine(),
      lemma(
          row("B.escape", "the leader keeps its lead, exponentially likely",
              "P(p_u > x_1 p_1 for some u at some time <= k) <= sum_u psi(p_u(0)/p_1(0)) for every k, when psi >= 0 is "
              "locally bounded, psi "
              ">= 1 beyond x_1 and, while p_u <= x_1 p_1 for all u and sum_u psi < 1, E[psi(p_u'/p_1') | p] <= "
              "psi(p_u/p_1)"),
          {"U.ratio", "B.vertex", "B.power.uniform", "B.pieces.uniform"},
          "optional stopping of a non-negative supermartingale and Markov's inequality, for every noise law; that psi "
          "meets the condition for uniform noise is B.power.uniform and B.pieces.uniform"),
      lemma(row("B.escape.every", "the same for every law with independent components",
                "the bound of B.escape holds for a psi that meets its condition with the moments of "
                "two-point noise, for " +
                    law_text(false)),
            {"B.escape", "B.chord", "B.power.every", "B.pieces.every"},
            "the chord: the moments E[(1 + a(c + Z))^n] of every centred Z in [-(Q-1), Q-1] are at most "
            "those of two-point noise"),
      lemma(row("B.convergence", "linear convergence on Theta_rho",
                "E[(1-p_1(k)) 1] <= (1-p_1(0)) exp(-a r k) on the event p_u <= x p_1 for all u >= 2 at all times <= k, "
                "r = (1-x)/(2(1+(d-1)x)^2), x = 1/rho, for 2aQ^2/(1-aQ) <= (1-x)/(2(1+(d-1)x))"),
            {"A2.identity", "A2.sharp", "A2.centred", "B.leader", "B.drift", "B.combine", "T2.exp"},
            "the tower property of conditional expectations")};
}

}  // namespace hebb::claims
