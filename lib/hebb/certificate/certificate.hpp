#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/certificate/verdict.hpp>

namespace hebb {

/// Another certificate that a composition rests on.
struct Premise {
  /// @{
  /// The claim, its dimension (nothing: it has none), and the digest of the certificate meant.
  std::string claim;
  std::optional<int> dimension;
  std::string digest;
  /// @}
  friend bool operator==(const Premise&, const Premise&) = default;
};

/// The claim follows from its premises by the argument on the page of the claim; the arithmetic of that argument is
/// one of the premises.
struct Composition {
  std::vector<Premise> premises;
  friend bool operator==(const Composition&, const Composition&) = default;
};

/// One proof per goal, in their order; or a composition; or a witness against the claim.
using Evidence = std::variant<std::vector<Proof>, Composition, Witness>;

/// Everything that is needed to check one verdict again, as plain exact data.
struct Certificate {
  std::string claim;                          // id of a row of the ledger, or a name
  std::optional<int> dimension;               // nothing: the statement has none
  std::map<std::string, Rational> constants;  // name -> value
  Statement statement;                        // what is proved or refuted
  Evidence evidence;                          // the proofs, or the witness
  /// What the evidence says.
  Verdict verdict() const { return std::holds_alternative<Witness>(evidence) ? Verdict::refuted : Verdict::proved; }
  friend bool operator==(const Certificate&, const Certificate&) = default;
};

/// A file that is not a certificate of this version, or whose digest does not fit; the message names file and reason.
struct CertificateError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// "G3.d4.json"; without dimension "G4.json".
std::string certificate_file_name(const Certificate& certificate);

/// Digits that the numerator or the denominator of a number may have. Every double fits (324), and a witness of such
/// numbers with nothing in common is replayed in 2 s at most for every claim at d = 3, in 5 s at d = 8; the time grows
/// with the square of the digits: with 2000 it is half a minute at d = 3, with 3e5 days.
inline constexpr std::size_t max_number_digits = 400;

/// JSON text, format version 1; a function of the certificate alone, so that equal certificates are equal files. Throws
/// CertificateError for a number beyond max_number_digits.
std::string to_json(const Certificate& certificate);
/// The inverse. Throws CertificateError for any other text, down to the last byte: what parse_json refuses (a name
/// twice, anything after the end), unknown fields, numbers that are no integers or out of range, a wrong digest, and,
/// when all is right but the form, a text that is not the one to_json writes. The message says which; it is safe to
/// print.
Certificate certificate_from_json(const std::string& text);

/// SHA-256, as written in the file: of the fields before it, as they stand there without blanks between them. As the
/// text is a function of them, it covers every byte of the file.
std::string digest(const Certificate& certificate);

/// Writes to `directory` under certificate_file_name (first to a temporary file, then renamed: an interrupted run
/// leaves no half-written certificate). Throws CertificateError when the directory is not writable.
std::filesystem::path write_certificate(const Certificate& certificate, const std::filesystem::path& directory);
/// Throws CertificateError; also for what is not a regular file (a directory, a pipe, a device).
Certificate read_certificate(const std::filesystem::path& file);

}  // namespace hebb
