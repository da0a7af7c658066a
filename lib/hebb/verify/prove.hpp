#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/certificate.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/theorems/claim.hpp>
#include <hebb/verify/result.hpp>

namespace hebb {

/// How much is tried before a statement stays undecided.
struct ProveOptions {
  double seconds = 30;                // per goal
  std::size_t max_cells = 400;        // coefficient prover, per goal
  std::size_t max_boxes = 2'000'000;  // box prover, per goal
  unsigned threads = 1;               // of the box prover
  int witness_samples = 3000;         // random points that are tried as witnesses
  StopFlag stop = nullptr;            // ends every attempt with Stopped
  std::string method = {};            // the only one of proof_methods that may prove a goal of a statement; empty: any
};

/// "coefficients", "splits", "squares", "boxes", "chains".
inline constexpr std::array proof_methods{"coefficients", "splits", "squares", "boxes", "chains"};

/// What the provers could establish about a statement. Nothing here has been checked yet.
struct ProofAttempt {
  std::optional<Evidence> evidence;  // proofs of all goals, or a witness
  std::string method;                // "identity", one of proof_methods, "witness"; empty without evidence
  std::string reason;                // why there is no evidence; or, with it, that no point of the domain was found
  std::size_t work = 0;              // coefficients and boxes examined
  Flaw flaw = Flaw::none;            // then there is no evidence, and the reason says where
};

/// Tries to prove every goal by the given method (identities are always expanded); when a goal resists, looks for a
/// witness against it. By `automatic` each goal is tried with every method that fits it, cheap ones first, a witness
/// against one goal counts also where another resists, and a statement that is empty or undefined somewhere is said to
/// be so.
ProofAttempt attempt(const Statement& statement, Claim::Method method, const ProveOptions& options = {});

/// attempt() on a claim with the checker's word on the outcome: a certificate that it accepts, or none and the reason.
struct Decision {
  Verdict verdict = Verdict::undecided;  // by the checker's word
  std::optional<Certificate> certificate;
  std::string method, reason;  // as in ProofAttempt
  std::size_t work = 0;        // coefficients and boxes examined
  Flaw flaw = Flaw::none;      // as in ProofAttempt
};
/// The certificate bears the id of the claim.
Decision decide(const Claim& claim, int d, const Constants& replaced = {}, const ProveOptions& options = {});

/// The same by the points that the claim itself suspects (Claim::suspects) and nothing else: refuted, or undecided.
Decision refute(const Claim& claim, int d, const Constants& replaced = {}, const ProveOptions& options = {});

/// The same for a statement that stands in no ledger: the certificate, which check() accepts by itself, bears `name`.
/// Throws PreconditionError when the ledger has a claim of that name that says something else.
Decision prove(const Statement& statement, const ProveOptions& options = {}, const std::string& name = "claim");

/// The argument of PreconditionError for a claim that bears the name of a row of the ledger and says something else
/// (`statement` is what it says in dimension d with these constants); empty when it may bear its name.
std::string borrowed_name(const std::string& name, std::optional<int> d, const Constants& constants,
                          const Statement& statement);

}  // namespace hebb
