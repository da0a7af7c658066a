#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <hebb/language/syntax.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>
#include <hebb/simplex/vector.hpp>

namespace hebb::language {

/// What a name stands for.
struct Entry {
  enum class Kind { value, point, definition } kind = Kind::value;
  std::string name;
  Symbol value;                             // of a variable, a constant, an index, a let without parameters
  Vec<Symbol> point;                        //
  const Declaration* definition = nullptr;  // of a let
};

/// The names that are known so far: of the declarations in their order, and of indices and parameters, which hide them.
/// The members throw ClaimTextError at the place in the text.
class Names {
 protected:
  /// A name of a declaration; it may be used once.
  void add(Entry entry, const Place& place);
  /// Among the locals and the first `visible` declarations; null when there is none.
  const Entry* find(const std::string& name, std::size_t visible) const;
  /// The same for those that are visible now; fails with what may have been meant.
  const Entry& look_up(const std::string& name, const Place& place) const;

  std::vector<Entry> entries_, locals_;
  std::size_t visible_ = 0;  // how many of the entries the term that is being written out may use
  std::string_view kinds_ = "'variable', 'point', 'constant' or 'let'";  // of declarations that make a name known

 private:
  std::unordered_map<std::string, std::size_t> places_;  // of the entries, by name
};

}  // namespace hebb::language
