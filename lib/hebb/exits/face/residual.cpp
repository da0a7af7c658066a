#include <algorithm>
#include <cmath>

#include <hebb/exits/face/residual.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/interval.hpp>

namespace hebb {

namespace {

// |g - (its quadratic interpolation at 0, h/2, h)| <= cubic h^3 sup|g'''|, and <= quarter h^2 (the jump of g'').
constexpr double cubic = 0.00802, quarter = 0.02;
constexpr double inflate = 1 + 0x1p-30, rounding = 0x1p-33, floor_of_all = 1e-180;
constexpr double three_values = 1.25;  // sup of a quadratic over its values at 0, 1/2, 1

double greatest_of(const double* v, const double* m, int c) {
  return std::max({std::fabs(v[c]), std::fabs(m[c]), std::fabs(v[c + 1])});
}

/// out[c] += factor max_(t < taps) x[c + t]
void add_greatest(double factor, const double* x, int taps, double* out, int n) {
  static thread_local std::vector<double> most;
  most.assign(x, x + n + taps - 1);
  int have = 1;  // most[c] is the maximum of that many
  for (; 2 * have <= taps; have *= 2) {
    for (int c = 0; c + have < n + taps - have; ++c)
      most[static_cast<std::size_t>(c)] =
          std::max(most[static_cast<std::size_t>(c)], most[static_cast<std::size_t>(c + have)]);
  }
  for (int c = 0; c < n; ++c)
    out[c] += factor * std::max(most[static_cast<std::size_t>(c)], most[static_cast<std::size_t>(c + taps - have)]);
}

Interval lagrange(int d, const Interval& t, int without = 9) {
  Interval product = 1;
  double scale = 1;
  for (int j = -face_half; j <= face_half; ++j) {
    if (j == d) continue;
    scale *= d - j;
    if (j != without) product = product * (t - Interval(j));
  }
  return product / Interval(scale);
}

}  // namespace

// Long: the constants of section 5.3 for a line, in the order in which they stand there.
FaceResidual::FaceResidual(const FaceKernel& kernel, int threads, StopFlag stop)
    : kernel_(kernel),
      threads_(threads),
      stop_(stop),
      turn_(kernel.chart.greatest_turn()),
      shift_(kernel.chart.greatest_shift()) {
  const FaceChart& chart = kernel.chart;
  const double h = chart.h, b = chart.density();
  const std::size_t lines = static_cast<std::size_t>(chart.lines), cells = static_cast<std::size_t>(chart.nodes);
  reach_.resize(lines);
  lebesgue_.resize(lines);
  reach_slope_.resize(lines);
  shear_.resize(lines);
  probability_.resize(lines);
  start_.assign(lines, std::vector<double>(cells, 0.0));
  start_turn_ = start_turn_wide_ = exits_ = start_;
  shapes_.resize(lines);
  combined_.resize(lines);
  differences_.assign(lines, std::vector<double>(cells, 0.0));
  along_ = across_bounds_ = strips_ = differences_;
  across_.resize(lines);
  // Long: as above.
  for_lines(chart.lines, threads, stop, [&](int k) {
    const std::size_t at = static_cast<std::size_t>(k);
    const int centre = chart.centre(k), own = k - centre;
    constexpr int parts = 64;
    std::array<double, parts> sizes{};
    for (int d = -face_half; d <= face_half; ++d) {
      double most = 0, slope = 0;
      for (int part = 0; part < parts; ++part) {
        const double wide = 0.5 + (k + 0.5) * turn_;  // the strip and the window
        const Interval t(own - wide * (1 - 2.0 * part / parts) - 1e-12,
                         own - wide * (1 - 2.0 * (part + 1) / parts) + 1e-12);
        const Interval value = lagrange(d, t);
        const double size = std::max(std::fabs(value.lower()), std::fabs(value.upper()));
        sizes[static_cast<std::size_t>(part)] += size;
        most = std::max(most, size);
        double sum = 0;
        for (int j = -face_half; j <= face_half; ++j) {
          if (j == d) continue;
          const Interval term = lagrange(d, t, j);
          sum += std::max(std::fabs(term.lower()), std::fabs(term.upper()));
        }
        slope = std::max(slope, sum);
      }
      reach_[at][static_cast<std::size_t>(d + face_half)] = d == own ? 0 : most * inflate;
      reach_slope_[at][static_cast<std::size_t>(d + face_half)] = d == own ? 0 : slope * inflate;
    }
    lebesgue_[at] = *std::ranges::max_element(sizes) * inflate;
    if (chart.nu1 > 0) {
      const double slope = chart.shear_slope(chart.range(k)[1]) * chart.spacing;
      const double lambda = chart.shear(chart.range(k)[1]), panel = chart.width / (2 * FaceChart::panels);
      const double least = chart.low[0] - lambda * (chart.high[1] - chart.low[0]);
      // sum_d |l_d(t)| |d - own|^m + |t - own|^m on the strip, m = 2, 3.
      double squares = 0, cubes = 0, lebesgue = 0;
      for (int part = 0; part < parts; ++part) {
        const Interval t(own - 0.5 + static_cast<double>(part) / parts, own - 0.5 + (part + 1.0) / parts);
        if (t.upper() < -centre) continue;  // r < 0
        const double off = std::max(std::fabs(t.lower() - own), std::fabs(t.upper() - own));
        double square_sum = off * off, cube_sum = off * off * off, sum = 0;
        for (int d = -face_half; d <= face_half; ++d) {
          const Interval l = lagrange(d, t);
          const double size = std::max(std::fabs(l.lower()), std::fabs(l.upper())), apart = std::abs(d - own);
          sum += size;
          square_sum += size * apart * apart;
          cube_sum += size * apart * apart * apart;
        }
        lebesgue = std::max(lebesgue, sum);
        squares = std::max(squares, square_sum);
        cubes = std::max(cubes, cube_sum);
      }
      for (std::size_t i = 0; i < 3; ++i) {
        const double most = std::max(chart.high[i == 0] - chart.low[i == 2], chart.high[i == 2] - chart.low[i == 0]);
        const double move = slope * most / least / h, bent = lambda * panel / least / h;
        Shear& shear = shear_[at][i];
        shear.corner = three_values * (squares / 2 * move * move + lebesgue / 3 * bent * bent) * inflate;
        shear.third = three_values * (cubes / 6 * std::pow(move, 3) + lebesgue * 0.085 * std::pow(bent, 3)) * inflate;
        // Where the derivative of D falls on D, at most high/least, instead of P: once, for the jump at y = 0.
        shear.ends =
            three_values * chart.high[1] / least *
            (cubes / 2 * move * move * slope / h + 3 * lebesgue * 0.085 * std::pow(bent, 2) * lambda * panel / h) *
            inflate;
      }
    }
    if (k <= chart.last) across_[at] = make_across(k);
    for (std::size_t i = 0; i < 3; ++i) {
      auto& p = probability_[at][i];
      for (int c = 0; c < chart.nodes; ++c) {
        double most = 0;
        for (const int dy : {0, 1}) {
          for (const double r : chart.range(k)) {  // p_i is monotone in y and r
            most = std::max(most, chart.probabilities((c + dy) * h, r)[i]);
          }
        }
        p.push_back(most * inflate);
      }
    }
    for (int c = 0; c <= std::min(kernel.reach, chart.nodes - 1); ++c) {
      const std::size_t cell = static_cast<std::size_t>(c);
      for (std::size_t i = 0; i < 3; ++i) {
        const FaceLaw& law = kernel.laws[3 * at + i];
        const int t = -c - law.first;
        if (t < 0 || t >= law.size()) continue;
        const std::size_t z = static_cast<std::size_t>(t);
        const double f0 = law.sup[0][z], f1 = law.sup[1][z], f2 = law.sup[2][z], p = probability_[at][i][cell];
        double corners = 0;
        for (const FaceLaw::Corner& corner : law.corners) {
          if (corner.to >= -(c + 1) * h - 1e-12 && corner.from <= -c * h + 1e-12) corners += corner.size;
        }
        const Shear& shear = shear_[at][i];
        start_[at][cell] += p * inflate *
                            ((cubic + 2 * shear.third) * h * h * h * (f2 + 3 * f1 + 3 * f0) +
                             shear.ends * h * h * h * f1 + (quarter + shear.corner) * h * h * corners);
        const double turn = 2 * p * inflate * h * h * h * b * b * (k + face_half + 0.5) * (1 + turn_);
        start_turn_[at][cell] += cubic * turn;
        start_turn_wide_[at][cell] += shear.third * turn;
      }
      exits_[at][cell] = cubic * h * h * h + rounding;
    }
  });
}

void FaceResidual::shape(const FaceField& w, double exit, int line, Shape& out) const {
  const FaceChart& chart = kernel_.chart;
  const int pad = kernel_.padding, cells = chart.nodes - 1;
  const std::size_t size = static_cast<std::size_t>(chart.nodes + 2 * pad);
  for (auto* x : {&out.curvature, &out.bend, &out.kink, &out.slope, &out.size}) x->resize(size, 0.0);
  const double *v = w.node(line), *m = w.mid(line);
  double *curvature = out.curvature.data() + pad, *bend = out.bend.data() + pad, *kink = out.kink.data() + pad,
         *slope = out.slope.data() + pad, *most = out.size.data() + pad;
  for (int c = 0; c < cells + pad; ++c) {  // constant from the last node on
    const double left = -3 * v[c] + 4 * m[c] - v[c + 1], right = v[c] - 4 * m[c] + 3 * v[c + 1];
    curvature[c] = right - left;
    slope[c] = std::max(std::fabs(left), std::fabs(right));
    most[c] = three_values * greatest_of(v, m, c);
  }
  for (int c = 1; c < cells + pad; ++c) {
    kink[c] = (-3 * v[c] + 4 * m[c] - v[c + 1]) - (v[c - 1] - 4 * m[c - 1] + 3 * v[c]);
    bend[c] = curvature[c] - curvature[c - 1];
  }
  bend[0] = curvature[0];
  kink[0] = -3 * v[0] + 4 * m[0] - v[1];
  out.jump = v[0] - exit;
}

void FaceResidual::combine(int k) {
  const FaceChart& chart = kernel_.chart;
  const std::size_t line = static_cast<std::size_t>(k), pad = static_cast<std::size_t>(kernel_.padding);
  const std::size_t size = static_cast<std::size_t>(chart.nodes) + 2 * pad,
                    centre = static_cast<std::size_t>(chart.centre(k));
  const double h = chart.h;
  const Shape& own = shapes_[line];
  Combined& out = combined_[line];
  for (auto* x : {&out.smooth, &out.third, &out.kink}) x->assign(size, 0.0);
  const double all = lebesgue_[line];
  out.jump = std::fabs(own.jump);
  out.turned = 0;
  static thread_local std::vector<double> bend, curvature, slope, most;
  for (auto* x : {&bend, &curvature, &slope, &most}) x->assign(size, 0.0);
  for (std::size_t l = pad; l + 1 < size; ++l) {
    bend[l] = std::fabs(own.bend[l]);
    out.kink[l] = std::fabs(own.kink[l]);
    curvature[l] = std::fabs(own.curvature[l]);
    slope[l] = own.slope[l];
    most[l] = own.size[l];
  }
  for (std::size_t d = 0; d < face_points; ++d) {
    const Shape& other = shapes_[centre - face_half + d];
    const double f = reach_[line][d], difference = std::fabs(other.jump - own.jump);
    out.jump += 2 * f * difference;  // twice: l_d has no sign
    out.turned += reach_slope_[line][d] * difference;
    if (f == 0) continue;
    for (std::size_t l = pad; l + 1 < size; ++l) {
      bend[l] += f * std::fabs(other.bend[l] - own.bend[l]);
      out.kink[l] += 2 * f * std::fabs(other.kink[l] - own.kink[l]);
      curvature[l] += f * std::fabs(other.curvature[l] - own.curvature[l]);
      slope[l] = std::max(slope[l], other.slope[l]);
      most[l] = std::max(most[l], other.size[l]);
    }
  }
  // At the nodes: the jump of W'' there, that of W', and the greatest of |W''|, |W'|, |W| in the cells beside it.
  for (std::size_t l = pad; l + 1 < size; ++l) {
    const double second = std::max(curvature[l], curvature[l - 1]) + out.kink[l],
                 first = all * std::max(slope[l], slope[l - 1]), none = all * std::max(most[l], most[l - 1]);
    out.third[l] = bend[l] + 3 * h * second + 3 * h * h * first;
    out.smooth[l] = cubic * out.third[l] + (cubic * h * h * h + rounding) * none;
  }
}

void FaceResidual::bound_along(double exit, int k) {
  const FaceChart& chart = kernel_.chart;
  const std::size_t line = static_cast<std::size_t>(k), centre = static_cast<std::size_t>(chart.centre(k));
  const int pad = kernel_.padding, nodes = chart.nodes;
  const double h = chart.h, b = chart.density();
  const std::array<Shear, 3>& shear = shear_[line];
  static thread_local std::vector<double> source, third, kink, wide, out, ones, weights;
  const Combined& own = combined_[line];
  double jump = own.jump, turned = own.turned;
  const bool sheared = chart.nu1 > 0;
  wide = own.kink;
  for (double& x : wide) x *= cubic * h * (1 + b);
  if (sheared) {  // of the line itself and those around it
    third = own.third;
    kink = own.kink;
    for (std::size_t d = 0; d < face_points; ++d) {
      const Combined& other = combined_[centre - face_half + d];
      for (std::size_t l = 0; l < third.size(); ++l) {
        third[l] = std::max(third[l], other.third[l]);
        kink[l] = std::max(kink[l], other.kink[l]);
      }
      jump = std::max(jump, other.jump);
      turned = std::max(turned, other.turned);
    }
    const double most = std::max({shear[0].third, shear[1].third, shear[2].third});
    for (std::size_t l = 0; l < wide.size(); ++l) wide[l] += 2 * most * h * (1 + b) * kink[l];  // D^3 has no sign
  }
  std::vector<double>& result = along_[line];
  std::fill(result.begin(), result.end(), floor_of_all);
  for (std::size_t i = 0; i < 3; ++i) {
    const FaceLaw& law = kernel_.laws[3 * line + i];
    weights.assign(law.sup[0].begin(), law.sup[0].end());
    for (double& x : weights) x *= h;
    source = own.smooth;
    if (sheared) {
      for (std::size_t l = 0; l < source.size(); ++l) source[l] += shear[i].third * third[l];
    }
    out.assign(static_cast<std::size_t>(nodes), 0.0);
    correlate(weights.data(), law.size(), source.data() + pad + law.first, 1, out.data(), nodes);
    const std::vector<double>& p = probability_[line][i];
    for (std::size_t c = 0; c < out.size(); ++c) result[c] += p[c] * out[c];
  }
  ones.assign(static_cast<std::size_t>(2 * kernel_.reach + 2), h * b);
  correlate(ones.data(), static_cast<int>(ones.size()), wide.data() + pad - kernel_.reach, 1, result.data(), nodes);
  for (std::size_t c = 0; c < result.size(); ++c) {
    result[c] += start_[line][c] * jump + start_turn_[line][c] * own.turned + start_turn_wide_[line][c] * turned +
                 exits_[line][c] * exit;
    result[c] *= inflate;
  }
}

// Long: the constants of the direction across, as above.
FaceResidual::Across FaceResidual::make_across(int k) const {
  const FaceChart& chart = kernel_.chart;
  const double b = chart.density(), s = chart.spacing;
  const int centre = chart.centre(k), own = k - centre;
  Across across;
  // |P_m - P_0| <= sum_(0 <= j < m) |prod_(i = -2..3) (t - j - i)| / 720 times a seventh difference.
  static_assert(face_half == 3);
  int farthest = 0;
  struct Other {
    double value = 0, slope = 0;  // |P_m - P_0| and its derivative, per seventh difference
    Other& operator|=(const Other& x) {
      value = std::max(value, x.value);
      slope = std::max(slope, x.slope);
      return *this;
    }
    Other& add(double factor, const Other& x) {
      value += factor * x.value;
      slope += factor * x.slope;
      return *this;
    }
  };
  const auto size_of = [](const Interval& x) { return std::max(std::fabs(x.lower()), std::fabs(x.upper())); };
  const auto other = [&](int m, const Interval& t) {
    Other sum;
    for (int j = std::min(m, 0); j < std::max(m, 0); ++j) {
      Interval product = 1, slope = 0;
      for (int i = -2; i <= 3; ++i) {
        const Interval factor = t - Interval(j + i);
        slope = slope * factor + product;
        product = product * factor;
      }
      sum.add(1.0 / 720, {size_of(product), size_of(slope)});
    }
    farthest = std::max(farthest, std::abs(m));
    return sum;
  };
  constexpr int parts = 64;
  const auto greatest = [&](double from, double to, const auto& of) {
    Other most;
    for (int part = 0; part < parts; ++part) {
      const double x = from + (to - from) * part / parts - 1e-12, y = from + (to - from) * (part + 1) / parts + 1e-12;
      most |= of(x, y);
    }
    return most;
  };
  const auto polynomial = [&](double t) {
    return chart.centre(static_cast<int>(std::floor(centre + t + 0.5))) - centre;
  };
  Other of_line[face_points];
  double reach = 0;
  for (int d = -face_half; d <= face_half; ++d) {
    const double wide = (centre + d) * turn_;
    const int m = chart.centre(centre + d) - centre;
    of_line[d + face_half] = greatest(d - wide, d + wide, [&](double x, double y) { return other(m, Interval(x, y)); });
    reach = std::max(reach, std::abs(d) + wide);
  }
  const double wide = 0.5 + (k + 0.5) * turn_, least = std::max(own - wide, -centre - 0.4);
  Other neighbours = greatest(least, own + wide, [&](double x, double y) {
    return other(polynomial(x), Interval(x, y)) |= other(polynomial(y), Interval(x, y));
  });
  reach = std::max(reach, std::abs(own) + wide);
  double remainder = 0;  // sup |t (t^2 - 1) (t^2 - 4) (t^2 - 9)| / 5040 on the strip
  Other sum;
  for (int part = 0; part < parts; ++part) {
    const Interval t(own - 0.5 + static_cast<double>(part) / parts, own - 0.5 + (part + 1.0) / parts);
    if (t.upper() < -centre) continue;  // r < 0
    Other weighted;
    for (int d = -face_half; d <= face_half; ++d) weighted.add(size_of(lagrange(d, t)), of_line[d + face_half]);
    sum |= weighted;
    Interval product = 1;
    for (int j = -face_half; j <= face_half; ++j) product = product * (t - Interval(j));
    remainder = std::max(remainder, size_of(product) / 5040);
  }
  neighbours.add(1, sum);
  // Derivatives of p_i up to the seventh; the linear and the quadratic part of the shear multiply them by 1 + sheared.
  double sheared = 0, small = 0, small_turned = 0;
  if (chart.nu1 > 0) {
    const double rho = chart.nu1 / chart.nu0, r = chart.range(k)[1], x = rho / (1 - rho * r);
    double term = 1 / (1 - rho * r);
    small = chart.shear_slope(r) * (std::abs(own) + face_half + 0.5) * s;  // |lambda - that of the line|
    sheared = small;
    for (int j = 1; j <= face_points; ++j) sheared += term *= x;
    // Bounds of B_lambda and of B_lambda,lambda per sup |P|: with log X~ D moves by at most high/least, r X_3/X_1 by
    // itself; the s-th derivative has X_3/X_1 to that power, and its own derivative stands at place s + 1, times s + 1.
    const double lambda = chart.shear(r), smallest = chart.low[0] - lambda * (chart.high[1] - chart.low[0]);
    const double first = shift_ * (2 * b + 1), turned = first * shift_ * (1 + turn_),
                 second = (first * shift_ + 2 * shift_ * chart.high[1] / smallest) * (2 * b + 1) + first * shift_;
    sheared = first * sheared + (second + (face_points - 1) * (1 + r) * turned) * sheared * sheared / 2;
    small_turned = (k + face_half + 0.5) * turned * small * small / 2;
    small = first * small + second * small * small / 2;
  }
  across.neighbours = three_values * neighbours.value * inflate;
  across.sheared = three_values * (neighbours.value * small + neighbours.slope * small_turned) * inflate;
  across.begin = std::max(0, centre - farthest - 3);
  across.finish = std::min(chart.lines - 8, centre + farthest - 4);
  const double factor =
      three_values * remainder * (2 + 2 * chart.gap) * (1 + sheared) * std::pow(1 + turn_, face_points - 1) * inflate;
  double of[face_points];  // of |P^(s)|, s = 0..6: 7!/s! spacing^(7-s)
  double power = s, count = face_points;
  for (int i = face_points - 1; i >= 0; --i) {
    of[i] = factor * power * count;
    power *= s;
    count *= i == 0 ? 1 : i;
  }
  // In terms of the central differences at |t| <= reach: Stirling's polynomials, their coefficients by powers of t.
  constexpr double stirling[face_points][face_points] = {{1, 0, 0, 0, 0, 0, 0},
                                                         {0, 1, 0, 0, 0, 0, 0},
                                                         {0, 0, 1.0 / 2, 0, 0, 0, 0},
                                                         {0, 1.0 / 6, 0, 1.0 / 6, 0, 0, 0},
                                                         {0, 0, 1.0 / 24, 0, 1.0 / 24, 0, 0},
                                                         {0, 1.0 / 30, 0, 1.0 / 24, 0, 1.0 / 120, 0},
                                                         {0, 0, 1.0 / 180, 0, 1.0 / 144, 0, 1.0 / 720}};
  for (std::size_t m = 0; m < face_points; ++m) {
    for (int derivative = 0; derivative < face_points; ++derivative) {
      double size = 0, t = 1;
      for (int q = derivative; q < face_points; ++q, t *= reach) {
        double falling = 1;
        for (int j = 0; j < derivative; ++j) falling *= q - j;
        size += stirling[m][q] * falling * t;
      }
      across.central[m] += of[derivative] * size * inflate;
    }
  }
  across.central[0] += rounding;
  return across;
}

// Long: differences, their bounds and two correlations, each a few lines.
void FaceResidual::bound_across(const FaceField& w, double exit, int k) {
  const FaceChart& chart = kernel_.chart;
  const std::size_t line = static_cast<std::size_t>(k);
  const int pad = kernel_.padding, centre = chart.centre(k), nodes = chart.nodes;
  const double h = chart.h;
  const Across& across = across_[line];
  const std::size_t size = static_cast<std::size_t>(nodes + 2 * pad);
  static thread_local std::vector<double> central, seventh, out, kernel;
  central.assign(size, 0.0);
  seventh.assign(size, 0.0);
  static thread_local std::vector<double> difference[2][face_points];  // |delta^s| at the nodes and the middles
  for (int parity = 0; parity < 2; ++parity) {
    double* to[face_points];
    const double* f[face_points];
    for (int i = 0; i < face_points; ++i) {
      difference[parity][i].resize(static_cast<std::size_t>(nodes));
      to[i] = difference[parity][i].data();
      f[i] = parity == 0 ? w.node(centre + i - face_half) : w.mid(centre + i - face_half);
    }
    for (int c = 0; c < nodes; ++c) {
      to[6][c] = std::fabs(f[0][c] - 6 * f[1][c] + 15 * f[2][c] - 20 * f[3][c] + 15 * f[4][c] - 6 * f[5][c] + f[6][c]);
      to[5][c] = std::fabs(f[6][c] - 4 * f[5][c] + 5 * f[4][c] - 5 * f[2][c] + 4 * f[1][c] - f[0][c]) / 2;
      to[4][c] = std::fabs(f[1][c] - 4 * f[2][c] + 6 * f[3][c] - 4 * f[4][c] + f[5][c]);
      to[3][c] = std::fabs(f[5][c] - 2 * f[4][c] + 2 * f[2][c] - f[1][c]) / 2;
      to[2][c] = std::fabs(f[2][c] - 2 * f[3][c] + f[4][c]);
      to[1][c] = std::fabs(f[4][c] - f[2][c]) / 2;
      to[0][c] = std::fabs(f[3][c]);
    }
  }
  for (int start = across.begin; start <= across.finish; ++start) {
    const double* from = differences_[static_cast<std::size_t>(start)].data();
    double* to = seventh.data() + pad;
    for (int c = 0; c + 1 < nodes; ++c) to[c] = std::max(to[c], from[c]);
  }
  for (int i = 0; i < face_points; ++i) {
    const double f = three_values * across.central[static_cast<std::size_t>(i)];
    const double *node = difference[0][i].data(), *mid = difference[1][i].data();
    double* to = central.data() + pad;
    for (int c = 0; c + 1 < nodes; ++c) to[c] += f * std::max({node[c], mid[c], node[c + 1]});
  }
  for (std::vector<double>* x : {&central, &seventh}) {
    std::fill(x->begin() + pad + nodes - 1, x->end(), (*x)[static_cast<std::size_t>(pad + nodes - 2)]);
  }
  std::vector<double>& result = across_bounds_[line];
  std::fill(result.begin(), result.end(), floor_of_all);
  // Where a step gets to: derivatives in y have been moved to the density, to its ends too, so that means do not do.
  const int window = 2 * kernel_.reach + 2;
  add_greatest(1, central.data() + pad - kernel_.reach, window, result.data(), nodes);
  if (chart.nu1 > 0) add_greatest(across.sheared, seventh.data() + pad - kernel_.reach, window, result.data(), nodes);
  // The seventh differences, at the nodes: the greater one of the cells beside.
  for (std::size_t l = size - 1; l > 0; --l) seventh[l] = across.neighbours * std::max(seventh[l], seventh[l - 1]);
  for (std::size_t i = 0; i < 3; ++i) {
    const FaceLaw& law = kernel_.laws[3 * line + i];
    kernel.assign(law.sup[0].begin(), law.sup[0].end());
    for (double& x : kernel) x *= h;
    out.assign(static_cast<std::size_t>(nodes), 0.0);
    correlate(kernel.data(), law.size(), seventh.data() + pad + law.first, 1, out.data(), nodes);
    const std::vector<double>& p = probability_[line][i];
    for (std::size_t c = 0; c < out.size(); ++c) result[c] += p[c] * out[c];
  }
  std::vector<double>& sum = strips_[line];
  for (std::size_t c = 0; c < result.size(); ++c) {
    if (static_cast<int>(c) <= kernel_.reach) result[c] += across.central[0] * exit;
    result[c] *= inflate;
    sum[c] = (along_[line][c] + result[c]) * inflate;
  }
}

void FaceResidual::bound(const FaceField& w, double exit) {
  const FaceChart& chart = kernel_.chart;
  for_lines(chart.lines, threads_, stop_, [&](int k) {
    shape(w, exit, k, shapes_[static_cast<std::size_t>(k)]);
    if (k + face_points >= chart.lines) return;
    std::vector<double>& seventh = differences_[static_cast<std::size_t>(k)];
    const auto difference = [&](bool middle, int c) {
      const auto at = [&](int d) { return (middle ? w.mid(k + d) : w.node(k + d))[c]; };
      return std::fabs(at(7) - 7 * at(6) + 21 * at(5) - 35 * at(4) + 35 * at(3) - 21 * at(2) + 7 * at(1) - at(0));
    };
    for (int c = 0; c + 1 < chart.nodes; ++c) {
      seventh[static_cast<std::size_t>(c)] =
          three_values * std::max({difference(false, c), difference(true, c), difference(false, c + 1)});
    }
  });
  // As far as the lines around the centre of the last strip.
  for_lines(chart.centre(chart.last) + face_half + 1, threads_, stop_, [&](int k) { combine(k); });
  for_lines(chart.last + 1, threads_, stop_, [&](int k) {
    bound_along(exit, k);
    bound_across(w, exit, k);
  });
}

FaceResidual::Parts FaceResidual::parts(int line, int cell) const {
  return {along_[static_cast<std::size_t>(line)][static_cast<std::size_t>(cell)],
          across_bounds_[static_cast<std::size_t>(line)][static_cast<std::size_t>(cell)]};
}

}  // namespace hebb
