(* Theorem A.13: the chain with correlated inputs, E[Y_i | p] = (Gamma p)_i.

   M_i(k) = a sum_{l < k} xi_i(l) 1(both half gaps up to l), with the noise xi of Correlated.v, whose mean is 0.

   A13   if |M_i(l)| <= Delta_p/4 for all i and |(Gamma M(l))_1 - (Gamma M(l))_u| <= Delta_G/2 for all u, at every l up to the horizon, then both
         half gaps are kept up to the horizon; and E[(1 - p_1(n)) 1(both half gaps up to n)] <= (1 - a r)^n (1 - p_1(0)),
         r = Delta_G/(4d) (1 + (d-1) Delta_p/2); so for the infinite horizon, by Horizon.v *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Gap Expectation Chain Exit Noise Correlated Horizon.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Record correlated_noise (I : finType) (Q : R) (Gamma : I -> I -> R) := CorrelatedNoise {
  draw : Type;
  draw_law : point I -> expectation draw;
  drawn : point I -> draw -> I -> R;
  drawn_bounded : forall p z, bounded Q (drawn p z);
  drawn_mean : forall (p : point I) i, draw_law p (fun z => drawn p z i) = drive Gamma p i
}.

Section CorrelatedChain.
Variables (I : finType) (Q : R) (Gamma : I -> I -> R) (N : correlated_noise Q Gamma) (a : learning_rate Q).
Variables (nu dp dg : R) (o : I).
Hypotheses (Gm : correlation Gamma nu) (nu01 : 0 <= nu <= 1) (dp01 : 0 < dp <= 1) (dg01 : 0 < dg <= 1) (Q1 : 1 <= Q).
Hypothesis a_small : 2 * a * Q ^ 2 * (2 + nu) / (1 - a * Q) <= cstar nu dp dg.
Implicit Types (p : point I) (i u : I) (z : draw N) (w : seq (draw N)) (n l : nat).

Definition correlated_next p z : point I :=
  Point (update_simplex (coord_simplex p) (drawn_bounded p z) (Rlt_le _ _ (alpha_pos a)) (alpha_small a)).

Notation law := (draw_law N).
Notation step := correlated_next.
Notation r := (dg / (4 * dim I) * (1 + (dim I - 1) * dp / 2)).

(* both half gaps *)
Definition both_leads p : bool := leadsb (dp / 2) o p && leadsb (dg / 2) o (drive Gamma p).

Lemma both_leadsP p : reflect (leads (dp / 2) o p /\ leads (dg / 2) o (drive Gamma p)) (both_leads p).
Proof.
by apply: (iffP andP) => [[/leadsP Lp /leadsP Lg]|[Lp Lg]]; split=> //; exact/leadsP.
Qed.

Let a0 : 0 <= a := Rlt_le _ _ (alpha_pos a).
Let aQ : a * Q < 1 := alpha_small a.

(* ---- the induction ---- *)
Notation fnext := (flagged_next step both_leads).
Definition noise_of i (s : point I * bool) z := ind (alive both_leads s) * (a * cxi Gamma s.1 (drawn s.1 z) i).
Definition M i p w := cumulated fnext (noise_of i) (p, true) w.

Lemma keeps_both (m : I -> R) p w :
  (forall u, u != o -> dp + m o - m u <= p o - p u) ->
  (forall u, u != o -> dg + drive Gamma m o - drive Gamma m u <= drive Gamma p o - drive Gamma p u) ->
  (forall i l, Rabs (m i + cumulated fnext (noise_of i) (p, true) (take l w)) <= dp / 4) ->
  (forall u l, u != o -> Rabs (drive Gamma (fun i => m i + cumulated fnext (noise_of i) (p, true) (take l w)) o -
                               drive Gamma (fun i => m i + cumulated fnext (noise_of i) (p, true) (take l w)) u) <= dg / 2) ->
  always step both_leads p w.
Proof.
elim: w m p => [|z w IH] m p gp gg sp sg.
all: have e0 : (fun i => m i + cumulated fnext (noise_of i) (p, true) [::]) = m
  by apply: FunctionalExtensionality.functional_extensionality => i /=; rewrite Rplus_0_r.
all: have Lp : leads (dp / 2) o p
  by move=> u uo; have := gp u uo; have := sp o 0%N; have := sp u 0%N; rewrite take0 /= !Rplus_0_r => /Rabs_le_both H1 /Rabs_le_both H2; lra.
all: have Lg : leads (dg / 2) o (drive Gamma p)
  by move=> u uo; have := gg u uo; have := sg u 0%N uo; rewrite take0 e0 => /Rabs_le_both H1; lra.
all: have B : both_leads p by apply/both_leadsP.
all: rewrite /= B //=.
have Hp := coord_simplex p; have By := drawn_bounded p z.
have eM (f : I -> R) : (fun i => m i + f i) = (fun i => m i + f i) by [].
apply: (IH (fun i => m i + a * cxi Gamma p (drawn p z) i)) => [u uo|u uo|i l|u l uo].
- have := correlated_p_gap nu01 (Rlt_le _ _ (proj1 dp01)) (Rlt_le _ _ (proj1 dg01)) Hp Lp Lg (proj2 dp01) By a0 aQ a_small uo.
  by have := gp u uo; rewrite /=; lra.
- have := correlated_drive_gap Gm nu01 (Rlt_le _ _ (proj1 dp01)) (Rlt_le _ _ (proj1 dg01)) Hp Lp Lg By a0 aQ a_small uo.
  have lin k : drive Gamma (fun i => m i + a * cxi Gamma p (drawn p z) i) k = drive Gamma m k + a * drive Gamma (cxi Gamma p (drawn p z)) k.
    by rewrite /drive -rsum_scal -rsum_add; apply: eq_bigr => j _; ring.
  by rewrite !lin; have := gg u uo; rewrite /=; lra.
- by have := sp i l.+1; rewrite /= {1}/noise_of /flagged_next /alive /= B /= Rmult_1_l Rplus_assoc.
have := sg u l.+1 uo; rewrite /=.
have -> // : (fun i => m i + (noise_of i (p, true) z + cumulated fnext (noise_of i) (fnext (p, true) z) (take l w))) =
  (fun i => m i + a * cxi Gamma p (drawn p z) i + cumulated fnext (noise_of i) (step p z, true) (take l w)).
apply: FunctionalExtensionality.functional_extensionality => i.
by rewrite {1}/noise_of /flagged_next /alive /= B /= Rmult_1_l Rplus_assoc.
Qed.

Lemma both_gaps_kept p w : (forall u, u != o -> dp <= p o - p u) ->
  (forall u, u != o -> dg <= drive Gamma p o - drive Gamma p u) ->
  (forall i l, Rabs (M i p (take l w)) <= dp / 4) ->
  (forall u l, u != o -> Rabs (drive Gamma (fun i => M i p (take l w)) o - drive Gamma (fun i => M i p (take l w)) u) <= dg / 2) ->
  always step both_leads p w.
Proof.
move=> gp gg sp sg.
have z0 k : drive Gamma (fun _ => 0) k = 0 by apply: rsum_eq0 => j _; ring.
have e l : (fun i => 0 + cumulated fnext (noise_of i) (p, true) (take l w)) = (fun i => M i p (take l w)).
  by apply: FunctionalExtensionality.functional_extensionality => i; rewrite Rplus_0_l.
apply: (keeps_both (m := fun _ => 0)) => [u uo|u uo|i l|u l uo].
- by have := gp u uo; lra.
- by rewrite !z0; have := gg u uo; lra.
- by rewrite Rplus_0_l; exact: sp.
by rewrite e; exact: sg.
Qed.

(* the increments are centred *)
Lemma noise_of_centred i s : draw_law N s.1 (noise_of i s) = 0.
Proof.
have b : bfun (fun z => cxi Gamma s.1 (drawn s.1 z) i).
  apply: bfun_scal; apply: bfun_sub; last exact: bfun_const.
  apply: bfun_sub; first by exists Q => z; exact: drawn_bounded.
  by exists Q => z; apply: mean_bound; [exact: coord_simplex | exact: drawn_bounded].
rewrite /noise_of Ex_scal; last exact: bfun_scal.
rewrite Ex_scal // (correlated_centred (E := law s.1) i (drawn_bounded s.1) (@drawn_mean I Q Gamma N s.1)); ring.
Qed.

(* ---- the contraction ---- *)
Lemma contraction_bounds : 0 <= 1 - a * r.
Proof.
have d1 := dim_ge1 o.
have r1 : r <= 1.
  have -> : r = dg * (1 + (dim I - 1) * dp / 2) / (4 * dim I) by field; lra.
  apply: Rdiv_le_l; first by lra.
  have := Rmult_le_compat_l (dim I - 1) _ _ ltac:(lra) (proj2 dp01) => h.
  have k0 : 0 <= 1 + (dim I - 1) * dp / 2 by have := Rmult_le_pos (dim I - 1) dp ltac:(lra) ltac:(lra); lra.
  by have := Rmult_le_compat_r _ _ _ k0 (proj2 dg01); lra.
have := Rmult_le_compat_l _ _ _ a0 r1; have := Rmult_le_compat_l _ _ _ a0 Q1; lra.
Qed.

Lemma next_distance_bfun p : bfun (fun z => 1 - step p z o).
Proof. by apply: (@bfun_between _ _ 0 1) => z; have := point_ge0 (step p z) o; have := point_le1 (step p z) o; lra. Qed.

Lemma mean_contraction p : both_leads p -> law p (fun z => 1 - step p z o) <= (1 - a * r) * (1 - p o).
Proof.
case/both_leadsP => Lp Lg.
have b : bfun (fun z => cxi Gamma p (drawn p z) o).
  apply: bfun_scal; apply: bfun_sub; last exact: bfun_const.
  apply: bfun_sub; first by exists Q => z; exact: drawn_bounded.
  by exists Q => z; apply: mean_bound; [exact: coord_simplex | exact: drawn_bounded].
apply: Rle_trans (_ : law p (fun z => (1 - a * r) * (1 - p o) + - a * cxi Gamma p (drawn p z) o) <= _).
  apply: Ex_mono => [||z]; first exact: next_distance_bfun.
    by apply: bfun_add; [exact: bfun_const | exact: bfun_scal].
  have := correlated_contraction nu01 (Rlt_le _ _ (proj1 dp01)) (Rlt_le _ _ (proj1 dg01)) (coord_simplex p) Lp Lg (proj2 dp01)
    (drawn_bounded p z) a0 aQ a_small.
  by rewrite /=; lra.
rewrite Ex_shift; last exact: bfun_scal.
rewrite Ex_scal // (correlated_centred (E := law p) o (drawn_bounded p) (@drawn_mean I Q Gamma N p)); lra.
Qed.

Lemma expected_correlated_distance n p :
  Ewords law step n p (fun w => (1 - run step p w o) * ind (always step both_leads p w)) <= (1 - a * r) ^ n * (1 - p o).
Proof.
have d01 q : 0 <= 1 - coord q o <= 1 by have := point_ge0 q o; have := point_le1 q o; lra.
have K := @killed_decay _ _ law step both_leads (fun _ => True) (fun _ _ _ => Logic.I) (fun q => 1 - q o) (fun q => 1 - q o) 1 (1 - a * r) n p
  contraction_bounds (fun q _ => conj (proj1 (d01 q)) (Rle_refl _)) (fun q _ => proj2 (d01 q)) (fun q _ _ => next_distance_bfun q)
  (fun q _ g => mean_contraction g) Logic.I.
apply: Rle_trans K; apply: Ewords_mono => [||w _].
- by exists 1 => w _; have := d01 (run step p w); case: (always _ _ _ _) => /= h; rewrite Rabs_right; lra.
- by exists 1 => w _; have := d01 (run step p w); case: (before _ _ _ _) => /= h; rewrite Rabs_right; lra.
apply: Rmult_le_compat_l; first by case: (d01 (run step p w)).
by case A: (always step both_leads p w); [rewrite (always_before A); lra | case: (ind01 (before step both_leads p w))].
Qed.

(* A13 *)
Theorem correlated_convergence p : (forall u, u != o -> dp <= p o - p u) ->
  (forall u, u != o -> dg <= drive Gamma p o - drive Gamma p u) ->
  (forall w, (forall i l, Rabs (M i p (take l w)) <= dp / 4) ->
     (forall u l, u != o -> Rabs (drive Gamma (fun i => M i p (take l w)) o - drive Gamma (fun i => M i p (take l w)) u) <= dg / 2) ->
     always step both_leads p w) /\
  (forall i s, draw_law N s.1 (noise_of i s) = 0) /\
  (forall n, Ewords law step n p (fun w => (1 - run step p w o) * ind (always step both_leads p w)) <= (1 - a * r) ^ n * (1 - p o)) /\
  (forall n, kept_forever law step both_leads (fun q => 1 - q o) n p <= (1 - a * r) ^ n * (1 - p o)).
Proof.
move=> gp gg; split; first by move=> w; exact: both_gaps_kept.
split; first exact: noise_of_centred.
split=> n; first exact: expected_correlated_distance.
have b (q : point I) : 0 <= 1 - q o <= 1 by have := point_ge0 q o; have := point_le1 q o; lra.
by apply: Rle_trans (proj2 (kept_forever_bounds law step both_leads b n p)) _; exact: expected_correlated_distance.
Qed.

End CorrelatedChain.
