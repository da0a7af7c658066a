#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// Proof of one goal by non-negative coefficients.
///
/// The domain is parametrised by a product of groups, one per factor, in homogeneous coordinates:
///   Range with both bounds   x = (lower t_0 + upper t_1)/(t_0 + t_1)     group of 2 coordinates
///   Range with one bound     x = lower + t  or  x = upper - t, t >= 0    group of 1 coordinate, not homogenised
///   Range without bounds     x = t, any real t                           only in goals that are identities
///   Simplex                  p_i = t_i / sum t                           group of d coordinates
///   LeaderChamber            z_k = t_k / sum t, k = 0..d                 group of d + 1 coordinates, t_0 = gap
/// A cell gives each group its vertices. A leaf claims: after substitution the goal is a quotient whose numerator has
/// only non-negative coefficients, and whose denominators have only non-negative coefficients and do not vanish on the
/// domain. The numerator is first multiplied by (sum of the coordinates of group g)^raise[g].
/// A branch halves the edge (i, j) of group g: the left cell has the midpoint in place of vertex j, the right one in
/// place of vertex i. A group of one coordinate on [t, infinity) with step h (h = 1 at first) is cut at t + h into the
/// group [t, t + h] of two coordinates (left) and [t + h, infinity) with step 2h (right); i and j mean nothing then.
struct CoefficientProof {
  /// A branch or a leaf of the tree.
  struct Node {
    int group = -1;          // -1: leaf
    int i = 0, j = 0;        // the edge
    std::vector<int> raise;  // leaf: one entry per group, or empty for none
    friend bool operator==(const Node&, const Node&) = default;
  };
  std::vector<Node> nodes;  // depth first, left before right
  friend bool operator==(const CoefficientProof&, const CoefficientProof&) = default;
};

/// A rational number that is mostly a double: the search halves boxes at doubles, hundreds of thousands of times, and
/// these are kept without the memory of a Rational. The value is exact either way.
class SplitPoint {
 public:
  SplitPoint() = default;  // 0
  /// A finite double.
  explicit SplitPoint(double value) : double_(value) {}
  /// Exactly this number.
  SplitPoint(const Rational& value) : rational_(std::make_shared<const Rational>(value)) {}  // NOLINT(*-explicit-*)
  Rational value() const { return rational_ ? *rational_ : Rational(double_); }              // exactly
  /// The same number.
  friend bool operator==(const SplitPoint& x, const SplitPoint& y) { return x.value() == y.value(); }

 private:
  double double_ = 0;
  std::shared_ptr<const Rational> rational_;  // takes the place of the double
};

/// Proof of one goal by interval evaluation on a bisection tree over the base variables of the domain:
///   Range with constant bounds      the variable itself
///   Range with other bounds         t in [0, 1], x = lower + t (upper - lower)
///   Simplex, LeaderChamber          p_2, ..., p_d in [0, 1] (then the gap in [0, 1]); p_1 = 1 - p_2 - ... - p_d;
///                                   constraints p_1 >= 0, or p_1 - p_2 - c >= 0, p_k - p_{k+1} >= 0 for k = 2..d-1
/// The constraints are those of the factors in this order, then the assumptions (an equation counts as h >= 0 and then
/// -h >= 0). Domains with an unbounded range have no such proof.
struct BoxProof {
  /// What a node does.
  enum class Kind : unsigned char {
    split,       // variable at `at`: left [lower, at], right [at, upper]
    lower_face,  // the goal is non-decreasing in `variable` on the box: the sub-tree proves it on the face at `lower`
    upper_face,  // non-increasing: the sub-tree proves it on the face at `upper`. Below a face only those constraints
                 // may be used that the move to the face cannot break: h with dh/dx <= 0 (lower) or >= 0 (upper)
    natural,     // leaf: the natural interval extension of the goal is >= 0
    mean_value,  // leaf: goal(m) + sum_i (d goal/dx_i)(box) (x_i - m_i) is >= 0, m the midpoint
    infeasible,  // leaf: the natural extension of constraint number `variable` is < 0
    taylor,      // leaf: goal(m) + sum_i goal_i(m) d_i + (1/2) sum_ij goal_ij(box) d_i d_j is >= 0, d = x - m
    multiplier,  // goal - `at` * (constraint number `variable`), at >= 0, takes the place of the goal
  };
  /// A node of the tree, its sub-trees behind it.
  struct Node {
    Kind kind;         // what the node does
    int variable = 0;  // the base variable, or the number of the constraint
    SplitPoint at;     // of a split or a multiplier
    friend bool operator==(const Node&, const Node&) = default;
  };
  std::vector<Node> nodes;  // depth first, left before right
  friend bool operator==(const BoxProof&, const BoxProof&) = default;
};

/// Proof that a goal of relation `zero` holds identically: its numerator expands to the zero polynomial.
struct IdentityProof {
  friend bool operator==(const IdentityProof&, const IdentityProof&) = default;
};

/// Proof of one goal by splits of one cone (successive difference substitution).
///
/// The domain is parametrised by one orthant { u >= 0 } whose coordinates are, factor by factor,
///   Range with both bounds   x = (lower v + upper u)/(v + u)        coordinate u, or v and u
///   Range with one bound     x = lower + u/v  or  x = upper - u/v   coordinate u, or v and u
///   Simplex                  p_i = u_i / sum u                      d coordinates
///   LeaderChamber            z_k = u_k / sum u, k = 0..d            d + 1 coordinates, u_0 = gap
/// If `joint` all ranges share one v, which is coordinate 0; else each has its own, just before its u. A range without
/// bounds is taken as x >= 0 and as x <= 0: with m of them the proof has 2^m trees, one after the other, where bit k of
/// the number of a tree says that the k-th of them is <= 0.
///
/// With that the goal becomes a quotient. Its numerator, times the divisors of odd power that have coefficients of both
/// signs and with the sign of those that have not, is the form F; from each of the `assumptions` comes a form G_k in
/// the same way. A tree shows that F >= 0 wherever u >= 0 and the assumptions hold. Its nodes change the coordinates:
///   leaf     F has no negative coefficient
///   cut      at w = a v_i + b v_j, a, b > 0: left, w in place of v_j (u_i + a u_j for u_i, b u_j for u_j), then right,
///            w in place of v_i (a u_i for u_i, b u_i + u_j for u_j)
///   order    F does not change when the coordinates in `list` are exchanged, nor do the assumptions as a set:
///            u_list[0] >= u_list[1] >= ... may be assumed (u_m becomes the sum of itself and all later ones)
///   square   F = q^2 R, two coordinates, q with the coefficients `numbers` by powers of the second one: R takes the
///            place of F
///   face     G_i has no positive coefficient (or no negative one, if it is an equation): the coordinates that stand
///            alone in one of its terms are zero where it is >= 0
///   same     F and the assumptions become those of the earlier node number i, whose tree is complete, when the
///            coordinate list[k] there is coordinate k here
/// F >= 0 holds then on the domain where every point has coordinates; where ranges with a closed upper end share v, and
/// there is another factor, on a dense part of it, and hence, as goals are continuous, everywhere; assumptions may not
/// be used then. `defined` proves, tree after tree as a CoefficientProof does, that no divisor of the goal vanishes on
/// the domain; it is empty when all divisors are constant.
struct SplitProof {
  /// What a node does, see above.
  enum class Kind : unsigned char { leaf, cut, order, square, face, same };
  /// A node of the tree, its sub-trees behind it.
  struct Node {
    Kind kind = Kind::leaf;         // what the node does
    int i = 0, j = 0;               // cut: the edge; face: the assumption; same: the node
    std::vector<int> list;          // order, same
    std::vector<Rational> numbers;  // cut: a, b; square: q
    friend bool operator==(const Node&, const Node&) = default;
  };
  bool joint = true;
  std::vector<int> assumptions;                 // the numbers of those that are used, ascending
  std::vector<CoefficientProof::Node> defined;  // the trees of `defined` above, as those of a CoefficientProof
  std::vector<Node> nodes;                      // depth first, left before right
  friend bool operator==(const SplitProof&, const SplitProof&) = default;
};

/// Proof of one goal by weighted squares: exact identities of polynomials over the rationals. Their variables are those
/// of the statement, then one, r, for each sqrt and abs in the assumptions that are used and in the goal, in the order
/// of the code. A node stands for the polynomial that has its sign wherever it is defined: its numerator times the
/// divisors that occur in it with an odd power; in an equation for its numerator. What is known of a point, the
/// conditions, are numbered:
///   Range           x - lower >= 0, then upper - x >= 0, where there are such bounds, which are polynomials; strict
///                   where open
///   Simplex         every p_i >= 0 (strict when open), then 1 - sum p = 0
///   LeaderChamber   gap > 0, p_1 - p_2 - gap >= 0, p_k - p_{k+1} >= 0 for k = 2..d-1, p_d >= 0, then 1 - sum p = 0
///   assumptions     those that are used, in their order
///   r = sqrt(a)     r >= 0, then r^2 - a = 0
///   r = abs(a)      r >= 0, r - a >= 0, r + a >= 0, then r^2 - a^2 = 0
/// The last part is about the goal. Before it there is one for each argument of a root, which must be >= 0, and for
/// each divisor that is not constant, which must not vanish, of the goal, in the order of the code; it may use a root
/// only when that stands before it in the code or in an assumption. With P for what the part is about (times its `sign`
/// for a divisor) the identity is
///   (sum of multiplier) P = sum of squares + sum of equations,   multiplier empty: 1
/// where a term of multiplier or squares is weight (product of conditions >= 0) (polynomial)^2 with weight > 0, and one
/// of equations is weight (product of conditions, one of them an equation) (polynomial).
/// A term is positive when its polynomial is a constant and its conditions are strict. For a divisor a term of the
/// squares must be positive. Otherwise a multiplier that is not empty has a positive term; or the squares have a term
/// c P^2 with no conditions but strict ones, so that both sides differ where P < 0; or there are variables for each of
/// which the multiplier has a term c x^(2m) without conditions, and P, with all of them zero, is a constant >= 0.
struct SquaresProof {
  /// coefficient times the product of the variables to these powers.
  struct Monomial {
    Integer coefficient;         // not 0
    std::vector<int> exponents;  // one for each variable
    friend bool operator==(const Monomial&, const Monomial&) = default;
  };
  /// One term of a multiplier, of the squares or of the equations.
  struct Term {
    Rational weight;              // of the term
    std::vector<int> conditions;  // a condition may occur more than once
    int polynomial = 0;           // index into `polynomials`
    friend bool operator==(const Term&, const Term&) = default;
  };
  /// The identity for the goal, or for one of its divisors or arguments.
  struct Part {
    int sign = 1;                                      // of the divisor
    std::vector<Term> multiplier, squares, equations;  // the terms of the identity
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<int> assumptions;                    // the numbers of those that are used, ascending
  std::vector<std::vector<Monomial>> polynomials;  // that the terms refer to
  std::vector<Part> parts;                         // the goal is the last one
  friend bool operator==(const SquaresProof&, const SquaresProof&) = default;
};

struct ChainProof;

/// Proof of one goal, by one of the methods.
using Proof = std::variant<IdentityProof, CoefficientProof, BoxProof, SplitProof, SquaresProof, ChainProof>;

/// Proof of one goal of a formula with exp, log, sqrt, sin, cos, atan and abs by derivatives along single variables
/// (the rules with their proofs: docs/theory/derivative-chains.md). The domain is a product of ranges; assumptions are
/// used as bounds.
///
/// A tree of claims "F >= 0 (or > 0) on D", written depth first. F is an element of a ring of fractions over Q: its
/// indeterminates are the variables and what the generators bring, in the order in which the nodes above introduce
/// them:
///   exponent q   E = exp(q), q a single term c m with c > 0 (m a product of indeterminates)
///   base b       log b and sqrt b, and b as a denominator; b is a polynomial in the indeterminates, b > 0 on D; |b| is
///   b angle q      sin q and cos q, q as for an exponent arc u        atan u, where 1 + u^2 is a product of bases
/// The ring of the root and of every claim about an end of a range starts empty; F is expanded at the first node that
/// needs it. `powers` counts by generator: halves for a base (1 is sqrt b), whole numbers for an exponent.
struct ChainProof {
  /// What a node does.
  enum class Kind : unsigned char {
    exponent,   // term: q. One child
    base,       // term: b. Children: b > 0; the claim
    divide,     // powers: F / (product of the generators to these powers) in place of F. One child
    split,      // at v = term, free of v. Children: term - lower and upper - term >= 0 over the others (> 0 where that
                // end is open; for a line without ends: term - term); then v <= term; then v >= term
    up,         // variable v. Children: F at the lower end of v; dF/dv, v strictly between its ends
    down,       // mirrored: F at the upper end; -dF/dv
    chord,      // F at the lower end; F at the upper end; -d^2F/dv^2, v strictly between its ends
    tangent,    // c log u replaced by a bound: c n = the coefficient of the logarithm of generator `variable` in F, n
                // its entry in powers, u the product of the generators to the whole powers. term = k in {1, 2}, c >= 0:
                // c k (1 - u^(-1/k)); term = -k, c <= 0: c k (u^(1/k) - 1). Children: c >= 0 or -c >= 0; the claim
    zero,       // leaf: F = 0 identically
    constant,   // leaf: F has no variables, its value in intervals is >= 0 (> 0)
    algebraic,  // leaf: the numerator of F (its reciprocal for > 0) is >= 0 by the next premise, a statement over the
                // variables of D, then the exponentials and roots that occur as further variables in (0, infinity),
                // sines and cosines in [-1, 1], in the order of their generators
    wide,       // the same over the domain of the root (that of the statement, with its bounds) in place of D
    whole,      // leaf: as `algebraic`, with exp, log and sqrt written out
    limit,      // in place of the claim about an end, without other variables: the terms of F have limits there
    angle,      // term: q. One child
    arc,        // term: u. One child
    bound,      // only at the start: assumption number `term` is "v - t >= 0" or "t - v >= 0", and t takes the place of
                // that end of the range of `variable`. One child
    eliminate,  // only there, behind the bounds: assumption number `term` is A v + B = 0, A a number and B free of
                // v = `variable`, which no range needs, and of the variables that are gone; -B/A stands for v. One
                // child
    narrow,    // only behind them: the lower end (with powers: the upper end) of the range of `term`, which is gone, is
               // solved for `variable`, whose range it ends. One child
    interior,  // of the goal before it is expanded: all ranges without their ends. Children: upper - lower > 0 inside
               // the earlier ranges, for each with two ends; for each quotient, logarithm and root that wide_values()
               // doubts, in their order: its divisor or argument is > 0 (>= 0 for a root) on D; the goal inside
    part,      // leaf, before the goal is expanded: the goal on D, by the next premise
    tail,      // leaf, before the goal is expanded: wide_values() on D are >= 0, with no doubt
    radical,   // F = A + B sqrt b, b the base of generator `variable`. term = 1, children: A >= 0; A^2 - B^2 b with the
               // sign of the claim. term = 2: B >= 0; B^2 b - A^2
    surd,    // w = the product of the generators to `powers` (halves, as in divide), u = w^2. The terms c w of F, those
             // with just the roots of w, are bounded: m = term, m > 0 by its form, variable = 1: w >= 2 u m/(u + m^2);
             // 2: w >= (3 m^2 u - u^2)/(2 m^3); -1: w <= (u + m^2)/(2 m). Children: c >= 0 (-1: -c >= 0); the claim
    circle,  // leaf: as `algebraic`, but (cos, sin) of an angle are ((1 - t^2)/(1 + t^2), 2 t/(1 + t^2)), t a real
             // variable at the place of the first of them
    turn,  // the lower (term = 0) or upper (1) end of the range of `variable` is solved for the variable powers[0] and
           // ends its range; at the old end that one had, it bounds `variable`. Child: F over an empty ring
    modulus,   // of the goal before it is expanded: |t|, t = term, is t (variable = 1) or -t (-1) on D. Children: that
               // >= 0; the goal with it in the place of |t|
    multiple,  // only at the start, before all: the goal less term times assumption number `variable`, in place of the
               // goal; a number >= 0 unless the assumption is an equation. One child
    invert,    // only at the start, behind bounds and eliminations: 1/v for v = `variable`, whose range [l, h], l >= 0,
               // becomes [1/h, 1/l]. One child
    unit,      // only there: assumption number `term` is x_1 ... x_n = 1, the x_i >= 0 are `powers`. t_1/t_2, t_2/t_3,
               // ..., t_(n-1), 1/t_1 for them, t_i > 0, of which t_i bears the name of x_i. One child
    scale,     // only there: v x for each x in `powers`, v = `variable` > 0, the ranges of the x cones. One child
  };
  /// A node of the tree, its sub-trees behind it.
  struct Node {
    Kind kind;                // what the node does
    int variable = 0;         // the variable, or the generator
    int term = 0;             // index into `terms`, or as said at the kind
    std::vector<int> powers;  // of the generators
    friend bool operator==(const Node&, const Node&) = default;
  };
  Expression terms;                                                  // over the variables of the statement
  std::vector<Node> nodes;                                           // depth first
  std::vector<Proof> premises;                                       // of the leaves, in their order
  friend bool operator==(const ChainProof& x, const ChainProof& y);  // compares all members
};
/// Compares all members.
inline bool operator==(const ChainProof& x, const ChainProof& y) {
  return x.terms == y.terms && x.nodes == y.nodes && x.premises == y.premises;
}

/// A point of the domain, exact, that satisfies the assumptions and violates a goal.
struct Witness {
  int goal;                      // the number of the goal that is violated
  std::vector<Rational> values;  // one per variable of the statement
  friend bool operator==(const Witness&, const Witness&) = default;
};

}  // namespace hebb
