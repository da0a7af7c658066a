#include <iterator>
#include <utility>

#include <hebb/verify/boxes/box_tree.hpp>

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

int BoxTree::multiply(int node, const std::vector<BoxMultiplier>& multipliers) {
  for (const BoxMultiplier& m : multipliers) {
    const int child = static_cast<int>(nodes_.size());
    nodes_[node] = {m.factor, child, BoxProof::Kind::multiplier, m.constraint};
    nodes_.emplace_back();
    node = child;
  }
  return node;
}

ProofPart BoxTree::part() {
  ProofPart part;
  part.nodes.reserve(nodes_.size());
  stack_.assign(1, root);
  while (!stack_.empty()) {
    Node& n = nodes_[stack_.back()];
    stack_.pop_back();
    const bool is_split = n.kind == BoxProof::Kind::split;
    if (is_split && n.child == none) {
      n.variable = static_cast<int>(part.holes.size());
      part.holes.push_back(part.nodes.size());
      continue;
    }
    part.nodes.push_back({n.kind, n.variable, SplitPoint(n.at)});
    if (is_split) stack_.push_back(n.child + 1);
    if (n.child != none) stack_.push_back(n.child);
  }
  return part;
}

int ProofParts::fill(int hole, ProofPart part) {
  const int first_hole = static_cast<int>(filled_.size());
  filled_[hole] = static_cast<int>(parts_.size());
  filled_.resize(filled_.size() + part.holes.size(), -1);
  parts_.push_back({std::move(part), first_hole});
  return first_hole;
}

BoxProof ProofParts::join() {
  std::size_t size = 0;
  for (const Placed& p : parts_) size += p.part.nodes.size();
  BoxProof proof;
  proof.nodes.reserve(size);
  struct Cursor {
    Placed& placed;
    std::size_t node = 0, hole = 0;
  };
  std::vector<Cursor> stack{{parts_[filled_[0]]}};
  while (!stack.empty()) {
    Cursor& c = stack.back();
    ProofPart& part = c.placed.part;
    const bool at_end = c.hole == part.holes.size();
    const std::size_t end = at_end ? part.nodes.size() : part.holes[c.hole];
    const auto from = part.nodes.begin() + static_cast<std::ptrdiff_t>(c.node);
    proof.nodes.insert(proof.nodes.end(), std::make_move_iterator(from),
                       std::make_move_iterator(part.nodes.begin() + static_cast<std::ptrdiff_t>(end)));
    if (at_end) {
      stack.pop_back();
      continue;
    }
    c.node = end;
    const int next = filled_[c.placed.first_hole + static_cast<int>(c.hole++)];
    stack.push_back({parts_[next]});
  }
  return proof;
}

}  // namespace hebb
