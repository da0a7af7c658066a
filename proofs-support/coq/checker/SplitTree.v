(** Trees of splits of one orthant { u >= 0 }: what a tree accepts about the signs of polynomials in u. *)
From Coq Require Import Bool Reals List ZArith Permutation Lia Lra.
From HebbChecker Require Import Syntax Evidence Polynomial Cells.
Import ListNotations.
Local Open Scope R_scope.

(** ** Substitution *)

(** p with the k-th of the images in the place of variable k, 0 beyond their end. *)
Fixpoint substitute (images : list poly) (p : poly) : poly :=
  match p with
  | Ring_polynom.Pc c => constant c
  | Ring_polynom.Pinj j q => substitute (BinList.jump j images) q
  | Ring_polynom.PX q i r =>
      add (mul (substitute images q) (power (hd (constant 0) images) (Pos.to_nat i))) (substitute (tl images) r)
  end.

Lemma map_tl {A B} (f : A -> B) l : map f (tl l) = tl (map f l).
Proof. now destruct l. Qed.

Lemma map_jump {A B} (f : A -> B) j l : map f (BinList.jump j l) = BinList.jump j (map f l).
Proof.
  revert l. induction j as [|j IH] using Pos.peano_ind; intro l; simpl; [apply map_tl|].
  rewrite !BinList.jump_succ. simpl. now rewrite map_tl, IH.
Qed.

Lemma eval_substitute l p : forall images, eval l (substitute images p) = eval (map (eval l) images) p.
Proof.
  induction p as [c|j q IH|q IHq i r IHr]; intro images; simpl.
  - reflexivity.
  - rewrite IH, map_jump. reflexivity.
  - rewrite eval_add, eval_mul, eval_power, IHq, IHr, map_tl. set (m := map (eval l) images).
    change (eval m (Ring_polynom.PX q i r)) with (eval m q * Ring_theory.pow_pos Rmult (hd 0 m) i + eval (tl m) r).
    rewrite pow_pos_pow. replace (hd 0 m) with (eval l (hd (constant 0) images)); [reflexivity|].
    unfold m. now destruct images.
Qed.

Lemma eval_ext p : forall l m, (forall k, nth k l 0 = nth k m 0) -> eval l p = eval m p.
Proof.
  unfold eval. induction p as [c|j q IH|q IHq i r IHr]; intros l m E; simpl.
  - reflexivity.
  - apply IH. intro k. now rewrite !nth_jump.
  - rewrite (IHq l m E), (IHr (tl l) (tl m)); [|intro k; now rewrite !nth_tl].
    now rewrite !hd_nth, E.
Qed.

(** ** Tasks *)

(** [goal] >= 0 wherever u >= 0 and the forms of the assumptions are >= 0 (= 0). *)
Record task := Task { goal : poly; given : list (relation * poly) }.

Definition obeys (l : list R) (a : relation * poly) : Prop :=
  match fst a with Nonnegative => 0 <= eval l (snd a) | Zero => eval l (snd a) = 0 end.

Definition holds_at (t : task) (l : list R) : Prop :=
  all_nonnegative l -> Forall (obeys l) (given t) -> 0 <= eval l (goal t).

Definition true_task (t : task) : Prop := forall l, holds_at t l.

Definition change (f : poly -> poly) (t : task) : task :=
  Task (f (goal t)) (map (fun a => (fst a, f (snd a))) (given t)).

(** The images of the unknowns, when there are n of them. *)
Definition unknowns (n : nat) : list poly := map variable (seq 0 n).

Lemma eval_unknowns l n k : (k < n)%nat -> nth k (map (eval l) (unknowns n)) 0 = nth k l 0.
Proof.
  intro K. unfold unknowns. rewrite map_map, (nth_indep _ 0 (eval l (variable 0))) by (now rewrite map_length, seq_length).
  rewrite (map_nth (fun j => eval l (variable j))), seq_nth by exact K. apply eval_variable.
Qed.

Lemma unknowns_length n : length (unknowns n) = n.
Proof. unfold unknowns. now rewrite map_length, seq_length. Qed.

(** A task holds at m when it holds, changed by a substitution, where the substitution leads to m. *)
Lemma obeys_substitute images l a : obeys (map (eval l) images) a -> obeys l (fst a, substitute images (snd a)).
Proof. unfold obeys. destruct a as [[|] p]; simpl; now rewrite eval_substitute. Qed.

Lemma changed images t l m : holds_at (change (substitute images) t) l -> all_nonnegative l ->
  (forall k, nth k (map (eval l) images) 0 = nth k m 0) -> holds_at t m.
Proof.
  intros H L E M G. unfold holds_at, change in H. cbn [goal given] in H.
  rewrite eval_substitute, (eval_ext _ _ _ E) in H. apply H; [exact L|].
  apply Forall_forall. intros a A. apply in_map_iff in A as (b & <- & B).
  rewrite Forall_forall in G. specialize (G b B). apply obeys_substitute.
  unfold obeys in *. now rewrite (eval_ext _ _ _ E).
Qed.

(** Points are lists of the n unknowns. *)
Definition true_for (n : nat) (t : task) : Prop := forall l, length l = n -> holds_at t l.

Lemma nonnegative_update l k a : all_nonnegative l -> 0 <= a -> all_nonnegative (update l k a).
Proof.
  intros L A j. destruct (le_lt_dec (length l) k) as [K|K].
  - replace (update l k a) with l; [apply L|]. clear - K. revert k K.
    induction l as [|b l IH]; intros [|k] K; simpl in *; try lia; auto. f_equal. apply IH. lia.
  - destruct (Nat.eq_dec j k) as [->|N]; [|rewrite nth_update by exact N; apply L].
    replace (nth k (update l k a) 0) with a; [exact A|]. clear - K. revert k K.
    induction l as [|b l IH]; intros [|k] K; simpl in *; try lia; auto. apply IH. lia.
Qed.

Lemma nth_updated {A} (d : A) l k a : (k < length l)%nat -> nth k (update l k a) d = a.
Proof. revert k. induction l as [|b l IH]; intros [|k] K; simpl in *; try lia; auto. apply IH. lia. Qed.

(** ** Cuts *)

(** w = a v_i + b v_j in the place of v_j: u_i + a u_j for u_i, b u_j for u_j. *)
Definition cut_images (n i j : nat) (a b : positive) : list poly :=
  update (update (unknowns n) j (scale (Zpos b) (variable j))) i (add (variable i) (scale (Zpos a) (variable j))).

Lemma cut_point n i j a b l : (i < n)%nat -> (j < n)%nat -> i <> j -> length l = n ->
  forall k, nth k (map (eval l) (cut_images n i j a b)) 0 =
    if (k =? i)%nat then nth i l 0 + IZR (Zpos a) * nth j l 0
    else if (k =? j)%nat then IZR (Zpos b) * nth j l 0 else nth k l 0.
Proof.
  intros I J N L k. unfold cut_images.
  destruct (le_lt_dec n k) as [K|K].
  { destruct (Nat.eqb_spec k i) as [->|]; [lia|]. destruct (Nat.eqb_spec k j) as [->|]; [lia|].
    rewrite !nth_overflow; [reflexivity | lia | rewrite map_length, !update_length, unknowns_length; lia]. }
  rewrite (nth_indep _ 0 (eval l (constant 0))) by (rewrite map_length, !update_length, unknowns_length; lia).
  rewrite map_nth. destruct (Nat.eqb_spec k i) as [->|Ni].
  - rewrite nth_updated by (rewrite update_length, unknowns_length; lia).
    rewrite eval_add, eval_scale, !eval_variable. reflexivity.
  - rewrite nth_update by exact Ni. destruct (Nat.eqb_spec k j) as [->|Nj].
    + rewrite nth_updated by (rewrite unknowns_length; lia). now rewrite eval_scale, eval_variable.
    + rewrite nth_update by exact Nj. rewrite <- (eval_unknowns l n k K). symmetry.
      rewrite (nth_indep _ 0 (eval l (constant 0))) by (rewrite map_length, unknowns_length; lia). apply map_nth.
Qed.

Lemma cut_half n i j a b t m : (i < n)%nat -> (j < n)%nat -> i <> j -> length m = n ->
  true_for n (change (substitute (cut_images n i j a b)) t) -> all_nonnegative m ->
  IZR (Zpos a) * nth j m 0 <= IZR (Zpos b) * nth i m 0 -> holds_at t m.
Proof.
  intros I J N L T M C. pose proof (IZR_lt 0 (Zpos b) eq_refl) as B. set (y := nth j m 0 / IZR (Zpos b)).
  set (l := update (update m j y) i (nth i m 0 - IZR (Zpos a) * y)).
  assert (Y : 0 <= y) by (apply Rmult_le_pos; [apply M | apply Rlt_le, Rinv_0_lt_compat, B]).
  assert (E : nth j m 0 = IZR (Zpos b) * y) by (unfold y; field; lra).
  assert (P : all_nonnegative l).
  { apply nonnegative_update; [now apply nonnegative_update|]. rewrite E in C.
    apply Rmult_le_reg_l with (1 := B). lra. }
  assert (K : length l = n) by (unfold l; now rewrite !update_length).
  apply (changed (cut_images n i j a b) t l m (T l K) P). intro k. rewrite cut_point by assumption.
  assert (Lj : nth j l 0 = y) by (unfold l; rewrite nth_update by auto; apply nth_updated; lia).
  assert (Li : nth i l 0 = nth i m 0 - IZR (Zpos a) * y)
    by (unfold l; rewrite nth_updated by (rewrite update_length; lia); reflexivity).
  destruct (Nat.eqb_spec k i) as [->|Ni]; [rewrite Lj, Li; ring|].
  destruct (Nat.eqb_spec k j) as [->|Nj]; [rewrite Lj; lra|]. unfold l. now rewrite !nth_update by auto.
Qed.

Lemma cut_sound n i j a b t : (i < n)%nat -> (j < n)%nat -> i <> j ->
  true_for n (change (substitute (cut_images n i j a b)) t) ->
  true_for n (change (substitute (cut_images n j i b a)) t) -> true_for n t.
Proof.
  intros I J N H K m L M G.
  destruct (Rle_lt_dec (IZR (Zpos a) * nth j m 0) (IZR (Zpos b) * nth i m 0)) as [C|C].
  - exact (cut_half n i j a b t m I J N L H M C M G).
  - exact (cut_half n j i b a t m J I (not_eq_sym N) L K M (Rlt_le _ _ C) M G).
Qed.

(** ** Multiples *)

(** p = c q with c > 0. *)
Definition positive_multiple (p q : poly) : bool :=
  let '(c, f) := primitive p in let '(d, g) := primitive q in (0 <? c * d)%Z && equal f g.

Lemma multiple_value p q l : positive_multiple p q = true -> exists c, 0 < c /\ eval l p = c * eval l q.
Proof.
  unfold positive_multiple. intro H. pose proof (eval_primitive l p) as P. pose proof (eval_primitive l q) as Q.
  destruct (primitive p) as [c f], (primitive q) as [d g]. cbn [fst snd] in *.
  apply andb_prop in H as [S E]. apply Z.ltb_lt in S. apply (eval_equal l) in E.
  assert (D : IZR d <> 0) by (apply not_0_IZR; lia).
  exists (IZR c / IZR d). split; [|rewrite P, Q, E; field; exact D].
  apply (IZR_lt 0) in S. rewrite mult_IZR in S.
  destruct (Rlt_le_dec 0 (IZR d)) as [Dp|Dn].
  - apply Rmult_lt_0_compat; [|now apply Rinv_0_lt_compat]. apply Rmult_lt_reg_r with (1 := Dp). lra.
  - assert (Dl : IZR d < 0) by lra. replace (IZR c / IZR d) with (- IZR c * / - IZR d) by (field; exact D).
    apply Rmult_lt_0_compat; [|apply Rinv_0_lt_compat; lra].
    apply Rmult_lt_reg_r with (- IZR d); lra.
Qed.

Lemma multiple_obeys r p q l : positive_multiple p q = true -> obeys l (r, p) -> obeys l (r, q).
Proof.
  intros H O. destruct (multiple_value p q l H) as (c & C & E). unfold obeys in *. cbn [fst snd] in *.
  rewrite E in O. destruct r; [apply Rmult_le_reg_l with (1 := C); lra|].
  apply Rmult_integral in O as [O|O]; [lra | exact O].
Qed.

Definition same_relation (r s : relation) : bool :=
  match r, s with Nonnegative, Nonnegative | Zero, Zero => true | _, _ => false end.

(** Whether one of the forms says so, up to a positive factor. *)
Definition among (l : list (relation * poly)) (a : relation * poly) : bool :=
  existsb (fun b => same_relation (fst b) (fst a) && positive_multiple (snd b) (snd a)) l.

Lemma among_obeys gs a l : among gs a = true -> Forall (obeys l) gs -> obeys l a.
Proof.
  unfold among. intros H G. apply existsb_exists in H as ([r p] & I & E). apply andb_prop in E as [S M].
  rewrite Forall_forall in G. specialize (G _ I). destruct a as [r' q]. cbn [fst snd] in *.
  assert (r = r') as -> by (destruct r, r'; simpl in S; congruence). exact (multiple_obeys _ _ _ _ M G).
Qed.

(** One task follows from another at the image of a point. *)
Definition follows (images : list poly) (t other : task) : bool :=
  positive_multiple (substitute images (goal other)) (goal t)
  && forallb (fun a => among (given t) (fst a, substitute images (snd a))) (given other).

Lemma follows_sound images t other l : follows images t other = true ->
  (all_nonnegative l -> all_nonnegative (map (eval l) images)) ->
  holds_at other (map (eval l) images) -> holds_at t l.
Proof.
  unfold follows. intros F P H L G. apply andb_prop in F as [M A]. rewrite forallb_forall in A.
  destruct (multiple_value _ _ l M) as (c & C & E). rewrite eval_substitute in E.
  apply Rmult_le_reg_l with (1 := C). rewrite Rmult_0_r, <- E. apply H; [now apply P|].
  apply Forall_forall. intros a I. pose proof (among_obeys _ _ l (A a I) G) as O. unfold obeys in O |- *.
  cbn [fst snd] in O. now rewrite eval_substitute in O.
Qed.

(** ** Orderings *)

Definition exchange (n i j : nat) : list poly := update (update (unknowns n) i (variable j)) j (variable i).

Definition exchanged (l : list R) (i j : nat) : list R := update (update l i (nth j l 0)) j (nth i l 0).

Lemma exchange_point n i j l k : (i < n)%nat -> (j < n)%nat -> length l = n ->
  nth k (map (eval l) (exchange n i j)) 0 = nth k (exchanged l i j) 0.
Proof.
  intros I J L. unfold exchange, exchanged. destruct (le_lt_dec n k) as [K|K].
  { rewrite !nth_overflow; [reflexivity | rewrite !update_length; lia |
      rewrite map_length, !update_length, unknowns_length; lia]. }
  rewrite (nth_indep (map _ _) 0 (eval l (constant 0))) by (rewrite map_length, !update_length, unknowns_length; lia).
  rewrite map_nth. destruct (Nat.eq_dec k j) as [->|Nj].
  - rewrite !nth_updated by (rewrite ?update_length, ?unknowns_length; lia). apply eval_variable.
  - rewrite !(nth_update _ _ k j) by exact Nj. destruct (Nat.eq_dec k i) as [->|Ni].
    + rewrite !nth_updated by (rewrite ?unknowns_length; lia). apply eval_variable.
    + rewrite !nth_update by exact Ni. rewrite <- (eval_unknowns l n k K). symmetry.
      rewrite (nth_indep _ 0 (eval l (constant 0))) by (rewrite map_length, unknowns_length; lia). apply map_nth.
Qed.

Lemma exchanged_length l i j : length (exchanged l i j) = length l.
Proof. unfold exchanged. now rewrite !update_length. Qed.

Lemma exchange_sound n i j t l : (i < n)%nat -> (j < n)%nat -> length l = n ->
  follows (exchange n i j) t t = true -> all_nonnegative l -> holds_at t (exchanged l i j) -> holds_at t l.
Proof.
  intros I J L F P H.
  assert (E : all_nonnegative (exchanged l i j)).
  { unfold exchanged. apply nonnegative_update; [apply nonnegative_update|]; auto. }
  apply (follows_sound (exchange n i j) t t l F).
  - intros _ k. rewrite exchange_point by assumption. apply E.
  - intros Q G. rewrite (eval_ext _ _ (exchanged l i j)) by (intro; now apply exchange_point).
    apply H; [exact E|]. revert G. apply Forall_impl. intros a O. unfold obeys in *.
    now rewrite (eval_ext _ _ (exchanged l i j)) in O by (intro; now apply exchange_point).
Qed.

(** The values vs at the places ks. *)
Fixpoint put (l : list R) (ks : list nat) (vs : list R) : list R :=
  match ks, vs with k :: ks', v :: vs' => put (update l k v) ks' vs' | _, _ => l end.

Lemma put_length ks : forall l vs, length (put l ks vs) = length l.
Proof. induction ks as [|k ks IH]; intros l [|v vs]; simpl; auto. now rewrite IH, update_length. Qed.

Fixpoint neighbours (n : nat) (t : task) (ks : list nat) : bool :=
  match ks with
  | i :: (j :: _) as r => follows (exchange n i j) t t && neighbours n t r
  | _ => true
  end.

Lemma update_update {A} (l : list A) i j a b : i <> j -> update (update l i a) j b = update (update l j b) i a.
Proof. revert i j. induction l as [|c l IH]; intros [|i] [|j] N; simpl; auto; try congruence. f_equal. apply IH. lia. Qed.

Lemma update_twice {A} (l : list A) i a b : update (update l i a) i b = update l i b.
Proof. revert i. induction l as [|c l IH]; intros [|i]; simpl; auto. f_equal. apply IH. Qed.

Lemma update_put ks : forall l vs k a, ~ In k ks -> update (put l ks vs) k a = put (update l k a) ks vs.
Proof.
  induction ks as [|i ks IH]; intros l [|v vs] k a N; simpl; auto. rewrite IH by (intro; apply N; now right).
  f_equal. apply update_update. intros ->. apply N. now left.
Qed.

Lemma nth_put ks : forall l vs k, ~ In k ks -> nth k (put l ks vs) 0 = nth k l 0.
Proof.
  induction ks as [|i ks IH]; intros l [|v vs] k N; simpl; auto. rewrite IH by (intro; apply N; now right).
  apply nth_update. intros ->. apply N. now left.
Qed.

Lemma nonnegative_put ks : forall l vs, all_nonnegative l -> Forall (Rle 0) vs -> all_nonnegative (put l ks vs).
Proof.
  induction ks as [|i ks IH]; intros l vs L V; [destruct vs; exact L|]. inversion V; subst; [exact L|]. simpl.
  apply IH; [now apply nonnegative_update | assumption].
Qed.

Lemma permuted n t vs ws : Permutation vs ws -> forall l ks, length l = n -> length ks = length vs ->
  NoDup ks -> Forall (fun k => (k < n)%nat) ks -> neighbours n t ks = true -> Forall (Rle 0) vs -> all_nonnegative l ->
  holds_at t (put l ks ws) -> holds_at t (put l ks vs).
Proof.
  induction 1 as [|v vs ws P IH|v w vs|vs us ws P IH Q IH2]; intros l ks L K D F S V A H.
  - exact H.
  - destruct ks as [|k ks]; [discriminate|]. simpl in *. inversion_clear D. inversion_clear F. inversion_clear V.
    apply IH; auto; try lia.
    + now rewrite update_length.
    + destruct ks; [reflexivity|]. now apply andb_prop in S.
    + now apply nonnegative_update.
  - destruct ks as [|i [|j ks]]; simpl in K; try lia. simpl in H |- *.
    cbn [neighbours] in S. apply andb_prop in S as [S _].
    inversion D as [|? ? N1 D1]; subst. inversion D1 as [|? ? N2 _]; subst.
    inversion_clear F as [|? ? I F1]. inversion_clear F1 as [|? ? J F2].
    inversion_clear V as [|? ? V0 V1]. inversion_clear V1 as [|? ? V2 V3].
    assert (N : i <> j) by (intros ->; apply N1; now left).
    assert (Ni : ~ In i ks) by (intro; apply N1; now right).
    set (m := put (update (update l i w) j v) ks vs) in *.
    assert (M : length m = length l) by (unfold m; now rewrite put_length, !update_length).
    apply (exchange_sound (length l) i j t m); auto; try congruence.
    { unfold m. apply nonnegative_put; [|exact V3]. now repeat apply nonnegative_update. }
    replace (exchanged m i j) with (put (update (update l i v) j w) ks vs); [exact H|].
    unfold exchanged, m. rewrite (nth_put ks _ _ j), (nth_put ks _ _ i) by assumption.
    rewrite (nth_update 0 _ i j) by exact N.
    rewrite (nth_updated 0 (update l i w) j), (nth_updated 0 l i) by (rewrite ?update_length; lia).
    rewrite !update_put by assumption. f_equal.
    rewrite (update_update _ j i) by auto. rewrite update_twice. rewrite (update_update _ i j) by auto.
    rewrite (update_update (update l i w) j j) || idtac.
    rewrite update_twice. rewrite <- (update_update l i j) by auto. reflexivity.
  - apply IH; auto. apply IH2; auto.
    + now rewrite <- (Permutation_length P).
    + rewrite Forall_forall in *. intros x X. apply V. now apply (Permutation_in x (Permutation_sym P)).
Qed.

(** Every list of values has a falling arrangement. *)
Fixpoint falling (vs : list R) : Prop :=
  match vs with v :: (w :: _) as r => w <= v /\ falling r | _ => True end.

Fixpoint sift (v : R) (vs : list R) : list R :=
  match vs with [] => [v] | w :: r => if Rle_dec w v then v :: w :: r else w :: sift v r end.

Lemma sift_falling v vs : falling vs -> falling (sift v vs).
Proof.
  induction vs as [|w r IH]; intro F; [exact I|]. simpl. destruct (Rle_dec w v) as [L|L]; [split; assumption|].
  assert (F' : falling r) by (destruct r; [exact I | apply F]). specialize (IH F').
  destruct r as [|z r]; simpl in *; [split; [lra | exact I]|].
  destruct (Rle_dec z v); (split; [lra | exact IH]).
Qed.

Lemma sift_permutation v vs : Permutation (v :: vs) (sift v vs).
Proof.
  induction vs as [|w r IH]; simpl; [apply Permutation_refl|]. destruct (Rle_dec w v); [apply Permutation_refl|].
  apply perm_trans with (w :: v :: r); [apply perm_swap | now apply perm_skip].
Qed.

Lemma arranged vs : exists ws, Permutation vs ws /\ falling ws.
Proof.
  induction vs as [|v vs (ws & P & F)]; [exists []; split; [apply perm_nil | exact I]|].
  exists (sift v ws). split; [|now apply sift_falling].
  apply perm_trans with (v :: ws); [now apply perm_skip | apply sift_permutation].
Qed.

Fixpoint ordered_task (n : nat) (t : task) (ks : list nat) : task :=
  match ks with
  | i :: (j :: _) as r => ordered_task n (change (substitute (cut_images n i j 1 1)) t) r
  | _ => t
  end.

Lemma ordered_sound n ks : NoDup ks -> Forall (fun k => (k < n)%nat) ks -> forall t, true_for n (ordered_task n t ks) ->
  forall m, length m = n -> all_nonnegative m -> falling (map (fun k => nth k m 0) ks) -> holds_at t m.
Proof.
  induction ks as [|i [|j ks] IH]; intros D F t T m L M S; try (exact (T m L)).
  inversion D as [|? ? N D']; subst. inversion F as [|? ? I F']; subst. inversion F' as [|? ? J _]; subst.
  cbn [map falling] in S. destruct S as [S S'].
  assert (Ne : i <> j) by (intros ->; apply N; now left).
  (* the left half of the cut, at this point only *)
  set (l := update m i (nth i m 0 - nth j m 0)).
  assert (P : all_nonnegative l) by (apply nonnegative_update; [exact M | lra]).
  assert (K : length l = length m) by (unfold l; apply update_length).
  apply (changed (cut_images (length m) i j 1 1) t l m); [|exact P|].
  - apply (IH D' F' _ T l K P). replace (map (fun k => nth k l 0) (j :: ks)) with (map (fun k => nth k m 0) (j :: ks));
      [exact S'|]. apply map_ext_in. intros k K'. unfold l. rewrite nth_update; [reflexivity|]. intros ->. now apply N.
  - intro k. rewrite cut_point by assumption. unfold l.
    rewrite (nth_updated 0 m i) by exact I. rewrite (nth_update 0 m j i) by auto.
    destruct (Nat.eqb_spec k i) as [->|Ni]; [simpl; ring|].
    destruct (Nat.eqb_spec k j) as [->|Nj]; [simpl; ring|]. now apply nth_update.
Qed.

Fixpoint distinct (ks : list nat) : bool :=
  match ks with [] => true | k :: r => negb (existsb (Nat.eqb k) r) && distinct r end.

Lemma distinct_nodup ks : distinct ks = true -> NoDup ks.
Proof.
  induction ks as [|k r IH]; simpl; intro H; [constructor|]. apply andb_prop in H as [H K]. constructor; [|now apply IH].
  intro I. apply negb_true_iff in H. rewrite <- not_true_iff_false in H. apply H, existsb_exists. exists k.
  split; [exact I | apply Nat.eqb_refl].
Qed.

Lemma put_places ks l : put l ks (map (fun k => nth k l 0) ks) = l.
Proof.
  induction ks as [|k ks IH]; simpl; [reflexivity|]. now rewrite update_same.
Qed.

Lemma places_put ks : NoDup ks -> forall l ws, length ws = length ks -> Forall (fun k => (k < length l)%nat) ks ->
  map (fun k => nth k (put l ks ws) 0) ks = ws.
Proof.
  induction 1 as [|k ks N D IH]; intros l [|w ws] L F; simpl in *; try discriminate; [reflexivity|].
  inversion_clear F as [|? ? F1 F2]. f_equal.
  - rewrite nth_put by exact N. now apply nth_updated.
  - apply IH; [lia|]. now rewrite update_length.
Qed.

Lemma order_sound n ks t : distinct ks = true -> forallb (fun k => (k <? n)%nat) ks = true ->
  neighbours n t ks = true -> true_for n (ordered_task n t ks) -> true_for n t.
Proof.
  intros D F S T m L M G. apply distinct_nodup in D.
  assert (F' : Forall (fun k => (k < n)%nat) ks).
  { apply Forall_forall. intros k K. rewrite forallb_forall in F. now apply Nat.ltb_lt, F. }
  set (vs := map (fun k => nth k m 0) ks). destruct (arranged vs) as (ws & P & W).
  assert (V : Forall (Rle 0) vs).
  { apply Forall_forall. intros v I. apply in_map_iff in I as (k & <- & _). apply M. }
  assert (V' : Forall (Rle 0) ws).
  { apply Forall_forall. intros v I. rewrite Forall_forall in V. apply V, (Permutation_in v (Permutation_sym P) I). }
  assert (K : length vs = length ks) by apply map_length.
  assert (H : holds_at t (put m ks vs)); [|unfold vs in H; rewrite put_places in H; exact (H M G)].
  apply (permuted n t vs ws P m ks L (eq_sym K) D F' S V M).
  apply (ordered_sound n ks D F' t T); [now rewrite put_length | now apply nonnegative_put|].
  rewrite (places_put ks D); [exact W | rewrite <- (Permutation_length P); exact K |].
  now rewrite L.
Qed.

(** ** Faces *)

Definition zeros (n : nat) (g : poly) : list nat :=
  filter (fun k => positive_on (repeat false k ++ [true]) g) (seq 0 n).

Definition face_images (n : nat) (zs : list nat) : list poly :=
  map (fun k => if existsb (Nat.eqb k) zs then constant 0 else variable k) (seq 0 n).

(** The form that confines a cell, with its sign turned. *)
Definition confining (a : relation * poly) : option poly :=
  let g := scale (-1) (snd a) in
  if nonnegative g then Some g else match fst a with Zero => if nonnegative (snd a) then Some (snd a) else None | _ => None end.

Lemma confining_sound a g l : confining a = Some g -> obeys l a -> nonnegative g = true /\ eval l g <= 0.
Proof.
  unfold confining, obeys. intros H O. destruct (nonnegative (scale (-1) (snd a))) eqn:N.
  - injection H as <-. split; [exact N|]. rewrite eval_scale. destruct (fst a); lra.
  - destruct (fst a); [discriminate|]. destruct (nonnegative (snd a)) eqn:N'; [|discriminate]. injection H as <-.
    split; [exact N' | lra].
Qed.

Lemma zeros_vanish n g l k : nonnegative g = true -> eval l g <= 0 -> all_nonnegative l -> In k (zeros n g) ->
  nth k l 0 = 0.
Proof.
  intros N E L K. apply filter_In in K as [_ K]. destruct (Rle_lt_or_eq_dec 0 _ (L k)) as [P|P]; [|now symmetry].
  exfalso. refine (Rlt_not_le _ _ (eval_positive g _ l N K L _) E).
  intros j J. destruct (lt_eq_lt_dec j k) as [[H|H]|H].
  - rewrite app_nth1 in J by (now rewrite repeat_length). rewrite nth_repeat in J. discriminate.
  - subst j. exact P.
  - rewrite app_nth2 in J by (rewrite repeat_length; lia). rewrite repeat_length in J.
    destruct (j - k)%nat as [|[|q]] eqn:Q; [lia | discriminate | destruct q; discriminate].
Qed.

Lemma face_sound n a g t : In a (given t) -> confining a = Some g ->
  true_for n (change (substitute (face_images n (zeros n g))) t) -> true_for n t.
Proof.
  intros A C T l L P G. pose proof G as G'. rewrite Forall_forall in G'.
  destruct (confining_sound a g l C (G' a A)) as [N E].
  apply (changed (face_images n (zeros n g)) t l l (T l L) P); [|exact P | exact G].
  intro k. unfold face_images. rewrite map_map. destruct (le_lt_dec n k) as [K|K].
  { rewrite !nth_overflow; [reflexivity | lia | rewrite map_length, seq_length; lia]. }
  rewrite (nth_indep _ 0 (eval l (if existsb (Nat.eqb 0) (zeros n g) then constant 0 else variable 0)))
    by (rewrite map_length, seq_length; lia).
  rewrite (map_nth (fun j => eval l (if existsb (Nat.eqb j) (zeros n g) then constant 0 else variable j))), seq_nth
    by exact K. simpl. destruct (existsb _ _) eqn:X.
  - apply existsb_exists in X as (j & J & X). apply Nat.eqb_eq in X. subst j. rewrite eval_constant. symmetry.
    exact (zeros_vanish n g l k N E P J).
  - apply eval_variable.
Qed.

(** ** Squares: the quotient is found by a division that nothing rests on *)

Fixpoint add_lists (p q : list Z) : list Z :=
  match p, q with [], _ => q | _, [] => p | a :: p', b :: q' => (a + b)%Z :: add_lists p' q' end.

Fixpoint coefficients (p : poly) : list Z :=
  match p with
  | Ring_polynom.Pc c => [c]
  | Ring_polynom.Pinj _ q => coefficients q
  | Ring_polynom.PX q i r => add_lists (repeat 0%Z (Pos.to_nat i) ++ coefficients q) (coefficients r)
  end.

Fixpoint total_degree (p : poly) : nat :=
  match p with
  | Ring_polynom.Pc _ => 0
  | Ring_polynom.Pinj _ q => total_degree q
  | Ring_polynom.PX q i r => Nat.max (total_degree q + Pos.to_nat i) (total_degree r)
  end.

(** sum_k q_k u_0^(n - k) u_1^k *)
Fixpoint form (q : list Z) (n k : nat) : poly :=
  match q with
  | [] => constant 0
  | a :: r => add (scale a (mul (power (variable 0) (n - k)) (power (variable 1) k))) (form r n (S k))
  end.

Fixpoint long_division (steps : nat) (rest divisor : list Z) : list Z :=
  match steps, rest with
  | S m, a :: _ =>
      let c := (a / hd 1%Z divisor)%Z in
      c :: long_division m (tl (add_lists rest (map (Z.mul (- c)) divisor))) divisor
  | _, _ => []
  end.

Definition positive_part (p : poly) : poly :=
  let '(c, f) := primitive p in if (0 <? c)%Z then f else scale (-1) f.

Definition without_square (root : list Z) (f : poly) : poly :=
  let n := total_degree f in
  let m := (length root - 1)%nat in
  let square := rev (coefficients (substitute [constant 1; variable 0] (let q := form root m 0 in mul q q))) in
  let line := coefficients (substitute [constant 1; variable 0] f) in
  let steps := S (n - 2 * m) in
  let scaled := map (Z.mul (Z.pow (hd 1%Z square) (Z.of_nat steps))) (line ++ repeat 0%Z (S n - length line)) in
  positive_part (form (rev (long_division steps (rev scaled) square)) (n - 2 * m) 0).

(** ** The check *)

(** The images under which the unknowns ks_j of one task are the unknowns j of another. *)
Fixpoint renamed (images : list poly) (ks : list nat) (j : nat) : list poly :=
  match ks with [] => images | k :: r => renamed (update images k (variable j)) r (S j) end.

(** [proven]: the tasks of the nodes that are named so far. *)
Fixpoint check_split (n : nat) (tree : split_proof) (t : task) (proven : list task) : option (list task) :=
  match tree with
  | Positive => if nonnegative (goal t) then Some proven else None
  | Cut i j a b l r =>
      if (i <? n)%nat && (j <? n)%nat && negb (i =? j)%nat then
        match check_split n l (change (substitute (cut_images n i j a b)) t) proven with
        | Some more => check_split n r (change (substitute (cut_images n j i b a)) t) more
        | None => None
        end
      else None
  | Order ks rest =>
      if distinct ks && forallb (fun k => (k <? n)%nat) ks && neighbours n t ks
      then check_split n rest (ordered_task n t ks) proven else None
  | Square root rest =>
      let q := form root (length root - 1) 0 in
      let r := without_square root (goal t) in
      if positive_multiple (goal t) (mul (mul q q) r) || is_zero (goal t)
      then check_split n rest (Task r (given t)) proven else None
  | Face k rest =>
      match nth_error (given t) k with
      | Some a =>
          match confining a with
          | Some g => check_split n rest (change (substitute (face_images n (zeros n g))) t) proven
          | None => None
          end
      | None => None
      end
  | Named rest => match check_split n rest t proven with Some more => Some (more ++ [t]) | None => None end
  | Same k ks =>
      match nth_error proven k with
      | Some other => if follows (renamed (map (fun _ => constant 0) (seq 0 n)) ks 0) t other then Some proven else None
      | None => None
      end
  end.

Lemma renamed_length ks : forall images j, length (renamed images ks j) = length images.
Proof. induction ks as [|k ks IH]; intros images j; simpl; [reflexivity|]. now rewrite IH, update_length. Qed.

Lemma renamed_nonnegative l ks : all_nonnegative l -> forall images j,
  all_nonnegative (map (eval l) images) -> all_nonnegative (map (eval l) (renamed images ks j)).
Proof.
  intro L. induction ks as [|k ks IH]; intros images j P; simpl; [exact P|]. apply IH.
  replace (map (eval l) (update images k (variable j))) with (update (map (eval l) images) k (nth j l 0)).
  - now apply nonnegative_update.
  - rewrite <- eval_variable. clear. revert k. induction images as [|a r IH]; intros [|k]; simpl; auto. now rewrite IH.
Qed.

Theorem split_sound n tree : forall t proven more, check_split n tree t proven = Some more ->
  Forall (true_for n) proven -> Forall (true_for n) more /\ true_for n t.
Proof.
  induction tree as [|i j a b l IHl r IHr|ks rest IH|root rest IH|k rest IH|rest IH|k ks]; intros t proven more H P;
    simpl in H.
  - destruct (nonnegative (goal t)) eqn:N; [|discriminate]. injection H as <-. split; [exact P|].
    intros m _ M _. now apply eval_nonnegative.
  - destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [C Ne]. apply andb_prop in C as [I J].
    apply Nat.ltb_lt in I, J. apply negb_true_iff, Nat.eqb_neq in Ne.
    destruct (check_split n l _ proven) as [some|] eqn:L; [|discriminate].
    destruct (IHl _ _ _ L P) as [P1 T1]. destruct (IHr _ _ _ H P1) as [P2 T2]. split; [exact P2|].
    exact (cut_sound n i j a b t I J Ne T1 T2).
  - destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [C S]. apply andb_prop in C as [D F].
    destruct (IH _ _ _ H P) as [P1 T1]. split; [exact P1|]. exact (order_sound n ks t D F S T1).
  - destruct (_ || _) eqn:M; [|discriminate]. destruct (IH _ _ _ H P) as [P1 T1]. split; [exact P1|].
    intros m L Mm G. apply orb_prop in M as [M|Z]; [|rewrite (eval_zero m _ Z); lra].
    destruct (multiple_value _ _ m M) as (c & C & E). rewrite E, !eval_mul.
    apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [apply Rle_0_sqr|]. exact (T1 m L Mm G).
  - destruct (nth_error (given t) k) as [a|] eqn:A; [|discriminate]. apply nth_error_In in A.
    destruct (confining a) as [g|] eqn:G; [|discriminate]. destruct (IH _ _ _ H P) as [P1 T1]. split; [exact P1|].
    exact (face_sound n a g t A G T1).
  - destruct (check_split n rest t proven) as [some|] eqn:R; [|discriminate]. injection H as <-.
    destruct (IH _ _ _ R P) as [P1 T1]. split; [|exact T1]. apply Forall_app. split; [exact P1 | now constructor].
  - destruct (nth_error proven k) as [other|] eqn:O; [|discriminate]. apply nth_error_In in O.
    destruct (follows _ t other) eqn:F; [|discriminate]. injection H as <-. split; [exact P|].
    rewrite Forall_forall in P. intros l L M G.
    set (images := renamed (map (fun _ => constant 0) (seq 0 n)) ks 0) in *.
    apply (follows_sound images t other l F); try assumption.
    + intros _. apply renamed_nonnegative; [exact M|]. intro q. rewrite map_map.
      destruct (le_lt_dec n q) as [Q|Q]; [rewrite nth_overflow by (rewrite map_length, seq_length; lia); lra|].
      rewrite (nth_indep _ 0 (eval l (constant 0))) by (rewrite map_length, seq_length; lia).
      rewrite (map_nth (fun _ : nat => eval l (constant 0)) (seq 0 n) 0%nat q), eval_constant. lra.
    + apply (P other O). unfold images. now rewrite map_length, renamed_length, map_length, seq_length.
Qed.
