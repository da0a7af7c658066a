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

Fixpoint exponent_parts (n : nat) (gs : list generator) (t : terms) (d : positive) : list Z :=
  match gs with
  | [] => []
  | ExpOf p e as g :: r =>
      (match terms_of width p with
       | (m, c) :: _ => Z.quot (coefficient_of m t * Zpos e) (Zpos d * c)
       | [] => 0%Z
       end) :: exponent_parts (n + brings g) r t d
  | BaseOf _ as g :: r =>
      Z.quot (2 * coefficient_of (repeat O n ++ 1%nat :: repeat O (width - S n)) t) (Zpos d)
      :: exponent_parts (n + brings g) r t d
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
  | Abs _ | Sin _ | Cos _ | Atan _ => None
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
Qed.
End Functions.
