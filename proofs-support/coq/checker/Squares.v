(** Inequalities by weighted squares: identities of polynomials over the integers (see [hebb::SquaresProof]). Roots are
    variables of their own: root number j, the value of node roots_j, is variable n + j, where n is the number of variables
    of the statement.

    The evidence gives the polynomials that the identities are about; each is compared with that of its node, of which it
    must be a positive multiple. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From Coq Require Import setoid_ring.Ring_polynom.
From HebbChecker Require Import Syntax Evidence Values Polynomial Quotient Expansion Domain Identities Splits.
Import ListNotations.
Local Open Scope R_scope.

(** ** Polynomials of the evidence *)

Fixpoint product_of_powers (k : nat) (es : list nat) : poly :=
  match es with
  | [] => constant 1
  | O :: r => product_of_powers (S k) r
  | e :: r => mul (power (variable k) e) (product_of_powers (S k) r)
  end.

Definition poly_of (ms : monomials) : poly :=
  fold_right (fun m p => add (scale (fst m) (product_of_powers 0 (snd m))) p) (constant 0) ms.

(** No other than terms with one of these variables and non-negative numbers. *)
Definition vanishes_or_number (zero : list nat) (ms : monomials) : bool :=
  forallb (fun m => existsb (fun k => negb (nth k (snd m) O =? O)%nat) zero
                    || (forallb (fun e => e =? O)%nat (snd m) && (0 <=? fst m)%Z)) ms.

Section PolynomialValues.
Variable l : list R.

Lemma powers_vanish es : forall k j, nth j es O <> O -> nth (k + j) l 0 = 0 -> eval l (product_of_powers k es) = 0.
Proof.
  induction es as [|e es IH]; intros k j N Z; [destruct j; contradiction|]. destruct j as [|j].
  - simpl in N. destruct e as [|e]; [contradiction|]. cbn [product_of_powers].
    rewrite Nat.add_0_r in Z. rewrite eval_mul, eval_power, eval_variable, Z. simpl. ring.
  - simpl in N. rewrite Nat.add_succ_r in Z. specialize (IH (S k) j N Z).
    destruct e; cbn [product_of_powers]; [exact IH|]. rewrite eval_mul, IH. ring.
Qed.

Lemma powers_number es : forall k, forallb (fun e => e =? O)%nat es = true -> eval l (product_of_powers k es) = 1.
Proof.
  induction es as [|e es IH]; intros k H; simpl in *; [apply eval_constant|].
  apply andb_prop in H as [E H]. apply Nat.eqb_eq in E. subst e. now apply IH.
Qed.

Lemma vanishes_or_number_value zero ms : vanishes_or_number zero ms = true -> (forall k, In k zero -> nth k l 0 = 0) ->
  0 <= eval l (poly_of ms).
Proof.
  intros H Z. induction ms as [|m ms IH]; simpl in *; [rewrite eval_constant; lra|].
  apply andb_prop in H as [M H]. specialize (IH H). rewrite eval_add, eval_scale.
  enough (0 <= IZR (fst m) * eval l (product_of_powers 0 (snd m))) by lra.
  apply orb_prop in M as [M|M].
  - apply existsb_exists in M as (k & I & N). apply negb_true_iff, Nat.eqb_neq in N.
    rewrite (powers_vanish _ O k N (Z k I)). lra.
  - apply andb_prop in M as [E P]. rewrite (powers_number _ _ E). apply Z.leb_le, IZR_le in P. lra.
Qed.
End PolynomialValues.

(** p is a positive multiple of q. *)
Definition same_sign (p q : poly) : bool :=
  (is_zero p && is_zero q) ||
  (let '(a, f) := primitive p in let '(b, g) := primitive q in (0 <? a * b)%Z && equal f g).

Lemma same_sign_value l p q : same_sign p q = true -> exists c, 0 < c /\ eval l p = c * eval l q.
Proof.
  unfold same_sign. intro H. apply orb_prop in H as [H|H].
  - apply andb_prop in H as [P Q]. exists 1. rewrite (eval_zero l _ P), (eval_zero l _ Q). lra.
  - pose proof (eval_primitive l p) as P. pose proof (eval_primitive l q) as Q.
    destruct (primitive p) as [a f], (primitive q) as [b g]. cbn [fst snd] in *. apply andb_prop in H as [S E].
    apply (eval_equal l) in E. apply Z.ltb_lt, IZR_lt in S. rewrite mult_IZR in S.
    assert (B : IZR b <> 0) by (intro B; rewrite B in S; lra).
    exists (IZR a / IZR b). split.
    + replace (IZR a / IZR b) with (IZR a * IZR b * (/ IZR b * / IZR b)) by (field; exact B).
      apply Rmult_lt_0_compat; [exact S|]. change (0 < Rsqr (/ IZR b)). apply Rlt_0_sqr, Rinv_neq_0_compat, B.
    + rewrite P, Q, E. field. exact B.
Qed.

(** ** The polynomial that has the sign of a quotient: its numerator times the divisors of odd power *)

Fixpoint odd_divisors (p : poly) (fs : list poly) (ns : list nat) : poly :=
  match fs, ns with
  | f :: fs', n :: ns' => odd_divisors (if Nat.even n then p else mul p f) fs' ns'
  | _, _ => p
  end.

Definition signed (factors : list poly) (q : quotient) : poly := odd_divisors (numerator q) factors (powers q).

Lemma odd_divisors_value l fs : forall p ns, product (map (eval l) fs) ns <> 0 ->
  exists c, eval l (odd_divisors p fs ns) = eval l p * c /\ 0 < c * product (map (eval l) fs) ns.
Proof.
  induction fs as [|f fs IH]; intros p ns N; [exists 1; simpl in *; split; [ring | lra]|].
  destruct ns as [|n ns]; [exists 1; simpl in *; split; [ring | lra]|]. cbn [map product odd_divisors] in *.
  apply Rmult_neq_0_reg in N as [Nf N].
  destruct (IH (if Nat.even n then p else mul p f) ns N) as (c & E & C). clear IH. rewrite E. clear E.
  set (a := eval l f) in *. set (d := product (map (eval l) fs) ns) in *. destruct (Nat.even n) eqn:V.
  - exists c. split; [reflexivity|]. pose proof (pow_even a n V Nf).
    replace (c * (a ^ n * d)) with (a ^ n * (c * d)) by ring. now apply Rmult_lt_0_compat.
  - destruct (pow_odd a n V Nf) as (b & B & Eb). rewrite Eb in *.
    assert (A : a <> 0) by (intro Z; apply Nf; rewrite Z; ring).
    exists (a * c). rewrite eval_mul. fold a. split; [ring|].
    replace (a * c * (b * a * d)) with (b * (a * a) * (c * d)) by ring. apply Rmult_lt_0_compat; [|exact C].
    apply Rmult_lt_0_compat; [exact B|]. change (0 < Rsqr a). now apply Rlt_0_sqr.
Qed.

Lemma signed_value l factors q y : is_value l factors q y -> exists c, 0 < c /\ eval l (signed factors q) = c * y.
Proof.
  intros [N H]. destruct (odd_divisors_value l factors (numerator q) (powers q) N) as (c & E & C).
  exists (IZR (Zpos (denominator q)) * (c * product (map (eval l) factors) (powers q))). split.
  - apply Rmult_lt_0_compat; [apply (IZR_lt 0); reflexivity | exact C].
  - unfold signed. rewrite E, <- H. ring.
Qed.

(** ** What is known of a point *)

(** [of_root]: the node of the root that it is about. *)
Record fact := Fact { form : poly; kind : relation; strict : bool; of_root : option nat }.

Definition obeys (l : list R) (f : fact) : Prop :=
  match kind f with
  | Nonnegative => if strict f then 0 < eval l (form f) else 0 <= eval l (form f)
  | Zero => eval l (form f) = 0
  end.

Definition with_form (p : poly) (f : fact) : option fact :=
  let right := match kind f with
               | Nonnegative => same_sign p (form f)
               | Zero => same_sign p (form f) || same_sign p (scale (-1) (form f))
               end in
  if right then Some (Fact p (kind f) (strict f) (of_root f)) else None.

Lemma with_form_obeys l p f g : with_form p f = Some g -> of_root g = of_root f /\ (obeys l f -> obeys l g).
Proof.
  unfold with_form, obeys. destruct (kind f) eqn:K.
  - destruct (same_sign p (form f)) eqn:S; [|discriminate]. intro H. injection H as <-. cbn [form kind strict of_root].
    rewrite ?K. split; [reflexivity|]. destruct (same_sign_value l _ _ S) as (c & C & ->). intro F.
    destruct (strict f); [now apply Rmult_lt_0_compat | apply Rmult_le_pos; lra].
  - destruct (_ || _) eqn:S; [|discriminate]. intro H. injection H as <-. cbn [form kind of_root]. rewrite ?K.
    split; [reflexivity|]. intro F. apply orb_prop in S as [S|S]; destruct (same_sign_value l _ _ S) as (c & C & ->).
    + rewrite F. ring.
    + rewrite eval_scale, F. ring.
Qed.

Fixpoint with_forms (ps : list poly) (fs : list fact) : option (list fact) :=
  match ps, fs with
  | [], [] => Some []
  | p :: ps', f :: fs' =>
      match with_form p f, with_forms ps' fs' with Some g, Some gs => Some (g :: gs) | _, _ => None end
  | _, _ => None
  end.

Lemma with_forms_in ps : forall fs gs, with_forms ps fs = Some gs ->
  forall g, In g gs -> exists p f, In f fs /\ with_form p f = Some g.
Proof.
  induction ps as [|p ps IH]; intros [|f fs] gs E g I; simpl in E; try discriminate; [injection E as <-; contradiction|].
  destruct (with_form p f) as [h|] eqn:F; [|discriminate]. destruct (with_forms ps fs) as [hs|] eqn:W; [|discriminate].
  injection E as <-. destruct I as [<-|I]; [exists p, f; simpl; auto|].
  destruct (IH _ _ W g I) as (p' & f' & A & B). exists p', f'. simpl. auto.
Qed.

(** ** Sums of terms *)

Section Terms.
Variable facts : list fact.
Variable polynomials : list poly.
Variable usable : option nat -> bool.  (* of facts about roots *)

Definition usable_fact (k : nat) : option fact :=
  match nth_error facts k with Some f => if usable (of_root f) then Some f else None | None => None end.

(** The product of facts that are >= 0. *)
Fixpoint nonnegative_product (ks : list nat) : option poly :=
  match ks with
  | [] => Some (constant 1)
  | k :: r =>
      match usable_fact k, nonnegative_product r with
      | Some f, Some p => match kind f with Nonnegative => Some (mul (form f) p) | Zero => None end
      | _, _ => None
      end
  end.

(** The product of facts, and whether one of them is an equation. *)
Fixpoint any_product (ks : list nat) : option (poly * bool) :=
  match ks with
  | [] => Some (constant 1, false)
  | k :: r =>
      match usable_fact k, any_product r with
      | Some f, Some (p, z) => Some (mul (form f) p, z || match kind f with Zero => true | Nonnegative => false end)
      | _, _ => None
      end
  end.

Definition square (t : square_term) : option poly :=
  match nth_error polynomials (base t), nonnegative_product (conditions t) with
  | Some q, Some p => if (0 <? weight t)%Z then Some (scale (weight t) (mul (mul q q) p)) else None
  | _, _ => None
  end.

Definition equation (t : square_term) : option poly :=
  match nth_error polynomials (base t), any_product (conditions t) with
  | Some q, Some (p, true) => Some (scale (weight t) (mul q p))
  | _, _ => None
  end.

Fixpoint sum_of (f : square_term -> option poly) (ts : list square_term) : option poly :=
  match ts with
  | [] => Some (constant 0)
  | t :: r => match f t, sum_of f r with Some p, Some q => Some (add p q) | _, _ => None end
  end.

Definition all_strict (t : square_term) : bool :=
  forallb (fun k => match nth_error facts k with Some f => strict f | None => false end) (conditions t).

(** A term that is positive everywhere. *)
Definition positive_term (t : square_term) : bool :=
  match nth_error polynomials (base t) with Some (Pc z) => negb (z =? 0)%Z && all_strict t | _ => false end.

(** A multiple of p^2 that is positive where p is not zero. *)
Definition square_of (p : poly) (t : square_term) : bool :=
  match nth_error polynomials (base t) with
  | Some q => (same_sign q p || same_sign q (scale (-1) p)) && all_strict t
  | None => false
  end.

(** The variables x of which the multiplier has a multiple of x^(2 m) without conditions. *)
Definition lone_variable (ms : list monomials) (t : square_term) : list nat :=
  match conditions t, nth_error ms (base t) with
  | [], Some [(z, es)] =>
      match filter (fun k => negb (nth k es O =? O)%nat) (seq 0 (length es)) with
      | [k] => if (z =? 0)%Z then [] else [k]
      | _ => []
      end
  | _, _ => []
  end.

(** With p for the polynomial: (sum of multiplier) p = sum of squares + sum of equations. *)
Definition check_identity_of (p : poly) (part : squares_part) : bool :=
  match sum_of square (multiplier part), sum_of square (squares part), sum_of equation (equations part) with
  | Some m, Some q, Some e => equal (mul m p) (add q e)
  | _, _, _ => false
  end.

(** p >= 0. *)
Definition check_sign (ms : list monomials) (part : squares_part) : bool :=
  let p := poly_of (target part) in
  negb (negative part) && check_identity_of p part &&
  (existsb positive_term (multiplier part) || existsb (square_of p) (squares part) ||
   vanishes_or_number (flat_map (lone_variable ms) (multiplier part)) (target part)).

(** p <> 0. *)
Definition check_divisor (part : squares_part) : bool :=
  let p := poly_of (target part) in
  check_identity_of (if negative part then scale (-1) p else p) part && existsb positive_term (squares part).

Section TermValues.
Variable l : list R.
Hypothesis facts_hold : forall f, In f facts -> usable (of_root f) = true -> obeys l f.

Lemma usable_fact_obeys k f : usable_fact k = Some f -> obeys l f.
Proof.
  unfold usable_fact. destruct (nth_error facts k) as [g|] eqn:N; [|discriminate].
  destruct (usable (of_root g)) eqn:U; [|discriminate]. intro E. injection E as <-.
  apply facts_hold; [now apply nth_error_In with k | exact U].
Qed.

Lemma nonnegative_product_value ks : forall p, nonnegative_product ks = Some p -> 0 <= eval l p /\
  (forallb (fun k => match nth_error facts k with Some f => strict f | None => false end) ks = true -> 0 < eval l p).
Proof.
  induction ks as [|k ks IH]; intros p E; simpl in E |- *; [injection E as <-; rewrite eval_constant; lra|].
  destruct (usable_fact k) as [f|] eqn:U; [|discriminate]. destruct (nonnegative_product ks) as [q|]; [|discriminate].
  destruct (IH q eq_refl) as [Q S]. pose proof (usable_fact_obeys k f U) as F. unfold obeys in F.
  destruct (kind f); [|discriminate]. injection E as <-. rewrite eval_mul.
  assert (G : 0 <= eval l (form f)) by (destruct (strict f); lra). split; [now apply Rmult_le_pos|].
  intro A. apply andb_prop in A as [A B]. unfold usable_fact in U. destruct (nth_error facts k) as [g|]; [|discriminate].
  destruct (usable (of_root g)); [|discriminate]. injection U as ->. rewrite A in F. apply Rmult_lt_0_compat; auto.
Qed.

Lemma any_product_value ks : forall p z, any_product ks = Some (p, z) -> z = true -> eval l p = 0.
Proof.
  induction ks as [|k ks IH]; intros p z E Z; simpl in E; [injection E as _ <-; discriminate|].
  destruct (usable_fact k) as [f|] eqn:U; [|discriminate]. destruct (any_product ks) as [[q y]|]; [|discriminate].
  injection E as <- E. rewrite eval_mul. pose proof (usable_fact_obeys k f U) as F. unfold obeys in F.
  rewrite Z in E. apply orb_prop in E as [E|E].
  - rewrite (IH q y eq_refl E). ring.
  - destruct (kind f); [discriminate|]. rewrite F. ring.
Qed.

Lemma square_value t p : square t = Some p -> 0 <= eval l p /\
  forall q, nth_error polynomials (base t) = Some q -> eval l q <> 0 -> all_strict t = true -> 0 < eval l p.
Proof.
  unfold square. destruct (nth_error polynomials (base t)) as [q|]; [|discriminate].
  destruct (nonnegative_product (conditions t)) as [r|] eqn:N; [|discriminate].
  destruct (0 <? weight t)%Z eqn:W; [|discriminate]. intro E. injection E as <-. apply Z.ltb_lt, IZR_lt in W.
  destruct (nonnegative_product_value _ _ N) as [P S]. rewrite eval_scale, !eval_mul. split.
  - apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [apply Rle_0_sqr | exact P].
  - intros q' Q Z A. injection Q as <-. apply Rmult_lt_0_compat; [exact W|]. apply Rmult_lt_0_compat; [|now apply S].
    change (0 < Rsqr (eval l q)). now apply Rlt_0_sqr.
Qed.

Lemma squares_value ts : forall p, sum_of square ts = Some p -> 0 <= eval l p /\
  forall t q, In t ts -> nth_error polynomials (base t) = Some q -> eval l q <> 0 -> all_strict t = true -> 0 < eval l p.
Proof.
  induction ts as [|t ts IH]; intros p E; simpl in E; [injection E as <-; rewrite eval_constant; split; [lra | contradiction]|].
  destruct (square t) as [a|] eqn:A; [|discriminate]. destruct (sum_of square ts) as [b|]; [|discriminate].
  injection E as <-. destruct (IH b eq_refl) as [B SB]. destruct (square_value t a A) as [A0 SA]. rewrite eval_add.
  split; [lra|]. intros u q [<-|I] Q Z S; [specialize (SA q Q Z S) | specialize (SB u q I Q Z S)]; lra.
Qed.

Lemma equations_value ts : forall p, sum_of equation ts = Some p -> eval l p = 0.
Proof.
  induction ts as [|t ts IH]; intros p E; simpl in E; [injection E as <-; apply eval_constant|].
  destruct (equation t) as [a|] eqn:A; [|discriminate]. destruct (sum_of equation ts) as [b|]; [|discriminate].
  injection E as <-. rewrite eval_add, (IH b eq_refl). unfold equation in A.
  destruct (nth_error polynomials (base t)) as [q|]; [|discriminate].
  destruct (any_product (conditions t)) as [[r [|]]|] eqn:N; try discriminate. injection A as <-.
  rewrite eval_scale, eval_mul, (any_product_value _ _ _ N eq_refl). ring.
Qed.

Lemma positive_term_value ts p : sum_of square ts = Some p -> existsb positive_term ts = true -> 0 < eval l p.
Proof.
  intros E H. apply existsb_exists in H as (t & I & T). unfold positive_term in T.
  destruct (nth_error polynomials (base t)) as [[z| |]|] eqn:Q; try discriminate. apply andb_prop in T as [Z S].
  apply (proj2 (squares_value _ _ E) t (Pc z) I Q); [|exact S]. change (IZR z <> 0).
  apply not_0_IZR. now apply Z.eqb_neq, negb_true_iff.
Qed.

Lemma identity_value p part : check_identity_of p part = true -> exists m q,
  sum_of square (multiplier part) = Some m /\ sum_of square (squares part) = Some q /\ eval l m * eval l p = eval l q.
Proof.
  unfold check_identity_of. destruct (sum_of square (multiplier part)) as [m|]; [|discriminate].
  destruct (sum_of square (squares part)) as [q|]; [|discriminate].
  destruct (sum_of equation (equations part)) as [e|] eqn:E; [|discriminate]. intro H. exists m, q.
  apply (eval_equal l) in H. rewrite eval_mul, eval_add, (equations_value _ _ E) in H.
  repeat split. lra.
Qed.

Lemma divisor_value part : check_divisor part = true -> eval l (poly_of (target part)) <> 0.
Proof.
  unfold check_divisor. intro H. apply andb_prop in H as [H P]. destruct (identity_value _ _ H) as (m & q & _ & Q & E).
  pose proof (positive_term_value _ _ Q P) as S. intro Z. rewrite <- E in S.
  destruct (negative part); rewrite ?eval_scale, Z, ?Rmult_0_r in S; lra.
Qed.

(** A multiplier without conditions on the terms of [ms] vanishes only where its lone variables do. *)
Lemma lone_variables_vanish ms m ts : polynomials = map poly_of ms -> sum_of square ts = Some m -> eval l m = 0 ->
  forall k, In k (flat_map (lone_variable ms) ts) -> nth k l 0 = 0.
Proof.
  intros P E Z k I. apply in_flat_map in I as (t & T & I). unfold lone_variable in I.
  destruct (conditions t) as [|] eqn:C; [|contradiction].
  destruct (nth_error ms (base t)) as [[|[z es] [|]]|] eqn:N; try contradiction.
  destruct (filter _ _) as [|j [|]] eqn:F; try contradiction. destruct (z =? 0)%Z eqn:Zz; [contradiction|].
  destruct I as [<-|[]]. destruct (Req_dec (nth j l 0) 0) as [|X]; [assumption|]. exfalso.
  apply Z.eqb_neq in Zz.
  assert (V : forall es k, (forall i, nth i es O <> O -> (k + i)%nat = j) -> eval l (product_of_powers k es) <> 0).
  { clear - X. induction es as [|e es IH]; intros k H; simpl; [rewrite eval_constant; lra|].
    assert (R : eval l (product_of_powers (S k) es) <> 0).
    { apply IH. intros i N. rewrite Nat.add_succ_comm. apply H. exact N. }
    destruct e as [|e]; [exact R|]. rewrite eval_mul, eval_power, eval_variable.
    apply Rmult_integral_contrapositive_currified; [|exact R]. apply pow_nonzero.
    replace k with j by (specialize (H O); simpl in H; rewrite <- H; [lia | discriminate]). exact X. }
  assert (Q : nth_error polynomials (base t) = Some (poly_of [(z, es)])).
  { rewrite P. now apply map_nth_error. }
  pose proof (proj2 (squares_value _ _ E) t _ T Q) as S. rewrite Z in S.
  apply (Rlt_irrefl 0), S; [|unfold all_strict; now rewrite C].
  simpl. rewrite eval_add, eval_constant, eval_scale, Rplus_0_r.
  apply Rmult_integral_contrapositive_currified; [now apply not_0_IZR|]. apply V.
  intros i Hi. simpl. assert (I : In i (filter (fun k => negb (nth k es O =? O)%nat) (seq 0 (length es)))).
  { apply filter_In. split.
    - apply in_seq. destruct (le_lt_dec (length es) i) as [L|L]; [|lia]. rewrite nth_overflow in Hi by exact L. contradiction.
    - now apply negb_true_iff, Nat.eqb_neq. }
  rewrite F in I. destruct I as [<-|[]]. reflexivity.
Qed.

Lemma sign_value ms part : polynomials = map poly_of ms -> check_sign ms part = true -> 0 <= eval l (poly_of (target part)).
Proof.
  intro P. unfold check_sign. intro H. apply andb_prop in H as [H K]. apply andb_prop in H as [_ H].
  destruct (identity_value _ _ H) as (m & q & M & Q & E). set (p := poly_of (target part)) in *.
  destruct (squares_value _ _ M) as [M0 _]. destruct (squares_value _ _ Q) as [Q0 QS].
  destruct (Rle_lt_dec 0 (eval l p)) as [|N]; [assumption|]. exfalso.
  apply orb_prop in K as [K|K]; [apply orb_prop in K as [K|K]|].
  - pose proof (positive_term_value _ _ M K) as S. pose proof (Rmult_lt_0_compat _ (- eval l p) S ltac:(lra)). lra.
  - apply existsb_exists in K as (t & I & T). unfold square_of in T.
    destruct (nth_error polynomials (base t)) as [r|] eqn:B; [|discriminate]. apply andb_prop in T as [T A].
    assert (R : eval l r <> 0).
    { apply orb_prop in T as [T|T]; destruct (same_sign_value l _ _ T) as (c & C & ->); rewrite ?eval_scale;
        repeat apply Rmult_integral_contrapositive_currified; lra. }
    specialize (QS t r I B R A). pose proof (Rmult_le_pos _ (- eval l p) M0 ltac:(lra)). lra.
  - destruct (Req_dec (eval l m) 0) as [Z|Z].
    + pose proof (vanishes_or_number_value l _ _ K (lone_variables_vanish ms m _ P M Z)) as V. fold p in V. lra.
    + pose proof (Rmult_lt_0_compat (eval l m) (- eval l p) ltac:(lra) ltac:(lra)). lra.
Qed.
End TermValues.
End Terms.

(** ** Roots as variables *)

Fixpoint place_of (k : nat) (ks : list nat) : option nat :=
  match ks with [] => None | a :: r => if (k =? a)%nat then Some O else option_map S (place_of k r) end.

Fixpoint with_roots (n : nat) (roots : list nat) (k : nat) (c : code) : code :=
  match c with
  | [] => []
  | i :: r => match place_of k roots with Some j => Var (n + j) | None => i end :: with_roots n roots (S k) r
  end.

Lemma place_of_nth ks : forall k j, place_of k ks = Some j -> nth j ks O = k /\ (j < length ks)%nat.
Proof.
  induction ks as [|a ks IH]; intros k j H; simpl in H; [discriminate|]. destruct (Nat.eqb_spec k a) as [->|N].
  - injection H as <-. simpl. split; [reflexivity | lia].
  - destruct (place_of k ks) as [i|] eqn:P; [|discriminate]. injection H as <-. destruct (IH k i P). simpl. split; [assumption | lia].
Qed.

Lemma with_roots_nth n roots c : forall k j, nth_error (with_roots n roots k c) j =
  match nth_error c j with
  | Some i => Some (match place_of (k + j) roots with Some m => Var (n + m) | None => i end)
  | None => None
  end.
Proof.
  induction c as [|i c IH]; intros k [|j]; simpl; try reflexivity; [now rewrite Nat.add_0_r|].
  rewrite IH, Nat.add_succ_comm. reflexivity.
Qed.

(** Node by node: the nodes among [roots] whose being defined follows from its being defined. *)
Definition implied (roots : list nat) (c : code) : list (list nat) :=
  run (fun t i =>
    let below := nodup Nat.eq_dec (flat_map (fun a => nth a t []) (operands i)) in
    if existsb (Nat.eqb (length t)) roots then length t :: below else below) c.

Section Statement.
Variable s : statement.
Variable roots : list nat.
Notation n := (variables s).
Notation c := (formula s).
Let code' := with_roots n roots 0 c.

Fixpoint either (l m : list bool) : list bool :=
  match l, m with [], _ => m | _, [] => l | a :: l', b :: m' => (a || b) :: either l' m' end.

(** The nodes that are expanded; only a matter of speed. *)
Definition wanted (goal : nat) (used : list nat) : list bool :=
  fold_right (fun k l => either (needed (fun _ => []) c k) l) (needed (fun _ => []) c goal)
    (flat_map ends (domain s) ++
     flat_map (fun k => match nth_error (assumptions s) k with Some a => [snd a] | None => [] end) used).

Definition expanded (goal : nat) (used : list nat) : list poly * table :=
  steps (fun _ _ k => Some (polynomial (variable k))) (wanted goal used) code' [] [].

Section Facts.
Variable factors : list poly.
Variable t : table.

Definition difference (p q : quotient) : option quotient := qadd factors p (qopp q).
Definition minus (a b : nat) : poly := add (variable a) (scale (-1) (variable b)).
Definition at_least_zero (p : poly) : fact := Fact p Nonnegative false None.

Definition end_facts (k : nat) (b : bound) (lower : bool) : option (list fact) :=
  match node_of b with
  | None => Some []
  | Some a =>
      if is_plain c a then
        match entry t a with
        | Some q =>
            let x := polynomial (variable k) in
            match (if lower then difference x q else difference q x) with
            | Some d => Some [Fact (signed factors d) Nonnegative (is_open b) None]
            | None => None
            end
        | None => None
        end
      else None
  end.

Fixpoint falls (ks : list nat) : list fact :=
  match ks with
  | a :: (b :: _) as r => at_least_zero (minus a b) :: falls r
  | [a] => [at_least_zero (variable a)]
  | [] => []
  end.

Definition factor_facts (f : factor) : option (list fact) :=
  match f with
  | Range k lower upper =>
      if (k <? n)%nat then
        match end_facts k lower true, end_facts k upper false with Some l, Some u => Some (l ++ u) | _, _ => None end
      else None
  | Simplex ks =>
      if forallb (fun k => k <? n)%nat ks then
        Some (map (fun k => at_least_zero (variable k)) ks ++ [Fact (rest_of_one ks) Zero false None])
      else None
  | LeaderChamber ks g =>
      if forallb (fun k => k <? n)%nat (g :: ks) then
        match ks with
        | a :: (b :: _) as r =>
            Some (Fact (variable g) Nonnegative true None :: at_least_zero (add (minus a b) (scale (-1) (variable g)))
                  :: falls r ++ [Fact (rest_of_one ks) Zero false None])
        | _ => None
        end
      else None
  end.

Definition assumption_facts (k : nat) : option (list fact) :=
  match nth_error (assumptions s) k with
  | Some (r, a) =>
      match entry t a with
      | Some q => Some [Fact (match r with Zero => numerator q | Nonnegative => signed factors q end) r false None]
      | None => None
      end
  | None => None
  end.

Definition root_facts (jk : nat * nat) : option (list fact) :=
  let x := variable (n + fst jk) in
  let r := polynomial x in
  let k := snd jk in
  match nth_error c k with
  | Some (Sqrt a) =>
      match entry t a with
      | Some q =>
          match difference (qmul r r) q with
          | Some d => Some [Fact x Nonnegative false (Some k); Fact (numerator d) Zero false (Some k)]
          | None => None
          end
      | None => None
      end
  | Some (Abs a) =>
      match entry t a with
      | Some q =>
          match difference r q, qadd factors r q, difference (qmul r r) (qmul q q) with
          | Some l, Some u, Some d =>
              Some [Fact x Nonnegative false (Some k); Fact (signed factors l) Nonnegative false (Some k);
                    Fact (signed factors u) Nonnegative false (Some k); Fact (numerator d) Zero false (Some k)]
          | _, _, _ => None
          end
      | None => None
      end
  | _ => None
  end.

Fixpoint all_of {A B} (f : A -> option (list B)) (l : list A) : option (list B) :=
  match l with
  | [] => Some []
  | a :: r => match f a, all_of f r with Some b, Some bs => Some (b ++ bs) | _, _ => None end
  end.

Definition all_facts (used : list nat) : option (list fact) :=
  match all_of factor_facts (domain s), all_of assumption_facts used,
        all_of root_facts (combine (seq 0 (length roots)) roots) with
  | Some a, Some b, Some d => Some (a ++ b ++ d)
  | _, _, _ => None
  end.

(** ** The parts *)

Variable facts : list fact.
Variable ms : list monomials.
Let bases := map poly_of ms.
Variable marks : list bool.     (* the nodes that the goal needs *)
Variable assumed : list nat.    (* the roots in assumptions *)

Definition usable_before (k : nat) (root : option nat) : bool :=
  match root with None => true | Some r => (nth r marks false && (r <? k)%nat) || existsb (Nat.eqb r) assumed end.

Definition check_root (k : nat) (q : quotient) (part : squares_part) : bool :=
  same_sign (poly_of (target part)) (signed factors q) && check_sign facts bases (usable_before k) ms part.
Definition check_nonzero (k : nat) (q : quotient) (part : squares_part) : bool :=
  same_sign (poly_of (target part)) (signed factors q) && check_divisor facts bases (usable_before k) part.

(** That the marked nodes from number k on are defined; what is left of the parts. *)
Fixpoint check_nodes (k : nat) (todo : code) (parts : list squares_part) : option (list squares_part) :=
  match todo with
  | [] => Some parts
  | i :: r =>
      if nth k marks false then
        if forallb (fun a => nth a marks false) (operands i) then
          match i with
          | Sqrt a =>
              match entry t a, parts with
              | Some q, part :: rest => if check_root k q part then check_nodes (S k) r rest else None
              | _, _ => None
              end
          | Div a b =>
              match entry t b with
              | Some q =>
                  match numerator q, parts with
                  | Pc z, _ => if (z =? 0)%Z then None else check_nodes (S k) r parts
                  | _, part :: rest => if check_nonzero k q part then check_nodes (S k) r rest else None
                  | _, _ => None
                  end
              | None => None
              end
          | Log _ => None
          | _ => check_nodes (S k) r parts
          end
        else None
      else check_nodes (S k) r parts
  end.

Definition check_parts (goal : nat) (parts : list squares_part) : bool :=
  match check_nodes 0 c parts, entry t goal with
  | Some [part], Some q => nth goal marks false && check_root (length c) q part
  | _, _ => false
  end.
End Facts.
End Statement.

Definition check_squares (s : statement) (g : condition) (used roots : list nat) (fs ms : list monomials)
    (parts : list squares_part) : bool :=
  match fst g with
  | Zero => false
  | Nonnegative =>
      let '(factors, t) := expanded s roots (snd g) used in
      let below := implied roots (formula s) in
      let assumed := flat_map (fun k => match nth_error (assumptions s) k with Some a => nth (snd a) below [] | None => [] end) used in
      sane (variables s) 0 (formula s) &&
      match all_facts s roots factors t used with
      | Some own =>
          match with_forms (map poly_of fs) own with
          | Some facts => check_parts s factors t facts ms (needed (fun _ => []) (formula s) (snd g)) assumed (snd g) parts
          | None => false
          end
      | None => false
      end
  end.

(** ** Soundness *)

Lemma all_of_in {A B} (f : A -> option (list B)) l : forall m, all_of f l = Some m -> forall b, In b m ->
  exists a bs, In a l /\ f a = Some bs /\ In b bs.
Proof.
  induction l as [|a l IH]; intros m E b I; simpl in E; [injection E as <-; contradiction|].
  destruct (f a) as [bs|] eqn:F; [|discriminate]. destruct (all_of f l) as [cs|]; [|discriminate]. injection E as <-.
  apply in_app_or in I as [I|I]; [exists a, bs; simpl; auto|].
  destruct (IH cs eq_refl b I) as (a' & bs' & P & Q & R). exists a', bs'. simpl. auto.
Qed.

Section Soundness.
Variable s : statement.
Variable roots : list nat.
Variable x : list R.
Notation n := (variables s).
Notation c := (formula s).
Notation v := (values c x).
Hypothesis length_x : length x = n.
Hypothesis c_sane : sane n 0 c = true.

Notation c' := (with_roots n roots 0 c).
Definition with_values : list R := x ++ map (node v) roots.
Notation x' := with_values.

Lemma variable_before k : (k < n)%nat -> nth k x' 0 = nth k x 0.
Proof. intro K. unfold with_values. apply app_nth1. lia. Qed.

Lemma variable_root j : (j < length roots)%nat -> nth (n + j) x' 0 = node v (nth j roots O).
Proof.
  intro J. unfold with_values. rewrite app_nth2 by lia. replace (n + j - length x)%nat with j by lia.
  rewrite (nth_indep _ 0 (node v O)) by (rewrite map_length; exact J). apply map_nth.
Qed.

Lemma no_node x0 d k : nth_error d k = None -> node (values d x0) k = 0.
Proof.
  intro N. apply nth_error_None in N. unfold node. apply nth_overflow. change (values d x0) with (run (value x0) d).
  now rewrite run_length.
Qed.

Lemma root_node k : node (values c' x') k = node v k.
Proof.
  induction k as [k IH] using lt_wf_ind. pose proof (with_roots_nth n roots c 0 k) as N. simpl in N.
  destruct (nth_error c k) as [i|] eqn:I; [|now rewrite !no_node].
  destruct (sane_nth n c 0 k i c_sane I) as [B V]. simpl in B. destruct (place_of k roots) as [j|] eqn:P.
  - rewrite (node_value c' x' k _ N (Forall_nil _)). simpl. destruct (place_of_nth _ _ _ P) as [E L].
    now rewrite (variable_root j L), E.
  - rewrite (node_value c' x' k _ N B), (node_value c x k _ I B). unfold before in B. rewrite Forall_forall in B.
    destruct i; simpl in *; rewrite ?(IH a), ?(IH b) by auto; try reflexivity. now apply variable_before.
Qed.

Lemma root_defined k : defined c v k -> defined c' (values c' x') k.
Proof.
  induction k as [k IH] using lt_wf_ind. intro D. pose proof (with_roots_nth n roots c 0 k) as N. simpl in N.
  destruct (nth_error c k) as [i|] eqn:I.
  2:{ exfalso. apply nth_error_None in I. unfold defined in D. rewrite nth_overflow in D; [exact D|].
      change (definedness c v) with (run (meaningful v) c). now rewrite run_length. }
  destruct (sane_nth n c 0 k i c_sane I) as [B _]. simpl in B. destruct (place_of k roots) as [j|].
  - rewrite (node_defined c' _ k _ N (Forall_nil _)). exact Logic.I.
  - rewrite (node_defined c' _ k _ N B). rewrite (node_defined c v k _ I B) in D. unfold before in B.
    rewrite Forall_forall in B.
    assert (O : forall a, In a (operands i) -> nth a (definedness c v) False -> nth a (definedness c' (values c' x')) False)
      by (intros a A Q; exact (IH a (B a A) Q)).
    destruct i; cbn [meaningful operands] in *; rewrite ?root_node; intuition (apply O; simpl; auto).
Qed.

(** What follows downwards. *)
Lemma operand_defined k i a : nth_error c k = Some i -> In a (operands i) -> defined c v k -> defined c v a.
Proof.
  intros I A D. destruct (sane_nth n c 0 k i c_sane I) as [B _]. simpl in B.
  rewrite (node_defined c v k _ I B) in D. unfold defined.
  destruct i; cbn [meaningful operands] in *; simpl in A; intuition (subst; auto).
Qed.

Lemma implied_defined r k : In r (nth k (implied roots c) []) -> defined c v k -> defined c v r.
Proof.
  induction k as [k IH] using lt_wf_ind. intros H D.
  destruct (nth_error c k) as [i|] eqn:I.
  2:{ exfalso. apply nth_error_None in I. unfold implied in H. rewrite nth_overflow in H by (now rewrite run_length). exact H. }
  destruct (sane_nth n c 0 k i c_sane I) as [B _]. simpl in B. unfold before in B. rewrite Forall_forall in B.
  unfold implied in H. rewrite (run_nth _ _ c k i I) in H. fold (implied roots c) in H.
  assert (L : length (firstn k (implied roots c)) = k).
  { rewrite firstn_length. unfold implied. rewrite run_length. apply Nat.min_l. assert (Q : nth_error c k <> None) by congruence.
    apply nth_error_Some in Q. lia. }
  rewrite L in H.
  assert (W : In r (nodup Nat.eq_dec (flat_map (fun a => nth a (firstn k (implied roots c)) []) (operands i))) -> defined c v r).
  { intro W. apply nodup_In, in_flat_map in W as (a & A & W). rewrite nth_firstn in W by (now apply B).
    apply (IH a (B a A) W). exact (operand_defined k i a I A D). }
  destruct (existsb _ _) in H; [|now apply W]. destruct H as [<-|H]; [exact D | now apply W].
Qed.

Section Table.
Variables (goal : nat) (used : list nat) (factors : list poly) (t : table).
Hypothesis expanded_is : expanded s roots goal used = (factors, t).

Lemma entry_right k q : entry t k = Some q -> defined c v k -> is_value x' factors q (node v k).
Proof.
  intros Q D. unfold expanded in expanded_is. set (marks := wanted s goal used) in expanded_is.
  assert (R : right c' x' x' factors (defined c' (values c' x')) t).
  { replace t with (snd (steps (fun _ _ k => Some (polynomial (variable k))) marks c' [] [])) by now rewrite expanded_is.
    apply steps_right with (done := []); try reflexivity.
    - intros m i I B. rewrite (node_defined c' _ m i I B). destruct i; cbn; intuition (auto using Forall_cons, Forall_nil).
    - intros m a b I B. rewrite (node_defined c' _ m _ I B). cbn. tauto.
    - auto.
    - intros fs u m k' q' _ _ _ E _. injection E as <-. pose proof (polynomial_value x' factors (variable k')) as P.
      now rewrite eval_variable in P.
    - intros m q' E. unfold entry in E. destruct m; discriminate.
    - now rewrite expanded_is. }
  rewrite <- root_node. exact (proj1 (R k q Q) (root_defined k D)).
Qed.

Lemma signed_entry k q : entry t k = Some q -> defined c v k ->
  exists b, 0 < b /\ eval x' (signed factors q) = b * node v k.
Proof. intros Q D. apply signed_value, entry_right; assumption. Qed.

Lemma difference_value p q d a b : difference factors p q = Some d -> is_value x' factors p a -> is_value x' factors q b ->
  is_value x' factors d (a - b).
Proof.
  intros D P Q. exact (qadd_value x' factors factors _ _ _ _ _ (prefix_refl _) D P (qopp_value _ _ _ _ Q)).
Qed.

Lemma variable_value k : is_value x' factors (polynomial (variable k)) (nth k x' 0).
Proof. pose proof (polynomial_value x' factors (variable k)) as P. now rewrite eval_variable in P. Qed.

Lemma signed_obeys q y (strictly : bool) root : is_value x' factors q y -> (if strictly then 0 < y else 0 <= y) ->
  obeys x' (Fact (signed factors q) Nonnegative strictly root).
Proof.
  intros V P. destruct (signed_value _ _ _ _ V) as (b & B & E). unfold obeys. cbn [kind strict form]. rewrite E.
  destruct strictly; [now apply Rmult_lt_0_compat | apply Rmult_le_pos; lra].
Qed.

Lemma end_facts_obey k b lower fs : end_facts s factors t k b lower = Some fs -> (k < n)%nat ->
  (if lower then above v b (nth k x 0) else below v b (nth k x 0)) -> forall f, In f fs -> of_root f = None /\ obeys x' f.
Proof.
  intros E K H f F. unfold end_facts in E. destruct (node_of b) as [a|] eqn:B; [|injection E as <-; contradiction].
  destruct (is_plain c a) eqn:P; [|discriminate]. destruct (entry t a) as [q|] eqn:Q; [|discriminate].
  pose proof (entry_right a q Q (plain_defined c x a (plain_is c a P))) as V. pose proof (variable_value k) as X.
  rewrite (variable_before k K) in X.
  destruct lower.
  - destruct (difference factors _ q) as [d|] eqn:D; [|discriminate]. injection E as <-. destruct F as [<-|[]].
    split; [reflexivity|]. apply (signed_obeys d (nth k x 0 - node v a)); [exact (difference_value _ _ _ _ _ D X V)|].
    destruct b; simpl in *; try discriminate; injection B as ->; lra.
  - destruct (difference factors q _) as [d|] eqn:D; [|discriminate]. injection E as <-. destruct F as [<-|[]].
    split; [reflexivity|]. apply (signed_obeys d (node v a - nth k x 0)); [exact (difference_value _ _ _ _ _ D V X)|].
    destruct b; simpl in *; try discriminate; injection B as ->; lra.
Qed.

Lemma minus_value a b : eval x' (minus a b) = nth a x' 0 - nth b x' 0.
Proof. unfold minus. rewrite eval_add, eval_scale, !eval_variable. ring. Qed.

Lemma least_obeys p : 0 <= eval x' p -> obeys x' (at_least_zero p).
Proof. intro H. exact H. Qed.

Lemma falls_obey ks : descending (map (fun k => nth k x' 0) ks) -> forall f, In f (falls ks) -> of_root f = None /\ obeys x' f.
Proof.
  induction ks as [|a [|b ks] IH]; intros D f F; [contradiction| |].
  - destruct F as [<-|[]]. split; [reflexivity|]. apply least_obeys. rewrite eval_variable. exact D.
  - destruct D as [D1 D2]. destruct F as [<-|F]; [|exact (IH D2 f F)]. split; [reflexivity|]. apply least_obeys.
    rewrite minus_value. simpl in D1. lra.
Qed.

Lemma same_coordinates ks : forallb (fun k => k <? n)%nat ks = true ->
  map (fun k => nth k x' 0) ks = map (fun k => nth k x 0) ks.
Proof.
  intro H. rewrite forallb_forall in H. apply map_ext_in. intros k K. apply variable_before. now apply Nat.ltb_lt, H.
Qed.

Lemma rest_obeys ks : total (map (fun k => nth k x' 0) ks) = 1 -> obeys x' (Fact (rest_of_one ks) Zero false None).
Proof. intro T. unfold obeys. cbn [kind form]. rewrite rest_of_one_value, T. ring. Qed.

Lemma factor_facts_obey fa fs : factor_facts s factors t fa = Some fs -> in_factor x v fa ->
  forall f, In f fs -> of_root f = None /\ obeys x' f.
Proof.
  destruct fa as [k lower upper|ks|ks g]; intros E H f F; cbn [factor_facts] in E.
  - destruct (k <? n)%nat eqn:K; [|discriminate]. apply Nat.ltb_lt in K. destruct H as [L U].
    destruct (end_facts s factors t k lower true) as [l|] eqn:El; [|discriminate].
    destruct (end_facts s factors t k upper false) as [u|] eqn:Eu; [|discriminate]. injection E as <-.
    apply in_app_or in F as [F|F]; [exact (end_facts_obey _ _ _ _ El K L f F) | exact (end_facts_obey _ _ _ _ Eu K U f F)].
  - destruct (forallb _ ks) eqn:K; [|discriminate]. injection E as <-. destruct H as [P T].
    rewrite <- (same_coordinates ks K) in P, T. apply in_app_or in F as [F|[<-|[]]].
    + apply in_map_iff in F as (k & <- & I). split; [reflexivity|]. apply least_obeys. rewrite eval_variable.
      rewrite Forall_forall in P. apply P. apply (in_map (fun k => nth k x' 0)), I.
    + split; [reflexivity | now apply rest_obeys].
  - destruct (forallb _ (g :: ks)) eqn:K; [|discriminate]. destruct ks as [|a [|b r]]; try discriminate. injection E as <-.
    pose proof K as Kg. cbn [forallb] in Kg. apply andb_prop in Kg as [Kg Kr]. apply Nat.ltb_lt in Kg.
    assert (Ks : forallb (fun k => k <? n)%nat (a :: b :: r) = true) by exact Kr.
    destruct H as (C & T & D & G). rewrite <- (same_coordinates _ Ks) in T, D, G. rewrite <- (variable_before g Kg) in C, G.
    destruct F as [<-|[<-|F]].
    + split; [reflexivity|]. unfold obeys. cbn [kind strict form]. now rewrite eval_variable.
    + split; [reflexivity|]. apply least_obeys. rewrite eval_add, eval_scale, minus_value, eval_variable. simpl in G. lra.
    + change (In f (falls (b :: r) ++ [Fact (rest_of_one (a :: b :: r)) Zero false None])) in F.
      apply in_app_or in F as [F|[<-|[]]]; [exact (falls_obey (b :: r) D f F)|]. split; [reflexivity | now apply rest_obeys].
Qed.

Lemma assumption_facts_obey k fs : assumption_facts s factors t k = Some fs -> Forall (given c v) (assumptions s) ->
  forall f, In f fs -> of_root f = None /\ obeys x' f.
Proof.
  intros E A f F. unfold assumption_facts in E. destruct (nth_error (assumptions s) k) as [[r a]|] eqn:N; [|discriminate].
  apply nth_error_In in N. rewrite Forall_forall in A. destruct (A _ N) as [D H]. unfold holds in H. cbn [fst snd] in *.
  destruct (entry t a) as [q|] eqn:Q; [|discriminate]. injection E as <-. destruct F as [<-|[]]. split; [reflexivity|].
  pose proof (entry_right a q Q D) as V. destruct r.
  - exact (signed_obeys q (node v a) false None V H).
  - unfold obeys. cbn [kind form]. destruct V as [_ V]. rewrite <- V, H. ring.
Qed.

Lemma root_facts_obey j k fs : root_facts s factors t (j, k) = Some fs -> (j < length roots)%nat -> nth j roots O = k ->
  forall f, In f fs -> of_root f = Some k /\ (defined c v k -> obeys x' f).
Proof.
  intros E J K f F. unfold root_facts in E. cbn [fst snd] in E.
  destruct (nth_error c k) as [i|] eqn:I; [|discriminate]. destruct (sane_nth n c 0 k i c_sane I) as [B _]. simpl in B.
  pose proof (node_value c x k i I B) as V. pose proof (variable_root j J) as X. rewrite K, V in X.
  assert (M : defined c v k -> meaningful v (definedness c v) i) by (intro D; now rewrite <- (node_defined c v k i I B)).
  assert (R : is_value x' factors (polynomial (variable (n + j))) (value x v i)) by (rewrite <- X; apply variable_value).
  destruct i; try discriminate; cbn [value meaningful] in *; destruct (entry t a) as [q|] eqn:Q; try discriminate;
    pose proof (entry_right a q Q) as W.
  - destruct (difference factors _ q) as [d|] eqn:D; [|discriminate]. injection E as <-.
    destruct F as [<-|[<-|[]]]; (split; [reflexivity|]); intro Df; destruct (M Df) as [Da P].
    + unfold obeys. cbn [kind strict form]. rewrite eval_variable, X. apply sqrt_pos.
    + unfold obeys. cbn [kind form].
      pose proof (difference_value _ _ _ _ _ D (qmul_value _ _ _ _ _ _ R R) (W Da)) as [_ Z]. rewrite <- Z, sqrt_sqrt by exact P. ring.
  - destruct (difference factors _ q) as [l|] eqn:L; [|discriminate]. destruct (qadd factors _ q) as [u|] eqn:U; [|discriminate].
    destruct (difference factors _ (qmul q q)) as [d|] eqn:D; [|discriminate]. injection E as <-.
    destruct F as [<-|[<-|[<-|[<-|[]]]]]; (split; [reflexivity|]); intro Df; specialize (W (M Df)).
    + unfold obeys. cbn [kind strict form]. rewrite eval_variable, X. apply Rabs_pos.
    + apply (signed_obeys l _ false (Some k) (difference_value _ _ _ _ _ L R W)). pose proof (Rle_abs (node v a)). lra.
    + apply (signed_obeys u _ false (Some k) (qadd_value x' factors factors _ _ _ _ _ (prefix_refl _) U R W)).
      pose proof (Rle_abs (- node v a)) as H. rewrite Rabs_Ropp in H. lra.
    + unfold obeys. cbn [kind form].
      pose proof (difference_value _ _ _ _ _ D (qmul_value _ _ _ _ _ _ R R) (qmul_value _ _ _ _ _ _ W W)) as [_ Z].
      rewrite <- Z. replace (Rabs (node v a) * Rabs (node v a)) with (node v a * node v a); [ring|].
      change (Rsqr (node v a) = Rsqr (Rabs (node v a))). apply Rsqr_abs.
Qed.

Lemma all_facts_obey own : all_facts s roots factors t used = Some own ->
  Forall (in_factor x v) (domain s) -> Forall (given c v) (assumptions s) ->
  forall f, In f own -> match of_root f with None => True | Some k => defined c v k end -> obeys x' f.
Proof.
  intros E X A f F D. unfold all_facts in E.
  destruct (all_of _ (domain s)) as [a|] eqn:Ea; [|discriminate]. destruct (all_of _ used) as [b|] eqn:Eb; [|discriminate].
  destruct (all_of _ (combine _ _)) as [d|] eqn:Ed; [|discriminate]. injection E as <-.
  apply in_app_or in F as [F|F]; [|apply in_app_or in F as [F|F]].
  - destruct (all_of_in _ _ _ Ea f F) as (fa & fs & I & P & Q). rewrite Forall_forall in X.
    exact (proj2 (factor_facts_obey fa fs P (X fa I) f Q)).
  - destruct (all_of_in _ _ _ Eb f F) as (k & fs & I & P & Q). exact (proj2 (assumption_facts_obey k fs P A f Q)).
  - destruct (all_of_in _ _ _ Ed f F) as ((j & k) & fs & I & P & Q).
    assert (J : (j < length roots)%nat /\ nth j roots O = k).
    { apply (In_nth _ _ (O, O)) in I as (m & M & I). rewrite combine_length, seq_length, Nat.min_id in M.
      rewrite combine_nth, seq_nth in I by (rewrite ?seq_length; auto). injection I as <- <-. simpl. split; [exact M | reflexivity]. }
    destruct J as [J K]. destruct (root_facts_obey j k fs P J K f Q) as [O W]. rewrite O in D. now apply W.
Qed.

(** ** The parts *)

Variables (own facts : list fact) (fs : list poly) (ms : list monomials) (marks : list bool) (assumed : list nat).
Hypothesis own_obey : forall f, In f own -> match of_root f with None => True | Some k => defined c v k end -> obeys x' f.
Hypothesis facts_are : with_forms fs own = Some facts.
Hypothesis assumed_defined : forall k, In k assumed -> defined c v k.

Lemma facts_obey k : (forall r, (r < k)%nat -> nth r marks false = true -> defined c v r) ->
  forall f, In f facts -> usable_before marks assumed k (of_root f) = true -> obeys x' f.
Proof.
  intros D f F U. destruct (with_forms_in _ _ _ facts_are f F) as (p & g & G & W).
  destruct (with_form_obeys x' p g f W) as [R O]. apply O, own_obey; [exact G|]. rewrite R in U.
  destruct (of_root g) as [r|]; [|exact Logic.I]. simpl in U. apply orb_prop in U as [U|U].
  - apply andb_prop in U as [M L]. apply D; [now apply Nat.ltb_lt | exact M].
  - apply existsb_exists in U as (a & I & E). apply Nat.eqb_eq in E. subst a. now apply assumed_defined.
Qed.

Lemma check_root_value k a q part : (forall r, (r < k)%nat -> nth r marks false = true -> defined c v r) ->
  check_root factors facts ms marks assumed k q part = true -> entry t a = Some q -> defined c v a -> 0 <= node v a.
Proof.
  intros D H Q Da. unfold check_root in H. apply andb_prop in H as [S H].
  pose proof (sign_value facts _ _ x' (facts_obey k D) ms part eq_refl H) as P.
  destruct (same_sign_value x' _ _ S) as (b & B & E). destruct (signed_entry a q Q Da) as (d & Hd & F). rewrite E, F in P.
  apply Rnot_lt_le. intro N. assert (0 < b * (d * - node v a)); [|lra]. repeat apply Rmult_lt_0_compat; lra.
Qed.

Lemma check_nonzero_value k a q part : (forall r, (r < k)%nat -> nth r marks false = true -> defined c v r) ->
  check_nonzero factors facts ms marks assumed k q part = true -> entry t a = Some q -> defined c v a -> node v a <> 0.
Proof.
  intros D H Q Da. unfold check_nonzero in H. apply andb_prop in H as [S H].
  pose proof (divisor_value facts _ _ x' (facts_obey k D) part H) as P.
  destruct (same_sign_value x' _ _ S) as (b & B & E). destruct (signed_entry a q Q Da) as (d & Hd & F). rewrite E, F in P.
  intro Z. apply P. rewrite Z. ring.
Qed.

Definition node_checked (k : nat) (i : instr) : Prop :=
  Forall (fun a => nth a marks false = true) (operands i) /\
  match i with
  | Sqrt a => exists q part, entry t a = Some q /\ check_root factors facts ms marks assumed k q part = true
  | Div a b => exists q, entry t b = Some q /\ ((exists z, numerator q = Pc z /\ z <> 0%Z) \/
      exists part, check_nonzero factors facts ms marks assumed k q part = true)
  | Log _ => False
  | _ => True
  end.

Lemma check_nodes_all todo : forall k parts rest, check_nodes factors t facts ms marks assumed k todo parts = Some rest ->
  forall j i, nth_error todo j = Some i -> nth (k + j) marks false = true -> node_checked (k + j) i.
Proof.
  induction todo as [|i0 todo IH]; intros k parts rest H j i I M; [destruct j; discriminate|]. simpl in H.
  assert (G : (nth k marks false = true -> node_checked k i0) /\
    exists parts', check_nodes factors t facts ms marks assumed (S k) todo parts' = Some rest).
  { destruct (nth k marks false); [|split; [discriminate | eauto]].
    destruct (forallb _ (operands i0)) eqn:O; [|discriminate].
    assert (O' : Forall (fun a => nth a marks false = true) (operands i0)) by (apply Forall_forall; now apply forallb_forall).
    unfold node_checked. destruct i0; try discriminate; try (split; [intros _; split; [exact O' | exact Logic.I] | eauto]).
    - destruct (entry t b) as [q|] eqn:Q; [|discriminate].
      destruct (numerator q) as [z| |] eqn:Nq.
      + destruct (z =? 0)%Z eqn:Z; [discriminate|]. split; [|eauto]. intros _. split; [exact O'|]. exists q. split; [reflexivity|].
        left. exists z. split; [exact Nq | now apply Z.eqb_neq].
      + destruct parts as [|part parts]; [discriminate|]. destruct (check_nonzero _ _ _ _ _ _ _ _) eqn:C; [|discriminate].
        split; [|eauto]. intros _. split; [exact O'|]. exists q. split; [reflexivity|]. right. now exists part.
      + destruct parts as [|part parts]; [discriminate|]. destruct (check_nonzero _ _ _ _ _ _ _ _) eqn:C; [|discriminate].
        split; [|eauto]. intros _. split; [exact O'|]. exists q. split; [reflexivity|]. right. now exists part.
    - destruct (entry t a) as [q|] eqn:Q; [|discriminate]. destruct parts as [|part parts]; [discriminate|].
      destruct (check_root _ _ _ _ _ _ _ _) eqn:C; [|discriminate]. split; [|eauto]. intros _. split; [exact O'|].
      exists q, part. auto. }
  destruct G as [G (parts' & H')]. destruct j as [|j]; simpl in I.
  - injection I as <-. rewrite Nat.add_0_r in *. now apply G.
  - rewrite Nat.add_succ_r in *. exact (IH (S k) parts' rest H' j i I M).
Qed.

Lemma marked_defined parts rest : check_nodes factors t facts ms marks assumed 0 c parts = Some rest ->
  forall k, (k < length c)%nat -> nth k marks false = true -> defined c v k.
Proof.
  intros H k. induction k as [k IH] using lt_wf_ind. intros K M.
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; lia].
  destruct (check_nodes_all c 0 parts rest H k i I M) as [O N]. simpl in N.
  destruct (sane_nth n c 0 k i c_sane I) as [B _]. simpl in B. rewrite (node_defined c v k i I B).
  unfold before in B. rewrite Forall_forall in B, O.
  assert (D : forall a, In a (operands i) -> nth a (definedness c v) False).
  { intros a A. specialize (B a A). apply (IH a); [exact B | lia | now apply O]. }
  assert (E : forall r, (r < k)%nat -> nth r marks false = true -> defined c v r) by (intros r L; apply IH; lia).
  destruct i; cbn [meaningful operands] in *; try tauto; repeat split; try (apply D; simpl; auto).
  - destruct N as (q & Q & [(z & Nq & Z)|(part & C)]).
    + pose proof (entry_right b q Q (D b (or_intror (or_introl eq_refl)))) as [_ V]. rewrite Nq in V. intro Z0.
      rewrite Z0, Rmult_0_l in V. symmetry in V. revert V. change (eval x' (Pc z)) with (IZR z). now apply not_0_IZR.
    + exact (check_nonzero_value k b q part E C Q (D b (or_intror (or_introl eq_refl)))).
  - destruct N as (q & part & Q & C). exact (check_root_value k a q part E C Q (D a (or_introl eq_refl))).
Qed.

Lemma check_parts_right parts : check_parts s factors t facts ms marks assumed goal parts = true ->
  defined c v goal /\ 0 <= node v goal.
Proof.
  unfold check_parts. destruct (check_nodes _ _ _ _ _ _ _ _ _) as [rest|] eqn:H; [|discriminate].
  destruct rest as [|part [|]]; try discriminate; destruct (entry t goal) as [q|] eqn:Q; try discriminate.
  intro C. apply andb_prop in C as [M C].
  pose proof (marked_defined parts _ H) as D.
  assert (K : (goal < length c)%nat).
  { apply entry_before in Q. unfold expanded in expanded_is.
    assert (L : forall todo mk f0 t0, length (snd (steps (fun _ _ k => Some (polynomial (variable k))) mk todo f0 t0)) = (length t0 + length todo)%nat).
    { clear. induction todo as [|i todo IH]; intros mk f0 t0; [simpl; lia|]. simpl. destruct (step _ _ _ _ _) as [g u] eqn:St.
      rewrite IH. unfold step in St. destruct (if hd false mk then _ else _) as [[g' q]|]; injection St as _ <-; rewrite app_length; simpl; lia. }
    specialize (L c' (wanted s goal used) [] []). rewrite expanded_is in L. simpl in L.
    assert (L' : length c' = length c) by (generalize O; clear; induction (formula s) as [|i d IH]; intro k; simpl; auto).
    lia. }
  split; [now apply D|].
  apply (check_root_value (length c) goal q part); auto.
Qed.
End Table.
End Soundness.

Theorem squares_sound s g used roots fs ms parts : check_squares s g used roots fs ms parts = true ->
  forall x, length x = variables s -> true_at s x g.
Proof.
  intros H x L X A. unfold check_squares in H. destruct g as [[|] goal]; [|discriminate]. cbn [fst snd] in H.
  destruct (expanded s roots goal used) as [factors t] eqn:E. cbv zeta in H. apply andb_prop in H as [S H].
  destruct (all_facts s roots factors t used) as [own|] eqn:O; [|discriminate].
  destruct (with_forms _ own) as [facts|] eqn:F; [|discriminate].
  pose proof (all_facts_obey s roots x L S goal used factors t E own O X A) as B.
  refine (check_parts_right s roots x L S goal used factors t E own facts _ ms _ _ B F _ parts H).
  intros k K. apply in_flat_map in K as (u & U & K).
  destruct (nth_error (assumptions s) u) as [[r a]|] eqn:N; [|contradiction]. cbn [snd] in K.
  apply nth_error_In in N. rewrite Forall_forall in A. exact (implied_defined s roots x L S k a K (proj1 (A _ N))).
Qed.
