(** Cells: the part of a factor's coordinates that a node of a coefficient proof covers, as the cone of its vertices.

    Vertices are integer vectors, so a vertex stands for its multiples; the mass of a vertex (its coordinate sum, or the
    last coordinate on a half-line) says which multiple lies in the factor. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Polynomial Domain.
Import ListNotations.
Local Open Scope R_scope.

(** [Hull v]: t = sum_k u_k v_k, u >= 0. [Ray a h]: t = (a + u, 1), u >= 0; it will be cut at a + h. *)
Inductive part := Hull (vertices : list (list Z)) | Ray (start : Z) (step : positive).

Definition size (p : part) : nat := match p with Hull vs => length vs | Ray _ _ => 1 end.

(** sum_k u_k v_kj *)
Fixpoint combination (u : list R) (vs : list (list Z)) (j : nat) : R :=
  match u, vs with a :: u', v :: vs' => a * IZR (nth j v 0%Z) + combination u' vs' j | _, _ => 0 end.

Definition in_part (t : list R) (p : part) (u : list R) : Prop :=
  Forall (Rle 0) u /\ length u = size p /\
  match p with
  | Hull vs => forall j, nth j t 0 = combination u vs j
  | Ray a _ => t = [IZR a + nth 0 u 0; 1]
  end.

(** ** The whole factor *)

Definition unit_vectors (n : nat) : list (list Z) :=
  map (fun k => repeat 0%Z k ++ [1%Z]) (seq 0 n).

Definition whole (f : factor) : option part :=
  match f with
  | Range _ Unbounded Unbounded | LeaderChamber [] _ => None
  | _ => Some (if is_half_line f then Ray 0 1 else Hull (unit_vectors (dimension f)))
  end.

Lemma nth_unit k j : nth j (repeat 0%Z k ++ [1%Z]) 0%Z = if (j =? k)%nat then 1%Z else 0%Z.
Proof.
  revert j. induction k as [|k IH]; intros [|j]; try reflexivity; simpl.
  - now destruct j.
  - apply IH.
Qed.

Lemma combination_units t n j : combination t (map (fun k => repeat 0%Z k ++ [1%Z]) (seq n (length t))) j =
  if (n <=? j)%nat then nth (j - n) t 0 else 0.
Proof.
  revert n. induction t as [|a t IH]; intro n; simpl.
  - destruct (n <=? j)%nat; [destruct (j - n)%nat|]; reflexivity.
  - rewrite IH, nth_unit.
    destruct (Nat.eqb_spec j n) as [->|N].
    + rewrite Nat.leb_refl, Nat.sub_diag. destruct (Nat.leb_spec (S n) n); [lia | simpl; ring].
    + destruct (Nat.leb_spec (S n) j), (Nat.leb_spec n j); try lia; [|ring].
      replace (j - n)%nat with (S (j - S n)) by lia. simpl. ring.
Qed.

Lemma whole_covers x v f t p : represents x v f t -> whole f = Some p -> exists u, in_part t p u.
Proof.
  intros (P & L & _ & H) W.
  assert (E : p = if is_half_line f then Ray 0 1 else Hull (unit_vectors (dimension f))).
  { destruct f as [k [] []|ks|[|k ks] g]; simpl in W |- *; congruence. }
  clear W. subst p. destruct (is_half_line f) eqn:K.
  - destruct f as [k lower upper|ks|ks g]; try discriminate. simpl in K.
    assert (T : exists t0, t = [t0; 1]).
    { destruct (node_of lower), (node_of upper); try discriminate; try contradiction; destruct H as (t0 & -> & _);
        now exists t0. }
    destruct T as [t0 ->]. exists [t0]. inversion_clear P. repeat split; simpl.
    + now constructor.
    + f_equal. ring.
  - exists t. split; [exact P|]. split; [simpl; unfold unit_vectors; now rewrite map_length, seq_length|].
    intro j. unfold unit_vectors. rewrite <- L, combination_units. simpl. now rewrite Nat.sub_0_r.
Qed.

(** ** Halving *)

Fixpoint update {A} (l : list A) (k : nat) (a : A) : list A :=
  match l, k with [], _ => [] | _ :: r, O => a :: r | b :: r, S m => b :: update r m a end.

Lemma update_length {A} (l : list A) k a : length (update l k a) = length l.
Proof. revert k. induction l as [|b l IH]; intros [|k]; simpl; auto. Qed.

Lemma nth_update {A} (d : A) l j k a : j <> k -> nth j (update l k a) d = nth j l d.
Proof. revert j k. induction l as [|b l IH]; intros [|j] [|k] H; simpl; auto; lia. Qed.

Lemma Forall_update {A} (P : A -> Prop) l k a : Forall P l -> P a -> Forall P (update l k a).
Proof. intros H. revert k. induction H; intros [|k] Ha; simpl; constructor; auto. Qed.

(** a v + b w *)
Fixpoint weighted (a : positive) (v : list Z) (b : positive) (w : list Z) : list Z :=
  match v, w with
  | [], _ => map (Z.mul (Zpos b)) w
  | _, [] => map (Z.mul (Zpos a)) v
  | x :: v', y :: w' => (Zpos a * x + Zpos b * y)%Z :: weighted a v' b w'
  end.

Definition mass (f : factor) (v : list Z) : positive :=
  Z.to_pos (if is_half_line f then nth 1 v 0%Z else fold_right Z.add 0%Z v).

Definition halve (f : factor) (p : part) (i j : nat) : option (part * part) :=
  match p with
  | Ray a h => Some (Hull [[a; 1%Z]; [a + Zpos h; 1]%Z], Ray (a + Zpos h) (h~0))
  | Hull vs =>
      match nth_error vs i, nth_error vs j with
      | Some v, Some w =>
          if (i =? j)%nat then None
          else let '(_, (a, b)) := Pos.ggcd (mass f w) (mass f v) in
               Some (Hull (update vs j (weighted a v b w)), Hull (update vs i (weighted b w a v)))
      | _, _ => None
      end
  end.

Lemma nth_weighted a v b w j :
  IZR (nth j (weighted a v b w) 0%Z) = IZR (Zpos a) * IZR (nth j v 0%Z) + IZR (Zpos b) * IZR (nth j w 0%Z).
Proof.
  assert (M : forall c u k, IZR (nth k (map (Z.mul (Zpos c)) u) 0%Z) = IZR (Zpos c) * IZR (nth k u 0%Z)).
  { intros c u k. replace (nth k (map (Z.mul (Zpos c)) u) 0%Z) with (Zpos c * nth k u 0)%Z; [apply mult_IZR|].
    revert k. induction u as [|y u IH]; intros [|k]; cbn -[Z.mul]; try apply Z.mul_0_r; auto. }
  revert w j. induction v as [|y v IH]; intros [|z w] [|j]; cbn -[Z.mul Z.add];
    rewrite ?M, ?mult_IZR, ?plus_IZR, ?mult_IZR;
    try ring; auto.
Qed.

Lemma combination_update u vs k a w j : (k < length vs)%nat -> length u = length vs ->
  combination (update u k a) (update vs k w) j =
  combination u vs j - nth k u 0 * IZR (nth j (nth k vs []) 0%Z) + a * IZR (nth j w 0%Z).
Proof.
  revert u k. induction vs as [|v vs IH]; intros [|b u] [|k] K L; simpl in *; try lia; try ring.
  rewrite IH by lia. ring.
Qed.

Lemma update_same {A} (d : A) l k : update l k (nth k l d) = l.
Proof. revert k. induction l as [|a l IH]; intros [|k]; simpl; auto. now rewrite IH. Qed.

Lemma combination_change u vs k a j : (k < length vs)%nat -> length u = length vs ->
  combination (update u k a) vs j = combination u vs j + (a - nth k u 0) * IZR (nth j (nth k vs []) 0%Z).
Proof.
  intros K L. pose proof (combination_update u vs k a (nth k vs []) j K L) as H. rewrite update_same in H.
  rewrite H. ring.
Qed.

(** Vertex k moves to a v_i + b v_k; it takes a share of vertex i. *)
Lemma moved t vs u i k a b : i <> k -> (i < length vs)%nat -> (k < length vs)%nat ->
  in_part t (Hull vs) u -> IZR (Zpos a) * nth k u 0 <= IZR (Zpos b) * nth i u 0 ->
  exists u', in_part t (Hull (update vs k (weighted a (nth i vs []) b (nth k vs [])))) u'.
Proof.
  intros N I K (P & L & H) C. simpl in L.
  pose proof (IZR_lt 0 (Zpos b) eq_refl) as B. set (y := nth k u 0 / IZR (Zpos b)).
  set (z := nth i u 0 - IZR (Zpos a) * y).
  assert (U : forall m, 0 <= nth m u 0).
  { intro m. destruct (le_lt_dec (length u) m) as [M|M]; [rewrite nth_overflow by exact M; lra|].
    rewrite Forall_forall in P. apply P, nth_In, M. }
  assert (Y : 0 <= y) by (apply Rmult_le_pos; [apply U | apply Rlt_le, Rinv_0_lt_compat, B]).
  assert (E : nth k u 0 = IZR (Zpos b) * y) by (unfold y; field; lra).
  assert (Z : 0 <= z).
  { unfold z. rewrite E in C. apply Rmult_le_reg_l with (1 := B). lra. }
  exists (update (update u i z) k y). split; [|split].
  - apply Forall_update; [apply Forall_update|]; assumption.
  - simpl. now rewrite !update_length.
  - intro j. rewrite combination_update by (rewrite ?update_length; lia). rewrite nth_update by auto.
    rewrite combination_change by lia. rewrite nth_weighted, <- H, E.
    unfold z. ring.
Qed.

Lemma halve_covers f t p u i j l r :
  in_part t p u -> halve f p i j = Some (l, r) -> exists u', in_part t l u' \/ in_part t r u'.
Proof.
  intros H E. destruct p as [vs|a h]; simpl in E.
  - destruct (nth_error vs i) as [v|] eqn:V; [|discriminate]. destruct (nth_error vs j) as [w|] eqn:W; [|discriminate].
    destruct (Nat.eqb_spec i j) as [|N]; [discriminate|].
    destruct (Pos.ggcd _ _) as (g & a & b). injection E as <- <-.
    assert (I : (i < length vs)%nat) by (apply nth_error_Some; congruence).
    assert (J : (j < length vs)%nat) by (apply nth_error_Some; congruence).
    rewrite <- (nth_error_nth vs i [] V), <- (nth_error_nth vs j [] W).
    destruct (Rle_lt_dec (IZR (Zpos a) * nth j u 0) (IZR (Zpos b) * nth i u 0)) as [C|C].
    + destruct (moved t vs u i j a b N I J H C) as [u' H']. exists u'. now left.
    + destruct (moved t vs u j i b a (not_eq_sym N) J I H (Rlt_le _ _ C)) as [u' H']. exists u'. now right.
  - injection E as <- <-. destruct H as (P & L & ->). simpl in L.
    destruct u as [|y [|z u]]; try discriminate. inversion_clear P as [|? ? Y _]. simpl nth.
    pose proof (IZR_lt 0 (Zpos h) eq_refl) as K. change (IZR 0) with 0 in K.
    destruct (Rle_lt_dec y (IZR (Zpos h))) as [C|C].
    + exists [1 - y / IZR (Zpos h); y / IZR (Zpos h)]. left. split; [|split; [reflexivity|]].
      * assert (0 <= y / IZR (Zpos h)) by (apply Rmult_le_pos; [exact Y | apply Rlt_le, Rinv_0_lt_compat, K]).
        assert (y / IZR (Zpos h) <= 1).
        { apply Rmult_le_reg_r with (1 := K). replace (y / IZR (Zpos h) * IZR (Zpos h)) with y by (field; lra). lra. }
        repeat (apply Forall_cons || apply Forall_nil); lra.
      * intros [|[|[|m]]]; simpl; rewrite ?plus_IZR; try (field; lra); try ring.
    + exists [y - IZR (Zpos h)]. right. split; [repeat (apply Forall_cons || apply Forall_nil); lra|].
      split; [reflexivity|].
      simpl. rewrite plus_IZR. f_equal. ring.
Qed.

(** ** Which unknowns u are positive *)

Fixpoint carriers (test : list Z -> bool) (vs : list (list Z)) : list (list bool) :=
  match vs with
  | [] => []
  | v :: r => (if test v then [true :: map (fun _ => false) r] else []) ++ map (cons false) (carriers test r)
  end.

Fixpoint union (s r : list bool) : list bool :=
  match s, r with [], _ => r | _, [] => s | a :: s', b :: r' => (a || b) :: union s' r' end.

(** For each of the coordinates js a vertex where it is > 0. *)
Fixpoint carriers_of (js : list nat) (vs : list (list Z)) : list (list bool) :=
  match js with
  | [] => [map (fun _ => false) vs]
  | j :: r => flat_map (fun s => map (union s) (carriers_of r vs)) (carriers (fun v => 0 <? nth j v 0)%Z vs)
  end.

(** At every point of the factor one of these sets of unknowns is positive. *)
Definition supports (f : factor) (p : part) : list (list bool) :=
  match p with
  | Ray a _ => [[(a =? 0)%Z && existsb (Nat.eqb 0) (required f)]]
  | Hull vs => match required f with [] => carriers (fun _ => true) vs | js => carriers_of js vs end
  end.

Definition supported (s : list bool) (u : list R) : Prop := length s = length u /\ all_positive_on s u.

Lemma nowhere {A} (l : list A) k : nth k (map (fun _ => false) l) false = false.
Proof. revert k. induction l as [|a l IH]; intros [|k]; simpl; auto. Qed.

Lemma carriers_cover test u vs j : (forall v, (0 < nth j v 0)%Z -> test v = true) ->
  length u = length vs -> Forall (Rle 0) u -> 0 < combination u vs j ->
    exists s, In s (carriers test vs) /\ supported s u.
Proof.
  intros T. revert u. induction vs as [|v vs IH]; intros [|a u] L P H; simpl in *; try lra; try lia.
  inversion_clear P as [|? ? A P'].
  destruct (Rlt_le_dec 0 (combination u vs j)) as [C|C].
  - destruct (IH u) as (s & S & K & O); try assumption; [lia|]. exists (false :: s). split.
    + apply in_or_app. right. now apply in_map.
    + split; [simpl; lia|]. intros [|k]; simpl; [discriminate | apply O].
  - assert (D : 0 < a * IZR (nth j v 0%Z)) by lra. assert (A' : 0 < a) by (destruct A as [|<-]; [assumption | lra]).
    assert (V : (0 < nth j v 0)%Z).
    { apply lt_IZR. apply Rmult_lt_reg_l with (1 := A'). lra. }
    exists (true :: map (fun _ => false) vs). split.
    + rewrite (T v V). now left.
    + split; [simpl; rewrite map_length; lia|]. intros [|k]; simpl; [intros _; exact A' | now rewrite nowhere].
Qed.

Lemma union_supported s r u : supported s u -> supported r u -> supported (union s r) u.
Proof.
  intros [L O] [M Q]. split.
  - clear O Q. revert r u L M. induction s as [|a s IH]; intros [|b r] [|c u] L M; simpl in *; auto; try lia.
  - intros k K. assert (H : nth k s false = true \/ nth k r false = true).
    { clear - K. revert r k K. induction s as [|a s IH]; intros [|b r] [|k] K; simpl in *; auto.
      destruct a; simpl in K; auto. }
    destruct H; auto.
Qed.

Lemma carriers_of_cover js u vs : length u = length vs -> Forall (Rle 0) u ->
  Forall (fun j => 0 < combination u vs j) js -> exists s, In s (carriers_of js vs) /\ supported s u.
Proof.
  intros L P H. induction H as [|j js J _ IH]; simpl.
  - exists (map (fun _ => false) vs). split; [now left|]. split; [now rewrite map_length|].
    intros k K. now rewrite nowhere in K.
  - destruct IH as (r & R & Q). destruct (carriers_cover (fun v => 0 <? nth j v 0)%Z u vs j) as (s & S & O);
      try assumption.
    { intros v V. now apply Z.ltb_lt. }
    exists (union s r). split; [|now apply union_supported]. apply in_flat_map. exists s.
    split; [exact S | now apply in_map].
Qed.

Lemma supports_cover x v f t p u : represents x v f t -> in_part t p u ->
  exists s, In s (supports f p) /\ supported s u.
Proof.
  intros R (P & L & H). pose proof (represents_positive x v f t R) as [j J]. destruct R as (_ & _ & Q & _).
  destruct p as [vs|a h]; simpl in *.
  - destruct (required f) as [|i js] eqn:E.
    + apply (carriers_cover _ u vs j); auto. now rewrite <- H.
    + apply (carriers_of_cover (i :: js)); auto. rewrite Forall_forall in *. intros k K. rewrite <- H. now apply Q.
  - exists [(a =? 0)%Z && existsb (Nat.eqb 0) (required f)]. split; [now left|].
    destruct u as [|y [|z u]]; try discriminate. split; [reflexivity|].
    intros [|k] K; simpl in K; [|destruct k; discriminate].
    apply andb_prop in K as [K E]. apply Z.eqb_eq in K. subst a t. apply existsb_exists in E as (i & I & E).
    destruct i; [|discriminate]. rewrite Forall_forall in Q. specialize (Q 0%nat I). simpl in Q |- *. lra.
Qed.
