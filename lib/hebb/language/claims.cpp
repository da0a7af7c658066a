#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include <hebb/language/claims.hpp>
#include <hebb/language/elaborate.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

using namespace language;  // NOLINT(google-build-using-namespace)

constexpr std::size_t max_includes = 64;

/// The claims, or the rules, of a text with everything that it includes, in order.
class File {
 public:
  enum class Holds { claims, rules };
  File(const IncludedText& included, Holds holds) : included_(included), holds_(holds) {}

  void read(const std::string& text, const std::string& name) {
    const auto source = std::make_shared<const SourceText>(SourceText{name, text});
    for (const FileSyntax::Item& item : parse(source).items) {
      if (item.include) {
        include(*item.include, name, item.include_place);
      } else if (item.definition) {
        definitions_.push_back(*item.definition);
        // A faulty definition is found where it stands, also when no claim follows.
      } else if (item.rule) {
        rule(*item.rule);
      } else {
        claim(*item.claim);
      }
    }
  }

  std::vector<Claim> take_claims() { return std::move(claims_); }
  std::vector<Rule> take_rules() { return std::move(rules_); }

 private:
  void include(const std::string& file, const std::string& from, const Place& place) {
    if (!included_) fail(place, "a text that is not a file includes nothing");
    if (++includes_ > max_includes)
      fail(place, fmt::format("more than {} files are included: does one include itself?", max_includes));
    std::string text;
    try {
      text = included_(file, from);
    } catch (const std::exception& e) {
      fail(place, e.what());
    }
    read(text, file.starts_with('/') ? file : (std::filesystem::path(from).parent_path() / file).string());
  }

  void claim(const ClaimSyntax& syntax) {
    if (holds_ != Holds::claims) fail(syntax.place, "a claim: here rules are read; 'hebb prove FILE' reads claims");
    if (!names_.insert(syntax.name).second)
      fail(syntax.place, fmt::format("the claim {} is in the text twice", syntax.name));
    claims_.push_back(elaborate(std::make_shared<const ClaimSource>(ClaimSource{definitions_, syntax})));
  }

  void rule(const RuleSyntax& syntax) {
    if (holds_ != Holds::rules) fail(syntax.place, "a rule: here claims are read; 'hebb rule FILE' reads rules");
    if (!names_.insert(syntax.name).second)
      fail(syntax.place, fmt::format("the rule {} is in the text twice", syntax.name));
    rules_.push_back(elaborate(std::make_shared<const RuleSource>(RuleSource{definitions_, syntax})));
  }

  const IncludedText& included_;
  Holds holds_;
  std::vector<Declaration> definitions_;
  std::vector<Claim> claims_;
  std::vector<Rule> rules_;
  std::set<std::string> names_;
  std::size_t includes_ = 0;
};

std::string read_text(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) throw ClaimTextError(printable(file.string()) + " is a directory");
  std::ifstream in(file, std::ios::binary);
  if (!in) throw ClaimTextError("cannot read " + printable(file.string()));
  std::string text(max_text_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) throw ClaimTextError("cannot read " + printable(file.string()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > max_text_bytes) {
    throw ClaimTextError(
        fmt::format("{} is larger than {} bytes: no file of claims", printable(file.string()), max_text_bytes));
  }
  return text;
}

}  // namespace

std::vector<Claim> parse_claims(std::string_view text, const std::string& name, const IncludedText& included) {
  File file(included, File::Holds::claims);
  file.read(std::string(text), name);
  std::vector<Claim> claims = file.take_claims();
  if (claims.empty()) {
    throw ClaimTextError(
        fmt::format("{} has no claim: it needs lines such as 'claim NAME', 'variable x in [0, 1]', "
                    "'prove x >= x^2'",
                    printable(name)));
  }
  return claims;
}

std::string included_file(const std::string& file, const std::string& included_from) {
  return read_text(std::filesystem::path(included_from).parent_path() / file);
}

std::vector<Claim> read_claims(const std::filesystem::path& file) {
  return parse_claims(read_text(file), file.string(), included_file);
}

std::vector<Rule> parse_rules(std::string_view text, const std::string& name, const IncludedText& included) {
  File file(included, File::Holds::rules);
  file.read(std::string(text), name);
  std::vector<Rule> rules = file.take_rules();
  if (rules.empty()) {
    throw ClaimTextError(
        fmt::format("{} has no rule: it needs lines such as 'rule NAME', 'noise Q = 2', 'next p[i] = "
                    "p[i]*exp(a*y[i]) / sum(j in 1..d: p[j]*exp(a*y[j]))'",
                    printable(name)));
  }
  return rules;
}

std::vector<Rule> read_rules(const std::filesystem::path& file) {
  return parse_rules(read_text(file), file.string(), included_file);
}

}  // namespace hebb
