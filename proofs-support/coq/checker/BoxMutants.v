(** Proofs that the box checker must accept and, for each way to cheat, one that it must reject. Every verdict is that of
    three arithmetics. *)
From Coq Require Import List ZArith.
From HebbChecker Require Import Syntax Evidence Witnesses Boxes.
Import ListNotations.
Local Open Scope nat_scope.

Definition verdicts (s : statement) (g : condition) (t : box_proof) : list bool :=
  [check_boxes 100 s g t; check_boxes_big 100 s g t; check_boxes_plain 100 s g t].
Definition accepted s g t : Prop := verdicts s g t = [true; true; true].
Definition rejected s g t : Prop := verdicts s g t = [false; false; false].
Ltac evaluate := repeat match goal with |- _ /\ _ => split end; vm_compute; reflexivity.

(** ** Certificates of the ledger *)

Definition T2_exp : statement := Statement 1 [Num (0) 1; Num (1) 1; Var 0; Neg 2; Exp 3; Sub 1 2; Sub 4 5]
  [Range 0 (Closed 0) (Closed 1)] [] [(Nonnegative, 6%nat)].
Definition T2_exp_tree_0 : box_proof := (LowerFace 0 Natural).
Definition G3_margin_d2 : statement := Statement 3 [Var 0; Mul 0 0; Var 1; Mul 2 2; Add 1 3; Sub 0 4; Mul 0 5; Num (2)
  1; Var 2; Mul 7 8; Num (8) 1; Div 9 10; Num (1) 1; Div 9 7; Add 12 13; Mul 11 14; Mul 7 15; Sub 12 0; Mul 16 17; Sub
  6 18; Num (1) 20; Add 19 20]
  [LeaderChamber [0; 1] 2] [] [(Nonnegative, 21%nat)].
Definition G3_margin_d2_tree_0 : box_proof := (Split 0 (65) 128 (Split 0 (1) 4 (Split 0 (1) 8 (Split 1 (1) 2
  (UpperFace 1 MeanValue)(Split 0 (1) 16 MeanValue (Split 1 (449) 512 MeanValue (Infeasible 0))))(Split 1 (193) 256
  (Split 1 (3) 8 MeanValue (Split 0 (3) 16 MeanValue (Split 1 (321) 512 MeanValue (Infeasible 0))))(Infeasible
  0)))(Split 1 (65) 128 (Split 0 (3) 8 (Split 1 (1) 4 MeanValue (Split 0 (5) 16 (Split 1 (3) 8 MeanValue
  MeanValue)(Split 1 (193) 512 MeanValue (Infeasible 0))))(Split 1 (65) 256 (Split 0 (7) 16 (Split 1 (1) 8 Natural
  MeanValue)(Split 1 (65) 512 (Split 0 (15) 32 Natural MeanValue)(Infeasible 0)))(Infeasible 0)))(Infeasible
  0)))(Infeasible 0)).
Definition B_power_uniform_d3 : statement := Statement 3 [Num (1) 100; Num (5) 12; Num (1) 1; Num (0) 1; Num (7) 10;
  Var 1; Mul 4 5; Var 0; Add 2 7; Pow 8 11; Num (-1) 1; Mul 7 10; Add 2 11; Pow 12 11; Sub 9 13; Num (2) 1; Mul 15 7;
  Num (11) 1; Mul 16 17; Div 14 18; Pow 8 9; Div 2 20; Pow 12 9; Div 2 22; Sub 21 23; Num (-9) 1; Mul 16 25; Div 24
  26; Mul 19 27; Mul 7 15; Add 2 29; Pow 30 9; Div 2 31; Sub 32 2; Div 33 26; Sub 27 34; Mul 19 35; Mul 5 36; Sub 28
  37; Var 2; Pow 30 11; Sub 40 2; Div 41 18; Sub 42 19; Mul 27 43; Mul 39 44; Add 38 45; Sub 2 46]
  [Range 0 (Closed 0) (Closed 0); Range 1 (Closed 1) (Closed 2); Range 2 (Closed 3) (Closed 6)] [] [(Nonnegative,
  47%nat)].
Definition B_power_uniform_d3_tree_0 : box_proof := (LowerFace 1 (UpperFace 2 Natural)).

Example ledger : accepted T2_exp (Nonnegative, 6) T2_exp_tree_0 /\
  accepted G3_margin_d2 (Nonnegative, 21) G3_margin_d2_tree_0 /\
  accepted B_power_uniform_d3 (Nonnegative, 47) B_power_uniform_d3_tree_0.
Proof. evaluate. Qed.

(** ** A sharp constant: x (1 - x) <= c on [0, 1] *)
Definition parabola (n : Z) (d : positive) : statement :=
  Statement 1 [Var 0; Num 0 1; Num 1 1; Sub 2 0; Mul 0 3; Num n d; Sub 5 4] [Range 0 (Closed 1) (Closed 2)] [] [(Nonnegative, 6)].
Definition halves := Split 0 1 2 (UpperFace 0 Natural) (LowerFace 0 Natural).

Example constant_one_percent_too_strong :
  accepted (parabola 1 4) (Nonnegative, 6) halves /\ rejected (parabola 99 400) (Nonnegative, 6) halves.
Proof. evaluate. Qed.

Example rate_one_percent_too_strong : rejected
  (Statement 1 [Num 0 1; Num 1 1; Var 0; Num (-101) 100; Mul 3 2; Exp 4; Sub 1 2; Sub 5 6]
    [Range 0 (Closed 0) (Closed 1)] [] [(Nonnegative, 7)]) (Nonnegative, 7) T2_exp_tree_0.
Proof. evaluate. Qed.

(** x (1 - x) <= 13/50: a second-order leaf proves it, a mean-value leaf does not. *)
Example taylor_leaf : accepted (parabola 13 50) (Nonnegative, 6) Taylor /\
  rejected (parabola 13 50) (Nonnegative, 6) MeanValue /\ rejected (parabola 99 400) (Nonnegative, 6) Taylor.
Proof. evaluate. Qed.

Example face_in_the_wrong_direction :
  rejected (parabola 1 4) (Nonnegative, 6) (Split 0 1 2 (LowerFace 0 Natural) (LowerFace 0 Natural)) /\
  rejected (parabola 1 4) (Nonnegative, 6) (Split 0 1 2 (UpperFace 0 Natural) (UpperFace 0 Natural)).
Proof. evaluate. Qed.

Example face_over_the_whole : rejected (parabola 1 4) (Nonnegative, 6) (LowerFace 0 Natural) /\
  rejected (parabola 1 4) (Nonnegative, 6) (UpperFace 0 Natural).
Proof. evaluate. Qed.

(** f = 1/8 - x (1 - x) is false about the middle and true at both ends. *)
Example missing_half : rejected (parabola 1 8) (Nonnegative, 6) Natural /\
  rejected (parabola 1 8) (Nonnegative, 6) (Split 0 1 16 Natural (Split 0 15 16 Taylor Natural)).
Proof. evaluate. Qed.

Definition left_half (t : box_proof) := match t with Split _ _ _ l _ => l | _ => t end.
Definition right_half (t : box_proof) := match t with Split _ _ _ _ r => r | _ => t end.
Definition without_right (t : box_proof) := match t with Split v n d l _ => Split v n d l Natural | _ => t end.

Example missing_half_of_a_certificate :
  rejected G3_margin_d2 (Nonnegative, 21) (left_half G3_margin_d2_tree_0) /\
  rejected G3_margin_d2 (Nonnegative, 21) (right_half G3_margin_d2_tree_0) /\
  rejected G3_margin_d2 (Nonnegative, 21) (without_right G3_margin_d2_tree_0).
Proof. evaluate. Qed.

Example split_outside_the_box :
  rejected (parabola 1 4) (Nonnegative, 6) (Split 0 2 1 halves Natural) /\
  rejected (parabola 1 4) (Nonnegative, 6) (Split 0 (-1) 1 Natural halves) /\
  rejected (parabola 1 4) (Nonnegative, 6) (Split 1 1 2 halves halves) /\
  rejected (parabola 1 4) (Nonnegative, 6) (LowerFace 1 halves).
Proof. evaluate. Qed.

(** ** Constraints: 0 <= x <= 1, 1/4 <= y <= 1, 1 - x - y >= 0 *)
Definition bounded (n : Z) (d : positive) : statement :=
  Statement 2 [Var 0; Var 1; Num 0 1; Num 1 1; Num 1 4; Add 0 1; Sub 3 5; Num n d; Sub 7 0]
    [Range 0 (Closed 2) (Closed 3); Range 1 (Closed 4) (Closed 3)] [(Nonnegative, 6)] [(Nonnegative, 8)].
Definition cut := Split 0 13 16 Natural (Infeasible 0).

Example face_keeps_a_constraint : accepted (bounded 7 8) (Nonnegative, 8) cut /\
  accepted (bounded 7 8) (Nonnegative, 8) (LowerFace 1 cut).
Proof. evaluate. Qed.

(** x <= 1/2 is false at (3/4, 1/4); on the face y = 1 the constraint leaves only x = 0. *)
Example face_breaks_a_constraint :
  rejected (bounded 7 8) (Nonnegative, 8) (UpperFace 1 cut) /\
  rejected (bounded 1 2) (Nonnegative, 8) (UpperFace 1 (Split 0 1 4 Natural (Infeasible 0))) /\
  rejected (bounded 1 2) (Nonnegative, 8) (UpperFace 0 (Infeasible 0)).
Proof. evaluate. Qed.

Example not_infeasible : rejected (bounded 3 8) (Nonnegative, 8) (Split 0 5 16 Natural (Infeasible 0)) /\
  rejected (bounded 7 8) (Nonnegative, 8) (Split 0 13 16 Natural (Infeasible 1)).
Proof. evaluate. Qed.

(** ** Domains in base variables *)
(** y in [0, x]: y = t x, and y <= c x. *)
Definition below_x (n : Z) (d : positive) : statement :=
  Statement 2 [Var 0; Var 1; Num 0 1; Num 1 1; Num n d; Mul 4 0; Sub 5 1]
    [Range 0 (Closed 2) (Closed 3); Range 1 (Closed 2) (Closed 0)] [] [(Nonnegative, 6)].

Example range_with_a_variable_bound : accepted (below_x 1 1) (Nonnegative, 6) (UpperFace 1 (LowerFace 0 Natural)) /\
  rejected (below_x 99 100) (Nonnegative, 6) (UpperFace 1 (LowerFace 0 Natural)) /\
  rejected (below_x 99 100) (Nonnegative, 6) (UpperFace 1 (UpperFace 0 Natural)).
Proof. evaluate. Qed.

(** p_1 p_2 <= c on the simplex. *)
Definition product (n : Z) (d : positive) : statement :=
  Statement 2 [Var 0; Var 1; Mul 0 1; Num n d; Sub 3 2] [Simplex [0; 1]] [] [(Nonnegative, 4)].

Example simplex_of_two : accepted (product 1 4) (Nonnegative, 4) halves /\ rejected (product 99 400) (Nonnegative, 4) halves.
Proof. evaluate. Qed.

(** x + y <= 3/2 for two coordinates of a simplex, and on the line x + y = 1. *)
Definition corner (k : nat) :=
  Split 0 3 4 (Split 1 3 4 Natural (Split 0 1 2 Natural (Infeasible k))) (Split 1 1 2 Natural (Infeasible k)).
Definition of_three : statement :=
  Statement 3 [Var 1; Var 2; Num 3 2; Sub 2 0; Sub 3 1] [Simplex [0; 1; 2]] [] [(Nonnegative, 4)].
Definition on_line (r : relation) : statement :=
  Statement 2 [Var 0; Var 1; Num 3 2; Sub 2 0; Sub 3 1; Num 0 1; Num 1 1; Add 0 1; Sub 7 6]
    [Range 0 (Closed 5) (Closed 6); Range 1 (Closed 5) (Closed 6)] [(r, 8)] [(Nonnegative, 4)].

Example simplex_of_three : accepted of_three (Nonnegative, 4) (corner 0) /\ rejected of_three (Nonnegative, 4) (corner 1).
Proof. evaluate. Qed.

Example equation : accepted (on_line Zero) (Nonnegative, 4) (corner 1) /\
  rejected (on_line Zero) (Nonnegative, 4) (corner 0) /\ rejected (on_line Nonnegative) (Nonnegative, 4) (corner 0) /\
  rejected (on_line Nonnegative) (Nonnegative, 4) (corner 1).
Proof. evaluate. Qed.

(** ** Meaning: x, 1/x, ... on [0, 1] *)
Definition on_unit (c : list instr) (goal : nat) : statement :=
  Statement 1 (Var 0 :: Num 0 1 :: Num 1 1 :: c) [Range 0 (Closed 1) (Closed 2)] [] [(Nonnegative, goal)].

Example division_by_zero_possible :
  rejected (on_unit [Div 2 0] 3) (Nonnegative, 3) Natural /\
  rejected (on_unit [Div 2 0] 3) (Nonnegative, 3) (UpperFace 0 Natural) /\
  rejected (on_unit [Div 2 0] 3) (Nonnegative, 3) MeanValue /\
  rejected (on_unit [Div 0 0] 3) (Nonnegative, 3) (LowerFace 0 Natural) /\
  rejected (on_unit [Num 1 2; Sub 0 3; Pow 4 2; Div 2 5] 6) (Nonnegative, 6) (Split 0 1 2 Natural Natural) /\
  accepted (on_unit [Num 3 2; Sub 0 3; Pow 4 2; Div 2 5] 6) (Nonnegative, 6) Natural.
Proof. evaluate. Qed.

Example function_outside_its_domain :
  rejected (on_unit [Log 0; Mul 1 3; Add 2 4] 5) (Nonnegative, 5) Natural /\
  rejected (on_unit [Num 1 2; Sub 0 3; Sqrt 4] 5) (Nonnegative, 5) Natural /\
  rejected (on_unit [Num 1 2; Sub 0 3; Sqrt 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  accepted (on_unit [Sqrt 0] 3) (Nonnegative, 3) Natural /\
  accepted (on_unit [Add 0 2; Log 3; Sqrt 3; Sub 5 4] 6) (Nonnegative, 6) MeanValue.
Proof. evaluate. Qed.

(** ** Statements that have no such proof *)
Example unbounded_range : rejected
  (Statement 1 [Var 0; Num 1 1; Add 0 1] [Range 0 (Closed 1) Unbounded] [] [(Nonnegative, 2)]) (Nonnegative, 2) Natural.
Proof. evaluate. Qed.

Example variable_of_no_factor : rejected
  (Statement 2 [Var 1; Num 0 1; Num 1 1; Mul 0 0] [Range 0 (Closed 1) (Closed 2)] [] [(Nonnegative, 3)])
  (Nonnegative, 3) Natural.
Proof. evaluate. Qed.

Example bound_that_uses_a_later_variable : rejected
  (Statement 2 [Var 0; Var 1; Num 0 1; Num 1 1] [Range 0 (Closed 2) (Closed 1); Range 1 (Closed 0) (Closed 3)] []
    [(Nonnegative, 0)]) (Nonnegative, 0) Natural.
Proof. evaluate. Qed.

Example node_that_uses_a_later_node : rejected
  (Statement 1 [Add 1 1; Num 1 1] [] [] [(Nonnegative, 0)]) (Nonnegative, 0) Natural.
Proof. evaluate. Qed.

Example identity : rejected (on_unit [Sub 0 0] 3) (Zero, 3) Natural /\ rejected (on_unit [] 0) (Nonnegative, 7) Natural.
Proof. evaluate. Qed.

(** ** abs, sin, cos, atan: ranges, and slopes by which a face is found *)
Definition of_variable (lower upper : Z) (c : list instr) (goal : nat) : statement :=
  Statement 1 (Num lower 1 :: Num upper 1 :: Var 0 :: c) [Range 0 (Closed 0) (Closed 1)] [] [(Nonnegative, goal)].

Example absolute_values :
  accepted (of_variable (-1) 2 [Abs 2; Num 2 1; Sub 4 3] 5) (Nonnegative, 5) Natural /\
  rejected (of_variable (-1) 2 [Abs 2; Num 199 100; Sub 4 3] 5) (Nonnegative, 5) Natural /\
  accepted (of_variable 1 2 [Abs 2; Sub 3 2] 4) (Nonnegative, 4) (LowerFace 0 Natural) /\
  accepted (of_variable (-2) (-1) [Abs 2; Num 1 1; Sub 3 4] 5) (Nonnegative, 5) (UpperFace 0 Natural) /\
  rejected (of_variable (-2) (-1) [Abs 2; Num 2 1; Sub 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  rejected (of_variable (-1) 2 [Abs 2; Num 1 1; Sub 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  rejected (of_variable (-2) 1 [Abs 2; Num 1 1; Sub 3 4] 5) (Nonnegative, 5) (UpperFace 0 Natural).
Proof. evaluate. Qed.

Example trigonometric_functions :
  accepted (of_variable 0 4 [Sin 2; Num 101 100; Sub 4 3] 5) (Nonnegative, 5) Natural /\
  rejected (of_variable 0 4 [Sin 2; Num 99 100; Sub 4 3] 5) (Nonnegative, 5) Natural /\
  accepted (of_variable 0 1 [Sin 2; Num 1 100; Add 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  rejected (of_variable 0 2 [Sin 2; Num 1 100; Add 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  rejected (of_variable 0 4 [Sin 2; Num 1 100; Add 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  accepted (of_variable 1 3 [Cos 2; Num 1 1; Add 3 4] 5) (Nonnegative, 5) (UpperFace 0 Natural) /\
  rejected (of_variable 1 3 [Cos 2; Num 1 1; Add 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  rejected (of_variable 3 6 [Cos 2; Num 9 10; Sub 3 4] 5) (Nonnegative, 5) (UpperFace 0 Natural) /\
  accepted (of_variable 0 5 [Atan 2; Num 1 100; Add 3 4] 5) (Nonnegative, 5) (LowerFace 0 Natural) /\
  rejected (of_variable 0 5 [Atan 2; Num 1 1; Sub 3 4] 5) (Nonnegative, 5) (UpperFace 0 Natural) /\
  accepted (of_variable 0 1 [Atan 2; Sub 2 3; Num 1 4; Add 4 5] 6) (Nonnegative, 6) Taylor /\
  rejected (of_variable 0 1 [Atan 2; Sub 3 2] 4) (Nonnegative, 4) Taylor.
Proof. evaluate. Qed.

(** ** Multipliers: x - 1/2 >= 0 on [0, 2], from x - 1 >= 0; not from 1 - x >= 0 *)
Definition half_of (assumed : instr) : statement := Statement 1
  [Num 0 1; Num 2 1; Var 0; Num 1 1; assumed; Num 1 2; Sub 2 5] [Range 0 (Closed 0) (Closed 1)] [(Nonnegative, 4)] [(Nonnegative, 6)].

Example multipliers : accepted (half_of (Sub 2 3)) (Nonnegative, 6) (Multiplier 0 1 1 MeanValue) /\
  accepted (half_of (Sub 2 3)) (Nonnegative, 6) (Split 0 1 1 (Multiplier 0 1 1 MeanValue) (Multiplier 0 1 1 MeanValue)) /\
  rejected (half_of (Sub 2 3)) (Nonnegative, 6) MeanValue /\
  rejected (half_of (Sub 2 3)) (Nonnegative, 6) (Multiplier 0 1 4 MeanValue) /\
  rejected (half_of (Sub 3 2)) (Nonnegative, 6) (Multiplier 0 1 1 MeanValue) /\
  rejected (half_of (Sub 3 2)) (Nonnegative, 6) (Multiplier 0 (-1) 1 MeanValue) /\
  rejected (half_of (Sub 2 3)) (Nonnegative, 6) (Multiplier 1 1 1 MeanValue) /\
  rejected (half_of (Sub 2 3)) (Nonnegative, 6) (LowerFace 0 (Multiplier 0 1 1 MeanValue)) /\
  rejected (half_of (Div 3 2)) (Nonnegative, 6) (Multiplier 0 1 1 MeanValue).
Proof. evaluate. Qed.

(** ** Witnesses where exp and log are enclosed *)
Definition refutes (s : statement) (x : list (Z * positive)) : Prop :=
  check_witness_with (check_boxes 100) s (Witness 0 x) = true /\ check_witness s (Witness 0 x) = false.
Definition spared (s : statement) (x : list (Z * positive)) : Prop := check_witness_with (check_boxes 100) s (Witness 0 x) = false.
Definition below_exp (assumed : list condition) : statement := Statement 1
  [Num 0 1; Var 0; Exp 1; Num 1 1; Add 3 1; Sub 4 2; Num 2 1; Sub 2 6] [Range 0 (Closed 0) Unbounded] assumed [(Nonnegative, 5)].
Definition equals_one (goal : nat) : statement := Statement 1 [Var 0; Exp 0; Num 1 1; Sub 1 2] [Range 0 Unbounded Unbounded] [] [(Zero, goal)].

Example enclosed_goals : refutes (below_exp []) [(1%Z, 1%positive)] /\ refutes (below_exp []) [(1%Z, 1000%positive)] /\
  spared (below_exp []) [(0%Z, 1%positive)] /\ spared (below_exp []) [(-1, 1%positive)%Z] /\
  refutes (equals_one 3) [(1%Z, 1%positive)] /\ refutes (equals_one 3) [(-1, 1%positive)%Z] /\ spared (equals_one 3) [(0%Z, 1%positive)] /\
  spared (equals_one 4) [(1%Z, 1%positive)].
Proof. unfold refutes, spared; evaluate. Qed.

Example enclosed_assumptions : refutes (below_exp [(Nonnegative, 7)]) [(1%Z, 1%positive)] /\
  spared (below_exp [(Nonnegative, 7)]) [(1%Z, 2%positive)] /\ spared (below_exp [(Zero, 7)]) [(1%Z, 1%positive)] /\
  spared (below_exp [(Nonnegative, 8)]) [(1%Z, 1%positive)].
Proof. unfold refutes, spared; evaluate. Qed.

Example undefined_goal : refutes (Statement 1 [Var 0; Log 0] [Range 0 Unbounded Unbounded] [] [(Nonnegative, 1)]) [(1%Z, 2%positive)] /\
  spared (Statement 1 [Var 0; Log 0] [Range 0 Unbounded Unbounded] [] [(Nonnegative, 1)]) [(-1, 1%positive)%Z] /\
  spared (Statement 1 [Var 0; Log 0; Num (-1) 1; Mul 1 2; Sub 3 3; Sub 4 2; Neg 5] [Range 0 Unbounded Unbounded] [] [(Nonnegative, 6)]) [(-1, 1%positive)%Z].
Proof. unfold refutes, spared; evaluate. Qed.

(** ** What an accepted certificate says: the theorem about real numbers, in the three arithmetics *)
Theorem T2_exp_holds x : length x = 1 -> true_at T2_exp x (Nonnegative, 6).
Proof. apply (check_boxes_sound 100 T2_exp _ T2_exp_tree_0); vm_compute; reflexivity. Qed.
Theorem T2_exp_holds_big x : length x = 1 -> true_at T2_exp x (Nonnegative, 6).
Proof. apply (check_boxes_big_sound 100 T2_exp _ T2_exp_tree_0); vm_compute; reflexivity. Qed.
Theorem T2_exp_holds_plain x : length x = 1 -> true_at T2_exp x (Nonnegative, 6).
Proof. apply (check_boxes_plain_sound 100 T2_exp _ T2_exp_tree_0); vm_compute; reflexivity. Qed.
