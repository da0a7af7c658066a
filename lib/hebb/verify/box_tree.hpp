#pragma once

#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/verify/box_judge.hpp>

namespace hebb {

/// The tree of a search while it grows; a BoxProof once it is complete. Nodes are numbered as they are made.
class BoxTree {
 public:
  static constexpr int root = 0;
  BoxTree() : nodes_(1) {}

  void set_leaf(int node, BoxProof::Kind kind, int constraint = 0) { nodes_[node] = {0, none, kind, constraint}; }
  /// Returns the left child; the right one follows it.
  int split(int node, int variable, double at);
  /// Returns the node that remains to be proved after all the moves.
  int move_to_faces(int node, BitSet lower, BitSet upper);
  /// Puts the nodes of `branch` in place of the leaf `node`: its root becomes `node`, its node k > 0 is renumbered
  /// k + offset. Returns the offset.
  int graft(int node, const BoxTree& branch);

  /// Depth first, left before right. Every node must have been set.
  BoxProof proof() const;

 private:
  static constexpr int none = -1;
  struct Node {
    double at = 0;
    int child = none;
    BoxProof::Kind kind{};
    int variable = 0;
  };
  std::vector<Node> nodes_;
};

}  // namespace hebb
