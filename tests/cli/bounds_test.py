#!/usr/bin/env python3
"""Every number that a command prints as a bound is one: compared, exactly, with the ends in its JSON or by a proof."""
import itertools
import json
import re
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

from harness import HEBB, hebb, parse

NUMBER = r"(-?[0-9][0-9./]*(?:e[-+]?[0-9]+)?)"
INTERVAL = rf"\[{NUMBER}, {NUMBER}\]"


def at_once(calls):
    """The results of functions that mostly wait for a program, in their order."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda call: call(), calls))


def exact(value):
    """A JSON number is the double that it is read as; a string is an exact decimal or quotient."""
    return Fraction(value)


class Bounds(unittest.TestCase):
    def both(self, *arguments, json_options=("--json", "-")):
        """What a command prints for people and as JSON."""
        shown, data = at_once([lambda: hebb(*arguments), lambda: hebb(*arguments, *json_options)])
        for result in (shown, data):
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotRegex(shown.stdout, r"(?<![\w.])-0(?![\w.])", "minus zero")
        self.assertNotRegex(shown.stdout, r"nan|e-38", shown.stdout)
        self.assertNotRegex(data.stdout, r": -0(\.0)?[,\s}]", "minus zero")
        return shown.stdout, parse(data.stdout)

    def outward(self, printed, lower, upper, where):
        low, high = map(Fraction, printed)
        self.assertLessEqual(low, exact(lower), f"lower end {printed[0]} of {lower}: {where}")
        self.assertGreaterEqual(high, exact(upper), f"upper end {printed[1]} of {upper}: {where}")
        if exact(lower) == 0:
            self.assertEqual(printed[0], "0", where)

    def intervals(self, text, expected, where):
        """The intervals in the order of the text; expected: JSON objects with lower and upper."""
        found = re.findall(INTERVAL, text)
        self.assertEqual(len(found), len(expected), text)
        for printed, ends in zip(found, expected):
            self.outward(printed, ends["lower"], ends["upper"], where)


class Tighten(Bounds):
    # Claim, dimension, constant, distance of the two sides; every one takes milliseconds.
    ROWS = [("T2.exponent", 2, "factor", "1e-9"), ("T2.exponent", 3, "factor", "1e-9"),
            ("T2.exponent", 4, "factor", "1e-9"), ("T2.exponent", 6, "factor", "1e-9"),
            ("T2.exponent", 7, "factor", "1e-9"), ("T2.exponent", 9, "factor", "1e-9"),
            ("T2.exponent", 3, "factor", "1e-8"), ("T2.exponent", 7, "factor", "1e-8"),
            ("T2.summary", 3, "multiple", "1e-9"), ("G4", 2, "factor", "1e-9"), ("R.rate", 2, "factor", "1e-9"),
            ("R.rate.onehot", 2, "factor", "1e-9"), ("R2.linear", 2, "factor", "1e-10"), ("R3", 2, "share", "1e-10"),
            ("L2.1.minimum", 2, "minimum", "1e-10"), ("T1.rate", 2, "factor", "1e-10"),
            ("T1.rate.sharp", 2, "factor", "1e-10"), ("V.crude.leader", 2, "slope", "1e-9"),
            ("V.crude.leader", 2, "slope", "1e-3"), ("V.sharp.leader", 3, "factor", "1e-10"),
            ("T3.arithmetic", 2, "factor", "1e-10"), ("R2.poly", 3, "factor", "1e-3"),
            ("T2.4.lower", 3, "rate", "1e-10"), ("A12.induction", 2, "share", "1e-10")]

    @staticmethod
    def verdict(claim, d, name, value):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "verdict.json"
            hebb("verify", claim, "--d", str(d), "--set", f"{name}={value}", "--no-tightness", "--json", str(file))
            rows = {row["id"]: row for row in parse(file.read_text())["claims"]}
            return rows[claim]["verdict"]

    def check(self, row):
        claim, d, name, relative = row
        result = hebb("tighten", claim, "--constant", name, "--d", str(d), "--relative", relative)
        line = re.search(rf"proved (up|down) to {NUMBER}, refuted (from|below) {NUMBER}, slack {NUMBER}", result.stdout)
        if not line:
            return [f"{row}: {result.stdout}{result.stderr}"]
        way, proved, word, refuted, _ = line.groups()
        faults = []
        if Fraction(refuted) != Fraction(proved) and (Fraction(proved) < Fraction(refuted)) != (way == "up"):
            faults.append(f"{row}: {way} to {proved}, but refuted {word} {refuted}")
        if (way, word) not in (("up", "from"), ("down", "below")):
            faults.append(f"{row}: {way} to, {word}")
        for value, wanted in ((proved, "proved"), (refuted, "refuted")):
            verdict = self.verdict(claim, d, name, value)
            if verdict != wanted:
                faults.append(f"{row}: {name} = {value} is printed as {wanted} and is {verdict}: {result.stdout}")
        return faults

    def test_the_printed_ends_are_proved_and_refuted_themselves(self):
        faults = list(itertools.chain(*at_once([lambda row=row: self.check(row) for row in self.ROWS])))
        self.assertEqual(faults, [])

    def test_the_table_encloses_the_ends_of_the_json(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rows.json"
            shown = hebb("verify", "T2.exponent", "T2.summary", "G4", "R2.poly", "R2.linear", "R3", "V.sharp.leader",
                         "T1.rate", "T3.arithmetic", "F.lump.noisy", "T1.arithmetic.sharp", "--d", "3", "--json",
                         str(file))
            rows = [row for row in parse(file.read_text())["claims"] if row["tightness"]]
        self.assertGreater(len(rows), 10)
        for row in rows:
            t = row["tightness"]
            line = next(line for line in shown.stdout.splitlines() if f" {row['id']} " in line)
            low, high = sorted(map(Fraction, (t["proved"], t["refuted"])))
            found = re.search(rf"{t['constant']} in {INTERVAL}\s+{NUMBER}", line)
            self.assertTrue(found, line)
            self.assertLessEqual(Fraction(found[1]), low, line)
            self.assertGreaterEqual(Fraction(found[2]), high, line)
            self.assertLessEqual(Fraction(found[3]), Fraction(t["slack"]), line)
            smaller = Fraction(t["refuted"]) < Fraction(t["proved"])
            self.assertEqual(t["stronger"], "smaller" if smaller else "larger", row["id"])


class Enclosures(Bounds):
    def test_compare(self):
        for alpha, paths in (("0.01", "20"), ("0.003", "300")):
            shown, data = self.both("compare", "--p0", "0.4,0.35,0.25", "--alpha", alpha, "--steps", "300", "--runs", paths)
            table = [line for line in shown.splitlines() if "|" in line and re.match(r" *\d+ ", line)]
            by_step = {row["step"]: row for row in data["rows"]}
            self.assertGreater(len(table), 5)
            for line in table:
                step, rest, *numbers = line.replace("|", " ").split()
                row = by_step[int(step)]
                ends = [row["flow"]["distance"]]
                for key in ("euler", "hebbian", "mirror"):
                    ends += [row[key]["to_flow"]["l2"], row[key]["uniform_l2"]]
                for printed, end in zip((rest, *numbers), ends, strict=True):
                    self.assertGreaterEqual(Fraction(printed), exact(end["upper"]), line)
                if step == "0":
                    self.assertEqual(numbers, ["0"] * 6)
            for key, name in (("euler", "gradient step"), ("hebbian", "mean Hebbian step"), ("mirror", "mirror descent")):
                constant = re.search(rf"all k: \|{name} - flow\| <= {NUMBER} a", shown)
                self.assertGreaterEqual(Fraction(constant[1]), exact(data["constants"][key]["upper"]))
            all_steps = re.search(rf"is at most {NUMBER} = {NUMBER} a; that ends with probability at most {NUMBER}", shown)
            for printed, key in zip(all_steps.groups(), ("mean_square", "constant", "escape"), strict=True):
                self.assertGreaterEqual(Fraction(printed), exact(data["noisy_all_steps"][key]["upper"]), shown)
            noisy = re.search(rf"in {INTERVAL} at confidence 0.99 .*proved <= {NUMBER}", shown)
            self.outward(noisy.groups()[:2], data["noisy"]["lower"], data["noisy"]["upper"], shown)
            self.assertGreaterEqual(Fraction(noisy[3]), exact(data["noisy"]["bound"]["upper"]))

    def test_flow(self):
        for *options, precision in (("--p0", "0.4,0.35,0.25", "--t", "40", "53"), ("--p0", "0.6,0.4,0", "--t", "3", "53"),
                                    ("--p0", "0.6,0.4", "--t", "-30", "100"), ("--p0", "1,0", "--t", "1", "100")):
            shown, data = self.both("flow", *options, "--precision", precision)
            state = data["states"][0]
            self.intervals(shown, [*state["p"], state["distance"]], options)
            sharp = parse(hebb("flow", *options, "--precision", "300", "--json", "-").stdout)["states"][0]
            for wide, narrow in zip((*state["p"], state["distance"]), (*sharp["p"], sharp["distance"])):
                self.assertLessEqual(Fraction(wide["lower"]), Fraction(narrow["lower"]), options)
                self.assertGreaterEqual(Fraction(wide["upper"]), Fraction(narrow["upper"]), options)

    def test_escape(self):
        for p0, alpha in (("0.6,0.4", "0.05"), ("0.7,0.3", "0.02"), ("0.5,0.25,0.25", "1e-8")):
            shown, data = self.both("escape", "--p0", p0, "--alpha", alpha, "--steps", "50", "--runs", "2000", "--methods",
                                    "martingale-paper,martingale-sharp,barrier-power,barrier-pieces,monte-carlo"
                                    + (",enclosure" if p0.count(",") == 1 else ""))
            for bound in data["bounds"]:
                line = next(line for line in shown.splitlines() if line.startswith(bound["method"]))
                if bound["lower"] is not None:
                    self.outward(line.split()[2:4], bound["lower"], bound["upper"], line)

    def test_flow_until_an_accuracy(self):
        for accuracy in ("0.001", "1e-30", "0.49"):
            shown, data = self.both("flow", "--p0", "0.5,0.3,0.2", "--accuracy", accuracy)
            self.intervals(shown, [data["hitting_time"]["time"]], shown)

    def test_escape_by_splitting_and_on_a_plane(self):
        for options in (("--p0", "0.6,0.4", "--alpha", "0.03", "--methods", "splitting"),
                        ("--p0", "0.5,0.3,0.2", "--alpha", "0.03", "--methods", "plane,barrier-power"),
                        ("--p0", "0.75,0.25", "--alpha", "0.005", "--trigger-ratio", "1.5")):
            shown, data = self.both("escape", *options, "--steps", "ever" if "--trigger-ratio" in options else "20", "--runs", "300")
            for bound in data["bounds"]:
                line = next(line for line in shown.splitlines() if line.startswith(bound["method"]))
                self.outward(line.split()[2:4], bound["lower"], bound["upper"], line)

    def test_escape_over_rates(self):
        """The rows of the table are those of one rate, to fewer digits, and so are the ones of the CSV file."""
        common = ("escape", "--p0", "0.6,0.4", "--steps", "50", "--runs", "1000", "--methods", "martingale-sharp,barrier-power,monte-carlo")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rates.csv"
            shown = hebb(*common, "--alpha", "0.01,0.02").stdout
            self.assertEqual(hebb(*common, "--alpha", "0.01,0.02", "--csv", str(file)).returncode, 0)
            rows = [dict(zip(file.read_text().splitlines()[0].split(","), row.split(","))) for row in file.read_text().splitlines()[1:]]
        seen = 0
        for alpha in ("0.01", "0.02"):
            for bound in parse(hebb(*common, "--alpha", alpha, "--json", "-").stdout)["bounds"]:
                if bound["lower"] is None:
                    continue
                line = next(line for line in shown.splitlines() if re.match(rf" +{re.escape(str(Fraction(alpha)))} +{bound['method']} ", line))
                self.outward(line.split()[3:5], bound["lower"], bound["upper"], line)
                row = next(row for row in rows if Fraction(row["alpha"]) == Fraction(alpha) and row["method"] == bound["method"])
                self.outward((row["lower"], row["upper"]), bound["lower"], bound["upper"], row)
                seen += 1
        self.assertGreaterEqual(seen, 4)

    RULE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "rules" / "paper.rule"

    def test_distances_of_a_rule(self):
        shown, data = self.both("rule", str(self.RULE), "compare", "--p0", "0.6,0.4", "--alpha", "0.01")
        rows = {row["step"]: row for row in data["rules"][0]["rows"]}
        table = [line for line in shown.splitlines() if "|" in line and re.match(r" *\d+ ", line)]
        self.assertEqual(len(table), len(rows))
        for line in table:
            step, rest, *numbers = line.replace("|", " ").split()
            row = rows[int(step)]
            ends = [row["flow"]["distance"], *(row[key][name] for key in ("euler", "mean") for name in ("to_flow", "a_priori_l2"))]
            for printed, end in zip((rest, *numbers), ends, strict=True):
                self.assertGreaterEqual(Fraction(printed), exact(end.get("l2", end)["upper"]), line)

    def test_classes_of_a_rule(self):
        for runs in ("10", "37"):
            shown, data = self.both("rule", str(self.RULE), "simulate", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "60", "--runs", runs)
            self.intervals(shown, list(data["rules"][0]["classes"].values()), runs)

    def test_what_cannot_happen_has_probability_0(self):
        for steps, possible in (("4", False), ("5", True)):  # (1/9) (4/3)^k reaches 3/7 between 4 and 5 steps
            shown, data = self.both("escape", "--p0", "0.9,0.1", "--alpha", "0.1", "--steps", steps, "--methods", "enclosure")
            self.assertEqual(data["bounds"][0]["upper"] != "0", possible, data)
            self.assertEqual(Fraction(shown.splitlines()[-1].split()[3]) > 0, possible, shown)

    def test_the_limit_of_a_martingale_bound(self):
        shown = hebb("escape", "--p0", "0.64,0.36", "--alpha", "0.4", "--methods", "martingale-sharp,martingale-paper")
        delta, q = Fraction(28, 100), 2
        for method, limit in (("sharp", delta / (q * (4 * q + delta))), ("paper", delta ** 2 / (16 * q ** 2))):
            printed = re.search(rf"martingale-{method} .*needs a <= {NUMBER}", shown.stdout)
            self.assertLessEqual(Fraction(printed[1]), limit, method)
            self.assertGreater(Fraction(printed[1]), limit * Fraction(999, 1000), method)

    def test_rate(self):
        for options in (("--p0", "0.5,0.25,0.25"), ("--p0", "0.6,0.4", "--law", "every")):
            shown, data = self.both("rate", *options)
            for rate in data["rates"]:
                line = next(line for line in shown.splitlines() if line.startswith(rate["method"])).split()
                self.assertLessEqual(Fraction(line[1]), Fraction(rate["alpha"]), line)
                self.assertGreaterEqual(Fraction(line[2]), Fraction(rate["escape"]["upper"]), line)

    def test_exponents(self):
        for options in (("--p0", "0.8,0.2"),):
            shown, data = self.both("rate", *options, "--exponents")
            lines = [line for line in shown.splitlines() if line.startswith("a = ")]
            rates = [rate for rate in data["rates"] if rate["exponents"]]
            self.assertEqual(len(lines), len(rates))
            for line, rate in zip(lines, rates):
                exponents = rate["exponents"]
                a, mean, good, almost_sure, variance = (Fraction(x) for x in re.search(
                    rf"a = {NUMBER}: .*r_u\(0\) {NUMBER}\^k; .* falls like {NUMBER}\^k .* exp\(-{NUMBER} k\) with variance {NUMBER} k", line).groups())
                self.assertEqual(a, Fraction(rate["alpha"]), line)
                self.assertLessEqual(mean, Fraction(exponents["mean"]["lower"]), line)
                self.assertGreaterEqual(good, Fraction(exponents["good_event"]["upper"]), line)
                self.assertLessEqual(almost_sure, Fraction(exponents["almost_sure"]["lower"]), line)
                self.assertGreaterEqual(variance, Fraction(exponents["variance"]["upper"]), line)

    def test_winner(self):
        for options in (("--p0", "0.37,0.63", "--alpha", "0.07", "--cells", "16"), ("--p0", "0.31,0.3,0.21,0.18", "--alpha", "0.02", "--law", "two-point"),
                        ("--p0", "0.7,0.3", "--alpha", "0.03", "--law", "every")):
            shown, data = self.both("winner", *options)
            rows = re.findall(rf"^ +(\d+) +{NUMBER} +{NUMBER}$", shown, re.M)
            self.assertEqual(len(rows), len(data["winners"]), shown)
            for (component, *printed), winner in zip(rows, data["winners"]):
                self.assertEqual(int(component), winner["component"])
                self.outward(printed, winner["probability"]["lower"], winner["probability"]["upper"], shown)
            steps = data["expected_steps"]
            self.assertEqual(steps is None, "expected steps" not in shown)
            if steps:
                before, limit, safe, given = (Fraction(x) for x in re.search(
                    rf"at most {NUMBER} until then or until some p_u > {NUMBER} p_\d; which never happens with\nprobability at least {NUMBER}, and given that they are at most {NUMBER}", shown).groups())
                self.assertGreaterEqual(before, exact(steps["before_loss"]["upper"]), shown)
                self.assertGreaterEqual(given, exact(steps["steps"]["upper"]), shown)
                self.assertLessEqual(safe, 1 - exact(steps["escape"]["upper"]), shown)
                self.assertGreaterEqual(given * (1 - exact(steps["escape"]["upper"])), exact(steps["before_loss"]["upper"]) * Fraction("0.999"), shown)
                self.assertEqual(limit, exact(steps["ratio_limit"]), shown)
            if data["block"]:
                power = Fraction(re.search(rf"at least 10\^{NUMBER}", shown)[1])
                ln_ten = Fraction("2.302585092994045684")
                self.assertLessEqual(power * ln_ten, Fraction(data["block"]["log_probability"]["lower"]), shown)

    def test_best_constants_of_claims_of_ones_own(self):
        claims = {"largest": "constant c = 1 largest\nvariable x in [0, 1]\nprove 3 + 7*x >= c*(1 + 2*x + x^2/7)",
                  "smallest": "constant c = 5 smallest\nvariable x in [0, 1]\nprove c*(1 + x) >= 1 + 2*x + x^2/7"}
        with tempfile.TemporaryDirectory() as folder:
            for name, text in claims.items():
                file = Path(folder) / f"{name}.claim"
                file.write_text(f"claim {name}\n{text}\n")
                shown, data = self.both("prove", str(file), "--tighten", "c")
                proved, refuted = (Fraction(x) for x in re.search(rf"proved (?:up|down) to {NUMBER}, refuted (?:from|below) {NUMBER}", shown).groups())
                tightness, sign = data["claims"][0]["tightness"], 1 if name == "largest" else -1
                self.assertLessEqual(sign * proved, sign * Fraction(tightness["proved"]), shown)
                self.assertGreaterEqual(sign * refuted, sign * Fraction(tightness["refuted"]), shown)
                self.assertIn("proved", hebb("prove", str(file), "--set", f"c={proved}").stdout)

    def test_best_constants_of_a_rule(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "weights.rule"
            file.write_text("rule weights noise Q = 2 next w[i] = w[i]*(1 + a*y[i])\n")
            shown, data = self.both("rule", str(file), "prove", "--d", "2", "--law", "support", "--tighten")
        best = data["rules"][0]["dimensions"][0]
        sides = {"R1": best["rate_factor"]["R1"], "R2": best["rate_factor"]["R2"], "C of": best["remainder_constant"]}
        for what, ends in sides.items():
            line = next(line for line in shown.splitlines() if line.startswith(f"  d = 2: {what} "))
            way, proved, word, refuted = re.search(rf"proved (up|down) to {NUMBER}, refuted (from|below) (nothing|{NUMBER})", line).groups()[:4]
            self.assertEqual((way, word), ("down", "below") if what == "C of" else ("up", "from"), line)
            sign = -1 if what == "C of" else 1
            self.assertLessEqual(sign * Fraction(proved), sign * exact(ends["proved"]), line)
            self.assertEqual(refuted == "nothing", ends["refuted"] is None, line)
            if ends["refuted"]:
                self.assertGreaterEqual(sign * Fraction(refuted), sign * exact(ends["refuted"]), line)

    def test_the_true_rate_and_the_expected_steps(self):
        for start in ("0.7,0.3", "0.51,0.3,0.19"):
            shown, data = self.both("escape", "--p0", start, "--alpha", "1e-4", "--methods", "barrier-pieces")
            rate = data["true_rate"]
            steps, kappa, limit, escape = re.search(
                rf"after (\d+) steps .*: rate 1 - {NUMBER} a per step while p_u <= {NUMBER} p_1 .*which fails with probability {NUMBER} at most", shown).groups()
            self.assertGreaterEqual(int(steps), rate["steps"], shown)
            self.assertEqual((Fraction(kappa), Fraction(limit)), (exact(rate["kappa"]), exact(rate["ratio_limit"])), shown)
            self.assertGreaterEqual(Fraction(escape), exact(rate["escape"]["upper"]), shown)
            shown, data = self.both("winner", "--p0", start, "--alpha", "1e-3")
            expected = data["expected_steps"]
            before, limit, sure, steps = re.search(
                rf"at most {NUMBER} until then or until some p_u > {NUMBER} p_1; which never happens with\nprobability at least {NUMBER}, .* at most {NUMBER}$",
                shown, re.M).groups()
            self.assertGreaterEqual(Fraction(before), exact(expected["before_loss"]["upper"]), shown)
            self.assertEqual(Fraction(limit), exact(expected["ratio_limit"]), shown)
            self.assertLessEqual(Fraction(sure), 1 - exact(expected["escape"]["upper"]), shown)
            self.assertGreaterEqual(Fraction(steps), exact(expected["steps"]["upper"]), shown)

    def test_loss_under_correlated_inputs(self):
        shown, data = self.both("correlation", "--gamma", "1,0.1,0.1;0.1,1,0.1;0.1,0.1,1", "--p0", "0.6,0.2,0.2", "--alpha", "0.013")
        printed = re.search(rf"for some u at some time\) <= {NUMBER} at a = 13/1000", shown)[1]
        self.assertGreaterEqual(Fraction(printed), exact(data["rectangle"]["probability"]["upper"]), shown)

    def test_escape_of_a_rule(self):
        rule = str(Path(__file__).resolve().parents[2] / "docs/examples/rules/paper.rule")
        shown, data = self.both("rule", rule, "escape", "--p0", "0.6,0.4", "--alpha", "0.03", "--law", "two-point", "--runs", "300",
                                json_options=("--json", "-"))
        for bound in data["rules"][0]["bounds"]:
            line = next(line for line in shown.splitlines() if line.startswith("paper") and bound["method"] in line)
            self.outward(line.split()[3:5], bound["probability"]["lower"], bound["probability"]["upper"], line)

    def test_limits_of_a_rectangle_claim_no_more(self):
        for start in ("0.6,0.2,0.2", "0.61,0.21,0.18", "0.5,0.3,0.2", "0.7,0.2,0.1"):
            arguments = ("correlation", "--gamma", "1,0.1,0.1;0.1,1,0.1;0.1,0.1,1", "--p0", start, "--alpha", "0.01")
            shown, data = hebb(*arguments).stdout, json.loads(hebb(*arguments, "--json", "-").stdout)
            printed = [Fraction(x) for x in re.search(r"x = \(([^)]*)\)", shown).group(1).split(", ")]
            exact = [Fraction(x["exact"]) for x in data["rectangle"]["limits"]]
            self.assertEqual(len(printed), len(exact))
            for x, y in zip(printed, exact):
                self.assertTrue(y <= x <= y + Fraction(1, 1000), (start, x, y))  # a smaller limit would claim more

    def test_correlation(self):
        checked = 0
        for k in range(3, 9):
            a, b, c = f"0.0{k}37", f"0.02{k}", f"0.0{k}11"
            shown, data = self.both("correlation", "--gamma", f"1,{a},{b};{a},1,{c};{b},{c},1", "--q", "2.37", "--p0",
                                    f"{4 * k + 17}/{4 * k + 23},5/{4 * k + 23},1/{4 * k + 23}", "--basin", "--cells", "7")
            constants, basin = data["constants"], data["basin"]
            for label, key in (("growth of the gap", "growth"), ("largest nu", "largest_nu"),
                               ("largest learning rate", "alpha")):
                line = next(line for line in shown.splitlines() if line.startswith(label))
                for printed, form in zip(line.split()[-2:], ("printed", "sharp"), strict=True):
                    if printed != "none":
                        self.assertLessEqual(Fraction(printed), Fraction(constants[form][key]), line)
                        checked += 1
            for i in (1, 2, 3):
                share, radius = re.search(rf"e_{i} +{NUMBER} %.*1 - p_{i} < {NUMBER}", shown).groups()
                self.assertLessEqual(Fraction(share), 100 * Fraction(basin["shares"][f"e_{i}"]), shown)
                self.assertLessEqual(Fraction(radius), Fraction(basin["attracting_radius"][i - 1]), shown)
            unknown = re.search(rf"unknown +{NUMBER} %", shown)[1]
            self.assertGreaterEqual(Fraction(unknown), 100 * Fraction(basin["shares"]["unknown"]), shown)
        self.assertGreater(checked, 20)


class Intervals(Bounds):
    def test_simulate_abstract(self):
        for runs in ("10", "37", "90"):
            shown, data = self.both("simulate", "abstract", "--p0", "0.3,0.3,0.4", "--alpha", "0.05", "--steps", "200",
                                    "--runs", runs)
            self.intervals(shown, list(data["classes"].values()), runs)

    def test_simulate_outputs(self):
        shown, data = self.both("simulate", "outputs", "--steps", "100", "--runs", "23", "--rates", "0.1,0.08,0.05")
        self.intervals(shown, list(data["result"]["alignment"].values()), "outputs")
        shown, data = self.both("simulate", "outputs", "--steps", "4000", "--runs", "60", "--alpha", "1e-2,7.5e-3,5e-3")
        ever = data["result"]["for_ever"]
        printed = re.search(rf"P\(P\(k\) -> I\) >= {NUMBER} at confidence 99 %: (\d+) of the runs end where it fails with probability at most {NUMBER}", shown)
        self.assertLessEqual(Fraction(printed[1]), exact(ever["lower"]))
        self.assertGreater(Fraction(printed[1]), exact(ever["lower"]) - Fraction(1, 1000))
        self.assertEqual((int(printed[2]), Fraction(printed[3])), (ever["runs"], exact(str(ever["failure"]))))

    def test_spiking(self):
        shown, data = self.both("simulate", "spiking", "--rates", "5,10,7", "--weights", "0.6", "--alpha", "0.001", "--time", "20", "--runs", "3")
        self.intervals(shown, [one["interval"] for one in data["outputs"][0]["inputs"]], "spiking")

    def experiment(self, name, *options):
        return self.both("experiment", name, *options, json_options=("--json", "-"))

    def test_experiment_convergence(self):
        shown, data = self.experiment("convergence", "--runs", "100000", "--samples", "1", "--steps", "20")
        self.assertEqual(data["theta"]["count"], 100000)
        self.intervals(shown, [data["theta"]], "convergence")
        bound, r = re.search(rf"times the bound {NUMBER}\), r = {NUMBER}", shown).groups()
        self.assertLessEqual(Fraction(bound), Fraction(data["alpha_bound"]))
        self.assertLessEqual(Fraction(r), Fraction(data["contraction"]))
        shown, data = self.experiment("convergence", "--runs", "61", "--samples", "8", "--steps", "200", "--p0",
                                      "0.617,0.383", "--alpha", "0.3", "--epsilon", "0.93")
        self.intervals(shown, [data["theta"]], "convergence")
        self.assertLessEqual(Fraction(re.search(rf"times the bound {NUMBER}\)", shown)[1]), Fraction(data["alpha_bound"]))
        least = min(row["within_envelope_over_epsilon"]["count"] for row in data["rows"])
        printed = re.search(rf"at least {NUMBER} % of the paths", shown)[1]
        self.assertLessEqual(Fraction(printed), 100 * Fraction(least, 61), shown)

    def test_experiment_escape(self):
        shown, data = self.experiment("escape", "--alpha", "0.05", "--steps", "100", "--runs", "6000")
        n, rows = len(data["rows"]), min(len(data["rows"]), 10)
        shown_rows = [data["rows"][n * j // rows - 1] for j in range(1, rows + 1)]
        self.intervals(shown, [row[kind] for row in shown_rows for kind in ("fixed", "any_time")], "escape")

    def test_experiment_outputs(self):
        shown, data = self.experiment("outputs", "--steps", "2000", "--runs", "23", "--alpha", "1e-2")
        self.intervals(shown, [ends for result in data["results"] for ends in result["alignment"].values()], "outputs")
        lines = re.findall(rf">= {NUMBER} at confidence 99 %: (\d+) of the runs end where it fails with probability at most {NUMBER}", shown)
        ever = [result["for_ever"] for result in data["results"] if result.get("for_ever")]
        self.assertEqual(len(lines), len(ever))
        for (lower, runs, failure), ends in zip(lines, ever):
            self.assertLessEqual(Fraction(lower), exact(ends["lower"]), shown)
            self.assertEqual((int(runs), Fraction(failure)), (ends["runs"], exact(str(ends["failure"]))), shown)

    def test_other_experiments(self):
        for name, key, options in (
                ("stress", "success", ("--p0", "0.6,0.4", "--alpha", "0.05,0.2,0.45", "--runs", "400", "--horizon", "40")),
                ("correlation", "right", ("--runs", "67", "--steps", "100", "--alpha", "0.1")),
                ("switching", "followed_all", ("--runs", "67", "--intervals", "1,3,600")),
                ("priming", "wins", ("--runs", "67", "--steps", "100", "--primed", "0,20", "--alpha", "0.1"))):
            shown, data = self.experiment(name, *options)
            table = "\n".join(line for line in shown.splitlines() if "flow is there" not in line)
            expected = [row[key] for row in data["rows"]]
            if name == "switching":  # the proved ones stand below the counted ones; [0, 1] is not shown
                expected += [row["certified"][what] for row in data["rows"] for what in ("followed", "followed_all")
                             if (row["certified"][what]["lower"], row["certified"][what]["upper"]) != ("0", "1")]
            self.intervals(table, expected, name)
            if name == "priming":
                time = re.search(rf"at the time {INTERVAL}", shown)
                self.outward(time.groups(), data["certified"]["flow_time"]["lower"], data["certified"]["flow_time"]["upper"], shown)


class Levels(Bounds):
    """Confidence levels are exact, down to the last digit that was typed."""

    LEVELS = ("0.9999994", "0.99999949", "0.9999999", "2/3", "0.99999999999999999999")

    def test_a_level_is_kept_and_printed_as_typed(self):
        previous = {}
        for level in self.LEVELS:
            percent = 100 * Fraction(level)
            shown, data = self.both("simulate", "abstract", "--p0", "0.6,0.4", "--alpha", "0.1", "--steps", "9", "--runs",
                                    "9", "--confidence", level)
            written = re.search(rf"at confidence {NUMBER} %", shown)[1]
            self.assertEqual(Fraction(written), percent, shown)
            self.assertEqual(Fraction(data["options"]["confidence"]), Fraction(level))
            classes = data["classes"].values()
            self.assertTrue(all(Fraction(c["confidence"]) == Fraction(level) for c in classes))
            previous[Fraction(level)] = max(c["upper"] for c in classes if c["count"] == 0)
        uppers = [previous[level] for level in sorted(previous)]
        self.assertEqual(uppers, sorted(set(uppers)), "a higher level has a wider interval")

    def test_escape_computes_at_the_level_that_it_prints(self):
        uppers = []
        for level in ("0.999999", "0.9999994", "0.99999949", "0.9999999", "0.99999999999999999999"):
            shown, data = self.both("escape", "--p0", "0.6,0.4", "--alpha", "0.05", "--steps", "20", "--runs", "2000",
                                    "--methods", "monte-carlo,splitting", "--confidence", level)
            self.assertIn(f"at confidence {level}", shown)
            self.assertEqual(Fraction(data["options"]["confidence"]), Fraction(level))
            uppers.append([Fraction(bound["upper"]) for bound in data["bounds"]])
        for method in zip(*uppers):
            self.assertEqual(list(method), sorted(set(method)), "a higher level has a wider interval")

    def test_compare_takes_a_level(self):
        widths = []
        for level in ("0.5", "0.99", "0.9999999"):
            shown, data = self.both("compare", "--p0", "0.6,0.4", "--alpha", "0.01", "--steps", "20", "--runs", "1000",
                                    "--confidence", level)
            self.assertIn(f"at confidence {level} ", shown)
            self.assertEqual(Fraction(data["noisy"]["confidence"]), Fraction(level))
            widths.append(data["noisy"]["upper"] - data["noisy"]["lower"])
        self.assertLess(widths[0], widths[1])
        self.assertLess(widths[1], widths[2])

    def test_spiking_prints_its_level_exactly(self):
        shown = hebb("simulate", "spiking", "--rates", "2,1", "--weights", "0.5", "--alpha", "0", "--time", "2", "--confidence", "0.9999994")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("together at confidence 0.9999994 (each at 1 - 0.0000006/", shown.stdout)

    def test_a_level_that_cannot_be_used_is_refused_before_the_paths(self):
        for command in (("escape", "--p0", "0.6,0.4", "--alpha", "0.01", "--runs", "1e9"),
                        ("simulate", "abstract", "--p0", "0.6,0.4", "--alpha", "0.01", "--runs", "1000", "--steps", "1e7",
                         "--every", "1e7"),
                        ("experiment", "convergence", "--runs", "1e6", "--steps", "1e6", "--samples", "1"),
                        ("compare", "--p0", "0.6,0.4", "--alpha", "0.01", "--steps", "1e5", "--runs", "1e6")):
            for level, message in (("1", "must be above 0 and below 1"), ("0", "must be above 0 and below 1"),
                                   ("0." + 301 * "9", "must be at most 1 - 1e-300")):
                shown = level if len(level) < 20 else "0.999999999999...(301 digits)"
                result = subprocess.run([HEBB, *command, "--confidence", level], capture_output=True, text=True, timeout=10)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertIn(f"--confidence {shown}: {message}", result.stderr)


if __name__ == "__main__":
    unittest.main()
