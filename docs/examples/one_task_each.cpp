// One task of the library after the other, a few lines each: the table of docs/reference/headers.md says what to
// include and what to link for one of them alone. Each returns whether it found what it should.
#include <cstdio>
#include <string>

#include <hebb/barrier.hpp>
#include <hebb/claims.hpp>
#include <hebb/escape.hpp>
#include <hebb/flow.hpp>
#include <hebb/ledger.hpp>
#include <hebb/model.hpp>
#include <hebb/packed.hpp>
#include <hebb/prove.hpp>
#include <hebb/scalar.hpp>
#include <hebb/simulate.hpp>

using namespace hebb;
using namespace hebb::literals;

namespace {

const SimplexPoint<Rational> start(Vec<Rational>{0.5_q, 0.3_q, 0.2_q});

// scalar: a set that contains exp(x) - 1 - x for every x in [0, 1/10], with doubles as ends.
bool enclose() {
  const Interval x(0.0, 0.1);
  return (exp(x) - 1 - x).contains(0.001_q);
}

// scalar: three answers. 0.1 + 0.2 = 0.3 holds for the numbers; of intervals around them it cannot be known.
bool compare() {
  const Truth exactly = equal(0.1_q + 0.2_q, 0.3_q),
              of_intervals = equal(Interval(0.1_q) + Interval(0.2_q), Interval(0.3_q));
  return certainly(exactly) && possibly(of_intervals) && !certainly(of_intervals);
}

// scalar: the third derivative of x exp(x) at 0 is 3. In intervals, so 3 is enclosed; the same template takes Rational.
bool differentiate() {
  const Jet<Interval> x = Jet<Interval>::variable(Interval(0), 3);
  return (x * exp(x)).derivative(3).contains(3.0);
}

// scalar: eight boxes per instruction; a kernel that runs fast is compiled for each instruction set (packed.hpp).
bool enclose_many() {
  const double lower[] = {0, 1, 2, 3, 4, 5, 6, 7}, upper[] = {1, 2, 3, 4, 5, 6, 7, 8};
  return square(PackedInterval<Portable>::load(lower, upper)).upper(7) == 64;
}

// model: the mean step of the rule from a box of starts.
bool evaluate() {
  const Vec<Interval> field =
      replicator(Vec<Interval>{Interval(0.49, 0.51), Interval(0.29, 0.31), Interval(0.19, 0.21)});
  return certainly(is_positive(field[0])) && certainly(is_negative(field[2]));
}

// verify: an inequality with its certificate, replayed by the checker before prove() says `proved`.
bool prove_inequality() {
  StatementBuilder b;
  const Symbol x = b.real("x"), y = b.real("y");
  b.claim_at_least("means", pow(x, 2) + pow(y, 2), 2 * x * y);
  return prove(b.build()).verdict == Verdict::proved;
}

// language: the same from a text, refuted with an exact point.
bool read_and_refute() {
  const Claim claim = parse_claims("claim wrong\nvariable x in [0, 1]\nprove x^2 >= x\n").front();
  return decide(claim, 2).verdict == Verdict::refuted;
}

// verify: a row of the ledger for two dimensions.
bool verify_the_paper() {
  RunOptions options;
  options.ids = {"G1"};
  options.d_max = 3;
  options.tightness = false;
  for (const ClaimResult& row : verify(options).claims) {
    if (row.verdict != Verdict::proved) return false;
  }
  return true;
}

// flows: where the flow is at the time 5, by its closed form and by validated integration; both contain the truth.
bool integrate() {
  const Interval closed = ReplicatorFlow<Interval>(start).at(5_q).rest;
  FlowQuestion question{.start = start};
  question.integrate = true;
  const Enclosed integrated = FlowStudy(question).at(5_q).distance;
  return closed.lower() <= integrated.upper && integrated.lower <= closed.upper();
}

// simulation: an estimate of the probability that the leader is lost, with an interval that holds at level 99 %.
bool simulate() {
  ChainProblem problem;
  problem.start = start.coordinates();
  problem.a = 0.05_q;
  problem.steps = 500;
  MonteCarloOptions options;
  options.paths = 2000;
  const EscapeEstimate estimate = loss_estimates(MonteCarlo(problem, options).run(), 0.01_q).back();
  return estimate.fixed.lower < estimate.estimate && estimate.estimate < estimate.fixed.upper;
}

// barriers: a proved bound of the same probability, for every number of steps.
bool bound() {
  const auto found = escape_barrier(start, 0.01_q, barrier_law(UniformNoise(2_q)));
  return found && found->probability.upper() < 0.05;
}

// escape: the same by several methods, in one table.
bool bound_by_every_method() {
  EscapeRequest request;
  request.problem.start = start.coordinates();
  request.problem.a = 0.01_q;
  request.methods = {EscapeMethod::martingale_sharp, EscapeMethod::barrier_pieces};
  for (const EscapeBound& row : escape_report(request).bounds) {
    std::printf("  %-18s P(the leader is ever lost) <= %s\n", std::string(to_string(row.method)).c_str(),
                row.text.upper.c_str());
  }
  return true;
}

}  // namespace

int main() {
  const struct {
    const char* name;
    bool (*run)();
  } tasks[] = {{"enclose", enclose},
               {"compare", compare},
               {"differentiate", differentiate},
               {"enclose many", enclose_many},
               {"evaluate", evaluate},
               {"prove", prove_inequality},
               {"read and refute", read_and_refute},
               {"verify the paper", verify_the_paper},
               {"integrate", integrate},
               {"simulate", simulate},
               {"bound", bound},
               {"bound by every method", bound_by_every_method}};
  bool all = true;
  for (const auto& [name, run] : tasks) {
    const bool good = run();
    std::printf("%-22s %s\n", name, good ? "ok" : "FAILED");
    all = all && good;
  }
  return all ? 0 : 1;
}
