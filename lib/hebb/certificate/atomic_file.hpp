#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hebb {

/// Replaces the file by the content, or leaves it as it was: writes a file of its own name in the same folder and
/// renames it. Symbolic links are followed and permissions are kept. What is no regular file (a pipe, a terminal,
/// /dev/null) is written into and never replaced; so is the file that standard output or standard error goes to, at the
/// place where it is. Throws std::runtime_error that names the file and the reason.
void write_file_atomically(const std::filesystem::path& file, std::string_view content);

/// Why write_file_atomically would fail, as far as that can be seen without writing anything; empty when it can be
/// tried.
std::string why_not_writable(const std::filesystem::path& file);

}  // namespace hebb
