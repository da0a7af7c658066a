(* No learning rate aligns Algorithm 1 with probability 1.

   Output 1 (number 0) sees no projection, so it is the chain of one neuron, whatever the others do. By B.escape and K triggers of another input
   i it ends there with positive probability (EveryRate.v); p_1i > 1/2 excludes the vertex that is wanted.

   O.misaligned   for every 0 < a < 1/Q, positive weights and every input i that is not the target of output 1: there are K and delta > 0 such
                  that at every time from K on P(p_1 of output 1 <= 1/2) >= delta, and P(no input but i leads, from K to K + n) >= delta for all n

   The triggers and the noise of the other outputs are any functions of the state and of the outcome, which may hold any further chance. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw RobustBarrier LockIn WorstNoise EveryRate JointStep.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Misaligned.
Variables (I : finType) (lambda : I -> R) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis lambda_pos : forall i, 0 < lambda i.
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (rates : nat -> R) (first : I).
Hypothesis first_rate : rates 0%N = a.
Implicit Types (i j u : I) (n K : nat) (z : I * T).

(* the weights of all outputs; those of output 1 are positive *)
Record outputs := Outputs {
  rows_of :> nat -> I -> R;
  rows_ge0 : forall (j : nat) i, 0 <= rows_of j i;
  first_pos : forall i, 0 < rows_of 0%N i
}.
Implicit Types (s : outputs).

(* the inputs of the other outputs *)
Variable others : outputs -> I * T -> nat -> I -> R.

Definition inputs s z (j : nat) i := if j is 0%N then ind (i == z.1) + Z z.2 i else others s z j i.

Lemma first_row s z i : joint_step s (inputs s z) rates 0%N i = s 0%N i * (1 + a * (ind (i == z.1) + Z z.2 i)).
Proof.
rewrite joint_stepE /moved big_ord0 first_rate Rmult_0_r Rminus_0_r clip_id //.
apply: Rmult_le_pos; first exact: rows_ge0.
by have := learning_pos Z_bounded a z.2 i (i == z.1); rewrite /learning /inputs; lra.
Qed.

Lemma joint_ge0 s z (j : nat) i : 0 <= joint_step s (inputs s z) rates j i.
Proof. by rewrite joint_stepE; exact: clip_ge0. Qed.

Lemma joint_first_pos s z i : 0 < joint_step s (inputs s z) rates 0%N i.
Proof.
rewrite first_row; apply: Rmult_lt_0_compat; first exact: first_pos.
exact: (learning_pos Z_bounded a z.2 i (i == z.1)).
Qed.

Definition joint_next s z := Outputs (joint_ge0 s z) (joint_first_pos s z).

Lemma drive_pos s : 0 < \rsum_i (lambda i * s 0%N i).
Proof.
rewrite (rsum_split first); have : 0 <= \rsum_(i | i != first) (lambda i * s 0%N i).
  by apply: rsum_ge0 => i _; apply: Rmult_le_pos; [exact: Rlt_le | exact: rows_ge0].
by have := Rmult_lt_0_compat _ _ (lambda_pos first) (first_pos s first); lra.
Qed.

Lemma trigger_of_first s : simplex (trigger lambda (s 0%N)).
Proof.
have D := drive_pos s; split=> [i|].
  by apply: Rdiv_ge0 => //; apply: Rmult_le_pos; [exact: Rlt_le | exact: rows_ge0].
by rewrite /trigger /Rdiv rsum_scalr; field; lra.
Qed.

Lemma joint_weight s z i : joint_next s z 0%N i = s 0%N i * (1 + a * (ind (i == z.1) + Z z.2 i)) * 1.
Proof. by rewrite Rmult_1_r; exact: first_row. Qed.

(* output 1 of Algorithm 1 as a chain of one neuron *)
Definition first_output : driven Z a :=
  @Driven I T Z a outputs (fun s => s 0%N) (fun s => Point (trigger_of_first s)) joint_next (fun _ _ => 1)
    (fun s => rows_ge0 s 0%N) (fun _ _ => Rlt_0_1) joint_weight.

Hypothesis independent : independent_pairs E Z.
Hypothesis identical : forall (f : R -> R) u o, E (fun t => f (Z t u)) = E (fun t => f (Z t o)).
Variables (q : R).
Hypothesis q_pos : 0 < q.
Hypothesis q_favourable : forall i, q <= E (fun t => ind (favourable Z i t)).

Notation law := (driven_law E (C := first_output)).
Notation step := joint_next.
Notation p s := (trigger lambda (rows_of s 0%N)).

(* i leads *)
Definition leads_at i s : bool := [forall u, (u != i) ==> ~~ Rleb (p s i) (p s u)].

(* O.misaligned *)
Theorem misaligned i s : i != first -> exists K (delta : R), 0 < delta /\ forall n,
  delta <= Pr law step (K + n) s (fun w => always step (leads_at i) (run step s (take K w)) (drop K w)) /\
  delta <= Pr law step (K + n) s (fun w => Rleb (p (run step s w) first) (1 / 2)).
Proof.
move=> ifirst.
pose Lam := \rsum_u (lambda u * (\rsum_v (/ lambda v))).
have iv u : 0 < / lambda u by apply: Rinv_0_lt_compat.
have Lam_le u v : lambda u <= Lam * lambda v.
  have h1 : / lambda v <= \rsum_w (/ lambda w).
    by apply: (@rsum_term_le I xpredT (fun w => / lambda w)) => // w _; exact: Rlt_le.
  have h2 : lambda u * (\rsum_w (/ lambda w)) <= Lam.
    apply: (@rsum_term_le I xpredT (fun u => lambda u * (\rsum_w (/ lambda w)))) => // w _.
    by apply: Rmult_le_pos; [exact: Rlt_le | apply: rsum_ge0 => k _; exact: Rlt_le].
  have h3 := Rmult_le_compat_l _ _ _ (Rlt_le _ _ (lambda_pos u)) h1.
  have h4 := Rmult_le_compat_r (lambda v) _ _ (Rlt_le _ _ (lambda_pos v)) (Rle_trans _ _ _ h3 h2).
  have e : lambda u * / lambda v * lambda v = lambda u by field; have := lambda_pos v; lra.
  by rewrite e in h4.
have Lam0 : 0 <= Lam.
  apply: rsum_ge0 => u _; apply: Rmult_le_pos; first exact: Rlt_le.
  by apply: rsum_ge0 => k _; exact: Rlt_le.
have bounded (x : carrier first_output) u v : trigger_law x v * weight x u <= Lam * (weight x v * trigger_law x u).
  rewrite /= /trigger; have D := drive_pos x; set S := \rsum_k _ in D *.
  have -> : lambda v * x 0%N v / S * x 0%N u = lambda v * (x 0%N v * x 0%N u / S) by field; lra.
  have -> : Lam * (x 0%N v * (lambda u * x 0%N u / S)) = Lam * lambda u * (x 0%N v * x 0%N u / S) by field; lra.
  apply: Rmult_le_compat_r; last exact: Lam_le.
  by apply: Rdiv_ge0 => //; apply: Rmult_le_pos; exact: rows_ge0.
have [x1 [K [delta [x01 [d0 H]]]]] := every_vertex Z_bounded independent identical Lam0 q_pos bounded q_favourable (first_pos s i).
exists K, delta; split=> // n.
have lead (y : outputs) : below (C := first_output) i (fun _ => Lam) x1 y -> leads_at i y.
  move/belowP => B; apply/forallP => u; apply/implyP => ui; apply/RlebP => h.
  have := B u ui; rewrite /rate_ratio /=; have D := drive_pos y; have yi := first_pos y i; have yu := first_pos y u.
  have pp : lambda i * y 0%N i <= lambda u * y 0%N u.
    have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ D) h; rewrite /trigger.
    set S := \rsum_k _ in D *; have -> : lambda i * y 0%N i / S * S = lambda i * y 0%N i by field; lra.
    by have -> : lambda u * y 0%N u / S * S = lambda u * y 0%N u by [field; lra].
  have l2 := Rmult_le_compat_r _ _ _ (Rlt_le _ _ yu) (Lam_le u i).
  have l3 : y 0%N i <= Lam * y 0%N u by apply: (Rmult_le_reg_l (lambda i)) => //; lra.
  have : 1 <= Lam * (y 0%N u / y 0%N i).
    have -> : Lam * (y 0%N u / y 0%N i) = Lam * y 0%N u / y 0%N i by field; lra.
    by apply: Rdiv_le_r => //; lra.
  by lra.
have lead_always (y : outputs) w : always step (below (C := first_output) i (fun _ => Lam) x1) y w -> always step (leads_at i) y w.
  by elim: w y => [|z w IH] y /=; [rewrite !andbT; exact: lead | case/andP => /lead -> /IH].
split; first by apply: Rle_trans (H n) _; apply: Pr_mono => w _; exact: lead_always.
apply: Rle_trans (H n) _; apply: Pr_mono => w _ A; apply/RlebP.
have L : leads_at i (run step s w).
  by have := always_last (lead_always _ _ A); rewrite -{3}(cat_take_drop K w) /run foldl_cat.
have {L} /RlebP L : ~~ Rleb (p (run step s w) i) (p (run step s w) first).
  by move/forallP: L => /(_ first); rewrite eq_sym ifirst.
have Hp := trigger_of_first (run step s w).
by have := simplex_other Hp ifirst; lra.
Qed.

End Misaligned.
