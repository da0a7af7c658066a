#pragma once

#include <filesystem>
#include <string_view>

namespace hebb {

/// Replaces the file by the content, or leaves it as it was: writes FILE.part beside it and renames. Throws
/// std::runtime_error that names the file and the reason.
void write_file_atomically(const std::filesystem::path& file, std::string_view content);

}  // namespace hebb
