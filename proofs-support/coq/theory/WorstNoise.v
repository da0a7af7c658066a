(* Two-point noise is the worst: what holds with the moments of +-(Q-1) holds for every centred noise with independent components.

   Bernoulli      y^g >= 1 + g (y - 1) for y > 0 and g >= 1 or g <= 0: the tangent of a convex power, at every point
   B.chord        E[(1 + a(c + Z))^g] <= ((1 + a(c + Q-1))^g + (1 + a(c - (Q-1)))^g)/2 for E Z = 0, |Z| <= Q-1, by the chord
   B.escape.every a barrier function for the moments of two-point noise is one for every such law, so that the bound of B.escape follows;
                  the exponents are at least 1 (those of (1 + a(c + Z_1)) are negative, where every power is convex)

   Independence is asked for of pairs: E[f(Z_u) g(Z_o)] = E[f(Z_u)] E[g(Z_o)] for u != o and bounded f(Z_u), g(Z_o). *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw RobustBarrier.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- powers are convex ---- *)
Lemma ln_le_sub x : 0 < x -> ln x <= x - 1.
Proof.
move=> x0; case: (Req_dec (ln x) 0) => [z|nz]; first by have := exp_ln x x0; rewrite z exp_0; lra.
by have := exp_ineq1 (ln x) nz; rewrite exp_ln //; lra.
Qed.

Lemma exp_ge_tangent x : 1 + x <= exp x.
Proof. by case: (Req_dec x 0) => [->|nx]; [rewrite exp_0; lra | have := exp_ineq1 x nx; lra]. Qed.

Lemma exp_mono x y : x <= y -> exp x <= exp y.
Proof. by case=> [/exp_increasing|->]; lra. Qed.

Theorem bernoulli y g : 0 < y -> g <= 0 \/ 1 <= g -> 1 + g * (y - 1) <= Rpower y g.
Proof.
move=> y0 [g0|g1].
  have l := ln_le_sub y0; have := exp_ge_tangent (g * ln y); rewrite /Rpower.
  by have := Rmult_le_compat_neg_l _ _ _ g0 l; lra.
set v := 1 + g * (y - 1); case: (Rle_lt_dec v 0) => h; first by have := Rpower_gt0 y g; lra.
have t1 : ln v <= ln y + (v - y) / y.
  have := ln_le_sub (Rdiv_lt_0_compat _ _ h y0); rewrite /Rdiv ln_mult //; last exact: Rinv_0_lt_compat.
  by rewrite ln_Rinv // => e; have -> : (v - y) * / y = v * / y - 1 by [field; lra]; lra.
have t2 : 0 <= ln y + (1 - y) / y.
  have := ln_le_sub (Rinv_0_lt_compat _ y0); rewrite ln_Rinv // => e.
  by have -> : (1 - y) / y = / y - 1 by [field; lra]; lra.
have t3 : ln v <= g * ln y.
  have := Rmult_le_compat_l (g - 1) _ _ ltac:(lra) t2.
  have e : (v - y) / y + (g - 1) * ((1 - y) / y) = 0 by rewrite /v; field; lra.
  by lra.
by rewrite -(exp_ln _ h) /Rpower; exact: exp_mono.
Qed.

(* the tangent at m *)
Lemma power_tangent x m g : 0 < x -> 0 < m -> g <= 0 \/ 1 <= g ->
  Rpower m g + g * (Rpower m g / m) * (x - m) <= Rpower x g.
Proof.
move=> x0 m0 hg; have := bernoulli (Rdiv_lt_0_compat _ _ x0 m0) hg => B.
have -> : Rpower x g = Rpower m g * Rpower (x / m) g.
  by rewrite Rpower_mult_distr //; [congr Rpower; field; lra | exact: Rdiv_lt_0_compat].
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ (Rpower_gt0 m g)) B.
have -> : Rpower m g * (1 + g * (x / m - 1)) = Rpower m g + g * (Rpower m g / m) * (x - m) by field; lra.
by [].
Qed.

(* the chord over [lo, hi], at the point z of it *)
Lemma power_chord lo hi z g : 0 < lo -> lo <= z <= hi -> g <= 0 \/ 1 <= g ->
  (hi - lo) * Rpower z g <= (hi - z) * Rpower lo g + (z - lo) * Rpower hi g.
Proof.
move=> l0 [lz zh] hg; have z0 : 0 < z by lra.
have t1 := Rmult_le_compat_l (hi - z) _ _ ltac:(lra) (power_tangent l0 z0 hg).
have t2 := Rmult_le_compat_l (z - lo) _ _ ltac:(lra) (power_tangent (Rlt_le_trans _ _ _ z0 zh) z0 hg).
by set k := g * (Rpower z g / z) in t1 t2; lra.
Qed.

Section WorstNoise.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.
Variable a : learning_rate Q.
Implicit Types (i o u : I) (c : bool) (g : R).

Let a0 : 0 < a := alpha_pos a.

(* the moments of +-(Q-1) with probability 1/2 each *)
Definition two_point g c := (Rpower (1 + a * (ind c + (Q - 1))) g + Rpower (1 + a * (ind c - (Q - 1))) g) / 2.

(* the outcomes are not empty, since E 1 = 1 *)
Lemma radius_ge0 i : 0 <= Q - 1.
Proof.
case: (Rle_lt_dec 0 (Q - 1)) => // neg; exfalso.
have C : E (fun _ : T => 1) <= E (fun _ : T => 0).
  apply: Ex_mono => [||t]; [exact: bfun_const | exact: bfun_const |].
  by have := Z_bounded t i; have := Rabs_pos (Z t i); lra.
by move: C; rewrite !Ex_const; lra.
Qed.

Lemma ends c : 0 < 1 + a * (ind c - (Q - 1)) /\
  forall t i, 1 + a * (ind c - (Q - 1)) <= 1 + a * (ind c + Z t i) <= 1 + a * (ind c + (Q - 1)).
Proof.
have aQ := alpha_small a; have c01 := ind01 c; split.
  have : - Q <= ind c - (Q - 1) by lra.
  by move/(Rmult_le_compat_l _ _ _ (Rlt_le _ _ a0)); lra.
move=> t i; have /Rabs_le_both [l r] := Z_bounded t i.
by split; apply: Rplus_le_compat_l; apply: Rmult_le_compat_l; lra.
Qed.

Lemma power_bfun g c i : bfun (fun t => Rpower (1 + a * (ind c + Z t i)) g).
Proof.
have [l0 b] := ends c; set lo := 1 + a * (ind c - (Q - 1)) in l0 b; set hi := 1 + a * (ind c + (Q - 1)) in b.
apply: (@bfun_between _ _ 0 (Rpower lo g + Rpower hi g)) => t; have [bl bh] := b t i.
set y := 1 + a * (ind c + Z t i) in bl bh *; split; first exact: Rlt_le (Rpower_gt0 _ _).
have pl := Rpower_gt0 lo g; have ph := Rpower_gt0 hi g.
case: (Rle_lt_dec 0 g) => h; first by have : Rpower y g <= Rpower hi g by [apply: Rle_Rpower_l; lra]; lra.
suff : Rpower y g <= Rpower lo g by lra.
have -> : g = - - g by ring.
rewrite !(Rpower_Ropp _ (- g)); apply: Rinv_le_contravar; first exact: Rpower_gt0.
by apply: Rle_Rpower_l; lra.
Qed.

(* B.chord *)
Theorem moment_two_point g c i : g <= 0 \/ 1 <= g -> E (fun t => Rpower (1 + a * (ind c + Z t i)) g) <= two_point g c.
Proof.
move=> hg; have [l0 b] := ends c; rewrite /two_point.
set lo := 1 + a * (ind c - (Q - 1)) in l0 b *; set hi := 1 + a * (ind c + (Q - 1)) in b *.
have bp := power_bfun g c i; have bz : bfun (fun t => Z t i) by exists (Q - 1) => t.
case: (Rle_lt_dec hi lo) => hl.
  have e t : Rpower (1 + a * (ind c + Z t i)) g = Rpower lo g.
    by congr Rpower; have := b t i; lra.
  rewrite (Ex_ext E e) Ex_const; have [t0|] : hi = lo \/ hi < lo by lra.
    by rewrite t0; lra.
  move=> neg; exfalso; have := Rmult_le_pos _ _ (Rlt_le _ _ a0) (radius_ge0 i).
  by move: neg; rewrite /hi /lo; lra.
pose al := Rpower lo g * (hi - (1 + a * ind c)) / (hi - lo) + Rpower hi g * (1 + a * ind c - lo) / (hi - lo).
pose be := a * (Rpower hi g - Rpower lo g) / (hi - lo).
apply: Rle_trans (_ : E (fun t => al + be * Z t i) <= _).
  apply: Ex_mono => // [|t]; first by apply: bfun_add; [exact: bfun_const | exact: bfun_scal].
  have K := power_chord l0 (b t i) hg.
  apply: (Rmult_le_reg_l (hi - lo)); first by lra.
  apply: Rle_trans K _; apply: Req_le; rewrite /al /be; field; lra.
rewrite Ex_shift; last exact: bfun_scal.
rewrite Ex_scal // Z_centred /al; apply: Req_le.
have -> : hi - (1 + a * ind c) = (hi - lo) / 2 by rewrite /hi /lo; field.
have -> : 1 + a * ind c - lo = (hi - lo) / 2 by rewrite /hi /lo; field.
by field; lra.
Qed.

Lemma two_point_pos g c : 0 < two_point g c.
Proof. by rewrite /two_point; have := Rpower_gt0 (1 + a * (ind c + (Q - 1))) g; have := Rpower_gt0 (1 + a * (ind c - (Q - 1))) g; lra. Qed.

Lemma two_point_product g : 1 <= two_point g false * two_point (- g) false.
Proof.
rewrite /two_point !Rpower_Ropp.
set x := Rpower (1 + a * (ind false + (Q - 1))) g; set y := Rpower (1 + a * (ind false - (Q - 1))) g.
have x0 : 0 < x by exact: Rpower_gt0.
have y0 : 0 < y by exact: Rpower_gt0.
have -> : (x + y) / 2 * ((/ x + / y) / 2) = 1 + (x - y) ^ 2 / (4 * (x * y)) by field; lra.
suff : 0 <= (x - y) ^ 2 / (4 * (x * y)) by lra.
by apply: Rdiv_ge0; [exact: sqr_ge0 | have := Rmult_lt_0_compat _ _ x0 y0; lra].
Qed.

Lemma two_point_grows i g : 0 <= g -> two_point g false <= two_point g true.
Proof.
move=> g0; have [l0 _] := ends false; rewrite /two_point /=; rewrite /= in l0.
have Q0 := Rmult_le_pos _ _ (Rlt_le _ _ a0) (radius_ge0 i).
have h1 : Rpower (1 + a * (0 - (Q - 1))) g <= Rpower (1 + a * (1 - (Q - 1))) g by apply: Rle_Rpower_l; lra.
have h2 : Rpower (1 + a * (0 + (Q - 1))) g <= Rpower (1 + a * (1 + (Q - 1))) g by apply: Rle_Rpower_l; lra.
by lra.
Qed.

(* ---- the barrier ---- *)
Definition independent_pairs := forall u o (f g : R -> R), u != o -> bfun (fun t => f (Z t u)) -> bfun (fun t => g (Z t o)) ->
  E (fun t => f (Z t u) * g (Z t o)) = E (fun t => f (Z t u)) * E (fun t => g (Z t o)).
Hypothesis independent : independent_pairs.

Lemma factor_two_point g u o cu co : u != o -> 1 <= g ->
  E (factor Z a o g u cu co) <= two_point g cu * two_point (- g) co.
Proof.
move=> uo g1.
have b1 := power_bfun g cu u; have b2 := power_bfun (- g) co o.
have -> : E (factor Z a o g u cu co) =
  E (fun t => Rpower (1 + a * (ind cu + Z t u)) g) * E (fun t => Rpower (1 + a * (ind co + Z t o)) (- g)).
  exact: (independent (f := fun z => Rpower (1 + a * (ind cu + z)) g) (g := fun z => Rpower (1 + a * (ind co + z)) (- g))).
apply: Rmult_le_compat.
- by apply: Ex_ge0 => // t; exact: Rlt_le (Rpower_gt0 _ _).
- by apply: Ex_ge0 => // t; exact: Rlt_le (Rpower_gt0 _ _).
- by apply: moment_two_point; right.
by apply: moment_two_point; left; lra.
Qed.

(* the condition of B.escape with the moments of two-point noise, for exponents from 1 on *)
Definition admissible_two_point (y r k g : R) := 0 <= k /\ 1 <= g /\ 0 <= r /\
  bracket (two_point g) (two_point (- g)) (/ (1 + r + (dim I - 2) * y)) (r * / (1 + r + (dim I - 2) * y)) <= 1.

Lemma admissible_every (y r k g : R) : I -> admissible_two_point y r k g -> admissible E Z a y r k g.
Proof.
move=> i [c0 [g1 [r0 br]]]; split=> //; first by lra.
exists (two_point g), (two_point (- g)); do !split => //.
- by move=> u o uo cu co _; exact: factor_two_point.
- by apply: (two_point_grows i); lra.
- exact: Rlt_le (two_point_pos _ _).
exact: two_point_product.
Qed.

(* a psi that meets the condition of B.escape for two-point noise *)
Record barrier_function_two_point (y x1 : R) (psi : R -> R) : Prop := BarrierFunctionTwoPoint {
  psi2_ge0 : forall r, 0 <= r -> 0 <= psi r;
  psi2_exit : forall r, x1 <= r -> 1 <= psi r;
  psi2_power : forall r, 0 <= r -> r < x1 -> psi r < 1 -> exists s k g,
    r <= s /\ admissible_two_point y s k g /\ psi r = k * rpow r g /\ (forall r', 0 <= r' -> psi r' <= k * rpow r' g)
}.

Lemma barrier_every y x1 psi : I -> barrier_function_two_point y x1 psi -> barrier_function E Z a y x1 psi.
Proof.
move=> i [h0 h1 h2]; split=> // r r0 rx p1; have [s [k [g [rs [adm [e above]]]]]] := h2 r r0 rx p1.
by exists s, k, g; split=> //; split; [exact: admissible_every | split].
Qed.

Variables (o : I) (x1 : R) (psi : R -> R).
Hypotheses (x1_ge0 : 0 <= x1) (bar : barrier_function_two_point x1 x1 psi).

Notation N := (onehot Z_bounded Z_centred).

(* p_u < x1 p_1 for all u >= 2 *)
Definition ratios_below (p : point I) : bool := [forall u, (u != o) ==> ~~ Rleb x1 (p u / p o)].

(* B.escape.every *)
Theorem escape_every_noise n (p : point I) : 0 < p o ->
  Pr (law N) (next (N := N) a) n p (fun w => ~~ always (next (N := N) a) ratios_below p w) <=
  \rsum_(u | u != o) psi (p u / p o).
Proof.
move=> po; pose chain := basic Z_bounded a Z_centred.
have trig (y : carrier chain) u : 0 < weight y o -> below o (fun _ => 1) x1 y -> u != o ->
    trigger_law y u <= rate_ratio o (fun _ => 1) y u * trigger_law y o.
  by move=> /= yo _ uo; rewrite /rate_ratio /=; apply: Req_le; field; lra.
have L := robust_escape Z_bounded (C := chain) (fun _ => Rle_0_1) x1_ge0 (barrier_every o bar) trig n po.
have e (q : point I) u : rate_ratio (C := chain) o (fun _ => 1) q u = q u / q o by rewrite /rate_ratio Rmult_1_l.
apply: Rle_trans (_ : leaves (law N) (next (N := N) a) (below (C := chain) o (fun _ => 1) x1) n p <= _).
  apply: Pr_mono => w _; rewrite (_ : ratios_below = below (C := chain) o (fun _ => 1) x1) //.
  apply: FunctionalExtensionality.functional_extensionality => q; rewrite /ratios_below /below.
  by apply: eq_forallb => u; rewrite e.
by apply: Rle_trans L _; apply: Req_le; apply: eq_bigr => u _; rewrite e.
Qed.

End WorstNoise.
