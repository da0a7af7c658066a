(* Laws that satisfy the hypotheses: the theorems are not vacuous.

   The two-point law, Z_i = (Q-1) or -(Q-1) with equal probabilities and independently, for every d:
   centred, uncorrelated with variance (Q-1)^2, with the four moments of the barrier in closed form.

   T1.sharp   an instance: d = 3, p(0) = (1/2, 1/4, 1/4), Q = 2, a = 10^-6
   B.escape   an instance: the barrier for two-point noise, every d
   E.rate     an instance: d = 2, Q = 2, a = 1/100, Psi = r, x = 1/2, lam = 997/1000 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype finfun bigop.
From Hebb Require Import RealSums Simplex Gap DoubleRate Expectation Chain Exit Noise Moments Convergence TriggerLaw Barrier TrueRate.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section TwoPoint.
Variables (I : finType) (Q : R).
Hypothesis Q1 : 1 <= Q.
Implicit Types (i j : I).

Definition signs : finType := [finType of {ffun I -> bool}].
Definition sign (b : bool) : R := if b then 1 else -1.
Definition two_point_noise (t : signs) i := (Q - 1) * sign (t i).

Lemma equal_weights :
  (forall t : signs, 0 <= / dim signs) /\ \big[Rplus/0]_(t : signs) / dim signs = 1.
Proof.
have d1 := @dim_ge1 signs [ffun _ => true].
split=> [_|]; first by apply/Rlt_le/Rinv_0_lt_compat; lra.
by rewrite rsum_const Rinv_r //; lra.
Qed.

Definition two_point : expectation signs := finite_law equal_weights.

(* turning the sign of one component keeps the law *)
Definition flip i (t : signs) : signs := [ffun j => if j == i then ~~ t j else t j].

Lemma flipK i : involutive (flip i).
Proof.
move=> t; apply/ffunP => j; rewrite !ffunE; case: eqP => // _; exact: negbK.
Qed.

Lemma two_point_flip i (f : signs -> R) : two_point f = two_point (fun t => f (flip i t)).
Proof.
rewrite -[LHS]/(\rsum_t (/ dim signs * f t)).
by rewrite (reindex_inj (inv_inj (flipK i))).
Qed.

Lemma all_bounded (f : signs -> R) : bfun f.
Proof.
exists (\rsum_t Rabs (f t)) => t.
exact: (@rsum_term_le signs xpredT (fun t => Rabs (f t)) t isT (fun s _ => Rabs_pos _)).
Qed.

Lemma odd_mean i (f : signs -> R) : (forall t, f (flip i t) = - f t) -> two_point f = 0.
Proof.
move=> odd; have := two_point_flip i f; rewrite (Ex_ext _ odd) Ex_opp; last exact: all_bounded.
by lra.
Qed.

Lemma sign_flip i j t : sign (flip i t j) = (if j == i then -1 else 1) * sign (t j).
Proof. by rewrite ffunE; case: eqP => _; case: (t j) => /=; ring. Qed.

Lemma sign_mean i : two_point (fun t => sign (t i)) = 0.
Proof. by apply: (@odd_mean i) => t; rewrite sign_flip eqxx; ring. Qed.

Lemma sign_product i j : i != j -> two_point (fun t => sign (t i) * sign (t j)) = 0.
Proof.
by move=> ij; apply: (@odd_mean i) => t; rewrite !sign_flip eqxx eq_sym (negbTE ij); ring.
Qed.

Lemma two_point_bounded t i : Rabs (two_point_noise t i) <= Q - 1.
Proof. by apply/Rabs_le_both; rewrite /two_point_noise /sign; case: (t i); lra. Qed.

Lemma two_point_centred i : two_point (fun t => two_point_noise t i) = 0.
Proof. by rewrite Ex_scal ?sign_mean; [ring | exact: all_bounded]. Qed.

Lemma two_point_second i j :
  two_point (fun t => two_point_noise t i * two_point_noise t j) = ind (i == j) * (Q - 1) ^ 2.
Proof.
have -> : two_point (fun t => two_point_noise t i * two_point_noise t j) =
  two_point (fun t => (Q - 1) ^ 2 * (sign (t i) * sign (t j))).
  by apply: Ex_ext => t; rewrite /two_point_noise; ring.
rewrite Ex_scal; last exact: all_bounded.
case: (eqVneq i j) => [->|ij]; rewrite [ind _]/=; last by rewrite sign_product //; ring.
have -> : two_point (fun t => sign (t j) * sign (t j)) = two_point (fun _ => 1).
  by apply: Ex_ext => t; rewrite /sign; case: (t j); ring.
by rewrite Ex_const; ring.
Qed.

Definition two_point_kernel : noise I Q := onehot two_point_bounded two_point_centred.

Theorem two_point_uncorrelated : uncorrelated two_point_kernel ((Q - 1) ^ 2).
Proof. exact: onehot_uncorrelated two_point_second. Qed.

(* functions of two different components are independent *)
Lemma two_point_independent (f g : bool -> R) i j : i != j ->
  two_point (fun t => f (t i) * g (t j)) = (f true + f false) / 2 * ((g true + g false) / 2).
Proof.
move=> ij.
set fm := (f true + f false) / 2; set fd := (f true - f false) / 2.
set gm := (g true + g false) / 2; set gd := (g true - g false) / 2.
have -> : two_point (fun t => f (t i) * g (t j)) =
  two_point (fun t => fm * gm + (fd * gm * sign (t i) + (fm * gd * sign (t j) + fd * gd * (sign (t i) * sign (t j))))).
  apply: Ex_ext => t; rewrite /fm /gm /fd /gd /sign.
  by case: (t i); case: (t j); field.
have b (h : signs -> R) : bfun h by exact: all_bounded.
by rewrite Ex_shift // !Ex_add // !Ex_scal // !sign_mean sign_product //; ring.
Qed.

(* ---- the barrier ---- *)
Section Barrier.
Variables (a : learning_rate Q) (o : I) (rho gamma : R).
Hypotheses (rho0 : 0 < rho) (gamma0 : 0 < gamma).

Definition moment_up c :=
  (Rpower (1 + a * (ind c + (Q - 1))) gamma + Rpower (1 + a * (ind c - (Q - 1))) gamma) / 2.
Definition moment_down c :=
  (Rpower (1 + a * (ind c + (Q - 1))) (- gamma) + Rpower (1 + a * (ind c - (Q - 1))) (- gamma)) / 2.

(* B.escape *)
Theorem two_point_barrier n (p : point I) : 0 < p o ->
  (forall (q : point I) u, u != o -> inside o (/ rho) q -> bracket moment_up moment_down (q o) (q u) <= 1) ->
  Pr (law two_point_kernel) (next a) n p (fun w => ~~ always (next (N := two_point_kernel) a) (inside o (/ rho)) p w) <=
  \rsum_(u | u != o) rpow (rho * (p u / p o)) gamma.
Proof.
move=> po H.
apply: (@power_escape I Q signs two_point two_point_noise two_point_bounded two_point_centred a o rho gamma
  moment_up moment_down) => // u cu co uo _.
rewrite /factor (two_point_independent
  (fun b => Rpower (1 + a * (ind cu + (Q - 1) * sign b)) gamma)
  (fun b => Rpower (1 + a * (ind co + (Q - 1) * sign b)) (- gamma)) uo) /moment_up /moment_down /sign.
rewrite Rmult_1_r; have -> : (Q - 1) * -1 = - (Q - 1) by ring.
exact: Rle_refl.
Qed.

End Barrier.
End TwoPoint.

(* ---- numbers ---- *)
Section Numbers.

Definition p_example (i : 'I_3) : R := if i == ord0 then 1 / 2 else 1 / 4.

Lemma p_example_simplex : simplex p_example.
Proof.
split=> [i|]; first by rewrite /p_example; case: eqP => _; lra.
by rewrite !big_ord_recl big_ord0 /p_example /=; lra.
Qed.

Definition start_example := Point p_example_simplex.

Lemma two_ge1 : 1 <= 2. Proof. lra. Qed.
Lemma rate_example_pos : 0 < 1 / 10 ^ 6. Proof. lra. Qed.
Lemma rate_example_small : 1 / 10 ^ 6 * 2 < 1. Proof. lra. Qed.
Definition rate_example : learning_rate 2 := LearningRate rate_example_pos rate_example_small.
Definition kernel_example : noise [finType of 'I_3] 2 := two_point_kernel [finType of 'I_3] two_ge1.

(* T1.sharp *)
Theorem example n : 1 - 1 / 2 <= Prob (N := kernel_example) rate_example n start_example
  (Omega rate_example (1 / 4) ord0 start_example).
Proof.
have other : exists u : 'I_3, u != ord0 by exists ord_max.
have HD : 0 < 1 / 4 <= 1 by lra.
have al : rate_example <= double_rate 2 (1 / 4) by rewrite /double_rate /=; lra.
apply: (@T1_sharp_rate _ _ kernel_example rate_example (1 / 4) ord0 HD two_ge1 al other 1 n start_example 1); try lra.
- have := @two_point_uncorrelated [finType of 'I_3] 2 two_ge1.
  by have -> : (2 - 1) ^ 2 = 1 by ring.
- by move=> u /negbTE uo; rewrite /= /p_example uo eqxx; lra.
by rewrite /= /p_example eqxx; lra.
Qed.

(* the moments of degree 1 *)
Lemma rate_two_pos : 0 < 1 / 100. Proof. lra. Qed.
Lemma rate_two_small : 1 / 100 * 2 < 1. Proof. lra. Qed.
Definition rate_two : learning_rate 2 := LearningRate rate_two_pos rate_two_small.

Notation noise_two := (@two_point_noise [finType of 'I_2] 2).
Notation law_two := (two_point [finType of 'I_2]).
Notation kernel_two := (two_point_kernel [finType of 'I_2] two_ge1).

Lemma moment_two (cu co : bool) (i j : 'I_2) : i != j ->
  law_two (fun t => (learning noise_two rate_two t i cu / learning noise_two rate_two t j co) ^ 1) =
  (1 + 1 / 100 * ind cu) *
  ((/ (1 + 1 / 100 * (ind co + 1)) + / (1 + 1 / 100 * (ind co - 1))) / 2).
Proof.
move=> ij; pose f b := 1 + 1 / 100 * (ind cu + (2 - 1) * sign b).
pose g b := / (1 + 1 / 100 * (ind co + (2 - 1) * sign b)).
have -> : law_two (fun t => (learning noise_two rate_two t i cu / learning noise_two rate_two t j co) ^ 1) =
  law_two (fun t => f (t i) * g (t j)) by apply: Ex_ext => t; rewrite pow_1.
rewrite two_point_independent // /f /g /sign; congr (_ * (_ / 2)); first by field.
by congr (/ _ + / _); ring.
Qed.

Definition last_of_two : 'I_2 := ord_max.

Lemma certificate_two : rate_certificate law_two noise_two rate_two ord0 (fun _ => 1)
  (fun b _ => if b == ord0 then 101 / 102 else 100 / 99) (997 / 1000) (1 / 2) 0.
Proof.
apply: (@two_inputs_certificate _ _ _ law_two noise_two rate_two ord0 last_of_two _ _
  (fun _ => 1) (fun _ => 101 / 102) (fun _ => 100 / 99) (997 / 1000) (1 / 2) 0) => //; try lra.
- by case=> [[|[|k]] Hk] // _; exact: val_inj.
- by move=> k; lra.
- by move=> k; lra.
- by case.
- by case=> [|[|k]] // _ _; rewrite moment_two //=; lra.
by case=> [|[|k]] // _ _; rewrite moment_two //=; lra.
Qed.

(* E.rate *)
Theorem example_rate n (p : point [finType of 'I_2]) : 0 < p ord0 ->
  Ewords (law kernel_two) (next rate_two) n p
    (fun w => distance ord0 (run (next (N := kernel_two) rate_two) p w) *
              ind (before (next (N := kernel_two) rate_two) (close ord0 (1 / 2)) p w)) <=
  2 * (p last_of_two / p ord0) * (997 / 1000) ^ n.
Proof.
move=> p0; have := true_rate_of_rule (@two_point_bounded _ _ two_ge1) (@two_point_centred _ 2) certificate_two n p0.
suff -> : Psi ord0 (fun _ => 1) 0 (fun u => p u / p ord0) = p last_of_two / p ord0 by move=> h; exact h.
rewrite /Psi /polynomial big_ord_recl big_ord0 Rplus_0_r /= (bigD1 last_of_two) //= big1 => [|i /andP [i0 i1]].
  by rewrite monomial_cons /monomial big_nil; ring.
by case: i i0 i1 => [[|[|k]] Hk].
Qed.

End Numbers.
