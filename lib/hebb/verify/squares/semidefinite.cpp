#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include <hebb/process/program.hpp>
#include <hebb/verify/squares/semidefinite.hpp>

namespace hebb::squares {
namespace {

/// A folder for one call, removed with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "hebb-squares-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

constexpr const char* parameters =
    "axtol=1.0e-9\natytol=1.0e-9\nobjtol=1.0e-9\npinftol=1.0e8\ndinftol=1.0e8\nmaxiter=100\nminstepfrac=0.90\n"
    "maxstepfrac=0.97\nminstepp=1.0e-8\nminstepd=1.0e-8\nusexzgap=1\ntweakgap=0\naffine=0\nprintlevel=0\n"
    "perturbobj=1\nfastmode=0\n";

/// With X = Y + lambda 1 and lambda = 1 - s, s >= 0: minimise s. Y and s are the blocks of the program.
std::string sparse_format(const SemidefiniteProblem& p) {
  const auto last = p.sizes.size() + 1;
  std::vector<double> unit(p.right.size(), 0);  // of each row at X = 1
  for (const auto& e : p.entries) {
    if (e.i == e.j) unit[e.row] += e.value;
  }
  std::string text = fmt::format("{}\n{}\n", p.right.size(), last);
  for (const int size : p.sizes) text += fmt::format("{} ", size);
  text += "-1\n";
  for (std::size_t k = 0; k < p.right.size(); ++k) text += fmt::format("{:.17g} ", p.right[k] - unit[k]);
  text += fmt::format("\n0 {} 1 1 -1\n", last);
  for (const auto& e : p.entries) {  // an entry off the diagonal counts twice
    text += fmt::format("{} {} {} {} {:.17g}\n", e.row + 1, e.block + 1, e.i + 1, e.j + 1,
                        e.i == e.j ? e.value : e.value / 2);
  }
  for (std::size_t k = 0; k < unit.size(); ++k) {
    if (unit[k] != 0) text += fmt::format("{} {} 1 1 {:.17g}\n", k + 1, last, -unit[k]);
  }
  return text;
}

}  // namespace

bool has_semidefinite_solver() {
  static const bool found = is_in_path("csdp");
  return found;
}

std::optional<SemidefiniteSolution> solve(const SemidefiniteProblem& problem, int seconds, StopFlag stop) {
  const TemporaryFolder folder;
  if (folder.path().empty()) return std::nullopt;
  std::ofstream(folder.path() / "problem") << sparse_format(problem);
  std::ofstream(folder.path() / "param.csdp") << parameters;
  const std::string command = fmt::format(
      "cd \"$0\" && OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 exec timeout {} csdp problem solution", seconds);
  run_program({"sh", "-c", command, folder.path().string()}, stop, [](const std::string&) {});
  std::ifstream in(folder.path() / "solution");
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;  // the multipliers of the rows
  SemidefiniteSolution result;
  for (const int size : problem.sizes) {
    const auto n = static_cast<std::size_t>(size);
    result.blocks.emplace_back(n, Vec<double>(n, 0));
  }
  double s = 0, value = 0;
  std::size_t block = 0;
  int matrix = 0, i = 0, j = 0;
  while (in >> matrix >> block >> i >> j >> value) {
    if (matrix != 2 || block < 1 || block > problem.sizes.size() + 1) continue;
    if (block == problem.sizes.size() + 1)
      s = value;
    else if (i >= 1 && j >= 1 && i <= problem.sizes[block - 1] && j <= problem.sizes[block - 1])
      result.blocks[block - 1][i - 1][j - 1] = result.blocks[block - 1][j - 1][i - 1] = value;
  }
  result.lambda = 1 - s;
  for (Mat<double>& x : result.blocks) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      x[k][k] += result.lambda;
      if (!std::ranges::all_of(x[k], [](double entry) { return std::isfinite(entry); })) return std::nullopt;
    }
  }
  return result;
}

}  // namespace hebb::squares
