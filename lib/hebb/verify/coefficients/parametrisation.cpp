#include <hebb/verify/coefficients/parametrisation.hpp>

namespace hebb {

std::vector<Origin> origins(const Statement& statement) {
  std::vector<Origin> result(statement.expression.variables.size(), Origin{-1, 0});
  const auto claim = [&](int variable, int factor, int entry) {
    require(variable >= 0 && variable < static_cast<int>(result.size()),
            "a factor names a variable that does not exist");
    require(result[variable].factor < 0,
            "the variable '" + statement.expression.variables[variable] + "' belongs to two factors");
    result[variable] = {factor, entry};
  };
  for (int f = 0; f < static_cast<int>(statement.domain.size()); ++f) {
    const Factor& factor = statement.domain[f];
    if (const auto* range = std::get_if<Range>(&factor)) {
      claim(range->variable, f, 0);
    } else if (const auto* simplex = std::get_if<Simplex>(&factor)) {
      for (int k = 0; k < static_cast<int>(simplex->coordinates.size()); ++k) claim(simplex->coordinates[k], f, k);
    } else {
      const auto& chamber = std::get<LeaderChamber>(factor);
      const int d = static_cast<int>(chamber.coordinates.size());
      require(d >= 2, "a leader chamber needs d >= 2");
      for (int k = 0; k < d; ++k) claim(chamber.coordinates[k], f, k);
      claim(chamber.gap, f, d);
    }
  }
  for (std::size_t k = 0; k < result.size(); ++k) {
    require(result[k].factor >= 0, "the variable '" + statement.expression.variables[k] + "' belongs to no factor");
  }
  return result;
}

int coordinate_count(const Factor& factor) {
  if (const auto* range = std::get_if<Range>(&factor)) return range->lower && range->upper ? 2 : 1;
  if (const auto* simplex = std::get_if<Simplex>(&factor)) return static_cast<int>(simplex->coordinates.size());
  return static_cast<int>(std::get<LeaderChamber>(factor).coordinates.size()) + 1;
}

}  // namespace hebb
