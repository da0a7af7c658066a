#include <algorithm>
#include <cmath>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/noise_law.hpp>

namespace hebb::spiking {

void NoiseLawRecorder::output_spike(const OutputSpike& spike) {
  if (spike.layer != 0) return;
  for (const double z : spike.noise) {
    ++samples_;
    positive_ += z > 0;
    negative_ += z < 0;
    sum_ += z;
    square_ += z * z;
    largest_ = std::max(largest_, std::fabs(z));
    Cell& cell = cells_[static_cast<std::size_t>(std::min(std::fabs(z) / width, cells - 1.0))];
    ++cell.count;
    cell.square += z * z;
  }
}

NoiseTable NoiseLawRecorder::symmetric_law(std::size_t atoms) const {
  require(samples_ > 0, "empirical noise law: no output spike, so nothing was sampled");
  require(atoms >= 2, "empirical noise law: at least 2 atoms are needed");
  NoiseTable out;
  Cell group;
  const auto close = [&] {
    const double size = std::sqrt(group.square / static_cast<double>(group.count));
    const Rational value = Rational(static_cast<std::int64_t>(std::llround(size * 0x1p20))) / (1 << 20);
    const Rational probability = Rational(group.count) / Rational(samples_);
    if (value == 0) {
      out.push_back({0, probability});
    } else {
      out.push_back({-value, probability / 2});
      out.push_back({value, probability / 2});
    }
    group = {};
  };
  std::uint64_t seen = 0, closed = 0;
  for (std::size_t k = 0; k < cells; ++k) {
    group.count += cells_[k].count;
    group.square += cells_[k].square;
    seen += cells_[k].count;
    // The group is full when the mass passed the next of `atoms` equal shares.
    const auto share = static_cast<std::uint64_t>(static_cast<double>(seen) / static_cast<double>(samples_) *
                                                  static_cast<double>(atoms));
    if (group.count > 0 && (share > closed || k + 1 == cells)) {
      close();
      closed = share;
    }
  }
  std::ranges::sort(out, {}, &NoiseAtom::value);
  // Groups whose rounded values coincide are one atom.
  NoiseTable merged;
  for (NoiseAtom& atom : out) {
    if (!merged.empty() && merged.back().value == atom.value)
      merged.back().probability += atom.probability;
    else
      merged.push_back(std::move(atom));
  }
  return merged;
}

double NoiseLawRecorder::standard_error() const {
  return std::sqrt(std::max(0.0, mean_square() - mean() * mean()) / static_cast<double>(samples_));
}

std::optional<ConfidenceInterval> NoiseLawRecorder::positive_share(const Rational& alpha) const {
  if (positive_ + negative_ == 0) return std::nullopt;
  return clopper_pearson(positive_, positive_ + negative_, alpha);
}

}  // namespace hebb::spiking
