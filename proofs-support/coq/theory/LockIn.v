(* No vertex is missed for long, and the one that is reached is kept: convergence without any condition on the learning rate.

   Under any trigger law whose rates have bounded ratios, pi_j w_i <= Lam w_j pi_i, the largest weight is triggered with probability at least
   1/(1 + (d-1) Lam) (1/d for the learning rule itself). If then Z_i >= 0 >= Z_j for all j != i, which has probability at least q, all ratios
   w_j/w_i fall by the factor 1 + a at least. With delta = (q/(1 + (d-1) Lam))^K, for every K and n and every start, ties included,

   B.block    P(at no time k <= n K some i has w_j <= (1+a)^-K w_i for all j != i) <= (1 - delta)^n
   B.lock     P(from time K to time K + n the same i has Lam w_j < x1 w_i for all j != i) >= delta (1 - (d-1) psi(Lam (1+a)^-K))
              for every barrier function psi of RobustBarrier.v that does not decrease *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw RobustBarrier.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section LockIn.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a).
Implicit Types (i j l u : I) (x : carrier C) (t : T) (z : I * T) (n K : nat).

Notation d := (dim I).
Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).
Notation pi := (trigger_law (d := C)).

Let a0 : 0 < a := alpha_pos a.

(* Z_i >= 0 >= Z_j for all j != i *)
Definition favourable i t : bool := Rleb 0 (Z t i) && [forall j, (j != i) ==> Rleb (Z t j) 0].

(* w_j <= c w_i for all j != i *)
Definition dominates c x i : bool := [forall j, (j != i) ==> Rleb (weight x j) (c * weight x i)].
Definition near c x : bool := [exists i, dominates c x i].

Lemma dominatesP c x i : reflect (forall j, j != i -> weight x j <= c * weight x i) (dominates c x i).
Proof.
apply: (iffP forallP) => [h j ji|h j]; first by move/implyP: (h j) => /(_ ji) /RlebP.
by apply/implyP => ji; apply/RlebP; apply: h.
Qed.

Variables (Lam q : R).
Hypotheses (Lam_ge0 : 0 <= Lam) (q_ge0 : 0 <= q).
Hypothesis bounded_rates : forall x i j, pi x j * weight x i <= Lam * (weight x j * pi x i).
Hypothesis q_favourable : forall i, q <= E (fun t => ind (favourable i t)).

Definition chance := q / (1 + (d - 1) * Lam).

(* some weight is positive *)
Definition ok x := exists j, 0 < weight x j.

Lemma ok_step x z : ok x -> ok (step x z).
Proof. by case=> j h; exists j; exact: (weight_pos Z_bounded z h). Qed.

Lemma dominant_pos c x i : ok x -> c <= 1 -> dominates c x i -> 0 < weight x i.
Proof.
move=> [j wj] c1 /dominatesP D; case: (eqVneq j i) => [<- //|ji].
have := D j ji; have := weight_ge0 x i; case=> // <-; lra.
Qed.

Lemma favourable_step c x i t : 0 <= c -> dominates c x i -> favourable i t ->
  dominates (c / (1 + a)) (step x (i, t)) i.
Proof.
move=> c0 /dominatesP D /andP [/RlebP zi /forallP zj]; apply/dominatesP => j ji.
have /RlebP zj' := implyP (zj j) ji; rewrite !weight_step /= eqxx (negbTE ji) /=.
have s0 := scale_pos x (i, t); have wi := weight_ge0 x i; have wj := weight_ge0 x j.
have -> : c / (1 + a) * (weight x i * (1 + a * (1 + Z t i)) * scale x (i, t)) =
  c * weight x i * ((1 + a * (1 + Z t i)) / (1 + a)) * scale x (i, t) by field; lra.
apply: Rmult_le_compat_r; first by lra.
apply: Rle_trans (_ : weight x j * 1 <= _).
  by apply: Rmult_le_compat_l => //; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ a0) zj'; lra.
apply: Rmult_le_compat => //; [by lra | exact: D |].
apply: Rdiv_le_r; first by lra.
by have := Rmult_le_pos _ _ (Rlt_le _ _ a0) zi; lra.
Qed.

Lemma leader_triggered c x i : ok x -> c <= 1 -> dominates c x i -> / (1 + (d - 1) * Lam) <= pi x i.
Proof.
move=> Ok c1 D; have wi := dominant_pos Ok c1 D; move/dominatesP: D => D.
have d1 := dim_ge1 i; have m0 : 0 < 1 + (d - 1) * Lam by have := Rmult_le_pos (d - 1) Lam; lra.
have [_ S] := coord_simplex (pi x); move: S; rewrite (rsum_split i) => S.
have : \rsum_(j | j != i) pi x j <= \rsum_(j | j != i) (Lam * pi x i).
  apply: rsum_le => j ji; apply: (Rmult_le_reg_r (weight x i)) => //.
  apply: Rle_trans (bounded_rates x i j) _.
  have -> : Lam * pi x i * weight x i = Lam * (weight x i * pi x i) by ring.
  apply: Rmult_le_compat_l => //; apply: Rmult_le_compat_r; first exact: point_ge0.
  by have := D j ji; have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ wi) c1; lra.
rewrite rsum_constD1 => h; apply: (Rmult_le_reg_r (1 + (d - 1) * Lam)) => //.
by rewrite Rinv_l; lra.
Qed.

Lemma chance_ge0 i : 0 <= chance.
Proof.
have d1 := dim_ge1 i; apply: Rdiv_ge0 => //.
by have := Rmult_le_pos (d - 1) Lam; lra.
Qed.

(* one step in favour of i *)
Lemma favourable_mean x i (f : I * T -> R) k : bfun f -> 0 <= k -> (forall z, 0 <= f z) ->
  (forall t, favourable i t -> k <= f (i, t)) -> / (1 + (d - 1) * Lam) <= pi x i -> chance * k <= law x f.
Proof.
move=> bf k0 f0 fi lead; rewrite -[law x f]/(\rsum_b (pi x b * E (fun t => f (b, t)))).
have bs b : bfun (fun t => f (b, t)) by case: bf => M H; exists M => t.
have step_i : pi x i * (q * k) <= pi x i * E (fun t => f (i, t)).
  apply: Rmult_le_compat_l; first exact: point_ge0.
  apply: Rle_trans (_ : E (fun t => k * ind (favourable i t)) <= _).
    rewrite Ex_scal; last exact: bfun_ind.
    by rewrite Rmult_comm; apply: Rmult_le_compat_l.
  apply: Ex_mono => [||t] //; first by apply: bfun_scal; exact: bfun_ind.
  by case F: (favourable i t); rewrite /= ?Rmult_1_r ?Rmult_0_r; [exact: fi | exact: f0].
apply: Rle_trans (_ : pi x i * (q * k) <= _).
  have -> : chance * k = / (1 + (d - 1) * Lam) * (q * k) by rewrite /chance /Rdiv; ring.
  by apply: Rmult_le_compat_r => //; exact: Rmult_le_pos.
apply: Rle_trans step_i _.
apply: (@rsum_term_le I xpredT (fun b => pi x b * E (fun t => f (b, t)))) => // b _.
by apply: Rmult_le_pos; [exact: point_ge0 | exact: Ex_ge0].
Qed.

(* K steps in favour of i, then an event that is likely once all ratios are small *)
Lemma favourable_steps K m (A : carrier C -> seq (I * T) -> bool) k c x i : 0 <= c <= 1 -> 0 <= k ->
  (forall y, ok y -> dominates (c / (1 + a) ^ K) y i -> k <= Pr law step m y (A y)) ->
  ok x -> dominates c x i ->
  chance ^ K * k <= Pr law step (K + m) x (fun w => A (run step x (take K w)) (drop K w)).
Proof.
move=> c01 k0; elim: K c x c01 => [|K IH] c x c01 H Ok D.
  have := H x Ok; rewrite /= /Rdiv Rinv_1 Rmult_1_r Rmult_1_l => /(_ D) h; apply: Rle_trans h _; apply: Req_le.
  by apply: Ewords_ext => w _; rewrite take0 drop0.
have k1 : 0 <= chance ^ K * k by apply: Rmult_le_pos => //; apply: pow_le; exact: (chance_ge0 i).
have e1 : 1 <= 1 + a by lra.
have -> : chance ^ K.+1 * k = chance * (chance ^ K * k) by rewrite /=; ring.
apply: (favourable_mean (x := x) (i := i)) => [|//|z|t F|]; last exact: (leader_triggered Ok (proj2 c01) D).
- by apply: (@bfun_between _ _ 0 1) => z; split; [exact: Pr_ge0 | exact: Pr_le1].
- exact: Pr_ge0.
apply: (IH (c / (1 + a))) => [|y Oky Dy||].
- by split; [apply: Rdiv_ge0; lra | apply: Rdiv_le_l; lra].
- apply: H => //; move: Dy.
  have -> : c / (1 + a) / (1 + a) ^ K = c / (1 + a) ^ K.+1 by rewrite /=; field; split; [apply: pow_nonzero | ]; lra.
  by [].
- exact: ok_step.
by apply: favourable_step => //; lra.
Qed.

Lemma leader_exists x : ok x -> exists i, dominates 1 x i.
Proof.
case=> j _; have [l Hl] := largest j (weight x); exists l; apply/dominatesP => k _.
by rewrite Rmult_1_l.
Qed.

(* B.block *)
Theorem no_vertex_missed n K x : ok x ->
  Pr law step (n * K) x (always step (fun y => ~~ near (/ (1 + a) ^ K) y) x) <= (1 - chance ^ K) ^ n.
Proof.
apply: (@block_bound _ _ law step _ ok ok_step) => {}x Ok.
have [i D] := leader_exists Ok.
have H y : ok y -> dominates (1 / (1 + a) ^ K) y i -> 1 <= Pr law step 0 y (fun _ => near (/ (1 + a) ^ K) y).
  rewrite /Rdiv Rmult_1_l => _ Dy; rewrite /Pr /=.
  have -> : near (/ (1 + a) ^ K) y by apply/existsP; exists i.
  exact: Rle_refl.
have := @favourable_steps K 0 (fun y _ => near (/ (1 + a) ^ K) y) 1 1 x i ltac:(lra) ltac:(lra) H Ok D.
rewrite Rmult_1_r addn0 => h; apply: Rle_trans h _; apply: Pr_mono => w sw.
by rewrite take_oversize ?sw // => N; apply/negP => A; have := always_last A; rewrite N.
Qed.

(* from time K on some i keeps all rates below x1 *)
Definition locked (x1 : R) K x w : bool :=
  [exists i, always step (below i (fun _ => Lam) x1) (run step x (take K w)) (drop K w)].

(* B.lock *)
Theorem lock_in (x1 : R) psi n K x : 0 <= x1 -> barrier_function E Z a x1 x1 psi ->
  (forall r s, 0 <= r -> r <= s -> psi r <= psi s) -> ok x ->
  chance ^ K * (1 - (d - 1) * psi (Lam / (1 + a) ^ K)) <= Pr law step (K + n) x (locked x1 K x).
Proof.
move=> x10 bar mono Ok; have [i D] := leader_exists Ok.
have p0 : 0 < (1 + a) ^ K by apply: pow_lt; lra.
have r0 : 0 <= Lam / (1 + a) ^ K by exact: Rdiv_ge0.
have d1 := dim_ge1 i; have c0 : 0 <= chance ^ K by apply: pow_le; exact: (chance_ge0 i).
case: (Rle_lt_dec 0 (1 - (d - 1) * psi (Lam / (1 + a) ^ K))) => k0; last first.
  apply: Rle_trans (Pr_ge0 _ _ _ _ _).
  by have := Rmult_le_compat_l _ _ _ c0 (Rlt_le _ _ k0); rewrite Rmult_0_r.
have H y : ok y -> dominates (1 / (1 + a) ^ K) y i ->
    1 - (d - 1) * psi (Lam / (1 + a) ^ K) <= Pr law step n y (always step (below i (fun _ => Lam) x1) y).
  move=> Oky Dy; have c1 : 1 / (1 + a) ^ K <= 1.
    by apply: Rdiv_le_l => //; have := pow_R1_Rle (1 + a) K; lra.
  have wi := dominant_pos Oky c1 Dy; move/dominatesP: Dy => Dy.
  have trig y' u : 0 < weight y' i -> below i (fun _ => Lam) x1 y' -> u != i ->
      pi y' u <= rate_ratio i (fun _ => Lam) y' u * pi y' i.
    move=> w0 _ _; have := bounded_rates y' i u; rewrite /rate_ratio => h.
    by apply: (Rmult_le_reg_r (weight y' i)) => //; apply: Rle_trans h _; apply: Req_le; field; lra.
  have L := robust_escape Z_bounded (fun _ => Lam_ge0) x10 bar trig n wi.
  have S : \rsum_(u | u != i) psi (rate_ratio i (fun _ => Lam) y u) <= (d - 1) * psi (Lam / (1 + a) ^ K).
    rewrite -(rsum_constD1 i); apply: rsum_le => u ui; apply: mono; first exact: (rate_ratio_ge0 (fun _ => Lam_ge0) u wi).
    rewrite /rate_ratio /Rdiv; apply: Rmult_le_compat_l => //; apply: Rdiv_le_l => //.
    by have := Dy u ui; rewrite /Rdiv Rmult_1_l.
  by move: L; rewrite /leaves Pr_neg; lra.
have := @favourable_steps K n (fun y w => always step (below i (fun _ => Lam) x1) y w) _ 1 x i ltac:(lra) k0 H Ok D.
by move=> h; apply: Rle_trans h _; apply: Pr_mono => w _ A; apply/existsP; exists i.
Qed.

End LockIn.
