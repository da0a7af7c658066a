(* Expectations as positive, normalised, linear functionals on the bounded functions of a type.

   Every probability law is one: the integral over the bounded measurable functions extends to
   all bounded functions (Hahn-Banach), and no statement below depends on the extension.
   Finite laws and products with a finite law are constructed, so the notion is inhabited. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Bounded.
Variable T : Type.
Implicit Types f g : T -> R.

Definition bfun f := exists M, forall z, Rabs (f z) <= M.

Lemma bfun_ext f g : (forall z, f z = g z) -> bfun f -> bfun g.
Proof. by move=> e [M H]; exists M => z; rewrite -e. Qed.

Lemma bfun_const c : bfun (fun _ => c).
Proof. by exists (Rabs c) => _; exact: Rle_refl. Qed.

Lemma bfun_add f g : bfun f -> bfun g -> bfun (fun z => f z + g z).
Proof.
move=> [M HM] [N HN]; exists (M + N) => z; apply: Rle_trans (Rabs_triang _ _) _.
by have := HM z; have := HN z; lra.
Qed.

Lemma bfun_mul f g : bfun f -> bfun g -> bfun (fun z => f z * g z).
Proof.
move=> [M HM] [N HN]; exists (M * N) => z; rewrite Rabs_mult.
by apply: Rmult_le_compat => //; exact: Rabs_pos.
Qed.

Lemma bfun_scal c f : bfun f -> bfun (fun z => c * f z).
Proof. exact/bfun_mul/bfun_const. Qed.

Lemma bfun_opp f : bfun f -> bfun (fun z => - f z).
Proof. by move=> [M HM]; exists M => z; rewrite Rabs_Ropp. Qed.

Lemma bfun_sub f g : bfun f -> bfun g -> bfun (fun z => f z - g z).
Proof. by move=> hf hg; apply: bfun_add => //; exact: bfun_opp. Qed.

Lemma bfun_sqr f : bfun f -> bfun (fun z => f z ^ 2).
Proof.
move=> [M HM]; exists (M ^ 2) => z; rewrite Rabs_right; first exact: sqr_le_abs.
by apply: Rle_ge; exact: sqr_ge0.
Qed.

Lemma bfun_ind (b : T -> bool) : bfun (fun z => ind (b z)).
Proof. by exists 1 => z; rewrite Rabs_right; have := ind01 (b z); lra. Qed.

Lemma bfun_sum (I : finType) (P : pred I) (F : I -> T -> R) :
  (forall i, P i -> bfun (F i)) -> bfun (fun z => \rsum_(i | P i) F i z).
Proof.
move=> H; have H' i : exists M, forall z, P i -> Rabs (F i z) <= M.
  by case: (boolP (P i)) => [/H [M HM]|_]; [exists M => z _ | exists 0].
have [M HM] := fin_all_exists H'.
exists (\rsum_(i | P i) M i) => z; apply: Rle_trans (rsum_abs _ _) _.
by apply: rsum_le => i; apply: HM.
Qed.

(* bounded because squeezed *)
Lemma bfun_between f lo hi : (forall z, lo <= f z <= hi) -> bfun f.
Proof. by move=> H; exists (Rabs lo + Rabs hi) => z; have := H z; split_Rabs; lra. Qed.

End Bounded.

Record expectation (T : Type) := Expectation {
  Ex :> (T -> R) -> R;
  Ex_mono : forall f g, bfun f -> bfun g -> (forall z, f z <= g z) -> Ex f <= Ex g;
  Ex_add : forall f g, bfun f -> bfun g -> Ex (fun z => f z + g z) = Ex f + Ex g;
  Ex_scal : forall c f, bfun f -> Ex (fun z => c * f z) = c * Ex f;
  Ex_one : Ex (fun _ => 1) = 1
}.

Section Facts.
Variables (T : Type) (E : expectation T).
Implicit Types f g : T -> R.

Lemma Ex_ext f g : (forall z, f z = g z) -> E f = E g.
Proof. by move=> H; congr (E _); apply: functional_extensionality. Qed.

Lemma Ex_const c : E (fun _ => c) = c.
Proof.
rewrite -[RHS]Rmult_1_r -(Ex_one E) -Ex_scal; last exact: bfun_const.
by apply: Ex_ext => z; ring.
Qed.

Lemma Ex_opp f : bfun f -> E (fun z => - f z) = - E f.
Proof.
move=> hf; have -> : - E f = (-1) * E f by ring.
by rewrite -Ex_scal //; apply: Ex_ext => z; ring.
Qed.

Lemma Ex_sub f g : bfun f -> bfun g -> E (fun z => f z - g z) = E f - E g.
Proof. by move=> hf hg; rewrite -[RHS]/(E f + - E g) -Ex_opp // -Ex_add //; exact: bfun_opp. Qed.

Lemma Ex_shift c f : bfun f -> E (fun z => c + f z) = c + E f.
Proof. by move=> hf; rewrite Ex_add ?Ex_const //; exact: bfun_const. Qed.

Lemma Ex_sum_on (I : finType) (P : pred I) (F : I -> T -> R) : (forall i, P i -> bfun (F i)) ->
  E (fun z => \rsum_(i | P i) F i z) = \rsum_(i | P i) E (F i).
Proof.
move=> H; have : forall i, i \in filter P (index_enum I) -> bfun (F i).
  by move=> i; rewrite mem_filter => /andP [/H].
rewrite -big_filter.
have -> : (fun z => \rsum_(i | P i) F i z) =
  (fun z => \big[Rplus/0]_(i <- filter P (index_enum I)) F i z).
  by apply: functional_extensionality => z; rewrite big_filter.
elim: (filter P (index_enum I)) => [|i s IH] Hs.
  by rewrite big_nil -[RHS](Ex_const 0); apply: Ex_ext => z; rewrite big_nil.
have Hi : bfun (F i) by apply: Hs; rewrite inE eqxx.
have {}Hs j : j \in s -> bfun (F j) by move=> js; apply: Hs; rewrite inE js orbT.
rewrite big_cons -IH // -Ex_add //; first by apply: Ex_ext => z; rewrite big_cons.
elim: s Hs {IH} => [|j s IH] Hs; first by exists 0 => z; rewrite big_nil Rabs_R0; lra.
apply: (@bfun_ext _ (fun z => F j z + \big[Rplus/0]_(i <- s) F i z)).
  by move=> z; rewrite big_cons.
apply: bfun_add; first by apply: Hs; rewrite inE eqxx.
by apply: IH => k ks; apply: Hs; rewrite inE ks orbT.
Qed.

Lemma Ex_sum (I : finType) (P : pred I) (F : I -> T -> R) : (forall i, bfun (F i)) ->
  E (fun z => \rsum_(i | P i) F i z) = \rsum_(i | P i) E (F i).
Proof. by move=> H; apply: Ex_sum_on => i _; exact: H. Qed.

Lemma Ex_ge0 f : bfun f -> (forall z, 0 <= f z) -> 0 <= E f.
Proof. by move=> hf H; rewrite -(Ex_const 0); apply: Ex_mono => //; exact: bfun_const. Qed.

Lemma Ex_abs f M : (forall z, Rabs (f z) <= M) -> Rabs (E f) <= M.
Proof.
move=> H; have hf : bfun f by exists M.
apply/Rabs_le_both; split; [rewrite -(Ex_const (- M)) | rewrite -[X in _ <= X](Ex_const M)].
all: apply: Ex_mono => // [|z]; [exact: bfun_const | by have /Rabs_le_both := H z; lra].
Qed.

End Facts.

(* finite laws *)
Section Finite.
Variables (T : finType) (mu : T -> R).
Hypothesis mu_simplex : (forall z, 0 <= mu z) /\ \rsum_z mu z = 1.

Definition finite_law : expectation T.
Proof.
refine (@Expectation T (fun f => \rsum_z (mu z * f z)) _ _ _ _).
- by move=> f g _ _ H; apply: rsum_le => z _; apply: Rmult_le_compat_l; [case: mu_simplex|].
- by move=> f g _ _; rewrite -rsum_add; apply: eq_bigr => z _; ring.
- by move=> c f _; rewrite -rsum_scal; apply: eq_bigr => z _; ring.
- by rewrite -[RHS](proj2 mu_simplex); apply: eq_bigr => z _; ring.
Defined.
End Finite.

(* first draw b from a finite law, then z independently of it *)
Section Product.
Variables (S : finType) (mu : S -> R) (T : Type) (E : expectation T).
Hypothesis mu_simplex : (forall b, 0 <= mu b) /\ \rsum_b mu b = 1.

Lemma bfun_slice (f : S * T -> R) b : bfun f -> bfun (fun z => f (b, z)).
Proof. by case=> M H; exists M => z. Qed.

Definition product_law : expectation (S * T).
Proof.
refine (@Expectation (S * T) (fun f => \rsum_b (mu b * E (fun z => f (b, z)))) _ _ _ _).
- move=> f g hf hg H; apply: rsum_le => b _; apply: Rmult_le_compat_l; first by case: mu_simplex.
  by apply: Ex_mono => //; exact: bfun_slice.
- move=> f g hf hg; rewrite -rsum_add; apply: eq_bigr => b _.
  by rewrite Ex_add; [ring | exact: bfun_slice | exact: bfun_slice].
- move=> c f hf; rewrite -rsum_scal; apply: eq_bigr => b _.
  by rewrite Ex_scal; [ring | exact: bfun_slice].
- by rewrite -[RHS](proj2 mu_simplex); apply: eq_bigr => b _; rewrite Ex_one; ring.
Defined.
End Product.
