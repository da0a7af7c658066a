#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/replay/exact.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/theorems/claim.hpp>

/// Statements and proofs written by hand, in a few lines each, and the reason for which the checker turns them down.
namespace hebb::forgery {

using Kind = BoxProof::Kind;
using Bound = StatementBuilder::Bound;

inline Symbol q(int numerator, int denominator = 1) { return Symbol(Rational(numerator, denominator)); }

/// The statement that `declare` writes down.
template <class Declare>
Statement stated(const Declare& declare) {
  StatementBuilder b;
  declare(b);
  return b.build();
}

// ---- nodes of a box proof ----
inline BoxProof::Node split(int variable, const Rational& at) { return {Kind::split, variable, SplitPoint(at)}; }
inline BoxProof::Node lower_face(int variable) { return {Kind::lower_face, variable, {}}; }
inline BoxProof::Node upper_face(int variable) { return {Kind::upper_face, variable, {}}; }
inline BoxProof::Node infeasible(int constraint) { return {Kind::infeasible, constraint, {}}; }
inline const BoxProof::Node natural{Kind::natural, 0, {}}, mean_value{Kind::mean_value, 0, {}},
    taylor{Kind::taylor, 0, {}};

// ---- nodes of a coefficient proof ----
inline CoefficientProof::Node leaf(std::vector<int> raise = {}) { return {-1, 0, 0, std::move(raise)}; }
inline CoefficientProof::Node halve(int group, int i = 0, int j = 1) { return {group, i, j, {}}; }

using Boxes = std::vector<BoxProof::Node>;
using Cells = std::vector<CoefficientProof::Node>;

/// The reason of the Rejection that `run` throws, "accepted" when it throws none.
template <class Run>
std::string reason_of(const Run& run) {
  try {
    run();
    return "accepted";
  } catch (const checker::Rejection& e) {
    return e.what();
  }
}
inline std::string verdict(const Statement& s, const Boxes& nodes, int goal = 0) {
  return reason_of([&] { checker::replay(s, goal, BoxProof{nodes}); });
}
inline std::string verdict(const Statement& s, const Cells& nodes, int goal = 0) {
  return reason_of([&] { checker::replay(s, goal, CoefficientProof{nodes}); });
}
inline std::string verdict(const Statement& s, const IdentityProof& proof, int goal = 0) {
  return reason_of([&] { checker::replay(s, goal, proof); });
}
inline std::string verdict(const Statement& s, const Witness& witness) {
  return reason_of([&] { checker::replay(s, witness); });
}

// ---- certificates ----
/// A certificate with the statement of the ledger; its proofs are one leaf for each goal, whether they hold or not.
inline Certificate certificate_of(const std::string& id, std::optional<int> dimension, const Constants& replaced = {}) {
  Certificate c;
  const Claim& claim = *find_claim(id);
  c.claim = id;
  c.dimension = dimension;
  c.constants = claim.printed_constants();
  for (const auto& [name, value] : replaced) c.constants[name] = value;
  c.statement = state(claim, dimension.value_or(0), replaced);
  std::vector<Proof> proofs;
  for (const Condition& goal : c.statement.goals) {
    if (goal.relation == Relation::zero)
      proofs.emplace_back(IdentityProof{});
    else
      proofs.emplace_back(CoefficientProof{{leaf()}});
  }
  c.evidence = proofs;
  return c;
}

// ---- reasons that several tests expect ----
inline const std::string accepted = "accepted", not_nonnegative = "the goal is not certainly >= 0 on a box",
                         not_monotone = "the goal is not monotone where the proof says so",
                         broken = "a leaf uses a constraint that a face has broken",
                         not_violated = "a constraint is not certainly violated on a box",
                         no_constraint = "a leaf names a constraint that does not exist",
                         ends_early = "the proof ends before the domain is covered",
                         left_over = "the proof has nodes left over",
                         may_vanish = "a denominator may vanish on the domain",
                         both_signs = "a denominator has coefficients of both signs on a cell",
                         undefined_box = "the goal is not certainly defined on a box",
                         mean_value_fails = "the mean-value form of the goal is not certainly >= 0 on a box",
                         taylor_fails = "the Taylor form of the goal is not certainly >= 0 on a box";
inline std::string negative(const std::string& goal) {
  return "the goal '" + goal + "' has a negative coefficient on a leaf";
}

}  // namespace hebb::forgery
