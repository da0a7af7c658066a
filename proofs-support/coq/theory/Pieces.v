(* Barrier functions of several powers.

   B.robust   the minimum of 1 and of finitely many powers c r^gamma is a barrier function, if each power is admissible up to a ratio s and is
              the least of those after it only at ratios up to s; it does not decrease *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Noise TriggerLaw RobustBarrier.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* c r^gamma, used up to the ratio limit *)
Record piece := Piece { factor_of : R; exponent_of : R; limit_of : R }.
Definition power_of (k : piece) r := factor_of k * rpow r (exponent_of k).

Fixpoint least (s : seq piece) r : R := if s is k :: s' then Rmin (power_of k r) (least s' r) else 1.

Lemma power_of_mono k r r' : 0 <= factor_of k -> 0 < exponent_of k -> 0 <= r -> r <= r' -> power_of k r <= power_of k r'.
Proof. by move=> c0 g0 r0 rr; apply: Rmult_le_compat_l => //; apply: rpow_le => //; lra. Qed.

Lemma least_le1 s r : least s r <= 1.
Proof. by elim: s => [|k s IH] /=; [lra | exact: Rle_trans (Rmin_r _ _) IH]. Qed.

(* powers of which each serves up to its limit: adm limit c gamma says so *)
Section Fit.
Variables (adm : R -> R -> R -> Prop) (x1 : R).
Hypothesis x1_pos : 0 < x1.
Hypotheses (adm_ge0 : forall l c g, adm l c g -> 0 <= c) (adm_pos : forall l c g, adm l c g -> 0 < g).

(* what the pieces have to satisfy *)
Fixpoint fit (s : seq piece) : Prop := if s is k :: s' then
  [/\ adm (limit_of k) (factor_of k) (exponent_of k), 1 <= power_of k x1,
      (forall r, 0 <= r -> r < x1 -> power_of k r < 1 -> power_of k r < least s' r -> r <= limit_of k) & fit s']
  else True.

Lemma least_ge0 s r : fit s -> 0 <= r -> 0 <= least s r.
Proof.
move=> + r0; elim: s => [|k s IH] /=; first by move=> _; lra.
case=> /adm_ge0 c0 _ _ /IH h; apply: Rmin_glb => //; apply: Rmult_le_pos => //; exact: rpow_ge0.
Qed.

Lemma least_exit s r : fit s -> x1 <= r -> 1 <= least s r.
Proof.
move=> + xr; elim: s => [|k s IH] /=; first by move=> _; lra.
case=> adm1 at1 _ /IH h; apply: Rmin_glb => //; apply: Rle_trans at1 _.
by apply: power_of_mono => //; [exact: adm_ge0 adm1 | exact: adm_pos adm1 | lra].
Qed.

Lemma least_power s r : fit s -> 0 <= r -> r < x1 -> least s r < 1 -> exists l c g,
  r <= l /\ adm l c g /\ least s r = c * rpow r g /\ (forall r', 0 <= r' -> least s r' <= c * rpow r' g).
Proof.
move=> + r0 rx; elim: s => [|k s IH] /=; first by move=> _; lra.
case=> adm1 _ until /IH h; case: (Rlt_le_dec (power_of k r) (least s r)) => c.
  rewrite (Rmin_left _ _ (Rlt_le _ _ c)) => p1; exists (limit_of k), (factor_of k), (exponent_of k).
  by split; [exact: until | split; [exact: adm1 | split=> // r' _; exact: Rmin_l]].
rewrite (Rmin_right _ _ c) => /h [l [c' [g [rl [ad [e above]]]]]].
exists l, c', g; split=> //; split=> //; split=> // r' r0'.
exact: Rle_trans (Rmin_r _ _) (above r' r0').
Qed.

(* B.robust *)
Theorem least_mono s r r' : fit s -> 0 <= r -> r <= r' -> least s r <= least s r'.
Proof.
move=> + r0 rr; elim: s => [|k s IH] /=; first by move=> _; lra.
case=> adm1 _ _ /IH h; apply: Rmin_glb; last exact: Rle_trans (Rmin_r _ _) h.
by apply: Rle_trans (Rmin_l _ _) _; apply: power_of_mono => //; [exact: adm_ge0 adm1 | exact: adm_pos adm1].
Qed.
End Fit.

Section Pieces.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R) (a : learning_rate Q) (y x1 : R).
Hypothesis x1_pos : 0 < x1.

(* B.robust *)
Theorem pieces_are_a_barrier s : fit (admissible E Z a y) x1 s -> barrier_function E Z a y x1 (least s).
Proof.
move=> F; have c0 l c g : admissible E Z a y l c g -> 0 <= c by case.
have g0 l c g : admissible E Z a y l c g -> 0 < g by case.
split=> [r|r|r r0 rx p1]; [exact: (least_ge0 c0 F) | exact: (least_exit x1_pos c0 g0 F) |].
exact: (least_power F).
Qed.

End Pieces.
