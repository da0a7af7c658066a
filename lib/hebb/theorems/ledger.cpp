#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/theorems/claims/families.hpp>

namespace hebb {

std::string_view to_string(Source source) {
  switch (source) {
    case Source::paper:
      return "paper";
    case Source::reconstructed:
      return "reconstructed";
    case Source::summary:
      return "summary";
    default:
      return "ours";
  }
}

Constants Claim::printed_constants() const {
  Constants values;
  for (const Constant& c : constants) values.emplace(c.name, c.value);
  return values;
}

const std::vector<Claim>& ledger() {
  static const std::vector<Claim> all = [] {
    std::vector<Claim> claims;
    for (const auto family :
         {claims::update, claims::loss, claims::taylor, claims::moments, claims::gap, claims::recursion,
          claims::learning_rates, claims::probability, claims::barrier, claims::true_rate, claims::flow_invariants,
          claims::flow_convergence, claims::flow_of_intensities, claims::mirror_descent, claims::correlation,
          claims::outputs}) {
      std::ranges::move(family(), std::back_inserter(claims));
    }
    return claims;
  }();
  return all;
}

const Claim* find_claim(std::string_view id) {
  const auto found = std::ranges::find(ledger(), id, &Claim::id);
  return found == ledger().end() ? nullptr : &*found;
}

Statement state(const Claim& claim, int d, const Constants& replaced) {
  require(bool(claim.state), fmt::format("{} has no numeric statement ({})", claim.id, claim.remark));
  require(claim.scope == Scope::every_dimension || d >= 2,
          fmt::format("{} needs a dimension d >= 2, not {}", claim.id, d));
  Constants constants = claim.printed_constants();
  for (const auto& [name, value] : replaced) {
    const auto found = constants.find(name);
    if (found == constants.end()) {
      std::vector<std::string> names;
      for (const auto& [known, unused] : constants) names.push_back(known);
      throw PreconditionError(
          names.empty() ? fmt::format("{} has no constants, so '{}' cannot be set", claim.id, name)
                        : fmt::format("{} has no constant '{}'; it has {}", claim.id, name, fmt::join(names, ", ")));
    }
    found->second = value;
  }
  return claim.state(d, constants);
}

}  // namespace hebb
