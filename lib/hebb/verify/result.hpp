#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/certificate/statement.hpp>
#include <hebb/certificate/verdict.hpp>

namespace hebb {

/// Two-sided enclosure of the best value of one constant of a claim.
struct Tightness {
  std::string constant;             // name of the constant
  Rational printed;                 // its value in the claim
  std::optional<Rational> proved;   // the claim is proved with the constant up to here (in the stronger direction)
  std::optional<Rational> refuted;  // and refuted from here on
  std::optional<Rational> slack;    // how far the printed value is from the best one: >= 1, by the proved side
  std::string note;                 // what cannot be said in numbers
  int stronger = 0;                 // +1: larger constants are stronger, -1: smaller ones; 0: not recorded
};

/// Is the claim stronger with a larger constant? Where that is not recorded, from the proved to the refuted value, else
/// from the printed to the proved, else from the printed to the refuted one is the stronger direction.
inline bool larger_is_stronger(const Tightness& t) {
  if (t.stronger != 0) return t.stronger > 0;
  if (t.proved && t.refuted && *t.proved != *t.refuted) return *t.proved < *t.refuted;
  if (t.proved && *t.proved != t.printed) return *t.proved > t.printed;
  return !t.refuted || *t.refuted >= t.printed;
}

/// How far a row is established. Each of the three levels rests on less trust than the one before, see docs/trust.md.
struct Established {
  /// A Coq theorem about the claim.
  struct Theorem {
    std::string name, file;  // "Hebb.Gap.leader_not_small", "Gap.v"
    std::string covers;      // what of the claim it states, see CoqTheorem
    friend bool operator==(const Theorem&, const Theorem&) = default;
  };
  std::string dimensions;         // the checker accepted a certificate: "3"; "every" when it covers all d; empty: none
  bool checker = false;           // the checker that is verified in Coq is on record as having accepted it, too
  std::vector<Theorem> theorems;  // Coq theorems about the claim
  friend bool operator==(const Established&, const Established&) = default;
};

/// What is wrong with a statement itself, so that neither proved nor refuted would say anything: empty_domain, no
/// point satisfies the assumptions; undefined, a goal is not defined somewhere; otherwise none.
enum class Flaw { none, empty_domain, undefined };

/// One row of the ledger, after verification.
struct ClaimResult {
  std::string id, title, source;         // as in Claim
  std::string group;                     // heading in tables: "Model", "Loss", "Taylor", "Convergence", ...
  std::string text;                      // the statement for people, one line; it says so when constants are replaced
  std::optional<int> dimension;          // absent when the claim does not depend on d
  Verdict verdict = Verdict::undecided;  // decided by the checker
  std::optional<Verdict> expected = Verdict::proved;  // of the claim as printed: absent when constants are replaced
  std::string method;  // "coefficients", "identity", "boxes", "composition", "coq", "witness", "none"
  std::string remark;  // why undecided; what a finding means; empty otherwise
  std::map<std::string, Rational> constants;  // their values in this row
  std::map<std::string, Rational> printed;    // the printed values of those among them that are replaced by others
  std::optional<Tightness> tightness;         // of the constant that the claim names
  std::map<std::string, Rational> witness;    // variable -> value; empty unless refuted
  double seconds = 0;                         // spent on this row
  std::size_t work = 0;                       // coefficients or boxes examined
  std::string certificate;                    // file name inside the certificate directory, or empty
  std::vector<std::string> rests_on;          // ids
  Established established;                    // on what authority
  std::optional<Statement> statement;         // what was proved, as recorded
  Flaw flaw = Flaw::none;                     // then the verdict is undecided, and the remark says where
  std::optional<Witness> violation;           // the witness with its goal
};

/// Whether a verdict is expected, and another one.
inline bool is_unexpected(const ClaimResult& row) { return row.expected && row.verdict != *row.expected; }

/// The constants that are not the printed ones: "factor = -1000, printed 1"; empty when all are printed.
std::string replaced_constants_text(const ClaimResult& row);

/// The outcome of `hebb verify`.
struct LedgerResult {
  std::string version;              // of the program
  std::vector<ClaimResult> claims;  // the rows
  double seconds = 0;               // wall-clock time
};

}  // namespace hebb
