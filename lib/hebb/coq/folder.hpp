#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <hebb/coq/coq_check.hpp>

namespace hebb {

/// The files of a folder in the order of their names: rejected when they cannot be read, or bear the name of a row of
/// the ledger and do not agree with it; a composition compared with its premises, everything else pending. A
/// certificate of any other name stands for the statement that it holds. Throws CertificateError when there are none.
std::vector<CoqCheckedFile> read_for_coq(const std::filesystem::path& directory);

/// A composition falls with its premises; repeated until nothing more falls.
void reject_without_premises(std::vector<CoqCheckedFile>& files);

}  // namespace hebb
