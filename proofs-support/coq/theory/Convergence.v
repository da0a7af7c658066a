(* The convergence theorem: from a start where the leader is ahead by Delta, at any finite horizon n.

   R3        small martingales keep the gap
   M1, M2    for the martingales M_i (the general statements are in Chain.v)
   M3        the summed distance
   T1        Pr(not Omega(n)) <= 512 a (8Q^2+2)(1-p_1(0))/Delta^4
   T1.sharp  the same with 1 + 2 sigma^2 for 8Q^2+2
   T2        E[||p(n)-e_1||_1 1_Omega(n)] <= 2(1-p_1(0)) exp(-a r n) <= 2(1-p_1(0)) exp(-a Delta^2 n/16)
   T3, T3.arithmetic   Pr(||p(n)-e_1||_1 <= delta) >= 1 - eps
   T1.arithmetic, T1.arithmetic.sharp, T1.rate, T1.rate.sharp, T2.exponent, T2.summary
             the arithmetic between them (the factor of the second moments is a variable)

   The learning rate only has to satisfy a <= Delta/(Q(4Q+Delta)); a <= Delta/(Q(8Q+Delta)) and the printed condition
   a <= Delta^2/(16 Q^2) are stronger (double_rate_allows_more, rates_ordered). *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Taylor Gap Step DoubleRate Expectation Chain Noise Moments Contraction.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- arithmetic ---- *)
Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. by case=> [/exp_increasing|->]; lra. Qed.

Section Arithmetic.
Variables (I : finType) (o u : I).
Hypothesis uo : u != o.
Implicit Types a D K m eps : R.

(* T1.arithmetic, T1.arithmetic.sharp *)
Theorem escape_arithmetic a D K m : 0 < D <= 1 -> 0 < a -> 0 <= K -> 0 <= m ->
  16 / D ^ 2 * a ^ 2 * (2 * K) * (m / (a * rate I D)) <= 512 * a * K * m / D ^ 4.
Proof.
move=> [D0 D1] a0 K0 m0; have rg := rate_at_least uo (Rlt_le _ _ D0).
have D2 : 0 < D ^ 2 by nra.
have r0 : 0 < rate I D by lra.
have -> : 16 / D ^ 2 * a ^ 2 * (2 * K) * (m / (a * rate I D)) =
  (32 * a * K * m) / D ^ 2 * / rate I D by field; lra.
have -> : 512 * a * K * m / D ^ 4 = (32 * a * K * m) / D ^ 2 * / (D ^ 2 / 16) by field; lra.
apply: Rmult_le_compat_l; last by apply: Rinv_le_contravar; lra.
by apply: Rdiv_ge0 => //; do 2?[apply: Rmult_le_pos => //]; lra.
Qed.

(* T1.rate, T1.rate.sharp *)
Theorem escape_rate a D K m eps : 0 < D -> 0 < K -> 0 < m ->
  a <= eps * D ^ 4 / (1024 * K * m) -> 512 * a * K * m / D ^ 4 <= eps / 2.
Proof.
move=> D0 K0 m0 H; have D4 : 0 < D ^ 4 by apply: pow_lt.
have P : 0 < 1024 * K * m by do 2?[apply: Rmult_lt_0_compat]; lra.
apply: Rdiv_le_l => //; have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ P) H.
have -> : eps * D ^ 4 / (1024 * K * m) * (1024 * K * m) = eps * D ^ 4 by field; lra.
by lra.
Qed.

(* T2.exponent *)
Theorem exponent a D n : 0 <= D -> 0 <= a ->
  exp (- (a * rate I D * INR n)) <= exp (- (a * (D ^ 2 / 16) * INR n)).
Proof.
move=> D0 a0; apply/exp_le/Ropp_le_contravar.
by apply: Rmult_le_compat_r; [exact: pos_INR | apply: Rmult_le_compat_l => //; exact: (rate_at_least uo)].
Qed.

(* T2.summary *)
Theorem summary_exponent a D n : 0 <= a ->
  exp (- (a * (D ^ 2 / 16) * INR n)) <= exp (- (a * (D ^ 2 / (16 * dim I)) * INR n)).
Proof.
move=> a0; apply/exp_le/Ropp_le_contravar; have d2 := dim_ge2 uo.
apply: Rmult_le_compat_r; first exact: pos_INR.
apply: Rmult_le_compat_l => //; apply: Rmult_le_compat_l; first exact: sqr_ge0.
by apply: Rinv_le_contravar; lra.
Qed.

End Arithmetic.

Section Convergence.
Variables (I : finType) (Q : R) (N : noise I Q) (a : learning_rate Q) (D : R) (o : I).
Hypotheses (HD : 0 < D <= 1) (Q1 : 1 <= Q) (a_le : a <= double_rate Q D).

Implicit Types (p : point I) (i u : I) (n l : nat) (w : seq (outcome N)).

Notation r := (rate I D).
Notation step := (next (N := N) a).

(* p(n) after the outcomes w, expectation and probability when the chain starts at p *)
Definition state p w := run step p w.
Definition Exp n p (F : seq (outcome N) -> R) := Ewords (law N) step n p F.
Definition Prob n p (A : seq (outcome N) -> bool) := Pr (law N) step n p A.

(* Omega: at every time up to the length of w the leader is ahead by Delta/2 *)
Definition good p : bool := leadsb (D / 2) o p.
Definition Omega p w := always step good p w.

Lemma goodP p : reflect (leads (D / 2) o p) (good p). Proof. exact: leadsP. Qed.

(* the start *)
Definition ahead p := forall u, u != o -> D <= p o - p u.

(* M_i(l) = a sum_{m < l} xi_i(m) 1_Omega(m), on the chain that carries the flag of Omega *)
Notation fnext := (flagged_next step good).
Notation flaw := (flagged_law (law N)).

Definition increment i (s : point I * bool) (z : outcome N) := ind (alive good s) * (a * noise_at s.1 z i).
Definition martingale i p w := cumulated fnext (increment i) (p, true) w.

Let a0 : 0 < a := alpha_pos a.
Let r_pos : 0 < r := proj1 (rate_bounds o HD).

Lemma one_step_contraction p z : leads (D / 2) o p ->
  1 - step p z o <= (1 - a * r) * (1 - p o) - a * noise_at p z o.
Proof.
by apply: (r1_double HD Q1 (Rlt_le _ _ a0) a_le (coord_simplex p) (input_bounded p z)).
Qed.

Lemma one_step_gap p z u : u != o -> leads (D / 2) o p ->
  p o - p u + a * (noise_at p z o - noise_at p z u) <= step p z o - step p z u.
Proof.
by move=> uo; apply: (r2_double HD Q1 (Rlt_le _ _ a0) a_le uo (coord_simplex p) (input_bounded p z)).
Qed.

(* ---- R3 ---- *)
Lemma keeps_gap (m : I -> R) p w :
  (forall u, u != o -> D + m o - m u <= p o - p u) ->
  (forall i l, Rabs (m i + cumulated fnext (increment i) (p, true) (take l w)) <= D / 4) ->
  Omega p w.
Proof.
elim: w m p => [|z w IH] m p gap small.
all: have L : leads (D / 2) o p.
1,3: by move=> u uo; have := gap u uo; have := small o 0%N; have := small u 0%N;
     rewrite take0 /= !Rplus_0_r => /Rabs_le_both H1 /Rabs_le_both H2; lra.
all: have /goodP Lb := L; rewrite /Omega /= Lb //=.
apply: (IH (fun i => m i + a * noise_at p z i)) => [u uo | i l].
  by have := gap u uo; have := one_step_gap z uo L; lra.
have := small i l.+1; rewrite /= {1}/increment /flagged_next /alive /= Lb /=.
by rewrite Rmult_1_l Rplus_assoc.
Qed.

(* R3 *)
Theorem gap_induction p w : ahead p ->
  (forall i l, Rabs (martingale i p (take l w)) <= D / 4) -> Omega p w.
Proof.
move=> gap small; apply: (keeps_gap (m := fun _ => 0)) => [u uo | i l].
  by have := gap u uo; lra.
by rewrite Rplus_0_l; exact: small.
Qed.

(* ---- M1, M2 ---- *)
Lemma increment_bounded i s z : Rabs (increment i s z) <= a * (2 * Q + 1).
Proof.
rewrite /increment Rabs_mult Rabs_mult (Rabs_right a); last by lra.
have X := noise_bound s.1 z i; have X0 := Rabs_pos (noise_at s.1 z i).
have A := Rmult_le_compat_l _ _ _ (Rlt_le _ _ a0) X.
have A0 : 0 <= a * Rabs (noise_at s.1 z i) by apply: Rmult_le_pos; lra.
by have := Rmult_le_compat_r _ _ _ A0 (ind_abs (alive good s)); lra.
Qed.

Lemma increment_centred i s : flaw s (increment i s) = 0.
Proof.
rewrite /flagged_law /increment Ex_scal; last by apply: bfun_scal; exact: noise_bfun.
by rewrite Ex_scal ?noise_mean; [ring | exact: noise_bfun].
Qed.

Lemma moment_bound p i : 0 <= moment N p i <= (2 * Q + 1) ^ 2.
Proof.
have B : Rabs (moment N p i) <= (2 * Q + 1) ^ 2.
  apply: Ex_abs => z; rewrite Rabs_right; last by apply: Rle_ge; exact: sqr_ge0.
  exact/sqr_le_abs/noise_bound.
split; last by move: B; split_Rabs; lra.
by apply: Ex_ge0 => [|z]; [exact: moment_bfun | exact: sqr_ge0].
Qed.

Lemma increment_variance i s :
  variance flaw (increment i) s = a ^ 2 * (moment N s.1 i * ind (alive good s)).
Proof.
have -> : variance flaw (increment i) s =
  law N s.1 (fun z => (a ^ 2 * ind (alive good s)) * noise_at s.1 z i ^ 2).
  by apply: Ex_ext => z; rewrite /increment; case: (alive good s) => /=; ring.
by rewrite Ex_scal /moment; [ring | exact: moment_bfun].
Qed.

(* E[M_i(n)^2] = a^2 sum_{l < n} E[ E[xi_i(l)^2 | p(l)] 1_Omega(l) ] *)
(* M1 *)
Theorem martingale_orthogonal i n p :
  Exp n p (fun w => martingale i p w ^ 2) =
  a ^ 2 * \rsum_(l < n) Exp l p (fun w => moment N (state p w) i * ind (Omega p w)).
Proof.
have := orthogonal_increments fnext (increment_bounded i) (increment_centred i) n (p, true).
rewrite Ewords_flagged => e; rewrite [LHS]e -rsum_scal; apply: eq_bigr => l _ {e}.
rewrite Ewords_flagged /Exp -Ewords_scal; last first.
  exists ((2 * Q + 1) ^ 2) => w _.
  have := moment_bound (state p w) i => B.
  by rewrite Rabs_right; case: (Omega p w) => /=; lra.
by apply: Ewords_ext => w _; rewrite increment_variance flagged_alive flagged_state.
Qed.

Definition exceeds_at (c : R) i p w := exceeds fnext (increment i) c 0 (p, true) w.

Lemma exceeds_atP c i p w : reflect (exists l, c < Rabs (martingale i p (take l w))) (exceeds_at c i p w).
Proof.
by apply: (iffP (exceedsP _ _ _ _ _ _)) => [] [l H]; exists l; move: H;
   rewrite /martingale Rplus_0_l.
Qed.

(* M2 *)
Theorem martingale_maximal c i n p : 0 < c ->
  Prob n p (exceeds_at c i p) <= Exp n p (fun w => martingale i p w ^ 2) / c ^ 2.
Proof.
move=> c0; have := doob_maximal fnext (increment_bounded i) (increment_centred i) n (p, true) c0.
by rewrite /Pr !Ewords_flagged.
Qed.

(* ---- M3 ---- *)
Lemma contraction_factor : 0 < a * r <= 1.
Proof.
have [_ r1] := rate_bounds o HD; have [aQ _] := rate_condition_double HD Q1 (Rlt_le _ _ a0) a_le.
split; first exact: Rmult_lt_0_compat.
have : a * 1 <= a * Q by apply: Rmult_le_compat_l; lra.
by nra.
Qed.

Lemma good_step p z : good p -> 1 - step p z o <= (1 - a * r) * (1 - p o) - a * noise_at p z o.
Proof. by move/goodP; exact: one_step_contraction. Qed.

(* M3 *)
Theorem summed_distance n p :
  \rsum_(l < n) Exp l p (fun w => (1 - state p w o) * ind (Omega p w)) <= (1 - p o) / (a * r).
Proof. exact: summed_expected_distance good_step _ _ contraction_factor. Qed.

(* ---- T1 ---- *)
(* both sums of second moments, through the common factor K *)
Lemma martingales_total K n p : 0 <= K -> moment_factor N K ->
  \rsum_i Exp n p (fun w => martingale i p w ^ 2) <= a ^ 2 * (2 * K) * ((1 - p o) / (a * r)).
Proof.
move=> K0 HK.
have -> : \rsum_i Exp n p (fun w => martingale i p w ^ 2) =
  a ^ 2 * \rsum_(l < n) Exp l p (fun w => (\rsum_i moment N (state p w) i) * ind (Omega p w)).
  rewrite -rsum_scal; under eq_bigr => i _ do rewrite martingale_orthogonal -rsum_scal.
  rewrite exchange_big; apply: eq_bigr => l _ /=; rewrite rsum_scal; congr (_ * _).
  rewrite /Exp -Ewords_sum.
    by apply: Ewords_ext => w _; rewrite rsum_scalr.
  move=> i; exists ((2 * Q + 1) ^ 2) => w _; have := moment_bound (state p w) i => B.
  by rewrite Rabs_right; case: (Omega p w) => /=; lra.
rewrite Rmult_assoc; apply: Rmult_le_compat_l; first exact: sqr_ge0.
apply: Rle_trans (Rmult_le_compat_l (2 * K) _ _ _ (summed_distance n p)); last by lra.
rewrite -rsum_scal; apply: rsum_le => l _; rewrite /Exp -Ewords_scal; last first.
  exists 1 => w _; have := point_ge0 (state p w) o; have := point_le1 (state p w) o => h1 h2.
  by rewrite Rabs_right; case: (Omega p w) => /=; lra.
have total q : 0 <= \rsum_i moment N q i <= 2 * K * (1 - q o).
  split; first by apply: rsum_ge0 => i _; case: (moment_bound q i).
  by rewrite (rsum_split o); have := HK q o; lra.
apply: Ewords_mono => [||w _].
- exists (2 * K) => w _; have := total (state p w); have := point_ge0 (state p w) o => h1 h2.
  have : 2 * K * (1 - state p w o) <= 2 * K * 1 by apply: Rmult_le_compat_l; lra.
  by rewrite Rabs_right; case: (Omega p w) => /=; lra.
- apply: bwords_scal; exists 1 => w _.
  have := point_ge0 (state p w) o; have := point_le1 (state p w) o => h1 h2.
  by rewrite Rabs_right; case: (Omega p w) => /=; lra.
by have := total (state p w); case: (Omega p w) => /=; lra.
Qed.

Theorem escape_probability K n p : 0 <= K -> moment_factor N K -> ahead p ->
  Prob n p (fun w => ~~ Omega p w) <= 16 / D ^ 2 * a ^ 2 * (2 * K) * ((1 - p o) / (a * r)).
Proof.
move=> K0 HK gap; have D4 : 0 < D / 4 by lra.
apply: Rle_trans (_ : \rsum_i Prob n p (exceeds_at (D / 4) i p) <= _).
  apply: Pr_union => w _ nO.
  case: (boolP [exists i, exceeds_at (D / 4) i p w]) => [/existsP //|].
  rewrite negb_exists => /forallP none; case/negP: nO; apply: gap_induction => // i l.
  by apply: Rnot_lt_le => H; case/negP: (none i); apply/exceeds_atP; exists l.
apply: Rle_trans (_ : \rsum_i (/ (D / 4) ^ 2 * Exp n p (fun w => martingale i p w ^ 2)) <= _).
  by apply: rsum_le => i _; rewrite Rmult_comm; exact: martingale_maximal.
have -> : 16 / D ^ 2 * a ^ 2 * (2 * K) * ((1 - p o) / (a * r)) =
  / (D / 4) ^ 2 * (a ^ 2 * (2 * K) * ((1 - p o) / (a * r))) by field; lra.
rewrite rsum_scal; apply: Rmult_le_compat_l; last exact: martingales_total.
by apply/Rlt_le/Rinv_0_lt_compat; nra.
Qed.

Hypothesis other : exists u, u != o.

Lemma leader_keeps_lead K n p : 0 <= K -> moment_factor N K -> ahead p ->
  Prob n p (fun w => ~~ Omega p w) <= 512 * a * K * (1 - p o) / D ^ 4.
Proof.
move=> K0 HK gap; have [u uo] := other; have p1 := point_le1 p o.
apply: Rle_trans (escape_probability n K0 HK gap) _.
by apply: (escape_arithmetic uo) => //; lra.
Qed.

Lemma leader_keeps_lead_rate K n p eps : 0 < K -> moment_factor N K -> ahead p -> 0 < eps ->
  a <= eps * D ^ 4 / (1024 * K * (1 - p o)) ->
  1 - eps / 2 <= Prob n p (Omega p).
Proof.
move=> K0 HK gap e0 ae; have := leader_keeps_lead n (Rlt_le _ _ K0) HK gap.
rewrite [X in X <= _]Pr_neg -/(Prob n p (Omega p)) => H.
suff : 512 * a * K * (1 - p o) / D ^ 4 <= eps / 2 by lra.
have p1 := point_le1 p o; case: (Req_dec (1 - p o) 0) => [->|ne].
  by rewrite Rmult_0_r /Rdiv Rmult_0_l; lra.
by apply: escape_rate => //; lra.
Qed.

Lemma crude_pos : 0 < 8 * Q ^ 2 + 2. Proof. by nra. Qed.

(* T1 *)
Theorem T1 n p : ahead p ->
  Prob n p (fun w => ~~ Omega p w) <= 512 * a * (8 * Q ^ 2 + 2) * (1 - p o) / D ^ 4.
Proof. exact: leader_keeps_lead (Rlt_le _ _ crude_pos) (@crude_factor I Q N). Qed.

(* T1 *)
Theorem T1_rate n p eps : ahead p -> 0 < eps ->
  a <= eps * D ^ 4 / (1024 * (8 * Q ^ 2 + 2) * (1 - p o)) -> 1 - eps / 2 <= Prob n p (Omega p).
Proof. exact: leader_keeps_lead_rate crude_pos (@crude_factor I Q N). Qed.

(* T1.sharp *)
Theorem T1_sharp sigma2 n p : 0 <= sigma2 -> uncorrelated N sigma2 -> ahead p ->
  Prob n p (fun w => ~~ Omega p w) <= 512 * a * (1 + 2 * sigma2) * (1 - p o) / D ^ 4.
Proof. by move=> s0 HN; apply: leader_keeps_lead; [lra | exact: sharp_factor]. Qed.

(* T1.sharp *)
Theorem T1_sharp_rate sigma2 n p eps : 0 <= sigma2 -> uncorrelated N sigma2 -> ahead p -> 0 < eps ->
  a <= eps * D ^ 4 / (1024 * (1 + 2 * sigma2) * (1 - p o)) -> 1 - eps / 2 <= Prob n p (Omega p).
Proof. by move=> s0 HN; apply: leader_keeps_lead_rate; [lra | exact: sharp_factor]. Qed.

(* ---- T2 ---- *)
Theorem T2 n p :
  Exp n p (fun w => distance o (state p w) * ind (Omega p w)) <=
    2 * (1 - p o) * exp (- (a * r * INR n)) /\
  2 * (1 - p o) * exp (- (a * r * INR n)) <= 2 * (1 - p o) * exp (- (a * (D ^ 2 / 16) * INR n)).
Proof.
have p1 := point_le1 p o; have [u uo] := other; split; last first.
  by apply: Rmult_le_compat_l; [lra | apply: (exponent uo); lra].
have [_ ar1] := contraction_factor.
have -> : Exp n p (fun w => distance o (state p w) * ind (Omega p w)) =
  2 * Exp n p (fun w => (1 - state p w o) * ind (Omega p w)).
  rewrite /Exp -Ewords_scal; last first.
    exists 1 => w _; have := point_ge0 (state p w) o; have := point_le1 (state p w) o => h1 h2.
    by rewrite Rabs_right; case: (Omega p w) => /=; lra.
  by apply: Ewords_ext => w _; rewrite (distance_eq o (coord_simplex _)) Rmult_assoc.
rewrite Rmult_assoc; apply: Rmult_le_compat_l; first by lra.
by apply: (expected_distance good_step n p); lra.
Qed.

(* ---- T3 ---- *)
(* T3.arithmetic *)
Theorem in_probability rho n p eps delta : 0 < eps -> 0 < delta -> 0 < rho ->
  1 - eps / 2 <= Prob n p (Omega p) ->
  Exp n p (fun w => distance o (state p w) * ind (Omega p w)) <=
    2 * (1 - p o) * exp (- (rho * INR n)) ->
  ln (4 * (1 - p o) / (eps * delta)) / rho <= INR n ->
  1 - eps <= Prob n p (fun w => Rleb (distance o (state p w)) delta).
Proof.
move=> e0 d0 rho0 HO HE Hn; have p1 := point_le1 p o.
have [N1 N2] : Prob n p (fun w => ~~ Omega p w) = 1 - Prob n p (Omega p) /\
  Prob n p (fun w => ~~ Rleb (distance o (state p w)) delta) =
  1 - Prob n p (fun w => Rleb (distance o (state p w)) delta) by split; exact: Pr_neg.
have bd : bwords n (fun w => distance o (state p w) * ind (Omega p w)).
  exists 2 => w _; rewrite (distance_eq o (coord_simplex _)).
  have := point_ge0 (state p w) o; have := point_le1 (state p w) o => h1 h2.
  by rewrite Rabs_right; case: (Omega p w) => /=; lra.
(* Markov on the good event *)
have M : Prob n p (fun w => ~~ Rleb (distance o (state p w)) delta) <=
  Prob n p (fun w => ~~ Omega p w) +
  / delta * Exp n p (fun w => distance o (state p w) * ind (Omega p w)).
  rewrite /Exp -Ewords_scal // /Prob /Pr -Ewords_add; [|exact: bwords_ind | exact: bwords_scal].
  apply: Ewords_mono => [||w _]; first exact: bwords_ind.
    by apply: bwords_add; [exact: bwords_ind | exact: bwords_scal].
  have dist0 : 0 <= distance o (state p w) by apply: rsum_ge0 => i _; exact: Rabs_pos.
  have i0 := Rinv_0_lt_compat _ d0.
  case: RlebP => H; case: (Omega p w) => /=; rewrite ?Rmult_1_r ?Rmult_0_r; try lra.
    by have := Rmult_le_pos (/ delta) _ (Rlt_le _ _ i0) dist0; lra.
  by rewrite Rmult_comm Rplus_0_l; apply: Rdiv_le_r => //; lra.
suff E : / delta * (2 * (1 - p o) * exp (- (rho * INR n))) <= eps / 2.
  by have := Rmult_le_compat_l (/ delta) _ _ (Rlt_le _ _ (Rinv_0_lt_compat _ d0)) HE; lra.
case: (Req_dec (1 - p o) 0) => [->|ne]; first by rewrite Rmult_0_r Rmult_0_l Rmult_0_r; lra.
have x0 : 0 < 4 * (1 - p o) / (eps * delta).
  by apply: Rdiv_lt_0_compat; [lra | exact: Rmult_lt_0_compat].
have ex : exp (- (rho * INR n)) <= eps * delta / (4 * (1 - p o)).
  have -> : eps * delta / (4 * (1 - p o)) = / (4 * (1 - p o) / (eps * delta)) by field; lra.
  rewrite -(exp_ln _ x0) -exp_Ropp; apply: exp_le.
  have := Rmult_le_compat_l rho _ _ (Rlt_le _ _ rho0) Hn.
  have -> : rho * (ln (4 * (1 - p o) / (eps * delta)) / rho) = ln (4 * (1 - p o) / (eps * delta)).
    by field; lra.
  by lra.
have c0 : 0 <= / delta * (2 * (1 - p o)).
  by apply: Rmult_le_pos; [exact/Rlt_le/Rinv_0_lt_compat | lra].
rewrite -Rmult_assoc; apply: Rle_trans (Rmult_le_compat_l _ _ _ c0 ex) _.
by apply: Req_le; field; lra.
Qed.

(* as printed: 16/(a Delta^2) log(4(1-p_1(0))/(eps delta)) steps *)
(* T3 *)
Theorem T3 n p eps delta : ahead p -> 0 < eps -> 0 < delta ->
  a <= eps * D ^ 4 / (1024 * (8 * Q ^ 2 + 2) * (1 - p o)) ->
  16 / (a * D ^ 2) * ln (4 * (1 - p o) / (eps * delta)) <= INR n ->
  1 - eps <= Prob n p (fun w => Rleb (distance o (state p w)) delta).
Proof.
move=> gap e0 d0 ae Hn; have [D0 D1] := HD; have D2 : 0 < D ^ 2 by nra.
have r0 : 0 < a * (D ^ 2 / 16) by apply: Rmult_lt_0_compat; lra.
apply: (in_probability (rho := a * (D ^ 2 / 16))) => //; first exact: T1_rate.
  by have [h1 h2] := T2 n p; apply: Rle_trans h1 h2.
apply: Rle_trans Hn; apply: Req_le; field; lra.
Qed.

(* sharper: the rate r for Delta^2/16 and 1 + 2 sigma^2 for 8Q^2 + 2 *)
(* T3 *)
Theorem T3_sharp sigma2 n p eps delta : 0 <= sigma2 -> uncorrelated N sigma2 ->
  ahead p -> 0 < eps -> 0 < delta ->
  a <= eps * D ^ 4 / (1024 * (1 + 2 * sigma2) * (1 - p o)) ->
  ln (4 * (1 - p o) / (eps * delta)) / (a * r) <= INR n ->
  1 - eps <= Prob n p (fun w => Rleb (distance o (state p w)) delta).
Proof.
move=> s0 HN gap e0 d0 ae Hn; have r0 : 0 < a * r by exact: Rmult_lt_0_compat.
apply: (in_probability (rho := a * r)) => //; first exact: (T1_sharp_rate n s0 HN).
by case: (T2 n p).
Qed.

End Convergence.

(* Theorem 2.2 in one statement, under the printed conditions. *)
(* T3 *)
Theorem convergence (I : finType) (Q : R) (N : noise I Q) (a : learning_rate Q) (D eps : R)
    (o : I) (p : point I) :
  1 <= Q -> 0 < D -> 0 < eps -> (exists u, u != o) -> (forall u, u != o -> D <= p o - p u) ->
  a <= D ^ 2 / (16 * Q ^ 2) -> a <= eps * D ^ 4 / (1024 * (8 * Q ^ 2 + 2) * (1 - p o)) ->
  (forall n, 1 - eps / 2 <= Prob a n p (Omega (N := N) a D o p)) /\
  (forall n, Exp a n p (fun w => distance o (state a p w) * ind (Omega (N := N) a D o p w)) <=
             2 * (1 - p o) * exp (- (a * (D ^ 2 / 16) * INR n))) /\
  (forall n delta, 0 < delta ->
     16 / (a * D ^ 2) * ln (4 * (1 - p o) / (eps * delta)) <= INR n ->
     1 - eps <= Prob (N := N) a n p (fun w => Rleb (distance o (state a p w)) delta)).
Proof.
move=> Q1 D0 e0 other gap aQ ae; have [u uo] := other.
have HD : 0 < D <= 1.
  by split=> //; have := gap u uo; have := point_le1 p o; have := point_ge0 p u; lra.
have a_le : a <= double_rate Q D by have := rates_ordered HD Q1; have := sharp_below_double HD Q1; lra.
split=> [n|]; first exact: (T1_rate N HD Q1 a_le other n gap e0 ae).
split=> [n|n delta d0 Hn]; last exact: (T3 N HD Q1 a_le other gap e0 d0 ae Hn).
by have [h1 h2] := T2 N HD Q1 a_le other n p; apply: Rle_trans h1 h2.
Qed.
