(* Learning in turn: priming (Lemma A.5) and outputs one after another (Algorithm 2, Theorem A.8).

   A5         after n steps under lambda, n by T3 for delta = 2/(1 + rho R), mu_i lambda_1 <= R mu_1 lambda_i, the first input leads under mu
              by (rho-1)/(rho+d-1) with probability at least 1 - eps
   A8         outputs 0, 1, .. learn one after another, each from its weights without the inputs that have won, for K steps of its own; the
              winner is the input with the largest weight. If T3 holds for each output at its start, after the right winners before it, with
              delta < kappa/(1+kappa), then all outputs find their inputs with probability at least (1 - eps)^m, m their number
   A8.sharp   for m = d the last output starts in its vertex: (1 - eps)^(d-1) >= 1 - (d-1) eps, and nothing is asked of it *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Gap DoubleRate Expectation Chain Exit Noise Convergence Barrier SeveralOutputs.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- priming ---- *)
Section Priming.
Variables (I : finType) (lambda mu : I -> R) (o : I) (rho Rmax : R).
Hypotheses (lambda_pos : forall i, 0 < lambda i) (mu_pos : forall i, 0 < mu i) (rho1 : 1 < rho) (R0 : 0 < Rmax).
Hypothesis R_le : forall u, mu u * lambda o <= Rmax * (mu o * lambda u).
Implicit Types (p : point I) (u : I).

(* the probabilities under mu of the weights whose probabilities under lambda are p *)
Definition switched p := trigger (fun i => mu i / lambda i) p.

Lemma switched_weights (w : I -> R) i : \rsum_j (lambda j * w j) <> 0 -> \rsum_j (mu j * w j) <> 0 ->
  trigger (fun i => mu i / lambda i) (trigger lambda w) i = trigger mu w i.
Proof.
move=> L M; rewrite /trigger; set S := \rsum_j (lambda j * w j) in L *.
have -> : \rsum_j (mu j / lambda j * (lambda j * w j / S)) = (\rsum_j (mu j * w j)) / S.
  by rewrite /Rdiv -rsum_scalr; apply: eq_bigr => j _; field; split => //; have := lambda_pos j; lra.
by field; do !split => //; have := lambda_pos i; lra.
Qed.

Lemma quotient_pos i : 0 < mu i / lambda i. Proof. exact: Rdiv_lt_0_compat. Qed.

Lemma switched_drive p : 0 < \rsum_j (mu j / lambda j * p j).
Proof.
have [p0 S] := coord_simplex p; have [l Hl] := largest o p.
have l0 : 0 < p l.
  case: (p0 l) => // z; exfalso; move: S; rewrite rsum_eq0; first by lra.
  by move=> j _; have := Hl j; have := p0 j; rewrite -z; lra.
rewrite (rsum_split l); have : 0 <= \rsum_(j | j != l) (mu j / lambda j * p j).
  by apply: rsum_ge0 => j _; apply: Rmult_le_pos => //; exact: Rlt_le (quotient_pos j).
by have := Rmult_lt_0_compat _ _ (quotient_pos l) l0; lra.
Qed.

Lemma switched_simplex p : simplex (switched p).
Proof.
have D := switched_drive p; split=> [i|]; last by rewrite /switched /trigger /Rdiv rsum_scalr; field; lra.
apply: Rdiv_ge0 => //; apply: Rmult_le_pos; [exact: Rlt_le (quotient_pos i) | exact: point_ge0].
Qed.

Lemma primed p : distance o p <= 2 / (1 + rho * Rmax) -> forall u, u != o ->
  (rho - 1) / (rho + dim I - 1) <= switched p o - switched p u.
Proof.
move=> close u uo; have Hp := coord_simplex p; rewrite (distance_eq o Hp) in close.
have k0 : 0 < 1 + rho * Rmax by have := Rmult_lt_0_compat rho Rmax; lra.
have m1 : (1 - p o) * (1 + rho * Rmax) <= 1.
  have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ k0) close.
  by have -> : 2 / (1 + rho * Rmax) * (1 + rho * Rmax) = 2 by [field; lra]; lra.
suff In : inside o (/ rho) (Point (switched_simplex p)) by exact: (barrier_gap rho1 uo In).
apply/insideP => v vo; rewrite /= /switched /trigger /Rdiv.
have D := switched_drive p; set S := \rsum_j _ in D *.
rewrite -Rmult_assoc; apply: Rmult_le_compat_r; first exact/Rlt_le/Rinv_0_lt_compat.
have pv := simplex_other Hp vo; have pv0 := point_ge0 p v.
have lead : rho * Rmax * p v <= p o.
  have rR : 0 <= rho * Rmax by apply: Rmult_le_pos; lra.
  by have := Rmult_le_compat_l _ _ _ rR pv; lra.
have lv := lambda_pos v; have lo := lambda_pos o; have mo := mu_pos o; have mv := mu_pos v.
apply: (Rmult_le_reg_l (rho * (lambda v * lambda o))); first by do 2?[apply: Rmult_lt_0_compat => //]; lra.
have -> : rho * (lambda v * lambda o) * (mu v * / lambda v * p v) = rho * (mu v * lambda o) * p v by field; lra.
have -> : rho * (lambda v * lambda o) * (/ rho * (mu o * / lambda o * p o)) = mu o * lambda v * p o by field; lra.
have h1 := Rmult_le_compat_l rho _ _ ltac:(lra) (R_le v).
have h2 := Rmult_le_compat_r _ _ _ pv0 h1.
have ml : 0 <= mu o * lambda v by apply: Rmult_le_pos; lra.
by have := Rmult_le_compat_l _ _ _ ml lead; lra.
Qed.

Variables (Q : R) (N : noise I Q) (a : learning_rate Q) (D : R).
Hypotheses (HD : 0 < D <= 1) (Q1 : 1 <= Q) (a_le : a <= double_rate Q D) (other : exists u, u != o).

(* the first input leads under mu by the gap *)
Definition leads_after p : bool := [forall u, (u != o) ==> Rleb ((rho - 1) / (rho + dim I - 1)) (switched p o - switched p u)].

(* A5 *)
Theorem priming n p eps : ahead D o p -> 0 < eps ->
  a <= eps * D ^ 4 / (1024 * (8 * Q ^ 2 + 2) * (1 - p o)) ->
  16 / (a * D ^ 2) * ln (4 * (1 - p o) / (eps * (2 / (1 + rho * Rmax)))) <= INR n ->
  1 - eps <= Pr (law N) (next a) n p (fun w => leads_after (run (next a) p w)).
Proof.
move=> gap e0 ae Hn; have d0 : 0 < 2 / (1 + rho * Rmax).
  by apply: Rdiv_lt_0_compat; [lra | have := Rmult_lt_0_compat rho Rmax; lra].
apply: Rle_trans (T3 N HD Q1 a_le other gap e0 d0 ae Hn) _; apply: Pr_mono => w _ /RlebP close.
by apply/forallP => u; apply/implyP => uo; apply/RlebP; exact: primed.
Qed.

End Priming.

(* ---- outputs in turn ---- *)
Section InTurn.
Variables (I : finType) (Q : R) (N : noise I Q) (lambda : I -> R) (lo hi : R) (o0 : I).
Hypotheses (lo0 : 0 < lo) (lambda_bounds : forall i, lo <= lambda i <= hi).
(* output j: its weights at the start, its learning rate, and its number of steps *)
Variables (w0 : nat -> I -> R) (a : nat -> learning_rate Q) (K : nat -> nat).
Hypothesis w0_ge0 : forall (j : nat) i, 0 <= w0 j i.
Implicit Types (won targets : seq I) (p : point I) (i u o : I) (n j : nat) (F : seq I -> R).

(* the weights without the inputs that have won *)
Definition left_over won i := if i \in won then 0 else w0 (size won) i.

Lemma left_over_ge0 won i : 0 <= left_over won i.
Proof. by rewrite /left_over; case: (i \in won) => //; lra. Qed.

Lemma vertex_simplex : simplex (fun i => ind (i == o0)).
Proof.
split=> [i|]; first by case: (ind01 (i == o0)).
by have := rsum_ind o0 (fun _ => 1); under eq_bigr => i _ do rewrite Rmult_1_r.
Qed.

(* the probabilities at the start, given the winners so far *)
Definition start won : point I :=
  match Rlt_dec 0 (\rsum_i (lambda i * left_over won i)) with
  | left h => Point (trigger_simplex lo0 lambda_bounds (left_over_ge0 won) h)
  | right _ => Point vertex_simplex
  end.

Lemma start_eq won i : 0 < \rsum_i (lambda i * left_over won i) -> start won i = trigger lambda (left_over won) i.
Proof. by move=> h; rewrite /start; case: Rlt_dec. Qed.

(* the input with the largest weight *)
Definition winner p : I :=
  if [pick i | [forall u, Rleb (p u / lambda u) (p i / lambda i)]] is Some i then i else o0.

Lemma winner_strict p o : (forall u, u != o -> p u / lambda u < p o / lambda o) -> winner p = o.
Proof.
move=> H; rewrite /winner; case: pickP => [i /forallP W|none].
  case: (eqVneq i o) => // io; have /RlebP := W o; have := H i io; lra.
have [l Hl] := largest o0 (fun u => p u / lambda u).
by have := none l; move/forallP; case => u; apply/RlebP; exact: Hl.
Qed.

(* the expectation of a function of the winners of n outputs, after those that have won *)
Fixpoint in_turn n won F : R :=
  if n is n'.+1 then
    Ewords (law N) (next (a (size won))) (K (size won)) (start won)
      (fun w => in_turn n' (rcons won (winner (run (next (a (size won))) (start won) w))) F)
  else F won.

Lemma in_turn_bounds n won F : (forall s, 0 <= F s <= 1) -> 0 <= in_turn n won F <= 1.
Proof.
move=> H; elim: n won => [|n IH] won /=; first exact: H.
split.
  rewrite -(Ewords_const (law N) (next (a (size won))) (K (size won)) (start won) 0).
  by apply: Ewords_mono => [||w _]; [exists 0 => w _; rewrite Rabs_R0; lra | exists 1 => w _; have := IH (rcons won (winner (run (next (a (size won))) (start won) w))) => h; rewrite Rabs_right; lra | case: (IH (rcons won (winner (run (next (a (size won))) (start won) w))))].
rewrite -[X in _ <= X](Ewords_const (law N) (next (a (size won))) (K (size won)) (start won) 1).
by apply: Ewords_mono => [||w _]; [exists 1 => w _; have := IH (rcons won (winner (run (next (a (size won))) (start won) w))) => h; rewrite Rabs_right; lra | exists 1 => w _; rewrite Rabs_R1; lra | case: (IH (rcons won (winner (run (next (a (size won))) (start won) w))))].
Qed.

(* P(the next winners are these) *)
Definition found won targets : R := in_turn (size targets) won (fun s => ind (s == won ++ targets)).

(* P(the next winner is o) *)
Definition finds won o : R :=
  Pr (law N) (next (a (size won))) (K (size won)) (start won) (fun w => winner (run (next (a (size won))) (start won) w) == o).

Lemma found_cons won o targets : finds won o * found (rcons won o) targets <= found won (o :: targets).
Proof.
pose F s := ind (s == won ++ o :: targets).
have B won' : 0 <= in_turn (size targets) won' F <= 1 by apply: in_turn_bounds => s; exact: ind01.
rewrite /finds Rmult_comm /Pr -Ewords_scal; last exact: bwords_ind.
rewrite /found [in_turn (size (o :: targets)) _ _]/=; apply: Ewords_mono => [||w _].
- by apply: bwords_scal; exact: bwords_ind.
- exists 1 => w _; have [h0 h1] := B (rcons won (winner (run (next (a (size won))) (start won) w))).
  by rewrite Rabs_right; [exact: h1 | exact: Rle_ge].
case: (eqVneq (winner (run (next (a (size won))) (start won) w)) o) => [->|_] /=; last first.
  by rewrite Rmult_0_r; case: (B (rcons won (winner (run (next (a (size won))) (start won) w)))).
by rewrite Rmult_1_r cat_rcons; exact: Rle_refl.
Qed.

(* T3 for output j, whose input is o, at its start after these winners *)
Record stage (eps delta : R) won o : Prop := Stage {
  stage_weights : 0 < \rsum_i (lambda i * left_over won i);
  stage_gap : exists D, 0 < D <= 1 /\ a (size won) <= double_rate Q D /\ ahead D o (start won) /\
    a (size won) <= eps * D ^ 4 / (1024 * (8 * Q ^ 2 + 2) * (1 - start won o)) /\
    16 / (a (size won) * D ^ 2) * ln (4 * (1 - start won o) / (eps * delta)) <= INR (K (size won))
}.

Variables (eps delta : R).
Hypotheses (Q1 : 1 <= Q) (eps01 : 0 < eps <= 1) (delta0 : 0 < delta) (delta_small : delta < (lo / hi) / (1 + lo / hi)).
Hypothesis two_inputs : forall o, exists u : I, u != o.

Lemma stage_succeeds won o : stage eps delta won o -> 1 - eps <= finds won o.
Proof.
case=> _ [D [HD [aD [gap [ae Hn]]]]]; have e0 := proj1 eps01.
apply: Rle_trans (T3 N HD Q1 aD (two_inputs o) gap e0 delta0 ae Hn) _.
apply: Pr_mono => w _ /RlebP close; apply/eqP/winner_strict => u uo.
set p := state _ _ w in close *; have Hp := coord_simplex p; rewrite (distance_eq o Hp) in close.
have lp i : 0 < lambda i by have := lambda_bounds i; lra.
pose v i := p i / lambda i.
have v0 i : 0 <= v i by apply: Rdiv_ge0 => //; exact: point_ge0.
have e : \rsum_i (lambda i * v i) = 1.
  by rewrite -(proj2 Hp); apply: eq_bigr => i _; rewrite /v; field; have := lp i; lra.
have pv i : trigger lambda v i = p i by rewrite /trigger e /v; field; have := lp i; lra.
have drive : 0 < \rsum_i (lambda i * v i) by rewrite e; lra.
apply: (leader_has_largest_weight lo0 lambda_bounds v0 drive uo delta_small).
by rewrite pv; have := simplex_le1 o Hp; lra.
Qed.

(* the winners before output j are the right ones *)
Lemma found_power won targets : (forall j, (j < size targets)%N -> stage eps delta (won ++ take j targets) (nth o0 targets j)) ->
  (1 - eps) ^ size targets <= found won targets.
Proof.
elim: targets won => [|o targets IH] won H.
  by rewrite /found /= cats0 eqxx /=; lra.
apply: Rle_trans (found_cons won o targets); rewrite [(1 - eps) ^ _]/=.
have S := H 0%N isT; rewrite take0 cats0 /= in S.
apply: Rmult_le_compat; [lra | by apply: pow_le; lra | exact: stage_succeeds |].
by apply: IH => j jt; have := H j.+1 jt; rewrite /= cat_rcons.
Qed.

(* A8 *)
Theorem all_outputs_find targets :
  (forall j, (j < size targets)%N -> stage eps delta (take j targets) (nth o0 targets j)) ->
  (1 - eps) ^ size targets <= found [::] targets.
Proof. by move=> H; apply: found_power => j jt; exact: H. Qed.

(* ---- the last output ---- *)
Lemma vertex_stays (b : learning_rate Q) p o (w : seq (outcome N)) : (forall u, u != o -> p u = 0) ->
  forall u, u != o -> run (next b) p w u = 0.
Proof.
elim: w p => [|z w IH] p H //; apply: (IH (next b p z)) => u uo.
exact: (proj2 (update_support u (coord_simplex p) (input_bounded p z) (Rlt_le _ _ (alpha_pos b)) (alpha_small b)) (H u uo)).
Qed.

Lemma last_output won o : (forall u, u != o -> u \in won) -> 0 < left_over won o -> finds won o = 1.
Proof.
move=> H l0; have lp i : 0 < lambda i by have := lambda_bounds i; lra.
have z u : u != o -> left_over won u = 0 by move=> uo; rewrite /left_over H.
have D : 0 < \rsum_i (lambda i * left_over won i).
  rewrite (rsum_split o) rsum_eq0; first by rewrite Rplus_0_r; exact: Rmult_lt_0_compat.
  by move=> u uo; rewrite z //; ring.
rewrite /finds -(Ewords_const (law N) (next (a (size won))) (K (size won)) (start won) 1) /Pr.
apply: Ewords_ext => w _; set p := run _ _ w.
have p0 u : u != o -> p u = 0.
  by apply: vertex_stays => v vo; rewrite start_eq // /trigger z // Rmult_0_r /Rdiv Rmult_0_l.
have po : p o = 1.
  by have := sum_others o (coord_simplex p); rewrite rsum_eq0 //; lra.
have -> // : winner p = o; last by rewrite eqxx.
apply: winner_strict => u uo; rewrite p0 // po /Rdiv Rmult_0_l Rmult_1_l; exact: Rinv_0_lt_compat.
Qed.

(* A8.sharp *)
Theorem all_inputs_found targets o : uniq (rcons targets o) -> (forall i, i \in rcons targets o) -> 0 < w0 (size targets) o ->
  (forall j, (j < size targets)%N -> stage eps delta (take j targets) (nth o0 targets j)) ->
  (1 - eps) ^ size targets <= found [::] (rcons targets o) /\
  1 - INR (size targets) * eps <= (1 - eps) ^ size targets /\ INR (size targets) = dim I - 1.
Proof.
move=> U all w0o H; split.
  suff G won ts : won ++ ts = targets -> (forall j, (j < size ts)%N -> stage eps delta (won ++ take j ts) (nth o0 ts j)) ->
      (1 - eps) ^ size ts <= found won (rcons ts o) by apply: (G [::]).
  elim: ts won => [|t ts IH] won e HS; last first.
    rewrite rcons_cons; apply: Rle_trans (found_cons won t (rcons ts o)); rewrite [(1 - eps) ^ _]/=.
    have S := HS 0%N isT; rewrite take0 cats0 /= in S.
    apply: Rmult_le_compat; [lra | by apply: pow_le; lra | exact: stage_succeeds |].
    by apply: IH => [|j jt]; [rewrite cat_rcons | have := HS j.+1 jt; rewrite /= cat_rcons].
  rewrite cats0 in e; apply: Rle_trans (found_cons won o [::]).
  move: U; rewrite rcons_uniq => /andP [no _].
  rewrite last_output; first by rewrite /found /= cats0 eqxx /=; lra.
    by move=> u uo; have := all u; rewrite mem_rcons inE (negbTE uo) e.
  by rewrite /left_over e (negbTE no).
split.
  elim: (size targets) => [|n IH]; first by rewrite /=; lra.
  rewrite S_INR /=; have n0 := pos_INR n.
  have := Rmult_le_compat_l (1 - eps) _ _ ltac:(lra) IH; have : 0 <= INR n * (eps * eps).
    by do 2?[apply: Rmult_le_pos => //]; lra.
  by lra.
have : dim I = INR (size (rcons targets o)).
  rewrite /dim; congr INR; rewrite -(card_uniqP U); apply: eq_card => i; by rewrite (all i) inE.
by rewrite size_rcons S_INR; lra.
Qed.

End InTurn.
