(** Inequalities by non-negative coefficients on the cells of a bisection of the domain. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Evidence Values Polynomial Quotient Expansion Domain Cells.
Import ListNotations.
Local Open Scope R_scope.

(** ** The coordinates of a cell as quotients of polynomials in its unknowns

    The unknowns of the factors follow each other; those of one factor start at [first]. The weight of a factor is the
    polynomial whose value is 1 because of the coordinates' normalisation. *)
Record group := Group { coordinates : list quotient; weight : option poly }.

Fixpoint coordinate (vs : list (list Z)) (j first : nat) : poly :=
  match vs with
  | [] => constant 0
  | v :: r => add (scale (nth j v 0%Z) (variable first)) (coordinate r j (S first))
  end.

Definition one : quotient := polynomial (constant 1).

Definition group_of (fs : list poly) (f : factor) (p : part) (first : nat) : option (list poly * group) :=
  match p with
  | Ray a _ => Some (fs, Group [polynomial (add (constant a) (variable first)); one] None)
  | Hull vs =>
      let ts := map (fun j => coordinate vs j first) (seq 0 (dimension f)) in
      let w := if is_half_line f then nth 1 ts (constant 1) else fold_right add (constant 0) ts in
      match qdiv fs one (polynomial w) with
      | Some (gs, inverse) => Some (gs, Group (map (fun t => qmul (polynomial t) inverse) ts) (Some w))
      | None => None
      end
  end.

Fixpoint groups_of (fs : list poly) (factors : list factor) (cell : list part) (first : nat) :
    option (list poly * list group) :=
  match factors, cell with
  | f :: factors', p :: cell' =>
      match group_of fs f p first with
      | Some (gs, g) =>
          match groups_of gs factors' cell' (first + size p) with
          | Some (hs, rest) => Some (hs, g :: rest)
          | None => None
          end
      | None => None
      end
  | [], [] => Some (fs, [])
  | _, _ => None
  end.

Definition belongs (k : nat) (f : factor) : bool :=
  match f with
  | Range n _ _ => (k =? n)%nat
  | Simplex ks => existsb (Nat.eqb k) ks
  | LeaderChamber ks g => (k =? g)%nat || existsb (Nat.eqb k) ks
  end.

Fixpoint place (k : nat) (ks : list nat) : nat :=
  match ks with [] => O | n :: r => if (k =? n)%nat then O else S (place k r) end.

(** sum_{j >= k} z_j / j *)
Fixpoint tail (fs : list poly) (k : nat) (z : list quotient) : option quotient :=
  match z with
  | [] => Some (rational 0 1)
  | a :: r => match tail fs (S k) r with
              | Some s => qadd fs (qmul a (rational 1 (Pos.of_succ_nat (k - 1)))) s
              | None => None
              end
  end.

Definition coordinate_variable (fs : list poly) (t : table) (f : factor) (ts : list quotient) (k : nat) :
    option quotient :=
  match f, ts with
  | Range _ lower upper, t0 :: t1 :: _ =>
      match node_of lower, node_of upper with
      | Some a, Some b => match entry t a, entry t b with
                          | Some a, Some b => qadd fs (qmul a t0) (qmul b t1)
                          | _, _ => None
                          end
      | Some a, None => match entry t a with Some a => qadd fs a t0 | None => None end
      | None, Some b => match entry t b with Some b => qadd fs b (qopp t0) | None => None end
      | None, None => None
      end
  | Simplex ks, _ => nth_error ts (place k ks)
  | LeaderChamber ks g, t0 :: z =>
      if (k =? g)%nat then Some t0
      else let i := place k ks in
           match tail fs (S i) (skipn i z) with
           | Some s => if (i =? 0)%nat then qadd fs s t0 else Some s
           | None => None
           end
  | _, _ => None
  end.

Fixpoint cell_variable (factors : list factor) (groups : list group) (fs : list poly) (t : table) (k : nat) :
    option quotient :=
  match factors, groups with
  | f :: factors', g :: groups' =>
      if belongs k f then coordinate_variable fs t f (coordinates g) k else cell_variable factors' groups' fs t k
  | _, _ => None
  end.

(** ** The check *)

Fixpoint bounds_of (factors : list factor) (k : nat) : list nat :=
  match factors with
  | [] => []
  | Range n lower upper :: r =>
      if (k =? n)%nat
      then flat_map (fun b => match node_of b with Some a => [a] | None => [] end) [lower; upper]
      else bounds_of r k
  | _ :: r => bounds_of r k
  end.

(** One support for each factor, in all ways, put one after another. *)
Fixpoint all_supports (factors : list factor) (cell : list part) : list (list bool) :=
  match factors, cell with
  | f :: factors', p :: cell' => let rest := all_supports factors' cell' in
                                 flat_map (fun s => map (app s) rest) (supports f p)
  | _, _ => [[]]
  end.

(** p times the weights to the powers of the list, one for each factor; the empty list raises nothing. *)
Fixpoint elevate (p : poly) (groups : list group) (raise : list nat) : option poly :=
  match groups, raise with
  | _, [] => Some p
  | g :: groups', n :: raise' =>
      match weight g, n with
      | Some w, S _ => elevate (mul p (power w n)) groups' raise'
      | _, O => elevate p groups' raise'
      | None, _ => None
      end
  | [], _ => None
  end.

(** [signed = false]: only that no divisor of the goal vanishes in the cell. *)
Definition check_leaf (signed : bool) (s : statement) (goal : nat) (cell : list part) (raise : list nat) : bool :=
  match groups_of [] (domain s) cell 0 with
  | Some (fs, groups) =>
      let marks := needed (bounds_of (domain s)) (formula s) goal in
      let '(factors, t) := steps (cell_variable (domain s) groups) marks (formula s) fs [] in
      match entry t goal with
      | Some q =>
          match elevate (numerator q) groups raise with
          | Some p => (negb signed || nonnegative p) && forallb nonnegative factors
                      && forallb (fun u => forallb (positive_on u) factors) (all_supports (domain s) cell)
          | None => false
          end
      | None => false
      end
  | None => false
  end.

Fixpoint check_tree (signed : bool) (s : statement) (goal : nat) (cell : list part) (tree : coefficient_proof) : bool :=
  match tree with
  | Leaf raise => check_leaf signed s goal cell raise
  | Halve n i j l r =>
      match nth_error (domain s) n, nth_error cell n with
      | Some f, Some p =>
          match halve f p i j with
          | Some (a, b) => check_tree signed s goal (update cell n a) l && check_tree signed s goal (update cell n b) r
          | None => false
          end
      | _, _ => false
      end
  end.

Fixpoint whole_domain (factors : list factor) : option (list part) :=
  match factors with
  | [] => Some []
  | f :: r => match whole f, whole_domain r with Some p, Some ps => Some (p :: ps) | _, _ => None end
  end.

Definition check_coefficients (s : statement) (g : condition) (tree : coefficient_proof) : bool :=
  match fst g, whole_domain (domain s) with
  | Nonnegative, Some cell => check_tree true s (snd g) cell tree
  | _, _ => false
  end.

(** ** Soundness *)

Section Soundness.
Variable s : statement.
Variable x : list R.
Notation V := (values (formula s) x).

(** The point is that of the coordinates ts, and they are those of the cell with the unknowns us. *)
Inductive in_cell : list factor -> list (list R) -> list part -> list (list R) -> Prop :=
| no_factor : in_cell [] [] [] []
| next_factor f t p u fs ts ps us :
    represents x V f t -> in_part t p u -> in_cell fs ts ps us -> in_cell (f :: fs) (t :: ts) (p :: ps) (u :: us).

Section Point.
Variable l : list R.
Variable factors : list poly.
Notation is_value := (is_value l factors).

Definition at_offset (first : nat) (u : list R) := forall k, (k < length u)%nat -> nth (first + k) l 0 = nth k u 0.

Lemma coordinate_value vs u j first : length u = length vs -> at_offset first u ->
  eval l (coordinate vs j first) = combination u vs j.
Proof.
  revert u first. induction vs as [|v vs IH]; intros [|a u] first L O; simpl in *; try lia; [apply eval_constant|].
  rewrite eval_add, eval_scale, eval_variable, (IH u (S first)).
  - specialize (O 0%nat). simpl in O. rewrite Nat.add_0_r in O. rewrite O by lia. ring.
  - lia.
  - intros k K. specialize (O (S k)). simpl in O. rewrite Nat.add_succ_r in O. apply O. lia.
Qed.

Lemma nth_seq (t : list R) : map (fun j => nth j t 0) (seq 0 (length t)) = t.
Proof.
  induction t as [|a t IH]; [reflexivity|]. simpl. f_equal. rewrite <- seq_shift, map_map. exact IH.
Qed.

Lemma sum_value ps : eval l (fold_right add (constant 0) ps) = total (map (eval l) ps).
Proof. induction ps as [|p ps IH]; simpl; [apply eval_constant | now rewrite eval_add, IH]. Qed.

Definition group_right (f : factor) (g : group) (t : list R) : Prop :=
  represents x V f t /\ Forall2 is_value (coordinates g) t /\
  match weight g with Some w => eval l w = 1 | None => True end.

(** The normalisation of the coordinates of a factor. *)
Lemma normalised f t : represents x V f t -> if is_half_line f then nth 1 t 0 = 1 else total t = 1.
Proof.
  intros (_ & _ & _ & H). destruct f as [k lower upper|ks|ks g]; simpl.
  - destruct (node_of lower), (node_of upper); try contradiction.
    + destruct H as (t0 & t1 & -> & T & _). simpl. lra.
    + destruct H as (t0 & -> & _). reflexivity.
    + destruct H as (t0 & -> & _). reflexivity.
  - apply H.
  - destruct H as (z & -> & _ & T & _). exact T.
Qed.

Lemma group_of_prefix fs f p first gs g : group_of fs f p first = Some (gs, g) -> prefix fs gs.
Proof.
  destruct p as [vs|a h]; cbn; [|intro E; injection E as <- _; apply prefix_refl].
  destruct (qdiv _ _ _) as [[hs q]|] eqn:E; [|discriminate]. intro H. injection H as <- _.
  exact (qdiv_prefix _ _ _ _ _ E).
Qed.

Lemma groups_of_prefix factors' cell fs first gs groups :
  groups_of fs factors' cell first = Some (gs, groups) -> prefix fs gs.
Proof.
  revert cell fs first gs groups. induction factors' as [|f r IH]; intros [|p cell] fs first gs groups E;
    simpl in E; try discriminate.
  - injection E as <- _. apply prefix_refl.
  - destruct (group_of fs f p first) as [[hs g]|] eqn:G; [|discriminate].
    destruct (groups_of hs r cell _) as [[ks rest]|] eqn:E'; [|discriminate]. injection E as <- _.
    exact (prefix_trans _ _ _ (group_of_prefix _ _ _ _ _ _ G) (IH _ _ _ _ _ E')).
Qed.

Lemma group_of_right fs f p first gs g t u : group_of fs f p first = Some (gs, g) -> prefix gs factors ->
  represents x V f t -> in_part t p u -> at_offset first u -> group_right f g t.
Proof.
  intros E P R (U & L & H) O. split; [exact R|]. pose proof (normalised f t R) as N.
  destruct p as [vs|a h]; cbn in E, L.
  - set (ts := map (fun j => coordinate vs j first) (seq 0 (dimension f))) in *.
    assert (T : map (eval l) ts = t).
    { rewrite <- (nth_seq t). unfold ts. rewrite map_map. replace (length t) with (dimension f) by (symmetry; apply R).
      apply map_ext. intro j. rewrite (coordinate_value vs u) by assumption. symmetry. apply H. }
    set (w := if is_half_line f then nth 1 ts (constant 1) else fold_right add (constant 0) ts) in *.
    assert (W : eval l w = 1).
    { unfold w. destruct (is_half_line f) eqn:K.
      - destruct f; try discriminate. unfold ts in *. cbn in T |- *. rewrite <- T in N. exact N.
      - rewrite sum_value, T. exact N. }
    destruct (qdiv fs one (polynomial w)) as [[hs inverse]|] eqn:Q; [|discriminate]. injection E as -> <-.
    split; [|exact W]. cbn [coordinates].
    pose proof (qdiv_value l factors _ _ _ _ _ _ _ Q P (polynomial_value _ _ _) (polynomial_value l factors w)) as I.
    rewrite W in I. specialize (I R1_neq_R0). rewrite eval_constant in I.
    rewrite <- T. clear - I. induction ts as [|q ts IH]; simpl; constructor; [|exact IH].
    replace (eval l q) with (eval l q * (1 / 1)) by field. apply qmul_value; [apply polynomial_value | exact I].
  - injection E as -> <-. split; [|exact Logic.I]. cbn [coordinates]. rewrite H.
    destruct u as [|b [|c u]]; try discriminate.
    apply Forall2_cons; [|apply Forall2_cons; [|constructor]].
    + specialize (O 0%nat). rewrite Nat.add_0_r in O.
      replace (IZR a + nth 0 [b] 0) with (eval l (add (constant a) (variable first))).
      * apply polynomial_value.
      * rewrite eval_add, eval_constant, eval_variable, O by (simpl; lia). reflexivity.
    + exact (polynomial_value l factors (constant 1)).
Qed.

Lemma groups_of_right fs cell first gs groups factors' ts us : in_cell factors' ts cell us ->
  groups_of fs factors' cell first = Some (gs, groups) -> prefix gs factors -> at_offset first (concat us) ->
  Forall2 (fun f g => exists t, group_right f g t) factors' groups.
Proof.
  intro C. revert fs first gs groups. induction C as [|f t p u fs' ts ps us R I C IH];
    intros fs first gs groups E P O; simpl in E.
  - injection E as <- <-. constructor.
  - destruct (group_of fs f p first) as [[hs g]|] eqn:G; [|discriminate].
    destruct (groups_of hs fs' ps _) as [[ks rest]|] eqn:E'; [|discriminate]. injection E as <- <-.
    simpl in O. assert (L : length u = size p) by apply I. constructor.
    + exists t. apply (group_of_right fs f p first hs g t u G); try assumption.
      * exact (prefix_trans _ _ _ (groups_of_prefix _ _ _ _ _ _ E') P).
      * intros k K. rewrite (O k) by (rewrite app_length; lia). now rewrite app_nth1.
    + apply (IH _ _ _ _ E' P). intros k K. rewrite <- L, <- Nat.add_assoc.
      rewrite (O (length u + k)%nat) by (rewrite app_length; lia). rewrite app_nth2 by lia. f_equal. lia.
Qed.

(** ** Variables *)

Notation right := (right (formula s) x l factors).

(** The table knows the ends of a range. *)
Definition ends_right (t : table) (f : factor) : Prop :=
  forall a q, In a (ends f) -> entry t a = Some q -> is_value q (node V a).

Lemma tail_right fs k z t r : prefix fs factors -> Forall2 is_value z t -> tail fs k z = Some r ->
  is_value r (tail_value k t).
Proof.
  intros P H. revert k r. induction H as [|q b z t Q _ IH]; intros k r E; simpl in E.
  - injection E as <-. simpl. replace 0 with (0 / 1) by field. apply (rational_value l factors 0 1).
  - destruct (tail fs (S k) z) as [w|] eqn:W; [|discriminate].
    apply (qadd_value l factors _ _ _ _ _ _ P E); [|exact (IH _ _ W)].
    apply qmul_value; [exact Q | apply (rational_value l factors 1)].
Qed.

Lemma Forall2_skipn {A B} (P : A -> B -> Prop) i a b : Forall2 P a b -> Forall2 P (skipn i a) (skipn i b).
Proof. intro H. revert i. induction H; intros [|i]; simpl; auto. Qed.

Lemma Forall2_nth {A} (P : A -> R -> Prop) a b i q : Forall2 P a b -> nth_error a i = Some q -> P q (nth i b 0).
Proof.
  intro H. revert i. induction H; intros [|i] E; simpl in *; try discriminate; auto. now injection E as ->.
Qed.

Lemma place_found k ks : existsb (Nat.eqb k) ks = true -> (place k ks < length ks)%nat /\ nth (place k ks) ks 0%nat = k.
Proof.
  induction ks as [|n ks IH]; simpl; [discriminate|]. intro H.
  destruct (Nat.eqb_spec k n) as [->|N]; [split; [lia|reflexivity]|].
  simpl in H. destruct (IH H). split; [lia | assumption].
Qed.

Lemma coordinate_variable_right fs t f g k q c : prefix fs factors -> ends_right t f -> group_right f g c ->
  belongs k f = true -> coordinate_variable fs t f (coordinates g) k = Some q -> is_value q (nth k x 0).
Proof.
  intros P T (R & Q & _) B E. destruct R as (_ & _ & _ & R). destruct f as [n lower upper|ks|ks gap]; simpl in B, E.
  - apply Nat.eqb_eq in B. subst n. destruct (coordinates g) as [|t0 [|t1 ts]]; try discriminate.
    inversion Q as [|? c0 ? ? Q0 Q']; subst. inversion Q' as [|? c1 ? ? Q1 _]; subst.
    unfold ends_right in T. cbn [ends flat_map] in T.
    destruct (node_of lower) as [a|], (node_of upper) as [b|]; try discriminate; cbn [app] in T.
    + destruct (entry t a) as [qa|] eqn:A; [|discriminate]. destruct (entry t b) as [qb|] eqn:A'; [|discriminate].
      destruct R as (u0 & u1 & C & _ & ->). injection C as -> -> ->.
      apply (qadd_value l factors _ _ _ _ _ _ P E); apply qmul_value; try assumption; apply T; simpl; auto.
    + destruct (entry t a) as [qa|] eqn:A; [|discriminate]. destruct R as (u0 & C & ->). injection C as -> _ _.
      apply (qadd_value l factors _ _ _ _ _ _ P E); [apply T; simpl; auto | exact Q0].
    + destruct (entry t b) as [qb|] eqn:A; [|discriminate]. destruct R as (u0 & C & ->). injection C as -> _ _.
      apply (qadd_value l factors _ _ _ _ _ _ P E); [apply T; simpl; auto | now apply qopp_value].
  - destruct R as [-> _]. destruct (place_found k ks B) as [L N].
    pose proof (Forall2_nth _ _ _ _ _ Q E) as H. rewrite (nth_indep _ 0 (nth 0 x 0)) in H by now rewrite map_length.
    rewrite (map_nth (fun k => nth k x 0)), N in H. exact H.
  - destruct R as (z & -> & L & _ & H). destruct (coordinates g) as [|t0 ts]; [discriminate|].
    inversion Q as [|? ? ? ? Q0 Q1]; subst.
    destruct (Nat.eqb_spec k gap) as [->|N]; [now injection E as <-|]. simpl in B.
    destruct (place_found k ks B) as [K N']. set (i := place k ks) in *.
    destruct (tail fs (S i) (skipn i ts)) as [w|] eqn:W; [|discriminate].
    pose proof (tail_right _ _ _ _ _ P (Forall2_skipn _ i _ _ Q1) W) as Y.
    specialize (H i K). rewrite N' in H. rewrite H. destruct (i =? 0)%nat.
    + exact (qadd_value l factors _ _ _ _ _ _ P E Y Q0).
    + injection E as <-. now rewrite Rplus_0_r.
Qed.

Lemma cell_variable_right fs t k q factors' groups : prefix fs factors -> Forall (ends_right t) factors' ->
  Forall2 (fun f g => exists t, group_right f g t) factors' groups ->
  cell_variable factors' groups fs t k = Some q -> is_value q (nth k x 0).
Proof.
  intros P T H. revert T. induction H as [|f g fs' gs [c C] _ IH]; simpl; intros T E; [discriminate|].
  inversion_clear T as [|? ? Tf T']. destruct (belongs k f) eqn:B; [|exact (IH T' E)].
  exact (coordinate_variable_right _ _ _ _ _ _ _ P Tf C B E).
Qed.

(** ** Signs *)

Lemma elevate_nonnegative groups raise p q factors' :
  Forall2 (fun f g => exists t, group_right f g t) factors' groups ->
  elevate p groups raise = Some q -> 0 <= eval l q -> 0 <= eval l p.
Proof.
  intro H. revert raise p. induction H as [|f g fs' gs [c (_ & _ & W)] _ IH]; intros [|n raise] p E N; simpl in E;
    try (injection E as ->; exact N); try discriminate.
  destruct (weight g) as [w|].
  - destruct n as [|n]; [exact (IH _ _ E N)|]. specialize (IH _ _ E N). rewrite eval_mul, eval_power, W, pow1 in IH.
    lra.
  - destruct n as [|n]; [exact (IH _ _ E N) | discriminate].
Qed.
End Point.

Lemma all_supports_cover factors ts cell us : in_cell factors ts cell us ->
  exists b, In b (all_supports factors cell) /\ supported b (concat us).
Proof.
  intro C. induction C as [|f t p u fs ts ps us R I _ IH]; simpl.
  - exists []. split; [now left|]. split; [reflexivity|]. intros [|k]; discriminate.
  - destruct IH as (b & B & L & Q). destruct (supports_cover x V f t p u R I) as (a & A & M & O).
    exists (a ++ b). split; [apply in_flat_map; exists a; split; [exact A | now apply in_map]|].
    split; [now rewrite !app_length, L, M|]. intros k K. destruct (le_lt_dec (length a) k) as [H|H].
    + rewrite app_nth2 in K |- * by lia. rewrite M in K. now apply Q.
    + rewrite app_nth1 in K |- * by lia. now apply O.
Qed.

Lemma unknowns_nonnegative factors ts cell us : in_cell factors ts cell us -> all_nonnegative (concat us).
Proof.
  intros C n. assert (H : Forall (Rle 0) (concat us)).
  { induction C as [|f t p u fs ts ps us R I _ IH]; simpl; [constructor|]. apply Forall_app.
    split; [apply I | exact IH]. }
  destruct (le_lt_dec (length (concat us)) n) as [L|L]; [rewrite nth_overflow by exact L; lra|].
  rewrite Forall_forall in H. apply H, nth_In, L.
Qed.

Lemma product_positive f n : Forall (fun a => 0 < a) f -> 0 < product f n.
Proof.
  intro H. revert n. induction H as [|a f A _ IH]; intros [|k n]; simpl; try lra.
  apply Rmult_lt_0_compat; [now apply pow_lt | apply IH].
Qed.

Lemma leaf_right signed ts cell us goal raise : in_cell (domain s) ts cell us ->
  check_leaf signed s goal cell raise = true ->
  defined (formula s) V goal /\ (signed = true -> 0 <= node V goal).
Proof.
  intros C H. unfold check_leaf in H. destruct (groups_of _ _ _ _) as [[fs groups]|] eqn:G; [|discriminate].
  destruct (steps _ _ _ _ _) as [factors t] eqn:E. destruct (entry t goal) as [q|] eqn:Q; [|discriminate].
  destruct (elevate _ _ _) as [p|] eqn:P; [|discriminate].
  apply andb_prop in H as [H B]. apply andb_prop in H as [N F]. rewrite forallb_forall in B, F.
  set (l := concat us). pose proof (unknowns_nonnegative _ _ _ _ C) as U. fold l in U.
  destruct (all_supports_cover _ _ _ _ C) as (b & Hb & _ & O). specialize (B b Hb). rewrite forallb_forall in B.
  fold l in O.
  assert (Y : Forall (fun a => 0 < a) (map (eval l) factors)).
  { apply Forall_forall. intros a A. apply in_map_iff in A as (f & <- & A).
    exact (eval_positive f b l (F f A) (B f A) U O). }
  assert (Z : no_factor_vanishes l factors).
  { unfold no_factor_vanishes. eapply Forall_impl; [|exact Y]. intros. simpl in *. lra. }
  pose proof (steps_prefix (cell_variable (domain s) groups) (formula s)
    (needed (bounds_of (domain s)) (formula s) goal) fs []) as X. rewrite E in X. cbn [fst] in X.
  assert (W : Forall2 (fun f g => exists t, group_right l factors f g t) (domain s) groups).
  { apply (groups_of_right l factors [] cell 0 fs groups (domain s) ts us C G X). intros k _. reflexivity. }
  assert (T : right (formula s) x l factors (fun _ => True) t).
  { replace t with (snd (steps (cell_variable (domain s) groups) (needed (bounds_of (domain s)) (formula s) goal)
      (formula s) fs [])) by now rewrite E.
    apply steps_right with (done := []); try reflexivity; auto.
    - intros n i _ _ _. apply Forall_forall. auto.
    - intros fs' u n m r P' R' _ V' _. apply (cell_variable_right l factors fs' u m r (domain s) groups P'); try assumption.
      apply Forall_forall. intros f0 _ a0 q0 _ K. now apply (R' a0 q0 K).
    - intros n r K. unfold entry in K. destruct n; discriminate.
    - now rewrite E. }
  destruct (T goal q Q) as [D1 D2]. destruct (D1 Logic.I) as [M V'].
  split; [exact (D2 Z)|]. intros ->. simpl in N.
  pose proof (elevate_nonnegative l factors groups raise _ _ (domain s) W P (eval_nonnegative p l N U)) as K.
  rewrite <- V' in K.
  apply Rmult_le_reg_r with (IZR (Zpos (denominator q)) * product (map (eval l) factors) (powers q)).
  - apply Rmult_lt_0_compat; [apply (IZR_lt 0); reflexivity | now apply product_positive].
  - lra.
Qed.

Lemma halve_cell factors ts cell us n f p i j a b : in_cell factors ts cell us ->
  nth_error factors n = Some f -> nth_error cell n = Some p -> halve f p i j = Some (a, b) ->
  exists us', in_cell factors ts (update cell n a) us' \/ in_cell factors ts (update cell n b) us'.
Proof.
  intro C. revert n. induction C as [|f' t p' u fs ts ps us R I C IH]; intros [|n] F P H; simpl in *; try discriminate.
  - injection P as ->. destruct (halve_covers f t p u i j a b I H) as [u' [K|K]]; exists (u' :: us); [left|right];
      now constructor.
  - destruct (IH n F P H) as [us' [K|K]]; exists (u :: us'); [left|right]; now constructor.
Qed.

Lemma tree_right signed goal tree ts cell us : in_cell (domain s) ts cell us ->
  check_tree signed s goal cell tree = true ->
  defined (formula s) V goal /\ (signed = true -> 0 <= node V goal).
Proof.
  revert cell us. induction tree as [raise|n i j l IHl r IHr]; intros cell us C H; simpl in H.
  - exact (leaf_right signed ts cell us goal raise C H).
  - destruct (nth_error (domain s) n) as [f|] eqn:F; [|discriminate].
    destruct (nth_error cell n) as [p|] eqn:P; [|discriminate].
    destruct (halve f p i j) as [[a b]|] eqn:D; [|discriminate]. apply andb_prop in H as [L R].
    destruct (halve_cell _ _ _ _ _ _ _ _ _ _ _ C F P D) as [us' [K|K]]; eauto.
Qed.

Lemma whole_domain_covers factors cell : Forall (in_factor x V) factors -> whole_domain factors = Some cell ->
  exists ts us, in_cell factors ts cell us.
Proof.
  intro H. revert cell. induction H as [|f fs Hf _ IH]; intros cell E; simpl in E.
  - injection E as <-. exists [], []. constructor.
  - destruct (whole f) as [p|] eqn:W; [|discriminate]. destruct (whole_domain fs) as [ps|]; [|discriminate].
    injection E as <-. destruct (IH ps eq_refl) as (ts & us & C).
    destruct (factor_represented x V f Hf) as [t R].
    { destruct f as [k [] []| |[|k ks] g]; simpl in W; try discriminate; exact Logic.I. }
    destruct (whole_covers x V f t p R W) as [u U]. exists (t :: ts), (u :: us). now constructor.
Qed.
End Soundness.

Theorem coefficients_sound s g tree x : check_coefficients s g tree = true -> true_at s x g.
Proof.
  intros H D _. unfold check_coefficients in H. unfold claims, holds. destruct g as [[|] k]; [|discriminate].
  cbn [fst snd] in *.
  destruct (whole_domain (domain s)) as [cell|] eqn:W; [|discriminate].
  destruct (whole_domain_covers s x _ _ D W) as (ts & us & C).
  destruct (tree_right s x true k tree ts cell us C H) as [K N]. auto.
Qed.

(** That a node is defined, by the same trees. *)
Definition check_defined (s : statement) (k : nat) (tree : coefficient_proof) : bool :=
  match whole_domain (domain s) with Some cell => check_tree false s k cell tree | None => false end.

Theorem defined_sound s k tree x : check_defined s k tree = true ->
  Forall (in_factor x (values (formula s) x)) (domain s) -> defined (formula s) (values (formula s) x) k.
Proof.
  intros H D. unfold check_defined in H. destruct (whole_domain (domain s)) as [cell|] eqn:W; [|discriminate].
  destruct (whole_domain_covers s x _ _ D W) as (ts & us & C). exact (proj1 (tree_right s x false k tree ts cell us C H)).
Qed.
