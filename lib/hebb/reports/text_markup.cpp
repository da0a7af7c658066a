#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/drawing/markup.hpp>
#include <hebb/reports/text_markup.hpp>

namespace hebb {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// Names of letters, and the letters.
const std::map<std::string, std::string, std::less<>>& letters() {
  static const std::map<std::string, std::string, std::less<>> all{
      {"Delta", "\xCE\x94"}, {"Gamma", "\xCE\x93"},   {"Theta", "\xCE\x98"},  {"Omega", "\xCE\xA9"},
      {"Phi", "\xCE\xA6"},   {"alpha", "\xCE\xB1"},   {"delta", "\xCE\xB4"},  {"eps", "\xCE\xB5"},
      {"gamma", "\xCE\xB3"}, {"kappa", "\xCE\xBA"},   {"lambda", "\xCE\xBB"}, {"mu", "\xCE\xBC"},
      {"nu", "\xCE\xBD"},    {"xi", "\xCE\xBE"},      {"pi", "\xCF\x80"},     {"rho", "\xCF\x81"},
      {"sigma", "\xCF\x83"}, {"tau", "\xCF\x84"},     {"theta", "\xCE\xB8"},  {"phi", "\xCF\x86"},
      {"psi", "\xCF\x88"},   {"grad", "\xE2\x88\x87"}};
  return all;
}

/// Words that are part of a formula and stand upright in it; sum and prod are signs.
const std::set<std::string, std::less<>>& functions() {
  static const std::set<std::string, std::less<>> all{"exp", "log", "sqrt", "min", "max", "diag", "Hess", "KL"};
  return all;
}

const std::map<std::string, std::string, std::less<>>& signs() {
  static const std::map<std::string, std::string, std::less<>> all{
      {">=", "\xE2\x89\xA5"},  {"<=", "\xE2\x89\xA4"},  {"!=", "\xE2\x89\xA0"},  {"->", "\xE2\x86\x92"},
      {"...", "\xE2\x80\xA6"}, {"..", "\xE2\x80\xA6"},  {".*", "\xE2\x8A\x99"},  {"+-", "\xC2\xB1"},
      {"-", "\xE2\x88\x92"},   {"sum", "\xE2\x88\x91"}, {"prod", "\xE2\x88\x8F"}};
  return all;
}

std::string tag(const char* name, std::string_view content) {
  return fmt::format("<{0}>{1}</{0}>", name, escape_markup(content));
}
std::string sign(std::string_view content) {
  return fmt::format("<mo stretchy=\"false\">{}</mo>", escape_markup(content));
}

/// Sets one formula, from its first to its last character, and collects its symbols.
class Formula {
 public:
  explicit Formula(std::string_view text) : text_(text) {}

  std::string markup() {
    std::string out;
    while (at_ < text_.size()) out += with_scripts(atom());
    return out;
  }
  const std::set<std::string>& symbols() const { return symbols_; }

 private:
  bool next_is(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  std::string_view letters_from(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    return text_.substr(from, end - from);
  }

  std::string name() {
    const std::string_view run = letters_from(at_);
    if (run == "in") return at_ += 2, sign("\xE2\x88\x88");  // inside an index: {j in S}
    if (run == "sum" || run == "prod") return at_ += run.size(), sign(signs().find(run)->second);
    if (const auto letter = letters().find(run); letter != letters().end()) {
      at_ += run.size();
      symbols_.emplace(run);
      return tag("mi", letter->second);
    }
    const bool word = functions().contains(run) || run.size() > 2;
    const std::string_view taken = word ? run : run.substr(0, 1);
    at_ += taken.size();
    if (!word) symbols_.emplace(taken);
    return word ? fmt::format("<mi mathvariant=\"normal\">{}</mi>", escape_markup(taken)) : tag("mi", taken);
  }

  std::string number() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
      ++at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }
    return tag("mn", text_.substr(from, at_ - from));
  }

  std::string atom() {
    if (is_letter(text_[at_])) return name();
    if (is_digit(text_[at_])) return number();
    for (const std::size_t length : {3u, 2u, 1u}) {
      const auto found = signs().find(text_.substr(at_, length));
      if (found == signs().end()) continue;
      at_ += length;
      return sign(found->second);
    }
    // A point between two letters is a product.
    if (text_[at_] == '.' && at_ > 0 && at_ + 1 < text_.size() && text_[at_ + 1] != ' ') return ++at_, sign("\xC2\xB7");
    std::size_t length = 1;
    while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0u) == 0x80u) ++length;
    at_ += length;
    return sign(text_.substr(at_ - length, length));
  }

  /// What stands behind _ or ^: a group in brackets, or a name or number, with a sign before it.
  std::string script() {
    if (at_ >= text_.size()) return {};
    const char open = text_[at_], close = open == '{' ? '}' : ')';
    if (open == '{' || open == '(') {
      std::size_t depth = 0, end = at_;
      for (; end < text_.size(); ++end) {
        depth += text_[end] == open ? 1 : 0;
        if (text_[end] == close && --depth == 0) break;
      }
      Formula inside(text_.substr(at_ + 1, end - at_ - 1));
      at_ = std::min(end + 1, text_.size());
      const std::string out = inside.markup();
      symbols_.insert(inside.symbols().begin(), inside.symbols().end());
      return out;
    }
    std::string out;
    if (open == '-' || open == '*') out = atom();
    if (at_ < text_.size() && open != '*') {
      const std::string_view run = letters_from(at_);  // an index of several letters: p_ij
      if (run.size() == 2 && !letters().contains(run)) return at_ += 2, out + tag("mi", run);
      if (is_digit(text_[at_]) && at_ + 1 < text_.size() && is_letter(text_[at_ + 1]))
        return at_ += 2, out + tag("mn", text_.substr(at_ - 2, 1)) + tag("mi", text_.substr(at_ - 1, 1));
      out += atom();
    }
    return out;
  }

  std::string with_scripts(std::string base) {
    std::string below, above;
    while (at_ < text_.size()) {
      if (text_[at_] == '\'') {
        ++at_;
        above += sign("\xE2\x80\xB2");
      } else if (next_is("*_")) {
        ++at_;
        above += sign("*");
      } else if (text_[at_] == '_' && below.empty()) {
        ++at_;
        below = script();
      } else if (text_[at_] == '^') {
        ++at_;
        above += script();
      } else {
        break;
      }
    }
    const auto row = [](const std::string& content) { return "<mrow>" + content + "</mrow>"; };
    if (!below.empty() && !above.empty()) return "<msubsup>" + base + row(below) + row(above) + "</msubsup>";
    if (!below.empty()) return "<msub>" + base + row(below) + "</msub>";
    if (!above.empty()) return "<msup>" + base + row(above) + "</msup>";
    return base;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::set<std::string> symbols_;
};

/// A word of the language: letters, with - and ' inside, of two letters or more, that no formula knows.
bool is_word(std::string_view text) {
  while (!text.empty() && std::string_view("(:").find(text.front()) != text.npos) text.remove_prefix(1);
  while (!text.empty() && std::string_view(".,:;)").find(text.back()) != text.npos) text.remove_suffix(1);
  if (text.size() < 2 || letters().contains(text) || functions().contains(text) || text == "sum" || text == "prod" ||
      text == "dt")
    return false;
  if (text == "sum'") return false;
  bool capital = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_letter(text[i])) {
      capital = capital || (i > 0 && std::isupper(static_cast<unsigned char>(text[i])) != 0);
    } else if (!((text[i] == '-' || text[i] == '\'') && i > 0 && i + 1 < text.size() && is_letter(text[i - 1]) &&
                 is_letter(text[i + 1]) && text.size() > 4)) {
      return false;
    }
  }
  if (text.size() == 2) {  // of, to, is, ...; others are products: aQ, ab
    static const std::set<std::string_view> short_words{"of", "to", "is", "in", "on", "as", "by", "at", "it",
                                                        "so", "or", "no", "an", "be", "if", "we", "In", "As"};
    return short_words.contains(text);
  }
  return !capital;
}

/// The name of a claim: A2.identity, T2.4, L2.1.values, G3; a trailing colon or comma is none of it.
bool is_claim_name(std::string_view text) {
  while (!text.empty() && std::string_view(".,:;)").find(text.back()) != text.npos) text.remove_suffix(1);
  if (text.size() < 2 || std::isupper(static_cast<unsigned char>(text[0])) == 0) return false;
  std::size_t i = 1;
  while (i < text.size() && is_digit(text[i])) ++i;
  if (i == text.size()) return true;
  if (text[i] != '.' || i + 1 == text.size()) return false;
  return std::all_of(
             text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
             [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0 || is_digit(c) || c == '.'; }) &&
         (i > 1 || text.size() > 3);
}

/// From blank to blank, but the braces of an index are one piece.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> out{""};
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opens =
        (text[i] == '{' || text[i] == '(') && (depth > 0 || (i > 0 && (text[i - 1] == '_' || text[i - 1] == '^')));
    if (opens) ++depth;
    if (text[i] == ' ' && depth == 0) {
      out.emplace_back();
    } else {
      out.back() += text[i];
    }
    if (depth > 0 && (text[i] == '}' || text[i] == ')')) --depth;
  }
  return out;
}

}  // namespace

bool names_a_letter(std::string_view word) { return letters().contains(word); }

const std::vector<std::pair<std::string, std::string>>& model_symbols() {
  static const std::vector<std::pair<std::string, std::string>> all{
      {"d", "number of inputs"},
      {"p", "p_i: the probability that input i triggers the next spike; p lies on the simplex"},
      {"s", "sum of all p_i^2"},
      {"a", "learning rate"},
      {"Y", "Y = B + Z: the input of a step; B = e_i with probability p_i"},
      {"Z", "noise: independent, centred, |Z_i| <= Q - 1"},
      {"Q", "bound of the input: |Y_i| <= Q"},
      {"b", "<p, Y>, the normaliser of a step"},
      {"xi", "noise of a step, with mean 0 given p"},
      {"theta", "remainder of a step, of order a^2"},
      {"sigma", "sigma^2: the variance of a Z_i"},
      {"Delta", "lead of input 1 at the start: p_1 - max p_u"},
      {"r", "(Delta/(4d))(1 + (d-1) Delta/2), the rate of one step"},
      {"Omega", "good event: input 1 has kept half of its lead"},
      {"eps", "probability of failure"},
      {"Gamma", "correlation of the inputs"},
  };
  return all;
}

std::string text_markup(std::string_view text, const std::vector<std::string>& names, bool model) {
  std::string out;
  const std::vector<std::string> all = pieces(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& piece = all[i];
    if (i > 0) out += ' ';
    std::string_view bare = piece;
    while (!bare.empty() && std::string_view(".,:;)").find(bare.back()) != bare.npos) bare.remove_suffix(1);
    while (!bare.empty() && bare.front() == '(') bare.remove_prefix(1);
    const bool article = piece == "a" && i + 1 < all.size() && is_word(all[i + 1]) && all[i + 1] != "for";
    if (std::ranges::find(names, bare) != names.end()) {
      const std::size_t at = piece.find(bare);
      out += escape_markup(piece.substr(0, at)) + "<b class=\"named\">" + escape_markup(bare) + "</b>" +
             escape_markup(piece.substr(at + bare.size()));
    } else if (article || is_word(piece) || is_claim_name(piece)) {
      out += escape_markup(piece);
    } else if (!piece.empty()) {
      // Punctuation behind a formula is none of it.
      std::size_t end = piece.size();
      while (end > 1 && std::string_view(".,:;").find(piece[end - 1]) != std::string_view::npos &&
             piece.find("..") == std::string::npos)
        --end;
      Formula formula(std::string_view(piece).substr(0, end));
      const std::string content = formula.markup();
      std::vector<std::string> meanings;
      if (model) {
        for (const auto& [symbol, meaning] : model_symbols()) {
          if (formula.symbols().contains(symbol)) meanings.push_back(fmt::format("{}: {}", symbol, meaning));
        }
      }
      const std::string math = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>" + content + "</mrow></math>";
      out += meanings.empty() ? math
                              : fmt::format("<span title=\"{}\">{}</span>",
                                            escape_markup(fmt::format("{}", fmt::join(meanings, "\n"))), math);
      out += escape_markup(piece.substr(end));
    }
  }
  return out;
}

}  // namespace hebb
