#!/usr/bin/env python3
"""hebb prove on algebraic claims, file by file what it must say of them (tests/data/algebra): true ones that touch zero, on the whole space, on curves
and surfaces, with roots; false ones on them; contradictory assumptions. A true one with a billionth more is never proved.

usage: algebra_test.py HEBB FOLDER"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
TRUE = ["forms", "olympiad", "boxes", "roots"]
# Bounds that are not attained, rounded or far away.
WITH_MARGIN = {"caprasse", "reaction-diffusion", "heart-dipole", "six-hump-camel", "styblinski-tang", "delta-flyspeck", "product-of-five-below-sphere",
               "fp-sqroot", "sum-of-two-squares-of-cubics", "shifted-contact"}


def prove(*arguments, text=None):
    done = subprocess.run([PROGRAM, "prove", *arguments, "--threads", "1"], input=text, capture_output=True, text=True, timeout=300)
    return {line.split()[1]: line.split()[0] for line in done.stdout.splitlines() if re.match(r"(proved|refuted|undecided|empty|undefined) ", line)}, done


def claims(file):
    """The claims of a file with their texts."""
    return {text.split()[1]: text for text in re.split(r"^(?=claim )", (FOLDER / f"{file}.claim").read_text(), flags=re.M) if text.startswith("claim ")}


class Algebra(unittest.TestCase):
    def test_what_is_true_is_proved_and_the_checker_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            for file in TRUE:
                found, done = prove(FOLDER / f"{file}.claim", "--certificates", folder)
                self.assertEqual(found, dict.fromkeys(claims(file), "proved"), done.stdout + done.stderr)
            checked = subprocess.run([PROGRAM, "check", folder, "--quiet"], capture_output=True, text=True, timeout=300)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_what_is_false_is_refuted(self):
        found, done = prove(FOLDER / "false.claim")
        self.assertEqual(found, dict.fromkeys(claims("false"), "refuted"), done.stdout + done.stderr)

    def test_contradictory_assumptions_are_said(self):
        found, done = prove(FOLDER / "empty.claim")
        self.assertEqual(found, dict.fromkeys(claims("empty"), "empty"), done.stdout + done.stderr)

    def test_a_billionth_more_is_not_proved(self):
        tried = {}
        for file in TRUE:
            for name, text in claims(file).items():
                if name in WITH_MARGIN:
                    continue
                goal = re.search(r"prove (.*)", text).group(1)
                left, relation, right = re.split(r"(>=|<=)", goal)
                large, small = (left, right) if relation == ">=" else (right, left)
                tried[name] = text.replace(goal, f"{large.strip()} >= 1/1000000000 + {small.strip()}")
        self.assertGreaterEqual(len(tried), 50)
        found, done = prove("-", "--budget", "0.1", text="\n".join(tried.values()))
        self.assertEqual(set(found), set(tried), done.stderr)
        self.assertEqual({name for name, verdict in found.items() if verdict not in ("undecided", "refuted")}, set(), done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
