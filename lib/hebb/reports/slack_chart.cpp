#include <hebb/reports/slack_chart.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <hebb/reports/folding.hpp>

namespace hebb {
namespace {

constexpr double left = 230, plot_width = 430, right = 210, row_height = 30, bar_height = 16, top = 62, bottom = 74;

std::optional<double> ratio(const std::optional<Rational>& value, const Rational& printed, bool larger_is_stronger) {
  if (!value || *value * printed <= 0) return std::nullopt;
  const Rational quotient = larger_is_stronger ? Rational(*value / printed) : Rational(printed / *value);
  return quotient.convert_to<double>();
}

bool is_larger_stronger(const Tightness& t) {
  if (t.proved && t.refuted && *t.proved != *t.refuted) return *t.proved < *t.refuted;
  if (t.proved && *t.proved != t.printed) return *t.proved > t.printed;
  return !t.refuted || *t.refuted >= t.printed;
}

/// The axis: strength to abscissa, over whole steps 1, 2, 5, 10, ... that contain everything.
struct Axis {
  std::vector<double> ticks;
  double at(double s) const {
    const double low = std::log(ticks.front()), high = std::log(ticks.back());
    return left + plot_width * (std::log(std::clamp(s, ticks.front(), ticks.back())) - low) / (high - low);
  }
};

Axis axis_for(const std::vector<FoldedRows>& bars) {
  double least = 1, most = 1;
  for (const FoldedRows& rows : bars) {
    for (const ClaimResult* row : rows) {
      const Strength s = strength(*row->tightness);
      for (const auto& value : {s.proved, s.refuted}) {
        if (value) least = std::min(least, *value), most = std::max(most, *value);
      }
    }
  }
  least = std::max(least, 1e-6), most = std::min(most, 1e6);
  Axis axis;
  for (int decade = -6; decade <= 6; ++decade) {
    for (const int mantissa : {1, 2, 5}) axis.ticks.push_back(mantissa * std::pow(10.0, decade));
  }
  const auto first = std::ranges::find_if(axis.ticks, [&](double t) { return t > least * 1.0001; }) - 1;
  const auto last = std::ranges::find_if(axis.ticks, [&](double t) { return t >= std::max(most, 2.0) * 0.9999; }) + 1;
  axis.ticks = {first, std::min(last, axis.ticks.end())};
  while (axis.ticks.size() > 12) std::erase_if(axis.ticks, [](double t) { return std::fabs(std::remainder(std::log10(t), 1.0)) > 1e-9; });
  return axis;
}

std::string tick_text(double s) { return fmt::format("{:g}", s); }

std::string times(double s) { return fmt::format("\xC3\x97{:.3g}", s); }

/// "x4, cannot reach x4.04 (d = 2)": what the bar says, in words.
std::string reading(const ClaimResult& row) {
  const Strength s = strength(*row.tightness);
  if (!s.proved && !s.refuted) return enclosure_text({&row});
  const std::string proved = s.proved ? times(*s.proved) : "none proved";
  return s.refuted ? fmt::format("{}, not {}", proved, times(*s.refuted)) : proved + ", open above";
}

std::string row_reading(const FoldedRows& rows) {
  const std::string first = reading(*rows.front()), last = reading(*rows.back());
  return first == last ? first : fmt::format("{} (d = {})", last, *rows.back()->dimension);
}

void write_bar(Markup& svg, const Axis& axis, const ClaimResult& row, double y, double height) {
  const Strength s = strength(*row.tightness);
  const auto span = [&](double from, double to, const char* classes) {
    const double x = std::min(axis.at(from), axis.at(to)), width = std::fabs(axis.at(to) - axis.at(from));
    if (width > 0) write_rectangle(svg, x, y, width, height, classes);
  };
  if (s.proved) span(1, *s.proved, *s.proved >= 1 ? "proved" : "refuted");
  if (s.refuted) span(s.proved.value_or(1), *s.refuted, "between");
}

void write_axis(Markup& svg, const Axis& axis, double base) {
  for (const double tick : axis.ticks) {
    write_line(svg, axis.at(tick), top - 6, axis.at(tick), base, "grid");
    write_text(svg, axis.at(tick), base + 17, tick_text(tick), "small", "middle");
  }
  write_text(svg, left + plot_width / 2, base + 36, "strength of the constant, printed value = 1 (logarithmic)", "small", "middle");
}

void write_legend(Markup& svg, double y, bool some_printed_value_is_false) {
  double x = left;
  const auto entry = [&](const char* classes, const char* text, double advance) {
    write_rectangle(svg, x, y - 9, 16, 10, classes);
    write_text(svg, x + 22, y, text, "small");
    x += advance;
  };
  entry("proved", "proved beyond the printed value", 205);
  entry("between", "neither proved nor refuted", 170);
  if (some_printed_value_is_false) entry("refuted", "printed value not reached", 160);
}

}  // namespace

Strength strength(const Tightness& t) {
  const bool larger = is_larger_stronger(t);
  return {ratio(t.proved, t.printed, larger), ratio(t.refuted, t.printed, larger)};
}

std::optional<Picture> slack_chart(const LedgerResult& result) {
  std::vector<FoldedRows> bars = fold_by_claim(result);
  for (FoldedRows& rows : bars) std::erase_if(rows, [](const ClaimResult* row) { return !row->tightness; });
  std::erase_if(bars, [](const FoldedRows& rows) { return rows.empty(); });
  if (bars.empty()) return std::nullopt;

  const Axis axis = axis_for(bars);
  const double base = top + row_height * static_cast<double>(bars.size());
  Markup svg;
  write_text(svg, 16, 26, "How sharp are the printed constants?", "heading");
  write_axis(svg, axis, base);
  bool some_printed_value_is_false = false;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const FoldedRows& rows = bars[i];
    const double y = top + row_height * static_cast<double>(i) + (row_height - bar_height) / 2;
    const double strip = bar_height / static_cast<double>(rows.size());
    write_text(svg, left - 12, y + 12, fmt::format("{}  {}", rows.front()->id, rows.front()->tightness->constant), "mono", "end");
    svg.open("g").element("title", fmt::format("{}, {}: {}", rows.front()->id, dimension_text(rows), enclosure_text(rows)));
    for (std::size_t k = 0; k < rows.size(); ++k) {
      write_bar(svg, axis, *rows[k], y + strip * static_cast<double>(k), strip);
      some_printed_value_is_false |= strength(*rows[k]->tightness).proved.value_or(1) < 1;
    }
    svg.close();
    write_line(svg, axis.at(1), y - 3, axis.at(1), y + bar_height + 3, "tick");
    write_text(svg, left + plot_width + 14, y + 12, row_reading(rows), "small");
    svg.line();
  }
  write_legend(svg, top - 18, some_printed_value_is_false);
  return Picture{"slack", "Slack of the printed constants",
                 fmt::format("For each of {} claims, how far the constant can be strengthened before the claim becomes false: "
                             "the mark at 1 is the printed value, the bar reaches the best proved value.",
                             bars.size()),
                 left + plot_width + right, base + bottom - 24, svg.str()};
}

}  // namespace hebb
