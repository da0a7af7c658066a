(* Weights that learn under any trigger law that depends on the past alone.

   B is one-hot, P(B = e_i | past) = pi_i, Z is independent of B and of the past, and w_i' = w_i (1 + a (B_i + Z_i)) up to a factor
   common to all i. The state carries whatever pi depends on: rates that change, other layers, the whole history (history). The
   probabilities of the learning rule are the instance pi = p = w (basic).

   B.growth   E[(w_u'/w_1')^gamma | past] = (w_u/w_1)^gamma (pi_1 A_0 D_1 + pi_u A_1 D_0 + (1 - pi_1 - pi_u) A_0 D_0), as a bound
   B.vertex   the bracket is largest at one point

   A c and B c stand for E[(1 + a(c + Z_u))^gamma] and E[(1 + a(c + Z_1))^-gamma] (or for upper bounds of their products), c in {0, 1}. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Noise.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* x^gamma for x >= 0, with 0^gamma = 0 *)
Definition rpow x gamma := if Rleb x 0 then 0 else Rpower x gamma.

Lemma rpow_pos x gamma : 0 < x -> rpow x gamma = Rpower x gamma.
Proof. by rewrite /rpow; case: RlebP => //; lra. Qed.

Lemma Rpower_gt0 x gamma : 0 < Rpower x gamma. Proof. exact: exp_pos. Qed.

Lemma rpow_ge0 x gamma : 0 <= rpow x gamma.
Proof. by rewrite /rpow; case: RlebP => _; [lra | have := Rpower_gt0 x gamma; lra]. Qed.

Lemma rpow_mul x y gamma : 0 <= x -> 0 < y -> rpow (x * y) gamma = rpow x gamma * Rpower y gamma.
Proof.
case=> [x0 y0|<- _].
  by rewrite !rpow_pos //; [rewrite Rpower_mult_distr | exact: Rmult_lt_0_compat].
by rewrite Rmult_0_l /rpow; case: RlebP; [lra | lra].
Qed.

Lemma rpow_ge1 x gamma : 1 <= x -> 0 <= gamma -> 1 <= rpow x gamma.
Proof.
move=> x1 g0; rewrite rpow_pos; last by lra.
have -> : 1 = Rpower x 0 by rewrite Rpower_O //; lra.
by case: (Req_dec x 1) => [->|ne]; [rewrite /Rpower ln_1 !Rmult_0_r; lra | apply: Rle_Rpower; lra].
Qed.

Lemma rpow_le x y gamma : 0 <= x -> x <= y -> 0 <= gamma -> rpow x gamma <= rpow y gamma.
Proof.
case=> [x0 xy g0|<- _ _]; last by rewrite {1}/rpow; case: RlebP => [_|]; [exact: rpow_ge0 | lra].
by rewrite !rpow_pos; [apply: Rle_Rpower_l; lra | lra | lra].
Qed.

(* ---- the bracket of moments ---- *)
Definition bracket (A B : bool -> R) x y :=
  x * (A false * B true) + y * (A true * B false) + (1 - x - y) * (A false * B false).

Lemma bracket_affine A B x y : bracket A B x y =
  A false * B false + x * (A false * (B true - B false)) + y * (B false * (A true - A false)).
Proof. by rewrite /bracket; ring. Qed.

Lemma bracket_vertex_bound A B g m x p1 pu : 0 < m -> A false <= A true -> 0 <= B false ->
  g <= A false * B false -> bracket A B m (x * m) <= g -> m <= p1 -> pu <= x * p1 -> bracket A B p1 pu <= g.
Proof.
move=> m0 A1 B0 C0 V mp up; rewrite bracket_affine.
have k0 : 0 <= B false * (A true - A false) by apply: Rmult_le_pos; lra.
set s := A false * (B true - B false) + x * (B false * (A true - A false)).
have V' : A false * B false + s * m <= g by move: V; rewrite bracket_affine /s; lra.
have s0 : s <= 0.
  case: (Rle_lt_dec s 0) => // h; have := Rmult_lt_0_compat _ _ h m0; lra.
have t1 : pu * (B false * (A true - A false)) <= x * p1 * (B false * (A true - A false)).
  exact: Rmult_le_compat_r.
have t2 : s * p1 <= s * m by have := Rmult_le_compat_neg_l _ _ _ s0 mp; lra.
by move: t2 V'; rewrite /s; lra.
Qed.

(* B.vertex *)
Theorem bracket_at_vertex A B m x p1 pu : 0 < m -> A false <= A true -> 0 <= B false ->
  1 <= A false * B false -> bracket A B m (x * m) <= 1 -> m <= p1 -> pu <= x * p1 -> bracket A B p1 pu <= 1.
Proof. exact: bracket_vertex_bound. Qed.

(* ---- the model ---- *)
Record driven (I : finType) (T : Type) (Z : T -> I -> R) (a : R) := Driven {
  carrier : Type;
  weight : carrier -> I -> R;
  trigger_law : carrier -> point I;
  advance : carrier -> I * T -> carrier;
  scale : carrier -> I * T -> R;
  weight_ge0 : forall x i, 0 <= weight x i;
  scale_pos : forall x z, 0 < scale x z;
  weight_step : forall x z i, weight (advance x z) i = weight x i * (1 + a * (ind (i == z.1) + Z z.2 i)) * scale x z
}.

Section Growth.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variable a : learning_rate Q.
Implicit Types (i o u : I) (t : T).

Let a0 : 0 <= a := Rlt_le _ _ (alpha_pos a).

(* 1 + a (c + Z_i) *)
Definition learning t i (c : bool) := 1 + a * (ind c + Z t i).

Lemma learning_bounds t i c : 1 - a * Q <= learning t i c <= 1 + a * Q.
Proof.
have /Rabs_le_both [lo hi] := Z_bounded t i; have c01 := ind01 c; rewrite /learning.
have l : - Q <= ind c + Z t i by lra.
have r : ind c + Z t i <= Q by lra.
by have := Rmult_le_compat_l _ _ _ a0 l; have := Rmult_le_compat_l _ _ _ a0 r; lra.
Qed.

Lemma learning_pos t i c : 0 < learning t i c.
Proof. by have := learning_bounds t i c; have := alpha_small a; lra. Qed.

Section Power.
Variables (o : I) (gamma : R).
Hypothesis gamma0 : 0 < gamma.

(* the factor by which (w_u/w_1)^gamma changes *)
Definition factor u (cu co : bool) t :=
  Rpower (1 + a * (ind cu + Z t u)) gamma * Rpower (1 + a * (ind co + Z t o)) (- gamma).

(* the factor is bounded, uniformly in the noise *)
Lemma factor_bound u cu co t :
  0 <= factor u cu co t <= Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma).
Proof.
have aQ := alpha_small a.
have bu := learning_bounds t u cu; have bo := learning_bounds t o co.
have p1 := Rpower_gt0 (learning t u cu) gamma; have p2 := Rpower_gt0 (learning t o co) (- gamma).
split; first by apply: Rmult_le_pos; [move: p1; rewrite /learning; lra | move: p2; rewrite /learning; lra].
apply: Rmult_le_compat; [exact: Rlt_le | exact: Rlt_le | by apply: Rle_Rpower_l; [lra | rewrite -/(learning t u cu); have := learning_pos t u cu; lra] |].
rewrite !Rpower_Ropp; apply: Rinv_le_contravar; first exact: Rpower_gt0.
by apply: Rle_Rpower_l; [lra | rewrite -/(learning t o co); lra].
Qed.

Lemma factor_bfun u cu co : bfun (factor u cu co).
Proof.
apply: (@bfun_between _ _ 0 (Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma))) => t.
exact: factor_bound.
Qed.

Variable C : driven Z a.
Implicit Types (x : carrier C) (z : I * T).

Definition driven_law x : expectation (I * T) := product_law E (coord_simplex (trigger_law x)).

Lemma weight_pos x z i : 0 < weight x i -> 0 < weight (advance x z) i.
Proof.
move=> w0; rewrite weight_step; apply: Rmult_lt_0_compat; last exact: scale_pos.
by apply: Rmult_lt_0_compat => //; exact: (learning_pos z.2 i (i == z.1)).
Qed.

Lemma ratio_step x z u : 0 < weight x o -> weight (advance x z) u / weight (advance x z) o =
  weight x u / weight x o * (learning z.2 u (u == z.1) / learning z.2 o (o == z.1)).
Proof.
move=> wo; have s0 := scale_pos x z; have lo := learning_pos z.2 o (o == z.1).
by rewrite !weight_step -/(learning z.2 u (u == z.1)) -/(learning z.2 o (o == z.1)); field; lra.
Qed.

Lemma power_ratio_step k x z u : 0 <= k -> 0 < weight x o ->
  rpow (k * (weight (advance x z) u / weight (advance x z) o)) gamma =
  rpow (k * (weight x u / weight x o)) gamma * factor u (u == z.1) (o == z.1) z.2.
Proof.
move=> k0 wo; rewrite ratio_step // -Rmult_assoc.
have lu := learning_pos z.2 u (u == z.1); have lo := learning_pos z.2 o (o == z.1).
rewrite rpow_mul; [| | exact: Rdiv_lt_0_compat].
  congr (_ * _); rewrite /factor -/(learning z.2 u (u == z.1)) -/(learning z.2 o (o == z.1)).
  rewrite -Rpower_mult_distr //; last exact: Rinv_0_lt_compat.
  by congr (_ * _); rewrite /Rpower ln_Rinv //; congr exp; ring.
by apply: Rmult_le_pos => //; apply: Rdiv_ge0 => //; exact: weight_ge0.
Qed.

Lemma power_ratio_bfun k x u : 0 <= k -> 0 < weight x o ->
  bfun (fun z => rpow (k * (weight (advance x z) u / weight (advance x z) o)) gamma).
Proof.
move=> k0 wo; apply: bfun_ext (fun z => esym (power_ratio_step z u k0 wo)) _; apply: bfun_scal.
apply: (@bfun_between _ _ 0 (Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma))) => z.
exact: factor_bound.
Qed.

(* B.growth *)
Theorem power_growth A B k x u : u != o -> 0 <= k -> 0 < weight x o ->
  (forall cu co, ~~ (cu && co) -> E (factor u cu co) <= A cu * B co) ->
  driven_law x (fun z => rpow (k * (weight (advance x z) u / weight (advance x z) o)) gamma) <=
  rpow (k * (weight x u / weight x o)) gamma * bracket A B (trigger_law x o) (trigger_law x u).
Proof.
move=> uo k0 wo moments; have [_ S] := coord_simplex (trigger_law x); have ou : o != u by rewrite eq_sym.
rewrite (Ex_ext _ (fun z => power_ratio_step z u k0 wo)).
set r := rpow _ _; have r0 : 0 <= r by exact: rpow_ge0.
rewrite -[X in X <= _]/(\rsum_b (trigger_law x b * E (fun t => r * factor u (u == b) (o == b) t))).
have -> : \rsum_b (trigger_law x b * E (fun t => r * factor u (u == b) (o == b) t)) =
  r * \rsum_b (trigger_law x b * E (factor u (u == b) (o == b))).
  rewrite -rsum_scal; apply: eq_bigr => b _; rewrite Ex_scal; first by ring.
  exact: factor_bfun.
apply: Rmult_le_compat_l => //.
rewrite (rsum_split o) eqxx (negbTE uo) (bigD1 u) //= eqxx (negbTE ou).
have rest : \rsum_(b | (b != o) && (b != u)) trigger_law x b = 1 - trigger_law x o - trigger_law x u.
  by move: S; rewrite (rsum_split o) (bigD1 u) //= => S; lra.
have m1 := moments false true isT; have m2 := moments true false isT; have m3 := moments false false isT.
have {}m1 := Rmult_le_compat_l _ _ _ (point_ge0 (trigger_law x) o) m1.
have {}m2 := Rmult_le_compat_l _ _ _ (point_ge0 (trigger_law x) u) m2.
have : \rsum_(b | (b != o) && (b != u)) (trigger_law x b * E (factor u (u == b) (o == b))) <=
  \rsum_(b | (b != o) && (b != u)) (trigger_law x b * (A false * B false)).
  apply: rsum_le => b /andP [bo bu]; rewrite (eq_sym u) (eq_sym o) (negbTE bo) (negbTE bu).
  by apply: Rmult_le_compat_l; [exact: point_ge0 | exact: m3].
by rewrite rsum_scalr rest /bracket; lra.
Qed.

End Power.

(* ---- two instances ---- *)
(* the learning rule on the simplex *)
Section Basic.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.
Notation N := (onehot Z_bounded Z_centred).

Lemma basic_scale_pos (p : point I) (z : I * T) : 0 < / (1 + a * mean p (input (n := N) p z)).
Proof.
apply: Rinv_0_lt_compat.
by have := denominator_pos (coord_simplex p) (input_bounded (n := N) p z) a0 (alpha_small a); lra.
Qed.

Lemma basic_step (p : point I) (z : I * T) i : next (N := N) a p z i =
  p i * (1 + a * (ind (i == z.1) + Z z.2 i)) * / (1 + a * mean p (input (n := N) p z)).
Proof. by []. Qed.

Definition basic : driven Z a :=
  @Driven I T Z a (point I) (@coord I) (fun p => p) (next (N := N) a) (fun p z => / (1 + a * mean p (input (n := N) p z)))
    (@point_ge0 I) basic_scale_pos basic_step.
End Basic.

(* weights under any trigger law that is a function of the past outcomes; the latest is first *)
Section History.
Variables (w0 : I -> R) (w0_ge0 : forall i, 0 <= w0 i) (pi : seq (I * T) -> point I).

Definition grown (h : seq (I * T)) i := w0 i * \big[Rmult/1]_(z <- h) learning z.2 i (i == z.1).

Lemma grown_ge0 h i : 0 <= grown h i.
Proof.
apply: Rmult_le_pos => //; elim: h => [|z h IH]; first by rewrite big_nil; lra.
by rewrite big_cons; apply: Rmult_le_pos => //; have := learning_pos z.2 i (i == z.1); lra.
Qed.

Lemma grown_step h (z : I * T) i : grown (z :: h) i = grown h i * (1 + a * (ind (i == z.1) + Z z.2 i)) * 1.
Proof. by rewrite /grown big_cons /learning; ring. Qed.

Definition history : driven Z a :=
  @Driven I T Z a (seq (I * T)) grown pi (fun h z => z :: h) (fun _ _ => 1) grown_ge0 (fun _ _ => Rlt_0_1) grown_step.
End History.
End Growth.
