(* The noise of the learning rule, for every law at once.

   A noise kernel gives, at every state p, an expectation for the outcome and a vector Y with
   |Y_i| <= Q and E[Y_i | p] = p_i.  The model Y = B + Z (B one-hot with P(B = e_i) = p_i, Z centred,
   independent of B) is constructed from an arbitrary expectation for Z; so are its second moments
   when the components of Z are uncorrelated with variance sigma^2.

   A2.centred   E[xi_i | p] = 0 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Expectation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Record noise (I : finType) (Q : R) := Noise {
  outcome : Type;
  law : point I -> expectation outcome;
  input : point I -> outcome -> I -> R;
  input_bounded : forall p z, bounded Q (input p z);
  input_mean : forall (p : point I) i, law p (fun z => input p z i) = p i
}.

(* E[Y_i Y_j | p] = [i = j] (p_i + sigma^2): independent components, common variance *)
Definition uncorrelated I Q (N : noise I Q) sigma2 := forall (p : point I) i j,
  law N p (fun z => input p z i * input p z j) = ind (i == j) * (p i + sigma2).

(* a learning rate for which the rule is defined *)
Record learning_rate (Q : R) := LearningRate {
  alpha :> R;
  alpha_pos : 0 < alpha;
  alpha_small : alpha * Q < 1
}.

Section Kernel.
Variables (I : finType) (Q : R) (N : noise I Q) (a : learning_rate Q).
Implicit Types (p : point I) (i j o : I) (z : outcome N).

Definition next p z : point I :=
  Point (update_simplex (coord_simplex p) (input_bounded p z) (Rlt_le _ _ (alpha_pos a)) (alpha_small a)).

Definition noise_at p z i := xi p (input p z) i.

Lemma input_bfun p i : bfun (fun z : outcome N => input p z i).
Proof. by exists Q => z; exact: input_bounded. Qed.

Lemma mean_bfun p : bfun (fun z : outcome N => mean p (input p z)).
Proof. by exists Q => z; apply: mean_bound; [exact: coord_simplex | exact: input_bounded]. Qed.

Lemma noise_bound p z i : Rabs (noise_at p z i) <= 2 * Q + 1.
Proof.
have Hp := coord_simplex p; have B := input_bounded p z.
have /Rabs_le_both y := B i; have /Rabs_le_both m := mean_bound Hp B.
have p0 := point_ge0 p i; have p1 := point_le1 p i.
have s0 : 0 <= sqs p <= 1.
  by split; [apply: rsum_ge0 => j _; exact: sqr_ge0 | exact: sqs_le1].
rewrite /noise_at /xi Rabs_mult Rabs_right; last by apply: Rle_ge.
have H : Rabs ((input p z i - mean p (input p z)) - (p i - sqs p)) <= 2 * Q + 1.
  by apply/Rabs_le_both; lra.
have := Rmult_le_compat_l _ _ _ p0 H.
have Q0 : 0 <= 2 * Q + 1 by apply: Rle_trans H; exact: Rabs_pos.
by have := Rmult_le_compat_r _ _ _ Q0 p1; lra.
Qed.

Lemma noise_bfun p i : bfun (fun z => noise_at p z i).
Proof. by exists (2 * Q + 1) => z; exact: noise_bound. Qed.

(* Y_i - b as a linear form of Y *)
Definition form p i j := ind (j == i) - p j.

Lemma form_eq p (y : I -> R) i : \rsum_j (form p i j * y j) = y i - mean p y.
Proof.
have -> : \rsum_j (form p i j * y j) = \rsum_j (ind (j == i) * y j) - \rsum_j (p j * y j).
  by rewrite -rsum_sub; apply: eq_bigr => j _; rewrite /form; ring.
by rewrite rsum_ind.
Qed.

Lemma form_bfun p i : bfun (fun z : outcome N => input p z i - mean p (input p z)).
Proof. by apply: bfun_sub; [exact: input_bfun | exact: mean_bfun]. Qed.

Lemma form_mean p i : law N p (fun z => input p z i - mean p (input p z)) = p i - sqs p.
Proof.
rewrite Ex_sub; [| exact: input_bfun | exact: mean_bfun].
rewrite input_mean; congr (_ - _).
rewrite Ex_sum; last by move=> j; apply: bfun_scal; exact: input_bfun.
by apply: eq_bigr => j _; rewrite Ex_scal ?input_mean; [ring | exact: input_bfun].
Qed.

(* A2.centred *)
Theorem noise_mean p i : law N p (fun z => noise_at p z i) = 0.
Proof.
have -> : law N p (fun z => noise_at p z i) =
  law N p (fun z => p i * ((input p z i - mean p (input p z)) - (p i - sqs p))) by [].
rewrite Ex_scal; last by apply: bfun_sub; [exact: form_bfun | exact: bfun_const].
rewrite Ex_sub; [|exact: form_bfun | exact: bfun_const].
by rewrite form_mean Ex_const; ring.
Qed.

End Kernel.

(* ---- the model: Y = B + Z ---- *)
Section OneHot.
Variables (I : finType) (Q sigma2 : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.

Definition onehot_input (_ : point I) (bt : I * T) i := ind (i == bt.1) + Z bt.2 i.

Lemma onehot_bounded p bt : bounded Q (onehot_input p bt).
Proof.
move=> i; rewrite /onehot_input; apply: Rle_trans (Rabs_triang _ _) _.
by have := ind_abs (i == bt.1); have := Z_bounded bt.2 i; lra.
Qed.

(* the structure Y_i in [-(Q-1), Q] *)
Lemma onehot_structure p bt i : - (Q - 1) <= onehot_input p bt i <= Q.
Proof.
rewrite /onehot_input; have := ind01 (i == bt.1).
by have /Rabs_le_both := Z_bounded bt.2 i; lra.
Qed.

Definition onehot_law (p : point I) : expectation (I * T) := product_law E (coord_simplex p).

Lemma Z_bfun i : bfun (fun t => Z t i).
Proof. by exists (Q - 1) => t. Qed.

Lemma onehot_mean (p : point I) i : onehot_law p (fun bt => onehot_input p bt i) = p i.
Proof.
rewrite -[LHS]/(\rsum_b (p b * E (fun t => ind (i == b) + Z t i))) -[RHS](rsum_ind i).
apply: eq_bigr => b _; rewrite Ex_shift; last exact: Z_bfun.
by rewrite Z_centred eq_sym; ring.
Qed.

Definition onehot : noise I Q := Noise onehot_bounded onehot_mean.

Hypothesis Z_uncorrelated : forall i j, E (fun t => Z t i * Z t j) = ind (i == j) * sigma2.

Theorem onehot_uncorrelated : uncorrelated onehot sigma2.
Proof.
move=> p i j.
rewrite -[LHS]/(\rsum_b (p b * E (fun t => (ind (i == b) + Z t i) * (ind (j == b) + Z t j)))).
have -> : ind (i == j) * (p i + sigma2) =
  \rsum_b (ind (b == i) * (ind (i == j) * p b)) + (ind (i == j) * sigma2) * \rsum_b p b.
  by rewrite rsum_ind (proj2 (coord_simplex p)); ring.
rewrite -rsum_scal -rsum_add; apply: eq_bigr => b _.
have bi := Z_bfun i; have bj := Z_bfun j.
have -> : E (fun t => (ind (i == b) + Z t i) * (ind (j == b) + Z t j)) =
  E (fun t => ind (i == b) * ind (j == b) +
    (ind (i == b) * Z t j + (ind (j == b) * Z t i + Z t i * Z t j))).
  by apply: Ex_ext => t; ring.
rewrite Ex_shift; last first.
  by do 2?[apply: bfun_add; first exact: bfun_scal]; exact: bfun_mul.
rewrite Ex_add; [|exact: bfun_scal | by apply: bfun_add; [exact: bfun_scal | exact: bfun_mul]].
rewrite Ex_add; [|exact: bfun_scal | exact: bfun_mul].
rewrite !Ex_scal // !Z_centred Z_uncorrelated.
have -> : ind (i == b) * ind (j == b) = ind (b == i) * ind (i == j).
  rewrite (eq_sym b i); case: (eqVneq i b) => [->|_] /=; last by ring.
  by rewrite eq_sym; ring.
by ring.
Qed.

End OneHot.
