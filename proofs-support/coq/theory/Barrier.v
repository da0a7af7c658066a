(* The barrier bound: exit from { p_u <= x p_1 for all u >= 2 } is unlikely, exponentially in 1/a.

   B.escape                   Pr(p_u(k) > x p_1(k) for some k <= n and u) <= sum_u psi(p_u(0)/p_1(0)), for every
                              psi >= 0 that is >= 1 beyond x and a supermartingale while the sum is < 1;
                              and for psi(y) = (rho y)^gamma, x = 1/rho, when the bracket of moments
                              (one step of the power: power_step) is <= 1
   B.vertex                   the bracket is largest at one point (or at one of three)
   B.leader, B.gap, B.drift   inside: p_1 >= rho/(rho+d-1), p_1 - p_u >= (rho-1)/(rho+d-1),
                              p_1 (p_1 - s) >= (1 - 1/rho) p_1^2 (1 - p_1)
   B.combine, B.convergence   inside, E[(1-p_1(n)) 1] <= (1-p_1(0)) exp(-a r n), r = (1-x)/(2(1+(d-1)x)^2),
                              for 2aQ^2/(1-aQ) <= (1-x)/(2(1+(d-1)x)), x = 1/rho

   The model of the power barrier is Y = B + Z.  A c and B c stand for E[(1 + a(c + Z_u))^gamma] and
   E[(1 + a(c + Z_1))^-gamma] (or for upper bounds of their products), c in {0, 1}; gamma > 0 is real. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Expectation Chain Noise Contraction.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* x^gamma for x >= 0, with 0^gamma = 0 *)
Definition rpow x gamma := if Rleb x 0 then 0 else Rpower x gamma.

Lemma rpow_pos x gamma : 0 < x -> rpow x gamma = Rpower x gamma.
Proof. by rewrite /rpow; case: RlebP => //; lra. Qed.

Lemma Rpower_gt0 x gamma : 0 < Rpower x gamma. Proof. exact: exp_pos. Qed.

Lemma rpow_ge0 x gamma : 0 <= rpow x gamma.
Proof. by rewrite /rpow; case: RlebP => _; [lra | have := Rpower_gt0 x gamma; lra]. Qed.

Lemma rpow_mul x y gamma : 0 <= x -> 0 < y -> rpow (x * y) gamma = rpow x gamma * Rpower y gamma.
Proof.
case=> [x0 y0|<- _].
  by rewrite !rpow_pos //; [rewrite Rpower_mult_distr | exact: Rmult_lt_0_compat].
by rewrite Rmult_0_l /rpow; case: RlebP; [lra | lra].
Qed.

Lemma rpow_ge1 x gamma : 1 <= x -> 0 <= gamma -> 1 <= rpow x gamma.
Proof.
move=> x1 g0; rewrite rpow_pos; last by lra.
have -> : 1 = Rpower x 0 by rewrite Rpower_O //; lra.
by case: (Req_dec x 1) => [->|ne]; [rewrite /Rpower ln_1 !Rmult_0_r; lra | apply: Rle_Rpower; lra].
Qed.

(* ---- a barrier function psi of the ratio, every noise law ---- *)
Section Escape.
Variables (I : finType) (Q : R) (N : noise I Q) (a : learning_rate Q) (o : I) (x : R) (psi : R -> R).
Hypothesis x0 : 0 < x.
Implicit Types (p : point I) (u : I) (w : seq (outcome N)).

Notation step := (next (N := N) a).

(* the region, and the sum of psi over the others *)
Definition inside p : bool := [forall u, (u != o) ==> Rleb (p u) (x * p o)].
Definition barrier_sum p := \rsum_(u | u != o) psi (p u / p o).

Lemma insideP p : reflect (forall u, u != o -> p u <= x * p o) (inside p).
Proof.
apply: (iffP forallP) => [h u uo|h u]; first by move/implyP: (h u) => /(_ uo) /RlebP.
by apply/implyP => uo; apply/RlebP; apply: h.
Qed.

Lemma inside_pos p : inside p -> 0 < p o.
Proof.
move/insideP => H; case: (point_ge0 p o) => // z; exfalso.
have [_ S] := coord_simplex p; move: S; rewrite (rsum_split o) -z.
have -> : \rsum_(u | u != o) p u = 0; last by lra.
by apply: rsum_eq0 => u uo; have := H u uo; have := point_ge0 p u; rewrite -z; lra.
Qed.

Hypothesis psi_ge0 : forall y, 0 <= psi y.
Hypothesis psi_exit : forall y, x < y -> 1 <= psi y.
Hypothesis psi_bounded : forall p u, u != o -> inside p -> bfun (fun z => psi (step p z u / step p z o)).
Hypothesis psi_step : forall p u, u != o -> inside p -> barrier_sum p < 1 ->
  law N p (fun z => psi (step p z u / step p z o)) <= psi (p u / p o).

Lemma barrier_sum_ge0 p : 0 <= barrier_sum p.
Proof. by apply: rsum_ge0 => u _; exact: psi_ge0. Qed.

Lemma barrier_sum_exit p : 0 < p o -> ~~ inside p -> 1 <= barrier_sum p.
Proof.
move=> po /forallPn [u]; rewrite negb_imply => /andP [uo /RlebP H].
apply: Rle_trans (rsum_term_le (P := fun u => u != o) (F := fun u => psi (p u / p o)) uo _).
  apply: psi_exit; apply: (Rmult_lt_reg_r (p o)) => //.
  by have -> : p u / p o * p o = p u by [field; lra]; lra.
by move=> i _; exact: psi_ge0.
Qed.

(* the supermartingale: the barrier sum while inside, 1 after the exit *)
Notation fnext := (flagged_next step inside).
Notation flaw := (flagged_law (law N)).

Definition barrier_value (s : point I * bool) :=
  if alive inside s then Rmin 1 (barrier_sum s.1) else 1.

Lemma barrier_value_bounds s : 0 <= barrier_value s <= 1.
Proof.
rewrite /barrier_value; case: alive; last by lra.
by split; [apply: Rmin_glb; [lra | exact: barrier_sum_ge0] | exact: Rmin_l].
Qed.

Lemma barrier_value_bfun s : bfun (fun z => barrier_value (fnext s z)).
Proof. by apply: (@bfun_between _ _ 0 1) => z; exact: barrier_value_bounds. Qed.

Lemma barrier_supermartingale s :
  flaw s (fun z => barrier_value (fnext s z)) <= 1 * barrier_value s.
Proof.
have le1 : flaw s (fun z => barrier_value (fnext s z)) <= 1.
  rewrite -[X in _ <= X](Ex_const (flaw s)).
  apply: Ex_mono => [||z]; [exact: barrier_value_bfun | exact: bfun_const |].
  by case: (barrier_value_bounds (fnext s z)).
rewrite Rmult_1_l {2}/barrier_value; case: (boolP (alive inside s)) => // Al.
case: (Rle_lt_dec 1 (barrier_sum s.1)) => V1; first by rewrite Rmin_left.
apply: Rmin_glb => //; have In : inside s.1 by case/andP: Al.
have po := inside_pos In.
pose g u z := psi (step s.1 z u / step s.1 z o).
have bg : bfun (fun z => \rsum_(u | u != o) g u z).
  by apply: bfun_sum => u uo; exact: psi_bounded.
apply: Rle_trans (_ : flaw s (fun z => \rsum_(u | u != o) g u z) <= _); last first.
  rewrite (Ex_sum_on (flaw s)); last by move=> u uo; exact: psi_bounded.
  by apply: rsum_le => u uo; exact: psi_step.
apply: Ex_mono => [||z] //; first exact: barrier_value_bfun.
have next_o : 0 < step s.1 z o.
  exact: (update_pos (coord_simplex s.1) (input_bounded (n := N) s.1 z) (Rlt_le _ _ (alpha_pos a)) (alpha_small a) po).
rewrite -/(barrier_sum (step s.1 z)) /barrier_value.
case: (boolP (alive inside (fnext s z))) => An; first exact: Rmin_r.
by apply: barrier_sum_exit => //; move: An; rewrite /alive /= -/(alive inside s) Al.
Qed.

(* B.escape *)
Theorem escape n p : 0 < p o ->
  Pr (law N) step n p (fun w => ~~ always step inside p w) <= \rsum_(u | u != o) psi (p u / p o).
Proof.
move=> po.
have abs1 s : Rabs (barrier_value s) <= 1 by rewrite Rabs_right; have := barrier_value_bounds s; lra.
have := geometric_decay n (p, true) abs1 Rle_0_1 barrier_supermartingale.
rewrite Ewords_flagged pow1 Rmult_1_l => H.
apply: Rle_trans (_ : barrier_value (p, true) <= _); last first.
  rewrite /barrier_value /alive /=; case: (boolP (inside p)) => In; first exact: Rmin_r.
  exact: barrier_sum_exit.
apply: Rle_trans H; apply: Ewords_mono => [||w _].
- exact: bwords_ind.
- by exists 1 => w _; exact: abs1.
rewrite /barrier_value flagged_alive flagged_state /=.
case: (always step inside p w) => /=; last by lra.
by apply: Rmin_glb; [lra | exact: barrier_sum_ge0].
Qed.

End Escape.

(* ---- the power barrier ---- *)
Section Barrier.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.
Variables (a : learning_rate Q) (o : I) (rho gamma : R) (A B : bool -> R).
Hypotheses (rho0 : 0 < rho) (gamma0 : 0 < gamma).

Notation N := (onehot Z_bounded Z_centred).
Notation step := (next (N := N) a).
Implicit Types (p : point I) (u : I) (w : seq (outcome N)).

(* the factor by which (p_u/p_1)^gamma changes *)
Definition factor u (cu co : bool) t :=
  Rpower (1 + a * (ind cu + Z t u)) gamma * Rpower (1 + a * (ind co + Z t o)) (- gamma).

Hypothesis moments : forall u cu co, u != o -> ~~ (cu && co) -> E (factor u cu co) <= A cu * B co.

Definition bracket x y := x * (A false * B true) + y * (A true * B false) + (1 - x - y) * (A false * B false).

(* p_1 >= rho p_u for all u >= 2 *)
Notation above := (inside o (/ rho)).

Hypothesis bracket_le1 : forall p u, u != o -> above p -> bracket (p o) (p u) <= 1.

Let a0 : 0 <= a := Rlt_le _ _ (alpha_pos a).

Lemma numerator_bounds p z i : 1 - a * Q <= 1 + a * input (n := N) p z i <= 1 + a * Q.
Proof.
have /Rabs_le_both [lo hi] := input_bounded (n := N) p z i.
by have := Rmult_le_compat_l _ _ _ a0 lo; have := Rmult_le_compat_l _ _ _ a0 hi; lra.
Qed.

Lemma term_step p z u : 0 < p o ->
  rpow (rho * (step p z u / step p z o)) gamma =
  rpow (rho * (p u / p o)) gamma * factor u (u == z.1) (o == z.1) z.2.
Proof.
move=> po; have aQ := alpha_small a.
have := numerator_bounds p z u; have := numerator_bounds p z o => bo bu.
have -> : rho * (step p z u / step p z o) =
  rho * (p u / p o) * ((1 + a * input (n := N) p z u) / (1 + a * input (n := N) p z o)).
  have := update_ratio u (coord_simplex p) (input_bounded (n := N) p z) a0 aQ (not_eq_sym (Rlt_not_eq _ _ po)).
  rewrite -[update _ _ _ u]/(step p z u) -[update _ _ _ o]/(step p z o) => e.
  by rewrite e; ring.
have [nu no] : 0 < 1 + a * input (n := N) p z u /\ 0 < 1 + a * input (n := N) p z o by lra.
rewrite rpow_mul; [| | exact: Rdiv_lt_0_compat].
  congr (_ * _); rewrite /factor -[ind (u == _) + _]/(input (n := N) p z u).
  rewrite -[ind (o == _) + _]/(input (n := N) p z o) Rpower_Ropp -Rpower_Ropp.
  rewrite -Rpower_mult_distr //; last exact: Rinv_0_lt_compat.
  by congr (_ * _); rewrite /Rpower ln_Rinv //; congr exp; ring.
by apply: Rmult_le_pos; [lra | apply: Rdiv_ge0 => //; exact: point_ge0].
Qed.

(* the factor is bounded, uniformly in the noise *)
Lemma factor_bound u cu co t :
  0 <= factor u cu co t <= Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma).
Proof.
have aQ := alpha_small a.
have h c i : 1 - a * Q <= 1 + a * (ind c + Z t i) <= 1 + a * Q.
  have /Rabs_le_both [lo hi] := Z_bounded t i; have c01 := ind01 c.
  have l : - Q <= ind c + Z t i by lra.
  have r : ind c + Z t i <= Q by lra.
  by have := Rmult_le_compat_l _ _ _ a0 l; have := Rmult_le_compat_l _ _ _ a0 r; lra.
have p1 := Rpower_gt0 (1 + a * (ind cu + Z t u)) gamma.
have p2 := Rpower_gt0 (1 + a * (ind co + Z t o)) (- gamma).
split; first by apply: Rmult_le_pos; lra.
apply: Rmult_le_compat; try lra; first by apply: Rle_Rpower_l; [lra | have := h cu u; lra].
rewrite !Rpower_Ropp; apply: Rinv_le_contravar; first exact: Rpower_gt0.
by apply: Rle_Rpower_l; [lra | have := h co o; lra].
Qed.

Lemma factor_bfun u cu co : bfun (factor u cu co).
Proof.
apply: (@bfun_between _ _ 0 (Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma))) => t.
exact: factor_bound.
Qed.

(* E[(p_u'/p_1')^gamma | p] <= (p_u/p_1)^gamma bracket *)
Theorem power_step p u : u != o -> 0 < p o ->
  law N p (fun z => rpow (rho * (step p z u / step p z o)) gamma) <=
  rpow (rho * (p u / p o)) gamma * bracket (p o) (p u).
Proof.
move=> uo po; have [_ S] := coord_simplex p; have ou : o != u by rewrite eq_sym.
rewrite (Ex_ext _ (fun z => term_step z u po)).
set x := rpow _ _; have x0 : 0 <= x by exact: rpow_ge0.
rewrite -[X in X <= _]/(\rsum_b (p b * E (fun t => x * factor u (u == b) (o == b) t))).
have -> : \rsum_b (p b * E (fun t => x * factor u (u == b) (o == b) t)) =
  x * \rsum_b (p b * E (factor u (u == b) (o == b))).
  rewrite -rsum_scal; apply: eq_bigr => b _; rewrite Ex_scal; first by ring.
  exact: factor_bfun.
apply: Rmult_le_compat_l => //.
rewrite (rsum_split o) eqxx (negbTE uo) (bigD1 u) //= eqxx (negbTE ou).
have rest : \rsum_(b | (b != o) && (b != u)) p b = 1 - p o - p u.
  by move: S; rewrite (rsum_split o) (bigD1 u) //= => S; lra.
have m1 := moments (cu := false) (co := true) uo isT.
have m2 := moments (cu := true) (co := false) uo isT.
have m3 := moments (cu := false) (co := false) uo isT.
have {}m1 := Rmult_le_compat_l _ _ _ (point_ge0 p o) m1.
have {}m2 := Rmult_le_compat_l _ _ _ (point_ge0 p u) m2.
have : \rsum_(b | (b != o) && (b != u)) (p b * E (factor u (u == b) (o == b))) <=
  \rsum_(b | (b != o) && (b != u)) (p b * (A false * B false)).
  apply: rsum_le => b /andP [bo bu]; rewrite (eq_sym u) (eq_sym o) (negbTE bo) (negbTE bu).
  by apply: Rmult_le_compat_l; [exact: point_ge0 | exact: m3].
by rewrite rsum_scalr rest /bracket; lra.
Qed.

(* B.escape *)
Theorem power_escape n p : 0 < p o ->
  Pr (law N) step n p (fun w => ~~ always step above p w) <=
  \rsum_(u | u != o) rpow (rho * (p u / p o)) gamma.
Proof.
have ir : 0 < / rho by exact: Rinv_0_lt_compat.
apply: (escape (psi := fun y => rpow (rho * y) gamma)) => // [y | y y1 | q u uo In | q u uo In _].
- exact: rpow_ge0.
- apply: rpow_ge1; last by lra.
  by have := Rmult_lt_compat_l _ _ _ rho0 y1; rewrite Rinv_r; lra.
- have qo := inside_pos In.
  apply: bfun_ext (fun z => esym (term_step z u qo)) _; apply: bfun_scal.
  apply: (@bfun_between _ _ 0 (Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma))) => z.
  exact: factor_bound.
apply: Rle_trans (power_step uo (inside_pos In)) _.
have := Rmult_le_compat_l _ _ _ (rpow_ge0 (rho * (q u / q o)) gamma) (bracket_le1 uo In).
by lra.
Qed.

End Barrier.

(* ---- where to check the bracket ---- *)
Section Corners.
Variables (I : finType) (o : I) (rho : R) (A B : bool -> R).
Hypothesis rho0 : 0 < rho.
Hypotheses (A0 : 0 <= A false) (A_le : A false <= A true).
Hypotheses (B0 : 0 <= B false).

Notation d := (dim I).
Notation f := (bracket A B).

(* an affine function on an interval is at most 1 when it is at both ends *)
Lemma affine_le1 (al be l x r : R) : l <= x <= r -> al + be * l <= 1 -> al + be * r <= 1 -> al + be * x <= 1.
Proof.
move=> [lx xr] L R; case: (Rle_lt_dec 0 be) => b.
  by have := Rmult_le_compat_l _ _ _ b xr; lra.
by have := Rmult_le_compat_l (- be) _ _ ltac:(lra) lx; lra.
Qed.

Lemma bracket_affine x y :
  f x y = A false * B false + x * (A false * (B true - B false)) + y * (B false * (A true - A false)).
Proof. by rewrite /bracket; ring. Qed.

Section Point.
Variables (p : point I) (u : I).
Hypotheses (uo : u != o) (Ab : inside o (/ rho) p).

Lemma ratio_bound : rho * p u <= p o.
Proof.
have /insideP /(_ u uo) H := Ab; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ rho0) H.
by rewrite -Rmult_assoc Rinv_r; lra.
Qed.

Lemma least_leader : rho / (rho + d - 1) <= p o.
Proof.
have Hp := coord_simplex p; have d2 := dim_ge2 uo.
apply: Rdiv_le_l; first by lra.
have : \rsum_(v | v != o) p v <= \rsum_(v | v != o) (/ rho * p o).
  by apply: rsum_le => v vo; have /insideP := Ab; apply.
rewrite rsum_constD1 (sum_others o Hp) => H.
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ rho0) H.
by have -> : rho * ((d - 1) * (/ rho * p o)) = (d - 1) * p o by [field; lra]; lra.
Qed.

Lemma bracket_mono y : p u <= y -> f (p o) (p u) <= f (p o) y.
Proof.
have k0 : 0 <= B false * (A true - A false) by apply: Rmult_le_pos; lra.
by move=> h; rewrite !bracket_affine; have := Rmult_le_compat_r _ _ _ k0 h; lra.
Qed.

Lemma bracket_edge x : f x (x / rho) =
  A false * B false + (A false * (B true - B false) + B false * (A true - A false) / rho) * x.
Proof. by rewrite bracket_affine; field; lra. Qed.

(* three corners of the region *)
(* B.vertex *)
Theorem bracket_corners :
  f (rho / (rho + d - 1)) (/ (rho + d - 1)) <= 1 -> f (rho / (rho + 1)) (/ (rho + 1)) <= 1 -> f 1 0 <= 1 ->
  f (p o) (p u) <= 1.
Proof.
move=> c1 c2 c3; have d2 := dim_ge2 uo; have Hp := coord_simplex p; have m := least_leader.
have pu := point_ge0 p u; have pu1 := simplex_other Hp uo; have r := ratio_bound; have po1 := point_le1 p o.
case: (Rle_lt_dec (p o) (rho / (rho + 1))) => c.
  apply: Rle_trans (bracket_mono (y := p o / rho) _) _; first by apply: Rdiv_le_r; lra.
  rewrite bracket_edge; apply: (@affine_le1 _ _ (rho / (rho + d - 1)) _ (rho / (rho + 1))) => //;
    rewrite -bracket_edge.
    by have -> : rho / (rho + d - 1) / rho = / (rho + d - 1) by field; lra.
  by have -> : rho / (rho + 1) / rho = / (rho + 1) by field; lra.
apply: Rle_trans (bracket_mono (y := 1 - p o) _) _ => //.
have e x : f x (1 - x) =
  (A false * B false + B false * (A true - A false)) +
  (A false * (B true - B false) - B false * (A true - A false)) * x.
  by rewrite bracket_affine; ring.
rewrite e; apply: (@affine_le1 _ _ (rho / (rho + 1)) _ 1); first by lra.
  by rewrite -e; have -> : 1 - rho / (rho + 1) = / (rho + 1) by field; lra.
by rewrite -e; have -> : 1 - 1 = 0 by ring.
Qed.

(* one corner, when A_0 B_0 >= 1 (Jensen's inequality for the laws of the model) *)
(* B.vertex *)
Theorem bracket_vertex : 1 <= A false * B false ->
  f (rho / (rho + d - 1)) (/ (rho + d - 1)) <= 1 -> f (p o) (p u) <= 1.
Proof.
move=> AB c1; have d2 := dim_ge2 uo; have m := least_leader; have r := ratio_bound.
have m0 : 0 < rho / (rho + d - 1) by apply: Rdiv_lt_0_compat; lra.
apply: Rle_trans (bracket_mono (y := p o / rho) _) _; first by apply: Rdiv_le_r; lra.
move: c1; have -> : / (rho + d - 1) = rho / (rho + d - 1) / rho by field; lra.
rewrite !bracket_edge; set be := _ + _ / rho => c1.
have b0 : 0 <= - be.
  apply: Rnot_lt_le => b; have := Rmult_lt_0_compat be _ ltac:(lra) m0; lra.
by have := Rmult_le_compat_l _ _ _ b0 m; lra.
Qed.

End Point.
End Corners.

(* ---- convergence inside of the barrier ---- *)
Section Inside.
Variables (I : finType) (o : I) (rho : R).
Hypothesis rho1 : 1 < rho.
Implicit Types (p : point I) (u : I).

Let rho_pos : 0 < rho := Rlt_trans _ _ _ Rlt_0_1 rho1.

(* B.leader *)
Theorem barrier_leader p : (exists u, u != o) -> inside o (/ rho) p -> rho / (rho + dim I - 1) <= p o.
Proof. by case=> u uo Ab; exact: (least_leader rho_pos uo Ab). Qed.

(* B.gap *)
Theorem barrier_gap p u : u != o -> inside o (/ rho) p ->
  (rho - 1) / (rho + dim I - 1) <= p o - p u.
Proof.
move=> uo Ab; have L := least_leader rho_pos uo Ab; have d1 := dim_ge1 o.
have r := ratio_bound rho_pos uo Ab.
have -> : (rho - 1) / (rho + dim I - 1) = (1 - / rho) * (rho / (rho + dim I - 1)) by field; lra.
have ir : 0 <= 1 - / rho.
  by have -> : 1 - / rho = (rho - 1) / rho by [field; lra]; apply: Rdiv_ge0; lra.
apply: Rle_trans (Rmult_le_compat_l _ _ _ ir L) _.
have : p u <= p o / rho by apply: Rdiv_le_r; lra.
by rewrite /Rdiv; lra.
Qed.

(* B.drift *)
Theorem barrier_drift p : inside o (/ rho) p ->
  (1 - / rho) * p o ^ 2 * (1 - p o) <= p o * (p o - sqs p).
Proof.
move=> Ab; have Hp := coord_simplex p; have po := point_ge0 p o.
have sq : \rsum_(u | u != o) p u ^ 2 <= p o / rho * (1 - p o).
  rewrite -(sum_others o Hp) -rsum_scal; apply: rsum_le => u uo.
  have : p u <= p o / rho by apply: Rdiv_le_r; [lra | have := ratio_bound rho_pos uo Ab; lra].
  by have := point_ge0 p u; nra.
have : (1 - / rho) * (p o * (1 - p o)) <= p o - sqs p.
  by rewrite (sqs_others p o); move: sq; rewrite /Rdiv; lra.
by move=> /(Rmult_le_compat_l _ _ _ po); lra.
Qed.

(* x = 1/rho *)
Notation x := (/ rho).
Definition barrier_rate := (1 - x) / (2 * (1 + (dim I - 1) * x) ^ 2).

Lemma x_bounds : 0 < x < 1.
Proof.
split; first exact: Rinv_0_lt_compat.
by rewrite -Rinv_1; apply: Rinv_lt_contravar; lra.
Qed.

(* B.combine *)
Theorem barrier_step a Q p y : (exists u, u != o) -> 0 <= a -> a * Q < 1 -> bounded Q y -> inside o x p ->
  2 * a * Q ^ 2 / (1 - a * Q) <= (1 - x) / (2 * (1 + (dim I - 1) * x)) ->
  1 - update a p y o <= (1 - a * barrier_rate) * (1 - p o) - a * xi p y o.
Proof.
move=> other a0 aQ By In c_le; have Hp := coord_simplex p.
have den := denominator_pos Hp By a0 aQ; have d1 := dim_ge1 o; have x01 := x_bounds.
rewrite taylor_identity /grad; last by lra.
have lead := barrier_leader other In; have D := barrier_drift In.
have po := point_ge0 p o; have w0 : 0 <= 1 - p o by have := point_le1 p o; lra.
set m := / (1 + (dim I - 1) * x).
have k0 : 0 < 1 + (dim I - 1) * x by have := Rmult_le_pos (dim I - 1) x; lra.
have m0 : 0 < m by exact: Rinv_0_lt_compat.
have {}lead : m <= p o.
  have <- : rho / (rho + dim I - 1) = m by rewrite /m; field; lra.
  exact: lead.
have T : Rabs (theta a p y o) <= a * ((1 - x) * m / 2) * (p o * (1 - p o)).
  apply: Rle_trans (remainder_sharp o Hp By a0 aQ) _.
  have -> : 2 * a ^ 2 * Q ^ 2 * (p o * (1 - p o)) / (1 - a * Q) =
    a * (2 * a * Q ^ 2 / (1 - a * Q)) * (p o * (1 - p o)) by field; lra.
  have -> : (1 - x) * m / 2 = (1 - x) / (2 * (1 + (dim I - 1) * x)) by rewrite /m; field; lra.
  by apply: Rmult_le_compat_r; [exact: Rmult_le_pos | exact: Rmult_le_compat_l].
have /Rabs_le_both [{}T _] := T.
have r_eq : barrier_rate = (1 - x) * (m * m / 2) by rewrite /barrier_rate /m; field; lra.
have key : barrier_rate * (1 - p o) <= p o * (p o - sqs p) - (1 - x) * m / 2 * (p o * (1 - p o)).
  rewrite r_eq.
  apply: Rle_trans (_ : (1 - x) * p o ^ 2 * (1 - p o) - (1 - x) * m / 2 * (p o * (1 - p o)) <= _); last by lra.
  have q : m * m / 2 <= p o * (p o - m / 2) by nra.
  have f0 : 0 <= (1 - x) * (1 - p o) by apply: Rmult_le_pos; lra.
  by have := Rmult_le_compat_l _ _ _ f0 q; lra.
by have := Rmult_le_compat_l _ _ _ a0 key; lra.
Qed.

(* B.convergence *)
Theorem barrier_convergence Q (N : noise I Q) (a : learning_rate Q) n p : (exists u, u != o) -> 1 <= Q ->
  2 * a * Q ^ 2 / (1 - a * Q) <= (1 - x) / (2 * (1 + (dim I - 1) * x)) ->
  Ewords (law N) (next (N := N) a) n p
    (fun w => (1 - run (next (N := N) a) p w o) * ind (always (next (N := N) a) (inside o x) p w)) <=
  (1 - p o) * exp (- (a * barrier_rate * INR n)).
Proof.
move=> other Q1 c_le; have a0 := Rlt_le _ _ (alpha_pos a); have aQ := alpha_small a.
apply: expected_distance => [q z In|].
  exact: (barrier_step other a0 aQ (input_bounded (n := N) q z) In c_le).
have d1 := dim_ge1 o; have x01 := x_bounds.
have k1 : 1 <= (1 + (dim I - 1) * x) ^ 2.
  have : 0 <= (dim I - 1) * x by apply: Rmult_le_pos; lra.
  by nra.
have r1 : 0 <= barrier_rate <= 1.
  by rewrite /barrier_rate; split; [apply: Rdiv_ge0; lra | apply: Rdiv_le_l; lra].
have a1 : a * 1 <= a * Q by apply: Rmult_le_compat_l.
by nra.
Qed.

End Inside.
