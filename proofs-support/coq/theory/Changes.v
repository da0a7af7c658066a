(* The winner follows only finitely many changes of the rates.

   After K steps, the components i with Lam w_j < x1 w_i for all j != i are followed; with x1 <= 1 each of them leads under all rates whose ratios
   are bounded by Lam. A change is the first time at which none of them has kept that property without a break; then K steps pass, and
   so on. `changes n` says that this has happened n times.

   B.changes   P(n changes by time N) <= (1 - delta)^n for all n and N, delta = chance^K (1 - (d-1) psi(Lam (1+a)^-K)) of B.lock

   So the number of changes has a geometric tail, for every trigger law with bounded rates: the elementary form of almost sure
   convergence to a vertex. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw RobustBarrier LockIn.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- restarts of any chain ---- *)
Section Restarts.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X) (J : finType) (keeps : J -> X -> bool) (K : nat).
Implicit Types (x : X) (z : Z) (w : seq Z) (n c N : nat) (S : pred J).

(* those of S that keep their property at x *)
Definition followed S x : pred J := fun i => S i && keeps i x.

(* the waiting time is over and nobody is left *)
Definition broken c S x : bool := (c == 0)%N && ~~ [exists i, followed S x i].

(* n breaks along the word: wait c steps, then follow S until all of it is broken, then wait K.+1 steps and follow everyone *)
Fixpoint changes n c S x w : bool :=
  if n is n'.+1 then
    if broken c S x then
      if n' is 0 then true else if w is z :: w' then changes n' K predT (next x z) w' else false
    else if w is z :: w' then changes n c.-1 (if c is 0 then followed S x else S) (next x z) w' else false
  else true.

Lemma changes_start n x z w : changes n.+1 K.+1 predT x (z :: w) = changes n.+1 K predT (next x z) w.
Proof. by []. Qed.

Lemma unbroken c S x i : S i -> keeps i x -> broken c S x = false.
Proof.
move=> Si k; rewrite /broken; have -> : [exists i, followed S x i] by apply/existsP; exists i; rewrite /followed Si.
by rewrite andbF.
Qed.

(* while one of S keeps its property there is no break *)
Lemma no_break S x w i : S i -> always next (keeps i) x w -> ~~ changes 1 0 S x w.
Proof.
elim: w x S => [|z w IH] x S Si.
  by rewrite /= andbT => k; rewrite (unbroken 0 Si k).
rewrite [always _ _ _ _]/= => /andP [k A]; rewrite /= (unbroken 0 Si k).
by apply: IH => //; rewrite /followed Si.
Qed.

Lemma no_break_after c S x w i : S i -> (c <= size w)%N -> always next (keeps i) (run next x (take c w)) (drop c w) ->
  ~~ changes 1 c S x w.
Proof.
elim: c x w => [|c IH] x w Si; first by rewrite take0 drop0 => _; exact: no_break.
by case: w => // z w; rewrite ltnS /= => cw A; exact: IH.
Qed.

Lemma no_break_while_waiting c S x w : (size w < c)%N -> ~~ changes 1 c S x w.
Proof. by elim: w c x => [|z w IH] [|c] x //=; rewrite ltnS => h; exact: IH. Qed.

(* what starts now and is not broken in N steps with probability at least delta, from everywhere *)
Variables (ok : X -> Prop) (delta : R).
Hypothesis ok_next : forall x z, ok x -> ok (next x z).
Hypothesis delta01 : 0 <= delta <= 1.
Hypothesis holds : forall N x, ok x ->
  delta <= Pr law next (K.+1 + N) x (fun w => [exists i, always next (keeps i) (run next x (take K.+1 w)) (drop K.+1 w)]).

Lemma first_change N x : ok x -> Pr law next N x (changes 1 K.+1 predT x) <= 1 - delta.
Proof.
move=> Ok; case: (ltnP N K.+1) => NK.
  rewrite (_ : Pr law next N x (changes 1 K.+1 predT x) = 0); first by lra.
  rewrite -[RHS](Ewords_const law next N x 0); apply: Ewords_ext => w sw.
  by rewrite (negbTE (no_break_while_waiting predT x _)) // sw.
have := holds (N - K.+1) Ok; rewrite subnKC // => H.
suff : Pr law next N x (changes 1 K.+1 predT x) <=
  1 - Pr law next N x (fun w => [exists i, always next (keeps i) (run next x (take K.+1 w)) (drop K.+1 w)]) by lra.
rewrite -Pr_neg; apply: Pr_mono => w sw; apply: contraTN => /existsP [i A].
by apply: (no_break_after (i := i)) => //; rewrite sw.
Qed.

Lemma changes_factor n N c S x : ok x ->
  (forall m y, ok y -> Pr law next m y (changes n K.+1 predT y) <= (1 - delta) ^ n) ->
  Pr law next N x (changes n.+1 c S x) <= (1 - delta) ^ n * Pr law next N x (changes 1 c S x).
Proof.
move=> Ok H; have q0 : 0 <= (1 - delta) ^ n by apply: pow_le; lra.
elim: N c S x Ok => [|N IH] c S x Ok.
  rewrite /Pr /=; case: (broken c S x); last by rewrite /=; lra.
  rewrite Rmult_1_r; case: n H q0 => [|n] H q0 /=; first by lra.
  exact: q0.
case B: (broken c S x); last first.
  rewrite {1 2}/Pr /= B -Ex_scal; last first.
    by exists 1 => z; apply: Ewords_abs => w _; exact: ind_abs.
  apply: Ex_mono => [||z].
  - by exists 1 => z; apply: Ewords_abs => w _; exact: ind_abs.
  - by apply: bfun_scal; exists 1 => z; apply: Ewords_abs => w _; exact: ind_abs.
  exact: (IH c.-1 (if c is 0%N then followed S x else S) (next x z) (ok_next z Ok)).
have -> : Pr law next N.+1 x (changes 1 c S x) = 1.
  by rewrite -(Ewords_const law next N.+1 x 1) /Pr; apply: Ewords_ext => w _; case: w => [|z w]; rewrite /= B.
rewrite Rmult_1_r; case: n H q0 {IH} => [|n] H q0; first by rewrite /= ; exact: Pr_le1.
apply: Rle_trans (H N.+1 x Ok); apply: Pr_mono => w sw.
by case: w sw => // z w _; rewrite [changes n.+2 _ _ _ _]/= B.
Qed.

Theorem changes_geometric n N x : ok x -> Pr law next N x (changes n K.+1 predT x) <= (1 - delta) ^ n.
Proof.
elim: n N x => [|n IH] N x Ok; first exact: Pr_le1.
apply: Rle_trans (changes_factor N K.+1 predT Ok IH) _.
rewrite -tech_pow_Rmult Rmult_comm; apply: Rmult_le_compat_r; first by apply: pow_le; lra.
exact: first_change.
Qed.

End Restarts.

(* ---- the winner ---- *)
Section Winner.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a) (Lam q x1 : R) (psi : R -> R) (K : nat).
Hypotheses (Lam_ge0 : 0 <= Lam) (q_ge0 : 0 <= q).
Hypothesis bounded_rates : forall (x : carrier C) i j,
  trigger_law x j * weight x i <= Lam * (weight x j * trigger_law x i).
Hypothesis q_favourable : forall i, q <= E (fun t => ind (favourable Z i t)).
Hypotheses (x1_ge0 : 0 <= x1) (bar : barrier_function E Z a x1 x1 psi).
Hypothesis psi_mono : forall r s, 0 <= r -> r <= s -> psi r <= psi s.

Notation d := (dim I).
Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).

Definition lock_chance := chance I Lam q ^ K.+1 * (1 - (d - 1) * psi (Lam / (1 + a) ^ K.+1)).
Hypothesis lock_chance_ge0 : 0 <= lock_chance.

(* B.changes *)
Theorem finitely_many_changes n N (x : carrier C) : ok x ->
  Pr law step N x (changes step (fun i => below i (fun _ => Lam) x1) K n K.+1 predT x) <= (1 - lock_chance) ^ n.
Proof.
move=> Ok; have H m y : ok y -> lock_chance <= Pr law step (K.+1 + m) y (locked Lam x1 K.+1 y).
  move=> Oky; exact: (lock_in Z_bounded Lam_ge0 q_ge0 bounded_rates q_favourable m K.+1 x1_ge0 bar psi_mono Oky).
have d01 : 0 <= lock_chance <= 1 by split=> //; apply: Rle_trans (H 0%N x Ok) (Pr_le1 _ _ _ _ _).
exact (changes_geometric (keeps := fun i => below i (fun _ => Lam) x1) (ok_step (C := C) Z_bounded) d01 H n N Ok).
Qed.

End Winner.
