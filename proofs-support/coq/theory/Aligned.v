(* Outputs that are aligned stay aligned: Algorithm 1 near the wanted end, for ever.

   V = sum_j K_j Omega_j, K_j >= 1, Kt_l >= K_l + sum_{j > l} a_j C_j Kt_j, and g >= 1. If at all states with Omega_j <= x for all j
   (Kt_l/K_l)^g E[X_li^g] <= theta for every row l and every i (its growth), X_li as in JointStep.v, then

   O.local   for theta <= 1: P(some Omega_j > x by time n) <= (V(0)/x)^g for all n;
             for theta < 1 (the exponent may be another one): P(no Omega_j > x before time n, and V > delta at some time from n to n + k) <=
             theta^n (V(0)/delta)^g for all n, k and 0 < delta <= x. The bound is free of k and tends to 0: P(k) -> I almost surely on the rest

   row_growth, own_trigger   if row l is triggered by its target with probability at least pb, A c and B c bound the moments of 1 + a(c + Z) of order g and -g:
                E[X_li^g] <= pb A' B_1 + (1 - pb) A_1 B_0, A' >= 1, A_0; pb = 1/(1 + Lam x) where lambda_i <= Lam lambda_l

   The law of the outputs together is any that has the law of one neuron for each row. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw WorstNoise JointStep.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Aligned.
Variables (I : finType) (m : nat) (target : nat -> I) (Q x xb : R) (a C : nat -> R).
Hypothesis cond : reach_condition m Q x xb a C.
Hypothesis targets : forall j l, (j < m)%N -> (l < m)%N -> target j = target l -> j = l.

Definition state_of := nat -> I -> R.
Implicit Types (w : state_of) (i u : I) (j l n k : nat).

(* what happens in one step: the inputs of all rows *)
Variables (outcome : Type) (law : state_of -> expectation outcome) (y : state_of -> outcome -> nat -> I -> R).
Hypothesis y_bounded : forall w z j i, Rabs (y w z j i) <= Q.
Implicit Types (z : outcome).

Definition aligned_next w z : state_of := joint_step w (y w z) a.
Notation next := aligned_next.
Notation X w z := (growth_of target a (y w z)).
Notation Om := (Omega target).

Definition all_ge0 w := forall (j : nat) i, 0 <= w j i.
Definition positive w : bool := [forall j : 'I_m, ~~ Rleb (w j (target j)) 0].
(* Omega_j <= x for all j *)
Definition near w : bool := positive w && [forall j : 'I_m, Rleb (Om w j) x].

Lemma next_ge0 w z : all_ge0 w -> all_ge0 (next w z).
Proof. by move=> _ j i; rewrite /aligned_next joint_stepE; exact: clip_ge0. Qed.

Lemma positiveP w : reflect (forall j, (j < m)%N -> 0 < w j (target j)) (positive w).
Proof.
apply: (iffP forallP) => [H j jm|H j]; first by have /RlebP := H (Ordinal jm); rewrite /=; lra.
by apply/RlebP; have := H j (ltn_ord j); lra.
Qed.

Lemma nearP w : all_ge0 w -> near w -> weights m target w /\ forall j, (j < m)%N -> Om w j <= x.
Proof.
move=> w0 /andP [/positiveP P /forallP S]; split=> [j jm|j jm]; first by split; [exact: w0 | exact: P].
by have /RlebP := S (Ordinal jm).
Qed.

Variables (K Kt : nat -> R).
Hypotheses (K_ge1 : forall j, (j < m)%N -> 1 <= K j) (Kt_ge0 : forall j, (j < m)%N -> 0 <= Kt j).
Hypothesis Kt_ge : forall l, (l < m)%N -> K l + \big[Rplus/0]_(j < m | (l < j)%N) (a j * C j * Kt j) <= Kt l.

Definition V w := \rsum_(j < m) (K j * Om w j).

Lemma V_ge0 w : all_ge0 w -> 0 <= V w.
Proof.
move=> w0; apply: rsum_ge0 => j _; apply: Rmult_le_pos; first by have := K_ge1 (ltn_ord j); lra.
apply: rsum_ge0 => i _; case: (w0 j (target j)) => [h|<-]; first exact: Rdiv_ge0.
rewrite /Rdiv Rinv_0 Rmult_0_r; exact: Rle_refl.
Qed.

Lemma Om_ge0 w j : all_ge0 w -> 0 <= Om w j.
Proof.
move=> w0; apply: rsum_ge0 => i _; case: (w0 j (target j)) => [h|<-]; first exact: Rdiv_ge0.
rewrite /Rdiv Rinv_0 Rmult_0_r; exact: Rle_refl.
Qed.

(* V' <= sum_l Kt_l sum_i omega_li X_li *)
Lemma V_step w z : all_ge0 w -> near w ->
  positive (next w z) /\ V (next w z) <= \rsum_(j < m) (K j * xb) /\
  V (next w z) <= \rsum_(l < m) (Kt l * \rsum_(i | i != target l) (omega target w l i * X w z l i)).
Proof.
move=> w0 G; have [W Wx] := nearP w0 G.
have H j jm := joint_step_near cond targets W Wx (fun j i _ => y_bounded w z j i) (j := j) jm.
split; first by apply/positiveP => j jm; case: (H j jm) => _ [].
split.
  apply: rsum_le => j _; apply: Rmult_le_compat_l; first by have := K_ge1 (ltn_ord j); lra.
  by have [_ [_ [h _]]] := H j (ltn_ord j).
set O' := Om (next w z); have O0 j : 0 <= O' j by apply: Om_ge0; exact: next_ge0.
pose Gr (l : nat) := \rsum_(i | i != target l) (omega target w l i * X w z l i).
have step (j : 'I_m) : Kt j * O' j - Kt j * (a j * C j * \big[Rplus/0]_(l < m | (l < j)%N) O' l) <= Kt j * Gr j.
  rewrite -Rmult_minus_distr_l; apply: Rmult_le_compat_l; first exact: Kt_ge0.
  have [_ [_ [_ h]]] := H j (ltn_ord j).
  have {}h : O' j <= Gr j + a j * C j * \rsum_(l < j) O' l := h.
  have e : \big[Rplus/0]_(l < m | (l < j)%N) O' l = \rsum_(l < j) O' l.
    by rewrite (big_ord_widen m O' (ltnW (ltn_ord j))).
  by rewrite e; lra.
have T := @rsum_le [finType of 'I_m] xpredT _ _ (fun (j : 'I_m) _ => step j).
apply: (Rle_trans _ _ _ _ T); rewrite rsum_sub.
have -> : \rsum_(j < m) (Kt j * (a j * C j * \big[Rplus/0]_(l < m | (l < j)%N) O' l)) =
  \rsum_(l < m) (O' l * \big[Rplus/0]_(j < m | (l < j)%N) (a j * C j * Kt j)).
  have -> : \rsum_(j < m) (Kt j * (a j * C j * \big[Rplus/0]_(l < m | (l < j)%N) O' l)) =
    \rsum_(j < m) \big[Rplus/0]_(l < m | (l < j)%N) (O' l * (a j * C j * Kt j)).
    by apply: eq_bigr => j _; rewrite -!rsum_scal; apply: eq_bigr => l _; ring.
  rewrite (exchange_big_dep xpredT) //=; apply: eq_bigr => l _.
  by rewrite -rsum_scal; apply: eq_bigl => j.
rewrite -rsum_sub /V; apply: rsum_le => l _.
have := Rmult_le_compat_r _ _ _ (O0 l) (Kt_ge (ltn_ord l)); rewrite -/O'; lra.
Qed.

(* ---- powers ---- *)
Section Power.
Variables (g theta : R).
Hypotheses (g1 : 1 <= g) (theta0 : 0 <= theta).
Hypothesis row_power : forall w l i, all_ge0 w -> near w -> (l < m)%N -> i != target l ->
  Rpower (Kt l / K l) g * law w (fun z => Rpower (X w z l i) g) <= theta.

Let Kt_pos l : (l < m)%N -> 0 < Kt l.
Proof.
move=> lm; have := Kt_ge lm; have := K_ge1 lm.
have : 0 <= \big[Rplus/0]_(j < m | (l < j)%N) (a j * C j * Kt j).
  apply: rsum_ge0 => j _; have jm := ltn_ord j.
  apply: Rmult_le_pos; last exact: Kt_ge0.
  have r := reach cond jm; have den := denominator cond jm; have ap := rate_pos cond jm.
  have x0 := x_ge0 cond; have xx := x_le_reach cond; have aq := rate_small cond jm.
  rewrite (constant cond jm).
  have [i0 _] : exists i : I, True by exists (target j).
  case: (Rle_lt_dec 0 Q) => Q0; last first.
    exfalso; have Ez : law (fun _ _ => 0) (fun _ => 1) <= law (fun _ _ => 0) (fun _ => 0).
      apply: Ex_mono => [||z]; [exact: bfun_const | exact: bfun_const |].
      by have := y_bounded (fun _ _ => 0) z 0%N i0; have := Rabs_pos (y (fun _ _ => 0) z 0%N i0); lra.
    by move: Ez; rewrite !Ex_const; lra.
  apply: Rmult_le_pos; first by lra.
  have x20 : 0 <= xb ^ 2 by exact: sqr_ge0.
  have c1 : 0 <= C1 Q xb by rewrite /C1; apply: Rmult_le_pos => //; lra.
  have e1 : 0 <= e_ Q xb by rewrite /e_; apply: Rmult_le_pos => //; lra.
  have s1 : 0 <= INR m.-1 * xb by apply: Rmult_le_pos; [exact: pos_INR | lra].
  have aq0 : 0 <= a j * Q by apply: Rmult_le_pos; lra.
  apply: Rdiv_ge0; last by lra.
  apply: Rplus_le_le_0_compat => //; apply: Rdiv_ge0 => //; apply: Rmult_le_pos => //.
  apply: Rplus_le_le_0_compat; first by apply: Rmult_le_pos; lra.
  by do 2?[apply: Rmult_le_pos => //]; lra.
lra.
Qed.

Let Q_ge0 w z : 0 <= Q. Proof. exact: Rle_trans (Rabs_pos _) (y_bounded w z 0 (target 0)). Qed.

Lemma X_bounds w z l i : (l < m)%N -> 0 < X w z l i <= (1 + a l * Q) / (1 - a l * Q).
Proof.
move=> lm; have ap := rate_pos cond lm; have aq := rate_small cond lm; have Q0 := Q_ge0 w z.
have b u := y_bounded w z l u.
have /Rabs_le_both [t1 t2] := b (target l); have /Rabs_le_both [i1 i2] := b i.
have ct1 := Rmult_le_compat_l _ _ _ (Rlt_le _ _ ap) t1; have ci1 := Rmult_le_compat_l _ _ _ (Rlt_le _ _ ap) i1.
have ci2 := Rmult_le_compat_l _ _ _ (Rlt_le _ _ ap) i2; have aQ0 := Rmult_le_pos _ _ (Rlt_le _ _ ap) Q0.
rewrite /growth_of; set num := 1 + a l * (if _ then 0 else _).
have nb : 0 < num <= 1 + a l * Q by rewrite /num; case: (before _ _ _); split; lra.
split; first by apply: Rdiv_lt_0_compat; lra.
apply: Rmult_le_compat; [lra | by apply/Rlt_le/Rinv_0_lt_compat; lra | lra | by apply: Rinv_le_contravar; lra].
Qed.

Lemma X_power_bfun w l i : (l < m)%N -> bfun (fun z => Rpower (X w z l i) g).
Proof.
move=> lm; apply: (@bfun_between _ _ 0 (Rpower ((1 + a l * Q) / (1 - a l * Q)) g)) => z.
split; first exact: Rlt_le (Rpower_gt0 _ _).
by have b := X_bounds w z i lm; apply: Rle_Rpower_l; lra.
Qed.

(* lambda_li = K_l omega_li / V *)
Definition part w l i := K l * omega target w l i / V w.

Lemma omega_ge0 w l i : all_ge0 w -> 0 <= omega target w l i.
Proof.
move=> w0; rewrite /omega; case: (w0 l (target l)) => [h|<-]; first exact: Rdiv_ge0.
rewrite /Rdiv Rinv_0 Rmult_0_r; exact: Rle_refl.
Qed.

Lemma part_ge0 w l i : all_ge0 w -> 0 < V w -> (l < m)%N -> 0 <= part w l i.
Proof.
move=> w0 Vp lm; apply: Rdiv_ge0 => //; apply: Rmult_le_pos; last exact: omega_ge0.
by have := K_ge1 lm; lra.
Qed.

Lemma parts_total w : 0 < V w -> \rsum_(l < m) \rsum_(i | i != target l) part w l i = 1.
Proof.
move=> Vp; have -> : 1 = V w / V w by field; lra.
rewrite {2}/V /Rdiv -rsum_scalr; apply: eq_bigr => l _.
by rewrite /Omega /spread -rsum_scal -rsum_scalr; apply: eq_bigr => i _.
Qed.

Lemma V_power w z : all_ge0 w -> near w -> 0 < V w -> rpow (V (next w z)) g <=
  Rpower (V w) g * \rsum_(l < m) \rsum_(i | i != target l) (part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g)).
Proof.
move=> w0 G Vp; have [_ [_ S]] := V_step z w0 G.
pose zz (l : nat) i := Kt l / K l * X w z l i.
have zp (l : nat) i : (l < m)%N -> 0 < zz l i.
  move=> lm; apply: Rmult_lt_0_compat; last by case: (X_bounds w z i lm).
  by apply: Rdiv_lt_0_compat; [exact: Kt_pos | have := K_ge1 lm; lra].
set t := \rsum_(l < m) \rsum_(i | i != target l) (part w l i * zz l i).
have St : V (next w z) <= V w * t.
  apply: Rle_trans S _; apply: Req_le; rewrite /t -rsum_scal; apply: eq_bigr => l _.
  rewrite -!rsum_scal; apply: eq_bigr => i _; rewrite /part /zz; field.
  by have := K_ge1 (ltn_ord l); lra.
have t0 : 0 <= t.
  apply: rsum_ge0 => l _; apply: rsum_ge0 => i _; apply: Rmult_le_pos; first exact: part_ge0.
  exact: Rlt_le (zp l i (ltn_ord l)).
have rhs0 : 0 <= \rsum_(l < m) \rsum_(i | i != target l) (part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g)).
  apply: rsum_ge0 => l _; apply: rsum_ge0 => i _; apply: Rmult_le_pos; first exact: part_ge0.
  by apply: Rmult_le_pos; exact: Rlt_le (Rpower_gt0 _ _).
have V'0 : 0 <= V (next w z) by apply: V_ge0; exact: next_ge0.
case: V'0 => V'0; last first.
  rewrite -V'0 {1}/rpow; case: RlebP => [_|]; last by lra.
  by apply: Rmult_le_pos => //; exact: Rlt_le (Rpower_gt0 _ _).
have tp : 0 < t by case: t0 => // z0; move: St; rewrite -z0 Rmult_0_r; lra.
rewrite rpow_pos //; apply: Rle_trans (_ : Rpower (V w * t) g <= _); first by apply: Rle_Rpower_l; lra.
rewrite -Rpower_mult_distr //; apply: Rmult_le_compat_l; first exact: Rlt_le (Rpower_gt0 _ _).
set c := g * (Rpower t g / t).
pose A := Rpower t g - c * t; have -> : Rpower t g = A * 1 + c * t by rewrite /A; ring.
rewrite -(parts_total Vp) /t -!rsum_scal -rsum_add; apply: rsum_le => l _; rewrite -!rsum_scal -rsum_add.
apply: rsum_le => i _; have zl := zp l i (ltn_ord l).
have T := power_tangent zl tp (or_intror g1); rewrite -/c in T.
have e : Rpower (zz l i) g = Rpower (Kt l / K l) g * Rpower (X w z l i) g.
  rewrite Rpower_mult_distr //; last by case: (X_bounds w z i (ltn_ord l)).
  by apply: Rdiv_lt_0_compat; [exact: Kt_pos (ltn_ord l) | have := K_ge1 (ltn_ord l); lra].
rewrite -e; have := Rmult_le_compat_l _ _ _ (part_ge0 i w0 Vp (ltn_ord l)) T; rewrite /A; lra.
Qed.

Lemma V_power_bfun w : all_ge0 w -> near w -> bfun (fun z => rpow (V (next w z)) g).
Proof.
move=> w0 G; apply: (@bfun_between _ _ 0 (rpow (\rsum_(j < m) (K j * xb)) g)) => z.
split; first exact: rpow_ge0.
have [_ [h _]] := V_step z w0 G; apply: rpow_le => //; last by lra.
by apply: V_ge0; exact: next_ge0.
Qed.

Lemma V_mean w : all_ge0 w -> near w -> law w (fun z => rpow (V (next w z)) g) <= theta * rpow (V w) g.
Proof.
move=> w0 G; case: (V_ge0 w0) => [Vp|V0]; last first.
  have z0 z : rpow (V (next w z)) g = 0.
    have [_ [_ S]] := V_step z w0 G; have V'0 : 0 <= V (next w z) by apply: V_ge0; exact: next_ge0.
    have om (l : 'I_m) i : i != target l -> omega target w l i = 0.
      move=> it; have t0 (k : 'I_m) : true -> 0 <= K k * Om w k.
        by move=> _; apply: Rmult_le_pos; [have := K_ge1 (ltn_ord k); lra | exact: Om_ge0].
      have h1 := @rsum_term_le _ xpredT (fun k : 'I_m => K k * Om w k) l isT t0; rewrite -/(V w) -V0 in h1.
      have h2 := @rsum_term_le I (fun i => i != target l) (fun i => omega target w l i) i it (fun u _ => omega_ge0 l u w0).
      have h3 := omega_ge0 l i w0; have k1 := K_ge1 (ltn_ord l); have O0 := Om_ge0 l w0.
      have h4 : Om w l <= K l * Om w l by have := Rmult_le_compat_r _ _ _ O0 k1; lra.
      by rewrite /Omega /spread -/(omega target w l) in h1 h4 O0 *; rewrite /omega in h2 h3 *; lra.
    have : V (next w z) <= 0.
      apply: Rle_trans S _; apply: Req_le; apply: rsum_eq0 => l _; rewrite rsum_eq0; first by ring.
      by move=> i it; rewrite om //; ring.
    by move=> h; rewrite /rpow; case: RlebP => //; lra.
  rewrite (Ex_ext _ z0) Ex_const; apply: Rmult_le_pos => //; exact: rpow_ge0.
have bx (l : 'I_m) i : bfun (fun z => part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g)).
  by do 2!apply: bfun_scal; exact: X_power_bfun (ltn_ord l).
have bi (l : 'I_m) : bfun (fun z => \rsum_(i | i != target l) (part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g))).
  by apply: (@bfun_sum _ I (fun i => i != target l) (fun i z => part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g))) => i _.
have bs : bfun (fun z => \rsum_(l < m) \rsum_(i | i != target l) (part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g))).
  by apply: (@bfun_sum _ [finType of 'I_m] xpredT (fun (l : 'I_m) z => \rsum_(i | i != target l) (part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g)))) => l _.
apply: Rle_trans (Ex_mono (law w) (V_power_bfun w0 G) (bfun_scal _ bs) (fun z => V_power z w0 G Vp)) _.
rewrite Ex_scal // (Ex_sum (law w) xpredT (F := fun (l : 'I_m) z => \rsum_(i | i != target l) (part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g)))) //.
rewrite rpow_pos // Rmult_comm; apply: Rmult_le_compat_r; first exact: Rlt_le (Rpower_gt0 _ _).
rewrite -[Y in _ <= Y]Rmult_1_r -(parts_total Vp) -rsum_scal; apply: rsum_le => l _.
rewrite (Ex_sum (law w) (fun i => i != target l) (F := fun i z => part w l i * (Rpower (Kt l / K l) g * Rpower (X w z l i) g))) //.
rewrite -rsum_scal; apply: rsum_le => i it; have lm := ltn_ord l; have bp := X_power_bfun w i lm.
rewrite Ex_scal; last exact: bfun_scal.
rewrite Ex_scal // Rmult_comm; apply: Rmult_le_compat_r; first exact: part_ge0.
exact: row_power.
Qed.

End Power.

(* ---- for ever ---- *)
Hypothesis x_pos : 0 < x.

Lemma V_scaled (s : R) w g : 0 < s -> all_ge0 w -> rpow (V w / s) g = Rpower (/ s) g * rpow (V w) g.
Proof.
by move=> s0 w0; rewrite /Rdiv rpow_mul; [exact: Rmult_comm | exact: V_ge0 | exact: Rinv_0_lt_compat].
Qed.

Definition growth_bound (g theta : R) := forall w l i, all_ge0 w -> near w -> (l < m)%N -> i != target l ->
  Rpower (Kt l / K l) g * law w (fun z => Rpower (X w z l i) g) <= theta.

(* V < s where all rows are positive *)
Definition level (s : R) w : bool := positive w && ~~ Rleb s (V w).

Lemma Om_le_V w j : all_ge0 w -> (j < m)%N -> Om w j <= V w.
Proof.
move=> w0 jm; have t0 (k : 'I_m) : true -> 0 <= K k * Om w k.
  by move=> _; apply: Rmult_le_pos; [have := K_ge1 (ltn_ord k); lra | exact: Om_ge0].
have := @rsum_term_le _ xpredT (fun k : 'I_m => K k * Om w k) (Ordinal jm) isT t0; rewrite -/(V w) /=.
by have := Rmult_le_compat_r _ _ _ (Om_ge0 j w0) (K_ge1 jm); lra.
Qed.

Lemma level_near s w : all_ge0 w -> s <= x -> level s w -> near w.
Proof.
move=> w0 sx /andP [P /RlebP L]; rewrite /near P; apply/forallP => j; apply/RlebP.
by have := Om_le_V w0 (ltn_ord j); lra.
Qed.

(* (V/s)^g, and 1 where a row has no positive weight left at its target *)
Definition lyapunov (s g : R) w := if positive w then rpow (V w / s) g else 1.

Section Exit.
Variables (good : state_of -> bool) (s g : R).
Hypotheses (s0 : 0 < s) (g1 : 1 <= g) (gb : growth_bound g 1).
Hypothesis good_near : forall w, all_ge0 w -> good w -> near w.
Hypothesis outside : forall w, all_ge0 w -> positive w -> ~~ good w -> s <= V w.

Lemma exit_by n w : all_ge0 w -> leaves law next good n w <= lyapunov s g w.
Proof.
move=> W; have next_is v z : all_ge0 v -> good v -> lyapunov s g (next v z) = Rpower (/ s) g * rpow (V (next v z)) g.
  move=> v0 G; have [P _] := V_step z v0 (good_near v0 G).
  by rewrite /lyapunov P V_scaled //; exact: next_ge0.
have b v : all_ge0 v -> good v -> bfun (fun z => Rpower (/ s) g * rpow (V (next v z)) g).
  by move=> v0 G; apply: bfun_scal; apply: V_power_bfun => //; exact: good_near.
apply: (@exit_bound _ _ law next good all_ge0 _ (lyapunov s g)) => // [v z|v v0|v v0 nG|v v0 G _|v v0 G _].
- exact: next_ge0.
- by rewrite /lyapunov; case: (positive v); [exact: rpow_ge0 | lra].
- rewrite /lyapunov; case P: (positive v); last exact: Rle_refl.
  apply: rpow_ge1; last by lra.
  by apply: Rdiv_le_r => //; have := outside v0 P nG; lra.
- by apply: (bfun_ext (fun z => esym (next_is v z v0 G))); exact: b.
rewrite (Ex_ext _ (fun z => next_is v z v0 G)) Ex_scal; last by apply: V_power_bfun => //; exact: good_near.
have P : positive v by case/andP: (good_near v0 G).
rewrite /lyapunov P V_scaled //; apply: Rmult_le_compat_l; first exact: Rlt_le (Rpower_gt0 _ _).
by have := V_mean g1 Rle_0_1 gb v0 (good_near v0 G); lra.
Qed.
End Exit.

(* O.local *)
Theorem aligned_for_ever g n w : 1 <= g -> growth_bound g 1 -> all_ge0 w -> positive w ->
  leaves law next near n w <= rpow (V w / x) g.
Proof.
move=> g1 gb w0 P; have -> : rpow (V w / x) g = lyapunov x g w by rewrite /lyapunov P.
apply: exit_by => // v v0 Pv nG; move: nG; rewrite /near Pv /= => /forallPn [j /RlebP h].
by have := Om_le_V v0 (ltn_ord j); lra.
Qed.

(* O.local *)
Theorem aligned_in_the_limit g theta n k (delta : R) w : 1 <= g -> 0 <= theta <= 1 -> growth_bound g theta -> 0 < delta <= x ->
  all_ge0 w -> positive w ->
  Pr law next (n + k) w (fun v => Exit.before next near w (take n v) && ~~ always next (level delta) (run next w (take n v)) (drop n v)) <=
  theta ^ n * rpow (V w / delta) g.
Proof.
move=> g1 [t0 t1] gb [d0 dx] w0 P.
have gb1 : growth_bound g 1 by move=> v l i v0 G lm it; apply: Rle_trans (gb v l i v0 G lm it) t1.
have out v : all_ge0 v -> positive v -> ~~ level delta v -> delta <= V v.
  by move=> v0 Pv; rewrite /level Pv /= negbK => /RlebP.
have lev v : all_ge0 v -> level delta v -> near v by move=> v0; exact: level_near.
have E v : all_ge0 v -> leaves law next (level delta) k v <= lyapunov delta g v.
  by move=> v0; apply: exit_by.
pose f v := Rmin 1 (lyapunov delta g v).
have ly0 v : 0 <= lyapunov delta g v by rewrite /lyapunov; case: (positive v); [exact: rpow_ge0 | lra].
have f_le v : all_ge0 v -> 0 <= f v <= lyapunov delta g v.
  by move=> _; rewrite /f; split; [apply: Rmin_glb; [lra | exact: ly0] | exact: Rmin_r].
rewrite /Pr Ewords_cat.
apply: Rle_trans (_ : Ewords law next n w (fun v => f (run next w v) * ind (Exit.before next near w v)) <= _).
  apply: Ewords_mono => [||v sv].
  - by exists 1 => v _; apply: Ewords_abs => u _; exact: ind_abs.
  - exists 1 => v _; have f1 : f (run next w v) <= 1 by exact: Rmin_l.
    have f0 : 0 <= f (run next w v) by apply: Rmin_glb; [lra | exact: ly0].
    by case: (Exit.before _ _ _ _) => /=; rewrite Rabs_right; lra.
  have r0 : all_ge0 (run next w v) by apply: (ok_run (ok := all_ge0)) => // u z; exact: next_ge0.
  case B: (Exit.before next near w v); last first.
    rewrite Rmult_0_r -[Y in _ <= Y](Ewords_const law next k (run next w v) 0); apply: Req_le.
    by apply: Ewords_ext => u su; rewrite take_size_cat // B.
  rewrite Rmult_1_r; apply: Rmin_glb.
    rewrite -[Y in _ <= Y](Ewords_const law next k (run next w v) 1); apply: Ewords_mono => [||u _]; first exact: bwords_ind.
      by exists 1 => u _; rewrite Rabs_R1; lra.
    by case: (ind01 (Exit.before next near w (take n (v ++ u)) && ~~ always next (level delta) (run next w (take n (v ++ u))) (drop n (v ++ u)))).
  apply: Rle_trans (E _ r0); apply: Req_le; apply: Ewords_ext => u su.
  by rewrite take_size_cat // drop_size_cat // B.
have -> : rpow (V w / delta) g = lyapunov delta g w by rewrite /lyapunov P.
have next_is v z : all_ge0 v -> near v -> lyapunov delta g (next v z) = Rpower (/ delta) g * rpow (V (next v z)) g.
  move=> v0 G; have [Pv _] := V_step z v0 G.
  by rewrite /lyapunov Pv V_scaled //; exact: next_ge0.
apply: (@killed_decay _ _ law next near all_ge0 _ f (lyapunov delta g) 1) => // [v z|v _|v v0 G|v v0 G].
- exact: next_ge0.
- exact: Rmin_l.
- by apply: (bfun_ext (fun z => esym (next_is v z v0 G))); apply: bfun_scal; exact: V_power_bfun.
rewrite (Ex_ext _ (fun z => next_is v z v0 G)) Ex_scal; last exact: V_power_bfun.
have Pv : positive v by case/andP: G.
rewrite /lyapunov Pv V_scaled //.
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ (Rpower_gt0 (/ delta) g)) (V_mean g1 t0 gb v0 G); lra.
Qed.

End Aligned.

(* ---- the growth of one row ---- *)
Section Row.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (o : I) (taken : pred I) (p : point I) (g pb A' : R) (A B : bool -> R).
Hypothesis g0 : 0 < g.
Hypothesis moments : forall u cu co, u != o -> ~~ (cu && co) -> E (factor Z a o g u cu co) <= A cu * B co.
Hypothesis denominators : forall co, E (fun t => Rpower (learning Z a t o co) (- g)) <= B co.
Hypotheses (A'1 : 1 <= A') (A'0 : A false <= A') (A'_le : A' <= A true) (B_ge0 : forall co, 0 <= B co) (B_le : B true <= B false).
Hypothesis pb_le : pb <= p o.

(* X_li when b triggers *)
Definition growth_at u b t :=
  (1 + a * (if taken u then 0 else ind (u == b) + Z t u)) / (1 + a * (ind (o == b) + Z t o)).

(* O.local *)
Theorem row_growth u : u != o ->
  \rsum_b (p b * E (fun t => Rpower (growth_at u b t) g)) <= pb * (A' * B true) + (1 - pb) * (A true * B false).
Proof.
move=> uo; have ou : o != u by rewrite eq_sym.
have AB : A' * B true <= A true * B false.
  by apply: Rmult_le_compat => //; lra.
have quotient (N D : R) : 0 < N -> 0 < D -> Rpower (N / D) g = Rpower N g * Rpower D (- g).
  move=> N0 D0; rewrite /Rdiv -Rpower_mult_distr //; last exact: Rinv_0_lt_compat.
  by congr (_ * _); rewrite /Rpower ln_Rinv //; congr exp; ring.
have one b : E (fun t => Rpower (growth_at u b t) g) <= if b == o then A' * B true else A true * B false.
  have d0 t : 0 < 1 + a * (ind (o == b) + Z t o) := learning_pos Z_bounded a t o (o == b).
  case tu: (taken u).
    have e t : Rpower (growth_at u b t) g = Rpower (learning Z a t o (o == b)) (- g).
      rewrite /growth_at tu Rmult_0_r Rplus_0_r quotient //; last by lra.
      by rewrite /Rpower ln_1 Rmult_0_r exp_0 Rmult_1_l.
    rewrite (Ex_ext E e); apply: Rle_trans (denominators _) _; rewrite eq_sym.
    case: (b == o); have b1 := B_ge0 true; have b0 := B_ge0 false.
      by have := Rmult_le_compat_r _ _ _ b1 A'1; lra.
    by have := Rmult_le_compat_r _ _ _ b0 (Rle_trans _ _ _ A'1 A'_le); lra.
  have e t : Rpower (growth_at u b t) g = factor Z a o g u (u == b) (o == b) t.
    by rewrite /growth_at tu quotient //; exact: (learning_pos Z_bounded a t u (u == b)).
  have nb : ~~ ((u == b) && (o == b)) by apply/negP => /andP [/eqP <-]; rewrite (negbTE ou).
  rewrite (Ex_ext E e); apply: Rle_trans (moments uo nb) _.
  case: (eqVneq b o) => [->|bo].
    rewrite ?eqxx (negbTE uo) /=; apply: Rmult_le_compat_r => //; exact: B_ge0.
  apply: Rmult_le_compat_r; first exact: B_ge0.
  by case: (u == b); lra.
have S : \rsum_b (p b * E (fun t => Rpower (growth_at u b t) g)) <= \rsum_b (p b * (if b == o then A' * B true else A true * B false)).
  by apply: rsum_le => b _; apply: Rmult_le_compat_l; [exact: point_ge0 | exact: one].
apply: Rle_trans S _; rewrite (rsum_split o) eqxx.
have -> : \rsum_(b | b != o) (p b * (if b == o then A' * B true else A true * B false)) = (1 - p o) * (A true * B false).
  rewrite -(sum_others o (coord_simplex p)) -rsum_scalr; apply: eq_bigr => b /negbTE -> //.
by have := Rmult_le_compat_r (A true * B false - A' * B true) _ _ ltac:(lra) pb_le; lra.
Qed.

End Row.

(* p_1 >= 1/(1 + Lam x), where the ratios sum to at most x and lambda_i <= Lam lambda_1 *)
(* O.local *)
Theorem own_trigger (I : finType) (lambda w : I -> R) (o : I) (Lam x : R) : (forall i, 0 < lambda i) -> (forall i, 0 <= w i) -> 0 < w o ->
  (forall i, lambda i <= Lam * lambda o) -> \rsum_(i | i != o) (w i / w o) <= x -> / (1 + Lam * x) <= trigger lambda w o.
Proof.
move=> l0 w0 wo L S; have lo := l0 o.
have Lam0 : 0 <= Lam by have := L o; nra.
have s0 : 0 <= \rsum_(i | i != o) (w i / w o) by apply: rsum_ge0 => i _; exact: Rdiv_ge0.
have Lx : 0 <= Lam * x by apply: Rmult_le_pos; lra.
rewrite /trigger (rsum_split o).
have rest : \rsum_(i | i != o) (lambda i * w i) <= Lam * x * (lambda o * w o).
  apply: Rle_trans (_ : \rsum_(i | i != o) (Lam * lambda o * w o * (w i / w o)) <= _); last first.
    rewrite rsum_scal; have k0 : 0 <= Lam * lambda o * w o by do 2?[apply: Rmult_le_pos => //]; lra.
    by have := Rmult_le_compat_l _ _ _ k0 S; lra.
  apply: rsum_le => i _; have -> : Lam * lambda o * w o * (w i / w o) = Lam * lambda o * w i by field; lra.
  by apply: Rmult_le_compat_r.
have r0 : 0 <= \rsum_(i | i != o) (lambda i * w i) by apply: rsum_ge0 => i _; apply: Rmult_le_pos => //; exact: Rlt_le.
have lw : 0 < lambda o * w o by exact: Rmult_lt_0_compat.
apply: Rdiv_le_r; first by lra.
apply: (Rmult_le_reg_l (1 + Lam * x)); first by lra.
rewrite -Rmult_assoc Rinv_r; lra.
Qed.
