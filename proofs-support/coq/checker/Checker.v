(** The checker for whole certificates. The check of box proofs is a parameter, because there are two of them, with
    floating-point numbers of the processor and without. *)
From Coq Require Import Bool Reals List Arith.
From HebbChecker Require Import Syntax Evidence Identities Coefficients Splits Squares Chains.
From HebbChecker Require Export Witnesses.
Import ListNotations.

Section Checker.
Variable check_boxes : statement -> condition -> box_proof -> bool.
Hypothesis check_boxes_sound : forall s g tree, check_boxes s g tree = true ->
  forall x, length x = variables s -> true_at s x g.

Definition check_plain (s : statement) (g : condition) (p : proof) : bool :=
  match p with
  | Identity => check_identity s g
  | Coefficients tree => check_coefficients s g tree
  | Boxes tree => check_boxes s g tree
  | Evidence.Splits joint used parts => check_splits s g joint used parts
  | Evidence.Squares used roots conditions bases parts => check_squares s g used roots conditions bases parts
  end.

Theorem check_plain_sound s g p : check_plain s g p = true -> forall x, length x = variables s -> true_at s x g.
Proof.
  intros H x L. destruct p as [|tree|tree|joint used parts|used roots conditions bases parts]; simpl in H.
  - now apply identity_sound.
  - now apply (coefficients_sound s g tree).
  - now apply (check_boxes_sound s g tree).
  - now apply (splits_sound s g joint used parts).
  - exact (squares_sound s g used roots conditions bases parts H x L).
Qed.

Definition check_goal (s : statement) (g : condition) (p : goal_proof) : bool :=
  match p with
  | Plain p => check_plain s g p
  | Chain terms tree => check_chain_goal check_plain s g terms tree
  end.

Theorem check_goal_sound s g p : check_goal s g p = true -> forall x, length x = variables s -> true_at s x g.
Proof.
  destruct p as [p|terms tree]; intro H; [now apply (check_plain_sound s g p)|].
  exact (chain_goal_sound check_plain s g terms tree check_plain_sound H).
Qed.

(** One proof for each goal, in the order of the goals. *)
Fixpoint check_goals (s : statement) (gs : list condition) (ps : evidence) : bool :=
  match gs, ps with
  | [], [] => true
  | g :: gs', p :: ps' => check_goal s g p && check_goals s gs' ps'
  | _, _ => false
  end.

Definition check_with (s : statement) (ps : evidence) : bool := check_goals s (goals s) ps.

Theorem check_with_sound s ps : check_with s ps = true -> proved s.
Proof.
  unfold check_with, proved. intros H x L. generalize (goals s) ps H. clear ps H.
  induction l as [|g gs IH]; intros [|p ps] H g' G; simpl in *; try discriminate; [contradiction|].
  apply andb_prop in H as [H K]. destruct G as [<-|G]; [now apply (check_goal_sound s g p) | exact (IH ps K g' G)].
Qed.
End Checker.

(** Without box proofs. *)
Definition check (s : statement) (ps : evidence) : bool := check_with (fun _ _ _ => false) s ps.

Theorem check_sound s ps : check s ps = true -> proved s.
Proof. apply check_with_sound. discriminate. Qed.
