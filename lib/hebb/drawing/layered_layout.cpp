#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <hebb/drawing/layered_layout.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

/// Which edges remain when those that close a cycle are dropped: depth-first search, in the order given.
std::vector<bool> acyclic_edges(std::size_t nodes, const std::vector<Edge>& edges) {
  enum class State { unseen, active, done };
  std::vector<State> state(nodes, State::unseen);
  std::vector<bool> kept(edges.size(), false);
  std::vector<std::vector<std::size_t>> out(nodes);
  for (std::size_t e = 0; e < edges.size(); ++e) out[edges[e].first].push_back(e);
  struct Frame {
    std::size_t node, next = 0;
  };
  for (std::size_t root = 0; root < nodes; ++root) {
    if (state[root] != State::unseen) continue;
    std::vector<Frame> stack{{root}};
    state[root] = State::active;
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next == out[frame.node].size()) {
        state[frame.node] = State::done;
        stack.pop_back();
        continue;
      }
      const std::size_t e = out[frame.node][frame.next++], target = edges[e].second;
      kept[e] = state[target] != State::active;
      if (state[target] == State::unseen) {
        state[target] = State::active;
        stack.push_back({target});
      }
    }
  }
  return kept;
}

std::vector<std::size_t> assign_layers(std::size_t nodes, const std::vector<Edge>& edges) {
  std::vector<std::size_t> layer(nodes, 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [a, b] : edges) {
      if (layer[b] < layer[a] + 1) layer[b] = layer[a] + 1, changed = true;
    }
  }
  for (bool changed = true; changed;) {  // pull towards the successors
    changed = false;
    for (std::size_t n = 0; n < nodes; ++n) {
      std::size_t latest = nodes + 1;
      for (const auto& [a, b] : edges) {
        if (a == n) latest = std::min(latest, layer[b] - 1);
      }
      if (latest <= nodes && latest > layer[n]) layer[n] = latest, changed = true;
    }
  }
  return layer;
}

/// The graph with a point on every layer that an edge passes.
struct Proper {
  std::vector<std::vector<std::size_t>> before, after;  // neighbours of each point
  std::vector<std::vector<std::size_t>> layers;         // the points of each layer, in order

  std::size_t add(std::size_t layer) {
    before.emplace_back();
    after.emplace_back();
    layers[layer].push_back(before.size() - 1);
    return before.size() - 1;
  }
  void join(std::size_t a, std::size_t b) {
    after[a].push_back(b);
    before[b].push_back(a);
  }
};

std::vector<double> ranks(const Proper& g) {
  std::vector<double> rank(g.before.size());
  for (const auto& layer : g.layers) {
    for (std::size_t k = 0; k < layer.size(); ++k) rank[layer[k]] = static_cast<double>(k);
  }
  return rank;
}

std::size_t crossings(const Proper& g) {
  const std::vector<double> rank = ranks(g);
  std::size_t count = 0;
  for (const auto& layer : g.layers) {
    for (std::size_t i = 0; i < layer.size(); ++i) {
      for (std::size_t j = i + 1; j < layer.size(); ++j) {
        for (const std::size_t a : g.after[layer[i]]) {
          for (const std::size_t b : g.after[layer[j]]) count += rank[a] > rank[b];
        }
      }
    }
  }
  return count;
}

double mean(const std::vector<std::size_t>& points, const std::vector<double>& value, double otherwise) {
  if (points.empty()) return otherwise;
  double sum = 0;
  for (const std::size_t p : points) sum += value[p];
  return sum / static_cast<double>(points.size());
}

void reduce_crossings(Proper& g) {
  Proper best = g;
  std::size_t fewest = crossings(g);
  for (int sweep = 0; sweep < 24 && fewest > 0; ++sweep) {
    const bool forward = sweep % 2 == 0;
    for (std::size_t k = 0; k < g.layers.size(); ++k) {
      auto& layer = g.layers[forward ? k : g.layers.size() - 1 - k];
      const std::vector<double> rank = ranks(g);
      std::ranges::stable_sort(layer, {},
                               [&](std::size_t p) { return mean((forward ? g.before : g.after)[p], rank, rank[p]); });
    }
    if (const std::size_t now = crossings(g); now < fewest) fewest = now, best = g;
  }
  g = best;
}

/// Moves the points towards their neighbours without changing an order or a distance below 1: the mean of the nearest
/// arrangement from below and the one from above.
std::vector<double> place(const Proper& g) {
  std::vector<double> y = ranks(g);
  for (int sweep = 0; sweep < 40; ++sweep) {
    for (std::size_t k = 0; k < g.layers.size(); ++k) {
      const auto& layer = g.layers[sweep % 2 == 0 ? k : g.layers.size() - 1 - k];
      std::vector<double> wanted, up(layer.size()), down(layer.size());
      for (const std::size_t p : layer) {
        const double before = mean(g.before[p], y, y[p]), after = mean(g.after[p], y, y[p]);
        wanted.push_back(g.before[p].empty() ? after : g.after[p].empty() ? before : (before + after) / 2);
      }
      for (std::size_t i = 0; i < layer.size(); ++i) up[i] = i == 0 ? wanted[i] : std::max(wanted[i], up[i - 1] + 1);
      for (std::size_t i = layer.size(); i-- > 0;) {
        down[i] = i + 1 == layer.size() ? wanted[i] : std::min(wanted[i], down[i + 1] - 1);
      }
      for (std::size_t i = 0; i < layer.size(); ++i) y[layer[i]] = (up[i] + down[i]) / 2;
    }
  }
  if (!y.empty()) {
    const double least = *std::ranges::min_element(y);
    for (double& value : y) value -= least;
  }
  return y;
}

}  // namespace

LayeredLayout layered_layout(std::size_t nodes, const std::vector<Edge>& edges) {
  for (const auto& [a, b] : edges) {
    require(a < nodes && b < nodes, fmt::format("the edge ({}, {}) leaves a graph of {} nodes", a, b, nodes));
  }
  const std::vector<bool> kept = acyclic_edges(nodes, edges);
  std::vector<Edge> ordered;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (kept[e]) ordered.push_back(edges[e]);
  }
  LayeredLayout layout;
  layout.layer = assign_layers(nodes, ordered);
  layout.layers = nodes == 0 ? 0 : *std::ranges::max_element(layout.layer) + 1;

  Proper g;
  g.layers.resize(layout.layers);
  for (std::size_t n = 0; n < nodes; ++n) g.add(layout.layer[n]);
  std::vector<std::vector<std::size_t>> passed(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (!kept[e]) continue;
    std::size_t from = edges[e].first;
    for (std::size_t k = layout.layer[from] + 1; k < layout.layer[edges[e].second]; ++k) {
      passed[e].push_back(g.add(k));
      g.join(from, passed[e].back());
      from = passed[e].back();
    }
    g.join(from, edges[e].second);
  }
  reduce_crossings(g);
  const std::vector<double> y = place(g);
  layout.position.assign(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(nodes));
  layout.extent = y.empty() ? 0 : *std::ranges::max_element(y);
  for (const auto& points : passed) {
    std::vector<double> bends;
    for (const std::size_t p : points) bends.push_back(y[p]);
    layout.bends.push_back(std::move(bends));
  }
  return layout;
}

}  // namespace hebb
