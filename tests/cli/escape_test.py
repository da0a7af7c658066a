#!/usr/bin/env python3
"""hebb escape and hebb rate as a user meets them."""
import fractions
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree

from harness import HEBB, InAFolder, hebb, parse

TWO = ("--p0", "0.6,0.4", "--alpha", "0.01")


def bounds(*arguments):
    result = hebb("escape", *arguments, "--json", "-")
    assert result.returncode == 0, result.stderr
    return {b["method"]: b for b in parse(result.stdout)["bounds"]}


class Escape(InAFolder):
    def test_all_methods_agree(self):
        b = bounds(*TWO, "--event", "gap:0.1", "--runs", "100000", "--cells", "40")
        self.assertEqual(set(b), {"martingale-paper", "martingale-sharp", "barrier-power", "barrier-pieces", "enclosure", "plane", "monte-carlo", "splitting"})
        self.assertIsNone(b["plane"]["upper"])  # for three components
        low, high = float(b["enclosure"]["lower"]), float(b["enclosure"]["upper"])
        self.assertTrue(low < 0.012341 < high)
        self.assertLess((high - low) / low, 3e-4)
        self.assertTrue(float(b["monte-carlo"]["lower"]) < high and low < float(b["monte-carlo"]["upper"]))
        self.assertGreater(float(b["barrier-pieces"]["upper"]), low)
        self.assertGreaterEqual(float(b["barrier-power"]["upper"]), float(b["barrier-pieces"]["upper"]))
        self.assertEqual([b[m]["rigorous"] for m in ("enclosure", "barrier-power", "monte-carlo", "splitting")], [True, True, False, False])
        for key in ("method", "steps", "lower", "upper", "rigorous", "seconds"):
            self.assertIn(key, b["enclosure"])

    def test_a_table_over_rates_has_the_rows_of_each_rate(self):
        many = hebb("escape", "--p0", "0.6,0.4", "--alpha", "1/200,0.02", "--steps", "ever", "--methods", "barrier-power,martingale-paper", "--csv", "-")
        self.assertEqual(many.returncode, 0, many.stderr)
        lines = many.stdout.splitlines()
        self.assertEqual(lines[0], "alpha,method,steps,lower,upper,rigorous,seconds")
        rows = [dict(zip(lines[0].split(","), line.split(","))) for line in lines[1:]]
        self.assertEqual([(r["alpha"], r["method"], r["steps"], r["rigorous"]) for r in rows if r["method"] == "barrier-power"],
                         [("1/200", "barrier-power", "ever", "true"), ("1/50", "barrier-power", "ever", "true")])
        for row in rows:
            one = bounds("--p0", "0.6,0.4", "--alpha", row["alpha"], "--steps", "ever", "--methods", row["method"])[row["method"]]
            self.assertEqual((row["lower"], row["upper"]), (one["lower"], one["upper"]))
        table = hebb("escape", "--p0", "0.6,0.4", "--alpha", "0.005,0.02", "--steps", "ever", "--methods", "barrier-power")
        self.assertEqual(len([line for line in table.stdout.splitlines() if "proved" in line]), 2)
        for words, message in ((("--alpha", "0.005,0.02", "--json", "-"), "give a table: without --json"),
                               (("--alpha", "0.005,0.6"), "0.6"), (("--alpha", "0.005,,0.02"), "--alpha")):
            bad = hebb("escape", "--p0", "0.6,0.4", *words, "--methods", "barrier-power")
            self.assertEqual(bad.returncode, 2, bad.stdout)
            self.assertIn(message, bad.stderr)

    def test_three_components_in_the_plane(self):
        three = ("--p0", "0.5,0.3,0.2", "--alpha", "0.05", "--event", "gap:0.1", "--steps", "20")
        b = bounds(*three, "--methods", "enclosure,plane,monte-carlo", "--plane-cells", "16", "--cells", "40", "--runs", "100000")
        low, high = float(b["plane"]["lower"]), float(b["plane"]["upper"])
        self.assertTrue(b["plane"]["rigorous"])
        self.assertTrue(float(b["enclosure"]["lower"]) < low < high < float(b["enclosure"]["upper"]))
        self.assertTrue(float(b["monte-carlo"]["lower"]) < high and low < float(b["monte-carlo"]["upper"]))
        fine = ("--p0", "0.5,0.3,0.2", "--alpha", "0.0001", "--event", "gap:0.1", "--methods", "plane")
        self.assertIn("too many", bounds(*fine)["plane"]["note"])

    def test_an_opponent_far_behind_and_a_wanted_width(self):
        far = ("--p0", "0.55,0.1,0.35", "--alpha", "0.03", "--event", "ratio:1.2", "--steps", "30", "--methods", "enclosure,plane", "--cells", "40")
        b = bounds(*far, "--relative", "0.05")
        self.assertTrue(b["plane"]["note"].startswith("chart"))
        low, high = float(b["plane"]["lower"]), float(b["plane"]["upper"])
        self.assertLess(high - low, 0.06 * low)
        self.assertTrue(float(b["enclosure"]["lower"]) < low < high < float(b["enclosure"]["upper"]))
        self.assertIn("--relative 0", hebb("escape", *far, "--relative", "0").stderr)

    def test_the_martingale_bound_is_about_theta_and_small_rates(self):
        self.assertIsNone(bounds(*TWO, "--event", "ratio:1.1", "--methods", "martingale-paper")["martingale-paper"]["upper"])
        small = bounds("--p0", "0.6,0.4", "--alpha", "1e-9", "--methods", "martingale-paper,martingale-sharp", "--steps", "ever")
        self.assertLess(float(small["martingale-sharp"]["upper"]), float(small["martingale-paper"]["upper"]))
        self.assertLess(float(small["martingale-paper"]["upper"]), 0.1)

    def test_the_barrier_becomes_a_certificate(self):
        result = hebb("escape", "--p0", "0.5,0.25,0.25", "--alpha", "0.01", "--steps", "ever", "--methods", "barrier-power", "--event", "ratio:1",
                      "--certificates", str(self.folder), "--json", "-")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertLess(float(parse(result.stdout)["bounds"][0]["upper"]), 4.2e-3)
        checked = hebb("check", str(self.folder))
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertIn("1 accepted", checked.stdout)

    def test_simulation_does_not_depend_on_threads_and_can_be_resumed(self):
        options = (*TWO, "--methods", "monte-carlo", "--steps", "300")
        ends = lambda b: (b["monte-carlo"]["lower"], b["monte-carlo"]["upper"], b["monte-carlo"]["note"])
        one = ends(bounds(*options, "--runs", "40000", "--threads", "1"))
        self.assertEqual(one, ends(bounds(*options, "--runs", "40000", "--threads", "2")))
        checkpoint = str(self.folder / "paths.json")
        bounds(*options, "--runs", "8192", "--resume", checkpoint)
        self.assertEqual(one, ends(bounds(*options, "--runs", "40000", "--resume", checkpoint)))
        self.assertNotEqual(one, ends(bounds(*options, "--runs", "40000", "--seed", "2")))
        other = hebb("escape", *options, "--alpha", "0.02", "--resume", checkpoint)
        self.assertEqual(other.returncode, 2)

    def test_two_ranks_give_the_numbers_of_one_process(self):
        mpirun = shutil.which("mpirun")
        if not mpirun or b"MPI_Init" not in pathlib.Path(HEBB).read_bytes():
            self.skipTest("built without MPI, or no mpirun")
        options = (*TWO, "--methods", "enclosure,monte-carlo", "--cells", "8", "--steps", "200", "--runs", "50000")
        environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                       "ASAN_OPTIONS": "detect_leaks=0"}  # of sanitizer builds: Open MPI leaves memory behind
        shared = subprocess.run([mpirun, "-n", "2", "--oversubscribe", HEBB, "escape", *options, "--json", "-"], capture_output=True, text=True, timeout=120, env=environment)
        self.assertEqual(shared.returncode, 0, shared.stderr)
        pick = lambda b: (b["method"], b["lower"], b["upper"], b["note"])
        self.assertEqual([pick(b) for b in parse(shared.stdout)["bounds"]], [pick(b) for b in bounds(*options).values()])

    def test_pictures(self):
        file = self.folder / "e.svg"
        self.assertEqual(hebb("escape", *TWO, "--runs", "20000", "--cells", "16", "--svg", str(file)).returncode, 0)
        for picture in (file, self.folder / "e-alpha.svg"):
            self.assertTrue(xml.etree.ElementTree.parse(picture).getroot().tag.endswith("svg"))

    def test_rates(self):
        result = hebb("rate", "--p0", "0.5,0.25,0.25", "--epsilon", "0.01", "--json", "-")
        self.assertEqual(result.returncode, 0, result.stderr)
        from fractions import Fraction
        rates = {r["method"]: r for r in parse(result.stdout)["rates"]}
        paper, best = (Fraction(rates[m]["alpha"]) for m in ("martingale-paper", "barrier-pieces"))
        self.assertGreater(best / paper, 10**4)
        for r in rates.values():
            self.assertLessEqual(float(r["escape"]["upper"]), 0.005)
            self.assertGreater(r["steps"], 0)

    def test_steps_at_the_true_rate(self):
        from fractions import Fraction
        start = ("--p0", "0.5,0.25,0.25")
        rates = {r["method"]: r for r in parse(hebb("rate", *start, "--exponents", "--json", "-").stdout)["rates"]}
        best = rates["barrier-pieces"]
        self.assertLess(best["true_rate"]["steps"], best["steps"] * 0.6)
        self.assertLess(rates["barrier-power"]["true_rate"]["steps"], 1964)  # where a power of the ratio proves 6544
        self.assertLessEqual(float(best["true_rate"]["escape"]["upper"]), 0.01)
        # the path of the mean contracts by about 1 - a, and no faster rate is claimed
        self.assertLess(Fraction(best["true_rate"]["kappa"]), 1)
        a = float(Fraction(best["alpha"]))
        self.assertLess(1 - a, float(best["exponents"]["mean"]["lower"]))
        self.assertGreater(float(best["exponents"]["almost_sure"]["lower"]), 0.9 * a)
        shown = hebb("escape", *start, "--alpha", "0.01", "--methods", "barrier-pieces", "--json", "-")
        found = parse(shown.stdout)["true_rate"]
        self.assertLessEqual(found["steps"], 1940)
        self.assertGreater(found["steps"], 1000)  # fewer would contradict the flow
        table = hebb("escape", *start, "--alpha", "0.01", "--methods", "barrier-pieces").stdout
        self.assertIn(f"after {found['steps']:.0f} steps |p - e_1|_1 <= 1/100", table)

    def test_rates_where_nothing_or_everything_is_at_stake(self):
        alone = hebb("rate", "--p0", "1,0", "--exponents", "--json", "-")
        self.assertEqual(alone.returncode, 2, alone.stdout)
        self.assertIn("nothing can be lost at any learning rate", alone.stderr)
        # rates of 1e-53: the exponents are differences in the third order of a
        close = ("rate", "--p0", "0.500000000001,0.499999999999", "--exponents")
        rows = [r for r in parse(hebb(*close, "--json", "-").stdout)["rates"] if r["rigorous"]]
        self.assertGreater(len(rows), 0)
        for r in rows:
            a, exponents = float(fractions.Fraction(r["alpha"])), r["exponents"]
            for end in ("lower_value", "upper_value"):
                self.assertAlmostEqual(exponents["almost_sure"][end] / a, 1, places=3)
            self.assertLessEqual(exponents["good_event"]["upper_value"], 1)
            self.assertGreater(exponents["variance"]["lower_value"], 0)
        shown = hebb(*close).stdout
        self.assertNotIn("exp(--", shown)
        self.assertNotIn("faster than that", shown)

    def test_names_of_law_files_are_escaped(self):
        law = self.folder / "law\x1b[31m\n.csv"
        law.write_text("-1,1/2\n1,1/2\n")
        for command in (("winner", "--alpha", "0.05"), ("rate",), ("escape", "--alpha", "0.05", "--methods", "barrier-power")):
            shown = hebb(*command, "--p0", "0.7,0.3", "--law", f"file:{law}").stdout
            self.assertIn(r"law\x1b[31m\n.csv noise", shown)
            self.assertNotIn("\x1b", shown)

    def test_winner(self):
        out = parse(hebb("winner", "--p0", "0.4,0,0.6", "--alpha", "0.05", "--cells", "12", "--json", "-").stdout)
        self.assertEqual(out["method"], "enclosure")
        chances = [w["probability"] for w in out["winners"]]
        self.assertEqual(chances[1]["upper"], "0")
        self.assertLessEqual(float(chances[0]["lower"]) + float(chances[2]["lower"]), 1)
        self.assertGreaterEqual(float(chances[0]["upper"]) + float(chances[2]["upper"]), 1)
        self.assertLess(float(chances[0]["upper"]), 0.2)
        rates = self.folder / "rates.txt"
        rates.write_text("0 10 5\n21 5 10\n")  # 20 steps under the first rates
        turned = parse(hebb("winner", "--p0", "0.6,0.4", "--alpha", "0.05", "--cells", "12", "--schedule", str(rates), "--json", "-").stdout)
        second = turned["winners"][1]["probability"]
        self.assertGreater(float(second["lower"]), 0.94)
        self.assertLess(float(second["upper"]), 0.96)
        self.assertIsNone(turned["block"])
        self.assertIn("20 steps", turned["note"])
        rates3 = self.folder / "rates3.txt"
        rates3.write_text("0 10 1 1\n601 1 10 1\n1201 2 1 1\n1301 1 1 10\n")
        capped = ("winner", "--p0", "0.8,0.1,0.1", "--alpha", "0.01", "--cap", "3", "--schedule", str(rates3))
        phases = parse(hebb(*capped, "--json", "-").stdout)["phases"]
        self.assertEqual([(p["from"], p["steps"], p["favourite"]) for p in phases], [(1, 600, 1), (601, 600, 2), (1201, 100, 1)])
        self.assertLess(phases[0]["failure"]["upper_value"], 1e-6)
        self.assertGreater(phases[0]["failure"]["lower_value"], 1e-7)
        self.assertEqual(phases[0]["failure"], phases[1]["failure"])
        self.assertIsNone(phases[2]["failure"])  # its rate is not above 3 times the others
        self.assertRegex(hebb(*capped).stdout, r"601 +600 +2 +9\.\d+e-07")
        self.assertIn("needs the rates", hebb("winner", "--p0", "0.8,0.1,0.1", "--alpha", "0.01", "--cap", "3").stderr)
        several = parse(hebb("winner", "--p0", "0.45,0.45,0.1", "--alpha", "0.05", "--json", "-").stdout)
        self.assertEqual(several["method"], "barrier")
        self.assertLessEqual(several["winners"][2]["probability"]["upper_value"], 1e-3)
        self.assertGreater(several["block"]["steps"], 0)
        # the expected steps are those of a component that leads alone
        self.assertIsNone(several["expected_steps"])
        self.assertIsNone(turned["expected_steps"])
        leader = parse(hebb("winner", "--p0", "0.2,0.8", "--alpha", "0.01", "--cells", "12", "--json", "-").stdout)["expected_steps"]
        self.assertEqual(leader["component"], 2)
        self.assertLess(leader["steps"]["upper_value"], 460)
        self.assertGreater(leader["before_loss"]["upper_value"], 440)  # counted: 451.2 +- 0.2
        sooner = parse(hebb("winner", "--p0", "0.2,0.8", "--alpha", "0.01", "--cells", "12", "--accuracy", "0.1", "--json", "-").stdout)
        self.assertLess(sooner["expected_steps"]["steps"]["upper_value"], leader["steps"]["upper_value"] - 200)
        there = ("winner", "--p0", "0.9999,0.0001", "--alpha", "0.1", "--cells", "12")
        self.assertEqual(parse(hebb(*there, "--json", "-").stdout)["expected_steps"]["escape"]["upper_value"], 1)
        self.assertIn("|p - e_1|_1 <= 1/100 from the start", hebb(*there).stdout)
        # noise that is narrow for the lattice: the barriers are closer than the enclosure
        narrow = ("winner", "--p0", "0.6,0.4", "--alpha", "0.1", "--q", "1.001", "--cells", "32")
        narrow_answer = parse(hebb(*narrow, "--json", "-").stdout)
        one, two = (w["probability"] for w in narrow_answer["winners"])
        self.assertLess(two["upper_value"], 0.52)
        self.assertGreater(one["lower_value"], 0.48)
        self.assertLessEqual(fractions.Fraction(one["lower"]), fractions.Fraction("0.9064"))  # the probability at Q = 1.01
        self.assertGreaterEqual(fractions.Fraction(two["upper"]), fractions.Fraction("0.0936"))
        self.assertIn("the lattice is too coarse for this noise, more --cells", narrow_answer["note"])
        self.assertIn("the lattice is too coarse", hebb(*narrow).stdout)
        # a lattice that does not fit: bounds by barriers, and why
        small = ("winner", "--p0", "0.52,0.48", "--alpha", "1e-9")
        coarse = parse(hebb(*small, "--json", "-").stdout)
        self.assertEqual((coarse["method"], coarse["complete"]), ("barrier", True))
        self.assertRegex(coarse["note"], r"the enclosure would need a lattice of \S+ points at this learning rate")
        self.assertIn("\nby barriers: the enclosure would need a lattice of", hebb(*small).stdout)
        for arguments, word in ((("--p0", "1", "--alpha", "0.1"), "at least two coordinates"), (("--p0", "0.6,0.4", "--alpha", "0.5"), "below 1/Q"),
                                (("--p0", "0.6,0.4", "--alpha", "0.1", "--cells", "2"), "--cells 2"),
                                (("--p0", "0.5,0.3,0.2", "--alpha", "0.1", "--schedule", str(rates)), "--schedule: for two components"),
                                (("--p0", "0.6,0.4", "--alpha", "0.1", "--law", "two-point", "--schedule", str(rates)), "--schedule: for two components")):
            result = hebb("winner", *arguments)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertIn(word, result.stderr)

    def test_correlated_rectangle(self):
        gamma = "1,0.1,0.1;0.1,1,0.1;0.1,0.1,1"
        out = parse(hebb("correlation", "--gamma", gamma, "--p0", "0.8,0.1,0.1", "--alpha", "0.01", "--json", "-").stdout)
        self.assertLess(float(out["rectangle"]["probability"]["upper"]), 1e-36)
        self.assertEqual(len(out["rectangle"]["limits"]), 2)
        none = parse(hebb("correlation", "--gamma", "1,1;1,1", "--p0", "0.6,0.4", "--alpha", "0.01", "--json", "-").stdout)
        self.assertFalse(none["rectangle"]["rigorous"])
        alone = hebb("correlation", "--gamma", gamma, "--alpha", "0.01")
        self.assertEqual(alone.returncode, 2)
        self.assertIn("needs --p0", alone.stderr)

    def test_any_trigger_law_within_a_ratio(self):
        ever = ("--alpha", "0.005", "--steps", "ever", "--json", "-")
        plain = parse(hebb("escape", "--p0", "0.6,0.4", "--methods", "barrier-power,barrier-pieces", *ever).stdout)
        # weights 3:1 and ratio 2 are the chain from 3:2; so are rates whose largest ratio is 2
        schedule = self.folder / "rates.txt"
        schedule.write_text("0 2 1\n100 1 2\n200 5 7\n")
        for option in (("--trigger-ratio", "2"), ("--schedule", str(schedule))):
            robust = parse(hebb("escape", "--p0", "0.75,0.25", *option, *ever).stdout)
            self.assertEqual([row["method"] for row in robust["bounds"]], ["barrier-power", "barrier-pieces"])
            self.assertEqual([row["probability"] for row in robust["bounds"]], [row["probability"] for row in plain["bounds"]])
            self.assertEqual(robust["options"]["trigger_ratio"], ["2"])
            self.assertEqual((robust["options"]["p0"], robust["start"]), (["3/4", "1/4"], ["3/5", "2/5"]))
            self.assertEqual(robust["true_rate"], plain["true_rate"])
        shown = hebb("escape", "--p0", "0.75,0.2,0.05", "--alpha", "0.005", "--steps", "ever", "--trigger-ratio", "2,1/2").stdout
        self.assertIn("L_u = 2, 1/2", shown)
        self.assertIn("proved", shown)

    def test_bad_input_is_one_clear_line(self):
        even = self.folder / "even.txt"
        even.write_text("0 2 3\n")
        cases = {
            ("escape", *TWO, "--trigger-ratio", "1,1,1"): "one number, or one for each",
            ("escape", *TWO, "--trigger-ratio", "2"): "hebb: --trigger-ratio 2 with --p0 0.6,0.4: L_2 w_2/w_1 = 4/3, it must be below 1",
            ("escape", *TWO, "--schedule", str(even)): f"hebb: --schedule {even} with --p0 0.6,0.4: L_2 w_2/w_1 = 1, it must be below 1",
            ("escape", *TWO, "--trigger-ratio", "1", "--schedule", "x"): "one of them",
            ("escape", *TWO, "--trigger-ratio", "1", "--methods", "monte-carlo"): "there are barrier-power and barrier-pieces",
            ("escape", "--p0", "0.4,0.6", "--alpha", "0.01"): "first coordinate must be the largest",
            ("escape", "--p0", "0.6,0.4", "--alpha", "0.5"): "below 1/Q = 1/2",
            ("escape", *TWO, "--law", "cauchy"): "cauchy",
            ("escape", *TWO, "--event", "gap:0.3"): "below the gap 1/5",
            ("escape", *TWO, "--event", "ratio:2"): "does not fulfil",
            ("escape", *TWO, "--event", "never"): "never",
            ("escape", *TWO, "--steps", "1.5"): "1.5",
            ("escape", *TWO, "--methods", "magic"): "magic",
            ("escape", *TWO, "--q", "1"): "above 1",
            ("escape", *TWO, "--cells", "1"): "--cells 1",
            ("escape", *TWO, "--plane-cells", "2"): "--plane-cells 2",
            ("rate", "--p0", "0.6,0.4", "--epsilon", "2"): "must be above 0 and below 1",
        }
        for arguments, expected in cases.items():
            with self.subTest(arguments=arguments):
                result = hebb(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
                self.assertIn(expected, result.stderr)

    def test_help_has_examples(self):
        for command in ("escape", "rate"):
            self.assertIn("Example", hebb(command, "--help").stdout)


unittest.main(argv=sys.argv)
