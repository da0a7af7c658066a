(** Derivative chains that the checker must reject, each next to its twin that it accepts. *)
From Coq Require Import List ZArith.
From HebbChecker Require Import Syntax Evidence Checker.
Import ListNotations.

Ltac evaluate := repeat split; vm_compute; reflexivity.

Definition accepted s terms tree := check s [Chain terms tree] = true.
Definition rejected s terms tree := check s [Chain terms tree] = false.
Definition coefficients := Premise (Coefficients (Leaf [])).

(** ** exp(x) >= 1 + n/100 x for x >= 0 *)
Definition from_zero := [Range 0 (Closed 0) Unbounded].
Definition exponential (n : Z) (d : list factor) : statement := Statement 1
  [Num 0 1; Var 0; Exp 1; Num 1 1; Num n 100; Mul 4 1; Add 3 5; Sub 2 6] d [] [(Nonnegative, 7)].
Definition twice := NewExponent 1 (Up 0 Vanishes (Up 0 Vanishes coefficients)).

Example ups : accepted (exponential 100 from_zero) [] twice /\ rejected (exponential 101 from_zero) [] twice /\
  rejected (exponential 100 from_zero) [] (Up 0 Vanishes (Up 0 Vanishes coefficients)) /\
  rejected (exponential 100 from_zero) [] (NewExponent 3 (Up 0 Vanishes (Up 0 Vanishes coefficients))) /\
  rejected (exponential 100 from_zero) [] (NewExponent 8 (Up 0 Vanishes (Up 0 Vanishes coefficients))) /\
  rejected (exponential 100 from_zero) [] (NewExponent 1 (Up 0 Vanishes coefficients)) /\
  rejected (exponential 100 from_zero) [] (NewExponent 1 (Up 1 Vanishes (Up 0 Vanishes coefficients))) /\
  rejected (exponential 100 from_zero) [] (NewExponent 1 (Down 0 Vanishes (Up 0 Vanishes coefficients))) /\
  rejected (exponential 100 from_zero) [] (NewExponent 1 (Up 0 Skip (Up 0 Vanishes coefficients))) /\
  rejected (exponential 100 from_zero) [] (NewExponent 1 Vanishes) /\ rejected (exponential 100 from_zero) [] (NewExponent 1 coefficients) /\
  rejected (exponential 100 [Range 0 Unbounded Unbounded]) [] twice /\
  rejected (exponential 100 [Range 0 (Closed 8) Unbounded]) [] twice /\
  rejected (exponential 100 (from_zero ++ from_zero)) [] twice /\
  rejected (exponential 100 [Simplex [0]]) [] twice.
Proof. evaluate. Qed.

(** Ends that move with the variable, code that is out of order, terms of a variable that does not exist. *)
Example moving_end : rejected (exponential 100 [Range 0 (Closed 1) Unbounded]) [] twice.
Proof. evaluate. Qed.
Example code_out_of_order : rejected (exponential 100 from_zero) [Add 9 9; Num 0 1] twice /\
  rejected (exponential 100 from_zero) [Var 1] twice /\ accepted (exponential 100 from_zero) [Num 1 1] twice.
Proof. evaluate. Qed.

(** On the whole line, split at 0. *)
Definition on_line := exponential 100 [Range 0 Unbounded Unbounded].
Definition right_half := Up 0 Vanishes (Up 0 Vanishes coefficients).
Definition left_half := Down 0 Vanishes (Down 0 Vanishes coefficients).
Example splits : accepted on_line [] (NewExponent 1 (SplitAt 0 0 Skip Skip left_half right_half)) /\
  rejected on_line [] (NewExponent 1 (SplitAt 0 3 Skip Skip left_half right_half)) /\
  rejected on_line [] (NewExponent 1 (SplitAt 0 1 Skip Skip left_half right_half)) /\
  rejected on_line [] (NewExponent 1 (SplitAt 1 0 Skip Skip left_half right_half)) /\
  rejected on_line [] (NewExponent 1 (SplitAt 0 0 Skip Skip right_half left_half)) /\
  rejected (exponential 100 from_zero) [Num (-1) 1] (NewExponent 1 (SplitAt 0 8 coefficients Skip left_half right_half)).
Proof. evaluate. Qed.

(** ** log(1 + x) <= x for x >= 0 *)
Definition logarithm (n : Z) (d : list factor) : statement := Statement 1
  [Num 0 1; Var 0; Num 1 1; Add 2 1; Log 3; Num n 100; Mul 5 1; Sub 6 4] d [] [(Nonnegative, 7)].
Definition by_slope (p : chain_proof) := NewBase 3 p (Up 0 Vanishes coefficients).
Example bases : accepted (logarithm 100 from_zero) [] (by_slope coefficients) /\ rejected (logarithm 99 from_zero) [] (by_slope coefficients) /\
  rejected (logarithm 100 from_zero) [] (by_slope Vanishes) /\ rejected (logarithm 100 from_zero) [] (by_slope Skip) /\
  rejected (logarithm 100 from_zero) [] (NewBase 1 coefficients (by_slope coefficients)) /\
  rejected (logarithm 100 from_zero) [Div 3 1] (NewBase 8 coefficients (by_slope coefficients)) /\
  accepted (logarithm 100 from_zero) [] (NewBase 3 coefficients (Divide [2%Z] (Divide [(-2)%Z] (Up 0 Vanishes coefficients)))) /\
  rejected (logarithm 100 from_zero) [] (NewBase 3 coefficients (Divide [2%Z] coefficients)).
Proof. evaluate. Qed.

Example tangents : accepted (logarithm 100 from_zero) [] (NewBase 3 coefficients (Tangent 0 [1%Z] (-1) coefficients Vanishes)) /\
  rejected (logarithm 99 from_zero) [] (NewBase 3 coefficients (Tangent 0 [1%Z] (-1) coefficients Vanishes)) /\
  rejected (logarithm 100 from_zero) [] (NewBase 3 coefficients (Tangent 0 [1%Z] 1 coefficients Vanishes)) /\
  rejected (logarithm 100 from_zero) [] (NewBase 3 coefficients (Tangent 0 [1%Z] (-3) coefficients Vanishes)) /\
  rejected (logarithm 100 from_zero) [] (NewBase 3 coefficients (Tangent 0 [1%Z] (-1) Vanishes Vanishes)) /\
  rejected (logarithm 100 from_zero) [] (NewBase 3 coefficients (Tangent 0 [2%Z] (-1) coefficients Vanishes)).
Proof. evaluate. Qed.

(** ** Identities: only where the bases are positive, only by expansion *)
Definition product_rule (d : list factor) : statement := Statement 1
  [Num 0 1; Var 0; Mul 1 1; Log 2; Log 1; Add 4 4; Sub 3 5] d [] [(Zero, 6)].
Example identities : accepted (product_rule [Range 0 (Open 0) Unbounded]) [] (NewBase 1 coefficients Vanishes) /\
  rejected (product_rule from_zero) [] (NewBase 1 coefficients Vanishes) /\
  rejected (product_rule [Range 0 (Open 0) Unbounded]) [] (NewBase 1 coefficients coefficients) /\
  rejected (product_rule [Range 0 (Open 0) Unbounded]) [] Vanishes.
Proof. evaluate. Qed.

(** ** The end of a range that needs a later variable: x - y >= y log(x / y) for x, y > 0, split at x = y *)
Definition by_ratio (n : Z) : statement := Statement 2
  [Num 0 1; Var 0; Var 1; Div 1 2; Log 3; Mul 2 4; Sub 1 2; Num n 100; Mul 7 6; Sub 8 5] [Range 0 (Open 0) Unbounded; Range 1 (Open 0) Unbounded] []
  [(Nonnegative, 9)].
Definition at_y (below above : chain_proof) := NewBase 1 coefficients (NewBase 2 coefficients (SplitAt 0 2 coefficients Skip
  (Down 0 (NewBase 2 coefficients Vanishes) below) (Up 0 (NewBase 2 coefficients Vanishes) above))).
Definition without_x := Divide [(-2)%Z] coefficients.
Example later_ends : accepted (by_ratio 100) [] (at_y without_x without_x) /\ rejected (by_ratio 99) [] (at_y without_x without_x) /\
  rejected (by_ratio 101) [] (at_y without_x without_x).
Proof. evaluate. Qed.

(** ** sin x <= x for x >= 0; sin 2x = 2 sin x cos x; sin^2 + cos^2 = 1 *)
Definition sine (n : Z) (d : list factor) : statement := Statement 1 [Num 0 1; Var 0; Sin 1; Num n 100; Mul 3 1; Sub 4 2] d [] [(Nonnegative, 5)].
Definition once := Up 0 Vanishes coefficients.
Example angles : accepted (sine 100 from_zero) [] (NewAngle 1 once) /\ rejected (sine 99 from_zero) [] (NewAngle 1 once) /\
  rejected (sine 100 from_zero) [] once /\ rejected (sine 100 from_zero) [] (NewExponent 1 once) /\ rejected (sine 100 from_zero) [] (NewArc 1 once) /\
  rejected (sine 100 from_zero) [] (NewAngle 3 once) /\ rejected (sine 100 from_zero) [] (NewAngle 6 once) /\
  rejected (sine 100 [Range 0 Unbounded Unbounded]) [] (NewAngle 1 once) /\
  rejected (sine 100 [Range 0 (Closed 3) Unbounded]) [] (NewAngle 1 once) /\
  rejected (sine 100 from_zero) [] (NewAngle 1 (Down 0 Vanishes coefficients)) /\
  rejected (sine 100 from_zero) [] (NewAngle 1 coefficients) /\ rejected (sine 100 from_zero) [] (NewAngle 1 Vanishes).
Proof. evaluate. Qed.
Definition double_angle (n : Z) : statement := Statement 1
  [Var 0; Num 2 1; Mul 1 0; Sin 2; Sin 0; Cos 0; Mul 4 5; Num n 1; Mul 7 6; Sub 3 8] [Range 0 Unbounded Unbounded] [] [(Zero, 9)].
Definition on_circle (n : Z) : statement := Statement 1
  [Var 0; Sin 0; Cos 0; Mul 1 1; Mul 2 2; Add 3 4; Num n 1; Sub 5 6] [Range 0 Unbounded Unbounded] [] [(Zero, 7)].
Definition triple_angle (n : Z) : statement := Statement 1
  [Var 0; Num 3 1; Mul 1 0; Cos 2; Cos 0; Pow 4 3; Num 4 1; Mul 6 5; Num n 1; Mul 8 4; Sub 7 9; Sub 3 10] [Range 0 Unbounded Unbounded] [] [(Zero, 11)].
Definition odd_sine (n : Z) : statement := Statement 1
  [Var 0; Neg 0; Sin 1; Sin 0; Num n 1; Mul 4 3; Sub 2 5] [Range 0 Unbounded Unbounded] [] [(Zero, 6)].
Example turns : accepted (double_angle 2) [] (NewAngle 0 Vanishes) /\ rejected (double_angle 3) [] (NewAngle 0 Vanishes) /\
  rejected (double_angle 2) [] Vanishes /\ rejected (double_angle 2) [] (NewAngle 2 Vanishes) /\
  accepted (on_circle 1) [] (NewAngle 0 Vanishes) /\ rejected (on_circle 2) [] (NewAngle 0 Vanishes) /\
  accepted (triple_angle 3) [] (NewAngle 0 Vanishes) /\ rejected (triple_angle 4) [] (NewAngle 0 Vanishes) /\
  accepted (odd_sine (-1)) [] (NewAngle 0 Vanishes) /\ rejected (odd_sine 1) [] (NewAngle 0 Vanishes).
Proof. evaluate. Qed.

(** ** atan x <= x for x >= 0; sin (atan x) = x / sqrt (1 + x^2) *)
Definition arctangent (n : Z) (d : list factor) : statement := Statement 1 [Num 0 1; Var 0; Atan 1; Num n 100; Mul 3 1; Sub 4 2] d [] [(Nonnegative, 5)].
Definition square_and_one := [Num 1 1; Mul 1 1; Add 6 7].
Definition by_arc (rest : chain_proof) := NewBase 8 coefficients (NewArc 1 rest).
Example arcs : accepted (arctangent 100 from_zero) square_and_one (by_arc once) /\ rejected (arctangent 99 from_zero) square_and_one (by_arc once) /\
  rejected (arctangent 100 from_zero) square_and_one (NewArc 1 once) /\
  rejected (arctangent 100 from_zero) square_and_one (NewBase 8 coefficients once) /\
  rejected (arctangent 100 from_zero) square_and_one (NewBase 8 coefficients (NewArc 8 once)) /\
  rejected (arctangent 100 from_zero) square_and_one (NewBase 8 coefficients (NewArc 9 once)) /\
  rejected (arctangent 100 from_zero) square_and_one (NewBase 8 coefficients (NewAngle 1 once)) /\
  rejected (arctangent 100 from_zero) square_and_one (by_arc Vanishes) /\
  rejected (arctangent 100 [Range 0 Unbounded Unbounded]) square_and_one (by_arc once).
Proof. evaluate. Qed.
Definition sine_of_arc (n : Z) : statement := Statement 1
  [Num 0 1; Var 0; Atan 1; Sin 2; Num n 1; Mul 1 1; Num 1 1; Add 6 5; Sqrt 7; Div 1 8; Mul 4 9; Sub 3 10] from_zero [] [(Zero, 11)].
Example sines_of_arcs : accepted (sine_of_arc 1) [] (NewBase 7 coefficients (NewArc 1 Vanishes)) /\
  rejected (sine_of_arc 2) [] (NewBase 7 coefficients (NewArc 1 Vanishes)) /\ rejected (sine_of_arc 1) [] (NewArc 1 Vanishes) /\
  rejected (sine_of_arc 1) [] (NewBase 7 coefficients Vanishes) /\ rejected (sine_of_arc 1) [] (NewBase 7 Vanishes (NewArc 1 Vanishes)).
Proof. evaluate. Qed.

(** ** sqrt (1 + x) <= 1 + x/2, and its opposite; sqrt (1 + x) >= 1, and its opposite *)
Definition tangent_root (n : Z) (i j : nat) : statement := Statement 1
  [Num 0 1; Var 0; Num 1 1; Add 2 1; Sqrt 3; Num n 200; Mul 5 1; Add 2 6; Neg 7; Sub i j] from_zero [] [(Nonnegative, 9)].
Definition squared (i : nat) (lead : bool) := NewBase 3 coefficients (Radical i lead coefficients coefficients).
Example roots : accepted (tangent_root 100 7 4) [] (squared 0 true) /\ rejected (tangent_root 99 7 4) [] (squared 0 true) /\
  rejected (tangent_root 100 8 4) [] (squared 0 true) /\ rejected (tangent_root 100 7 4) [] (squared 0 false) /\
  rejected (tangent_root 100 7 4) [] (squared 1 true) /\ rejected (tangent_root 100 7 4) [] (Radical 0 true coefficients coefficients) /\
  rejected (tangent_root 100 7 4) [] (NewBase 3 coefficients (Radical 0 true Skip coefficients)) /\
  rejected (tangent_root 100 7 4) [] (NewBase 3 coefficients (Radical 0 true coefficients Skip)) /\
  rejected (tangent_root 100 7 4) [] (NewBase 3 coefficients (Radical 0 true coefficients Vanishes)) /\
  accepted (tangent_root 100 4 2) [] (squared 0 false) /\ rejected (tangent_root 100 2 4) [] (squared 0 false) /\
  rejected (tangent_root 100 4 2) [] (squared 0 true) /\
  rejected (tangent_root 100 4 2) [] (NewBase 3 coefficients (Radical 0 false Skip coefficients)).
Proof. evaluate. Qed.

(** ** Moduli of products; an angle names no base *)
Definition modulus (f : instr) (last : instr) : statement := Statement 1 [Var 0; f; Neg 1; Abs 2; last] [Range 0 Unbounded Unbounded] [] [(Zero, 4)].
Example moduli : accepted (modulus (Exp 0) (Sub 3 1)) [] (NewExponent 0 Vanishes) /\ rejected (modulus (Exp 0) (Add 3 1)) [] (NewExponent 0 Vanishes) /\
  rejected (modulus (Sin 0) (Sub 3 1)) [] (NewAngle 0 Vanishes) /\ rejected (modulus (Sin 0) (Add 3 1)) [] (NewAngle 0 Vanishes).
Proof. evaluate. Qed.
