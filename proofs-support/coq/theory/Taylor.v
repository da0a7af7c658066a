(* Taylor decomposition of one step: gradient step + centred noise + remainder.

   A2.identity  p' = p - a grad L(p) + a xi + theta, theta_i = -a^2 b (Y_i - b) p_i / (1 + a b)
   A2.lump      the other components act through one mean
   A2.paper     |theta_i| <= 2 a^2 Q^2 p_i (1-p_i) / (1 - aQ)^3
   A2.sharp     |theta_i| <= 2 a^2 Q^2 p_i (1-p_i) / (1 - aQ)
   A2.onehot    |theta_i| <= a^2 Q (2Q-1) p_i (1-p_i) / (1 + aQ) for Y_j in [-(Q-1), Q]
   A2.order     the decomposition to every order
   A2.order3, A2.order4   |remainder of order m| <= 2 (aQ)^m p_i (1-p_i) / (1 - aQ), every m
   A2.centred   the noise is centred (its mean over B, for fixed Z) *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Taylor.
Variable I : finType.
Implicit Types (p y z : I -> R) (i j o u : I) (a Q : R).

(* the gradient of the loss (Loss.v), the noise xi and the remainder theta *)
Definition grad p i := - (p i * (p i - sqs p)).
Definition xi p y i := p i * ((y i - mean p y) - (p i - sqs p)).
Definition theta a p y i :=
  - (a ^ 2 * mean p y * (y i - mean p y) * p i / (1 + a * mean p y)).

(* A2.identity *)
Theorem taylor_identity a p y i : 1 + a * mean p y <> 0 ->
  update a p y i = p i - a * grad p i + a * xi p y i + theta a p y i.
Proof. by move=> H; rewrite /update /grad /xi /theta; field. Qed.

(* the weighted sum of the other components of Y: (1 - p_i) v *)
Definition others p y i := \rsum_(j | j != i) (p j * y j).

Lemma mean_others p y i : mean p y = p i * y i + others p y i.
Proof. by rewrite /mean (bigD1 i). Qed.

Lemma others_upper p y i c : simplex p -> (forall j, y j <= c) -> others p y i <= (1 - p i) * c.
Proof.
move=> Hp Hy; have [Hp0 _] := Hp; rewrite -(sum_others i Hp) -rsum_scalr.
by apply: rsum_le => j _; apply: Rmult_le_compat_l.
Qed.

Lemma others_lower p y i c : simplex p -> (forall j, c <= y j) -> (1 - p i) * c <= others p y i.
Proof.
move=> Hp Hy; have [Hp0 _] := Hp; rewrite -(sum_others i Hp) -rsum_scalr.
by apply: rsum_le => j _; apply: Rmult_le_compat_l.
Qed.

(* the remainder in four variables: x = p_i, Y_i, a and the mean v of the others *)
Definition theta_lumped a x yi v :=
  - (a ^ 2 * (x * yi + (1 - x) * v) * (yi - v) * x * (1 - x) / (1 + a * (x * yi + (1 - x) * v))).

(* A2.lump *)
Theorem remainder_lumped a p y i : p i <> 1 ->
  theta a p y i = theta_lumped a (p i) (y i) (others p y i / (1 - p i)).
Proof.
move=> p1; rewrite /theta /theta_lumped (mean_others p y i).
have -> : (1 - p i) * (others p y i / (1 - p i)) = others p y i by field; lra.
have -> : y i - (p i * y i + others p y i) = (y i - others p y i / (1 - p i)) * (1 - p i).
  by field; lra.
by rewrite /Rdiv; ring.
Qed.

(* A2.lump *)
Theorem others_mean_bounds p y i lo hi : simplex p -> p i <> 1 -> (forall j, lo <= y j <= hi) ->
  lo <= others p y i / (1 - p i) <= hi.
Proof.
move=> Hp p1 Hy; have le1 := simplex_le1 i Hp.
split; [apply: Rdiv_le_r | apply: Rdiv_le_l]; try lra; rewrite Rmult_comm.
  by apply: others_lower => // j; case: (Hy j).
by apply: others_upper => // j; case: (Hy j).
Qed.

(* the factor |b (Y_i - b)| of the remainder, without division by 1 - p_i *)
Lemma deviation p y i lo hi : simplex p -> (forall j, lo <= y j <= hi) ->
  Rabs (y i - mean p y) <= (hi - lo) * (1 - p i).
Proof.
move=> Hp Hy; rewrite (mean_others p y i).
have U := @others_upper p y i hi Hp (fun j => proj2 (Hy j)).
have L := @others_lower p y i lo Hp (fun j => proj1 (Hy j)).
have le1 := simplex_le1 i Hp; have [l h] := Hy i.
by apply/Rabs_le_both; split; nra.
Qed.

(* |theta_i| <= a c p_i (1 - p_i), from bounds on the two factors of the remainder *)
Lemma remainder_from_factors a p y i m w : simplex p -> 0 <= a -> 0 < 1 + a * mean p y ->
  Rabs (mean p y) <= m * (1 + a * mean p y) -> Rabs (y i - mean p y) <= w * (1 - p i) ->
  Rabs (theta a p y i) <= a ^ 2 * (m * w) * (p i * (1 - p i)).
Proof.
move=> Hp a0 D0 Hm Hw; have p0 : 0 <= p i by case: Hp.
have -> : theta a p y i =
  - (a ^ 2 * p i * (mean p y / (1 + a * mean p y) * (y i - mean p y))).
  by rewrite /theta; field; lra.
have P0 : 0 <= a ^ 2 * p i by apply: Rmult_le_pos => //; exact: sqr_ge0.
rewrite Rabs_Ropp Rabs_mult (Rabs_right (a ^ 2 * p i)); last by apply: Rle_ge.
rewrite Rabs_mult.
have B : Rabs (mean p y / (1 + a * mean p y)) <= m.
  have I0 := Rinv_0_lt_compat _ D0.
  by rewrite /Rdiv Rabs_mult (Rabs_right (/ _)); [exact: Rdiv_le_l | lra].
have := Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) B Hw => H.
have := Rmult_le_compat_l _ _ _ P0 H; lra.
Qed.

(* A2.sharp *)
Theorem remainder_sharp Q a p y i : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  Rabs (theta a p y i) <= 2 * a ^ 2 * Q ^ 2 * (p i * (1 - p i)) / (1 - a * Q).
Proof.
move=> Hp Hy a0 aQ; have [D0 D1] := denominator_pos Hp Hy a0 aQ.
have b_le := mean_bound Hp Hy.
have Q0 : 0 <= Q by apply: Rle_trans b_le; exact: Rabs_pos.
have -> : 2 * a ^ 2 * Q ^ 2 * (p i * (1 - p i)) / (1 - a * Q) =
  a ^ 2 * (Q / (1 - a * Q) * (2 * Q)) * (p i * (1 - p i)) by field; lra.
apply: remainder_from_factors => //; first by lra.
  apply: Rle_trans b_le _.
  have -> : Q / (1 - a * Q) * (1 + a * mean p y) = Q * (1 + a * mean p y) / (1 - a * Q).
    by field; lra.
  by apply: Rdiv_le_r => //; apply: Rmult_le_compat_l.
have := @deviation p y i (- Q) Q Hp; have -> : Q - - Q = 2 * Q by ring.
by apply=> j; apply/Rabs_le_both.
Qed.

(* A2.paper *)
Theorem remainder_paper Q a p y i : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  Rabs (theta a p y i) <= 2 * a ^ 2 * Q ^ 2 * (p i * (1 - p i)) / (1 - a * Q) ^ 3.
Proof.
move=> Hp Hy a0 aQ; apply: Rle_trans (remainder_sharp i Hp Hy a0 aQ) _.
have Q0 : 0 <= Q by apply: Rle_trans (Hy i); exact: Rabs_pos.
have aQ0 : 0 <= a * Q by exact: Rmult_le_pos.
have le1 := simplex_le1 i Hp; have p0 : 0 <= p i by case: Hp.
apply: Rmult_le_compat_l.
  have := sqr_ge0 a; have := sqr_ge0 Q => q2 a2.
  by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra | nra].
apply: Rinv_le_contravar; first by apply: pow_lt; lra.
have x1 : 0 < 1 - a * Q <= 1 by lra.
by move: (1 - a * Q) x1 => x x1; nra.
Qed.

(* A2.onehot *)
Theorem remainder_onehot Q a p y i : simplex p -> (forall j, - (Q - 1) <= y j <= Q) -> 1 <= Q ->
  0 <= a -> a <= 1 / (2 * Q ^ 2) ->
  Rabs (theta a p y i) <= a ^ 2 * Q * (2 * Q - 1) * (p i * (1 - p i)) / (1 + a * Q).
Proof.
move=> Hp Hy Q1 a0 aQ.
have aQQ : a * Q ^ 2 <= 1 / 2.
  have := Rmult_le_compat_r _ _ _ (sqr_ge0 Q) aQ.
  by have -> : 1 / (2 * Q ^ 2) * Q ^ 2 = 1 / 2 by field; lra.
have lo := @mean_lower I p y (- (Q - 1)) Hp (fun j => proj1 (Hy j)).
have hi := @mean_upper I p y Q Hp (fun j => proj2 (Hy j)).
have aQ0 : 0 <= a * Q by apply: Rmult_le_pos; lra.
have D0 : 0 < 1 + a * mean p y by nra.
have -> : a ^ 2 * Q * (2 * Q - 1) * (p i * (1 - p i)) / (1 + a * Q) =
  a ^ 2 * (Q / (1 + a * Q) * (2 * Q - 1)) * (p i * (1 - p i)) by field; lra.
apply: remainder_from_factors => //; last first.
  have := @deviation p y i (- (Q - 1)) Q Hp Hy.
  by have -> : Q - - (Q - 1) = 2 * Q - 1 by ring.
have -> : Q / (1 + a * Q) * (1 + a * mean p y) = Q * (1 + a * mean p y) / (1 + a * Q).
  by field; lra.
apply: Rdiv_le_r; first by lra.
case: (Rle_lt_dec 0 (mean p y)) => s; first by rewrite Rabs_right; nra.
rewrite Rabs_left //.
have m : 0 <= - mean p y <= Q - 1 by lra.
have -> : 1 + a * mean p y = 1 - a * (- mean p y) by ring.
move: (- mean p y) m => x [x0 x1].
have : (1 + 2 * (a * Q)) * x <= (1 + 2 * (a * Q)) * (Q - 1) by apply: Rmult_le_compat_l; lra.
by nra.
Qed.

(* ---- every order ---- *)
(* the remainder of order m = k + 1 *)
Definition remainder_of_order k a p y i :=
  p i * (y i - mean p y) * (- mean p y) ^ k * a ^ k.+1 / (1 + a * mean p y).

(* A2.order *)
Theorem taylor_order k a p y i : 1 + a * mean p y <> 0 ->
  update a p y i = p i + \rsum_(l < k) (p i * (y i - mean p y) * (- mean p y) ^ l * a ^ l.+1) +
                   remainder_of_order k a p y i.
Proof.
move=> H; elim: k => [|k IH].
  by rewrite big_ord0 /update /remainder_of_order /=; field.
rewrite IH big_ord_recr /= /remainder_of_order -!tech_pow_Rmult.
move: (\rsum_(l < k) _) => S; move: ((- mean p y) ^ k) (a ^ k) => x z; field.
by [].
Qed.

(* A2.order3, A2.order4 *)
Theorem remainder_of_order_bound k Q a p y i : simplex p -> bounded Q y -> 0 <= a -> a * Q < 1 ->
  Rabs (remainder_of_order k a p y i) <= 2 * (a * Q) ^ k.+1 * (p i * (1 - p i)) / (1 - a * Q).
Proof.
move=> Hp Hy a0 aQ; have [D0 D1] := denominator_pos Hp Hy a0 aQ.
have b_le := mean_bound Hp Hy.
have Q0 : 0 <= Q by apply: Rle_trans b_le; exact: Rabs_pos.
have p0 : 0 <= p i by case: Hp.
have dev : Rabs (y i - mean p y) <= 2 * Q * (1 - p i).
  have := @deviation p y i (- Q) Q Hp; have -> : Q - - Q = 2 * Q by ring.
  by apply=> j; apply/Rabs_le_both.
have pw : Rabs ((- mean p y) ^ k) <= Q ^ k.
  by rewrite -RPow_abs Rabs_Ropp; apply: pow_incr; split => //; exact: Rabs_pos.
have ak : 0 <= a ^ k.+1 by exact: pow_le.
have ak0 : 0 <= a ^ k by exact: pow_le.
have iv : 0 <= / (1 + a * mean p y) <= / (1 - a * Q).
  by split; [apply/Rlt_le/Rinv_0_lt_compat; lra | apply: Rinv_le_contravar; lra].
rewrite /remainder_of_order /Rdiv !Rabs_mult.
rewrite (Rabs_right (p i)) ?(Rabs_right a) ?(Rabs_right (a ^ k)) ?(Rabs_right (/ _)); try lra.
have prod := Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) dev pw.
have {}prod := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ p0 ak) prod.
have n0 : 0 <= p i * a ^ k.+1 * (Rabs (y i - mean p y) * Rabs ((- mean p y) ^ k)).
  by do 2?[apply: Rmult_le_pos => //]; try exact: Rabs_pos; apply: Rmult_le_pos; exact: Rabs_pos.
have := Rmult_le_compat _ _ _ _ n0 (proj1 iv) prod (proj2 iv).
rewrite Rpow_mult_distr -!tech_pow_Rmult.
set A := Rabs (y i - _); set B := Rabs (_ ^ k); set u := / (1 - a * Q); set v := / (1 + a * mean p y).
by move: A B u v (a ^ k) (Q ^ k) => A B u v ak' Qk; lra.
Qed.

(* sum_j p_j xi_i(p, e_j + z) = p_i (z_i - p.z): for centred z the noise is centred *)
(* A2.centred *)
Theorem noise_centred p z i : simplex p ->
  \rsum_j (p j * xi p (fun k => ind (k == j) + z k) i) = p i * (z i - mean p z).
Proof.
move=> [_ Hs].
have m j : mean p (fun k => ind (k == j) + z k) = p j + mean p z.
  rewrite /mean -(rsum_ind j p) -rsum_add; apply: eq_bigr => k _; ring.
set c := p i * (z i - mean p z - (p i - sqs p)).
have -> : \rsum_j (p j * xi p (fun k => ind (k == j) + z k) i) =
  \rsum_j (p i * (ind (j == i) * p j) + (c * p j + - p i * p j ^ 2)).
  by apply: eq_bigr => j _; rewrite /xi m eq_sym /c; ring.
by rewrite !rsum_add !rsum_scal rsum_ind Hs -/(sqs p) /c; ring.
Qed.

End Taylor.
