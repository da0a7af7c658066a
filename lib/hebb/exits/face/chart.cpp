#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <hebb/exits/face/chart.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

FaceChart::FaceChart(const ExitProblem& problem, int cells) {
  const double a = problem.a.convert_to<double>(), q = noise_bound(problem.noise).convert_to<double>();
  for (int b = 0; b < 2; ++b) {
    low[b] = 1 + a * (b - (q - 1));
    high[b] = 1 + a * (b + (q - 1));
  }
  width = 2 * a * (q - 1);
  gap = problem.event.gap.convert_to<double>();
  if (gap > 0) {
    nu0 = (1 - gap) / (1 + gap);
    nu1 = gap / (1 + gap);
  } else {
    nu0 = 1 / problem.event.ratio.convert_to<double>();
  }
  h = std::log(high[0] / low[0]) / cells;
  // No exit through component 3 up to r = limit, for all y >= 0.
  const double limit = gap > 0 ? (1 - gap * (1 + nu0)) / (1 + gap - gap * nu1) : nu0;
  start = Rational(problem.start[2] / problem.start[0]).convert_to<double>();
  // The chain moves by at most about two spacings; the interpolation across falls with their fifth power, that along
  // with the third power of h.
  const double wanted = 0.2 * std::sqrt(a) * std::min(1.0, std::pow(8.0 / cells, 0.6));
  spacing = std::max(wanted, greatest_turn() * limit / 1.7);
  last = static_cast<int>(std::floor(limit * (1 - 1e-9) / spacing - 0.5));
  lines = last + 2 * face_half + 2 + static_cast<int>(std::ceil((last + face_half + 2) * greatest_turn()));
}

FaceChart FaceChart::coarsened(int factor) const {
  FaceChart chart = *this;
  chart.h = h * factor;
  const int needed = (nodes - 1 + factor - 1) / factor + 1;
  chart.nodes = (needed + correlation_block - 1) / correlation_block * correlation_block;
  return chart;
}

std::array<double, 3> FaceChart::probabilities(double y, double r) const {
  const double two = (nu0 - nu1 * r) * std::exp(-y), sum = 1 + two + r;
  return {1 / sum, two / sum, r / sum};
}

std::array<double, 2> FaceChart::range(int k) const {
  const int from = std::min(k, centre(k) - face_half), to = std::max(k, centre(k) + face_half);
  return {std::max(0.0, (from - 0.5) * spacing), (to + 0.5) * spacing};
}

double FaceChart::greatest_turn() const { return std::max(high[1] / low[0] - 1, 1 - low[0] / high[1]); }

double FaceChart::greatest_shift() const {
  const double most = high[1] - low[0];
  const double shear_most = nu1 == 0 ? 0 : shear(line(lines - 1));
  return most / (low[0] - shear_most * most);
}

std::array<double, face_points> line_weights(double t) {
  static_assert(face_half == 3);
  constexpr double scale[] = {720, -120, 48, -36, 48, -120, 720};
  std::array<double, face_points> result{};
  double before = 1, after = 1;
  for (std::size_t d = 0; d < face_points; ++d) {
    result[d] = before / scale[d];
    before *= t + face_half - static_cast<double>(d);
  }
  for (std::size_t d = face_points; d-- > 0;) {
    result[d] *= after;
    after *= t + face_half - static_cast<double>(d);
  }
  return result;
}

}  // namespace hebb
