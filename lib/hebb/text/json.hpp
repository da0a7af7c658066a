#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hebb {

/// A text that is not JSON as parse_json reads it, or a value that is not what was asked for. One line, safe to print.
struct JsonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A field of an object; a template because a Json, which holds fields, is complete only after its own definition.
template <class Value>
struct JsonField {
  std::string name;
  Value value;
  friend bool operator==(const JsonField&, const JsonField&) = default;
};

/// A JSON value: everything the program reads or writes as JSON goes through this type. Fields keep their order. The
/// library behind it is included by json.cpp alone: it costs every source that includes it some five seconds.
///
/// A braced list is an object when all its elements are pairs that begin with a text, and a list otherwise:
///   Json{{"seed", 1}, {"rows", Json::array()}}     Json row = {"+", 2, 3};
class Json {
 public:
  using Field = JsonField<Json>;
  using List = std::vector<Json>;
  using Fields = std::vector<Field>;

  Json(std::nullptr_t = nullptr) {}  // NOLINT(*-explicit-*): values become JSON without ceremony
  template <std::same_as<bool> B>
  Json(B value) : value_(value) {}  // NOLINT(*-explicit-*)
  template <std::integral I>
  requires(!std::same_as<I, bool>) Json(I value) {  // NOLINT(*-explicit-*)
    if (std::cmp_less(value, 0))
      value_ = static_cast<std::int64_t>(value);
    else
      value_ = static_cast<std::uint64_t>(value);
  }
  Json(double value) : value_(value) {}                       // NOLINT(*-explicit-*)
  Json(const char* text) : value_(std::string(text)) {}       // NOLINT(*-explicit-*)
  Json(std::string text) : value_(std::move(text)) {}         // NOLINT(*-explicit-*)
  Json(std::string_view text) : value_(std::string(text)) {}  // NOLINT(*-explicit-*)
  Json(std::initializer_list<Json> elements);                 // NOLINT(*-explicit-*)
  template <class T>
  Json(const std::vector<T>& elements) : value_(List(elements.begin(), elements.end())) {}  // NOLINT(*-explicit-*)
  static Json array() { return Json(List{}); }
  static Json object();

  // ---- writing ----

  /// Appends to a list; null becomes a list.
  void push_back(Json element);
  /// The last element of a list that has one.
  Json& back();
  /// The field of that name of an object, added when it is absent; null becomes an object.
  Json& operator[](std::string_view name);
  /// Sets every field of `other`, an object, here.
  void update(const Json& other);
  /// Without the field of that name, which an object need not have.
  void erase(std::string_view name);

  /// The text on one line, or with one element a line and `indent` blanks a level. Reals: the shortest decimal that is
  /// read back as the same double; null when not finite. Throws JsonError for texts that are not UTF-8.
  std::string dump(int indent = -1) const;

  // ---- reading: every getter throws JsonError for a value of another kind ----

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  bool is_list() const { return std::holds_alternative<List>(value_); }
  bool is_object() const { return std::holds_alternative<Fields>(value_); }
  bool is_text() const { return std::holds_alternative<std::string>(value_); }
  bool boolean() const;
  const std::string& text() const;
  /// A whole number, written as such (3.0, 1e2 and "3" are none), in lowest..highest.
  std::int64_t integer(std::int64_t lowest, std::int64_t highest) const;
  int integer() const {
    return static_cast<int>(integer(std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
  }
  /// A whole number >= 0 and <= highest.
  std::uint64_t count(std::uint64_t highest = UINT64_MAX) const;
  /// A number in lowest..highest.
  double real(double lowest, double highest) const;
  const List& list() const;
  /// A list of exactly that many elements.
  const List& list(std::size_t size) const;
  const Fields& fields() const;
  /// What it is, for messages: the value, cut when it is long; "a list", "an object".
  std::string description() const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  explicit Json(List elements) : value_(std::move(elements)) {}
  std::variant<std::nullptr_t, bool, std::uint64_t, std::int64_t, double, std::string, List, Fields> value_;
  friend struct JsonBackend;
};

/// Reads exactly one value. Throws JsonError, which says line and column (in bytes), for: anything before or after it
/// (a NUL too), a name that an object has twice, text that is not UTF-8, nesting beyond 100 levels, numbers beyond the
/// range of double.
Json parse_json(std::string_view text);

/// The fields of an object, which must all be asked for: what a reader does not know it refuses. Messages name the
/// field.
class JsonFields {
 public:
  /// Refers to `object`.
  explicit JsonFields(const Json& object);

  const Json& at(std::string_view name);
  /// Null when there is no such field.
  const Json* find(std::string_view name);

  bool boolean(std::string_view name);
  const std::string& text(std::string_view name);
  std::int64_t integer(std::string_view name, std::int64_t lowest, std::int64_t highest);
  int integer(std::string_view name);
  std::uint64_t count(std::string_view name, std::uint64_t highest = UINT64_MAX);
  double real(std::string_view name, double lowest, double highest);
  const Json::List& list(std::string_view name);
  const Json::List& list(std::string_view name, std::size_t size);
  std::vector<std::uint64_t> counts(std::string_view name);
  std::vector<double> reals(std::string_view name, double lowest, double highest);

  /// Throws JsonError when a field has not been asked for.
  void finish() const;

 private:
  const Json::Fields& fields_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace hebb
