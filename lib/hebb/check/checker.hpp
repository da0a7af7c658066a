#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hebb/certificate/certificate.hpp>
#include <hebb/scalar/stop.hpp>

namespace hebb {

/// The independent checker: a second opinion on certificates. Of a row of the ledger it records the statement anew and
/// compares; a certificate of any other claim stands for the statement that it holds. Then it replays the evidence in
/// exact rational arithmetic. It shares with the provers the data format and the ledger, and no arithmetic.
struct CheckOutcome {
  bool accepted = false;  // the certificate proves what it says
  std::string reason;     // why not
  std::size_t work = 0;   // coefficients and boxes looked at
};

/// Why the certificate does not state what the ledger says under the name and the constants that it gives; empty when
/// it does. The evidence is not looked at.
std::string mismatch_with_ledger(const Certificate& certificate);

/// Where two statements differ first, in words: "its goal 'G' is x - 1 >= 0, not x >= 0". Empty when they are equal.
std::string difference_between(const Statement& found, const Statement& wanted);

/// The row of the ledger with that statement, of whatever name, in the dimension and with the constants of the
/// certificate (those of the row as printed, where the names are others); empty when there is none.
std::string equal_ledger_row(const Certificate& certificate);

/// Whether the ledger has a claim of the certificate's name. A certificate of any other name vouches for its statement
/// and no more.
bool is_of_ledger(const Certificate& certificate);

/// What a reader of "accepted" must know: that the verdict is "refuted", and which constants are not the printed ones,
/// as in "refuted; factor = 101/100, printed 1". Empty when the certificate proves the claim as printed.
/// Of a certificate that is not of the ledger nobody checks the constants that it names: they are in its statement as
/// numbers, and it is said that they are its own account, "by its own account c = 2/3".
std::string what_is_established(const Certificate& certificate);

/// Whether a constant differs from the printed one. A claim that is not of the ledger has no printed constants: false.
bool has_other_constants(const Certificate& certificate);

/// Finds the certificate of a premise; nullptr when there is none.
using FindCertificate = std::function<const Certificate*(const Premise&)>;

/// A composition is accepted when its premises are those of the claim in the ledger, `find` knows them, their digests
/// agree and they prove the printed claims; that they are accepted themselves is the caller's duty (see
/// check_directory). Throws Stopped when `stop` becomes true before it has an answer.
CheckOutcome check(const Certificate& certificate, const FindCertificate& find, StopFlag stop = nullptr);

/// What the checker says of one file.
struct CheckedFile {
  std::string file;                           // its path
  std::string claim;                          // the claim that it names
  CheckOutcome outcome;                       // the verdict on it
  std::string established;                    // what_is_established, when the file could be read
  bool other_constants = false;               // than the printed ones
  bool of_ledger = true;                      // else the statement is the certificate's own
  std::string statement;                      // to_text, of a certificate that is not of the ledger
  std::optional<Statement> recorded;          // of such a certificate, with its constants
  std::map<std::string, Rational> constants;  // name -> value
  std::string equal_row;                      // equal_ledger_row, of such a certificate
  bool interrupted = false;  // stopped before there was an answer, on it or on a premise: neither accepted nor rejected
};

/// One file. A composition needs the certificates beside it, so that it is checked with those of its directory. The
/// name of the file says nothing. A file that is no certificate is not accepted.
CheckedFile check_file(const std::filesystem::path& file, StopFlag stop = nullptr);

/// All *.json in the directory, in the order of their names, with everything that a composition rests on, on `threads`
/// threads (0: all cores). Unreadable files count as not accepted. When `stop` becomes true the rest is `interrupted`.
/// Throws CertificateError when the directory does not exist or holds no certificate.
std::vector<CheckedFile> check_directory(const std::filesystem::path& directory, unsigned threads = 0,
                                         StopFlag stop = nullptr);

}  // namespace hebb
