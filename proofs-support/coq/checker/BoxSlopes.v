(** Interval evaluation of terms over a box: natural extension, and slopes.

    A slope of f between x and m is a vector s with f(x) = f(m) + sum_i s_i delta_i, where x_i - m_i is a known
    combination (the seed) of the delta. Slopes of sums, products, quotients, squares and roots are algebraic, those of
    the other functions come from the mean value theorem. *)
From Coq Require Import Reals ZArith List Bool Arith Lra Lia.
From Interval.Real Require Import Xreal.
From Interval.Float Require Import Basic Sig.
From HebbChecker Require Import BoxArith BoxTerms.
Import ListNotations.
Local Open Scope R_scope.

(** ** Slopes of real functions *)
Fixpoint dot (s delta : list R) : R :=
  match s, delta with a :: s, d :: delta => a * d + dot s delta | _, _ => 0 end.

Fixpoint plus (s t : list R) : list R :=
  match s, t with [], _ => t | _, [] => s | a :: s, b :: t => a + b :: plus s t end.

Lemma dot_plus : forall s t delta, dot (plus s t) delta = dot s delta + dot t delta.
Proof.
  induction s as [|a s IH]; intros [|b t] [|d delta]; simpl; rewrite ?IH; try ring; destruct delta; simpl; ring.
Qed.

Lemma dot_map f k : (forall a, f a = k * a) -> forall s delta, dot (map f s) delta = k * dot s delta.
Proof. intros F; induction s as [|a s IH]; intros [|d delta]; simpl; rewrite ?F, ?IH; ring. Qed.

Lemma mean_value f f' a b : (forall c, Rmin a b <= c <= Rmax a b -> derivable_pt_lim f c (f' c)) ->
  exists c, Rmin a b <= c <= Rmax a b /\ f a = f b + f' c * (a - b).
Proof.
  intros H; destruct (Rtotal_order a b) as [L|[->|L]].
  - destruct (MVT_cor2 f f' a b L) as [c [E B]].
    + intros c B; apply H; rewrite Rmin_left, Rmax_right; lra.
    + exists c; rewrite Rmin_left, Rmax_right by lra; lra.
  - exists b; rewrite Rmin_left, Rmax_left by lra; lra.
  - destruct (MVT_cor2 f f' b a L) as [c [E B]].
    + intros c B; apply H; rewrite Rmin_right, Rmax_left; lra.
    + exists c; rewrite Rmin_right, Rmax_left by lra; lra.
Qed.

Module Evaluation (F : FloatOps with Definition sensible_format := true).
Module A := Arithmetic F.
Definition compiled := term A.t.

Section Precision.
Variable p : A.precision.

(** ** Terms with enclosed constants; operations on constants are done here *)
Definition constant (e : compiled) : option A.t := match e with TConst c => Some c | _ => None end.
Definition fold1 (f : A.t -> A.t) (t : compiled -> compiled) (a : compiled) : compiled :=
  match a with TConst i => TConst (f i) | _ => t a end.
Definition fold2 (f : A.t -> A.t -> A.t) (t : compiled -> compiled -> compiled) (a b : compiled) : compiled :=
  match a, b with TConst i, TConst j => TConst (f i j) | _, _ => t a b end.

Fixpoint enclose (e : rational_term) : compiled :=
  match e with
  | TBase i => TBase i
  | TConst (n, d) => TConst (A.rational p n d)
  | TRef j => TRef j
  | TAdd a b => fold2 (A.add p) TAdd (enclose a) (enclose b)
  | TSub a b => fold2 (A.sub p) TSub (enclose a) (enclose b)
  | TMul a b => fold2 (A.mul p) TMul (enclose a) (enclose b)
  | TDiv a b => fold2 (A.div p) TDiv (enclose a) (enclose b)
  | TNeg a => fold1 A.neg TNeg (enclose a)
  | TPow a n => fold1 (fun i => A.pow p i n) (fun a => TPow a n) (enclose a)
  | TExp a => fold1 (A.exp p) TExp (enclose a)
  | TLog a => fold1 (A.ln p) TLog (enclose a)
  | TSqrt a => fold1 (A.root p) TSqrt (enclose a)
  | TAbs a => fold1 A.abs TAbs (enclose a)
  | TSin a => fold1 (A.sin p) TSin (enclose a)
  | TCos a => fold1 (A.cos p) TCos (enclose a)
  | TAtan a => fold1 (A.atan p) TAtan (enclose a)
  end.

(** ** Natural extension *)
Definition box := list A.t.

Fixpoint range (b env : box) (e : compiled) : A.t :=
  match e with
  | TBase i => nth i b A.nothing
  | TConst c => c
  | TRef j => nth j env A.nothing
  | TAdd u v => A.add p (range b env u) (range b env v)
  | TSub u v => A.sub p (range b env u) (range b env v)
  | TMul u v => A.mul p (range b env u) (range b env v)
  | TDiv u v => A.div p (range b env u) (range b env v)
  | TNeg u => A.neg (range b env u)
  | TPow u n => A.pow p (range b env u) n
  | TExp u => A.exp p (range b env u)
  | TLog u => A.ln p (range b env u)
  | TSqrt u => A.root p (range b env u)
  | TAbs u => A.abs (range b env u)
  | TSin u => A.sin p (range b env u)
  | TCos u => A.cos p (range b env u)
  | TAtan u => A.atan p (range b env u)
  end.

Definition ranges (b : box) (lets : list compiled) : box := fold_left (fun env e => range b env e :: env) lets [].

Definition encloses (b : box) (x : list R) : Prop := Forall2 (fun i a => A.has i (Xreal a)) b x.

Lemma encloses_nth b x : encloses b x -> forall i, A.has (nth i b A.nothing) (Xreal (nth i x 0)).
Proof. intros H; induction H; intros [|i]; simpl; auto using A.nothing_ok. Qed.

Lemma encloses_length b x : encloses b x -> length b = length x.
Proof. intros H; induction H; simpl; auto. Qed.

Section Range.
Variables (b : box) (x : list R).
Hypothesis B : forall i, A.has (nth i b A.nothing) (Xreal (nth i x 0)).

Lemma range_ok env X : Forall2 A.has env X -> forall e, A.has (range b env (enclose e)) (xeval x X e).
Proof.
  intros E.
  assert (R : forall j, A.has (nth j env A.nothing) (nth j X Xnan)).
  { induction E; intros [|j]; simpl; auto using A.nothing_ok. }
  induction e as [i|[n d]|j|e1 IH1 e2 IH2|e1 IH1 e2 IH2|e1 IH1 e2 IH2|e1 IH1 e2 IH2|e IH|e IH n|e IH|e IH|e IH|e IH|e IH|e IH|e IH];
    cbn [enclose xeval range]; auto using A.rational_ok.
  - unfold fold2; destruct (enclose e1), (enclose e2); apply A.add_ok; assumption.
  - unfold fold2; destruct (enclose e1), (enclose e2); apply A.sub_ok; assumption.
  - unfold fold2; destruct (enclose e1), (enclose e2); apply A.mul_ok; assumption.
  - unfold fold2; destruct (enclose e1), (enclose e2); apply A.div_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.neg_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.pow_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.exp_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.ln_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.root_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.abs_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.sin_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.cos_ok; assumption.
  - unfold fold1; destruct (enclose e); apply A.atan_ok; assumption.
Qed.

Lemma ranges_ok l : Forall2 A.has (ranges b (map enclose l)) (xenv x l).
Proof.
  unfold ranges, xenv.
  assert (G : forall l env X, Forall2 A.has env X ->
    Forall2 A.has (fold_left (fun env e => range b env e :: env) (map enclose l) env)
      (fold_left (fun env e => xeval x env e :: env) l X)); [|apply G, Forall2_nil].
  clear l; induction l as [|e l IH]; intros env X E; simpl; [exact E|].
  apply IH, Forall2_cons; [apply range_ok, E|exact E].
Qed.
End Range.

(** ** Slopes: range over the box, enclosure of the value at m, enclosures of the entries; a missing entry is zero *)
Inductive entry := Zero_ | One_ | Slope (i : A.t).
Record slopes := Slopes { over : A.t; at_m : A.t; entries : list entry }.

Definition interval_of (e : entry) : A.t :=
  match e with Zero_ => A.rational p 0 1 | One_ => A.rational p 1 1 | Slope i => i end.

Definition entry_add (e f : entry) : entry :=
  match e, f with
  | Zero_, _ => f
  | _, Zero_ => e
  | _, _ => Slope (A.add p (interval_of e) (interval_of f))
  end.
Definition entry_map (f : A.t -> A.t) (e : entry) : entry :=
  match e with Zero_ => Zero_ | _ => Slope (f (interval_of e)) end.
Definition entry_scale (k : A.t) (e : entry) : entry :=
  match e with Zero_ => Zero_ | One_ => Slope k | Slope i => Slope (A.mul p k i) end.

Fixpoint entries_add (l m : list entry) : list entry :=
  match l, m with [], _ => m | _, [] => l | e :: l, f :: m => entry_add e f :: entries_add l m end.

Definition unary (f : A.t -> A.t) (u : slopes) (factor : A.t) : slopes :=
  Slopes (f (over u)) (f (at_m u)) (map (entry_scale factor) (entries u)).

(** The slopes of the absolute value between two points of an interval. *)
Definition sign_over (i : A.t) : A.t :=
  if A.nonnegative i then A.rational p 1 1 else if A.nonpositive i then A.rational p (-1) 1
  else A.hull (A.rational p (-1) 1) (A.rational p 1 1).

Section Slope.
Variables (b m : box) (seeds : list (list entry)).

Fixpoint slope (env : list slopes) (e : compiled) : slopes :=
  match e with
  | TBase i => Slopes (nth i b A.nothing) (nth i m A.nothing) (nth i seeds [Slope A.nothing])
  | TConst c => Slopes c c []
  | TRef j => nth j env (Slopes A.nothing A.nothing [])
  | TAdd u v => let u := slope env u in let v := slope env v in
      Slopes (A.add p (over u) (over v)) (A.add p (at_m u) (at_m v)) (entries_add (entries u) (entries v))
  | TSub u v => let u := slope env u in let v := slope env v in
      Slopes (A.sub p (over u) (over v)) (A.sub p (at_m u) (at_m v))
        (entries_add (entries u) (map (entry_map A.neg) (entries v)))
  | TMul u v => let u := slope env u in let v := slope env v in
      (* u v - u0 v0 = u (v - v0) + v0 (u - u0) *)
      Slopes (A.mul p (over u) (over v)) (A.mul p (at_m u) (at_m v))
        (entries_add (map (entry_scale (over u)) (entries v)) (map (entry_scale (at_m v)) (entries u)))
  | TDiv u v => let u := slope env u in let v := slope env v in
      (* u/v - u0/v0 = ((u - u0) - (u0/v0)(v - v0))/v *)
      let q := A.div p (at_m u) (at_m v) in
      Slopes (A.div p (over u) (over v)) q
        (map (entry_map (fun i => A.div p i (over v)))
          (entries_add (entries u) (map (entry_map A.neg) (map (entry_scale q) (entries v)))))
  | TNeg u => let u := slope env u in
      Slopes (A.neg (over u)) (A.neg (at_m u)) (map (entry_map A.neg) (entries u))
  | TPow u n => let u := slope env u in
      unary (fun i => A.pow p i n) u
        match n with
        | 2%nat => A.add p (over u) (at_m u)
        | _ => A.mul p (A.rational p (Z.of_nat n) 1) (A.pow p (A.hull (over u) (at_m u)) (pred n))
        end
  | TExp u => let u := slope env u in unary (A.exp p) u (A.exp p (A.hull (over u) (at_m u)))
  | TLog u => let u := slope env u in
      unary (A.ln p) u (A.div p (A.rational p 1 1) (A.hull (over u) (at_m u)))
  | TSqrt u => let u := slope env u in
      unary (A.root p) u (A.div p (A.rational p 1 1) (A.add p (A.root p (over u)) (A.root p (at_m u))))
  | TAbs u => let u := slope env u in unary A.abs u (sign_over (A.hull (over u) (at_m u)))
  | TSin u => let u := slope env u in unary (A.sin p) u (A.cos p (A.hull (over u) (at_m u)))
  | TCos u => let u := slope env u in unary (A.cos p) u (A.neg (A.sin p (A.hull (over u) (at_m u))))
  | TAtan u => let u := slope env u in
      unary (A.atan p) u (A.div p (A.rational p 1 1) (A.add p (A.rational p 1 1) (A.pow p (A.hull (over u) (at_m u)) 2)))
  end.

Definition all_slopes (lets : list compiled) : list slopes := fold_left (fun env e => slope env e :: env) lets [].
End Slope.

Definition entry_ok (e : entry) (a : R) : Prop :=
  match e with Zero_ => a = 0 | One_ => a = 1 | Slope i => A.has i (Xreal a) end.

Lemma interval_of_ok e a : entry_ok e a -> A.has (interval_of e) (Xreal a).
Proof.
  destruct e; simpl; intros H; subst; [| |exact H]; simpl.
  - replace 0 with (IZR 0 / IZR (Zpos 1)) by field; exact (A.rational_ok p 0 1).
  - replace 1 with (IZR 1 / IZR (Zpos 1)) by field; exact (A.rational_ok p 1 1).
Qed.

Lemma entry_add_ok e f a c : entry_ok e a -> entry_ok f c -> entry_ok (entry_add e f) (a + c).
Proof.
  intros E G; assert (E' := interval_of_ok _ _ E); assert (G' := interval_of_ok _ _ G).
  destruct e, f; simpl in E, G |- *; subst; rewrite ?Rplus_0_l, ?Rplus_0_r; auto; exact (A.add_ok p _ _ _ _ E' G').
Qed.

Lemma entry_scale_ok k r e a : A.has k (Xreal r) -> entry_ok e a -> entry_ok (entry_scale k e) (r * a).
Proof.
  intros K E; destruct e; simpl in E |- *; subst; [ring|rewrite Rmult_1_r; exact K|exact (A.mul_ok p _ _ _ _ K E)].
Qed.

Lemma entry_map_ok f g e a : g 0 = 0 -> (forall i r, A.has i (Xreal r) -> A.has (f i) (Xreal (g r))) ->
  entry_ok e a -> entry_ok (entry_map f e) (g a).
Proof.
  intros Z H E; assert (E' := interval_of_ok _ _ E); destruct e; simpl in E |- *; subst; [exact Z|exact (H _ _ E')|exact (H _ _ E')].
Qed.

Definition entries_ok (l : list entry) (s : list R) : Prop := Forall2 entry_ok l s.

Lemma entries_add_ok l s : entries_ok l s -> forall k t, entries_ok k t -> entries_ok (entries_add l k) (plus s t).
Proof.
  intros H; induction H as [|e a l s E _ IH]; intros k t K; [exact K|].
  destruct K as [|f c k t G K]; simpl; [constructor; [exact E|]|constructor; [apply entry_add_ok; auto|exact (IH _ _ K)]].
  destruct l, s; simpl in IH; specialize (IH [] [] (Forall2_nil _)); simpl in IH; assumption.
Qed.

Lemma entries_map_ok f g : (forall e a, entry_ok e a -> entry_ok (f e) (g a)) ->
  forall l s, entries_ok l s -> entries_ok (map f l) (map g s).
Proof. intros H l s E; induction E; simpl; constructor; auto. Qed.

Section SlopeOk.
Variables (b m : box) (seeds : list (list entry)) (x y delta : list R).
Hypothesis B : forall i, A.has (nth i b A.nothing) (Xreal (nth i x 0)).
Hypothesis M : forall i, A.has (nth i m A.nothing) (Xreal (nth i y 0)).
Hypothesis seeds_ok : forall i, (i < length seeds)%nat ->
  exists s, entries_ok (nth i seeds []) s /\ nth i x 0 = nth i y 0 + dot s delta.
Hypothesis few : (length x <= length seeds)%nat.
Hypothesis fewer : (length y <= length seeds)%nat.

Record good (u : slopes) (X Y : ExtendedR) : Prop := {
  over_ok : A.has (over u) X;
  at_m_ok : A.has (at_m u) Y;
  link : forall r q, X = Xreal r -> Y = Xreal q -> exists s, entries_ok (entries u) s /\ r = q + dot s delta }.

Lemma hull_between i j X Y r : A.has i (Xreal X) -> A.has j (Xreal Y) -> Rmin X Y <= r <= Rmax X Y -> A.has (A.hull i j) (Xreal r).
Proof.
  intros I J L; assert (HX : A.has (A.hull i j) (Xreal X)) by (apply A.hull_ok; auto).
  assert (HY : A.has (A.hull i j) (Xreal Y)) by (apply A.hull_ok; auto).
  destruct (Rle_dec X Y).
  - rewrite Rmin_left, Rmax_right in L by lra; exact (A.has_between _ X Y r HX HY L).
  - rewrite Rmin_right, Rmax_left in L by lra; exact (A.has_between _ Y X r HY HX L).
Qed.

Lemma sign_over_ok i r q : A.has i (Xreal r) -> A.has i (Xreal q) ->
  exists k, A.has (sign_over i) (Xreal k) /\ Rabs r = Rabs q + k * (r - q).
Proof.
  intros HR HQ; unfold sign_over.
  destruct (A.nonnegative i) eqn:P.
  { destruct (A.nonnegative_ok _ _ P HR) as [w [W1 W2]], (A.nonnegative_ok _ _ P HQ) as [z [Z1 Z2]].
    injection W1 as <-; injection Z1 as <-.
    exists (1 / 1); split; [apply A.rational_ok|rewrite !Rabs_right by lra; lra]. }
  destruct (A.nonpositive i) eqn:N.
  { destruct (A.nonpositive_ok _ _ N HR) as [w [W1 W2]], (A.nonpositive_ok _ _ N HQ) as [z [Z1 Z2]].
    injection W1 as <-; injection Z1 as <-.
    exists (-1 / 1); split; [apply A.rational_ok|rewrite !Rabs_left1 by lra; lra]. }
  clear HR HQ P N; set (h := A.hull (A.rational p (-1) 1) (A.rational p 1 1)).
  assert (L : A.has h (Xreal (-1 / 1))) by (apply A.hull_ok; left; apply A.rational_ok).
  assert (H : A.has h (Xreal (1 / 1))) by (apply A.hull_ok; right; apply A.rational_ok).
  assert (W : forall k, -1 <= k <= 1 -> A.has h (Xreal k)) by (intros k K; apply (A.has_between _ _ _ _ L H); lra).
  destruct (Req_dec r q) as [<-|D]; [exists 0; split; [apply W; lra|ring]|].
  exists ((Rabs r - Rabs q) / (r - q)); split; [|field; lra].
  apply W; assert (T := Rabs_triang_inv2 r q).
  assert (E : Rabs ((Rabs r - Rabs q) / (r - q)) <= 1).
  { unfold Rdiv; rewrite Rabs_mult, Rabs_inv; assert (P := Rabs_pos_lt (r - q) ltac:(lra)).
    apply (Rmult_le_reg_r (Rabs (r - q))); [exact P|]; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  unfold Rabs at 1 in E; destruct (Rcase_abs _) in E; lra.
Qed.

(** A function of one term, with g the slope of it between the two values. *)
Lemma unary_ok f fx u X Y factor : good u X Y ->
  (forall i Z, A.has i Z -> A.has (f i) (fx Z)) -> fx Xnan = Xnan ->
  (forall r q r' q', X = Xreal r -> Y = Xreal q -> fx X = Xreal r' -> fx Y = Xreal q' ->
     exists k, A.has factor (Xreal k) /\ r' = q' + k * (r - q)) ->
  good (unary f u factor) (fx X) (fx Y).
Proof.
  intros [U1 U2 U3] H N K; split; simpl; auto.
  intros r' q' E1 E2; destruct X as [|r]; [congruence|]; destruct Y as [|q]; [congruence|].
  destruct (K r q r' q' eq_refl eq_refl E1 E2) as [k [K1 K2]]; destruct (U3 r q eq_refl eq_refl) as [s [S1 S2]].
  exists (map (Rmult k) s); split; [apply entries_map_ok with (2 := S1); intros; apply entry_scale_ok; auto|].
  rewrite (dot_map _ k) by reflexivity; rewrite K2; f_equal; f_equal; rewrite S2; ring.
Qed.

Lemma slope_ok env X Y :
  (forall j, good (nth j env (Slopes A.nothing A.nothing [])) (nth j X Xnan) (nth j Y Xnan)) ->
  forall e, good (slope b m seeds env (enclose e)) (xeval x X e) (xeval y Y e).
Proof.
  intros E.
  induction e as [i|[n d]|j|e1 U e2 V|e1 U e2 V|e1 U e2 V|e1 U e2 V|e U|e U n|e U|e U|e U|e U|e U|e U|e U]; cbn [enclose xeval].
  - split; [apply B|apply M|]; simpl; intros r q R Q; injection R as <-; injection Q as <-.
    destruct (le_lt_dec (length seeds) i) as [L|L].
    + rewrite (nth_overflow seeds) by exact L; exists [0]; split; [constructor; [apply A.has_nan with (x := Xreal 0), A.nothing_ok|constructor]|].
      rewrite !nth_overflow by lia; destruct delta; simpl; ring.
    + destruct (seeds_ok i L) as [s [S1 S2]]; exists s; split; [|exact S2].
      rewrite (nth_indep _ _ [] L); exact S1.
  - split; simpl; try apply A.rational_ok; intros r q R Q; exists []; split; [constructor|].
    rewrite R in Q; injection Q as <-; simpl; ring.
  - apply E.
  - assert (G : good (slope b m seeds env (TAdd (enclose e1) (enclose e2))) (xeval x X (TAdd e1 e2)) (xeval y Y (TAdd e1 e2))).
    { destruct U as [U1 U2 U3], V as [V1 V2 V3]; split; cbn [slope over at_m entries xeval]; try (apply A.add_ok; assumption).
      intros r q R Q.
      destruct (xeval x X e1) as [|r1]; [discriminate|]; destruct (xeval x X e2) as [|r2]; [discriminate|]; injection R as <-.
      destruct (xeval y Y e1) as [|q1]; [discriminate|]; destruct (xeval y Y e2) as [|q2]; [discriminate|]; injection Q as <-.
      destruct (U3 _ _ eq_refl eq_refl) as [s [S1 S2]], (V3 _ _ eq_refl eq_refl) as [t [T1 T2]].
      exists (plus s t); split; [apply entries_add_ok; assumption|rewrite dot_plus, S2, T2; ring]. }
    unfold fold2; destruct (enclose e1), (enclose e2); exact G.
  - assert (G : good (slope b m seeds env (TSub (enclose e1) (enclose e2))) (xeval x X (TSub e1 e2)) (xeval y Y (TSub e1 e2))).
    { destruct U as [U1 U2 U3], V as [V1 V2 V3]; split; cbn [slope over at_m entries xeval]; try (apply A.sub_ok; assumption).
      intros r q R Q.
      destruct (xeval x X e1) as [|r1]; [discriminate|]; destruct (xeval x X e2) as [|r2]; [discriminate|]; injection R as <-.
      destruct (xeval y Y e1) as [|q1]; [discriminate|]; destruct (xeval y Y e2) as [|q2]; [discriminate|]; injection Q as <-.
      destruct (U3 _ _ eq_refl eq_refl) as [s [S1 S2]], (V3 _ _ eq_refl eq_refl) as [t [T1 T2]].
      exists (plus s (map Ropp t)); split.
      - apply entries_add_ok; [assumption|]; apply entries_map_ok with (2 := T1); intros e a O.
        apply (entry_map_ok A.neg Ropp); [apply Ropp_0|intros i z Z; exact (A.neg_ok _ _ Z)|exact O].
      - rewrite dot_plus, (dot_map Ropp (-1)) by (intros; ring); rewrite S2, T2; ring. }
    unfold fold2; destruct (enclose e1), (enclose e2); exact G.
  - assert (G : good (slope b m seeds env (TMul (enclose e1) (enclose e2))) (xeval x X (TMul e1 e2)) (xeval y Y (TMul e1 e2))).
    { destruct U as [U1 U2 U3], V as [V1 V2 V3]; split; cbn [slope over at_m entries xeval]; try (apply A.mul_ok; assumption).
      intros r q R Q.
      destruct (xeval x X e1) as [|r1]; [discriminate|]; destruct (xeval x X e2) as [|r2]; [discriminate|]; injection R as <-.
      destruct (xeval y Y e1) as [|q1]; [discriminate|]; destruct (xeval y Y e2) as [|q2]; [discriminate|]; injection Q as <-.
      destruct (U3 _ _ eq_refl eq_refl) as [s [S1 S2]], (V3 _ _ eq_refl eq_refl) as [t [T1 T2]].
      exists (plus (map (Rmult r1) t) (map (Rmult q2) s)); split.
      - apply entries_add_ok; [apply entries_map_ok with (2 := T1)|apply entries_map_ok with (2 := S1)];
          intros e a O; apply entry_scale_ok; assumption.
      - rewrite dot_plus, (dot_map _ r1), (dot_map _ q2) by reflexivity.
        replace (dot t delta) with (r2 - q2) by lra; replace (dot s delta) with (r1 - q1) by lra; ring. }
    unfold fold2; destruct (enclose e1), (enclose e2); exact G.
  - assert (G : good (slope b m seeds env (TDiv (enclose e1) (enclose e2))) (xeval x X (TDiv e1 e2)) (xeval y Y (TDiv e1 e2))).
    { destruct U as [U1 U2 U3], V as [V1 V2 V3]; split; cbn [slope over at_m entries xeval]; try (apply A.div_ok; assumption).
      intros r q R Q; assert (Q' := A.div_ok p _ _ _ _ U2 V2); rewrite Q in Q'.
      destruct (xeval x X e1) as [|r1]; [discriminate|]; destruct (xeval x X e2) as [|r2]; [discriminate|].
      destruct (xeval y Y e1) as [|q1]; [discriminate|]; destruct (xeval y Y e2) as [|q2]; [discriminate|].
      simpl in R, Q; unfold Xdiv' in R, Q.
      revert R; case is_zero_spec; intros N R; [discriminate|]; injection R as <-.
      revert Q; case is_zero_spec; intros N' Q; [discriminate|]; injection Q as <-.
      destruct (U3 _ _ eq_refl eq_refl) as [s [S1 S2]], (V3 _ _ eq_refl eq_refl) as [t [T1 T2]].
      exists (map (fun a => a / r2) (plus s (map Ropp (map (Rmult (q1 / q2)) t)))); split.
      - apply entries_map_ok with (f := entry_map (fun i => A.div p i (over (slope b m seeds env (enclose e2))))) (s := plus s (map Ropp (map (Rmult (q1 / q2)) t))).
        + intros e a O; apply (entry_map_ok _ (fun a => a / r2)); [unfold Rdiv; ring| |exact O].
          intros i z Z; generalize (A.div_ok p _ _ _ _ Z V1); simpl; unfold Xdiv'; case is_zero_spec; intros; [contradiction|assumption].
        + apply entries_add_ok; [exact S1|]; apply entries_map_ok with (f := entry_map A.neg) (g := Ropp).
          * intros e a O; apply (entry_map_ok A.neg Ropp); [apply Ropp_0|intros i z Z; exact (A.neg_ok _ _ Z)|exact O].
          * apply entries_map_ok with (2 := T1); intros e a O; apply entry_scale_ok; assumption.
      - rewrite (dot_map _ (/ r2)) by (intros; unfold Rdiv; ring).
        rewrite dot_plus, (dot_map Ropp (-1)), (dot_map _ (q1 / q2)) by (intros; ring).
        replace (dot t delta) with (r2 - q2) by lra; replace (dot s delta) with (r1 - q1) by lra; field; auto. }
    unfold fold2; destruct (enclose e1), (enclose e2); exact G.
  - assert (G : good (slope b m seeds env (TNeg (enclose e))) (xeval x X (TNeg e)) (xeval y Y (TNeg e))).
    { destruct U as [U1 U2 U3]; split; cbn [slope over at_m entries xeval]; try (apply A.neg_ok; assumption).
      intros r q R Q.
      destruct (xeval x X e) as [|r1]; [discriminate|]; destruct (xeval y Y e) as [|q1]; [discriminate|].
      injection R as <-; injection Q as <-; destruct (U3 _ _ eq_refl eq_refl) as [s [S1 S2]].
      exists (map Ropp s); split.
      - apply entries_map_ok with (2 := S1); intros f a O.
        apply (entry_map_ok A.neg Ropp); [apply Ropp_0|intros i z Z; exact (A.neg_ok _ _ Z)|exact O].
      - rewrite (dot_map Ropp (-1)) by (intros; ring); rewrite S2; ring. }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TPow (enclose e) n)) (xeval x X (TPow e n)) (xeval y Y (TPow e n))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (fun i => A.pow p i n) (fun Z => Xpow Z n)); [exact U|intros; apply A.pow_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; injection R as <-; injection Q as <-.
      assert (D : exists k, A.has (A.mul p (A.rational p (Z.of_nat n) 1) (A.pow p (A.hull (over u) (at_m u)) (pred n))) (Xreal k) /\
        r ^ n = q ^ n + k * (r - q)).
      { destruct (mean_value (fun t => t ^ n) (fun t => INR n * t ^ pred n) r q) as [c [C1 C2]].
        - intros c _; apply derivable_pt_lim_pow.
        - exists (INR n * c ^ pred n); split; [|exact C2].
          replace (Xreal (INR n * c ^ pred n)) with (Xmul (Xreal (IZR (Z.of_nat n) / IZR (Zpos 1))) (Xpow (Xreal c) (pred n))).
          + apply A.mul_ok; [apply A.rational_ok|exact (A.pow_ok p _ _ _ (hull_between _ _ r q c U1 U2 C1))].
          + simpl; rewrite <- INR_IZR_INZ; f_equal; field. }
      destruct n as [|[|[|n]]]; try exact D.
      exists (r + q); split; [exact (A.add_ok p _ _ _ _ U1 U2)|simpl; ring]. }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TExp (enclose e))) (xeval x X (TExp e)) (xeval y Y (TExp e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (A.exp p) Xexp); [exact U|intros; apply A.exp_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; injection R as <-; injection Q as <-.
      destruct (mean_value exp exp r q) as [c [C1 C2]]; [intros; apply derivable_pt_lim_exp|].
      exists (exp c); split; [|exact C2]; exact (A.exp_ok p _ (Xreal c) (hull_between _ _ r q c U1 U2 C1)). }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TLog (enclose e))) (xeval x X (TLog e)) (xeval y Y (TLog e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (A.ln p) Xln); [exact U|intros; apply A.ln_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; simpl in R, Q; unfold Xln' in R, Q.
      revert R; case is_positive_spec; intros PR R; [|discriminate]; injection R as <-.
      revert Q; case is_positive_spec; intros PQ Q; [|discriminate]; injection Q as <-.
      assert (P : forall c, Rmin r q <= c -> 0 < c) by (intros c C; apply Rlt_le_trans with (2 := C), Rmin_pos; assumption).
      destruct (mean_value ln Rinv r q) as [c [C1 C2]]; [intros c C; apply derivable_pt_lim_ln, P, C|].
      exists (/ c); split; [|exact C2].
      generalize (A.div_ok p _ _ _ _ (A.rational_ok p 1 1) (hull_between _ _ r q c U1 U2 C1)); simpl; unfold Xdiv'.
      case is_zero_spec; intros Z; [generalize (P c (proj1 C1)); lra|].
      replace (1 / 1 / c) with (/ c) by (field; assumption); easy. }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TSqrt (enclose e))) (xeval x X (TSqrt e)) (xeval y Y (TSqrt e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (A.root p) Xroot); [exact U|intros; apply A.root_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; rewrite ?EX, ?EY.
      assert (S := A.add_ok p _ _ _ _ (A.root_ok p _ _ U1) (A.root_ok p _ _ U2)).
      simpl in R, Q, S; destruct (Rle_dec 0 r) as [PR|]; [|discriminate]; destruct (Rle_dec 0 q) as [PQ|]; [|discriminate].
      injection R as <-; injection Q as <-.
      assert (H := A.div_ok p _ _ _ _ (A.rational_ok p 1 1) S); revert H; simpl; unfold Xdiv'.
      case is_zero_spec; intros Z H.
      - exists 0; split; [exact (A.has_nan _ H (Xreal 0))|]; generalize (sqrt_pos r), (sqrt_pos q); lra.
      - exists (1 / 1 / (sqrt r + sqrt q)); split; [exact H|].
        replace (r - q) with ((sqrt r - sqrt q) * (sqrt r + sqrt q)); [field; exact Z|].
        ring_simplify; rewrite !pow2_sqrt by assumption; reflexivity. }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TAbs (enclose e))) (xeval x X (TAbs e)) (xeval y Y (TAbs e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok A.abs Xabs); [exact U|intros; apply A.abs_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; injection R as <-; injection Q as <-.
      apply sign_over_ok; apply A.hull_ok; auto. }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TSin (enclose e))) (xeval x X (TSin e)) (xeval y Y (TSin e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (A.sin p) Xsin); [exact U|intros; apply A.sin_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; injection R as <-; injection Q as <-.
      destruct (mean_value sin cos r q) as [c [C1 C2]]; [intros; apply derivable_pt_lim_sin|].
      exists (cos c); split; [|exact C2]; exact (A.cos_ok p _ (Xreal c) (hull_between _ _ r q c U1 U2 C1)). }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TCos (enclose e))) (xeval x X (TCos e)) (xeval y Y (TCos e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (A.cos p) Xcos); [exact U|intros; apply A.cos_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; injection R as <-; injection Q as <-.
      destruct (mean_value cos (fun t => - sin t) r q) as [c [C1 C2]]; [intros; apply derivable_pt_lim_cos|].
      exists (- sin c); split; [|exact C2].
      exact (A.neg_ok _ _ (A.sin_ok p _ (Xreal c) (hull_between _ _ r q c U1 U2 C1))). }
    unfold fold1; destruct (enclose e); exact G.
  - assert (G : good (slope b m seeds env (TAtan (enclose e))) (xeval x X (TAtan e)) (xeval y Y (TAtan e))).
    { cbn [slope xeval]; set (u := slope b m seeds env (enclose e)) in *; clearbody u.
      apply (unary_ok (A.atan p) Xatan); [exact U|intros; apply A.atan_ok; assumption|reflexivity|].
      intros r q r' q' EX EY R Q; destruct U as [U1 U2 _]; rewrite EX in U1, R; rewrite EY in U2, Q; injection R as <-; injection Q as <-.
      destruct (mean_value atan (fun t => / (1 + t ^ 2)) r q) as [c [C1 C2]]; [intros; apply derivable_pt_lim_atan|].
      exists (/ (1 + c ^ 2)); split; [|exact C2].
      generalize (A.div_ok p _ _ _ _ (A.rational_ok p 1 1) (A.add_ok p _ _ _ _ (A.rational_ok p 1 1)
        (A.pow_ok p _ 2 _ (hull_between _ _ r q c U1 U2 C1)))); simpl; unfold Xdiv'.
      pose proof (Rle_0_sqr c) as S; unfold Rsqr in S.
      case is_zero_spec; intros Z; [exfalso; lra|].
      replace (1 / 1 / (1 / 1 + c * (c * 1))) with (/ (1 + c * (c * 1))) by (field; lra); easy. }
    unfold fold1; destruct (enclose e); exact G.
Qed.

Lemma all_slopes_ok l : forall j, good (nth j (all_slopes b m seeds (map enclose l)) (Slopes A.nothing A.nothing []))
  (nth j (xenv x l) Xnan) (nth j (xenv y l) Xnan).
Proof.
  unfold all_slopes, xenv.
  assert (G : forall l env X Y,
    (forall j, good (nth j env (Slopes A.nothing A.nothing [])) (nth j X Xnan) (nth j Y Xnan)) ->
    forall j, good (nth j (fold_left (fun env e => slope b m seeds env e :: env) (map enclose l) env) (Slopes A.nothing A.nothing []))
      (nth j (fold_left (fun env e => xeval x env e :: env) l X) Xnan) (nth j (fold_left (fun env e => xeval y env e :: env) l Y) Xnan)).
  { clear l; induction l as [|e l IH]; intros env X Y E; simpl; [exact E|].
    apply IH; simpl; intros [|j]; [apply slope_ok; assumption|apply E]. }
  apply G; intros [|j]; split; simpl; auto using A.nothing_ok; discriminate.
Qed.

Lemma shared_slope_ok l e :
  good (slope b m seeds (all_slopes b m seeds (map enclose l)) (enclose e)) (xeval x (xenv x l) e) (xeval y (xenv y l) e).
Proof. apply slope_ok, all_slopes_ok. Qed.
End SlopeOk.
End Precision.
End Evaluation.
