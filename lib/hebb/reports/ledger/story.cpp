#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <hebb/reports/established.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/ledger/story.hpp>
#include <hebb/reports/text_markup.hpp>
#include <hebb/reports/verdict_mark.hpp>
#include <hebb/scalar/bound.hpp>

namespace hebb {
namespace {

constexpr const char* paper = "https://arxiv.org/abs/2505.10272";

/// A sentence: with a capital, unless it begins with a formula (delta is not Delta), and with a full stop.
std::string sentence(std::string text) {
  const std::string first = text.substr(0, text.find_first_of(" _(^/"));
  if (first.size() > 1 && !names_a_letter(first) &&
      std::ranges::all_of(first, [](unsigned char c) { return std::islower(c) != 0 || c == ',' || c == ':'; }))
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

void write_chip(Markup& page, const FoldedRows& rows) {
  const Verdict verdict = overall_verdict(rows);
  const std::string name(to_string(verdict));
  page.open("a", {{"class", "chip " + name},
                  {"href", "#claim-" + rows.front()->id},
                  {"title", rows.front()->title + ": " + name}});
  page.element("span", {{"aria-hidden", "true"}}, verdict_mark(verdict)).text(" " + rows.front()->id);
  page.element("span", {{"class", "heard"}}, ": " + rows.front()->title + ", " + name).close().text(" ");
}

using Claims = std::vector<FoldedRows>;  // in the order of the ledger

const FoldedRows* find(const Claims& claims, const std::string& id) {
  const auto found = std::ranges::find_if(claims, [&](const FoldedRows& rows) { return rows.front()->id == id; });
  return found == claims.end() ? nullptr : &*found;
}

/// Everything that a claim rests on, directly or not, itself included.
std::set<std::string> foundations(const Claims& claims, const std::string& of) {
  std::set<std::string> found;
  std::vector<std::string> left{of};
  while (!left.empty()) {
    const std::string id = left.back();
    left.pop_back();
    const FoldedRows* rows = find(claims, id);
    if (rows == nullptr || !found.insert(id).second) continue;
    for (const ClaimResult* row : *rows) left.insert(left.end(), row->rests_on.begin(), row->rests_on.end());
  }
  return found;
}

/// The groups from the learning rule to the theorem, each with its claims, one below the other: it needs no width.
void write_chain(Markup& page, const Claims& claims) {
  page.element("h3", "What it rests on");
  page.open("ol", {{"class", "chain"}, {"aria-label", "Claims that the theorem rests on, up to the theorem"}}).line();
  const std::set<std::string> all = foundations(claims, "T3");
  std::string group;
  for (const FoldedRows& rows : claims) {
    if (!all.contains(rows.front()->id)) continue;
    if (rows.front()->group != group) {
      if (!group.empty()) page.close().close().line();
      group = rows.front()->group;
      page.open("li").element("h4", group).open("p");
    }
    write_chip(page, rows);
  }
  page.close().close().line().close().line();
}

void write_theorem(Markup& page, const Claims& claims) {
  const FoldedRows& theorem = *find(claims, "T3");
  const Verdict verdict = overall_verdict(theorem);
  const auto formula = [&page](const char* text) -> Markup& { return page.raw(text_markup(text, {}, true)); };
  page.open("section", {{"id", "theorem"}}).element("h2", "The theorem");
  page.open("p", {{"class", "theorem"}}).element("b", "Theorem 2.2").text(" of ");
  page.element("a", {{"href", paper}}, "Spike-timing-dependent Hebbian learning as noisy gradient descent");
  page.text(" (N. Dexheimer, S. Gaudlitz, J. Schmidt-Hieber): a neuron learns from d inputs by the Hebbian rule with ");
  page.text("learning rate ");
  formula("a").text(". When input 1 leads all others by ");
  formula("Delta").text(" at the start and the learning rate is small enough, it wins: with probability at least ");
  formula("1 - eps").text(" the distance ");
  formula("|p(k)-e_1|_1").text(" is at most ");
  formula("delta").text(" from ");
  formula("k = (16/(a Delta^2)) log(4(1-p_1(0))/(eps delta))").text(" steps on. How small: ");
  formula("a <= Delta/(Q(8Q+Delta))").text(" and ");
  formula("a <= eps Delta^4/(1024(8Q^2+2)(1-p_1(0)))").text(".").close().line();
  page.open("p", {{"class", std::string("status ") + std::string(to_string(verdict))}});
  page.element("b", fmt::format("{} {}.", verdict_mark(verdict), to_string(verdict)));
  for (const std::string& line : established_lines(theorem)) page.text(" " + line + ".");
  page.close().line();
  write_chain(page, claims);
  page.close().line();
}

/// The least factor that the printed constant of the claim gives away, over the dimensions.
std::optional<Rational> least_slack(const FoldedRows& rows) {
  std::optional<Rational> least;
  for (const ClaimResult* row : rows) {
    if (row->tightness && row->tightness->slack && (!least || *row->tightness->slack < *least))
      least = row->tightness->slack;
  }
  return least;
}

void open_part(Markup& page, const std::string& id, const std::string& title, const std::string& introduction) {
  page.open("section", {{"id", id}, {"class", "part"}}).element("h2", title);
  page.element("p", {{"class", "introduction"}}, introduction).open("ul").line();
}

void open_item(Markup& page, const FoldedRows& rows) {
  page.open("li");
  write_chip(page, rows);
  page.text(sentence(rows.front()->title) + " ");
}

void write_sharper(Markup& page, const Claims& claims) {
  std::vector<std::pair<Rational, const FoldedRows*>> found;
  for (const FoldedRows& rows : claims) {
    const std::optional<Rational> slack = least_slack(rows);
    if (slack && *slack >= Rational(11, 10) && overall_verdict(rows) == Verdict::proved)
      found.emplace_back(*slack, &rows);
  }
  if (found.empty()) return;
  std::ranges::stable_sort(found, [](const auto& x, const auto& y) { return x.first > y.first; });
  constexpr std::size_t most = 12;
  open_part(
      page, "sharper", "What is sharper than printed",
      fmt::format("Claims that stay true with a stronger constant, in every dimension of this run{}; all are in the "
                  "chart of the slack.",
                  found.size() > most ? fmt::format(": the {} largest of {}", most, found.size()) : ""));
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) {
    const auto& [slack, rows] = found[i];
    open_item(page, *rows);
    page.text(fmt::format("The printed constant gives away at least a factor {}: {}.", LowerBound(slack).text(4),
                          enclosure_text(*rows)));
    page.close().line();
  }
  page.close().close().line();
}

void write_false(Markup& page, const Claims& claims) {
  std::vector<const FoldedRows*> found;
  for (const FoldedRows& rows : claims) {
    if (overall_verdict(rows) == Verdict::refuted) found.push_back(&rows);
  }
  if (found.empty()) return;
  open_part(page, "false", "What is false",
            "Each with an exact point where it fails; the remark says what is meant instead.");
  for (const FoldedRows* rows : found) {
    open_item(page, *rows);
    page.raw(text_markup(rows->front()->text, {}, true)).text(". ");
    for (const ClaimResult* row : *rows) {
      if (row->witness.empty()) continue;
      std::vector<std::string> values;
      std::size_t length = 0;
      for (const auto& [name, value] : row->witness) {
        values.push_back(fmt::format("{} = {}", name, to_string(value)));
        length += values.back().size();
      }
      if (length > 160) continue;  // it stands in the details
      page.text(row->dimension ? fmt::format("It fails for d = {} at ", *row->dimension) : "It fails at ");
      page.element("code", fmt::format("{}", fmt::join(values, ", "))).text(". ");
      break;
    }
    if (!rows->front()->remark.empty()) page.text(sentence(rows->front()->remark));
    page.close().line();
  }
  page.close().close().line();
}

void write_open(Markup& page, const Claims& claims) {
  std::vector<const FoldedRows*> found;
  for (const FoldedRows& rows : claims) {
    if (overall_verdict(rows) == Verdict::undecided) found.push_back(&rows);
  }
  if (found.empty()) {
    if (find(claims, "T3") == nullptr) return;  // a part of the ledger, which says nothing about the whole
    page.open("section", {{"id", "open"}, {"class", "part"}}).element("h2", "What is open");
    page.element("p", {{"class", "introduction"}}, "Nothing in this run: every claim is proved or refuted.");
    page.close().line();
    return;
  }
  open_part(page, "open", "What is open", "Neither proved nor refuted in this run; each says what is missing.");
  for (const FoldedRows* rows : found) {
    open_item(page, *rows);
    if (!rows->front()->remark.empty()) page.text(sentence(rows->front()->remark));
    page.close().line();
  }
  page.close().close().line();
}

}  // namespace

void write_story(Markup& page, const LedgerResult& result) {
  const Claims claims = fold_by_claim(result);
  if (find(claims, "T3") != nullptr) write_theorem(page, claims);
  write_sharper(page, claims);
  write_false(page, claims);
  write_open(page, claims);
}

void write_legend_of_symbols(Markup& page) {
  page.open("details", {{"class", "symbols"}, {"id", "symbols"}}).element("summary", "Symbols").open("dl").line();
  for (const auto& [symbol, meaning] : model_symbols()) {
    page.open("dt").raw(text_markup(symbol, {}, false)).close();
    page.open("dd").raw(text_markup(meaning, {}, false)).close().line();
  }
  page.close().close().line();
}

}  // namespace hebb
