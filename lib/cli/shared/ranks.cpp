#include "shared/ranks.hpp"

#include <cstdlib>

#ifdef HEBB_WITH_MPI
#include <mpi.h>
#endif

namespace hebb::cli {

#ifdef HEBB_WITH_MPI

Ranks::Ranks() {
  // Without mpirun, MPI_Init would only cost time: Open MPI, MPICH and Slurm say so in the environment.
  const bool launched = std::getenv("OMPI_COMM_WORLD_SIZE") || std::getenv("PMI_SIZE") || std::getenv("PMI_RANK");
  if (!launched) return;
  MPI_Init(nullptr, nullptr);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
}

Ranks::~Ranks() {
  int initialized = 0;
  MPI_Initialized(&initialized);
  if (initialized) MPI_Finalize();
}

std::vector<std::string> Ranks::gather(const std::string& text) const {
  if (size_ == 1) return {text};
  const int length = static_cast<int>(text.size());
  std::vector<int> lengths(is_root() ? static_cast<std::size_t>(size_) : 0), offsets;
  MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, MPI_COMM_WORLD);
  int total = 0;
  for (const int n : lengths) {
    offsets.push_back(total);
    total += n;
  }
  std::string all(static_cast<std::size_t>(total), '\0');
  MPI_Gatherv(text.data(), length, MPI_CHAR, all.data(), lengths.data(), offsets.data(), MPI_CHAR, 0, MPI_COMM_WORLD);
  std::vector<std::string> texts;
  for (std::size_t k = 0; k < lengths.size(); ++k) {
    texts.push_back(all.substr(static_cast<std::size_t>(offsets[k]), static_cast<std::size_t>(lengths[k])));
  }
  return texts;
}

#else

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
std::vector<std::string> Ranks::gather(const std::string& text) const { return {text}; }

#endif

}  // namespace hebb::cli
