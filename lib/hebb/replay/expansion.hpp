#pragma once

#include <map>
#include <vector>

#include <hebb/replay/exact.hpp>

namespace hebb::checker {

/// Expands nodes of a statement in the parameters of its domain. Whoever derives from it says how many parameters there
/// are and what the coordinates of the factors are in them:
///   Range with both bounds   x = lower t_0 + upper t_1, where t_0 + t_1 = 1
///   Range with one bound     x = lower + t_0  or  x = upper - t_0;   without bounds   x = t_0
///   Simplex                  p_i = t_i
///   LeaderChamber            z_k = t_k, k = 0..d
class Expansion {
 public:
  /// The value of node k. Throws Rejection when it has no expansion, or when a divisor vanishes identically.
  const Quotient& node(int k);
  const QuotientField& field() const { return field_; }
  /// Whether a node expanded so far is divided by something that is not constant.
  bool has_divisor() const { return has_divisor_; }

 protected:
  Expansion(const Statement& s, int parameters);
  QuotientField field_;
  std::vector<std::vector<Quotient>> coordinates_;  // of each factor

 private:
  Quotient variable(int k);
  const Statement& statement_;
  std::vector<int> owner_;
  std::map<int, Quotient> nodes_;
  bool has_divisor_ = false;
};

}  // namespace hebb::checker
