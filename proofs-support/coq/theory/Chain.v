(* Markov chains driven by noise: x' = next x z, where z has the law `law x`.

   Ewords n x F is the expectation of F(z_1, ..., z_n) when the chain starts at x: the Kolmogorov
   backward operators, iterated.  Pr n x A is the probability of the event A.

   M1, M1.step   orthogonal increments
   M2            Doob's maximal inequality
   M3.step       what decreases in the mean by g pays for the sum of g *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Expectation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Section Chain.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X).
Implicit Types (x : X) (z : Z) (w : seq Z) (F G : seq Z -> R) (n l : nat).

Fixpoint Ewords n x F : R :=
  if n is n'.+1 then law x (fun z => Ewords n' (next x z) (fun w => F (z :: w))) else F [::].

Definition Pr n x (A : seq Z -> bool) : R := Ewords n x (fun w => ind (A w)).

(* the state after the word w, and the sum of f along the path *)
Definition run x w : X := foldl next x w.

Fixpoint cumulated (f : X -> Z -> R) x w : R :=
  if w is z :: w' then f x z + cumulated f (next x z) w' else 0.

(* ---- Ewords is an expectation on the words of length n ---- *)
Definition bwords n F := exists M, forall w, size w = n -> Rabs (F w) <= M.

Lemma Ewords_abs n x F M : (forall w, size w = n -> Rabs (F w) <= M) -> Rabs (Ewords n x F) <= M.
Proof.
elim: n x F => [|n IH] x F H /=; first exact: H.
by apply: Ex_abs => z; apply: IH => w sw; apply: H; rewrite /= sw.
Qed.

Lemma Ewords_bfun n x F : bwords n.+1 F ->
  bfun (fun z => Ewords n (next x z) (fun w => F (z :: w))).
Proof.
by case=> M H; exists M => z; apply: Ewords_abs => w sw; apply: H; rewrite /= sw.
Qed.

Lemma bwords_cons n F z : bwords n.+1 F -> bwords n (fun w => F (z :: w)).
Proof. by case=> M H; exists M => w sw; apply: H; rewrite /= sw. Qed.

Lemma Ewords_ext n x F G : (forall w, size w = n -> F w = G w) -> Ewords n x F = Ewords n x G.
Proof.
elim: n x F G => [|n IH] x F G H /=; first exact: H.
by apply: Ex_ext => z; apply: IH => w sw; apply: H; rewrite /= sw.
Qed.

Lemma Ewords_mono n x F G : bwords n F -> bwords n G ->
  (forall w, size w = n -> F w <= G w) -> Ewords n x F <= Ewords n x G.
Proof.
elim: n x F G => [|n IH] x F G bF bG H /=; first exact: H.
apply: Ex_mono => [||z]; try exact: Ewords_bfun.
by apply: IH => [||w sw]; try exact: bwords_cons; apply: H; rewrite /= sw.
Qed.

Lemma Ewords_add n x F G : bwords n F -> bwords n G ->
  Ewords n x (fun w => F w + G w) = Ewords n x F + Ewords n x G.
Proof.
elim: n x F G => [|n IH] x F G bF bG //=.
rewrite -Ex_add; try exact: Ewords_bfun.
by apply: Ex_ext => z; apply: IH; exact: bwords_cons.
Qed.

Lemma Ewords_scal n x c F : bwords n F -> Ewords n x (fun w => c * F w) = c * Ewords n x F.
Proof.
elim: n x F => [|n IH] x F bF //=.
rewrite -Ex_scal; last exact: Ewords_bfun.
by apply: Ex_ext => z; apply: IH; exact: bwords_cons.
Qed.

Lemma Ewords_const n x c : Ewords n x (fun _ => c) = c.
Proof.
elim: n x => [|n IH] x //=; rewrite -[RHS](Ex_const (law x)).
by apply: Ex_ext => z.
Qed.

(* events *)
Lemma bwords_ind n (A : seq Z -> bool) : bwords n (fun w => ind (A w)).
Proof. by exists 1 => w _; exact: ind_abs. Qed.

Lemma bwords_add n F G : bwords n F -> bwords n G -> bwords n (fun w => F w + G w).
Proof.
move=> [M HM] [N HN]; exists (M + N) => w sw; apply: Rle_trans (Rabs_triang _ _) _.
by have := HM w sw; have := HN w sw; lra.
Qed.

Lemma bwords_sum (I : finType) n (F : I -> seq Z -> R) : (forall i, bwords n (F i)) ->
  bwords n (fun w => \rsum_i F i w).
Proof.
move=> H; have [M HM] := fin_all_exists H.
exists (\rsum_i M i) => w sw; apply: Rle_trans (rsum_abs _ _) _.
by apply: rsum_le => i _; apply: HM.
Qed.

Lemma bwords_scal n c F : bwords n F -> bwords n (fun w => c * F w).
Proof.
case=> M HM; exists (Rabs c * M) => w sw; rewrite Rabs_mult.
by apply: Rmult_le_compat_l; [exact: Rabs_pos | exact: HM].
Qed.

Lemma Ewords_sum (I : finType) n x (F : I -> seq Z -> R) : (forall i, bwords n (F i)) ->
  Ewords n x (fun w => \rsum_i F i w) = \rsum_i Ewords n x (F i).
Proof.
elim: n x F => [|n IH] x F H //=.
rewrite -Ex_sum; last by move=> i; exact: Ewords_bfun.
by apply: Ex_ext => z; apply: IH => i; exact: bwords_cons.
Qed.

Lemma Pr_ge0 n x A : 0 <= Pr n x A.
Proof.
rewrite -(Ewords_const n x 0); apply: Ewords_mono => [||w _]; last by case: (ind01 (A w)).
  by exists 0 => w _; rewrite Rabs_R0; lra.
exact: bwords_ind.
Qed.

Lemma Pr_le1 n x A : Pr n x A <= 1.
Proof.
rewrite -[X in _ <= X](Ewords_const n x 1); apply: Ewords_mono => [||w _].
- exact: bwords_ind.
- by exists 1 => w _; rewrite Rabs_R1; lra.
by case: (ind01 (A w)).
Qed.

Lemma Pr_mono n x (A B : seq Z -> bool) : (forall w, size w = n -> A w -> B w) ->
  Pr n x A <= Pr n x B.
Proof.
move=> H; apply: Ewords_mono => [||w sw]; try exact: bwords_ind.
by case a: (A w); [rewrite (H w sw a) /=; lra | case: (ind01 (B w))].
Qed.

Lemma Pr_neg n x A : Pr n x (fun w => ~~ A w) = 1 - Pr n x A.
Proof.
have -> : 1 = Ewords n x (fun w => ind (~~ A w) + ind (A w)).
  by rewrite -(Ewords_const n x 1); apply: Ewords_ext => w _; case: (A w) => /=; lra.
by rewrite Ewords_add; try exact: bwords_ind; rewrite /Pr; ring.
Qed.

(* union bound, over a finite family *)
Lemma Pr_union (I : finType) n x (A : seq Z -> bool) (B : I -> seq Z -> bool) :
  (forall w, size w = n -> A w -> exists i, B i w) -> Pr n x A <= \rsum_i Pr n x (B i).
Proof.
move=> H; rewrite -Ewords_sum; last by move=> i; exact: bwords_ind.
apply: Ewords_mono => [||w sw]; [exact: bwords_ind | by apply: bwords_sum => i; exact: bwords_ind |].
case a: (A w) => /=; last by apply: rsum_ge0 => i _; case: (ind01 (B i w)).
have [i Bi] := H w sw a.
have := @rsum_term_le I xpredT (fun i => ind (B i w)) i isT (fun j _ => proj1 (ind01 _)).
by rewrite Bi.
Qed.

(* ---- supermartingales ---- *)
Lemma run_bwords n x (phi : X -> R) M : (forall x, Rabs (phi x) <= M) -> bwords n (fun w => phi (run x w)).
Proof. by move=> H; exists M => w _. Qed.

Lemma run_bfun n x (phi : X -> R) M : (forall x, Rabs (phi x) <= M) ->
  bfun (fun z => Ewords n (next x z) (fun w => phi (run (next x z) w))).
Proof. by move=> H; exists M => z; apply: Ewords_abs. Qed.

Lemma geometric_decay (phi : X -> R) M q n x : (forall x, Rabs (phi x) <= M) -> 0 <= q ->
  (forall x, law x (fun z => phi (next x z)) <= q * phi x) ->
  Ewords n x (fun w => phi (run x w)) <= q ^ n * phi x.
Proof.
move=> HM q0 H; elim: n x => [|n IH] x; first by rewrite /=; lra.
have qn : 0 <= q ^ n by exact: pow_le.
have bphi : bfun (fun z => phi (next x z)) by exists M.
apply: Rle_trans (_ : law x (fun z => q ^ n * phi (next x z)) <= _).
  by apply: Ex_mono => [||z]; [exact: (@run_bfun n x phi M) | exact: bfun_scal | exact: IH].
rewrite Ex_scal //; have := Rmult_le_compat_l _ _ _ qn (H x).
by rewrite /= => h; apply: Rle_trans h _; apply: Req_le; ring.
Qed.

Lemma time_sum_step (g : X -> R) M n x : (forall x, Rabs (g x) <= M) ->
  \rsum_(l < n.+1) Ewords l x (fun w => g (run x w)) =
  g x + law x (fun z => \rsum_(l < n) Ewords l (next x z) (fun w => g (run (next x z) w))).
Proof.
move=> Hg; rewrite big_ord_recl [in RHS]Ex_sum; first by [].
by move=> l; exact: (@run_bfun l x g M).
Qed.

Lemma time_sum_bfun (g : X -> R) M n x : (forall x, Rabs (g x) <= M) ->
  bfun (fun z => \rsum_(l < n) Ewords l (next x z) (fun w => g (run (next x z) w))).
Proof.
move=> Hg; apply: (@bfun_sum _ [finType of 'I_n] xpredT
  (fun (l : 'I_n) z => Ewords l (next x z) (fun w => g (run (next x z) w)))) => l _.
exact: (@run_bfun l x g M).
Qed.

(* M3.step *)
Theorem summed_decrease (phi g : X -> R) M n x :
  (forall x, 0 <= phi x <= M) -> (forall x, Rabs (g x) <= M) ->
  (forall x, law x (fun z => phi (next x z)) <= phi x - g x) ->
  \rsum_(l < n) Ewords l x (fun w => g (run x w)) <= phi x.
Proof.
move=> HM Hg H; elim: n x => [|n IH] x; first by rewrite big_ord0; case: (HM x).
rewrite (time_sum_step _ _ Hg).
have : law x (fun z => \rsum_(l < n) Ewords l (next x z) (fun w => g (run (next x z) w))) <=
       law x (fun z => phi (next x z)).
  by apply: Ex_mono => [||z]; [exact: (time_sum_bfun _ _ Hg) | exact: (@bfun_between _ _ 0 M) | exact: IH].
by have := H x; lra.
Qed.

(* ---- sums of centred increments ---- *)
Variables (inc : X -> Z -> R) (C : R).
Hypothesis inc_bounded : forall x z, Rabs (inc x z) <= C.
Hypothesis inc_centred : forall x, law x (inc x) = 0.

Notation S := (cumulated inc).

(* the conditional second moment of the next increment *)
Definition variance x := law x (fun z => inc x z ^ 2).

Lemma inc_bfun x : bfun (inc x). Proof. by exists C => z; exact: inc_bounded. Qed.

Lemma variance_bound x : Rabs (variance x) <= C ^ 2.
Proof.
apply: Ex_abs => z; rewrite Rabs_right; first exact/sqr_le_abs/inc_bounded.
by apply: Rle_ge; exact: sqr_ge0.
Qed.

Lemma variance_ge0 x : 0 <= variance x.
Proof. by apply: Ex_ge0 => [|z]; [exact/bfun_sqr/inc_bfun | exact: sqr_ge0]. Qed.

Lemma cumulated_bound x w : Rabs (S x w) <= INR (size w) * C.
Proof.
elim: w x => [|z w IH] x; first by rewrite /= Rabs_R0; lra.
rewrite -[size _]/(size w).+1 S_INR -[S x _]/(inc x z + S (next x z) w).
apply: Rle_trans (Rabs_triang _ _) _.
by have := IH (next x z); have := inc_bounded x z; lra.
Qed.

Lemma cumulated_sqr_bwords n m x : bwords n (fun w => (m + S x w) ^ 2).
Proof.
exists ((Rabs m + INR n * C) ^ 2) => w sw.
rewrite Rabs_right; last by apply: Rle_ge; exact: sqr_ge0.
apply: sqr_le_abs; apply: Rle_trans (Rabs_triang _ _) _.
by have := cumulated_bound x w; rewrite sw; lra.
Qed.

(* M1.step *)
Theorem sqr_step m x : law x (fun z => (m + inc x z) ^ 2) = m ^ 2 + variance x.
Proof.
have -> : law x (fun z => (m + inc x z) ^ 2) =
          law x (fun z => m ^ 2 + (2 * m * inc x z + inc x z ^ 2)).
  by apply: Ex_ext => z; ring.
have b := inc_bfun x; have b2 := bfun_sqr b.
rewrite Ex_shift; last by apply: bfun_add => //; exact: bfun_scal.
rewrite Ex_add //; last exact: bfun_scal.
by rewrite Ex_scal // inc_centred /variance; ring.
Qed.

Lemma second_moment n m x :
  Ewords n x (fun w => (m + S x w) ^ 2) =
  m ^ 2 + \rsum_(l < n) Ewords l x (fun w => variance (run x w)).
Proof.
elim: n m x => [|n IH] m x; first by rewrite big_ord0 /=; ring.
rewrite (time_sum_step _ _ variance_bound).
have -> : Ewords n.+1 x (fun w => (m + S x w) ^ 2) =
  law x (fun z => (m + inc x z) ^ 2 +
    \rsum_(l < n) Ewords l (next x z) (fun w => variance (run (next x z) w))).
  by apply: Ex_ext => z; rewrite -IH; apply: Ewords_ext => w _; rewrite /= Rplus_assoc.
rewrite Ex_add.
- by rewrite sqr_step Rplus_assoc.
- by apply/bfun_sqr/bfun_add; [exact: bfun_const | exact: inc_bfun].
- exact: (time_sum_bfun _ _ variance_bound).
Qed.

(* M1 *)
Theorem orthogonal_increments n x :
  Ewords n x (fun w => S x w ^ 2) = \rsum_(l < n) Ewords l x (fun w => variance (run x w)).
Proof.
have := second_moment n 0 x; have -> : 0 ^ 2 = 0 by ring.
by rewrite Rplus_0_l => <-; apply: Ewords_ext => w _; rewrite Rplus_0_l.
Qed.

(* |m + S| exceeds u at some time along the word *)
Fixpoint exceeds u m x w : bool :=
  ~~ Rleb (Rabs m) u || (if w is z :: w' then exceeds u (m + inc x z) (next x z) w' else false).

Lemma exceedsP u m x w : reflect (exists l, u < Rabs (m + S x (take l w))) (exceeds u m x w).
Proof.
apply: (iffP idP).
  elim: w m x => [|z w IH] m x /=; case: RlebP => H /=.
  - by [].
  - by move=> _; exists 0%N; rewrite Rplus_0_r; lra.
  - by move/IH => [l Hl]; exists l.+1; rewrite /= -Rplus_assoc.
  - by move=> _; exists 0%N; rewrite /= Rplus_0_r; lra.
case=> l; elim: w m x l => [|z w IH] m x l /=; case: RlebP => H //=.
  by rewrite Rplus_0_r; lra.
case: l => [|l] /=; first by rewrite Rplus_0_r; lra.
by rewrite -Rplus_assoc; apply: IH.
Qed.

Lemma doob_from u m n x : 0 < u ->
  Pr n x (exceeds u m x) <= Ewords n x (fun w => (m + S x w) ^ 2) / u ^ 2.
Proof.
move=> u0; have u2 : 0 < u ^ 2 by nra.
elim: n m x => [|n IH] m x.
  rewrite /Pr /= orbF Rplus_0_r; apply: Rdiv_le_r => //.
  case: RlebP => H /=; last by have : u <= Rabs m; [lra | split_Rabs; nra].
  by have := sqr_ge0 m; lra.
case: (boolP (Rleb (Rabs m) u)) => [small | /RlebP large].
  rewrite {1}/Pr [X in X <= _]/= small [X in _ <= X / _]/=.
  apply: Rle_trans (_ : law x (fun z => / u ^ 2 *
    Ewords n (next x z) (fun w => (m + inc x z + S (next x z) w) ^ 2)) <= _).
    apply: Ex_mono => [||z]; last by rewrite Rmult_comm; exact: IH.
      by exists 1 => z; apply: Ewords_abs => w _; exact: ind_abs.
    apply: bfun_scal; apply: (@bfun_ext _ (fun z => Ewords n (next x z) (fun w => (m + S x (z :: w)) ^ 2))).
      by move=> z; apply: Ewords_ext => w _; rewrite /= Rplus_assoc.
    by apply: (@Ewords_bfun n x (fun w => (m + S x w) ^ 2)); exact: cumulated_sqr_bwords.
  rewrite Ex_scal.
    apply: Req_le; rewrite Rmult_comm; congr (_ / _); apply: Ex_ext => z.
    by apply: Ewords_ext => w _; rewrite Rplus_assoc.
  apply: (@bfun_ext _ (fun z => Ewords n (next x z) (fun w => (m + S x (z :: w)) ^ 2))).
    by move=> z; apply: Ewords_ext => w _; rewrite /= Rplus_assoc.
  by apply: (@Ewords_bfun n x (fun w => (m + S x w) ^ 2)); exact: cumulated_sqr_bwords.
apply: Rle_trans (Pr_le1 _ _ _) _; apply: Rdiv_le_r => //; rewrite second_moment.
have : 0 <= \rsum_(l < n.+1) Ewords l x (fun w => variance (run x w)).
  apply: rsum_ge0 => l _; rewrite -(Ewords_const l x 0).
  apply: Ewords_mono => [||w _]; last exact: variance_ge0.
    by exists 0 => w _; rewrite Rabs_R0; lra.
  exact: (run_bwords l x variance_bound).
by have : u <= Rabs m; [lra | split_Rabs; nra].
Qed.

(* M2 *)
Theorem doob_maximal u n x : 0 < u ->
  Pr n x (exceeds u 0 x) <= Ewords n x (fun w => S x w ^ 2) / u ^ 2.
Proof.
move=> u0; apply: Rle_trans (doob_from 0 n x u0) _; apply: Req_le; congr (_ / _).
by apply: Ewords_ext => w _; rewrite Rplus_0_l.
Qed.

End Chain.

(* ---- the chain with a flag that remembers whether it has been in a good set so far ---- *)
Section Flagged.
Variables (X Z : Type) (law : X -> expectation Z) (next : X -> Z -> X) (good : X -> bool).
Implicit Types (x : X) (w : seq Z) (s : X * bool).

Definition alive s : bool := s.2 && good s.1.
Definition flagged_law s := law s.1.
Definition flagged_next s z : X * bool := (next s.1 z, alive s).

(* good at every time along the word: the event Omega *)
Fixpoint always x w : bool := good x && (if w is z :: w' then always (next x z) w' else true).

Lemma flagged_state x b w : (run flagged_next (x, b) w).1 = run next x w.
Proof. by elim: w x b => [|z w IH] x b //; exact: IH. Qed.

Lemma flagged_alive x b w : alive (run flagged_next (x, b) w) = b && always x w.
Proof.
elim: w x b => [|z w IH] x b; first by rewrite /= andbT.
by rewrite -[run _ _ _]/(run flagged_next (next x z, b && good x) w) IH /= andbA.
Qed.

Lemma Ewords_flagged n s F : Ewords flagged_law flagged_next n s F = Ewords law next n s.1 F.
Proof. by elim: n s F => [|n IH] s F //=; apply: Ex_ext => z; rewrite IH. Qed.

Lemma always_last x w : always x w -> good (run next x w).
Proof. by elim: w x => [|z w IH] x /=; [rewrite andbT | case/andP => _ /IH]. Qed.

Lemma always_first x w : always x w -> good x.
Proof. by case: w => [|z w] /= /andP []. Qed.

End Flagged.
