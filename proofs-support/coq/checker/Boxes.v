(** The checker for proofs by interval evaluation on a bisection tree, and its soundness. Mirrors
    lib/hebb/check/box_replay.cpp with other arithmetic and with slopes in place of derivatives. A Taylor leaf is checked
    as a mean-value leaf. *)
From Coq Require Import Reals ZArith List Bool Arith Lra Lia.
From Interval.Real Require Import Xreal.
From Interval.Float Require Import Basic Sig Specific_bigint Specific_ops Primitive_ops.
From HebbChecker Require Import Syntax Evidence BoxArith BoxTerms BoxProgram BoxCompile BoxSlopes.
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

Lemma Forall2_nth_error {A B} (P : A -> B -> Prop) l m : Forall2 P l m -> forall k a, nth_error l k = Some a ->
  exists b, nth_error m k = Some b /\ P a b.
Proof.
  intros H; induction H as [|a b l m Q _ IH]; intros [|k] c E; try discriminate; simpl in *.
  - injection E as <-; eauto.
  - exact (IH k c E).
Qed.

Module BoxChecker (F : FloatOps with Definition sensible_format := true).
Module E := Evaluation F.
Import E.

Section Precision.
Variable p : A.precision.

(** ** The checker *)
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

Section Tree.
Variables (lets conditions : list compiled) (goal : compiled) (units : list (list entry)).

Definition mean_value_leaf (b : box) : bool :=
  let m := map A.middle b in
  let g := slope p b m units (all_slopes p b m units lets) goal in
  A.real (over g) && A.real (at_m g) && A.nonnegative (form (at_m g) (entries g) (map2 (A.sub p) b m)).

(** [usable]: the constraints that the faces taken so far have kept. [sides]: enclosures of the ends of each side. *)
Fixpoint check (t : box_proof) (b : box) (sides : list (A.t * A.t)) (usable : list bool) : bool :=
  let face (lower : bool) v rest :=
    match nth_error sides v with
    | None => false
    | Some (lo, hi) =>
        let e := if lower then lo else hi in
        let b' := set v b e in
        let seeds := face_seeds v (length b) in
        let env := all_slopes p b b' seeds lets in
        let g := slope p b b' seeds env goal in
        let kept h := let h := slope p b b' seeds env h in
          A.real (over h) && has_sign (if lower then A.nonpositive else A.nonnegative) (entries h) in
        A.real (over g) && has_sign (if lower then A.nonnegative else A.nonpositive) (entries g) &&
        check rest b' (set v sides (e, e)) (map2 (fun (u : bool) h => if u then kept h else false) usable conditions)
    end in
  match t with
  | Split v n d l r =>
      match nth_error b v, nth_error sides v with
      | Some w, Some (lo, hi) =>
          let q := A.rational p n d in
          A.within q w &&
          check l (set v b (A.both w (A.up_to q))) (set v sides (lo, q)) usable &&
          check r (set v b (A.both w (A.from q))) (set v sides (q, hi)) usable
      | _, _ => false
      end
  | LowerFace v rest => face true v rest
  | UpperFace v rest => face false v rest
  | Natural => A.nonnegative (range p b (ranges p b lets) goal)
  | MeanValue | Taylor => mean_value_leaf b
  | Infeasible k =>
      nth k usable false &&
      match nth_error conditions k with
      | None => false
      | Some h => A.negative (range p b (ranges p b lets) h)
      end
  end.
End Tree.

Definition check_boxes (s : statement) (g : condition) (t : box_proof) : bool :=
  let program := compile s g in
  if valid s g program then
    let sides := map (fun e => (range p [] [] (enclose p (fst e)), range p [] [] (enclose p (snd e)))) (ends program) in
    let conditions := map (enclose p) (constraint_terms program) in
    check (map (enclose p) (map snd (lets program))) conditions (enclose p (goal_term program)) (unit_seeds (length sides))
      t (map (fun e => A.both (A.from (fst e)) (A.up_to (snd e))) sides) sides (map (fun _ => true) conditions)
  else false.

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

Section TreeOk.
Variables (lets conditions : list rational_term) (goal : rational_term).

Definition value_at (x : list R) (e : rational_term) : ExtendedR := xeval x (xenv x lets) e.
Definition target (x : list R) : Prop := exists r, value_at x goal = Xreal r /\ 0 <= r.

Record inside (b : box) (sides : list (A.t * A.t)) (usable : list bool) (x : list R) : Prop := {
  in_box : encloses b x;
  in_sides : Forall2 (fun s a => exists l u, A.has (fst s) (Xreal l) /\ A.has (snd s) (Xreal u) /\ l <= a <= u) sides x;
  in_usable : forall k h, nth k usable false = true -> nth_error conditions k = Some h ->
    forall r, value_at x h = Xreal r -> 0 <= r }.

Lemma natural_ok b x e : encloses b x -> A.has (range p b (ranges p b (map (enclose p) lets)) (enclose p e)) (value_at x e).
Proof.
  intros B; assert (B' := encloses_nth b x B).
  apply (range_ok p b x B'), (ranges_ok p b x B').
Qed.

Lemma mean_value_leaf_ok b x : encloses b x ->
  mean_value_leaf (map (enclose p) lets) (enclose p goal) (unit_seeds (length b)) b = true -> target x.
Proof.
  intros B C; unfold mean_value_leaf in C; cbv zeta in C; set (m := map A.middle b) in C.
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
  assert (G : good (map2 Rminus x y) (slope p b m units (all_slopes p b m units (map (enclose p) lets)) (enclose p goal))
    (value_at x goal) (value_at y goal)).
  { apply shared_slope_ok; try lia; try (apply encloses_nth; assumption).
    intros i L; unfold units, unit_seeds; rewrite nth_seeds by lia; apply unit_seed; lia. }
  apply andb_prop in C; destruct C as [C C3]; apply andb_prop in C; destruct C as [C1 C2]; destruct G as [G1 G2 G3].
  destruct (A.real_ok _ _ C1 G1) as [r R], (A.real_ok _ _ C2 G2) as [q Q].
  destruct (G3 r q R Q) as [s [S1 S2]]; rewrite Q in G2.
  destruct (A.nonnegative_ok _ _ C3 (form_ok _ _ _ _ _ _ S1 D G2)) as [z [Z1 Z2]].
  injection Z1 as <-; exists r; split; [exact R|lra].
Qed.

Section Face.
Variables (b : box) (sides : list (A.t * A.t)) (usable : list bool) (x : list R) (v : nat) (lo hi e : A.t) (a : R).
Hypothesis I : inside b sides usable x.
Hypothesis side : nth_error sides v = Some (lo, hi).
Hypothesis at_e : A.has e (Xreal a).

Let b' := set v b e.
Let y := set v x a.
Let d := nth v x 0 - a.
Let over_face (h : compiled) := let seeds := face_seeds v (length b) in
  slope p b b' seeds (all_slopes p b b' seeds (map (enclose p) lets)) h.

Lemma face_slope h : good [d] (over_face (enclose p h)) (value_at x h) (value_at y h).
Proof.
  destruct I as [B S U].
  assert (LB : length b = length x) by (revert B; clear; intros B; induction B; simpl; auto).
  assert (LS : length sides = length x) by (revert S; clear; intros S; induction S; simpl; auto).
  assert (Lv : (v < length x)%nat) by (rewrite <- LS; apply nth_error_Some; rewrite side; discriminate).
  assert (LF : length (face_seeds v (length b)) = length b) by (unfold face_seeds; rewrite map_length, seq_length; reflexivity).
  assert (B' : encloses b' y) by (apply set_Forall2; assumption).
  apply shared_slope_ok; try (apply encloses_nth; assumption); rewrite ?LF.
  - intros i L; unfold face_seeds; rewrite nth_seeds by lia; destruct (i =? v) eqn:V.
    + apply Nat.eqb_eq in V; subst i; exists [1]; split; [repeat constructor|].
      unfold y; rewrite set_this by exact Lv; unfold d; simpl; ring.
    + apply Nat.eqb_neq in V; exists []; split; [constructor|]; unfold y; rewrite set_other by exact V; simpl; ring.
  - lia.
  - unfold y; rewrite set_length; lia.
Qed.

Lemma face_inside kept :
  (forall h, kept (enclose p h) = true -> forall r q, value_at x h = Xreal r -> value_at y h = Xreal q -> r <= q) ->
  (forall h, kept (enclose p h) = true -> A.real (over (over_face (enclose p h))) = true) ->
  inside b' (set v sides (e, e))
    (map2 (fun (u : bool) h => if u then kept h else false) usable (map (enclose p) conditions)) y.
Proof.
  intros K1 K2; destruct I as [B S U]; split.
  - apply set_Forall2; assumption.
  - apply set_Forall2; [exact S|]; exists a, a; simpl; repeat split; auto; lra.
  - clear S; intros k h E N r Y.
    assert (T : forall k us cs, nth k (map2 (fun (u : bool) h => if u then kept h else false) us (map (enclose p) cs)) false = true ->
      nth_error cs k = Some h -> nth k us false = true /\ kept (enclose p h) = true).
    { clear; intros k us; revert k; induction us as [|u us IH]; intros k cs; [destruct k; discriminate|].
      destruct cs as [|c cs]; [destruct k; discriminate|]; destruct k as [|k]; simpl; [|apply IH].
      intros E N; injection N as ->; destruct u; [auto|discriminate]. }
    destruct (T _ _ _ E N) as [T1 T2].
    assert (G := over_ok _ _ _ _ (face_slope h)).
    destruct (A.real_ok _ _ (K2 h T2) G) as [q Q].
    specialize (U k h T1 N q Q); specialize (K1 h T2 q r Q Y); lra.
Qed.
End Face.

Theorem check_ok t : forall b sides usable x,
  check (map (enclose p) lets) (map (enclose p) conditions) (enclose p goal) (unit_seeds (length b)) t b sides usable = true ->
  inside b sides usable x -> target x.
Proof.
  assert (FACE : forall (lower : bool) v rest,
    (forall b sides usable x,
       check (map (enclose p) lets) (map (enclose p) conditions) (enclose p goal) (unit_seeds (length b)) rest b sides usable = true ->
       inside b sides usable x -> target x) ->
    forall b sides usable x,
      check (map (enclose p) lets) (map (enclose p) conditions) (enclose p goal) (unit_seeds (length b))
        (if lower then LowerFace v rest else UpperFace v rest) b sides usable = true ->
      inside b sides usable x -> target x).
  { intros lower v rest IH b sides usable x C I.
    assert (C' : match nth_error sides v with
      | None => false
      | Some (lo, hi) =>
        let e := if lower then lo else hi in
        let b' := set v b e in
        let seeds := face_seeds v (length b) in
        let env := all_slopes p b b' seeds (map (enclose p) lets) in
        let g := slope p b b' seeds env (enclose p goal) in
        let kept h := let h := slope p b b' seeds env h in
          A.real (over h) && has_sign (if lower then A.nonpositive else A.nonnegative) (entries h) in
        A.real (over g) && has_sign (if lower then A.nonnegative else A.nonpositive) (entries g) &&
        check (map (enclose p) lets) (map (enclose p) conditions) (enclose p goal) (unit_seeds (length b)) rest b'
          (set v sides (e, e)) (map2 (fun (u : bool) h => if u then kept h else false) usable (map (enclose p) conditions))
      end = true) by (destruct lower; exact C).
    clear C; destruct (nth_error sides v) as [[lo hi]|] eqn:N; [|discriminate]; cbv zeta in C'.
    set (e := if lower then lo else hi) in C'.
    apply andb_prop in C'; destruct C' as [C1 C3]; apply andb_prop in C1; destruct C1 as [C1 C2].
    destruct (Forall2_nth_error _ _ _ (in_sides _ _ _ _ I) _ _ N) as [xv [Nx [l [u [L [U LU]]]]]]; simpl in L, U.
    apply (nth_of_error 0) in Nx.
    set (a := if lower then l else u).
    assert (AE : A.has e (Xreal a)) by (destruct lower; assumption).
    assert (DA : if lower then 0 <= nth v x 0 - a else nth v x 0 - a <= 0) by (destruct lower; simpl; rewrite Nx; subst a; lra).
    assert (G := face_slope b sides usable x v lo hi e a I N AE goal).
    destruct (A.real_ok _ _ C1 (over_ok _ _ _ _ G)) as [r R].
    assert (T : target (set v x a)).
    { replace (length b) with (length (set v b e)) in C3 at 1 by apply set_length.
      apply (IH _ _ _ _ C3); apply (face_inside b sides usable x v lo hi e a I N AE).
      - intros h K q q' Q Q'; apply andb_prop in K; destruct K as [K1 K2].
        destruct (link _ _ _ _ (face_slope b sides usable x v lo hi e a I N AE h) _ _ Q Q') as [s [S1 S2]].
        destruct lower.
        + destruct (sign_ok A.nonpositive (fun k => k <= 0)) with (3 := K2) (4 := S1) (d := nth v x 0 - a) as [k [P1 P2]];
            [intros i z Z H; destruct (A.nonpositive_ok _ _ Z H) as [w [W1 W2]]; injection W1 as ->; exact W2|lra|].
          rewrite S2, P2; generalize (Rmult_le_compat_neg_l k 0 (nth v x 0 - a) P1 DA); lra.
        + destruct (sign_ok A.nonnegative (fun k => 0 <= k)) with (3 := K2) (4 := S1) (d := nth v x 0 - a) as [k [P1 P2]];
            [intros i z Z H; destruct (A.nonnegative_ok _ _ Z H) as [w [W1 W2]]; injection W1 as ->; exact W2|lra|].
          rewrite S2, P2; generalize (Rmult_le_compat_l k _ 0 P1 DA); lra.
      - intros h K; apply andb_prop in K; apply K. }
    destruct T as [q [Q Q0]]; exists r; split; [exact R|].
    destruct (link _ _ _ _ G r q R Q) as [s [S1 S2]].
    destruct lower.
    - destruct (sign_ok A.nonnegative (fun k => 0 <= k)) with (3 := C2) (4 := S1) (d := nth v x 0 - a) as [k [P1 P2]];
        [intros i z Z H; destruct (A.nonnegative_ok _ _ Z H) as [w [W1 W2]]; injection W1 as ->; exact W2|lra|].
      rewrite S2, P2; generalize (Rmult_le_pos k _ P1 DA); lra.
    - destruct (sign_ok A.nonpositive (fun k => k <= 0)) with (3 := C2) (4 := S1) (d := nth v x 0 - a) as [k [P1 P2]];
        [intros i z Z H; destruct (A.nonpositive_ok _ _ Z H) as [w [W1 W2]]; injection W1 as ->; exact W2|lra|].
      rewrite S2, P2; generalize (Rmult_le_compat_neg_l k _ 0 P1 DA); lra. }
  induction t as [v n d l IHl r IHr|v t IH|v t IH| | |k|]; intros b sides usable x C I.
  - simpl in C; destruct (nth_error b v) as [w|] eqn:Nb; [|discriminate].
    destruct (nth_error sides v) as [[lo hi]|] eqn:Ns; [|discriminate].
    apply andb_prop in C; destruct C as [C C3]; apply andb_prop in C; destruct C as [_ C2].
    set (q := A.rational p n d) in *; assert (Q := A.rational_ok p n d : A.has q _).
    set (at_ := IZR n / IZR (Zpos d)) in Q.
    destruct (Forall2_nth_error _ _ _ (in_box _ _ _ _ I) _ _ Nb) as [xv [Nx W]].
    destruct (Forall2_nth_error _ _ _ (in_sides _ _ _ _ I) _ _ Ns) as [xv' [Nx' [lx [ux [L [U LU]]]]]]; simpl in L, U.
    rewrite Nx in Nx'; injection Nx' as <-; apply (nth_of_error 0) in Nx.
    destruct I as [B S V]; destruct (Rle_dec xv at_) as [X|X].
    + replace (length b) with (length (set v b (A.both w (A.up_to q)))) in C2 by apply set_length.
      apply (IHl _ _ _ x C2); split; [| |exact V]; rewrite <- (set_same x v), Nx; apply set_Forall2; try assumption.
      * apply A.both_ok; [exact W|exact (A.up_to_ok _ _ _ Q X)].
      * exists lx, at_; simpl; repeat split; auto; apply LU.
    + replace (length b) with (length (set v b (A.both w (A.from q)))) in C3 by apply set_length.
      apply (IHr _ _ _ x C3); split; [| |exact V]; rewrite <- (set_same x v), Nx; apply set_Forall2; try assumption.
      * apply A.both_ok; [exact W|apply (A.from_ok _ _ _ Q); lra].
      * exists at_, ux; simpl; repeat split; auto; [lra|apply LU].
  - exact (FACE true v t IH b sides usable x C I).
  - exact (FACE false v t IH b sides usable x C I).
  - destruct (A.nonnegative_ok _ _ C (natural_ok b x goal (in_box _ _ _ _ I))) as [r R]; exists r; exact R.
  - exact (mean_value_leaf_ok b x (in_box _ _ _ _ I) C).
  - simpl in C; apply andb_prop in C; destruct C as [C1 C2].
    rewrite nth_error_map in C2; destruct (nth_error conditions k) as [h|] eqn:N; [simpl in C2|discriminate].
    destruct (A.negative_ok _ _ C2 (natural_ok b x h (in_box _ _ _ _ I))) as [r [R1 R2]].
    generalize (in_usable _ _ _ _ I k h C1 N r R1); lra.
  - exact (mean_value_leaf_ok b x (in_box _ _ _ _ I) C).
Qed.
End TreeOk.

Theorem check_boxes_sound s g t : check_boxes s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof.
  intros C x _ HD HA; unfold check_boxes in C; cbv zeta in C; set (q := compile s g) in *.
  destruct (valid s g q) eqn:V; [|discriminate].
  destruct (valid_sound s g q V x HD HA) as [E [H G]].
  set (y := base_point s x) in *.
  set (sides := map _ (ends q)) in C.
  assert (S : Forall2 (fun s a => exists l u, A.has (fst s) (Xreal l) /\ A.has (snd s) (Xreal u) /\ l <= a <= u) sides y).
  { assert (closed : forall e a, value_is (xeval y [] e) a -> A.has (range p [] [] (enclose p e)) (Xreal a)).
    { intros e a W.
      assert (N : forall i, A.has (nth i [] A.nothing) (Xreal (nth i y 0))) by (intros [|i]; apply A.nothing_ok).
      assert (K := range_ok p [] y N [] [] (Forall2_nil _) e).
      destruct (xeval y [] e) as [|r]; [exact (A.has_nan _ K (Xreal a))|rewrite <- (W r eq_refl); exact K]. }
    assert (T : forall es z, Forall2 (fun e a => exists l u, value_is (xeval y [] (fst e)) l /\
        value_is (xeval y [] (snd e)) u /\ l <= a <= u) es z ->
      Forall2 (fun s a => exists l u, A.has (fst s) (Xreal l) /\ A.has (snd s) (Xreal u) /\ l <= a <= u)
        (map (fun e => (range p [] [] (enclose p (fst e)), range p [] [] (enclose p (snd e)))) es) z).
    { intros es z K; induction K as [|e a es z [l [u [L [U B]]]] _ IH]; simpl; constructor; [|exact IH].
      exists l, u; simpl; auto. }
    exact (T _ _ E). }
  clearbody sides.
  assert (B : encloses (map (fun e => A.both (A.from (fst e)) (A.up_to (snd e))) sides) y).
  { revert S; clear; intros S; induction S as [|e a es z [l [u [L [U B]]]] _ IH]; simpl; constructor; [|exact IH].
    apply A.both_ok; [apply (A.from_ok _ _ _ L)|apply (A.up_to_ok _ _ _ U)]; apply B. }
  destruct (check_ok (map snd (lets q)) (constraint_terms q) (goal_term q) t
    (map (fun e => A.both (A.from (fst e)) (A.up_to (snd e))) sides) sides
    (map (fun _ => true) (map (enclose p) (constraint_terms q))) y) as [r [R P]].
  - rewrite map_length; exact C.
  - split; [exact B|exact S|].
    intros k h _ N; apply (proj1 (Forall_forall _ _) H); exact (nth_error_In _ _ N).
  - exact (G r R P).
Qed.
End Precision.
End BoxChecker.

(** ** Instances: the processor's floats, and integers of any size as mantissas *)
Module PrimitiveBoxes := BoxChecker PrimitiveFloat.
Module BigFloat := SpecificFloat BigIntRadix2.
Module BigBoxes := BoxChecker BigFloat.

Definition check_boxes_primitive := PrimitiveBoxes.check_boxes (PrimitiveFloat.PtoP 53).
Definition check_boxes_big (bits : positive) := BigBoxes.check_boxes (BigFloat.PtoP bits).

Theorem check_boxes_primitive_sound s g t : check_boxes_primitive s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof. apply PrimitiveBoxes.check_boxes_sound. Qed.

Theorem check_boxes_big_sound bits s g t : check_boxes_big bits s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof. apply BigBoxes.check_boxes_sound. Qed.
