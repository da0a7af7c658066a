#pragma once

#include <string>
#include <vector>

#include <hebb/certificate/certificate.hpp>

namespace hebb::exports {

/// "G3_d4": the name of the Coq lemma for a certificate; letters, digits, underscores.
std::string coq_name(const Certificate& certificate);

/// The statement as a term of the type `statement` of proofs-support/coq/checker/Syntax.v.
std::string coq_statement(const Statement& statement);

/// The lemma NAME : proved NAME_statement (or refuted), with the statement and the evidence as data and the proof by
/// the soundness of the verified checker and vm_compute. Throws PreconditionError for what the checker in Coq does not
/// know (sin, cos, atan, abs, open simplices; chains with chords, limits, premises over the domain of the statement or
/// chains), and for a composition: its argument is not numerics.
std::string coq_lemma(const Certificate& certificate);

/// The lines that a file of such lemmas begins with.
std::string coq_preamble();

/// A file of its own: the lemma and, for each goal of a proved statement, the theorem NAME_k in the notation of real
/// arithmetic, "forall p1 p2 c : R, 0 <= p1 -> ... -> 0 <= p1 * (...)", with the denominators of an identity as
/// premises. A formula that is longer than `longest` operations when written out appears as node k of the recorded code
/// instead.
std::string to_coq(const Certificate& certificate, std::size_t longest = 400);

}  // namespace hebb::exports
