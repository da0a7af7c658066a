#!/usr/bin/env python3
"""hebb rule FILE simulate, compare and escape as a user meets them."""
import csv
import json
import unittest
import xml.etree.ElementTree

from harness import InAFolder, answer, hebb

PAPER = "rule paper noise Q = 2 next p[i] = p[i]*(1 + a*y[i])/(1 + a*sum(j in 1..d: p[j]*y[j]))\n"
EXPONENTIAL = "rule exponentiated noise Q = 2 next p[i] = p[i]*exp(a*y[i])/sum(j in 1..d: p[j]*exp(a*y[j]))\n"
LEAVES = "rule leaves noise Q = 2 next p[i] = p[i]*(1 + a*(y[i] - sum(j in 1..d: p[j]^2)))\n"
START = ("--p0", "0.4,0.35,0.25", "--alpha", "0.02")


class RuleRuns(InAFolder):
    def rule(self, *texts):
        file = self.folder / "mine.rule"
        file.write_text("".join(texts))
        return file

    def test_the_papers_rule_has_the_paths_of_the_built_in_command(self):
        how = (*START, "--steps", 500, "--runs", 6, "--seed", 3, "--every", 100)
        ours = hebb("rule", self.rule(PAPER), "simulate", *how, "--csv", "-")
        self.assertEqual(ours.returncode, 0, ours.stderr)
        self.assertEqual(ours.stdout, hebb("simulate", "abstract", *how, "--csv", "-").stdout)
        for law in ("two-point", "gaussian:1/2"):
            self.assertEqual(hebb("rule", self.rule(PAPER), "simulate", *how, "--law", law, "--csv", "-").stdout,
                             hebb("simulate", "abstract", *how, "--law", law, "--csv", "-").stdout)

    def test_a_rule_that_leaves_the_simplex_is_said_to(self):
        result = hebb("rule", self.rule(LEAVES), "simulate", *START, "--runs", 5)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stdout, r"does not keep the simplex: path 0 left it in step 1, to \(")
        kept = answer("rule", self.rule(EXPONENTIAL), "simulate", *START, "--runs", 5, "--json", "-")
        self.assertEqual(kept["rules"][0]["classes"]["left the simplex"]["count"], 0)
        self.assertEqual(kept["rules"][0]["engine"], "code")

    def test_several_rules_side_by_side(self):
        file = self.rule(PAPER, EXPONENTIAL)
        svg = self.folder / "out.svg"
        result = hebb("rule", file, "simulate", *START, "--svg", svg, "--json", self.folder / "out.json")
        self.assertEqual(result.returncode, 0, result.stderr)
        for name in ("paper", "exponentiated"):
            xml.etree.ElementTree.parse(self.folder / f"out-{name}.svg")
            self.assertIn(f"{name}: 10 paths", result.stdout)
        self.assertEqual([r["rule"] for r in json.loads((self.folder / "out.json").read_text())["rules"]], ["paper", "exponentiated"])
        self.assertRegex(result.stdout, r"share of the paths +leader .* left the simplex\npaper +\d\.\d{4} .*\nexponentiated +\d\.\d{4} ")
        compared = hebb("rule", file, "compare", *START, "--steps", 20)
        self.assertRegex(compared.stdout, r"upper ends +k +p \+ a F +a priori +mean step +a priori .*\npaper +20 +\d.*\nexponentiated +20 +\d")

    def test_compare_has_the_enclosures_of_the_built_in_command(self):
        how = ("--p0", "0.4,0.35,0.25", "--alpha", "0.01", "--steps", 300, "--rows", 3)
        ours = answer("rule", self.rule(PAPER, EXPONENTIAL), "compare", *how, "--runs", 20, "--json", "-")
        own = answer("compare", *how, "--runs", 20, "--json", "-")
        paper, other = ours["rules"]
        self.assertEqual(len(paper["rows"]), len(own["rows"]))
        for x, y in list(zip(paper["rows"], own["rows"]))[1:]:  # the start is exact here
            self.assertEqual(x["flow"], y["flow"])
            for key, name in (("euler", "euler"), ("mean", "hebbian")):
                self.assertEqual(x[key], {field: y[name][field] for field in x[key]})
        for key in ("mean_square", "lower", "upper", "bound"):
            self.assertEqual(paper["noisy"][key], own["noisy"][key])
        self.assertIn("proved to be the paper's", other["drift"])
        self.assertEqual(other["rows"][-1]["flow"], own["rows"][-1]["flow"])
        self.assertNotEqual(other["rows"][-1]["mean"], own["rows"][-1]["hebbian"])
        self.assertLessEqual(float(other["rows"][-1]["mean"]["to_flow"]["l2"]["upper"]), float(other["rows"][-1]["mean"]["a_priori_l2"]["upper"]))

    def test_compare_draws_and_writes_rows(self):
        svg, rows = self.folder / "out.svg", self.folder / "out.csv"
        result = hebb("rule", self.rule(PAPER), "compare", *START, "--steps", 100, "--svg", svg, "--csv", rows)
        self.assertEqual(result.returncode, 0, result.stderr)
        xml.etree.ElementTree.parse(svg)
        table = list(csv.DictReader(rows.open()))
        self.assertEqual(table[-1]["step"], "100")
        self.assertLess(float(table[-1]["mean_l2_upper"]), float(table[-1]["mean_a_priori"]))

    def test_escape_is_bounded_with_certificates(self):
        how = ("--p0", "0.6,0.25,0.15", "--alpha", "0.02", "--event", "ratio:1", "--law", "two-point", "--runs", 20000, "--steps", 500)
        out = answer("rule", self.rule(PAPER, LEAVES), "escape", *how, "--certificates", self.folder / "out", "--json", "-")
        paper, leaves = ({b["method"]: b for b in r["bounds"]} for r in out["rules"])
        self.assertTrue(paper["barrier"]["rigorous"])
        self.assertFalse(paper["monte-carlo"]["rigorous"])
        self.assertLess(float(paper["monte-carlo"]["probability"]["lower"]), float(paper["barrier"]["probability"]["upper"]))
        self.assertLess(float(paper["barrier"]["probability"]["upper"]), 0.2)
        own = json.loads(hebb("escape", *how, "--methods", "barrier-power,monte-carlo", "--json", "-").stdout)
        own = {b["method"]: b for b in own["bounds"]}
        self.assertEqual(paper["monte-carlo"]["probability"]["upper"], own["monte-carlo"]["probability"]["upper"])
        self.assertGreaterEqual(float(paper["barrier"]["probability"]["upper"]), 0.99 * float(own["barrier-power"]["probability"]["upper"]))
        self.assertIsNone(leaves["barrier"]["probability"])
        self.assertIn("does not apply: refuted", leaves["barrier"]["note"])
        self.assertIn("left the simplex", leaves["monte-carlo"]["note"])
        checked = hebb("check", self.folder / "out")
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertEqual(sorted(p.name for p in (self.folder / "out").iterdir()), ["paper.barrier-step.json", "paper.barrier.json"])

    def test_escape_is_drawn(self):
        svg = self.folder / "out.svg"
        result = hebb("rule", self.rule(PAPER, EXPONENTIAL), "escape", "--p0", "0.6,0.4", "--alpha", "0.05", "--law", "two-point", "--event", "ratio:1",
                      "--runs", 20000, "--steps", 160, "--svg", svg)
        self.assertEqual(result.returncode, 0, result.stderr)
        picture = svg.read_text()
        xml.etree.ElementTree.fromstring(picture)
        for name in ("paper, barrier (ever)", "paper, Monte Carlo, 0.99 confidence", "exponentiated, barrier (ever)"):
            self.assertIn(name, picture)

    def test_a_trigger_that_is_no_law_and_a_drift_that_is_no_flow(self):
        file = self.rule(PAPER.replace("next", "trigger p[i]^2 next"))
        for command in ("simulate", "compare", "escape"):
            result = hebb("rule", file, command, *START)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn("its trigger is no probability law at (2/5, 7/20, 1/4): the sum is 69/200", result.stderr)
            self.assertEqual(len(result.stderr.splitlines()), 1)
        result = hebb("rule", self.rule(PAPER.replace("next", "drift p[i]^2 next")), "compare", *START, "--runs", 10)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("there is no flow: the drift leaves the simplex: its sum is not 0", result.stdout)

    def test_a_barrier_that_is_not_proved_takes_one_line(self):
        rule = self.rule("rule e noise Q = 2 next w[i] = w[i]*exp(a*(y[i] - sum(j in 1..d: w[j]*y[j])))")
        result = hebb("rule", rule, "escape", "--p0", "0.6,0.25,0.15", "--alpha", "0.02", "--steps", 10, "--runs", 10, "--budget", "0.3")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(result.stdout.splitlines()), 5, result.stdout)

    def test_every_law_has_a_barrier_and_no_paths(self):
        out = answer("rule", self.rule(PAPER), "escape", "--p0", "0.7,0.3", "--alpha", "0.01", "--event", "ratio:1", "--law", "every", "--json", "-")
        self.assertEqual([b["method"] for b in out["rules"][0]["bounds"]], ["barrier"])
        self.assertLess(float(out["rules"][0]["bounds"][0]["probability"]["upper"]), 0.01)

    def test_bad_input(self):
        for arguments, message in (
                (("simulate", "--p0", "0.5,0.4", "--alpha", "0.01"), "--p0"),
                (("simulate", *START[:2], "--alpha", "0.6"), "--alpha 3/5"),
                (("compare", *START, "--runs", 1), "--runs 1"),
                (("escape", "--p0", "0.3,0.7", "--alpha", "0.01"), "must be the largest"),
                (("simulate", *START, "--law", "every"), "not one law")):
            result = hebb("rule", self.rule(PAPER), *arguments)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn(message, result.stderr)


if __name__ == "__main__":
    unittest.main()
