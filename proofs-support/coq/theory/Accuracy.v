(* Steps to an accuracy: failure exponentially small in 1/a, and the true rate.

   E.steps   P(||p(n) - e_1||_1 > delta) <= sum_u psi(p_u(0)/p_1(0)) + 2 Psi(r(0)) lam^n / delta, for every barrier function psi and every
             certificate of the rate up to the same ratio x, at every n *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw RobustBarrier TrueRate.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Accuracy.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.
Variables (a : learning_rate Q) (o : I) (c : seq I -> R) (M : I -> seq I -> R) (lam x : R) (N : nat) (psi : R -> R).
Hypothesis cert : rate_certificate E Z a o c M lam x N.
Hypothesis bar : barrier_function E Z a x x psi.
Implicit Types (p : point I).

Notation K := (onehot Z_bounded Z_centred).
Notation rule := (next (N := K) a).
Notation chain := (basic Z_bounded a Z_centred).
Notation one := (fun _ : I => 1).

Lemma leaves_close n p : 0 < p o -> leaves (law K) rule (close o x) n p <= \rsum_(u | u != o) psi (p u / p o).
Proof.
move=> po; have trig (y : carrier chain) u : 0 < weight y o -> below o one x y -> u != o ->
    trigger_law y u <= rate_ratio o one y u * trigger_law y o.
  by move=> /= yo _ uo; rewrite /rate_ratio Rmult_1_l; exact: trigger_is_ratio.
have L := robust_escape Z_bounded (C := chain) (fun _ => Rle_0_1) (x_ge0 cert) bar trig n po.
apply: Rle_trans (_ : leaves (law K) rule (below (C := chain) o one x) n p <= _); last first.
  apply: Rle_trans L _; apply: rsum_le => u _; rewrite /rate_ratio Rmult_1_l; exact: Rle_refl.
apply: Pr_mono => w _; apply: contra; elim: w p {po L} => [|z w IH] p /=.
  rewrite !andbT => /belowP B; apply/forallP => u; apply/implyP => uo; apply/RlebP.
  by have := B u uo; rewrite /rate_ratio Rmult_1_l; apply: Rlt_le.
case/andP => /belowP B /IH ->; rewrite andbT; apply/forallP => u; apply/implyP => uo; apply/RlebP.
by have := B u uo; rewrite /rate_ratio Rmult_1_l; apply: Rlt_le.
Qed.

(* E.steps *)
Theorem steps_to_accuracy n p delta : 0 < p o -> 0 < delta ->
  Pr (law K) rule n p (fun w => ~~ Rleb (distance o (run rule p w)) delta) <=
  \rsum_(u | u != o) psi (p u / p o) + 2 * Psi o c N (fun u => p u / p o) * lam ^ n / delta.
Proof.
move=> po d0; apply: Rle_trans (true_accuracy_of_rule Z_bounded Z_centred cert n po d0) _.
by apply: Rplus_le_compat_r; exact: leaves_close.
Qed.

End Accuracy.
