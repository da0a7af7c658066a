#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include <hebb/exits/face/error.hpp>
#include <hebb/exits/kernel/kernel.hpp>

namespace hebb {

namespace {

constexpr double inflate = 1 + 0x1p-30;
// The source is a sum of terms exp(rate line) in r, |rate| <= steepest: on a strip its polynomial is too low by at most
// sup |t (t^2 - 1) (t^2 - 4) (t^2 - 9)| / 5040 rate^7 e^(6.5 rate) < 1e-4 of it.
constexpr double steepest = 0.3, slack = 1 + 1e-3;

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
  whole_ = true;
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
  look_outside();
}

void FaceError::step(const FaceChart& fine, const FaceResidual& rho, double floor) {
  residual_.bound(field_, 0);
  apply(kernel_, field_, 0, next_, threads_, stop_);
  add_source(fine, rho, floor);
  next_.close(0);
  std::swap(field_, next_);
  look_outside();
}

// Long: strip by strip, the level of a line, the rest of it and the ends, as section 5.3 says.
void FaceError::add_source(const FaceChart& fine, const FaceResidual& rho, double floor) {
  const FaceChart& chart = kernel_.chart;
  const std::size_t nodes = static_cast<std::size_t>(chart.nodes);
  source_.assign(static_cast<std::size_t>(chart.lines) * nodes, 0.0);
  const auto row = [&](int k) { return source_.data() + static_cast<std::size_t>(k) * nodes; };
  // What each strip needs: at the nodes, the greater one of the cells beside, so that linear in between is enough.
  for_lines(chart.last + 1, threads_, stop_, [&](int k) {
    double* needed = row(k);
    for (int cell = 0; cell + 1 < chart.nodes; ++cell) {
      double most = 0;
      for (int j = cell * factor_; j < std::min((cell + 1) * factor_, fine.nodes - 1); ++j)
        most = std::max(most, rho.strip(k)[j]);
      most += residual_.strip(k)[cell];
      needed[cell] = std::max(needed[cell], most);
      needed[cell + 1] = most;
    }
  });
  // In r an exponential function that is enough but for some lines at both ends, where the bounds are wider and the
  // chain hardly gets to, the one among some that is least at the start; and two steep ones for the ends.
  const double start = chart.start / chart.spacing;
  const int first = whole_ ? 0 : std::min(3, chart.last / 2),
            end = whole_ ? chart.last : std::max((2 * chart.strip(chart.start) + chart.last) / 3, first);
  const auto fit = [&](std::size_t c, std::vector<double>& log_needed) {
    double level = std::numeric_limits<double>::infinity(), rate = 0;
    for (int k = first; k <= end; ++k) log_needed[static_cast<std::size_t>(k)] = std::log(row(k)[c]);
    for (int trial = -4; trial <= 8; ++trial) {
      const double t = steepest * trial / 16;
      double most = -std::numeric_limits<double>::infinity();
      for (int k = first; k <= end; ++k)
        most = std::max(most, log_needed[static_cast<std::size_t>(k)] - t * (k - start) + std::fabs(t) / 2);
      if (most < level) {
        level = most;
        rate = t;
      }
    }
    // term[i] exp(rates[i] k)
    const double rates[] = {rate, -steepest, steepest};
    double term[] = {std::exp(level - rate * start), 0, 0};
    for (int k = 0; k <= chart.last; ++k) {
      const double lacking = row(k)[c] - term[0] * std::exp(rate * k - std::fabs(rate) / 2) * (1 - 0x1p-30);
      if (lacking <= 0) continue;
      const std::size_t i = k <= first ? 1 : 2;
      term[i] = std::max(term[i], lacking * std::exp(-rates[i] * k + steepest / 2));
    }
    double growth[3];
    for (std::size_t i = 0; i < 3; ++i) {
      term[i] *= slack;
      growth[i] = std::exp(rates[i]);
    }
    for (int k = 0; k < chart.lines; ++k) {
      const double source = term[0] + term[1] + term[2] + floor;
      // Whatever exp and log returned above: what is added is enough at every line.
      if (k <= chart.last && !(source >= row(k)[c]))
        throw std::logic_error(fmt::format("exit: the source of the error falls short of its residual on line {}", k));
      row(k)[c] = source;
      for (std::size_t i = 0; i < 3; ++i) term[i] *= growth[i];
    }
  };
  for_lines(chart.nodes / correlation_block, threads_, stop_, [&](int block) {
    std::vector<double> log_needed(static_cast<std::size_t>(chart.last + 1));
    for (int c = block * correlation_block; c < (block + 1) * correlation_block; ++c)
      fit(static_cast<std::size_t>(c), log_needed);
  });
  for_lines(chart.lines, threads_, stop_, [&](int k) {
    const double* source = row(k);
    double *v = next_.node(k), *m = next_.mid(k);
    for (int c = 0; c < chart.nodes; ++c) {
      v[c] += source[c] * inflate;
      m[c] += (source[c] + source[std::min(c + 1, chart.nodes - 1)]) / 2 * inflate;
    }
  });
}

double FaceError::at(double y, double r) const { return std::max(0.0, field_.value(kernel_.chart, y, r)) * inflate; }

void FaceError::look_outside() {
  const FaceChart& chart = kernel_.chart;
  deficit_ = std::max(deficit_, -field_.outside(chart)[0]);
  double below = 0;
  // From the last node on E is constant in y.
  for (int k = 0; k <= chart.beyond(); ++k) {
    const int centre = chart.centre(k);
    for (int d = -face_half; d <= face_half; ++d)
      below = std::min(below, -std::fabs(field_.node(centre + d)[chart.nodes - 1]));
  }
  top_deficit_ = std::max(top_deficit_, -face_lebesgue * below * inflate);
}

}  // namespace hebb
