(** The checkers for certificates that hold box proofs too, and for witnesses that need enclosures: binary64 numbers of the processor first, mantissas of 120 bits where
    these do not decide. *)
From Coq Require Import PArith.
From HebbChecker Require Import Syntax Evidence Checker.
From HebbChecker Require Boxes.

Definition check_boxed : statement -> evidence -> bool := check_with (Boxes.check_boxes 120%positive).

Theorem check_boxed_sound s e : check_boxed s e = true -> proved s.
Proof. apply check_with_sound. exact (Boxes.check_boxes_sound 120%positive). Qed.

Definition check_enclosed_witness : statement -> witness -> bool := check_witness_with (Boxes.check_boxes 120%positive).

Theorem enclosed_witness_sound s w : check_enclosed_witness s w = true -> refuted s.
Proof. exact (witness_sound_with _ (Boxes.check_boxes_sound 120%positive) s w). Qed.
