#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hebb/certificate/atomic_file.hpp>

namespace hebb {
namespace atomic_file_test {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class AtomicFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "hebb-files-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::set<std::string> names() const {
    std::set<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_)) out.insert(entry.path().filename().string());
    return out;
  }
  /// The reason that an attempt gives; both ways of asking agree.
  std::string refusal(const fs::path& file) const {
    EXPECT_NE(why_not_writable(file), "") << file;
    try {
      write_file_atomically(file, "content");
    } catch (const std::runtime_error& e) {
      EXPECT_EQ(e.what(), "cannot write " + file.string() + ": " + why_not_writable(file));
      return why_not_writable(file);
    }
    ADD_FAILURE() << file << " was written";
    return "";
  }

  fs::path folder_;
};

TEST_F(AtomicFile, AFileIsReplacedAndKeepsItsPermissions) {
  const fs::path file = folder_ / "file";
  write_file_atomically(file, "one");
  EXPECT_EQ(read(file), "one");
  for (const fs::perms mode : {fs::perms(0600), fs::perms(0664), fs::perms(0755)}) {
    fs::permissions(file, mode);
    write_file_atomically(file, std::string("a\0b", 3));
    EXPECT_EQ(read(file), std::string("a\0b", 3));
    EXPECT_EQ(fs::status(file).permissions(), mode);
  }
  write_file_atomically(file, "");
  EXPECT_EQ(fs::file_size(file), 0U);
  EXPECT_EQ(names(), std::set<std::string>{"file"});
}

TEST_F(AtomicFile, LinksAreFollowed) {
  fs::create_directory(folder_ / "deeper");
  std::ofstream(folder_ / "deeper" / "there") << "old";
  fs::create_symlink("deeper/there", folder_ / "link");
  fs::create_symlink(folder_ / "link", folder_ / "link-to-link");
  fs::create_symlink("deeper/new", folder_ / "dangling");
  for (const char* name : {"link", "link-to-link", "dangling"}) {
    EXPECT_EQ(why_not_writable(folder_ / name), "");
    write_file_atomically(folder_ / name, name);
    EXPECT_TRUE(fs::is_symlink(folder_ / name));
    EXPECT_EQ(read(folder_ / name), name);
  }
  EXPECT_EQ(read(folder_ / "deeper" / "there"), "link-to-link");
  EXPECT_EQ(read(folder_ / "deeper" / "new"), "dangling");
}

TEST_F(AtomicFile, WhatIsNoFileIsWrittenIntoAndNotReplaced) {
  const fs::path pipe = folder_ / "pipe", link = folder_ / "link";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::string arrived;
  std::thread reader([&] { arrived = read(pipe); });
  EXPECT_EQ(why_not_writable(pipe), "");
  write_file_atomically(pipe, "through the pipe");
  reader.join();
  EXPECT_EQ(arrived, "through the pipe");
  EXPECT_TRUE(fs::is_fifo(pipe));
  // A terminal of our own and not /dev/null, which a fault of the program would replace when root runs this.
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_TRUE(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
  const fs::path device = ptsname(terminal);
  fs::create_symlink(device, link);
  write_file_atomically(link, "to a terminal");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_TRUE(fs::is_character_file(device));
  char shown[14]{};
  EXPECT_EQ(::read(terminal, shown, 13), 13);
  EXPECT_STREQ(shown, "to a terminal");
  close(terminal);
}

TEST_F(AtomicFile, WritersInOneFolderDoNotMeet) {
  const fs::path file = folder_ / "file";
  fs::create_directory(folder_ / "file.part");  // somebody else's
  std::set<std::string> possible{"first"};
  write_file_atomically(file, "first");
  {
    for (char name = 'a'; name < 'e'; ++name) possible.insert(std::string(100'000, name));
    std::vector<std::jthread> writers;
    for (char name = 'a'; name < 'e'; ++name) {
      writers.emplace_back([&, name] {
        for (int k = 0; k < 50; ++k) write_file_atomically(file, std::string(100'000, name));
      });
    }
    for (int k = 0; k < 100; ++k) EXPECT_TRUE(possible.contains(read(file)));
  }
  EXPECT_TRUE(possible.contains(read(file)));
  EXPECT_EQ(names(), (std::set<std::string>{"file", "file.part"}));
}

TEST_F(AtomicFile, WhatCannotBeWrittenIsNamedWithTheReason) {
  fs::create_directory(folder_ / "directory");
  fs::create_symlink("loop", folder_ / "loop");
  std::ofstream(folder_ / "file") << "old";
  EXPECT_EQ(refusal(folder_ / "missing" / "file"), "No such file or directory");
  EXPECT_EQ(refusal(folder_ / "file" / "below"), "Not a directory");
  EXPECT_EQ(refusal(folder_ / "loop"), "Too many levels of symbolic links");
  EXPECT_EQ(refusal(folder_ / "directory"), "Is a directory");
  if (geteuid() != 0) {
    fs::permissions(folder_ / "file", fs::perms(0400));
    EXPECT_EQ(refusal(folder_ / "file"), "Permission denied");  // though it could be replaced
  }
  EXPECT_EQ(read(folder_ / "file"), "old");
  EXPECT_EQ(names(), (std::set<std::string>{"directory", "loop", "file"}));
}

TEST_F(AtomicFile, AWriteThatFailsLeavesTheOldFile) {
  const fs::path file = folder_ / "file";
  write_file_atomically(file, "old");
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{1000, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  try {
    write_file_atomically(file, std::string(5000, 'x'));
  } catch (const std::runtime_error& e) {
    message = e.what();
  }
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  EXPECT_EQ(message, "cannot write " + file.string() + ": File too large");
  EXPECT_EQ(read(file), "old");
  EXPECT_EQ(names(), std::set<std::string>{"file"});
}

}  // namespace atomic_file_test
}  // namespace hebb
