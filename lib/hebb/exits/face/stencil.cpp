#include <algorithm>
#include <cmath>

#include <hebb/exits/face/stencil.hpp>

namespace hebb {

namespace {

template <std::size_t n>
struct Gauss {
  std::array<double, n> at, weight;  // on [0, 1]
};
constexpr Gauss<4> gauss4{{0.0694318442029737123880267555536, 0.3300094782075718675986671204484,
                           0.6699905217924281324013328795516, 0.9305681557970262876119732444464},
                          {0.1739274225687269286865319746110, 0.3260725774312730713134680253890,
                           0.3260725774312730713134680253890, 0.1739274225687269286865319746110}};
constexpr Gauss<6> gauss6{
    {0.0337652428984239860938492227530, 0.1693953067668677431693002024900, 0.3806904069584015456847491391596,
     0.6193095930415984543152508608404, 0.8306046932331322568306997975100, 0.9662347571015760139061507772470},
    {0.0856622461895851725201480710864, 0.1803807865240693037849167569189, 0.2339569672863455236949351719947,
     0.2339569672863455236949351719947, 0.1803807865240693037849167569189, 0.0856622461895851725201480710864}};

/// int of the three basis functions times e^-(h t) over [from, to] of a cell, times h.
std::array<double, 3> cell_part(double h, double from, double to) {
  std::array<double, 3> result{};
  for (std::size_t e = 0; e < 4; ++e) {
    const double t = from + (to - from) * gauss4.at[e], f = (to - from) * gauss4.weight[e] * h * std::exp(-h * t);
    result[0] += f * (1 - t) * (1 - 2 * t);
    result[1] += f * 4 * t * (1 - t);
    result[2] += f * t * (2 * t - 1);
  }
  return result;
}

/// The growth factors of one trigger on one line: X_1, X_2, X_3 and X~ given X_3.
struct Factors {
  double low1, high1, low2, high2, low3, high3, width, shear;

  Factors(const FaceChart& chart, int line, int trigger)
      : low1(chart.low[trigger == 0]),
        high1(chart.high[trigger == 0]),
        low2(chart.low[trigger == 1]),
        high2(chart.high[trigger == 1]),
        low3(chart.low[trigger == 2]),
        high3(chart.high[trigger == 2]),
        width(chart.width),
        shear(chart.shear(chart.line(line))) {}

  double low(double x3) const { return (1 + shear) * low1 - shear * x3; }
  double high(double x3) const { return (1 + shear) * high1 - shear * x3; }
  double least() const { return low(high3); }
  double greatest() const { return high(low3); }
};

}  // namespace

// Long: one integral, nested.
FaceStencil make_face_stencil(const FaceChart& chart, int line, int trigger) {
  const Factors x(chart, line, trigger);
  const double h = chart.h, s_low = std::log(x.low2), s_high = std::log(x.high2);
  FaceStencil stencil;
  stencil.first = static_cast<int>(std::floor(std::log(x.least() / x.high2) / h)) - 1;
  stencil.cells = static_cast<int>(std::ceil(std::log(x.greatest() / x.low2) / h)) + 2 - stencil.first;
  const std::size_t n = static_cast<std::size_t>(stencil.cells);
  const int panels = x.shear == 0 ? 1 : FaceChart::panels;
  const std::array<double, 3> whole = cell_part(h, 0, 1);
  using Mass = std::array<std::array<double, 3>, face_points>;
  std::vector<Mass> mass(n);
  std::vector<double> cuts;
  for (int parity = 0; parity < 2; ++parity) {
    const double base = parity * h / 2;
    std::fill(mass.begin(), mass.end(), Mass{});
    for (int g = 0; g < 6 * panels; ++g) {
      const std::size_t point = static_cast<std::size_t>(g % 6);
      const double x3 = x.low3 + x.width * (g / 6 + gauss6.at[point]) / panels;
      const double from = std::log(x.low(x3)), to = std::log(x.high(x3));
      cuts = {from, to};
      for (const double end : {s_low, s_high}) {
        const int first = static_cast<int>(std::ceil((base + from - end) / h));
        for (int m = first; m * h - base + end < to; ++m) cuts.push_back(std::max(from, m * h - base + end));
      }
      std::sort(cuts.begin(), cuts.end());
      for (std::size_t piece = 0; piece + 1 < cuts.size(); ++piece) {
        const double left = cuts[piece], length = cuts[piece + 1] - left, middle = left + length / 2;
        if (length <= 0) continue;
        const int lowest = static_cast<int>(std::floor((base + middle - s_high) / h)),
                  highest = static_cast<int>(std::floor((base + middle - s_low) / h));
        for (std::size_t e = 0; e < 6; ++e) {
          const double l = left + length * gauss6.at[e], growth = std::exp(l), top = base + l;
          const double x1 = (growth + x.shear * x3) / (1 + x.shear);
          const std::array<double, face_points> across = line_weights(line * (x3 / x1) - chart.centre(line));
          const double f =
              gauss6.weight[point] / panels * gauss6.weight[e] * length * growth / ((1 + x.shear) * x.width);
          for (int cell = lowest; cell <= highest; ++cell) {
            const double begin = std::clamp((top - s_high) / h - cell, 0.0, 1.0),
                         end = std::clamp((top - s_low) / h - cell, 0.0, 1.0);
            const bool full = cell > lowest && cell < highest;
            const std::array<double, 3> part = full ? whole : cell_part(h, begin, end);
            const double scale = f * std::exp(top - cell * h) / x.width;
            auto& at = mass[static_cast<std::size_t>(cell - stencil.first)];
            for (std::size_t d = 0; d < face_points; ++d) {
              for (std::size_t b = 0; b < 3; ++b) at[d][b] += scale * across[d] * part[b];
            }
          }
        }
      }
    }
    FaceStencil::Row& row = stencil.row[parity];
    for (std::size_t d = 0; d < face_points; ++d) {
      row.node[d].assign(n + 1, 0);
      row.mid[d].assign(n, 0);
      row.right[d].assign(n, 0);
      for (std::size_t t = 0; t < n; ++t) {
        row.node[d][t] += mass[t][d][0];
        row.mid[d][t] = mass[t][d][1];
        row.right[d][t] = mass[t][d][2];
        row.node[d][t + 1] += mass[t][d][2];
      }
    }
  }
  return stencil;
}

FaceLaw bound_face_law(const FaceChart& chart, int line, int trigger) {
  constexpr double inflate = 1 + 0x1p-30, slack = 1e-12;
  constexpr int parts = 8;
  const Factors x(chart, line, trigger);
  const double h = chart.h;
  const std::array<double, 2> range = chart.range(line);
  const double shears[] = {chart.shear(range[0]), chart.shear(range[1])};
  const double area = x.width * (1 + shears[0]) * x.width;
  double low_from = 2, low_to = 0, high_from = 2, high_to = 0;  // of the ends of X~
  for (const double shear : shears) {
    for (const double x3 : {x.low3, x.high3}) {
      const double low = (1 + shear) * x.low1 - shear * x3, high = (1 + shear) * x.high1 - shear * x3;
      low_from = std::min(low_from, low);
      low_to = std::max(low_to, low);
      high_from = std::min(high_from, high);
      high_to = std::max(high_to, high);
    }
  }
  FaceLaw law;
  law.first = static_cast<int>(std::floor(std::log(low_from / x.high2) / h)) - 1;
  const int last = static_cast<int>(std::ceil(std::log(high_to / x.low2) / h)) + 2;
  for (int t = law.first; t <= last; ++t) {
    std::array<double, 3> most{};
    for (int part = 0; part < parts; ++part) {
      const double from = (t - 1 + static_cast<double>(part) / parts) * h - slack, to = from + h / parts + 2 * slack;
      const double top = std::min(high_to, x.high2 * std::exp(to)),
                   bottom = std::max(low_from, x.low2 * std::exp(from));
      const double f = top > bottom ? std::exp(-from) * (top * top - bottom * bottom) / (2 * area) : 0;
      // X~ at the ends of log X_2: there the density bends.
      const auto end = [&](double x2) {
        return x2 * std::exp(to) >= low_from * (1 - slack) && x2 * std::exp(from) <= high_to * (1 + slack)
                   ? x2 * x2 * std::exp(to) / area
                   : 0.0;
      };
      const double ends = std::max(end(x.low2), end(x.high2));
      most[0] = std::max(most[0], f);
      most[1] = std::max(most[1], f + ends);
      most[2] = std::max(most[2], f + 2 * ends);
    }
    for (std::size_t m = 0; m < 3; ++m) law.sup[m].push_back(most[m] * inflate);
  }
  const auto corner = [&](double from, double to, double x2) {
    return FaceLaw::Corner{std::log(from / x2) - slack, std::log(to / x2) + slack, to * x2 / area * inflate};
  };
  law.corners = {corner(low_from, low_to, x.low2), corner(low_from, low_to, x.high2),
                 corner(high_from, high_to, x.low2), corner(high_from, high_to, x.high2)};
  return law;
}

// Long: two checks.
double face_stencil_error(const FaceChart& chart, int line, int trigger, const FaceStencil& stencil) {
  const Factors x(chart, line, trigger);
  const double h = chart.h;
  double worst = 0;
  const int panels = x.shear == 0 ? 1 : FaceChart::panels;
  for (int parity = 0; parity < 2; ++parity) {
    const FaceStencil::Row& row = stencil.row[parity];
    // E (y'/h)^m (r'/spacing - centre)^n, by Gauss's rule in all three variables; X_1 stands in r' as a divisor, to
    // the power n, so that it needs more points where its range is wide.
    double exact[3][face_points] = {}, found[3][face_points] = {};
    constexpr std::size_t parts = 4;
    for (std::size_t e1 = 0; e1 < 6 * parts; ++e1) {
      for (std::size_t e2 = 0; e2 < 6; ++e2) {
        for (std::size_t e3 = 0; e3 < 6; ++e3) {
          const double x1 = x.low1 + x.width * (static_cast<double>(e1 / 6) + gauss6.at[e1 % 6]) / parts,
                       x2 = x.low2 + x.width * gauss6.at[e2], x3 = x.low3 + x.width * gauss6.at[e3];
          const double y = std::log((x1 + x.shear * (x1 - x3)) / x2) / h + parity * 0.5;
          const double r = line * (x3 / x1) - chart.centre(line);
          double f = gauss6.weight[e1 % 6] / parts * gauss6.weight[e2] * gauss6.weight[e3];
          for (auto& moments : exact) {
            double g = f;
            for (double& moment : moments) {
              moment += g;
              g *= r;
            }
            f *= y;
          }
        }
      }
    }
    for (std::size_t d = 0; d < face_points; ++d) {
      const double r = static_cast<double>(d) - face_half;
      for (std::size_t t = 0; t <= static_cast<std::size_t>(stencil.cells); ++t) {
        const double y = stencil.first + static_cast<double>(t);
        for (int m = 0; m < 3; ++m) {
          double f = row.node[d][t] * std::pow(y, m);
          if (t < row.mid[d].size()) f += row.mid[d][t] * std::pow(y + 0.5, m);
          for (double& moment : found[m]) {
            moment += f;
            f *= r;
          }
        }
      }
    }
    const double reach = std::max(-stencil.first, stencil.first + stencil.cells);
    for (int m = 0; m < 3; ++m) {
      for (int n = 0; n < face_points; ++n) {
        worst =
            std::max(worst, std::fabs(exact[m][n] - found[m][n]) / std::pow(reach, m) / std::pow(face_half + 1.0, n));
      }
    }
    // P(y' < y_j): the area of {X~ < X_2 e^z}, given X_3.
    double below = 0;
    for (int t = 0; t < stencil.cells; ++t) {
      const std::size_t at = static_cast<std::size_t>(t);
      for (std::size_t d = 0; d < face_points; ++d) {
        const double left = row.node[d][at] - (t > 0 ? row.right[d][at - 1] : 0);
        below += left + row.mid[d][at] + row.right[d][at];
      }
      const double e = std::exp((stencil.first + t + 1 - parity * 0.5) * h);
      double area = 0;
      for (int g = 0; g < 6 * panels; ++g) {
        const std::size_t point = static_cast<std::size_t>(g % 6);
        const double x3 = x.low3 + x.width * (g / 6 + gauss6.at[point]) / panels, a = x.low(x3), b = x.high(x3);
        // int over X_2 of clamp(X_2 e - a, 0, b - a)
        const auto ramp = [](double z) { return z > 0 ? z * z / 2 : 0.0; };
        const auto integral = [&](double x2) { return (ramp(x2 * e - a) - ramp(x2 * e - b)) / e; };
        area += gauss6.weight[point] / panels * (integral(x.high2) - integral(x.low2)) / (x.width * (b - a));
      }
      worst = std::max(worst, std::fabs(area - below));
    }
  }
  return worst;
}

}  // namespace hebb
