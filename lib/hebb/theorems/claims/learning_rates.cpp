#include <hebb/calculus/largest_rates.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/one_step.hpp>

// Learning rates for R1 and R2 beyond R1.sharp and R2.sharp: docs/theory/learning-rates.md has the proofs that put the
// rows of this file together.

namespace hebb::claims {
namespace learning_rates_rows {

const std::string& group = learning_rate_group;

/// The gap c = Delta/2 of probabilities.
Symbol half_gap(StatementBuilder& b) { return b.between("c", 0, Symbol(Rational(1, 2)), Bound::open); }

Claim double_rate_condition() {
  Claim out =
      bound(row(group, "R.double", "what the doubled learning rate does", "ours",
                "a <= Delta/(Q(4Q+Delta)), Delta <= 1, imply aQ^2/(1-aQ) <= factor Delta, factor = 1/4, and allow "
                "at least 9/5 of R.rate",
                Scope::every_dimension),
            "factor", Rational(1, 4), -1);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), q = b.at_least("Q", 1, Bound::open);
    const Symbol a = b.between("a", 0, rate_bound_double(delta, q), Bound::open);
    b.claim_nonnegative("factor Delta - aQ^2/(1-aQ)",
                        Symbol(k.at("factor")) * delta - remainder_coefficient(a, q, Symbol(Rational(1, 2))));
    b.claim_at_least("double >= 9/5 sharp", rate_bound_double(delta, q),
                     Symbol(Rational(9, 5)) * rate_bound_sharp(delta, q));
    return b.build();
  };
  return out;
}

Claim worst_input() {
  Claim out =
      bound(row(group, "R.worst", "what the inputs can do", "ours",
                "t = -<p, y>, |y_i| <= 1, g = p_1-p_u imply p_u y_u - p_1 y_1 <= factor min(p_1+p_u, 1+g-t, 1-g+t) and "
                "-p_1 y_1 <= factor (1-p_1+t), y_3 the mean of the others",
                Scope::every_dimension),
            "factor", 1, -1);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", 3);
    Vec<Symbol> y;
    for (int i = 1; i <= 3; ++i) y.push_back(b.between(index("y", i), -1, 1));
    const Symbol t = -dot(p, y), g = p[0] - p[1], factor(k.at("factor"));
    const Symbol difference = p[1] * y[1] - p[0] * y[0];
    b.claim_at_least("p_1 + p_u", factor * (p[0] + p[1]), difference);
    b.claim_at_least("1 + g - t", factor * (1 + g - t), difference);
    b.claim_at_least("1 - g + t", factor * (1 - g + t), difference);
    b.claim_at_least("1 - p_1 + t", factor * (1 - p[0] + t), -p[0] * y[0]);
    return b.build();
  };
  return out;
}

Claim worst_time() {
  Claim out = identity(group, "R.key", "the largest remainder in closed form", "ours",
                       "(1 - At) - factor (4/(1+v)^2) t(1-t) = (1 - 2t/(1+v))^2 for A = 4v/(1+v)^2: so "
                       "QA t(1-t)/(1-At) <= k at a = 4k/(Q+k)^2, v = k/Q",
                       Scope::every_dimension);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol v = b.between("v", 0, 1), t = b.between("t", 0, 1);
    const Symbol aq = balanced_rate(v, Symbol(1));
    b.claim_equal("square", (1 - aq * t) - Symbol(k.at("factor")) * 4 / square(1 + v) * t * (1 - t),
                  square(1 - 2 * t / (1 + v)));
    return b.build();
  };
  return out;
}

/// R1 for the inputs of R.worst: n = -y_1 is at most 1 and at most (1-x+t)/x, whichever is smaller at t.
Claim double_r1() {
  Claim out = bound(row(group, "R1.double.drift", "the drift of the leader beats the worst input", "ours",
                        "D - (c/2)(1-x) >= factor (c/2) t (n-t) for n = 1, 2x-1 <= t <= 1 and for n = (1-x+t)/x, t <= "
                        "2x-1, where D = "
                        "c(1-x), x <= 3/4 and D = (2x-1)(1-x), x >= 3/4 (x = p_1, D <= p_1-s by G2, r/p_1 <= c/2 by "
                        "G1, t by R.worst)",
                        Scope::every_dimension),
                    "factor", 1, +1);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol c = half_gap(b), share(Rational(3, 4)), factor(k.at("factor"));
    const Symbol small = b.between("x", 0, share), large = b.between("X", share, 1);
    const Symbol middle = b.between("z", Symbol(Rational(1, 2)), share);
    const auto claim = [&](const std::string& label, const Symbol& x, const Symbol& drift, const Symbol& most) {
      b.claim_at_least(label, (1 - x) * (drift - c / 2), factor * c / 2 * most);
    };
    const auto early = [](const Symbol& x, const Symbol& t) { return t * (1 + t) * (1 - x) / x; };
    const Symbol t = b.between("t", 0, 1);
    claim("x <= 3/4, n = 1", small, c, t * (1 - t));
    claim("x <= 3/4, n < 1", middle, c, early(middle, b.between("u", 0, 2 * middle - 1)));
    const Symbol late = b.between("T", 2 * large - 1, 1);
    claim("x >= 3/4, n = 1", large, 2 * large - 1, late * (1 - late));
    claim("x >= 3/4, n < 1", large, 2 * large - 1, early(large, b.between("U", 0, 2 * large - 1)));
    return b.build();
  };
  return out;
}

/// R2 for the inputs of R.worst: n <= x+z where t >= 2x-1, n <= 1-g+t before.
Claim double_r2() {
  Claim out = bound(
      row(group, "R2.double.drift", "the drift of the gap beats the worst input", "ours",
          "g (z + c(1-x)) >= factor (c/2) t (n - tg) for n = x+z, 2x-1 <= t <= 1 and for n = 1-g+t, t <= 2x-1, where g "
          "= "
          "x-z >= c (x = p_1, z = p_u, p_1+p_u-s >= z + c(1-x) by G2, n >= (p_u Y_u - p_1 Y_1)/Q and t by R.worst)",
          Scope::every_dimension),
      "factor", 1, +1);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol factor(k.at("factor"));
    const auto claim = [&](const std::string& label, const Vec<Symbol>& w, const Symbol& g, const Symbol& rest,
                           const Symbol& t, bool early) {  // w: c, what g exceeds it by, 2z
      const Symbol c = w[0], z = w[2] / 2, n = early ? 1 - g + t : g + 2 * z;
      b.claim_at_least(label, g * (z + c * (z + rest)), factor * c / 2 * t * (n - t * g));
    };
    const Vec<Symbol> w = b.simplex("w", 4);  // c, g - c, 2z, the other components
    const Symbol missing = b.between("m", 0, 1), g = w[0] + w[1];
    claim("t >= 2x-1", w, g, w[3], 1 - missing * (w[2] + 2 * w[3]), false);  // 1-t = m 2(1-x)
    claim("t <= 2x-1", w, g, w[3], missing * (g - w[3]), true);              // t = m (2x-1)
    return b.build();
  };
  return out;
}

/// d >= 2 and the c of the extreme points.
std::pair<Symbol, Symbol> dimension_and_gap(StatementBuilder& b) {
  const Symbol d = b.at_least("d", 2);
  return {d, half_gap(b)};
}

Claim end_e1() {
  Claim out = bound(row(group, "R1.E1", "the largest rate of R1: the end t = (Q+k)/(2Q)", "ours",
                        "(1-v^2)(3+v) - 8r(1-v) >= factor 8k(3+v), 0 <= v <= k = c(1-c)(d-1+c)/(2d(1+c)), "
                        "r = (c/(2d))(1+(d-1)c)",
                        Scope::every_dimension),
                    "factor", 1, +1);
  out.state = [](int, const Constants& constants) {
    StatementBuilder b;
    const auto [d, c] = dimension_and_gap(b);
    const Symbol k = contraction_slack(d, c), r = convergence_rate(d, 2 * c), v = b.between("v", 0, k);
    b.claim_at_least("E1", (1 - v * v) * (3 + v) - 8 * r * (1 - v), Symbol(constants.at("factor")) * 8 * k * (3 + v));
    return b.build();
  };
  return out;
}

Claim end_e2() {
  Claim out = bound(
      row(group, "R1.E2", "the largest rate of R1: the end p_1 = 1", "ours",
          "(1-r)(1-k)^2 >= factor 8k, k = c(1-c)(d-1+c)/(2d(1+c)), r = (c/(2d))(1+(d-1)c)", Scope::every_dimension),
      "factor", 1, +1);
  out.false_twin = FalseTwin{{"factor", Rational(6, 5)}};
  out.state = [](int, const Constants& constants) {
    StatementBuilder b;
    const auto [d, c] = dimension_and_gap(b);
    const Symbol k = contraction_slack(d, c), r = convergence_rate(d, 2 * c);
    b.claim_at_least("E2", (1 - r) * square(1 - k), Symbol(constants.at("factor")) * 8 * k);
    return b.build();
  };
  return out;
}

Claim multiple_of_r1() {
  Claim out =
      bound(row(group, "R1.multiple", "how much more R1 allows", "ours",
                "4k/(Q+k)^2 >= rate Delta/(Q(8Q+Delta)), rate = 576/289, for all d: the best constant (d = 2, Q to "
                "1, Delta = 1)",
                Scope::every_dimension),
            "rate", Rational(576, 289), +1);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const auto [d, c] = dimension_and_gap(b);
    const Symbol q = b.at_least("Q", 1, Bound::open);
    b.claim_at_least("R1", largest_contraction_rate(d, 2 * c, q), Symbol(k.at("rate")) * rate_bound_sharp(2 * c, q));
    return b.build();
  };
  return out;
}

Claim multiple_of_r1_each() {
  Claim out = bound(row(group, "R1.multiple.d", "how much more R1 allows in dimension d", "ours",
                        "4k/(Q+k)^2 >= rate Delta/(Q(8Q+Delta)): the best rate is that of R1 in dimension d"),
                    "rate", Rational(576, 289), +1);
  out.false_twin = FalseTwin{{"rate", 3}};
  out.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol c = half_gap(b), q = b.at_least("Q", 1, Bound::open);
    b.claim_at_least("R1", largest_contraction_rate(Symbol(d), 2 * c, q),
                     Symbol(k.at("rate")) * rate_bound_sharp(2 * c, q));
    return b.build();
  };
  return out;
}

Claim shared_lead() {
  Claim out = bound(
      row(group, "R2.V", "components that share the lead are the worst", "ours",
          "f(e) - f(pi) >= factor 2(e-pi) for 0 <= pi <= e = (1-c)/n, n >= 3, f(pi) = 2pi(1-2pi)(1+g)/(g(pi(1+g)+cq)), "
          "g = (1+(n-2)c-n pi)/(n-1), q = 1-2pi-g; pi = s e, 1/n = cw, c = w/n and c >= 1/3",
          Scope::every_dimension),
      "factor", 1, +1);
  out.false_twin = FalseTwin{{"factor", 100}};
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol s = b.between("s", 0, 1), w = b.between("w", 0, 1, Bound::open);
    const auto claim = [&](const std::string& label, const Symbol& c, const Symbol& inverse) {  // inverse = 1/n
      const Symbol e = (1 - c) * inverse;
      const auto f = [&](const Symbol& pi, const Symbol& g) {
        return 2 * pi * (1 - 2 * pi) * (1 + g) / (g * (pi * (1 + g) + c * (1 - 2 * pi - g)));
      };
      const Symbol g = (inverse + (1 - 2 * inverse) * c - s * e) / (1 - inverse);
      b.claim_at_least(label, f(e, c) - f(s * e, g), Symbol(k.at("factor")) * 2 * (e - s * e));
    };
    const Symbol small_gap = b.between("c", 0, Symbol(Rational(1, 3)), Bound::open);
    const Symbol inverse = b.between("h", 0, Symbol(Rational(1, 3)), Bound::open);
    const Symbol large_gap = b.between("C", Symbol(Rational(1, 3)), Symbol(Rational(1, 2)));
    claim("1/n = cw", small_gap, small_gap * w);
    claim("c = w/n", w * inverse, inverse);
    claim("c >= 1/3", large_gap, inverse);
    return b.build();
  };
  return out;
}

/// The two quadratics of Q4.2' and the vertex, at a multiple of the sharp rate.
Claim multiple_of_r2(bool each) {
  Claim out = bound(row(group, each ? "R2.multiple.d" : "R2.multiple",
                        each ? "how much more R2 allows in dimension d" : "how much more R2 allows", "ours",
                        std::string("a = rate Delta/(Q(8Q+Delta)) fulfils a Q(2Q+1) <= 1 and QA(1+c)t(1-t) <= "
                                    "(1-At)c(1-c)(c + ") +
                            (each ? "max((1-t)/2, (1-c)/d)), c <= t <= 1"
                                  : "(1-t)/2), c <= t <= 1, rate = 2: enough for R2 in every d"),
                        each ? Scope::per_dimension : Scope::every_dimension),
                    "rate", 2, +1);
  if (each) out.false_twin = FalseTwin{{"rate", Rational(301, 100)}};
  out.state = [each](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol c = half_gap(b), q = b.at_least("Q", 1, Bound::open);
    const Symbol a = Symbol(k.at("rate")) * rate_bound_sharp(2 * c, q);
    const Symbol change = each ? switch_of_shares(Symbol(d), c) : Symbol(1);
    const Symbol t = d == 2 && each ? c : b.between("t", c, change);
    b.claim_nonnegative("share (1-t)/2", gap_margin(a, c, q, t, (1 - t) / 2));
    if (each) {
      const Symbol late = b.between("T", change, 1);
      b.claim_nonnegative("share (1-c)/d", gap_margin(a, c, q, late, (1 - c) / Symbol(d)));
    }
    b.claim_at_least("the vertex", gap_rate_at_vertex(q), a);
    return b.build();
  };
  return out;
}

/// R1 or R2 from the rows of this file, in every dimension. `bound`: of d, Delta and Q.
template <class RateBound>
Claim composed_step(bool leader, const std::string& variant, const std::string& condition, RateBound bound,
                    const Rational& twin, std::vector<std::string> premises) {
  Claim out = one_step(leader, variant, "ours", Source::ours, condition, rate_bound_double<Symbol>);
  out.composed_from = 2;
  out.premises = out.rests_on = std::move(premises);
  out.false_twin = FalseTwin{{"rate", twin}};
  out.state = [=](int d, const Constants& k) {
    StatementBuilder b;
    laws::drift_inequality(b, PaperRule{}, d, leader, k.at("rate"),
                           [&](const Symbol& delta, const Symbol& q) { return bound(Symbol(d), delta, q); });
    return b.build();
  };
  return with_worst_points(std::move(out), leader, [=](int d, const Rational& delta, const Rational& q) {
    return bound(Rational(d), delta, q);
  });
}

/// R2 for d = 2 at its largest rate, the smaller of two.
Claim pair_r2() {
  Claim out = bound(row(group, "R2.pair", "two components: the drift beats the worst input", "ours",
                        "g(1-g) >= factor c(1-c), c <= g <= 1/2, and (1-At) g(1-g) >= factor 2QA t(1-t), 1/2 <= g <= t "
                        "<= 1, A(2Q+1) <= 1 (g (p_1+p_2-s) = g(1-g)(1+g)/2, R.worst for d = 2)",
                        Scope::every_dimension),
                    "factor", 1, +1);
  out.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol half(Rational(1, 2)), factor(k.at("factor"));
    const Symbol c = half_gap(b), small = b.between("h", c, half), g = b.between("g", half, 1),
                 t = b.between("t", g, 1);
    const Symbol q = b.at_least("Q", 1, Bound::open), aq = b.between("A", 0, 1 / (2 * q + 1), Bound::open);
    b.claim_at_least("g <= 1/2", small * (1 - small), factor * c * (1 - c));
    b.claim_at_least("g >= 1/2", (1 - aq * t) * g * (1 - g), factor * 2 * q * aq * t * (1 - t));
    return b.build();
  };
  return out;
}

Claim exact_r2_of_pair() {
  Claim out = composed_step(
      false, "exact", "min(4k/(Q+k)^2, 1/(Q(2Q+1))), k = c(1-c)/2, c = Delta/2, d = 2: the largest rate of R2",
      []<class S>(const S&, const S& delta, const S& q) { return balanced_rate(gap_slack_of_pair(S(delta / 2)), q); },
      Rational(101, 100), {"A2.identity", "R.worst", "R.key", "R2.pair"});
  out.only_dimensions = {2};
  out.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol rate(k.at("rate"));
    laws::drift_inequality(b, PaperRule{}, d, false, k.at("rate"), [](const Symbol& delta, const Symbol& q) {
      return balanced_rate(gap_slack_of_pair(delta / 2), q);
    });
    b.assume_nonnegative("a <= rate/(Q(2Q+1))",
                         rate * gap_rate_at_vertex(Symbol::variable("Q")) - Symbol::variable("a"));
    return b.build();
  };
  return with_worst_points(std::move(out), false, [](int, const Rational& delta, const Rational& q) {
    return std::min(balanced_rate(gap_slack_of_pair(Rational(delta / 2)), q), gap_rate_at_vertex(q));
  });
}

}  // namespace learning_rates_rows

std::vector<Claim> learning_rates() {
  using namespace learning_rates_rows;  // NOLINT(google-build-using-namespace)

  const auto doubled = []<class S>(const S&, const S& delta, const S& q) { return rate_bound_double(delta, q); };
  const auto exact = []<class S>(const S& d, const S& delta, const S& q) {
    return largest_contraction_rate(d, delta, q);
  };
  const auto times = [](const Rational& factor) {
    return [factor]<class S>(const S&, const S& delta, const S& q) {
      return like(delta, factor) * rate_bound_sharp(delta, q);
    };
  };
  return {double_rate_condition(),
          worst_input(),
          worst_time(),
          double_r1(),
          double_r2(),
          end_e1(),
          end_e2(),
          multiple_of_r1(),
          multiple_of_r1_each(),
          shared_lead(),
          multiple_of_r2(false),
          multiple_of_r2(true),
          pair_r2(),
          composed_step(true, "double", "Delta/(Q(4Q+Delta))", doubled, Rational(3, 2),
                        {"A2.identity", "R.worst", "R.double", "G1", "G2", "R1.double.drift"}),
          composed_step(false, "double", "Delta/(Q(4Q+Delta))", doubled, 2,
                        {"A2.identity", "R.worst", "R.double", "G2", "R2.double.drift"}),
          composed_step(true, "exact", "4k/(Q+k)^2, k = c(1-c)(d-1+c)/(2d(1+c)), c = Delta/2: the largest rate of R1",
                        exact, Rational(101, 100), {"A2.identity", "R.worst", "R.key", "G1", "G2", "R1.E1", "R1.E2"}),
          exact_r2_of_pair(),
          composed_step(true, "best", "(576/289) Delta/(Q(8Q+Delta))", times(Rational(576, 289)), Rational(3, 2),
                        {"R1.exact", "R1.multiple"}),
          composed_step(false, "best", "2 Delta/(Q(8Q+Delta))", times(2), 2,
                        {"A2.identity", "R.worst", "R.key", "R2.V", "R2.multiple"})};
}

}  // namespace hebb::claims
