(* Several output neurons: from probabilities back to weights.

   A9   Lemma A.9: 1 - p_1 < delta implies max_{i>=2} w_i <= w_1 delta / (kappa (1 - delta)),
        kappa = lambda_min / lambda_max
   A8.delta   delta < kappa/(1+kappa) makes the leader the largest weight (the condition of Theorem A.8) *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Weights.
Variables (I : finType) (lambda w : I -> R) (lo hi : R).
Hypotheses (lo0 : 0 < lo) (lambda_bounds : forall i, lo <= lambda i <= hi).
Hypotheses (w_ge0 : forall i, 0 <= w i) (drive : 0 < \rsum_i (lambda i * w i)).
Implicit Types (i u o : I).

Notation p := (trigger lambda w).
Notation kappa := (lo / hi).

Lemma term_ge0 i : 0 <= lambda i * w i.
Proof. by apply: Rmult_le_pos => //; have := lambda_bounds i; lra. Qed.

Lemma trigger_simplex : simplex p.
Proof.
split=> [i|]; first by apply: Rdiv_ge0 => //; exact: term_ge0.
by rewrite /trigger /Rdiv rsum_scalr; field; lra.
Qed.

(* A9 *)
Theorem weights_from_probabilities o u delta : u != o -> delta < 1 -> 1 - p o <= delta ->
  w u <= w o * delta / (kappa * (1 - delta)).
Proof.
move=> uo d1 H; have Hs := trigger_simplex.
have hi0 : 0 < hi by have := lambda_bounds o; lra.
set S := \rsum_i (lambda i * w i); have S0 : 0 < S := drive.
have po : (1 - delta) * S <= lambda o * w o.
  have -> : lambda o * w o = p o * S by rewrite /trigger -/S; field; lra.
  by apply: Rmult_le_compat_r; lra.
have pu : lambda u * w u <= delta * S.
  have -> : lambda u * w u = p u * S by rewrite /trigger -/S; field; lra.
  by apply: Rmult_le_compat_r; [lra | have := simplex_other Hs uo; lra].
have d0 : 0 <= delta by have := simplex_le1 o Hs; lra.
have lw : lo * w u <= lambda u * w u.
  by apply: Rmult_le_compat_r => //; have := lambda_bounds u; lra.
have hw : lambda o * w o <= hi * w o.
  by apply: Rmult_le_compat_r => //; have := lambda_bounds o; lra.
have k0 : 0 < kappa * (1 - delta).
  by apply: Rmult_lt_0_compat; [exact: Rdiv_lt_0_compat | lra].
apply: Rdiv_le_r => //.
have -> : w u * (kappa * (1 - delta)) = (lo * w u) * (1 - delta) / hi by field; lra.
apply: Rdiv_le_l => //.
have : lo * w u * (1 - delta) <= delta * S * (1 - delta) by apply: Rmult_le_compat_r; lra.
have : delta * ((1 - delta) * S) <= delta * (hi * w o) by apply: Rmult_le_compat_l; lra.
by lra.
Qed.

(* delta < kappa/(1+kappa) is what makes the factor delta/(kappa(1-delta)) smaller than 1 *)
(* A8.delta *)
Theorem leader_has_largest_weight o u delta : u != o -> delta < kappa / (1 + kappa) -> 1 - p o <= delta ->
  w u < w o.
Proof.
move=> uo dk H; have Hs := trigger_simplex.
have hi0 : 0 < hi by have := lambda_bounds o; lra.
have k0 : 0 < kappa by exact: Rdiv_lt_0_compat.
have dk' : delta * (1 + kappa) < kappa.
  have := Rmult_lt_compat_r (1 + kappa) _ _ ltac:(lra) dk.
  by have -> : kappa / (1 + kappa) * (1 + kappa) = kappa by field; lra.
have d0 : 0 <= delta by have := simplex_le1 o Hs; lra.
have d1 : delta < 1 by nra.
have wo : 0 < w o.
  case: (w_ge0 o) => // z; exfalso; move: H; rewrite /trigger -z Rmult_0_r /Rdiv Rmult_0_l; lra.
apply: Rle_lt_trans (weights_from_probabilities uo d1 H) _.
have -> : w o * delta / (kappa * (1 - delta)) = w o * (delta / (kappa * (1 - delta))) by field; lra.
rewrite -[X in _ < X]Rmult_1_r; apply: Rmult_lt_compat_l => //.
apply: (Rmult_lt_reg_r (kappa * (1 - delta))); first by apply: Rmult_lt_0_compat; lra.
have -> : delta / (kappa * (1 - delta)) * (kappa * (1 - delta)) = delta by field; lra.
by lra.
Qed.

End Weights.
