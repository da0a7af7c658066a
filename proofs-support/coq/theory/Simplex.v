(* The learning rule on the probability simplex.

   U.simplex      the update keeps the simplex
   U.support      the update keeps the support
   U.permutation  the update commutes with permutations
   U.weights      weight route and probability route agree
   U.mirror       the update is an exponentiated-gradient step
   U.ratio        ratios are free of the normaliser *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Rule.
Variable I : finType.
Implicit Types (p y w lambda : I -> R) (i j o u : I) (a Q : R).

Definition simplex p := (forall i, 0 <= p i) /\ \rsum_i p i = 1.

(* s = sum_i p_i^2,  b = p . Y,  p_i' = p_i (1 + a Y_i) / (1 + a b) *)
Definition sqs p := \rsum_i p i ^ 2.
Definition mean p y := \rsum_i (p i * y i).
Definition update a p y i := p i * (1 + a * y i) / (1 + a * mean p y).

(* |Y_i| <= Q *)
Definition bounded Q y := forall i, Rabs (y i) <= Q.

(* ---- the simplex ---- *)
Lemma sum_others p o : simplex p -> \rsum_(i | i != o) p i = 1 - p o.
Proof. by move=> [_ H]; move: H; rewrite (bigD1 o) //= => H; lra. Qed.

Lemma simplex_le1 p i : simplex p -> p i <= 1.
Proof.
move=> Hp; have H := sum_others i Hp; case: Hp => Hp _.
have : 0 <= \rsum_(j | j != i) p j by apply: rsum_ge0 => j _.
lra.
Qed.

Lemma simplex_other p o u : simplex p -> u != o -> p u <= 1 - p o.
Proof.
move=> Hp uo; rewrite -(sum_others o Hp).
by apply: rsum_term_le => // i _; case: Hp.
Qed.

Lemma sqs_others p o : sqs p = p o ^ 2 + \rsum_(i | i != o) p i ^ 2.
Proof. by rewrite /sqs (bigD1 o). Qed.

Lemma sqs_ge p o : p o ^ 2 <= sqs p.
Proof.
rewrite (sqs_others p o).
have : 0 <= \rsum_(i | i != o) p i ^ 2 by apply: rsum_ge0 => i _; exact: sqr_ge0.
lra.
Qed.

Lemma sqs_le1 p : simplex p -> sqs p <= 1.
Proof.
move=> Hp; have [Hp0 <-] := Hp.
by apply: rsum_le => i _; have := simplex_le1 i Hp; have := Hp0 i; nra.
Qed.

(* ---- the drive b = p . Y ---- *)
Lemma mean_bound Q p y : simplex p -> bounded Q y -> Rabs (mean p y) <= Q.
Proof.
move=> [Hp H1] Hy; apply: Rle_trans (rsum_abs _ _) _.
have -> : Q = Q * \rsum_i p i by rewrite H1; ring.
rewrite -rsum_scal; apply: rsum_le => i _.
rewrite Rabs_mult (Rabs_right (p i)); last by apply: Rle_ge.
by have := Hy i; have := Hp i; nra.
Qed.

Lemma mean_lower p y c : simplex p -> (forall i, c <= y i) -> c <= mean p y.
Proof.
move=> [Hp H1] Hy; have -> : c = \rsum_i (p i * c) by rewrite rsum_scalr H1; ring.
by apply: rsum_le => i _; apply: Rmult_le_compat_l.
Qed.

Lemma mean_upper p y c : simplex p -> (forall i, y i <= c) -> mean p y <= c.
Proof.
move=> [Hp H1] Hy; have -> : c = \rsum_i (p i * c) by rewrite rsum_scalr H1; ring.
by apply: rsum_le => i _; apply: Rmult_le_compat_l.
Qed.

(* a quantity below 1/Q: numerators and denominator of the update are positive *)
Lemma factor_pos a Q y i : 0 <= a -> a * Q < 1 -> bounded Q y -> 0 < 1 + a * y i.
Proof.
move=> a0 aQ /(_ i) Hy; have : a * Rabs (y i) <= a * Q by apply: Rmult_le_compat_l.
by split_Rabs; nra.
Qed.

Lemma denominator_pos Q a p y : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  0 < 1 - a * Q <= 1 + a * mean p y.
Proof.
move=> Hp Hy a0 aQ; have H := mean_bound Hp Hy.
by split; [lra | move: H; split_Rabs; nra].
Qed.

(* U.simplex *)
Theorem update_simplex Q a p y : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  simplex (update a p y).
Proof.
move=> Hp Hy a0 aQ; have [D0 D1] := denominator_pos Hp Hy a0 aQ.
have [Hp0 Hs] := Hp; split=> [i|].
  apply: Rdiv_ge0; last by lra.
  by apply: Rmult_le_pos => //; have := factor_pos i a0 aQ Hy; lra.
rewrite /update /Rdiv rsum_scalr.
have -> : \rsum_i (p i * (1 + a * y i)) = 1 + a * mean p y.
  rewrite -[X in _ = X + _]Hs /mean -rsum_scal -rsum_add; apply: eq_bigr => i _; ring.
by field; lra.
Qed.

(* U.support *)
Theorem update_support Q a p y i : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  (1 - a * Q) / (1 + a * Q) * p i <= update a p y i /\ (p i = 0 -> update a p y i = 0).
Proof.
move=> Hp Hy a0 aQ; have [D0 D1] := denominator_pos Hp Hy a0 aQ.
split=> [|Z]; last by rewrite /update Z /Rdiv; ring.
have Q0 : 0 <= Q by apply: Rle_trans (Hy i); exact: Rabs_pos.
have aQ0 : 0 <= a * Q by exact: Rmult_le_pos.
have D2 : 1 + a * mean p y <= 1 + a * Q.
  have /Rabs_le_both [_ M] := mean_bound Hp Hy.
  by have := Rmult_le_compat_l _ _ _ a0 M; lra.
have N : 1 - a * Q <= 1 + a * y i.
  have /Rabs_le_both [Y _] := Hy i.
  by have := Rmult_le_compat_l _ _ _ a0 Y; lra.
have p0 : 0 <= p i by case: Hp.
apply: Rdiv_le_r; first by lra.
have -> : (1 - a * Q) / (1 + a * Q) * p i * (1 + a * mean p y) =
  p i * ((1 - a * Q) * ((1 + a * mean p y) / (1 + a * Q))) by field; lra.
apply: Rmult_le_compat_l => //.
have r1 : (1 + a * mean p y) / (1 + a * Q) <= 1 by apply: Rdiv_le_l; lra.
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ D0) r1.
by lra.
Qed.

Lemma update_pos Q a p y i : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  0 < p i -> 0 < update a p y i.
Proof.
move=> Hp Hy a0 aQ p0; have [D0 D1] := denominator_pos Hp Hy a0 aQ.
apply: Rdiv_lt_0_compat; last by lra.
by apply: Rmult_lt_0_compat => //; exact: (factor_pos i a0 aQ Hy).
Qed.

(* U.permutation *)
Theorem update_permutation a p y (h : I -> I) i : bijective h ->
  update a (p \o h) (y \o h) i = update a p y (h i).
Proof.
move=> /onW_bij h_bij; rewrite /update /=.
by rewrite /mean [in RHS](reindex h) //=; apply: h_bij.
Qed.

(* p_i = lambda_i w_i / (lambda . w) and w_i' = w_i (1 + a Y_i) *)
Definition trigger lambda w i := lambda i * w i / \rsum_j (lambda j * w j).

(* U.weights *)
Theorem update_weights a lambda w y i :
  \rsum_j (lambda j * w j) <> 0 ->
  \rsum_j (lambda j * (w j * (1 + a * y j))) <> 0 ->
  trigger lambda (fun j => w j * (1 + a * y j)) i = update a (trigger lambda w) y i.
Proof.
move=> W W'; rewrite /update /trigger.
set S := \rsum_j (lambda j * w j) in W *.
have M : mean (trigger lambda w) y = (\rsum_j (lambda j * w j * y j)) / S.
  rewrite /mean /trigger -/S /Rdiv -rsum_scalr; apply: eq_bigr => j _; ring.
have W2 : \rsum_j (lambda j * (w j * (1 + a * y j))) = S + a * \rsum_j (lambda j * w j * y j).
  by rewrite /S -rsum_scal -rsum_add; apply: eq_bigr => j _; ring.
rewrite -/S /trigger -/S in M *; rewrite M W2.
by rewrite W2 in W'; field; split => //; split.
Qed.

(* U.ratio *)
Theorem update_ratio Q a p y i j : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 -> p j <> 0 ->
  update a p y i / update a p y j = p i / p j * ((1 + a * y i) / (1 + a * y j)).
Proof.
move=> Hp Hy a0 aQ pj; have [D0 D1] := denominator_pos Hp Hy a0 aQ.
have f0 := factor_pos j a0 aQ Hy.
by rewrite /update; field; repeat split => //; lra.
Qed.

(* p' = p .* exp(-g) / sum_j p_j exp(-g_j), g = -log(1 + a Y) *)
(* U.mirror *)
Theorem update_mirror Q a p y i : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  let g j := - ln (1 + a * y j) in
  update a p y i = p i * exp (- g i) / \rsum_j (p j * exp (- g j)).
Proof.
move=> Hp Hy a0 aQ /=.
have e j : exp (- - ln (1 + a * y j)) = 1 + a * y j.
  by rewrite Ropp_involutive exp_ln //; exact: (factor_pos j a0 aQ Hy).
rewrite e /update; congr (_ / _); under [in RHS]eq_bigr => j _ do rewrite e.
rewrite -[X in X + _](proj2 Hp) /mean -rsum_scal -rsum_add.
by apply: eq_bigr => j _; ring.
Qed.

(* ||p - e_o||_1 = 2 (1 - p_o) *)
Definition distance o p := \rsum_i Rabs (p i - ind (i == o)).

Lemma distance_eq o p : simplex p -> distance o p = 2 * (1 - p o).
Proof.
move=> Hp; rewrite /distance (bigD1 o) //= eqxx /=.
rewrite Rabs_left1; last by have := simplex_le1 o Hp; lra.
have -> : \rsum_(i | i != o) Rabs (p i - ind (i == o)) = \rsum_(i | i != o) p i.
  apply: eq_bigr => i /negbTE -> /=; rewrite Rminus_0_r Rabs_right //.
  by apply: Rle_ge; case: Hp.
by rewrite (sum_others o Hp); ring.
Qed.

End Rule.

(* points of the simplex that carry their invariant *)
Record point (I : finType) := Point { coord :> I -> R; coord_simplex : simplex coord }.

Lemma point_ge0 (I : finType) (p : point I) i : 0 <= p i.
Proof. by case: (coord_simplex p). Qed.

Lemma point_le1 (I : finType) (p : point I) i : p i <= 1.
Proof. exact: simplex_le1 (coord_simplex p). Qed.
