#!/usr/bin/env python3
"""hebb correlation and the experiments on correlated and changing inputs as a user meets them."""
import json
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree
from fractions import Fraction

from harness import HEBB, InAFolder, answer, hebb

WEAK = "1,0.05,0.05;0.05,1,0.05;0.05,0.05,1"
JOINED = "1,0,0;0,1,0.8;0,0.8,1"
SMALL = {
    "correlation": ("--runs", "40", "--steps", "300", "--strengths", "0,1/2", "--accuracy", "0.55"),
    "switching": ("--runs", "40", "--intervals", "1,50"),
    "priming": ("--runs", "40", "--primed", "0,200", "--steps", "500"),
}


def small(name, *arguments):
    return answer("experiment", name, *SMALL[name], *arguments, "--json", "-")


class Correlation(InAFolder):
    def test_constants_are_exact(self):
        data = answer("correlation", "--gamma", WEAK, "--p0", "0.8,0.1,0.1", "--json", "-")
        c = data["constants"]
        self.assertIs(c["rigorous"], True)
        nu, gap = Fraction(1, 20), Fraction(7, 10)
        drive = (Fraction(4, 5) + 2 * nu / 10) - (Fraction(1, 10) + nu * Fraction(9, 10))
        b = gap * drive / 4
        self.assertEqual(Fraction(c["delta_g"]), drive)
        self.assertEqual(Fraction(c["printed"]["growth"]), (1 - nu) * b - nu)
        self.assertEqual(Fraction(c["sharp"]["growth"]), (1 - nu) * (b - nu))
        for name, weight in (("printed", 2 + nu), ("sharp", 1)):
            a = Fraction(c[name]["alpha"])
            self.assertEqual(2 * a * 4 * weight / (1 - 2 * a), Fraction(c[name]["growth"]))

    def test_a_checkpoint_goes_on(self):
        file = self.folder / "run.json"
        for name in SMALL:
            file.unlink(missing_ok=True)
            whole = small(name)
            rest = SMALL[name][2:]  # without --runs
            answer("experiment", name, *rest, "--runs", "15", "--resume", str(file), "--json", "-")
            kept = file.read_text()
            resumed = small(name, "--resume", str(file), "--threads", "1")
            self.assertEqual({**resumed, "seconds": 0, "options": 0}, {**whole, "seconds": 0, "options": 0})
            self.assertNotEqual(file.read_text(), kept)
            for more, words in ((("--runs", "15"), "--runs 15: "), (("--runs", "40", "--seed", "2"), "other options")):
                result = hebb("experiment", name, *rest, *more, "--resume", str(file))
                self.assertEqual((result.returncode, result.stderr.count("\n")), (2, 1), result.stderr)
                self.assertIn(words, result.stderr)
            # Every option that says what a row counts: the counts of one strength are not those of another.
            other = {"correlation": ("--strengths", "0,3/4"), "switching": ("--intervals", "1,60"), "priming": ("--primed", "0,201")}[name]
            changed = [value if SMALL[name][k - 1] != other[0] else other[1] for k, value in enumerate(SMALL[name])]
            result = hebb("experiment", name, *changed, "--resume", str(file))
            self.assertEqual(result.returncode, 2, (name, result.stdout))
            self.assertIn("other options", result.stderr)
            file.write_text("[]")
            result = hebb("experiment", name, *SMALL[name], "--resume", str(file))
            self.assertEqual(result.returncode, 2)
            self.assertIn("does not end with a digest", result.stderr)

    def test_kill_and_interrupt_lose_a_second_at_most(self):
        file = self.folder / "run.json"
        command = [HEBB, "experiment", "priming", "--primed", "0", "--steps", "1000", "--threads", "1", "--resume", str(file), "--json", "-"]
        for how, code in ((signal.SIGKILL, -9), (signal.SIGINT, 3)):
            process = subprocess.Popen([*command, "--runs", "1e7"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            before, deadline = file.read_bytes() if file.exists() else b"", time.monotonic() + 100
            while (not file.exists() or file.read_bytes() == before) and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(how)
            process.communicate(timeout=100)
            self.assertEqual(process.returncode, code)
        done = json.loads(file.read_text())["rows"][0]["paths"]
        self.assertGreater(done, 0)
        resumed = answer(*command[1:], "--runs", str(done))
        file.unlink()
        self.assertEqual(resumed["rows"], answer(*command[1:], "--runs", str(done))["rows"])

    def test_no_time_is_needed_when_the_ratios_are_there(self):
        result = hebb("experiment", "priming", "--rates", "10,5", "--then", "10,5", "--runs", "10", "--steps", "500")
        self.assertIn("at the time [0, 0], about 0 steps", result.stdout)

    def test_the_learning_rate_is_called_that_of_the_drift(self):
        table = hebb("correlation", "--gamma", WEAK, "--p0", "0.8,0.1,0.1").stdout
        self.assertIn("largest learning rate of the drift", table)
        self.assertIn("needs a smaller rate", table)

    def test_the_theorem_may_not_apply(self):
        result = hebb("correlation", "--gamma", JOINED, "--p0", "0.4,0.35,0.25")
        self.assertEqual(result.returncode, 3)
        self.assertIn("must lead there too", result.stdout)

    def test_basins(self):
        picture = self.folder / "basins.svg"
        data = answer("correlation", "--gamma", JOINED, "--p0", "0.8,0.1,0.1", "--basin", "--cells", "20", "--svg", str(picture), "--json", "-")
        shares = {name: Fraction(x) for name, x in data["basin"]["shares"].items()}
        self.assertEqual(sum(shares.values()), 1)
        self.assertEqual(data["basin"]["p0"], "e_1")
        self.assertEqual(shares["e_2"], shares["e_3"])
        xml.etree.ElementTree.parse(picture)

    def test_gamma_from_a_file(self):
        file = self.folder / "gamma.txt"
        file.write_text("1 0.05 0.05\n0.05 1 0.05  # a comment\n0.05 0.05 1\n")
        self.assertEqual(answer("correlation", "--gamma", str(file), "--p0", "0.8,0.1,0.1", "--json", "-"),
                         answer("correlation", "--gamma", WEAK, "--p0", "0.8,0.1,0.1", "--json", "-"))

    def test_bad_input_is_one_clear_line(self):
        broken = self.folder / "broken.txt"
        broken.write_text("1 0\n0 x\n")
        cases = [
            (("correlation", "--gamma", "1,0.1;0.2,1", "--p0", "0.6,0.4"), "Gamma(2,1) = 1/5, but Gamma(1,2) = 1/10"),
            (("correlation", "--gamma", "1,2;2,1", "--p0", "0.6,0.4"), "Gamma(2,1) = 2: a probability is in [0, 1]"),
            (("correlation", "--gamma", "1,0;0,0.5", "--p0", "0.6,0.4"), "Gamma(2,2) = 1/2: the diagonal must be 1"),
            (("correlation", "--gamma", str(broken), "--p0", "0.6,0.4"), "broken.txt:2"),
            (("correlation", "--gamma", "absent.txt", "--p0", "0.6,0.4"), "cannot read absent.txt"),
            (("correlation", "--gamma", "1,0;0,1", "--p0", "0.5,0.3,0.2"), "3 coordinates, but Gamma is 2 x 2"),
            (("correlation", "--gamma", "1,0;0,1", "--basin"), "needs three inputs"),
            (("correlation", "--gamma", WEAK), "give --p0, --basin or --svg"),
            (("correlation", "--gamma", WEAK, "--basin", "--cells", "1"), "whole number from 2 to 1000"),
            (("experiment", "correlation", "--strengths", "0,2"), "2 is outside [0, 1]"),
            (("experiment", "correlation", "--strengths", "0.5,0.1"), "must rise"),
            (("experiment", "correlation", "--input", "both"), "must be one-hot or bernoulli"),
            (("experiment", "correlation", "--p0", "0.6,0.4"), "Gamma is 3 x 3"),
            (("experiment", "switching", "--then", "1,2"), "2 numbers, expected 3"),
            (("experiment", "switching", "--rates", "1,0,2"), "0 must be above 0"),
            (("experiment", "switching", "--then", "10,7.5,5"), "both rates favour the same input"),
            (("experiment", "switching", "--intervals", "100,10"), "must rise"),
            (("experiment", "priming", "--rates", "5,7.5,10"), "is not behind input 1"),
            (("experiment", "priming", "--margin", "1"), "must be above 1"),
            (("experiment", "priming", "--alpha", "0.6"), "below 1/Q"),
        ]
        for arguments, message in cases:
            result = hebb(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertIn(message, result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_the_same_numbers_for_any_number_of_threads(self):
        for name in SMALL:
            one, two, other = small(name, "--threads", "1"), small(name, "--threads", "2"), small(name, "--seed", "2")
            for data in (one, two, other):
                data["seconds"] = data["options"]["threads"] = data["options"]["seed"] = None
            self.assertEqual(one, two, name)
            self.assertNotEqual(one, other, name)

    def test_tables_and_pictures(self):
        for name in SMALL:
            picture = self.folder / f"{name}.svg"
            result = hebb("experiment", name, *SMALL[name], "--svg", str(picture))
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("Clopper-Pearson", result.stdout)
            xml.etree.ElementTree.parse(picture)

    def test_results_are_consistent(self):
        for row in small("correlation")["rows"]:
            self.assertEqual(sum(row["won"]) + row["undecided"], row["runs"])
        for row in small("switching")["rows"]:
            self.assertLessEqual(row["followed"], row["switches"])
            self.assertIn(row["diagnosis"], ("instant", "learned", "locked", "mixed"))
        priming = small("priming", "--rates", "10,15/2,5", "--then", "5,15/2,10", "--alpha", "0.001", "--epsilon", "0.3")
        certified = priming["certified"]
        self.assertIs(certified["rigorous"], True)
        self.assertEqual(certified["ratios"], ["1", "4", "8"])
        self.assertEqual(Fraction(certified["gap_after"]), Fraction(1, 4))
        self.assertGreater(certified["steps"], 1000 * float(certified["flow_time"]["upper"]))  # noise costs something


unittest.main()
