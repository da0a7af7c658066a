#pragma once

#include <map>
#include <vector>

#include <hebb/replay/exact.hpp>

namespace hebb::checker {

/// Expands nodes of a statement in the parameters of its domain. Whoever derives from it says how many parameters there
/// are and what the variables are in them, or the coordinates of the factors:
///   Range with both bounds   x = lower t_0 + upper t_1, where t_0 + t_1 = 1
///   Range with one bound     x = lower + t_0  or  x = upper - t_0;   without bounds   x = t_0
///   Simplex                  p_i = t_i
///   LeaderChamber            z_k = t_k, k = 0..d
class Expansion {
 public:
  virtual ~Expansion() = default;
  /// The value of node k. Throws Rejection when it has no expansion, or when a divisor vanishes identically.
  const Quotient& node(int k);
  const QuotientField& field() const { return field_; }
  /// Whether a node expanded so far is divided by something that is not constant.
  bool has_divisor() const { return has_divisor_; }

 protected:
  Expansion(const Statement& s, int parameters);
  QuotientField field_;
  std::vector<std::vector<Quotient>> coordinates_;  // of each factor
  virtual Quotient variable(int k);
  /// The value of node k, a function; none has one here.
  virtual Quotient function(int k);

 private:
  Quotient expanded(int k);
  const Statement& statement_;
  std::vector<int> owner_;
  std::map<int, Quotient> nodes_;
  bool has_divisor_ = false;
};

/// A polynomial that has the sign of the value wherever that is defined: the numerator times the divisors of odd power.
Polynomial signed_numerator(const QuotientField& field, const Quotient& value);

}  // namespace hebb::checker
