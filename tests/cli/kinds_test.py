#!/usr/bin/env python3
"""hebb prove on claims by kind (tests/data/kinds): each file holds claims with one verdict, which its first line names.
What is proved is accepted by hebb check as the claim of the file.

usage: kinds_test.py HEBB KINDS"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, KINDS = sys.argv[1], pathlib.Path(sys.argv[2])


def hebb(*arguments, text=None):
    return subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True, timeout=300)


class Kinds(unittest.TestCase):
    def test_every_claim_has_the_verdict_of_its_file(self):
        files = sorted(KINDS.glob("*.claim"))
        self.assertGreaterEqual(len(files), 8)
        for file in files:
            text = file.read_text()
            verdict = text.split("\n", 1)[0].removeprefix("# ").split(":")[0]
            with self.subTest(file=file.name), tempfile.TemporaryDirectory() as folder:
                found = hebb("prove", file, "--threads", "2", "--certificates", folder)
                rows = re.findall(r"^(proved|refuted|undecided|undefined|empty) +(\S+)", found.stdout, re.MULTILINE)
                self.assertEqual([row for row in rows if row[0] != verdict], [], found.stdout + found.stderr)
                self.assertEqual([name for _, name in rows], re.findall(r"^claim (\S+)", text, re.MULTILINE))
                if verdict == "proved":
                    checked = hebb("check", folder, "--against", file)
                    self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


class Dimensions(unittest.TestCase):
    moments = "claim moments for d = 2..3 point p in simplex(d) prove sum(i in 1..d: p[i]^2) >= 1/d\n"
    plain = "claim plain variable x in [0, 1] prove x >= x^2\n"

    def test_what_is_asked_for_and_is_not_there_is_said(self):
        for text, d, code, message in [
            (self.moments, "2..3", 0, ""),
            (self.moments, "3", 0, ""),
            (self.moments, "2..5", 0, "hebb: --d 2..5: moments is stated for d = 2..3 only\n"),
            (self.moments, "4", 2, "hebb: --d 4: moments is stated for d = 2..3 only\n"),
            (self.moments + self.plain, "4", 0, "hebb: --d 4: moments is stated for d = 2..3 only; plain has no dimension and is proved as it stands\n"),
        ]:
            with self.subTest(d=d, text=text):
                found = hebb("prove", "-", "--d", d, text=text)
                self.assertEqual((found.returncode, found.stderr), (code, message), found.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
