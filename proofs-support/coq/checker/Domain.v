(** Coordinates of the points of a domain, factor by factor (t >= 0 throughout):
      range from a to b      x = a t_0 + b t_1,  t_0 + t_1 = 1
      half-line              x = a + t_0  or  x = b - t_0,  t_1 = 1
      simplex                p = t,  sum t = 1
      leader chamber         gap = t_0,  p_i = sum_{k >= i} t_k / k  (+ t_0 for i = 1),  sum t = 1 *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Polynomial.
Import ListNotations.
Local Open Scope R_scope.

Definition node_of (b : bound) : option nat := match b with Unbounded => None | Closed k | Open k => Some k end.
Definition is_open (b : bound) : bool := match b with Open _ => true | _ => false end.

(** The nodes at the ends of a range. *)
Definition ends (f : factor) : list nat :=
  match f with
  | Range _ lower upper => flat_map (fun b => match node_of b with Some a => [a] | None => [] end) [lower; upper]
  | _ => []
  end.

Definition is_half_line (f : factor) : bool :=
  match f with
  | Range _ lower upper => match node_of lower, node_of upper with Some _, Some _ => false | _, _ => true end
  | _ => false
  end.

(** The number of coordinates. *)
Definition dimension (f : factor) : nat :=
  match f with Range _ _ _ => 2 | Simplex ks => length ks | LeaderChamber ks _ => S (length ks) end.

(** The coordinates that are > 0 on the whole factor. *)
Definition required (f : factor) : list nat :=
  match f with
  | Range _ lower upper =>
      match node_of lower, node_of upper with
      | Some _, Some _ => (if is_open lower then [1%nat] else []) ++ (if is_open upper then [0%nat] else [])
      | _, _ => if is_open lower || is_open upper then [0%nat] else []
      end
  | Simplex _ => []
  | LeaderChamber _ _ => [0%nat]
  end.

(** sum_{j >= k} z_j / j of the list z_k, z_{k+1}, ... *)
Fixpoint tail_value (k : nat) (z : list R) : R :=
  match z with [] => 0 | a :: r => a * (1 / IZR (Zpos (Pos.of_succ_nat (k - 1)))) + tail_value (S k) r end.

Ltac each := repeat (apply Forall_cons || apply Forall_nil).

Section Represents.
Variables x v : list R.

Definition represents (f : factor) (t : list R) : Prop :=
  Forall (Rle 0) t /\ length t = dimension f /\ Forall (fun j => 0 < nth j t 0) (required f) /\
  match f with
  | Range k lower upper =>
      match node_of lower, node_of upper with
      | Some a, Some b => exists t0 t1, t = [t0; t1] /\ t0 + t1 = 1 /\ nth k x 0 = node v a * t0 + node v b * t1
      | Some a, None => exists t0, t = [t0; 1] /\ nth k x 0 = node v a + t0
      | None, Some b => exists t0, t = [t0; 1] /\ nth k x 0 = node v b + - t0
      | None, None => False
      end
  | Simplex ks => t = map (fun k => nth k x 0) ks /\ total t = 1
  | LeaderChamber ks g =>
      exists z, t = nth g x 0 :: z /\ length z = length ks /\ total t = 1 /\
        forall i, (i < length ks)%nat ->
          nth (nth i ks 0%nat) x 0 = tail_value (S i) (skipn i z) + (if (i =? 0)%nat then nth g x 0 else 0)
  end.

Lemma range_represented a b (lo hi : bool) xk :
  (if lo then a < xk else a <= xk) -> (if hi then xk < b else xk <= b) ->
  exists t0 t1, 0 <= t0 /\ 0 <= t1 /\ t0 + t1 = 1 /\ xk = a * t0 + b * t1 /\
    (lo = true -> 0 < t1) /\ (hi = true -> 0 < t0).
Proof.
  intros L U. assert (L' : a <= xk) by (destruct lo; lra). assert (U' : xk <= b) by (destruct hi; lra).
  destruct (Req_dec a b) as [E|E].
  - exists (1 / 2), (1 / 2). subst b. repeat split; try lra.
  - exists ((b - xk) / (b - a)), ((xk - a) / (b - a)).
    assert (D : 0 < b - a) by lra. pose proof (Rinv_0_lt_compat _ D) as I. unfold Rdiv.
    repeat split; try (apply Rmult_le_pos; lra); try (field; lra).
    + intro H. rewrite H in L. apply Rmult_lt_0_compat; lra.
    + intro H. rewrite H in U. apply Rmult_lt_0_compat; lra.
Qed.

(** ** The leader chamber *)

(** k (q_1 - q_2), (k + 1) (q_2 - q_3), ..., (k + n) q_n. *)
Fixpoint steps_down (k : nat) (q : list R) : list R :=
  match q with [] => [] | a :: r => IZR (Zpos (Pos.of_succ_nat (k - 1))) * (a - hd 0 r) :: steps_down (S k) r end.

Lemma weight_pos k : 0 < IZR (Zpos (Pos.of_succ_nat k)).
Proof. apply (IZR_lt 0). reflexivity. Qed.

Lemma weight_succ k : IZR (Zpos (Pos.of_succ_nat (S k))) = IZR (Zpos (Pos.of_succ_nat k)) + 1.
Proof. simpl Pos.of_succ_nat. rewrite Pos2Z.inj_succ, succ_IZR. reflexivity. Qed.

Lemma steps_down_length k q : length (steps_down k q) = length q.
Proof. revert k. induction q as [|a q IH]; intro k; simpl; [reflexivity | now rewrite IH]. Qed.

Lemma tail_steps_down k q : tail_value k (steps_down k q) = hd 0 q.
Proof.
  revert k. induction q as [|a q IH]; intro k; [reflexivity|]. simpl. rewrite IH. pose proof (weight_pos (k - 1)).
  field. lra.
Qed.

Lemma skipn_steps_down i k q : skipn i (steps_down k q) = steps_down (i + k) (skipn i q).
Proof.
  revert k q. induction i as [|i IH]; intros k [|a q]; simpl; try reflexivity. rewrite IH. f_equal. lia.
Qed.

Lemma total_steps_down k q : (0 < k)%nat ->
  total (steps_down k q) = (IZR (Zpos (Pos.of_succ_nat (k - 1))) - 1) * hd 0 q + total q.
Proof.
  revert k. induction q as [|a q IH]; intros k K; simpl; [ring|]. rewrite IH by lia.
  replace (S k - 1)%nat with (S (k - 1)) by lia. rewrite weight_succ. ring.
Qed.

Lemma descending_steps_down k q : descending q -> Forall (Rle 0) (steps_down k q).
Proof.
  revert k. induction q as [|a [|b q] IH]; intros k D; simpl in *.
  - constructor.
  - each. apply Rmult_le_pos; [apply Rlt_le, weight_pos | lra].
  - apply Forall_cons; [|apply (IH (S k)), D].
    apply Rmult_le_pos; [apply Rlt_le, weight_pos | lra].
Qed.

Lemma hd_skipn i q : hd 0 (skipn i q) = nth i q 0.
Proof. revert q. induction i as [|i IH]; intros [|a q]; try reflexivity. apply IH. Qed.

Lemma chamber_represented p c :
  p <> [] -> 0 < c -> total p = 1 -> descending (tl p) -> nth 1 p 0 + c <= nth 0 p 0 ->
  exists z, Forall (Rle 0) z /\ length z = length p /\ c + total z = 1 /\
    forall i, (i < length p)%nat -> nth i p 0 = tail_value (S i) (skipn i z) + (if (i =? 0)%nat then c else 0).
Proof.
  intros E C T D G. destruct p as [|a q]; [congruence|]. clear E. exists (steps_down 1 (a - c :: q)).
  assert (HD : hd 0 q = nth 1 (a :: q) 0) by (destruct q; reflexivity). repeat split.
  - simpl. constructor; [|exact (descending_steps_down 2 q D)]. change (IZR 1) with 1. rewrite HD. simpl in G |- *. lra.
  - now rewrite steps_down_length.
  - rewrite total_steps_down by lia. simpl Pos.of_succ_nat. simpl in T |- *. lra.
  - intros i _. rewrite skipn_steps_down. rewrite Nat.add_1_r, tail_steps_down, hd_skipn.
    destruct i as [|i]; simpl; ring.
Qed.

Lemma factor_represented f : in_factor x v f ->
  match f with Range _ Unbounded Unbounded => False | LeaderChamber [] _ => False | _ => True end ->
  exists t, represents f t.
Proof.
  intros H B. unfold represents. destruct f as [k lower upper|ks|ks g].
  - assert (B2 : forall a b, node_of lower = Some a -> node_of upper = Some b ->
      exists t0 t1, 0 <= t0 /\ 0 <= t1 /\ t0 + t1 = 1 /\ nth k x 0 = node v a * t0 + node v b * t1 /\
        (is_open lower = true -> 0 < t1) /\ (is_open upper = true -> 0 < t0)).
    { intros a b A B'. destruct H as [L U]. apply range_represented;
        destruct lower, upper; simpl in *; try discriminate; injection A as ->; injection B' as ->; assumption. }
    simpl required. simpl dimension. destruct (node_of lower) as [a|] eqn:A, (node_of upper) as [b|] eqn:B'.
    + destruct (B2 a b eq_refl eq_refl) as (t0 & t1 & P0 & P1 & S & E & O1 & O0). exists [t0; t1].
      split; [each; assumption|]. split; [reflexivity|]. split; [|now exists t0, t1].
      destruct (is_open lower), (is_open upper); simpl; each; simpl; auto.
    + exists [nth k x 0 - node v a; 1]. destruct H as [L _].
      assert (L' : node v a <= nth k x 0) by (destruct lower; simpl in *; try discriminate; injection A as ->; lra).
      split; [each; lra|]. split; [reflexivity|].
      split; [|exists (nth k x 0 - node v a); split; [reflexivity | ring]].
      destruct lower, upper; simpl in *; try discriminate; each; injection A as ->; simpl. apply Rlt_Rminus, L.
    + exists [node v b - nth k x 0; 1]. destruct H as [_ U].
      assert (U' : nth k x 0 <= node v b) by (destruct upper; simpl in *; try discriminate; injection B' as ->; lra).
      split; [each; lra|]. split; [reflexivity|].
      split; [|exists (node v b - nth k x 0); split; [reflexivity | ring]].
      destruct lower, upper; simpl in *; try discriminate; each; injection B' as ->; simpl; apply Rlt_Rminus, U.
    + destruct lower, upper; simpl in *; try discriminate. contradiction.
  - exists (map (fun k => nth k x 0) ks). destruct H as [P T].
    repeat split; try assumption; [apply map_length | constructor].
  - destruct H as (C & T & D & G). set (p := map (fun k => nth k x 0) ks) in *.
    destruct (chamber_represented p (nth g x 0)) as (z & Z & L & S & E); try assumption.
    { subst p. destruct ks; [contradiction | discriminate]. }
    assert (L' : length p = length ks) by apply map_length.
    exists (nth g x 0 :: z). split; [constructor; [lra | exact Z]|]. split; [simpl; congruence|].
    split; [each; exact C|]. exists z. split; [reflexivity|]. split; [congruence|]. split; [exact S|].
    intros i I. rewrite <- E by lia. subst p. rewrite (nth_indep (map (fun k => nth k x 0) ks) 0 (nth 0 x 0)) by
      (rewrite map_length; lia).
    symmetry. apply (map_nth (fun k => nth k x 0)).
Qed.

Lemma represents_positive f t : represents f t -> exists j, 0 < nth j t 0.
Proof.
  intros (P & _ & _ & H).
  assert (T : total t = 1 -> exists j, 0 < nth j t 0).
  { clear H. induction P as [|a t A _ IH]; simpl; intro T; [lra|].
    destruct (Rle_lt_or_eq_dec 0 a A) as [L|<-]; [now exists 0%nat|].
    destruct IH as [j J]; [lra|]. now exists (S j). }
  destruct f as [k lower upper|ks|ks g].
  - destruct (node_of lower), (node_of upper); try contradiction.
    + destruct H as (t0 & t1 & -> & S & _). apply T. simpl. lra.
    + destruct H as (t0 & -> & _). exists 1%nat. simpl. lra.
    + destruct H as (t0 & -> & _). exists 1%nat. simpl. lra.
  - apply T, H.
  - destruct H as (z & -> & _ & S & _). exact (T S).
Qed.
End Represents.
