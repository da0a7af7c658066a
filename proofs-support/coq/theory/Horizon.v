(* For ever: probabilities of the infinite horizon as limits.

   P(always in the good set) is the limit of P(in the good set up to time n), which does not increase. For a countably additive law that is
   the probability of the intersection, by continuity from above; the theory asks for finite additivity only and takes the limit
   as the definition. The mean of a function of the state at time n on the infinite event is the limit in the same way.

   T1, T1.sharp   1 - eps/2 <= P(Theta) and the printed bound for 1 - P(Theta)
   T2             E[||p(n) - e_1||_1 1_Theta] <= 2(1-p_1(0)) exp(-a r n), and the exponent of the paper
   T3             is about the state at time n alone: see Convergence.v
   B.block        P(no vertex is ever near) = 0 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Gap DoubleRate Expectation Chain Exit Noise Moments Convergence TriggerLaw LockIn.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Horizon.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X) (good : X -> bool).
Implicit Types (x : X) (w v : seq Z) (n m : nat).

Notation inside n x := (Pr law next n x (always next good x)).

Lemma always_take x w n : always next good x w -> always next good x (take n w).
Proof.
by rewrite -{1}(cat_take_drop n w) always_cat => /andP [].
Qed.

(* f of the state at time n, on the event that the set is not left before time n + m *)
Definition kept_until (f : X -> R) n m x :=
  Ewords law next (n + m) x (fun w => f (run next x (take n w)) * ind (always next good x w)).

Section Kept.
Variables (f : X -> R) (M : R).
Hypothesis f_bounds : forall x, 0 <= f x <= M.

Lemma kept_bwords n k x : bwords k (fun w => f (run next x (take n w)) * ind (always next good x w)).
Proof.
exists M => w _; have h := f_bounds (run next x (take n w)).
by rewrite Rabs_right; case: (always _ _ _ _) => /=; lra.
Qed.

Lemma kept_start n x : kept_until f n 0 x = Ewords law next n x (fun w => f (run next x w) * ind (always next good x w)).
Proof. by rewrite /kept_until addn0; apply: Ewords_ext => w sw; rewrite take_oversize ?sw. Qed.

Lemma kept_decreases n m x : kept_until f n m.+1 x <= kept_until f n m x.
Proof.
have e : (n + m.+1)%N = (n + m + 1)%N by rewrite addnS addn1.
rewrite /kept_until e Ewords_cat.
apply: Ewords_mono => [||w sw]; last 1 first.
- rewrite -[X in _ <= X](Ewords_const law next 1 (run next x w)).
  apply: Ewords_mono => [||v _].
  + by have [B H] := kept_bwords n (n + m + 1) x; exists B => v sv; apply: H; rewrite size_cat sw sv.
  + by exists (Rabs (f (run next x (take n w)) * ind (always next good x w))) => v _; exact: Rle_refl.
  rewrite takel_cat; last by rewrite sw leq_addr.
  have f0 := f_bounds (run next x (take n w)).
  by rewrite always_cat; case: (always next good x w); case: (always _ _ _ v) => /=; lra.
- exists M => w sw; apply: Ewords_abs => v sv.
  have h := f_bounds (run next x (take n (w ++ v))).
  by rewrite Rabs_right; case: (always _ _ _ _) => /=; lra.
exact: kept_bwords.
Qed.

Lemma kept_ge0 n m x : 0 <= kept_until f n m x.
Proof.
rewrite -(Ewords_const law next (n + m) x 0); apply: Ewords_mono => [||w _]; last 1 first.
- by have := f_bounds (run next x (take n w)); case: (always _ _ _ _) => /=; lra.
- by exists 0 => w _; rewrite Rabs_R0; lra.
exact: kept_bwords.
Qed.

(* E[f(x(n)) 1(for ever in the good set)] *)
Definition kept_forever n x : R := real (Lim_seq (fun m => kept_until f n m x)).

Lemma kept_limit n x : is_lim_seq (fun m => kept_until f n m x) (kept_forever n x).
Proof.
apply: Lim_seq_correct'; apply: (ex_finite_lim_seq_decr _ 0) => m; first exact: kept_decreases.
exact: kept_ge0.
Qed.

Theorem kept_forever_bounds n x : 0 <= kept_forever n x <=
  Ewords law next n x (fun w => f (run next x w) * ind (always next good x w)).
Proof.
have L := @kept_limit n x; rewrite -kept_start; split.
  exact: (is_lim_seq_le _ _ 0 (kept_forever n x) (fun m => kept_ge0 n m x) (is_lim_seq_const 0) L).
apply: (is_lim_seq_le _ _ (kept_forever n x) (kept_until f n 0 x) _ L (is_lim_seq_const _)) => m.
elim: m => [|m IH]; first exact: Rle_refl.
exact: Rle_trans (kept_decreases n m x) IH.
Qed.
End Kept.

(* P(for ever in the good set) *)
Definition forever x : R := real (Lim_seq (fun n => inside n x)).

Lemma inside_decreases n x : inside n.+1 x <= inside n x.
Proof.
have one y : 0 <= (fun _ : X => 1) y <= 1 by lra.
have e k : inside k x = kept_until (fun _ => 1) 0 k x.
  by rewrite /kept_until add0n; apply: Ewords_ext => w _; rewrite Rmult_1_l.
by rewrite !e; exact: (kept_decreases one).
Qed.

Theorem forever_limit x : is_lim_seq (fun n => inside n x) (forever x).
Proof.
apply: Lim_seq_correct'; apply: (ex_finite_lim_seq_decr _ 0) => n; first exact: inside_decreases.
exact: Pr_ge0.
Qed.

Theorem forever_ge x (q : R) : (forall n, q <= inside n x) -> q <= forever x.
Proof. by move=> H; exact: (is_lim_seq_le _ _ q (forever x) H (is_lim_seq_const q) (@forever_limit x)). Qed.

Theorem forever_le n x : forever x <= inside n x.
Proof.
have D m : inside (n + m) x <= inside n x.
  elim: m => [|m IH]; first by rewrite addn0; exact: Rle_refl.
  by rewrite addnS; apply: Rle_trans (inside_decreases _ _) IH.
apply: (is_lim_seq_le _ _ (forever x) (inside n x) D); last exact: is_lim_seq_const.
apply: (is_lim_seq_ext (fun m => inside (m + n) x)) => [m|]; first by rewrite addnC.
exact (proj1 (is_lim_seq_incr_n (fun m => inside m x) n (forever x)) (@forever_limit x)).
Qed.

Lemma forever_from_leaving x (q : R) : (forall n, leaves law next good n x <= q) -> 1 - forever x <= q.
Proof.
move=> H; suff : 1 - q <= forever x by lra.
by apply: forever_ge => n; have := H n; rewrite /leaves Pr_neg; move: (Pr _ _ _ _ _) => y; lra.
Qed.

Lemma forever_ge0 x : 0 <= forever x.
Proof. by apply: forever_ge => n; exact: Pr_ge0. Qed.

Lemma forever_geometric K (y : R) x : 0 <= y < 1 -> (forall n, inside (n * K) x <= y ^ n) -> forever x = 0.
Proof.
move=> y01 H; apply: Rle_antisym; last exact: forever_ge0.
have L : is_lim_seq (fun n => y ^ n) 0 by apply: is_lim_seq_geom; rewrite Rabs_right; lra.
apply: (is_lim_seq_le (fun _ => forever x) _ (forever x) 0 _ (is_lim_seq_const _) L) => n.
exact: Rle_trans (forever_le (n * K) x) (H n).
Qed.

End Horizon.

(* ---- a vertex is approached for sure ---- *)
Section Approached.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a) (Lam q : R).
Hypotheses (Lam_ge0 : 0 <= Lam) (q_pos : 0 < q).
Hypothesis bounded_rates : forall (x : carrier C) i j,
  trigger_law x j * weight x i <= Lam * (weight x j * trigger_law x i).
Hypothesis q_favourable : forall i, q <= E (fun t => ind (favourable Z i t)).

(* for every K, P(no i ever has w_j <= (1+a)^-K w_i for all j != i) = 0 *)
(* B.block *)
Theorem vertex_approached K (x : carrier C) : ok x ->
  forever (driven_law E (C := C)) (advance (d := C)) (fun y => ~~ near (/ (1 + a) ^ K) y) x = 0.
Proof.
move=> Ok; have q0 := Rlt_le _ _ q_pos.
have H n := no_vertex_missed Z_bounded Lam_ge0 q0 bounded_rates q_favourable n K Ok.
have [i _] := Ok; have d1 := dim_ge1 i.
have c0 : 0 < chance I Lam q ^ K.
  by apply: pow_lt; apply: Rdiv_lt_0_compat => //; have := Rmult_le_pos (dim I - 1) Lam; lra.
have c1 : 0 <= 1 - chance I Lam q ^ K by have := H 1%N; rewrite pow_1; apply: Rle_trans; exact: Pr_ge0.
by apply: (forever_geometric (K := K) (y := 1 - chance I Lam q ^ K) _ H); lra.
Qed.
End Approached.

(* ---- Theorem 2.2 ---- *)
Section Theta.
Variables (I : finType) (Q : R) (N : noise I Q) (a : learning_rate Q) (D : R) (o : I).
Hypotheses (HD : 0 < D <= 1) (Q1 : 1 <= Q) (a_le : a <= double_rate Q D).
Hypothesis other : exists u, u != o.
Implicit Types (p : point I) (n : nat).

Notation r := (rate I D).

(* the leader is ahead by Delta/2 at every time *)
Definition Theta p : R := forever (law N) (next a) (good D o) p.

(* T1 *)
Theorem T1_forever p eps : ahead D o p -> 0 < eps ->
  a <= eps * D ^ 4 / (1024 * (8 * Q ^ 2 + 2) * (1 - p o)) -> 1 - eps / 2 <= Theta p.
Proof. by move=> gap e0 ae; apply: forever_ge => n; exact: (T1_rate N HD Q1 a_le other n gap e0 ae). Qed.

(* T1 *)
Theorem T1_forever_bound p : ahead D o p -> 1 - Theta p <= 512 * a * (8 * Q ^ 2 + 2) * (1 - p o) / D ^ 4.
Proof.
move=> gap; apply: forever_from_leaving => n; exact: (T1 N HD Q1 a_le other n gap).
Qed.

(* T1.sharp *)
Theorem T1_sharp_forever sigma2 p : 0 <= sigma2 -> uncorrelated N sigma2 -> ahead D o p ->
  1 - Theta p <= 512 * a * (1 + 2 * sigma2) * (1 - p o) / D ^ 4.
Proof.
move=> s0 HN gap; apply: forever_from_leaving => n; exact: (T1_sharp HD Q1 a_le other n s0 HN gap).
Qed.

(* T2 *)
Theorem T2_forever n p :
  kept_forever (law N) (next a) (good D o) (distance o) n p <= 2 * (1 - p o) * exp (- (a * r * INR n)) /\
  2 * (1 - p o) * exp (- (a * r * INR n)) <= 2 * (1 - p o) * exp (- (a * (D ^ 2 / 16) * INR n)).
Proof.
have [h1 h2] := T2 N HD Q1 a_le other n p; split=> //; apply: Rle_trans h1.
have b (q : point I) : 0 <= distance o q <= 2.
  by rewrite (distance_eq o (coord_simplex q)); have := point_ge0 q o; have := point_le1 q o; lra.
by case: (kept_forever_bounds (law N) (next a) (good D o) b n p).
Qed.

End Theta.
