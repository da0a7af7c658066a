(* A barrier for every learning rate, and every vertex with positive probability.

   For independent and identically distributed components the mean of ((1 + aZ_u)/(1 + a(1 + Z_1)))^g is below 1 for a small g > 0, whatever
   a < 1/Q: the derivative at g = 0 is E log(1 + aZ) - E log(1 + a(1 + Z)) <= -a/(1+aQ). Hence a power of the ratio is a barrier function up
   to some ratio x > 0, and, as the noise favours i with positive probability, K triggers of i and that barrier give

   O.misaligned   for every component i with a positive weight, every trigger law with bounded rates and every start: there are K and delta > 0
                 with P(Lam w_u < x w_i for all u != i from time K to time K + n) >= delta for all n

   so that no learning rate excludes any vertex of the support. *)
From Coq Require Import Reals Lra Lia Psatz ZArith.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw RobustBarrier LockIn WorstNoise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* e^s <= 1 + s + 2 s^2 for s <= 1/2 *)
Lemma exp_le_quadratic s : s <= 1 / 2 -> exp s <= 1 + s + 2 * s ^ 2.
Proof.
move=> h; have t := exp_ge_tangent (- s); rewrite exp_Ropp in t.
have e0 := exp_pos s; have p : 0 < 1 - s by lra.
have l : exp s * (1 - s) <= 1.
  have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ e0) t; rewrite Rinv_r; lra.
have q : 1 <= (1 + s + 2 * s ^ 2) * (1 - s).
  have : 0 <= s ^ 2 * (1 - 2 * s) by apply: Rmult_le_pos; [exact: sqr_ge0 | lra].
  by lra.
by apply: (Rmult_le_reg_r (1 - s)) => //; lra.
Qed.

Section Barrier.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (i0 : I).
Hypothesis independent : independent_pairs E Z.
Hypothesis identical : forall (f : R -> R) u, E (fun t => f (Z t u)) = E (fun t => f (Z t i0)).
Implicit Types (u o : I) (c : bool) (g : R).

Let a0 : 0 < a := alpha_pos a.

Notation gain c t := (1 + a * (ind c + Z t i0)).

Definition moment g c := E (fun t => Rpower (gain c t) g).

Lemma moment_pos g c : 0 < moment g c.
Proof.
have [l0 b] := ends Z_bounded a c; set lo := 1 + a * (ind c - (Q - 1)) in l0 b; set hi := 1 + a * (ind c + (Q - 1)) in b.
pose k := Rmin (Rpower lo g) (Rpower hi g).
have k0 : 0 < k by apply: Rmin_pos; exact: Rpower_gt0.
apply: Rlt_le_trans k0 _; rewrite -(Ex_const E k); apply: Ex_mono => [||t]; [exact: bfun_const | exact: (power_bfun Z_bounded) |].
have [bl bh] := b t i0; case: (Rle_lt_dec 0 g) => h.
  by apply: Rle_trans (Rmin_l _ _) _; apply: Rle_Rpower_l; lra.
apply: Rle_trans (Rmin_r _ _) _; have -> : g = - - g by ring.
rewrite !(Rpower_Ropp _ (- g)); apply: Rinv_le_contravar; first exact: Rpower_gt0.
by apply: Rle_Rpower_l; lra.
Qed.

Lemma moment_grows g : 0 <= g -> moment g false <= moment g true.
Proof.
move=> g0; apply: Ex_mono => [||t]; try exact: (power_bfun Z_bounded).
have [l0 b] := ends Z_bounded a false; have := b t i0 => h.
by apply: Rle_Rpower_l => //; split; [lra | rewrite /=; lra].
Qed.

Lemma moment_product g : 1 <= moment g false * moment (- g) false.
Proof.
have m0 := moment_pos g false; set m := moment g false in m0 *.
have bp := power_bfun Z_bounded a g false i0; have bm := power_bfun Z_bounded a (- g) false i0.
have : / m <= moment (- g) false.
  have -> : / m = 2 * / m + (- / m ^ 2) * m by field; lra.
  have -> : 2 * / m + - / m ^ 2 * m = E (fun t => 2 * / m + - / m ^ 2 * Rpower (gain false t) g).
    by rewrite Ex_shift ?Ex_scal //; exact: bfun_scal.
  apply: Ex_mono => [||t] //; first by apply: bfun_add; [exact: bfun_const | exact: bfun_scal].
  rewrite Rpower_Ropp; have := Rpower_gt0 (gain false t) g; set X := Rpower _ g => X0.
  suff : 0 <= / X - (2 * / m + - / m ^ 2 * X) by lra.
  have -> : / X - (2 * / m + - / m ^ 2 * X) = (X - m) ^ 2 / (X * m ^ 2) by field; lra.
  by apply: Rdiv_ge0; [exact: sqr_ge0 | apply: Rmult_lt_0_compat => //; apply: pow_lt].
by move/(Rmult_le_compat_l _ _ _ (Rlt_le _ _ m0)); rewrite Rinv_r; lra.
Qed.

Lemma factor_moment g u o cu co : u != o -> E (factor Z a o g u cu co) = moment g cu * moment (- g) co.
Proof.
move=> uo; have b1 := power_bfun Z_bounded a g cu u; have b2 := power_bfun Z_bounded a (- g) co o.
have -> : E (factor Z a o g u cu co) =
  E (fun t => Rpower (1 + a * (ind cu + Z t u)) g) * E (fun t => Rpower (1 + a * (ind co + Z t o)) (- g)).
  exact: (independent (f := fun z => Rpower (1 + a * (ind cu + z)) g) (g := fun z => Rpower (1 + a * (ind co + z)) (- g))).
by rewrite (identical (fun z => Rpower (1 + a * (ind cu + z)) g)) (identical (fun z => Rpower (1 + a * (ind co + z)) (- g))).
Qed.

(* ---- a small exponent ---- *)
Definition span := 1 + Rabs (ln (1 - a * Q)) + Rabs (ln (1 + a * Q)).

Lemma log_bound c t : Rabs (ln (gain c t)) <= span - 1.
Proof.
have [l h] := learning_bounds Z_bounded a t i0 c; rewrite /learning in l h; have aQ := alpha_small a.
have ln_le y z : 0 < y -> y <= z -> ln y <= ln z.
  by move=> y0 [yz|->]; [apply/Rlt_le/ln_increasing | exact: Rle_refl].
have h1 := ln_le (1 - a * Q) (gain c t) ltac:(lra) l; have h2 := ln_le (gain c t) (1 + a * Q) ltac:(lra) h.
have := Rle_abs (ln (1 + a * Q)); have := Rle_abs (- ln (1 - a * Q)); rewrite Rabs_Ropp.
have := Rabs_pos (ln (1 - a * Q)); have := Rabs_pos (ln (1 + a * Q)); rewrite /span => *.
by apply/Rabs_le_both; lra.
Qed.

Lemma span_ge1 : 1 <= span.
Proof. by rewrite /span; have := Rabs_pos (ln (1 - a * Q)); have := Rabs_pos (ln (1 + a * Q)); lra. Qed.

Lemma log_bfun c : bfun (fun t => ln (gain c t)).
Proof. by exists (span - 1) => t; exact: log_bound. Qed.

Lemma moment_small g c : Rabs g * span <= 1 / 2 -> moment g c <= 1 + g * E (fun t => ln (gain c t)) + 2 * (g * span) ^ 2.
Proof.
move=> gs; have bl := log_bfun c; have bs := bfun_scal g bl.
have -> : 1 + g * E (fun t => ln (gain c t)) + 2 * (g * span) ^ 2 = E (fun t => (1 + 2 * (g * span) ^ 2) + g * ln (gain c t)).
  by rewrite Ex_shift // Ex_scal //; ring.
apply: Ex_mono => [||t]; [exact: (power_bfun Z_bounded) | by apply: bfun_add => //; exact: bfun_const |].
have B := log_bound c t; have s1 := span_ge1; set L := ln (gain c t) in B *.
have gL : Rabs (g * L) <= Rabs g * span.
  by rewrite Rabs_mult; apply: Rmult_le_compat_l; [exact: Rabs_pos | lra].
have h : g * L <= 1 / 2 by have := Rle_abs (g * L); lra.
have sq : (g * L) ^ 2 <= (g * span) ^ 2.
  have -> : (g * span) ^ 2 = (Rabs g * span) ^ 2 by rewrite /Rabs; case: (Rcase_abs g) => _; ring.
  exact: sqr_le_abs.
by have := exp_le_quadratic h; rewrite /Rpower -/L; lra.
Qed.

(* E log(1 + a(1+Z)) - E log(1 + aZ) >= a/(1+aQ) *)
Lemma log_drift : a / (1 + a * Q) <= E (fun t => ln (gain true t)) - E (fun t => ln (gain false t)).
Proof.
rewrite -Ex_sub; try exact: log_bfun.
rewrite -[X in X <= _](Ex_const E); apply: Ex_mono => [||t]; [exact: bfun_const | by apply: bfun_sub; exact: log_bfun |].
have [lf _] := learning_bounds Z_bounded a t i0 false; have [lt ht] := learning_bounds Z_bounded a t i0 true.
rewrite /learning in lf lt ht; have aQ := alpha_small a.
set x := gain true t in lt ht *; set y := gain false t in lf *.
have xy : x = y + a by rewrite /x /y /=; ring.
have := ln_le_sub (Rdiv_lt_0_compat y x ltac:(lra) ltac:(lra)).
rewrite /Rdiv ln_mult; [| lra | by apply: Rinv_0_lt_compat; lra].
rewrite ln_Rinv; last by lra.
have -> : y * / x - 1 = - (a * / x) by rewrite xy; field; lra.
have : a * / (1 + a * Q) <= a * / x by apply: Rmult_le_compat_l; [lra | apply: Rinv_le_contravar; lra].
by lra.
Qed.

Lemma small_exponent : exists g, 0 < g /\ moment g false * moment (- g) true < 1.
Proof.
have s1 := span_ge1; have aQ := alpha_small a; have Q0 := radius_ge0 E Z_bounded i0.
have aQ0 : 0 < a * Q by apply: Rmult_lt_0_compat; lra.
pose l := a / (1 + a * Q); have l0 : 0 < l by apply: Rdiv_lt_0_compat; lra.
have l1 : l <= 1.
  by apply: Rdiv_le_l; [lra | have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ a0) (_ : 1 <= Q); lra].
pose g := l / (8 * span ^ 2); have s2 : 0 < 8 * span ^ 2 by have := pow_lt span 2 ltac:(lra); lra.
have g0 : 0 < g by exact: Rdiv_lt_0_compat.
have gs : g * span <= 1 / 2.
  have -> : g * span = l / (8 * span) by rewrite /g; field; lra.
  by apply: Rdiv_le_l; lra.
exists g; split=> //.
have m1 := @moment_small g false ltac:(rewrite Rabs_right; lra).
have m2 := @moment_small (- g) true ltac:(rewrite Rabs_Ropp Rabs_right; lra).
have D := log_drift; rewrite -/l in D; set u := E _ in m1 D; set v := E _ in m2 D.
have r : 2 * (- g * span) ^ 2 = 2 * (g * span) ^ 2 by ring.
rewrite r in m2; set k := 2 * (g * span) ^ 2 in m1 m2.
have e1 : moment g false <= exp (g * u + k) by have := exp_ge_tangent (g * u + k); lra.
have e2 : moment (- g) true <= exp (- g * v + k) by have := exp_ge_tangent (- g * v + k); lra.
have p1 := moment_pos g false; have p2 := moment_pos (- g) true.
apply: Rle_lt_trans (Rmult_le_compat _ _ _ _ (Rlt_le _ _ p1) (Rlt_le _ _ p2) e1 e2) _.
rewrite -exp_plus -exp_0; apply: exp_increasing.
have kk : k = g * l / 4 by rewrite /k /g; field; lra.
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ g0) D; have := Rmult_lt_0_compat _ _ g0 l0.
by rewrite kk; lra.
Qed.

Lemma natural_above y : exists n, y < INR n.
Proof.
have [h _] := archimed y; exists (Z.abs_nat (up y)); rewrite INR_IZR_INZ Zabs2Nat.id_abs.
by apply: Rlt_le_trans h _; apply: IZR_le; lia.
Qed.

(* a power of the ratio is a barrier up to some ratio *)
Theorem power_barrier_exists : exists g x, 0 < g /\ 0 < x <= 1 /\ admissible E Z a x x (rpow (/ x) g) g.
Proof.
have [g [g0 th]] := small_exponent; set theta := _ * _ in th.
have p c g' := moment_pos g' c; have d1 := dim_ge1 i0; set d := dim I in d1.
pose M := 1 + moment g true * moment (- g) false + moment g false * moment (- g) false.
have q1 := Rmult_lt_0_compat _ _ (p true g) (p false (- g)); have q2 := Rmult_lt_0_compat _ _ (p false g) (p false (- g)).
have th0 : 0 < theta by exact: Rmult_lt_0_compat.
have M1 : 1 <= M by rewrite /M; lra.
have dM : 1 <= d * M by have := Rmult_le_compat 1 d 1 M; lra.
pose x := (1 - theta) / (d * M); have x0 : 0 < x by apply: Rdiv_lt_0_compat; lra.
have x1 : x <= 1 by apply: Rdiv_le_l; lra.
have dx : d * M * x = 1 - theta by rewrite /x; field; lra.
exists g, x; split=> //; split; first by lra.
split; [exact: rpow_ge0 | by [] | by lra |].
exists (moment g), (moment (- g)); do !split.
- by move=> u o uo cu co _; rewrite factor_moment //; exact: Rle_refl.
- exact: moment_grows (Rlt_le _ _ g0).
- exact: Rlt_le (p false (- g)).
- exact: moment_product.
rewrite /bracket -/d -/theta; set m := / _.
have dx1 : 0 <= (d - 1) * x by apply: Rmult_le_pos; lra.
have den : 0 < 1 + x + (d - 2) * x by lra.
have m0 : 0 < m by exact: Rinv_0_lt_compat.
have e : 1 - m - x * m = (d - 2) * x * m by rewrite /m; field; lra.
have MK1 : moment g true * moment (- g) false <= M by rewrite /M; lra.
have MK0 : moment g false * moment (- g) false <= M by rewrite /M; lra.
rewrite e; set K1 := moment g true * moment (- g) false in q1 MK1 *; set K0 := moment g false * moment (- g) false in q2 MK0 *.
apply: (Rmult_le_reg_r (1 + x + (d - 2) * x)) => //.
have mm : m * (1 + x + (d - 2) * x) = 1 by rewrite /m; field; lra.
have -> : (m * theta + x * m * K1 + (d - 2) * x * m * K0) * (1 + x + (d - 2) * x) =
  (m * (1 + x + (d - 2) * x)) * (theta + x * K1 + (d - 2) * x * K0) by ring.
rewrite mm.
case: (Rle_lt_dec 2 d) => h2.
  have t1 : (d - 2) * x * K0 <= (d - 2) * x * M.
    by apply: Rmult_le_compat_l; [apply: Rmult_le_pos; lra | lra].
  have t2 : x * K1 <= x * M by apply: Rmult_le_compat_l; lra.
  have t3 : (d - 1) * x * M <= d * M * x by have := Rmult_le_pos x M ltac:(lra) ltac:(lra); lra.
  by lra.
have t0 : (d - 2) * x * K0 <= 0.
  by have := Rmult_le_pos ((2 - d) * x) K0 ltac:(apply: Rmult_le_pos; lra) ltac:(lra); lra.
have t2 : x * K1 <= x * M by apply: Rmult_le_compat_l; lra.
have t3 : x * M <= d * M * x by have := Rmult_le_pos x M ltac:(lra) ltac:(lra); have := Rmult_le_compat_r (M * x) 1 d; nra.
by lra.
Qed.

End Barrier.

(* ---- every vertex ---- *)
Section Vertex.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a).
Hypothesis independent : independent_pairs E Z.
Hypothesis identical : forall (f : R -> R) u o, E (fun t => f (Z t u)) = E (fun t => f (Z t o)).
Implicit Types (x y : carrier C) (i j u : I) (n K m : nat).

Notation d := (dim I).
Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).
Notation pi := (trigger_law (d := C)).

Variables (Lam q : R).
Hypotheses (Lam_ge0 : 0 <= Lam) (q_pos : 0 < q).
Hypothesis bounded_rates : forall x i j, pi x j * weight x i <= Lam * (weight x j * pi x i).
Hypothesis q_favourable : forall i, q <= E (fun t => ind (favourable Z i t)).

Let a0 : 0 < a := alpha_pos a.
Let q0 : 0 <= q := Rlt_le _ _ q_pos.

Lemma often_triggered (c : R) x i : 0 <= c -> 0 < weight x i -> dominates c x i -> / (1 + (d - 1) * (Lam * c)) <= pi x i.
Proof.
move=> c0 wi /dominatesP D; have d1 := dim_ge1 i; have Lc : 0 <= Lam * c by exact: Rmult_le_pos.
have m0 : 0 < 1 + (d - 1) * (Lam * c) by have := Rmult_le_pos (d - 1) (Lam * c); lra.
have [_ S] := coord_simplex (pi x); move: S; rewrite (rsum_split i) => S.
have : \rsum_(j | j != i) pi x j <= \rsum_(j | j != i) (Lam * c * pi x i).
  apply: rsum_le => j ji; apply: (Rmult_le_reg_r (weight x i)) => //.
  apply: Rle_trans (bounded_rates x i j) _.
  have -> : Lam * c * pi x i * weight x i = Lam * (c * weight x i * pi x i) by ring.
  apply: Rmult_le_compat_l => //; apply: Rmult_le_compat_r; first exact: point_ge0.
  exact: D.
rewrite rsum_constD1 => h; apply: (Rmult_le_reg_r (1 + (d - 1) * (Lam * c))) => //.
by rewrite Rinv_l; lra.
Qed.

(* K steps in favour of a given i, whose weight need not be the largest *)
Lemma given_steps K m (A : carrier C -> seq (I * T) -> bool) (k c c0 : R) x i : 0 <= c <= c0 -> 0 <= k ->
  (forall y, 0 < weight y i -> dominates (c / (1 + a) ^ K) y i -> k <= Pr law step m y (A y)) ->
  0 < weight x i -> dominates c x i ->
  chance I (Lam * c0) q ^ K * k <= Pr law step (K + m) x (fun w => A (run step x (take K w)) (drop K w)).
Proof.
move=> cc k0; have c00 : 0 <= Lam * c0 by apply: Rmult_le_pos; lra.
elim: K c x cc => [|K IH] c x cc H wi D.
  have := H x wi; rewrite /= /Rdiv Rinv_1 Rmult_1_r Rmult_1_l => /(_ D) h; apply: Rle_trans h _; apply: Req_le.
  by apply: Ewords_ext => w _; rewrite take0 drop0.
have k1 : 0 <= chance I (Lam * c0) q ^ K * k by apply: Rmult_le_pos => //; apply: pow_le; exact: (chance_ge0 c00 q0 i).
have e1 : 1 <= 1 + a by lra.
have -> : chance I (Lam * c0) q ^ K.+1 * k = chance I (Lam * c0) q * (chance I (Lam * c0) q ^ K * k) by rewrite /=; ring.
have trig : / (1 + (d - 1) * (Lam * c0)) <= pi x i.
  apply: often_triggered => //; [by lra |]; apply/dominatesP => j ji; move/dominatesP: D => /(_ j ji) h.
  by apply: Rle_trans h _; apply: Rmult_le_compat_r; lra.
apply: (favourable_mean q0 q_favourable (x := x) (i := i)) => //.
- by apply: (@bfun_between _ _ 0 1) => z; split; [exact: Pr_ge0 | exact: Pr_le1].
- by move=> z; exact: Pr_ge0.
move=> t F; apply: (IH (c / (1 + a))) => [|y wy Dy||].
- by split; [apply: Rdiv_ge0; lra | apply: Rdiv_le_l; [lra | nra]].
- apply: H => //; move: Dy.
  have -> : c / (1 + a) / (1 + a) ^ K = c / (1 + a) ^ K.+1 by rewrite /=; field; split; [apply: pow_nonzero | ]; lra.
  by [].
- exact: (weight_pos Z_bounded (i, t) wi).
by apply: favourable_step => //; lra.
Qed.

(* O.misaligned *)
Theorem every_vertex x i : 0 < weight x i -> exists (x1 : R) K (delta : R), 0 < x1 <= 1 /\ 0 < delta /\
  forall n, delta <= Pr law step (K + n) x (fun w => always step (below i (fun _ => Lam) x1) (run step x (take K w)) (drop K w)).
Proof.
move=> wi.
have [g [x1 [g0 [x01 adm]]]] := power_barrier_exists Z_bounded a independent (fun f u => identical f u i).
have d1 := dim_ge1 i; exists x1.
have [c [c1 D]] : exists c, 0 <= c /\ dominates c x i.
  exists (\rsum_j (weight x j / weight x i)).
  have pos j : 0 <= weight x j / weight x i by apply: Rdiv_ge0 => //; exact: weight_ge0.
  split; first by apply: rsum_ge0.
  apply/dominatesP => j _; have := @rsum_term_le I xpredT (fun j => weight x j / weight x i) j isT (fun k _ => pos k) => h.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ wi) h.
  by have -> : weight x j / weight x i * weight x i = weight x j by field; lra.
(* a ratio at which the barrier is at most 1/2 *)
pose r := x1 * Rpower (/ (2 * d)) (/ g); have r0 : 0 < r by apply: Rmult_lt_0_compat; [lra | exact: Rpower_gt0].
have [K HK] : exists K : nat, Lam * c / (1 + a) ^ K <= r.
  have [K HK] := natural_above (Lam * c / (r * a)); exists K.
  have p := poly K a a0; have pp : 0 < (1 + a) ^ K by apply: pow_lt; lra.
  apply: Rdiv_le_l => //; apply: Rle_trans (_ : r * (INR K * a) <= _); last by apply: Rmult_le_compat_l; lra.
  have ra : 0 < r * a by exact: Rmult_lt_0_compat.
  have := Rmult_lt_compat_r _ _ _ ra HK.
  have -> : Lam * c / (r * a) * (r * a) = Lam * c by field; lra.
  by lra.
exists K, (chance I (Lam * c) q ^ K * (1 / 2)); split=> //; split.
  apply: Rmult_lt_0_compat; last by lra.
  apply: pow_lt; apply: Rdiv_lt_0_compat => //.
  by have := Rmult_le_pos (d - 1) (Lam * c) ltac:(lra) ltac:(exact: Rmult_le_pos); lra.
move=> n; have pK : 0 < (1 + a) ^ K by apply: pow_lt; lra.
apply: (@given_steps K n (fun y w => always step (below i (fun _ => Lam) x1) y w) (1 / 2) c c x i) => //; [by lra | by lra |].
move=> y wy /dominatesP Dy.
have trig y' u : 0 < weight y' i -> below i (fun _ => Lam) x1 y' -> u != i ->
    pi y' u <= rate_ratio i (fun _ => Lam) y' u * pi y' i.
  move=> w0 _ _; have := bounded_rates y' i u; rewrite /rate_ratio => h.
  by apply: (Rmult_le_reg_r (weight y' i)) => //; apply: Rle_trans h _; apply: Req_le; field; lra.
have L := robust_power_escape Z_bounded n (fun _ => Lam_ge0) (proj1 x01) adm trig wy.
have S : \rsum_(u | u != i) rpow (/ x1 * rate_ratio i (fun _ => Lam) y u) g <= 1 / 2.
  apply: Rle_trans (_ : (d - 1) * / (2 * d) <= _); last first.
    have -> : 1 / 2 = d * / (2 * d) by field; lra.
    by apply: Rmult_le_compat_r; [apply/Rlt_le/Rinv_0_lt_compat; lra | lra].
  rewrite -(rsum_constD1 i); apply: rsum_le => u ui.
  have rr0 : 0 <= rate_ratio i (fun _ => Lam) y u by exact: rate_ratio_ge0.
  have i1 : 0 < / x1 by apply: Rinv_0_lt_compat; lra.
  have -> : / (2 * d) = rpow (Rpower (/ (2 * d)) (/ g)) g.
    rewrite (rpow_pos _ (Rpower_gt0 _ _)) Rpower_mult Rinv_l; last by lra.
    by rewrite Rpower_1 //; apply: Rinv_0_lt_compat; lra.
  apply: rpow_le; [by apply: Rmult_le_pos; lra | | by lra].
  apply: (Rmult_le_reg_l x1); first by lra.
  rewrite -Rmult_assoc Rinv_r ?Rmult_1_l; last by lra.
  apply: Rle_trans HK; rewrite /rate_ratio.
  have -> : Lam * c / (1 + a) ^ K = Lam * (c / (1 + a) ^ K) by rewrite /Rdiv; ring.
  apply: Rmult_le_compat_l => //; apply: Rdiv_le_l => //; exact: Dy.
have := Rle_trans _ _ _ L S; rewrite /leaves Pr_neg; set z := Pr _ _ _ _ _ => h.
by have : 1 / 2 <= z by lra.
Qed.

End Vertex.
