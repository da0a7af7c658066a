(* The gap lemmas on the good set { p_1 >= p_u + c for all u >= 2 }, c = Delta/2.

   G1       p_1 >= (1 + (d-1) Delta/2) / d
   G2       p_1 - s >= (Delta/2)(1 - p_1)
   G3       p_1 (p_1 - s) >= (Delta/(2d))(1 + (d-1) Delta/2)(1 - p_1)
   G4       (Delta/(4d))(1 + (d-1) Delta/2) >= Delta^2/16 for d >= 2
   R2.poly  (p_1-p_u)(p_1+p_u-s) >= (Delta/4)(p_1(1-p_1) + p_u(1-p_u)) *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Gap.
Variable I : finType.
Implicit Types (p : I -> R) (o u : I) (c D : R).

Notation d := (dim I).

(* o leads every other component by at least c *)
Definition leads c o p := forall u, u != o -> p u + c <= p o.

Definition leadsb c o p : bool := [forall u, (u != o) ==> Rleb (p u + c) (p o)].

Lemma leadsP c o p : reflect (leads c o p) (leadsb c o p).
Proof.
apply: (iffP forallP) => [h u uo|h u]; first by move/implyP: (h u) => /(_ uo) /RlebP.
by apply/implyP => uo; apply/RlebP; apply: h.
Qed.

Lemma gap_le1 c o u p : simplex p -> u != o -> leads c o p -> c <= 1.
Proof.
move=> Hp uo /(_ u uo); have := simplex_le1 o Hp; have [Hp0 _] := Hp.
by have := Hp0 u; lra.
Qed.

(* G1 *)
Theorem leader_not_small D o p : simplex p -> leads (D / 2) o p ->
  (1 + (d - 1) * D / 2) / d <= p o.
Proof.
move=> Hp L; have d1 := dim_ge1 o; apply: Rdiv_le_l; first by lra.
have : \rsum_(i | i != o) p i <= \rsum_(i | i != o) (p o - D / 2).
  by apply: rsum_le => i io; have := L i io; lra.
by rewrite rsum_constD1 (sum_others o Hp); lra.
Qed.

(* G2 *)
Theorem drift_dominates_distance D o p : simplex p -> leads (D / 2) o p ->
  D / 2 * (1 - p o) <= p o - sqs p.
Proof.
move=> Hp L; rewrite (sqs_others p o).
have -> : p o - (p o ^ 2 + \rsum_(i | i != o) p i ^ 2) =
          p o * (1 - p o) - \rsum_(i | i != o) p i ^ 2 by ring.
rewrite -(sum_others o Hp) -!rsum_scal -rsum_sub.
by apply: rsum_le => i io; have := L i io; have [Hp0 _] := Hp; have := Hp0 i; nra.
Qed.

(* G3 *)
Theorem drift_of_leader D o p : simplex p -> 0 <= D -> leads (D / 2) o p ->
  D / (2 * d) * (1 + (d - 1) * D / 2) * (1 - p o) <= p o * (p o - sqs p).
Proof.
move=> Hp D0 L; have d1 := dim_ge1 o.
have g1 := leader_not_small Hp L; have g2 := drift_dominates_distance Hp L.
have le1 := simplex_le1 o Hp.
have -> : D / (2 * d) * (1 + (d - 1) * D / 2) * (1 - p o) =
  (1 + (d - 1) * D / 2) / d * (D / 2 * (1 - p o)) by field; lra.
apply: Rmult_le_compat => //; last by apply: Rmult_le_pos; lra.
by apply: Rdiv_ge0; [have := Rmult_le_pos (d - 1) D; lra | lra].
Qed.

(* the rate of convergence r *)
Definition rate D := D / (4 * d) * (1 + (d - 1) * D / 2).

(* G4 *)
Theorem rate_at_least D o u : u != o -> 0 <= D -> D ^ 2 / 16 <= rate D.
Proof.
move=> uo D0; have d2 := dim_ge2 uo; rewrite /rate.
have -> : D / (4 * d) * (1 + (d - 1) * D / 2) = D * (1 + (d - 1) * D / 2) / (4 * d).
  by field; lra.
apply: Rdiv_le_r; first by lra.
have : 0 <= D * D * (d - 2) by apply: Rmult_le_pos; nra.
by lra.
Qed.

Lemma rate_bounds D (o : I) : 0 < D <= 1 -> 0 < rate D <= 1 / 4.
Proof.
move=> HD; have d1 := dim_ge1 o; rewrite /rate.
have -> : D / (4 * d) * (1 + (d - 1) * D / 2) = D * (1 + (d - 1) * D / 2) / (4 * d).
  by field; lra.
have num : 0 < D * (1 + (d - 1) * D / 2) <= d.
  have : 0 <= (d - 1) * D <= d - 1 by nra. by nra.
by split; [apply: Rdiv_lt_0_compat; lra | apply: Rdiv_le_l; lra].
Qed.

(* R2.poly *)
Theorem gap_drift_beats_remainders D o u p : simplex p -> u != o -> 0 <= D -> leads (D / 2) o p ->
  D / 4 * (p o * (1 - p o) + p u * (1 - p u)) <= (p o - p u) * (p o + p u - sqs p).
Proof.
move=> Hp uo D0 L; have g2 := drift_dominates_distance Hp L; have gap := L u uo.
have [Hp0 _] := Hp; have pu := Hp0 u; have po := Hp0 o.
have po1 := simplex_le1 o Hp; have pu1 := simplex_le1 u Hp.
set c := D / 2 in g2 gap *; have -> : D / 4 = c / 2 by rewrite /c; field.
have c0 : 0 <= c by rewrite /c; lra.
set g := p o - p u; have g_ge : c <= g by rewrite /g; lra.
(* g (p_1 + p_u - s) >= g c (1-p_1) + g p_u,  p_1 = g + p_u *)
have lower : g * (c * (1 - p o)) + c * p u <= g * (p o + p u - sqs p).
  have : g * (c * (1 - p o) + p u) <= g * (p o + p u - sqs p).
    by apply: Rmult_le_compat_l; lra.
  by have : c * p u <= g * p u by [apply: Rmult_le_compat_r]; lra.
apply: Rle_trans lower.
have e : p o = g + p u by rewrite /g; ring.
have t1 : 0 <= c * (g * (1 - p o)) by do 2?[apply: Rmult_le_pos => //]; lra.
have t2 : c * (p u * (1 - p o)) <= c * (p u * 1).
  by apply: Rmult_le_compat_l => //; apply: Rmult_le_compat_l; lra.
have t3 : c * (p u * (1 - p u)) <= c * (p u * 1).
  by apply: Rmult_le_compat_l => //; apply: Rmult_le_compat_l; lra.
have -> : c / 2 * (p o * (1 - p o) + p u * (1 - p u)) =
  (c * (g * (1 - p o)) + c * (p u * (1 - p o)) + c * (p u * (1 - p u))) / 2.
  by rewrite {1}e; field.
by lra.
Qed.

End Gap.
