(* The replicator equation dp_i/dt = p_i (p_i - s) on the simplex: the gradient flow of the loss.

   F.simplex, F.support   the simplex and the support are invariant, p_i(0) > 0 stays positive
   F.ratio                d/dt log(p_i/p_j) = p_i - p_j
   F.gap                  d/dt (p_1 - p_u) = (p_1 - p_u)(p_1 + p_u - s); the gaps of the leader grow (Lemma A.6(b))
   A6.identity            sum_i y_i F_i = (1/2) sum_{i,j} p_i p_j (p_i - p_j)(y_i - y_j), and so
                          sum_i phi(p_i(t)) is non-decreasing for convex differentiable phi (Lemma A.6(a))
   F.gronwall             differential inequalities integrate
   T2.4.exponent          (Delta/d)(1+(d-1)Delta) <= 1
   T2.4.lower             (1-p_1(0)) e^-t <= 1-p_1(t): no flow is faster
   T2.4.rate, T2.4        ||p(t) - e_1||_1 <= 2(1-p_1(0)) exp(-(Delta/d)(1+(d-1)Delta) t) *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Taylor Gap.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- calculus ---- *)
Lemma is_derive_rsum (I : finType) (F F' : I -> R -> R) t :
  (forall i, is_derive (F i) t (F' i t)) ->
  is_derive (fun t => \rsum_i F i t) t (\rsum_i F' i t).
Proof.
move=> H.
have E (s : seq I) : is_derive (fun t => \big[Rplus/0]_(i <- s) F i t) t (\big[Rplus/0]_(i <- s) F' i t).
  elim: s => [|i s IH].
    apply: (is_derive_ext (fun _ => 0)) => [y|]; first by rewrite big_nil.
    by rewrite big_nil; exact: (@is_derive_const R_AbsRing R_NormedModule).
  apply: (is_derive_ext (fun t => F i t + \big[Rplus/0]_(i <- s) F i t)) => [y|].
    by rewrite big_cons.
  by rewrite big_cons; apply: (@is_derive_plus R_AbsRing R_NormedModule).
by have := E (index_enum I).
Qed.

Lemma constant_of_derive (f : R -> R) : (forall t, is_derive f t 0) -> forall s t, f s = f t.
Proof.
move=> H.
have E s t : s < t -> f s = f t.
  by move=> st; apply: (@eq_is_derive R_NormedModule) => // y _; exact: H.
by move=> s t; case: (Rtotal_order s t) => [/E //|[-> //|/E //]].
Qed.

Lemma derive_continuous (f f' : R -> R) : (forall t, is_derive f t (f' t)) -> forall t, continuous f t.
Proof. by move=> H t; apply: ex_derive_continuous; exists (f' t). Qed.

Lemma nondecreasing_of_derive (f f' : R -> R) t0 : (forall t, is_derive f t (f' t)) ->
  (forall t, t0 <= t -> 0 <= f' t) -> forall s t, t0 <= s -> s <= t -> f s <= f t.
Proof.
move=> D P s t s0 st.
have C y : continuity_pt f y by apply/continuity_pt_filterlim; exact: (derive_continuous D).
have [c [[c1 c2] E]] := MVT_gen f s t f' (fun y _ => D y) (fun y _ => C y).
rewrite Rmin_left // in c1; rewrite Rmax_right // in c2.
by have := Rmult_le_pos (f' c) (t - s) (P c ltac:(lra)) ltac:(lra); lra.
Qed.

(* g' = h g is solved by g(0) exp(int_0^t h) *)
Lemma linear_equation (g h : R -> R) :
  (forall t, is_derive g t (g t * h t)) -> (forall t, continuous h t) ->
  forall t, g t = g 0 * exp (RInt h 0 t).
Proof.
move=> G C t; set H := fun t => RInt h 0 t.
have DH y : is_derive H y (h y).
  apply: (@is_derive_RInt R_CompleteNormedModule h H 0) => //.
  exists (mkposreal 1 Rlt_0_1) => z _; apply: RInt_correct.
  by apply: ex_RInt_continuous => v _; exact: C.
have DK y : is_derive (fun y => g y * exp (- H y)) y 0.
  have ex : ex_derive H y by exists (h y). have eg : ex_derive g y by exists (g y * h y).
  auto_derive; first by [].
  by rewrite (is_derive_unique _ _ _ (DH y)) (is_derive_unique _ _ _ (G y)); ring.
have := constant_of_derive DK t 0; rewrite {2}/H RInt_point => e.
have -> : g t = (g t * exp (- H t)) * exp (H t).
  by rewrite Rmult_assoc -exp_plus Rplus_opp_l exp_0; ring.
by rewrite e /H -[zero]/0 Ropp_0 exp_0; ring.
Qed.

(* y' <= -k y, y >= 0: Gronwall *)
(* F.gronwall *)
Theorem gronwall (y y' : R -> R) k : (forall t, is_derive y t (y' t)) ->
  (forall t, 0 <= t -> y' t <= - k * y t) -> forall t, 0 <= t -> y t <= y 0 * exp (- k * t).
Proof.
move=> D H t t0.
have DK s : is_derive (fun s => - (y s * exp (k * s))) s (- ((y' s + k * y s) * exp (k * s))).
  have ey : ex_derive y s by exists (y' s).
  by auto_derive => //; rewrite (is_derive_unique _ _ _ (D s)); ring.
have := nondecreasing_of_derive (t0 := 0) DK _ (Rle_refl 0) t0.
rewrite Rmult_0_r exp_0 => M.
have {}M : y t * exp (k * t) <= y 0.
  suff : - (y 0 * 1) <= - (y t * exp (k * t)) by lra.
  apply: M => s s0; have := exp_pos (k * s); have := H s s0 => h1 h2.
  by have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ h2) h1; lra.
have -> : y t = (y t * exp (k * t)) * exp (- k * t).
  by rewrite Rmult_assoc -exp_plus; have -> : k * t + - k * t = 0 by [ring]; rewrite exp_0; ring.
by apply: Rmult_le_compat_r => //; apply: Rlt_le; exact: exp_pos.
Qed.

Lemma is_derive_square (f : R -> R) t df : is_derive f t df -> is_derive (fun t => f t ^ 2) t (2 * f t * df).
Proof.
move=> H; have e : ex_derive f t by exists df.
by auto_derive => //; rewrite (is_derive_unique _ _ _ H); ring.
Qed.

Lemma is_derive_ln_ratio (f g : R -> R) t df dg : is_derive f t df -> is_derive g t dg ->
  0 < f t -> 0 < g t -> is_derive (fun t => ln (f t / g t)) t (df / f t - dg / g t).
Proof.
move=> F G f0 g0; have [ef eg] : ex_derive f t /\ ex_derive g t by split; [exists df | exists dg].
auto_derive; first by repeat split => //; [lra | exact: Rdiv_lt_0_compat].
by rewrite (is_derive_unique _ _ _ F) (is_derive_unique _ _ _ G); field; lra.
Qed.

Section Replicator.
Variable I : finType.
Implicit Types (p : I -> R) (i j o u : I).

Definition replicator p i := p i * (p i - sqs p).

Lemma replicator_grad p i : replicator p i = - grad p i.
Proof. by rewrite /replicator /grad; ring. Qed.

(* x solves the replicator equation *)
Definition flow (x : R -> I -> R) := forall t i, is_derive (fun t => x t i) t (replicator (x t) i).

Variable x : R -> I -> R.
Hypotheses (x_flow : flow x) (x_start : simplex (x 0)).

Lemma coordinate_continuous i t : continuous (fun t => x t i) t.
Proof. exact: (derive_continuous (fun t => x_flow t i)). Qed.

Lemma sqs_derive t : is_derive (fun t => sqs (x t)) t (\rsum_i (2 * x t i * replicator (x t) i)).
Proof.
apply: (is_derive_rsum (F := fun i t => x t i ^ 2) (F' := fun i t => 2 * x t i * replicator (x t) i)) => i.
exact: (is_derive_square (x_flow t i)).
Qed.

Lemma sqs_continuous t : continuous (fun t => sqs (x t)) t.
Proof. by apply: ex_derive_continuous; eexists; exact: sqs_derive. Qed.

Lemma sum_replicator p : \rsum_i replicator p i = - sqs p * (\rsum_i p i - 1).
Proof.
have -> : \rsum_i replicator p i = \rsum_i (p i ^ 2 + - sqs p * p i).
  by apply: eq_bigr => i _; rewrite /replicator; ring.
by rewrite rsum_add rsum_scal -/(sqs p); ring.
Qed.

(* every coordinate is its initial value times a positive factor *)
Lemma coordinate_exp i t : x t i = x 0 i * exp (RInt (fun t => x t i - sqs (x t)) 0 t).
Proof.
apply: (linear_equation (g := fun t => x t i)) => s; first exact: (x_flow s i).
by apply: (continuous_minus (fun t => x t i)); [exact: coordinate_continuous | exact: sqs_continuous].
Qed.

(* F.simplex *)
Theorem flow_simplex t : simplex (x t).
Proof.
split=> [i|].
  rewrite coordinate_exp; apply: Rmult_le_pos; first by case: x_start.
  by apply: Rlt_le; exact: exp_pos.
have D s : is_derive (fun t => \rsum_i x t i - 1) s ((\rsum_i x s i - 1) * - sqs (x s)).
  have -> : (\rsum_i x s i - 1) * - sqs (x s) = \rsum_i replicator (x s) i - 0.
    by rewrite sum_replicator; ring.
  apply: (@is_derive_minus R_AbsRing R_NormedModule).
    exact: (is_derive_rsum (F := fun i t => x t i) (F' := fun i t => replicator (x t) i)).
  exact: (@is_derive_const R_AbsRing R_NormedModule).
have C s : continuous (fun t => - sqs (x t)) s.
  by apply: (continuous_opp (fun t => sqs (x t))); exact: sqs_continuous.
have := linear_equation D C t; rewrite (proj2 x_start) => e.
have : \rsum_i x t i - 1 = 0 by rewrite e; ring.
by lra.
Qed.

(* F.support *)
Theorem flow_support i t : (x 0 i = 0 -> x t i = 0) /\ (0 < x 0 i -> 0 < x t i).
Proof.
by rewrite (coordinate_exp i t); split=> [->|H]; [ring | apply: Rmult_lt_0_compat => //; exact: exp_pos].
Qed.

(* x_i' >= - x_i: no coordinate falls faster than e^-t *)
(* F.support *)
Theorem flow_support_rate i t : 0 <= t -> x 0 i * exp (- t) <= x t i.
Proof.
move=> t0.
have D s : is_derive (fun t => - x t i) s (- replicator (x s) i).
  exact: (@is_derive_opp R_AbsRing R_NormedModule).
have := gronwall (k := 1) D _ t0; have -> : -1 * t = - t by ring.
suff H s : 0 <= s -> - replicator (x s) i <= -1 * - x s i by move/(_ H); lra.
move=> _; have Hp := flow_simplex s; have [p0 _] := Hp.
have := p0 i; have := sqs_le1 Hp; rewrite /replicator => h1 h2.
by have := Rmult_le_compat_l _ _ _ h2 h1; nra.
Qed.

(* F.ratio *)
Theorem flow_log_ratio i j t : 0 < x 0 i -> 0 < x 0 j ->
  is_derive (fun t => ln (x t i / x t j)) t (x t i - x t j).
Proof.
move=> i0 j0; have it := proj2 (flow_support i t) i0; have jt := proj2 (flow_support j t) j0.
have -> : x t i - x t j = replicator (x t) i / x t i - replicator (x t) j / x t j.
  by rewrite /replicator; field; lra.
exact: (is_derive_ln_ratio (x_flow t i) (x_flow t j)).
Qed.

(* ---- Lemma A.6(b): the gaps ---- *)
(* F.gap *)
Theorem gap_derive o u t :
  is_derive (fun t => x t o - x t u) t ((x t o - x t u) * (x t o + x t u - sqs (x t))).
Proof.
have -> : (x t o - x t u) * (x t o + x t u - sqs (x t)) = replicator (x t) o - replicator (x t) u.
  by rewrite /replicator; ring.
by apply: (@is_derive_minus R_AbsRing R_NormedModule); exact: x_flow.
Qed.

Lemma gap_exp o u t : x t o - x t u =
  (x 0 o - x 0 u) * exp (RInt (fun t => x t o + x t u - sqs (x t)) 0 t).
Proof.
apply: (linear_equation (g := fun t => x t o - x t u)) => s; first exact: gap_derive.
apply: (continuous_minus (fun t => x t o + x t u)); last exact: sqs_continuous.
by apply: (continuous_plus (fun t => x t o)); exact: coordinate_continuous.
Qed.

Section Leader.
Variables (o : I) (D : R).
Hypotheses (D0 : 0 < D) (ahead : forall u, u != o -> D <= x 0 o - x 0 u).

Lemma gap_positive u t : u != o -> 0 < x t o - x t u.
Proof.
by move=> uo; rewrite gap_exp; apply: Rmult_lt_0_compat; [have := ahead uo; lra | exact: exp_pos].
Qed.

Lemma leader_above_mean t : sqs (x t) <= x t o.
Proof.
have [p0 S] := flow_simplex t.
have -> : x t o = \rsum_i (x t o * x t i) by rewrite rsum_scal S; ring.
apply: rsum_le => i _; have := p0 i; case: (eqVneq i o) => [->|io]; first by nra.
by have := gap_positive t io; nra.
Qed.

(* F.gap *)
Theorem gaps_grow u s t : u != o -> 0 <= s -> s <= t -> x s o - x s u <= x t o - x t u.
Proof.
move=> uo; apply: (nondecreasing_of_derive (t0 := 0) (gap_derive o u)) => y _.
have := gap_positive y uo; have := leader_above_mean y; have [p0 _] := flow_simplex y.
by have := p0 u; move=> h1 h2 h3; apply: Rmult_le_pos; lra.
Qed.

Lemma stays_ahead t : 0 <= t -> leads D o (x t).
Proof. by move=> t0 u uo; have := gaps_grow uo (Rle_refl 0) t0; have := ahead uo; lra. Qed.

(* ---- Theorem 2.4 ---- *)
Definition flow_rate := D / dim I * (1 + (dim I - 1) * D).

(* T2.4.exponent *)
Theorem flow_rate_le1 : D <= 1 -> flow_rate <= 1.
Proof.
move=> D1; have d1 := dim_ge1 o; rewrite /flow_rate.
have -> : D / dim I * (1 + (dim I - 1) * D) = D * (1 + (dim I - 1) * D) / dim I by field; lra.
apply: Rdiv_le_l; first by lra.
have : (dim I - 1) * D <= (dim I - 1) * 1 by apply: Rmult_le_compat_l; lra.
by have := Rmult_le_pos (dim I - 1) D; nra.
Qed.

(* the drift of the gaps: (p_1-p_u)(p_1+p_u-s) >= (p_1-p_u)(p_u + Delta (1-p_1)) *)
(* F.gap *)
Theorem gap_drift p u : simplex p -> u != o -> leads D o p ->
  (p o - p u) * (p u + D * (1 - p o)) <= (p o - p u) * (p o + p u - sqs p).
Proof.
move=> Hp uo L; have gap := L u uo.
have := @drift_dominates_distance I (2 * D) o p Hp; have -> : 2 * D / 2 = D by field.
by move/(_ L) => g2; apply: Rmult_le_compat_l; lra.
Qed.

(* T2.4.rate *)
Theorem flow_drift p : simplex p -> leads D o p -> flow_rate * (1 - p o) <= p o * (p o - sqs p).
Proof.
move=> Hp L; have d1 := dim_ge1 o.
have := @drift_of_leader I (2 * D) o p Hp ltac:(lra); have -> : 2 * D / 2 = D by field.
move/(_ L); have -> : 2 * D / (2 * dim I) * (1 + (dim I - 1) * (2 * D) / 2) = flow_rate.
  by rewrite /flow_rate; field; lra.
by [].
Qed.

(* T2.4 *)
Theorem flow_convergence t : 0 <= t ->
  distance o (x t) <= 2 * (1 - x 0 o) * exp (- (flow_rate * t)).
Proof.
move=> t0; rewrite (distance_eq o (flow_simplex t)) Rmult_assoc; apply: Rmult_le_compat_l; first by lra.
have d s : is_derive (fun t => 1 - x t o) s (0 - replicator (x s) o).
  apply: (@is_derive_minus R_AbsRing R_NormedModule); last exact: x_flow.
  exact: (@is_derive_const R_AbsRing R_NormedModule).
have -> : - (flow_rate * t) = - flow_rate * t by ring.
apply: (gronwall (y := fun t => 1 - x t o) d) => // s s0.
by have := flow_drift (flow_simplex s) (stays_ahead s0); rewrite /replicator; lra.
Qed.

End Leader.

(* p_1 (p_1 - s) <= p_1^2 (1 - p_1) <= 1 - p_1 *)
(* T2.4.lower *)
Theorem flow_lower o t : 0 <= t -> (1 - x 0 o) * exp (- t) <= 1 - x t o.
Proof.
move=> t0.
have D s : is_derive (fun t => - (1 - x t o)) s (replicator (x s) o).
  have d : is_derive (fun t => x t o - 1) s (replicator (x s) o - 0).
    apply: (@is_derive_minus R_AbsRing R_NormedModule); first exact: x_flow.
    exact: (@is_derive_const R_AbsRing R_NormedModule).
  rewrite Rminus_0_r in d; apply: (is_derive_ext _ _ _ _ _ d) => y /=; ring.
have := gronwall (k := 1) D _ t0; have -> : -1 * t = - t by ring.
suff H s : 0 <= s -> replicator (x s) o <= -1 * - (1 - x s o) by move/(_ H); lra.
move=> _; have Hp := flow_simplex s; have [p0 _] := Hp; have p1 := simplex_le1 o Hp; have o0 := p0 o.
have sq := sqs_ge (x s) o; rewrite /replicator.
have : x s o * (x s o - sqs (x s)) <= x s o * (x s o - x s o ^ 2) by apply: Rmult_le_compat_l; lra.
have : x s o ^ 2 * (1 - x s o) <= 1 * (1 - x s o) by apply: Rmult_le_compat_r; [lra | nra].
by lra.
Qed.

(* ---- Lemma A.6(a): sums of convex functions ---- *)
(* A6.identity *)
Theorem drift_identity p (y : I -> R) : simplex p ->
  \rsum_i (y i * replicator p i) =
  1 / 2 * \rsum_i \rsum_j (p i * p j * (p i - p j) * (y i - y j)).
Proof.
move=> [_ S].
have e (f g : I -> R) : \rsum_i \rsum_j (f i * g j) = (\rsum_i f i) * (\rsum_j g j).
  by rewrite -rsum_scalr; apply: eq_bigr => i _; rewrite rsum_scal.
have -> : \rsum_i \rsum_j (p i * p j * (p i - p j) * (y i - y j)) =
  \rsum_i \rsum_j (y i * p i ^ 2 * p j) - \rsum_i \rsum_j (p i ^ 2 * (p j * y j)) -
  \rsum_i \rsum_j (y i * p i * p j ^ 2) + \rsum_i \rsum_j (p i * (p j ^ 2 * y j)).
  rewrite -!rsum_sub -rsum_add; apply: eq_bigr => i _; rewrite -!rsum_sub -rsum_add.
  by apply: eq_bigr => j _; ring.
rewrite (e (fun i => y i * p i ^ 2) p) (e (fun i => p i ^ 2) (fun j => p j * y j)).
rewrite (e (fun i => y i * p i) (fun j => p j ^ 2)) (e p (fun j => p j ^ 2 * y j)) S -/(sqs p).
have -> : \rsum_i (p i * y i) = \rsum_i (y i * p i) by apply: eq_bigr => i _; ring.
have -> : \rsum_i (p i ^ 2 * y i) = \rsum_i (y i * p i ^ 2) by apply: eq_bigr => i _; ring.
have -> : \rsum_i (y i * replicator p i) = \rsum_i (y i * p i ^ 2 + - sqs p * (y i * p i)).
  by apply: eq_bigr => i _; rewrite /replicator; ring.
by rewrite rsum_add rsum_scal; field.
Qed.

(* A6.identity *)
Theorem convex_sums_grow (phi phi' : R -> R) s t :
  (forall y, is_derive phi y (phi' y)) -> (forall y z, 0 <= y -> y <= z -> z <= 1 -> phi' y <= phi' z) ->
  0 <= s -> s <= t -> \rsum_i phi (x s i) <= \rsum_i phi (x t i).
Proof.
move=> D M.
have Ds y : is_derive (fun t => \rsum_i phi (x t i)) y (\rsum_i (phi' (x y i) * replicator (x y) i)).
  apply: (is_derive_rsum (F := fun i t => phi (x t i)) (F' := fun i t => phi' (x t i) * replicator (x t) i)) => i.
  have := is_derive_comp phi (fun t => x t i) y _ _ (D (x y i)) (x_flow y i).
  by rewrite /scal /= /mult /= Rmult_comm.
apply: (nondecreasing_of_derive (t0 := 0) Ds) => y _.
have Hp := flow_simplex y; rewrite drift_identity //; have [p0 _] := Hp.
apply: Rmult_le_pos; first by lra.
apply: rsum_ge0 => i _; apply: rsum_ge0 => j _; rewrite Rmult_assoc.
apply: Rmult_le_pos; first exact: Rmult_le_pos.
have [i1 j1] := (simplex_le1 i Hp, simplex_le1 j Hp).
case: (Rle_lt_dec (x y i) (x y j)) => h.
  have := M _ _ (p0 i) h j1; have ij : 0 <= x y j - x y i by lra.
  by have : 0 <= x y j - x y i by [lra]; nra.
by have := M _ _ (p0 j) (Rlt_le _ _ h) i1; nra.
Qed.

End Replicator.
