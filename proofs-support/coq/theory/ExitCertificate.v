(* Certificates of exit probabilities: approximate values with measured residuals.

   V_n(x) is the probability that the chain from x has been in the target set by time n: V_0 = 1_target and V_(n+1) = K V_n,
   K V = 1 on the target and E V(x') elsewhere. K_0 is the killed kernel, with the value 0 on the target. For functions W_n and
   E_n >= 0 of any origin that satisfy, at every state of a domain outside of the target,

       |W_(n+1) - K W_n| <= rho_n,      K_0 E_n + rho_n <= (1 + eta) E_(n+1),

   W_n = 1 on the target and |V_n - W_n| <= E_n outside of the domain,

   X.certificate         |V_n - W_n| <= (1 + eta)^n E_n
   X.certificate.ever    one W and one E with K_0 E + rho <= E: |V_n - W| <= E + M P(still in the domain and not in the target); so the
                         probability V of ever being in the target has |V - W| <= E when the chain leaves the domain almost surely,
                         which follows from K_0 E + rho <= (1 - s) E, s > 0, where E has a positive lower bound in the domain

   Without that condition the last statement is false: W = V + c P(the chain survives) has the residual 0. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Expectation Chain Exit.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Certificate.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X) (target domain : X -> bool).
Implicit Types (x : X) (z : Z) (n : nat) (V W E rho : X -> R).

(* P(in the target at some time up to n) *)
Definition reaches n x := leaves law next (fun y => ~~ target y) n x.

(* the mean of the next value, and the same with the value 0 on the target *)
Definition step_mean V x := law x (fun z => V (next x z)).
Definition killed_mean E x := law x (fun z => ind (~~ target (next x z)) * E (next x z)).

Lemma reaches_bounds n x : 0 <= reaches n x <= 1. Proof. exact: leaves_bounds. Qed.

Lemma reaches_bfun n : bfun (reaches n).
Proof. by apply: (@bfun_between _ _ 0 1) => x; exact: reaches_bounds. Qed.

Lemma reaches0 x : reaches 0 x = ind (target x).
Proof. by rewrite /reaches leaves0 negbK. Qed.

Lemma reachesS n x : reaches n.+1 x = if target x then 1 else step_mean (reaches n) x.
Proof. by rewrite /reaches leavesS; case: (target x). Qed.

Lemma reaches_target n x : target x -> reaches n x = 1.
Proof. by move=> t; case: n => [|n]; rewrite ?reaches0 ?reachesS t. Qed.

(* one step, inside: |K V - v| <= rho + the mean of |V - W| where it is not 0 *)
Lemma certificate_step V W E (v r c : R) x : bfun V -> bfun W -> bfun E ->
  (forall y, target y -> V y = W y) -> (forall y, ~~ target y -> Rabs (V y - W y) <= c * E y) ->
  Rabs (v - step_mean W x) <= r -> Rabs (step_mean V x - v) <= c * killed_mean E x + r.
Proof.
move=> bV bW bE on off res.
have comp F : bfun F -> bfun (fun z => F (next x z)) by case=> M H; exists M => z.
have bk : bfun (fun z => ind (~~ target (next x z)) * E (next x z)).
  by apply: bfun_mul; [exact: (@bfun_ind _ (fun z => ~~ target (next x z))) | exact: comp].
have bd := bfun_sub (comp _ bV) (comp _ bW).
have e : step_mean V x - v = law x (fun z => V (next x z) - W (next x z)) - (v - step_mean W x).
  by rewrite Ex_sub /step_mean; [ring | exact: comp | exact: comp].
have h z : Rabs (V (next x z) - W (next x z)) <= c * (ind (~~ target (next x z)) * E (next x z)).
  case: (boolP (target (next x z))) => t /=; last by rewrite Rmult_1_l; exact: off.
  by rewrite on // Rminus_eq_0 Rabs_R0; lra.
have up : law x (fun z => V (next x z) - W (next x z)) <= c * killed_mean E x.
  rewrite /killed_mean -Ex_scal //; apply: Ex_mono => [||z] //; first exact: bfun_scal.
  by have /Rabs_le_both := h z; lra.
have lo : - (c * killed_mean E x) <= law x (fun z => V (next x z) - W (next x z)).
  rewrite /killed_mean -Ex_scal // -Ex_opp; last exact: bfun_scal.
  apply: Ex_mono => [||z] //; first by apply: bfun_opp; exact: bfun_scal.
  by have /Rabs_le_both := h z; lra.
by rewrite e; move/Rabs_le_both: res => res; apply/Rabs_le_both; lra.
Qed.

(* ---- n steps ---- *)
Section Finite.
Variables (W E rho : nat -> X -> R) (eta : R).
Hypotheses (W_bounded : forall n, bfun (W n)) (E_bounded : forall n, bfun (E n)).
Hypotheses (eta0 : 0 <= eta) (E_ge0 : forall n x, 0 <= E n x).
Hypothesis start : forall x, Rabs (reaches 0 x - W 0%N x) <= E 0%N x.
Hypothesis W_target : forall n x, target x -> W n x = 1.
Hypothesis cut_off : forall n x, ~~ target x -> ~~ domain x -> Rabs (reaches n x - W n x) <= E n x.
Hypothesis residual : forall n x, ~~ target x -> domain x -> Rabs (W n.+1 x - step_mean (W n) x) <= rho n x.
Hypothesis propagated : forall n x, ~~ target x -> domain x ->
  killed_mean (E n) x + rho n x <= (1 + eta) * E n.+1 x.

(* X.certificate *)
Theorem exit_certificate n x : Rabs (reaches n x - W n x) <= (1 + eta) ^ n * E n x.
Proof.
elim: n x => [|n IH] x; first by rewrite /= Rmult_1_l.
have g1 m : 1 <= (1 + eta) ^ m by apply: pow_R1_Rle; lra.
case: (boolP (target x)) => t.
  rewrite reaches_target // W_target // Rminus_eq_0 Rabs_R0.
  by apply: Rmult_le_pos; [have := g1 n.+1; lra | exact: E_ge0].
case: (boolP (domain x)) => d; last first.
  apply: Rle_trans (cut_off n.+1 t d) _.
  by have := Rmult_le_compat_r _ _ _ (E_ge0 n.+1 x) (g1 n.+1); lra.
rewrite reachesS (negbTE t).
have res := residual n t d; have r0 : 0 <= rho n x by apply: Rle_trans res; exact: Rabs_pos.
have on y : target y -> reaches n y = W n y by move=> ty; rewrite reaches_target // W_target.
have := @certificate_step (reaches n) (W n) (E n) (W n.+1 x) (rho n x) ((1 + eta) ^ n) x
  (reaches_bfun n) (W_bounded n) (E_bounded n) on (fun y _ => IH y) res.
have q0 : 0 <= (1 + eta) ^ n by have := g1 n; lra.
have := Rmult_le_compat_l _ _ _ q0 (propagated n t d); have := Rmult_le_compat_r _ _ _ r0 (g1 n).
by rewrite -tech_pow_Rmult; lra.
Qed.

End Finite.

(* outside of the domain 0 <= W <= 1 and E >= 1 are enough *)
(* X.certificate *)
Corollary cut_off_by_one n x (W E : R) : 0 <= W <= 1 -> 1 <= E -> Rabs (reaches n x - W) <= E.
Proof. by move=> W01 E1; have := reaches_bounds n x; move=> V01; apply/Rabs_le_both; lra. Qed.

(* ---- for ever ---- *)
Section Ever.
Variables (W E rho : X -> R) (M : R).
Hypotheses (W_bounded : forall x, Rabs (W x) <= M) (E_bounded : bfun E) (E_ge0 : forall x, 0 <= E x).
Hypothesis W_target : forall x, target x -> W x = 1.
Hypothesis cut_off : forall n x, ~~ target x -> ~~ domain x -> Rabs (reaches n x - W x) <= E x.
Hypothesis residual : forall x, ~~ target x -> domain x -> Rabs (W x - step_mean W x) <= rho x.

(* in the domain and outside of the target up to time n *)
Definition remains x := domain x && ~~ target x.
Definition survives n x := Pr law next n x (always next remains x).

Lemma survives_bounds n x : 0 <= survives n x <= 1.
Proof. by split; [exact: Pr_ge0 | exact: Pr_le1]. Qed.

Lemma survives_bfun n : bfun (survives n).
Proof. by apply: (@bfun_between _ _ 0 1) => x; exact: survives_bounds. Qed.

Lemma survives_out n x : ~~ remains x -> survives n x = 0.
Proof.
move=> r; rewrite /survives -[RHS](Ewords_const law next n x 0) /Pr.
by apply: Ewords_ext; case=> [|z w] _ /=; rewrite (negbTE r).
Qed.

Lemma survivesS n x : remains x -> survives n.+1 x = step_mean (survives n) x.
Proof. by move=> r; rewrite /survives /Pr /= r. Qed.

Lemma killed_survives n x : killed_mean (survives n) x = step_mean (survives n) x.
Proof.
apply: Ex_ext => z; case: (boolP (target (next x z))) => t /=; last by ring.
by rewrite survives_out ?Rmult_0_l // /remains t andbF.
Qed.

(* X.certificate.ever *)
Theorem exit_certificate_remaining n x :
  (forall x, ~~ target x -> domain x -> killed_mean E x + rho x <= E x) ->
  Rabs (reaches n x - W x) <= E x + M * survives n x.
Proof.
move=> propagated; have M0 : 0 <= M by apply: Rle_trans (W_bounded x); exact: Rabs_pos.
have s0 m y : 0 <= M * survives m y by apply: Rmult_le_pos => //; case: (survives_bounds m y).
have off_target m y : target y -> Rabs (reaches m y - W y) <= E y + M * survives m y.
  by move=> t; rewrite reaches_target // W_target // Rminus_eq_0 Rabs_R0; have := E_ge0 y; have := s0 m y; lra.
have off_domain m y : ~~ target y -> ~~ domain y -> Rabs (reaches m y - W y) <= E y + M * survives m y.
  by move=> t d; have := cut_off m t d; have := s0 m y; lra.
elim: n x => [|n IH] x; case: (boolP (target x)) => t; try exact: off_target.
  case: (boolP (domain x)) => d; last exact: off_domain.
  rewrite reaches0 (negbTE t) /= /survives /Pr /= /remains d t /=.
  by have -> : 0 - W x = - W x by [ring]; rewrite Rabs_Ropp; have := W_bounded x; have := E_ge0 x; lra.
case: (boolP (domain x)) => d; last exact: off_domain.
rewrite reachesS (negbTE t) survivesS; last by rewrite /remains d t.
pose F y := E y + M * survives n y.
have bF : bfun F by apply: bfun_add => //; apply: bfun_scal; exact: survives_bfun.
have on y : target y -> reaches n y = W y by move=> ty; rewrite reaches_target // W_target.
have off y : ~~ target y -> Rabs (reaches n y - W y) <= 1 * F y by move=> _; rewrite Rmult_1_l; exact: IH.
have bW : bfun W by exists M.
have := certificate_step (reaches_bfun n) bW bF on off (residual t d); rewrite Rmult_1_l.
have comp G : bfun G -> bfun (fun z => ind (~~ target (next x z)) * G (next x z)).
  by case=> B H; apply: bfun_mul; [exact: (@bfun_ind _ (fun z => ~~ target (next x z))) | exists B => z].
have -> : killed_mean F x = killed_mean E x + M * step_mean (survives n) x.
  rewrite -killed_survives /killed_mean -Ex_scal; last exact/comp/survives_bfun.
  rewrite -Ex_add; [|exact: comp | exact/bfun_scal/comp/survives_bfun].
  by apply: Ex_ext => z; rewrite /F; ring.
by have := propagated x t d; lra.
Qed.

(* the probability of ever being in the target *)
Lemma reaches_increases n x : reaches n x <= reaches n.+1 x.
Proof.
case: (boolP (target x)) => t; first by rewrite !reaches_target //; lra.
have comp m : bfun (fun z => reaches m (next x z)) by have [B H] := reaches_bfun m; exists B => z.
elim: n x t comp => [|n IH] x t comp; rewrite reachesS (negbTE t).
  by rewrite reaches0 (negbTE t); apply: Ex_ge0 => // z; case: (reaches_bounds 0 (next x z)).
rewrite reachesS (negbTE t); apply: Ex_mono => // z.
case: (boolP (target (next x z))) => tz; first by rewrite !reaches_target //; lra.
by apply: IH => // m; have [B H] := reaches_bfun m; exists B => y.
Qed.

Definition ever_reaches x : R := real (Lim_seq (fun n => reaches n x)).

Lemma ever_reaches_limit x : is_lim_seq (fun n => reaches n x) (ever_reaches x).
Proof.
apply: Lim_seq_correct'; apply: (ex_finite_lim_seq_incr _ 1) => n; first exact: reaches_increases.
by case: (reaches_bounds n x).
Qed.

(* X.certificate.ever *)
Theorem exit_certificate_ever x :
  (forall x, ~~ target x -> domain x -> killed_mean E x + rho x <= E x) ->
  is_lim_seq (fun n => survives n x) 0 -> Rabs (ever_reaches x - W x) <= E x.
Proof.
move=> propagated surv; have L := @ever_reaches_limit x.
have La : is_lim_seq (fun n => Rabs (reaches n x - W x)) (Rabs (ever_reaches x - W x)).
  apply: (is_lim_seq_abs _ (Finite (ever_reaches x - W x))).
  by apply: is_lim_seq_minus' => //; exact: is_lim_seq_const.
have Lb : is_lim_seq (fun n => E x + M * survives n x) (E x + M * 0).
  apply: is_lim_seq_plus'; first exact: is_lim_seq_const.
  exact: (is_lim_seq_scal_l _ M 0).
have := is_lim_seq_le _ _ _ _ (fun n => exit_certificate_remaining n x propagated) La Lb.
by rewrite /= Rmult_0_r Rplus_0_r.
Qed.

Variables (s e : R).
Hypotheses (s01 : 0 < s < 1) (e0 : 0 < e) (E_domain : forall x, ~~ target x -> domain x -> e <= E x).
Hypothesis contracted : forall x, ~~ target x -> domain x -> killed_mean E x + rho x <= (1 - s) * E x.

(* the domain is left with geometric speed *)
(* X.certificate.ever *)
Theorem survives_geometric n x : survives n x <= (1 - s) ^ n * (E x / e).
Proof.
have q m : 0 <= (1 - s) ^ m by apply: pow_le; lra.
have Ee y : 0 <= E y / e by exact: Rdiv_ge0.
elim: n x => [|n IH] x; case: (boolP (remains x)) => r; try by rewrite survives_out //; apply: Rmult_le_pos.
  have /andP [d t] := r; have [_ s1] := survives_bounds 0 x.
  by rewrite /= Rmult_1_l; apply: Rle_trans s1 _; apply: Rdiv_le_r => //; have := E_domain t d; lra.
have /andP [d t] := r; rewrite survivesS //.
have r0 : 0 <= rho x by apply: Rle_trans (residual t d); exact: Rabs_pos.
have comp G : bfun G -> bfun (fun z => ind (~~ target (next x z)) * G (next x z)).
  by case=> B H; apply: bfun_mul; [exact: (@bfun_ind _ (fun z => ~~ target (next x z))) | exists B => z].
apply: Rle_trans (_ : (1 - s) ^ n / e * killed_mean E x <= _).
  rewrite -killed_survives /killed_mean -Ex_scal; last exact: comp.
  apply: Ex_mono => [||z]; [exact/comp/survives_bfun | exact/bfun_scal/comp |].
  have := IH (next x z); case: (target (next x z)) => /=; rewrite ?Rmult_0_l ?Rmult_0_r ?Rmult_1_l; first by lra.
  by have -> : (1 - s) ^ n / e * E (next x z) = (1 - s) ^ n * (E (next x z) / e) by [rewrite /Rdiv; ring].
have k0 : 0 <= (1 - s) ^ n / e by exact: Rdiv_ge0.
have := Rmult_le_compat_l _ _ _ k0 (contracted t d) => h.
have := Rmult_le_pos _ _ k0 r0 => kr.
have -> : (1 - s) ^ n.+1 * (E x / e) = (1 - s) ^ n / e * ((1 - s) * E x) by rewrite /= /Rdiv; ring.
by lra.
Qed.

(* X.certificate.ever *)
Theorem exit_certificate_bounded_domain x : Rabs (ever_reaches x - W x) <= E x.
Proof.
apply: exit_certificate_ever => [y t d|].
  have := contracted t d; have := Rmult_le_pos s (E y) ltac:(lra) (E_ge0 y); lra.
apply: (is_lim_seq_le_le (fun _ => 0) _ (fun n => (1 - s) ^ n * (E x / e))) => [n||].
- by split; [case: (survives_bounds n x) | exact: survives_geometric].
- exact: is_lim_seq_const.
have -> : Finite 0 = Finite (0 * (E x / e)) by rewrite Rmult_0_l.
apply: is_lim_seq_mult'; last exact: is_lim_seq_const.
by apply: is_lim_seq_geom; rewrite Rabs_right; lra.
Qed.

End Ever.
End Certificate.
