#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/reports/established.hpp>
#include <hebb/reports/ledger/claim_details.hpp>
#include <hebb/reports/statement_mathml.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/scalar/bound.hpp>

namespace hebb {
namespace {

constexpr std::size_t longest_number = 40, longest_formula = 6000;

/// Exact; when it is too long to read, rounded with the exact value as a tooltip.
void write_number(Markup& page, const std::optional<Rational>& q) {
  if (!q) {
    page.text("\xE2\x80\x93");
    return;
  }
  const std::string exact = to_string(*q);
  if (exact.size() > longest_number) {
    page.element("span", {{"title", exact}}, "\xE2\x89\x88 " + to_decimal(*q, 12));
  } else {
    page.text(exact);
  }
}

/// A bound: exact, or rounded on its side with the exact value as a tooltip.
template <Direction D>
void write_bound(Markup& page, const std::optional<Rational>& q) {
  if (!q) {
    page.text("\xE2\x80\x93");
    return;
  }
  const std::string exact = to_string(*q), text = Bound<D>(*q).brief(longest_number, 12);
  if (exact == text) {
    page.text(exact);
  } else {
    page.element("span", {{"title", exact}}, text);
  }
}

void write_values(Markup& page, const std::map<std::string, Rational>& values) {
  for (auto it = values.begin(); it != values.end(); ++it) {
    page.text(fmt::format("{}{} = ", it == values.begin() ? "" : ", ", it->first));
    write_number(page, it->second);
  }
}

void write_term(Markup& page, const std::string& term, const std::string& content) {
  if (!content.empty()) page.element("dt", term).element("dd", content).line();
}

void write_relations(Markup& page, const FoldedRows& rows) {
  std::vector<std::string> ids;
  for (const ClaimResult* row : rows) {
    for (const std::string& id : row->rests_on) {
      if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    }
  }
  if (ids.empty()) return;
  page.element("dt", "Rests on").open("dd");
  for (const std::string& id : ids) page.element("a", {{"href", "#claim-" + id}, {"class", "ref"}}, id).text(" ");
  page.close().line();
}

/// The remarks of the rows, each once, with its dimensions when they differ.
void write_remarks(Markup& page, const FoldedRows& rows) {
  std::vector<FoldedRows> remarks;
  for (const ClaimResult* row : rows) {
    if (row->remark.empty()) continue;
    const auto same =
        std::ranges::find_if(remarks, [&](const FoldedRows& r) { return r.front()->remark == row->remark; });
    if (same == remarks.end()) {
      remarks.push_back({row});
    } else {
      same->push_back(row);
    }
  }
  for (const FoldedRows& remark : remarks) {
    const std::string where = remark.size() == rows.size() ? "" : fmt::format(" ({})", dimension_text(remark));
    write_term(page, "Remark" + where, remark.front()->remark);
  }
}

/// What the numbers of the table mean for this claim.
void write_tightness_note(Markup& page, const FoldedRows& rows) {
  const auto with = std::ranges::find_if(rows, [](const ClaimResult* row) { return row->tightness.has_value(); });
  if (with == rows.end()) return;
  const Tightness& t = *(*with)->tightness;
  write_term(page, "Tightness",
             fmt::format("the constant {} is varied{}", t.constant, t.note.empty() ? "" : "; " + t.note));
}

void write_outcomes(Markup& page, const FoldedRows& rows, const std::string& certificates) {
  const bool constants = std::ranges::any_of(rows, [](const ClaimResult* r) { return !r->constants.empty(); });
  const bool tightness = std::ranges::any_of(rows, [](const ClaimResult* r) { return r->tightness.has_value(); });
  page.open("div", {{"class", "scroll"}}).open("table", {{"class", "outcomes"}}).open("thead").open("tr");
  for (const char* heading : {"d", "Verdict", "Method"}) page.element("th", {{"scope", "col"}}, heading);
  if (constants) page.element("th", {{"scope", "col"}}, "Constants");
  if (tightness) {
    const auto with = std::ranges::find_if(rows, [](const ClaimResult* r) { return r->tightness.has_value(); });
    const bool larger = larger_is_stronger(*(*with)->tightness);
    for (const char* heading :
         {larger ? "Proved up to" : "Proved down to", larger ? "Refuted from" : "Refuted below", "Slack"})
      page.element("th", {{"scope", "col"}}, heading);
  }
  for (const char* heading : {"Work", "Time"}) page.element("th", {{"scope", "col"}, {"class", "number"}}, heading);
  page.element("th", {{"scope", "col"}}, "Certificate").close().close().open("tbody").line();
  for (const ClaimResult* row : rows) {
    page.open("tr").element("td", row->dimension ? std::to_string(*row->dimension) : "every");
    page.element("td", to_string(row->verdict)).element("td", row->method);
    if (constants) {
      page.open("td");
      write_values(page, row->constants);
      page.close();
    }
    if (tightness) {
      const Tightness t = row->tightness.value_or(Tightness{});
      const bool larger = larger_is_stronger(t);
      constexpr auto down = write_bound<Direction::down>, up = write_bound<Direction::up>;
      page.open("td"), (larger ? down : up)(page, t.proved), page.close();
      page.open("td"), (larger ? up : down)(page, t.refuted), page.close();
      page.open("td"), down(page, t.slack), page.close();
    }
    page.element("td", {{"class", "number"}}, fmt::format("{}", row->work))
        .element("td", {{"class", "number"}}, duration_text(row->seconds));
    page.open("td");
    if (row->certificate.empty()) {
      page.text("\xE2\x80\x93");
    } else if (certificates.empty()) {
      page.text(row->certificate);
    } else {
      page.element("a", {{"href", certificate_url(certificates, row->certificate)}}, row->certificate);
    }
    page.close().close().line();
  }
  page.close().close().close().line();
}

void write_witnesses(Markup& page, const FoldedRows& rows) {
  for (const ClaimResult* row : rows) {
    if (row->witness.empty()) continue;
    page.element("dt", row->dimension ? fmt::format("Witness, d = {}", *row->dimension) : "Witness")
        .open("dd", {{"class", "exact"}});
    write_values(page, row->witness);
    page.close().line();
  }
}

/// A row with a statement, in the smallest dimension but not below three where there is a choice.
const ClaimResult* stated(const FoldedRows& rows) {
  const ClaimResult* chosen = nullptr;
  for (const ClaimResult* row : rows) {
    if (row->statement && (!chosen || chosen->dimension.value_or(0) < 3)) chosen = row;
  }
  return chosen;
}

/// The statement as formulas, or the text where they are too long.
void write_typeset(Markup& page, const FoldedRows& rows) {
  const ClaimResult* chosen = stated(rows);
  const auto lines = chosen ? statement_mathml(*chosen->statement) : decltype(statement_mathml({})){};
  if (lines.empty()) {
    page.element("p", {{"class", "statement"}}, rows.front()->text).line();
    return;
  }
  page.open("div", {{"class", "typeset scroll"}});
  if (rows.size() > 1 && chosen->dimension) page.element("p", fmt::format("for d = {}", *chosen->dimension));
  for (const auto& [word, formula] : lines)
    page.open("p").element("span", {{"class", "word"}}, word).text(" ").raw(formula).close().line();
  page.close().line();
}

/// The formula as the provers saw it.
void write_recorded(Markup& page, const FoldedRows& rows) {
  const ClaimResult* chosen = stated(rows);
  if (!chosen) return;
  const std::string text = to_text(*chosen->statement);
  if (text.size() > longest_formula) return;
  page.open("details", {{"class", "recorded"}});
  page.element("summary", chosen->dimension ? fmt::format("As recorded for the provers, d = {}", *chosen->dimension)
                                            : "As recorded for the provers");
  page.element("pre", text).close().line();
}

}  // namespace

std::string certificate_url(const std::string& certificates, const std::string& file) {
  std::string url;
  for (std::size_t from = 0; from <= certificates.size();) {
    const std::size_t end = std::min(certificates.find('/', from), certificates.size());
    url += escape_url(std::string_view(certificates).substr(from, end - from)) + "/";
    from = end + 1;
  }
  return url + escape_url(file);
}

void write_claim_details(Markup& page, const FoldedRows& rows, const std::string& certificates, bool own) {
  const ClaimResult& first = *rows.front();
  page.open("div", {{"class", "body"}});
  if (own)
    write_typeset(page, rows);
  else
    page.element("p", {{"class", "statement"}}, first.text).line();
  page.open("dl");
  if (const std::string constants = replaced_constants_text(first); !constants.empty())
    write_term(page, "Verified with", constants);
  write_term(page, "Source", first.source);
  if (!own) {
    for (const std::string& line : established_lines(rows)) write_term(page, "Established", line);
  }
  write_remarks(page, rows);
  write_relations(page, rows);
  write_tightness_note(page, rows);
  write_witnesses(page, rows);
  page.close().line();
  write_outcomes(page, rows, certificates);
  write_recorded(page, rows);
  page.close();
}

}  // namespace hebb
