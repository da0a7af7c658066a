(* The loss L(p) = -(1/3) sum p_i^3 + (1/4)(sum p_i^2)^2, its gradient, Hessian and critical points.

   L.gradient         grad L = -p .* (p - s 1)
   L.hessian          Hess L = -2 diag(p) + s I + 2 p p^T
   L.tangent          1 . grad L = 0 on the simplex
   L2.1.critical, L2.1.converse   grad L(p) = 0 iff p = 0 or p = (1/n) sum_{j in S} e_j, n = |S| >= 1
   L2.1.wording       the origin is a critical point over R^d
   L2.1.eigenvalues   the Hessian there: -1/n on the complement of 1_S inside S, +1/n on 1_S and off S
   L2.1.values        L = -1/(12 n^2) there
   L2.1.minimum       L >= -1/12 on the simplex
   L2.1.minimum.everywhere   L >= -1/12 on R^d
   A.1                L <= -1/(12 d^2) on the simplex
   F.lyapunov         dL/dt = -|grad L|^2 along the flow *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Taylor Flow.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Loss.
Variable I : finType.
Implicit Types (p v : I -> R) (i j : I) (S : pred I).

Definition loss p := - (1 / 3) * (\rsum_i p i ^ 3) + 1 / 4 * sqs p ^ 2.

(* directional derivatives: along p + t v the slope of the loss is grad L . v *)
Definition line p v (t : R) i := p i + t * v i.

Lemma line_derive p v i t : is_derive (fun t => line p v t i) t (v i).
Proof. by rewrite /line; auto_derive => //; ring. Qed.

Lemma is_derive_cube (f : R -> R) t df : is_derive f t df -> is_derive (fun t => f t ^ 3) t (3 * f t ^ 2 * df).
Proof.
move=> H; have e : ex_derive f t by exists df.
by auto_derive => //; rewrite (is_derive_unique _ _ _ H); ring.
Qed.

Lemma is_derive_loss (f g : R -> R) t df dg : is_derive f t df -> is_derive g t dg ->
  is_derive (fun t => - (1 / 3) * f t + 1 / 4 * g t ^ 2) t (- (1 / 3) * df + 1 / 2 * g t * dg).
Proof.
move=> F G; have [ef eg] : ex_derive f t /\ ex_derive g t by split; [exists df | exists dg].
auto_derive; first by [].
by rewrite (is_derive_unique _ _ _ F) (is_derive_unique _ _ _ G); field.
Qed.

Lemma sqs_line_derive p v t :
  is_derive (fun t => sqs (line p v t)) t (\rsum_i (2 * line p v t i * v i)).
Proof.
apply: (is_derive_rsum (F := fun i t => line p v t i ^ 2) (F' := fun i t => 2 * line p v t i * v i)) => i.
exact: (is_derive_square (line_derive p v i t)).
Qed.

(* L.gradient *)
Theorem loss_gradient p v :
  is_derive (fun t => loss (line p v t)) 0 (\rsum_i (grad p i * v i)).
Proof.
have c t : is_derive (fun t => \rsum_i line p v t i ^ 3) t (\rsum_i (3 * line p v t i ^ 2 * v i)).
  apply: (is_derive_rsum (F := fun i t => line p v t i ^ 3) (F' := fun i t => 3 * line p v t i ^ 2 * v i)) => i.
  exact: (is_derive_cube (line_derive p v i t)).
have := is_derive_loss (c 0) (sqs_line_derive p v 0).
have L0 i : line p v 0 i = p i by rewrite /line; ring.
have -> : sqs (line p v 0) = sqs p by apply: eq_bigr => i _; rewrite L0.
have -> : - (1 / 3) * (\rsum_i (3 * line p v 0 i ^ 2 * v i)) + 1 / 2 * sqs p * (\rsum_i (2 * line p v 0 i * v i)) =
  \rsum_i (grad p i * v i); last by [].
rewrite /grad; move: (sqs p) => s.
by rewrite -!rsum_scal -rsum_add; apply: eq_bigr => i _; rewrite L0; field.
Qed.

(* the Hessian: the slope of the gradient *)
Definition hessian p v i := - 2 * p i * v i + sqs p * v i + 2 * p i * (\rsum_j (p j * v j)).

(* L.hessian *)
Theorem loss_hessian p v i : is_derive (fun t => grad (line p v t) i) 0 (hessian p v i).
Proof.
have K (f g : R -> R) t df dg : is_derive f t df -> is_derive g t dg ->
  is_derive (fun t => - (f t * (f t - g t))) t (- (df * (f t - g t) + f t * (df - dg))).
  move=> F G; have [ef eg] : ex_derive f t /\ ex_derive g t by split; [exists df | exists dg].
  auto_derive; first by [].
  by rewrite (is_derive_unique _ _ _ F) (is_derive_unique _ _ _ G); field.
have := K _ _ _ _ _ (line_derive p v i 0) (sqs_line_derive p v 0).
have L0 k : line p v 0 k = p k by rewrite /line; ring.
have s0 : sqs (line p v 0) = sqs p by apply: eq_bigr => k _; rewrite L0.
have d0 : \rsum_k (2 * line p v 0 k * v k) = 2 * (\rsum_k (p k * v k)).
  by rewrite -rsum_scal; apply: eq_bigr => k _; rewrite L0; ring.
have -> : - (v i * (line p v 0 i - sqs (line p v 0)) + line p v 0 i * (v i - \rsum_k (2 * line p v 0 k * v k))) =
  hessian p v i by rewrite s0 d0 L0 /hessian; ring.
by [].
Qed.

(* L.tangent *)
Theorem gradient_tangent p : simplex p -> \rsum_i grad p i = 0.
Proof.
move=> [_ S]; have -> : \rsum_i grad p i = \rsum_i (sqs p * p i + - 1 * p i ^ 2).
  by apply: eq_bigr => i _; rewrite /grad; ring.
by rewrite rsum_add !rsum_scal S -/(sqs p); ring.
Qed.

(* ---- critical points ---- *)
Definition size_of S : R := \rsum_i ind (S i).
Definition uniform S i := ind (S i) / size_of S.

Lemma size_pos S j : S j -> 1 <= size_of S.
Proof.
move=> Sj; have := @rsum_term_le I xpredT (fun i => ind (S i)) j isT (fun i _ => proj1 (ind01 _)).
by rewrite Sj.
Qed.

Lemma sum_uniform_pow S j k : S j -> \rsum_i uniform S i ^ k.+1 = / size_of S ^ k.
Proof.
move=> Sj; have n1 := size_pos Sj.
have -> : \rsum_i uniform S i ^ k.+1 = \rsum_i (/ size_of S ^ k.+1 * ind (S i)).
  apply: eq_bigr => i _; rewrite /uniform /Rdiv; case: (S i); rewrite [ind _]/=.
    by rewrite Rmult_1_l pow_inv Rmult_1_r.
  by rewrite Rmult_0_l pow_ne_zero // Rmult_0_r.
by rewrite rsum_scal -/(size_of S) /=; field; split; [apply: pow_nonzero; lra | lra].
Qed.

Lemma sqs_uniform S j : S j -> sqs (uniform S) = / size_of S.
Proof. by move=> Sj; rewrite /sqs (sum_uniform_pow 1 Sj) pow_1. Qed.

(* L2.1.critical *)
Theorem uniform_critical S j : S j -> forall i, grad (uniform S) i = 0.
Proof.
move=> Sj i; rewrite /grad (sqs_uniform Sj) /uniform; have := size_pos Sj.
by case: (S i) => /= n1; field; lra.
Qed.

(* L2.1.wording *)
Theorem origin_critical i : grad (fun _ => 0) i = 0.
Proof. by rewrite /grad; ring. Qed.

(* L2.1.converse *)
Theorem critical_uniform p : (forall i, grad p i = 0) ->
  (forall i, p i = 0) \/
  exists S : pred I, (exists j, S j) /\ forall i, p i = uniform S i.
Proof.
move=> C.
have two i : p i = 0 \/ p i = sqs p.
  have := C i; rewrite /grad => /Ropp_eq_0_compat; rewrite Ropp_involutive.
  by move/Rmult_integral => [->|]; [left | right; lra].
case: (Req_dec (sqs p) 0) => s0; first by left => i; case: (two i) => ->.
pose S i := ~~ Rleb (Rabs (p i)) 0.
have Sp i : p i = sqs p * ind (S i).
  rewrite /S; case: RlebP => H /=; last first.
    by case: (two i) => E; [rewrite E Rabs_R0 in H; lra | lra].
  have : Rabs (p i) = 0 by have := Rabs_pos (p i); lra.
  by move/Rabs_eq_0 => ->; ring.
have sz : sqs p = sqs p ^ 2 * size_of S.
  rewrite {1}/sqs /size_of -rsum_scal; apply: eq_bigr => i _; rewrite {1}Sp.
  by case: (S i) => /=; ring.
have n : sqs p * size_of S = 1 by apply: (Rmult_eq_reg_l (sqs p)) => //; lra.
right; exists S; split.
  apply/existsP; case: (boolP [exists j, S j]) => // /existsPn none; exfalso.
  have z : size_of S = 0 by apply: rsum_eq0 => i _; rewrite (negbTE (none i)).
  by rewrite z in n; lra.
have nz : size_of S <> 0 by move=> z; rewrite z in n; lra.
move=> i; rewrite Sp /uniform; have -> : sqs p = / size_of S.
  by apply: (Rmult_eq_reg_r (size_of S)) => //; rewrite n Rinv_l.
by rewrite /Rdiv; ring.
Qed.

(* L2.1.eigenvalues *)
Theorem uniform_eigenvalues S j : S j ->
  (* on the complement of 1_S inside of S *)
  (forall v, (forall i, ~~ S i -> v i = 0) -> \rsum_i v i = 0 ->
     forall i, hessian (uniform S) v i = - / size_of S * v i) /\
  (* on 1_S *)
  (forall i, hessian (uniform S) (fun i => ind (S i)) i = / size_of S * ind (S i)) /\
  (* off S *)
  (forall v, (forall i, S i -> v i = 0) -> forall i, hessian (uniform S) v i = / size_of S * v i).
Proof.
move=> Sj; have n1 := size_pos Sj; split; [|split].
- move=> v off sum i; rewrite /hessian (sqs_uniform Sj).
  have -> : \rsum_k (uniform S k * v k) = 0.
    have -> : \rsum_k (uniform S k * v k) = \rsum_k (/ size_of S * v k).
      apply: eq_bigr => k _; rewrite /uniform; case: (boolP (S k)) => h /=; first by rewrite /Rdiv; ring.
      by rewrite (off k h); ring.
    by rewrite rsum_scal sum; ring.
  rewrite /uniform; case: (boolP (S i)) => h /=; first by field; lra.
  by rewrite (off i h); ring.
- move=> i; rewrite /hessian (sqs_uniform Sj).
  have -> : \rsum_k (uniform S k * ind (S k)) = 1.
    have -> : \rsum_k (uniform S k * ind (S k)) = \rsum_k (/ size_of S * ind (S k)).
      by apply: eq_bigr => k _; rewrite /uniform /Rdiv; case: (S k) => /=; ring.
    by rewrite rsum_scal -/(size_of S); field; lra.
  by rewrite /uniform; case: (S i) => /=; field; lra.
move=> v on i; rewrite /hessian (sqs_uniform Sj).
have -> : \rsum_k (uniform S k * v k) = 0.
  apply: rsum_eq0 => k _; rewrite /uniform; case: (boolP (S k)) => h /=; last by rewrite /Rdiv; ring.
  by rewrite (on k h); ring.
rewrite /uniform; case: (boolP (S i)) => h /=; last by field; lra.
by rewrite (on i h); ring.
Qed.

(* L2.1.values *)
Theorem uniform_value S j : S j -> loss (uniform S) = - (1 / (12 * size_of S ^ 2)).
Proof.
move=> Sj; have n1 := size_pos Sj.
by rewrite /loss (sqs_uniform Sj) (sum_uniform_pow 2 Sj); field; lra.
Qed.

(* ---- the minimum ---- *)
Lemma cubes_le p : (\rsum_i p i ^ 3) <= (1 + 3 * sqs p ^ 2) / 4.
Proof.
(* p_i <= r = sqrt s, so sum p_i^3 <= r s = r^3, and 4 r^3 <= 1 + 3 r^4 *)
have s0 : 0 <= sqs p by apply: rsum_ge0 => i _; exact: sqr_ge0.
set r := sqrt (sqs p); have r0 : 0 <= r by exact: sqrt_pos.
have rr : r ^ 2 = sqs p by rewrite -(sqrt_sqrt _ s0) -/r; ring.
have le i : p i <= r.
  apply: Rnot_lt_le => h; have := sqs_ge p i; rewrite -rr => le.
  have d := Rlt_Rminus _ _ h.
  by have := Rmult_le_pos _ _ r0 (Rlt_le _ _ d); have := Rmult_lt_0_compat _ _ d d; lra.
have : \rsum_i p i ^ 3 <= \rsum_i (r * p i ^ 2).
  apply: rsum_le => i _; have := Rmult_le_compat_r _ _ _ (sqr_ge0 (p i)) (le i); lra.
rewrite rsum_scal -/(sqs p) -rr => h.
have : 0 <= (r - 1) ^ 2 * (3 * r ^ 2 + 2 * r + 1).
  by apply: Rmult_le_pos; [exact: sqr_ge0 | nra].
by lra.
Qed.

(* L2.1.minimum.everywhere *)
Theorem loss_minimum_everywhere p : - (1 / 12) <= loss p.
Proof. by rewrite /loss; have := cubes_le p; lra. Qed.

(* L2.1.minimum *)
Theorem loss_minimum p : simplex p -> - (1 / 12) <= loss p.
Proof. by move=> _; exact: loss_minimum_everywhere. Qed.

(* ---- the maximum on the simplex: the barycentre ---- *)
(* A.1 *)
Theorem loss_maximum p (o : I) : simplex p -> loss p <= - (1 / (12 * dim I ^ 2)).
Proof.
move=> [p0 S]; have d1 := dim_ge1 o.
have cub : sqs p ^ 2 <= \rsum_i p i ^ 3.
  have : 0 <= \rsum_i (p i * (p i - sqs p) ^ 2).
    by apply: rsum_ge0 => i _; apply: Rmult_le_pos => //; exact: sqr_ge0.
  have -> : \rsum_i (p i * (p i - sqs p) ^ 2) =
    \rsum_i (p i ^ 3 + (- 2 * sqs p * p i ^ 2 + sqs p ^ 2 * p i)).
    by apply: eq_bigr => i _; ring.
  by rewrite !rsum_add !rsum_scal S -/(sqs p); lra.
have low : / dim I <= sqs p.
  have : 0 <= \rsum_i (p i - / dim I) ^ 2 by apply: rsum_ge0 => i _; exact: sqr_ge0.
  have -> : \rsum_i (p i - / dim I) ^ 2 = \rsum_i (p i ^ 2 + (- 2 * / dim I * p i + (/ dim I) ^ 2)).
    by apply: eq_bigr => i _; ring.
  rewrite !rsum_add rsum_const !rsum_scal S -/(sqs p).
  by have -> : dim I * (/ dim I) ^ 2 = / dim I by [field; lra]; lra.
have i0 : 0 < / dim I by apply: Rinv_0_lt_compat; lra.
have : (/ dim I) ^ 2 <= sqs p ^ 2 by apply: pow_incr; lra.
have -> : 1 / (12 * dim I ^ 2) = 1 / 12 * (/ dim I) ^ 2 by field; lra.
by rewrite /loss; lra.
Qed.

(* ---- the loss falls along the flow ---- *)
(* F.lyapunov *)
Theorem loss_along_flow (x : R -> I -> R) t : flow x ->
  is_derive (fun t => loss (x t)) t (- \rsum_i grad (x t) i ^ 2).
Proof.
move=> F.
have c : is_derive (fun t => \rsum_i x t i ^ 3) t (\rsum_i (3 * x t i ^ 2 * replicator (x t) i)).
  apply: (is_derive_rsum (F := fun i t => x t i ^ 3) (F' := fun i t => 3 * x t i ^ 2 * replicator (x t) i)) => i.
  exact: (is_derive_cube (F t i)).
have := is_derive_loss c (sqs_derive F t).
have -> : - (1 / 3) * (\rsum_i (3 * x t i ^ 2 * replicator (x t) i)) +
  1 / 2 * sqs (x t) * (\rsum_i (2 * x t i * replicator (x t) i)) = - \rsum_i grad (x t) i ^ 2; last by [].
rewrite /grad /replicator; move: (sqs (x t)) => s.
by rewrite -rsum_opp -!rsum_scal -rsum_add; apply: eq_bigr => i _; field.
Qed.

End Loss.
