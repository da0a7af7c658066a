(** What the checker must reject, each next to its twin that it accepts. *)
From Coq Require Import List ZArith.
From HebbChecker Require Import Syntax Evidence Checker.
Import ListNotations.

(** Proofs without a chain. *)
Local Notation Coefficients t := (Plain (Evidence.Coefficients t)).
Local Notation Identity := (Plain Evidence.Identity).
Local Notation Boxes t := (Plain (Evidence.Boxes t)).

Ltac computed := vm_compute; reflexivity.

Definition integer (n : Z) : instr := Num n 1.
Definition inequality (variables : nat) (c : code) (d : list factor) : statement :=
  Statement variables c d [] [(Nonnegative, length c - 1)].
Definition identity (variables : nat) (c : code) (d : list factor) : statement :=
  Statement variables c d [] [(Zero, length c - 1)].
Definition leaf : evidence := [Coefficients (Leaf [])].

(** ** Constants: p_1 >= n/d (1 + 2 c) / 3 in the leader chamber of dimension 3 *)
Definition leader (n : Z) (d : positive) : statement :=
  inequality 4 [Var 0; integer 1; integer 2; Var 3; Mul 2 3; Add 1 4; integer 3; Div 5 6; Num n d; Mul 8 7; Sub 0 9]
    [LeaderChamber [0; 1; 2] 3].

Example leader_true : check (leader 1 1) leaf = true. Proof. computed. Qed.
Example leader_false : check (leader 101 100) leaf = false. Proof. computed. Qed.
Example leader_swapped : check (inequality 4 [Var 1; integer 3; Div 0 1; Var 0; Sub 2 3] [LeaderChamber [0; 1;
  2] 3]) leaf = false.
Proof. computed. Qed.
Example no_proof : check (leader 1 1) [] = false. Proof. computed. Qed.
Example two_proofs : check (leader 1 1) (leaf ++ leaf) = false. Proof. computed. Qed.
Example wrong_kind : check (leader 1 1) [Identity] = false. Proof. computed. Qed.
Example boxes_unchecked : check (leader 1 1) [Boxes Natural] = false. Proof. computed. Qed.

(** ** Bisection: x^2 - x + n/100 >= 0 on [0, 1]; the minimum is (n - 25)/100 *)
Definition unit_range := [Range 0 (Closed 0) (Closed 1)].
Definition parabola (n : Z) : statement :=
  inequality 1 [integer 0; integer 1; Var 0; Pow 2 2; Sub 3 2; Num n 100; Add 4 5] unit_range.
Definition halved : evidence := [Coefficients (Halve 0 0 1 (Leaf []) (Leaf []))].

Example parabola_halved : check (parabola 25) halved = true. Proof. computed. Qed.
Example parabola_whole : check (parabola 25) leaf = false. Proof. computed. Qed.
Example parabola_false : check (parabola 24) halved = false. Proof. computed. Qed.
Example parabola_raised : check (parabola 30) [Coefficients (Leaf [3])] = true. Proof. computed. Qed.
Example parabola_raised_too_little : check (parabola 30) [Coefficients (Leaf [2])] = false. Proof. computed. Qed.
Example raise_of_no_factor : check (parabola 30) [Coefficients (Leaf [3; 1])] = false. Proof. computed. Qed.
Example edge_to_itself : check (parabola 25) [Coefficients (Halve 0 1 1 (Leaf []) (Leaf []))] = false.
Proof. computed. Qed.
Example edge_of_no_vertex : check (parabola 25) [Coefficients (Halve 0 0 2 (Leaf []) (Leaf []))] = false.
Proof. computed. Qed.
Example edge_of_no_factor : check (parabola 25) [Coefficients (Halve 1 0 1 (Leaf []) (Leaf []))] = false.
Proof. computed. Qed.

(** (p_1 - 3/4)^2 + n/100 in the leader chamber of dimension 2,
  p_1 = z_0 + z_1 + z_2/2: two edges are cut where p_1 = 3/4. *)
Definition chamber_parabola (n : Z) : statement :=
  inequality 3 [Var 0; Num 3 4; Sub 0 1; Pow 2 2; Num n 100; Add 3 4] [LeaderChamber [0; 1] 2].
Definition edge (i j : nat) : coefficient_proof := Halve 0 i j (Leaf []) (Leaf []).
Example chamber_halved : check (chamber_parabola 0) [Coefficients (Halve 0 1 2 (Leaf []) (edge 0 2))] = true.
Proof. computed. Qed.
Example chamber_one_edge : check (chamber_parabola 0) [Coefficients (edge 1 2)] = false. Proof. computed. Qed.
Example chamber_whole : check (chamber_parabola 0) leaf = false. Proof. computed. Qed.
Example chamber_false : check (chamber_parabola (-1)) [Coefficients (Halve 0 1 2 (Leaf []) (edge 0 2))] = false.
Proof. computed. Qed.

(** ** Half-lines: x^2 - 2 x + n/10 on x >= 0, cut at 1 *)
Definition half_line (n : Z) : statement :=
  inequality 1 [integer 0; Var 0; Pow 1 2; integer 2; Mul 3 1; Sub 2 4; Num n 10;
    Add 5 6] [Range 0 (Closed 0) Unbounded].
Example half_line_cut : check (half_line 10) [Coefficients (Halve 0 0 0 (Leaf []) (Leaf []))] = true.
Proof. computed. Qed.
Example half_line_whole : check (half_line 10) leaf = false. Proof. computed. Qed.
Example half_line_false : check (half_line 9) [Coefficients (Halve 0 0 0 (Leaf []) (Leaf []))] = false.
Proof. computed. Qed.
Example half_line_raised : check (half_line 10) [Coefficients (Halve 0 0 0 (Leaf [1]) (Leaf [1]))] = false.
Proof. computed. Qed.
Example line_cut : check (inequality 1 [Var 0; Pow 0 2] [Range 0 Unbounded Unbounded]) leaf = false.
Proof. computed. Qed.
Example upper_half_line : check (inequality 1 [integer 2; Var 0; Sub 0 1] [Range 0 Unbounded (Closed 0)]) leaf = true.
Proof. computed. Qed.
Example upper_half_line_false : check (inequality 1 [integer 2; Var 0; integer 1;
  Sub 2 1] [Range 0 Unbounded (Closed 0)]) leaf = false.
Proof. computed. Qed.

(** ** Denominators *)
Definition reciprocal (lower upper : bound) : statement :=
  inequality 1 [integer 0; integer 1; Var 0; Div 1 2] [Range 0 lower upper].
Example positive_reciprocal : check (reciprocal (Open 0) Unbounded) leaf = true. Proof. computed. Qed.
Example vanishing_reciprocal : check (reciprocal (Closed 0) Unbounded) leaf = false. Proof. computed. Qed.
Example positive_on_range : check (reciprocal (Open 0) (Closed 1)) leaf = true. Proof. computed. Qed.
Example vanishing_on_range : check (reciprocal (Closed 0) (Closed 1)) leaf = false. Proof. computed. Qed.
Example wrong_end_open : check (reciprocal (Closed 0) (Open 1)) leaf = false. Proof. computed. Qed.
Definition both_ends (lower upper : bound) : statement :=
  inequality 1 [integer 0; integer 1; Var 0; Sub 1 2; Mul 2 3; Div 1 4] [Range 0 lower upper].
Example both_ends_open : check (both_ends (Open 0) (Open 1)) leaf = true. Proof. computed. Qed.
Example both_ends_halved : check (both_ends (Open 0) (Open 1)) halved = true. Proof. computed. Qed.
Example one_end_open : check (both_ends (Open 0) (Closed 1)) leaf = false. Proof. computed. Qed.
Example one_end_halved : check (both_ends (Open 0) (Closed 1)) halved = false. Proof. computed. Qed.
Definition negative_denominator (n : Z) : statement :=  (* n / (x - 2) on [0, 1] *)
  inequality 1 [integer 0; integer 1; Var 0; integer 2; Sub 2 3; integer n; Div 5 4] unit_range.
Example negative_quotient : check (negative_denominator (-1)) leaf = true. Proof. computed. Qed.
Example positive_quotient : check (negative_denominator 1) leaf = false. Proof. computed. Qed.
(* p_1 / (p_1 + p_2) *)
Example ratio_in_chamber : check (inequality 4 [Var 0; Var 1; Add 0 1; Div 0 2] [LeaderChamber [0; 1;
  2] 3]) leaf = true.
Proof. computed. Qed.
Example ratio_on_simplex : check (inequality 3 [Var 0; Var 1; Add 0 1; Div 0 2] [Simplex [0; 1; 2]]) leaf = false.
Proof. computed. Qed.
Example ratio_on_edge : check (inequality 2 [Var 0; Var 1; Add 0 1; Div 0 2] [Simplex [0; 1]]) leaf = true.
Proof. computed. Qed.
(* a denominator of the formula counts even when it cancels *)
Example cancelled_denominator : check (inequality 1 [integer 0; Var 0;
  Div 1 1] [Range 0 (Closed 0) Unbounded]) leaf = false.
Proof. computed. Qed.
Example reciprocal_of_reciprocal :
  check (inequality 1 [integer 0; integer 1; Var 0; Div 1 2; Div 1 3] [Range 0 (Closed 0) Unbounded]) leaf = false.
Proof. computed. Qed.
Example division_by_zero : check (inequality 1 [integer 0; integer 1; Div 1 0] []) leaf = false. Proof. computed. Qed.

(** ** Formulas that refer to what is not there *)
Example later_operand : check (inequality 1 [Add 1 1; integer 1; Pow 0 2] []) leaf = false. Proof. computed. Qed.
Example itself_as_operand : check (inequality 1 [Neg 0] []) leaf = false. Proof. computed. Qed.
Example variable_of_no_factor : check (inequality 2 [integer 0; Var 1;
  Pow 1 2] [Range 0 (Closed 0) Unbounded]) leaf = false.
Proof. computed. Qed.
Example goal_of_no_node : check (Statement 1 [integer 1] [] [] [(Nonnegative, 1)]) leaf = false. Proof. computed. Qed.
Example exponential : check (inequality 1 [integer 1; Exp 0] []) leaf = false. Proof. computed. Qed.
Example bound_of_no_node : check (inequality 1 [Var 0] [Range 0 (Closed 1) Unbounded]) leaf = false.
Proof. computed. Qed.

(** ** Identities: (a + b)^2 = a^2 + n a b + b^2 and quotients *)
Definition two_lines := [Range 0 Unbounded Unbounded; Range 1 Unbounded Unbounded].
Definition binomial (n : Z) (d : positive) : statement :=
  identity 2 [Var 0; Var 1; Add 0 1; Pow 2 2; Pow 0 2; Mul 0 1; Num n d; Mul 6 5; Add 4 7; Pow 1 2; Add 8 9;
    Sub 3 10] two_lines.
Example binomial_true : check (binomial 2 1) [Identity] = true. Proof. computed. Qed.
Example binomial_false : check (binomial 201 100) [Identity] = false. Proof. computed. Qed.
Example binomial_by_coefficients : check (binomial 2 1) leaf = false. Proof. computed. Qed.
Definition fractions (c : instr) : statement :=  (* 1/a - 1/b = (b - a) / c *)
  identity 2 [Var 0; Var 1; integer 1; Div 2 0; Div 2 1; Sub 3 4; Sub 1 0; c; Div 6 7; Sub 5 8] two_lines.
Example fractions_true : check (fractions (Mul 0 1)) [Identity] = true. Proof. computed. Qed.
Example fractions_false : check (fractions (Mul 0 0)) [Identity] = false. Proof. computed. Qed.
Definition total_is_one (d : list factor) : statement := identity 3 [Var 0; Var 1; Add 0 1; Var 2; Add 2 3;
  integer 1; Sub 4 5] d.
Example total_on_simplex : check (total_is_one [Simplex [2; 0; 1]]) [Identity] = true. Proof. computed. Qed.
Example total_of_part : check (total_is_one [Simplex [0; 1]]) [Identity] = false. Proof. computed. Qed.
Example total_anywhere : check (total_is_one two_lines) [Identity] = false. Proof. computed. Qed.
Definition constant_range (k : nat) : statement :=  (* x = 1/2 because 1/2 <= x <= node k *)
  identity 1 [Num 1 2; Num 2 3; Var 0; Sub 2 0] [Range 0 (Closed 0) (Closed k)].
Example point_range : check (constant_range 0) [Identity] = true. Proof. computed. Qed.
Example wider_range : check (constant_range 1) [Identity] = false. Proof. computed. Qed.
Example half_open_point :
  check (identity 1 [Num 1 2; Var 0; Sub 1 0] [Range 0 (Open 0) Unbounded]) [Identity] = false. Proof. computed. Qed.

(** ** Refutations: x <= 1/2 fails in [0, 1] at 3/4 *)
Definition small (lower upper : bound) (assumptions : list condition) : statement :=
  Statement 1 [integer 0; integer 1; Num 1 2; Var 0; Sub 2 3] [Range 0 lower upper] assumptions [(Nonnegative, 4)].
Definition at_point (n : Z) (d : positive) : witness := Witness 0 [(n, d)].
Definition at_points (goal : nat) (x : list (Z * Z)) : witness := Witness goal (map (fun q => (fst q,
  Z.to_pos (snd q))) x).
Example refutation : check_witness (small (Closed 0) (Closed 1) []) (at_point 3 4) = true. Proof. computed. Qed.
Example at_the_end : check_witness (small (Closed 0) (Closed 1) []) (at_point 1 1) = true. Proof. computed. Qed.
Example at_the_open_end : check_witness (small (Closed 0) (Open 1) []) (at_point 1 1) = false. Proof. computed. Qed.
Example outside : check_witness (small (Closed 0) (Closed 1) []) (at_point 101 100) = false. Proof. computed. Qed.
Example goal_holds_there : check_witness (small (Closed 0) (Closed 1) []) (at_point 1 2) = false. Proof. computed. Qed.
Example against_assumption : check_witness (small (Closed 0) (Closed 1) [(Nonnegative, 4)]) (at_point 3 4) = false.
Proof. computed. Qed.
Example too_many_values : check_witness (small (Closed 0) (Closed 1) []) (at_points 0 [(3, 4); (0, 1)]%Z) = false.
Proof. computed. Qed.
Example of_no_goal : check_witness (small (Closed 0) (Closed 1) []) (at_points 1 [(3, 4)]%Z) = false.
Proof. computed. Qed.
Definition first_is_small (f : factor) : statement :=
  Statement 3 [Num 2 3; Var 0; Sub 0 1] [f] [] [(Nonnegative, 2)].
Example on_simplex : check_witness (first_is_small (Simplex [0; 1; 2])) (at_points 0 [(3, 4); (1, 8); (1, 8)]%Z) = true.
Proof. computed. Qed.
Example off_simplex : check_witness (first_is_small (Simplex [0; 1; 2])) (at_points 0 [(3, 4); (1, 8);
  (1, 7)]%Z) = false.
Proof. computed. Qed.
Example negative_coordinate : check_witness (first_is_small (Simplex [0; 1; 2])) (at_points 0 [(3, 4); (1, 2);
  (-1, 4)]%Z) = false.
Proof. computed. Qed.
Example in_chamber : check_witness (first_is_small (LeaderChamber [0; 1] 2)) (at_points 0 [(3, 4); (1, 4);
  (1, 2)]%Z) = true.
Proof. computed. Qed.
Example gap_too_large : check_witness (first_is_small (LeaderChamber [0; 1] 2)) (at_points 0 [(3, 4); (1, 4);
  (2, 3)]%Z) = false.
Proof. computed. Qed.
Example no_gap : check_witness (first_is_small (LeaderChamber [0; 1] 2)) (at_points 0 [(3, 4); (1, 4);
  (0, 1)]%Z) = false.
Proof. computed. Qed.
Example undefined_goal :
  check_witness (Statement 1 [integer 0; Var 0; Div 1 0] [Range 0 Unbounded Unbounded] [] [(Nonnegative,
    2)]) (at_point (-1) 1) = false.
Proof. computed. Qed.
