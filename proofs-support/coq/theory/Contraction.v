(* The distance to the vertex on a good event, from one step.

   If 1 - p_1' <= (1 - a r)(1 - p_1) - a xi_1 at every good state, then on the event that all states so far
   are good the expected distance decays like (1 - a r)^n and its sum is at most (1 - p_1(0)) / (a r).
   T2.exp is the step from the power to the exponential. Used for M3, T2 (Convergence.v)
   and B.convergence (Barrier.v). *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Noise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* (1 - x)^n <= exp(-x n) *)
(* T2.exp *)
Theorem geometric_is_exponential x : 1 - x <= exp (- x).
Proof.
case: (Req_dec x 0) => [->|nx]; first by rewrite Ropp_0 exp_0; lra.
by have := exp_ineq1 (- x) ltac:(lra); lra.
Qed.

Lemma pow_exponential x n : 0 <= 1 - x -> (1 - x) ^ n <= exp (- (x * INR n)).
Proof.
move=> x0; elim: n => [|n IH]; first by rewrite /= Rmult_0_r Ropp_0 exp_0; lra.
rewrite S_INR -tech_pow_Rmult.
have -> : - (x * (INR n + 1)) = - x + - (x * INR n) by ring.
rewrite exp_plus; apply: Rmult_le_compat => //; first exact: pow_le.
exact: geometric_is_exponential.
Qed.

Section Contraction.
Variables (I : finType) (Q : R) (N : noise I Q) (a : learning_rate Q) (o : I).
Variables (good : point I -> bool) (r : R).
Implicit Types (p : point I) (n l : nat).

Notation step := (next (N := N) a).
Notation fnext := (flagged_next step good).
Notation flaw := (flagged_law (law N)).

Hypothesis one_step : forall p (z : outcome N), good p ->
  1 - step p z o <= (1 - a * r) * (1 - p o) - a * noise_at p z o.

(* the distance while the flag holds *)
Definition kept (s : point I * bool) := (1 - s.1 o) * ind (alive good s).

Lemma kept_bounds s : 0 <= kept s <= 1.
Proof.
have := point_ge0 s.1 o; have := point_le1 s.1 o.
by rewrite /kept; case: (alive good s) => /=; lra.
Qed.

Lemma kept_abs s : Rabs (kept s) <= 1.
Proof. by rewrite Rabs_right; have := kept_bounds s; lra. Qed.

Lemma kept_start p : kept (p, true) <= 1 - p o.
Proof. by have := point_le1 p o; rewrite /kept; case: (alive _ _) => /=; lra. Qed.

Lemma kept_run p w : kept (run fnext (p, true) w) = (1 - run step p w o) * ind (always step good p w).
Proof. by rewrite /kept flagged_alive flagged_state. Qed.

Lemma kept_decreases s : flaw s (fun z => kept (fnext s z)) <= (1 - a * r) * kept s.
Proof.
have bk : bfun (fun z => kept (fnext s z)) by exists 1 => z; exact: kept_abs.
have bx := @noise_bfun I Q N s.1 o.
case: (boolP (alive good s)) => A; last first.
  rewrite /kept (negbTE A) !Rmult_0_r -[X in _ <= X](Ex_const (flaw s)).
  by apply: Req_le; apply: Ex_ext => z; rewrite {1}/alive /= (negbTE A) /= Rmult_0_r.
have G : good s.1 by case/andP: A.
apply: Rle_trans (_ : flaw s (fun z => (1 - a * r) * (1 - s.1 o) + - a * noise_at s.1 z o) <= _).
  apply: Ex_mono => [||z] //.
    by apply: bfun_add; [exact: bfun_const | exact: bfun_scal].
  have := one_step z G; have := point_le1 (step s.1 z) o.
  by rewrite /kept -[(fnext s z).1]/(step s.1 z); case: (alive _ (fnext s z)) => /=; lra.
rewrite Ex_shift; last exact: bfun_scal.
by rewrite Ex_scal // noise_mean /kept A /=; lra.
Qed.

Theorem expected_distance n p : 0 <= 1 - a * r ->
  Ewords (law N) step n p (fun w => (1 - run step p w o) * ind (always step good p w)) <=
  (1 - p o) * exp (- (a * r * INR n)).
Proof.
move=> ar.
have G := @geometric_decay _ _ flaw fnext kept 1 (1 - a * r) n (p, true) kept_abs ar kept_decreases.
have -> : Ewords (law N) step n p (fun w => (1 - run step p w o) * ind (always step good p w)) =
  Ewords flaw fnext n (p, true) (fun w => kept (run fnext (p, true) w)).
  by rewrite Ewords_flagged; apply: Ewords_ext => w _; rewrite kept_run.
apply: Rle_trans G _; rewrite Rmult_comm.
apply: Rmult_le_compat; [by case: (kept_bounds (p, true)) | exact: pow_le | exact: kept_start |].
by apply: pow_exponential; lra.
Qed.

Theorem summed_expected_distance n p : 0 < a * r <= 1 ->
  \rsum_(l < n) Ewords (law N) step l p (fun w => (1 - run step p w o) * ind (always step good p w)) <=
  (1 - p o) / (a * r).
Proof.
move=> [ar ar1].
have := @summed_decrease _ _ flaw fnext kept (fun s => a * r * kept s) 1 n (p, true) kept_bounds.
have k1 s : Rabs (a * r * kept s) <= 1.
  by rewrite Rabs_right; have := kept_bounds s; nra.
have kd s : flaw s (fun z => kept (fnext s z)) <= kept s - a * r * kept s.
  by have := kept_decreases s; lra.
move/(_ k1 kd) => H; apply: Rdiv_le_r => //; rewrite Rmult_comm -rsum_scal.
apply: Rle_trans (kept_start p); apply: Rle_trans H; apply: Req_le; apply: eq_bigr => l _.
rewrite Ewords_flagged -Ewords_scal.
  by apply: Ewords_ext => w _; rewrite kept_run.
by exists 1 => w _; rewrite -kept_run; exact: kept_abs.
Qed.

End Contraction.
