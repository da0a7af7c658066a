#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/statement.hpp>
#include <hebb/certificate/verdict.hpp>

namespace hebb {

/// Where a constant comes from: printed in the paper; reconstructed from its proof; printed in a circulating summary of
/// the paper; ours.
enum class Source { paper, reconstructed, summary, ours };

std::string_view to_string(Source source);  // "paper" and so on

/// One number of a claim that users may replace and `tighten` varies.
struct Constant {
  std::string name;  // as in --set and in certificates
  Rational value;    // as printed
  Source source;     // where it comes from
  /// Which way the claim gets stronger: +1 the larger the constant, -1 the smaller; 0 when it is not monotone.
  int stronger = 0;
  /// Values outside are refused; a search for the best value ends there.
  std::optional<Rational> least = std::nullopt, most = std::nullopt;
};

using Constants = std::map<std::string, Rational>;  // name -> value

/// Values of the constants that make the claim false: each claim brings a false twin, which must be refuted.
using FalseTwin = Constants;

/// Whether a claim has one statement, or one for each dimension.
enum class Scope {
  every_dimension,  // one statement that covers all d
  per_dimension,    // one statement for each d >= 2
};

/// A row of the ledger before verification.
struct Claim {
  std::string id;                      // variant after a dot: G3, R2.sharp, T2.summary; its section is in docs/theorems
  std::string group;                   // heading in tables
  std::string title;                   // a few words
  std::string source;                  // place in the paper
  std::string text;                    // the statement for people, one line
  std::vector<Constant> constants;     // what may be replaced
  Scope scope = Scope::per_dimension;  // see Scope
  /// Records the statement with S = Symbol. Empty for what no numerics decides (probability, analysis): such a claim is
  /// proved when Coq theorems cover all of it, see coq_verdict.
  std::function<Statement(int d, const Constants&)> state;
  /// Points (name of a variable -> value) that may refute the claim with these constants: tried before any search.
  std::function<std::vector<std::map<std::string, Rational>>(int d, const Constants&)> suspects;
  /// From this dimension on the claim is not proved directly but follows from `premises`.
  std::optional<int> composed_from;
  std::vector<std::string> premises;  // ids; those of scope per_dimension at the same d
  std::vector<std::string> rests_on;  // ids: a theorem is proved only with these
  /// Which prover: coefficients (with the expansion of identities) or boxes.
  /// automatic: what fits the goal, as for claims of a user.
  enum class Method { coefficients, boxes, automatic };
  Method method = Method::coefficients;  // see Method
  std::vector<int> only_dimensions;      // the dimensions it is stated for, when not all
  Verdict expected = Verdict::proved;    // of the claim as printed
  std::optional<FalseTwin> false_twin;   // nothing: the claim has no constants, or is refuted
  std::optional<std::string> tighten;    // name of the constant whose best value is enclosed
  int tighten_to = 64;                   // by the run over the ledger, up to this dimension
  std::string remark;                    // what a finding means; why a row is expected to be undecided

  Constants printed_constants() const;  // name -> printed value
};

/// All claims, premises before the claims that use them.
const std::vector<Claim>& ledger();

/// The claim of that id, or nullptr.
const Claim* find_claim(std::string_view id);

/// The statement of a claim in dimension d with some constants replaced. Throws PreconditionError, with the names that
/// exist, for an unknown constant; for d < 2; for a claim without a numeric statement.
Statement state(const Claim& claim, int d, const Constants& replaced = {});

}  // namespace hebb
