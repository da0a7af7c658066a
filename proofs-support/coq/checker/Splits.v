(** Inequalities by splits of one orthant: the coordinates of the domain in the unknowns u >= 0, and the whole check.

    Factor by factor,
      range with both bounds   x = (lower v + upper u) / (v + u)
      range with one bound     x = lower + u / v  or  x = upper - u / v
      simplex, leader chamber  the coordinates t of Domain.v are u_i / sum u
    If [joint], all ranges share one v, unknown 0; else each has its own, just before its u. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Evidence Values Polynomial Quotient Expansion Domain Cells Coefficients SplitTree.
Import ListNotations.
Local Open Scope R_scope.

(** ** Nodes without divisors *)

(** Sums, products and powers of variables and numbers, divided by numbers other than zero. *)
Definition plain_node (c : code) (known : list bool) (i : instr) : bool :=
  let at_ k := nth k known false in
  match i with
  | Var _ | Num _ _ => true
  | Add a b | Sub a b | Mul a b => at_ a && at_ b
  | Neg a | Pow a _ => at_ a
  | Div a b => at_ a && at_ b && match nth_error c b with Some (Num n _) => negb (n =? 0)%Z | _ => false end
  | _ => false
  end.

Definition plain_nodes (c : code) : list bool := run (plain_node c) c.
Definition is_plain (c : code) (k : nat) : bool := nth k (plain_nodes c) false.

Section Plain.
Variable c : code.

(** The same as an inductive predicate. *)
Inductive plain : nat -> Prop :=
| plain_leaf k i : nth_error c k = Some i -> operands i = [] -> plain k
| plain_two k i a b : nth_error c k = Some i -> i = Add a b \/ i = Sub a b \/ i = Mul a b ->
    before k i -> plain a -> plain b -> plain k
| plain_one k i a : nth_error c k = Some i -> i = Neg a \/ (exists n, i = Pow a n) -> before k i -> plain a -> plain k
| plain_over k a b n d : nth_error c k = Some (Div a b) -> before k (Div a b) -> nth_error c b = Some (Num n d) ->
    n <> 0%Z -> plain a -> plain b -> plain k.

Lemma plain_is k : is_plain c k = true -> plain k.
Proof.
  unfold is_plain, plain_nodes. induction k as [k IH] using lt_wf_ind. intro H.
  assert (L : (k < length c)%nat).
  { destruct (le_lt_dec (length c) k) as [G|G]; [|exact G]. rewrite nth_overflow in H by (now rewrite run_length).
    discriminate. }
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; lia].
  rewrite (run_nth _ false c k i I) in H. set (known := run (plain_node c) c) in *.
  assert (F : forall a, nth a (firstn k known) false = true -> (a < k)%nat /\ plain a).
  { intros a A. destruct (le_lt_dec k a) as [K|K].
    - rewrite nth_overflow in A by (rewrite firstn_length; lia). discriminate.
    - rewrite nth_firstn in A by exact K. split; [exact K | exact (IH a K A)]. }
  unfold plain_node in H.
  destruct i; try discriminate; repeat match goal with K : _ && _ = true |- _ => apply andb_prop in K as [? ?] end;
    repeat match goal with K : nth _ (firstn k known) false = true |- _ => apply F in K as [? ?] end.
  - now apply plain_leaf with (1 := I).
  - now apply plain_leaf with (1 := I).
  - apply plain_two with (1 := I) (a := a) (b := b); auto. repeat constructor; assumption.
  - apply plain_two with (1 := I) (a := a) (b := b); auto. repeat constructor; assumption.
  - apply plain_two with (1 := I) (a := a) (b := b); auto. repeat constructor; assumption.
  - destruct (nth_error c b) as [[]|] eqn:B; try discriminate. apply plain_over with (1 := I) (3 := B); auto.
    + repeat constructor; assumption.
    + apply negb_true_iff, Z.eqb_neq in H0. exact H0.
  - apply plain_one with (1 := I) (a := a); auto. repeat constructor; assumption.
  - apply plain_one with (1 := I) (a := a); eauto. repeat constructor; assumption.
Qed.

Lemma number_nonzero n d : n <> 0%Z -> IZR n / IZR (Zpos d) <> 0.
Proof.
  intro N. apply Rmult_integral_contrapositive_currified; [now apply not_0_IZR | apply Rinv_neq_0_compat, positive_nonzero].
Qed.

Lemma plain_defined x k : plain k -> defined c (values c x) k.
Proof.
  induction 1 as [k i I O|k i a b I C B _ A _ A'|k i a I C B _ A|k a b n d I B I' N _ A _ A'].
  - rewrite (node_defined _ _ _ _ I) by (unfold before; rewrite O; constructor). destruct i; try discriminate; exact Logic.I.
  - rewrite (node_defined _ _ _ _ I B). destruct C as [->|[->| ->]]; split; assumption.
  - rewrite (node_defined _ _ _ _ I B). destruct C as [->|[n ->]]; assumption.
  - rewrite (node_defined _ _ _ _ I B). split; [exact A|]. split; [exact A'|].
    rewrite (node_value c x b _ I' (Forall_nil _)). now apply number_nonzero.
Qed.

(** Along a line of points. *)
Lemma plain_continuous (x : R -> list R) e : (forall k, continuity_pt (fun r => nth k (x r) 0) e) ->
  forall k, plain k -> continuity_pt (fun r => node (values c (x r)) k) e.
Proof.
  intros X k. induction 1 as [k i I O|k i a b I C B _ A _ A'|k i a I C B _ A|k a b n d I B I' N _ A _ A'].
  - assert (E : forall r, node (values c (x r)) k = value (x r) (values c (x r)) i).
    { intro r. apply (node_value c (x r) k i I). unfold before. rewrite O. constructor. }
    apply (continuity_pt_locally_ext (fun r => value (x r) (values c (x r)) i) _ 1 e Rlt_0_1).
    { intros y _. symmetry. apply E. }
    destruct i; try discriminate; simpl; [apply X|]. now apply continuity_pt_const.
  - apply (continuity_pt_locally_ext (fun r => value (x r) (values c (x r)) i) _ 1 e Rlt_0_1).
    { intros y _. symmetry. apply (node_value c (x y) k i I B). }
    destruct C as [->|[->| ->]]; simpl.
    + now apply (continuity_pt_plus (fun r => node (values c (x r)) a)).
    + now apply (continuity_pt_minus (fun r => node (values c (x r)) a)).
    + now apply (continuity_pt_mult (fun r => node (values c (x r)) a)).
  - apply (continuity_pt_locally_ext (fun r => value (x r) (values c (x r)) i) _ 1 e Rlt_0_1).
    { intros y _. symmetry. apply (node_value c (x y) k i I B). }
    destruct C as [->|[n ->]]; simpl.
    + now apply (continuity_pt_opp (fun r => node (values c (x r)) a)).
    + apply (continuity_pt_comp (fun r => node (values c (x r)) a) (fun y => y ^ n)); [exact A|].
      apply derivable_continuous_pt, derivable_pt_pow.
  - apply (continuity_pt_locally_ext (fun r => value (x r) (values c (x r)) (Div a b)) _ 1 e Rlt_0_1).
    { intros y _. symmetry. apply (node_value c (x y) k _ I B). }
    simpl. apply (continuity_pt_div (fun r => node (values c (x r)) a) (fun r => node (values c (x r)) b)); try assumption.
    rewrite (node_value c (x e) b _ I' (Forall_nil _)). now apply number_nonzero.
Qed.
End Plain.

(** ** Coordinates *)

Definition ratios (fs : list poly) (ns : list poly) (w : poly) : option (list poly * list quotient) :=
  match qdiv fs one (polynomial w) with
  | Some (gs, inverse) => Some (gs, map (fun n => qmul (polynomial n) inverse) ns)
  | None => None
  end.

Definition unknowns_from (first n : nat) : list poly := map variable (seq first n).

(** The unknowns of a factor are v and those from [first] on. *)
Definition chart_of (fs : list poly) (f : factor) (v first : nat) : option (list poly * list quotient) :=
  match f with
  | Range _ _ _ =>
      if is_half_line f
      then match ratios fs [variable first] (variable v) with Some (gs, ts) => Some (gs, ts ++ [one]) | None => None end
      else ratios fs [variable v; variable first] (add (variable v) (variable first))
  | _ => let us := unknowns_from first (dimension f) in ratios fs us (fold_right add (constant 0) us)
  end.

Definition is_range (f : factor) : bool := match f with Range _ _ _ => true | _ => false end.

(** How many unknowns a factor has of its own. *)
Definition width (joint : bool) (f : factor) : nat := if is_range f then (if joint then 1 else 2) else dimension f.

Fixpoint charts_of (joint : bool) (fs : list poly) (factors : list factor) (next : nat) :
    option (list poly * list group) :=
  match factors with
  | [] => Some (fs, [])
  | f :: rest =>
      match (if is_range f && negb joint then chart_of fs f next (S next) else chart_of fs f 0 next) with
      | Some (gs, ts) =>
          match charts_of joint gs rest (next + width joint f) with
          | Some (hs, groups) => Some (hs, Group ts None :: groups)
          | None => None
          end
      | None => None
      end
  end.

(** One factor alone has its v in the same place either way. *)
Definition shared (joint : bool) (factors : list factor) : bool :=
  joint && (1 <? length factors)%nat && existsb is_range factors.

Definition charts (joint : bool) (factors : list factor) : option (list poly * list group) :=
  charts_of joint [] factors (if joint then 1 else 0).

Definition unknown_number (joint : bool) (factors : list factor) : nat :=
  (if joint then 1 else 0) + fold_right (fun f n => width joint f + n)%nat 0%nat factors.

(** No whole line, no empty chamber. *)
Definition has_coordinates (f : factor) : bool :=
  match f with Range _ Unbounded Unbounded => false | LeaderChamber [] _ => false | _ => true end.

Section Points.
Variable s : statement.
Variable x : list R.
Notation v := (values (formula s) x).

(** Not at an upper end that the shared coordinates do not reach. *)
Definition inner (f : factor) : Prop :=
  match f with
  | Range k lower upper =>
      match node_of lower, node_of upper with
      | Some a, Some b => nth k x 0 < node v b \/ node v a = node v b
      | _, _ => True
      end
  | _ => True
  end.

Definition placed (joint : bool) (f : factor) (t : list R) : Prop :=
  represents x v f t /\ (joint = true -> is_range f = true -> is_half_line f = false -> 0 < nth 0 t 0).

Lemma factor_placed joint f : in_factor x v f -> has_coordinates f = true -> (joint = true -> inner f) ->
  exists t, placed joint f t.
Proof.
  intros H C I. destruct (factor_represented x v f H) as [t R].
  { destruct f as [k [] []| |[|]]; simpl in C; try discriminate; exact Logic.I. }
  destruct f as [k lower upper|ks|ks g]; [|exists t; split; [exact R | simpl; discriminate]..].
  destruct joint; [|exists t; split; [exact R | discriminate]]. specialize (I eq_refl). simpl in I.
  destruct (node_of lower) as [a|] eqn:A, (node_of upper) as [b|] eqn:B.
  2,3,4: exists t; split; [exact R|]; intros _ _; simpl; rewrite ?A, ?B; discriminate.
  destruct I as [I|I].
  - exists t. split; [exact R|]. intros _ _ _. destruct R as (P & _ & _ & R). rewrite A, B in R.
    destruct R as (t0 & t1 & -> & S & E). inversion_clear P. simpl. destruct H0 as [H0|<-]; [exact H0|].
    exfalso. replace t1 with 1 in E by lra. lra.
  - exists [1 / 2; 1 / 2]. split; [|intros; simpl; lra]. destruct R as (_ & _ & _ & R). rewrite A, B in R.
    destruct R as (t0 & t1 & -> & S & E). split; [each; lra|]. split; [reflexivity|]. split.
    + simpl. rewrite A, B. destruct (is_open lower), (is_open upper); simpl; each; simpl; lra.
    + rewrite A, B. exists (1 / 2), (1 / 2). split; [reflexivity|]. split; [lra|]. rewrite E, I in *.
      replace (node v b * t0 + node v b * t1) with (node v b * (t0 + t1)) by ring. rewrite S. field.
Qed.

(** The unknowns of a factor at its coordinates. *)
Definition unknowns_at (joint : bool) (f : factor) (t : list R) : list R :=
  if is_range f then
    if is_half_line f then (if joint then [nth 0 t 0] else [1; nth 0 t 0])
    else if joint then [nth 1 t 0 / nth 0 t 0] else t
  else t.

Lemma unknowns_at_length joint f t : represents x v f t -> length (unknowns_at joint f t) = width joint f.
Proof.
  intros (_ & L & _). unfold unknowns_at, width. destruct f; simpl in L |- *; try exact L.
  destruct (match node_of lower with Some _ => _ | None => _ end), joint; simpl; auto.
Qed.

Lemma unknowns_at_nonnegative joint f t : placed joint f t -> Forall (Rle 0) (unknowns_at joint f t).
Proof.
  intros [(P & L & _) I]. unfold unknowns_at. destruct (is_range f) eqn:F; [|exact P].
  assert (N : forall k, 0 <= nth k t 0).
  { intro k. destruct (le_lt_dec (length t) k) as [K|K]; [rewrite nth_overflow by exact K; lra|].
    rewrite Forall_forall in P. apply P, nth_In, K. }
  destruct (is_half_line f) eqn:K; [destruct joint; each; try apply N; lra|].
  destruct joint; [|exact P]. each. apply Rmult_le_pos; [apply N | apply Rlt_le, Rinv_0_lt_compat, I; auto].
Qed.

Section Values.
Variable l : list R.
Variable factors : list poly.
Notation is_value := (is_value l factors).

Lemma ratios_prefix fs ns w gs ts : ratios fs ns w = Some (gs, ts) -> prefix fs gs.
Proof.
  unfold ratios. destruct (qdiv _ _ _) as [[hs q]|] eqn:E; [|discriminate]. intro H. injection H as <- _.
  exact (qdiv_prefix _ _ _ _ _ E).
Qed.

Lemma ratios_value fs ns w gs ts : ratios fs ns w = Some (gs, ts) -> prefix gs factors -> eval l w <> 0 ->
  Forall2 is_value ts (map (fun n => eval l n / eval l w) ns).
Proof.
  unfold ratios. intros H P W. destruct (qdiv fs one (polynomial w)) as [[hs q]|] eqn:E; [|discriminate].
  injection H as -> <-.
  pose proof (qdiv_value l factors _ _ _ _ _ _ _ E P (polynomial_value _ _ _) (polynomial_value l factors w) W) as I.
  rewrite eval_constant in I. clear - I. induction ns as [|n ns IH]; simpl; constructor; [|exact IH].
  replace (eval l n / eval l w) with (eval l n * (1 / eval l w)) by (unfold Rdiv; ring).
  apply qmul_value; [apply polynomial_value | exact I].
Qed.

Lemma chart_prefix fs f w first gs ts : chart_of fs f w first = Some (gs, ts) -> prefix fs gs.
Proof.
  unfold chart_of. intro H.
  destruct f; [destruct (is_half_line _)|..]; try (exact (ratios_prefix _ _ _ _ _ H)).
  destruct (ratios fs _ _) as [[hs us]|] eqn:E; [|discriminate]. injection H as <- _.
  exact (ratios_prefix _ _ _ _ _ E).
Qed.

Lemma eval_unknowns_from t : forall first, at_offset l first t ->
  map (eval l) (unknowns_from first (length t)) = t.
Proof.
  induction t as [|a t IH]; intros first O; [reflexivity|]. simpl. rewrite eval_variable.
  pose proof (O 0%nat) as O0. rewrite Nat.add_0_r in O0. rewrite O0 by (simpl; lia). simpl. f_equal.
  apply (IH (S first)). intros k K. specialize (O (S k)). rewrite Nat.add_succ_r in O. apply O. simpl. lia.
Qed.

Lemma chart_value joint fs f first gs ts t : placed joint f t -> prefix gs factors ->
  (if is_range f && negb joint then chart_of fs f first (S first) else chart_of fs f 0 first) = Some (gs, ts) ->
  (joint = true -> nth 0 l 0 = 1) -> at_offset l first (unknowns_at joint f t) -> Forall2 is_value ts t.
Proof.
  intros [R I] P E J O. destruct (is_range f) eqn:F.
  - destruct f as [k lower upper| |]; try discriminate. unfold unknowns_at in O. simpl is_range in *. cbn [andb] in E.
    destruct (is_half_line (Range k lower upper)) eqn:K.
    + assert (T : exists t0, t = [t0; 1]).
      { destruct R as (_ & _ & _ & R). simpl in K. destruct (node_of lower), (node_of upper); try discriminate;
          try contradiction; destruct R as (t0 & -> & _); now exists t0. }
      destruct T as [t0 ->]. simpl nth in O.
      assert (H : exists w u, nth w l 0 = 1 /\ nth u l 0 = t0 /\ chart_of fs (Range k lower upper) w u = Some (gs, ts)).
      { destruct joint; simpl in E.
        - exists 0%nat, first. split; [now apply J|]. split; [|exact E]. pose proof (O 0%nat) as O0.
          rewrite Nat.add_0_r in O0. apply O0. simpl. lia.
        - exists first, (S first). pose proof (O 0%nat) as O0. pose proof (O 1%nat) as O1. simpl in O0, O1.
          rewrite Nat.add_0_r in O0. rewrite Nat.add_1_r in O1. rewrite O0, O1 by lia. auto. }
      clear E. destruct H as (w & u & W & U & E). unfold chart_of in E. rewrite K in E.
      destruct (ratios fs _ _) as [[hs us]|] eqn:Q; [|discriminate]. injection E as -> <-.
      pose proof (ratios_value _ _ _ _ _ Q P) as V. rewrite !eval_variable, W in V. specialize (V R1_neq_R0).
      cbn [map] in V. rewrite eval_variable, U in V. inversion V as [|q ? us' ? V1 V2]; subst.
      inversion V2; subst. cbn [app]. apply Forall2_cons; [|apply Forall2_cons; [|constructor]].
      * replace (nth u l 0) with (nth u l 0 / 1) by field. exact V1.
      * exact (polynomial_value l factors (constant 1)).
    + destruct R as (_ & _ & _ & R). simpl in K. specialize (I) as I.
      destruct (node_of lower) as [a|] eqn:A; [|discriminate]. destruct (node_of upper) as [b|] eqn:B; [|discriminate].
      destruct R as (t0 & t1 & -> & S & _). simpl nth in *.
      assert (H : exists w u z, z <> 0 /\ nth w l 0 = t0 * z /\ nth u l 0 = t1 * z /\
        chart_of fs (Range k lower upper) w u = Some (gs, ts)).
      { destruct joint; simpl in E.
        - assert (T0 : 0 < t0) by (apply I; simpl; rewrite ?A, ?B; reflexivity).
          exists 0%nat, first, (/ t0). split; [apply Rinv_neq_0_compat; lra|].
          split; [rewrite (J eq_refl); field; lra|]. split; [|exact E]. pose proof (O 0%nat) as O0.
          rewrite Nat.add_0_r in O0. rewrite O0 by (simpl; lia). reflexivity.
        - exists first, (Datatypes.S first), 1. pose proof (O 0%nat) as O0. pose proof (O 1%nat) as O1. simpl in O0, O1.
          rewrite Nat.add_0_r in O0. rewrite Nat.add_1_r in O1. rewrite O0, O1 by lia.
          split; [lra|]. split; [ring|]. split; [ring | exact E]. }
      clear E. destruct H as (w & u & z & Z & W & U & E). unfold chart_of in E. simpl is_half_line in E. rewrite A, B in E.
      pose proof (ratios_value _ _ _ _ _ E P) as V. rewrite eval_add, !eval_variable, W, U in V.
      replace (t0 * z + t1 * z) with z in V by (rewrite <- Rmult_plus_distr_r, S; ring). specialize (V Z).
      cbn [map] in V. rewrite !eval_variable, W, U in V.
      replace (t0 * z / z) with t0 in V by (field; exact Z). now replace (t1 * z / z) with t1 in V by (field; exact Z).
  - assert (T : total t = 1) by (pose proof (normalised s x f t R) as N; destruct f; try discriminate; exact N).
    assert (D : length t = dimension f) by apply R.
    assert (O' : at_offset l first t) by (unfold unknowns_at in O; now rewrite F in O).
    simpl in E. assert (E' : ratios fs (unknowns_from first (dimension f)) (fold_right add (constant 0)
      (unknowns_from first (dimension f))) = Some (gs, ts)) by (destruct f; try discriminate; exact E).
    pose proof (ratios_value _ _ _ _ _ E' P) as V. rewrite sum_value, <- D, (eval_unknowns_from t first O'), T in V.
    specialize (V R1_neq_R0). rewrite <- (map_map (eval l) (fun a => a / 1)), (eval_unknowns_from t first O') in V.
    replace (map (fun a => a / 1) t) with t in V; [exact V|]. rewrite <- (map_id t) at 1. apply map_ext. intro. field.
Qed.

Lemma charts_of_prefix joint fs' : forall fs next gs groups, charts_of joint fs fs' next = Some (gs, groups) ->
  prefix fs gs.
Proof.
  induction fs' as [|f fs' IH]; intros fs next gs groups E; simpl in E; [injection E as <- _; apply prefix_refl|].
  destruct (if is_range f && negb joint then _ else _) as [[hs ts]|] eqn:C; [|discriminate].
  destruct (charts_of joint hs fs' _) as [[ks rest]|] eqn:E'; [|discriminate]. injection E as <- _.
  apply prefix_trans with (2 := IH _ _ _ _ E').
  destruct (is_range f && negb joint); exact (chart_prefix _ _ _ _ _ _ C).
Qed.

Lemma charts_value joint fs' ts : Forall2 (placed joint) fs' ts -> forall fs next gs groups,
  charts_of joint fs fs' next = Some (gs, groups) -> prefix gs factors -> (joint = true -> nth 0 l 0 = 1) ->
  at_offset l next (concat (map (fun ft => unknowns_at joint (fst ft) (snd ft)) (combine fs' ts))) ->
  Forall2 (fun f g => exists t, group_right s x l factors f g t) fs' groups.
Proof.
  induction 1 as [|f t fs' ts T H IH]; intros fs next gs groups E P J O; simpl in E.
  - injection E as <- <-. constructor.
  - destruct (if is_range f && negb joint then _ else _) as [[hs qs]|] eqn:C; [|discriminate].
    destruct (charts_of joint hs fs' _) as [[ks rest]|] eqn:E'; [|discriminate]. injection E as <- <-.
    cbn [combine map concat fst snd] in O.
    assert (L : length (unknowns_at joint f t) = width joint f) by (apply unknowns_at_length, T).
    constructor.
    + exists t. split; [apply T|]. cbn [coordinates weight]. split; [|exact Logic.I].
      apply (chart_value joint fs f next hs qs t T); auto.
      * exact (prefix_trans _ _ _ (charts_of_prefix _ _ _ _ _ _ E') P).
      * intros k K. rewrite (O k) by (rewrite app_length; lia). now rewrite app_nth1.
    + apply (IH _ _ _ _ E' P J). intros k K. rewrite <- L, <- Nat.add_assoc.
      rewrite (O (length (unknowns_at joint f t) + k)%nat) by (rewrite app_length; lia). rewrite app_nth2 by lia.
      f_equal. lia.
Qed.
End Values.

(** The point of the orthant. *)
Definition orthant_point (joint : bool) (fs : list factor) (ts : list (list R)) : list R :=
  (if joint then [1] else []) ++ concat (map (fun ft => unknowns_at joint (fst ft) (snd ft)) (combine fs ts)).

Lemma orthant_point_right joint fs ts : Forall2 (placed joint) fs ts ->
  length (orthant_point joint fs ts) = unknown_number joint fs /\ all_nonnegative (orthant_point joint fs ts).
Proof.
  intro H. unfold orthant_point, unknown_number.
  assert (G : length (concat (map (fun ft => unknowns_at joint (fst ft) (snd ft)) (combine fs ts))) =
      fold_right (fun f n => width joint f + n)%nat 0%nat fs /\
    Forall (Rle 0) (concat (map (fun ft => unknowns_at joint (fst ft) (snd ft)) (combine fs ts)))).
  { induction H as [|f t fs ts T _ [IHl IHp]]; [split; [reflexivity | constructor]|]. cbn [combine map concat fst snd fold_right].
    split; [rewrite app_length, IHl; f_equal; apply unknowns_at_length, T|].
    apply Forall_app. split; [now apply unknowns_at_nonnegative | exact IHp]. }
  destruct G as [L P]. split; [rewrite app_length, L; now destruct joint|].
  assert (Q : Forall (Rle 0) ((if joint then [1] else []) ++ concat (map (fun ft => unknowns_at joint (fst ft) (snd ft)) (combine fs ts)))).
  { apply Forall_app. split; [destruct joint; each; lra | exact P]. }
  intro k. destruct (le_lt_dec (length ((if joint then [1] else []) ++ concat (map (fun ft => unknowns_at joint (fst ft) (snd ft)) (combine fs ts)))) k) as [K|K].
  - rewrite nth_overflow by exact K. lra.
  - rewrite Forall_forall in Q. apply Q, nth_In, K.
Qed.

Lemma all_placed joint fs : Forall (in_factor x v) fs -> forallb has_coordinates fs = true ->
  (joint = true -> Forall inner fs) -> exists ts, Forall2 (placed joint) fs ts.
Proof.
  intro H. induction H as [|f fs Hf _ IH]; intros C I; [exists []; constructor|]. simpl in C.
  apply andb_prop in C as [C C']. destruct IH as [ts T]; [exact C' | intro J; specialize (I J); now inversion I|].
  destruct (factor_placed joint f Hf C) as [t P]; [intro J; specialize (I J); now inversion I|].
  exists (t :: ts). now constructor.
Qed.
End Points.

(** ** The form of a node *)

Fixpoint with_divisors (p : poly) (fs : list poly) (ns : list nat) : poly :=
  match fs, ns with
  | f :: fs', n :: ns' =>
      with_divisors (if Nat.even n then p else if nonnegative f then p
                     else if nonnegative (scale (-1) f) then scale (-1) p else mul p f) fs' ns'
  | _, _ => p
  end.

Lemma pow_even a n : Nat.even n = true -> a ^ n <> 0 -> 0 < a ^ n.
Proof.
  intros E N. apply Nat.even_spec in E as [k ->]. rewrite pow_mult in *.
  assert (S : 0 <= a ^ 2) by (simpl; rewrite Rmult_1_r; apply Rle_0_sqr).
  pose proof (pow_le _ k S). lra.
Qed.

Lemma pow_odd a n : Nat.even n = false -> a ^ n <> 0 -> exists c, 0 < c /\ a ^ n = c * a.
Proof.
  intros E N. destruct n as [|n]; [discriminate|]. exists (a ^ n). split; [|simpl; ring].
  apply pow_even.
  - rewrite Nat.even_succ, <- Nat.negb_even in E. now destruct (Nat.even n).
  - intro Z. apply N. simpl. rewrite Z. ring.
Qed.

Lemma with_divisors_value l (P : all_nonnegative l) fs : forall p ns, product (map (eval l) fs) ns <> 0 ->
  exists c, eval l (with_divisors p fs ns) = eval l p * c /\ 0 < c * product (map (eval l) fs) ns.
Proof.
  induction fs as [|f fs IH]; intros p ns N; [exists 1; simpl in *; split; [ring | lra]|].
  destruct ns as [|n ns]; [exists 1; simpl in *; split; [ring | lra]|]. cbn [map product with_divisors] in *.
  apply Rmult_neq_0_reg in N as [Nf N].
  destruct (IH (if Nat.even n then p else if nonnegative f then p else if nonnegative (scale (-1) f) then scale (-1) p
    else mul p f) ns N) as (c & E & C). clear IH.
  set (a := eval l f) in *. set (d := product (map (eval l) fs) ns) in *. rewrite E. clear E.
  destruct (Nat.even n) eqn:V.
  - exists c. split; [reflexivity|]. pose proof (pow_even a n V Nf).
    replace (c * (a ^ n * d)) with (a ^ n * (c * d)) by ring. now apply Rmult_lt_0_compat.
  - destruct (pow_odd a n V Nf) as (b & B & Eb). rewrite Eb in *.
    assert (A : a <> 0) by (intro Z; apply Nf; rewrite Z; ring).
    destruct (nonnegative f) eqn:F.
    + exists c. split; [reflexivity|]. pose proof (eval_nonnegative f l F P). fold a in H.
      replace (c * (b * a * d)) with (b * a * (c * d)) by ring. apply Rmult_lt_0_compat; [|exact C].
      apply Rmult_lt_0_compat; lra.
    + destruct (nonnegative (scale (-1) f)) eqn:G.
      * exists (- c). rewrite eval_scale. split; [ring|]. pose proof (eval_nonnegative _ l G P) as H.
        rewrite eval_scale in H. fold a in H. replace (- c * (b * a * d)) with (b * - a * (c * d)) by ring.
        apply Rmult_lt_0_compat; [|exact C]. apply Rmult_lt_0_compat; lra.
      * exists (a * c). rewrite eval_mul. fold a. split; [ring|].
        replace (a * c * (b * a * d)) with (b * (a * a) * (c * d)) by ring. apply Rmult_lt_0_compat; [|exact C].
        apply Rmult_lt_0_compat; [exact B|]. change (0 < Rsqr a). now apply Rlt_0_sqr.
Qed.

Definition form_of (factors : list poly) (q : quotient) : poly := with_divisors (numerator q) factors (powers q).

Lemma form_value l factors q y : all_nonnegative l -> is_value l factors q y ->
  exists c, 0 < c /\ eval l (form_of factors q) = c * y.
Proof.
  intros P [N H]. destruct (with_divisors_value l P factors (numerator q) (powers q) N) as (c & E & C).
  exists (IZR (Zpos (denominator q)) * (c * product (map (eval l) factors) (powers q))). split.
  - apply Rmult_lt_0_compat; [apply (IZR_lt 0); reflexivity | exact C].
  - unfold form_of. rewrite E, <- H. ring.
Qed.

(** ** The check *)

Definition node_form (s : statement) (fs : list poly) (groups : list group) (k : nat) : option poly :=
  let '(factors, t) := steps (cell_variable (domain s) groups) (needed (bounds_of (domain s)) (formula s) k) (formula s) fs [] in
  match entry t k with Some q => Some (form_of factors q) | None => None end.

Definition relation_form (s : statement) (fs : list poly) (groups : list group) (k : nat) : option (relation * poly) :=
  match nth_error (assumptions s) k with
  | Some (r, n) => if is_plain (formula s) n
                   then match node_form s fs groups n with Some p => Some (r, p) | None => None end else None
  | None => None
  end.

Fixpoint all_some {A B} (f : A -> option B) (l : list A) : option (list B) :=
  match l with
  | [] => Some []
  | a :: r => match f a, all_some f r with Some b, Some bs => Some (b :: bs) | _, _ => None end
  end.

(** The lower end of the range of a variable, if it has both. *)
Fixpoint lower_end (fs : list factor) (k : nat) : option nat :=
  match fs with
  | [] => None
  | Range n lower upper :: r =>
      match node_of lower, node_of upper with
      | Some a, Some _ => if (k =? n)%nat then Some a else lower_end r k
      | _, _ => lower_end r k
      end
  | _ :: r => lower_end r k
  end.

Definition is_number (c : code) (k : nat) : bool := match nth_error c k with Some (Num _ _) => true | _ => false end.

Definition not_moved (s : statement) (k : nat) : bool :=
  match lower_end (domain s) k with None => true | Some _ => false end.

(** Ranges between numbers, whose variables are in no other factor. *)
Definition separate (s : statement) : bool :=
  forallb (fun f =>
    forallb (is_number (formula s)) (ends f) &&
    match f with
    | Range k lower upper =>
        match node_of lower, node_of upper with
        | Some a, Some _ => (k <? variables s)%nat && match lower_end (domain s) k with Some b => (a =? b)%nat | None => false end
        | _, _ => not_moved s k
        end
    | Simplex ks => forallb (not_moved s) ks
    | LeaderChamber ks g => forallb (not_moved s) (g :: ks)
    end) (domain s).

(** All points of the domain have coordinates. *)
Definition reached (f : factor) : bool :=
  match f with
  | Range _ lower upper => match node_of lower, node_of upper with Some _, Some _ => is_open upper | _, _ => true end
  | _ => true
  end.

(** The tasks of the nodes that are named so far, also in the parts before, over a number of unknowns. *)
Definition named := (nat * list task)%type.
Definition named_over (n : nat) (tasks : named) : list task := if (fst tasks =? n)%nat then snd tasks else [].
Definition named_true (tasks : named) : Prop := Forall (true_for (fst tasks)) (snd tasks).

Lemma named_over_true n tasks : named_true tasks -> Forall (true_for n) (named_over n tasks).
Proof. unfold named_over. destruct (Nat.eqb_spec (fst tasks) n) as [<-|_]; [auto | constructor]. Qed.

Definition check_part (s : statement) (g : nat) (joint : bool) (used : list nat) (evidence : option coefficient_proof * split_proof)
    (tasks : named) : option named :=
  let joint := shared joint (domain s) in
  match charts joint (domain s) with
  | Some (fs, groups) =>
      match node_form s fs groups g, all_some (relation_form s fs groups) used with
      | Some p, Some given =>
          if forallb has_coordinates (domain s)
          && forallb (fun f => forallb (is_plain (formula s)) (ends f)) (domain s)
          && match fst evidence with None => is_plain (formula s) g | Some tree => check_defined s g tree end
          && (negb joint || forallb reached (domain s)
              || match used with [] => is_plain (formula s) g && separate s | _ => false end)
          then let n := unknown_number joint (domain s) in option_map (pair n) (check_split n (snd evidence) (Task p given) (named_over n tasks))
          else None
      | _, _ => None
      end
  | None => None
  end.

Section Part.
Variable s : statement.
Notation c := (formula s).

Lemma node_form_value x fs groups k p joint ts : Forall2 (placed s x joint) (domain s) ts ->
  charts joint (domain s) = Some (fs, groups) -> forallb (fun f => forallb (is_plain c) (ends f)) (domain s) = true ->
  node_form s fs groups k = Some p -> defined c (values c x) k ->
  exists b, 0 < b /\ eval (orthant_point joint (domain s) ts) p = b * node (values c x) k.
Proof.
  intros T C E F D. unfold node_form in F.
  destruct (steps _ _ _ _ _) as [factors t] eqn:S. destruct (entry t k) as [q|] eqn:Q; [|discriminate].
  injection F as <-. set (l := orthant_point joint (domain s) ts). set (v := values c x) in *.
  destruct (orthant_point_right s x joint _ _ T) as [_ P]. fold l in P. apply form_value; [exact P|].
  pose proof (steps_prefix (cell_variable (domain s) groups) c (needed (bounds_of (domain s)) c k) fs []) as X.
  rewrite S in X. cbn [fst] in X.
  assert (G : Forall2 (fun f g => exists t, group_right s x l factors f g t) (domain s) groups).
  { apply (charts_value s x l factors joint (domain s) ts T [] (if joint then 1%nat else 0%nat) fs groups C X).
    - unfold l, orthant_point. intros ->. reflexivity.
    - intros n N. unfold l, orthant_point. destruct joint; reflexivity. }
  assert (R : right c x l factors (defined c v) t).
  { replace t with (snd (steps (cell_variable (domain s) groups) (needed (bounds_of (domain s)) c k) c fs []))
      by now rewrite S.
    apply steps_right with (done := []); try reflexivity.
    - intros n i I B. fold v. rewrite (node_defined c v n i I B). destruct i; cbn;
        intuition (auto using Forall_cons, Forall_nil).
    - intros n a b I B. fold v. rewrite (node_defined c v n _ I B). cbn. tauto.
    - auto.
    - intros fs' u n m r P' R' _ V' _. apply (cell_variable_right s x l factors fs' u m r (domain s) groups P'); try assumption.
      apply Forall_forall. intros f F a q0 A K. apply (R' a q0 K). rewrite forallb_forall in E. specialize (E f F).
      rewrite forallb_forall in E. apply plain_defined, plain_is, (E a A).
    - intros n r K. unfold entry in K. destruct n; discriminate.
    - now rewrite S. }
  exact (proj1 (R k q Q) D).
Qed.

Lemma all_some_in {A B} (f : A -> option B) l m : all_some f l = Some m -> forall b, In b m -> exists a, f a = Some b.
Proof.
  revert m. induction l as [|a l IH]; intros m E b I; simpl in E; [injection E as <-; contradiction|].
  destruct (f a) as [b'|] eqn:F; [|discriminate]. destruct (all_some f l) as [bs|]; [|discriminate]. injection E as <-.
  destruct I as [<-|I]; [now exists a | exact (IH bs eq_refl b I)].
Qed.

(** Where every point has coordinates. *)
Lemma inner_part_sound x g joint fs groups p given tree proven more : let v := values c x in
  Forall (in_factor x v) (domain s) -> (joint = true -> Forall (inner s x) (domain s)) ->
  charts joint (domain s) = Some (fs, groups) -> node_form s fs groups g = Some p ->
  (forall a, In a given -> exists k, relation_form s fs groups k = Some a) ->
  forallb has_coordinates (domain s) = true -> forallb (fun f => forallb (is_plain c) (ends f)) (domain s) = true ->
  check_split (unknown_number joint (domain s)) tree (Task p given) proven = Some more -> Forall (true_for (unknown_number joint (domain s))) proven ->
  (given = [] \/ Forall (holds v) (assumptions s)) -> defined c v g -> 0 <= node v g.
Proof.
  intros v H I C F A K E T O G D. destruct (all_placed s x joint (domain s) H K I) as [ts P].
  destruct (orthant_point_right s x joint _ _ P) as [L N]. set (l := orthant_point joint (domain s) ts) in *.
  destruct (split_sound _ _ _ _ _ T O) as [_ Q]. specialize (Q l L N).
  destruct (node_form_value x fs groups g p joint ts P C E F D) as (b & B & V). fold l v in V. cbn [goal SplitTree.given] in Q.
  apply Rmult_le_reg_l with (1 := B). rewrite Rmult_0_r, <- V. apply Q. clear Q.
  apply Forall_forall. intros [r q] J. destruct G as [->|G]; [contradiction|].
  destruct (A _ J) as [k R]. unfold relation_form in R. destruct (nth_error (assumptions s) k) as [[r' n]|] eqn:M; [|discriminate].
  destruct (is_plain c n) eqn:Pn; [|discriminate]. destruct (node_form s fs groups n) as [q'|] eqn:F'; [|discriminate].
  injection R as <- <-. apply nth_error_In in M. rewrite Forall_forall in G. specialize (G _ M). unfold holds in G.
  cbn [fst snd] in G.
  destruct (node_form_value x fs groups n q' joint ts P C E F' (plain_defined c x n (plain_is c n Pn))) as (b' & B' & V').
  fold l v in V'. unfold obeys. cbn [fst snd]. rewrite V'. destruct r'.
  - apply Rmult_le_pos; lra.
  - rewrite G. ring.
Qed.

(** ** A dense part of the domain *)

(** Ranges with both ends are drawn towards their lower ends. *)
Definition drawn (x : list R) (e : R) : list R :=
  map (fun k => nth k x 0 + e * match lower_end (domain s) k with
                                | Some a => node (values c x) a - nth k x 0
                                | None => 0
                                end) (seq 0 (variables s)).

Variable x : list R.
Hypothesis length_x : length x = variables s.
Notation v := (values c x).
Notation x' := (drawn x).
Notation v' e := (values c (drawn x e)).

Lemma drawn_nth e k : (k < variables s)%nat -> nth k (x' e) 0 = nth k x 0 + e * match lower_end (domain s) k with
  | Some a => node v a - nth k x 0 | None => 0 end.
Proof.
  intro K. unfold drawn. set (f := fun k => _). rewrite (nth_indep _ 0 (f 0%nat)) by (rewrite map_length, seq_length; exact K).
  now rewrite map_nth, seq_nth.
Qed.

Lemma not_moved_nth e k : not_moved s k = true -> nth k (x' e) 0 = nth k x 0.
Proof.
  intro M. destruct (le_lt_dec (variables s) k) as [K|K].
  - rewrite !nth_overflow; [reflexivity | lia | unfold drawn; rewrite map_length, seq_length; exact K].
  - rewrite drawn_nth by exact K. unfold not_moved in M. destruct (lower_end _ k); [discriminate|]. ring.
Qed.

Lemma not_moved_map e ks : forallb (not_moved s) ks = true -> map (fun k => nth k (x' e) 0) ks = map (fun k => nth k x 0) ks.
Proof.
  intro M. apply map_ext_in. intros k K. rewrite forallb_forall in M. now apply not_moved_nth, M.
Qed.

Lemma number_nth e k : is_number c k = true -> node (v' e) k = node v k.
Proof.
  unfold is_number. destruct (nth_error c k) as [i|] eqn:I; [|discriminate]. destruct i; try discriminate. intros _.
  now rewrite !(node_value c _ k _ I (Forall_nil _)).
Qed.

Lemma drawn_inside e f : 0 < e < 1 -> separate s = true -> In f (domain s) -> in_factor x v f ->
  in_factor (x' e) (v' e) f /\ inner s (x' e) f.
Proof.
  intros E S F H. unfold separate in S. rewrite forallb_forall in S. specialize (S f F). apply andb_prop in S as [N S].
  rewrite forallb_forall in N.
  assert (V : forall k, In k (ends f) -> node (v' e) k = node v k) by (intros k K; apply number_nth, N, K).
  destruct f as [k lower upper|ks|ks g].
  - simpl in V, S |- *. cbn [in_factor] in H |- *. destruct H as [L U].
    assert (B : forall a b, node_of lower = Some a -> node_of upper = Some b ->
      exists d, d = nth k x 0 - node v a /\ 0 <= d /\ nth k (x' e) 0 = nth k x 0 - e * d).
    { intros a b A B. rewrite A, B in S. apply andb_prop in S as [K S]. apply Nat.ltb_lt in K.
      exists (nth k x 0 - node v a). split; [reflexivity|]. split.
      - destruct lower as [|a'|a']; simpl in *; try discriminate; injection A as ->; lra.
      - rewrite drawn_nth by exact K. destruct (lower_end (domain s) k) as [a'|]; [|discriminate].
        apply Nat.eqb_eq in S. subst a'. ring. }
    destruct lower as [|a|a], upper as [|b|b]; cbn [node_of above below flat_map app] in *; try tauto;
      try (rewrite (not_moved_nth e k S); repeat match goal with |- context[node (values c (drawn x e)) ?z] => rewrite (V z) by (simpl; auto) end; tauto).
    all: destruct (B a b eq_refl eq_refl) as (d & Ed & D & ->).
    all: rewrite (V a), (V b) by (simpl; auto).
    all: assert (0 <= e * d) by (apply Rmult_le_pos; lra).
    all: assert (e * d <= d) by (rewrite <- (Rmult_1_l d) at 2; apply Rmult_le_compat_r; lra).
    all: destruct (Req_dec d 0) as [Z|Z];
      [ assert (e * d = 0) by (rewrite Z; ring); destruct (Req_dec (node v a) (node v b));
          (split; [lra | first [right; assumption | left; lra]])
      | assert (0 < e * d) by (apply Rmult_lt_0_compat; lra);
        assert (e * d < d) by (rewrite <- (Rmult_1_l d) at 2; apply Rmult_lt_compat_r; lra);
        split; [lra | left; lra] ].
  - split; [|exact I]. cbn [in_factor] in *. now rewrite (not_moved_map e ks S).
  - split; [|exact I]. cbn [in_factor forallb] in *. apply andb_prop in S as [G S].
    rewrite (not_moved_nth e g G), (not_moved_map e ks S). exact H.
Qed.

Lemma drawn_continuous k : continuity_pt (fun e => nth k (x' e) 0) 0.
Proof.
  destruct (le_lt_dec (variables s) k) as [K|K].
  - apply (continuity_pt_locally_ext (fun _ => 0) _ 1 0 Rlt_0_1); [|now apply continuity_pt_const].
    intros e _. rewrite nth_overflow; [reflexivity|]. unfold drawn. rewrite map_length, seq_length. exact K.
  - set (d := match lower_end (domain s) k with Some a => node v a - nth k x 0 | None => 0 end).
    apply (continuity_pt_locally_ext (fun e => nth k x 0 + e * d) _ 1 0 Rlt_0_1).
    { intros e _. now rewrite drawn_nth. }
    apply continuity_pt_plus; [now apply continuity_pt_const|].
    apply continuity_pt_mult; [apply derivable_continuous_pt, derivable_pt_id | now apply continuity_pt_const].
Qed.

Lemma drawn_zero : x' 0 = x.
Proof.
  apply nth_ext with (d := 0) (d' := 0).
  - unfold drawn. now rewrite map_length, seq_length.
  - intros k K. unfold drawn in K. rewrite map_length, seq_length in K. rewrite drawn_nth by exact K. ring.
Qed.

Lemma limit_nonnegative f : continuity_pt f 0 -> (forall e, 0 < e < 1 -> 0 <= f e) -> 0 <= f 0.
Proof.
  intros C H. destruct (Rle_lt_dec 0 (f 0)) as [L|L]; [exact L|]. exfalso.
  destruct (C (- f 0 / 2)) as (d & D & E); [lra|].
  set (e := Rmin (d / 2) (1 / 2)). assert (P : 0 < e < 1).
  { split; [apply Rmin_pos; lra|]. apply Rle_lt_trans with (1 / 2); [apply Rmin_r | lra]. }
  assert (Q : e < d) by (apply Rle_lt_trans with (d / 2); [apply Rmin_l | lra]).
  specialize (H e P). specialize (E e). unfold dist in E. simpl in E. unfold R_dist in E.
  assert (G : Rabs (f e - f 0) < - f 0 / 2).
  { apply E. split; [split; [exact Logic.I | lra]|]. rewrite Rminus_0_r, Rabs_right; lra. }
  apply Rabs_def2 in G. lra.
Qed.

Theorem part_sound g joint used evidence tasks tasks' : check_part s g joint used evidence tasks = Some tasks' -> named_true tasks ->
  Forall (in_factor x v) (domain s) -> Forall (holds v) (assumptions s) -> defined c v g /\ 0 <= node v g.
Proof.
  unfold check_part. set (j := shared joint (domain s)). intros H O X A.
  destruct (charts j (domain s)) as [[fs groups]|] eqn:C; [|discriminate].
  destruct (node_form s fs groups g) as [p|] eqn:F; [|discriminate].
  destruct (all_some _ used) as [given|] eqn:G; [|discriminate].
  destruct (_ && _) eqn:B; [|discriminate]. apply andb_prop in B as [B R]. apply andb_prop in B as [B D].
  apply andb_prop in B as [K E]. cbv zeta in H. destruct (check_split _ _ _ _) as [more|] eqn:S; [|discriminate]. clear H.
  apply (named_over_true (unknown_number j (domain s))) in O.
  assert (D' : defined c v g).
  { destruct (fst evidence) as [tree|]; [exact (defined_sound s g tree x D X) | apply plain_defined, plain_is, D]. }
  split; [exact D'|].
  assert (I : (j = true -> Forall (inner s x) (domain s)) -> 0 <= node v g).
  { intro I. apply (inner_part_sound x g j fs groups p given (snd evidence) (named_over (unknown_number j (domain s)) tasks) more X I C F); auto.
    exact (all_some_in _ _ _ G). }
  apply orb_prop in R as [R|R]; [apply orb_prop in R as [R|R]|].
  - apply I. intro J. rewrite J in R. discriminate.
  - apply I. intros _. rewrite forallb_forall in R. rewrite Forall_forall in X |- *. intros f Hf. specialize (R f Hf).
    specialize (X f Hf). destruct f as [k lower upper|ks|ks g']; simpl in R |- *; try exact Logic.I.
    destruct (node_of lower); [|exact Logic.I]. destruct upper as [|b|b]; simpl in R |- *; try exact Logic.I; try discriminate.
    left. apply X.
  - destruct used as [|]; [|discriminate]. simpl in G. injection G as <-. apply andb_prop in R as [Pl Se].
    rewrite <- drawn_zero. apply (limit_nonnegative (fun e => node (values c (x' e)) g)).
    + apply plain_continuous; [apply drawn_continuous | now apply plain_is].
    + intros e P. assert (Y : Forall (fun f => in_factor (x' e) (v' e) f /\ inner s (x' e) f) (domain s)).
      { rewrite Forall_forall in X |- *. intros f Hf. apply drawn_inside; auto. }
      apply (inner_part_sound (x' e) g j fs groups p [] (snd evidence) (named_over (unknown_number j (domain s)) tasks) more); auto.
      * revert Y. apply Forall_impl. tauto.
      * intros _. revert Y. apply Forall_impl. tauto.
      * contradiction.
      * apply plain_defined, plain_is, Pl.
Qed.
End Part.

Lemma part_names s g joint used evidence tasks tasks' : check_part s g joint used evidence tasks = Some tasks' -> named_true tasks -> named_true tasks'.
Proof.
  unfold check_part. set (j := shared joint (domain s)). intros H O. destruct (charts j (domain s)) as [[fs groups]|]; [|discriminate].
  destruct (node_form s fs groups g) as [p|]; [|discriminate]. destruct (all_some _ used) as [given|]; [|discriminate].
  destruct (_ && _); [|discriminate]. cbv zeta in H. destruct (check_split _ _ _ _) as [more|] eqn:S; [|discriminate]. injection H as <-.
  exact (proj1 (split_sound _ _ _ _ _ S (named_over_true _ _ O))).
Qed.

(** ** Whole lines: the parts of the domain where they are >= 0 or <= 0 *)

Definition is_line (f : factor) : bool := match f with Range _ Unbounded Unbounded => true | _ => false end.

(** [signs]: one for each line, true where it is <= 0; [zero] is the node of the number 0. *)
Fixpoint halves (zero : nat) (fs : list factor) (signs : list bool) : list factor :=
  match fs with
  | [] => []
  | Range k Unbounded Unbounded :: r =>
      (if hd false signs then Range k Unbounded (Closed zero) else Range k (Closed zero) Unbounded)
      :: halves zero r (tl signs)
  | f :: r => f :: halves zero r signs
  end.

(** Code behind the number 0, which comes first, so that the ends of the halves come before the variables. *)
Definition later (i : instr) : instr :=
  match i with
  | Var k => Var k | Num z d => Num z d
  | Add a b => Add (S a) (S b) | Sub a b => Sub (S a) (S b) | Mul a b => Mul (S a) (S b) | Div a b => Div (S a) (S b)
  | Neg a => Neg (S a) | Pow a m => Pow (S a) m | Exp a => Exp (S a) | Log a => Log (S a) | Sqrt a => Sqrt (S a)
  | Abs a => Abs (S a) | Sin a => Sin (S a) | Cos a => Cos (S a) | Atan a => Atan (S a)
  end.

Definition later_bound (b : bound) : bound := match b with Unbounded => Unbounded | Closed k => Closed (S k) | Open k => Open (S k) end.

Definition later_factor (f : factor) : factor :=
  match f with Range k lower upper => Range k (later_bound lower) (later_bound upper) | _ => f end.

Definition part_of (s : statement) (signs : list bool) : statement :=
  Statement (variables s) (Num 0 1 :: map later (formula s)) (halves 0 (map later_factor (domain s)) signs)
    (map (fun r => (fst r, S (snd r))) (assumptions s)) [].

(** The sign of the first line changes fastest. *)
Fixpoint all_signs (lines : nat) : list (list bool) :=
  match lines with O => [[]] | S n => flat_map (fun r => [false :: r; true :: r]) (all_signs n) end.

Fixpoint all_parts (f : list bool -> option coefficient_proof * split_proof -> named -> option named) (signs : list (list bool))
    (parts : list (option coefficient_proof * split_proof)) (tasks : named) : bool :=
  match signs, parts with
  | [], [] => true
  | r :: signs', p :: parts' => match f r p tasks with Some more => all_parts f signs' parts' more | None => false end
  | _, _ => false
  end.

Definition check_splits (s : statement) (g : condition) (joint : bool) (used : list nat)
    (parts : list (option coefficient_proof * split_proof)) : bool :=
  match fst g with
  | Zero => false
  | Nonnegative =>
      (snd g <? length (formula s))%nat &&
      all_parts (fun signs p => match signs with [] => check_part s (snd g) joint used p | _ => check_part (part_of s signs) (S (snd g)) joint used p end)
        (all_signs (length (filter is_line (domain s)))) parts (0%nat, [])
  end.

Lemma later_values c x : values (Num 0 1 :: map later c) x = 0 / 1 :: values c x.
Proof.
  assert (S : forall d e, values (d ++ [e]) x = values d x ++ [value x (values d x) e]) by (intros d e; unfold values; now rewrite fold_left_app).
  induction c as [|i c IH] using rev_ind; [reflexivity|].
  rewrite map_app. cbn [map]. rewrite app_comm_cons, !S, IH. cbn [app]. f_equal. f_equal. f_equal.
  assert (N : forall a, node (0 / 1 :: values c x) (Datatypes.S a) = node (values c x) a) by reflexivity.
  destruct i; cbn [later value]; rewrite ?N; reflexivity.
Qed.

Lemma later_node c x k : node (values (Num 0 1 :: map later c) x) (S k) = node (values c x) k.
Proof. now rewrite later_values. Qed.

Lemma later_defined c v z k : defined (Num 0 1 :: map later c) (z :: v) (S k) -> defined c v k.
Proof.
  unfold defined. replace (definedness (Num 0 1 :: map later c) (z :: v)) with (True :: definedness c v); [exact (fun H => H)|].
  unfold definedness. symmetry.
  induction c as [|i c IH] using rev_ind; [reflexivity|].
  rewrite map_app. cbn [map]. rewrite app_comm_cons, !fold_left_app, IH. cbn [fold_left app]. f_equal. f_equal. f_equal.
  destruct i; reflexivity.
Qed.

Lemma in_factor_ext x v w f : (forall k, node w k = node v k) -> in_factor x v f -> in_factor x w f.
Proof.
  intros E. destruct f as [k lower upper|ks|ks g]; simpl; auto. intros [L U].
  split; [destruct lower | destruct upper]; simpl in *; rewrite ?E; assumption.
Qed.

Lemma halves_cover x v zero fs : node v zero = 0 -> Forall (in_factor x v) fs ->
  exists signs, length signs = length (filter is_line fs) /\ Forall (in_factor x v) (halves zero fs signs).
Proof.
  intros Z H. induction H as [|f fs Hf _ (signs & L & IH)]; [exists []; split; [reflexivity | constructor]|].
  destruct (is_line f) eqn:F.
  - destruct f as [k [] []| |]; try discriminate. destruct (Rle_lt_dec 0 (nth k x 0)) as [C|C].
    + exists (false :: signs). split; [simpl; congruence|]. simpl. constructor; [|exact IH]. simpl. rewrite Z. auto.
    + exists (true :: signs). split; [simpl; congruence|]. simpl. constructor; [|exact IH]. simpl. rewrite Z. split; [exact Logic.I | lra].
  - exists signs. split; [simpl; now rewrite F|].
    destruct f as [k [] []| |]; try discriminate; simpl; constructor; assumption.
Qed.

Lemma all_signs_complete n : forall signs, length signs = n -> In signs (all_signs n).
Proof.
  induction n as [|n IH]; intros [|a signs] L; try discriminate; [now left|]. simpl. apply in_flat_map.
  exists signs. split; [apply IH; simpl in L; congruence|]. destruct a; simpl; auto.
Qed.

Lemma all_parts_in f signs : (forall r p tasks more, f r p tasks = Some more -> named_true tasks -> named_true more) ->
  forall parts tasks, named_true tasks -> all_parts f signs parts tasks = true -> forall r, In r signs ->
  exists p before after, f r p before = Some after /\ named_true before.
Proof.
  intro N. induction signs as [|r signs IH]; intros [|p parts] tasks T H q I; simpl in *; try discriminate; [contradiction|].
  destruct (f r p tasks) as [more|] eqn:E; [|discriminate].
  destruct I as [<-|I]; [now exists p, tasks, more | exact (IH parts more (N _ _ _ _ E T) H q I)].
Qed.

Theorem splits_sound s g joint used parts x : check_splits s g joint used parts = true -> length x = variables s -> true_at s x g.
Proof.
  intros H N D G. pose proof (given_hold _ _ _ G) as A. clear G. unfold check_splits in H. destruct g as [[|] k]; [|discriminate]. unfold claims, Syntax.holds. cbn [fst snd] in *.
  apply andb_prop in H as [K H]. apply Nat.ltb_lt in K. set (c := formula s) in *. set (v := values c x) in *.
  set (w := values (Num 0 1 :: map later c) x). assert (W : w = 0 / 1 :: v) by apply later_values.
  assert (Z : node w 0 = 0) by (rewrite W; unfold node; simpl; field).
  assert (D' : Forall (in_factor x w) (map later_factor (domain s))).
  { apply Forall_forall. intros f' I. apply in_map_iff in I as (f & <- & I). rewrite Forall_forall in D. specialize (D f I). rewrite W.
    destruct f as [n lower upper|ks|ks g]; try exact D. destruct D as [D1 D2]. split; [destruct lower; exact D1 | destruct upper; exact D2]. }
  assert (Li : length (filter is_line (map later_factor (domain s))) = length (filter is_line (domain s))).
  { clear. induction (domain s) as [|f r IH]; [reflexivity|]. simpl. destruct f as [n [] []| |]; simpl; now rewrite IH. }
  destruct (halves_cover x w 0 _ Z D') as (signs & L & P). rewrite Li in L.
  destruct (all_parts_in (fun signs p => match signs with [] => check_part s k joint used p | _ => check_part (part_of s signs) (S k) joint used p end)
    (all_signs (length (filter is_line (domain s))))) with (parts := parts) (tasks := (0%nat, [] : list task)) (r := signs) as (p & before & after & C & T).
  - intros r p tasks more E. destruct r; exact (part_names _ _ _ _ _ _ _ E).
  - constructor.
  - exact H.
  - exact (all_signs_complete _ signs L).
  - destruct signs as [|r signs]; [exact (part_sound s x N k joint used p _ _ C T D A)|]. set (s' := part_of s (r :: signs)) in *.
    destruct (part_sound s' x N (S k) joint used p _ _ C T) as [Q1 Q2].
    + exact P.
    + cbn [assumptions s' part_of]. apply Forall_forall. intros r' I. apply in_map_iff in I as ([q m] & <- & I).
      rewrite Forall_forall in A. specialize (A _ I). unfold Syntax.holds in *. cbn [fst snd] in *.
      change (values (formula s') x) with w. rewrite W. exact A.
    + change (values (formula s') x) with w in Q1, Q2. change (formula s') with (Num 0 1 :: map later c) in Q1. rewrite W in Q1, Q2.
      split; [exact (later_defined c v _ k Q1) | exact Q2].
Qed.
