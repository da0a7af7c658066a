#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include <hebb/drawing/utf8.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/ledger/slack_chart.hpp>
#include <hebb/scalar/bound.hpp>

namespace hebb {
namespace {

constexpr double plot_width = 430, right = 230, row_gap = 14, top = 84, bottom = 50;

/// A row of the chart: what it shows and where.
struct Row {
  FoldedRows claims;
  std::string label;
  double y = 0, strip = 0;  // upper end; height of one dimension

  double height() const { return strip * static_cast<double>(claims.size()); }
};

/// The strength, exact: what is said about it in words.
struct ExactStrength {
  std::optional<Rational> proved, refuted;
};

ExactStrength exact_strength(const Tightness& t) {
  const auto ratio = [&](const std::optional<Rational>& value) -> std::optional<Rational> {
    if (!value || *value * t.printed <= 0) return std::nullopt;
    return larger_is_stronger(t) ? Rational(*value / t.printed) : Rational(t.printed / *value);
  };
  return {ratio(t.proved), ratio(t.refuted)};
}

/// The axis: strength to abscissa, over whole steps 1, 2, 5, 10, ... that contain everything.
struct Axis {
  double left = 0;
  std::vector<double> ticks;

  double at(double s) const {
    const double low = std::log(ticks.front()), high = std::log(ticks.back());
    return left + plot_width * (std::log(std::clamp(s, ticks.front(), ticks.back())) - low) / (high - low);
  }
};

Axis axis_for(const std::vector<Row>& rows) {
  double least = 1, most = 1;
  std::size_t longest = 0;
  for (const Row& row : rows) {
    longest = std::max(longest, display_width(row.label));
    for (const ClaimResult* claim : row.claims) {
      const Strength s = strength(*claim->tightness);
      for (const auto& value : {s.proved, s.refuted}) {
        if (value) least = std::min(least, *value), most = std::max(most, *value);
      }
    }
  }
  least = std::max(least, 1e-6), most = std::min(most, 1e6);
  Axis axis{28 + character_width * static_cast<double>(longest), {}};
  for (int decade = -6; decade <= 6; ++decade) {
    for (const int mantissa : {1, 2, 5}) axis.ticks.push_back(mantissa * std::pow(10.0, decade));
  }
  const auto first = std::ranges::find_if(axis.ticks, [&](double t) { return t > least * 1.0001; }) - 1;
  const auto last = std::ranges::find_if(axis.ticks, [&](double t) { return t >= std::max(most, 2.0) * 0.9999; }) + 1;
  axis.ticks = {first, std::min(last, axis.ticks.end())};
  while (axis.ticks.size() > 12)
    std::erase_if(axis.ticks, [](double t) { return std::fabs(std::remainder(std::log10(t), 1.0)) > 1e-9; });
  return axis;
}

std::string tick_text(double s) { return fmt::format("{:g}", s); }

/// The proved strength is rounded down, the refuted one up.
std::string times(const LowerBound& proved) { return fmt::format("\xC3\x97{:.3}", proved); }
std::string times(const UpperBound& refuted) { return fmt::format("\xC3\x97{:.3}", refuted); }

/// What the bar says, in words: "x2, sharp within 0.1 %", "x2 proved, x2.75 refuted".
std::string reading(const ClaimResult& claim) {
  const auto [proved, refuted] = exact_strength(*claim.tightness);
  if (!proved && !refuted) return enclosure_text({&claim});
  if (!proved) return fmt::format("{} refuted", times(UpperBound(*refuted)));
  if (!refuted) return fmt::format("{} proved, open above", times(LowerBound(*proved)));
  const Rational open = *refuted / *proved - 1;
  if (open > Rational(1, 50))
    return fmt::format("{} proved, {} refuted", times(LowerBound(*proved)), times(UpperBound(*refuted)));
  const bool is_printed = *proved >= 1 && *proved < 1 + Rational(1, 2000);
  const std::string factor = is_printed ? "" : times(LowerBound(*proved)) + ", ";
  return open <= 0 ? factor + "sharp" : fmt::format("{}sharp within {:.1} %", factor, UpperBound(Rational(100 * open)));
}

/// One reading for all dimensions, or the factors of the first and the last one.
std::string row_reading(const FoldedRows& claims) {
  const std::string first = reading(*claims.front()), last = reading(*claims.back());
  if (first == last) return last;
  const ExactStrength a = exact_strength(*claims.front()->tightness), b = exact_strength(*claims.back()->tightness);
  const std::string from = a.proved ? times(LowerBound(*a.proved)) : "",
                    to = b.proved ? times(LowerBound(*b.proved)) : "";
  if (!a.proved || !b.proved || from == to) return fmt::format("{} (d = {})", last, *claims.back()->dimension);
  return fmt::format("{} at d = {}, {} at d = {}", from, *claims.front()->dimension, to, *claims.back()->dimension);
}

bool is_same(const Strength& a, const Strength& b) { return a.proved == b.proved && a.refuted == b.refuted; }

/// Strips of equal length that follow each other are drawn as one.
void write_bars(Markup& svg, const Axis& axis, const Row& row) {
  for (std::size_t k = 0, end = 0; k < row.claims.size(); k = end) {
    const Strength s = strength(*row.claims[k]->tightness);
    for (end = k + 1; end < row.claims.size() && is_same(s, strength(*row.claims[end]->tightness));) ++end;
    const auto span = [&](double from, double to, const char* classes) {
      const double x = std::min(axis.at(from), axis.at(to)), length = std::fabs(axis.at(to) - axis.at(from));
      const double y = row.y + row.strip * static_cast<double>(k), thickness = row.strip * static_cast<double>(end - k);
      if (length > 0) write_rectangle(svg, x, y, length, thickness, classes);
    };
    if (s.proved) span(1, *s.proved, *s.proved >= 1 ? "proved" : "refuted");
    if (s.refuted) span(s.proved.value_or(1), *s.refuted, "between");
  }
}

void write_axis(Markup& svg, const Axis& axis, double base) {
  for (const double tick : axis.ticks) {
    write_line(svg, axis.at(tick), top - 6, axis.at(tick), base, "grid");
    write_text(svg, axis.at(tick), base + 17, tick_text(tick), "small", "middle");
  }
  write_text(svg, axis.left + plot_width / 2, base + 37, "strength of the constant, printed value = 1 (logarithmic)",
             "small", "middle");
}

void write_legend(Markup& svg, double x, double y, bool some_printed_value_is_false) {
  const auto entry = [&](const char* classes, const std::string& text) {
    write_rectangle(svg, x, y - 9, 16, 10, classes);
    write_text(svg, x + 22, y, text, "small");
    x += 46 + 6.4 * static_cast<double>(text.size());
  };
  write_line(svg, x + 8, y - 11, x + 8, y + 3, "tick");
  write_text(svg, x + 16, y, "printed value", "small");
  x += 118;
  entry("proved", "proved beyond it");
  entry("between", "neither proved nor refuted");
  if (some_printed_value_is_false) entry("refuted", "printed value is false");
}

/// The largest slack first; a claim whose printed value is false last.
std::vector<Row> rows_of(const LedgerResult& result) {
  std::vector<Row> rows;
  for (FoldedRows& claims : fold_by_claim(result)) {
    std::erase_if(claims, [](const ClaimResult* claim) { return !claim->tightness; });
    if (claims.empty()) continue;
    const std::string label =
        valid_utf8(fmt::format("{}  {}", claims.front()->id, claims.front()->tightness->constant));
    const double strip = std::max(1.0, std::floor(16 / static_cast<double>(claims.size())));
    rows.push_back({std::move(claims), label, 0, strip});
  }
  const auto most = [](const Row& row) {
    double factor = 0;
    for (const ClaimResult* claim : row.claims)
      factor = std::max(factor, strength(*claim->tightness).proved.value_or(0));
    return factor;
  };
  std::ranges::stable_sort(rows, std::ranges::greater(), most);
  double y = top;
  for (Row& row : rows) {
    row.y = y + row_gap / 2;
    y += row.height() + row_gap;
  }
  return rows;
}

}  // namespace

Strength strength(const Tightness& t) {
  const auto nearest = [](const std::optional<Rational>& q) {
    return q ? std::optional(q->convert_to<double>()) : std::nullopt;
  };
  const auto [proved, refuted] = exact_strength(t);
  return {nearest(proved), nearest(refuted)};
}

std::optional<Picture> slack_chart(const LedgerResult& result) {
  const std::vector<Row> rows = rows_of(result);
  if (rows.empty()) return std::nullopt;
  const Axis axis = axis_for(rows);
  const double base = rows.back().y + rows.back().height() + row_gap / 2;
  Markup svg;
  write_text(svg, 16, 28, "How sharp are the printed constants?", "heading");
  write_axis(svg, axis, base);
  bool some_printed_value_is_false = false;
  for (const Row& row : rows) {
    const double middle = row.y + row.height() / 2 + 4;
    write_text(svg, axis.left - 12, middle, row.label, "mono", "end");
    svg.open("g").element("title", fmt::format("{}, {}: {}", row.claims.front()->id, dimension_text(row.claims),
                                               enclosure_text(row.claims)));
    write_bars(svg, axis, row);
    write_line(svg, axis.at(1), row.y - 3, axis.at(1), row.y + row.height() + 3, "tick");
    svg.close();
    write_text(svg, axis.left + plot_width + 14, middle, row_reading(row.claims), "small");
    svg.line();
    for (const ClaimResult* claim : row.claims)
      some_printed_value_is_false |= strength(*claim->tightness).proved.value_or(1) < 1;
  }
  write_legend(svg, 16, 56, some_printed_value_is_false);
  return Picture{"slack",
                 "Slack of the printed constants",
                 fmt::format("For each of {} constants, how far it can be strengthened before its claim becomes false: "
                             "the mark at 1 is the "
                             "printed value, the bar reaches the best proved one.",
                             rows.size()),
                 axis.left + plot_width + right,
                 base + bottom,
                 svg.str()};
}

}  // namespace hebb
