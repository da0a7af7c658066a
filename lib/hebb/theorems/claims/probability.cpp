#include <hebb/barriers/martingale.hpp>
#include <hebb/theorems/claims/families.hpp>
#include <hebb/theorems/claims/shapes.hpp>

namespace hebb::claims {
namespace probability_rows {

const std::string group = "Convergence theorem";

/// A row that follows from others by a named lemma of probability, which is not numerics: Coq proves it.
Claim lemma(const std::string& id, const std::string& title, const std::string& source, const std::string& text,
            std::vector<std::string> rests_on, const std::string& named) {
  return claims::lemma(row(group, id, title, source, text), std::move(rests_on), named);
}

/// The arithmetic of T1: d, Delta, a, m = 1 - p_1(0) and the moment factor as variables.
struct Escape {
  Symbol d, delta, a, m;
};
Escape declare_escape(StatementBuilder& b) {
  const Symbol d = b.at_least("d", 2), delta = b.between("Delta", 0, 1, Bound::open);
  const Symbol a = b.at_least("a", 0, Bound::open), m = b.between("m", 0, 1, Bound::open);
  return {d, delta, a, m};
}

Claim escape_arithmetic(bool sharp) {
  const std::string moment = sharp ? "(1 + 2 sigma^2)" : "(8Q^2+2)";
  Claim c = row(
      group, sharp ? "T1.arithmetic.sharp" : "T1.arithmetic", "the escape bound in closed form",
      sharp ? "ours" : "[DGS25] proof of Theorem 2.2",
      "(16/Delta^2) a^2 2 " + moment + "(1-p_1(0))/(a r) <= factor a " + moment + "(1-p_1(0))/Delta^4, factor = 512",
      Scope::every_dimension);
  c.constants = {{"factor", 512, sharp ? Source::ours : Source::reconstructed, -1}};
  c.false_twin = FalseTwin{{"factor", 250}};
  c.tighten = "factor";
  c.rests_on = {"G4"};
  c.state = [sharp](int, const Constants& k) {
    StatementBuilder b;
    const auto [d, delta, a, m] = declare_escape(b);
    const Symbol x = sharp ? b.at_least("sigma2", 0) : b.at_least("Q", 1, Bound::open);
    const Symbol m2 = sharp ? sharp_moment_factor(x) : crude_moment_factor(x);
    const Symbol chebyshev = escape_bound(delta, m2, m, a, convergence_rate(d, delta));
    b.claim_at_least("bound", Symbol(k.at("factor")) * a * m2 * m / pow(delta, 4), chebyshev);
    return b.build();
  };
  return c;
}

Claim escape_rate(bool sharp) {
  const std::string moment = sharp ? "(1 + 2 sigma^2)" : "(8Q^2+2)";
  Claim c = row(group, sharp ? "T1.rate.sharp" : "T1.rate", "the learning rate that makes an escape unlikely",
                sharp ? "ours" : "[DGS25] Theorem 2.2",
                "a <= factor eps Delta^4/(" + moment + "(1-p_1(0))) implies 512 a " + moment +
                    "(1-p_1(0))/Delta^4 <= eps/2, factor = 1/1024",
                Scope::every_dimension);
  c.constants = {{"factor", Rational(1, 1024), sharp ? Source::ours : Source::reconstructed, +1}};
  c.false_twin = scaled_twin("factor", Rational(1, 1024), Rational(101, 100));
  c.tighten = "factor";
  c.state = [sharp](int, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), m = b.between("m", 0, 1, Bound::open);
    const Symbol eps = b.between("eps", 0, 1, Bound::open);
    const Symbol x = sharp ? b.at_least("sigma2", 0) : b.at_least("Q", 1, Bound::open);
    const Symbol m2 = sharp ? sharp_moment_factor(x) : crude_moment_factor(x);
    const Symbol a = b.between("a", 0, Symbol(k.at("factor")) * eps * pow(delta, 4) / (m2 * m), Bound::open);
    b.claim_at_least("eps/2", eps / 2, escape_bound_printed(delta, m2, m, a));
    return b.build();
  };
  return c;
}

/// One step of the martingale: E over the trigger and over Z, in which xi is affine.
Claim orthogonal_step() {
  Claim c = claims::identity(
      group, "M1.step", "one increment is orthogonal to the past", "[DGS25] proof of Theorem 2.2",
      "E[(M + a xi_i)^2 | past] = M^2 + factor a^2 E[xi_i^2 | p] for every M that the past determines, factor = 1");
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Vec<Symbol> p = b.simplex("p", d);
    const Symbol variance = b.at_least("sigma2", 0), a = b.at_least("a", 0), past = b.real("M");
    const Vec<Symbol> moment = second_moments_by_definition(p, variance, past, a);
    for (int i = 0; i < d; ++i) {
      b.claim_equal(index("i = ", i + 1), moment[i],
                    square(past) + Symbol(k.at("factor")) * square(a) * xi_second_moment(p, i, variance));
    }
    return b.build();
  };
  return c;
}

Claim telescope() {
  Claim c = bound(row(group, "M3.step", "one term of the summed distance", "[DGS25] proof of Theorem 2.2",
                      "x' <= (1 - y) x implies y x <= factor (x - x'), factor = 1: summed, y sum_l x_l <= x_0 (x = "
                      "E[(1-p_1) 1_Omega], y = a r)",
                      Scope::every_dimension),
                  "factor", 1, -1, Source::paper);
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol x = b.at_least("x", 0), y = b.between("y", 0, 1), slack = b.at_least("e", 0);
    const Symbol next = (1 - y) * x - slack;
    b.claim_at_least("decrease", Symbol(k.at("factor")) * (x - next), y * x);
    return b.build();
  };
  return c;
}

Claim markov_arithmetic() {
  Claim c = row(group, "T3.arithmetic", "the number of steps", "[DGS25] Theorem 2.2",
                "exp(-a r k) = e eps delta/(factor (1-p_1(0))), e <= 1 implies 2(1-p_1(0)) exp(-a r k)/delta <= eps/2, "
                "factor = 4 "
                "(e <= 1 says k >= log(4(1-p_1(0))/(eps delta))/(a r))",
                Scope::every_dimension);
  c.constants = {{"factor", 4, Source::paper, -1}};
  c.false_twin = scaled_twin("factor", 4, Rational(99, 100));
  c.tighten = "factor";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol eps = b.between("eps", 0, 1, Bound::open), delta = b.at_least("delta", 0, Bound::open);
    const Symbol m = b.between("m", 0, 1, Bound::open), e = b.between("e", 0, 1);
    const Symbol decay = e * eps * delta / (Symbol(k.at("factor")) * m);
    b.claim_at_least("eps/2", eps / 2, 2 * m * decay / delta);
    return b.build();
  };
  return c;
}

Claim exponential() {
  Claim c =
      row(group, "T2.exp", "geometric decay is exponential decay", "[DGS25] Theorem 2.2",
          "1 - x <= exp(-rate x) for 0 <= x <= 1, rate = 1: so (1 - a r)^k <= exp(-a r k)", Scope::every_dimension);
  c.method = Claim::Method::boxes;
  c.constants = {{"rate", 1, Source::paper, +1}};
  c.false_twin = FalseTwin{{"rate", Rational(101, 100)}};
  c.tighten = "rate";
  c.state = [](int, const Constants& k) {
    StatementBuilder b;
    const Symbol x = b.between("x", 0, 1);
    b.claim_nonnegative("exp(-rate x) - (1 - x)", exp(-(Symbol(k.at("rate")) * x)) - (1 - x));
    return b.build();
  };
  return c;
}

Claim summary_exponent() {
  Claim c = row(
      group, "T2.summary", "the exponent of the summary", "circulating summary of Theorem 2.2",
      "the summary's exponent follows from the theorem's: multiple a Delta^2 k/(16 d) <= a Delta^2 k/16, multiple = 1");
  c.constants = {{"multiple", 1, Source::summary, +1}};
  c.tighten = "multiple";
  c.remark = "finding: true, and loose by the factor d";
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open), a = b.at_least("a", 0, Bound::open),
                 steps = b.at_least("k", 0);
    b.claim_at_least("exponent", a * delta * delta * steps / 16,
                     Symbol(Rational(k.at("multiple") / d)) * a * delta * delta * steps / 16);
    return b.build();
  };
  c.false_twin = FalseTwin{{"multiple", 1000}};
  return c;
}

Claim exponent() {
  Claim c = row(
      group, "T2.exponent", "the exponent of the theorem", "[DGS25] Theorem 2.2",
      "factor Delta^2/16 <= r = (Delta/(4d))(1 + (d-1) Delta/2), factor = 1: so exp(-a r k) <= exp(-a Delta^2 k/16)");
  c.constants = {{"factor", 1, Source::paper, +1}};
  c.false_twin = FalseTwin{{"factor", 4}};
  c.tighten = "factor";
  c.remark = "the best factor is 2 + 2/d, at Delta = 1";
  c.state = [](int d, const Constants& k) {
    StatementBuilder b;
    const Symbol delta = b.between("Delta", 0, 1, Bound::open);
    b.claim_at_least("r", convergence_rate(Symbol(d), delta), Symbol(k.at("factor")) * delta * delta / 16);
    return b.build();
  };
  return c;
}

}  // namespace probability_rows

std::vector<Claim> probability() {
  using namespace probability_rows;  // NOLINT(google-build-using-namespace)

  const std::string tower = "the tower property of conditional expectations, step by step";
  const std::string union_bound = "the union bound, with Doob's inequality as in M2";
  return {
      orthogonal_step(),
      telescope(),
      lemma("M1", "orthogonal increments", "[DGS25] proof of Theorem 2.2",
            "E[M_i(k)^2] = a^2 sum_{l<k} E[xi_i(l)^2 1_Omega(l)], Omega(l): p_1 >= p_u + Delta/2 for all u >= 2 at all "
            "times <= l",
            {"A2.centred", "M1.step"}, tower),
      lemma("M2", "Doob's inequality", "[DGS25] proof of Theorem 2.2",
            "P(|M_i(l)| > u for some l <= k) <= E[M_i(k)^2]/u^2", {"M1"},
            "Doob's maximal inequality for square-integrable martingales"),
      lemma("M3", "the summed distance", "[DGS25] proof of Theorem 2.2",
            "sum_{l<k} E[(1-p_1(l)) 1_Omega(l)] <= (1-p_1(0))/(a r) for every k and a <= Delta/(Q(8Q+Delta))",
            {"R1.sharp", "A2.centred", "M3.step"}, tower),
      escape_arithmetic(false),
      escape_arithmetic(true),
      escape_rate(false),
      escape_rate(true),
      exponential(),
      exponent(),
      summary_exponent(),
      markov_arithmetic(),
      lemma("T1", "the leader keeps its lead", "[DGS25] Theorem 2.2",
            "P(not Omega(k)) <= 512 a (8Q^2+2)(1-p_1(0))/Delta^4 for every k, from a start ahead by Delta, for a <= "
            "Delta/(Q(8Q+Delta)); so P(Omega(k)) >= 1 - eps/2 for a <= eps Delta^4/(1024(8Q^2+2)(1-p_1(0)))",
            {"M2", "M3", "R3", "R1.paper", "R2.paper", "V.crude.leader", "V.crude.others", "T1.arithmetic", "T1.rate"},
            union_bound),
      lemma("T1.sharp", "the leader keeps its lead, sharper", "ours",
            "T1 with 1 + 2 sigma^2 for 8Q^2+2, for uncorrelated components of variance sigma^2",
            {"M2", "M3", "R3", "R1.sharp", "R2.sharp", "V.sharp.leader", "V.sharp.others", "T1.arithmetic.sharp",
             "T1.rate.sharp"},
            union_bound),
      lemma(
          "T2", "exponential convergence on the good event", "[DGS25] Theorem 2.2",
          "E[|p(k)-e_1|_1 1_Omega(k)] <= 2(1-p_1(0)) exp(-a r k) <= 2(1-p_1(0)) exp(-a Delta^2 k/16) for every k and a "
          "<= Delta/(Q(8Q+Delta))",
          {"R1.sharp", "A2.centred", "T2.exp", "T2.exponent"}, tower),
      lemma("T3", "convergence in probability", "[DGS25] Theorem 2.2",
            "P(|p(k)-e_1|_1 <= delta) >= 1 - eps for k >= (16/(a Delta^2)) log(4(1-p_1(0))/(eps delta)), from a start "
            "ahead "
            "by Delta, for a at most both bounds of T1",
            {"T1", "T2", "T3.arithmetic"}, "Markov's inequality")};
}

}  // namespace hebb::claims
