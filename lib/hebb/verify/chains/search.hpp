#pragma once

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/replay/wide_interval.hpp>
#include <hebb/verify/chains/scene.hpp>

namespace hebb::chains {

using Kind = ChainProof::Kind;

/// One way to differentiate a claim.
struct Option {
  int place;
  std::optional<Element> base;  // to be added first
  std::vector<int> powers;      // of the division
  Ring ring;
  Element value, slope;
  Measure size;
};

struct Break {
  Symbol at;
  bool bracket;  // the piece right of it is a bracket around a root, for boxes
};

/// The search for the chain of one goal: what is proved so far, and the ways to go on. A way that fails takes back what
/// it wrote. The rooms: root.cpp (the goal before it is expanded), search.cpp (claims), expansion.cpp (generators),
/// leaves.cpp (premises), derivatives.cpp (up, down and chord), pieces.cpp (splits), tangents.cpp (bounds of
/// logarithms), supports.cpp (bounds of roots, logarithms taken together, turned ranges), substitutions.cpp (the goal
/// in other variables, or less multiples of assumptions).
class Search : Scene {
 public:
  using Scene::Scene;
  bool prove(int goal);
  ChainProof proof() const;
  std::size_t claims() const { return claims_; }
  bool is_spent() const { return claims_ > options_.max_claims; }
  /// Whether one of the searches was spent, each of which may look at so many claims.
  bool was_spent() const { return was_spent_ || is_spent(); }

 private:
  struct Draft {
    Kind kind;
    int variable = 0, term = 0;
    std::vector<int> powers;
    std::optional<Symbol> symbol;
  };
  struct Mark {
    std::size_t drafts, premises;
  };
  struct Growing;
  using Scene::evaluate;
  void restart() {
    was_spent_ = was_spent();
    claims_ = 0;
  }
  Mark mark() const { return {drafts_.size(), premises_.size()}; }
  /// Adds bases until x is a product of generators and a constant; with `constants` the constant too.
  void make_product(Growing& g, const Element& x, bool constants) const;
  void make_arguments(Growing& g, Kind kind, const Element& x) const;
  void make_arc(Growing& g, const Element& x) const;
  Element evaluate(Growing& g, const Symbol& term) const;
  /// The ring in which a term has an element, with the nodes for its generators and the proofs of their signs.
  /// Also generators for the terms in `also`.
  std::optional<std::pair<Ring, Element>> expand(const Domain& domain, const Symbol& term, int depth,
                                                 const std::vector<Symbol>& also = {});
  bool back_to(const Mark& m);
  void emit(Kind kind, int variable = 0, std::optional<Symbol> symbol = {}, std::vector<int> powers = {});
  // The goal, given by its node, before it is expanded
  bool prove_goal(const Domain& domain, Sign sign, int node, int depth);
  /// Cuts the domain where the argument of a modulus changes its sign.
  bool prove_by_signs(const Domain& domain, Sign sign, int node, int depth);
  bool prove_inside(const Domain& domain, Sign sign, int node, int depth);
  /// Boxes up to a number, and one interval evaluation beyond it.
  bool prove_by_tails(const Domain& domain, int node, int depth);
  /// Whether one interval evaluation shows the goal to be >= 0.
  bool holds_widely(const Domain& domain, int node) const;
  std::optional<std::map<int, checker::WideInterval>> wide_ranges(const Domain& domain) const;
  bool prove_part_by_boxes(const Domain& domain, int node);
  /// Where the argument of a modulus may change its sign: a variable's place and the term.
  std::vector<std::pair<int, Symbol>> sign_changes(const Domain& domain, const Symbol& argument) const;
  /// The domain without the variables that equations give, and the goal with their values; writes the nodes.
  std::pair<Domain, Symbol> eliminated(int goal);
  /// The ends that the range of a variable that is gone gives to those of others.
  void narrow(Domain& domain, const Fibre& gone, int gone_variable, const Symbol& value);
  bool prove_zero(Claim claim);
  /// A + B sqrt b by the signs of its parts and of the difference of their squares.
  bool prove_by_squaring(const Claim& claim, const std::vector<Point>& points);
  bool prove_fresh(const Domain& domain, Sign sign, const Symbol& term, int depth, bool is_goal = false,
                   const std::vector<Symbol>& also = {});
  bool prove(Claim claim);
  void strip(Claim& claim);
  bool add_base(Claim& claim, const Element& base);
  bool attempt(Claim claim);
  bool divide_edges(Claim& claim);
  /// Boxes and derivatives, when the claim is no algebraic one.
  bool attempt_further(const Claim& claim, const std::vector<Point>& points);
  /// The ranges of a premise: of the variables that occur, and of those on which these ranges depend, in an order.
  std::vector<std::pair<int, Fibre>> needed(const Claim& claim, Kind kind) const;
  /// Ends that are no rational functions replaced by numbers outside them, as the checker does for algebraic premises.
  std::vector<std::pair<int, Fibre>> rounded(std::vector<std::pair<int, Fibre>> ranges) const;
  Statement premise(const Claim& claim, Kind kind) const;
  void declare(StatementBuilder& b, int place, const Fibre& f) const;
  bool prove_algebraic(const Claim& claim);
  /// Boxes on one bounded range, where the value seems to stay away from zero.
  bool prove_by_boxes_in(const Claim& claim, const std::vector<Point>& points, std::size_t max_boxes);
  std::vector<Option> derivatives(const Claim& claim, const std::vector<Point>& points) const;
  bool prove_by_derivative(const Claim& claim, const std::vector<Point>& points);
  bool prove_along(const Claim& claim, int place, const Element& slope, const std::vector<Point>& points);
  static Domain opened(Domain domain, int place);
  static std::vector<Symbol> functions_of(const Claim& claim, const std::vector<Symbol>& names);
  bool at_end(const Claim& claim, int place, bool lower, Sign sign);
  bool monotone(const Claim& claim, int place, bool up);
  bool chord(const Claim& claim, int place, const std::vector<Point>& points);
  /// Writes a split at phi with what it asks of phi; the caller proves the two parts.
  bool emit_split(const Claim& claim, int place, const Symbol& phi);
  /// A claim in one variable from its two halves.
  bool prove_in_halves(const Claim& claim);
  /// The domain with the bounds that assumptions of the form "x - t >= 0" or "t - x >= 0" give; writes the nodes.
  Domain bounded();
  /// The pieces between the breaks, with the direction of each.
  bool prove_in_pieces(Claim claim, int place, const std::vector<Break>& breaks, const std::vector<bool>& up);
  /// One variable: breaks at the roots of the slope, exact where they are recognised.
  bool prove_in_pieces(const Claim& claim, int place, const Terms& slope);
  /// Whether the slope changes its sign at phi: true for - to +, false for + to -.
  std::optional<bool> is_turning_point(const Claim& claim, int place, const Terms& slope, const Symbol& phi,
                                       const std::vector<Point>& points) const;
  std::vector<Symbol> turning_points(const Claim& claim, int place, const Terms& slope) const;
  /// Where a term seems to be lowest, by a compass search from the middle of the domain.
  std::optional<Point> lowest_point(const Domain& domain, const Symbol& term) const;
  bool prove_by_tangents(const Claim& claim, const Symbol& term);
  /// The logarithm of each argument, times its scale, is replaced by a tangent.
  bool prove_by_tangents(const Claim& claim, const std::vector<Symbol>& arguments, const std::vector<Rational>& scales,
                         const std::vector<Point>& points);
  /// The logarithm of each base that stands alone.
  bool prove_by_tangents_of_bases(const Claim& claim, const std::vector<Point>& points);
  bool prove_by_tangents(const Claim& claim, const std::vector<std::vector<int>>& products,
                         const std::vector<Point>& points);
  bool tangents(Claim claim, const std::vector<std::vector<int>>& products, unsigned choice,
                const std::vector<Point>& points);
  /// Logarithms whose coefficients add up to that of another one take their share of that: p log p + q log q - (p + q)
  /// log(p + q) is p log(p/(p + q)) + q log(q/(p + q)).
  bool prove_by_joint_tangents(const Claim& claim, const std::vector<Point>& points);
  /// Roots by lines and curves that touch them where the claim seems to be tight.
  bool prove_by_surds(const Claim& claim, const std::vector<Point>& points);
  std::optional<Claim> with_surds_bounded(Claim claim, int shape, int order, const Point& contact,
                                          const std::vector<Point>& points);
  /// Over the other order of two ranges of which one ends at the other: x <= y for y >= x.
  bool prove_turned(const Claim& claim);

  // The goal in other variables; each writes the nodes that begin the proof.
  /// |t| by the signs of t, where these change cut.
  bool prove_by_moduli(const Domain& domain, Sign sign, const Symbol& term, int depth);
  bool prove_substituted(int goal, Sign sign);
  bool prove_inverted(Domain given, Sign sign, const Symbol& term);
  bool prove_from(const Domain& domain, Sign sign, const Symbol& term);
  std::optional<std::vector<std::pair<int, Symbol>>> multiples_at_contact(int goal) const;
  std::optional<std::vector<std::pair<int, Symbol>>> multiples_of_degrees(int goal) const;

  std::vector<Draft> drafts_;
  std::vector<Proof> premises_;
  std::size_t claims_ = 0;  // since the last restart
  bool was_spent_ = false;
  mutable std::map<std::pair<Kind, std::vector<int>>, Rational> units_;  // of exponents and angles
  std::vector<std::pair<int, Terms>> ancestors_;                         // claims with sines that are being proved
  bool is_turned_ = false;                                               // within a claim over turned ranges
  int turns_ = 0;                                                        // of ranges, so far
};

}  // namespace hebb::chains
