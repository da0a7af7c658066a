(** Proofs by weighted squares that the checker must reject, each next to its twin that it accepts. *)
From Coq Require Import List ZArith.
From HebbChecker Require Import Syntax Evidence Checker.
Import ListNotations.

Ltac evaluate := repeat split; vm_compute; reflexivity.

Definition accepted s used roots conditions bases parts := check s [Plain (Squares used roots conditions bases parts)] = true.
Definition rejected s used roots conditions bases parts := check s [Plain (Squares used roots conditions bases parts)] = false.
Definition line (k : nat) := Range k Unbounded Unbounded.
Definition unit_range (k zero one : nat) := Range k (Closed zero) (Closed one).

(** The last of the bases is the number 1. *)
Definition one : monomials := [(1, [])]%Z.
Definition times_one (number : nat) := [SquareTerm 1 [] number].

(** ** x^2 + y^2 >= 2 x y *)
Definition geometric (n : Z) : statement := Statement 2
  [Var 0; Var 1; Pow 0 2; Pow 1 2; Mul 0 1; Num n 100; Mul 5 4; Add 2 3; Sub 7 6] [line 0; line 1] [] [(Nonnegative, 8)].
Definition form : monomials := [(1, [2; 0]%nat); (-2, [1; 1]%nat); (1, [0; 2]%nat)]%Z.
Definition root_of_form : monomials := [(1, [1; 0]%nat); (-1, [0; 1]%nat)]%Z.
Definition by_square (weight : Z) (square : nat) := [SquaresPart form false (times_one 1) [SquareTerm weight [] square] []].
Example squares : accepted (geometric 200) [] [] [] [root_of_form; one] (by_square 1 0) /\
  rejected (geometric 201) [] [] [] [root_of_form; one] (by_square 1 0) /\
  rejected (geometric 200) [] [] [] [root_of_form; one] (by_square 2 0) /\
  rejected (geometric 200) [] [] [] [root_of_form; one] (by_square 1 2) /\
  rejected (geometric 200) [] [] [] [[(1, [1; 0]%nat); (1, [0; 1]%nat)]%Z; one] (by_square 1 0) /\
  rejected (geometric 200) [] [] [] [root_of_form; one] [] /\
  rejected (geometric 200) [] [] [] [root_of_form; one] (by_square 1 0 ++ by_square 1 0) /\
  rejected (geometric 200) [] [] [root_of_form] [root_of_form; one] (by_square 1 0) /\
  rejected (Statement 2 (formula (geometric 200)) [line 0; line 1] [] [(Zero, 8)]) [] [] [] [root_of_form; one] (by_square 1 0).
Proof. evaluate. Qed.

(** A target that is another multiple of the form, also a negative one; the opposite of the goal. *)
Definition scaled (z : Z) : monomials := map (fun m => (z * fst m, snd m)%Z) form.
Example targets : accepted (geometric 200) [] [] [] [root_of_form; one] [SquaresPart (scaled 3) false (times_one 1) [SquareTerm 3 [] 0] []] /\
  rejected (geometric 200) [] [] [] [root_of_form; one] [SquaresPart (scaled 0) false (times_one 1) [] []] /\
  rejected (Statement 2 (formula (geometric 200) ++ [Neg 8]) [line 0; line 1] [] [(Nonnegative, 9)])
    [] [] [] [root_of_form; one] (by_square 1 0) /\
  rejected (Statement 2 (formula (geometric 200) ++ [Neg 8]) [line 0; line 1] [] [(Nonnegative, 9)])
    [] [] [] [root_of_form; one] [SquaresPart (scaled (-1)) true (times_one 1) [SquareTerm 1 [] 0] []].
Proof. evaluate. Qed.

(** -x^2 >= 0 is false: its square would need the weight -1. *)
Example negative_weight : rejected (Statement 1 [Var 0; Pow 0 2; Neg 1] [line 0] [] [(Nonnegative, 2)]) [] [] []
    [[(1, [1]%nat)]%Z; one] [SquaresPart [(-1, [2]%nat)]%Z false (times_one 1) [SquareTerm (-1) [] 0] []] /\
  accepted (Statement 1 [Var 0; Pow 0 2; Neg 1; Neg 2] [line 0] [] [(Nonnegative, 3)]) [] [] []
    [[(1, [1]%nat)]%Z; one] [SquaresPart [(1, [2]%nat)]%Z false (times_one 1) [SquareTerm 1 [] 0] []].
Proof. evaluate. Qed.

(** ** x - x^2 >= 0 on [0, 1] *)
Definition parabola (d : list factor) : statement := Statement 1 [Num 0 1; Num 1 1; Var 0; Mul 2 2; Sub 2 3] d [] [(Nonnegative, 4)].
Definition bounds : list monomials := [[(1, [1]%nat)]; [(1, []); (-1, [1]%nat)]]%Z.
Definition by_bounds (c : list nat) := [SquaresPart [(1, [1]%nat); (-1, [2]%nat)]%Z false (times_one 0) [SquareTerm 1 c 0] []].
Example conditions_of_ranges : accepted (parabola [unit_range 0 0 1]) [] [] bounds [one] (by_bounds [0; 1]) /\
  rejected (parabola [unit_range 0 0 1]) [] [] bounds [one] (by_bounds [0]) /\
  rejected (parabola [unit_range 0 0 1]) [] [] bounds [one] (by_bounds [0; 2]) /\
  rejected (parabola [Range 0 (Closed 0) Unbounded]) [] [] bounds [one] (by_bounds [0; 1]) /\
  rejected (parabola [Range 0 (Closed 0) Unbounded]) [] [] [[(1, [1]%nat)]%Z] [one] (by_bounds [0; 1]) /\
  rejected (parabola [unit_range 0 0 0]) [] [] bounds [one] (by_bounds [0; 1]) /\
  rejected (parabola [unit_range 0 1 0]) [] [] bounds [one] (by_bounds [0; 1]) /\
  rejected (parabola [unit_range 0 0 1]) [] [] [[(-1, [1]%nat)]; [(-1, []); (1, [1]%nat)]]%Z [one] (by_bounds [0; 1]).
Proof. evaluate. Qed.

(** A bound that is no polynomial: x >= 1 / y, where nothing is known of y. *)
Definition above_inverse (bound : nat) : statement := Statement 2
  [Var 1; Num 1 1; Div 1 0; Mul 0 0; Var 0; Mul 4 3; Sub 5 0; Sub 4 1] [line 1; Range 0 (Closed bound) Unbounded] []
  [(Nonnegative, if (bound =? 1)%nat then 7 else 6)].
Definition itself (p : monomials) := [SquaresPart p false (times_one 0) [SquareTerm 1 [0] 0] []].
Example rational_bound : rejected (above_inverse 2) [] [] [[(1, [1; 2]%nat); (-1, [0; 1]%nat)]]%Z [one] (itself [(1, [1; 2]%nat); (-1, [0; 1]%nat)]%Z) /\
  accepted (above_inverse 1) [] [] [[(1, [1]%nat); (-1, [])]]%Z [one] (itself [(1, [1]%nat); (-1, [])]%Z).
Proof. evaluate. Qed.

(** ** Equations: x y >= 0 where x = y *)
Definition equal_ones (r : relation) : statement := Statement 2
  [Var 0; Var 1; Sub 0 1; Mul 0 1; Sub 1 0] [line 0; line 1] [(r, 2)] [(Nonnegative, 3)].
Definition x_minus_y : monomials := [(1, [1; 0]%nat); (-1, [0; 1]%nat)]%Z.
Definition y_minus_x : monomials := [(-1, [1; 0]%nat); (1, [0; 1]%nat)]%Z.
Definition by_equation (weight : Z) (c : list nat) (number : nat) :=
  [SquaresPart [(1, [1; 1]%nat)]%Z false (times_one 1) [SquareTerm 1 [] 0] [SquareTerm weight c number]].
Example equations : accepted (equal_ones Zero) [0] [] [x_minus_y] [[(1, [1]%nat)]%Z; one] (by_equation (-1) [0] 0) /\
  accepted (equal_ones Zero) [0] [] [y_minus_x] [[(1, [1]%nat)]%Z; one] (by_equation 1 [0] 0) /\
  rejected (equal_ones Zero) [0] [] [x_minus_y] [[(1, [1]%nat)]%Z; one] (by_equation 1 [0] 0) /\
  rejected (equal_ones Nonnegative) [0] [] [x_minus_y] [[(1, [1]%nat)]%Z; one] (by_equation (-1) [0] 0) /\
  rejected (equal_ones Zero) [] [] [] [[(1, [1]%nat)]%Z; one] (by_equation (-1) [0] 0) /\
  rejected (equal_ones Zero) [1] [] [x_minus_y] [[(1, [1]%nat)]%Z; one] (by_equation (-1) [0] 0) /\
  rejected (equal_ones Zero) [0] [] [x_minus_y] [[(1, [1]%nat)]%Z; one; [(1, [1; 1]%nat); (-1, [2]%nat)]%Z] (by_equation 1 [] 2) /\
  rejected (equal_ones Zero) [0] [] [x_minus_y] [[(1, [1]%nat)]%Z; one] (by_equation (-1) [0] 2).
Proof. evaluate. Qed.

(** An equation is no factor of a square. *)
Example square_times_equation :
  rejected (Statement 2 (formula (equal_ones Zero)) [line 0; line 1] [(Zero, 2)] [(Nonnegative, 2)]) [0] [] [x_minus_y] [one] (itself x_minus_y) /\
  accepted (Statement 2 (formula (equal_ones Zero)) [line 0; line 1] [(Nonnegative, 2)] [(Nonnegative, 2)]) [0] [] [x_minus_y] [one] (itself x_minus_y).
Proof. evaluate. Qed.

(** ** Multipliers: from x^2 (x + n) >= 0 to x + n >= 0, right for n >= 0, as x = 0 shows *)
Definition times_x_squared (n : Z) : statement := Statement 1
  [Var 0; Num n 1; Add 0 1; Pow 0 2; Mul 3 2] [line 0] [(Nonnegative, 4)] [(Nonnegative, 2)].
Definition shift (n : Z) : monomials := (1, [1]%nat)%Z :: (if (n =? 0)%Z then [] else [(n, [])]).
Definition cubic (n : Z) : monomials := (1, [3]%nat)%Z :: (if (n =? 0)%Z then [] else [(n, [2]%nat)]%Z).
Definition with_multiplier (n : Z) (m : list square_term) := [SquaresPart (shift n) false m [SquareTerm 1 [0] 1] []].
Example lone_variables : accepted (times_x_squared 0) [0] [] [cubic 0] [[(1, [1]%nat)]%Z; one] (with_multiplier 0 [SquareTerm 1 [] 0]) /\
  accepted (times_x_squared 1) [0] [] [cubic 1] [[(1, [1]%nat)]%Z; one] (with_multiplier 1 [SquareTerm 1 [] 0]) /\
  rejected (times_x_squared (-1)) [0] [] [cubic (-1)] [[(1, [1]%nat)]%Z; one] (with_multiplier (-1) [SquareTerm 1 [] 0]) /\
  rejected (times_x_squared 1) [0] [] [cubic 1] [[(1, [1]%nat)]%Z; one] (with_multiplier 1 [SquareTerm 2 [] 0]) /\
  rejected (times_x_squared 1) [0] [] [cubic 1] [[(1, [1]%nat)]%Z; one] (with_multiplier 1 []).
Proof. evaluate. Qed.

(** No multiplier at all, or 0, proves nothing. *)
Definition by_nothing (m : list square_term) := [SquaresPart [(1, [1]%nat)]%Z false m [] []].
Example empty_multiplier : rejected (Statement 1 [Var 0] [line 0] [] [(Nonnegative, 0)]) [] [] [] [one] (by_nothing []) /\
  rejected (Statement 1 [Var 0] [line 0] [] [(Nonnegative, 0)]) [] [] [] [[]; one] (by_nothing [SquareTerm 1 [] 0]) /\
  rejected (Statement 1 [Var 0] [line 0] [] [(Nonnegative, 0)]) [] [] [] [[(0, [1]%nat)]%Z; one] (by_nothing [SquareTerm 1 [] 0]).
Proof. evaluate. Qed.

(** From y^a x^3 >= 0 to x >= 0: x y, or y times x^2, vanishes elsewhere, too. *)
Definition x_cubed (a : nat) : statement := Statement 2
  [Num 0 1; Var 0; Var 1; Pow 1 3; Pow 2 a; Mul 4 3] [line 0; Range 1 (Closed 0) Unbounded] [(Nonnegative, 5)] [(Nonnegative, 1)].
Example shared_variables :
  rejected (x_cubed 2) [0] [] [[(1, [0; 1]%nat)]; [(1, [3; 2]%nat)]]%Z [[(1, [1; 1]%nat)]%Z; one]
    [SquaresPart [(1, [1]%nat)]%Z false [SquareTerm 1 [] 0] [SquareTerm 1 [1] 1] []] /\
  rejected (x_cubed 1) [0] [] [[(1, [0; 1]%nat)]; [(1, [3; 1]%nat)]]%Z [[(1, [1]%nat)]%Z; one]
    [SquaresPart [(1, [1]%nat)]%Z false [SquareTerm 1 [0] 0] [SquareTerm 1 [1] 1] []] /\
  accepted (x_cubed 0) [0] [] [[(1, [0; 1]%nat)]; [(1, [3]%nat)]]%Z [[(1, [1]%nat)]%Z; one]
    [SquaresPart [(1, [1]%nat)]%Z false [SquareTerm 1 [] 0] [SquareTerm 1 [1] 1] []].
Proof. evaluate. Qed.

(** From x (x - 1) >= 0 to x - 1 >= 0: for x > 0, not for x >= 0. *)
Definition times_x (b : bound) : statement := Statement 1
  [Num 0 1; Var 0; Num 1 1; Sub 1 2; Mul 1 3] [Range 0 b Unbounded] [(Nonnegative, 4)] [(Nonnegative, 3)].
Definition with_x := [SquaresPart [(1, [1]%nat); (-1, [])]%Z false [SquareTerm 1 [0] 0] [SquareTerm 1 [1] 0] []].
Definition of_times_x : list monomials := [[(1, [1]%nat)]; [(1, [2]%nat); (-1, [1]%nat)]]%Z.
Example strict_multiplier : accepted (times_x (Open 0)) [0] [] of_times_x [one] with_x /\ rejected (times_x (Closed 0)) [0] [] of_times_x [one] with_x.
Proof. evaluate. Qed.

(** From y^2 x = x^2 to x >= 0, as the square is a multiple of x^2; not from y^2 x = (x + y)^2, or with a factor z >= 0. *)
Definition has_square (extra : bool) (b : bound) : statement := Statement 3
  [Num 0 1; Var 0; Var 1; Var 2; Pow 2 2; Mul 4 1; if extra then Add 1 2 else Mul 3 1; Pow 6 2; Sub 5 7; Pow 1 2; Mul 3 9; Sub 5 10]
  [line 0; line 1; Range 2 b Unbounded] [(Zero, if extra then 8 else 11)] [(Nonnegative, 1)].
Definition with_square (c : list nat) (square : nat) :=
  [SquaresPart [(1, [1]%nat)]%Z false [SquareTerm 1 [] 1] [SquareTerm 1 c square] [SquareTerm 1 [1] 2]].
Definition z_times : list monomials := [[(1, [0; 0; 1]%nat)]; [(1, [1; 2]%nat); (-1, [2; 0; 1]%nat)]]%Z.
Definition x_plus_y : list monomials := [[(1, [0; 0; 1]%nat)]; [(1, [1; 2]%nat); (-1, [2]%nat); (-2, [1; 1]%nat); (-1, [0; 2]%nat)]]%Z.
Definition three_bases : list monomials := [[(1, [1]%nat)]; [(1, [0; 1]%nat)]; one; [(1, [1]%nat); (1, [0; 1]%nat)]]%Z.
Example squares_of_the_goal : accepted (has_square false (Open 0)) [0] [] z_times three_bases (with_square [0] 0) /\
  rejected (has_square false (Closed 0)) [0] [] z_times three_bases (with_square [0] 0) /\
  rejected (has_square true (Open 0)) [0] [] x_plus_y three_bases (with_square [] 3).
Proof. evaluate. Qed.

(** ** Divisors: 1 / (x^2 + n) >= 0 *)
Definition inverse (n : Z) : statement := Statement 1 [Var 0; Pow 0 2; Num n 1; Add 1 2; Num 1 1; Div 4 3] [line 0] [] [(Nonnegative, 5)].
Definition denominator (n : Z) : monomials := (1, [2]%nat)%Z :: (if (n =? 0)%Z then [] else [(n, [])]).
Definition divisor_part (n : Z) (terms : list square_term) := SquaresPart (denominator n) false (times_one 1) terms [].
Definition bases_of_inverse : list monomials := [[(1, [1]%nat)]%Z; one].
Example divisors :
  accepted (inverse 1) [] [] [] bases_of_inverse [divisor_part 1 [SquareTerm 1 [] 0; SquareTerm 1 [] 1]; divisor_part 1 [SquareTerm 1 [] 0; SquareTerm 1 [] 1]] /\
  rejected (inverse 0) [] [] [] bases_of_inverse [divisor_part 0 [SquareTerm 1 [] 0]; divisor_part 0 [SquareTerm 1 [] 0]] /\
  rejected (inverse (-1)) [] [] [] bases_of_inverse [divisor_part 1 [SquareTerm 1 [] 0; SquareTerm 1 [] 1]; divisor_part 1 [SquareTerm 1 [] 0; SquareTerm 1 [] 1]] /\
  rejected (inverse 1) [] [] [] bases_of_inverse [divisor_part 1 [SquareTerm 1 [] 0; SquareTerm 1 [] 1]] /\
  rejected (inverse 0) [] [] [] bases_of_inverse [divisor_part 1 [SquareTerm 1 [] 0; SquareTerm 1 [] 1]; divisor_part 0 [SquareTerm 1 [] 0]].
Proof. evaluate. Qed.

(** A divisor that is negative. *)
Definition negative_inverse : statement := Statement 1
  [Var 0; Pow 0 2; Num (-1) 1; Sub 2 1; Num (-1) 1; Div 4 3] [line 0] [] [(Nonnegative, 5)].
Definition opposite : monomials := [(-1, [2]%nat); (-1, [])]%Z.
Definition sum_of_two := [SquareTerm 1 [] 0; SquareTerm 1 [] 1].
Definition negative_parts (sign : bool) := [SquaresPart opposite sign (times_one 1) sum_of_two []; divisor_part 1 sum_of_two].
Example negative_divisors : accepted negative_inverse [] [] [] bases_of_inverse (negative_parts true) /\
  rejected negative_inverse [] [] [] bases_of_inverse (negative_parts false).
Proof. evaluate. Qed.

(** Divisors that are numbers need no part; 0 is none. *)
Example number_as_divisor :
  accepted (Statement 1 [Var 0; Pow 0 2; Num 2 1; Div 1 2] [line 0] [] [(Nonnegative, 3)]) [] [] [] bases_of_inverse
    [SquaresPart [(1, [2]%nat)]%Z false (times_one 1) [SquareTerm 1 [] 0] []] /\
  rejected (Statement 1 [Var 0; Pow 0 2; Num 0 1; Div 1 2] [line 0] [] [(Nonnegative, 3)]) [] [] [] bases_of_inverse
    [SquaresPart [(1, [2]%nat)]%Z false (times_one 1) [SquareTerm 1 [] 0] []].
Proof. evaluate. Qed.

(** ** Roots: sqrt(x^2 + 1) >= 0 *)
Definition root : statement := Statement 1 [Var 0; Pow 0 2; Num 1 1; Add 1 2; Sqrt 3] [line 0] [] [(Nonnegative, 4)].
Definition of_root : list monomials := [[(1, [0; 1]%nat)]; [(1, [0; 2]%nat); (-1, [2]%nat); (-1, [])]]%Z.
Definition argument := divisor_part 1 sum_of_two.
Definition root_itself := SquaresPart [(1, [0; 1]%nat)]%Z false (times_one 1) [SquareTerm 1 [0] 1] [].
Example roots : accepted root [] [4] of_root bases_of_inverse [argument; root_itself] /\
  rejected root [] [4] of_root bases_of_inverse [root_itself] /\
  rejected root [] [4] of_root bases_of_inverse [SquaresPart [(1, [2]%nat)]%Z false (times_one 1) [SquareTerm 1 [] 0] []; root_itself] /\
  rejected root [] [] [] bases_of_inverse [argument; root_itself] /\ rejected root [] [3] of_root bases_of_inverse [argument; root_itself] /\
  rejected root [] [4] [[(1, [0; 1]%nat)]; [(1, [0; 2]%nat); (-1, [2]%nat); (1, [])]]%Z bases_of_inverse [argument; root_itself] /\
  rejected root [] [4] [[(1, [0; 1]%nat)]]%Z bases_of_inverse [argument; root_itself].
Proof. evaluate. Qed.

(** sqrt(x) is not defined everywhere: that x = sqrt(x)^2 must not be used for it. *)
Definition root_of_x (d : factor) : statement := Statement 1 [Num 0 1; Var 0; Sqrt 1] [d] [] [(Nonnegative, 2)].
Definition of_x (with_range : bool) : list monomials :=
  ((if with_range then [[(1, [1]%nat)]] else []) ++ [[(1, [0; 1]%nat)]; [(1, [0; 2]%nat); (-1, [1]%nat)]])%Z.
Definition bases_of_x : list monomials := [[(1, [0; 1]%nat)]%Z; one].
Definition x_by_root (first : nat) := SquaresPart [(1, [1]%nat)]%Z false (times_one 1) [SquareTerm 1 [] 0] [SquareTerm (-1) [S first] 1].
Definition x_by_range := SquaresPart [(1, [1]%nat)]%Z false (times_one 1) [SquareTerm 1 [0] 1] [].
Definition the_root (first : nat) := SquaresPart [(1, [0; 1]%nat)]%Z false (times_one 1) [SquareTerm 1 [first] 1] [].
Example circular_root : rejected (root_of_x (line 0)) [] [2] (of_x false) bases_of_x [x_by_root 0; the_root 0] /\
  accepted (root_of_x (Range 0 (Closed 0) Unbounded)) [] [2] (of_x true) bases_of_x [x_by_range; the_root 1] /\
  rejected (root_of_x (Range 0 (Closed 0) Unbounded)) [] [2] (of_x true) bases_of_x [x_by_root 1; the_root 1].
Proof. evaluate. Qed.

(** An assumption says that its roots are defined: x >= 0 where 1 - sqrt(x) >= 0; not without it, nor by another one. *)
Definition below_one : statement := Statement 1
  [Num 1 1; Var 0; Sqrt 1; Sub 0 2] [line 0] [(Nonnegative, 3); (Nonnegative, 0)] [(Nonnegative, 1)].
Definition of_assumption : list monomials := [[(1, []); (-1, [0; 1]%nat)]; [(1, [0; 1]%nat)]; [(1, [0; 2]%nat); (-1, [1]%nat)]]%Z.
Example root_in_an_assumption : accepted below_one [0] [2] of_assumption bases_of_x [x_by_root 1] /\
  rejected below_one [] [2] (of_x false) bases_of_x [x_by_root 0] /\
  rejected below_one [1] [2] (one :: of_x false) bases_of_x [x_by_root 1].
Proof. evaluate. Qed.

(** abs(x) - x >= 0 *)
Definition absolute (a b : nat) : statement := Statement 1 [Var 0; Abs 0; Sub a b] [line 0] [] [(Nonnegative, 2)].
Definition of_absolute : list monomials := [[(1, [0; 1]%nat)]; [(1, [0; 1]%nat); (-1, [1]%nat)]; [(1, [0; 1]%nat); (1, [1]%nat)]; [(1, [0; 2]%nat); (-1, [2]%nat)]]%Z.
Definition difference (z : Z) (c : nat) := [SquaresPart [(z, [0; 1]%nat); (- z, [1]%nat)]%Z false (times_one 0) [SquareTerm 1 [c] 0] []].
Example absolute_values : accepted (absolute 1 0) [] [1] of_absolute [one] (difference 1 1) /\
  rejected (absolute 1 0) [] [1] of_absolute [one] (difference 1 2) /\
  rejected (absolute 0 1) [] [1] of_absolute [one] (difference (-1) 1) /\
  rejected (absolute 1 0) [] [1] [[(1, [0; 1]%nat)]; [(1, [1]%nat); (-1, [0; 1]%nat)]; [(1, [0; 1]%nat); (1, [1]%nat)]; [(1, [0; 2]%nat); (-1, [2]%nat)]]%Z [one] (difference 1 1) /\
  rejected (absolute 1 0) [] [0] of_absolute [one] (difference 1 1).
Proof. evaluate. Qed.

(** ** Simplex and chamber *)
Definition share (f : factor) (goal : nat) : statement := Statement 3
  [Var 0; Var 1; Var 2; Num 1 1; Sub 3 0; Sub 0 1] [f] [] [(Nonnegative, goal)].
Definition of_simplex : list monomials := [[(1, [1]%nat)]; [(1, [0; 1]%nat)]; [(1, []); (-1, [1]%nat); (-1, [0; 1]%nat)]]%Z.
Definition rest_is (c : nat) (e : nat) := [SquaresPart [(1, []); (-1, [1]%nat)]%Z false (times_one 0) [SquareTerm 1 [c] 0] [SquareTerm 1 [e] 0]].
Example on_the_simplex : accepted (share (Simplex [0; 1]) 4) [] [] of_simplex [one] (rest_is 1 2) /\
  rejected (share (Simplex [0; 1]) 4) [] [] of_simplex [one] (rest_is 0 2) /\
  rejected (share (Simplex [0; 1]) 4) [] [] of_simplex [one] (rest_is 1 1) /\
  rejected (share (Simplex [0; 2]) 4) [] [] of_simplex [one] (rest_is 1 2).
Proof. evaluate. Qed.

Definition of_chamber : list monomials :=
  [[(1, [0; 0; 1]%nat)]; [(1, [1]%nat); (-1, [0; 1]%nat); (-1, [0; 0; 1]%nat)]; [(1, [0; 1]%nat)]; [(1, []); (-1, [1]%nat); (-1, [0; 1]%nat)]]%Z.
Definition lead (c : list nat) := [SquaresPart [(1, [1]%nat); (-1, [0; 1]%nat)]%Z false (times_one 0) (map (fun k => SquareTerm 1 [k] 0) c) []].
Example in_the_chamber : accepted (share (LeaderChamber [0; 1] 2) 5) [] [] of_chamber [one] (lead [0; 1]) /\
  rejected (share (LeaderChamber [0; 1] 2) 5) [] [] of_chamber [one] (lead [1]) /\
  rejected (share (LeaderChamber [1; 0] 2) 5) [] [] of_chamber [one] (lead [0; 1]) /\
  rejected (share (Simplex [0; 1]) 5) [] [] of_chamber [one] (lead [0; 1]).
Proof. evaluate. Qed.

(** ** Variables that do not exist must not be taken for roots: sqrt(x + 4) >= 2 is no share of 1, is not <= 1, is not variable 1 *)
Definition two_or_more (d : list factor) (goal : nat) : statement := Statement 1
  ([Num 0 1; Num 1 1; Var 0; Num 4 1; Add 2 3; Sqrt 4; Sub 1 5] ++ if (goal =? 8)%nat then [Var 1; Sub 7 5] else []) d []
  [(Nonnegative, goal)].
Definition root_fact : list monomials := [[(1, [0; 1]%nat)]; [(1, [0; 2]%nat); (-1, [1]%nat); (-4, [])]]%Z.
Definition at_least_four := SquaresPart [(1, [1]%nat); (4, [])]%Z false (times_one 0) [SquareTerm 1 [0] 0; SquareTerm 4 [] 0] [].
Definition at_most_one (terms equations : list square_term) := SquaresPart [(1, []); (-1, [0; 1]%nat)]%Z false (times_one 0) terms equations.
Example share_that_is_a_root : rejected (two_or_more [Simplex [0; 1]] 6) [] [5] (of_simplex ++ root_fact) [one]
  [at_least_four; at_most_one [SquareTerm 1 [0] 0] [SquareTerm 1 [2] 0]].
Proof. evaluate. Qed.
Example range_of_a_root : rejected (two_or_more [Range 0 (Closed 0) Unbounded; Range 1 Unbounded (Closed 1)] 6) [] [5]
  ([[(1, [1]%nat)]; [(1, []); (-1, [0; 1]%nat)]]%Z ++ root_fact) [one] [at_least_four; at_most_one [SquareTerm 1 [1] 0] []].
Proof. evaluate. Qed.
Example variable_that_is_a_root : rejected (two_or_more [Range 0 (Closed 0) Unbounded] 8) [] [5] ([[(1, [1]%nat)]]%Z ++ root_fact) [one]
  [at_least_four; SquaresPart [] false (times_one 0) [] []].
Proof. evaluate. Qed.
Example gap_that_is_a_root : rejected (Statement 2 [Num 1 1; Var 0; Num 4 1; Add 1 2; Sqrt 3; Sub 0 4] [LeaderChamber [0; 1] 2] [] [(Nonnegative, 5)])
  [] [4] (of_chamber ++ [[(1, [0; 0; 1]%nat)]; [(1, [0; 0; 2]%nat); (-1, [1]%nat); (-4, [])]]%Z) [one]
  [SquaresPart [(1, [1]%nat); (4, [])]%Z false (times_one 0) [SquareTerm 1 [0] 0; SquareTerm 1 [1] 0; SquareTerm 1 [2] 0; SquareTerm 4 [] 0] [];
   SquaresPart [(1, []); (-1, [0; 0; 1]%nat)]%Z false (times_one 0) [SquareTerm 1 [1] 0; SquareTerm 2 [2] 0] [SquareTerm 1 [3] 0]].
Proof. evaluate. Qed.
