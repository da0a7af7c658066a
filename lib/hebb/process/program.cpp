#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hebb/process/program.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {

bool is_in_path(const std::string& program) {
  std::istringstream folders(std::getenv("PATH") ? std::getenv("PATH") : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// By hand: Boost.Process has no line by line that a flag ends, short of its asynchronous pipes, which are longer.
int run_program(const std::vector<std::string>& arguments, StopFlag stop,
                const std::function<void(const std::string&)>& line_done) {
  int ends[2];
  require(pipe2(ends, O_CLOEXEC) == 0,
          [&] { return fmt::format("cannot start {}: {}", arguments[0], std::strerror(errno)); });
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) posix_spawn_file_actions_adddup2(&actions, ends[1], stream);
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  pid_t program = 0;
  const int error = posix_spawnp(&program, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string line;
  bool killed = false;
  for (char buffer[4096]; error == 0;) {
    pollfd waits{ends[0], POLLIN, 0};
    if (is_stopped(stop) && !killed) {
      killed = true;
      ::kill(program, SIGKILL);
    }
    if (::poll(&waits, 1, 100) <= 0) continue;
    const ssize_t size = ::read(ends[0], buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    for (const char c : std::string_view(buffer, static_cast<std::size_t>(size))) {
      if (c != '\n') {
        line += c;
        continue;
      }
      line_done(line);
      line.clear();
    }
  }
  ::close(ends[0]);
  require(error == 0, [&] { return fmt::format("cannot start {}: {}", arguments[0], std::strerror(error)); });
  int status = 0;
  while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {
  }
  if (killed) throw Stopped();
  if (!line.empty()) line_done(line);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace hebb
