#!/usr/bin/env python3
"""hebb flow and hebb compare as a user meets them."""
import json
import sys
import unittest
import xml.etree.ElementTree
from fractions import Fraction

from harness import InAFolder, hebb

POINT = "0.4,0.35,0.25"


def states(*arguments):
    result = hebb("flow", "--p0", POINT, "--json", "-", *arguments)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)["states"]


def ends(enclosure):
    return Fraction(enclosure["lower"]), Fraction(enclosure["upper"])


def overlap(a, b):
    (a0, a1), (b0, b1) = ends(a), ends(b)
    return max(a0, b0) <= min(a1, b1)


class Flow(InAFolder):
    def write(self, name, text):
        file = self.folder / name
        file.write_text(text)
        return str(file)

    def test_closed_form_precision_and_integrator_agree(self):
        (double,), (fine,), (integrated,) = states("--t", "40"), states("--t", "40", "--precision", "200"), states("--t", "40", "--integrate")
        self.assertTrue(overlap(double["distance"], fine["distance"]))
        self.assertTrue(overlap(integrated["distance"], fine["distance"]))
        for state, width in ((double, 1e-13), (fine, 1e-55), (integrated, 1e-11)):
            lower, upper = ends(state["distance"])
            self.assertTrue(0 < lower <= upper)
            self.assertLess((upper - lower) / lower, width)

    def test_a_box_contains_its_points_and_is_tight(self):
        box = states("--t", "40", "--radius", "1e-3")[0]
        point = states("--t", "40")[0]
        lower, upper = ends(box["distance"])
        inner_lower, inner_upper = ends(point["distance"])
        self.assertTrue(lower < inner_lower and inner_upper < upper)
        self.assertLess(upper - lower, Fraction("2.5e-16"))

    def test_back_in_time_and_forward_again(self):
        past = states("--t", "-5", "--precision", "100")[0]
        start = [sum(ends(x)) / 2 for x in past["p"]]
        rounded = [Fraction(round(x * 10**15), 10**15) for x in start[:2]]
        rounded.append(1 - sum(rounded))
        again = json.loads(hebb("flow", "--p0", ",".join(map(str, rounded)), "--t", "5", "--json", "-").stdout)["states"][0]
        for x, wanted in zip(again["p"], map(Fraction, POINT.split(","))):
            self.assertLess(abs(sum(ends(x)) / 2 - wanted), Fraction("1e-12"))

    def test_identity_gamma_and_constant_rates_change_nothing(self):
        gamma = self.write("gamma.txt", "1 0 0\n0 1 0\n0 0 1\n")
        rates = self.write("rates.csv", "# time, rates\n0, 10, 7, 5\n3, 10, 7, 5\n")
        plain = states("--t", "20")[0]
        for option in (("--gamma", gamma), ("--schedule", rates)):
            other = states("--t", "20", *option)[0]
            self.assertTrue(overlap(plain["distance"], other["distance"]), option)

    def test_a_jump_of_the_rates_can_change_the_winner(self):
        rates = self.write("rates.csv", "0 1 1 1\n1 1 1 1\n1 1 4 1\n")
        before, after = states("--t", "1/2", "30", "--schedule", rates)
        self.assertEqual((before["leader"], after["leader"]), (1, 2))
        self.assertLess(ends(after["distance"])[1], Fraction("1e-9"))

    def test_hitting_time(self):
        answer = json.loads(hebb("flow", "--p0", POINT, "--accuracy", "1e-6", "--json", "-").stdout)["hitting_time"]["time"]
        lower, upper = ends(answer)
        self.assertTrue(Fraction(19) < lower <= upper < Fraction("19.1"))
        self.assertLess(ends(states("--t", str(upper + Fraction("1e-9")))[0]["distance"])[1], Fraction("1e-6"))
        self.assertGreater(ends(states("--t", str(lower - Fraction("1e-9")))[0]["distance"])[0], Fraction("1e-6"))

    def test_pictures(self):
        for command in (("flow", "--t", "20", "--radius", "1e-2"), ("compare", "--alpha", "0.05", "--steps", "200")):
            file = self.folder / "out.svg"
            self.assertEqual(hebb(command[0], "--p0", POINT, *command[1:], "--svg", str(file)).returncode, 0)
            for picture in (file, self.folder / "out-simplex.svg"):
                self.assertTrue(xml.etree.ElementTree.parse(picture).getroot().tag.endswith("svg"))

    def test_a_field_that_cannot_be_followed_says_where_and_why(self):
        result = hebb("flow", "--p0", POINT, "--t", "40", "--integrate", "--radius", "0.2", "--json", "-")
        self.assertIn(result.returncode, (0, 3))
        state = json.loads(result.stdout)["states"][0]
        if result.returncode == 3:
            self.assertIsNone(state["distance"])
            self.assertIn("step", state["failure"])
        else:
            self.assertTrue(overlap(state["distance"], states("--t", "40")[0]["distance"]))

    def test_compare(self):
        result = hebb("compare", "--p0", POINT, "--alpha", "0.05", "--steps", "300", "--runs", "50", "--json", "-", "--csv", str(self.folder / "c.csv"))
        self.assertEqual(result.returncode, 0, result.stderr)
        data = json.loads(result.stdout)
        for row in data["rows"]:
            for name in ("euler", "hebbian", "mirror"):
                lower, _ = ends(row[name]["to_flow"]["l2"])
                self.assertLessEqual(lower, ends(row[name]["a_priori_l2"])[1], (row["step"], name))
                self.assertLessEqual(lower, ends(row[name]["uniform_l2"])[1], (row["step"], name))
                self.assertLessEqual(ends(row[name]["uniform_l2"])[0], ends(data["constants"][name])[1] / 20 + Fraction("1e-12"))
        self.assertFalse(data["noisy"]["rigorous"])
        late = json.loads(hebb("compare", "--p0", POINT, "--alpha", "0.01", "--steps", "2000", "--rows", "1", "--json", "-").stdout)
        for name in ("euler", "hebbian", "mirror"):
            self.assertLess(ends(late["rows"][-1][name]["uniform_l2"])[1], 100 * ends(late["rows"][-1][name]["to_flow"]["l2"])[0])
        self.assertLess(ends(late["noisy_all_steps"]["mean_square"])[0], ends(late["noisy_all_steps"]["constant"])[1] / 99)
        self.assertIsNone(json.loads(hebb("compare", "--p0", "0.5,0.5", "--alpha", "0.01", "--json", "-").stdout)["noisy_all_steps"])
        fast = hebb("compare", "--p0", "0.6,0.4", "--alpha", "0.6", "--q", "1.5")
        self.assertIn("no bound for the gradient step at this learning rate", fast.stdout)
        one = json.loads(hebb("compare", "--p0", POINT, "--alpha", "0.05", "--steps", "30", "--runs", "50", "--threads", "1", "--json", "-").stdout)
        two = json.loads(hebb("compare", "--p0", POINT, "--alpha", "0.05", "--steps", "30", "--runs", "50", "--threads", "2", "--json", "-").stdout)
        self.assertEqual(one["noisy"], two["noisy"])
        self.assertEqual(len((self.folder / "c.csv").read_text().splitlines()[0].split(",")), 16)

    def test_bad_input_is_one_clear_line(self):
        skew = self.write("skew.txt", "1 0.1 0\n0.2 1 0\n0 0 1\n")
        small = self.write("small.txt", "1 0\n0 1\n")
        text = self.write("text.txt", "1 zero 0\n")
        back = self.write("back.txt", "1 1 1 1\n0 1 1 1\n")
        cases = {
            ("flow", "--p0", "0.4,0.35,0.3", "--t", "1"): "sum to 21/20, not 1",
            ("flow", "--p0", "1.2,-0.2", "--t", "1"): "coordinate 2 is negative",
            ("flow", "--p0", "1", "--t", "1"): "at least two coordinates",
            ("flow", "--p0", "a,b", "--t", "1"): "'a'",
            ("flow", "--p0", POINT): "--t",
            ("flow", "--p0", POINT, "--t", "soon"): "'soon'",
            ("flow", "--p0", POINT, "--t", "1", "--radius", "-1"): "negative",
            ("flow", "--p0", POINT, "--t", "1", "--radius", "0.2"): "leads at every point",
            ("flow", "--p0", POINT, "--t", "1", "--precision", "3"): "24",
            ("flow", "--p0", POINT, "--t", "1", "--gamma", skew): "symmetric",
            ("flow", "--p0", POINT, "--t", "1", "--gamma", small): "2 x 2",
            ("flow", "--p0", POINT, "--t", "1", "--gamma", text): "text.txt:1",
            ("flow", "--p0", POINT, "--t", "1", "--gamma", "/nowhere"): "/nowhere",
            ("flow", "--p0", POINT, "--t", "1", "--schedule", back): "back in time",
            ("compare", "--p0", POINT, "--alpha", "0.6"): "below 1/Q = 1/2",
            ("compare", "--p0", POINT, "--alpha", "0"): "positive",
            ("compare", "--p0", POINT, "--alpha", "0.1", "--steps", "0"): "--steps 0",
        }
        for arguments, expected in cases.items():
            with self.subTest(arguments=arguments):
                result = hebb(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
                self.assertIn(expected, result.stderr)

    def test_help_has_examples(self):
        for command in ("flow", "compare"):
            self.assertIn("Example", hebb(command, "--help").stdout)


unittest.main(argv=sys.argv)
