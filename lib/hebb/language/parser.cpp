#include <algorithm>
#include <array>
#include <typeinfo>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <tao/pegtl/contrib/limit_depth.hpp>

#include <hebb/certificate/certificate.hpp>
#include <hebb/language/grammar.hpp>
#include <hebb/language/syntax.hpp>
#include <hebb/text/printable.hpp>

namespace hebb::language {
namespace {

/// A rule of the grammar that was matched and is `kept`, with those that were matched within it.
struct Node {
  const std::type_info* rule;
  std::size_t begin;
  std::string_view text;
  std::vector<Node> children;

  template <class Rule>
  bool is() const {
    return *rule == typeid(Rule);
  }
};

/// The nodes that are matched so far and have found no parent yet, and where each of the rules that are being tried
/// began.
struct Matched {
  struct Mark {
    std::size_t nodes, begin;
  };
  std::vector<Node> nodes;
  std::vector<Mark> marks;
};

/// Builds the nodes. A rule with a message raises it where it must match and does not; the others fail silently and
/// another alternative is tried.
template <class Rule>
struct Control : peg::normal<Rule> {
  template <class Input>
  static void start(const Input& in, Matched& matched) {
    matched.marks.push_back({matched.nodes.size(), in.byte()});
  }

  template <class Input>
  static void success(const Input& in, Matched& matched) {
    const Matched::Mark mark = matched.marks.back();
    matched.marks.pop_back();
    if constexpr (std::is_base_of_v<grammar::kept, Rule>) {
      const auto first = matched.nodes.begin() + static_cast<std::ptrdiff_t>(mark.nodes);
      Node node{&typeid(Rule), mark.begin, {in.current() - (in.byte() - mark.begin), in.byte() - mark.begin}, {}};
      node.children.assign(std::move_iterator(first), std::move_iterator(matched.nodes.end()));
      matched.nodes.erase(first, matched.nodes.end());
      matched.nodes.push_back(std::move(node));
    }
  }

  template <class Input>
  static void failure(const Input&, Matched& matched) {
    matched.nodes.erase(matched.nodes.begin() + static_cast<std::ptrdiff_t>(matched.marks.back().nodes),
                        matched.nodes.end());
    matched.marks.pop_back();
  }

  template <class Input>
  [[noreturn]] static void raise(const Input& in, Matched&) {
    constexpr const char* text = Errors::message<Rule>;
    throw peg::parse_error(text ? text : "this cannot be read", in);
  }
};

template <class Rule>
struct Action : peg::nothing<Rule> {};
template <>
struct Action<grammar::unary> : peg::limit_depth<max_nesting> {};

/// From the tree of matched rules to the syntax.
class Reader {
 public:
  explicit Reader(std::shared_ptr<const SourceText> source) : source_(std::move(source)) {}

  FileSyntax file(const std::vector<Node>& nodes) const {
    FileSyntax result;
    for (const Node& node : nodes) {
      FileSyntax::Item& item = result.items.emplace_back();
      if (node.is<grammar::include>()) {
        item.include = text_of(node.children[0]);
        item.include_place = place(node);
      } else if (node.is<grammar::claim>()) {
        item.claim = claim(node);
      } else if (node.is<grammar::rule>()) {
        item.rule = rule(node);
      } else {
        item.definition = declaration(node);
      }
    }
    return result;
  }

 private:
  Place place(const Node& node) const { return {source_, node.begin}; }
  static std::string text_of(const Node& node) { return std::string(node.text); }
  /// Without the backquotes.
  static std::string name_of(const Node& node) {
    const std::string text = text_of(node);
    return text.starts_with('`') ? text.substr(1, text.size() - 2) : text;
  }

  /// The text of a node without comments, line ends and blanks at its end.
  static std::string collapsed(const Node& node) {
    std::string result;
    bool pending = false, comment = false;
    for (const char c : node.text) {
      comment = (comment && c != '\n') || (!comment && c == '#');
      if (comment || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f') {
        pending = true;
      } else {
        if (pending && !result.empty()) result += ' ';
        pending = false;
        result += c;
      }
    }
    return result;
  }

  ClaimSyntax claim(const Node& node) const {
    ClaimSyntax c;
    c.place = place(node);
    for (const auto& child : node.children) {
      if (child.is<grammar::claim_name>()) {
        c.name = text_of(child);
      } else if (child.is<grammar::title>()) {
        c.title = text_of(child.children[0]);
      } else if (child.is<grammar::dimension_name>()) {
        c.parameter = name_of(child.children[0]);
      } else if (child.is<grammar::dimension_first>()) {
        c.first = term(child.children[0]);
      } else if (child.is<grammar::dimension_last>()) {
        c.last = term(child.children[0]);
      } else {
        c.declarations.push_back(declaration(child));
      }
    }
    c.text = trimmed_text(node);
    return c;
  }

  RuleSyntax rule(const Node& node) const {
    RuleSyntax r;
    r.place = place(node);
    for (const auto& child : node.children) {
      if (child.is<grammar::claim_name>()) {
        r.name = text_of(child);
      } else if (child.is<grammar::title>()) {
        r.title = text_of(child.children[0]);
      } else {
        r.declarations.push_back(declaration(child));
      }
    }
    r.text = trimmed_text(node);
    return r;
  }

  static std::string trimmed_text(const Node& node) {
    std::string text = text_of(node);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
    return text;
  }

  Declaration declaration(const Node& node) const {
    Declaration d;
    d.place = place(node);
    d.kind = node.is<grammar::variable>()      ? Declaration::Kind::variable
             : node.is<grammar::constant>()    ? Declaration::Kind::constant
             : node.is<grammar::let>()         ? Declaration::Kind::let
             : node.is<grammar::assume>()      ? Declaration::Kind::assume
             : node.is<grammar::prove>()       ? Declaration::Kind::prove
             : node.is<grammar::noise>()       ? Declaration::Kind::noise
             : node.is<grammar::intensities>() ? Declaration::Kind::intensities
             : node.is<grammar::next>()        ? Declaration::Kind::next
             : node.is<grammar::drift>()       ? Declaration::Kind::drift
             : node.is<grammar::trigger>()     ? Declaration::Kind::trigger
             : node.is<grammar::rate>()        ? Declaration::Kind::rate
                                               : Declaration::Kind::simplex;
    read(node, d);
    return d;
  }

  void read(const Node& node, Declaration& d) const {
    for (const auto& child : node.children) {
      if (child.is<grammar::new_name>()) {
        d.names.push_back(name_of(child));
        d.name_places.push_back(place(child));
      } else if (child.is<grammar::parameter>()) {
        d.parameters.push_back(name_of(child.children[0]));
      } else if (child.is<grammar::range>()) {
        range(child, d);
      } else if (child.is<grammar::simplex>()) {
        read(child, d);
      } else if (child.is<grammar::chamber>()) {
        d.kind = Declaration::Kind::chamber;
        read(child, d);
      } else if (child.is<grammar::is_open>()) {
        d.open = true;
      } else if (child.is<grammar::is_ordered>()) {
        d.ordered = true;
      } else if (child.is<grammar::smallest>()) {
        d.stronger = -1;
      } else if (child.is<grammar::largest>()) {
        d.stronger = 1;
      } else if (child.is<grammar::label>()) {
        d.label = text_of(child.children[0]);
      } else if (child.is<grammar::comparison>()) {
        d.comparison = comparison(child);
      } else {
        d.term = term(child);
      }
    }
  }

  void range(const Node& node, Declaration& d) const {
    const auto& parts = node.children;  // bracket, end, end, bracket
    const auto end = [&](const Node& value, const Node& bracket, bool lower) {
      RangeEnd result;
      result.open = bracket.is<grammar::range_open_open>() || bracket.is<grammar::range_close_open>();
      if (!value.is<grammar::infinity>()) {
        result.value = term(value);
        return result;
      }
      if (!result.open) fail(place(bracket), "the end inf does not belong to the range: write '(' or ')' there");
      if ((value.text.front() == '-') != lower)
        fail(place(value), lower ? "the lower end can be -inf, not inf" : "the upper end can be inf, not -inf");
      return result;
    };
    d.lower = end(parts[1], parts[0], true);
    d.upper = end(parts[2], parts[3], false);
  }

  Comparison comparison(const Node& node) const {
    Comparison c;
    for (const auto& child : node.children) {
      if (!child.is<grammar::comparator>()) {
        c.operands.push_back(term(child));
        c.texts.push_back(collapsed(child));
        continue;
      }
      std::string op = text_of(child);
      if (op == "!=") fail(place(child), "'!=' is no relation that can be proved or assumed");
      if (op == "\u2264") op = "<=";
      if (op == "\u2265") op = ">=";
      c.operators.push_back(op == "==" ? "=" : op);
      c.places.push_back(place(child));
    }
    return c;
  }

  Term make(Term::Kind kind, const Node& node) const {
    Term t;
    t.kind = kind;
    t.place = place(node);
    return t;
  }

  Term number(const Node& node) const {
    Term t = make(Term::Kind::number, node);
    const std::string text = text_of(node);
    const auto exponent = text.find_first_of("eE");
    bool sound = text.size() <= max_number_digits;
    if (sound && exponent != std::string::npos) {
      const std::string power = text.substr(exponent + 1);
      sound = power.size() <= 4 && std::abs(std::stoi(power)) <= static_cast<int>(max_number_digits);
    }
    if (!sound) fail(t.place, fmt::format("a number of more than {} digits", max_number_digits));
    t.value = parse_rational(text);
    return t;
  }

  /// a OP b OP c ...
  Term series(Term::Kind kind, const Node& node) const {
    if (node.children.size() == 1) return term(node.children[0]);
    Term t = make(kind, node);
    bool inverse = false;
    for (const auto& child : node.children) {
      if (child.is<grammar::plus_sign>() || child.is<grammar::times>()) {
        inverse = false;
      } else if (child.is<grammar::minus_sign>() || child.is<grammar::over>()) {
        inverse = true;
      } else {
        t.operands.push_back(term(child));
        t.inverse.push_back(inverse);
      }
    }
    return t;
  }

  Term iterated(Term::Kind kind, const Node& node) const {
    Term t = make(kind, node);
    for (const auto& child : node.children) {
      if (child.is<grammar::binder>()) {
        Binder& b = t.binders.emplace_back();
        b.name = name_of(child.children[0]);
        b.place = place(child);
        b.ends = {term(child.children[1]), term(child.children[2])};
      } else {
        t.operands.push_back(term(child));
      }
    }
    return t;
  }

  Term term(const Node& node) const {
    using Kind = Term::Kind;
    if (node.is<grammar::expression>()) return series(Kind::sum, node);
    if (node.is<grammar::product_term>()) return series(Kind::product, node);
    if (node.is<grammar::number>()) return number(node);
    if (node.is<grammar::big_sum>()) return iterated(Kind::big_sum, node);
    if (node.is<grammar::big_product>()) return iterated(Kind::big_product, node);
    if (node.is<grammar::power>() && node.children.size() == 1) return term(node.children[0]);
    Term t = make(node.is<grammar::power>()     ? Kind::power
                  : node.is<grammar::negated>() ? Kind::negate
                  : node.is<grammar::call>()    ? Kind::call
                  : node.is<grammar::element>() ? Kind::element
                                                : Kind::name,
                  node);
    std::size_t first = 0;
    if (t.kind == Kind::name) t.name = name_of(node);
    if (t.kind == Kind::call || t.kind == Kind::element) t.name = name_of(node.children[first++]);
    for (std::size_t k = first; k < node.children.size(); ++k) t.operands.push_back(term(node.children[k]));
    return t;
  }

  std::shared_ptr<const SourceText> source_;
};

/// Well-formed UTF-8 without control characters, so that every message can show its line.
void check_characters(const std::shared_ptr<const SourceText>& source) {
  std::string_view rest = source->text;
  while (!rest.empty()) {
    const DecodedUtf8 next = decode_utf8(rest);
    const std::size_t offset = source->text.size() - rest.size();
    if (!next.valid) {
      throw ClaimTextError(
          fmt::format("{}: byte {} is not UTF-8 text: save the file as UTF-8", printable(source->name), offset + 1));
    }
    const char32_t c = next.code_point;
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
      throw ClaimTextError(fmt::format("{}: byte {} is the control character {}: this is not a text",
                                       printable(source->name), offset + 1, printable(rest.substr(0, 1))));
    }
    rest.remove_prefix(next.length);
  }
}

/// What stands at the place of an error, to be named in its message.
std::string found_at(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the text";
  std::string_view rest = text.substr(offset);
  std::size_t length = 0;
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  while (length < rest.size() && in_word(rest[length])) ++length;
  if (length == 0) length = decode_utf8(rest).length;
  if (rest[0] == '\n' || rest[0] == '\r') return "the end of the line";
  return "'" + printable(rest.substr(0, length), 30) + "'";
}

}  // namespace

FileSyntax parse(const std::shared_ptr<const SourceText>& source) {
  if (source->text.size() > max_text_bytes) {
    throw ClaimTextError(fmt::format("{}: a text of {} bytes; the most is {}", printable(source->name),
                                     source->text.size(), max_text_bytes));
  }
  check_characters(source);
  peg::memory_input<peg::tracking_mode::eager> in(source->text, source->name);
  Matched matched;
  try {
    peg::parse<grammar::file, Action, Control>(in, matched);
    return Reader(source).file(matched.nodes);
  } catch (const peg::parse_error& e) {
    const std::size_t offset = e.positions().front().byte;
    std::string message(e.message());
    const bool begun = std::ranges::any_of(
        matched.nodes, [](const Node& node) { return node.is<grammar::claim>() || node.is<grammar::rule>(); });
    if (!begun && message == Errors::message<grammar::end>)
      message = "expected 'claim' and its name, 'rule' and its name, 'let', 'constant' or 'include'";
    if (message.find("nesting depth") != std::string::npos)
      fail({source, offset}, fmt::format("brackets, signs and exponents nested more than {} deep", max_nesting));
    const bool is_letter = offset < source->text.size() && static_cast<unsigned char>(source->text[offset]) >= 0x80;
    const bool is_told = message.find("letters") != std::string::npos;
    const std::string hint = is_letter && !is_told ? ": a name has letters a to z, or stands in backquotes" : "";
    fail({source, offset}, fmt::format("{}, not {}{}", message, found_at(source->text, offset), hint));
  }
}

}  // namespace hebb::language
