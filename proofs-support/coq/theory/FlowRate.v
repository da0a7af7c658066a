(* The gradient flow converges at the rate 1 exactly.

   With x_i = p_i/(p_1 - p_i), Phi(p) = (sum_i x_i) prod_j (1 + x_j) (i, j >= 2) decays exactly like e^-t: d/dt sum x_i = -p_1 sum x_i and
   d/dt log prod (1 + x_j) = -(1 - p_1).

   T2.4.sharp   (1 - p_1(0)) e^-t <= 1 - p_1(t) <= Phi(p(0)) e^-t; (1 - p_1(t)) e^t does not decrease, and it is at least Phi - 3 Phi^2 e^-t,
                Phi = Phi(p(0)), so that it tends to Phi
   T2.4.gap     1 - p_1(t) <= (m/Delta) exp(m/Delta - t), m = 1 - p_1(0) *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Flow WorstNoise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma is_derive_times_exp (f g : R -> R) s df dg : is_derive f s df -> is_derive g s dg ->
  is_derive (fun y => f y * exp (g y + y)) s ((df + f s * (dg + 1)) * exp (g s + s)).
Proof.
move=> F G; have [ef eg] : ex_derive f s /\ ex_derive g s by split; [exists df | exists dg].
by auto_derive => //; rewrite (is_derive_unique _ _ _ F) (is_derive_unique _ _ _ G); ring.
Qed.

Section FlowRate.
Variables (I : finType) (x : R -> I -> R).
Hypotheses (x_flow : flow x) (x_start : simplex (x 0)).
Variables (o : I) (D : R).
Hypotheses (D0 : 0 < D) (ahead : forall u, u != o -> D <= x 0 o - x 0 u).
Implicit Types (i j u : I) (t : R) (p : I -> R).

Definition odds p i := if i == o then 0 else p i / (p o - p i).
Definition log_odds p i := if i == o then 0 else ln (p o / (p o - p i)).
Definition odds_sum p := \rsum_i odds p i.
Definition log_product p := \rsum_i log_odds p i.
Definition decaying p := odds_sum p * exp (log_product p).

(* sum_i x_i prod_j (1 + x_j) *)
Definition Phi p := (\rsum_(i | i != o) (p i / (p o - p i))) * \big[Rmult/1]_(j | j != o) (p o / (p o - p j)).

(* exp of the sum of logarithms is the product *)
Lemma decaying_product p : (forall u, u != o -> 0 < p o / (p o - p u)) -> decaying p = Phi p.
Proof.
move=> H; rewrite /decaying; congr (_ * _).
  rewrite /odds_sum (rsum_split o) /odds eqxx Rplus_0_l; apply: eq_bigr => i /negbTE io; by rewrite io.
rewrite /log_product (rsum_split o) /log_odds eqxx Rplus_0_l.
have -> : \rsum_(i | i != o) (if i == o then 0 else ln (p o / (p o - p i))) = \rsum_(i | i != o) ln (p o / (p o - p i)).
  by apply: eq_bigr => i /negbTE io; rewrite io.
apply: (big_ind2 (fun s q : R => exp s = q)) => [|s q s' q' <- <-|i io]; first exact: exp_0.
  exact: exp_plus.
by rewrite exp_ln //; exact: H.
Qed.

Let gap t u (uo : u != o) : 0 < x t o - x t u := gap_positive x_flow D0 ahead t uo.
Let in_simplex t : simplex (x t) := flow_simplex x_flow x_start t.

Lemma leader_pos t : 0 < x t o.
Proof.
have [p0 S] := in_simplex t; case: (p0 o) => // z; exfalso.
case: (pickP (fun u => u != o)) => [u uo|none]; first by have := gap t uo; have := p0 u; lra.
by move: S; rewrite (rsum_split o) (big_pred0 _ _ _ _ none) -z; lra.
Qed.

Lemma odds_ge0 t i : 0 <= odds (x t) i.
Proof.
rewrite /odds; case: (eqVneq i o) => [_|io]; first exact: Rle_refl.
by apply: Rdiv_ge0; [case: (in_simplex t) | exact: gap].
Qed.

(* x_i' = - p_1 x_i *)
Lemma odds_derive i t : is_derive (fun t => odds (x t) i) t (- x t o * odds (x t) i).
Proof.
rewrite /odds; case: (eqVneq i o) => [_|io].
  rewrite Rmult_0_r; exact: (@is_derive_const R_AbsRing R_NormedModule).
have g := gap t io; have N := x_flow t i; have G := gap_derive x_flow o i t.
have [eN eG] : ex_derive (fun t => x t i) t /\ ex_derive (fun t => x t o - x t i) t by split; [eexists; exact: N | eexists; exact: G].
have := is_derive_div (fun t => x t i) (fun t => x t o - x t i) t _ _ N G ltac:(lra).
have -> // : (replicator (x t) i * (x t o - x t i) - x t i * ((x t o - x t i) * (x t o + x t i - sqs (x t)))) / (x t o - x t i) ^ 2 =
  - x t o * (x t i / (x t o - x t i)).
by rewrite /replicator; field; lra.
Qed.

Lemma odds_sum_derive t : is_derive (fun t => odds_sum (x t)) t (- x t o * odds_sum (x t)).
Proof.
rewrite /odds_sum -rsum_scal.
exact: (is_derive_rsum (F := fun i t => odds (x t) i) (F' := fun i t => - x t o * odds (x t) i) (fun i => odds_derive i t)).
Qed.

Lemma log_odds_derive i t : is_derive (fun t => log_odds (x t) i) t (if i == o then 0 else - x t i).
Proof.
rewrite /log_odds; case: (eqVneq i o) => [_|io]; first exact: (@is_derive_const R_AbsRing R_NormedModule).
have g := gap t io; have p := leader_pos t.
have := is_derive_ln_ratio (x_flow t o) (gap_derive x_flow o i t) p g.
have -> // : replicator (x t) o / x t o - (x t o - x t i) * (x t o + x t i - sqs (x t)) / (x t o - x t i) = - x t i.
by rewrite /replicator; field; lra.
Qed.

Lemma log_product_derive t : is_derive (fun t => log_product (x t)) t (- (1 - x t o)).
Proof.
have -> : - (1 - x t o) = \rsum_i (if i == o then 0 else - x t i).
  rewrite (rsum_split o) eqxx Rplus_0_l -(sum_others o (in_simplex t)) -rsum_opp.
  by apply: eq_bigr => i /negbTE ->.
exact: (is_derive_rsum (F := fun i t => log_odds (x t) i) (F' := fun i t => if i == o then 0 else - x t i) (fun i => log_odds_derive i t)).
Qed.

Lemma decaying_exact t : decaying (x t) = decaying (x 0) * exp (- t).
Proof.
have C s : is_derive (fun s => odds_sum (x s) * exp (log_product (x s) + s)) s 0.
  have := is_derive_times_exp (odds_sum_derive s) (log_product_derive s).
  have -> // : (- x s o * odds_sum (x s) + odds_sum (x s) * (- (1 - x s o) + 1)) * exp (log_product (x s) + s) = 0 by ring.
have := constant_of_derive C t 0; rewrite Rplus_0_r exp_plus /decaying => e.
have et : exp t * exp (- t) = 1 by rewrite -exp_plus; have -> : t + - t = 0 by [ring]; exact: exp_0.
by rewrite -e -[LHS]Rmult_1_r -et; ring.
Qed.

Lemma log_odds_bounds t i : 0 <= log_odds (x t) i <= odds (x t) i.
Proof.
rewrite /log_odds /odds; case: (eqVneq i o) => [_|io]; first by lra.
have g := gap t io; have p := leader_pos t; have [p0 _] := in_simplex t; have pi := p0 i.
have r1 : 1 <= x t o / (x t o - x t i) by apply: Rdiv_le_r; lra.
have r0 : 0 < x t o / (x t o - x t i) by lra.
split; first by case: r1 => [r1|<-]; [have := ln_increasing _ _ Rlt_0_1 r1; rewrite ln_1; lra | rewrite ln_1; lra].
have -> : x t i / (x t o - x t i) = x t o / (x t o - x t i) - 1 by field; lra.
exact: ln_le_sub.
Qed.

Lemma log_product_bounds t : 0 <= log_product (x t) <= odds_sum (x t).
Proof.
split; first by apply: rsum_ge0 => i _; case: (log_odds_bounds t i).
by apply: rsum_le => i _; case: (log_odds_bounds t i).
Qed.

Lemma odds_sum_ge0 t : 0 <= odds_sum (x t). Proof. by apply: rsum_ge0 => i _; exact: odds_ge0. Qed.

Lemma distance_odds t : 1 - x t o = \rsum_i (odds (x t) i * (if i == o then 0 else x t o - x t i)).
Proof.
rewrite (rsum_split o) eqxx Rmult_0_r Rplus_0_l -(sum_others o (in_simplex t)).
by apply: eq_bigr => i io; rewrite /odds (negbTE io); have g := gap t io; field; lra.
Qed.

Lemma odds_below_decaying t : odds_sum (x t) <= decaying (x t).
Proof.
have [l0 _] := log_product_bounds t; have := exp_ge_tangent (log_product (x t)) => e.
rewrite /decaying -[X in X <= _]Rmult_1_r; apply: Rmult_le_compat_l; [exact: odds_sum_ge0 | lra].
Qed.

Lemma distance_below t : 1 - x t o <= decaying (x t).
Proof.
apply: Rle_trans (odds_below_decaying t); rewrite distance_odds; apply: rsum_le => i _.
rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l; first exact: odds_ge0.
have [p0 _] := in_simplex t; have := p0 i; have := simplex_le1 o (in_simplex t).
by case: (eqVneq i o) => _; lra.
Qed.

Lemma scaled_distance_grows s t : 0 <= s -> s <= t -> (1 - x s o) * exp s <= (1 - x t o) * exp t.
Proof.
have dv y : is_derive (fun y => (1 - x y o) * exp y) y ((1 - x y o - replicator (x y) o) * exp y).
  have d1 : is_derive (fun y => 1 - x y o) y (0 - replicator (x y) o).
    by apply: (@is_derive_minus R_AbsRing R_NormedModule); [exact: (@is_derive_const R_AbsRing R_NormedModule) | exact: x_flow].
  have d0 : is_derive (fun _ : R => 0) y 0 by exact: (@is_derive_const R_AbsRing R_NormedModule).
  have -> : (1 - x y o - replicator (x y) o) * exp y = (0 - replicator (x y) o + (1 - x y o) * (0 + 1)) * exp (0 + y).
    by rewrite (Rplus_0_l y); ring.
  apply: (is_derive_ext (fun y => (1 - x y o) * exp (0 + y))) => [z|]; first by rewrite (Rplus_0_l z).
  exact: (is_derive_times_exp d1 d0).
apply: (nondecreasing_of_derive (t0 := 0) dv) => y _.
apply: Rmult_le_pos; last exact: Rlt_le (exp_pos y).
have Hp := in_simplex y; have [p0 _] := Hp; have p1 := simplex_le1 o Hp; have o0 := p0 o.
have sq := sqs_ge (x y) o; rewrite /replicator.
have : x y o * (x y o - sqs (x y)) <= x y o * (x y o - x y o ^ 2) by apply: Rmult_le_compat_l; lra.
have : x y o ^ 2 * (1 - x y o) <= 1 * (1 - x y o) by apply: Rmult_le_compat_r; [lra | nra].
by lra.
Qed.

Notation F0 := (decaying (x 0)).

Lemma scaled_distance_limit t : F0 - 3 * F0 ^ 2 * exp (- t) <= (1 - x t o) * exp t.
Proof.
set f := decaying (x t); have fe : f = F0 * exp (- t) := decaying_exact t.
have f0 : 0 <= f by apply: Rmult_le_pos; [exact: odds_sum_ge0 | exact: Rlt_le (exp_pos _)].
have F00 : 0 <= F0 by apply: Rmult_le_pos; [exact: odds_sum_ge0 | exact: Rlt_le (exp_pos _)].
have et : exp (- t) * exp t = 1 by rewrite -exp_plus; have -> : - t + t = 0 by [ring]; exact: exp_0.
have m0 : 0 <= 1 - x t o by have := simplex_le1 o (in_simplex t); lra.
have key : f * (1 - 3 * f) <= 1 - x t o.
  case: (Rle_lt_dec (1 - 2 * f) 0) => h.
    have n3 : 1 - 3 * f <= 0 by lra.
    by have := Rmult_le_compat_l _ _ _ f0 n3; lra.
  have low : odds_sum (x t) * (1 - 2 * f) <= 1 - x t o.
    rewrite distance_odds -rsum_scalr; apply: rsum_le => i _.
    case: (eqVneq i o) => [e|io]; first by rewrite /odds e eqxx; lra.
    apply: Rmult_le_compat_l; first exact: odds_ge0.
    by have := distance_below t; have := simplex_other (in_simplex t) io; rewrite -/f; lra.
  have ef : f * exp (- log_product (x t)) = odds_sum (x t).
    rewrite /f /decaying Rmult_assoc -exp_plus; have -> : log_product (x t) + - log_product (x t) = 0 by ring.
    by rewrite exp_0; ring.
  have e1 : 1 - f <= exp (- log_product (x t)).
    have := exp_ge_tangent (- log_product (x t)); have [_ l] := log_product_bounds t; have := odds_below_decaying t.
    by rewrite -/f; lra.
  have h1 := Rmult_le_compat_l _ _ _ f0 e1; rewrite ef in h1.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ h) h1.
  have : 0 <= f * (f * f) by do 2?[apply: Rmult_le_pos => //].
  by lra.
have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ (exp_pos t)) key.
have -> : f * (1 - 3 * f) * exp t = F0 * (exp (- t) * exp t) * (1 - 3 * (F0 * exp (- t))) by rewrite fe; ring.
by rewrite et; lra.
Qed.

(* T2.4.sharp *)
Theorem flow_rate_exact :
  (forall t, 0 <= t -> (1 - x 0 o) * exp (- t) <= 1 - x t o <= Phi (x 0) * exp (- t)) /\
  (forall s t, 0 <= s -> s <= t -> (1 - x s o) * exp s <= (1 - x t o) * exp t) /\
  (forall t, Phi (x 0) - 3 * Phi (x 0) ^ 2 * exp (- t) <= (1 - x t o) * exp t <= Phi (x 0)) /\
  (forall eps, 0 < eps -> exists t0, forall t, t0 <= t -> Phi (x 0) - eps <= (1 - x t o) * exp t <= Phi (x 0)).
Proof.
have <- : F0 = Phi (x 0).
  by apply: decaying_product => u uo; exact: Rdiv_lt_0_compat (leader_pos 0) (gap 0 uo).
have et t : exp (- t) * exp t = 1 by rewrite -exp_plus; have -> : - t + t = 0 by [ring]; exact: exp_0.
have up t : (1 - x t o) * exp t <= F0.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ (exp_pos t)) (distance_below t).
  by rewrite decaying_exact Rmult_assoc et; lra.
split=> [t t0|].
  by split; [exact: flow_lower | rewrite -decaying_exact; exact: distance_below].
split; first exact: scaled_distance_grows.
split=> [t|eps e0]; first by split; [exact: scaled_distance_limit | exact: up].
exists (3 * F0 ^ 2 / eps) => t tt; split; last exact: up.
apply: Rle_trans (scaled_distance_limit t).
have k0 : 0 <= 3 * F0 ^ 2 by have := sqr_ge0 F0; lra.
have t0 : 0 <= t by apply: Rle_trans tt; exact: Rdiv_ge0.
suff : 3 * F0 ^ 2 * exp (- t) <= eps by lra.
rewrite exp_Ropp; have := exp_ge_tangent t => eg.
apply: Rdiv_le_l; first exact: exp_pos.
have h := Rmult_le_compat_r _ _ _ (Rlt_le _ _ e0) tt.
have e : 3 * F0 ^ 2 / eps * eps = 3 * F0 ^ 2 by field; lra.
rewrite e in h; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ e0) eg; lra.
Qed.

(* T2.4.gap *)
Theorem flow_rate_gap t : 0 <= t -> 1 - x t o <= (1 - x 0 o) / D * exp ((1 - x 0 o) / D - t).
Proof.
move=> t0; apply: Rle_trans (distance_below t) _; rewrite decaying_exact.
have S : odds_sum (x 0) <= (1 - x 0 o) / D.
  rewrite /Rdiv -(sum_others o x_start) -rsum_scalr /odds_sum (rsum_split o) {1}/odds eqxx Rplus_0_l.
  apply: rsum_le => i io; rewrite /odds (negbTE io); have [p0 _] := x_start.
  by apply: Rmult_le_compat_l => //; apply: Rinv_le_contravar => //; exact: ahead.
have S0 := odds_sum_ge0 0; have [_ L] := log_product_bounds 0.
rewrite /decaying Rmult_assoc -exp_plus; apply: Rmult_le_compat => //; first exact: Rlt_le (exp_pos _).
by apply: exp_mono; lra.
Qed.

End FlowRate.
