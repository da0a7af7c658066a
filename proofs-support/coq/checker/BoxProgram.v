(** The domain of a statement in base variables, and programs over them.

    Base variables, in the order of the factors:
      Range with constant bounds    the variable itself
      Range with other bounds       t in [0, 1], x = lower + t (upper - lower)
      Simplex                       p_2, ..., p_d in [0, 1]; p_1 = 1 - p_2 - ... - p_d
      LeaderChamber                 the same, then the gap in [0, 1]
    A range that is not bounded on both sides has none: no term for its variable is valid. *)
From Coq Require Import Reals ZArith List Bool Arith Lra Lia.
From Interval.Real Require Import Xreal.
From HebbChecker Require Import Syntax BoxArith BoxTerms.
Import ListNotations.
Local Open Scope R_scope.

Inductive base := Plain (k l u : nat) | Fraction (k l u : nat) | Unit (k : nat).

Definition end_node (b : bound) : option nat := match b with Unbounded => None | Closed k | Open k => Some k end.

Definition bases_of (constant : nat -> bool) (f : factor) : list base :=
  match f with
  | Range k lower upper =>
      match end_node lower, end_node upper with
      | Some l, Some u => [if constant l && constant u then Plain k l u else Fraction k l u]
      | _, _ => []
      end
  | Simplex ks => map Unit (tl ks)
  | LeaderChamber ks g => map Unit (tl ks) ++ [Unit g]
  end.

(** Which nodes use no variable; a choice between two descriptions of the same range, nothing rests on it. *)
Definition constants (c : code) : list bool :=
  run (fun known i =>
    let at_ k := nth k known false in
    match i with
    | Var _ => false
    | Num _ _ => true
    | Add a b | Sub a b | Mul a b | Div a b => at_ a && at_ b
    | Neg a | Pow a _ | Exp a | Log a | Sqrt a | Abs a | Sin a | Cos a | Atan a => at_ a
    end) c [].

Definition bases (s : statement) : list base :=
  let known := constants (formula s) in flat_map (bases_of (fun k => nth k known false)) (domain s).

Definition coordinate (x v : list R) (b : base) : R :=
  match b with
  | Plain k _ _ | Unit k => nth k x 0
  | Fraction k l u => (nth k x 0 - node v l) / (node v u - node v l)
  end.

Definition base_point (s : statement) (x : list R) : list R :=
  map (coordinate x (values (formula s) x)) (bases s).

Definition low (b : base) := match b with Plain _ l _ => ONode l | _ => OZero end.
Definition high (b : base) := match b with Plain _ _ u => ONode u | _ => OOne end.

Definition plain (bs : list base) (i k : nat) : bool :=
  match nth_error bs i with Some (Plain j _ _) | Some (Unit j) => k =? j | _ => false end.

(** Formulas for the variables that are no base variables. *)
Definition fractions (bs : list base) (k : nat) : list origin :=
  flat_map (fun ib => match snd ib with
    | Fraction j l u =>
        if k =? j then [OAdd (ONode l) (OMul (OBase (fst ib)) (OSub (ONode u) (ONode l)))] else []
    | _ => []
    end) (combine (seq 0 (length bs)) bs).

Definition leaders (dom : list factor) (k : nat) : list origin :=
  flat_map (fun f => match f with
    | Simplex (j :: ks) | LeaderChamber (j :: ks) _ =>
        if k =? j then [fold_left (fun o i => OSub o (OVar i)) ks OOne] else []
    | _ => []
    end) dom.

Definition definitions (s : statement) (k : nat) : list origin := fractions (bases s) k ++ leaders (domain s) k.

(** What is >= 0 on the domain, in the order of the certificates. *)
Fixpoint descents (ks : list nat) : list origin :=
  match ks with
  | a :: (b :: _) as q => OSub (OVar a) (OVar b) :: descents q
  | _ => []
  end.

Definition factor_constraints (f : factor) : list origin :=
  match f with
  | Simplex (k :: _) => [OVar k]
  | LeaderChamber (k :: (j :: _) as q) g => OSub (OSub (OVar k) (OVar j)) (OVar g) :: descents q
  | _ => []
  end.

Definition assumed (a : condition) : list origin :=
  match fst a with
  | Nonnegative => [ONode (snd a)]
  | Zero => [ONode (snd a); ONeg (ONode (snd a))]
  end.

Definition constraints (s : statement) : list origin :=
  flat_map factor_constraints (domain s) ++ flat_map assumed (assumptions s).

Record program := Program {
  lets : list (origin * rational_term);
  ends : list (rational_term * rational_term);  (* of the base variables; they use no variables *)
  constraint_terms : list rational_term;
  goal_term : rational_term }.

Section Valid.
Variable s : statement.

Definition fits (bs : list base) : list origin -> rational_term -> origin -> bool := matches s (plain bs).

Fixpoint valid_lets (bs : list base) (origins : list origin) (l : list (origin * rational_term)) : option (list origin) :=
  match l with
  | [] => Some origins
  | (o, e) :: l =>
      if fits bs origins e o || match o with OVar k => existsb (fits bs origins e) (definitions s k) | _ => false end
      then valid_lets bs (o :: origins) l else None
  end.

Fixpoint all2 {A B} (f : A -> B -> bool) (l : list A) (m : list B) : bool :=
  match l, m with
  | [], [] => true
  | a :: l, b :: m => f a b && all2 f l m
  | _, _ => false
  end.

Definition valid (g : condition) (p : program) : bool :=
  let bs := bases s in
  well_formed 0 (formula s) &&
  match fst g with Nonnegative => true | Zero => false end &&
  all2 (fun e b => fits bs [] (fst e) (low b) && fits bs [] (snd e) (high b)) (ends p) bs &&
  match valid_lets bs [] (lets p) with
  | None => false
  | Some origins =>
      all2 (fits bs origins) (constraint_terms p) (constraints s) && fits bs origins (goal_term p) (ONode (snd g))
  end.

(** ** Soundness *)
Variable x : list R.
Let v := values (formula s) x.
Let y := base_point s x.
Hypothesis inside : Forall (in_factor x v) (domain s).

Lemma total_split ks : forall o, den s x y (fold_left (fun o i => OSub o (OVar i)) ks o)
  = den s x y o - total (map (fun k => nth k x 0) ks).
Proof.
  induction ks as [|k ks IH]; intros o; simpl; [unfold total; simpl; lra|].
  rewrite IH; simpl; unfold total; simpl; fold (total (map (fun k0 => nth k0 x 0) ks)); lra.
Qed.

Lemma descending_nonneg p : descending p -> Forall (Rle 0) p.
Proof.
  induction p as [|a [|b p] IH]; intros H; [constructor|constructor; [exact H|constructor]|].
  destruct H as [H1 H2]; specialize (IH H2); constructor; [|exact IH]; inversion IH; lra.
Qed.

Lemma total_nonneg p : Forall (Rle 0) p -> 0 <= total p.
Proof. induction 1; unfold total in *; simpl; lra. Qed.

Lemma below_total p q : Forall (Rle 0) p -> In q p -> 0 <= q <= total p.
Proof.
  induction 1 as [|a p H F IH]; intros E; [easy|].
  unfold total in *; simpl; fold (total p) in *; destruct E as [<-|E].
  - generalize (total_nonneg p F); lra.
  - specialize (IH E); lra.
Qed.

Lemma total_cons a p : total (a :: p) = a + total p.
Proof. reflexivity. Qed.

Lemma chamber_facts ks g : in_factor x v (LeaderChamber ks g) ->
  Forall (Rle 0) (map (fun k => nth k x 0) ks) /\ total (map (fun k => nth k x 0) ks) = 1 /\ 0 <= nth g x 0 <= 1.
Proof.
  intros [G [T [M L]]]; destruct ks as [|k ks]; [unfold total in T; simpl in T; lra|]; change (nth k x 0 + total (map (fun k => nth k x 0) ks) = 1) in T; simpl in M, L |- *.
  set (q := map (fun k => nth k x 0) ks) in *.
  assert (Q := descending_nonneg q M).
  assert (B : 0 <= nth 0 q 0) by (destruct Q; simpl; lra).
  split; [constructor; [lra|exact Q]|split; [exact T|]].
  generalize (total_nonneg q Q); lra.
Qed.

Lemma units_ok ks : Forall (Rle 0) (map (fun k => nth k x 0) ks) -> total (map (fun k => nth k x 0) ks) = 1 ->
  Forall (fun b => den s x y (low b) <= coordinate x v b <= den s x y (high b)) (map Unit (tl ks)).
Proof.
  intros H T; apply Forall_forall; intros b E; apply in_map_iff in E; destruct E as [k [<- E]]; simpl.
  rewrite <- T; apply (below_total _ (nth k x 0) H); apply (in_map (fun k => nth k x 0)).
  destruct ks; [easy|right; exact E].
Qed.

Lemma in_range a l u : l <= a -> a <= u -> 0 <= (a - l) / (u - l) <= 1.
Proof.
  intros A B; destruct (Req_dec l u) as [<-|N].
  - replace (a - l) with 0 by lra; unfold Rdiv; rewrite Rmult_0_l; lra.
  - assert (P : 0 < u - l) by lra; split; apply (Rmult_le_reg_r (u - l)); auto; unfold Rdiv;
      rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

Lemma bases_inside : Forall (fun b => den s x y (low b) <= coordinate x v b <= den s x y (high b)) (bases s).
Proof.
  unfold bases; generalize (fun k => nth k (constants (formula s)) false); intros known.
  revert inside; generalize (domain s); intros dom Hdom;
  induction Hdom as [|f dom Hf _ IH]; simpl; [apply Forall_nil|apply Forall_app; split; [|exact IH]].
  destruct f as [k lower upper|ks|ks g]; simpl in Hf |- *.
  - destruct Hf as [A B].
    destruct lower as [|l|l], upper as [|u|u]; simpl in *; try apply Forall_nil;
      destruct (known l && known u); constructor; try apply Forall_nil; simpl; try (apply in_range; lra); fold v; lra.
  - apply units_ok; apply Hf.
  - destruct (chamber_facts ks g Hf) as [A [B C]]; apply Forall_app; split; [apply units_ok; auto|].
    constructor; [simpl; lra|constructor].
Qed.

Lemma plain_sound i k : plain (bases s) i k = true -> nth i y 0 = nth k x 0.
Proof.
  unfold plain; destruct (nth_error (bases s) i) as [b|] eqn:E; [|discriminate].
  intros H; unfold y, base_point; apply nth_of_error.
  rewrite (map_nth_error _ _ _ E); f_equal; destruct b; try discriminate; nats; reflexivity.
Qed.

Lemma in_numbered {A} (l : list A) : forall n i a, In (i, a) (combine (seq n (length l)) l) -> nth_error l (i - n) = Some a /\ (n <= i)%nat.
Proof.
  induction l as [|b l IH]; intros n i a; simpl; [easy|].
  intros [E|E].
  - injection E as <- <-; rewrite Nat.sub_diag; auto.
  - destruct (IH _ _ _ E) as [A1 A2]; split; [|lia].
    replace (i - n)%nat with (S (i - S n)) by lia; exact A1.
Qed.

Lemma definitions_sound k o : In o (definitions s k) -> den s x y o = nth k x 0.
Proof.
  unfold definitions; intros E; apply in_app_or in E; destruct E as [E|E]; apply in_flat_map in E.
  - destruct E as [[i b] [E1 E2]]; destruct (in_numbered _ _ _ _ E1) as [N _]; rewrite Nat.sub_0_r in N.
    assert (B : den s x y (low b) <= coordinate x v b <= den s x y (high b)).
    { apply (proj1 (Forall_forall _ _) bases_inside b), (nth_error_In _ _ N). }
    destruct b as [|j l u|]; simpl in E2; try easy.
    destruct (k =? j) eqn:K; [|easy]; nats; destruct E2 as [<-|[]]; simpl.
    assert (Y : nth i y 0 = coordinate x v (Fraction j l u)).
    { unfold y, base_point; apply nth_of_error; apply (map_nth_error _ _ _ N). }
    rewrite Y; simpl in *.
    change (values (formula s) x) with v.
    destruct (Req_dec (node v l) (node v u)) as [Q|Q]; [|field; lra].
    (* the range is one point *)
    assert (P : node v l <= nth j x 0 <= node v u); [|rewrite Q; rewrite Q in P; unfold Rdiv; lra].
    { clear -inside N; unfold bases in N; apply nth_error_In in N; apply in_flat_map in N; destruct N as [f [F E]].
      generalize (proj1 (Forall_forall _ _) inside f F); clear F; destruct f as [k lower upper|ks|ks g]; simpl in E |- *.
      - destruct lower as [|a|a], upper as [|b|b]; simpl in E; try easy;
          match type of E with context[if ?t then _ else _] => destruct t end; destruct E as [E|[]]; try discriminate;
          injection E as <- <- <-; simpl; lra.
      - apply in_map_iff in E; destruct E as [? [? _]]; discriminate.
      - apply in_app_or in E; destruct E as [E|[E|[]]]; [apply in_map_iff in E; destruct E as [? [? _]]|]; discriminate. }
  - destruct E as [f [E1 E2]]; generalize (proj1 (Forall_forall _ _) inside f E1).
    destruct f as [|[|j ks]|[|j ks] g]; simpl in E2; try easy; destruct (k =? j) eqn:K; try easy; nats;
      destruct E2 as [<-|[]]; rewrite total_split; simpl; rewrite ?total_cons; lra.
Qed.

Lemma descents_ok ks : descending (map (fun k => nth k x 0) ks) -> Forall (fun o => 0 <= den s x y o) (descents ks).
Proof.
  induction ks as [|a [|b ks] IH]; intros H; [constructor|constructor|].
  destruct H as [H1 H2]; simpl; constructor; [simpl; lra|exact (IH H2)].
Qed.

Lemma constraints_sound : Forall (holds v) (assumptions s) -> Forall (fun o => 0 <= den s x y o) (constraints s).
Proof.
  intros A; apply Forall_app; split; apply Forall_flat_map.
  - revert inside; apply Forall_impl; intros [k l u|[|k ks]|[|k [|j ks]] g]; simpl; intros H; try apply Forall_nil.
    + constructor; [|constructor]; destruct H as [H _]; inversion H; subst; simpl; assumption.
    + destruct H as [G [T [M L]]]; constructor; [simpl; lra|]; exact (descents_ok (j :: ks) M).
  - revert A; apply Forall_impl; intros [[] k]; unfold holds, assumed; simpl; intros H;
      repeat (apply Forall_cons; [simpl; fold v; lra|]); apply Forall_nil.
Qed.

Lemma all2_Forall2 {A B} (f : A -> B -> bool) :
  forall l m, all2 f l m = true -> Forall2 (fun a b => f a b = true) l m.
Proof.
  induction l as [|a l IH]; intros [|b m] E; try discriminate; constructor; simpl in E; split_ands; auto.
Qed.

Hypothesis wf : well_formed 0 (formula s) = true.

Lemma fits_ok env origins : Forall2 (means s x y) env origins -> forall e o, fits (bases s) origins e o = true ->
  means s x y (xeval y env e) o.
Proof. intros M e o E; exact (matches_ok s x wf y _ plain_sound env origins M e o E). Qed.

Lemma valid_lets_ok l : forall env origins origins', Forall2 (means s x y) env origins ->
  valid_lets (bases s) origins l = Some origins' ->
  Forall2 (means s x y) (fold_left (fun env e => xeval y env e :: env) (map snd l) env) origins'.
Proof.
  induction l as [|[o e] l IH]; intros env origins origins' M E; simpl in E |- *; [injection E as <-; exact M|].
  match type of E with (if ?t then _ else _) = _ => destruct t eqn:T end; [|discriminate].
  refine (IH _ _ _ _ E); constructor; [|exact M].
  apply orb_prop in T; destruct T as [T|T]; [exact (fits_ok env origins M e o T)|].
  destruct o as [|k| | | | | | |]; try discriminate; apply existsb_exists in T; destruct T as [t [In_t T]].
  intros r X; destruct (fits_ok env origins M e t T r X) as [_ B]; split; [exact Logic.I|].
  rewrite <- B; symmetry; exact (definitions_sound k t In_t).
Qed.

End Valid.

(** An upper or lower end of a base variable, as far as its term has a value. *)
Definition value_is (X : ExtendedR) (a : R) : Prop := forall r, X = Xreal r -> r = a.

Theorem valid_sound s g p : valid s g p = true -> forall x,
  let v := values (formula s) x in
  let y := base_point s x in
  let env := xenv y (map snd (lets p)) in
  Forall (in_factor x v) (domain s) -> Forall (holds v) (assumptions s) ->
  Forall2 (fun e a => exists l u, value_is (xeval y [] (fst e)) l /\ value_is (xeval y [] (snd e)) u /\ l <= a <= u)
    (ends p) y /\
  Forall (fun h => forall r, xeval y env h = Xreal r -> 0 <= r) (constraint_terms p) /\
  (forall r, xeval y env (goal_term p) = Xreal r -> 0 <= r -> claims (formula s) v g).
Proof.
  intros V x v y env HD HA; unfold valid in V; cbv zeta in V.
  destruct (valid_lets s (bases s) [] (lets p)) as [origins|] eqn:L; [|rewrite andb_false_r in V; discriminate].
  apply andb_prop in V; destruct V as [V Vg]; apply andb_prop in Vg; destruct Vg as [Vc Vg].
  apply andb_prop in V; destruct V as [V Ve]; apply andb_prop in V; destruct V as [wf Vr].
  assert (M : Forall2 (means s x y) env origins) by exact (valid_lets_ok s x HD wf (lets p) [] [] origins (Forall2_nil _) L).
  split; [|split].
  - apply all2_Forall2 in Ve; assert (B := bases_inside s x HD); fold v y in B.
    set (fit := fits s (bases s)) in Ve; change y with (map (coordinate x v) (bases s)) at 3.
    revert Ve B; generalize (ends p) (bases s); intros es bs Ve; induction Ve as [|e b es bs E _ IH]; intros B;
      simpl; [apply Forall2_nil|].
    apply andb_prop in E; destruct E as [E1 E2]; inversion B as [|? ? B1 B2]; subst.
    apply Forall2_cons; [|exact (IH B2)].
    exists (den s x y (low b)), (den s x y (high b)); split; [|split]; [intros r R|intros r R|exact B1]; symmetry.
    + exact (proj2 (fits_ok s x wf [] [] (Forall2_nil _) _ _ E1 r R)).
    + exact (proj2 (fits_ok s x wf [] [] (Forall2_nil _) _ _ E2 r R)).
  - apply all2_Forall2 in Vc; assert (C := constraints_sound s x HD HA); fold v y in C.
    revert Vc C; generalize (constraint_terms p) (constraints s); intros es os Vc.
    induction Vc as [|e o es os E _ IH]; intros C; [apply Forall_nil|]; inversion C as [|? ? C1 C2]; subst.
    apply Forall_cons; [|exact (IH C2)].
    intros r R; destruct (fits_ok s x wf env origins M e o E r R) as [_ <-]; exact C1.
  - intros r R P; destruct g as [[] k]; [|discriminate].
    destruct (fits_ok s x wf env origins M _ _ Vg r R) as [Dk E]; simpl in Dk, E.
    split; [exact Dk|]; unfold holds; simpl; fold v in E; rewrite E; exact P.
Qed.
