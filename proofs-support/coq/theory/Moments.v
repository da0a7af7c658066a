(* Second moments of the noise xi.

   V.exact          E[xi_i^2] in closed form (uncorrelated components of variance sigma^2)
   V.crude.leader   E[xi_1^2] <= (8Q^2+2)(1-p_1)
   V.crude.others   sum_{u>=2} E[xi_u^2] <= (8Q^2+2)(1-p_1)
   V.sharp.leader   E[xi_1^2] <= (1+2 sigma^2) p_1^2 (1-p_1)^2
   V.sharp.others   sum_{u>=2} E[xi_u^2] <= (1+2 sigma^2)(1-p_1)^2 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Expectation Noise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Moments.
Variables (I : finType) (Q : R) (N : noise I Q).
Implicit Types (p : point I) (i j o u : I).

Definition moment p i := law N p (fun z => noise_at p z i ^ 2).

(* the two bounds that the convergence theorem uses, with a common factor K *)
Definition moment_factor K := forall p o,
  moment p o <= K * (1 - p o) /\ \rsum_(u | u != o) moment p u <= K * (1 - p o).

Lemma moment_bfun p i : bfun (fun z : outcome N => noise_at p z i ^ 2).
Proof. exact/bfun_sqr/noise_bfun. Qed.

Lemma sum_squares_others p o : \rsum_(u | u != o) p u ^ 2 <= (1 - p o) ^ 2.
Proof.
have -> : (1 - p o) ^ 2 = \rsum_(u | u != o) ((1 - p o) * p u).
  by rewrite rsum_scal (sum_others o (coord_simplex p)); ring.
apply: rsum_le => u uo; have := simplex_other (coord_simplex p) uo.
by have := point_ge0 p u; nra.
Qed.

(* a bound factor * p_i^2 for every component gives both bounds *)
Lemma sum_of_moments K p o : 0 <= K -> (forall i, moment p i <= K * (p i ^ 2 * (1 - p i) ^ 2)) ->
  \rsum_(u | u != o) moment p u <= K * (1 - p o) ^ 2.
Proof.
move=> K0 H; have := Rmult_le_compat_l _ _ _ K0 (sum_squares_others p o).
rewrite -rsum_scal; apply: Rle_trans; apply: rsum_le => u _.
apply: Rle_trans (H u) _; apply: Rmult_le_compat_l => //.
have := point_ge0 p u; have := point_le1 p u => h1 h0.
have : (1 - p u) ^ 2 <= 1 by nra.
by have := sqr_ge0 (p u); nra.
Qed.

(* ---- crude: every law with |Y_i| <= Q ---- *)
Lemma drift_small p i : Rabs (p i - sqs p) <= 1 - p i.
Proof.
have lo := sqs_ge p i; rewrite (sqs_others p i) in lo *.
have := sum_squares_others p i; have := point_ge0 p i; have := point_le1 p i => h1 h0 h2.
by apply/Rabs_le_both; nra.
Qed.

Lemma noise_sqr p (z : outcome N) i : noise_at p z i ^ 2 <= (8 * Q ^ 2 + 2) * (p i ^ 2 * (1 - p i) ^ 2).
Proof.
have Hp := coord_simplex p.
have dev : Rabs (input p z i - mean p (input p z)) <= 2 * Q * (1 - p i).
  have -> : 2 * Q = Q - - Q by ring.
  by apply: deviation => // j; apply/Rabs_le_both; exact: (input_bounded (n := N)).
have /sqr_le_abs := dev; have /sqr_le_abs := drift_small p i.
rewrite /noise_at /xi; set A := input p z i - _; set B := p i - sqs p => hB hA.
have AB : (A - B) ^ 2 <= (8 * Q ^ 2 + 2) * (1 - p i) ^ 2.
  by have := sqr_ge0 (A + B); lra.
by have := Rmult_le_compat_l _ _ _ (sqr_ge0 (p i)) AB; lra.
Qed.

Lemma moment_crude p i : moment p i <= (8 * Q ^ 2 + 2) * (p i ^ 2 * (1 - p i) ^ 2).
Proof.
rewrite -[X in _ <= X](Ex_const (law N p)).
by apply: Ex_mono => [||z]; [exact: moment_bfun | exact: bfun_const | exact: noise_sqr].
Qed.

Lemma factor_to_distance K p o : 0 <= K ->
  K * (p o ^ 2 * (1 - p o) ^ 2) <= K * (1 - p o) /\ K * (1 - p o) ^ 2 <= K * (1 - p o).
Proof.
move=> K0; have := point_ge0 p o; have := point_le1 p o => h1 h0.
have e : (1 - p o) ^ 2 <= 1 - p o by nra.
split; apply: Rmult_le_compat_l => //.
have : p o ^ 2 <= 1 by nra.
by have := sqr_ge0 (1 - p o); nra.
Qed.

(* V.crude.leader *)
Theorem moment_crude_leader p o : moment p o <= (8 * Q ^ 2 + 2) * (1 - p o).
Proof.
have K0 : 0 <= 8 * Q ^ 2 + 2 by have := sqr_ge0 Q; lra.
have [h _] := factor_to_distance p o K0; exact: Rle_trans (moment_crude p o) h.
Qed.

(* V.crude.others *)
Theorem moment_crude_others p o : \rsum_(u | u != o) moment p u <= (8 * Q ^ 2 + 2) * (1 - p o).
Proof.
have K0 : 0 <= 8 * Q ^ 2 + 2 by have := sqr_ge0 Q; lra.
have [_ h] := factor_to_distance p o K0.
exact: Rle_trans (@sum_of_moments _ p o K0 (moment_crude p)) h.
Qed.

Theorem crude_factor : moment_factor (8 * Q ^ 2 + 2).
Proof. by move=> p o; split; [exact: moment_crude_leader | exact: moment_crude_others]. Qed.

(* ---- exact, for uncorrelated components ---- *)
Section Uncorrelated.
Variable sigma2 : R.
Hypothesis sigma0 : 0 <= sigma2.
Hypothesis HN : uncorrelated N sigma2.

(* E[(sum_j k_j Y_j)^2] = sum_j k_j^2 (p_j + sigma^2) *)
Lemma quadratic_mean p (k : I -> R) :
  law N p (fun z => (\rsum_j (k j * input p z j)) ^ 2) = \rsum_j (k j ^ 2 * (p j + sigma2)).
Proof.
have b i := @input_bfun I Q N p i.
have -> : law N p (fun z => (\rsum_j (k j * input p z j)) ^ 2) =
  law N p (fun z => \rsum_i \rsum_j (k i * k j * (input p z i * input p z j))).
  apply: Ex_ext => z; rewrite -[LHS]/(_ * (_ * 1)) Rmult_1_r -rsum_scalr.
  apply: eq_bigr => i _; rewrite -rsum_scal; apply: eq_bigr => j _; ring.
rewrite Ex_sum; last first.
  by move=> i; apply: bfun_sum => j _; apply: bfun_scal; exact: bfun_mul.
apply: eq_bigr => i _; rewrite Ex_sum; last first.
  by move=> j; apply: bfun_scal; exact: bfun_mul.
rewrite -[RHS](rsum_ind i (fun j => k j ^ 2 * (p j + sigma2))).
apply: eq_bigr => j _; rewrite Ex_scal; last exact: bfun_mul.
by rewrite HN eq_sym; case: (eqVneq j i) => [->|_] /=; ring.
Qed.

(* V.exact *)
Theorem moment_exact p i : moment p i =
  p i ^ 2 * (p i * (1 - p i) ^ 2 + \rsum_(j | j != i) p j ^ 3 - (p i - sqs p) ^ 2
             + sigma2 * ((1 - p i) ^ 2 + \rsum_(j | j != i) p j ^ 2)).
Proof.
have bf := @form_bfun I Q N p i; have bf2 := bfun_sqr bf.
set f := p i - sqs p.
have -> : moment p i = law N p (fun z => p i ^ 2 * ((input p z i - mean p (input p z)) ^ 2 +
    (f ^ 2 + - 2 * f * (input p z i - mean p (input p z))))).
  by apply: Ex_ext => z; rewrite /noise_at /xi -/f; ring.
have bs : bfun (fun z : outcome N => f ^ 2 + - 2 * f * (input p z i - mean p (input p z))).
  by apply: bfun_add; [exact: bfun_const | exact: bfun_scal].
rewrite Ex_scal; last exact: bfun_add.
rewrite Ex_add // Ex_shift; last exact: bfun_scal.
rewrite Ex_scal // form_mean -/f.
have -> : law N p (fun z => (input p z i - mean p (input p z)) ^ 2) =
  law N p (fun z => (\rsum_j (form p i j * input p z j)) ^ 2).
  by apply: Ex_ext => z; rewrite form_eq.
rewrite quadratic_mean (rsum_split i) {1}/form eqxx -[ind true]/1.
have -> : \rsum_(j | j != i) (form p i j ^ 2 * (p j + sigma2)) =
  \rsum_(j | j != i) p j ^ 3 + sigma2 * \rsum_(j | j != i) p j ^ 2.
  by rewrite -rsum_scal -rsum_add; apply: eq_bigr => j /negbTE ji; rewrite /form ji /=; ring.
by ring.
Qed.

Lemma moment_sharp p i : moment p i <= (1 + 2 * sigma2) * (p i ^ 2 * (1 - p i) ^ 2).
Proof.
rewrite moment_exact.
have h0 := point_ge0 p i; have h1 := point_le1 p i; have sq := sum_squares_others p i.
have cub : \rsum_(j | j != i) p j ^ 3 <= (1 - p i) * (1 - p i) ^ 2.
  apply: Rle_trans (Rmult_le_compat_l (1 - p i) _ _ _ sq); last by lra.
  rewrite -rsum_scal; apply: rsum_le => j ji.
  have := simplex_other (coord_simplex p) ji; have := sqr_ge0 (p j) => h2 h3.
  by have := Rmult_le_compat_r _ _ _ h2 h3; lra.
have := Rmult_le_compat_l _ _ _ sigma0 sq; have := sqr_ge0 (p i - sqs p) => f0 ss.
rewrite -(Rmult_comm (p i ^ 2 * _)) Rmult_assoc.
by apply: Rmult_le_compat_l; [exact: sqr_ge0 | lra].
Qed.

(* V.sharp.leader *)
Theorem moment_sharp_leader p o : moment p o <= (1 + 2 * sigma2) * p o ^ 2 * (1 - p o) ^ 2.
Proof. by have := moment_sharp p o; lra. Qed.

(* V.sharp.others *)
Theorem moment_sharp_others p o : \rsum_(u | u != o) moment p u <= (1 + 2 * sigma2) * (1 - p o) ^ 2.
Proof. by apply: sum_of_moments => [|i]; [lra | exact: moment_sharp]. Qed.

Theorem sharp_factor : moment_factor (1 + 2 * sigma2).
Proof.
move=> p o; have K0 : 0 <= 1 + 2 * sigma2 by lra.
have [h1 h2] := factor_to_distance p o K0; split.
  by apply: Rle_trans (moment_sharp p o) h1.
exact: Rle_trans (moment_sharp_others p o) h2.
Qed.

End Uncorrelated.
End Moments.
