(* Correlated inputs: Y = S + Z with E[Y_i | p] = (Gamma p)_i.

   With f = Gamma p - (p^T Gamma p) 1 and xi_i = p_i((Y_i - b) - f_i) the step is
   p' = p + a p .* f + a xi + theta, with the same remainder theta.

   A11   the noise is centred; on the good set (half gaps) 1 - p_1' <= (1 - a kappa)(1 - p_1) - a xi_1
   A12   on the good set both gaps have non-negative drift beyond the remainders:
         p_1' - p_u' >= p_1 - p_u + a (xi_1 - xi_u), and the same for Gamma p; the bound on the drift is
         c* (1 - p_1) with c* = (1-nu) Delta_p Delta_G / 4 - nu *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Gap Expectation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Correlated.
Variables (I : finType) (Gamma : I -> I -> R).
Implicit Types (p y : I -> R) (i j o u : I) (a Q : R).

(* the correlation matrix: symmetric, 1 on the diagonal, in [0, nu] off the diagonal *)
Definition correlation nu := (forall i, Gamma i i = 1) /\ (forall i j, Gamma i j = Gamma j i) /\
  (forall i j, i != j -> 0 <= Gamma i j <= nu).

Definition drive p i := \rsum_j (Gamma i j * p j).
Definition fitness p i := drive p i - mean p (drive p).
Definition cxi p y i := p i * ((y i - mean p y) - fitness p i).

Theorem correlated_identity a p y i : 1 + a * mean p y <> 0 ->
  update a p y i = p i + a * (p i * fitness p i) + a * cxi p y i + theta a p y i.
Proof. by move=> H; rewrite /update /cxi /theta; field. Qed.

(* the noise is centred under every law of Y with E[Y_i | p] = (Gamma p)_i *)
(* A11 *)
Theorem correlated_centred (T : Type) (E : expectation T) (y : T -> I -> R) Q p i :
  (forall t, bounded Q (y t)) -> (forall j, E (fun t => y t j) = drive p j) ->
  E (fun t => cxi p (y t) i) = 0.
Proof.
move=> B M.
have b j : bfun (fun t => y t j) by exists Q => t; exact: B.
have bm : bfun (fun t => mean p (y t)).
  by apply: (bfun_sum (F := fun j t => p j * y t j)) => j _; exact: bfun_scal.
have mm : E (fun t => mean p (y t)) = mean p (drive p).
  rewrite /mean Ex_sum; last by move=> j; exact: bfun_scal.
  by apply: eq_bigr => j _; rewrite Ex_scal // M.
rewrite /cxi Ex_scal; last by apply: bfun_sub; [exact: bfun_sub | exact: bfun_const].
rewrite Ex_sub; [| exact: bfun_sub | exact: bfun_const].
by rewrite Ex_sub // M mm Ex_const /fitness; ring.
Qed.

Section Good.
Variables (nu dp dg : R) (o : I) (p : I -> R).
Hypotheses (Gm : correlation nu) (nu01 : 0 <= nu <= 1) (dp0 : 0 <= dp) (dg0 : 0 <= dg).
Hypotheses (Hp : simplex p) (Lp : leads (dp / 2) o p) (Lg : leads (dg / 2) o (drive p)).

Let p_ge0 i : 0 <= p i := proj1 Hp i.
Let p_le1 i : p i <= 1 := simplex_le1 i Hp.

(* f_1 >= (Delta_G/2)(1 - p_1) *)
Theorem fitness_of_leader : dg / 2 * (1 - p o) <= fitness p o.
Proof.
have [_ S] := Hp.
have -> : fitness p o = \rsum_j (p j * (drive p o - drive p j)).
  have -> : \rsum_j (p j * (drive p o - drive p j)) = \rsum_j (drive p o * p j - p j * drive p j).
    by apply: eq_bigr => j _; ring.
  by rewrite rsum_sub rsum_scal S /fitness /mean; ring.
have z : p o * (drive p o - drive p o) = 0 by ring.
rewrite (rsum_split o) z Rplus_0_l -(sum_others o Hp) -rsum_scal.
by apply: rsum_le => j jo; have := Lg jo; have := p_ge0 j; nra.
Qed.

(* the rate of contraction *)
Theorem correlated_drift : (1 + (dim I - 1) * dp / 2) / dim I * (dg / 2 * (1 - p o)) <= p o * fitness p o.
Proof.
have g1 := leader_not_small Hp Lp; have F := fitness_of_leader; have d1 := dim_ge1 o.
apply: Rmult_le_compat => //.
  by apply: Rdiv_ge0; [have := Rmult_le_pos (dim I - 1) dp; lra | lra].
by apply: Rmult_le_pos; [lra | have := p_le1 o; lra].
Qed.

Theorem p_gap_drift u : u != o ->
  dp * dg / 4 * (1 - p o) + p u * (dg / 2) <= p o * fitness p o - p u * fitness p u.
Proof.
move=> uo; have F := fitness_of_leader; have gp := Lp uo; have gg := Lg uo.
have -> : p o * fitness p o - p u * fitness p u =
  (p o - p u) * fitness p o + p u * (drive p o - drive p u) by rewrite /fitness; ring.
have F0 : 0 <= dg / 2 * (1 - p o) by apply: Rmult_le_pos; [lra | have := p_le1 o; lra].
have t1 : dp / 2 * (dg / 2 * (1 - p o)) <= (p o - p u) * fitness p o.
  by apply: Rmult_le_compat; lra.
have t2 : p u * (dg / 2) <= p u * (drive p o - drive p u) by apply: Rmult_le_compat_l => //; lra.
by lra.
Qed.

(* the drift of (Gamma p)_1 - (Gamma p)_u along p .* f *)
Definition cstar := (1 - nu) * dp * dg / 4 - nu.

Lemma drive_bounds i : 0 <= drive p i <= 1.
Proof.
have [diag [_ off]] := Gm; have [_ S] := Hp.
have G01 j : 0 <= Gamma i j <= 1.
  by case: (eqVneq i j) => [->|ij]; [rewrite diag; lra | have := off i j ij; lra].
split; first by apply: rsum_ge0 => j _; apply: Rmult_le_pos; [case: (G01 j) | exact: p_ge0].
by rewrite -S; apply: rsum_le => j _; have := G01 j; have := p_ge0 j; nra.
Qed.

Lemma fitness_bounds i : Rabs (fitness p i) <= 1.
Proof.
have := drive_bounds i.
have := mean_lower Hp (fun j => proj1 (drive_bounds j)); have := mean_upper Hp (fun j => proj2 (drive_bounds j)).
by rewrite /fitness => *; apply/Rabs_le_both; lra.
Qed.

(* the difference of two rows of Gamma *)
Lemma row_difference_bound u j : u != o -> j != o -> j != u -> Rabs (Gamma o j - Gamma u j) <= nu.
Proof.
move=> uo jo ju; have [_ [_ off]] := Gm.
have := off o j; have := off u j; rewrite (eq_sym o) (eq_sym u) => /(_ ju) ? /(_ jo) ?.
by apply/Rabs_le_both; lra.
Qed.

Lemma drive_gap_drift_eq u (g : I -> R) : u != o ->
  \rsum_j ((Gamma o j - Gamma u j) * g j) =
  (1 - Gamma o u) * (g o - g u) + \rsum_(j | (j != o) && (j != u)) ((Gamma o j - Gamma u j) * g j).
Proof.
move=> uo; have [diag [sym _]] := Gm.
by rewrite (rsum_split o) (bigD1 u) //= !diag (sym u o); ring.
Qed.

Lemma rest_mass u : u != o -> \rsum_(j | (j != o) && (j != u)) p j = 1 - p o - p u.
Proof. by move=> uo; have := sum_others o Hp; rewrite (bigD1 u) //=; lra. Qed.

Lemma off_diagonal u : u != o -> 0 <= Gamma o u <= nu.
Proof. by move=> uo; have [_ [_ off]] := Gm; apply: off; rewrite eq_sym. Qed.

Theorem drive_gap_drift u : u != o ->
  cstar * (1 - p o) <= \rsum_j ((Gamma o j - Gamma u j) * (p j * fitness p j)).
Proof.
move=> uo; rewrite (drive_gap_drift_eq (fun j => p j * fitness p j) uo).
have G := off_diagonal uo; have P := p_gap_drift uo; have pu := p_ge0 u; have po1 := p_le1 o.
have pu1 := simplex_other Hp uo.
have dd : 0 <= dp * dg / 4 * (1 - p o) by do 2?[apply: Rmult_le_pos]; try lra; apply: Rmult_le_pos.
have pd : 0 <= p u * (dg / 2) by apply: Rmult_le_pos; lra.
have main : (1 - nu) * (dp * dg / 4 * (1 - p o)) <= (1 - Gamma o u) * (p o * fitness p o - p u * fitness p u).
  by apply: Rmult_le_compat; lra.
have rest : - (nu * (1 - p o - p u)) <=
  \rsum_(j | (j != o) && (j != u)) ((Gamma o j - Gamma u j) * (p j * fitness p j)).
  rewrite -(rest_mass uo) -rsum_scal -rsum_opp; apply: rsum_le => j /andP [jo ju].
  have R1 := row_difference_bound uo jo ju; have F1 := fitness_bounds j; have pj := p_ge0 j.
  have : Rabs ((Gamma o j - Gamma u j) * (p j * fitness p j)) <= nu * (p j * 1).
    rewrite Rabs_mult; apply: Rmult_le_compat => //; try exact: Rabs_pos.
    by rewrite Rabs_mult (Rabs_right (p j)); [apply: Rmult_le_compat_l | lra].
  by move/Rabs_le_both; lra.
have : nu * (1 - p o - p u) <= nu * (1 - p o) by apply: Rmult_le_compat_l; lra.
by rewrite /cstar; lra.
Qed.

(* ---- one step ---- *)
Variables (a Q : R) (y : I -> R).
Hypotheses (dp1 : dp <= 1) (By : bounded Q y) (a0 : 0 <= a) (aQ : a * Q < 1).
Hypothesis a_small : 2 * a * Q ^ 2 * (2 + nu) / (1 - a * Q) <= cstar.

Notation p' := (update a p y).
Notation c := (2 * a * Q ^ 2 / (1 - a * Q)).

Lemma den_nonzero : 1 + a * mean p y <> 0.
Proof. by have := denominator_pos Hp By a0 aQ; lra. Qed.

Lemma c_bounds : 0 <= c /\ c * (2 + nu) <= cstar.
Proof.
split; last by have -> : c * (2 + nu) = 2 * a * Q ^ 2 * (2 + nu) / (1 - a * Q) by field; lra.
apply: Rdiv_ge0; last by lra.
by apply: Rmult_le_pos; [lra | exact: sqr_ge0].
Qed.

Lemma theta_small i : Rabs (theta a p y i) <= a * c * (p i * (1 - p i)).
Proof.
apply: Rle_trans (remainder_sharp i Hp By a0 aQ) _; apply: Req_le; field; lra.
Qed.

Lemma theta_small_p i : Rabs (theta a p y i) <= a * c * p i.
Proof.
apply: Rle_trans (theta_small i) _; have [c0 _] := c_bounds.
apply: Rmult_le_compat_l; first exact: Rmult_le_pos.
by have := p_ge0 i; have := p_le1 i; nra.
Qed.

(* the sizes that the remainders are compared with *)
Lemma c_small : c <= dp * dg / 8 /\ c <= dg / 8.
Proof.
have [c0 c1] := c_bounds.
have nn : 0 <= nu * (dp * dg) by apply: Rmult_le_pos; [lra | exact: Rmult_le_pos].
have cn : 0 <= c * nu by apply: Rmult_le_pos; lra.
have : dp * dg <= 1 * dg by apply: Rmult_le_compat_r.
by move: c1; rewrite /cstar => *; lra.
Qed.

(* A11 *)
Theorem correlated_contraction :
  1 - p' o <= (1 - a * (dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2))) * (1 - p o) - a * cxi p y o.
Proof.
have d1 := dim_ge1 o; rewrite (correlated_identity o den_nonzero).
have /Rabs_le_both [T _] := theta_small o; have [_ c8] := c_small.
have g1 := leader_not_small Hp Lp; have F := fitness_of_leader.
have p0 := p_ge0 o; have m0 : 0 <= 1 - p o by have := p_le1 o; lra.
have pm : 0 <= p o * (1 - p o) by exact: Rmult_le_pos.
have key : dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2) * (1 - p o) <=
  p o * fitness p o - c * (p o * (1 - p o)).
  have t1 := Rmult_le_compat_l _ _ _ p0 F.
  have t2 := Rmult_le_compat_r _ _ _ pm c8.
  have k0 : 0 <= dg / 4 * (1 - p o) by apply: Rmult_le_pos; lra.
  have t3 := Rmult_le_compat_r _ _ _ k0 g1.
  have -> : dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2) * (1 - p o) =
    (1 + (dim I - 1) * dp / 2) / dim I * (dg / 4 * (1 - p o)) by field; lra.
  have : 0 <= dg * (p o * (1 - p o)) by exact: Rmult_le_pos.
  by lra.
by have := Rmult_le_compat_l _ _ _ a0 key; lra.
Qed.

(* A12 *)
Theorem correlated_p_gap u : u != o ->
  p o - p u + a * (cxi p y o - cxi p y u) <= p' o - p' u.
Proof.
move=> uo; rewrite !(correlated_identity _ den_nonzero).
have /Rabs_le_both [To _] := theta_small o; have /Rabs_le_both [_ Tu] := theta_small u.
have P := p_gap_drift uo; have [c0 _] := c_bounds; have [c8 c8'] := c_small.
have p0 := p_ge0 o; have pu := p_ge0 u; have m0 : 0 <= 1 - p o by have := p_le1 o; lra.
have mu : p u <= 1 by exact: p_le1.
have t1 : c * (p o * (1 - p o)) <= dp * dg / 4 * (1 - p o).
  have : c * (p o * (1 - p o)) <= c * (1 - p o).
    by apply: Rmult_le_compat_l => //; have := p_le1 o; nra.
  have := Rmult_le_compat_r _ _ _ m0 c8; have : 0 <= dp * dg * (1 - p o).
    by apply: Rmult_le_pos => //; exact: Rmult_le_pos.
  by lra.
have t2 : c * (p u * (1 - p u)) <= p u * (dg / 2).
  have : c * (p u * (1 - p u)) <= c * p u by apply: Rmult_le_compat_l => //; nra.
  have := Rmult_le_compat_r _ _ _ pu c8'; have : 0 <= dg * p u by exact: Rmult_le_pos.
  by lra.
have key : 0 <= (p o * fitness p o - p u * fitness p u) - c * (p o * (1 - p o)) - c * (p u * (1 - p u)) by lra.
by have := Rmult_le_pos _ _ a0 key; lra.
Qed.

(* A12 *)
Theorem correlated_drive_gap u : u != o ->
  drive p o - drive p u + a * (drive (cxi p y) o - drive (cxi p y) u) <= drive p' o - drive p' u.
Proof.
move=> uo.
have split_step (i : I) : drive p' i =
  drive p i + a * drive (fun j => p j * fitness p j) i + a * drive (cxi p y) i + drive (theta a p y) i.
  rewrite /drive -!rsum_scal -!rsum_add; apply: eq_bigr => j _.
  by rewrite (correlated_identity _ den_nonzero); ring.
have diff (g : I -> R) : drive g o - drive g u = \rsum_j ((Gamma o j - Gamma u j) * g j).
  by rewrite /drive -rsum_sub; apply: eq_bigr => j _; ring.
have D := drive_gap_drift uo; rewrite -diff in D.
have [c0 c1] := c_bounds; have G := off_diagonal uo.
have p0 := p_ge0 o; have pu := p_ge0 u; have m0 : 0 <= 1 - p o by have := p_le1 o; lra.
have pu1 := simplex_other Hp uo.
(* the remainders cost at most a c ((1 - p_1) + p_u + nu (1 - p_1 - p_u)) *)
have ac : 0 <= a * c by exact: Rmult_le_pos.
have T : - (a * c * ((2 + nu) * (1 - p o))) <= drive (theta a p y) o - drive (theta a p y) u.
  rewrite diff (drive_gap_drift_eq (theta a p y) uo).
  have /Rabs_le_both [To _] := theta_small o; have /Rabs_le_both [_ Tu] := theta_small_p u.
  have o1 : p o * (1 - p o) <= 1 - p o by have := p_le1 o; nra.
  have To' : - (a * c * (1 - p o)) <= theta a p y o.
    by have := Rmult_le_compat_l _ _ _ ac o1; lra.
  have first : - (a * c * (1 - p o) + a * c * p u) <= (1 - Gamma o u) * (theta a p y o - theta a p y u).
    have s0 : 0 <= a * c * (1 - p o) + a * c * p u.
      by have := Rmult_le_pos _ _ ac m0; have := Rmult_le_pos _ _ ac pu; lra.
    have : (1 - Gamma o u) * - (theta a p y o - theta a p y u) <= a * c * (1 - p o) + a * c * p u.
      apply: Rle_trans (Rmult_le_compat_l (1 - Gamma o u) _ (a * c * (1 - p o) + a * c * p u) _ _) _; try lra.
      by have := Rmult_le_pos (Gamma o u) _ ltac:(lra) s0; lra.
    by lra.
  have rest : - (a * c * (nu * (1 - p o - p u))) <=
    \rsum_(j | (j != o) && (j != u)) ((Gamma o j - Gamma u j) * theta a p y j).
    rewrite -(rest_mass uo) -!rsum_scal -rsum_opp; apply: rsum_le => j /andP [jo ju].
    have R1 := row_difference_bound uo jo ju; have T1 := theta_small_p j.
    have : Rabs ((Gamma o j - Gamma u j) * theta a p y j) <= nu * (a * c * p j).
      by rewrite Rabs_mult; apply: Rmult_le_compat => //; exact: Rabs_pos.
    by move/Rabs_le_both; lra.
  have u1 := Rmult_le_compat_l _ _ _ ac pu1.
  have n1 : nu * (1 - p o - p u) <= nu * (1 - p o) by apply: Rmult_le_compat_l; lra.
  by have := Rmult_le_compat_l _ _ _ ac n1; lra.
have k : c * ((2 + nu) * (1 - p o)) <= cstar * (1 - p o).
  by rewrite -Rmult_assoc; apply: Rmult_le_compat_r.
rewrite !split_step.
have := Rmult_le_compat_l _ _ _ a0 D; have := Rmult_le_compat_l _ _ _ a0 k.
by lra.
Qed.

End Good.
End Correlated.
