#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/drawing/picture.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/ledger/claim_details.hpp>
#include <hebb/reports/ledger/ledger_table.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/reports/text_markup.hpp>
#include <hebb/reports/verdict_mark.hpp>

namespace hebb {
namespace {

void write_choice(Markup& page, const std::string& name, const std::string& label,
                  const std::vector<std::pair<std::string, std::string>>& choices) {
  page.open("label").element("span", label).open("select", {{"data-filter", name}});
  page.element("option", {{"value", ""}}, "all");
  for (const auto& [value, text] : choices) page.element("option", {{"value", value}}, text);
  page.close().close().line();
}

void write_filters(Markup& page, const std::vector<FoldedRows>& claims) {
  std::vector<std::pair<std::string, std::string>> verdicts, groups, dimensions;
  std::set<std::string> seen_groups;
  std::set<int> seen_dimensions;
  for (const Verdict v : {Verdict::proved, Verdict::refuted, Verdict::undecided, Verdict::estimated}) {
    verdicts.emplace_back(to_string(v), to_string(v));
  }
  verdicts.emplace_back("unexpected", "not as expected");
  for (const FoldedRows& rows : claims) {
    const std::string& group = rows.front()->group;
    if (seen_groups.insert(group).second) groups.emplace_back(group, group);
    for (const ClaimResult* row : rows) {
      if (row->dimension) seen_dimensions.insert(*row->dimension);
    }
  }
  for (const int d : seen_dimensions) dimensions.emplace_back(std::to_string(d), std::to_string(d));
  page.open("form", {{"class", "filters"}, {"id", "filters"}, {"hidden", "hidden"}});
  page.open("label", {{"class", "search"}}).element("span", "Search");
  page.element("input", {{"type", "search"}, {"data-filter", "text"}, {"placeholder", "id, title, source, statement"}})
      .close()
      .line();
  write_choice(page, "verdict", "Verdict", verdicts);
  write_choice(page, "group", "Group", groups);
  write_choice(page, "dimension", "d", dimensions);
  page.element("output", {{"id", "shown"}, {"aria-live", "polite"}}).close().line();
  page.open("p", {{"class", "empty"}, {"id", "nothing"}, {"hidden", "hidden"}}).text("No claim matches. ");
  page.element("button", {{"type", "button"}, {"id", "all"}}, "Show all claims").close().line();
}

/// One badge for each verdict that occurs, with its dimensions when there are several.
void write_badges(Markup& page, const FoldedRows& rows, bool own) {
  std::vector<FoldedRows> outcomes;
  for (const ClaimResult* row : rows) {
    const auto same = std::ranges::find_if(outcomes, [&](const FoldedRows& o) {
      return o.front()->verdict == row->verdict && o.front()->expected == row->expected &&
             replaced_constants_text(*o.front()) == replaced_constants_text(*row);
    });
    if (same == outcomes.end()) {
      outcomes.push_back({row});
    } else {
      same->push_back(row);
    }
  }
  for (const FoldedRows& outcome : outcomes) {
    const std::string name(to_string(outcome.front()->verdict));
    const std::string where = outcomes.size() > 1 ? fmt::format(" {}", dimension_text(outcome)) : "";
    page.element("span", {{"class", "badge " + name}},
                 fmt::format("{} {}{}", verdict_mark(outcome.front()->verdict), name, where));
    if (const std::string constants = replaced_constants_text(*outcome.front()); !constants.empty()) {
      page.element("span", {{"class", "constants"}}, " with " + constants);
    }
    if (!own && is_unexpected(*outcome.front())) {
      page.element("span", {{"class", "badge surprise"}},
                   fmt::format("expected {}", to_string(*outcome.front()->expected)));
    }
  }
}

std::string methods_of(const FoldedRows& rows) {
  std::vector<std::string> methods;
  for (const ClaimResult* row : rows) {
    if (std::ranges::find(methods, row->method) == methods.end()) methods.push_back(row->method);
  }
  return fmt::format("{}", fmt::join(methods, ", "));
}

Attributes filter_keys(const FoldedRows& rows) {
  std::set<std::string> verdicts, dimensions;
  for (const ClaimResult* row : rows) {
    verdicts.emplace(to_string(row->verdict));
    if (is_unexpected(*row)) verdicts.emplace("unexpected");
    if (row->dimension) dimensions.insert(std::to_string(*row->dimension));
  }
  const ClaimResult& first = *rows.front();
  return {{"class", "claim"},
          {"id", "claim-" + first.id},
          {"data-verdict", fmt::format("{}", fmt::join(verdicts, " "))},
          {"data-dimension", fmt::format("{}", fmt::join(dimensions, " "))},
          {"data-group", first.group},
          {"data-text", fmt::format("{} {} {} {}", first.id, first.title, first.source, first.text)}};
}

/// Groups in which letters stand for what the legend says.
bool describes_the_model(const std::string& group) {
  static const std::set<std::string> groups{"Learning rule",      "Loss",       "Taylor decomposition",
                                            "Second moments",     "Gap lemmas", "One step on the good event",
                                            "Convergence theorem"};
  return groups.contains(group);
}

void write_claim(Markup& page, const FoldedRows& rows, const std::string& certificates, bool own) {
  const ClaimResult& first = *rows.front();
  const double seconds =
      std::accumulate(rows.begin(), rows.end(), 0.0, [](double s, const ClaimResult* r) { return s + r->seconds; });
  page.open("tbody", filter_keys(rows)).open("tr", {{"class", "line"}});
  page.open("td", {{"class", "name"}}).open("label", {{"class", "toggle"}});
  Attributes toggle{{"type", "checkbox"}, {"aria-label", "details of " + first.id}};
  if (own) toggle.push_back({"checked", "checked"});
  page.element("input", toggle);
  page.element("span", {{"class", "chevron"}, {"aria-hidden", "true"}}, "\xE2\x80\xBA");
  page.element("span", {{"class", "id"}}, first.id).close();
  if (!own || first.title != first.id) page.element("span", {{"class", "title"}}, first.title);
  page.close();
  // Where the columns do not fit, each cell bears its heading.
  page.element("td", {{"class", "d"}, {"data-heading", "Dimensions"}},
               own && !first.dimension ? "" : dimension_text(rows));
  page.open("td", {{"class", "verdict"}});
  write_badges(page, rows, own);
  page.close()
      .element("td", {{"class", "method"}, {"data-heading", "Method"}}, methods_of(rows))
      .element("td", {{"class", "constant"}, {"data-heading", "Best constant"}}, enclosure_text(rows));
  page.element("td", {{"class", "number"}, {"data-heading", "Slack"}}, slack_text(rows))
      .element("td", {{"class", "number"}, {"data-heading", "Time"}}, duration_text(seconds));
  page.close().line();
  if (!own) {
    std::vector<std::string> names;
    for (const ClaimResult* row : rows) {
      if (row->tightness) names.push_back(row->tightness->constant);
    }
    page.open("tr", {{"class", "says"}}).open("td", {{"colspan", "7"}});
    page.raw(text_markup(first.text, names, describes_the_model(first.group))).close().close().line();
  }
  page.open("tr", {{"class", "details"}}).open("td", {{"colspan", "7"}});
  write_claim_details(page, rows, certificates, own);
  page.close().close().close().line();
}

}  // namespace

void write_ledger(Markup& page, const LedgerResult& result, const std::string& certificates, bool own) {
  const std::vector<FoldedRows> claims = fold_by_claim(result);
  if (claims.empty()) {
    page.element("p", {{"class", "empty"}}, "No claim was verified in this run.").line();
    return;
  }
  if (!own || claims.size() > 10) write_filters(page, claims);
  page.open("div", {{"class", "scroll"}})
      .open("table", {{"class", "ledger"}, {"id", "ledger"}})
      .open("thead")
      .open("tr");
  for (const char* heading : {"Claim", "Dimensions", "Verdict", "Method", "Best constant"})
    page.element("th", {{"scope", "col"}}, heading);
  for (const char* heading : {"Slack", "Time"}) page.element("th", {{"scope", "col"}, {"class", "number"}}, heading);
  page.close().close().line();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const std::string& group = claims[i].front()->group;
    if (!own && (i == 0 || group != claims[i - 1].front()->group)) {
      page.open("tbody", {{"class", "group"}})
          .open("tr")
          .element("th", {{"colspan", "7"}, {"scope", "colgroup"}}, group);
      page.close().close().line();
    }
    write_claim(page, claims[i], certificates, own);
  }
  page.close().close().line();
}

}  // namespace hebb
