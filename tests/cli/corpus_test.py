#!/usr/bin/env python3
"""hebb prove on claims from other people's test suites and papers, with what is known of them (tests/data/corpus/expected.json):
no verdict is wrong, every false claim is refuted, what is undefined is said to be so, and what was proved once stays proved.

usage: corpus_test.py HEBB CORPUS"""
import json
import pathlib
import subprocess
import sys
import unittest

PROGRAM, CORPUS = sys.argv[1], pathlib.Path(sys.argv[2])

# A true claim that no method here decides yet.
OPEN = {"sx-imo2006"}


def verdict(name, *options):
    done = subprocess.run([PROGRAM, "prove", CORPUS / f"{name}.claim", "--threads", "1", *options], capture_output=True, text=True, timeout=120)
    return done.stdout.split(None, 1)[0] if done.stdout else done.stderr, done


class Corpus(unittest.TestCase):
    known = {claim["id"]: claim for claim in json.loads((CORPUS / "expected.json").read_text())["claims"]}

    def test_every_file_is_known(self):
        files = {file.stem for file in CORPUS.glob("*.claim")}
        self.assertEqual(files, set(self.known))
        self.assertLessEqual(OPEN, files)

    def test_false_claims_are_refuted_with_their_witness(self):
        false = [name for name, claim in self.known.items() if claim["truth"] is False]
        self.assertEqual(len(false), 10)
        for name in false:
            with self.subTest(claim=name):
                found, done = verdict(name)
                self.assertEqual((found, done.returncode), ("refuted", 1), done.stdout + done.stderr)
                self.assertIn("\n  at ", done.stdout)

    def test_the_undefined_one_is_named_with_the_point(self):
        found, done = verdict("sx-nesbitt-closed")
        self.assertEqual((found, done.returncode), ("undefined", 2))
        self.assertIn("p[2] + p[3] = 0 at p = (1, 0, 0)", done.stdout)

    def test_true_claims_are_proved(self):
        for name, claim in self.known.items():
            if claim["truth"] is not True or name in OPEN:
                continue
            with self.subTest(claim=name):
                found, done = verdict(name)
                self.assertEqual((found, done.returncode), ("proved", 0), done.stdout + done.stderr)

    def test_what_touches_is_not_proved_with_a_billionth_more(self):
        tried = 0
        for name, claim in self.known.items():
            goal = (CORPUS / f"{name}.claim").read_text().split("prove ")[-1]
            if claim["truth"] is not True or claim["touch"] == "none" or name in OPEN or ">=" not in goal:
                continue
            with self.subTest(claim=name):
                text = (CORPUS / f"{name}.claim").read_text().replace(goal, goal.replace(">=", ">= 1/1000000000 +", 1))
                done = subprocess.run([PROGRAM, "prove", "-", "--budget", "0.2", "--threads", "1"], input=text, capture_output=True, text=True, timeout=120)
                self.assertIn(done.returncode, (1, 3), done.stdout + done.stderr)
                tried += 1
        self.assertGreaterEqual(tried, 30)

    def test_a_constant_past_its_optimum_is_never_proved(self):
        # (file, what is replaced, by what): tight constants, moved by 1e-6.
        for name, tight, past in [
            ("ml-bernstein", "2*u/3", "(2/3 - 1/1000000)*u"),
            ("ml-cosh", "x^2/2", "x^2*(1/2 - 1/1000000)"),
            ("ml-pinsker-half", ">= 2*(1/2-q)^2", ">= (2 + 1/1000000)*(1/2-q)^2"),
            ("ml-maxent3", "log(3)", "(log(3) - 1/1000000)"),
            ("mt-log-lower16", "2*x/(2+x)", "(2 + 1/1000000)*x/(2+x)"),
            ("dr-poly1", "22/27", "(22/27 + 1/1000000)"),
            ("pvs-trid4-sharp", "-16\n", "-16 + 1/1000000\n"),
            ("sx-variance-d3", ">= (p[1]^2", ">= (1 + 1/1000000)*(p[1]^2"),
            ("sx-imo1984-ub", "7/27", "(7/27 - 1/1000000)"),
            ("sx-collision-d6", "1/6", "(1/6 + 1/1000000)"),
            ("sx-motzkin", ">= 3*", ">= (3 + 1/1000000)*"),
            ("sx-apmo2004", ">= 9*", ">= (9 + 1/1000000)*"),
        ]:
            with self.subTest(claim=name):
                text = (CORPUS / f"{name}.claim").read_text()
                self.assertIn(tight, text)
                done = subprocess.run([PROGRAM, "prove", "-", "--budget", "0.2", "--threads", "1"], input=text.replace(tight, past), capture_output=True, text=True, timeout=120)
                self.assertIn(done.returncode, (1, 3), done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
