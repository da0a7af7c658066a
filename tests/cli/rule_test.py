#!/usr/bin/env python3
"""hebb rule: prints, tests and proves rules of one's own; the table of the shipped rules in the docs is true."""
import fractions
import json
import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(sys.argv.pop(2))

from harness import InAFolder, answer, hebb

RULES = ROOT / "docs/examples/rules"
OJA = "rule oja noise Q = 2 next p[i] = p[i]*(1 + a*(y[i] - sum(j in 1..d: p[j]*y[j])))\n"
WEIGHTS = "rule weights noise Q = 2 next w[i] = w[i]*(1 + a*y[i])\n"


class Rule(InAFolder):
    def file(self, text, name="mine.rule"):
        path = self.folder / name
        path.write_text(text)
        return path

    def test_prints_what_it_understood(self):
        result = hebb("rule", RULES / "exponentiated.rule")
        self.assertEqual(result.returncode, 0, result.stderr)
        for part in ("exponentiated: exponentiated gradient", "|y_i| <= Q = 2", "that of the paper's rule", "(proved for d = 2, 3)",
                     "7 points and no others (certified)", "stable     (1, 0, 0)", "unstable   (1/3, 1/3, 1/3)"):
            self.assertIn(part, result.stdout)
        data = answer("rule", RULES / "exponentiated.rule", "--json", "-")
        self.assertEqual([len(d["fixed_points"]) for d in data["rules"][0]["dimensions"]], [3, 7])

    def test_a_wrong_rule_fails_with_a_counterexample(self):
        file, junit = self.file(OJA + WEIGHTS), self.folder / "laws.xml"
        result = hebb("rule", file, "test", "--junit", junit, "--cases", "500")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("FAILED simplex invariance", result.stdout)
        self.assertIn("is false: by", result.stdout)
        self.assertIn("held in 500 cases (a test, not a proof)", result.stdout)
        self.assertRegex(result.stdout, r"simplex invariance +FAILED +held")
        suites = xml.etree.ElementTree.parse(junit).getroot()
        self.assertEqual([(s.get("name"), s.get("tests"), s.get("failures")) for s in suites],
                         [("oja", "9", suites[0].get("failures")), ("weights", "9", "0")])
        failure = suites[0].find("testcase/failure")
        self.assertIn("p = [", failure.text)

    def test_seeds_reproduce_and_counterexamples_are_replayed(self):
        file, known = self.file(OJA), self.folder / "known.json"
        run = lambda *more: hebb("rule", file, "test", "--law", "simplex invariance", "--json", "-", *more)
        first = json.loads(run("--seed", "7", "--regressions", known).stdout)["rules"][0]["laws"][0]
        self.assertEqual(json.loads(run("--seed", "7").stdout)["rules"][0]["laws"][0], first)
        self.assertFalse(first["replayed"])
        again = json.loads(run("--seed", "8", "--regressions", known).stdout)["rules"][0]["laws"][0]
        self.assertTrue(again["replayed"])
        self.assertEqual((again["cases"], again["counterexample"]), (0, first["counterexample"]))
        # The repaired rule of the same name passes it, and new cases.
        file.write_text(WEIGHTS.replace("weights", "oja"))
        result = run("--regressions", known)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual(json.loads(result.stdout)["rules"][0]["laws"][0]["cases"], 5000)
        known.write_text('{"counterexamples": [{"rule": "a", "law": "b", "reproduce": "xyz", "counterexample": ""}]}')
        self.assert_refused(run("--regressions", known), "is not a file of counterexamples")

    def test_proofs_have_certificates_that_check_accepts(self):
        out = self.folder / "out"
        result = hebb("rule", RULES / "paper.rule", "prove", "--d", "2..4", "--certificates", out)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(result.stdout.count("  proved "), 3 * 8)
        self.assertIn("for every Q > 1: R1.sharp, R2.sharp of the ledger", result.stdout)
        checked = hebb("check", out)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        result = hebb("rule", self.file(WEIGHTS), "prove", "--d", "2", "--certificates", out)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(hebb("check", out).returncode, 0)
        # A certificate that says something else is refused.
        certificate = next(out.glob("weights.simplex*"))
        certificate.write_text(certificate.read_text().replace("weights.simplex", "weights.simplez"))
        self.assertEqual(hebb("check", out).returncode, 1)

    def test_several_rules_are_proved_side_by_side(self):
        result = hebb("rule", self.file(OJA + WEIGHTS), "prove", "--d", "2..3", "--law", "support", "--law", "centred noise")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stdout, r"\n +oja +weights\nsupport +refuted +proved\ncentred noise +proved +proved\n")

    def test_best_constants_have_certificates_of_both_sides(self):
        out = self.folder / "out"
        slow = "rule slow noise Q = 2 next w[i] = w[i]*(1 + a*y[i]/2) drift p[i]*(p[i] - sum(j in 1..d: p[j]^2))/2\n"
        data = answer("rule", self.file(slow), "prove", "--d", "2", "--law", "support", "--tighten", "--certificates", out, "--json", "-")
        best = data["rules"][0]["dimensions"][0]["remainder_constant"]
        number = fractions.Fraction
        self.assertLess(number(best["refuted"]), number(2, 3))
        self.assertGreater(number(best["proved"]), number(2, 3))
        self.assertLess(number(best["proved"]), 0.68)
        self.assertTrue((out / "slow.remainder-constant.d2.json").exists())
        self.assertTrue((out / "slow.remainder-constant.false.d2.json").exists())
        self.assertEqual(hebb("check", out).returncode, 0)

    def test_a_rectified_weight_has_a_derivative_at_0(self):
        # max(p (1 + a y), 0) is p (1 + a y), also where p is 0.
        rule = self.file("rule r noise Q = 2 let g(i) = max(p[i]*(1 + a*y[i]), 0) next p[i] = g(i)/sum(j in 1..d: g(j))\n")
        result = hebb("rule", rule, "test", "--cases", "200", "--max-d", "4")
        self.assertEqual(result.returncode, 0, result.stdout)
        # A kink at 0 is none the less no derivative.
        kink = self.file("rule r noise Q = 2 let g(i) = p[i] + max(p[i]*(1 - p[i]) + a*y[i]*p[i]^2, 0) - p[i]*(1 - p[i]) next p[i] = g(i)/sum(j in 1..d: g(j))\n")
        self.assertEqual(hebb("rule", kink, "test", "--cases", "200", "--law", "gradient identity").returncode, 1)

    def test_a_sign_that_the_domain_leaves_is_no_case(self):
        rule = self.file("rule r noise Q = 2 let g(i) = max(p[i] + a*p[i]*(y[i] - sum(j in 1..d: p[j]*y[j])), 0) next p[i] = g(i)/sum(j in 1..d: g(j))\n")
        out = self.folder / "out"
        result = hebb("rule", rule, "prove", "--d", "2", "--law", "learning-rate bound", "--certificates", out)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertTrue(any(".sign-" in file.name for file in out.iterdir()))
        self.assertIn(" 0 rejected", hebb("check", out).stdout)

    def test_what_is_no_flow_or_no_law_is_said_to_be_so(self):
        step = " next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))\n"
        result = hebb("rule", self.file("rule r noise Q = 2 trigger p[i]^2" + step))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("p[1]^2, not a probability law (refuted)", result.stdout)
        result = hebb("rule", self.file("rule r noise Q = 2 next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: y[j]))\n"))
        self.assertIn("none was looked for: the mean increment leaves the simplex", result.stdout)
        failed = hebb("rule", self.file("rule r noise Q = 2 trigger p[i]^2" + step), "test", "--law", "gradient identity", "--cases", "200")
        self.assertEqual(failed.returncode, 1)

    def test_a_refuted_law_has_its_witness(self):
        result = hebb("rule", self.file(OJA), "prove", "--d", "2", "--law", "simplex invariance", "--json", "-")
        self.assertEqual(result.returncode, 1, result.stderr)
        law = json.loads(result.stdout)["rules"][0]["dimensions"][0]["laws"][0]
        self.assertEqual(law["verdict"], "refuted")
        self.assertTrue(law["statements"][0]["witness"])
        # exp(1) cancels from p' = p, but not from the derivative: how the one was proved is no word on the other.
        other = hebb("rule", self.file("rule e noise Q = 2 next w[i] = w[i]*(exp(1) + a*y[i])"), "prove", "--d", "2", "--law", "gradient identity")
        self.assertIn("  refuted   d = 2  gradient identity\n", other.stdout)

    def test_constants_are_replaced(self):
        file = self.file("rule r noise Q = 2 constant g = 2 next p[i] = p[i]*(1 + g*a*y[i])/(1 + g*a*sum(j in 1..d: p[j]*y[j]))\n")
        self.assertEqual(hebb("rule", file, "test", "--cases", "300").returncode, 1)
        self.assertEqual(hebb("rule", file, "--set", "g=1", "test", "--cases", "300").returncode, 0)
        self.assert_refused(hebb("rule", file, "--set", "h=1", "test"), "no rule has a constant of that name")
        # what is said belongs to the constants that it is said of
        title = "r with Q = 3, printed 2, g = 1, printed 2"
        point = ("--p0", "0.6,0.4", "--alpha", "0.01")
        for command in (("test", "--cases", "50"), ("prove", "--d", "2", "--law", "support"), ("simulate", *point, "--steps", "10"), ("compare", *point, "--steps", "10"),
                        ("escape", *point, "--law", "two-point", "--runs", "100")):
            lines = re.split(r"[:\n]", hebb("rule", file, "--set", "g=1", "--set", "Q=3", *command).stdout)
            self.assertIn(title, lines, command)
            self.assertIn("r" if command[0] in ("test", "prove", "simulate", "compare") else "",
                          re.split(r"[:\n]", hebb("rule", file, "--set", "g=2", *command).stdout), command)

    def test_bad_input(self):
        self.assert_refused(hebb("rule", self.file(OJA), "test", "--law", "suport"), "--law suport: the laws of oja are")
        self.assert_refused(hebb("rule", self.file(OJA), "prove", "--d", "1"), "2")
        result = hebb("rule", self.file("rule r noise Q = 2 next p[i] = q[i]"))
        self.assertEqual(result.returncode, 2)
        self.assertIn("mine.rule:1:32: there is no 'q'", result.stderr)
        self.assertEqual(hebb("rule", self.folder / "absent.rule").returncode, 2)
        self.assert_refused(hebb("rule", self.file(OJA, "a.rule"), self.file(OJA, "b.rule"), "test"), "the rule oja is in ", "a.rule and in ")


class Jet:
    """v + (its derivatives by the learning rate, by the state, by both): exact, of first order in each."""

    def __init__(self, v, a=0, e=0, ae=0):
        self.v, self.a, self.e, self.ae = v, a, e, ae

    def __add__(self, o):
        o = jet(o)
        return Jet(self.v + o.v, self.a + o.a, self.e + o.e, self.ae + o.ae)

    def __mul__(self, o):
        o = jet(o)
        return Jet(self.v * o.v, self.v * o.a + self.a * o.v, self.v * o.e + self.e * o.v,
                   self.v * o.ae + self.a * o.e + self.e * o.a + self.ae * o.v)

    def inverse(self):
        r = fractions.Fraction(1) / self.v
        return Jet(r, -self.a * r * r, -self.e * r * r, 2 * self.a * self.e * r**3 - self.ae * r * r)

    def exp_of_small(self):  # of a term without a constant: a product by the learning rate
        assert self.v == 0 and self.e == 0
        return Jet(fractions.Fraction(1), self.a, 0, self.ae)

    __radd__, __rmul__ = __add__, __mul__


def jet(x):
    return x if isinstance(x, Jet) else Jet(fractions.Fraction(x))


# The shipped rules written a second time: the factor g_i of p_i, and whether the p_i g_i are divided by their sum.
ALPHA = Jet(fractions.Fraction(0), 1)
DECAY, CAP, MIX = fractions.Fraction(1, 10), fractions.Fraction(3, 2), fractions.Fraction(1, 4)


def mean(p, y):
    return sum(q * u for q, u in zip(p, y))


SECOND = {
    "capped": (lambda p, y, i: min(1 + ALPHA * y[i], jet(CAP), key=lambda x: x.v), True),
    "decay": (lambda p, y, i: 1 + ALPHA * y[i] + -1 * ALPHA * DECAY, True),
    "exponentiated": (lambda p, y, i: (ALPHA * y[i]).exp_of_small(), True),
    "gamma": (lambda p, y, i: 1 + ALPHA * ((1 - MIX) * y[i] + MIX * sum(y) / len(y)), True),
    "oja-like": (lambda p, y, i: 1 + ALPHA * (y[i] + -1 * mean(p, y)), False),
    "paper": (lambda p, y, i: 1 + ALPHA * y[i], True),
    # lambda_j w_j = p_j, so the total is that of the p_j
    "scaling": (lambda p, y, i: 1 + ALPHA * y[i] + ALPHA * DECAY * (1 + -1 * sum(p)), True),
}


def drift(rule, p, direction=None):
    """The mean increment at p, exactly, and its derivative in a direction."""
    factor, normalised = SECOND[rule]
    d = len(p)
    state = [Jet(x, 0, direction[i] if direction else 0) for i, x in enumerate(p)]
    total = [Jet(fractions.Fraction(0)) for _ in p]
    for j in range(d):
        y = [fractions.Fraction(int(i == j)) for i in range(d)]
        raw = [state[i] * factor(state, y, i) for i in range(d)]
        scale = sum(raw).inverse() if normalised else 1
        for i in range(d):
            step = raw[i] * scale
            total[i] = total[i] + state[j] * Jet(step.a, 0, step.ae)
    return [t.v for t in total], [t.e for t in total]


def stability(rule, p):
    """By the signs of the eigenvalues of the derivative along the simplex, d = 2 or 3."""
    d = len(p)
    columns = [drift(rule, p, [int(i == k) - int(i == d - 1) for i in range(d)])[1] for k in range(d - 1)]
    trace = sum(columns[k][k] for k in range(d - 1))
    if d == 2:
        return "stable" if trace < 0 else "unstable"
    determinant = columns[0][0] * columns[1][1] - columns[0][1] * columns[1][0]
    return "saddle" if determinant < 0 else "stable" if trace < 0 else "unstable"


class Shipped(InAFolder):
    def test_fixed_points_are_those_of_a_second_computation(self):
        files = sorted(RULES.glob("*.rule"))
        data = {r["rule"]: r["dimensions"] for r in answer("rule", *files, "--json", "-")["rules"]}
        self.assertEqual(set(data), {*SECOND, "clipped"})
        self.assertEqual([d["fixed_points"] for d in data["clipped"]], [[], []])  # its flow leaves the simplex
        n = 12  # the grid has the centres of all faces
        for rule in SECOND:
            for dimension in data[rule]:
                d = dimension["dimension"]
                self.assertTrue(dimension["complete"], rule)
                found = {tuple(fractions.Fraction(x) for x in f["exact"]): f["stability"] for f in dimension["fixed_points"]}
                grid = [(k, n - k) for k in range(n + 1)] if d == 2 else [(k, l, n - k - l) for k in range(n + 1) for l in range(n + 1 - k)]
                zeros = [p for p in (tuple(fractions.Fraction(k, n) for k in ks) for ks in grid) if not any(drift(rule, p)[0])]
                self.assertEqual(found, {p: stability(rule, p) for p in zeros}, f"{rule}, d = {d}")

    def test_the_table_of_verdicts_is_true(self):
        files = sorted(RULES.glob("*.rule"))
        self.assertGreaterEqual(len(files), 8)
        tested = json.loads(hebb("rule", *files, "test", "--json", "-", "--seed", "1", "--cases", "1000", "--max-d", "5").stdout)["rules"]
        laws = [law["law"] for law in tested[0]["laws"]]
        lines = ["| rule | " + " | ".join(laws) + " |", "|---" * (len(laws) + 1) + "|"]
        for test in tested:
            held = {law["law"]: "held" if law["held"] else "FAILED" for law in test["laws"]}
            name = pathlib.Path(test["file"]).name
            cells = [held.get(law, "-") for law in laws]
            lines.append(f"| [{test['rule']}](../examples/rules/{name}) | " + " | ".join(cells) + " |")
        page = (ROOT / "docs/how-to/test-and-prove-your-own-rule.md").read_text()
        table = re.search(r"<!-- verdicts -->\n(.*?)\n?<!-- end of verdicts -->", page, re.S).group(1)
        self.assertEqual(table.splitlines(), lines, "the table should be:\n" + "\n".join(lines))


if __name__ == "__main__":
    unittest.main()
