#!/usr/bin/env python3
"""Other provers on exported claims: what they confirm, and that no false twin passes. A prover that is not installed is
skipped, visibly."""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HEBB = sys.argv.pop(1)
SECONDS = 20


def export(*arguments):
    result = subprocess.run([HEBB, "export", *arguments], capture_output=True, text=True, timeout=120)
    if result.returncode != 0:
        raise AssertionError(f"hebb export {' '.join(arguments)}: {result.stderr}")
    return result.stdout


def installed(prover):
    return unittest.skipUnless(shutil.which(prover), f"{prover} is not installed: './bootstrap.sh proofs' installs it")


def run(command, text, suffix):
    with tempfile.NamedTemporaryFile("w", suffix=suffix) as file:
        file.write(text)
        file.flush()
        try:
            done = subprocess.run([*command, file.name], capture_output=True, text=True, timeout=SECONDS + 30)
        except subprocess.TimeoutExpired:
            return "timeout", ""
        return done.returncode, done.stdout + done.stderr


def z3(text):
    return run(["z3", f"-T:{SECONDS}"], text, ".smt2")[1].split("\n")[0]


def cvc5(text):
    return run(["cvc5", f"--tlimit={1000 * SECONDS}"], text, ".smt2")[1].split("\n")[0]


def gappa(text):
    code, output = run(["gappa"], text, ".gappa")
    return "proved" if code == 0 else "not proved"


# claim, dimension, a false constant
POLYNOMIAL = []
GAPPA = []


class Smt:
    solver = None

    def test_confirms_the_claims(self):
        for claim, d, false in self.claims:
            with self.subTest(claim=claim, d=d):
                self.assertEqual(type(self).solver(export("smt2", claim, "--d", str(d))), "unsat")

    def test_no_false_twin_passes(self):
        for claim, d, false in self.claims:
            with self.subTest(claim=claim, d=d, false=false):
                answer = type(self).solver(export("smt2", claim, "--d", str(d), "--set", false))
                self.assertIn(answer, ("sat", "unknown", "timeout"))

    def test_a_contradictory_domain_would_show(self):
        """The domain itself must be satisfiable, or `unsat` would mean nothing."""
        for claim, d, _ in self.claims:
            text = export("smt2", claim, "--d", str(d))
            lines = text.splitlines()
            self.assertEqual(lines[-1], "(check-sat)")
            self.assertEqual(type(self).solver("\n".join(lines[:-2] + lines[-1:]) + "\n"), "sat", claim)
