#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include <hebb/check/checker.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/verify/boxes/box_prover.hpp>
#include <hebb/verify/chains/chain_prover.hpp>
#include <hebb/verify/coefficients/coefficient_prover.hpp>
#include <hebb/verify/deadline.hpp>
#include <hebb/verify/domain.hpp>
#include <hebb/verify/empty_domain.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/splits/split_prover.hpp>
#include <hebb/verify/squares/squares_prover.hpp>
#include <hebb/verify/witness_search.hpp>

namespace hebb {

namespace {

/// "identity", "coefficients", "splits", "squares", "boxes" or "chains": the last of these that a proof needed.
std::string method_of(const std::vector<Proof>& proofs) {
  std::string method = "identity";
  for (const Proof& proof : proofs) {
    if (std::holds_alternative<CoefficientProof>(proof)) method = "coefficients";
    if (std::holds_alternative<SplitProof>(proof)) method = "splits";
    if (std::holds_alternative<SquaresProof>(proof)) method = "squares";
    if (std::holds_alternative<BoxProof>(proof)) method = "boxes";
    if (std::holds_alternative<ChainProof>(proof)) method = "chains";
  }
  return method;
}

using Hint = std::optional<std::vector<std::vector<Rational>>>;

/// What one method made of one goal.
struct GoalAttempt {
  std::optional<Proof> proof;
  std::optional<Witness> witness;
  std::string reason;                        // why there is neither
  Hint hint;                                 // where a witness may be
  std::map<std::string, std::string> tried;  // by all methods: what the last attempt of each met
};

GoalAttempt by_boxes(const Statement& s, int goal, const ProveOptions& options, double seconds, std::size_t& work) {
  BoxOutcome outcome = prove_by_boxes(s, goal, {options.max_boxes, seconds, options.threads, false, options.stop});
  work += outcome.boxes;
  return {std::move(outcome.proof), std::move(outcome.witness), std::move(outcome.reason), std::nullopt, {}};
}

GoalAttempt by_coefficients(const Statement& s, int goal, const ProveOptions& options, std::size_t max_cells,
                            double seconds, std::size_t& work) {
  CoefficientOutcome outcome =
      prove_by_coefficients(s, goal, {.max_cells = max_cells, .seconds = seconds, .stop = options.stop});
  work += outcome.coefficients;
  return {std::move(outcome.proof), std::nullopt, std::move(outcome.reason), std::move(outcome.negative_vertex), {}};
}

GoalAttempt by_splits(const Statement& s, int goal, const ProveOptions& options, std::size_t max_work,
                      std::size_t& work) {
  SplitOptions split;
  split.max_work = max_work;
  split.stop = options.stop;
  SplitOutcome outcome = prove_by_splits(s, goal, split);
  work += outcome.work;
  GoalAttempt result;
  if (outcome.proof) result.proof = std::move(*outcome.proof);
  result.reason = std::move(outcome.reason);
  return result;
}

/// Programs that take some hundredths of a second each.
SquaresOptions small_squares(const ProveOptions& options) {
  SquaresOptions squares;
  squares.stop = options.stop;
  squares.max_rows = 130;
  squares.max_block = 22;
  squares.max_programs = 6;
  return squares;
}

GoalAttempt by_squares(const Statement& s, int goal, const ProveOptions& options, bool small, std::size_t& work) {
  const Deadline deadline((small ? 0.3 : 0.6) * options.seconds, options.stop);
  const StopScope scope(deadline.flag());  // for the expansion by the checker's arithmetic, which may have no end
  SquaresOptions squares = small ? small_squares(options) : SquaresOptions{};
  squares.stop = deadline.flag();
  GoalAttempt result;
  try {
    SquaresOutcome outcome = prove_by_squares(s, goal, squares);
    work += outcome.work;
    if (outcome.proof) result.proof = std::move(*outcome.proof);
    result.reason = std::move(outcome.reason);
  } catch (const Stopped&) {
    throw_if_stopped(options.stop);
    result.reason = "the time is up";
  }
  return result;
}

GoalAttempt by_chains(const Statement& s, int goal, const ProveOptions& options, std::size_t& work,
                      std::size_t split_work = 300'000, double share = 0.6) {
  const Deadline deadline(share * options.seconds, options.stop);  // boxes come after
  ChainOptions chain;
  chain.stop = deadline.flag();
  int programs = 20;  // a premise that touches zero along a curve needs them, most others do not
  chain.algebraic = [&](const Statement& premise) -> std::optional<Proof> {
    SplitOutcome outcome = prove_by_splits(premise, 0, {.max_cells = 500, .max_work = split_work, .stop = chain.stop});
    if (outcome.proof) return Proof(std::move(*outcome.proof));
    if (programs-- <= 0) return std::nullopt;
    SquaresOptions few = small_squares(options);
    few.max_programs = 2;
    few.stop = chain.stop;
    SquaresOutcome squares = prove_by_squares(premise, 0, few);
    if (squares.proof) return Proof(std::move(*squares.proof));
    return std::nullopt;
  };
  GoalAttempt result;
  ChainOutcome outcome;
  try {
    for (const int width : {3, 8}) {  // most chains are narrow, and a narrow search ends soon
      chain.width = width;
      outcome = prove_by_chains(s, goal, chain);
      work += outcome.claims;
      if (!outcome.proof) continue;
      result.proof = std::move(*outcome.proof);
      break;
    }
    result.reason = std::move(outcome.reason);
  } catch (const Stopped&) {
    throw_if_stopped(options.stop);
    result.reason = "the time is up";
  }
  return result;
}

std::optional<Witness> witness_against(const Statement& s, int goal, int samples, int refinements,
                                       const ProveOptions& options, const Hint& hint = std::nullopt) {
  WitnessOptions search;
  search.samples = samples;
  search.refinements = refinements;
  search.stop = options.stop;
  return find_witness(s, goal, search, hint);
}

/// Whether a goal and the bounds are rational functions of the variables, or, with `roots`, of sqrt and abs too.
bool is_algebraic(const Statement& s, int goal, bool roots = false) {
  std::vector<int> todo{s.goals[goal].node};
  std::set<int> seen;
  for (const Factor& factor : s.domain) {
    const auto* range = std::get_if<Range>(&factor);
    if (range && range->lower) todo.push_back(*range->lower);
    if (range && range->upper) todo.push_back(*range->upper);
  }
  while (!todo.empty()) {
    const Instruction& i = s.expression.code[todo.back()];
    if (!seen.insert(todo.back()).second) {
      todo.pop_back();
      continue;
    }
    todo.pop_back();
    if (i.operation == Operation::variable || i.operation == Operation::constant) continue;
    const bool root = roots && (i.operation == Operation::sqrt || i.operation == Operation::abs);
    if (!has_two_operands(i.operation) && i.operation != Operation::negate && i.operation != Operation::power && !root)
      return false;
    todo.push_back(i.a);
    if (has_two_operands(i.operation)) todo.push_back(i.b);
  }
  return true;
}

/// Whether an assumption has functions.
bool has_curved_assumption(Statement s) {
  for (const Condition& c : s.assumptions) {
    s.goals = {c};
    if (!is_algebraic(s, 0)) return true;
  }
  return false;
}

bool is_bounded(const Statement& s) {
  return std::ranges::all_of(s.domain, [](const Factor& factor) {
    const auto* range = std::get_if<Range>(&factor);
    return !range || (range->lower && range->upper);
  });
}

/// One goal by every method that fits it, cheap ones first.
// Long: each method in its turn.
GoalAttempt by_all_methods(const Statement& s, int goal, const ProveOptions& options, std::size_t& work) {
  GoalAttempt last;
  const auto decided = [&](const char* method, GoalAttempt next) {
    if (!next.hint) next.hint = std::move(last.hint);
    next.tried = std::move(last.tried);
    next.tried[method] = next.reason;
    last = std::move(next);
    return last.proof || last.witness;
  };
  if (s.goals[goal].relation == Relation::zero) {
    if (decided("identity", by_coefficients(s, goal, options, options.max_cells, options.seconds, work))) return last;
    if (!is_algebraic(s, goal) && decided("chains", by_chains(s, goal, options, work))) return last;
    last.witness = witness_against(s, goal, options.witness_samples, 0, options);
    return last;
  }
  if (auto witness = witness_against(s, goal, options.witness_samples / 10, 200, options)) {
    last.witness = std::move(witness);
    return last;
  }
  const bool algebraic = is_algebraic(s, goal), bounded = is_bounded(s);
  // Work that an ordinary core does in the time that is left to splits.
  const auto split_work = static_cast<std::size_t>(std::min(1e9, 2e6 * options.seconds));
  const auto may = [&](const char* method) { return options.method.empty() || options.method == method; };
  const auto coefficients = [&](std::size_t max_cells, double seconds) {
    return may("coefficients") && decided("coefficients", by_coefficients(s, goal, options, max_cells, seconds, work));
  };
  const auto splits = [&](std::size_t max_work) {
    return may("splits") && decided("splits", by_splits(s, goal, options, max_work, work));
  };
  const auto squares = [&](bool small) {
    return may("squares") && decided("squares", by_squares(s, goal, options, small, work));
  };
  const auto boxes = [&](double seconds) {
    return bounded && may("boxes") && decided("boxes", by_boxes(s, goal, options, seconds, work));
  };
  const auto chains = [&](std::size_t split_each = 300'000, double share = 0.6) {
    return may("chains") && decided("chains", by_chains(s, goal, options, work, split_each, share));
  };
  if (algebraic) {
    if (coefficients(std::min<std::size_t>(options.max_cells, 60), options.seconds / 10)) return last;
    const bool on_variety = std::ranges::any_of(
        s.assumptions, [](const Condition& c) { return c.relation == Relation::zero; });  // where squares are quick
    if (!on_variety && splits(split_work / 100)) return last;
    if (squares(true)) return last;
    if (has_curved_assumption(s) && chains()) return last;  // which may give a variable or bound it
    if (splits(split_work / 10)) return last;
    // in other variables, or less multiples of assumptions
    if ((on_variety || (!bounded && s.expression.variables.size() > 2)) && chains(split_work / 10, 0.3)) return last;
    if (boxes(options.seconds / 10)) return last;
    if (squares(false)) return last;
    if (splits(split_work)) return last;
    if (options.method == "chains" && chains()) return last;
  } else {
    const bool has_roots = is_algebraic(s, goal, true);
    if (has_roots && squares(true)) return last;
    if (chains()) return last;
    if (has_roots && squares(false)) return last;
  }
  if (boxes(options.seconds / 2)) return last;
  if (algebraic && coefficients(options.max_cells, options.seconds / 3)) return last;
  last.witness = witness_against(s, goal, options.witness_samples, 3 * options.witness_samples, options, last.hint);
  return last;
}

/// The goal at the point where the search finds it least, and that point; nothing when it finds none.
std::optional<std::pair<double, std::vector<Rational>>> least_value(const Statement& s, int goal, StopFlag stop) {
  const std::vector<double> point = lowest_point(s, goal, {.samples = 1000, .refinements = 3000, .stop = stop});
  if (point.empty() || !std::ranges::all_of(point, [](double x) { return std::isfinite(x); })) return std::nullopt;
  const auto variable = [&](int k) { return point[static_cast<std::size_t>(k)]; };
  const double value =
      LazyEvaluation<double, decltype(variable)>(s.expression, variable)(s.goals[static_cast<std::size_t>(goal)].node);
  if (!std::isfinite(value)) return std::nullopt;
  return std::pair(value, std::vector<Rational>(point.begin(), point.end()));
}

/// The values in a few digits: where the goal is least is not known better.
std::string near_text(const Statement& s, const std::vector<Rational>& values) {
  std::vector<Rational> rounded;
  for (const Rational& x : values) rounded.push_back(parse_rational(fmt::format("{:.4f}", x.convert_to<double>())));
  return point_text(s, rounded);
}

/// Why a goal resists, in the terms of whoever wrote it; what to try next; and what each method met.
std::string undecided_reason(const Statement& s, int goal, const GoalAttempt& attempt, const ProveOptions& options) {
  const bool algebraic = is_algebraic(s, goal), bounded = is_bounded(s);
  if (s.goals[goal].relation == Relation::zero) {
    return algebraic
               ? "no point was found where the sides differ, but they are not the same rational function\n"
                 "next: an equation that needs the domain or an assumption is proved as two goals, <= and >="
               : "no point was found where the sides differ, and neither expansion nor derivatives show that they "
                 "are equal\nnext: write it as two goals, <= and >=, or with fewer functions";
  }
  std::string found, next;
  const auto contact = find_contact(s, goal, options.stop);
  const auto least = contact ? std::nullopt : least_value(s, goal, options.stop);
  const bool tight = contact || (least && std::fabs(least->first) < 1e-6);
  if (contact)
    found = fmt::format("equality at {}, and no method here decides what is tight there", point_text(s, *contact));
  else if (least && tight)
    found = fmt::format("no counterexample was found; it is tight, or nearly so, near {}", near_text(s, least->second));
  else if (least)
    found = fmt::format("no counterexample was found; the least margin that was found is {:.3g}, near {}", least->first,
                        near_text(s, least->second));
  else
    found = "no counterexample was found";
  if (!algebraic && !bounded)
    next = "finite ranges: no method here handles exp, log and sqrt on an unbounded domain in this form";
  if (tight)
    next +=
        (next.empty() ? "" : "; or ") + std::string("a margin, as in '... + 1/1000', or a domain without that point");
  else if (next.empty())
    next = fmt::format("a larger --budget (it is {:g} s), smaller ranges, or one variable fixed", options.seconds);
  std::string methods;
  for (const auto& [method, met] : attempt.tried) {
    if (!met.empty()) methods += fmt::format("{}{}: {}", methods.empty() ? "\ntried: " : "; ", method, met);
  }
  return found + "\nnext: " + next + methods;
}

/// Assumptions, and ranges between terms, may leave no point.
bool may_be_empty(const Statement& s) {
  return !s.assumptions.empty() || std::ranges::any_of(s.domain, [&](const Factor& factor) {
    const auto* range = std::get_if<Range>(&factor);
    const auto is_term = [&](int node) { return s.expression.code[node].operation != Operation::constant; };
    return range && range->lower && range->upper && (is_term(*range->lower) || is_term(*range->upper));
  });
}

ProofAttempt attempt_by_all(const Statement& s, const ProveOptions& options) {
  const StopScope scope(options.stop);
  ProofAttempt result;
  if (may_be_empty(s) && !find_point(s, options.witness_samples / 4, options.stop)) {
    if (is_certainly_empty(s, 20'000, options.stop)) {
      result.flaw = Flaw::empty_domain;
      result.reason = "the domain is empty: no point of it satisfies all assumptions, so that anything would hold";
      return result;
    }
    result.reason = "no point of the domain was found: if it is empty, anything would hold";
  }
  std::vector<Proof> proofs;
  std::optional<std::pair<int, GoalAttempt>> resists;
  for (int goal = 0; goal < static_cast<int>(s.goals.size()); ++goal) {
    throw_if_stopped(options.stop);
    GoalAttempt next = by_all_methods(s, goal, options, result.work);
    if (next.witness) {
      result.evidence = std::move(*next.witness);
      result.method = "witness";
      return result;
    }
    if (next.proof) {
      proofs.push_back(std::move(*next.proof));
    } else if (!resists) {
      resists = {goal, std::move(next)};
    }
  }
  if (!resists) {
    result.method = method_of(proofs);
    result.evidence = std::move(proofs);
    return result;
  }
  if (std::string found = find_undefined(s, options.stop); !found.empty()) {
    result.flaw = Flaw::undefined;
    result.reason = std::move(found);
    return result;
  }
  result.reason += (result.reason.empty() ? "goal '" : "\ngoal '") + s.goals[resists->first].label +
                   "': " + undecided_reason(s, resists->first, resists->second, options);
  return result;
}

}  // namespace

ProofAttempt attempt(const Statement& statement, Claim::Method method, const ProveOptions& options) {
  if (method == Claim::Method::automatic) return attempt_by_all(statement, options);
  ProofAttempt result;
  std::vector<Proof> proofs;
  for (int goal = 0; goal < static_cast<int>(statement.goals.size()); ++goal) {
    throw_if_stopped(options.stop);
    const bool boxes = method == Claim::Method::boxes && statement.goals[goal].relation == Relation::nonnegative;
    GoalAttempt next = boxes
                           ? by_boxes(statement, goal, options, options.seconds, result.work)
                           : by_coefficients(statement, goal, options, options.max_cells, options.seconds, result.work);
    if (next.proof) {
      proofs.push_back(std::move(*next.proof));
      continue;
    }
    if (!next.witness)
      next.witness =
          witness_against(statement, goal, options.witness_samples, WitnessOptions{}.refinements, options, next.hint);
    if (next.witness) {
      result.evidence = std::move(*next.witness);
      result.method = "witness";
    } else {
      result.reason = "goal '" + statement.goals[goal].label + "': " + next.reason + "; no witness found";
    }
    return result;
  }
  result.method = method_of(proofs);
  result.evidence = std::move(proofs);
  return result;
}

namespace {

/// A witness at one of the points that the claim itself suspects.
std::optional<Witness> witness_at(const std::vector<std::map<std::string, Rational>>& points, const Statement& s) {
  for (const auto& point : points) {
    Witness witness{0, {}};
    for (const std::string& name : s.expression.variables) witness.values.push_back(point.at(name));
    for (; witness.goal < static_cast<int>(s.goals.size()); ++witness.goal) {
      try {
        checker::replay(s, witness);
        return witness;
      } catch (const checker::Rejection&) {  // the goal holds there, or the point is outside
      }
    }
  }
  return std::nullopt;
}

/// The certificate with its evidence and the checker's word on it.
Decision checked(Certificate certificate, ProofAttempt found, const ProveOptions& options) {
  Decision decision{Verdict::undecided, std::nullopt, found.method, found.reason, found.work, found.flaw};
  if (!found.evidence) return decision;
  certificate.evidence = std::move(*found.evidence);
  const CheckOutcome outcome = check(
      certificate, [](const Premise&) { return nullptr; }, options.stop);
  if (!outcome.accepted) {
    decision.reason = "the checker rejects the certificate: " + outcome.reason;
    return decision;
  }
  decision.verdict = certificate.verdict();
  decision.certificate = std::move(certificate);
  return decision;
}

/// The certificate of a claim, without evidence.
Certificate open_certificate(const Claim& claim, int d, const Constants& replaced) {
  Certificate certificate;
  certificate.claim = claim.id;
  if (claim.scope == Scope::per_dimension) certificate.dimension = d;
  certificate.constants = claim.printed_constants();
  for (const auto& [name, value] : replaced) certificate.constants[name] = value;
  certificate.statement = state(claim, d, replaced);
  return certificate;
}

}  // namespace

Decision refute(const Claim& claim, int d, const Constants& replaced, const ProveOptions& options) {
  Certificate certificate = open_certificate(claim, d, replaced);
  ProofAttempt found;
  found.reason = "none of the points that the claim suspects is a witness";
  if (claim.suspects) {
    if (auto witness = witness_at(claim.suspects(d, certificate.constants), certificate.statement)) {
      found.evidence = std::move(*witness);
      found.method = "witness";
      found.reason.clear();
    }
  }
  return checked(std::move(certificate), std::move(found), options);
}

Decision decide(const Claim& claim, int d, const Constants& replaced, const ProveOptions& options) {
  Certificate certificate = open_certificate(claim, d, replaced);
  if (!replaced.empty()) {
    if (const auto variable = empty_range(certificate.statement)) {
      std::string values;
      for (const auto& [name, value] : replaced)
        values += (values.empty() ? "" : ", ") + name + " = " + to_string(value);
      return {Verdict::undecided, std::nullopt, "none",
              "the domain seems to be empty for " + values + ": the range of " + *variable +
                  " is, at all points that were tried",
              0};
    }
  }
  if (Decision refuted = refute(claim, d, replaced, options); refuted.verdict == Verdict::refuted) return refuted;
  ProofAttempt found = attempt(certificate.statement, claim.method, options);
  return checked(std::move(certificate), std::move(found), options);
}

Decision prove(const Statement& statement, const ProveOptions& options, const std::string& name) {
  const std::string borrowed = borrowed_name(name, std::nullopt, {}, statement);
  require(borrowed.empty(), borrowed);
  Certificate certificate;
  certificate.claim = name;
  certificate.statement = statement;
  return checked(std::move(certificate), attempt(statement, Claim::Method::automatic, options), options);
}

std::string borrowed_name(const std::string& name, std::optional<int> d, const Constants& constants,
                          const Statement& statement) {
  const Claim* row = find_claim(name);
  if (!row) return {};
  Certificate named;
  named.claim = name;
  named.dimension = d;
  named.constants = constants;
  named.statement = statement;
  const std::string differs = mismatch_with_ledger(named);
  if (differs.empty()) return {};
  return fmt::format(
      "{} is the name of a row of the ledger, and this claim says something else ({}): give it another "
      "name",
      name, differs);
}

}  // namespace hebb
