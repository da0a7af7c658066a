(** From a statement and a goal to a program over the base variables. Nothing is proved here: [valid] (BoxProgram.v)
    looks at the result. Nodes that are used once become sub-terms, the others shared terms. *)
From Coq Require Import List Bool Arith ZArith FMapPositive.
From HebbChecker Require Import Syntax BoxTerms BoxProgram.
Import ListNotations.

Module Map := PositiveMap.
Definition key (k : nat) : positive := Pos.of_succ_nat k.
Definition key_of (o : origin) : option positive :=
  match o with ONode k => Some (key k)~0%positive | OVar k => Some (key k)~1%positive | _ => None end.

Definition operands (i : instr) : list nat :=
  match i with
  | Var _ | Num _ _ => []
  | Add a b | Sub a b | Mul a b | Div a b => [a; b]
  | Neg a | Pow a _ | Exp a | Log a | Sqrt a | Abs a | Sin a | Cos a | Atan a => [a]
  end.

Definition count (uses : Map.t nat) (k : nat) : nat :=
  match Map.find (key k) uses with Some n => n | None => 0 end.
Definition use (uses : Map.t nat) (k : nat) : Map.t nat := Map.add (key k) (S (count uses k)) uses.

(** How often each node is used on the way to the nodes [uses] starts with; [rev_code] from the last node on. *)
Fixpoint count_uses (rev_code : list instr) (uses : Map.t nat) : Map.t nat :=
  match rev_code with
  | [] => uses
  | i :: c => count_uses c (if count uses (length c) =? 0 then uses else fold_left use (operands i) uses)
  end.

Fixpoint origin_nodes (o : origin) : list nat :=
  match o with
  | ONode k => [k]
  | OAdd a b | OSub a b | OMul a b => origin_nodes a ++ origin_nodes b
  | ONeg a => origin_nodes a
  | _ => []
  end.

(** Shared terms so far, the latest first, with absolute references. *)
Record state := State { emitted : list (origin * rational_term); size : nat; place : Map.t nat }.

Definition share (o : origin) (e : rational_term) (st : state) : rational_term * state :=
  match key_of o with
  | None => (e, st)
  | Some k => (TRef (size st), State ((o, e) :: emitted st) (S (size st)) (Map.add k (size st) (place st)))
  end.

Definition found (o : origin) (st : state) : option nat :=
  match key_of o with None => None | Some k => Map.find k (place st) end.

Fixpoint index_of (f : base -> bool) (bs : list base) : option nat :=
  match bs with
  | [] => None
  | b :: bs => if f b then Some 0 else option_map S (index_of f bs)
  end.

Definition no_term : rational_term := TRef 0.

Fixpoint emit (s : statement) (bs : list base) (uses : Map.t nat) (fuel : nat) (o : origin) (st : state) :
  rational_term * state :=
  match fuel with
  | O => (no_term, st)
  | S fuel =>
      let sub := emit s bs uses fuel in
      let finish e st :=
        match o with ONode k => if 1 <? count uses k then share o e st else (e, st) | _ => (e, st) end in
      let unary f a := let '(a, st) := sub a st in finish (f a) st in
      let binary f a b := let '(a, st) := sub a st in let '(b, st) := sub b st in finish (f a b) st in
      match found o st with
      | Some j => (TRef j, st)
      | None =>
          match view_of s o with
          | VVar k =>
              match found (OVar k) st with
              | Some j => (TRef j, st)
              | None =>
                  match index_of (fun b => match b with Plain j _ _ | Unit j => k =? j | _ => false end) bs with
                  | Some i => (TBase i, st)
                  | None =>
                      match definitions s k with
                      | [] => (no_term, st)
                      | p :: _ => let '(e, st) := sub p st in share (OVar k) e st
                      end
                  end
              end
          | VBase i => (TBase i, st)
          | VNum n d => (TConst (n, d), st)
          | VAdd a b => binary TAdd a b
          | VSub a b => binary TSub a b
          | VMul a b => binary TMul a b
          | VDiv a b => binary TDiv a b
          | VNeg a => unary TNeg a
          | VPow a n => unary (fun a => TPow a n) a
          | VExp a => unary TExp a
          | VLog a => unary TLog a
          | VSqrt a => unary TSqrt a
          | VAbs a => unary TAbs a
          | VSin a => unary TSin a
          | VCos a => unary TCos a
          | VAtan a => unary TAtan a
          | VNone => (no_term, st)
          end
      end
  end.

Fixpoint emit_all (s : statement) (bs : list base) (uses : Map.t nat) (fuel : nat) (os : list origin) (st : state) :
  list rational_term * state :=
  match os with
  | [] => ([], st)
  | o :: os =>
      let '(e, st) := emit s bs uses fuel o st in
      let '(es, st) := emit_all s bs uses fuel os st in (e :: es, st)
  end.

(** Relative references: [n] shared terms come before this one. *)
Fixpoint relative (n : nat) (e : rational_term) : rational_term :=
  match e with
  | TBase _ | TConst _ => e
  | TRef j => TRef (n - 1 - j)
  | TAdd a b => TAdd (relative n a) (relative n b)
  | TSub a b => TSub (relative n a) (relative n b)
  | TMul a b => TMul (relative n a) (relative n b)
  | TDiv a b => TDiv (relative n a) (relative n b)
  | TNeg a => TNeg (relative n a)
  | TPow a k => TPow (relative n a) k
  | TExp a => TExp (relative n a)
  | TLog a => TLog (relative n a)
  | TSqrt a => TSqrt (relative n a)
  | TAbs a => TAbs (relative n a)
  | TSin a => TSin (relative n a)
  | TCos a => TCos (relative n a)
  | TAtan a => TAtan (relative n a)
  end.

Fixpoint relative_lets (n : nat) (l : list (origin * rational_term)) : list (origin * rational_term) :=
  match l with [] => [] | (o, e) :: l => (o, relative n e) :: relative_lets (S n) l end.

Definition compile (s : statement) (g : condition) : program :=
  let bs := bases s in
  let conditions := constraints s in
  let fuel := S (2 * length (formula s) + 4 * variables s) in
  let roots := snd g :: flat_map origin_nodes conditions ++
    flat_map (fun b => match b with Fraction _ l u => [l; l; u] | _ => [] end) bs in
  let uses := count_uses (rev (formula s)) (fold_left use roots (Map.empty nat)) in
  let none := State [] 0 (Map.empty nat) in
  let '(goal, st) := emit s bs uses fuel (ONode (snd g)) none in
  let '(hs, st) := emit_all s bs uses fuel conditions st in
  let closed o := fst (emit s [] (Map.empty nat) fuel o none) in
  Program (relative_lets 0 (rev (emitted st))) (map (fun b => (closed (low b), closed (high b))) bs)
    (map (relative (size st)) hs) (relative (size st) goal).
