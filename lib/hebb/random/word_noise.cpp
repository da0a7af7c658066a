#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include <boost/math/special_functions/erf.hpp>
#include <fmt/format.h>

#include <hebb/random/word_noise.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

using Tables = WordNoiseTables;
using Kind = Tables::Kind;

constexpr double words = 0x1p32;

std::string with_parameter(const std::string& name, const std::string& parameter, const Rational& value) {
  return fmt::format("{} {}={}", name, parameter, to_string(value));
}

/// t at the lower end of cell j.
double cell_start(int j) {
  return std::bit_cast<double>((Tables::first_cell + static_cast<std::uint64_t>(j)) << Tables::shift);
}

}  // namespace

WordNoise::WordNoise(Rational q, std::string name, Kind kind) : q_(std::move(q)), name_(std::move(name)), kind_(kind) {
  require_noise_bound(q_);
}
WordNoise::WordNoise(const UniformNoise& law) : WordNoise(law.q(), law.name(), Kind::uniform) {
  slope_ = to_double(q_ - 1) * 0x1p-31;
}
WordNoise::WordNoise(const TwoPointNoise& law) : WordNoise(law.q(), law.name(), Kind::atoms) {
  const NoiseTable atoms = law.atoms();
  name_ = with_parameter(with_parameter(name_, "low", -atoms[0].value), "high", atoms[1].value);
  set_atoms(atoms);
}
WordNoise::WordNoise(const DiscreteNoise& law) : WordNoise(law.q(), law.name(), Kind::atoms) {
  for (const NoiseAtom& atom : law.atoms()) {
    name_ += fmt::format(" {}:{}", to_string(atom.value), to_string(atom.probability));
  }
  set_atoms(law.atoms());
}
WordNoise::WordNoise(const TruncatedGaussianNoise& law)
    : WordNoise(law.q(), with_parameter(law.name(), "tau", law.tau()), Kind::quantiles) {
  const double tau = to_double(law.tau()), bound = to_double(q_ - 1);
  const double beta = to_double(Rational((q_ - 1) / law.tau())), root2 = std::numbers::sqrt2;
  // P(|Z| > z) = (erfc(z / (tau sqrt 2)) - cut) / (1 - cut): without cancellation in the tails.
  const double cut = boost::math::erfc(beta / root2);
  set_quantiles([=](double u) {
    const double tail = 2 * std::min(u, 1 - u), p = cut + (1 - cut) * tail;
    const double z = std::min(bound, p < 1 ? tau * root2 * boost::math::erfc_inv(p) : 0);
    return u < 0.5 ? -z : z;
  });
}

WordNoise::WordNoise(const QuantileNoise& law) : WordNoise(law.q(), law.name(), Kind::quantiles) {
  const double bound = to_double(q_ - 1);
  double before = -bound;
  set_quantiles([&](double u) {
    const double z = law.quantile()(u);
    require(std::fabs(z) <= bound,
            [&] { return "noise '" + name_ + "': quantile(" + show(u) + ") = " + show(z) + " outside [-(Q-1), Q-1]"; });
    return z;
  });
  for (int k = 0; k <= 1024; ++k) {
    const double z = (*this)(static_cast<std::uint32_t>(std::min(k * 0x1p22, words - 1)));
    require(z >= before - 1e-12 * bound, [&] {
      return "noise '" + name_ + "': the quantile function falls from " + show(before) + " to " + show(z);
    });
    before = z;
  }
  require(std::fabs(mean()) <= mean_tolerance * bound,
          [&] { return "noise '" + name_ + "': the mean is " + show(mean()) + ", not 0"; });
}

void WordNoise::set_atoms(const NoiseTable& atoms) {
  Rational total = 0;
  for (const NoiseAtom& atom : atoms) {
    total += atom.probability;
    thresholds_.push_back(to_double(total) * words);
    values_.push_back(to_double(atom.value));
  }
}

void WordNoise::set_quantiles(const std::function<double(double)>& quantile) {
  for (int j = 0; j < Tables::cells; ++j) {
    const double t0 = cell_start(j), t1 = cell_start(j + 1);
    // The upper half is stored by 1 - u; quantile(u) then sees u near 1 to 53 bits, enough for 2^-33.
    const auto value = [&](double t) {
      return quantile(t < 0x1p31 || (t == 0x1p31 && t0 < t) ? t / words : 1 - t / (words * words));
    };
    const double z0 = value(t0), z1 = value(t1), slope = (z1 - z0) / (t1 - t0);
    slopes_.push_back(slope);
    intercepts_.push_back(z0 - slope * t0);
  }
}

WordNoise WordNoise::scaled_by(double a) const {
  WordNoise out = *this;
  out.slope_ *= a;
  for (std::vector<double>* table : {&out.values_, &out.intercepts_, &out.slopes_}) {
    for (double& x : *table) x *= a;
  }
  return out;
}

double WordNoise::operator()(std::uint32_t word) const {
  const double x = word + 0.5;
  if (kind_ == Kind::uniform) return (x - 0x1p31) * slope_;
  if (kind_ == Kind::atoms) {
    std::size_t j = 0;
    while (j + 1 < values_.size() && !(x < thresholds_[j])) ++j;
    return values_[j];
  }
  const double t = x < 0x1p31 ? x : (words - x) * words;
  const std::uint64_t j = (std::bit_cast<std::uint64_t>(t) >> Tables::shift) - Tables::first_cell;
  return intercepts_[j] + slopes_[j] * t;
}

WordNoiseTables WordNoise::tables() const {
  return {
      kind_,         slope_, static_cast<int>(values_.size()), thresholds_.data(), values_.data(), intercepts_.data(),
      slopes_.data()};
}

std::array<double, 2> WordNoise::moments() const {
  // Of n words with values in arithmetic progression from z0 by steps of s: mean and mean square in closed form.
  double mean = 0, square = 0;
  const auto add = [&](double n, double centre, double s) {
    mean += n / words * centre;
    square += n / words * (centre * centre + s * s * (n * n - 1) / 12);
  };
  if (kind_ == Kind::uniform) add(words, 0, slope_);
  if (kind_ == Kind::atoms) {
    double from = 0;
    for (std::size_t j = 0; j < values_.size(); ++j) {
      const double to = j + 1 == values_.size() ? words : std::ceil(thresholds_[j] - 0.5);
      add(to - from, values_[j], 0);
      from = to;
    }
  }
  if (kind_ == Kind::quantiles) {
    for (int j = 0; j < Tables::cells; ++j) {
      const bool lower = j < Tables::cells / 2;
      const double scale = lower ? 1 : words;
      // The points are t / scale = k + 1/2. The lower half ends below 2^31, the upper one at 2^31.
      const double from = std::ceil(cell_start(j) / scale - 0.5), to = std::ceil(cell_start(j + 1) / scale - 0.5);
      if (to > from) add(to - from, intercepts_[j] + slopes_[j] * scale * (from + to) / 2, slopes_[j] * scale);
    }
  }
  return {mean, square - mean * mean};
}

WordNoise::WordNoise(const AnyNoise& noise)
    : WordNoise(std::visit(
          []<class Law>(const Law& law) -> WordNoise {
            if constexpr (std::is_same_v<Law, EveryNoise>)
              throw PreconditionError("noise: " + law.name() + " is not one law that can be simulated");
            else
              return law;
          },
          noise)) {}

}  // namespace hebb
