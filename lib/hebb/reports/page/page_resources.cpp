#include <hebb/reports/page/page_resources.hpp>

namespace hebb {

std::string_view page_style() {
  return R"css(
:root {
  color-scheme: light dark;
  --paper: #ffffff; --plate: #ffffff; --soft: #f4f6f8; --line: #dde3e9; --ink: #1d2733; --faint: #54606e;
  --link: #0b5c8a;
  --proved: #0b6fa4; --refuted: #b4460a; --undecided: #5f6771; --estimated: #7a4fa3; --good: #0b6fa4; --bad: #a1280c;
  --sans: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) { :root {
  --paper: #0d1116; --plate: #12171d; --soft: #171d25; --line: #2a333e; --ink: #e4e9ef; --faint: #a5b1be;
  --link: #6cbbe8;
  --proved: #57b0e2; --refuted: #f08d50; --undecided: #a2acb7; --estimated: #bd9fe0; --good: #57b0e2; --bad: #ff8a70;
} }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--sans); }
main { max-width: 1180px; margin: 0 auto; padding: 40px 28px 80px; }
h1 { font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 10px; }
h2 { font-size: 21px; font-weight: 650; margin: 0 0 6px; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
.kicker { margin: 0 0 8px; color: var(--faint); font-size: 13px; letter-spacing: 0.03em; }
.lead, .introduction { color: var(--faint); margin: 0 0 18px; max-width: 78ch; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; }
.figure { border: 1px solid var(--line); border-top: 4px solid var(--accent); border-radius: 6px;
  padding: 12px 16px 14px; background: var(--plate); }
.figure.proved { --accent: var(--proved); } .figure.refuted { --accent: var(--refuted); }
.figure.undecided { --accent: var(--undecided); } .figure.estimated { --accent: var(--estimated); }
.figure .count { display: block; font-size: 34px; line-height: 1.15; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.figure .what { display: block; color: var(--accent); font-weight: 600; }
.figure .meaning { display: block; color: var(--faint); font-size: 12.5px; line-height: 1.4; margin-top: 4px; }
.expectation { margin: 16px 0 0; padding: 10px 16px; border-left: 4px solid; background: var(--soft);
  font-weight: 600; }
.expectation.good { border-color: var(--good); } .expectation.bad { border-color: var(--bad); color: var(--bad); }
.expectation .ref { margin-left: 8px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 26px 0 0; padding: 10px 0; border-bottom: 1px solid var(--line); }
nav a { text-decoration: none; font-weight: 550; } nav a:hover { text-decoration: underline; }
section { margin-top: 38px; scroll-margin-top: 12px; }
.filters { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin: 0 0 12px; }
.filters[hidden] { display: none; }
.filters label span { display: block; font-size: 12px; color: var(--faint); margin-bottom: 2px; }
.filters input, .filters select { font: inherit; font-size: 14px; color: inherit; background: var(--plate);
  border: 1px solid var(--line); border-radius: 5px; padding: 5px 9px; height: 34px; max-width: 240px; }
.filters .search { flex: 1 1 220px; } .filters .search input { width: 100%; max-width: none; }
.filters output { color: var(--faint); font-size: 13px; padding-bottom: 7px; min-width: 108px; text-align: right; }
.scroll { overflow-x: auto; }
.typeset.scroll { overflow-y: hidden; padding-bottom: 6px; }
table { border-collapse: collapse; width: 100%; }
.ledger { font-size: 14px; }
.ledger > thead th { text-align: left; vertical-align: bottom; font-size: 12px; font-weight: 600;
  color: var(--faint); padding: 6px 12px 6px 0; border-bottom: 1px solid var(--ink); white-space: nowrap; }
.ledger th.number, .ledger td.number { text-align: right; padding-left: 14px; }
.ledger td.number, .outcomes td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
.ledger > thead th:last-child, .ledger tr.line td:last-child { padding-right: 4px; }
.ledger tbody.group th { text-align: left; font-size: 13px; font-weight: 650; padding: 20px 0 5px;
  border-bottom: 1px solid var(--line); }
.ledger tr.line td { vertical-align: top; padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); }
.ledger tr.line:hover td { background: var(--soft); }
.ledger td.name { min-width: 250px; }
.ledger td.d, .ledger td.method { white-space: nowrap; color: var(--faint); }
.ledger td.verdict { width: 150px; }
.ledger td.verdict .badge { display: block; width: fit-content; }
.ledger td.constant { font-size: 13px; min-width: 200px; }
.toggle { cursor: pointer; display: inline-flex; align-items: baseline; }
.toggle input { position: absolute; opacity: 0; width: 14px; height: 14px; margin: 3px 0 0; cursor: pointer; }
.toggle .chevron { display: inline-block; width: 16px; color: var(--faint); font-weight: 700;
  transition: transform 0.12s; transform-origin: 4px 60%; }
.toggle input:checked + .chevron, tbody.claim:target .chevron { transform: rotate(90deg); }
.toggle input:focus-visible ~ .id { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 2px; }
.id { font: 600 13px/1.5 var(--mono); }
.title { display: block; margin-left: 16px; color: var(--faint); font-size: 13px; line-height: 1.35; }
.badge { display: inline-block; white-space: nowrap; font-size: 12.5px; font-weight: 600; line-height: 1.5;
  padding: 0 8px; border-radius: 10px; border: 1px solid currentColor; margin: 0 4px 2px 0; }
.badge.proved { color: var(--proved); } .badge.refuted { color: var(--refuted); }
.badge.undecided { color: var(--undecided); } .badge.estimated { color: var(--estimated); }
.badge.surprise { color: #ffffff; background: var(--bad); border-color: var(--bad); }
tr.details { display: none; }
tbody.claim:has(.toggle input:checked) tr.details, tbody.claim:target tr.details { display: table-row; }
@supports not selector(:has(a)) { tr.details { display: table-row; } }
tr.details > td { background: var(--soft); padding: 14px 18px 16px 16px; border-bottom: 1px solid var(--line); }
tbody.claim { scroll-margin-top: 12px; }
tbody.claim:target tr.line td { background: var(--soft); }
.statement { font: 13.5px/1.5 var(--mono); margin: 0 0 10px; overflow-wrap: anywhere; }
.typeset { margin: 0 0 14px; font-size: 17px; line-height: 1.9; }
.typeset p { margin: 0; white-space: nowrap; }
.typeset .word { display: inline-block; min-width: 5.2em; font-size: 13px; color: var(--faint); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 0 0 12px; font-size: 13.5px; }
dt { color: var(--faint); } dd { margin: 0; } dd.exact { font: 13px/1.55 var(--mono); overflow-wrap: anywhere; }
.ref { font: 600 12.5px/1.5 var(--mono); text-decoration: none; margin-right: 6px; white-space: nowrap; }
.ref:hover { text-decoration: underline; }
.outcomes { font-size: 13px; width: auto; min-width: 60%; }
.outcomes th { text-align: left; font-weight: 600; color: var(--faint); font-size: 12px; padding: 3px 18px 3px 0;
  border-bottom: 1px solid var(--line); white-space: nowrap; }
.outcomes td { padding: 3px 18px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: anywhere; }
.outcomes th.number, .outcomes td.number { text-align: right; }
.recorded { margin-top: 12px; font-size: 13px; } .recorded summary { cursor: pointer; color: var(--link); }
.recorded pre { font: 12.5px/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; margin: 8px 0 0; }
.plate { border: 1px solid var(--line); border-radius: 6px; background: var(--plate); padding: 6px; }
.plate svg { display: block; margin: 0 auto; }
.maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 18px; }
.map { margin: 0; border: 1px solid var(--line); border-radius: 6px; background: var(--plate); padding: 10px;
  break-inside: avoid; display: flex; flex-direction: column; }
.map svg { display: block; width: 100%; height: auto; max-width: 360px; margin: 0 auto; }
.map figcaption { border-top: 1px solid var(--line); margin-top: 10px; padding: 8px 8px 0; font-size: 13px; flex: 1;
  display: flex; flex-direction: column; }
.map figcaption p { margin: 0 0 4px; } .map .formula { font: 12.5px/1.5 var(--mono); overflow-wrap: anywhere; }
.map .setting { color: var(--faint); font-size: 12px; }
.file { font-size: 12px; margin: 6px 0 0; text-align: right; } .map .file { margin-top: auto; padding-top: 4px; }
.empty { color: var(--faint); font-style: italic; }
.theorem { font-size: 16.5px; line-height: 1.75; max-width: 92ch; margin: 0 0 12px; }
.status { border-left: 4px solid var(--accent); background: var(--soft); padding: 8px 14px; margin: 0 0 18px;
  overflow-wrap: anywhere; } .status b { color: var(--accent); }
.status.proved { --accent: var(--proved); } .status.refuted { --accent: var(--refuted); }
.status.undecided { --accent: var(--undecided); } .status.estimated { --accent: var(--estimated); }
h3 { font-size: 16px; font-weight: 650; margin: 0 0 8px; break-after: avoid; }
.chain { list-style: none; margin: 0; padding: 0; max-width: 92ch; }
.chain li { border: 1px solid var(--line); border-radius: 6px; background: var(--plate); padding: 8px 12px 6px;
  position: relative; break-inside: avoid; }
.chain li + li { margin-top: 26px; }
.chain li + li::before { content: "\2193" / ""; position: absolute; top: -25px; left: 50%; margin-left: -0.4em;
  color: var(--faint); font-size: 17px; line-height: 24px; }
.chain li:last-child { border-width: 2px; border-color: var(--proved); }
.chain h4 { margin: 0 0 4px; font-size: 13px; font-weight: 600; color: var(--faint); } .chain p { margin: 0; }
.chip { display: inline-block; border: 1px solid currentColor; border-radius: 10px; padding: 0 8px; margin: 0 4px 5px 0;
  font: 600 12.5px/1.6 var(--mono); text-decoration: none; }
.chip:hover, .chip:focus-visible { text-decoration: underline; }
.chip.proved { color: var(--proved); } .chip.refuted { color: var(--refuted); }
.chip.undecided { color: var(--undecided); } .chip.estimated { color: var(--estimated); }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.part ul { margin: 0; padding-left: 18px; max-width: 100ch; } .part li { margin: 0 0 7px; overflow-wrap: anywhere; }
.part code { font: 12.5px/1.5 var(--mono); }
.symbols { margin: 0 0 14px; font-size: 13.5px; } .symbols summary { cursor: pointer; color: var(--link); }
.symbols dl { margin-top: 8px; }
.ledger tr.line td { border-bottom: 0; padding-bottom: 1px; }
.ledger tr.says td { padding: 0 12px 9px 16px; border-bottom: 1px solid var(--line); line-height: 1.65; }
.ledger .named { font-weight: 600; color: var(--proved); }
[title] { cursor: help; } a[title] { cursor: pointer; }
.empty button { font: inherit; font-style: normal; color: var(--link); background: none; border: 1px solid var(--line);
  border-radius: 5px; padding: 3px 10px; cursor: pointer; margin-left: 6px; }
@media screen and (max-width: 980px) {
  .ledger tr.says, .ledger tr.says td { display: block; } .ledger tr.says td { padding: 0 0 8px; }
  .ledger, .ledger > tbody, .ledger > tbody.group tr, .ledger > tbody.group th, tr.details > td { display: block; }
  .ledger > thead { display: none; } .ledger tr.line { display: flex; flex-wrap: wrap; gap: 2px 18px;
    padding: 7px 0 2px; }
  .ledger tr.line td { border: 0; padding: 0; min-width: 0; width: auto; text-align: left; }
  .ledger tr.line td.name { flex: 1 0 100%; } .ledger tr.line td:empty { display: none; }
  .ledger tr.line td[data-heading]::before { content: attr(data-heading) " "; color: var(--faint); font-size: 12px; }
  tbody.claim:has(.toggle input:checked) tr.details, tbody.claim:target tr.details { display: block; }
  .outcomes td { white-space: nowrap; }
}
@media (max-width: 760px) { main { padding: 24px 16px 48px; } .figures { grid-template-columns: repeat(2, 1fr); }
h1 { font-size: 24px; } dl { grid-template-columns: 1fr; } dt { margin-top: 4px; } }
@media print {
  body { font-size: 10.5px; } main { max-width: none; padding: 0; } nav, .filters, .file, .chevron { display: none; }
  .ledger, .outcomes, .map figcaption { font-size: 9.5px; } .scroll { overflow: visible; }
.ledger td.name { min-width: 0; }
  tr, .figure, .part li { break-inside: avoid; } h2, h3, tbody.group { break-after: avoid; }
  tr.line { break-after: avoid; } tr.details, .symbols:not([open]), .chevron { display: none !important; }
  section { margin-top: 20px; } .figure .count { font-size: 22px; } .ledger tr.says td { padding: 0 6px 4px 0; }
  .ledger tr.line td { padding: 3px 6px 0 0; } .ledger tbody.group th { padding: 10px 0 3px; }
  .theorem { font-size: 12px; } .chip { font-size: 9.5px; } .plate svg { max-width: 100%; max-height: 250mm; height: auto; }
  #dependencies, #slack { break-before: page; }
  .maps { grid-template-columns: repeat(4, 1fr); gap: 6px; } .map { padding: 4px; } .map .formula, .map .setting { display: none; } a { color: inherit; text-decoration: none; }
}
)css";
}

std::string_view page_script() {
  return R"js(
(function () {
  "use strict";
  var form = document.getElementById("filters");
  if (!form) return;
  form.hidden = false;
  var claims = Array.from(document.querySelectorAll("#ledger tbody.claim"));
  var groups = Array.from(document.querySelectorAll("#ledger tbody.group"));
  var shown = document.getElementById("shown");
  var nothing = document.getElementById("nothing");
  var names = ["text", "verdict", "group", "dimension"];
  function field(name) { return form.querySelector("[data-filter=" + name + "]"); }
  // The address holds what is wanted, so that a link shows the same claims: ?verdict=refuted&d=3.
  function read() {
    var query = new URLSearchParams(location.search);
    names.forEach(function (name) { field(name).value = query.get(name === "dimension" ? "d" : name) || ""; });
    names.slice(1).forEach(function (name) { if (field(name).selectedIndex < 0) field(name).value = ""; });
  }
  function write() {
    var query = new URLSearchParams();
    names.forEach(function (name) { if (wanted(name)) query.set(name === "dimension" ? "d" : name, wanted(name)); });
    var text = query.toString();
    try { history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); } catch (error) { /* a sandbox */ }
  }
  function wanted(name) { return form.querySelector("[data-filter=" + name + "]").value.trim(); }
  function update() {
    var words = wanted("text").toLowerCase().split(/\s+/).filter(Boolean);
    var verdict = wanted("verdict"), group = wanted("group"), dimension = wanted("dimension"), count = 0;
    claims.forEach(function (claim) {
      var data = claim.dataset, text = data.text.toLowerCase();
      var visible = words.every(function (word) { return text.includes(word); }) &&
        (!verdict || data.verdict.split(" ").includes(verdict)) && (!group || data.group === group) &&
        (!dimension || data.dimension === "" || data.dimension.split(" ").includes(dimension));
      claim.hidden = !visible;
      if (visible) count += 1;
    });
    groups.forEach(function (heading) {
      var next = heading.nextElementSibling, any = false;
      while (next && next.classList.contains("claim")) { any = any || !next.hidden; next = next.nextElementSibling; }
      heading.hidden = !any;
    });
    shown.textContent = count + " of " + claims.length + " claims";
    nothing.hidden = count > 0;
  }
  function change() { update(); write(); }
  form.addEventListener("input", change);
  document.getElementById("all").addEventListener("click", function () { form.reset(); change(); field("text").focus(); });
  window.addEventListener("popstate", function () { read(); update(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  // A link to a claim must lead to it even when the filters hide it.
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) { form.reset(); change(); target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", reveal);
  read();
  update();
  reveal();
})();
)js";
}

}  // namespace hebb
