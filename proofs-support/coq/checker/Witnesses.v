(** Refutations: the formula evaluated in exact rational arithmetic at one point. The domain must be decided there. Where an
    assumption or the goal needs exp, log and the like, a checker for box proofs is asked about the code with the numbers of
    the point in place of the variables; the theorem holds for any such checker. *)
From Coq Require Import Bool Reals List ZArith QArith Qreals Lia Lra.
From HebbChecker Require Import Syntax Evidence Values.
Import ListNotations.
Local Open Scope R_scope.

Definition table := list (option Q).
Definition entry (t : table) (k : nat) : option Q := nth k t None.

Definition apply1 (f : Q -> Q) (t : table) (a : nat) : option Q :=
  match entry t a with Some p => Some (Qred (f p)) | None => None end.
Definition apply2 (f : Q -> Q -> Q) (t : table) (a b : nat) : option Q :=
  match entry t a, entry t b with Some p, Some q => Some (Qred (f p q)) | _, _ => None end.

Fixpoint power (p : Q) (n : nat) : Q := match n with O => 1%Q | S m => (p * power p m)%Q end.

Definition compute (x : list Q) (t : table) (i : instr) : option Q :=
  match i with
  | Var k => Some (nth k x 0%Q)
  | Num n d => Some (Qred (n # d))
  | Add a b => apply2 Qplus t a b
  | Sub a b => apply2 Qminus t a b
  | Mul a b => apply2 Qmult t a b
  | Div a b => match entry t b with
               | Some q => if Qeq_bool q 0 then None else apply2 Qdiv t a b
               | None => None
               end
  | Neg a => apply1 Qopp t a
  | Pow a n => apply1 (fun p => power p n) t a
  | Exp _ | Log _ | Sqrt _ | Abs _ | Sin _ | Cos _ | Atan _ => None
  end.

Definition steps (x : list Q) (c : code) : table := run (compute x) c.

Definition less (p q : Q) : bool := negb (Qle_bool q p).

Definition above_bound (t : table) (b : bound) (y : Q) : bool :=
  match b with
  | Unbounded => true
  | Closed k => match entry t k with Some q => Qle_bool q y | None => false end
  | Open k => match entry t k with Some q => less q y | None => false end
  end.
Definition below_bound (t : table) (b : bound) (y : Q) : bool :=
  match b with
  | Unbounded => true
  | Closed k => match entry t k with Some q => Qle_bool y q | None => false end
  | Open k => match entry t k with Some q => less y q | None => false end
  end.

Definition sum (p : list Q) : Q := fold_right Qplus 0%Q p.

Fixpoint falling (p : list Q) : bool :=
  match p with
  | a :: (b :: _) as q => Qle_bool b a && falling q
  | a :: [] => Qle_bool 0 a
  | [] => true
  end.

Definition lies_in (x : list Q) (t : table) (f : factor) : bool :=
  match f with
  | Range k lower upper => above_bound t lower (nth k x 0%Q) && below_bound t upper (nth k x 0%Q)
  | Simplex ks => let p := map (fun k => nth k x 0%Q) ks in forallb (Qle_bool 0) p && Qeq_bool (sum p) 1
  | LeaderChamber ks g =>
      let p := map (fun k => nth k x 0%Q) ks in let c := nth g x 0%Q in
      less 0 c && Qeq_bool (sum p) 1 && falling (tl p) && Qle_bool (nth 1 p 0%Q + c)%Q (nth 0 p 0%Q)
  end.

(** The code at a point: without variables. *)
Definition at_point (x : list (Z * positive)) (c : code) : code :=
  map (fun i => match i with Var k => let q := nth k x (0%Z, 1%positive) in Num (fst q) (snd q) | _ => i end) c.

Section Checker.
Variable check_boxes : statement -> condition -> box_proof -> bool.

(** Node k of [d ++ more] is defined and >= 0. *)
Definition enclosed (d more : code) (k : nat) : bool :=
  sane 0 0 (d ++ more) && check_boxes (Statement 0 (d ++ more) [] [] []) (Nonnegative, k) Natural.

(** Node k is defined and at most, or at least, the distance 2^-e from zero, for some e of these. *)
Definition distances : list nat := [8; 16; 32; 64; 100]%nat.
Definition power_of_two (e : nat) : positive := Nat.iter e xO xH.
Definition below_zero (d : code) (k : nat) : bool :=
  (k <? length d)%nat &&
  existsb (fun e => enclosed d [Num 1 (power_of_two e); Neg k; Sub (S (length d)) (length d)] (S (S (length d)))) distances.
Definition above_zero (d : code) (k : nat) : bool :=
  (k <? length d)%nat &&
  existsb (fun e => enclosed d [Num 1 (power_of_two e); Sub k (length d)] (S (length d))) distances.

Definition fulfils (d : code) (t : table) (c : condition) : bool :=
  match entry t (snd c), fst c with
  | Some q, Nonnegative => Qle_bool 0 q
  | Some q, Zero => Qeq_bool q 0
  | None, Nonnegative => (snd c <? length d)%nat && enclosed d [] (snd c)
  | None, Zero => false
  end.

Definition violates (d : code) (t : table) (c : condition) : bool :=
  match entry t (snd c), fst c with
  | Some q, Nonnegative => less q 0
  | Some q, Zero => negb (Qeq_bool q 0)
  | None, Nonnegative => below_zero d (snd c)
  | None, Zero => below_zero d (snd c) || above_zero d (snd c)
  end.

Definition check_witness_with (s : statement) (w : witness) : bool :=
  let x := map (fun q => Qred (fst q # snd q)) (point w) in
  let t := steps x (formula s) in
  let d := at_point (point w) (formula s) in
  (length x =? variables s)%nat && forallb (lies_in x t) (domain s) && forallb (fulfils d t) (assumptions s)
  && match nth_error (goals s) (violated w) with Some g => violates d t g | None => false end.
End Checker.

(** Without boxes. *)
Definition check_witness : statement -> witness -> bool := check_witness_with (fun _ _ _ => false).

(** ** Soundness *)

Section AtPoint.
Variable p : list (Z * positive).
Notation x := (map (fun q => IZR (fst q) / IZR (Zpos (snd q))) p).

Lemma at_point_instruction i v : value [] v (match i with Var k => let q := nth k p (0%Z, 1%positive) in Num (fst q) (snd q) | _ => i end) = value x v i.
Proof.
  destruct i; try reflexivity. cbn [value]. rewrite <- (map_nth (fun q => IZR (fst q) / IZR (Zpos (snd q)))). cbn [fst snd].
  replace (0 / 1) with 0 by field. reflexivity.
Qed.

Lemma at_point_values c : values (at_point p c) [] = values c x.
Proof.
  assert (G : forall v, fold_left (fun v i => v ++ [value [] v i]) (at_point p c) v = fold_left (fun v i => v ++ [value x v i]) c v);
    [|exact (G [])].
  unfold at_point. induction c as [|i c' IH]; intro v; [reflexivity|]. simpl. rewrite <- IH.
  pose proof (at_point_instruction i v) as E. cbv zeta in E. now rewrite E.
Qed.

Lemma at_point_defined c v : definedness (at_point p c) v = definedness c v.
Proof.
  assert (G : forall d, fold_left (fun d i => d ++ [meaningful v d i]) (at_point p c) d = fold_left (fun d i => d ++ [meaningful v d i]) c d);
    [|exact (G [])].
  unfold at_point. induction c as [|i c' IH]; intro d; [reflexivity|]. simpl. rewrite <- IH. now destruct i.
Qed.

Variable check_boxes : statement -> condition -> box_proof -> bool.
Hypothesis check_boxes_sound : forall s g tree, check_boxes s g tree = true ->
  forall x, length x = variables s -> true_at s x g.
Variable c : code.
Notation d := (at_point p c).

Lemma enclosed_value more k j : enclosed check_boxes d more j = true -> (k < length d)%nat ->
  (defined (d ++ more) (values (d ++ more) []) j -> defined (d ++ more) (values (d ++ more) []) k) ->
  defined c (values c x) k /\ 0 <= node (values (d ++ more) []) j /\ node (values (d ++ more) []) k = node (values c x) k.
Proof.
  intros H K D. unfold enclosed in H. apply andb_prop in H as [S H].
  destruct (check_boxes_sound _ _ _ H [] eq_refl (Forall_nil _) (Forall_nil _)) as [E P].
  cbn [formula snd] in E. unfold holds in P. cbn [fst snd formula] in P. apply D in E.
  pose proof (longer_defined 0 d more [] S k K E) as F. rewrite at_point_values in F. unfold defined in F |- *.
  rewrite at_point_defined in F. repeat split; [exact F | exact P|]. rewrite longer_node by exact K. now rewrite at_point_values.
Qed.

Lemma more_value more m i : nth_error more m = Some i -> before (length d + m) i ->
  node (values (d ++ more) []) (length d + m) = value [] (values (d ++ more) []) i /\
  (defined (d ++ more) (values (d ++ more) []) (length d + m) ->
   meaningful (values (d ++ more) []) (definedness (d ++ more) (values (d ++ more) [])) i).
Proof.
  intros I B. assert (N : nth_error (d ++ more) (length d + m) = Some i).
  { rewrite nth_error_app2 by lia. now replace (length d + m - length d)%nat with m by lia. }
  split; [now apply node_value|]. intro D. now rewrite (node_defined _ _ _ _ N B) in D.
Qed.

Lemma power_positive e : 0 < 1 / IZR (Zpos (power_of_two e)).
Proof. apply Rdiv_lt_0_compat; [lra | apply (IZR_lt 0); reflexivity]. Qed.

Lemma below_zero_value k : below_zero check_boxes d k = true -> defined c (values c x) k /\ node (values c x) k < 0.
Proof.
  unfold below_zero. intro H. apply andb_prop in H as [K H]. apply Nat.ltb_lt in K. apply existsb_exists in H as (e & _ & H).
  set (more := [_; _; _]) in H. pose proof (power_positive e) as P.
  assert (B0 : before (length d + 0) (Num 1 (power_of_two e))) by constructor.
  assert (B1 : before (length d + 1) (Neg k)) by (repeat constructor; lia).
  assert (B2 : before (length d + 2) (Sub (S (length d)) (length d))) by (repeat constructor; lia).
  destruct (more_value more 0 _ eq_refl B0) as [V0 _]. destruct (more_value more 1 _ eq_refl B1) as [V1 D1].
  destruct (more_value more 2 _ eq_refl B2) as [V2 D2].
  rewrite Nat.add_0_r in V0. replace (length d + 1)%nat with (S (length d)) in * by lia.
  replace (length d + 2)%nat with (S (S (length d))) in * by lia.
  destruct (enclosed_value more k _ H K) as (D & N & E).
  { intro Q. apply D1. exact (proj1 (D2 Q)). }
  split; [exact D|]. rewrite V2 in N. cbn [value] in N, V0, V1. rewrite V0, V1, E in N. lra.
Qed.

Lemma above_zero_value k : above_zero check_boxes d k = true -> defined c (values c x) k /\ 0 < node (values c x) k.
Proof.
  unfold above_zero. intro H. apply andb_prop in H as [K H]. apply Nat.ltb_lt in K. apply existsb_exists in H as (e & _ & H).
  set (more := [_; _]) in H. pose proof (power_positive e) as P.
  assert (B0 : before (length d + 0) (Num 1 (power_of_two e))) by constructor.
  assert (B1 : before (length d + 1) (Sub k (length d))) by (repeat constructor; lia).
  destruct (more_value more 0 _ eq_refl B0) as [V0 _]. destruct (more_value more 1 _ eq_refl B1) as [V1 D1].
  rewrite Nat.add_0_r in V0. replace (length d + 1)%nat with (S (length d)) in * by lia.
  destruct (enclosed_value more k _ H K) as (D & N & E).
  { intro Q. exact (proj1 (D1 Q)). }
  split; [exact D|]. rewrite V1 in N. cbn [value] in N, V0. rewrite V0, E in N. lra.
Qed.
End AtPoint.

Lemma Q2R_red q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Q2R_fraction n d : Q2R (n # d) = IZR n / IZR (Zpos d).
Proof. reflexivity. Qed.

Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Q2R_1 : Q2R 1 = 1.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Qle_real p q : Qle_bool p q = true <-> Q2R p <= Q2R q.
Proof. rewrite Qle_bool_iff. split; [apply Qle_Rle | apply Rle_Qle]. Qed.

Lemma Qle_real_0 q : Qle_bool 0 q = true <-> 0 <= Q2R q.
Proof. rewrite Qle_real, Q2R_0. reflexivity. Qed.

Lemma less_real p q : less p q = true -> Q2R p < Q2R q.
Proof.
  unfold less. intro H. apply Rnot_le_lt. intro L. apply Qle_real in L. now rewrite L in H.
Qed.

Lemma Qeq_real p q : Qeq_bool p q = true <-> Q2R p = Q2R q.
Proof. rewrite Qeq_bool_iff. split; [apply Qeq_eqR | apply eqR_Qeq]. Qed.

Lemma Q2R_power q n : Q2R (power q n) = Q2R q ^ n.
Proof. induction n as [|n IH]; [exact Q2R_1|]. simpl. now rewrite Q2R_mult, IH. Qed.

Lemma nth_Q2R k x : nth k (map Q2R x) 0 = Q2R (nth k x 0%Q).
Proof. rewrite <- (map_nth Q2R). now rewrite Q2R_0. Qed.

Local Opaque Qred.

Ltac all_before := unfold before; cbn [operands]; repeat (apply Forall_cons || apply Forall_nil); assumption.

Section Soundness.
Variable s : statement.
Variable q : list Q.
Notation c := (formula s).
Notation x := (map Q2R q).
Notation V := (values c x).
Notation T := (steps q c).

Lemma entry_value k r : entry T k = Some r -> node V k = Q2R r /\ defined c V k.
Proof.
  revert r. induction k as [k IH] using lt_wf_ind. intros r E. unfold entry, steps in E.
  assert (L : (k < length c)%nat).
  { destruct (le_lt_dec (length c) k) as [H|H]; [|exact H]. rewrite nth_overflow in E by (now rewrite run_length).
    discriminate. }
  destruct (nth_error c k) as [i|] eqn:I; [|apply nth_error_None in I; lia].
  rewrite (run_nth _ None c k i I) in E. fold (steps q c) in E.
  assert (F : forall a r, entry (firstn k T) a = Some r -> (a < k)%nat /\ node V a = Q2R r /\ defined c V a).
  { intros a p H. unfold entry in H. destruct (le_lt_dec k a) as [K|K].
    - rewrite nth_overflow in H by (rewrite firstn_length; lia). discriminate.
    - rewrite nth_firstn in H by exact K. split; [exact K|]. exact (IH a K p H). }
  assert (F1 : forall f a, apply1 f (firstn k T) a = Some r ->
    exists p, r = Qred (f p) /\ (a < k)%nat /\ node V a = Q2R p /\ defined c V a).
  { intros f a H. unfold apply1 in H. destruct (entry _ a) as [p|] eqn:A; [|discriminate]. injection H as <-.
    exists p. split; [reflexivity|]. exact (F a p A). }
  assert (F2 : forall f a b, apply2 f (firstn k T) a b = Some r -> exists p p', r = Qred (f p p') /\
    ((a < k)%nat /\ node V a = Q2R p /\ defined c V a) /\ ((b < k)%nat /\ node V b = Q2R p' /\ defined c V b)).
  { intros f a b H. unfold apply2 in H. destruct (entry _ a) as [p|] eqn:A; [|discriminate].
    destruct (entry _ b) as [p'|] eqn:B; [|discriminate]. injection H as <-. exists p, p'. auto. }
  assert (G : before k i -> value x V i = Q2R r -> meaningful V (definedness c V) i ->
    node V k = Q2R r /\ defined c V k).
  { intros B H M. now rewrite (node_value c x k i I B), (node_defined c V k i I B). }
  destruct i; cbn [compute] in E; try discriminate.
  - injection E as <-. apply G; [all_before | apply nth_Q2R | exact Logic.I].
  - injection E as <-. apply G; [all_before | rewrite Q2R_red; reflexivity | exact Logic.I].
  - apply F2 in E as (p & p' & -> & (A & VA & DA) & B & VB & DB).
    apply G; [all_before | | now split]. simpl. now rewrite VA, VB, Q2R_red, Q2R_plus.
  - apply F2 in E as (p & p' & -> & (A & VA & DA) & B & VB & DB).
    apply G; [all_before | | now split]. simpl. now rewrite VA, VB, Q2R_red, Q2R_minus.
  - apply F2 in E as (p & p' & -> & (A & VA & DA) & B & VB & DB).
    apply G; [all_before | | now split]. simpl. now rewrite VA, VB, Q2R_red, Q2R_mult.
  - destruct (entry (firstn k T) b) as [z|] eqn:Z; [|discriminate]. destruct (Qeq_bool z 0) eqn:N; [discriminate|].
    unfold apply2 in E. rewrite Z in E. destruct (entry (firstn k T) a) as [p|] eqn:A'; [|discriminate].
    injection E as <-.
    destruct (F _ _ A') as (A & VA & DA). destruct (F _ _ Z) as (B & VB & DB).
    assert (N' : ~ z == 0) by (intro H; apply Qeq_bool_iff in H; congruence).
    assert (N0 : Q2R z <> 0) by (intro H; apply N'; apply eqR_Qeq; now rewrite Q2R_0).
    apply G; [all_before | | ].
    + simpl. now rewrite VA, VB, Q2R_red, Q2R_div.
    + simpl. repeat split; try assumption. now rewrite VB.
  - apply F1 in E as (p & -> & A & VA & DA).
    apply G; [all_before | | exact DA]. simpl. now rewrite VA, Q2R_red, Q2R_opp.
  - apply F1 in E as (p & -> & A & VA & DA).
    apply G; [all_before | | exact DA]. simpl value. now rewrite VA, Q2R_red, Q2R_power.
Qed.

Lemma above_right b y : above_bound T b y = true -> above V b (Q2R y).
Proof.
  destruct b as [|k|k]; simpl; [auto| |]; destruct (entry T k) as [r|] eqn:E; try discriminate;
    apply entry_value in E as [-> _]; [apply Qle_real | apply less_real].
Qed.

Lemma below_right b y : below_bound T b y = true -> below V b (Q2R y).
Proof.
  destruct b as [|k|k]; simpl; [auto| |]; destruct (entry T k) as [r|] eqn:E; try discriminate;
    apply entry_value in E as [-> _]; [apply Qle_real | apply less_real].
Qed.

Lemma sum_real p : Q2R (sum p) = total (map Q2R p).
Proof. induction p as [|a p IH]; simpl; [exact Q2R_0 | now rewrite Q2R_plus, IH]. Qed.

Lemma falling_real p : falling p = true -> descending (map Q2R p).
Proof.
  induction p as [|a [|b p] IH]; simpl; [auto | apply Qle_real_0 |]. intro H. apply andb_prop in H as [H K].
  split; [now apply Qle_real | now apply IH].
Qed.

Lemma map_coordinates ks : map (fun k => nth k x 0) ks = map Q2R (map (fun k => nth k q 0%Q) ks).
Proof. rewrite map_map. apply map_ext. intro k. apply nth_Q2R. Qed.

Lemma lies_in_right f : lies_in q T f = true -> in_factor x V f.
Proof.
  destruct f as [k lower upper|ks|ks g]; simpl; intro H.
  - apply andb_prop in H as [L U]. rewrite nth_Q2R. split; [now apply above_right | now apply below_right].
  - apply andb_prop in H as [P S]. rewrite map_coordinates. split.
    + apply Forall_forall. intros y Y. apply in_map_iff in Y as (r & <- & Y). rewrite forallb_forall in P.
      apply Qle_real_0, P, Y.
    + rewrite <- sum_real, <- Q2R_1. now apply Qeq_real.
  - repeat (apply andb_prop in H as [H ?]). rewrite map_coordinates, !nth_Q2R.
    set (p := map (fun k => nth k q 0%Q) ks) in *.
    repeat split.
    + rewrite <- Q2R_0. now apply less_real.
    + rewrite <- sum_real, <- Q2R_1. now apply Qeq_real.
    + replace (tl (map Q2R p)) with (map Q2R (tl p)) by (now destruct p). now apply falling_real.
    + rewrite <- Q2R_plus. now apply Qle_real.
Qed.

Variable check_boxes : statement -> condition -> box_proof -> bool.
Hypothesis check_boxes_sound : forall s g tree, check_boxes s g tree = true ->
  forall x, length x = variables s -> true_at s x g.
Variable p : list (Z * positive).
Hypothesis q_is : q = map (fun a => Qred (fst a # snd a)) p.

Lemma point_real : x = map (fun a => IZR (fst a) / IZR (Zpos (snd a))) p.
Proof. rewrite q_is, map_map. apply map_ext. intro a. now rewrite Q2R_red. Qed.

Lemma fulfils_right g : fulfils check_boxes (at_point p c) T g = true -> given c V g.
Proof.
  unfold fulfils, given, holds. intro H. destruct g as [[|] k]; simpl in *; destruct (entry T k) as [r|] eqn:E; try discriminate.
  - apply entry_value in E as [-> D]. split; [exact D|]. now apply Qle_real_0.
  - apply andb_prop in H as [K H]. apply Nat.ltb_lt in K.
    destruct (enclosed_value p check_boxes check_boxes_sound c [] k k H K (fun D => D)) as (D & N & F).
    rewrite F, <- point_real in N. rewrite <- point_real in D. now split.
  - apply entry_value in E as [-> D]. split; [exact D|]. rewrite Qeq_real, Q2R_0 in H. exact H.
Qed.

Lemma violates_right g : violates check_boxes (at_point p c) T g = true -> defined c V (snd g) /\ ~ holds V g.
Proof.
  unfold violates, holds. destruct g as [[|] k]; simpl; destruct (entry T k) as [r|] eqn:E; intro H.
  - apply entry_value in E as [-> D]. split; [exact D|]. intro N. apply less_real in H. rewrite Q2R_0 in H. lra.
  - apply (below_zero_value p check_boxes check_boxes_sound) in H as [D N]. rewrite <- point_real in D, N. split; [exact D | lra].
  - apply entry_value in E as [-> D]. split; [exact D|]. intro N. rewrite <- Q2R_0 in N. apply Qeq_real in N. now rewrite N in H.
  - apply orb_prop in H as [H|H].
    + apply (below_zero_value p check_boxes check_boxes_sound) in H as [D N]. rewrite <- point_real in D, N. split; [exact D | lra].
    + apply (above_zero_value p check_boxes check_boxes_sound) in H as [D N]. rewrite <- point_real in D, N. split; [exact D | lra].
Qed.
End Soundness.

Theorem witness_sound_with check_boxes : (forall s g tree, check_boxes s g tree = true ->
  forall x, length x = variables s -> true_at s x g) -> forall s w, check_witness_with check_boxes s w = true -> refuted s.
Proof.
  intros B s w H. unfold check_witness_with in H. set (q := map _ (point w)) in H.
  repeat (apply andb_prop in H as [H ?]). apply Nat.eqb_eq in H. exists (map Q2R q).
  split; [now rewrite map_length|]. rewrite forallb_forall in *. cbn zeta. repeat split.
  - apply Forall_forall. intros f F. auto using lies_in_right.
  - apply Forall_forall. intros g G. apply (fulfils_right s q check_boxes B (point w) eq_refl). auto.
  - destruct (nth_error (goals s) (violated w)) as [g|] eqn:G; [|discriminate]. exists g.
    split; [exact (nth_error_In _ _ G)|]. now apply (violates_right s q check_boxes B (point w) eq_refl).
Qed.

Theorem witness_sound s w : check_witness s w = true -> refuted s.
Proof. apply witness_sound_with. discriminate. Qed.
