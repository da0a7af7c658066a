#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <new>

#include <fmt/format.h>

#include <hebb/barriers/martingale.hpp>
#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/certificate.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/exits/plane/plane.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/model/factor_range.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>
#include <hebb/simulation/paths/splitting.hpp>
#include <hebb/text/json.hpp>
#include <hebb/theorems/barrier_claim.hpp>
#include <hebb/verify/prove.hpp>

#include "commands/commands.hpp"
#include "shared/chain_options.hpp"
#include "shared/numbers.hpp"
#include "shared/ranks.hpp"

namespace hebb::cli {
namespace {

struct Options {
  ChainOptions chain;
  std::string alpha, steps = "1000", confidence = "0.99", svg, certificates, resume;
  std::vector<std::string> methods;
  std::uint64_t paths = 1'000'000, seed = 1;
  int cells = 128, plane_cells = 12;
  unsigned threads = 0;
  bool json = false;
};

constexpr const char* all_methods[] = {"martingale-paper", "martingale-sharp", "barrier-power",
                                       "barrier-pieces",   "enclosure",        "plane",
                                       "monte-carlo",      "splitting"};

/// One line of the answer: lower <= P(the event is lost within `steps`) <= upper. A method that does not apply, cannot
/// run or was interrupted says so in the note.
struct Bound {
  std::string method, steps = "ever";
  double low = 0, high = 1;
  DecimalEnds text{"0", "1"};
  bool applies = true, rigorous = true, cannot_run = false;
  double seconds = 0;
  std::string note;
};

template <EnclosureScalar E>
void set_upper(Bound& bound, const E& x) {
  bound.high = x.upper();
  bound.text.upper = decimal_ends(x).upper;
}
void set_both(Bound& bound, double low, double high) {
  bound.low = low;
  bound.high = high;
  bound.text = decimal_ends(Interval(low, high));
}

class Escape {
 public:
  Escape(const Options& options, const Ranks& ranks)
      : options_(options),
        ranks_(ranks),
        chain_(read_chain(options.chain)),
        a_(parse_learning_rate(options.alpha, chain_.q)),
        alpha_(parse_alpha(options.confidence)) {
    if (options.steps != "ever") {
      steps_ = static_cast<int>(parse_count("--steps", options.steps, 1, 100'000'000));
    }
    require(options.resume.empty() || ranks.size() == 1, "--resume is for a single process, not for mpirun");
    require_outputs({{"--json", options.json ? "-" : ""}}, {{"--svg", options.svg}, {"--resume", options.resume}});
    require_directory("--certificates", options.certificates);
    for (const std::string& method : options.methods) {
      require(std::ranges::find(all_methods, method) != std::end(all_methods),
              [&] { return fmt::format("--methods {}: there are {}", method, fmt::join(all_methods, ", ")); });
    }
  }

  bool wants(const std::string& method) const {
    return options_.methods.empty() || std::ranges::find(options_.methods, method) != options_.methods.end();
  }

  /// The methods, one after the other; `done` sees each when it is finished.
  std::vector<Bound> all(const std::function<void(const Bound&)>& done) {
    read_checkpoint();
    std::vector<Bound> bounds;
    const auto add = [&](const std::string& method, const std::function<void(Bound&)>& compute) {
      if (!wants(method) || interrupted()) return;
      if (!ranks_.is_root() && method != "monte-carlo") return;  // only the paths are shared
      Bound bound;
      bound.method = method;
      const auto start = std::chrono::steady_clock::now();
      const auto give_up = [&](const std::string& why) {
        bound = {};
        bound.method = method;
        bound.applies = false;
        bound.note = why;
      };
      try {
        compute(bound);
      } catch (const Stopped&) {
        give_up("interrupted");
      } catch (const PreconditionError& e) {
        give_up(e.what());
        bound.cannot_run = true;
      } catch (const std::exception& e) {
        if (ranks_.size() > 1) throw;  // the others wait for the paths of this one: mpirun ends them all
        give_up(dynamic_cast<const std::bad_alloc*>(&e) ? "there is not enough memory" : e.what());
        failures_.push_back(method + ": " + bound.note);
      }
      bound.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      done(bound);
      bounds.push_back(std::move(bound));
    };
    add("martingale-paper", [&](Bound& b) { martingale(b, a_, MartingaleForm::paper); });
    add("martingale-sharp", [&](Bound& b) { martingale(b, a_, MartingaleForm::sharp); });
    add("barrier-power", [&](Bound& b) { barrier_ = barrier(b, a_, 1); });
    add("barrier-pieces", [&](Bound& b) { barrier_ = barrier(b, a_, 16); });
    add("enclosure", [&](Bound& b) { enclosure(b); });
    add("plane", [&](Bound& b) { plane(b); });
    add("monte-carlo", [&](Bound& b) { monte_carlo(b); });
    add("splitting", [&](Bound& b) { splitting(b); });
    return bounds;
  }

  const Chain& chain() const { return chain_; }
  /// What went wrong on the way: memory, files.
  const std::vector<std::string>& failures() const { return failures_; }
  const Rational& a() const { return a_; }
  /// 1 minus the confidence level.
  const Rational& alpha() const { return alpha_; }

  /// Writes the certificate of the last barrier and says what the checker made of it.
  void certify(const std::string& directory) const {
    if (!barrier_) {
      tell("no barrier was proved: no certificate\n");
      return;
    }
    const BarrierClaim claim = barrier_claim(barrier_->barrier, chain_.start);
    ProveOptions how;
    how.stop = interrupt_flag();
    const Decision decision = decide(*find_claim(claim.id), barrier_->barrier.d, claim.constants, how);
    require(decision.certificate.has_value() && decision.verdict == Verdict::proved,
            "the barrier could not be certified: " + decision.reason);
    tell("certificate: {}\n", write_certificate(*decision.certificate, directory).string());
  }

  void write_pictures(const std::vector<Bound>& bounds) const;

 private:
  static RealInterval real(const Rational& q) { return RealInterval(q, BarrierLaw::precision); }

  /// T1: a bound for "ever", so for every horizon.
  void martingale(Bound& b, const Rational& a, MartingaleForm form) const {
    const bool paper = form == MartingaleForm::paper;
    if (!chain_.event.is_theta) {
      b.applies = false;
      b.note = "about the event theta only";
      return;
    }
    const Rational limit = paper ? rate_bound_quadratic(chain_.gap, chain_.q) : rate_bound_sharp(chain_.gap, chain_.q);
    if (a > limit) {
      b.applies = false;
      b.note = fmt::format("needs a <= {:.4}", LowerBound(limit));
      return;
    }
    const RealInterval gap = real(chain_.gap), rest = real(1 - chain_.start[0]);
    const RealInterval factor =
        paper ? crude_moment_factor(real(chain_.q)) : sharp_moment_factor(chain_.barrier_law().variance);
    set_upper(b, paper ? escape_bound_printed(gap, factor, rest, real(a))
                       : escape_bound(gap, factor, rest, real(a), convergence_rate(real(chain_.dimension()), gap)));
    if (b.high >= 1) b.note = "says nothing: above 1";
  }

  std::optional<BarrierBound> barrier(Bound& b, const Rational& a, int pieces) const {
    BarrierOptions how;
    how.ratio_limit = chain_.ratio_limit();
    how.max_pieces = pieces;
    how.stop = interrupt_flag();
    auto found = escape_barrier(chain_.start, a, chain_.barrier_law(), how);
    if (!found) {
      b.applies = false;
      b.note = "no barrier proves a bound below 1";
      return found;
    }
    set_upper(b, found->probability);
    b.note = pieces == 1 ? fmt::format("exponent {}", found->barrier.pieces.front().exponent)
                         : fmt::format("{} pieces, exponents {} to {}", found->barrier.pieces.size(),
                                       found->barrier.pieces.front().exponent, found->barrier.pieces.back().exponent);
    return found;
  }

  /// Where no path can get to the loss in so few steps the probability is 0 exactly, and not only below the least
  /// number that the lattice knows.
  void set_enclosure(Bound& b, const ExitEnclosure& found) const {
    const bool is_impossible = steps_ && !can_be_lost_within(*steps_);
    set_both(b, is_impossible ? 0 : found.lower, is_impossible ? 0 : found.upper);
    if (steps_) b.steps = std::to_string(*steps_);
  }

  /// In a step p_u / p_1 grows by the factor (1 + a Q)/(1 - a (Q - 1)) at most.
  bool can_be_lost_within(int steps) const {
    const Rational start = (chain_.start[0] - chain_.gap) / chain_.start[0],
                   factor = factor_range(chain_.q, a_, 1).high / factor_range(chain_.q, a_, 0).low;
    return !certainly(less_equal(Interval(start) * pow(Interval(factor), steps), Interval(chain_.ratio_limit())));
  }

  void enclosure(Bound& b) {
    const auto noise = chain_.exit_noise();
    if (!noise) {
      b.applies = false;
      b.note = "knows uniform noise, and two-point noise for d = 2";
      return;
    }
    ExitOptions how;
    how.cells_per_jump = options_.cells;
    how.threads = options_.threads == 1 ? 1 : 2;
    how.stop = interrupt_flag();
    const ExitProblem problem{chain_.start.coordinates(), a_, *noise, chain_.event.exit, steps_};
    constexpr double products_a_minute = 6e9;
    const double minutes = exit_products(problem, how) / products_a_minute;
    if (options_.methods.empty() && minutes > 1) {
      b.applies = false;
      b.note =
          fmt::format("about {:.2g} minutes, too long to do unasked: --methods enclosure, or fewer --cells", minutes);
      return;
    }
    exit_ = std::holds_alternative<UniformNoise>(*noise) ? enclose_exit(problem, how)
                                                         : enclose_exit_by_rounding(problem, how);
    set_enclosure(b, *exit_);
    b.note = std::string(exit_->method) + (interrupted() ? ", interrupted" : "");
  }

  /// The lattice in the plane, for three components; without being asked for only when it takes well under a minute.
  void plane(Bound& b) {
    const auto noise = chain_.exit_noise();
    b.applies = false;
    const auto positive = std::ranges::count_if(chain_.start.coordinates(), [](const Rational& x) { return x > 0; });
    if (!noise || !std::holds_alternative<UniformNoise>(*noise) || positive != 3) {
      b.note = "for three components and uniform noise";
      return;
    }
    ExitPlaneOptions how;
    how.cells = options_.plane_cells;
    how.stop = interrupt_flag();
    how.threads = options_.threads == 1 ? 1 : 2;
    const double steps = steps_ ? *steps_ : (Rational(20) / a_).convert_to<double>();
    const bool asked = !options_.methods.empty();
    if (!asked) how.max_nodes = std::min(how.max_nodes, 1e8 / steps);
    const ExitProblem problem{chain_.start.coordinates(), a_, *noise, chain_.event.exit, steps_};
    if (const double nodes = exit_plane_nodes(problem, how.cells); nodes > how.max_nodes) {
      b.note = fmt::format("{:.2g} nodes, too many{}", nodes,
                           asked ? ": fewer --plane-cells" : " to do unasked: --methods plane");
      return;
    }
    const ExitEnclosure found = enclose_exit_in_plane(problem, how);
    b.applies = true;
    set_enclosure(b, found);
    b.note = fmt::format("{}, {:.2g} nodes{}", found.method, static_cast<double>(found.cells),
                         interrupted() ? ", interrupted" : "");
    if (!exit_ || found.upper - found.lower < exit_->upper - exit_->lower) exit_ = found;  // for the picture
  }

  /// The horizon of the simulations; for "ever" one after which little can happen.
  std::uint64_t horizon() const {
    return steps_ ? static_cast<std::uint64_t>(*steps_)
                  : static_cast<std::uint64_t>((Rational(20) / a_).convert_to<double>()) + 1;
  }
  std::optional<ChainProblem> simulation(Bound& b) const {
    b.rigorous = false;
    auto noise = chain_.word_noise();
    if (!noise) {
      b.applies = false;
      b.note = "'every' is not one law: nothing to simulate";
      return std::nullopt;
    }
    ChainProblem problem{chain_.start.coordinates(), a_, std::move(*noise), chain_.loss_event(), horizon()};
    b.steps = std::to_string(problem.steps);
    return problem;
  }

  /// The checkpoint is refused before the work, which may be long.
  void read_checkpoint() {
    if (!wants("monte-carlo") || options_.resume.empty() || !std::filesystem::exists(options_.resume)) return;
    try {
      std::ifstream in(options_.resume);
      resumed_ = tally_from_json({std::istreambuf_iterator<char>(in), {}});
    } catch (const CheckpointError& e) {
      throw PreconditionError(fmt::format("--resume {}: {}", options_.resume, e.what()));
    }
    Bound unused;
    const auto problem = simulation(unused);
    if (!problem) return;
    try {
      MonteCarlo(*problem, monte_carlo_options(*problem)).require_resumable(*resumed_);
    } catch (const PreconditionError& e) {
      throw PreconditionError(fmt::format("--resume {}: {} (the checkpoint is of: {}; seed {}; {} paths)",
                                          options_.resume, e.what(), resumed_->problem, resumed_->seed,
                                          resumed_->paths));
    }
  }

  MonteCarloOptions monte_carlo_options(const ChainProblem& problem) const {
    MonteCarloOptions how;
    how.paths = options_.paths;
    how.seed = options_.seed;
    how.threads = options_.threads;
    for (std::uint64_t j = 1; j <= 20; ++j) {
      const std::uint64_t k = problem.steps * j / 20;
      if (k > 0 && (how.report_steps.empty() || how.report_steps.back() < k)) how.report_steps.push_back(k);
    }
    return how;
  }

  void monte_carlo(Bound& b) {
    const auto problem = simulation(b);
    if (!problem) return;
    const MonteCarlo run(*problem, monte_carlo_options(*problem));
    MonteCarloTally tally = resumed_ ? *resumed_ : run.empty();
    if (ranks_.size() > 1) {
      const std::uint64_t cells = run.cells(), rank = static_cast<std::uint64_t>(ranks_.rank()),
                          size = static_cast<std::uint64_t>(ranks_.size());
      const MonteCarloTally own = run.run_cells(cells * rank / size, cells * (rank + 1) / size, interrupt_flag());
      for (const std::string& text : ranks_.gather(to_json(own))) {
        const MonteCarloTally part = tally_from_json(text);
        // After an interruption only the first paths without a gap are of a fixed order, as the confidence sequence
        // needs it.
        const bool follows = tally.done.empty()
                                 ? part.done.empty() || part.done.front().first == 0
                                 : !part.done.empty() && part.done.front().first == tally.done.back().last;
        if (!interrupted() || follows) tally = merge(tally, part);
      }
    } else {
      tally = run_alone(run, std::move(tally));
    }
    if (tally.paths == 0) {
      b.applies = false;
      b.note = "interrupted before the first paths";
      return;
    }
    estimates_ = loss_estimates(tally, alpha_);
    const EscapeEstimate& last = estimates_.back();
    // A run that was stopped has no number of paths fixed beforehand.
    const ConfidenceInterval interval = interrupted() ? last.any_time : last.fixed;
    set_both(b, interval.lower, interval.upper);
    b.note = fmt::format("{} of {}, {} at confidence {}{}", last.events, counted(last.paths, "path"),
                         interrupted() ? "confidence sequence" : "Clopper-Pearson", options_.confidence,
                         interrupted() ? ", interrupted" : "");
  }

  /// A checkpoint that cannot be written costs the checkpoint, not the paths.
  void save(const MonteCarloTally& tally) {
    try {
      write_file_atomically(options_.resume, to_json(tally));
    } catch (const std::runtime_error& e) {
      if (std::ranges::find(failures_, e.what()) == failures_.end()) failures_.emplace_back(e.what());
    }
  }

  MonteCarloTally run_alone(const MonteCarlo& run, MonteCarloTally tally) {
    const bool bar = shows_progress();
    auto saved = std::chrono::steady_clock::now();
    tally = run.run(
        tally,
        [&](const MonteCarloTally& now) {
          if (bar) draw_progress(now.paths, options_.paths, "paths");
          if (options_.resume.empty() || std::chrono::steady_clock::now() - saved < std::chrono::seconds(5)) return;
          save(now);
          saved = std::chrono::steady_clock::now();
        },
        interrupt_flag());
    if (bar) draw_progress(1, 1, "");
    if (!options_.resume.empty()) save(tally);
    return tally;
  }

  void splitting(Bound& b) const {
    const auto problem = simulation(b);
    if (!problem) return;
    SplittingOptions how;
    how.seed = options_.seed;
    how.stop = interrupt_flag();
    how.threads = options_.threads;
    const SplittingEstimate e = split(*problem, how, alpha_);
    set_both(b, e.interval.lower, e.interval.upper);
    b.note = fmt::format("estimate {:.4g} +- {:.2g}, {} levels, no guarantee", e.probability, e.standard_error,
                         e.levels.size());
  }

  const Options& options_;
  const Ranks& ranks_;
  Chain chain_;
  Rational a_, alpha_;
  std::optional<int> steps_;
  std::optional<BarrierBound> barrier_;
  std::optional<ExitEnclosure> exit_;
  std::vector<EscapeEstimate> estimates_;
  std::optional<MonteCarloTally> resumed_;
  std::vector<std::string> failures_;
};

void Escape::write_pictures(const std::vector<Bound>& bounds) const {
  LinePlot plot{"escape",
                "Probability of losing the leader by step k",
                "",
                "step k",
                "probability",
                Scale::linear,
                Scale::logarithmic,
                {}};
  plot.description = "Bounds and estimates of the probability that the event is lost by step k.";
  if (exit_ && !exit_->upper_by_step.empty()) {
    Series band{"rigorous enclosure", {}, {}, {}};
    const std::size_t n = exit_->upper_by_step.size();
    for (std::size_t k = 0; k < n; k += std::max<std::size_t>(1, n / 400)) {
      if (exit_->upper_by_step[k] <= 1e-12 * exit_->upper) continue;
      band.x.push_back(static_cast<double>(k));
      band.lower.push_back(exit_->lower_by_step[k]);
      band.upper.push_back(exit_->upper_by_step[k]);
    }
    plot.series.push_back(std::move(band));
  }
  if (!estimates_.empty()) {
    Series points{fmt::format("Monte Carlo, {} confidence", options_.confidence), {}, {}, {}, Series::Style::points};
    for (const EscapeEstimate& e : estimates_) {
      if (e.events == 0) continue;
      points.x.push_back(static_cast<double>(e.steps));
      points.lower.push_back(e.fixed.lower);
      points.upper.push_back(e.fixed.upper);
    }
    if (!points.x.empty()) plot.series.push_back(std::move(points));
  }
  const double end = static_cast<double>(horizon());
  for (const Bound& b : bounds) {
    const bool constant =
        b.applies && b.high < 1 && (b.method.rfind("martingale", 0) == 0 || b.method.rfind("barrier", 0) == 0);
    if (constant) plot.series.push_back({b.method + " (ever)", {0, end}, {b.high, b.high}, {}, Series::Style::dashed});
  }
  if (plot.series.empty()) {
    tell("no bound is below 1: no picture\n");
    return;
  }
  write_file_atomically(options_.svg, standalone(line_plot(plot)));
  tell("{}\n", options_.svg);

  LinePlot rates{"escape-alpha",
                 "Probability of losing the leader against the learning rate",
                 "",
                 "learning rate a",
                 "bound (ever)",
                 Scale::logarithmic,
                 Scale::logarithmic,
                 {}};
  rates.description =
      "Upper bounds on the probability that the event is ever lost, for learning rates around the given one.";
  Series paper{"T1, paper", {}, {}, {}, Series::Style::dashed},
      sharp{"T1, sharp moments", {}, {}, {}, Series::Style::dashed}, power{"barrier, one power", {}, {}, {}},
      pieces{"barrier, pieces", {}, {}, {}};
  const auto add = [](Series& series, const Rational& a, const Bound& b) {
    if (!b.applies || b.high > 1 || b.high < 1e-60) return;
    series.x.push_back(a.convert_to<double>());
    series.lower.push_back(b.high);
  };
  // The martingale bounds fall below 1 only at learning rates many orders of magnitude smaller; there the barriers
  // would be far below what the picture shows.
  std::vector<Rational> grid;
  for (unsigned k = 36; k >= 4; k -= 2) grid.push_back(a_ / Rational(Integer(1) << k));
  for (int k = 1; k <= 24; ++k) grid.push_back(a_ * k / 8);
  for (const Rational& a : grid) {
    if (a * chain_.q >= 1) break;
    Bound b;
    martingale(b, a, MartingaleForm::paper);
    add(paper, a, b);
    b = {};
    martingale(b, a, MartingaleForm::sharp);
    add(sharp, a, b);
    if (8 * a < a_) continue;
    b = {};
    barrier(b, a, 1);
    add(power, a, b);
    b = {};
    barrier(b, a, 16);
    add(pieces, a, b);
  }
  for (Series* series : {&paper, &sharp, &power, &pieces}) {
    if (!series->x.empty()) rates.series.push_back(std::move(*series));
  }
  if (rates.series.empty()) return;
  const std::string file = with_suffix(options_.svg, "-alpha");
  write_file_atomically(file, standalone(line_plot(rates)));
  tell("{}\n", file);
}

Json to_json(const Escape& escape, const std::vector<Bound>& bounds, const Options& options) {
  const Chain& chain = escape.chain();
  Json out{
      {"hebb", HEBB_VERSION},       {"p0", Json::array()},      {"alpha", to_string(escape.a())},
      {"q", to_string(chain.q)},    {"law", options.chain.law}, {"event", options.chain.event},
      {"steps", options.steps},     {"seed", options.seed},     {"confidence", to_string(Rational(1 - escape.alpha()))},
      {"complete", !interrupted()}, {"bounds", Json::array()}};
  for (const Rational& x : chain.start.coordinates()) out["p0"].push_back(to_string(x));
  for (const Bound& b : bounds) {
    out["bounds"].push_back({{"method", b.method},
                             {"event", options.chain.event},
                             {"steps", b.steps},
                             {"lower", b.applies ? Json(b.text.lower) : nullptr},
                             {"upper", b.applies ? Json(b.text.upper) : nullptr},
                             {"rigorous", b.rigorous},
                             {"seconds", b.seconds},
                             {"note", b.note}});
  }
  return out;
}

void print_row(const Bound& b) {
  fmt::print("{:<18} {:>9}  {:>15}  {:>15}  {:<9} {:>9.3g}  {}\n", b.method, b.steps,
             b.applies ? LowerBound(b.low).text(8) : "-", b.applies ? UpperBound(b.high).text(8) : "-",
             !b.applies   ? ""
             : b.rigorous ? "proved"
                          : "estimated",
             b.seconds, b.note);
  std::fflush(stdout);  // the next row may take minutes
}

int run(const Options& options) {
  const Ranks ranks;
  Escape escape(options, ranks);
  const bool table = ranks.is_root() && !options.json;
  bool headed = false;
  const std::vector<Bound> bounds = escape.all([&](const Bound& b) {
    if (!table) return;
    if (!headed) {
      fmt::print("P(not: {} for all u and all steps), {}, Q = {}, a = {}\n\n", escape.chain().event.text,
                 noise_text(options.chain.law), to_string(escape.chain().q), to_string(escape.a()));
      fmt::print("{:<18} {:>9}  {:>15}  {:>15}  {:<9} {:>9}  {}\n", "method", "by step", "lower", "upper", "",
                 "seconds", "");
      headed = true;
    }
    print_row(b);
  });
  if (!ranks.is_root()) return success;
  if (options.json) {
    fmt::print("{}\n", to_json(escape, bounds, options).dump(2));
    std::fflush(stdout);
  }
  for (const std::string& failure : escape.failures()) tell("hebb: {}\n", failure);
  try {
    if (!interrupted() && !options.certificates.empty()) escape.certify(options.certificates);
    if (!interrupted() && !options.svg.empty()) escape.write_pictures(bounds);
  } catch (const Stopped&) {  // said below
  }
  if (interrupted()) {
    tell("hebb: interrupted; what is shown holds, the other methods are missing\n");
    return undecided;
  }
  const bool none = !bounds.empty() && std::ranges::all_of(bounds, [](const Bound& b) { return b.cannot_run; });
  if (none && escape.failures().empty()) tell("hebb: no method can run: {}\n", bounds.front().note);
  return none || !escape.failures().empty() ? bad_input : success;
}

}  // namespace

void add_escape(Command app, int& exit_code) {
  Command command =
      app.add_subcommand("escape", "How likely is it that the leader is lost: rigorous bounds and estimates");
  auto options = std::make_shared<Options>();
  add_chain_options(command, options->chain);
  command.add_option("--alpha", options->alpha, "Learning rate a, exact; a Q < 1").required();
  command.add_option("--steps", options->steps, "Horizon: a number of steps, or ever").shows_default();
  command
      .add_option("--methods", options->methods,
                  "martingale-paper, martingale-sharp, barrier-power, barrier-pieces, enclosure, plane, monte-carlo, "
                  "splitting (default: all)")
      .separated_by(',');
  command.add_count("--cells", options->cells, 4, 65536, "Accuracy of the enclosure: lattice cells per jump");
  command.add_count("--plane-cells", options->plane_cells, 4, 256,
                    "Accuracy of the method plane (three components): lattice cells across the noise; the time grows "
                    "like the cube");
  command.add_count("--paths", options->paths, 1, most_chain_paths, "Paths of the Monte Carlo estimate");
  command.add_count("--seed", options->seed, 0, any_word, "Seed of the estimates");
  command.add_option("--confidence", options->confidence, "Confidence level of the estimates").shows_default();
  add_threads_option(command, options->threads);
  command.add_option("--resume", options->resume,
                     "Checkpoint of the Monte Carlo run: continued when it exists, written as it goes");
  command.add_option("--certificates", options->certificates,
                     "Write the certificate of the barrier bound to this directory");
  command.add_flag("--json", options->json, "Write JSON to standard output");
  command.add_option("--svg", options->svg, "Write a plot against k to this file, and one against a to FILE-alpha.svg");
  command.footer(
      "Examples:\n"
      "  hebb escape --p0 0.6,0.4 --alpha 0.01\n"
      "  hebb escape --p0 0.5,0.25,0.25 --alpha 0.01 --steps ever --methods barrier-power,barrier-pieces\n"
      "  hebb escape --p0 0.6,0.4 --alpha 0.01 --event gap:0.1 --svg escape.svg\n"
      "  hebb escape --p0 0.5,0.3,0.2 --alpha 0.01 --event gap:0.1 --methods plane,monte-carlo --plane-cells 16\n"
      "  mpirun -n 4 hebb escape --p0 0.6,0.4 --alpha 0.01 --methods monte-carlo --paths 100000000   the same numbers");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
