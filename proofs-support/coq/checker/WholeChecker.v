(** The checker for certificates that hold box proofs too, with the floating-point numbers of the processor. *)
From HebbChecker Require Import Syntax Evidence Checker.
From HebbChecker Require Boxes.

Definition check_boxed : statement -> evidence -> bool := check_with Boxes.check_boxes_primitive.

Theorem check_boxed_sound s e : check_boxed s e = true -> proved s.
Proof. apply check_with_sound. exact Boxes.check_boxes_primitive_sound. Qed.
