(** Proofs by splits that the checker must reject, each next to its twin that it accepts. *)
From Coq Require Import List ZArith.
From HebbChecker Require Import Syntax Evidence Checker.
Import ListNotations.

Ltac evaluate := repeat split; vm_compute; reflexivity.

Definition accepted s joint used parts := check s [Plain (Splits joint used parts)] = true.
Definition rejected s joint used parts := check s [Plain (Splits joint used parts)] = false.

(** ** x^2 + y^2 >= 2 x y for x, y >= 0 *)
Definition half_line (k : nat) := Range k (Closed 0) Unbounded.
Definition geometric (n : Z) : statement := Statement 2
  [Num 0 1; Var 0; Var 1; Pow 1 2; Pow 2 2; Mul 1 2; Num n 100; Mul 6 5; Add 3 4; Sub 8 7]
  [half_line 0; half_line 1] [] [(Nonnegative, 9)].
Definition whole (t : split_proof) := [(None : option coefficient_proof, t)].
Definition halved := Cut 1 2 1 1 Positive Positive.

Example cuts : accepted (geometric 200) true [] (whole halved) /\ rejected (geometric 201) true [] (whole halved) /\
  rejected (geometric 200) true [] (whole Positive) /\ rejected (geometric 200) true [] (whole (Cut 1 2 2 1 Positive Positive)) /\
  rejected (geometric 200) true [] (whole (Cut 1 1 1 1 Positive Positive)) /\
  rejected (geometric 200) true [] (whole (Cut 1 3 1 1 Positive Positive)) /\
  rejected (geometric 200) true [] (whole (Cut 3 1 1 1 Positive Positive)) /\
  rejected (geometric 200) true [] (whole (Cut 0 1 1 1 Positive Positive)).
Proof. evaluate. Qed.

Example orders : accepted (geometric 200) true [] (whole (Order [1; 2] Positive)) /\
  rejected (geometric 201) true [] (whole (Order [1; 2] Positive)) /\
  rejected (geometric 200) true [] (whole (Order [1; 1] Positive)) /\
  rejected (geometric 200) true [] (whole (Order [1; 3] Positive)) /\
  rejected (geometric 200) true [] (whole (Order [0; 1; 2] Positive)).
Proof. evaluate. Qed.

(** x^2 - x y >= 0 holds for x >= y only: no order may be assumed. *)
Definition lopsided : statement := Statement 2
  [Num 0 1; Var 0; Var 1; Pow 1 2; Mul 1 2; Sub 3 4] [half_line 0; half_line 1] [] [(Nonnegative, 5)].
Example order_of_what_is_not_symmetric : rejected lopsided true [] (whole (Order [1; 2] Positive)).
Proof. evaluate. Qed.

Example the_same : accepted (geometric 200) true [] (whole (Cut 1 2 1 1 (Named Positive) (Same 0 [0; 2; 1]))) /\
  rejected (geometric 200) true [] (whole (Cut 1 2 1 1 (Named Positive) (Same 0 [0; 1; 2]))) /\
  rejected (geometric 200) true [] (whole (Cut 1 2 1 1 Positive (Same 0 [0; 2; 1]))) /\
  rejected (geometric 200) true [] (whole (Named (Same 0 [0; 1; 2]))) /\
  rejected lopsided true [] (whole (Cut 1 2 1 1 (Named Positive) (Same 0 [0; 2; 1]))).
Proof. evaluate. Qed.

(** ** (2 x - 1)^2 + n/100 >= 0 on [0, 1] *)
Definition unit_range (k : nat) := Range k (Closed 0) (Closed 1).
Definition parabola (n : Z) : statement := Statement 1
  [Num 0 1; Num 1 1; Var 0; Num 2 1; Mul 3 2; Sub 4 1; Pow 5 2; Num n 100; Add 6 7] [unit_range 0] [] [(Nonnegative, 8)].
Example squares : accepted (parabola 0) true [] (whole (Square [-1; 1]%Z Positive)) /\
  accepted (parabola 0) false [] (whole (Square [-1; 1]%Z Positive)) /\
  rejected (parabola (-1)) true [] (whole (Square [-1; 1]%Z Positive)) /\
  rejected (parabola 0) true [] (whole (Square [1; 1]%Z Positive)) /\ rejected (parabola 0) true [] (whole (Square [] Positive)) /\
  rejected (geometric 200) true [] (whole (Square [-1; 1]%Z Positive)).
Proof. evaluate. Qed.

(** ** Assumptions: -x >= 0 confines x >= 0 to 0 *)
Definition confined (r : relation) (n : Z) : statement := Statement 1
  [Num 0 1; Var 0; Neg 1; Num n 1; Add 2 3; Num 1 1; Div 5 1] [half_line 0] [(r, 4); (Nonnegative, 6)] [(Nonnegative, 2)].
Example faces : accepted (confined Nonnegative 0) true [0] (whole (Face 0 Positive)) /\
  accepted (confined Zero 0) true [0] (whole (Face 0 Positive)) /\
  rejected (confined Nonnegative 1) true [0] (whole (Face 0 Positive)) /\
  rejected (confined Nonnegative 0) true [] (whole (Face 0 Positive)) /\
  rejected (confined Nonnegative 0) true [0] (whole (Face 1 Positive)) /\
  rejected (confined Nonnegative 0) true [2] (whole (Face 0 Positive)) /\
  rejected (confined Nonnegative 0) true [0; 1] (whole (Face 0 Positive)) /\
  rejected (confined Nonnegative 0) true [0] (whole Positive).
Proof. evaluate. Qed.

(** ** Upper ends that shared coordinates do not reach: (1 - x)(1 - y) >= 0 on [0, 1]^2 by a dense part *)
Definition corner (d : list factor) (l : list condition) : statement := Statement 2
  [Num 0 1; Num 1 1; Var 0; Var 1; Sub 1 2; Sub 1 3; Mul 4 5] d l [(Nonnegative, 6)].
Example dense : accepted (corner [unit_range 0; unit_range 1] []) true [] (whole Positive) /\
  rejected (corner [unit_range 0; unit_range 1] [(Nonnegative, 4)]) true [0] (whole Positive) /\
  accepted (corner [unit_range 0; unit_range 1] [(Nonnegative, 4)]) false [0] (whole Positive) /\
  rejected (corner [unit_range 0; Range 1 (Closed 0) (Closed 2)] []) true [] (whole Positive).
Proof. evaluate. Qed.

(** ** Another kind of goal, no tree, a tree too many, a whole line in one part *)
Example wrong_goal : rejected (Statement 1 [Num 0 1; Var 0] [half_line 0] [] [(Zero, 1)]) true [] (whole Positive) /\
  accepted (Statement 1 [Num 0 1; Var 0] [half_line 0] [] [(Nonnegative, 1)]) true [] (whole Positive) /\
  rejected (Statement 1 [Num 0 1; Var 0] [half_line 0] [] [(Nonnegative, 2)]) true [] (whole Positive) /\
  rejected (Statement 1 [Num 0 1; Var 0] [half_line 0] [] [(Nonnegative, 1)]) true [] [] /\
  rejected (Statement 1 [Num 0 1; Var 0] [half_line 0] [] [(Nonnegative, 1)]) true [] (whole Positive ++ whole Positive) /\
  rejected (Statement 1 [Num 0 1; Var 0] [Range 0 Unbounded Unbounded] [] [(Nonnegative, 1)]) true [] (whole Positive).
Proof. evaluate. Qed.

(** ** Divisors *)
Definition inverse (b : nat) : statement := Statement 1
  [Num 0 1; Var 0; Num 1 1; Add 1 2; Div 2 b] [half_line 0] [] [(Nonnegative, 4)].
Example divisors : accepted (inverse 3) true [] [(Some (Leaf []), Positive)] /\ rejected (inverse 3) true [] (whole Positive) /\
  rejected (inverse 1) true [] [(Some (Leaf []), Positive)].
Proof. evaluate. Qed.

(** ** A form that is that of an earlier part: on a whole line, even and odd powers *)
Definition on_line (n : nat) : statement := Statement 1 [Num 0 1; Var 0; Pow 1 n] [Range 0 Unbounded Unbounded] [] [(Nonnegative, 2)].
Definition as_before : list (option coefficient_proof * split_proof) := [(None, Named Positive); (None, Same 0 [0; 1])].
Example other_parts : accepted (on_line 2) true [] as_before /\ rejected (on_line 3) true [] as_before /\
  rejected (on_line 2) true [] (rev as_before) /\ rejected (on_line 2) true [] [(None, Positive); (None, Same 0 [0; 1])] /\
  rejected (on_line 2) true [] [(None, Named Positive); (None, Same 1 [0; 1])] /\
  rejected (on_line 3) true [] [(None, Named (Same 0 [0; 1])); (None, Same 0 [0; 1])].
Proof. evaluate. Qed.
