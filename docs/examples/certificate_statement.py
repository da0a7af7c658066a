"""Reads a certificate of hebb, digest included, and shows its statement; for check_certificate.py."""
import hashlib
import json
import re
from fractions import Fraction

class Rejection(Exception):
    pass

def require(condition, reason):
    if not condition:
        raise Rejection(reason)

# ---- Reading. A node of the code is (operation, a, b); of a number a is the number itself.

ARITY = {"var": 1, "num": 1, "+": 2, "-": 2, "*": 2, "/": 2, "neg": 1, "^": 2, "exp": 1, "log": 1, "sqrt": 1}
FIELDS = "format version claim dimension constants expression domain assumptions goals verdict evidence digest".split()

def fields(pairs):
    require(len(dict(pairs)) == len(pairs), "a field stands twice")
    return dict(pairs)

def number(text):
    require(isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,400}(/[0-9]{1,400})?", text), "a number is malformed")
    require(str(Fraction(text)) == text, "a number is not in lowest terms")
    return Fraction(text)

def index(k, size):
    require(type(k) is int and 0 <= k < size, f"the index {k} is out of range")
    return k

def read(text):
    c = json.loads(text, object_pairs_hook=fields, parse_constant=number, parse_float=float)
    require(isinstance(c, dict) and list(c) == FIELDS, "the fields are not those of a certificate")
    parts = [(json.dumps(k), json.dumps(v, separators=(",", ":"), ensure_ascii=False)) for k, v in c.items()]
    digest = "sha256:" + hashlib.sha256(("{" + ",".join(map(":".join, parts[:-1])) + "}").encode()).hexdigest()
    require(c["digest"] == digest, f"its digest is {c['digest']}, but its content has {digest}")
    require(text == "{\n" + ",\n".join(map(": ".join, parts)) + "\n}\n", "it is not written as hebb writes it")
    require(c["format"] == "hebb certificate" and c["version"] == 1, "it is no certificate of version 1")
    names, constants, c["code"] = c["expression"]["variables"], [*map(number, c["expression"]["constants"])], []
    require(len(set(map(str, names))) == len(names), "two variables have one name")
    for op, a, *b in c["expression"]["code"]:
        require(op in ARITY, f"not covered: the operation {op}")
        require(len(b) == ARITY[op] - 1, "an instruction is malformed")
        index(a, len(names) if op == "var" else len(constants) if op == "num" else len(c["code"]))
        require(op != "^" or 2 <= index(b[0], 10001), "a power is below 2")
        b = index(b[0], len(c["code"])) if b and op != "^" else b[0] if b else None
        c["code"].append((op, constants[a] if op == "num" else a, b))
    known = set()
    for f in c["domain"]:
        allowed = {"range": {"from", "above", "to", "below"}, "leader_chamber": {"gap"}, "simplex": set(),
                   "open_simplex": set()}
        kind, own = next(iter(f)), variables(f)
        require(kind in allowed and set(f) - {kind} <= allowed[kind] and own, "a factor of the domain is malformed")
        require(not {"from", "above"} <= set(f) and not {"to", "below"} <= set(f), "a range has two bounds on one side")
        require(kind != "leader_chamber" or "gap" in f and len(own) > 2, "a chamber is malformed")
        for bound in bounds(f):
            nodes = [c["code"][k] for k in ([] if bound is None else needed(c["code"], index(bound, len(c["code"]))))]
            require({a for op, a, _ in nodes if op == "var"} <= known, "a bound uses a variable declared after it")
        for v in own:
            require(index(v, len(names)) not in known, "a variable belongs to two factors of the domain")
            known.add(v)
    require(len(known) == len(names), "a variable belongs to no factor of the domain")
    for _, relation, node in c["assumptions"] + c["goals"]:
        require(relation in ("=", ">=") and index(node, len(c["code"])) >= 0, "a condition is malformed")
    require(c["goals"], "it has no goals")
    return c

def variables(factor):
    kind = next(iter(factor))
    return [factor[kind]] if kind == "range" else factor[kind] + [factor[k] for k in factor if k == "gap"]

def bounds(factor):
    return factor.get("from", factor.get("above")), factor.get("to", factor.get("below"))

def operands(op, a, b):
    return () if op in ("var", "num") else (a, b) if op in "+-*/" else (a,)

def needed(code, target, known=()):
    """The nodes behind the target that are not known yet, in their order."""
    found, todo = set(), [target]
    while todo:
        k = todo.pop()
        if k not in found and k not in known:
            found.add(k)
            todo += operands(*code[k])
    return sorted(found)

def shown(c):
    """The statement, for people. A long term gets a name, so that the text is no longer than the code."""
    names, text, lines = c["expression"]["variables"], [], []
    for k, (op, a, b) in enumerate(c["code"]):
        x = [text[j] for j in operands(op, a, b)]
        term = (names[a] if op == "var" else f"({a})" if op == "num" and (a < 0 or a.denominator > 1) else str(a)
                if op == "num" else f"(-{x[0]})" if op == "neg" else f"{x[0]}^{b}" if op == "^"
                else f"({x[0]} {op} {x[1]})" if op in "+-*/" else f"{op}({x[0]})")
        if len(term) > 100:
            lines.append(f"let t{k} = {term}")
        text.append(term if len(term) <= 100 else f"t{k}")
    for f in c["domain"]:
        (low, high), x = bounds(f), ", ".join(names[v] for v in variables(f))
        lines.append("for all " + ("" if low is None else text[low] + (" < " if "above" in f else " <= ")) + x
                     + ("" if high is None else (" < " if "below" in f else " <= ") + text[high])
                     + {"range": "", "simplex": " >= 0 with sum 1", "open_simplex": " > 0 with sum 1", "leader_chamber":
                        ": p_1 >= p_2 + gap, p_2 >= p_3 >= ... >= 0 with sum 1, gap > 0"}[next(iter(f))])
    for word, conditions in (("such that", c["assumptions"]), ("holds", c["goals"])):
        lines += [f"{word} [{label}] {text[node]} {relation} 0" for label, relation, node in conditions]
    return "\n".join("  " + printable(line) for line in lines)

def printable(text):
    return "".join(c if c.isprintable() else "?" for c in str(text))
