#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/drawing/markup.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/ledger/dependency_graph.hpp>
#include <hebb/reports/ledger/ledger_table.hpp>
#include <hebb/reports/ledger/margin_picture.hpp>
#include <hebb/reports/ledger/slack_chart.hpp>
#include <hebb/reports/ledger/story.hpp>
#include <hebb/reports/page/html.hpp>
#include <hebb/reports/page/page_resources.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/reports/verdict_mark.hpp>

namespace hebb {
namespace {

struct Pictures {
  std::optional<Picture> dependencies, slack;
  std::vector<MarginPicture> margins;
};

void write_head(Markup& page) {
  page.open("head").element("meta", {{"charset", "utf-8"}});
  page.element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  page.element("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  page.element("title", "hebb: verification report")
      .open("style")
      .raw(page_style())
      .raw(picture_style())
      .close()
      .close()
      .line();
}

void write_figure(Markup& page, std::size_t count, Verdict verdict, const std::string& meaning) {
  const std::string name(to_string(verdict));
  page.open("div", {{"class", "figure " + name}}).element("span", {{"class", "count"}}, std::to_string(count));
  page.open("span", {{"class", "what"}})
      .element("span", {{"class", "mark"}, {"aria-hidden", "true"}}, verdict_mark(verdict));
  page.text(" " + name).close().element("span", {{"class", "meaning"}}, meaning).close().line();
}

void write_expectation(Markup& page, const LedgerResult& result, const Summary& summary) {
  const std::size_t unexpected = summary.unexpected;
  if (summary.other_constants > 0 || unexpected == 0) {
    std::string text = expectation_text(summary) + ".";
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    page.element("p", {{"class", summary.other_constants > 0 ? "expectation" : "expectation good"}}, text);
  }
  if (unexpected == 0) return;
  page.open("p", {{"class", "expectation bad"}});
  page.text(unexpected == 1 ? "1 verdict is not the expected one:"
                            : fmt::format("{} verdicts are not the expected ones:", unexpected));
  for (const FoldedRows& rows : fold_by_claim(result)) {
    const bool surprises = std::ranges::any_of(rows, [](const ClaimResult* row) { return is_unexpected(*row); });
    if (surprises)
      page.text(" ").element("a", {{"href", "#claim-" + rows.front()->id}, {"class", "ref"}}, rows.front()->id);
  }
  page.close();
}

void write_headline(Markup& page, const LedgerResult& result, const ReportOptions& options) {
  const Summary s = summarise(result);
  const std::size_t claims = fold_by_claim(result).size();
  page.open("header").element("p", {{"class", "kicker"}},
                              fmt::format("hebb {} \xC2\xB7 verification report", result.version));
  page.element("h1", options.claims_of.empty() ? "Hebbian learning as noisy gradient descent: what is proved"
                                               : fmt::format("Claims of {}: what is proved", options.claims_of));
  page.element("p", {{"class", "lead"}},
               fmt::format("{} {} in {} {}, one for each dimension where the claim depends on it, verified in {}.",
                           claims, claims == 1 ? "claim" : "claims", s.rows(), s.rows() == 1 ? "row" : "rows",
                           duration_text(s.seconds)));
  page.open("div", {{"class", "figures"}}).line();
  const bool own = !options.claims_of.empty();
  write_figure(page, s.proved, Verdict::proved,
               own ? "certificate accepted by the independent checker"
                   : "certificate accepted by the independent checker, or a Coq theorem for every d");
  write_figure(page, s.refuted, Verdict::refuted, "exact rational counterexample");
  write_figure(page, s.undecided, Verdict::undecided,
               own ? "neither within the budget, or undefined somewhere, or nothing is claimed: the domain is empty"
                   : "neither within the budget, or a statement that no Coq theorem covers");
  if (!own) write_figure(page, s.estimated, Verdict::estimated, "statistical, with a confidence level");
  page.close();
  if (s.rows() > 0 && !own) write_expectation(page, result, s);
  page.close().line();
}

void write_navigation(Markup& page, const Pictures& pictures, const std::string& story, bool own) {
  page.open("nav", {{"aria-label", "Sections"}});
  for (const auto& [id, title] : std::initializer_list<std::pair<const char*, const char*>>{
           {"theorem", "Theorem"}, {"sharper", "Sharper"}, {"false", "False"}, {"open", "Open"}}) {
    if (story.find(std::string("<section id=\"") + id + "\"") != std::string::npos)
      page.element("a", {{"href", std::string("#") + id}}, title);
  }
  page.element("a", {{"href", "#ledger-section"}}, own ? "Claims" : "Ledger");
  if (pictures.dependencies) page.element("a", {{"href", "#dependencies"}}, "Dependencies");
  if (pictures.slack) page.element("a", {{"href", "#slack"}}, "Slack");
  if (!pictures.margins.empty()) page.element("a", {{"href", "#margins"}}, "Margins");
  page.close().line();
}

void open_section(Markup& page, const std::string& id, const std::string& title, const std::string& introduction) {
  page.open("section", {{"id", id}})
      .element("h2", title)
      .element("p", {{"class", "introduction"}}, introduction)
      .line();
}

void write_picture_section(Markup& page, const std::string& id, const std::string& title,
                           const std::string& introduction, const std::optional<Picture>& picture) {
  if (!picture) return;
  open_section(page, id, title, introduction);
  page.open("div", {{"class", "scroll plate"}}).raw(embedded(*picture)).close();
  page.open("p", {{"class", "file"}})
      .element("a", {{"href", escape_url(picture->name + ".svg")}}, picture->name + ".svg")
      .close()
      .close()
      .line();
}

void write_margins(Markup& page, const std::vector<MarginPicture>& margins, bool own) {
  if (margins.empty()) return;
  if (own) {
    open_section(
        page, "margins", "Margins",
        "How far each claim is from failing: the smallest of its inequalities, right side moved to the left, in "
        "two variables or over the triangle of all p with three coordinates. Blue where it is positive, orange "
        "where it is negative, black where it is zero, that is tight; grey where nothing is claimed. The colour "
        "steps 1, 2, 5, 10 are logarithmic. The pictures are computed in double precision and prove nothing.");
  } else {
    open_section(
        page, "margins", "Margins on the simplex, d = 3",
        "How far each claim is from failing, over the triangle of all p. The margin is the smallest of the claim's "
        "inequalities, right side moved to the left: blue where it is positive, orange where it is negative, black "
        "where "
        "it "
        "is zero. The colour steps 1, 2, 5, 10 are logarithmic, so that the approach to zero shows. Claims on the "
        "ordered "
        "chamber are continued by symmetry; dashed lines separate the six chambers. Other variables are set as each "
        "caption says. The pictures are computed in double "
        "precision and prove nothing.");
  }
  page.open("div", {{"class", "maps"}}).line();
  for (const MarginPicture& m : margins) {
    page.open("figure", {{"class", "map"}}).raw(embedded(m.picture)).open("figcaption");
    page.open("p")
        .element("a", {{"href", "#claim-" + m.claim->id}, {"class", "ref"}}, m.claim->id)
        .text(" " + m.claim->title)
        .close();
    if (!own) page.element("p", {{"class", "formula"}}, m.claim->text);
    if (!m.other_variables.empty()) page.element("p", {{"class", "setting"}}, m.other_variables);
    page.open("p", {{"class", "file"}}).element("a", {{"href", escape_url(m.picture.name + ".svg")}}, "SVG").close();
    page.close().close().line();
  }
  page.close().close().line();
}

std::string page_of(const LedgerResult& result, const Pictures& pictures, const ReportOptions& options) {
  Markup page;
  page.raw("<!DOCTYPE html>\n").open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "en"}}).line();
  write_head(page);
  page.open("body").open("main").line();
  const bool own = !options.claims_of.empty();
  write_headline(page, result, options);
  Markup story;
  if (!own) write_story(story, result);
  write_navigation(page, pictures, story.str(), own);
  page.raw(story.str());
  open_section(page, "ledger-section", own ? "Claims" : "Ledger",
               "Open a claim for its exact constants, witness and certificates. \xE2\x80\x9C"
               "Best constant\xE2\x80\x9D encloses the "
               "strongest value of the constant that is marked in the statement, for which the claim still holds: "
               "proved at one end, refuted at the other. "
               "\xE2\x80\x9CSlack\xE2\x80\x9D is the "
               "factor that the printed value gives away. \xE2\x80\x9C"
               "a .. b\xE2\x80\x9D runs from the smallest to the largest dimension; "
               "long numbers are rounded outward here and exact in the details.");
  if (!own) write_legend_of_symbols(page);
  write_ledger(page, result, options.certificates, own);
  page.close().line();
  write_picture_section(
      page, "dependencies", "Dependencies",
      "An arrow leads from a claim to one that rests on it: lemmas on the left, theorems on the "
      "right. A claim counts as "
      "proved only with everything that it rests on; one that is proved by a Coq theorem does not need the "
      "certificates of the others, the arrows show the steps of its proof. Claims without relations are "
      "left out.",
      pictures.dependencies);
  write_picture_section(page, "slack", "Slack of the printed constants",
                        "Each row is one constant, with one strip for each dimension from the smallest (top) to the "
                        "largest. The mark is the "
                        "printed value; to its right the constant gets stronger.",
                        pictures.slack);
  write_margins(page, pictures.margins, own);
  page.close().open("script").raw("//<![CDATA[\n").raw(page_script()).raw("//]]>\n").close().close().close().line();
  return page.str();
}

}  // namespace

void write_report(const LedgerResult& result, const std::filesystem::path& directory, const ReportOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw std::runtime_error(fmt::format("cannot create {}: {}", directory.string(), error.message()));
  const Pictures pictures{dependency_graph(result), slack_chart(result),
                          margin_pictures(result, !options.claims_of.empty())};
  const auto write = [&](const Picture& picture) {
    write_file_atomically(directory / (picture.name + ".svg"), standalone(picture));
  };
  if (pictures.dependencies) write(*pictures.dependencies);
  if (pictures.slack) write(*pictures.slack);
  for (const MarginPicture& m : pictures.margins) write(m.picture);
  write_file_atomically(directory / "index.html", page_of(result, pictures, options));
}

}  // namespace hebb
