#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hebb/certificate/atomic_file.hpp>

namespace hebb {
namespace {

namespace fs = std::filesystem;

/// 0, or the number of the error.
int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Standard output or standard error, when the file is where it goes to.
std::optional<int> stream_into(const struct stat& file) {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat open {};
    if (fstat(stream, &open) == 0 && open.st_dev == file.st_dev && open.st_ino == file.st_ino) return stream;
  }
  return std::nullopt;
}

/// The file that the links lead to, which need not exist. Throws std::runtime_error after 40 of them.
fs::path behind_links(fs::path file) {
  for (int links = 0; links < 40; ++links) {
    std::error_code error;
    const fs::path next = fs::read_symlink(file, error);
    if (error) return file;
    file = file.parent_path() / next;  // an absolute one stands alone
  }
  throw std::runtime_error(std::strerror(ELOOP));
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

int write_into(const fs::path& file, std::string_view content) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = write_all(descriptor, content);
  return ::close(descriptor) != 0 && error == 0 ? errno : error;
}

int replace(const fs::path& file, const struct stat* old, std::string_view content) {
  static std::atomic<unsigned> count = 0;  // of this process, whose number is unique on its machine
  fs::path part;
  int descriptor = -1;
  do {
    part = folder_of(file) / fmt::format(".hebb-{}-{}.part", getpid(), count++);
    descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EEXIST);
  if (descriptor < 0) return errno;
  int error = write_all(descriptor, content);
  if (error == 0 && old != nullptr) {
    if (fchown(descriptor, old->st_uid, old->st_gid) != 0) {
      // only root can keep the owner of a file that is somebody else's
    }
    if (fchmod(descriptor, old->st_mode & 07777) != 0) error = errno;
  }
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(part.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(part.c_str());
  return error;
}

int write(const fs::path& file, std::string_view content) {
  struct stat found {};
  const bool exists = ::stat(file.c_str(), &found) == 0;
  if (!exists && errno != ENOENT) return errno;
  if (exists && S_ISDIR(found.st_mode)) return EISDIR;
  if (exists) {
    if (const auto stream = stream_into(found)) {
      std::fflush(*stream == STDOUT_FILENO ? stdout : stderr);
      return write_all(*stream, content);
    }
    if (!S_ISREG(found.st_mode)) return write_into(file, content);
    if (::access(file.c_str(), W_OK) != 0) return errno;  // renaming would replace a file that is not to be written
  }
  return replace(behind_links(file), exists ? &found : nullptr, content);
}

}  // namespace

void write_file_atomically(const fs::path& file, std::string_view content) {
  std::string reason;
  try {
    if (const int error = write(file, content)) reason = std::strerror(error);
  } catch (const std::exception& e) {
    reason = e.what();
  }
  if (!reason.empty()) throw std::runtime_error(fmt::format("cannot write {}: {}", file.string(), reason));
}

std::string why_not_writable(const fs::path& file) {
  struct stat found {};
  const auto reason = [](bool fine) { return std::string(fine ? "" : std::strerror(errno)); };
  if (::stat(file.c_str(), &found) == 0) {
    if (S_ISDIR(found.st_mode)) return std::strerror(EISDIR);
    if (const std::string no = reason(::access(file.c_str(), W_OK) == 0); !no.empty()) return no;
    if (!S_ISREG(found.st_mode) || stream_into(found)) return "";
  } else if (errno != ENOENT) {
    return reason(false);
  }
  try {
    return reason(::access(folder_of(behind_links(file)).c_str(), W_OK | X_OK) == 0);
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace hebb
