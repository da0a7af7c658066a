(** Polynomials with integer coefficients: the sparse Horner forms of Coq's [ring], read over the real numbers. *)
From Coq Require Import Bool Reals List ZArith Lia Lra.
From Coq Require Import setoid_ring.Ring_polynom setoid_ring.Ring_theory setoid_ring.InitialRing.
From Coq Require setoid_ring.BinList.
Import ListNotations.
Local Open Scope R_scope.

Definition poly := Pol Z.

Definition constant (c : Z) : poly := Pc c.
Definition variable (n : nat) : poly := mk_X 0%Z 1%Z (Pos.of_succ_nat n).
Definition add : poly -> poly -> poly := Padd 0%Z Z.add Z.eqb.
Definition mul : poly -> poly -> poly := Pmul 0%Z 1%Z Z.add Z.mul Z.eqb.
Definition scale (c : Z) (p : poly) : poly := PmulC 0%Z 1%Z Z.mul Z.eqb p c.
Definition equal : poly -> poly -> bool := Peq Z.eqb.

Fixpoint power (p : poly) (n : nat) : poly :=
  match n with O => constant 1 | S O => p | S m => mul (power p m) p end.

(** The value at the point l; variables beyond its end are 0. *)
Definition eval (l : list R) (p : poly) : R := Pphi 0 Rplus Rmult IZR l p.

Lemma reals_extend : ring_eq_ext Rplus Rmult Ropp (@eq R).
Proof. constructor; repeat intro; subst; reflexivity. Qed.

Lemma reals_ring : almost_ring_theory 0 1 Rplus Rmult Rminus Ropp (@eq R).
Proof. apply (Rth_ARth (RelationClasses.eq_equivalence) reals_extend RTheory). Qed.

Lemma integers_in_reals :
  ring_morph 0 1 Rplus Rmult Rminus Ropp (@eq R) 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Z.eqb IZR.
Proof.
  constructor; [reflexivity | reflexivity | exact plus_IZR | exact minus_IZR | exact mult_IZR | exact opp_IZR |].
  intros x y H. apply Z.eqb_eq in H. now subst.
Qed.

Lemma nth_succ {A} (d : A) p l : BinList.nth d (Pos.succ p) l = BinList.nth d p (tl l).
Proof.
  revert l. induction p as [p IH|p IH|]; intro l; try reflexivity.
  simpl. rewrite IH, BinList.jump_succ. simpl. now rewrite !BinList.jump_tl.
Qed.

Section Values.
Variable l : list R.

Lemma eval_constant c : eval l (constant c) = IZR c.
Proof. reflexivity. Qed.

Lemma eval_add p q : eval l (add p q) = eval l p + eval l q.
Proof. apply (Padd_ok RelationClasses.eq_equivalence reals_extend reals_ring integers_in_reals). Qed.

Lemma eval_mul p q : eval l (mul p q) = eval l p * eval l q.
Proof. apply (Pmul_ok RelationClasses.eq_equivalence reals_extend reals_ring integers_in_reals). Qed.

Lemma eval_scale c p : eval l (scale c p) = IZR c * eval l p.
Proof.
  unfold eval, scale. rewrite Rmult_comm.
  apply (PmulC_ok RelationClasses.eq_equivalence reals_extend reals_ring integers_in_reals).
Qed.

Lemma eval_equal p q : equal p q = true -> eval l p = eval l q.
Proof. intro H. exact (Peq_ok RelationClasses.eq_equivalence reals_extend integers_in_reals p q H l). Qed.

Lemma eval_power p n : eval l (power p n) = eval l p ^ n.
Proof.
  induction n as [|[|n] IH]; [reflexivity | simpl; ring |].
  change (power p (S (S n))) with (mul (power p (S n)) p). rewrite eval_mul, IH. simpl. ring.
Qed.

Lemma eval_variable n : eval l (variable n) = nth n l 0.
Proof.
  unfold eval, variable.
  rewrite <- (mkX_ok RelationClasses.eq_equivalence reals_extend reals_ring integers_in_reals).
  revert l. induction n as [|n IH]; intro m; [destruct m; reflexivity|].
  simpl Pos.of_succ_nat. rewrite nth_succ, IH. destruct m; [destruct n|]; reflexivity.
Qed.
End Values.

(** All coefficients are >= 0. *)
Fixpoint nonnegative (p : poly) : bool :=
  match p with
  | Pc c => (0 <=? c)%Z
  | Pinj _ q => nonnegative q
  | PX q _ r => nonnegative q && nonnegative r
  end.

(** Some coefficient of a term that uses only the variables n with s_n = true is > 0. *)
Fixpoint positive_on (s : list bool) (p : poly) : bool :=
  match p with
  | Pc c => (0 <? c)%Z
  | Pinj j q => positive_on (BinList.jump j s) q
  | PX q _ r => (hd false s && positive_on s q) || positive_on (tl s) r
  end.

Definition all_nonnegative (l : list R) := forall n, 0 <= nth n l 0.
Definition all_positive_on (s : list bool) (l : list R) := forall n, nth n s false = true -> 0 < nth n l 0.

Lemma nth_tl {A} (d : A) l n : nth n (tl l) d = nth (S n) l d.
Proof. destruct l; [destruct n|]; reflexivity. Qed.

Lemma nth_jump {A} (d : A) j l n : nth n (BinList.jump j l) d = nth (Pos.to_nat j + n) l d.
Proof.
  revert n. induction j as [|j IH] using Pos.peano_ind; intro n; simpl.
  - apply nth_tl.
  - rewrite BinList.jump_succ, Pos2Nat.inj_succ. simpl. rewrite nth_tl, IH. f_equal. lia.
Qed.

Lemma hd_nth {A} (d : A) l : hd d l = nth 0 l d.
Proof. destruct l; reflexivity. Qed.

Lemma nonnegative_jump j l : all_nonnegative l -> all_nonnegative (BinList.jump j l).
Proof. intros H n. rewrite nth_jump. apply H. Qed.

Lemma nonnegative_tl l : all_nonnegative l -> all_nonnegative (tl l).
Proof. intros H n. rewrite nth_tl. apply H. Qed.

Lemma pow_pos_pow x i : pow_pos Rmult x i = x ^ Pos.to_nat i.
Proof.
  induction i as [|i IH] using Pos.peano_ind; [simpl; ring|].
  rewrite (pow_pos_succ RelationClasses.eq_equivalence (Rmul_ext reals_extend)).
  - rewrite IH, Pos2Nat.inj_succ. reflexivity.
  - intros a b c. symmetry. apply Rmult_assoc.
Qed.

Lemma eval_nonnegative p l : nonnegative p = true -> all_nonnegative l -> 0 <= eval l p.
Proof.
  unfold eval. revert l. induction p as [c|j q IH|q IHq i r IHr]; simpl; intros l H Hl.
  - apply (IZR_le 0), Z.leb_le, H.
  - apply IH; [assumption | now apply nonnegative_jump].
  - apply andb_prop in H as [Hq Hr]. rewrite pow_pos_pow, hd_nth.
    apply Rplus_le_le_0_compat; [apply Rmult_le_pos; [|apply pow_le, Hl]|]; auto using nonnegative_tl.
Qed.

Lemma eval_positive p s l :
  nonnegative p = true -> positive_on s p = true -> all_nonnegative l -> all_positive_on s l -> 0 < eval l p.
Proof.
  unfold eval. revert s l. induction p as [c|j q IH|q IHq i r IHr]; simpl; intros s l Hp H Hl Hs.
  - apply (IZR_lt 0), Z.ltb_lt, H.
  - apply (IH (BinList.jump j s)); auto using nonnegative_jump.
    intros n. rewrite !nth_jump. apply Hs.
  - apply andb_prop in Hp as [Hq Hr]. rewrite pow_pos_pow, hd_nth.
    pose proof (eval_nonnegative q l Hq Hl) as Q0.
    pose proof (eval_nonnegative r (tl l) Hr (nonnegative_tl l Hl)) as R0.
    pose proof (pow_le (nth 0 l 0) (Pos.to_nat i) (Hl 0%nat)) as P0.
    unfold eval in Q0, R0. apply orb_prop in H as [H|H].
    + apply andb_prop in H as [H0 H]. rewrite hd_nth in H0.
      apply Rplus_lt_le_0_compat; [apply Rmult_lt_0_compat|assumption].
      * exact (IHq s l Hq H Hl Hs).
      * apply pow_lt, Hs, H0.
    + apply Rplus_le_lt_0_compat; [apply Rmult_le_pos; assumption|].
      apply (IHr (tl s)); auto using nonnegative_tl. intros n. rewrite !nth_tl. apply Hs.
Qed.

(** The greatest common divisor of the coefficients, and division by it. *)
Fixpoint content (p : poly) : Z :=
  match p with
  | Pc c => Z.abs c
  | Pinj _ q => content q
  | PX q _ r => let g := content q in if (g =? 1)%Z then 1%Z else Z.gcd g (content r)
  end.

Fixpoint divide_coefficients (c : Z) (p : poly) : poly :=
  match p with
  | Pc a => Pc (a / c)%Z
  | Pinj j q => Pinj j (divide_coefficients c q)
  | PX q i r => PX (divide_coefficients c q) i (divide_coefficients c r)
  end.

Fixpoint leading (p : poly) : Z := match p with Pc c => c | Pinj _ q => leading q | PX q _ _ => leading q end.

(** p = c q with a q that depends on the ratios of the coefficients only, and whose leading coefficient is > 0. *)
Definition primitive (p : poly) : Z * poly :=
  let c := (Z.sgn (leading p) * content p)%Z in
  if (c =? 1)%Z then (1%Z, p)
  else let q := divide_coefficients c p in if equal (scale c q) p then (c, q) else (1%Z, p).

Lemma eval_primitive l p : eval l p = IZR (fst (primitive p)) * eval l (snd (primitive p)).
Proof.
  unfold primitive. destruct (_ =? 1)%Z; [simpl; ring|].
  destruct (equal _ p) eqn:E; simpl; [|ring].
  rewrite <- (eval_equal l _ _ E). apply eval_scale.
Qed.

Definition is_zero (p : poly) : bool := equal p (constant 0).

Lemma eval_zero l p : is_zero p = true -> eval l p = 0.
Proof. intro H. now rewrite (eval_equal l _ _ H). Qed.

Global Arguments eval : simpl never.
Global Arguments power : simpl never.
Global Arguments add : simpl never.
Global Arguments mul : simpl never.
Global Arguments scale : simpl never.
Global Arguments constant : simpl never.
Global Arguments variable : simpl never.
