#!/usr/bin/env python3
"""A third opinion on certificates of hebb: python3 check_certificate.py FILE...

Replays proofs by coefficients, boxes and identity, and witnesses, in exact fractions; it shares no line with the prover
or the checker of hebb. It knows no ledger: what an accepted certificate establishes is the statement printed with it,
whatever its name is. Not covered: proofs by chains, and certificates that follow from others. Exit code 0 when all are accepted, else 1.
Format and laws: docs/theory/certificates.md, lib/hebb/certificate/proof.hpp. Needs Python 3.9 and nothing else."""
import itertools
import math
import sys
from fractions import Fraction

from certificate_boxes import replay_boxes, replay_witness
from certificate_statement import Rejection, bounds, index, needed, printable, read, require, shown, variables

# ---- Coefficients: polynomials are {exponents: coefficient}, quotients (numerator, {place in the list: power}).

def plus(p, q):
    total = dict(p)
    for e, x in q.items():
        total[e] = total.get(e, 0) + x
    return {e: x for e, x in total.items() if x}

def times(p, q):
    total = {}
    for e, x in p.items():
        for f, y in q.items():
            g = tuple(map(int.__add__, e, f))
            total[g] = total.get(g, 0) + x * y
    return {e: x for e, x in total.items() if x}

class Expansion:
    """The nodes of a statement on a cell. A cell has for each factor of the domain (is it a half-line, vertices, step):
    the coordinates of CoefficientProof are t = sum u_k vertex_k / sum u_k, on a half-line t = vertex + u, u_k >= 0."""
    def __init__(self, c, cell):
        self.c, self.denominators, self.nodes, self.variable, self.weights, self.supports = c, [], {}, {}, [], []
        n, first = sum(len(vertices) for _, vertices, _ in cell), 0
        self.zero = (0,) * n
        u = [{self.zero[:k] + (1,) + self.zero[k + 1:]: 1} for k in range(n)]
        for f, (half_line, vertices, _) in zip(c["domain"], cell):
            own, places = u[first:first + len(vertices)], range(first, first + len(vertices))
            linear = lambda row: {e: x for p, y in zip(own, row) for e, x in times(p, {self.zero: y}).items()}
            self.weights.append(linear([1] * len(own)))
            scale = math.lcm(*(x.denominator for v in vertices for x in v)) * math.lcm(*range(1, len(vertices) + 1))
            def t(form):  # a linear form in the coordinates, given by its coefficients
                row = [sum(x * y for x, y in zip(form, v)) * scale for v in vertices]
                return self.over(linear([int(x) if x == int(x) else x for x in row]),
                                 times(self.weights[-1], {self.zero: scale}))
            unit = lambda j: [int(k == j) for k in range(len(vertices[0]))]
            if "range" in f:
                low, high = (self.node(k) if k is not None else None for k in bounds(f))
                if low and high:
                    x = self.add(self.multiply(low, t([1, 0])), self.multiply(high, t([0, 1])))
                else:
                    x = (plus(own[0], self.number(vertices[0][0])[0]), {}) if half_line else t([1])
                    x = self.add(low, x) if low else self.add(high, self.multiply(self.number(-1), x)) if high else x
                self.variable[f["range"]] = x
            elif "gap" in f:  # p_i = sum over k >= i of z_k/k, and the leader has the gap besides
                for i, v in enumerate(f["leader_chamber"], 1):
                    self.variable[v] = t([int(i == 1)] + [Fraction(int(k >= i), k) for k in range(1, len(vertices[0]))])
                self.variable[f["gap"]] = t(unit(0))
            else:
                self.variable.update((v, t(unit(j))) for j, v in enumerate(variables(f)))
            inside = [k for k, v in zip(places, vertices) if not excluded(f, v)]
            self.supports.append([{first + k for k in s} for s in carriers(vertices)] if "open_simplex" in f else
                                 [set() if inside else set(places)] if half_line else
                                 [{k} for k in inside] or [set(places)])
            first += len(vertices)

    def number(self, q):
        q = Fraction(q)
        return ({self.zero: q.numerator if q.denominator == 1 else q} if q else {}), {}
    def over(self, p, q):
        require(q, "a denominator vanishes identically")
        if q not in self.denominators:
            self.denominators.append(q)
        return p, {self.denominators.index(q): 1}
    def raised(self, p, powers):
        for k, n in powers.items():
            for _ in range(n):
                p = times(p, self.denominators[k])
        return p
    def add(self, x, y):
        common = {k: max(x[1].get(k, 0), y[1].get(k, 0)) for k in x[1] | y[1]}
        return plus(*(self.raised(p, {k: common[k] - d.get(k, 0) for k in common}) for p, d in (x, y))), common
    def multiply(self, x, y):
        return times(x[0], y[0]), {k: x[1].get(k, 0) + y[1].get(k, 0) for k in x[1] | y[1]}
    def divide(self, x, y):
        left = {k: n - y[1].get(k, 0) for k, n in x[1].items()}
        up = {k: n - min(n, x[1].get(k, 0)) for k, n in y[1].items()}
        inverse = self.over({self.zero: 1}, y[0])
        return self.multiply((self.raised(x[0], up), {k: n for k, n in left.items() if n > 0}), inverse)
    def node(self, target):
        for k in needed(self.c["code"], target, self.nodes):
            op, a, b = self.c["code"][k]
            require(op not in ("exp", "log", "sqrt"), "a formula with exp, log or sqrt cannot be expanded")
            x, y = (self.nodes.get(j) for j in (a, b)) if op not in ("var", "num") else (None, None)
            if op == "^":
                y = x
                for _ in range(b - 1):
                    y = self.multiply(y, x)
            self.nodes[k] = (self.variable[a] if op == "var" else self.number(a) if op == "num" else y if op == "^"
                             else self.multiply(self.number(-1), x) if op == "neg" else self.add(x, y) if op == "+"
                             else self.add(x, self.multiply(self.number(-1), y)) if op == "-"
                             else self.multiply(x, y) if op == "*" else self.divide(x, y))
        return self.nodes[target]
    def never_zero(self, p):
        """Whether a term of p lives at every point of the domain in the cell; a point has one of the supports."""
        return all(any(all(k in live for k, e in enumerate(term) if e) for term in p)
                   for live in (set().union(*choice) for choice in itertools.product(*self.supports)))

def carriers(vertices):
    """Sets of vertices that reach every coordinate: the vertices that carry an inner point contain one of them."""
    found = {frozenset()}
    for row in zip(*vertices):
        found = {s | new for s in found
                 for new in ([s] if any(row[k] for k in s) else [{k} for k, y in enumerate(row) if y])}
        require(len(found) <= 4096, "an open simplex has too many faces")
    return found

def excluded(f, vertex):
    """Whether an open bound cuts the vertex away."""
    if None not in bounds(f):
        return "above" in f and vertex[1] == 0 or "below" in f and vertex[0] == 0
    return vertex[0] == 0 and ("above" in f or "below" in f or "gap" in f)

def whole(c):
    sizes = [(None in bounds(f), 1 if None in bounds(f) else 2) if "range" in f else (False, len(variables(f)))
             for f in c["domain"]]
    return [(half, [[Fraction(int(j == k and not half)) for j in range(n)] for k in range(n)], 1) for half, n in sizes]

def replay_coefficients(c, goal, nodes):
    require(all("range" not in f or bounds(f) != (None, None) for f in c["domain"]), "a whole line")
    stack, nodes = [whole(c)], iter(nodes)
    while stack:
        cell, node = stack.pop(), next(nodes, None)
        require(node is not None, "the proof ends before the domain is covered")
        if list(node) == ["halve"]:
            g, i, j = node["halve"]
            half_line, v, step = cell[index(g, len(cell))]
            if half_line:
                halves = (True, [[v[0][0] + step]], 2 * step), (False, [v[0], [v[0][0] + step]], 1)
            else:
                require(index(i, len(v)) != index(j, len(v)), "a branch names an edge that does not exist")
                middle = [(x + y) / 2 for x, y in zip(v[i], v[j])]
                halves = [(False, v[:k] + [middle] + v[k + 1:], 1) for k in (i, j)]
            stack += [cell[:g] + [half] + cell[g + 1:] for half in halves]
            continue
        require(list(node) == ["raise"], "a node is malformed")
        x = Expansion(c, cell)
        (numerator, powers), sign = x.node(goal), 1
        for k, q in enumerate(x.denominators):
            one_sign = len({y > 0 for y in q.values()}) == 1
            require(one_sign, "a denominator has both signs on a cell")
            require(x.never_zero(q), "a denominator may vanish on the domain")
            sign *= -1 if min(q.values()) < 0 and powers.get(k, 0) % 2 else 1
        require(len(node["raise"]) in (0, len(cell)), "a leaf has the wrong number of degree elevations")
        for (half_line, _, _), weight, n in zip(cell, x.weights, node["raise"]):
            require(not (half_line and index(n, 65)), "a degree elevation is out of range")
            for _ in range(index(n, 65)):
                numerator = times(numerator, weight)
        require(all(sign * y >= 0 for y in numerator.values()), "the goal has a negative coefficient on a leaf")
    require(next(nodes, None) is None, "the proof has nodes left over")

# ---- The whole.

def check(c):
    evidence = c["evidence"]
    require("follows_from" not in evidence, "not covered: it follows from other certificates")
    require(c["verdict"] == ("proved" if list(evidence) == ["proofs"] else "refuted"), "its verdict does not fit")
    if c["verdict"] == "refuted":
        return replay_witness(c, evidence["violated_goal"], evidence["at"])
    require(len(evidence["proofs"]) == len(c["goals"]), "it has not one proof for each goal")
    for (label, relation, node), proof in zip(c["goals"], evidence["proofs"]):
        require((relation == "=") == (proof == "identity"), "a goal needs another kind of proof")
        if proof == "identity":
            require(not Expansion(c, whole(c)).node(node)[0], f"the goal '{label}' does not expand to zero")
        else:
            (kind, nodes), = proof.items()
            replay = {"boxes": replay_boxes, "coefficients": replay_coefficients}.get(kind)
            require(replay, f"not covered: a proof by {kind}")
            replay(c, node, nodes)

def main(files):
    failed = 0
    for file in files:
        name = file
        try:
            with open(file, encoding="utf-8", newline="") as f:
                c = read(f.read())
            name = c["claim"] + ("" if c["dimension"] is None else f", d = {c['dimension']}")
            check(c)
            print(printable(f"accepted {name} {c['verdict']}"), shown(c), sep="\n")
        except Rejection as e:
            failed += 1
            print(printable(f"rejected {name}: {e}"))
        except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, StopIteration, TypeError,
                ValueError) as e:
            failed += 1
            print(printable(f"rejected {name}: it is malformed: {type(e).__name__} {e}"))
    return 1 if failed or not files else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
