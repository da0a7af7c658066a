#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/barriers/barrier.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>

// How likely is it that the leader is lost? One problem, and all that can be said about it: the bounds of the theorem,
// barriers, enclosures, estimates; each says whether it is proved, what it took, and why it does not apply.

namespace hebb {

/// The ways to bound or estimate the probability that the leader is lost.
enum class EscapeMethod {
  martingale_paper,  // T1 as printed
  martingale_sharp,  // T1 with the sharp conditions and moments
  barrier_power,     // one exponent
  barrier_pieces,    // a state-dependent exponent
  enclosure,         // enclose_exit, or enclose_exit_by_rounding
  plane,             // enclose_exit_by_face, or enclose_exit_in_plane when both opponents are near
  monte_carlo,       // counted paths
  splitting,         // multilevel splitting
};
/// All of them, in the order of a table.
inline constexpr std::array all_escape_methods{EscapeMethod::martingale_paper, EscapeMethod::martingale_sharp,
                                               EscapeMethod::barrier_power,    EscapeMethod::barrier_pieces,
                                               EscapeMethod::enclosure,        EscapeMethod::plane,
                                               EscapeMethod::monte_carlo,      EscapeMethod::splitting};
/// "martingale-paper" and so on.
std::string_view to_string(EscapeMethod method);

struct EscapeBound;

/// What is asked: the problem, the horizon, the methods and what they may cost.
struct EscapeRequest {
  LeaderProblem problem;     // the chain, its start and the event
  std::optional<int> steps;  // the horizon; nothing: ever
  /// In the order in which they run. Empty: all of them, except for what would take too long unasked: an enclosure of
  /// more than about a minute, a plane of more than about ten seconds.
  std::vector<EscapeMethod> methods;
  int cells = 128;       // ExitOptions::cells_per_jump
  int plane_cells = 12;  // ExitFaceOptions::cells, ExitPlaneOptions::cells
  /// The wanted width over lower bound of the method plane, instead of plane_cells, where enclose_exit_by_face does it.
  std::optional<double> relative;
  std::uint64_t paths = 1'000'000, seed = 1;  // of monte_carlo and splitting
  unsigned threads = 0;                       // 0: all cores
  Rational alpha = {1, 100};                  // 1 - the confidence level of the estimates
  StopFlag stop = nullptr;                    // what is done stays, what follows is left out
  bool errors_are_final = false;              // an error other than a broken precondition is thrown, not noted

  /// How the paths are run, when not by MonteCarlo::run alone: with a progress bar and checkpoints, or shared among
  /// machines.
  std::function<MonteCarloTally(const MonteCarlo&)> run_paths;
  /// Sees each row when it is finished.
  std::function<void(const EscapeBound&)> done;
};

/// One row: lower <= P(the event is lost within `steps`) <= upper.
struct EscapeBound {
  /// What became of the method; only `found` brings bounds.
  enum class Outcome {
    found,           // lower and upper
    does_not_apply,  // a condition of the bound does not hold
    cannot_run,      // the request is outside of what the method can do
    interrupted,     // by EscapeRequest::stop
    failed,          // memory, files
  };
  EscapeMethod method;                      // whose row it is
  Outcome outcome = Outcome::found;         // what became of it
  std::optional<std::uint64_t> steps = {};  // nothing: ever
  double lower = 0, upper = 1;              // the bounds as doubles, rounded outward
  DecimalEnds text{"0", "1"};               // the same, rounded outward
  bool rigorous = true;                     // proved; otherwise an estimate with a confidence interval
  double seconds = 0;                       // spent on it
  std::string note = {};  // what a reader should know: why there is no bound, what the number holds for

  bool applies() const { return outcome == Outcome::found; }  // the bounds say something
};

/// The rows for one request.
struct EscapeReport {
  std::vector<EscapeBound> bounds;         // one for each method wanted, in the order of all_escape_methods
  std::optional<BarrierBound> barrier;     // the last one that was proved
  std::optional<ExitEnclosure> enclosure;  // the narrower one
  std::vector<EscapeEstimate> estimates;   // of Monte Carlo, by step
  std::uint64_t simulated_steps = 0;       // the horizon of the simulations
};

/// Whether the method is among those of the request.
bool wants(const EscapeRequest& request, EscapeMethod method);

/// Throws PreconditionError when the tally is not of the paths that the request asks for.
void require_resumable(const EscapeRequest& request, const MonteCarloTally& tally);

/// Runs the methods one after the other. Throws PreconditionError unless the start leads, is a point of the simplex and
/// fulfils the event, and 0 < a < 1/Q; whatever a single method cannot do is in its row.
EscapeReport escape_report(const EscapeRequest& request);

/// Bounds for "ever" against the learning rate: one curve.
struct EscapeCurve {
  EscapeMethod method;           // the proved bound that the curve shows
  std::vector<double> a, upper;  // rates, and the bound at each
};
/// The bounds of theorem and barriers around the learning rate of the problem, above 1e-60 and up to 1. The martingale
/// bounds fall below 1 only at learning rates many orders of magnitude smaller; there the barriers would be far below
/// what a picture shows, and are left out. Throws Stopped.
std::vector<EscapeCurve> escape_against_rate(const LeaderProblem& problem, StopFlag stop = nullptr);

}  // namespace hebb
