#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include <hebb/drawing/layered_layout.hpp>
#include <hebb/drawing/utf8.hpp>
#include <hebb/reports/folding.hpp>
#include <hebb/reports/ledger/dependency_graph.hpp>
#include <hebb/reports/verdict_mark.hpp>

namespace hebb {
namespace {

constexpr double margin = 20, node_height = 26, row_pitch = 36, mark_width = 24, layer_gap = 62;
constexpr double heading_height = 56, legend_height = 40;

struct Node {
  std::string id;
  const FoldedRows* rows = nullptr;  // null: not verified in this run
};

struct Graph {
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

/// A verdict belongs to its constants: when they are not the printed ones they stand beside the id.
std::string label_of(const Node& node) {
  const std::string constants = node.rows ? replaced_constants_text(*node.rows->front()) : std::string();
  return constants.empty() ? node.id : node.id + " with " + constants;
}

/// The ids that take part in a relation, in the order of the ledger.
Graph graph_of(const std::vector<FoldedRows>& claims) {
  std::map<std::string, std::vector<std::string>> needs;
  std::map<std::string, bool> related;
  for (const FoldedRows& rows : claims) {
    auto& ids = needs[rows.front()->id];
    for (const ClaimResult* row : rows) {
      for (const std::string& id : row->rests_on) {
        if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
        related[id] = related[row->id] = true;
      }
    }
  }
  Graph graph;
  std::map<std::string, std::size_t> index;
  const auto add = [&](const std::string& id, const FoldedRows* rows) {
    if (index.emplace(id, graph.nodes.size()).second) graph.nodes.push_back({id, rows});
  };
  for (const FoldedRows& rows : claims) {
    if (related[rows.front()->id]) add(rows.front()->id, &rows);
  }
  for (const auto& [user, ids] : needs) {
    for (const std::string& id : ids) add(id, nullptr);
  }
  for (const auto& [user, ids] : needs) {
    for (const std::string& id : ids) graph.edges.emplace_back(index.at(id), index.at(user));
  }
  return graph;
}

/// Abscissae of the layers: each is as wide as its longest id.
struct Columns {
  std::vector<double> left, width;
  double end = margin;
};

Columns columns_for(const Graph& graph, const LayeredLayout& layout) {
  Columns columns;
  columns.width.assign(layout.layers, 0);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    double& width = columns.width[layout.layer[n]];
    width = std::max(width,
                     mark_width + 18 + character_width * static_cast<double>(display_width(label_of(graph.nodes[n]))));
  }
  for (const double width : columns.width) {
    columns.left.push_back(columns.end);
    columns.end += width + layer_gap;
  }
  columns.end += margin - layer_gap;
  return columns;
}

double height_of(double position) { return heading_height + row_pitch * position + row_pitch / 2; }

std::string curve(double x1, double y1, double x2, double y2) {
  const double middle = (x1 + x2) / 2;
  return fmt::format("C{} {} {} {} {} {}", coordinate(middle), coordinate(y1), coordinate(middle), coordinate(y2),
                     coordinate(x2), coordinate(y2));
}

void write_edge(Markup& svg, const Graph& graph, const LayeredLayout& layout, const Columns& columns, std::size_t e) {
  const auto& [a, b] = graph.edges[e];
  if (layout.layer[a] >= layout.layer[b]) return;  // it would close a cycle
  double x = columns.left[layout.layer[a]] + columns.width[layout.layer[a]], y = height_of(layout.position[a]);
  std::string path = fmt::format("M{} {}", coordinate(x), coordinate(y));
  std::size_t layer = layout.layer[a];
  for (const double bend : layout.bends[e]) {
    ++layer;
    path += curve(x, y, columns.left[layer], height_of(bend));
    x = columns.left[layer] + columns.width[layer], y = height_of(bend);
    path += fmt::format("H{}", coordinate(x));
  }
  const double end = columns.left[layout.layer[b]] - 6, end_y = height_of(layout.position[b]);
  path += curve(x, y, end, end_y);
  svg.element("path", {{"d", path}, {"class", "edge"}});
  svg.element("path", {{"d", fmt::format("M{0} {2}L{1} {3}L{1} {4}Z", coordinate(end + 6), coordinate(end - 1),
                                         coordinate(end_y), coordinate(end_y - 3.5), coordinate(end_y + 3.5))},
                       {"class", "arrow"}});
}

/// "proved", and "proved by a Coq theorem" where no certificate stands behind it.
std::string verdict_text(const FoldedRows& rows) {
  const Verdict verdict = overall_verdict(rows);
  const bool by_coq = verdict == Verdict::proved && rows.front()->method == "coq";
  return std::string(to_string(verdict)) + (by_coq ? " by a Coq theorem" : "");
}

void write_node(Markup& svg, const Node& node, double x, double y, double width) {
  const double node_top = y - node_height / 2;
  if (!node.rows) {
    svg.open("g").element("title", node.id + ": not part of this run");
    write_rectangle(svg, x, node_top, width, node_height, "missing", 5);
    write_text(svg, x + mark_width + 9, y + 4, node.id, "mono");
    svg.close().line();
    return;
  }
  const Verdict verdict = overall_verdict(*node.rows);
  const std::string name(to_string(verdict));
  svg.open("a", {{"href", "#claim-" + node.id}});
  svg.element("title", fmt::format("{}: {} ({}, {})", label_of(node), node.rows->front()->title,
                                   verdict_text(*node.rows), dimension_text(*node.rows)));
  write_rectangle(svg, x, node_top, width, node_height, "box", 5);
  svg.element("path",
              {{"d", fmt::format("M{0} {1}h-{2}a5 5 0 0 0 -5 5v{3}a5 5 0 0 0 5 5h{2}Z", coordinate(x + mark_width),
                                 coordinate(node_top), coordinate(mark_width - 5), coordinate(node_height - 10))},
               {"class", name}});
  write_text(svg, x + mark_width / 2, y + 4.5, verdict_mark(verdict), "onfill", "middle");
  write_text(svg, x + mark_width + 9, y + 4, label_of(node), "mono");
  svg.close().line();
}

void write_legend(Markup& svg, double y) {
  double x = margin;
  for (const Verdict verdict : {Verdict::proved, Verdict::refuted, Verdict::undecided, Verdict::estimated}) {
    const std::string name(to_string(verdict));
    write_rectangle(svg, x, y - 13, 18, 18, name, 4);
    write_text(svg, x + 9, y + 0.5, verdict_mark(verdict), "onfill", "middle");
    write_text(svg, x + 25, y, name, "small");
    x += 104;
  }
}

}  // namespace

std::optional<Picture> dependency_graph(const LedgerResult& result) {
  const std::vector<FoldedRows> claims = fold_by_claim(result);
  const Graph graph = graph_of(claims);
  if (graph.nodes.empty()) return std::nullopt;
  const LayeredLayout layout = layered_layout(graph.nodes.size(), graph.edges);
  const Columns columns = columns_for(graph, layout);
  const double legend_y = height_of(layout.extent) + row_pitch / 2 + 24;
  Markup svg;
  write_text(svg, margin, 28, "What rests on what", "heading");
  for (std::size_t e = 0; e < graph.edges.size(); ++e) write_edge(svg, graph, layout, columns, e);
  svg.line();
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const std::size_t layer = layout.layer[n];
    write_node(svg, graph.nodes[n], columns.left[layer], height_of(layout.position[n]), columns.width[layer]);
  }
  write_legend(svg, legend_y);
  return Picture{"dependencies",
                 "Dependencies of the claims",
                 fmt::format("{} claims in {} layers; an arrow leads from a claim to one that rests on it.",
                             graph.nodes.size(), layout.layers),
                 std::max(columns.end, 460.0),
                 legend_y + legend_height - 20,
                 svg.str()};
}

}  // namespace hebb
