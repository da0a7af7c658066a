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
inline constexpr std::array all_escape_methods{EscapeMethod::martingale_paper, EscapeMethod::martingale_sharp,
                                               EscapeMethod::barrier_power,    EscapeMethod::barrier_pieces,
                                               EscapeMethod::enclosure,        EscapeMethod::plane,
                                               EscapeMethod::monte_carlo,      EscapeMethod::splitting};
/// "martingale-paper" and so on.
std::string_view to_string(EscapeMethod method);

struct EscapeBound;

struct EscapeRequest {
  LeaderProblem problem;
  std::optional<int> steps;  // the horizon; nothing: ever
  /// In the order in which they run. Empty: all of them, except for what would take too long unasked: an enclosure of
  /// more than about a minute, a plane of more than about ten seconds.
  std::vector<EscapeMethod> methods;
  int cells = 128;       // ExitOptions::cells_per_jump
  int plane_cells = 12;  // ExitFaceOptions::cells, ExitPlaneOptions::cells
  /// The wanted width over lower bound of the method plane, instead of plane_cells, where enclose_exit_by_face does it.
  std::optional<double> relative;
  std::uint64_t paths = 1'000'000, seed = 1;
  unsigned threads = 0;           // 0: all cores
  Rational alpha = {1, 100};      // 1 - the confidence level of the estimates
  StopFlag stop = nullptr;        // what is done stays, what follows is left out
  bool errors_are_final = false;  // an error other than a broken precondition is thrown, not noted

  /// How the paths are run, when not by MonteCarlo::run alone: with a progress bar and checkpoints, or shared among
  /// machines.
  std::function<MonteCarloTally(const MonteCarlo&)> run_paths;
  /// Sees each row when it is finished.
  std::function<void(const EscapeBound&)> done;
};

/// One row: lower <= P(the event is lost within `steps`) <= upper.
struct EscapeBound {
  enum class Outcome {
    found,
    does_not_apply,
    cannot_run,  // the request is outside of what the method can do
    interrupted,
    failed,  // memory, files
  };
  EscapeMethod method;
  Outcome outcome = Outcome::found;
  std::optional<std::uint64_t> steps = {};  // nothing: ever
  double lower = 0, upper = 1;
  DecimalEnds text{"0", "1"};  // the same, rounded outward
  bool rigorous = true;
  double seconds = 0;
  std::string note = {};

  bool applies() const { return outcome == Outcome::found; }
};

struct EscapeReport {
  std::vector<EscapeBound> bounds;
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
  EscapeMethod method;
  std::vector<double> a, upper;
};
/// The bounds of theorem and barriers around the learning rate of the problem, above 1e-60 and up to 1. The martingale
/// bounds fall below 1 only at learning rates many orders of magnitude smaller; there the barriers would be far below
/// what a picture shows, and are left out. Throws Stopped.
std::vector<EscapeCurve> escape_against_rate(const LeaderProblem& problem, StopFlag stop = nullptr);

}  // namespace hebb
