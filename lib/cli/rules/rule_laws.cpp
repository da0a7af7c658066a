#include "rules/rule_laws.hpp"

#include <hebb/rules/file_rule.hpp>

namespace hebb::cli {

template <class Exact>
RuleTest test_as(const FileRule<Exact>& rule, const testing::LawOptions& options, const std::vector<std::string>& laws,
                 const std::function<std::string(const std::string&)>& known);

RuleTest test_rule(const Rule& rule, const Constants& constants, const testing::LawOptions& options,
                   const std::vector<std::string>& laws,
                   const std::function<std::string(const std::string& law)>& known) {
  const auto most = static_cast<int>(options.max_dimension);
  Constants replaced = constants;
  RecordedRule recorded = rule.record(2, replaced);
  if (!recorded.noise_bound) {
    replaced.emplace("Q", 2);
    recorded = rule.record(2, replaced);
  }
  if (recorded.is_algebraic()) return test_as(FileRule<Rational>(rule, replaced, most), options, laws, known);
  return test_as(FileRule<RealInterval>(rule, replaced, most), options, laws, known);
}

}  // namespace hebb::cli
