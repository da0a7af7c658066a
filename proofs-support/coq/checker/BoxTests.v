(** The tests of the box checker in one arithmetic: leaves, faces, and the boxes that splits and faces lead to. *)
From Coq Require Import Reals ZArith List Bool Arith Lra Lia.
From Interval.Real Require Import Xreal.
From Interval.Float Require Import Basic Sig.
From HebbChecker Require Import BoxArith BoxTerms BoxProgram BoxSlopes.
Import ListNotations.
Local Open Scope R_scope.

Fixpoint set {A} (k : nat) (l : list A) (a : A) : list A :=
  match l, k with
  | [], _ => []
  | _ :: l, O => a :: l
  | b :: l, S k => b :: set k l a
  end.

Fixpoint map2 {A B C} (f : A -> B -> C) (l : list A) (m : list B) : list C :=
  match l, m with a :: l, b :: m => f a b :: map2 f l m | _, _ => [] end.

Lemma set_length {A} (l : list A) : forall k a, length (set k l a) = length l.
Proof. induction l as [|b l IH]; intros [|k] a; simpl; auto. Qed.

Lemma set_other {A} (d : A) (l : list A) : forall k i a, i <> k -> nth i (set k l a) d = nth i l d.
Proof. induction l as [|b l IH]; intros [|k] [|i] a H; simpl; auto; congruence. Qed.

Lemma set_this {A} (d : A) (l : list A) : forall k a, (k < length l)%nat -> nth k (set k l a) d = a.
Proof. induction l as [|b l IH]; intros [|k] a H; simpl in *; auto; try lia; apply IH; lia. Qed.

Lemma set_Forall2 {A B} (P : A -> B -> Prop) l m : Forall2 P l m -> forall k a b, P a b -> Forall2 P (set k l a) (set k m b).
Proof. intros H; induction H; intros [|k] a b Q; simpl; constructor; auto. Qed.

Lemma set_same (x : list R) : forall k, set k x (nth k x 0) = x.
Proof. induction x as [|a x IH]; intros [|k]; simpl; f_equal; auto. Qed.

Lemma set_nth (x : list R) k i a : nth i (set k x a) 0 = a /\ i = k \/ nth i (set k x a) 0 = nth i x 0.
Proof.
  destruct (Nat.eq_dec i k) as [->|N]; [|right; apply set_other, N].
  destruct (le_lt_dec (length x) k) as [L|L]; [right; rewrite !nth_overflow by (rewrite ?set_length; exact L); reflexivity|].
  left; split; [apply set_this, L|reflexivity].
Qed.

Lemma Forall2_nth {A B} (P : A -> B -> Prop) l m a b : Forall2 P l m -> P a b -> forall k, P (nth k l a) (nth k m b).
Proof. intros H Q; induction H; intros [|k]; simpl; auto. Qed.

(** ** What the tests are about *)
Section Meaning.
Variables (lets : list rational_term) (goal : rational_term).

Definition value_at (x : list R) (e : rational_term) : ExtendedR := xeval x (xenv x lets) e.

(** The goal has a value, and that is >= 0. *)
Definition target (x : list R) : Prop := exists r, value_at x goal = Xreal r /\ 0 <= r.

(** [e] has a value at x whenever it has one at y, and the value at x is not smaller (not larger). *)
Definition rises (x y : list R) (e : rational_term) : Prop :=
  forall q, value_at y e = Xreal q -> exists r, value_at x e = Xreal r /\ q <= r.
Definition drops (x y : list R) (e : rational_term) : Prop :=
  forall q, value_at y e = Xreal q -> exists r, value_at x e = Xreal r /\ r <= q.
End Meaning.

Module Tests (F : FloatOps with Definition sensible_format := true).
Module E := Evaluation F.
Import E.

(** A box, and enclosures of the exact ends of its sides. *)
Record place := Place { sides : box; ends : list (A.t * A.t) }.

Section Precision.
Variable p : A.precision.

Definition unit_seeds (n : nat) : list (list entry) := map (fun i => repeat Zero_ i ++ [One_]) (seq 0 n).
Definition face_seeds (v n : nat) : list (list entry) := map (fun i => if i =? v then [One_] else []) (seq 0 n).

(** acc + sum_i e_i d_i *)
Fixpoint form (acc : A.t) (es : list entry) (ds : list A.t) : A.t :=
  match es, ds with
  | e :: es, d :: ds =>
      form match e with Zero_ => acc | One_ => A.add p acc d | Slope i => A.add p acc (A.mul p i d) end es ds
  | _, _ => acc
  end.

Definition has_sign (test : A.t -> bool) (es : list entry) : bool :=
  match es with [] => true | [e] => test (interval_of p e) | _ => false end.

Definition end_of (lower : bool) (v : nat) (here : place) : A.t :=
  let e := nth v (ends here) (A.nothing, A.nothing) in if lower then fst e else snd e.

(** [q], an enclosure of where side v is split, lies in it: a split elsewhere is refused. Nothing is proved from it. *)
Definition splits (v : nat) (q : A.t) (here : place) : bool :=
  match nth_error (sides here) v with None => false | Some w => A.within q w end.
Definition left_part (v : nat) (q : A.t) (here : place) : place :=
  Place (set v (sides here) (A.both (nth v (sides here) A.nothing) (A.up_to q))) (set v (ends here) (end_of true v here, q)).
Definition right_part (v : nat) (q : A.t) (here : place) : place :=
  Place (set v (sides here) (A.both (nth v (sides here) A.nothing) (A.from q))) (set v (ends here) (q, end_of false v here)).
Definition face (lower : bool) (v : nat) (here : place) : place :=
  let e := end_of lower v here in Place (set v (sides here) e) (set v (ends here) (e, e)).

(** The box of the base variables, from terms for their ends (see BoxProgram.v) that use no variables. *)
Definition whole (terms : list (rational_term * rational_term)) : place :=
  let es := map (fun e => (range p [] [] (enclose p (fst e)), range p [] [] (enclose p (snd e)))) terms in
  Place (map (fun e => A.both (A.from (fst e)) (A.up_to (snd e))) es) es.

Section Program.
Variables (lets conditions : list compiled) (goal : compiled) (units : list (list entry)).

Definition natural_leaf (here : place) : bool :=
  let b := sides here in A.nonnegative (range p b (ranges p b lets) goal).

Definition infeasible_leaf (k : nat) (here : place) : bool :=
  let b := sides here in
  match nth_error conditions k with None => false | Some h => A.negative (range p b (ranges p b lets) h) end.

Definition mean_value_leaf (here : place) : bool :=
  let b := sides here in
  let m := map A.middle b in
  let g := slope p b m units (all_slopes p b m units lets) goal in
  A.real (over g) && A.real (at_m g) && A.nonnegative (form (at_m g) (entries g) (map2 (A.sub p) b m)).

(** The same after at most [n] halvings, of side v and then of the others in turn. *)
Fixpoint refined_leaf (n v : nat) (here : place) : bool :=
  if mean_value_leaf here then true else
  match n with
  | O => false
  | S n =>
      let v := if v <? length (sides here) then v else 0%nat in
      let q := A.middle (nth v (sides here) A.nothing) in
      if refined_leaf n (S v) (left_part v q here) then refined_leaf n (S v) (right_part v q here) else false
  end.

(** Whether the goal is not smaller on the box than on the face, which constraints are not larger, and which are
    (advice only: for these no better arithmetic will help). *)
Definition face_tests (lower : bool) (v : nat) (here : place) : bool * (list bool * list bool) :=
  let b := sides here in
  let m := sides (face lower v here) in
  let seeds := face_seeds v (length b) in
  let env := all_slopes p b m seeds lets in
  let sloping test h := A.real (over h) && has_sign test (entries h) in
  let up := if lower then A.nonnegative else A.nonpositive in
  let down := if lower then A.nonpositive else A.nonnegative in
  let slopes := map (slope p b m seeds env) conditions in
  (sloping up (slope p b m seeds env goal), (map (sloping down) slopes, map (sloping up) slopes)).
End Program.

(** ** Soundness *)
Lemma form_ok es : forall s ds delta acc a, entries_ok es s -> encloses ds delta -> A.has acc (Xreal a) ->
  A.has (form acc es ds) (Xreal (a + dot s delta)).
Proof.
  induction es as [|e es IH]; intros s ds delta acc a S D H; inversion S as [|? z ? s' E S']; subst; simpl;
    [rewrite Rplus_0_r; exact H|].
  inversion D as [|d dl ds' delta' D1 D2]; subst; simpl; [rewrite Rplus_0_r; exact H|].
  rewrite <- Rplus_assoc; apply IH; [exact S'|exact D2|].
  destruct e; simpl in E; subst.
  - rewrite Rmult_0_l, Rplus_0_r; exact H.
  - rewrite Rmult_1_l; exact (A.add_ok p _ _ _ _ H D1).
  - exact (A.add_ok p _ _ _ _ H (A.mul_ok p _ _ _ _ E D1)).
Qed.

Lemma sign_ok test (P : R -> Prop) : (forall i r, test i = true -> A.has i (Xreal r) -> P r) -> P 0 ->
  forall es s d, has_sign test es = true -> entries_ok es s -> exists k, P k /\ dot s [d] = k * d.
Proof.
  intros T Z [|e [|? ?]] s d H S; try discriminate; inversion S as [|? a ? s' E S']; subst.
  - exists 0; split; [exact Z|simpl; ring].
  - inversion S'; subst; exists a; split; [apply (T _ _ H), interval_of_ok, E|simpl; ring].
Qed.

Lemma nth_seeds {A} (f : nat -> A) n i d : (i < n)%nat -> nth i (map f (seq 0 n)) d = f i.
Proof.
  intros L; rewrite (nth_indep _ d (f 0%nat)) by (rewrite map_length, seq_length; exact L).
  rewrite (map_nth f); rewrite seq_nth by exact L; reflexivity.
Qed.

Lemma unit_seed i : forall x y : list R, length x = length y ->
  exists s, entries_ok (repeat Zero_ i ++ [One_]) s /\ nth i x 0 = nth i y 0 + dot s (map2 Rminus x y).
Proof.
  induction i as [|i IH]; intros x y L.
  - exists [1]; split; [constructor; [reflexivity|constructor]|]; destruct x, y; simpl in *; try discriminate; ring.
  - destruct (IH (tl x) (tl y)) as [s [S1 S2]]; [destruct x, y; simpl in *; congruence|].
    exists (0 :: s); split; [constructor; [reflexivity|exact S1]|]; destruct x, y; simpl in *; try discriminate; [ring|].
    rewrite S2; ring.
Qed.

Record located (here : place) (x lo hi : list R) : Prop := {
  in_sides : encloses (sides here) x;
  in_low : Forall2 (fun e a => A.has (fst e) (Xreal a)) (ends here) lo;
  in_high : Forall2 (fun e a => A.has (snd e) (Xreal a)) (ends here) hi }.

Lemma end_ok here x lo hi (lower : bool) v : located here x lo hi ->
  A.has (end_of lower v here) (Xreal (nth v (if lower then lo else hi) 0)).
Proof.
  intros [_ L H]; unfold end_of; destruct lower.
  - exact (Forall2_nth _ _ _ (A.nothing, A.nothing) 0 L (A.nothing_ok _) v).
  - exact (Forall2_nth _ _ _ (A.nothing, A.nothing) 0 H (A.nothing_ok _) v).
Qed.

Lemma left_ok here x lo hi v q a : located here x lo hi -> A.has q (Xreal a) -> nth v x 0 <= a ->
  located (left_part v q here) x lo (set v hi a).
Proof.
  intros I Q X; assert (L := end_ok _ _ _ _ true v I); destruct I as [S L' H]; split; simpl.
  - rewrite <- (set_same x v); apply set_Forall2; [exact S|].
    apply A.both_ok; [exact (encloses_nth _ _ S v)|exact (A.up_to_ok _ _ _ Q X)].
  - rewrite <- (set_same lo v); apply set_Forall2; [exact L'|exact L].
  - apply set_Forall2; [exact H|exact Q].
Qed.

Lemma right_ok here x lo hi v q a : located here x lo hi -> A.has q (Xreal a) -> a <= nth v x 0 ->
  located (right_part v q here) x (set v lo a) hi.
Proof.
  intros I Q X; assert (H := end_ok _ _ _ _ false v I); destruct I as [S L H']; split; simpl.
  - rewrite <- (set_same x v); apply set_Forall2; [exact S|].
    apply A.both_ok; [exact (encloses_nth _ _ S v)|exact (A.from_ok _ _ _ Q X)].
  - apply set_Forall2; [exact L|exact Q].
  - rewrite <- (set_same hi v); apply set_Forall2; [exact H'|exact H].
Qed.

Lemma face_ok here x lo hi (lower : bool) v : located here x lo hi ->
  let a := nth v (if lower then lo else hi) 0 in
  located (face lower v here) (set v x a) (set v lo a) (set v hi a).
Proof.
  intros I a; assert (K := end_ok _ _ _ _ lower v I); destruct I as [S L H]; split; apply set_Forall2; assumption.
Qed.

Lemma closed_ok y e a : value_is (xeval y [] e) a -> A.has (range p [] [] (enclose p e)) (Xreal a).
Proof.
  intros W; assert (N : forall i, A.has (nth i [] A.nothing) (Xreal (nth i y 0))) by (intros [|i]; apply A.nothing_ok).
  assert (K := range_ok p [] y N [] [] (Forall2_nil _) e).
  destruct (xeval y [] e) as [|r]; [exact (A.has_nan _ K (Xreal a))|rewrite <- (W r eq_refl); exact K].
Qed.

Lemma whole_ok terms z y lo hi : Forall2 (fun e a => value_is (xeval z [] (fst e)) a) terms lo ->
  Forall2 (fun e a => value_is (xeval z [] (snd e)) a) terms hi -> Forall2 Rle lo y -> Forall2 Rle y hi ->
  located (whole terms) y lo hi.
Proof.
  intros L; revert y hi; induction L as [|e a terms lo L _ IH]; intros y hi H LY YH;
    inversion H as [|? u ? hi' H1 H2]; inversion LY as [|? b ? y' LY1 LY2]; subst; inversion YH as [|? ? ? ? YH1 YH2]; subst;
    [split; constructor|].
  destruct (IH _ _ H2 LY2 YH2) as [I1 I2 I3]; split; simpl; constructor; auto; simpl; try (apply (closed_ok z); assumption).
  apply A.both_ok; [apply (A.from_ok _ _ a)|apply (A.up_to_ok _ _ u)]; try assumption; apply (closed_ok z); assumption.
Qed.

Section ProgramOk.
Variables (lets conditions : list rational_term) (goal : rational_term).
Let clets := map (enclose p) lets.

Lemma natural_ok b x e : encloses b x -> A.has (range p b (ranges p b clets) (enclose p e)) (value_at lets x e).
Proof.
  intros B; assert (B' := encloses_nth b x B).
  apply (range_ok p b x B'), (ranges_ok p b x B').
Qed.

Lemma natural_leaf_ok here x : encloses (sides here) x -> natural_leaf clets (enclose p goal) here = true -> target lets goal x.
Proof. intros B C; destruct (A.nonnegative_ok _ _ C (natural_ok _ x goal B)) as [r R]; exists r; exact R. Qed.

Lemma infeasible_leaf_ok here x k : encloses (sides here) x -> infeasible_leaf clets (map (enclose p) conditions) k here = true ->
  exists h r, nth_error conditions k = Some h /\ value_at lets x h = Xreal r /\ r < 0.
Proof.
  unfold infeasible_leaf; intros B C; rewrite nth_error_map in C.
  destruct (nth_error conditions k) as [h|]; [simpl in C|discriminate].
  destruct (A.negative_ok _ _ C (natural_ok _ x h B)) as [r R]; exists h, r; split; [reflexivity|exact R].
Qed.

Lemma mean_value_leaf_ok here x : encloses (sides here) x ->
  mean_value_leaf clets (enclose p goal) (unit_seeds (length (sides here))) here = true -> target lets goal x.
Proof.
  unfold mean_value_leaf; destruct here as [b es]; cbn [sides]; cbv zeta; intros B C; set (m := map A.middle b) in C.
  assert (M : exists y, encloses m y).
  { clear C; subst m; induction B as [|i a b x H _ [y IH]]; simpl; [exists []; constructor|].
    destruct (A.middle_ok i) as [c K]; exists (c :: y); constructor; assumption. }
  destruct M as [y M].
  assert (LB : length b = length x) by (revert B; clear; intros B; induction B; simpl; auto).
  assert (LY : length m = length y) by (revert M; clear; intros M; induction M; simpl; auto).
  assert (LM : length m = length b) by apply map_length.
  assert (D : encloses (map2 (A.sub p) b m) (map2 Rminus x y)).
  { assert (G : forall b x, encloses b x -> forall m y, encloses m y -> encloses (map2 (A.sub p) b m) (map2 Rminus x y)).
    { clear; intros b x H; induction H as [|i a b x K H IH]; intros m y M; simpl; [constructor|].
      destruct M as [|j c m y K' M]; constructor; [exact (A.sub_ok p _ _ _ _ K K')|exact (IH _ _ M)]. }
    exact (G _ _ B _ _ M). }
  set (units := unit_seeds (length b)) in C.
  assert (LU : length units = length b) by (unfold units, unit_seeds; rewrite map_length, seq_length; reflexivity).
  assert (G : good (map2 Rminus x y) (slope p b m units (all_slopes p b m units clets) (enclose p goal))
    (value_at lets x goal) (value_at lets y goal)).
  { apply shared_slope_ok; try lia; try (apply encloses_nth; assumption).
    intros i L; unfold units, unit_seeds; rewrite nth_seeds by lia; apply unit_seed; lia. }
  apply andb_prop in C; destruct C as [C C3]; apply andb_prop in C; destruct C as [C1 C2]; destruct G as [G1 G2 G3].
  destruct (A.real_ok _ _ C1 G1) as [r R], (A.real_ok _ _ C2 G2) as [q Q].
  destruct (G3 r q R Q) as [s [S1 S2]]; rewrite Q in G2.
  destruct (A.nonnegative_ok _ _ C3 (form_ok _ _ _ _ _ _ S1 D G2)) as [z [Z1 Z2]].
  injection Z1 as <-; exists r; split; [exact R|lra].
Qed.

Lemma refined_leaf_ok n : forall v here x lo hi, located here x lo hi ->
  refined_leaf clets (enclose p goal) (unit_seeds (length x)) n v here = true -> target lets goal x.
Proof.
  induction n as [|n IH]; intros v here x lo hi I C; cbn [refined_leaf] in C;
    (destruct (mean_value_leaf clets (enclose p goal) (unit_seeds (length x)) here) eqn:E;
      [rewrite <- (encloses_length _ _ (in_sides _ _ _ _ I)) in E; exact (mean_value_leaf_ok here x (in_sides _ _ _ _ I) E)|]);
    [discriminate|].
  cbv zeta in C; set (w := if v <? length (sides here) then v else 0%nat) in C.
  destruct (A.middle_ok (nth w (sides here) A.nothing)) as [c Q].
  match type of C with (if ?t then _ else _) = _ => destruct t eqn:L; [|discriminate] end.
  destruct (Rle_dec (nth w x 0) c) as [X|X].
  - exact (IH _ _ _ _ _ (left_ok _ _ _ _ _ _ _ I Q X) L).
  - assert (X' : c <= nth w x 0) by lra; exact (IH _ _ _ _ _ (right_ok _ _ _ _ _ _ _ I Q X') C).
Qed.

Section Face.
Variables (here : place) (x lo hi : list R) (lower : bool) (v : nat).
Hypothesis I : located here x lo hi.
Hypothesis between : forall i, nth i lo 0 <= nth i x 0 <= nth i hi 0.
Let a := nth v (if lower then lo else hi) 0.
Let y := set v x a.
Let b := sides here.
Let m := sides (face lower v here).
Let seeds := face_seeds v (length b).
Let over_face (h : rational_term) := slope p b m seeds (all_slopes p b m seeds clets) (enclose p h).

Lemma face_slope h : good [nth v x 0 - a] (over_face h) (value_at lets x h) (value_at lets y h).
Proof.
  assert (B' := in_sides _ _ _ _ (face_ok _ _ _ _ lower v I)); fold a m y in B'.
  assert (B := in_sides _ _ _ _ I); fold b in B.
  assert (LB := encloses_length _ _ B).
  assert (LF : length seeds = length b) by (unfold seeds, face_seeds; rewrite map_length, seq_length; reflexivity).
  apply shared_slope_ok; try (apply encloses_nth; assumption); rewrite ?LF.
  - intros i L; unfold seeds, face_seeds; rewrite nth_seeds by lia; destruct (i =? v) eqn:V.
    + apply Nat.eqb_eq in V; subst i; exists [1]; split; [repeat constructor|].
      unfold y; rewrite set_this by lia; simpl; ring.
    + apply Nat.eqb_neq in V; exists []; split; [constructor|]; unfold y; rewrite set_other by exact V; simpl; ring.
  - lia.
  - unfold y; rewrite set_length; lia.
Qed.

Lemma nonneg_sign es s d : has_sign A.nonnegative es = true -> entries_ok es s -> exists k, 0 <= k /\ dot s [d] = k * d.
Proof.
  apply sign_ok; [|lra]; intros i r T H; destruct (A.nonnegative_ok _ _ T H) as [w [W1 W2]]; injection W1 as ->; exact W2.
Qed.
Lemma nonpos_sign es s d : has_sign A.nonpositive es = true -> entries_ok es s -> exists k, k <= 0 /\ dot s [d] = k * d.
Proof.
  apply (sign_ok _ (fun k => k <= 0)); [|lra]; intros i r T H; destruct (A.nonpositive_ok _ _ T H) as [w [W1 W2]];
    injection W1 as ->; exact W2.
Qed.

Lemma side : if lower then 0 <= nth v x 0 - a else nth v x 0 - a <= 0.
Proof. generalize (between v); unfold a; destruct lower; lra. Qed.

Lemma rises_ok h : A.real (over (over_face h)) && has_sign (if lower then A.nonnegative else A.nonpositive) (entries (over_face h)) = true ->
  rises lets x y h.
Proof.
  intros C; apply andb_prop in C; destruct C as [C1 C2]; destruct (face_slope h) as [G1 G2 G3]; intros q Q.
  destruct (A.real_ok _ _ C1 G1) as [r R]; exists r; split; [exact R|].
  destruct (G3 r q R Q) as [s [S1 S2]]; assert (D := side); set (d := nth v x 0 - a) in *; destruct lower.
  - destruct (nonneg_sign _ _ d C2 S1) as [k [K1 K2]]; generalize (Rmult_le_pos _ _ K1 D); lra.
  - destruct (nonpos_sign _ _ d C2 S1) as [k [K1 K2]]; generalize (Rmult_le_compat_neg_l _ _ _ K1 D); lra.
Qed.

Lemma drops_ok h : A.real (over (over_face h)) && has_sign (if lower then A.nonpositive else A.nonnegative) (entries (over_face h)) = true ->
  drops lets x y h.
Proof.
  intros C; apply andb_prop in C; destruct C as [C1 C2]; destruct (face_slope h) as [G1 G2 G3]; intros q Q.
  destruct (A.real_ok _ _ C1 G1) as [r R]; exists r; split; [exact R|].
  destruct (G3 r q R Q) as [s [S1 S2]]; assert (D := side); set (d := nth v x 0 - a) in *; destruct lower.
  - destruct (nonpos_sign _ _ d C2 S1) as [k [K1 K2]]; generalize (Rmult_le_compat_neg_l _ _ _ K1 D); lra.
  - destruct (nonneg_sign _ _ d C2 S1) as [k [K1 K2]]; generalize (Rmult_le_compat_l _ _ _ K1 D); lra.
Qed.

Lemma face_tests_ok : let tests := face_tests clets (map (enclose p) conditions) (enclose p goal) lower v here in
  (fst tests = true -> rises lets x y goal) /\
  (forall k h, nth k (fst (snd tests)) false = true -> nth_error conditions k = Some h -> drops lets x y h).
Proof.
  split; [exact (rises_ok goal)|]; intros k h C N; apply drops_ok.
  unfold face_tests in C; cbv zeta in C; cbn [fst snd] in C; rewrite !map_map in C.
  erewrite nth_of_error in C by (apply map_nth_error, N); exact C.
Qed.
End Face.
End ProgramOk.
End Precision.
End Tests.
