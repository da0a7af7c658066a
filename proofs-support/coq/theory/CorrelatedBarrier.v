(* Correlated inputs: the probability of ever losing the leader, for any Gamma and d.

   Y = S + Z. The trigger is j with probability p_j; given it, S_i is 1 with probability Gamma_ij and 0 otherwise, S_u and S_1 being
   independent for u >= 2; Z is independent of both. A c and B c stand for E[(1 + a(c + Z_u))^gamma] and E[(1 + a(c + Z_1))^-gamma].

   C.growth      E[(p_u'/p_1')^gamma | p] = (p_u/p_1)^gamma sum_j p_j G_j^u,
                 G_j^u = (A_0 + Gamma_uj (A_1 - A_0)) (B_0 - Gamma_1j (B_0 - B_1)), as a bound
   C.rectangle   if psi_u is at least 1 from x_u on, and below x_u agrees at each point with a power c r^gamma that is nowhere below it
                 and for which 1 - G_1^u >= y (G_u^u - 1)^+ + sum_(v != 1,u) x_v (G_v^u - 1)^+, r <= y, then
                 P(p_u(k) >= x_u p_1(k) for some k <= n and u) <= sum_u psi_u(p_u(0)/p_1(0)), for every n *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype finfun bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw Pieces Correlated CorrelatedChain.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Inputs.
Variables (I J : finType) (Gamma : I -> I -> R).

(* P(S_i = c | j) *)
Definition chance_of i j (c : bool) := if c then Gamma i j else 1 - Gamma i j.

(* which inputs fire, given the trigger *)
Record firing := Firing {
  fires : J -> I -> bool;
  firing_law : I -> J -> R;
  firing_simplex : forall j, simplex (firing_law j);
  firing_one : forall j i c, \rsum_s (firing_law j s * ind (fires s i == c)) = chance_of i j c;
  firing_two : forall j u o, u != o -> forall c c',
    \rsum_s (firing_law j s * ind ((fires s u == c) && (fires s o == c'))) = chance_of u j c * chance_of o j c'
}.
End Inputs.

(* independent ones *)
Section Independent.
Variables (I : finType) (Gamma : I -> I -> R).
Hypothesis Gamma01 : forall i j, 0 <= Gamma i j <= 1.

Definition independent_law j (s : {ffun I -> bool}) : R := \big[Rmult/1]_i chance_of Gamma i j (s i).

Lemma sum_of_products (F : I -> bool -> R) :
  \big[Rplus/0]_(s : {ffun I -> bool}) (\big[Rmult/1]_i F i (s i)) = \big[Rmult/1]_i (F i true + F i false).
Proof.
rewrite -(bigA_distr_bigA (times := Rmult_mullaw) (plus := Rplus_addlaw)) /=.
by apply: eq_bigr => i _; rewrite big_bool.
Qed.

Lemma chance_sum i j : chance_of Gamma i j true + chance_of Gamma i j false = 1.
Proof. by rewrite /chance_of; ring. Qed.

Lemma independent_simplex j : simplex (independent_law j).
Proof.
split=> [s|].
  apply: (big_ind (fun x : R => 0 <= x)) => [|x y hx hy|i _]; [lra | exact: Rmult_le_pos |].
  by rewrite /chance_of; have := Gamma01 i j; case: (s i); lra.
by rewrite /independent_law (sum_of_products (fun i c => chance_of Gamma i j c)) big1 // => i _; exact: chance_sum.
Qed.

Lemma independent_one j i c : \rsum_s (independent_law j s * ind (s i == c)) = chance_of Gamma i j c.
Proof.
pose F k b := chance_of Gamma k j b * (if k == i then ind (b == c) else 1).
have e (s : {ffun I -> bool}) : independent_law j s * ind (s i == c) = \big[Rmult/1]_k F k (s k).
  rewrite /independent_law (bigD1 i) //= [in RHS](bigD1 i) //= /F eqxx.
  rewrite (eq_bigr (fun k => chance_of Gamma k j (s k) * (if k == i then ind (s k == c) else 1))) => [|k /negbTE ->]; last by ring.
  by ring.
rewrite (eq_bigr _ (fun s _ => e s)) (sum_of_products F) (bigD1 i) //= big1 => [|k /negbTE ki]; last first.
  by rewrite /F ki !Rmult_1_r; exact: chance_sum.
by rewrite /F eqxx; clear e F; case: c => /=; ring.
Qed.

Lemma independent_two j u o : u != o -> forall c c',
  \rsum_s (independent_law j s * ind ((s u == c) && (s o == c'))) = chance_of Gamma u j c * chance_of Gamma o j c'.
Proof.
move=> uo c c'; have ou : o != u by rewrite eq_sym.
pose F k b := chance_of Gamma k j b * (if k == u then ind (b == c) else if k == o then ind (b == c') else 1).
have e (s : {ffun I -> bool}) : independent_law j s * ind ((s u == c) && (s o == c')) = \big[Rmult/1]_k F k (s k).
  rewrite /independent_law (bigD1 u) //= (bigD1 o) //= [in RHS](bigD1 u) //= [in X in _ = _ * X](bigD1 o) //= /F eqxx (negbTE ou) eqxx.
  rewrite (eq_bigr (fun k => chance_of Gamma k j (s k) * (if k == u then ind (s k == c) else if k == o then ind (s k == c') else 1)))
    => [|k /andP [/negbTE -> /negbTE ->]]; last by ring.
  by case: (s u == c); case: (s o == c') => /=; ring.
rewrite (eq_bigr _ (fun s _ => e s)) (sum_of_products F) (bigD1 u) //= (bigD1 o) //= big1 => [|k /andP [/negbTE ku /negbTE ko]]; last first.
  by rewrite /F ku ko !Rmult_1_r; exact: chance_sum.
by rewrite /F eqxx (negbTE ou) eqxx; clear e F; case: c; case: c' => /=; ring.
Qed.

Definition independent_firing : firing [finType of {ffun I -> bool}] Gamma :=
  @Firing I _ Gamma (fun (s : {ffun I -> bool}) i => s i) independent_law independent_simplex independent_one independent_two.
End Independent.

Section Growth.
Variables (I J : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R) (Gamma : I -> I -> R) (F : firing J Gamma).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variable a : learning_rate Q.
Implicit Types (p : point I) (i j o u v : I) (t : T) (z : (I * J) * T).

Notation on := (fires F).

Lemma joint_simplex p : simplex (fun js : I * J => p js.1 * firing_law F js.1 js.2).
Proof.
split=> [js|]; first by apply: Rmult_le_pos; [exact: point_ge0 | case: (firing_simplex F js.1)].
rewrite -(pair_bigA _ (fun j s => p j * firing_law F j s)) /= -[RHS](proj2 (coord_simplex p)).
by apply: eq_bigr => j _; rewrite rsum_scal (proj2 (firing_simplex F j)); ring.
Qed.

Definition inputs_law p : expectation ((I * J) * T) := product_law E (joint_simplex p).
Definition inputs p z i := ind (on z.1.2 i) + Z z.2 i.

Lemma inputs_law_eq p (f : (I * J) * T -> R) :
  inputs_law p f = \rsum_j (p j * \rsum_s (firing_law F j s * E (fun t => f ((j, s), t)))).
Proof.
rewrite -[LHS]/(\rsum_js (p js.1 * firing_law F js.1 js.2 * E (fun t => f (js, t)))).
rewrite (eq_bigr (fun js : I * J => p js.1 * firing_law F js.1 js.2 * E (fun t => f ((js.1, js.2), t)))); last by case.
rewrite -(pair_bigA _ (fun j s => p j * firing_law F j s * E (fun t => f ((j, s), t)))) /=.
by apply: eq_bigr => j _; rewrite -rsum_scal; apply: eq_bigr => s _; ring.
Qed.

Lemma inputs_bounded p z : bounded Q (inputs p z).
Proof.
move=> i; rewrite /inputs; apply: Rle_trans (Rabs_triang _ _) _.
by have := ind_abs (on z.1.2 i); have := Z_bounded z.2 i; lra.
Qed.

(* E[Y_i | p] = (Gamma p)_i: an instance of the chain of Theorem A.13 *)
Section Mean.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.

Lemma inputs_mean p i : inputs_law p (fun z => inputs p z i) = drive Gamma p i.
Proof.
rewrite inputs_law_eq; apply: eq_bigr => j _; rewrite Rmult_comm; congr (_ * _).
rewrite -[RHS](firing_one F j i true); apply: eq_bigr => s _; congr (_ * _).
have b : bfun (fun t => Z t i) by exists (Q - 1) => t.
by rewrite /inputs /= Ex_shift // Z_centred; case: (on s i) => /=; ring.
Qed.

Definition firing_noise : correlated_noise Q Gamma :=
  @CorrelatedNoise I Q Gamma _ inputs_law inputs inputs_bounded inputs_mean.
End Mean.

Definition inputs_next p z : point I :=
  Point (update_simplex (coord_simplex p) (inputs_bounded p z) (Rlt_le _ _ (alpha_pos a)) (alpha_small a)).

Lemma inputs_next_pos p z o : 0 < p o -> 0 < inputs_next p z o.
Proof.
move=> po; exact: (update_pos (coord_simplex p) (inputs_bounded p z) (Rlt_le _ _ (alpha_pos a)) (alpha_small a) po).
Qed.

Section Power.
Variables (o : I) (gamma : R).
Hypothesis gamma0 : 0 < gamma.

Lemma inputs_power_step p z u : 0 < p o -> rpow (inputs_next p z u / inputs_next p z o) gamma =
  rpow (p u / p o) gamma * factor Z a o gamma u (on z.1.2 u) (on z.1.2 o) z.2.
Proof.
move=> po; have B := inputs_bounded p z; have a0 := Rlt_le _ _ (alpha_pos a).
have lu := learning_pos Z_bounded a z.2 u (on z.1.2 u); have lo := learning_pos Z_bounded a z.2 o (on z.1.2 o).
have -> : inputs_next p z u / inputs_next p z o = p u / p o * (learning Z a z.2 u (on z.1.2 u) / learning Z a z.2 o (on z.1.2 o)).
  exact: (update_ratio u (coord_simplex p) B a0 (alpha_small a) (Rgt_not_eq _ _ po)).
rewrite rpow_mul; [|by apply: Rdiv_ge0 => //; exact: point_ge0 | exact: Rdiv_lt_0_compat].
congr (_ * _); rewrite /factor -/(learning Z a z.2 u (on z.1.2 u)) -/(learning Z a z.2 o (on z.1.2 o)).
rewrite -Rpower_mult_distr //; last exact: Rinv_0_lt_compat.
by congr (_ * _); rewrite /Rpower ln_Rinv //; congr exp; ring.
Qed.

Lemma inputs_power_bfun p u : 0 < p o -> bfun (fun z => rpow (inputs_next p z u / inputs_next p z o) gamma).
Proof.
move=> po; apply: bfun_ext (fun z => esym (inputs_power_step z u po)) _; apply: bfun_scal.
apply: (@bfun_between _ _ 0 (Rpower (1 + a * Q) gamma * Rpower (1 - a * Q) (- gamma))) => z.
exact: factor_bound.
Qed.

(* G_j^u *)
Definition correlated_factor (A B : bool -> R) u j :=
  (A false + Gamma u j * (A true - A false)) * (B false - Gamma o j * (B false - B true)).

(* C.growth *)
Theorem correlated_growth (A B : bool -> R) p u : u != o -> 0 < p o ->
  (forall cu co, E (factor Z a o gamma u cu co) <= A cu * B co) ->
  inputs_law p (fun z => rpow (inputs_next p z u / inputs_next p z o) gamma) <=
  rpow (p u / p o) gamma * \rsum_j (p j * correlated_factor A B u j).
Proof.
move=> uo po moments; set r := rpow _ _; have r0 : 0 <= r by exact: rpow_ge0.
rewrite (Ex_ext _ (fun z => inputs_power_step z u po)) inputs_law_eq -rsum_scal.
apply: rsum_le => j _; rewrite -Rmult_assoc (Rmult_comm r) Rmult_assoc; apply: Rmult_le_compat_l; first exact: point_ge0.
have ff cu co : bfun (factor Z a o gamma u cu co) by exact: factor_bfun.
apply: Rle_trans (_ : \rsum_s (firing_law F j s * (r * (A (on s u) * B (on s o)))) <= _).
  apply: rsum_le => s _; apply: Rmult_le_compat_l; first by case: (firing_simplex F j).
  by rewrite /= Ex_scal //; apply: Rmult_le_compat_l.
have e s : firing_law F j s * (r * (A (on s u) * B (on s o))) =
  r * ((A true * B true) * (firing_law F j s * ind ((on s u == true) && (on s o == true))) +
       (A true * B false) * (firing_law F j s * ind ((on s u == true) && (on s o == false))) +
       ((A false * B true) * (firing_law F j s * ind ((on s u == false) && (on s o == true))) +
        (A false * B false) * (firing_law F j s * ind ((on s u == false) && (on s o == false))))).
  by case: (on s u); case: (on s o) => /=; ring.
rewrite (eq_bigr _ (fun s _ => e s)) rsum_scal; apply: Rmult_le_compat_l => //; apply: Req_le.
rewrite !rsum_add !rsum_scal !(firing_two F j uo) /correlated_factor /chance_of; ring.
Qed.

End Power.
End Growth.

Section Rectangle.
Variables (I J : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R) (Gamma : I -> I -> R) (F : firing J Gamma).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (o : I) (x : I -> R).
Implicit Types (p : point I) (j u v : I) (psi : R -> R).

Notation law := (inputs_law E F).
Notation step := (inputs_next F Z_bounded a).

(* a power of the ratio of u that is a supermartingale where it is at most y and the others are in the rectangle *)
Record inward u (y c gamma : R) : Prop := Inward {
  inward_ge0 : 0 <= c;
  inward_pos : 0 < gamma;
  inward_growth : exists A B : bool -> R,
    (forall cu co, E (factor Z a o gamma u cu co) <= A cu * B co) /\
    y * Rmax 0 (correlated_factor Gamma o A B u u - 1) +
      \rsum_(v | (v != o) && (v != u)) (x v * Rmax 0 (correlated_factor Gamma o A B u v - 1)) <=
    1 - correlated_factor Gamma o A B u o
}.

Record rectangle_function u psi : Prop := RectangleFunction {
  rectangle_ge0 : forall r, 0 <= r -> 0 <= psi r;
  rectangle_exit : forall r, x u <= r -> 1 <= psi r;
  rectangle_power : forall r, 0 <= r -> r < x u -> psi r < 1 -> exists y c gamma,
    r <= y /\ inward u y c gamma /\ psi r = c * rpow r gamma /\ (forall r', 0 <= r' -> psi r' <= c * rpow r' gamma)
}.

(* p_u < x_u p_1 for all u >= 2 *)
Definition in_rectangle p : bool := [forall u, (u != o) ==> ~~ Rleb (x u) (p u / p o)].

Lemma in_rectangleP p : reflect (forall u, u != o -> p u / p o < x u) (in_rectangle p).
Proof.
apply: (iffP forallP) => [h u uo|h u]; first by move/implyP: (h u) => /(_ uo) /RlebP; lra.
by apply/implyP => uo; apply/RlebP; have := h u uo; lra.
Qed.

Lemma share_ge0 p u : 0 < p o -> 0 <= p u / p o.
Proof. by move=> po; apply: Rdiv_ge0 => //; exact: point_ge0. Qed.

Lemma growth_in_rectangle (G : I -> R) p u y : u != o -> 0 < p o -> p u / p o <= y ->
  (forall v, v != o -> p v / p o < x v) ->
  y * Rmax 0 (G u - 1) + \rsum_(v | (v != o) && (v != u)) (x v * Rmax 0 (G v - 1)) <= 1 - G o ->
  \rsum_j (p j * G j) <= 1.
Proof.
move=> uo po ry In H; have [_ S] := coord_simplex p.
have pv v k : p v / p o <= k -> p v * (G v - 1) <= p o * (k * Rmax 0 (G v - 1)).
  move=> h; have m0 := Rmax_l 0 (G v - 1); have m1 := Rmax_r 0 (G v - 1); have p0 := point_ge0 p v.
  have pk : p v <= k * p o by apply: (Rmult_le_reg_r (/ p o)); [exact: Rinv_0_lt_compat | rewrite Rmult_assoc Rinv_r; lra].
  have := Rmult_le_compat_l _ _ _ p0 m1; have := Rmult_le_compat_r _ _ _ m0 pk; lra.
have : \rsum_j (p j * (G j - 1)) <= 0.
  rewrite (rsum_split o) (bigD1 u) //=.
  have hv : \rsum_(v | (v != o) && (v != u)) (p v * (G v - 1)) <=
      p o * \rsum_(v | (v != o) && (v != u)) (x v * Rmax 0 (G v - 1)).
    rewrite -rsum_scal; apply: rsum_le => v /andP [vo _]; apply: pv; have := In v vo; lra.
  by have := pv u y ry; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ po) H; lra.
have -> : \rsum_j (p j * (G j - 1)) = \rsum_j (p j * G j) - \rsum_j p j.
  by rewrite -rsum_sub; apply: eq_bigr => j _; ring.
by rewrite S; lra.
Qed.

Variable psi : I -> R -> R.
Hypothesis barriers : forall u, u != o -> rectangle_function u (psi u).

Lemma rectangle_step p u : u != o -> 0 < p o -> in_rectangle p -> psi u (p u / p o) < 1 ->
  bfun (fun z => psi u (step p z u / step p z o)) /\
  law p (fun z => psi u (step p z u / step p z o)) <= psi u (p u / p o).
Proof.
move=> uo po /in_rectangleP In p1; have bar := barriers uo.
have [y [c [gamma [ry [adm [e above]]]]]] := rectangle_power bar (share_ge0 u po) (In u uo) p1.
have c0 := inward_ge0 adm; have g0 := inward_pos adm; have [A [B [mom H]]] := inward_growth adm.
have bp : bfun (fun z => c * rpow (step p z u / step p z o) gamma).
  by apply: bfun_scal; exact: inputs_power_bfun.
have f_le z : 0 <= psi u (step p z u / step p z o) <= c * rpow (step p z u / step p z o) gamma.
  have h := share_ge0 u (inputs_next_pos F Z_bounded a z po).
  by split; [exact: (rectangle_ge0 bar) | exact: above].
have bf : bfun (fun z => psi u (step p z u / step p z o)).
  have [M HM] := bp; exists M => z; have := f_le z; have := HM z; split_Rabs; lra.
split=> //; apply: Rle_trans (Ex_mono (law p) bf bp (fun z => proj2 (f_le z))) _.
rewrite Ex_scal; last exact: inputs_power_bfun.
rewrite e; apply: Rmult_le_compat_l => //.
apply: Rle_trans (correlated_growth F Z_bounded g0 uo po mom) _.
rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l; first exact: rpow_ge0.
exact: (growth_in_rectangle uo po ry In H).
Qed.

(* C.rectangle *)
Theorem rectangle_escape n p : 0 < p o ->
  leaves law step in_rectangle n p <= \rsum_(u | u != o) psi u (p u / p o).
Proof.
pose V q := \rsum_(u | u != o) psi u (coord q u / coord q o).
have term q u : 0 < coord q o -> V q < 1 -> u != o -> psi u (q u / q o) < 1.
  move=> qo V1 uo; apply: Rle_lt_trans V1.
  apply: (@rsum_term_le I (fun u => u != o) (fun u => psi u (q u / q o))) => // v vo.
  by apply: (rectangle_ge0 (barriers vo)); exact: share_ge0.
apply: (@exit_bound _ _ law step in_rectangle (fun q => 0 < q o) _ V) => [q z|q qo|q qo|q qo In V1|q qo In V1].
- exact: inputs_next_pos.
- by apply: rsum_ge0 => u uo; apply: (rectangle_ge0 (barriers uo)); exact: share_ge0.
- move/forallPn => [u]; rewrite negb_imply negbK => /andP [uo /RlebP h].
  apply: Rle_trans (rectangle_exit (barriers uo) h) _.
  apply: (@rsum_term_le I (fun u => u != o) (fun u => psi u (q u / q o))) => // v vo.
  by apply: (rectangle_ge0 (barriers vo)); exact: share_ge0.
- apply: (@bfun_sum _ I (fun u => u != o) (fun u z => psi u (step q z u / step q z o))) => u uo.
  by case: (rectangle_step uo qo In (term q u qo V1 uo)).
rewrite /V (Ex_sum_on (law q)); last by move=> u uo; case: (rectangle_step uo qo In (term q u qo V1 uo)).
by apply: rsum_le => u uo; case: (rectangle_step uo qo In (term q u qo V1 uo)).
Qed.

End Rectangle.

(* the pieces that a certificate lists *)
Section RectanglePieces.
Variables (I J : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R) (Gamma : I -> I -> R) (F : firing J Gamma).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (o : I) (x : I -> R) (pieces : I -> seq piece).
Hypothesis x_pos : forall u, 0 < x u.
Hypothesis pieces_fit : forall u, u != o -> fit (inward E Z Gamma a o x u) (x u) (pieces u).

(* C.rectangle *)
Theorem rectangle_pieces_escape n (p : point I) : 0 < p o ->
  leaves (inputs_law E F) (inputs_next F Z_bounded a) (in_rectangle o x) n p <=
  \rsum_(u | u != o) least (pieces u) (p u / p o).
Proof.
move=> po; apply: (@rectangle_escape _ _ _ _ _ _ _ F Z_bounded a o x (fun u => least (pieces u))) => // u uo.
have c0 l c g : inward E Z Gamma a o x u l c g -> 0 <= c by case.
have g0 l c g : inward E Z Gamma a o x u l c g -> 0 < g by case.
split=> [r|r|r r0 rx p1]; [exact: (least_ge0 c0 (pieces_fit uo)) | exact: (least_exit (x_pos u) c0 g0 (pieces_fit uo)) |].
exact: (least_power (pieces_fit uo)).
Qed.

End RectanglePieces.
