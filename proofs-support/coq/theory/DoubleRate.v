(* R1 and R2 at about twice the learning rate: a <= Delta / (Q (4Q + Delta)).

   R.double               what that learning rate does: aQ < 1 and aQ^2/(1-aQ) <= Delta/4
   R1.double, R2.double   one step, as R1.sharp and R2.sharp

   R1.sharp and R2.sharp bound the remainders one by one. Here what the leader loses, and what a gap loses, is bounded at once. With the
   drive b = p.Y = -Q t the remainders of a gap are at most a Q^2/(1-aQ) t (w - t g), w = (p_u Y_u - p_1 Y_1)/Q, for t >= 0 (the
   products are even in Y), and sum p = 1, |Y| <= Q give w <= p_1 + p_u and w <= t + 1 - g: where the drive is large the components
   cannot all point away from it. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Gap Step.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- the learning rate ---- *)
Definition double_rate Q D := D / (Q * (4 * Q + D)).

(* R.double *)
Theorem rate_condition_double a Q D : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= double_rate Q D ->
  a * Q < 1 /\ a * Q ^ 2 / (1 - a * Q) <= D / 4.
Proof.
move=> [D0 D1] Q1 a0 H; have P : 0 < Q * (4 * Q + D) by nra.
have {}H : a * (Q * (4 * Q + D)) <= D.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ P) H.
  by rewrite /double_rate; have -> : D / (Q * (4 * Q + D)) * (Q * (4 * Q + D)) = D by field; lra.
have aQ0 : 0 <= a * Q by apply: Rmult_le_pos; lra.
have aQQ : 4 * (a * Q) * 1 <= 4 * (a * Q) * Q by apply: Rmult_le_compat_l; lra.
have aQD : 0 <= a * Q * D by apply: Rmult_le_pos; lra.
have aQ : a * Q < 1 by lra.
by split => //; apply: Rdiv_le_l; lra.
Qed.

(* R.double *)
Theorem double_rate_allows_more Q D : 0 < D <= 1 -> 1 <= Q ->
  9 / 5 * sharp_rate Q D <= double_rate Q D <= 2 * sharp_rate Q D.
Proof.
move=> [D0 D1] Q1; have P4 : 0 < Q * (4 * Q + D) by nra.
have P8 : 0 < Q * (8 * Q + D) by nra.
rewrite /sharp_rate /double_rate; split.
  have -> : 9 / 5 * (D / (Q * (8 * Q + D))) = D / (5 / 9 * (Q * (8 * Q + D))) by field; lra.
  by apply: Rmult_le_compat_l; [lra | apply: Rinv_le_contravar => //; nra].
have -> : 2 * (D / (Q * (8 * Q + D))) = D / (1 / 2 * (Q * (8 * Q + D))) by field; lra.
by apply: Rmult_le_compat_l; [lra | apply: Rinv_le_contravar; nra].
Qed.

Lemma sharp_below_double Q D : 0 < D <= 1 -> 1 <= Q -> sharp_rate Q D <= double_rate Q D.
Proof.
move=> HD Q1; have [h _] := double_rate_allows_more HD Q1.
have : 0 < sharp_rate Q D; last by lra.
by case: HD => D0 _; apply: Rdiv_lt_0_compat => //; nra.
Qed.

(* ---- the two inequalities in t ---- *)
Lemma gap_loss p1 pu t w : 0 <= pu -> 0 <= p1 - pu -> p1 + pu <= 1 -> 0 <= t <= 1 ->
  w <= p1 + pu -> w <= t + 1 - (p1 - pu) ->
  t * (w - t * (p1 - pu)) <= 2 * (pu + (p1 - pu) * (1 - p1)).
Proof.
move=> u0 g0 s1 [t0 t1] w1 w2; have pm : 0 <= (p1 - pu) * (1 - p1) by apply: Rmult_le_pos; lra.
have middle r : 0 <= r <= 1 -> 2 * p1 - 1 <= r ->
    r * (p1 + pu - r * (p1 - pu)) <= 2 * (pu + (p1 - pu) * (1 - p1)).
  move=> [r0 r1] large; have -> : r * (p1 + pu - r * (p1 - pu)) = 2 * (pu * r) + (p1 - pu) * (r * (1 - r)) by ring.
  have h1 : pu * r <= pu * 1 by apply: Rmult_le_compat_l.
  have h2 : r * (1 - r) <= 2 * (1 - p1) by have := Rmult_le_compat_r (1 - r) r 1; lra.
  by have := Rmult_le_compat_l _ _ _ g0 h2; lra.
case: (Rle_lt_dec (2 * p1 - 1) t) => h.
  apply: Rle_trans (middle t _ h) => //; apply: Rmult_le_compat_l => //; lra.
apply: Rle_trans (middle (2 * p1 - 1) _ (Rle_refl _)); last by lra.
have m0 : 0 <= 1 - (p1 - pu) by lra.
have -> : (2 * p1 - 1) * (p1 + pu - (2 * p1 - 1) * (p1 - pu)) =
  (1 - (p1 - pu)) * ((2 * p1 - 1) * (2 * p1)) by ring.
apply: Rle_trans (_ : (1 - (p1 - pu)) * (t * (1 + t)) <= _).
  have -> : (1 - (p1 - pu)) * (t * (1 + t)) = t * (t + 1 - (p1 - pu) - t * (p1 - pu)) by ring.
  by apply: Rmult_le_compat_l; lra.
by apply: Rmult_le_compat_l => //; apply: Rmult_le_compat; lra.
Qed.

Lemma leader_loss p1 t w : 0 <= p1 <= 1 -> 0 <= t <= 1 -> w <= 1 -> p1 * w <= t + 1 - p1 ->
  (p1 <= 3 / 4 -> p1 * (t * (w - t)) <= p1 * (1 - p1)) /\
  (3 / 4 <= p1 -> p1 * (t * (w - t)) <= 2 * (p1 * (1 - p1) * (2 * p1 - 1))).
Proof.
move=> [p0 p1'] [t0 t1] w1 w2.
have quarter : t * (w - t) <= t * (1 - t) by apply: Rmult_le_compat_l; lra.
have {quarter} := Rmult_le_compat_l _ _ _ p0 quarter => high; split=> h.
  by apply: Rle_trans high _; apply: Rmult_le_compat_l => //; have := sqr_ge0 (t - 1 / 2); lra.
case: (Rle_lt_dec (2 * p1 - 1) t) => large.
  have q : t * (1 - t) <= (2 * p1 - 1) * (2 * (1 - p1)) by nra.
  by have := Rmult_le_compat_l _ _ _ p0 q; lra.
have -> : p1 * (t * (w - t)) = t * (p1 * w - p1 * t) by ring.
apply: Rle_trans (_ : (1 - p1) * (t * (1 + t)) <= _).
  have -> : (1 - p1) * (t * (1 + t)) = t * (t + 1 - p1 - p1 * t) by ring.
  by apply: Rmult_le_compat_l; lra.
have -> : 2 * (p1 * (1 - p1) * (2 * p1 - 1)) = (1 - p1) * ((2 * p1 - 1) * (2 * p1)) by ring.
by apply: Rmult_le_compat_l; [lra | apply: Rmult_le_compat; lra].
Qed.

Section Double.
Variable I : finType.
Implicit Types (p y : I -> R) (o u : I) (a Q D : R).

Notation d := (dim I).

Lemma mean_opp p y : mean p (fun i => - y i) = - mean p y.
Proof. by rewrite /mean -rsum_opp; apply: eq_bigr => i _; ring. Qed.

Lemma bounded_opp Q y : bounded Q y -> bounded Q (fun i => - y i).
Proof. by move=> B i; rewrite Rabs_Ropp; exact: B. Qed.

(* what is added to a drive that is not positive is at most Q (1 - p_o) *)
Lemma leader_input Q p y o : simplex p -> bounded Q y -> - (p o * y o) <= - mean p y + Q * (1 - p o).
Proof.
move=> Hp By; rewrite (mean_others p y o).
have := @others_upper I p y o Q Hp (fun j => proj2 (proj1 (Rabs_le_both _ _) (By j))).
by lra.
Qed.

Lemma others_split p y o u : u != o ->
  others p y o = p u * y u + \rsum_(j | (j != o) && (j != u)) (p j * y j).
Proof. by move=> uo; rewrite /others (bigD1 u). Qed.

(* b (p_o Y_o - p_u Y_u - b (p_o - p_u)) <= 2 Q^2 (p_u + (p_o - p_u)(1 - p_o)) *)
Lemma gap_remainder Q p y o u : 0 < Q -> simplex p -> bounded Q y -> u != o -> p u <= p o ->
  mean p y * (p o * y o - p u * y u - mean p y * (p o - p u)) <= 2 * Q ^ 2 * (p u + (p o - p u) * (1 - p o)).
Proof.
move=> Q0 Hp By uo up; have [p0 _] := Hp.
wlog neg : y By / mean p y <= 0 => [H|].
  case: (Rle_lt_dec (mean p y) 0) => h; first exact: H.
  have := H _ (bounded_opp By); rewrite mean_opp => /(_ ltac:(lra)).
  by have -> : - mean p y * (p o * - y o - p u * - y u - - mean p y * (p o - p u)) =
    mean p y * (p o * y o - p u * y u - mean p y * (p o - p u)) by ring.
have /Rabs_le_both [m1 _] := mean_bound Hp By.
have /Rabs_le_both [o1 o2] := By o; have /Rabs_le_both [u1 u2] := By u.
have po := Rmult_le_compat_l _ _ _ (p0 o) o1; have pu := Rmult_le_compat_l _ _ _ (p0 u) u2.
have L := leader_input o Hp By.
have e1 : mean p y * (p o * y o - p u * y u - mean p y * (p o - p u)) =
  Q ^ 2 * (- mean p y / Q * ((p u * y u - p o * y o) / Q - - mean p y / Q * (p o - p u))) by field; lra.
rewrite e1; have -> : 2 * Q ^ 2 * (p u + (p o - p u) * (1 - p o)) = Q ^ 2 * (2 * (p u + (p o - p u) * (1 - p o))) by ring.
apply: Rmult_le_compat_l; first exact: sqr_ge0.
have ou := simplex_other Hp uo.
apply: gap_loss => //; try lra.
- by split; [apply: Rdiv_ge0; lra | apply: Rdiv_le_l; lra].
- by apply: Rdiv_le_l; lra.
apply: Rdiv_le_l => //; have -> : (- mean p y / Q + 1 - (p o - p u)) * Q = - mean p y + Q * (1 - p o) + p u * Q by field; lra.
by lra.
Qed.

(* p_o b (Y_o - b) / Q^2 in the two cases of p_o *)
Lemma leader_remainder Q p y o : 0 < Q -> simplex p -> bounded Q y ->
  (p o <= 3 / 4 -> mean p y * (y o - mean p y) * p o <= Q ^ 2 * (p o * (1 - p o))) /\
  (3 / 4 <= p o -> mean p y * (y o - mean p y) * p o <= Q ^ 2 * (2 * (p o * (1 - p o) * (2 * p o - 1)))).
Proof.
move=> Q0 Hp By; have [p0 _] := Hp.
wlog neg : y By / mean p y <= 0 => [H|].
  case: (Rle_lt_dec (mean p y) 0) => h; first exact: H.
  have := H _ (bounded_opp By); rewrite mean_opp => /(_ ltac:(lra)).
  by have -> : - mean p y * (- y o - - mean p y) * p o = mean p y * (y o - mean p y) * p o by ring.
have /Rabs_le_both [m1 _] := mean_bound Hp By; have /Rabs_le_both [o1 o2] := By o.
have L := leader_input o Hp By.
have -> : mean p y * (y o - mean p y) * p o =
  Q ^ 2 * (p o * (- mean p y / Q * (- y o / Q - - mean p y / Q))) by field; lra.
have [] := @leader_loss (p o) (- mean p y / Q) (- y o / Q).
- by split; [exact: p0 | exact: simplex_le1].
- by split; [apply: Rdiv_ge0; lra | apply: Rdiv_le_l; lra].
- by apply: Rdiv_le_l; lra.
- have -> : p o * (- y o / Q) = - (p o * y o) / Q by field; lra.
  apply: Rdiv_le_l => //; have -> : (- mean p y / Q + 1 - p o) * Q = - mean p y + Q * (1 - p o) by field; lra.
  by [].
by move=> h1 h2; split=> h; apply: Rmult_le_compat_l; try exact: sqr_ge0; [exact: h1 | exact: h2].
Qed.

(* a quotient with the denominator 1 + ab of the step, from a bound of the numerator that is not negative *)
Lemma step_quotient a Q D b N K : 0 <= a -> a * Q < 1 -> a * Q ^ 2 / (1 - a * Q) <= D / 4 -> - Q <= b -> 0 <= K ->
  N <= Q ^ 2 * K -> a * N / (1 + a * b) <= D / 4 * K.
Proof.
move=> a0 aQ c4 bQ K0 N_le; have ab := Rmult_le_compat_l _ _ _ a0 bQ.
apply: Rle_trans (Rmult_le_compat_r _ _ _ K0 c4).
have -> : a * Q ^ 2 / (1 - a * Q) * K = a * (Q ^ 2 * K) / (1 - a * Q) by field; lra.
have QK : 0 <= Q ^ 2 * K by apply: Rmult_le_pos => //; exact: sqr_ge0.
apply: Rle_trans (_ : a * (Q ^ 2 * K) / (1 + a * b) <= _).
  apply: Rmult_le_compat_r; first by apply/Rlt_le/Rinv_0_lt_compat; lra.
  exact: Rmult_le_compat_l.
by apply: Rmult_le_compat_l; [exact: Rmult_le_pos | apply: Rinv_le_contravar; lra].
Qed.

(* R1.double *)
Theorem r1_double a Q D o p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= double_rate Q D ->
  simplex p -> bounded Q y -> leads (D / 2) o p ->
  1 - update a p y o <= (1 - a * rate I D) * (1 - p o) - a * xi p y o.
Proof.
move=> HD Q1 a0 aD Hp By L; have [aQ c4] := rate_condition_double HD Q1 a0 aD.
have den := denominator_pos Hp By a0 aQ; have [p0 _] := Hp; have po := p0 o; have p1 := simplex_le1 o Hp.
have /Rabs_le_both [bQ _] := mean_bound Hp By.
rewrite taylor_identity /grad; last by lra.
have g1 := leader_not_small Hp L; have g2 := drift_dominates_distance Hp L.
have d1 := dim_ge1 o; have m0 : 0 <= 1 - p o by lra.
have pm : 0 <= p o * (1 - p o) by exact: Rmult_le_pos.
set c := D / 2 in g2; have D4 : D / 4 = c / 2 by rewrite /c; field.
have r : rate I D * (1 - p o) <= c / 2 * (p o * (1 - p o)).
  have -> : rate I D * (1 - p o) = (1 + (d - 1) * D / 2) / d * (c / 2 * (1 - p o)) by rewrite /rate /c; field; lra.
  have -> : c / 2 * (p o * (1 - p o)) = p o * (c / 2 * (1 - p o)) by ring.
  by apply: Rmult_le_compat_r => //; apply: Rmult_le_pos; rewrite /c; lra.
have -> : theta a p y o = - (a * (a * (mean p y * (y o - mean p y) * p o) / (1 + a * mean p y))).
  by rewrite /theta; field; lra.
suff key : rate I D * (1 - p o) + a * (mean p y * (y o - mean p y) * p o) / (1 + a * mean p y) <= p o * (p o - sqs p).
  by have := Rmult_le_compat_l _ _ _ a0 key; lra.
have [small large] := leader_remainder o (ltac:(lra) : 0 < Q) Hp By.
case: (Rle_lt_dec (p o) (3 / 4)) => h.
  have {small large} := step_quotient a0 aQ c4 bQ pm (small h); rewrite D4 => q.
  by have := Rmult_le_compat_l _ _ _ po g2; lra.
have {small large} := step_quotient a0 aQ c4 bQ _ (large (Rlt_le _ _ h)); rewrite D4 => q.
have {}q := q ltac:(apply: Rmult_le_pos; [lra | apply: Rmult_le_pos; lra]).
have s_le : (1 - p o) * (2 * p o - 1) <= p o - sqs p.
  rewrite (sqs_others p o); have : \rsum_(u | u != o) p u ^ 2 <= \rsum_(u | u != o) ((1 - p o) * p u).
    by apply: rsum_le => u uo; have := simplex_other Hp uo; have := p0 u; nra.
  by rewrite rsum_scal (sum_others o Hp); lra.
have {}s_le := Rmult_le_compat_l _ _ _ po s_le.
have c1 : c <= 1 / 2 by rewrite /c; lra.
have fin : c / 2 <= (2 * p o - 1) * (1 - c) by nra.
by have := Rmult_le_compat_l _ _ _ pm fin; lra.
Qed.

(* R2.double *)
Theorem r2_double a Q D o u p y : 0 < D <= 1 -> 1 <= Q -> 0 <= a -> a <= double_rate Q D ->
  u != o -> simplex p -> bounded Q y -> leads (D / 2) o p ->
  p o - p u + a * (xi p y o - xi p y u) <= update a p y o - update a p y u.
Proof.
move=> HD Q1 a0 aD uo Hp By L; have [aQ c4] := rate_condition_double HD Q1 a0 aD.
have den := denominator_pos Hp By a0 aQ; have [p0 _] := Hp; have po := p0 o; have p1 := simplex_le1 o Hp.
have /Rabs_le_both [bQ _] := mean_bound Hp By; have gap := L u uo; have u0 := p0 u.
rewrite !taylor_identity /grad; try lra.
have g2 := drift_dominates_distance Hp L; set c := D / 2 in g2 gap; have D4 : D / 4 = c / 2 by rewrite /c; field.
have c0 : 0 < c by rewrite /c; lra.
have -> : theta a p y o = - (a * (a * (mean p y * (p o * y o - p o * mean p y)) / (1 + a * mean p y))).
  by rewrite /theta; field; lra.
have -> : theta a p y u = - (a * (a * (mean p y * (p u * y u - p u * mean p y)) / (1 + a * mean p y))).
  by rewrite /theta; field; lra.
have K0 : 0 <= p u + (p o - p u) * (1 - p o) by have := Rmult_le_pos (p o - p u) (1 - p o); lra.
have N := gap_remainder (ltac:(lra) : 0 < Q) Hp By uo (ltac:(lra) : p u <= p o).
have {}N : mean p y * (p o * y o - p u * y u - mean p y * (p o - p u)) <= Q ^ 2 * (2 * (p u + (p o - p u) * (1 - p o))) by lra.
have := step_quotient a0 aQ c4 bQ (ltac:(lra) : 0 <= 2 * (p u + (p o - p u) * (1 - p o))) N; rewrite D4 => {N} q.
have e : a * (mean p y * (p o * y o - p u * y u - mean p y * (p o - p u))) / (1 + a * mean p y) =
  a * (mean p y * (p o * y o - p o * mean p y)) / (1 + a * mean p y) -
  a * (mean p y * (p u * y u - p u * mean p y)) / (1 + a * mean p y) by field; lra.
rewrite e in q.
have drift : c * (p u + (p o - p u) * (1 - p o)) <= (p o - p u) * (p o + p u - sqs p).
  have g0 : 0 <= p o - p u by lra.
  have t1 := Rmult_le_compat_l _ _ _ g0 g2.
  have t2 : c * p u <= (p o - p u) * p u by apply: Rmult_le_compat_r => //; lra.
  by lra.
have key : a * (mean p y * (p o * y o - p o * mean p y)) / (1 + a * mean p y) -
  a * (mean p y * (p u * y u - p u * mean p y)) / (1 + a * mean p y) <= p o * (p o - sqs p) - p u * (p u - sqs p) by lra.
by have := Rmult_le_compat_l _ _ _ a0 key; lra.
Qed.

End Double.
