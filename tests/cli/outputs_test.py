#!/usr/bin/env python3
"""hebb simulate abstract|outputs, experiment outputs and figure as a user meets them."""
import csv
import json
import signal
import subprocess
import sys
import time
import unittest
import xml.etree.ElementTree

import harness
from harness import HEBB, InAFolder, parse

OUTPUTS = ("simulate", "outputs", "--alpha", "1e-2,7.5e-3,5e-3", "--steps", "4000", "--runs", "30")
ABSTRACT = ("simulate", "abstract", "--p0", "0.3,0.3,0.4", "--alpha", "0.05", "--runs", "40", "--steps", "1500")
EXPERIMENT = ("experiment", "outputs", "--alpha", "1e-2,1e-3", "--steps", "4000", "--runs", "24")


def last_of_each(arguments):
    """Options that are given again replace the first ones."""
    words, options, k = [], {}, 0
    arguments = list(map(str, arguments))
    while k < len(arguments):
        if arguments[k].startswith("--"):
            flag = k + 1 == len(arguments) or arguments[k + 1].startswith("--")
            options[arguments[k]] = [] if flag else [arguments[k + 1]]
            k += 1 if flag else 2
        else:
            words.append(arguments[k])
            k += 1
    return words + [word for name, value in options.items() for word in (name, *value)]


def hebb(*arguments):
    return harness.hebb(*last_of_each(arguments))


def answer(*arguments):
    result = hebb(*arguments)
    assert result.returncode == 0, result.stderr
    return parse(result.stdout)


def rows(file):
    with open(file, newline="") as text:
        return list(csv.reader(text))


class Outputs(InAFolder):
    def assert_svg(self, file):
        self.assertTrue(xml.etree.ElementTree.parse(file).getroot().tag.endswith("svg"))

    def test_counts_add_up(self):
        result = answer(*OUTPUTS, "--json", "-")["result"]
        self.assertEqual(sum(share["count"] for share in result["alignment"].values()), 30)
        for output in result["outputs"]:
            self.assertEqual(sum(output["classes"].values()), 30)
        for run in result["each_run"]:
            if run["alignment"] == "aligned":
                self.assertEqual(run["winners"], [1, 2, 3])
            if run["alignment"] == "duplicates" and all(run["winners"]):
                self.assertLess(len({w for w in run["winners"] if w}), len([w for w in run["winners"] if w]))
        self.assertAlmostEqual(result["rows"][0]["mean_error"]["estimate"], 28 / 27, places=12)
        data = answer(*ABSTRACT, "--json", "-")
        self.assertEqual(sum(share["count"] for share in data["classes"].values()), 40)
        self.assertGreater(data["classes"]["leader"]["count"], data["classes"]["wrong winner"]["count"])
        for run in data["runs"]:
            self.assertEqual(run["class"] == "leader", run["winner"] == 3)  # component 3 leads at the start

    def test_a_schedule_switches_the_rates(self):
        steps, paths = self.folder / "steps.csv", self.folder / "paths.csv"
        command = ("simulate", "abstract", "--p0", "4/9,1/3,2/9", "--alpha", "1e-6", "--steps", "20", "--every", "1", "--runs", "2", "--schedule", steps, "--csv", paths)
        points = lambda *more: [[float(x) for x in row[2:]] for row in rows(paths)[1:22]] if not hebb(*command, *more).returncode else None
        steps.write_text("1, 10, 7.5, 5\n11, 5, 7.5, 10\n")
        held = points()
        for k, p in enumerate(held):  # p after step k holds under the rates of step k + 1; the weights hardly learn
            for x, y in zip(p, (4 / 9, 3 / 9, 2 / 9) if k < 10 else (2 / 9, 3 / 9, 4 / 9)):
                self.assertAlmostEqual(x, y, places=4)
        for k, p in enumerate(points("--between", "geometric")):
            ratio = 2 * 4 ** (-min(k, 10) / 10)
            self.assertAlmostEqual(p[0] / p[2], ratio, places=3)
        steps.write_text("1, 10, 7.5, 5\n")
        constant = answer(*command[:-2], "--json", "-")
        free = [x for x in command[:-2] if x not in ("--schedule", steps)]
        self.assertEqual(constant["classes"], answer(*free, "--json", "-")["classes"])

    def test_sequential_winners_are_different(self):
        result = answer(*OUTPUTS, "--algorithm", "sequential", "--json", "-")["result"]
        self.assertEqual(result["alignment"]["duplicates"]["count"], 0)
        self.assertEqual(result["weights_clipped"], 0)
        for run in result["each_run"]:
            found = [w for w in run["winners"] if w]
            self.assertEqual(len(found), len(set(found)))

    def test_the_same_numbers_for_any_number_of_threads(self):
        for command in (OUTPUTS, ABSTRACT):
            one, two = (answer(*command, "--json", "-", "--threads", n) for n in (1, 2))
            self.assertEqual(one, two)
            other = answer(*command, "--json", "-", "--seed", 2)
            self.assertNotEqual({**one, "options": None}, {**other, "options": None})

    def test_files(self):
        errors, paths, picture = (self.folder / name for name in ("errors.csv", "paths.csv", "outputs.svg"))
        self.assertEqual(hebb(*OUTPUTS, "--csv", errors, "--trajectories", paths, "--every", 1000, "--svg", picture).returncode, 0)
        table = rows(errors)
        self.assertEqual(table[0], ["step", "mean"] + [f"run_{k}" for k in range(30)])
        self.assertEqual([row[0] for row in table[1:]], ["0", "1000", "2000", "3000", "4000"])
        for row in table[1:]:
            self.assertAlmostEqual(float(row[1]), sum(map(float, row[2:])) / 30, places=12)
        points = rows(paths)
        self.assertEqual(points[0], ["run", "output", "step", "p_1", "p_2", "p_3"])
        self.assertEqual(len(points), 1 + 30 * 3 * 5)
        # The error is that of the points.
        last = [list(map(float, row[3:])) for row in points[1:] if row[0] == "7" and row[2] == "4000"]
        error = sum((p - (i == j)) ** 2 for j, row in enumerate(last) for i, p in enumerate(row)) / 2
        self.assertAlmostEqual(float(table[-1][2 + 7]), error, places=12)
        self.assert_svg(picture)
        for p0 in ("0.3,0.3,0.4", "0.6,0.4"):
            file, out = self.folder / "a.svg", self.folder / "a.csv"
            self.assertEqual(hebb(*ABSTRACT, "--p0", p0, "--svg", file, "--csv", out).returncode, 0)
            self.assert_svg(file)
            for row in rows(out)[1:]:
                self.assertAlmostEqual(sum(map(float, row[2:])), 1, places=12)

    def test_weight_explosion_is_reported(self):
        result = answer(*OUTPUTS, "--weight-limit", "1.5", "--json", "-")["result"]
        self.assertEqual(result["outputs"][0]["classes"]["weight explosion"], 30)
        data = answer(*ABSTRACT, "--weight-limit", "0.5", "--json", "-")
        self.assertEqual(data["classes"]["weight explosion"]["count"], 40)

    def test_correlation_is_diagnosed(self):
        gamma = self.folder / "gamma.csv"
        gamma.write_text("1 0.6 0.1\n0.6 1 0.2\n0.1 0.2 1\n")  # favours component 2 though 3 is ahead
        for law in ("one-hot", "bernoulli"):
            one, two = (answer(*ABSTRACT, "--steps", 4000, "--gamma", gamma, "--input", law, "--threads", n, "--json", "-") for n in (1, 2))
            self.assertEqual(one, two)
            self.assertGreater(one["classes"]["correlation-induced winner"]["count"], 5)
            for run in one["runs"]:
                if run["class"] == "correlation-induced winner":
                    self.assertEqual(run["winner"], 2)
        self.assertEqual(answer(*ABSTRACT, "--json", "-")["classes"]["correlation-induced winner"]["count"], 0)
        gamma.write_text("1 0.6\n0.6 1\n")
        self.assertIn("2 x 2", hebb(*ABSTRACT, "--gamma", gamma).stderr)
        self.assertIn("not followed", hebb(*ABSTRACT, "--input", "bernoulli", "--weight-limit", 2).stderr)

    def test_experiment(self):
        file, picture = self.folder / "out.json", self.folder / "out.svg"
        result = hebb(*EXPERIMENT, "--json", file, "--svg", picture)
        self.assertEqual(result.returncode, 0, result.stderr)
        data = parse(file.read_text())
        self.assertEqual([r["label"] for r in data["results"]], ["joint, base rate 1/100", "joint, base rate 1/1000", "sequential, base rate 1/100", "sequential, base rate 1/1000"])
        self.assertEqual(data["results"][0]["alpha"], ["1/100", "3/400", "1/200"])
        self.assertIs(data["rigorous"], False)
        self.assertIn("duplicates", result.stdout)
        self.assert_svg(picture)

    def test_resume_equals_an_uninterrupted_run(self):
        checkpoint = self.folder / "run.json"
        for command, more in ((OUTPUTS, ("--json", "-")), (EXPERIMENT, ("--json", "-"))):
            checkpoint.unlink(missing_ok=True)
            whole = answer(*command, *more)
            answer(*command, "--runs", 11, *more, "--resume", checkpoint)
            kept = checkpoint.read_text()
            self.assertEqual({**answer(*command, *more, "--resume", checkpoint), "seconds": 0}, {**whole, "seconds": 0})
            self.assertNotEqual(checkpoint.read_text(), kept)
            cut = hebb(*command, "--runs", 3, *more, "--resume", checkpoint)
            self.assertEqual((cut.returncode, cut.stderr.count("\n")), (2, 1), cut.stderr)
            self.assertIn("--runs 3: ", cut.stderr)
            other = hebb(*command, "--seed", 9, "--resume", checkpoint)
            self.assertEqual((other.returncode, len(other.stderr.strip().splitlines())), (2, 1), other.stderr)
            self.assertIn("another problem", other.stderr)

    def test_kill_and_resume(self):
        checkpoint = self.folder / "run.json"
        command = ("simulate", "outputs", "--steps", "100000", "--runs", "20000", "--every", "2000", "--threads", "1", "--resume", str(checkpoint), "--json", "-")
        process = subprocess.Popen([HEBB, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        limit = time.monotonic() + 200
        while not checkpoint.exists() and process.poll() is None and time.monotonic() < limit:
            time.sleep(0.1)
        self.assertIsNone(process.poll(), "it ended before it could be killed")
        process.kill()  # without a chance to tidy up
        process.communicate(timeout=60)
        kept = json.loads(checkpoint.read_text())["runs"]
        self.assertGreater(len(kept), 0)
        self.assertLess(len(kept), 20000)
        # What was kept is what a shorter run computes, and Ctrl-C keeps what is done.
        few = ("simulate", "outputs", "--steps", "100000", "--runs", "8", "--every", "2000", "--json", "-")
        for run, expected in zip(kept, answer(*few)["result"]["each_run"]):
            self.assertEqual((run["number"], run["errors"][-1]), (expected["run"], expected["final_error"]))
        before = checkpoint.stat().st_mtime_ns
        process = subprocess.Popen([HEBB, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while checkpoint.stat().st_mtime_ns == before and process.poll() is None and time.monotonic() < limit:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 3, errors)
        self.assertIn("interrupted after", errors)
        self.assertFalse(parse(out)["result"]["complete"])
        self.assertGreaterEqual(len(json.loads(checkpoint.read_text())["runs"]), len(kept))

    def test_figures(self):
        result = hebb("figure", "2", "--steps", 200, "--runs", 10, "--out", self.folder / "two")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_svg(self.folder / "two" / "figure-2.svg")
        landscape = rows(self.folder / "two" / "figure-2-landscape.csv")
        for row in landscape[1:]:
            p, field = [float(x) for x in row[:3]], [float(x) for x in row[4:]]
            s = sum(x * x for x in p)
            self.assertAlmostEqual(float(row[3]), s * s / 4 - sum(x**3 for x in p) / 3, places=12)
            for x, f in zip(p, field):
                self.assertAlmostEqual(f, x * (x - s), places=12)
        paths = rows(self.folder / "two" / "figure-2-paths.csv")
        self.assertEqual(len({(row[0], row[1]) for row in paths[1:]}), 13)
        gamma = self.folder / "gamma.csv"
        gamma.write_text("1,0.9,0\n0.9,1,0\n0,0,1\n")
        result = hebb("figure", "6", "--steps", 200, "--runs", 10, "--gamma", gamma, "--out", self.folder / "six")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_svg(self.folder / "six" / "figure-6.svg")
        for row in rows(self.folder / "six" / "figure-6-landscape.csv")[1:]:
            p = [float(x) for x in row[:3]]
            drive = [p[0] + 0.9 * p[1], 0.9 * p[0] + p[1], p[2]]
            mean = sum(x * g for x, g in zip(p, drive))
            self.assertAlmostEqual(float(row[3]), -mean / 2, places=12)
            for x, g, f in zip(p, drive, map(float, row[4:])):
                self.assertAlmostEqual(f, x * (g - mean), places=12)
        result = hebb("figure", "5", "--steps", 400, "--runs", 9, "--out", self.folder / "five")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_svg(self.folder / "five" / "figure-5.svg")
        for name, last in (("0.001-steps-400", "400"), ("0.0001-steps-400", "400"), ("0.0001-steps-4000", "4000")):
            self.assertEqual(rows(self.folder / "five" / f"figure-5-rate-{name}.csv")[-1][0], last)

    def test_bad_input_is_one_clear_line(self):
        missing = str(self.folder / "nowhere" / "out.csv")
        half, short = self.folder / "half.csv", self.folder / "short.csv"
        half.write_text("3/2, 1, 2, 3\n")
        short.write_text("1, 1, 2\n")
        cases = {
            (*OUTPUTS, "--rates", "5,7,10"): "must fall",
            (*OUTPUTS, "--rates", "5,x,1"): "--rates",
            (*OUTPUTS, "--rates", "5,4,0"): "--rates 5,4,0: 0 must be above 0",
            (*OUTPUTS, "--alpha", "1e-2,1e-2,1e-2,1e-2"): "expected 1 to 3",
            (*OUTPUTS, "--alpha", "0.5"): "outside [2^-40, 1/Q)",
            (*OUTPUTS, "--weights", "1,0,0"): "--weights 1,0,0: 0 must be above 0",
            (*OUTPUTS, "--weights", "1,1"): "--weights 1,1: 2 numbers, expected 3",
            (*OUTPUTS, "--algorithm", "greedy"): "joint or sequential",
            (*OUTPUTS, "--runs", "0"): "--runs 0",
            (*OUTPUTS, "--steps", "1.5"): "--steps 1.5",
            (*OUTPUTS, "--law", "every"): "not one law",
            (*OUTPUTS, "--accuracy", "0.5"): "--accuracy 0.5",
            (*OUTPUTS, "--weight-limit", "0"): "--weight-limit 0",
            (*OUTPUTS, "--every", "1", "--runs", "1e6"): "raise --every",
            (*OUTPUTS, "--csv", missing): missing,
            (*OUTPUTS, "--resume", missing): missing,
            (*OUTPUTS, "--trajectories", "t.csv", "--resume", str(self.folder / "r.json")): "leave out --resume",
            (*ABSTRACT, "--p0", "0.3,0.3"): "sum to 3/5, not 1",
            (*ABSTRACT, "--alpha", "0.5"): "below 1/Q = 1/2",
            (*ABSTRACT, "--q", "1"): "above 1",
            (*ABSTRACT, "--between", "geometric"): "--schedule",
            (*ABSTRACT, "--schedule", missing): missing,
            (*ABSTRACT, "--schedule", str(half)): "step 3/2",
            (*ABSTRACT, "--schedule", str(short)): "expected a step and 3 rates",
            (*ABSTRACT, "--confidence", "95"): "--confidence 95",
            (*ABSTRACT, "--svg", str(self.folder)): "directory",
            (*EXPERIMENT, "--algorithm", "none"): "joint or sequential",
            (*EXPERIMENT, "--alpha", "1e-2,"): "--alpha",
            ("figure", "2", "--alpha", "1"): "below 1/Q",
            ("figure", "2", "--out", "/proc/nowhere"): "/proc/nowhere",
            ("figure", "5", "--steps", "5"): "from 10 to",
            ("figure", "3"): "there is no 'figure 3'; figure has 2, ",
            ("figure",): "figure needs one of 2, ",
            ("simulate", "--alpha", "1"): "subcommand is required",
            ("simulate", "abstract"): "--p0",
        }
        for arguments, expected in cases.items():
            with self.subTest(arguments=arguments):
                result = hebb(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
                self.assertIn(expected, result.stderr)

    def test_help_of_a_group_is_about_the_group(self):
        for group in ("simulate", "experiment", "figure"):
            text = hebb(group, "--help").stdout
            self.assertIn(f"hebb {group} ", text.split("Examples:")[1])
            self.assertNotIn("hebb verify", text)

    def test_help_has_examples(self):
        for command in (OUTPUTS[:2], ABSTRACT[:2], EXPERIMENT[:2], ("figure", "2"), ("figure", "5"), ("figure", "6")):
            self.assertIn("Example", hebb(*command, "--help").stdout)


unittest.main(argv=sys.argv)
