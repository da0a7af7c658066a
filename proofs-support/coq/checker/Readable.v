(** From [proved s] to the same statement in the notation of real arithmetic: [hebb export coq] writes the readable theorem,
    the tactic [readable] below reduces the recorded one to it. Nothing here needs to be believed: a theorem that does not
    follow is not proved. *)
From Coq Require Import Reals List ZArith Lra.
From HebbChecker Require Import Syntax.
Import ListNotations.
Local Open Scope R_scope.

Fixpoint entails (premises : list Prop) (conclusion : Prop) : Prop :=
  match premises with [] => conclusion | p :: rest => p -> entails rest conclusion end.

Lemma entails_all {A} (P : A -> Prop) (l : list A) (Q : Prop) : (Forall P l -> Q) -> entails (map P l) Q.
Proof.
  induction l as [|a l IH]; simpl; intros H; [exact (H (Forall_nil P))|].
  intros Ha; apply IH; intros Hl; exact (H (Forall_cons a Ha Hl)).
Qed.

Lemma entails_weaken premises (P Q : Prop) : (P -> Q) -> entails premises P -> entails premises Q.
Proof. induction premises as [|p l IH]; simpl; auto. Qed.

Lemma spelled_out s x g : proved s -> length x = variables s -> In g (goals s) ->
  entails (map (in_factor x (values (formula s) x)) (domain s))
    (entails (map (given (formula s) (values (formula s) x)) (assumptions s)) (claims (formula s) (values (formula s) x) g)).
Proof.
  intros H L G. apply entails_all; intros D. apply entails_all; intros A. exact (H x L g G D A).
Qed.

Lemma over_one x : x / 1 = x.
Proof. field. Qed.

(** A premise: of the domain, of the assumptions, or that a denominator does not vanish. *)
Ltac premise :=
  lazymatch goal with
  | |- True => exact I
  | |- _ /\ _ => split; premise
  | |- Forall _ [] => constructor
  | |- Forall _ (_ :: _) => constructor; premise
  | |- _ <> _ => first [assumption | intro; lra]
  | |- _ => first [assumption | lra]
  end.

(** Feeds the premises to T until the conclusion is left. *)
Ltac discharge T :=
  lazymatch type of T with
  | ?P -> ?Q => let p := fresh in assert (p : P) by premise; specialize (T p); clear p; discharge T
  | _ => idtac
  end.

(** H : proved statement; x the list of the variables; g one of the goals. *)
Ltac readable statement H x g :=
  intros;
  let T := fresh "T" in
  pose proof (spelled_out statement x g H eq_refl ltac:(cbv; tauto)) as T;
  cbv [statement formula domain assumptions goals variables entails values fold_left value node nth app map in_factor above
       below total fold_right descending tl given holds fst snd claims meaningful definedness defined] in T;
  rewrite ?over_one in T;
  discharge T; first [exact (proj2 T) | exact T].
