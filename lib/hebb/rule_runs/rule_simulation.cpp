#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <hebb/laws/laws.hpp>
#include <hebb/model/update.hpp>
#include <hebb/random/word_noise.hpp>
#include <hebb/rule_runs/rule_simulation.hpp>
#include <hebb/rule_runs/tape/rule_tape.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simulation/outputs/outputs_batch.hpp>
#include <hebb/verify/prove.hpp>

namespace hebb {
namespace {

constexpr std::size_t width = rule_tape::width;

/// A rule ready to run, shared by all threads.
class Engine {
 public:
  /// first: where the search for the trigger begins, see rule_tape::Constants.
  Engine(const RuleProblem& problem, std::uint64_t seed, std::uint32_t stream, int first)
      : tape_(problem.rule, problem.a.convert_to<double>(), noise_bound(problem.noise).convert_to<double>()),
        noise_(problem.noise),
        start_(like(1.0, problem.start)) {
    tape_.fill(constants);
    const philox::RoundKeys keys = philox::round_keys(seed);
    std::copy(keys.begin(), keys.end(), constants.keys);
    constants.noise = noise_.tables();
    constants.stream = stream;
    constants.first = first;
    constants.tolerance = simplex_tolerance;
  }

  rule_tape::Constants constants;
  InstructionSet instruction_set = best_instruction_set();
  int operations() const { return tape_.size(); }
  std::vector<double> rows() const { return tape_.rows(start_); }

 private:
  RuleTape tape_;
  WordNoise noise_;
  std::vector<double> start_;
};

/// The paths [first, first + width).
class Batch {
 public:
  Batch(const Engine& engine, std::uint64_t first)
      : engine_(engine), rows_(engine.rows()), scratch_(rule_tape::scratch_size(engine.constants.dimension)) {
    state_.rows = rows_.data();
    state_.step = 0;
    for (std::size_t k = 0; k < width; ++k) {
      state_.number[k] = first + k;
      state_.left[k] = state_.lost[k] = rule_tape::never;
    }
  }

  /// Throws Stopped.
  void advance_to(std::uint64_t step, StopFlag stop) {
    while (state_.step < step) {
      if (state_.step % 1024 < rule_tape::block_steps) throw_if_stopped(stop);
      const auto steps = static_cast<int>(std::min<std::uint64_t>(rule_tape::block_steps, step - state_.step));
      dispatch(engine_.instruction_set,
               [&]<class Isa>(Isa) { rule_tape::advance<Isa>(engine_.constants, state_, steps, scratch_.data()); });
    }
  }
  const rule_tape::State& state() const { return state_; }
  double p(std::size_t i, std::size_t lane) const { return rows_[i * width + lane]; }
  Vec<double> point(std::size_t lane) const {
    Vec<double> out;
    for (int i = 0; i < engine_.constants.dimension; ++i) out.push_back(p(static_cast<std::size_t>(i), lane));
    return out;
  }
  bool has_left(std::size_t lane) const { return state_.left[lane] < rule_tape::never; }
  bool is_decided(std::size_t lane) const { return has_left(lane) || state_.lost[lane] < rule_tape::never; }

 private:
  const Engine& engine_;
  std::vector<double> rows_, scratch_;
  rule_tape::State state_;
};

/// f(batch, its first path, its number of paths) for consecutive batches, on `threads` threads; false for those that
/// were stopped, or not begun.
template <class F>
std::vector<char> for_each_batch(const Engine& engine, std::uint64_t paths, unsigned threads, StopFlag stop,
                                 const F& f) {
  std::vector<char> done((paths + width - 1) / width, 0);
  tbb::task_arena arena(threads == 0 ? tbb::info::default_concurrency() : static_cast<int>(threads));
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, done.size(), [&](std::size_t k) {
      if (is_stopped(stop)) return;
      try {
        Batch batch(engine, k * width);
        f(batch, k * width, std::min<std::uint64_t>(width, paths - k * width));
        done[k] = 1;
      } catch (const Stopped&) {  // the batches that are done stay
      }
    });
  });
  return done;
}

void require_steps(const RuleProblem& problem, std::uint64_t steps) {
  const auto blocks = static_cast<std::uint64_t>(philox::blocks_per_step(problem.rule.dimension));
  require(steps >= 1 && steps < (std::uint64_t{1} << 32) / blocks - 16, [&] {
    return "rule: " + std::to_string(steps) + " steps, expected 1 to about 2^32 / " + std::to_string(blocks);
  });
}

/// The trigger at the start, exactly where it is algebraic.
void require_probability_law(const RecordedRule& rule, const Vec<Rational>& start, const Rational& q) {
  const auto refuse = [&](const std::string& what) {
    throw PreconditionError("rule: its trigger is no probability law at " + show(start) + ": " + what);
  };
  if (rule.trigger.is_algebraic()) {
    Rational total = 0;
    for (const Rational& t : rule.trigger_at(start, q)) {
      if (t < 0) refuse("one probability is " + to_string(t));
      total += t;
    }
    if (total != 1) refuse("the sum is " + to_string(total));
    return;
  }
  const RealInterval as(Rational(0), 128);
  RealInterval total(0);
  for (const RealInterval& t : rule.trigger_at(like(as, start), like(as, q))) {
    if (t.upper() < 0) refuse("one probability is " + show(t.upper()));
    total += t;
  }
  if (!total.contains(Rational(1))) refuse("the sum is " + show(total.upper()));
}

}  // namespace

void require_valid(const RuleProblem& problem) {
  const RecordedRule& rule = problem.rule;
  SimplexPoint<Rational>(problem.start);
  require(problem.start.size() == static_cast<std::size_t>(rule.dimension), [&] {
    return "rule: it was recorded for d = " + std::to_string(rule.dimension) + ", the start " + show(problem.start) +
           " has " + std::to_string(problem.start.size()) + " components";
  });
  require(rule.dimension >= 2 && rule.dimension <= max_chain_dimension, [&] {
    return "rule: d = " + std::to_string(rule.dimension) + ", expected 2 to " + std::to_string(max_chain_dimension);
  });
  require(is_one_law(problem.noise), "rule: the noise must be one law to be simulated");
  const Rational& q = noise_bound(problem.noise);
  require(problem.a * (Integer(1) << 40) >= 1 && problem.a * q < 1,
          [&] { return "rule: learning rate " + to_string(problem.a) + " outside [2^-40, 1/Q), Q = " + to_string(q); });
  require(!rule.noise_bound || *rule.noise_bound == q,
          [&] { return "rule: its Q is " + to_string(*rule.noise_bound) + ", that of the noise " + to_string(q); });
  if (rule.declares_trigger) require_probability_law(rule, problem.start, q);
}

namespace {

/// Terms with the divisors that are no numbers.
struct FunctionTerms {
  Vec<Symbol> outputs, divisors;
};
FunctionTerms terms_of(const RecordedFunction& f, const Vec<Symbol>& variables) {
  const Vec<Symbol> nodes = evaluate(f.expression, variables);
  FunctionTerms out;
  for (const int node : f.outputs) out.outputs.push_back(nodes[static_cast<std::size_t>(node)]);
  for (const Instruction& i : f.expression.code) {
    if (i.operation != Operation::divide) continue;
    const Symbol& divisor = nodes[static_cast<std::size_t>(i.b)];
    if (!divisor.is_constant()) out.divisors.push_back(divisor);
  }
  return out;
}

/// Whether the functions agree at one point: most that are different differ there.
bool agree_somewhere(const RecordedFunction& f, const RecordedFunction& g) {
  Vec<Rational> at;
  const auto d = static_cast<int>(f.outputs.size());
  for (int k = 1; k <= d; ++k) at.push_back(Rational(2 * k, d * (d + 1)));
  for (int k = 1; k <= d; ++k) at.push_back(Rational((k % 2 == 0 ? -1 : 1) * (2 * k + 1), 2 * d + 3));
  at.push_back(Rational(3, 17));
  at.push_back(2);
  try {
    return f(at) == g(at);
  } catch (const std::overflow_error&) {  // a division by 0
    return false;
  }
}

/// The step is the paper's as a rational function, and none of its divisors vanishes for a Q < 1: proved.
bool is_proved_papers_step(const RecordedRule& rule, const RecordedFunction& papers) {
  if (!rule.step.is_algebraic() || !agree_somewhere(rule.step, papers)) return false;
  StatementBuilder b;
  const LawfulRule lawful{rule};
  const Vec<Symbol> p = b.simplex("p", rule.dimension);
  const Symbol q = laws::declare_noise_bound(b, lawful);
  const Symbol a = b.between("a", Symbol(0), 1 / q, StatementBuilder::Bound::open, StatementBuilder::Bound::open);
  const Vec<Symbol> y = laws::declare_inputs(b, rule.dimension, q), variables = rule.variables(p, y, a, q);
  const FunctionTerms terms = terms_of(rule.step, variables);
  const Vec<Symbol> expected = papers(variables);
  for (std::size_t i = 0; i < expected.size(); ++i)
    b.claim_equal(laws::indexed("p'", i + 1), terms.outputs[i], expected[i]);
  for (std::size_t k = 0; k < terms.divisors.size(); ++k)
    b.claim_at_least(laws::indexed("divisor ", k + 1), terms.divisors[k], (1 - a * q) / 4);
  ProveOptions quick;
  quick.seconds = 1;
  quick.method = "coefficients";
  return prove(b.build(), quick).verdict == Verdict::proved;
}

/// The next weights are the paper's, as polynomials.
bool is_proved_papers_weight_step(const RecordedRule& rule, const RecordedFunction& papers) {
  const RecordedFunction& step = *rule.weight_step;
  if (!step.is_algebraic() || !agree_somewhere(step, papers)) return false;
  StatementBuilder b;
  Vec<Symbol> variables = b.reals("w", rule.dimension);
  const Vec<Symbol> y = b.reals("Y", rule.dimension);
  variables.insert(variables.end(), y.begin(), y.end());
  variables.push_back(b.real("a"));
  variables.push_back(laws::noise_bound_if_used(b, LawfulRule{rule}));
  const FunctionTerms terms = terms_of(step, variables);
  if (!terms.divisors.empty()) return false;
  const Vec<Symbol> expected = papers(variables);
  for (std::size_t i = 0; i < expected.size(); ++i)
    b.claim_equal(laws::indexed("w'", i + 1), terms.outputs[i], expected[i]);
  ProveOptions quick;
  quick.seconds = 1;
  return prove(b.build(), quick).verdict == Verdict::proved;
}

}  // namespace

bool is_papers_rule(const RecordedRule& rule) {
  if (rule.declares_trigger) return false;
  const auto update = [](const Vec<Symbol>& p, const Vec<Symbol>& y, const Symbol& a) {
    return probability_update(p, y, a);
  };
  if (!rule.weight_step) {
    const RecordedFunction papers = record_rule(update, rule.dimension, rule.noise_bound).step;
    return rule.step == papers || is_proved_papers_step(rule, papers);
  }
  const Vec<Symbol> next =
      weight_update(variable_vector("w", rule.dimension), variable_vector("Y", rule.dimension), Symbol::variable("a"));
  const RecordedFunction papers = record_function(rule.weight_step->expression.variables, next);
  return *rule.weight_step == papers || is_proved_papers_weight_step(rule, papers);
}

RuleRecording record_rule_paths(const RuleProblem& problem, const RecordingOptions& options,
                                const std::atomic<bool>* stop, RuleEngine engine) {
  require_valid(problem);
  require(options.steps >= 1 && options.every >= 1 && options.paths >= 1, "recording: no steps, samples or paths");
  require_steps(problem, options.steps);
  RuleRecording out;
  if (engine == RuleEngine::automatic && is_papers_rule(problem.rule)) {
    Recording own = record_paths({problem.start, problem.a, problem.noise, {}, InputLaw::one_hot, {}}, options, stop);
    out.built_in = true;
    out.steps = std::move(own.steps);
    for (RecordedPath& path : own.paths) out.paths.push_back({std::move(path), std::nullopt});
    return out;
  }
  for (std::uint64_t k = 0; k < options.steps; k += options.every) out.steps.push_back(k);
  out.steps.push_back(options.steps);
  const Engine code(problem, options.seed, outputs::first_stream, 0);
  out.operations = code.operations();
  DiagnosisRules rules = options.rules;
  rules.leader = index_of_largest(problem.start);
  std::vector<std::optional<RuleRecordedPath>> paths(options.paths);
  for_each_batch(code, options.paths, options.threads, stop, [&](Batch& batch, std::uint64_t first, std::uint64_t n) {
    std::vector<Trajectory> trajectories(n, Trajectory{out.steps, {}, {}});
    for (const std::uint64_t step : out.steps) {
      batch.advance_to(step, stop);
      for (std::size_t k = 0; k < n; ++k) trajectories[k].points.push_back(batch.point(k));
    }
    for (std::size_t k = 0; k < n; ++k) {
      RuleRecordedPath path;
      path.number = first + k;
      if (batch.has_left(k))
        path.left_at = static_cast<std::uint64_t>(batch.state().left[k]);
      else
        path.diagnosis = diagnose(trajectories[k], rules);
      path.points = std::move(trajectories[k].points);
      paths[first + k] = std::move(path);
    }
  });
  for (std::optional<RuleRecordedPath>& path : paths) {
    if (path) out.paths.push_back(std::move(*path));
  }
  return out;
}

RuleLosses count_rule_losses(const RuleProblem& problem, const RuleLossOptions& options,
                             const std::atomic<bool>* stop) {
  require_valid(problem);
  require_steps(problem, options.steps);
  require(options.paths >= 1, "rule: no paths");
  const Vec<Rational>& p = problem.start;
  initial_gap(p);
  require(p[0] >= options.event.ratio * *std::max_element(p.begin() + 1, p.end()) + options.event.gap,
          "rule: the leader is lost at the start " + show(p));
  Engine code(problem, options.seed, static_cast<std::uint32_t>(philox::Stream::chain), 1);
  code.instruction_set = options.instruction_set;
  code.constants.observe_loss = true;
  code.constants.ratio = options.event.ratio.convert_to<double>();
  code.constants.gap = options.event.gap.convert_to<double>();
  std::vector<RuleLosses> batches((options.paths + width - 1) / width);
  const std::vector<char> done = for_each_batch(
      code, options.paths, options.threads, stop, [&](Batch& batch, std::uint64_t first, std::uint64_t n) {
        bool going = true;
        for (std::uint64_t step = 0; step < options.steps && going;) {
          step = std::min(options.steps, step + 256);
          batch.advance_to(step, stop);
          going = false;
          for (std::size_t k = 0; k < n; ++k) going = going || !batch.is_decided(k);
        }
        RuleLosses& tally = batches[first / width];
        tally.paths = n;
        tally.path_steps = n * batch.state().step;
        for (std::size_t k = 0; k < n; ++k) {
          const double left = batch.state().left[k], lost = batch.state().lost[k];
          if (std::min(left, lost) < rule_tape::never) {
            const auto step = static_cast<std::uint64_t>(std::max(1.0, std::min(left, lost)));
            ++tally.in_part[static_cast<std::size_t>((step * loss_parts - 1) / options.steps)];
          }
          if (left < rule_tape::never && left <= lost) {
            ++tally.left;
            if (!tally.first_left) {
              tally.first_left = first + k;
              tally.left_at = static_cast<std::uint64_t>(left);
            }
          } else if (lost < rule_tape::never) {
            ++tally.lost;
          }
        }
      });
  RuleLosses out;
  for (std::size_t k = 0; k < batches.size() && done[k]; ++k) {
    out.paths += batches[k].paths;
    out.path_steps += batches[k].path_steps;
    out.lost += batches[k].lost;
    out.left += batches[k].left;
    for (std::size_t part = 0; part < loss_parts; ++part) out.in_part[part] += batches[k].in_part[part];
    if (!out.first_left) {
      out.first_left = batches[k].first_left;
      out.left_at = batches[k].left_at;
    }
  }
  return out;
}

std::vector<double> squared_rule_deviations(const RuleProblem& problem, const std::vector<Vec<double>>& flow,
                                            std::uint64_t paths, std::uint64_t seed, unsigned threads,
                                            const std::atomic<bool>* stop) {
  require_valid(problem);
  require_steps(problem, flow.size() - 1);
  const Engine code(problem, seed, outputs::first_stream, 0);
  std::vector<double> largest(paths, 0.0);
  const std::vector<char> done =
      for_each_batch(code, paths, threads, stop, [&](Batch& batch, std::uint64_t first, std::uint64_t n) {
        for (std::size_t step = 1; step < flow.size(); ++step) {
          batch.advance_to(step, stop);
          for (std::size_t k = 0; k < n; ++k) {
            double distance = 0;
            for (std::size_t i = 0; i < flow[step].size(); ++i) {
              const double difference = batch.p(i, k) - flow[step][i];
              distance += difference * difference;
            }
            largest[first + k] = std::max(largest[first + k], distance);
          }
        }
        for (std::size_t k = 0; k < n; ++k) {
          if (batch.has_left(k)) largest[first + k] = std::numeric_limits<double>::quiet_NaN();
        }
      });
  const std::size_t missing = static_cast<std::size_t>(std::ranges::count(done, 0));
  if (missing == 0) return largest;
  std::vector<double> finished;
  for (std::size_t k = 0; k < largest.size(); ++k) {
    if (done[k / width]) finished.push_back(largest[k]);
  }
  return finished;
}

}  // namespace hebb
