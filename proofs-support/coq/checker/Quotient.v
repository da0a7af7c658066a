(** Quotients  numerator / (denominator  f_0^n_0 f_1^n_1 ...)  over a growing list of polynomials f. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Polynomial.
Import ListNotations.
Local Open Scope R_scope.

Record quotient := Quotient { numerator : poly; denominator : positive; powers : list nat }.

(** ** Lists of exponents *)

Fixpoint sum (n m : list nat) : list nat :=
  match n, m with [], _ => m | _, [] => n | i :: n', j :: m' => (i + j)%nat :: sum n' m' end.

(** n_k - m_k where that is positive, else 0. *)
Fixpoint excess (n m : list nat) : list nat :=
  match n, m with [], _ => [] | _, [] => n | i :: n', j :: m' => (i - j)%nat :: excess n' m' end.

Definition unit (k : nat) : list nat := repeat O k ++ [1%nat].

Fixpoint product (f : list R) (n : list nat) : R :=
  match f, n with a :: f', k :: n' => a ^ k * product f' n' | _, _ => 1 end.

Lemma product_nil f : product f [] = 1.
Proof. destruct f; reflexivity. Qed.

Lemma product_sum f n m : product f (sum n m) = product f n * product f m.
Proof.
  revert n m. induction f as [|a f IH]; intros [|i n] [|j m]; simpl; try ring. rewrite IH, pow_add. ring.
Qed.

Lemma product_excess f n m : product f n * product f (excess m n) = product f m * product f (excess n m).
Proof.
  revert n m. induction f as [|a f IH]; intros [|i n] [|j m]; simpl; try (rewrite ?product_nil; ring).
  replace (a ^ i * product f n * (a ^ (j - i) * product f (excess m n)))
    with (a ^ (i + (j - i)) * (product f n * product f (excess m n))) by (rewrite pow_add; ring).
  rewrite IH. replace (i + (j - i))%nat with (j + (i - j))%nat by lia. rewrite pow_add. ring.
Qed.

Lemma product_excess_nonzero f n m : product f n <> 0 -> product f (excess n m) <> 0.
Proof.
  revert n m. induction f as [|a f IH]; intros [|i n] [|j m]; simpl; intro H; try assumption.
  apply Rmult_neq_0_reg in H as [Ha Hn]. apply Rmult_integral_contrapositive_currified; [|now apply IH].
  intro E. apply Ha. destruct (le_lt_dec i j) as [L|L].
  - replace (i - j)%nat with O in E by lia. simpl in E. lra.
  - replace i with (j + (i - j))%nat by lia. rewrite pow_add, E. ring.
Qed.

Lemma product_nonzero f n : Forall (fun a => a <> 0) f -> product f n <> 0.
Proof.
  intro H. revert n. induction H as [|a f Ha _ IH]; intros [|k n]; simpl; try lra.
  apply Rmult_integral_contrapositive_currified; [now apply pow_nonzero | apply IH].
Qed.

Lemma product_unit f k a : nth_error f k = Some a -> product f (unit k) = a.
Proof.
  revert k. induction f as [|b f IH]; intros [|k] H; simpl in *; try discriminate.
  - injection H as ->. rewrite product_nil. ring.
  - unfold unit in IH. rewrite IH by assumption. ring.
Qed.

(** ** The list of factors *)

(** prod_k f_k^n_k; nothing when an exponent points beyond the list. *)
Fixpoint expand (fs : list poly) (n : list nat) : option poly :=
  match n with
  | [] => Some (constant 1)
  | k :: n' =>
      match fs with
      | f :: fs' => match k, expand fs' n' with
                    | O, p => p
                    | _, Some p => Some (mul (power f k) p)
                    | _, None => None
                    end
      | [] => match k with O => expand [] n' | _ => None end
      end
  end.

Fixpoint position (f : poly) (fs : list poly) : nat :=
  match fs with [] => O | g :: fs' => if equal f g then O else S (position f fs') end.

(** The list with f in it, and its place there. *)
Definition insert (fs : list poly) (f : poly) : list poly * nat :=
  let k := position f fs in (if (k =? length fs)%nat then fs ++ [f] else fs, k).

Definition prefix {A} (l m : list A) := exists r, m = l ++ r.

Lemma prefix_trans {A} (a b c : list A) : prefix a b -> prefix b c -> prefix a c.
Proof. intros [r ->] [s ->]. exists (r ++ s). now rewrite app_assoc. Qed.

Lemma prefix_refl {A} (a : list A) : prefix a a.
Proof. exists []. now rewrite app_nil_r. Qed.

Lemma insert_prefix fs f : prefix fs (fst (insert fs f)).
Proof. unfold insert. simpl. destruct (_ =? _)%nat; [now exists [f] | apply prefix_refl]. Qed.

Section Values.
Variable l : list R.
Variable factors : list poly.  (* those of the whole computation *)

Notation values := (map (eval l) factors).

Lemma expand_value fs n p : prefix fs factors -> expand fs n = Some p -> eval l p = product values n.
Proof.
  intros [r E]. rewrite E. clear E. revert fs r p. induction n as [|k n IH]; simpl; intros fs r p H.
  - injection H as <-. now rewrite product_nil.
  - destruct fs as [|f fs]; simpl.
    + destruct k as [|k]; [|discriminate]. rewrite (IH [] (tl r) p H). destruct r; simpl; [reflexivity | ring].
    + destruct k as [|k].
      * rewrite (IH _ r _ H). simpl. ring.
      * destruct (expand fs n) as [q|] eqn:E; [|discriminate]. injection H as <-.
        rewrite eval_mul, eval_power, (IH _ r _ E). reflexivity.
Qed.

Lemma position_value fs f :
  position f fs <> length fs -> exists g, nth_error fs (position f fs) = Some g /\ eval l g = eval l f.
Proof.
  induction fs as [|g fs IH]; simpl; intro H; [lia|].
  destruct (equal f g) eqn:E.
  - exists g. split; [reflexivity | symmetry; now apply eval_equal].
  - simpl. apply IH. lia.
Qed.

Lemma insert_value fs f :
  prefix (fst (insert fs f)) factors -> nth_error values (snd (insert fs f)) = Some (eval l f).
Proof.
  intros [r E]. rewrite E. clear E. unfold insert. simpl. rewrite nth_error_map.
  destruct (Nat.eqb_spec (position f fs) (length fs)) as [P|P].
  - rewrite P, nth_error_app1, nth_error_app2, Nat.sub_diag by (try rewrite app_length; simpl; lia). reflexivity.
  - destruct (position_value fs f P) as (g & Hg & <-).
    rewrite nth_error_app1 by (apply nth_error_Some; congruence). now rewrite Hg.
Qed.

(** ** Arithmetic *)

(** x is the value of q, and no factor of its denominator vanishes. *)
Definition is_value (q : quotient) (x : R) : Prop :=
  product values (powers q) <> 0 /\
  x * (IZR (Zpos (denominator q)) * product values (powers q)) = eval l (numerator q).
End Values.

Definition polynomial (p : poly) : quotient := Quotient p 1 [].
Definition rational (n : Z) (d : positive) : quotient := Quotient (constant n) d [].

Definition qopp (x : quotient) : quotient := Quotient (scale (-1) (numerator x)) (denominator x) (powers x).

Definition qmul (x y : quotient) : quotient :=
  Quotient (mul (numerator x) (numerator y)) (denominator x * denominator y) (sum (powers x) (powers y)).

Fixpoint qpow (x : quotient) (n : nat) : quotient :=
  match n with O => polynomial (constant 1) | S O => x | S m => qmul (qpow x m) x end.

Definition qadd (fs : list poly) (x y : quotient) : option quotient :=
  match expand fs (excess (powers y) (powers x)), expand fs (excess (powers x) (powers y)) with
  | Some a, Some b =>
      let '(_, (d, e)) := Pos.ggcd (denominator x) (denominator y) in
      Some (Quotient (add (scale (Zpos e) (mul (numerator x) a)) (scale (Zpos d) (mul (numerator y) b)))
                     (denominator x * e) (sum (powers x) (excess (powers y) (powers x))))
  | _, _ => None
  end.

(** x / y: the numerator of y becomes c f with an integer c and a factor f of the list; common factors cancel. *)
Definition qdiv (fs : list poly) (x y : quotient) : option (list poly * quotient) :=
  let '(c, f) := primitive (numerator y) in
  match expand fs (excess (powers y) (powers x)), c with
  | Some b, Zpos p =>
      let '(_, (u, v)) := Pos.ggcd (denominator y) (denominator x * p) in
      let n := scale (Zpos u) (mul (numerator x) b) in
      let rest := excess (powers x) (powers y) in
      if equal f (constant 1) then Some (fs, Quotient n v rest)
      else let '(gs, k) := insert fs f in Some (gs, Quotient n v (sum rest (unit k)))
  | Some b, Zneg p =>
      let '(_, (u, v)) := Pos.ggcd (denominator y) (denominator x * p) in
      let n := scale (Zneg u) (mul (numerator x) b) in
      let rest := excess (powers x) (powers y) in
      if equal f (constant 1) then Some (fs, Quotient n v rest)
      else let '(gs, k) := insert fs f in Some (gs, Quotient n v (sum rest (unit k)))
  | _, _ => None
  end.

Section Arithmetic.
Variable l : list R.
Variable factors : list poly.
Notation values := (map (eval l) factors).
Notation is_value := (is_value l factors).

Lemma positive_nonzero d : IZR (Zpos d) <> 0.
Proof. apply not_0_IZR. discriminate. Qed.

Lemma ggcd_reals a b g u v : Pos.ggcd a b = (g, (u, v)) ->
  IZR (Zpos a) = IZR (Zpos g) * IZR (Zpos u) /\ IZR (Zpos b) = IZR (Zpos g) * IZR (Zpos v).
Proof.
  intro E. pose proof (Pos.ggcd_correct_divisors a b) as H. rewrite E in H. destruct H as [-> ->].
  now rewrite <- !mult_IZR.
Qed.

Lemma polynomial_value p : is_value (polynomial p) (eval l p).
Proof. split; simpl; rewrite product_nil; [lra | ring]. Qed.

Lemma rational_value n d : is_value (rational n d) (IZR n / IZR (Zpos d)).
Proof.
  split; simpl; rewrite product_nil; [lra|]. rewrite eval_constant. field. apply positive_nonzero.
Qed.

Lemma qopp_value q x : is_value q x -> is_value (qopp q) (- x).
Proof.
  intros [N H]. split; [exact N|]. cbn. rewrite eval_scale, <- H. ring.
Qed.

Lemma qmul_value q r x y : is_value q x -> is_value r y -> is_value (qmul q r) (x * y).
Proof.
  intros [N H] [M G]. split; cbn [powers qmul].
  - rewrite product_sum. now apply Rmult_integral_contrapositive_currified.
  - cbn [numerator denominator qmul]. rewrite eval_mul, <- H, <- G, product_sum, Pos2Z.inj_mul, mult_IZR. ring.
Qed.

Lemma qpow_value q x n : is_value q x -> is_value (qpow q n) (x ^ n).
Proof.
  intro H. induction n as [|[|n] IH].
  - exact (polynomial_value (constant 1)).
  - simpl. now rewrite Rmult_1_r.
  - change (qpow q (S (S n))) with (qmul (qpow q (S n)) q). replace (x ^ S (S n)) with (x ^ S n * x) by (simpl; ring).
    now apply qmul_value.
Qed.

Lemma qadd_value fs q r s x y :
  prefix fs factors -> qadd fs q r = Some s -> is_value q x -> is_value r y -> is_value s (x + y).
Proof.
  intros P E [N H] [M G]. unfold qadd in E.
  destruct (expand fs (excess (powers r) (powers q))) as [a|] eqn:A; [|discriminate].
  destruct (expand fs (excess (powers q) (powers r))) as [b|] eqn:B; [|discriminate].
  destruct (Pos.ggcd (denominator q) (denominator r)) as (g & d & e) eqn:D. injection E as <-.
  apply ggcd_reals in D as [D1 D2].
  pose proof (product_excess values (powers q) (powers r)) as X.
  split; cbn [powers numerator denominator]; rewrite product_sum.
  - apply Rmult_integral_contrapositive_currified; [exact N | now apply product_excess_nonzero].
  - rewrite eval_add, !eval_scale, !eval_mul, (expand_value l factors _ _ _ P A), (expand_value l factors _ _ _ P B).
    rewrite <- H, <- G, Pos2Z.inj_mul, mult_IZR.
    set (nq := product values (powers q)) in *. set (nr := product values (powers r)) in *.
    set (mq := product values (excess (powers r) (powers q))) in *.
    set (mr := product values (excess (powers q) (powers r))) in *.
    rewrite D1, D2.
    replace (IZR (Zpos d) * (y * (IZR (Zpos g) * IZR (Zpos e) * nr) * mr))
      with (y * IZR (Zpos d) * IZR (Zpos g) * IZR (Zpos e) * (nr * mr)) by ring.
    rewrite <- X. ring.
Qed.

Lemma qdiv_prefix fs q r gs s : qdiv fs q r = Some (gs, s) -> prefix fs gs.
Proof.
  unfold qdiv. destruct (primitive (numerator r)) as [c f].
  destruct (expand _ _) as [b|]; [|discriminate].
  pose proof (insert_prefix fs f) as I. destruct (insert fs f) as [hs k].
  destruct c as [|p|p]; [discriminate| |]; destruct (Pos.ggcd _ _) as (g & u & v); destruct (equal f _);
    intro E; injection E as <- <-; try exact I; apply prefix_refl.
Qed.

(** The numbers behind [qdiv]: sg = +-1, c = sg p. *)
Lemma quotient_of_values x y f sg p dx dy g u v nx a b ea eb :
  sg * sg = 1 -> p <> 0 -> f <> 0 -> dx <> 0 -> dy <> 0 -> g <> 0 -> a <> 0 -> b <> 0 -> y <> 0 ->
  x * (dx * a) = nx -> y * (dy * b) = sg * p * f -> dy = g * u -> dx * p = g * v -> a * eb = b * ea ->
  x / y * (v * (ea * f)) = sg * u * (nx * eb).
Proof.
  intros S Hp Hf Hdx Hdy Hg Ha Hb Hy <- Y D1 D2 E.
  apply (Rmult_eq_reg_l (y * g * b)); [|repeat apply Rmult_integral_contrapositive_currified; assumption].
  replace (y * g * b * (x / y * (v * (ea * f)))) with (x * f * (g * v) * (b * ea)) by (field; assumption).
  replace (y * g * b * (sg * u * (x * (dx * a) * eb))) with (x * sg * dx * (y * ((g * u) * b)) * (a * eb)) by ring.
  rewrite <- D1, <- D2, <- E, Y.
  replace (x * sg * dx * (sg * p * f) * (a * eb)) with ((sg * sg) * (x * f * (dx * p) * (a * eb))) by ring.
  rewrite S. ring.
Qed.

Lemma qdiv_value fs q r gs s x y :
  qdiv fs q r = Some (gs, s) -> prefix gs factors -> is_value q x -> is_value r y -> y <> 0 -> is_value s (x / y).
Proof.
  intros E P [N H] [M G] Y. pose proof (prefix_trans _ _ _ (qdiv_prefix _ _ _ _ _ E) P) as P0.
  unfold qdiv in E. pose proof (eval_primitive l (numerator r)) as F.
  destruct (primitive (numerator r)) as [c f]. cbn [fst snd] in F.
  destruct (expand fs (excess (powers r) (powers q))) as [b|] eqn:B; [|discriminate].
  apply (expand_value l factors _ _ _ P0) in B.
  assert (C : exists sg p g u v, sg * sg = 1 /\ IZR c = sg * IZR (Zpos p) /\
    Pos.ggcd (denominator r) (denominator q * p) = (g, (u, v)) /\ exists z, IZR z = sg * IZR (Zpos u) /\
    (if equal f (constant 1)
     then Some (fs, Quotient (scale z (mul (numerator q) b)) v (excess (powers q) (powers r)))
     else let '(gs, k) := insert fs f in
          Some (gs, Quotient (scale z (mul (numerator q) b)) v (sum (excess (powers q) (powers r)) (unit k))))
    = Some (gs, s)).
  { destruct c as [|p|p]; [discriminate| |]; destruct (Pos.ggcd _ _) as (g & u & v) eqn:D.
    - exists 1, p, g, u, v. repeat split; try ring; [exact D|]. exists (Zpos u). split; [ring | exact E].
    - exists (-1), p, g, u, v. repeat split; try ring; [|exact D|].
      + change (Zneg p) with (- Zpos p)%Z. rewrite opp_IZR. ring.
      + exists (Zneg u). split; [|exact E]. change (Zneg u) with (- Zpos u)%Z. rewrite opp_IZR. ring. }
  clear E. destruct C as (sg & p & g & u & v & S & C & D & z & Z & E).
  apply ggcd_reals in D as [D1 D2]. rewrite Pos2Z.inj_mul, mult_IZR in D2.
  rewrite C in F. rewrite F in G.
  assert (F0 : eval l f <> 0).
  { intro F0. rewrite F0 in G. assert (Y0 : y * (IZR (Zpos (denominator r)) * product values (powers r)) = 0) by lra.
    revert Y0. repeat apply Rmult_integral_contrapositive_currified; auto using positive_nonzero. }
  pose proof (product_excess values (powers q) (powers r)) as X.
  pose proof (quotient_of_values x y (eval l f) sg _ _ _ _ _ _ _ _ _ _ _ S (positive_nonzero p) F0
    (positive_nonzero (denominator q)) (positive_nonzero _) (positive_nonzero g) N M Y H G D1 D2 X) as V.
  pose proof (product_excess_nonzero values _ (powers r) N) as K.
  destruct (equal f (constant 1)) eqn:O.
  - injection E as <- <-. apply (eval_equal l) in O. rewrite eval_constant in O.
    split; cbn [powers numerator denominator].
    + exact K.
    + rewrite eval_scale, eval_mul, B, Z, <- V, O. ring.
  - pose proof (insert_value l factors fs f) as I. destruct (insert fs f) as [hs k]. injection E as -> <-.
    specialize (I P). cbn [snd] in I. apply product_unit in I.
    split; cbn [powers numerator denominator]; rewrite product_sum, I.
    + now apply Rmult_integral_contrapositive_currified.
    + rewrite eval_scale, eval_mul, B, Z, <- V. ring.
Qed.

(** A quotient of value 0, and one of a value >= 0. *)
Lemma zero_value q x : is_value q x -> is_zero (numerator q) = true -> x = 0.
Proof.
  intros [N H] Z. rewrite (eval_zero l _ Z) in H. apply Rmult_integral in H as [H|H]; [exact H|].
  exfalso. revert H. apply Rmult_integral_contrapositive_currified; [apply positive_nonzero | exact N].
Qed.
End Arithmetic.
