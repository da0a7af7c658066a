(* Algorithm 1: several outputs that learn at the same time, near the wanted end.

   Outputs 0..m-1, output j is wanted at the input `target j`. In the order of the outputs, row j takes its own step, minus its projections on
   the rows before it as this step has left them, and what is negative becomes 0 (joint_step). With omega_ji = w_ji/w_jj and
   Omega_j = sum_{i != j} omega_ji, a prime for after the step, |Y| <= Q, and xb, C_j as in `reach_condition`:

   O.step   if Omega_j <= x for all j then Omega_j' <= xb and Omega_j' <= sum_{i != j} omega_ji X_ji + a_j C_j sum_{l < j} Omega_l',
            X_ji = (1 + a_j Y_ji [i is not the target of an output before j])/(1 + a_j Y_jj)

   The projection takes from w_jl, l < j, what it learns: there is no Y_jl in X_jl. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* what is negative becomes 0 *)
Definition clip y := Rmax 0 y.
Lemma clip_ge0 y : 0 <= clip y. Proof. exact: Rmax_l. Qed.
Lemma clip_abs y : clip y <= Rabs y.
Proof. by apply: Rmax_lub; [exact: Rabs_pos | exact: Rle_abs]. Qed.
Lemma clip_id y : 0 <= y -> clip y = y. Proof. by move=> h; rewrite /clip Rmax_right. Qed.

Section OneRow.
Variables (I : finType) (n : nat) (target : nat -> I) (o : I).
Implicit Types (i k : I) (l : nat).

(* the rows 0..n-1 before, already updated; this row wants o *)
Variables (v : nat -> I -> R) (w y : I -> R) (a Q x xb : R).

Definition before i : bool := [exists l : 'I_n, i == target l].
Definition sqnorm (r : I -> R) := \rsum_k r k ^ 2.
Definition along l := \rsum_k (w k * y k * v l k).

(* one row, before the clip *)
Definition moved i := w i * (1 + a * y i) - a * \rsum_(l < n) (along l / sqnorm (v l) * v l i).

(* the sum of the ratios of row l *)
Definition spread (r : I -> R) u := \rsum_(i | i != u) (r i / r u).

Hypothesis targets : forall l l', (l < n)%N -> (l' < n)%N -> target l = target l' -> l = l'.
Hypothesis other_target : forall l, (l < n)%N -> target l != o.
Hypotheses (w_ge0 : forall i, 0 <= w i) (w_one : w o = 1).
Hypotheses (v_ge0 : forall l i, (l < n)%N -> 0 <= v l i) (v_one : forall l, (l < n)%N -> v l (target l) = 1).
Hypotheses (a0 : 0 < a) (aQ : a * Q < 1) (By : forall i, Rabs (y i) <= Q).
Hypotheses (x0 : 0 <= x) (x_le : x <= xb).

Definition Om := \rsum_(i | i != o) w i.
Definition Ol l := \rsum_(i | i != target l) v l i.
Hypotheses (Om_le : Om <= x) (Ol_le : forall l, (l < n)%N -> Ol l <= xb).

Definition S' := \rsum_(l < n) Ol l.
Definition C1 := Q * (1 + 3 * xb + 2 * xb ^ 2).
Definition e_ := Q * (2 * xb + xb ^ 2).

Let Q0 : 0 <= Q := Rle_trans _ _ _ (Rabs_pos (y o)) (By o).
Let a0' : 0 <= a := Rlt_le _ _ a0.

Lemma Ol_ge0 l : (l < n)%N -> 0 <= Ol l.
Proof. by move=> ln; apply: rsum_ge0 => i _; exact: v_ge0. Qed.

Lemma w_le i : i != o -> w i <= Om.
Proof. by move=> io; apply: (@rsum_term_le I (fun i => i != o) w) => // k _. Qed.

Lemma v_le l i : (l < n)%N -> i != target l -> v l i <= Ol l.
Proof. by move=> ln it; apply: (@rsum_term_le I (fun i => i != target l) (v l)) => // k _; exact: v_ge0. Qed.

(* what T_l holds beyond w_l Y_l: at most Q (omega_lo' + sum w_i omega_li') *)
Definition across l := v l o + \rsum_(i | (i != target l) && (i != o)) (w i * v l i).

Lemma across_bounds l : (l < n)%N -> 0 <= across l /\ across l <= (1 + xb) * Ol l /\ across l <= xb + xb ^ 2.
Proof.
move=> ln; have to := other_target ln; have O0 := Ol_ge0 ln; have O1 := Ol_le ln.
have ot : o != target l by rewrite eq_sym.
have vo := v_le ln ot; have vo0 := v_ge0 o ln.
have s0 : 0 <= \rsum_(i | (i != target l) && (i != o)) (w i * v l i).
  by apply: rsum_ge0 => i _; apply: Rmult_le_pos => //; exact: v_ge0.
have s1 : \rsum_(i | (i != target l) && (i != o)) (w i * v l i) <= xb * Ol l.
  rewrite /Ol [X in _ <= _ * X](bigD1 o) //= Rmult_plus_distr_l -rsum_scal.
  have : \rsum_(i | (i != target l) && (i != o)) (w i * v l i) <= \rsum_(i | (i != target l) && (i != o)) (xb * v l i).
    apply: rsum_le => i /andP [_ io]; apply: Rmult_le_compat_r; first exact: v_ge0.
    by have := w_le io; lra.
  by have := Rmult_le_pos xb (v l o) ltac:(lra) vo0; lra.
have s2 : xb * Ol l <= xb * xb by apply: Rmult_le_compat_l; lra.
by rewrite /across; split; [lra | split]; nra.
Qed.

Lemma along_split l : (l < n)%N -> along l = w (target l) * y (target l) +
  (y o * v l o + \rsum_(i | (i != target l) && (i != o)) (w i * y i * v l i)).
Proof.
move=> ln; have ot : o != target l by rewrite eq_sym; exact: other_target.
rewrite /along (rsum_split (target l)) (bigD1 o) //= v_one // w_one; ring.
Qed.

Lemma rest_bound l : (l < n)%N ->
  Rabs (y o * v l o + \rsum_(i | (i != target l) && (i != o)) (w i * y i * v l i)) <= Q * across l.
Proof.
move=> ln; apply: Rle_trans (Rabs_triang _ _) _; rewrite /across Rmult_plus_distr_l.
apply: Rplus_le_compat.
  rewrite Rabs_mult (Rabs_right (v l o)); last by apply/Rle_ge/v_ge0.
  by apply: Rmult_le_compat_r => //; exact: v_ge0.
apply: Rle_trans (rsum_abs _ _) _; rewrite -rsum_scal; apply: rsum_le => i _.
have wv : 0 <= w i * v l i by apply: Rmult_le_pos => //; exact: v_ge0.
have -> : w i * y i * v l i = y i * (w i * v l i) by ring.
rewrite Rabs_mult (Rabs_right (w i * v l i)); last exact: Rle_ge.
by apply: Rmult_le_compat_r.
Qed.

Lemma along_bound l : (l < n)%N -> Rabs (along l) <= e_.
Proof.
move=> ln; rewrite along_split //; apply: Rle_trans (Rabs_triang _ _) _.
have R := rest_bound ln; have [_ [_ A]] := across_bounds ln.
have wl := w_le (other_target ln); have w0 := w_ge0 (target l).
have : Rabs (w (target l) * y (target l)) <= xb * Q.
  rewrite Rabs_mult (Rabs_right (w _)); last exact: Rle_ge.
  by apply: Rmult_le_compat => //; [exact: Rabs_pos | lra].
have := Rmult_le_compat_l _ _ _ Q0 A; rewrite /e_; lra.
Qed.

Lemma norm_bounds l : (l < n)%N -> 1 <= sqnorm (v l) <= 1 + xb * Ol l.
Proof.
move=> ln; rewrite /sqnorm (rsum_split (target l)) v_one //.
have O0 := Ol_ge0 ln; have O1 := Ol_le ln.
have s0 : 0 <= \rsum_(i | i != target l) v l i ^ 2 by apply: rsum_ge0 => i _; exact: sqr_ge0.
have : \rsum_(i | i != target l) v l i ^ 2 <= xb * Ol l.
  rewrite -rsum_scal; apply: rsum_le => i it; have := v_le ln it; have := v_ge0 i ln => h1 h2.
  by rewrite /= Rmult_1_r; apply: Rmult_le_compat_r; lra.
by have -> : 1 ^ 2 = 1 by [ring]; lra.
Qed.

Lemma quotient_bound l (z : R) : (l < n)%N -> Rabs (z / sqnorm (v l)) <= Rabs z.
Proof.
move=> ln; have [N1 _] := norm_bounds ln; rewrite /Rdiv Rabs_mult (Rabs_right (/ _)); last first.
  by apply/Rle_ge/Rlt_le/Rinv_0_lt_compat; lra.
rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l; first exact: Rabs_pos.
by rewrite -Rinv_1; apply: Rinv_le_contravar; lra.
Qed.

(* the diagonal *)
Lemma diagonal_bound : Rabs (moved o - (1 + a * y o)) <= a * (e_ * S').
Proof.
rewrite /moved w_one.
have -> : 1 * (1 + a * y o) - a * (\rsum_(l < n) (along l / sqnorm (v l) * v l o)) - (1 + a * y o) =
  - (a * \rsum_(l < n) (along l / sqnorm (v l) * v l o)) by ring.
rewrite Rabs_Ropp Rabs_mult (Rabs_right a); last by lra.
apply: Rmult_le_compat_l => //; apply: Rle_trans (rsum_abs _ _) _; rewrite /S' -rsum_scal.
apply: rsum_le => l _; have ln := ltn_ord l; rewrite Rabs_mult (Rabs_right (v l o)); last by apply/Rle_ge/v_ge0.
have ot : o != target l by rewrite eq_sym; exact: other_target.
apply: Rmult_le_compat; [exact: Rabs_pos | exact: v_ge0 | | exact: v_le].
exact: Rle_trans (quotient_bound _ ln) (along_bound ln).
Qed.

(* what the projection on row l adds to component i *)
Definition share l i := if i == target l then Q * (x * xb * Ol l) + Q * across l else e_ * v l i.

Lemma learned_less l : (l < n)%N ->
  Rabs (w (target l) * y (target l) - along l / sqnorm (v l)) <= Q * (x * xb * Ol l) + Q * across l.
Proof.
move=> ln; have [N1 N2] := norm_bounds ln; have O0 := Ol_ge0 ln.
rewrite along_split //; set r := _ + \rsum_(i | _) _; set N := sqnorm (v l) in N1 N2 *.
have -> : w (target l) * y (target l) - (w (target l) * y (target l) + r) / N =
  w (target l) * y (target l) * (1 - / N) - r / N by field; lra.
apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp; apply: Rplus_le_compat; last first.
  exact: Rle_trans (quotient_bound _ ln) (rest_bound ln).
have iN : 0 <= 1 - / N <= xb * Ol l.
  have i1 : / N <= 1 by rewrite -Rinv_1; apply: Rinv_le_contravar; lra.
  have i0 : 0 < / N by apply: Rinv_0_lt_compat; lra.
  split; first by lra.
  have -> : 1 - / N = (N - 1) * / N by field; lra.
  apply: Rle_trans (_ : (N - 1) * 1 <= _); last by lra.
  by apply: Rmult_le_compat_l; lra.
rewrite Rabs_mult Rabs_mult (Rabs_right (w _)); last exact: Rle_ge.
rewrite (Rabs_right (1 - / N)); last by lra.
have wl := w_le (other_target ln); have w0 := w_ge0 (target l).
have t1 : w (target l) * Rabs (y (target l)) <= x * Q by apply: Rmult_le_compat => //; [exact: Rabs_pos | lra].
have t0 : 0 <= w (target l) * Rabs (y (target l)) by apply: Rmult_le_pos => //; exact: Rabs_pos.
have := Rmult_le_compat _ _ _ _ t0 (proj1 iN) t1 (proj2 iN); lra.
Qed.

Definition gain i := w i * (1 + a * (if before i then 0 else y i)).

Lemma gain_ge0 i : 0 <= gain i.
Proof.
apply: Rmult_le_pos => //; have /Rabs_le_both [yl _] := By i.
have := Rmult_le_compat_l _ _ _ a0' yl.
by case: (before i); lra.
Qed.

Lemma component_bound i : i != o -> Rabs (moved i) <= gain i + a * \rsum_(l < n) share l i.
Proof.
move=> io; rewrite /moved /gain.
have part (P : pred 'I_n) : (forall l : 'I_n, P l -> i != target l) ->
    Rabs (\big[Rplus/0]_(l < n | P l) (along l / sqnorm (v l) * v l i)) <= \big[Rplus/0]_(l < n | P l) share l i.
  move=> H; apply: Rle_trans (rsum_abs _ _) _; apply: rsum_le => l Pl; have ln := ltn_ord l.
  rewrite /share (negbTE (H l Pl)) Rabs_mult (Rabs_right (v l i)); last by apply/Rle_ge/v_ge0.
  apply: Rmult_le_compat_r; first exact: v_ge0.
  exact: Rle_trans (quotient_bound _ ln) (along_bound ln).
case B: (before i); last first.
  have H (l : 'I_n) : true -> i != target l.
    by move=> _; apply/negP => e; suff : before i by [rewrite B]; apply/existsP; exists l.
  have g0 := gain_ge0 i; rewrite /gain B in g0.
  apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp (Rabs_mult a) (Rabs_right a); last by lra.
  rewrite (Rabs_right (w i * _)); last exact: Rle_ge.
  by apply: Rplus_le_compat_l; apply: Rmult_le_compat_l => //; exact: part.
case/existsP: B => l /eqP il; have ln := ltn_ord l.
rewrite (bigD1 l) //= [X in _ <= _ + a * X](bigD1 l) //=.
have H (k : 'I_n) : k != l -> i != target k.
  move=> kl; apply/negP => /eqP e; case/negP: kl; apply/eqP/val_inj => /=.
  by apply: targets (ltn_ord k) ln _; rewrite -e -il.
have -> : w i * (1 + a * y i) - a * (along l / sqnorm (v l) * v l i +
    \big[Rplus/0]_(k < n | k != l) (along k / sqnorm (v k) * v k i)) =
  w i + (a * (w i * y i - along l / sqnorm (v l)) + - (a * \big[Rplus/0]_(k < n | k != l) (along k / sqnorm (v k) * v k i))).
  by rewrite il v_one //; ring.
apply: Rle_trans (Rabs_triang _ _) _; rewrite (Rabs_right (w i)); last exact: Rle_ge.
have -> : w i * (1 + a * 0) = w i by ring.
apply: Rplus_le_compat_l; apply: Rle_trans (Rabs_triang _ _) _.
rewrite Rabs_Ropp !(Rabs_mult a) (Rabs_right a); last by lra.
rewrite -Rmult_plus_distr_l; apply: Rmult_le_compat_l => //; apply: Rplus_le_compat; last exact: part.
by rewrite /share il eqxx; exact: learned_less.
Qed.

Lemma shares_total l : (l < n)%N -> \rsum_(i | i != o) share l i <= C1 * Ol l.
Proof.
move=> ln; have to := other_target ln; have O0 := Ol_ge0 ln; have [A0 [A1 _]] := across_bounds ln.
rewrite (bigD1 (target l)) //= /share eqxx.
have -> : \rsum_(i | (i != o) && (i != target l)) (if i == target l then Q * (x * xb * Ol l) + Q * across l else e_ * v l i) =
  e_ * \rsum_(i | (i != o) && (i != target l)) v l i.
  by rewrite -rsum_scal; apply: eq_bigr => i /andP [_ /negbTE ->].
have e0 : 0 <= e_ by rewrite /e_; apply: Rmult_le_pos => //; nra.
have s : \rsum_(i | (i != o) && (i != target l)) v l i <= Ol l.
  rewrite /Ol [X in _ <= X](bigD1 o) /=; last by rewrite eq_sym.
  have -> : \rsum_(i | (i != target l) && (i != o)) v l i = \rsum_(i | (i != o) && (i != target l)) v l i.
    by apply: eq_bigl => i; rewrite andbC.
  by have := v_ge0 o ln; lra.
have t1 := Rmult_le_compat_l _ _ _ e0 s; have t2 := Rmult_le_compat_l _ _ _ Q0 A1.
have t3 : Q * (x * xb * Ol l) <= Q * (xb * xb * Ol l).
  by apply: Rmult_le_compat_l => //; apply: Rmult_le_compat_r => //; apply: Rmult_le_compat_r; lra.
by rewrite /C1 /e_ in t1 *; lra.
Qed.

Definition gains := \rsum_(i | i != o) gain i.

Lemma numerators : \rsum_(i | i != o) Rabs (moved i) <= gains + a * (C1 * S').
Proof.
apply: Rle_trans (rsum_le (G := fun i => gain i + a * \rsum_(l < n) share l i) component_bound) _.
rewrite rsum_add rsum_scal; apply: Rplus_le_compat_l; apply: Rmult_le_compat_l => //.
rewrite exchange_big /= /S' -rsum_scal; apply: rsum_le => l _; exact: shares_total.
Qed.

Lemma gains_bounds : 0 <= gains <= x * (1 + a * Q).
Proof.
split; first by apply: rsum_ge0 => i _; exact: gain_ge0.
have aQ0 : 0 <= a * Q by exact: Rmult_le_pos.
apply: Rle_trans (_ : Om * (1 + a * Q) <= _); last by apply: Rmult_le_compat_r; lra.
rewrite /Om -rsum_scalr; apply: rsum_le => i _; apply: Rmult_le_compat_l => //.
have /Rabs_le_both [_ yh] := By i; have := Rmult_le_compat_l _ _ _ a0' yh.
by case: (before i); lra.
Qed.

Variable S : R.
Hypotheses (S_ge : S' <= S) (den : 0 < 1 - a * Q - a * e_ * S).

Definition C_ := (C1 + (x * (1 + a * Q) + a * C1 * S) * e_ / (1 - a * Q - a * e_ * S)) / (1 - a * Q).

Lemma S'_ge0 : 0 <= S'. Proof. by apply: rsum_ge0 => l _; exact: Ol_ge0. Qed.

Lemma row_step : 0 < moved o /\
  spread (fun i => clip (moved i)) o <= \rsum_(i | i != o) (gain i / (1 + a * y o)) + a * C_ * S' /\
  \rsum_(i | i != o) (gain i / (1 + a * y o)) <= x * (1 + a * Q) / (1 - a * Q).
Proof.
have S0 := S'_ge0; have e0 : 0 <= e_ by rewrite /e_; apply: Rmult_le_pos => //; nra.
have c0 : 0 <= C1 by rewrite /C1; apply: Rmult_le_pos => //; nra.
have /Rabs_le_both [dl dh] := diagonal_bound; have ae : 0 <= a * e_ by exact: Rmult_le_pos.
have eS : a * (e_ * S') <= a * e_ * S by have := Rmult_le_compat_l _ _ _ ae S_ge; lra.
have /Rabs_le_both [yl yh] := By o; have ayl := Rmult_le_compat_l _ _ _ a0' yl.
set D := 1 + a * y o in dl dh *; set D' := moved o in dl dh *.
have D0 : 1 - a * Q <= D by rewrite /D; lra.
have D'0 : 1 - a * Q - a * e_ * S <= D' by lra.
have [g0 g1] := gains_bounds; have N := numerators.
split; first by lra.
have -> : \rsum_(i | i != o) (gain i / D) = gains / D by rewrite /Rdiv rsum_scalr.
split; last first.
  apply: Rdiv_le_l; first by lra.
  have -> : x * (1 + a * Q) / (1 - a * Q) * D = x * (1 + a * Q) * (D / (1 - a * Q)) by field; lra.
  have : 1 <= D / (1 - a * Q) by apply: Rdiv_le_r; lra.
  have xa : 0 <= x * (1 + a * Q) by lra.
  by move=> h; have := Rmult_le_compat_l _ _ _ xa h; lra.
have -> : spread (fun i => clip (moved i)) o = (\rsum_(i | i != o) clip (moved i)) / D'.
  rewrite /spread (_ : clip (moved o) = D'); first by rewrite /Rdiv rsum_scalr.
  by apply: clip_id; rewrite -/D'; lra.
apply: Rdiv_le_l; first by lra.
apply: Rle_trans (rsum_le (G := fun i => Rabs (moved i)) (fun i _ => clip_abs (moved i))) _.
apply: Rle_trans N _.
(* (G + a C1 S') <= (G/D + a C S') D' *)
set G := gains in g0 g1 *; set m := 1 - a * Q - a * e_ * S in D'0 *; have m0 : 0 < m := den.
have aC : 0 <= a * C1 by exact: Rmult_le_pos.
have top : 0 <= G + a * C1 * S' <= x * (1 + a * Q) + a * C1 * S.
  by have := Rmult_le_compat_l _ _ _ aC S_ge; have := Rmult_le_pos _ _ aC S0; split; lra.
set t := x * (1 + a * Q) + a * C1 * S in top *.
have k1 : (G + a * C1 * S') / D' <= G / D + a * C_ * S'; last first.
  have := Rmult_le_compat_r D' _ _ ltac:(lra) k1; have -> : (G + a * C1 * S') / D' * D' = G + a * C1 * S' by field; lra.
  by lra.
have -> : (G + a * C1 * S') / D' = G / D + (a * C1 * S' + (G + a * C1 * S') * (D - D') / D') / D by field; lra.
apply: Rplus_le_compat_l.
have tm : 0 <= t * / m by apply: Rmult_le_pos; [lra | exact/Rlt_le/Rinv_0_lt_compat].
have q1 : (G + a * C1 * S') * (D - D') / D' <= t * / m * (a * (e_ * S')).
  have h1 : (G + a * C1 * S') / D' <= t * / m.
    apply: Rmult_le_compat; [lra | by apply/Rlt_le/Rinv_0_lt_compat; lra | lra | by apply: Rinv_le_contravar; lra].
  have h0 : 0 <= (G + a * C1 * S') / D' by apply: Rdiv_ge0; lra.
  have -> : (G + a * C1 * S') * (D - D') / D' = (G + a * C1 * S') / D' * (D - D') by field; lra.
  apply: Rle_trans (_ : (G + a * C1 * S') / D' * (a * (e_ * S')) <= _).
    by apply: Rmult_le_compat_l => //; lra.
  by apply: Rmult_le_compat_r => //; apply: Rmult_le_pos => //; exact: Rmult_le_pos.
have n0 : 0 <= a * C1 * S' + t * / m * (a * (e_ * S')).
  have : 0 <= a * (e_ * S') by apply: Rmult_le_pos => //; exact: Rmult_le_pos.
  by move=> h; have := Rmult_le_pos _ _ tm h; have := Rmult_le_pos _ _ aC S0; lra.
apply: Rle_trans (_ : (a * C1 * S' + t * / m * (a * (e_ * S'))) / D <= _).
  by apply: Rmult_le_compat_r; [apply/Rlt_le/Rinv_0_lt_compat; lra | lra].
apply: Rle_trans (_ : (a * C1 * S' + t * / m * (a * (e_ * S'))) / (1 - a * Q) <= _).
  by apply: Rmult_le_compat_l => //; apply: Rinv_le_contravar; lra.
by apply: Req_le; rewrite /C_ -/t -/m; field; lra.
Qed.

End OneRow.

(* ---- all rows ---- *)
Section Joint.
Variables (I : finType) (m : nat) (target : nat -> I).
Implicit Types (w y v : nat -> I -> R) (a : nat -> R) (i k : I) (j l n : nat).

(* the first n rows after the step *)
Fixpoint rows n w y a : nat -> I -> R :=
  if n is n'.+1 then fun j => if (j == n')%N then fun i => clip (moved n' (rows n' w y a) (w n') (y n') (a n') i) else rows n' w y a j
  else w.

(* one step of Algorithm 1: row j from the rows before it, as this step has left them *)
Definition joint_step w y a j := rows j.+1 w y a j.

Lemma rows_done n w y a j : (j < n)%N -> rows n w y a j = joint_step w y a j.
Proof.
elim: n => [//|n IH]; rewrite ltnS leq_eqVlt => /orP [/eqP -> //|jn].
by rewrite [LHS]/= (ltn_eqF jn); exact: IH.
Qed.

Lemma moved_ext n v v' (w y : I -> R) (a : R) i : (forall l, (l < n)%N -> v l = v' l) -> moved n v w y a i = moved n v' w y a i.
Proof.
move=> H; rewrite /moved; congr (_ - _ * _); apply: eq_bigr => l _.
by rewrite /along (H l (ltn_ord l)).
Qed.

Lemma joint_stepE w y a j i : joint_step w y a j i = clip (moved j (joint_step w y a) (w j) (y j) (a j) i).
Proof.
rewrite /joint_step /= eqxx; congr clip; apply: moved_ext => l lj; exact: rows_done.
Qed.

(* scales: the projections do not see those of the other rows, and the step is linear in its own *)
Lemma moved_scale n v (w y : I -> R) (a s : R) i (t : nat -> R) : (forall l, (l < n)%N -> 0 < t l) ->
  (forall l, (l < n)%N -> sqnorm (v l) <> 0) ->
  moved n (fun l k => v l k / t l) (fun k => w k / s) y a i = moved n v w y a i / s.
Proof.
move=> tp N0; rewrite /moved /Rdiv Rmult_minus_distr_r; congr (_ - _); first by ring.
rewrite Rmult_assoc -rsum_scalr; congr (_ * _); apply: eq_bigr => l _; have ln := ltn_ord l.
have t0 := tp l ln; have n0 := N0 l ln.
have -> : along (fun l0 k => v l0 k * / t l0) (fun k => w k * / s) y l = along v w y l * / s * / t l.
  by rewrite /along -!rsum_scalr; apply: eq_bigr => k _; ring.
have -> : sqnorm (fun k => v l k * / t l) = sqnorm (v l) * (/ t l * / t l).
  by rewrite /sqnorm -rsum_scalr; apply: eq_bigr => k _; ring.
by move: (/ s) => r; field; split => //; lra.
Qed.

(* omega_ji and Omega_j *)
Definition omega w j i := w j i / w j (target j).
Definition Omega w j := spread (w j) (target j).

Variables (Q x xb : R) (a : nat -> R).

(* xb bounds all Omega_j' and C_j is the constant of row j *)
Record reach_condition (C : nat -> R) : Prop := ReachCondition {
  rate_pos : forall j, (j < m)%N -> 0 < a j;
  rate_small : forall j, (j < m)%N -> a j * Q < 1;
  x_ge0 : 0 <= x;
  x_le_reach : x <= xb;
  denominator : forall j, (j < m)%N -> 0 < 1 - a j * Q - a j * e_ Q xb * (INR m.-1 * xb);
  constant : forall j, (j < m)%N -> C j = C_ (a j) Q x xb (INR m.-1 * xb);
  reach : forall j, (j < m)%N -> x * (1 + a j * Q) / (1 - a j * Q) + a j * C j * (INR m.-1 * xb) <= xb
}.

Variables (C : nat -> R).
Hypothesis cond : reach_condition C.
Hypothesis targets : forall j l, (j < m)%N -> (l < m)%N -> target j = target l -> j = l.

(* the rows are weights, the wanted one is positive *)
Definition weights w := forall j, (j < m)%N -> (forall i, 0 <= w j i) /\ 0 < w j (target j).

(* X_ji *)
Definition growth_of y j i := (1 + a j * (if before j target i then 0 else y j i)) / (1 + a j * y j (target j)).

Lemma Omega_ge0 w j : weights w -> (j < m)%N -> 0 <= Omega w j.
Proof. by move=> W jm; have [w0 wt] := W j jm; apply: rsum_ge0 => i _; exact: Rdiv_ge0. Qed.

(* O.step *)
Theorem joint_step_near w y j : weights w -> (forall j, (j < m)%N -> Omega w j <= x) ->
  (forall j i, (j < m)%N -> Rabs (y j i) <= Q) -> (j < m)%N ->
  (forall i, 0 <= joint_step w y a j i) /\ 0 < joint_step w y a j (target j) /\
  Omega (joint_step w y a) j <= xb /\
  Omega (joint_step w y a) j <= \rsum_(i | i != target j) (omega w j i * growth_of y j i) +
    a j * C j * \rsum_(l < j) Omega (joint_step w y a) l.
Proof.
move=> W Wx By; elim/ltn_ind: j => j IH jm; set w' := joint_step w y a in IH *.
have lm l : (l < j)%N -> (l < m)%N by move=> lj; exact: ltn_trans lj jm.
have [w0 wt] := W j jm; split=> [i|]; first by rewrite /w' joint_stepE; exact: clip_ge0.
have w'0 l : (l < j)%N -> (forall i, 0 <= w' l i) /\ 0 < w' l (target l).
  by move=> lj; have [h1 [h2 _]] := IH l lj (lm l lj).
pose v l k := w' l k / w' l (target l).
have v0 l k : (l < j)%N -> 0 <= v l k by move=> lj; have [h1 h2] := w'0 l lj; exact: Rdiv_ge0.
have v1 l : (l < j)%N -> v l (target l) = 1 by move=> lj; have [_ h2] := w'0 l lj; rewrite /v; field; lra.
pose u k := w j k / w j (target j).
have u0 k : 0 <= u k by exact: Rdiv_ge0.
have u1 : u (target j) = 1 by rewrite /u; field; lra.
have a0 := rate_pos cond jm; have aQ := rate_small cond jm; have x0 := x_ge0 cond; have xx := x_le_reach cond.
have sn l : (l < j)%N -> sqnorm (w' l) <> 0.
  move=> lj; have [h1 h2] := w'0 l lj; rewrite /sqnorm (rsum_split (target l)) => z.
  have : 0 <= \rsum_(i | i != target l) w' l i ^ 2 by apply: rsum_ge0 => i _; exact: sqr_ge0.
  by have : 0 < w' l (target l) ^ 2 by [apply: pow_lt]; lra.
have tt l l' : (l < j)%N -> (l' < j)%N -> target l = target l' -> l = l'.
  by move=> h h'; apply: targets; exact: lm.
have tj l : (l < j)%N -> target l != target j.
  by move=> lj; apply/eqP => e; have := targets (lm l lj) jm e => z; move: lj; rewrite z ltnn.
have Ou : \rsum_(i | i != target j) u i <= x by exact: (Wx j jm).
have Ov l : (l < j)%N -> Ol target v l <= xb.
  by move=> lj; have [_ [_ [h _]]] := IH l lj (lm l lj).
have Seq : S' j target v = \rsum_(l < j) Omega w' l by [].
have Sle : S' j target v <= INR m.-1 * xb.
  apply: Rle_trans (_ : \rsum_(l < j) xb <= _).
    by apply: rsum_le => l _; exact: (Ov l (ltn_ord l)).
  rewrite (rsum_const [finType of 'I_j]) /dim card_ord; apply: Rmult_le_compat_r; first by lra.
  by apply/le_INR/leP; rewrite -ltnS prednK // (leq_ltn_trans _ jm).
have den := denominator cond jm.
have [pos [step start]] := row_step tt tj u0 u1 v0 v1 a0 aQ (fun i => By j i jm) x0 xx Ou Ov Sle den.
have sc i : moved j v u (y j) (a j) i = moved j w' (w j) (y j) (a j) i / w j (target j).
  by apply: (@moved_scale j w' (w j) (y j) (a j) (w j (target j)) i (fun l => w' l (target l))) => // l lj; case: (w'0 l lj).
have pos' : 0 < moved j w' (w j) (y j) (a j) (target j).
  have := Rmult_lt_0_compat _ _ pos wt; rewrite sc; move: (moved _ _ _ _ _ _) => z.
  by have -> : z / w j (target j) * w j (target j) = z by [field; lra].
have eO : Omega w' j = spread (fun i => clip (moved j v u (y j) (a j) i)) (target j).
  rewrite /Omega /spread; apply: eq_bigr => i _; rewrite /w' !joint_stepE -/w' !sc.
  rewrite (clip_id (Rlt_le _ _ pos')) (clip_id (y := moved j w' (w j) (y j) (a j) (target j) / w j (target j))); last first.
    by apply: Rdiv_ge0 => //; lra.
  have -> : clip (moved j w' (w j) (y j) (a j) i / w j (target j)) = clip (moved j w' (w j) (y j) (a j) i) / w j (target j).
    rewrite /clip; move: (moved _ _ _ _ _ i) => z; case: (Rle_lt_dec 0 z) => h.
      by rewrite !Rmax_right //; exact: Rdiv_ge0.
    rewrite !Rmax_left; [by rewrite /Rdiv; ring | lra |].
    by have := Rdiv_ge0 (x := - z) ltac:(lra) wt; rewrite /Rdiv; lra.
  by field; lra.
have eG : \rsum_(i | i != target j) (gain j target u (y j) (a j) i / (1 + a j * y j (target j))) =
  \rsum_(i | i != target j) (omega w j i * growth_of y j i).
  by apply: eq_bigr => i _; rewrite /gain /growth_of /omega /u /Rdiv; ring.
rewrite eG Seq -(constant cond jm) in step; rewrite eG in start.
split; first by rewrite /w' joint_stepE clip_id //; exact: Rlt_le.
rewrite eO; split=> //; apply: Rle_trans step _; apply: Rle_trans (reach cond jm).
apply: Rplus_le_compat => //; rewrite -Seq.
have aC : 0 <= a j * C j.
  rewrite (constant cond jm); apply: Rmult_le_pos; first by lra.
  have Q0 : 0 <= Q by apply: Rle_trans (By j (target j) jm); exact: Rabs_pos.
  have x20 : 0 <= xb ^ 2 by exact: sqr_ge0.
  have c1 : 0 <= C1 Q xb by rewrite /C1; apply: Rmult_le_pos => //; lra.
  have e1 : 0 <= e_ Q xb by rewrite /e_; apply: Rmult_le_pos => //; lra.
  have s1 : 0 <= INR m.-1 * xb by apply: Rmult_le_pos; [exact: pos_INR | lra].
  have aq : 0 <= a j * Q by apply: Rmult_le_pos; lra.
  apply: Rdiv_ge0; last by lra.
  apply: Rplus_le_le_0_compat => //; apply: Rdiv_ge0 => //; apply: Rmult_le_pos => //.
  apply: Rplus_le_le_0_compat; first by apply: Rmult_le_pos; lra.
  by do 2?[apply: Rmult_le_pos => //]; lra.
exact: Rmult_le_compat_l.
Qed.

End Joint.
