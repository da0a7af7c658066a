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

/// Throws Rejection unless the witness lies in the domain, fulfils the assumptions and violates the goal it names.
void replay(const Statement& statement, const Witness& witness);

}  // namespace hebb::checker
