(** Interval arithmetic as the box checker needs it, over any floats of the library Interval. Values are extended reals: [Xnan] is the value of what has no meaning (division by zero, logarithm and root
    outside their domains), and an interval that contains it says nothing: no test accepts it. *)
From Coq Require Import Reals ZArith Bool Lra.
From Interval.Real Require Import Xreal.
From Interval.Float Require Import Basic Sig.
From Interval.Interval Require Import Interval Float Float_full.
Local Open Scope R_scope.

Definition Xpow (x : ExtendedR) (n : nat) : ExtendedR := Xlift (fun r => r ^ n) x.

(** Interval's [Xsqrt] is the total function of the standard library; here a negative number has no root. *)
Definition Xroot : ExtendedR -> ExtendedR := Xbind (fun r => if Rle_dec 0 r then Xreal (sqrt r) else Xnan).

Module Arithmetic (F : FloatOps with Definition sensible_format := true).
  Module I := FloatIntervalFull F.
  Definition t := I.type.
  Definition precision := F.precision.
  Definition has (i : t) (x : ExtendedR) : Prop := contains (I.convert i) x.

  Lemma has_nan i : has i Xnan -> forall x, has i x.
  Proof. unfold has; destruct (I.convert i); simpl; [easy|intros []]. Qed.

  Lemma has_between i a b x : has i (Xreal a) -> has i (Xreal b) -> a <= x <= b -> has i (Xreal x).
  Proof. unfold has; destruct (I.convert i) as [|[|l] [|u]]; simpl; intros; try easy; lra. Qed.

  (** Tests; each also says that the value has a meaning. *)
  Definition real := I.real.
  Lemma real_ok i x : real i = true -> has i x -> exists r, x = Xreal r.
  Proof.
    unfold real, has; rewrite I.real_correct; destruct (I.convert i); [easy|].
    destruct x as [|r]; simpl; [easy|]; exists r; reflexivity.
  Qed.

  Definition nonnegative i := match I.sign_large i with Xgt | Xeq => true | _ => false end.
  Definition nonpositive i := match I.sign_large i with Xlt | Xeq => true | _ => false end.
  Definition negative i := match I.sign_strict i with Xlt => true | _ => false end.

  Lemma nonnegative_ok i x : nonnegative i = true -> has i x -> exists r, x = Xreal r /\ 0 <= r.
  Proof.
    unfold nonnegative, has; generalize (I.sign_large_correct i); destruct (I.sign_large i); intros H E K; try discriminate.
    - exists 0; split; [exact (H _ K)|lra].
    - exists (proj_val x); exact (H _ K).
  Qed.
  Lemma nonpositive_ok i x : nonpositive i = true -> has i x -> exists r, x = Xreal r /\ r <= 0.
  Proof.
    unfold nonpositive, has; generalize (I.sign_large_correct i); destruct (I.sign_large i); intros H E K; try discriminate.
    - exists 0; split; [exact (H _ K)|lra].
    - exists (proj_val x); exact (H _ K).
  Qed.
  Lemma negative_ok i x : negative i = true -> has i x -> exists r, x = Xreal r /\ r < 0.
  Proof.
    unfold negative, has; generalize (I.sign_strict_correct i); destruct (I.sign_strict i); intros H E K; try discriminate.
    exists (proj_val x); exact (H _ K).
  Qed.

  (** Intervals from intervals. [within] is advice only: nothing is proved from it. *)
  Definition nothing := I.nai.
  Lemma nothing_ok x : has nothing x.
  Proof. unfold has, nothing; rewrite I.nai_correct; exact Logic.I. Qed.

  Definition up_to := I.lower_extent.
  Definition from := I.upper_extent.
  Definition middle i := I.singleton (I.midpoint i).
  Definition both := I.meet.
  Definition hull := I.join.
  Definition within := I.subset.
  Lemma up_to_ok i x y : has i (Xreal y) -> x <= y -> has (up_to i) (Xreal x).
  Proof. apply I.lower_extent_correct. Qed.
  Lemma from_ok i x y : has i (Xreal y) -> y <= x -> has (from i) (Xreal x).
  Proof. apply I.upper_extent_correct. Qed.
  Lemma middle_ok i : exists c, has (middle i) (Xreal c).
  Proof. eexists; apply I.singleton_correct. Qed.
  Lemma both_ok i j x : has i x -> has j x -> has (both i j) x.
  Proof. apply I.meet_correct. Qed.
  Lemma hull_ok i j x : has i x \/ has j x -> has (hull i j) x.
  Proof. apply I.join_correct. Qed.

  Definition add := I.add.
  Definition sub := I.sub.
  Definition mul := I.mul.
  Definition div := I.div.
  Definition neg := I.neg.
  Lemma add_ok p i j x y : has i x -> has j y -> has (add p i j) (Xadd x y).
  Proof. apply I.add_correct. Qed.
  Lemma sub_ok p i j x y : has i x -> has j y -> has (sub p i j) (Xsub x y).
  Proof. apply I.sub_correct. Qed.
  Lemma mul_ok p i j x y : has i x -> has j y -> has (mul p i j) (Xmul x y).
  Proof. apply I.mul_correct. Qed.
  Lemma div_ok p i j x y : has i x -> has j y -> has (div p i j) (Xdiv x y).
  Proof. apply I.div_correct. Qed.
  Lemma neg_ok i x : has i x -> has (neg i) (Xneg x).
  Proof. apply I.neg_correct. Qed.

  Definition rational p n d :=
    match d with
    | 1%positive => I.fromZ p n
    | _ => I.div p (I.fromZ p n) (I.fromZ p (Zpos d))
    end.
  Lemma rational_ok p n d : has (rational p n d) (Xreal (IZR n / IZR (Zpos d))).
  Proof.
    assert (H : has (I.div p (I.fromZ p n) (I.fromZ p (Zpos d))) (Xreal (IZR n / IZR (Zpos d)))).
    { generalize (I.div_correct p _ _ _ _ (I.fromZ_correct p n) (I.fromZ_correct p (Zpos d))); unfold has; simpl.
      unfold Xdiv'; case is_zero_spec; intros E; [|easy].
      exfalso; revert E; apply Rgt_not_eq; apply IZR_lt; reflexivity. }
    destruct d; try exact H.
    simpl rational; replace (IZR n / 1) with (IZR n) by field; apply I.fromZ_correct.
  Qed.

  Definition pow p i n := match n with 1%nat => i | 2%nat => I.sqr p i | _ => I.power_int p i (Z.of_nat n) end.
  Lemma power_int_ok p i n x : has i x -> has (I.power_int p i (Z.of_nat n)) (Xpow x n).
  Proof.
    intros H; generalize (I.power_int_correct p (Z.of_nat n) i x H); unfold has, Xpow.
    destruct x as [|r]; [destruct n; easy|]; destruct n as [|n]; [easy|].
    cbn [Xpower_int Xbind Xlift Z.of_nat]; unfold Xpower_int'; rewrite SuccNat2Pos.id_succ; easy.
  Qed.
  Lemma pow_ok p i n x : has i x -> has (pow p i n) (Xpow x n).
  Proof.
    intros H; destruct n as [|[|[|n]]]; [exact (power_int_ok p i 0 x H)| | |exact (power_int_ok p i _ x H)].
    - destruct x as [|r]; simpl in *; [exact H|]; rewrite Rmult_1_r; exact H.
    - generalize (I.sqr_correct p i x H); destruct x as [|r]; simpl; [easy|]; rewrite Rmult_1_r; easy.
  Qed.

  Definition ln := I.ln.
  Lemma ln_ok p i x : has i x -> has (ln p i) (Xln x).
  Proof. apply I.ln_correct. Qed.
  Definition exp := I.exp.
  Lemma exp_ok p i x : has i x -> has (exp p i) (Xexp x).
  Proof. apply I.exp_correct. Qed.

  Definition sin := I.sin.
  Lemma sin_ok p i x : has i x -> has (sin p i) (Xsin x).
  Proof. apply I.sin_correct. Qed.
  Definition cos := I.cos.
  Lemma cos_ok p i x : has i x -> has (cos p i) (Xcos x).
  Proof. apply I.cos_correct. Qed.
  Definition atan := I.atan.
  Lemma atan_ok p i x : has i x -> has (atan p i) (Xatan x).
  Proof. apply I.atan_correct. Qed.
  Definition abs := I.abs.
  Lemma abs_ok i x : has i x -> has (abs i) (Xabs x).
  Proof. apply I.abs_correct. Qed.

  Definition root p i := if nonnegative i then I.sqrt p i else nothing.
  Lemma root_ok p i x : has i x -> has (root p i) (Xroot x).
  Proof.
    intros H; unfold root; destruct (nonnegative i) eqn:E; [|apply nothing_ok].
    destruct (nonnegative_ok i x E H) as [r [-> P]].
    generalize (I.sqrt_correct p i _ H); unfold has, Xroot; simpl; unfold Xsqrt'.
    destruct (Rle_dec 0 r); easy.
  Qed.
End Arithmetic.
