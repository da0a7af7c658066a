#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include <fmt/format.h>

#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/barriers/martingale.hpp>
#include <hebb/escape/escape.hpp>
#include <hebb/exits/face/face.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/model/factor_range.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/splitting.hpp>

namespace hebb {
namespace {

RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

template <EnclosureScalar E>
void set_upper(EscapeBound& bound, const E& x) {
  bound.upper = x.upper();
  bound.text.upper = decimal_ends(x).upper;
}
void set_both(EscapeBound& bound, double lower, double upper) {
  bound.lower = lower;
  bound.upper = upper;
  bound.text = decimal_ends(Interval(lower, upper));
}
void give_up(EscapeBound& bound, std::string why) {
  bound.outcome = EscapeBound::Outcome::does_not_apply;
  bound.note = std::move(why);
}

/// What bounds "ever", so every horizon: the martingale argument and the barriers.
class Always {
 public:
  Always(const LeaderProblem& problem, StopFlag stop)
      : event_(problem.event),
        start_(problem.start),
        gap_(initial_gap(problem.start)),
        law_(barrier_law(problem.noise)),
        stop_(stop) {}

  const Rational& gap() const { return gap_; }
  Rational ratio_limit() const { return hebb::ratio_limit(event_, static_cast<int>(start_.size())); }

  /// T1.
  void martingale(EscapeBound& b, const Rational& a, MartingaleForm form) const {
    if (event_ != LossEvent::below_gap(gap_ / 2)) return give_up(b, "about the event theta only");
    const Rational limit = learning_rate_condition(form, gap_, law_.q);
    if (a > limit) return give_up(b, fmt::format("needs a <= {:.4}", LowerBound(limit)));
    const RealInterval delta = real(gap_), rest = real(1 - start_[0]),
                       factor = moment_factor(form, real(law_.q), law_.variance);
    set_upper(b, form == MartingaleForm::paper
                     ? escape_bound_printed(delta, factor, rest, real(a))
                     : escape_bound(delta, factor, rest, real(a),
                                    contraction_rate(form, real(static_cast<int>(start_.size())), delta)));
    if (b.upper >= 1) b.note = "says nothing: above 1";
  }

  std::optional<BarrierBound> barrier(EscapeBound& b, const Rational& a, int pieces) const {
    BarrierOptions how;
    how.ratio_limit = ratio_limit();
    how.max_pieces = pieces;
    how.stop = stop_;
    auto found = escape_barrier(start_, a, law_, how);
    if (!found) {
      give_up(b, "no barrier proves a bound below 1");
      return found;
    }
    set_upper(b, found->probability);
    const std::vector<BarrierPiece>& all = found->barrier.pieces;
    b.note = pieces == 1
                 ? fmt::format("exponent {}", all.front().exponent)
                 : fmt::format("{} pieces, exponents {} to {}", all.size(), all.front().exponent, all.back().exponent);
    return found;
  }

  std::optional<BarrierBound> bound(EscapeBound& b, const Rational& a) const {
    switch (b.method) {
      case EscapeMethod::martingale_paper:
        martingale(b, a, MartingaleForm::paper);
        return std::nullopt;
      case EscapeMethod::martingale_sharp:
        martingale(b, a, MartingaleForm::sharp);
        return std::nullopt;
      case EscapeMethod::barrier_power:
        return barrier(b, a, 1);
      default:
        return barrier(b, a, 16);
    }
  }

 private:
  LossEvent event_;
  SimplexPoint<Rational> start_;
  Rational gap_;
  BarrierLaw law_;
  StopFlag stop_;
};

/// The request, method by method.
class Study {
 public:
  explicit Study(const EscapeRequest& request)
      : request_(request), problem_(request.problem), always_(problem_, request.stop) {
    report_.simulated_steps = horizon();
  }

  EscapeReport run() {
    for (const EscapeMethod method : all_escape_methods) {
      if (!wants(request_, method) || is_stopped(request_.stop)) continue;
      report_.bounds.push_back(row(method));
      if (request_.done) request_.done(report_.bounds.back());
    }
    return std::move(report_);
  }

  std::optional<ChainProblem> simulation() const {
    if (!is_one_law(problem_.noise)) return std::nullopt;
    return ChainProblem{problem_, horizon()};
  }

  MonteCarloOptions monte_carlo_options() const {
    MonteCarloOptions how;
    how.paths = request_.paths;
    how.seed = request_.seed;
    how.threads = request_.threads;
    for (std::uint64_t j = 1; j <= 20; ++j) {
      const std::uint64_t k = horizon() * j / 20;
      if (k > 0 && (how.report_steps.empty() || how.report_steps.back() < k)) how.report_steps.push_back(k);
    }
    return how;
  }

 private:
  bool asked() const { return !request_.methods.empty(); }
  const char* interruption() const { return is_stopped(request_.stop) ? ", interrupted" : ""; }

  /// For "ever" a number of steps after which little can happen.
  std::uint64_t horizon() const {
    return request_.steps ? static_cast<std::uint64_t>(*request_.steps)
                          : static_cast<std::uint64_t>(Rational(20 / problem_.a).convert_to<double>()) + 1;
  }

  EscapeBound row(EscapeMethod method) {
    using Outcome = EscapeBound::Outcome;
    EscapeBound bound{.method = method};
    const auto start = std::chrono::steady_clock::now();
    const auto end_with = [&](Outcome outcome, std::string why) {
      bound = EscapeBound{.method = method, .outcome = outcome, .note = std::move(why)};
    };
    try {
      compute(bound);
    } catch (const Stopped&) {
      end_with(Outcome::interrupted, "interrupted");
    } catch (const PreconditionError& e) {
      end_with(Outcome::cannot_run, e.what());
    } catch (const std::bad_alloc&) {
      if (request_.errors_are_final) throw;
      end_with(Outcome::failed, "there is not enough memory");
    } catch (const std::exception& e) {
      if (request_.errors_are_final) throw;
      end_with(Outcome::failed, e.what());
    }
    bound.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return bound;
  }

  void compute(EscapeBound& b) {
    switch (b.method) {
      case EscapeMethod::enclosure:
        return enclosure(b);
      case EscapeMethod::plane:
        return plane(b);
      case EscapeMethod::monte_carlo:
        return monte_carlo(b);
      case EscapeMethod::splitting:
        return splitting(b);
      default:
        if (auto found = always_.bound(b, problem_.a)) report_.barrier = std::move(found);
    }
  }

  /// Where no path can get to the loss in so few steps the probability is 0 exactly, and not only below the least
  /// number that the lattice knows.
  void set_enclosure(EscapeBound& b, const ExitEnclosure& found) const {
    const bool is_impossible = request_.steps && !can_be_lost_within(*request_.steps);
    set_both(b, is_impossible ? 0 : found.lower, is_impossible ? 0 : found.upper);
    if (request_.steps) b.steps = *request_.steps;
  }

  /// In a step p_u / p_1 grows by the factor (1 + a Q)/(1 - a (Q - 1)) at most.
  bool can_be_lost_within(int steps) const {
    const Rational& q = noise_bound(problem_.noise);
    const Rational start = (problem_.start[0] - always_.gap()) / problem_.start[0],
                   factor = factor_range(q, problem_.a, 1).high / factor_range(q, problem_.a, 0).low;
    return !certainly(less_equal(Interval(start) * pow(Interval(factor), steps), Interval(always_.ratio_limit())));
  }

  void enclosure(EscapeBound& b) {
    const ExitProblem problem{problem_, request_.steps};
    const bool uniform = std::holds_alternative<UniformNoise>(problem_.noise);
    const auto positive = std::ranges::count_if(problem_.start, [](const Rational& x) { return x > 0; });
    if (!uniform && !(std::holds_alternative<TwoPointNoise>(problem_.noise) && positive == 2))
      return give_up(b, "knows uniform noise, and two-point noise for d = 2");
    ExitOptions how;
    how.cells_per_jump = request_.cells;
    how.threads = request_.threads == 1 ? 1 : 2;
    how.stop = request_.stop;
    constexpr double products_a_minute = 6e9;
    const double minutes = exit_products(problem, how) / products_a_minute;
    if (!asked() && minutes > 1) {
      return give_up(
          b,
          fmt::format("about {:.2g} minutes, too long to do unasked: --methods enclosure, or fewer --cells", minutes));
    }
    report_.enclosure = uniform ? enclose_exit(problem, how) : enclose_exit_by_rounding(problem, how);
    set_enclosure(b, *report_.enclosure);
    b.note = std::string(report_.enclosure->method) + interruption();
  }

  void plane(EscapeBound& b) {
    const ExitProblem problem{problem_, request_.steps};
    const auto positive = std::ranges::count_if(problem_.start, [](const Rational& x) { return x > 0; });
    if (!std::holds_alternative<UniformNoise>(problem_.noise) || positive != 3)
      return give_up(b, "for three components and uniform noise");
    ExitEnclosure found;
    if (exit_face_neglect(problem, request_.stop) <= 1e-3) {
      if (!chart(b, problem, found)) return;
      // With few lines, at large rates, the chart says little.
      EscapeBound other = b;
      ExitEnclosure second;
      if (found.upper > 2 * found.lower && !is_stopped(request_.stop) && lattice(other, problem, second) &&
          second.upper - second.lower < found.upper - found.lower)
        found = second;
    } else if (!lattice(b, problem, found)) {
      return;
    }
    set_enclosure(b, found);
    b.note = fmt::format("{}, {:.2g} nodes{}", found.method, static_cast<double>(found.cells), interruption());
    if (found.method == "chart" && found.upper >= 1 && !is_stopped(request_.stop))
      b.note += "; the bound of the error does not hold up to the end: try fewer --plane-cells";
    std::optional<ExitEnclosure>& best = report_.enclosure;
    if (!best || found.upper - found.lower < best->upper - best->lower) best = found;
  }

  double iterations() const {
    return request_.steps ? *request_.steps : Rational(20 / problem_.a).convert_to<double>();
  }

  bool chart(EscapeBound& b, const ExitProblem& problem, ExitEnclosure& found) const {
    ExitFaceOptions how;
    how.cells = std::min(request_.plane_cells, 64);
    how.stop = request_.stop;
    how.threads = request_.threads == 1 ? 1 : 2;
    // A node takes about 100 cells products a step.
    const double nodes = exit_face_nodes(problem, how.cells);
    if (nodes > 2e6 || (!asked() && nodes * how.cells * iterations() > 5e7)) {
      give_up(b, fmt::format("{:.2g} nodes, too many{}", nodes,
                             asked() ? ": fewer --plane-cells" : " to do unasked: --methods plane"));
      return false;
    }
    if (!request_.relative) {
      found = enclose_exit_by_face(problem, how);
      return true;
    }
    // All are enclosures; a finer chart may lose its bound of the error on the way, and then says less.
    const auto keep_narrower = [&](int cells) {
      how.cells = cells;
      const ExitEnclosure next = enclose_exit_by_face(problem, how);
      if (next.upper - next.lower < found.upper - found.lower) found = next;
    };
    how.cells = exit_face_cells(problem, *request_.relative, how);
    found = enclose_exit_by_face(problem, how);
    try {  // more where that was not enough; it may be interrupted
      constexpr int robust = 8;
      if (found.upper >= 1 && how.cells > robust) keep_narrower(robust);
      const int cells = refined_exit_face_cells(how.cells, found, *request_.relative);
      if (cells > how.cells) keep_narrower(cells);
    } catch (const Stopped&) {
    }
    return true;
  }

  bool lattice(EscapeBound& b, const ExitProblem& problem, ExitEnclosure& found) const {
    ExitPlaneOptions how;
    how.cells = request_.plane_cells;
    how.stop = request_.stop;
    how.threads = request_.threads == 1 ? 1 : 2;
    if (!asked()) how.max_nodes = std::min(how.max_nodes, 1e8 / iterations());
    if (const double nodes = exit_plane_nodes(problem, how.cells); nodes > how.max_nodes) {
      give_up(b, fmt::format("{:.2g} nodes, too many{}", nodes,
                             asked() ? ": fewer --plane-cells" : " to do unasked: --methods plane"));
      return false;
    }
    found = enclose_exit_in_plane(problem, how);
    return true;
  }

  std::optional<ChainProblem> simulation(EscapeBound& b) const {
    b.rigorous = false;
    auto problem = simulation();
    if (problem) {
      b.steps = problem->steps;
    } else {
      give_up(b, "'every' is not one law: nothing to simulate");
    }
    return problem;
  }

  void monte_carlo(EscapeBound& b) {
    const auto problem = simulation(b);
    if (!problem) return;
    const MonteCarlo run(*problem, monte_carlo_options());
    const MonteCarloTally tally = request_.run_paths ? request_.run_paths(run) : run.run({}, request_.stop);
    if (tally.paths == 0) return give_up(b, "interrupted before the first paths");
    report_.estimates = loss_estimates(tally, request_.alpha);
    const EscapeEstimate& last = report_.estimates.back();
    // A run that was stopped has no number of paths fixed beforehand.
    const bool interrupted = is_stopped(request_.stop);
    const ConfidenceInterval interval = interrupted ? last.any_time : last.fixed;
    set_both(b, interval.lower, interval.upper);
    b.note = fmt::format("{} of {} path{}, {} at confidence {}{}", last.events, last.paths, last.paths == 1 ? "" : "s",
                         interrupted ? "confidence sequence" : "Clopper-Pearson", to_exact_decimal(1 - request_.alpha),
                         interruption());
  }

  void splitting(EscapeBound& b) const {
    const auto problem = simulation(b);
    if (!problem) return;
    SplittingOptions how;
    how.seed = request_.seed;
    how.stop = request_.stop;
    how.threads = request_.threads;
    const SplittingEstimate e = split(*problem, how, request_.alpha);
    set_both(b, e.interval.lower, e.interval.upper);
    b.note = fmt::format("estimate {:.4g} +- {:.2g}, {} levels, no guarantee", e.probability, e.standard_error,
                         e.levels.size());
  }

  const EscapeRequest& request_;
  const LeaderProblem& problem_;
  Always always_;
  EscapeReport report_;
};

}  // namespace

std::string_view to_string(EscapeMethod method) {
  switch (method) {
    case EscapeMethod::martingale_paper:
      return "martingale-paper";
    case EscapeMethod::martingale_sharp:
      return "martingale-sharp";
    case EscapeMethod::barrier_power:
      return "barrier-power";
    case EscapeMethod::barrier_pieces:
      return "barrier-pieces";
    case EscapeMethod::enclosure:
      return "enclosure";
    case EscapeMethod::plane:
      return "plane";
    case EscapeMethod::monte_carlo:
      return "monte-carlo";
    default:
      return "splitting";
  }
}

bool wants(const EscapeRequest& request, EscapeMethod method) {
  return request.methods.empty() || std::ranges::find(request.methods, method) != request.methods.end();
}

void require_resumable(const EscapeRequest& request, const MonteCarloTally& tally) {
  const Study study(request);
  const auto problem = study.simulation();
  if (problem) MonteCarlo(*problem, study.monte_carlo_options()).require_resumable(tally);
}

EscapeReport escape_report(const EscapeRequest& request) { return Study(request).run(); }

std::vector<EscapeCurve> escape_against_rate(const LeaderProblem& problem, StopFlag stop) {
  std::vector<EscapeCurve> curves;
  for (const EscapeMethod method : {EscapeMethod::martingale_paper, EscapeMethod::martingale_sharp,
                                    EscapeMethod::barrier_power, EscapeMethod::barrier_pieces}) {
    curves.push_back({method, {}, {}});
  }
  std::vector<Rational> rates;
  for (unsigned k = 36; k >= 4; k -= 2) rates.push_back(problem.a / Rational(Integer(1) << k));
  for (int k = 1; k <= 24; ++k) rates.push_back(problem.a * k / 8);
  const Always always(problem, stop);
  for (const Rational& a : rates) {
    if (a * noise_bound(problem.noise) >= 1) break;
    for (EscapeCurve& curve : curves) {
      const bool martingale =
          curve.method == EscapeMethod::martingale_paper || curve.method == EscapeMethod::martingale_sharp;
      if (!martingale && 8 * a < problem.a) continue;
      EscapeBound b{.method = curve.method};
      always.bound(b, a);
      if (!b.applies() || b.upper > 1 || b.upper < 1e-60) continue;
      curve.a.push_back(a.convert_to<double>());
      curve.upper.push_back(b.upper);
    }
  }
  return curves;
}

}  // namespace hebb
