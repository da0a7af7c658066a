#pragma once

#include <map>

#include <hebb/replay/wide_interval.hpp>
#include <hebb/verify/chains/chain_prover.hpp>
#include <hebb/verify/chains/terms.hpp>

namespace hebb::chains {

using checker::Rejection;
using hebb::Symbol;

/// The range of one variable.
struct Fibre {
  std::optional<Symbol> lower, upper;
  bool lower_open = false, upper_open = false;
};
using Domain = std::map<int, Fibre>;  // by the variable's place in the product

enum class Sign { nonnegative, positive, zero };

/// A superset of the values of a term, for variables in these ranges; nothing where it may be undefined.
std::optional<checker::WideInterval> wide_value(const Symbol& term, const std::vector<std::string>& variables,
                                                const std::map<int, checker::WideInterval>& ranges);

/// "value has the sign on the domain"; all bases of the ring are positive there.
struct Claim {
  Domain domain;
  Sign sign;
  Ring ring;
  Element value;
  int depth;
};

/// A statement as the search sees it: terms and ranges, values at points. Signs at points are guesses, never proofs.
class Scene {
 public:
  /// Throws PreconditionError when the code of the statement is out of order.
  Scene(const Statement& s, const ChainOptions& options);

 protected:
  Real value_of(const Symbol& term, const Point& x) const;
  /// The place of t in (0, 1) on a range at a point of the other variables; nothing when the range is empty there.
  std::optional<Real> on_range(const Fibre& f, const Real& t, const Point& x) const;
  /// The places in an order in which each range depends on earlier variables only.
  std::vector<int> order(const Domain& domain) const;
  /// Whether the ranges do not depend on each other in a circle.
  bool is_ordered(const Domain& domain) const;
  std::vector<Point> samples(const Domain& domain) const;
  bool is_free(const Domain& domain, int place) const;
  /// Polynomials that are positive strictly inside the domain because of its ranges.
  std::vector<Terms> edges(const Ring& ring, const Domain& domain, bool open_only) const;
  Element evaluate(const Ring& ring, const Symbol& term) const;
  std::map<std::string, int> index() const;

  const Statement& statement_;
  const ChainOptions& options_;
  std::vector<Symbol> names_, code_;
  std::vector<int> variables_;  // by place
  Domain whole_;
};

}  // namespace hebb::chains
