(* One step on the good set: the distance to the vertex contracts, the gaps grow up to noise.

   R.rate, R.rate.onehot, R2.linear       what the learning rate must do
   R1.combine, R2.combine                 R1 and R2 from a remainder |theta_i| <= a (Delta/4) p_i (1-p_i)
   R1.sharp, R2.sharp                     a <= Delta / (Q (8Q + Delta))
   R1.paper                               a <= Delta / (16 Q^2)
   R1.summary, R2.paper                   a <= Delta^2 / (16 Q^2)
   R1.onehot, R2.onehot                   a <= Delta / (Q (8Q - 4 - Delta)), Y_j in [-(Q-1), Q] *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Gap.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- the learning rate ---- *)
Section LearningRate.
Implicit Types a Q D : R.

Definition sharp_rate Q D := D / (Q * (8 * Q + D)).
Definition onehot_rate Q D := D / (Q * (8 * Q - 4 - D)).

Lemma sharp_rate_mul a Q D : 0 < D -> 1 <= Q -> a <= sharp_rate Q D ->
  a * (Q * (8 * Q + D)) <= D.
Proof.
move=> D0 Q1 H; have P : 0 < Q * (8 * Q + D) by nra.
have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ P) H.
by rewrite /sharp_rate; have -> : D / (Q * (8 * Q + D)) * (Q * (8 * Q + D)) = D by field; lra.
Qed.

(* R.rate *)
Theorem rate_condition a Q D : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= sharp_rate Q D ->
  a * Q < 1 /\ 2 * a * Q ^ 2 / (1 - a * Q) <= D / 4.
Proof.
move=> [D0 D1] Q1 a0 /(sharp_rate_mul D0 Q1) H.
have aQ0 : 0 <= a * Q by apply: Rmult_le_pos; lra.
have aQQ : 8 * (a * Q) * 1 <= 8 * (a * Q) * Q by apply: Rmult_le_compat_l; lra.
have aQD : 0 <= a * Q * D by apply: Rmult_le_pos; lra.
have aQ : a * Q < 1 by lra.
by split => //; apply: Rdiv_le_l; lra.
Qed.

(* R.rate *)
Theorem rates_ordered Q D : 0 < D <= 1 -> 1 <= Q ->
  D ^ 2 / (16 * Q ^ 2) <= D / (16 * Q ^ 2) /\ D / (16 * Q ^ 2) <= sharp_rate Q D.
Proof.
move=> [D0 D1] Q1; have Q2 : 0 < Q ^ 2 by nra.
split; first by apply: Rmult_le_compat_r; [apply: Rlt_le; apply: Rinv_0_lt_compat; lra | nra].
apply: Rmult_le_compat_l; first by lra.
by apply: Rinv_le_contravar; nra.
Qed.

(* R2.linear *)
Theorem sharp_rate_linear Q D : 0 < D <= 1 -> 1 <= Q -> 1 / 9 * (D / Q ^ 2) <= sharp_rate Q D.
Proof.
move=> [D0 D1] Q1; have Q2 : 0 < Q ^ 2 by nra.
have -> : 1 / 9 * (D / Q ^ 2) = D / (9 * Q ^ 2) by field; lra.
apply: Rmult_le_compat_l; first by lra.
by apply: Rinv_le_contravar; nra.
Qed.

(* R.rate.onehot *)
Theorem rate_condition_onehot a Q D : 0 < D <= 1 -> 1 < Q -> 0 <= a -> a <= onehot_rate Q D ->
  a * Q * (2 * Q - 1) / (1 + a * Q) <= D / 4 /\ a <= 1 / (2 * Q ^ 2).
Proof.
move=> [D0 D1] Q1 a0 H; have P : 0 < Q * (8 * Q - 4 - D) by nra.
have {}H : a * (Q * (8 * Q - 4 - D)) <= D.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ P) H.
  by rewrite /onehot_rate; have -> : D / (Q * (8 * Q - 4 - D)) * (Q * (8 * Q - 4 - D)) = D by field; lra.
have aQ0 : 0 <= a * Q by apply: Rmult_le_pos; lra.
split; first by apply: Rdiv_le_l; lra.
apply: Rdiv_le_r; first by nra.
have : a * Q * (2 * Q) <= a * Q * (8 * Q - 5) by apply: Rmult_le_compat_l; lra.
have : a * Q * (8 * Q - 5) <= a * Q * (8 * Q - 4 - D) by apply: Rmult_le_compat_l; lra.
by lra.
Qed.

(* R.rate.onehot *)
Theorem onehot_rate_allows_more Q D : 0 < D <= 1 -> 1 < Q -> sharp_rate Q D <= onehot_rate Q D.
Proof.
move=> [D0 D1] Q1; apply: Rmult_le_compat_l; first by lra.
by apply: Rinv_le_contravar; nra.
Qed.

End LearningRate.

Section Step.
Variable I : finType.
Implicit Types (p y : I -> R) (o u : I) (a Q D : R).

Notation d := (dim I).

(* the only property of the remainder that R1 and R2 use *)
Definition small_remainder a D p y := forall i, Rabs (theta a p y i) <= a * (D / 4) * (p i * (1 - p i)).

(* R1.combine *)
Theorem contraction_from_remainder a D o p y : 0 <= a -> 0 <= D -> simplex p -> leads (D / 2) o p ->
  1 + a * mean p y <> 0 -> small_remainder a D p y ->
  1 - update a p y o <= (1 - a * rate I D) * (1 - p o) - a * xi p y o.
Proof.
move=> a0 D0 Hp L nz /(_ o) /Rabs_le_both [T _]; rewrite taylor_identity // /grad.
have g2 := drift_dominates_distance Hp L; have g3 := drift_of_leader Hp D0 L.
have po : 0 <= p o by case: Hp.
have {}g2 := Rmult_le_compat_l _ _ _ po g2.
have d1 := dim_ge1 o.
have r : D / (2 * d) * (1 + (d - 1) * D / 2) = 2 * rate I D by rewrite /rate; field; lra.
rewrite r in g3.
have := Rmult_le_compat_l _ _ _ a0 g2; have := Rmult_le_compat_l _ _ _ a0 g3.
by lra.
Qed.

(* R2.combine *)
Theorem gap_growth_from_remainder a D o u p y : 0 <= a -> 0 <= D -> simplex p -> u != o ->
  leads (D / 2) o p -> 1 + a * mean p y <> 0 -> small_remainder a D p y ->
  p o - p u + a * (xi p y o - xi p y u) <= update a p y o - update a p y u.
Proof.
move=> a0 D0 Hp uo L nz T; rewrite !taylor_identity // /grad.
have /Rabs_le_both [To _] := T o; have /Rabs_le_both [_ Tu] := T u.
have key := Rmult_le_compat_l _ _ _ a0 (gap_drift_beats_remainders Hp uo D0 L).
by lra.
Qed.

Lemma small_remainder_sharp a Q D p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= sharp_rate Q D ->
  simplex p -> bounded Q y -> 1 + a * mean p y <> 0 /\ small_remainder a D p y.
Proof.
move=> HD Q1 a0 aD Hp Hy; have [aQ k] := rate_condition HD Q1 a0 aD.
have den := denominator_pos Hp Hy a0 aQ; split; first by lra.
move=> i; apply: Rle_trans (remainder_sharp i Hp Hy a0 aQ) _.
have p0 : 0 <= p i * (1 - p i).
  by have := simplex_le1 i Hp; have [Hp0 _] := Hp; have := Hp0 i; nra.
have := Rmult_le_compat_l _ _ _ p0 (Rmult_le_compat_l _ _ _ a0 k).
have -> : p i * (1 - p i) * (a * (2 * a * Q ^ 2 / (1 - a * Q))) =
  2 * a ^ 2 * Q ^ 2 * (p i * (1 - p i)) / (1 - a * Q) by field; lra.
by lra.
Qed.

Lemma small_remainder_onehot a Q D p y : 0 < D <= 1 -> 1 < Q -> 0 <= a -> a <= onehot_rate Q D ->
  simplex p -> (forall j, - (Q - 1) <= y j <= Q) ->
  1 + a * mean p y <> 0 /\ small_remainder a D p y.
Proof.
move=> HD Q1 a0 aD Hp Hy; have [k aQQ] := rate_condition_onehot HD Q1 a0 aD.
have aQ : a * Q < 1.
  have : a * (2 * Q ^ 2) <= 1.
    have := Rmult_le_compat_r (2 * Q ^ 2) _ _ _ aQQ.
    have -> : 1 / (2 * Q ^ 2) * (2 * Q ^ 2) = 1 by field; lra.
    by apply; have := sqr_ge0 Q; lra.
  by have := Rmult_le_compat_l (a * Q) 1 Q; have := Rmult_le_pos a Q; lra.
have B : bounded Q y by move=> j; apply/Rabs_le_both; have := Hy j; lra.
have den := denominator_pos Hp B a0 aQ; split; first by lra.
move=> i; apply: Rle_trans (remainder_onehot i Hp Hy (Rlt_le _ _ Q1) a0 aQQ) _.
have p0 : 0 <= p i * (1 - p i).
  by have := simplex_le1 i Hp; have [Hp0 _] := Hp; have := Hp0 i; nra.
have aQ0 : 0 <= a * Q by apply: Rmult_le_pos; lra.
have := Rmult_le_compat_l _ _ _ p0 (Rmult_le_compat_l _ _ _ a0 k).
have -> : p i * (1 - p i) * (a * (a * Q * (2 * Q - 1) / (1 + a * Q))) =
  a ^ 2 * Q * (2 * Q - 1) * (p i * (1 - p i)) / (1 + a * Q) by field; lra.
by lra.
Qed.

(* R1.sharp *)
Theorem contraction_sharp a Q D o p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= sharp_rate Q D ->
  simplex p -> bounded Q y -> leads (D / 2) o p ->
  1 - update a p y o <= (1 - a * rate I D) * (1 - p o) - a * xi p y o.
Proof.
move=> HD Q1 a0 aD Hp Hy L; have [nz T] := small_remainder_sharp HD Q1 a0 aD Hp Hy.
by apply: contraction_from_remainder => //; lra.
Qed.

(* R1.paper *)
Theorem contraction_paper a Q D o p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= D / (16 * Q ^ 2) ->
  simplex p -> bounded Q y -> leads (D / 2) o p ->
  1 - update a p y o <= (1 - a * rate I D) * (1 - p o) - a * xi p y o.
Proof.
move=> HD Q1 a0 aD; have [_ R] := rates_ordered HD Q1.
by apply: (contraction_sharp HD Q1 a0); lra.
Qed.

(* R1.summary *)
Theorem contraction_summary a Q D o p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a ->
  a <= D ^ 2 / (16 * Q ^ 2) -> simplex p -> bounded Q y -> leads (D / 2) o p ->
  1 - update a p y o <= (1 - a * rate I D) * (1 - p o) - a * xi p y o.
Proof.
move=> HD Q1 a0 aD; have [R _] := rates_ordered HD Q1.
by apply: (contraction_paper HD Q1 a0); lra.
Qed.

(* R1.onehot *)
Theorem contraction_onehot a Q D o p y : 0 < D <= 1 -> 1 < Q -> 0 <= a -> a <= onehot_rate Q D ->
  simplex p -> (forall j, - (Q - 1) <= y j <= Q) -> leads (D / 2) o p ->
  1 - update a p y o <= (1 - a * rate I D) * (1 - p o) - a * xi p y o.
Proof.
move=> HD Q1 a0 aD Hp Hy L; have [nz T] := small_remainder_onehot HD Q1 a0 aD Hp Hy.
by apply: contraction_from_remainder => //; lra.
Qed.

(* R2.sharp *)
Theorem gap_growth_sharp a Q D o u p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= sharp_rate Q D ->
  u != o -> simplex p -> bounded Q y -> leads (D / 2) o p ->
  p o - p u + a * (xi p y o - xi p y u) <= update a p y o - update a p y u.
Proof.
move=> HD Q1 a0 aD uo Hp Hy L; have [nz T] := small_remainder_sharp HD Q1 a0 aD Hp Hy.
by apply: (gap_growth_from_remainder (D := D)) => //; lra.
Qed.

(* R2.paper *)
Theorem gap_growth_paper a Q D o u p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a ->
  a <= D ^ 2 / (16 * Q ^ 2) -> u != o -> simplex p -> bounded Q y -> leads (D / 2) o p ->
  p o - p u + a * (xi p y o - xi p y u) <= update a p y o - update a p y u.
Proof.
move=> HD Q1 a0 aD; have [R1 R2] := rates_ordered HD Q1.
by apply: (gap_growth_sharp HD Q1 a0); lra.
Qed.

(* R2.onehot *)
Theorem gap_growth_onehot a Q D o u p y : 0 < D <= 1 -> 1 < Q -> 0 <= a -> a <= onehot_rate Q D ->
  u != o -> simplex p -> (forall j, - (Q - 1) <= y j <= Q) -> leads (D / 2) o p ->
  p o - p u + a * (xi p y o - xi p y u) <= update a p y o - update a p y u.
Proof.
move=> HD Q1 a0 aD uo Hp Hy L; have [nz T] := small_remainder_onehot HD Q1 a0 aD Hp Hy.
by apply: (gap_growth_from_remainder (D := D)) => //; lra.
Qed.

End Step.
