(* The barrier under any trigger law, and for any component.

   psi is a barrier function up to the ratio x1 for the spread y: it is at least 1 from x1 on, and below x1 it agrees at each point with a
   power c r^gamma that is nowhere below it, and whose growth is at most 1 at ratios up to there when the other ratios are at most y.

   B.robust      pi_u <= Lam_u (w_u/w_1) pi_1 for all u (any rates lambda(k), random or adversarial, with lambda_u/lambda_1 <= Lam_u):
                 P(Lam_u w_u(k) >= x1 w_1(k) for some k <= n and u) <= sum_u psi(Lam_u w_u(0)/w_1(0)), psi for the spread x1.
                 With Lam = 1 this is the bound for sharpened triggers, pi_u/pi_1 <= w_u/w_1
   B.component   psi for the spread 1: P(p_i(k) >= x1 max_j p_j(k) for some k <= n) <= psi(p_i(0)/max_j p_j(0)), for every component i,
                 ties allowed

   Both sides are free of n. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section RobustBarrier.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variable a : learning_rate Q.
Implicit Types (i j l o u v : I).

Notation d := (dim I).

(* a power that is a supermartingale where the ratio is at most r and the others at most y *)
Record admissible (y r c gamma : R) : Prop := Admissible {
  c_ge0 : 0 <= c;
  gamma_pos : 0 < gamma;
  up_to : 0 <= r;
  moment_bounds : exists A B : bool -> R,
    (forall u o, u != o -> forall cu co, ~~ (cu && co) -> E (factor Z a o gamma u cu co) <= A cu * B co) /\
    A false <= A true /\ 0 <= B false /\ 1 <= A false * B false /\
    bracket A B (/ (1 + r + (d - 2) * y)) (r * / (1 + r + (d - 2) * y)) <= 1
}.

Record barrier_function (y x1 : R) (psi : R -> R) : Prop := BarrierFunction {
  psi_ge0 : forall r, 0 <= r -> 0 <= psi r;
  psi_exit : forall r, x1 <= r -> 1 <= psi r;
  psi_power : forall r, 0 <= r -> r < x1 -> psi r < 1 -> exists s c gamma,
    r <= s /\ admissible y s c gamma /\ psi r = c * rpow r gamma /\ (forall r', 0 <= r' -> psi r' <= c * rpow r' gamma)
}.

(* one power *)
Lemma power_is_barrier y x1 gamma : 0 < x1 -> admissible y x1 (rpow (/ x1) gamma) gamma ->
  barrier_function y x1 (fun r => rpow (/ x1) gamma * rpow r gamma).
Proof.
move=> x0 adm; have g0 := gamma_pos adm; have i0 := Rinv_0_lt_compat _ x0; split=> [r r0|r xr|r r0 rx _].
- by apply: Rmult_le_pos; exact: rpow_ge0.
- rewrite (rpow_pos _ i0) Rmult_comm -rpow_mul; [| lra | exact: i0].
  apply: rpow_ge1; last by lra.
  by have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ i0) xr; rewrite Rinv_r; lra.
by exists x1, (rpow (/ x1) gamma), gamma; do !split => //; try lra; try exact: (moment_bounds adm); move=> r' _; lra.
Qed.

Variable C : driven Z a.
Implicit Types (x : carrier C) (z : I * T) (n : nat) (psi : R -> R).

Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).
Notation pi := (trigger_law (d := C)).

(* the mean of psi of a ratio does not grow, k = 1 or a bound Lam of rates *)
Lemma psi_step psi (y x1 k : R) x o u : barrier_function y x1 psi -> u != o -> 0 <= k -> 0 <= y -> 0 < weight x o ->
  k * (weight x u / weight x o) < x1 -> psi (k * (weight x u / weight x o)) < 1 ->
  pi x u <= k * (weight x u / weight x o) * pi x o ->
  (forall v, v != o -> v != u -> pi x v <= y * pi x o) ->
  (forall (f : I * T -> R), (forall z, 0 <= f z <= psi (k * (weight (step x z) u / weight (step x z) o))) ->
    bfun f /\ law x f <= psi (k * (weight x u / weight x o))).
Proof.
move=> bar uo k0 y0 wo rx p1 trig others f fpsi.
set r := k * (weight x u / weight x o) in rx p1 trig *.
have r_ge0 (q : carrier C) : 0 < weight q o -> 0 <= k * (weight q u / weight q o).
  by move=> qo; apply: Rmult_le_pos => //; apply: Rdiv_ge0 => //; exact: weight_ge0.
have [s [c [gamma [rs [adm [e above]]]]]] := psi_power bar (r_ge0 x wo) rx p1.
have g0 := gamma_pos adm; have c0 := c_ge0 adm.
have bp : bfun (fun z => c * rpow (k * (weight (step x z) u / weight (step x z) o)) gamma).
  by apply: bfun_scal; exact: (power_ratio_bfun Z_bounded g0).
have f_le z : 0 <= f z <= c * rpow (k * (weight (step x z) u / weight (step x z) o)) gamma.
  split; first by case: (fpsi z).
  apply: Rle_trans (proj2 (fpsi z)) _; apply: above; apply: r_ge0.
  exact: (weight_pos Z_bounded z wo).
have bf : bfun f.
  have [M HM] := bp; exists M => z; rewrite Rabs_right; last by apply: Rle_ge; case: (f_le z).
  by have := HM z; have := f_le z; split_Rabs; lra.
split=> //; apply: Rle_trans (Ex_mono (law x) bf bp (fun z => proj2 (f_le z))) _.
rewrite Ex_scal; last exact: (power_ratio_bfun Z_bounded g0).
have [A [B [mom [A1 [B0 [AB V]]]]]] := moment_bounds adm.
have G := power_growth Z_bounded g0 uo k0 wo (mom u o uo); rewrite -/r in G.
have d2 := dim_ge2 uo; have s0 := up_to adm; have m0 : 0 < 1 + s + (d - 2) * y by have := Rmult_le_pos (d - 2) y; lra.
have ps : pi x u <= s * pi x o.
  by apply: Rle_trans trig _; apply: Rmult_le_compat_r => //; exact: point_ge0.
have lead : / (1 + s + (d - 2) * y) <= pi x o.
  have [_ S] := coord_simplex (pi x); move: S; rewrite (rsum_split o) (bigD1 u) //= => S.
  have : \rsum_(v | (v != o) && (v != u)) pi x v <= \rsum_(v | (v != o) && (v != u)) (y * pi x o).
    by apply: rsum_le => v /andP [vo vu]; exact: others.
  have -> : \rsum_(v | (v != o) && (v != u)) (y * pi x o) = (d - 2) * (y * pi x o).
    by have := rsum_constD1 o (y * pi x o); rewrite (bigD1 u) //=; lra.
  move=> h; apply: (Rmult_le_reg_r (1 + s + (d - 2) * y)) => //.
  by rewrite Rinv_l; lra.
have br := bracket_at_vertex (Rinv_0_lt_compat _ m0) A1 B0 AB V lead ps.
rewrite e; apply: Rmult_le_compat_l => //; apply: Rle_trans G _.
by rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l => //; exact: rpow_ge0.
Qed.

(* ---- a leader, and rates with bounded ratios ---- *)
Section Leader.
Variables (o : I) (Lam : I -> R) (x1 : R) (psi : R -> R).
Hypotheses (Lam_ge0 : forall u, 0 <= Lam u) (x1_ge0 : 0 <= x1) (bar : barrier_function x1 x1 psi).

Definition rate_ratio x u := Lam u * (weight x u / weight x o).

(* Lam_u w_u < x1 w_1 for all u >= 2 *)
Definition below x : bool := [forall u, (u != o) ==> ~~ Rleb x1 (rate_ratio x u)].

Lemma belowP x : reflect (forall u, u != o -> rate_ratio x u < x1) (below x).
Proof.
apply: (iffP forallP) => [h u uo|h u]; first by move/implyP: (h u) => /(_ uo) /RlebP; lra.
by apply/implyP => uo; apply/RlebP; have := h u uo; lra.
Qed.

Hypothesis trigger_bound : forall x u, 0 < weight x o -> below x -> u != o -> pi x u <= rate_ratio x u * pi x o.

Lemma rate_ratio_ge0 x u : 0 < weight x o -> 0 <= rate_ratio x u.
Proof. by move=> wo; apply: Rmult_le_pos => //; apply: Rdiv_ge0 => //; exact: weight_ge0. Qed.

(* B.robust *)
Theorem robust_escape n x : 0 < weight x o ->
  leaves law step below n x <= \rsum_(u | u != o) psi (rate_ratio x u).
Proof.
pose V x := \rsum_(u | u != o) psi (rate_ratio x u).
have term y u : 0 < weight y o -> V y < 1 -> u != o -> psi (rate_ratio y u) < 1.
  move=> wo V1 uo; apply: Rle_lt_trans V1; apply: (@rsum_term_le I (fun u => u != o) (fun u => psi (rate_ratio y u))) => // v _.
  by apply: (psi_ge0 bar); exact: rate_ratio_ge0.
have one y u : 0 < weight y o -> below y -> V y < 1 -> u != o ->
    bfun (fun z => psi (rate_ratio (step y z) u)) /\
    law y (fun z => psi (rate_ratio (step y z) u)) <= psi (rate_ratio y u).
  move=> wo In V1 uo; have /belowP B := In.
  apply: (psi_step bar uo (Lam_ge0 u) x1_ge0 wo (B u uo) (term y u wo V1 uo) (trigger_bound wo In uo)).
    move=> v vo _; apply: Rle_trans (trigger_bound wo In vo) _.
    by apply: Rmult_le_compat_r; [exact: point_ge0 | have := B v vo; lra].
  move=> z; split; last exact: Rle_refl.
  by apply: (psi_ge0 bar); apply: rate_ratio_ge0; exact: (weight_pos Z_bounded z wo).
apply: (@exit_bound _ _ law step below (fun x => 0 < weight x o) _ V) => [y z wo|y wo|y wo|y wo In V1|y wo In V1].
- exact: (weight_pos Z_bounded z wo).
- by apply: rsum_ge0 => u _; apply: (psi_ge0 bar); exact: rate_ratio_ge0.
- move/forallPn => [u]; rewrite negb_imply negbK => /andP [uo /RlebP h].
  apply: Rle_trans (psi_exit bar h) _.
  apply: (@rsum_term_le I (fun u => u != o) (fun u => psi (rate_ratio y u))) => // v _.
  by apply: (psi_ge0 bar); exact: rate_ratio_ge0.
- apply: (@bfun_sum _ I (fun u => u != o) (fun u z => psi (rate_ratio (step y z) u))) => u uo.
  by case: (one y u wo In V1 uo).
rewrite /V (Ex_sum_on (law y)); last by move=> u uo; case: (one y u wo In V1 uo).
by apply: rsum_le => u uo; case: (one y u wo In V1 uo).
Qed.

End Leader.

(* one power: P(Lam_u w_u(k) >= x1 w_1(k) for some k <= n and u) <= sum_u (Lam_u w_u(0) / (x1 w_1(0)))^gamma *)
(* B.robust *)
Corollary robust_power_escape o (Lam : I -> R) (x1 gamma : R) n x : (forall u, 0 <= Lam u) -> 0 < x1 ->
  admissible x1 x1 (rpow (/ x1) gamma) gamma ->
  (forall x u, 0 < weight x o -> below o Lam x1 x -> u != o -> pi x u <= rate_ratio o Lam x u * pi x o) -> 0 < weight x o ->
  leaves law step (below o Lam x1) n x <= \rsum_(u | u != o) rpow (/ x1 * rate_ratio o Lam x u) gamma.
Proof.
move=> L0 x0 adm trig wo.
apply: Rle_trans (robust_escape L0 (Rlt_le _ _ x0) (power_is_barrier x0 adm) trig n wo) _.
apply: rsum_le => u _; rewrite [X in _ <= rpow X _]Rmult_comm rpow_mul; last exact: Rinv_0_lt_compat.
  by rewrite (rpow_pos gamma (Rinv_0_lt_compat _ x0)) Rmult_comm; exact: Rle_refl.
exact: rate_ratio_ge0.
Qed.

(* ---- any component ---- *)
Section Component.
Variables (i : I) (x1 : R) (psi : R -> R).
Hypotheses (x1_bounds : 0 < x1 <= 1) (bar : barrier_function 1 x1 psi).
Hypothesis psi_mono : forall r s, 0 <= r -> r <= s -> psi r <= psi s.

(* a trigger law that is the weights, or favours the largest *)
Definition favours_leader := forall x l v, (forall j, weight x j <= weight x l) ->
  pi x v * weight x l <= weight x v * pi x l.
Hypothesis triggers : favours_leader.

(* max_j w_j *)
Definition top x := \big[Rmax/0]_j weight x j.

Lemma top_eq x l : (forall j, weight x j <= weight x l) -> top x = weight x l.
Proof.
move=> H; apply: Rle_antisym; rewrite /top.
  apply: (big_ind (fun y => y <= weight x l)) => //; first exact: weight_ge0.
  by move=> y z; exact: Rmax_lub.
have : l \in index_enum I by rewrite mem_index_enum.
elim: (index_enum I) => [//|k s IH]; rewrite inE big_cons => /orP [/eqP -> //|/IH h]; first exact: Rmax_l.
exact: Rle_trans h (Rmax_r _ _).
Qed.

Definition top_ratio x := weight x i / top x.

(* w_i is below x1 max_j w_j *)
Definition small x : bool := ~~ Rleb x1 (top_ratio x).

Lemma top_ratio_ge0 x : 0 < top x -> 0 <= top_ratio x.
Proof. by move=> h; apply: Rdiv_ge0 => //; exact: weight_ge0. Qed.

(* B.component *)
Theorem component_escape n x : 0 < top x -> leaves law step small n x <= psi (top_ratio x).
Proof.
have one y : 0 < top y -> small y -> psi (top_ratio y) < 1 ->
    bfun (fun z => psi (top_ratio (step y z))) /\ law y (fun z => psi (top_ratio (step y z))) <= psi (top_ratio y).
  move=> t0 /RlebP sm V1; have [l Hl] := largest i (weight y); have tl := top_eq Hl.
  have wl : 0 < weight y l by rewrite -tl.
  have il : i != l.
    apply/eqP => e; apply: sm; rewrite /top_ratio tl -e.
    by have -> : weight y i / weight y i = 1 by [field; rewrite e; lra]; lra.
  have e : top_ratio y = 1 * (weight y i / weight y l) by rewrite /top_ratio tl; ring.
  rewrite e in sm V1 *.
  apply: (psi_step bar il Rle_0_1 Rle_0_1 wl) => // [|||z]; first by lra.
  - apply: (Rmult_le_reg_r (weight y l)) => //.
    have -> : 1 * (weight y i / weight y l) * pi y l * weight y l = weight y i * pi y l by field; lra.
    exact: triggers.
  - move=> v _ _; apply: (Rmult_le_reg_r (weight y l)) => //.
    apply: Rle_trans (triggers v Hl) _; rewrite Rmult_1_l Rmult_comm.
    by apply: Rmult_le_compat_l; [exact: point_ge0 | exact: Hl].
  have wz : 0 < weight (step y z) l by exact: (weight_pos Z_bounded z wl).
  have [m Hm] := largest i (weight (step y z)); have tm := top_eq Hm.
  have tz : 0 < top (step y z) by rewrite tm; have := Hm l; lra.
  split; first by apply: (psi_ge0 bar); exact: top_ratio_ge0.
  apply: psi_mono; first exact: top_ratio_ge0.
  rewrite Rmult_1_l /top_ratio; apply: Rmult_le_compat_l; first exact: weight_ge0.
  by apply: Rinv_le_contravar => //; rewrite tm; exact: Hm.
apply: (@exit_bound _ _ law step small (fun y => 0 < top y) _ (fun y => psi (top_ratio y))) => [y z t0|y t0|y t0|y t0 sm V1|y t0 sm V1].
- have [l Hl] := largest i (weight y); have [m Hm] := largest i (weight (step y z)).
  rewrite (top_eq Hm); apply: Rlt_le_trans (Hm l); apply: (weight_pos Z_bounded).
  by rewrite -(top_eq Hl).
- by apply: (psi_ge0 bar); exact: top_ratio_ge0.
- by rewrite negbK => /RlebP h; exact: (psi_exit bar).
- by case: (one y t0 sm V1).
by case: (one y t0 sm V1).
Qed.

End Component.
End RobustBarrier.

(* the learning rule itself: pi = p *)
Section Basic.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.
Variables (a : learning_rate Q) (i : I) (x1 : R) (psi : R -> R).
Hypotheses (x1_bounds : 0 < x1 <= 1) (bar : barrier_function E Z a 1 x1 psi).
Hypothesis psi_mono : forall r s, 0 <= r -> r <= s -> psi r <= psi s.

Notation N := (onehot Z_bounded Z_centred).

(* p_i stays below x1 max_j p_j *)
Definition behind (p : point I) : bool := ~~ Rleb x1 (p i / \big[Rmax/0]_j p j).

(* B.component *)
Theorem component_never_leads n (p : point I) :
  Pr (law N) (next a) n p (fun w => ~~ always (next (N := N) a) behind p w) <= psi (p i / \big[Rmax/0]_j p j).
Proof.
have fav : favours_leader (basic Z_bounded a Z_centred) by move=> p' l v _; rewrite Rmult_comm; exact: Rle_refl.
have t0 : 0 < top (C := basic Z_bounded a Z_centred) p.
  have [p0 S] := coord_simplex p; have [l Hl] := largest i p.
  rewrite (top_eq (C := basic Z_bounded a Z_centred) Hl).
  case: (p0 l) => // z; exfalso; move: S; rewrite rsum_eq0; first by lra.
  by move=> j _; have := Hl j; have := p0 j; rewrite /= -z; lra.
exact (component_escape Z_bounded i x1_bounds bar psi_mono fav n t0).
Qed.
End Basic.
