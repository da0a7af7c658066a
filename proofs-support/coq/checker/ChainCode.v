(** Elements of a ring of derivative chains: functions of them, nodes of code, ends of ranges. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Values Polynomial Quotient Expansion ChainRing.
Import ListNotations.
Local Open Scope R_scope.

Definition zero_element : quotient := polynomial (constant 0).

(** The value of an element; [is_value] says it too, where no divisor that counts vanishes. *)
Definition element_value (l : list R) (fs : list poly) (q : quotient) : R :=
  eval l (numerator q) / (IZR (Zpos (denominator q)) * product (map (eval l) fs) (powers q)).

Lemma element_value_is l fs q x : is_value l fs q x -> x = element_value l fs q.
Proof.
  intros [N H]. unfold element_value. rewrite <- H. field. split; [exact N | apply positive_nonzero].
Qed.

Lemma is_element_value l fs q : product (map (eval l) fs) (powers q) <> 0 -> is_value l fs q (element_value l fs q).
Proof.
  intro N. split; [exact N|]. unfold element_value. field. split; [exact N | apply positive_nonzero].
Qed.

Section Functions.
Variable n0 : nat.
Variable gens : list generator.
Notation fs := (fs n0 gens).
Notation width := (width n0 gens).
Notation plus := (plus n0 gens).
Notation times := (times n0 gens).
Notation agree := (agree n0 gens).
Notation product_of := (product_of n0 gens).
Notation log_of := (log_of n0 gens).

(** ** The search for products of generators; nothing rests on it *)

Fixpoint divide_out (fuel : nat) (p f : poly) : poly * Z :=
  match fuel with
  | O => (p, 0%Z)
  | S m => match exact_quotient width p f with
           | Some q => let '(r, k) := divide_out m q f in (r, (k + 1)%Z)
           | None => (p, 0%Z)
           end
  end.

Fixpoint factor_parts (n : nat) (gs : list generator) (ns : list nat) (p : poly) : poly * list Z :=
  match gs with
  | [] => (p, [])
  | ExpOf _ _ as g :: r =>
      let '(p, k) := divide_out 100 p (variable n) in
      let '(p, hs) := factor_parts (n + brings g) r (tl ns) p in (p, (k - Z.of_nat (hd O ns))%Z :: hs)
  | BaseOf b as g :: r =>
      let '(p, j) := divide_out 1 p (variable (S n)) in
      let '(p, k) := match b with Ring_polynom.Pc _ => (p, 0%Z) | _ => divide_out 100 p b end in
      let '(p, hs) := factor_parts (n + brings g) r (tl ns) p in (p, (j + 2 * k - 2 * Z.of_nat (hd O ns))%Z :: hs)
  | AngleOf _ _ as g :: r | ArcOf _ _ as g :: r =>
      let '(p, hs) := factor_parts (n + brings g) r (tl ns) p in (p, 0%Z :: hs)
  end.

(** c / d times the product to the powers hs. *)
Definition factors_of (q : quotient) : option (Z * positive * list Z) :=
  if is_zero (numerator q) then None
  else match factor_parts n0 gens (powers q) (numerator q) with
       | (Ring_polynom.Pc c, hs) => Some (c, denominator q, hs)
       | _ => None
       end.

Fixpoint multiplicity (fuel : nat) (c b : Z) : Z * Z :=
  match fuel with
  | O => (c, 0%Z)
  | S m => if (1 <? b)%Z && (Z.rem c b =? 0)%Z && negb (c =? 0)%Z
           then let '(r, k) := multiplicity m (Z.quot c b) b in (r, (k + 1)%Z) else (c, 0%Z)
  end.

(** The constant as a product of constant bases. *)
Fixpoint absorbed (gs : list generator) (hs : list Z) (c d : Z) : Z * Z * list Z :=
  match gs, hs with
  | BaseOf (Ring_polynom.Pc b) :: r, h :: hs' =>
      let '(c, j) := multiplicity 300 c b in
      let '(d, k) := multiplicity 300 d b in
      let '(c, d, hs') := absorbed r hs' c d in (c, d, (h + 2 * (j - k))%Z :: hs')
  | _ :: r, h :: hs' => let '(c, d, hs') := absorbed r hs' c d in (c, d, h :: hs')
  | _, _ => (c, d, [])
  end.

Definition whole_product (q : quotient) : option (list Z) :=
  match factors_of q with
  | Some (c, d, hs) =>
      let g := Z.gcd c (Zpos d) in
      let '(c, d, hs) := absorbed gens hs (c / g)%Z (Zpos d / g)%Z in Some hs
  | None => None
  end.

Fixpoint coefficient_of (m : list nat) (t : terms) : Z :=
  match t with
  | [] => 0
  | (k, c) :: r => match compare_monomials m k with Eq => c | _ => coefficient_of m r end
  end.

(** The multiple of c/e times the monomial m in t/d, and t without it, when it is a whole number. *)
Definition multiple_of (m : list nat) (c : Z) (e : positive) (t : terms) (d : positive) : Z * terms :=
  let a := (coefficient_of m t * Zpos e)%Z in
  let b := (Zpos d * c)%Z in
  if (Z.rem a b =? 0)%Z then (Z.quot a b, filter (fun k => match compare_monomials m (fst k) with Eq => false | _ => true end) t) else (0%Z, t).

Definition multiple_of_first (p : poly) (e : positive) (t : terms) (d : positive) : Z * terms :=
  match terms_of width p with (m, c) :: _ => multiple_of m c e t d | [] => (0%Z, t) end.

Definition multiple_of_symbol (n : nat) (e : positive) (t : terms) (d : positive) : Z * terms :=
  multiple_of (repeat O n ++ 1%nat :: repeat O (width - S n)) 1 e t d.

Fixpoint exponent_parts (n : nat) (gs : list generator) (t : terms) (d : positive) : list Z :=
  match gs with
  | [] => []
  | g :: r =>
      let '(h, t) := match g with
                     | ExpOf p e => multiple_of_first p e t d
                     | BaseOf _ => multiple_of_symbol n 2 t d
                     | AngleOf _ _ | ArcOf _ _ => (0%Z, t)
                     end in
      h :: exponent_parts (n + brings g) r t d
  end.

Fixpoint angle_parts (n : nat) (gs : list generator) (t : terms) (d : positive) : list Z :=
  match gs with
  | [] => []
  | g :: r =>
      let '(h, t) := match g with
                     | AngleOf p e => multiple_of_first p e t d
                     | ArcOf _ _ => multiple_of_symbol n 1 t d
                     | ExpOf _ _ | BaseOf _ => (0%Z, t)
                     end in
      h :: angle_parts (n + brings g) r t d
  end.

(** ** Functions *)

Definition inverse (q : quotient) : option quotient :=
  match factors_of q with
  | Some (c, d, hs) =>
      if negb (c =? 0)%Z && agree q (times (rational c d) (product_of hs))
      then Some (times (rational (Z.sgn c * Zpos d) (Z.to_pos (Z.abs c))) (product_of (map (Z.mul (-1)) hs)))
      else None
  | None => None
  end.

Definition log_element (q : quotient) : option quotient :=
  match whole_product q with
  | Some hs => if agree q (product_of hs) then log_of hs else None
  | None => None
  end.

Definition sqrt_element (q : quotient) : option quotient :=
  match whole_product q with
  | Some hs => let half := map Z.div2 hs in
               if agree q (product_of (map (Z.mul 2) half)) then Some (product_of half) else None
  | None => None
  end.

Definition exp_element (q : quotient) : option quotient :=
  let hs := exponent_parts n0 gens (terms_of width (numerator q)) (denominator q) in
  match log_of hs with
  | Some r => if agree q r then Some (product_of hs) else None
  | None => None
  end.

(** Of c/d times a product the sign is that of c. *)
Definition modulus_element (q : quotient) : option quotient :=
  if is_zero (numerator q) then Some q
  else match factors_of q with
       | Some (c, d, hs) => if agree q (times (rational c d) (product_of hs)) then Some (if (0 <=? c)%Z then q else qopp q) else None
       | None => None
       end.

(** p / w of generator number i, an arc. *)
Definition arc_argument (p : poly) (i : nat) : quotient := Quotient p 1 (unit i).

Fixpoint find_arc (n i : nat) (gs : list generator) (q : quotient) : option quotient :=
  match gs with
  | [] => None
  | g :: r =>
      let found := match g with
                   | ArcOf p _ => if agree q (arc_argument p i) then Some (polynomial (variable n))
                                  else if agree q (qopp (arc_argument p i)) then Some (qopp (polynomial (variable n))) else None
                   | _ => None
                   end in
      match found with Some z => Some z | None => find_arc (n + brings g) (S i) r q end
  end.

Definition atan_element (q : quotient) : option quotient :=
  if is_zero (numerator q) then Some q else find_arc n0 0 gens q.

(** The sum of the multiples hs of the angles and arcs, and its cosine and sine. *)
Fixpoint angle_sum (n : nat) (gs : list generator) (hs : list Z) : option quotient :=
  match gs, hs with
  | g :: r, h :: hs' =>
      match angle_sum (n + brings g) r hs' with
      | Some q =>
          if (h =? 0)%Z then Some q
          else match g with
               | AngleOf p d => qadd fs (Quotient (scale h p) d []) q
               | ArcOf _ _ => qadd fs (Quotient (scale h (variable n)) 1 []) q
               | ExpOf _ _ | BaseOf _ => Some q
               end
      | None => None
      end
  | _, _ => Some (polynomial (constant 0))
  end.

Definition turn_times (x y : quotient * quotient) : option (quotient * quotient) :=
  match plus (times (fst x) (fst y)) (qopp (times (snd x) (snd y))), plus (times (fst x) (snd y)) (times (snd x) (fst y)) with
  | Some c, Some s => Some (c, s)
  | _, _ => None
  end.

Fixpoint turn_power (x : quotient * quotient) (n : nat) : option (quotient * quotient) :=
  match n with
  | O => Some (polynomial (constant 1), polynomial (constant 0))
  | S O => Some x
  | S m => match turn_power x m with Some y => turn_times y x | None => None end
  end.

(** Of an angle, or of an arc: 1 / sqrt (1 + u^2) and u / sqrt (1 + u^2). *)
Definition turn_once (n i : nat) (g : generator) : option (quotient * quotient) :=
  match g with
  | AngleOf _ _ => Some (polynomial (variable (S n)), polynomial (variable n))
  | ArcOf p _ =>
      let u := arc_argument p i in
      match plus (rational 1 1) (times u u) with
      | Some z => match inverse z with
                  | Some y => match sqrt_element y with Some c => Some (c, times c u) | None => None end
                  | None => None
                  end
      | None => None
      end
  | _ => None
  end.

Fixpoint turn_parts (n i : nat) (gs : list generator) (hs : list Z) : option (quotient * quotient) :=
  match gs, hs with
  | g :: r, h :: hs' =>
      match turn_parts (n + brings g) (S i) r hs' with
      | Some x =>
          if (h =? 0)%Z then Some x
          else match g with
               | ExpOf _ _ | BaseOf _ => Some x
               | _ => match turn_once n i g with
                      | Some y => match turn_power y (Z.to_nat (Z.abs h)) with
                                  | Some (c, s) => turn_times (c, if (h <? 0)%Z then qopp s else s) x
                                  | None => None
                                  end
                      | None => None
                      end
               end
      | None => None
      end
  | _, _ => Some (polynomial (constant 1), polynomial (constant 0))
  end.

(** The cosine and the sine of an element. *)
Definition turn_element (q : quotient) : option (quotient * quotient) :=
  let hs := angle_parts n0 gens (terms_of width (numerator q)) (denominator q) in
  match angle_sum n0 gens hs with
  | Some r => if forallb (fun h => Z.abs h <=? 50)%Z hs && agree q r then turn_parts n0 0 gens hs else None
  | None => None
  end.

Fixpoint power_element (q : quotient) (n : nat) : quotient :=
  match n with O => polynomial (constant 1) | S O => q | S m => times (power_element q m) q end.

Section Value.
Variable l : list R.
Hypothesis M : model n0 gens l.
Hypothesis P : bases_positive gens l.
Notation is_value := (is_value l fs).
Notation log_value := (log_value l gens).

Lemma log_value_opposite hs : log_value (map (Z.mul (-1)) hs) = - log_value hs.
Proof. rewrite log_value_scale. ring. Qed.

Lemma inverse_value q r x : inverse q = Some r -> is_value q x -> x <> 0 /\ is_value r (/ x).
Proof.
  unfold inverse. destruct (factors_of q) as [[[c d] hs]|]; [|discriminate]. destruct (_ && _) eqn:C; [|discriminate].
  intro H. injection H as <-. intro Q. apply andb_prop in C as [Z A]. apply negb_true_iff, Z.eqb_neq in Z.
  pose proof (product_of_value n0 gens l M P hs) as E.
  pose proof (times_value n0 gens l M P _ _ _ _ (rational_value l fs c d) E) as T.
  rewrite (agree_value n0 gens l M P _ _ _ _ A Q T). pose proof (exp_pos (log_value hs)) as X.
  assert (C : IZR c <> 0) by now apply not_0_IZR.
  split; [repeat apply Rmult_integral_contrapositive_currified; try lra; apply Rinv_neq_0_compat, positive_nonzero|].
  replace (/ (IZR c / IZR (Zpos d) * exp (log_value hs))) with
    (IZR (Z.sgn c * Zpos d) / IZR (Zpos (Z.to_pos (Z.abs c))) * exp (log_value (map (Z.mul (-1)) hs))).
  - apply times_value; try assumption; [apply rational_value | now apply product_of_value].
  - rewrite log_value_opposite, exp_Ropp, Z2Pos.id by lia. rewrite mult_IZR.
    pose proof (positive_nonzero d). destruct (Z_lt_le_dec c 0) as [L|L].
    + rewrite Z.sgn_neg, Z.abs_neq, opp_IZR by lia. field. repeat split; lra.
    + rewrite Z.sgn_pos, Z.abs_eq by lia. field. repeat split; lra.
Qed.

Lemma log_element_value q r x : log_element q = Some r -> is_value q x -> 0 < x /\ is_value r (ln x).
Proof.
  unfold log_element. destruct (whole_product q) as [hs|]; [|discriminate]. destruct (agree _ _) eqn:A; [|discriminate].
  intros L Q. rewrite (agree_value n0 gens l M P _ _ _ _ A Q (product_of_value n0 gens l M P hs)). split; [apply exp_pos|].
  rewrite ln_exp. exact (log_of_value n0 gens l M P hs r L).
Qed.

Lemma sqrt_element_value q r x : sqrt_element q = Some r -> is_value q x -> 0 < x /\ is_value r (sqrt x).
Proof.
  unfold sqrt_element. destruct (whole_product q) as [hs|]; [|discriminate]. cbv zeta. set (half := map Z.div2 hs).
  destruct (agree _ _) eqn:A; [|discriminate]. intros H Q. injection H as <-.
  rewrite (agree_value n0 gens l M P _ _ _ _ A Q (product_of_value n0 gens l M P _)). split; [apply exp_pos|].
  rewrite log_value_scale. replace (sqrt (exp (2 * log_value half))) with (exp (log_value half)); [now apply product_of_value|].
  symmetry. apply sqrt_lem_1; try (apply Rlt_le, exp_pos). rewrite <- exp_plus. f_equal. ring.
Qed.

Lemma exp_element_value q r x : exp_element q = Some r -> is_value q x -> is_value r (exp x).
Proof.
  unfold exp_element. set (hs := exponent_parts _ _ _ _). destruct (log_of hs) as [z|] eqn:L; [|discriminate].
  destruct (agree q z) eqn:A; [|discriminate]. intros H Q. injection H as <-.
  rewrite (agree_value n0 gens l M P _ _ _ _ A Q (log_of_value n0 gens l M P _ _ L)). now apply product_of_value.
Qed.

Lemma modulus_element_value q r x : modulus_element q = Some r -> is_value q x -> is_value r (Rabs x).
Proof.
  unfold modulus_element. destruct (is_zero (numerator q)) eqn:Z.
  - intros H Q. injection H as <-. pose proof (zero_value l fs q x Q Z) as V. subst x. now rewrite Rabs_R0.
  - destruct (factors_of q) as [[[c d] hs]|]; [|discriminate]. destruct (agree _ _) eqn:A; [|discriminate]. intros H Q. injection H as <-.
    pose proof (times_value n0 gens l M P _ _ _ _ (rational_value l fs c d) (product_of_value n0 gens l M P hs)) as T.
    pose proof (agree_value n0 gens l M P _ _ _ _ A Q T) as E. set (e := exp _) in E. assert (X : 0 < e) by apply exp_pos.
    assert (D : 0 < / IZR (Zpos d)) by (apply Rinv_0_lt_compat; apply (IZR_lt 0); reflexivity).
    destruct (Z.leb_spec 0 c) as [C|C].
    + rewrite Rabs_right; [exact Q|]. rewrite E. apply Rle_ge. apply (IZR_le 0) in C. unfold Rdiv. apply Rmult_le_pos; [apply Rmult_le_pos|]; lra.
    + rewrite Rabs_left1; [now apply qopp_value|]. rewrite E. apply (IZR_lt _ 0) in C. unfold Rdiv.
      replace (IZR c * / IZR (Zpos d) * e) with (- ((- IZR c) * / IZR (Zpos d) * e)) by ring. apply Rge_le, Ropp_0_le_ge_contravar.
      apply Rmult_le_pos; [apply Rmult_le_pos|]; lra.
Qed.

Lemma arc_argument_value n i p w gs : skipn i fs = divisors n (ArcOf p w :: gs) -> 0 < eval l w ->
  is_value (arc_argument p i) (eval l p / eval l w).
Proof.
  intros D W. assert (U : product (map (eval l) fs) (unit i) = eval l w).
  { apply product_unit. rewrite nth_error_map. replace (nth_error fs i) with (Some w); [reflexivity|].
    rewrite <- (firstn_skipn i fs) at 1. cbn [divisors] in D. rewrite D.
    assert (L : length (firstn i fs) = i).
    { rewrite firstn_length. assert (length (skipn i fs) <> 0%nat) by (rewrite D; discriminate). rewrite skipn_length in *. lia. }
    rewrite nth_error_app2, L, Nat.sub_diag by lia. reflexivity. }
  split; cbn [arc_argument powers numerator denominator]; rewrite U; [lra|]. field. lra.
Qed.

Lemma next_divisors n i g gs : skipn i fs = divisors n (g :: gs) -> skipn (S i) fs = divisors (n + brings g) gs.
Proof. intro D. rewrite <- skipn_tl, D. now destruct g. Qed.

Lemma find_arc_value q r x : is_value q x -> forall gs n i, model n gs l -> bases_positive gs l -> skipn i fs = divisors n gs ->
  find_arc n i gs q = Some r -> is_value r (atan x).
Proof.
  intro Q. induction gs as [|g gs IH]; intros n i Mg Pg D E; [discriminate|]. cbn [find_arc] in E.
  set (found := match g with ArcOf _ _ => _ | _ => None end) in E. destruct found as [z|] eqn:F.
  - injection E as <-. unfold found in F. destruct g as [p d|b|p d|p w]; try discriminate. cbn [model bases_positive] in *.
    destruct Mg as [V _]. destruct Pg as [W _]. pose proof (arc_argument_value n i p w gs D W) as U.
    destruct (agree q _) eqn:A.
    + injection F as <-. rewrite (agree_value n0 gens l M P _ _ _ _ A Q U), <- V, <- eval_variable. apply polynomial_value.
    + destruct (agree q (qopp _)) eqn:A'; [|discriminate]. injection F as <-.
      rewrite (agree_value n0 gens l M P _ _ _ _ A' Q (qopp_value _ _ _ _ U)), atan_opp, <- V, <- eval_variable.
      apply qopp_value, polynomial_value.
  - apply (IH (n + brings g)%nat (S i)); [| |exact (next_divisors _ _ _ _ D)|exact E]; destruct g; cbn [model bases_positive] in *; tauto.
Qed.

Lemma atan_element_value q r x : atan_element q = Some r -> is_value q x -> is_value r (atan x).
Proof.
  unfold atan_element. intros E Q. destruct (is_zero (numerator q)) eqn:Z.
  - injection E as <-. pose proof (zero_value l fs q x Q Z) as V. subst x. now rewrite atan_0.
  - now apply (find_arc_value q r x Q gens n0 0).
Qed.

Fixpoint angle_value (gs : list generator) (hs : list Z) : R :=
  match gs, hs with
  | AngleOf p d :: r, h :: hs' => IZR h * (eval l p / IZR (Zpos d)) + angle_value r hs'
  | ArcOf p w :: r, h :: hs' => IZR h * atan (eval l p / eval l w) + angle_value r hs'
  | _ :: r, _ :: hs' => angle_value r hs'
  | _, _ => 0
  end.

Lemma angle_sum_value gs : forall n hs q, model n gs l -> angle_sum n gs hs = Some q -> is_value q (angle_value gs hs).
Proof.
  induction gs as [|g gs IH]; intros n hs q Mg E.
  - injection E as <-. exact (polynomial_value l fs (constant 0)).
  - destruct hs as [|h hs]; [destruct g; injection E as <-; exact (polynomial_value l fs (constant 0))|].
    cbn [angle_sum] in E. destruct (angle_sum _ gs hs) as [r|] eqn:X; [|discriminate].
    assert (V : is_value r (angle_value gs hs)) by (apply (IH (n + brings g)%nat); [destruct g; cbn [model] in Mg; tauto | exact X]).
    destruct (Z.eqb_spec h 0) as [->|H].
    + injection E as <-. destruct g; cbn [angle_value]; rewrite ?Rmult_0_l, ?Rplus_0_l; exact V.
    + destruct g as [p d|b|p d|p w]; cbn [angle_value model] in *; try (injection E as <-; exact V);
        apply (qadd_value l fs fs _ _ _ _ _ (prefix_refl fs) E); try exact V;
        split; cbn [powers numerator denominator]; rewrite ?product_nil; try lra; rewrite eval_scale.
      * field. apply positive_nonzero.
      * rewrite eval_variable. destruct Mg as [-> _]. ring.
Qed.

Definition turned (x : quotient * quotient) (a : R) : Prop := is_value (fst x) (cos a) /\ is_value (snd x) (sin a).

Lemma turn_times_value x y z a b : turn_times x y = Some z -> turned x a -> turned y b -> turned z (a + b).
Proof.
  unfold turn_times. destruct (plus _ _) as [c|] eqn:C; [|discriminate]. destruct (plus (times (fst x) (snd y)) _) as [s|] eqn:S; [|discriminate].
  intro E. injection E as <-. intros [X1 X2] [Y1 Y2]. split; cbn [fst snd].
  - rewrite cos_plus. unfold Rminus.
    apply (plus_value n0 gens l M P _ _ _ _ _ C); [|apply qopp_value]; now apply times_value.
  - rewrite sin_plus, Rplus_comm. apply (plus_value n0 gens l M P _ _ _ _ _ S); now apply times_value.
Qed.

Lemma turned_zero : turned (polynomial (constant 1), polynomial (constant 0)) 0.
Proof. split; cbn [fst snd]; rewrite ?cos_0, ?sin_0; [exact (polynomial_value l fs (constant 1)) | exact (polynomial_value l fs (constant 0))]. Qed.

Lemma turn_power_value x a n : forall z, turned x a -> turn_power x n = Some z -> turned z (INR n * a).
Proof.
  induction n as [|[|n] IH]; intros z X E.
  - injection E as <-. simpl. rewrite Rmult_0_l. exact turned_zero.
  - injection E as <-. simpl. now rewrite Rmult_1_l.
  - cbn [turn_power] in E. fold (turn_power x (S n)) in E. change (match turn_power x (S n) with Some y => turn_times y x | None => None end = Some z) in E.
    destruct (turn_power x (S n)) as [y|] eqn:Y; [|discriminate]. rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l.
    exact (turn_times_value _ _ _ _ _ E (IH y X eq_refl) X).
Qed.

Lemma turned_opposite c s a : turned (c, s) a -> turned (c, qopp s) (- a).
Proof. intros [C S]. split; cbn [fst snd] in *; [now rewrite cos_neg | rewrite sin_neg; now apply qopp_value]. Qed.

Lemma turn_signed c s a h : (h <> 0)%Z -> turned (c, s) (INR (Z.to_nat (Z.abs h)) * a) ->
  turned (c, if (h <? 0)%Z then qopp s else s) (IZR h * a).
Proof.
  intros N T. rewrite INR_IZR_INZ, Z2Nat.id in T by lia. destruct (Z.ltb_spec h 0).
  - rewrite Z.abs_neq, opp_IZR in T by lia. replace (IZR h * a) with (- (- IZR h * a)) by ring. now apply turned_opposite.
  - now rewrite Z.abs_eq in T.
Qed.

Lemma turn_parts_value gs : forall n i hs x, model n gs l -> bases_positive gs l -> skipn i fs = divisors n gs ->
  turn_parts n i gs hs = Some x -> turned x (angle_value gs hs).
Proof.
  induction gs as [|g gs IH]; intros n i hs x Mg Pg D E.
  - injection E as <-. exact turned_zero.
  - destruct hs as [|h hs]; [destruct g; injection E as <-; exact turned_zero|].
    cbn [turn_parts] in E. destruct (turn_parts _ _ gs hs) as [r|] eqn:X; [|discriminate].
    assert (V : turned r (angle_value gs hs)).
    { apply (IH (n + brings g)%nat (S i) hs r); [| |exact (next_divisors _ _ _ _ D)|exact X]; destruct g; cbn [model bases_positive] in *; tauto. }
    destruct (Z.eqb_spec h 0) as [->|H].
    + injection E as <-. destruct g; cbn [angle_value]; rewrite ?Rmult_0_l, ?Rplus_0_l; exact V.
    + assert (G : forall a, (forall y, turn_once n i g = Some y -> turned y a) ->
        match turn_once n i g with
        | Some y => match turn_power y (Z.to_nat (Z.abs h)) with Some (c, s) => turn_times (c, if (h <? 0)%Z then qopp s else s) r | None => None end
        | None => None
        end = Some x -> turned x (IZR h * a + angle_value gs hs)).
      { intros a T F. destruct (turn_once n i g) as [y|]; [|discriminate]. destruct (turn_power y _) as [[c s]|] eqn:Y; [|discriminate].
        apply (turn_times_value _ _ _ _ _ F); [|exact V]. apply turn_signed; [exact H|]. exact (turn_power_value y a _ _ (T y eq_refl) Y). }
      destruct g as [p d|b|p d|p w]; cbn [angle_value model bases_positive] in *; try (injection E as <-; exact V); apply G; try exact E; clear G; intros y Y.
      * injection Y as <-. destruct Mg as (S & C & _). split; cbn [fst snd]; [rewrite <- C | rewrite <- S]; rewrite <- eval_variable; apply polynomial_value.
      * cbn [turn_once] in Y. cbv zeta in Y. destruct Pg as [W _]. pose proof (arc_argument_value n i p w gs D W) as U. set (u := eval l p / eval l w) in *.
        destruct (plus _ _) as [z|] eqn:Z; [|discriminate]. destruct (inverse z) as [v|] eqn:I; [|discriminate].
        destruct (sqrt_element v) as [c|] eqn:C; [|discriminate]. injection Y as <-.
        pose proof (plus_value n0 gens l M P _ _ _ _ _ Z (rational_value l fs 1 1) (times_value n0 gens l M P _ _ _ _ U U)) as VZ.
        destruct (inverse_value _ _ _ I VZ) as [_ VI]. destruct (sqrt_element_value _ _ _ C VI) as [_ VC].
        assert (Q : sqrt (/ (1 / 1 + u * u)) = / sqrt (1 + u²)).
        { replace (1 / 1 + u * u) with (1 + u²) by (unfold Rsqr; field). rewrite sqrt_inv; reflexivity. }
        rewrite Q in VC. split; cbn [fst snd].
        -- rewrite cos_atan. unfold Rdiv. rewrite ?Rmult_1_l. exact VC.
        -- rewrite sin_atan. unfold Rdiv. rewrite Rmult_comm. now apply times_value.
Qed.

Lemma turn_element_value q x a : turn_element q = Some x -> is_value q a -> turned x a.
Proof.
  unfold turn_element. cbv zeta. set (hs := angle_parts _ _ _ _). destruct (angle_sum _ _ hs) as [r|] eqn:S; [|discriminate].
  destruct (_ && _) eqn:A; [|discriminate]. apply andb_prop in A as [_ A]. intros E Q.
  rewrite (agree_value n0 gens l M P _ _ _ _ A Q (angle_sum_value _ _ _ _ M S)). now apply (turn_parts_value gens n0 0).
Qed.

Lemma power_element_value q x n : is_value q x -> is_value (power_element q n) (x ^ n).
Proof.
  intro Q. induction n as [|[|n] IH].
  - exact (polynomial_value l fs (constant 1)).
  - simpl. now rewrite Rmult_1_r.
  - change (power_element q (S (S n))) with (times (power_element q (S n)) q).
    replace (x ^ S (S n)) with (x ^ S n * x) by (simpl; ring). now apply times_value.
Qed.
End Value.

(** ** Nodes of code *)

Definition elements := list (option quotient).
Definition element_at (t : elements) (k : nat) : option quotient := nth k t None.

Definition compute (t : elements) (i : instr) : option quotient :=
  match i with
  | Var k => if (k <? n0)%nat then Some (polynomial (variable k)) else None
  | Num n d => Some (rational n d)
  | Add a b => match element_at t a, element_at t b with Some p, Some q => plus p q | _, _ => None end
  | Sub a b => match element_at t a, element_at t b with Some p, Some q => plus p (qopp q) | _, _ => None end
  | Mul a b => match element_at t a, element_at t b with Some p, Some q => Some (times p q) | _, _ => None end
  | Div a b => match element_at t a, element_at t b with
               | Some p, Some q => match inverse q with Some r => Some (times p r) | None => None end
               | _, _ => None
               end
  | Neg a => option_map qopp (element_at t a)
  | Pow a n => option_map (fun q => power_element q n) (element_at t a)
  | Exp a => match element_at t a with Some q => exp_element q | None => None end
  | Log a => match element_at t a with Some q => log_element q | None => None end
  | Sqrt a => match element_at t a with Some q => sqrt_element q | None => None end
  | Abs a => match element_at t a with Some q => modulus_element q | None => None end
  | Sin a => match element_at t a with Some q => option_map snd (turn_element q) | None => None end
  | Cos a => match element_at t a with Some q => option_map fst (turn_element q) | None => None end
  | Atan a => match element_at t a with Some q => atan_element q | None => None end
  end.

Definition evaluate (c : code) (k : nat) : option quotient :=
  let marks := needed (fun _ => []) c k in
  element_at (run (fun t i => if nth (length t) marks false then compute t i else None) c) k.

Lemma evaluate_value c x l k q : model n0 gens l -> bases_positive gens l -> (forall j, (j < n0)%nat -> nth j l 0 = nth j x 0) ->
  evaluate c k = Some q -> is_value l fs q (node (values c x) k) /\ defined c (values c x) k.
Proof.
  intros M P X. unfold evaluate. set (marks := needed _ c k). clearbody marks. set (f := fun t i => _). set (T := run f c).
  set (V := values c x). revert q. induction k as [k IH] using lt_wf_ind. intros q E. unfold element_at in E.
  assert (L : (k < length c)%nat).
  { destruct (le_lt_dec (length c) k) as [H|H]; [|exact H]. rewrite nth_overflow in E by (unfold T; now rewrite run_length).
    discriminate. }
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; lia].
  unfold T in E. rewrite (run_nth f None c k i I) in E. fold T in E. unfold f in E.
  destruct (nth _ marks false); [|discriminate].
  assert (F : forall a r, element_at (firstn k T) a = Some r -> (a < k)%nat /\ is_value l fs r (node V a) /\ defined c V a).
  { intros a r H. unfold element_at in H. destruct (le_lt_dec k a) as [K|K].
    - rewrite nth_overflow in H by (rewrite firstn_length; lia). discriminate.
    - rewrite nth_firstn in H by exact K. split; [exact K|]. exact (IH a K r H). }
  assert (G : before k i -> is_value l fs q (value x V i) /\ meaningful V (definedness c V) i ->
    is_value l fs q (node V k) /\ defined c V k).
  { intros B H. unfold V. now rewrite (node_value c x k i I B), (node_defined c _ k i I B). }
  destruct i; cbn [compute] in E; try discriminate.
  - destruct (k0 <? n0)%nat eqn:K; [|discriminate]. apply Nat.ltb_lt in K. injection E as <-. apply G; [constructor|].
    split; [|exact Logic.I]. simpl. rewrite <- (X k0 K), <- eval_variable. apply polynomial_value.
  - injection E as <-. apply G; [constructor|]. split; [apply rational_value | exact Logic.I].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. destruct (element_at _ b) as [r|] eqn:B; [|discriminate].
    apply F in A as (A & VA & DA). apply F in B as (B & VB & DB). apply G; [repeat constructor; assumption|].
    split; [exact (plus_value n0 gens l M P _ _ _ _ _ E VA VB) | now split].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. destruct (element_at _ b) as [r|] eqn:B; [|discriminate].
    apply F in A as (A & VA & DA). apply F in B as (B & VB & DB). apply G; [repeat constructor; assumption|].
    split; [exact (plus_value n0 gens l M P _ _ _ _ _ E VA (qopp_value _ _ _ _ VB)) | now split].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. destruct (element_at _ b) as [r|] eqn:B; [|discriminate].
    injection E as <-.
    apply F in A as (A & VA & DA). apply F in B as (B & VB & DB). apply G; [repeat constructor; assumption|].
    split; [now apply times_value | now split].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. destruct (element_at _ b) as [r|] eqn:B; [|discriminate].
    destruct (inverse r) as [z|] eqn:Z; [|discriminate]. injection E as <-.
    apply F in A as (A & VA & DA). apply F in B as (B & VB & DB). apply G; [repeat constructor; assumption|].
    destruct (inverse_value l M P _ _ _ Z VB) as [N VZ].
    split; [exact (times_value n0 gens l M P _ _ _ _ VA VZ) | simpl; auto].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. injection E as <-.
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|]. split; [now apply qopp_value | exact DA].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. injection E as <-.
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|]. split; [now apply power_element_value | exact DA].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate].
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    split; [exact (exp_element_value l M P _ _ _ E VA) | exact DA].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate].
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    destruct (log_element_value l M P _ _ _ E VA). simpl. auto.
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate].
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    destruct (sqrt_element_value l M P _ _ _ E VA). simpl. split; [assumption | split; [exact DA | lra]].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate].
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    split; [exact (modulus_element_value l M P _ _ _ E VA) | exact DA].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. destruct (turn_element p) as [z|] eqn:Z; [|discriminate]. injection E as <-.
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    split; [exact (proj2 (turn_element_value l M P _ _ _ Z VA)) | exact DA].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate]. destruct (turn_element p) as [z|] eqn:Z; [|discriminate]. injection E as <-.
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    split; [exact (proj1 (turn_element_value l M P _ _ _ Z VA)) | exact DA].
  - destruct (element_at _ a) as [p|] eqn:A; [|discriminate].
    apply F in A as (A & VA & DA). apply G; [repeat constructor; assumption|].
    split; [exact (atan_element_value l M P _ _ _ E VA) | exact DA].
Qed.
End Functions.
