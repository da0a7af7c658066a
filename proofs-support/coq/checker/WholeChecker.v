(** The checker for certificates that hold box proofs too: binary64 numbers of the processor first, mantissas of 120 bits where
    these do not decide. *)
From Coq Require Import PArith.
From HebbChecker Require Import Syntax Evidence Checker.
From HebbChecker Require Boxes.

Definition check_boxed : statement -> evidence -> bool := check_with (Boxes.check_boxes 120%positive).

Theorem check_boxed_sound s e : check_boxed s e = true -> proved s.
Proof. apply check_with_sound. exact (Boxes.check_boxes_sound 120%positive). Qed.
