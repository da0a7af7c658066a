#include <hebb/verify/box_tree.hpp>

#include <algorithm>

namespace hebb {

int BoxTree::split(int node, int variable, double at) {
  const int left = static_cast<int>(nodes_.size());
  nodes_[node] = {at, left, BoxProof::Kind::split, variable};
  nodes_.resize(nodes_.size() + 2);
  return left;
}

int BoxTree::move_to_faces(int node, BitSet lower, BitSet upper) {
  for (int i = 0; i < bit_set_size; ++i) {
    if (!has(lower | upper, i)) continue;
    const int child = static_cast<int>(nodes_.size());
    nodes_[node] = {0, child, has(lower, i) ? BoxProof::Kind::lower_face : BoxProof::Kind::upper_face, i};
    nodes_.emplace_back();
    node = child;
  }
  return node;
}

int BoxTree::graft(int node, const BoxTree& branch) {
  const int offset = static_cast<int>(nodes_.size()) - 1;
  const auto renumbered = [offset](Node n) {
    if (n.child != none) n.child += offset;
    return n;
  };
  nodes_[node] = renumbered(branch.nodes_[root]);
  nodes_.resize(nodes_.size() + branch.nodes_.size() - 1);
  std::transform(branch.nodes_.begin() + 1, branch.nodes_.end(), nodes_.begin() + offset + 1, renumbered);
  return offset;
}

BoxProof BoxTree::proof() const {
  BoxProof proof;
  proof.nodes.reserve(nodes_.size());
  std::vector<int> stack{root};
  while (!stack.empty()) {
    const Node& n = nodes_[stack.back()];
    stack.pop_back();
    const bool is_split = n.kind == BoxProof::Kind::split;
    proof.nodes.push_back({n.kind, n.variable, is_split ? Rational(n.at) : Rational(0)});
    if (is_split) stack.push_back(n.child + 1);
    if (n.child != none) stack.push_back(n.child);
  }
  return proof;
}

}  // namespace hebb
