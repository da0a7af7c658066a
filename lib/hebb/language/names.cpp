#include <fmt/format.h>

#include <hebb/language/functions.hpp>
#include <hebb/language/names.hpp>
#include <hebb/text/nearest.hpp>

namespace hebb::language {
void Names::add(Entry entry, const Place& place) {
  if (is_function(entry.name)) fail(place, fmt::format("'{}' is a function of the language", entry.name));
  if (find(entry.name, entries_.size())) fail(place, fmt::format("the name '{}' is used twice", entry.name));
  places_.emplace(entry.name, entries_.size());
  entries_.push_back(std::move(entry));
}

const Entry* Names::find(const std::string& name, std::size_t visible) const {
  for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
    if (local->name == name) return &*local;
  }
  const auto found = places_.find(name);
  return found != places_.end() && found->second < visible ? &entries_[found->second] : nullptr;
}

const Entry& Names::look_up(const std::string& name, const Place& place) const {
  if (const Entry* found = find(name, visible_)) return *found;
  std::vector<std::string> known = function_names();
  for (std::size_t k = 0; k < visible_; ++k) known.push_back(entries_[k].name);
  for (const Entry& local : locals_) known.push_back(local.name);
  const std::string near = nearest_name(name, known);
  std::string hint =
      near.empty() ? fmt::format("it needs a line {} before", kinds_) : fmt::format("did you mean {}?", near);
  if (name == "pi" || name == "e") hint = name == "e" ? "write exp(1)" : "write 4*atan(1)";
  fail(place, fmt::format("there is no '{}': {}", name, hint));
}

}  // namespace hebb::language
