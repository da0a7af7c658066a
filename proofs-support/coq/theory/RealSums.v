(* Finite sums of real numbers over a finite index type.

   The sums are ssreflect's big operators over the standard library's R, whose operations stay
   the plain Rplus and Rmult: ring, field, lra and nra work on the summands. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma RplusA : associative Rplus. Proof. by move=> x y z; rewrite Rplus_assoc. Qed.
Lemma RmultA : associative Rmult. Proof. by move=> x y z; rewrite Rmult_assoc. Qed.
Lemma RmultDl : left_distributive Rmult Rplus. Proof. by move=> x y z; ring. Qed.
Lemma RmultDr : right_distributive Rmult Rplus. Proof. by move=> x y z; ring. Qed.

Canonical Rplus_law := Monoid.Law RplusA Rplus_0_l Rplus_0_r.
Canonical Rplus_comlaw := Monoid.ComLaw Rplus_comm.
Canonical Rmult_law := Monoid.Law RmultA Rmult_1_l Rmult_1_r.
Canonical Rmult_comlaw := Monoid.ComLaw Rmult_comm.
Canonical Rmult_mullaw := Monoid.MulLaw Rmult_0_l Rmult_0_r.
Canonical Rplus_addlaw := Monoid.AddLaw RmultDl RmultDr.

Notation "\rsum_ i F" := (\big[Rplus/0]_i F)
  (at level 41, F at level 41, i at level 0, format "\rsum_ i  F") : R_scope.
Notation "\rsum_ ( i < n ) F" := (\big[Rplus/0]_(i < n) F)
  (at level 41, F at level 41, i, n at level 50, format "\rsum_ ( i  <  n )  F") : R_scope.
Notation "\rsum_ ( i | P ) F" := (\big[Rplus/0]_(i | P%B) F)
  (at level 41, F at level 41, i at level 50, format "\rsum_ ( i  |  P )  F") : R_scope.

(* the indicator of a boolean condition, and the order of R as a boolean *)
Definition ind (b : bool) : R := if b then 1 else 0.
Lemma ind01 b : 0 <= ind b <= 1. Proof. by case: b => /=; lra. Qed.

Lemma ind_abs b : Rabs (ind b) <= 1.
Proof. by rewrite Rabs_right; have := ind01 b; lra. Qed.

Definition Rleb (x y : R) : bool := if Rle_dec x y then true else false.
Lemma RlebP x y : reflect (x <= y) (Rleb x y).
Proof. by rewrite /Rleb; case: Rle_dec => h; constructor. Qed.

(* ---- small facts on R that the automation does not find quickly ---- *)
Lemma Rdiv_le_l x y z : 0 < z -> x <= y * z -> x / z <= y.
Proof.
move=> z0 H; apply: (Rmult_le_reg_r z) => //.
by have -> : x / z * z = x by field; lra.
Qed.

Lemma Rdiv_le_r x y z : 0 < z -> x * z <= y -> x <= y / z.
Proof.
move=> z0 H; apply: (Rmult_le_reg_r z) => //.
by have -> : y / z * z = y by field; lra.
Qed.

Lemma Rdiv_ge0 x y : 0 <= x -> 0 < y -> 0 <= x / y.
Proof. by move=> x0 y0; apply: Rdiv_le_r => //; lra. Qed.

Lemma sqr_ge0 x : 0 <= x ^ 2. Proof. by have := Rle_0_sqr x; rewrite /Rsqr; lra. Qed.

Lemma sqr_le_abs x z : Rabs x <= z -> x ^ 2 <= z ^ 2.
Proof. by move=> h; have := Rabs_pos x; move: h; split_Rabs; nra. Qed.

Lemma Rabs_le_both x z : Rabs x <= z <-> - z <= x <= z.
Proof. by split; split_Rabs; lra. Qed.

Section Sums.
Variable I : finType.
Implicit Types (P : pred I) (F G : I -> R).

Lemma rsum_add P F G :
  \rsum_(i | P i) (F i + G i) = \rsum_(i | P i) F i + \rsum_(i | P i) G i.
Proof. exact: big_split. Qed.

Lemma rsum_scal P c F : \rsum_(i | P i) (c * F i) = c * \rsum_(i | P i) F i.
Proof. by rewrite big_distrr. Qed.

Lemma rsum_scalr P c F : \rsum_(i | P i) (F i * c) = (\rsum_(i | P i) F i) * c.
Proof. by rewrite (Rmult_comm _ c) -rsum_scal; apply: eq_bigr => i _; exact: Rmult_comm. Qed.

Lemma rsum_opp P F : \rsum_(i | P i) (- F i) = - (\rsum_(i | P i) F i).
Proof.
have -> : - (\rsum_(i | P i) F i) = (-1) * (\rsum_(i | P i) F i) by ring.
by rewrite -rsum_scal; apply: eq_bigr => i _; ring.
Qed.

Lemma rsum_sub P F G :
  \rsum_(i | P i) (F i - G i) = \rsum_(i | P i) F i - \rsum_(i | P i) G i.
Proof. by rewrite rsum_add rsum_opp. Qed.

Lemma rsum_le P F G : (forall i, P i -> F i <= G i) ->
  \rsum_(i | P i) F i <= \rsum_(i | P i) G i.
Proof.
move=> H; apply: (big_ind2 (fun x y : R => x <= y)) => //; first exact: Rle_refl.
by move=> x1 x2 y1 y2; apply: Rplus_le_compat.
Qed.

Lemma rsum_ge0 P F : (forall i, P i -> 0 <= F i) -> 0 <= \rsum_(i | P i) F i.
Proof.
move=> H; apply: (big_ind (fun x : R => 0 <= x)) => //; first exact: Rle_refl.
by move=> x y hx hy; apply: Rplus_le_le_0_compat.
Qed.

Lemma rsum_abs P F : Rabs (\rsum_(i | P i) F i) <= \rsum_(i | P i) Rabs (F i).
Proof.
apply: (big_ind2 (fun x y : R => Rabs x <= y)) => //.
- by rewrite Rabs_R0; exact: Rle_refl.
- by move=> x1 x2 y1 y2 h1 h2; apply: Rle_trans (Rabs_triang _ _) _; lra.
- by move=> i _; exact: Rle_refl.
Qed.

Lemma rsum_eq0 P F : (forall i, P i -> F i = 0) -> \rsum_(i | P i) F i = 0.
Proof. by move=> H; rewrite big1. Qed.

(* the number of coordinates, as a real number *)
Definition dim : R := INR #|I|.

Lemma rsum_const c : \big[Rplus/0]_(i : I) c = dim * c.
Proof.
rewrite big_const /dim; elim: #|I| => [|n IH]; first by rewrite /=; ring.
by rewrite iterS IH S_INR; ring.
Qed.

Lemma rsum_constD1 (o : I) c : \rsum_(i | i != o) c = (dim - 1) * c.
Proof. by have := rsum_const c; rewrite (bigD1 o) //=; lra. Qed.

(* the term of one index *)
Lemma rsum_split (o : I) F : \rsum_i F i = F o + \rsum_(i | i != o) F i.
Proof. by rewrite (bigD1 o). Qed.

Lemma rsum_ind (o : I) F : \rsum_i (ind (i == o) * F i) = F o.
Proof.
rewrite (bigD1 o) //= eqxx /= rsum_eq0; first by ring.
by move=> i /negbTE -> /=; ring.
Qed.

Lemma rsum_term_le P F i0 : P i0 -> (forall i, P i -> 0 <= F i) ->
  F i0 <= \rsum_(i | P i) F i.
Proof.
move=> Pi0 H; rewrite (bigD1 i0) //=.
suff : 0 <= \rsum_(i | P i && (i != i0)) F i by lra.
by apply: rsum_ge0 => i /andP [/H].
Qed.

(* a vanishing sum of nonnegative terms has vanishing terms *)
Lemma rsum_eq0_term F i0 : (forall i, 0 <= F i) -> \rsum_i F i = 0 -> F i0 = 0.
Proof.
move=> H S; have := @rsum_term_le xpredT F i0 isT (fun i _ => H i).
by rewrite S; have := H i0; lra.
Qed.

(* a largest value *)
Lemma largest (o : I) F : exists l, forall j, F j <= F l.
Proof.
have [l Hl] : exists l, forall j, j \in index_enum I -> F j <= F l.
  elim: (index_enum I) => [|k s [l IH]]; first by exists o.
  case: (Rle_lt_dec (F k) (F l)) => h; [exists l | exists k] => j; rewrite inE => /orP [/eqP -> //|js].
  - exact: IH.
  - exact: Rle_refl.
  by have := IH j js; lra.
by exists l => j; apply: Hl; rewrite mem_index_enum.
Qed.

Lemma dim_ge1 (o : I) : 1 <= dim.
Proof.
rewrite /dim; have : (0 < #|I|)%N by apply/card_gt0P; exists o.
by move=> /leP /le_INR.
Qed.

Lemma dim_ge2 (o u : I) : u != o -> 2 <= dim.
Proof.
move=> uo; have -> : 2 = INR 2 by rewrite /=; ring.
by apply: le_INR; apply/leP; rewrite (cardD1 o) (cardD1 u) !inE uo.
Qed.

End Sums.
