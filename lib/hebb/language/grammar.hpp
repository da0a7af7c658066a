#pragma once

#include <tao/pegtl.hpp>

// The grammar of claims and rules, as PEGTL has it: a struct is a rule, its base the rule's right side. A rule with a
// message in Errors raises it where it must match and does not. Included by parser.cpp alone.

namespace hebb::language {

namespace peg = tao::pegtl;

namespace grammar {

using namespace peg;  // NOLINT(google-build-using-namespace): the names of the grammar's combinators

struct kept {};  // a rule with a node of its own in the tree

struct comment : seq<one<'#'>, until<eolf>> {};
struct blank : star<sor<space, comment>> {};
template <class Rule>
struct token : seq<Rule, blank> {};
template <char C>
struct sign : seq<one<C>, blank> {};

struct name_rest : star<sor<alnum, one<'_'>, one<'\''>>> {};
struct name_end : not_at<sor<alnum, one<'_'>, one<'\''>>> {};
template <class Text>
struct key : seq<Text, name_end, blank> {};
#define HEBB_KEYWORD(word) TAO_PEGTL_STRING(word)
struct reserved
    : seq<sor<HEBB_KEYWORD("claim"), HEBB_KEYWORD("for"), HEBB_KEYWORD("variable"), HEBB_KEYWORD("point"),
              HEBB_KEYWORD("constant"), HEBB_KEYWORD("let"), HEBB_KEYWORD("assume"), HEBB_KEYWORD("prove"),
              HEBB_KEYWORD("include"), HEBB_KEYWORD("in"), HEBB_KEYWORD("inf"), HEBB_KEYWORD("sum"),
              HEBB_KEYWORD("product"), HEBB_KEYWORD("open"), HEBB_KEYWORD("ordered"), HEBB_KEYWORD("simplex"),
              HEBB_KEYWORD("chamber"), HEBB_KEYWORD("smallest"), HEBB_KEYWORD("largest")>,
          name_end> {};
// `any text` in backquotes is a name, too: recorded variables may have such names.
struct quoted_name : seq<one<'`'>, plus<not_one<'`', '\n', '\r'>>, one<'`'>> {};
struct plain_name : sor<quoted_name, seq<not_at<reserved>, sor<alpha, one<'_'>>, name_rest>> {};
struct name : plain_name, kept {};      // one that is looked up
struct new_name : plain_name, kept {};  // one that is declared
struct name_token : seq<new_name, blank> {};

struct expression;
struct open_bracket : sign<'('> {};
struct closing : sign<')'> {};
struct closing_square : sign<']'> {};

struct digits : plus<digit> {};
struct number : seq<digits, opt<seq<one<'.'>, digits>>, opt<seq<one<'e', 'E'>, opt<one<'+', '-'>>, digits>>>, kept {};
struct number_end : not_at<sor<alpha, one<'_'>, one<'('>>> {};
struct number_token : seq<number, must<number_end>, blank> {};

struct range_dots : token<TAO_PEGTL_STRING("..")> {};
struct binder_in : key<HEBB_KEYWORD("in")> {};
struct binder_from : seq<expression> {};
struct binder_to : seq<expression> {};
struct binder_name : new_name {};
struct binder : seq<binder_name, blank, must<binder_in, binder_from, range_dots, binder_to>>, kept {};
struct binder_colon : sign<':'> {};
struct summand : seq<expression> {};
struct sum_open : sign<'('> {};
struct iterated_rest : if_must<sum_open, binder, star<if_must<sign<','>, binder>>, binder_colon, summand, closing> {};
struct big_sum : seq<key<HEBB_KEYWORD("sum")>, must<iterated_rest>>, kept {};
struct big_product : seq<key<HEBB_KEYWORD("product")>, must<iterated_rest>>, kept {};

struct call : seq<name, if_must<open_bracket, expression, star<if_must<sign<','>, expression>>, closing>>, kept {};
struct element : seq<name, if_must<sign<'['>, expression, closing_square>>, kept {};
struct reference : seq<sor<seq<at<plain_name, one<'('>>, call>, seq<at<plain_name, one<'['>>, element>, name>, blank> {
};
struct bracketed : if_must<open_bracket, expression, closing> {};
struct atom : sor<number_token, big_sum, big_product, reference, bracketed> {};

struct unary;
struct exponent : sor<unary> {};
struct power : seq<atom, opt<if_must<sign<'^'>, exponent>>>, kept {};
struct negated : if_must<sign<'-'>, unary>, kept {};
struct unary : sor<negated, if_must<sign<'+'>, unary>, power> {};
struct times : one<'*'>, kept {};
struct over : one<'/'>, kept {};
struct factor : sor<unary> {};
struct product_term : seq<unary, star<if_must<seq<sor<times, over>, blank>, factor>>>, kept {};
struct plus_sign : one<'+'>, kept {};
struct minus_sign : one<'-'>, kept {};
struct addend : sor<product_term> {};
struct expression : seq<product_term, star<if_must<seq<sor<plus_sign, minus_sign>, blank>, addend>>>, kept {};

struct operand : sor<expression> {};
struct comparator
    : sor<TAO_PEGTL_STRING("<="), TAO_PEGTL_STRING(">="), TAO_PEGTL_STRING("\u2264"), TAO_PEGTL_STRING("\u2265"),
          TAO_PEGTL_STRING("=="), one<'='>, TAO_PEGTL_STRING("!="), one<'<'>, one<'>'>>,
      kept {};
struct comparison : seq<operand, plus<if_must<seq<comparator, blank>, operand>>>, kept {};
struct needs_comparison : sor<comparison> {};

struct string_body : star<not_one<'"', '\n'>>, kept {};
struct string_end : sign<'"'> {};
struct string : if_must<one<'"'>, string_body, string_end> {};

struct infinity : seq<opt<one<'-', '+'>>, key<HEBB_KEYWORD("inf")>>, kept {};
struct range_open_closed : one<'['>, kept {};
struct range_open_open : one<'('>, kept {};
struct range_close_closed : one<']'>, kept {};
struct range_close_open : one<')'>, kept {};
struct range_begin : seq<sor<range_open_closed, range_open_open>, blank> {};
struct range_end : seq<sor<range_close_closed, range_close_open>, blank> {};
struct range_value : sor<infinity, expression> {};
struct range_comma : sign<','> {};
struct range : seq<range_begin, must<range_value, range_comma, range_value, range_end>>, kept {};
struct range_in : key<HEBB_KEYWORD("in")> {};
struct needs_range : sor<range> {};

struct declared_name : name_token {};
struct declared_names : seq<declared_name, star<if_must<sign<','>, declared_name>>> {};
struct variable : seq<key<HEBB_KEYWORD("variable")>, must<declared_names, range_in, needs_range>>, kept {};

struct is_open : key<HEBB_KEYWORD("open")>, kept {};
struct is_ordered : key<HEBB_KEYWORD("ordered")>, kept {};
struct size : sor<expression> {};
struct size_open : sign<'('> {};
struct simplex : seq<opt<is_open>, opt<is_ordered>, key<HEBB_KEYWORD("simplex")>, must<size_open, size, closing>>,
                 kept {};
struct chamber_comma : sign<','> {};
struct chamber : seq<key<HEBB_KEYWORD("chamber")>, must<size_open, size, chamber_comma, declared_name, closing>>,
                 kept {};
struct set : sor<chamber, simplex> {};
struct point : seq<key<HEBB_KEYWORD("point")>, must<declared_name, range_in, set>>, kept {};

struct equals : sign<'='> {};
struct value : sor<expression> {};
struct smallest : key<HEBB_KEYWORD("smallest")>, kept {};
struct largest : key<HEBB_KEYWORD("largest")>, kept {};
struct constant : seq<key<HEBB_KEYWORD("constant")>, must<declared_name, equals, value, opt<sor<smallest, largest>>,
                                                          opt<if_must<key<HEBB_KEYWORD("in")>, needs_range>>>>,
                  kept {};

struct parameter : name_token, kept {};
struct parameters : if_must<open_bracket, parameter, star<if_must<sign<','>, parameter>>, closing> {};
struct let : seq<key<HEBB_KEYWORD("let")>, must<declared_name, opt<parameters>, equals, value>>, kept {};

struct label : seq<string>, kept {};
struct assume : seq<key<HEBB_KEYWORD("assume")>, must<opt<label>, needs_comparison>>, kept {};
struct prove : seq<key<HEBB_KEYWORD("prove")>, must<opt<label>, needs_comparison>>, kept {};

struct declaration : sor<variable, point, constant, let, assume, prove> {};
struct claim_name : seq<alpha, star<sor<alnum, one<'_', '-', '.'>>>>, kept {};
struct claim_name_token : seq<claim_name, not_at<not_one<' ', '\t', '\r', '\n', '#', '"'>>, blank> {};
struct title : seq<string>, kept {};
struct dimension_name : name_token, kept {};
struct dimension_first : sor<expression>, kept {};
struct dimension_last : sor<expression>, kept {};
struct dimensions : if_must<key<HEBB_KEYWORD("for")>, dimension_name, equals, dimension_first,
                            opt<if_must<range_dots, dimension_last>>> {};
struct claim : seq<key<HEBB_KEYWORD("claim")>, must<claim_name_token>, opt<title>, opt<dimensions>, star<declaration>>,
               kept {};

// The words of a rule are reserved only where a declaration of a rule may begin, so claims may use them as names.
struct component_open : sign<'['> {};
struct component : seq<declared_name, must<component_open, declared_name, closing_square>> {};
struct noise : seq<key<HEBB_KEYWORD("noise")>, must<declared_name>, opt<if_must<equals, value>>>, kept {};
struct intensities : seq<key<HEBB_KEYWORD("intensities")>, must<component, equals, value>>, kept {};
struct next : seq<key<HEBB_KEYWORD("next")>, must<component, equals, value>>, kept {};
struct drift : seq<key<HEBB_KEYWORD("drift")>, must<value>>, kept {};
struct trigger : seq<key<HEBB_KEYWORD("trigger")>, must<value>>, kept {};
struct rate : seq<key<HEBB_KEYWORD("rate")>, must<value>>, kept {};
struct rule_declaration : sor<constant, let, noise, intensities, next, drift, trigger, rate> {};
struct rule_end : at<sor<eof, key<HEBB_KEYWORD("rule")>, key<HEBB_KEYWORD("claim")>, key<HEBB_KEYWORD("include")>>> {};
struct rule
    : seq<key<HEBB_KEYWORD("rule")>, must<claim_name_token>, opt<title>, star<rule_declaration>, must<rule_end>>,
      kept {};
struct include_file : seq<string> {};
struct include : seq<key<HEBB_KEYWORD("include")>, must<include_file>>, kept {};
struct definition : sor<let, constant> {};
struct end : eof {};
struct file : seq<opt<utf8::bom>, blank, star<sor<include, definition, claim, rule>>, must<end>> {};

#undef HEBB_KEYWORD
}  // namespace grammar

inline constexpr const char* expected_name = "expected a name (letters, digits and _, not a word of the language)";

struct Errors {
  template <class Rule>
  static constexpr const char* message = nullptr;
};
#define HEBB_MESSAGE(rule, text) \
  template <>                    \
  inline constexpr const char* Errors::message<grammar::rule> = text
inline constexpr const char* expected_term = "expected a number, a name, a function, sum(...), product(...) or '('";
HEBB_MESSAGE(expression, expected_term);
HEBB_MESSAGE(summand, expected_term);
HEBB_MESSAGE(binder_from, expected_term);
HEBB_MESSAGE(binder_to, expected_term);
HEBB_MESSAGE(addend, expected_term);
HEBB_MESSAGE(factor, expected_term);
HEBB_MESSAGE(unary, expected_term);
HEBB_MESSAGE(number_end, "expected '*' between the factors of a product: 2*x");
HEBB_MESSAGE(exponent, "expected an exponent: a whole number");
HEBB_MESSAGE(operand, expected_term);
HEBB_MESSAGE(value, expected_term);
HEBB_MESSAGE(size, "expected the number of coordinates");
HEBB_MESSAGE(size_open, "expected '(' and the number of coordinates");
HEBB_MESSAGE(closing, "expected ')', ',' or an operator");
HEBB_MESSAGE(closing_square, "expected ']' or an operator");
HEBB_MESSAGE(iterated_rest, "expected '(': sum(i in 1..d: p[i])");
HEBB_MESSAGE(sum_open, "expected '(': sum(i in 1..d: p[i])");
HEBB_MESSAGE(binder, "expected an index and its range: i in 1..d");
HEBB_MESSAGE(binder_in, "expected 'in': sum(i in 1..d: p[i])");
HEBB_MESSAGE(range_dots, "expected '..' and the last index");
HEBB_MESSAGE(binder_colon, "expected ':' and the summand: sum(i in 1..d: p[i])");
HEBB_MESSAGE(needs_comparison, "expected a relation: term >= term, <=, = or a chain a <= b <= c");
HEBB_MESSAGE(string_body, "expected text and '\"'");
HEBB_MESSAGE(string_end, "expected '\"': the text ends in its line");
HEBB_MESSAGE(needs_range, "expected a range: [0, 1], (0, 1), [0, inf) or (-inf, inf)");
HEBB_MESSAGE(range_value, "expected an end of the range: a number, a term or inf");
HEBB_MESSAGE(range_comma, "expected ',' and the upper end of the range");
HEBB_MESSAGE(range_end, "expected ']' or ')' or an operator");
HEBB_MESSAGE(range_in, "expected 'in'");
HEBB_MESSAGE(declared_name, expected_name);
HEBB_MESSAGE(declared_names, expected_name);
HEBB_MESSAGE(parameter, expected_name);
HEBB_MESSAGE(dimension_name, expected_name);
HEBB_MESSAGE(dimension_first, "expected a dimension or a range of them: for d = 2..8");
HEBB_MESSAGE(dimension_last, "expected the last dimension: for d = 2..8");
HEBB_MESSAGE(set, "expected 'simplex(n)', 'open simplex(n)', 'ordered simplex(n)' or 'chamber(n, c)'");
HEBB_MESSAGE(chamber_comma, "expected ',' and the name of the half gap: chamber(3, c)");
HEBB_MESSAGE(equals, "expected '='");
HEBB_MESSAGE(claim_name_token, "expected the name of the claim or rule: letters, digits, '-', '_' and '.'");
HEBB_MESSAGE(component, "expected a component and its index: p[i]");
HEBB_MESSAGE(component_open, "expected '[' and the index: p[i]");
HEBB_MESSAGE(
    rule_end,
    "expected 'noise', 'constant', 'let', 'next', 'intensities', 'drift', 'trigger' or 'rate', an operator, or "
    "another 'rule'");
HEBB_MESSAGE(include_file, "expected the file in quotes: include \"definitions.claim\"");
HEBB_MESSAGE(end,
             "expected 'variable', 'point', 'constant', 'let', 'assume' or 'prove', an operator, or another 'claim'");
#undef HEBB_MESSAGE

}  // namespace hebb::language
