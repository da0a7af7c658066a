(* Leaving a good set: three facts about any chain driven by noise.

   exit_bound     what is a supermartingale while it is below 1, and at least 1 outside, bounds the probability of ever leaving
   killed_decay   what contracts in the mean inside decays geometrically while the chain has stayed inside
   block_bound    what happens within K steps with probability at least delta, from everywhere, fails n K steps with probability
                  at most (1 - delta)^n

   No state outside of the invariant set `ok` counts. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Expectation Chain.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Concatenation.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X).
Implicit Types (x : X) (w v : seq Z).

(* m + n steps: first m, then n from the state reached *)
Lemma Ewords_cat m n x F :
  Ewords law next (m + n) x F =
  Ewords law next m x (fun w => Ewords law next n (run next x w) (fun v => F (w ++ v))).
Proof. by elim: m x F => [|m IH] x F //=; apply: Ex_ext => z; rewrite IH. Qed.

Lemma always_cat good x w v :
  always next good x (w ++ v) = always next good x w && always next good (run next x w) v.
Proof.
elim: w x => [|z w IH] x /=; last by rewrite IH andbA.
by rewrite andbT; case: v => [|z v] /=; case: (good x).
Qed.
End Concatenation.

Section Exit.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X) (good : X -> bool) (ok : X -> Prop).
Hypothesis ok_next : forall x z, ok x -> ok (next x z).
Implicit Types (x : X) (z : Z) (w v : seq Z) (n K : nat).

Lemma ok_run x w : ok x -> ok (run next x w).
Proof. by elim: w x => [|z w IH] x Ok //=; apply: IH; exact: ok_next. Qed.

(* the chain has left the good set by time n *)
Definition leaves n x := Pr law next n x (fun w => ~~ always next good x w).

Lemma leaves_bounds n x : 0 <= leaves n x <= 1.
Proof. by split; [exact: Pr_ge0 | exact: Pr_le1]. Qed.

Lemma leaves_bfun n x : bfun (fun z => leaves n (next x z)).
Proof. by apply: (@bfun_between _ _ 0 1) => z; exact: leaves_bounds. Qed.

Lemma leaves0 x : leaves 0 x = ind (~~ good x).
Proof. by rewrite /leaves /Pr /= andbT. Qed.

Lemma leavesS n x : leaves n.+1 x = if good x then law x (fun z => leaves n (next x z)) else 1.
Proof.
rewrite /leaves /Pr /=; case: (good x) => //=.
rewrite -[RHS](Ex_const (law x)); apply: Ex_ext => z; exact: Ewords_const.
Qed.

Theorem exit_bound (V : X -> R) n x :
  (forall x, ok x -> 0 <= V x) -> (forall x, ok x -> ~~ good x -> 1 <= V x) ->
  (forall x, ok x -> good x -> V x < 1 -> bfun (fun z => V (next x z))) ->
  (forall x, ok x -> good x -> V x < 1 -> law x (fun z => V (next x z)) <= V x) ->
  ok x -> leaves n x <= V x.
Proof.
move=> V0 V1 Vb Vs; elim: n x => [|n IH] x Ok.
  by rewrite leaves0; case: (boolP (good x)) => /= [_|/(V1 x Ok)]; [exact: V0 | lra].
case: (Rle_lt_dec 1 (V x)) => h; first by have [_] := leaves_bounds n.+1 x; lra.
rewrite leavesS; case: (boolP (good x)) => [G|/(V1 x Ok)]; last by lra.
apply: Rle_trans (Vs x Ok G h); apply: Ex_mono => [||z]; [exact: leaves_bfun | exact: Vb | exact/IH/ok_next].
Qed.

(* good at every time before the last *)
Fixpoint before x w : bool := if w is z :: w' then good x && before (next x z) w' else true.

Lemma always_before x w : always next good x w -> before x w.
Proof. by elim: w x => [|z w IH] x //= /andP [-> /IH]. Qed.

Theorem killed_decay (f Psi : X -> R) M lam n x : 0 <= lam ->
  (forall x, ok x -> 0 <= f x <= Psi x) -> (forall x, ok x -> f x <= M) ->
  (forall x, ok x -> good x -> bfun (fun z => Psi (next x z))) ->
  (forall x, ok x -> good x -> law x (fun z => Psi (next x z)) <= lam * Psi x) ->
  ok x -> Ewords law next n x (fun w => f (run next x w) * ind (before x w)) <= lam ^ n * Psi x.
Proof.
move=> l0 fP fM Pb Ps.
have f_bounds y w : ok y -> 0 <= f (run next y w) * ind (before y w) <= M.
  move=> Ok; have R := ok_run w Ok; have := fP _ R; have := fM _ R => h1 [h2 _].
  by case: (before y w) => /=; lra.
elim: n x => [|n IH] x Ok; first by rewrite /=; have := fP x Ok; lra.
have ln : 0 <= lam ^ n by exact: pow_le.
have Psi0 : 0 <= Psi x by have := fP x Ok; lra.
case: (boolP (good x)) => G; last first.
  rewrite (@Ewords_ext _ _ law next n.+1 x _ (fun _ => 0)).
    by rewrite Ewords_const; apply: Rmult_le_pos => //; exact: pow_le.
  by case=> // z w _ /=; rewrite (negbTE G) /=; ring.
rewrite [X in X <= _]/=.
apply: Rle_trans (_ : law x (fun z => lam ^ n * Psi (next x z)) <= _).
  apply: Ex_mono => [||z]; last first.
  - apply: Rle_trans (IH (next x z) (ok_next z Ok)); apply: Req_le.
    by apply: Ewords_ext => w _; rewrite G.
  - by apply: bfun_scal; exact: Pb.
  exists M => z; apply: Ewords_abs => w _; rewrite G /=.
  by have := f_bounds (next x z) w (ok_next z Ok) => h; rewrite Rabs_right; lra.
rewrite Ex_scal; last exact: Pb.
by have := Rmult_le_compat_l _ _ _ ln (Ps x Ok G); rewrite -tech_pow_Rmult; lra.
Qed.

(* from everywhere the good set is left within K steps with probability at least delta *)
Theorem block_bound K delta n x : (forall x, ok x -> delta <= leaves K x) ->
  ok x -> Pr law next (n * K) x (always next good x) <= (1 - delta) ^ n.
Proof.
move=> H; elim: n x => [|n IH] x Ok; first exact: Pr_le1.
have d1 : delta <= 1 by have := H x Ok; have := leaves_bounds K x; lra.
have q0 : 0 <= (1 - delta) ^ n by apply: pow_le; lra.
rewrite mulSn /Pr Ewords_cat.
apply: Rle_trans (_ : Ewords law next K x (fun w => (1 - delta) ^ n * ind (always next good x w)) <= _).
  apply: Ewords_mono => [||w _].
  - by exists 1 => w _; apply: Ewords_abs => v _; exact: ind_abs.
  - by apply: bwords_scal; exact: bwords_ind.
  case A: (always next good x w); rewrite [ind _ in X in _ <= X]/= ?Rmult_1_r ?Rmult_0_r; last first.
    rewrite -[X in _ <= X](Ewords_const law next (n * K) (run next x w)).
    by apply: Req_le; apply: Ewords_ext => v _; rewrite always_cat A.
  apply: Rle_trans (IH _ (ok_run w Ok)); apply: Req_le.
  by apply: Ewords_ext => v _; rewrite always_cat A.
rewrite Ewords_scal; last exact: bwords_ind.
have L := H x Ok; move: L; rewrite /leaves Pr_neg /Pr => L.
by rewrite -tech_pow_Rmult Rmult_comm; apply: Rmult_le_compat_r => //; lra.
Qed.

End Exit.
