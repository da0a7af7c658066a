(** Certificates of the ledger that the checker accepts, one of each kind. *)
From Coq Require Import Reals List ZArith Lra.
From HebbChecker Require Import Syntax Evidence Checker.
Import ListNotations.

(** Proofs without a chain. *)
Local Notation Coefficients t := (Plain (Evidence.Coefficients t)).
Local Notation Identity := (Plain Evidence.Identity).
Local Notation Boxes t := (Plain (Evidence.Boxes t)).

Ltac checked := vm_cast_no_check (eq_refl true).

(** G1 in dimension 3: p_1 >= (1 + 2 c) / 3 in the leader chamber. *)
Definition G1_d3 : statement := Statement 4
  [Var 0; Num 1 1; Num 2 1; Var 3; Mul 2 3; Add 1 4; Num 3 1; Div 5 6; Sub 0 7]
  [LeaderChamber [0; 1; 2] 3]
  [] [(Nonnegative, 8)].

Theorem G1_d3_proved : proved G1_d3.
Proof. apply (check_sound _ [Coefficients (Leaf [])]). checked. Qed.

(** What this says, spelled out. *)
Corollary leading_component p1 p2 p3 c : (0 < c -> p2 + c <= p1 -> p3 <= p2 -> 0 <= p3 -> p1 + p2 + p3 = 1 ->
  p1 >= (1 + 2 * c) / 3)%R.
Proof.
  intros C G D P T. destruct (G1_d3_proved [p1; p2; p3; c] eq_refl (Nonnegative, 8)) as [_ H].
  - now left.
  - constructor; [|constructor]. repeat split; try assumption. cbn. lra.
  - constructor.
  - cbn in H. lra.
Qed.

(** The update of the weights is the update of the probabilities (divisions). *)
Definition U_weights_d2 : statement := Statement 7
  [Num 0 1; Var 0; Var 2; Num 1 1; Var 6; Var 4; Mul 4 5; Add 3 6; Mul 2 7; Mul 1 8; Var 1; Var 3; Var 5; Mul 4 12;
   Add 3 13; Mul 11 14; Mul 10 15; Add 9 16; Div 9 17; Mul 1 2; Mul 10 11; Add 19 20; Div 19 21; Mul 22 7; Mul 22 5;
   Div 20 21; Mul 25 12; Add 24 26; Mul 4 27; Add 3 28; Div 23 29; Sub 18 30; Div 16 17; Mul 25 14; Div 33 29; Sub 32
   34]
  [Range 0 (Open 0) Unbounded; Range 1 (Open 0) Unbounded; Range 2 (Open 0) Unbounded; Range 3 (Open 0) Unbounded;
   Range 4 Unbounded Unbounded; Range 5 Unbounded Unbounded; Range 6 Unbounded Unbounded]
  [] [(Zero, 31); (Zero, 35)].

Theorem U_weights_d2_proved : proved U_weights_d2.
Proof.
  apply (check_sound _
    [Identity; Identity]).
  checked.
Qed.

(** The second moment of the leader on the simplex: one edge halved. *)
Definition V_sharp_leader_d2 : statement := Statement 3
  [Num 0 1; Num 1 1; Num 2 1; Var 2; Mul 2 3; Add 1 4; Var 0; Sub 1 6; Mul 6 7; Mul 5 8; Mul 9 8; Mul 6 6; Mul 7 7;
   Mul 6 12; Var 1; Mul 14 14; Mul 15 14; Add 13 16; Add 11 15; Sub 6 18; Mul 19 19; Sub 17 20; Add 12 15; Mul 3 22;
   Add 21 23; Mul 11 24; Sub 10 25]
  [Simplex [0; 1]; Range 2 (Closed 0) Unbounded]
  [] [(Nonnegative, 26)].

Theorem V_sharp_leader_d2_proved : proved V_sharp_leader_d2.
Proof.
  apply (check_sound _
    [Coefficients (Halve 0 0 1 (Leaf []) (Leaf []))]).
  checked.
Qed.

(** The minimum of the loss over all of R^d: a half-line cut into a segment and a half-line. *)
Definition L2_1_minimum_everywhere : statement := Statement 2
  [Num 0 1; Var 0; Neg 1; Var 1; Pow 3 2; Mul 1 4; Pow 3 3; Sub 5 6; Pow 1 4; Num 4 1; Div 8 9; Pow 1 3; Num 3 1; Div
   11 12; Sub 10 13; Num 1 12; Add 14 15]
  [Range 0 (Closed 0) Unbounded; Range 1 (Closed 2) (Closed 1)]
  [] [(Nonnegative, 7); (Nonnegative, 16)].

Theorem L2_1_minimum_everywhere_proved : proved L2_1_minimum_everywhere.
Proof.
  apply (check_sound _
    [Coefficients (Halve 1 0 1 (Leaf []) (Leaf [])); Coefficients (Halve 0 0 0 (Leaf []) (Leaf []))]).
  checked.
Qed.

(** The sign of the gradient as the paper prints it: refuted at a point. *)
Definition A_sign_d2 : statement := Statement 2
  [Var 0; Add 0 0; Num 2 1; Div 1 2; Mul 0 3; Var 1; Add 5 5; Div 6 2; Mul 5 7; Add 4 8; Sub 3 9; Mul 0 10; Mul 0 0;
   Mul 5 5; Add 12 13; Sub 14 0; Mul 0 15; Sub 11 16; Sub 7 9; Mul 5 18; Sub 14 5; Mul 5 20; Sub 19 21]
  [Simplex [0; 1]]
  [] [(Zero, 17); (Zero, 22)].

Theorem A_sign_d2_refuted : refuted A_sign_d2.
Proof. apply (witness_sound _ (Witness 0 [(7%Z, 10%positive); (3%Z, 10%positive)])). checked. Qed.

