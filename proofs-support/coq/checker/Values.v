(** The values and the domain of definition of straight-line code, one node at a time. *)
From Coq Require Import Bool Reals List ZArith Lia.
From HebbChecker Require Import Syntax.
Import ListNotations.

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
  | Neg a | Pow a _ | Exp a | Log a | Sqrt a => [a]
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
