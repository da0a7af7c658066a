#pragma once

#include <filesystem>
#include <string>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/verify/result.hpp>

namespace hebb::sample {

/// factor * G2 and factor * G3 on the chamber: p_1 - s >= f c (1 - p_1), p_1 (p_1 - s) >= f (c/d)(1 + (d-1) c)(1 -
/// p_1).
Statement g2(int d, const Rational& factor = 1);
Statement g3(int d, const Rational& factor = 1);

/// Text with everything that markup, JSON and terminals trip over.
extern const std::string nasty;

/// A row of the kind that the ledger has.
ClaimResult claim(const std::string& id, std::optional<int> dimension, Verdict verdict = Verdict::proved);

/// Three groups: G2 and G3 in d = 2..4 with statements and tightness, T resting on them, a finding with a witness, an
/// unexpected verdict, one estimated claim, nasty strings.
LedgerResult ledger();

/// G2 in d = 2..4, proved with factor = -1000 where 1 is printed, and T as printed, which rests on it.
LedgerResult other_constants();

/// A directory of its own for a test, removed at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path path;
};

std::string read(const std::filesystem::path& file);

}  // namespace hebb::sample
