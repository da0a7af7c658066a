(* Exponents of the convergence, from powers of the ratios r_u = w_u/w_1 and from their means.

   E.power   for 0 < gamma <= 1, if the bracket of the moments of order gamma is at most g at the ratio x, then
             E[(1 - pi_1(n)) 1(all r_u <= x before n)] <= g^n sum_u r_u(0)^gamma; as x -> 0 the bracket tends to A_0 D_1, so no
             condition on the learning rate is needed where A_0 D_1 < 1
   E.mean    E r_u(n) >= D^n r_u(0) if D bounds the mean of the factor of r_u from below, whatever triggers; for independent
             components D = E 1/(1 + a(1 + Z_1)). Lost paths count in this mean, so it does not bound the rate on the good event *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw TrueRate.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma rpow_ge_self y gamma : 0 <= y <= 1 -> 0 < gamma <= 1 -> y <= rpow y gamma.
Proof.
move=> [[y0|<-] y1] [g0 g1]; last exact: rpow_ge0.
rewrite rpow_pos // -{1}(exp_ln _ y0) /Rpower.
have l0 : ln y <= 0.
  by case: y1 => [y1|->]; [have := ln_increasing y 1 y0 y1; rewrite ln_1; lra | rewrite ln_1; lra].
have : ln y <= gamma * ln y by have := Rmult_le_compat_neg_l _ _ _ l0 g1; lra.
by case=> [/exp_increasing|e]; [lra | rewrite -e; lra].
Qed.

Section Exponents.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a) (o : I).
Implicit Types (y : carrier C) (u b : I) (t : T) (z : I * T) (n : nat).

Notation d := (dim I).
Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).
Notation pi := (trigger_law (d := C)).
Notation gain := (learning Z a).

(* ---- powers ---- *)
Section Powers.
Variables (x gamma g : R) (A B : bool -> R).
Hypotheses (x_ge0 : 0 <= x) (gamma01 : 0 < gamma <= 1) (g_ge0 : 0 <= g).
Hypothesis moments : forall u cu co, u != o -> ~~ (cu && co) -> E (factor Z a o gamma u cu co) <= A cu * B co.
Hypotheses (A_le : A false <= A true) (B_ge0 : 0 <= B false) (g_le : g <= A false * B false).
Hypothesis contracts : bracket A B (/ (1 + (d - 1) * x)) (x * / (1 + (d - 1) * x)) <= g.
Hypothesis trigger_bound : forall y u, 0 < weight y o -> u != o -> pi y u <= ratio o y u * pi y o.

Definition power_sum y := \rsum_(u | u != o) rpow (ratio o y u) gamma.

Lemma power_ratio_eq y u : rpow (1 * (weight y u / weight y o)) gamma = rpow (ratio o y u) gamma.
Proof. by rewrite Rmult_1_l. Qed.

Lemma power_sum_bfun y : 0 < weight y o -> bfun (fun z => power_sum (step y z)).
Proof.
move=> yo; apply: (@bfun_sum _ I (fun u => u != o) (fun u z => rpow (ratio o (step y z) u) gamma)) => u _.
apply: (bfun_ext (fun z => power_ratio_eq (step y z) u)).
by apply: (power_ratio_bfun Z_bounded (proj1 gamma01)) => //; lra.
Qed.

Lemma least_trigger y : 0 < weight y o -> within o x y -> / (1 + (d - 1) * x) <= pi y o.
Proof.
move=> yo /withinP H; have d1 := dim_ge1 o.
have m0 : 0 < 1 + (d - 1) * x by have := Rmult_le_pos (d - 1) x; lra.
have [_ S] := coord_simplex (pi y); move: S; rewrite (rsum_split o) => S.
have : \rsum_(u | u != o) pi y u <= \rsum_(u | u != o) (x * pi y o).
  apply: rsum_le => u uo; apply: Rle_trans (trigger_bound yo uo) _.
  by apply: Rmult_le_compat_r; [exact: point_ge0 | exact: H].
rewrite rsum_constD1 => h; apply: (Rmult_le_reg_r (1 + (d - 1) * x)) => //.
by rewrite Rinv_l; lra.
Qed.

Lemma power_sum_step y : 0 < weight y o -> within o x y -> law y (fun z => power_sum (step y z)) <= g * power_sum y.
Proof.
move=> yo In; have g0 := proj1 gamma01; have d1 := dim_ge1 o; have lead := least_trigger yo In.
have m0 : 0 < / (1 + (d - 1) * x).
  by apply: Rinv_0_lt_compat; have := Rmult_le_pos (d - 1) x; lra.
have b u : bfun (fun z => rpow (ratio o (step y z) u) gamma).
  apply: (bfun_ext (fun z => power_ratio_eq (step y z) u)).
  by apply: (power_ratio_bfun Z_bounded g0) => //; lra.
rewrite (@Ex_sum_on _ (law y) I (fun u => u != o) (fun u z => rpow (ratio o (step y z) u) gamma)) // -rsum_scal.
apply: rsum_le => u uo.
have G := power_growth Z_bounded g0 uo Rle_0_1 yo (fun cu co => moments (cu := cu) (co := co) uo).
rewrite (Ex_ext _ (fun z => power_ratio_eq (step y z) u)) power_ratio_eq in G.
apply: Rle_trans G _; rewrite Rmult_comm; apply: Rmult_le_compat_r; first exact: rpow_ge0.
apply: (bracket_vertex_bound m0 A_le B_ge0 g_le contracts lead).
apply: Rle_trans (trigger_bound yo uo) _; apply: Rmult_le_compat_r; first exact: point_ge0.
by move/withinP: In => /(_ u uo).
Qed.

Lemma not_leader_power y : 0 < weight y o -> 0 <= 1 - pi y o <= power_sum y.
Proof.
move=> yo; have p1 := point_le1 (pi y) o; split; first by lra.
rewrite -(sum_others o (coord_simplex (pi y))); apply: rsum_le => u uo.
have r0 : 0 <= ratio o y u by exact: ratio_ge0.
case: (Rle_lt_dec (ratio o y u) 1) => h; last first.
  by apply: Rle_trans (point_le1 (pi y) u) _; apply: rpow_ge1; lra.
apply: Rle_trans (rpow_ge_self (conj r0 h) gamma01); apply: Rle_trans (trigger_bound yo uo) _.
by have := Rmult_le_compat_l _ _ _ r0 p1; lra.
Qed.

(* E.power *)
Theorem power_rate n y : 0 < weight y o ->
  Ewords law step n y (fun w => (1 - pi (run step y w) o) * ind (before step (within o x) y w)) <=
  g ^ n * power_sum y.
Proof.
apply: (@killed_decay _ _ law step (within o x) (fun y => 0 < weight y o) _ (fun y => 1 - pi y o) power_sum 1) => //.
- by move=> y' z; exact: (weight_pos Z_bounded).
- exact: not_leader_power.
- by move=> y' _; have := point_ge0 (pi y') o; lra.
- by move=> y' yo _; exact: power_sum_bfun.
exact: power_sum_step.
Qed.

End Powers.

(* ---- means ---- *)
Section Mean.
Variables (u : I) (D : R).
Hypotheses (D_ge0 : 0 <= D) (D_le : forall b, D <= E (fun t => gain t u (u == b) / gain t o (o == b))).

Let most := (1 + a * Q) / (1 - a * Q).

Lemma gain_quotient b t : 0 <= gain t u (u == b) / gain t o (o == b) <= most.
Proof.
have := word_factor_bounds Z_bounded a o b t [:: u].
by rewrite /word_factor big_cons big_nil /= !Rmult_1_r.
Qed.

Lemma ratio_run_bounds y w : 0 < weight y o -> 0 <= ratio o (run step y w) u <= most ^ size w * ratio o y u.
Proof.
elim: w y => [|z w IH] y yo; first by rewrite /=; have := ratio_ge0 u yo; lra.
have [h0 h1] := IH (step y z) (weight_pos Z_bounded z yo); split=> //; apply: Rle_trans h1 _.
have m0 : 0 <= most by have := gain_quotient u (z.2); lra.
rewrite /= (Rmult_comm most) Rmult_assoc; apply: Rmult_le_compat_l; first exact: pow_le.
rewrite /ratio (ratio_step Z_bounded) // Rmult_comm; apply: Rmult_le_compat_r; last by case: (gain_quotient z.1 z.2).
exact: ratio_ge0.
Qed.

Lemma ratio_run_bwords n y : 0 < weight y o -> bwords n (fun w => ratio o (run step y w) u).
Proof.
move=> yo; exists (most ^ n * ratio o y u) => w sw.
by have := ratio_run_bounds w yo; rewrite sw => h; rewrite Rabs_right; lra.
Qed.

(* E.mean *)
Theorem ratio_mean_below n y : 0 < weight y o ->
  D ^ n * ratio o y u <= Ewords law step n y (fun w => ratio o (run step y w) u).
Proof.
elim: n y => [|n IH] y yo; first by rewrite /=; lra.
have Dn : 0 <= D ^ n by exact: pow_le.
have bq : bfun (fun z : I * T => gain z.2 u (u == z.1) / gain z.2 o (o == z.1)).
  by apply: (@bfun_between _ _ 0 most) => z; exact: gain_quotient.
have e z : ratio o (step y z) u = ratio o y u * (gain z.2 u (u == z.1) / gain z.2 o (o == z.1)).
  by rewrite /ratio (ratio_step Z_bounded).
have br : bfun (fun z => ratio o (step y z) u) by apply: (bfun_ext (fun z => esym (e z))); exact: bfun_scal.
apply: Rle_trans (_ : law y (fun z => D ^ n * ratio o (step y z) u) <= _); last first.
  rewrite -[X in _ <= X]/(law y (fun z => Ewords law step n (step y z) (fun w => ratio o (run step y (z :: w)) u))).
  apply: Ex_mono => [||z].
  - exact: (bfun_scal (D ^ n) br).
  - by apply: (@Ewords_bfun _ _ law step n y (fun w => ratio o (run step y w) u)); exact: ratio_run_bwords.
  exact: (IH _ (weight_pos Z_bounded z yo)).
rewrite Ex_scal // (Ex_ext _ e) Ex_scal // /= (Rmult_comm D) Rmult_assoc; apply: Rmult_le_compat_l => //.
rewrite Rmult_comm; apply: Rmult_le_compat_l; first exact: ratio_ge0.
have -> : D = \rsum_b (pi y b * D) by rewrite rsum_scalr (proj2 (coord_simplex (pi y))); ring.
by apply: rsum_le => b _; apply: Rmult_le_compat_l; [exact: point_ge0 | exact: D_le].
Qed.

End Mean.
End Exponents.
