#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <hebb/text/json.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {

using Library = nlohmann::ordered_json;

/// Between our values and those of the library.
struct JsonBackend {
  static Library converted(const Json& json) {
    return std::visit([](const auto& value) { return from(value); }, json.value_);
  }
  static Json::List* list(Json& json) { return std::get_if<Json::List>(&json.value_); }
  static Json::Fields* fields(Json& json) { return std::get_if<Json::Fields>(&json.value_); }
  static void become_list(Json& json) { json.value_ = Json::List{}; }
  static void become_object(Json& json) { json.value_ = Json::Fields{}; }

 private:
  template <class T>
  static Library from(const T& value) {
    return value;
  }
  static Library from(const Json::List& elements) {
    Library out = Library::array();
    for (const Json& element : elements) out.push_back(converted(element));
    return out;
  }
  static Library from(const Json::Fields& fields) {
    Library out = Library::object();
    auto& members = out.get_ref<Library::object_t&>();
    for (const Json::Field& field : fields) members.emplace_back(field.name, converted(field.value));
    return out;
  }
};

// ---- values ----

Json::Json(std::initializer_list<Json> elements) {
  const auto is_field = [](const Json& element) {
    const List* pair = std::get_if<List>(&element.value_);
    return pair && pair->size() == 2 && pair->front().is_text();
  };
  if (!std::ranges::all_of(elements, is_field)) {
    value_ = List(elements);
    return;
  }
  Fields fields;
  for (const Json& element : elements) {
    const List& pair = std::get<List>(element.value_);
    fields.push_back({pair[0].text(), pair[1]});
  }
  value_ = std::move(fields);
}

Json Json::object() {
  Json json;
  json.value_ = Fields{};
  return json;
}

void Json::push_back(Json element) {
  if (is_null()) value_ = List{};
  List* elements = std::get_if<List>(&value_);
  if (!elements) throw JsonError("a list is expected, not " + description());
  elements->push_back(std::move(element));
}

Json& Json::back() {
  List* elements = std::get_if<List>(&value_);
  if (!elements || elements->empty()) throw JsonError("a list with elements is expected, not " + description());
  return elements->back();
}

Json& Json::operator[](std::string_view name) {
  if (is_null()) value_ = Fields{};
  Fields* all = std::get_if<Fields>(&value_);
  if (!all) throw JsonError("an object is expected, not " + description());
  const auto found = std::ranges::find(*all, name, &Field::name);
  if (found != all->end()) return found->value;
  return all->emplace_back(Field{std::string(name), nullptr}).value;
}

void Json::update(const Json& other) {
  for (const Field& field : other.fields()) (*this)[field.name] = field.value;
}

void Json::erase(std::string_view name) {
  fields();  // an object
  std::erase_if(std::get<Fields>(value_), [&](const Field& field) { return field.name == name; });
}

std::string Json::dump(int indent) const {
  try {
    return JsonBackend::converted(*this).dump(indent);
  } catch (const Library::exception& e) {
    throw JsonError(printable(e.what()));
  }
}

std::string Json::description() const {
  if (std::holds_alternative<List>(value_)) return "a list";
  if (std::holds_alternative<Fields>(value_)) return "an object";
  return printable(JsonBackend::converted(*this).dump(-1, ' ', false, Library::error_handler_t::replace), 40);
}

bool Json::boolean() const {
  if (const bool* value = std::get_if<bool>(&value_)) return *value;
  throw JsonError("true or false is expected, not " + description());
}

const std::string& Json::text() const {
  if (const std::string* value = std::get_if<std::string>(&value_)) return *value;
  throw JsonError("a text is expected, not " + description());
}

std::int64_t Json::integer(std::int64_t lowest, std::int64_t highest) const {
  const auto within = [&](auto value) {
    return std::cmp_less_equal(lowest, value) && std::cmp_less_equal(value, highest);
  };
  if (const auto* value = std::get_if<std::uint64_t>(&value_); value && within(*value))
    return static_cast<std::int64_t>(*value);
  if (const auto* value = std::get_if<std::int64_t>(&value_); value && within(*value)) return *value;
  throw JsonError(fmt::format("a whole number from {} to {} is expected, not {}", lowest, highest, description()));
}

std::uint64_t Json::count(std::uint64_t highest) const {
  if (const auto* value = std::get_if<std::uint64_t>(&value_); value && *value <= highest) return *value;
  throw JsonError(fmt::format("a whole number from 0 to {} is expected, not {}", highest, description()));
}

double Json::real(double lowest, double highest) const {
  std::optional<double> found;
  if (const auto* value = std::get_if<double>(&value_)) found = *value;
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) found = static_cast<double>(*value);
  if (const auto* value = std::get_if<std::int64_t>(&value_)) found = static_cast<double>(*value);
  if (found && *found >= lowest && *found <= highest) return *found;
  throw JsonError(fmt::format("a number from {} to {} is expected, not {}", lowest, highest, description()));
}

const Json::List& Json::list() const {
  if (const List* value = std::get_if<List>(&value_)) return *value;
  throw JsonError("a list is expected, not " + description());
}

const Json::List& Json::list(std::size_t size) const {
  const List& elements = list();
  if (elements.size() != size)
    throw JsonError(fmt::format("a list of {} is expected, not of {}", size, elements.size()));
  return elements;
}

const Json::Fields& Json::fields() const {
  if (const Fields* value = std::get_if<Fields>(&value_)) return *value;
  throw JsonError("an object is expected, not " + description());
}

// ---- parsing ----

namespace {

constexpr std::size_t deepest = 100;

std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line_begin = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("line {}, column {}", 1 + std::ranges::count(before, '\n'), byte - line_begin + 1);
}

/// A pointer that lets the handler below know how far the library has read.
class Reading {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  Reading(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  Reading& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  Reading operator++(int) {
    const Reading before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Reading& x, const Reading& y) { return x.at_ == y.at_; }

 private:
  const char* at_;
  const char** reached_;
};

class Builder {
 public:
  Builder(std::string_view text, const char* const& reached) : text_(text), reached_(reached) {}

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(double value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Library::binary_t&) { return false; }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool end_array() { return close(); }
  bool end_object() { return close(); }
  bool key(std::string& name) {
    if (!open_.back().names.insert(name).second)
      fail(fmt::format("the name \"{}\" stands twice in one object", printable(name, 40)));
    open_.back().name = std::move(name);
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const Library::exception& e) {
    std::string_view reason = e.what();
    if (const std::size_t place = reason.find("column "); place != reason.npos)
      reason.remove_prefix(std::min(reason.size(), reason.find(": ", place) + 2));
    else
      reason.remove_prefix(std::min(reason.size(), reason.find("] ") + 2));
    throw JsonError(fmt::format("{}: {}", place_of(text_, byte == 0 ? 0 : byte - 1), printable(reason, 200)));
  }

  Json take() { return std::move(root_); }

 private:
  struct Open {
    Json value;
    std::string name;  // of the field that is being read
    std::set<std::string> names;
  };

  [[noreturn]] void fail(const std::string& reason) {
    const std::size_t byte = static_cast<std::size_t>(reached_ - text_.data());
    throw JsonError(fmt::format("{}: {}", place_of(text_, byte == 0 ? 0 : byte - 1), reason));
  }
  bool add(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Open& parent = open_.back();
    if (Json::List* elements = JsonBackend::list(parent.value))
      elements->push_back(std::move(value));
    else
      JsonBackend::fields(parent.value)->push_back({std::move(parent.name), std::move(value)});
    return true;
  }
  bool open(Json value) {
    if (open_.size() == deepest) fail(fmt::format("it nests deeper than {} levels", deepest));
    open_.push_back({std::move(value), {}, {}});
    return true;
  }
  bool close() {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }

  std::string_view text_;
  const char* const& reached_;
  Json root_;
  std::vector<Open> open_;
};

}  // namespace

Json parse_json(std::string_view text) {
  // The library takes a NUL for the end of the text, and skips a mark of the byte order.
  if (const std::size_t nul = text.find('\0'); nul != text.npos)
    throw JsonError(place_of(text, nul) + ": a NUL is not part of JSON");
  if (text.starts_with("\xEF\xBB\xBF")) throw JsonError("line 1, column 1: a byte order mark is not part of JSON");
  const char* reached = text.data();
  Builder builder(text, reached);
  const bool read =
      Library::sax_parse(Reading(text.data(), &reached), Reading(text.data() + text.size(), &reached), &builder);
  if (!read) throw JsonError("it is not JSON");
  return builder.take();
}

// ---- fields ----

namespace {

template <class Get>
decltype(auto) named(std::string_view name, const Get& get) {
  try {
    return get();
  } catch (const JsonError& e) {
    throw JsonError(fmt::format("the field '{}': {}", printable(name, 40), e.what()));
  }
}

}  // namespace

JsonFields::JsonFields(const Json& object) : fields_(object.fields()) {}

const Json* JsonFields::find(std::string_view name) {
  const auto found = std::ranges::find(fields_, name, &Json::Field::name);
  if (found == fields_.end()) return nullptr;
  seen_.emplace(name);
  return &found->value;
}

const Json& JsonFields::at(std::string_view name) {
  const Json* found = find(name);
  if (!found) throw JsonError(fmt::format("the field '{}' is missing", printable(name, 40)));
  return *found;
}

bool JsonFields::boolean(std::string_view name) {
  const Json& json = at(name);
  return named(name, [&] { return json.boolean(); });
}
const std::string& JsonFields::text(std::string_view name) {
  const Json& json = at(name);
  return named(name, [&]() -> const std::string& { return json.text(); });
}
std::int64_t JsonFields::integer(std::string_view name, std::int64_t lowest, std::int64_t highest) {
  const Json& json = at(name);
  return named(name, [&] { return json.integer(lowest, highest); });
}
int JsonFields::integer(std::string_view name) {
  const Json& json = at(name);
  return named(name, [&] { return json.integer(); });
}
std::uint64_t JsonFields::count(std::string_view name, std::uint64_t highest) {
  const Json& json = at(name);
  return named(name, [&] { return json.count(highest); });
}
double JsonFields::real(std::string_view name, double lowest, double highest) {
  const Json& json = at(name);
  return named(name, [&] { return json.real(lowest, highest); });
}
const Json::List& JsonFields::list(std::string_view name) {
  const Json& json = at(name);
  return named(name, [&]() -> const Json::List& { return json.list(); });
}
const Json::List& JsonFields::list(std::string_view name, std::size_t size) {
  const Json& json = at(name);
  return named(name, [&]() -> const Json::List& { return json.list(size); });
}
std::vector<std::uint64_t> JsonFields::counts(std::string_view name) {
  std::vector<std::uint64_t> out;
  for (const Json& element : list(name)) out.push_back(named(name, [&] { return element.count(); }));
  return out;
}
std::vector<double> JsonFields::reals(std::string_view name, double lowest, double highest) {
  std::vector<double> out;
  for (const Json& element : list(name)) out.push_back(named(name, [&] { return element.real(lowest, highest); }));
  return out;
}

void JsonFields::finish() const {
  for (const Json::Field& field : fields_) {
    if (!seen_.contains(field.name))
      throw JsonError(fmt::format("the field '{}' is unknown", printable(field.name, 40)));
  }
}

}  // namespace hebb
