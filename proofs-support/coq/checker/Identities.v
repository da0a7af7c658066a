(** Identities: the numerator of the goal expands to the zero polynomial.

    Every variable is an unknown, except that the first coordinate of a simplex or a chamber is one minus the others;
    the bounds of ranges are not used, except that a range
    from a constant to the same constant is that constant. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Values Polynomial Quotient Expansion.
Import ListNotations.
Local Open Scope R_scope.

Definition rest_of_one (ks : list nat) : poly :=
  fold_right (fun k p => add (scale (-1) (variable k)) p) (constant 1) ks.

Fixpoint unknown (c : code) (fs : list factor) (k : nat) : quotient :=
  match fs with
  | [] => polynomial (variable k)
  | f :: rest =>
      match f with
      | Simplex (k0 :: ks) | LeaderChamber (k0 :: ks) _ =>
          if (k =? k0)%nat then polynomial (rest_of_one ks) else unknown c rest k
      | Range k0 (Closed a) (Closed b) =>
          match nth_error c a with
          | Some (Num n d) => if (k =? k0)%nat && (a =? b)%nat then rational n d else unknown c rest k
          | _ => unknown c rest k
          end
      | _ => unknown c rest k
      end
  end.

Definition identity_variables (s : statement) (_ : list poly) (_ : table) (k : nat) : option quotient :=
  Some (unknown (formula s) (domain s) k).

Definition check_identity (s : statement) (g : condition) : bool :=
  match fst g with
  | Nonnegative => false
  | Zero =>
      let '(_, t) := steps (identity_variables s) (needed (fun _ => []) (formula s) (snd g)) (formula s) [] [] in
      match entry t (snd g) with Some q => is_zero (numerator q) | None => false end
  end.

Lemma rest_of_one_value x ks : eval x (rest_of_one ks) = 1 - total (map (fun k => nth k x 0) ks).
Proof.
  induction ks as [|k ks IH]; simpl; [rewrite eval_constant; ring|].
  rewrite eval_add, eval_scale, eval_variable, IH. ring.
Qed.

Lemma unknown_value factors c x fs k : Forall (in_factor x (values c x)) fs ->
  is_value x factors (unknown c fs k) (nth k x 0).
Proof.
  intro H. induction H as [|f fs Hf _ IH]; simpl; [rewrite <- eval_variable; apply polynomial_value|].
  assert (P : forall k0 ks, total (map (fun k => nth k x 0) (k0 :: ks)) = 1 ->
    is_value x factors (if (k =? k0)%nat then polynomial (rest_of_one ks) else unknown c fs k) (nth k x 0)).
  { intros k0 ks T. destruct (Nat.eqb_spec k k0) as [->|]; [|exact IH].
    replace (nth k0 x 0) with (eval x (rest_of_one ks)); [apply polynomial_value|].
    rewrite rest_of_one_value. simpl in T. lra. }
  destruct f as [k0 [|a|a] [|b|b]|[|k0 ks]|[|k0 ks] g]; try exact IH.
  - destruct (nth_error c a) as [i|] eqn:A; [|exact IH]. destruct i; try exact IH.
    destruct (Nat.eqb_spec k k0) as [->|]; [|exact IH]. destruct (Nat.eqb_spec a b) as [<-|]; [|exact IH].
    destruct Hf as [L U]. simpl in L, U. replace (nth k0 x 0) with (node (values c x) a) by lra.
    rewrite (node_value c x a _ A (Forall_nil _)). apply rational_value.
  - apply P, Hf.
  - apply P, Hf.
Qed.

Theorem identity_sound s g x : check_identity s g = true -> true_at s x g.
Proof.
  intros H Hx _. unfold check_identity in H. unfold claims. destruct g as [[|] k]; [discriminate|].
  cbn [fst snd] in *. intro D.
  destruct (steps _ _ _ _ _) as [factors t] eqn:E. destruct (entry t k) as [q|] eqn:K; [|discriminate].
  set (c := formula s) in *. set (v := values c x) in *.
  assert (R : right c x x factors (defined c v) t).
  { replace t with (snd (steps (identity_variables s) (needed (fun _ => []) c k) c [] [])) by now rewrite E.
    apply steps_right with (done := []); try reflexivity.
    - intros n i I B. rewrite (node_defined c v n i I B). destruct i; cbn;
        intuition (auto using Forall_cons, Forall_nil).
    - intros n a b I B. rewrite (node_defined c v n _ I B). cbn. tauto.
    - auto.
    - intros fs u n m q' _ _ _ Q _. injection Q as <-. exact (unknown_value factors c x (domain s) m Hx).
    - intros n q' Q. unfold entry in Q. destruct n; discriminate.
    - now rewrite E. }
  exact (zero_value x factors q _ (proj1 (R k q K) D) H).
Qed.
