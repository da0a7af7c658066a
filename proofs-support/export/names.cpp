#include <algorithm>
#include <cctype>

#include <hebb/export/names.hpp>

namespace hebb::exports {

std::vector<std::string> identifiers(const std::vector<std::string>& variables,
                                     const std::vector<std::string>& reserved) {
  std::vector<std::string> names;
  for (const std::string& variable : variables) {
    std::string name;
    const bool starts_well = !variable.empty() && static_cast<unsigned char>(variable.front()) < 128 &&
                             std::isalpha(static_cast<unsigned char>(variable.front())) != 0;
    if (!starts_well) name = 'v';
    for (const char c : variable) {
      const bool plain = static_cast<unsigned char>(c) < 128 && std::isalnum(static_cast<unsigned char>(c)) != 0;
      name += plain ? c : '_';
    }
    while (std::ranges::find(names, name) != names.end() || std::ranges::find(reserved, name) != reserved.end())
      name += '_';
    names.push_back(name);
  }
  return names;
}

std::size_t written_out(const Expression& e, int node, std::size_t limit) {
  std::vector<std::size_t> size;
  for (int k = 0; k <= node; ++k) {
    const Instruction& i = e.code[k];
    std::size_t n = 1;
    if (i.operation != Operation::variable && i.operation != Operation::constant) {
      n += size[i.a];
      if (has_two_operands(i.operation)) n += size[i.b];
    }
    size.push_back(std::min(n, limit));
  }
  return size[node];
}

}  // namespace hebb::exports
