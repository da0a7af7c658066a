#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <hebb/language/source_text.hpp>
#include <hebb/scalar/rational.hpp>

// What a file of claims says, as written: names are not looked up yet.

namespace hebb::language {

struct Term;

/// "i in FROM..TO" of a sum or a product.
struct Binder {
  std::string name;
  Place place;
  std::vector<Term> ends;  // from, to
};

struct Term {
  enum class Kind {
    number,   // value
    name,     // name
    element,  // name[operands[0]]
    call,     // name(operands...)
    sum,      // operands[0] and then +/- the others, `inverse` where they are subtracted
    product,  // operands[0] and then * or / the others, `inverse` where they divide
    negate,   // -operands[0]
    power,    // operands[0]^operands[1]
    big_sum,  // sum(binders: operands[0])
    big_product
  } kind;
  Place place;
  std::string name;
  Rational value;
  std::vector<Term> operands;
  std::vector<bool> inverse;  // one per operand
  std::vector<Binder> binders;
};

/// operands[0] OP operands[1] OP ...; at least one comparison.
struct Comparison {
  std::vector<Term> operands;
  std::vector<std::string> operators;  // "<=", ">=", "=", "<", ">"
  std::vector<Place> places;           // of the operators
  std::vector<std::string> texts;      // of the operands, blanks collapsed
};

struct RangeEnd {
  std::optional<Term> value;  // absent: infinite
  bool open = false;
};

struct Declaration {
  enum class Kind {
    variable,
    simplex,
    chamber,
    constant,
    let,
    assume,
    prove,
    // of a rule; each has its term, noise perhaps none
    noise,
    intensities,  // NAME[INDEX] = term
    next,         // NAME[INDEX] = term
    drift,
    trigger,
    rate
  } kind;
  Place place;                           // of the keyword
  std::vector<std::string> names;        // declared; of a chamber the point and its gap; of NAME[INDEX] both
  std::vector<Place> name_places;        //
  bool open = false, ordered = false;    // of a simplex
  std::optional<RangeEnd> lower, upper;  // of a variable; of a constant where there is a range
  std::vector<std::string> parameters;   // of a let
  std::optional<Term> term;              // size of a simplex or chamber, value of a constant, body of a let
  int stronger = 0;                      // of a constant: +1 largest, -1 smallest
  std::optional<std::string> label;      // of assume and prove
  std::optional<Comparison> comparison;
};

struct ClaimSyntax {
  std::string name;
  Place place;
  std::string title;
  std::string parameter;  // "d" in "for d = 2..8"; empty without
  std::optional<Term> first, last;
  std::vector<Declaration> declarations;
  std::string text;  // as written, from `claim` to the last declaration
};

struct RuleSyntax {
  std::string name;
  Place place;
  std::string title;
  std::vector<Declaration> declarations;
  std::string text;  // as written, from `rule` to the last declaration
};

/// "include "FILE"" or a declaration outside any claim: a definition for all claims after it.
struct FileSyntax {
  struct Item {
    std::optional<std::string> include;
    Place include_place;
    std::optional<Declaration> definition;
    std::optional<ClaimSyntax> claim;
    std::optional<RuleSyntax> rule;
  };
  std::vector<Item> items;
};

/// Deeper nesting of brackets, signs and exponents than this is refused.
inline constexpr std::size_t max_nesting = 200;
/// Longer texts are refused.
inline constexpr std::size_t max_text_bytes = 1'000'000;

/// Throws ClaimTextError for everything that is not of the grammar (docs/reference/claim-language.md).
FileSyntax parse(const std::shared_ptr<const SourceText>& source);

}  // namespace hebb::language
