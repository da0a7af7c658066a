(** The nodes of a statement as quotients of polynomials. *)
From Coq Require Import Bool Reals List ZArith MSetPositive Lia Lra.
From HebbChecker Require Import Syntax Values Polynomial Quotient.
Import ListNotations.
Local Open Scope R_scope.

(** The nodes that some goals need; [more k]: nodes that variable k needs. Only a matter of speed. *)
Definition key := Pos.of_succ_nat.

Fixpoint needs (more : nat -> list nat) (reversed : code) (k : nat) (s : PositiveSet.t) (marks : list bool) :
    list bool :=
  match reversed, k with
  | i :: rest, S j =>
      if PositiveSet.mem (key j) s
      then let next := match i with Var n => more n | _ => operands i end in
           needs more rest j (fold_left (fun t a => PositiveSet.add (key a) t) next s) (true :: marks)
      else needs more rest j s (false :: marks)
  | _, _ => marks
  end.

Definition needed (more : nat -> list nat) (c : code) (goal : nat) : list bool :=
  needs more (rev' c) (length c) (PositiveSet.singleton (key goal)) [].

Definition table := list (option quotient).
Definition entry (t : table) (k : nat) : option quotient := nth k t None.

Section Expand.
Variable variable_quotient : list poly -> table -> nat -> option quotient.

Definition same (fs : list poly) (q : option quotient) : option (list poly * quotient) :=
  match q with Some q => Some (fs, q) | None => None end.

Definition compute (fs : list poly) (t : table) (i : instr) : option (list poly * quotient) :=
  match i with
  | Var k => same fs (variable_quotient fs t k)
  | Num n d => Some (fs, rational n d)
  | Add a b => match entry t a, entry t b with Some p, Some q => same fs (qadd fs p q) | _, _ => None end
  | Sub a b => match entry t a, entry t b with Some p, Some q => same fs (qadd fs p (qopp q)) | _, _ => None end
  | Mul a b => match entry t a, entry t b with Some p, Some q => Some (fs, qmul p q) | _, _ => None end
  | Div a b => match entry t a, entry t b with Some p, Some q => qdiv fs p q | _, _ => None end
  | Neg a => match entry t a with Some p => Some (fs, qopp p) | _ => None end
  | Pow a n => match entry t a with Some p => Some (fs, qpow p n) | _ => None end
  | Exp _ | Log _ | Sqrt _ | Abs _ | Sin _ | Cos _ | Atan _ => None
  end.

Definition step (fs : list poly) (t : table) (mark : bool) (i : instr) : list poly * table :=
  match (if mark then compute fs t i else None) with
  | Some (gs, q) => (gs, t ++ [Some q])
  | None => (fs, t ++ [None])
  end.

Fixpoint steps (marks : list bool) (c : code) (fs : list poly) (t : table) : list poly * table :=
  match c with
  | [] => (fs, t)
  | i :: rest => let '(gs, u) := step fs t (hd false marks) i in steps (tl marks) rest gs u
  end.

Lemma compute_prefix fs t i gs q : compute fs t i = Some (gs, q) -> prefix fs gs.
Proof.
  assert (S : forall o, same fs o = Some (gs, q) -> prefix fs gs).
  { intros [r|] H; [|discriminate]. injection H as <- _. apply prefix_refl. }
  destruct i; simpl; intro H; try discriminate; try (now apply S in H);
    repeat match type of H with match ?o with _ => _ end = _ => destruct o; try discriminate end;
    try (now apply S in H); try (now apply qdiv_prefix in H); injection H as <- _; apply prefix_refl.
Qed.

Lemma step_prefix fs t m i : prefix fs (fst (step fs t m i)).
Proof.
  unfold step. destruct m; [|apply prefix_refl]. destruct (compute fs t i) as [[gs q]|] eqn:E; [|apply prefix_refl].
  exact (compute_prefix _ _ _ _ _ E).
Qed.

Lemma steps_prefix c marks fs t : prefix fs (fst (steps marks c fs t)).
Proof.
  revert marks fs t. induction c as [|i c IH]; intros marks fs t; [apply prefix_refl|]. simpl.
  pose proof (step_prefix fs t (hd false marks) i) as P. destruct (step _ _ _ _) as [gs u].
  exact (prefix_trans _ _ _ P (IH _ _ _)).
Qed.

(** ** Soundness

    l: the values of the polynomials' variables, factors: those at the end. A node k is trusted when [trusted k]: when
    it is defined, or, in another use, when no factor vanishes. *)
Section Soundness.
Variable c : code.
Variable x : list R.
Variable l : list R.
Variable factors : list poly.
Variable trusted : nat -> Prop.
Notation V := (Syntax.values c x).

Definition no_factor_vanishes : Prop := Forall (fun a => a <> 0) (map (eval l) factors).

Definition right (t : table) : Prop := forall k q, entry t k = Some q ->
  (trusted k -> is_value l factors q (node V k)) /\ (no_factor_vanishes -> defined c V k).

Hypothesis trusted_operands : forall k i,
  nth_error c k = Some i -> before k i -> trusted k -> Forall trusted (operands i).
Hypothesis trusted_divisor : forall k a b,
  nth_error c k = Some (Div a b) -> before k (Div a b) -> trusted k -> node V b <> 0 \/ no_factor_vanishes.
Hypothesis trusted_if : forall k, no_factor_vanishes -> defined c V k -> trusted k.
Hypothesis variable_right : forall fs t k n q, prefix fs factors -> right t -> nth_error c k = Some (Var n) ->
  variable_quotient fs t n = Some q -> trusted k -> is_value l factors q (nth n x 0).

Lemma entry_before t k q : entry t k = Some q -> (k < length t)%nat.
Proof.
  intro H. destruct (le_lt_dec (length t) k) as [L|L]; [|exact L].
  unfold entry in H. rewrite nth_overflow in H by exact L. discriminate.
Qed.

(** If no factor vanishes, then neither does a divisor. *)
Lemma divisor_nonzero fs p q gs s y : qdiv fs p q = Some (gs, s) -> prefix gs factors -> no_factor_vanishes ->
  is_value l factors q y -> y <> 0.
Proof.
  intros E P N [M G] Y. subst y. rewrite Rmult_0_l in G. unfold qdiv in E.
  pose proof (eval_primitive l (numerator q)) as F. rewrite <- G in F.
  destruct (primitive (numerator q)) as [z f]. cbn [fst snd] in F.
  assert (F0 : eval l f <> 0 /\ z <> 0%Z).
  { destruct (expand fs _); [|discriminate].
    assert (I : forall n v rest, (if equal f (constant 1) then Some (fs, Quotient n v rest)
       else let '(gs, k) := insert fs f in Some (gs, Quotient n v (sum rest (unit k)))) = Some (gs, s) ->
         eval l f <> 0).
    { intros n v rest H. destruct (equal f (constant 1)) eqn:O.
      - apply (eval_equal l) in O. rewrite O, eval_constant. lra.
      - pose proof (insert_value l factors fs f) as I. destruct (insert fs f) as [hs k]. injection H as -> _.
        specialize (I P). apply nth_error_In in I. unfold no_factor_vanishes in N. rewrite Forall_forall in N.
        now apply N. }
    destruct z as [|z|z]; [discriminate| |]; destruct (Pos.ggcd _ _) as (g & u & v);
      (split; [exact (I _ _ _ E) | discriminate]). }
  destruct F0 as [F0 Z]. symmetry in F. apply Rmult_integral in F as [F|F]; [|tauto]. now apply eq_IZR in F.
Qed.

Lemma compute_right fs t i gs q : right t -> nth_error c (length t) = Some i ->
  compute fs t i = Some (gs, q) -> prefix gs factors ->
  (trusted (length t) -> is_value l factors q (node V (length t))) /\
  (no_factor_vanishes -> defined c V (length t)).
Proof.
  intros R I E P. pose proof (prefix_trans _ _ _ (compute_prefix _ _ _ _ _ E) P) as P0.
  assert (S : forall o, same fs o = Some (gs, q) -> o = Some q).
  { intros [r|] H; [|discriminate]. now injection H as <- <-. }
  assert (B : before (length t) i).
  { unfold before. destruct i; simpl in E |- *; try discriminate; repeat (apply Forall_cons || apply Forall_nil);
      repeat match type of E with match ?o with _ => _ end = _ => destruct o eqn:?; try discriminate end;
      eapply entry_before; eassumption. }
  pose proof (trusted_operands _ _ I B) as T. pose proof (trusted_divisor (length t)) as D.
  assert (W : forall a, In a (operands i) -> no_factor_vanishes -> defined c V a -> trusted a)
    by (intros; now apply trusted_if).
  rewrite (node_value _ _ _ _ I B), (node_defined _ _ _ _ I B).
  destruct i; simpl in E; try discriminate.
  - split; [|intros _; exact Logic.I]. intro H. apply S in E. exact (variable_right _ _ _ _ _ P0 R I E H).
  - injection E as <- <-. split; [|intros _; exact Logic.I]. intros _. apply rational_value.
  - destruct (entry t a) as [p|] eqn:A; [|discriminate]. destruct (entry t b) as [r|] eqn:A'; [|discriminate].
    destruct (R _ _ A) as [Ra Da]. destruct (R _ _ A') as [Rb Db].
    split; [|intro N; split; [exact (Da N) | exact (Db N)]].
    intro H. specialize (T H). inversion_clear T as [|? ? Ta T']. inversion_clear T' as [|? ? Tb _].
    apply S in E. exact (qadd_value l factors _ _ _ _ _ _ P0 E (Ra Ta) (Rb Tb)).
  - destruct (entry t a) as [p|] eqn:A; [|discriminate]. destruct (entry t b) as [r|] eqn:A'; [|discriminate].
    destruct (R _ _ A) as [Ra Da]. destruct (R _ _ A') as [Rb Db].
    split; [|intro N; split; [exact (Da N) | exact (Db N)]].
    intro H. specialize (T H). inversion_clear T as [|? ? Ta T']. inversion_clear T' as [|? ? Tb _].
    apply S in E. exact (qadd_value l factors _ _ _ _ _ _ P0 E (Ra Ta) (qopp_value _ _ _ _ (Rb Tb))).
  - destruct (entry t a) as [p|] eqn:A; [|discriminate]. destruct (entry t b) as [r|] eqn:A'; [|discriminate].
    destruct (R _ _ A) as [Ra Da]. destruct (R _ _ A') as [Rb Db].
    split; [|intro N; split; [exact (Da N) | exact (Db N)]].
    intro H. specialize (T H). inversion_clear T as [|? ? Ta T']. inversion_clear T' as [|? ? Tb _].
    injection E as <- <-. apply qmul_value; auto.
  - destruct (entry t a) as [p|] eqn:A; [|discriminate]. destruct (entry t b) as [r|] eqn:A'; [|discriminate].
    destruct (R _ _ A) as [Ra Da]. destruct (R _ _ A') as [Rb Db]. split.
    + intro H. pose proof (T H) as T0. inversion_clear T0 as [|? ? Ta T']. inversion_clear T' as [|? ? Tb _].
      apply (qdiv_value l factors _ _ _ _ _ _ _ E P (Ra Ta) (Rb Tb)).
      destruct (D _ _ I B H) as [N|N]; [exact N|]. exact (divisor_nonzero _ _ _ _ _ _ E P N (Rb Tb)).
    + intro N. split; [exact (Da N)|]. split; [exact (Db N)|].
      apply (divisor_nonzero _ _ _ _ _ _ E P N (Rb (trusted_if _ N (Db N)))).
  - destruct (entry t a) as [p|] eqn:A; [|discriminate]. destruct (R _ _ A) as [Ra Da]. split; [|exact Da].
    intro H. specialize (T H). inversion_clear T as [|? ? Ta _]. injection E as <- <-. apply qopp_value; auto.
  - destruct (entry t a) as [p|] eqn:A; [|discriminate]. destruct (R _ _ A) as [Ra Da]. split; [|exact Da].
    intro H. specialize (T H). inversion_clear T as [|? ? Ta _]. injection E as <- <-. apply qpow_value; auto.
Qed.

Lemma entry_snoc t o k q : entry (t ++ [o]) k = Some q -> entry t k = Some q \/ (k = length t /\ o = Some q).
Proof.
  unfold entry. intro H. destruct (lt_eq_lt_dec k (length t)) as [[L|L]|L].
  - rewrite app_nth1 in H by exact L. now left.
  - right. split; [exact L|]. subst k. rewrite app_nth2, Nat.sub_diag in H by lia. exact H.
  - rewrite nth_overflow in H by (rewrite app_length; simpl; lia). discriminate.
Qed.

Lemma steps_right todo marks fs t done : c = done ++ todo -> length t = length done -> right t ->
  fst (steps marks todo fs t) = factors -> right (snd (steps marks todo fs t)).
Proof.
  revert marks fs t done. induction todo as [|i todo IH]; intros marks fs t done C L R F; [exact R|].
  simpl in F |- *. pose proof (steps_prefix todo (tl marks)) as P.
  assert (I : nth_error c (length t) = Some i).
  { rewrite C, L, nth_error_app2, Nat.sub_diag by lia. reflexivity. }
  destruct (step fs t (hd false marks) i) as [gs u] eqn:E. specialize (P gs u). rewrite F in P.
  apply (IH _ gs u (done ++ [i])); [now rewrite <- app_assoc | | | exact F].
  - unfold step in E. destruct (if hd false marks then _ else _) as [[hs q]|]; injection E as <- <-;
      rewrite !app_length; simpl; lia.
  - unfold step in E. destruct (if hd false marks then compute fs t i else None) as [[hs q]|] eqn:K;
      injection E as <- <-; intros k r H; apply entry_snoc in H as [H|[-> H]]; try (now apply R); try discriminate.
    injection H as <-. destruct (hd false marks); [|discriminate]. exact (compute_right _ _ _ _ _ R I K P).
Qed.
End Soundness.
End Expand.
