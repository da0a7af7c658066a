#include <hebb/verify/result.hpp>

namespace hebb {

std::string replaced_constants_text(const ClaimResult& row) {
  std::string text;
  for (const auto& [name, printed] : row.printed) {
    const auto used = row.constants.find(name);
    if (used == row.constants.end()) continue;
    text += (text.empty() ? "" : "; ") + name + " = " + to_string(used->second) + ", printed " + to_string(printed);
  }
  return text;
}

}  // namespace hebb
