(** The checker for proofs by interval evaluation on a bisection tree, and its soundness. Mirrors
    lib/hebb/check/box_replay.cpp with slopes in place of derivatives, in two arithmetics: every test is done in fast
    floats, and once more in precise ones where these do not decide it. A Taylor leaf is checked by mean-value leaves after
    a few halvings. *)
From Coq Require Import Reals ZArith List Bool Arith Lra Lia.
From Interval.Real Require Import Xreal.
From Interval.Float Require Import Basic Sig Specific_bigint Specific_stdz Specific_ops Primitive_ops.
From HebbChecker Require Import Syntax Evidence.
From HebbChecker Require Import Values (given_hold).
From HebbChecker Require Import BoxArith BoxTerms BoxProgram BoxCompile BoxSlopes BoxTests.
Import ListNotations.
Local Open Scope R_scope.

Definition either (l m : list bool) : list bool := map2 orb l m.
Definition still (usable kept : list bool) : list bool := map2 andb usable kept.
Definition decided (usable kept broken : list bool) : bool :=
  forallb (fun x => x) (map2 implb usable (either kept broken)).

(** The most halvings of a Taylor leaf. *)
Definition halvings : nat := 12.

Module BoxChecker (F G : FloatOps with Definition sensible_format := true).
Module Fast := Tests F.
Module Sure := Tests G.

Section Precision.
Variables (p : Fast.E.A.precision) (q : Sure.E.A.precision).

(** goal - n/d h *)
Definition fast_less (goal h : Fast.E.compiled) (n : Z) (d : positive) : Fast.E.compiled :=
  Fast.E.fold2 (Fast.E.A.sub p) TSub goal
    (Fast.E.fold2 (Fast.E.A.mul p) TMul (TConst (Fast.E.A.rational p n d)) h).
Definition sure_less (goal h : Sure.E.compiled) (n : Z) (d : positive) : Sure.E.compiled :=
  Sure.E.fold2 (Sure.E.A.sub q) TSub goal
    (Sure.E.fold2 (Sure.E.A.mul q) TMul (TConst (Sure.E.A.rational q n d)) h).

Section Tree.
Variables (lets conditions : list Fast.E.compiled) (units : list (list Fast.E.entry)).
Variables (lets' conditions' : list Sure.E.compiled) (units' : list (list Sure.E.entry)).

(** [usable]: the constraints that the faces taken so far have kept. [there] is [here] in precise numbers, computed only
    where it is needed. *)
Fixpoint check (t : box_proof) (goal : Fast.E.compiled) (goal' : Sure.E.compiled) (here : Fast.place)
    (there : unit -> Sure.place) (usable : list bool) : bool :=
  let face lower v rest :=
    if v <? length (Fast.sides here) then
      let '(rises, (kept, broken)) := Fast.face_tests p lets conditions goal lower v here in
      let '(rises, kept) :=
        if rises && decided usable kept broken then (rises, kept) else
        let '(rises', (kept', _)) := Sure.face_tests q lets' conditions' goal' lower v (there tt) in
        (rises || rises', either kept kept') in
      if rises then
        check rest goal goal' (Fast.face lower v here) (fun _ => Sure.face lower v (there tt)) (still usable kept)
      else false
    else false in
  match t with
  | Split v n d l r =>
      let at_ := Fast.E.A.rational p n d in
      if Fast.splits v at_ here then
        if check l goal goal' (Fast.left_part v at_ here) (fun _ => Sure.left_part v (Sure.E.A.rational q n d) (there tt)) usable then
          check r goal goal' (Fast.right_part v at_ here) (fun _ => Sure.right_part v (Sure.E.A.rational q n d) (there tt)) usable
        else false
      else false
  | LowerFace v rest => face true v rest
  | UpperFace v rest => face false v rest
  | Natural => if Fast.natural_leaf p lets goal here then true else Sure.natural_leaf q lets' goal' (there tt)
  | MeanValue =>
      if Fast.mean_value_leaf p lets goal units here then true else Sure.mean_value_leaf q lets' goal' units' (there tt)
  | Taylor =>
      if Fast.refined_leaf p lets goal units halvings 0 here then true
      else Sure.refined_leaf q lets' goal' units' halvings 0 (there tt)
  | Infeasible k =>
      if nth k usable false then
        if Fast.infeasible_leaf p lets conditions k here then true
        else Sure.infeasible_leaf q lets' conditions' k (there tt)
      else false
  | Multiplier k n d rest =>
      if (0 <=? n)%Z && nth k usable false then
        match nth_error conditions k, nth_error conditions' k with
        | Some h, Some h' => check rest (fast_less goal h n d) (sure_less goal' h' n d) here there usable
        | _, _ => false
        end
      else false
  end.
End Tree.

Definition check_boxes (s : statement) (g : condition) (t : box_proof) : bool :=
  let program := compile s g in
  if valid s g program then
    let shared := map snd (lets program) in
    let n := length (ends program) in
    check (map (Fast.E.enclose p) shared) (map (Fast.E.enclose p) (constraint_terms program)) (Fast.unit_seeds n)
      (map (Sure.E.enclose q) shared) (map (Sure.E.enclose q) (constraint_terms program)) (Sure.unit_seeds n)
      t (Fast.E.enclose p (goal_term program)) (Sure.E.enclose q (goal_term program)) (Fast.whole p (ends program)) (fun _ => Sure.whole q (ends program)) (map (fun _ => true) (constraint_terms program))
  else false.

(** ** Soundness *)
Section TreeOk.
Variables (lets conditions : list rational_term) (dim : nat).

Record inside (here : Fast.place) (there : unit -> Sure.place) (usable : list bool) (x lo hi : list R) : Prop := {
  here_ok : Fast.located here x lo hi;
  there_ok : Sure.located (there tt) x lo hi;
  between : forall i, nth i lo 0 <= nth i x 0 <= nth i hi 0;
  dim_ok : length x = dim /\ length lo = dim /\ length hi = dim;
  usable_ok : forall k h, nth k usable false = true -> nth_error conditions k = Some h ->
    forall r, value_at lets x h = Xreal r -> 0 <= r }.

Let run (goal : rational_term) (t : box_proof) :=
  check (map (Fast.E.enclose p) lets) (map (Fast.E.enclose p) conditions) (Fast.unit_seeds dim)
  (map (Sure.E.enclose q) lets) (map (Sure.E.enclose q) conditions) (Sure.unit_seeds dim) t (Fast.E.enclose p goal) (Sure.E.enclose q goal).

Lemma nth_map2 {A B} (f : A -> B -> bool) l : forall m k a b, nth k (map2 f l m) false = true ->
  f (nth k l a) (nth k m b) = true.
Proof.
  induction l as [|c l IH]; intros m k a b H; [destruct k; discriminate|].
  destruct m as [|d m]; [destruct k; discriminate|]; destruct k as [|k]; simpl in *; [exact H|exact (IH m k a b H)].
Qed.

Lemma between_set x lo hi v a : (forall i, nth i lo 0 <= nth i x 0 <= nth i hi 0) -> nth v lo 0 <= a <= nth v hi 0 ->
  length lo = length x -> length hi = length x ->
  forall i, nth i (set v lo a) 0 <= nth i (set v x a) 0 <= nth i (set v hi a) 0.
Proof.
  intros B A L H i; destruct (Nat.eq_dec i v) as [->|E]; [|rewrite !set_other by exact E; apply B].
  destruct (le_lt_dec (length x) v) as [M|M].
  - rewrite !nth_overflow by (rewrite ?set_length; lia); lra.
  - rewrite !set_this by lia; lra.
Qed.

Lemma face_case goal (lower : bool) v rest :
  (forall here there usable x lo hi, run goal rest here there usable = true -> inside here there usable x lo hi -> target lets goal x) ->
  forall here there usable x lo hi, run goal (if lower then LowerFace v rest else UpperFace v rest) here there usable = true ->
  inside here there usable x lo hi -> target lets goal x.
Proof.
  intros IH here there usable x lo hi C I.
  set (cl := map (Fast.E.enclose p) lets) in *; set (cc := map (Fast.E.enclose p) conditions) in *.
  set (sl := map (Sure.E.enclose q) lets) in *; set (sc := map (Sure.E.enclose q) conditions) in *.
  set (a := nth v (if lower then lo else hi) 0); set (y := set v x a).
  destruct I as [H T B N U].
  destruct (Fast.face_tests_ok p lets conditions goal here x lo hi lower v H B) as [F1 F2]; fold cl cc a y in F1, F2.
  destruct (Sure.face_tests_ok q lets conditions goal (there tt) x lo hi lower v T B) as [G1 G2]; fold sl sc a y in G1, G2.
  assert (W : exists rises_ kept, (rises_ = true -> rises lets x y goal) /\
    (forall k h, nth k kept false = true -> nth_error conditions k = Some h -> drops lets x y h) /\
    (if rises_ then run goal rest (Fast.face lower v here) (fun _ => Sure.face lower v (there tt)) (still usable kept) else false) = true).
  { assert (C' : (if v <? length (Fast.sides here) then
        let '(rises, (kept, broken)) := Fast.face_tests p cl cc (Fast.E.enclose p goal) lower v here in
        let '(rises, kept) :=
          if rises && decided usable kept broken then (rises, kept) else
          let '(rises', (kept', _)) := Sure.face_tests q sl sc (Sure.E.enclose q goal) lower v (there tt) in
          (rises || rises', either kept kept') in
        if rises then
          run goal rest (Fast.face lower v here) (fun _ => Sure.face lower v (there tt)) (still usable kept)
        else false
      else false) = true) by (destruct lower; exact C).
    clear C; destruct (v <? length (Fast.sides here)); [|discriminate].
    destruct (Fast.face_tests p cl cc (Fast.E.enclose p goal) lower v here) as [r [k w]]; simpl in F1, F2.
    destruct (r && decided usable k w); [exists r, k; auto|].
    destruct (Sure.face_tests q sl sc (Sure.E.enclose q goal) lower v (there tt)) as [r' [k' w']]; simpl in G1, G2.
    exists (r || r'), (either k k'); split; [|split]; [|intros i h Q; apply (nth_map2 orb) with (a := false) (b := false) in Q|exact C'];
      [intros Q|]; apply orb_prop in Q; destruct Q; eauto. }
  destruct W as [r [k [W1 [W2 W3]]]]; destruct r; [|discriminate].
  assert (Y : target lets goal y).
  { apply (IH _ _ _ y (set v lo a) (set v hi a) W3); split.
    - exact (Fast.face_ok here x lo hi lower v H).
    - exact (Sure.face_ok (there tt) x lo hi lower v T).
    - apply between_set; [exact B|generalize (B v); unfold a; destruct lower; lra|lia|lia].
    - unfold y; rewrite !set_length; exact N.
    - intros i h Q E z Z; apply (nth_map2 andb) with (a := false) (b := false) in Q; apply andb_prop in Q; destruct Q as [Q1 Q2].
      destruct (W2 i h Q2 E z Z) as [w [V1 V2]]; generalize (U i h Q1 E w V1); lra. }
  destruct Y as [z [Z1 Z2]]; destruct (W1 eq_refl z Z1) as [w [V1 V2]]; exists w; split; [exact V1|lra].
Qed.

Opaque halvings.  (* or simplification would unfold them all *)
Theorem check_ok t : forall goal here there usable x lo hi, run goal t here there usable = true -> inside here there usable x lo hi ->
  target lets goal x.
Proof.
  induction t as [v n d l IHl r IHr|v t IH|v t IH| | |k| |k n d t IH]; intros goal here there usable x lo hi C I;
    try exact (face_case goal true v t (IH goal) here there usable x lo hi C I);
    try exact (face_case goal false v t (IH goal) here there usable x lo hi C I).
  - unfold run in C; simpl in C; destruct (Fast.splits v (Fast.E.A.rational p n d) here); [|discriminate].
    match type of C with (if ?c then _ else _) = _ => destruct c eqn:L; [|discriminate] end; rename C into R.
    destruct I as [H T B N U]; destruct (Rle_dec (nth v x 0) (IZR n / IZR (Zpos d))) as [X|X].
    + apply (IHl _ _ _ _ x lo (set v hi (IZR n / IZR (Zpos d))) L); split; rewrite ?set_length; auto.
      * apply Fast.left_ok; [exact H|apply Fast.E.A.rational_ok|exact X].
      * apply Sure.left_ok; [exact T|apply Sure.E.A.rational_ok|exact X].
      * intros i; destruct (set_nth hi v i (IZR n / IZR (Zpos d))) as [[W ->]|W]; rewrite W; [generalize (B v)|generalize (B i)]; lra.
    + assert (X' : IZR n / IZR (Zpos d) <= nth v x 0) by lra.
      apply (IHr _ _ _ _ x (set v lo (IZR n / IZR (Zpos d))) hi R); split; rewrite ?set_length; auto.
      * apply Fast.right_ok; [exact H|apply Fast.E.A.rational_ok|exact X'].
      * apply Sure.right_ok; [exact T|apply Sure.E.A.rational_ok|exact X'].
      * intros i; destruct (set_nth lo v i (IZR n / IZR (Zpos d))) as [[W ->]|W]; rewrite W; [generalize (B v)|generalize (B i)]; lra.
  - destruct I as [H T B N U]; unfold run in C; simpl in C.
    match type of C with (if ?c then _ else _) = _ => destruct c eqn:E end.
    + exact (Fast.natural_leaf_ok p lets goal here x (Fast.in_sides _ _ _ _ H) E).
    + exact (Sure.natural_leaf_ok q lets goal (there tt) x (Sure.in_sides _ _ _ _ T) C).
  - destruct I as [H T B N U]; apply Fast.in_sides in H; apply Sure.in_sides in T; unfold run in C; simpl in C.
    match type of C with (if ?c then _ else _) = _ => destruct c eqn:E end.
    + apply (Fast.mean_value_leaf_ok p lets goal here x H); rewrite (Fast.E.encloses_length _ _ H), (proj1 N); exact E.
    + apply (Sure.mean_value_leaf_ok q lets goal (there tt) x T); rewrite (Sure.E.encloses_length _ _ T), (proj1 N); exact C.
  - destruct I as [H T B N U]; apply Fast.in_sides in H; apply Sure.in_sides in T; unfold run in C; simpl in C.
    destruct (nth k usable false) eqn:K; [|discriminate].
    match type of C with (if ?c then _ else _) = _ => destruct c eqn:E end.
    + destruct (Fast.infeasible_leaf_ok p lets conditions here x k H E) as [h [z [Z1 [Z2 Z3]]]].
      generalize (U k h K Z1 z Z2); lra.
    + destruct (Sure.infeasible_leaf_ok q lets conditions (there tt) x k T C) as [h [z [Z1 [Z2 Z3]]]].
      generalize (U k h K Z1 z Z2); lra.
  - destruct I as [H T B N U]; destruct N as [<- _]; unfold run in C; simpl in C.
    match type of C with (if ?c then _ else _) = _ => destruct c eqn:E end.
    + exact (Fast.refined_leaf_ok p lets goal halvings 0 here x lo hi H E).
    + exact (Sure.refined_leaf_ok q lets goal halvings 0 (there tt) x lo hi T C).
  - unfold run in C; simpl in C; destruct (0 <=? n)%Z eqn:Z; [|discriminate]; destruct (nth k usable false) eqn:K; [|discriminate].
    rewrite !nth_error_map in C; destruct (nth_error conditions k) as [h|] eqn:E; [|discriminate].
    destruct (IH (TSub goal (TMul (TConst (n, d)) h)) here there usable x lo hi C I) as [r [V P]].
    unfold target; unfold value_at in V |- *; simpl in V.
    destruct (xeval x (xenv x lets) goal) as [|a]; [discriminate|].
    destruct (xeval x (xenv x lets) h) as [|b] eqn:H; [discriminate|]; injection V as <-; exists a; split; [reflexivity|].
    assert (B := usable_ok _ _ _ _ _ _ I k h K E b H); apply Z.leb_le, IZR_le in Z.
    assert (M : 0 <= IZR n / IZR (Zpos d)).
    { apply Rmult_le_pos; [exact Z|left; apply Rinv_0_lt_compat, (IZR_lt 0); reflexivity]. }
    generalize (Rmult_le_pos _ _ M B); lra.
Qed.
Transparent halvings.
End TreeOk.

Theorem check_boxes_sound s g t : check_boxes s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof.
  intros C x _ HD HA; apply given_hold in HA; unfold check_boxes in C; cbv zeta in C; set (m := compile s g) in *.
  destruct (valid s g m) eqn:V; [|discriminate].
  destruct (valid_sound s g m V x HD HA) as [E [H G]].
  set (y := base_point s x) in *.
  assert (W : exists lo hi, Forall2 (fun e a => value_is (xeval y [] (fst e)) a) (ends m) lo /\
    Forall2 (fun e a => value_is (xeval y [] (snd e)) a) (ends m) hi /\ Forall2 Rle lo y /\ Forall2 Rle y hi).
  { assert (K : forall es z, Forall2 (fun e a => exists l u, value_is (xeval y [] (fst e)) l /\
        value_is (xeval y [] (snd e)) u /\ l <= a <= u) es z ->
      exists lo hi, Forall2 (fun e a => value_is (xeval y [] (fst e)) a) es lo /\
        Forall2 (fun e a => value_is (xeval y [] (snd e)) a) es hi /\ Forall2 Rle lo z /\ Forall2 Rle z hi).
    { intros es z K; induction K as [|e a es z [l [u [L [U [B1 B2]]]]] _ [lo [hi [P1 [P2 [P3 P4]]]]]].
      - exists [], []; repeat split; constructor.
      - exists (l :: lo), (u :: hi); repeat split; constructor; assumption. }
    exact (K _ _ E). }
  destruct W as [lo [hi [W1 [W2 [W3 W4]]]]].
  assert (N : length y = length (ends m)) by (revert E; clear; intros E; induction E; simpl; auto).
  rewrite <- N in C.
  destruct (check_ok (map snd (lets m)) (constraint_terms m) (length y) t (goal_term m)
    (Fast.whole p (ends m)) (fun _ => Sure.whole q (ends m)) (map (fun _ => true) (constraint_terms m)) y lo hi C) as [r [R P]].
  - split.
    + exact (Fast.whole_ok p (ends m) y y lo hi W1 W2 W3 W4).
    + exact (Sure.whole_ok q (ends m) y y lo hi W1 W2 W3 W4).
    + intros i; split; [exact (Forall2_nth _ _ _ 0 0 W3 (Rle_refl 0) i)|exact (Forall2_nth _ _ _ 0 0 W4 (Rle_refl 0) i)].
    + split; [reflexivity|split]; [revert W3|revert W4]; clear; intros W; induction W; simpl; auto.
    + intros k h _ K; apply (proj1 (Forall_forall _ _) H); exact (nth_error_In _ _ K).
  - exact (G r R P).
Qed.
End Precision.
End BoxChecker.

(** ** Instances

    [check_boxes]: binary64 floats of the processor, then mantissas of [bits] bits; [check_boxes_big]: these alone, on
    the integers of the processor; [check_boxes_plain]: the same on Coq's own integers, so nothing is primitive. *)
Module BigFloat := SpecificFloat BigIntRadix2.
Module PlainFloat := SpecificFloat StdZRadix2.
Module FastBoxes := BoxChecker PrimitiveFloat BigFloat.
Module BigBoxes := BoxChecker BigFloat BigFloat.
Module PlainBoxes := BoxChecker PlainFloat PlainFloat.

Definition check_boxes (bits : positive) : statement -> condition -> box_proof -> bool :=
  FastBoxes.check_boxes (PrimitiveFloat.PtoP 53) (BigFloat.PtoP bits).
Definition check_boxes_big (bits : positive) : statement -> condition -> box_proof -> bool :=
  BigBoxes.check_boxes (BigFloat.PtoP bits) (BigFloat.PtoP bits).
Definition check_boxes_plain (bits : positive) : statement -> condition -> box_proof -> bool :=
  PlainBoxes.check_boxes (PlainFloat.PtoP bits) (PlainFloat.PtoP bits).

Theorem check_boxes_sound bits s g t : check_boxes bits s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof. exact (FastBoxes.check_boxes_sound (PrimitiveFloat.PtoP 53) (BigFloat.PtoP bits) s g t). Qed.

Theorem check_boxes_big_sound bits s g t : check_boxes_big bits s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof. exact (BigBoxes.check_boxes_sound (BigFloat.PtoP bits) (BigFloat.PtoP bits) s g t). Qed.

Theorem check_boxes_plain_sound bits s g t : check_boxes_plain bits s g t = true ->
  forall x, length x = variables s -> true_at s x g.
Proof. exact (PlainBoxes.check_boxes_sound (PlainFloat.PtoP bits) (PlainFloat.PtoP bits) s g t). Qed.
