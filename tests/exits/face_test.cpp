#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <hebb/exits/face/error.hpp>
#include <hebb/exits/face/face.hpp>
#include <hebb/exits/line/rectangle.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

#include "refused.hpp"

namespace hebb {
namespace face_test {

using namespace literals;

ExitProblem three(const Vec<Rational>& start, const LossEvent& event, std::optional<int> steps,
                  const Rational& alpha = 0.02_q) {
  return {{start, alpha, UniformNoise(2_q), event}, steps};
}
const Vec<Rational> far_third{0.5_q, 0.35_q, 0.15_q};
const LossEvent events[] = {LossEvent::below_gap(0.1_q), LossEvent::below_ratio(1.2_q)};

ExitEnclosure face(const ExitProblem& problem, int cells, int threads = 1) {
  ExitFaceOptions options;
  options.cells = cells;
  options.threads = threads;
  return enclose_exit_by_face(problem, options);
}
FaceChart chart_of(const LossEvent& event, int cells) {
  FaceChart chart(three(far_third, event, 1), cells);
  chart.nodes = 128;
  return chart;
}
double width(const ExitEnclosure& x) { return (x.upper - x.lower) / x.upper; }

TEST(FaceStencil, IsCheckedAgainstMassesAndMoments) {
  for (const LossEvent& event : events) {
    const FaceChart chart = chart_of(event, 5);
    FaceChart other = chart;
    other.nu0 *= 1.001;  // another shear, for the gap only
    for (const int line : {0, chart.strip(chart.start), chart.last}) {
      for (int trigger = 0; trigger < 3; ++trigger) {
        const FaceStencil right = make_face_stencil(chart, line, trigger);
        const auto error = [&](const FaceStencil& stencil) {
          return face_stencil_error(chart, line, trigger, stencil);
        };
        EXPECT_LT(error(right), 1e-12);
        // Whatever is wrong with it is seen: a weight, its place, its line, the parity, the trigger, the shear.
        FaceStencil wrong = right;
        wrong.row[1].mid[2][3] += 1e-8;
        EXPECT_GT(error(wrong), 1e-10);
        wrong = right;
        const std::size_t own = static_cast<std::size_t>(line - chart.centre(line) + face_half);
        std::swap(wrong.row[0].node[own][4], wrong.row[0].node[own][5]);
        EXPECT_GT(error(wrong), 1e-6);
        wrong = right;
        std::swap(wrong.row[0].mid[1], wrong.row[0].mid[3]);
        EXPECT_GT(error(wrong), line == 0 ? -1 : 1e-6);  // on line 0 only the line itself has a weight
        wrong = right;
        std::swap(wrong.row[0], wrong.row[1]);
        EXPECT_GT(error(wrong), 1e-4);
        EXPECT_GT(error(make_face_stencil(chart, line, (trigger + 1) % 3)), 1e-4);
        if (event.gap > 0 && line > 0) EXPECT_GT(error(make_face_stencil(other, line, trigger)), 1e-9);
      }
    }
  }
}

TEST(FaceLaw, BoundsTheDensityAndItsDerivative) {
  for (const LossEvent& event : events) {
    const FaceChart chart = chart_of(event, 6);
    const int line = chart.strip(chart.start);
    const double lambda = chart.shear(chart.line(line));
    for (std::size_t trigger = 0; trigger < 3; ++trigger) {
      const FaceLaw law = bound_face_law(chart, line, static_cast<int>(trigger));
      const auto low = [&](std::size_t j) { return chart.low[trigger == j]; };
      const auto density = [&](double z) {  // by sums over X_1 and X_3: that of log X_2 at log X~ - z
        constexpr int n = 200;
        double sum = 0;
        for (int i = 0; i < n * n; ++i) {
          const double x1 = low(0) + chart.width * (i % n + 0.5) / n, x3 = low(2) + chart.width * (i / n + 0.5) / n;
          const double x2 = (x1 + lambda * (x1 - x3)) * std::exp(-z);
          if (low(1) <= x2 && x2 <= low(1) + chart.width) sum += x2 / chart.width;
        }
        return sum / (n * n);
      };
      double tallest = 0, bound = 0;
      for (int t = 0; t < law.size(); ++t) {
        const std::size_t at = static_cast<std::size_t>(t);
        double before = 0;
        for (const double part : {0.05, 0.5, 0.95}) {
          const double f = density((law.first + t - 1 + part) * chart.h);
          EXPECT_LE(f, law.sup[0][at] + 0.03 * chart.density());
          if (part > 0.05) {
            EXPECT_LE(std::fabs(f - before) / (0.45 * chart.h), law.sup[1][at] + 0.08 * chart.density() / chart.h);
          }
          before = f;
          tallest = std::max(tallest, f);
        }
        bound = std::max(bound, law.sup[0][at]);
      }
      EXPECT_LT(bound, 1.1 * tallest);
    }
  }
}

/// (K W)(y, r): the sums over X_1 and X_3 by Gauss's rule in panels, over X_2 in cells.
double image(const FaceChart& chart, const FaceField& w, double exit, double y, double r) {
  constexpr int panels = 10;
  const double node[] = {0.5 - std::sqrt(0.15), 0.5, 0.5 + std::sqrt(0.15)}, weight[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
  const auto p = chart.probabilities(y, r);
  double total = 0;
  for (std::size_t trigger = 0; trigger < 3; ++trigger) {
    for (int i = 0; i < 9 * panels * panels; ++i) {
      const int e1 = i % (3 * panels), e3 = i / (3 * panels);
      const double x1 = chart.low[trigger == 0] + chart.width * (e1 / 3 + node[e1 % 3]) / panels;
      const double x3 = chart.low[trigger == 2] + chart.width * (e3 / 3 + node[e3 % 3]) / panels;
      const double growth = x1 + chart.shear(r) * (x1 - x3), to_r = r * x3 / x1;
      const double least = chart.low[trigger == 1], most = chart.high[trigger == 1];
      const double top = y + std::log(growth / least), bottom = y + std::log(growth / most);
      double sum = bottom < 0 ? exit * (most - std::max(least, growth * std::exp(y))) : 0;
      for (double from = std::max(bottom, 0.0); from < top;) {
        const double to = std::min(top, (std::floor(from / chart.h + 1e-9) + 1) * chart.h);
        for (int e = 0; e < 3; ++e) {
          const double at = from + (to - from) * node[e];
          sum += weight[e] * (to - from) * growth * std::exp(y - at) * w.value(chart, at, to_r);
        }
        from = to;
      }
      total += p[trigger] * weight[e1 % 3] * weight[e3 % 3] / (panels * panels) * sum / chart.width;
    }
  }
  return total;
}

TEST(FaceResidual, BoundsTheResidualWhereverItIsSampled) {
  // For the third one the shear is ten times as strong.
  for (const auto& [start, event] : {std::pair(far_third, events[0]), std::pair(far_third, events[1]),
                                     std::pair(Vec<Rational>{0.7_q, 0.2_q, 0.1_q}, LossEvent::below_gap(0.4_q))}) {
    FaceChart chart(three(start, event, 1), 4);
    chart.nodes = 128;
    const FaceKernel kernel(chart, 1, nullptr);
    FaceResidual residual(kernel, 1, nullptr);
    FaceField w(chart, kernel.padding), next(chart, kernel.padding);
    w.close(1);
    double closest = 0;
    int seen = 0, samples = 0;
    for (int n = 1; n <= 24; ++n) {
      apply(kernel, w, 1, next, 1, nullptr);
      next.close(1);
      if (n == 1 || n == 5 || n == 24) {
        residual.bound(w, 1);
        for (const int cell : {0, 1, 2, 3, 4, 6, 7, 11, 20}) {
          for (const double r :
               {0.03, chart.start - 0.004, chart.start + 0.4 * chart.spacing, (chart.last - 0.8) * chart.spacing}) {
            const double y = (cell + 0.3 + 0.05 * (cell % 5)) * chart.h, bound = residual.strip(chart.strip(r))[cell];
            const double off = next.value(chart, y, r) - image(chart, w, 1, y, r);
            EXPECT_LE(std::fabs(off), bound + 2e-6) << n << ' ' << cell << ' ' << r;
            if (bound > 1e-5) {
              closest = std::max(closest, std::fabs(off) / bound);
              ++samples;
              seen += std::fabs(off + 1.5 * bound) > bound + 2e-6;  // a wrong W' is seen
            }
          }
        }
      }
      std::swap(w, next);
    }
    EXPECT_GT(closest, 0.05);
    EXPECT_GT(samples, 20);
    EXPECT_GT(seen, 0.4 * samples);
  }
}

TEST(ExitFace, ContainsSampling) {
  const Vec<Rational> starts[] = {far_third};
  for (const LossEvent& event : events) {
    for (const Vec<Rational>& start : starts) {
      const int steps = 60;
      const ExitProblem problem = three(start, event, steps);
      const ExitEnclosure bounds = face(problem, 5);
      EXPECT_EQ(bounds.method, "chart");
      EXPECT_LT(width(bounds), 0.05);
      for (const int k : {steps / 3, steps}) {
        const MonteCarlo sampling(
            {{.start = problem.start, .a = problem.a, .noise = UniformNoise(2_q), .event = problem.event},
             static_cast<std::uint64_t>(k)},
            {.paths = 1 << 18, .seed = 7, .threads = 0, .report_steps = {}});
        const EscapeEstimate sampled = loss_estimates(sampling.run(), 1e-6_q).back();
        EXPECT_LE(bounds.lower_by_step[static_cast<std::size_t>(k)], sampled.fixed.upper) << k;
        EXPECT_GE(bounds.upper_by_step[static_cast<std::size_t>(k)], sampled.fixed.lower) << k;
      }
    }
  }
}

TEST(ExitFace, RefinesAndAgreesWithTheLatticeInThePlane) {
  for (const LossEvent& event : events) {
    const ExitProblem problem = three(far_third, event, 24);
    ExitPlaneOptions options;
    options.cells = 8;
    const ExitEnclosure plane = enclose_exit_in_plane(problem, options), pairwise = enclose_exit(problem);
    ExitEnclosure coarse = face(problem, 4);
    for (const int cells : {6, 9}) {
      const ExitEnclosure fine = face(problem, cells);
      EXPECT_LT(fine.upper - fine.lower, 0.75 * (coarse.upper - coarse.lower));
      EXPECT_LE(coarse.lower, fine.lower);
      EXPECT_GE(coarse.upper, fine.upper);
      for (std::size_t k = 0; k < fine.upper_by_step.size(); ++k) {
        EXPECT_LE(fine.lower_by_step[k], coarse.upper_by_step[k]);
        EXPECT_GE(fine.upper_by_step[k], coarse.lower_by_step[k]);
        EXPECT_LE(fine.lower_by_step[k], plane.upper_by_step[k]);
        EXPECT_GE(fine.upper_by_step[k], plane.lower_by_step[k]);
      }
      coarse = fine;
    }
    EXPECT_LT(plane.lower, coarse.lower);
    EXPECT_GT(plane.upper, coarse.upper);
    EXPECT_LT(pairwise.lower, coarse.lower);
    EXPECT_GT(pairwise.upper, coarse.upper);
    EXPECT_LT(width(coarse), 0.06);
  }
}

TEST(ExitFace, MoreCellsNarrowItToTheEnd) {
  // The bound E of the error must not grow from step to step, however many lines there are.
  const ExitProblem problem = three(far_third, events[0], 100);
  const ExitEnclosure coarse = face(problem, 8, 2), fine = face(problem, 14, 2);
  EXPECT_LT(fine.upper - fine.lower, 0.75 * (coarse.upper - coarse.lower));
  EXPECT_LE(coarse.lower, fine.lower);
  EXPECT_GE(coarse.upper, fine.upper);
  EXPECT_LT(width(fine), 4e-3);
}

TEST(ExitFace, OrderThreadsAndZerosDoNotMatter) {
  const ExitProblem problem = three(far_third, events[0], 12);
  const ExitEnclosure one = face(problem, 5), two = face(problem, 5, 2),
                      swapped = face(three({0.5_q, 0.15_q, 0.35_q}, events[0], 12), 5),
                      longer = face(three({0.5_q, 0_q, 0.35_q, 0.15_q}, events[0], 12), 5);
  for (const ExitEnclosure& other : {two, swapped, longer}) {
    EXPECT_EQ(other.lower_by_step, one.lower_by_step);
    EXPECT_EQ(other.upper_by_step, one.upper_by_step);
  }
}

TEST(ExitFace, AThirdComponentThatIsAlmostNothingLeavesTwo) {
  const Rational tiny(1, 1'000'000'000'000);
  for (const LossEvent& event : events) {
    const ExitEnclosure three_of_them = face(three({0.6_q - tiny, 0.4_q, tiny}, event, 40), 6);
    const ExitEnclosure two_of_them = enclose_exit(three({0.6_q, 0.4_q}, event, 40));
    EXPECT_LT(width(three_of_them), 0.06);
    for (const std::size_t k : {20u, 30u, 40u}) {
      EXPECT_LE(three_of_them.lower_by_step[k], two_of_them.upper_by_step[k] + 1e-9);
      EXPECT_GE(three_of_them.upper_by_step[k], two_of_them.lower_by_step[k] - 1e-9);
    }
  }
}

TEST(ExitFace, ForeverIsAboveEveryHorizon) {
  ExitProblem problem = three(far_third, events[0], 100, 0.04_q);
  const ExitEnclosure by_step = face(problem, 4);
  problem.steps.reset();
  const ExitEnclosure ever = face(problem, 4);
  EXPECT_GE(ever.upper, by_step.lower);
  EXPECT_GE(ever.lower, 0.95 * by_step.lower);
  EXPECT_LT(width(ever), 0.2);
  EXPECT_TRUE(ever.upper_by_step.empty());
  const ExitEnclosure pairwise = enclose_exit(problem);
  EXPECT_LT(pairwise.lower, ever.lower);
  EXPECT_GT(pairwise.upper, ever.upper);
}

TEST(FaceError, KnowsThatAnotherFixedPointIsNoAnswer) {
  // V + (1/2) P(survive) is a fixed point of K as well: started there, the residuals are as small, and only the error
  // at the start tells.
  const ExitProblem problem = three(far_third, events[0], 40, 0.04_q);
  const ExitEnclosure right = face(problem, 6);
  FaceChart chart(problem, 6);
  chart.nodes = 128;
  const FaceKernel kernel(chart, 1, nullptr);
  FaceResidual residual(kernel, 1, nullptr);
  FaceField w(chart, kernel.padding), next(chart, kernel.padding);
  for (int k = 0; k < chart.lines; ++k) {
    std::fill(w.node(k), w.node(k) + chart.nodes, 0.5);
    std::fill(w.mid(k), w.mid(k) + chart.nodes, 0.5);
  }
  w.close(1);
  FaceError none(chart, 1, 1, nullptr), honest(chart, 1, 1, nullptr);
  honest.start([](double) { return 0.5; });
  for (int n = 0; n < 40; ++n) {
    residual.bound(w, 1);
    none.step(chart, residual, 1e-12);
    honest.step(chart, residual, 1e-12);
    apply(kernel, w, 1, next, 1, nullptr);
    next.close(1);
    std::swap(w, next);
  }
  const double y = std::log((chart.nu0 * 0.5 - chart.nu1 * 0.15) / 0.35), value = w.value(chart, y, chart.start);
  EXPECT_LT(honest.deficit(), 1e-6);
  EXPECT_LT(honest.top_deficit(), 2.4);
  EXPECT_GT(value - none.at(y, chart.start), right.upper + 0.1);
  EXPECT_LE(value - honest.at(y, chart.start), right.upper);
  EXPECT_LT(honest.at(y, chart.start), 0.6);
}

TEST(ExitFace, ChoosesCellsForAWidth) {
  const ExitProblem problem = three(far_third, events[1], 30);
  const int cells = exit_face_cells(problem, 0.004);
  EXPECT_GT(cells, 4);
  EXPECT_LT(cells, 12);
  const ExitEnclosure found = face(problem, cells);
  EXPECT_LT(found.upper - found.lower, 0.0065 * found.lower);
  EXPECT_EQ(refined_exit_face_cells(cells, found, 0.9), cells);
  EXPECT_GT(refined_exit_face_cells(cells, found, 1e-4), 2 * cells);
  EXPECT_EQ(refined_exit_face_cells(cells, found, 1e-12), 64);
}

TEST(ExitFace, NeglectsAnOpponentThatIsFarBehind) {
  EXPECT_LT(exit_face_neglect(three(far_third, events[0], 60)), 1e-3);
  EXPECT_GT(exit_face_neglect(three({0.42_q, 0.29_q, 0.29_q}, events[0], 60)), 0.1);
  EXPECT_EQ(exit_face_neglect(three({0.4_q, 0.3_q, 0.3_q}, LossEvent::below_gap(0.0999_q), 60)),
            std::numeric_limits<double>::infinity());
}

TEST(ExitRectangle, TheSidesMakeUpTheWhole) {
  const ExitProblem problem = three(far_third, events[1], 30);
  const ExitRectangle rectangle{{0.8_q, 0.6_q}};
  const std::vector<double> all = bound_leaving_by_step(problem, rectangle, 8),
                            two = bound_leaving_side_by_step(problem, rectangle, 0, 8),
                            three_ = bound_leaving_side_by_step(problem, rectangle, 1, 8);
  for (std::size_t k = 0; k <= 30; ++k) EXPECT_NEAR(all[k], two[k] + three_[k], 1e-15);
  ExitProblem ever = problem;
  ever.steps.reset();
  const double of_ever = bound_leaving_side_by_step(ever, rectangle, 0, 8).back();
  EXPECT_GT(of_ever, two.back());
  EXPECT_LT(of_ever, 1);
}

TEST(ExitFace, RefusesWhatItDoesNotKnow) {
  const ExitProblem good = three(far_third, events[0], 3);
  ExitProblem bad = good;
  bad.start = {0.5_q, 0.5_q};
  EXPECT_REFUSED(face(bad, 8), PreconditionError, "exit on the chart: 2 positive components, expected 3");
  bad = good;
  bad.noise = TwoPointNoise(2_q);
  EXPECT_REFUSED(face(bad, 8), PreconditionError, "exit on the chart: uniform noise is needed");
  EXPECT_REFUSED(face(good, 3), PreconditionError, "exit on the chart: 3 cells, expected 4..64");
  EXPECT_REFUSED(face(good, 8, 3), PreconditionError, "exit on the chart: 3 threads, expected 1 or 2");
  bad = good;
  bad.start = {0.4_q, 0.3_q, 0.3_q};
  bad.event = LossEvent::below_gap(0.0999_q);
  EXPECT_REFUSED(face(bad, 8), PreconditionError, "exit on the chart: the third component is too near the first one");
  bad = good;
  bad.a = 0.00001_q;
  EXPECT_REFUSED(face(bad, 16), PreconditionError, "exit on the chart: 3.21e+08 nodes, more than 2e+06");
  ExitProblem lost = good;
  lost.start = {0.34_q, 0.33_q, 0.33_q};
  EXPECT_EQ(face(lost, 8).lower, 1);
}

}  // namespace face_test
}  // namespace hebb
