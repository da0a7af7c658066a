#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <tbb/parallel_invoke.h>

#include <hebb/exits/kernel/arithmetic.hpp>
#include <hebb/exits/kernel/kernel.hpp>
#include <hebb/exits/law/stencil.hpp>
#include <hebb/exits/plane/blocks.hpp>
#include <hebb/exits/plane/errors.hpp>
#include <hebb/exits/plane/grid.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

namespace {

using namespace exit_arithmetic;

constexpr int block = 8;  // nodes in a row or column of a block
constexpr double unbounded = 1e300;

// The loops over a row, compiled for several instruction sets: the same operations, so the same numbers, on each.
#if defined(__x86_64__) && defined(__ELF__)
#define HEBB_ROW_LOOP __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define HEBB_ROW_LOOP
#endif

/// f = (one + y2 two + y3 three) / (1 + y2 + y3).
HEBB_ROW_LOOP void mix(const double* one, const double* two, const double* three, double y2, const double* y3, int n,
                       double* f) {
  for (int c = 0; c < n; ++c) f[c] = (one[c] + y2 * two[c] + y3[c] * three[c]) / (1 + y2 + y3[c]);
}
/// Upper (lower) bounds of the numbers of which x are computed values with the relative error `rounding`/2, plus (less)
/// e.
HEBB_ROW_LOOP void bound_above(const double* x, const double* e, double rounding, int n, double* out) {
  for (int c = 0; c < n; ++c) {
    const double y = (x[c] + e[c]) * (1 + rounding) + tiny;
    out[c] = y < 1 ? y : 1;
  }
}
HEBB_ROW_LOOP void bound_below(const double* x, const double* e, double rounding, int n, double* out) {
  for (int c = 0; c < n; ++c) {
    const double y = (x[c] * (1 - rounding) - e[c] * (1 + rounding)) * (1 - 0x1p-50) - underflow;
    out[c] = y < tiny ? 0 : y;
  }
}
/// out = (1 + delta^2 / 24) x for the second difference delta^2 at the distance `shift`.
HEBB_ROW_LOOP void smooth_row(const double* x, std::ptrdiff_t shift, int n, double* out) {
  for (int c = 0; c < n; ++c) out[c] = (22 * x[c] + (x[c - shift] + x[c + shift])) / 24;
}

/// Both sides: bounds of F at the nodes and of the averages G = M * V.
struct Values {
  std::vector<double> f, g, scratch[5];
};

class ExitPlane {
 public:
  ExitPlane(const ExitPlaneGrid& grid, bool ever, StopFlag stop)
      : grid_(grid),
        stop_(stop),
        rates_(grid),
        pad_(grid.pad),
        rows_((grid.rows + 2 * pad_ + block - 1) / block * block),
        stride_(pad_ + rounded(grid.columns + pad_)),
        range_(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(stride_)),
        exit_blocks_(rows_ / block, stride_ / block),
        smooth_(exit_blocks_),
        least_(exit_blocks_),
        greatest_(exit_blocks_),
        low_(exit_blocks_),
        high_(exit_blocks_),
        slope_row_(exit_blocks_),
        slope_column_(exit_blocks_),
        oscillation_(exit_blocks_),
        second_(exit_blocks_),
        fourth_(exit_blocks_),
        transport_error_(exit_blocks_),
        smoothing_error_(exit_blocks_) {
    taps_ = static_cast<int>(std::max(grid.idle.weight.size(), grid.triggered.weight.size()));
    error_f_ = 2 * relative_error(3 * (taps_ + 4) + 48);
    error_g_ = 2 * relative_error(16);
    classify_blocks();
    for (Values* side : {&lower_, &upper_}) {
      side->f.assign(range_, 0.0);
      side->g.assign(range_, 0.0);
      for (std::vector<double>& x : side->scratch) x.assign(range_ + correlation_block, 0.0);
    }
    start(ever);
  }

  double lower() const { return outside_ ? 1 : std::max(0.0, lower_.f[at_start()]); }
  double upper() const { return std::min(1.0, upper_.f[at_start()]); }

  /// From bounds for V_n to bounds for V_(n+1). Worth nothing afterwards when it throws Stopped.
  void step(int threads) {
    measure();
    const auto low = [&] { advance(Side::lower, lower_); };
    const auto high = [&] { advance(Side::upper, upper_); };
    if (threads == 1) {
      low();
      high();
    } else {
      tbb::parallel_invoke(low, high);
    }
    // The averages over hexagons with exits and good states need both sides.
    average_cuts();
  }

 private:
  static int rounded(int n) { return (n + correlation_block - 1) / correlation_block * correlation_block; }
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row + pad_) * static_cast<std::size_t>(stride_) +
           static_cast<std::size_t>(column + pad_);
  }
  std::size_t at_start() const { return index(grid_.start_row, grid_.start_column); }
  bool in_domain(int row, int column) const {
    return 0 <= row && row < grid_.rows && 0 <= column && column < grid_.columns;
  }
  double cap(int row, int column) const {
    const auto entry = [&](const std::vector<double>& table, int i) {  // decreasing
      return table[std::min(static_cast<std::size_t>(i + pad_), table.size() - 1)];
    };
    return std::min(1.0, (entry(grid_.cap[0], row) + entry(grid_.cap[1], column)) * inflate + tiny);
  }

  void classify_blocks() {
    for (int row = 0; row < grid_.rows; ++row) {
      int column = 0;
      while (column < grid_.columns && !grid_.is_good(row - 2, column - 2)) ++column;
      mixed_.push_back(column);
    }
    const int one_step = grid_.reach + 5;
    for (int i = 0; i < rows_ / block; ++i) {
      for (int j = 0; j < stride_ / block; ++j) {
        const int row = std::min(i * block - pad_, grid_.rows), column = std::min(j * block - pad_, grid_.columns);
        // 0: good states; 1: good states and exits, or unknown; 2: exits. With a margin of one node around.
        const int row_end = i * block + block - pad_, column_end = j * block + block - pad_;
        exit_blocks_.at(i, j) =
            row > 0 && column > 0 && grid_.is_good(row - 1, column - 1) ? 0
            : row_end <= 0 || column_end <= 0 ||
                    (row_end < grid_.rows && column_end < grid_.columns && grid_.is_exit(row_end, column_end))
                ? 2
                : 1;
        smooth_.at(i, j) =
            row - one_step > 0 && column - one_step > 0 && grid_.is_good(row - one_step, column - one_step);
      }
    }
  }

  /// V_0 = 1 on the exits, 0 elsewhere, with F = 0; for "ever" the upper side starts from `cap`.
  void start(bool ever) {
    if (ever) {
      std::fill(second_.value.begin(), second_.value.end(), rates_.curvature + rates_.curvature_rest);
      std::fill(fourth_.value.begin(), fourth_.value.end(), unbounded);
    }
    for (int row = -pad_; row < rows_ - pad_; ++row) {
      for (int column = -pad_; column < stride_ - pad_; ++column) {
        const std::size_t i = index(row, column);
        if (row < 0 || column < 0) {
          for (Values* side : {&lower_, &upper_}) side->f[i] = side->g[i] = 1;
        } else if (!in_domain(row, column)) {
          upper_.f[i] = upper_.g[i] = cap(row, column);
        } else if (ever) {
          upper_.f[i] = upper_.g[i] = cap(row, column);
        } else {
          upper_.g[i] = tiny;
        }
      }
    }
    for (int row = 0; row < grid_.rows; ++row) {
      const std::size_t at = static_cast<std::size_t>(row);
      for (int column = 0; column < grid_.good[at]; ++column) {
        const bool all = column < grid_.exits[at];
        const ExitPlaneGrid::Share share =
            all ? ExitPlaneGrid::Share{1, 1} : grid_.cut[at][static_cast<std::size_t>(column - grid_.exits[at])];
        lower_.g[index(row, column)] = share.low;
        if (!ever) upper_.g[index(row, column)] = std::max(tiny, share.high);
      }
    }
  }

  /// V on each block (a square of `block` cells) less an affine function with slopes per cell: least and greatest
  /// value.
  void describe_blocks() {
    for (int i = 0; i < least_.rows; ++i) {
      for (int j = 0; j < least_.columns; ++j) {
        if (exit_blocks_.at(i, j) == 2) {
          least_.at(i, j) = greatest_.at(i, j) = low_.at(i, j) = high_.at(i, j) = 1;
          slope_row_.at(i, j) = slope_column_.at(i, j) = 0;
          continue;
        }
        const int row = i * block - pad_, column = j * block - pad_;
        const int rows = std::min(block, rows_ - 1 - i * block), columns = std::min(block, stride_ - 1 - j * block);
        const auto middle = [&](int r, int c) {
          return (lower_.f[index(row + r, column + c)] + upper_.f[index(row + r, column + c)]) / 2;
        };
        const double corner[] = {middle(0, 0), middle(0, columns), middle(rows, 0), middle(rows, columns)};
        const double slope_row = (corner[2] + corner[3] - corner[0] - corner[1]) / (2 * rows);
        const double slope_column = (corner[1] + corner[3] - corner[0] - corner[2]) / (2 * columns);
        double least = 1, greatest = 0, low = 1e9, high = -1e9;
        for (int r = 0; r <= rows; ++r) {
          const std::size_t start = index(row + r, column);
          const int exits = first_column(grid_.exits, row + r, -pad_) - column;
          const int mixed = first_column(mixed_, row + r, mixed_.back()) - column;  // exits are a decreasing set
          const double base = slope_row * (r - block / 2);
          for (int c = 0; c <= columns; ++c) {
            const double affine = base + slope_column * (c - block / 2);
            const double from = c < exits ? 1 : lower_.f[start + static_cast<std::size_t>(c)];
            const double to = c < mixed ? 1 : upper_.f[start + static_cast<std::size_t>(c)];
            least = std::min(least, from);
            greatest = std::max(greatest, to);
            low = std::min(low, from - affine);
            high = std::max(high, to - affine);
          }
        }
        const double slack = grid_.h * grid_.h / 4 * second_.at(i, j) * inflate + 0x1p-48;
        least_.at(i, j) = std::max(0.0, least - slack);
        greatest_.at(i, j) = std::min(1.0, greatest + slack);
        low_.at(i, j) = low - slack;
        high_.at(i, j) = high + slack;
        slope_row_.at(i, j) = slope_row;
        slope_column_.at(i, j) = slope_column;
      }
    }
  }
  /// The entry of a row of the domain; below it all columns are exits, above it `beyond` holds.
  int first_column(const std::vector<int>& table, int row, int beyond) const {
    return row < 0 ? stride_ : row < grid_.rows ? table[static_cast<std::size_t>(row)] : beyond;
  }

  /// Bounds, per block, of the oscillation of V within one step, also less the affine function of the block; of the
  /// derivatives of the next F; and of the errors of the step.
  void measure() {
    describe_blocks();
    const int radius = (grid_.reach + 4 + block - 1) / block;
    Blocks falling = least_;
    for (double& x : falling.value) x = 1 - x;
    const Blocks highest = greatest_around(greatest_, radius), lowest = greatest_around(falling, radius);
    const Blocks second_around = greatest_around(second_, radius), fourth_around = greatest_around(fourth_, radius);
    const Blocks affine = affine_oscillation(radius);
    for (std::size_t k = 0; k < oscillation_.value.size(); ++k) {
      const double whole = std::min(1.0, (highest.value[k] + lowest.value[k] - 1) * inflate + 0x1p-50);
      const double rest = std::min(whole, affine.value[k]);
      oscillation_.value[k] = whole;
      second_.value[k] = rates_.curvature * rest + rates_.curvature_rest * whole;
      transport_error_.value[k] = rates_.transport * rest;
      fourth_.value[k] = unbounded;
      if (smooth_.value[k] > 0) {
        const double f2 = second_around.value[k], f4 = fourth_around.value[k];
        transport_error_.value[k] =
            std::min({transport_error_.value[k], rates_.transport_second * f2, rates_.transport_fourth * f4});
        fourth_.value[k] = rates_.fourth * f2 + rates_.fourth_rest * whole;
      }
      smoothing_error_.value[k] =
          std::min(rates_.smoothing_second * second_.value[k], rates_.smoothing_fourth * fourth_.value[k]);
    }
  }

  /// The oscillation of V less the affine function of a block, over the blocks at most `radius` away.
  Blocks affine_oscillation(int radius) const {
    Blocks result(least_.rows, least_.columns, 1);
    std::vector<double> high, low;
    for (int i = radius; i + radius < result.rows; ++i) {
      high.assign(static_cast<std::size_t>(result.columns), -1e9);
      low.assign(static_cast<std::size_t>(result.columns), 1e9);
      const double *rise = slope_row_.row(i), *run = slope_column_.row(i);
      for (int k = -radius; k <= radius; ++k) {
        for (int l = -radius; l <= radius; ++l) {
          const double *rise_there = slope_row_.row(i + k), *run_there = slope_column_.row(i + k);
          const double *high_there = high_.row(i + k), *low_there = low_.row(i + k);
          for (int j = radius; j + radius < result.columns; ++j) {
            const std::size_t at = static_cast<std::size_t>(j);
            const double shift = block * (k * rise[j] + l * run[j]);
            const double turn =
                block / 2 * (std::fabs(rise_there[j + l] - rise[j]) + std::fabs(run_there[j + l] - run[j]));
            high[at] = std::max(high[at], high_there[j + l] - shift + turn);
            low[at] = std::min(low[at], low_there[j + l] - shift - turn);
          }
        }
      }
      for (int j = radius; j + radius < result.columns; ++j) {
        const std::size_t at = static_cast<std::size_t>(j);
        result.at(i, j) = (high[at] - low[at]) * inflate + 0x1p-46;
      }
    }
    return result;
  }

  /// The error bounds at the nodes of a row.
  void errors(int row, const Blocks& of_block, std::vector<double>& slack) const {
    if (!slack.empty() && (row + pad_) % block != 0) return;
    slack.resize(static_cast<std::size_t>(grid_.columns));
    for (int c = 0; c < grid_.columns; ++c) {
      slack[static_cast<std::size_t>(c)] = of_block.at((row + pad_) / block, (c + pad_) / block);
    }
  }

  void advance(Side side, Values& values) const {
    const bool up = side == Side::upper;
    auto& [along_0, along_1, across_00, across_10, across_01] = values.scratch;
    const int width = stride_ - pad_;  // from column 0 on, a multiple of the block of correlate
    const auto reversed = [](const LatticeNoise& noise) {
      return std::vector<double>(noise.weight.rbegin(), noise.weight.rend());
    };
    const std::vector<double> back_idle = reversed(grid_.idle), back_triggered = reversed(grid_.triggered);
    // out = sum_m weight_m from(. - m), along a row (shift 1) or a column (shift stride).
    const auto backward = [&](const std::vector<double>& from, const LatticeNoise& noise, std::ptrdiff_t shift, int row,
                              std::vector<double>& to) {
      const std::vector<double>& weight = &noise == &grid_.idle ? back_idle : back_triggered;
      double* out = to.data() + index(row, 0);
      std::fill(out, out + width, 0.0);
      correlate(weight.data(), static_cast<int>(weight.size()), from.data() + index(row, 0) - noise.last() * shift,
                shift, out, width);
    };
    for (int row = -pad_; row < rows_ - pad_; ++row) {
      throw_if_stopped(stop_);
      backward(values.g, grid_.idle, 1, row, along_0);
      backward(values.g, grid_.triggered, 1, row, along_1);
    }
    for (int row = 0; row < rows_ - pad_; ++row) {
      throw_if_stopped(stop_);
      backward(along_0, grid_.idle, stride_, row, across_00);
      backward(along_0, grid_.triggered, stride_, row, across_10);
      backward(along_1, grid_.idle, stride_, row, across_01);
    }
    const int columns = rounded(grid_.columns);
    std::vector<double> image[3], slack;
    const double* y3 = grid_.y[1].data() + ExitPlaneGrid::margin;
    for (int row = 0; row < grid_.rows; ++row) {
      throw_if_stopped(stop_);
      const auto forward = [&](const std::vector<double>& from, const LatticeNoise& noise, std::vector<double>& to) {
        to.assign(static_cast<std::size_t>(columns), 0.0);
        const std::ptrdiff_t shift = stride_ + 1;
        correlate(noise.weight.data(), static_cast<int>(noise.weight.size()),
                  from.data() + index(row, 0) + noise.first * shift, shift, to.data(), columns);
      };
      forward(across_00, grid_.triggered, image[0]);
      forward(across_10, grid_.idle, image[1]);
      forward(across_01, grid_.idle, image[2]);
      const double y2 = grid_.y[0][static_cast<std::size_t>(row + ExitPlaneGrid::margin)];
      errors(row, transport_error_, slack);
      double* f = values.f.data() + index(row, 0);
      mix(image[0].data(), image[1].data(), image[2].data(), y2, y3, grid_.columns, f);
      (up ? bound_above : bound_below)(f, slack.data(), error_f_, grid_.columns, f);
    }
    smooth(side, values, along_0, along_1);
  }

  static double not_tiny(double x) { return x < tiny ? 0 : x; }

  /// G = S F, S the product of 1 + delta^2/24 along the three directions, within the error of M - S.
  void smooth(Side side, Values& values, std::vector<double>& a, std::vector<double>& b) const {
    const auto pass = [&](const std::vector<double>& from, std::ptrdiff_t shift, std::vector<double>& to, int border) {
      for (int row = -border; row < grid_.rows + border; ++row) {
        const std::size_t i = index(row, -border);
        smooth_row(from.data() + i, shift, grid_.columns + 2 * border, to.data() + i);
      }
    };
    pass(values.f, 1, a, 2);
    pass(a, stride_, b, 1);
    pass(b, stride_ + 1, a, 0);
    std::vector<double> slack;
    for (int row = 0; row < grid_.rows; ++row) {
      errors(row, smoothing_error_, slack);
      const int first = grid_.exits[static_cast<std::size_t>(row)];  // G = 1 before
      const std::size_t i = index(row, first);
      (side == Side::upper ? bound_above : bound_below)(a.data() + i, slack.data() + first, error_g_,
                                                        grid_.columns - first, values.g.data() + i);
    }
  }

  /// Hexagons that meet the exits: G = int over the exits of M + int over the good states of M F.
  void average_cuts() {
    constexpr double rounding = 0x1p-46;
    for (int row = 0; row < grid_.rows; ++row) {
      const std::size_t at = static_cast<std::size_t>(row);
      for (int column = grid_.exits[at]; column < grid_.good[at]; ++column) {
        const std::size_t i = index(row, column), b = static_cast<std::size_t>((row + pad_) / block) *
                                                          static_cast<std::size_t>(exit_blocks_.columns) +
                                                      static_cast<std::size_t>((column + pad_) / block);
        const ExitPlaneGrid::Share share = grid_.cut[at][static_cast<std::size_t>(column - grid_.exits[at])];
        const double slack = grid_.h * rates_.gradient * oscillation_.value[b];
        const double most = std::min(1.0, upper_.f[i] + slack), least = std::max(0.0, lower_.f[i] - slack);
        upper_.g[i] =
            std::min(1.0, std::min(most + share.high * (1 - most), upper_.g[i] + share.high * (1 - least)) + rounding);
        lower_.g[i] =
            not_tiny(std::max(least + share.low * (1 - least), lower_.g[i] + share.low * (1 - most)) - rounding);
      }
    }
  }

  const ExitPlaneGrid& grid_;
  StopFlag stop_;
  ExitErrorRates rates_;
  int pad_, rows_, stride_, taps_ = 0;
  std::size_t range_;
  bool outside_ = false;
  double error_f_ = 0, error_g_ = 0;
  std::vector<int> mixed_;  // per row: from this column on, no exit within two cells
  Blocks exit_blocks_, smooth_;
  Blocks least_, greatest_, low_, high_, slope_row_, slope_column_;  // of V on the block
  Blocks oscillation_, second_, fourth_;                             // of V around it; bounds of |d^2 F|, |d^4 F|
  Blocks transport_error_, smoothing_error_;
  Values lower_, upper_;
};

}  // namespace

namespace {

/// The problem without the components that are 0, which never matter.
ExitProblem require_three(const ExitProblem& problem, int cells) {
  require_valid(problem);
  require(std::holds_alternative<UniformNoise>(problem.noise), "exit in the plane: uniform noise is needed");
  require(4 <= cells && cells <= 256,
          [&] { return fmt::format("exit in the plane: {} cells, expected 4..256", cells); });
  ExitProblem positive = problem;
  std::erase(positive.start, Rational(0));
  require(positive.start.size() == 3,
          [&] { return fmt::format("exit in the plane: {} positive components, expected 3", positive.start.size()); });
  return positive;
}

}  // namespace

double exit_plane_nodes(const ExitProblem& problem, int cells) {
  const ExitProblem positive = require_three(problem, cells);
  return starts_outside(problem) ? 0 : ExitPlaneGrid::count_nodes(positive, cells);
}

ExitEnclosure enclose_exit_in_plane(const ExitProblem& problem, const ExitPlaneOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const ExitProblem positive = require_three(problem, options.cells);
  require(options.threads == 1 || options.threads == 2,
          [&] { return fmt::format("exit in the plane: {} threads, expected 1 or 2", options.threads); });
  require(options.max_steps >= 1, "exit in the plane: max_steps must be positive");
  require(options.max_nodes <= 1e9,
          [&] { return fmt::format("exit in the plane: max_nodes = {}, expected at most 1e9", options.max_nodes); });
  if (starts_outside(problem)) return enclose_exit(problem);  // decided without any computation
  const StopScope scope(options.stop);                        // the tables of the lattice look there
  const ExitPlaneGrid grid(positive, options.cells, options.max_nodes);
  ExitPlane plane(grid, !problem.steps, options.stop);
  ExitEnclosure result;
  result.method = "plane";
  result.spacing = grid.h;
  result.cells = static_cast<int>(grid.nodes());
  result.lower = 0;
  result.upper = 1;
  if (problem.steps) {
    result.lower_by_step.push_back(0);
    result.upper_by_step.push_back(0);
    for (int k = 0; k < *problem.steps; ++k) {
      throw_if_stopped(options.stop);
      plane.step(options.threads);
      result.lower_by_step.push_back(std::max(result.lower_by_step.back(), plane.lower()));
      result.upper_by_step.push_back(plane.upper());
    }
    result.steps = *problem.steps;
    result.lower = result.lower_by_step.back();
    result.upper = result.upper_by_step.back();
  } else {
    const double patience = 40 / problem.a.convert_to<double>();
    double before = 2;
    for (int n = 1; n <= options.max_steps; ++n) {
      try {
        throw_if_stopped(options.stop);
        plane.step(options.threads);
      } catch (const Stopped&) {
        if (n == 1) throw;
        break;
      }
      result.lower = std::max(result.lower, plane.lower());
      result.upper = std::min(result.upper, plane.upper());
      result.steps = n;
      if (n % 64 != 0) continue;
      const double width = result.upper - result.lower;
      if ((result.lower > 0 || n > patience) && width > (1 - 0x1p-9) * before) break;
      before = width;
    }
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace hebb
