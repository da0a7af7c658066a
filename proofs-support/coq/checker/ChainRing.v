(** The arithmetic of derivative chains: quotients of polynomials in variables, exponentials, logarithms and roots.

    A generator brings new unknowns: an exponent p / d the value exp(p / d), a base b, a polynomial, the values ln b and
    sqrt b, and b as a denominator, an angle p / d its sine and cosine, an arc p / w the value atan(p / w). Where all bases
    and all w are positive, an element stands for one real number. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Values Polynomial Quotient Expansion.
Import ListNotations.
Local Open Scope R_scope.

Inductive generator := ExpOf (p : poly) (d : positive) | BaseOf (b : poly) | AngleOf (p : poly) (d : positive) | ArcOf (p w : poly).

Definition brings (g : generator) : nat := match g with ExpOf _ _ | ArcOf _ _ => 1 | BaseOf _ | AngleOf _ _ => 2 end.

(** The number of unknowns, when there are n before. *)
Fixpoint unknown_count (n : nat) (gens : list generator) : nat :=
  match gens with [] => n | g :: r => unknown_count (n + brings g) r end.

(** ** Polynomials in the first n unknowns *)

Fixpoint bounded (n : nat) (p : poly) : bool :=
  match p with
  | Ring_polynom.Pc _ => true
  | Ring_polynom.Pinj j q => (Pos.to_nat j <=? n)%nat && bounded (n - Pos.to_nat j) q
  | Ring_polynom.PX q _ r => (1 <=? n)%nat && bounded n q && bounded (n - 1) r
  end.

Lemma bounded_ext p : forall n l m, bounded n p = true -> (forall k, (k < n)%nat -> nth k l 0 = nth k m 0) ->
  eval l p = eval m p.
Proof.
  unfold eval. induction p as [c|j q IH|q IHq i r IHr]; intros n l m B E; cbn [bounded] in B; simpl.
  - reflexivity.
  - apply andb_prop in B as [J B]. apply Nat.leb_le in J. apply (IH _ _ _ B). intros k K. rewrite !nth_jump. apply E. lia.
  - apply andb_prop in B as [B Br]. apply andb_prop in B as [N Bq]. apply Nat.leb_le in N.
    rewrite (IHq n l m Bq E), (IHr (n - 1)%nat (tl l) (tl m) Br); [|intros k K; rewrite !nth_tl; apply E; lia].
    now rewrite !hd_nth, E by lia.
Qed.

(** ** The values of the unknowns *)

Fixpoint symbols (l : list R) (gens : list generator) : list R :=
  match gens with
  | [] => l
  | ExpOf p d :: r => symbols (l ++ [exp (eval l p / IZR (Zpos d))]) r
  | BaseOf b :: r => symbols (l ++ [ln (eval l b); sqrt (eval l b)]) r
  | AngleOf p d :: r => symbols (l ++ [sin (eval l p / IZR (Zpos d)); cos (eval l p / IZR (Zpos d))]) r
  | ArcOf p w :: r => symbols (l ++ [atan (eval l p / eval l w)]) r
  end.

Fixpoint good (n : nat) (gens : list generator) : bool :=
  match gens with
  | [] => true
  | ExpOf p _ as g :: r | AngleOf p _ as g :: r => bounded n p && good (n + brings g) r
  | BaseOf b as g :: r => bounded n b && good (n + brings g) r
  | ArcOf p w as g :: r => bounded n p && bounded n w && good (n + brings g) r
  end.

(** The unknowns from n on are those of the generators. *)
Fixpoint model (n : nat) (gens : list generator) (l : list R) : Prop :=
  match gens with
  | [] => True
  | ExpOf p d as g :: r => nth n l 0 = exp (eval l p / IZR (Zpos d)) /\ model (n + brings g) r l
  | BaseOf b as g :: r => nth n l 0 = ln (eval l b) /\ nth (S n) l 0 = sqrt (eval l b) /\ model (n + brings g) r l
  | AngleOf p d as g :: r =>
      nth n l 0 = sin (eval l p / IZR (Zpos d)) /\ nth (S n) l 0 = cos (eval l p / IZR (Zpos d)) /\ model (n + brings g) r l
  | ArcOf p w as g :: r => nth n l 0 = atan (eval l p / eval l w) /\ model (n + brings g) r l
  end.

Fixpoint bases_positive (gens : list generator) (l : list R) : Prop :=
  match gens with
  | [] => True
  | ExpOf _ _ :: r | AngleOf _ _ :: r => bases_positive r l
  | BaseOf b :: r | ArcOf _ b :: r => 0 < eval l b /\ bases_positive r l
  end.

Lemma symbols_app g h : forall l, symbols l (g ++ h) = symbols (symbols l g) h.
Proof. induction g as [|[p d|b|p d|p w] g IH]; intro l; simpl; auto. Qed.

Lemma symbols_length gens : forall l, length (symbols l gens) = unknown_count (length l) gens.
Proof. induction gens as [|[p d|b|p d|p w] g IH]; intro l; simpl; auto; rewrite IH, app_length; reflexivity. Qed.

Lemma symbols_nth gens : forall l k, (k < length l)%nat -> nth k (symbols l gens) 0 = nth k l 0.
Proof.
  induction gens as [|[p d|b|p d|p w] g IH]; intros l k K; simpl; auto; rewrite IH by (rewrite app_length; simpl; lia);
    now apply app_nth1.
Qed.

Lemma symbols_model gens : forall l, good (length l) gens = true -> model (length l) gens (symbols l gens).
Proof.
  assert (T : forall g l u v, good (length l + 2) g = true -> (forall m, good (length m) g = true -> model (length m) g (symbols m g)) ->
    nth (length l) (symbols (l ++ [u; v]) g) 0 = u /\ nth (S (length l)) (symbols (l ++ [u; v]) g) 0 = v /\
    model (length l + 2) g (symbols (l ++ [u; v]) g)).
  { intros g l u v G IH. assert (L : length (l ++ [u; v]) = (length l + 2)%nat) by now rewrite app_length.
    split; [|split; [|rewrite <- L in *; now apply IH]]; rewrite symbols_nth by lia.
    - rewrite app_nth2, Nat.sub_diag by lia. reflexivity.
    - rewrite app_nth2 by lia. replace (S (length l) - length l)%nat with 1%nat by lia. reflexivity. }
  assert (E : forall g l more p, bounded (length l) p = true -> eval (symbols (l ++ more) g) p = eval l p).
  { intros g l more p B. apply (bounded_ext p (length l)); [exact B|]. intros k K. rewrite symbols_nth by (rewrite app_length; lia). now apply app_nth1. }
  induction gens as [|[p d|b|p d|p w] g IH]; intros l G; [exact I| | | |]; cbn [good model symbols brings] in *;
    apply andb_prop in G as [B G].
  - rewrite E by exact B. assert (L : length (l ++ [exp (eval l p / IZR (Zpos d))]) = (length l + 1)%nat) by now rewrite app_length.
    split; [|rewrite <- L in *; now apply IH]. rewrite symbols_nth by lia. rewrite app_nth2, Nat.sub_diag by lia. reflexivity.
  - rewrite E by exact B. now apply T.
  - rewrite E by exact B. now apply T.
  - apply andb_prop in B as [B Bw]. rewrite !E by assumption.
    assert (L : length (l ++ [atan (eval l p / eval l w)]) = (length l + 1)%nat) by now rewrite app_length.
    split; [|rewrite <- L in *; now apply IH]. rewrite symbols_nth by lia. rewrite app_nth2, Nat.sub_diag by lia. reflexivity.
Qed.

(** ** Divisors *)

Fixpoint divisors (n : nat) (gens : list generator) : list poly :=
  match gens with
  | [] => []
  | ExpOf _ _ as g :: r => variable n :: divisors (n + brings g) r
  | BaseOf b as g :: r | ArcOf _ b as g :: r => b :: divisors (n + brings g) r
  | AngleOf _ _ as g :: r => constant 1 :: divisors (n + brings g) r
  end.

Lemma divisors_positive gens l : forall n, model n gens l -> bases_positive gens l ->
  Forall (fun a => 0 < a) (map (eval l) (divisors n gens)).
Proof.
  induction gens as [|[p d|b|p d|p w] g IH]; intros n M P; simpl in *; constructor.
  - rewrite eval_variable. destruct M as [-> _]. apply exp_pos.
  - apply IH; [apply M | exact P].
  - apply P.
  - apply IH; [apply M | apply P].
  - rewrite eval_constant. lra.
  - apply IH; [apply M | exact P].
  - apply P.
  - apply IH; [apply M | apply P].
Qed.

Lemma product_pos f n : Forall (fun a => 0 < a) f -> 0 < product f n.
Proof.
  intro H. revert n. induction H as [|a f A _ IH]; intros [|k n]; simpl; try lra.
  apply Rmult_lt_0_compat; [now apply pow_lt | apply IH].
Qed.

(** ** Division of polynomials, by lists of terms; nothing rests on it *)

Definition terms := list (list nat * Z).

Fixpoint terms_of (n : nat) (p : poly) : terms :=
  match p with
  | Ring_polynom.Pc c => if (c =? 0)%Z then [] else [(repeat O n, c)]
  | Ring_polynom.Pinj j q => let j := Pos.to_nat j in map (fun t => (repeat O j ++ fst t, snd t)) (terms_of (n - j) q)
  | Ring_polynom.PX q i r =>
      let i := Pos.to_nat i in
      map (fun t => (match fst t with a :: m => (a + i)%nat :: m | [] => [] end, snd t)) (terms_of n q)
      ++ map (fun t => (O :: fst t, snd t)) (terms_of (n - 1) r)
  end.

Fixpoint monomial (k : nat) (m : list nat) : poly :=
  match m with
  | [] => constant 1
  | O :: r => monomial (S k) r
  | e :: r => mul (power (variable k) e) (monomial (S k) r)
  end.

Definition of_terms (t : terms) : poly := fold_right (fun a p => add (scale (snd a) (monomial 0 (fst a))) p) (constant 0) t.

Fixpoint compare_monomials (a b : list nat) : comparison :=
  match a, b with
  | i :: a', j :: b' => match Nat.compare i j with Eq => compare_monomials a' b' | c => c end
  | [], [] => Eq | [], _ => Lt | _, [] => Gt
  end.

(** Sorted lists, the greatest first. *)
Fixpoint add_terms (fuel : nat) (a b : terms) : terms :=
  match fuel with
  | O => []
  | S fuel =>
      match a, b with
      | [], _ => b
      | _, [] => a
      | (m, c) :: a', (k, d) :: b' =>
          match compare_monomials m k with
          | Gt => (m, c) :: add_terms fuel a' b
          | Lt => (k, d) :: add_terms fuel a b'
          | Eq => if (c + d =? 0)%Z then add_terms fuel a' b' else (m, (c + d)%Z) :: add_terms fuel a' b'
          end
      end
  end.

Fixpoint excess_monomial (a b : list nat) : option (list nat) :=
  match a, b with
  | i :: a', j :: b' => if (j <=? i)%nat then option_map (cons (i - j)%nat) (excess_monomial a' b') else None
  | _, _ => Some []
  end.

Definition times_term (m : list nat) (c : Z) (t : terms) : terms := map (fun a => (sum m (fst a), (c * snd a)%Z)) t.

Fixpoint divide_terms (fuel : nat) (a b : terms) : option terms :=
  match fuel, a, b with
  | _, [], _ => Some []
  | S fuel, (m, c) :: _, (k, d) :: _ =>
      match excess_monomial m k with
      | Some e =>
          if (Z.rem c d =? 0)%Z
          then let z := Z.quot c d in
               option_map (cons (e, z)) (divide_terms fuel (add_terms 4000 a (times_term e (- z) b)) b)
          else None
      | None => None
      end
  | _, _, _ => None
  end.

Definition divided (n : nat) (p f : poly) : option poly := option_map of_terms (divide_terms 400 (terms_of n p) (terms_of n f)).

Global Opaque divided.

Definition exact_quotient (n : nat) (p f : poly) : option poly :=
  match divided n p f with Some q => if equal (mul q f) p then Some q else None | None => None end.

Lemma exact_quotient_value l n p f q : exact_quotient n p f = Some q -> eval l p = eval l q * eval l f.
Proof.
  unfold exact_quotient. destruct (divided n p f) as [r|]; [|discriminate]. destruct (equal _ p) eqn:E; [|discriminate].
  intro H. injection H as <-. rewrite <- (eval_equal l _ _ E). apply eval_mul.
Qed.

Fixpoint degree_in (k : nat) (p : poly) : nat :=
  match p with
  | Ring_polynom.Pc _ => 0
  | Ring_polynom.Pinj j q => if (k <? Pos.to_nat j)%nat then 0 else degree_in (k - Pos.to_nat j) q
  | Ring_polynom.PX q i r => match k with
                | O => Pos.to_nat i + degree_in 0 q
                | S j => Nat.max (degree_in k q) (degree_in j r)
                end
  end.

(** ** Roots: p = u + w R with R^2 = b *)

Definition pair_mul (b : poly) (x y : poly * poly) : poly * poly :=
  (add (mul (fst x) (fst y)) (mul b (mul (snd x) (snd y))), add (mul (fst x) (snd y)) (mul (snd x) (fst y))).

Fixpoint pair_power (b : poly) (x : poly * poly) (n : nat) : poly * poly :=
  match n with O => (constant 1, constant 0) | S O => x | S m => pair_mul b (pair_power b x m) x end.

Fixpoint split_root (off s : nat) (b : poly) (p : poly) : poly * poly :=
  match p with
  | Ring_polynom.Pc c => (constant c, constant 0)
  | Ring_polynom.Pinj j q => split_root (off + Pos.to_nat j) s b q
  | Ring_polynom.PX q i r =>
      let x := if (off =? s)%nat then (constant 0, constant 1) else (variable off, constant 0) in
      let y := pair_mul b (split_root off s b q) (pair_power b x (Pos.to_nat i)) in
      let z := split_root (S off) s b r in
      (add (fst y) (fst z), add (snd y) (snd z))
  end.

Lemma jump_skipn {A} (l : list A) j : BinList.jump j l = skipn (Pos.to_nat j) l.
Proof.
  revert l. induction j as [|j IH] using Pos.peano_ind; intro l; [now destruct l|].
  rewrite BinList.jump_succ, Pos2Nat.inj_succ. simpl. rewrite BinList.jump_tl, IH. destruct l; [now rewrite skipn_nil | reflexivity].
Qed.

Lemma skipn_skipn {A} (l : list A) i j : skipn i (skipn j l) = skipn (j + i) l.
Proof. revert l. induction j as [|j IH]; intro l; [reflexivity|]. destruct l; simpl; [now rewrite !skipn_nil | apply IH]. Qed.

Lemma skipn_tl {A} (l : list A) i : tl (skipn i l) = skipn (S i) l.
Proof. revert l. induction i as [|i IH]; intros [|a l]; try reflexivity. simpl in *. apply IH. Qed.

Lemma hd_skip l i : hd 0 (skipn i l) = nth i l 0.
Proof. revert l. induction i as [|i IH]; intros [|a l]; try reflexivity. apply IH. Qed.

Section Roots.
Variable l : list R.
Variables (s : nat) (b : poly).
Hypothesis root : nth s l 0 * nth s l 0 = eval l b.
Notation r := (nth s l 0).
Definition pair_value (x : poly * poly) : R := eval l (fst x) + eval l (snd x) * r.

Lemma pair_mul_value x y : pair_value (pair_mul b x y) = pair_value x * pair_value y.
Proof. unfold pair_value, pair_mul. cbn [fst snd]. rewrite !eval_add, !eval_mul, <- root. ring. Qed.

Lemma pair_power_value x n : pair_value (pair_power b x n) = pair_value x ^ n.
Proof.
  induction n as [|[|n] IH].
  - unfold pair_value. simpl. rewrite !eval_constant. ring.
  - simpl. ring.
  - change (pair_power b x (S (S n))) with (pair_mul b (pair_power b x (S n)) x). rewrite pair_mul_value, IH. simpl. ring.
Qed.

Lemma split_root_value p : forall off, pair_value (split_root off s b p) = eval (skipn off l) p.
Proof.
  induction p as [c|j q IH|q IHq i p IHp]; intro off; cbn [split_root].
  - unfold pair_value. cbn [fst snd]. rewrite !eval_constant. change (eval (skipn off l) (Ring_polynom.Pc c)) with (IZR c). ring.
  - rewrite IH. change (eval (skipn off l) (Ring_polynom.Pinj j q)) with (eval (BinList.jump j (skipn off l)) q).
    now rewrite jump_skipn, skipn_skipn.
  - change (eval (skipn off l) (Ring_polynom.PX q i p)) with
      (eval (skipn off l) q * Ring_theory.pow_pos Rmult (hd 0 (skipn off l)) i + eval (tl (skipn off l)) p).
    rewrite pow_pos_pow, skipn_tl, hd_skip, <- IHq, <- IHp.
    set (x := if (off =? s)%nat then _ else _).
    assert (X : pair_value x = nth off l 0).
    { unfold x, pair_value. destruct (Nat.eqb_spec off s) as [E|E]; cbn [fst snd]; rewrite ?eval_constant, ?eval_variable; [rewrite E|]; ring. }
    rewrite <- X, <- pair_power_value, <- pair_mul_value. unfold pair_value at 1. cbn [fst snd]. rewrite !eval_add.
    unfold pair_value. ring.
Qed.
End Roots.

(** ** Elements *)

Section Ring.
Variable n0 : nat.  (* the number of variables *)
Variable gens : list generator.
Definition fs : list poly := divisors n0 gens.
Definition width : nat := unknown_count n0 gens.

(** The square of the sine that is unknown n. *)
Definition sine_squared (n : nat) : poly := add (constant 1) (scale (-1) (mul (variable (S n)) (variable (S n)))).

Fixpoint without_roots (n : nat) (gs : list generator) (p : poly) : poly :=
  match gs with
  | [] => p
  | ExpOf _ _ as g :: r | ArcOf _ _ as g :: r => without_roots (n + brings g) r p
  | BaseOf b as g :: r =>
      let p := without_roots (n + brings g) r p in
      if (degree_in (S n) p <? 2)%nat then p
      else let x := split_root 0 (S n) b p in add (fst x) (mul (snd x) (variable (S n)))
  | AngleOf _ _ as g :: r =>
      let p := without_roots (n + brings g) r p in
      if (degree_in n p <? 2)%nat then p
      else let x := split_root 0 n (sine_squared n) p in add (fst x) (mul (snd x) (variable n))
  end.

Fixpoint cancel_one (k : nat) (f p : poly) : poly * nat :=
  match k with
  | O => (p, O)
  | S m => match exact_quotient width p f with Some q => cancel_one m f q | None => (p, k) end
  end.

Fixpoint cancel (factors : list poly) (ns : list nat) (p : poly) : poly * list nat :=
  match factors, ns with
  | f :: r, k :: ns' => let '(q, j) := cancel_one k f p in let '(q', ms) := cancel r ns' q in (q', j :: ms)
  | _, _ => (p, ns)
  end.

Definition normal (q : quotient) : quotient :=
  let '(p, ns) := cancel fs (powers q) (without_roots n0 gens (numerator q)) in Quotient p (denominator q) ns.

Definition plus (q r : quotient) : option quotient := option_map normal (qadd fs q r).
Definition times (q r : quotient) : quotient := normal (qmul q r).

(** Whether two elements are the same. *)
Definition agree (q r : quotient) : bool :=
  match qadd fs q (qopp r) with Some z => is_zero (without_roots n0 gens (numerator z)) | None => false end.

(** The product of generators to the powers hs, counted in halves for bases. *)
Fixpoint product_parts (n : nat) (gs : list generator) (hs : list Z) : poly * list nat :=
  match gs, hs with
  | ExpOf _ _ as g :: r, h :: hs' =>
      let '(a, ns) := product_parts (n + brings g) r hs' in
      if (0 <=? h)%Z then (mul (power (variable n) (Z.to_nat h)) a, O :: ns) else (a, Z.to_nat (- h) :: ns)
  | BaseOf b as g :: r, h :: hs' =>
      let '(a, ns) := product_parts (n + brings g) r hs' in
      let a := if Z.odd h then mul (variable (S n)) a else a in
      let w := Z.div2 h in
      if (0 <=? w)%Z then (mul (power b (Z.to_nat w)) a, O :: ns) else (a, Z.to_nat (- w) :: ns)
  | AngleOf _ _ as g :: r, _ :: hs' | ArcOf _ _ as g :: r, _ :: hs' =>
      let '(a, ns) := product_parts (n + brings g) r hs' in (a, O :: ns)
  | _, _ => (constant 1, [])
  end.

Definition product_of (hs : list Z) : quotient :=
  let '(a, ns) := product_parts n0 gens hs in normal (Quotient a 1 ns).

(** Its logarithm. *)
Fixpoint log_parts (n : nat) (gs : list generator) (hs : list Z) : option quotient :=
  match gs, hs with
  | g :: r, h :: hs' =>
      match log_parts (n + brings g) r hs' with
      | Some q =>
          if (h =? 0)%Z then Some q
          else match g with
               | ExpOf p d => qadd fs (Quotient (scale h p) d []) q
               | BaseOf _ => qadd fs (Quotient (scale h (variable n)) 2 []) q
               | AngleOf _ _ | ArcOf _ _ => Some q
               end
      | None => None
      end
  | _, _ => Some (polynomial (constant 0))
  end.

Definition log_of (hs : list Z) : option quotient := log_parts n0 gens hs.

Fixpoint log_value (l : list R) (gs : list generator) (hs : list Z) : R :=
  match gs, hs with
  | ExpOf p d :: r, h :: hs' => IZR h * (eval l p / IZR (Zpos d)) + log_value l r hs'
  | BaseOf b :: r, h :: hs' => IZR h / 2 * ln (eval l b) + log_value l r hs'
  | AngleOf _ _ :: r, _ :: hs' | ArcOf _ _ :: r, _ :: hs' => log_value l r hs'
  | _, _ => 0
  end.

Section Value.
Variable l : list R.
Hypothesis M : model n0 gens l.
Hypothesis P : bases_positive gens l.
Notation is_value := (is_value l fs).

Lemma fs_positive : Forall (fun a => 0 < a) (map (eval l) fs).
Proof. now apply divisors_positive. Qed.

Lemma fs_product ns : 0 < product (map (eval l) fs) ns.
Proof. apply product_pos, fs_positive. Qed.

Lemma without_roots_value gs : forall n p, model n gs l -> bases_positive gs l -> eval l (without_roots n gs p) = eval l p.
Proof.
  induction gs as [|[q d|b|q d|q w] gs IH]; intros n p Mg Pg; [reflexivity| | | |]; cbn [without_roots model bases_positive] in *.
  - apply IH; [apply Mg | exact Pg].
  - destruct Mg as (_ & R & Mg). destruct Pg as [B Pg]. cbv zeta. rewrite <- (IH (n + brings (BaseOf b))%nat p Mg Pg).
    set (p' := without_roots _ gs p). destruct (degree_in (S n) p' <? 2)%nat; [reflexivity|].
    rewrite eval_add, eval_mul, eval_variable.
    change (pair_value l (S n) (split_root 0 (S n) b p') = eval l p').
    rewrite split_root_value; [reflexivity|]. rewrite R. apply sqrt_sqrt. lra.
  - destruct Mg as (Si & Co & Mg). cbv zeta. rewrite <- (IH (n + brings (AngleOf q d))%nat p Mg Pg).
    set (p' := without_roots _ gs p). destruct (degree_in n p' <? 2)%nat; [reflexivity|].
    rewrite eval_add, eval_mul, eval_variable.
    change (pair_value l n (split_root 0 n (sine_squared n) p') = eval l p').
    rewrite split_root_value; [reflexivity|]. unfold sine_squared.
    rewrite eval_add, eval_scale, eval_mul, eval_constant, eval_variable, Si, Co.
    set (a := eval l q / IZR (Zpos d)). pose proof (sin2_cos2 a) as Q. unfold Rsqr in Q. lra.
  - apply IH; [apply Mg | apply Pg].
Qed.

Lemma cancel_one_value k f p q j : cancel_one k f p = (q, j) ->
  (j <= k)%nat /\ eval l p = eval l q * eval l f ^ (k - j).
Proof.
  revert p. induction k as [|k IH]; intros p E; cbn [cancel_one] in E.
  - injection E as <- <-. split; [lia|]. simpl. ring.
  - destruct (exact_quotient width p f) as [r|] eqn:X.
    + destruct (IH r E) as [J V]. split; [lia|]. rewrite (exact_quotient_value l _ _ _ _ X), V.
      replace (S k - j)%nat with (S (k - j)) by lia. simpl. ring.
    + injection E as <- <-. split; [lia|]. rewrite Nat.sub_diag. simpl. ring.
Qed.

Lemma cancel_value factors : forall ns p q ms, cancel factors ns p = (q, ms) ->
  eval l p * product (map (eval l) factors) ms = eval l q * product (map (eval l) factors) ns.
Proof.
  induction factors as [|f factors IH]; intros [|k ns] p q ms E; cbn [cancel map product] in *;
    try (injection E as <- <-; simpl; ring).
  destruct (cancel_one k f p) as [r j] eqn:C. destruct (cancel factors ns r) as [q' ms'] eqn:E'. injection E as <- <-.
  destruct (cancel_one_value _ _ _ _ _ C) as [J V]. specialize (IH _ _ _ _ E'). cbn [product]. rewrite V.
  replace (eval l f ^ k) with (eval l f ^ (k - j) * eval l f ^ j) by (rewrite <- pow_add; f_equal; lia).
  transitivity (eval l f ^ (k - j) * eval l f ^ j * (eval l r * product (map (eval l) factors) ms')); [ring|].
  rewrite IH. ring.
Qed.

Lemma normal_value q x : is_value q x -> is_value (normal q) x.
Proof.
  intros [N H]. unfold normal. destruct (cancel fs (powers q) _) as [p ns] eqn:C. pose proof (cancel_value _ _ _ _ _ C) as V.
  rewrite (without_roots_value gens n0 _ M P), <- H in V. pose proof (fs_product ns). split; cbn [powers numerator denominator].
  - lra.
  - pose proof (fs_product (powers q)). apply Rmult_eq_reg_r with (product (map (eval l) fs) (powers q)); [|lra].
    rewrite <- V. ring.
Qed.

Lemma plus_value q r s x y : plus q r = Some s -> is_value q x -> is_value r y -> is_value s (x + y).
Proof.
  unfold plus. destruct (qadd fs q r) as [z|] eqn:E; [|discriminate]. intro H. injection H as <-. intros Q R.
  apply normal_value. exact (qadd_value l fs fs _ _ _ _ _ (prefix_refl fs) E Q R).
Qed.

Lemma times_value q r x y : is_value q x -> is_value r y -> is_value (times q r) (x * y).
Proof. intros Q R. apply normal_value, qmul_value; assumption. Qed.

Lemma agree_value q r x y : agree q r = true -> is_value q x -> is_value r y -> x = y.
Proof.
  unfold agree. destruct (qadd fs q (qopp r)) as [z|] eqn:E; [|discriminate]. intros Z Q R.
  destruct (qadd_value l fs fs _ _ _ _ _ (prefix_refl fs) E Q (qopp_value _ _ _ _ R)) as [N H].
  rewrite <- (without_roots_value gens n0 (numerator z) M P), (eval_zero l _ Z) in H.
  apply Rmult_integral in H as [H|H]; [lra|]. exfalso. revert H. apply Rmult_integral_contrapositive_currified;
    [apply positive_nonzero | exact N].
Qed.

Lemma exp_times a m : exp (INR m * a) = exp a ^ m.
Proof.
  induction m as [|m IH]; [simpl; rewrite Rmult_0_l; apply exp_0|]. rewrite S_INR, Rmult_plus_distr_r, exp_plus, IH, Rmult_1_l.
  simpl. ring.
Qed.

Lemma exp_natural a h : (0 <= h)%Z -> exp (IZR h * a) = exp a ^ Z.to_nat h.
Proof. intro H. rewrite <- exp_times. f_equal. f_equal. rewrite INR_IZR_INZ, Z2Nat.id by exact H. reflexivity. Qed.

Lemma exp_negative a h : (h < 0)%Z -> exp (IZR h * a) * exp a ^ Z.to_nat (- h) = 1.
Proof.
  intro H. rewrite <- exp_natural by lia. rewrite <- exp_plus, opp_IZR. replace (IZR h * a + - IZR h * a) with 0 by ring. apply exp_0.
Qed.

Lemma sqrt_exp b : 0 < b -> sqrt b = exp (/ 2 * ln b).
Proof.
  intro B. apply sqrt_lem_1; [lra | apply Rlt_le, exp_pos|]. rewrite <- exp_plus.
  replace (/ 2 * ln b + / 2 * ln b) with (ln b) by field. now apply exp_ln.
Qed.

Lemma product_parts_value gs : forall n hs a ns, model n gs l -> bases_positive gs l -> product_parts n gs hs = (a, ns) ->
  eval l a = exp (log_value l gs hs) * product (map (eval l) (divisors n gs)) ns.
Proof.
  induction gs as [|g gs IH]; intros n hs a ns Mg Pg E.
  - injection E as <- <-. simpl. rewrite eval_constant, exp_0. ring.
  - destruct hs as [|h hs].
    + destruct g; injection E as <- <-; simpl; rewrite eval_constant, exp_0; ring.
    + destruct g as [p d|b|p d|p w]; cbn [product_parts model bases_positive log_value divisors map] in *.
      * destruct Mg as [S Mg]. destruct (product_parts _ gs hs) as [a' ns'] eqn:X. specialize (IH _ _ _ _ Mg Pg X).
        rewrite exp_plus. destruct (0 <=? h)%Z eqn:H; injection E as <- <-; cbn [product]; rewrite ?eval_mul, ?eval_power, IH, ?eval_variable, S.
        -- apply Z.leb_le in H. rewrite (exp_natural _ h H). simpl. ring.
        -- apply Z.leb_gt in H. pose proof (exp_negative (eval l p / IZR (Zpos d)) h H) as N.
           set (c := product _ ns'). transitivity (exp (log_value l gs hs) * c * 1); [ring|]. rewrite <- N. ring.
      * destruct Mg as (_ & S & Mg). destruct Pg as [B Pg]. destruct (product_parts _ gs hs) as [a' ns'] eqn:X. specialize (IH _ _ _ _ Mg Pg X).
        rewrite exp_plus. set (c := product (map (eval l) (divisors (n + brings (BaseOf b)) gs)) ns') in *.
        assert (O : eval l (if Z.odd h then mul (variable (Datatypes.S n)) a' else a') = (if Z.odd h then sqrt (eval l b) else 1) * eval l a').
        { destruct (Z.odd h); [rewrite eval_mul, eval_variable, S; reflexivity | ring]. }
        assert (D : exp (IZR h / 2 * ln (eval l b)) = exp (IZR (Z.div2 h) * ln (eval l b)) * (if Z.odd h then sqrt (eval l b) else 1)).
        { rewrite (Z.div2_odd h) at 1. destruct (Z.odd h); cbn [Z.b2z].
          - rewrite (sqrt_exp _ B), <- exp_plus, plus_IZR, mult_IZR. f_equal. field.
          - rewrite Rmult_1_r, plus_IZR, mult_IZR. f_equal. field. }
        rewrite D. set (r := if Z.odd h then sqrt (eval l b) else 1) in *.
        destruct (0 <=? Z.div2 h)%Z eqn:H; injection E as <- <-; cbn [product]; rewrite ?eval_mul, ?eval_power, O, IH; fold c.
        -- apply Z.leb_le in H. rewrite (exp_natural _ _ H), (exp_ln _ B). simpl. ring.
        -- apply Z.leb_gt in H. pose proof (exp_negative (ln (eval l b)) _ H) as N. rewrite (exp_ln _ B) in N.
           transitivity (r * (exp (log_value l gs hs) * c) * 1); [ring|]. rewrite <- N. ring.
      * destruct Mg as (_ & _ & Mg). destruct (product_parts _ gs hs) as [a' ns'] eqn:X. injection E as <- <-. cbn [product pow].
        rewrite (IH _ _ _ _ Mg Pg X). ring.
      * destruct Mg as [_ Mg]. destruct Pg as [_ Pg]. destruct (product_parts _ gs hs) as [a' ns'] eqn:X. injection E as <- <-. cbn [product pow].
        rewrite (IH _ _ _ _ Mg Pg X). ring.
Qed.

Lemma product_of_value hs : is_value (product_of hs) (exp (log_value l gens hs)).
Proof.
  unfold product_of. destruct (product_parts n0 gens hs) as [a ns] eqn:E. apply normal_value.
  split; cbn [powers numerator denominator]; [pose proof (fs_product ns); lra|].
  rewrite (product_parts_value gens n0 hs a ns M P E). unfold fs. ring.
Qed.

Lemma log_parts_value gs : forall n hs q, model n gs l -> bases_positive gs l -> log_parts n gs hs = Some q ->
  is_value q (log_value l gs hs).
Proof.
  induction gs as [|g gs IH]; intros n hs q Mg Pg E.
  - injection E as <-. exact (polynomial_value l fs (constant 0)).
  - destruct hs as [|h hs]; [destruct g; injection E as <-; exact (polynomial_value l fs (constant 0))|].
    cbn [log_parts] in E. destruct (log_parts _ gs hs) as [r|] eqn:X; [|discriminate].
    assert (V : is_value r (log_value l gs hs)).
    { destruct g; cbn [model bases_positive] in *; apply (IH _ _ _ (proj2 Mg)) in X || apply (IH _ _ _ (proj2 (proj2 Mg))) in X;
        try exact X; try exact Pg; apply Pg. }
    destruct (Z.eqb_spec h 0) as [->|H].
    + injection E as <-. destruct g; cbn [log_value].
      * replace (0 * _ + _) with (log_value l gs hs) by ring. exact V.
      * replace (0 / 2 * _ + _) with (log_value l gs hs) by field. exact V.
      * exact V.
      * exact V.
    + destruct g as [p d|b|p d|p w]; cbn [log_value model] in *; try (injection E as <-; exact V); apply (qadd_value l fs fs _ _ _ _ _ (prefix_refl fs) E); try exact V;
        split; cbn [powers numerator denominator]; rewrite ?product_nil; try lra; rewrite eval_scale.
      * field. apply positive_nonzero.
      * rewrite eval_variable. destruct Mg as [-> _]. field.
Qed.

Lemma log_of_value hs q : log_of hs = Some q -> is_value q (log_value l gens hs).
Proof. now apply log_parts_value. Qed.

Lemma log_value_scale gs k : forall hs, log_value l gs (map (Z.mul k) hs) = IZR k * log_value l gs hs.
Proof.
  induction gs as [|[p d|b|p d|p w] gs IH]; intros [|h hs]; cbn [log_value map]; try ring; rewrite IH; try reflexivity; rewrite mult_IZR; field; try apply positive_nonzero.
Qed.
End Value.
End Ring.
