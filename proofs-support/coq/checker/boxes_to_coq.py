#!/usr/bin/env python3
"""Certificates with box proofs as Coq data, for the tests and measurements of the box checker.

boxes_to_coq.py CERTIFICATE... > File.v    writes for each certificate NAME the statement NAME, for each goal with a box
proof its tree NAME_tree_INDEX, and the list NAME_box_proofs of (statement, goal, tree).
"""
import fractions
import json
import pathlib
import re
import sys

BINARY = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div"}
UNARY = {"neg": "Neg", "exp": "Exp", "log": "Log", "sqrt": "Sqrt"}


def rational(text):
    value = fractions.Fraction(text)
    return f"({value.numerator})%Z {value.denominator}%positive"


def instruction(item, constants):
    name, *operands = item
    if name == "var":
        return f"Var {operands[0]}"
    if name == "num":
        return f"Num {rational(constants[operands[0]])}"
    if name == "^":
        return f"Pow {operands[0]} {operands[1]}"
    return f"{BINARY.get(name) or UNARY[name]} {' '.join(map(str, operands))}"


def factor(item):
    listed = lambda numbers: "[" + "; ".join(map(str, numbers)) + "]"
    if "simplex" in item:
        return f"Simplex {listed(item['simplex'])}"
    if "leader_chamber" in item:
        return f"LeaderChamber {listed(item['leader_chamber'])} {item['gap']}"
    ends = []
    for closed, open_ in (("from", "above"), ("to", "below")):
        ends.append(f"(Closed {item[closed]})" if closed in item else f"(Open {item[open_]})" if open_ in item else "Unbounded")
    return f"Range {item['range']} {ends[0]} {ends[1]}"


def condition(relation, node):
    return f"({'Nonnegative' if relation == '>=' else 'Zero'}, {node}%nat)"


def tree(nodes):
    """Depth first, left before right; the closing brackets of a node come when its last sub-tree ends."""
    leaf = {"natural": "Natural", "mean": "MeanValue", "taylor": "Taylor"}
    out, pending = [], []  # sub-trees still missing in each open node
    for node in nodes:
        kind = node[0]
        if kind == "split":
            out.append(f"(Split {node[1]} {rational(node[2])} ")
            pending.append(2)
            continue
        if kind in ("lower", "upper"):
            out.append(f"({'Lower' if kind == 'lower' else 'Upper'}Face {node[1]} ")
            pending.append(1)
            continue
        out.append((leaf[kind] if kind in leaf else f"(Infeasible {node[1]})") + " ")
        while pending:
            pending[-1] -= 1
            if pending[-1]:
                break
            pending.pop()
            out.append(")")
    return "".join(out)


def identifier(path):
    return re.sub(r"\W", "_", pathlib.Path(path).name.removesuffix(".json"))


def write(paths, out):
    print("From Coq Require Import List ZArith.\nFrom HebbChecker Require Import Syntax Evidence.\nImport ListNotations.\n",
          file=out)
    for path in paths:
        with open(path) as file:
            certificate = json.load(file)
        proofs = certificate["evidence"].get("proofs", [])
        expression = certificate["expression"]
        name = identifier(path)
        code = ";\n  ".join(instruction(item, expression["constants"]) for item in expression["code"])
        goals = [condition(relation, node) for _, relation, node in certificate["goals"]]
        assumptions = [condition(item[-2], item[-1]) for item in certificate["assumptions"]]
        print(f"Definition {name} : statement := Statement {len(expression['variables'])} [{code}]\n"
              f"  [{'; '.join(map(factor, certificate['domain']))}] [{'; '.join(assumptions)}] [{'; '.join(goals)}].", file=out)
        rows = []
        for index, (goal, proof) in enumerate(zip(goals, proofs)):
            if "boxes" in proof:
                print(f"Definition {name}_tree_{index} : box_proof := {tree(proof['boxes'])}.", file=out)
                rows.append(f"({name}, {goal}, {name}_tree_{index})")
        print(f"Definition {name}_box_proofs : list (statement * condition * box_proof) :=\n  [" + ";\n  ".join(rows) + "].\n",
              file=out)


if __name__ == "__main__":
    write(sys.argv[1:], sys.stdout)
