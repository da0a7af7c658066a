#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <hebb/rules/rule.hpp>
#include <hebb/verify/run.hpp>

// The laws of a rule as theorems: every one is recorded as a statement (laws/laws.hpp) and decided by the provers.

namespace hebb {

/// One law in one dimension.
struct LawTheorem {
  std::string law;  // "simplex invariance", "support", ...: the name that the tests give it, too
  int dimension = 0;
  Verdict verdict = Verdict::undecided;  // on the law in this dimension
  bool claimed = true;  // false for the learning-rate bound of a rule that claims none: undecided, with no rows
  std::string note;     // what was proved where it is not the law's plain form; why it is undecided
  std::vector<ClaimResult> rows;  // the statements that it consists of, with witnesses and certificates
};

/// Which laws, in which dimensions, with how much work.
struct ProveLawsOptions {
  std::vector<std::string> laws;                      // names of laws; empty: all
  ProveOptions prove{5};                              // for each goal
  std::optional<std::filesystem::path> certificates;  // written as they come
  unsigned threads = 0;                               // 0: all cores
};

/// The laws that are claimed for a rule, in the order of the tests.
std::vector<std::string> law_names();

/// Proves or refutes the laws of a rule in its dimension; the certificates of the statements, accepted by check(), bear
/// `name`.law. A rule whose step is recorded as the paper's own has the ledger's rows for its laws where the ledger has
/// them; they hold for every Q > 1. R1 and R2 (the learning-rate bound) are claimed by a rule with a rate, and by one
/// that follows the paper's drift (rate_bound_sharp). `done` is called after each law. Throws PreconditionError for an
/// unknown law, with the names that exist; CertificateError where certificates cannot be written.
std::vector<LawTheorem> prove_laws(const RecordedRule& rule, const std::string& name,
                                   const ProveLawsOptions& options = {},
                                   const std::function<void(const LawTheorem&)>& done = {});

/// The same for a callable template Vec<S> f(const Vec<S>& p, const Vec<S>& y, const S& a): it is recorded over Symbol.
template <class F>
requires requires(const F& f, const Vec<Symbol>& v, const Symbol& a) { f(v, v, a); }
std::vector<LawTheorem> prove_laws(const F& f, int d, const Rational& noise_bound, const std::string& name = "rule",
                                   const ProveLawsOptions& options = {}) {
  return prove_laws(record_rule(f, d, noise_bound), name, options);
}

}  // namespace hebb
