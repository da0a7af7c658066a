#pragma once

#include <string>
#include <string_view>
#include <vector>

// What commands write besides their table.

namespace hebb::cli {

/// An option that names a file, and the file; "" when it was not given.
struct Output {
  std::string option, file;
};

/// Fails before a long run when a result could not be written after it. `streams` may be "-", standard output; a flag
/// that puts something there is one, with "-". Returns whether one of them is: then there is no table. Throws
/// PreconditionError, naming the option and the reason, also when two are.
bool require_outputs(const std::vector<Output>& streams, const std::vector<Output>& files = {});

/// The same for a directory, which is made.
void require_directory(const std::string& option, const std::string& directory);

/// Writes the file, whole or not at all; standard output for "-".
void write_output(const std::string& file, std::string_view text);

}  // namespace hebb::cli
