(** Elements along one variable: derivatives, and values and continuity at the end of a range. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From HebbChecker Require Import Syntax Values Polynomial Quotient Expansion Cells SplitTree ChainRing ChainCode.
Import ListNotations.
Local Open Scope R_scope.

Lemma slope_ext f g x y : (forall t, f t = g t) -> derivable_pt_lim f x y -> derivable_pt_lim g x y.
Proof. intros E H e P. destruct (H e P) as [d D]. exists d. intros h N L. rewrite <- !E. now apply D. Qed.

Lemma continuity_ext f g x : (forall t, f t = g t) -> continuity_pt f x -> continuity_pt g x.
Proof. intros E H. apply (continuity_pt_locally_ext f g 1 x Rlt_0_1); [intros; apply E | exact H]. Qed.

Lemma constant_slope (c x : R) : derivable_pt_lim (fun _ => c) x 0.
Proof. exact (derivable_pt_lim_const c x). Qed.

(** ** Polynomials in the unknowns from a place on *)

Definition shift (off : nat) (q : poly) : poly :=
  match off with O => q | S m => Ring_polynom.mkPinj (Pos.of_succ_nat m) q end.

Lemma eval_shift l off q : eval l (shift off q) = eval (skipn off l) q.
Proof.
  destruct off as [|m]; [reflexivity|]. unfold shift.
  assert (J : eval l (Ring_polynom.Pinj (Pos.of_succ_nat m) q) = eval (skipn (S m) l) q).
  { change (eval l (Ring_polynom.Pinj (Pos.of_succ_nat m) q)) with (eval (BinList.jump (Pos.of_succ_nat m) l) q).
    now rewrite jump_skipn, SuccNat2Pos.id_succ. }
  destruct q as [c|j q|q i r]; cbn [Ring_polynom.mkPinj]; try exact J; try reflexivity.
  change (eval l (Ring_polynom.Pinj (Pos.of_succ_nat m + j) q)) with (eval (BinList.jump (Pos.of_succ_nat m + j) l) q).
  change (eval (skipn (S m) l) (Ring_polynom.Pinj j q)) with (eval (BinList.jump j (skipn (S m) l)) q).
  rewrite !jump_skipn, skipn_skipn, Pos2Nat.inj_add, SuccNat2Pos.id_succ. reflexivity.
Qed.

Lemma eval_pinj l off j p : eval (skipn off l) (Ring_polynom.Pinj j p) = eval (skipn (off + Pos.to_nat j) l) p.
Proof.
  change (eval (skipn off l) (Ring_polynom.Pinj j p)) with (eval (BinList.jump j (skipn off l)) p).
  now rewrite jump_skipn, skipn_skipn.
Qed.

Lemma eval_px l off p i r : eval (skipn off l) (Ring_polynom.PX p i r) =
  eval (skipn off l) p * nth off l 0 ^ Pos.to_nat i + eval (skipn (S off) l) r.
Proof.
  change (eval (skipn off l) (Ring_polynom.PX p i r)) with
    (eval (skipn off l) p * Ring_theory.pow_pos Rmult (hd 0 (skipn off l)) i + eval (tl (skipn off l)) r).
  now rewrite pow_pos_pow, skipn_tl, hd_skip.
Qed.

Section Slopes.
Variable n0 : nat.
Variable gens : list generator.
Notation fs := (fs n0 gens).
Notation width := (width n0 gens).
Notation plus := (plus n0 gens).
Notation times := (times n0 gens).

(** The derivative of a polynomial in the unknowns from [off] on, when ds are those of the unknowns. *)
Fixpoint derive (ds : list quotient) (off : nat) (p : poly) : option quotient :=
  match p with
  | Ring_polynom.Pc _ => Some zero_element
  | Ring_polynom.Pinj j q => derive ds (off + Pos.to_nat j) q
  | Ring_polynom.PX q i r =>
      match derive ds off q, derive ds (S off) r with
      | Some dq, Some dr =>
          let n := Pos.to_nat i in
          match plus (times dq (polynomial (power (variable off) n)))
                     (times (polynomial (scale (Zpos i) (mul (shift off q) (power (variable off) (pred n))))) (nth off ds zero_element)) with
          | Some s => plus s dr
          | None => None
          end
      | _, _ => None
      end
  end.

(** The derivatives of all unknowns. *)
Fixpoint slopes_from (ds : list quotient) (gs : list generator) : option (list quotient) :=
  match gs with
  | [] => Some ds
  | ExpOf p d :: r =>
      match derive ds 0 p with
      | Some q => slopes_from (ds ++ [times (times q (rational 1 d)) (polynomial (variable (length ds)))]) r
      | None => None
      end
  | BaseOf b :: r =>
      match derive ds 0 b, inverse n0 gens (polynomial b) with
      | Some q, Some i =>
          let z := times q i in
          slopes_from (ds ++ [z; times (times z (rational 1 2)) (polynomial (variable (S (length ds))))]) r
      | _, _ => None
      end
  | AngleOf p d :: r =>
      match derive ds 0 p with
      | Some q =>
          let z := times q (rational 1 d) in
          slopes_from (ds ++ [times z (polynomial (variable (S (length ds)))); qopp (times z (polynomial (variable (length ds))))]) r
      | None => None
      end
  | ArcOf p w :: r =>
      match derive ds 0 p, derive ds 0 w, inverse n0 gens (normal n0 gens (polynomial (add (mul w w) (mul p p)))) with
      | Some a, Some b, Some i =>
          match plus (times a (polynomial w)) (qopp (times (polynomial p) b)) with
          | Some z => slopes_from (ds ++ [times z i]) r
          | None => None
          end
      | _, _, _ => None
      end
  end.

Definition variable_slopes (v : nat) : list quotient :=
  map (fun k => rational (if (k =? v)%nat then 1 else 0) 1) (seq 0 n0).

Definition slope_of (v : nat) (q : quotient) : option quotient :=
  match slopes_from (variable_slopes v) gens, expand fs (powers q) with
  | Some ds, Some d =>
      if bounded width (numerator q) && bounded width d then
        match derive ds 0 (numerator q), derive ds 0 d with
        | Some a, Some b =>
            match plus (times a (polynomial d)) (qopp (times (polynomial (numerator q)) b)) with
            | Some z => Some (times z (Quotient (constant 1) (denominator q) (sum (powers q) (powers q))))
            | None => None
            end
        | _, _ => None
        end
      else None
  | _, _ => None
  end.

Section Path.
Variable path : R -> list R.
Variable t0 : R.
Notation l := (path t0).
Hypothesis M : forall t, model n0 gens (path t).
Hypothesis P : bases_positive gens l.
Notation is_value := (is_value l fs).

Definition has_slope (ds : list quotient) (k : nat) : Prop :=
  exists y, is_value (nth k ds zero_element) y /\ derivable_pt_lim (fun t => nth k (path t) 0) t0 y.

Lemma derive_value ds n : (forall k, (k < n)%nat -> has_slope ds k) -> forall p off q, bounded (n - off) p = true ->
  derive ds off p = Some q -> exists y, is_value q y /\ derivable_pt_lim (fun t => eval (skipn off (path t)) p) t0 y.
Proof.
  intros S p. induction p as [c|j p IH|p IHp i r IHr]; intros off q B E; cbn [bounded derive] in *.
  - injection E as <-. exists 0. split; [exact (polynomial_value l fs (constant 0))|].
    apply (slope_ext (fun _ => IZR c)); [reflexivity | apply constant_slope].
  - apply andb_prop in B as [_ B]. replace (n - off - Pos.to_nat j)%nat with (n - (off + Pos.to_nat j))%nat in B by lia.
    destruct (IH _ _ B E) as (y & Y & D). exists y. split; [exact Y|]. revert D. apply slope_ext. intro t.
    now rewrite eval_pinj.
  - apply andb_prop in B as [B Br]. apply andb_prop in B as [N Bp]. apply Nat.leb_le in N.
    replace (n - off - 1)%nat with (n - Datatypes.S off)%nat in Br by lia.
    destruct (derive ds off p) as [dp|] eqn:Ep; [|discriminate]. destruct (derive ds (Datatypes.S off) r) as [dr|] eqn:Er; [|discriminate].
    destruct (IHp off dp Bp Ep) as (yp & Vp & Dp). destruct (IHr _ dr Br Er) as (yr & Vr & Dr).
    destruct (S off) as (yh & Vh & Dh); [lia|]. cbv zeta in E. set (m := Pos.to_nat i) in *.
    set (z := plus _ _) in E. destruct z as [s|] eqn:Z; [|discriminate]. unfold z in Z. clear z.
    set (A := fun t => eval (skipn off (path t)) p) in *. set (h := fun t => nth off (path t) 0) in *.
    set (Bf := fun t => eval (skipn (Datatypes.S off) (path t)) r) in *.
    exists (yp * h t0 ^ m + IZR (Zpos i) * (A t0 * h t0 ^ pred m) * yh + yr). split.
    + apply (plus_value n0 gens l (M t0) P _ _ _ _ _ E); [|exact Vr].
      apply (plus_value n0 gens l (M t0) P _ _ _ _ _ Z); apply times_value; try assumption; try apply M.
      * unfold h. rewrite <- eval_variable, <- eval_power. apply polynomial_value.
      * unfold h, A. rewrite <- (eval_variable l off), <- eval_power, <- eval_shift, <- eval_mul, <- eval_scale. apply polynomial_value.
    + apply (slope_ext (fun t => A t * (h t) ^ m + Bf t)).
      { intro t. now rewrite eval_px. }
      apply (derivable_pt_lim_plus (fun t => A t * h t ^ m) Bf); [|exact Dr].
      replace (yp * h t0 ^ m + IZR (Zpos i) * (A t0 * h t0 ^ pred m) * yh) with
        (yp * h t0 ^ m + A t0 * (INR m * h t0 ^ pred m * yh)).
      * apply (derivable_pt_lim_mult A (fun t => h t ^ m)); [exact Dp|].
        apply (derivable_pt_lim_comp h (fun z => z ^ m)); [exact Dh | apply derivable_pt_lim_pow].
      * replace (INR m) with (IZR (Zpos i)); [ring|]. unfold m. now rewrite INR_IZR_INZ, positive_nat_Z.
Qed.

Lemma slope_extends ds more k : (k < length ds)%nat -> has_slope ds k -> has_slope (ds ++ more) k.
Proof. intros K (y & V & D). exists y. rewrite app_nth1 by exact K. now split. Qed.

Lemma slopes_from_value gs : forall ds all, good (length ds) gs = true -> (forall t, model (length ds) gs (path t)) ->
  bases_positive gs l -> (forall k, (k < length ds)%nat -> has_slope ds k) -> slopes_from ds gs = Some all ->
  forall k, (k < unknown_count (length ds) gs)%nat -> has_slope all k.
Proof.
  induction gs as [|g gs IH]; intros ds all G Mg Pg S E.
  - injection E as <-. exact S.
  - destruct g as [p d|b|p d|p w]; cbn [slopes_from good model bases_positive unknown_count brings] in *; apply andb_prop in G as [B G].
    + destruct (derive ds 0 p) as [q|] eqn:D; [|discriminate].
      destruct (derive_value ds (length ds) S p 0 q) as (y & V & H); [now rewrite Nat.sub_0_r | exact D|].
      cbn [skipn] in H. set (ds' := ds ++ _) in E.
      assert (L : length ds' = (length ds + 1)%nat) by (unfold ds'; now rewrite app_length).
      rewrite <- L in *. apply (IH ds' all G); auto; [intro t; apply Mg|].
      intros k K. destruct (Nat.eq_dec k (length ds)) as [->|N]; [|apply slope_extends; [lia | apply S; lia]].
      exists (y * (1 / IZR (Zpos d)) * nth (length ds) l 0). split.
      * unfold ds'. rewrite app_nth2, Nat.sub_diag by lia. cbn [nth]. repeat apply times_value; try apply M; try exact P; try exact V.
        -- apply (rational_value l fs 1).
        -- rewrite <- eval_variable. apply polynomial_value.
      * apply (slope_ext (fun t => exp (eval (path t) p * (1 / IZR (Zpos d))))).
        { intro t. destruct (Mg t) as [-> _]. f_equal. field. apply positive_nonzero. }
        destruct (Mg t0) as [-> _].
        replace (eval l p / IZR (Zpos d)) with (eval l p * (1 / IZR (Zpos d))) by (field; apply positive_nonzero).
        rewrite Rmult_comm.
        apply (derivable_pt_lim_comp (fun t => eval (path t) p * (1 / IZR (Zpos d))) exp); [|apply derivable_pt_lim_exp].
        apply (slope_ext (mult_real_fct (1 / IZR (Zpos d)) (fun t => eval (path t) p))).
        { intro t. unfold mult_real_fct. ring. }
        rewrite Rmult_comm. now apply derivable_pt_lim_scal.
    + destruct (derive ds 0 b) as [q|] eqn:D; [|discriminate]. destruct (inverse n0 gens (polynomial b)) as [i|] eqn:I; [|discriminate].
      destruct (derive_value ds (length ds) S b 0 q) as (y & V & H); [now rewrite Nat.sub_0_r | exact D|].
      cbn [skipn] in H. destruct Pg as [Pb Pg].
      destruct (inverse_value n0 gens l (M t0) P _ _ _ I (polynomial_value l fs b)) as [_ Vi].
      cbv zeta in E. set (z := times q i) in *. pose proof (times_value n0 gens l (M t0) P _ _ _ _ V Vi) as Vz. fold z in Vz. clearbody z.
      set (ds' := ds ++ _) in E. assert (L : length ds' = (length ds + 2)%nat) by (unfold ds'; now rewrite app_length).
      rewrite <- L in *. apply (IH ds' all G); auto; [intro t; apply Mg|].
      intros k K. destruct (Nat.eq_dec k (length ds)) as [->|N]; [|destruct (Nat.eq_dec k (Datatypes.S (length ds))) as [->|N']].
      * exists (y * / eval l b). split.
        -- unfold ds'. rewrite app_nth2, Nat.sub_diag by lia. exact Vz.
        -- apply (slope_ext (fun t => ln (eval (path t) b))); [intro t; destruct (Mg t) as [-> _]; reflexivity|].
           rewrite Rmult_comm. apply (derivable_pt_lim_comp (fun t => eval (path t) b) ln); [exact H|]. now apply derivable_pt_lim_ln.
      * exists (y * / eval l b * (1 / 2) * nth (Datatypes.S (length ds)) l 0). split.
        -- unfold ds'. rewrite app_nth2 by lia. replace (Datatypes.S (length ds) - length ds)%nat with 1%nat by lia. cbn [nth].
           repeat apply times_value; try apply M; try exact P; try exact Vz; [apply (rational_value l fs 1)|].
           rewrite <- eval_variable. apply polynomial_value.
        -- apply (slope_ext (fun t => sqrt (eval (path t) b))); [intro t; destruct (Mg t) as (_ & -> & _); reflexivity|].
           destruct (Mg t0) as (_ & -> & _).
           replace (y * / eval l b * (1 / 2) * sqrt (eval l b)) with (/ (2 * sqrt (eval l b)) * y).
           ++ apply (derivable_pt_lim_comp (fun t => eval (path t) b) sqrt); [exact H|]. now apply derivable_pt_lim_sqrt.
           ++ pose proof (sqrt_lt_R0 _ Pb) as Q. assert (Eb : eval l b = sqrt (eval l b) * sqrt (eval l b)) by (symmetry; apply sqrt_sqrt; lra).
              set (s := sqrt (eval l b)) in *. clearbody s. rewrite Eb. field. lra.
      * apply slope_extends; [lia | apply S; lia].
    + destruct (derive ds 0 p) as [q|] eqn:D; [|discriminate].
      destruct (derive_value ds (length ds) S p 0 q) as (y & V & H); [now rewrite Nat.sub_0_r | exact D|].
      cbn [skipn] in H. cbv zeta in E. set (ds' := ds ++ _) in E.
      assert (L : length ds' = (length ds + 2)%nat) by (unfold ds'; now rewrite app_length).
      assert (Vz : is_value (times q (rational 1 d)) (y * (1 / IZR (Zpos d)))).
      { apply times_value; try apply M; try exact P; try exact V. apply (rational_value l fs 1). }
      assert (H' : derivable_pt_lim (fun t => eval (path t) p / IZR (Zpos d)) t0 (y * (1 / IZR (Zpos d)))).
      { apply (slope_ext (mult_real_fct (1 / IZR (Zpos d)) (fun t => eval (path t) p))).
        { intro t. unfold mult_real_fct. field. apply positive_nonzero. }
        rewrite Rmult_comm. now apply derivable_pt_lim_scal. }
      set (z := times q (rational 1 d)) in *. clearbody z. set (yz := y * (1 / IZR (Zpos d))) in *. clearbody yz.
      rewrite <- L in *. apply (IH ds' all G); auto; [intro t; apply Mg|].
      intros k K. destruct (Nat.eq_dec k (length ds)) as [->|N]; [|destruct (Nat.eq_dec k (Datatypes.S (length ds))) as [->|N']].
      * exists (yz * nth (Datatypes.S (length ds)) l 0). split.
        -- unfold ds'. rewrite app_nth2, Nat.sub_diag by lia. cbn [nth]. apply times_value; try apply M; try exact P; try exact Vz.
           rewrite <- eval_variable. apply polynomial_value.
        -- apply (slope_ext (fun t => sin (eval (path t) p / IZR (Zpos d)))); [intro t; destruct (Mg t) as [-> _]; reflexivity|].
           destruct (Mg t0) as (_ & -> & _). rewrite Rmult_comm.
           apply (derivable_pt_lim_comp (fun t => eval (path t) p / IZR (Zpos d)) sin); [exact H' | apply derivable_pt_lim_sin].
      * exists (- (yz * nth (length ds) l 0)). split.
        -- unfold ds'. rewrite app_nth2 by lia. replace (Datatypes.S (length ds) - length ds)%nat with 1%nat by lia. cbn [nth].
           apply qopp_value, times_value; try apply M; try exact P; try exact Vz. rewrite <- eval_variable. apply polynomial_value.
        -- apply (slope_ext (fun t => cos (eval (path t) p / IZR (Zpos d)))); [intro t; destruct (Mg t) as (_ & -> & _); reflexivity|].
           destruct (Mg t0) as (-> & _ & _). rewrite Ropp_mult_distr_r, Rmult_comm.
           apply (derivable_pt_lim_comp (fun t => eval (path t) p / IZR (Zpos d)) cos); [exact H' | apply derivable_pt_lim_cos].
      * apply slope_extends; [lia | apply S; lia].
    + apply andb_prop in B as [B Bw]. destruct (derive ds 0 p) as [a|] eqn:D; [|discriminate]. destruct (derive ds 0 w) as [b|] eqn:Dw; [|discriminate].
      destruct (inverse n0 gens _) as [i|] eqn:I; [|discriminate]. destruct (plus _ _) as [z|] eqn:Z; [|discriminate].
      destruct (derive_value ds (length ds) S p 0 a) as (y & V & H); [now rewrite Nat.sub_0_r | exact D|].
      destruct (derive_value ds (length ds) S w 0 b) as (yw & Vw & Hw); [now rewrite Nat.sub_0_r | exact Dw|].
      cbn [skipn] in H, Hw. destruct Pg as [Pw Pg].
      destruct (inverse_value n0 gens l (M t0) P _ _ _ I (normal_value n0 gens l (M t0) P _ _ (polynomial_value l fs _))) as [_ Vi].
      pose proof (plus_value n0 gens l (M t0) P _ _ _ _ _ Z (times_value n0 gens l (M t0) P _ _ _ _ V (polynomial_value l fs w))
        (qopp_value _ _ _ _ (times_value n0 gens l (M t0) P _ _ _ _ (polynomial_value l fs p) Vw))) as Vz.
      set (ds' := ds ++ _) in E. assert (L : length ds' = (length ds + 1)%nat) by (unfold ds'; now rewrite app_length).
      rewrite <- L in *. apply (IH ds' all G); auto; [intro t; apply Mg|].
      intros k K. destruct (Nat.eq_dec k (length ds)) as [->|N]; [|apply slope_extends; [lia | apply S; lia]].
      exists ((y * eval l w + - (eval l p * yw)) * / eval l (add (mul w w) (mul p p))). split.
      * unfold ds'. rewrite app_nth2, Nat.sub_diag by lia. cbn [nth]. apply times_value; try apply M; assumption.
      * apply (slope_ext (fun t => atan (eval (path t) p / eval (path t) w))); [intro t; destruct (Mg t) as [-> _]; reflexivity|].
        rewrite eval_add, !eval_mul. set (W := eval l w) in *. set (U := eval l p) in *.
        replace ((y * W + - (U * yw)) * / (W * W + U * U)) with (/ (1 + (U / W) ^ 2) * ((y * W - yw * U) / Rsqr W)).
        -- apply (derivable_pt_lim_comp (fun t => eval (path t) p / eval (path t) w) atan); [|apply derivable_pt_lim_atan].
           apply (derivable_pt_lim_div (fun t => eval (path t) p) (fun t => eval (path t) w)); [exact H | exact Hw|]. fold W. lra.
        -- assert (0 < W * W) by now apply Rmult_lt_0_compat. pose proof (Rle_0_sqr U) as Q. unfold Rsqr in *. field. repeat split; try lra.
Qed.

Variable x : list R.
Variable v : nat.
Hypothesis length_x : length x = n0.
Hypothesis on_path : forall t k, (k < n0)%nat -> nth k (path t) 0 = nth k (update x v t) 0.
Hypothesis ring_good : good n0 gens = true.

Lemma variable_has_slope k : (k < n0)%nat -> has_slope (variable_slopes v) k.
Proof.
  intro K. unfold has_slope, variable_slopes. set (f := fun k => rational _ 1).
  rewrite (nth_indep _ zero_element (f 0%nat)) by (rewrite map_length, seq_length; exact K). rewrite map_nth, seq_nth by exact K.
  simpl. unfold f. destruct (Nat.eqb_spec k v) as [->|N].
  - exists 1. split; [replace 1 with (1 / 1) by field; apply rational_value|]. apply (slope_ext id); [|apply derivable_pt_lim_id].
    intro t. rewrite on_path by exact K. unfold id. symmetry. apply nth_updated. lia.
  - exists 0. split; [replace 0 with (0 / 1) by field; apply rational_value|].
    apply (slope_ext (fun _ => nth k x 0)); [|apply constant_slope]. intro t. rewrite on_path by exact K. symmetry. now apply nth_update.
Qed.

Lemma slope_of_value q dq : slope_of v q = Some dq ->
  exists y, is_value dq y /\ derivable_pt_lim (fun t => element_value (path t) fs q) t0 y.
Proof.
  unfold slope_of. destruct (slopes_from _ gens) as [ds|] eqn:E; [|discriminate]. destruct (expand fs (powers q)) as [d|] eqn:X; [|discriminate].
  destruct (_ && _) eqn:B; [|discriminate]. apply andb_prop in B as [Bn Bd].
  destruct (derive ds 0 (numerator q)) as [a|] eqn:Da; [|discriminate]. destruct (derive ds 0 d) as [b|] eqn:Db; [|discriminate].
  destruct (plus _ _) as [z|] eqn:Z; [|discriminate]. intro H. injection H as <-.
  assert (L : length (variable_slopes v) = n0) by (unfold variable_slopes; now rewrite map_length, seq_length).
  assert (S : forall k, (k < width)%nat -> has_slope ds k).
  { unfold ChainRing.width. rewrite <- L. apply (slopes_from_value gens (variable_slopes v) ds); rewrite ?L; auto. apply variable_has_slope. }
  destruct (derive_value ds width S (numerator q) 0 a) as (ya & Va & Ha); [now rewrite Nat.sub_0_r | exact Da|].
  destruct (derive_value ds width S d 0 b) as (yb & Vb & Hb); [now rewrite Nat.sub_0_r | exact Db|].
  cbn [skipn] in Ha, Hb. set (N := numerator q) in *. set (c := IZR (Zpos (denominator q))).
  assert (C : c <> 0) by apply positive_nonzero.
  assert (Ed : forall t, eval (path t) d = product (map (eval (path t)) fs) (powers q)) by (intro t; exact (expand_value (path t) fs fs _ _ (prefix_refl fs) X)).
  assert (D0 : eval l d <> 0) by (rewrite Ed; apply Rgt_not_eq, Rlt_gt, (fs_product n0 gens l (M t0) P)).
  exists ((ya * eval l d - eval l N * yb) * (1 / (c * (eval l d * eval l d)))). split.
  - apply times_value; try apply M; try exact P.
    + exact (plus_value n0 gens l (M t0) P _ _ _ _ _ Z (times_value n0 gens l (M t0) P _ _ _ _ Va (polynomial_value _ _ d))
        (qopp_value _ _ _ _ (times_value n0 gens l (M t0) P _ _ _ _ (polynomial_value _ _ N) Vb))).
    + split; cbn [powers numerator denominator]; rewrite product_sum, <- !Ed.
      * now apply Rmult_integral_contrapositive_currified.
      * rewrite eval_constant. fold c. field. now split.
  - apply (slope_ext (fun t => eval (path t) N / (c * eval (path t) d))); [intro t; unfold element_value; now rewrite Ed|].
    replace ((ya * eval l d - eval l N * yb) * (1 / (c * (eval l d * eval l d)))) with
      ((ya * (c * eval l d) - (c * yb) * eval l N) / Rsqr (c * eval l d)) by (unfold Rsqr; field; now split).
    apply (derivable_pt_lim_div (fun t => eval (path t) N) (fun t => c * eval (path t) d)); [exact Ha | |].
    + exact (derivable_pt_lim_scal _ c t0 yb Hb).
    + now apply Rmult_integral_contrapositive_currified.
Qed.
End Path.
End Slopes.

(** ** The end of a range: the value and the continuity of an element there, over another ring *)

Section Ends.
Variable n0 : nat.
Variable gens : list generator.   (* of the element *)
Variable there : list generator.  (* of its value at the end *)
Variable c : code.
Variables v phi : nat.
Notation plus := (plus n0 there).
Notation times := (times n0 there).

Fixpoint image_poly (images : elements) (off : nat) (p : poly) : option quotient :=
  match p with
  | Ring_polynom.Pc z => Some (polynomial (constant z))
  | Ring_polynom.Pinj j q => image_poly images (off + Pos.to_nat j) q
  | Ring_polynom.PX q i r =>
      match image_poly images off q, nth off images None, image_poly images (S off) r with
      | Some a, Some h, Some b => plus (times a (power_element n0 there h (Pos.to_nat i))) b
      | _, _, _ => None
      end
  end.

Definition bind (o : option quotient) (f : quotient -> option quotient) : option quotient :=
  match o with Some q => f q | None => None end.

Fixpoint images_from (images : elements) (gs : list generator) : elements :=
  match gs with
  | [] => images
  | ExpOf p d :: r =>
      images_from (images ++ [bind (image_poly images 0 p) (fun q => exp_element n0 there (times q (rational 1 d)))]) r
  | BaseOf b :: r =>
      let q := image_poly images 0 b in
      images_from (images ++ [bind q (log_element n0 there); bind q (sqrt_element n0 there)]) r
  | AngleOf p d :: r =>
      let o := match image_poly images 0 p with Some q => turn_element n0 there (times q (rational 1 d)) | None => None end in
      images_from (images ++ [option_map snd o; option_map fst o]) r
  | ArcOf p w :: r =>
      let o := bind (image_poly images 0 p) (fun a => bind (bind (image_poly images 0 w) (inverse n0 there)) (fun i =>
        atan_element n0 there (times a i))) in
      images_from (images ++ [o]) r
  end.

Definition images : elements :=
  images_from (map (fun k => if (k =? v)%nat then evaluate n0 there c phi else Some (polynomial (variable k))) (seq 0 n0)) gens.

Fixpoint image_divisors (images : elements) (factors : list poly) (ns : list nat) : option quotient :=
  match factors, ns with
  | f :: r, O :: ns' => image_divisors images r ns'
  | f :: r, n :: ns' =>
      match bind (image_poly images 0 f) (inverse n0 there), image_divisors images r ns' with
      | Some i, Some z => Some (times (power_element n0 there i n) z)
      | _, _ => None
      end
  | _, _ => Some (polynomial (constant 1))
  end.

Definition image (q : quotient) : option quotient :=
  match image_poly images 0 (numerator q), image_divisors images (fs n0 gens) (powers q) with
  | Some a, Some b => Some (times (times a b) (rational 1 (denominator q)))
  | _, _ => None
  end.

Section Value.
Variable x : list R.
Hypothesis length_x : length x = n0.
Hypothesis v_small : (v < n0)%nat.
Hypothesis ring_good : good n0 gens = true.
Variable l : list R.
Hypothesis M : model n0 there l.
Hypothesis P : bases_positive there l.
Hypothesis over : forall j, (j < n0)%nat -> nth j l 0 = nth j x 0.
Notation is_value := (is_value l (fs n0 there)).
Notation at_end := (node (values c x) phi).
Notation path := (fun t => symbols (update x v t) gens).

Definition image_right (k : nat) (o : option quotient) : Prop := forall q, o = Some q ->
  is_value q (nth k (path at_end) 0) /\ continuity_pt (fun t => nth k (path t) 0) at_end.

Lemma path_model t : model n0 gens (path t).
Proof.
  assert (L : length (update x v t) = n0) by now rewrite update_length. rewrite <- L at 1. apply symbols_model. now rewrite L.
Qed.

Lemma path_variable t k : (k < n0)%nat -> nth k (path t) 0 = nth k (update x v t) 0.
Proof. intro K. apply symbols_nth. now rewrite update_length, length_x. Qed.

Lemma image_poly_right ims : (forall k, image_right k (nth k ims None)) -> forall p off q, image_poly ims off p = Some q ->
  is_value q (eval (skipn off (path at_end)) p) /\ continuity_pt (fun t => eval (skipn off (path t)) p) at_end.
Proof.
  intro I. induction p as [z|j p IH|p IHp i r IHr]; intros off q E; cbn [image_poly] in E.
  - injection E as <-. split; [exact (polynomial_value l _ (constant z))|].
    apply (continuity_ext (fun _ => IZR z)); [reflexivity | now apply continuity_pt_const].
  - destruct (IH _ _ E) as [V C]. split; [now rewrite eval_pinj|].
    revert C. apply continuity_ext. intro t. now rewrite eval_pinj.
  - destruct (image_poly ims off p) as [a|] eqn:A; [|discriminate]. destruct (nth off ims None) as [h|] eqn:H; [|discriminate].
    destruct (image_poly ims (S off) r) as [b|] eqn:B; [|discriminate].
    destruct (IHp _ _ A) as [Va Ca]. destruct (IHr _ _ B) as [Vb Cb]. destruct (I off h H) as [Vh Ch].
    split.
    + rewrite eval_px. apply (plus_value n0 there l M P _ _ _ _ _ E); [|exact Vb].
      apply times_value; auto. now apply power_element_value.
    + apply (continuity_ext (fun t => eval (skipn off (path t)) p * nth off (path t) 0 ^ Pos.to_nat i + eval (skipn (S off) (path t)) r)).
      { intro t. symmetry. apply eval_px. }
      apply continuity_pt_plus; [|exact Cb].
      apply continuity_pt_mult; [exact Ca|].
      apply (continuity_pt_comp (fun t => nth off (path t) 0) (fun y => y ^ Pos.to_nat i)); [exact Ch|].
      apply derivable_continuous_pt, derivable_pt_pow.
Qed.

Lemma image_outside k : (n0 <= k)%nat -> image_right k None.
Proof. intros _ q E. discriminate. Qed.

Lemma images_from_right gs : forall ims, (forall t, model (length ims) gs (path t)) -> (forall k, image_right k (nth k ims None)) ->
  forall k, image_right k (nth k (images_from ims gs) None).
Proof.
  induction gs as [|g gs IH]; intros ims Mg I; [exact I|].
  assert (S : forall more, (forall j, (j < length more)%nat -> image_right (length ims + j) (nth j more None)) ->
    forall k, image_right k (nth k (ims ++ more) None)).
  { intros more H k. destruct (le_lt_dec (length ims) k) as [K|K]; [|rewrite app_nth1 by exact K; apply I].
    rewrite app_nth2 by exact K. destruct (le_lt_dec (length more) (k - length ims)) as [J|J].
    - rewrite nth_overflow by exact J. intros q E. discriminate.
    - replace k with (length ims + (k - length ims))%nat at 1 by lia. now apply H. }
  destruct g as [p d|b|p d|p w]; cbn [images_from model brings] in *.
  - set (o := bind _ _). apply IH.
    + intro t. rewrite app_length. apply Mg.
    + apply S. intros [|j] J; [|simpl in J; lia]. cbn [nth]. rewrite Nat.add_0_r. intros q E. unfold o, bind in E.
      destruct (image_poly ims 0 p) as [a|] eqn:A; [|discriminate].
      destruct (image_poly_right ims I p 0 a A) as [Va Ca]. cbn [skipn] in Va, Ca.
      destruct (Mg at_end) as [H _]. rewrite H. split.
      * replace (eval (path at_end) p / IZR (Zpos d)) with (eval (path at_end) p * (1 / IZR (Zpos d))) by (field; apply positive_nonzero).
        apply (exp_element_value n0 there l M P _ _ _ E). apply times_value; auto. apply (rational_value l _ 1).
      * apply (continuity_ext (fun t => exp (eval (path t) p * / IZR (Zpos d)))).
        { intro t. destruct (Mg t) as [-> _]. reflexivity. }
        apply (continuity_pt_comp (fun t => eval (path t) p * / IZR (Zpos d)) exp).
        { apply continuity_pt_mult; [exact Ca | now apply continuity_pt_const]. }
        apply derivable_continuous_pt, derivable_pt_exp.
  - cbv zeta. set (o := image_poly ims 0 b). apply IH.
    + intro t. rewrite app_length. apply Mg.
    + apply S. intros [|[|j]] J; [| |simpl in J; lia]; cbn [nth]; intros q E; unfold bind in E;
        destruct o as [a|] eqn:A; try discriminate; unfold o in A; destruct (image_poly_right ims I b 0 a A) as [Va Ca]; cbn [skipn] in Va, Ca.
      * destruct (log_element_value n0 there l M P _ _ _ E Va) as [B V]. rewrite Nat.add_0_r.
        destruct (Mg at_end) as [H _]. rewrite H. split; [exact V|].
        apply (continuity_ext (fun t => ln (eval (path t) b))); [intro t; destruct (Mg t) as [-> _]; reflexivity|].
        apply (continuity_pt_comp (fun t => eval (path t) b) ln); [exact Ca|].
        apply derivable_continuous_pt. exists (/ eval (path at_end) b). now apply derivable_pt_lim_ln.
      * destruct (sqrt_element_value n0 there l M P _ _ _ E Va) as [B V]. rewrite Nat.add_1_r.
        destruct (Mg at_end) as (_ & H & _). rewrite H. split; [exact V|].
        apply (continuity_ext (fun t => sqrt (eval (path t) b))); [intro t; destruct (Mg t) as (_ & -> & _); reflexivity|].
        apply (continuity_pt_comp (fun t => eval (path t) b) sqrt); [exact Ca|]. apply continuity_pt_sqrt. lra.
  - cbv zeta. set (o := match image_poly ims 0 p with Some _ => _ | None => _ end). apply IH.
    + intro t. rewrite app_length. apply Mg.
    + apply S. intros [|[|j]] J; [| |simpl in J; lia]; cbn [nth]; intros q E;
        destruct o as [[co si]|] eqn:O; try discriminate; injection E as <-; unfold o in O;
        destruct (image_poly ims 0 p) as [a|] eqn:A; try discriminate;
        destruct (image_poly_right ims I p 0 a A) as [Va Ca]; cbn [skipn] in Va, Ca;
        destruct (turn_element_value n0 there l M P _ _ _ O (times_value n0 there l M P _ _ _ _ Va (rational_value l _ 1 d))) as [Vc Vs]; cbn [fst snd] in *;
        replace (eval (path at_end) p * (1 / IZR (Zpos d))) with (eval (path at_end) p / IZR (Zpos d)) in * by (field; apply positive_nonzero);
        assert (C : continuity_pt (fun t => eval (path t) p * / IZR (Zpos d)) at_end) by (apply continuity_pt_mult; [exact Ca | now apply continuity_pt_const]).
      * rewrite Nat.add_0_r. destruct (Mg at_end) as [H _]. rewrite H. split; [exact Vs|].
        apply (continuity_ext (fun t => sin (eval (path t) p * / IZR (Zpos d)))); [intro t; destruct (Mg t) as [-> _]; reflexivity|].
        apply (continuity_pt_comp (fun t => eval (path t) p * / IZR (Zpos d)) sin); [exact C | apply continuity_sin].
      * rewrite Nat.add_1_r. destruct (Mg at_end) as (_ & H & _). rewrite H. split; [exact Vc|].
        apply (continuity_ext (fun t => cos (eval (path t) p * / IZR (Zpos d)))); [intro t; destruct (Mg t) as (_ & -> & _); reflexivity|].
        apply (continuity_pt_comp (fun t => eval (path t) p * / IZR (Zpos d)) cos); [exact C | apply continuity_cos].
  - cbv zeta. set (o := bind _ _). apply IH.
    + intro t. rewrite app_length. apply Mg.
    + apply S. intros [|j] J; [|simpl in J; lia]. cbn [nth]. rewrite Nat.add_0_r. intros q E. unfold o, bind in E.
      destruct (image_poly ims 0 p) as [a|] eqn:A; [|discriminate]. destruct (image_poly ims 0 w) as [b|] eqn:B; [|discriminate].
      destruct (inverse n0 there b) as [i|] eqn:Iv; [|discriminate].
      destruct (image_poly_right ims I p 0 a A) as [Va Ca]. destruct (image_poly_right ims I w 0 b B) as [Vb Cb]. cbn [skipn] in Va, Ca, Vb, Cb.
      destruct (inverse_value n0 there l M P _ _ _ Iv Vb) as [Nb Vi]. destruct (Mg at_end) as [H _]. rewrite H. split.
      * exact (atan_element_value n0 there l M P _ _ _ E (times_value n0 there l M P _ _ _ _ Va Vi)).
      * apply (continuity_ext (fun t => atan (eval (path t) p / eval (path t) w))); [intro t; destruct (Mg t) as [-> _]; reflexivity|].
        apply (continuity_pt_comp (fun t => eval (path t) p / eval (path t) w) atan).
        -- now apply (continuity_pt_div (fun t => eval (path t) p) (fun t => eval (path t) w)).
        -- apply derivable_continuous_pt. exists (/ (1 + (eval (path at_end) p / eval (path at_end) w) ^ 2)). apply derivable_pt_lim_atan.
Qed.

Lemma images_right k : image_right k (nth k images None).
Proof.
  unfold images. set (first := map _ (seq 0 n0)). assert (L : length first = n0) by (unfold first; now rewrite map_length, seq_length).
  apply images_from_right; [intro t; rewrite L; apply path_model|]. clear k. intro k.
  destruct (le_lt_dec n0 k) as [K|K]; [rewrite nth_overflow by lia; now apply image_outside|].
  intros q E. unfold first in E. set (f := fun k => _) in E.
  rewrite (nth_indep _ None (f 0%nat)) in E by (rewrite map_length, seq_length; exact K). rewrite map_nth, seq_nth in E by exact K.
  simpl in E. unfold f in E. rewrite (path_variable _ k K). destruct (Nat.eqb_spec k v) as [->|N].
  - rewrite nth_updated by lia. split.
    + exact (proj1 (evaluate_value n0 there c x l phi q M P over E)).
    + apply (continuity_ext id); [|apply derivable_continuous_pt, derivable_pt_id].
      intro t. rewrite (path_variable t v K), nth_updated by lia. reflexivity.
  - injection E as <-. rewrite nth_update by exact N. split.
    + rewrite <- (over k K), <- eval_variable. apply polynomial_value.
    + apply (continuity_ext (fun _ => nth k x 0)); [|now apply continuity_pt_const].
      intro t. rewrite (path_variable t k K). symmetry. now apply nth_update.
Qed.

Lemma image_divisors_right factors : forall ns r, image_divisors images factors ns = Some r ->
  product (map (eval (path at_end)) factors) ns <> 0 /\ is_value r (/ product (map (eval (path at_end)) factors) ns) /\
  continuity_pt (fun t => product (map (eval (path t)) factors) ns) at_end.
Proof.
  assert (E1 : is_value (polynomial (constant 1)) (/ 1)) by (rewrite Rinv_1; exact (polynomial_value l _ (constant 1))).
  induction factors as [|f factors IH]; intros [|n ns] r E; cbn [image_divisors map product] in *;
    try (injection E as <-; split; [lra|]; split; [exact E1 | now apply continuity_pt_const]).
  destruct n as [|n].
  - destruct (IH _ _ E) as (N & V & C). cbn [pow]. split; [rewrite Rmult_1_l; exact N|]. split; [rewrite Rmult_1_l; exact V|].
    revert C. apply continuity_ext. intro t. cbn [pow]. ring.
  - unfold bind in E. destruct (image_poly images 0 f) as [a|] eqn:A; [|discriminate].
    destruct (inverse n0 there a) as [i|] eqn:I; [|discriminate]. destruct (image_divisors images factors ns) as [z|] eqn:Z; [|discriminate].
    injection E as <-. destruct (IH _ _ Z) as (N & V & C). destruct (image_poly_right images images_right f 0 a A) as [Va Ca].
    cbn [skipn] in Va, Ca. destruct (inverse_value n0 there l M P _ _ _ I Va) as [Na Vi].
    assert (Np : eval (path at_end) f ^ S n <> 0) by now apply pow_nonzero.
    split; [now apply Rmult_integral_contrapositive_currified|]. split.
    + replace (/ (eval (path at_end) f ^ S n * product (map (eval (path at_end)) factors) ns)) with
        ((/ eval (path at_end) f) ^ S n * / product (map (eval (path at_end)) factors) ns).
      * apply times_value; auto. exact (power_element_value n0 there l M P _ _ (S n) Vi).
      * rewrite pow_inv. field. now split.
    + apply continuity_pt_mult; [|exact C].
      apply (continuity_pt_comp (fun t => eval (path t) f) (fun y => y ^ S n)); [exact Ca|].
      apply derivable_continuous_pt, derivable_pt_pow.
Qed.

Lemma image_value q r : image q = Some r -> is_value r (element_value (path at_end) (fs n0 gens) q) /\
  continuity_pt (fun t => element_value (path t) (fs n0 gens) q) at_end.
Proof.
  unfold image. destruct (image_poly images 0 (numerator q)) as [a|] eqn:A; [|discriminate].
  destruct (image_divisors images _ _) as [b|] eqn:B; [|discriminate]. intro H. injection H as <-.
  destruct (image_poly_right images images_right _ 0 a A) as [Va Ca]. cbn [skipn] in Va, Ca.
  destruct (image_divisors_right _ _ _ B) as (N & Vb & Cb). pose proof (positive_nonzero (denominator q)) as D. split.
  - unfold element_value. replace (eval (path at_end) (numerator q) / _) with (eval (path at_end) (numerator q) *
      / product (map (eval (path at_end)) (fs n0 gens)) (powers q) * (1 / IZR (Zpos (denominator q)))) by (field; now split).
    repeat apply times_value; auto. apply (rational_value l _ 1).
  - unfold element_value. apply (continuity_pt_div (fun t => eval (path t) (numerator q))
      (fun t => IZR (Zpos (denominator q)) * product (map (eval (path t)) (fs n0 gens)) (powers q))).
    + exact Ca.
    + apply continuity_pt_mult; [now apply continuity_pt_const | exact Cb].
    + now apply Rmult_integral_contrapositive_currified.
Qed.
End Value.
End Ends.
