(* Rows of the ledger in the generality in which they are recorded, where the theorems that the convergence proof uses
   have more hypotheses than the row.

   U.simplex, U.mirror   inputs bounded from below only
   U.support, U.ratio    what the recorded rows suppose, no more
   R1.combine, R2.combine, B.combine, M3.step   the arithmetic by itself, for all real numbers
   F.simplex, F.ratio    the identities on R^d
   F.gronwall            a finite interval, and the equation
   A11                   under its own condition on the learning rate *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Taylor Gap Step Barrier Flow Correlated.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- the update ---- *)
Section Update.
Variable I : finType.
Implicit Types (p y : I -> R) (i j : I).

Lemma factor_from_below a Q y i : 0 <= a -> a * Q < 1 -> (forall j, - Q <= y j) -> 0 < 1 + a * y i.
Proof. by move=> a0 aQ L; have := Rmult_le_compat_l _ _ _ a0 (L i); lra. Qed.

Lemma denominator_from_below a Q p y : simplex p -> 0 <= a -> a * Q < 1 -> (forall j, - Q <= y j) ->
  0 < 1 + a * mean p y.
Proof. by move=> S a0 aQ L; have := Rmult_le_compat_l _ _ _ a0 (mean_lower S L); lra. Qed.

Lemma sum_of_factors a p y : simplex p -> \rsum_j (p j * (1 + a * y j)) = 1 + a * mean p y.
Proof.
move=> [_ S]; have -> : \rsum_j (p j * (1 + a * y j)) = \rsum_j (p j + a * (p j * y j)).
  by apply: eq_bigr => j _; ring.
by rewrite rsum_add rsum_scal S.
Qed.

(* U.simplex *)
Theorem update_simplex_from_below a Q p y : simplex p -> (forall j, - Q <= y j) -> 0 <= a -> a * Q < 1 ->
  simplex (update a p y).
Proof.
move=> S L a0 aQ; have D := denominator_from_below S a0 aQ L; have [p0 _] := S; split=> [i|].
  apply: Rdiv_ge0 => //; apply: Rmult_le_pos => //.
  by apply: Rlt_le; exact: (factor_from_below i a0 aQ L).
by rewrite /update /Rdiv rsum_scalr (sum_of_factors a y S); field; lra.
Qed.

(* U.mirror *)
Theorem update_mirror_from_below a Q p y i : simplex p -> (forall j, - Q <= y j) -> 0 <= a -> a * Q < 1 ->
  let g j := - ln (1 + a * y j) in
  update a p y i = p i * exp (- g i) / \rsum_j (p j * exp (- g j)).
Proof.
move=> S L a0 aQ g; have e j : exp (- g j) = 1 + a * y j.
  by rewrite /g Ropp_involutive exp_ln //; exact: (factor_from_below j a0 aQ L).
have -> : \rsum_j (p j * exp (- g j)) = 1 + a * mean p y.
  by rewrite -(sum_of_factors a y S); apply: eq_bigr => j _; rewrite e.
by rewrite e.
Qed.

(* U.support *)
Theorem update_support_from_above a Q p y i : simplex p -> 0 <= a -> 0 <= Q -> a * Q < 1 -> - Q <= y i ->
  (forall j, y j <= Q) -> 0 <= 1 + a * mean p y ->
  (1 - a * Q) / (1 + a * Q) * p i * (1 + a * mean p y) <= p i * (1 + a * y i).
Proof.
move=> S a0 Q0 aQ L U D; have [p0 _] := S; have aQ0 : 0 <= a * Q by exact: Rmult_le_pos.
have m := Rmult_le_compat_l _ _ _ a0 (mean_upper S U); have l := Rmult_le_compat_l _ _ _ a0 L.
have k0 : 0 <= (1 - a * Q) / (1 + a * Q) by apply: Rdiv_ge0; lra.
have t1 : (1 - a * Q) / (1 + a * Q) * (1 + a * mean p y) <= 1 - a * Q.
  have -> : 1 - a * Q = (1 - a * Q) / (1 + a * Q) * (1 + a * Q) by field; lra.
  have -> : (1 - a * Q) / (1 + a * Q) * (1 + a * Q) / (1 + a * Q) = (1 - a * Q) / (1 + a * Q) by field; lra.
  by apply: Rmult_le_compat_l => //; lra.
have t2 : 1 - a * Q <= 1 + a * y i by lra.
by have := Rmult_le_compat_l _ _ _ (p0 i) (Rle_trans _ _ _ t1 t2); lra.
Qed.

(* U.ratio *)
Theorem update_ratio_everywhere a p y i j : 1 + a * mean p y <> 0 -> p j <> 0 -> 1 + a * y j <> 0 ->
  update a p y i / update a p y j = p i / p j * ((1 + a * y i) / (1 + a * y j)).
Proof. by move=> D P F; rewrite /update; field; repeat split. Qed.

End Update.

(* ---- the arithmetic of one step ---- *)
(* a theta between -k and k loses at most k *)
Lemma at_least_minus t k : -1 <= t <= 1 -> 0 <= k -> - k <= t * k.
Proof. by move=> t1 k0; have := Rmult_le_compat_r k _ _ k0 (proj1 t1); lra. Qed.

(* R1.combine *)
Theorem contraction_arithmetic a D F R K m theta : 0 <= a -> 0 <= D -> 0 <= K -> m <= 1 ->
  2 * R <= F -> D / 2 * K <= F -> Rabs theta <= a * m * (D / 4) * K -> a * R <= a * F + theta.
Proof.
move=> a0 D0 K0 m1 F1 F2 /Rabs_le_both [T _].
have aD : 0 <= a * (D / 4) * K by apply: Rmult_le_pos => //; apply: Rmult_le_pos; lra.
have t1 : a * m * (D / 4) * K <= a * (D / 4) * K by have := Rmult_le_compat_r _ _ _ aD m1; lra.
by have := Rmult_le_compat_l a (2 * R + D / 2 * K) (2 * F) a0 ltac:(lra); lra.
Qed.

(* R2.combine *)
Theorem gap_growth_arithmetic a D F K1 Ku m t1 tu : 0 <= a -> 0 <= D -> 0 <= K1 -> 0 <= Ku -> m <= 1 ->
  D / 4 * (K1 + Ku) <= F -> Rabs t1 <= a * m * (D / 4) * K1 -> Rabs tu <= a * m * (D / 4) * Ku ->
  0 <= a * F + t1 - tu.
Proof.
move=> a0 D0 K10 Ku0 m1 F1 /Rabs_le_both [T1 _] /Rabs_le_both [_ Tu].
have aD : 0 <= a * (D / 4) * (K1 + Ku) by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra | lra].
have t : a * m * (D / 4) * (K1 + Ku) <= a * (D / 4) * (K1 + Ku) by have := Rmult_le_compat_r _ _ _ aD m1; lra.
by have := Rmult_le_compat_l _ _ _ a0 F1; lra.
Qed.

(* B.combine *)
Theorem barrier_arithmetic a x m p1 w F c theta : 0 <= a -> x <= 1 -> 0 <= m -> m <= p1 -> 0 <= w ->
  (1 - x) * p1 ^ 2 * w <= F -> c <= 1 / 2 * (1 - x) * m -> Rabs theta <= a * c * p1 * w ->
  a * (1 - x) * (m ^ 2 / 2) * w <= a * F + theta.
Proof.
move=> a0 x1 m0 mp w0 F1 c1 /Rabs_le_both [T _].
have p0 : 0 <= p1 by lra.
have pw : 0 <= a * (p1 * w) by apply: Rmult_le_pos => //; exact: Rmult_le_pos.
have t1 := Rmult_le_compat_r _ _ _ pw c1; have t2 := Rmult_le_compat_l _ _ _ a0 F1.
have sq : m ^ 2 / 2 <= p1 ^ 2 - m * p1 / 2 by nra.
have s0 : 0 <= a * (1 - x) * w by apply: Rmult_le_pos => //; apply: Rmult_le_pos; lra.
by have := Rmult_le_compat_l _ _ _ s0 sq; lra.
Qed.

(* M3.step *)
Theorem decrease_arithmetic x x' y : x' <= (1 - y) * x -> y * x <= x - x'.
Proof. by move=> H; lra. Qed.

(* ---- the flow ---- *)
Section Field.
Variable I : finType.
Implicit Types (p : I -> R) (i j : I).

(* F.simplex *)
Theorem sum_of_field p : \rsum_i replicator p i = sqs p * (1 - \rsum_i p i).
Proof. by rewrite sum_replicator; ring. Qed.

(* F.ratio *)
Theorem field_ratio p i j : p j * replicator p i - p i * replicator p j = p i * p j * (p i - p j).
Proof. by rewrite /replicator; ring. Qed.

(* F.support *)
Theorem field_from_below p i : simplex p -> - (p i * (1 - p i)) <= replicator p i.
Proof.
move=> S; have [p0 _] := S; rewrite /replicator; have := sqs_le1 S => s1.
by have := Rmult_le_compat_l _ _ _ (p0 i) (ltac:(lra) : - (1 - p i) <= p i - sqs p); lra.
Qed.
End Field.

(* F.gronwall *)
Theorem gronwall_interval (y y' : R -> R) k T : (forall t, 0 <= t <= T -> is_derive y t (y' t)) ->
  (forall t, 0 <= t <= T -> y' t <= - k * y t) -> forall t, 0 <= t <= T -> y t <= y 0 * exp (- k * t).
Proof.
move=> D H t [t0 tT].
pose g s := y s * exp (k * s); pose g' s := (y' s + k * y s) * exp (k * s).
have Dg s : 0 <= s <= T -> is_derive g s (g' s).
  move=> st; have ey : ex_derive y s by exists (y' s); exact: D.
  by rewrite /g /g'; auto_derive => //; rewrite (is_derive_unique _ _ _ (D s st)); ring.
have C s : 0 <= s <= T -> continuity_pt g s.
  by move=> st; apply/continuity_pt_filterlim; apply: ex_derive_continuous; exists (g' s); exact: Dg.
have [c [[c1 c2] E]] : exists c, 0 <= c <= t /\ g t - g 0 = g' c * (t - 0).
  have := MVT_gen g 0 t g'; rewrite Rmin_left // Rmax_right // => M.
  by apply: M => s [s1 s2]; [apply: Dg; lra | apply: C; lra].
have N : g' c <= 0.
  have := H c ltac:(lra); have e := exp_pos (k * c) => h; rewrite /g'.
  by have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ e) (ltac:(lra) : y' c + k * y c <= 0); lra.
have {E N} M : y t * exp (k * t) <= y 0.
  have : g t - g 0 <= 0 by rewrite E; have := Rmult_le_compat_r t _ _ t0 N; lra.
  by rewrite /g Rmult_0_r exp_0; lra.
have -> : y t = (y t * exp (k * t)) * exp (- k * t).
  by rewrite Rmult_assoc -exp_plus; have -> : k * t + - k * t = 0 by [ring]; rewrite exp_0; ring.
by apply: Rmult_le_compat_r => //; apply: Rlt_le; exact: exp_pos.
Qed.

(* F.gronwall *)
Theorem linear_equation_interval (y : R -> R) k T : (forall t, 0 <= t <= T -> is_derive y t (- k * y t)) ->
  forall t, 0 <= t <= T -> y t = y 0 * exp (- k * t).
Proof.
move=> D t tT; apply: Rle_antisym.
  by apply: (gronwall_interval D) tT => s _; lra.
have D' s : 0 <= s <= T -> is_derive (fun s => - y s) s (- (- k * y s)).
  by move=> st; apply: (@is_derive_opp R_AbsRing R_NormedModule); exact: D.
by have := gronwall_interval (k := k) D' _ tT; move=> /(_ (fun s _ => ltac:(lra))); lra.
Qed.

(* ---- correlated inputs ---- *)
Section Contraction.
Variables (I : finType) (Gamma : I -> I -> R) (dp dg : R) (o : I) (p : I -> R).
Hypotheses (dp0 : 0 <= dp) (dg0 : 0 < dg <= 1) (Hp : simplex p).
Hypotheses (Lp : leads (dp / 2) o p) (Lg : leads (dg / 2) o (drive Gamma p)).
Variables (a Q : R) (y : I -> R).
Hypotheses (By : bounded Q y) (Q1 : 1 <= Q) (a0 : 0 <= a) (a_small : a <= sharp_rate Q dg).

(* A11 *)
Theorem correlated_contraction_sharp :
  1 - update a p y o <=
  (1 - a * (dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2))) * (1 - p o) - a * cxi Gamma p y o.
Proof.
have [aQ c4] := rate_condition dg0 Q1 a0 a_small.
have D := denominator_pos Hp By a0 aQ; have d1 := dim_ge1 o.
rewrite (@correlated_identity I Gamma a p y o); last by lra.
have /Rabs_le_both [T _] := remainder_sharp o Hp By a0 aQ.
have F := fitness_of_leader Hp Lg; have G := leader_not_small Hp Lp.
have [p0 _] := Hp; have po := p0 o; have m0 : 0 <= 1 - p o by have := simplex_le1 o Hp; lra.
have pm : 0 <= p o * (1 - p o) by exact: Rmult_le_pos.
have e : 2 * a ^ 2 * Q ^ 2 * (p o * (1 - p o)) / (1 - a * Q) =
  a * (2 * a * Q ^ 2 / (1 - a * Q) * (p o * (1 - p o))) by field; lra.
rewrite e in T.
have t1 := Rmult_le_compat_r _ _ _ pm c4; have t2 := Rmult_le_compat_l _ _ _ po F.
have k0 : 0 <= dg / 4 * (1 - p o) by apply: Rmult_le_pos; lra.
have t3 := Rmult_le_compat_r _ _ _ k0 G.
have r : dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2) * (1 - p o) =
  (1 + (dim I - 1) * dp / 2) / dim I * (dg / 4 * (1 - p o)) by field; lra.
have key : dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2) * (1 - p o) <=
  p o * fitness Gamma p o - 2 * a * Q ^ 2 / (1 - a * Q) * (p o * (1 - p o)) by rewrite r; lra.
by have := Rmult_le_compat_l _ _ _ a0 key; lra.
Qed.

End Contraction.
