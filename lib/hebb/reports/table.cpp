#include <algorithm>
#include <array>
#include <numeric>
#include <sstream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <hebb/drawing/utf8.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/reports/table.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

enum Column : std::size_t { verdict, id, dimensions, expected, title, method, constant, slack, seconds, columns };
using Line = std::array<std::string, columns>;
using Widths = std::array<std::size_t, columns>;  // 0: left out

constexpr std::size_t gap = 2, narrowest_title = 16;
const Line header = {"verdict", "claim", "d", "expected", "title", "method", "best constant", "slack", "time"};

double total_seconds(const FoldedRows& rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double sum, const ClaimResult* row) { return sum + row->seconds; });
}

Line line_of(const FoldedRows& rows) {
  const ClaimResult& first = *rows.front();
  Line line;
  line[verdict] = to_string(first.verdict);
  line[id] = first.id;
  line[dimensions] = dimension_text(rows);
  line[expected] = is_unexpected(first) ? fmt::format("NO: {}", to_string(*first.expected)) : "";
  line[title] = first.title;
  line[method] = first.method;
  line[constant] = enclosure_text(rows);
  line[slack] = slack_text(rows);
  line[seconds] = duration_text(total_seconds(rows));
  for (std::string& cell : line) cell = printable(valid_utf8(cell));
  return line;
}

std::size_t total(const Widths& widths) {
  std::size_t sum = 0;
  for (const std::size_t w : widths) sum += w == 0 ? 0 : w + (sum == 0 ? 0 : gap);
  return sum;
}

/// Verdict, id and dimensions always; of the rest, by importance, what fits. The title takes the room that is left.
Widths fit_columns(const std::vector<Line>& lines, std::size_t available) {
  Widths natural{}, widths{};
  for (std::size_t c = 0; c < columns; ++c) {
    for (const Line& line : lines) natural[c] = std::max(natural[c], display_width(line[c]));
    if (natural[c] > 0) natural[c] = std::max(natural[c], header[c].size());
  }
  for (const Column c : {verdict, id, dimensions}) widths[c] = natural[c];
  for (const Column c : {expected, slack, constant, title, seconds, method}) {
    widths[c] = c == title ? std::min(natural[c], narrowest_title) : natural[c];
    if (total(widths) > available) widths[c] = 0;
  }
  if (widths[title] > 0)
    widths[title] = std::min(natural[title], widths[title] + available - std::min(available, total(widths)));
  return widths;
}

std::string_view colour_of(std::string_view verdict_text) {
  return verdict_text == "proved"      ? "\x1b[32m"
         : verdict_text == "refuted"   ? "\x1b[31m"
         : verdict_text == "undecided" ? "\x1b[33m"
                                       : "\x1b[35m";
}

std::string render(const Line& line, const Widths& widths, bool colour) {
  std::string text;
  for (std::size_t c = 0; c < columns; ++c) {
    if (widths[c] == 0) continue;
    if (!text.empty()) text += std::string(gap, ' ');
    const std::string cell = fit(line[c], widths[c], c == seconds);
    if (colour && c == verdict) {
      text += fmt::format("{}{}\x1b[0m", colour_of(line[c]), cell);
    } else if (colour && c == expected && !line[c].empty()) {
      text += fmt::format("\x1b[1;31m{}\x1b[0m", cell);
    } else {
      text += cell;
    }
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// The parts after each other, on a new line (indented) where they would not fit.
std::string wrapped(const std::vector<std::string>& parts, std::size_t width) {
  std::string text, line;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!line.empty() && display_width(line) + 1 + display_width(part) > width) {
      text += line + "\n";
      line = " ";
    }
    line += (line.empty() ? "" : " ") + part;
  }
  return text + line;
}
std::string wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return wrapped(words, width);
}

/// The exact point that refutes the first of the rows.
std::string witness_text(const FoldedRows& rows, std::size_t width) {
  const ClaimResult& first = *rows.front();
  if (first.verdict != Verdict::refuted || first.witness.empty()) return {};
  std::vector<std::string> parts{"fails"};
  if (rows.size() > 1) parts.push_back("for " + dimension_text({&first}));
  parts.push_back("at");
  for (const auto& [name, value] : first.witness) {
    parts.push_back(fmt::format("{} = {},", printable(valid_utf8(name)), to_string(value)));
  }
  parts.back().pop_back();
  return "  " + wrapped(parts, width - 2) + "\n";
}

std::string bold(const std::string& text, bool colour) { return colour ? "\x1b[1m" + text + "\x1b[0m" : text; }

}  // namespace

std::string to_table(const LedgerResult& result, const TableOptions& options) {
  const std::vector<FoldedRows> folded = fold_by_outcome(result);
  std::vector<Line> lines;
  for (const FoldedRows& rows : folded) lines.push_back(line_of(rows));
  std::string text;
  if (!lines.empty()) {
    const Widths widths = fit_columns(lines, options.width);
    const bool narrow = total(widths) > options.width;  // no room for columns: claim, dimension and verdict as text
    if (!narrow)
      text += bold(render(header, widths, false), options.colour) + "\n" + std::string(total(widths), '-') + "\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string& group = folded[i].front()->group;
      if (i == 0 || group != folded[i - 1].front()->group) {
        std::string title = printable(valid_utf8(group));
        if (display_width(title) > options.width) title = wrapped(title, options.width);
        text += fmt::format("{}{}\n", i == 0 ? "" : "\n", bold(title, options.colour));
      }
      if (narrow) {
        const Line& line = lines[i];
        text += wrapped({line[id], line[dimensions], line[verdict], line[expected]}, options.width) + "\n";
        continue;
      }
      text += render(lines[i], widths, options.colour) + "\n";
      if (const std::string constants = replaced_constants_text(*folded[i].front()); !constants.empty()) {
        text += "  with " + valid_utf8(constants) + "\n";
      }
      text += witness_text(folded[i], options.width);
    }
    text += "\n";
  }
  for (const FoldedRows& rows : folded) {
    const ClaimResult& first = *rows.front();
    // Where nothing is expected, too, a verdict that is none needs its reason.
    const std::string id = printable(valid_utf8(first.id)), remark = printable(valid_utf8(first.remark));
    if (!first.expected && first.verdict == Verdict::undecided && !remark.empty()) {
      text += fmt::format("{} ({}): undecided: {}\n", id, dimension_text(rows), remark);
    }
    if (!is_unexpected(first)) continue;
    text += fmt::format("{} ({}): {}, expected {}{}\n", id, dimension_text(rows), to_string(first.verdict),
                        to_string(*first.expected), remark.empty() ? "" : ": " + remark);
  }
  return text + bold(to_text(summarise(result)), options.colour) + "\n";
}

}  // namespace hebb
