(* Uniform noise on an interval.

   N.uniform   the mean over [-h, h], (1/2h) int f, is a positive, normalised, linear functional on the continuous functions: what an expectation
               is on bounded ones. The functions that occur in the barriers are products f(Z_u) g(Z_1) of continuous functions of two components
   N.moments   with h = Q - 1 the moments of 1 + a(c + Z) are ((1 + a(c+h))^(s+1) - (1 + a(c-h))^(s+1))/(2ah(s+1)), and a logarithm for s = -1
   N.barrier   under an expectation that is the mean over the square on such products, a power is admissible for the barriers (RobustBarrier.v)
               as soon as one inequality between these closed forms holds *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Expectation Noise TriggerLaw RobustBarrier.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Mean.
Variable h : R.
Hypothesis h_pos : 0 < h.
Implicit Types f g : R -> R.

Definition continuous_inside f := forall z, - h <= z <= h -> continuous f z.
Definition interval_mean f := RInt f (- h) h / (2 * h).

Lemma inside_RInt f : continuous_inside f -> ex_RInt f (- h) h.
Proof. by move=> c; apply: ex_RInt_continuous => z; rewrite Rmin_left ?Rmax_right; try lra; exact: c. Qed.

Lemma mean_mono f g : continuous_inside f -> continuous_inside g -> (forall z, - h <= z <= h -> f z <= g z) ->
  interval_mean f <= interval_mean g.
Proof.
move=> cf cg H; apply: Rmult_le_compat_r; first by apply: Rlt_le; apply: Rinv_0_lt_compat; lra.
apply: RInt_le; [lra | exact: inside_RInt | exact: inside_RInt | by move=> z zh; apply: H; lra].
Qed.

Lemma mean_add f g : continuous_inside f -> continuous_inside g ->
  interval_mean (fun z => f z + g z) = interval_mean f + interval_mean g.
Proof.
move=> cf cg; rewrite /interval_mean.
have -> : RInt (fun z => f z + g z) (- h) h = RInt f (- h) h + RInt g (- h) h.
  exact: (RInt_plus f g _ _ (inside_RInt cf) (inside_RInt cg)).
by field; lra.
Qed.

Lemma mean_scal k f : continuous_inside f -> interval_mean (fun z => k * f z) = k * interval_mean f.
Proof.
move=> cf; rewrite /interval_mean.
have -> : RInt (fun z => k * f z) (- h) h = k * RInt f (- h) h by exact: (RInt_scal f _ _ k (inside_RInt cf)).
by field; lra.
Qed.

Lemma mean_const k : interval_mean (fun _ => k) = k.
Proof. rewrite /interval_mean RInt_const /scal /= /mult /=; field; lra. Qed.

(* N.uniform *)
Theorem interval_expectation :
  [/\ (forall f g, continuous_inside f -> continuous_inside g -> (forall z, - h <= z <= h -> f z <= g z) -> interval_mean f <= interval_mean g),
      (forall f g, continuous_inside f -> continuous_inside g -> interval_mean (fun z => f z + g z) = interval_mean f + interval_mean g),
      (forall k f, continuous_inside f -> interval_mean (fun z => k * f z) = k * interval_mean f) & interval_mean (fun _ => 1) = 1].
Proof. by split; [exact: mean_mono | exact: mean_add | exact: mean_scal | exact: mean_const]. Qed.

(* ---- moments ---- *)
Section Moments.
Variables (a c : R).
Hypotheses (a_pos : 0 < a) (inside : 0 < 1 + a * (c - h)).

Definition power s z := Rpower (1 + a * (c + z)) s.

Lemma base_pos z : - h <= z <= h -> 0 < 1 + a * (c + z).
Proof. by move=> zh; have := Rmult_le_compat_l a (c - h) (c + z) (Rlt_le _ _ a_pos); lra. Qed.

Lemma power_continuous s : continuous_inside (power s).
Proof.
move=> z zh; have b := base_pos zh; apply: ex_derive_continuous; rewrite /power /Rpower.
by auto_derive.
Qed.

(* N.moments *)
Theorem uniform_moment s : s <> - 1 -> interval_mean (power s) =
  (Rpower (1 + a * (c + h)) (s + 1) - Rpower (1 + a * (c - h)) (s + 1)) / (2 * a * h * (s + 1)).
Proof.
move=> s1; pose F z := Rpower (1 + a * (c + z)) (s + 1) / (a * (s + 1)).
have I : is_RInt (power s) (- h) h (F h - F (- h)).
  apply: (is_RInt_derive F) => z; rewrite Rmin_left ?Rmax_right; try lra; move=> zh; last exact: power_continuous.
  have b := base_pos zh; rewrite /F /Rpower; auto_derive; first by [].
  rewrite /power /Rpower; have -> : (s + 1) * ln (1 + a * (c + z)) = s * ln (1 + a * (c + z)) + ln (1 + a * (c + z)) by ring.
  by rewrite exp_plus exp_ln //; field; repeat split; lra.
rewrite /interval_mean (is_RInt_unique _ _ _ _ I) /F.
have -> : c + - h = c - h by ring.
by field; repeat split; lra.
Qed.

(* N.moments *)
Theorem uniform_moment_log : interval_mean (power (- 1)) = (ln (1 + a * (c + h)) - ln (1 + a * (c - h))) / (2 * a * h).
Proof.
pose F z := ln (1 + a * (c + z)) / a.
have I : is_RInt (power (- 1)) (- h) h (F h - F (- h)).
  apply: (is_RInt_derive F) => z; rewrite Rmin_left ?Rmax_right; try lra; move=> zh; last exact: power_continuous.
  have b := base_pos zh; rewrite /F; auto_derive; first by [].
  by rewrite /power Rpower_Ropp Rpower_1 //; field; lra.
rewrite /interval_mean (is_RInt_unique _ _ _ _ I) /F.
have -> : c + - h = c - h by ring.
by field; lra.
Qed.

End Moments.
End Mean.

(* ---- the barrier ---- *)
Section Barrier.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R) (a : learning_rate Q).
Hypotheses (Q1 : 1 < Q) (Z_bounded : forall t i, Rabs (Z t i) <= Q - 1).
Notation h := (Q - 1).

(* two components are uniform on the square *)
Definition uniform_pairs := forall u o, u != o -> forall f g, continuous_inside h f -> continuous_inside h g ->
  E (fun t => f (Z t u) * g (Z t o)) = interval_mean h f * interval_mean h g.
Hypothesis uniform : uniform_pairs.

Let h0 : 0 < h. Proof. lra. Qed.

Definition A gamma (c : bool) := interval_mean h (power a (ind c) gamma).
Definition B gamma (c : bool) := interval_mean h (power a (ind c) (- gamma)).

Lemma base_inside c : 0 < 1 + a * (ind c - h).
Proof.
have a0 := alpha_pos a; have aQ := alpha_small a; have c0 := ind01 c.
by have := Rmult_le_compat_l a (- h) (ind c - h) (Rlt_le _ _ a0); lra.
Qed.

Lemma factor_mean u o gamma cu co : u != o -> E (factor Z a o gamma u cu co) = A gamma cu * B gamma co.
Proof.
move=> uo; rewrite /A /B -(uniform uo); [| exact: (power_continuous (alpha_pos a) (base_inside cu)) | exact: (power_continuous (alpha_pos a) (base_inside co))].
by [].
Qed.

Lemma power_pos c s z : 0 < power a c s z. Proof. exact: Rpower_gt0. Qed.

Lemma A_mono gamma : 0 < gamma -> A gamma false <= A gamma true.
Proof.
move=> g0; have a0 := alpha_pos a.
have cf := power_continuous a0 (base_inside false) (s := gamma); have ct := power_continuous a0 (base_inside true) (s := gamma).
apply: (mean_mono h0 cf ct) => z zh; have b := base_pos a0 (base_inside false) zh.
by apply: Rle_Rpower_l; [lra | split => //=; move: b => /=; lra].
Qed.

Lemma moment_pos c s : 0 < interval_mean h (power a (ind c) s).
Proof.
have a0 := alpha_pos a; have cc := power_continuous a0 (base_inside c) (s := s).
have pos : 0 < RInt (power a (ind c) s) (- h) h.
  by apply: RInt_gt_0 => [|z _|z zh]; [lra | exact: power_pos | apply: cc; lra].
by apply: Rdiv_lt_0_compat => //; lra.
Qed.

(* E X^gamma E X^-gamma >= 1 *)
Lemma AB_ge1 gamma : 1 <= A gamma false * B gamma false.
Proof.
have a0 := alpha_pos a; have i0 := base_inside false; have A0 := moment_pos false gamma.
have cA := power_continuous a0 i0 (s := gamma); have cB := power_continuous a0 i0 (s := - gamma).
set m := A gamma false; have m0 : 0 < m by [].
have cs k f : continuous_inside h f -> continuous_inside h (fun z => k * f z).
  by move=> cf z zh; apply: (continuous_scal_r k f); exact: cf.
have ca : continuous_inside h (fun z => / m * power a (ind false) gamma z + m * power a (ind false) (- gamma) z).
  by move=> z zh; apply: (continuous_plus (fun z => / m * power a (ind false) gamma z)); [exact: cs cA z zh | exact: cs cB z zh].
have H : 2 <= / m * m + m * B gamma false.
  have -> : / m * m + m * B gamma false =
    interval_mean h (fun z => / m * power a (ind false) gamma z + m * power a (ind false) (- gamma) z).
    by rewrite mean_add; [rewrite !mean_scal | exact: h0 | exact: cs cA | exact: cs cB].
  rewrite -(mean_const h0 2); apply: mean_mono => // [z _|z zh]; first exact: continuous_const.
  have p0 := power_pos (ind false) gamma z.
  have -> : power a (ind false) (- gamma) z = / power a (ind false) gamma z by exact: Rpower_Ropp.
  set x := power _ _ _ _ in p0 *.
  have -> : / m * x + m * / x = 2 + (x - m) ^ 2 * (/ m * / x) by field; lra.
  have : 0 <= (x - m) ^ 2 * (/ m * / x).
    by apply: Rmult_le_pos; [exact: sqr_ge0 | apply: Rlt_le; apply: Rmult_lt_0_compat; exact: Rinv_0_lt_compat].
  by lra.
by move: H; rewrite Rinv_l; lra.
Qed.

(* N.barrier *)
Theorem uniform_admissible y r c gamma : 0 <= c -> 0 < gamma -> 0 <= r ->
  bracket (A gamma) (B gamma) (/ (1 + r + (dim I - 2) * y)) (r * / (1 + r + (dim I - 2) * y)) <= 1 ->
  admissible E Z a y r c gamma.
Proof.
move=> c0 g0 r0 V; split=> //; exists (A gamma), (B gamma).
split; first by move=> u o uo cu co _; rewrite factor_mean //; exact: Rle_refl.
split; first exact: A_mono.
split; first exact: Rlt_le _ _ (moment_pos false (- gamma)).
by split; first exact: AB_ge1.
Qed.

End Barrier.
