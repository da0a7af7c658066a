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
From Hebb Require Import RealSums Simplex Taylor Expectation Chain Noise Contraction Exit TriggerLaw.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

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

(* B.escape *)
Theorem escape n p : 0 < p o ->
  Pr (law N) step n p (fun w => ~~ always step inside p w) <= \rsum_(u | u != o) psi (p u / p o).
Proof.
have bounded_next q : inside q -> bfun (fun z => barrier_sum (step q z)).
  move=> In; apply: (@bfun_sum _ I (fun u => u != o) (fun u z => psi (step q z u / step q z o))) => u uo.
  exact: psi_bounded.
apply: (@exit_bound _ _ (law N) step inside (fun q => 0 < q o) _ barrier_sum) => [q z qo|q _|q|q _ In _|q _ In V1].
- exact: (update_pos (coord_simplex q) (input_bounded (n := N) q z) (Rlt_le _ _ (alpha_pos a)) (alpha_small a) qo).
- exact: barrier_sum_ge0.
- exact: barrier_sum_exit.
- exact: bounded_next.
rewrite /barrier_sum (Ex_sum_on (law N q)); last by move=> u uo; exact: psi_bounded.
by apply: rsum_le => u uo; exact: psi_step.
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

Notation factor := (factor Z a o gamma).
Notation bracket := (bracket A B).

Hypothesis moments : forall u cu co, u != o -> ~~ (cu && co) -> E (factor u cu co) <= A cu * B co.

(* p_1 >= rho p_u for all u >= 2 *)
Notation above := (inside o (/ rho)).

Hypothesis bracket_le1 : forall p u, u != o -> above p -> bracket (p o) (p u) <= 1.

(* E[(p_u'/p_1')^gamma | p] <= (p_u/p_1)^gamma bracket *)
Theorem power_step p u : u != o -> 0 < p o ->
  law N p (fun z => rpow (rho * (step p z u / step p z o)) gamma) <=
  rpow (rho * (p u / p o)) gamma * bracket (p o) (p u).
Proof.
move=> uo po; have k0 := Rlt_le _ _ rho0.
have moments_of cu co : ~~ (cu && co) -> E (factor u cu co) <= A cu * B co by exact: moments.
exact (power_growth Z_bounded gamma0 (C := basic Z_bounded a Z_centred) (x := p) uo k0 po moments_of).
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
  exact: (power_ratio_bfun Z_bounded gamma0 (C := basic Z_bounded a Z_centred) (x := q) u (Rlt_le _ _ rho0) qo).
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
