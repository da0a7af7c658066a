(* Convergence at the true rate: polynomials in the ratios r_u = w_u/w_1 that contract in the mean.

   A polynomial sum_n c_n r^n in r_2..r_d is written over words: the monomial of a word v = u_1 .. u_k is r_(u_1) .. r_(u_k), and c_n is the
   sum of the coefficients of the words with n_u letters u. The product of r_u and the monomial of v is that of u v, so the algebra
   needs no multi-indices. M b v stands for E prod_{u in v} (1 + a([u = b] + Z_u))/(1 + a([b = 1] + Z_1)), or a bound of it: what the monomial
   of v is multiplied by in the mean when b triggers; for independent and identically distributed components it depends on n alone.

   E.identity   sum_v c(v) r^v ((lam - M_1(v)) + sum_u r_u (lam - M_u(v))), 1 <= |v| <= N, is sum_u r_u (lam - M_1(u)) plus the terms
                r_u r^v (c(uv)(lam - M_1(uv)) - c(v)(M_u(v) - lam)), 1 <= |v| < N, minus sum_u r_u sum_{|v| = N} c(v)(M_u(v) - lam) r^v
   E.rate       if c(u) = 1, c(uv)(lam - M_1(uv)) >= c(v)(M_u(v) - lam) >= 0 and x^N sum_{|v| = N} c(v)(M_u(v) - lam) <= lam - M_1(u), then
                Psi = sum c(v) r^v has E[Psi(r')] <= lam Psi(r) while all r_u <= x, and
                E[(1 - pi_1(n)) 1(all r_u <= x before n)] <= lam^n Psi(r(0)), for every trigger law with pi_u <= r_u pi_1
   E.accuracy   so P(1 - pi_1(n) > delta) <= P(some r_u > x by time n) + lam^n Psi(r(0))/delta

   lam >= M_1(u) = E (1 + aZ_u)/(1 + a(1 + Z_1)) is forced: with independent components no lam below E 1/(1 + a(1 + Z_1)) is certified. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Hebb Require Import RealSums Simplex Expectation Chain Exit Noise TriggerLaw.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* ---- sums over words ---- *)
Section Words.
Variables (I : finType) (o : I).
Implicit Types (u : I) (v : seq I) (F G : seq I -> R) (r : I -> R) (k n : nat).

(* the words of k letters, none of them o *)
Definition word k v : bool := (size v == k) && all (fun u => u != o) v.

Fixpoint word_sum k F : R := if k is k'.+1 then \rsum_(u | u != o) word_sum k' (fun v => F (u :: v)) else F [::].

Definition monomial r v := \big[Rmult/1]_(u <- v) r u.

Lemma word_cons k u v : word k.+1 (u :: v) = (u != o) && word k v.
Proof. by rewrite /word /= eqSS andbA [(size v == k) && (u != o)]andbC andbA. Qed.

Lemma word_sum_le k F G : (forall v, word k v -> F v <= G v) -> word_sum k F <= word_sum k G.
Proof.
elim: k F G => [|k IH] F G H /=; first exact: H.
by apply: rsum_le => u uo; apply: IH => v wv; apply: H; rewrite word_cons uo.
Qed.

Lemma word_sum_ext k F G : (forall v, word k v -> F v = G v) -> word_sum k F = word_sum k G.
Proof. by move=> H; apply: Rle_antisym; apply: word_sum_le => v wv; rewrite H //; lra. Qed.

Lemma word_sum_add k F G : word_sum k (fun v => F v + G v) = word_sum k F + word_sum k G.
Proof.
elim: k F G => [|k IH] F G //=; rewrite -rsum_add; apply: eq_bigr => u _; exact: IH.
Qed.

Lemma word_sum_scal k (s : R) F : word_sum k (fun v => s * F v) = s * word_sum k F.
Proof. by elim: k F => [|k IH] F //=; rewrite -rsum_scal; apply: eq_bigr => u _; exact: IH. Qed.

Lemma word_sum_rsum k (F : I -> seq I -> R) :
  word_sum k (fun v => \rsum_(u | u != o) F u v) = \rsum_(u | u != o) word_sum k (F u).
Proof.
elim: k F => [|k IH] F //=; rewrite exchange_big /=; apply: eq_bigr => u _; exact: (IH (fun u' v => F u' (u :: v))).
Qed.

Lemma word_sum_zero k : word_sum k (fun _ => 0) = 0.
Proof. by elim: k => [|k IH] //=; apply: rsum_eq0 => u _; exact: IH. Qed.

Lemma word_sum_ge0 k F : (forall v, word k v -> 0 <= F v) -> 0 <= word_sum k F.
Proof. by move=> H; rewrite -(word_sum_zero k); exact: word_sum_le. Qed.

Lemma monomial_cons r u v : monomial r (u :: v) = r u * monomial r v.
Proof. by rewrite /monomial big_cons. Qed.

Lemma monomial_bounds r (x : R) k v : 0 <= x -> (forall u, u != o -> 0 <= r u <= x) -> word k v ->
  0 <= monomial r v <= x ^ k.
Proof.
move=> x0 H; elim: v k => [|u v IH] k; first by case: k => //=; rewrite /monomial big_nil; lra.
case: k => // k; rewrite word_cons => /andP [uo wv]; rewrite monomial_cons /=.
have [m0 m1] := IH k wv; have [r0 r1] := H u uo.
by split; [exact: Rmult_le_pos | exact: Rmult_le_compat].
Qed.

Lemma monomial_ge0 r k v : (forall u, u != o -> 0 <= r u) -> word k v -> 0 <= monomial r v.
Proof.
move=> H; elim: v k => [|u v IH] k; first by rewrite /monomial big_nil; lra.
case: k => // k; rewrite word_cons => /andP [uo wv]; rewrite monomial_cons.
by apply: Rmult_le_pos; [exact: H | exact: IH wv].
Qed.

(* expectations of sums over words *)
Lemma word_sum_bfun (S : Type) k (F : S -> seq I -> R) : (forall v, word k v -> bfun (fun s => F s v)) ->
  bfun (fun s => word_sum k (F s)).
Proof.
elim: k F => [|k IH] F H; first exact: H.
apply: (@bfun_sum _ I (fun u => u != o) (fun u s => word_sum k (fun v => F s (u :: v)))) => u uo.
by apply: IH => v wv; apply: H; rewrite word_cons uo.
Qed.

Lemma Ex_word_sum (S : Type) (E : expectation S) k (F : S -> seq I -> R) :
  (forall v, word k v -> bfun (fun s => F s v)) ->
  E (fun s => word_sum k (F s)) = word_sum k (fun v => E (fun s => F s v)).
Proof.
elim: k F => [|k IH] F H //=.
rewrite (@Ex_sum_on _ E I (fun u => u != o) (fun u s => word_sum k (fun v => F s (u :: v)))).
  by apply: eq_bigr => u uo; apply: IH => v wv; apply: H; rewrite word_cons uo.
by move=> u uo; apply: word_sum_bfun => v wv; apply: H; rewrite word_cons uo.
Qed.

(* ---- the identity ---- *)
Section Identity.
Variables (c : seq I -> R) (M : I -> seq I -> R) (lam : R) (r : I -> R).

Definition polynomial n := \rsum_(k < n) word_sum k.+1 (fun v => c v * monomial r v).

(* (1 + R) (lam Psi - E Psi'), R = sum r_u, when pi_u = r_u pi_1 and M is exact *)
Definition defect n := \rsum_(k < n) word_sum k.+1
  (fun v => c v * monomial r v * ((lam - M o v) + \rsum_(u | u != o) (r u * (lam - M u v)))).

(* what is left of the words of k + 2 letters *)
Definition residue k := \rsum_(u | u != o) (r u *
  word_sum k.+1 (fun v => monomial r v * (c (u :: v) * (lam - M o (u :: v)) - c v * (M u v - lam)))).

Definition top_degree n := \rsum_(u | u != o) (r u * word_sum n (fun v => c v * (M u v - lam) * monomial r v)).

Lemma defect_degree k : word_sum k (fun v => c v * monomial r v * ((lam - M o v) + \rsum_(u | u != o) (r u * (lam - M u v)))) =
  word_sum k (fun v => c v * (lam - M o v) * monomial r v) - top_degree k.
Proof.
have -> : top_degree k = word_sum k (fun v => \rsum_(u | u != o) (r u * (c v * (M u v - lam) * monomial r v))).
  by rewrite word_sum_rsum; apply: eq_bigr => u _; rewrite word_sum_scal.
rewrite -[X in _ - X]Rmult_1_l; have -> x y : x - 1 * y = x + -1 * y by ring.
rewrite -word_sum_scal -word_sum_add; apply: word_sum_ext => v _.
rewrite Rmult_plus_distr_l -!rsum_scal; congr (_ + _); first by ring.
by apply: eq_bigr => u _; ring.
Qed.

Lemma residue_eq k : word_sum k.+2 (fun v => c v * (lam - M o v) * monomial r v) - top_degree k.+1 = residue k.
Proof.
rewrite -[word_sum k.+2 _]/(\rsum_(u | u != o) word_sum k.+1 (fun v => c (u :: v) * (lam - M o (u :: v)) * monomial r (u :: v))).
rewrite /top_degree -rsum_sub; apply: eq_bigr => u uo.
rewrite -[X in X - _]Rmult_1_l; have -> x y : 1 * x - r u * y = x + - r u * y by ring.
rewrite -!word_sum_scal -word_sum_add; apply: word_sum_ext => v _; rewrite monomial_cons; ring.
Qed.

Lemma defectS n : defect n.+1 =
  defect n + (word_sum n.+1 (fun v => c v * (lam - M o v) * monomial r v) - top_degree n.+1).
Proof. by rewrite -defect_degree /defect big_ord_recr. Qed.

(* E.identity *)
Theorem power_series_identity n :
  defect n.+1 = \rsum_(u | u != o) (r u * (c [:: u] * (lam - M o [:: u]))) + \rsum_(k < n) residue k - top_degree n.+1.
Proof.
elim: n => [|n IH]; rewrite defectS.
  rewrite /defect !big_ord0 /= Rplus_0_l Rplus_0_r; congr (_ - _).
  by apply: eq_bigr => u _; rewrite monomial_cons /monomial big_nil; ring.
have -> : \rsum_(k < n.+1) residue k = \rsum_(k < n) residue k + residue n by rewrite big_ord_recr.
by rewrite IH -[residue n]residue_eq; ring.
Qed.

End Identity.
End Words.

(* ---- what the coefficients and the scalar inequality give ---- *)
Section Certificate.
Variables (I : finType) (o : I) (c : seq I -> R) (M : I -> seq I -> R) (lam x : R) (N : nat).
Hypothesis x_ge0 : 0 <= x.
Hypothesis c_ge0 : forall v, 0 <= c v.
Hypothesis c_one : forall u, u != o -> c [:: u] = 1.
Hypothesis M_large : forall u v, u != o -> lam <= M u v.
Hypothesis c_recursion : forall u v, u != o -> all (fun u => u != o) v -> (0 < size v)%N -> (size v <= N)%N ->
  c v * (M u v - lam) <= c (u :: v) * (lam - M o (u :: v)).
Hypothesis scalar_inequality : forall u, u != o ->
  x ^ N.+1 * word_sum o N.+1 (fun v => c v * (M u v - lam)) <= lam - M o [:: u].

(* N + 1 is the degree of Psi *)
Definition Psi (r : I -> R) := polynomial o c r N.+1.

Variable r : I -> R.
Hypothesis r_ge0 : forall u, u != o -> 0 <= r u.

Lemma Psi_large : \rsum_(u | u != o) r u <= Psi r.
Proof.
pose F (k : 'I_N.+1) := word_sum o k.+1 (fun v => c v * monomial r v).
have F0 k : 0 <= F k.
  apply: word_sum_ge0 => v wv; apply: Rmult_le_pos => //; exact: (monomial_ge0 r_ge0 wv).
apply: Rle_trans (@rsum_term_le _ xpredT F ord0 isT (fun k _ => F0 k)).
rewrite /F /=; apply: rsum_le => u uo; rewrite c_one // monomial_cons /monomial big_nil; lra.
Qed.

(* E.rate *)
Theorem certified_defect : (forall u, u != o -> r u <= x) -> 0 <= defect o c M lam r N.+1.
Proof.
move=> r_le; rewrite power_series_identity.
have res : 0 <= \rsum_(k < N) residue o c M lam r k.
  apply: rsum_ge0 => k _; apply: rsum_ge0 => u uo; apply: Rmult_le_pos; first exact: r_ge0.
  apply: word_sum_ge0 => v wv; apply: Rmult_le_pos; first exact: (monomial_ge0 r_ge0 wv).
  have /andP [/eqP sv av] := wv; have := c_recursion uo av; rewrite sv => /(_ isT (ltn_ord k)) rec.
  by move: rec; move: (c v * _) (c (u :: v) * _) => y z rec; lra.
suff : top_degree o c M lam r N.+1 <= \rsum_(u | u != o) (r u * (c [:: u] * (lam - M o [:: u]))) by lra.
apply: rsum_le => u uo; apply: Rmult_le_compat_l; first exact: r_ge0.
rewrite c_one // Rmult_1_l; apply: Rle_trans (scalar_inequality uo); rewrite -word_sum_scal.
apply: word_sum_le => v wv; rewrite Rmult_comm; apply: Rmult_le_compat_r.
  by apply: Rmult_le_pos => //; have := M_large v uo; lra.
by case: (monomial_bounds x_ge0 (fun u uo => conj (r_ge0 uo) (r_le u uo)) wv).
Qed.

End Certificate.

(* ---- the chain ---- *)
Section Rate.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Variables (a : learning_rate Q) (C : driven Z a) (o : I).
Implicit Types (y : carrier C) (u b : I) (v : seq I) (t : T) (z : I * T) (n k : nat).

Notation law := (driven_law E (C := C)).
Notation step := (advance (d := C)).
Notation pi := (trigger_law (d := C)).
Notation gain := (learning Z a).

Definition ratio y u := weight y u / weight y o.

(* the factor of the monomial of v when b triggers *)
Definition word_factor b t v := \big[Rmult/1]_(u <- v) (gain t u (u == b) / gain t o (o == b)).

Lemma ratio_ge0 y u : 0 < weight y o -> 0 <= ratio y u.
Proof. by move=> yo; apply: Rdiv_ge0 => //; exact: weight_ge0. Qed.

Lemma monomial_step y z v : 0 < weight y o ->
  monomial (ratio (step y z)) v = monomial (ratio y) v * word_factor z.1 z.2 v.
Proof.
move=> yo; elim: v => [|u v IH]; first by rewrite /monomial /word_factor !big_nil; ring.
rewrite !monomial_cons IH /word_factor big_cons /ratio (ratio_step Z_bounded) //; ring.
Qed.

Lemma word_factor_bounds b t v : 0 <= word_factor b t v <= ((1 + a * Q) / (1 - a * Q)) ^ size v.
Proof.
have aQ := alpha_small a; elim: v => [|u v IH]; first by rewrite /word_factor big_nil /=; lra.
rewrite /word_factor big_cons -/(word_factor b t v) /=.
have g := learning_bounds Z_bounded a t u (u == b); have h := learning_bounds Z_bounded a t o (o == b).
have g0 : 0 <= gain t u (u == b) / gain t o (o == b) by apply: Rdiv_ge0; lra.
split; first by apply: Rmult_le_pos => //; case: IH.
apply: Rmult_le_compat => //; [by case: IH | | by case: IH].
apply: Rmult_le_compat; [by lra | by apply/Rlt_le/Rinv_0_lt_compat; lra | by lra | by apply: Rinv_le_contravar; lra].
Qed.

Lemma word_factor_bfun b v : bfun (fun t => word_factor b t v).
Proof. by apply: (@bfun_between _ _ 0 (((1 + a * Q) / (1 - a * Q)) ^ size v)) => t; exact: word_factor_bounds. Qed.

(* coefficients, moments, a contraction lam and a limit x of the ratios that belong together; N + 1 is the degree *)
Record rate_certificate (c : seq I -> R) (M : I -> seq I -> R) (lam x : R) (N : nat) : Prop := RateCertificate {
  x_ge0 : 0 <= x;
  lam_ge0 : 0 <= lam;
  c_ge0 : forall v, 0 <= c v;
  c_one : forall u, u != o -> c [:: u] = 1;
  M_large : forall u v, u != o -> lam <= M u v;
  c_recursion : forall u v, u != o -> all (fun u => u != o) v -> (0 < size v)%N -> (size v <= N)%N ->
    c v * (M u v - lam) <= c (u :: v) * (lam - M o (u :: v));
  scalar_inequality : forall u, u != o ->
    x ^ N.+1 * word_sum o N.+1 (fun v => c v * (M u v - lam)) <= lam - M o [:: u];
  moments : forall b v, all (fun u => u != o) v -> (0 < size v)%N -> (size v <= N.+1)%N ->
    E (fun t => word_factor b t v) <= M b v
}.

Variables (c : seq I -> R) (M : I -> seq I -> R) (lam x : R) (N : nat).
Hypothesis cert : rate_certificate c M lam x N.
Hypothesis trigger_bound : forall y u, 0 < weight y o -> u != o -> pi y u <= ratio y u * pi y o.

Notation Psi := (Psi o c N).

(* r_u <= x for all u >= 2 *)
Definition within y : bool := [forall u, (u != o) ==> Rleb (ratio y u) x].

Lemma withinP y : reflect (forall u, u != o -> ratio y u <= x) (within y).
Proof.
apply: (iffP forallP) => [h u uo|h u]; first by move/implyP: (h u) => /(_ uo) /RlebP.
by apply/implyP => uo; apply/RlebP; apply: h.
Qed.

Lemma mean_factor y v : 0 < weight y o -> all (fun u => u != o) v -> (0 < size v)%N -> (size v <= N.+1)%N ->
  \rsum_b (pi y b * E (fun t => word_factor b t v)) <=
  lam - pi y o * ((lam - M o v) + \rsum_(u | u != o) (ratio y u * (lam - M u v))).
Proof.
move=> yo av v0 vN; have [_ S] := coord_simplex (pi y).
apply: Rle_trans (_ : \rsum_b (pi y b * M b v) <= _).
  by apply: rsum_le => b _; apply: Rmult_le_compat_l; [exact: point_ge0 | exact: (moments cert)].
have h : \rsum_(u | u != o) (pi y u * (M u v - lam)) <= \rsum_(u | u != o) (- pi y o * (ratio y u * (lam - M u v))).
  apply: rsum_le => u uo; have m0 : 0 <= M u v - lam by have := M_large cert v uo; lra.
  by have := Rmult_le_compat_r _ _ _ m0 (trigger_bound yo uo); lra.
have e : \rsum_(u | u != o) (pi y u * (M u v - lam)) = \rsum_(u | u != o) (pi y u * M u v) - lam * (1 - pi y o).
  by rewrite -(sum_others o (coord_simplex (pi y))) -rsum_scal -rsum_sub; apply: eq_bigr => u _; ring.
by rewrite rsum_scal e in h; rewrite (rsum_split o); lra.
Qed.

Lemma Psi_bfun y : 0 < weight y o -> bfun (fun z => Psi (ratio (step y z))).
Proof.
move=> yo; apply: (@bfun_sum _ _ xpredT (fun (k : 'I_N.+1) z => word_sum o k.+1 (fun v => c v * monomial (ratio (step y z)) v))) => k _.
apply: word_sum_bfun => v wv; apply: bfun_scal.
apply: (bfun_ext (fun z => esym (monomial_step z v yo))); apply: bfun_scal.
apply: (@bfun_between _ _ 0 (((1 + a * Q) / (1 - a * Q)) ^ size v)) => z; exact: word_factor_bounds.
Qed.

(* E.rate *)
Theorem rate_step y : 0 < weight y o -> within y ->
  law y (fun z => Psi (ratio (step y z))) <= lam * Psi (ratio y).
Proof.
move=> yo /withinP r_le; have r0 u := ratio_ge0 u yo.
have bterm k v : word o k v -> bfun (fun z => c v * monomial (ratio (step y z)) v).
  move=> wv; apply: bfun_scal; apply: (bfun_ext (fun z => esym (monomial_step z v yo))); apply: bfun_scal.
  apply: (@bfun_between _ _ 0 (((1 + a * Q) / (1 - a * Q)) ^ size v)) => z; exact: word_factor_bounds.
have -> : law y (fun z => Psi (ratio (step y z))) =
  \rsum_(k < N.+1) word_sum o k.+1 (fun v => law y (fun z => c v * monomial (ratio (step y z)) v)).
  rewrite (@Ex_sum_on _ (law y) _ xpredT (fun (k : 'I_N.+1) z => word_sum o k.+1 (fun v => c v * monomial (ratio (step y z)) v))).
    by apply: eq_bigr => k _; apply: Ex_word_sum => v; exact: bterm.
  by move=> k _; apply: word_sum_bfun => v; exact: bterm.
have D := certified_defect (x_ge0 cert) (c_ge0 cert) (c_one cert) (M_large cert) (c_recursion cert) (scalar_inequality cert) (fun u _ => r0 u) r_le.
have po := point_ge0 (pi y) o; have {}D := Rmult_le_pos _ _ po D.
suff : \rsum_(k < N.+1) word_sum o k.+1 (fun v => law y (fun z => c v * monomial (ratio (step y z)) v)) <=
  lam * Psi (ratio y) + - pi y o * defect o c M lam (ratio y) N.+1 by lra.
rewrite /TrueRate.Psi /polynomial /defect -!rsum_scal -rsum_add; apply: rsum_le => k _.
rewrite -!word_sum_scal -word_sum_add; apply: word_sum_le => v wv.
have /andP [/eqP sv av] := wv.
have m0 := monomial_ge0 (fun u _ => r0 u) wv.
have -> : law y (fun z => c v * monomial (ratio (step y z)) v) =
  c v * monomial (ratio y) v * \rsum_b (pi y b * E (fun t => word_factor b t v)).
  rewrite (Ex_ext _ (fun z => congr1 (Rmult (c v)) (monomial_step z v yo))).
  rewrite -[LHS]/(\rsum_b (pi y b * E (fun t => c v * (monomial (ratio y) v * word_factor b t v)))) -rsum_scal.
  apply: eq_bigr => b _; rewrite !Ex_scal; first by ring.
  - exact: word_factor_bfun.
  - by apply: bfun_scal; exact: word_factor_bfun.
have mf := mean_factor yo av; rewrite sv in mf; have {}mf := mf isT (ltn_ord k).
by have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ (c_ge0 cert v) m0) mf; lra.
Qed.

Lemma not_leader_bounds y : 0 < weight y o -> 0 <= 1 - pi y o <= Psi (ratio y).
Proof.
move=> yo; have p1 := point_le1 (pi y) o; split; first by lra.
have P := Psi_large N (c_ge0 cert) (c_one cert) (r := ratio y) (fun u _ => ratio_ge0 u yo); apply: Rle_trans P.
rewrite -(sum_others o (coord_simplex (pi y))); apply: rsum_le => u uo.
apply: Rle_trans (trigger_bound yo uo) _.
by have := Rmult_le_compat_l _ _ _ (ratio_ge0 u yo) p1; lra.
Qed.

(* E.rate *)
Theorem true_rate n y : 0 < weight y o ->
  Ewords law step n y (fun w => (1 - pi (run step y w) o) * ind (before step within y w)) <=
  lam ^ n * Psi (ratio y).
Proof.
apply: (@killed_decay _ _ law step within (fun y => 0 < weight y o) _ (fun y => 1 - pi y o) (fun y => Psi (ratio y)) 1) => //.
- by move=> y' z; exact: (weight_pos Z_bounded).
- exact: (lam_ge0 cert).
- exact: not_leader_bounds.
- by move=> y' _; have := point_ge0 (pi y') o; lra.
- by move=> y' yo _; exact: Psi_bfun.
exact: rate_step.
Qed.

(* E.accuracy *)
Theorem true_accuracy n y delta : 0 < weight y o -> 0 < delta ->
  Pr law step n y (fun w => ~~ Rleb (1 - pi (run step y w) o) delta) <=
  leaves law step within n y + lam ^ n * Psi (ratio y) / delta.
Proof.
move=> yo d0; have E1 := true_rate n yo.
set F := fun w => (1 - pi (run step y w) o) * ind (before step within y w) in E1.
have bF : bwords n F.
  exists 1 => w _; have := point_ge0 (pi (run step y w)) o; have := point_le1 (pi (run step y w)) o => h1 h0.
  by rewrite /F Rabs_right; case: (before _ _ _ _) => /=; lra.
have i0 := Rinv_0_lt_compat _ d0.
apply: Rle_trans (_ : Ewords law step n y (fun w => ind (~~ always step within y w) + / delta * F w) <= _); last first.
  rewrite Ewords_add; [|exact: bwords_ind | exact: bwords_scal].
  rewrite Ewords_scal // /leaves /Pr; apply: Rplus_le_compat_l.
  by rewrite /Rdiv Rmult_comm; apply: Rmult_le_compat_r => //; lra.
apply: Ewords_mono => [||w _]; first exact: bwords_ind.
  by apply: bwords_add; [exact: bwords_ind | exact: bwords_scal].
have h1 := point_le1 (pi (run step y w)) o.
have F0 : 0 <= / delta * F w.
  by apply: Rmult_le_pos; [lra | rewrite /F; case: (before _ _ _ _) => /=; lra].
case A: (always step within y w); last by rewrite [ind (~~ false)]/=; case: (ind01 (~~ Rleb (1 - pi (run step y w) o) delta)); lra.
case: RlebP => h /=; first by lra.
rewrite Rplus_0_l /F (always_before A) /= Rmult_1_r.
by rewrite Rmult_comm; apply: Rdiv_le_r => //; lra.
Qed.

End Rate.

Lemma kept_part y (b : bool) : 0 <= y <= 1 -> Rabs ((1 - y) * ind b) <= 1.
Proof. by move=> y01; rewrite Rabs_right; case: b => /=; lra. Qed.

(* the learning rule itself: pi = p *)
Section Basic.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R).
Hypothesis Z_bounded : forall t i, Rabs (Z t i) <= Q - 1.
Hypothesis Z_centred : forall i, E (fun t => Z t i) = 0.
Variables (a : learning_rate Q) (o : I) (c : seq I -> R) (M : I -> seq I -> R) (lam x : R) (N : nat).
Hypothesis cert : rate_certificate E Z a o c M lam x N.
Implicit Types (p : point I).

Notation K := (onehot Z_bounded Z_centred).
Notation rule := (next (N := K) a).
Notation chain := (basic Z_bounded a Z_centred).

(* p_u <= x p_1 for all u >= 2 *)
Definition close p : bool := [forall u, (u != o) ==> Rleb (p u / p o) x].

Lemma trigger_is_ratio p u : 0 < p o -> u != o -> p u <= p u / p o * p o.
Proof. by move=> po _; have -> : p u / p o * p o = p u by [field; lra]; lra. Qed.

(* E.rate *)
Theorem true_rate_of_rule n p : 0 < p o ->
  Ewords (law K) rule n p (fun w => distance o (run rule p w) * ind (before rule close p w)) <=
  2 * Psi o c N (fun u => p u / p o) * lam ^ n.
Proof.
move=> po; have := true_rate Z_bounded (C := chain) cert trigger_is_ratio n po.
move=> h; have -> : 2 * Psi o c N (fun u => p u / p o) * lam ^ n = 2 * (lam ^ n * Psi o c N (fun u => p u / p o)) by ring.
apply: Rle_trans (Rmult_le_compat_l 2 _ _ ltac:(lra) h); rewrite -Ewords_scal; last first.
  by exists 1 => w _; apply: kept_part; split; [exact: point_ge0 | exact: point_le1].
by apply: Req_le; apply: Ewords_ext => w _; rewrite (distance_eq o (coord_simplex _)) Rmult_assoc.
Qed.

(* E.accuracy *)
Theorem true_accuracy_of_rule n p delta : 0 < p o -> 0 < delta ->
  Pr (law K) rule n p (fun w => ~~ Rleb (distance o (run rule p w)) delta) <=
  leaves (law K) rule close n p + 2 * Psi o c N (fun u => p u / p o) * lam ^ n / delta.
Proof.
move=> po d0; have d2 : 0 < delta / 2 by lra.
have h := true_accuracy Z_bounded (C := chain) cert trigger_is_ratio n po d2.
have e : lam ^ n * Psi o c N (fun u => p u / p o) / (delta / 2) = 2 * Psi o c N (fun u => p u / p o) * lam ^ n / delta by field; lra.
rewrite -e; apply: Rle_trans h; apply: Req_le; apply: Ewords_ext => w _; congr (ind (~~ _)).
rewrite (distance_eq o (coord_simplex _)) /=.
move: (coord (run rule p w) o) => y; case: RlebP => h1; case: RlebP => h2 //; exfalso; lra.
Qed.

End Basic.

(* ---- d = 2 ---- *)
Section Two.
Variables (I : finType) (Q : R) (T : Type) (E : expectation T) (Z : T -> I -> R) (a : learning_rate Q) (o u : I).
Hypotheses (uo : u != o) (only : forall j, j != o -> j = u).
(* the coefficients of r^k, and the moments when 1 and when 2 triggers *)
Variables (c A B : nat -> R) (lam x : R) (N : nat).
Hypotheses (x0 : 0 <= x) (lam0 : 0 <= lam) (c0 : forall k, 0 <= c k) (c1 : c 1%N = 1) (B_large : forall k, lam <= B k).
Hypothesis recursion : forall k, (0 < k)%N -> (k <= N)%N -> c k * (B k - lam) <= c k.+1 * (lam - A k.+1).
Hypothesis scalar : x ^ N.+1 * (c N.+1 * (B N.+1 - lam)) <= lam - A 1%N.
Hypothesis momentsA : forall k, (0 < k)%N -> (k <= N.+1)%N ->
  E (fun t => (learning Z a t u false / learning Z a t o true) ^ k) <= A k.
Hypothesis momentsB : forall k, (0 < k)%N -> (k <= N.+1)%N ->
  E (fun t => (learning Z a t u true / learning Z a t o false) ^ k) <= B k.

Lemma all_equal v : all (fun j => j != o) v -> v = nseq (size v) u.
Proof. by elim: v => [|j v IH] //= /andP [/only -> /IH {1}->]. Qed.

Lemma word_sum_two k F : word_sum o k F = F (nseq k u).
Proof.
elim: k F => [|k IH] F //=; rewrite (bigD1 u) //= big1 => [|j /andP [jo ju]]; last by rewrite (only jo) eqxx in ju.
by rewrite IH Rplus_0_r.
Qed.

(* E.rate *)
Theorem two_inputs_certificate :
  rate_certificate E Z a o (fun v => c (size v)) (fun b v => if b == o then A (size v) else B (size v)) lam x N.
Proof.
split=> //.
- by move=> j v /negbTE ->.
- by move=> j v jo av v0 vN; rewrite (negbTE jo) eqxx; exact: recursion.
- by move=> j jo; rewrite eqxx (negbTE jo) word_sum_two size_nseq.
move=> b v av v0 vN; have e := all_equal av.
have f t : word_factor Z a o b t v = (learning Z a t u (u == b) / learning Z a t o (o == b)) ^ size v.
  rewrite [in LHS]e /word_factor; elim: (size v) => [|k IH]; first by rewrite big_nil.
  by rewrite big_cons IH.
rewrite (Ex_ext _ f) (eq_sym o b); case: (eqVneq b o) => [->|bo]; first by rewrite (negbTE uo); exact: momentsA.
by rewrite (only bo) eqxx; exact: momentsB.
Qed.

End Two.
