(* The replicator flow in closed form, for every dimension.

   With the ratios r_i = p_i/p_1 and the internal time dtau = p_1 dt the equations decouple.

   F.closed      r_i(tau) = r_i e^-tau / (1 - r_i + r_i e^-tau), dr_i/dtau = -r_i (1 - r_i),
                 d/dtau (-log(1 - r_i + r_i e^-tau)) = r_i(tau)
   F.internal    p_i = r_i / sum_j r_j obeys dp_i/dtau = p_i (p_i - s) / p_1, and
                 t(tau) = tau - sum_{i>=2} log(1 - r_i + r_i e^-tau) obeys dt/dtau = 1/p_1;
                 every flow with a leader has this form
   F.time        tau <= t(tau) <= tau + sum_{i>=2} log(1/(1 - r_i)) for tau >= 0
   F.closed.two  d = 2: p_1(t) = (1 + 1/sqrt(C e^-t + 1))/2 with C = 1/(2p_1(0)-1)^2 - 1 *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coquelicot Require Import Coquelicot.
From Hebb Require Import RealSums Simplex Flow.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* one ratio after the internal time tau *)
Definition ratio r tau := r * exp (- tau) / (1 - r + r * exp (- tau)).

Lemma ratio_denominator r tau : 0 <= r <= 1 -> 0 < 1 - r + r * exp (- tau).
Proof. by move=> r01; have := exp_pos (- tau); nra. Qed.

(* F.closed *)
Theorem ratio_start r : ratio r 0 = r.
Proof. by rewrite /ratio Ropp_0 exp_0; field; lra. Qed.

(* F.closed *)
Theorem ratio_derive r tau : 0 <= r <= 1 ->
  is_derive (ratio r) tau (- (ratio r tau * (1 - ratio r tau))).
Proof.
move=> r01; have D := ratio_denominator tau r01; rewrite /ratio; auto_derive; first by lra.
by field; lra.
Qed.

Lemma ratio_one tau : ratio 1 tau = 1.
Proof. by rewrite /ratio; have := exp_pos (- tau); move=> H; field; lra. Qed.

Lemma ratio_ge0 r tau : 0 <= r <= 1 -> 0 <= ratio r tau.
Proof.
move=> r01; apply: Rdiv_ge0; last exact: ratio_denominator.
by apply: Rmult_le_pos; [lra | have := exp_pos (- tau); lra].
Qed.

(* F.closed *)
Theorem ratio_log_derive r tau : 0 <= r <= 1 ->
  is_derive (fun tau => - ln (1 - r + r * exp (- tau))) tau (ratio r tau).
Proof.
move=> r01; have D := ratio_denominator tau r01; auto_derive; first by lra.
by rewrite /ratio; field; lra.
Qed.

Section ClosedForm.
Variables (I : finType) (o : I) (r : I -> R).
Hypotheses (r_bounds : forall i, 0 <= r i <= 1) (r_leader : r o = 1).
Implicit Types (i u : I) (t tau : R).

Definition total tau := \rsum_i ratio (r i) tau.
Definition path tau i := ratio (r i) tau / total tau.
Definition time tau := tau - \rsum_(i | i != o) ln (1 - r i + r i * exp (- tau)).

Lemma total_ge1 tau : 1 <= total tau.
Proof.
rewrite /total (rsum_split o) r_leader ratio_one.
have : 0 <= \rsum_(i | i != o) ratio (r i) tau by apply: rsum_ge0 => i _; exact: ratio_ge0.
by lra.
Qed.

Lemma path_leader tau : path tau o = / total tau.
Proof. by rewrite /path r_leader ratio_one /Rdiv Rmult_1_l. Qed.

Lemma path_simplex tau : simplex (path tau).
Proof.
have T := total_ge1 tau; split=> [i|]; first by apply: Rdiv_ge0; [exact: ratio_ge0 | lra].
by rewrite /path /Rdiv rsum_scalr -/(total tau); field; lra.
Qed.

Theorem path_start i : path 0 i = r i / \rsum_j r j.
Proof.
by rewrite /path /total ratio_start; congr (_ / _); apply: eq_bigr => j _; rewrite ratio_start.
Qed.

Lemma total_derive tau :
  is_derive total tau (\rsum_i - (ratio (r i) tau * (1 - ratio (r i) tau))).
Proof.
apply: (is_derive_rsum (F := fun i tau => ratio (r i) tau)
  (F' := fun i tau => - (ratio (r i) tau * (1 - ratio (r i) tau)))) => i.
exact: ratio_derive.
Qed.

Lemma is_derive_quotient (f g : R -> R) t df dg : is_derive f t df -> is_derive g t dg -> g t <> 0 ->
  is_derive (fun t => f t / g t) t ((df * g t - f t * dg) / g t ^ 2).
Proof.
move=> F G g0; have [ef eg] : ex_derive f t /\ ex_derive g t by split; [exists df | exists dg].
auto_derive; first by [].
by rewrite (is_derive_unique _ _ _ F) (is_derive_unique _ _ _ G); field.
Qed.

(* F.internal *)
Theorem path_derive i tau :
  is_derive (fun tau => path tau i) tau (replicator (path tau) i / path tau o).
Proof.
have T := total_ge1 tau; have T0 : total tau <> 0 by lra.
have := is_derive_quotient (ratio_derive tau (r_bounds i)) (total_derive tau) T0.
have -> : \rsum_i - (ratio (r i) tau * (1 - ratio (r i) tau)) =
  \rsum_i ratio (r i) tau ^ 2 - total tau.
  by rewrite -rsum_sub; apply: eq_bigr => j _; ring.
have s : sqs (path tau) = (\rsum_i ratio (r i) tau ^ 2) / total tau ^ 2.
  by rewrite /sqs /Rdiv -rsum_scalr; apply: eq_bigr => j _; rewrite /path; field.
rewrite /replicator path_leader s /path.
set S2 := \rsum_i _; set S := total tau in T T0 *; set ri := ratio (r i) tau.
have -> : (- (ri * (1 - ri)) * S - ri * (S2 - S)) / S ^ 2 = ri / S * (ri / S - S2 / S ^ 2) / / S.
  by field.
by [].
Qed.

Theorem time_start : time 0 = 0.
Proof.
rewrite /time Ropp_0 exp_0 rsum_eq0; first by ring.
by move=> i _; have -> : 1 - r i + r i * 1 = 1 by [ring]; exact: ln_1.
Qed.

Lemma time_eq tau : time tau = \rsum_i - ln (1 - r i + r i * exp (- tau)).
Proof.
rewrite (rsum_split o) rsum_opp r_leader /time.
by have -> : 1 - 1 + 1 * exp (- tau) = exp (- tau) by [ring]; rewrite ln_exp; ring.
Qed.

(* F.internal *)
Theorem time_derive tau : is_derive time tau (/ path tau o).
Proof.
have T := total_ge1 tau.
apply: (is_derive_ext (fun tau => \rsum_i - ln (1 - r i + r i * exp (- tau)))) => [y|].
  by rewrite time_eq.
rewrite path_leader Rinv_inv.
apply: (is_derive_rsum (F := fun i tau => - ln (1 - r i + r i * exp (- tau)))
  (F' := fun i tau => ratio (r i) tau)) => i.
exact: ratio_log_derive.
Qed.

(* F.time *)
Theorem time_bounds tau : 0 <= tau -> (forall u, u != o -> r u < 1) ->
  tau <= time tau <= tau + \rsum_(i | i != o) ln (/ (1 - r i)).
Proof.
move=> t0 r1; have e : 0 < exp (- tau) <= 1.
  by split; [exact: exp_pos | rewrite -exp_0; case: t0 => [t0|<-]; [apply/Rlt_le/exp_increasing | rewrite Ropp_0]; lra].
have term i : i != o -> ln (1 - r i) <= ln (1 - r i + r i * exp (- tau)) <= 0.
  move=> io; have ri := r1 i io; have r0 := r_bounds i; split; last rewrite -ln_1; apply: ln_le; nra.
have lo : \rsum_(i | i != o) ln (1 - r i + r i * exp (- tau)) <= 0.
  have z := rsum_eq0 (P := fun i => i != o) (F := fun _ : I => 0) (fun _ _ => erefl _).
  rewrite -[X in _ <= X]z.
  by apply: rsum_le => i /term; case.
have hi : - (\rsum_(i | i != o) ln (/ (1 - r i))) <= \rsum_(i | i != o) ln (1 - r i + r i * exp (- tau)).
  rewrite -rsum_opp; apply: rsum_le => i io; rewrite ln_Rinv; last by have := r1 i io; lra.
  by rewrite Ropp_involutive; case: (term i io).
by rewrite /time; lra.
Qed.

(* the path at an internal time that runs with speed p_1 is a flow, at the right time *)
Section Clock.
Variable clock : R -> R.
Hypotheses (clock_start : clock 0 = 0) (clock_derive : forall t, is_derive clock t (path (clock t) o)).

Lemma path_leader_pos tau : 0 < path tau o.
Proof. by rewrite path_leader; apply: Rinv_0_lt_compat; have := total_ge1 tau; lra. Qed.

(* F.internal *)
Theorem path_flow : flow (fun t => path (clock t)).
Proof.
move=> t i; have := is_derive_comp (fun tau => path tau i) clock t _ _ (path_derive i (clock t)) (clock_derive t).
have -> : scal (path (clock t) o) (replicator (path (clock t)) i / path (clock t) o) =
  replicator (path (clock t)) i; last by [].
by rewrite /scal /= /mult /=; field; have := path_leader_pos (clock t); lra.
Qed.

Theorem clock_inverse t : time (clock t) = t.
Proof.
have D s : is_derive (fun t => time (clock t) - t) s (scal (path (clock s) o) (/ path (clock s) o) - 1).
  apply: (@is_derive_minus R_AbsRing R_NormedModule); last exact: (@is_derive_id R_AbsRing).
  exact: (is_derive_comp time clock s _ _ (time_derive (clock s)) (clock_derive s)).
have Z s : is_derive (fun t => time (clock t) - t) s 0.
  have -> : 0 = scal (path (clock s) o) (/ path (clock s) o) - 1; last exact: D.
  by rewrite /scal /= /mult /=; field; have := path_leader_pos (clock s); lra.
have := constant_of_derive Z t 0; rewrite clock_start time_start; lra.
Qed.

End Clock.
End ClosedForm.

(* ---- every flow has this form ---- *)
Section EveryFlow.
Variables (I : finType) (o : I) (x : R -> I -> R).
Hypotheses (x_flow : flow x) (x_start : simplex (x 0)).
Hypothesis leader : forall u, u != o -> x 0 u < x 0 o.

Let r i := x 0 i / x 0 o.

Lemma leader_start : 0 < x 0 o.
Proof.
have [p0 S] := x_start; case: (p0 o) => // z; exfalso; move: S; rewrite (rsum_split o) -z.
have -> : \rsum_(i | i != o) x 0 i = 0; last by lra.
by apply: rsum_eq0 => i io; have := leader io; have := p0 i; lra.
Qed.

Lemma ratio_bounds i : 0 <= r i <= 1.
Proof.
have o0 := leader_start; have [p0 _] := x_start; have i0 := p0 i.
split; first exact: Rdiv_ge0.
apply: Rdiv_le_l => //; case: (eqVneq i o) => [->|io]; first by lra.
by have := leader io; lra.
Qed.

Lemma ratio_leader : r o = 1.
Proof. by rewrite /r; field; have := leader_start; lra. Qed.

(* the internal time of the flow *)
Definition internal t := RInt (fun t => x t o) 0 t.

Lemma internal_start : internal 0 = 0.
Proof. exact: RInt_point. Qed.

Lemma internal_derive t : is_derive internal t (x t o).
Proof.
apply: (@is_derive_RInt R_CompleteNormedModule (fun t => x t o) internal 0).
  exists (mkposreal 1 Rlt_0_1) => z _; apply: RInt_correct.
  by apply: ex_RInt_continuous => v _; exact: coordinate_continuous.
exact: coordinate_continuous.
Qed.

(* p_i (p_1(0) - p_i(0)) = (p_1 - p_i) e^-tau p_i(0): both sides obey the same linear equation *)
Lemma odds i t : x t i * (x 0 o - x 0 i) = (x t o - x t i) * exp (- internal t) * x 0 i.
Proof.
set h := fun t => x t i - sqs (x t).
have C s : continuous h s.
  by apply: (continuous_minus (fun t => x t i)); [exact: coordinate_continuous | exact: sqs_continuous].
have G s : is_derive (fun t => (x t o - x t i) * exp (- internal t)) s
    ((x s o - x s i) * exp (- internal s) * h s).
  have K (f g : R -> R) df dg : is_derive f s df -> is_derive g s dg ->
    is_derive (fun t => f t * exp (- g t)) s ((df - f s * dg) * exp (- g s)).
    move=> F H; have [ef eg] : ex_derive f s /\ ex_derive g s by split; [exists df | exists dg].
    auto_derive; first by [].
    by rewrite (is_derive_unique _ _ _ F) (is_derive_unique _ _ _ H); ring.
  have := K _ _ _ _ (gap_derive x_flow o i s) (internal_derive s).
  have -> : ((x s o - x s i) * (x s o + x s i - sqs (x s)) - (x s o - x s i) * x s o) * exp (- internal s) =
    (x s o - x s i) * exp (- internal s) * h s by rewrite /h; ring.
  by [].
rewrite (linear_equation G C t) internal_start Ropp_0 exp_0.
have -> : x t i = x 0 i * exp (RInt h 0 t) by exact: coordinate_exp.
by ring.
Qed.

Lemma flow_ratio i t : x t i / x t o = ratio (r i) (internal t).
Proof.
have o0 := leader_start; have ot := proj2 (flow_support x_flow o t) o0.
have D := ratio_denominator (internal t) (ratio_bounds i).
have := odds i t; rewrite /ratio /r in D *; set e := exp _ in D * => E.
have D' : 0 < x 0 o - x 0 i + x 0 i * e.
  have -> : x 0 o - x 0 i + x 0 i * e = x 0 o * (1 - x 0 i / x 0 o + x 0 i / x 0 o * e) by field; lra.
  exact: Rmult_lt_0_compat.
have -> : x 0 i / x 0 o * e / (1 - x 0 i / x 0 o + x 0 i / x 0 o * e) =
  x 0 i * e / (x 0 o - x 0 i + x 0 i * e) by field; lra.
apply: (Rmult_eq_reg_r (x t o * (x 0 o - x 0 i + x 0 i * e))); last first.
  by apply: Rgt_not_eq; exact: Rmult_lt_0_compat.
have -> : x t i / x t o * (x t o * (x 0 o - x 0 i + x 0 i * e)) = x t i * (x 0 o - x 0 i + x 0 i * e).
  by field; lra.
have -> : x 0 i * e / (x 0 o - x 0 i + x 0 i * e) * (x t o * (x 0 o - x 0 i + x 0 i * e)) = x 0 i * e * x t o.
  by field; lra.
by lra.
Qed.

(* F.internal *)
Theorem flow_closed_form t : (forall i, x t i = path r (internal t) i) /\ time o r (internal t) = t.
Proof.
have closed s i : x s i = path r (internal s) i.
  have ot := proj2 (flow_support x_flow o s) leader_start.
  have [_ S] := flow_simplex x_flow x_start s.
  have tot : total r (internal s) = / x s o.
    rewrite /total; under eq_bigr => j _ do rewrite -flow_ratio.
    by rewrite /Rdiv rsum_scalr S; field; lra.
  by rewrite /path tot -flow_ratio; field; lra.
split; first exact: closed.
apply: (clock_inverse ratio_bounds ratio_leader internal_start) => s.
by rewrite -closed; exact: internal_derive.
Qed.

End EveryFlow.

(* ---- d = 2 ---- *)
Section Two.
Variable C : R.
Hypothesis C0 : 0 <= C.

(* p_1 - p_2 *)
Definition two_gap t := / sqrt (C * exp (- t) + 1).

Lemma two_radicand t : 0 < C * exp (- t) + 1.
Proof. by have := Rmult_le_pos _ _ C0 (Rlt_le _ _ (exp_pos (- t))); lra. Qed.

(* F.closed.two *)
Theorem two_solution t :
  let p := (1 + two_gap t) / 2 in let q := (1 - two_gap t) / 2 in
  is_derive (fun t => (1 + two_gap t) / 2) t (p * (p - (p ^ 2 + q ^ 2))).
Proof.
move=> p q; have D := two_radicand t; have S := sqrt_lt_R0 _ D.
rewrite /two_gap; auto_derive; first by split => //; split => //; lra.
rewrite /p /q /two_gap; set s := sqrt _ in S *.
have e : C * exp (- t) = s ^ 2 - 1.
  by have := sqrt_sqrt _ (Rlt_le _ _ D); rewrite -/s; lra.
have -> : C * (- (1) * exp (- t)) = - (C * exp (- t)) by ring.
by rewrite ?e; field; lra.
Qed.

(* F.closed.two *)
Theorem two_start p0 : 1 / 2 < p0 -> C = / (2 * p0 - 1) ^ 2 - 1 -> (1 + two_gap 0) / 2 = p0.
Proof.
move=> p0h E; rewrite /two_gap E Ropp_0 exp_0.
have -> : (/ (2 * p0 - 1) ^ 2 - 1) * 1 + 1 = (/ (2 * p0 - 1)) ^ 2 by field; lra.
have i0 : 0 < / (2 * p0 - 1) by apply: Rinv_0_lt_compat; lra.
by rewrite sqrt_pow2; [field; lra | lra].
Qed.

End Two.
