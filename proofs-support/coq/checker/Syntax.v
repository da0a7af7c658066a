(** The statements of the certificates and what they say about real numbers.

    A formula is straight-line code, as [hebb::Expression] records it: node k uses earlier nodes only. This file is all
    that a reader must believe about the meaning of an exported theorem besides Coq itself; nothing here computes. *)
From Coq Require Import Reals List ZArith.
Import ListNotations.
Local Open Scope R_scope.

(** One node; [Num n d] is n/d; the operands are indices of earlier nodes, except of [Var], an index of a variable. *)
Inductive instr :=
| Var (k : nat) | Num (n : Z) (d : positive)
| Add (a b : nat) | Sub (a b : nat) | Mul (a b : nat) | Div (a b : nat) | Neg (a : nat) | Pow (a n : nat)
| Exp (a : nat) | Log (a : nat) | Sqrt (a : nat)
| Abs (a : nat) | Sin (a : nat) | Cos (a : nat) | Atan (a : nat).

Definition code := list instr.

Definition node (v : list R) (k : nat) : R := nth k v 0.

(** The value of one node when x are the variables and v the values of the nodes before it. *)
Definition value (x v : list R) (i : instr) : R :=
  match i with
  | Var k => nth k x 0
  | Num n d => IZR n / IZR (Zpos d)
  | Add a b => node v a + node v b
  | Sub a b => node v a - node v b
  | Mul a b => node v a * node v b
  | Div a b => node v a / node v b
  | Neg a => - node v a
  | Pow a n => node v a ^ n
  | Exp a => exp (node v a)
  | Log a => ln (node v a)
  | Sqrt a => sqrt (node v a)
  | Abs a => Rabs (node v a)
  | Sin a => sin (node v a)
  | Cos a => cos (node v a)
  | Atan a => atan (node v a)
  end.

Definition values (c : code) (x : list R) : list R := fold_left (fun v i => v ++ [value x v i]) c [].

(** Whether a node has a meaning: no division by zero, no logarithm or root outside its domain on the way to it. *)
Definition meaningful (v : list R) (d : list Prop) (i : instr) : Prop :=
  let ok k := nth k d False in
  match i with
  | Var _ | Num _ _ => True
  | Add a b | Sub a b | Mul a b => ok a /\ ok b
  | Div a b => ok a /\ ok b /\ node v b <> 0
  | Neg a | Pow a _ | Exp a | Abs a | Sin a | Cos a | Atan a => ok a
  | Log a => ok a /\ 0 < node v a
  | Sqrt a => ok a /\ 0 <= node v a
  end.

Definition definedness (c : code) (v : list R) : list Prop := fold_left (fun d i => d ++ [meaningful v d i]) c [].

Definition defined (c : code) (v : list R) (k : nat) : Prop := nth k (definedness c v) False.

Inductive bound := Unbounded | Closed (k : nat) | Open (k : nat).

(** The factors of a domain: a range (the bounds are nodes that use variables of earlier factors only), the simplex
    { p >= 0, sum p = 1 }, the ordered leader chamber { p_1 >= p_2 + c, p_2 >= ... >= p_d >= 0, sum p = 1, c > 0 }. *)
Inductive factor :=
| Range (variable : nat) (lower upper : bound)
| Simplex (coordinates : list nat)
| LeaderChamber (coordinates : list nat) (gap : nat).

Definition above (v : list R) (b : bound) (t : R) : Prop :=
  match b with Unbounded => True | Closed k => node v k <= t | Open k => node v k < t end.
Definition below (v : list R) (b : bound) (t : R) : Prop :=
  match b with Unbounded => True | Closed k => t <= node v k | Open k => t < node v k end.

Definition total (p : list R) : R := fold_right Rplus 0 p.

Fixpoint descending (p : list R) : Prop :=
  match p with
  | a :: (b :: _) as q => b <= a /\ descending q
  | a :: [] => 0 <= a
  | [] => True
  end.

Definition in_factor (x v : list R) (f : factor) : Prop :=
  match f with
  | Range k lower upper => above v lower (nth k x 0) /\ below v upper (nth k x 0)
  | Simplex ks => let p := map (fun k => nth k x 0) ks in Forall (Rle 0) p /\ total p = 1
  | LeaderChamber ks g =>
      let p := map (fun k => nth k x 0) ks in let c := nth g x 0 in
      0 < c /\ total p = 1 /\ descending (tl p) /\ nth 1 p 0 + c <= nth 0 p 0
  end.

Inductive relation := Nonnegative | Zero.
Definition condition := (relation * nat)%type.

Definition holds (v : list R) (c : condition) : Prop :=
  match fst c with Nonnegative => 0 <= node v (snd c) | Zero => node v (snd c) = 0 end.

(** An assumption counts where it has a meaning: one that divides by zero does not hold. *)
Definition given (c : code) (v : list R) (a : condition) : Prop := defined c v (snd a) /\ holds v a.

Record statement := Statement {
  variables : nat;
  formula : code;
  domain : list factor;
  assumptions : list condition;
  goals : list condition }.

(** An inequality is claimed to be meaningful and true; an identity to be true wherever it has a meaning. *)
Definition claims (c : code) (v : list R) (g : condition) : Prop :=
  match fst g with
  | Nonnegative => defined c v (snd g) /\ holds v g
  | Zero => defined c v (snd g) -> holds v g
  end.

Definition true_at (s : statement) (x : list R) (g : condition) : Prop :=
  let v := values (formula s) x in
  Forall (in_factor x v) (domain s) -> Forall (given (formula s) v) (assumptions s) -> claims (formula s) v g.

(** What a certificate of the verdict "proved" establishes ... *)
Definition proved (s : statement) : Prop :=
  forall x, length x = variables s -> forall g, In g (goals s) -> true_at s x g.

(** ... and one of the verdict "refuted": the assumptions hold at a point of the domain, and a goal does not. *)
Definition refuted (s : statement) : Prop :=
  exists x, length x = variables s /\
    let v := values (formula s) x in
    Forall (in_factor x v) (domain s) /\ Forall (given (formula s) v) (assumptions s) /\
    exists g, In g (goals s) /\ defined (formula s) v (snd g) /\ ~ holds v g.
