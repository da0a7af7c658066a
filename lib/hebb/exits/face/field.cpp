#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/exits/face/field.hpp>
#include <hebb/exits/kernel/kernel.hpp>

namespace hebb {

FaceField::FaceField(const FaceChart& chart, int padding)
    : count_(chart.nodes), lines_(chart.lines), padding_(padding), stride_(chart.nodes + 2 * padding) {
  const std::size_t size = static_cast<std::size_t>(stride_) * static_cast<std::size_t>(lines_);
  nodes_.assign(size, 0.0);
  mids_.assign(size, 0.0);
}

void FaceField::close(double exit) {
  for (int k = 0; k < lines_; ++k) {
    double *v = node(k), *m = mid(k);
    const double end = v[count_ - 1];
    std::fill(v - padding_, v, exit);
    std::fill(m - padding_, m, exit);
    std::fill(v + count_, v + count_ + padding_, end);
    std::fill(m + count_ - 1, m + count_ + padding_, end);
  }
}

double FaceField::value(const FaceChart& chart, double y, double r) const {
  const int cell = static_cast<int>(std::floor(y / chart.h)), centre = chart.centre(chart.strip(r));
  const double t = y / chart.h - cell;
  const std::array<double, face_points> weight = line_weights(r / chart.spacing - centre);
  double sum = 0;
  for (int d = -face_half; d <= face_half; ++d) {
    const double *v = node(centre + d) + cell, m = mid(centre + d)[cell];
    sum += weight[static_cast<std::size_t>(d + face_half)] *
           (v[0] * (1 - t) * (1 - 2 * t) + m * 4 * t * (1 - t) + v[1] * t * (2 * t - 1));
  }
  return sum;
}

/// For every t the function is a quadratic in y, and its three coefficients in Bernstein form are polynomials of degree
/// 6 in t, |t| <= 1/2.
std::array<double, 2> FaceField::outside(const FaceChart& chart) const {
  double least = 0, greatest = 0;
  static_assert(face_half == 3);
  const auto look = [&](const double(&x)[face_points]) {
    const double off = (std::fabs(x[4] - x[2]) / 4 + std::fabs(x[4] - 2 * x[3] + x[2]) / 8 +
                        std::fabs(x[5] - 2 * x[4] + 2 * x[2] - x[1]) / 32 +
                        std::fabs(x[1] - 4 * x[2] + 6 * x[3] - 4 * x[4] + x[5]) / 120 +
                        std::fabs(x[6] - 4 * x[5] + 5 * x[4] - 5 * x[2] + 4 * x[1] - x[0]) / 170 +
                        std::fabs(x[0] - 6 * x[1] + 15 * x[2] - 20 * x[3] + 15 * x[4] - 6 * x[5] + x[6]) / 1000 +
                        std::max({std::fabs(x[0]), std::fabs(x[1]), std::fabs(x[2]), std::fabs(x[3]), std::fabs(x[4]),
                                  std::fabs(x[5]), std::fabs(x[6])}) *
                            0x1p-40) *
                       (1 + 0x1p-30);
    least = std::min(least, x[3] - off);
    greatest = std::max(greatest, x[3] + off);
  };
  for (int k = chart.last + 1; k <= chart.beyond(); ++k) {
    const int centre = chart.centre(k);
    for (int c = 0; c < chart.nodes; ++c) {
      double end[face_points], middle[face_points];
      for (int d = 0; d < face_points; ++d) {
        const double *v = node(centre + d - face_half), *m = mid(centre + d - face_half);
        end[d] = v[c];
        middle[d] = 2 * m[c] - (v[c] + v[c + 1]) / 2;
      }
      look(end);
      look(middle);
    }
  }
  return {least, greatest};
}

void for_lines(int lines, int threads, StopFlag stop, const std::function<void(int)>& body) {
  if (threads == 1) {
    for (int k = 0; k < lines; ++k) {
      throw_if_stopped(stop);
      body(k);
    }
    return;
  }
  tbb::task_arena arena(threads);
  arena.execute([&] {
    tbb::parallel_for(0, lines, [&](int k) {
      throw_if_stopped(stop);
      body(k);
    });
  });
}

FaceKernel::FaceKernel(const FaceChart& of, int threads, StopFlag stop) : chart(of) {
  const std::size_t rows = static_cast<std::size_t>(chart.lines) * 3;
  stencils.resize(rows);
  laws.resize(rows);
  node_probability.resize(rows);
  mid_probability.resize(rows);
  for_lines(chart.lines, threads, stop, [&](int k) {
    for (int i = 0; i < 3; ++i) {
      const std::size_t at = static_cast<std::size_t>(3 * k + i);
      stencils[at] = make_face_stencil(chart, k, i);
      const double error = face_stencil_error(chart, k, i, stencils[at]);
      if (!(error < 1e-10))
        throw std::logic_error(fmt::format("exit: the stencil of line {}, trigger {} is wrong by {:.3g}", k, i, error));
      laws[at] = bound_face_law(chart, k, i);
    }
    for (int c = 0; c < chart.nodes; ++c) {
      for (const bool middle : {false, true}) {
        const auto p = chart.probabilities((c + (middle ? 0.5 : 0)) * chart.h, chart.line(k));
        for (std::size_t i = 0; i < 3; ++i) {
          (middle ? mid_probability : node_probability)[static_cast<std::size_t>(3 * k) + i].push_back(p[i]);
        }
      }
    }
  });
  for (const FaceStencil& s : stencils) reach = std::max({reach, -s.first + 1, s.first + s.cells + 1});
  for (const FaceLaw& law : laws) reach = std::max({reach, -law.first + 1, law.first + law.size() + 1});
  padding = (reach + 2 + 7) / 8 * 8;
}

void apply(const FaceKernel& kernel, const FaceField& w, double exit, FaceField& next, int threads, StopFlag stop) {
  const FaceChart& chart = kernel.chart;
  const int own = chart.lines - 2;
  for_lines(own, threads, stop, [&](int k) {
    static thread_local std::vector<double> out;
    const int centre = chart.centre(k);
    for (int parity = 0; parity < 2; ++parity) {
      double* result = parity == 0 ? next.node(k) : next.mid(k);
      for (int i = 0; i < 3; ++i) {
        const std::size_t at = static_cast<std::size_t>(3 * k + i);
        const FaceStencil& stencil = kernel.stencils[at];
        const FaceStencil::Row& row = stencil.row[parity];
        out.assign(static_cast<std::size_t>(chart.nodes), 0.0);
        for (int d = 0; d < face_points; ++d) {
          const std::size_t j = static_cast<std::size_t>(d);
          const double* v = w.node(centre + d - face_half);
          correlate(row.node[j].data(), stencil.cells + 1, v + stencil.first, 1, out.data(), chart.nodes);
          correlate(row.mid[j].data(), stencil.cells, w.mid(centre + d - face_half) + stencil.first, 1, out.data(),
                    chart.nodes);
          const double jump = exit - v[0];  // at node 0, for the cell on its left
          for (int t = 0; t < stencil.cells; ++t) {
            const int c = -(stencil.first + t + 1);
            if (c >= 0 && c < chart.nodes)
              out[static_cast<std::size_t>(c)] += row.right[j][static_cast<std::size_t>(t)] * jump;
          }
        }
        const std::vector<double>& p = (parity == 0 ? kernel.node_probability : kernel.mid_probability)[at];
        if (i == 0) std::fill(result, result + chart.nodes, 0.0);
        for (std::size_t c = 0; c < out.size(); ++c) result[c] += p[c] * out[c];
      }
    }
  });
  // The last two lines, far outside of the domain: constant. Extrapolated they would grow.
  for (int k = own; k < chart.lines; ++k) {
    std::copy_n(next.node(own - 1), chart.nodes, next.node(k));
    std::copy_n(next.mid(own - 1), chart.nodes, next.mid(k));
  }
}

}  // namespace hebb
