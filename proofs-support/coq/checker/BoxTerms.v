(** The statement of a certificate in the base variables of a box proof.

    A [program] holds terms over the base variables: shared ones first ([lets]), then constraints and the goal. It comes
    from an unproved compiler (BoxCompile.v); [valid] compares it node by node with the statement, and [valid_sound] says
    what that gives: wherever a term has a value, it is the value of the node and the node is defined. *)
From Coq Require Import Reals ZArith List Bool Arith Lra Lia.
From Interval.Real Require Import Xreal.
From HebbChecker Require Import Syntax BoxArith.
Import ListNotations.
Local Open Scope R_scope.

(** ** Terms *)
Inductive term (C : Type) :=
| TBase (i : nat) | TConst (c : C) | TRef (j : nat)
| TAdd (a b : term C) | TSub (a b : term C) | TMul (a b : term C) | TDiv (a b : term C) | TNeg (a : term C)
| TPow (a : term C) (n : nat) | TExp (a : term C) | TLog (a : term C) | TSqrt (a : term C)
| TAbs (a : term C) | TSin (a : term C) | TCos (a : term C) | TAtan (a : term C).
Arguments TBase {C}. Arguments TConst {C}. Arguments TRef {C}. Arguments TAdd {C}. Arguments TSub {C}.
Arguments TMul {C}. Arguments TDiv {C}. Arguments TNeg {C}. Arguments TPow {C}. Arguments TExp {C}.
Arguments TLog {C}. Arguments TSqrt {C}. Arguments TAbs {C}. Arguments TSin {C}. Arguments TCos {C}. Arguments TAtan {C}.

Definition rational_term := term (Z * positive).

(** The value at the base point y; [env] holds the values of the shared terms, the latest first. *)
Fixpoint xeval (y : list R) (env : list ExtendedR) (e : rational_term) : ExtendedR :=
  match e with
  | TBase i => Xreal (nth i y 0)
  | TConst c => Xreal (IZR (fst c) / IZR (Zpos (snd c)))
  | TRef j => nth j env Xnan
  | TAdd a b => Xadd (xeval y env a) (xeval y env b)
  | TSub a b => Xsub (xeval y env a) (xeval y env b)
  | TMul a b => Xmul (xeval y env a) (xeval y env b)
  | TDiv a b => Xdiv (xeval y env a) (xeval y env b)
  | TNeg a => Xneg (xeval y env a)
  | TPow a n => Xpow (xeval y env a) n
  | TExp a => Xexp (xeval y env a)
  | TLog a => Xln (xeval y env a)
  | TSqrt a => Xroot (xeval y env a)
  | TAbs a => Xabs (xeval y env a)
  | TSin a => Xsin (xeval y env a)
  | TCos a => Xcos (xeval y env a)
  | TAtan a => Xatan (xeval y env a)
  end.

Definition xenv (y : list R) (lets : list rational_term) : list ExtendedR :=
  fold_left (fun env e => xeval y env e :: env) lets [].

(** ** Nodes of the code *)
Definition earlier (n : nat) (i : instr) : bool :=
  match i with
  | Var _ | Num _ _ => true
  | Add a b | Sub a b | Mul a b | Div a b => (a <? n) && (b <? n)
  | Neg a | Pow a _ | Exp a | Log a | Sqrt a | Abs a | Sin a | Cos a | Atan a => a <? n
  end.

Fixpoint well_formed (n : nat) (c : code) : bool :=
  match c with [] => true | i :: c' => earlier n i && well_formed (S n) c' end.

Section Snoc.
  Context {A B : Type} (F : list A -> B -> A).
  Definition run (c : list B) (v : list A) : list A := fold_left (fun v i => v ++ [F v i]) c v.

  Lemma run_extends c : forall v, exists w, run c v = v ++ w.
  Proof.
    induction c as [|i c IH]; intros v; [exists []; symmetry; apply app_nil_r|].
    destruct (IH (v ++ [F v i])) as [w E]; exists (F v i :: w); simpl; unfold run in *; simpl.
    rewrite E, <- app_assoc; reflexivity.
  Qed.

  Lemma run_nth c : forall v k i, nth_error c k = Some i ->
    nth_error (run c v) (length v + k) = Some (F (firstn (length v + k) (run c v)) i).
  Proof.
    induction c as [|j c IH]; intros v k i E; [destruct k; discriminate|].
    destruct k as [|k]; simpl in E.
    - injection E as ->; rewrite Nat.add_0_r; unfold run; simpl.
      destruct (run_extends c (v ++ [F v i])) as [w W]; unfold run in W; rewrite W, <- app_assoc; simpl.
      rewrite nth_error_app2, Nat.sub_diag by lia; simpl; f_equal; f_equal.
      rewrite firstn_app, Nat.sub_diag, firstn_all; simpl; symmetry; apply app_nil_r.
    - specialize (IH (v ++ [F v j]) k i E); rewrite app_length in IH; simpl in IH.
      replace (length v + 1 + k)%nat with (length v + S k)%nat in IH by lia; exact IH.
  Qed.

  Lemma run_length c : forall v, length (run c v) = (length v + length c)%nat.
  Proof.
    induction c as [|i c IH]; intros v; unfold run in *; simpl; [lia|].
    rewrite IH, app_length; simpl; lia.
  Qed.
End Snoc.

Lemma nth_firstn {A} (d : A) l : forall k a, (a < k)%nat -> nth a (firstn k l) d = nth a l d.
Proof.
  induction l as [|x l IH]; intros [|k] [|a] H; simpl; try reflexivity; try lia.
  apply IH; lia.
Qed.

Lemma well_formed_nth c : forall n k i, well_formed n c = true -> nth_error c k = Some i -> earlier (n + k) i = true.
Proof.
  induction c as [|j c IH]; intros n k i W E; [destruct k; discriminate|].
  simpl in W; apply andb_prop in W; destruct W as [W1 W2]; destruct k as [|k]; simpl in E.
  - injection E as <-; rewrite Nat.add_0_r; exact W1.
  - replace (n + S k)%nat with (S n + k)%nat by lia; exact (IH _ _ _ W2 E).
Qed.

Lemma nth_of_error {A} (d : A) l k a : nth_error l k = Some a -> nth k l d = a.
Proof. revert k; induction l as [|x l IH]; intros [|k]; simpl; intros E; try discriminate; [congruence|auto]. Qed.

Ltac split_ands := repeat match goal with H : _ && _ = true |- _ => apply andb_prop in H; destruct H end.
Ltac nats := repeat match goal with
  | H : (_ <? _) = true |- _ => apply Nat.ltb_lt in H
  | H : (_ =? _) = true |- _ => apply Nat.eqb_eq in H; subst end.

Section Statement.
Variable s : statement.
Variable x : list R.
Let c := formula s.
Let v := values c x.
Let D := definedness c v.
Hypothesis wf : well_formed 0 c = true.

Lemma node_value k i : nth_error c k = Some i -> node v k = value x v i.
Proof.
  intros E; generalize (run_nth (value x) c [] k i E) (well_formed_nth c 0 k i wf E); simpl; fold v.
  change (run (value x) c []) with v; intros N W.
  unfold node at 1; rewrite (nth_of_error 0 _ _ _ N).
  destruct i; simpl in W |- *; split_ands; nats; unfold node; rewrite ?nth_firstn by assumption; reflexivity.
Qed.

Lemma node_defined k i : nth_error c k = Some i -> meaningful v D i -> defined c v k.
Proof.
  intros E; generalize (run_nth (meaningful v) c [] k i E) (well_formed_nth c 0 k i wf E); simpl.
  change (run (meaningful v) c []) with D; intros N W.
  unfold defined; fold D; rewrite (nth_of_error False _ _ _ N).
  destruct i; simpl in W |- *; split_ands; nats; rewrite ?nth_firstn by assumption; easy.
Qed.

(** ** What a term stands for: a node, a variable of the statement, or a formula in these *)
Inductive origin :=
| ONode (k : nat) | OVar (k : nat) | OBase (i : nat) | OZero | OOne
| OAdd (a b : origin) | OSub (a b : origin) | OMul (a b : origin) | ONeg (a : origin).

Variable y : list R.

Fixpoint den (o : origin) : R :=
  match o with
  | ONode k => node v k
  | OVar k => nth k x 0
  | OBase i => nth i y 0
  | OZero => 0
  | OOne => 1
  | OAdd a b => den a + den b
  | OSub a b => den a - den b
  | OMul a b => den a * den b
  | ONeg a => - den a
  end.

Fixpoint def (o : origin) : Prop :=
  match o with
  | ONode k => defined c v k
  | OAdd a b | OSub a b | OMul a b => def a /\ def b
  | ONeg a => def a
  | _ => True
  end.

Inductive view :=
| VVar (k : nat) | VBase (i : nat) | VNum (n : Z) (d : positive)
| VAdd (a b : origin) | VSub (a b : origin) | VMul (a b : origin) | VDiv (a b : origin) | VNeg (a : origin)
| VPow (a : origin) (n : nat) | VExp (a : origin) | VLog (a : origin) | VSqrt (a : origin)
| VAbs (a : origin) | VSin (a : origin) | VCos (a : origin) | VAtan (a : origin) | VNone.

Definition view_of (o : origin) : view :=
  match o with
  | ONode k =>
      match nth_error c k with
      | None => VNone
      | Some (Var k) => VVar k
      | Some (Num n d) => VNum n d
      | Some (Add a b) => VAdd (ONode a) (ONode b)
      | Some (Sub a b) => VSub (ONode a) (ONode b)
      | Some (Mul a b) => VMul (ONode a) (ONode b)
      | Some (Div a b) => VDiv (ONode a) (ONode b)
      | Some (Neg a) => VNeg (ONode a)
      | Some (Pow a n) => VPow (ONode a) n
      | Some (Exp a) => VExp (ONode a)
      | Some (Log a) => VLog (ONode a)
      | Some (Sqrt a) => VSqrt (ONode a)
      | Some (Abs a) => VAbs (ONode a)
      | Some (Sin a) => VSin (ONode a)
      | Some (Cos a) => VCos (ONode a)
      | Some (Atan a) => VAtan (ONode a)
      end
  | OVar k => VVar k
  | OBase i => VBase i
  | OZero => VNum 0 1
  | OOne => VNum 1 1
  | OAdd a b => VAdd a b
  | OSub a b => VSub a b
  | OMul a b => VMul a b
  | ONeg a => VNeg a
  end.

Definition view_den (w : view) : R :=
  match w with
  | VVar k => nth k x 0
  | VBase i => nth i y 0
  | VNum n d => IZR n / IZR (Zpos d)
  | VAdd a b => den a + den b
  | VSub a b => den a - den b
  | VMul a b => den a * den b
  | VDiv a b => den a / den b
  | VNeg a => - den a
  | VPow a n => den a ^ n
  | VExp a => exp (den a)
  | VLog a => ln (den a)
  | VSqrt a => sqrt (den a)
  | VAbs a => Rabs (den a)
  | VSin a => sin (den a)
  | VCos a => cos (den a)
  | VAtan a => atan (den a)
  | VNone => 0
  end.

Definition view_def (w : view) : Prop :=
  match w with
  | VVar _ | VBase _ | VNum _ _ => True
  | VAdd a b | VSub a b | VMul a b => def a /\ def b
  | VDiv a b => def a /\ def b /\ den b <> 0
  | VNeg a | VPow a _ | VExp a | VAbs a | VSin a | VCos a | VAtan a => def a
  | VLog a => def a /\ 0 < den a
  | VSqrt a => def a /\ 0 <= den a
  | VNone => False
  end.

Lemma view_den_ok o : view_def (view_of o) -> den o = view_den (view_of o).
Proof.
  destruct o; simpl; try (intros; reflexivity); try (intros; field).
  destruct (nth_error c k) as [i|] eqn:E; [|intros []].
  intros _; rewrite (node_value k i E); destruct i; reflexivity.
Qed.

Lemma view_def_ok o : view_def (view_of o) -> def o.
Proof.
  destruct o; simpl; try easy.
  destruct (nth_error c k) as [i|] eqn:E; [|intros []].
  intros H; apply (node_defined k i E); destruct i; exact H.
Qed.

(** ** Comparison of a term with what it stands for *)
Definition same (o p : origin) : bool :=
  match o, p with
  | ONode a, ONode b | OVar a, OVar b => a =? b
  | _, _ => false
  end.

Lemma same_ok o p : same o p = true -> o = p.
Proof. destruct o, p; simpl; intros; try discriminate; nats; reflexivity. Qed.

(** [plain i k]: base variable number i is variable k itself. *)
Variable plain : nat -> nat -> bool.
Hypothesis plain_ok : forall i k, plain i k = true -> nth i y 0 = nth k x 0.

Fixpoint matches (origins : list origin) (e : rational_term) (o : origin) : bool :=
  match e, view_of o with
  | TRef j, w =>
      match nth_error origins j with
      | None => false
      | Some p => same p o || match w with VVar k => same p (OVar k) | _ => false end
      end
  | TBase i, VVar k => plain i k
  | TBase i, VBase j => i =? j
  | TConst (n, d), VNum n' d' => Z.eqb n n' && Pos.eqb d d'
  | TAdd a b, VAdd p q | TSub a b, VSub p q | TMul a b, VMul p q | TDiv a b, VDiv p q =>
      matches origins a p && matches origins b q
  | TNeg a, VNeg p | TExp a, VExp p | TLog a, VLog p | TSqrt a, VSqrt p
  | TAbs a, VAbs p | TSin a, VSin p | TCos a, VCos p | TAtan a, VAtan p => matches origins a p
  | TPow a n, VPow p m => matches origins a p && (n =? m)
  | _, _ => false
  end.

Definition means (X : ExtendedR) (o : origin) : Prop := forall r, X = Xreal r -> def o /\ den o = r.

Lemma by_view X o : (forall r, X = Xreal r -> view_def (view_of o) /\ view_den (view_of o) = r) -> means X o.
Proof. intros H r E; destruct (H r E) as [A B]; split; [apply view_def_ok, A|rewrite view_den_ok; auto]. Qed.

Lemma matches_ok env origins : Forall2 means env origins -> forall e o, matches origins e o = true ->
  means (xeval y env e) o.
Proof.
  intros M.
  assert (R : forall j p, nth_error origins j = Some p -> means (nth j env Xnan) p).
  { clear -M; induction M as [|X p env origins H M IH]; intros [|j] q; simpl; intros E; try discriminate.
    - injection E as <-; exact H.
    - exact (IH _ _ E). }
  induction e; intros o E; simpl in E.
  3:{ destruct (nth_error origins j) as [p|] eqn:N; [|discriminate]; specialize (R _ _ N); simpl.
      apply orb_prop in E; destruct E as [E|E]; [apply same_ok in E; subst; exact R|].
      intros r X; destruct (R r X) as [_ B].
      assert (F : view_def (view_of o) /\ view_den (view_of o) = r).
      { destruct (view_of o); try discriminate; apply same_ok in E; subst p; split; [exact Logic.I|exact B]. }
      split; [apply view_def_ok, F|rewrite view_den_ok; apply F]. }
  all: apply by_view; intros r X; simpl in X.
  - destruct (view_of o); try discriminate; simpl; injection X as <-; split; auto.
    + symmetry; apply plain_ok; exact E.
    + nats; reflexivity.
  - destruct c0 as [n d]; destruct (view_of o); try discriminate; simpl in *; injection X as <-; split; auto.
    split_ands; apply Z.eqb_eq in H; apply Pos.eqb_eq in H0; subst; reflexivity.
  - destruct (view_of o) as [ | | |p q| | | | | | | | | | | | | ]; try discriminate; split_ands.
    specialize (IHe1 p H); specialize (IHe2 q H0); simpl.
    destruct (xeval y env e1) as [|r1]; [discriminate|]; destruct (xeval y env e2) as [|r2]; [discriminate|].
    destruct (IHe1 r1 eq_refl) as [A1 B1], (IHe2 r2 eq_refl) as [A2 B2]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | |p q| | | | | | | | | | | | ]; try discriminate; split_ands.
    specialize (IHe1 p H); specialize (IHe2 q H0); simpl.
    destruct (xeval y env e1) as [|r1]; [discriminate|]; destruct (xeval y env e2) as [|r2]; [discriminate|].
    destruct (IHe1 r1 eq_refl) as [A1 B1], (IHe2 r2 eq_refl) as [A2 B2]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | | |p q| | | | | | | | | | | ]; try discriminate; split_ands.
    specialize (IHe1 p H); specialize (IHe2 q H0); simpl.
    destruct (xeval y env e1) as [|r1]; [discriminate|]; destruct (xeval y env e2) as [|r2]; [discriminate|].
    destruct (IHe1 r1 eq_refl) as [A1 B1], (IHe2 r2 eq_refl) as [A2 B2]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | | | |p q| | | | | | | | | | ]; try discriminate; split_ands.
    specialize (IHe1 p H); specialize (IHe2 q H0); simpl.
    destruct (xeval y env e1) as [|r1]; [discriminate|]; destruct (xeval y env e2) as [|r2]; [discriminate|].
    destruct (IHe1 r1 eq_refl) as [A1 B1], (IHe2 r2 eq_refl) as [A2 B2]; simpl in X; unfold Xdiv' in X.
    revert X; case is_zero_spec; intros Z X; [discriminate|]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | | | | |p| | | | | | | | | ]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | | | | | |p m| | | | | | | | ]; try discriminate; split_ands; specialize (IHe p H); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; nats; auto.
  - destruct (view_of o) as [ | | | | | | | | |p| | | | | | | ]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | | | | | | | |p| | | | | | ]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; simpl in X; unfold Xln' in X.
    revert X; case is_positive_spec; intros Z X; [|discriminate]; injection X as <-; subst; auto.
  - destruct (view_of o) as [ | | | | | | | | | | |p| | | | | ]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; simpl in X.
    destruct (Rle_dec 0 r1); [|discriminate]; injection X as <-; subst; auto.
  - destruct (view_of o) as [| | | | | | | | | | | | p | | | |]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; subst; auto.
  - destruct (view_of o) as [| | | | | | | | | | | | | p | | |]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; subst; auto.
  - destruct (view_of o) as [| | | | | | | | | | | | | | p | |]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; subst; auto.
  - destruct (view_of o) as [| | | | | | | | | | | | | | | p |]; try discriminate; specialize (IHe p E); simpl.
    destruct (xeval y env e) as [|r1]; [discriminate|]; destruct (IHe r1 eq_refl) as [A B]; injection X as <-; subst; auto.
Qed.

End Statement.
