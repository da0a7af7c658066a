#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/folding.hpp>
#include <hebb/scalar/bound.hpp>

namespace hebb {
namespace {

template <class Key>
std::vector<FoldedRows> fold(const LedgerResult& result, Key key) {
  std::vector<FoldedRows> folded;
  std::map<decltype(key(result.claims.front())), std::size_t> position;
  for (const ClaimResult& claim : result.claims) {
    const auto [found, is_new] = position.emplace(key(claim), folded.size());
    if (is_new) folded.emplace_back();
    folded[found->second].push_back(&claim);
  }
  for (FoldedRows& rows : folded) {
    std::ranges::stable_sort(rows, {}, [](const ClaimResult* row) { return row->dimension; });
  }
  return folded;
}

/// The texts of the first and the last row that have one; both once when they are equal.
template <class Text>
std::string first_to_last(const FoldedRows& rows, Text text) {
  std::vector<std::string> texts;
  for (const ClaimResult* row : rows) {
    if (std::string found = text(*row); !found.empty()) texts.push_back(std::move(found));
  }
  if (texts.empty()) return {};
  return texts.front() == texts.back() ? texts.front() : texts.front() + " .. " + texts.back();
}

constexpr std::size_t longest_exact = 6;
constexpr int short_digits = 5;

/// Both ends are rounded outward: the proved one to a weaker statement, the refuted one to a stronger one.
std::string best_constant_text(const ClaimResult& row) {
  if (!row.tightness) return {};
  const auto& [proved, refuted] = std::tie(row.tightness->proved, row.tightness->refuted);
  if (!proved && !refuted) return {};
  const bool larger = larger_is_stronger(*row.tightness);
  const auto low = [](const Rational& q) { return LowerBound(q).brief(longest_exact, short_digits); };
  const auto high = [](const Rational& q) { return UpperBound(q).brief(longest_exact, short_digits); };
  if (!refuted) return larger ? "proved up to " + low(*proved) : "proved down to " + high(*proved);
  if (!proved) return larger ? "refuted from " + high(*refuted) : "refuted below " + low(*refuted);
  return fmt::format("in [{}, {}]", low(larger ? *proved : *refuted), high(larger ? *refuted : *proved));
}

}  // namespace

std::vector<FoldedRows> fold_by_claim(const LedgerResult& result) {
  return fold(result, [](const ClaimResult& c) { return c.id; });
}

std::vector<FoldedRows> fold_by_outcome(const LedgerResult& result) {
  return fold(result, [](const ClaimResult& c) {
    return std::tuple(c.id, c.verdict, c.expected, c.method, replaced_constants_text(c));
  });
}

Verdict overall_verdict(const FoldedRows& rows) {
  for (const Verdict verdict : {Verdict::refuted, Verdict::undecided, Verdict::estimated}) {
    if (std::ranges::any_of(rows, [&](const ClaimResult* row) { return row->verdict == verdict; })) return verdict;
  }
  return Verdict::proved;
}

std::string dimension_text(const FoldedRows& rows) {
  std::vector<int> dimensions;
  for (const ClaimResult* row : rows) {
    if (row->dimension) dimensions.push_back(*row->dimension);
  }
  if (dimensions.empty()) return "every d";
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < dimensions.size();) {
    std::size_t end = i + 1;
    while (end < dimensions.size() && dimensions[end] == dimensions[end - 1] + 1) ++end;
    runs.push_back(end == i + 1 ? fmt::format("{}", dimensions[i])
                                : fmt::format("{}..{}", dimensions[i], dimensions[end - 1]));
    i = end;
  }
  return fmt::format("d = {}", fmt::join(runs, ", "));
}

std::string enclosure_text(const FoldedRows& rows) {
  std::string enclosure = first_to_last(rows, best_constant_text);
  if (enclosure.empty()) return {};
  const auto named = std::ranges::find_if(rows, [](const ClaimResult* row) { return row->tightness.has_value(); });
  if (const std::size_t at = enclosure.find(" .. in "); at != std::string::npos && enclosure.starts_with("in "))
    enclosure.erase(at + 4, 3);
  return fmt::format("{} {}", (*named)->tightness->constant, enclosure);
}

std::string slack_text(const FoldedRows& rows) {
  return first_to_last(rows, [](const ClaimResult& row) {
    return row.tightness && row.tightness->slack ? LowerBound(*row.tightness->slack).brief(longest_exact, short_digits)
                                                 : std::string();
  });
}

}  // namespace hebb
