#pragma once

#include <cstddef>
#include <vector>

#include <hebb/certificate/proof.hpp>
#include <hebb/verify/boxes/box_judge.hpp>

namespace hebb {

/// A part of a box proof in its final order, depth first, left before right, with holes where something is to be done.
struct ProofPart {
  std::vector<BoxProof::Node> nodes;
  std::vector<std::size_t> holes;  // hole k lies before nodes[holes[k]]; ascending
};

/// The tree below one box while it grows. Nodes are numbered as they are made.
class BoxTree {
 public:
  static constexpr int root = 0;
  BoxTree() : nodes_(1) {}

  /// Back to the root alone; keeps the memory.
  void clear() { nodes_.assign(1, {}); }
  void set_leaf(int node, BoxProof::Kind kind, int constraint = 0) { nodes_[node] = {0, none, kind, constraint}; }
  /// Returns the left child; the right one follows it.
  int split(int node, int variable, double at);
  /// Returns the node that remains to be proved after all the moves.
  int move_to_faces(int node, BitSet lower, BitSet upper);
  /// Returns the node that remains to be proved after the multipliers.
  int multiply(int node, const std::vector<BoxMultiplier>& multipliers);

  /// Nodes that have not been set are holes; hole() tells their number afterwards.
  ProofPart part();
  int hole(int node) const { return nodes_[node].variable; }

 private:
  static constexpr int none = -1;
  struct Node {
    double at = 0;
    int child = none;
    BoxProof::Kind kind = BoxProof::Kind::split;  // without a child: not set
    int variable = 0;
  };
  std::vector<Node> nodes_;
  std::vector<int> stack_;
};

/// The parts of a proof, each in a hole of an earlier one. Holes are numbered through all parts in the order in which
/// the parts came; hole 0 takes the whole proof.
class ProofParts {
 public:
  ProofParts() : filled_(1, -1) {}
  /// Returns the number of the first hole of `part`.
  int fill(int hole, ProofPart part);
  /// The whole, when no hole is left; takes the parts apart.
  BoxProof join();

 private:
  struct Placed {
    ProofPart part;
    int first_hole;
  };
  std::vector<Placed> parts_;
  std::vector<int> filled_;  // per hole the number of its part
};

}  // namespace hebb
