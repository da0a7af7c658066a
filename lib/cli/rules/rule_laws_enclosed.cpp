#include "rules/rule_laws_as.hpp"

namespace hebb::cli {

template RuleTest test_as(const FileRule<RealInterval>&, const testing::LawOptions&, const std::vector<std::string>&,
                          const std::function<std::string(const std::string&)>&);

}  // namespace hebb::cli
