#include <map>

#include <hebb/exits/law/increment.hpp>
#include <hebb/model/factor_range.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

LogRatioLaw::LogRatioLaw(const Rational& x, const Rational& y, const Rational& w) : x_low(x), y_low(y), width(w) {
  require(x > 0 && y > 0 && w > 0, "log-ratio law: the uniform laws need positive ends and width");
  const Rational square_width = w * w;
  const auto kink = [&](const Rational& numerator, const Rational& denominator, int sign) {
    return Kink{numerator / denominator, sign * numerator * denominator / square_width};
  };
  kinks = {kink(x, y + w, 1), kink(x + w, y + w, -1), kink(x, y, -1), kink(x + w, y, 1)};
}

LogRatioLaw LogRatioLaw::triggered(const Rational& q, const Rational& a) {
  const auto [low, high, width] = factor_range(q, a, 0);
  return {factor_range(q, a, 1).low, low, width};
}
LogRatioLaw LogRatioLaw::idle(const Rational& q, const Rational& a) {
  const auto [low, high, width] = factor_range(q, a, 0);
  return {low, low, width};
}

std::vector<RatioAtom> ratio_atoms(const NoiseTable& noise, const Rational& a, const Rational& shift) {
  std::map<Rational, Rational> law;
  for (const NoiseAtom& x : noise) {
    for (const NoiseAtom& y : noise) {
      law[(shift + a * x.value) / (1 + a * y.value)] += x.probability * y.probability;
    }
  }
  std::vector<RatioAtom> atoms;
  for (const auto& [ratio, probability] : law) atoms.push_back({ratio, probability});
  return atoms;
}

namespace {

/// E[X^g] for X uniform on [low, low + width].
RealInterval power_moment(const Rational& low, const Rational& width, const RealInterval& g) {
  return uniform_moment(low, Rational(low + width), like(g, width), g,
                        [&](const Rational& x, const RealInterval& n) { return exp(n * log(like(g, x))); });
}

}  // namespace

RealInterval exponential_moment(const LogRatioLaw& law, const RealInterval& g) {
  return power_moment(law.x_low, law.width, g) * power_moment(law.y_low, law.width, -g);
}

RealInterval exponential_moment(const std::vector<RatioAtom>& law, const RealInterval& g) {
  RealInterval total = like(g, Rational(0));
  for (const RatioAtom& atom : law) total = total + like(g, atom.probability) * exp(g * log(like(g, atom.ratio)));
  return total;
}

}  // namespace hebb
