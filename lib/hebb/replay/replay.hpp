#pragma once

#include <cstddef>

#include <hebb/certificate/proof.hpp>

namespace hebb::checker {

/// Replays the proof of one goal of a statement in exact arithmetic. Returns the number of coefficients or boxes that
/// were looked at; throws Rejection when the proof does not hold.
std::size_t replay(const Statement& statement, int goal, const IdentityProof& proof);
std::size_t replay(const Statement& statement, int goal, const CoefficientProof& proof);
std::size_t replay(const Statement& statement, int goal, const BoxProof& proof);
std::size_t replay(const Statement& statement, int goal, const ChainProof& proof);

std::size_t replay(const Statement& statement, int goal, const SplitProof& proof);
std::size_t replay(const Statement& statement, int goal, const SquaresProof& proof);

/// Replays a tree of cells from nodes[first] on whose leaves say only that no divisor of the goal vanishes on the
/// domain. Returns the index after its last node; throws Rejection when the tree does not show it.
std::size_t replay_defined(const Statement& statement, int goal, const std::vector<CoefficientProof::Node>& nodes,
                           std::size_t first);

/// Throws Rejection unless the witness lies in the domain, fulfils the assumptions and violates the goal it names.
void replay(const Statement& statement, const Witness& witness);

}  // namespace hebb::checker
