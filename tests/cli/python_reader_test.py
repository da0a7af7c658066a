#!/usr/bin/env python3
"""docs/examples/check_certificate.py accepts what hebb certifies, and rejects it when it is changed."""
import copy
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HEBB, ROOT = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(ROOT / "docs/examples"))
sys.dont_write_bytecode = True
import check_certificate as reader  # noqa: E402

CLAIMS = """
claim poly
  variable x, y in [-1, 1]
  prove x^4 + y^4 + 1 >= 2*x*y
claim twice  # x*y is used twice: its slope is 1 - 1/2
  variable x, y in [0, 2]
  prove x^2*y^2 + 1/5 + x*y >= x*y/2
claim logs
  point p in simplex(2)
  prove 1 + p[1] >= log(1+p[1]) + 3/4
claim faces
  variable u in [0, 1]
  assume u >= 1/4
  prove exp(u) + sqrt(u) >= 5/4
claim touches
  point p in simplex(2)
  prove exp(p[1]) >= 1 + p[1]
claim square
  variable x, y in (-inf, inf)
  prove (x+y)^2 = x^2+2*x*y+y^2
claim inner
  point p in open simplex(3)
  prove p[1]/(p[1]+p[2]) + p[2]/(p[1]+p[2]) >= sum(i in 1..3: p[i]^2)
claim half
  variable u in (0, inf)
  prove u + 1/u >= 1
claim leader
  point p in chamber(3, c)
  prove p[1] >= c
claim wrong
  variable x in [0, 2]
  point p in ordered simplex(2)
  prove x + p[1] >= x^2 + p[2]
claim wrong-log
  variable x in [1, 4]
  prove log(x) >= x/3 + 1/10
"""
# (rows of the ledger, other arguments)
ROWS = [(["U.simplex", "G2", "R1.sharp", "G3.margin"], ["--d", "3"]), (["G2"], ["--d", "2", "--set", "factor=101/100"]),
        (["T1.rate.sharp", "T2.exp"], ["--d", "2"])]


def text_of(fields):
    """The certificate with these fields and the digest that belongs to them."""
    parts = [(json.dumps(k), json.dumps(v, separators=(",", ":"), ensure_ascii=False))
             for k, v in fields.items() if k != "digest"]
    digest = "sha256:" + hashlib.sha256(("{" + ",".join(map(":".join, parts)) + "}").encode()).hexdigest()
    return "{\n" + ",\n".join(map(": ".join, [*parts, ('"digest"', json.dumps(digest))])) + "\n}\n"


def reader_exit_code(script, files):
    return subprocess.run([sys.executable, "-B", script, *files], capture_output=True, timeout=100).returncode


class PythonReader(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.scratch.name)
        by_boxes = ["logs", "faces", "touches", "twice"]
        others = [line.split()[1] for line in CLAIMS.splitlines() if line.startswith("claim ")]
        others = [name for name in others if name not in by_boxes]
        for names, end in (([*by_boxes, "--method", "boxes"], "4 proved"), (others, "5 proved, 2 refuted")):
            result = subprocess.run([HEBB, "prove", "-", *names, "--budget", "60", "--certificates", folder / "own"], input=CLAIMS,
                                    capture_output=True, text=True, timeout=300)
            assert end in result.stdout, result.stdout + result.stderr
        for k, (rows, arguments) in enumerate(ROWS):
            subprocess.run([HEBB, "verify", *rows, *arguments, "--no-tightness", "--certificates", folder / f"row{k}"],
                           capture_output=True, timeout=300)
        cls.files = sorted(folder.rglob("*.json"))
        cls.text = {file.stem if file.parent.name == "own" else f"{file.parent.name} {file.stem}": file.read_text()
                    for file in cls.files}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def fields(self, name):
        return json.loads(self.text[name])

    def rejected(self, fields, reason):
        with self.assertRaisesRegex(reader.Rejection, reason):
            reader.check(reader.read(text_of(fields)))

    def not_judged(self, fields, reason):
        with self.assertRaisesRegex(reader.NotJudged, reason):
            reader.check(reader.read(text_of(fields)))

    def test_accepts_what_the_program_certifies(self):
        script = ROOT / "docs/examples/check_certificate.py"
        result = subprocess.run([sys.executable, "-B", script, *self.files], capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        heads = [line for line in result.stdout.splitlines() if not line.startswith("  ")]
        self.assertEqual(len(heads), 11 + 4 + 1 + 2)
        self.assertEqual(sum(head.endswith(" refuted") for head in heads), 3, heads)
        self.assertIn("accepted faces proved\n  for all u in [0, 1]\n  such that (u - (1/4)) >= 0    'u >= 1/4'\n", result.stdout)
        self.assertIn("  for all u in (0, inf)\n", result.stdout)
        self.assertIn("  for all p1, p2, p3, c in leader_chamber\n", result.stdout)
        self.assertIn("holds ((x + p1) - ((x^2) + p2)) >= 0    'x + p[1] >= x^2 + p[2]'\n", result.stdout)
        kinds = {kind for text in self.text.values() for kind in ("coefficients", "boxes", "identity", "violated_goal")
                 if f'"{kind}"' in text}
        self.assertEqual(len(kinds), 4)

    def test_the_program_refuses_with_one_line(self):
        script, folder = ROOT / "docs/examples/check_certificate.py", pathlib.Path(self.scratch.name)
        changed = self.text["poly"].replace('"claim": "poly"', '"claim": "G2"')
        digest_is_off, no_json, missing = folder / "off.txt", folder / "no.txt", folder / "missing.txt"
        digest_is_off.write_text(changed)
        no_json.write_text("{")
        fields = self.fields("poly")
        fields["evidence"]["proofs"] = [{"splits": [], "joint": True, "assumptions": [], "defined": []}]
        splits = folder / "splits.txt"
        splits.write_text(text_of(fields))
        result = subprocess.run([sys.executable, "-B", script, digest_is_off, no_json, missing, self.files[0], splits],
                                capture_output=True, text=True, timeout=100)
        self.assertEqual(result.returncode, 1)
        for files, code in [([], 2), ([missing], 2), ([missing, splits], 2), ([splits], 3), ([splits, self.files[0]], 3),
                            ([no_json, missing], 1), ([self.files[0]], 0)]:
            self.assertEqual(reader_exit_code(script, files), code, files)
        lines = result.stdout.splitlines()
        self.assertRegex(lines[0], r"^rejected .*off\.txt: its digest is sha256:\w+, but its content has sha256:\w+$")
        self.assertRegex(lines[1], r"^rejected .*no\.txt: it is malformed: ")
        self.assertRegex(lines[2], r"^cannot read .*missing\.txt: No such file")
        self.assertRegex(lines[3], "^accepted ")
        self.assertRegex(lines[-1], r"^not judged .*splits\.txt: a proof by splits$")
        self.assertEqual(result.stderr, "")

    def test_text_that_says_the_same_in_other_bytes(self):
        for old, new in [('": [', '":  ['), ('"version": 1', '"version": 1,\n"version": 1')]:
            with self.assertRaisesRegex(reader.Rejection, "not written as hebb writes it"):
                reader.read(self.text["poly"].replace(old, new, 1))

    def test_compositions_are_not_judged(self):
        fields = self.fields("poly")
        fields["evidence"] = {"follows_from": [["G2", 3, "sha256:0"]]}
        self.not_judged(fields, "it follows from other certificates")

    def test_other_proofs_and_operations_are_not_judged(self):
        fields = self.fields("faces")
        fields["evidence"]["proofs"] = [{"chain": []}]
        self.not_judged(fields, "a proof by chain")
        fields["evidence"]["proofs"] = [{"boxes": [["taylor"]]}]
        self.not_judged(fields, "a Taylor form")
        fields["expression"]["code"][-1] = ["sin", 0]
        self.not_judged(fields, "the operation sin")

    def test_statement_changed(self):
        def change(reason, name="poly"):  # of one field, each condition of the reading
            fields = self.fields(name)
            edit(fields)
            self.rejected(fields, reason)
        changes = [
            (lambda c: c.update(version=2), "another format"),
            (lambda c: c.update(format="hebb"), "another format"),
            (lambda c: c.pop("constants"), "another format"),
            (lambda c: c["expression"]["constants"].append("2/4"), "a number is malformed"),
            (lambda c: c["expression"]["constants"].append("1e9"), "a number is malformed"),
            (lambda c: c["expression"]["constants"].append("1" * 401), "a number is malformed"),
            (lambda c: c["expression"].update(variables=["x", "x"]), "names of the variables"),
            (lambda c: c["expression"].update(variables=["x", "y` in [0, 0]"]), "names of the variables"),
            (lambda c: c["expression"]["code"].append(["+", 0]), "an instruction is malformed"),
            (lambda c: c["expression"]["code"].append(["+", 0, 99]), "the index 99 is out of range"),
            (lambda c: c["expression"]["code"].append(["neg", -1]), "the index -1 is out of range"),
            (lambda c: c["expression"]["code"].append(["num", 99]), "the index 99 is out of range"),
            (lambda c: c["expression"]["code"].append(["var", 2]), "the index 2 is out of range"),
            (lambda c: c["expression"]["code"].append(["^", 0, 1]), "a power is below 2"),
            (lambda c: c["expression"]["code"].append(["^", 0, 10001]), "the index 10001 is out of range"),
            (lambda c: c["domain"][0].update(above=0), "a factor of the domain is malformed"),
            (lambda c: c["domain"][0].update({"to": 99}), "the index 99 is out of range"),
            (lambda c: c["domain"].append({"simplex": []}), "a factor of the domain is malformed"),
            (lambda c: c["domain"].append({"ball": [0]}), "a factor of the domain is malformed"),
            (lambda c: c["domain"].append({"leader_chamber": [0], "gap": 1}), "a factor of the domain is malformed"),
            (lambda c: c["goals"][0].__setitem__(1, ">"), "a condition is malformed"),
            (lambda c: c["goals"][0].__setitem__(2, 99), "the index 99 is out of range"),
            (lambda c: c.update(goals=[], evidence={"proofs": []}), "not one proof for each goal")]
        for edit, reason in changes:
            with self.subTest(reason):
                change(reason)

    def test_an_odd_name_is_quoted(self):
        fields = self.fields("poly")
        fields["expression"]["variables"][0] = "x in [0, 0]\n"
        self.assertIn("for all `x in [0, 0]\n` in [(-1), 1]", reader.read(text_of(fields)).lines)

    def test_bound_that_depends_on_a_later_variable(self):
        fields = self.fields("poly")
        places = {tuple(i): k for k, i in enumerate(fields["expression"]["code"])}
        fields["domain"][0]["from"] = places["var", 1]
        with self.assertRaises(KeyError):  # which the program reports as malformed
            reader.check(reader.read(text_of(fields)))

    def test_verdict_and_evidence(self):
        fields = self.fields("poly")
        fields["verdict"] = "refuted"
        self.rejected(fields, "its verdict does not fit")
        fields = self.fields("poly")
        fields["evidence"]["proofs"] *= 2
        self.rejected(fields, "not one proof for each goal")
        fields = self.fields("poly")
        fields["evidence"]["proofs"] = ["identity"]
        self.rejected(fields, "another kind of proof")
        fields = self.fields("square")
        fields["evidence"]["proofs"] = [{"coefficients": [{"raise": []}]}]
        self.rejected(fields, "another kind of proof")

    def negated(self, name):
        """The opposite of the first goal."""
        fields = self.fields(name)
        fields["expression"]["code"].append(["neg", fields["goals"][0][2]])
        fields["goals"][0][2] = len(fields["expression"]["code"]) - 1
        return fields

    def test_goal_changed(self):
        self.rejected(self.negated("poly"), "negative coefficient on a leaf")
        self.rejected(self.negated("row0 G2.d3"), "negative coefficient on a leaf")
        self.rejected(self.negated("half"), "negative coefficient on a leaf")
        self.rejected(self.negated("logs"), "not certainly >= 0 on a box|not monotone")
        self.rejected(self.negated("wrong"), "does not violate the goal")
        self.rejected(self.negated("wrong-log"), "does not violate the goal")
        fields = self.fields("square")
        fields["goals"][0][2] = 0
        self.rejected(fields, "does not expand to zero")

    def test_coefficient_changed(self):
        for name, old, new, reason in [
                ("poly", "2", "9", "negative coefficient on a leaf"),
                ("square", "2", "3", "does not expand to zero"),
                ("logs", "3/4", "2", "not certainly >= 0 on a box|not monotone"),
                ("faces", "5/4", "3", "not certainly >= 0 on a box|not monotone"),
                ("touches", "1", "3", "not certainly >= 0 on a box|not monotone"),
                ("half", "1", "5", "negative coefficient on a leaf"),
                ("wrong-log", "1/10", "1/100000", "does not violate")]:
            fields = self.fields(name)
            constants = fields["expression"]["constants"]
            constants[constants.index(old)] = new
            with self.subTest(name):
                self.rejected(fields, reason)

    def test_domain_changed(self):
        fields = self.fields("wrong")
        fields["evidence"]["at"][0] = "3"
        self.rejected(fields, "outside the domain")
        fields = self.fields("wrong")
        fields["evidence"]["at"][1] = "2"
        self.rejected(fields, "off the simplex")
        fields = self.fields("wrong")
        fields["evidence"]["at"][1:] = ["1/4", "3/4"]
        self.rejected(fields, "breaks an assumption")
        fields = self.fields("wrong")
        fields["evidence"]["violated_goal"] = 1
        self.rejected(fields, "the index 1 is out of range")
        fields = self.fields("inner")  # p[1] + p[2] = 0 at a vertex of the closed simplex
        fields["domain"] = [{"simplex": fields["domain"][0]["open_simplex"]}]
        self.rejected(fields, "a denominator may vanish on the domain")
        fields = self.fields("half")
        fields["domain"] = [{"range": 0, "from": fields["domain"][0]["above"]}]
        self.rejected(fields, "a denominator may vanish on the domain")
        fields = self.fields("faces")
        fields["domain"][0] = {"range": 0, "from": fields["domain"][0]["from"]}
        self.rejected(fields, "boxes prove nothing on an unbounded range")
        fields = self.fields("poly")
        fields["domain"] = [fields["domain"][0]]
        self.rejected(fields, "belongs to 0 or 2 factors")
        fields = self.fields("poly")
        fields["domain"] = [{"range": 0}, {"range": 1}]
        self.rejected(fields, "a whole line")
        fields = self.fields("leader")
        fields["domain"] = fields["domain"] * 2
        self.rejected(fields, "belongs to 0 or 2 factors")
        fields = self.fields("wrong")
        fields["evidence"]["at"].append("1")
        self.rejected(fields, "the wrong number of values")
        fields = self.fields("wrong")  # on an open end of the range; then on the boundary of an open simplex
        fields["evidence"]["at"] = ["2", "1/2", "1/2"]
        reader.check(reader.read(text_of(fields)))
        fields["domain"][0]["below"] = fields["domain"][0].pop("to")
        self.rejected(fields, "outside the domain")
        fields = self.fields("wrong")
        fields["evidence"]["at"] = ["2", "1", "0"]
        reader.check(reader.read(text_of(fields)))
        fields["domain"][1] = {"open_simplex": fields["domain"][1]["simplex"]}
        self.rejected(fields, "outside the domain")
        fields["evidence"]["at"] = ["2", "3/2", "-1/2"]
        self.rejected(fields, "outside the domain")

    def test_witness_in_the_chamber(self):
        fields = self.negated("leader")  # p_1 < gap is wrong everywhere
        fields.update(verdict="refuted", evidence={"violated_goal": 0, "at": ["3/4", "1/8", "1/8", "1/2"]})
        reader.check(reader.read(text_of(fields)))
        for at in (["3/4", "1/8", "1/8", "0"], ["3/4", "1/8", "1/8", "3/4"], ["3/4", "1/16", "3/16", "1/2"],
                   ["3/4", "1/2", "-1/4", "1/8"]):
            fields["evidence"]["at"] = at
            self.rejected(fields, "outside the domain")
        fields["evidence"]["at"] = ["3/4", "1/4", "1/8", "1/2"]
        self.rejected(fields, "off the simplex")

    def test_node_changed(self):
        for name in ("poly", "logs", "faces", "touches", "half", "row0 R1.sharp.d3"):
            if '"proofs"' not in self.text[name]:
                continue
            original = self.fields(name)
            (kind, nodes), = original["evidence"]["proofs"][0].items()
            with self.subTest(name):
                fields = copy.deepcopy(original)
                fields["evidence"]["proofs"][0][kind] = nodes[:-1]
                self.rejected(fields, "the proof ends before the domain is covered")
                fields = copy.deepcopy(original)
                fields["evidence"]["proofs"][0][kind] = nodes + nodes[-1:]
                self.rejected(fields, "the proof has nodes left over")
                fields = copy.deepcopy(original)
                fields["evidence"]["proofs"][0][kind] = [["guess"] if kind == "boxes" else {"guess": []}]
                self.rejected(fields, "a node is malformed")
        for evidence, reason in [
                ([["natural"]], "the natural form of the goal is not certainly >= 0 on a box"),
                ([["mean"]], "the mean form of the goal is not certainly >= 0 on a box"),
                ([["lower", 0], ["natural"]], "the goal is not monotone where the proof says so"),
                ([["lower", 1], ["natural"]], "the index 1 is out of range"),
                ([["split", 0, "3"], ["natural"], ["natural"]], "a split lies outside its box"),
                ([["infeasible", 1]], "the index 1 is out of range")]:
            fields = self.fields("touches")
            fields["evidence"]["proofs"] = [{"boxes": evidence}]
            with self.subTest(evidence):
                self.rejected(fields, reason)
        fields = self.fields("faces")
        fields["evidence"]["proofs"] = [{"boxes": [["infeasible", 0]]}]
        self.rejected(fields, "a constraint is not certainly violated on a box")
        fields["evidence"]["proofs"] = [{"boxes": [["split", 0, "1/5"], ["upper", 0], ["infeasible", 0], ["natural"]]}]
        self.rejected(fields, "not monotone|its slopes are not")
        fields["evidence"]["proofs"] = [{"boxes": [["split", 0, "1/5"], ["split", 0, "1/10"], ["natural"], ["lower", 0],
                                                   ["infeasible", 0], ["natural"]]}]
        self.rejected(fields, "not certainly >= 0|a face has broken")
        fields = self.fields("leader")
        fields["evidence"]["proofs"] = [{"coefficients": [{"halve": [0, 1, 1]}]}]
        self.rejected(fields, "names an edge that does not exist")
        fields["evidence"]["proofs"] = [{"coefficients": [{"raise": [65]}]}]
        self.rejected(fields, "the index 65 is out of range")

    def test_faces_of_an_open_simplex(self):
        # e_1 and (e_2 + e_3)/2 carry an inner point, and e_2 is none of them: a term in u_2 alone is not enough.
        half, s = reader.Fraction(1, 2), reader.read(self.text["inner"])
        _, _, ((_, _, found),) = reader.expand(s, [[[1, 0, 0], [0, 1, 0], [0, half, half]]], s.goals[0][2])
        self.assertIn({0, 2}, found)
        self.assertTrue(all({0, 2} <= support for support in found), found)

    def test_functions_enclose(self):
        # Two ways: exp(x) exp(y) and exp(x + y), log(exp) and the square of a root, within 2^-200.
        fraction, close = reader.Fraction, reader.Fraction(1, 1 << 200)
        ends = lambda op, q: (reader.bound(op, q, False), reader.bound(op, q, True))
        for n in range(-40, 41):
            q = fraction(n * n * n, 977)
            x, y, third = ends("exp", q), ends("exp", fraction(1, 3) - q), ends("exp", fraction(1, 3))
            self.assertTrue(x[0] * y[0] <= third[1] and third[0] <= x[1] * y[1])
            self.assertTrue(0 <= (x[1] - x[0]) / x[0] < close)
            low, high = reader.bound("log", x[0], False), reader.bound("log", x[1], True)
            self.assertTrue(low <= q <= high and high - low < close)
            root = ends("sqrt", abs(q))
            self.assertTrue(root[0] ** 2 <= abs(q) <= root[1] ** 2 and root[1] - root[0] < close)
        near = 1 + fraction(1, 1 << 1000)  # too near to 1 for 90 digits
        self.assertTrue(0 == reader.bound("log", near, False) < reader.bound("log", near, True) < close)
        self.assertEqual(ends("sqrt", fraction(4, 9)), (fraction(2, 3), fraction(2, 3)))

    def test_slopes_enclose(self):
        # By each variable, against difference quotients in exact arithmetic, where the second derivatives are bounded.
        fields, n = self.fields("poly"), 1000
        fields["evidence"]["proofs"] = [{"boxes": [["natural"]]}]
        self.rejected(fields, "the natural form of the goal is not certainly >= 0")
        s = reader.read(text_of(fields))
        for f in s.domain:
            f.fixed = True
        for x, y in ((1, 3), (-2, 1), (0, -3)):
            point = [reader.Fraction(x, 4), reader.Fraction(y, 4)]
            at = lambda p: reader.unfold(s, [reader.Interval(q) for q in p], s.goals[0][2])[1][-1].lo
            base, conditions = reader.unfold(s, [reader.Interval(q) for q in point], s.goals[0][2])
            for k, slope in enumerate(reader.slopes(conditions[-1], base)):
                moved = [q + reader.Fraction(int(j == k), n) for j, q in enumerate(point)]
                self.assertLess(abs((at(moved) - at(point)) * n - slope.lo), reader.Fraction(10, n))

    def test_where_a_root_is_not_differentiable(self):
        fields = self.fields("faces")
        fields["assumptions"], fields["evidence"]["proofs"] = [], [{"boxes": [["mean"]]}]
        self.rejected(fields, "not certainly defined on a box, or its slopes are not")
        fields["evidence"]["proofs"] = [{"boxes": [["lower", 0], ["natural"]]}]
        self.rejected(fields, "the goal is not monotone where the proof says so")
        fields = self.fields("logs")
        fields["expression"]["constants"] = ["0" if q == "1" else q for q in fields["expression"]["constants"]]
        self.rejected(fields, "not certainly defined on a box|malformed|not monotone")

    def test_it_is_short(self):
        text = (ROOT / "docs/examples/check_certificate.py").read_text()
        self.assertLessEqual(text.count("\n"), 300)
        self.assertLessEqual(max(map(len, text.splitlines())), 120)


if __name__ == "__main__":
    unittest.main()
