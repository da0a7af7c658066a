#include "shared/noise_file.hpp"

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>

#include "shared/inputs.hpp"

namespace hebb::cli {

DiscreteNoise read_noise_law(const std::string& file, const Rational& q) {
  NoiseTable atoms;
  std::vector<Rational> probabilities;
  Rational total = 0;
  for (const auto& [line, row] : read_table(file)) {
    require(row.size() == 2, [&, number = line, count = row.size()] {
      return fmt::format("{}:{}: {} number{}, expected a value and its probability", file, number, count,
                         count == 1 ? "" : "s");
    });
    atoms.push_back({row[0], row[1]});
    probabilities.push_back(row[1]);
    total += row[1];
  }
  try {
    return DiscreteNoise(q, std::move(atoms));
  } catch (const PreconditionError& e) {
    throw PreconditionError(file + ": " + e.what() + (total == 1 ? "" : fraction_hint(probabilities)));
  }
}

std::string noise_file_text(const NoiseTable& atoms) {
  std::string out;
  for (const NoiseAtom& atom : atoms)
    out += fmt::format("{}, {}\n", to_string(atom.value), to_string(atom.probability));
  return out;
}

}  // namespace hebb::cli
