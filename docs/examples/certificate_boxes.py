"""Rational intervals, proofs by boxes and witnesses, for check_certificate.py."""
import math
from fractions import Fraction

from certificate_statement import bounds, index, needed, number, require, variables

# ---- Rational intervals; ends that have grown long are moved outward to 320 bits.

def down(q):
    shift = 320 - q.numerator.bit_length() + q.denominator.bit_length()
    if shift < 0:
        return Fraction(q.numerator // (q.denominator << -shift) << -shift)
    return Fraction((q.numerator << shift) // q.denominator, 1 << shift)

class Interval:
    def __init__(self, lo, hi=None):  # lo is None: nothing is known
        self.lo = down(lo) if hi is not None and lo.denominator >> 400 else lo  # a point stays as it is
        self.hi = lo if hi is None else -down(-hi) if hi.denominator >> 400 else hi
        self.unknown, self.zero = lo is None, lo is not None and lo == self.hi == 0
    def __add__(x, y):
        return UNKNOWN if x.unknown or y.unknown else Interval(x.lo + y.lo, x.hi + y.hi)
    def __neg__(x):
        return x if x.unknown else Interval(-x.hi, -x.lo)
    def __sub__(x, y):
        return x + -y
    def __mul__(x, y):  # 0 times anything is 0: of a derivative that does not occur; for a value see apply
        if x.zero or y.zero or x.unknown or y.unknown:
            return ZERO if x.zero or y.zero else UNKNOWN
        ends = [a * b for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
        return Interval(min(ends), max(ends))
    def __truediv__(x, y):
        return UNKNOWN if x.unknown or y.unknown or y.lo <= 0 <= y.hi else x * Interval(1 / y.hi, 1 / y.lo)
    def __pow__(x, n):
        if x.unknown:
            return x
        ends = []
        for base in (Interval(x.lo), Interval(x.hi)):
            result = ONE
            for bit in bin(n)[:1:-1]:
                result, base = result * base if bit == "1" else result, base * base
            ends.append(result)
        if n % 2:
            return Interval(ends[0].lo, ends[1].hi)
        least = Fraction(0) if x.lo <= 0 <= x.hi else min(ends[0].lo, ends[1].lo)
        return Interval(least, max(ends[0].hi, ends[1].hi))

UNKNOWN, ZERO, ONE, TWO = Interval(None), *(Interval(Fraction(n)) for n in range(3))
UNIT = 1 << 256  # of the fixed-point sums below: a rounding is an error below one unit

def exp_point(q):
    """exp(q) = exp(q/2^k)^(2^k), t = q/2^k in [-1/2, 1/2] rounded down to a unit. Each of 60 terms t^n/n! is off by at
    most 2 units, the rest is below one, exp(t + unit) <= exp(t) + 2 units: less than 130 together."""
    if q == 0 or abs(q) > 100000:
        return ONE if q == 0 else UNKNOWN if q > 0 else Interval(Fraction(0), Fraction(1, 1 << 100000))
    halvings = math.ceil(2 * abs(q)).bit_length()
    t, total, term = math.floor(q * UNIT / 2**halvings), UNIT, UNIT
    for n in range(1, 61):
        term = term * t // (n * UNIT)
        total += term
    x = Interval(Fraction(total - 130, UNIT), Fraction(total + 130, UNIT))
    for _ in range(halvings):
        x = Interval(down(x.lo * x.lo), -down(-x.hi * x.hi))
    return x

def log_ratio(y):
    """2 (y + y^3/3 + ...) = log((1 + y)/(1 - y)), |y| <= 1/3 rounded down to a unit. Each of 90 terms is off by at most 3
    units, the rest is below one, the sum at y + unit is at most 2 units larger: less than 300, twice."""
    odd, total = math.floor(y * UNIT), 0
    square = odd * odd // UNIT
    for n in range(1, 181, 2):
        total, odd = total + odd // n, odd * square // UNIT
    return Interval(Fraction(2 * total - 600, UNIT), Fraction(2 * total + 600, UNIT))

def log_point(q):
    if q == 1:
        return ZERO
    e = q.numerator.bit_length() - q.denominator.bit_length()
    e += 1 if 3 * q / Fraction(2)**e > 4 else -1 if 3 * q / Fraction(2)**e < 2 else 0
    m = q / Fraction(2)**e  # in [2/3, 4/3]
    return log_ratio((m - 1) / (m + 1)) + Interval(Fraction(e)) * log_ratio(Fraction(1, 3))

def sqrt_point(q):
    square = q.numerator * q.denominator << 960  # sqrt(q) = sqrt(square)/(denominator 2^480)
    root, d = math.isqrt(square), q.denominator << 480
    return Interval(Fraction(root, d), Fraction(root + (root * root < square), d))

def increasing(f, x):
    low, high = f(x.lo), f(x.hi)
    return UNKNOWN if low.unknown or high.unknown else Interval(low.lo, high.hi)

def apply(op, x, y, n):
    """The value of an operation; unknown where an operand is, also in a product with 0."""
    if x.unknown or y.unknown or op == "log" and x.lo <= 0 or op == "sqrt" and x.lo < 0:
        return UNKNOWN
    return (x + y if op == "+" else x - y if op == "-" else x * y if op == "*" else x / y if op == "/" else -x
            if op == "neg" else x**n if op == "^" else increasing({"exp": exp_point, "log": log_point,
                                                                  "sqrt": sqrt_point}[op], x))

def values(code, box):
    v = []
    for op, a, b in code:
        v.append(box[a] if op == "var" else Interval(a) if op == "num"
                 else apply(op, v[a], v[b] if op in "+-*/" else ZERO, b))
    return v

# ---- Boxes: the goal over base variables that fill a box (BoxProof), each node of the tree checked on its own box.

def reduced(c, goal):
    code, places, box, constraints, base, terms = [], {}, [], [], {}, {}
    def record(op, a, b=None):
        if (op, a, b) not in places:
            places[op, a, b] = len(code)
            code.append((op, a, b))
        return places[op, a, b]
    def fresh(low=Fraction(0), high=Fraction(1)):
        box.append(Interval(low, high))
        return record("var", len(box) - 1)
    def term(node):
        for k in needed(c["code"], node, terms):
            op, a, b = c["code"][k]
            terms[k] = (base[a] if op == "var" else record(op, a) if op == "num"
                        else record(op, terms[a], terms[b] if op in "+-*/" else b))
        return terms[node]
    for f in c["domain"]:
        own, gap = variables(f), f.get("gap")
        if "range" in f:
            require(None not in bounds(f), "boxes prove nothing on an unbounded range")
            (op, low, _), (op2, high, _) = (c["code"][k] for k in bounds(f))
            require(not op == op2 == "num" or low <= high, "a range is empty")
            lower, upper = map(term, bounds(f))
            base[own[0]] = (fresh(low, high) if op == op2 == "num"
                            else record("+", lower, record("*", fresh(), record("-", upper, lower))))
            continue
        base.update((v, fresh()) for v in own[1:])
        p, leader = own[:-1] if gap is not None else own, record("num", Fraction(1))
        for v in p[1:]:
            leader = record("-", leader, base[v])
        base[p[0]] = leader
        constraints += [leader] if gap is None else [
            record("-", record("-", leader, base[p[1]]), base[gap]),
            *(record("-", base[v], base[w]) for v, w in zip(p[1:], p[2:]))]
    for _, relation, node in c["assumptions"]:
        constraints += [term(node)] if relation == ">=" else [term(node), record("neg", term(node))]
    return code, box, constraints, term(goal)

def derivatives(op, x, n):
    """The first and second derivative of an operation of one operand at x."""
    if op == "exp":
        return apply(op, x, ZERO, n), apply(op, x, ZERO, n)
    if op == "log":
        return ONE / x, -ONE / x**2
    if op == "sqrt":
        root = apply(op, x, ZERO, n)
        return ONE / (TWO * root), -ONE / (Interval(Fraction(4)) * x * root)
    times = lambda k, m: Interval(Fraction(k)) * (x**m if m > 0 else ONE)
    return (-ONE, ZERO) if op == "neg" else (times(n, n - 1), times(n * (n - 1), n - 2))

def gradient(code, v, node, n):
    slopes, result = [ZERO] * len(v), [ZERO] * n
    slopes[node] = ONE
    for k in range(node, -1, -1):
        (op, a, b), s = code[k], slopes[k]
        if s.zero or op == "num":
            continue
        if op == "var":
            result[a] += s
        elif op in "+-*/":
            both = {"+": (s, s), "-": (s, -s)}.get(op) or (
                (s * v[b], s * v[a]) if op == "*" else (s / v[b], -(s * v[k] / v[b])))
            slopes[a] += both[0]
            slopes[b] += both[1]
        else:
            slopes[a] += s * derivatives(op, v[a], b)[0]
    return result

def second_order(code, box, node):
    """Value, gradient and Hessian of the node."""
    v, n, jets = values(code, box), range(len(box)), []
    def chain(u, value, first, second):
        g, h = u[1], u[2]
        return value, [first * g[i] for i in n], [[second * (g[i] * g[j]) + first * h[i][j] for j in n] for i in n]
    def product(u, w):
        g, h = u[1], w[1]
        return (u[0] * w[0], [g[i] * w[0] + u[0] * h[i] for i in n],
                [[u[2][i][j] * w[0] + u[0] * w[2][i][j] + g[i] * h[j] + g[j] * h[i] for j in n] for i in n])
    for k, (op, a, b) in enumerate(code[:node + 1]):
        if op in ("var", "num"):
            jet = v[k], [ONE if op == "var" and a == i else ZERO for i in n], [[ZERO] * len(box) for _ in n]
        elif op in "+-":
            x, y = jets[a], jets[b] if op == "+" else chain(jets[b], -jets[b][0], -ONE, ZERO)
            jet = x[0] + y[0], [x[1][i] + y[1][i] for i in n], [[x[2][i][j] + y[2][i][j] for j in n] for i in n]
        elif op == "*":
            jet = product(jets[a], jets[b])
        elif op == "/":
            jet = product(jets[a], chain(jets[b], ONE / v[b], -ONE / v[b]**2, TWO / v[b]**3))
        else:
            jet = chain(jets[a], v[k], *derivatives(op, v[a], b))
        jets.append(jet)
    return jets[node]

def replay_boxes(c, goal, nodes):
    code, box, constraints, goal = reduced(c, goal)
    stack, nodes, n = [(box, [True] * len(constraints))], iter(nodes), range(len(box))
    while stack:
        (box, usable), (kind, *rest) = stack.pop(), next(nodes, [None])
        require(kind is not None, "the proof ends before the domain is covered")
        require(len(rest) == {"split": 2, "lower": 1, "upper": 1, "infeasible": 1}.get(kind, 0), "a node is malformed")
        i = index(rest[0], len(constraints) if kind == "infeasible" else len(box)) if rest else None
        if kind == "split":
            at, side = number(rest[1]), box[i]
            require(side.lo <= at <= side.hi, "a split lies outside its box")
            for half in (Interval(at, side.hi), Interval(side.lo, at)):
                stack.append((box[:i] + [half] + box[i + 1:], usable))
            continue
        v = values(code, box)
        if kind == "infeasible":
            require(usable[i], "a leaf uses a constraint that a face has broken")
            h = v[constraints[i]]
            require(not h.unknown and h.hi < 0, "a constraint is not certainly violated on a box")
            continue
        require(not v[goal].unknown, "the goal is not certainly defined on a box")
        if kind in ("lower", "upper"):
            falls = lambda node: gradient(code, v, node, len(box))[i] * (ONE if kind == "lower" else -ONE)
            slope = falls(goal)
            require(not slope.unknown and slope.lo >= 0, "the goal is not monotone where the proof says so")
            kept = [falls(h) for h in constraints]
            usable = [u and not h.unknown and h.hi <= 0 for u, h in zip(usable, kept)]
            stack.append((box[:i] + [Interval(box[i].lo if kind == "lower" else box[i].hi)] + box[i + 1:], usable))
            continue
        middle = [Interval((x.lo + x.hi) / 2) for x in box]
        d, form = [x - m for x, m in zip(box, middle)], v[goal]
        if kind == "mean":
            form, slopes = values(code, middle)[goal], gradient(code, v, goal, len(box))
        elif kind == "taylor":
            (form, slopes, _), hessian = second_order(code, middle, goal), second_order(code, box, goal)[2]
            for k in n:
                form += hessian[k][k] * d[k]**2 / TWO
                form = sum((hessian[k][j] * (d[k] * d[j]) for j in range(k)), form)
        require(kind in ("natural", "mean", "taylor"), "a node is malformed")
        form = form if kind == "natural" else sum((slopes[k] * d[k] for k in n), form)
        require(not form.unknown and form.lo >= 0, f"the {kind} form of the goal is not certainly >= 0 on a box")
    require(next(nodes, None) is None, "the proof has nodes left over")

# ---- Witnesses.

def replay_witness(c, goal, point):
    at = values(c["code"], [Interval(number(q)) for q in point])
    x, label = [number(q) for q in point], c["goals"][index(goal, len(c["goals"]))][0]
    require(len(x) == len(c["expression"]["variables"]), "the witness has the wrong number of values")
    def above(difference, is_open=False):
        ok = not difference.unknown and (difference.lo > 0 or difference.lo == 0 and not is_open)
        require(ok, "the witness lies outside the domain, or breaks an assumption")
    for f in c["domain"]:
        own = variables(f)
        p = [Interval(x[v]) for v in own]
        for sign, bound, is_open in zip((ONE, -ONE), bounds(f), ("above" in f, "below" in f)):
            if "range" in f and bound is not None:
                above((p[0] - at[bound]) * sign, is_open)
        if "range" in f:
            continue
        gap = p.pop() if "gap" in f else None
        require(sum(x[v] for v in own[:len(p)]) == 1, "the witness lies off the simplex")
        for v in p:
            above(v, "open_simplex" in f)
        if gap:
            above(gap, True)
            above(p[0] - p[1] - gap)
            for v, w in zip(p[1:], p[2:]):
                above(v - w)
    for _, relation, node in c["assumptions"]:
        above(at[node])
        require(relation == ">=" or at[node].zero, "the witness breaks an assumption")
    _, relation, node = c["goals"][goal]
    require(not at[node].unknown and (at[node].hi < 0 or relation == "=" and at[node].lo > 0),
            f"the witness does not violate the goal '{label}'")
