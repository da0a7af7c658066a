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
