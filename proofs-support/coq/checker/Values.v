(** The values and the domain of definition of straight-line code, one node at a time. *)
From Coq Require Import Bool Reals List ZArith Lia.
From HebbChecker Require Import Syntax.
Import ListNotations.

Lemma given_hold c v l : Forall (given c v) l -> Forall (holds v) l.
Proof. apply Forall_impl. now intros a [_ H]. Qed.

Section Running.
Context {A : Type} (f : list A -> instr -> A) (d : A).

Definition run (c : code) : list A := fold_left (fun v i => v ++ [f v i]) c [].

Lemma run_snoc c i : run (c ++ [i]) = run c ++ [f (run c) i].
Proof. unfold run. now rewrite fold_left_app. Qed.

Lemma run_length c : length (run c) = length c.
Proof. induction c as [|i c IH] using rev_ind; [reflexivity|]. rewrite run_snoc, !app_length, IH. reflexivity. Qed.

Lemma run_firstn c k : run (firstn k c) = firstn k (run c).
Proof.
  revert k. induction c as [|i c IH] using rev_ind; intro k; [now destruct k|].
  rewrite run_snoc. destruct (le_lt_dec k (length c)) as [H|H].
  - rewrite !firstn_app, !run_length. replace (k - length c) with 0 by lia. now rewrite !app_nil_r.
  - rewrite !firstn_all2 by (rewrite app_length, ?run_length; simpl; lia). apply run_snoc.
Qed.

Lemma run_nth c k i : nth_error c k = Some i -> nth k (run c) d = f (firstn k (run c)) i.
Proof.
  revert k. induction c as [|j c IH] using rev_ind; intros k H; [now destruct k|].
  rewrite run_snoc, firstn_app, run_length. destruct (lt_eq_lt_dec k (length c)) as [[L|L]|L].
  - rewrite app_nth1 by now rewrite run_length. rewrite nth_error_app1 in H by assumption.
    replace (k - length c) with 0 by lia. rewrite app_nil_r. now apply IH.
  - subst k. rewrite app_nth2, run_length, Nat.sub_diag by (rewrite run_length; lia).
    rewrite nth_error_app2, Nat.sub_diag in H by lia. injection H as ->.
    rewrite app_nil_r, <- (run_length c), firstn_all. reflexivity.
  - exfalso. assert (N : nth_error (c ++ [j]) k <> None) by congruence.
    apply nth_error_Some in N. rewrite app_length in N. simpl in N. lia.
Qed.
End Running.

Definition operands (i : instr) : list nat :=
  match i with
  | Var _ | Num _ _ => []
  | Add a b | Sub a b | Mul a b | Div a b => [a; b]
  | Neg a | Pow a _ | Exp a | Log a | Sqrt a | Abs a | Sin a | Cos a | Atan a => [a]
  end.

Definition before (k : nat) (i : instr) : Prop := Forall (fun a => a < k) (operands i).

Lemma nth_firstn {A} (d : A) a k l : a < k -> nth a (firstn k l) d = nth a l d.
Proof.
  revert a l. induction k as [|k IH]; intros a l H; [lia|]. destruct l; [destruct a; reflexivity|].
  destruct a; [reflexivity|]. simpl. apply IH. lia.
Qed.

Lemma node_value c x k i : nth_error c k = Some i -> before k i -> node (values c x) k = value x (values c x) i.
Proof.
  intros H B. change (values c x) with (run (value x) c). unfold node at 1. rewrite (run_nth _ _ _ _ _ H).
  generalize (run (value x) c). intro v. unfold before in B.
  destruct i; simpl in *; repeat match goal with H : Forall _ _ |- _ => inversion_clear H end;
    unfold node; rewrite ?nth_firstn by assumption; reflexivity.
Qed.

Lemma node_defined c v k i :
  nth_error c k = Some i -> before k i -> defined c v k = meaningful v (definedness c v) i.
Proof.
  intros H B. unfold defined. change (definedness c v) with (run (meaningful v) c). rewrite (run_nth _ _ _ _ _ H).
  generalize (run (meaningful v) c). intro d. unfold before in B.
  destruct i; simpl in *; repeat match goal with H : Forall _ _ |- _ => inversion_clear H end;
    rewrite ?nth_firstn by assumption; reflexivity.
Qed.

(** Operands come earlier, variables are among the first n. *)
Fixpoint sane (n k : nat) (c : code) : bool :=
  match c with
  | [] => true
  | i :: r => forallb (fun a => a <? k)%nat (operands i) && match i with Var j => (j <? n)%nat | _ => true end && sane n (S k) r
  end.

Lemma sane_nth n c : forall k j i, sane n k c = true -> nth_error c j = Some i ->
  before (k + j) i /\ match i with Var m => (m < n)%nat | _ => True end.
Proof.
  induction c as [|i c IH]; intros k [|j] i' H E; simpl in *; try discriminate; apply andb_prop in H as [H K]; apply andb_prop in H as [B V].
  - injection E as <-. rewrite Nat.add_0_r. split.
    + apply Forall_forall. intros a A. rewrite forallb_forall in B. now apply Nat.ltb_lt, B.
    + destruct i; try exact I. now apply Nat.ltb_lt.
  - rewrite Nat.add_succ_r. exact (IH _ _ _ K E).
Qed.

(** More code behind the first changes nothing there. *)
Lemma longer_node c t x k : (k < length c)%nat -> node (values (c ++ t) x) k = node (values c x) k.
Proof.
  intro K. unfold node. change (values c x) with (run (value x) c). change (values (c ++ t) x) with (run (value x) (c ++ t)).
  assert (E : c = firstn (length c) (c ++ t)) by (rewrite firstn_app, Nat.sub_diag, firstn_all, app_nil_r; reflexivity).
  rewrite E at 2. rewrite run_firstn. symmetry. now apply nth_firstn.
Qed.

Lemma longer_defined n c t x : sane n 0 (c ++ t) = true -> forall k, (k < length c)%nat ->
  defined (c ++ t) (values (c ++ t) x) k -> defined c (values c x) k.
Proof.
  intros S k. induction k as [k IH] using lt_wf_ind. intros K D.
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; lia].
  assert (I' : nth_error (c ++ t) k = Some i) by (rewrite nth_error_app1 by exact K; exact I).
  destruct (sane_nth n (c ++ t) 0 k i S I') as [B _]. simpl in B.
  rewrite (node_defined _ _ _ _ I' B) in D. rewrite (node_defined _ _ _ _ I B). unfold before in B. rewrite Forall_forall in B.
  assert (O : forall a, In a (operands i) -> nth a (definedness (c ++ t) (values (c ++ t) x)) False -> nth a (definedness c (values c x)) False).
  { intros a A. apply IH; [now apply B | specialize (B a A); lia]. }
  assert (N : forall a, In a (operands i) -> node (values (c ++ t) x) a = node (values c x) a).
  { intros a A. apply longer_node. specialize (B a A). lia. }
  destruct i; cbn [meaningful operands] in *; rewrite <- ?(N a), <- ?(N b) by (simpl; auto); intuition (apply O; simpl; auto).
Qed.
