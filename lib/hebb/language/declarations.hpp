#pragma once

#include <set>
#include <string>
#include <vector>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/language/terms.hpp>
#include <hebb/theorems/claim.hpp>

namespace hebb::language {

/// The declarations of a claim or a rule, recorded with a builder as they come.
class Declarations : protected Terms {
 public:
  static constexpr int max_variables = 64;

  /// Constants as written.
  std::vector<Constant> constants() const { return found_constants_; }

 protected:
  /// `constants` replaces those of the text.
  explicit Declarations(const Constants& constants) : constants_(constants) {}

  void declare(const Declaration& d);
  void constant(const Declaration& d);

  const Constants& constants_;
  StatementBuilder builder_;

 private:
  void count_variables(int more, const Place& place);
  /// A coordinate p[3] is recorded as p3: no other variable may have that name.
  void reserve(const std::string& recorded, const Place& place);
  void variable(const Declaration& d);
  void point(const Declaration& d);
  void let(const Declaration& d);
  void conditions(const Declaration& d);
  [[noreturn]] static void strict(const Comparison& c, std::size_t k, bool goal);

  std::set<std::string> recorded_;
  int variables_ = 0;
  std::vector<Constant> found_constants_;
};

}  // namespace hebb::language
