(* The exponent of convergence on the good event is attained.

   E.good   r_u = w_u/w_1, D <= E of the factor of r_u whatever triggers (D = E 1/(1 + a(1 + Z_1)) for independent components). If for
            some eta > 0 the mean of the factor of r_u r_v^eta is at most m when 1 triggers, M when another one does, for all v >= 2, and
            m + (d-1) x M <= (1 + (d-1) x) D, then
            E[r_u(n) 1(all r_v <= x before n)] >= D^n r_u(0) (1 - sum_v (r_v(0)/x)^eta),
            since r_u - sum_v r_u (r_v/x)^eta grows by D at least inside, and is not positive outside. As x -> 0 the condition says that m < D,
            for small eta that log r_v falls in the mean under the law tilted by the factor of r_u *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw TrueRate Exponents.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section GoodEvent.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a) (o u : I).
Implicit Types (y : carrier C) (v b : I) (t : T) (z : I * T) (n : nat).

Notation d := (dim I).
Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).
Notation pi := (trigger_law (d := C)).
Notation gain := (learning Z a).
Notation growth b t := (gain t u (u == b) / gain t o (o == b)).

Variables (x eta D m M : R).
Hypotheses (x_pos : 0 < x) (eta_pos : 0 < eta) (D_ge0 : 0 <= D) (D_le : forall b, D <= E (fun t => growth b t)).
Hypothesis mixed : forall v b, v != o -> E (fun t => growth b t * factor Z a o eta v (v == b) (o == b) t) <= if b == o then m else M.
Hypotheses (m_le : m <= M) (contracts : m + (d - 1) * x * M <= (1 + (d - 1) * x) * D).
Hypothesis trigger_bound : forall y v, 0 < weight y o -> v != o -> pi y v <= ratio o y v * pi y o.

(* (r_v/x)^eta, and what grows by D inside *)
Definition excess y v := rpow (/ x * ratio o y v) eta.
Definition inner y := ratio o y u * (1 - \rsum_(v | v != o) excess y v).

Lemma excess_ge0 y v : 0 <= excess y v. Proof. exact: rpow_ge0. Qed.

Lemma inner_le y : 0 < weight y o -> inner y <= ratio o y u.
Proof.
move=> yo; have r0 := ratio_ge0 u yo.
have : 0 <= \rsum_(v | v != o) excess y v by apply: rsum_ge0 => v _; exact: excess_ge0.
by move/(Rmult_le_compat_l _ _ _ r0); rewrite /inner; lra.
Qed.

Lemma inner_outside y : 0 < weight y o -> ~~ within o x y -> inner y <= 0.
Proof.
move=> yo out; have r0 := ratio_ge0 u yo.
suff : 1 <= \rsum_(v | v != o) excess y v by move/(Rmult_le_compat_l _ _ _ r0); rewrite /inner; lra.
move: out; rewrite /within => /forallPn [v]; rewrite negb_imply => /andP [vo /RlebP h].
apply: Rle_trans (_ : excess y v <= _).
  apply: rpow_ge1; last by lra.
  have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ (Rinv_0_lt_compat _ x_pos)) (Rlt_le _ _ (Rnot_le_lt _ _ h)).
  by rewrite Rinv_l; lra.
by apply: (@rsum_term_le I (fun v => v != o) (excess y)) => // w _; exact: excess_ge0.
Qed.

Lemma growth_bounds b t : 0 <= growth b t <= (1 + a * Q) / (1 - a * Q).
Proof. exact: gain_quotient. Qed.

Lemma growth_bfun b : bfun (fun t => growth b t).
Proof. by apply: (@bfun_between _ _ 0 ((1 + a * Q) / (1 - a * Q))) => t; exact: growth_bounds. Qed.

Lemma ratio_next y z : 0 < weight y o -> ratio o (step y z) u = ratio o y u * growth z.1 z.2.
Proof. by move=> yo; rewrite /ratio (ratio_step Z_bounded). Qed.

Lemma excess_next y z v : 0 < weight y o -> excess (step y z) v = excess y v * factor Z a o eta v (v == z.1) (o == z.1) z.2.
Proof.
move=> yo; have i0 := Rlt_le _ _ (Rinv_0_lt_compat _ x_pos).
exact: (@power_ratio_step _ _ _ _ Z_bounded a o eta C (/ x) y z v i0 yo).
Qed.

Definition mixed_growth v b t := growth b t * factor Z a o eta v (v == b) (o == b) t.

Lemma mixed_bfun v b : bfun (mixed_growth v b).
Proof. by apply: bfun_mul; [exact: growth_bfun | exact: factor_bfun]. Qed.

Lemma inner_next y z : 0 < weight y o ->
  inner (step y z) = ratio o y u * (growth z.1 z.2 + - \rsum_(v | v != o) (excess y v * mixed_growth v z.1 z.2)).
Proof.
move=> yo; rewrite /inner ratio_next //.
have -> : \rsum_(v | v != o) excess (step y z) v =
  \rsum_(v | v != o) (excess y v * factor Z a o eta v (v == z.1) (o == z.1) z.2).
  by apply: eq_bigr => v _; exact: excess_next.
have -> : \rsum_(v | v != o) (excess y v * mixed_growth v z.1 z.2) =
  growth z.1 z.2 * \rsum_(v | v != o) (excess y v * factor Z a o eta v (v == z.1) (o == z.1) z.2).
  by rewrite -rsum_scal; apply: eq_bigr => v _; rewrite /mixed_growth; ring.
by ring.
Qed.

Lemma sum_bfun y b : bfun (fun t => \rsum_(v | v != o) (excess y v * mixed_growth v b t)).
Proof. by apply: (@bfun_sum _ I (fun v => v != o) (fun v t => excess y v * mixed_growth v b t)) => v _; apply: bfun_scal; exact: mixed_bfun. Qed.

Lemma inner_bfun y : 0 < weight y o -> bfun (fun z => inner (step y z)).
Proof.
move=> yo; apply: bfun_ext (fun z => esym (inner_next z yo)) _; apply: bfun_scal.
have B b : bfun (fun t => growth b t + - \rsum_(v | v != o) (excess y v * mixed_growth v b t)).
  by apply: bfun_add; [exact: growth_bfun | apply: bfun_opp; exact: sum_bfun].
have [K HK] := fin_all_exists B.
exists (\rsum_b Rabs (K b)) => -[b t]; apply: Rle_trans (HK b t) _.
apply: Rle_trans (Rle_abs _) _.
by apply: (@rsum_term_le I predT (fun b => Rabs (K b))) => // *; exact: Rabs_pos.
Qed.

Lemma mixed_mean y v : 0 < weight y o -> within o x y -> v != o ->
  \rsum_b (pi y b * E (mixed_growth v b)) <= D.
Proof.
move=> yo In vo; have d1 := dim_ge1 o; have [_ S] := coord_simplex (pi y).
have lead := least_trigger (ltac:(lra) : 0 <= x) trigger_bound yo In.
have k0 : 0 < 1 + (d - 1) * x by have := Rmult_le_pos (d - 1) x; lra.
have lead' : 1 <= (1 + (d - 1) * x) * pi y o.
  have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ k0) lead; rewrite Rinv_r; lra.
apply: Rle_trans (_ : m * pi y o + M * (1 - pi y o) <= _); last first.
  have := Rmult_le_compat_l (M - m) _ _ ltac:(lra) lead' => h.
  by apply: (Rmult_le_reg_l (1 + (d - 1) * x)) => //; lra.
rewrite (rsum_split o) -(sum_others o (coord_simplex (pi y))) -rsum_scal.
apply: Rplus_le_compat.
  rewrite (Rmult_comm m); apply: Rmult_le_compat_l; first exact: point_ge0.
  by apply: Rle_trans (mixed o vo) _; rewrite eqxx; exact: Rle_refl.
apply: rsum_le => b /negbTE bo; rewrite (Rmult_comm M); apply: Rmult_le_compat_l; first exact: point_ge0.
by apply: Rle_trans (mixed b vo) _; rewrite bo; exact: Rle_refl.
Qed.

Lemma inner_step y : 0 < weight y o -> within o x y -> D * inner y <= law y (fun z => inner (step y z)).
Proof.
move=> yo In; rewrite (Ex_ext _ (fun z => inner_next z yo)).
rewrite -[X in _ <= X]/(\rsum_b (pi y b * E (fun t => ratio o y u *
  (growth b t + - \rsum_(v | v != o) (excess y v * mixed_growth v b t))))).
have e b : E (fun t => ratio o y u * (growth b t + - \rsum_(v | v != o) (excess y v * mixed_growth v b t))) =
  ratio o y u * (E (fun t => growth b t) - \rsum_(v | v != o) (excess y v * E (mixed_growth v b))).
  have sb := sum_bfun y b; have gb := growth_bfun b.
  rewrite Ex_scal; last by apply: bfun_add => //; exact: bfun_opp.
  rewrite Ex_add //; last exact: bfun_opp.
  rewrite Ex_opp // (@Ex_sum_on _ E I (fun v => v != o) (fun v t => excess y v * mixed_growth v b t)); last first.
    by move=> v _; apply: bfun_scal; exact: mixed_bfun.
  congr (_ * (_ + - _)); apply: eq_bigr => v _; rewrite Ex_scal //; exact: mixed_bfun.
have -> : \rsum_b (pi y b * E (fun t => ratio o y u * (growth b t + - \rsum_(v | v != o) (excess y v * mixed_growth v b t)))) =
  ratio o y u * (\rsum_b (pi y b * E (fun t => growth b t)) -
    \rsum_(v | v != o) (excess y v * \rsum_b (pi y b * E (mixed_growth v b)))).
  have -> : \rsum_(v | v != o) (excess y v * \rsum_b (pi y b * E (mixed_growth v b))) =
    \rsum_b (pi y b * \rsum_(v | v != o) (excess y v * E (mixed_growth v b))).
    rewrite (eq_bigr (fun v => \rsum_b (excess y v * (pi y b * E (mixed_growth v b))))); last by move=> v _; rewrite rsum_scal.
    by rewrite exchange_big /=; apply: eq_bigr => b _; rewrite -rsum_scal; apply: eq_bigr => v _; ring.
  by rewrite -rsum_sub -rsum_scal; apply: eq_bigr => b _; rewrite e; ring.
rewrite /inner Rmult_comm Rmult_assoc; apply: Rmult_le_compat_l; first exact: ratio_ge0.
have low : D <= \rsum_b (pi y b * E (fun t => growth b t)).
  have -> : D = \rsum_b (pi y b * D) by rewrite rsum_scalr (proj2 (coord_simplex (pi y))); ring.
  by apply: rsum_le => b _; apply: Rmult_le_compat_l; [exact: point_ge0 | exact: D_le].
have high : \rsum_(v | v != o) (excess y v * \rsum_b (pi y b * E (mixed_growth v b))) <= (\rsum_(v | v != o) excess y v) * D.
  rewrite -rsum_scalr; apply: rsum_le => v vo; apply: Rmult_le_compat_l; first exact: excess_ge0.
  exact: mixed_mean.
by lra.
Qed.

(* E.good *)
Theorem good_event_rate n y : 0 < weight y o ->
  D ^ n * (ratio o y u * (1 - \rsum_(v | v != o) rpow (/ x * ratio o y v) eta)) <=
  Ewords law step n y (fun w => ratio o (run step y w) u * ind (before step (within o x) y w)).
Proof.
rewrite -/(inner y); elim: n y => [|n IH] y yo; first by rewrite /=; have := inner_le yo; lra.
have Dn : 0 <= D ^ n by exact: pow_le.
case: (boolP (within o x y)) => [In|out]; last first.
  rewrite (@Ewords_ext _ _ law step n.+1 y _ (fun _ => 0)).
    rewrite Ewords_const; have := Rmult_le_compat_l _ _ _ (pow_le D n.+1 D_ge0) (inner_outside yo out); lra.
  by case=> // z w _ /=; rewrite (negbTE out) /=; ring.
have bw k q : 0 < weight q o -> bwords k (fun w => ratio o (run step q w) u * ind (before step (within o x) q w)).
  move=> qo; have [K HK] : bwords k (fun w => ratio o (run step q w) u) by apply: (ratio_run_bwords Z_bounded).
  exists K => w sw.
  by have := HK w sw; case: (before _ _ _ _) => /= h; rewrite ?Rmult_1_r ?Rmult_0_r ?Rabs_R0 //; apply: Rle_trans h; exact: Rabs_pos.
apply: Rle_trans (_ : law y (fun z => D ^ n * inner (step y z)) <= _).
  rewrite Ex_scal; last exact: inner_bfun.
  by have := Rmult_le_compat_l _ _ _ Dn (inner_step yo In); rewrite -tech_pow_Rmult; lra.
apply: Rle_trans (_ : law y (fun z => Ewords law step n (step y z) (fun w => ratio o (run step y (z :: w)) u *
    ind (before step (within o x) y (z :: w)))) <= _); last exact: Rle_refl.
apply: Ex_mono => [||z].
- by apply: bfun_scal; exact: inner_bfun.
- by apply: (@Ewords_bfun _ _ law step n y (fun w => ratio o (run step y w) u * ind (before step (within o x) y w))); exact: bw.
apply: Rle_trans (IH _ (weight_pos Z_bounded z yo)) _; apply: Req_le.
by apply: Ewords_ext => w _; rewrite /= In.
Qed.

End GoodEvent.
