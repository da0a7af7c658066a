(** Inequalities by derivatives along single variables. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Evidence Values Polynomial Quotient Expansion Domain Cells SplitTree ChainRing ChainCode ChainSlopes.
Import ListNotations.
Local Open Scope R_scope.

(** ** Monotone functions *)

Lemma limit_from_the_right f a y d : 0 < d -> continuity_pt f a -> (forall t, a < t < a + d -> f t <= y) -> f a <= y.
Proof.
  intros D C H. destruct (Rle_lt_dec (f a) y) as [L|L]; [exact L|]. exfalso.
  destruct (C ((f a - y) / 2)) as (e & E & F); [lra|].
  set (t := a + Rmin (e / 2) (d / 2)).
  assert (0 < Rmin (e / 2) (d / 2)) by (apply Rmin_pos; lra).
  pose proof (Rmin_l (e / 2) (d / 2)). pose proof (Rmin_r (e / 2) (d / 2)).
  specialize (H t). specialize (F t). unfold dist in F. simpl in F. unfold R_dist in F.
  assert (G : Rabs (f t - f a) < (f a - y) / 2).
  { apply F. split; [split; [exact I | unfold t; lra]|]. unfold t. replace (a + Rmin (e / 2) (d / 2) - a) with (Rmin (e / 2) (d / 2)) by ring.
    rewrite Rabs_right; lra. }
  apply Rabs_def2 in G. assert (f t <= y) by (apply H; unfold t; lra). lra.
Qed.

Lemma rises f f' a b : a < b -> continuity_pt f a -> (forall t, a < t <= b -> derivable_pt_lim f t (f' t)) ->
  ((forall t, a < t < b -> 0 <= f' t) -> f a <= f b) /\ ((forall t, a < t < b -> 0 < f' t) -> f a < f b).
Proof.
  intros L C D.
  assert (S : forall s t, a < s -> s < t -> t <= b -> exists z, s < z < t /\ f t - f s = f' z * (t - s)).
  { intros s t A B T. destruct (MVT_cor2 f f' s t B) as (z & E & Z); [intros z Z; apply D; lra|]. exists z. now split. }
  assert (W : (forall t, a < t < b -> 0 <= f' t) -> forall t, a < t <= b -> f a <= f t).
  { intros P t T. apply (limit_from_the_right f a (f t) (t - a)); [lra | exact C|]. intros s B.
    destruct (S s t) as (z & Z & E); try lra. assert (0 <= f' z * (t - s)) by (apply Rmult_le_pos; [apply P; lra | lra]). lra. }
  split; [intro P; apply W; [exact P | lra]|]. intro P. set (m := (a + b) / 2).
  assert (f a <= f m) by (apply W; [intros t T; apply Rlt_le, P, T | unfold m; lra]).
  destruct (S m b) as (z & Z & E); try (unfold m; lra).
  assert (0 < f' z * (b - m)) by (apply Rmult_lt_0_compat; [apply P; unfold m in Z; lra | unfold m; lra]). lra.
Qed.

Lemma falls f f' a b : b < a -> continuity_pt f a -> (forall t, b <= t < a -> derivable_pt_lim f t (f' t)) ->
  ((forall t, b < t < a -> 0 <= - f' t) -> f a <= f b) /\ ((forall t, b < t < a -> 0 < - f' t) -> f a < f b).
Proof.
  intros L C D.
  destruct (rises (fun t => f (- t)) (fun t => - f' (- t)) (- a) (- b)) as [W S]; [lra | | |].
  - apply (continuity_pt_comp Ropp f); [apply derivable_continuous_pt, derivable_pt_opp, derivable_pt_id|].
    now rewrite Ropp_involutive.
  - intros t T. replace (- f' (- t)) with (f' (- t) * -1) by ring.
    apply (derivable_pt_lim_comp Ropp f); [|apply D; lra].
    apply (slope_ext (opp_fct id)); [reflexivity|]. apply derivable_pt_lim_opp, derivable_pt_lim_id.
  - cbv beta in W, S. rewrite !Ropp_involutive in W, S.
    split; intro P; [apply W | apply S]; intros t T; apply P; lra.
Qed.

(** ** Code *)

Definition dependent (c : code) (v : nat) : list bool :=
  run (fun t i => match i with Var k => (k =? v)%nat | _ => existsb (fun a => nth a t false) (operands i) end) c.
Definition depends (c : code) (v k : nat) : bool := nth k (dependent c v) false.

Section Code.
Variable n : nat.
Variable c : code.
Hypothesis c_sane : sane n 0 c = true.

Lemma node_beyond x k : (length c <= k)%nat -> node (values c x) k = 0.
Proof. intro K. unfold node. apply nth_overflow. change (values c x) with (run (value x) c). now rewrite run_length. Qed.

Lemma nodes_without x y v : (forall k, (k < n)%nat -> k <> v -> nth k y 0 = nth k x 0) ->
  forall k, depends c v k = false -> node (values c y) k = node (values c x) k.
Proof.
  intros E k. induction k as [k IH] using lt_wf_ind. intro D.
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; now rewrite !node_beyond].
  destruct (sane_nth n c 0 k i c_sane I) as [B V]. simpl in B.
  rewrite !(node_value c _ k i I B). unfold depends, dependent in D.
  rewrite (run_nth _ false c k i I) in D.
  assert (O : forall a, In a (operands i) -> existsb (fun a => nth a (firstn k (dependent c v)) false) (operands i) = false ->
    node (values c y) a = node (values c x) a).
  { intros a A N. unfold before in B. rewrite Forall_forall in B. apply (IH a (B a A)).
    destruct (depends c v a) eqn:Q; [|reflexivity]. exfalso. rewrite <- not_true_iff_false in N. apply N, existsb_exists. exists a. split; [exact A|].
    rewrite nth_firstn by (apply B, A). exact Q. }
  fold (dependent c v) in D.
  destruct i; cbn [value];
    try (repeat match goal with |- context[node (values c y) ?z] => rewrite (O z) by (first [exact D | simpl; auto]) end; reflexivity).
  simpl. apply E; [exact V|]. intros ->. now rewrite Nat.eqb_refl in D.
Qed.

Lemma nodes_over x y : (forall k, (k < n)%nat -> nth k y 0 = nth k x 0) -> forall k, node (values c y) k = node (values c x) k.
Proof.
  intros E k. induction k as [k IH] using lt_wf_ind.
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; now rewrite !node_beyond].
  destruct (sane_nth n c 0 k i c_sane I) as [B V]. simpl in B.
  rewrite !(node_value c _ k i I B). unfold before in B. rewrite Forall_forall in B.
  destruct i; simpl in *; rewrite ?(IH a), ?(IH b) by auto; try reflexivity. now apply E.
Qed.
End Code.

(** ** Ranges *)

Definition is_of (v : nat) (f : factor) : bool := match f with Range k _ _ => (k =? v)%nat | _ => false end.
Definition others (v : nat) (d : list factor) : list factor := filter (fun f => negb (is_of v f)) d.
Definition fibre (v : nat) (d : list factor) : option (bound * bound) :=
  match filter (is_of v) d with [Range _ lower upper] => Some (lower, upper) | _ => None end.

Lemma in_ranges x V v d lower upper : fibre v d = Some (lower, upper) ->
  (Forall (in_factor x V) d <-> in_factor x V (Range v lower upper) /\ Forall (in_factor x V) (others v d)).
Proof.
  unfold fibre. intro E.
  assert (A : In (Range v lower upper) (filter (is_of v) d) /\ forall f, In f (filter (is_of v) d) -> f = Range v lower upper).
  { destruct (filter (is_of v) d) as [|f [|g r]] eqn:F; try discriminate; [|destruct f; discriminate].
    assert (I : In f (filter (is_of v) d)) by (rewrite F; now left). apply filter_In in I as [_ I].
    destruct f as [k lo up| |]; try discriminate. injection E as -> ->. apply Nat.eqb_eq in I. subst k.
    split; [now left | intros g [<-|[]]; reflexivity]. }
  destruct A as [A U]. unfold others. rewrite !Forall_forall. split.
  - intro H. apply filter_In in A as [A _]. split; [now apply H|]. intros f Hf. apply filter_In in Hf as [Hf _]. now apply H.
  - intros [H K] f F. destruct (is_of v f) eqn:I.
    + rewrite (U f); [exact H|]. now apply filter_In.
    + apply K, filter_In. split; [exact F | now rewrite I].
Qed.

(** Ranges that do not move with v. *)
Definition independent (c : code) (v : nat) (d : list factor) : bool :=
  forallb (fun f => match f with Range k _ _ => negb (k =? v)%nat && forallb (fun a => negb (depends c v a)) (ends f) | _ => false end) d.

Definition opened (b : bound) : bound := match b with Closed k => Open k | _ => b end.

(** ** Claims *)

Inductive claimed := AtLeast | Above | Equal.
Definition has_sign (s : claimed) (y : R) : Prop := match s with AtLeast => 0 <= y | Above => 0 < y | Equal => y = 0 end.

Inductive body :=
| Known (q : quotient)
| NodeOf (k : nat)
| EndOf (gens : list generator) (q : quotient) (v phi : nat)  (* q over other generators, node phi in the place of v *)
| Distance (large small : nat).

Record claim := Claim { ranges : list factor; sign : claimed; ring : list generator; what : body }.

Section Chains.
Variable check_premise : statement -> condition -> proof -> bool.
Hypothesis check_premise_sound : forall s g p, check_premise s g p = true -> forall x, length x = variables s -> true_at s x g.

Variable n0 : nat.
Variable c : code.
Variable whole : list factor.  (* the domain of the statement: the order of the ranges in premises *)

Notation at_node x k := (node (values c x) k).
Notation valued g x q := (element_value (symbols x g) (fs n0 g) q).

Definition meaning (g : list generator) (b : body) (x : list R) : R :=
  match b with
  | Known q => valued g x q
  | NodeOf k => at_node x k
  | EndOf h q v phi => valued h (update x v (at_node x phi)) q
  | Distance a b => at_node x a - at_node x b
  end.

(** What is known besides of a point where the claim is expanded. *)
Definition side (b : body) (x : list R) : Prop :=
  match b with
  | NodeOf k => defined c (values c x) k
  | EndOf h q v phi => continuity_pt (fun t => valued h (update x v t) q) (at_node x phi)
  | _ => True
  end.

Definition expand_body (g : list generator) (b : body) : option quotient :=
  match b with
  | Known q => Some q
  | NodeOf k => evaluate n0 g c k
  | EndOf h q v phi => if (v <? n0)%nat && good n0 h then image n0 h g c v phi q else None
  | Distance a b => match evaluate n0 g c a, evaluate n0 g c b with
                    | Some p, Some q => ChainRing.plus n0 g p (qopp q)
                    | _, _ => None
                    end
  end.

Definition holds_for (d : list factor) (x : list R) : Prop := length x = n0 /\ Forall (in_factor x (values c x)) d.

Definition true_claim (cl : claim) : Prop := forall x, holds_for (ranges cl) x ->
  side (what cl) x /\ has_sign (sign cl) (meaning (ring cl) (what cl) x).

Definition ready (cl : claim) : Prop :=
  good n0 (ring cl) = true /\ forall x, holds_for (ranges cl) x -> bases_positive (ring cl) (symbols x (ring cl)).

Lemma point_model x g : length x = n0 -> good n0 g = true -> model n0 g (symbols x g).
Proof. intros L G. rewrite <- L at 1. apply symbols_model. now rewrite L. Qed.

Lemma point_variable x g k : length x = n0 -> (k < n0)%nat -> nth k (symbols x g) 0 = nth k x 0.
Proof. intros L K. apply symbols_nth. lia. Qed.

Lemma known_is_value x g q : length x = n0 -> good n0 g = true -> bases_positive g (symbols x g) ->
  is_value (symbols x g) (fs n0 g) q (valued g x q).
Proof.
  intros L G P. apply is_element_value, Rgt_not_eq, Rlt_gt, fs_product; [now apply point_model | exact P].
Qed.

(** Enough to know the sign of the expanded element. *)
Lemma expand_body_value g b q x : expand_body g b = Some q -> length x = n0 -> good n0 g = true -> bases_positive g (symbols x g) ->
  side b x /\ meaning g b x = valued g x q.
Proof.
  intros E L G P. pose proof (point_model x g L G) as M.
  assert (X : forall j, (j < n0)%nat -> nth j (symbols x g) 0 = nth j x 0) by (intros; now apply point_variable).
  destruct b as [q'|k|h q' v phi|a b]; cbn [expand_body side meaning] in *.
  - injection E as ->. now split.
  - destruct (evaluate_value n0 g c x _ k q M P X E) as [V D]. split; [exact D|]. exact (element_value_is _ _ _ _ V).
  - destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [K H]. apply Nat.ltb_lt in K.
    destruct (image_value n0 h g c v phi x L K H (symbols x g) M P X q' q E) as [V D]. split; [exact D|].
    exact (element_value_is _ _ _ _ V).
  - destruct (evaluate n0 g c a) as [p|] eqn:A; [|discriminate]. destruct (evaluate n0 g c b) as [r|] eqn:B; [|discriminate].
    split; [exact I|]. destruct (evaluate_value n0 g c x _ a p M P X A) as [Va _]. destruct (evaluate_value n0 g c x _ b r M P X B) as [Vb _].
    apply element_value_is. exact (plus_value n0 g _ M P _ _ _ _ _ E Va (qopp_value _ _ _ _ Vb)).
Qed.

(** ** More generators *)

Definition fits (g : list generator) (b : body) : bool :=
  match b with
  | Known q => bounded (width n0 g) (numerator q) && (length (powers q) <=? length g)%nat
  | _ => true
  end.

Lemma same_bases g l m : forall n, good n g = true -> (forall k, (k < unknown_count n g)%nat -> nth k l 0 = nth k m 0) ->
  map (eval l) (divisors n g) = map (eval m) (divisors n g) /\ (bases_positive g l -> bases_positive g m).
Proof.
  assert (U : forall g n, (n <= unknown_count n g)%nat).
  { clear. induction g as [|a g IH]; intro n; simpl; [lia|]. specialize (IH (n + brings a)%nat). lia. }
  induction g as [|[p d|b|p d|p w] g IH]; intros n G E; [split; auto| | | |]; cbn [good unknown_count divisors map bases_positive] in *;
    apply andb_prop in G as [B G]; destruct (IH _ G E) as [D P].
  - split; [|exact P]. rewrite D, !eval_variable. f_equal. apply E. pose proof (U g (n + brings (ExpOf p d))%nat). simpl in *. lia.
  - assert (Eb : eval l b = eval m b).
    { apply (bounded_ext b n _ _ B). intros k K. apply E. pose proof (U g (n + brings (BaseOf b))%nat). lia. }
    rewrite D, Eb. split; [reflexivity|]. intros [Q H]. exact (conj Q (P H)).
  - split; [|exact P]. rewrite D, !eval_constant. reflexivity.
  - apply andb_prop in B as [_ B]. assert (Eb : eval l w = eval m w).
    { apply (bounded_ext w n _ _ B). intros k K. apply E. pose proof (U g (n + brings (ArcOf p w))%nat). lia. }
    rewrite D, Eb. split; [reflexivity|]. intros [Q H]. exact (conj Q (P H)).
Qed.

Lemma divisors_length g : forall n, length (divisors n g) = length g.
Proof. induction g as [|[p d|b|p d|p w] g IH]; intro n; simpl; auto. Qed.

Lemma divisors_app g h : forall n, divisors n (g ++ h) = divisors n g ++ divisors (unknown_count n g) h.
Proof. induction g as [|[p d|b|p d|p w] g IH]; intro n; simpl; auto; now rewrite IH. Qed.

Lemma good_app g h : forall n, good n (g ++ h) = good n g && good (unknown_count n g) h.
Proof. induction g as [|[p d|b|p d|p w] g IH]; intro n; simpl; auto; now rewrite IH, !andb_assoc. Qed.

Lemma bases_positive_app g h l : bases_positive (g ++ h) l <-> bases_positive g l /\ bases_positive h l.
Proof. induction g as [|[p d|b|p d|p w] g IH]; simpl; tauto. Qed.

Lemma product_short f g ns : (length ns <= length f)%nat -> product (f ++ g) ns = product f ns.
Proof. revert ns. induction f as [|a f IH]; intros [|k ns] L; simpl in *; auto; try lia; [now destruct g|]. rewrite IH by lia. reflexivity. Qed.

Lemma symbols_more x g h k : length x = n0 -> (k < width n0 g)%nat -> nth k (symbols x (g ++ h)) 0 = nth k (symbols x g) 0.
Proof. intros L K. rewrite symbols_app. apply symbols_nth. rewrite symbols_length, L. exact K. Qed.

Lemma meaning_more g h b x : length x = n0 -> good n0 g = true -> fits g b = true -> meaning (g ++ h) b x = meaning g b x.
Proof.
  intros L G F. destruct b as [q| | |]; try reflexivity. cbn [meaning fits] in *. apply andb_prop in F as [B N]. apply Nat.leb_le in N.
  unfold element_value. rewrite (bounded_ext _ _ _ _ B (fun k K => symbols_more x g h k L K)). f_equal. f_equal.
  unfold ChainRing.fs. rewrite divisors_app, map_app, product_short by (now rewrite map_length, divisors_length). f_equal.
  apply (proj1 (same_bases g _ _ n0 G (fun k K => symbols_more x g h k L K))).
Qed.

Lemma add_generator cl g : ready cl -> good (width n0 (ring cl)) [g] = true -> fits (ring cl) (what cl) = true ->
  (forall x, holds_for (ranges cl) x -> match g with BaseOf b | ArcOf _ b => 0 < eval (symbols x (ring cl)) b | _ => True end) ->
  ready (Claim (ranges cl) (sign cl) (ring cl ++ [g]) (what cl)) /\
  (true_claim (Claim (ranges cl) (sign cl) (ring cl ++ [g]) (what cl)) -> true_claim cl).
Proof.
  intros [G P] Gg F B. split.
  - split; cbn [ring ranges]; [rewrite good_app, G; exact Gg|]. intros x H.
    apply bases_positive_app. split.
    + refine (proj2 (same_bases (ring cl) (symbols x (ring cl)) _ n0 G _) (P x H)). intros k K. symmetry. apply symbols_more; [apply H | exact K].
    + assert (E : forall b, bounded (width n0 (ring cl)) b = true -> 0 < eval (symbols x (ring cl)) b -> 0 < eval (symbols x (ring cl ++ [g])) b).
      { intros b Gb Pb. rewrite (bounded_ext b _ _ (symbols x (ring cl)) Gb); [exact Pb|]. intros k K. apply symbols_more; [apply H | exact K]. }
      specialize (B x H). cbn [good] in Gg. destruct g as [p d|b|p d|p w]; cbn [bases_positive]; try exact I; (split; [|exact I]).
      * apply andb_prop in Gg as [Gb _]. now apply E.
      * apply andb_prop in Gg as [Gb _]. apply andb_prop in Gb as [_ Gb]. now apply E.
  - intros T x H. specialize (T x H). cbn [what sign ring] in T. rewrite meaning_more in T; auto. apply H.
Qed.

Lemma product_of_zeros f ns : forallb (Nat.eqb 0) ns = true -> product f ns = 1.
Proof.
  revert f. induction ns as [|k ns IH]; intros [|a f] H; simpl in *; auto. destruct k; [|discriminate]. rewrite IH by exact H. ring.
Qed.

Lemma known_polynomial g q x : forallb (Nat.eqb 0) (powers q) = true -> denominator q = 1%positive -> valued g x q = eval (symbols x g) (numerator q).
Proof. intros Z D. unfold element_value. rewrite (product_of_zeros _ _ Z), D. field. Qed.

(** ** Premises *)

Definition emit (d : code) (i : instr) : code * nat := (d ++ [i], length d).

(** [places]: the nodes of the unknowns. *)
Fixpoint write_monomial (d : code) (acc : nat) (places m : list nat) : code * nat :=
  match m, places with
  | O :: m', _ :: places' => write_monomial d acc places' m'
  | 1%nat :: m', p :: places' => write_monomial (d ++ [Mul acc p]) (length d) places' m'
  | e :: m', p :: places' => write_monomial (d ++ [Pow p e; Mul acc (length d)]) (S (length d)) places' m'
  | _, _ => (d, acc)
  end.

Fixpoint write_terms (d : code) (places : list nat) (t : terms) : code * nat :=
  match t with
  | [] => (d ++ [Num 0 1], length d)
  | (m, z) :: r =>
      let '(d1, a) := write_monomial (d ++ [Num z 1]) (length d) places m in
      let '(d2, b) := write_terms d1 places r in (d2 ++ [Add a b], length d2)
  end.

Definition write (d : code) (places : list nat) (p : poly) : option (code * nat) :=
  let t := terms_of (length places) p in
  if equal (of_terms t) p && forallb (fun a => length (fst a) <=? length places)%nat t then Some (write_terms d places t) else None.

Fixpoint write_variables (d : code) (k n : nat) : code * list nat :=
  match n with O => (d, []) | S m => let '(e, ps) := write_variables (d ++ [Var k]) (S k) m in (e, length d :: ps) end.

Fixpoint write_symbols (d : code) (places : list nat) (g : list generator) : option (code * list nat) :=
  match g with
  | [] => Some (d, places)
  | ExpOf p z :: r =>
      match write d places p with
      | Some (e, a) => write_symbols (e ++ [Num (Zpos z) 1; Div a (length e); Exp (S (length e))]) (places ++ [S (S (length e))]) r
      | None => None
      end
  | BaseOf b :: r =>
      match write d places b with
      | Some (e, a) => write_symbols (e ++ [Log a; Sqrt a]) (places ++ [length e; S (length e)]) r
      | None => None
      end
  | AngleOf p z :: r =>
      match write d places p with
      | Some (e, a) => write_symbols (e ++ [Num (Zpos z) 1; Div a (length e); Sin (S (length e)); Cos (S (length e))])
                         (places ++ [S (S (length e)); S (S (S (length e)))]) r
      | None => None
      end
  | ArcOf p w :: r =>
      match write d places p with
      | Some (e, a) => match write e places w with
                       | Some (e, b) => write_symbols (e ++ [Div a b; Atan (length e)]) (places ++ [S (length e)]) r
                       | None => None
                       end
      | None => None
      end
  end.

Definition shifted (n : nat) (i : instr) : instr :=
  match i with
  | Var k => Var k | Num z d => Num z d
  | Add a b => Add (n + a) (n + b) | Sub a b => Sub (n + a) (n + b) | Mul a b => Mul (n + a) (n + b) | Div a b => Div (n + a) (n + b)
  | Neg a => Neg (n + a) | Pow a m => Pow (n + a) m | Exp a => Exp (n + a) | Log a => Log (n + a) | Sqrt a => Sqrt (n + a)
  | Abs a => Abs (n + a) | Sin a => Sin (n + a) | Cos a => Cos (n + a) | Atan a => Atan (n + a)
  end.

(** The whole code once for each range, so that the ends of a range come before the variables that need them. *)
Fixpoint copies (m : nat) : code := match m with O => [] | S k => let d := copies k in d ++ map (shifted (length d)) c end.

Definition shifted_bound (n : nat) (b : bound) : bound := match b with Unbounded => Unbounded | Closed k => Closed (n + k) | Open k => Open (n + k) end.

Fixpoint shifted_ranges (j : nat) (d : list factor) : list factor :=
  match d with
  | Range v lower upper :: r => Range v (shifted_bound (j * length c) lower) (shifted_bound (j * length c) upper) :: shifted_ranges (S j) r
  | f :: r => f :: shifted_ranges (S j) r
  | [] => []
  end.

(** Ranges between constants first: the ends of the others may need their variables. *)
Definition constants_first (d : list factor) : list factor :=
  let constant f := forallb (fun a => forallb (fun v => negb (depends c v a)) (seq 0 n0)) (ends f) in
  filter constant d ++ filter (fun f => negb (constant f)) d.

(** The ranges that an element needs; a choice that nothing rests on. *)
Definition mark (used : list bool) (test : nat -> bool) : list bool := map (fun ku => snd ku || test (fst ku)) (combine (seq 0 (length used)) used).

Fixpoint mark_generators (n : nat) (g : list generator) (used : list bool) : list bool :=
  match g with
  | [] => used
  | ExpOf p _ as a :: r =>
      let used := mark_generators (n + brings a) r used in if nth n used false then mark used (fun k => 0 <? degree_in k p)%nat else used
  | BaseOf b as a :: r =>
      let used := mark_generators (n + brings a) r used in
      if nth n used false || nth (S n) used false then mark used (fun k => 0 <? degree_in k b)%nat else used
  | AngleOf p _ as a :: r =>
      let used := mark_generators (n + brings a) r used in
      if nth n used false || nth (S n) used false then mark used (fun k => 0 <? degree_in k p)%nat else used
  | ArcOf p w as a :: r =>
      let used := mark_generators (n + brings a) r used in
      if nth n used false then mark used (fun k => (0 <? degree_in k p) || (0 <? degree_in k w))%nat else used
  end.

Definition mark_ranges (d : list factor) (used : list bool) : list bool :=
  fold_left (fun used f => match f with
    | Range v _ _ => if nth v used false then mark used (fun w => (w <? n0)%nat && existsb (depends c w) (ends f)) else used
    | _ => used
    end) d used.

Definition needed_ranges (d : list factor) (g : list generator) (p : poly) : list factor :=
  let used := mark_generators n0 g (mark (repeat false (width n0 g)) (fun k => 0 <? degree_in k p)%nat) in
  let used := fold_left (fun used _ => mark_ranges d used) d used in
  constants_first (flat_map (fun f => match f with
    | Range v _ _ => if nth v used false then match fibre v d with Some (a, b) => [Range v a b] | None => [] end else []
    | _ => []
    end) whole).

(** The unknowns that are exponentials or roots. *)
Fixpoint positive_unknowns (n : nat) (g : list generator) : list nat :=
  match g with
  | [] => []
  | ExpOf _ _ as a :: r => n :: positive_unknowns (n + brings a) r
  | BaseOf _ as a :: r => S n :: positive_unknowns (n + brings a) r
  | a :: r => positive_unknowns (n + brings a) r
  end.

(** Those that are sines or cosines. *)
Fixpoint turning_unknowns (n : nat) (g : list generator) : list nat :=
  match g with
  | [] => []
  | AngleOf _ _ as a :: r => n :: S n :: turning_unknowns (n + brings a) r
  | a :: r => turning_unknowns (n + brings a) r
  end.

Definition premise_goal (s : claimed) (d : code) (k : nat) : option (code * nat) :=
  match s with
  | AtLeast => Some (d, k)
  | Above => Some (d ++ [Num 1 1; Div (length d) k], S (length d))
  | Equal => None
  end.

Definition bounds_known (d : list factor) : bool :=
  forallb (fun f => match f with Range v _ _ => (v <? n0)%nat && forallb (fun a => a <? length c)%nat (ends f) | _ => false end) d.

(** [written]: with exponentials, logarithms and so on written out; else the exponentials and roots are variables, and the
    sines and cosines, which lie between -1 and 1. *)
Definition premise (written : bool) (d : list factor) (s : claimed) (g : list generator) (q : quotient) : option statement :=
  let p := numerator q in
  let used := needed_ranges d g p in
  let start := copies (length used) in
  let zero := length start in
  let d0 := start ++ [Num 0 1; Num (-1) 1; Num 1 1] in
  let positive := positive_unknowns n0 g in
  let unknowns := filter (fun k => 0 <? degree_in k p)%nat (seq n0 (width n0 g - n0)) in
  match (if written then let '(d1, ps) := write_variables d0 0 n0 in write_symbols d1 ps g else Some (write_variables d0 0 (width n0 g))) with
  | Some (d1, ps) =>
      match write d1 ps p with
      | Some (d2, k) =>
          match premise_goal s d2 k with
          | Some (d3, k) =>
              if bounds_known used && (written || forallb (fun k => existsb (Nat.eqb k) (positive ++ turning_unknowns n0 g)) unknowns)
              then Some (Statement (if written then n0 else width n0 g) d3
                     (shifted_ranges 0 used ++ (if written then [] else map (fun k =>
                        if existsb (Nat.eqb k) positive then Range k (Open zero) Unbounded else Range k (Closed (S zero)) (Closed (S (S zero)))) unknowns))
                     [] [(Nonnegative, k)])
              else None
          | None => None
          end
      | None => None
      end
  | None => None
  end.

Definition check_leaf (written : bool) (d : list factor) (s : claimed) (g : list generator) (q : quotient) (p : proof) : bool :=
  match premise written d s g q with
  | Some st => match goals st with [a] => check_premise st a p | _ => false end
  | None => false
  end.

Section Writing.
Variable x : list R.  (* the variables of the code *)
Variable l : list R.  (* the values of the unknowns *)

Definition has (d : code) (k : nat) (y : R) : Prop := (k < length d)%nat /\ node (values d x) k = y.

Lemma has_more d e k y : has d k y -> has (d ++ e) k y.
Proof.
  intros [K E]. split; [rewrite app_length; lia|]. rewrite <- E. unfold node.
  change (nth k (run (value x) (d ++ e)) 0 = nth k (run (value x) d) 0).
  rewrite <- (firstn_skipn (length d) (run (value x) (d ++ e))), <- run_firstn, firstn_app, firstn_all, Nat.sub_diag. simpl.
  rewrite app_nil_r. apply app_nth1. now rewrite run_length.
Qed.

Lemma has_last d i : has (d ++ [i]) (length d) (value x (values d x) i).
Proof.
  split; [rewrite app_length; simpl; lia|]. unfold node, values. rewrite fold_left_app. simpl.
  change (fold_left _ d []) with (run (value x) d). rewrite app_nth2; rewrite run_length; [|lia]. now rewrite Nat.sub_diag.
Qed.

Lemma has_node d k y : has d k y -> node (values d x) k = y.
Proof. intros [_ E]. exact E. Qed.

Definition all_has (d : code) (places : list nat) (ys : list R) : Prop :=
  forall k, (k < length places)%nat -> has d (nth k places 0%nat) (nth k ys 0).

Lemma all_has_more d e places ys : all_has d places ys -> all_has (d ++ e) places ys.
Proof. intros H k K. apply has_more, H, K. Qed.

Lemma write_monomial_has m : forall k d acc places y e a, (length m <= length places)%nat -> has d acc y ->
  (forall j, (j < length places)%nat -> has d (nth j places 0%nat) (nth (k + j) l 0)) ->
  write_monomial d acc places m = (e, a) -> (exists r, e = d ++ r) /\ has e a (y * eval l (monomial k m)).
Proof.
  assert (T : forall k, eval l (monomial k []) = 1) by (intro; apply eval_constant).
  induction m as [|i m IH]; intros k d acc places y e a N A H E.
  - destruct places; injection E as <- <-; (split; [exists []; now rewrite app_nil_r|]); rewrite T, Rmult_1_r; exact A.
  - destruct places as [|p places]; [simpl in N; lia|]. simpl in N.
    assert (Hp : has d p (nth k l 0)) by (specialize (H 0%nat); rewrite Nat.add_0_r in H; apply H; simpl; lia).
    assert (Hr : forall r j, (j < length places)%nat -> has (d ++ r) (nth j places 0%nat) (nth (S k + j) l 0)).
    { intros r j J. apply has_more. specialize (H (S j)). rewrite Nat.add_succ_r in H. apply H. simpl. lia. }
    assert (X : forall i, eval l (monomial k (S i :: m)) = nth k l 0 ^ S i * eval l (monomial (S k) m)).
    { intro j. cbn [monomial]. now rewrite eval_mul, eval_power, eval_variable. }
    destruct i as [|[|i]]; cbn [write_monomial] in E.
    + apply (IH (S k) d acc places y e a); [lia | exact A | | exact E]. intros j J. specialize (Hr [] j J). now rewrite app_nil_r in Hr.
    + destruct (IH (S k) _ _ places (y * nth k l 0) e a ltac:(lia)
        ltac:(pose proof (has_last d (Mul acc p)) as L; simpl in L; rewrite (has_node _ _ _ A), (has_node _ _ _ Hp) in L; exact L) (Hr _) E) as [[r ->] G].
      split; [exists ([Mul acc p] ++ r); now rewrite app_assoc|]. rewrite X. simpl pow. replace (y * (nth k l 0 * 1 * eval l (monomial (S k) m))) with
        (y * nth k l 0 * eval l (monomial (S k) m)) by ring. exact G.
    + assert (P1 : has (d ++ [Pow p (S (S i))]) (length d) (nth k l 0 ^ S (S i))).
      { pose proof (has_last d (Pow p (S (S i)))) as L. cbn [value] in L. rewrite (has_node _ _ _ Hp) in L. exact L. }
      assert (P2 : has (d ++ [Pow p (S (S i)); Mul acc (length d)]) (S (length d)) (y * nth k l 0 ^ S (S i))).
      { replace (d ++ [Pow p (S (S i)); Mul acc (length d)]) with ((d ++ [Pow p (S (S i))]) ++ [Mul acc (length d)]) by (now rewrite <- app_assoc).
        replace (S (length d)) with (length (d ++ [Pow p (S (S i))])) by (rewrite app_length; simpl; lia).
        pose proof (has_last (d ++ [Pow p (S (S i))]) (Mul acc (length d))) as L. cbn [value] in L.
        rewrite (has_node _ _ _ P1), (has_node _ _ _ (has_more _ [Pow p (S (S i))] _ _ A)) in L. exact L. }
      destruct (IH (S k) _ _ places _ e a ltac:(lia) P2 (Hr _) E) as [[r ->] G].
      split; [exists ([Pow p (S (S i)); Mul acc (length d)] ++ r); now rewrite app_assoc|]. rewrite X.
      replace (y * (nth k l 0 ^ S (S i) * eval l (monomial (S k) m))) with (y * nth k l 0 ^ S (S i) * eval l (monomial (S k) m)) by ring. exact G.
Qed.

Lemma write_terms_has places t : forall d e a, all_has d places l -> Forall (fun z => (length (fst z) <= length places)%nat) t ->
  write_terms d places t = (e, a) -> (exists r, e = d ++ r) /\ has e a (eval l (of_terms t)).
Proof.
  induction t as [|[m z] t IH]; intros d e a H F E; cbn [write_terms] in E.
  - injection E as <- <-. split; [now exists [Num 0 1]|]. pose proof (has_last d (Num 0 1)) as L. simpl in L.
    change (eval l (of_terms [])) with (IZR 0). replace (IZR 0) with (0 / 1) by field. exact L.
  - inversion_clear F as [|? ? F1 F2]. destruct (write_monomial _ _ places m) as [d1 b] eqn:W.
    destruct (write_terms d1 places t) as [d2 b2] eqn:W2. injection E as <- <-.
    destruct (write_monomial_has m 0 _ _ places (IZR z / 1) d1 b F1 (has_last d (Num z 1)) (all_has_more _ _ _ _ H) W) as [[r ->] G].
    destruct (IH _ _ _ (all_has_more _ r _ _ (all_has_more _ [Num z 1] _ _ H)) F2 W2) as [[r2 ->] G2].
    split; [eexists; rewrite <- !app_assoc; reflexivity|].
    pose proof (has_last (((d ++ [Num z 1]) ++ r) ++ r2) (Add b b2)) as L. cbn [value] in L.
    rewrite (has_node _ _ _ (has_more _ r2 _ _ G)), (has_node _ _ _ G2) in L.
    change (eval l (of_terms ((m, z) :: t))) with (eval l (add (scale z (monomial 0 m)) (of_terms t))).
    rewrite eval_add, eval_scale. replace (IZR z) with (IZR z / 1) by field. exact L.
Qed.

Lemma write_has d places p e a : all_has d places l -> write d places p = Some (e, a) -> (exists r, e = d ++ r) /\ has e a (eval l p).
Proof.
  unfold write. intros H E. destruct (_ && _) eqn:C; [|discriminate]. apply andb_prop in C as [Q N]. injection E as E.
  rewrite <- (eval_equal l _ _ Q). apply (write_terms_has places (terms_of (length places) p) d e a H); [|exact E].
  apply Forall_forall. intros z Z. rewrite forallb_forall in N. now apply Nat.leb_le, N.
Qed.

Lemma write_variables_has n : forall d k e ps, write_variables d k n = (e, ps) ->
  (exists r, e = d ++ r) /\ length ps = n /\ forall j, (j < n)%nat -> has e (nth j ps 0%nat) (nth (k + j) x 0).
Proof.
  induction n as [|n IH]; intros d k e ps E; cbn [write_variables] in E.
  - injection E as <- <-. split; [exists []; now rewrite app_nil_r|]. split; [reflexivity|]. lia.
  - destruct (write_variables _ (S k) n) as [e' ps'] eqn:W. injection E as <- <-. destruct (IH _ _ _ _ W) as ([r ->] & L & H).
    split; [exists ([Var k] ++ r); now rewrite app_assoc|]. split; [simpl; congruence|].
    intros [|j] J; cbn [nth].
    + rewrite Nat.add_0_r. apply has_more. exact (has_last d (Var k)).
    + rewrite Nat.add_succ_r. apply (H j). lia.
Qed.
End Writing.

Lemma symbols_are g : forall ys k, good (length ys) g = true -> (k < length ys)%nat -> nth k (symbols ys g) 0 = nth k ys 0.
Proof. intros ys k _ K. now apply symbols_nth. Qed.

(** Two more unknowns. *)
Lemma pair_has x d places ys i a b u v : length places = length ys -> all_has x d places ys -> has x d a u -> has x (d ++ [i]) b v ->
  all_has x (d ++ [i]) (places ++ [a; b]) (ys ++ [u; v]).
Proof.
  intros L H A B k K. rewrite app_length in K. simpl in K.
  destruct (Nat.eq_dec k (length places)) as [->|Ne]; [|destruct (Nat.eq_dec k (S (length places))) as [->|Ne2]].
  - rewrite app_nth2, Nat.sub_diag by lia. rewrite L, app_nth2, Nat.sub_diag by lia. cbn [nth]. apply has_more. exact A.
  - rewrite app_nth2 by lia. replace (S (length places) - length places)%nat with 1%nat by lia.
    rewrite app_nth2 by lia. replace (S (length places) - length ys)%nat with 1%nat by lia. cbn [nth]. exact B.
  - rewrite !app_nth1 by lia. apply has_more. apply H. lia.
Qed.

Lemma write_symbols_has x g : forall d places ys e ps, length places = length ys -> all_has x d places ys ->
  write_symbols d places g = Some (e, ps) ->
  (exists r, e = d ++ r) /\ length ps = length (symbols ys g) /\ all_has x e ps (symbols ys g).
Proof.
  induction g as [|[p z|b|p z|p w] g IH]; intros d places ys e ps L H E; cbn [write_symbols symbols] in *.
  - injection E as <- <-. split; [exists []; now rewrite app_nil_r | now split].
  - destruct (write d places p) as [[e1 a]|] eqn:W; [|discriminate]. destruct (write_has x ys d places p e1 a H W) as [[r ->] A].
    set (d1 := d ++ r) in *.
    assert (H1 : has x (d1 ++ [Num (Zpos z) 1]) (length d1) (IZR (Zpos z))).
    { pose proof (has_last x d1 (Num (Zpos z) 1)) as K. cbn [value] in K. replace (IZR (Zpos z) / 1) with (IZR (Zpos z)) in K by field. exact K. }
    set (d2 := d1 ++ [Num (Zpos z) 1]) in *.
    assert (H2 : has x (d2 ++ [Div a (length d1)]) (length d2) (eval ys p / IZR (Zpos z))).
    { pose proof (has_last x d2 (Div a (length d1))) as K. cbn [value] in K.
      rewrite (has_node _ _ _ _ H1), (has_node x d2 _ _ (has_more x d1 [Num (Zpos z) 1] _ _ A)) in K. exact K. }
    set (d3 := d2 ++ [Div a (length d1)]) in *.
    assert (H3 : has x (d3 ++ [Exp (length d2)]) (length d3) (exp (eval ys p / IZR (Zpos z)))).
    { pose proof (has_last x d3 (Exp (length d2))) as K. cbn [value] in K. rewrite (has_node _ _ _ _ H2) in K. exact K. }
    assert (N2 : length d2 = S (length d1)) by (unfold d2; rewrite app_length; simpl; lia).
    assert (N3 : length d3 = S (S (length d1))) by (unfold d3; rewrite app_length; simpl; lia).
    replace (d1 ++ [Num (Zpos z) 1; Div a (length d1); Exp (S (length d1))]) with (d3 ++ [Exp (length d2)]) in E
      by (rewrite N2; unfold d3, d2; rewrite <- !app_assoc; reflexivity).
    assert (Q : all_has x (d3 ++ [Exp (length d2)]) (places ++ [S (S (length d1))]) (ys ++ [exp (eval ys p / IZR (Zpos z))])).
    { intros k K. rewrite app_length in K. simpl in K. destruct (Nat.eq_dec k (length places)) as [->|Ne].
      - rewrite app_nth2, Nat.sub_diag by lia. rewrite L, app_nth2, Nat.sub_diag by lia. cbn [nth]. rewrite <- N3. exact H3.
      - rewrite !app_nth1 by lia. unfold d3, d2, d1. repeat apply has_more. apply H. lia. }
    assert (Lq : length (places ++ [S (S (length d1))]) = length (ys ++ [exp (eval ys p / IZR (Zpos z))])) by (rewrite !app_length; simpl; lia).
    destruct (IH _ _ _ _ _ Lq Q E) as ([r' ->] & L' & H').
    split; [|now split]. exists (r ++ [Num (Zpos z) 1] ++ [Div a (length d1)] ++ [Exp (length d2)] ++ r').
    unfold d3, d2, d1. now rewrite <- !app_assoc.
  - destruct (write d places b) as [[e1 a]|] eqn:W; [|discriminate]. destruct (write_has x ys d places b e1 a H W) as [[r ->] A].
    set (d1 := d ++ r) in *.
    assert (H1 : has x (d1 ++ [Log a]) (length d1) (ln (eval ys b))).
    { pose proof (has_last x d1 (Log a)) as K. cbn [value] in K. rewrite (has_node _ _ _ _ A) in K. exact K. }
    set (d2 := d1 ++ [Log a]) in *.
    assert (H2 : has x (d2 ++ [Sqrt a]) (length d2) (sqrt (eval ys b))).
    { pose proof (has_last x d2 (Sqrt a)) as K. cbn [value] in K. rewrite (has_node x d2 _ _ (has_more x d1 [Log a] _ _ A)) in K. exact K. }
    assert (N2 : length d2 = S (length d1)) by (unfold d2; rewrite app_length; simpl; lia).
    replace (d1 ++ [Log a; Sqrt a]) with (d2 ++ [Sqrt a]) in E by (unfold d2; now rewrite <- app_assoc).
    assert (Q : all_has x (d2 ++ [Sqrt a]) (places ++ [length d1; S (length d1)]) (ys ++ [ln (eval ys b); sqrt (eval ys b)])).
    { intros k K. rewrite app_length in K. simpl in K.
      destruct (Nat.eq_dec k (length places)) as [->|Ne]; [|destruct (Nat.eq_dec k (S (length places))) as [->|Ne2]].
      - rewrite app_nth2, Nat.sub_diag by lia. rewrite L, app_nth2, Nat.sub_diag by lia. cbn [nth]. apply has_more. exact H1.
      - rewrite app_nth2 by lia. replace (S (length places) - length places)%nat with 1%nat by lia.
        rewrite app_nth2 by lia. replace (S (length places) - length ys)%nat with 1%nat by lia. cbn [nth]. rewrite <- N2. exact H2.
      - rewrite !app_nth1 by lia. unfold d2, d1. repeat apply has_more. apply H. lia. }
    assert (Lq : length (places ++ [length d1; S (length d1)]) = length (ys ++ [ln (eval ys b); sqrt (eval ys b)])) by (rewrite !app_length; simpl; lia).
    destruct (IH _ _ _ _ _ Lq Q E) as ([r' ->] & L' & H').
    split; [|now split]. exists (r ++ [Log a] ++ [Sqrt a] ++ r').
    unfold d2, d1. now rewrite <- !app_assoc.
  - destruct (write d places p) as [[e1 a]|] eqn:W; [|discriminate]. destruct (write_has x ys d places p e1 a H W) as [[r ->] A].
    set (d1 := d ++ r) in *.
    assert (H1 : has x (d1 ++ [Num (Zpos z) 1]) (length d1) (IZR (Zpos z))).
    { pose proof (has_last x d1 (Num (Zpos z) 1)) as K. cbn [value] in K. replace (IZR (Zpos z) / 1) with (IZR (Zpos z)) in K by field. exact K. }
    set (d2 := d1 ++ [Num (Zpos z) 1]) in *.
    assert (H2 : has x (d2 ++ [Div a (length d1)]) (length d2) (eval ys p / IZR (Zpos z))).
    { pose proof (has_last x d2 (Div a (length d1))) as K. cbn [value] in K.
      rewrite (has_node _ _ _ _ H1), (has_node x d2 _ _ (has_more x d1 [Num (Zpos z) 1] _ _ A)) in K. exact K. }
    set (d3 := d2 ++ [Div a (length d1)]) in *.
    assert (H3 : has x (d3 ++ [Sin (length d2)]) (length d3) (sin (eval ys p / IZR (Zpos z)))).
    { pose proof (has_last x d3 (Sin (length d2))) as K. cbn [value] in K. rewrite (has_node _ _ _ _ H2) in K. exact K. }
    set (d4 := d3 ++ [Sin (length d2)]) in *.
    assert (H4 : has x (d4 ++ [Cos (length d2)]) (length d4) (cos (eval ys p / IZR (Zpos z)))).
    { pose proof (has_last x d4 (Cos (length d2))) as K. cbn [value] in K. rewrite (has_node x d4 _ _ (has_more x d3 [Sin (length d2)] _ _ H2)) in K. exact K. }
    assert (N2 : length d2 = S (length d1)) by (unfold d2; rewrite app_length; simpl; lia).
    assert (N3 : length d3 = S (S (length d1))) by (unfold d3; rewrite app_length; simpl; lia).
    assert (N4 : length d4 = S (S (S (length d1)))) by (unfold d4; rewrite app_length; simpl; lia).
    replace (d1 ++ [Num (Zpos z) 1; Div a (length d1); Sin (S (length d1)); Cos (S (length d1))]) with (d4 ++ [Cos (length d2)]) in E
      by (rewrite N2; unfold d4, d3; rewrite N2; unfold d2; rewrite <- !app_assoc; reflexivity).
    rewrite <- N4, <- N3 in E.
    pose proof (pair_has x d4 places ys (Cos (length d2)) (length d3) (length d4) _ _ L
      (all_has_more x _ [Sin (length d2)] _ _ (all_has_more x _ [Div a (length d1)] _ _ (all_has_more x _ [Num (Zpos z) 1] _ _ (all_has_more x _ r _ _ H)))) H3 H4) as Q.
    assert (Lq : length (places ++ [length d3; length d4]) = length (ys ++ [sin (eval ys p / IZR (Zpos z)); cos (eval ys p / IZR (Zpos z))]))
      by (rewrite !app_length; simpl; lia).
    destruct (IH _ _ _ _ _ Lq Q E) as ([r' ->] & L' & H').
    split; [|now split]. eexists. unfold d4, d3, d2, d1. rewrite <- !app_assoc. reflexivity.
  - destruct (write d places p) as [[e1 a]|] eqn:W; [|discriminate]. destruct (write_has x ys d places p e1 a H W) as [[r ->] A].
    destruct (write (d ++ r) places w) as [[e2 b]|] eqn:W2; [|discriminate].
    destruct (write_has x ys _ places w e2 b (all_has_more _ _ _ _ _ H) W2) as [[r2 ->] B].
    set (d1 := (d ++ r) ++ r2) in *.
    assert (H2 : has x (d1 ++ [Div a b]) (length d1) (eval ys p / eval ys w)).
    { pose proof (has_last x d1 (Div a b)) as K. cbn [value] in K. rewrite (has_node _ _ _ _ B), (has_node x d1 _ _ (has_more x _ r2 _ _ A)) in K. exact K. }
    set (d3 := d1 ++ [Div a b]) in *.
    assert (H3 : has x (d3 ++ [Atan (length d1)]) (length d3) (atan (eval ys p / eval ys w))).
    { pose proof (has_last x d3 (Atan (length d1))) as K. cbn [value] in K. rewrite (has_node _ _ _ _ H2) in K. exact K. }
    assert (N3 : length d3 = S (length d1)) by (unfold d3; rewrite app_length; simpl; lia).
    replace (d1 ++ [Div a b; Atan (length d1)]) with (d3 ++ [Atan (length d1)]) in E by (unfold d3; now rewrite <- app_assoc).
    rewrite <- N3 in E.
    assert (Q : all_has x (d3 ++ [Atan (length d1)]) (places ++ [length d3]) (ys ++ [atan (eval ys p / eval ys w)])).
    { intros k K. rewrite app_length in K. simpl in K. destruct (Nat.eq_dec k (length places)) as [->|Ne].
      - rewrite app_nth2, Nat.sub_diag by lia. rewrite L, app_nth2, Nat.sub_diag by lia. cbn [nth]. exact H3.
      - rewrite !app_nth1 by lia. unfold d3, d1. repeat apply has_more. apply H. lia. }
    assert (Lq : length (places ++ [length d3]) = length (ys ++ [atan (eval ys p / eval ys w)])) by (rewrite !app_length; simpl; lia).
    destruct (IH _ _ _ _ _ Lq Q E) as ([r' ->] & L' & H').
    split; [|now split]. eexists. unfold d3, d1. rewrite <- !app_assoc. reflexivity.
Qed.

Lemma shifted_values y pre cc : values (pre ++ map (shifted (length pre)) cc) y = values pre y ++ values cc y.
Proof.
  assert (S : forall d e, values (d ++ [e]) y = values d y ++ [value y (values d y) e]).
  { intros d e. unfold values. now rewrite fold_left_app. }
  induction cc as [|i cc IH] using rev_ind; [now rewrite !app_nil_r|].
  rewrite map_app, app_assoc. cbn [map]. rewrite !S, IH, <- app_assoc. f_equal. f_equal. f_equal.
  assert (N : forall a, node (values pre y ++ values cc y) (length pre + a) = node (values cc y) a).
  { intro a. unfold node. change (values pre y) with (run (value y) pre). rewrite app_nth2; rewrite run_length; [|lia].
    f_equal. lia. }
  destruct i; simpl; rewrite ?N; reflexivity.
Qed.

Lemma copies_length m : length (copies m) = (m * length c)%nat.
Proof. induction m as [|m IH]; [reflexivity|]. cbn [copies]. cbv zeta. rewrite app_length, map_length, IH. simpl. lia. Qed.

Lemma copies_has y m j a : (j < m)%nat -> (a < length c)%nat -> has y (copies m) (j * length c + a) (at_node y a).
Proof.
  intros J A. induction m as [|m IH]; [lia|]. cbn [copies]. cbv zeta. destruct (Nat.eq_dec j m) as [->|N].
  - split; [rewrite app_length, map_length, copies_length; lia|]. rewrite shifted_values. unfold node.
    change (values (copies m) y) with (run (value y) (copies m)). rewrite app_nth2; rewrite run_length, copies_length; [|lia].
    f_equal. lia.
  - apply has_more, IH. lia.
Qed.

Hypothesis c_sane : sane n0 0 c = true.

Lemma needed_in d g p f x V : In f (needed_ranges d g p) -> Forall (in_factor x V) d -> in_factor x V f.
Proof.
  unfold needed_ranges, constants_first. intros I H. apply in_app_or in I.
  assert (J : In f (flat_map (fun f => match f with
    | Range v _ _ => if nth v (fold_left (fun used _ => mark_ranges d used) d (mark_generators n0 g (mark (repeat false (width n0 g)) (fun k => 0 <? degree_in k p)%nat))) false
                     then match fibre v d with Some (a, b) => [Range v a b] | None => [] end else []
    | _ => []
    end) whole)) by (destruct I as [I|I]; apply filter_In in I as [I _]; exact I).
  clear I. apply in_flat_map in J as (w & _ & I). destruct w as [v lo up| |]; try contradiction.
  destruct (nth v _ false); [|contradiction]. destruct (fibre v d) as [[a b]|] eqn:E; [|contradiction].
  destruct I as [<-|[]]. apply (in_ranges x V v d a b E), H.
Qed.

Lemma shifted_in y x e d m : (forall k, (k < n0)%nat -> nth k y 0 = nth k x 0) -> forall j, (j + length d <= m)%nat ->
  bounds_known d = true -> Forall (in_factor x (values c x)) d -> Forall (in_factor y (values (copies m ++ e) y)) (shifted_ranges j d).
Proof.
  intros X. induction d as [|f d IH]; intros j J B H; [constructor|]. simpl in B, J. apply andb_prop in B as [Bf B]. inversion_clear H as [|? ? Hf Hd].
  destruct f as [v lower upper| |]; try discriminate. apply andb_prop in Bf as [V Bf]. apply Nat.ltb_lt in V.
  cbn [shifted_ranges]. constructor; [|apply IH; auto; lia].
  assert (N : forall a, In a (ends (Range v lower upper)) -> node (values (copies m ++ e) y) (j * length c + a) = at_node x a).
  { intros a A. rewrite forallb_forall in Bf. specialize (Bf a A). apply Nat.ltb_lt in Bf.
    rewrite (has_node _ _ _ _ (has_more _ _ e _ _ (copies_has y m j a ltac:(lia) Bf))). apply (nodes_over n0 c c_sane x y X). }
  destruct Hf as [L U]. split; rewrite (X v V).
  - destruct lower as [|a|a]; simpl in *; auto; rewrite (N a) by auto; exact L.
  - destruct upper as [|a|a]; cbn [below shifted_bound] in *; auto; rewrite (N a); auto; simpl; apply in_or_app; right; simpl; auto.
Qed.

Lemma positive_unknowns_positive g l : forall n, model n g l -> bases_positive g l -> forall k, In k (positive_unknowns n g) -> 0 < nth k l 0.
Proof.
  induction g as [|[p d|b|p d|p w] g IH]; intros n M P k I; [contradiction| | | |]; cbn [positive_unknowns model bases_positive] in *;
    [destruct I as [<-|I] | destruct I as [<-|I] | |].
  - destruct M as [-> _]. apply exp_pos.
  - now apply (IH _ (proj2 M)).
  - destruct M as (_ & -> & _). apply sqrt_lt_R0, P.
  - now apply (IH _ (proj2 (proj2 M)) (proj2 P)).
  - now apply (IH _ (proj2 (proj2 M))).
  - now apply (IH _ (proj2 M) (proj2 P)).
Qed.

Lemma turning_unknowns_between g l : forall n, model n g l -> forall k, In k (turning_unknowns n g) -> -1 <= nth k l 0 <= 1.
Proof.
  induction g as [|[p d|b|p d|p w] g IH]; intros n M k I; [contradiction| | | |]; cbn [turning_unknowns model] in *;
    try (destruct M as (_ & M); try destruct M as (_ & M); now apply (IH _ M)).
  destruct M as (S & C & M). destruct I as [<-|[<-|I]]; [rewrite S; apply SIN_bound | rewrite C; apply COS_bound | now apply (IH _ M)].
Qed.

Lemma leaf_sound written d s g q p x : check_leaf written d s g q p = true -> holds_for d x -> good n0 g = true ->
  bases_positive g (symbols x g) -> has_sign s (valued g x q).
Proof.
  unfold check_leaf, premise. intros C [L H] G P. cbv zeta in C.
  set (l := symbols x g). set (N := numerator q) in *. set (used := needed_ranges d g N) in *.
  set (d0 := copies (length used) ++ [Num 0 1; Num (-1) 1; Num 1 1]) in *. set (us := filter _ _) in C.
  set (y := if written then x else l).
  assert (Y : forall k, (k < n0)%nat -> nth k y 0 = nth k x 0) by (intros k K; unfold y; destruct written; [reflexivity | now apply point_variable]).
  destruct (if written then _ else _) as [[d1 ps]|] eqn:W; [|discriminate].
  assert (D1 : (exists r, d1 = d0 ++ r) /\ all_has y d1 ps l).
  { unfold y. destruct written.
    - destruct (write_variables d0 0 n0) as [d2 qs] eqn:V. destruct (write_variables_has x n0 _ _ _ _ V) as ([r ->] & Lq & Hq).
      destruct (write_symbols_has x g (d0 ++ r) qs x d1 ps) as ([r' ->] & _ & A); [congruence | | exact W |].
      + intros k K. apply (Hq k). lia.
      + split; [exists (r ++ r'); now rewrite app_assoc | exact A].
    - injection W as W. destruct (write_variables_has l (width n0 g) _ _ _ _ W) as (E & Lq & Hq). split; [exact E|].
      intros k K. apply (Hq k). lia. }
  destruct D1 as [[r1 ->] A]. destruct (write _ ps N) as [[d2 k]|] eqn:E; [|discriminate].
  destruct (write_has y l (d0 ++ r1) ps N d2 k A E) as [[r2 ->] Hk]. set (d2 := (d0 ++ r1) ++ r2) in *.
  destruct (premise_goal s d2 k) as [[d3 k3]|] eqn:Q; [|discriminate]. destruct (_ && _) eqn:B; [|discriminate].
  apply andb_prop in B as [B U]. cbn [goals] in C. set (st := Statement _ _ _ _ _) in C.
  assert (Ly : length y = variables st) by (unfold y, st; destruct written; cbn [variables]; [exact L | unfold l; now rewrite symbols_length, L]).
  pose proof (check_premise_sound st _ p C y Ly) as T. unfold true_at in T. cbn [formula domain assumptions st] in T.
  assert (E3 : exists r, d3 = d2 ++ r) by (destruct s; cbn [premise_goal] in Q; try discriminate; injection Q as <- _; [exists []; now rewrite app_nil_r | eexists; reflexivity]).
  destruct E3 as [r3 E3].
  set (zero := length (copies (length used))) in *.
  assert (Z0 : forall k z, has y d0 k z -> node (values d3 y) k = z).
  { intros k' z K. rewrite E3. unfold d2. exact (has_node _ _ _ _ (has_more _ _ r3 _ _ (has_more _ _ r2 _ _ (has_more _ _ r1 _ _ K)))). }
  assert (Z : node (values d3 y) zero = 0 /\ node (values d3 y) (S zero) = -1 /\ node (values d3 y) (S (S zero)) = 1).
  { unfold zero. set (e0 := copies (length used)). pose proof (has_last y e0 (Num 0 1)) as K0. pose proof (has_last y (e0 ++ [Num 0 1]) (Num (-1) 1)) as K1.
    pose proof (has_last y ((e0 ++ [Num 0 1]) ++ [Num (-1) 1]) (Num 1 1)) as K2. cbn [value] in K0, K1, K2.
    replace (length ((e0 ++ [Num 0 1]) ++ [Num (-1) 1])) with (S (S (length e0))) in K2 by (rewrite !app_length; simpl; lia).
    replace (length (e0 ++ [Num 0 1])) with (S (length e0)) in K1 by (rewrite app_length; simpl; lia).
    assert (D0 : d0 = ((e0 ++ [Num 0 1]) ++ [Num (-1) 1]) ++ [Num 1 1]) by (unfold d0, e0; now rewrite <- !app_assoc).
    replace (0 / 1) with 0 in K0 by field. replace (-1 / 1) with (-1) in K1 by field. replace (1 / 1) with 1 in K2 by field.
    split; [|split]; apply Z0; rewrite D0; [apply has_more, has_more, K0 | apply has_more, K1 | exact K2]. }
  destruct Z as (Z & Zm & Zp).
  assert (F : Forall (in_factor y (values d3 y)) (shifted_ranges 0 used ++ (if written then [] else map (fun k =>
    if existsb (Nat.eqb k) (positive_unknowns n0 g) then Range k (Open zero) Unbounded else Range k (Closed (S zero)) (Closed (S (S zero)))) us))).
  { apply Forall_app. split.
    - rewrite E3. unfold d2, d0. rewrite <- !app_assoc. apply (shifted_in y x); auto. apply Forall_forall. intros f Hf.
      now apply (needed_in d g N).
    - destruct written; [constructor|]. simpl in U. apply Forall_forall. intros f Hf. apply in_map_iff in Hf as (z & <- & Hz).
      rewrite forallb_forall in U. specialize (U z Hz). unfold y. destruct (existsb (Nat.eqb z) (positive_unknowns n0 g)) eqn:X.
      + apply existsb_exists in X as (z' & I & Ez). apply Nat.eqb_eq in Ez. subst z'.
        cbn [in_factor above below]. split; [|exact Logic.I]. unfold y in Z. rewrite Z.
        exact (positive_unknowns_positive g l n0 (point_model x g L G) P z I).
      + rewrite existsb_app, X in U. apply existsb_exists in U as (z' & I & Ez). apply Nat.eqb_eq in Ez. subst z'.
        cbn [in_factor above below]. unfold y in Zm, Zp. rewrite Zm, Zp. exact (turning_unknowns_between g l n0 (point_model x g L G) z I). }
  specialize (T F (Forall_nil _)). unfold claims in T. cbn [fst snd] in T. destruct T as [T1 T2]. unfold holds in T2. cbn [fst snd] in T2.
  assert (S : has_sign s (eval l N)).
  { destruct s; cbn [premise_goal] in Q; try discriminate; injection Q as <- <-.
    - rewrite (has_node _ _ _ _ Hk) in T2. exact T2.
    - set (d4 := d2 ++ [Num 1 1; Div (length d2) k]) in *.
      assert (I : nth_error d4 (S (length d2)) = Some (Div (length d2) k)).
      { unfold d4. rewrite nth_error_app2 by lia. replace (S (length d2) - length d2)%nat with 1%nat by lia. reflexivity. }
      assert (I1 : nth_error d4 (length d2) = Some (Num 1 1)) by (unfold d4; rewrite nth_error_app2, Nat.sub_diag by lia; reflexivity).
      assert (Bf : before (S (length d2)) (Div (length d2) k)) by (destruct Hk as [Hk _]; repeat constructor; lia).
      rewrite (node_defined _ _ _ _ I Bf) in T1. destruct T1 as (_ & _ & T1). rewrite (node_value _ _ _ _ I Bf) in T2. cbn [value] in T2.
      rewrite (node_value _ _ _ _ I1 (Forall_nil _)) in T2. unfold d4 in T1, T2. rewrite (has_node _ _ _ _ (has_more _ _ _ _ _ Hk)) in T1, T2.
      cbn [value] in T2. cbn [has_sign]. destruct (Rlt_le_dec 0 (eval l N)) as [K|K]; [exact K|]. exfalso.
      assert (K' : eval l N < 0) by lra. pose proof (Rinv_lt_0_compat _ K'). unfold Rdiv in T2. rewrite Rinv_1 in T2. lra. }
  unfold element_value. fold l N. set (D := IZR (Zpos (denominator q)) * product (map (eval l) (fs n0 g)) (powers q)).
  assert (Dp : 0 < D) by (apply Rmult_lt_0_compat; [apply (IZR_lt 0); reflexivity | apply fs_product; [now apply point_model | exact P]]).
  pose proof (Rinv_0_lt_compat _ Dp). unfold Rdiv. destruct s; cbn [has_sign] in *.
  - apply Rmult_le_pos; lra.
  - now apply Rmult_lt_0_compat.
  - rewrite S. ring.
Qed.

(** ** The rules *)

Definition with_ends (v : nat) (lower upper : bound) (d : list factor) : list factor := Range v lower upper :: others v d.

Definition is_above (s : claimed) : bool := match s with Above => true | _ => false end.
Definition is_equal (s : claimed) : bool := match s with Equal => true | _ => false end.

(** At a range of v that no other range moves with. *)
Definition movable (v : nat) (d : list factor) : bool :=
  (v <? n0)%nat && independent c v (others v d) &&
  match fibre v d with Some (lower, upper) => forallb (fun a => negb (depends c v a)) (ends (Range v lower upper)) | None => false end.

(** The symbol of generator number i. *)
Fixpoint symbol_of (n i : nat) (g : list generator) : nat :=
  match g, i with a :: r, S j => symbol_of (n + brings a) j r | _, _ => n end.

Definition log_coefficient (g : list generator) (q : quotient) (i : nat) (h : Z) : quotient :=
  let n := symbol_of n0 i g in
  let t := flat_map (fun t => match skipn n (fst t) with
                              | 1%nat :: k => [(firstn n (fst t) ++ O :: k, snd t)]
                              | _ => []
                              end) (terms_of (width n0 g) (numerator q)) in
  normal n0 g (Quotient (scale (Z.sgn h) (of_terms t)) (denominator q * Z.to_pos (Z.abs h)) (powers q)).

(** The bound for c log u, and what is left of q with it. *)
Definition tangent (g : list generator) (q : quotient) (i : nat) (hs : list Z) (order : Z) : option (quotient * quotient) :=
  let z := log_coefficient g q i (nth i hs 0%Z) in
  let m := if (Z.abs order =? 1)%Z then 2%Z else 1%Z in
  if (Z.abs order =? 1)%Z || (Z.abs order =? 2)%Z then
    let root := product_of n0 g (map (Z.mul (- Z.sgn order * m)) hs) in
    match log_of n0 g (map (Z.mul 2) hs), ChainRing.plus n0 g (rational 1 1) (qopp root) with
    | Some log, Some gap =>
        match ChainRing.plus n0 g q (qopp (times n0 g z log)) with
        | Some r => match ChainRing.plus n0 g r (times n0 g z (times n0 g (rational order 1) gap)) with
                    | Some rest => Some (if (0 <? order)%Z then z else qopp z, rest)
                    | None => None
                    end
        | None => None
        end
    | _, _ => None
    end
  else None.

(** The parts A and B of the numerator A + B R, R the root of base number i, without its base; of the denominators the
    exponentials stay. *)
Fixpoint base_of (i : nat) (g : list generator) : option poly :=
  match g, i with BaseOf b :: _, O => Some b | _ :: r, S j => base_of j r | _, _ => None end.

Fixpoint exponential_powers (g : list generator) (ns : list nat) : list nat :=
  match g, ns with
  | ExpOf _ _ :: r, n :: ns' => n :: exponential_powers r ns'
  | _ :: r, _ :: ns' => O :: exponential_powers r ns'
  | _, _ => []
  end.

Definition radical (g : list generator) (q : quotient) (i : nat) : option (quotient * quotient * quotient) :=
  match base_of i g with
  | Some b =>
      let s := S (symbol_of n0 i g) in
      let x := split_root 0 s b (numerator q) in
      let ns := exponential_powers g (powers q) in
      let part p := normal n0 g (Quotient p 1 ns) in
      match ChainRing.plus n0 g (times n0 g (part (fst x)) (part (fst x)))
              (qopp (times n0 g (times n0 g (part (snd x)) (part (snd x))) (polynomial b))) with
      | Some difference => Some (part (fst x), part (snd x), difference)
      | None => None
      end
  | None => None
  end.

Fixpoint check_chain (cl : claim) (tree : chain_proof) {struct tree} : bool :=
  let d := ranges cl in
  let s := sign cl in
  let g := ring cl in
  match tree with
  | NewExponent t rest =>
      match evaluate n0 g c t with
      | Some q =>
          let e := ExpOf (numerator q) (denominator q) in
          forallb (Nat.eqb 0) (powers q) && good (width n0 g) [e] && fits g (what cl)
          && check_chain (Claim d s (g ++ [e]) (what cl)) rest
      | None => false
      end
  | NewBase t above rest =>
      match evaluate n0 g c t with
      | Some q =>
          let e := BaseOf (numerator q) in
          forallb (Nat.eqb 0) (powers q) && Pos.eqb (denominator q) 1 && good (width n0 g) [e] && fits g (what cl)
          && check_chain (Claim d Above g (Known q)) above && check_chain (Claim d s (g ++ [e]) (what cl)) rest
      | None => false
      end
  | NewAngle t rest =>
      match evaluate n0 g c t with
      | Some q =>
          let e := AngleOf (numerator q) (denominator q) in
          forallb (Nat.eqb 0) (powers q) && good (width n0 g) [e] && fits g (what cl)
          && check_chain (Claim d s (g ++ [e]) (what cl)) rest
      | None => false
      end
  | NewArc t rest =>
      match evaluate n0 g c t with
      | Some q =>
          match expand (fs n0 g) (powers q) with
          | Some w =>
              let e := ArcOf (numerator q) (scale (Zpos (denominator q)) w) in
              good (width n0 g) [e] && fits g (what cl) && check_chain (Claim d s (g ++ [e]) (what cl)) rest
          | None => false
          end
      | None => false
      end
  | _ =>
      match expand_body g (what cl) with
      | None => false
      | Some q =>
          match tree with
          | Vanishes => negb (is_above s) && is_zero (without_roots n0 g (numerator q))
          | Divide hs rest =>
              negb (is_equal s) && check_chain (Claim d s g (Known (times n0 g q (product_of n0 g (map (Z.mul (-1)) hs))))) rest
          | Up v e slope =>
              match fibre v d with
              | Some (lower, upper) =>
                  match node_of lower, slope_of n0 g v q with
                  | Some a, Some dq =>
                      let strict := is_above s && is_open lower in
                      negb (is_equal s) && movable v d
                      && check_chain (Claim (others v d) (if strict then AtLeast else s) [] (EndOf g q v a)) e
                      && check_chain (Claim (with_ends v (opened lower) (opened upper) d) (if strict then Above else AtLeast) g (Known dq)) slope
                  | _, _ => false
                  end
              | None => false
              end
          | Down v e slope =>
              match fibre v d with
              | Some (lower, upper) =>
                  match node_of upper, slope_of n0 g v q with
                  | Some a, Some dq =>
                      let strict := is_above s && is_open upper in
                      negb (is_equal s) && movable v d
                      && check_chain (Claim (others v d) (if strict then AtLeast else s) [] (EndOf g q v a)) e
                      && check_chain (Claim (with_ends v (opened lower) (opened upper) d) (if strict then Above else AtLeast) g (Known (qopp dq))) slope
                  | _, _ => false
                  end
              | None => false
              end
          | SplitAt v phi low high below above =>
              match fibre v d with
              | Some (lower, upper) =>
                  negb (is_equal s) && movable v d && negb (depends c v phi)
                  && match node_of lower with
                     | Some a => check_chain (Claim (others v d) (if is_open lower then Above else AtLeast) [] (Distance phi a)) low
                     | None => true
                     end
                  && match node_of upper with
                     | Some b => check_chain (Claim (others v d) (if is_open upper then Above else AtLeast) [] (Distance b phi)) high
                     | None => true
                     end
                  && check_chain (Claim (with_ends v lower (Closed phi) d) s g (Known q)) below
                  && check_chain (Claim (with_ends v (Closed phi) upper d) s g (Known q)) above
              | None => false
              end
          | Tangent i hs order p rest =>
              match tangent g q i hs order with
              | Some (z, r) => negb (is_equal s) && check_chain (Claim d AtLeast g (Known z)) p && check_chain (Claim d s g (Known r)) rest
              | None => false
              end
          | Radical i lead p rest =>
              match radical g q i with
              | Some (a, b, difference) =>
                  negb (is_equal s) && check_chain (Claim d AtLeast g (Known (if lead then a else b))) p
                  && check_chain (Claim d s g (Known (if lead then difference else qopp difference))) rest
              | None => false
              end
          | Premise p => check_leaf false d s g q p
          | Written p => check_leaf true d s g q p
          | _ => false
          end
      end
  end.

Lemma by_element cl q : ready cl -> expand_body (ring cl) (what cl) = Some q ->
  (forall x, holds_for (ranges cl) x -> has_sign (sign cl) (valued (ring cl) x q)) -> true_claim cl.
Proof.
  intros [G P] E H x Hx. destruct (expand_body_value (ring cl) (what cl) q x E (proj1 Hx) G (P x Hx)) as [S ->]. split; [exact S | now apply H].
Qed.

Lemma known_sign d s g q x : true_claim (Claim d s g (Known q)) -> holds_for d x -> has_sign s (valued g x q).
Proof. intros T H. exact (proj2 (T x H)). Qed.

Lemma opposite_value l fs' q : element_value l fs' (qopp q) = - element_value l fs' q.
Proof. unfold element_value. cbn [numerator denominator powers qopp]. rewrite eval_scale. unfold Rdiv. ring. Qed.

Lemma in_opened x V v lower upper : in_factor x V (Range v (opened lower) (opened upper)) -> in_factor x V (Range v lower upper).
Proof. intros [L U]. split; [destruct lower | destruct upper]; simpl in *; lra. Qed.

(** Moving one coordinate inside its range. *)
Section Moving.
Variables (d : list factor) (v : nat) (lower upper : bound) (x : list R).
Hypothesis F : fibre v d = Some (lower, upper).
Hypothesis Mv : movable v d = true.
Hypothesis Hx : holds_for d x.

Lemma v_small : (v < n0)%nat.
Proof. unfold movable in Mv. apply andb_prop in Mv as [M _]. apply andb_prop in M as [M _]. now apply Nat.ltb_lt. Qed.

Lemma moved_node t a : depends c v a = false -> at_node (update x v t) a = at_node x a.
Proof. apply (nodes_without n0 c c_sane x (update x v t) v). intros k _ N. now apply nth_update. Qed.

Lemma end_fixed a t : In a (ends (Range v lower upper)) -> at_node (update x v t) a = at_node x a.
Proof.
  intro A. unfold movable in Mv. rewrite F in Mv. apply andb_prop in Mv as [_ M]. rewrite forallb_forall in M.
  apply moved_node, negb_true_iff, M, A.
Qed.

Lemma moved_others t : Forall (in_factor (update x v t) (values c (update x v t))) (others v d).
Proof.
  unfold movable in Mv. apply andb_prop in Mv as [M _]. apply andb_prop in M as [_ M]. unfold independent in M. rewrite forallb_forall in M.
  destruct Hx as [L H]. apply (in_ranges x _ v d lower upper F) in H as [_ H]. rewrite Forall_forall in H |- *.
  intros f Hf. specialize (M f Hf). specialize (H f Hf). destruct f as [k lo up| |]; try discriminate.
  apply andb_prop in M as [Nk M]. apply negb_true_iff, Nat.eqb_neq in Nk. rewrite forallb_forall in M.
  assert (E : forall a, In a (ends (Range k lo up)) -> at_node (update x v t) a = at_node x a) by (intros a A; apply moved_node, negb_true_iff, M, A).
  destruct H as [H1 H2]. split; rewrite nth_update by exact Nk.
  - destruct lo as [|a|a]; simpl in *; auto; rewrite (E a) by auto; exact H1.
  - destruct up as [|a|a]; cbn [below] in *; auto; rewrite (E a); auto; simpl; apply in_or_app; right; simpl; auto.
Qed.

Lemma moved_in lo up t : (forall a, In a (ends (Range v lo up)) -> at_node (update x v t) a = at_node x a) ->
  above (values c x) lo t -> below (values c x) up t -> holds_for (with_ends v lo up d) (update x v t).
Proof.
  intros E A B. destruct Hx as [L _]. split; [now rewrite update_length|]. constructor; [|apply moved_others].
  assert (N : nth v (update x v t) 0 = t) by (apply nth_updated; rewrite L; apply v_small). split; rewrite N.
  - destruct lo as [|a|a]; simpl in *; auto; rewrite (E a) by auto; exact A.
  - destruct up as [|a|a]; cbn [below] in *; auto; rewrite (E a); auto; simpl; apply in_or_app; right; simpl; auto.
Qed.

Lemma whole_again y : holds_for (with_ends v lower upper d) y -> holds_for d y.
Proof. intros [L H]. inversion_clear H as [|? ? H1 H2]. split; [exact L|]. apply (in_ranges y _ v d lower upper F). now split. Qed.

Lemma at_others : holds_for (others v d) x.
Proof. destruct Hx as [L H]. split; [exact L|]. now apply (in_ranges x _ v d lower upper F). Qed.

Lemma opened_again y : holds_for (with_ends v (opened lower) (opened upper) d) y -> holds_for d y.
Proof. intros [L H]. inversion_clear H as [|? ? H1 H2]. apply whole_again. split; [exact L|]. constructor; [now apply in_opened | exact H2]. Qed.

Lemma own_range : above (values c x) lower (nth v x 0) /\ below (values c x) upper (nth v x 0).
Proof. destruct Hx as [L H]. apply (in_ranges x _ v d lower upper F) in H as [H _]. exact H. Qed.

Variables (g : list generator) (q dq : quotient).
Hypothesis G : good n0 g = true.
Hypothesis P : forall y, holds_for d y -> bases_positive g (symbols y g).
Hypothesis D : slope_of n0 g v q = Some dq.
Notation F_at t := (valued g (update x v t) q).

Lemma moving_slope t : holds_for d (update x v t) -> derivable_pt_lim (fun t => F_at t) t (valued g (update x v t) dq).
Proof.
  intro H. destruct Hx as [L _]. set (path := fun t => symbols (update x v t) g).
  assert (M : forall t, model n0 g (path t)) by (intro s; apply point_model; [now rewrite update_length | exact G]).
  destruct (slope_of_value n0 g path t M (P _ H) x v L) with (q := q) (dq := dq) as (y & V & S); try assumption.
  { intros s k K. apply point_variable; [now rewrite update_length | exact K]. }
  rewrite (element_value_is _ _ _ _ V) in S. exact S.
Qed.
End Moving.

Lemma up_sound d s g q dq v lower upper a x : ready (Claim d s g (Known q)) -> fibre v d = Some (lower, upper) -> node_of lower = Some a ->
  slope_of n0 g v q = Some dq -> is_equal s = false -> movable v d = true ->
  let strict := is_above s && is_open lower in
  true_claim (Claim (others v d) (if strict then AtLeast else s) [] (EndOf g q v a)) ->
  true_claim (Claim (with_ends v (opened lower) (opened upper) d) (if strict then Above else AtLeast) g (Known dq)) ->
  holds_for d x -> has_sign s (valued g x q).
Proof.
  intros [G P] F A D Ne Mv strict E S Hx. cbn [ring ranges] in G, P. destruct (own_range d v lower upper x F Hx) as [B1 B2].
  destruct (E x (at_others d v lower upper x F Hx)) as [C V]. cbn [side what meaning sign ring] in C, V.
  set (phi := at_node x a) in *. set (t1 := nth v x 0) in *.
  assert (X : valued g (update x v t1) q = valued g x q) by (unfold t1; now rewrite update_same). rewrite <- X.
  assert (I : In a (ends (Range v lower upper))) by (simpl; rewrite A; now left).
  assert (T : phi <= t1 /\ (is_open lower = true -> phi < t1)) by (destruct lower as [|k|k]; simpl in A; try discriminate; injection A as ->; unfold phi; simpl in *; split; try (intros; discriminate); intros; lra).
  destruct T as [T To]. destruct (Req_dec phi t1) as [Q|Q].
  - rewrite <- Q. assert (is_open lower = false) as O by (destruct (is_open lower); [specialize (To eq_refl); lra | reflexivity]).
    unfold strict in V. rewrite O, andb_false_r in V. exact V.
  - assert (Lt : phi < t1) by lra.
    assert (In1 : forall t, phi < t <= t1 -> holds_for d (update x v t)).
    { intros t Ht. apply (whole_again d v lower upper F). apply (moved_in d v lower upper x F Mv Hx lower upper t).
      - intros b Hb. apply (end_fixed d v lower upper x F Mv b t Hb).
      - destruct lower as [|k|k]; simpl in A; try discriminate; injection A as ->; simpl; fold phi; lra.
      - destruct upper; simpl in *; auto; lra. }
    assert (In2 : forall t, phi < t < t1 -> holds_for (with_ends v (opened lower) (opened upper) d) (update x v t)).
    { intros t Ht. apply (moved_in d v lower upper x F Mv Hx (opened lower) (opened upper) t).
      - intros b Hb. apply (end_fixed d v lower upper x F Mv b t). destruct lower, upper; exact Hb.
      - destruct lower as [|k|k]; simpl in A; try discriminate; injection A as ->; simpl; fold phi; lra.
      - destruct upper; simpl in *; auto; lra. }
    destruct (rises (fun t => valued g (update x v t) q) (fun t => valued g (update x v t) dq) phi t1 Lt C) as [R1 R2].
    { intros t Ht. apply (moving_slope d v x Hx g q dq G P D). now apply In1. }
    cbv beta in R1, R2.
    assert (Sl : forall t, phi < t < t1 -> has_sign (if strict then Above else AtLeast) (valued g (update x v t) dq)).
    { intros t Ht. exact (known_sign _ _ _ _ _ S (In2 t Ht)). }
    destruct strict eqn:K.
    + unfold strict in K. apply andb_prop in K as [K _]. destruct s; try discriminate. simpl in *. specialize (R2 Sl). lra.
    + simpl in Sl. specialize (R1 Sl). destruct s; simpl in *; try discriminate; lra.
Qed.

Lemma down_sound d s g q dq v lower upper a x : ready (Claim d s g (Known q)) -> fibre v d = Some (lower, upper) -> node_of upper = Some a ->
  slope_of n0 g v q = Some dq -> is_equal s = false -> movable v d = true ->
  let strict := is_above s && is_open upper in
  true_claim (Claim (others v d) (if strict then AtLeast else s) [] (EndOf g q v a)) ->
  true_claim (Claim (with_ends v (opened lower) (opened upper) d) (if strict then Above else AtLeast) g (Known (qopp dq))) ->
  holds_for d x -> has_sign s (valued g x q).
Proof.
  intros [G P] F A D Ne Mv strict E S Hx. cbn [ring ranges] in G, P. destruct (own_range d v lower upper x F Hx) as [B1 B2].
  destruct (E x (at_others d v lower upper x F Hx)) as [C V]. cbn [side what meaning sign ring] in C, V.
  set (phi := at_node x a) in *. set (t1 := nth v x 0) in *.
  assert (X : valued g (update x v t1) q = valued g x q) by (unfold t1; now rewrite update_same). rewrite <- X.
  assert (T : t1 <= phi /\ (is_open upper = true -> t1 < phi)) by (destruct upper as [|k|k]; simpl in A; try discriminate; injection A as ->; unfold phi; simpl in *; split; try (intros; discriminate); intros; lra).
  destruct T as [T To]. destruct (Req_dec phi t1) as [Q|Q].
  - rewrite <- Q. assert (is_open upper = false) as O by (destruct (is_open upper); [specialize (To eq_refl); lra | reflexivity]).
    unfold strict in V. rewrite O, andb_false_r in V. exact V.
  - assert (Lt : t1 < phi) by lra.
    assert (In1 : forall t, t1 <= t < phi -> holds_for d (update x v t)).
    { intros t Ht. apply (whole_again d v lower upper F). apply (moved_in d v lower upper x F Mv Hx lower upper t).
      - intros b Hb. apply (end_fixed d v lower upper x F Mv b t Hb).
      - destruct lower; simpl in *; auto; lra.
      - destruct upper as [|k|k]; simpl in A; try discriminate; injection A as ->; simpl; fold phi; lra. }
    assert (In2 : forall t, t1 < t < phi -> holds_for (with_ends v (opened lower) (opened upper) d) (update x v t)).
    { intros t Ht. apply (moved_in d v lower upper x F Mv Hx (opened lower) (opened upper) t).
      - intros b Hb. apply (end_fixed d v lower upper x F Mv b t). destruct lower, upper; exact Hb.
      - destruct lower; simpl in *; auto; lra.
      - destruct upper as [|k|k]; simpl in A; try discriminate; injection A as ->; simpl; fold phi; lra. }
    destruct (falls (fun t => valued g (update x v t) q) (fun t => valued g (update x v t) dq) phi t1 Lt C) as [R1 R2].
    { intros t Ht. apply (moving_slope d v x Hx g q dq G P D). now apply In1. }
    cbv beta in R1, R2.
    assert (Sl : forall t, t1 < t < phi -> has_sign (if strict then Above else AtLeast) (- valued g (update x v t) dq)).
    { intros t Ht. rewrite <- opposite_value. exact (known_sign _ _ _ _ _ S (In2 t Ht)). }
    destruct strict eqn:K.
    + unfold strict in K. apply andb_prop in K as [K _]. destruct s; try discriminate. simpl in *. specialize (R2 Sl). lra.
    + simpl in Sl. specialize (R1 Sl). destruct s; simpl in *; try discriminate; lra.
Qed.

Lemma split_sound d s g q v phi lower upper x : ready (Claim d s g (Known q)) -> fibre v d = Some (lower, upper) -> movable v d = true ->
  true_claim (Claim (with_ends v lower (Closed phi) d) s g (Known q)) ->
  true_claim (Claim (with_ends v (Closed phi) upper d) s g (Known q)) -> holds_for d x -> has_sign s (valued g x q).
Proof.
  intros R F Mv B A Hx. destruct (own_range d v lower upper x F Hx) as [L U]. destruct (at_others d v lower upper x F Hx) as [N O].
  destruct (Rle_lt_dec (nth v x 0) (at_node x phi)) as [C|C].
  - apply (known_sign _ _ _ _ x B). split; [exact N|]. constructor; [split; [exact L | exact C] | exact O].
  - apply (known_sign _ _ _ _ x A). split; [exact N|]. constructor; [split; [simpl; lra | exact U] | exact O].
Qed.

(** The parts of a split lie in the domain. *)
Lemma part_below d v phi lower upper y : fibre v d = Some (lower, upper) ->
  match node_of upper with
  | Some b => true_claim (Claim (others v d) (if is_open upper then Above else AtLeast) [] (Distance b phi))
  | None => True
  end -> holds_for (with_ends v lower (Closed phi) d) y -> holds_for d y.
Proof.
  intros F H [N Y]. inversion_clear Y as [|? ? Y1 O]. destruct Y1 as [L U]. split; [exact N|]. apply (in_ranges y _ v d lower upper F). split; [|exact O].
  split; [exact L|]. simpl in U. destruct upper as [|b|b]; simpl in H |- *; [exact I| |];
    destruct (H y (conj N O)) as [_ S]; simpl in S; lra.
Qed.

Lemma part_above d v phi lower upper y : fibre v d = Some (lower, upper) ->
  match node_of lower with
  | Some a => true_claim (Claim (others v d) (if is_open lower then Above else AtLeast) [] (Distance phi a))
  | None => True
  end -> holds_for (with_ends v (Closed phi) upper d) y -> holds_for d y.
Proof.
  intros F H [N Y]. inversion_clear Y as [|? ? Y1 O]. destruct Y1 as [L U]. split; [exact N|]. apply (in_ranges y _ v d lower upper F). split; [|exact O].
  split; [|exact U]. simpl in L. destruct lower as [|b|b]; simpl in H |- *; [exact I| |];
    destruct (H y (conj N O)) as [_ S]; simpl in S; lra.
Qed.

Lemma exp_above w : 1 + w <= exp w.
Proof. destruct (Req_dec w 0) as [->|N]; [rewrite exp_0; lra | apply Rlt_le, exp_ineq1; exact N]. Qed.

Lemma moved_over a b z k e r : a + - (b * (2 * z)) + b * (k / 1 * (1 / 1 + - e)) = r ->
  a = r + (b * (2 * z) - b * (k / 1 * (1 / 1 + - e))).
Proof. intros <-. field. Qed.

Lemma tangent_sound g q i hs order z r x : tangent g q i hs order = Some (z, r) -> good n0 g = true -> bases_positive g (symbols x g) ->
  length x = n0 -> 0 <= valued g x z -> exists y, 0 <= y /\ valued g x q = valued g x r + y.
Proof.
  unfold tangent. intros E G P L Z. pose proof (point_model x g L G) as M. set (l := symbols x g) in *.
  set (zc := log_coefficient g q i _) in *. destruct (_ || _) eqn:K; [|discriminate].
  destruct (log_of _ _ _) as [log|] eqn:Lg; [|discriminate]. set (root := product_of _ _ _) in *.
  destruct (ChainRing.plus n0 g (rational 1 1) (qopp root)) as [gap|] eqn:Gp; [|discriminate].
  destruct (ChainRing.plus n0 g q (qopp (times n0 g zc log))) as [r1|] eqn:R1; [|discriminate].
  destruct (ChainRing.plus n0 g r1 _) as [rest|] eqn:R2; [|discriminate]. injection E as <- <-.
  pose proof (log_of_value n0 g l M P _ _ Lg) as VL. rewrite log_value_scale in VL.
  pose proof (product_of_value n0 g l M P (map (Z.mul (- Z.sgn order * (if (Z.abs order =? 1)%Z then 2 else 1))) hs)) as VR. fold root in VR.
  rewrite log_value_scale in VR. set (lam := log_value l g hs) in *.
  pose proof (plus_value n0 g l M P _ _ _ _ _ Gp (rational_value l _ 1 1) (qopp_value _ _ _ _ VR)) as VG.
  assert (Vq : is_value l (fs n0 g) q (valued g x q)) by now apply known_is_value.
  assert (Vz : is_value l (fs n0 g) zc (valued g x zc)) by now apply known_is_value.
  set (Q := valued g x q) in *. set (C := valued g x zc) in *.
  pose proof (plus_value n0 g l M P _ _ _ _ _ R1 Vq (qopp_value _ _ _ _ (times_value n0 g l M P _ _ _ _ Vz VL))) as V1.
  pose proof (plus_value n0 g l M P _ _ _ _ _ R2 V1 (times_value n0 g l M P _ _ _ _ Vz (times_value n0 g l M P _ _ _ _ (rational_value l _ order 1) VG))) as V2.
  apply element_value_is in V2.
  assert (O : order = 1%Z \/ order = 2%Z \/ order = (-1)%Z \/ order = (-2)%Z).
  { apply orb_prop in K as [K|K]; apply Z.eqb_eq in K; lia. }
  exists (C * (IZR 2 * lam) - C * (IZR order / 1 * (1 / 1 + - exp (IZR (- Z.sgn order * (if (Z.abs order =? 1)%Z then 2 else 1)) * lam)))).
  split; [|exact (moved_over _ _ _ _ _ _ V2)].
  assert (Zp : (0 < order)%Z -> 0 <= C) by (intro K'; destruct (Z.ltb_spec 0 order); [exact Z | lia]).
  assert (Zn : (order < 0)%Z -> C <= 0).
  { intro K'. destruct (Z.ltb_spec 0 order); [lia|]. rewrite opposite_value in Z. change (0 <= - C) in Z. lra. }
  clearbody C lam. clear - O Zp Zn. destruct O as [->|[->|[->| ->]]]; cbn -[IZR Rmult Rplus exp Rdiv].
  - specialize (Zp eq_refl). pose proof (exp_above (-2 * lam)).
    replace (C * (2 * lam) - _) with (C * (2 * lam - (1 - exp (-2 * lam)))) by field. apply Rmult_le_pos; lra.
  - specialize (Zp eq_refl). pose proof (exp_above (-1 * lam)).
    replace (C * (2 * lam) - _) with (C * (2 * (lam - (1 - exp (-1 * lam))))) by field. apply Rmult_le_pos; lra.
  - specialize (Zn eq_refl). pose proof (exp_above (2 * lam)).
    replace (C * (2 * lam) - _) with (- C * (exp (2 * lam) - 1 - 2 * lam)) by field. apply Rmult_le_pos; lra.
  - specialize (Zn eq_refl). pose proof (exp_above (1 * lam)).
    replace (C * (2 * lam) - _) with (- C * (2 * (exp (1 * lam) - 1 - lam))) by field. apply Rmult_le_pos; lra.
Qed.

(** ** Roots *)

Lemma base_of_root l i b : forall n g, model n g l -> bases_positive g l -> base_of i g = Some b ->
  0 < eval l b /\ nth (S (symbol_of n i g)) l 0 = sqrt (eval l b).
Proof.
  induction i as [|i IH]; intros n g M P E.
  - destruct g as [|[p d|b'|p d|p w] g]; try discriminate. injection E as ->. cbn [model bases_positive symbol_of] in *. tauto.
  - destruct g as [|a g]; [discriminate|]. cbn [symbol_of]. apply (IH (n + brings a)%nat g);
      [destruct a; cbn [model] in M; tauto | destruct a; cbn [bases_positive] in P; tauto | destruct a; exact E].
Qed.

Lemma root_leads a b r t : 0 <= a -> r * r = t -> (0 <= a * a - b * b * t -> 0 <= a + b * r) /\ (0 < a * a - b * b * t -> 0 < a + b * r).
Proof.
  intros A T. replace (a * a - b * b * t) with ((a + b * r) * (a - b * r)) by (rewrite <- T; ring).
  split; intro H.
  - destruct (Rle_lt_dec 0 (a + b * r)) as [L|L]; [exact L|]. exfalso. assert (0 < a - b * r) by lra.
    assert (0 < - (a + b * r) * (a - b * r)) by (apply Rmult_lt_0_compat; lra). lra.
  - destruct (Rle_lt_dec (a + b * r) 0) as [L|L]; [|exact L]. exfalso. assert (0 <= a - b * r) by lra.
    assert (0 <= - (a + b * r) * (a - b * r)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma positive_quotient s n d : 0 < d -> has_sign s n -> has_sign s (n / d).
Proof.
  intros D H. pose proof (Rinv_0_lt_compat _ D). unfold Rdiv. destruct s; cbn [has_sign] in *.
  - apply Rmult_le_pos; lra.
  - now apply Rmult_lt_0_compat.
  - rewrite H. ring.
Qed.

Lemma radical_sound g q i a b difference (lead : bool) s x : radical g q i = Some (a, b, difference) -> good n0 g = true ->
  bases_positive g (symbols x g) -> length x = n0 -> is_equal s = false -> 0 <= valued g x (if lead then a else b) ->
  has_sign s (valued g x (if lead then difference else qopp difference)) -> has_sign s (valued g x q).
Proof.
  unfold radical. intros E G P L Ne Sp Sr. pose proof (point_model x g L G) as M. set (l := symbols x g) in *.
  destruct (base_of i g) as [p|] eqn:B; [|discriminate]. cbv zeta in E. set (sp := split_root _ _ p _) in *. set (ns := exponential_powers _ _) in *.
  destruct (ChainRing.plus _ _ _ _) as [z|] eqn:Z; [|discriminate]. injection E as Ea Eb Ez. subst z.
  destruct (base_of_root l i p n0 g M P B) as [Pb R]. set (r := nth (S (symbol_of n0 i g)) l 0) in *.
  assert (Rr : r * r = eval l p) by (rewrite R; apply sqrt_sqrt; lra).
  pose proof (split_root_value l (S (symbol_of n0 i g)) p Rr (numerator q) 0) as V. fold sp in V. unfold pair_value in V. fold r in V. cbn [skipn] in V.
  assert (D : 0 < product (map (eval l) (fs n0 g)) ns) by now apply fs_product. set (D0 := product _ ns) in *.
  assert (part : forall f, is_value l (fs n0 g) (normal n0 g (Quotient f 1 ns)) (eval l f / D0)).
  { intro f. apply normal_value; try assumption. split; cbn [powers numerator denominator]; fold D0; [lra | field; lra]. }
  pose proof (part (fst sp)) as Va. pose proof (part (snd sp)) as Vb. rewrite Ea in Va, Z. rewrite Eb in Vb, Z.
  pose proof (plus_value n0 g l M P _ _ _ _ _ Z (times_value n0 g l M P _ _ _ _ Va Va)
    (qopp_value _ _ _ _ (times_value n0 g l M P _ _ _ _ (times_value n0 g l M P _ _ _ _ Vb Vb) (polynomial_value l _ p)))) as Vz.
  apply element_value_is in Vz. set (A := eval l (fst sp) / D0) in *. set (Bv := eval l (snd sp) / D0) in *.
  assert (N : eval l (numerator q) = (A + Bv * r) * D0) by (rewrite <- V; unfold A, Bv; field; lra).
  assert (S : has_sign s (A + Bv * r)).
  { pose proof (sqrt_lt_R0 _ Pb) as Rp. rewrite <- R in Rp. destruct lead.
    - rewrite <- (element_value_is _ _ _ _ Va) in Sp. rewrite <- Vz in Sr.
      destruct (root_leads A Bv r (eval l p) Sp Rr) as [S1 S2]. destruct s; try discriminate; cbn [has_sign] in *; [apply S1 | apply S2]; lra.
    - rewrite <- (element_value_is _ _ _ _ Vb) in Sp. rewrite opposite_value, <- Vz in Sr.
      destruct (root_leads (Bv * r) A 1 1) as [S1 S2]; [apply Rmult_le_pos; lra | ring|].
      assert (X : Bv * r * (Bv * r) - A * A * 1 = - (A * A + - (Bv * Bv * eval l p))) by (rewrite <- Rr; ring).
      destruct s; try discriminate; cbn [has_sign] in *; rewrite X in *; [specialize (S1 ltac:(lra)) | specialize (S2 ltac:(lra))]; lra. }
  unfold element_value. fold l. rewrite N. apply positive_quotient.
  - apply Rmult_lt_0_compat; [apply (IZR_lt 0); reflexivity | now apply fs_product].
  - destruct s; try discriminate; cbn [has_sign] in *; [apply Rmult_le_pos; lra | now apply Rmult_lt_0_compat].
Qed.

Lemma ready_same d s s' g b b' : ready (Claim d s g b) -> ready (Claim d s' g b').
Proof. intros [G P]. now split. Qed.

Lemma ready_empty d s b : ready (Claim d s [] b).
Proof. split; [reflexivity|]. intros. exact I. Qed.

Lemma ready_inside d d' s s' g b b' : (forall y, holds_for d' y -> holds_for d y) -> ready (Claim d s g b) -> ready (Claim d' s' g b').
Proof. intros H [G P]. split; [exact G|]. intros y Y. apply P. now apply H. Qed.

Ltac conjuncts := repeat match goal with H : _ && _ = true |- _ => apply andb_prop in H; destruct H end.

Theorem chain_sound tree : forall cl, ready cl -> check_chain cl tree = true -> true_claim cl.
Proof.
  induction tree as [t rest IH|t above IHa rest IH|t rest IH|t rest IH|hs rest IH|v phi low IHl high IHh below IHb above IHa|v e IHe slope IHs|v e IHe slope IHs
    |i hs order p IHp rest IH|i lead p IHp rest IH| |p|p|]; intros cl R C; pose proof R as [G P]; destruct cl as [d s g b]; cbn [ranges sign ring what] in *;
    cbn [check_chain ranges sign ring what] in C; cbv zeta in C.
  - destruct (evaluate n0 g c t) as [q|] eqn:E; [|discriminate]. conjuncts.
    destruct (add_generator (Claim d s g b) (ExpOf (numerator q) (denominator q)) R) as [R' T]; try assumption.
    { intros; exact I. }
    apply T, IH; assumption.
  - destruct (evaluate n0 g c t) as [q|] eqn:E; [|discriminate]. conjuncts.
    assert (A : true_claim (Claim d Above g (Known q))) by (apply IHa; [exact (ready_same _ _ _ _ _ _ R) | assumption]).
    destruct (add_generator (Claim d s g b) (BaseOf (numerator q)) R) as [R' T]; try assumption.
    { intros x Hx. pose proof (known_sign _ _ _ _ x A Hx) as S. simpl in S.
      rewrite known_polynomial in S; [exact S | assumption | now apply Pos.eqb_eq]. }
    apply T, IH; assumption.
  - destruct (evaluate n0 g c t) as [q|] eqn:E; [|discriminate]. conjuncts.
    destruct (add_generator (Claim d s g b) (AngleOf (numerator q) (denominator q)) R) as [R' T]; try assumption.
    { intros; exact I. }
    apply T, IH; assumption.
  - destruct (evaluate n0 g c t) as [q|] eqn:E; [|discriminate]. destruct (expand _ (powers q)) as [w|] eqn:X; [|discriminate]. conjuncts.
    destruct (add_generator (Claim d s g b) (ArcOf (numerator q) (scale (Zpos (denominator q)) w)) R) as [R' T]; try assumption.
    { cbn [ranges ring]. intros x Hx. pose proof (point_model x g (proj1 Hx) G) as M.
      rewrite eval_scale, (expand_value (symbols x g) (fs n0 g) (fs n0 g) _ _ (prefix_refl _) X).
      apply Rmult_lt_0_compat; [apply (IZR_lt 0); reflexivity | exact (fs_product n0 g _ M (P x Hx) _)]. }
    apply T, IH; assumption.
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. conjuncts.
    assert (T : true_claim (Claim d s g (Known (times n0 g q (product_of n0 g (map (Z.mul (-1)) hs)))))) by (apply IH; [exact (ready_same _ _ _ _ _ _ R) | assumption]).
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx. pose proof (known_sign _ _ _ _ x T Hx) as S.
    pose proof (point_model x g (proj1 Hx) G) as M.
    pose proof (times_value n0 g _ M (P x Hx) _ _ _ _ (known_is_value x g q (proj1 Hx) G (P x Hx)) (product_of_value n0 g _ M (P x Hx) (map (Z.mul (-1)) hs))) as V.
    rewrite <- (element_value_is _ _ _ _ V) in S. set (k := exp _) in S. assert (K : 0 < k) by apply exp_pos.
    destruct s; simpl in *; [| |discriminate].
    + apply Rmult_le_reg_r with k; lra.
    + apply Rmult_lt_reg_r with k; lra.
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. destruct (fibre v d) as [[lower upper]|] eqn:F; [|discriminate]. conjuncts.
    assert (Lo : match node_of lower with Some a => true_claim (Claim (others v d) (if is_open lower then Above else AtLeast) [] (Distance phi a)) | None => True end).
    { destruct (node_of lower); [|exact I]. apply IHl; [apply ready_empty | assumption]. }
    assert (Hi : match node_of upper with Some b => true_claim (Claim (others v d) (if is_open upper then Above else AtLeast) [] (Distance b phi)) | None => True end).
    { destruct (node_of upper); [|exact I]. apply IHh; [apply ready_empty | assumption]. }
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx.
    apply (split_sound d s g q v phi lower upper x (ready_same _ _ _ _ _ _ R) F); try assumption.
    + apply IHb; [|assumption]. apply (ready_inside d _ s s g b _ (fun y => part_below d v phi lower upper y F Hi) R).
    + apply IHa; [|assumption]. apply (ready_inside d _ s s g b _ (fun y => part_above d v phi lower upper y F Lo) R).
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. destruct (fibre v d) as [[lower upper]|] eqn:F; [|discriminate].
    destruct (node_of lower) as [a|] eqn:A; [|discriminate]. destruct (slope_of n0 g v q) as [dq|] eqn:D; [|discriminate]. conjuncts.
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx.
    apply (up_sound d s g q dq v lower upper a x (ready_same _ _ _ _ _ _ R) F A D); try assumption; [now apply negb_true_iff | |].
    + apply IHe; [apply ready_empty | assumption].
    + apply IHs; [|assumption]. apply (ready_inside d _ s _ g b _ (fun y => opened_again d v lower upper F y) R).
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. destruct (fibre v d) as [[lower upper]|] eqn:F; [|discriminate].
    destruct (node_of upper) as [a|] eqn:A; [|discriminate]. destruct (slope_of n0 g v q) as [dq|] eqn:D; [|discriminate]. conjuncts.
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx.
    apply (down_sound d s g q dq v lower upper a x (ready_same _ _ _ _ _ _ R) F A D); try assumption; [now apply negb_true_iff | |].
    + apply IHe; [apply ready_empty | assumption].
    + apply IHs; [|assumption]. apply (ready_inside d _ s _ g b _ (fun y => opened_again d v lower upper F y) R).
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. destruct (tangent g q i hs order) as [[z r]|] eqn:T; [|discriminate]. conjuncts.
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx.
    assert (Tz : true_claim (Claim d AtLeast g (Known z))) by (apply IHp; [exact (ready_same _ _ _ _ _ _ R) | assumption]).
    assert (Tr : true_claim (Claim d s g (Known r))) by (apply IH; [exact (ready_same _ _ _ _ _ _ R) | assumption]).
    pose proof (known_sign _ _ _ _ x Tz Hx) as Sz. pose proof (known_sign _ _ _ _ x Tr Hx) as Sr. simpl in Sz.
    destruct (tangent_sound g q i hs order z r x T G (P x Hx) (proj1 Hx) Sz) as (y & Y & Ey). rewrite Ey.
    destruct s; simpl in *; try discriminate; lra.
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. destruct (radical g q i) as [[[a z] difference]|] eqn:X; [|discriminate]. conjuncts.
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx.
    assert (Tp : true_claim (Claim d AtLeast g (Known (if lead then a else z)))) by (apply IHp; [exact (ready_same _ _ _ _ _ _ R) | assumption]).
    assert (Tr : true_claim (Claim d s g (Known (if lead then difference else qopp difference)))) by (apply IH; [exact (ready_same _ _ _ _ _ _ R) | assumption]).
    apply (radical_sound g q i a z difference lead s x X G (P x Hx) (proj1 Hx)).
    + destruct s; auto; discriminate.
    + exact (known_sign _ _ _ _ x Tp Hx).
    + exact (known_sign _ _ _ _ x Tr Hx).
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate]. conjuncts.
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx.
    assert (Z : valued g x q = 0).
    { unfold element_value. rewrite <- (without_roots_value (symbols x g) g n0 (numerator q) (point_model x g (proj1 Hx) G) (P x Hx)).
      rewrite (eval_zero _ _ H0). unfold Rdiv. ring. }
    rewrite Z. destruct s; simpl in *; try discriminate; lra.
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate].
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx. exact (leaf_sound false d s g q p x C Hx G (P x Hx)).
  - destruct (expand_body g b) as [q|] eqn:E; [|discriminate].
    apply (by_element _ q R E). cbn [ranges sign ring]. intros x Hx. exact (leaf_sound true d s g q p x C Hx G (P x Hx)).
  - destruct (expand_body g b); discriminate.
Qed.
End Chains.

(** ** One goal of a statement *)

Definition claimed_of (r : relation) : claimed := match r with Nonnegative => AtLeast | Zero => Equal end.

Definition check_chain_goal (check_premise : statement -> condition -> proof -> bool) (s : statement) (g : condition)
    (terms : code) (tree : chain_proof) : bool :=
  let c := formula s ++ terms in
  sane (variables s) 0 c && (snd g <? length (formula s))%nat
  && forallb (fun f => forallb (fun a => a <? length (formula s))%nat (ends f)) (domain s)
  && check_chain check_premise (variables s) c (domain s) (Claim (domain s) (claimed_of (fst g)) [] (NodeOf (snd g))) tree.

Theorem chain_goal_sound check_premise s g terms tree :
  (forall s g p, check_premise s g p = true -> forall x, length x = variables s -> true_at s x g) ->
  check_chain_goal check_premise s g terms tree = true -> forall x, length x = variables s -> true_at s x g.
Proof.
  intros H C x L D _. unfold check_chain_goal in C. cbv zeta in C. apply andb_prop in C as [C T]. apply andb_prop in C as [C B].
  apply andb_prop in C as [S K]. apply Nat.ltb_lt in K. set (c := formula s ++ terms) in *.
  destruct (chain_sound check_premise H (variables s) c (domain s) S tree _ (ready_empty _ c _ _ _) T x) as [Q V].
  - split; [exact L|]. rewrite Forall_forall in D |- *. intros f F. specialize (D f F). rewrite forallb_forall in B. specialize (B f F).
    rewrite forallb_forall in B. destruct f as [k lo up| |]; try exact D. destruct D as [D1 D2].
    assert (E : forall a, In a (ends (Range k lo up)) -> node (values c x) a = node (values (formula s) x) a).
    { intros a A. apply longer_node. now apply Nat.ltb_lt, B. }
    split.
    + destruct lo as [|a|a]; simpl in *; auto; rewrite (E a) by auto; exact D1.
    + destruct up as [|a|a]; cbn [below] in *; auto; rewrite (E a); auto; simpl; apply in_or_app; right; simpl; auto.
  - cbn [side what meaning sign ring] in Q, V. unfold c in V. rewrite longer_node in V by exact K.
    pose proof (longer_defined _ _ _ x S _ K Q) as Q'. unfold claims, holds. destruct g as [[|] k]; cbn [fst snd claimed_of has_sign] in *; auto.
Qed.
