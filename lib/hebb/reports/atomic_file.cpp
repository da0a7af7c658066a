#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <hebb/reports/atomic_file.hpp>
#include <stdexcept>

namespace hebb {

void write_file_atomically(const std::filesystem::path& file, std::string_view content) {
  const std::filesystem::path part = file.string() + ".part";
  const auto fail = [&](const std::string& reason) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw std::runtime_error(fmt::format("cannot write {}: {}", file.string(), reason));
  };
  errno = 0;
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) fail(errno == 0 ? "the file cannot be opened or the disk is full" : std::strerror(errno));
  }
  std::error_code error;
  std::filesystem::rename(part, file, error);
  if (error) fail(error.message());
}

}  // namespace hebb
