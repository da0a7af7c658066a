#include <algorithm>
#include <cmath>

#include <hebb/exits/face/error.hpp>

namespace hebb {

namespace {

constexpr double inflate = 1 + 0x1p-30;

}  // namespace

FaceError::FaceError(const FaceChart& fine, int factor, int threads, StopFlag stop)
    : factor_(factor),
      threads_(threads),
      stop_(stop),
      kernel_(fine.coarsened(factor), threads, stop),
      residual_(kernel_, threads, stop),
      field_(kernel_.chart, kernel_.padding),
      next_(kernel_.chart, kernel_.padding) {
  field_.close(0);
}

void FaceError::start(const std::function<double(double)>& f) {
  const FaceChart& chart = kernel_.chart;
  // Linear between the nodes, each with the value of the node before.
  const auto at = [&](int c) { return f(std::max(0, c - 1) * chart.h * (1 - 0x1p-40)); };
  for (int c = 0; c < chart.nodes; ++c) {
    const double node = at(c), mid = (node + at(c + 1)) / 2 * inflate;
    for (int k = 0; k < chart.lines; ++k) {
      field_.node(k)[c] = node;
      field_.mid(k)[c] = mid;
    }
  }
  field_.close(0);
  check();
}

void FaceError::step(const FaceChart& fine, const FaceResidual& rho, double floor) {
  residual_.bound(field_, 0);
  apply(kernel_, field_, 0, next_, threads_, stop_);
  add_source(fine, rho, floor);
  next_.close(0);
  std::swap(field_, next_);
  check();
}

void FaceError::add_source(const FaceChart& fine, const FaceResidual& rho, double floor) {
  const FaceChart& chart = kernel_.chart;
  // The source, a linear function of r that is above what the strips need, at the nodes; linear in between.
  std::vector<double> needed(static_cast<std::size_t>(chart.beyond() + 1));
  level_.resize(static_cast<std::size_t>(chart.nodes));
  slope_.resize(level_.size());
  for (int c = 0; c < chart.nodes; ++c) {
    for (int k = 0; k <= chart.last; ++k) {
      double most = 0;
      for (int cell = std::max(0, c - 1); cell <= std::min(c, chart.nodes - 2); ++cell) {
        double of_fine = 0;
        for (int j = cell * factor_; j < std::min((cell + 1) * factor_, fine.nodes - 1); ++j)
          of_fine = std::max(of_fine, rho.strip(k)[j]);
        most = std::max(most, of_fine + residual_.strip(k)[cell]);
      }
      needed[static_cast<std::size_t>(k)] = most;
    }
    // The lowest line above all at the start: its slope is the one at which the greatest on either side agree.
    const double here = needed[static_cast<std::size_t>(chart.strip(chart.start))];
    std::fill(needed.begin() + chart.last + 1, needed.end(), here / 4);  // positive beyond the domain
    double level = 1e300, slope = 0;
    const auto height = [&](double t) {
      double most = 0;
      for (int k = 0; k <= chart.beyond(); ++k) {
        const double half = std::fabs(t) * chart.spacing / 2;
        most = std::max(most, needed[static_cast<std::size_t>(k)] - t * (chart.line(k) - chart.start) + half);
      }
      return most;
    };
    for (int trial = -8; trial <= 8; ++trial) {
      const double t = trial * here / 2, now = height(t);
      if (now < level) {
        level = now;
        slope = t;
      }
    }
    level_[static_cast<std::size_t>(c)] = level * inflate + floor;
    slope_[static_cast<std::size_t>(c)] = slope;
  }
  for (int k = 0; k < chart.lines; ++k) {
    const double r = chart.line(k) - chart.start;
    double *v = next_.node(k), *m = next_.mid(k);
    const auto source = [&](int c) {
      return level_[static_cast<std::size_t>(c)] + slope_[static_cast<std::size_t>(c)] * r;
    };
    for (int c = 0; c < chart.nodes; ++c) {
      v[c] += source(c) * inflate;
      m[c] += (source(c) + source(std::min(c + 1, chart.nodes - 1))) / 2 * inflate;
    }
  }
}

double FaceError::at(double y, double r) const { return std::max(0.0, field_.value(kernel_.chart, y, r)) * inflate; }

/// For every t the function is a quadratic in y, and its three coefficients in Bernstein form are polynomials of degree
/// 4 in t, |t| <= 1/2.
void FaceError::check() {
  const FaceChart& chart = kernel_.chart;
  for (int k = chart.last + 1; k <= chart.beyond(); ++k) {
    const double *v[5], *m[5];
    for (int d = 0; d < 5; ++d) {
      v[d] = field_.node(k + d - 2);
      m[d] = field_.mid(k + d - 2);
    }
    const auto positive = [](const double(&x)[5]) {
      return x[2] >= (std::fabs(x[3] - x[1]) / 4 + std::fabs(x[1] - 2 * x[2] + x[3]) / 8 +
                      std::fabs(x[4] - 2 * x[3] + 2 * x[1] - x[0]) / 32 +
                      std::fabs(x[0] - 4 * x[1] + 6 * x[2] - 4 * x[3] + x[4]) / 120) *
                         inflate;
    };
    for (int c = 0; c < chart.nodes; ++c) {
      double end[5], middle[5];
      for (int d = 0; d < 5; ++d) {
        end[d] = v[d][c];
        middle[d] = 2 * m[d][c] - (v[d][c] + v[d][c + 1]) / 2;
      }
      valid_ = valid_ && positive(end) && positive(middle);
    }
  }
}

}  // namespace hebb
