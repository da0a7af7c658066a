#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace hebb {

/// Where the nodes of a directed graph go when it is drawn in layers, every edge from an earlier layer to a later one.
struct LayeredLayout {
  std::vector<std::size_t> layer;  // of each node
  std::vector<double> position;    // of each node within its layer; neighbours in a layer are at least 1 apart
  /// For each edge, the positions at which it crosses the layers between its ends, in their order.
  std::vector<std::vector<double>> bends;
  std::size_t layers = 0;
  double extent = 0;  // the largest position; the smallest is 0
};

/// An edge (a, b): a comes before b.
using Edge = std::pair<std::size_t, std::size_t>;

/// Layers by longest paths, pulled towards the successors; few crossings by barycentre sweeps; deterministic. An edge
/// that would close a cycle does not order its ends and has no bends. Throws PreconditionError for an edge to a node
/// that does not exist.
LayeredLayout layered_layout(std::size_t nodes, const std::vector<Edge>& edges);

}  // namespace hebb
