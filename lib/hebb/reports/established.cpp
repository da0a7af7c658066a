#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/established.hpp>
#include <hebb/theorems/coq_theorems.hpp>

namespace hebb {

std::vector<std::string> established_lines(const FoldedRows& rows) {
  FoldedRows certified, checked;
  for (const ClaimResult* row : rows) {
    if (!row->established.dimensions.empty()) certified.push_back(row);
    if (row->established.checker) checked.push_back(row);
  }
  std::vector<std::string> lines;
  if (!certified.empty()) lines.push_back("numerically certified for " + dimension_text(certified));
  if (!checked.empty()) lines.push_back("accepted by the verified checker for " + dimension_text(checked));
  std::vector<std::string> names, others;
  for (const auto& [name, file, covers] : rows.front()->established.theorems) {
    if (covers_the_claim(covers)) {
      names.push_back(fmt::format("{} ({})", name, file));
    } else {
      others.push_back(fmt::format("Coq theorem{}{}: {} ({})", covers.empty() ? "" : " about ", covers, name, file));
    }
  }
  if (!names.empty()) {
    lines.push_back(fmt::format("Coq theorem{} for every d: {}", names.size() == 1 ? "" : "s", fmt::join(names, ", ")));
  }
  lines.insert(lines.end(), others.begin(), others.end());
  return lines;
}

}  // namespace hebb
