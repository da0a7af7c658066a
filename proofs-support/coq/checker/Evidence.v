(** What a certificate offers as evidence, one proof per goal or one witness. Same kinds as [hebb::Proof]. *)
From Coq Require Import List ZArith.
From HebbChecker Require Import Syntax.

(** Non-negative coefficients. [Leaf raise]: the numerator, multiplied by (sum of the coordinates of group g)^raise_g,
    has no coefficient of the wrong sign; an empty list raises nothing. [Halve g i j l r]: the edge (i, j) of group g is
    halved, the cell l has the midpoint in place of vertex j, the cell r in place of vertex i. A half-line t >= a with
    step h is cut at a + h (i = j = 0) into the segment [a, a + h] (l) and the half-line with step 2h (r). *)
Inductive coefficient_proof :=
| Leaf (raise : list nat)
| Halve (group i j : nat) (left right : coefficient_proof).

(** Bisection of the box of base variables; [Split v n d]: at n/d, left [lower, n/d], right [n/d, upper]. [LowerFace v]:
    the goal is non-decreasing in variable v on the box and the sub-tree proves it on the face at the lower end;
    [UpperFace v]: non-increasing, upper end. Leaves: natural extension, mean-value form,
    natural extension of constraint k negative, second-order Taylor form. [Multiplier k n d]: the goal less n/d >= 0
    times constraint k takes the place of the goal. *)
Inductive box_proof :=
| Split (variable : nat) (n : Z) (d : positive) (left right : box_proof)
| LowerFace (variable : nat) (rest : box_proof)
| UpperFace (variable : nat) (rest : box_proof)
| Natural
| MeanValue
| Infeasible (k : nat)
| Taylor
| Multiplier (k : nat) (n : Z) (d : positive) (rest : box_proof).

(** Splits of one orthant of unknowns, as [hebb::SplitProof]. [Positive]: the form has no negative coefficient. [Cut i j a b l r]: at
    w = a v_i + b v_j, in l in the place of v_j, in r in the place of v_i. [Order ks rest]: the form does not change when
    two of the unknowns ks are exchanged; in the rest u_k >= u_l for k before l. [Square q rest]: the form in two unknowns
    is q^2 times another, q with these coefficients by powers of the second one. [Face k rest]: the assumption with place
    k among the used ones says that some unknowns are zero. [Named rest] puts the form on a list, when the rest has
    proved it; [Same k ks]: it is the form with place k on this list, where unknown ks_j there is unknown j here. *)
Inductive split_proof :=
| Positive
| Cut (i j : nat) (a b : positive) (left right : split_proof)
| Order (ks : list nat) (rest : split_proof)
| Square (root : list Z) (rest : split_proof)
| Face (assumption : nat) (rest : split_proof)
| Named (rest : split_proof)
| Same (named : nat) (ks : list nat).

(** Weighted squares, as [hebb::SquaresProof]. A polynomial is a list of coefficients with the powers of the variables. A term
    is weight (product of conditions) base^2, of an equation weight (product of conditions) base. [target] is the polynomial of a
    node, which [negative] replaces by its opposite; a part says that
      (sum of multiplier) target = sum of squares + sum of equations. *)
Definition monomials := list (Z * list nat).
Record square_term := SquareTerm { weight : Z; conditions : list nat; base : nat }.
Record squares_part := SquaresPart {
  target : monomials;
  negative : bool;
  multiplier : list square_term;
  squares : list square_term;
  equations : list square_term }.

(** [Identity]: the goal, of the relation [Zero], expands to the zero polynomial. [Splits]: joint
    or not, the places of the assumptions that are used, and for each part of the domain the proof that no divisor of the
    goal vanishes there, where one is needed, and the tree. [Squares]: the places of the assumptions that are used, the nodes
    that become variables, the polynomials of the conditions, those of the terms, and one part for each argument of a root
    and each divisor of the goal, in the order of the code, and for the goal. *)
Inductive proof :=
| Identity
| Coefficients (tree : coefficient_proof)
| Boxes (tree : box_proof)
| Splits (joint : bool) (used : list nat) (parts : list (option coefficient_proof * split_proof))
| Squares (used roots : list nat) (conditions bases : list monomials) (parts : list squares_part).

(** Derivative chains, as [hebb::ChainProof]: a tree of claims "F >= 0" (or > 0) over ranges. Terms are nodes of the code, the
    powers of a product are counted by generator, in halves for bases.
      [NewExponent t]           exp of term t may be used
      [NewBase t p r]           log and sqrt of term t may be used, and it may be a divisor: p proves that it is > 0
      [NewAngle t]              sin and cos of term t may be used
      [NewArc t]                atan of term t may be used
      [Divide hs]               F / (product of generators to the powers hs) in the place of F
      [SplitAt v t l h b a]     at v = t: l and h prove that t lies in the range of v (unused where there is no end), b and a
                                the claim for v <= t and for v >= t
      [Up v e s], [Down v e s]  e proves the claim at the lower (upper) end of v, s that dF/dv >= 0 (<= 0) inside
      [Tangent g hs k c r]      with u the product of the bases to the whole powers hs, the multiple of log u in F is bounded by
                                k (1 - u^(-1/k)) from below, c proving that its factor is >= 0, or, for k < 0, from above
      [Radical k lead c r]      F = A + B R with R the root of base number k: A >= 0 (lead) or B >= 0 by c, and A^2 - B^2 R^2
                                (B^2 R^2 - A^2) has the sign of F by r
      [Vanishes]                F is 0
      [Premise p]               F >= 0 by p, over the variables and the exponentials and roots that occur in it
      [Written p]               the same, with exponentials, logarithms and roots written out
      [Skip]                    nothing *)
Inductive chain_proof :=
| NewExponent (term : nat) (rest : chain_proof)
| NewBase (term : nat) (above_zero rest : chain_proof)
| NewAngle (term : nat) (rest : chain_proof)
| NewArc (term : nat) (rest : chain_proof)
| Divide (powers : list Z) (rest : chain_proof)
| SplitAt (variable term : nat) (low high below above : chain_proof)
| Up (variable : nat) (at_end slope : chain_proof)
| Down (variable : nat) (at_end slope : chain_proof)
| Tangent (generator : nat) (powers : list Z) (order : Z) (sign rest : chain_proof)
| Radical (generator : nat) (rest_leads : bool) (sign rest : chain_proof)
| Vanishes
| Premise (p : proof)
| Written (p : proof)
| Skip.

(** The proof of one goal; [terms] is code behind that of the statement, its operands counted from the beginning of that. *)
Inductive goal_proof := Plain (p : proof) | Chain (terms : code) (tree : chain_proof).
Coercion Plain : proof >-> goal_proof.

(** The verdict "proved": one proof per goal, in the order of the goals. *)
Definition evidence := list goal_proof.

(** The verdict "refuted": a point, n/d per variable, where the goal of that number fails. *)
Record witness := Witness { violated : nat; point : list (Z * positive) }.
