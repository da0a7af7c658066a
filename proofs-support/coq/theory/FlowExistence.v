(* The flow exists, for every d and every start in the simplex.

   F.exists   every point of the simplex is x(0) for a solution x of the replicator equation on the whole line: the closed form at the
              internal time that is inverse to t(tau). dt/dtau = 1/p_1 >= 1, so the inverse exists and is a contraction. Ties are allowed *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Flow ClosedForm.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Clock.
Variables (I : finType) (o : I) (r : I -> R).
Hypotheses (r_bounds : forall i, 0 <= r i <= 1) (r_leader : r o = 1).
Implicit Types (s t tau : R).

Notation t_of := (time o r).

Lemma time_expands s t : s <= t -> t - s <= t_of t - t_of s.
Proof.
move=> st.
have D y : is_derive (fun y => t_of y - y) y (/ path r y o - 1).
  apply: (@is_derive_minus R_AbsRing R_NormedModule); last exact: (@is_derive_id R_AbsRing).
  exact: (time_derive r_bounds r_leader).
have P y : s <= y -> 0 <= / path r y o - 1.
  by move=> _; rewrite (path_leader r_leader) Rinv_inv; have := total_ge1 r_bounds r_leader y; lra.
by have := nondecreasing_of_derive D P (Rle_refl s) st; lra.
Qed.

Lemma time_continuous : Ranalysis1.continuity t_of.
Proof.
by move=> t; apply/continuity_pt_filterlim; exact: (derive_continuous (time_derive r_bounds r_leader)).
Qed.

Lemma time_onto t : Rmin (t_of 0) (t_of t) <= t <= Rmax (t_of 0) (t_of t).
Proof.
rewrite (time_start o r); case: (Rle_lt_dec 0 t) => h.
  have := time_expands h; rewrite (time_start o r) => e.
  by rewrite Rmin_left ?Rmax_right; lra.
have := time_expands (Rlt_le _ _ h); rewrite (time_start o r) => e.
by rewrite Rmin_right ?Rmax_left; lra.
Qed.

Definition clock t : R := proj1_sig (IVT_gen t_of 0 t t time_continuous (time_onto t)).

Lemma time_clock t : t_of (clock t) = t.
Proof. by rewrite /clock; case: IVT_gen => tau /= []. Qed.

Lemma clock_start : clock 0 = 0.
Proof.
rewrite /clock; case: IVT_gen => tau /= [h _].
by move: h; rewrite Rmin_left ?Rmax_left; lra.
Qed.

Lemma clock_contracts s t : Rabs (clock s - clock t) <= Rabs (s - t).
Proof.
case: (Rle_lt_dec (clock s) (clock t)) => h.
  have := time_expands h; rewrite !time_clock => e.
  by rewrite Rabs_left1 ?(Rabs_left1 (s - t)); lra.
have := time_expands (Rlt_le _ _ h); rewrite !time_clock => e.
by rewrite Rabs_right ?(Rabs_right (s - t)); lra.
Qed.

Lemma clock_derive t : is_derive clock t (path r (clock t) o).
Proof.
apply/is_derive_Reals => eps e0; set x := clock t; set l := / path r x o.
have l1 : 1 <= l by rewrite /l (path_leader r_leader) Rinv_inv; exact: (total_ge1 r_bounds r_leader).
have DT : derivable_pt_lim t_of x l by apply/is_derive_Reals; exact: (time_derive r_bounds r_leader).
have [del H] := DT eps e0; exists del => h h0 hd.
set k := clock (t + h) - x.
have kh : Rabs k <= Rabs h.
  by have := clock_contracts (t + h) t; rewrite -/x -/k; have -> : t + h - t = h by ring.
have e : t_of (x + k) - t_of x = h.
  by have -> : x + k = clock (t + h) by [rewrite /k; ring]; rewrite !time_clock; ring.
have k0 : k <> 0 by move=> z; apply: h0; rewrite -e z Rplus_0_r; ring.
have := H k k0 ltac:(lra); rewrite e => {}H.
have D1 : 1 <= h / k.
  rewrite -e; case: (Rle_lt_dec 0 k) => kk.
    apply: Rdiv_le_r; first by lra.
    by have := @time_expands x (x + k) ltac:(lra); lra.
  have -> : (t_of (x + k) - t_of x) / k = (t_of x - t_of (x + k)) / - k by field.
  apply: Rdiv_le_r; first by lra.
  by have := @time_expands (x + k) x ltac:(lra); lra.
have -> : k / h - path r x o = (l - h / k) / (h / k * l).
  have p0 : path r x o <> 0 by move=> z; move: l1; rewrite /l z Rinv_0; lra.
  by rewrite /l; field; repeat split => //.
rewrite /Rdiv Rabs_mult Rabs_minus_sym (Rabs_right (/ _)); last first.
  by apply/Rle_ge/Rlt_le/Rinv_0_lt_compat/Rmult_lt_0_compat; lra.
apply: Rle_lt_trans H; rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l; first exact: Rabs_pos.
rewrite -Rinv_1; apply: Rinv_le_contravar; first by lra.
by have := Rmult_le_compat 1 (h / k) 1 l; lra.
Qed.

End Clock.

(* F.exists *)
Theorem flow_exists (I : finType) (p : I -> R) : simplex p -> exists x, flow x /\ forall i, x 0 i = p i.
Proof.
move=> [p0 S].
have [o _] : exists o : I, True.
  case: (pickP (fun _ : I => true)) => [o _|none]; first by exists o.
  by exfalso; move: S; rewrite big_pred0 //; lra.
have [l Hl] := largest o p.
have l0 : 0 < p l.
  case: (p0 l) => // z; exfalso; move: S; rewrite rsum_eq0; first by lra.
  by move=> j _; have := Hl j; have := p0 j; rewrite -z; lra.
pose r i := p i / p l.
have rb i : 0 <= r i <= 1 by split; [exact: Rdiv_ge0 | apply: Rdiv_le_l => //; have := Hl i; lra].
have rl : r l = 1 by rewrite /r; field; lra.
exists (fun t => path r (clock rb rl t)); split.
  by apply: (path_flow rb rl (clock := clock rb rl)) => t; exact: clock_derive.
move=> i; rewrite (clock_start rb rl) path_start /r.
have -> : \rsum_j (p j / p l) = / p l by rewrite /Rdiv rsum_scalr S; ring.
by field; lra.
Qed.
