#!/usr/bin/env python3
"""A third opinion on certificates of hebb: python3 check_certificate.py FILE...
Replays proofs by coefficients, boxes and identity, and witnesses, in exact fractions; shares no line with the provers
and checkers of hebb, and knows no ledger: accepted is the statement that is printed, under any name. Not judged is what
it has no rule for: other proofs (splits, squares, chain, Taylor), sin, cos, atan, abs, what follows from other claims.
Exit code 0: all accepted; 1: some rejected; 2: a file cannot be read; 3: none of these, some not judged. Python 3.9.
leader_chamber of p_1, ..., p_n, c: p_1 >= p_2 + c, p_2 >= ... >= p_n >= 0, p_1 + ... + p_n = 1, c > 0."""
import decimal, functools, hashlib, itertools, json, math, operator, re, sys, types
from fractions import Fraction

class Rejection(Exception): pass
class NotJudged(Exception): pass
def require(condition, reason):
    if not condition: raise Rejection(reason)

# ---- Reading. A node of the code becomes (operation, operand, second operand or power); of a number: (num, its value).
OPERATIONS = {"var": "{}", "num": "{}", "+": "({} + {})", "-": "({} - {})", "*": "({} * {})", "/": "({} / {})",
              "neg": "(-{})", "^": "({}^{})", "exp": "exp({})", "log": "log({})", "sqrt": "sqrt({})"}
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
FIELDS = "format version claim dimension constants expression domain assumptions goals verdict evidence digest".split()
FACTORS = [{"simplex"}, {"open_simplex"}, {"leader_chamber", "gap"},
           *({"range", *low, *high} for low in ([], ["from"], ["above"]) for high in ([], ["to"], ["below"]))]
def number(text):
    well = re.fullmatch(r"-?[0-9]{1,400}(/[0-9]{1,400})?", text) and str(Fraction(text)) == text  # in lowest terms
    return require(well, "a number is malformed") or Fraction(text)
def index(k, size):
    return require(type(k) is int and 0 <= k < size, f"the index {k} is out of range") or k

def read(text):
    c = json.loads(text)
    require(list(c) == FIELDS and c["format"] == "hebb certificate" and c["version"] == 1, "it has another format")
    parts = [(json.dumps(k), json.dumps(v, separators=(",", ":"), ensure_ascii=False)) for k, v in c.items()]
    digest = "sha256:" + hashlib.sha256(("{" + ",".join(map(":".join, parts[:-1])) + "}").encode()).hexdigest()
    require(c["digest"] == digest, f"its digest is {c['digest']}, but its content has {digest}")
    require(text == "{\n" + ",\n".join(map(": ".join, parts)) + "\n}\n", "it is not written as hebb writes it")
    names, constants = c["expression"]["variables"], [*map(number, c["expression"]["constants"])]
    require(len(set(names)) == len(names) and "`" not in "".join(names), "the names of the variables are malformed")
    names = [name if re.fullmatch(r"[^\W\d][\w']*", name) else f"`{name}`" for name in names]
    s, shown = types.SimpleNamespace(**{**c, "names": names, "code": [], "behind": [], "domain": [], "lines": []}), []
    for op, a, *b in c["expression"]["code"]:
        if op not in OPERATIONS: raise NotJudged(f"the operation {op}")
        require(len(b) == OPERATIONS[op].count("{}") - 1, "an instruction is malformed")
        index(a, len(names) if op == "var" else len(constants) if op == "num" else len(shown))
        require(op != "^" or index(b[0], 10001) > 1, "a power is below 2")
        operands = [] if op in ("var", "num") else [a, *(index(k, len(shown)) for k in b if op != "^")]
        s.behind.append(functools.reduce(operator.or_, (s.behind[k] for k in operands), 1 << len(shown)))  # bit by node
        x = names[a] if op == "var" else re.sub("(.*[-/].*)", "(\\1)", str(constants[a])) if op == "num" else shown[a]
        x = OPERATIONS[op].format(x, *(shown[k] if op in ARITHMETIC else k for k in b))
        s.lines += [f"let #{len(shown)} = {x}"] if len(x) > 100 else []  # so that the text is no longer than the code
        shown.append(f"#{len(shown)}" if len(x) > 100 else x)
        s.code.append((op, constants[a] if op == "num" else a, *b))
    for f in c["domain"]:
        kind, own = next(iter(f.items()))
        own = [own] if kind == "range" else [*own, f["gap"]] if kind == "leader_chamber" else own
        require(set(f) in FACTORS and len(own) > 2 * (kind == "leader_chamber"), "a factor of the domain is malformed")
        ends = f.get("from", f.get("above")), f.get("to", f.get("below"))
        s.domain.append(types.SimpleNamespace(
            kind=kind, own=own, line=kind == "range", unbounded=kind == "range" and None in ends,
            low=ends[0], high=ends[1], low_open="above" in f, high_open="below" in f))
        low, high = ("inf" if k is None else shown[index(k, len(shown))] for k in ends)
        x = f"{'[' if 'from' in f else '('}{'-' * (ends[0] is None)}{low}, {high}{']' if 'to' in f else ')'}"
        s.lines.append(f"for all {', '.join(names[v] for v in own)} in {x if kind == 'range' else kind}")
    require(sorted(v for f in s.domain for v in f.own) == [*range(len(names))], "a variable belongs to 0 or 2 factors")
    for word, (label, relation, node) in [("such that", x) for x in s.assumptions] + [("holds", x) for x in s.goals]:
        require(relation in ("=", ">="), "a condition is malformed")
        s.lines.append(f"{word} {shown[index(node, len(shown))]} {relation} 0    {label!r}")
    return s

# ---- Values of nodes, in intervals or in quotients of polynomials; known holds those of other nodes, and gets them.
def value(s, target, known, variables, algebra):
    for k in (k for k in range(target + 1) if s.behind[target] >> k & 1 and k not in known):
        op, a, *b = s.code[k]
        known[k] = (variables[a] if op == "var" else algebra(a) if op == "num" else known[a]**b[0] if op == "^" else
                    ARITHMETIC[op](known[a], known[b[0]]) if b else -known[a] if op == "neg" else known[a].apply(op))
    return known[target]
class Number:
    def __neg__(x): return x * type(x)(Fraction(-1))
    def __sub__(x, y): return x + -y
    def __truediv__(x, y): return x * y**-1
class Polynomial(dict):  # {monomial: coefficient, not zero}; a monomial is a sorted tuple of numbers of variables
    def __add__(p, q): return Polynomial({e: x for e in p | q if (x := p.get(e, 0) + q.get(e, 0))})
    def __mul__(p, q):
        total = {}
        for (e, x), (f, y) in itertools.product(p.items(), q.items()):
            total[g] = total.get(g := tuple(sorted(e + f)), 0) + x * y
        return Polynomial({e: x for e, x in total.items() if x})
class Quotient(Number):
    def __init__(x, above, below=Polynomial({(): 1})):
        x.above, x.below = above if isinstance(above, Polynomial) else Polynomial({(): above} if above else {}), below
    def __add__(x, y):
        return (Quotient(x.above + y.above, x.below) if x.below == y.below else
                Quotient(x.above * y.below + y.above * x.below, x.below * y.below))
    def __mul__(x, y): return Quotient(x.above * y.above, x.below * y.below)
    def __pow__(x, n): return Quotient(x.below, x.above) if n < 0 else functools.reduce(operator.mul, [x] * n)
    def apply(x, op): raise Rejection("a formula with exp, log or sqrt cannot be expanded")
def down(q):  # long ends are moved outward to 320 bits
    scale = Fraction(2)**(320 - q.numerator.bit_length() + q.denominator.bit_length())
    return q if q.denominator >> 400 == 0 else math.floor(q * scale) / scale
def bound(op, q, up):
    """Of an increasing function; decimal rounds to the nearest of 90 digits, and one unit is added or taken away."""
    square = q.numerator * q.denominator
    if (op, q) in (("exp", 0), ("log", 1)) or op == "sqrt" and math.isqrt(square)**2 == square:
        return Fraction(math.isqrt(square), q.denominator) if op == "sqrt" else Fraction(op == "exp")
    require(op != "exp" or abs(q) < 100000, "an exponent is too large")
    c = decimal.Context(90, decimal.ROUND_CEILING if up else decimal.ROUND_FLOOR, decimal.MIN_EMIN, decimal.MAX_EMAX)
    y = {"exp": c.exp, "log": c.ln, "sqrt": c.sqrt}[op](c.divide(decimal.Decimal(q.numerator), q.denominator))
    return Fraction(y and (c.next_plus(y) if up else c.next_minus(y)))  # 0 is the logarithm of 1, and exact
class Interval(Number):
    """Of a node, certainly defined there; parts: what it is made of, with its slope by each (None: not known)."""
    def __init__(x, lo, hi=None, parts=(), base=False, count=itertools.count()):  # a point stays as it is
        x.parts, x.n = [(f and Interval(f.lo, f.hi), y) for f, y in parts if y.varies], next(count)
        (x.lo, x.hi), x.varies = (lo, lo) if hi is None else (down(lo), -down(-hi)), base or bool(x.parts)
    def __add__(x, y): return Interval(x.lo + y.lo, x.hi + y.hi, ((ONE, x), (ONE, y)))
    def __mul__(x, y):
        ends = [a * b for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
        return Interval(min(ends), max(ends), ((y, x), (x, y)))
    def __pow__(x, n):
        require(n > 0 or not x.lo <= 0 <= x.hi, "a term is not certainly defined")
        ends = [x.lo**n, x.hi**n] + [Fraction(0)] * (n % 2 == 0 and x.lo < 0 < x.hi)
        slope = x.varies and (Interval(Fraction(n)) * Interval(x.lo, x.hi)**(n - 1) if n != 1 else ONE)
        return Interval(min(ends), max(ends), ((slope, x),))
    def apply(x, op):
        require(op == "exp" or x.lo >= 0 and (op, x.lo) != ("log", 0), "a term is not certainly defined")
        y = Interval(bound(op, x.lo, False), bound(op, x.hi, True))
        slope = y if op == "exp" else None if x.lo == 0 else Interval(x.lo, x.hi)**-1 if op == "log" else (y + y)**-1
        return Interval(y.lo, y.hi, ((slope, x),))
ONE, ZERO = Interval(Fraction(1)), Interval(Fraction(0))
def slopes(y, base):  # by each base variable, backwards from y: what is used twice has one slope, the sum
    nodes, slope = {y.n: y}, {y.n: ONE}
    while nodes:
        for f, z in nodes.pop(n := max(nodes)).parts:  # all that uses it was made later
            nodes[z.n], old = z, slope.get(z.n, ZERO)
            slope[z.n] = None if None in (f, old, slope[n]) else old + f * slope[n]
    return [slope.get(x.n, ZERO) for x in base]
def walk(nodes, root, visit):  # a tree, depth first; visit returns the children, the last one first
    stack = [root]
    for node in nodes:
        require(stack, "the proof has nodes left over")
        stack += visit(stack.pop(), node)
    require(not stack, "the proof ends before the domain is covered")

# ---- Coefficients. A cell has the vertices for each factor of the domain; on a half-line, one coordinate, it has one.
def expand(s, cell, node):
    """A node in the coordinates u of the cell: those of CoefficientProof are t = sum u_k vertex_k, sum u_k = 1, or on a
    half-line vertex + u; its divisors; for each factor places, half-line, supports: at a point all u of one are > 0."""
    variables, known, groups, first = {}, {}, [], 0
    for f, v in zip(s.domain, cell):
        half_line, places = f.line and len(v) == 1, range(first, first := first + len(v))
        t = [Quotient(Polynomial({(k,): y for k, y in zip(places, row) if y})) for row in zip(*v)]
        if f.line:
            low, high = (None if end is None else value(s, end, known, variables, Quotient) for end in (f.low, f.high))
            t[0] = Quotient(v[0][0]) + Quotient(Polynomial({(places[0],): 1})) if half_line else t[0]
            t = [low * t[0] + high * t[1] if low and high else low + t[0] if low else high - t[0] if high else t[0]]
        elif f.kind == "leader_chamber":  # p_i = sum over k >= i of z_k/k, and z_0, the gap, besides for p_1
            p = [*itertools.accumulate(t[k] * Quotient(Fraction(1, k)) for k in range(len(t) - 1, 0, -1))][::-1]
            t = [p[0] + t[0], *p[1:], t[0]]
        variables.update(zip(f.own, t))
        gone = [f.low_open and x[1] == 0 or f.high_open and x[0] == 0 if f.line and not f.unbounded else
                x[0] == 0 and (f.low_open or f.high_open or f.kind == "leader_chamber") for x in v]
        live = [{k} for k, away in zip(places, gone) if not away] or [set(places)]  # open bounds cut vertices away
        if f.kind == "open_simplex":  # the vertices that carry an inner point reach every coordinate
            live = [set(c) for n in range(len(v)) for c in itertools.combinations(places, n + 1)
                    if all(any(v[k - places[0]][j] for k in c) for j in range(len(v)))]
        groups.append((places, half_line, [set()] if half_line and not gone[0] else live))
    return value(s, node, known, variables, Quotient), [
        form(known[s.code[k][2]].above, groups) for k in known if s.code[k][0] == "/"], groups
def form(p, groups, raises=()):
    """Homogeneous in each group with sum u_k = 1: a term is multiplied by the missing power of sum u_k, and by more."""
    for (places, half_line, _), more in itertools.zip_longest(groups, raises, fillvalue=0):
        if p and not half_line:
            degree, weight = {e: sum(k in places for k in e) for e in p}, Polynomial({(k,): 1 for k in places})
            p = functools.reduce(lambda q, n: q * weight + Polynomial({e: x for e, x in p.items() if degree[e] == n}),
                                 range(max(degree.values()) + 1 + more), Polynomial())
    return p
def replay_coefficients(s, goal, nodes):
    sizes = [(1, 0) if f.unbounded else (2, 1) if f.line else (len(f.own), 1) for f in s.domain]
    whole = [[[Fraction(one * (j == k)) for j in range(n)] for k in range(n)] for n, one in sizes]
    if nodes == "identity":
        x, divisors, groups = expand(s, whole, goal)
        return require(all(divisors) and not form(x.above, groups), "the goal does not expand to zero")
    require(all(not f.line or (f.low, f.high) != (None, None) for f in s.domain), "a whole line")
    def visit(cell, node):
        (kind, numbers), = node.items()
        if kind == "halve":
            g, i, j = numbers
            v = cell[index(g, len(cell))]
            half_line, end = s.domain[g].line and len(v) == 1, [2 * v[0][0] + 1]  # from 0, 1, 3, 7, ...
            require(half_line or index(i, len(v)) != index(j, len(v)), "a branch names an edge that does not exist")
            halves = ([end], [v[0], end]) if half_line else [
                v[:k] + [[(x + y) / 2 for x, y in zip(v[i], v[j])]] + v[k + 1:] for k in (i, j)]
            return [cell[:g] + [half] + cell[g + 1:] for half in halves]
        require(kind == "raise" and len(numbers) in (0, len(cell)), "a node is malformed")
        x, divisors, groups = expand(s, cell, goal)
        for q in divisors:  # at each point some term is not zero
            require(len({y > 0 for y in q.values()}) == 1, "a denominator has both signs on a cell")
            supports = (set().union(*choice) for choice in itertools.product(*(group[2] for group in groups)))
            require(all(any(u.issuperset(e) for e in q) for u in supports), "a denominator may vanish on the domain")
        require(not any(index(n, 65) and group[1] for n, group in zip(numbers, groups)), "a half-line is raised")
        sign = 1 if min(form(x.below, groups).values()) > 0 else -1  # a product of divisors
        require(all(sign * y >= 0 for y in form(x.above, groups, numbers).values()), "a negative coefficient on a leaf")
        return []
    walk(nodes, whole, visit)

# ---- Boxes: the goal over base variables that fill a box (BoxProof), each node of the tree checked on its own box.
def unfold(s, box, goal):
    """On the box: its base variables; the constraints, None where one is not certainly defined, and the goal."""
    variables, known, result, base = {}, {}, [], iter(own := [Interval(x.lo, x.hi, base=True) for x in box])
    for f in s.domain:
        if f.line:
            low, high = (value(s, end, known, variables, Interval) for end in (f.low, f.high))
            p = [next(base)] if f.fixed else [low + next(base) * (high - low)]
        else:
            p = [next(base) for _ in f.own[1:]]
            chamber, q = f.kind == "leader_chamber", p[:-1] if f.kind == "leader_chamber" else p
            p = [functools.reduce(operator.sub, q, ONE), *p]
            result += [p[0] - p[1] - p[-1], *map(operator.sub, q, q[1:])] if chamber else p[:1]
        variables.update(zip(f.own, p))
    for _, relation, node in [*s.assumptions, ("", ">=", goal)]:
        try: h = value(s, node, known, variables, Interval)
        except Rejection: h = None
        result += [h] if relation == ">=" else [h, h and -h]
    return own, result
def replay_boxes(s, goal, nodes):
    box = []
    for f in s.domain:
        require(not f.unbounded, "boxes prove nothing on an unbounded range")
        f.fixed = f.line and s.code[f.low][0] == s.code[f.high][0] == "num"
        low, high = (s.code[f.low][1], s.code[f.high][1]) if f.fixed else (Fraction(0), Fraction(1))
        require(low <= high, "a range is empty")
        box += [Interval(low, high)] * (1 if f.line else len(f.own) - 1)
    def visit(state, node):
        (box, usable), (kind, *rest) = state, node
        require(len(rest) == {"split": 2, "lower": 1, "upper": 1, "infeasible": 1}.get(kind, 0), "a node is malformed")
        i = index(rest[0], len(usable if kind == "infeasible" else box)) if rest else None
        if kind == "split":
            require(box[i].lo <= number(rest[1]) <= box[i].hi, "a split lies outside its box")
            return [(box[:i] + [x] + box[i + 1:], usable) for x in
                    (Interval(number(rest[1]), box[i].hi), Interval(box[i].lo, number(rest[1])))]
        own, (*constraints, y) = unfold(s, box, goal)
        if kind == "infeasible":
            require(usable[i], "a leaf uses a constraint that a face has broken")
            return require((h := constraints[i]) and h.hi < 0, "a constraint is not certainly violated on a box") or []
        require(y and (kind != "mean" or None not in (by := slopes(y, own))),
                "the goal is not certainly defined on a box, or its slopes are not")
        if kind in ("lower", "upper"):
            rises = lambda x, sign: x and (by := slopes(x, own)[i]) and min(by.lo * sign, by.hi * sign) >= 0
            sign, end = (1, box[i].lo) if kind == "lower" else (-1, box[i].hi)
            require(rises(y, sign), "the goal is not monotone where the proof says so")
            usable = [u and rises(h, -sign) for u, h in zip(usable, constraints)]
            return [(box[:i] + [Interval(end)] + box[i + 1:], usable)]
        if kind == "taylor": raise NotJudged("a Taylor form")
        require(kind in ("natural", "mean"), "a node is malformed")
        if kind == "mean":
            middle = [Interval((x.lo + x.hi) / 2) for x in box]
            y = sum((a * (x - m) for a, x, m in zip(by, box, middle)), unfold(s, middle, goal)[1][-1])
        require(y.lo >= 0, f"the {kind} form of the goal is not certainly >= 0 on a box")
        return []
    walk(nodes, (box, [True] * (len(unfold(s, box, goal)[1]) - 1)), visit)

# ---- Witnesses, and the whole.
def replay_witness(s, goal, point):
    x, known = [number(q) for q in point], {}
    require(len(x) == len(s.names), "the witness has the wrong number of values")
    at = lambda node: value(s, node, known, [Interval(q) for q in x], Interval)
    for f in s.domain:
        p, strict, chamber = [x[v] for v in f.own], f.kind == "open_simplex", f.kind == "leader_chamber"
        positive = (([(p[0] - at(f.low).hi, f.low_open)] if f.low is not None else [])
                    + ([(at(f.high).lo - p[0], f.high_open)] if f.high is not None else []) if f.line else
                    [(p[-1], True), *((y - z, False) for y, z in zip([p[0] - p[-1], *p[1:]], [*p[1:-1], 0]))]
                    if chamber else [(y, strict) for y in p])
        require(f.line or sum(p[:-1] if chamber else p) == 1, "the witness lies off the simplex")
        require(all(y > 0 or y == 0 and not strict for y, strict in positive), "the witness lies outside the domain")
    for _, relation, node in s.assumptions:
        require(at(node).lo >= 0 and (relation == ">=" or at(node).hi <= 0), "the witness breaks an assumption")
    _, relation, node = s.goals[index(goal, len(s.goals))]
    require(at(node).hi < 0 or relation == "=" and at(node).lo > 0, "the witness does not violate the goal")
def check(s):
    if "follows_from" in s.evidence: raise NotJudged("it follows from other certificates")
    require(s.verdict == ("proved" if list(s.evidence) == ["proofs"] else "refuted"), "its verdict does not fit")
    if s.verdict == "refuted": return replay_witness(s, s.evidence["violated_goal"], s.evidence["at"])
    require(len(s.evidence["proofs"]) == len(s.goals) > 0, "it has not one proof for each goal")
    for (_, relation, node), proof in zip(s.goals, s.evidence["proofs"]):
        require((relation == "=") == (proof == "identity"), "a goal needs another kind of proof")
        kind, nodes = ("coefficients", proof) if proof == "identity" else next(iter(proof.items()))
        if kind not in ("coefficients", "boxes"): raise NotJudged(f"a proof by {kind}")
        (replay_boxes if kind == "boxes" else replay_coefficients)(s, node, nodes)
def main(files):
    code = 0 if files else 2
    for file in files:
        try:
            with open(file, encoding="utf-8", newline="") as f: check(s := read(f.read()))
            lines = [f"accepted {s.claim}{'' if s.dimension is None else f', d = {s.dimension}'} {s.verdict}", *s.lines]
        except OSError as e: lines, code = [f"cannot read {file}: {e.strerror}"], 1 if code == 1 else 2
        except NotJudged as e: lines, code = [f"not judged {file}: {e}"], code or 3
        except Rejection as e: lines, code = [f"rejected {file}: {e}"], 1
        except Exception as e: lines, code = [f"rejected {file}: it is malformed: {type(e).__name__} {e}"], 1
        print(*("".join(c if c.isprintable() else "?" for c in line) for line in lines), sep="\n  ")
    return code
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
