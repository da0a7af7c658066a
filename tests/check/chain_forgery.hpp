#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hebb/scalar/symbolic/symbol.hpp>

#include "forgery.hpp"

// What the tests of forged chains share: nodes by name, statements in one variable, and the checker's word.

namespace hebb::chain_forgery {

using forgery::q;
using forgery::reason_of;
using forgery::stated;
using Bound = StatementBuilder::Bound;
using Link = ChainProof::Kind;
using Node = ChainProof::Node;

constexpr Bound open = Bound::open, closed = Bound::closed;
inline const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
inline const std::string accepted = "accepted", both_signs = "a denominator has coefficients of both signs on a cell",
                         may_vanish = "a denominator may vanish on the domain",
                         negative_leaf = "the goal 'premise' has a negative coefficient on a leaf",
                         not_nonnegative = "a constant of the chain is not certainly >= 0",
                         not_positive = "a constant of the chain is not certainly > 0",
                         zero_not_positive = "zero is not positive",
                         no_zero = "an element of the chain does not expand to zero",
                         no_end = "a chain starts at an end that a range does not have",
                         no_denominator = "a denominator is not a product of bases",
                         no_log = "the argument of a logarithm is not a product of bases",
                         no_root = "the argument of a root is not a product of bases",
                         no_exponent = "the argument of an exponential is not a sum of exponents",
                         no_generator = "a product names a generator that does not exist",
                         no_limit = "a term has no limit that is known";

// ---- nodes; terms by their place in the list of the proof ----
inline Node exponent(int term) { return {Link::exponent, 0, term, {}}; }
inline Node base(int term) { return {Link::base, 0, term, {}}; }
inline Node angle(int term) { return {Link::angle, 0, term, {}}; }
inline Node arc(int term) { return {Link::arc, 0, term, {}}; }
inline Node bound(int variable, int assumption) { return {Link::bound, variable, assumption, {}}; }
inline Node divide(std::vector<int> powers) { return {Link::divide, 0, 0, std::move(powers)}; }
inline Node split(int variable, int term) { return {Link::split, variable, term, {}}; }
inline Node up(int variable) { return {Link::up, variable, 0, {}}; }
inline Node down(int variable) { return {Link::down, variable, 0, {}}; }
inline Node chord(int variable) { return {Link::chord, variable, 0, {}}; }
inline Node tangent(int generator, int k, std::vector<int> powers) {
  return {Link::tangent, generator, k, std::move(powers)};
}
inline const Node zero{Link::zero, 0, 0, {}}, constant{Link::constant, 0, 0, {}}, algebraic{Link::algebraic, 0, 0, {}},
    wide{Link::wide, 0, 0, {}}, whole{Link::whole, 0, 0, {}}, limit{Link::limit, 0, 0, {}};
inline const Proof leaf = CoefficientProof{{forgery::leaf()}};
inline const Proof box = BoxProof{{forgery::natural}};

inline ChainProof chain(const Statement& s, const std::vector<Symbol>& terms, std::vector<Node> nodes,
                        std::vector<Proof> premises = {}) {
  Recorder recorder(s.expression.variables);
  std::vector<int> places;
  for (const Symbol& t : terms) places.push_back(recorder.record(t));
  for (Node& n : nodes) {
    if (n.kind == Link::exponent || n.kind == Link::base || n.kind == Link::split || n.kind == Link::angle ||
        n.kind == Link::arc || n.kind == Link::surd || n.kind == Link::modulus || n.kind == Link::multiple)
      n.term =
          n.term >= 0 && n.term < static_cast<int>(places.size()) ? places[static_cast<std::size_t>(n.term)] : n.term;
  }
  return {recorder.expression(), std::move(nodes), std::move(premises)};
}
inline std::string verdict(const Statement& s, const ChainProof& proof) {
  return reason_of([&] { checker::replay(s, 0, proof); });
}
inline std::string verdict(const Statement& s, const std::vector<Symbol>& terms, std::vector<Node> nodes,
                           std::vector<Proof> premises = {}) {
  return verdict(s, chain(s, terms, std::move(nodes), std::move(premises)));
}

/// x between two numbers, goal >= 0.
inline Statement between(const Symbol& lower, const Symbol& upper, const Symbol& goal, Bound at_lower = closed,
                         Bound at_upper = closed) {
  return stated([&](StatementBuilder& b) {
    b.between("x", lower, upper, at_lower, at_upper);
    b.claim_nonnegative("goal", goal);
  });
}
inline Statement on_half_line(const Symbol& goal, Bound bound = closed) {
  return stated([&](StatementBuilder& b) {
    b.at_least("x", 0, bound);
    b.claim_nonnegative("goal", goal);
  });
}
inline Statement on_line(const Symbol& goal) {
  return stated([&](StatementBuilder& b) {
    b.real("x");
    b.claim_nonnegative("goal", goal);
  });
}

inline Statement identity(const Symbol& left, const Symbol& right) {
  return stated([&](StatementBuilder& b) {
    b.real("x");
    b.claim_equal("goal", left, right);
  });
}

}  // namespace hebb::chain_forgery
