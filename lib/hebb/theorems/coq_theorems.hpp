#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hebb {

/// One row of proofs-support/coq/theorems.json: a Coq theorem about a claim.
struct CoqTheorem {
  std::string_view claim;  // id in the ledger; or, where `paper` names the place, of a result that has no row there
  std::string_view paper;  // "Lemma A.9"; empty for rows of the ledger
  std::string_view name;   // "Hebb.Gap.leader_not_small"
  std::string_view file;   // "Gap.v", in proofs-support/coq/theory
  /// What of the claim it states:
  ///   "all d"                  all of it, for every dimension d
  ///   "all d, together"        for every d, all of it together with the other theorems of the claim that say so
  ///   "a part, every d: TEXT"  for every d, but only TEXT
  ///   "an instance: TEXT"      only the case TEXT
  std::string_view covers;
  /// Whether proofs-support/coq/checked.json says that this theorem was compiled from the sources as they are, and that
  /// it rests on allowed axioms only. `./bootstrap.sh proofs` renews that record.
  bool checked = false;
  friend bool operator==(const CoqTheorem&, const CoqTheorem&) = default;
};

/// The whole table, as it was when the library was configured.
std::span<const CoqTheorem> coq_theorems();

/// The theorems about the claim of that id, in the order of the table.
std::vector<CoqTheorem> coq_theorems_of(std::string_view claim);

/// Whether a theorem that covers this much is for every d and, alone or together with others, about the whole claim.
bool covers_the_claim(std::string_view covers);

/// Whether these theorems, all of one claim, establish it for every d.
struct CoqVerdict {
  bool proved = false;  // for every d
  std::string reason;   // why not; empty when proved, and when no theorem covers the claim
};
/// The verdict over all theorems of one claim.
CoqVerdict coq_verdict(std::span<const CoqTheorem> theorems);

/// The digests of the certificates that the verified checker accepted, sorted: proofs-support/coq/accepted.json as it
/// was when the library was configured, provided that it was written by the checker as it was then. `hebb check --coq
/// DIR --record FILE` writes that file.
std::span<const std::string_view> digests_accepted_in_coq();

/// Whether the certificate of that digest is among them.
bool accepted_in_coq(std::string_view digest);

/// The axioms on which the verified checker may rest, as Coq prints them, sorted: proofs-support/coq/allowed_axioms.txt
/// and checker_axioms.txt as they were when the library was configured.
std::span<const std::string_view> axioms_allowed_in_coq();

}  // namespace hebb
