#!/usr/bin/env python3
"""Changes stored certificates at random, gives each the digest that fits, and lets `hebb check` judge them.

usage: certificates_fuzz.py HEBB FOLDER... [--seconds N | --batches N] [--seed N] [--keep FOLDER] [--reasons N]

Each must be rejected, or what it states must hold: it is tried at random points of its domain, and a witness against it
is tried itself. No check may crash, or take more than 10 s. Some changes touch a byte or a number anywhere; others the
evidence, the statement (then mostly under a name that is not in the ledger, so that only the proof can stop it), or put
a piece of one certificate into another. Whatever goes against these rules is left in the folder of --keep; the exit
code is 1 then.
"""
import argparse
import copy
import hashlib
import itertools
import json
import math
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

BATCH = 200


def with_digest(lines):
    """The text of a certificate from its fields as (name, value) texts."""
    parts = [f'"{name}":{value}' for name, value in lines]
    digest = hashlib.sha256(("{" + ",".join(parts) + "}").encode()).hexdigest()
    return "{\n" + "".join(f'"{name}": {value},\n' for name, value in lines) + f'"digest": "sha256:{digest}"\n}}\n'


def to_lines(fields):
    return [(name, json.dumps(value, separators=(",", ":"), ensure_ascii=False)) for name, value in fields.items()
            if name != "digest"]


# --- what a statement says at a point

UNARY = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos, "atan": math.atan, "abs": abs}


def values_at(expression, point):
    """Of all nodes; None where a node is not defined. Rational operations are exact."""
    values = []
    for operation, *operands in expression["code"]:
        try:
            if operation == "var":
                value = point[operands[0]]
            elif operation == "num":
                value = Fraction(expression["constants"][operands[0]])
            elif operation == "^":
                value = values[operands[0]] ** operands[1]
            elif operation == "neg":
                value = -values[operands[0]]
            elif operation in UNARY:
                value = UNARY[operation](values[operands[0]])
            else:
                a, b = values[operands[0]], values[operands[1]]
                value = a + b if operation == "+" else a - b if operation == "-" else a * b if operation == "*" else a / b
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            value = None
        values.append(value)
    return values


def violated(condition, values):
    """A condition that is certainly not met: exactly, or by more than doubles can be wrong. Nothing where it has no value."""
    value = values[condition[2]]
    if value is None:
        return None
    margin = 0 if isinstance(value, Fraction) else 1e-6 * max([1.0, *(abs(float(v)) for v in values if v is not None and abs(v) < 1e300)])
    return abs(value) > margin if condition[1] == "=" else value < -margin


def simplex_point(n, rng, inner):
    weights = [Fraction(rng.choice([0, 0, 1, 1, 2, 3, 1000]) + (1 if inner else 0)) for _ in range(n)]
    if sum(weights) == 0:
        weights[rng.randrange(n)] = Fraction(1)
    return [w / sum(weights) for w in weights]


def random_point(statement, rng):
    """In the domain, or nothing."""
    variables = len(statement["expression"]["variables"])
    point = [None] * variables
    for factor in statement["domain"]:
        if "range" in factor:
            values = values_at(statement["expression"], point)
            ends = {side: values[factor[side]] for side in ("from", "above", "to", "below") if side in factor}
            if any(v is None for v in ends.values()):
                return None
            low, high = ends.get("from", ends.get("above")), ends.get("to", ends.get("below"))
            size = Fraction(rng.choice([0, 1, 2, 10, 1000, 10 ** 6])) * Fraction(rng.randint(0, 16), 16)
            if low is None and high is None:
                x = rng.choice([-1, 1]) * size
            elif high is None:
                x = low + size
            elif low is None:
                x = high - size
            else:
                x = low + (high - low) * rng.choice([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(rng.randint(0, 999), 999), Fraction(1, 10 ** 9)])
                if low > high:
                    return None
            if ("above" in factor and x <= low) or ("below" in factor and x >= high):
                return None
            point[factor["range"]] = x
        elif "leader_chamber" in factor:
            coordinates = factor["leader_chamber"]
            d = len(coordinates)
            z = simplex_point(d + 1, rng, False)
            if z[0] == 0:
                return None
            p = [Fraction(0)] * (d + 1)
            for k in range(d, 1, -1):
                p[k - 1] = p[k] + z[k] / k
            p[0] = p[1] + z[0] + z[1]
            for k, c in enumerate(coordinates):
                point[c] = p[k]
            point[factor["gap"]] = z[0]
        else:
            coordinates = factor.get("simplex", factor.get("open_simplex"))
            for c, x in zip(coordinates, simplex_point(len(coordinates), rng, "open_simplex" in factor)):
                point[c] = x
    return point


def objection(fields, rng):
    """Why what the accepted certificate says is false, or nothing."""
    evidence = fields["evidence"]
    if fields["verdict"] == "refuted":
        point = [Fraction(x) for x in evidence["at"]]
        values = values_at(fields["expression"], point)
        if not violated(fields["goals"][evidence["violated_goal"]], values):
            value = values[fields["goals"][evidence["violated_goal"]][2]]
            if isinstance(value, Fraction):
                return f"its witness {point} violates nothing"
        if any(violated(condition, values) for condition in fields["assumptions"]):
            return f"its witness {point} breaks an assumption"
        return None
    for _ in range(60):
        point = random_point(fields, rng)
        if point is None:
            continue
        values = values_at(fields["expression"], point)
        if any(violated(c, values) is not False for c in fields["assumptions"]):
            continue
        for goal in fields["goals"]:
            if violated(goal, values):
                return f"{goal} is {values[goal[2]]} at {point}"
    return None


# --- changes

def places(tree, path=()):
    """Paths of everything below."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


WORDS = [["var", "num"], ["+", "-", "*", "/"], ["neg", "exp", "log", "sqrt", "sin", "cos", "atan", "abs"], ["=", ">="], ["proved", "refuted"],
         ["split", "lower", "upper", "natural", "mean", "infeasible", "taylor", "multiplier"], ["leaf", "cut", "order", "square", "face", "same"],
         ["exponent", "base", "divide", "split", "up", "down", "chord", "tangent", "zero", "constant", "algebraic", "wide", "whole", "limit", "angle",
          "arc", "bound", "eliminate", "narrow", "interior", "part", "tail", "radical", "surd", "circle", "turn", "modulus", "multiple", "invert",
          "unit", "scale"]]


def changed_value(value, rng):
    if isinstance(value, bool) or value is None:
        return rng.choice([True, False, None, 0, 1])
    if isinstance(value, int):
        if rng.random() < 0.95:
            return rng.choice([value + 1, value - 1, 0, 1, 2, -value, 2 * value, rng.randint(0, 40), rng.randint(0, abs(value) + 1)])
        return rng.choice([-1, 2 ** 31, 2 ** 63, 10 ** 400, 0.5, str(value)])
    if isinstance(value, str):
        try:
            q = Fraction(value)
            new = rng.choice([q + 1, q - 1, -q, 2 * q, q / 2, q + Fraction(1, 10 ** 6), q - Fraction(1, 10 ** 6), Fraction(0), Fraction(1), 1 / q if q else q,
                              q * Fraction(10) ** rng.choice([-300, -20, 20, 300])])
            return rng.choice([str(new)] * 10 + [f"{new}/1", "1/0", f"+{new}", f"{new}.0", "9" * 500, "1e9"])
        except (ValueError, ZeroDivisionError):
            if rng.random() < 0.9:
                return rng.choice(rng.choice([words for words in WORDS if value in words] or WORDS))
            return rng.choice(["", value + "\u202e", value + "\n", "x" * 5000])
    if isinstance(value, list):
        new = copy.deepcopy(value)
        kind = rng.randrange(6)
        if kind == 0 or not new:
            return rng.choice([[], new * 2, [new], new + [0]])
        k = rng.randrange(len(new))
        if kind == 1:
            del new[k]
        elif kind == 2:
            new.insert(k, copy.deepcopy(rng.choice(new)))
        elif kind == 3:
            rng.shuffle(new)
        elif kind == 4:
            new = new[:k]
        else:
            new = new[k:]
        return new
    new = copy.deepcopy(value)
    names = list(new)
    kind = rng.randrange(4)
    if kind == 0 or not names:
        return rng.choice([{}, [], None])
    name = rng.choice(names)
    if kind == 1:
        del new[name]
        return new
    other = rng.choice(["from", "above", "to", "below", "simplex", "open_simplex", "coefficients", "splits", "boxes", "chain", "squares", "joint", "raise", "x"])
    return {other if key == name and kind == 2 else key: v for key, v in new.items()} | ({other: copy.deepcopy(new[name])} if kind == 3 else {})


STATEMENT = ("expression", "domain", "assumptions", "goals")


def file_name(fields, otherwise):
    claim, dimension = fields.get("claim"), fields.get("dimension")
    if not isinstance(claim, str) or not re.fullmatch(r"[\w.-]{1,60}", claim, re.ASCII) or not (dimension is None or type(dimension) is int):
        return otherwise
    return f"{claim}.json" if dimension is None else f"{claim}.d{dimension}.json"


def mutant(fields, others, new_name, rng):
    """(fields, text), which may be of other fields when bytes were changed"""
    kind = rng.randrange(10)
    if kind == 0:  # bytes
        lines = to_lines(fields)
        k = rng.randrange(len(lines))
        name, value = lines[k]
        for _ in range(rng.choice([1, 1, 2, 5])):
            i = rng.randrange(len(value) + 1)
            piece = rng.choice(["", "0", "1", "-", ",", "[", "]", "{", "}", '"', "\\", "\0", " ", "é", value[i:i + 5] * 2, chr(rng.randrange(1, 128))])
            value = value[:i] + piece + value[i + rng.choice([0, 1, 1, 3]):]
        lines[k] = (name, value)
        return fields, with_digest(lines)
    new = copy.deepcopy(fields)
    if kind == 1:  # a piece of another certificate
        other = copy.deepcopy(rng.choice(others))
        for name in rng.choice([("evidence",), ("goals",), ("domain",), ("domain", "expression"), ("assumptions",), STATEMENT, ("verdict", "evidence"), ("dimension",),
                                ("constants",), ("claim",)]):
            new[name] = other[name]
    else:
        roots = ["evidence"] if kind < 6 else list(STATEMENT) if kind < 9 else [name for name in new if name != "digest"]
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            paths = [p for root in roots for p in [(root,), *places(new[root], (root,))]]
            leaves = [p for p in paths if isinstance(at(new, p), (int, str))]
            path = rng.choice(leaves if leaves and rng.random() < 0.7 else paths)
            at(new, path[:-1])[path[-1]] = changed_value(at(new, path), rng)
    if kind >= 6 and rng.random() < 0.8 or kind == 1 and rng.random() < 0.5:
        new["claim"] = new_name
        new["dimension"] = None
        new["constants"] = {}
    return new, with_digest(to_lines(new))


def judge(program, folder, seconds):
    """{file name: row} and the exit code, negative for a signal; SIGXCPU when it takes longer than these seconds of the
    processor."""
    report = folder.parent / "report.json"
    report.unlink(missing_ok=True)
    result = subprocess.run([program, "check", str(folder), "--quiet", "--threads", "1", "--json", str(report)], capture_output=True,
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5)))
    if result.returncode not in (0, 1) or not report.exists():
        return {}, result.returncode
    return {row["file"]: row for row in json.loads(report.read_text())["files"]}, result.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hebb")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--batches", type=int, help=f"so many times {BATCH} certificates, instead of a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=10, help="seconds of the processor for one check")
    parser.add_argument("--reasons", type=int, default=0, help="print so many of the reasons for a rejection")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("fuzz-findings"))
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    stored = {file.name: json.loads(file.read_text()) for folder in arguments.folders for file in sorted(folder.rglob("*.json"))}
    if not stored:
        parser.error("no certificates there")
    others = list(stored.values())
    tried = accepted = other_statements = 0
    findings, reasons = [], {}

    def keep(what, file, text):
        arguments.keep.mkdir(parents=True, exist_ok=True)
        (arguments.keep / file).write_text(text)
        findings.append(f"{file}: {what}")
        print(findings[-1], flush=True)

    start = told = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "batch"
        for batch in itertools.count():
            if batch == arguments.batches or not arguments.batches and time.monotonic() - start > arguments.seconds:
                break
            folder.mkdir(exist_ok=True)
            for old in folder.iterdir():
                old.unlink()
            texts = {}
            compositions = rng.randrange(20) == 0
            names = [name for name, fields in stored.items() if compositions == ("follows_from" in fields["evidence"])]
            for name in stored if compositions else []:  # they find their premises
                (folder / name).write_text(with_digest(to_lines(stored[name])))
            origin = {}
            for k in range(BATCH):
                name = rng.choice(names)
                fields, text = mutant(stored[name], others, f"changed-{k}", rng)
                file = file_name(fields, name)
                if file not in texts:
                    (folder / file).write_text(text)
                    texts[file], origin[file] = text, stored[name]
            rows, code = judge(arguments.hebb, folder, 10 * arguments.most)
            if not rows:  # which one?
                before = len(findings)
                for file, text in texts.items():
                    single = pathlib.Path(scratch) / "single"
                    single.mkdir(exist_ok=True)
                    for old in single.iterdir():
                        old.unlink()
                    (single / file).write_text(text)
                    alone, code = judge(arguments.hebb, single, arguments.most)
                    if code == -signal.SIGXCPU:
                        keep(f"takes more than {arguments.most} s", file, text)
                    elif not alone:
                        keep(f"exit code {code}", file, text)
                if len(findings) == before:
                    print(f"a batch took long, or ended with {code}, and none of its files alone", flush=True)
                rows = {}
            for file, text in texts.items():
                row = rows.get(file)
                if row is None:
                    continue
                if row["outcome"] != "accepted":
                    reasons[row["reason"].split(": ")[0][:40]] = reasons.get(row["reason"].split(": ")[0][:40], 0) + 1
                    continue
                accepted += 1
                fields, original = json.loads(text), origin[file]
                if "follows_from" in fields["evidence"]:
                    if any(fields[x] != original[x] for x in (*STATEMENT, "claim", "dimension", "constants")):
                        keep("a composition with another statement is accepted", file, text)
                    continue
                other_statements += any(fields[x] != original[x] for x in STATEMENT)
                wrong = objection(fields, rng)
                if wrong:
                    keep(wrong, file, text)
            tried += len(texts)
            if time.monotonic() > told + 60:
                print(f"{tried} changed certificates, {accepted} accepted, {other_statements} of them with another statement", flush=True)
                told = time.monotonic()
    for reason, count in sorted(reasons.items(), key=lambda x: -x[1])[:arguments.reasons]:
        print(f"{count:6} {reason}")
    print(f"{tried} changed certificates, {accepted} accepted, {other_statements} of them with another statement; {len(reasons)} kinds of reasons; "
          f"{len(findings)} findings")
    if not accepted:
        print("not one was accepted: the changes, or their digests, are wrong")
    return 1 if findings or not accepted else 0


if __name__ == "__main__":
    sys.exit(main())
