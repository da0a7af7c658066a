#pragma once

#include <string>
#include <vector>

namespace hebb::cli {

/// The processes of one run: those that mpirun started when the program was built with MPI, otherwise this one alone.
class Ranks {
 public:
  /// Connects to the others; nothing is started unless mpirun is there.
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_root() const { return rank_ == 0; }
  /// The texts of all ranks, in their order, on the root; nothing elsewhere. Every rank must call it.
  std::vector<std::string> gather(const std::string& text) const;

 private:
  int rank_ = 0, size_ = 1;
};

}  // namespace hebb::cli
