#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/language/names.hpp>

namespace hebb::language {

/// Terms as recorded expressions. Work and depth are limited for the whole of one statement. The members throw
/// ClaimTextError at the place in the text.
class Terms : protected Names {
 protected:
  /// What the term stands for, with its names looked up and its sums and definitions written out.
  Symbol term(const Term& t);
  /// A term without variables that is a whole number below 10^6; `what` names it in the message.
  int integer(const Term& t, std::string_view what);
  /// Every name of a definition is known when it is made, whether or not it is used.
  void check_names(const Term& t, std::set<std::string> bound) const;
  /// What is written from here on has the whole budget of operations: it is a term by itself.
  void start_afresh() { operations_ = 0; }
  /// Terms that are all >= 0 just where large >= small: one, or several where abs, min and max are split.
  std::vector<Symbol> differences(const Term& large, const Term& small);

 private:
  using Kind = Term::Kind;

  void step(const Place& place);
  /// So many operations are written out, one perhaps in the other.
  void write(std::size_t operations, const Place& place);
  static Symbol quotient(const Symbol& x, const Symbol& y, const Place& place);
  void arguments(const Term& t, std::size_t wanted) const;
  /// Numbers that are folded do not grow without end.
  static Symbol checked(const Symbol& x, const Term& t);
  Symbol element(const Term& t);
  Symbol call(const Term& t);
  Symbol power(const Term& t);
  Symbol iterated(const Term& t);
  void iterate(const Term& t, std::size_t k, Symbol& result);
  [[noreturn]] static void too_many_cases(const Place& place);
  /// Whether abs, min or max stands where cases() would split it.
  bool is_piecewise(const Term& t) const;
  /// Terms whose least (or greatest) is t: min(a, b) is a and b, -|a| is a and -a. A term that is not split is itself.
  std::vector<Symbol> cases(const Term& t, bool least);
  /// A product of numbers and one term that is split.
  std::vector<Symbol> scaled_cases(const Term& t, bool least);

  std::size_t steps_ = 0, operations_ = 0, depth_ = 0;
};

}  // namespace hebb::language
